/**
 * Refusals in the form of either dialect. Their codes are not documented, but for the few that were seen; which ones are
 * ours is said here.
 */
import { jsonResponse } from "./json.js";

/** @typedef {"v12" | "v22"} Dialect */

/** What a v12 PBX says in `err_code`. The first two were seen, the others are ours. */
export const Code = {
  badCredentials: 1040001,
  badDomain: 1050005,
  badToken: 1010001,
  forbidden: 1010003,
  badField: 1020001,
  noProvider: 1030001,
  nameTaken: 1030002,
  tooMany: 1000429,
  noRoute: 1000501,
};

/** v22 has documented three codes; anything else is `UNKNOWN`. @param {number} status */
const wordOf = (status) => ({ 400: "VALIDATE_FAILED", 401: "UNAUTHORIZED", 422: "VALIDATE_FAILED" })[status] ?? "UNKNOWN";

/** @typedef {{ code?: number, word?: string, detail?: unknown, headers?: Record<string, string> }} Facts */

/** Thrown inside a route; answered in the words of its dialect. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {Facts} [facts]
   */
  constructor(status, message, facts = {}) {
    super(message);
    this.status = status;
    this.facts = facts;
  }

  /** @param {Dialect} dialect */
  body(dialect) {
    const { code, word = wordOf(this.status), detail } = this.facts;
    if (dialect === "v22") return { errors: [{ code: word, message: this.message, ...(detail !== undefined && { detail }) }] };
    // Some of the real paths say `message`, and no code.
    return code === undefined ? { message: this.message } : { err_code: code, msg: this.message };
  }

  /** @param {Dialect} dialect */
  toResponse(dialect) {
    return jsonResponse(this.body(dialect), { status: this.status, headers: this.facts.headers });
  }
}
