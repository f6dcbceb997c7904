// Telnyx: signing in, the list of connections, failures, looks.
import assert from "node:assert/strict";

import { desktop, phone } from "./stage.mjs";
import { failedToLoad, noConnection, until } from "./tools.mjs";
import { ask, bodies, clickTab, confirmed, enter, fill, open, pill, press, rows, settled, shownIds, showsConnections, trunkTests } from "./trunks-tools.mjs";

const { tests, test } = trunkTests();

export { tests };

// ---- Signing in ----------------------------------------------------------------------------------------------

test("signs in to both systems, and goes from one to the other", async (actor) => {
  const { page, sim } = actor;
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]")?.value);
  await page.click("[name=system][value=telnyx]");
  await actor.reads(".sign-in .lead", /API key/);
  assert.equal(await page.$eval("[name=url]", ({ value }) => value), sim.telnyx.url);
  assert.equal(await page.$eval("[name=secret]", ({ type }) => type), "password");
  assert.ok(await page.evaluate(() => document.activeElement.matches("[name=system]")), "the focus left the choice");
  await actor.shot("trunks-sign-in-1280-light");
  await page.click("button[type=submit]");
  await actor.see(rows);
  await page.waitForFunction(() => document.activeElement?.matches("h1"));
  assert.match(await page.title(), /^Trunks – Telnyx/);

  await page.click(".nav a[href='#/yeastar/calls']");
  await actor.see("form.sign-in");
  await actor.reads(".back", /Back to Telnyx/);
  await page.click("button[type=submit]");
  await actor.see(".calls tbody tr");
  await page.click(".nav a[href='#/telnyx/profiles']");
  await actor.see(".profiles tbody tr");
  assert.match(await page.title(), /^Voice profiles – Telnyx/);
  await page.click(".side-button");
  await actor.see("form.sign-in");
  await page.click(".back");
  await actor.see(".calls tbody tr");
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!stored.includes(sim.telnyx.credentials.apiKey), "the key was stored");
});

test("says what is wrong with a sign-in", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(401, "/v2/connections/count"), noConnection("/v2/connections/count"));
  await actor.visit();
  await page.click("[name=system][value=telnyx]");
  await page.waitForFunction(() => document.querySelector("[name=secret]")?.value);
  await actor.type("[name=secret]", "KEY-of-nobody");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /refused the key.*HTTP 401/);
  await actor.reads("#secret-hint", /Check the key/);
  await page.waitForFunction(() => document.activeElement?.id === "secret");
  await actor.axe("refused key");
  assert.ok(!(await page.$eval("body", ({ innerText }) => innerText)).includes("KEY-of-nobody"));

  await actor.type("[name=url]", "http://api.example.com/v2");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /https/);
  await actor.type("[name=url]", "https://:::");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /not an address/);
  const { port } = new URL(sim.telnyx.url);
  await actor.type("[name=url]", `http://127.0.0.1:${port}/v2`);
  await sim.close();
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /Nothing answers/);
});

// ---- The list ------------------------------------------------------------------------------------------------

test("lists, sorts, filters and pages through 5,000 connections", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await actor.reads(".pager-range", /1–20 of 5,000/);
  await actor.reads(".tile", /5,000.*of 50,000/);
  const base = { "page[size]": 20, sort: "-created_at" };
  await showsConnections(actor, base);

  await page.click("[aria-label='Next page']");
  await showsConnections(actor, { ...base, "page[number]": 2 });
  await actor.reads(".pager-page", /Page 2 of 250/);
  await page.click(".sort-connection_name button");
  await showsConnections(actor, { ...base, sort: "connection_name" });
  await page.click(".sort-connection_name button");
  await showsConnections(actor, { ...base, sort: "-connection_name" });
  assert.equal(await page.$eval(".sort-connection_name", (header) => header.getAttribute("aria-sort")), "descending");
  await page.click(".sort-active button");
  await showsConnections(actor, { ...base, sort: "-active" });
  await page.click(".sort-created_at button");
  await page.select(".pager-size select", "100");
  await showsConnections(actor, { ...base, "page[size]": 100 });
  await page.select(".pager-size select", "20");

  for (const kind of ["credential", "fqdn", "ip"]) {
    await page.click(`[name=kind][value=${kind}_connection]`);
    await showsConnections(actor, base, `/${kind}_connections`);
  }
  await page.click("[name=kind][value=all]");
  await showsConnections(actor, base);

  await actor.typeFast(".search input", "os");
  await actor.reads(".search-note", /One more character/);
  await actor.typeFast(".search input", "lo w");
  await showsConnections(actor, { ...base, "filter[connection_name][contains]": "oslo w" });
  await page.keyboard.press("Escape");
  await showsConnections(actor, base);
  await page.type(".search input", "nobody has this name");
  await actor.reads(".empty", /No connections match/);
  await press(actor, "Show all connections");
  await showsConnections(actor, base);

  const [{ fqdn }] = actor.sim.telnyx.state.fqdns;
  await page.select(".search-by select", "fqdn");
  await actor.typeFast(".search input", fqdn);
  await showsConnections(actor, { ...base, "filter[fqdn]": fqdn });
}, { telnyx: { connections: 5_000 } });

