// The tarball itself: what is in it, and whether tools that judge packages find fault with it.
import assert from "node:assert/strict";
import { createPackageFromTarballData, checkPackage } from "@arethetypeswrong/core";
import { readFileSync, statSync } from "node:fs";
import { homedir, hostname } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { tarballProblems } from "../../scripts/lib/build.mjs";
import { packed, root, vendorsOf } from "./lib/package.mjs";

const { tarball, folder, files, manifest } = await packed();

/** All addresses in a value of `exports`. */
const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));

test("the tarball holds the entries in their forms, the wasm, the simulator, and nothing else", () => {
  assert.deepEqual(tarballProblems(["index", ...vendorsOf({ manifest })], files), []);
});

test("no file in the tarball is empty", () => {
  const empty = files.filter((file) => statSync(path.join(folder, file)).size === 0);
  assert.deepEqual(empty, []);
});

test("no file in the tarball tells where or by whom it was built", () => {
  const homes = [path.join(homedir(), "/"), "/root/", "/home/", "/Users/", ".cargo", ".rustup", "registry/src"].filter((text) => text.length > 1);
  const suspects = [...new Set([root, ...homes, ...(hostname().length > 7 ? [hostname()] : [])])];
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), "latin1");
    return suspects.filter((suspect) => text.includes(suspect)).map((suspect) => `${file}: ${suspect}`);
  });
  assert.deepEqual(found, []);
});

test("every address in package.json is a file of the tarball", () => {
  const { exports, bin, main, module, types } = manifest;
  const wanted = [...targets(exports), ...Object.values(bin), main, module, types].map((target) => path.posix.normalize(target));
  const missing = wanted.filter((target) => (target.includes("*") ? !files.some((file) => fits(file, target)) : !files.includes(target)));
  assert.deepEqual(missing, []);
});

/** One star, as `exports` has it. */
const fits = (file, pattern) => {
  const [start, end] = pattern.split("*");
  return file.startsWith(start) && file.endsWith(end);
};

test("types come first in every condition of the exports", () => {
  const wrong = [];
  const walk = (value, where) => {
    if (typeof value === "string") return;
    const names = Object.keys(value);
    if (names.includes("types") && names[0] !== "types") wrong.push(where);
    for (const name of names) walk(value[name], `${where} ${name}`);
  };
  for (const [entry, value] of Object.entries(manifest.exports)) walk(value, entry);
  assert.deepEqual(wrong, []);
});

test("Cargo.toml and package.json have the same version", () => {
  const [, version] = readFileSync(path.join(root, "Cargo.toml"), "utf8").match(/^version = "(.*)"$/m);
  assert.equal(manifest.version, version);
});

test("installing the package installs nothing else and runs nothing", () => {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, bundleDependencies = [], scripts = {} } = manifest;
  assert.deepEqual({ ...dependencies, ...optionalDependencies, ...peerDependencies }, {});
  assert.deepEqual(bundleDependencies, []);
  const hooks = ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in scripts);
  assert.deepEqual(hooks, []);
});

test("the entries import nothing but the package's own errors", () => {
  const imported = files
    .filter((file) => /^pkg\/[^/]+\.c?js$|^pkg\/slim\//.test(file) && /\.c?js$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(path.join(folder, file), "utf8");
      return [...text.matchAll(/(?:\bfrom |\bimport |\brequire\(|\bimport\()["']([^"']+)["']/g)].map(([, from]) => `${path.basename(file)}: ${from}`);
    });
  assert.deepEqual(imported.filter((line) => !/: \.{1,2}\/errors\.c?js$/.test(line)), []);
});

test("publint finds no fault", async () => {
  const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest, { color: false })), []);
});

test("arethetypeswrong finds no fault under node16 and bundlers", async () => {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  assert.equal(analysis.types && analysis.types.kind, "included");
  // Resolution "node10" knows no exports. The simulator is an ES module: CommonJS loads it by `import()`.
  const counted = analysis.problems.filter(
    ({ kind, resolutionKind, entrypoint }) =>
      resolutionKind !== "node10" && !(kind === "CJSResolvesToESM" && entrypoint === "./simulator"),
  );
  assert.deepEqual(counted, []);
});
