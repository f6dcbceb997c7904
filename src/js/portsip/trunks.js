// The operations of `Providers`: in which order they ask the server.

import { failed, send } from "./calls.js";
import { newMark } from "./json.js";
import { copy, difference, isSame, read, redacted, statusOf, write } from "./provider.js";

/** An id as its digits. */
export function idOf({ session }, operation, value) {
  const id = session.id(typeof value === "bigint" ? String(value) : value);
  if (typeof id === "string") return id;
  throw session.refusal(operation, `${operation}(id)`, [id]);
}

/** Copies and checks a provider of the page. `issues`: all that was found. */
export function examine({ session }, given, purpose) {
  const found = [];
  let provider = {};
  try {
    if (typeof given !== "object" || given === null || Array.isArray(given)) found.push({ path: "", rule: "type", message: "a provider must be an object", severity: "error" });
    else provider = copy(given, found);
  } catch (cause) {
    found.push({ path: "", rule: "readable", message: "a field could not be read: its getter threw", severity: "error", cause });
  }
  const known = new Set(found.map(({ path }) => path));
  const more = known.has("") ? [] : [...session.issues(provider, purpose)].filter(({ path }) => !known.has(path));
  return { provider, issues: [...found, ...more] };
}

export const isRefused = (issues) => issues.some(({ severity }) => severity === "error");

/** The same; what has errors is refused. */
export function accept(client, operation, given, purpose, place = `${operation}(provider)`) {
  const examined = examine(client, given, purpose);
  if (isRefused(examined.issues)) throw client.session.refusal(operation, place, examined.issues);
  return examined;
}

/** What would be sent. */
function rehearse(client, { name, id = "", query, body }, issues) {
  const { method, url } = client.session.route(name, id, query);
  const headers = Object.fromEntries(Object.entries(client.session.headers(body === undefined ? "" : "application/json", true)).map(([key, value]) => [key, /^(access_token|authorization)$/i.test(key) ? "***" : value]));
  return { method, url, headers, ...(body !== undefined && { body: redacted(body) }), issues };
}

/** Sends a request, or tells what would be sent. */
const perform = (client, scope, what, issues = []) => (scope.own.dryRun ? rehearse(client, what, issues) : send(client, scope, what));

export async function create(client, scope, given) {
  const { provider, issues } = accept(client, "create", given, "create");
  const reply = await perform(client, scope, { name: "create", body: write(provider, client.newer, "create") }, issues);
  return scope.own.dryRun ? reply : { id: String(reply.id) };
}

export async function show(client, scope, value) {
  const id = idOf(client, scope.operation, value);
  const reply = await perform(client, scope, { name: "show", id });
  return scope.own.dryRun ? reply : read(reply, client.newer, id);
}

const inBody = ({ newer }, id, rest) => (newer ? rest : { id, ...rest });

const MODES = ["patch", "full", "merge"];

export async function update(client, scope, value, given) {
  const { mode = "patch", baseline } = scope.own;
  if (!MODES.includes(mode)) throw failed(`update(…, options): \`mode\` must be one of ${MODES.join(", ")}`, { kind: "invalid-argument", reason: "validation", operation: "update" });
  const { id: _, ...rest } = given ?? {};
  const id = idOf(client, "update", value);
  const { provider, issues } = accept(client, "update", given === undefined || given === null ? given : rest, mode, "update(patch)");
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
  const reply = await perform(client, scope, what, issues);
  return scope.own.dryRun ? reply : undefined;
}

/** A field that is no longer as the page knew it: somebody else has written it. */
function refuseChanged(present, mark, baseline) {
  if (!baseline) return;
  const plain = JSON.parse(JSON.stringify(present).replaceAll(mark, ""));
  const changed = Object.keys(baseline).filter((key) => key in plain && key !== "status" && !isSame(plain[key], baseline[key]));
  if (changed.length === 0) return;
  const issues = changed.map((path) => ({ path, rule: "changed", message: `\`${path}\` is no longer as it was`, severity: "error" }));
  throw failed(`update(patch): ${issues.map(({ message }) => message).join("; ")}`, { kind: "conflict", reason: "baseline", operation: "update", issues });
}

export async function destroy(client, scope, value) {
  const id = idOf(client, "destroy", value);
  try {
    const reply = await perform(client, scope, { name: "destroy", id, body: inBody(client, id, {}) });
    return scope.own.dryRun ? reply : undefined;
  } catch (error) {
    if (scope.own.ifExists && isMissing(error)) return undefined;
    throw error;
  }
}

export const isMissing = ({ kind, reason } = {}) => kind === "not-found" || (kind === "invalid-argument" && reason === "invalid_id");

export async function list(client, scope, params) {
  return page(client, scope, client.session.listing(scope.operation, params));
}

/** A page, in the older interface's form. */
async function page(client, scope, query) {
  const reply = await perform(client, scope, { name: "list", query });
  if (scope.own.dryRun) return reply;
  const { newer } = client;
  const { providers = reply.items ?? [], items: _, ...rest } = reply;
  for (const row of providers) read(row, newer);
  if (!newer) return Object.assign(reply, { providers });
  const { pagination } = query;
  const pagesize = Math.min(query.pagesize, 100);
  return { ...rest, page_count: Math.ceil(rest.count / pagesize), pagination, pagesize, sort_by: "DEFAULT", providers };
}

