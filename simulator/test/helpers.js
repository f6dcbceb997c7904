/** @import { Simulation, SimulateOptions } from "../index.js" */
import { test } from "node:test";
import WS from "ws";
import { simulate } from "../index.js";

export const API = "/api/v1.0";
export const TOPICS = [10000, 20049];

/** @typedef {{ fetch: (url: string, init?: RequestInit) => Promise<Response>, WebSocket: new (url: string) => WebSocket }} Wire */

/** @type {(options?: Partial<SimulateOptions>) => SimulateOptions} */
const manual = (options) => ({ vendors: ["yeastar"], clock: "manual", ...options });

/**
 * A simulation that ends with its test, however that goes.
 *
 * @param {import("node:test").TestContext} t
 * @param {Partial<SimulateOptions>} [options]
 */
export async function simulated(t, options) {
  const sim = await simulate(manual(options));
  t.after(() => sim.close());
  return sim;
}

/**
 * One test over real HTTP and sockets, and once more without a port: both must behave alike.
 *
 * @param {string} name
 * @param {Partial<SimulateOptions>} options
 * @param {(sim: Simulation, wire: Wire) => Promise<void>} body
 */
export function onBothWires(name, options, body) {
  test(`${name} (port)`, async (t) => body(await simulated(t, options), { fetch: (url, init) => fetch(url, init), WebSocket: /** @type {any} */ (WS) }));
  test(`${name} (memory)`, async (t) => {
    const sim = await simulated(t, { ...options, listen: false });
    await body(sim, sim);
  });
}

/**
 * A client of the PBX, as small as can be.
 *
 * @param {Simulation<"yeastar">} sim
 * @param {Wire} wire
 */
export function clientOf(sim, wire) {
  const { url } = sim.yeastar;
  /** @type {(path: string, token?: string) => Promise<Response>} */
  const get = (path, token) => wire.fetch(url + API + path, token === undefined ? {} : { headers: { authorization: token } });
  return {
    get,
    /** @type {(path: string, token?: string) => Promise<any>} */
    json: async (path, token) => (await get(path, token)).json(),
    /** @type {(body: unknown) => Promise<any>} */
    login: async (body) =>
      (
        await wire.fetch(`${url}${API}/login`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body),
        })
      ).json(),
    /** @type {(extension?: string, source?: string | null) => Promise<string>} */
    async signIn(extension = "1000", source = null) {
      const { username, secret } = sim.yeastar.credentialsOf(extension);
      const { access_token: token } = await this.login({ username, password: secret, login_source: source, login_jump: "sdk" });
      return token;
    },
    /** @type {(token: string) => WebSocket} */
    socket: (token) => new wire.WebSocket(`${url.replace("http", "ws")}${API}/subscribe?access_token=${token}`),
    /** @type {(token: string, topics?: number[]) => Promise<Feed>} */
    async subscribe(token, topics = TOPICS) {
      const feed = new Feed(this.socket(token));
      await feed.opened;
      feed.socket.send(JSON.stringify({ topic_list: topics }));
      await feed.next();
      return feed;
    },
  };
}

/** Reads a socket frame by frame. */
export class Feed {
  /** @type {string[]} */
  #frames = [];
  /** @type {((frame: string) => void)[]} */
  #waiting = [];

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve(undefined));
      socket.addEventListener("error", () => reject(new Error("refused")));
    });
    this.opened.catch(() => {});
    /** @type {Promise<{ code: number, wasClean: boolean }>} */
    this.closed = new Promise((resolve) => socket.addEventListener("close", ({ code, wasClean }) => resolve({ code, wasClean })));
    socket.addEventListener("message", ({ data }) => {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(data);
      else this.#frames.push(data);
    });
  }

  /** @returns {Promise<string>} */
  next() {
    const frame = this.#frames.shift();
    return frame === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(frame);
  }

  async event() {
    const frame = JSON.parse(await this.next());
    return { ...frame, msg: JSON.parse(frame.msg) };
  }

  /** What has come and nobody has read, once a heartbeat is answered: frames keep their order. */
  async drain() {
    this.socket.send("heartbeat");
    const frames = [];
    for (let frame = await this.next(); frame !== "heartbeat response"; frame = await this.next()) frames.push(frame);
    return frames;
  }
}

/** @param {() => boolean} condition */
export async function until(condition) {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error("it never happened");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether nothing has happened after a while of real time. @param {Promise<unknown>} promise */
export const isPending = (promise) =>
  Promise.race([promise.then(() => false, () => false), new Promise((resolve) => setTimeout(() => resolve(true), 60))]);
