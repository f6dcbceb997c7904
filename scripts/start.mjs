// npm start: simulated PBXs with traffic, and the dashboard, which starts with what it needs to sign in to them.
//
//   node scripts/start.mjs [--port 5173] [--simulator-port 8088]      taken ones: the next free one
//
// The other simulated systems are on the ports after the first one's.
import { parseArgs } from "node:util";

import { vendors as simulated } from "../simulator/vendors/index.js";
import { dashboardTarget, packageTarget } from "./lib/build.mjs";
import { buildDashboard, serveDashboard } from "./lib/dashboard.mjs";
import { runDemo } from "./lib/demo.mjs";
import { at } from "./lib/paths.mjs";
import { run } from "./lib/processes.mjs";
import { simulatorCommand } from "./lib/simulator.mjs";

async function buildPackage() {
  const { code } = await run(process.execPath, [at("scripts/build.mjs")], { inherit: true });
  if (code !== 0) throw new Error(`The build of the package failed with exit code ${code}.`);
}

async function prepare() {
  if (!packageTarget.isFresh()) {
    console.log("Building the package; the first time takes a few minutes …");
    await packageTarget.rebuild(buildPackage);
  }
  if (!dashboardTarget.isFresh()) {
    console.log("Building the dashboard …");
    await dashboardTarget.rebuild(buildDashboard);
  }
}

const { values } = parseArgs({
  options: { port: { type: "string", default: "5173" }, "simulator-port": { type: "string", default: "8088" } },
});

await runDemo({
  prepare,
  systems: Object.keys(simulated).length,
  simulator: (ports) => simulatorCommand(["--port", ports.join(","), "--agents", "60", "--providers", "48", "--fixtures", at("scripts/demo.json")]),
  dashboard: serveDashboard,
  ports: { dashboard: Number(values.port), simulator: Number(values["simulator-port"]) },
});
