// What stands behind `IPCortex.PBX`: it moves frames from an adapter into the model, and lets the page hear. The life of the feed,
// the order of frames and the meaning of failures are decided in src/vendors/ipcortex.

import * as wasm from "#wasm";
import { hide, isPbxError } from "../errors.js";
import { makeFeed } from "../feed.js";
import { Life } from "../life.js";
import { warnOnce } from "../value.js";
import { ipcx } from "./ipcx.js";
import { call, KEYS, Model } from "./model.js";
import { makeTypes } from "./types.js";

/** Numbers that are used by name here; src/vendors/ipcortex/errno.rs explains them all. */
const [INTERNAL, LOGGED_OUT, NOT_READY, REFUSED] = [1, 2, 3, 99];
const VERSION = 100;

const OF_DATASET = { device: ["device", "call"], mailbox: ["mailbox"], queue: ["queue"], presence: [] };
const ALWAYS = ["contact", "phone", "extension"];

/** Sessions whose feed is on: a page that keeps none of its variables still hears of changes. */
const open = new Set();

const later = (run) => void Promise.resolve().then(run);

/** Calls back with a promise's outcome, before whoever awaits it goes on. */
export function withCallbacks(promise, done, failed) {
  if (typeof done !== "function" && typeof failed !== "function") return promise;
  const told = promise.then(
    (value) => {
      if (typeof done === "function") call([done], value);
      return value;
    },
    (error) => {
      if (typeof failed === "function") call([failed], error.errno, error.description);
      throw error;
    },
  );
  // Whoever gives a callback for errors does not look at the promise.
  if (typeof failed === "function") told.catch(() => {});
  return told;
}

export class Session {
  constructor(given) {
    const host = {};
    this.rules = new wasm.IpcortexSession(given, host);
    Object.assign(this, host, { life: new Life(), user: null, hostName: undefined, idle: false, lite: false, version: undefined });
    const { feed, changed } = makeFeed();
    Object.assign(this, { feed, changed, gaps: [] });
    this.settings = this.rules.feed(undefined, undefined);
    this.errorCallbacks = [];
    this.waiting = undefined;
    this.lineListeners = [];
    this.bookListeners = [];
    this.book = undefined;
    this.tags = false;
    this.ice = { stun: null, turn: null };
    this.acks = new Map();
    this.ids = 0;
    this.links = 0;
    const { Types, kinds } = makeTypes(actions(this));
    this.Types = Types;
    this.model = new Model(kinds);
    this.subid = this.options.subid ?? `t${Math.random().toString(36).slice(2, 10)}`;
    const { adapter = "ipcx/1", host: address, baseUrl } = this.options;
    if (address !== undefined && baseUrl !== undefined) throw this.rules.wrong("installIPCortex(options): `host` and `baseUrl` are the same thing: give one");
    if (typeof adapter !== "string" && (typeof adapter !== "object" || adapter === null)) throw this.rules.wrong('installIPCortex(options): `adapter` must be "ipcx/1" or an object');
    if (typeof adapter === "string" && adapter !== "ipcx/1") throw this.rules.wrong(`installIPCortex(options): there is no adapter ${JSON.stringify(adapter)}`);
    this.adapter = typeof adapter === "string" ? ipcx(this) : adapter;
    this.own = typeof adapter !== "string";
    const where = address ?? baseUrl;
    if (where !== undefined) this.setHost(where, "installIPCortex(options)");
    this.options.signal?.addEventListener("abort", () => this.close(), { once: true });
  }

  setHost(url, place = "setHost(url)") {
    this.hostName = this.rules.host(place, url);
  }

  /** Where requests go; the page's own address where it named none. */
  get host() {
    this.hostName ??= this.rules.host("setHost(url)", "/");
    return this.hostName;
  }

  // ---- Failures --------------------------------------------------------------------------------------------

  error(errno, said, operation) {
    return this.rules.error(errno, said, operation);
  }

  /** Whatever an adapter threw, as an error with a number. */
  failure(thrown, operation) {
    if (isPbxError(thrown)) return thrown;
    const { errno, description, message, retryAfter } = typeof thrown === "object" && thrown !== null ? thrown : {};
    const known = Number.isInteger(errno) && errno > 0 && errno < 1000 ? errno : INTERNAL;
    const error = this.error(known, textOf(description) ?? (known === errno ? textOf(message) : undefined), operation);
    hide(error, { cause: thrown, retryAfterMs: typeof retryAfter === "number" ? retryAfter : undefined });
    return error;
  }

