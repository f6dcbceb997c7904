// Yeastar's face: what a wasm-bindgen class cannot be. The logic is in src/vendors/yeastar.

import * as wasm from "#wasm";
import { emitterMethods, listenable, mixIn } from "./emitter.js";
import { hide, report, Result, useErrors } from "./errors.js";
import { makeFeed } from "./feed.js";
import { itemIterable } from "./items.js";

export { isPbxError, PbxError, Result } from "./errors.js";

useErrors("yeastar", (message, facts, own) => new Result(message, facts, own));

const CHANGED = Symbol("changed");
const RAW = Symbol("raw");
const CONNECTED = Symbol("connected");

/** Operators that are signing in or open: a page that keeps none of its variables still hears its events. */
const open = new Set();

/** Rust's way to the page's objects. It holds the operator weakly: what Rust holds is never collected. */
class Host {
  constructor(early) {
    // The constructor in Rust runs before the object exists.
    this.operator = { deref: () => early };
  }
  attach(operator) {
    this.operator = new WeakRef(operator);
  }
  get(name) {
    return this.operator.deref()?.[name];
  }
  set(name, value) {
    const operator = this.operator.deref();
    if (operator) operator[name] = value;
  }
  hold(hold) {
    const operator = this.operator.deref();
    if (hold) open.add(operator);
    else open.delete(operator);
  }
  watch(signal) {
    signal.addEventListener("abort", () => this.operator.deref()?.destroy(), { once: true });
  }
  connect(connected) {
    const operator = this.operator.deref();
    if (operator) operator.socket = connected ? new PBXSocket(operator) : null;
  }
  emit(event, payload) {
    this.operator.deref()?.emit(event, payload);
  }
  emitOnSocket(event) {
    this.operator.deref()?.socket?.emit(event);
  }
  topics(own) {
    const extra = this.operator.deref()?.socket?.registered.keys() ?? [];
    return [...new Set([...own, ...extra])].sort((a, b) => a - b);
  }
  frame(topic, event) {
    this.operator.deref()?.socket?.[RAW](topic, event);
  }
  gap(from, to) {
    this.emit("gap", { from, to });
  }
  changed(state, since, failures, retryAt) {
    const operator = this.operator.deref();
    operator?.[CHANGED](retryAt === undefined ? { state, since, failures } : { state, since, failures, retryAt });
    operator?.socket?.[CONNECTED]?.();
  }
  end(error) {
    const operator = this.operator.deref();
    if (!operator) return;
    if (error === undefined) {
      operator.removeAllListeners();
      return;
    }
    // What a listener registers for the next session while it hears of this one's end stays.
    const old = operator.eventNames().map((event) => [event, operator.rawListeners(event)]);
    operator.emit("runtimeError", error);
    for (const [event, listeners] of old) {
      for (const listener of listeners) operator.off(event, listener);
    }
  }
}

// An exception would pass through Rust frames, and promises would stay pending for ever.
for (const name of Object.getOwnPropertyNames(Host.prototype)) {
  const method = Host.prototype[name];
  hide(Host.prototype, {
    [name](...args) {
      try {
        return method.apply(this, args);
      } catch (error) {
        report(error);
      }
    },
  });
}

