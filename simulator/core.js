/**
 * What all simulated PBXs share: time, chance, the log of requests, faults, and the way of a request through
 * them. It knows neither a vendor nor a transport, and imports nothing of Node, so that it also runs in a page.
 *
 * @import { Fault, FaultMatch, RecordedRequest, RequestFilter, SimulateOptions, SimulatorClock } from "./index.js"
 */

/**
 * A vendor module: facts about its wire, and what makes one simulated PBX.
 *
 * @typedef {object} Vendor
 * @property {string} address Its address where it listens on no port; on a port it keeps the path.
 * @property {(fixtures: any) => Cors} cors
 * @property {Secrets} secrets What the log masks.
 * @property {(fault: Fault, request: Request, fixtures: any) => unknown} refusal The body by which this vendor refuses,
 *   or the whole answer where that is no JSON, or `undefined` where the fault names no such code.
 * @property {(request: Request, body: Uint8Array) => string | undefined} [readable] A body that is no text, as the log
 *   shows it; `undefined` where it is text.
 * @property {Readonly<Record<string, CountOption>>} options Fixtures that are whole numbers and that the command line
 *   sets, by name. No two vendors share one. `trafficMs` is every vendor's.
 * @property {boolean} [controlled] Whether a fixture `control` opens endpoints of its own that drive it.
 * @property {(context: Context, fixtures: any) => Pbx} create
 */

/** @typedef {{ help: string, initial: number, least?: number }} CountOption */

/**
 * What a page of another origin may send and read.
 *
 * @typedef {object} Cors
 * @property {string} methods
 * @property {"*"} [origin] The origin that is named to the page; its own, when left out.
 * @property {string} [headers] Any, when left out.
 * @property {readonly string[]} [exposes] Headers of answers; all of them, when left out.
 * @property {number} [status] Of the answer to a preflight; 204, when left out.
 * @property {number} [maxAge] Seconds for which it holds; 600, when left out.
 * @property {(request: Request) => boolean} [knows] Whether who answers a request knows of origins; always, when left out.
 * @property {boolean} [credentials] Whether cookies may come along. A page must be named then, so no `origin` goes with it.
 */

/**
 * Names under which secrets travel.
 *
 * @typedef {object} Secrets
 * @property {readonly string[]} headers In lower case.
 * @property {readonly string[]} query
 * @property {readonly string[]} fields Of JSON bodies, at any depth.
 */

/**
 * What a PBX gets from the core.
 *
 * @typedef {object} Context
 * @property {() => number} now
 * @property {(ms: number, run: () => void) => () => void} after Runs once, later; returns what cancels it.
 * @property {(label: string) => Random} random A stream of its own per label, so that one use of chance does not
 *   change another.
 * @property {() => RecordedRequest[]} requests What this PBX was asked so far.
 */

/**
 * One simulated PBX.
 *
 * @typedef {object} Pbx
 * @property {(request: Request) => Response | "drop" | Promise<Response | "drop">} fetch Answers 501 to routes it does not have;
 *   `"drop"` cuts the connection.
 * @property {(request: Request, offered: readonly string[]) => Response | ((link: Link) => Lines)} connect Opens a socket, or
 *   refuses it. `offered`: the subprotocols that the client would speak.
 * @property {readonly string[]} [protocols] The subprotocols that its sockets speak.
 * @property {Record<string, unknown>} api What tests see and do; `url` and `fault` are added by the core.
 * @property {string} [address] Where it is not the vendor's.
 * @property {{ address?: string }} [grpc] It also speaks gRPC itself, on a port of its own: where, once it listens.
 */

/**
 * The PBX's end of a socket.
 *
 * @typedef {object} Link
 * @property {(text: string) => void} send
 * @property {(code?: number) => void} close
 * @property {() => void} terminate Cuts the connection without a closing handshake.
 */

/**
 * What the PBX wants to hear of a socket.
 *
 * @typedef {object} Lines
 * @property {(text: string) => void} message
 * @property {(code: number) => void} closed
 */

/**
 * An answer, whole, ready for any transport. `end`: how its body ends. `stalled`: only a part of it goes out.
 * `endless`: it goes out, and then blanks without end.
 *
 * @typedef {{ status: number, headers: [string, string][], body: Uint8Array, end: "whole" | "stalled" | "endless" }} Answer
 */

