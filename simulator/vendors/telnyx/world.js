/**
 * A plausible account: what it holds at the start, and what happens in it by itself.
 *
 * @import { Context, Random } from "../../core.js"
 * @import { TelnyxFixtures } from "../../index.js"
 * @import { Entry, Kind, Registration, Store } from "./store.js"
 */
import { Refusal } from "./errors.js";
import { RESOURCES, resultOf } from "./resources.js";
import { NOWHERE } from "./store.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long it takes until an address range is let in. */
const RANGE_DELAY_MS = 5 * SECOND;

const CITIES =
  "Amsterdam Austin Berlin Boston Chicago Denver Dublin Lisbon London Madrid Milan Oslo Paris Prague Sydney Vienna".split(" ");
const ROLES = ["office", "contact centre", "warehouse", "reception", "sales", "support", "dispatch", "back office"];
const PHONES = [
  "Z 5.6.4 v2.10.20.5", "Yealink SIP-T54W 96.86.0.70", "PolyVVX-VVX_450-UA/6.4.3", "Asterisk PBX 20.9.2",
  "FreeSWITCH-mod_sofia/1.10.12", "Grandstream GXP2170 1.0.11.79",
];
const SITES = ["Latency", "Chicago, IL", "Amsterdam, Netherlands", "Sydney, Australia"];

/** @param {number} index */
const documentationAddress = (index) => `${["192.0.2", "198.51.100", "203.0.113"][index % 3]}.${1 + (Math.floor(index / 3) % 254)}`;

/** @param {Random} random @param {number} index */
const placeName = (random, index) => `${random.pick(CITIES)} ${random.pick(ROLES)} ${index + 1}`;

/**
 * What a registration of this status knows of itself.
 *
 * @type {(random: Random, status: Registration["status"], at: number) => Registration}
 */
export function registrationOf(random, status, at) {
  // The others have never been there, or were not let in.
  if (!["Registered", "Expired", "Unregistered"].includes(status)) return { ...NOWHERE, status };
  return {
    status,
    ip_address: documentationAddress(random.below(762)),
    port: 1024 + random.below(60_000),
    transport: random.weighted([["UDP", 6], ["TCP", 1], ["TLS", 3]]),
    user_agent: random.pick(PHONES),
    last_registration: new Date(at).toISOString(),
  };
}

/** @param {Random} random */
const drawStatus = (random) =>
  random.weighted(/** @type {const} */ ([["Registered", 70], ["Not Registered", 15], ["Expired", 10], ["Failed", 5]]));

/**
 * Ids that made objects may refer to.
 *
 * @typedef {{ profiles: readonly string[], fqdnOwners: readonly string[], ipOwners: readonly string[] }} Pools
 */

/**
 * Bodies for objects that a fixture only counts.
 *
 * @type {Readonly<Record<Kind, (index: number, random: Random, pools: Pools) => Record<string, any>>>}
 */
const MAKERS = {
  outbound_voice_profile: (index, random) => ({
    name: `${random.pick(["Retail", "Wholesale", "Europe", "North America", "Emergency", "Call centre"])} profile ${index + 1}`,
    daily_spend_limit: `${50 * (1 + random.below(20))}.00`,
    daily_spend_limit_enabled: random.float() < 0.5,
    enabled: random.float() < 0.9,
    concurrent_call_limit: random.pick([null, 10, 30, 100]),
  }),
  credential_connection: (index, random, { profiles }) => ({
    ...connectionBody(index, random, profiles),
    user_name: `user${String(index + 1).padStart(5, "0")}`,
    password: random.hex(20),
    sip_uri_calling_preference: random.pick(["disabled", "internal", "unrestricted"]),
  }),
  fqdn_connection: (index, random, { profiles }) => ({
    ...connectionBody(index, random, profiles),
    transport_protocol: random.pick(["UDP", "TCP", "TLS"]),
  }),
  ip_connection: (index, random, { profiles }) => ({
    ...connectionBody(index, random, profiles),
    transport_protocol: random.pick(["UDP", "TCP"]),
  }),
  // Connections take turns.
  fqdn: (index, random, { fqdnOwners }) => ({
    connection_id: fqdnOwners[index % fqdnOwners.length],
    fqdn: `sip${index + 1}.${random.pick(CITIES).toLowerCase()}.example.com`,
    ...(index % 3 === 2 ? { dns_record_type: "srv" } : { dns_record_type: "a", port: 5060 }),
  }),
  ip: (index, _, { ipOwners }) => ({
    ...(ipOwners.length > 0 && { connection_id: ipOwners[index % ipOwners.length] }),
    ip_address: documentationAddress(index),
    port: 5060,
  }),
  access_ip_range: (index, random) => ({
    cidr_block: `198.18.${Math.floor(index / 16) % 256}.${(index % 16) * 16}/28`,
    description: placeName(random, index),
  }),
};

