// One case on one package: a stubbed fetch, a clock that stands still until everything waits for it, fixed
// randomness, an own environment, a recording logger. What comes out is a plain record.
import FakeTimers from "@sinonjs/fake-timers";

import { plain, plainHeaders, withoutVersion } from "./plain.mjs";

const realImmediate = setImmediate;
const realRandom = Math.random;
const START = Date.UTC(2026, 0, 1);
/** What nobody caught belongs to the record, and must not end the ring. */
const ESCAPES = ["unhandledRejection", "uncaughtException"];

/** Lets everything run that does not wait for the clock. */
export async function turns(count) {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => realImmediate(resolve));
}

/** An answer with a JSON body. */
export const json =
  (body, init = {}) =>
  () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), {
      status: 200,
      ...init,
      headers: { "content-type": "application/json", ...init.headers },
    });

/** An answer with any body and exactly these headers. */
export const answer = (body, init) => () => {
  const response = new Response(body, init);
  if (init?.headers && !("content-type" in init.headers)) response.headers.delete("content-type");
  return response;
};

/** A fetch that never answers, but heeds its signal. */
export const silence = () => (_url, init) =>
  new Promise((_resolve, reject) => {
    const refuse = () => reject(init.signal.reason);
    if (init.signal.aborted) refuse();
    else init.signal.addEventListener("abort", refuse);
  });

export const refuse = (reason) => () => Promise.reject(reason);

/** A body that gives its first piece, then waits until the request is aborted. */
export const stalled =
  (init = {}) =>
  (_url, { signal }) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"data":'));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { "content-type": "application/json" }, ...init });
  };

/** Answers by turn; the last one stays. */
function stubFetch(world, answers) {
  return function fetch(url, init) {
    const given = answers[Math.min(world.sent.length, answers.length - 1)];
    world.sent.push({ at: world.now(), url, init, self: this, count: arguments.length });
    const result = given.call(world, url, init);
    return result instanceof Promise ? result : Promise.resolve(result);
  };
}

function stubLogger(world) {
  const method =
    (level) =>
    (...args) => {
      world.logs.push([level, ...args]);
    };
  return { error: method("error"), warn: method("warn"), info: method("info"), debug: method("debug") };
}

async function bodyOf(body) {
  if (body === undefined) return undefined;
  if (body === null || typeof body === "string") return body;
  if (body instanceof ReadableStream) {
    const chunks = [];
    for await (const chunk of body) chunks.push(chunk);
    return { stream: plain(chunks) };
  }
  if (body instanceof Blob) return { ...plain(body), text: await body.text() };
  return plain(body);
}

async function requestOf({ init, url, count }) {
  const { method, headers, body, signal, ...rest } = init ?? {};
  const out = {
    method,
    url: String(url),
    headers: headers instanceof Headers ? plainHeaders(headers) : plain(headers),
  };
  if (typeof url !== "string") out.urlType = typeof url;
  const sentBody = await bodyOf(body);
  if (sentBody !== undefined) out.body = sentBody;
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) out[`init.${key}`] = plain(value);
  if (!(signal instanceof AbortSignal)) out.signal = plain(signal);
  if (count !== 2) out.count = count;
  return out;
}

const HIDDEN_IN_LOGS = /\blog_[0-9a-f]{6}\b/g;

/** Log ids are random on both sides: they are numbered in the order in which they appear. */
function plainLogs(logs, context) {
  const ids = new Map();
  const number = (text) =>
    text.replace(HIDDEN_IN_LOGS, (id) => {
      if (!ids.has(id)) ids.set(id, `log_${ids.size + 1}`);
      return ids.get(id);
    });
  const walk = (value, key) => {
    if (typeof value === "string") return number(withoutVersion(key, value));
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (value && typeof value === "object") {
      // A detail that is undefined says as much as one that is missing.
      const told = Object.entries(value).filter(([, each]) => each !== "<undefined>");
      return Object.fromEntries(told.map(([name, each]) => [name, walk(each, name)]));
    }
    return value;
  };
  return logs.map((line) => walk(plain(line, context)));
}

