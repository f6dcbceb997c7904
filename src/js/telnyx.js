// Telnyx's face: clients, whose fields and hooks are the page's. The logic is in src/vendors/telnyx.

import * as wasm from "#wasm";
import { variable } from "./environment.js";
import * as errors from "./errors.js";
import { callFetch, FAILED, within } from "./http.js";
import { Life } from "./life.js";
import { duplexOf, encodeBody } from "./telnyx/body.js";
import { headersOf, inNode, platformHeaders } from "./telnyx/environment.js";
import { CUT, send, under } from "./telnyx/exchange.js";
import { toFile } from "./telnyx/file.js";
import { logLevelOf } from "./telnyx/log.js";
import { Tokens } from "./telnyx/oauth.js";
import { reveal } from "./telnyx/secret.js";
import { APIPromise, PagePromise } from "./telnyx/promises.js";
import {
  AccessIPRanges,
  clients,
  Connections,
  CredentialConnections,
  FqdnConnections,
  Fqdns,
  IPConnections,
  IPs,
  OutboundVoiceProfiles,
} from "./telnyx/resources.js";

export {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  isPbxError,
  NotFoundError,
  PbxError,
  PermissionDeniedError,
  RateLimitError,
  TelnyxError,
  UnprocessableEntityError,
} from "./errors.js";
export { toFile } from "./telnyx/file.js";
export { AbstractPage, APIPromise, DefaultFlatPagination, PagePromise } from "./telnyx/promises.js";
export {
  AccessIPRanges,
  Connections,
  CredentialConnections,
  FqdnConnections,
  Fqdns,
  IPConnections,
  IPs,
  OutboundVoiceProfiles,
} from "./telnyx/resources.js";

const { hide } = errors;
const { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError, TelnyxError } = errors;

const BY_KIND = { connection: APIConnectionError, timeout: APIConnectionTimeoutError, aborted: APIUserAbortError };

errors.useErrors("telnyx", (message, { vendor, kind, retryable, ...facts }, own) => {
  const Class = BY_KIND[kind];
  if (!Class) return new TelnyxError(message, { kind, ...facts }, own);
  const { cause, ...rest } = facts;
  const error = new Class({ message, cause });
  hide(error, { ...rest, ...own });
  return error;
});

/** Never enumerated: a spread, a log or `JSON.stringify` would show them. */
const SECRETS = ["apiKey", "clientSecret"];
/** Options where null means none, rather than the usual. */
const NULLABLE = ["apiKey", "clientID", "clientSecret", "publicKey"];
const BASE = "https://api.telnyx.com/v2";
const DEFAULT_TIMEOUT = 60000;
const ACCEPT = { Accept: "application/json" };

/** The options that say something, `baseURL: ""` being as good as none. */
function given(options) {
  if (options === null || typeof options !== "object") return options;
  const says = (name, value) => (NULLABLE.includes(name) ? value !== undefined : value !== undefined && value !== null);
  const written = ([name, value]) => [name, value instanceof URL ? value.href : value];
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => says(name, value)).map(written));
}

export class Telnyx {
  constructor(options = {}) {
    wasm.ready();
    const checked = wasm.telnyxOptions(given(options));
    const { baseUrl, timeoutMs, ...rest } = checked;
    const setting = (name, env) => (rest[name] === undefined ? (variable(env) ?? null) : rest[name]);
    this.apiKey = setting("apiKey", "TELNYX_API_KEY");
    this.publicKey = setting("publicKey", "TELNYX_PUBLIC_KEY");
    this.clientID = setting("clientID", "TELNYX_CLIENT_ID");
    this.clientSecret = setting("clientSecret", "TELNYX_CLIENT_SECRET");
    for (const name of SECRETS) Object.defineProperty(this, name, { enumerable: false });
    const base = rest.baseURL ?? baseUrl;
    this.baseURL = (base ?? (options?.baseURL === null ? undefined : variable("TELNYX_BASE_URL"))) || BASE;
    this.timeout = rest.timeout ?? timeoutMs ?? DEFAULT_TIMEOUT;
    this.maxRetries = rest.maxRetries ?? 2;
    this.logger = rest.logger ?? console;
    this.logLevel = logLevelOf(rest.logLevel, variable("TELNYX_LOG"), this.logger);
    this.fetchOptions = rest.fetchOptions;
    if (!rest.fetch && typeof fetch !== "function") throw new TelnyxError("no global `fetch` here: pass the option `fetch`");
    const life = new Life();
    hide(this, {
      _options: rest,
      _headers: [headersOf(variable("TELNYX_CUSTOM_HEADERS")), rest.defaultHeaders],
      _telemetry: rest.telemetryHeaders ?? inNode ? platformHeaders() : undefined,
      _tokens: new Tokens(),
      _life: life,
      _signals: [rest.signal, life].filter(Boolean),
    });
    this.connections = new Connections(this);
    this.credentialConnections = new CredentialConnections(this);
    this.fqdnConnections = new FqdnConnections(this);
    this.fqdns = new Fqdns(this);
    this.ipConnections = new IPConnections(this);
    this.ips = new IPs(this);
    this.outboundVoiceProfiles = new OutboundVoiceProfiles(this);
    this.accessIPRanges = new AccessIPRanges(this);
  }

  withOptions(options) {
    const { baseURL, timeout, maxRetries, logger, logLevel, fetchOptions, apiKey, publicKey, clientID, clientSecret } = this;
    const fields = { baseURL, timeout, maxRetries, logger, logLevel, fetchOptions, apiKey, publicKey, clientID, clientSecret };
    const mine = { ...this._options, ...fields };
    if (options?.baseUrl !== undefined) delete mine.baseURL;
    if (options?.timeoutMs !== undefined) delete mine.timeout;
    const child = new this.constructor({ ...mine, ...options });
    hide(child, { _tokens: this._tokens });
    return child;
  }