test("shows 5,000 connections in one list, and reads only what is looked at", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await press(actor, "All in one list");
  await actor.see(".all-rows");
  await settled(actor);
  const asked = () => sim.requests("GET /v2/connections").filter(({ target }) => /size%5D=100/.test(target)).length;
  assert.equal(asked(), 1);
  const all = (await ask(actor, "/connections?page[size]=250&page[number]=20&sort=-created_at")).data;
  await page.$eval(".all-rows", (frame) => (frame.scrollTop = frame.scrollHeight));
  await actor.see(`${rows}[data-id='${all.at(-1).id}']`);
  assert.ok(asked() <= 4, `${asked()} pages were read`);
  assert.ok((await shownIds(page)).length < 60, "rows out of sight are drawn");
  assert.equal(await page.$eval(".connections", (table) => table.getAttribute("aria-rowcount")), "5001");
  assert.equal(await page.$eval(`tr[data-id='${all.at(-1).id}']`, (row) => row.getAttribute("aria-rowindex")), "5001");
  await actor.axe("all in one list");
  await actor.shot("trunks-all-1280-light");
}, { telnyx: { connections: 5_000 } });

for (const meta of ["missing", "strings"]) {
  test(`pages when the server's meta is ${meta}`, async (actor) => {
    const { page } = actor;
    await enter(actor);
    const base = { "page[size]": 20, sort: "-created_at" };
    await showsConnections(actor, base);
    await page.click("[aria-label='Next page']");
    await showsConnections(actor, { ...base, "page[number]": 2 });
    await actor.reads(".pager-page", meta === "missing" ? /^Page 2$/ : /Page 2 of 2/);
  }, { telnyx: { meta } });
}

test("switches a connection, checks registrations", async (actor) => {
  const { page, sim } = actor;
  const [{ id, active, connection_name }] = sim.telnyx.state.credentialConnections;
  sim.telnyx.setRegistration(id, "Failed");
  await enter(actor);
  await page.click("[name=kind][value=credential_connection]");
  await actor.typeFast(".search input", connection_name);
  await actor.see(`${rows}[data-id='${id}']:only-child`);
  await page.click(`tr[data-id='${id}'] .switch`);
  await until(() => sim.telnyx.state.credentialConnections[0].active === !active, "the switch did nothing");
  assert.deepEqual(bodies(actor, `PATCH /v2/credential_connections/${id}`), [{ active: !active }]);
  await page.click(`tr[data-id='${id}'] .text-button`);
  await actor.reads(".registration .badge", /Failed/);
  sim.telnyx.setRegistration(id, "Registered");
  await press(actor, "Check registrations");
  await actor.reads(".registration .badge", /^Registered/);
});

// ---- Failures ------------------------------------------------------------------------------------------------

test("a key that may only read", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(403, "/v2/.*"));
  await enter(actor, "connections", sim.telnyx.credentials.readOnlyApiKey);
  await page.click("[name=kind][value=credential_connection]");
  const [{ id, active }] = (await ask(actor, "/credential_connections?page[size]=20&sort=-created_at")).data;
  await actor.see(`${rows}[data-id='${id}']`);
  await settled(actor);
  await page.click(`tr[data-id='${id}'] .switch`);
  await actor.reads(".bar-problem", /may not do that/);
  assert.equal(await page.$eval(`tr[data-id='${id}'] .switch`, (one) => one.getAttribute("aria-checked")), String(active));
  await open(actor, id);
  await fill(actor, "#f-connection_name", "Not allowed");
  await press(actor, "Save");
  await actor.reads(".form-problems", /may not do that.*HTTP 403/);
  await press(actor, "Delete");
  await press(actor, "Delete connection");
  await actor.reads("dialog .form-problems", /may not do that/);
  await actor.axe("a refusal in a dialog");
});

