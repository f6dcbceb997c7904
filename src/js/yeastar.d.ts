/// <reference lib="esnext.disposable" />

import type { CallOptions, ClientOptions, Feed, Gap, ItemIterable, IterateOptions } from "./client.js";
import { PbxError } from "./errors.js";

export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type * from "./client.js";

/**
 * A failure, with the PBX operator's code and message (`{ code: -103, message: "PBX_API_ERROR" }`) on a
 * real `Error`. Only `code` and `message` are enumerable.
 *
 * | code | message | kind |
 * | --- | --- | --- |
 * | -2 | `INVALID_PBX_URL` | `invalid-argument` |
 * | -3 | `PBX_URL_NOT_HTTPS` | `invalid-argument` |
 * | -4 | `GET_PRODUCT_FAILED` | `connection` or `decode` |
 * | -102 | `PBX_NETWORK_ERROR` | `connection`, `timeout`, `server`, `authentication` and others by cause |
 * | -103 | `PBX_API_ERROR` | `authentication`, `permission` or `server` by `errcode` |
 * | -104 | `GET_PERSONAL_NOT_FOUND_DATA` | `not-found` |
 * | -105 | `PBX_ALREADY_INITIALIZED` | `conflict` |
 * | -106 | `LINKUS_DISABLED` | `permission` |
 * | -107 | `LOGGED_IN_ELSEWHERE` | `authentication` |
 * | -108 | `EXTENSION_DELETED` | `not-found` |
 * | -109 | `RE_LOGIN` | `authentication` |
 * | -110 | `SDK_PLAN_DISABLED` | `permission` |
 */
export declare class Result extends PbxError {
  readonly vendor: "yeastar";
  /**
   * The code of the table above. A failed `cdrQuery` or `logout` has the name and the code that axios gives it:
   * `ERR_NETWORK`, `ERR_BAD_REQUEST`, `ERR_BAD_RESPONSE`, `ECONNABORTED`, `ERR_CANCELED`. Absent for a wrong argument.
   */
  readonly code?: number | string;
  /**
   * A finer word: `secret` (the function threw, or gave nothing), `token-expired`, `ip-blocked`, `ip-forbidden`,
   * `plan`, `wasm`.
   */
  readonly reason?: string;
  /** The PBX's own code behind a refusal, for example 70004 for an account whose IP is blocked. */
  readonly errcode?: number;
  /** The PBX's own words behind a refusal. */
  readonly errmsg?: string;
  /** The answer behind a failed `cdrQuery` or `logout`. */
  readonly response?: { readonly status: number };
}

/** The login signature, or a function that fetches one; it is asked again at each login. */
export type Secret = string | (() => string | Promise<string>);

/** Options of `init` and of `new PBXOperator`. */
export interface PBXOptions extends ClientOptions {
  /** Extension number, or its e-mail address on the cloud edition. */
  username: string;
  /** The login signature, made by your server, or a function that fetches one. */
  secret: Secret;
  /** `WebPC` signs in as the desktop client. @defaultValue `WebClient` */
  userAgent?: "WebClient" | "WebPC";
  /**
   * Time for one try, in milliseconds. 0 means no limit.
   * @defaultValue 600000, as in the vendor's SDK
   */
  timeoutMs?: number;
  /** Tries after the first one, for reads only. @defaultValue 0 */
  maxRetries?: number;
  /**
   * Called once when the client cannot sign in again by itself. The operator is still whole then; `runtimeError` (-109)
   * follows at once.
   */
  onAuthRequired?: (error: Result) => void;
}

