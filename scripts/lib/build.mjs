import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { at, root } from "./paths.mjs";

/** What goes into `pkg/`. */
const packageInputs = [
  "src",
  "simulator",
  "scripts/build.mjs",
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "package.json",
  "package-lock.json",
  "README.md",
];

/** Outputs and installed packages inside a folder of sources. */
const ignored = new Set(["node_modules", "dist", ".svelte-kit", ".vite"]);

/** All files at or below `file`, sorted, as paths from `base`. */
export function filesBelow(file, base = root, skip = ignored) {
  const full = path.join(base, file);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [file];
  return readdirSync(full)
    .filter((name) => !skip.has(name))
    .sort()
    .flatMap((name) => filesBelow(path.join(file, name), base, skip));
}

/** A hash of names and contents. */
export function hashOf(inputs, base = root) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesBelow(input, base))) hash.update(`${file}\0`).update(readFileSync(path.join(base, file)));
  return hash.digest("hex");
}

/** Names, sizes and times: enough to see that somebody else has written an output since, and cheap. */
function fingerprint(folder, base) {
  const files = filesBelow(folder, base, new Set()).map((file) => {
    const { size, mtimeMs } = statSync(path.join(base, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash("sha256").update(files.join("\n")).digest("hex");
}

/**
 * Something that is built from files into a folder. Its stamp remembers both sides, so that a build by hand
 * from other sources counts as stale too.
 */
export function target({ name, inputs, output, base = root }) {
  const stamp = path.join(base, ".cache", `${name}.stamp`);
  const state = (hash = hashOf(inputs, base)) => `${hash} ${fingerprint(output, base)}`;
  return {
    isFresh: () => existsSync(stamp) && existsSync(path.join(base, output)) && readFileSync(stamp, "utf8") === state(),

    /** Runs `make`; a rejection leaves the target stale. */
    async rebuild(make) {
      // Taken first: a source that changes during the build must make its result stale.
      const hash = hashOf(inputs, base);
      await make();
      mkdirSync(path.dirname(stamp), { recursive: true });
      writeFileSync(stamp, state(hash));
    },
  };
}

/** The npm package in `pkg/`. */
export const packageTarget = target({ name: "package", inputs: packageInputs, output: "pkg" });

/** The dashboard in `www/dist`; it imports the package, so a new package makes it stale. */
export const dashboardTarget = target({ name: "dashboard", inputs: ["www", "pkg"], output: "www/dist" });

/** Targets of `exports`, `bin`, `main` and `types`, however deep. */
function referenced(value) {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(referenced) : [];
}

/** What is wrong with the list of files npm would pack; empty when nothing is. */
export function tarballProblems(manifest, files) {
  const packed = new Set(files);
  const missing = [manifest.exports, manifest.bin, manifest.main, manifest.types]
    .flatMap(referenced)
    .map((file) => file.replace(/^\.\//, ""))
    .filter((file) => {
      const [before, after] = file.split("*");
      return after === undefined ? !packed.has(file) : !files.some((name) => name.startsWith(before) && name.endsWith(after));
    })
    .map((file) => `package.json names ${file}, which is not packed`);
  const unwanted = files
    .filter((file) => /(^|\/)(node_modules|target|\.cache|\.tools|\.git[^/]*)(\/|$)|\.test\.|\.rs$|\.tgz$|\.stamp$/.test(file))
    .map((file) => `${file} is packed and should not be`);
  const wasm = files.some((file) => file.endsWith(".wasm")) ? [] : ["no .wasm file is packed"];
  return [...new Set([...missing, ...unwanted, ...wasm])];
}

export const manifest = () => JSON.parse(readFileSync(at("package.json"), "utf8"));
