/**
 * A simulated Telnyx account: version 2 of the REST API, as far as it is about SIP trunks.
 *
 * What only the real service could tell is a choice of ours, and said so where it is made.
 *
 * @import { Context, Cors, Pbx, Vendor } from "../core.js"
 * @import { SimulatedTelnyx, TelnyxFixtures, TelnyxRateLimit } from "../index.js"
 * @import { ConnectionKind } from "./telnyx/store.js"
 */
import { Refusal, errorsOf } from "./telnyx/errors.js";
import { createRoutes } from "./telnyx/routes.js";
import { REGISTRATION_STATUSES } from "./telnyx/schema.js";
import { createStore } from "./telnyx/store.js";
import { createWorld, registrationOf } from "./telnyx/world.js";

const METHODS = "GET, POST, PATCH, DELETE";
const NEEDED_HEADERS = "authorization, content-type, accept";
const META_MODES = ["normal", "missing", "strings"];

/** @type {Vendor} */
export const telnyx = {
  // The real one, because the vendor's client asks it for tokens whatever its base URL is.
  address: "https://api.telnyx.com/v2",
  cors,
  secrets: {
    headers: ["authorization", "cookie"],
    query: ["client_secret", "access_token"],
    fields: ["password", "ip_authentication_token", "client_secret", "access_token"],
  },
  refusal({ status = 200, errcode, errmsg }) {
    if (errcode === undefined && status < 400) return undefined;
    const code = errcode === undefined ? {} : { code: String(errcode) };
    return errorsOf(status, [errmsg === undefined ? code : { ...code, detail: errmsg }]);
  },
  options: { connections: { help: "connections, of all three kinds", initial: 40 } },
  create,
};

/**
 * @param {TelnyxFixtures} fixtures
 * @returns {Cors}
 */
function cors({ cors: wanted = "open" }) {
  if (wanted === "open") return { methods: METHODS };
  const { headers = NEEDED_HEADERS, exposes = [] } = wanted === "strict" ? {} : wanted;
  return { methods: METHODS, headers: String(headers), exposes };
}

/**
 * @param {Context} context
 * @param {TelnyxFixtures} fixtures
 * @returns {Pbx}
 */
