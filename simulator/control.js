/**
 * Simulations over HTTP, for tests that cannot import this package: in a page, in Rust, anywhere. Node only.
 *
 * - `POST /simulations`, body: options of `simulate`. Answers `{ id, vendors }`.
 * - `GET /simulations/:id`. Answers the same.
 * - `POST /simulations/:id/call`, body: `{ path: "yeastar.placeCall", args: [...] }`. Answers `{ result }`.
 * - `DELETE /simulations/:id`. Answers `{ unmatched }`.
 *
 * A path is a vendor's method or value, `clock.now`, `clock.advance`, `requests` or `unmatched`. `*.fault`
 * answers `{ faultId }` and `*.unfault` takes it back. As JSON knows no `Infinity`, `times: -1` is for ever.
 * Whatever goes wrong is answered with 400 and `{ error }`.
 */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { simulate } from "./index.js";
import { start } from "./serve.js";

/** @typedef {Record<string, any> & { close: () => Promise<void> }} AnySimulation */
/** @typedef {{ sim: AnySimulation, vendors: readonly string[], faults: Map<number, () => void> }} Hosted */

const LOOPBACK = "127.0.0.1";

/** @param {Record<string, unknown>} fault */
export const faultFromJson = (fault) => (fault?.times === -1 ? { ...fault, times: Infinity } : fault);

/**
 * @param {object} [options]
 * @param {number} [options.port] 0 is any free one.
 * @param {Record<string, { sim: AnySimulation, vendors: readonly string[] }>} [options.simulations] Running ones, by the id they get.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function control({ port = 0, simulations = {} } = {}) {
  /** @type {Map<string, Hosted>} */
  const hosted = new Map(Object.entries(simulations).map(([id, given]) => [id, { ...given, faults: new Map() }]));
  let made = 0;

  /** @param {string} id */
  const find = (id) => {
    const found = hosted.get(id);
    if (!found) throw new RangeError(`there is no simulation ${JSON.stringify(id)}`);
    return found;
  };

  /** @param {string} id */
  const describe = (id) => {
    const { sim, vendors } = find(id);
    return { id, vendors: Object.fromEntries(vendors.map((name) => [name, { url: sim[name].url, credentials: sim[name].credentials }])) };
  };

  const app = new Hono();
  app.use(cors({ origin: "*", allowMethods: ["GET", "POST", "DELETE"], maxAge: 600 }));
  app.onError((error, c) => c.json({ error: error.message }, 400));
  app.notFound((c) => c.json({ error: `no such route: ${c.req.method} ${c.req.path}` }, 400));

  app.post("/simulations", async (c) => {
    const options = await c.req.json();
    const { listen = {} } = options;
    if (typeof listen !== "object" || listen === null || (listen.host ?? LOOPBACK) !== LOOPBACK) {
      throw new TypeError("listen is an object here, and its host is loopback");
    }
    const sim = await simulate(options);
    const id = String((made += 1));
    hosted.set(id, { sim, vendors: [...new Set(/** @type {string[]} */ (options.vendors))], faults: new Map() });
    return c.json(describe(id));
  });

  app.get("/simulations/:id", (c) => c.json(describe(c.req.param("id"))));

  app.post("/simulations/:id/call", async (c) => {
    const { path, args = [] } = await c.req.json();
    if (typeof path !== "string" || !Array.isArray(args)) throw new TypeError("a call is { path: string, args: array }");
    return c.json({ result: await call(find(c.req.param("id")), path, args) });
  });

  app.delete("/simulations/:id", async (c) => {
    const id = c.req.param("id");
    const { sim } = find(id);
    hosted.delete(id);
    const { unmatched } = sim;
    await sim.close();
    return c.json({ unmatched });
  });

  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const { url, close } = await start(server, { host: LOOPBACK, port });
  return {
    url,
    async close() {
      await Promise.all([...hosted.values()].map(({ sim }) => sim.close()));
      hosted.clear();
      await close();
    },
  };
}

/** @type {(hosted: Hosted, path: string, args: any[]) => unknown} */
function call({ sim, vendors, faults }, path, args) {
  const [root, name, ...deeper] = path.split(".");
  const isVendor = vendors.includes(root);
  const owner = name === undefined && ["requests", "unmatched"].includes(root) ? sim : isVendor || root === "clock" ? sim[root] : undefined;
  const key = name ?? root;

  if (isVendor && key === "unfault") {
    const [faultId] = args;
    faults.get(faultId)?.();
    return faults.delete(faultId);
  }
  if (deeper.length > 0 || owner === undefined || !Object.hasOwn(owner, key)) throw new RangeError(`nothing is called ${JSON.stringify(path)}`);
  if (isVendor && key === "fault") {
    const [match, fault] = args;
    const faultId = faults.size === 0 ? 1 : Math.max(...faults.keys()) + 1;
    faults.set(faultId, owner.fault(match, faultFromJson(fault)));
    return { faultId };
  }
  return typeof owner[key] === "function" ? owner[key](...args) : owner[key];
}
