import { once } from "node:events";

import { endChildren, freePort, onEnd } from "./processes.mjs";
import { startSimulator } from "./simulator.mjs";

/** Ctrl-C must not take longer than two seconds, whatever hangs. */
const PATIENCE_MS = 1800;

/** What the page needs to sign in to each simulated PBX. */
export function signInData({ vendors }) {
  return Object.fromEntries(
    Object.entries(vendors).map(([vendor, { url, credentials, wsiUrl, tenant }]) => [
      vendor,
      { url, ...credentials, ...(wsiUrl !== undefined && { wsiUrl }), ...(tenant !== undefined && { tenant }) },
    ]),
  );
}

/** A Vite plugin that answers `GET /simulator.json`, in the dev server and in the preview of a build. */
export function simulatorPlugin(data) {
  const answer = (server) => {
    server.middlewares.use("/simulator.json", (request, response, next) => {
      if (request.method !== "GET" && request.method !== "HEAD") return next();
      response.setHeader("content-type", "application/json");
      response.setHeader("cache-control", "no-store");
      response.end(request.method === "HEAD" ? undefined : JSON.stringify(data));
    });
  };
  return { name: "simulator-sign-in-data", configureServer: answer, configurePreviewServer: answer };
}

/** Free ports from the first on; 0 stays 0, which is any. */
async function freePorts(first, count) {
  if (first === 0) return Array(count).fill(0);
  const ports = [];
  for (let next = first; ports.length < count; next = ports.at(-1) + 1) ports.push(await freePort(next));
  return ports;
}

/**
 * Runs simulator and dashboard until a signal comes (exit code 0) or one of them ends by itself (1).
 *
 * @param {object} parts
 * @param {() => Promise<void>} parts.prepare builds what is stale
 * @param {number} [parts.systems] how many are simulated, each on a port of its own
 * @param {(ports: number[]) => [string, string[]]} parts.simulator its command
 * @param {(options: { port: number, plugin: object }) => Promise<{ url: string, close: () => Promise<void> }>} parts.dashboard
 *   takes the next port where that one is taken
 * @param {{ simulator: number, dashboard: number }} [parts.ports] taken ones: the next free one; 0: any
 */
export async function runDemo({ prepare, systems = 1, simulator, dashboard, ports = { simulator: 8088, dashboard: 5173 }, say = console.log }) {
  let server;
  let leaving = false;
  const leave = async (code) => {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(code), PATIENCE_MS);
    await Promise.allSettled([server?.close(), endChildren()]);
    process.exit(code);
  };
  onEnd(() => leave(0));

  try {
    await prepare();
    if (leaving) return;
    const { child, info, printed } = await startSimulator(simulator(await freePorts(ports.simulator, systems)));
    // "close" comes after the last words.
    once(child, "close").then(([code, signal]) => {
      if (leaving) return;
      say([...printed, `The simulator ended (${signal ?? `exit code ${code}`}); the dashboard is closed too.`].join("\n"));
      leave(1);
    });
    const data = signInData(info);
    server = await dashboard({ port: ports.dashboard, plugin: simulatorPlugin(data) });
    if (leaving) return;
    say(["", `  Dashboard   ${server.url}`, ...signInLines(data), "", "  Ctrl-C ends both.", ""].join("\n"));
  } catch (error) {
    // What we end ourselves fails too, and that is not news.
    if (leaving) return;
    say(error.message);
    await leave(1);
  }
}

function signInLines(data) {
  return Object.entries(data).flatMap(([vendor, { url, tenant = {}, ...credentials }]) => [
    `  Simulated ${vendor}   ${url}`,
    ...Object.entries(credentials).map(([name, value]) => `    ${name}  ${value}`),
    ...Object.entries(tenant).map(([name, value]) => `    tenant's ${name}  ${value}`),
  ]);
}
