// The installed package in pages of Chromium: policies, workers, scripts without a bundler.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";

import { launch, noChromium, open, serve, until } from "./lib/chromium.mjs";
import { packed, project } from "./lib/package.mjs";
import { account, administrator, AGENTS, CALLS, CONNECTIONS, deployment, fonoster, ipcortex, portsip, PROVIDERS, query, telnyx, yeastar } from "./lib/simulation.mjs";

const { folder: unpacked, manifest } = await packed();

/** The import map of a page without a bundler, as `exports` has it. */
const imports = Object.fromEntries(
  Object.entries(manifest.exports)
    .filter(([, value]) => typeof value === "object" && "import" in value)
    .map(([entry, value]) => [`softphone-admin${entry.slice(1)}`, value.import.default.slice(1)]),
);

const HTML = { "content-type": "text/html; charset=utf-8" };

/** A document with a module script of its own; `policy` is its Content-Security-Policy. */
const page = (body, policy) => ({
  headers: { ...HTML, ...(policy ? { "content-security-policy": policy } : {}) },
  body: `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`,
});

/** Signs in as the page's address says and puts the number of calls, or the error, into `seen`. */
const LIST = `
async function list(init, search) {
  try {
    const { pbx } = await init(Object.fromEntries(new URLSearchParams(search)));
    const { personal_cdr_list } = await pbx.cdrQuery();
    return { calls: personal_cdr_list.length };
  } catch (error) {
    return { kind: error.kind, reason: error.reason, message: error.message };
  }
}`;

/** Lists the connections of the account that the page's address names. */
const LIST_CONNECTIONS = `
async function list(Telnyx, search) {
  try {
    const { data } = await new Telnyx(Object.fromEntries(new URLSearchParams(search))).connections.list();
    return { connections: data.length };
  } catch (error) {
    return { kind: error.kind, reason: error.reason, message: error.message };
  }
}`;

/** Lists the agents of the deployment that the page's address names. */
const LIST_AGENTS = `
async function list(Agents, search) {
  try {
    const { items } = await new Agents(Object.fromEntries(new URLSearchParams(search))).listAgents();
    return { agents: items.length };
  } catch (error) {
    return { kind: error.kind, reason: error.reason, message: error.message };
  }
}`;

/** Lists the providers of the PBX that the page's address names. */
const LIST_PROVIDERS = `
async function list(Providers, search) {
  try {
    const { baseUrl, ...credentials } = Object.fromEntries(new URLSearchParams(search));
    const { providers } = await new Providers({ baseUrl, credentials }).list();
    return { providers: providers.length };
  } catch (error) {
    return { kind: error.kind, reason: error.reason, message: error.message };
  }
}`;

/** Reads the PBX that the page's address names, live. */
const START_FEED = `
async function start(installIPCortex, search) {
  try {
    const { host, ...credentials } = Object.fromEntries(new URLSearchParams(search));
    const { PBX } = installIPCortex({ host });
    await PBX.Auth.login(credentials).then(PBX.startFeed);
    return { contacts: PBX.contacts.length, feed: PBX.feed.state };
  } catch (error) {
    return { kind: error.kind, reason: error.reason, message: error.message };
  }
}`;

