// npm run bench: what a call through the vendor's npm package costs, and what it costs through ours, in Chromium.
// With `-- --json` only the numbers, in microseconds and bytes.
//
// How to read it
//   Calls: microseconds for one `client.connections.list()` whose answer holds 1 connection, or 250. The `fetch` is a
//   stub that answers at once, so no network is in it. "bare" is the same stub and `response.json()` alone: what no
//   library can save. "above bare" is what a library adds; that column is the one to compare.
//   Cold: microseconds for what a page does once: to load the module (from memory, so no network here either), to
//   construct a client, and to make the first call, each in a fresh process of the browser. Ours compiles its wasm in
//   this time. Chromium rounds to 5 µs.
//   Bundle: bytes of one minified module with all that the package exports, by esbuild; gzip -9, brotli 11.
//
// Every figure is a median, of 101 rounds for calls and of 25 for cold ones; in a round each side has its turn, in
// changing order, so that a machine that gets slower does so for all. Compare the sides of one run, never two runs:
// machines differ, and so do their moods. Other programs at work make all columns larger and "above bare" noisy.

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runBench } from "./bench/run.mjs";
import { bundle, sizeOf } from "./lib/bundle.mjs";
import { at, findChromium } from "./tools.mjs";

const OURS = "softphone-admin";

const { values: flags } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const { version } = JSON.parse(readFileSync(at("node_modules/telnyx/package.json"), "utf8"));
const VENDORS = `telnyx@${version}`;

try {
  const bundles = await bothBundles();
  const figures = await runBench({ executablePath: chromiumPath(), bundles });
  const sizes = Object.fromEntries(await Promise.all(Object.entries(bundles).map(async ([side, bytes]) => [side, await sizeOf(bytes)])));
  if (flags.json) console.log(JSON.stringify({ ...figures, bundle: sizes }));
  else printTables({ ...figures, bundle: sizes });
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}

/** By side. The vendor's asks for Node's `crypto` where the page has none of its own. */
async function bothBundles() {
  if (!existsSync(at("pkg/telnyx.js"))) throw new Error("pkg/ has no entry telnyx: npm run build");
  return { [VENDORS]: await bundle("telnyx", { external: ["crypto"] }), [OURS]: await bundle("softphone-admin/telnyx") };
}

function chromiumPath() {
  const { path, missing, hint } = findChromium();
  if (missing) throw new Error(`${missing} (${hint})`);
  return path;
}

function printTables({ calls, cold, bundle: bundled }) {
  const sides = Object.keys(bundled);
  const row = (...cells) => console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(30) : String(cell).padStart(12))).join(""));
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
