import { existsSync, readdirSync } from "node:fs";
import { get } from "node:http";
import path from "node:path";

import { findChromedriver, findChromium } from "./browsers.mjs";
import { packageTarget, packedFiles, tarballProblems, vendors } from "./build.mjs";
import { add, countCheck, countClosingLine, countLibtest, countNodeTest, countSkip, settle } from "./count.mjs";
import { at } from "./paths.mjs";
import { freePort, killTree, toolPath } from "./processes.mjs";
import { simulatorCommand, startSimulator } from "./simulator.mjs";

const node = process.execPath;

/** A command that passes or not, as one test. */
const check = (name, command, args) => async (context) => {
  const result = await context.exec(command, args);
  return settle(countCheck(name, result.code), result);
};

/** One of the scripts that end with a closing line of their own. */
const closing = (script) => async (context) => {
  const result = await context.exec(node, [script, ...(context.all ? ["--all"] : [])]);
  return settle(countClosingLine(result.output), result);
};

/** node:test over a folder. The files are listed here: Node 20 wants a folder, Node 22 a pattern. */
const nodeTests = (folder) => async (context) => {
  const files = existsSync(at(folder)) ? readdirSync(at(folder), { recursive: true }) : [];
  const tests = files.filter((file) => /\.test\.m?js$/.test(file) && !file.includes("node_modules")).sort();
  if (tests.length === 0) return countCheck(`no tests in ${folder}`, 1);
  const env = context.all ? { SOFTPHONE_ADMIN_ALL: "1" } : {};
  const result = await context.exec(node, ["--test", "--test-reporter=spec", ...tests.map((file) => path.join(folder, file))], { env });
  return settle(countNodeTest(result.output), result);
};

async function features(context) {
  const all = vendors();
  const sets = [...all.map((vendor) => ["--features", vendor]), ["--features", all.join(",")], []];
  const distinct = [...new Map(sets.map((set) => [set.join(" "), set])).values()];
  const counts = [];
  for (const set of distinct) {
    const result = await context.exec("cargo", ["check", "--target", "wasm32-unknown-unknown", "--no-default-features", ...set]);
    counts.push(settle(countCheck(set.join(" ") || "no features", result.code), result));
  }
  return add(...counts);
}

async function build(context) {
  // With --all the build itself is under test; otherwise an up-to-date package is as good as a new one.
  if (!context.all && packageTarget.isFresh()) {
    context.say("pkg/ is up to date");
  } else {
    await packageTarget.rebuild(async () => {
      const { code, timedOut } = await context.exec(node, ["scripts/build.mjs"]);
      if (code !== 0) throw new Error(`scripts/build.mjs ${timedOut ? "took too long" : `ended with exit code ${code}`}`);
    });
  }
  return add(countCheck("the package builds", 0), tarball(context));
}

function tarball(context) {
  const problems = tarballProblems(["index", ...vendors()], packedFiles());
  problems.forEach((problem) => context.say(problem));
  return problems.length === 0 ? countCheck("tarball", 0) : add(...problems.map((problem) => countCheck(problem, 1)));
}

