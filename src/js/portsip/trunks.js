// The operations of `Providers`: in which order they ask the server.

import { Life } from "../life.js";
import { failed, invalid, refused, send } from "./calls.js";
import { newMark } from "./json.js";
import { copy, difference, isSame, read, redacted, statusOf, unmarked, write } from "./provider.js";

/** An id as its digits, or what is wrong with it. */
const digits = ({ session }, value) => session.id(typeof value === "bigint" ? String(value) : value);

/** An id as its digits. */
export function idOf(client, operation, value) {
  const id = digits(client, value);
  if (typeof id === "string") return id;
  throw refused(operation, `${operation}(id)`, [id]);
}

/** The ids of a list. */
export function idsOf(client, operation, list) {
  let ids;
  try {
    ids = typeof list === "object" && list?.[Symbol.iterator] && Array.from(list);
  } catch {
    // A list that throws is none.
  }
  if (ids) return ids.map((id) => idOf(client, operation, id));
  throw invalid(operation, `${operation}(ids): \`ids\` must be a list of ids`);
}

/** Copies and checks a provider of the page. `issues`: all that was found. */
export function examine({ session }, given, purpose) {
  const found = [];
  let provider = {};
  try {
    // What its `toJSON` gives is what counts.
    const plain = typeof given === "object" ? copy(given, found) : given;
    if (typeof plain === "object" && plain !== null && !Array.isArray(plain)) provider = plain;
    else found.push({ path: "", rule: "type", message: "a provider must be an object", severity: "error" });
  } catch (cause) {
    found.push({ path: "", rule: "readable", message: "a field could not be read: its getter threw", severity: "error", cause });
  }
  const known = new Set(found.map(({ path }) => path));
  const more = known.has("") ? [] : [...session.issues(provider, purpose)].filter(({ path }) => !known.has(path));
  return { provider, issues: [...found, ...more] };
}

/** The same; what has errors is refused. */
export function accept(client, operation, given, purpose, place = `${operation}(provider)`) {
  const examined = examine(client, given, purpose);
  refuse(operation, place, examined.issues);
  return examined;
}

export function refuse(operation, place, issues) {
  if (issues.some(({ severity }) => severity === "error")) throw refused(operation, place, issues);
}

/** What would be sent. */
function rehearse(client, { name, id = "", query, body, mark }, issues) {
  const { method, url } = client.session.route(name, id, query);
  const headers = Object.fromEntries(Object.entries(client.session.headers(body === undefined ? "" : "application/json", true)).map(([key, value]) => [key, /^(access_token|authorization)$/i.test(key) ? "***" : value]));
  return { method, url, headers, ...(body !== undefined && { body: redacted(body, mark) }), issues };
}

/** Sends a request and understands the answer, or tells what would be sent. */
const perform = async (client, scope, what, understand, issues = []) => (scope.own.dryRun ? rehearse(client, what, issues) : understand(await send(client, scope, what)));

export async function create(client, scope, given) {
  const { provider, issues } = accept(client, "create", given, "create");
  return perform(client, scope, { name: "create", body: write(provider, client.newer, "create") }, (reply) => ({ id: String(reply.id) }), issues);
}

export async function show(client, scope, value) {
  const id = idOf(client, scope.operation, value);
  return perform(client, scope, { name: "show", id }, (reply) => read(reply, client.newer, id));
}

const inBody = ({ newer }, id, rest) => (newer ? rest : { id, ...rest });

export async function update(client, scope, value, given) {
  const { mode = "patch", baseline } = scope.own;
  if (!["patch", "full", "merge"].includes(mode)) throw invalid("update", "update(…, options): `mode` must be one of patch, full, merge");
  const { provider: { id: own, ...provider }, issues } = examine(client, given, mode);
  const id = digits(client, value ?? own);
  const isKnown = typeof id === "string" || issues.some(({ path }) => path === "id");
  refuse("update", "update(patch)", isKnown ? issues : [id, ...issues]);
  const what = { name: "update", id };
  let whole = provider;
  if (mode === "merge") {
    const mark = newMark();
    const present = read(await send(client, scope, { name: "show", id, mark }), client.newer, id);
    refuseChanged(present, mark, baseline);
    const { id: __, ...kept } = present;
    [whole, what.mark] = [{ ...kept, ...provider }, mark];
  }
  what.body = inBody(client, id, write(whole, client.newer, "update"));
  return perform(client, scope, what, () => undefined, issues);
}

