/// <reference lib="esnext.disposable" />

import type { CallOptions as SharedCallOptions, ClientOptions, Feed, Gap, ItemIterable, RequestInfo, ResponseInfo } from "./client.js";
import { Issue, PbxError } from "./errors.js";

export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type * from "./client.js";

/** An id of a provider: decimal digits, all of them. The interface of `v22` has ids of other characters too. */
export type Id = string;
/** What is taken for an id. A `number` beyond 2^53 - 1 is refused: it may have lost digits. */
export type IdInput = string | number | bigint;

/** How a trunk proves who it is. The last three: `v22` only. */
export type AuthMode = "IP_AUTH" | "REGISTER_AUTH" | "ACCEPT_REGISTER" | "TEAMS" | "WHATS_APP";
/** What SIP runs over. `TLS`: `v22` only. */
export type Protocol = "UDP" | "TCP" | "TLS";
/** Whether a trunk is registered, or reachable. */
export type Status = "ONLINE" | "OFFLINE";

/** Who of which tenant may be called by a trunk's numbers. */
export interface DidPool {
  /** 64 bits: a string where a number would lose digits. */
  tenant_id: string | number;
  /** The tenant's. */
  name: string;
  /** Numbers and ranges, separated by semicolons. */
  number_mask: string;
}

/** What a SIP trunk has, in both dialects; keys as the PBX documents them. */
export interface ProviderFields {
  /** Up to 64 characters; the PBX may have several of one name. */
  name: string;
  auth_mode: AuthMode;
  protocol: Protocol;
  /** Host or IP address alone. */
  hostname: string;
  /** 0 to 65535. */
  port: number;
  /** Host or IP address of an outbound proxy; empty for none. */
  outbound_server: string;
  /** 0 to 65535; 0 without a proxy. */
  outbound_server_port: number;
  /** SIP user name; needed to register. */
  auth_id: string;
  /** Needed to register. */
  password: string;
  /** Whether the PBX sends REGISTER. */
  require_register: boolean;
  /** Between two REGISTER requests, in seconds. */
  reregister_interval: number;
  /** Addresses and networks that calls may come from. */
  ips: string[];
  /** Whether it is in the PBX's own network. */
  provider_in_lan: boolean;
  /** Whether requests carry one `Via` header alone. */
  single_via_header: boolean;
  /** Passed on untouched; an object with `v22`. */
  in_parameters?: unknown;
  /** Passed on untouched; an object with `v22`. */
  out_parameters?: unknown;
  /** Replaced as a whole, too. */
  did_pool?: DidPool[];
  /** Passed on as it is. */
  username?: string;
  /** Calls at a time; `v22` needs it. */
  concurrency?: number;
}

/**
 * A SIP trunk as `create` takes it. Keys that are not listed are sent as they are. With `v22` only `name`, `hostname`, `port` and
 * `concurrency` are needed.
 */
export interface ProviderInput extends ProviderFields {
  /** The server's; what is given is ignored by it. */
  status?: Status;
  [key: string]: unknown;
}

/** A SIP trunk as `show` gives it. What a PBX leaves out, or says null for, is absent. */
export interface Provider extends Partial<ProviderFields> {
  id: Id;
  status?: Status | (string & {});
  [key: string]: unknown;
}

/** A row of a list: at least `id` and `name`. */
export type ProviderSummary = Provider & { name: string };

/** What `update` changes. Arrays replace the stored ones whole. */
export type ProviderPatch = Partial<ProviderInput> & { id: IdInput };

/** Which page of a list. */
export interface ListParams {
  /** From 1. @defaultValue 1 */
  pagination?: number;
  /** 1 to 1000; with `v22` 100 at most are given. @defaultValue 50 */
  pagesize?: number;
  /** What `OPTIONAL` means, the vendor does not say. `v12` only. */
  sort_by?: "DEFAULT" | "OPTIONAL";
}

/** A page of a list. `count` and `page_count` are what the PBX says: do not rely on them. */
export interface ProviderPage {
  page_count?: number;
  pagination?: number;
  pagesize?: number;
  sort_by?: string;
  count?: number | string;
  providers: ProviderSummary[];
}

/** Options of the calls that are one request. */
export interface CallOptions extends SharedCallOptions {
  /** Checks everything, writes nothing, and resolves a {@link DryRun}. Only `update` in mode `merge` has to read for that. */
  dryRun?: boolean;
}

/** What a call would send; secrets are masked. */
export interface DryRun {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: Record<string, unknown>;
  issues: Issue[];
}

