// One case on one package before one server: a simulated Fonoster that is the same for both packages, a real Envoy
// before it. What comes out is a plain record: the calls that the server saw, decoded; how the call settled; what the
// server holds then.
import { setTimeout as sleep } from "node:timers/promises";

import { startEnvoy } from "../../../envoy/start.mjs";
import { simulate } from "../../../../simulator/index.js";
import { openRelay } from "./relay.mjs";

/** Tokens that have not ended by any clock but the server's, which stands still. */
const CENTURY_SECONDS = 100 * 365 * 86_400;

/** Who is there, oldest first, unless a case says otherwise. */
const AGENTS = [
  {
    ref: "ada",
    name: "Ada Adams",
    username: "ada",
    privacy: "PRIVATE",
    maxContacts: 3,
    expires: 60,
    domain: "sip.local",
    secret: "1234",
  },
  { ref: "faye", name: "Faye Ford", username: "faye", workspace: "foreign" },
  { ref: "ben", name: "Ben Brandt", username: "ben" },
  { ref: "cem", name: "Größe 木 🙂", username: "cem", enabled: false, domain: "sip.branch.local" },
  { ref: "finn", name: "Finn Ford", username: "finn", workspace: "foreign" },
  { ref: "dana", name: "Dana Diaz", username: "dana", secret: "4321" },
  { ref: "bo", name: "Bo Berg", username: "bo", workspace: "branch" },
];

/** Opens what all cases share. */
export async function openStage() {
  const relay = await openRelay();
  const envoy = await startEnvoy({ server: relay.address }).catch(async (error) => {
    await relay.close();
    throw error;
  });

  /** Envoy must not use a connection to the server before, nor bring on a request that was for it. */
  const gauges = ["http.pbx.downstream_rq_active", "cluster.server.upstream_cx_active"];
  const lead = async (to) => {
    relay.lead(to);
    for (const gauge of gauges) while ((await envoy.gauge(gauge)) > 0) await sleep(5);
  };

  /** Observes a case at a place. */
  const observe = async ({ side, place }, subject) => {
    const fixtures = { agents: AGENTS, accessSeconds: CENTURY_SECONDS, ...subject.fixtures };
    const sim = await simulate({ vendors: ["fonoster"], clock: "manual", seed: 1, fixtures: { fonoster: fixtures } });
    try {
      await lead(sim.fonoster.grpc);
      const { credentials } = sim.fonoster;
      const facts = { url: envoy.url, credentials, state: sim.fonoster.state };
      const commands = { ...sim.fonoster, goDown: () => lead(undefined), requests: () => sim.requests().length };
      const tell = async (name, ...args) =>
        name === "fault" ? void sim.fonoster.fault(...args) : commands[name](...args);
      const record = await place.run(side, subject, facts, tell);
      await quiet(sim);
      return named({ calls: callsOf(sim, { side, place, subject }), ...record, held: heldBy(sim) }, sim.fonoster);
    } finally {
      relay.lead(undefined);
      await sim.close();
    }
  };

  return {
    observe,
    close: async () => {
      await envoy.close();
      await relay.close();
    },
  };
}

/** Waits until the server has answered what has come to it; one that was cut off is never answered. */
async function quiet(sim) {
  const end = Date.now() + 2_000;
  while (sim.requests().some(({ status }) => status === 0) && Date.now() < end) await sleep(5);
}

const SERVICE = /^\/fonoster\.\w+\.v1beta2\.(\w+\/\w+)$/;
const SIGN_IN = "Identity/ExchangeApiKey";
const RENEWAL = "Identity/ExchangeRefreshToken";

/**
 * The calls that the server saw, each a line; a token, and the workspace of the credentials, go without saying. Left
 * out are the sign-in before the case, and what the vendor's pages do beside each call of theirs: the row `renewals`
 * says that.
 */
function callsOf(sim, { side, place, subject }) {
  const { workspace } = sim.fonoster.credentials;
  const calls = sim
    .requests()
    .filter(({ method }) => method === "POST")
    .map(({ path, body, headers }) => {
      const name = SERVICE.exec(path)?.[1] ?? path;
      if (name.startsWith("Identity/")) return `${name} ${body}`;
      const { token, accesskeyid: id } = headers;
      return `${name} ${body}${token ? "" : ", no token"}${id === workspace ? "" : `, as ${id ?? "nobody"}`}`;
    });
  const hidden = side === "vendor" && place.name === "chromium" && !subject.renewals;
  const shown = calls
    .slice(!subject.alone && calls[0]?.startsWith(SIGN_IN) ? 1 : 0)
    .filter((call) => !(hidden && call.startsWith(RENEWAL)));
  return subject.unordered ? shown.sort() : shown;
}

/** What the server holds, apart from tokens. */
function heldBy({ fonoster }) {
  const { agents, credentials } = fonoster.state;
  return { agents, credentials };
}

/** The same with names in place of what the server made up; real refresh tokens are all alike, masked. */
function named(record, { state: { agents, domains, credentials, workspaces }, credentials: { accessKeyId } }) {
  const names = [
    ...agents.map(({ ref, username }) => [ref, `agent-${username}`]),
    ...domains.map(({ ref, domainUri }) => [ref, `domain-${domainUri}`]),
    ...credentials.map(({ ref, username }) => [ref, `credentials-${username}`]),
    ...Object.entries(workspaces).map(([name, id]) => [id, `workspace-${name}`]),
    [accessKeyId, "api-key"],
  ].filter(([made]) => made.length > 20);
  const text = names.reduce((before, [made, name]) => before.replaceAll(made, name), JSON.stringify(record));
  return JSON.parse(text.replace(/\*\*\*\d{3,}/g, "***"));
}