/** A field that is no longer as the page knew it: somebody else has written it. */
function refuseChanged(present, mark, baseline) {
  if (!baseline) return;
  const plain = unmarked(present, mark);
  const changed = Object.keys(baseline).filter((key) => key in plain && key !== "status" && !isSame(plain[key], baseline[key]));
  if (changed.length === 0) return;
  const issues = changed.map((path) => ({ path, rule: "changed", message: `\`${path}\` is no longer as it was`, severity: "error" }));
  throw failed(`update(patch): ${issues.map(({ message }) => message).join("; ")}`, { kind: "conflict", reason: "baseline", operation: "update", issues });
}

export async function destroy(client, scope, value) {
  const id = idOf(client, "destroy", value);
  try {
    return await perform(client, scope, { name: "destroy", id, body: inBody(client, id, {}) }, () => undefined);
  } catch (error) {
    if (scope.own.ifExists && isMissing(error)) return undefined;
    throw error;
  }
}

export const isMissing = (error) => error?.kind === "not-found" || error?.reason === "invalid_id";

function listing({ session }, operation, params) {
  const query = session.listing(operation, params);
  if (Array.isArray(query)) throw refused(operation, `${operation}(params)`, query);
  return query;
}

export async function list(client, scope, params) {
  const query = listing(client, scope.operation, params);
  return perform(client, scope, { name: "list", query }, (reply) => pageOf(client, query, reply));
}

/** A page, in the older interface's form. */
function pageOf({ newer }, query, reply) {
  const { items, ...rest } = reply;
  const providers = reply.providers ?? items ?? [];
  for (const row of providers) read(row, newer);
  if (!newer) return Object.assign(reply, { providers });
  const { pagination } = query;
  const pagesize = Math.min(query.pagesize, 100);
  // A server may give fewer than it is asked for.
  query.skip = (query.skip ?? (pagination - 1) * pagesize) + providers.length;
  return { ...rest, page_count: Math.ceil(rest.count / pagesize), pagination, pagesize, sort_by: "DEFAULT", providers };
}

/** Page after page; each provider once, though rows move between pages meanwhile. */
export async function* pages(client, scope, params, progress = {}) {
  const { operation, own } = scope;
  const { strictEnd = false, maxPages = 10_000 } = own;
  let { limit: left = Infinity } = own;
  const query = listing(client, operation, params);
  const ask = (further) => send(client, scope, { name: "list", query: { ...query, pagination: query.pagination + further } });
  const seen = new Set();
  const asked = [];
  for (let walked = 0; left > 0; walked += 1) {
    if (walked >= maxPages) throw failed(`${operation} found no end within ${maxPages} pages`, { kind: "decode", reason: "protocol", operation });
    const found = pageOf(client, query, await (asked.shift() ?? ask(0)));
    const { count, providers } = found;
    if (count !== undefined) progress.totalHint = Number(count);
    const fresh = providers.filter(({ id }) => seen.size < seen.add(id).size);
    const rows = fresh.slice(0, left);
    left -= rows.length;
    // Pages that there will be are asked for while this one is taken in.
    const most = Math.min(scope.ahead, maxPages - walked - 1);
    while (asked.length < most && (query.pagination + asked.length) * query.pagesize < Math.min(count, seen.size + left)) {
      const next = ask(asked.length + 1);
      next.catch(() => {});
      asked.push(next);
    }
    if (rows.length > 0) yield rows.length === providers.length ? found : { ...found, providers: rows };
    if (client.session.isLast(query, providers.length, fresh.length, seen.size, found, strictEnd)) return;
    query.pagination += 1;
  }
}

export async function* providers(client, scope, params, progress) {
  for await (const found of pages(client, scope, params, progress)) yield* found.providers;
}

