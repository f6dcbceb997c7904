// Log lines of a client: what was sent and how it ended, without keys and passwords.

const LEVELS = ["off", "error", "warn", "info", "debug"];
const SECRET_HEADER = /^(authorization|proxy-authorization|api-key|x-api-key|cookie|set-cookie)$/i;
const SECRET_FIELD = /password|secret|token/i;

/** The level of the options, of the environment, or the usual one; what is none of the levels is told. */
export function logLevelOf(given, environment, logger) {
  const sources = [
    ["ClientOptions.logLevel", given],
    ["process.env['TELNYX_LOG']", environment],
  ];
  for (const [source, level] of sources) {
    if (LEVELS.includes(level)) return level;
    if (level) logger.warn(`${source} was set to ${JSON.stringify(level)}, expected one of ${JSON.stringify(LEVELS)}`);
  }
  return "warn";
}

const RANKS = Object.fromEntries(LEVELS.map((level, rank) => [level, rank]));

/** Whether lines of a level are wanted. */
export const logs = (client, level) => RANKS[client.logLevel] >= RANKS[level];

export const logId = () => `log_${Math.floor(Math.random() * 2 ** 24).toString(16).padStart(6, "0")}`;

export function shownHeaders(headers) {
  return Object.fromEntries([...headers].map(([name, value]) => [name, SECRET_HEADER.test(name) ? "***" : value]));
}

/** A body, or options, with the passwords in it hidden. */
export function shown(value, depth = 0) {
  if (Array.isArray(value)) return value.map((item) => shown(item, depth + 1));
  if (typeof value !== "object" || value === null || depth > 20) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const hidden = (name, member) => (SECRET_FIELD.test(name) && typeof member === "string" ? "***" : shown(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hidden(name, member)]));
}
