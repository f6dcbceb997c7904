// What Rust asks of the page's values. An exception here reaches Rust as an error, never through its frames.

/** What a query value becomes: its text, its entries as pairs, or undefined for what is left out. */
export function queryValue(value) {
  if (value === null) return "";
  if (Array.isArray(value)) {
    const items = value.map((item) => (item instanceof Date ? item.toISOString() : item));
    return items.length > 0 ? items.join(",") : undefined;
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return Object.entries(value);
  return value === undefined || typeof value === "function" ? undefined : String(value);
}

const record = (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {});

/** A path's own query, defaults and query in one object; undefined when there is nothing in it. */
export function mergeQuery(search, defaults, query) {
  const merged = { ...Object.fromEntries(new URLSearchParams(search)), ...defaults, ...record(query) };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** The text of an id, or undefined for what is none: nothing, or an object without a text of its own. */
export function pathText(value) {
  if (value === null || value === undefined || typeof value === "symbol") return undefined;
  if (typeof value === "object" && (!value.toString || value.toString === Object.prototype.toString)) return undefined;
  return `${value}`;
}

/** The word that `Object.prototype.toString` has for a value. */
export const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** The headers of a layer, as pairs; a pair may have several values. */
function* pairs(layer) {
  if (layer instanceof Headers) yield* layer;
  else if (Array.isArray(layer)) yield* layer;
  else yield* Object.entries(layer);
}

/**
 * Lays one more layer of headers: each name that it mentions replaces what was there, and null deletes it. Answers
 * the name of a header that cannot be sent, or null where the layer is no layer.
 */
export function lay(values, nulls, layer) {
  if (layer === null || layer === undefined) return undefined;
  if (typeof layer !== "object") return null;
  // What `telnyxHeaders` made, as `authHeaders` of a page may hand it on.
  if (layer.values instanceof Headers && layer.nulls instanceof Set) {
    for (const name of layer.nulls) remove(name);
    layer = layer.values;
  }
  const isRecord = !(layer instanceof Headers || Array.isArray(layer));
  let seen = new Set();
  function remove(name) {
    values.delete(name);
    nulls.add(name.toLowerCase());
  }
  for (const [name, given] of pairs(layer)) {
    // Each key of a record replaces, whatever its case; otherwise the first mention of a name.
    if (isRecord) seen = new Set();
    for (const value of isRecord && Array.isArray(given) ? given : [given]) {
      if (value === undefined) continue;
      const key = String(name).toLowerCase();
      try {
        if (!seen.has(key)) values.delete(name);
        seen.add(key);
        if (value === null) remove(name);
        else {
          values.append(name, value);
          nulls.delete(key);
        }
      } catch {
        return String(name);
      }
    }
  }
  return undefined;
}

/** The text of an error and its cause, in lower case. */
export function errorText(error) {
  try {
    return `${error}${error.cause ?? ""}`.toLowerCase();
  } catch {
    return "";
  }
}