const modules = {
  "/ipcortex.js": `import { installIPCortex } from "/pkg/ipcortex.js"; ${START_FEED} start(installIPCortex, location.search).then((seen) => { globalThis.seen = seen; });`,
  "/ipcortex-slim.js": `import { initWasm, installIPCortex } from "/pkg/slim/ipcortex.js"; ${START_FEED} initWasm().then(() => start(installIPCortex, location.search)).then((seen) => { globalThis.seen = seen; });`,
  "/ipcortex-worker.js": `import { installIPCortex } from "/pkg/ipcortex.js"; ${START_FEED} onmessage = ({ data }) => start(installIPCortex, data).then(postMessage);`,
  "/fonoster.js": `import { Agents } from "/pkg/fonoster.js"; ${LIST_AGENTS} list(Agents, location.search).then((seen) => { globalThis.seen = seen; });`,
  "/fonoster-slim.js": `import { Agents, initWasm } from "/pkg/slim/fonoster.js"; ${LIST_AGENTS} initWasm().then(() => list(Agents, location.search)).then((seen) => { globalThis.seen = seen; });`,
  "/fonoster-worker.js": `import { Agents } from "/pkg/fonoster.js"; ${LIST_AGENTS} onmessage = ({ data }) => list(Agents, data).then(postMessage);`,
  "/portsip.js": `import { Providers } from "/pkg/portsip.js"; ${LIST_PROVIDERS} list(Providers, location.search).then((seen) => { globalThis.seen = seen; });`,
  "/portsip-slim.js": `import { initWasm, Providers } from "/pkg/slim/portsip.js"; ${LIST_PROVIDERS} initWasm().then(() => list(Providers, location.search)).then((seen) => { globalThis.seen = seen; });`,
  "/portsip-worker.js": `import { Providers } from "/pkg/portsip.js"; ${LIST_PROVIDERS} onmessage = ({ data }) => list(Providers, data).then(postMessage);`,
  "/telnyx.js": `import Telnyx from "/pkg/telnyx.js"; ${LIST_CONNECTIONS} list(Telnyx, location.search).then((seen) => { globalThis.seen = seen; });`,
  "/telnyx-slim.js": `import Telnyx, { initWasm } from "/pkg/slim/telnyx.js"; ${LIST_CONNECTIONS} initWasm().then(() => list(Telnyx, location.search)).then((seen) => { globalThis.seen = seen; });`,
  "/telnyx-worker.js": `import Telnyx from "/pkg/telnyx.js"; ${LIST_CONNECTIONS} onmessage = ({ data }) => list(Telnyx, data).then(postMessage);`,
  "/default.js": `import { init } from "/pkg/yeastar.js"; ${LIST} list(init, location.search).then((seen) => { globalThis.seen = seen; });`,
  "/slim.js": `import { init, initWasm } from "/pkg/slim/yeastar.js"; ${LIST} initWasm().then(() => list(init, location.search)).then((seen) => { globalThis.seen = seen; });`,
  "/worker.js": `import { init } from "/pkg/yeastar.js"; ${LIST} onmessage = ({ data }) => list(init, data).then(postMessage);`,
  "/worker-slim.js": `import { init, initWasm } from "/pkg/slim/yeastar.js"; ${LIST} onmessage = ({ data: { search, module } }) => initWasm(module).then(() => list(init, search)).then(postMessage);`,
};

const seen = (opened) => until(opened, () => globalThis.seen);