/** @type {(index: number, random: Random, profiles: readonly string[]) => Record<string, any>} */
function connectionBody(index, random, profiles) {
  return {
    connection_name: placeName(random, index),
    active: random.float() < 0.93,
    anchorsite_override: random.pick(SITES),
    tags: random.float() < 0.3 ? [random.pick(["production", "trial", "partner"])] : [],
    outbound: profiles.length > 0 && random.float() < 0.6 ? { outbound_voice_profile_id: random.pick(profiles) } : {},
  };
}

/**
 * Fills an account, and keeps it alive.
 *
 * @param {Context} context
 * @param {TelnyxFixtures} fixtures
 * @param {Store} store
 */
export function createWorld({ now, after, random }, fixtures, store) {
  const { connections = 8, calls = 0, trafficMs } = fixtures;
  if (trafficMs !== undefined && !(trafficMs > 0)) throw new RangeError("trafficMs is above 0");
  const draws = random("world");
  const live = random("traffic");

  /** What follows from something having been made. @param {Entry} entry */
  const added = (entry) => {
    if (entry.kind !== "access_ip_range") return;
    after(RANGE_DELAY_MS, () => store.change(entry, { data: { ...entry.data, status: "added" } }));
  };

  const idsOf = (/** @type {import("./store.js").ConnectionKind} */ kind) => store.ofKind(kind).map(({ data }) => data.id);

  /** @type {(kind: Kind, wanted: number | readonly Record<string, any>[]) => void} */
  const fill = (kind, wanted) => {
    const resource = /** @type {import("./resources.js").Resource} */ (RESOURCES.find((one) => one.kind === kind));
    const count = typeof wanted === "number" ? wanted : wanted.length;
    const pools = { profiles: [...store.profiles.keys()], fqdnOwners: idsOf("fqdn_connection"), ipOwners: idsOf("ip_connection") };
    for (let index = 0; index < count; index += 1) {
      const given = typeof wanted === "number" ? MAKERS[kind](index, draws, pools) : wanted[index];
      const { id, created_at: created, ...body } = given;
      const at = created === undefined ? now() - (count - index) * HOUR : Date.parse(created);
      const entry = store.add(kind, fixtureResult(resource, body, store), { id, at });
      if (kind === "access_ip_range") entry.data.status = "added";
      if (kind === "credential_connection" && typeof wanted === "number") {
        entry.registration = registrationOf(draws, drawStatus(draws), now() - draws.below(HOUR));
      }
    }
  };

  const quarter = Math.floor(connections / 4);
  fill("outbound_voice_profile", fixtures.outboundVoiceProfiles ?? 3);
  fill("credential_connection", fixtures.credentialConnections ?? connections - 2 * quarter);
  fill("fqdn_connection", fixtures.fqdnConnections ?? quarter);
  fill("ip_connection", fixtures.ipConnections ?? quarter);
  fill("fqdn", fixtures.fqdns ?? store.ofKind("fqdn_connection").length);
  fill("ip", fixtures.ips ?? store.ofKind("ip_connection").length);
  fill("access_ip_range", fixtures.accessIPRanges ?? 3);

  /** @param {Random} chance */
  const anyConnection = (chance) => chance.pick([...store.connections.values()].filter(({ data }) => data.active));

  /** @type {(chance: Random, at?: number) => void} */
  const startCall = (chance, at) => {
    const connection = anyConnection(chance);
    if (connection) store.startCall(connection.data.id, { at, state: btoa(`call ${chance.hex(6)}`) });
  };
  for (let call = 0; call < calls; call += 1) startCall(draws, now() - draws.below(10 * MINUTE));

  // ---- What happens by itself ------------------------------------------------------------------------------

  const endCall = () => {
    if (store.calls.size > 0) store.calls.delete(live.pick([...store.calls.keys()]));
  };

  const register = () => {
    const phones = store.ofKind("credential_connection");
    if (phones.length > 0) live.pick(phones).registration = registrationOf(live, drawStatus(live), now());
  };

  if (trafficMs !== undefined) {
    const next = () =>
      void after(trafficMs * (0.5 + live.float()), () => {
        // The more calls, the likelier one ends: about ten are under way.
        live.weighted([[() => startCall(live), 40], [endCall, 4 * store.calls.size], [register, 20]])();
        next();
      });
    next();
  }

  return { added };
}

/** @type {(resource: import("./resources.js").Resource, body: Record<string, any>, store: Store) => Record<string, any>} */
function fixtureResult(resource, body, store) {
  try {
    return resultOf(resource, body, store);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new RangeError(`a fixture of ${resource.path} is not sound: ${error.causes?.map(({ detail }) => detail).join("; ")}`);
  }
}
