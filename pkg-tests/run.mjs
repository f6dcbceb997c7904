// Ring 3: the packed package, behaviour by behaviour, in Node, Chromium, Firefox and WebKit.
//
//   node pkg-tests/run.mjs [--all] [--engine NAME] [--grep TEXT] [--seed N]
//
// The same specs run everywhere, against simulated PBXs. Afterwards the tests of `packed/` look at the tarball
// itself. The last line is "N passed, N failed[, N skipped]".
import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { countNodeTest, settle } from "../scripts/lib/count.mjs";
import { at, endOnSignals, run } from "../scripts/tools.mjs";
import { engines } from "./lib/engines.mjs";
import { prepare } from "./lib/scratch.mjs";
import { inEngines } from "./lib/specs.mjs";

const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    engine: { type: "string" },
    grep: { type: "string" },
    seed: { type: "string", default: process.env.SOFTPHONE_ADMIN_SEED },
  },
});
if (values.seed !== undefined && !/^\d+$/.test(values.seed)) {
  console.error("--seed: a whole number");
  process.exit(2);
}
/** What a failed test of chance has said, to have the same again. */
const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };

if (values.engine && !Object.hasOwn(engines, values.engine)) {
  console.error(`--engine: one of ${Object.keys(engines).join(", ")}`);
  process.exit(2);
}
endOnSignals();

/** What depends on the engine: the network and its errors, and how much its regular expressions can hold. */
const NETWORK = /^(start|end|cdr|renewal|(fonoster|portsip|telnyx)-(aborts|cors|errors|retries)|portsip-(long|watch)|ipcortex-(acceptance|script))\./;

/** In the quick run the slower engines take no other. */
const quick = (name, specs) => (["node", "chromium"].includes(name) ? specs : specs.filter((spec) => NETWORK.test(spec)));

const total = { passed: 0, failed: 0, skipped: 0 };

async function runPacked() {
  const folder = "pkg-tests/packed";
  const tests = existsSync(at(folder)) ? readdirSync(at(folder)).filter((file) => file.endsWith(".test.mjs")).sort() : [];
  if (tests.length === 0) return;
  const started = Date.now();
  const env = { ...process.env, ...(values.all ? { SOFTPHONE_ADMIN_ALL: "1" } : {}) };
  const result = await run(process.execPath, ["--test", "--test-reporter=spec", ...tests.map((file) => `${folder}/${file}`)], { env });
  const { passed, failed, failures, skipped } = settle(countNodeTest(result.output), result);
  if (failed > 0) console.log(result.output);
  for (const name of failures) console.log(`failed: packed: ${name}`);
  for (const { name, reason } of skipped) console.log(`skipped: packed: ${name}: ${reason}`);
  console.log(`packed: ${passed} passed, ${failed} failed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped.length;
}

const specsFor = (name, specs) => (values.all || values.engine ? specs : quick(name, specs));
await inEngines(await prepare(), { names: values.engine ? [values.engine] : Object.keys(engines), specsFor, settings: { ...values, ...seed }, total });
if (!values.engine && !values.grep) await runPacked();

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed > 0 ? 1 : 0);
