import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { countCheck, countSkip } from "../lib/count.mjs";
import { at } from "../lib/paths.mjs";
import { report, runSteps, selectSteps } from "../lib/runner.mjs";
import { steps } from "../lib/steps.mjs";

async function runStubs(stubs) {
  const logs = mkdtempSync(path.join(tmpdir(), "runner-"));
  const written = [];
  try {
    const results = await runSteps(stubs, { logs, write: (line) => written.push(line) });
    const log = (name) => readFileSync(path.join(logs, `${name}.log`), "utf8");
    return { ...report(results), written, logged: stubs.map(({ name }) => name).filter((name) => name !== "after").map(log).join("") };
  } finally {
    rmSync(logs, { recursive: true });
  }
}

test("the report ends with the closing line and lists what was skipped and what failed", async () => {
  const { lines, total } = await runStubs([
    { name: "good", ring: "checks", run: async () => countCheck("good", 0) },
    { name: "bad", ring: "checks", run: async () => countCheck("the sum is right", 1) },
    { name: "absent", ring: "2 browser", run: async () => countSkip("tests/web", "no chromium found") },
  ]);
  assert.equal(lines.at(-1), "1 passed, 1 failed, 1 skipped");
  assert.ok(lines.includes("skipped: absent: tests/web: no chromium found"));
  assert.ok(lines.includes("failed: bad: the sum is right"));
  assert.match(lines[1], /^step +ring +seconds +passed +failed +skipped$/);
  assert.equal(total.failed, 1);
});

test("a step that throws is one failure and the others still run", async () => {
  const { lines } = await runStubs([
    {
      name: "broken",
      ring: "checks",
      run: async () => {
        throw new Error("no such port");
      },
    },
    { name: "good", ring: "checks", run: async () => countCheck("good", 0) },
  ]);
  assert.equal(lines.at(-1), "1 passed, 1 failed");
  assert.ok(lines.includes("failed: broken: no such port"));
});

test("a step is not run on what a failed step left behind", async () => {
  let ran = false;
  const { lines } = await runStubs([
    { name: "build", ring: "checks", run: async () => countCheck("build", 1) },
    {
      name: "after",
      ring: "checks",
      needs: "build",
      run: async () => {
        ran = true;
        return countCheck("after", 0);
      },
    },
  ]);
  assert.equal(ran, false);
  assert.equal(lines.at(-1), "0 passed, 2 failed");
});

test("a command's lines go to the console with the step's name and to its log without", async () => {
  const { written, logged } = await runStubs([
    {
      name: "talks",
      ring: "checks",
      async run({ exec }) {
        const { code, output } = await exec(process.execPath, ["-e", "console.log('out'); console.error('err'); process.exit(3)"]);
        assert.equal(code, 3);
        assert.deepEqual(output.split("\n").sort(), ["err", "out"]);
        return countCheck("talks", 0);
      },
    },
  ]);
  assert.ok(written.includes("[talks] out") && written.includes("[talks] err"));
  assert.match(logged, /^out$/m);
});

test("a step whose script does not exist fails", async () => {
  const { lines } = await runStubs([
    {
      name: "gone",
      ring: "checks",
      run: async ({ exec }) => countCheck("gone", (await exec(process.execPath, ["scripts/no-such-script.mjs"])).code),
    },
  ]);
  assert.equal(lines.at(-1), "0 passed, 1 failed");
});

test("--all adds steps, --only picks some and refuses unknown ones", () => {
  const some = [{ name: "quick" }, { name: "long", all: true }];
  const names = (options) => selectSteps(some, options).map(({ name }) => name);
  assert.deepEqual(names({}), ["quick"]);
  assert.deepEqual(names({ all: true }), ["quick", "long"]);
  assert.deepEqual(names({ only: "long" }), ["long"]);
  assert.throws(() => names({ only: "quick,loong" }), /No step is called loong; the steps are quick, long/);
});

test("steps have names of their own, and need only steps that run before them", () => {
  const names = steps.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  steps.forEach(({ name, needs, beside }, index) => {
    if (needs) assert.ok(!beside && steps.slice(0, index).some((step) => step.name === needs && !step.beside), name);
  });
});

test("the command lists its steps and refuses unknown ones with exit code 2", () => {
  const call = (...args) => spawnSync(process.execPath, [at("scripts/test.mjs"), ...args], { encoding: "utf8" });
  const list = call("--list");
  assert.equal(list.status, 0);
  assert.deepEqual(list.stdout.trimEnd().split("\n").map((line) => line.split(" ")[0]), steps.map(({ name }) => name));
  const unknown = call("--only", "nonsense");
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /nonsense/);
});
