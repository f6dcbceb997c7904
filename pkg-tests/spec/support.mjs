// What the specs share. Web standard APIs only: the same files run in Node and in pages.
import { expect } from "chai";
import { connect } from "#control-client";
import { install } from "#fake-timers";
import { simulate as simulateInMemory } from "softphone-admin/simulator";
import { init, isPbxError, PBXOperator, PbxError, Result } from "softphone-admin/yeastar";

export { expect, init, isPbxError, PBXOperator, PbxError, Result };

const { control, engine, all } = globalThis.softphoneTests;
export { control, engine };
export const inNode = engine === "node";

// Taken before any test replaces them.
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
const realNow = performance.now.bind(performance);

/** Node 20 has no WebSocket. */
const NativeWebSocket = globalThis.WebSocket ?? (await import("ws")).WebSocket;

/** A test, with what belongs around each of them. A hook that fails would end mocha's whole run. */
export const it = (name, run, limit = 12_000) => globalThis.it(name, () => around(run, limit)).timeout(limit + 3_000);

/** A test that takes seconds: only with `--all`. */
export const slowly = (name, run) => {
  if (all) it(name, run, 120_000);
};

export const pause = (ms) => new Promise((resolve) => void realSetTimeout(resolve, ms));

/** Waits, in real time, until a condition holds; answers what it answered. */
export async function eventually(condition, ms = 10_000) {
  const end = realNow() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (realNow() > end) throw new Error(`not within ${ms} ms: ${condition}`);
    await pause(3);
  }
}

/** Lets everything run that needs no timer, requests to a PBX in memory included. */
export async function settle() {
  await pause(1);
  const end = realNow() + 80;
  // One that hangs by intent is not waited for.
  while (stages.some((stage) => stage.busy) && realNow() < end) await pause(1);
  await pause(1);
  await pause(1);
}

/** The reason of a promise that must reject. */
export async function rejected(promise) {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`it resolved: ${JSON.stringify(outcome.value)}`);
  return outcome.error;
}

/** What a function that must throw throws. */
export function thrown(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
}

/** Watches a promise without waiting for it. */
export function watch(promise) {
  const state = { settled: false };
  state.done = promise.then(
    (value) => Object.assign(state, { settled: true, value }),
    (error) => Object.assign(state, { settled: true, error }),
  );
  return state;
}

/** Holds some fields of an error against what is wanted. */
export function expectError(error, wanted) {
  expect(error).to.be.instanceOf(Result);
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  expect(got).to.deep.equal(wanted);
}

/** A `runtimeError`, `cdrChange` or `gap` as it comes. */
export function listen(pbx, event) {
  const heard = [];
  pbx.on(event, (payload) => heard.push(payload));
  return heard;
}

// ---- Around each test ------------------------------------------------------------------------------------

let cleanups = [];
let stages = [];
let secrets = new Set();
let reports = [];
let printed = [];
const CONSOLE = ["log", "info", "warn", "error", "debug"];

export const onCleanup = (cleanup) => void cleanups.push(cleanup);
/** A text that must not turn up where it could be seen. */
export const secretly = (text) => (secrets.add(text), text);

async function around(run, limit) {
  [cleanups, stages, secrets, reports, printed] = [[], [], new Set(), [], []];
  const { reportError } = globalThis;
  const methods = Object.fromEntries(CONSOLE.map((name) => [name, console[name]]));
  globalThis.reportError = (error) => void reports.push(error);
  for (const name of CONSOLE) console[name] = (...args) => void printed.push({ name, text: args.map(String).join(" ") });
  const problems = [];
  const attempt = async (step) => {
    try {
      await step();
    } catch (error) {
      problems.push(error);
    }
  };
  let timer;
  const tooLong = new Promise((_, reject) => void (timer = realSetTimeout(reject, limit, new Error(`not done within ${limit} ms`))));
  await attempt(() => Promise.race([run(), tooLong]));
  realClearTimeout(timer);
  for (const cleanup of cleanups.reverse()) await attempt(cleanup);
  for (const stage of stages) {
    await attempt(async () => expect(await stage.close(), "requests that no such PBX has").to.deep.equal([]));
  }
  if (reportError) globalThis.reportError = reportError;
  else delete globalThis.reportError;
  Object.assign(console, methods);
  await attempt(() => expect(reports.map(String), "errors that were reported and not expected").to.deep.equal([]));
  await attempt(() => expect(printed.map(({ text }) => text), "console output that was not expected").to.deep.equal([]));
  if (problems.length > 0) throw problems[0];
}

