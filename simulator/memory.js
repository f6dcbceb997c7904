/**
 * The simulated PBXs without a port: a `fetch` and a `WebSocket` class that reach them by function call. Web
 * standard APIs only, so it runs in Node and in pages.
 *
 * @import { Answer, Core, Host, Lines } from "./core.js"
 */
import { BLANKS, breath } from "./core.js";

/** @typedef {(url: URL) => Host} Route Finds the PBX at an address, or throws as a failed connection does. */

/** @param {string} message */
const connectionFailed = (message) => new TypeError("fetch failed", { cause: new Error(message) });

const connectionCut = () => connectionFailed("the connection was cut");

/** @type {Promise<never>} */
const NEVER = new Promise(() => {});

/**
 * @param {Core} core
 * @returns {Route}
 */
const createRoute = (core) => (url) => {
  const origin = url.origin.replace(/^ws/, "http");
  const host = core.hosts.find(({ url: own, address }) => origin === new URL(own).origin || origin === new URL(address).origin);
  if (core.closed.aborted || !host) throw connectionFailed(`no simulated PBX at ${url.origin}`);
  return host;
};

/** @param {URL} url */
const targetOf = (url) => url.pathname + url.search;

/**
 * What `promise` brings, unless the signal goes first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @param {() => unknown} reason
 * @returns {Promise<T>}
 */
const unless = (promise, signal, reason) =>
  new Promise((resolve, reject) => {
    const stop = () => reject(reason());
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });

/**
 * The end of the simulation, for one use: Node warns of more than ten listeners on a signal.
 *
 * @param {Core} core
 */
const endOf = (core) => AbortSignal.any([core.closed]);

/**
 * The body of an answer as it comes in. A stalled or endless one ends only when its reader gives up or the PBX goes.
 *
 * @param {Answer} answer
 * @param {AbortSignal} signal
 * @param {AbortSignal} closed
 */
function bodyOf({ body, end }, signal, closed) {
  if (end === "whole") return body.length > 0 ? body.slice() : null;
  const ended = new AbortController();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(end === "stalled" ? body.slice(0, Math.ceil(body.length / 2)) : body.slice());
      /** @type {(source: AbortSignal, reason: () => unknown) => void} */
      const endsWith = (source, reason) =>
        source.addEventListener("abort", () => (controller.error(reason()), ended.abort()), { signal: ended.signal });
      endsWith(signal, () => signal.reason);
      endsWith(closed, connectionCut);
    },
    async pull(controller) {
      if (end !== "endless") return;
      await breath();
      if (!ended.signal.aborted) controller.enqueue(BLANKS.slice());
    },
    cancel: () => ended.abort(),
  });
}

/**
 * @param {Core} core
 * @returns {(url: string | URL | Request, init?: RequestInit) => Promise<Response>}
 */
export function createFetch(core) {
  const route = createRoute(core);
  /** @type {WeakMap<Host, Map<string, string>>} */
  const jars = new WeakMap();
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const url = new URL(request.url);
    const host = route(url);
    // A hang ends by the caller's signal, or with the simulation.
    const jar = jars.get(host) ?? new Map();
    jars.set(host, jar);
    // No PBX is of the caller's own origin here, so cookies go along only where they are asked for.
    const sends = request.credentials === "include" && jar.size > 0;
    const arrived = host.exchange(request, targetOf(url), sends ? [...jar].map((pair) => pair.join("=")).join("; ") : undefined).then((answer) => (answer === "hang" ? NEVER : answer));
    const closed = endOf(core);
    const answer = await unless(unless(arrived, closed, connectionCut), signal, () => signal.reason);
    if (answer === "drop") throw connectionCut();
    if (request.credentials === "include") keepCookies(jar, answer);
    const response = new Response(bodyOf(answer, signal, closed), { status: answer.status, headers: answer.headers });
    return Object.defineProperty(response, "url", { value: url.href });
  };
}

/** @type {(jar: Map<string, string>, answer: Answer) => void} */
function keepCookies(jar, { headers }) {
  for (const [name, text] of headers) {
    if (name !== "set-cookie") continue;
    const [, key, value] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
    if (key === undefined) continue;
    if (/;\s*max-age=0\b/i.test(text)) jar.delete(key);
    else jar.set(key, value);
  }
}

const { MessageEvent: MessageEventClass = eventClass("data"), CloseEvent: CloseEventClass = eventClass("wasClean", "code", "reason") } =
  /** @type {Record<string, any>} */ (globalThis);

/**
 * A stand-in for an event class that this platform lacks.
 *
 * @param {...string} fields
 */
