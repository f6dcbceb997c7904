/** @import { FonosterFixtures, Simulation, SimulateOptions } from "../index.js" */
/** @import { Message } from "../vendors/fonoster/messages.js" */
/** @import { Wire } from "./helpers.js" */
import { METHODS } from "../vendors/fonoster/messages.js";

/** A Fonoster deployment alone. @type {(fixtures?: FonosterFixtures, options?: Partial<SimulateOptions>) => Partial<SimulateOptions>} */
export const deployment = (fixtures = {}, options = {}) => ({ vendors: ["fonoster"], fixtures: { fonoster: { agents: 0, ...fixtures } }, ...options });

export const AGENTS = "/fonoster.agents.v1beta2.Agents/";
export const DOMAINS = "/fonoster.domains.v1beta2.Domains/";
export const CREDENTIALS = "/fonoster.credentials.v1beta2.CredentialsService/";
export const IDENTITY = "/fonoster.identity.v1beta2.Identity/";
export const TEXT = "application/grpc-web-text";

/** @param {string} hex */
export const unhex = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
/** @param {Uint8Array} bytes */
export const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** A message as a body. @param {Uint8Array} message */
export const framed = (message) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return new Uint8Array(Buffer.concat([head, message]));
};

/** @param {Uint8Array} bytes */
export const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/**
 * What is in the body of an answer.
 *
 * @param {Uint8Array} body
 * @returns {{ message?: Uint8Array, trailer?: string }}
 */
export function unframed(body) {
  const bytes = Buffer.from(body);
  /** @type {ReturnType<typeof unframed>} */
  const found = {};
  for (let at = 0; at < bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    const part = bytes.subarray(at + 5, end);
    if (bytes[at] === 0x80) found.trailer = part.toString();
    else found.message = part;
    at = end;
  }
  return found;
}

/**
 * A client of gRPC-Web, as small as can be.
 *
 * @param {Pick<Simulation, "fonoster">} sim
 * @param {Pick<Wire, "fetch">} wire
 */
export function callerOf({ fonoster: { url, credentials } }, wire) {
  /** @type {Record<string, string>} */
  let signedIn = {};

  /** @type {(path: string, body: BodyInit, headers?: Record<string, string>) => Promise<Response>} */
  const post = (path, body, headers) =>
    wire.fetch(url + path, { method: "POST", headers: { "content-type": TEXT, accept: "application/grpc-web+proto", ...signedIn, ...headers }, body });

  /** What came of it: a message, or a code with its text. @type {(path: string, message?: Message, headers?: Record<string, string>) => Promise<{ code: number, text: string, message: Message, status: number, response: Response }>} */
  const ask = async (path, message = {}, headers = {}) => {
    const codec = METHODS.get(path);
    const response = await post(path, base64(framed(codec?.request.encode(message) ?? new Uint8Array())), headers);
    const body = new Uint8Array(await response.arrayBuffer());
    const { message: bytes, trailer = "" } = body.length > 0 ? unframed(body) : {};
    const [, code, text] = /^grpc-status:(\d+)\r\ngrpc-message:(.*)\r\n$/.exec(trailer) ?? [, response.headers.get("grpc-status"), response.headers.get("grpc-message")];
    return { code: Number(code), text: decodeURIComponent(text ?? ""), message: bytes && codec ? codec.response.decode(bytes) : {}, status: response.status, response };
  };

  /** The message of a success. @type {(path: string, message?: Message, headers?: Record<string, string>) => Promise<Message>} */
  const ok = async (path, message, headers) => {
    const { code, text, message: answer } = await ask(path, message, headers);
    if (code !== 0) throw new Error(`${path}: ${code} ${text}`);
    return answer;
  };

  return {
    post,
    ask,
    ok,
    /** Code and text of a refusal. @type {(path: string, message?: Message, headers?: Record<string, string>) => Promise<[number, string]>} */
    async refused(path, message, headers) {
      const { code, text } = await ask(path, message, headers);
      return [code, text];
    },
    /** From then on calls carry the token. @type {(as?: "key" | "user") => Promise<Message>} */
    async signIn(as = "key") {
      const { accessKeyId, accessKeySecret, workspace = "", username, password } = credentials;
      signedIn = {};
      const tokens = as === "key" ? await ok(`${IDENTITY}ExchangeApiKey`, { accessKeyId, accessKeySecret }) : await ok(`${IDENTITY}ExchangeCredentials`, { username, password });
      signedIn = { token: tokens.accessToken, accesskeyid: workspace };
      return tokens;
    },
    /** @param {Record<string, string>} headers */
    carry(headers) {
      signedIn = headers;
    },
  };
}
