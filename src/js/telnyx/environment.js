// Where the page runs: variables of Node and Deno, and what the vendor's servers are told of the client.

import * as wasm from "#wasm";

/** `Name: value`, line by line. */
export function headersOf(text = "") {
  const lines = text.split("\n").map((line) => /^([^:]*):(.*)/.exec(line)?.slice(1));
  return Object.fromEntries(lines.filter(Boolean).map((pair) => pair.map((part) => part.trim())));
}

const SYSTEMS = { darwin: "MacOS", win32: "Windows", freebsd: "FreeBSD", openbsd: "OpenBSD", linux: "Linux", android: "Android", ios: "iOS" };
const MACHINES = { x32: "x32", x64: "x64", x86_64: "x64", arm: "arm", arm64: "arm64", aarch64: "arm64" };

export const inNode = Object.prototype.toString.call(globalThis.process) === "[object process]";

function browser(agent = "") {
  for (const [name, pattern] of [
    ["chrome", /Chrome\W+(\d+)\.(\d+)\.(\d+)/],
    ["firefox", /Firefox\W+(\d+)\.(\d+)\.?(\d+)?/],
    ["safari", /Version\W+(\d+)\.(\d+)\.?(\d+)?.*Safari/],
  ]) {
    const found = pattern.exec(agent);
    if (found) return [`browser:${name}`, found.slice(1).map((part) => part ?? 0).join(".")];
  }
  return ["unknown", "unknown"];
}

/** The headers that are the same for every request; each is one more to allow for a browser's preflight. */
export function platformHeaders() {
  const { process, navigator } = globalThis;
  const { platform, arch, version } = inNode ? process : {};
  const [runtime, runtimeVersion] = inNode ? ["node", version] : browser(navigator?.userAgent);
  return {
    "X-Stainless-Lang": "js",
    "X-Stainless-Package-Version": wasm.telnyxVersion(),
    "X-Stainless-OS": SYSTEMS[platform] ?? (platform ? `Other:${platform}` : "Unknown"),
    "X-Stainless-Arch": MACHINES[arch] ?? (arch ? `other:${arch}` : "unknown"),
    "X-Stainless-Runtime": runtime,
    "X-Stainless-Runtime-Version": runtimeVersion,
  };
}
