import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { tarballProblems, target } from "../lib/build.mjs";

test("a target is fresh until a source or an output changes", async (t) => {
  const base = mkdtempSync(path.join(tmpdir(), "build-"));
  t.after(() => rmSync(base, { recursive: true }));
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
  };
  const made = target({ name: "made", inputs: ["src", "Cargo.toml"], output: "out", base });
  const make = async () => write("out/dist/a.js", "built");
  write("src/lib.rs", "one");
  assert.equal(made.isFresh(), false, "never built");
  await made.rebuild(make);
  assert.equal(made.isFresh(), true);
  write("src/lib.rs", "two");
  assert.equal(made.isFresh(), false, "a source changed");
  write("src/lib.rs", "one");
  assert.equal(made.isFresh(), true, "back as it was");
  write("src/new.rs", "");
  assert.equal(made.isFresh(), false, "a source was added");
  await assert.rejects(made.rebuild(() => Promise.reject(new Error("no compiler"))), /no compiler/);
  assert.equal(made.isFresh(), false, "the build failed");
  await made.rebuild(make);
  write("out/dist/a.js", "built by hand");
  assert.equal(made.isFresh(), false, "somebody else wrote the output");
  await made.rebuild(async () => {
    await make();
    write("src/lib.rs", "three");
  });
  assert.equal(made.isFresh(), false, "a source changed during the build");
  await made.rebuild(make);
  rmSync(path.join(base, "out"), { recursive: true });
  assert.equal(made.isFresh(), false, "the output is gone");
});

const manifest = {
  bin: { "softphone-admin-simulator": "./simulator/cli.js" },
  exports: {
    ".": { types: "./pkg/index.d.ts", default: "./pkg/index.js" },
    "./wasm/*.wasm": "./pkg/wasm/*.wasm",
  },
};
const files = ["package.json", "pkg/index.d.ts", "pkg/index.js", "pkg/wasm/yeastar.wasm", "simulator/cli.js"];

test("a complete tarball has no problems", () => {
  assert.deepEqual(tarballProblems(manifest, files), []);
});

test("what package.json names and npm would not pack is a problem", () => {
  assert.deepEqual(tarballProblems(manifest, files.filter((file) => file !== "pkg/index.d.ts")), [
    "package.json names pkg/index.d.ts, which is not packed",
  ]);
  assert.deepEqual(tarballProblems(manifest, files.filter((file) => !file.endsWith(".wasm"))), [
    "package.json names pkg/wasm/*.wasm, which is not packed",
    "no .wasm file is packed",
  ]);
});

test("leftovers in the tarball are a problem", () => {
  for (const file of ["pkg/.gitignore", "simulator/test/a.test.js", "src/lib.rs", "www/node_modules/x/a.js", "old.tgz"]) {
    assert.deepEqual(tarballProblems(manifest, [...files, file]), [`${file} is packed and should not be`]);
  }
});
