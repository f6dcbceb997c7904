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

/** An address, of a text that may be relative to a page; null for one with a user name or password. */
export function address(text, page) {
  const url = new URL(text, page);
  return url.username || url.password ? null : url;
}

/** An address's own query, defaults and query in one object; undefined when there is none of them. */
export function mergeQuery(url, defaults, query) {
  const own = url.search && Object.fromEntries(url.searchParams);
  const given = typeof query === "object" && !Array.isArray(query) ? query : undefined;
  const merged = { ...own, ...defaults, ...given };
  return given || Object.keys(merged).length > 0 ? merged : undefined;
}

/** Replaces an address's query. */
export function setQuery(url, query) {
  url.search = query;
}

/** The text of an id, or undefined for what is none: nothing, or an object without a text of its own. */
export function pathText(value) {
  if (value === null || value === undefined || typeof value === "symbol") return undefined;
  if (typeof value === "object" && (!value.toString || value.toString === Object.prototype.toString)) return undefined;
  return `${value}`;
}

/** How a value that is no id is shown, and the word for what it is. */
export function shownId(value) {
  const tag = Object.prototype.toString.call(value);
  return [value === null || value === undefined ? `${value}` : tag, tag.slice(8, -1)];
}

/** Headers without any; `nulls` are the names that a null took out. */
export const noHeaders = () => ({ values: new Headers(), nulls: new Set() });

/**
 * Lays one more layer of headers: each name that it mentions replaces what was there, and null deletes it. Answers
 * the name of a header that cannot be sent, or null where the layer is no layer.
 */
export function lay(headers, layer) {
  const { values, nulls } = headers;
  if (layer === null || layer === undefined) return undefined;
  if (typeof layer !== "object") return null;
  // What `telnyxHeaders` made, as `authHeaders` of a page may hand it on.
  if (layer.values instanceof Headers && layer.nulls instanceof Set) {
    return lay(headers, [...layer.nulls].map((name) => [name, null])) ?? lay(headers, layer.values);
  }
  // The first mention of a name replaces, further ones add; each key of a record replaces, whatever its case.
  const isList = layer instanceof Headers || Array.isArray(layer);
  const mentioned = isList ? new Set() : undefined;
  for (const [name, given] of isList ? layer : Object.entries(layer)) {
    const several = !isList && Array.isArray(given);
    const seen = several ? new Set() : mentioned;
    for (const value of several ? given : [given]) {
      if (value === undefined) continue;
      const key = `${name}`.toLowerCase();
      try {
        if (value === null) {
          values.delete(name);
          nulls.add(key);
        } else {
          if (seen?.has(key)) values.append(name, value);
          else values.set(name, value);
          nulls.delete(key);
        }
        seen?.add(key);
      } catch {
        return `${name}`;
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
