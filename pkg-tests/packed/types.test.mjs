// The programs of pkg-tests/types against the installed package, under each kind of resolution.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { at } from "../../scripts/tools.mjs";
import { must, packed, project } from "./lib/package.mjs";

const TSC = at("node_modules/typescript/bin/tsc");

const folder = await project("types");
cpSync(at("pkg-tests/types"), path.join(folder, "types"), { recursive: true });
mkdirSync(path.join(folder, "node_modules/@types"));
for (const name of ["node", "ws"]) symlinkSync(at("node_modules/@types", name), path.join(folder, "node_modules/@types", name));
symlinkSync(at("node_modules/undici-types"), path.join(folder, "node_modules/undici-types"));

// Every entry, in both module systems: what has no types there is an error.
const entries = Object.entries((await packed()).manifest.exports).filter(([, value]) => value.require).map(([entry]) => `softphone-admin${entry.slice(1)}`);
const imports = (line) => entries.map((entry, at) => `${line(`entry${at}`, JSON.stringify(entry))}\nvoid entry${at};\n`).join("");
writeFileSync(path.join(folder, "types/entries.ts"), imports((name, entry) => `import * as ${name} from ${entry};`));
writeFileSync(path.join(folder, "types/entries-required.cts"), imports((name, entry) => `import ${name} = require(${entry});`));

const settings = {
  "tsconfig.json": "strict programs compile, and wrong lines do not, with the resolution of Node",
  "tsconfig.bundler.json": "strict programs compile, and wrong lines do not, with the resolution of bundlers",
  "tsconfig.plain.json": "a page compiles with nothing but ES2022, the DOM and strict",
};

for (const [file, name] of Object.entries(settings)) {
  test(name, () => must(process.execPath, [TSC, "--pretty", "false", "-p", path.join(folder, "types", file)], { cwd: folder }));
}
