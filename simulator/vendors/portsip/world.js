/**
 * A plausible PBX: the trunks that it has at the start, and what happens to them by itself.
 *
 * @import { Context, Random } from "../../core.js"
 * @import { Account } from "./sessions.js"
 * @import { Settings } from "./settings.js"
 * @import { Store } from "./store.js"
 */
import { inWordsOf, problemsOf } from "./fields.js";

const CARRIERS = ["Harbour SIP", "Northline", "Blue Peak Telecom", "Meridian Voice", "Oakwave", "Skybridge"];
const SITES = ["east", "west", "north", "south", "central", "backup"];

/** @type {(index: number) => string} */
const documentationAddress = (index) => `${["192.0.2", "198.51.100", "203.0.113"][index % 3]}.${1 + (index % 254)}`;

/** @type {(name: string) => string} */
const label = (name) => name.toLowerCase().replaceAll(/[^a-z\d]+/g, "-");

/**
 * @param {Context} context
 * @param {Settings} settings
 * @param {Store} store
 * @param {Account} tenant
 */
export function createWorld({ after, random }, { dialect, providers, trafficMs }, store, tenant) {
  const draws = random("world");
  const newer = dialect === "v22";
  let made = 0;

  /** What nobody has said of a provider. @type {(chance?: Random) => Record<string, any>} */
  const usual = (chance) => {
    const index = (made += 1);
    const carrier = CARRIERS[index % CARRIERS.length];
    const registers = chance === undefined || chance.float() < 0.7;
    return {
      name: chance ? `${carrier} ${SITES[Math.floor(index / CARRIERS.length) % SITES.length]} ${index}` : `Trunk ${index}`,
      auth_mode: registers ? "REGISTER_AUTH" : "IP_AUTH",
      protocol: chance?.pick(["UDP", "UDP", "TCP"]) ?? "UDP",
      hostname: `sip${index}.${label(carrier)}.example`,
      port: 5060,
      outbound_server: "",
      outbound_server_port: 0,
      auth_id: registers ? String(40_055_500 + index) : "",
      password: registers ? (chance ?? draws).hex(12) : "",
      require_register: registers,
      reregister_interval: 600,
      ips: registers ? [] : [documentationAddress(index)],
      ...(newer && { concurrency: 30, username: registers ? String(40_055_500 + index) : null }),
    };
  };

  /** What is only counted: some have numbers, and some lead nowhere. @param {Random} chance */
  const plausible = (chance) => {
    const provider = usual(chance);
    const numbers = made % 3 === 1 ? `${4_930_100_000 + made * 100}-${4_930_100_099 + made * 100}` : undefined;
    return {
      ...provider,
      ...(made % 6 === 0 && { hostname: `${provider.hostname}.invalid` }),
      ...(numbers && (newer ? { did_numbers: numbers } : { did_pool: [{ tenant_id: BigInt(tenant.id), name: tenant.name, number_mask: numbers }] })),
    };
  };

  /** @param {Record<string, any>} partial */
  const add = (partial) => {
    const { auth_mode: mode = "REGISTER_AUTH" } = partial;
    const { status, ...data } = inWordsOf(dialect, { ...usual(), require_register: mode === "REGISTER_AUTH", ...partial });
    const problems = problemsOf(store.schema, data);
    if (problems) throw new RangeError(`a provider of PortSIP is not sound: ${Object.entries(problems).map((pair) => pair.join(" ")).join("; ")}`);
    return store.settle({ ...data, status });
  };

  if (typeof providers === "number") {
    for (let count = 0; count < providers; count += 1) store.settle(inWordsOf(dialect, plausible(draws)));
  } else {
    providers.forEach(add);
  }

  if (trafficMs !== undefined) {
    const live = random("traffic");
    const next = () =>
      void after(trafficMs * (0.5 + live.float()), () => {
        const able = store.all().filter(({ data }) => store.isReachable(data));
        const down = able.filter(({ status }) => status === "OFFLINE");
        // What has gone down comes back, sooner the more of them there are.
        const back = down.length > 0 && live.float() < 0.5 + down.length / able.length;
        const provider = live.pick(back ? down : able.filter(({ status }) => status === "ONLINE"));
        if (provider) store.setStatus(provider, back ? "ONLINE" : "OFFLINE");
        next();
      });
    next();
  }

  return { add };
}
