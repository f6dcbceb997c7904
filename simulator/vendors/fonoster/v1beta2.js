/**
 * The newer generation: gRPC, and for pages gRPC-Web through a proxy as strict as the vendor's own.
 *
 * @import { Context, Cors, Pbx } from "../../core.js"
 * @import { Fault, FonosterFixtures, FonosterRateLimit, SimulatedFonoster } from "../../index.js"
 * @import { Framing } from "./grpc.js"
 * @import { Caller, Method } from "./methods.js"
 * @import { Holder, Tokens } from "./tokens.js"
 */
import { unknownRoute } from "../../core.js";
import { Code, Refusal, answerFramingOf, bytesOf, codeOfStatus, failure, framingOf, messageOf, success } from "./grpc.js";
import { METHODS } from "./messages.js";
import { PRIVACY, createIdentity, createMethods } from "./methods.js";
import { PAGINATIONS } from "./pages.js";
import { createStore, letters } from "./store.js";
import { createTokens } from "./tokens.js";
import { createWorld } from "./world.js";

const PUBLIC = "/fonoster.identity.v1beta2.Identity/";
const STRICT_TYPE = "application/grpc-web-text";
/** What the vendor's own file says. */
const RATE_LIMIT = { requests: 100, windowMs: 60_000 };
const NO_PAGE = "<!doctype html>\n<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n";
const UNREACHABLE = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";
const CAPITALS_TOO = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** @type {Cors} */
export const cors = {
  methods: "GET, PUT, DELETE, POST, OPTIONS",
  headers:
    "token,accesskeyid,keep-alive,user-agent,cache-control,content-type,content-transfer-encoding," +
    "x-accept-content-transfer-encoding,x-accept-response-streaming,x-user-agent,x-grpc-web,grpc-timeout",
  exposes: ["grpc-status", "grpc-message"],
  status: 200,
  maxAge: 1_728_000,
  // It is the proxy that speaks to pages.
  knows: ({ headers }) => framingOf(headers) !== "native",
};

/** The message of a call as JSON, with what was on the wire of it. @type {(request: Request, body: Uint8Array) => string | undefined} */
export function readable(request, body) {
  if (!request.headers.get("content-type")?.startsWith("application/grpc") || body.length === 0) return undefined;
  // There may be a secret in what cannot be read.
  const unreadable = `${body.length} bytes that are no message`;
  const framing = framingOf(request.headers);
  const codec = METHODS.get(new URL(request.url).pathname)?.request;
  if (!framing || !codec) return unreadable;
  try {
    return JSON.stringify(codec.decode(messageOf(bytesOf(framing, body))));
  } catch {
    return unreadable;
  }
}

/** @type {(fault: Fault, request: Request, fixtures: FonosterFixtures) => Response | undefined} */
export function refusal({ status = 200, errcode, errmsg }, request, { errors = "headers" }) {
  if (errcode === undefined && status < 400) return undefined;
  const by = errcode === undefined ? "proxy" : "method";
  const code = errcode ?? codeOfStatus(status);
  return failure(answerFramingOf(request), new Refusal(code, errmsg ?? `code ${code}`, { by, status }), errors);
}

/** @type {(name: string, value: string, known: readonly string[]) => void} */
const checkChoice = (name, value, known) => {
  if (!known.includes(value)) throw new RangeError(`${name} is one of ${known.join(", ")}`);
};

/**
 * @param {Context} context
 * @param {FonosterFixtures} fixtures
 * @returns {Pbx}
 */