async function types(context) {
  const counts = [];
  for (const project of ["simulator", "pkg-tests/types", "pkg-tests/peers", "www"].map((folder) => `${folder}/tsconfig.json`)) {
    const result = await context.exec(node, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", project]);
    counts.push(settle(countCheck(project, result.code), result));
  }
  return settle(add(...counts), { code: 0 });
}

async function deny(context) {
  const rules = await context.exec("cargo", ["deny", "--color", "never", "check", "licenses", "bans", "sources"]);
  const advisories = await context.exec("cargo", ["deny", "--color", "never", "check", "advisories"], { timeoutMs: 30_000 });
  // Its verdict is only there when the database was; everything else means the database could not be had.
  const verdict = /^advisories (ok|FAILED)/m.exec(advisories.output)?.[1];
  return add(
    settle(countCheck("licenses, bans, sources", rules.code), rules),
    verdict ? countCheck("advisories", verdict === "ok" ? 0 : 1) : countSkip("advisories", "the advisory database could not be fetched"),
  );
}

async function browser(context) {
  const chromium = findChromium();
  const driver = findChromedriver(chromium);
  if (driver.missing) return countSkip("tests/web", `${driver.missing} (${driver.hint})`);
  // The address is compiled into the tests: the same port each time saves building them again.
  const port = await freePort(18089);
  const { child, info } = await startSimulator(simulatorCommand(["--port", "0", "--control", String(port)]));
  const address = `127.0.0.1:${await freePort()}`;
  const stop = knockAt(`http://${address}/`);
  try {
    const result = await context.exec(
      "wasm-pack",
      ["test", "--headless", "--chrome", "--chromedriver", driver.path, "--mode", "no-install", "--", "--test", "web"],
      {
        env: {
          CHROMEDRIVER: driver.path,
          SIMULATOR_CONTROL: info.control,
          WASM_BINDGEN_TEST_ADDRESS: address,
          // For all tests together; the default of 20 seconds is for a handful.
          WASM_BINDGEN_TEST_TIMEOUT: "300",
          // ChromeDriver looks for its browser on PATH, and CHROME_PATH may be elsewhere.
          PATH: [toolPath().split(path.delimiter)[0], path.dirname(chromium.path), toolPath()].join(path.delimiter),
        },
      },
    );
    return settle(countLibtest(result.output), result);
  } finally {
    stop();
    await killTree(child);
  }
}

/**
 * Asks for a page now and then. The server of wasm-bindgen's test runner gives a thread to each connection and sometimes
 * counts one as idle that is not: of the connections that a browser opens at once, one is then never served, and the
 * tests never begin. The next connection brings a thread that serves it.
 */
function knockAt(url) {
  const timer = setInterval(() => get(url, { agent: false }, (answer) => answer.resume()).on("error", () => {}), 250);
  return () => clearInterval(timer);
}

/**
 * All steps in their order. A further one is a further object; `all: true` keeps it out of the quick run.
 *
 * @type {import("./runner.mjs").Step[]}
 */
export const steps = [
  { name: "scripts", ring: "scripts", beside: true, run: nodeTests("scripts/test") },
  { name: "simulator", ring: "simulator", beside: true, run: nodeTests("simulator/test") },
  { name: "fmt", ring: "checks", run: check("cargo fmt", "cargo", ["fmt", "--check", "--", "--color", "never"]) },
  { name: "clippy", ring: "checks", run: check("clippy, host", "cargo", ["clippy", "--all-targets", "--", "-D", "warnings"]) },
  {
    name: "clippy-wasm",
    ring: "checks",
    run: check("clippy, wasm", "cargo", ["clippy", "--target", "wasm32-unknown-unknown", "--all-targets", "--", "-D", "warnings"]),
  },
  { name: "features", ring: "checks", run: features },
  { name: "deny", ring: "checks", run: deny },
  {
    name: "host",
    ring: "1 host",
    async run(context) {
      const result = await context.exec("cargo", ["test", "--no-fail-fast"]);
      return settle(countLibtest(result.output), result);
    },
  },
  { name: "node", ring: "1 host", beside: true, run: nodeTests("tests/node") },
  { name: "build", ring: "3 package", run: build },
  { name: "size", ring: "checks", needs: "build", run: check("size", node, ["scripts/size.mjs"]) },
  { name: "types", ring: "checks", needs: "build", run: types },
  { name: "browser", ring: "2 browser", run: browser },
  { name: "package", ring: "3 package", needs: "build", run: closing("pkg-tests/run.mjs") },
  { name: "peers-telnyx", ring: "4 peers", needs: "build", run: closing("pkg-tests/peers/telnyx/run.mjs") },
  { name: "peers-fonoster", ring: "4 peers", needs: "build", run: closing("pkg-tests/peers/fonoster/run.mjs") },
  { name: "envoy", ring: "4 peers", needs: "build", run: closing("pkg-tests/envoy/run.mjs") },
  { name: "demo", ring: "5 demo", needs: "build", run: closing("www/test/run.mjs") },
];
