// In a Node process of its own: runs the specs and writes the outcome as the last line.
import path from "node:path";
import Mocha from "mocha";

import { collect } from "./collect.js";

const { specs, ...settings } = JSON.parse(process.argv[2]);
globalThis.softphoneTests = settings;

const mocha = new Mocha({ ui: "bdd", reporter: class {}, timeout: 15_000, ...(settings.grep ? { fgrep: settings.grep } : {}) });
for (const spec of specs) mocha.addFile(path.resolve("spec", spec));
let outcome;
try {
  await mocha.loadFilesAsync();
  const runner = mocha.run();
  globalThis.progress = () => runner.test?.fullTitle?.() ?? "";
  outcome = await collect(runner);
} catch (error) {
  outcome = { passed: 0, failures: [{ title: "loading the specs", detail: `${error}\n${error?.stack}` }] };
}
process.stdout.write(`\n${JSON.stringify(outcome)}\n`, () => process.exit(0));
