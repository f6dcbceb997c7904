import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { closingLine, countCheck, countClosingLine, countLibtest, countNodeTest, countSkip, settle } from "../lib/count.mjs";

test("libtest results of several binaries are added up", () => {
  const output = [
    "running 3 tests",
    "test retry::waits ... ok",
    "test url::encodes ... FAILED",
    "test url::slow ... ignored, takes an hour",
    "",
    "test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
    "   Doc-tests softphone_admin",
    "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s",
  ].join("\n");
  assert.deepEqual(countLibtest(output), {
    passed: 5,
    failed: 1,
    failures: ["url::encodes"],
    skipped: [{ name: "url::slow", reason: "takes an hour" }],
  });
});

test("wasm-bindgen-test results count, also in colour and with its own word for failing", () => {
  const output = "test web::login ... FAIL\ntest web::feed ... \u001b[32mok\u001b[0m\n\ntest result: FAILED. 1 passed; 1 failed; 2 ignored; 0 filtered out\n";
  const count = countLibtest(output);
  assert.equal(count.passed, 1);
  assert.equal(count.failed, 1);
  assert.deepEqual(count.failures, ["web::login"]);
  assert.equal(count.skipped.length, 2, "ignored tests without a name are listed too");
});

/** What this very Node prints, so that a new format of its summary is noticed here. */
function nodeTestOutput(reporter) {
  const folder = mkdtempSync(path.join(tmpdir(), "count-"));
  const file = path.join(folder, "sample.test.mjs");
  writeFileSync(
    file,
    `import { describe, test } from "node:test";
     test("works", () => {});
     describe("group", () => { test("inner works", () => {}); test("inner breaks", () => { throw new Error("no"); }); });
     test("not here", { skip: "no such browser" }, () => {});`,
  );
  try {
    const env = { ...process.env, NO_COLOR: "1" };
    delete env.NODE_TEST_CONTEXT;
    return spawnSync(process.execPath, ["--test", `--test-reporter=${reporter}`, file], { env, encoding: "utf8" }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const reporter of ["spec", "tap"]) {
  test(`node:test summaries count, reporter ${reporter}`, () => {
    const count = countNodeTest(nodeTestOutput(reporter));
    assert.equal(count.passed, 2);
    assert.equal(count.failed, 1);
    assert.ok(count.failures.some((name) => name.includes("inner breaks")), count.failures.join());
    assert.deepEqual(count.skipped, [{ name: "not here", reason: "no such browser" }]);
  });
}

test("a closing line counts with its named skips and failures", () => {
  const output = "vite ok\nskipped: flows in WebKit: no Xvfb found: really\nfailed: parcel: no bundle\n12 passed, 1 failed, 2 skipped\n";
  assert.deepEqual(countClosingLine(output), {
    passed: 12,
    failed: 1,
    failures: ["parcel: no bundle"],
    skipped: [
      { name: "flows in WebKit", reason: "no Xvfb found: really" },
      { name: "(not named)", reason: "no reason given" },
    ],
  });
});

test("a closing line counts only as the last line", () => {
  assert.equal(countClosingLine("3 passed, 0 failed\nTypeError: it broke after that"), undefined);
  assert.equal(countClosingLine(""), undefined);
});

test("a command that failed is failed, whatever it printed", () => {
  const count = settle({ passed: 3, failed: 0, failures: [], skipped: [] }, { code: 1 });
  assert.equal(count.passed, 3);
  assert.equal(count.failed, 1);
  assert.deepEqual(count.failures, ["exit code 1"]);
});

test("a command without its closing line is failed even with exit code 0", () => {
  assert.equal(settle(undefined, { code: 0 }).failed, 1);
});

test("a command that ran nothing is failed", () => {
  assert.deepEqual(settle(countLibtest("test result: ok. 0 passed; 0 failed; 0 ignored"), { code: 0 }).failures, ["ran no tests"]);
});

test("a command that was ended for taking too long is failed and keeps what it counted", () => {
  const count = settle({ passed: 2, failed: 0, failures: [], skipped: [] }, { code: 143, timedOut: true });
  assert.equal(count.passed, 2);
  assert.equal(count.failed, 1);
});

test("counts that agree with the exit code stay as they are", () => {
  for (const count of [countCheck("fmt", 0), countSkip("advisories", "offline")]) assert.equal(settle(count, { code: 0 }), count);
  const failing = countCheck("fmt", 1);
  assert.equal(settle(failing, { code: 1 }), failing);
});

test("the closing line names skips only when there are some", () => {
  assert.equal(closingLine({ passed: 2, failed: 0, skipped: [] }), "2 passed, 0 failed");
  assert.equal(closingLine({ passed: 2, failed: 1, skipped: [{}] }), "2 passed, 1 failed, 1 skipped");
});
