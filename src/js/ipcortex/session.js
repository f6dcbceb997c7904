// What stands behind `IPCortex.PBX`: it moves frames from an adapter into the model, and lets the page hear. The life of the feed,
// the order of frames and the meaning of failures are decided in src/vendors/ipcortex.

import { hide, isPbxError } from "../errors.js";
import { makeFeed } from "../feed.js";
import { LONGEST_MS, pause } from "../http.js";
import { Life } from "../life.js";
import { warnOnce } from "../value.js";
import { ipcx } from "./ipcx.js";
import { call, isRow, KEYS, listOf, Model } from "./model.js";
import { makeTypes } from "./types.js";

/** Numbers that are used by name here; src/vendors/ipcortex/errno.rs explains them all. */
const [INTERNAL, LOGGED_OUT, NOT_READY, BACKEND, REFUSED, VERSION] = [1, 2, 3, 90, 99, 100];

const ALL = { device: true, mailbox: true, queue: true, presence: true };

/** How long a PBX may take to say yes or no to a frame. */
const ANSWER_MS = 10_000;

/** Before what could not be read after a new link is read again; doubled each time, up to the last. */
const [FIRST_MS, LAST_MS] = [1_000, 60_000];

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
  constructor(decide, given) {
    const host = {};
    this.rules = decide(given, host);
    Object.assign(this, host, { life: new Life(), user: null, hostName: undefined, idle: false, lite: false, version: undefined });
    Object.assign(this, { welcomed: false, held: [], hidden: false });
    const { feed, changed } = makeFeed();
    Object.assign(this, { feed, changed, gaps: [], turns: [] });
    this.settings = this.rules.feed(undefined, undefined);
    this.errorCallbacks = [];
    this.waiting = [];
    this.loadWaiters = [];
    this.lineListeners = [];
    this.bookListeners = [];
    /** Up to which revision all of the address book is known. */
    this.book = undefined;
    /** Welcomes so far, and how many there had been when that was asked for: news of a later link do not tell what was missed. */
    this.welcomes = 0;
    this.bookWelcomes = 0;
    this.ice = { stun: null, turn: null };
    this.acks = new Map();
    this.ids = 0;
    this.links = 0;
    /** How often everything was forgotten: what was asked for before is of no use after. */
    this.age = 0;
    this.tagging = false;
    /** Tags that changed while others are being loaded. */
    this.newerTags = new Set();
    const { Types, kinds } = makeTypes(actions(this));
    this.Types = Types;
    this.model = new Model(kinds, (others) => this.tellLines(others));
    this.subid = this.options.subid ?? `t${Math.random().toString(36).slice(2, 10)}`;
    const { adapter = "ipcx/1", host: address, baseUrl, signal } = this.options;
    const place = "installIPCortex(options)";
    if (address !== undefined && baseUrl !== undefined) throw this.refuse(`${place}: \`host\` and \`baseUrl\` are the same thing: give one`);
    if (typeof adapter !== "string" && (typeof adapter !== "object" || adapter === null)) throw this.refuse(`${place}: \`adapter\` must be "ipcx/1" or an object`);
    if (typeof adapter === "string" && adapter !== "ipcx/1") throw this.refuse(`${place}: there is no adapter ${JSON.stringify(adapter)}`);
    this.adapter = typeof adapter === "string" ? ipcx(this) : adapter;
    const where = address ?? baseUrl;
    if (where !== undefined) this.setHost(where, place);
    if (signal?.aborted) this.close();
    else if (signal) this.endWith(signal);
  }

  /** A signal may outlive many of these. */
  endWith(signal) {
    const self = new WeakRef(this);
    const listener = () => self.deref()?.close();
    signal.addEventListener("abort", listener, { once: true });
    this.letGo = () => signal.removeEventListener("abort", listener);
  }

  /** One thing after another: what listeners ask for while something is happening comes after it. */
  inTurn(run) {
    this.turns.push(run);
    if (this.turns.length > 1) return;
    for (; this.turns.length > 0; this.turns.shift()) call([this.turns[0]]);
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
    let said = {};
    try {
      if (isPbxError(thrown)) return thrown;
      const { errno, description, message, retryAfter } = Object(thrown);
      said = { errno: errnoOf(errno), description, message, retryAfter };
    } catch {
      // What cannot be read says nothing.
    }
    const { errno, description, message, retryAfter } = said;
    const error = this.error(errno ?? INTERNAL, textOf(description) ?? (errno && textOf(message)), operation);
    hide(error, { cause: thrown, retryAfterMs: numberOf(retryAfter) });
    return error;
  }

  /** An error with what was behind it. */
  because(error, cause) {
    hide(error, { cause });
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
    const list = this.rules.on(event, errnoOf(error?.errno) ?? INTERNAL, numberOf(error?.retryAfterMs));
    for (let at = 0; at < list.length; at += 2) this.act(list[at], list[at + 1], error);
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
        return this.settle(({ resolve }) => resolve());
      case "reject":
        return this.settle(({ reject }) => reject(said ?? this.error(number, this.rejection, "startFeed")));
      case "tell":
        return this.tellError(said ?? this.error(number, undefined, "startFeed"));
      case "ping":
        return this.send({ t: "ping", n: (this.ids += 1) });
      case "gap":
        return this.tellGap(Date.now() - number);
      default:
        return this.showState();
    }
  }

  settle(how) {
    for (const waiting of this.waiting.splice(0)) how(waiting);
  }

  /** Waits for the start that is under way. */
  whenStarted() {
    return new Promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }

  setTimer() {
    clearTimeout(this.timer);
    const { wakeIn, open: on } = this.rules.state();
    if (wakeIn !== undefined) this.timer = setTimeout(() => this.inTurn(() => this.step("tick")), Math.min(wakeIn, LONGEST_MS));
    if (!on) open.delete(this);
  }

  showState() {
    const { state, failures, retryIn } = this.rules.state();
    const before = this.feed.getSnapshot();
    const since = before.state === state ? before.since : Date.now();
    this.changed(retryIn === undefined ? { state, since, failures } : { state, since, failures, retryAt: Date.now() + retryIn });
  }

  tellError(error) {
    if (this.life.aborted) return;
    if (error.errno === LOGGED_OUT) this.user = null;
    const { onAuthRequired } = this.options;
    if (error.errno === LOGGED_OUT && onAuthRequired) later(() => call([onAuthRequired], error));
    const { errorCB } = this.settings;
    const listeners = [...this.errorCallbacks, ...(typeof errorCB === "function" && !this.errorCallbacks.includes(errorCB) ? [errorCB] : [])];
    if (listeners.length === 0) warnOnce(`softphone-admin: IPCortex: ${error.message} (errno ${error.errno}); give startFeed an error callback to hear of it`);
    later(() => call(listeners, error.errno, error.description));
  }

  tellGap(from) {
    call(this.gaps, { from, to: Date.now() });
  }

  /** Starts the feed, or goes on with it; `failed` is an error callback beside the one of the options. */
  start(options, failed) {
    return new Promise((resolve, reject) => {
      this.inTurn(() => {
        if (this.life.aborted) return reject(this.error(INTERNAL, "this IPCortex is closed", "startFeed"));
        const { state } = this.rules.state();
        const before = this.settings;
        try {
          this.settings = this.rules.feed(options ?? undefined, state === "paused" ? before : undefined);
        } catch (error) {
          return reject(error);
        }
        const { datasets, pingtime, clamped } = this.settings;
        if (clamped) console.warn(`softphone-admin: startFeed: \`pingtime\` is from 10 to 999 seconds; ${pingtime} is used`);
        if (failed) this.errorCallbacks = [failed];
        else if (state === "closed" || state === "idle") this.errorCallbacks = [];
        this.rules.tune(this.settings);
        this.rejection = undefined;
        this.waiting.push({ resolve, reject });
        const anew = JSON.stringify(datasets) !== JSON.stringify(before.datasets);
        // Another feed than that of before.
        if (anew) this.feedName = undefined;
        this.step(anew ? "restart" : "start");
      });
    });
  }

  pause() {
    return this.leave("pause", "paused");
  }

  stop() {
    return this.leave("stop", "stopped");
  }

  leave(event, rejection) {
    return new Promise((resolve) => {
      this.inTurn(() => {
        this.rejection = rejection;
        this.step(event);
        // Where there is no feed there may be what `fetchData` has loaded.
        if (event === "stop" && this.loaded) this.clear();
        resolve();
      });
    });
  }

  clear() {
    this.age += 1;
    [this.lineListeners, this.bookListeners, this.book, this.tagging, this.loaded] = [[], [], undefined, false, false];
    this.rules.count(undefined);
    this.feedName = undefined;
    this.model.clear();
  }

  unlink(code) {
    const { link } = this;
    this.links += 1;
    this.link = undefined;
    Object.assign(this, { welcomed: false, pending: undefined, held: [] });
    for (const { resolve } of this.acks.values()) resolve(false);
    this.attempt?.abort();
    this.attempt = undefined;
    if (typeof link?.close === "function") later(() => call([() => link.close(code)]));
  }

  /** Opens a link; whatever happens to an older one is nobody's business. */
  async connect() {
    const turn = (this.links += 1);
    const attempt = new Life();
    this.attempt = attempt;
    const { seq } = this.rules;
    this.asked = this.feedName !== undefined && seq !== undefined ? { feed: this.feedName, seq } : undefined;
    const hello = { datasets: this.settings.datasets ?? ALL, idle: this.idle, ...(this.asked && { resume: this.asked }) };
    const current = (run) => this.inTurn(() => turn === this.links && run());
    // An adapter may bring frames before it has given its link.
    let early = [];
    const hear = (frame) => {
      if (early) early.push(frame);
      else current(() => this.heard(frame));
    };
    try {
      const link = await this.ask("openFeed", hello, hear, attempt);
      if (typeof link?.send !== "function") throw this.error(INTERNAL, "the adapter's openFeed brought nothing to send with", "openFeed");
      if (turn !== this.links) return void link.close?.(1000);
      this.link = link;
      current(() => (this.rules.opened(), this.setTimer()));
      const frames = early;
      early = undefined;
      for (const frame of frames) hear(frame);
    } catch (error) {
      current(() => this.step("fail", error));
    }
  }

  /** Something came on the link. Whatever it is, it cannot hurt more than this link. */
  heard(frame) {
    try {
      if (!isRow(frame) || (frame.v !== undefined && frame.v !== 1)) return this.refuseFrame();
      if (frame.t === "closed") return this.step("fail", this.error(this.rules.closed(numberOf(frame.code) ?? 1006, this.welcomed), textOf(frame.reason)));
      this.rules.heard();
      if (CHANGES.includes(frame.t)) {
        if (!this.welcomed) return this.refuseFrame();
        if (!this.rules.next(numberOf(frame.seq))) return this.resync(numberOf(frame.seq));
      }
      if (Object.hasOwn(FRAMES, frame.t)) FRAMES[frame.t](this, frame);
    } catch {
      // It may have been taken in part.
      this.feedName = undefined;
      this.refuseFrame();
    }
  }

  refuseFrame() {
    this.step("fail", this.error(BACKEND, "the PBX sent what is no frame, or out of place"));
  }

  /** A frame is missing, or one came twice. */
  resync(seq) {
    // What was there already changes nothing.
    if (seq <= this.rules.seq) return;
    this.step("resync");
  }

  /** Takes all that a PBX has to tell, or with `merge` something more. */
  snapshot(objects, lines, merge) {
    const { model } = this;
    const me = this.user?.id;
    const own = (kind, entity) => model.isOwn(kind, entity, me);
    // While idle, what others do is hidden, not gone; on leaving that, all but the own is told.
    const isRest = this.hidden && !this.idle;
    const stays = merge ? (isRest ? own : () => true) : this.idle ? (...given) => !own(...given) : () => false;
    if (!merge || isRest) this.hidden = this.idle;
    model.replace(objects, stays, lines);
    this.loaded = true;
    for (const { resolve } of this.loadWaiters.splice(0)) resolve();
  }

  /** Waits until something is loaded. */
  whenLoaded() {
    return new Promise((resolve, reject) => {
      if (this.life.aborted) reject(this.error(INTERNAL, "this IPCortex is closed"));
      else this.loadWaiters.push({ resolve, reject });
    });
  }

  tellLines(others) {
    for (const { callback, owned } of [...this.lineListeners]) if (others[owned ? "owned" : "used"]) call([callback], this.model.linesOf(owned));
  }

  // ---- Asking over the link --------------------------------------------------------------------------------

  send(frame) {
    call([() => this.link?.send(frame)]);
  }

  /** Sends a frame that the PBX says yes or no to; false where the link is lost before. */
  async acknowledged(frame) {
    const id = (this.ids += 1);
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        if (!this.isLive()) return resolve(false);
        timer = setTimeout(() => reject(this.error(INTERNAL, "the PBX did not answer")), ANSWER_MS);
        this.acks.set(id, { resolve, reject });
        return this.send({ ...frame, id });
      });
    } finally {
      clearTimeout(timer);
      this.acks.delete(id);
    }
  }

  subscribe(topic, on) {
    return this.acknowledged({ t: "sub", topic, on });
  }

  isLive() {
    return this.link !== undefined && this.rules.state().state === "live";
  }

  async setIdle(enable) {
    if (!enable && this.lite) throw this.error(REFUSED, "idle mode cannot be left here", "setIdle");
    const before = this.idle;
    this.idle = enable;
    if (!this.isLive() || before === enable) return;
    this.hidden ||= enable;
    try {
      // Where the link is lost, the next hello says it.
      await this.acknowledged({ t: "mode", idle: enable });
    } catch (error) {
      this.idle = before;
      throw error;
    }
  }

  async fetch() {
    const { state } = this.rules.state();
    if (state === "live") return undefined;
    if (["connecting", "retrying"].includes(state)) return this.whenStarted();
    const reply = await this.ask("snapshot", { datasets: this.settings.datasets ?? ALL, idle: this.idle });
    if (this.rules.state().open) return this.fetch();
    this.inTurn(() => {
      // Frames of before would be older than this.
      this.feedName = undefined;
      this.snapshot(reply?.objects ?? {}, reply?.lines ?? {}, false);
    });
    return undefined;
  }

  // ---- Tags and the address book ---------------------------------------------------------------------------

  async enableTags() {
    const before = this.tagging;
    this.tagging = true;
    try {
      await this.loadTags();
    } catch (error) {
      this.tagging = before;
      throw error;
    }
  }

  async loadTags() {
    const newer = new Map();
    const { age } = this;
    this.newerTags.add(newer);
    try {
      await this.subscribe("tags", true);
      const tags = await this.ask("tags");
      const all = Object.entries(isRow(tags) ? tags : {}).filter(([, list]) => Array.isArray(list));
      if (!this.tagging || age !== this.age) return;
      this.inTurn(() => this.model.retag(undefined, () => (this.model.tags = new Map([...all, ...newer]))));
    } finally {
      this.newerTags.delete(newer);
    }
  }

  async disableTags() {
    this.tagging = false;
    await this.subscribe("tags", false).catch(() => {});
    if (!this.tagging) this.inTurn(() => this.model.retag(undefined, () => (this.model.tags = undefined)));
  }

  setTags(set) {
    const tags = Object.entries(set).filter(([, list]) => Array.isArray(list));
    for (const newer of this.newerTags) for (const [target, list] of tags) newer.set(target, list);
    const { model } = this;
    if (model.tags === undefined) return;
    model.retag(tags.map(([target]) => target), () => {
      for (const [target, list] of tags) model.tags.set(target, list);
    });
  }

  async addressbook(callback) {
    if (!this.loaded) throw this.error(NOT_READY, "nothing is loaded: call startFeed or fetchData first", "getAddressbook");
    if (this.book === undefined) await this.readBook();
    // A callback never runs inside the call that brought it.
    await undefined;
    const isOn = this.rules.state().open || this.rules.state().state === "paused";
    if (callback && !this.bookListeners.includes(callback) && isOn) this.bookListeners.push(callback);
    if (callback) call([callback], this.model.all("address"), []);
    return this.model.all("address");
  }

  readBook() {
    return (this.loading ??= this.loadBook().finally(() => (this.loading = undefined)));
  }

  /** All of it, or what has changed since it was there last. */
  async loadBook() {
    const { age, book: since, welcomes } = this;
    const frames = (this.bookFrames = []);
    let reply;
    try {
      // Where it is refused there is the book, but no news of it.
      await this.subscribe("book", true).catch((error) => {
        if (error.retryable && since !== undefined) throw error;
      });
      reply = await this.ask("addressbook", since);
    } catch (error) {
      if (since !== undefined && age === this.age) this.inTurn(() => frames.forEach((frame) => this.changeBook(frame)));
      throw error;
    } finally {
      this.bookFrames = undefined;
    }
    if (age !== this.age) throw this.error(INTERNAL, "stopped", "getAddressbook");
    const rev = numberOf(reply?.rev) ?? 0;
    const added = listOf(reply?.added);
    // A PBX that counts anew tells all that it has.
    const isWhole = since === undefined || rev < since;
    const kept = new Set(added.map((row) => row?.key));
    const removed = isWhole ? this.model.all("address").map(({ key }) => key).filter((key) => !kept.has(key)) : listOf(reply?.removed);
    this.inTurn(() => {
      [this.book, this.bookWelcomes] = [rev, welcomes];
      this.changeBook({ rev, added, removed });
      for (const frame of frames) if (!(frame.rev <= rev)) this.changeBook(frame);
    });
  }

  changeBook({ rev, added, removed }) {
    // Otherwise what was missed before is still to be asked for.
    if (this.bookWelcomes === this.welcomes) this.book = numberOf(rev) ?? this.book;
    const rows = listOf(added).filter(isRow);
    const change = this.model.apply([
      ...rows.map((row) => ({ op: "put", kind: "address", key: row.key, v: row })),
      ...listOf(removed).map((key) => ({ op: "del", kind: "address", key })),
    ]);
    const isAddress = (entity) => entity.constructor.kind === "address";
    const [fresh, gone] = [[...change.fresh].filter(isAddress), [...change.gone].map(({ key }) => key)];
    if (fresh.length > 0 || gone.length > 0) call(this.bookListeners, fresh, gone);
  }

  /** After a new link: what may have changed of these meanwhile. */
  refresh() {
    if (this.tagging) this.readAgain(() => this.tagging && this.loadTags());
    // What is being loaded may be of the time before this link.
    if (this.book !== undefined || this.loading !== undefined) this.readAgain(() => this.readBook(), this.loading);
  }

  /** Reads something until it is there, the PBX refuses it, or the link ends: the next one begins anew. */
  async readAgain(read, before) {
    const { attempt } = this;
    await before?.catch(() => {});
    for (let ms = FIRST_MS; !attempt.aborted; ms = Math.min(2 * ms, LAST_MS)) {
      try {
        return void (await read());
      } catch ({ retryable, retryAfterMs }) {
        if (!retryable) return;
        await pause([attempt], Math.min(Math.max(ms, retryAfterMs ?? 0), LONGEST_MS)).catch(() => {});
      }
    }
  }

  // ---- The end ---------------------------------------------------------------------------------------------

  close() {
    this.inTurn(() => {
      if (this.life.aborted) return;
      this.life.abort();
      this.letGo?.();
      this.rejection = "closed";
      this.step("stop");
      if (this.loaded) this.clear();
      for (const { reject } of this.loadWaiters.splice(0)) reject(this.error(INTERNAL, "this IPCortex is closed"));
      this.user = null;
    });
  }
}

