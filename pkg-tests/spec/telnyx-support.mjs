// What the specs of Telnyx share, beside support.mjs.
import { connect } from "#control-client";
import { simulate as simulateInMemory } from "softphone-admin/simulator";
import Telnyx, * as entry from "softphone-admin/telnyx";

import { control, countingFetch, expect, inNode, isPbxError, isPreflight, onStage, secretly } from "./support.mjs";

export { countedSignal, expectNoTimers, moment, overPauses, watchedFetch, withoutJitter } from "./support.mjs";
export { entry, Telnyx };

/** The vendor's own address; a simulated account without a port is there too. */
export const BASE = "https://api.telnyx.com/v2";

/** Holds class and fields of an error against what is wanted. */
export function expectError(error, Class, wanted = {}) {
  expect(error, String(error?.stack ?? error)).to.be.instanceOf(Class);
  expect(error.constructor === Class, `not that class itself but ${error.name}: ${error.message}`).to.equal(true);
  expect(isPbxError(error)).to.equal(true);
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  expect(got).to.deep.equal(wanted);
}

function stageOf(sim, { fetch, close, state }) {
  const { telnyx } = sim;
  const { counting, isBusy } = countingFetch(fetch);
  const { credentials } = telnyx;
  for (const name of ["apiKey", "readOnlyApiKey", "clientSecret"]) secretly(credentials[name]);
  const stage = {
    sim,
    telnyx,
    clock: sim.clock,
    url: telnyx.url,
    credentials,
    /** Reaches the account wherever the client thinks that it is. */
    fetch: fetch ? counting : (url, init) => globalThis.fetch(url.replace(BASE, telnyx.url), init),
    get busy() {
      return isBusy();
    },
    fault: (match, fault) => telnyx.fault(match, fault),
    state,
    async preflights() {
      return (await sim.requests()).filter(isPreflight);
    },
    /** Without a browser's preflights. */
    async requests(filter) {
      return (await sim.requests(...(filter === undefined ? [] : [filter]))).filter((request) => !isPreflight(request));
    },
    /** `METHOD target` of each request, in order, without the `/v2`. */
    async wire(filter) {
      return (await stage.requests(filter)).map(({ method, target }) => `${method} ${target.replace(/^\/v2/, "")}`);
    },
    async count(filter) {
      return (await stage.requests(filter)).length;
    },
    options: (extra = {}) => ({ baseURL: stage.url, apiKey: credentials.apiKey, ...(fetch ? { fetch: counting } : {}), ...extra }),
    client: (extra) => new Telnyx(stage.options(extra)),
    close,
  };
  return onStage(stage);
}

/** An account behind real HTTP. */
export async function simulateTelnyx(fixtures = {}) {
  const sim = await connect(control).simulate({ vendors: ["telnyx"], fixtures: { telnyx: fixtures } });
  return stageOf(sim, { close: () => sim.close(), state: () => sim.telnyx.state() });
}

/** An account without a network, whose time the test moves. */
export async function simulateTelnyxHere(fixtures = {}) {
  const sim = await simulateInMemory({ vendors: ["telnyx"], clock: "manual", fixtures: { telnyx: fixtures }, ...(inNode ? { listen: false } : {}) });
  return stageOf(sim, {
    fetch: sim.fetch,
    state: async () => sim.telnyx.state,
    close: async () => {
      const { unmatched } = sim;
      await sim.close();
      return unmatched;
    },
  });
}
