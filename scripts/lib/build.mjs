import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { at, root } from "./paths.mjs";
import { ask } from "./processes.mjs";

/** What goes into `pkg/`. */
const packageInputs = [
  "src",
  "simulator",
  "scripts/build.mjs",
  "scripts/lib/names.mjs",
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

/** The vendors of a full build: the default features of Cargo.toml. */
export const vendors = () => JSON.parse(readFileSync(at("Cargo.toml"), "utf8").match(/^default = (\[.*\])$/m)[1]);

/** What an entry brings beside its own files: modules below its name, and types that its own are made of. */
export const PARTS = {
  telnyx: { modules: ["telnyx/core/api-promise", "telnyx/core/error", "telnyx/core/pagination"], types: ["telnyx-types"] },
};

/** Every file of the tarball, for these entries (`index`, `yeastar`, …). */
export function tarballFiles(entries) {
  const modules = ["errors", ...entries.flatMap((name) => [name, `slim/${name}`, ...(PARTS[name]?.modules ?? [])])];
  const types = ["client", ...entries.flatMap((name) => PARTS[name]?.types ?? [])];
  return [
    ...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
    ...modules.flatMap((name) => ["js", "cjs", "d.ts", "d.cts"].map((form) => `pkg/${name}.${form}`)),
    ...types.flatMap((name) => ["d.ts", "d.cts"].map((form) => `pkg/${name}.${form}`)),
    ...entries.map((name) => `pkg/wasm/${name}.wasm`),
    ...["browser.js", "cli.js", "index.d.ts", "index.js", "shared.js"].map((name) => `pkg/simulator/${name}`),
  ].sort();
}

/** What is wrong with the list of files that npm packs; empty when nothing is. */
export function tarballProblems(entries, files) {
  const expected = tarballFiles(entries);
  // A part that is shared has a hash in its name; two of them would be one too many.
  const packed = files.map((file) => file.replace(/^(pkg\/simulator\/shared)-[A-Z0-9]{8}\.js$/, "$1.js"));
  return [
    ...expected.filter((file) => !packed.includes(file)).map((file) => `${file} is not packed`),
    ...files.filter((_, index) => !expected.includes(packed[index]) || packed.indexOf(packed[index]) !== index).map((file) => `${file} is packed and should not be`),
  ];
}

/** The files that npm would pack. */
export function packedFiles() {
  const printed = ask("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]);
  if (!printed) throw new Error("npm pack --dry-run fails: run it to see why");
  // npm 7 to 11 give a list, others may give an object keyed by package.
  const [{ files }] = Object.values(JSON.parse(printed));
  return files.map((file) => file.path);
}
