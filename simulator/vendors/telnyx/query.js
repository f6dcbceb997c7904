/**
 * Queries of lists: brackets, filters, order, pages.
 *
 * @import { Entry, Store } from "./store.js"
 */
import { Refusal } from "./errors.js";

/** @typedef {{ [name: string]: string | Query }} Query */
/** @typedef {(entry: Entry) => boolean} Wanted */
/** @typedef {Readonly<Record<string, (entry: Entry) => string | number | boolean>>} Sorts */
/** @typedef {(parameter: string, detail: string) => never} Refuse */

/**
 * @typedef {object} ListRules
 * @property {number} size Of a page, when the query does not say.
 * @property {Sorts} [sorts] Left out: the list has no `sort`, and the newest come first.
 * @property {(filter: Query, store: Store, refuse: Refuse) => Wanted[]} filters
 * @property {400 | 422} refused The status by which a wrong parameter is refused.
 */

const LARGEST_PAGE = 250;

/**
 * `a[b][c]=d` as objects in objects.
 *
 * @param {string} url
 * @returns {Query}
 */
export function readQuery(url) {
  /** @type {Query} */
  const query = Object.create(null);
  for (const [name, value] of new URL(url).searchParams) {
    const [, first, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [undefined, name, ""];
    const keys = [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, key]) => key)];
    const last = /** @type {string} */ (keys.pop());
    let inner = query;
    for (const key of keys) {
      if (typeof inner[key] !== "object") inner[key] = Object.create(null);
      inner = /** @type {Query} */ (inner[key]);
    }
    inner[last] = value;
  }
  return query;
}

/** @type {(query: Query, name: string) => Query} */
const partOf = (query, name) => (typeof query[name] === "object" ? query[name] : Object.create(null));

/** An empty value is as good as none. @param {string | Query | undefined} value */
const textOf = (value) => (typeof value === "string" && value !== "" ? value : undefined);

/** @param {number} status @returns {Refuse} */
const refusing = (status) => (parameter, detail) => {
  throw new Refusal(status, [{ detail: `${parameter} ${detail}`, source: { parameter } }]);
};

/** @type {(page: Query, name: string, initial: number, most: number, refuse: Refuse) => number} */
function wholeOf(page, name, initial, most, refuse) {
  const text = textOf(page[name]);
  if (text === undefined) return initial;
  if (!/^[1-9]\d{0,8}$/.test(text) || Number(text) > most) {
    return refuse(`page[${name}]`, `is a whole number from 1${most === Infinity ? "" : ` to ${most}`}`);
  }
  return Number(text);
}

/**
 * The page of a list that a query asks for.
 *
 * @param {Iterable<Entry>} all
 * @param {ListRules} rules
 * @param {Query} query
 * @param {Store} store
 */
export function pageOf(all, { size: usual, sorts, filters, refused }, query, store) {
  const refuse = refusing(refused);
  const page = partOf(query, "page");
  const number = wholeOf(page, "number", 1, Infinity, refuse);
  const size = wholeOf(page, "size", usual, LARGEST_PAGE, refuse);
  const wanted = filters(partOf(query, "filter"), store, refuse);
  const found = [...all].filter((entry) => wanted.every((wants) => wants(entry)));
  const sorted = inOrder(found, sorts ?? BY_AGE, (sorts && textOf(query.sort)) ?? "-created_at", refuse);
  return {
    entries: sorted.slice((number - 1) * size, number * size),
    meta: { page_number: number, page_size: size, total_pages: Math.ceil(sorted.length / size), total_results: sorted.length },
  };
}

