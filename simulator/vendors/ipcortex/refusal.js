/** A refusal, thrown inside a route. @typedef {{ status?: number, headers?: Record<string, string> }} Wire */

export class Refusal extends Error {
  /**
   * @param {number} errno
   * @param {string} message
   * @param {Wire} [wire] A success to HTTP, when left out: the body says what it is.
   */
  constructor(errno, message, { status = 200, headers = {} } = {}) {
    super(message);
    this.errno = errno;
    this.status = status;
    this.headers = headers;
  }

  body() {
    return { result: "fail", errno: this.errno, message: this.message };
  }

  toResponse() {
    return Response.json(this.body(), { status: this.status, headers: this.headers });
  }
}
