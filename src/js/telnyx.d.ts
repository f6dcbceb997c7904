/// <reference lib="esnext.disposable" />

import type { RequestInfo, ResponseInfo } from "./client.js";
import { PbxError } from "./errors.js";
import type {
  AccessIPRange, AccessIPRangeCreateParams, AccessIPRangeFilter, AccessIPRangeListParams,
  ActionCheckRegistrationStatusResponse, AnchorsiteOverride, AniNumberFormat, CallingWindow, Connection,
  ConnectionCount, ConnectionFilter, ConnectionListActiveCallsParams, ConnectionListActiveCallsResponse,
  ConnectionListParams, ConnectionNoiseSuppression, ConnectionRetrieveCountResponse, ConnectionRetrieveResponse,
  ConnectionRtcpSettings, ConnectionSettings, ConnectionSort, CredentialConnection, CredentialConnectionCreateParams,
  CredentialConnectionCreateResponse, CredentialConnectionDeleteResponse, CredentialConnectionListParams,
  CredentialConnectionRetrieveResponse, CredentialConnectionUpdateParams, CredentialConnectionUpdateResponse,
  CredentialInbound, CredentialOutbound, CredentialSettings, DefaultFlatPaginationParams,
  DefaultFlatPaginationResponse, DnisNumberFormat, DtmfType, EncryptedMedia, ErrorItem, Fqdn, FqdnAuthentication,
  FqdnAuthenticationListResponse, FqdnAuthenticationPatchAllParams, FqdnAuthenticationPatchAllResponse,
  FqdnConnection, FqdnConnectionCreateParams, FqdnConnectionCreateResponse, FqdnConnectionDeleteResponse,
  FqdnConnectionListParams, FqdnConnectionRetrieveResponse, FqdnConnectionUpdateParams, FqdnConnectionUpdateResponse,
  FqdnCreateParams, FqdnCreateResponse, FqdnDeleteResponse, FqdnFilter, FqdnListParams, FqdnRetrieveResponse,
  FqdnSettings, FqdnUpdateParams, FqdnUpdateResponse, InboundFqdn, InboundIP, InboundIPCreate, InboundSettings, IP,
  IPConnection, IPConnectionCreateParams, IPConnectionCreateResponse, IPConnectionDeleteResponse,
  IPConnectionListParams, IPConnectionRetrieveResponse, IPConnectionUpdateParams, IPConnectionUpdateResponse,
  IPCreateParams, IPCreateResponse, IPDeleteResponse, IPFilter, IPListParams, IPRetrieveResponse, IPSettings,
  IPUpdateParams, IPUpdateResponse, JitterBuffer, NoiseSuppressionDetails, OutboundCallRecording, OutboundFqdn,
  OutboundIP, OutboundSettings, OutboundVoiceProfile, OutboundVoiceProfileCreateParams,
  OutboundVoiceProfileCreateResponse, OutboundVoiceProfileDeleteResponse, OutboundVoiceProfileFilter,
  OutboundVoiceProfileListParams, OutboundVoiceProfileRetrieveResponse, OutboundVoiceProfileSettings,
  OutboundVoiceProfileSort, OutboundVoiceProfileUpdateParams, OutboundVoiceProfileUpdateResponse, PageMeta,
  RegistrationStatus, ServicePlan, StoredObject, T38ReinviteSource, TrafficType, TransportProtocol,
  UsagePaymentMethod, WebhookAPIVersion,
} from "./telnyx-types.js";

export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type { RequestInfo, ResponseInfo } from "./client.js";
export type * from "./telnyx-types.js";

// Options

export type HTTPMethod = "get" | "post" | "put" | "patch" | "delete";

export type LogLevel = "off" | "error" | "warn" | "info" | "debug";

