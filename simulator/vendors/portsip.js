/**
 * A simulated PortSIP PBX, seen by who administers its providers (SIP trunks): two generations of its REST API, and the
 * socket that tells of trunks.
 *
 * What only a real PBX could tell is a choice of ours, and said so where it is made; many of them are fixtures.
 *
 * @import { Context, Pbx, Vendor } from "../core.js"
 * @import { PortsipFixtures, SimulatedPortsip } from "../index.js"
 */
import { createDesk } from "./portsip/desk.js";
import { createGate, createRateLimit } from "./portsip/gate.js";
import { plain } from "./portsip/json.js";
import { Code, Refusal } from "./portsip/refusal.js";
import { createAccounts, createSessions } from "./portsip/sessions.js";
import { readSettings } from "./portsip/settings.js";
import { STATUSES, createStore } from "./portsip/store.js";
import { createV12 } from "./portsip/v12.js";
import { createV22 } from "./portsip/v22.js";
import { createWorld } from "./portsip/world.js";
import { createWsi } from "./portsip/wsi.js";

/** @type {Vendor} */
export const portsip = {
  address: "https://pbx.example.com:8900/api",
  cors: ({ cors = true }) => ({
    methods: "GET, POST, OPTIONS",
    headers: "access_token, authorization, content-type, accept",
    exposes: ["Retry-After, Content-Disposition"],
    knows: () => cors,
  }),
  secrets: {
    headers: ["access_token", "authorization", "cookie"],
    query: ["access_token", "refresh_token", "password", "token"],
    fields: ["password", "sip_password", "access_token", "refresh_token", "token", "code"],
  },
  refusal({ status = 200, errcode, errmsg = "FAILED" }, _, { dialect = "v12" }) {
    if (errcode === undefined && status < 400) return undefined;
    const facts = errcode === undefined ? {} : { code: errcode, word: String(errcode) };
    return new Refusal(status, errmsg, facts).body(dialect);
  },
  options: { providers: { help: "providers (SIP trunks)", initial: 12 } },
  create,
};

/**
 * @param {Context} context
 * @param {PortsipFixtures} fixtures
 * @returns {Pbx}
 */
function create(context, fixtures) {
  const { now, random } = context;
  const settings = readSettings(fixtures);
  const { dialect } = settings;
  const accounts = createAccounts(random("accounts"));
  const sessions = createSessions(now, random("tokens"), settings);
  const wsi = createWsi(now, settings, accounts);
  const store = createStore(context, settings, wsi.tell);
  const world = createWorld(context, settings, store, accounts.tenant);
  const rateLimit = createRateLimit(now, settings.rateLimit);
  const createApp = { v12: createV12, v22: createV22 }[dialect];
  const app = createApp({ settings, gate: createGate(settings, sessions), rateLimit, sessions, accounts, store, desk: createDesk(settings, store) });

  /** @param {string} id */
  const providerOf = (id) => {
    const provider = store.providers.get(String(id));
    if (!provider) throw new RangeError(`there is no provider ${id}`);
    return provider;
  };

  /** @type {Omit<SimulatedPortsip, "url" | "fault">} */
  const api = {
    credentials: { name: accounts.admin.name, password: accounts.admin.password },
    tenant: { name: accounts.tenant.name, password: accounts.tenant.password },
    extension: {
      number: accounts.extension.name,
      password: accounts.extension.password,
      sipPassword: String(accounts.extension.sipPassword),
      email: String(accounts.extension.email),
      domain: String(accounts.extension.domain),
    },
    get wsiUrl() {
      const { origin } = new URL(/** @type {SimulatedPortsip} */ (this).url);
      return `${origin.replace("http", "ws")}/wsi`;
    },
    setStatus(id, status) {
      if (!STATUSES.includes(status)) throw new RangeError(`status is one of ${STATUSES.join(", ")}`);
      store.setStatus(providerOf(id), status);
    },
    emit: wsi.emit,
    addProvider: (partial = {}) => world.add(partial).id,
    removeProvider: (id) => store.remove(providerOf(id)),
    expireTokens: sessions.expire,
    dropSockets: (code = 1006) => wsi.drop(code),
    missEvents: wsi.miss,
    limitRate: rateLimit.set,
    get state() {
      return {
        providers: store.all().map(({ id, data, status }) => ({ id, ...plain(data), status })),
        tokens: sessions.live(),
        sockets: wsi.sockets.size,
        subscribed: wsi.subscribed().length,
      };
    },
  };

  /** @type {Pbx["connect"]} */
  const connect = (request) => {
    const { pathname } = new URL(request.url);
    // The port of v12 is all for this; v22 has a path.
    if (pathname === "/wsi" || pathname === "/") return wsi.attach;
    return new Refusal(501, "The simulator has no such socket.", { code: Code.noRoute }).toResponse(dialect);
  };

  return { fetch: (request) => app.fetch(request), connect, api };
}
