// The pages of Telnyx: trunks, voice profiles, access ranges.
import assert from "node:assert/strict";

import { desktop, phone } from "./stage.mjs";
import { failedToLoad, noConnection, until } from "./tools.mjs";

export const tests = [];
/** Each test has an account of its own. */
const test = (name, run, { telnyx, ...options } = {}) =>
  tests.push({ name: `trunks: ${name}`, run, options: { telnyx: { connections: 40, ...telnyx }, ...options } });

const rows = ".connections tbody tr[data-id]";
const pill = ".activity";

// ---- Signing in ----------------------------------------------------------------------------------------------

/** Signs in with what the simulator offers, on one of the pages. */
async function enter(actor, page = "connections", secret) {
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
const settled = (actor) =>
  actor.page.waitForFunction(() => !document.querySelector("[aria-busy=true], .spinner, .bone") && document.querySelector(".activity[data-state=ready]"));

const shownIds = (page) => page.$$eval(".connections tbody tr[data-id]", (rows) => rows.map(({ dataset }) => dataset.id));

/** What the API itself answers. */
async function ask(actor, path) {
  const { url, credentials } = actor.sim.telnyx;
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${credentials.apiKey}` } });
  return answer.json();
}

/** Waits until the page of connections on screen is what the API answers. */
async function showsConnections(actor, query, path = "/connections") {
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
const bodies = (actor, request) => actor.sim.requests(request).map(({ body }) => JSON.parse(body));

async function press(actor, text, within = "") {
  await (await actor.see(`${within} ::-p-xpath(.//button[normalize-space()="${text}"])`.trim())).click();
}

/** Replaces what is in a field, once it is there. */
async function fill(actor, selector, text) {
  await actor.see(selector);
  await actor.page.$eval(selector, (input) => {
    input.focus();
    input.select();
  });
  await actor.page.keyboard.type(text);
}

async function clickTab(actor, label) {
  await (await actor.see(`::-p-xpath(//button[@role="tab"][starts-with(normalize-space(), "${label}")])`)).click();
}

const confirmed = (actor) => actor.page.waitForFunction(() => !document.querySelector("dialog"));

async function open(actor, id) {
  await actor.page.evaluate((id) => (location.hash = `#/telnyx/connections/${id}`), id);
  await actor.see(".connection-head");
  await actor.see(".tabs");
}

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

// ---- Making, changing, deleting ------------------------------------------------------------------------------

test("makes a credential connection with the keyboard alone; a 422 is shown beside its field", async (actor) => {
  const { page, sim } = actor;
  const [{ user_name: taken }] = sim.telnyx.state.credentialConnections;
  actor.expected.push(failedToLoad(422, "/v2/credential_connections"));
  await enter(actor);
  await page.focus(".records-actions .primary");
  await page.keyboard.press("Enter");
  await actor.see("dialog[open]");
  await page.waitForFunction(() => document.activeElement?.value === "credential_connection");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Front desk");
  await page.keyboard.press("Tab");
  await page.keyboard.type(taken);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const password = await page.$eval("#f-password", ({ value, type }) => ({ value, type }));
  assert.match(password.value, /^[A-Za-z2-9]{20}$/);
  assert.equal(password.type, "password");
  await page.focus("#f-user_name");
  await page.keyboard.press("Enter");
  await actor.reads("#f-user_name-hint", /^Is taken\.$/);
  await page.waitForFunction(() => document.activeElement?.id === "f-user_name");
  assert.equal(await page.$eval("#f-user_name", (input) => input.getAttribute("aria-invalid")), "true");
  await actor.axe("a refused creation");
  await actor.shot("trunks-refused-1280-light");
  await fill(actor, "#f-user_name", "frontdesk1");
  await page.keyboard.press("Enter");
  await actor.reads("#connection-name", /Front desk/);
  await confirmed(actor);
  const made = sim.telnyx.state.credentialConnections.at(-1);
  assert.deepEqual([made.connection_name, made.user_name, made.password], ["Front desk", "frontdesk1", password.value]);

  // Reveal shows it, and only then.
  assert.equal(await page.$eval("#f-password", ({ type }) => type), "password");
  await page.click("[aria-label='Show password']");
  assert.equal(await page.$eval("#f-password", ({ type, value }) => type === "text" && value), password.value);
});

test("Escape closes a dialog, the focus stays in it and returns", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await page.focus(".records-actions .primary");
  await page.keyboard.press("Enter");
  await actor.see("dialog[open]");
  for (let presses = 0; presses < 14; presses++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))), "the focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await confirmed(actor);
  assert.ok(await page.evaluate(() => document.activeElement.matches(".records-actions .primary")));
});

