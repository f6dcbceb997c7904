// What the tests of the PortSIP page have in common.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { settled } from "./trunks-tools.mjs";

/** A list of tests, each of which has a PBX of its own. */
export function portsipTests() {
  const tests = [];
  const test = (name, run, { portsip, ...options } = {}) =>
    tests.push({ name: `portsip: ${name}`, run, options: { portsip: { providers: 30, registerDelayMs: 200, ...portsip }, ...options } });
  return { tests, test };
}

export const row = (id) => `.providers tbody tr[data-id='${id}']`;
export const rowButton = (id, label) => `${row(id)} [aria-label^='${label}']`;
export const live = ".connection:not(.activity)";

/** Opens the sign-in form of the page, filled in. */
export async function arrive(actor, dialect = "v12") {
  await actor.visit();
  await actor.page.evaluate(() => (location.hash = "#/portsip/trunks"));
  await actor.page.waitForFunction(() => document.querySelector("[name=system][value=portsip]")?.checked && document.querySelector("[name=secret]")?.value);
  await actor.page.click(`[name=way][value=${dialect}]`);
}

/** Signs in with what the simulator offers, and waits for live changes. */
export async function enter(actor, dialect) {
  await arrive(actor, dialect);
  await actor.page.click("button[type=submit]");
  await actor.see(".shell");
  await actor.see(`${live}[data-state=live]`);
  await settled(actor);
}

const inOrder = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

/** What the PBX holds, by name. */
export const own = ({ sim }) => sim.portsip.state.providers.sort((a, b) => inOrder.compare(a.name, b.name) || inOrder.compare(a.id, b.id));

export const providerOf = ({ sim }, id) => sim.portsip.state.providers.find((one) => one.id === id);
export const named = ({ sim }, name) => sim.portsip.state.providers.find((one) => one.name === name);

/** Waits until the rows on screen are these. */
export async function shows({ page }, providers) {
  const wanted = JSON.stringify(providers.map(({ id }) => id));
  const shown = () => page.$$eval(".providers tbody tr", (rows) => JSON.stringify(rows.map(({ dataset }) => dataset.id)));
  await page
    .waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll(".providers tbody tr")].map(({ dataset }) => dataset.id)) === wanted, {}, wanted)
    .catch(async () => assert.equal(await shown(), wanted));
}

/** The bodies that were sent to a path, with ids as they were written. */
export const bodies = ({ sim }, call) => sim.requests(`POST /api/providers/${call}`).map(({ body }) => JSON.parse(body));

/** A whole trunk, as a file has it. */
export const trunk = (name, more) => ({
  name,
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  hostname: "sip.example.com",
  port: 5060,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "1000",
  password: "s3cret!",
  require_register: true,
  reregister_interval: 600,
  ips: [],
  provider_in_lan: false,
  single_via_header: false,
  ...more,
});

/** Chooses a file of this content in the import. */
export async function choose(actor, name, content) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "import-")), name);
  writeFileSync(file, typeof content === "object" && !Buffer.isBuffer(content) ? JSON.stringify(content) : content);
  const input = await actor.page.waitForSelector(".drop-zone input");
  await input.uploadFile(file);
}

/** Lets the page download into a folder of its own. */
export async function downloads({ page }) {
  const folder = mkdtempSync(path.join(tmpdir(), "export-"));
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, browserContextId: page.browserContext().id });
  return folder;
}

/** The outcomes of the rows on screen, by row of the file. */
export const outcomes = ({ page }) => page.$$eval(".imported tbody tr", (rows) => rows.map(({ dataset: { row, outcome } }) => `${row} ${outcome}`));
