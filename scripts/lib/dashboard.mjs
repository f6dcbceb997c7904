import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { at } from "./paths.mjs";

/** The dashboard's own Vite; it is installed in `www/` and not here. */
async function loadVite() {
  const manifest = JSON.parse(readFileSync(at("www/node_modules/vite/package.json"), "utf8"));
  const entry = manifest.exports["."];
  return import(pathToFileURL(at("www/node_modules/vite", entry.import ?? entry)));
}

/** Builds the dashboard into `www/dist`. */
export async function buildDashboard() {
  const { build } = await loadVite();
  await build({ root: at("www"), logLevel: "warn" });
}

/** Serves the built dashboard on 127.0.0.1, on `port` or the next free one, with `plugin` in front of its files. */
export async function serveDashboard({ port = 5173, plugin, root = at("www") }) {
  const { preview } = await loadVite();
  const before = process.listeners("SIGTERM");
  const server = await preview({
    root,
    plugins: [plugin],
    logLevel: "warn",
    preview: { host: "127.0.0.1", port, strictPort: false, open: false },
  });
  // Vite exits with its own code on SIGTERM; ending is for the caller, the simulator included.
  for (const listener of process.listeners("SIGTERM")) if (!before.includes(listener)) process.off("SIGTERM", listener);
  return { url: server.resolvedUrls.local[0], close: () => server.close() };
}
