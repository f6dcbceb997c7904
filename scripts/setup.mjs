// Installs what `npm start` and `npm test` need and this machine lacks: the Rust toolchain, npm packages, command
// line tools (into .tools/) and, for the tests, browsers and Envoy.
//
//   node scripts/setup.mjs [--for=start|test]      default: test, which is everything
//
// SOFTPHONE_ADMIN_SKIP_SETUP=1 skips it. Only Node's own modules may be used here: npm ci has not run yet.
import { parseArgs } from "node:util";

import { SetupError, checkNode, setUpBrowsers, setUpEnvoy, setUpPackages, setUpRust, setUpTools } from "./lib/install.mjs";
import { at, root } from "./lib/paths.mjs";
import { endOnSignals } from "./lib/processes.mjs";

async function setUp(purpose) {
  const forTest = purpose === "test";
  checkNode();
  const folders = [root, at("www"), ...(forTest ? [at("pkg-tests")] : [])];
  let changed = await setUpRust();
  for (const folder of folders) changed = (await setUpPackages(folder)) || changed;
  changed = (await setUpTools({ forTest })) || changed;
  if (forTest) changed = (await setUpBrowsers()) || changed;
  if (forTest) changed = (await setUpEnvoy()) || changed;
  console.log(changed ? "setup: ready" : "setup: nothing to do");
}

if (process.env.SOFTPHONE_ADMIN_SKIP_SETUP === "1") {
  console.log("setup: skipped (SOFTPHONE_ADMIN_SKIP_SETUP=1)");
} else {
  endOnSignals();
  const { values } = parseArgs({ options: { for: { type: "string", default: "test" } } });
  if (!["start", "test"].includes(values.for)) {
    console.error(`setup: --for is start or test, not ${values.for}`);
    process.exit(2);
  }
  try {
    await setUp(values.for);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`setup: ${error.message}`);
    process.exit(1);
  }
}