  refuse(message) {
    return this.rules.wrong(message);
  }

  /** Asks the adapter for something; only errors with a number come back. */
  async ask(operation, ...args) {
    if (this.life.aborted) throw this.error(INTERNAL, "this IPCortex is closed", operation);
    const method = this.adapter[operation];
    if (typeof method !== "function") throw this.error(REFUSED, `this adapter does not offer ${operation}`, operation);
    try {
      return await method.apply(this.adapter, args);
    } catch (thrown) {
      throw this.failure(thrown, operation);
    }
  }

  // ---- The feed --------------------------------------------------------------------------------------------

  /** Lets something happen to the feed, and does what follows. */
  step(event, error) {
    const list = this.rules.on(event, error?.errno ?? 0, error?.retryAfterMs);
    const todo = [];
    for (let at = 0; at < list.length; at += 2) todo.push([list[at], list[at + 1]]);
    for (const [word, number] of todo) this.act(word, number, error);
    this.setTimer();
  }

  act(word, number, error) {
    const said = error?.errno === number ? error : undefined;
    switch (word) {
      case "open":
        open.add(this);
        return void this.connect();
      case "close":
        return this.unlink(number);
      case "clear":
        return this.clear();
      case "resolve":
        return this.settle((waiting) => waiting.resolve());
      case "reject":
        return this.settle((waiting) => waiting.reject(said ?? this.error(number, this.rejection ?? undefined, "startFeed")));
      case "tell":
        return this.tellError(said ?? this.error(number, undefined, "startFeed"));
      case "ping":
        return void this.link?.send({ t: "ping", n: (this.ids += 1) });
      case "gap":
        return this.tellGap(Date.now() - number);
      default:
        return this.showState();
    }
  }

