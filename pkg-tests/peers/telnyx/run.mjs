// Ring 4, Telnyx: the vendor's package and ours get the same calls and the same stubbed fetch, and must put the same
// requests on the wire and settle alike.
//
//   node pkg-tests/peers/telnyx/run.mjs [--all] [--grep TEXT] [--seed NUMBER]
//
// `--all` takes ten times the samples of each property and adds the slow cases. What may differ stands in
// differences.mjs. The last line is "N passed, N failed".
import { judgeBy } from "../lib/judge.mjs";
import { loadCases, readSettings, runCases } from "../lib/ring.mjs";
import { differences } from "./differences.mjs";
import { ours, vendor } from "./lib/packages.mjs";
import { readmeFaults } from "./lib/readme.mjs";
import { observe } from "./lib/stage.mjs";

const settings = readSettings();
const started = Date.now();
const packs = { vendor: await vendor(), ours: await ours() };
const judge = judgeBy(observe);
const total = await runCases({
  all: await loadCases(new URL("cases/", import.meta.url)),
  table: differences,
  decide: (subject) => judge(packs, subject, settings),
  readmeFaults: () => readmeFaults(packs.ours.exports),
  settings,
});
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`${packs.vendor.name} beside ${packs.ours.name}, seed ${settings.seed}, ${seconds} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