/** Where log lines go; `console` fits. */
export interface Logger {
  error(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
}

export type HeaderValue = string | null | undefined;

/**
 * Headers in any form. Names are case-insensitive. undefined leaves a header as it is, null takes it out, also one that
 * the library sets; an array gives it several values.
 */
export type HeadersLike =
  | Headers
  | readonly (readonly HeaderValue[])[]
  | { readonly [name: string]: HeaderValue | readonly HeaderValue[] };

/** What the second argument of `fetch` may have besides the things that have options of their own. */
export type FetchOptions = Omit<RequestInit, "body" | "headers" | "method" | "signal">;

/** The API key, or a function that fetches one; it is asked again before each request. null sends none. */
export type ApiKey = string | null | (() => string | Promise<string>);

/**
 * Options of {@link Telnyx} and of each resource class. Where "in Node" names a variable, it is read when the option is
 * absent; null means none. A browser has no such variables.
 */
export interface ClientOptions {
  /** Sent as bearer token. In Node: `TELNYX_API_KEY`. Without one no `Authorization` is sent, for a proxy to add it. */
  apiKey?: ApiKey | undefined;
  /** OAuth client credentials; with the secret, they win over `apiKey`. In Node: `TELNYX_CLIENT_ID`. */
  clientID?: string | null | undefined;
  /** In Node: `TELNYX_CLIENT_SECRET`. */
  clientSecret?: string | null | undefined;
  /** Kept for the vendor's pages; webhooks are not part of this package. In Node: `TELNYX_PUBLIC_KEY`. */
  publicKey?: string | null | undefined;
  /**
   * Where the API is; an address that begins with a slash or a dot resolves against the page. In Node: `TELNYX_BASE_URL`.
   * @defaultValue `https://api.telnyx.com/v2`
   */
  baseURL?: string | null | undefined;
  /** The same under the name that all clients of this package share. Not together with `baseURL`. */
  baseUrl?: URL | string | undefined;
  /** Time for one try, its body included, in milliseconds; 0 is no limit. @defaultValue 60000 */
  timeout?: number | undefined;
  /** The same under the name that all clients of this package share. Not together with `timeout`. */
  timeoutMs?: number | undefined;
  /** Tries after the first one. @defaultValue 2 */
  maxRetries?: number | undefined;
  /**
   * Whether writes (POST, PATCH, PUT, DELETE) are repeated like reads: after no answer, 408, 409, 429 and 5xx. With
   * false only where the server says that it did nothing (429) or asks for it (`x-should-retry`).
   * @defaultValue true, as in the vendor's SDK
   */
  retryWrites?: boolean | undefined;
  /**
   * The longest answer that is read, in bytes. Bytes are counted as they come only where this is given: that takes
   * longer than parsing them.
   * @defaultValue no limit
   */
  maxBodyBytes?: number | undefined;
  /** Ends the client when it aborts: calls under way reject with {@link APIUserAbortError}. */
  signal?: AbortSignal | null | undefined;
  /** Used in place of the global `fetch`; called as `fetch(url, init)` with a string and a plain object. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Added to the second argument of `fetch`; what a call gives is merged over it. */
  fetchOptions?: FetchOptions | undefined;
  /** Sent with each request. In Node, `TELNYX_CUSTOM_HEADERS` (a line `Name: value` each) lies under them. */
  defaultHeaders?: HeadersLike | null | undefined;
  /** Sent with each request; undefined in a call's `query` takes an entry out. */
  defaultQuery?: Record<string, string | undefined> | undefined;
  /**
   * Sends the `X-Stainless-*` headers, which tell the vendor the version and the runtime. Each one is a header that a
   * CORS preflight must allow.
   * @defaultValue true in Node, false in browsers
   */
  telemetryHeaders?: boolean | undefined;
  /** In Node: `TELNYX_LOG`. Secrets are masked on every level. @defaultValue `warn` */
  logLevel?: LogLevel | undefined;
  /** @defaultValue `console` */
  logger?: Logger | undefined;
  /** Called before every try. An exception in it is reported and changes nothing. */
  onRequest?: ((info: RequestInfo) => void) | undefined;
  /** Called after every try. An exception in it is reported and changes nothing. */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
}

/** Options of one call, the last argument of every method; each wins over the client's. */
export interface RequestOptions {
  /** In place of the method's own verb. */
  method?: HTTPMethod | undefined;
  /** In place of the method's own path. */
  path?: string | undefined;
  /** In place of the method's own query. Objects nest in brackets, arrays are joined with commas, null is empty. */
  query?: object | null | undefined;
  /** In place of the method's own body. */
  body?: unknown;
  /** Over all other headers; null takes one out. */
  headers?: HeadersLike | null | undefined;
  /** Tries after the first one. */
  maxRetries?: number | undefined;
  /** Time for one try, its body included, in whole milliseconds. */
  timeout?: number | undefined;
  /** The same under the name that all clients of this package share. Not together with `timeout`. */
  timeoutMs?: number | undefined;
  /** The longest answer that is read, in bytes; wins over the client's. */
  maxBodyBytes?: number | undefined;
  /** Aborts this call, at any moment of it. */
  signal?: AbortSignal | null | undefined;
  /** Added to the second argument of `fetch`, over everything else in it. */
  fetchOptions?: FetchOptions | undefined;
  /** Accepted for the vendor's pages; the API has no header for it. */
  idempotencyKey?: string | undefined;
  /** Used while the client's `baseURL` is the built-in one. */
  defaultBaseURL?: string | undefined;
}

/** Options of a list. They hold for all its pages. */
export interface ListOptions extends RequestOptions {
  /** Ends an iteration over items, and `toArray()`, after so many. */
  limit?: number | undefined;
}

/** The options of a call with everything that a request needs. */
export type FinalRequestOptions = ListOptions & { method: HTTPMethod; path: string };

/** What a page needs to be asked for; see {@link AbstractPage.nextPageRequestOptions}. */
export type PageRequestOptions = Pick<FinalRequestOptions, "query" | "headers" | "body" | "path" | "method">;

/** The second argument of `fetch`, complete. */
export type FinalizedRequestInit = Omit<RequestInit, "headers"> & { headers: Headers };

// Errors

/** The headers of a refusal: a `Headers` that answers to `headers["retry-after"]` too. */
export type ErrorHeaders = Headers & { readonly [name: string]: string | undefined };

/**
 * Every error of this entry. Tell causes apart by class, as with the vendor's SDK, or by `kind`, as with all clients of
 * this package.
 *
 * | class | when | kind |
 * | --- | --- | --- |
 * | `TelnyxError` itself | a wrong argument, an unreadable answer | `invalid-argument`, `decode` |
 * | `BadRequestError` | 400 | `invalid-argument` |
 * | `AuthenticationError` | 401 | `authentication` |
 * | `PermissionDeniedError` | 403 | `permission` |
 * | `NotFoundError` | 404 | `not-found` |
 * | `ConflictError` | 409 | `conflict` |
 * | `UnprocessableEntityError` | 422 | `invalid-argument` |
 * | `RateLimitError` | 429 | `rate-limit` |
 * | `InternalServerError` | 500 and above | `server` |
 * | `APIError` itself | other answers | 408 `timeout`, 410 `not-found`, below 400 `decode`, else `invalid-argument` |
 * | `APIConnectionError` | no answer | `connection` |
 * | `APIConnectionTimeoutError` | no answer in time | `timeout` |
 * | `APIUserAbortError` | a signal, or `close()` | `aborted` |
 *
 * @example
 * ```js
 * import { RateLimitError, Telnyx, UnprocessableEntityError } from "softphone-admin/telnyx";
 *
 * const client = new Telnyx({ apiKey });
 * try {
 *   await client.fqdns.create({ connection_id, dns_record_type: "a", fqdn: "sip.example.com" });
 * } catch (error) {
 *   if (error instanceof UnprocessableEntityError) show(error.issues);
 *   else if (error instanceof RateLimitError) tryAgainIn(error.retryAfterMs ?? 1_000);
 *   else throw error;
 * }
 * ```
 */
export declare class TelnyxError extends PbxError {
  readonly vendor: "telnyx";
}

/** The API refused, or gave no answer. */
export declare class APIError<
  TStatus extends number | undefined = number | undefined,
  THeaders extends Headers | undefined = ErrorHeaders | undefined,
  TError extends Object | undefined = Object | undefined,
> extends TelnyxError {
  /** HTTP status; undefined when no answer came. */
  readonly status: TStatus;
  /** Headers of the answer. A browser shows only those that CORS exposes. */
  readonly headers: THeaders;
  /** The body, when it was JSON; `errors` has it typed. */
  readonly error: TError;
  /** The reasons that the API gave; empty when it gave none in its own form. */
  readonly errors: readonly ErrorItem[];
  /** The `code` of the first of `errors`, for example `10015`. */
  readonly code?: string;

  constructor(status: TStatus, error: TError, message: string | undefined, headers: THeaders);

  /** Makes the error of the class that fits the status. */
  static generate(
    status: number | undefined,
    errorResponse: Object | undefined,
    message: string | undefined,
    headers: Headers | undefined,
  ): APIError;
}

/** No answer came: network, DNS, TLS, CORS. `cause` is what `fetch` rejected with. */
export declare class APIConnectionError extends APIError<undefined, undefined, undefined> {
  constructor(facts: { message?: string | undefined; cause?: unknown });
}

/** No answer within `timeout`. */
export declare class APIConnectionTimeoutError extends APIConnectionError {
  constructor(facts?: { message?: string | undefined });
}

/** The caller's signal, or `close()`, ended the call. `cause` is the reason given to `abort()`. */
export declare class APIUserAbortError extends APIError<undefined, undefined, undefined> {
  constructor(facts?: { message?: string | undefined; cause?: unknown });
}

/** 400. */
export declare class BadRequestError extends APIError<400, ErrorHeaders> {}

/** 401: wrong or missing credentials. */
export declare class AuthenticationError extends APIError<401, ErrorHeaders> {}

/** 403: signed in, but not allowed. */
export declare class PermissionDeniedError extends APIError<403, ErrorHeaders> {}

/** 404. */
export declare class NotFoundError extends APIError<404, ErrorHeaders> {}

/** 409. */
export declare class ConflictError extends APIError<409, ErrorHeaders> {}

/** 422: a field is missing or wrong; `errors` and `issues` say which. */
export declare class UnprocessableEntityError extends APIError<422, ErrorHeaders> {}

/** 429, after all retries; `retryAfterMs` says how long to wait. */
export declare class RateLimitError extends APIError<429, ErrorHeaders> {}

/** 500 and above, after all retries. */
export declare class InternalServerError extends APIError<number, ErrorHeaders> {}

// Promises and pages

/** What an {@link APIPromise} is made from. */
export interface APIResponseProps {
  response: Response;
  options: FinalRequestOptions;
  controller: AbortController;
  requestLogID: string;
  retryOfRequestLogID: string | undefined;
  /** Milliseconds since 1970. */
  startTime: number;
}

/**
 * What every method returns: a promise of the parsed body that can also give the answer itself. The request leaves at
 * once, awaited or not.
 *
 * @example
 * ```js
 * const { data, response } = await client.connections.retrieve(id).withResponse();
 * console.log(response.headers.get("x-request-id"), data.data?.connection_name);
 * ```
 */
export declare class APIPromise<T> extends Promise<T> {
  constructor(
    client: Telnyx,
    responsePromise: Promise<APIResponseProps>,
    parseResponse?: (client: Telnyx, props: APIResponseProps) => T | PromiseLike<T>,
  );

