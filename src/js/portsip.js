// PortSIP's face: what a wasm-bindgen class cannot be. The logic is in src/vendors/portsip, the waiting in portsip/.

import * as wasm from "#wasm";
import { listenerMethods, listenable, mixIn } from "./emitter.js";
import { hide, PbxError } from "./errors.js";
import { makeFeed } from "./feed.js";
import { tell } from "./http.js";
import { itemIterable } from "./items.js";
import { Life } from "./life.js";
import { exportAll, importAll } from "./portsip/bulk.js";
import { failed, login, renew, scopeOf, signOut } from "./portsip/calls.js";
import * as trunks from "./portsip/trunks.js";
import { DISPOSE, watch } from "./portsip/watch.js";
import { warnOnce } from "./value.js";

export { isPbxError, PbxError } from "./errors.js";
export { isMissing } from "./portsip/trunks.js";

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** A browser sends nothing to such an address. */
function warnMixed(baseUrl) {
  if (globalThis.location?.protocol !== "https:") return;
  const { protocol, hostname } = new URL(baseUrl, globalThis.location.href);
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    warnOnce("softphone-admin: new Providers(options): `baseUrl` is http and this page https: the browser blocks it as mixed content");
  }
}

/** What an instance works with; hidden on it. */
function clientOf(given, target) {
  const host = {};
  const session = new wasm.PortsipSession(given, host);
  const { options } = host;
  const life = new Life();
  const emit = (event, payload) => target.emit(event, payload);
  const { feed, changed } = makeFeed();
  const client = { ...host, session, life, emit, tell, feed, changed, epoch: 0, newer: options.dialect === "v22" };
  const { idEncoding = "auto" } = options;
  client.auto = !client.newer && idEncoding === "auto";
  client.numbers = !client.newer && idEncoding !== "string";
  const hook = (name, event) => (info) => {
    tell(options[name], info);
    emit(event, info);
  };
  client.hooks = {
    init: { mode: "cors", credentials: "omit", cache: "no-store", redirect: "error" },
    onRequest: hook("onRequest", "request"),
    onResponse: hook("onResponse", "response"),
  };
  client.walk = (walk, operation, params, options, progress) =>
    itemIterable(async function* () {
      yield* walk(client, scopeOf(client, operation, options), params, progress);
    });
  return client;
}

const MESSAGE = "a call of Providers failed";

/** Runs an operation. Whatever it throws that is no error of ours is a mistake of ours: it keeps its cause. */
async function run(client, operation, options, work, ...given) {
  try {
    return await work(client, scopeOf(client, operation, options), ...given);
  } catch (error) {
    if (error instanceof PbxError) throw error;
    throw failed(MESSAGE, { kind: "decode", operation, cause: error });
  }
}

export class Providers {
  constructor(options) {
    wasm.ready();
    listenable(this);
    hide(this, { client: clientOf(options, this) });
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(Providers.prototype))) {
      if (typeof value === "function" && name !== "constructor") hide(this, { [name]: value.bind(this) });
    }
    const { client } = this;
    warnMixed(client.baseUrl);
    // A signal of the page's that lives longer must not keep the client.
    const self = new WeakRef(this);
    client.options.signal?.addEventListener("abort", () => self.deref()?.close(), { once: true });
  }
  get baseUrl() {
    return this.client.baseUrl;
  }
  get dialect() {
    return this.client.newer ? "v22" : "v12";
  }
  get feed() {
    return this.client.feed;
  }
  create(provider, options) {
    return run(this.client, "create", options, trunks.create, provider);
  }
  update(...given) {
    const byId = ["string", "number", "bigint"].includes(typeof given[0]);
    const [id, patch, options] = byId ? given : [undefined, ...given];
    return run(this.client, "update", options, trunks.update, id, patch);
  }
  show(id, options) {
    return run(this.client, "show", options, trunks.show, id);
  }
  list(params, options) {
    return run(this.client, "list", options, trunks.list, params);
  }
  destroy(id, options) {
    return run(this.client, "destroy", options, trunks.destroy, id);
  }
  iterate(params, options) {
    const progress = {};
    const all = this.client.walk(trunks.providers, "iterate", params, options, progress);
    Object.defineProperty(all, "totalHint", { get: () => progress.totalHint });
    return all;
  }
  pages(params, options) {
    return this.client.walk(trunks.pages, "pages", params, options);
  }
  listAll(params, options) {
    return run(this.client, "listAll", options, trunks.listAll, params);
  }
  findByName(name, options) {
    return run(this.client, "findByName", options, trunks.findByName, name);
  }
  ensure(name, spec, options) {
    return run(this.client, "ensure", options, trunks.ensure, name, spec);
  }
  validate(provider, operation = "create") {
    return trunks.examine(this.client, provider, { create: "create", full: "full" }[operation] ?? "patch").issues;
  }
  exportAll(options) {
    return run(this.client, "exportAll", options, exportAll);
  }
  importAll(document, options) {
    return run(this.client, "importAll", options, importAll, document);
  }
  status(id, options) {
    return run(this.client, "status", options, trunks.status, id);
  }
  statuses(ids, options) {
    return run(this.client, "statuses", options, trunks.statuses, ids);
  }
  addIp(id, ip, options) {
    return run(this.client, "addIp", options, trunks.changeIps, id, ip, (ips) => (ips.includes(ip) ? ips : [...ips, ip]));
  }
  removeIp(id, ip, options) {
    return run(this.client, "removeIp", options, trunks.changeIps, id, ip, (ips) => ips.filter((other) => other !== ip));
  }
  watch(options) {
    return watch(this.client, options);
  }
  login(credentials, options) {
    return run(this.client, "login", options, login, credentials);
  }
  refreshToken(options) {
    return run(this.client, "refreshToken", options, renew, this.client.session.tokens().generation, false);
  }
  signOut(options) {
    return run(this.client, "signOut", options, signOut);
  }
  close() {
    const { client } = this;
    client.watcher?.end();
    clearTimeout(client.alive);
    client.life.abort();
    client.session.forget();
    client.given = undefined;
    if (client.feed.state !== "closed") client.changed({ state: "closed", since: Date.now(), failures: 0 });
  }
  /** The memory in wasm goes with the object; until then every method answers. */
  free() {
    this.close();
  }
  toJSON() {
    const { baseUrl, dialect } = this;
    return { baseUrl, dialect };
  }
  [DISPOSE]() {
    this.close();
  }
}
mixIn(Providers.prototype, listenerMethods("portsip"));
