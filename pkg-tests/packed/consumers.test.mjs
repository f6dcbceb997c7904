// The installed package in projects of its users: each with a bundler or a test runner of its own, built, opened
// in Chromium against the simulated PBX, and its .wasm files counted.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { killTree, start } from "../../scripts/tools.mjs";
import { launch, noChromium, open, serve, until } from "./lib/chromium.mjs";
import { consumer, filesIn } from "./lib/consumer.mjs";
import { must, onlyWithAll, plainEnv } from "./lib/package.mjs";
import { account, AGENTS, all, CALLS, CONNECTIONS, deployment, options, PROVIDERS, trunks } from "./lib/simulation.mjs";

/**
 * - `html`: the tool makes the document too; otherwise the page's own is put beside the script
 * - `servers`: npm scripts that start its servers
 */
const BUNDLERS = {
  esbuild: { quick: true, html: false },
  "vite-8": { quick: true, html: true, servers: ["dev", "preview"] },
  "vite-7": { html: true, servers: ["dev"] },
  "vite-6": { html: true, servers: ["dev"] },
  "vite-5": { html: true, servers: ["dev"] },
  "webpack-5": { html: false },
  "rspack-1": { html: false },
  "rollup-4": { html: false },
  "parcel-2": { html: true },
  "next-16": { html: true },
};

/** How many .wasm files a build may hold: the page has four vendors. */
const WASM_FILES = { default: 0, slim: 4 };

/** Quiet, and the same everywhere. */
const ENV = { NEXT_TELEMETRY_DISABLED: "1", BROWSER: "none", CI: "1", FORCE_COLOR: "0", NO_COLOR: "1" };

const npmRun = (folder, script, ...args) => must("npm", ["run", "--silent", script, ...args], { cwd: folder, env: ENV });

/** Starts a server of the project, on a port of its own choice, and waits until it says which and answers. */
async function started(t, folder, script) {
  const child = start("npm", ["run", "--silent", script, "--", "--host", "127.0.0.1"], { cwd: folder, env: plainEnv(ENV) });
  t.after(() => killTree(child));
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  for (let waited = 0; waited < 600 && child.exitCode === null; waited++) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+(?=\/)/.exec(printed) ?? [];
    if (url && (await fetch(url).then((answer) => answer.ok, () => false))) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${script} did not answer:\n${printed}`);
}

describe("in the bundler", { skip: noChromium }, () => {
  /** @type {import("puppeteer-core").Browser} */
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  /** The page lists the trunks, the agents of the deployment, the connections of the account and the calls, hears of a new one, lists that too, and complains of nothing. */
  async function works(t, url) {
    const { sim, search } = await all(t);
    const opened = await open(t, browser, `${url}/${search}`);
    const listed = (count, list = "#calls") => document.querySelectorAll(`${list} li`).length === count;
    await until(opened, listed, PROVIDERS, "#trunks");
    await until(opened, listed, AGENTS, "#agents");
    await until(opened, listed, CONNECTIONS, "#connections");
    await until(opened, listed, CALLS);
    for (let waited = 0; !sim.yeastar.state.sockets[0]?.topics.length && waited < 250; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    sim.yeastar.placeCall({ from: "1001", to: "1000" });
    await until(opened, listed, CALLS + 1);
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(sim.unmatched, []);
    return opened;
  }

  for (const [name, { quick, html, servers = [] }] of Object.entries(BUNDLERS)) {
    for (const entry of ["default", "slim"]) {
      const skip = quick && (entry === "default" || name === "esbuild") ? false : onlyWithAll;
      const script = entry === "slim" ? ":slim" : "";
      const count = WASM_FILES[entry];

      test(`${name}, a page with the ${entry} entry builds, works and has ${count} .wasm files`, { skip }, async (t) => {
        const made = await consumer(name, entry);
        if ("missing" in made) return t.skip(made.missing);
        await npmRun(made.folder, `build${script}`);
        const dist = path.join(made.folder, "dist");
        if (!html) cpSync(path.join(made.folder, "index.html"), path.join(dist, "index.html"));
        assert.equal(filesIn(dist, ".wasm").length, count, `${filesIn(dist, ".wasm")}`);
        const { requests } = await works(t, await serve(t, { folder: dist }));
        assert.equal(requests.filter((request) => /\.wasm(\?|$)/.test(request)).length, count);
        if (servers.includes("preview")) await works(t, await started(t, made.folder, "preview"));
      });

      if (servers.includes("dev")) {
        const what = name === "vite-8" || entry === "default" ? "without configuration" : "with the package left out of its pre-bundling";
        test(`${name}, the ${entry} entry works in its dev server ${what}`, { skip: onlyWithAll }, async (t) => {
          const made = await consumer(name, entry);
          if ("missing" in made) return t.skip(made.missing);
          await works(t, await started(t, made.folder, `dev${script}`));
        });
      }
    }
  }
});

test("vitest-4, tests with jsdom see what the simulated systems of four vendors have", { skip: onlyWithAll }, async (t) => {
  const made = await consumer("vitest-4");
  if ("missing" in made) return t.skip(made.missing);
  const { sim } = await all(t);
  const env = { CONSUMER_PBX: JSON.stringify(options(sim)), CONSUMER_CALLS: String(CALLS), CONSUMER_TELNYX: JSON.stringify(account(sim)), CONSUMER_CONNECTIONS: String(CONNECTIONS), CONSUMER_FONOSTER: JSON.stringify(deployment(sim)), CONSUMER_AGENTS: String(AGENTS), CONSUMER_PORTSIP: JSON.stringify(trunks(sim)), CONSUMER_PROVIDERS: String(PROVIDERS) };
  const output = await must("npm", ["test", "--silent"], { cwd: made.folder, env: { ...ENV, ...env } });
  assert.match(output, /Tests\s+4 passed/);
});

test("typescript-node16, a strict program compiles without skipLibCheck and prints the calls, the connections, the agents and the trunks", { skip: onlyWithAll }, async (t) => {
  const made = await consumer("typescript-node16");
  if ("missing" in made) return t.skip(made.missing);
  const { sim } = await all(t);
  await npmRun(made.folder, "build");
  const env = { CONSUMER_PBX: JSON.stringify(options(sim)), CONSUMER_TELNYX: JSON.stringify(account(sim)), CONSUMER_FONOSTER: JSON.stringify(deployment(sim)), CONSUMER_PORTSIP: JSON.stringify(trunks(sim)) };
  const output = await must("npm", ["start", "--silent"], { cwd: made.folder, env });
  assert.deepEqual(JSON.parse(output.trim().split("\n").at(-1)), { numbers: Array(CALLS).fill("1001"), connections: CONNECTIONS, agents: AGENTS, trunks: sim.portsip.state.providers.map(({ id }) => id) });
});
