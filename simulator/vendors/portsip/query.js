/**
 * How lists of v22 are cut, narrowed and sorted. Its filters are those of OData; here are comparisons and three functions,
 * joined by `and` and `or`, without brackets.
 */
import { Code, Refusal } from "./refusal.js";

const MOST = 100;

/** @typedef {Record<string, any>} Row */

/** @type {(name: string, says: string) => Refusal} */
const refused = (name, says) => new Refusal(400, `${name} ${says}`, { code: Code.badField, detail: { [name]: says } });

/** @type {(name: string, text: string | undefined, limits: { initial: number, least: number, most?: number }) => number} */
const whole = (name, text, { initial, least, most = 2 ** 31 - 1 }) => {
  const value = text === undefined ? initial : Number(text);
  if (text === "" || !Number.isInteger(value) || value < least || value > most) throw refused(name, `must be a whole number from ${least} to ${most}`);
  return value;
};

/** @type {(text: string) => string | number | boolean | null | undefined} */
const literal = (text) => {
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return { true: true, false: false, null: null }[text];
};

/** @type {Readonly<Record<string, (a: any, b: any) => boolean>>} */
const COMPARISONS = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

/** @type {Readonly<Record<string, (a: any, b: any) => boolean>>} Of texts. */
const FUNCTIONS = {
  contains: (a, b) => a.includes(b),
  startswith: (a, b) => a.startsWith(b),
  endswith: (a, b) => a.endsWith(b),
};

/** @type {(text: string, fields: readonly string[]) => (row: Row) => boolean} */
function condition(text, fields) {
  const [, left, word, right] = /^(\w+) (\w+) (.+)$/.exec(text) ?? [];
  const [, call, about, argument] = /^(\w+)\( *(\w+) *, *(.+?) *\)$/.exec(text) ?? [];
  const field = left ?? about;
  const value = literal(right ?? argument ?? "");
  const judge = call === undefined ? COMPARISONS[word] : FUNCTIONS[call];
  if (!fields.includes(field) || value === undefined || !judge || (call !== undefined && typeof value !== "string")) {
    throw refused("filter", `cannot be ${JSON.stringify(text)}`);
  }
  return (row) => judge(call === undefined ? row[field] : String(row[field] ?? ""), value);
}

/** Quoted text may hold the words that join. @type {(text: string, word: string) => string[]} */
const split = (text, word) => text.split(new RegExp(` ${word} (?=(?:[^']*'[^']*')*[^']*$)`));

/** @type {(text: string, fields: readonly string[]) => (row: Row) => boolean} */
const filterOf = (text, fields) => {
  const any = split(text.trim(), "or").map((part) => split(part, "and").map((one) => condition(one.trim(), fields)));
  return (row) => any.some((all) => all.every((meets) => meets(row)));
};

/** @type {(text: string, fields: readonly string[]) => (a: Row, b: Row) => number} */
function orderOf(text, fields) {
  const keys = text.split(",").map((part) => {
    const [, field, way = "asc"] = /^ *(\w+)(?: +(asc|desc))? *$/i.exec(part) ?? [];
    if (!fields.includes(field)) throw refused("orderby", `cannot be ${JSON.stringify(part)}`);
    return { field, sign: way.toLowerCase() === "desc" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { field, sign } of keys) {
      if (a[field] !== b[field]) return a[field] < b[field] ? -sign : sign;
    }
    return 0;
  };
}

/**
 * @param {readonly Row[]} rows
 * @param {Record<string, string>} query
 * @param {{ fields: readonly string[], searched: readonly string[], cap: number }} options
 */
export function pageOf(rows, { skip, top, filter, search, orderby }, { fields, searched, cap }) {
  const first = whole("skip", skip, { initial: 0, least: 0 });
  const size = Math.min(whole("top", top, { initial: MOST, least: 1, most: MOST }), cap);
  const meets = filter === undefined ? () => true : filterOf(filter, fields);
  const wanted = search?.toLowerCase() ?? "";
  const found = rows.filter((row) => meets(row) && searched.some((name) => String(row[name] ?? "").toLowerCase().includes(wanted)));
  if (orderby !== undefined) found.sort(orderOf(orderby, fields));
  return { total: found.length, items: found.slice(first, first + size) };
}
