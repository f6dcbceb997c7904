// npm run size: what each entry costs a page, and whether that is within size-budget.json (brotli bytes).
// With `-- --json` only the numbers: {"yeastar": {"raw", "gzip", "brotli"}}.
//
// Counted and budgeted is the bundle in UTF-8: Vite 5 to 8, webpack 5, Rollup 4, Parcel 2 and Next.js 16 write
// characters as they are. esbuild on its own (`charset: "ascii"`) and Rspack escape what is not ASCII, hence the
// second row.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { bundle, sizeOf } from "./lib/bundle.mjs";
import { at } from "./tools.mjs";

const VENDORS = ["fonoster", "ipcortex", "portsip", "telnyx", "yeastar"];

const { values: flags } = parseArgs({ options: { json: { type: "boolean", default: false } } });
if (!existsSync(at("pkg/index.js"))) {
  console.error("pkg/ is not built: npm run build");
  process.exit(1);
}
const manifest = JSON.parse(await readFile(at("package.json"), "utf8"));
const budget = JSON.parse(await readFile(at("size-budget.json"), "utf8"));

const names = ["root", ...VENDORS.filter((vendor) => `./${vendor}` in manifest.exports)];
const sizes = await Promise.all(names.map(measure));

if (flags.json) console.log(JSON.stringify(Object.fromEntries(sizes.map(({ name, utf8 }) => [name, utf8]))));
else printTable();

const problems = [...sizes.flatMap(overBudget), ...Object.keys(budget).filter((name) => !names.includes(name)).map((name) => `${name}: in size-budget.json, and there is no such entry`)];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

/** Every form of an entry, in bytes. */
async function measure(name) {
  const path = name === "root" ? "" : `/${name}`;
  const [utf8, ascii, glue, wasm] = await Promise.all([
    bundle(`softphone-admin${path}`).then(sizeOf),
    bundle(`softphone-admin${path}`, { charset: "ascii" }).then(sizeOf),
    bundle(`softphone-admin/slim${path}`).then(sizeOf),
    readFile(at(`pkg/wasm/${name === "root" ? "index" : name}.wasm`)).then(sizeOf),
  ]);
  return { name, utf8, ascii, glue, wasm };
}

function overBudget({ name, utf8: { brotli } }) {
  if (!(name in budget)) return [`${name}: ${brotli} bytes and no budget in size-budget.json`];
  return brotli > budget[name] ? [`${name}: ${brotli} bytes of brotli, ${brotli - budget[name]} over the budget of ${budget[name]}`] : [];
}

function printTable() {
  const row = (...cells) => console.log(cells.map((cell, at) => (at < 2 ? String(cell).padEnd(at === 0 ? 10 : 21) : String(cell).padStart(10))).join(""));
  row("entry", "form", "raw", "gzip -9", "brotli 11", "budget");
  for (const { name, utf8, ascii, glue, wasm } of sizes) {
    for (const [form, size] of Object.entries({ "one file, UTF-8": utf8, "one file, ASCII": ascii, "slim, JS": glue, "slim, wasm": wasm })) {
      row(form.endsWith("UTF-8") ? name : "", form, size.raw, size.gzip, size.brotli, form.endsWith("UTF-8") ? (budget[name] ?? "none") : "");
    }
  }
}