function eventClass(...fields) {
  return class extends Event {
    /**
     * @param {string} type
     * @param {Record<string, unknown>} init
     */
    constructor(type, init) {
      super(type);
      for (const field of fields) Object.defineProperty(this, field, { value: init[field], enumerable: true });
    }
  };
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const NO_STATUS = 1005;
const CUT = 1006;

/** @param {unknown} data */
const textOf = (data) => {
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return new TextDecoder().decode(data);
  return String(data);
};

/**
 * @param {Core} core
 * @returns {new (url: string | URL, protocols?: string | string[]) => WebSocket}
 */
export function createWebSocket(core) {
  const route = createRoute(core);

  class MemoryWebSocket extends EventTarget {
    static CONNECTING = CONNECTING;
    static OPEN = OPEN;
    static CLOSING = CLOSING;
    static CLOSED = CLOSED;
    CONNECTING = CONNECTING;
    OPEN = OPEN;
    CLOSING = CLOSING;
    CLOSED = CLOSED;
    protocol = "";
    extensions = "";
    bufferedAmount = 0;
    binaryType = "blob";
    #closed = endOf(core);
    #url;
    #state = CONNECTING;
    /** @type {Lines | undefined} */
    #lines;
    /** @type {Map<string, (event: any) => void>} */
    #handlers = new Map();

    /**
     * @param {string | URL} address
     * @param {string | string[]} [protocols]
     */
    constructor(address, protocols = []) {
      super();
      const url = parse(address);
      this.#url = url;
      this.#closed.addEventListener("abort", this.#cut);
      void this.#open(url, [protocols].flat());
    }

    get url() {
      return this.#url.href;
    }

    get readyState() {
      return this.#state;
    }

    /** @param {string | ArrayBuffer | ArrayBufferView} data */
    send(data) {
      if (this.#state === CONNECTING) throw new DOMException("Still in CONNECTING state", "InvalidStateError");
      if (this.#state !== OPEN) return;
      const text = textOf(data);
      queueMicrotask(() => this.#lines?.message(text));
    }

    /**
     * @param {number} [code]
     * @param {string} [reason]
     */
    close(code, reason = "") {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException(`The close code must be 1000 or from 3000 to 4999, not ${code}`, "InvalidAccessError");
      }
      if (new TextEncoder().encode(reason).length > 123) throw new DOMException("The close reason is too long", "SyntaxError");
      if (this.#state === CONNECTING) this.#fail();
      else if (this.#state === OPEN) this.#shut(code ?? NO_STATUS, true, reason);
    }

    /** @type {(url: URL, offered: string[]) => Promise<void>} */
    async #open(url, offered) {
      /** @type {Awaited<ReturnType<Host["upgrade"]>>} */
      let answer;
      try {
        const http = new URL(url);
        http.protocol = url.protocol.replace("ws", "http");
        const host = route(url);
        answer = await host.upgrade(new Request(http), targetOf(url), offered);
        this.protocol = host.protocolOf(offered);
      } catch {
        answer = "drop";
      }
      if (answer === "hang" || this.#state !== CONNECTING) return;
      if (typeof answer !== "function") return this.#fail();
      this.#lines = answer({
        send: (text) => void queueMicrotask(() => this.#state === OPEN && this.dispatchEvent(new MessageEventClass("message", { data: text, origin: url.origin }))),
        close: (code) => void queueMicrotask(() => this.#shut(code ?? NO_STATUS, true)),
        terminate: () => void queueMicrotask(() => this.#shut(CUT, false)),
      });
      this.#state = OPEN;
      this.dispatchEvent(new Event("open"));
    }

    /** It never opened. */
    #fail() {
      this.#state = CLOSING;
      queueMicrotask(() => {
        this.#state = CLOSED;
        this.#closed.removeEventListener("abort", this.#cut);
        this.dispatchEvent(new Event("error"));
        this.dispatchEvent(new CloseEventClass("close", { code: CUT, reason: "", wasClean: false }));
      });
    }

    /** @type {(code: number, wasClean: boolean, reason?: string) => void} */
    #shut(code, wasClean, reason = "") {
      if (this.#state !== OPEN) return;
      this.#state = CLOSING;
      queueMicrotask(() => {
        this.#state = CLOSED;
        this.#closed.removeEventListener("abort", this.#cut);
        this.#lines?.closed(code);
        this.dispatchEvent(new CloseEventClass("close", { code, reason, wasClean }));
      });
    }

    #cut = () => (this.#state === CONNECTING ? this.#fail() : this.#shut(CUT, false));

    static {
      for (const type of ["open", "message", "close", "error"]) {
        Object.defineProperty(this.prototype, `on${type}`, {
          enumerable: true,
          /** @this {MemoryWebSocket} */
          get() {
            return this.#handlers.get(type) ?? null;
          },
          /** @this {MemoryWebSocket} */
          set(handler) {
            this.removeEventListener(type, this.#handlers.get(type) ?? null);
            this.#handlers.delete(type);
            if (typeof handler !== "function") return;
            this.#handlers.set(type, handler);
            this.addEventListener(type, handler);
          },
        });
      }
    }
  }

  return /** @type {any} */ (MemoryWebSocket);
}

/** @param {string | URL} address */
function parse(address) {
  /** @type {URL} */
  let url;
  try {
    url = new URL(address, globalThis.location?.href);
  } catch {
    throw new DOMException(`The URL '${address}' is invalid`, "SyntaxError");
  }
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(url.protocol) || url.hash) throw new DOMException(`The URL '${address}' is not of a WebSocket`, "SyntaxError");
  return url;
}
