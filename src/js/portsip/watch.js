// Live status of trunks: by the PBX's events (WSI) where it has them and lets this client hear them, by asking again otherwise.

import { onAbort, watchRequest } from "../http.js";
import { dropSocket, FRAME, OPENED, openSocket } from "../socket.js";
import { failed, invalid, scopeOf } from "./calls.js";
import { parse } from "./json.js";
import { idsOf, statuses } from "./trunks.js";

const INTERVAL_MS = 10_000;
const LEAST_MS = 2_000;
/** After failures the pause grows up to this. */
const MOST_MS = 300_000;
const WSI_PORT = 8885;
/** A socket that does not open is given up after this. */
const OPENING_MS = 30_000;
/** From a loss to the next opening: doubled each time from the first, up to the last, and any part of that by chance. */
const [FIRST_RETRY_MS, LAST_RETRY_MS] = [1_000, 30_000];
const TOPICS = [{ topic: "trunk_events", keys: ["trunk_connected", "trunk_disconnected"] }];
const EVENTS = { trunk_connected: "ONLINE", trunk_disconnected: "OFFLINE" };

export const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Clients that watch: a page that keeps none of its variables still hears of changes. */
const open = new Set();

export function watch(client, options) {
  const { own } = scopeOf(client, "watch", options);
  const { intervalMs = INTERVAL_MS, onStatus } = own;
  const refuse = (key, rule) => {
    throw invalid("watch", `watch(options): \`${key}\` ${rule}`);
  };
  if (intervalMs < LEAST_MS) refuse("intervalMs", `must be ${LEAST_MS} at least`);
  const wsi = own.wsi ?? {};
  const { url, name, password } = typeof wsi === "string" ? { url: wsi } : wsi;
  const known = wsi === false || ["string", "object"].includes(typeof wsi);
  if (!known || (url !== undefined && !/^wss?:\/\/\S+$/.test(url))) refuse("wsi", "must be a ws(s) address, `{ url, name, password }` or false");
  if (typeof name !== typeof password || name === "" || password === "") refuse("wsi", "needs `name` and `password`, or neither");
  const ids = own.ids === undefined || own.ids === null ? undefined : new Set(idsOf(client, "watch", own.ids));
  const wanted = { ids, intervalMs, onStatus, wsi: wsi !== false && { url, who: name && { name, password } } };
  client.watcher ??= new Watcher(client);
  const { watcher } = client;
  watcher.add(wanted);
  let free;
  const stop = () => {
    free?.();
    watcher.remove(wanted);
  };
  free = onAbort([own.signal].filter(Boolean), stop);
  return { stop, [DISPOSE]: stop };
}

/** What a client does while somebody watches. */
class Watcher {
  constructor(client) {
    Object.assign(this, { client, wanted: new Set(), failures: 0 });
  }

  add(wanted) {
    this.wanted.add(wanted);
    if (this.wanted.size > 1) return void this.poll();
    open.add(this.client);
    this.ended = false;
    this.who = wanted.wsi.who;
    const url = this.wsiUrl(wanted);
    if (url) this.open(url);
    else this.changed("connecting");
    this.poll();
  }

  remove(wanted) {
    if (!this.wanted.delete(wanted) || this.wanted.size > 0) return;
    this.end();
  }

  /** Ends it for good; another watch begins anew. */
  end() {
    if (this.ended) return;
    this.ended = true;
    this.wanted.clear();
    clearTimeout(this.timer);
    this.polling?.abort();
    this.drop();
    this.client.watcher = undefined;
    open.delete(this.client);
    this.changed("closed");
  }

  changed(state, more = {}) {
    // A listener has ended it meanwhile.
    if (this.ended && state !== "closed") return;
    const { getSnapshot } = this.client.feed;
    const since = getSnapshot().state === state ? getSnapshot().since : Date.now();
    this.client.changed({ state, since, failures: this.failures, ...more });
  }

  // ---- By asking -------------------------------------------------------------------------------------------

  async poll() {
    clearTimeout(this.timer);
    if (this.ended) return;
    if (this.polling) {
      this.again = true;
      return;
    }
    const polling = new AbortController();
    this.polling = polling;
    this.heardOf = new Set();
    const began = Date.now();
    try {
      const scope = scopeOf(this.client, "statuses", { signal: polling.signal });
      const ids = this.ids();
      const rows = await statuses(this.client, scope, ids, true);
      if (this.ended) return;
      this.took(rows, "poll");
      this.asked = ids;
      this.polled(began);
    } catch (error) {
      if (this.ended) return;
      this.missed(error);
    } finally {
      if (this.polling === polling) this.polling = undefined;
    }
    if (this.again) {
      this.again = false;
      this.poll();
    }
  }

  /** Ids that are watched; nothing where somebody watches all. */
  ids() {
    const sets = [...this.wanted].map(({ ids }) => ids);
    return sets.includes(undefined) ? undefined : [...new Set(sets.flatMap((set) => [...set]))];
  }

  polled(began) {
    if (!this.live) this.pollIn(this.interval());
    if (this.url) return;
    const { lastGood = began, failures } = this;
    [this.lastGood, this.failures] = [began, 0];
    this.changed("live");
    if (failures > 0) this.gap(lastGood, began);
  }

  missed(error) {
    if (!this.url) this.failures += 1;
    const doubled = Math.min(this.interval() * 2 ** Math.min(this.failures, 10), MOST_MS);
    // A network comes back by itself. Who is refused again and again may be locked out.
    const patient = error.kind === "rate-limit" || !error.retryable;
    const pause = Math.max(error.retryAfterMs ?? 0, patient ? doubled : this.interval());
    this.pollIn(pause);
    if (!this.url) this.changed("retrying", { retryAt: Date.now() + pause });
  }

