// What the specs of Fonoster share, beside support.mjs.
import { connect } from "#control-client";
import * as entry from "softphone-admin/fonoster";
import { simulate as simulateInMemory } from "softphone-admin/simulator";

import { control, countingFetch, expect, inNode, isPbxError, isPreflight, onStage, secretly } from "./support.mjs";

export { holdBoth } from "./support.mjs";
export { entry };
export const { Agents, APIClient, Client, FonosterError, Privacy, WebClient } = entry;

/** By method of `v1beta2`: the service that has it. */
const SERVICES = Object.fromEntries(
  Object.entries({
    "agents.v1beta2.Agents": ["CreateAgent", "UpdateAgent", "GetAgent", "DeleteAgent", "ListAgents"],
    "credentials.v1beta2.CredentialsService": ["CreateCredentials", "UpdateCredentials", "DeleteCredentials"],
    "domains.v1beta2.Domains": ["ListDomains"],
    "identity.v1beta2.Identity": ["ExchangeApiKey", "ExchangeCredentials", "ExchangeRefreshToken", "ExchangeOauth2Code"],
  }).flatMap(([service, methods]) => methods.map((method) => [method, service])),
);

/** Where a method of `v1beta2` is; for the gateway, `GET /agents`. */
const routeOf = (name) => (name in SERVICES ? `POST /fonoster.${SERVICES[name]}/${name}` : name.replace(" /", " /api/v1beta1/"));

/** A request in short: the method and its message, or the gateway's line and its body. */
function brief({ method, path, target, body }) {
  const called = path.startsWith("/fonoster.") ? path.split("/").at(-1) : `${method} ${target.replace("/api/v1beta1", "")}`;
  return body === "" ? [called] : [called, JSON.parse(body)];
}

/** Holds class and fields of an error against what is wanted. */
export function expectError(error, wanted = {}) {
  expect(error, String(error?.stack ?? error)).to.be.instanceOf(FonosterError);
  expect([isPbxError(error), error.vendor, error.name]).to.deep.equal([true, "fonoster", "FonosterError"]);
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  expect(got).to.deep.equal(wanted);
}

/** Holds a refusal of an argument against the fields that it is to name, each with the rule that it breaks. */
export function expectIssues(error, wanted, facts = {}) {
  expectError(error, { kind: "invalid-argument", retryable: false, code: undefined, status: undefined, ...facts });
  expect(error.issues?.map(({ path, rule }) => `${path}: ${rule}`)).to.deep.equal(wanted);
  for (const { path, message, severity } of error.issues) {
    expect(severity).to.equal("error");
    expect(message.startsWith(`\`${path}\` `), message).to.equal(true);
    expect(error.message).to.include(message);
  }
}

function stageOf(sim, { fetch, close, state, generation }) {
  const { fonoster } = sim;
  const { url, credentials } = fonoster;
  for (const name of ["accessKeySecret", "password"]) if (credentials[name]) secretly(credentials[name]);
  const { counting, isBusy } = countingFetch(fetch);
  let forgotten = 0;
  const stage = {
    sim,
    fonoster,
    clock: sim.clock,
    url,
    credentials,
    fetch: fetch ? counting : (...args) => globalThis.fetch(...args),
    get busy() {
      return isBusy();
    },
    fault: (name, fault) => fonoster.fault(routeOf(name), fault),
    state,
    /** Without a browser's preflights. */
    async requests() {
      return (await sim.requests()).filter((request) => !isPreflight(request)).slice(forgotten);
    },
    async preflights() {
      return (await sim.requests()).filter(isPreflight);
    },
    /** What was asked for, in order, with the messages. */
    async calls() {
      return (await stage.requests()).map(brief);
    },
    /** The names of what was asked for. */
    async names() {
      return (await stage.calls()).map(([name]) => name);
    },
    async count(wanted) {
      return (await stage.names()).filter((name) => wanted === undefined || name === wanted).length;
    },
    /** Of the requests so far nothing more is told. */
    async forget() {
      forgotten += (await stage.requests()).length;
    },
    options: (extra = {}) => ({
      endpoint: url,
      accessKeyId: credentials.accessKeyId,
      accessKeySecret: credentials.accessKeySecret,
      ...(generation === "v1beta1" && { apiVersion: "v1beta1" }),
      ...(fetch && { fetch: counting }),
      ...extra,
    }),
    /** Options without anything to sign in with. */
    place: (extra = {}) => stage.options({ accessKeyId: undefined, accessKeySecret: undefined, ...extra }),
    client: (extra) => new Client(stage.options(extra)),
    agents: (extra) => new Agents(stage.options(extra)),
    /** Agents whose session has a valid token; the requests for it are forgotten. */
    async signedIn(extra) {
      const agents = stage.agents(extra);
      if (generation === "v1beta2") {
        await agents.client.refreshToken();
        secretly(agents.client.getAccessToken());
        secretly(agents.client.getRefreshToken());
        await stage.forget();
      }
      return agents;
    },
    /** The tokens of a new sign-in, by a session of its own. */
    async tokens() {
      const client = stage.client();
      await client.refreshToken();
      await stage.forget();
      return { token: secretly(client.getAccessToken()), refreshToken: secretly(client.getRefreshToken()) };
    },
    /** The agent as the server keeps it. */
    async kept(ref) {
      return (await state()).agents.find((agent) => agent.ref === ref);
    },
    close,
  };
  return onStage(stage);
}

const fixturesOf = (fixtures) => ({ agents: 0, ...fixtures });

/** A deployment behind real HTTP. Without fixtures it has no agents. */
export async function simulateFonoster(fixtures = {}) {
  const sim = await connect(control).simulate({ vendors: ["fonoster"], fixtures: { fonoster: fixturesOf(fixtures) } });
  return stageOf(sim, { close: () => sim.close(), state: () => sim.fonoster.state(), generation: fixtures.generation ?? "v1beta2" });
}

/** A deployment without a network, whose time the test moves. */
export async function simulateFonosterHere(fixtures = {}, options = {}) {
  const sim = await simulateInMemory({
    vendors: ["fonoster"],
    clock: "manual",
    fixtures: { fonoster: fixturesOf(fixtures) },
    ...options,
    ...(inNode ? { listen: false } : {}),
  });
  return stageOf(sim, {
    fetch: sim.fetch,
    state: async () => sim.fonoster.state,
    close: async () => {
      const { unmatched } = sim;
      await sim.close();
      return unmatched;
    },
    generation: fixtures.generation ?? "v1beta2",
  });
}
