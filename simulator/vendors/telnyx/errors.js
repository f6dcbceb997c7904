/** Refusals in the form of Telnyx: `{ errors: [{ code, title, detail, source, meta }] }`. */

const ABOUT = "https://developers.telnyx.com/docs/overview/errors/";

/** @type {Readonly<Record<number, readonly [code: string, title: string, detail: string]>>} */
const KNOWN = {
  400: ["10015", "Bad Request", "The request is not well-formed."],
  401: ["10009", "Authentication failed", "The credentials are missing, unknown or expired."],
  403: ["10010", "Not authorized", "The credentials do not allow this."],
  404: ["10005", "Resource not found", "There is nothing of this id."],
  422: ["10015", "Bad Request", "The request cannot be carried out as it is."],
  429: ["10011", "Too many requests", "The rate limit is reached."],
  501: ["501", "Not Implemented", "The simulator has no such route."],
};

/** Of a 5xx. What code the real service gives it is not known. */
const FAILED = /** @type {const} */ (["10007", "Unexpected error", "Something went wrong."]);

/** @typedef {{ code?: string, detail?: string, source?: { pointer: string } | { parameter: string } }} Cause */

/**
 * @param {number} status
 * @param {readonly Cause[]} [causes]
 */
export function errorsOf(status, causes = [{}]) {
  const [code, title, detail] = KNOWN[status] ?? (status >= 500 ? FAILED : KNOWN[400]);
  return {
    errors: causes.map((cause) => {
      const error = { code, title, detail, ...cause };
      return { ...error, meta: { url: ABOUT + error.code } };
    }),
  };
}

/** Thrown inside a route; answered as its status and errors. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {readonly Cause[]} [causes]
   * @param {Record<string, string>} [headers]
   */
  constructor(status, causes, headers = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.causes = causes;
    this.headers = headers;
  }

  toResponse() {
    return Response.json(errorsOf(this.status, this.causes), { status: this.status, headers: this.headers });
  }
}