/** Page after page; each provider once, though rows move between pages meanwhile. */
export async function* pages(client, scope, params, progress = {}) {
  const { operation, own } = scope;
  const { strictEnd = false, maxPages = 10_000 } = own;
  const query = client.session.listing(operation, params);
  const seen = new Set();
  for (let walked = 0; ; walked += 1) {
    if (walked >= maxPages) throw failed(`${operation} found no end within ${maxPages} pages`, { kind: "decode", reason: "protocol", operation });
    const found = await page(client, { ...scope, own: { ...own, dryRun: false } }, query);
    const { providers } = found;
    progress.totalHint = Number(found.count);
    const fresh = seen.size === 0 && isDistinct(providers, seen) ? providers : providers.filter(({ id }) => !seen.has(id) && seen.add(id));
    if (fresh.length > 0) yield fresh.length === providers.length ? found : { ...found, providers: fresh };
    const all = client.newer && seen.size >= found.count;
    if (all || client.session.isLast(query, providers.length, fresh.length, seen.size, found, strictEnd)) return;
    query.pagination += 1;
  }
}

/** Puts the ids of a first page into `seen`; whether they are all different. */
function isDistinct(providers, seen) {
  for (const { id } of providers) seen.add(id);
  if (seen.size === providers.length) return true;
  seen.clear();
  return false;
}

export async function* providers(client, scope, params, progress) {
  let left = scope.own.limit ?? Infinity;
  if (left <= 0) return;
  for await (const found of pages(client, scope, params, progress)) {
    for (const row of found.providers) {
      yield row;
      if (--left <= 0) return;
    }
  }
}

export async function listAll(client, scope, params) {
  const { limit = Infinity } = scope.own;
  const all = [];
  if (limit <= 0) return all;
  for await (const found of pages(client, scope, params)) {
    all.push(...found.providers);
    if (all.length >= limit) break;
  }
  return limit === Infinity ? all : all.slice(0, limit);
}

/** For walks whose pages nobody sees. */
export const ALL = { pagesize: 1000 };

export async function findByName(client, scope, name) {
  const found = (await listAll(client, scope, ALL)).filter((row) => row.name === name);
  if (found.length < 2) return found[0];
  throw failed(`${found.length} providers are called ${JSON.stringify(name)}`, { kind: "conflict", reason: "conflict", operation: scope.operation });
}

/** Reads a provider, changes some fields, and writes those that are different. */
export async function amend(client, scope, id, wanted) {
  const present = read(await send(client, scope, { name: "show", id }), client.newer, id);
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

export function named(operation, name) {
  if (typeof name === "string" && name !== "") return name;
  throw failed(`${operation}(name): \`name\` must be a filled string`, { kind: "invalid-argument", reason: "validation", operation });
}

export async function ensure(client, scope, name, spec) {
  const { provider } = accept(client, "ensure", { ...spec, name: named("ensure", name) }, "patch", "ensure(name, spec)");
  const found = await findByName(client, scope, name);
  if (found) return amend(client, scope, found.id, provider);
  return make(client, scope, accept(client, "ensure", provider, "create", "ensure(name, spec)").provider);
}

export async function changeIps(client, scope, value, ip, change) {
  const id = idOf(client, scope.operation, value);
  if (typeof ip !== "string") throw failed(`${scope.operation}(id, ip): \`ip\` must be a string`, { kind: "invalid-argument", reason: "validation", operation: scope.operation });
  const { ips = [] } = read(await send(client, scope, { name: "show", id }), client.newer, id);
  const changed = change(ips);
  if (isSame(ips, changed)) return undefined;
  const { provider } = accept(client, scope.operation, { ips: changed }, "patch", `${scope.operation}(id, ip)`);
  await send(client, scope, { name: "update", id, body: inBody(client, id, write(provider, client.newer, "update")) });
  return undefined;
}

// ---- Status --------------------------------------------------------------------------------------------------

export async function status(client, scope, value) {
  const id = idOf(client, scope.operation, value);
  const reply = await send(client, scope, { name: client.newer ? "status" : "show", id });
  return statusOf(reply.status);
}

/** Runs work on each item, so many at a time; the first failure ends it. */
export async function each(items, most, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

const AT_A_TIME = 4;

export async function statuses(client, scope, wanted) {
  const ids = wanted === undefined ? undefined : Array.from(wanted, (value) => idOf(client, scope.operation, value));
  const rows = new Map();
  if (!client.newer || ids === undefined) {
    for (const { id, name, status: word } of await listAll(client, scope, ALL)) {
      if (ids === undefined || ids.includes(id)) rows.set(id, { id, name, status: word });
    }
  }
  const all = ids ?? [...rows.keys()];
  return each(all, AT_A_TIME, async (id) => {
    const row = rows.get(id) ?? { id, name: undefined, status: undefined };
    return row.status === undefined ? { ...row, status: await status(client, scope, id) } : row;
  });
}

