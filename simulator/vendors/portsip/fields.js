/**
 * The fields of a provider (a SIP trunk) in either dialect: types, defaults, and when they must be there.
 *
 * @import { Dialect } from "./refusal.js"
 */

/** @typedef {Record<string, any>} Data A provider in the words of its dialect, without id and status. */

/**
 * @typedef {object} Field
 * @property {(value: any) => string | undefined} test What is wrong with a value.
 * @property {unknown} [initial]
 * @property {boolean} [create] Whether a new one must have it.
 * @property {boolean} [update] Whether a strict PBX wants it in a change.
 * @property {boolean} [ignored] It may be sent, and is not kept.
 */

/** @type {(kind: "string" | "boolean") => Field["test"]} */
const isA = (kind) => (value) => (typeof value === kind ? undefined : `must be a ${kind}`);

/** @type {(most?: number) => Field["test"]} */
const whole = (most = 2 ** 31 - 1) => (value) =>
  Number.isInteger(value) && value >= 0 && value <= most ? undefined : `must be a whole number from 0 to ${most}`;

/** @type {Field["test"]} */
const filled = (value) => isA("string")(value) ?? (value === "" ? "must not be empty" : undefined);

/** @type {(...values: string[]) => Field["test"]} */
const oneOf = (...values) => (value) => (values.includes(value) ? undefined : `must be one of ${values.join(", ")}`);

/** @type {Field["test"]} */
const list = (value) => (Array.isArray(value) ? undefined : "must be a list");

/** @type {Field["test"]} */
const texts = (value) => list(value) ?? (value.every((/** @type {unknown} */ one) => typeof one === "string") ? undefined : "must be a list of strings");

/** @type {Field["test"]} */
const record = (value) => (typeof value === "object" && !Array.isArray(value) ? undefined : "must be an object");

/** @type {(test: Field["test"], initial: unknown) => Field} */
const always = (test, initial) => ({ test, initial, create: true, update: true });

/** @type {(test: Field["test"], initial: unknown) => Field} */
const fresh = (test, initial) => ({ test, initial, create: true });

/** @type {(test: Field["test"], initial: unknown) => Field} */
const maybe = (test, initial) => ({ test, initial });

const text = isA("string");
const flag = isA("boolean");
const port = whole(65_535);

/**
 * `live`: what makes the PBX register anew when it changes. `facts`: what its state depends on.
 *
 * @typedef {object} Schema
 * @property {Readonly<Record<string, Field>>} fields
 * @property {readonly string[]} live
 * @property {(data: Data) => { registers: boolean, enabled: boolean }} facts
 */

/** @type {Schema} */
const v12 = {
  fields: {
    name: always(filled, ""),
    auth_mode: always(oneOf("IP_AUTH", "REGISTER_AUTH"), "IP_AUTH"),
    protocol: always(oneOf("UDP", "TCP"), "UDP"),
    hostname: always(filled, ""),
    port: always(port, 5060),
    outbound_server: always(text, ""),
    outbound_server_port: always(port, 0),
    auth_id: always(text, ""),
    password: always(text, ""),
    require_register: always(flag, false),
    reregister_interval: always(whole(), 600),
    ips: always(texts, []),
    // The reference wants these two in a change alone.
    in_parameters: { test: list, initial: [], update: true },
    out_parameters: { test: list, initial: [], update: true },
    provider_in_lan: always(flag, false),
    single_via_header: always(flag, false),
    status: { test: oneOf("ONLINE", "OFFLINE"), create: true, update: true, ignored: true },
  },
  live: ["auth_mode", "protocol", "hostname", "port", "outbound_server", "outbound_server_port", "auth_id", "password", "require_register"],
  facts: ({ auth_mode: mode, require_register: registers }) => ({ registers: mode === "REGISTER_AUTH" && registers === true, enabled: true }),
};