/** Options of {@link init}. The address is `pbxURL` or `baseUrl`, not both. */
export interface InitOptions extends PBXOptions {
  /**
   * Address of the PBX: https, or http on loopback. A path is kept as a prefix (a proxy); a relative
   * address resolves against the page.
   */
  pbxURL?: URL | string;
  /** The same under the name that all clients of this package share. */
  baseUrl?: URL | string;
  /** Accepted for the vendor's pages; this library writes no log. */
  enableLog?: boolean;
  /** Accepted for the vendor's pages; there is no phone here. */
  reRegistryPhoneTimes?: number;
  /** Accepted for the vendor's pages; there is no phone here. */
  deviceIds?: { cameraId?: string; microphoneId?: string };
  /** Accepted for the vendor's pages; there is no phone here. */
  disableCallWaiting?: boolean;
}

/** Options of `new PBXOperator`. The address is `url` or `baseUrl`, not both. */
export interface PBXConfig extends PBXOptions {
  /** Address of the PBX, as {@link InitOptions.pbxURL}. */
  url?: URL | string;
  /** The same under the name that all clients of this package share. */
  baseUrl?: URL | string;
}

/** What a WebRTC phone needs to REGISTER as this extension. */
export interface RegisterInfo {
  /** SIP realm. */
  realm: string;
  /** SIP authentication user. */
  registername: string;
  /** MD5 of `user:realm:password`, in hexadecimal: the password of a SIP stack that takes HA1. */
  ha1: string;
  extensionNumber: string;
  /** As the PBX sends it, a number in practice. */
  extensionId: string | number;
  extensionName: string;
  /** What the extension may do with recordings. */
  recordPermissions: number;
}

/** What {@link init} resolves with. */
export interface InitResult {
  pbx: PBXOperator;
  /** `pbx.destroy()`. */
  destroy: () => void;
  /** The value of `pbx.init()`. Hand it to a SIP stack; this library has no phone. */
  registerInfo: RegisterInfo;
}

/** Parameters of {@link PBXOperator.cdrQuery}. */
export interface CdrParams {
  /** From 1. @defaultValue 1 */
  page?: number | null;
  /** Rows of a page. @defaultValue 20 */
  size?: number | null;
  /** 0 all, 1 incoming, 2 missed, 3 outgoing. @defaultValue 0 */
  status?: 0 | 1 | 2 | 3 | (number & {}) | null;
  /** @defaultValue `time` */
  sortBy?: "time" | "id" | (string & {}) | null;
  /** @defaultValue `desc` */
  orderBy?: "desc" | "asc" | (string & {}) | null;
  /** Matches the number. Empty is sent as empty; null is left out. @defaultValue null */
  filter?: string | null;
}

/** The other side's extension, in a call record. */
export interface CdrExtension {
  ext_id: number;
  ext_num: string;
  caller_id_name: string;
  /** Id of the photo. */
  photo: string;
  /** 1 while the phone is registered. */
  status: number;
  presence_status: string;
  presence_information: string;
  first_name: string;
  last_name: string;
  email_addr: string;
  mobile_number: string;
  enb_vm: number;
  vm_total_count: number;
  vm_unread_count: number;
  /** Spelled so on the wire. */
  visable: number;
  im_id: string;
  org_list_info: string;
  is_favorite: number;
  title: string;
}

/** How a call ended. */
export type Disposition = "ANSWERED" | "NO ANSWER" | "BUSY" | "FAILED" | "VOICEMAIL" | (string & {});

/** A call record. */
export interface Cdr {
  id: number;
  /** For display only: a word such as `Today`, or a date. Compute with `timestamp`. */
  date: string;
  /** For display only. */
  time: string;
  /** Seconds since 1970. */
  timestamp: number;
  /** The other side. */
  number: string;
  number_type: "extension" | "mobile" | "personal" | "external" | (string & {});
  contact_name?: string;
  /** Only when the other side is an extension. */
  extension?: CdrExtension;
  /** 1 incoming, 2 missed, 3 outgoing. */
  status: number;
  /** Seconds. */
  talk_duration: number;
  call_type: string;
  uniqueid: string;
  disposition: Disposition;
  dcontext: string;
  caller_id: string;
  clid: string;
}

