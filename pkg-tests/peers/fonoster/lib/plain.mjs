// Turns what a call came to into plain data that the two packages can be compared by. Web standard APIs only.
//
// Some differences hold for every agent and every error: the rows `privacy-words`, `agent-fields` and `error-class`.
// They are applied here, so that the rest can be compared; cases that are `raw` show them as they are.

/** The classes of an error, nearest first. */
function lineage(error) {
  const names = [];
  for (
    let proto = Object.getPrototypeOf(error);
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto)
  ) {
    names.push(Object.hasOwn(proto, "name") && proto.name ? proto.name : proto.constructor.name);
  }
  return names.join(" < ");
}

const FIELDS = ["code", "details", "kind", "operation", "vendor", "reason", "retryable"];

/** grpc-js puts the code before what the server said. */
const detailsOf = (error) => error.details ?? error.message;

function plainError(error, { side, raw }) {
  if (!raw) {
    if (error.code !== undefined) return { code: error.code, details: detailsOf(error) };
    const { kind, message } = error;
    return side === "ours" ? { kind, message } : { classes: lineage(error), message };
  }
  const out = { classes: lineage(error), name: error.name, message: error.message };
  for (const key of FIELDS) if (error[key] !== undefined) out[key] = error[key];
  return out;
}

const WORDS = { ID: "private", NONE: "none" };

/** What a call gave, not what it was given. */
const isAgent = (value) => "username" in value && "createdAt" in value;

/** What ours adds to an agent must say the same as the rest of it; then it is left out. */
function plainAgent(agent, context) {
  const { domains, createTime, updateTime, ...rest } = agent;
  if (context.side === "ours") {
    const expected = {
      domains: rest.domain ? [rest.domain.domainUri] : [],
      createTime: rest.createdAt.toISOString(),
      updateTime: rest.updatedAt.toISOString(),
    };
    const given = { domains, createTime, updateTime };
    if (JSON.stringify(given) !== JSON.stringify(expected))
      return { "<not the same>": given, ...record(rest, context) };
    return record(rest, context);
  }
  return record({ ...agent, privacy: WORDS[agent.privacy] ?? agent.privacy }, context);
}

/** `agents` is what ours calls `items` besides. */
function plainPage(page, context) {
  const { agents, ...rest } = page;
  if (context.side === "ours" && agents !== page.items)
    return { "<not the same>": plain(agents, context), ...record(rest, context) };
  return record(rest, context);
}

/** A key that is undefined says as much as one that is missing. */
function record(value, context) {
  const told = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(told.map(([key, each]) => [key, plain(each, context)]));
}

export function plain(value, context) {
  if (value === undefined) return "<undefined>";
  if (typeof value === "number" && !Number.isFinite(value)) return `<${value}>`;
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return `<${typeof value}>`;
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Error || (typeof DOMException !== "undefined" && value instanceof DOMException))
    return plainError(value, context);
  if (value instanceof Date) return { "<Date>": value.getTime() };
  if (Array.isArray(value)) return value.map((each) => plain(each, context));
  if (!context.raw && isAgent(value)) return plainAgent(value, context);
  if (!context.raw && "items" in value) return plainPage(value, context);
  return record(value, context);
}