/** Options of `update`. */
export interface UpdateOptions extends CallOptions {
  /**
   * `patch` sends the id and what is given; `full` needs every field that the reference lists, for strict servers; `merge` reads the
   * provider, lays the patch over it and sends the whole.
   * @defaultValue `patch`
   */
  mode?: "patch" | "full" | "merge";
  /** With `merge`: the provider as you know it. A field that is another by now rejects with `conflict`. */
  baseline?: Partial<Provider>;
}

/** Options of `destroy`. */
export interface DestroyOptions extends CallOptions {
  /** Resolves where there is no such provider. */
  ifExists?: boolean;
}

/** Options of `iterate`, `pages` and `listAll`. */
export interface WalkOptions extends SharedCallOptions {
  /** Ends after so many providers. */
  limit?: number;
  /** Believes nothing of what the PBX says of the end: walks to an empty or repeated page. */
  strictEnd?: boolean;
  /** Rejects after so many pages. @defaultValue 10000 */
  maxPages?: number;
}

/** A field that would change, or did. Passwords are masked. */
export type Diff = Record<string, { from: unknown; to: unknown }>;

/** What `ensure` did, or with `dryRun` would do. */
export interface Ensured {
  /** Absent where it would have to be created. */
  id: Id | undefined;
  action: "created" | "updated" | "unchanged";
  diff: Diff;
}

/** What `exportAll` gives and `importAll` takes. */
export interface ProviderDocument {
  version: 1;
  /** ISO 8601. */
  exported_at?: string;
  /** A secret that is left out is null. */
  providers: (Partial<Omit<ProviderFields, "password">> & { id?: IdInput; password?: string | null; [key: string]: unknown })[];
}

/** What happened to a row of an import. */
export interface ImportedRow {
  index: number;
  name: string;
  /** `skipped`: nothing of it was written. */
  action: "created" | "updated" | "unchanged" | "failed" | "skipped";
  id?: Id;
  diff?: Diff;
  error?: PbxError;
}

/** Options of `importAll`. */
export interface ImportOptions extends SharedCallOptions {
  /**
   * `create` makes every row; `ensure` finds rows by their names and makes or changes what is needed, so that an import that was
   * stopped can be run again.
   * @defaultValue `create`
   */
  mode?: "create" | "ensure";
  dryRun?: boolean;
  /** Rows at a time. @defaultValue 4 */
  concurrency?: number;
  /** Begins no further row after one that failed. */
  stopOnError?: boolean;
  /** Called after each row; what it throws is reported. */
  onProgress?: (progress: { done: number; total: number; row: ImportedRow }) => void;
}

/** What an import has done. */
export interface ImportReport {
  dryRun: boolean;
  rows: ImportedRow[];
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  skipped: number;
}

/** A trunk that went up or down. */
export interface StatusChange {
  id: Id;
  name?: string;
  from: Status | (string & {}) | undefined;
  to: Status | (string & {});
  /** When it was heard of, in milliseconds since 1970. */
  at: number;
  source: "poll" | "wsi";
}

/** Options of `watch`. */
export interface WatchOptions {
  /** Only these. @defaultValue all */
  ids?: Iterable<IdInput>;
  /** Between two polls, 2000 at least. @defaultValue 10000 */
  intervalMs?: number;
  /**
   * The PBX's events, `v12` only and for a tenant only: where its socket is, and who asks where that is not `credentials`. `false`
   * polls. Without credentials it is polled, too. @defaultValue `wss://HOST:8885`
   */
  wsi?: string | false | { url?: string; name?: string; password?: string };
  /** Called with each change of these providers. */
  onStatus?: (change: StatusChange) => void;
  /** Ends the watch. */
  signal?: AbortSignal;
}

/** A watch that is on. */
export interface Watch {
  /** Ends it. */
  stop(): void;
  [Symbol.dispose](): void;
}

/** Who signs in. `v22` calls the name `username`. */
export interface Credentials {
  name: string;
  password: string;
  /** Of a tenant or an extension. */
  domain?: string;
}

/** A token as a server or a function of the page gives it. */
export interface Token {
  access_token: string;
  /** Its life in seconds. @defaultValue 600 */
  expires?: number | string;
}

/** Who signed in, as the PBX says. The token is not enumerable. */
export interface SessionInfo {
  readonly access_token: string;
  expires?: number | string;
  role?: string;
  api_version?: string;
  id?: string;
  name?: string;
  /** Whether `role` is an administrator's; absent where the PBX names no role. */
  isAdmin: boolean | undefined;
}