export function create(context, fixtures) {
  const { now, random } = context;
  const { accessSeconds = 900, refreshSeconds = 86_400, routing = "strict", errors = "headers", pagination = "v0.16.10", twoFactorCode } = fixtures;
  checkChoice("routing", routing, ["strict", "lenient"]);
  checkChoice("errors", errors, ["headers", "trailer"]);
  checkChoice("pagination", pagination, PAGINATIONS);

  const secrets = random("secrets");
  const store = createStore({ now, random: random("ids") });
  const { workspaces } = store;
  createWorld(context, fixtures, store);

  // ---- Access ----------------------------------------------------------------------------------------------

  const credentials = {
    accessKeyId: `AP${letters(secrets, 32)}`,
    accessKeySecret: letters(secrets, 64, CAPITALS_TOO),
    workspace: workspaces.own,
    username: "admin@fonoster.local",
    password: letters(secrets, 16, CAPITALS_TOO),
  };
  const person = `US${letters(secrets, 32)}`;
  /** A key opens the workspace it was made in, a person all that are theirs. @type {Holder} */
  const keyHolder = {
    id: credentials.accessKeyId, sub: credentials.accessKeyId, person: false,
    access: [{ accessKeyId: workspaces.own, role: "WORKSPACE_ADMIN" }],
  };
  /** @type {Holder} */
  const userHolder = {
    id: person, sub: person, person: true,
    access: [{ accessKeyId: workspaces.own, role: "WORKSPACE_OWNER" }, { accessKeyId: workspaces.branch, role: "WORKSPACE_MEMBER" }],
  };
  /** @type {Tokens} */
  const tokens = createTokens({ now, random: random("tokens"), seconds: { access: accessSeconds, refresh: refreshSeconds, id: accessSeconds } });

  const services = {
    ...createMethods({ store, pagination }),
    ...createIdentity({
      tokens,
      key: { id: credentials.accessKeyId, secret: credentials.accessKeySecret, holder: keyHolder },
      user: { username: credentials.username, password: credentials.password, twoFactorCode, holder: userHolder },
    }),
  };

  const gone = () => new Refusal(Code.unavailable, UNREACHABLE, { by: "proxy", status: 503 });

  /** @param {Headers} headers @returns {Promise<Caller>} */
  const admit = async (headers) => {
    const claims = await tokens.read(headers.get("token") ?? "");
    if (!claims) throw new Refusal(Code.unauthenticated, "Invalid or expired token");
    // The real server does not survive a token that opens nothing.
    if (claims.tokenUse !== "access" || !claims.access) throw gone();
    const workspace = headers.get("accesskeyid") ?? "";
    const opened = claims.access.map(({ accessKeyId }) => accessKeyId);
    if (!opened.includes(workspace)) throw new Refusal(Code.permissionDenied, "Permission denied");
    return { workspace, workspaces: opened };
  };

  /** Who signs in calls for no workspace yet. @type {Caller} */
  const nobody = { workspace: "", workspaces: [] };

  /** What the method answers, in bytes. @type {(path: string, headers: Headers, body: () => Uint8Array) => Promise<Uint8Array>} */
  const call = async (path, headers, body) => {
    const [, service, name] = /** @type {string[]} */ (/^(.*\/)(.*)$/.exec(path));
    /** @type {Method | undefined} */
    const method = /** @type {Record<string, Record<string, Method>>} */ (services)[service]?.[name];
    const codecs = METHODS.get(path);
    if (!method || !codecs) throw new Refusal(Code.unimplemented, `The server does not implement the method ${path}`, { by: "library" });
    const caller = service === PUBLIC ? nobody : await admit(headers);
    let message;
    try {
      message = codecs.request.decode(body());
    } catch (error) {
      throw new Refusal(Code.internal, `Error deserializing request: ${/** @type {Error} */ (error).message}`, { by: "library" });
    }
    return codecs.response.encode(await method(message, caller));
  };

  // ---- The proxy -------------------------------------------------------------------------------------------

  let isDown = false;
  /** @type {FonosterRateLimit | null} */
  let limit = null;
  let opened = now();
  let passed = 0;

  /** @param {true | FonosterRateLimit | null} wanted */
  const limitRate = (wanted) => {
    const { requests, windowMs } = wanted === true || wanted === null ? RATE_LIMIT : wanted;
    if (!(Number.isInteger(requests) && requests >= 0)) throw new RangeError("requests is a whole number from 0");
    if (!(windowMs > 0)) throw new RangeError("windowMs is above 0");
    limit = wanted === null ? null : { requests, windowMs };
    opened = now();
    passed = 0;
  };
  limitRate(fixtures.rateLimit ?? null);

  /** All callers share one allowance, and it comes back whole. */
  const count = () => {
    if (!limit) return;
    const windows = Math.floor((now() - opened) / limit.windowMs);
    if (windows > 0) passed = 0;
    opened += windows * limit.windowMs;
    if (passed >= limit.requests) {
      const headers = { "x-ratelimit-limit": String(limit.requests) };
      throw new Refusal(Code.unavailable, "local_rate_limited", { by: "proxy", status: 429, headers });
    }
    passed += 1;
  };

  /** @type {(request: Request, framing: Framing, body: Uint8Array) => Promise<Uint8Array>} */
  const pass = (request, framing, body) => {
    if (framing !== "native" && routing === "strict" && request.headers.get("content-type") !== STRICT_TYPE) {
      throw new Refusal(Code.unimplemented, NO_PAGE, { by: "proxy", status: 404 });
    }
    if (isDown) throw gone();
    return call(new URL(request.url).pathname, request.headers, () => messageOf(body));
  };

  /** @param {Request} request */
  const fetch = async (request) => {
    const framing = framingOf(request.headers);
    const answer = answerFramingOf(request);
    try {
      // Who speaks gRPC itself does not come by the proxy.
      if (framing !== "native") count();
      if (!framing || request.method !== "POST") return new Response("This is no call.", { status: 501 });
      return success(answer, await pass(request, framing, bytesOf(framing, new Uint8Array(await request.arrayBuffer()))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A server that is gone says nothing; what the proxy says is in its place.
      if (framing === "native" && error.by === "proxy") return "drop";
      const response = failure(answer, error, errors);
      return error.by === "library" && error.code === Code.unimplemented ? unknownRoute(response) : response;
    }
  };

  // ---- Drivers ---------------------------------------------------------------------------------------------

  /** @type {import("../../core.js").Pbx["grpc"]} */
  const grpc = {};

  /** @param {{ workspace: string }} entry */
  const named = ({ workspace }) =>
    /** @type {import("./store.js").WorkspaceName} */ (Object.entries(workspaces).find(([, id]) => id === workspace)?.[0]);

  /** @type {Omit<SimulatedFonoster, "url" | "fault">} */
  const api = {
    credentials,
    get grpc() {
      return grpc.address;
    },
    limitRate,
    goDown(down = true) {
      isDown = down;
    },
    expireTokens: () => tokens.revoke("access"),
    revokeRefreshTokens: () => tokens.revoke("refresh"),
    get state() {
      return structuredClone({
        workspaces,
        agents: [...store.agents.values()].map(({ domainRef, ...agent }) => ({
          ...agent,
          workspace: named(agent),
          privacy: PRIVACY[agent.privacy],
          domain: store.domains.get(domainRef ?? "")?.domainUri,
        })),
        domains: [...store.domains.values()].map((domain) => ({ ...domain, workspace: named(domain) })),
        credentials: [...store.credentials.values()].map((entry) => ({ ...entry, workspace: named(entry) })),
        tokens: { access: tokens.count("access"), refresh: tokens.count("refresh") },
      });
    },
  };

  return { fetch, connect: () => new Response("There are no sockets.", { status: 501 }), api, grpc };
}
