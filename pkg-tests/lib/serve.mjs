import { readFile } from "node:fs/promises";
import path from "node:path";
import { serve as listen } from "@hono/node-server";
import { Hono } from "hono";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>pkg-tests</title>
<script type="importmap">
{ "imports": {
  "softphone-admin": "/node_modules/softphone-admin/pkg/index.js",
  "softphone-admin/yeastar": "/node_modules/softphone-admin/pkg/yeastar.js",
  "softphone-admin/errors": "/node_modules/softphone-admin/pkg/errors.js",
  "softphone-admin/simulator": "/node_modules/softphone-admin/pkg/simulator/browser.js",
  "chai": "/vendor/chai.js",
  "#fake-timers": "/vendor/fake-timers.js",
  "#control-client": "/vendor/control-client.js"
} }
</script>
<script src="/vendor/mocha.js"></script>
<script type="module" src="/lib/page.js"></script>
`;

/** Serves the page and the files of a folder on 127.0.0.1. */
export async function serve(folder) {
  const app = new Hono();
  app.get("/", (c) => c.html(PAGE));
  app.get("/*", async (c) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(c.req.path)));
    if (!file.startsWith(folder + path.sep)) return c.notFound();
    const body = await readFile(file).catch(() => undefined);
    if (body === undefined) return c.notFound();
    return c.body(body, 200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", "cache-control": "no-store" });
  });
  return new Promise((resolve) => {
    const server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}/`,
        close: () =>
          new Promise((closed) => {
            server.close(closed);
            server.closeAllConnections();
          }),
      }),
    );
  });
}