/** What the PBX answers to everything: 0 means that it did what was asked. */
export interface ApiReply {
  errcode: number;
  errmsg: string;
}

/** What {@link PBXOperator.cdrQuery} resolves with, just as the PBX sent it. */
export interface CdrReply extends ApiReply {
  /** Rows on all pages together. */
  total_number?: number;
  personal_cdr_list?: Cdr[];
}

/** Options of {@link PBXOperator.cdrQuery}. */
export interface CdrQueryOptions extends CallOptions {
  /** Reject when `errcode` is not 0. @defaultValue false */
  strict?: boolean;
}

/** A call record came or changed. Query again for the rows. */
export interface CdrNotify {
  ext_num: string;
  personal_cdr: {
    date: string;
    time: string;
    /** Seconds since 1970. */
    timestamp: number;
    number: string;
    /** Seconds. */
    talk_duration: number;
  };
}

/** The events of a {@link PBXOperator}. */
export interface PBXEvents {
  /** The PBX ended this session; the operator is destroyed. Comes once. */
  runtimeError: [error: Result];
  /** A call record came or changed. */
  cdrChange: [change: CdrNotify];
  /** The feed is back after an outage; events in between are lost: query again. */
  gap: [gap: Gap];
}

type Listener<E, K extends keyof E> = (...args: E[K] extends unknown[] ? E[K] : never) => void;

/** The event emitter that pages of the vendor's SDK know from Node. A listener that throws is reported; the others still hear. */
export interface Emitter<E> {
  on<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  once<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  off<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  addListener<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  removeListener<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  removeAllListeners(event?: keyof E): this;
  prependListener<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  prependOnceListener<K extends keyof E>(event: K, listener: Listener<E, K>): this;
  emit<K extends keyof E>(event: K, ...args: E[K] extends unknown[] ? E[K] : never): boolean;
  listeners<K extends keyof E>(event: K): Listener<E, K>[];
  rawListeners<K extends keyof E>(event: K): Listener<E, K>[];
  listenerCount(event: keyof E): number;
  eventNames(): (keyof E)[];
  /** Kept for compatibility; there is no limit. */
  setMaxListeners(count: number): this;
  getMaxListeners(): number;
}

/** The events of a {@link PBXSocket}. */
export interface PBXSocketEvents {
  /** The first opening after five minutes without one. */
  connect: [];
  /** A drop, or a failed opening. */
  close: [];
}

/** The live connection under a {@link PBXOperator}, in the vendor's form. */
export interface PBXSocket extends Emitter<PBXSocketEvents> {
  /** `ws` is the browser's socket of the moment. */
  readonly connection: { readonly ws: WebSocket | null };
  readonly connected: boolean;
  /** Whether any topic is registered. */
  readonly isSubScribe: boolean;
  /** Topics with their number of registrations. */
  readonly subscribeKeys: Record<string, number>;
  /** Binds the handlers again after `stop`, and opens. */
  init(): void;
  /** Closes for good and clears the registrations. */
  stop(): void;
  /** Sends a text frame as it is, or drops it when there is no connection. */
  send(data: string): void;
  /** Registers and unregisters topics, then sends the complete list. A listener gets the raw event. */
  onSubscribe(change: {
    addList?: { subscribeCodes: readonly (string | number)[]; listener?: (event: MessageEvent) => void };
    removeList?: { subscribeCodes: readonly (string | number)[]; listener?: (event: MessageEvent) => void };
  }): void;
  /** Sends the topic list now, when connected. */
  resubscribe(): void;
  onConnectListen(listener: () => void): void;
  onRemoveConnectListen(listener: () => void): void;
  onCLose(listener: () => void): void;
  onRemoveClose(listener: () => void): void;
  /** One callback, without arguments, at each open, error and close. */
  onConnectedChange(callback: () => void): void;
}