/** A simulated PBX that is closed after the test, and must not have been asked for what no such PBX has. */
export const onStage = (stage) => (stages.push(stage), stage);

/** What the package reported through `reportError` so far. */
export const takeReports = () => reports.splice(0);
/** What was printed so far. */
export const takePrinted = () => printed.splice(0);

/** Fails when a known secret is in a text. */
export function expectNoSecret(text, where) {
  for (const secret of secrets) expect(String(text).includes(secret), `a secret in ${where}: ${text}`).to.equal(false);
}

/** Everything of an error that anybody could print. */
export function everythingOf(value, seen = new Set()) {
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  if (value === null || seen.has(value)) return "";
  seen.add(value);
  const own = Reflect.ownKeys(value).map((name) => `${String(name)}: ${everythingOf(value[name], seen)}`);
  let json = "";
  try {
    json = JSON.stringify(value);
  } catch {
    // Cyclic; its fields are looked at anyway.
  }
  return [String(value), json, value.message, value.stack, ...own].join("\n");
}

// ---- Simulated PBXs --------------------------------------------------------------------------------------

/** Sockets as they are opened, with their whole addresses. */
function recordingSocket(Class, opened) {
  return class extends Class {
    constructor(url, ...rest) {
      super(url, ...rest);
      opened.push(this);
      const token = new URL(url).searchParams.get("access_token");
      if (token) secretly(token);
    }
  };
}

/** A `fetch` that keeps what it was given. */
export function recordingFetch(inner = (...args) => fetch(...args)) {
  const calls = [];
  const record = (url, options) => {
    calls.push({ url, ...options, headers: Object.fromEntries(new Headers(options.headers)) });
    return inner(url, options);
  };
  return Object.assign(record, { calls });
}

export const isPreflight = ({ method, headers }) => method === "OPTIONS" && "access-control-request-method" in headers;

/** A `fetch` that tells whether it is waiting. */
export function countingFetch(inner) {
  let underWay = 0;
  const counting = async (...args) => {
    underWay += 1;
    try {
      return await inner(...args);
    } finally {
      underWay -= 1;
    }
  };
  return { counting, isBusy: () => underWay > 0 };
}

