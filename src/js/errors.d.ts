/** Which of the five systems an error came from. */
export type Vendor = "fonoster" | "ipcortex" | "portsip" | "telnyx" | "yeastar";

/**
 * What went wrong, in one word. The words are the same for all five systems, so that a page can decide
 * once what it shows.
 *
 * | kind | meaning |
 * | --- | --- |
 * | `invalid-argument` | the call was refused before anything was sent, or the PBX refused its contents |
 * | `authentication` | wrong or expired credentials: sign in again |
 * | `permission` | signed in, but not allowed |
 * | `not-found` | the object does not exist (any more) |
 * | `conflict` | it exists already, or something else changed it meanwhile |
 * | `rate-limit` | asked too often; see `retryAfterMs` |
 * | `server` | the PBX failed |
 * | `connection` | no answer: network, DNS, TLS, CORS or a closed socket |
 * | `timeout` | no answer within `timeoutMs` |
 * | `aborted` | the caller's `AbortSignal`, or `destroy()`, ended it |
 * | `decode` | an answer came that is not what this PBX answers |
 * | `unsupported` | this environment or this PBX cannot do it |
 */
export type ErrorKind =
  | "invalid-argument"
  | "authentication"
  | "permission"
  | "not-found"
  | "conflict"
  | "rate-limit"
  | "server"
  | "connection"
  | "timeout"
  | "aborted"
  | "decode"
  | "unsupported";

/** One finding of a check that can find several. */
export interface Issue {
  /** Where in the argument, for example `in_parameters[2].name`. */
  path: string;
  /** The rule that it breaks, for example `required`. */
  rule: string;
  /** The finding as a sentence. */
  message: string;
  severity: "error" | "warning";
}

/**
 * Every rejection of this library. Tell causes apart by `kind`, which survives minifiers, realms and two
 * copies of the package; `instanceof` works within one copy.
 *
 * @example
 * ```js
 * import { isPbxError } from "softphone-admin/errors";
 *
 * try {
 *   await pbx.cdrQuery({ page: 1 });
 * } catch (error) {
 *   if (isPbxError(error) && error.kind === "authentication") showSignIn();
 *   else throw error;
 * }
 * ```
 */
export declare class PbxError extends Error {
  /** What went wrong, in one word. */
  readonly kind: ErrorKind;
  /** The system that the call went to. */
  readonly vendor: Vendor;
  /** HTTP status, when an answer came. */
  readonly status?: number | undefined;
  /** The vendor's own code, verbatim. */
  readonly code?: number | string;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** A finer word where one kind has several causes. */
  readonly reason?: string;
  /** The call that failed, as the page wrote it, for example `cdrQuery`. */
  readonly operation?: string;
  /** Which try failed, from 1. */
  readonly attempt?: number;
  /** Everything that a check found, when it can find several things. */
  readonly issues?: readonly Issue[];
  /** A write whose fate is unknown: it left, and no answer came. */
  readonly maybeApplied?: boolean;
  /** What caused it: the browser's error, or the reason given to `abort()`. Never holds a secret. */
  readonly cause?: unknown;
}

/** Whether a caught value is an error of this library, from whichever copy of it. */
export declare function isPbxError(value: unknown): value is PbxError;