class PBXSocket {
  constructor(operator) {
    listenable(this);
    const connection = {};
    Object.defineProperty(connection, "ws", { get: () => operator.feedSocket() });
    hide(this, { operator, connection, registered: new Map() });
  }
  get connected() {
    return this.operator.feed.state === "live";
  }
  get isSubScribe() {
    return this.operator.feedTopics().length > 0;
  }
  get subscribeKeys() {
    const own = this.operator.feedTopics().map((topic) => [topic, 1]);
    const registered = [...this.registered].map(([topic, listeners]) => [topic, listeners.length]);
    return Object.fromEntries([...own, ...registered]);
  }
  init() {
    this.operator.feedStart();
  }
  stop() {
    this.registered.clear();
    this.operator.feedStop();
  }
  send(data) {
    this.operator.feedSend(data);
  }
  onSubscribe({ addList, removeList } = {}) {
    for (const code of addList?.subscribeCodes ?? []) {
      const listeners = this.registered.get(Number(code)) ?? [];
      this.registered.set(Number(code), [...listeners, addList.listener]);
    }
    for (const code of removeList?.subscribeCodes ?? []) {
      const listeners = this.registered.get(Number(code)) ?? [];
      const rest = removeList.listener ? listeners.filter((one) => one !== removeList.listener) : listeners.slice(1);
      if (rest.length > 0) this.registered.set(Number(code), rest);
      else this.registered.delete(Number(code));
    }
    this.operator.feedSubscribe();
  }
  resubscribe() {
    this.operator.feedSubscribe();
  }
  onConnectListen(listener) {
    this.on("connect", listener);
  }
  onRemoveConnectListen(listener) {
    this.off("connect", listener);
  }
  onCLose(listener) {
    this.on("close", listener);
  }
  onRemoveClose(listener) {
    this.off("close", listener);
  }
  onConnectedChange(callback) {
    let last = this.connected;
    hide(this, {
      [CONNECTED]: () => {
        if (last !== this.connected) callback();
        last = this.connected;
      },
    });
  }
  [RAW](topic, event) {
    for (const listener of this.registered.get(topic) ?? []) listener?.(event);
  }
  toJSON() {
    return { connected: this.connected };
  }
}
mixIn(PBXSocket.prototype, emitterMethods("yeastar"));

/** Methods that pages use detached: `const { cdrQuery } = pbx`. */
const BOUND = ["init", "destroy", "close", "cdrQuery", "iterateCdr", "logout", "on"];
/** Never enumerated: a spread, a log or `JSON.stringify` would show them. */
const SECRETS = ["secret", "token"];

export class PBXOperator extends wasm.YeastarOperator {
  constructor(config, place = "PBXOperator") {
    wasm.ready();
    const early = {};
    const host = new Host(early);
    super(host, config, place);
    listenable(this);
    for (const name of ["url", "username", "socket", "extensionNumber", "extensionId", "extensionName", ...SECRETS]) {
      const enumerable = !SECRETS.includes(name);
      Object.defineProperty(this, name, { value: early[name], writable: true, configurable: true, enumerable });
    }
    this.socket = null;
    hide(this, { options: early.options });
    const { feed, changed } = makeFeed();
    hide(this, { feed, [CHANGED]: changed });
    for (const name of BOUND) hide(this, { [name]: this[name].bind(this) });
    hide(this, { __wbg_ptr: this.__wbg_ptr });
    host.attach(this);
  }
  get info() {
    return { token: this.token, extensionId: this.extensionId, url: this.url };
  }
  close() {
    this.destroy();
  }
  /** The memory in wasm goes with the object; until then every method answers. */
  free() {
    this.destroy();
  }
  iterateCdr(params, options) {
    const pbx = this;
    return itemIterable(async function* () {
      let { page, size, limit: left } = wasm.yeastarCdrWalk(params, options);
      const { limit: _, ...callOptions } = options ?? {};
      // A call that comes in meanwhile moves rows to the next page: each is given once.
      const given = new Set();
      while (page !== undefined && left > 0) {
        const reply = await pbx.cdrQuery({ ...params, page, size }, { ...callOptions, strict: true });
        const rows = reply.personal_cdr_list ?? [];
        for (const row of rows) {
          const id = row?.id;
          if (id !== undefined && given.has(id)) continue;
          given.add(id);
          yield row;
          if (--left <= 0) return;
        }
        page = wasm.yeastarCdrNext(page, size, rows.length, reply.total_number);
      }
    });
  }
  toJSON() {
    const { username, url, extensionNumber, extensionId, extensionName, isInited } = this;
    return { username, url, extensionNumber, extensionId, extensionName, isInited };
  }
}
mixIn(PBXOperator.prototype, emitterMethods("yeastar"));
hide(PBXOperator.prototype, {
  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.destroy();
  },
});

export async function init(options) {
  const pbx = new PBXOperator(options, "init");
  const registerInfo = await pbx.init();
  return { pbx, destroy: pbx.destroy, registerInfo };
}