function stageOf(sim, { WebSocket, fetch, close, state }) {
  const { yeastar } = sim;
  const sockets = [];
  const { counting, isBusy } = countingFetch(fetch);
  const Recording = recordingSocket(WebSocket, sockets);
  const stage = {
    sim,
    clock: sim.clock,
    url: yeastar.url,
    host: new URL(yeastar.url).host,
    username: yeastar.credentials.username,
    secret: secretly(yeastar.credentials.secret),
    /** The page's sockets, all that were ever opened. */
    sockets,
    get busy() {
      return isBusy() || sockets.some(({ readyState }) => readyState === 0);
    },
    get urls() {
      return sockets.map(({ url }) => url);
    },
    emit: (event) => yeastar.emit(event),
    fault: (match, fault) => yeastar.fault(match, fault),
    placeCall: (call = { from: "1001", to: "1000", talkSeconds: 12 }) => yeastar.placeCall(call),
    revokeTokens: (options = {}) => yeastar.revokeTokens(options),
    credentialsOf: (extension) => yeastar.credentialsOf(extension),
    state,
    /** Without a browser's preflights. */
    async requests(filter) {
      return (await sim.requests(...(filter === undefined ? [] : [filter]))).filter((request) => !isPreflight(request));
    },
    /** `METHOD target` of each request, in order. */
    async wire(filter) {
      return (await stage.requests(filter)).map(({ method, target }) => `${method} ${target}`);
    },
    /** How often a route was asked. */
    async count(filter) {
      return (await stage.requests(filter)).length;
    },
    /** Frames that the PBX got, socket by socket. */
    async frames() {
      return (await stage.requests()).filter(({ upgrade }) => upgrade).map(({ frames }) => frames.map(({ data }) => data));
    },
    /** Options of `init`. */
    options(extra = {}) {
      const { url, username, secret } = stage;
      return { pbxURL: url, username, secret, WebSocket: Recording, ...(fetch ? { fetch: counting } : {}), ...extra };
    },
    /** Options of `new PBXOperator`. */
    config(extra = {}) {
      const { pbxURL, ...rest } = stage.options();
      return { url: pbxURL, ...rest, ...extra };
    },
    /** A new operator, destroyed at the end. */
    operator(extra) {
      const pbx = new PBXOperator(stage.config(extra));
      onCleanup(() => pbx.destroy());
      return pbx;
    },
    /** An operator that has signed in. */
    async signedIn(extra) {
      const pbx = stage.operator(extra);
      await pbx.init();
      secretly(pbx.token);
      return pbx;
    },
    /** An operator whose feed is open and subscribed. */
    async live(extra) {
      const pbx = await stage.signedIn(extra);
      await stage.subscribed(pbx);
      return pbx;
    },
    async subscribed(pbx) {
      await eventually(async () => pbx.feed.state === "live" && (await state()).sockets.some(({ topics }) => topics.length > 0));
    },
    async sessions() {
      return (await state()).sessions.length;
    },
    async openSockets() {
      return (await state()).sockets.length;
    },
    close,
  };
  return onStage(stage);
}

/** A PBX behind real HTTP and real sockets. */
export async function simulate(fixtures = {}, options = {}) {
  const sim = await connect(control).simulate({ vendors: ["yeastar"], fixtures: { yeastar: fixtures }, ...options });
  return stageOf(sim, { WebSocket: NativeWebSocket, close: () => sim.close(), state: () => sim.yeastar.state() });
}

/** A PBX without a network, for tests that hold the time. Its address is `https://yeastar.pbx.test`. */
export async function simulateHere(fixtures = {}, options = {}) {
  const sim = await simulateInMemory({ vendors: ["yeastar"], clock: "manual", fixtures: { yeastar: fixtures }, ...options, ...(inNode ? { listen: false } : {}) });
  return stageOf(sim, {
    WebSocket: sim.WebSocket,
    fetch: sim.fetch,
    state: async () => sim.yeastar.state,
    close: async () => {
      const { unmatched } = sim;
      await sim.close();
      return unmatched;
    },
  });
}

/** The clocks and timers of the page stand still until they are told to move. The network goes on. */
export function holdTime(now = Date.UTC(2026, 0, 5, 9)) {
  const clock = install({ now, toFake: ["setTimeout", "clearTimeout", "Date"], shouldClearNativeTimers: true });
  // On the object that is there: WebKit's compiler does not always notice that `performance` itself was replaced.
  Object.defineProperty(performance, "now", { configurable: true, writable: true, value: () => 1_000 + clock.now - now });
  onCleanup(() => {
    delete performance.now;
    clock.uninstall();
  });
  return {
    async pass(ms) {
      await settle();
      await clock.tickAsync(ms);
      await settle();
    },
    /** Jumps without letting the timers in between fire in time, as a sleeping machine does. */
    async sleep(ms) {
      await settle();
      clock.jump(ms);
      await settle();
    },
    get timers() {
      return clock.countTimers();
    },
    /** Whether a timer fires after just so long. */
    isDue: (ms) => [...(clock.timers?.values() ?? [])].some(({ callAt }) => Math.abs(callAt - clock.now - ms) < 1),
  };
}

/** The page's time and that of a simulation in memory, which stand still together. */
export function holdBoth(stage, ...now) {
  const held = holdTime(...now);
  return {
    async pass(ms) {
      await stage.clock.advance(ms);
      await held.pass(ms);
    },
    get timers() {
      return held.timers;
    },
  };
}