  pollIn(ms) {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => this.poll(), ms);
  }

  interval() {
    return Math.min(...[...this.wanted].map(({ intervalMs }) => intervalMs));
  }

  took(rows, source) {
    const before = this.known;
    const known = new Map(before);
    const changes = [];
    for (const { id, name, status } of rows) {
      // Of what was heard meanwhile an answer may know less.
      if (status === undefined || (source === "poll" && this.heardOf.has(id))) continue;
      const old = before?.get(id);
      known.set(id, { id, name: name ?? old?.name, status });
      // One that nobody asked about before is not news.
      const isNews = old || source === "wsi" || !this.asked || this.asked.includes(id);
      if (before && isNews && old?.status !== status) changes.push({ id, name: name ?? old?.name, from: old?.status, to: status, at: Date.now(), source });
    }
    this.known = known;
    for (const change of changes) this.tell(change);
  }

  tell(change) {
    for (const { ids, onStatus } of [...this.wanted]) if (!ids || ids.has(change.id)) this.client.tell(onStatus, { ...change });
    if ([...this.wanted].some(({ ids }) => !ids || ids.has(change.id))) this.client.emit("status", change);
  }

  gap(from, to) {
    this.client.emit("gap", { from, to });
  }

  // ---- By events -------------------------------------------------------------------------------------------

  /** Where the events are; nothing where there are none for this client. */
  wsiUrl({ wsi }) {
    const { newer, options, given, session } = this.client;
    if (newer || !wsi || !(this.who ?? options.credentials ?? given)) return undefined;
    const { hostname } = new URL(session.route("list", "", undefined).url, globalThis.document?.baseURI ?? globalThis.location?.href);
    return wsi.url ?? options.wsiUrl ?? `wss://${hostname}:${WSI_PORT}`;
  }

  /** Opens a socket, and another one whenever it is lost, until the end. No ping is documented, so that there is none. */
  open(url) {
    this.url = url;
    this.changed(this.failures > 0 ? "retrying" : "connecting");
    const { options, hooks } = this.client;
    const told = watchRequest(hooks, "GET", url, "feed", (this.attempts = (this.attempts ?? 0) + 1));
    if (this.ended) return;
    const hear = (news, socket, event) => {
      if (socket !== this.socket) return;
      if (news === FRAME) return void (typeof event.data === "string" && this.heard(event.data));
      if (news !== OPENED) return this.lost(told);
      clearTimeout(this.opening);
      told(101);
      this.greet();
    };
    try {
      this.socket = openSocket(options.WebSocket ?? globalThis.WebSocket, url, hear);
      this.opening = setTimeout(() => this.lost(told), OPENING_MS);
    } catch {
      this.lost(told);
    }
  }

  lost(told) {
    told();
    this.drop();
    if (this.ended) return;
    if (this.live) {
      this.missing = this.heardAt;
      // Until it is back, it is asked.
      this.pollIn(this.interval());
    }
    this.live = false;
    this.failures += 1;
    const pause = Math.random() * Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
    this.opening = setTimeout(() => this.open(this.url), pause);
    this.changed("retrying", { retryAt: Date.now() + pause });
  }

  drop() {
    clearTimeout(this.opening);
    const { socket } = this;
    this.socket = undefined;
    if (socket) dropSocket(socket);
  }

  send(frame) {
    // One that is closing refuses; its close is on the way.
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {}
  }

  /** The socket is open: who we are, then what we want to hear. */
  async greet() {
    const { options, given } = this.client;
    const { socket } = this;
    try {
      const credentials = this.who ?? given ?? options.credentials;
      const { name, username, password } = typeof credentials === "function" ? await credentials() : credentials;
      if (this.socket === socket) this.send({ command: "auth", name: name ?? username, password });
    } catch (cause) {
      this.refused("what gives the credentials threw or rejected", cause);
    }
  }

  heard(text) {
    let frame;
    try {
      frame = parse(text);
    } catch {
      return;
    }
    this.heardAt = Date.now();
    const { event_type: type, status, error } = frame ?? {};
    if (type !== undefined) this.happened(type, frame);
    else if (status === undefined || (status === 0 && this.live)) return;
    else if (status === 0) this.subscribed();
    // Of the credentials, or of the topic: only a tenant may subscribe to it.
    else this.refused(typeof error === "string" ? error : "the PBX refuses the credentials for events");
  }

  subscribed() {
    this.send({ command: "subscribe", topics: TOPICS });
    const { missing } = this;
    [this.live, this.missing, this.failures] = [true, undefined, 0];
    this.changed("live");
    if (missing) this.gap(missing, Date.now());
    // What happened meanwhile.
    this.poll();
  }

  happened(type, { provider_id, trunk_id, id: plain, provider_name, trunk_name, name: own }) {
    const to = EVENTS[type];
    if (!to) return;
    const name = provider_name ?? trunk_name ?? own;
    const id = [provider_id, trunk_id, plain].find((value) => value !== undefined && value !== null);
    const known = id === undefined ? [...(this.known?.values() ?? [])].filter((row) => row.name === name) : [{ id: String(id) }];
    if (known.length !== 1 || !this.known) return void this.poll();
    this.heardOf.add(known[0].id);
    this.took([{ id: known[0].id, name, status: to }], "wsi");
  }

  /** Events are not for these credentials: their absence is no reason to know nothing. */
  refused(message, cause) {
    this.drop();
    this.url = undefined;
    [this.live, this.failures] = [false, 0];
    this.changed("connecting");
    this.client.emit("authFailed", failed(message, { kind: "authentication", reason: "wsi", operation: "watch", cause }));
    this.poll();
  }
}
