// Small projects that use the package as its users do, each with tools of its own.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { at, run } from "../../../scripts/tools.mjs";
import { installInto, plainEnv } from "./package.mjs";

const TEMPLATES = at("pkg-tests/consumers");
const INSTALLS = at(".cache/consumers");

/** npm's words for "there is no network here". */
const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/**
 * The consumer's tools, installed once for each list of them.
 *
 * @returns {Promise<{ folder: string } | { missing: string }>} `missing`: the reason to skip
 */
async function install(name) {
  const manifest = path.join(TEMPLATES, name, "package.json");
  const hash = createHash("sha256").update(readFileSync(manifest)).digest("hex").slice(0, 12);
  const folder = path.join(INSTALLS, `${name}-${hash}`);
  const done = path.join(folder, "node_modules/.installed");
  if (existsSync(done)) return { folder };
  // Of an older list of tools.
  for (const old of existsSync(INSTALLS) ? readdirSync(INSTALLS) : []) {
    if (old.slice(0, -13) === name) rmSync(path.join(INSTALLS, old), { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true });
  cpSync(manifest, path.join(folder, "package.json"));
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const { code, output } = await run("npm", args, { cwd: folder, env: plainEnv(), timeoutMs: 240_000 });
  if (code !== 0 && OFFLINE.test(output)) return { missing: `npm cannot install its tools: ${output.match(OFFLINE)[0]}` };
  assert.equal(code, 0, `npm install of ${name}:\n${output}`);
  writeFileSync(done, "");
  return { folder };
}

/**
 * A fresh copy of a template beside its tools, with the package installed. Nothing of a former run is left:
 * tools keep copies of packages and would test an old one.
 *
 * @param {string} name
 * @param {"default" | "slim"} [entry]
 */
export async function consumer(name, entry = "default") {
  const installed = await install(name);
  if ("missing" in installed) return installed;
  const { folder } = installed;
  for (const old of readdirSync(folder)) {
    if (!["node_modules", "package.json", "package-lock.json"].includes(old)) rmSync(path.join(folder, old), { recursive: true, force: true });
  }
  for (const cache of [".vite", ".vite-temp", ".cache"]) rmSync(path.join(folder, "node_modules", cache), { recursive: true, force: true });
  for (const template of ["page", name]) cpSync(path.join(TEMPLATES, template), folder, { recursive: true });
  const page = path.join(folder, "src", `${entry}.js`);
  if (existsSync(page)) cpSync(page, path.join(folder, "src/page.js"));
  for (const unused of ["default", "slim"]) rmSync(path.join(folder, "src", `${unused}.js`), { force: true });
  await installInto(folder);
  return { folder };
}

/** The files below a folder whose names end so. */
export const filesIn = (folder, end) => readdirSync(folder, { recursive: true }).filter((file) => String(file).endsWith(end)).map(String);
