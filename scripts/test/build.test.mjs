import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { tarballFiles, tarballProblems, target, vendors } from "../lib/build.mjs";

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

const files = [
  ...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
  ...["pkg/client.d.cts", "pkg/client.d.ts"],
  ...["pkg/errors.cjs", "pkg/errors.d.cts", "pkg/errors.d.ts", "pkg/errors.js"],
  ...["pkg/index.cjs", "pkg/index.d.cts", "pkg/index.d.ts", "pkg/index.js"],
  ...["pkg/simulator/browser.js", "pkg/simulator/cli.js", "pkg/simulator/index.d.ts", "pkg/simulator/index.js"],
  "pkg/simulator/shared-ABCD1234.js",
  ...["pkg/slim/index.cjs", "pkg/slim/index.d.cts", "pkg/slim/index.d.ts", "pkg/slim/index.js"],
  ...["pkg/slim/yeastar.cjs", "pkg/slim/yeastar.d.cts", "pkg/slim/yeastar.d.ts", "pkg/slim/yeastar.js"],
  ...["pkg/wasm/index.wasm", "pkg/wasm/yeastar.wasm"],
  ...["pkg/yeastar.cjs", "pkg/yeastar.d.cts", "pkg/yeastar.d.ts", "pkg/yeastar.js"],
];
const entries = ["index", "yeastar"];

test("a tarball with exactly its files has no problems", () => {
  assert.deepEqual(tarballProblems(entries, files), []);
});

test("every file that is missing is a problem", () => {
  for (const file of files) {
    const named = file.replace("shared-ABCD1234", "shared");
    assert.deepEqual(tarballProblems(entries, files.filter((other) => other !== file)), [`${named} is not packed`]);
  }
});

test("every file too many is a problem", () => {
  const surplus = ["pkg/.gitignore", "pkg/telnyx.js", "pkg/simulator/shared-EFGH5678.js", "simulator/test/a.test.js", "src/lib.rs", "old.tgz"];
  for (const file of surplus) assert.deepEqual(tarballProblems(entries, [...files, file]), [`${file} is packed and should not be`]);
});

test("an entry brings its own modules and types", () => {
  const more = tarballFiles(["index", "telnyx", "yeastar"]).filter((file) => !tarballFiles(entries).includes(file));
  const modules = ["slim/telnyx", "telnyx", "telnyx/core/api-promise", "telnyx/core/error", "telnyx/core/pagination"];
  const expected = [
    ...modules.flatMap((name) => ["cjs", "d.cts", "d.ts", "js"].map((form) => `pkg/${name}.${form}`)),
    ...["pkg/telnyx-types.d.cts", "pkg/telnyx-types.d.ts", "pkg/wasm/telnyx.wasm"],
  ];
  assert.deepEqual(more, expected.sort());
});

test("the vendors of a full build are those of Cargo.toml", () => {
  assert.ok(vendors().includes("yeastar"));
});