  settle(how) {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) how(waiting);
  }

  setTimer() {
    clearTimeout(this.timer);
    const { wakeIn, open: on } = this.rules.state();
    if (wakeIn !== undefined) this.timer = setTimeout(() => this.step("tick"), Math.min(wakeIn, 2 ** 31 - 1));
    if (!on) open.delete(this);
  }

  showState() {
    const { state, failures, retryIn } = this.rules.state();
    const before = this.feed.getSnapshot();
    const since = before.state === state ? before.since : Date.now();
    this.changed(retryIn === undefined ? { state, since, failures } : { state, since, failures, retryAt: Date.now() + retryIn });
  }

  tellError(error) {
    if (error.errno === LOGGED_OUT) this.user = null;
    if ([LOGGED_OUT, VERSION].includes(error.errno)) this.tellPage(this.options.onAuthRequired, error);
    const { errorCB } = this.settings;
    const listeners = [...this.errorCallbacks, ...(typeof errorCB === "function" && !this.errorCallbacks.includes(errorCB) ? [errorCB] : [])];
    if (listeners.length === 0) warnOnce(`softphone-admin: IPCortex: ${error.message} (errno ${error.errno}); give startFeed an error callback to hear of it`);
    later(() => call(listeners, error.errno, error.description));
  }

  tellPage(hook, ...args) {
    if (typeof hook === "function") call([hook], ...args);
  }

  tellGap(from) {
    const gap = { from, to: Date.now() };
    call(this.gaps, gap);
  }

  start(settings, anew) {
    this.settings = settings;
    this.rules.tune(settings);
    const promise = new Promise((resolve, reject) => {
      const before = this.waiting;
      this.waiting = {
        resolve: () => (before?.resolve(), resolve()),
        reject: (error) => (before?.reject(error), reject(error)),
      };
    });
    this.rejection = undefined;
    if (this.life.aborted) this.settle((waiting) => waiting.reject(this.error(INTERNAL, "this IPCortex is closed", "startFeed")));
    else this.step(anew ? "restart" : "start");
    return promise;
  }

  pause() {
    this.rejection = "paused";
    this.step("pause");
  }

  stop() {
    this.rejection = "stopped";
    this.step("stop");
    // Where there is no feed there may be what `fetchData` has loaded.
    if (!this.rules.state().open) this.clear();
  }

  clear() {
    this.model.clear();
    [this.lineListeners, this.bookListeners, this.book, this.tags] = [[], [], undefined, false];
    this.loaded = false;
    this.rules.count(undefined);
    this.feedName = undefined;
  }

  unlink(code) {
    const { link } = this;
    this.links += 1;
    this.link = undefined;
    this.welcomed = false;
    this.pending = undefined;
    for (const { reject } of this.acks.values()) reject(this.error(INTERNAL, "the feed was lost"));
    this.acks.clear();
    this.attempt?.abort();
    this.attempt = undefined;
    if (link) later(() => link.close(code));
  }

  /** Opens a link; whatever happens to an older one is nobody's business. */
  async connect() {
    const turn = (this.links += 1);
    const attempt = new Life();
    this.attempt = attempt;
    const { datasets } = this.settings;
    const seq = this.rules.seq;
    const resume = this.feedName !== undefined && seq !== undefined ? { feed: this.feedName, seq } : undefined;
    const hello = { datasets: datasets ?? { device: true, mailbox: true, queue: true, presence: true }, idle: this.idle, ...(resume && { resume }) };
    const current = () => turn === this.links;
    // An adapter may bring frames before it has given its link.
    const early = [];
    const hear = (frame) => {
      if (!current()) return;
      if (this.link === undefined) early.push(frame);
      else this.heard(frame);
    };
    try {
      const link = await this.ask("openFeed", hello, hear, attempt);
      if (!current()) return void link.close(1000);
      this.link = link;
      for (const frame of early) hear(frame);
    } catch (error) {
      if (current()) this.step("fail", error);
    }
  }

  /** Something came on the link; what it does to the page's listeners cannot hurt the feed. */
  heard(frame) {
    if (typeof frame !== "object" || frame === null) return this.step("fail", this.error(90, "the PBX sent what is no frame"));
    if (frame.t === "closed") return this.step("fail", this.error(this.rules.closed(frame.code ?? 1006, Boolean(this.welcomed)), textOf(frame.reason)));
    this.rules.heard();
    const changes = ["snap", "delta", "lines", "book", "tags"].includes(frame.t);
    if (changes && !this.rules.next(frame.seq)) return this.resync(frame.seq);
    const take = FRAMES[frame.t];
    take?.(this, frame);
  }

  /** A frame is missing, or one came twice. */
  resync(seq) {
    // What was there already changes nothing.
    if (seq <= this.rules.seq) return;
    this.step("resync");
  }

  /** The kinds that the wanted data sets hold. */
  kinds() {
    const { datasets } = this.settings;
    const wanted = datasets === null ? Object.keys(OF_DATASET) : Object.keys(OF_DATASET).filter((name) => datasets[name]);
    return [...ALWAYS, ...wanted.flatMap((name) => OF_DATASET[name])];
  }

  snapshot(objects, merge) {
    // Kinds that are not wanted are none; while idle, what others do is hidden, not gone.
    const kinds = merge || this.idle ? [] : Object.keys(KEYS).filter((kind) => kind !== "address");
    this.model.replace(objects, kinds);
    this.loaded = true;
    for (const resolve of this.loadWaiters?.splice(0) ?? []) resolve();
  }

  /** Waits until something is loaded. */
  whenLoaded() {
    return new Promise((resolve) => {
      this.loadWaiters = [...(this.loadWaiters ?? []), resolve];
    });
  }

  setLines(lines) {
    if (!this.model.setLines(lines)) return;
    for (const listener of [...this.lineListeners]) this.tellLines(listener);
  }

  tellLines({ callback, owned }) {
    call([callback], this.model.linesOf(owned));
  }

  // ---- Asking over the link --------------------------------------------------------------------------------

  /** Sends a frame that the PBX says yes or no to. */
  acknowledged(frame) {
    const id = (this.ids += 1);
    return new Promise((resolve, reject) => {
      if (this.link === undefined) return void reject(this.error(INTERNAL, "the feed was lost"));
      this.acks.set(id, { resolve, reject });
      this.link.send({ ...frame, id });
    });
  }

  isLive() {
    return this.rules.state().state === "live" && this.link !== undefined;
  }

  async setIdle(enable) {
    if (!enable && this.lite) throw this.error(REFUSED, "idle mode cannot be left here", "setIdle");
    const before = this.idle;
    this.idle = enable;
    if (!this.isLive() || before === enable) return;
    try {
      await this.acknowledged({ t: "mode", idle: enable });
    } catch (error) {
      this.idle = before;
      throw error;
    }
  }

  async fetch() {
    const { state } = this.rules.state();
    if (state === "live") return;
    if (["connecting", "retrying"].includes(state)) {
      await new Promise((resolve, reject) => {
        const before = this.waiting;
        this.waiting = { resolve: () => (before?.resolve(), resolve()), reject: (error) => (before?.reject(error), reject(error)) };
      });
      return;
    }
    const { datasets } = this.settings;
    const { objects = {}, lines = {} } = await this.ask("snapshot", { datasets: datasets ?? { device: true, mailbox: true, queue: true, presence: true }, idle: this.idle });
    if (this.rules.state().open) return;
    this.snapshot(objects, false);
    this.setLines(lines);
  }

  // ---- Tags and the address book ---------------------------------------------------------------------------

  async enableTags() {
    const tags = await this.ask("tags");
    this.tags = true;
    if (this.isLive()) await this.acknowledged({ t: "sub", topic: "tags", on: true });
    this.showTags(tags ?? {});
  }

  /** Contacts and addresses without tags have none; those that cannot be tagged have null. */
  showTags(tags) {
    const ops = [];
    for (const kind of ["contact", "address"]) {
      for (const entity of this.model.all(kind)) {
        const key = entity[KEYS[kind]];
        const own = tags[`${kind}:${key}`];
        const can = entity.canTag || own !== undefined;
        ops.push({ op: "patch", kind, key, v: { tags: can ? (own ?? []) : null } });
      }
    }
    this.known = tags;
    this.model.apply(ops);
  }

  async disableTags() {
    this.tags = false;
    if (this.isLive()) await this.acknowledged({ t: "sub", topic: "tags", on: false }).catch(() => {});
    this.model.apply(["contact", "address"].flatMap((kind) => this.model.all(kind).map((entity) => ({ op: "patch", kind, key: entity[KEYS[kind]], v: { tags: null } }))));
  }

  async addressbook(callback) {
    if (!this.loaded) throw this.error(NOT_READY, "nothing is loaded: call startFeed or fetchData first", "getAddressbook");
    if (this.book === undefined) {
      this.loading ??= this.ask("addressbook", undefined).finally(() => {
        this.loading = undefined;
      });
      const { rev, added = [] } = await this.loading;
      if (this.book === undefined) {
        this.book = rev ?? 0;
        this.addToBook(added, [], false);
        if (this.isLive()) await this.acknowledged({ t: "sub", topic: "book", on: true }).catch(() => {});
      }
    }
    if (callback && !this.bookListeners.includes(callback) && this.rules.state().open) this.bookListeners.push(callback);
    // A callback never runs inside the call that brought it.
    await undefined;
    if (callback) call([callback], this.model.all("address"), []);
    return this.model.all("address");
  }

  addToBook(added, removed, tell) {
    const withTags = (row) => (this.tags ? { ...row, tags: this.known?.[`address:${row.key}`] ?? (row.canTag ? [] : null) } : row);
    const before = new Set(this.model.tables.address.keys());
    this.model.apply([...added.map((row) => ({ op: "put", kind: "address", key: row.key, v: withTags(row) })), ...removed.map((key) => ({ op: "del", kind: "address", key }))]);
    if (!tell) return;
    const fresh = added.filter(({ key }) => !before.has(key)).map(({ key }) => this.model.get("address", key)).filter(Boolean);
    const gone = removed.filter((key) => before.has(key));
    if (fresh.length > 0 || gone.length > 0) call(this.bookListeners, fresh, gone);
  }

  // ---- The end ---------------------------------------------------------------------------------------------

  close() {
    if (this.life.aborted) return;
    this.stop();
    this.life.abort();
    clearTimeout(this.timer);
    open.delete(this);
    this.user = null;
  }
}