  // --- Hooks ------------------------------------------------------------------------------------------------------

  defaultQuery() {
    return this._options.defaultQuery;
  }
  stringifyQuery(query) {
    const members = { ...query };
    return Object.keys(members).length > 0 ? wasm.telnyxQuery(members) : "";
  }
  getUserAgent() {
    return `${this.constructor.name}/JS ${wasm.telnyxVersion()}`;
  }
  async prepareOptions() {}
  async prepareRequest() {}
  async authHeaders(options) {
    return (await this.oauthClientAuth(options)) ?? this.bearerAuth(options);
  }
  bearerAuth() {
    const { apiKey } = this;
    const headers = (key) => (key === null || key === undefined ? undefined : { Authorization: `Bearer ${key}` });
    return typeof apiKey === "function" ? reveal("apiKey", apiKey).then(headers) : headers(apiKey);
  }
  oauthClientAuth() {
    if (!this.clientID || !this.clientSecret) return undefined;
    return this._tokens.get(this).then((token) => ({ Authorization: `Bearer ${token}` }));
  }
  validateHeaders() {}
  makeStatusError(status, error, message, headers) {
    return APIError.generate(status, error, message, headers);
  }

  // --- Requests ---------------------------------------------------------------------------------------------------

  buildURL(path, query, defaultBaseURL) {
    const { baseURL } = this;
    return wasm.telnyxUrl(this, `${baseURL === BASE ? (defaultBaseURL ?? baseURL) : baseURL}`, `${path}`, query).href;
  }

  async buildRequest(options, { retryCount = 0 } = {}) {
    const { method, path, query, defaultBaseURL, signal, headers } = options;
    const url = this.buildURL(path, query, defaultBaseURL);
    const timed = ["timeoutMs", "timeout"].find((name) => name in options);
    const timeout = wasm.telnyxTimeout(timed ? options[timed] : this.timeout);
    const ownType = () => headers && wasm.telnyxHeaders([headers]).values.get("content-type");
    const { body, headers: type } = encodeBody(this, options, ownType);
    const telemetry = this._telemetry && {
      "User-Agent": this.getUserAgent(),
      ...this._telemetry,
      "X-Stainless-Retry-Count": retryCount,
      "X-Stainless-Timeout": timed && timeout ? Math.trunc(timeout / 1000) : undefined,
    };
    const layers = wasm.telnyxHeaders([ACCEPT, telemetry, await this.authHeaders(options), ...this._headers, type, headers]);
    this.validateHeaders(layers);
    const req = { method, headers: layers.values };
    if (signal) req.signal = signal;
    Object.assign(req, duplexOf(body));
    if (body !== undefined) req.body = body;
    Object.assign(req, this.fetchOptions, options.fetchOptions);
    return { req, url, timeout };
  }

  async fetchWithTimeout(url, init, ms, controller) {
    const signals = init?.signal ? [init.signal] : [];
    try {
      return await within(signals, ms, () => this._fetch(url, init, controller));
    } catch (cut) {
      controller.abort();
      throw cut.kind === FAILED ? cut.cause : new DOMException(CUT, "AbortError");
    }
  }
  async _fetch(url, init, controller) {
    const { signal, method = "GET", ...rest } = init ?? {};
    const sent = { signal: controller.signal, ...duplexOf(rest.body), method: method.toUpperCase(), ...rest };
    return callFetch(this._options.fetch, url, sent);
  }
  /** One try of a call, which has its own wait for `signals` and for the time that `limit` sets. */
  _try(url, init, ms, controller, signals, limit) {
    const isWaitedFor = !init.signal || signals.includes(init.signal);
    if (this.fetchWithTimeout !== Telnyx.prototype.fetchWithTimeout || !isWaitedFor) {
      return this.fetchWithTimeout(url, init, ms, controller);
    }
    limit(ms);
    return this._fetch(url, init, controller);
  }

  request(options, remainingRetries = null) {
    return new APIPromise(this, send(this, options, remainingRetries));
  }
  get(path, options) {
    return this.request(under({ method: "get", path }, options));
  }
  post(path, options) {
    return this.request(under({ method: "post", path }, options));
  }
  patch(path, options) {
    return this.request(under({ method: "patch", path }, options));
  }
  put(path, options) {
    return this.request(under({ method: "put", path }, options));
  }
  delete(path, options) {
    return this.request(under({ method: "delete", path }, options));
  }
  getAPIList(path, Page, options) {
    return this.requestAPIList(Page, under({ method: "get", path }, options));
  }
  requestAPIList(Page, options) {
    return new PagePromise(this, send(this, options, null), Page);
  }

  // --- Its end ----------------------------------------------------------------------------------------------------

  close() {
    this._life.abort(new TelnyxError("the client is closed"));
  }
  toJSON() {
    const { baseURL, timeout, maxRetries, logLevel } = this;
    return { baseURL, timeout, maxRetries, logLevel };
  }
}
hide(Telnyx.prototype, {
  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.close();
  },
});

clients.of = (client) => (client instanceof Telnyx ? client : new Telnyx(client));

for (const [name, value] of Object.entries(errors)) {
  if (value === TelnyxError || value?.prototype instanceof TelnyxError) hide(Telnyx, { [name]: value });
}
// The name too: minifiers change it, and it goes out as User-Agent.
hide(Telnyx, {
  name: "Telnyx",
  Telnyx,
  DEFAULT_TIMEOUT,
  toFile,
  AccessIPRanges,
  Connections,
  CredentialConnections,
  FqdnConnections,
  Fqdns,
  IPConnections,
  IPs,
  OutboundVoiceProfiles,
});

export default Telnyx;
