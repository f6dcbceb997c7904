/**
 * What one Telnyx account holds, and how it shows itself on the wire.
 *
 * @import { Random } from "../../core.js"
 */
import { initialOf } from "./fields.js";
import * as schema from "./schema.js";

/** @typedef {"credential_connection" | "fqdn_connection" | "ip_connection"} ConnectionKind */
/** @typedef {ConnectionKind | "fqdn" | "ip" | "outbound_voice_profile" | "access_ip_range"} Kind */

/**
 * One object: `data` as it is on the wire but for what `show` adds; `at` and `serial` are its age.
 *
 * @typedef {object} Entry
 * @property {Kind} kind
 * @property {number} at
 * @property {number} serial
 * @property {Record<string, any>} data
 * @property {Record<string, any>} [authentication] Of an FQDN connection.
 * @property {Registration} [registration] Of a credential connection.
 */

/** @typedef {Required<import("../../index.js").TelnyxRegistration>} Registration */
/** @typedef {{ id: string, connection: string, leg: string, session: string, state: string, at: number, serial: number }} Call */

export const MASK = "********";

/** Far beyond 2^53, and neighbours differ in digits that a double does not keep. */
const FIRST_NUMBER = 1_293_384_261_000_000_000n;

/** @type {Registration} */
export const NOWHERE = {
  status: "Not Registered",
  ip_address: null,
  port: null,
  transport: null,
  user_agent: null,
  last_registration: null,
};

/** @param {Kind} kind */
export const isConnection = (kind) => kind.endsWith("_connection");

/**
 * @param {{ now: () => number, random: Random, maskPasswords: boolean }} options
 */
