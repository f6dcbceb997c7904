/**
 * The older generation, as pages reach it: a REST gateway. Its SIP server keeps the agents, and judges them.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Context, Cors, Pbx } from "../../core.js"
 * @import { Fault, FonosterAgent, FonosterFixtures, SimulatedFonoster } from "../../index.js"
 */
import { Hono } from "hono";
import { Code } from "./grpc.js";
import { letters } from "./store.js";
import { createPeople, keepAlive, wantedAgents } from "./world.js";

const HOUR = 3_600_000;
const SECRET_DAYS = 30;
const DOMAINS = ["sip.local", "sip.branch.local"];
const REF_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
const AGENTS = "/api/v1beta1/agents";

const FAILED_PRECONDITION = 9;
/** @type {Readonly<Record<number, number>>} */
const STATUS_OF_CODE = { 3: 400, 5: 404, 6: 409, 9: 400, 16: 401 };

/**
 * @typedef {object} Agent
 * @property {string} ref
 * @property {"own" | "foreign"} owner
 * @property {string} name
 * @property {string} username
 * @property {string} secret
 * @property {string[]} domains
 * @property {string} privacy
 * @property {string} createTime
 * @property {string} updateTime
 */

/** @type {Cors} */
export const cors = { methods: "GET,HEAD,PUT,PATCH,POST,DELETE", origin: "*", exposes: [] };

/** @type {(status: number, message: string) => Response} */
const refused = (status, message) => Response.json({ status, message }, { status });

/** @type {(fault: Fault) => Response | undefined} */
export function refusal({ status, errcode, errmsg }) {
  if (errcode === undefined && (status ?? 200) < 400) return undefined;
  return refused(status ?? STATUS_OF_CODE[/** @type {number} */ (errcode)] ?? 500, errmsg ?? `code ${errcode ?? Code.unknown}`);
}

class Refusal extends Error {
  /** @param {number} code @param {string} details */
  constructor(code, details) {
    super(details);
    this.code = code;
  }
}

/** @param {unknown} value */
const isSet = (value) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

/** What is not set is not sent. @type {(message: Record<string, unknown>) => Response} */
const answer = (message) => Response.json(Object.fromEntries(Object.entries(message).filter(([, value]) => isSet(value))));

/** The page of a token; 0 where it names none. @param {string | undefined} token */
const pageNumber = (token = "") => (/^\d+$/.test(token) ? Number(token) : 0);

/** @type {(path: string, text: string) => string[]} */
const lengthProblems = (path, text) => {
  if (text.length < 3) return [`$.${path}: must be at least 3 characters long`];
  return text.length > 100 ? [`$.${path}: may only be 100 characters long`] : [];
};

/** What the SIP server's schema says of an agent. @type {(agent: Pick<Agent, "name" | "username" | "secret" | "domains">) => string[]} */
const problemsOf = ({ name, username, secret, domains }) => [
  ...lengthProblems("metadata.name", name),
  ...lengthProblems("spec.credentials.username", username),
  ...(secret === "" ? ["$.spec.credentials.secret: is missing but it is required"] : []),
  ...(domains.length === 0 ? ["$.spec.domains: there must be a minimum of 1 items in the array"] : []),
  ...(new Set(domains).size < domains.length ? ["$.spec.domains: the items in the array must be unique"] : []),
];

/** A text of a body; the gateway fails at any other type. @type {(body: Record<string, unknown>, name: string) => string} */
const textOf = (body, name) => {
  const value = body[name] ?? "";
  if (typeof value !== "string") throw new Refusal(Code.unknown, `${name} is not a string`);
  return value;
};

/** @param {Record<string, unknown>} body @returns {string[]} */
const domainsOf = ({ domains = [] }) => {
  if (!Array.isArray(domains) || domains.some((uri) => typeof uri !== "string")) throw new Refusal(Code.unknown, "domains is no list of strings");
  return domains;
};

/** Anything but this word is none. @param {string} wanted */
const privacyOf = (wanted) => (wanted === "private" ? "private" : "none");

/** @param {HonoContext} c @returns {Promise<Record<string, unknown>>} */
const bodyOf = async (c) => {
  const body = await c.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Refusal(Code.invalidArgument, "the body is no object");
  return body;
};

