// One call on the page's side: the client's hooks, `fetch` and the reading of the answer. What is sent, what an end
// means and whether to try again is decided in src/vendors/telnyx.

import * as wasm from "#wasm";
import { asError, hide, PbxError } from "../errors.js";
import { FAILED, isOver, NO_ANSWER, onAbort, read, watchRequest, within } from "../http.js";
import { logId, logs, shown, shownHeaders } from "./log.js";

/** Which call it is, on options that a resource made. */
export const OPERATION = Symbol("operation");
/** Whose answer it is, on what an `APIPromise` is made of. */
const EXCHANGE = Symbol("exchange");

/** What a call brings itself, with the options of the page, which may be a promise, over it. */
export const under = (own, options) =>
  typeof options?.then === "function" ? options.then((settled) => ({ ...own, ...settled })) : { ...own, ...options };

const isSignal = (signal) => typeof signal?.addEventListener === "function";

const noop = () => {};
/** What `fetch` says when its signal aborts. */
export const CUT = "This operation was aborted";

const READS = ["get", "head", "options"];

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fateText = (fate) => {
  if (fate > 0) return `retrying, ${fate} attempts remaining`;
  return fate === 0 ? "error; no more retries left" : "error; not retryable";
};

export class Exchange {
  /** `before`: tries that were made before this call. */
  constructor(client, options, before) {
    this.client = client;
    this.options = options;
    this.before = before;
    this.operation = options[OPERATION] ?? options.method ?? "get";
    this.writes = !READS.includes(`${options.method ?? "get"}`.toLowerCase());
    this.repeatable = client._options.retryWrites !== false || !this.writes;
    this.unlink = noop;
    this.own = isSignal(options.signal) ? [options.signal] : [];
    this.signals = [...this.own, ...client._signals];
  }

  /**
   * The try of a number. Resolves what an `APIPromise` is made of; `cut` says where no answer came, `status` and `ok`
   * what it was. Rejects with what a hook threw.
   */
  async attempt(number) {
    const { client, options, signals } = this;
    this.cut = undefined;
    const controller = new AbortController();
    let end;
    const start = async (limit) => {
      await client.prepareOptions(options);
      const { req, url, timeout } = await client.buildRequest(options, { retryCount: number - 1 });
      await client.prepareRequest(req, { url, options });
      if (isOver(signals)) return undefined;
      this.begin(req, url, timeout);
      const method = `${req.method ?? "get"}`.toUpperCase();
      const told = watchRequest(client._options, method, url, this.operation, number);
      // One of the hooks may have ended the call. What `fetchWithTimeout` of a page throws at once is the page's too.
      const fetching = isOver(signals) ? undefined : client._try(url, req, timeout, controller, signals, limit);
      end = told;
      return fetching;
    };
    let response;
    try {
      response = await within(signals, 0, start);
    } catch (cut) {
      const failed = cut.kind === FAILED;
      if (failed && !end) throw cut.cause;
      end?.();
      if (!failed) controller.abort();
      return (this.cut = failed ? { kind: FAILED, cause: asError(cut.cause) } : cut);
    }
    const { status, ok } = response ?? {};
    const isAnswer = Number.isInteger(status) && status >= 0;
    end(isAnswer ? status : undefined);
    if (!isAnswer) return (this.cut = { kind: NO_ANSWER });
    this.response = response;
    this.status = status;
    this.ok = ok;
    this.controller = controller;
    this.durationMs = Date.now() - this.started;
    // Whoever takes the response as it is reads its body; the page's signal goes on ending that.
    this.unlink = onAbort(this.own, () => controller.abort());
    if (ok) this.tell("succeeded", "response start");
    const { log: requestLogID, retryOf: retryOfRequestLogID, started: startTime } = this;
    return { response, options, controller, requestLogID, retryOfRequestLogID, startTime, [EXCHANGE]: this };
  }

  begin(req, url, timeout) {
    const { client, options } = this;
    // Of the first try, however many there are.
    this.retryOf ??= this.log;
    this.log = logId();
    this.url = url;
    this.timeout = timeout;
    this.started = Date.now();
    if (!logs(client, "debug")) return;
    const { headers: _, ...rest } = options;
    this.debug("sending request", { method: options.method, url, options: shown(rest), headers: shownHeaders(req.headers) });
  }

  header(name) {
    return this.response.headers?.get?.(name) || undefined;
  }

  forgetToken() {
    return this.client._tokens?.forgetStale() ?? false;
  }

