/** @import { PortsipFixtures, Simulation, SimulateOptions } from "../index.js" */
/** @import { Wire } from "./helpers.js" */
import { Feed } from "./helpers.js";

/** A PortSIP PBX alone. @type {(fixtures?: PortsipFixtures, options?: Partial<SimulateOptions>) => Partial<SimulateOptions>} */
export const pbx = (fixtures = {}, options = {}) => ({ vendors: ["portsip"], fixtures: { portsip: fixtures }, ...options });

export const FIRST_ID = "9007199254740993";

/** A trunk of v12 that nothing is wrong with. @type {(more?: Record<string, unknown>) => Record<string, unknown>} */
export const trunk = (more) => ({
  name: "Harbour SIP east",
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  hostname: "sip.harbour.example",
  port: 5060,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "example-only",
  require_register: true,
  reregister_interval: 600,
  ips: ["198.51.100.7"],
  provider_in_lan: false,
  single_via_header: false,
  status: "OFFLINE",
  ...more,
});

/** One of v22. @type {(more?: Record<string, unknown>) => Record<string, unknown>} */
export const newTrunk = (more) => ({
  name: "Harbour SIP east",
  auth_mode: "REGISTER_AUTH",
  transport: "TLS",
  hostname: "sip.harbour.example",
  port: 5061,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "example-only",
  concurrency: 10,
  ...more,
});

/** @typedef {{ status: number, text: string, json: any, headers: Headers }} Answer */

/**
 * A client of the PBX, as small as can be. Bodies may be text, for what JSON of JavaScript cannot say.
 *
 * @param {Pick<Simulation, "portsip">} sim
 * @param {Pick<Wire, "fetch">} wire
 */
export function clientOf({ portsip }, wire) {
  /** @type {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>} */
  const ask = async (method, path, body, headers = {}) => {
    const response = await wire.fetch(portsip.url + path, {
      method,
      headers,
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, text, json, headers: response.headers };
  };

  /** v12. @type {(credentials?: object) => Promise<Answer>} */
  const login = (credentials = portsip.credentials) => ask("POST", "/account/credentials/verify", credentials);
  /** v22. @type {(credentials?: { name: string, password: string }) => Promise<Answer>} */
  const signIn = ({ name, password } = portsip.credentials) => ask("POST", "/auth/sign_in", { username: name, password });

  return {
    ask,
    login,
    signIn,
    /** A client of v12 that is signed in. @param {object} [credentials] */
    async signedIn(credentials) {
      const { access_token: token } = (await login(credentials)).json;
      /** @type {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>} */
      const as = (method, path, body, headers) => ask(method, path, body, { access_token: token, ...headers });
      return {
        token,
        ask: as,
        /** @type {(path: string) => Promise<Answer>} */
        get: (path) => as("GET", path),
        /** @type {(path: string, body: unknown) => Promise<Answer>} */
        post: (path, body) => as("POST", path, body),
      };
    },
    /** A client of v22 that is signed in. @param {{ name: string, password: string }} [credentials] */
    async bearer(credentials) {
      const { access_token: token } = (await signIn(credentials)).json;
      /** @type {(method: string, path: string, body?: unknown) => Promise<Answer>} */
      const as = (method, path, body) => ask(method, path, body, { authorization: `Bearer ${token}` });
      return {
        token,
        /** @type {(path: string) => Promise<Answer>} */
        get: (path) => as("GET", path),
        /** @type {(path: string, body?: unknown) => Promise<Answer>} */
        post: (path, body) => as("POST", path, body),
      };
    },
  };
}

/** How a socket signs in. @type {(sim: Pick<Simulation, "portsip">) => object} */
export const authOf = ({ portsip }) => ({ command: "auth", ...portsip.tenant });

/** All that there is of trunks. */
export const TRUNK_EVENTS = { command: "subscribe", topics: [{ topic: "trunk_events", keys: ["trunk_connected", "trunk_disconnected"] }] };

/**
 * A socket on which frames are said and heard.
 *
 * @param {Pick<Simulation, "portsip">} sim
 * @param {Wire} wire
 * @param {string} [path]
 */
export async function socketOf({ portsip: { wsiUrl } }, wire, path) {
  const feed = new Feed(new wire.WebSocket(path === undefined ? wsiUrl : new URL(path, wsiUrl).href));
  await feed.opened;
  /** @param {unknown} frame */
  const say = (frame) => feed.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  /** @returns {Promise<any>} */
  const hear = async () => JSON.parse(await feed.next());
  return {
    feed,
    say,
    hear,
    /** What is answered to it. @type {(frame: unknown) => Promise<any>} */
    ask: (frame) => (say(frame), hear()),
    /** What has come and nobody has read, once a nonsense is answered: frames keep their order. */
    async drain() {
      say({ command: "drain" });
      const frames = [];
      for (let frame = await hear(); frame.error !== "unknown command"; frame = await hear()) frames.push(frame);
      return frames;
    },
  };
}

/** A socket of the tenant, who hears of trunks. @type {(sim: Pick<Simulation, "portsip">, wire: Wire) => ReturnType<typeof socketOf>} */
export async function watcherOf(sim, wire) {
  const socket = await socketOf(sim, wire);
  await socket.ask(authOf(sim));
  socket.say(TRUNK_EVENTS);
  await socket.drain();
  return socket;
}