/**
 * @param {Context} context
 * @param {FonosterFixtures} fixtures
 * @returns {Pbx}
 */
export function create(context, fixtures) {
  const { now, random } = context;
  const { domains = DOMAINS, role = "PROJECT" } = fixtures;
  const ids = random("ids");
  const secrets = random("secrets");
  const draws = random("world");
  /** @type {Map<string, Agent>} */
  const agents = new Map();

  // ---- Access ----------------------------------------------------------------------------------------------

  const accessKeyId = `${role === "PROJECT" ? "PJ" : "US"}${letters(secrets, 32)}`;
  const secretEnd = now() + SECRET_DAYS * 24 * HOUR;
  let secretsHold = true;
  const base64url = (/** @type {string} */ text) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  // Only the server can check its signature, so any one will do.
  const accessKeySecret = [
    base64url(JSON.stringify({ alg: "HS256", typ: "JWT" })),
    base64url(JSON.stringify({ iss: "fonoster", role, accessKeyId, iat: Math.floor(now() / 1000), exp: Math.floor(secretEnd / 1000) })),
    letters(secrets, 43, REF_LETTERS),
  ].join(".");

  /** @param {HonoContext} c */
  const admit = (c) => {
    const [id, secret] = [c.req.header("access_key_id"), c.req.header("access_key_secret")];
    if (!id || !secret) throw new Refusal(Code.unauthenticated, "UNAUTHENTICATED");
    if (secret !== accessKeySecret || id !== accessKeyId || now() >= secretEnd || !secretsHold) {
      throw new Refusal(Code.unauthenticated, "invalid authentication");
    }
    if (role !== "PROJECT") throw new Refusal(Code.permissionDenied, "permission denied");
  };

  // ---- Agents ----------------------------------------------------------------------------------------------

  /** @type {(facts: Omit<Agent, "ref" | "createTime" | "updateTime"> & { ref?: string }, at: number) => Agent} */
  const add = (facts, at) => {
    const time = new Date(at).toISOString();
    const agent = { ref: letters(ids, 10, REF_LETTERS), ...facts, createTime: time, updateTime: time };
    if (agents.has(agent.ref)) throw new RangeError(`two of Fonoster's agents have the ref ${agent.ref}`);
    agents.set(agent.ref, agent);
    return agent;
  };

  /** @type {(username: string, among: readonly string[]) => boolean} */
  const isTaken = (username, among) =>
    [...agents.values()].some((other) => other.username === username && other.domains.some((uri) => among.includes(uri)));

  const people = createPeople(draws);
  /** @type {(facts: FonosterAgent, at: number) => void} */
  const addFixture = ({ ref, name, username, secret, domain, privacy, createdAt, workspace = "own" }, at) => {
    const person = people();
    const facts = {
      ...(ref !== undefined && { ref }),
      owner: workspace === "own" ? /** @type {const} */ ("own") : /** @type {const} */ ("foreign"),
      name: name ?? person.name,
      username: username ?? person.username,
      secret: secret ?? draws.hex(16),
      domains: [domain ?? draws.pick(domains)],
      privacy: privacyOf(privacy === "PRIVATE" ? "private" : "none"),
    };
    if (!domains.includes(facts.domains[0])) throw new RangeError(`there is no domain ${facts.domains[0]}`);
    if (isTaken(facts.username, facts.domains)) throw new RangeError(`two of Fonoster's agents have the username ${facts.username}`);
    add(facts, createdAt === undefined ? at : createdAt * 1000);
  };
  const wanted = wantedAgents(fixtures);
  for (const [index, facts] of wanted.entries()) addFixture(facts, now() - (wanted.length - index) * HOUR);

  keepAlive(context, fixtures.trafficMs, (live) => {
    const agent = live.pick([...agents.values()]);
    if (agent) Object.assign(agent, { privacy: agent.privacy === "none" ? "private" : "none", updateTime: new Date(now()).toISOString() });
  });

  // ---- Routes ----------------------------------------------------------------------------------------------

  const app = new Hono({ strict: true });
  app.notFound(() => refused(501, "The simulator has no such route."));
  app.onError((error) => {
    if (error instanceof Refusal) return refused(STATUS_OF_CODE[error.code] ?? 500, error.message);
    throw error;
  });

  /** @param {(c: HonoContext) => Response | Promise<Response>} run */
  const allowed = (run) => (/** @type {HonoContext} */ c) => {
    admit(c);
    return run(c);
  };

  /** The caller's own; there is no other answer to a stranger than the server's stumbling. @param {HonoContext} c */
  const find = (c) => {
    const agent = agents.get(c.req.param("ref") ?? "");
    if (agent?.owner !== "own") throw new Refusal(Code.unknown, "Cannot read properties of null (reading 'metadata')");
    return agent;
  };

  /** @type {(agent: Agent) => Record<string, unknown>} */
  const show = ({ owner, ...agent }) => agent;

  app.get(AGENTS, allowed((c) => {
    const page = pageNumber(c.req.query("pageToken"));
    if (page === 0) return answer({});
    const size = pageNumber(c.req.query("pageSize"));
    const own = [...agents.values()].filter(({ owner }) => owner === "own");
    const items = own.slice((page - 1) * size, page * size);
    return answer({
      agents: items.map((agent) => ({ ...show(agent), secret: undefined })),
      nextPageToken: items.length > 0 ? String(page + 1) : "null",
    });
  }));

  app.post(AGENTS, allowed(async (c) => {
    const body = await bodyOf(c);
    const facts = {
      owner: /** @type {const} */ ("own"),
      name: textOf(body, "name"),
      username: textOf(body, "username"),
      secret: textOf(body, "secret"),
      domains: domainsOf(body),
      privacy: privacyOf(textOf(body, "privacy")),
    };
    const problems = problemsOf(facts);
    if (problems.length > 0) throw new Refusal(FAILED_PRECONDITION, problems.join(", "));
    if (!facts.domains.every((uri) => domains.includes(uri))) throw new Refusal(FAILED_PRECONDITION, "Found one or more unfulfilled dependencies");
    if (isTaken(facts.username, facts.domains)) throw new Refusal(FAILED_PRECONDITION, "Entity already exist");
    return answer(show(add(facts, now())));
  }));

  app.get(`${AGENTS}/:ref`, allowed((c) => answer(show(find(c)))));

  app.put(`${AGENTS}/:ref`, allowed(async (c) => {
    const body = await bodyOf(c);
    const agent = find(c);
    const [name, secret, privacy] = [textOf(body, "name"), textOf(body, "secret"), privacyOf(textOf(body, "privacy"))];
    const next = { name, secret: secret || agent.secret, privacy };
    const problems = problemsOf({ ...agent, ...next });
    if (problems.length > 0) throw new Refusal(FAILED_PRECONDITION, problems.join(", "));
    Object.assign(agent, next, { updateTime: new Date(now()).toISOString() });
    return answer({ ref: agent.ref, name, username: agent.username, secret, privacy });
  }));

  app.delete(`${AGENTS}/:ref`, allowed((c) => {
    const { ref, owner } = agents.get(c.req.param("ref") ?? "") ?? {};
    if (ref !== undefined && owner === "own") agents.delete(ref);
    return Response.json({});
  }));

  // ---- Drivers ---------------------------------------------------------------------------------------------

  const newerOnly = () => {
    throw new RangeError("only v1beta2 can do that");
  };

  /** @type {Omit<SimulatedFonoster, "url" | "fault">} */
  const api = {
    credentials: { accessKeyId, accessKeySecret },
    grpc: undefined,
    limitRate: newerOnly,
    goDown: newerOnly,
    expireTokens() {
      secretsHold = false;
    },
    revokeRefreshTokens: newerOnly,
    get state() {
      return structuredClone({
        workspaces: {},
        agents: [...agents.values()].map(({ owner, ...agent }) => ({ ...agent, workspace: owner })),
        domains: domains.map((domainUri) => ({ domainUri })),
        credentials: [],
        tokens: { access: secretsHold && now() < secretEnd ? 1 : 0, refresh: 0 },
      });
    },
  };

  return {
    address: "https://api.fonoster.io/api",
    fetch: (request) => app.fetch(request),
    connect: () => refused(501, "There are no sockets."),
    api,
  };
}