const textOf = (value) => (typeof value === "string" && value !== "" ? value : undefined);
const numberOf = (value) => (Number.isFinite(value) ? value : undefined);
const errnoOf = (value) => (Number.isInteger(value) && value > 0 && value < 1000 ? value : undefined);

/** Frames that change something; they are numbered. */
const CHANGES = ["snap", "delta", "lines", "book", "tags"];

/** What each frame does. */
const FRAMES = {
  welcome(session, { feed, seq, resumed, pbxVersion, lite, user }) {
    if (session.welcomed) return session.refuseFrame();
    if (typeof pbxVersion === "string") {
      session.version ??= pbxVersion;
      if (!session.rules.sameVersion(session.version, pbxVersion)) return session.step("fail", session.error(VERSION));
    }
    session.welcomed = true;
    session.welcomes += 1;
    session.feedName = textOf(feed);
    session.lite = Boolean(lite);
    if (lite) session.idle = true;
    if (isRow(user)) session.user = { ...session.user, ...user };
    if (resumed && session.asked) {
      session.step("whole");
      return session.refresh();
    }
    session.rules.count(numberOf(seq));
    session.named = undefined;
    return undefined;
  },
  snap(session, { objects, last, lines }) {
    const parts = (session.pending ??= {});
    for (const kind of Object.keys(KEYS)) if (Array.isArray(objects?.[kind])) (parts[kind] ??= []).push(...objects[kind]);
    if (isRow(lines)) session.named = lines;
    if (!last) return;
    session.pending = undefined;
    const isMore = session.rules.state().state === "live";
    // Lines have a frame of their own, which may come later; until then the user's own devices are all there is.
    const owned = listOf(parts.device).filter((row) => isRow(row) && row.ownerID === session.user?.id).map(({ name }) => name);
    session.snapshot(parts, isMore ? lines : (session.named ?? { used: owned, owned }), isMore);
    for (const ops of session.held.splice(0)) session.model.apply(ops);
    if (isMore) return;
    session.step("whole");
    session.refresh();
  },
  delta(session, { ops }) {
    // In the middle of a snapshot it is newer than what is to come.
    if (session.rules.state().state === "live") session.model.apply(listOf(ops));
    else session.held.push(listOf(ops));
  },
  lines(session, lines) {
    session.named = lines;
    if (session.rules.state().state === "live") session.model.setLines(lines);
  },
  book(session, frame) {
    if (session.bookFrames) session.bookFrames.push(frame);
    else if (session.book !== undefined) session.changeBook(frame);
  },
  tags: (session, { set }) => isRow(set) && session.setTags(set),
  ack(session, { id, ok, errno, message }) {
    const waiting = session.acks.get(id);
    if (ok) waiting?.resolve(true);
    else waiting?.reject(session.error(errnoOf(errno) ?? BACKEND, textOf(message)));
  },
  err(session, { errno, message, retryAfter }) {
    const error = session.error(errnoOf(errno) ?? BACKEND, textOf(message));
    hide(error, { retryAfterMs: numberOf(retryAfter) });
    session.step("fail", error);
  },
};