  /** The answer with its body unread; rejects as the promise itself does. */
  asResponse(): Promise<Response>;
  /** The parsed body and the answer, identical to those of the promise and of `asResponse()`. */
  withResponse(): Promise<{ data: T; response: Response }>;
  /** The same call with another result. */
  _thenUnwrap<U>(transform: (data: T, props: APIResponseProps) => U): APIPromise<U>;
}

type PageClassOf<Page> = new (client: Telnyx, response: Response, body: any, options: FinalRequestOptions) => Page;

/**
 * What every list returns: a promise of the first page, and an iteration over the items of all pages.
 *
 * @example
 * ```js
 * for await (const connection of client.connections.list({ sort: "-created_at" })) console.log(connection.id);
 *
 * const firstHundred = await client.connections.list({}, { limit: 100 }).toArray();
 * const page = await client.connections.list({ "page[size]": 20 });
 * const next = page.hasNextPage() ? await page.getNextPage() : null;
 * ```
 */
export declare class PagePromise<
    PageClass extends AbstractPage<Item>,
    Item = ReturnType<PageClass["getPaginatedItems"]>[number],
  >
  extends APIPromise<PageClass>
  implements AsyncIterable<Item>
{
  constructor(client: Telnyx, request: Promise<APIResponseProps>, Page: PageClassOf<PageClass>);

  /** The items of all pages; a page is asked for when the loop gets there. */
  [Symbol.asyncIterator](): AsyncGenerator<Item>;
  /** Collects the items of all pages into an array. */
  toArray(): Promise<Item[]>;
}

/** One page of a list. Subclass it for a list of your own; see {@link Telnyx.getAPIList}. */
export declare abstract class AbstractPage<Item> implements AsyncIterable<Item> {
  protected options: FinalRequestOptions;
  protected response: Response;
  protected body: unknown;