/**
 * A PBX as a transport sees it.
 *
 * @typedef {object} Host
 * @property {string} name
 * @property {string} address
 * @property {string} url
 * @property {Pbx["grpc"]} grpc
 * @property {Record<string, unknown>} api
 * @property {(offered: readonly string[]) => string} protocolOf The subprotocol that is spoken, of those offered; empty for none.
 * @property {(request: Request, target: string, cookie?: string) => Promise<Answer | "drop" | "hang">} exchange `cookie`: where the
 *   request itself cannot carry it, as in a page.
 * @property {(request: Request, target: string, offered?: readonly string[]) => Promise<Answer | "drop" | "hang" | ((link: Link) => Lines)>} upgrade
 */

/**
 * @typedef {object} Core
 * @property {SimulatorClock} clock
 * @property {Host[]} hosts
 * @property {(filter?: RequestFilter) => RecordedRequest[]} requests
 * @property {() => RecordedRequest[]} unmatched
 * @property {AbortSignal} closed
 * @property {() => void} close
 */

// Taken once, so that a test that fakes the timers of its page does not stop the simulator too.
const { setTimeout, clearTimeout, setImmediate, Date: { now: wallNow } } = globalThis;

const MANUAL_START = Date.parse("2026-01-05T09:00:00Z");
const LONGEST_TIMER = 2 ** 31 - 1;
/** A simulator may run for weeks; the log then forgets the oldest requests. */
const LOG_LIMIT = 50_000;

/** One turn of the event loop, with all promises that were ready. Unlike a zero timeout it is not slowed in pages. */
const turn = () =>
  new Promise((resolve) => {
    if (setImmediate) return setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });

/** What follows an endless body, again and again. */
export const BLANKS = new Uint8Array(65_536).fill(32);

/** Between two of them, in real time: a greedy reader would fill the memory and let nothing else run. */
export const breath = () => new Promise((resolve) => void setTimeout(resolve, 1));

/** Bodies and sockets of the portless transport take a few turns to pass. */
const settle = async () => {
  for (let turns = 0; turns < 4; turns += 1) await turn();
};

/**
 * @param {"real" | "manual"} mode
 * @param {number} speed
 */
export function createClock(mode, speed) {
  /** @type {Set<{ at: number, run: () => void }>} */
  const timers = new Set();
  const started = wallNow();
  let time = MANUAL_START;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let wake;
  /** @type {Promise<unknown>} */
  let advancing = Promise.resolve();

  const now = () => (mode === "manual" ? time : started + Math.floor((wallNow() - started) * speed));

  const next = () => {
    let first;
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  };

  const arm = () => {
    if (mode === "manual") return;
    clearTimeout(wake);
    const first = next();
    if (first) wake = setTimeout(tick, Math.min(LONGEST_TIMER, Math.max(0, Math.ceil((first.at - now()) / speed))));
  };

  const tick = () => {
    const due = now();
    try {
      for (let first = next(); first && first.at <= due; first = next()) {
        timers.delete(first);
        first.run();
      }
    } finally {
      arm();
    }
  };

  /** @param {number} ms */
  const move = async (ms) => {
    const end = time + ms;
    // A request on its way may be about to set the timer that this move is for.
    await settle();
    for (let first = next(); first && first.at <= end; first = next()) {
      timers.delete(first);
      time = Math.max(time, first.at);
      first.run();
      await settle();
    }
    time = end;
  };

  return {
    now,
    /** @param {number} ms */
    advance(ms) {
      if (mode !== "manual") return Promise.reject(new Error("clock.advance needs clock: \"manual\""));
      if (!(ms >= 0 && Number.isFinite(ms))) return Promise.reject(new RangeError("clock.advance takes milliseconds, 0 or more"));
      const moved = advancing.then(() => move(ms));
      advancing = moved.catch(() => {});
      return moved;
    },
    /**
     * @param {number} ms
     * @param {() => void} run
     */
    after(ms, run) {
      const timer = { at: now() + Math.max(0, ms), run };
      timers.add(timer);
      arm();
      return () => {
        if (timers.delete(timer)) arm();
      };
    },
    close() {
      timers.clear();
      clearTimeout(wake);
    },
  };
}