test("makes FQDN and IP connections; what was typed stays when the kind changes", async (actor) => {
  const { page, sim } = actor;
  for (const [kind, state] of [["fqdn_connection", "fqdnConnections"], ["ip_connection", "ipConnections"]]) {
    await enter(actor);
    await press(actor, "New connection");
    await fill(actor, "#f-connection_name", `A new ${kind}`);
    await page.click(`[name=new-kind][value=${kind}]`);
    await actor.see("#f-transport_protocol");
    assert.equal(await page.$eval("#f-connection_name", ({ value }) => value), `A new ${kind}`);
    await page.select("#f-transport_protocol", "TCP");
    await press(actor, "Create");
    await actor.reads("#connection-name", new RegExp(`A new ${kind}`));
    const made = sim.telnyx.state[state].at(-1);
    assert.deepEqual([made.connection_name, made.transport_protocol], [`A new ${kind}`, "TCP"]);
  }
});

test("an edit sends only what changed; findings lead to their tab", async (actor) => {
  const { page, sim } = actor;
  const [{ id }] = sim.telnyx.state.fqdnConnections;
  const path = `/v2/fqdn_connections/${id}`;
  actor.expected.push(failedToLoad(422, path));
  await enter(actor);
  await open(actor, id);
  await fill(actor, "#f-connection_name", "Renamed");
  await clickTab(actor, "Inbound");
  await fill(actor, "#f-inbound-channel_limit", "7");
  await page.click("[aria-label='Move G711U up']");
  await actor.reads(".save-bar", /3 changes not saved/);
  await actor.shot("trunks-edit-1280-light", { fullPage: true });
  await page.click(".save-bar .primary");
  await actor.reads(".save-bar", /Everything is saved/);
  assert.deepEqual(bodies(actor, `PATCH ${path}`), [
    { connection_name: "Renamed", inbound: { channel_limit: 7, codecs: ["G711U", "G722", "G711A", "G729", "OPUS", "H.264"] } },
  ]);

  // A range is checked here; what only the server knows comes back from there.
  await fill(actor, "#f-inbound-timeout_1xx_secs", "999");
  await page.keyboard.press("Enter");
  await actor.reads("#f-inbound-timeout_1xx_secs-hint", /from 1 to 120/);
  assert.equal(bodies(actor, `PATCH ${path}`).length, 1);
  await fill(actor, "#f-inbound-timeout_1xx_secs", "5");
  await clickTab(actor, "General");
  await fill(actor, "#f-webhook_event_url", "no address");
  await clickTab(actor, "Inbound");
  await page.focus("#f-inbound-timeout_1xx_secs");
  await page.keyboard.press("Enter");
  await actor.reads("#f-webhook_event_url-hint", /must be a url/i);
  await page.waitForFunction(() => document.activeElement?.id === "f-webhook_event_url");
  await actor.axe("a refused change");
  await press(actor, "Discard");
  await actor.reads(".save-bar", /Everything is saved/);
  assert.equal(await page.$("#f-webhook_event_url-hint"), null);
});

test("deletes a connection after asking", async (actor) => {
  const { page, sim } = actor;
  const [{ id }] = sim.telnyx.state.ipConnections;
  await enter(actor);
  await open(actor, id);
  await press(actor, "Delete");
  await actor.reads("dialog", /cannot be undone/);
  await page.waitForFunction(() => document.activeElement?.innerText === "Keep it");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  assert.ok(sim.telnyx.state.ipConnections.some((one) => one.id === id));
  await press(actor, "Delete");
  await press(actor, "Delete connection");
  await actor.see(rows);
  await confirmed(actor);
  assert.ok(!sim.telnyx.state.ipConnections.some((one) => one.id === id));
});

test("a connection that is not there", async (actor) => {
  actor.expected.push(failedToLoad(404, "/v2/connections/12345"));
  await enter(actor);
  await actor.page.select(".search-by select", "id");
  await actor.see(".search input[placeholder^=ID]");
  await actor.page.type(".search input", "12345");
  await actor.page.keyboard.press("Enter");
  await actor.reads(".problem", /Not found.*HTTP 404/);
  await actor.axe("not found");
});

// ---- What belongs to a connection ----------------------------------------------------------------------------

