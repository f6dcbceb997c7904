// npm run bench: what a call through the vendor's npm package costs, and what it costs through ours, in Chromium; and
// what a list of all PortSIP's providers costs beside bare `fetch`, in Chromium and in Node; and what IPCortex's live model costs
// beside plain JavaScript, in Chromium.
// With `-- --json` only the numbers, in microseconds, milliseconds and bytes. `-- --only providers` (or `telnyx`, `model`) measures one of
// them.
//
// How to read it
//   Calls: microseconds for one `client.connections.list()` whose answer holds 1 connection, or 250. The `fetch` is a
//   stub that answers at once, so no network is in it. "bare" is the same stub and `response.json()` alone: what no
//   library can save. "above bare" is what a library adds; that column is the one to compare.
//   Cold: microseconds for what a page does once: to load the module (from memory, so no network here either), to
//   construct a client, and to make the first call, each in a fresh process of the browser. Ours compiles its wasm in
//   this time. Chromium rounds to 5 µs.
//   Providers: milliseconds for one `listAll()` of 10,000 providers whose ids are beyond 2^53, as summaries of five fields or
//   with all that `show` gives. "bare" is the same `fetch`, and `JSON.parse` of the same pages one after the other, which gets these
//   ids wrong. Pages of 50 are 200 requests. What answers is a stub, at once, or a server on this machine; there `listAll` gains by
//   asking for two pages at a time.
//   Model: milliseconds to take in a snapshot of 10,000 devices and 2,000 calls, and for a delta of 100 operations to reach its
//   listener. "plain" is `JSON.parse` and filling a `Map`, and the least that brings the same changes to the same listener. Then a
//   minute at 1,000 operations a second: what was sent and heard, the longest task that the browser saw (it sees none under 50 ms),
//   and the heap after a collection, before and after.
//   Bundle: bytes of one minified module with all that the package exports, by esbuild; gzip -9, brotli 11.
//
// Every figure is a median, of 101 rounds for calls and of 25 for cold ones; in a round each side has its turn, in
// changing order, so that a machine that gets slower does so for all. Compare the sides of one run, never two runs:
// machines differ, and so do their moods. Other programs at work make all columns larger and "above bare" noisy.

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchModel, benchProviders, benchTelnyx, inChromium } from "./bench/run.mjs";
import { bundle, sizeOf } from "./lib/bundle.mjs";
import { at, findChromium } from "./tools.mjs";

const OURS = "softphone-admin";

const { values: flags } = parseArgs({ options: { json: { type: "boolean", default: false }, only: { type: "string" } } });
const { version } = JSON.parse(readFileSync(at("node_modules/telnyx/package.json"), "utf8"));
const VENDORS = `telnyx@${version}`;

const wants = (part) => !flags.only || flags.only === part;

try {
  for (const entry of ["ipcortex", "portsip", "telnyx"]) if (!existsSync(at(`pkg/${entry}.js`))) throw new Error(`pkg/ has no entry ${entry}: npm run build`);
  const figures = {};
  await inChromium(chromiumPath(), async (browser) => {
    if (wants("telnyx")) {
      const bundles = await bothBundles();
      Object.assign(figures, await benchTelnyx(browser, bundles));
      figures.bundle = Object.fromEntries(await Promise.all(Object.entries(bundles).map(async ([side, bytes]) => [side, await sizeOf(bytes)])));
    }
    if (wants("providers")) figures.providers = await benchProviders(browser, await bundle("softphone-admin/portsip"));
    if (wants("model")) figures.model = await benchModel(browser, await bundle("softphone-admin/ipcortex"));
  });
  if (flags.json) console.log(JSON.stringify(figures));
  else printTables(figures);
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}

/** By side. The vendor's asks for Node's `crypto` where the page has none of its own. */
async function bothBundles() {
  return { [VENDORS]: await bundle("telnyx", { external: ["crypto"] }), [OURS]: await bundle("softphone-admin/telnyx") };
}

function chromiumPath() {
  const { path, missing, hint } = findChromium();
  if (missing) throw new Error(`${missing} (${hint})`);
  return path;
}

function row(...cells) {
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(36) : String(cell).padStart(12))).join(""));
}

function printTables({ providers, model, ...telnyx }) {
  if (telnyx.calls) printTelnyx(telnyx);
  if (telnyx.calls && providers) console.log();
  if (providers) printProviders(providers);
  if ((telnyx.calls || providers) && model) console.log();
  if (model) printModel(model);
}

function printModel({ snapshot, delta, run }) {
  row("ms, live model", "plain", "ours", "times plain");
  for (const [name, { plain, ours }] of Object.entries({ "snapshot of 12,000 objects": snapshot, "delta of 100 operations": delta })) {
    row(name, plain, ours, (ours / plain).toFixed(2));
  }
  const { seconds, sent, heard, longest, heapBefore, heapAfter } = run;
  console.log();
  row(`${seconds} s at 1,000 operations a second`, "sent", "heard", "lost", "longest", "heap, MB", "grown by");
  row("", sent, heard, sent - heard, longest === 0 ? "< 50 ms" : `${longest} ms`, (heapAfter / 1e6).toFixed(1), `${((heapAfter / heapBefore - 1) * 100).toFixed(2)} %`);
}

function printProviders(providers) {
  row("ms per listAll() of 10,000", "bare", "ours", "times bare");
  for (const [place, lists] of Object.entries(providers)) {
    for (const [name, { bare, ours }] of Object.entries(lists)) row(`${place}, ${name}`, bare, ours, (ours / bare).toFixed(2));
  }
}

function printTelnyx({ calls, cold, bundle: bundled }) {
  const sides = Object.keys(bundled);
  row("µs per connections.list()", "bare", ...sides.flatMap((side) => [side === OURS ? "ours" : "vendor's", "above bare"]));
  for (const [items, { bare, ...times }] of Object.entries(calls)) {
    row(`${items} ${items === "1" ? "item" : "items"}`, bare, ...sides.flatMap((side) => [times[side], (times[side] - bare).toFixed(1)]));
  }
  for (const [title, table] of Object.entries({ "µs, cold": cold, "bundle, bytes": bundled })) {
    const columns = Object.keys(table[OURS]);
    console.log();
    row(title, ...columns);
    for (const side of sides) row(side, ...columns.map((column) => table[side][column]));
  }
}