/** Repeatable chance (mulberry32), started from a seed and a label. */
export class Random {
  #state;

  /**
   * @param {number} seed
   * @param {string} label
   */
  constructor(seed, label) {
    let hash = 2166136261 ^ seed;
    for (const char of label) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
    this.#state = hash;
  }

  /** From 0 up to, not including, 1. */
  float() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @param {number} limit */
  below(limit) {
    return Math.floor(this.float() * limit);
  }

  /**
   * @template T
   * @param {readonly T[]} list
   * @returns {T}
   */
  pick(list) {
    return list[this.below(list.length)];
  }

  /**
   * @template T
   * @param {readonly (readonly [T, number])[]} weighted
   * @returns {T}
   */
  weighted(weighted) {
    let left = this.float() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of weighted) if ((left -= weight) < 0) return value;
    return weighted[weighted.length - 1][0];
  }

  /**
   * Many small values, few large ones.
   *
   * @param {number} median
   * @param {number} sigma
   */
  logNormal(median, sigma) {
    const normal = Math.sqrt(-2 * Math.log(1 - this.float())) * Math.cos(2 * Math.PI * this.float());
    return median * Math.exp(sigma * normal);
  }

  /** @param {number} length */
  hex(length) {
    return Array.from({ length }, () => this.below(16).toString(16)).join("");
  }
}

/**
 * Masks secrets by the names they travel under.
 *
 * @param {Secrets} secrets
 */
function createMask(secrets) {
  /** @param {string} value */
  const stars = (value) => (value === "" ? "" : `***${value.length}`);
  // A form is a query without its question mark.
  const query = new RegExp(`((?:^|[?&])(?:${secrets.query.join("|")})=)([^&#\\s"\\\\]*)`, "g");
  // Also in a body that was cut short, and in JSON inside a JSON string: there each quote is escaped.
  const field = new RegExp(`(\\\\*"(?:${secrets.fields.join("|")})\\\\*"\\s*:\\s*)(\\\\*")(.*?)((?<!\\\\)\\2|$)`, "gs");

  // Of the wrong type, and a secret all the same.
  const number = new RegExp(`("(?:${secrets.fields.join("|")})"\\s*:\\s*)(-?\\d[^\\s,}\\]]*)`, "g");

  /** @param {string} text */
  const text = (text) =>
    text
      .replace(query, (_, name, value) => name + stars(value))
      .replace(number, (_, name, value) => `${name}"${stars(value)}"`)
      .replace(field, (_, name, open, value, close) => name + open + stars(value) + close);

  return {
    text,
    /** @param {Headers} headers */
    headers: (headers) =>
      Object.fromEntries(
        [...headers].map(([name, value]) => {
          if (!secrets.headers.includes(name)) return [name, text(value)];
          const [, scheme = "", rest] = /^((?:bearer|basic|digest) )?(.*)$/is.exec(value) ?? [];
          return [name, scheme + stars(rest)];
        }),
      ),
  };
}

/** @typedef {import("./index.js").RecordedRequest} Recorded */
/** @typedef {{ -readonly [K in keyof Recorded]: Recorded[K] } & { frames: { at: number, data: string }[] }} Entry */

/** Headers that a page of another origin may read anyway, and those that are not for it. */
const PLAIN_HEADERS = /^(?:cache-control|content-(?:language|length|type)|expires|last-modified|pragma|vary|access-control-.*)$/;

/** @param {Pick<Recorded, "method" | "headers">} request */
const isPreflight = ({ method, headers }) => method === "OPTIONS" && "access-control-request-method" in headers;

/**
 * A browser's preflight comes or not as its cache likes; so it counts only where OPTIONS is named.
 *
 * @param {{ method?: string, path?: string | RegExp }} wanted
 * @param {Recorded} request
 */
const meets = ({ method, path }, request) =>
  (method === undefined ? !isPreflight(request) : method === request.method) &&
  (path === undefined || (typeof path === "string" ? path === request.path : new RegExp(path).test(request.path)));

/**
 * @param {string} text `"METHOD /path"` or `"/path"`
 * @returns {{ method?: string, path: string }}
 */
