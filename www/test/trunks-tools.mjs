// What the tests of the Telnyx pages have in common.
import assert from "node:assert/strict";

/** A list of tests, each of which has an account of its own. */
export function trunkTests() {
  const tests = [];
  const test = (name, run, { telnyx, ...options } = {}) =>
    tests.push({ name: `trunks: ${name}`, run, options: { telnyx: { connections: 40, ...telnyx }, ...options } });
  return { tests, test };
}

export const rows = ".connections tbody tr[data-id]";
export const pill = ".activity";

/** Signs in with what the simulator offers, on one of the pages. */
export async function enter(actor, page = "connections", secret) {
  await actor.visit();
  await actor.page.evaluate((page) => (location.hash = `#/telnyx/${page}`), page);
  await actor.page.waitForFunction(() => document.querySelector("[name=system][value=telnyx]")?.checked);
  await actor.page.waitForFunction(() => document.querySelector("[name=secret]")?.value);
  if (secret) await actor.type("[name=secret]", secret);
  await actor.page.click("button[type=submit]");
  await actor.see(".shell");
  await settled(actor);
}

/** Waits until nothing is under way. */
export const settled = (actor) =>
  actor.page.waitForFunction(() => !document.querySelector("[aria-busy=true], .spinner, .bone") && document.querySelector(".activity[data-state=ready]"));

export const shownIds = (page) => page.$$eval(".connections tbody tr[data-id]", (rows) => rows.map(({ dataset }) => dataset.id));

/** What the API itself answers. */
export async function ask(actor, path) {
  const { url, credentials } = actor.sim.telnyx;
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${credentials.apiKey}` } });
  return answer.json();
}

/** Waits until the page of connections on screen is what the API answers. */
export async function showsConnections(actor, query, path = "/connections") {
  const wanted = (await ask(actor, `${path}?${new URLSearchParams(query)}`)).data.map(({ id }) => id);
  await actor.page
    .waitForFunction(
      (wanted) => JSON.stringify([...document.querySelectorAll(".connections tbody tr[data-id]")].map(({ dataset }) => dataset.id)) === wanted,
      {},
      JSON.stringify(wanted),
    )
    .catch(async () => assert.deepEqual(await shownIds(actor.page), wanted));
}

/** The bodies that were sent to a path. */
export const bodies = (actor, request) => actor.sim.requests(request).map(({ body }) => JSON.parse(body));

export async function press(actor, text, within = "") {
  await (await actor.see(`${within} ::-p-xpath(.//button[normalize-space()="${text}"])`.trim())).click();
}

/** Replaces what is in a field, once it is there. */
export async function fill(actor, selector, text) {
  await actor.see(selector);
  await actor.page.$eval(selector, (input) => {
    input.focus();
    input.select();
  });
  await actor.page.keyboard.type(text);
}

export async function clickTab(actor, label) {
  await (await actor.see(`::-p-xpath(//button[@role="tab"][starts-with(normalize-space(), "${label}")])`)).click();
}

export const confirmed = (actor) => actor.page.waitForFunction(() => !document.querySelector("dialog"));

export async function open(actor, id) {
  await actor.page.evaluate((id) => (location.hash = `#/telnyx/connections/${id}`), id);
  await actor.see(".connection-head");
  await actor.see(".tabs");
}