  constructor(client: Telnyx, response: Response, body: unknown, options: FinalRequestOptions);

  /** The items of this page. */
  abstract getPaginatedItems(): Item[];
  /** How the next page is asked for; null after the last one. */
  abstract nextPageRequestOptions(): PageRequestOptions | null;
  hasNextPage(): boolean;
  /** Asks for the next page. @throws {TelnyxError} `kind: "invalid-argument"` after the last one. */
  getNextPage(): Promise<this>;
  /** This page and those that follow, each asked for when the loop gets there. */
  iterPages(): AsyncGenerator<this>;
  /** The items of this page and of those that follow. */
  [Symbol.asyncIterator](): AsyncGenerator<Item>;
}

/** A page of each list of this API. */
export declare class DefaultFlatPagination<Item>
  extends AbstractPage<Item>
  implements DefaultFlatPaginationResponse<Item>
{
  data: Item[];
  meta: PageMeta;

  constructor(
    client: Telnyx,
    response: Response,
    body: DefaultFlatPaginationResponse<Item>,
    options: FinalRequestOptions,
  );

  getPaginatedItems(): Item[];
  nextPageRequestOptions(): PageRequestOptions | null;
}

export type ConnectionsDefaultFlatPagination = DefaultFlatPagination<Connection>;
export type ConnectionListActiveCallsResponsesDefaultFlatPagination =
  DefaultFlatPagination<ConnectionListActiveCallsResponse>;
export type CredentialConnectionsDefaultFlatPagination = DefaultFlatPagination<CredentialConnection>;
export type FqdnConnectionsDefaultFlatPagination = DefaultFlatPagination<FqdnConnection>;
export type FqdnsDefaultFlatPagination = DefaultFlatPagination<Fqdn>;
export type IPConnectionsDefaultFlatPagination = DefaultFlatPagination<IPConnection>;
export type IPsDefaultFlatPagination = DefaultFlatPagination<IP>;
export type OutboundVoiceProfilesDefaultFlatPagination = DefaultFlatPagination<OutboundVoiceProfile>;
export type AccessIPRangesDefaultFlatPagination = DefaultFlatPagination<AccessIPRange>;

// Resources

/**
 * What the resource classes share. Each works alone, with the options of {@link Telnyx} or on a client that is there.
 *
 * A path id that is null, an object, empty, `.` or `..` throws at once: a `TelnyxError`, `kind: "invalid-argument"`.
 * Everything else rejects, with an error of {@link TelnyxError}'s table.
 */
declare class APIResource {
  protected _client: Telnyx;

  constructor(clientOrOptions?: Telnyx | ClientOptions);
}

/**
 * Connections of every kind, to read.
 *
 * @example
 * ```js
 * import { Connections } from "softphone-admin/telnyx";
 *
 * const connections = new Connections({ apiKey });
 * for await (const { id, connection_name, active } of connections.list()) console.log(id, connection_name, active);
 * ```
 */
export declare class Connections extends APIResource {
  /** `GET /v2/connections/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<ConnectionRetrieveResponse>;
  /** `GET /v2/connections` */
  list(
    query?: ConnectionListParams | null,
    options?: ListOptions,
  ): PagePromise<ConnectionsDefaultFlatPagination, Connection>;
  /** Calls that are up now. `GET /v2/connections/{connection_id}/active_calls` */
  listActiveCalls(
    connectionID: string,
    query?: ConnectionListActiveCallsParams | null,
    options?: ListOptions,
  ): PagePromise<ConnectionListActiveCallsResponsesDefaultFlatPagination, ConnectionListActiveCallsResponse>;
  /** How many there are of each kind, and how many there may be. `GET /v2/connections/count` */
  retrieveCount(options?: RequestOptions): APIPromise<ConnectionRetrieveCountResponse>;
}
export declare namespace Connections {
  export type {
    Connection, ConnectionRetrieveResponse, ConnectionListParams, ConnectionListActiveCallsParams,
    ConnectionListActiveCallsResponse, ConnectionRetrieveCountResponse, ConnectionsDefaultFlatPagination,
    ConnectionListActiveCallsResponsesDefaultFlatPagination,
  };
}

/** Actions on credential connections; the class is `CredentialConnections.Actions`. */
declare class Actions extends APIResource {
  /**
   * Whether the device is signed in. `POST /v2/credential_connections/{id}/actions/check_registration_status`
   *
   * @example
   * ```js
   * const { data } = await client.credentialConnections.actions.checkRegistrationStatus(id);
   * console.log(data?.status, data?.last_registration);
   * ```
   */
  checkRegistrationStatus(id: string, options?: RequestOptions): APIPromise<ActionCheckRegistrationStatusResponse>;
}

/**
 * Connections whose device signs in with user name and password.
 *
 * @example
 * ```js
 * import { CredentialConnections } from "softphone-admin/telnyx";
 *
 * const connections = new CredentialConnections({ apiKey });
 * const { data } = await connections.create({ connection_name: "Reception", user_name: "reception1", password });
 * await connections.update(data.id, { active: false });
 * await connections.delete(data.id);
 * ```
 */
export declare class CredentialConnections extends APIResource {
  readonly actions: Actions;