function create(context, fixtures) {
  const { now, random } = context;
  const { maskPasswords = false, tokenSeconds = 3600 } = fixtures;
  const secrets = random("secrets");
  const credentials = {
    apiKey: `KEY${secrets.hex(32).toUpperCase()}_${secrets.hex(22)}`,
    readOnlyApiKey: `KEY${secrets.hex(32).toUpperCase()}_${secrets.hex(22)}`,
    clientID: `client_${secrets.hex(16)}`,
    clientSecret: secrets.hex(48),
  };
  const store = createStore({ now, random: random("ids"), maskPasswords });
  const { added } = createWorld(context, fixtures, store);
  const draws = random("drivers");

  // ---- Access ----------------------------------------------------------------------------------------------

  /** @type {Map<string, number>} When each token ends. */
  const tokens = new Map();

  /** @param {string | undefined} authorization */
  const access = (authorization = "") => {
    const [, token = ""] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    if (token === credentials.apiKey || (tokens.get(token) ?? 0) > now()) return "write";
    return token === credentials.readOnlyApiKey ? "read" : "none";
  };

  const client = `Basic ${btoa(`${credentials.clientID}:${credentials.clientSecret}`)}`;

  /** @type {(authorization: string | undefined, grant: unknown) => Response} */
  const issueToken = (authorization = "", grant) => {
    // Errors of this endpoint have the form of OAuth.
    if (authorization.replace(/^basic +/i, "Basic ") !== client) {
      return Response.json({ error: "invalid_client" }, { status: 401, headers: { "www-authenticate": "Basic" } });
    }
    if (grant !== "client_credentials") return Response.json({ error: "unsupported_grant_type" }, { status: 400 });
    const token = secrets.hex(64);
    tokens.set(token, now() + tokenSeconds * 1000);
    return Response.json({ access_token: token, token_type: "bearer", expires_in: tokenSeconds });
  };

  /** @type {TelnyxRateLimit | null} */
  let limit = null;
  /** @type {number[]} When the requests of the last window came. */
  let recent = [];

  /** @param {TelnyxRateLimit | null} wanted */
  const limitRate = (wanted) => {
    const { requests, windowMs } = wanted ?? { requests: 0, windowMs: 1 };
    if (!(Number.isInteger(requests) && requests >= 0)) throw new RangeError("requests is a whole number from 0");
    if (!(windowMs > 0)) throw new RangeError("windowMs is above 0");
    limit = wanted;
    recent = [];
  };
  limitRate(fixtures.rateLimit ?? null);

  const count = () => {
    if (!limit) return;
    const { requests, windowMs } = limit;
    recent = recent.filter((at) => at > now() - windowMs);
    if (recent.length >= requests) {
      const free = (recent[0] ?? now()) + windowMs - now();
      throw new Refusal(429, [{}], { "retry-after": String(Math.ceil(free / 1000)) });
    }
    recent.push(now());
  };

  // ---- Lists -----------------------------------------------------------------------------------------------

  /** @type {NonNullable<TelnyxFixtures["meta"]>} */
  let metaMode = "normal";

  /** @param {NonNullable<TelnyxFixtures["meta"]>} wanted */
  const setMeta = (wanted) => {
    if (!META_MODES.includes(wanted)) throw new RangeError(`meta is one of ${META_MODES.join(", ")}`);
    metaMode = wanted;
  };
  setMeta(fixtures.meta ?? "normal");

  /** @param {Record<string, unknown>} facts */
  const meta = (facts) => {
    if (metaMode === "missing") return undefined;
    if (metaMode === "normal") return facts;
    const text = (/** @type {unknown} */ value) => (typeof value === "number" ? String(value) : value);
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, text(value)]));
  };

  const routes = createRoutes({ store, access, issueToken, count, meta, added });

  // ---- Drivers ---------------------------------------------------------------------------------------------

  /** @param {string} id */
  const connectionOf = (id) => {
    const entry = store.connections.get(id);
    if (!entry) throw new RangeError(`there is no connection ${id}`);
    return entry;
  };

  /** @param {ConnectionKind} kind */
  const shown = (kind) =>
    store.ofKind(kind).map(({ data, authentication }) => ({ ...data, ...(authentication && { authentication }) }));

  /** @param {ReadonlyMap<string, { data: Record<string, any> }>} table */
  const dataOf = (table) => [...table.values()].map(({ data }) => data);

  /** @type {Omit<SimulatedTelnyx, "url" | "fault">} */
  const api = {
    credentials,
    startCall(connectionId, { clientState = "" } = {}) {
      connectionOf(connectionId);
      return store.showCall(store.startCall(connectionId, { state: clientState }));
    },
    endCall: (callControlId) => store.calls.delete(callControlId),
    setRegistration(connectionId, registration) {
      const entry = connectionOf(connectionId);
      if (entry.kind !== "credential_connection") throw new RangeError(`${connectionId} is no credential connection`);
      const { status, ...facts } = typeof registration === "string" ? { status: registration } : registration;
      if (!REGISTRATION_STATUSES.includes(status)) throw new RangeError(`status is one of ${REGISTRATION_STATUSES.join(", ")}`);
      entry.registration = { ...registrationOf(draws, status, now()), ...facts };
    },
    meta: setMeta,
    limitRate,
    expireTokens: () => tokens.clear(),
    get state() {
      return structuredClone({
        credentialConnections: shown("credential_connection"),
        fqdnConnections: shown("fqdn_connection"),
        ipConnections: shown("ip_connection"),
        fqdns: dataOf(store.fqdns),
        ips: dataOf(store.ips),
        outboundVoiceProfiles: dataOf(store.profiles),
        accessIPRanges: dataOf(store.ranges),
        calls: [...store.calls.values()].map((call) => ({ ...store.showCall(call), connection_id: call.connection })),
        tokens: [...tokens.values()].filter((end) => end > now()).length,
      });
    },
  };

  return { fetch: (request) => routes.fetch(request), connect: () => new Refusal(501).toResponse(), api };
}