test("host names: adds, edits, removes, and shows findings beside fields", async (actor) => {
  const { page, sim } = actor;
  const [{ id }] = sim.telnyx.state.fqdnConnections;
  actor.expected.push(failedToLoad(422, "/v2/fqdns"));
  await enter(actor);
  await open(actor, id);
  await clickTab(actor, "Host names");
  await press(actor, "Add host name");
  await fill(actor, "#f-fqdn", "nodots");
  await press(actor, "Add");
  await actor.reads("#f-fqdn-hint", /fully qualified/);
  await fill(actor, "#f-fqdn", "sip.new.example.com");
  await fill(actor, "#f-port", "5080");
  await press(actor, "Add");
  await actor.see("[aria-label='Edit sip.new.example.com:5080']");
  await actor.axe("host names");
  const own = () => sim.telnyx.state.fqdns.filter(({ connection_id }) => connection_id === id);
  const made = own().find(({ fqdn }) => fqdn === "sip.new.example.com");
  assert.deepEqual([made.dns_record_type, made.port], ["a", 5080]);

  await page.click("[aria-label='Edit sip.new.example.com:5080']");
  await actor.see("#f-port");
  await fill(actor, "#f-port", "5090");
  await press(actor, "Save");
  await page.click("[aria-label='Remove sip.new.example.com:5090']").catch(async () => {
    await actor.see("[aria-label='Remove sip.new.example.com:5090']");
    await page.click("[aria-label='Remove sip.new.example.com:5090']");
  });
  assert.deepEqual(bodies(actor, `PATCH /v2/fqdns/${made.id}`), [{ port: 5090 }]);
  await press(actor, "Remove");
  await confirmed(actor);
  await until(() => !own().some(({ id }) => id === made.id), "the host name is still there");
});

test("addresses: adds, edits, removes", async (actor) => {
  const { page, sim } = actor;
  const [{ id }] = sim.telnyx.state.ipConnections;
  actor.expected.push(failedToLoad(422, "/v2/ips"));
  await enter(actor);
  await open(actor, id);
  await clickTab(actor, "Addresses");
  await press(actor, "Add address");
  await fill(actor, "#f-ip_address", "300.1.2.3");
  await press(actor, "Add");
  await actor.reads("#f-ip_address-hint", /IP address/);
  await fill(actor, "#f-ip_address", "203.0.113.250");
  await press(actor, "Add");
  await (await actor.see("[aria-label='Edit 203.0.113.250:5060']")).click();
  await actor.see("#f-port");
  await fill(actor, "#f-port", "5061");
  await press(actor, "Save");
  await (await actor.see("[aria-label='Remove 203.0.113.250:5061']")).click();
  const made = sim.telnyx.state.ips.find(({ ip_address }) => ip_address === "203.0.113.250");
  assert.equal(made.connection_id, id);
  assert.deepEqual(bodies(actor, `PATCH /v2/ips/${made.id}`), [{ ip_address: "203.0.113.250", port: 5061 }]);
  await press(actor, "Remove");
  await confirmed(actor);
  await until(() => !sim.telnyx.state.ips.some(({ id }) => id === made.id), "the address is still there");
});

test("the authentication of an FQDN connection", async (actor) => {
  const { page, sim } = actor;
  const [{ id }] = sim.telnyx.state.fqdnConnections;
  const path = `/v2/fqdn_connections/${id}/fqdn_authentication`;
  actor.expected.push(failedToLoad(422, path));
  await enter(actor);
  await open(actor, id);
  await clickTab(actor, "Authentication");
  await actor.see("#f-user_name");
  await page.select("#f-fqdn_outbound_authentication", "credential-authentication");
  await fill(actor, "#f-user_name", "1");
  await press(actor, "Save");
  await actor.reads("#f-user_name-hint", /at least 4/);
  await fill(actor, "#f-user_name", "teams1");
  await page.click("[aria-label='Generate password']");
  await press(actor, "Save");
  await actor.reads(".save-bar", /Everything is saved/);
  await actor.axe("authentication");
  const { authentication } = sim.telnyx.state.fqdnConnections.find((one) => one.id === id);
  assert.equal(authentication.user_name, "teams1");
  assert.match(authentication.password, /^\w{20}$/);
});