  /** `POST /v2/credential_connections` */
  create(
    body: CredentialConnectionCreateParams,
    options?: RequestOptions,
  ): APIPromise<CredentialConnectionCreateResponse>;
  /** `GET /v2/credential_connections/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<CredentialConnectionRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/credential_connections/{id}` */
  update(
    id: string,
    body?: CredentialConnectionUpdateParams,
    options?: RequestOptions,
  ): APIPromise<CredentialConnectionUpdateResponse>;
  /** `GET /v2/credential_connections` */
  list(
    query?: CredentialConnectionListParams | null,
    options?: ListOptions,
  ): PagePromise<CredentialConnectionsDefaultFlatPagination, CredentialConnection>;
  /** Resolves with what was deleted. `DELETE /v2/credential_connections/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<CredentialConnectionDeleteResponse>;
}
export declare namespace CredentialConnections {
  export { Actions };
  export type {
    CredentialConnection, CredentialInbound, CredentialOutbound, AnchorsiteOverride, ConnectionNoiseSuppression,
    ConnectionRtcpSettings, DtmfType, EncryptedMedia, CredentialConnectionCreateResponse,
    CredentialConnectionRetrieveResponse, CredentialConnectionUpdateResponse, CredentialConnectionDeleteResponse,
    CredentialConnectionListParams, CredentialConnectionCreateParams, CredentialConnectionUpdateParams,
    CredentialConnectionsDefaultFlatPagination, ActionCheckRegistrationStatusResponse,
  };
}

/** How calls out of an FQDN connection are authenticated; the class is `FqdnConnections.FqdnAuthenticationResource`. */
declare class FqdnAuthenticationResource extends APIResource {
  /** `GET /v2/fqdn_connections/{id}/fqdn_authentication` */
  list(fqdnConnectionID: string, options?: RequestOptions): APIPromise<FqdnAuthenticationListResponse>;
  /** Changes the given fields. `PATCH /v2/fqdn_connections/{id}/fqdn_authentication` */
  patchAll(
    fqdnConnectionID: string,
    body?: FqdnAuthenticationPatchAllParams | null,
    options?: RequestOptions,
  ): APIPromise<FqdnAuthenticationPatchAllResponse>;
}

/**
 * Connections whose calls go to host names, which {@link Fqdns} holds.
 *
 * @example
 * ```js
 * import { FqdnConnections } from "softphone-admin/telnyx";
 *
 * const connections = new FqdnConnections({ apiKey });
 * const { data } = await connections.create({ connection_name: "Teams", transport_protocol: "TLS" });
 * await connections.fqdnAuthentication.patchAll(data.id, { user_name: "teams1", password });
 * ```
 */
export declare class FqdnConnections extends APIResource {
  readonly fqdnAuthentication: FqdnAuthenticationResource;

