// What the tests of the Fonoster page have in common.
import assert from "node:assert/strict";

import { settled } from "./trunks-tools.mjs";

/** So that a test knows which ones it has disabled. */
const ENABLED = Array.from({ length: 60 }, () => ({ enabled: true }));

/** A list of tests, each of which has a server of its own. */
export function agentTests() {
  const tests = [];
  const test = (name, run, { fonoster, ...options } = {}) =>
    tests.push({ name: `agents: ${name}`, run, options: { fonoster: { agents: ENABLED, foreignAgents: 20, ...fonoster }, ...options } });
  return { tests, test };
}

const service = "/fonoster.agents.v1beta2.Agents/";
/** The path of a method. */
export const rpc = (method) => `${service}${method}`;

export const row = (ref) => `.agents tbody tr[data-ref='${ref}']`;
export const rowButton = (ref, label) => `${row(ref)} [aria-label^='${label}']`;

/** Opens the sign-in form of the page, filled in. */
export async function arrive(actor, way = "key") {
  await actor.visit();
  await actor.page.evaluate(() => (location.hash = "#/fonoster/agents"));
  await actor.page.waitForFunction(() => document.querySelector("[name=keySecret]")?.value);
  await actor.page.click(`[name=way][value=${way}]`);
}

/** Signs in with what the simulator offers. */
export async function enter(actor, way) {
  await arrive(actor, way);
  await actor.page.click("button[type=submit]");
  await actor.see(".shell");
  await settled(actor);
}

const inOrder = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

/** What the server holds of the workspace, by name. */
export const own = ({ sim }) =>
  sim.fonoster.state.agents.filter(({ workspace }) => workspace === "own").sort((a, b) => inOrder.compare(a.name, b.name) || inOrder.compare(a.username, b.username));

export const agentOf = ({ sim }, ref) => sim.fonoster.state.agents.find((agent) => agent.ref === ref);

/** Waits until the rows on screen are these. */
export async function shows({ page }, agents) {
  const wanted = JSON.stringify(agents.map(({ ref }) => ref));
  await page
    .waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll(".agents tbody tr")].map(({ dataset }) => dataset.ref)) === wanted, {}, wanted)
    .catch(async () => assert.equal(JSON.stringify(await page.$$eval(".agents tbody tr", (rows) => rows.map(({ dataset }) => dataset.ref))), wanted));
}

/** The messages that were sent to a method. */
export const sent = ({ sim }, method) => sim.requests(`POST ${rpc(method)}`).map(({ body }) => (body ? JSON.parse(body) : {}));
