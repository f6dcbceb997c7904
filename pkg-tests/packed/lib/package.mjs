// The tarball as npm makes it, unpacked the way npm installs it: the package has no dependencies.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { root, run } from "../../../scripts/tools.mjs";

export { root };

/** Vendors a release has; those whose entry is in the manifest are tested. */
export const VENDORS = ["fonoster", "ipcortex", "portsip", "telnyx", "yeastar"];

export const everything = process.env.SOFTPHONE_ADMIN_ALL === "1";

/** For tests of `--all`: the reason to skip one in the quick run. */
export const onlyWithAll = everything ? false : "runs with SOFTPHONE_ADMIN_ALL=1";

/** A folder of this process, gone when it ends. */
export function scratch(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `softphone-admin-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** An environment for npm and other tools that does not know of the npm and the tests we run in. */
export function plainEnv(extra = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_(package|lifecycle|command|config_(local_prefix|prefix|workspace))|NODE_TEST_CONTEXT$|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$)/.test(name));
  return { ...Object.fromEntries(inherited), ...extra };
}

/** Runs a command that must succeed; answers what it printed. */
export async function must(command, args, { env, ...options } = {}) {
  const { code, output, timedOut } = await run(command, args, { timeoutMs: 300_000, ...options, env: plainEnv(env) });
  assert.equal(code, 0, `${[command, ...args].join(" ")} ${timedOut ? "took too long" : `ended with exit code ${code}`}:\n${output}`);
  return output;
}

/**
 * @typedef {object} Packed
 * @property {string} tarball
 * @property {string} folder the unpacked package
 * @property {string[]} files paths inside it, sorted
 * @property {any} manifest its package.json
 */

/** @type {Promise<Packed> | undefined} */
let packing;

/** Packs once per process. @returns {Promise<Packed>} */
export function packed() {
  return (packing ??= pack());
}

async function pack() {
  const folder = scratch("tarball");
  await must("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: root });
  const tarball = path.join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")));
  await must("tar", ["-xzf", tarball, "-C", folder]);
  const unpacked = path.join(folder, "package");
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(unpacked, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  return { tarball, folder: unpacked, files, manifest: JSON.parse(readFileSync(path.join(unpacked, "package.json"), "utf8")) };
}

/** Puts the package into `folder/node_modules`, in place of what was there. */
export async function installInto(folder) {
  const target = path.join(folder, "node_modules/softphone-admin");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync((await packed()).folder, target, { recursive: true });
  return target;
}

/** A project of its own that has the package installed. */
export async function project(name, { type = "module" } = {}) {
  const folder = scratch(name);
  await installInto(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type }));
  return folder;
}

/** The vendors in this package. */
export const vendorsOf = ({ manifest }) => VENDORS.filter((vendor) => `./${vendor}` in manifest.exports);

let scripts = 0;

/**
 * Runs a program in a fresh Node inside `folder` and answers what it passed to `answer`.
 *
 * @param {string} folder
 * @param {"mjs" | "cjs"} extension
 * @param {string} source
 */
export async function inNode(folder, extension, source) {
  const file = path.join(folder, `script-${++scripts}.${extension}`);
  const result = `${file}.json`;
  const write = extension === "mjs" ? `import { writeFileSync } from "node:fs";` : `const { writeFileSync } = require("node:fs");`;
  writeFileSync(file, `${write}\nconst answer = (value) => writeFileSync(${JSON.stringify(result)}, JSON.stringify(value));\n${source}`);
  await must(process.execPath, [file], { cwd: folder, timeoutMs: 30_000 });
  assert.ok(existsSync(result), "the program ended before it answered");
  return JSON.parse(readFileSync(result, "utf8"));
}
