import { report } from "./errors.js";

// The plumbing of one request: the only caller of `fetch`, its time limit, its cancellation, its body. What is sent,
// what an answer means and whether to try again is decided in src/transport. Every failure rejects with a `Cut`.

/** Why a wait ended without what it waited for. The numbers are those of http.rs. */
class Cut {
  constructor(kind, cause) {
    this.kind = kind;
    this.cause = cause;
  }
}
export const ABORTED = 0;
const TIMED_OUT = 1;
export const FAILED = 2;
const TOO_LONG = 3;
export const NO_ANSWER = 4;

/** Calls back once when one of the signals aborts, or at once if one has; answers what ends that. */
export function onAbort(signals, callback) {
  const listener = () => callback(signals.find((signal) => signal.aborted)?.reason);
  for (const signal of signals) signal.addEventListener("abort", listener);
  if (isOver(signals)) listener();
  return () => {
    for (const signal of signals) signal.removeEventListener("abort", listener);
  };
}

export const isOver = (signals) => signals.some((signal) => signal.aborted);

/**
 * Waits for a promise as long as no signal aborts and the time is not over. An abort wins over everything. `start` may
 * set the time later, by the function that it gets.
 */
export function within(signals, timeoutMs, start) {
  return new Promise((resolve, reject) => {
    let stop;
    let timer;
    const end = (settle, value) => {
      if (timer) clearTimeout(timer);
      try {
        stop?.();
        settle(value);
      } catch (error) {
        // A signal of the page's that cannot be let go of.
        reject(new Cut(FAILED, error));
      }
    };
    const cut = (kind, cause) => end(reject, new Cut(kind, cause));
    const failed = (cause) => (cause instanceof Cut ? end(reject, cause) : cut(FAILED, cause));
    const limit = (ms) => {
      if (ms > 0) timer = setTimeout(() => cut(TIMED_OUT), ms);
    };
    try {
      stop = onAbort(signals, (reason) => cut(ABORTED, reason));
      if (isOver(signals)) return stop();
      limit(timeoutMs);
      Promise.resolve(start(limit)).then((value) => end(resolve, value), failed);
    } catch (error) {
      failed(error);
    }
  });
}

/** Waits for a promise, or for what a function of the page gives. */
export const settle = (signals, start) => within(signals, 0, typeof start === "function" ? start : () => start);

/** The longest time that `setTimeout` takes. */
export const LONGEST_MS = 0x7fffffff;

/** Waits for some time. Longer than `LONGEST_MS` would be no time at all. */
export function pause(signals, ms) {
  let timer;
  const sleep = () => new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return within(signals, 0, sleep).finally(() => clearTimeout(timer));
}

/** Tells a hook of the page; what it throws is reported and changes nothing. */
export function tell(hook, info) {
  try {
    hook?.(info);
  } catch (error) {
    report(error);
  }
}

/** Tells the hooks of a client's options when a request leaves; what is answered tells them how it ended. */
export function watchRequest(options, method, url, operation, attempt) {
  if (!options.onRequest && !options.onResponse) return () => {};
  const info = { method, url, operation, attempt };
  tell(options.onRequest, { ...info });
  const started = performance.now();
  let told = false;
  return (status) => {
    const durationMs = performance.now() - started;
    // Without an answer there is no status, rather than one that is undefined.
    if (!told) tell(options.onResponse, status === undefined ? { ...info, durationMs } : { ...info, status, durationMs });
    told = true;
  };
}

/** Calls `fetch`, the global one unless the page brings its own; the body is the caller's to read. */
export const callFetch = (fetch = globalThis.fetch, url, init) => fetch.call(undefined, url, init);

/** One request and its answer. */
export function exchange(options, fetch, method, url, headers, body, signals, timeoutMs, mostBytes, operation, attempt) {
  const controller = new AbortController();
  let end;
  const answered = async () => {
    end = watchRequest(options, method, url, operation, attempt);
    // A hook may have ended the call.
    if (isOver(signals)) return;
    const response = await callFetch(fetch, url, { ...options.init, method, headers, body, signal: controller.signal });
    const status = response?.status;
    if (!(status >= 100 && status < 600)) throw new Cut(NO_ANSWER);
    end(status);
    const text = await read(response, mostBytes);
    return { status, headers: response.headers, text };
  };
  return within(signals, timeoutMs, answered).catch((cut) => {
    // Not before: the browser would reject with an abort of its own.
    controller.abort();
    end?.();
    throw cut;
  });
}

/** A header of an answer, of whatever kind the page's `fetch` gave; undefined where there is none. */
export function header(headers, name) {
  try {
    const value = headers?.get?.(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function read(response, mostBytes) {
  const length = response.headers?.get?.("content-length");
  const encoded = response.headers?.get?.("content-encoding");
  if (Number(length) > mostBytes) throw new Cut(TOO_LONG);
  if ((length && !encoded) || !response.body) return response.text();
  // Without a length that can be believed, the bytes are counted as they come.
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > mostBytes) throw new Cut(TOO_LONG);
    text += decoder.decode(value, { stream: true });
  }
}