/** Waits for the call, moving the clock from timer to timer while nothing else can happen. */
async function untilSettled(world, clock, promise, limit) {
  const settled = { kind: "pending" };
  promise.then(
    (value) => Object.assign(settled, { kind: "resolved", at: world.now(), value }),
    (error) => Object.assign(settled, { kind: "rejected", at: world.now(), error }),
  );
  for (let step = 0; step < limit && settled.kind === "pending"; step += 1) {
    for (let turn = 0; turn < 8 && settled.kind === "pending"; turn += 1) await turns(1);
    if (settled.kind !== "pending") break;
    if (clock.countTimers() > 0) clock.next();
    else {
      await turns(12);
      if (settled.kind === "pending" && clock.countTimers() === 0) break;
    }
  }
  await turns(3);
  return settled;
}

function setEnvironment(values) {
  const names = ["API_KEY", "BASE_URL", "LOG", "CLIENT_ID", "CLIENT_SECRET", "PUBLIC_KEY", "CUSTOM_HEADERS"].map(
    (name) => `TELNYX_${name}`,
  );
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, values);
  return () => {
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  };
}

/** What goes to the console instead of the logger belongs to the record. */
function silenceConsole(printed) {
  const levels = ["error", "warn", "info", "debug", "log"];
  const before = Object.fromEntries(levels.map((level) => [level, console[level]]));
  for (const level of levels) console[level] = (...args) => printed.push([level, ...args]);
  return () => Object.assign(console, before);
}

/**
 * Runs one case on one package.
 *
 * A case has a name, `call(client, world)` or `bare(world)`, and perhaps options, answers, env, random and loose.
 * `call` gets a client made of the options over an API key, the stub and the recording logger; `bare` makes its own.
 * `loose` compares the engine's own errors by class only.
 */
export async function observe(pack, subject) {
  const { side, style, exports } = pack;
  const clock = FakeTimers.install({
    now: START,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  const restore = setEnvironment(subject.env ?? {});
  // One value for all draws: how often a package draws is its own affair.
  Math.random = () => subject.random ?? 0.5;
  const unhandled = [];
  const onUnhandled = (reason) => unhandled.push(reason);
  for (const event of ESCAPES) process.on(event, onUnhandled);

  const printed = [];
  const silenced = silenceConsole(printed);

  const world = { side, exports, Telnyx: exports.Telnyx, sent: [], logs: [], seen: [], now: () => clock.now - START };
  world.fetch = stubFetch(world, subject.answers ?? [json({ data: {} })]);
  world.logger = stubLogger(world);
  world.note = (...values) => world.seen.push(values.length === 1 ? values[0] : values);
  world.pass = async (ms) => {
    await turns(8);
    clock.tick(ms);
    await turns(8);
  };
  world.options = { apiKey: "KEY", fetch: world.fetch, logger: world.logger, ...subject.options };
  const context = { style, loose: subject.loose, client: exports.Telnyx };
  try {
    const settled = await settle(subject, world, clock);
    return await recordOf(world, settled, { unhandled, printed }, context);
  } finally {
    silenced();
    clock.uninstall();
    restore();
    Math.random = realRandom;
    for (const event of ESCAPES) process.removeListener(event, onUnhandled);
  }
}

async function settle(subject, world, clock) {
  let promise;
  try {
    const result = subject.bare ? subject.bare(world) : subject.call(new world.Telnyx(world.options), world);
    promise = Promise.resolve(result);
  } catch (error) {
    return { kind: "threw", error };
  }
  return untilSettled(world, clock, promise, subject.steps ?? 400);
}

async function recordOf(world, settled, { unhandled, printed }, context) {
  const requests = [];
  for (const sent of world.sent) requests.push(await requestOf(sent));
  const out = {
    calls: world.sent.map(({ at, url, init }) => `${at} ms ${init?.method ?? "?"} ${url}`),
    requests,
    settled: { kind: settled.kind },
  };
  if ("at" in settled) out.settled.at = settled.at;
  if ("value" in settled) out.settled.value = plain(settled.value, context);
  if ("error" in settled) out.settled.error = plain(settled.error, context);
  if (world.seen.length > 0) out.seen = plain(world.seen, context);
  if (world.logs.length > 0) out.logs = plainLogs(world.logs, context);
  if (printed.length > 0) out.printed = plain(printed, context);
  if (unhandled.length > 0) out.unhandled = plain(unhandled, context);
  return out;
}