/** Lets the tabs of a page share a token. */
export interface TokenStore {
  get(): { access_token: string; expires_at?: number } | undefined | Promise<{ access_token: string; expires_at?: number } | undefined>;
  /** `expires_at` in milliseconds since 1970. */
  set(token: { access_token: string; expires_at: number }): void | Promise<void>;
  /** Runs `work` while no other tab does, for example by `navigator.locks.request`. */
  lock?<T>(work: () => Promise<T>): Promise<T>;
}

/** Options of `new Providers`. */
export interface ProvidersOptions extends ClientOptions {
  /** Where the API is, with its `/api`. A path is kept; an address that begins with a slash or a dot is the page's own. */
  baseUrl: string | URL;
  /** @defaultValue `v12` */
  dialect?: "v12" | "v22";
  /** A token, a function that fetches one, or null where your own server adds it. */
  token?: string | (() => string | Token | Promise<string | Token>) | null;
  /** Fetches a token whenever one is needed: no password is kept then. */
  tokenProvider?: () => string | Token | Promise<string | Token>;
  /** Shares the token between tabs. */
  tokenStore?: TokenStore;
  /** Who signs in, or a function that asks. With a provider of tokens only a function, for `watch`. */
  credentials?: Credentials | (() => Credentials | Promise<Credentials>);
  /** The field of the name in a sign-in of `v12`. @defaultValue `name` */
  loginField?: "name" | "username";
  /** In which headers the token goes. @defaultValue `access_token`, with `v22` `bearer` */
  tokenHeaders?: "access_token" | "bearer" | "both";
  /** How ids are written for `v12`. `auto` begins with numbers. @defaultValue `auto` */
  idEncoding?: "auto" | "number" | "string";
  /** How `v22` signs in. @defaultValue `sign_in` */
  signIn?: "sign_in" | "oauth";
  /** For `oauth`. */
  clientId?: string;
  /** Where the PBX's events are. @defaultValue `wss://HOST:8885` */
  wsiUrl?: string;
  /** Renews the token though nothing is called. */
  keepAlive?: boolean;
  /** Called once when it can no longer sign in by itself. */
  onAuthRequired?: (error: PbxError) => void;
}

/** What `on` tells of. Nothing in it is secret. */
export interface ProvidersEvents {
  /** A trunk went up or down; while there is a `watch`. */
  status: [change: StatusChange];
  /** The watch was blind from one moment to another. */
  gap: [gap: Gap];
  /** As `onRequest`. */
  request: [info: RequestInfo];
  /** As `onResponse`. */
  response: [info: ResponseInfo];
  /** A read is asked again, so many milliseconds from now. */
  retry: [info: { operation: string; attempt: number; delayMs: number; error: PbxError }];
  /** There is another token. */
  tokenRefreshed: [info: { expiresInMs: number }];
  /** With `keepAlive`. */
  tokenWillExpire: [info: { expiresInMs: number }];
  /** The PBX refuses who asks. */
  authFailed: [error: PbxError];
  /** The PBX asks for patience. */
  rateLimited: [info: { operation: string; retryAfterMs?: number }];
}

/**
 * Whether an error says that there is no such provider.
 *
 * @example
 * ```js
 * const trunk = await providers.show("1").catch((error) => {
 *   if (!isMissing(error)) throw error;
 * });
 * ```
 */
export declare function isMissing(error: unknown): boolean;

/**
 * The SIP trunks of a PortSIP PBX, "providers" in its words.
 *
 * Errors are {@link PbxError}s; `reason` is the finer word, `code` and `codes` are the PBX's own.
 *
 * | Answer | `kind` | `reason` |
 * | --- | --- | --- |
 * | 401, or the code `UNAUTHORIZED` | `authentication` | `auth` |
 * | to a sign-in 400, 401, or the code `UNAUTHORIZED`, `1040001` or `1050005` | `authentication` | `credentials` |
 * | 403 | `permission` | `forbidden` |
 * | 400 to a call of one provider, without fields | `invalid-argument` | `invalid_id` |
 * | 404 | `not-found` | `not_found` |
 * | 408 | `timeout` | `timeout` |
 * | 409 | `conflict` | `conflict` |
 * | 429 | `rate-limit` | `rate_limited` |
 * | other 4xx, and 2xx with another code than 0 | `invalid-argument` | `bad_request` |
 * | 3xx | `decode` | `protocol` |
 * | 5xx | `server` | `server` |
 *
 * What no server has said: `validation` (refused before anything is sent, `issues` says why), `network`, `protocol` (the answer is not
 * what it has to be), `closed`, `sign-in` (nobody has signed in), `secret` (a function of the page's gave no credentials), `two_factor`,
 * `conflict` (several have the name) and `baseline`. A write is sent once; where nobody knows whether it was done, its error has
 * `maybeApplied`.
 *
 * @example
 * ```js
 * const providers = new Providers({
 *   baseUrl: "https://pbx.example.com:8900/api",
 *   tokenProvider: () => fetch("/pbx-token").then((answer) => answer.json()),
 * });
 * for await (const { name, status } of providers.iterate()) console.log(name, status);
 * ```
 */
