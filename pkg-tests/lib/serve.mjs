import { readFile } from "node:fs/promises";
import path from "node:path";
import { serve as listen } from "@hono/node-server";
import { Hono } from "hono";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

const PACKAGE = "node_modules/softphone-admin";

/** The import map of a page without a bundler: every module of the package, and what the specs import beside it. */
async function importMap(folder) {
  const { exports } = JSON.parse(await readFile(path.join(folder, PACKAGE, "package.json"), "utf8"));
  const entries = Object.entries(exports).flatMap(([entry, target]) => {
    const file = target.import?.default ?? target.default;
    return file ? [[`softphone-admin${entry.slice(1)}`, path.posix.join("/", PACKAGE, file)]] : [];
  });
  return {
    imports: {
      ...Object.fromEntries(entries),
      chai: "/vendor/chai.js",
      "#fake-timers": "/vendor/fake-timers.js",
      "#control-client": "/vendor/control-client.js",
    },
  };
}

const pageWith = (map) => `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>pkg-tests</title>
<script type="importmap">${JSON.stringify(map)}</script>
<script src="/vendor/mocha.js"></script>
<script type="module" src="/lib/page.js"></script>
`;

/** Serves the page and the files of a folder on 127.0.0.1. */
export async function serve(folder) {
  const app = new Hono();
  const page = pageWith(await importMap(folder));
  app.get("/", (c) => c.html(page));
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
