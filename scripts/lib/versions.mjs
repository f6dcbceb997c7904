import { readFileSync } from "node:fs";

import { at } from "./paths.mjs";

/** The first dotted number in what a tool says of itself, such as `0.15.1` or `156.0.8078.79`. */
export function versionIn(text) {
  return /\d+(?:\.\d+)+/.exec(text ?? "")?.[0];
}

/** Whether `version` is `wanted` or, where `wanted` has fewer parts, begins with it: 0.20.2 is 0.20. */
export function matches(version, wanted) {
  return version === wanted || (version?.startsWith(`${wanted}.`) ?? false);
}

/** The version that `Cargo.toml` pins wasm-bindgen to; its command line tool must be of the same one. */
export function pinnedWasmBindgen(cargoToml = readFileSync(at("Cargo.toml"), "utf8")) {
  const found = /^wasm-bindgen\s*=\s*(?:\{[^}]*?version\s*=\s*)?"=([^"]+)"/m.exec(cargoToml)?.[1];
  if (!found) throw new Error('Cargo.toml has no line of the form: wasm-bindgen = "=x.y.z"');
  return found;
}

/** What `rust-toolchain.toml` asks for. */
export function wantedToolchain(toml = readFileSync(at("rust-toolchain.toml"), "utf8")) {
  const list = (key) => [...(new RegExp(`^${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m").exec(toml)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((match) => match[1]);
  const channel = /^channel\s*=\s*"([^"]+)"/m.exec(toml)?.[1];
  if (!channel) throw new Error("rust-toolchain.toml names no channel");
  return { channel, targets: list("targets"), components: list("components") };
}

/** The command line tools that cargo installs for us. */
export function wantedTools({ forTest }) {
  const wasmBindgen = pinnedWasmBindgen();
  return [
    { crate: "wasm-pack", version: "0.15.1", binaries: ["wasm-pack"] },
    // The runner of the browser tests comes with the tool, and wasm-pack looks for it beside the tool.
    { crate: "wasm-bindgen-cli", version: wasmBindgen, binaries: ["wasm-bindgen", "wasm-bindgen-test-runner"] },
    ...(forTest ? [{ crate: "cargo-deny", version: "0.20", binaries: ["cargo-deny"] }] : []),
  ];
}
