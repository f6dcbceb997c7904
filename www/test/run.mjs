// Ring 5: the dashboard in a real browser, against the simulated systems.
//
//   node www/test/run.mjs [--all] [--screenshots DIR] [--only TEXT]      --all: there is no shorter form yet
import { parseArgs } from "node:util";

import { findChromium } from "../../scripts/tools.mjs";
import { tests as agents } from "./agents.mjs";
import { openStage } from "./stage.mjs";
import { tests as calls } from "./tests.mjs";
import { tests as trunkEdits } from "./trunks-edit.mjs";
import { tests as providerFiles } from "./trunks-portsip-files.mjs";
import { tests as providers } from "./trunks-portsip.mjs";
import { tests as trunks } from "./trunks.mjs";
import { tests as wallboard } from "./wallboard.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean" }, screenshots: { type: "string" }, only: { type: "string" } },
});
const wanted = [...calls, ...trunks, ...trunkEdits, ...agents, ...providers, ...providerFiles, ...wallboard].filter(({ name }) => !values.only || name.includes(values.only));
const counts = { passed: 0, failed: 0, skipped: 0 };

function finish() {
  const { passed, failed, skipped } = counts;
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed ? 1 : 0;
}

const chromium = findChromium();
if (chromium.missing) {
  for (const { name } of wanted) console.log(`skipped: ${name}: ${chromium.missing}; ${chromium.hint}`);
  counts.skipped = wanted.length;
  finish();
} else {
  const stage = await openStage({ executablePath: chromium.path, screenshots: values.screenshots });
  try {
    for (const { name, options, run } of wanted) {
      try {
        await stage.play(run, options);
        counts.passed++;
        console.log(`ok ${name}`);
      } catch (error) {
        counts.failed++;
        console.log(`not ok ${name}\n${String(error.stack ?? error).replace(/^/gm, "    ")}`);
      }
    }
  } finally {
    await stage.close();
  }
  finish();
}