export async function listAll(client, scope, params) {
  const all = [];
  const stop = new Life();
  // A page of the newer interface begins where the one before has ended.
  const own = { ...scope, signals: [...scope.signals, stop], ahead: client.newer ? 0 : 2 };
  try {
    for await (const found of pages(client, own, params)) all.push(...found.providers);
  } finally {
    stop.abort();
  }
  return all;
}

/** For walks whose pages nobody sees. */
export const ALL = { pagesize: 1000 };

export async function findByName(client, scope, name) {
  named(scope.operation, name);
  const found = (await listAll(client, scope, ALL)).filter((row) => row.name === name);
  if (found.length < 2) return found[0];
  throw failed(`${found.length} providers are called ${JSON.stringify(name)}`, { kind: "conflict", reason: "conflict", operation: scope.operation });
}

/** Reads a provider, asks what is wanted of it, and writes the fields that are different. */
export async function amend(client, scope, id, wish) {
  const present = read(await send(client, scope, { name: "show", id }), client.newer, id);
  const wanted = wish(present);
  const diff = difference(wanted, present);
  const keys = Object.keys(diff);
  if (keys.length > 0 && !scope.own.dryRun) {
    const changed = Object.fromEntries(keys.map((key) => [key, wanted[key]]));
    await send(client, scope, { name: "update", id, body: inBody(client, id, write(changed, client.newer, "update")) });
  }
  return { id, action: keys.length > 0 ? "updated" : "unchanged", diff };
}

/** Makes a new one, or tells what it would be. */
export async function make(client, scope, provider) {
  const diff = difference(provider, {});
  if ("password" in provider) diff.password = { from: undefined, to: "***" };
  if (scope.own.dryRun) return { id: undefined, action: "created", diff };
  const reply = await send(client, scope, { name: "create", body: write(provider, client.newer, "create") });
  return { id: String(reply.id), action: "created", diff };
}

function named(operation, name) {
  if (typeof name === "string" && name !== "") return name;
  throw invalid(operation, `${operation}(name): \`name\` must be a filled string`);
}

export async function ensure(client, scope, name, spec) {
  named("ensure", name);
  const provider = { ...accept(client, "ensure", spec, "patch", "ensure(name, spec)").provider, name };
  const found = await findByName(client, scope, name);
  if (found) return amend(client, scope, found.id, () => provider);
  return make(client, scope, accept(client, "ensure", provider, "create", "ensure(name, spec)").provider);
}

export async function changeIps(client, scope, value, ip, change) {
  const id = idOf(client, scope.operation, value);
  if (typeof ip !== "string") throw invalid(scope.operation, `${scope.operation}(id, ip): \`ip\` must be a string`);
  await amend(client, scope, id, (present) => ({ ips: change((present.ips ??= [])) }));
}

// ---- Status --------------------------------------------------------------------------------------------------

export async function status(client, scope, value) {
  const id = idOf(client, scope.operation, value);
  const reply = await send(client, scope, { name: client.newer ? "status" : "show", id });
  return statusOf(reply.status);
}

export const AT_A_TIME = 4;

/** Runs work on each item, so many at a time; the first failure ends it. */
export async function each(items, most, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(items[at], at);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

/** `lenient`: one that is not there has no status, rather than that nothing is known of the others. */
export async function statuses(client, scope, wanted, lenient = false) {
  const ids = wanted === undefined ? undefined : idsOf(client, scope.operation, wanted);
  const rows = new Map();
  if (!client.newer || ids === undefined) {
    for (const { id, name, status: word } of await listAll(client, scope, ALL)) {
      if (ids === undefined || ids.includes(id)) rows.set(id, { id, name, status: word });
    }
  }
  const all = ids ?? [...rows.keys()];
  return each(all, AT_A_TIME, async (id) => {
    const row = rows.get(id) ?? { id, name: undefined, status: undefined };
    if (row.status !== undefined) return row;
    return {
      ...row,
      status: await status(client, scope, id).catch((error) => {
        if (!lenient || !isMissing(error)) throw error;
      }),
    };
  });
}

