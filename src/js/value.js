/** What a value is, for messages. Never the value: it may be a secret. */
export function kindOf(value) {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  try {
    if (Array.isArray(value)) return "an array";
  } catch {
    // A revoked proxy: reading its fields will say so.
  }
  return `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}

const warned = new Set();

/** Warns once on a page. */
export function warnOnce(text) {
  if (!warned.has(text)) console.warn(text);
  warned.add(text);
}

/** Rust's way to the page's global object; the one of js-sys is larger. */
export const global = () => globalThis;