const textOf = (value) => (typeof value === "string" && value !== "" ? value : undefined);

/** What each frame does. */
const FRAMES = {
  welcome(session, { feed, seq, resumed, pbxVersion, lite, user }) {
    if (pbxVersion !== undefined) {
      session.version ??= pbxVersion;
      if (!wasm.ipcortexSameVersion(String(session.version), String(pbxVersion))) return session.step("fail", session.error(VERSION));
    }
    session.welcomed = true;
    session.feedName = feed;
    session.lite = Boolean(lite);
    if (lite) session.idle = true;
    if (user) session.user = { ...session.user, ...user };
    if (!resumed) return session.rules.count(seq);
    session.step("whole");
    return session.resubscribe();
  },
  snap(session, { objects = {}, last }) {
    const parts = (session.pending ??= {});
    for (const [kind, rows] of Object.entries(objects)) if (Array.isArray(rows)) (parts[kind] ??= []).push(...rows);
    if (!last) return;
    session.pending = undefined;
    const merge = session.rules.state().state === "live";
    session.snapshot(parts, merge);
    if (merge) return;
    // Lines come in a frame of their own; those of this feed are all it has.
    session.step("whole");
    session.resubscribe();
  },
  delta: (session, { ops }) => void (Array.isArray(ops) && session.model.apply(ops.filter((op) => typeof op === "object" && op !== null))),
  lines: (session, frame) => session.setLines(frame),
  book(session, { rev, added = [], removed = [] }) {
    if (session.book === undefined) return;
    session.book = rev ?? session.book;
    session.addToBook(added, removed, true);
  },
  tags(session, { set = {} }) {
    if (!session.tags) return;
    session.known = { ...session.known, ...set };
    session.model.apply(
      Object.entries(set).map(([target, tags]) => {
        const [kind, ...rest] = target.split(":");
        return { op: "patch", kind, key: rest.join(":"), v: { tags } };
      }),
    );
  },
  ack(session, { id, ok, errno, message }) {
    const waiting = session.acks.get(id);
    session.acks.delete(id);
    if (ok) waiting?.resolve();
    else waiting?.reject(session.error(errno ?? 90, textOf(message)));
  },
  err(session, { errno = 90, message, retryAfter }) {
    const error = session.error(errno, textOf(message));
    hide(error, { retryAfterMs: retryAfter });
    session.step("fail", error);
  },
};