test("registration and active calls, followed while one looks", async (actor) => {
  const { page, sim } = actor;
  const [{ id, user_name }] = sim.telnyx.state.credentialConnections;
  sim.telnyx.setRegistration(id, "Registered");
  const call = sim.telnyx.startCall(id);
  await enter(actor);
  await open(actor, id);
  await clickTab(actor, "Registration");
  await actor.reads(".part", new RegExp(`Registered.*${user_name}`));
  await actor.axe("registration");
  sim.telnyx.setRegistration(id, "Expired");
  await press(actor, "Check again");
  await actor.reads(".part .badge", /Expired/);
  await clickTab(actor, "Active calls");
  await actor.see(`[data-call='${call.call_control_id}']`);
  await actor.reads(".count-badge", /^1$/);
  await actor.axe("active calls");
  await actor.shot("trunks-calls-1280-light");
  sim.telnyx.endCall(call.call_control_id);
  await actor.reads(".part-empty", /No calls/);
  assert.equal(await page.$("[data-call]"), null);
});

// ---- Profiles and ranges -------------------------------------------------------------------------------------

test("voice profiles: makes, edits, switches, deletes, and leads to their connections", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(422, "/v2/outbound_voice_profiles"));
  await enter(actor, "profiles");
  await press(actor, "New profile");
  await fill(actor, "#f-name", "Benelux");
  await fill(actor, "#f-whitelisted_destinations", "be, n1");
  await press(actor, "Create");
  await actor.reads("#f-whitelisted_destinations-hint", /country code/);
  await actor.shot("trunks-profile-1280-light");
  await fill(actor, "#f-whitelisted_destinations", "be, nl, lu");
  await press(actor, "Create");
  await (await actor.see("[aria-label='Edit Benelux']")).click();
  const made = sim.telnyx.state.outboundVoiceProfiles.at(-1);
  assert.deepEqual(made.whitelisted_destinations, ["BE", "NL", "LU"]);
  const path = `PATCH /v2/outbound_voice_profiles/${made.id}`;
  await actor.see("#f-concurrent_call_limit");
  await fill(actor, "#f-concurrent_call_limit", "12");
  await fill(actor, "#f-calling_window-start_time", "08:00");
  await press(actor, "Save");
  await confirmed(actor);
  assert.deepEqual(bodies(actor, path), [{ name: "Benelux", concurrent_call_limit: 12, calling_window: { start_time: "08:00" } }]);
  await page.click(`tr[data-id='${made.id}'] .switch`);
  await until(() => sim.telnyx.state.outboundVoiceProfiles.at(-1).enabled === false, "the switch did nothing");
  await settled(actor);
  await (await actor.see("[aria-label='Delete Benelux']")).click();
  await press(actor, "Delete profile");
  await confirmed(actor);
  await actor.gone(`tr[data-id='${made.id}']`);

  const used = (await ask(actor, "/outbound_voice_profiles")).data.find(({ connections_count: uses }) => uses > 0);
  await page.click(`tr[data-id='${used.id}'] .cell-uses a`);
  await actor.reads(".chip", new RegExp(`With ${used.name}`));
  await showsConnections(actor, { "page[size]": 20, sort: "-created_at", "filter[outbound_voice_profile_id]": used.id });
  await page.click(".chip");
  await showsConnections(actor, { "page[size]": 20, sort: "-created_at" });
});

test("access ranges: adds one, which comes into force by itself, and removes it", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(422, "/v2/access_ip_ranges"));
  await enter(actor, "access");
  await press(actor, "Add range");
  await fill(actor, "#f-cidr_block", "203.0.113.0");
  await press(actor, "Add");
  await actor.reads("#f-cidr_block-hint", /address block/);
  await fill(actor, "#f-cidr_block", "203.0.113.0/24");
  await fill(actor, "#f-description", "Office");
  await press(actor, "Add");
  await actor.reads(".ranges tbody tr", /203\.0\.113\.0\/24.*Office.*Pending/);
  await actor.axe("access ranges");
  await actor.reads(".ranges tbody tr", /In force/);
  await actor.typeFast(".search input", "198.18");
  await actor.gone("[aria-label='Remove 203.0.113.0/24']");
  await page.keyboard.press("Escape");
  await (await actor.see("[aria-label='Remove 203.0.113.0/24']")).click();
  await press(actor, "Remove");
  await confirmed(actor);
  await until(() => sim.telnyx.state.accessIPRanges.length === 3, "the range is still there");
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

// ---- All of it -----------------------------------------------------------------------------------------------

