// One copy of this file serves every entry of the package, so that `instanceof PbxError` holds between them.

const BRAND = Symbol.for("softphone-admin.error");
/** How a vendor's errors are made: vendor → function from message, facts and own fields to error. */
const makers = new Map();

/** Defines own properties that `for…in`, spread and JSON do not see. */
export function hide(target, fields) {
  for (const name of Reflect.ownKeys(fields)) {
    const value = fields[name];
    if (value !== undefined) {
      Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
    }
  }
}

export class PbxError extends Error {
  constructor(message, facts = {}, own = {}) {
    super(message);
    hide(this, facts);
    hide(this, own);
  }

  toJSON() {
    const { name, message, kind, vendor, status, code, reason, operation, retryable, retryAfterMs } = this;
    return { name, message, kind, vendor, status, code, reason, operation, retryable, retryAfterMs };
  }
}
// A literal: minifiers rename classes.
Object.defineProperty(PbxError.prototype, "name", { value: "PbxError", configurable: true, writable: true });
Object.defineProperty(PbxError.prototype, BRAND, { value: true });

export function isPbxError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

/** Yeastar's. All classes are in this one file, so that every entry has the same. */
export class Result extends PbxError {
  constructor(message, facts, own) {
    super(message, facts, own);
    // The two that the vendor's results have; pages spread and print them.
    for (const name of ["code", "message"]) {
      if (this[name] !== undefined) Object.defineProperty(this, name, { enumerable: true });
    }
  }

  // A getter in the class, so that bundlers can leave the class out.
  get name() {
    return "Result";
  }

  toJSON() {
    return { code: this.code, message: this.message };
  }
}

/** Fonoster's: a gRPC status. */
export class FonosterError extends PbxError {
  get name() {
    return "FonosterError";
  }
}

/**
 * Telnyx's family, as its own client has it. A class says what its errors are; what only the call knows is hidden on
 * them. Getters in the classes, so that bundlers can leave them out.
 */
export class TelnyxError extends PbxError {
  get name() {
    return "TelnyxError";
  }
  get vendor() {
    return "telnyx";
  }
  get kind() {
    return "invalid-argument";
  }
  get retryable() {
    return ["rate-limit", "server", "connection", "timeout"].includes(this.kind);
  }
}

/** Lets headers be read as properties too, as the vendor's own page does. */
function readable(headers) {
  if (typeof headers?.forEach !== "function") return;
  headers.forEach((value, name) => {
    if (!(name in headers)) hide(headers, { [name]: value });
  });
}

function sayStatus(status, error, message) {
  const said = error?.message;
  const text = said ? (typeof said === "string" ? said : JSON.stringify(said)) : error === undefined ? message : JSON.stringify(error);
  if (status) return text ? `${status} ${text}` : `${status} status code (no body)`;
  return text || "(no status code or body)";
}

/** An error out of whatever was thrown. */
export function asError(thrown) {
  if (thrown instanceof Error) return thrown;
  try {
    return new Error(typeof thrown === "object" && thrown !== null ? JSON.stringify(thrown) : thrown);
  } catch {
    return new Error("what was thrown cannot be shown");
  }
}

export class APIError extends TelnyxError {
  constructor(status, error, message, headers) {
    super(sayStatus(status, error, message));
    readable(headers);
    Object.assign(this, { status, headers, error });
  }
  get name() {
    return "APIError";
  }
  get kind() {
    return this.status === 410 ? "not-found" : this.status === 408 ? "timeout" : this.status < 400 ? "decode" : "invalid-argument";
  }
  /** What the body says, item by item. */
  get errors() {
    return Array.isArray(this.error?.errors) ? this.error.errors : [];
  }
  get code() {
    return this.errors[0]?.code;
  }
  get issues() {
    return this.errors.map(({ code, title, detail, source }) => ({
      path: source?.pointer ?? source?.parameter ?? "",
      rule: code ?? "",
      message: detail ?? title ?? "",
      severity: "error",
    }));
  }
  static generate(status, error, message, headers) {
    if (!status || !headers) return new APIConnectionError({ message, cause: asError(error) });
    const Class =
      status >= 500
        ? InternalServerError
        : ({
            400: BadRequestError,
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: ConflictError,
            422: UnprocessableEntityError,
            429: RateLimitError,
          }[status] ?? APIError);
    return new Class(status, error, message, headers);
  }
}

export class APIUserAbortError extends APIError {
  constructor({ message, cause } = {}) {
    super(undefined, undefined, message || "Request was aborted.");
    if (cause !== undefined) hide(this, { cause });
  }
  get name() {
    return "APIUserAbortError";
  }
  get kind() {
    return "aborted";
  }
}

export class APIConnectionError extends APIError {
  constructor({ message, cause } = {}) {
    super(undefined, undefined, message || "Connection error.");
    if (cause) this.cause = cause;
  }
  get name() {
    return "APIConnectionError";
  }
  get kind() {
    return "connection";
  }
}

export class APIConnectionTimeoutError extends APIConnectionError {
  constructor({ message } = {}) {
    super({ message: message ?? "Request timed out." });
  }
  get name() {
    return "APIConnectionTimeoutError";
  }
  get kind() {
    return "timeout";
  }
}

export class BadRequestError extends APIError {
  get name() {
    return "BadRequestError";
  }
}

export class AuthenticationError extends APIError {
  get name() {
    return "AuthenticationError";
  }
  get kind() {
    return "authentication";
  }
}

export class PermissionDeniedError extends APIError {
  get name() {
    return "PermissionDeniedError";
  }
  get kind() {
    return "permission";
  }
}

export class NotFoundError extends APIError {
  get name() {
    return "NotFoundError";
  }
  get kind() {
    return "not-found";
  }
}

export class ConflictError extends APIError {
  get name() {
    return "ConflictError";
  }
  get kind() {
    return "conflict";
  }
}

export class UnprocessableEntityError extends APIError {
  get name() {
    return "UnprocessableEntityError";
  }
}

export class RateLimitError extends APIError {
  get name() {
    return "RateLimitError";
  }
  get kind() {
    return "rate-limit";
  }
}

export class InternalServerError extends APIError {
  get name() {
    return "InternalServerError";
  }
  get kind() {
    return "server";
  }
}

/** Lets a vendor's face make its own errors. */
export function useErrors(vendor, make) {
  makers.set(vendor, make);
}

/** Called by Rust for every rejection. */
export function makeError(message, facts, own) {
  return makers.get(facts.vendor)?.(message, facts, own) ?? new PbxError(message, facts, own);
}

/** Called by Rust when a callback of the page throws: the page hears of it, the library goes on. */
export function report(error) {
  if (typeof reportError === "function") reportError(error);
  else Promise.reject(error);
}
