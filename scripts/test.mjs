// npm test: runs the checks and test rings one after another and ends with the line "N passed, N failed".
//
//   npm test                       the quick gate
//   npm test -- --all              everything
//   npm test -- --only host,size   some steps; --list lists them
//
// Each step's output is also in .cache/test-logs/.
import { parseArgs } from "node:util";

import { at } from "./lib/paths.mjs";
import { endOnSignals } from "./lib/processes.mjs";
import { report, runSteps, selectSteps } from "./lib/runner.mjs";
import { steps } from "./lib/steps.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean", default: false }, only: { type: "string" }, list: { type: "boolean", default: false } },
});

function select() {
  try {
    return selectSteps(steps, values);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

if (values.list) {
  for (const { name, ring, all } of steps) console.log(`${name.padEnd(14)} ${ring}${all ? " (with --all)" : ""}`);
} else {
  endOnSignals();
  const { total, lines } = report(await runSteps(select(), { all: values.all, logs: at(".cache/test-logs") }));
  for (const line of lines) console.log(line);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