  /** No answer came. `fate`: tries left where there is another one, 0 where there would be, below where not. */
  lost(fate, timedOut, cause) {
    const { client, url, retryOf } = this;
    const what = `connection ${timedOut ? "timed out" : "failed"}`;
    const durationMs = Date.now() - this.started;
    if (logs(client, "info")) client.logger.info(`[${this.log}] ${what} - ${fateText(fate)}`);
    if (logs(client, "debug")) this.debug(`${what} (${fateText(fate)})`, { url, durationMs, message: cause?.message ?? CUT, retryOf });
  }

  /** The answer is refused, and asked for again. */
  discard(fate) {
    this.refused(fate);
    this.unlink();
    // Nobody waits for it, and nothing hangs on it.
    new Promise((resolve) => resolve(this.response.body?.cancel?.())).catch(noop);
  }

  /** Reads the answer that is refused; resolves what the page's client makes of it. */
  async refusal(fate, attempt, retryAfterMs) {
    const { client, response, operation } = this;
    let text;
    try {
      text = await this.body(() => read(response, this.mostBytes ?? 2 ** 24));
    } catch (error) {
      if (error instanceof PbxError && error.kind === "aborted") return error;
      text = error instanceof PbxError ? "" : asError(error).message;
    }
    const body = parsed(text);
    const message = body === undefined ? text : undefined;
    this.refused(fate, { message });
    const error = client.makeStatusError(response.status, body, message, response.headers);
    if (error instanceof PbxError) hide(error, { operation, attempt, retryAfterMs });
    return error;
  }

  /** The longest answer that is read, where the page says one. */
  get mostBytes() {
    return this.options.maxBodyBytes ?? this.client._options.maxBodyBytes;
  }

  /** Waits for the body, within the time of a try and as long as no signal aborts. */
  body(start) {
    const read = (body) => {
      this.unlink();
      return body;
    };
    const cut = ({ kind, cause }) => {
      this.unlink();
      if (kind === FAILED) throw cause;
      this.controller.abort();
      throw wasm.telnyxLost({ kind, cause }, this);
    };
    return within(this.signals, this.timeout, start).then(read, cut);
  }

  /** Reads an answer that is a success. */
  async parse() {
    const { response, options, client } = this;
    if (options.__binaryResponse) return response;
    const body = response.status === 204 ? null : await this.content();
    if (logs(client, "debug")) {
      const { url, status } = response;
      this.debug("response parsed", { url, status, body: shown(body), durationMs: Date.now() - this.started });
    }
    return body;
  }

  content() {
    const { response, mostBytes } = this;
    const type = this.header("content-type")?.split(";")[0].trim() ?? "";
    const isJson = type.includes("application/json") || type.endsWith("+json");
    if (isJson && this.header("content-length") === "0") return undefined;
    // To count the bytes takes longer than to parse them; even a look at `body` does.
    if (mostBytes === undefined) return this.body(() => (isJson ? response.json() : response.text()));
    return this.body(() => read(response, mostBytes)).then((text) => (isJson ? JSON.parse(text) : text));
  }

  refused(fate, more) {
    this.tell("failed", `response error (${fateText(fate)})`, ` - ${fateText(fate)}`, more);
  }

  /** Logs how the answer began. */
  tell(outcome, event, fate = "", more) {
    const { client, response, durationMs, retryOf } = this;
    if (!logs(client, "info")) return;
    const { url, status } = response;
    const id = retryOf ? `${this.log}, retryOf: ${retryOf}` : this.log;
    const { method } = this.options;
    client.logger.info(`[${id}] ${method} ${this.url} ${outcome} with status ${status} in ${durationMs}ms${fate}`);
    if (logs(client, "debug")) this.debug(event, { url, status, headers: shownHeaders(response.headers), ...more, durationMs });
  }

  debug(event, details) {
    const { client, log, retryOf } = this;
    client.logger.debug(`[${log}] ${event}`, retryOf ? { ...details, retryOf } : details);
  }
}

/** Sends a call; resolves what an `APIPromise` is made of. */
export async function send(client, input, remaining) {
  const options = await input;
  const { maxRetries, maxBodyBytes, limit } = options;
  const retries = maxRetries ?? client.maxRetries;
  return wasm.telnyxSend(new Exchange(client, options, retries - (remaining ?? retries)), retries, maxBodyBytes, limit);
}

/** The body of an answer, as the vendor's client gives it; the answer may be one that the page brings. */
export function parse(client, props) {
  const { response, controller = new AbortController(), options = {}, requestLogID: log, startTime: started } = props;
  const made = () => Object.assign(new Exchange(client, options, 0), { response, controller, log, started });
  return (props[EXCHANGE] ?? made()).parse();
}