/** @type {Schema} */
const v22 = {
  fields: {
    name: fresh((value) => filled(value) ?? (value.length > 64 ? "must have at most 64 characters" : undefined), null),
    enabled: maybe(flag, true),
    brand: maybe(text, null),
    auth_mode: maybe(oneOf("IP_AUTH", "REGISTER_AUTH", "ACCEPT_REGISTER", "TEAMS", "WHATS_APP"), "REGISTER_AUTH"),
    transport: fresh(oneOf("UDP", "TCP", "TLS"), "UDP"),
    hostname: fresh(filled, null),
    port: fresh(port, 5060),
    auth_id: maybe(text, null),
    username: maybe(text, null),
    password: maybe(text, null),
    registration: maybe(flag, true),
    register_interval: maybe(whole(), 600),
    outbound_server: fresh(text, ""),
    outbound_server_port: fresh(port, 0),
    inlan: maybe(flag, false),
    single_via_header: maybe(flag, true),
    rewrite_via_ip: maybe(flag, true),
    verify_port: maybe(flag, true),
    keep_alive: maybe(flag, true),
    keep_alive_interval: maybe(whole(), 360),
    concurrency: fresh(whole(), 0),
    additional_ips: maybe(text, null),
    adjust_sdp_direction: maybe(flag, true),
    remove_srtp_info: maybe(flag, true),
    stir_shaken_signature_required: maybe(flag, false),
    did_numbers: maybe(text, null),
    inbound_parameters: maybe(record, null),
    outbound_parameters: maybe(record, null),
    shared: { test: flag, initial: false, ignored: true },
    // Nothing that a client may set, but it may have it from elsewhere.
    status: { test: () => undefined, ignored: true },
  },
  live: ["enabled", "transport", "hostname", "port", "outbound_server", "outbound_server_port", "auth_id", "username", "password", "registration"],
  facts: ({ auth_mode: mode, registration, enabled }) => ({ registers: mode === "REGISTER_AUTH" && registration === true, enabled: enabled !== false }),
};

/** @type {Readonly<Record<Dialect, Schema>>} */
export const SCHEMAS = { v12, v22 };

/** @type {(body: Data, name: string) => boolean} */
const isGiven = (body, name) => body[name] !== undefined && body[name] !== null;

/**
 * All that is wrong with a body, by field. Null is as good as absent, and fields that nobody knows are let through.
 *
 * @param {Schema} schema
 * @param {Data} body
 * @param {"create" | "update"} [required] Whose fields must all be there; none, when left out.
 * @returns {Record<string, string> | undefined}
 */
export function problemsOf({ fields }, body, required) {
  const problems = Object.entries(fields).flatMap(([name, field]) => {
    if (!isGiven(body, name)) return required && field[required] ? [[name, "is required"]] : [];
    const wrong = field.test(body[name]);
    return wrong === undefined ? [] : [[name, wrong]];
  });
  return problems.length === 0 ? undefined : Object.fromEntries(problems);
}

/**
 * What a body sets, ready to be laid over a provider.
 *
 * @type {(schema: Schema, body: Data) => Data}
 */
export const changesOf = ({ fields }, { id: _id, ...body }) =>
  Object.fromEntries(
    Object.entries(body).filter(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field === undefined ? value !== undefined : !field.ignored && isGiven(body, name);
    }),
  );

/** A provider of which nobody has said anything. @type {(schema: Schema) => Data} */
export const initialOf = ({ fields }) =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, { initial }]) => (initial === undefined ? [] : [[name, structuredClone(initial)]])));

/** What v22 calls what v12 has. */
const NEWER = {
  protocol: "transport",
  require_register: "registration",
  reregister_interval: "register_interval",
  provider_in_lan: "inlan",
};

/**
 * A fixture may say it in the words of v12, whatever the dialect.
 *
 * @type {(dialect: Dialect, partial: Data) => Data}
 */
export function inWordsOf(dialect, partial) {
  if (dialect === "v12") return partial;
  return Object.fromEntries(
    Object.entries(partial).flatMap(([name, value]) => {
      if (name === "ips") return [["additional_ips", Array.isArray(value) ? value.join(";") : value]];
      // Lists of unknown shape; v22 has objects, and other words in them.
      if (name === "in_parameters" || name === "out_parameters") return [];
      return [[Object.hasOwn(NEWER, name) ? NEWER[/** @type {keyof typeof NEWER} */ (name)] : name, value]];
    }),
  );
}
