// Many providers at once: out of a PBX, and into one.

import { isOver, onAbort } from "../http.js";
import { Life } from "../life.js";
import { accept, ALL, amend, AT_A_TIME, each, examine, findByName, listAll, make, refuse } from "./trunks.js";
import { aborted, failed, invalid, send } from "./calls.js";
import { read } from "./provider.js";

const VERSION = 1;
/** What is being written when an import is aborted may end within this. Cut off, nobody could say whether the PBX has it. */
const GRACE_MS = 2000;

export async function exportAll(client, scope) {
  const whole = await each(await listAll(client, scope, ALL), AT_A_TIME, async ({ id }) => {
    const provider = read(await send(client, scope, { name: "show", id }), client.newer, id);
    return scope.own.includeSecrets ? provider : { ...provider, ...(provider.password && { password: null }) };
  });
  return { version: VERSION, exported_at: new Date().toISOString(), providers: whole };
}

const ACTIONS = ["created", "updated", "unchanged", "failed", "skipped"];
/** Fields of an export that a server keeps by itself. */
const OWNED = ["id", "status"];

export async function importAll(client, scope, doc) {
  const { mode = "create", dryRun = false, concurrency = AT_A_TIME, stopOnError = false } = scope.own;
  const check = (issues) => refuse("importAll", "importAll(document)", issues);
  if (!["create", "ensure"].includes(mode)) throw invalid("importAll", 'importAll(…, options): `mode` must be "create" or "ensure"');
  const given = rowsOf(doc);
  if (given === undefined) check([{ path: "providers", rule: "type", message: "`providers` must be an array in a document of version 1", severity: "error" }]);

  // All rows, before the first request.
  const within = (at, issues) => issues.map((issue) => ({ ...issue, path: `providers[${at}]${issue.path && `.${issue.path}`}`, message: `providers[${at}]: ${issue.message}` }));
  const issues = [];
  const rows = Array.from(given, (row, at) => {
    const examined = examine(client, row, mode === "create" ? "create" : "patch");
    issues.push(...within(at, examined.issues));
    return Object.fromEntries(Object.entries(examined.provider).filter(([key]) => !OWNED.includes(key)));
  });
  const places = new Map();
  rows.forEach(({ name }, at) => {
    const row = (rule, message) => issues.push(...within(at, [{ path: "name", rule, message, severity: "error" }]));
    if (mode === "ensure" && (typeof name !== "string" || name === "")) row("required", "`name` is required");
    else if (places.has(name)) row("unique", `\`name\` is that of row ${places.get(name)}`);
    places.set(name, at);
  });
  check(issues);

  // Before the first write: what is there already, and whether what is not can be made.
  const present = new Map();
  if (mode === "ensure") {
    for (const row of await listAll(client, scope, ALL)) present.set(row.name, present.has(row.name) ? [...present.get(row.name), row.id] : [row.id]);
    const more = rows.flatMap((row, at) => (present.has(row.name) ? [] : within(at, examine(client, row, "create").issues)));
    check(more);
  }

  const report = rows.map(({ name }, index) => ({ index, name, action: "skipped" }));
  let done = 0;
  let stopped = false;
  const late = new Life();
  const { signal } = scope.own;
  const writing = [...scope.signals.filter((other) => other !== signal), late];
  let grace;
  const free = onAbort(signal ? [signal] : [], (reason) => (grace = setTimeout(() => late.abort(reason), GRACE_MS)));
  const run = async (row, at) => {
    if (stopped || isOver(scope.signals)) return;
    try {
      Object.assign(report[at], await put(client, { ...scope, writing }, row, mode === "ensure" ? (present.get(row.name) ?? []) : undefined));
    } catch (error) {
      // It was to be read, or to wait.
      if (error.kind === "aborted" && isOver(scope.signals) && !isOver(writing)) return;
      Object.assign(report[at], { action: "failed", error });
      stopped ||= stopOnError;
    }
    done += 1;
    client.tell(scope.own.onProgress, { done, total: rows.length, row: report[at] });
  };
  await each(rows, concurrency || AT_A_TIME, run);
  clearTimeout(grace);
  free();
  const counts = ACTIONS.map((action) => [action, report.filter((row) => row.action === action).length]);
  const outcome = { dryRun, rows: report, ...Object.fromEntries(counts) };
  const over = scope.signals.find(({ aborted }) => aborted);
  if (over) throw aborted(scope, over.reason, { report: outcome });
  return outcome;
}

function rowsOf(doc) {
  if (Array.isArray(doc)) return doc;
  return doc?.version === VERSION && Array.isArray(doc.providers) ? doc.providers : undefined;
}

/** Brings one row about. `ids`: those of its name, where they were looked for. A create whose fate is unknown is looked for then. */
async function put(client, scope, row, ids) {
  if (ids?.length > 1) throw failed(`${ids.length} providers are called ${JSON.stringify(row.name)}`, { kind: "conflict", reason: "conflict", operation: "importAll" });
  if (ids?.length === 1) return amend(client, scope, ids[0], () => row);
  const { provider } = accept(client, "importAll", row, "create", "importAll(document)");
  try {
    return await make(client, scope, provider);
  } catch (error) {
    if (!error.maybeApplied || !ids) throw error;
    const found = await findByName(client, scope, row.name).catch(() => undefined);
    if (!found) throw error;
    return { id: found.id, action: "created", diff: {} };
  }
}
