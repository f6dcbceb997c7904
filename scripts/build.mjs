// Builds pkg/, what npm ships: one wasm per vendor and one with all, each as a default and a slim entry, as ES
// module and CommonJS. `--vendors yeastar,telnyx` builds only these, and puts exactly them into the root entry.

import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { encode } from "../src/js/text.js";
import { packedFiles, PARTS, tarballProblems, vendors as ALL } from "./lib/build.mjs";
import { shortenNames } from "./lib/names.mjs";
import { toolEnv } from "./tools.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "pkg");
const GLUE = join(ROOT, "target/glue");
const FACES = join(ROOT, "src/js");

// What each is worth in brotli bytes of an entry of 35 kB: immediate-abort 7,000; no reference types 700, in spite of
// more glue; the third level of MIR passes 1,300; inlining small functions 200; no locations and no Debug 450.
const RUSTFLAGS = [
  "-Zunstable-options",
  "-Cpanic=immediate-abort",
  "-Ctarget-feature=-reference-types",
  "-Zmir-opt-level=3",
  "-Cllvm-args=-inline-instr-cost=3",
  "-Zlocation-detail=none",
  "-Zfmt-debug=none",
  `--remap-path-prefix=${ROOT}=.`,
];

/** Ends a CommonJS file with a default export: `require` gives that, with the named ones on it. */
const DEFAULT_IS_MODULE = `module.exports = Object.defineProperties(module.exports.default, Object.fromEntries(
  Object.entries(Object.getOwnPropertyDescriptors(module.exports)).map(([name, property]) => [name, { ...property, configurable: true }])));`;