describe("in Chromium", { skip: noChromium }, () => {
  /** @type {import("puppeteer-core").Browser} */
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  /** A page against a PBX of its own. */
  async function visit(t, { body, policy, pages = {}, search = (sim) => query(sim) }) {
    const sim = await yeastar(t);
    const text = typeof policy === "function" ? policy(sim.yeastar.url) : policy;
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(body, text), ...pages } });
    const opened = await open(t, browser, `${url}/${search(sim)}`);
    return { ...opened, sim, url };
  }

  /** A page against a Telnyx account of its own, whose CORS is strict. */
  async function visitTelnyx(t, { body, policy, pages = {} }) {
    const sim = await telnyx(t);
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(body, policy?.(sim.telnyx.url)), ...pages } });
    return { ...(await open(t, browser, `${url}/?${new URLSearchParams(account(sim))}`)), sim };
  }

  /** A page against a Fonoster deployment of its own, whose proxy is strict. */
  async function visitFonoster(t, { body, policy, pages = {} }) {
    const sim = await fonoster(t);
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(body, policy?.(sim.fonoster.url)), ...pages } });
    return { ...(await open(t, browser, `${url}/?${new URLSearchParams(deployment(sim))}`)), sim };
  }

  /** A page against a PortSIP PBX of its own. */
  async function visitPortsip(t, { body, policy, pages = {} }) {
    const sim = await portsip(t);
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(body, policy?.(sim.portsip.url)), ...pages } });
    return { ...(await open(t, browser, `${url}/?${new URLSearchParams(administrator(sim))}`)), sim };
  }

  test("Fonoster works under a strict policy, and asks for nothing but its own files and the deployment", async (t) => {
    const policy = (url) =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(url).origin}; img-src data:; require-trusted-types-for 'script'`;
    const opened = await visitFonoster(t, { body: `<script type="module" src="/fonoster.js"></script>`, policy });
    assert.deepEqual(await seen(opened), { agents: AGENTS });
    assert.deepEqual(opened.problems, []);
    const own = opened.requests.filter((request) => !request.startsWith(opened.sim.fonoster.url) && !request.startsWith("data:")).map((request) => new URL(request).pathname);
    assert.deepEqual(own, ["/", "/fonoster.js", "/pkg/fonoster.js", "/pkg/errors.js"]);
  });

  test("Fonoster under script-src 'self' tells of the policy", async (t) => {
    const { kind, reason, message } = await seen(await visitFonoster(t, { body: `<script type="module" src="/fonoster.js"></script>`, policy: () => "script-src 'self'" }));
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /softphone-admin\/fonoster .*Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/);
  });

  test("Fonoster's slim entry streams its wasm with exactly one request", async (t) => {
    const opened = await visitFonoster(t, { body: `<script type="module" src="/fonoster-slim.js"></script>` });
    assert.deepEqual(await seen(opened), { agents: AGENTS });
    assert.deepEqual(opened.requests.filter((request) => request.endsWith(".wasm")).map((request) => new URL(request).pathname), ["/pkg/wasm/fonoster.wasm"]);
    assert.deepEqual(opened.problems, []);
  });

  test("Fonoster works in a module worker", async (t) => {
    const body = `<script type="module">const worker = new Worker("/fonoster-worker.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage(location.search);</script>`;
    const opened = await visitFonoster(t, { body });
    assert.deepEqual(await seen(opened), { agents: AGENTS });
    assert.deepEqual(opened.problems, []);
  });

  test("an import map is enough for Fonoster, the root included", async (t) => {
    const body = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">import { Agents as FromRoot, FonosterError as RootError } from "softphone-admin"; import { Agents, FonosterError } from "softphone-admin/fonoster"; ${LIST_AGENTS}
      globalThis.seen = [await list(Agents, location.search), await list(FromRoot, location.search), RootError === FonosterError];</script>`;
    const opened = await visitFonoster(t, { body });
    assert.deepEqual(await seen(opened), [{ agents: AGENTS }, { agents: AGENTS }, true]);
    assert.deepEqual(opened.problems, []);
  });

  test("a classic script works, built as IIFE from Fonoster's CommonJS entry", async (t) => {
    const body = `<script src="/bundle.js"></script><script>${LIST_AGENTS} list(softphone.Agents, location.search).then((seen) => { globalThis.seen = seen; });</script>`;
    const opened = await visitFonoster(t, { body, pages: { "/bundle.js": await classic("ascii", "fonoster") } });
    assert.deepEqual(await seen(opened), { agents: AGENTS });
    assert.deepEqual(opened.problems, []);
  });

  /** A page against an IPCortex PBX of its own, and what it should see there. */
  async function visitIpcortex(t, { body, policy, pages = {} }) {
    const sim = await ipcortex(t);
    const { url: host, credentials } = sim.ipcortex;
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(body, policy?.(host)), ...pages } });
    const expected = { contacts: sim.ipcortex.seenBy(credentials.username).objects.contact.length, feed: "live" };
    return { ...(await open(t, browser, `${url}/?${new URLSearchParams({ host, ...credentials })}`)), sim, expected };
  }

  test("IPCortex works under a strict policy, and asks for nothing but its own files and the PBX", async (t) => {
    const policy = (url) =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(url).origin} ${new URL(url).origin.replace("http", "ws")}; img-src data:; require-trusted-types-for 'script'`;
    const opened = await visitIpcortex(t, { body: `<script type="module" src="/ipcortex.js"></script>`, policy });
    assert.deepEqual(await seen(opened), opened.expected);
    assert.deepEqual(opened.problems, []);
    const own = opened.requests.filter((request) => !request.replace(/^ws/, "http").startsWith(opened.sim.ipcortex.url) && !request.startsWith("data:")).map((request) => new URL(request).pathname);
    assert.deepEqual(own, ["/", "/ipcortex.js", "/pkg/ipcortex.js", "/pkg/errors.js"]);
  });

  test("IPCortex under script-src 'self' tells of the policy", async (t) => {
    const { kind, reason, message } = await seen(await visitIpcortex(t, { body: `<script type="module" src="/ipcortex.js"></script>`, policy: () => "script-src 'self'" }));
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /softphone-admin\/ipcortex .*Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/);
  });

  test("IPCortex's slim entry streams its wasm with exactly one request", async (t) => {
    const opened = await visitIpcortex(t, { body: `<script type="module" src="/ipcortex-slim.js"></script>` });
    assert.deepEqual(await seen(opened), opened.expected);
    assert.deepEqual(opened.requests.filter((request) => request.endsWith(".wasm")).map((request) => new URL(request).pathname), ["/pkg/wasm/ipcortex.wasm"]);
    assert.deepEqual(opened.problems, []);
  });

  test("IPCortex works in a module worker", async (t) => {
    const body = `<script type="module">const worker = new Worker("/ipcortex-worker.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage(location.search);</script>`;
    const opened = await visitIpcortex(t, { body });
    assert.deepEqual(await seen(opened), opened.expected);
    assert.deepEqual(opened.problems, []);
  });

  test("PortSIP works under a strict policy, and asks for nothing but its own files and the PBX", async (t) => {
    const policy = (url) =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(url).origin}; img-src data:; require-trusted-types-for 'script'`;
    const opened = await visitPortsip(t, { body: `<script type="module" src="/portsip.js"></script>`, policy });
    assert.deepEqual(await seen(opened), { providers: PROVIDERS });
    assert.deepEqual(opened.problems, []);
    const own = opened.requests.filter((request) => !request.startsWith(opened.sim.portsip.url) && !request.startsWith("data:")).map((request) => new URL(request).pathname);
    assert.deepEqual(own, ["/", "/portsip.js", "/pkg/portsip.js", "/pkg/errors.js"]);
  });

  test("PortSIP under script-src 'self' tells of the policy", async (t) => {
    const { kind, reason, message } = await seen(await visitPortsip(t, { body: `<script type="module" src="/portsip.js"></script>`, policy: () => "script-src 'self'" }));
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /softphone-admin\/portsip .*Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/);
  });

  test("PortSIP's slim entry streams its wasm with exactly one request", async (t) => {
    const opened = await visitPortsip(t, { body: `<script type="module" src="/portsip-slim.js"></script>` });
    assert.deepEqual(await seen(opened), { providers: PROVIDERS });
    assert.deepEqual(opened.requests.filter((request) => request.endsWith(".wasm")).map((request) => new URL(request).pathname), ["/pkg/wasm/portsip.wasm"]);
    assert.deepEqual(opened.problems, []);
  });

  test("PortSIP works in a module worker", async (t) => {
    const body = `<script type="module">const worker = new Worker("/portsip-worker.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage(location.search);</script>`;
    const opened = await visitPortsip(t, { body });
    assert.deepEqual(await seen(opened), { providers: PROVIDERS });
    assert.deepEqual(opened.problems, []);
  });

  test("an import map is enough for PortSIP, the root included", async (t) => {
    const body = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">import { PbxError as RootError, Providers as FromRoot } from "softphone-admin"; import { PbxError, Providers } from "softphone-admin/portsip"; ${LIST_PROVIDERS}
      globalThis.seen = [await list(Providers, location.search), await list(FromRoot, location.search), RootError === PbxError];</script>`;
    const opened = await visitPortsip(t, { body });
    assert.deepEqual(await seen(opened), [{ providers: PROVIDERS }, { providers: PROVIDERS }, true]);
    assert.deepEqual(opened.problems, []);
  });

  test("a classic script works, built as IIFE from PortSIP's CommonJS entry", async (t) => {
    const body = `<script src="/bundle.js"></script><script>${LIST_PROVIDERS} list(softphone.Providers, location.search).then((seen) => { globalThis.seen = seen; });</script>`;
    const opened = await visitPortsip(t, { body, pages: { "/bundle.js": await classic("ascii", "portsip") } });
    assert.deepEqual(await seen(opened), { providers: PROVIDERS });
    assert.deepEqual(opened.problems, []);
  });

  test("Telnyx works under a strict policy, and asks for nothing but its own files and the account", async (t) => {
    const policy = (url) =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(url).origin}; img-src data:; require-trusted-types-for 'script'`;
    const opened = await visitTelnyx(t, { body: `<script type="module" src="/telnyx.js"></script>`, policy });
    assert.deepEqual(await seen(opened), { connections: CONNECTIONS });
    assert.deepEqual(opened.problems, []);
    const own = opened.requests.filter((request) => !request.startsWith(opened.sim.telnyx.url) && !request.startsWith("data:")).map((request) => new URL(request).pathname);
    assert.deepEqual(own, ["/", "/telnyx.js", "/pkg/telnyx.js", "/pkg/errors.js"]);
  });

  test("Telnyx under script-src 'self' tells of the policy", async (t) => {
    const { kind, reason, message } = await seen(await visitTelnyx(t, { body: `<script type="module" src="/telnyx.js"></script>`, policy: () => "script-src 'self'" }));
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /softphone-admin\/telnyx .*Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/);
  });

  test("Telnyx's slim entry streams its wasm with exactly one request", async (t) => {
    const opened = await visitTelnyx(t, { body: `<script type="module" src="/telnyx-slim.js"></script>` });
    assert.deepEqual(await seen(opened), { connections: CONNECTIONS });
    assert.deepEqual(opened.requests.filter((request) => request.endsWith(".wasm")).map((request) => new URL(request).pathname), ["/pkg/wasm/telnyx.wasm"]);
    assert.deepEqual(opened.problems, []);
  });

  test("Telnyx works in a module worker", async (t) => {
    const body = `<script type="module">const worker = new Worker("/telnyx-worker.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage(location.search);</script>`;
    const opened = await visitTelnyx(t, { body });
    assert.deepEqual(await seen(opened), { connections: CONNECTIONS });
    assert.deepEqual(opened.problems, []);
  });

  test("an import map is enough for Telnyx, the root and its sub-paths included", async (t) => {
    const body = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">import { Telnyx as FromRoot } from "softphone-admin"; import Telnyx, { NotFoundError } from "softphone-admin/telnyx"; import * as core from "softphone-admin/telnyx/core/error"; ${LIST_CONNECTIONS}
      globalThis.seen = [await list(Telnyx, location.search), await list(FromRoot, location.search), core.NotFoundError === NotFoundError];</script>`;
    const opened = await visitTelnyx(t, { body });
    assert.deepEqual(await seen(opened), [{ connections: CONNECTIONS }, { connections: CONNECTIONS }, true]);
    assert.deepEqual(opened.problems, []);
  });

  test("a classic script works, built as IIFE from Telnyx's CommonJS entry", async (t) => {
    const body = `<script src="/bundle.js"></script><script>${LIST_CONNECTIONS} list(softphone.Telnyx, location.search).then((seen) => { globalThis.seen = seen; });</script>`;
    const opened = await visitTelnyx(t, { body, pages: { "/bundle.js": await classic("ascii", "telnyx") } });
    assert.deepEqual(await seen(opened), { connections: CONNECTIONS });
    assert.deepEqual(opened.problems, []);
  });

  test("under script-src 'self' the import works and the call tells of the policy", async (t) => {
    const opened = await visit(t, { body: `<script type="module" src="/default.js"></script>`, policy: "script-src 'self'" });
    const { kind, reason, message } = await seen(opened);
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /softphone-admin\/yeastar .*Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/);
    assert.deepEqual(opened.sim.requests(), []);
    // Chromium itself notes that the policy was applied; nothing else may be said.
    assert.deepEqual(opened.problems.filter((problem) => !/Content Security Policy/.test(problem)), []);
  });

  test("under script-src 'self' slim's initWasm tells of the policy", async (t) => {
    const body = `<script type="module" src="/slim-refused.js"></script>`;
    const script = `import { initWasm } from "/pkg/slim/yeastar.js"; initWasm().catch(({ kind, reason, message }) => { globalThis.seen = { kind, reason, message }; });`;
    const { kind, reason, message } = await seen(await visit(t, { body, policy: "script-src 'self'", pages: { "/slim-refused.js": script } }));
    assert.deepEqual([kind, reason], ["unsupported", "wasm"]);
    assert.match(message, /yeastar\.wasm could not be compiled.*'wasm-unsafe-eval'/);
  });

  test("under a strict policy with 'wasm-unsafe-eval', connect-src of the PBX alone and trusted types it works", async (t) => {
    const policy = (pbx) =>
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${pbx} ${pbx.replace("http", "ws")}; img-src data:; require-trusted-types-for 'script'`;
    const opened = await visit(t, { body: `<script type="module" src="/default.js"></script>`, policy });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    for (let waited = 0; opened.sim.yeastar.state.sockets.length === 0 && waited < 250; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(opened.sim.yeastar.state.sockets.length, 1, "the feed passes the policy too");
    assert.deepEqual(opened.problems, []);
  });

  test("an import map is enough, without a bundler", async (t) => {
    const body = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">import { init, PbxError } from "softphone-admin"; import * as yeastar from "softphone-admin/yeastar"; import * as errors from "softphone-admin/errors"; ${LIST}
      const result = await list(init, location.search); globalThis.seen = { ...result, same: PbxError === errors.PbxError && yeastar.PbxError === errors.PbxError };</script>`;
    const opened = await visit(t, { body });
    assert.deepEqual(await seen(opened), { calls: CALLS, same: true });
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(opened.requests.filter((request) => request.endsWith(".wasm")), []);
  });

  /** A classic script that leaves the CommonJS entry in `softphone`. */
  async function classic(charset, vendor = "yeastar") {
    const { outputFiles } = await build({
      stdin: { contents: `globalThis.softphone = require("softphone-admin/${vendor}");`, resolveDir: await project("iife") },
      ...{ bundle: true, minify: true, format: "iife", platform: "browser", charset, write: false, logLevel: "warning" },
    });
    return outputFiles[0].text;
  }

  test("a classic script works, built as IIFE from the CommonJS entry", async (t) => {
    const body = `<script src="/bundle.js"></script><script>${LIST} list(softphone.init, location.search).then((seen) => { globalThis.seen = seen; });</script>`;
    const opened = await visit(t, { body, pages: { "/bundle.js": await classic("ascii") } });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    assert.deepEqual(opened.problems, []);
  });

  // A module is always read as UTF-8, a classic script as its document is.
  test("a classic script in UTF-8 works in a document that names no encoding", async (t) => {
    const body = `<script src="/bundle.js"></script><script>${LIST} list(softphone.init, location.search).then((seen) => { globalThis.seen = seen; });</script>`;
    const document = { headers: { "content-type": "text/html" }, body: `<!doctype html><link rel="icon" href="data:,">${body}` };
    const opened = await visit(t, { body, pages: { "/": document, "/bundle.js": await classic("utf8") } });
    assert.equal(await opened.page.evaluate(() => document.characterSet), "windows-1252");
    assert.deepEqual(await seen(opened), { calls: CALLS });
  });

  test("a module worker works", async (t) => {
    const body = `<script type="module">const worker = new Worker("/worker.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage(location.search);</script>`;
    const opened = await visit(t, { body });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    assert.deepEqual(opened.problems, []);
  });

  test("a page compiles slim's wasm once and hands the module to a worker", async (t) => {
    const body = `<script type="module">const module = await WebAssembly.compileStreaming(fetch("/pkg/wasm/yeastar.wasm"));
      const worker = new Worker("/worker-slim.js", { type: "module" }); worker.onmessage = ({ data }) => { globalThis.seen = data; }; worker.postMessage({ search: location.search, module });</script>`;
    const opened = await visit(t, { body });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    assert.equal(opened.requests.filter((request) => request.endsWith(".wasm")).length, 1);
  });

  test("slim streams its wasm with exactly one request", async (t) => {
    const watch = `<script>globalThis.compiled = []; for (const name of ["instantiate", "instantiateStreaming", "compile", "compileStreaming"]) { const real = WebAssembly[name]; WebAssembly[name] = (...args) => { compiled.push(name); return real.apply(WebAssembly, args); }; }</script>`;
    const opened = await visit(t, { body: `${watch}<script type="module" src="/slim.js"></script>` });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    assert.equal(opened.requests.filter((request) => request.endsWith(".wasm")).length, 1);
    assert.deepEqual(await opened.page.evaluate(() => globalThis.compiled), ["instantiateStreaming"]);
    assert.deepEqual(opened.problems, []);
  });

  test("slim on a server that sends .wasm under another type loads with one request too", async (t) => {
    const wasm = readFileSync(path.join(unpacked, "pkg/wasm/yeastar.wasm"));
    const opened = await visit(t, {
      body: `<script type="module" src="/slim.js"></script>`,
      pages: { "/pkg/wasm/yeastar.wasm": { body: wasm, headers: { "content-type": "application/octet-stream" } } },
    });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    assert.equal(opened.requests.filter((request) => request.endsWith(".wasm")).length, 1);
  });

  test("the default entry asks for nothing but its own files and the PBX", async (t) => {
    const opened = await visit(t, { body: `<script type="module" src="/default.js"></script>` });
    assert.deepEqual(await seen(opened), { calls: CALLS });
    const own = opened.requests.filter((request) => !request.startsWith(opened.sim.yeastar.url) && !request.startsWith("data:")).map((request) => new URL(request).pathname);
    assert.deepEqual(own, ["/", "/default.js", "/pkg/yeastar.js", "/pkg/errors.js"]);
  });

  test("over https and wss it works as over http", async (t) => {
    const sim = await yeastar(t, { listen: { tls: true } });
    assert.match(sim.yeastar.url, /^https:/);
    const secure = await launch({ acceptInsecureCerts: true });
    t.after(() => secure.close());
    const url = await serve(t, { folder: unpacked, pages: { ...modules, "/": page(`<script type="module" src="/default.js"></script>`) } });
    const opened = await open(t, secure, `${url}/${query(sim)}`);
    assert.deepEqual(await seen(opened), { calls: CALLS });
    for (let waited = 0; sim.yeastar.state.sockets.length === 0 && waited < 250; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(sim.yeastar.state.sockets.length, 1, "the feed is open");
    assert.deepEqual(opened.problems, []);
  });
});