/**
 * One extension's session with a Yeastar P-Series PBX.
 *
 * @example
 * ```js
 * import { PBXOperator } from "softphone-admin/yeastar";
 *
 * const pbx = new PBXOperator({ url: "https://pbx.example.com", username: "1000", secret: fetchSignature });
 * pbx.on("cdrChange", refresh);
 * pbx.on("runtimeError", (error) => showSignIn(error.message));
 * await pbx.init();
 * const { personal_cdr_list } = await pbx.cdrQuery({ page: 1, size: 20, sortBy: "time" });
 * ```
 */
export declare class PBXOperator {
  /** @throws {Result} `invalid-argument` for options that cannot work; -2 and -3 for an address that cannot. */
  constructor(config: PBXConfig);

  /** Read at each login; blank after `destroy()`. Never enumerated, never in JSON. */
  secret: Secret;
  /** Read at each login. */
  username: string;
  /** The access token once signed in; before, the signature, as in the vendor's SDK. Never enumerated, never in JSON. */
  token: string | null;
  url: URL;
  socket: PBXSocket | null;
  extensionNumber?: string;
  extensionId?: string | number;
  extensionName?: string;

  /** Not documented by the vendor, used by pages. */
  get info(): { token: string | null; extensionId: string | number | undefined; url: URL };
  /** Whether `init()` succeeded and the session has not ended. */
  get isInited(): boolean;
  /** The live connection. */
  readonly feed: Feed;

  /**
   * Signs in, reads the extension and opens the feed. Concurrent calls share one login.
   *
   * `GET pbx/getproduct`, `POST login`, `GET extension/getpersonalglobal`, `GET licenseservice/get`,
   * `GET extension/getpersonal`, `GET extension/getregisterinfo`, then the socket (not waited for).
   *
   * @throws {Result} -105 when it is already initialised; the other codes of {@link Result}.
   */
  readonly init: () => Promise<RegisterInfo>;
  /** Ends the session here: closes the feed, stops every timer, removes every listener. Sends nothing. */
  readonly destroy: () => void;
  /** The same as `destroy`. */
  readonly close: () => void;
  [Symbol.dispose](): void;

  /**
   * Queries the call records of this extension. `GET /api/v1.0/cdr/searchpersonal`
   *
   * The reply is handed over as it came: a non-zero `errcode` resolves, unless `strict`.
   *
   * @example
   * ```js
   * const page = await pbx.cdrQuery({ page: 1, size: 20, status: 2 }, { strict: true });
   * ```
   */
  readonly cdrQuery: (params?: CdrParams, options?: CdrQueryOptions) => Promise<CdrReply>;

  /**
   * All call records, page after page; rejects when the PBX refuses.
   * Rows that move to the next page because a call came in meanwhile are given once.
   *
   * @example
   * ```js
   * for await (const cdr of pbx.iterateCdr({ status: 2 }, { limit: 100 })) console.log(cdr.number);
   * ```
   */
  readonly iterateCdr: (params?: CdrParams, options?: IterateOptions) => ItemIterable<Cdr>;

  /**
   * Tells the PBX to forget the token. `GET /api/v1.0/logout`
   *
   * Changes nothing here: call `destroy()` too.
   */
  readonly logout: (options?: CallOptions) => Promise<ApiReply>;

  /** Adds a listener; returns the instance. */
  readonly on: <K extends keyof PBXEvents>(event: K, listener: Listener<PBXEvents, K>) => this;
}
export interface PBXOperator extends Emitter<PBXEvents> {}

/**
 * Signs in to a Yeastar PBX.
 *
 * @example
 * ```js
 * import { init } from "softphone-admin/yeastar";
 *
 * const { pbx, registerInfo, destroy } = await init({
 *   pbxURL: "https://pbx.example.com",
 *   username: "1000",
 *   secret: () => fetch("/pbx-signature").then((answer) => answer.text()),
 * });
 * ```
 *
 * @throws {Result} -2, -3, -4, or whatever {@link PBXOperator.init} rejects with.
 */
export declare function init(options: InitOptions): Promise<InitResult>;
