// Expectations that several files state.

const NAME = "as the row error-name says";

/** A mistake of the caller, as our package reports it. */
export const telnyxError = (message) => ({ classes: "TelnyxError < Error", message, name: NAME });

/** An argument that the vendor leaves to the engine. `loose` cases name only the engine's class. */
export const wrongArgument = (engine, message) => ({
  row: "argument-errors",
  vendor: { "settled.error": { classes: `${engine} < Error` } },
  ours: { "settled.error": telnyxError(message) },
});

/** The same, where ours refuses it in the constructor. */
export const wrongOption = (vendor, message, more = {}) => ({
  row: "option-errors",
  vendor: { settled: vendor, ...more.vendor },
  ours: { settled: { kind: "threw", error: telnyxError(message) }, ...more.ours },
});

const OK = { kind: "resolved", at: 0, value: { data: {} } };

/** The vendor sends the request, we do not. */
export const refusedByUs = (row, url, message, kind = "rejected") => ({
  row,
  vendor: { calls: [`0 ms GET ${url}`], settled: OK },
  ours: {
    calls: [],
    settled: kind === "threw" ? { kind, error: telnyxError(message) } : { kind, at: 0, error: telnyxError(message) },
  },
});

/** We send the request, the vendor does not. */
export const takenByUs = (row, url, vendorError, kind = "rejected") => ({
  row,
  vendor: { calls: [], settled: kind === "threw" ? { kind, error: vendorError } : { kind, at: 0, error: vendorError } },
  ours: { calls: [`0 ms GET ${url}`], settled: OK },
});

/** A refusal with an empty JSON object as body. */
export const refusal = (classes, status, headers = []) => ({
  classes: `${classes} < APIError < TelnyxError < Error`,
  message: `${status} {}`,
  name: NAME,
  status,
  headers: { "<Headers>": ["content-type: application/json", ...headers] },
  error: {},
});