test("a rate limit is shown with its countdown, and passes", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(429, "/v2/connections"));
  sim.telnyx.fault("GET /v2/connections", { status: 429, headers: { "retry-after": "2" } });
  await page.click("[aria-label='Next page']");
  await actor.reads(pill, /Rate limited, continuing in.*\d s/);
  await actor.axe("rate limited");
  await actor.shot("trunks-limited-1280-light");
  await actor.reads(".pager-page", /Page 2/);
  await settled(actor);

  await page.click(pill);
  await actor.reads("dialog", /connections\.list\s+2\s+200.*connections\.list\s+1\s+429/);
  await actor.axe("requests");
  await actor.shot("trunks-requests-1280-light");
  await page.keyboard.press("Escape");
  await confirmed(actor);
});

test("a retry after a 5xx is shown; when all fail, the page says so and can try again", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(503, "/v2/connections"));
  sim.telnyx.fault("GET /v2/connections", { status: 503 });
  await page.click("[aria-label='Next page']");
  await actor.reads(pill, /Retrying \(2nd try\)/);
  await actor.reads(".pager-page", /Page 2/);
  const release = sim.telnyx.fault("GET /v2/connections", { status: 503, times: Infinity });
  await page.click("[aria-label='Previous page']");
  await actor.reads(pill, /Retrying \(3rd try\)/);
  await actor.reads(".records > .bar-problem", /has a problem/);
  await actor.axe("failed list");
  await actor.shot("trunks-failed-1280-light");
  assert.equal((await shownIds(page)).length, 20);
  release();
  await page.click(".records > .bar-problem button");
  await actor.reads(".pager-page", /Page 1/);
  await actor.gone(".bar-problem");
});

test("offline, and back", async (actor) => {
  const { page } = actor;
  await enter(actor);
  actor.expected.push(/^Failed to load resource: net::ERR_INTERNET_DISCONNECTED/);
  await page.setOfflineMode(true);
  await page.click("[aria-label='Next page']");
  await actor.reads(pill, /Retrying/);
  await actor.reads(".records > .bar-problem", /cannot be reached/);
  await actor.reads(pill, /No connection/);
  await page.setOfflineMode(false);
  await page.click(".records > .bar-problem button");
  await actor.reads(".pager-page", /Page 2/);
  await settled(actor);
});

test("a key that is withdrawn leads back to the sign-in", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(401, "/v2/connections"));
  sim.telnyx.fault("GET /v2/connections", { status: 401 });
  await page.click("[aria-label='Next page']");
  await actor.reads(".records > .bar-problem", /no longer valid/);
  await page.click(".records > .bar-problem button");
  await actor.see("form.sign-in");
});

// ---- Looks ---------------------------------------------------------------------------------------------------

for (const theme of ["light", "dark"]) {
  for (const viewport of [desktop, phone]) {
    const where = `${viewport.width}-${theme}`;
    test(`nothing for axe to find and nothing to scroll sideways, ${viewport.width} wide, ${theme}`, async (actor) => {
      const { page, sim } = actor;
      const look = async (name, options) => {
        await actor.axe(`${name} ${where}`);
        await actor.fitsWidth(name);
        await actor.shot(`trunks-${name}-${where}`, options);
      };
      await enter(actor);
      await page.click(".records-actions .button");
      await settled(actor);
      await look("list", { fullPage: true });
      await press(actor, "All in one list");
      await settled(actor);
      await look("all");
      await press(actor, "All in one list");
      await press(actor, "New connection");
      await look("create");
      await press(actor, "Cancel");
      const [credential] = sim.telnyx.state.credentialConnections;
      sim.telnyx.startCall(credential.id);
      await open(actor, credential.id);
      await settled(actor);
      await look("general", { fullPage: true });
      for (const tab of ["Inbound", "Outbound", "Registration", "Active calls"]) {
        await clickTab(actor, tab);
        await settled(actor);
        await look(tab.toLowerCase().replace(" ", "-"), { fullPage: true });
      }
      await open(actor, sim.telnyx.state.fqdnConnections[0].id);
      for (const tab of ["Host names", "Authentication"]) {
        await clickTab(actor, tab);
        await settled(actor);
        await look(tab.toLowerCase().replace(" ", "-"), { fullPage: true });
      }
      await press(actor, "Delete");
      await look("delete");
      await press(actor, "Keep it");
      await page.evaluate(() => (location.hash = "#/telnyx/profiles"));
      await actor.see(".profiles tbody tr");
      await settled(actor);
      await look("profiles");
      await press(actor, "New profile");
      await look("profile");
      await press(actor, "Cancel");
      await page.evaluate(() => (location.hash = "#/telnyx/access"));
      await actor.see(".ranges tbody tr");
      await look("access");
      await page.click(pill);
      await look("requests");
    }, { theme, viewport, reducedMotion: true });
  }
}