  /** `POST /v2/fqdn_connections` */
  create(body: FqdnConnectionCreateParams, options?: RequestOptions): APIPromise<FqdnConnectionCreateResponse>;
  /** `GET /v2/fqdn_connections/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<FqdnConnectionRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/fqdn_connections/{id}` */
  update(
    id: string,
    body?: FqdnConnectionUpdateParams,
    options?: RequestOptions,
  ): APIPromise<FqdnConnectionUpdateResponse>;
  /** `GET /v2/fqdn_connections` */
  list(
    query?: FqdnConnectionListParams | null,
    options?: ListOptions,
  ): PagePromise<FqdnConnectionsDefaultFlatPagination, FqdnConnection>;
  /** Resolves with what was deleted. `DELETE /v2/fqdn_connections/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<FqdnConnectionDeleteResponse>;
}
export declare namespace FqdnConnections {
  export { FqdnAuthenticationResource };
  export type {
    FqdnConnection, InboundFqdn, OutboundFqdn, TransportProtocol, WebhookAPIVersion, FqdnConnectionCreateResponse,
    FqdnConnectionRetrieveResponse, FqdnConnectionUpdateResponse, FqdnConnectionDeleteResponse,
    FqdnConnectionListParams, FqdnConnectionCreateParams, FqdnConnectionUpdateParams,
    FqdnConnectionsDefaultFlatPagination, FqdnAuthentication, FqdnAuthenticationListResponse,
    FqdnAuthenticationPatchAllParams, FqdnAuthenticationPatchAllResponse,
  };
}

/**
 * The host names of FQDN connections.
 *
 * @example
 * ```js
 * import { Fqdns } from "softphone-admin/telnyx";
 *
 * const fqdns = new Fqdns({ apiKey });
 * await fqdns.create({ connection_id, fqdn: "sip.example.com", dns_record_type: "a", port: 5060 });
 * const ofThisConnection = await fqdns.list({ filter: { connection_id } }).toArray();
 * ```
 */
export declare class Fqdns extends APIResource {
  /** `POST /v2/fqdns` */
  create(body: FqdnCreateParams, options?: RequestOptions): APIPromise<FqdnCreateResponse>;
  /** `GET /v2/fqdns/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<FqdnRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/fqdns/{id}` */
  update(id: string, body?: FqdnUpdateParams | null, options?: RequestOptions): APIPromise<FqdnUpdateResponse>;
  /** `GET /v2/fqdns` */
  list(query?: FqdnListParams | null, options?: ListOptions): PagePromise<FqdnsDefaultFlatPagination, Fqdn>;
  /** Resolves with what was deleted. `DELETE /v2/fqdns/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<FqdnDeleteResponse>;
}
export declare namespace Fqdns {
  export type {
    Fqdn, FqdnCreateResponse, FqdnRetrieveResponse, FqdnUpdateResponse, FqdnDeleteResponse, FqdnListParams,
    FqdnCreateParams, FqdnUpdateParams, FqdnsDefaultFlatPagination,
  };
}

/**
 * Connections whose calls come from and go to fixed addresses, which {@link IPs} holds.
 *
 * @example
 * ```js
 * import { IPConnections } from "softphone-admin/telnyx";
 *
 * const connections = new IPConnections({ apiKey });
 * const { data } = await connections.create({ connection_name: "Carrier", inbound: { codecs: ["G711A"] } });
 * ```
 */
export declare class IPConnections extends APIResource {
  /** `POST /v2/ip_connections` */
  create(body: IPConnectionCreateParams, options?: RequestOptions): APIPromise<IPConnectionCreateResponse>;
  /** `GET /v2/ip_connections/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<IPConnectionRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/ip_connections/{id}` */
  update(
    id: string,
    body?: IPConnectionUpdateParams,
    options?: RequestOptions,
  ): APIPromise<IPConnectionUpdateResponse>;
  /** `GET /v2/ip_connections` */
  list(
    query?: IPConnectionListParams | null,
    options?: ListOptions,
  ): PagePromise<IPConnectionsDefaultFlatPagination, IPConnection>;
  /** Resolves with what was deleted. `DELETE /v2/ip_connections/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<IPConnectionDeleteResponse>;
}
export declare namespace IPConnections {
  export type {
    IPConnection, InboundIP, OutboundIP, IPConnectionCreateResponse, IPConnectionRetrieveResponse,
    IPConnectionUpdateResponse, IPConnectionDeleteResponse, IPConnectionListParams, IPConnectionCreateParams,
    IPConnectionUpdateParams, IPConnectionsDefaultFlatPagination,
  };
}

/**
 * The addresses of IP connections.
 *
 * @example
 * ```js
 * import { IPs } from "softphone-admin/telnyx";
 *
 * const ips = new IPs({ apiKey });
 * const { data } = await ips.create({ connection_id, ip_address: "203.0.113.7" });
 * ```
 */
export declare class IPs extends APIResource {
  /** `POST /v2/ips` */
  create(body: IPCreateParams, options?: RequestOptions): APIPromise<IPCreateResponse>;
  /** `GET /v2/ips/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<IPRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/ips/{id}` */
  update(id: string, body?: IPUpdateParams, options?: RequestOptions): APIPromise<IPUpdateResponse>;
  /** `GET /v2/ips` */
  list(query?: IPListParams | null, options?: ListOptions): PagePromise<IPsDefaultFlatPagination, IP>;
  /** Resolves with what was deleted. `DELETE /v2/ips/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<IPDeleteResponse>;
}
export declare namespace IPs {
  export type {
    IP, IPCreateResponse, IPRetrieveResponse, IPUpdateResponse, IPDeleteResponse, IPListParams, IPCreateParams,
    IPUpdateParams, IPsDefaultFlatPagination,
  };
}

/**
 * Where calls may go and what they may cost; a connection's `outbound.outbound_voice_profile_id` names one.
 *
 * @example
 * ```js
 * import { OutboundVoiceProfiles } from "softphone-admin/telnyx";
 *
 * const profiles = new OutboundVoiceProfiles({ apiKey });
 * const { data } = await profiles.create({ name: "Europe", whitelisted_destinations: ["DE", "FR"] });
 * ```
 */
export declare class OutboundVoiceProfiles extends APIResource {
  /** `POST /v2/outbound_voice_profiles` */
  create(
    body: OutboundVoiceProfileCreateParams,
    options?: RequestOptions,
  ): APIPromise<OutboundVoiceProfileCreateResponse>;
  /** `GET /v2/outbound_voice_profiles/{id}` */
  retrieve(id: string, options?: RequestOptions): APIPromise<OutboundVoiceProfileRetrieveResponse>;
  /** Changes the given fields. `PATCH /v2/outbound_voice_profiles/{id}` */
  update(
    id: string,
    body?: OutboundVoiceProfileUpdateParams,
    options?: RequestOptions,
  ): APIPromise<OutboundVoiceProfileUpdateResponse>;
  /** `GET /v2/outbound_voice_profiles` */
  list(
    query?: OutboundVoiceProfileListParams | null,
    options?: ListOptions,
  ): PagePromise<OutboundVoiceProfilesDefaultFlatPagination, OutboundVoiceProfile>;
  /** Resolves with what was deleted. `DELETE /v2/outbound_voice_profiles/{id}` */
  delete(id: string, options?: RequestOptions): APIPromise<OutboundVoiceProfileDeleteResponse>;
}
export declare namespace OutboundVoiceProfiles {
  export type {
    OutboundVoiceProfile, OutboundCallRecording, ServicePlan, TrafficType, UsagePaymentMethod,
    OutboundVoiceProfileCreateResponse, OutboundVoiceProfileRetrieveResponse, OutboundVoiceProfileUpdateResponse,
    OutboundVoiceProfileDeleteResponse, OutboundVoiceProfileListParams, OutboundVoiceProfileCreateParams,
    OutboundVoiceProfileUpdateParams, OutboundVoiceProfilesDefaultFlatPagination,
  };
}

/**
 * From which addresses the account may be used. The answers are the objects themselves, without `data` around them.
 *
 * @example
 * ```js
 * import { AccessIPRanges } from "softphone-admin/telnyx";
 *
 * const ranges = new AccessIPRanges({ apiKey });
 * const { id, status } = await ranges.create({ cidr_block: "203.0.113.0/24", description: "Office" });
 * await ranges.delete(id);
 * ```
 */
export declare class AccessIPRanges extends APIResource {
  /** `POST /v2/access_ip_ranges` */
  create(body: AccessIPRangeCreateParams, options?: RequestOptions): APIPromise<AccessIPRange>;
  /** `GET /v2/access_ip_ranges` */
  list(
    query?: AccessIPRangeListParams | null,
    options?: ListOptions,
  ): PagePromise<AccessIPRangesDefaultFlatPagination, AccessIPRange>;
  /** Resolves with what was deleted. `DELETE /v2/access_ip_ranges/{access_ip_range_id}` */
  delete(accessIPRangeID: string, options?: RequestOptions): APIPromise<AccessIPRange>;
}
export declare namespace AccessIPRanges {
  export type {
    AccessIPRange, AccessIPRangeListParams, AccessIPRangeCreateParams, AccessIPRangesDefaultFlatPagination,
  };
}

export type { Actions, APIResource, FqdnAuthenticationResource };

// The client

/**
 * A client of Telnyx for SIP trunking, in the form of the npm package `telnyx`.
 *
 * Other parts of the API, messages for example, have no members here; the generic calls reach them.
 *
 * @example
 * ```js
 * import Telnyx from "softphone-admin/telnyx";
 *
 * const client = new Telnyx({ baseURL: "/telnyx", apiKey: null }); // a proxy adds the key
 * const { data } = await client.ipConnections.create({ connection_name: "Office" });
 * await client.ips.create({ connection_id: data.id, ip_address: "203.0.113.7" });
 * await client.post("/messages", { body: { from, to, text: "The trunk is up." } });
 * ```
 */
export declare class Telnyx {
  static Telnyx: typeof Telnyx;
  /** 60000 milliseconds. */
  static DEFAULT_TIMEOUT: number;
  static toFile: typeof toFile;

