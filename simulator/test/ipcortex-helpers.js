/** @import { IpcortexDatasets, IpcortexFixtures, IpcortexSeen, Simulation, SimulateOptions } from "../index.js" */
/** @import { Wire } from "./helpers.js" */
import { Feed } from "./helpers.js";

/** An IPCortex PBX alone. @type {(fixtures?: IpcortexFixtures, options?: Partial<SimulateOptions>) => Partial<SimulateOptions>} */
export const pbx = (fixtures = {}, options = {}) => ({ vendors: ["ipcortex"], fixtures: { ipcortex: fixtures }, ...options });

export const START = Date.parse("2026-01-05T09:00:00Z");

/** @typedef {{ status: number, json: any, text: string, headers: Headers }} Answer */
/** @typedef {Pick<Simulation, "ipcortex">} Sim */

/**
 * A client of the PBX, as small as can be. It keeps its cookie itself, so that there can be several.
 *
 * @param {Sim} sim
 * @param {Pick<Wire, "fetch">} wire
 */
export function clientOf({ ipcortex }, wire) {
  let cookie = "";
  /** @type {(path: string, body?: unknown, init?: RequestInit) => Promise<Answer>} */
  const post = async (path, body = {}, { headers, ...init } = {}) => {
    const response = await wire.fetch(ipcortex.url + path, {
      method: "POST",
      credentials: "omit",
      headers: { "content-type": "application/json", ...(cookie && { cookie }), ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
    });
    const [set] = response.headers.getSetCookie();
    if (set) [cookie] = set.split(";");
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, json, text, headers: response.headers };
  };
  return {
    post,
    /** @type {(credentials?: { username: string, password: string }) => Promise<Answer>} */
    login: (credentials = ipcortex.credentials) => post("/rest/auth/", { auth: { type: "auth", ...credentials } }),
    /** The answer of an adapter's path. @type {(path: string, body?: unknown) => Promise<any>} */
    ask: async (path, body) => (await post(`/adapter/v1/${path}`, body)).json,
    /** @returns {Promise<string>} */
    ticket: async () => (await post("/adapter/v1/ticket", { subid: "tab-1" })).json.ticket,
  };
}

/** @type {(sim: Sim, wire: Wire, user?: string | number) => Promise<ReturnType<typeof clientOf>>} */
export async function loggedIn(sim, wire, user) {
  const client = clientOf(sim, wire);
  await client.login(user === undefined ? undefined : sim.ipcortex.credentialsOf(user));
  return client;
}

/**
 * A feed, before it has said hello.
 *
 * @param {Sim} sim
 * @param {Wire} wire
 */
export async function socketOf({ ipcortex }, wire) {
  const WebSocketClass = /** @type {new (url: string, protocols?: string) => WebSocket} */ (wire.WebSocket);
  const feed = new Feed(new WebSocketClass(`${ipcortex.url.replace("http", "ws")}/adapter/v1/feed`, "ipcx.v1"));
  await feed.opened;
  let pings = 0;
  /** @param {unknown} frame */
  const say = (frame) => feed.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  /** @returns {Promise<any>} */
  const hear = async () => JSON.parse(await feed.next());
  return {
    feed,
    say,
    hear,
    /** What has come and nobody has read, once a ping is answered: frames keep their order. */
    async drain() {
      const n = (pings += 1);
      say({ t: "ping", n });
      const frames = [];
      for (let frame = await hear(); !(frame.t === "pong" && frame.n === n); frame = await hear()) frames.push(frame);
      return frames;
    },
  };
}

/**
 * A feed that has its snapshot.
 *
 * @param {Sim} sim
 * @param {Wire} wire
 * @param {{ user?: string | number, client?: ReturnType<typeof clientOf>, hello?: object }} [options]
 */
export async function feedOf(sim, wire, { user, client, hello = {} } = {}) {
  const own = client ?? (await loggedIn(sim, wire, user));
  const socket = await socketOf(sim, wire);
  socket.say({ t: "hello", v: 1, ticket: await own.ticket(), ...hello });
  const [welcome, ...frames] = await socket.drain();
  return { ...socket, client: own, welcome, frames, model: welcome.resumed ? new Model() : new Model().take(frames) };
}

/** The simplest client there can be: it takes frames, and complains of all that is out of order. */
export class Model {
  /** @type {Record<string, Map<string, any>>} */
  objects = {};
  /** @type {{ used: string[], owned: string[] } | undefined} */
  lines;
  seq = 0;

  /** @param {readonly any[]} frames */
  take(frames) {
    for (const frame of frames) {
      if (frame.seq === undefined) continue;
      if (this.seq !== 0 && frame.seq !== this.seq + 1) throw new Error(`frame ${frame.seq} after ${this.seq}`);
      this.seq = frame.seq;
      if (frame.t === "lines") this.lines = { used: frame.used, owned: frame.owned };
      for (const [kind, values] of Object.entries(frame.objects ?? {})) {
        this.objects[kind] ??= new Map();
        for (const value of values) this.objects[kind].set(String(keyOf(kind, value)), value);
      }
      for (const { op, kind, key, v } of frame.ops ?? []) {
        const known = (this.objects[kind] ??= new Map());
        if (op === "put") known.set(String(key), v);
        else if (op === "del") known.delete(String(key));
        else if (known.has(String(key))) known.set(String(key), { ...known.get(String(key)), ...v });
        else throw new Error(`a patch of ${kind} ${key}, which nobody knows`);
      }
    }
    return this;
  }

  /** In the order of keys, so that two can be compared. */
  sorted() {
    return Object.fromEntries(Object.entries(this.objects).map(([kind, values]) => [kind, Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)))]));
  }
}

const KEYS = /** @type {Record<string, string>} */ ({ contact: "cID", extension: "extension", call: "cid" });

/** @type {(kind: string, value: any) => string | number} */
export const keyOf = (kind, value) => value[KEYS[kind] ?? "name"];

/** What a user should see, in the form of {@link Model.sorted}. @type {(seen: IpcortexSeen) => Record<string, Record<string, any>>} */
export const sortedSeen = ({ objects }) =>
  Object.fromEntries(
    Object.entries(objects).map(([kind, values]) => [
      kind,
      Object.fromEntries(values.map((value) => /** @type {[string, any]} */ ([String(keyOf(kind, value)), value])).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );

/** @type {(datasets: IpcortexDatasets) => { hello: object }} */
export const wanting = (datasets) => ({ hello: { datasets } });