/** @type {(entries: Entry[], sorts: Sorts, sort: string, refuse: Refuse) => Entry[]} */
function inOrder(entries, sorts, sort, refuse) {
  const down = sort.startsWith("-");
  const name = down ? sort.slice(1) : sort;
  if (!Object.hasOwn(sorts, name)) refuse("sort", `is one of ${Object.keys(sorts).join(", ")}, with or without a leading "-"`);
  const keyOf = sorts[name];
  const keyed = entries.map((entry) => ({ entry, key: keyOf(entry) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.entry.at - b.entry.at || a.entry.serial - b.entry.serial));
  if (down) keyed.reverse();
  return keyed.map(({ entry }) => entry);
}

/** @param {Entry} entry */
const ageOf = ({ at }) => at;

const BY_AGE = { created_at: ageOf };

// ---- Rules of each list ------------------------------------------------------------------------------------

/** @type {(filter: Query, field: string, least: number, refuse: Refuse) => Wanted[]} */
function nameContains(filter, field, least, refuse) {
  const text = textOf(partOf(filter, field).contains)?.toLowerCase();
  if (text === undefined) return [];
  if (text.length < least) refuse(`filter[${field}][contains]`, `has at least ${least} characters`);
  return [({ data }) => (data[field] ?? "").toLowerCase().includes(text)];
}

/** Fields that must be just so. @type {(filter: Query, fields: readonly string[]) => Wanted[]} */
const exactly = (filter, fields) =>
  fields.flatMap((field) => {
    const text = textOf(filter[field]);
    return text === undefined ? [] : [({ data }) => String(data[field]) === text];
  });

/** @param {string} name @returns {(entry: Entry) => string} */
const textField = (name) => ({ data }) => String(data[name] ?? "").toLowerCase();

/** @type {ListRules} */
export const connectionList = {
  size: 250,
  refused: 400,
  sorts: { created_at: ageOf, connection_name: textField("connection_name"), active: ({ data }) => data.active },
  filters(filter, store, refuse) {
    const wanted = nameContains(filter, "connection_name", 3, refuse);
    const profile = textOf(filter.outbound_voice_profile_id);
    if (profile !== undefined) wanted.push(({ data }) => data.outbound.outbound_voice_profile_id === profile);
    const fqdn = textOf(filter.fqdn);
    if (fqdn !== undefined) {
      const own = [...store.fqdns.values()].filter(({ data }) => data.fqdn === fqdn);
      const ids = new Set(own.map(({ data }) => data.connection_id));
      wanted.push(({ data }) => ids.has(data.id));
    }
    return wanted;
  },
};

/** @type {ListRules} */
export const fqdnList = {
  size: 250,
  refused: 400,
  filters: (filter) => exactly(filter, ["connection_id", "dns_record_type", "fqdn", "port"]),
};

/** @type {ListRules} */
export const ipList = {
  size: 250,
  refused: 400,
  filters: (filter) => exactly(filter, ["connection_id", "ip_address", "port"]),
};

/** @type {ListRules} */
export const profileList = {
  size: 20,
  refused: 422,
  sorts: {
    created_at: ageOf,
    enabled: ({ data }) => data.enabled,
    name: textField("name"),
    service_plan: textField("service_plan"),
    traffic_type: textField("traffic_type"),
    usage_payment_method: textField("usage_payment_method"),
  },
  filters: (filter, _, refuse) => nameContains(filter, "name", 1, refuse),
};

/** @type {Readonly<Record<string, (block: string, text: string) => boolean>>} */
const BLOCK_TESTS = {
  contains: (block, text) => block.includes(text),
  startswith: (block, text) => block.startsWith(text),
  endswith: (block, text) => block.endsWith(text),
};

/** @type {Readonly<Record<string, (at: number, limit: number) => boolean>>} */
const TIME_TESTS = {
  gt: (at, limit) => at > limit,
  gte: (at, limit) => at >= limit,
  lt: (at, limit) => at < limit,
  lte: (at, limit) => at <= limit,
};

/** @type {ListRules} */
export const rangeList = {
  size: 20,
  refused: 422,
  filters(filter, _, refuse) {
    const wanted = exactly(filter, ["cidr_block"]);
    for (const [name, test] of Object.entries(BLOCK_TESTS)) {
      const text = textOf(partOf(filter, "cidr_block")[name]);
      if (text !== undefined) wanted.push(({ data }) => test(data.cidr_block, text));
    }
    /** @type {(parameter: string, text: string | undefined, test: (at: number, limit: number) => boolean) => void} */
    const byTime = (parameter, text, test) => {
      if (text === undefined) return;
      const limit = Date.parse(text);
      if (Number.isNaN(limit)) refuse(parameter, "is a date and time of ISO 8601");
      wanted.push(({ at }) => test(at, limit));
    };
    byTime("filter[created_at]", textOf(filter.created_at), (at, limit) => at === limit);
    for (const [name, test] of Object.entries(TIME_TESTS)) {
      byTime(`filter[created_at][${name}]`, textOf(partOf(filter, "created_at")[name]), test);
    }
    return wanted;
  },
};

// ---- Calls -------------------------------------------------------------------------------------------------

/** @typedef {import("./store.js").Call} Call */

/** @param {Call} call */
const cursorOf = ({ serial }) => `v1:${serial.toString(36)}`;

/** Also of a call that has ended since. @type {(cursor: string) => number} */
const serialOf = (cursor) => (/^v1:[\da-z]{1,9}$/.test(cursor) ? parseInt(cursor.slice(3), 36) : NaN);

/**
 * A page of calls, oldest first, by cursor or by number.
 *
 * @param {readonly Call[]} calls
 * @param {Query} query
 * @param {string} path
 */
export function callsPage(calls, query, path) {
  const refuse = refusing(422);
  const page = partOf(query, "page");
  const limit = wholeOf(page, "limit", wholeOf(page, "size", 20, LARGEST_PAGE, refuse), LARGEST_PAGE, refuse);
  const number = wholeOf(page, "number", 1, Infinity, refuse);
  /**
   * How many calls are before a cursor, and with it.
   *
   * @param {"after" | "before"} name
   */
  const place = (name) => {
    const cursor = textOf(page[name]);
    if (cursor === undefined) return undefined;
    const own = serialOf(cursor);
    if (Number.isNaN(own)) refuse(`page[${name}]`, "is no cursor of this list");
    const count = (/** @type {number} */ most) => calls.filter(({ serial }) => serial <= most).length;
    return { before: count(own - 1), through: count(own) };
  };
  const end = place("before")?.before;
  const paged = end === undefined ? (number - 1) * limit : Math.max(0, end - limit);
  const start = place("after")?.through ?? paged;
  const items = calls.slice(start, Math.min(end ?? Infinity, start + limit));
  const cursors = items.length > 0 ? { after: cursorOf(items[items.length - 1]), before: cursorOf(items[0]) } : {};
  return {
    items,
    meta: {
      cursors,
      next: items.length > 0 && start + items.length < calls.length ? `${path}?page[after]=${cursors.after}` : undefined,
      previous: items.length > 0 && start > 0 ? `${path}?page[before]=${cursors.before}` : undefined,
      total_items: calls.length,
    },
  };
}