/** What methods of entities ask for. */
function actions(session) {
  const optional = (callback, place) => {
    if (callback !== undefined && callback !== null && typeof callback !== "function") throw session.refuse(`${place}: \`callback\` must be a function`);
    return callback ?? undefined;
  };
  /** Asks for something that a callback may be told of, which hears of successes only. */
  const ask = async (place, callback, operation) => {
    const done = optional(callback, place);
    return withCallbacks(session.ask("callOp", operation), done && (() => done(true)));
  };
  return {
    me: () => session.user?.id ?? null,
    async missing(name) {
      throw session.error(REFUSED, `${name} is not supported`, name);
    },
    async dial(device, number, callback) {
      if (typeof device?.name !== "string") throw session.refuse("dial(…): `device` must be a Device");
      const isNumber = (typeof number === "string" && number !== "") || Number.isFinite(number);
      if (!isNumber) throw session.refuse("dial(number): `number` must be a filled string");
      const { name, autoanswer, autohold } = device;
      return ask("dial(…, callback)", callback, { op: "dial", device: name, number: String(number), autoanswer, autohold });
    },
    async control(op, { device, cid }, callback) {
      await ask(`${op}(callback)`, callback, { op, device: device?.name, cid });
    },
    transfer({ device, cid }, target, callback) {
      const send = async () => {
        optional(callback, "send(target, callback)");
        const number = typeof target === "object" && target !== null ? (target.number ?? target.extension) : target;
        if (typeof number !== "string" || number === "") throw session.refuse("send(target): `target` must be a filled string");
        await session.ask("callOp", { op: "send", device: device?.name, cid, target: number });
      };
      if (typeof callback !== "function") return send();
      return withCallbacks(send(), () => callback(null, ""), (errno, text) => callback(errno ?? true, text));
    },
    async photo(id, size) {
      if (typeof size !== "string" && typeof size !== "number") throw session.refuse("photo(size): `size` must be a string or a number");
      const path = `/api/image.whtm/${encodeURIComponent(id)}/${encodeURIComponent(size)}`;
      const flaw = session.rules.pathFlaw(path);
      if (flaw !== undefined) throw session.refuse(`photo(size): the path of a picture ${flaw}`);
      return session.host + path;
    },
    tag(target, given) {
      if (!Array.isArray(given) || !given.every((tag) => typeof tag === "string")) throw session.refuse("tags must be an array of strings");
      const tags = [...new Set(given.map((tag) => tag.trim().replace(/^#/, "").trim()).filter(Boolean))];
      const { model } = session;
      const before = model.tags?.get(target);
      model.retag([target], () => model.tags?.set(target, tags));
      session.ask("setTags", target, tags).catch((error) => {
        // Unless they are others by now.
        if (model.tags?.get(target) === tags) model.retag([target], () => (before ? model.tags.set(target, before) : model.tags.delete(target)));
        session.tellError(error.errno === REFUSED ? error : session.error(REFUSED, error.description));
      });
    },
  };
}