  /** @throws {TelnyxError} `kind: "invalid-argument"` for options that cannot work. */
  constructor(options?: ClientOptions);

  // Read by each call: a change holds from the next one on. `apiKey` and `clientSecret` are never enumerated.
  apiKey: ApiKey;
  clientID: string | null;
  clientSecret: string | null;
  publicKey: string | null;
  baseURL: string;
  /** Milliseconds. */
  timeout: number;
  maxRetries: number;
  logLevel: LogLevel | undefined;
  logger: Logger;
  fetchOptions: FetchOptions | undefined;

  readonly accessIPRanges: AccessIPRanges;
  readonly connections: Connections;
  readonly credentialConnections: CredentialConnections;
  readonly fqdnConnections: FqdnConnections;
  readonly fqdns: Fqdns;
  readonly ipConnections: IPConnections;
  readonly ips: IPs;
  readonly outboundVoiceProfiles: OutboundVoiceProfiles;

  /** Any `GET`. `path` follows `baseURL`, or is an address of its own. */
  get<Rsp>(path: string, options?: RequestOptions | PromiseLike<RequestOptions>): APIPromise<Rsp>;
  /** Any `POST`. @example `await client.post("/messages", { body: { from, to, text } })` */
  post<Rsp>(path: string, options?: RequestOptions | PromiseLike<RequestOptions>): APIPromise<Rsp>;
  /** Any `PATCH`. */
  patch<Rsp>(path: string, options?: RequestOptions | PromiseLike<RequestOptions>): APIPromise<Rsp>;
  /** Any `PUT`. */
  put<Rsp>(path: string, options?: RequestOptions | PromiseLike<RequestOptions>): APIPromise<Rsp>;
  /** Any `DELETE`. */
  delete<Rsp>(path: string, options?: RequestOptions | PromiseLike<RequestOptions>): APIPromise<Rsp>;
  /** Any request. `remainingRetries` in place of `maxRetries`. */
  request<Rsp>(
    options: FinalRequestOptions | PromiseLike<FinalRequestOptions>,
    remainingRetries?: number | null,
  ): APIPromise<Rsp>;

  /** Any list by `GET`, with the class of its pages. */
  getAPIList<Item, PageClass extends AbstractPage<Item> = AbstractPage<Item>>(
    path: string,
    Page: PageClassOf<PageClass>,
    options?: ListOptions | PromiseLike<ListOptions>,
  ): PagePromise<PageClass, Item>;
  /** Any list, with the class of its pages. */
  requestAPIList<Item = unknown, PageClass extends AbstractPage<Item> = AbstractPage<Item>>(
    Page: PageClassOf<PageClass>,
    options: FinalRequestOptions | PromiseLike<FinalRequestOptions>,
  ): PagePromise<PageClass, Item>;

  /** A client of the same class with the fields and options of this one, and these over them. */
  withOptions(options: Partial<ClientOptions>): this;

  /** The address that a request goes to. */
  buildURL(path: string, query: Record<string, unknown> | null | undefined, defaultBaseURL?: string): string;
  /** What `fetch` is called with. */
  buildRequest(
    options: FinalRequestOptions,
    state?: { retryCount?: number },
  ): Promise<{ req: FinalizedRequestInit; url: string; timeout: number }>;
  /** One try, which ends after `ms` milliseconds or with the controller. */
  fetchWithTimeout(
    url: string | URL | Request,
    init: RequestInit | undefined,
    ms: number,
    controller: AbortController,
  ): Promise<Response>;

  /** Ends this client: calls under way and later ones reject with {@link APIUserAbortError}. */
  close(): void;
  [Symbol.dispose](): void;

  // For subclasses to override.

