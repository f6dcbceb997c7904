// Envoys over HTTP, for specs in pages: `POST /` with what `startEnvoy` takes answers `{ id, url }`, `DELETE /:id` ends
// one.
import { serve as listen } from "@hono/node-server";
import { Hono } from "hono";
import { cors } from "hono/cors";

import { startEnvoy } from "./start.mjs";

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} `close` ends those that still run */
export async function envoyControl() {
  const running = new Map();
  const app = new Hono();
  app.use(cors({ origin: "*", allowMethods: ["POST", "DELETE"] }));
  app.onError((error, c) => c.json({ error: error.message }, 400));
  app.post("/", async (c) => {
    const envoy = await startEnvoy(await c.req.json());
    const id = String(running.size + 1);
    running.set(id, envoy);
    return c.json({ id, url: envoy.url });
  });
  app.delete("/:id", async (c) => {
    await running.get(c.req.param("id"))?.close();
    return c.json({});
  });
  return new Promise((resolve) => {
    const server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}/`,
        async close() {
          for (const { close } of running.values()) await close();
          await new Promise((closed) => {
            server.close(closed);
            server.closeAllConnections();
          });
        },
      }),
    );
  });
}
