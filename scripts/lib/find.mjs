import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

import { ask, toolPath } from "./processes.mjs";
import { versionIn } from "./versions.mjs";

/** Where a command is on `PATH`; a name with a slash is looked at where it says. */
export function which(name, searchPath = toolPath()) {
  const candidates = name.includes("/") ? [name] : searchPath.split(path.delimiter).map((folder) => path.join(folder, name));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

/**
 * The first of `names` that runs and tells its version.
 *
 * @param {string} what its name in words
 * @param {object} options
 * @param {string} options.variable of the environment; when it is set, what it names is the only candidate
 * @param {string[]} options.names
 * @param {(version: string) => string | undefined} [options.accepts] gives why a version does not do
 * @param {string} options.hint what would bring it
 * @returns {{ path: string, version: string } | { missing: string, hint: string }}
 */
export function findProgram(what, { variable, names, accepts = () => undefined, hint }) {
  const forced = process.env[variable];
  const reasons = [];
  for (const name of forced ? [forced] : names) {
    const file = which(name);
    if (!file) continue;
    const version = versionIn(ask(file, ["--version"]));
    const refusal = version ? accepts(version) : `${file} does not tell its version`;
    if (!refusal) return { path: file, version };
    reasons.push(refusal);
  }
  return { missing: reasons[0] ?? (forced ? `${variable} names ${forced}, which cannot be run` : `no ${what} found`), hint };
}