  /** Called before each try; may change the options. */
  protected prepareOptions(options: FinalRequestOptions): Promise<void>;
  /** Called before each try; may change the request. */
  protected prepareRequest(request: RequestInit, context: { url: string; options: FinalRequestOptions }): Promise<void>;
  /** The headers that sign a request. */
  protected authHeaders(options: FinalRequestOptions): Promise<HeadersLike | undefined>;
  /** Those of `apiKey`. */
  protected bearerAuth(options: FinalRequestOptions): Promise<HeadersLike | undefined>;
  /** Those of `clientID` and `clientSecret`. */
  protected oauthClientAuth(options: FinalRequestOptions): Promise<HeadersLike | undefined>;
  /** What `User-Agent` says; browsers decide themselves whether they send it. */
  protected getUserAgent(): string;
  /** Called with the headers of each try, and with the names that a null took out; throws when they cannot do. */
  protected validateHeaders(headers: { values: Headers; nulls: Set<string> }): void;
  protected defaultQuery(): Record<string, string | undefined> | undefined;
  protected stringifyQuery(query: object): string;
  /** The error of a refusal. */
  protected makeStatusError(status: number, error: Object, message: string | undefined, headers: Headers): APIError;
}
export declare namespace Telnyx {
  export {
    TelnyxError, APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError, BadRequestError,
    AuthenticationError, PermissionDeniedError, NotFoundError, ConflictError, UnprocessableEntityError,
    RateLimitError, InternalServerError, Connections, CredentialConnections, FqdnConnections, Fqdns, IPConnections,
    IPs, OutboundVoiceProfiles, AccessIPRanges,
  };
  export type {
    AccessIPRange, AccessIPRangeCreateParams, AccessIPRangeFilter, AccessIPRangeListParams,
    AccessIPRangesDefaultFlatPagination, ActionCheckRegistrationStatusResponse, AnchorsiteOverride, AniNumberFormat,
    ApiKey, APIResponseProps, CallingWindow, ClientOptions, Connection, ConnectionCount, ConnectionFilter,
    ConnectionListActiveCallsParams, ConnectionListActiveCallsResponse,
    ConnectionListActiveCallsResponsesDefaultFlatPagination, ConnectionListParams, ConnectionNoiseSuppression,
    ConnectionRetrieveCountResponse, ConnectionRetrieveResponse, ConnectionRtcpSettings,
    ConnectionsDefaultFlatPagination, ConnectionSettings, ConnectionSort, CredentialConnection,
    CredentialConnectionCreateParams, CredentialConnectionCreateResponse, CredentialConnectionDeleteResponse,
    CredentialConnectionListParams, CredentialConnectionRetrieveResponse,
    CredentialConnectionsDefaultFlatPagination, CredentialConnectionUpdateParams,
    CredentialConnectionUpdateResponse, CredentialInbound, CredentialOutbound, CredentialSettings,
    DefaultFlatPagination, DefaultFlatPaginationParams, DefaultFlatPaginationResponse, DnisNumberFormat, DtmfType,
    EncryptedMedia, ErrorHeaders, ErrorItem, FetchOptions, FilePart, FinalizedRequestInit, FinalRequestOptions,
    Fqdn, FqdnAuthentication, FqdnAuthenticationListResponse, FqdnAuthenticationPatchAllParams,
    FqdnAuthenticationPatchAllResponse, FqdnConnection, FqdnConnectionCreateParams, FqdnConnectionCreateResponse,
    FqdnConnectionDeleteResponse, FqdnConnectionListParams, FqdnConnectionRetrieveResponse,
    FqdnConnectionsDefaultFlatPagination, FqdnConnectionUpdateParams, FqdnConnectionUpdateResponse,
    FqdnCreateParams, FqdnCreateResponse, FqdnDeleteResponse, FqdnFilter, FqdnListParams, FqdnRetrieveResponse,
    FqdnsDefaultFlatPagination, FqdnSettings, FqdnUpdateParams, FqdnUpdateResponse, HeadersLike, HeaderValue,
    HTTPMethod, InboundFqdn, InboundIP, InboundIPCreate, InboundSettings, IP, IPConnection,
    IPConnectionCreateParams, IPConnectionCreateResponse, IPConnectionDeleteResponse, IPConnectionListParams,
    IPConnectionRetrieveResponse, IPConnectionsDefaultFlatPagination, IPConnectionUpdateParams,
    IPConnectionUpdateResponse, IPCreateParams, IPCreateResponse, IPDeleteResponse, IPFilter, IPListParams,
    IPRetrieveResponse, IPsDefaultFlatPagination, IPSettings, IPUpdateParams, IPUpdateResponse, JitterBuffer,
    ListOptions, Logger, LogLevel, NoiseSuppressionDetails, OutboundCallRecording, OutboundFqdn, OutboundIP,
    OutboundSettings, OutboundVoiceProfile, OutboundVoiceProfileCreateParams, OutboundVoiceProfileCreateResponse,
    OutboundVoiceProfileDeleteResponse, OutboundVoiceProfileFilter, OutboundVoiceProfileListParams,
    OutboundVoiceProfileRetrieveResponse, OutboundVoiceProfilesDefaultFlatPagination, OutboundVoiceProfileSettings,
    OutboundVoiceProfileSort, OutboundVoiceProfileUpdateParams, OutboundVoiceProfileUpdateResponse, PageMeta,
    PageRequestOptions, RegistrationStatus, RequestOptions, ServicePlan, StoredObject, T38ReinviteSource,
    ToFileInput, TrafficType, TransportProtocol, UsagePaymentMethod, WebhookAPIVersion,
  };
}

export default Telnyx;

/** A piece of a file. */
export type FilePart = string | ArrayBuffer | ArrayBufferView | Blob;

/** What {@link toFile} makes a file of. */
export type ToFileInput = Exclude<FilePart, string> | Response | AsyncIterable<FilePart>;

/**
 * Makes a `File`, for a body with a file in it.
 *
 * @param value Bytes, the answer of a `fetch`, or an iteration over parts, such as a stream of Node.
 * @param name By default the name of the value, or the last part of the answer's address.
 */
export declare function toFile(
  value: ToFileInput | PromiseLike<ToFileInput>,
  name?: string | null,
  options?: { type?: string; lastModified?: number },
): Promise<File>;