function parseRoute(text) {
  const [, method, path] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(text) ?? [];
  if (path === undefined) throw new TypeError(`${JSON.stringify(text)} is neither "METHOD /path" nor "/path"`);
  return { method, path };
}

/** @param {Entry[]} log */
const createRequests = (log) => (/** @type {RequestFilter} */ filter = {}) => {
  const wanted = typeof filter === "string" ? parseRoute(filter) : filter;
  const { vendor = undefined, since = 0, method, path } = /** @type {Exclude<RequestFilter, string>} */ (wanted);
  const all = method === undefined && path === undefined;
  return log
    .filter((entry) => (all || meets({ method, path }, entry)) && entry.at >= since && (vendor === undefined || vendor === entry.vendor))
    .map(snapshot);
};

/** @param {Entry} entry */
const snapshot = (entry) => ({ ...entry, frames: entry.frames.map((frame) => ({ ...frame })) });

const FAULT_KEYS = new Set([
  "times", "delayMs", "status", "errcode", "errmsg", "body", "headers", "malformed", "hang", "hangBody", "endlessBody", "drop",
]);

/** @type {WeakSet<Response>} */
const unknownRoutes = new WeakSet();

/**
 * No page may read or write the headers of cookies, not even on objects that it made itself. Between here and a PBX
 * they go by these names.
 */
export const COOKIE = "simulated-cookie";
export const SET_COOKIE = "simulated-set-cookie";

/**
 * The answer of a PBX that says in its own way, not with 501, that it has no such route.
 *
 * @param {Response} response
 */
export const unknownRoute = (response) => {
  unknownRoutes.add(response);
  return response;
};

/** @param {Fault} fault */
function checkFault(fault) {
  if (typeof fault !== "object" || fault === null) throw new TypeError("a fault is an object");
  for (const key of Object.keys(fault)) {
    if (!FAULT_KEYS.has(key)) throw new TypeError(`a fault has no ${JSON.stringify(key)}`);
  }
  const { times = 1, delayMs = 0, status = 200, errcode = 0, drop = "after" } = fault;
  if (times !== Infinity && !(Number.isInteger(times) && times > 0)) throw new RangeError("times is a whole number from 1, or Infinity");
  if (!(delayMs >= 0 && Number.isFinite(delayMs))) throw new RangeError("delayMs is 0 or more");
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) throw new RangeError("status is from 200 to 599");
  if (!Number.isInteger(errcode)) throw new RangeError("errcode is a whole number");
  if (drop !== "before" && drop !== "after") throw new TypeError("drop is \"before\" or \"after\"");
  new Headers(fault.headers);
}

function createFaults() {
  /** @type {Set<{ meets: (request: Recorded) => boolean, fault: Fault, left: number }>} */
  const faults = new Set();
  return {
    /**
     * @param {FaultMatch} match
     * @param {Fault} fault
     */
    add(match, fault) {
      checkFault(fault);
      const wanted = typeof match === "string" && match !== "socket" ? parseRoute(match) : match;
      if ((typeof wanted !== "object" && wanted !== "socket") || wanted === null) throw new TypeError("a match is a string or an object");
      if (typeof wanted === "object" && !["string", "undefined"].includes(typeof wanted.path) && !(wanted.path instanceof RegExp)) {
        throw new TypeError("the path of a match is a string or a RegExp");
      }
      const planned = {
        meets: (/** @type {Recorded} */ request) => (typeof wanted === "string" ? request.upgrade : meets(wanted, request)),
        fault: { ...fault },
        left: fault.times ?? 1,
      };
      faults.add(planned);
      return () => void faults.delete(planned);
    },
    /**
     * The oldest fault that meets this request.
     *
     * @param {Recorded} request
     * @returns {Fault}
     */
    take(request) {
      for (const planned of faults) {
        if (!planned.meets(request)) continue;
        planned.left -= 1;
        if (planned.left <= 0) faults.delete(planned);
        return planned.fault;
      }
      return {};
    },
  };
}

/**
 * What a fault makes of the answer, or `undefined` where the PBX itself answers.
 *
 * @param {Fault} fault
 * @param {Vendor} vendor
 * @param {Request} request
 * @param {any} fixtures
 */
