// Where softphone-admin/telnyx behaves otherwise than telnyx@7.24.0, on purpose. The peer tests read this table: a case
// that shows a difference names its row, and a row without a case fails the run. The README shows it.

export const differences = [
  // Errors
  { id: "error-name", what: "`error.name`", vendor: "always `Error`", ours: "the class, for example `NotFoundError`", why: "Logs say what happened." },
  { id: "error-fields", what: "Fields of an error", vendor: "`status`, `headers`, `error`", ours: "also `kind`, `retryable`, `retryAfterMs`, `operation`, `attempt`, `code`, `errors`, `issues`; every error is a `PbxError`", why: "One `catch` serves all systems of this package, and nobody parses messages." },
  { id: "error-headers", what: "`error.headers`", vendor: "a `Headers`", ours: "a `Headers` that also answers to `headers[\"retry-after\"]`", why: "The vendor's documentation reads it so." },
  { id: "argument-errors", what: "A wrong argument: a header that cannot be sent, an id without a text, a cyclic query", vendor: "the engine's own `TypeError`, `RangeError` or `URIError`", ours: "a `TelnyxError` with `kind: \"invalid-argument\"`", why: "One class for all mistakes of a call." },
  { id: "empty-id", what: "An empty id, for example `retrieve(\"\")`", vendor: "asks for the collection", ours: "throws a `TelnyxError` at once", why: "`delete(\"\")` must not reach another address." },
  // Aborting and waiting
  { id: "abort-reason", what: "The reason given to `abort()`", vendor: "lost", ours: "`cause` of the `APIUserAbortError`", why: "The caller learns who stopped the call." },
  { id: "abort-prompt", what: "`abort()` in a pause between two attempts", vendor: "seen when the pause is over", ours: "rejects at once", why: "A page that closes does not wait." },
  { id: "abort-body", what: "`abort()` while the body arrives", vendor: "rejects with a `DOMException`", ours: "rejects with `APIUserAbortError`", why: "One error for all aborts." },
  { id: "signal-listeners", what: "Listeners on the caller's signal", vendor: "stay after the call", ours: "are removed", why: "A signal that lives long collects no listeners." },
  { id: "body-timeout", what: "A body that stalls", vendor: "is waited for without end", ours: "counts into `timeout`", why: "A call always ends." },
  { id: "deaf-fetch", what: "A `fetch` that ignores its signal", vendor: "is waited for without end", ours: "the call ends at its timeout or abort all the same", why: "A call always ends." },
  { id: "cancel-not-awaited", what: "The body of a failed attempt that cannot be cancelled", vendor: "holds up the next attempt, or fails the call", ours: "is left behind", why: "A call always ends." },
  { id: "retry-after-long", what: "`retry-after` of more than 60 s", vendor: "waits, for hours if told so", ours: "rejects at once, with `retryAfterMs`", why: "The page decides about so long a pause." },
  { id: "max-retries", what: "`maxRetries` that is negative, not whole or no number", vendor: "retries without end, or with a broken count", ours: "is refused", why: "A mistake is reported where it is made." },
  { id: "retry-writes", what: "Writes after a failure", vendor: "are repeated", ours: "are repeated too; `retryWrites: false` stops that", why: "A create that is repeated may happen twice." },
  // Lists
  { id: "meta-missing", what: "A list whose answer has no usable `meta`, such as `listActiveCalls`", vendor: "asks for page 2 for ever", ours: "ends", why: "The vendor's loop has no end." },
  { id: "meta-stuck", what: "A server that repeats a page number", vendor: "is asked for ever", ours: "the walk ends", why: "The vendor's loop has no end." },
  { id: "meta-texts", what: "`meta` with numbers as text", vendor: "asks for page 11 after page 1", ours: "reads them as numbers", why: "`\"1\" + 1` is `\"11\"`." },
  { id: "list-limit", what: "`limit` and `toArray()` of a list", vendor: "none", ours: "`client.ips.list({}, { limit: 100 }).toArray()`", why: "The usual loop in one line." },
  // The client
  { id: "api-key-function", what: "`apiKey` as an async function", vendor: "its source text is sent", ours: "it is asked before each request", why: "A page need not hold a key for long." },
  { id: "api-key-signs", what: "An `apiKey` that no header may have", vendor: "a `TypeError` that shows the key", ours: "a `TelnyxError` that does not", why: "No secret in an error." },
  { id: "base-relative", what: "A relative `baseURL`", vendor: "fails in the call", ours: "resolves against the page", why: "Pages reach the API through a proxy of their own origin." },
  { id: "base-credentials", what: "A `baseURL` with user and password", vendor: "is used, and shown in errors and logs", ours: "is refused", why: "No secret in a URL." },
  { id: "resource-alone", what: "`new Connections(options)`", vendor: "takes a client only", ours: "takes a client or its options; the classes are exports, too", why: "A page that needs one resource makes one." },
  { id: "custom-headers", what: "`TELNYX_CUSTOM_HEADERS` together with `defaultHeaders` as a `Headers` or as pairs", vendor: "`defaultHeaders` is lost", ours: "both count", why: "A defect of the vendor." },
  { id: "log-passwords", what: "`password` in log lines of level debug", vendor: "is shown", ours: "is `***`", why: "No secret in a log." },
  { id: "oauth-failure", what: "A token request that fails", vendor: "fails all later calls, too", ours: "the next call tries again", why: "A short outage stays short." },
  { id: "oauth-errors", what: "No connection to the token address", vendor: "the `TypeError` of `fetch`", ours: "`APIConnectionError`", why: "One class for all outages." },
  { id: "oauth-child", what: "A child with other OAuth credentials", vendor: "uses the token of its parent", ours: "gets its own", why: "A defect of the vendor." },
  { id: "token-this", what: "`this` of `fetch` in a token request", vendor: "the client", ours: "undefined, as everywhere", why: "The global `fetch` of browsers refuses another `this`." },
  { id: "lone-surrogate", what: "Half a surrogate pair in a query", vendor: "is sent as another character", ours: "is sent as U+FFFD", why: "A defect of the vendor." },
];

/** The table in markdown. */
export function differencesTable() {
  const cell = (text) => text.replaceAll("|", "\\|");
  const rows = differences.map(({ what, vendor, ours, why }) => `| ${[what, vendor, ours, why].map(cell).join(" | ")} |`);
  return ["| | `telnyx` 7.24.0 | `softphone-admin/telnyx` | Why |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