/** The glue imports copies of the faces' files: the files themselves serve both. */
const ownFiles = {
  name: "own-files",
  setup({ onResolve }) {
    onResolve({ filter: /\/snippets\/.*\/src\/js\// }, ({ path }) => ({ path: join(FACES, path.split("/src/js/")[1]) }));
  },
};

const { values: options } = parseArgs({ options: { vendors: { type: "string" } } });
const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
const cargo = await readFile(join(ROOT, "Cargo.toml"), "utf8");
const vendors = options.vendors ? options.vendors.split(",") : ALL();

checkVendors();
checkVersions();
await rm(OUT, { recursive: true, force: true });
const entries = [...vendors.map((vendor) => ({ name: vendor, features: [vendor] })), { name: "index", features: vendors }];
for (const entry of entries) compile(entry);
await mkdir(join(OUT, "wasm"), { recursive: true });
for (const entry of entries) await optimise(entry);
for (const entry of entries) await bundleEntry(entry);
await bundleErrors();
await copyTypes();
await writeModules();
await bundleSimulator();
checkTarball();
console.log(`pkg/ is built: ${vendors.join(", ")}`);

function checkVendors() {
  const unknown = vendors.filter((vendor) => !ALL().includes(vendor));
  if (unknown.length > 0) throw new Error(`--vendors: unknown ${unknown.join(", ")}; there are ${ALL().join(", ")}`);
}

function checkVersions() {
  const [, version] = cargo.match(/^version = "(.*)"$/m);
  if (version !== manifest.version) {
    throw new Error(`Cargo.toml has version ${version}, package.json ${manifest.version}: they must be equal`);
  }
}

/** Rust to wasm and glue. The standard library is compiled too, without the code that prints panics. */
function compile({ name, features }) {
  const args = ["build", "--release", "--target", "web", "--no-pack", "--no-gitignore", "--no-typescript"];
  args.push("--mode", "no-install", "--out-dir", "target/glue", "--out-name", name);
  args.push("--", "--no-default-features", "--features", features.join(","), "-Z", "build-std=std,panic_abort");
  const env = {
    ...toolEnv(),
    CARGO_TARGET_DIR: join(ROOT, "target/ship"),
    RUSTC_BOOTSTRAP: "1",
    RUSTFLAGS: RUSTFLAGS.join(" "),
  };
  execFileSync("wasm-pack", ["--log-level", "warn", ...args], { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
}

/** Short names, then the wasm-opt of npm's binaryen: wasm-pack's own is a download. */
async function optimise({ name }) {
  const [wasm, glue] = [join(GLUE, `${name}_bg.wasm`), join(GLUE, `${name}.js`)];
  const short = shortenNames(await readFile(wasm), await readFile(glue, "utf8"));
  await writeFile(wasm, short.wasm);
  await writeFile(glue, short.glue);
  const wasmOpt = join(ROOT, "node_modules/binaryen/bin/wasm-opt");
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  // Flattening first lets -Oz build the control flow anew: 600 bytes brotli.
  const passes = ["-tnh", "-Oz", "--flatten", "--rereloop", "-Oz", "--converge"];
  const args = [wasmOpt, ...passes, ...strip, wasm, "-o", join(OUT, `wasm/${name}.wasm`)];
  execFileSync(process.execPath, args, { stdio: "inherit" });
}

/** Both forms of an entry in both module systems. */
async function bundleEntry({ name }) {
  const bytes = await readFile(join(OUT, `wasm/${name}.wasm`));
  for (const format of ["esm", "cjs"]) {
    for (const slim of [false, true]) await bundleFace({ name, bytes, format, slim });
  }
}

/** What the root hands on, less what is of vendors that are left out. */
function ofBuilt(text) {
  return text.replace(/^export [^;]*? from "\.\/(\w+)\.js";\n/gm, (statement, from) => (ALL().includes(from) && !vendors.includes(from) ? "" : statement));
}

/** Whether an entry has a default export. */
async function hasDefault(name) {
  return /^export default /m.test(await readFile(join(FACES, `${name}.js`), "utf8"));
}

async function bundleFace({ name, bytes, format, slim }) {
  const file = `${slim ? "slim/" : ""}${name}.${format === "esm" ? "js" : "cjs"}`;
  const errors = `${slim ? ".." : "."}/errors.${format === "esm" ? "js" : "cjs"}`;
  const withDefault = await hasDefault(name);
  const text = ofBuilt(await readFile(join(FACES, `${name}.js`), "utf8"));
  await build({
    entryPoints: [{ in: "face", out: file.replace(/\.c?js$/, "") }],
    outdir: OUT,
    outExtension: { ".js": format === "esm" ? ".js" : ".cjs" },
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
    footer: withDefault && format === "cjs" ? { js: DEFAULT_IS_MODULE } : {},
    // A face that uses what the glue does not have.
    logOverride: { "import-is-undefined": "error" },
    plugins: [
      virtual("face", slim ? `${text}export { initWasm } from "#wasm";\n` : text, FACES),
      shareErrors(errors),
      ownFiles,
      virtual("#wasm", wasmModule({ name, bytes, format, slim })),
    ],
  });
}

/** A module of the build's own making. */
function virtual(specifier, contents, resolveDir = ROOT) {
  return {
    name: specifier,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${specifier}$`) }, () => ({ path: specifier, namespace: specifier, sideEffects: true }));
      onLoad({ filter: /.*/, namespace: specifier }, () => ({ contents, resolveDir }));
    },
  };
}

/** One errors file for all entries: `instanceof PbxError` holds between them. */
function shareErrors(path) {
  return {
    name: "share-errors",
    setup({ onResolve }) {
      onResolve({ filter: /(^|\/)errors\.js$/ }, () => ({ path, external: true, sideEffects: false }));
    },
  };
}

/** `#wasm`: the glue of this entry, and how its wasm is loaded. */
function wasmModule({ name, bytes, format, slim }) {
  const glue = JSON.stringify(join(GLUE, `${name}.js`));
  const load = JSON.stringify(join(FACES, "load.js"));
  const at = format === "esm" ? `() => new URL("../wasm/${name}.wasm", import.meta.url)` : "undefined";
  const file = `softphone-admin/wasm/${name}.wasm`;
  return slim
    ? `export * from ${glue}; import init from ${glue}; import { onDemand } from ${load};
       export const { initWasm, ready } = onDemand(init, "${file}", ${at});`
    : `export * from ${glue}; import { initSync } from ${glue}; import { inline } from ${load};
       export const ready = inline(initSync, ${JSON.stringify(encode(bytes))}, "softphone-admin${name === "index" ? "" : `/${name}`}");`;
}

/** Modules below an entry's name: what of the entry, or of the errors, a page imports by that path. */
async function writeModules() {
  for (const { name } of entries) {
    for (const module of PARTS[name]?.modules ?? []) {
      const types = await readFile(join(FACES, `${module}.d.ts`), "utf8");
      const [, list, from] = types.match(/^export \{([^}]*)\} from "(.*)\.js";$/m);
      const names = list.split(",").map((part) => part.trim()).filter(Boolean).join(", ");
      await mkdir(dirname(join(OUT, module)), { recursive: true });
      await writeFile(join(OUT, `${module}.js`), `export { ${names} } from "${from}.js";\n`);
      await writeFile(join(OUT, `${module}.cjs`), `const { ${names} } = require("${from}.cjs");\nmodule.exports = { ${names} };\n`);
      await writeTypes(module, types);
    }
  }
}

async function bundleErrors() {
  for (const format of ["esm", "cjs"]) {
    const outfile = join(OUT, `errors.${format === "esm" ? "js" : "cjs"}`);
    await build({ entryPoints: [join(FACES, "errors.js")], outfile, format, target: "es2022", logLevel: "warning" });
  }
}

/** The hand-written types, once for `import` and once for `require`. */
async function copyTypes() {
  const shared = ["errors", "client", ...entries.flatMap(({ name }) => PARTS[name]?.types ?? [])];
  for (const name of [...shared, ...entries.map((entry) => entry.name)]) {
    await writeTypes(name, ofBuilt(await readFile(join(FACES, `${name}.d.ts`), "utf8")));
  }
  const slim = await readFile(join(FACES, "slim.d.ts"), "utf8");
  for (const { name } of entries) {
    const all = `export * from "../${name}.js";\n${(await hasDefault(name)) ? `export { default } from "../${name}.js";\n` : ""}`;
    await writeTypes(`slim/${name}`, `${all}\n${slim}`);
  }
}

async function writeTypes(name, text) {
  await writeFile(join(OUT, `${name}.d.ts`), text);
  await writeFile(join(OUT, `${name}.d.cts`), text.replace(/(from "\.[^"]*)\.js"/g, '$1.cjs"'));
}

async function bundleSimulator() {
  const SIMULATOR = join(ROOT, "simulator");
  const shared = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", legalComments: "inline" };
  // The CommonJS packages in it ask for Node's modules by `require`.
  const banner = { js: `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);` };
  await build({
    ...shared,
    entryPoints: { index: join(SIMULATOR, "index.js"), cli: join(SIMULATOR, "cli.js") },
    outdir: join(OUT, "simulator"),
    platform: "node",
    splitting: true,
    chunkNames: "shared-[hash]",
    banner,
  });
  await build({ ...shared, entryPoints: [join(SIMULATOR, "browser.js")], outfile: join(OUT, "simulator/browser.js") });
  await cp(join(SIMULATOR, "index.d.ts"), join(OUT, "simulator/index.d.ts"));
}

/** The list of files that npm would ship is exactly the one meant. */
function checkTarball() {
  const problems = tarballProblems(entries.map(({ name }) => name), packedFiles());
  if (problems.length > 0) throw new Error(`the tarball is not what it should be:\n${problems.join("\n")}`);
}
