// The simulated systems that the tarball brings.
import path from "node:path";
import { pathToFileURL } from "node:url";

import { packed } from "./package.mjs";

/** How many calls the first extension of a fresh PBX has here. */
export const CALLS = 7;

/** How many connections a fresh Telnyx account has here. */
export const CONNECTIONS = 4;

/** How many agents a fresh Fonoster deployment has here. */
export const AGENTS = 5;

/** How many providers a fresh PortSIP PBX has here. */
export const PROVIDERS = 6;

const TELNYX = { telnyx: { connections: CONNECTIONS, cors: "strict" } };

/** `simulate` of the installed package, not of the sources. */
export async function simulator() {
  const { folder } = await packed();
  return import(pathToFileURL(path.join(folder, "pkg/simulator/index.js")).href);
}

/**
 * A Yeastar PBX on a port, until the test has ended.
 *
 * @param {import("node:test").TestContext} t
 * @param {Record<string, unknown>} [options]
 */
export async function yeastar(t, options) {
  const { simulate } = await simulator();
  const sim = await simulate({ vendors: ["yeastar"], ...options });
  t.after(() => sim.close());
  for (let call = 0; call < CALLS; call++) sim.yeastar.placeCall({ from: "1001", to: "1000" });
  return sim;
}

/** A Telnyx account on a port, until the test has ended. CORS is strict, as a page is to get by with. */
export async function telnyx(t) {
  const { simulate } = await simulator();
  const sim = await simulate({ vendors: ["telnyx"], fixtures: TELNYX });
  t.after(() => sim.close());
  return sim;
}

/** What `new Telnyx` takes. */
export const account = (sim) => ({ baseURL: sim.telnyx.url, apiKey: sim.telnyx.credentials.apiKey });

const FONOSTER = { fonoster: { agents: AGENTS, foreignAgents: AGENTS } };

/** A Fonoster deployment on a port, until the test has ended; its proxy is as strict as the vendor's own. */
export async function fonoster(t) {
  const { simulate } = await simulator();
  const sim = await simulate({ vendors: ["fonoster"], fixtures: FONOSTER });
  t.after(() => sim.close());
  return sim;
}

/** What `new Agents` takes. */
export const deployment = ({ fonoster: { url, credentials } }) => ({ endpoint: url, accessKeyId: credentials.accessKeyId, accessKeySecret: credentials.accessKeySecret });

const PORTSIP = { portsip: { providers: PROVIDERS } };

/** A PortSIP PBX on a port, until the test has ended. */
export async function portsip(t) {
  const { simulate } = await simulator();
  const sim = await simulate({ vendors: ["portsip"], fixtures: PORTSIP });
  t.after(() => sim.close());
  return sim;
}

/** What a page needs for `new Providers`: the address, and the fields of its credentials. */
export const administrator = ({ portsip: { url, credentials } }) => ({ baseUrl: url, ...credentials });

/** What `new Providers` takes. */
export const trunks = ({ portsip: { url, credentials } }) => ({ baseUrl: url, credentials });

/** An IPCortex PBX on a port, until the test has ended. */
export async function ipcortex(t) {
  const { simulate } = await simulator();
  const sim = await simulate({ vendors: ["ipcortex"] });
  t.after(() => sim.close());
  return sim;
}

/** A system of each vendor, and the query of the address of a page that uses them all. */
export async function all(t) {
  const sim = await yeastar(t, { vendors: ["fonoster", "portsip", "telnyx", "yeastar"], fixtures: { ...FONOSTER, ...PORTSIP, ...TELNYX } });
  return { sim, search: `${query(sim)}&${new URLSearchParams({ ...account(sim), ...administrator(sim), ...deployment(sim) })}` };
}

/** What a page needs to sign in, as the query of its address. */
export const query = (sim) => `?${new URLSearchParams({ pbxURL: sim.yeastar.url, ...sim.yeastar.credentials })}`;

/** What `init` takes. */
export const options = (sim) => ({ pbxURL: sim.yeastar.url, ...sim.yeastar.credentials });
