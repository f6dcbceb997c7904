// Turns whatever a call came to into plain data that two packages can be compared by.

/** The nearest class of the language itself: engines put classes of their own below. */
const BUILT_IN = /\b(?:(?:Type|Range|Syntax|URI)Error < )?Error$/;
const VERSION = /\/JS \d+\.\d+\.\d+\S*/;

/** The classes of an error, nearest first. PbxError, which stands between TelnyxError and Error, is left out. */
export function lineage(error) {
  const names = [];
  for (
    let proto = Object.getPrototypeOf(error);
    proto && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto)
  ) {
    if (proto.constructor.name !== "PbxError") names.push(proto.constructor.name);
  }
  return names.join(" < ");
}

/**
 * The rows "error-name" and "error-fields" hold for every error of the packages, so they are applied here: the name is
 * checked, and of the fields only the vendor's are compared. `cases/errors.mjs` states both rows for every class.
 */
function nameOf(error, style) {
  const expected = style === "ours" ? error.constructor.name : "Error";
  return error.name === expected ? "as the row error-name says" : error.name;
}

function plainError(error, context) {
  const family = lineage(error);
  const known = family.includes("TelnyxError");
  const out = { classes: family, message: error.message, name: known ? nameOf(error, context.style) : error.name };
  // The engine's own words about a wrong type differ by where the type was met.
  if (context.loose && !known) return { classes: BUILT_IN.exec(family)?.[0] ?? family };
  for (const key of ["status", "headers", "error", "cause"]) {
    if (error[key] !== undefined) out[key] = plain(error[key], context);
  }
  return out;
}

export function plainHeaders(headers) {
  return [...headers].map(([name, value]) => `${name}: ${withoutVersion(name, value)}`);
}

export function withoutVersion(name, value) {
  if (name === "user-agent") return value.replace(VERSION, "/JS <version>");
  return name === "x-stainless-package-version" ? "<version>" : value;
}

const bytes = (view) => [...new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength)];

/** Plain data for every kind of value that a case can come to; a known object is told by its class. */
export function plain(value, context = {}) {
  const seen = context.seen ?? (context = { ...context, seen: new Set() }).seen;
  if (value === undefined) return "<undefined>";
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : `<${Object.is(value, -0) ? "-0" : value}>`;
  if (typeof value !== "object") return `<${typeof value}${typeof value === "function" ? "" : ` ${String(value)}`}>`;
  if (context.client && value instanceof context.client) return "<client>";
  if (seen.has(value)) return "<seen>";
  seen.add(value);
  try {
    return known(value, context) ?? record(value, context);
  } finally {
    seen.delete(value);
  }
}

function known(value, context) {
  if (value instanceof Error || value instanceof DOMException) return plainError(value, context);
  if (value instanceof Headers) return { "<Headers>": plainHeaders(value) };
  if (value instanceof Response) return { "<Response>": value.status, bodyUsed: value.bodyUsed };
  if (value instanceof AbortSignal) return "<AbortSignal>";
  if (value instanceof AbortController) return "<AbortController>";
  if (value instanceof Promise) return `<${value.constructor.name}>`;
  if (value instanceof Date) return { "<Date>": value.getTime() };
  if (value instanceof URLSearchParams) return { "<URLSearchParams>": String(value) };
  if (value instanceof FormData) return { "<FormData>": [...value].map((entry) => plain(entry, context)) };
  if (value instanceof Blob) return { [`<${value.constructor.name}>`]: value.size, type: value.type, name: value.name };
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return { [`<${value.constructor.name}>`]: bytes(value) };
  if (value instanceof ReadableStream) return "<ReadableStream>";
  if (value instanceof Map || value instanceof Set)
    return { [`<${value.constructor.name}>`]: [...value].map((each) => plain(each, context)) };
  if (Array.isArray(value)) return Array.from(value, (each) => plain(each, context));
  return undefined;
}

function record(value, context) {
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const out = name === undefined || name === "Object" ? {} : { "<class>": name };
  for (const key of Object.keys(value)) out[`${key}`] = plain(value[key], context);
  return out;
}
