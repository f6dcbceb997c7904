// Ring 3: the packed package, behaviour by behaviour, in Node, Chromium, Firefox and WebKit.
//
//   node pkg-tests/run.mjs [--all] [--engine NAME] [--grep TEXT]
//
// The same specs run everywhere, against simulated PBXs. Afterwards the tests of `packed/` look at the tarball
// itself. The last line is "N passed, N failed[, N skipped]".
import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { control } from "../simulator/control.js";
import { countNodeTest, settle } from "../scripts/lib/count.mjs";
import { at, endOnSignals, run } from "../scripts/tools.mjs";
import { engines } from "./lib/engines.mjs";
import { prepare } from "./lib/scratch.mjs";
import { serve } from "./lib/serve.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean", default: false }, engine: { type: "string" }, grep: { type: "string" } },
});

if (values.engine && !Object.hasOwn(engines, values.engine)) {
  console.error(`--engine: one of ${Object.keys(engines).join(", ")}`);
  process.exit(2);
}
endOnSignals();

/** What depends on the engine: the network, and its errors. */
const NETWORK = /^(start|end|cdr|renewal|telnyx-(aborts|cors|errors|retries))\./;

/** In the quick run the slower engines take no other. */
const quick = (name, specs) => (["node", "chromium"].includes(name) ? specs : specs.filter((spec) => NETWORK.test(spec)));

const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs the specs in one engine; an engine that breaks is a failure, one that is missing is skipped. */
async function runEngine(name, context) {
  const started = Date.now();
  const settings = { control: context.control, engine: name, all: values.all, grep: values.grep };
  const scratch = values.all || values.engine ? context.scratch : { ...context.scratch, specs: quick(name, context.scratch.specs) };
  let outcome;
  try {
    outcome = await engines[name]({ ...context, scratch, settings });
  } catch (error) {
    outcome = { passed: 0, failures: [{ title: "the engine itself", detail: String(error?.stack ?? error) }] };
  }
  report(name, outcome, Date.now() - started);
}

function report(name, { passed = 0, failures = [], skipped }, ms) {
  if (skipped) {
    console.log(`skipped: ${name}: ${skipped}`);
    total.skipped += 1;
    return;
  }
  // Nothing failed because nothing ran: no success, unless a filter asked for it.
  if (passed + failures.length === 0 && !values.grep) failures = [{ title: "no spec ran", detail: "" }];
  for (const { title, detail } of failures) console.log(`failed: ${name}: ${title}\n${detail.replace(/^/gm, "    ")}\n`);
  console.log(`${name}: ${passed} passed, ${failures.length} failed in ${(ms / 1000).toFixed(1)} s`);
  total.passed += passed;
  total.failed += failures.length;
}

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

const scratch = await prepare();
const controlServer = await control();
const server = await serve(scratch.folder);
try {
  const context = { scratch, control: controlServer.url, page: server.url };
  const names = values.engine ? [values.engine] : Object.keys(engines);
  // Two at a time: they wait for each other's timers more than for the processor, and more make each other late.
  const queue = [...names];
  await Promise.all([1, 2].map(async () => {
    for (let name = queue.shift(); name; name = queue.shift()) await runEngine(name, context);
  }));
} finally {
  await server.close();
  await controlServer.close();
  await scratch.remove();
}
if (!values.engine && !values.grep) await runPacked();

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed > 0 ? 1 : 0);
