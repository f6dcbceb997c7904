// Providers between the page and the wire. Rows are many, so that they are read here: each crossing into Rust would cost more
// than all that is done to a row.

const FLAGS = ["require_register", "provider_in_lan", "single_via_header"];
const NUMBERS = ["port", "outbound_server_port", "reregister_interval"];
const TEXTS = ["name", "auth_mode", "protocol", "hostname", "outbound_server", "auth_id", "password", "username", "status"];
const LISTS = ["ips", "in_parameters", "out_parameters", "did_pool"];
const KNOWN = new Set([...FLAGS, ...NUMBERS, ...TEXTS, ...LISTS]);

/** Words of older consoles, and of the newer interface. */
const STATUS = new Map([["Registered", "ONLINE"], ["Not Registered", "OFFLINE"], ["REGISTERED", "ONLINE"], ["UNREGISTERED", "OFFLINE"]]);
export const statusOf = (word) => STATUS.get(word) ?? word;

const flagOf = (text) => text === "true";
const numberOf = (text) => (text === "" || Number.isNaN(Number(text)) ? text : Number(text));
/** What a text means in a field whose values are others. */
const MEANINGS = new Map([...FLAGS.map((key) => [key, flagOf]), ...NUMBERS.map((key) => [key, numberOf]), ["status", statusOf]]);

/** Fields that the newer interface calls otherwise. */
const NEWER = new Map(
  Object.entries({
    protocol: "transport",
    require_register: "registration",
    reregister_interval: "register_interval",
    ips: "additional_ips",
    in_parameters: "inbound_parameters",
    out_parameters: "outbound_parameters",
    provider_in_lan: "inlan",
  }),
);

/** Makes of a row, in place, what pages read: an id of digits, flags and numbers of their types, nothing that is null. */
export function read(row, newer, id) {
  if (newer) {
    for (const [ours, theirs] of NEWER) {
      if (theirs in row) row[ours] = row[theirs];
      delete row[theirs];
    }
    if (typeof row.ips === "string") row.ips = row.ips.split(";").filter(Boolean);
  }
  if (typeof row.id !== "string") row.id = row.id === undefined || row.id === null ? id : String(row.id);
  // Only what the row has: a row of a list has few of all fields.
  for (const key in row) {
    const value = row[key];
    if (value === null) {
      if (KNOWN.has(key)) delete row[key];
    } else if (typeof value === "string") {
      const meaning = MEANINGS.get(key);
      if (meaning) row[key] = meaning(value);
    }
  }
  return row;
}

/** What is sent of a provider that was checked. */
export function write(provider, newer, purpose) {
  if (!newer) return purpose === "create" ? { status: "OFFLINE", ...provider } : provider;
  const { status, auth_mode: mode, ips, ...rest } = provider;
  const out = {};
  for (const [key, value] of Object.entries(rest)) out[NEWER.get(key) ?? key] = value;
  if (ips) out.additional_ips = ips.join(";");
  // Fixed when it was created.
  if (purpose === "create" && mode !== undefined) out.auth_mode = mode;
  return out;
}

const finding = (path, rule, message) => ({ path, rule, message: `\`${path}\` ${message}`, severity: "error" });
const DEEPEST = 32;

/**
 * Copies what a page gives, so that nothing of the page's runs later; what cannot be sent is told to `found`. A value that is
 * undefined or null is absent.
 */
export function copy(value, found, path = "", depth = 0) {
  const isId = /(^|\.)(tenant_)?id$/.test(path);
  const kind = typeof value;
  if (kind === "bigint" && isId) return String(value);
  if (["bigint", "function", "symbol"].includes(kind)) found.push(finding(path, "type", `must not be a ${kind}`));
  else if (kind === "number" && isId && !Number.isSafeInteger(value)) found.push(finding(path, "unsafe_id", "is a number that may have lost digits: give a string"));
  else if (kind === "number" && !Number.isFinite(value)) found.push(finding(path, "range", "must be a finite number"));
  if (kind !== "object") return value;
  if (value === null) return depth > 1 ? null : undefined;
  // Once is enough: an array that holds itself twice would never come to an end.
  if (found.deep) return undefined;
  if (depth > DEEPEST) {
    found.deep = found.push(finding(path, "depth", "is nested too deeply"));
    return undefined;
  }
  const below = (item, place) => copy(item, found, path + place, depth + 1);
  if (Array.isArray(value)) return Array.from(value, (item, at) => below(item, `[${at}]`) ?? null);
  const plain = typeof value.toJSON === "function" ? value.toJSON() : value;
  if (typeof plain !== "object" || plain === null) return plain;
  const entries = Object.keys(plain).map((key) => [key, below(plain[key], path === "" ? key : `.${key}`)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

const HIDDEN = "***";
const SECRETS = ["password", "sip_password", "access_token", "refresh_token"];

/** A copy without the mark that sets integers apart. */
export const unmarked = (value, mark = "", replacer) => JSON.parse(JSON.stringify(value, replacer).replaceAll(mark, ""));

/** A copy of a body without its secrets. */
export const redacted = (body, mark) =>
  unmarked(body, mark, (key, value) => (SECRETS.includes(key) && typeof value === "string" && value !== "" ? HIDDEN : value));

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What would change: by field what it is and what it would be. A password is compared only where the server shows it. */
export function difference(wanted, present) {
  const changes = {};
  for (const [key, to] of Object.entries(wanted)) {
    const from = present[key];
    if (key === "id" || key === "status" || isSame(from, to)) continue;
    if (key === "password" && from === undefined) continue;
    changes[key] = key === "password" ? { from: HIDDEN, to: HIDDEN } : { from, to };
  }
  return changes;
}
