import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { findEnvoy, killTree, start } from "../../scripts/tools.mjs";
import { configuration } from "./configuration.mjs";

const WITHIN_MS = 30_000;
const LOOPBACK = "127.0.0.1";

/** What the web server of the dashboard answers to whatever it does not know. */
export const PAGE =
  "<!doctype html>\n<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n";

/**
 * Starts an Envoy before a Fonoster server, and waits until it serves.
 *
 * @param {object} options
 * @param {string} options.server "host:port" of its gRPC
 * @param {false | true | { requests: number, windowMs: number }} [options.rateLimit]
 * @returns {Promise<{ url: string, gauge: (name: string) => Promise<number>, close: () => Promise<void> }>} `gauge`
 *   reads one of Envoy's statistics
 */
export async function startEnvoy({ server, rateLimit }) {
  const envoy = findEnvoy();
  if (envoy.missing) throw new Error(`${envoy.missing} (${envoy.hint})`);
  const web = await webServer();
  const folder = await mkdtemp(path.join(tmpdir(), "envoy-"));
  let child;
  const close = async () => {
    if (child) await killTree(child);
    await Promise.all([web.close(), rm(folder, { recursive: true, force: true })]);
  };
  try {
    const [file, adminFile] = ["envoy.json", "admin"].map((name) => path.join(folder, name));
    const { hostname: host, port } = new URL(`http://${server}`);
    await writeFile(file, JSON.stringify(configuration({ server: { host, port: Number(port) }, web, rateLimit })));
    child = start(
      envoy.path,
      ["-c", file, "--concurrency", "1", "--disable-hot-restart", "--admin-address-path", adminFile],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    const admin = await Promise.race([endOf(child), untilReady(adminFile)]);
    const [listener] = (await json(`${admin}/listeners?format=json`)).listener_statuses;
    const gauge = async (name) => (await json(`${admin}/stats?format=json&filter=^${name}$`)).stats[0].value;
    return { url: `http://${LOOPBACK}:${listener.local_address.socket_address.port_value}`, gauge, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const json = async (url) => (await fetch(url)).json();

/** Rejects with what it printed last. */
function endOf(child) {
  const printed = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    printed.push(line);
    if (printed.length > 20) printed.shift();
  });
  const end = new Promise((_, reject) => {
    child.once("error", (error) => reject(new Error(`Envoy could not be started: ${error.message}`)));
    child.once("close", (code, signal) =>
      reject(new Error([`Envoy ended with ${signal ?? `exit code ${code}`}`, ...printed].join("\n"))),
    );
  });
  // An end after the start is noticed by whoever talks to it.
  end.catch(() => {});
  return end;
}

/** Answers the address of the admin page, when Envoy says that it serves. */
async function untilReady(adminFile) {
  const end = Date.now() + WITHIN_MS;
  while (Date.now() < end) {
    const address = await readFile(adminFile, "utf8").catch(() => "");
    const answer = address && (await fetch(`http://${address}/ready`).catch(() => undefined));
    if (answer?.ok) return `http://${address}`;
    await sleep(20);
  }
  throw new Error(`Envoy is not ready within ${WITHIN_MS / 1000} s`);
}

/** The web server of the dashboard: knows no page. */
function webServer() {
  const server = createServer((_request, response) =>
    response.writeHead(404, { "content-type": "text/html" }).end(PAGE),
  );
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, () => {
      const close = () =>
        new Promise((closed) => {
          server.close(closed);
          server.closeAllConnections();
        });
      resolve({ host: LOOPBACK, port: server.address().port, close });
    });
  });
}
