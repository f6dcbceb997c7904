/** What `onRequest` is told before a request leaves. */
export interface RequestInfo {
  /** `GET`, `POST`, …; a feed's socket is a `GET` too. */
  readonly method: string;
  /** The address, secrets masked. */
  readonly url: string;
  /** The call behind it, for example `cdrQuery`; `feed` for the socket. */
  readonly operation: string;
  /** Which try this is, from 1. */
  readonly attempt: number;
}

/** What `onResponse` is told when a request has ended, whatever its end. */
export interface ResponseInfo extends RequestInfo {
  /** HTTP status; absent when no answer came. 101 for an opened socket. */
  readonly status?: number;
  /** From leaving to the head of the answer, in milliseconds. */
  readonly durationMs: number;
}

/** As much of a `WebSocket` as this library uses; the class of the package `ws` fits too. */
export interface SocketLike {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string): void;
  close(): void;
}

/** Options that the clients of all five systems take. */
export interface ClientOptions {
  /** Used in place of the global `fetch`; called as `fetch(url, init)` with a string and a plain object. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Used in place of the global `WebSocket`, for example the one of the package `ws` in older Node. */
  WebSocket?: new (url: string) => SocketLike;
  /** Ends the client when it aborts: calls under way reject with `kind: "aborted"` and the feed closes. */
  signal?: AbortSignal;
  /** Time for one try, its body included, in milliseconds. 0 means no limit. */
  timeoutMs?: number;
  /** Tries after the first one. */
  maxRetries?: number;
  /** The longest answer that is read, in bytes. @defaultValue 16777216 */
  maxBodyBytes?: number;
  /** Called before every try. An exception in it is reported and changes nothing. */
  onRequest?: (info: RequestInfo) => void;
  /** Called after every try. An exception in it is reported and changes nothing. */
  onResponse?: (info: ResponseInfo) => void;
}

/** Options of one call; each wins over the client's. */
export interface CallOptions {
  /** Aborts this call, at any moment of it. */
  signal?: AbortSignal;
  /** Time for one try, its body included, in milliseconds. 0 means no limit. */
  timeoutMs?: number;
  /** Tries after the first one. */
  maxRetries?: number;
  /** The longest answer that is read, in bytes. */
  maxBodyBytes?: number;
}

/** Options of the `iterate…` methods. */
export interface IterateOptions extends CallOptions {
  /** Ends after so many items. */
  limit?: number;
}

/** All items of a list, page after page, the next page asked for when the loop gets there. */
export interface ItemIterable<T> extends AsyncIterable<T> {
  /** Collects the items into an array. */
  toArray(): Promise<T[]>;
}

/**
 * Where a feed is.
 *
 * - `idle`: never opened;
 * - `connecting`: opening for the first time;
 * - `live`: open;
 * - `retrying`: lost, will open again by itself;
 * - `paused`: stopped by the page, can go on;
 * - `closed`: ended for good.
 */
export type FeedState = "idle" | "connecting" | "live" | "retrying" | "paused" | "closed";

/** A picture of a feed; the same object until something in it changes. */
export interface FeedSnapshot {
  readonly state: FeedState;
  /** When `state` was entered, in milliseconds since 1970. */
  readonly since: number;
  /** Failed or lost connections since it was last live. */
  readonly failures: number;
  /** When it will try again, in milliseconds since 1970; only while `retrying`. */
  readonly retryAt?: number;
}

/** A time in which events may have been missed, both ends in milliseconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A live connection, in the form that UI libraries take (`useSyncExternalStore` and the like). */
export interface Feed {
  readonly state: FeedState;
  /** Calls back after each change of the snapshot; returns what ends that. */
  subscribe(callback: () => void): () => void;
  getSnapshot(): FeedSnapshot;
}