/** Nothing more goes out, whatever time passes. */
export async function expectSilence(stage, time) {
  await settle();
  const before = { wire: await stage.wire(), sockets: stage.sockets.length, frames: await stage.frames() };
  await time.pass(700_000);
  const after = { wire: await stage.wire(), sockets: stage.sockets.length, frames: await stage.frames() };
  expect(after).to.deep.equal(before);
  expect(time.timers, "timers").to.equal(0);
}

// ---- Watching calls --------------------------------------------------------------------------------------

/** A `fetch` that keeps what it was given, and counts what was answered. */
export function watchedFetch(inner = (...args) => fetch(...args)) {
  const watched = async (url, init) => {
    watched.calls.push({ url, init, headers: Object.fromEntries(new Headers(init.headers)) });
    try {
      return await inner(url, init);
    } finally {
      watched.answered += 1;
    }
  };
  return Object.assign(watched, { calls: [], answered: 0 });
}

/** No chance in pauses: the longest. */
export function withoutJitter() {
  const { random } = Math;
  Math.random = () => 0;
  onCleanup(() => void (Math.random = random));
}

/** Runs a call that makes these pauses, in milliseconds, while time is held; answers how it ended. */
export async function overPauses(pauses, { fetch, time }, start) {
  const [sent, answered] = [fetch.calls.length, fetch.answered];
  const call = watch(start());
  for (const [index, ms] of pauses.entries()) {
    await eventually(() => fetch.answered === answered + index + 1);
    // The body of the answer may take longer than its head.
    if (ms > 0) await eventually(() => time.isDue(ms));
    await time.pass(Math.max(0, ms - 1));
    if (ms > 0) expect(fetch.calls.length - sent, `requests just before pause ${index + 1} is over`).to.equal(index + 1);
    if (ms > 0) await time.pass(1);
  }
  await call.done;
  expect(fetch.calls.length - sent, "requests").to.equal(pauses.length + 1);
  return call;
}

/** No timer is left. In Node the fetch has some of its own. */
export function expectNoTimers(time) {
  if (!inNode) expect(time.timers, "timers").to.equal(0);
}

/** The two hooks, and what they were told. */
export function toldHooks() {
  const told = [];
  return { told, onRequest: (info) => told.push(["request", info]), onResponse: (info) => told.push(["response", info]) };
}

/** The hooks were told of two tries: one that a 503 answers, and one that brings something. */
export function expectTwoTries(told, facts) {
  for (const [what, one] of told) {
    if (what === "response") expect(one.durationMs).to.be.a("number").and.at.least(0);
    delete one.durationMs;
  }
  const info = (attempt) => ({ ...facts, attempt });
  expect(told).to.deep.equal([
    ["request", info(1)],
    ["response", { ...info(1), status: 503 }],
    ["request", info(2)],
    ["response", { ...info(2), status: 200 }],
  ]);
}

/** A signal that counts its listeners. */
export function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (type, listener, ...rest) => (listeners.add(listener), add(type, listener, ...rest));
  signal.removeEventListener = (type, listener, ...rest) => (listeners.delete(listener), remove(type, listener, ...rest));
  return { controller, signal, listeners };
}

/** What came so far can no longer be followed by anything: a moment of real time passes. */
export const moment = () => pause(30);

/** How many targets of weak references are left after collections, where the engine lets one ask for them; `most` are few enough. */
export async function leftOf(refs, most, tries = 100) {
  let left = refs;
  for (let number = 0; number < tries && left.length > most; number += 1) {
    // What a reference was made for or gave lives until the turn ends, and what is left on the stack may look like a reference:
    // each collection has a turn of its own. One try is not enough: the engine's compiler, at work in the background, holds
    // what the function mentions.
    await globalThis.gc({ type: "major", execution: "async" });
    await pause(5);
    left = left.filter((ref) => ref.deref() !== undefined);
  }
  return left.length;
}

/** Whether the target of a weak reference is collected. */
export const isCollected = async (ref, tries) => (await leftOf([ref], 0, tries)) === 0;