function answerOf(fault, vendor, request, fixtures) {
  const { status = 200, body } = fault;
  /** @type {(type: string, text: string) => Response} */
  const answer = (type, text) => {
    const bodiless = status === 204 || status === 205 || status === 304;
    return new Response(bodiless ? null : text, { status, headers: bodiless ? {} : { "content-type": type } });
  };
  if (fault.malformed) return answer("text/html", "<!doctype html><title>PBX</title><p>Please wait");
  if (body !== undefined) return typeof body === "string" ? answer("text/plain", body) : answer("application/json", JSON.stringify(body));
  const refusal = vendor.refusal(fault, request, fixtures);
  if (refusal instanceof Response) return refusal;
  if (refusal !== undefined) return answer("application/json", JSON.stringify(refusal));
  return fault.status === undefined ? undefined : answer("text/plain", `HTTP ${status}`);
}

/**
 * @param {Readonly<Record<string, Vendor>>} vendors Those that exist, by name.
 * @param {SimulateOptions} options
 * @returns {Core}
 */
export function createCore(vendors, options) {
  const { vendors: names, clock: mode = "real", speed = 1, seed = 1, fixtures = {} } = options ?? {};
  if (!Array.isArray(names) || names.length === 0) throw new TypeError("vendors is a list of at least one vendor");
  if (mode !== "real" && mode !== "manual") throw new TypeError("clock is \"real\" or \"manual\"");
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError("speed is above 0");
  if (!Number.isFinite(seed)) throw new RangeError("seed is a number");
  for (const name of [...names, ...Object.keys(fixtures)]) {
    if (!Object.hasOwn(vendors, name)) throw new RangeError(`no vendor is called ${JSON.stringify(name)}; there is ${Object.keys(vendors).join(", ")}`);
  }

  const clock = createClock(mode, speed);
  const closing = new AbortController();
  /** @type {Entry[]} */
  const log = [];
  /** @type {Entry[]} */
  const unmatched = [];
  let arrived = 0;

  /** @returns {Host} */
  const host = (/** @type {string} */ name) => {
    const vendor = vendors[name];
    const own = /** @type {Record<string, any>} */ (fixtures)[name] ?? {};
    const cors = vendor.cors(own);
    const mask = createMask(vendor.secrets);
    const faults = createFaults();
    const pbx = vendor.create(
      {
        now: clock.now,
        after: clock.after,
        random: (label) => new Random(seed, `${name}/${label}`),
        requests: () => createRequests(log)({ vendor: /** @type {Recorded["vendor"]} */ (name) }),
      },
      own,
    );

    /** @type {(request: Request, target: string, upgrade: boolean) => Entry} */
    const record = (request, target, upgrade) => {
      const entry = {
        id: (arrived += 1),
        at: clock.now(),
        vendor: /** @type {Recorded["vendor"]} */ (name),
        method: request.method,
        target: mask.text(target),
        path: new URL(request.url).pathname,
        headers: mask.headers(request.headers),
        body: "",
        status: 0,
        upgrade,
        frames: [],
      };
      log.push(entry);
      if (log.length > LOG_LIMIT) log.shift();
      return entry;
    };

    /** @type {(ms: number | undefined) => Promise<void> | undefined} */
    const wait = (ms) => (ms ? new Promise((resolve) => void clock.after(ms, resolve)) : undefined);

    /** @type {(request: Request, entry: Entry, response: Response, fault: Fault) => Promise<Answer>} */
    const answer = async (request, entry, response, fault) => {
      const headers = new Headers(response.headers);
      const origin = cors.knows?.(request) === false ? null : request.headers.get("origin");
      const extra = Object.entries(fault.headers ?? {});
      if (origin !== null) {
        headers.set("access-control-allow-origin", cors.origin ?? origin);
        if (cors.credentials) headers.set("access-control-allow-credentials", "true");
        headers.append("vary", "origin");
      }
      for (const [key, value] of extra) headers.set(key, value);
      const cookie = headers.get(SET_COOKIE);
      headers.delete(SET_COOKIE);
      const exposed = cors.exposes ?? [...headers.keys()].filter((key) => !PLAIN_HEADERS.test(key));
      if (origin !== null && exposed.length > 0) headers.set("access-control-expose-headers", exposed.join(","));
      entry.status = response.status;
      const body = new Uint8Array(await response.arrayBuffer());
      const sent = [...headers, ...(cookie === null ? [] : [/** @type {[string, string]} */ (["set-cookie", cookie])])];
      return { status: response.status, headers: sent, body, end: fault.hangBody ? "stalled" : fault.endlessBody ? "endless" : "whole" };
    };

    /**
     * @template {Response | "drop"} T
     * @param {Entry} entry
     * @param {T} response
     */
    const judged = (entry, response) => {
      if (response !== "drop" && (response.status === 501 || unknownRoutes.has(response))) unmatched.push(entry);
      return response;
    };

    const permit = (/** @type {Request} */ request) =>
      new Response(null, {
        status: cors.status ?? 204,
        headers: {
          "access-control-allow-methods": cors.methods,
          "access-control-allow-headers": cors.headers ?? request.headers.get("access-control-request-headers") ?? "",
          "access-control-max-age": String(cors.maxAge ?? 600),
        },
      });

    /** @type {(request: Request, cookie: string | undefined, body: Uint8Array<ArrayBuffer>) => Request} */
    const inner = ({ url, method, headers: given }, cookie, body) => {
      const headers = new Headers(given);
      headers.delete(COOKIE);
      if (cookie !== undefined) headers.set(COOKIE, cookie);
      return new Request(url, { method, headers, body: body.length > 0 ? body : null });
    };

    const address = pbx.address ?? vendor.address;
    const self = {
      name,
      address,
      url: address,
      grpc: pbx.grpc,
      api: {},
      /** @type {Host["protocolOf"]} */
      protocolOf: (offered) => offered.find((one) => pbx.protocols?.includes(one) ?? true) ?? "",

      /** @type {Host["exchange"]} */
      async exchange(request, target, cookie = request.headers.get("cookie") ?? undefined) {
        const entry = record(request, target, false);
        const body = await request.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => undefined);
        if (body === undefined) return "drop"; // its client went away in the middle of the body
        entry.body = mask.text(vendor.readable?.(request, body) ?? new TextDecoder().decode(body));
        const fault = faults.take(entry);
        await wait(fault.delayMs);
        if (fault.drop === "before") return "drop";
        if (fault.hang) return "hang";
        const response =
          answerOf(fault, vendor, request, own) ??
          (isPreflight(entry)
            ? permit(request)
            : judged(entry, await pbx.fetch(inner(request, cookie, body))));
        return fault.drop === "after" || response === "drop" ? "drop" : answer(request, entry, response, fault);
      },

      /** @type {Host["upgrade"]} */
      async upgrade(request, target, offered = []) {
        const entry = record(request, target, true);
        const fault = faults.take(entry);
        await wait(fault.delayMs);
        if (fault.drop === "before") return "drop";
        if (fault.hang) return "hang";
        const refused = answerOf(fault, vendor, request, own);
        if (refused) return answer(request, entry, refused, fault);
        const opened = pbx.connect(request, offered);
        if (opened instanceof Response) return answer(request, entry, judged(entry, opened), fault);
        return (link) => {
          entry.status = 101;
          // A socket has no body to hang in: the peer takes frames in and never says a word.
          const lines = fault.hangBody ? undefined : opened(link);
          if (fault.drop === "after") link.terminate();
          return {
            message(text) {
              entry.frames.push({ at: clock.now(), data: mask.text(text) });
              lines?.message(text);
            },
            closed(code) {
              entry.closed = { at: clock.now(), code };
              lines?.closed(code);
            },
          };
        };
      },
    };
    Object.defineProperties(self.api, {
      url: { enumerable: true, get: () => self.url },
      fault: { enumerable: true, value: faults.add },
      ...Object.getOwnPropertyDescriptors(pbx.api),
    });
    return self;
  };

  return {
    clock: { now: clock.now, advance: clock.advance },
    hosts: [...new Set(names)].map(host),
    requests: createRequests(log),
    unmatched: () => unmatched.map(snapshot),
    closed: closing.signal,
    close() {
      closing.abort();
      clock.close();
    },
  };
}