export declare class Providers {
  /** @throws {PbxError} `invalid-argument` that names the option. */
  constructor(options: ProvidersOptions);
  readonly baseUrl: string;
  readonly dialect: "v12" | "v22";
  /** Where `watch` is. */
  readonly feed: Feed;
  /**
   * Creates a trunk. `POST /providers/create`
   *
   * @throws {PbxError} `maybeApplied` where it may have been created: `ensure` finds out.
   * @example
   * ```js
   * const { id } = await providers.create(trunk);
   * ```
   */
  create(provider: ProviderInput, options: CallOptions & { dryRun: true }): Promise<DryRun>;
  create(provider: ProviderInput, options?: CallOptions): Promise<{ id: Id }>;
  /**
   * Changes a trunk. `POST /providers/update`
   *
   * @example
   * ```js
   * await providers.update({ id, reregister_interval: 300 });
   * ```
   */
  update(patch: ProviderPatch, options: UpdateOptions & { dryRun: true }): Promise<DryRun>;
  update(patch: ProviderPatch, options?: UpdateOptions): Promise<void>;
  update(id: IdInput, patch: Partial<ProviderInput>, options: UpdateOptions & { dryRun: true }): Promise<DryRun>;
  update(id: IdInput, patch: Partial<ProviderInput>, options?: UpdateOptions): Promise<void>;
  /**
   * Reads a trunk, its password included where the PBX shows it. `GET /providers/show`
   *
   * @example
   * ```js
   * const { name, status } = await providers.show("9007199254740993");
   * ```
   */
  show(id: IdInput, options: CallOptions & { dryRun: true }): Promise<DryRun>;
  show(id: IdInput, options?: CallOptions): Promise<Provider>;
  /**
   * Lists a page of trunks. `GET /providers/list`
   *
   * @example
   * ```js
   * const { providers: rows } = await providers.list({ pagination: 1, pagesize: 50 });
   * ```
   */
  list(params: ListParams | undefined, options: CallOptions & { dryRun: true }): Promise<DryRun>;
  list(params?: ListParams, options?: CallOptions): Promise<ProviderPage>;
  /**
   * Deletes a trunk. `POST /providers/destroy`
   *
   * @throws {PbxError} `invalid-argument` with `reason: "invalid_id"`, or `not-found`: see {@link isMissing}.
   * @example
   * ```js
   * await providers.destroy(id, { ifExists: true });
   * ```
   */
  destroy(id: IdInput, options: DestroyOptions & { dryRun: true }): Promise<DryRun>;
  destroy(id: IdInput, options?: DestroyOptions): Promise<void>;
  /**
   * All trunks, page after page, each once. One that moves between pages meanwhile may be missed.
   *
   * @example
   * ```js
   * for await (const { id, name } of providers.iterate({ pagesize: 200 })) console.log(id, name);
   * ```
   */
  iterate(params?: ListParams, options?: WalkOptions): ItemIterable<ProviderSummary> & { readonly totalHint: number | undefined };
  /**
   * The same by pages; a provider that was on an earlier page is left out.
   *
   * @example
   * ```js
   * for await (const { providers: rows, count } of providers.pages({ pagesize: 200 })) console.log(rows.length, "of", count);
   * ```
   */
  pages(params?: ListParams, options?: WalkOptions): ItemIterable<ProviderPage>;
  /**
   * The same as an array. With `v12` two pages at a time are asked for.
   *
   * @example
   * ```js
   * const trunks = await providers.listAll({ pagesize: 1000 });
   * ```
   */
  listAll(params?: ListParams, options?: WalkOptions): Promise<ProviderSummary[]>;
  /**
   * The trunk of exactly this name.
   *
   * @throws {PbxError} `conflict` where several have it.
   * @example
   * ```js
   * const trunk = await providers.findByName("Harbour SIP east");
   * ```
   */
  findByName(name: string, options?: SharedCallOptions): Promise<ProviderSummary | undefined>;
  /**
   * Sees to it that there is a trunk of this name with these fields: creates it, changes what differs, or leaves it alone. Safe to call
   * again after a failure.
   *
   * @example
   * ```js
   * const { id, action } = await providers.ensure("Harbour SIP east", trunk);
   * ```
   */
  ensure(name: string, spec: Partial<ProviderInput>, options?: CallOptions): Promise<Ensured>;
  /**
   * What is wrong with a provider. Nothing is sent, nothing is thrown.
   *
   * @example
   * ```js
   * for (const { path, message, severity } of providers.validate({ ...trunk, port: 70000 })) console.log(severity, path, message);
   * ```
   */
  validate(provider: unknown, operation?: "create" | "patch" | "full"): Issue[];
  /**
   * All trunks, for a file. Secrets are null unless asked for.
   *
   * @example
   * ```js
   * const text = JSON.stringify(await providers.exportAll());
   * ```
   */
  exportAll(options?: SharedCallOptions & { includeSecrets?: boolean }): Promise<ProviderDocument>;
  /**
   * Brings trunks in. All rows are checked before the first is written. The promise resolves though rows fail: the report says of each
   * what happened. Aborted, it begins no further row, gives what is being written two seconds to end, and rejects with the report as
   * `report` of the error.
   *
   * @throws {PbxError} `invalid-argument` with the `issues` of all rows.
   * @example
   * ```js
   * const { created, failed, rows } = await providers.importAll(JSON.parse(text), { mode: "ensure" });
   * ```
   */
  importAll(document: ProviderDocument | ProviderDocument["providers"], options?: ImportOptions): Promise<ImportReport>;
  /**
   * Whether a trunk is registered. `GET /providers/show`, with `v22` `GET /providers/{id}/status`
   *
   * @example
   * ```js
   * console.log(await providers.status(id)); // "ONLINE"
   * ```
   */
  status(id: IdInput, options?: SharedCallOptions): Promise<Status | (string & {})>;
  /**
   * The same of several, or of all.
   *
   * @example
   * ```js
   * const lost = (await providers.statuses()).filter(({ status }) => status === "OFFLINE");
   * ```
   */
  statuses(ids?: Iterable<IdInput>, options?: SharedCallOptions): Promise<{ id: Id; name: string | undefined; status: Status | (string & {}) }[]>;
  /**
   * Adds an address to `ips`: reads, then updates.
   *
   * @example
   * ```js
   * await providers.addIp(id, "198.51.100.8");
   * ```
   */
  addIp(id: IdInput, ip: string, options?: SharedCallOptions): Promise<void>;
  /**
   * Takes an address from `ips`: reads, then updates.
   *
   * @example
   * ```js
   * await providers.removeIp(id, "198.51.100.8");
   * ```
   */
  removeIp(id: IdInput, ip: string, options?: SharedCallOptions): Promise<void>;
  /**
   * Tells of trunks that go up or down, by `status` events: by the PBX's own events where it has them for these credentials, by polling
   * otherwise, and while they are lost. `gap` tells of times in which changes may have been missed.
   *
   * @example
   * ```js
   * providers.on("status", ({ name, to }) => console.log(name, to));
   * const watching = providers.watch();
   * watching.stop();
   * ```
   */
  watch(options?: WatchOptions): Watch;
  /**
   * Signs in now, by these credentials or the client's.
   *
   * @example
   * ```js
   * const { role, isAdmin } = await providers.login({ name, password });
   * ```
   */
  login(credentials?: Credentials, options?: SharedCallOptions & { simpleRequest?: boolean }): Promise<SessionInfo>;
  /**
   * Renews the token now.
   *
   * @example
   * ```js
   * await providers.refreshToken();
   * ```
   */
  refreshToken(options?: SharedCallOptions): Promise<void>;
  /**
   * Forgets tokens and passwords, and tells the PBX.
   *
   * @example
   * ```js
   * await providers.signOut();
   * ```
   */
  signOut(options?: SharedCallOptions): Promise<void>;
  /** Ends calls under way, and the watch. Later calls reject with `reason: "closed"`. */
  close(): void;
  /** The same. */
  free(): void;
  /** The same, for `using`. */
  [Symbol.dispose](): void;
  /** Calls back at each such event; what a listener throws is reported, and the others still hear. */
  on<K extends keyof ProvidersEvents>(event: K, listener: (...args: ProvidersEvents[K]) => void): this;
  /** The same, for the next one alone. */
  once<K extends keyof ProvidersEvents>(event: K, listener: (...args: ProvidersEvents[K]) => void): this;
  /** Takes a listener back, one of `once` too. */
  off<K extends keyof ProvidersEvents>(event: K, listener: (...args: ProvidersEvents[K]) => void): this;
  /** Without tokens and passwords. */
  toJSON(): { baseUrl: string; dialect: "v12" | "v22" };
}
