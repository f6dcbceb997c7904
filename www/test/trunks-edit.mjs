// Telnyx: making, changing and deleting, and all 40 operations.
import assert from "node:assert/strict";

import { failedToLoad, until } from "./tools.mjs";
import { ask, bodies, clickTab, confirmed, enter, fill, open, press, rows, settled, showsConnections, trunkTests } from "./trunks-tools.mjs";

const { tests, test } = trunkTests();

export { tests };

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