Session.prototype.resubscribe = function () {
  if (this.tags) {
    this.acknowledged({ t: "sub", topic: "tags", on: true }).catch(() => {});
    this.ask("tags").then((tags) => this.tags && this.showTags(tags ?? {}), () => {});
  }
  if (this.book === undefined) return;
  this.acknowledged({ t: "sub", topic: "book", on: true }).catch(() => {});
  this.ask("addressbook", this.book).then(({ rev, added = [], removed = [] }) => {
    if (this.book === undefined) return;
    this.book = rev ?? this.book;
    this.addToBook(added, removed, true);
  }, () => {});
};

/** What methods of entities ask for. */
function actions(session) {
  const run = (promise, callback) => withCallbacks(promise, callback && (() => callback(true)));
  const control = async (operation, call_, more) => session.ask("callOp", { op: operation, device: call_.device?.name, cid: call_.cid, ...more });
  return {
    me: () => session.user?.id ?? null,
    async missing(name) {
      throw session.error(REFUSED, `${name} is not supported`, name);
    },
    dial(device, number, callback) {
      if (typeof device?.name !== "string") return Promise.reject(session.refuse("dial(…): `device` must be a Device"));
      if ((typeof number !== "string" && typeof number !== "number") || number === "") return Promise.reject(session.refuse("dial(number): `number` must be a filled string"));
      const { name, autoanswer, autohold } = device;
      return run(session.ask("callOp", { op: "dial", device: name, number: String(number), autoanswer, autohold }), callback);
    },
    control: (operation, which, callback) => run(control(operation, which).then(() => undefined), callback),
    transfer(which, target, callback) {
      const number = typeof target === "object" && target !== null ? (target.number ?? target.extension) : target;
      const valid = typeof number === "string" && number !== "";
      const sent = valid ? control("send", which, { target: number }).then(() => undefined) : Promise.reject(session.refuse("send(target): `target` must be a filled string"));
      if (typeof callback !== "function") return sent;
      return withCallbacks(sent, () => callback(null, ""), (errno, text) => callback(errno ?? true, text));
    },
    async photo(id, size) {
      return `${session.host}/api/image.whtm/${encodeURIComponent(id)}/${encodeURIComponent(size)}`;
    },
    tag(entity, target, given) {
      if (!Array.isArray(given)) throw session.refuse("tags must be an array of strings");
      const tags = [...new Set(given.map((tag) => String(tag).trim().replace(/^#/, "")).filter(Boolean))];
      const before = entity.tags;
      session.model.assume(entity, { tags });
      session.ask("setTags", target, tags).then(
        () => {
          session.known = { ...session.known, [target]: tags };
        },
        (error) => {
          session.model.assume(entity, { tags: before });
          session.tellError(error.errno === REFUSED ? error : session.error(REFUSED, error.description));
        },
      );
    },
  };
}

