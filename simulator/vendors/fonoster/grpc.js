/**
 * gRPC and gRPC-Web: frames, bodies, and the forms of answers.
 */

/** The codes that occur here. */
export const Code = /** @type {const} */ ({
  unknown: 2, invalidArgument: 3, notFound: 5, alreadyExists: 6, permissionDenied: 7, unimplemented: 12, internal: 13,
  unavailable: 14, unauthenticated: 16,
});

/** What a proxy makes of an HTTP status. @type {Readonly<Record<number, number>>} */
const CODE_OF_STATUS = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };

/** @param {number} status */
export const codeOfStatus = (status) => CODE_OF_STATUS[status] ?? Code.unknown;

/** How a request is framed: `native` gRPC, or gRPC-Web in bytes or as base64. @typedef {"native" | "binary" | "text"} Framing */

/** The proxy knows these alone, to the letter. @type {Readonly<Record<string, Framing>>} */
const WEB_TYPES = {
  "application/grpc-web": "binary",
  "application/grpc-web+proto": "binary",
  "application/grpc-web-text": "text",
  "application/grpc-web-text+proto": "text",
};

/**
 * How the request comes, or `undefined` where it is no gRPC.
 *
 * @param {Headers} headers
 * @returns {Framing | undefined}
 */
export function framingOf(headers) {
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("application/grpc-web")) return WEB_TYPES[type];
  return type.startsWith("application/grpc") ? "native" : undefined;
}

/** How the answer goes: on the web as the request asks for, whatever form it has itself. @type {(request: Request) => Framing} */
export const answerFramingOf = ({ headers }) => (framingOf(headers) === "native" ? "native" : WEB_TYPES[headers.get("accept") ?? ""] ?? "binary");

const ANSWER_TYPES = { native: "application/grpc", binary: "application/grpc-web+proto", text: "application/grpc-web-text+proto" };

/**
 * Refuses a call: the method itself, the server's gRPC library before it came there, or the proxy before it came to the
 * server. Only the last one has an HTTP status of its own, and only the first one encodes its text.
 */
export class Refusal extends Error {
  /**
   * @param {number} code
   * @param {string} message
   * @param {{ by?: "method" | "library" | "proxy", status?: number, headers?: Record<string, string> }} [options]
   */
  constructor(code, message, { by = "method", status = 200, headers = {} } = {}) {
    super(message);
    this.code = code;
    this.by = by;
    this.status = status;
    this.headers = headers;
  }
}

/** Nothing but what a header may hold. @param {string} text */
const headerText = (text) => text.replace(/[^ -~]|%/gu, encodeURIComponent);

const DATA = 0x00;
const TRAILER = 0x80;
const HEAD_LENGTH = 5;

/** @type {(flag: number, bytes: Uint8Array) => Uint8Array<ArrayBuffer>} */
function frame(flag, bytes) {
  const framed = new Uint8Array(HEAD_LENGTH + bytes.length);
  framed[0] = flag;
  new DataView(framed.buffer).setUint32(1, bytes.length);
  framed.set(bytes, HEAD_LENGTH);
  return framed;
}

/** @param {Uint8Array} bytes */
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The bytes that a body stands for: the proxy reads text before anybody else reads the call.
 *
 * @type {(framing: Framing | undefined, body: Uint8Array) => Uint8Array}
 */
export function bytesOf(framing, body) {
  if (framing !== "text") return body;
  const text = new TextDecoder().decode(body);
  if (!BASE64.test(text)) throw new Refusal(Code.internal, "Bad gRPC-web request, invalid base64 data.", { by: "proxy", status: 400 });
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/**
 * The one message of a request. Throws where there is none, or more.
 *
 * @param {Uint8Array} bytes
 */
export function messageOf(bytes) {
  if (bytes.length < HEAD_LENGTH || bytes[0] !== DATA) throw new RangeError("there is no message");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  if (bytes.length !== HEAD_LENGTH + length) throw new RangeError("the length of the message is wrong");
  return bytes.subarray(HEAD_LENGTH);
}

/** @type {(code: number, message: string) => Uint8Array<ArrayBuffer>} */
const trailer = (code, message) => frame(TRAILER, new TextEncoder().encode(`grpc-status:${code}\r\ngrpc-message:${message}\r\n`));

/** @type {(framing: Framing, frames: readonly Uint8Array<ArrayBuffer>[]) => Response} */
function framed(framing, frames) {
  const headers = { "content-type": ANSWER_TYPES[framing] };
  return new Response(framing === "text" ? frames.map(base64).join("") : new Blob([...frames]), { headers });
}

/** @type {(framing: Framing, message: Uint8Array) => Response} */
export function success(framing, message) {
  const data = frame(DATA, message);
  if (framing !== "native") return framed(framing, [data, trailer(0, "OK")]);
  return new Response(data, { headers: { "content-type": ANSWER_TYPES.native, "grpc-status": "0", "grpc-message": "OK" } });
}

/**
 * A refusal has no message to send: its status stands in the headers. Some proxies put it behind all the same.
 *
 * @type {(framing: Framing, refusal: Refusal, errors: "headers" | "trailer") => Response}
 */
export function failure(framing, { code, message, by, status, headers }, errors) {
  const text = by === "method" ? encodeURI(message) : headerText(message);
  if (errors === "trailer" && framing !== "native" && by !== "proxy") return framed(framing, [trailer(code, text)]);
  return new Response(null, {
    status: framing === "native" ? 200 : status,
    headers: { "content-type": ANSWER_TYPES[framing], "grpc-status": String(code), "grpc-message": text, ...headers },
  });
}