/** The 40 operations of the trunk API, as requests. */
const crud = (path) => [`POST /${path}`, `GET /${path}`, `GET /${path}/:id`, `PATCH /${path}/:id`, `DELETE /${path}/:id`];
const operations = [
  "GET /connections", "GET /connections/:id", "GET /connections/count", "GET /connections/:id/active_calls",
  ...crud("credential_connections"), "POST /credential_connections/:id/actions/check_registration_status",
  ...crud("fqdn_connections"), "GET /fqdn_connections/:id/fqdn_authentication", "PATCH /fqdn_connections/:id/fqdn_authentication",
  ...["ip_connections", "fqdns", "ips", "outbound_voice_profiles"].flatMap(crud),
  "POST /access_ip_ranges", "GET /access_ip_ranges", "DELETE /access_ip_ranges/:id",
];

test("a walk through the pages uses each of the 40 operations", async (actor) => {
  const { page, sim } = actor;
  assert.equal(operations.length, 40);
  await enter(actor);
  for (const kind of ["credential", "fqdn", "ip"]) {
    await page.click(`[name=kind][value=${kind}_connection]`);
    await settled(actor);
    await press(actor, "New connection");
    await page.click(`[name=new-kind][value=${kind}_connection]`);
    await fill(actor, "#f-connection_name", `Walk ${kind}`);
    if (kind === "credential") {
      await fill(actor, "#f-user_name", "walker1");
      await page.click("[aria-label='Generate password']");
    }
    await press(actor, "Create");
    await actor.reads("#connection-name", new RegExp(`Walk ${kind}`));
    await fill(actor, "#f-connection_name", `Walked ${kind}`);
    await press(actor, "Save");
    await actor.reads(".save-bar", /Everything is saved/);
    if (kind === "credential") {
      await clickTab(actor, "Registration");
      await actor.see(".facts");
    } else {
      const [tab, one, field, value] =
        kind === "fqdn"
          ? ["Host names", "host name", "#f-fqdn", "walk.example.com"]
          : ["Addresses", "address", "#f-ip_address", "203.0.113.200"];
      await clickTab(actor, tab);
      await press(actor, `Add ${one}`);
      await fill(actor, field, value);
      await press(actor, "Add");
      await (await actor.see(".children [aria-label^=Edit]")).click();
      await actor.see("#f-port");
      await fill(actor, "#f-port", "5070");
      await press(actor, "Save");
      await (await actor.see(`[aria-label='Remove ${value}:5070']`)).click();
      await press(actor, "Remove");
      await actor.see(".part-empty");
      await confirmed(actor);
    }
    if (kind === "fqdn") {
      await clickTab(actor, "Authentication");
      await actor.see("#f-txt_name");
      await fill(actor, "#f-txt_name", "proof");
      await press(actor, "Save");
      await actor.reads(".save-bar", /Everything is saved/);
    }
    await clickTab(actor, "Active calls");
    await actor.see(".part-empty");
    await press(actor, "Delete");
    await press(actor, "Delete connection");
    await actor.see(".records");
    await confirmed(actor);
    await settled(actor);
  }
  const [{ id }] = sim.telnyx.state.ipConnections;
  await page.select(".search-by select", "id");
  await actor.see(".search input[placeholder^=ID]");
  await page.type(".search input", id);
  await page.keyboard.press("Enter");
  await actor.see(".tabs");

  await page.click(".nav a[href='#/telnyx/profiles']");
  await press(actor, "New profile");
  await fill(actor, "#f-name", "Walk");
  await press(actor, "Create");
  await (await actor.see("[aria-label='Edit Walk']")).click();
  await actor.see("#f-name");
  await fill(actor, "#f-concurrent_call_limit", "1");
  await press(actor, "Save");
  await confirmed(actor);
  await (await actor.see("[aria-label='Delete Walk']")).click();
  await press(actor, "Delete profile");
  await confirmed(actor);

  await page.click(".nav a[href='#/telnyx/access']");
  await press(actor, "Add range");
  await fill(actor, "#f-cidr_block", "203.0.113.0/24");
  await press(actor, "Add");
  await (await actor.see("[aria-label='Remove 203.0.113.0/24']")).click();
  await press(actor, "Remove");
  await confirmed(actor);

  const used = sim
    .requests({ vendor: "telnyx" })
    .filter(({ method, status }) => method !== "OPTIONS" && status < 300)
    .map(({ method, path }) => `${method} ${path.replace(/^\/v2/, "").replace(/\/(?=[^/]*\d)[\da-f-]{8,}/, "/:id")}`);
  assert.deepEqual(operations.filter((operation) => !used.includes(operation)), [], "never used");
  assert.deepEqual(sim.unmatched, []);
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
