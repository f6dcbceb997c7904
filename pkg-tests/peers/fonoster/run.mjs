// Ring 4, Fonoster: the vendor's package and ours get the same calls before like servers, and must ask them the same
// and settle alike. A server is a simulated one, which speaks gRPC, with a real Envoy before it. The vendor's client
// for Node speaks gRPC through it, its bundle for browsers and ours gRPC-Web.
//
//   node pkg-tests/peers/fonoster/run.mjs [--all] [--grep TEXT] [--seed NUMBER]
//
// In Node all cases run, in Chromium those that say so; with `--all` all of them. What may differ stands in
// differences.mjs. The last line is "N passed, N failed[, N skipped]".
import { endOnSignals, findEnvoy } from "../../../scripts/tools.mjs";
import { judgeBy } from "../lib/judge.mjs";
import { loadCases, readSettings, runCases } from "../lib/ring.mjs";
import { differences } from "./differences.mjs";
import * as places from "./lib/places.mjs";
import { readmeFaults } from "./lib/readme.mjs";
import { openStage } from "./lib/stage.mjs";

const settings = readSettings();
const started = Date.now();
endOnSignals();

/** Each case at each place where it runs; what differs may depend on the place. */
const atPlaces = (subject, opened) =>
  Object.entries(opened)
    .filter(([name]) => (subject.only ?? name) === name)
    .map(([name, place]) => ({
      ...subject,
      name: `${subject.name} (${name})`,
      place,
      slow: name === "chromium" && !subject.pages,
      differs: typeof subject.differs === "function" ? subject.differs(name) : subject.differs,
    }));

const SIDES = ["vendor", "ours"];

async function run() {
  const opened = { node: await places.node(), chromium: await places.chromium() };
  // What the vendor's pages do beside their calls may come after the last answer: never to the other side's server.
  const keys = Object.keys(opened).flatMap((name) => SIDES.map((side) => `${name} ${side}`));
  const stages = new Map(await Promise.all(keys.map(async (key) => [key, await openStage()])));
  const decide = judgeBy((pack, subject) => stages.get(`${pack.place.name} ${pack.side}`).observe(pack, subject));
  const { missing } = opened.chromium;
  try {
    const total = await runCases({
      all: (await loadCases(new URL("cases/", import.meta.url))).flatMap((subject) => atPlaces(subject, opened)),
      table: differences,
      possible: ({ place }) => !place.missing,
      lane: ({ place }) => place.name,
      decide: (subject) =>
        decide(
          Object.fromEntries(SIDES.map((side) => [side, { side, place: subject.place }])),
          subject,
          settings,
        ),
      readmeFaults,
      settings,
    });
    return missing ? { ...total, skipped: { name: "chromium", reason: missing } } : total;
  } finally {
    for (const { close } of [...stages.values(), ...Object.values(opened)]) await close?.();
  }
}

const { missing } = findEnvoy();
const skipped = { passed: 0, failed: 0, skipped: { name: "fonoster", reason: `Envoy: ${missing}` } };
const total = missing ? skipped : await run();
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`${places.VENDOR.name}@${places.VENDOR.version} beside softphone-admin/fonoster, ${seconds} s`);
if (total.skipped) console.log(`skipped: ${total.skipped.name}: ${total.skipped.reason}`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? ", 1 skipped" : ""}`);
process.exit(total.failed === 0 ? 0 : 1);
