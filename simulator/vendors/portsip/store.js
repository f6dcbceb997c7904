/**
 * The providers of one PBX, and whether each is registered.
 *
 * @import { Context } from "../../core.js"
 * @import { Data } from "./fields.js"
 * @import { Settings } from "./settings.js"
 */
import { SCHEMAS, initialOf } from "./fields.js";
import { idOf } from "./json.js";

/** @typedef {"ONLINE" | "OFFLINE"} Status */

/**
 * @typedef {object} Provider
 * @property {string} id
 * @property {Data} data
 * @property {Status} status
 * @property {string | undefined} owner Who made it, by account.
 * @property {() => void} stop Ends a registration that is under way.
 */

/** @type {Status[]} */
export const STATUSES = ["ONLINE", "OFFLINE"];

/**
 * @param {Pick<Context, "after">} context
 * @param {Settings} settings
 * @param {(provider: Provider) => void} changed Its status did.
 */
export function createStore({ after }, { dialect, idStart, registerDelayMs }, changed) {
  const schema = SCHEMAS[dialect];
  /** @type {Map<string, Provider>} */
  const providers = new Map();
  let next = idStart;

  const freeId = () => {
    while (providers.has(String(next))) next += 1n;
    return String(next++);
  };

  /** @type {(provider: Provider, status: Status) => void} */
  const turn = (provider, status) => {
    if (provider.status === status) return;
    provider.status = status;
    changed(provider);
  };

  /** Whether it would be online, and has to register for that. @param {Data} data */
  const outlook = (data) => {
    const { registers, enabled } = schema.facts(data);
    const reachable = enabled && !/\.invalid$/i.test(String(data.hostname));
    return { registers, online: reachable && !(registers && data.password === "wrong") };
  };

  /** The PBX tries its luck. @param {Provider} provider */
  const register = (provider) => {
    provider.stop();
    const { registers, online } = outlook(provider.data);
    if (!registers) return turn(provider, online ? "ONLINE" : "OFFLINE");
    turn(provider, "OFFLINE");
    if (online) provider.stop = after(registerDelayMs, () => turn(provider, "ONLINE"));
  };

  /** @type {(id: string, data: Data, owner?: string) => Provider} */
  const put = (id, data, owner) => {
    /** @type {Provider} */
    const provider = { id, data: { ...initialOf(schema), ...data }, status: "OFFLINE", owner, stop: () => {} };
    providers.set(id, provider);
    return provider;
  };

  return {
    schema,
    providers,

    /** By id, oldest first; the numbers count, not the digits. */
    all: () => [...providers.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),

    /** A client makes one. @type {(data: Data, owner: string) => Provider} */
    create(data, owner) {
      const provider = put(freeId(), data, owner);
      const { registers, online } = outlook(provider.data);
      // One that need not register is there from the start: that is no change to tell of.
      if (registers) register(provider);
      else provider.status = online ? "ONLINE" : "OFFLINE";
      return provider;
    },

    /** One that has been there for long: it is what it would become. @type {(facts: Data) => Provider} */
    settle({ id, status, ...data }) {
      const known = id === undefined ? freeId() : idOf(id);
      if (known === undefined) throw new RangeError(`${id} is no id of a provider`);
      if (providers.has(known)) throw new RangeError(`two of PortSIP's providers have the id ${known}`);
      if (status !== undefined && !STATUSES.includes(status)) throw new RangeError(`status is one of ${STATUSES.join(", ")}`);
      const provider = put(known, data);
      provider.status = status ?? (outlook(provider.data).online ? "ONLINE" : "OFFLINE");
      return provider;
    },

    /** @type {(provider: Provider, changes: Data) => void} */
    update(provider, changes) {
      const { data } = provider;
      provider.data = { ...data, ...changes };
      if (schema.live.some((name) => provider.data[name] !== data[name])) register(provider);
    },

    /** @param {Provider} provider */
    remove(provider) {
      provider.stop();
      providers.delete(provider.id);
    },

    /** What happens on the carrier's side. @type {(provider: Provider, status: Status) => void} */
    setStatus(provider, status) {
      provider.stop();
      turn(provider, status);
    },

    /** @type {(data: Data) => boolean} */
    isReachable: (data) => outlook(data).online,
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
