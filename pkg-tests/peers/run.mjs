// Ring 4, Telnyx: the vendor's package and ours get the same calls and the same stubbed fetch, and must put the same
// requests on the wire and settle alike.
//
//   node pkg-tests/peers/run.mjs [--all] [--grep TEXT] [--seed NUMBER]
//
// `--all` takes ten times the samples of each property and adds the slow cases. What may differ stands in
// differences.mjs. The last line is "N passed, N failed".
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { differences as table } from "./differences.mjs";
import { judge, rowsOf } from "./lib/judge.mjs";
import { ours, vendor } from "./lib/packages.mjs";
import { readmeFaults } from "./lib/readme.mjs";

const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    grep: { type: "string" },
    seed: { type: "string", default: "20260101" },
  },
});
const settings = { seed: Number(values.seed), factor: values.all ? 10 : 1 };
const started = Date.now();

async function load() {
  const folder = new URL("cases/", import.meta.url);
  const out = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .sort()) {
    const { cases } = await import(new URL(file, folder));
    out.push(...cases.map((subject) => ({ ...subject, name: `${file.slice(0, -4)}: ${subject.name}` })));
  }
  return out;
}

/** Faults of the ring itself: two cases of one name, rows that nothing uses, rows that do not exist. */
function ringFaults(all) {
  const faults = [];
  const names = new Set();
  for (const { name } of all) {
    if (names.has(name)) faults.push(`two cases are called "${name}"`);
    names.add(name);
  }
  const used = new Set(all.flatMap(rowsOf));
  const ids = table.map(({ id }) => id);
  for (const id of ids) if (!used.has(id)) faults.push(`differences.mjs: no case uses the row "${id}"`);
  for (const id of used)
    if (!ids.includes(id)) faults.push(`a case names the row "${id}", which differences.mjs lacks`);
  if (new Set(ids).size !== ids.length) faults.push("differences.mjs: an id stands there twice");
  return faults;
}

const indent = (text) => text.replace(/^/gm, "    ");
const packs = { vendor: await vendor(), ours: await ours() };
const all = await load();
const chosen = all.filter(({ name, slow }) => (values.all || !slow) && (!values.grep || name.includes(values.grep)));
const total = { passed: 0, failed: 0 };

for (const subject of chosen) {
  let found;
  try {
    found = await judge(packs, subject, settings);
  } catch (error) {
    found = String(error?.stack ?? error);
  }
  if (found) console.log(`failed: ${subject.name}\n${indent(found)}\n`);
  total[found ? "failed" : "passed"] += 1;
}
for (const found of values.grep ? [] : [...ringFaults(all), ...readmeFaults(packs.ours.exports)]) {
  console.log(`failed: ${found}`);
  total.failed += 1;
}
// Nothing failed because nothing ran: no success.
if (chosen.length === 0) {
  console.log("failed: no case of that name");
  total.failed += 1;
}
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`${packs.vendor.name} beside ${packs.ours.name}, seed ${settings.seed}, ${seconds} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
