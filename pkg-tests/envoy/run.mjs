// Ring 4, Envoy: the simulated Fonoster behind a real Envoy that is set up as in a stock deployment.
//
//   node pkg-tests/envoy/run.mjs [--all] [--engine NAME] [--grep TEXT]
//
// First that the simulator's own gRPC-Web is what Envoy makes of its gRPC, then the specs of `spec/`: the packed
// package in Node, Chromium, Firefox and WebKit. The last line is "N passed, N failed[, N skipped]".
import { parseArgs } from "node:util";

import { countNodeTest, settle } from "../../scripts/lib/count.mjs";
import { at, endOnSignals, findEnvoy, run } from "../../scripts/tools.mjs";
import { engines } from "../lib/engines.mjs";
import { prepare } from "../lib/scratch.mjs";
import { inEngines } from "../lib/specs.mjs";
import { envoyControl } from "./control.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean", default: false }, engine: { type: "string" }, grep: { type: "string" } },
});

if (values.engine && !Object.hasOwn(engines, values.engine)) {
  console.error(`--engine: one of ${Object.keys(engines).join(", ")}`);
  process.exit(2);
}
endOnSignals();

const total = { passed: 0, failed: 0, skipped: 0 };

/** The simulator beside Envoy. */
async function runTests() {
  const result = await run(process.execPath, ["--test", "--test-reporter=spec", at("pkg-tests/envoy/envoy.test.mjs")]);
  const { passed, failed, failures } = settle(countNodeTest(result.output), result);
  if (failed > 0) console.log(result.output);
  for (const name of failures) console.log(`failed: envoy: ${name}`);
  console.log(`envoy: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}

async function runSpecs() {
  const control = await envoyControl();
  try {
    const names = values.engine ? [values.engine] : Object.keys(engines);
    await inEngines(await prepare(at("pkg-tests/envoy/spec")), {
      names,
      settings: { ...values, envoys: control.url },
      total,
    });
  } finally {
    await control.close();
  }
}

const { missing } = findEnvoy();
if (missing) {
  console.log(`skipped: envoy: ${missing}`);
  total.skipped += 1;
} else {
  if (!values.engine && !values.grep) await runTests();
  await runSpecs();
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed > 0 ? 1 : 0);