export function createStore({ now, random, maskPasswords }) {
  /** @type {Map<string, Entry>} All connections, of every kind. */
  const connections = new Map();
  const fqdns = /** @type {Map<string, Entry>} */ (new Map());
  const ips = /** @type {Map<string, Entry>} */ (new Map());
  const profiles = /** @type {Map<string, Entry>} */ (new Map());
  const ranges = /** @type {Map<string, Entry>} */ (new Map());
  /** @type {Map<string, Call>} */
  const calls = new Map();
  /** @type {Map<string, Entry>} By user name, the entry that holds it. */
  const userNames = new Map();
  let serial = 0;

  const number = () => String(FIRST_NUMBER + BigInt((serial += 1)) * 1_048_573n + BigInt(random.below(1_048_573)));
  const uuid = () => `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
  const userId = uuid();

  /** @param {Kind} kind */
  const tableOf = (kind) => {
    if (isConnection(kind)) return connections;
    return { fqdn: fqdns, ip: ips, outbound_voice_profile: profiles, access_ip_range: ranges }[/** @type {"fqdn"} */ (kind)];
  };

  /** @param {number} at */
  const stamp = (at) => new Date(at).toISOString();

  /** @param {Entry} entry */
  const userNameOf = ({ data, authentication }) => (authentication ?? data).user_name;

  /**
   * @param {Kind} kind
   * @param {Record<string, any>} data
   * @param {{ id?: string, at?: number }} [known] What a fixture says of it.
   */
  const add = (kind, data, { id = kind === "ip" || kind === "access_ip_range" ? uuid() : number(), at = now() } = {}) => {
    const table = tableOf(kind);
    if (table.has(id)) throw new RangeError(`two of Telnyx's objects have the id ${id}`);
    /** @type {Entry} */
    const entry = {
      kind,
      at,
      serial: (serial += 1),
      data: { id, record_type: kind, ...data, created_at: stamp(at), updated_at: stamp(at) },
    };
    if (kind === "credential_connection") entry.registration = NOWHERE;
    if (kind === "fqdn_connection") entry.authentication = { id: number(), ...initialOf(schema.fqdnAuthentication) };
    if (kind === "access_ip_range") {
      // Ranges come from another service, which tags nothing.
      delete entry.data.record_type;
      Object.assign(entry.data, { status: "pending", user_id: userId });
    }
    table.set(id, entry);
    if (userNameOf(entry) !== undefined) userNames.set(userNameOf(entry), entry);
    return entry;
  };

  /**
   * @param {Entry} entry
   * @param {{ data?: Record<string, any>, authentication?: Record<string, any> }} next
   */
  const change = (entry, next) => {
    userNames.delete(userNameOf(entry));
    Object.assign(entry, next);
    entry.data = { ...entry.data, updated_at: stamp(now()) };
    if (userNameOf(entry) !== undefined) userNames.set(userNameOf(entry), entry);
  };

  /**
   * What hangs on a connection goes with it.
   *
   * @param {Entry} entry
   */
  const remove = (entry) => {
    const { id } = entry.data;
    tableOf(entry.kind).delete(id);
    userNames.delete(userNameOf(entry));
    if (isConnection(entry.kind)) {
      for (const table of [fqdns, ips]) for (const [key, { data }] of table) if (data.connection_id === id) table.delete(key);
      for (const [key, { connection }] of calls) if (connection === id) calls.delete(key);
    }
    if (entry.kind === "outbound_voice_profile") {
      for (const connection of connections.values()) {
        const { outbound_voice_profile_id: profile, ...outbound } = connection.data.outbound;
        if (profile === id) connection.data = { ...connection.data, outbound };
      }
    }
  };

  /** How many connections use each profile. */
  const uses = () => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { data } of connections.values()) {
      const { outbound_voice_profile_id: id } = data.outbound;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  };

  /** @param {Record<string, any>} data */
  const masked = (data) => (maskPasswords && data.password !== undefined ? { ...data, password: MASK } : data);

  /**
   * Objects as their own endpoints show them.
   *
   * @param {readonly Entry[]} entries
   */
  const show = (entries) => {
    const counts = entries[0]?.kind === "outbound_voice_profile" ? uses() : undefined;
    return entries.map(({ kind, data, authentication }) => {
      if (counts) return { ...data, connections_count: counts.get(data.id) ?? 0 };
      if (kind !== "fqdn_connection") return masked(data);
      const { user_name, password, txt_name, txt_ttl, txt_value } = authentication ?? {};
      return masked({ ...data, user_name, password, txt_name, txt_ttl, txt_value });
    });
  };

  /** Connections of any kind as `/connections` shows them. @param {readonly Entry[]} entries */
  const outline = (entries) =>
    entries.map(({ data }) => ({
      id: data.id,
      record_type: data.record_type,
      active: data.active,
      anchorsite_override: data.anchorsite_override,
      connection_name: data.connection_name,
      created_at: data.created_at,
      outbound_voice_profile_id: data.outbound.outbound_voice_profile_id,
      tags: data.tags,
      updated_at: data.updated_at,
      webhook_api_version: data.webhook_api_version,
      webhook_event_failover_url: data.webhook_event_failover_url,
      webhook_event_url: data.webhook_event_url ?? null,
    }));

  return {
    connections, fqdns, ips, profiles, ranges, calls, userNames,
    add, change, remove, show, outline, tableOf, uuid,

    /** @param {Entry} entry */
    showAuthentication: ({ data: { id, microsoft_teams_sbc }, authentication }) =>
      masked({ ...authentication, connection_id: id, microsoft_teams_sbc, record_type: "fqdn_authentication" }),

    /** @param {Entry} entry */
    showRegistration: ({ data, registration }) => ({
      ...registration,
      sip_username: data.user_name,
      record_type: "registration_status",
    }),

    /** @param {Call} call */
    showCall: ({ id, leg, session, state, at }) => ({
      call_control_id: id,
      call_leg_id: leg,
      call_session_id: session,
      client_state: state,
      call_duration: Math.floor((now() - at) / 1000),
      record_type: "call",
    }),

    /**
     * @param {string} connection
     * @param {{ at?: number, state?: string }} [options]
     */
    startCall(connection, { at = now(), state = "" } = {}) {
      const call = { id: `v3:${random.hex(48)}`, connection, leg: uuid(), session: uuid(), state, at, serial: (serial += 1) };
      calls.set(call.id, call);
      return call;
    },

    /** @param {ConnectionKind} kind */
    ofKind: (kind) => [...connections.values()].filter((entry) => entry.kind === kind),
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
