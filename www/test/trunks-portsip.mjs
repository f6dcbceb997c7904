// PortSIP: signing in, the list of providers, live changes, what is done with them, failures, looks.
import assert from "node:assert/strict";

import { desktop, phone } from "./stage.mjs";
import { failedToLoad, focused, holdTime, noConnection, tick, until } from "./tools.mjs";
import { arrive, bodies, choose, enter, live, named, own, portsipTests, providerOf, row, rowButton, shows, trunk } from "./trunks-portsip-tools.mjs";
import { confirmed, fill, pill, press, settled } from "./trunks-tools.mjs";

const { tests, test } = portsipTests();

export { tests };

// ---- Signing in ----------------------------------------------------------------------------------------------

test("signs in with the keyboard alone; nothing is stored", async (actor) => {
  const { page, sim } = actor;
  const { credentials, tenant, url, wsiUrl } = sim.portsip;
  await arrive(actor);
  assert.equal(await page.$eval("[name=url]", ({ value }) => value), url);
  assert.equal(await page.$eval("[name=events]", ({ value }) => value), wsiUrl);
  assert.deepEqual(await page.$$eval("[name=secret], [name=tenantSecret]", (inputs) => inputs.map(({ type }) => type)), ["password", "password"]);
  await page.focus("[name=secret]");
  await page.keyboard.press("Enter");
  await actor.see(".providers tbody tr");
  await focused(actor, "h1");
  assert.match(await page.title(), /^Trunks – PortSIP/);
  await actor.reads(".who-name", new RegExp(`^${credentials.name}$`));
  await actor.see(`${live}[data-state=live]`);
  await actor.reads(".counts-how", /The PBX tells of changes/);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML + location.href);
  assert.ok(!stored.includes(credentials.password) && !stored.includes(tenant.password), "a secret was left somewhere");

  await page.click(".side-button");
  await actor.see("form.sign-in");
  await until(() => sim.portsip.state.tokens === 0 && sim.portsip.state.sockets === 0, "the PBX was not told");
});

test("says what is wrong with a sign-in, and where", async (actor) => {
  const { page, sim } = actor;
  const verify = "/api/account/credentials/verify";
  actor.expected.push(failedToLoad(400, verify), failedToLoad(501, `/v2${verify.slice(4)}`), noConnection(verify), /blocked by CORS policy/);
  await arrive(actor);
  await actor.type("[name=secret]", "of-nobody");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /refused the sign-in/);
  await actor.reads("#secret-hint", /Check the name/);
  await focused(actor, "#secret");
  await actor.axe("refused");
  await actor.shot("portsip-refused-1280-light");
  await actor.type("[name=username]", "");
  await page.keyboard.press("Enter");
  await actor.reads("#username-hint", /Enter the name/);
  await actor.type("[name=username]", sim.portsip.credentials.name);
  await actor.type("[name=secret]", sim.portsip.credentials.password);

  for (const [field, text, hint] of [["url", "http://pbx.example.com/api", /https:/], ["url", "https://:::", /not an address/], ["events", "ws://pbx.example.com:8885", /wss:/]]) {
    const before = await page.$eval(`[name=${field}]`, ({ value }) => value);
    await page.$eval(".sign-in-more", (details) => (details.open = false));
    await page.$eval(".sign-in-more", (details, open) => (details.open = open), field === "events");
    await actor.type(`[name=${field}]`, text);
    // What is wrong unfolds.
    await page.$eval(".sign-in-more", (details) => (details.open = false));
    await page.click("button[type=submit]");
    await actor.reads(`#${field}-hint`, hint);
    await focused(actor, `#${field}`);
    await actor.type(`[name=${field}]`, before);
  }
  sim.portsip.fault(`POST ${verify}`, { body: "<!doctype html><title>Hello</title>", headers: { "content-type": "text/html" } });
  await page.click("button[type=submit]");
  await actor.reads("#url-hint", /ends in \/api/);
  // The other version is not spoken here.
  await sim.close();
  await page.click("button[type=submit]");
  await actor.reads("#url-hint", /Nothing answers/);
});

test("without the tenant, the PBX is asked", async (actor) => {
  const { page, sim } = actor;
  await arrive(actor);
  await actor.type("[name=tenant]", "");
  await page.click("button[type=submit]");
  await actor.see(`${live}[data-state=live]`);
  await settled(actor);
  await actor.reads(".counts-how", /^Asked every 10 seconds$/);
  assert.equal(sim.portsip.state.sockets, 0);
  const [{ id, name }] = own(actor);
  sim.portsip.setStatus(id, "OFFLINE");
  await page.waitForFunction((row) => document.querySelector(row)?.innerText.includes("Offline"), { timeout: 15_000 }, row(id));
  await actor.see(`${row(id)}.is-fresh`);
  await actor.reads("main > .content > [role=status]", new RegExp(`${name} is offline`));
});

test("a tenant whom the PBX refuses its events: it is asked, and the page says why", async (actor) => {
  const { page, sim } = actor;
  await arrive(actor);
  await actor.type("[name=tenantSecret]", "wrong");
  await page.click("button[type=submit]");
  await actor.reads(".counts-how", /No events for this tenant \(name or password error\)\. Asked every 10 seconds/);
  await actor.see(`${live}[data-state=live]`);
  await actor.axe("events refused");
  assert.equal(sim.portsip.state.sockets, 0);
});

test("a PBX of version 22", async (actor) => {
  const { page, sim } = actor;
  await arrive(actor, "v22");
  assert.equal(await page.$("[name=tenant]"), null);
  await page.click("button[type=submit]");
  await actor.see(`${live}[data-state=live]`);
  await settled(actor);
  // Its list says nothing of the status.
  await page.waitForFunction(() => document.querySelectorAll(".providers .badge").length === 6);
  const [first] = own(actor);
  await actor.reads(row(first.id), new RegExp(first.status, "i"));

  await press(actor, "New provider");
  await fill(actor, "#f-name", "Newer");
  await page.select("#f-protocol", "TLS");
  await fill(actor, "#f-hostname", "sip.example.com");
  await fill(actor, "#f-concurrency", " ");
  await fill(actor, "#f-auth_id", "1000");
  await fill(actor, "#f-password", "s3cret!");
  await press(actor, "Review");
  await actor.reads("#f-concurrency-hint", /Enter a number|required/);
  await fill(actor, "#f-concurrency", "12");
  await press(actor, "Review");
  await actor.reads(".diff", /Calls at the same time\s+12/);
  await press(actor, "Create");
  await confirmed(actor);
  const made = named(actor, "Newer");
  assert.deepEqual([made.transport, made.concurrency, made.auth_mode, made.password], ["TLS", 12, "REGISTER_AUTH", "s3cret!"]);

  await page.click(rowButton(made.id, "Edit"));
  await actor.see("#f-name");
  assert.equal(await page.$("#f-auth_mode"), null);
  await fill(actor, "#f-ips", "198.51.100.7, 203.0.113.0/24");
  await press(actor, "Review");
  await actor.reads(".diff", /Addresses of the provider\s+empty\s+198\.51\.100\.7, 203\.0\.113\.0\/24/);
  await press(actor, "Save");
  await confirmed(actor);
  const saved = providerOf(actor, made.id);
  assert.deepEqual([saved.additional_ips, saved.password, saved.concurrency], ["198.51.100.7;203.0.113.0/24", "s3cret!", 12]);
  await press(actor, "Export");
  await actor.reads("dialog", /shows nobody its passwords/);
  assert.equal(await page.$("[name=secrets]"), null);
}, { portsip: { dialect: "v22", providers: 6 } });

// ---- The list ------------------------------------------------------------------------------------------------

test("lists all providers; searches, narrows, sorts, pages without asking anybody", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const all = own(actor);
  assert.equal(all.length, 450);
  await actor.reads(".counts p", /^450 providers, 75 offline$/);
  await shows(actor, all.slice(0, 20));
  const asked = sim.requests({ vendor: "portsip" }).length;
  await page.click("[aria-label='Next page']");
  await shows(actor, all.slice(20, 40));
  await page.select(".pager-size select", "100");
  await shows(actor, all.slice(0, 100));
  await page.click(".sort-name button");
  await shows(actor, [...all].reverse().slice(0, 100));
  assert.equal(await page.$eval(".sort-name", (header) => header.getAttribute("aria-sort")), "descending");
  await page.click(".sort-status button");
  await shows(actor, [...all.filter(({ status }) => status === "OFFLINE"), ...all.filter(({ status }) => status === "ONLINE")].slice(0, 100));
  await page.click(".sort-host button");
  const compare = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" }).compare;
  await shows(actor, [...all].sort((a, b) => compare(`${a.hostname}:${a.port}`, `${b.hostname}:${b.port}`)).slice(0, 100));
  await page.click(".sort-name button");

  const one = all[333];
  await page.type(".search input", one.name.toUpperCase().split(" ").reverse().join(" "));
  await shows(actor, [one]);
  await page.keyboard.press("Escape");
  await page.type(".search input", one.id.slice(-8));
  await shows(actor, [one]);
  await actor.type(".search input", "nobody");
  await actor.reads(".empty", /No providers match/);
  await actor.axe("nobody found");
  await press(actor, "Show all providers");
  await page.click("[name=standing][value=offline]");
  await shows(actor, all.filter(({ status }) => status === "OFFLINE"));
  assert.equal(sim.requests({ vendor: "portsip" }).length, asked);
}, { portsip: { providers: 450 } });

test("before there are any, and while they come", async (actor) => {
  const { page, sim } = actor;
  sim.portsip.fault("GET /api/providers/list", { delayMs: 1_500 });
  await arrive(actor);
  await page.click("button[type=submit]");
  await actor.see(".skeleton");
  await actor.axe("loading");
  await actor.reads(".empty", /No providers yet/);
  await actor.axe("empty");
  await actor.shot("portsip-empty-1280-light");
  await press(actor, "Import a file");
  await actor.see(".drop-zone");
}, { portsip: { providers: 0 } });

// ---- Live ----------------------------------------------------------------------------------------------------

test("a trunk that goes and comes back shows at once, is marked and is said", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ id, name }] = own(actor);
  const asked = sim.requests({ vendor: "portsip" }).length;
  sim.portsip.setStatus(id, "OFFLINE");
  await actor.reads(row(id), /Offline/);
  await actor.see(`${row(id)}.is-fresh`);
  await actor.reads("main > .content > [role=status]", new RegExp(`^${name} is offline$`));
  await actor.reads(".counts p", /30 providers, 6 offline/);
  sim.portsip.setStatus(id, "ONLINE");
  await actor.reads(row(id), /Online/);
  assert.equal(sim.requests({ vendor: "portsip" }).length, asked);

  // In a list of those that are online, the row goes.
  await page.click("[name=standing][value=online]");
  sim.portsip.setStatus(id, "OFFLINE");
  await actor.gone(row(id));

  // One that somebody else has made.
  const made = sim.portsip.addProvider({ name: "Another Harbour", status: "OFFLINE" });
  await page.click("[name=standing][value=all]");
  sim.portsip.setStatus(made, "ONLINE");
  await actor.see(row(made));
});

test("a socket that is lost: the page says so, comes back, and names the gap", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ id }] = own(actor);
  sim.portsip.fault("socket", { status: 503 });
  actor.expected.push(/^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/wsi' failed/);
  sim.portsip.dropSockets();
  sim.portsip.setStatus(id, "OFFLINE");
  await actor.see(`${live}[data-state=retrying]`);
  await actor.reads(live, /Reconnecting/);
  // What is behind it does not look like what the user does.
  await actor.reads(pill, /Ready/);
  await actor.see(`${live}[data-state=live]`);
  await actor.reads(".bar-notice", /may have been missed between/);
  await actor.reads(row(id), /Offline/);
  await actor.axe("a gap");
  await actor.shot("portsip-gap-1280-light");
  await page.click("[aria-label=Dismiss]");
  await actor.gone(".bar-notice");
  await focused(actor, "#providers");
});

test("leaving the page ends the watch, and coming back begins it again", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.click(".nav a[href='#/telnyx/connections']");
  await actor.reads(".back", /Back to PortSIP/);
  await until(() => sim.portsip.state.sockets === 0, "the socket was left open");
  await page.click(".back");
  await actor.see(`${live}[data-state=live]`);
  assert.equal(sim.portsip.state.subscribed, 1);
});

// ---- Making, changing, deleting ------------------------------------------------------------------------------

test("makes a provider with the keyboard alone: findings beside the fields, then what would be sent", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.focus(".records-actions .primary");
  await page.keyboard.press("Enter");
  await actor.see("#f-name");
  await page.focus("#f-name");
  await page.keyboard.press("Enter");
  await actor.reads("#f-name-hint", /Enter a value/);
  await actor.reads("#f-auth_id-hint", /Is needed to register/);
  await focused(actor, "#f-name");
  await actor.axe("what is missing");
  await page.keyboard.type("Zz Harbour");
  await actor.gone("#f-name-hint");
  await fill(actor, "#f-hostname", "https://sip.example.com");
  await actor.reads("#f-hostname-hint", /host or an IP address alone/);
  await fill(actor, "#f-hostname", "sip.example.com");
  await actor.gone("#f-hostname-hint");
  await fill(actor, "#f-port", "65536");
  await actor.reads("#f-port-hint", /from 0 to 65535/);
  assert.equal(await page.$eval("#f-port", (input) => input.getAttribute("aria-invalid")), "true");
  await fill(actor, "#f-port", "5062");

  // One field may be about another.
  await page.focus("#f-require_register");
  await page.keyboard.press("Space");
  await actor.gone("#f-auth_id-hint");
  await page.keyboard.press("Space");
  await actor.see("#f-auth_id-hint");
  await page.select("#f-auth_mode", "IP_AUTH");
  await actor.reads("#f-require_register-warning", /Means nothing with “Authentication” “By address”/);
  await page.select("#f-auth_mode", "REGISTER_AUTH");
  await fill(actor, "#f-auth_id", "1000");
  await fill(actor, "#f-password", "s3cret!");
  await fill(actor, "#f-reregister_interval", "20");
  await actor.reads("#f-reregister_interval-warning", /less than 30 seconds/);
  assert.equal(await page.$eval("#f-reregister_interval", (input) => input.getAttribute("aria-describedby")), "f-reregister_interval-warning");
  await actor.axe("a warning");
  await page.keyboard.press("Enter");

  // Nothing was sent yet.
  await focused(actor, "#review");
  await actor.reads(".diff", /Name\s+Zz Harbour.*Port\s+5062.*Authentication\s+By registration.*Password\s+•••/);
  await actor.reads(".findings", /Registers every is less than 30 seconds/);
  await page.click(".request summary");
  await actor.reads(".request", /POST http.*\/api\/providers\/create.*"password": "\*\*\*"/);
  assert.deepEqual(bodies(actor, "create"), []);
  assert.ok(!(await page.$eval("dialog", ({ innerHTML }) => innerHTML)).includes("s3cret!"), "the password is shown");
  await press(actor, "Back");
  await focused(actor, "#f-name");
  assert.equal(await page.$eval("#f-hostname", ({ value }) => value), "sip.example.com");
  await fill(actor, "#f-reregister_interval", "300");
  await actor.gone("#f-reregister_interval-warning");
  await page.keyboard.press("Enter");
  await focused(actor, "#review");
  await page.keyboard.press("Tab");
  await press(actor, "Create");
  await confirmed(actor);
  await actor.reads(".notice", /Zz Harbour was created/);
  const { id, ...made } = named(actor, "Zz Harbour");
  assert.deepEqual([made.hostname, made.port, made.reregister_interval, made.password, made.ips], ["sip.example.com", 5062, 300, "s3cret!", []]);
  // It is on the page that is shown now, and registers while one looks on.
  await actor.reads(row(id), /Online/);
  assert.match(id, /^9007199254741\d{3}$/);
  await focused(actor, ".records-actions .primary");
});

test("changes a provider: only what is different, and the rest stays as it was", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const before = own(actor).find(({ did_pool, password }) => did_pool && password);
  await page.type(".search input", before.name);
  await page.click(`${row(before.id)} .link-button`);
  await focused(actor, "#f-name");
  // What need not be there is not.
  assert.equal(await page.$eval("#f-password", ({ value }) => value), "");
  await press(actor, "Review");
  await confirmed(actor);
  assert.deepEqual(bodies(actor, "update"), []);

  await page.click(rowButton(before.id, "Edit"));
  await actor.see("#f-port");
  await fill(actor, "#f-port", "5080");
  await fill(actor, "#f-ips", "198.51.100.7, home");
  await actor.reads("#f-ips-warning", /“home” is no IPv4/);
  await press(actor, "Review");
  await focused(actor, "#review");
  await actor.reads(".diff", /Port\s+5060\s+5080\s+Addresses of the provider\s+empty\s+198\.51\.100\.7, home/);
  assert.equal((await page.$$(".diff tbody tr")).length, 2);
  await actor.reads(".findings", /Addresses of the provider “home” is no IPv4/);
  await press(actor, "Save");
  await confirmed(actor);
  await actor.reads(".notice", /was saved/);
  await focused(actor, rowButton(before.id, "Edit"));
  const { status: _, ...after } = providerOf(actor, before.id);
  const { status: __, ...expected } = { ...before, port: 5080, ips: ["198.51.100.7", "home"] };
  assert.deepEqual(after, expected);
  await actor.reads(row(before.id), /:5080/);

  await page.click(rowButton(before.id, "Edit"));
  await actor.see("#f-password");
  await fill(actor, "#f-password", "n3w one");
  await press(actor, "Review");
  await actor.reads(".diff", /Password\s+•••\s+••• \(another\)/);
  assert.ok(!(await page.$eval("dialog", ({ innerHTML }) => innerHTML)).includes("n3w one"));
  await press(actor, "Save");
  await confirmed(actor);
  assert.equal(providerOf(actor, before.id).password, "n3w one");
});

test("does not write over what somebody else has written meanwhile", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ id }] = own(actor);
  const elsewhere = async (patch) => {
    const { url, credentials } = sim.portsip;
    const post = (path, body, headers) => fetch(`${url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
    const { access_token } = await (await post("/account/credentials/verify", JSON.stringify(credentials))).json();
    assert.equal((await post("/providers/update", `{"id":${id},${JSON.stringify(patch).slice(1)}`, { access_token })).status, 200);
  };
  await page.click(rowButton(id, "Edit"));
  await actor.see("#f-port");
  await elsewhere({ port: 5099, reregister_interval: 900 });
  await fill(actor, "#f-port", "5080");
  await press(actor, "Review");
  await actor.reads("#f-port-hint", /no longer as it was/);
  await focused(actor, "#f-port");
  await actor.axe("a conflict");
  await fill(actor, "#f-port", "5060");
  await fill(actor, "#f-hostname", "sip.example.com");
  await press(actor, "Review");
  await actor.see(".diff");
  // Also between the look and the write.
  await elsewhere({ hostname: "other.example.com" });
  await press(actor, "Save");
  await actor.reads("#f-hostname-hint", /no longer as it was/);
  await focused(actor, "#f-hostname");
  const { port, hostname, reregister_interval } = providerOf(actor, id);
  assert.deepEqual([port, hostname, reregister_interval], [5099, "other.example.com", 900]);
});

test("what only the PBX can find appears beside its field", async (actor) => {
  const { page } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(409, "/api/providers/create"), failedToLoad(400, "/api/providers/(create|update)"));
  const [{ id, name }] = own(actor);
  await press(actor, "New provider");
  await fill(actor, "#f-name", name);
  await fill(actor, "#f-hostname", "sip.example.com");
  await page.click("#f-require_register");
  await press(actor, "Review");
  await press(actor, "Create");
  await actor.reads("#f-name-hint", /Is taken/);
  await focused(actor, "#f-name");
  await page.keyboard.press("Escape");
  await confirmed(actor);

  await page.click(rowButton(id, "Edit"));
  await actor.see("#f-port");
  await fill(actor, "#f-port", "5080");
  actor.sim.portsip.fault("POST /api/providers/update", { status: 400, errcode: 1000001, errmsg: "port is taken" });
  await press(actor, "Review");
  await press(actor, "Save");
  await actor.reads("#f-port-hint", /Is taken/);
  await press(actor, "Review");
  await press(actor, "Save");
  await confirmed(actor);
  // A refusal is no reason to believe that it is gone.
  await actor.see(row(id));
}, { portsip: { uniqueNames: true } });

test("deletes a provider after asking", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [first, second, third] = own(actor);
  await page.focus(rowButton(first.id, "Delete"));
  await page.keyboard.press("Enter");
  await actor.reads("dialog", new RegExp(`${first.name}.*online now.*cannot be undone`));
  await page.waitForFunction(() => document.activeElement?.innerText === "Keep it");
  await page.keyboard.press("Escape");
  await confirmed(actor);
  await focused(actor, rowButton(first.id, "Delete"));
  await page.keyboard.press("Enter");
  await press(actor, "Delete provider");
  await confirmed(actor);
  assert.equal(providerOf(actor, first.id), undefined);
  await actor.gone(row(first.id));
  await focused(actor, "#providers");
  await actor.reads(".notice", new RegExp(`${first.name} was deleted`));

  // Whether it was here or elsewhere makes no difference; another refusal does.
  actor.expected.push(failedToLoad(400, "/api/providers/destroy"), failedToLoad(404, "/api/providers/show"));
  sim.portsip.removeProvider(second.id);
  await page.click(rowButton(second.id, "Delete"));
  await press(actor, "Delete provider");
  await confirmed(actor);
  await actor.gone(row(second.id));
  sim.portsip.fault("POST /api/providers/destroy", { status: 400, errcode: 1000002, errmsg: "A rule leads over this provider." });
  await page.click(rowButton(third.id, "Delete"));
  await press(actor, "Delete provider");
  await actor.reads("dialog .form-problems", /A rule leads over this provider/);
  await actor.axe("a refused delete");
  await press(actor, "Keep it");
  await actor.see(row(third.id));
});

test("a provider that somebody else has deleted", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ id }] = own(actor);
  actor.expected.push(failedToLoad(404, "/api/providers/show"));
  sim.portsip.removeProvider(id);
  await page.click(rowButton(id, "Edit"));
  await actor.reads("dialog .problem", /Not found/);
  await page.keyboard.press("Escape");
  await confirmed(actor);
  await actor.gone(row(id));
  await focused(actor, "#providers");
});

test("an account that may only look", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(403, "/api/providers/(update|destroy)"));
  await arrive(actor);
  await actor.type("[name=username]", sim.portsip.tenant.name);
  await actor.type("[name=secret]", sim.portsip.tenant.password);
  await page.keyboard.press("Enter");
  await actor.see(`${live}[data-state=live]`);
  await settled(actor);
  const [{ id }] = own(actor);
  await page.click(rowButton(id, "Edit"));
  await actor.see("#f-port");
  await fill(actor, "#f-port", "5080");
  await press(actor, "Review");
  await press(actor, "Save");
  await actor.reads("dialog .form-problems", /Not allowed.*administrator.*HTTP 403/);
  await actor.axe("not allowed");
});

// ---- Failures ------------------------------------------------------------------------------------------------

test("nobody notices that a token ends", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(401, "/api/.*"));
  await enter(actor);
  const [{ id }] = own(actor);
  sim.portsip.expireTokens();
  await press(actor, "Refresh");
  await settled(actor);
  assert.equal(await page.$(".bar-problem"), null);
  await page.click(rowButton(id, "Delete"));
  sim.portsip.expireTokens();
  await press(actor, "Delete provider");
  await confirmed(actor);
  assert.equal(providerOf(actor, id), undefined);
});

test("a session that has ended leads to the sign-in", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(401, "/api/.*"), failedToLoad(400, "/api/account/.*"));
  await enter(actor);
  sim.portsip.fault("POST /api/account/credentials/verify", { status: 400, errcode: 1040001, times: Infinity });
  sim.portsip.expireTokens();
  await press(actor, "Refresh");
  await actor.reads(".records > .bar-problem", /session has ended/);
  await actor.reads(live, /Closed/);
  assert.equal((await page.$$(".providers tbody tr")).length, 20);
  await actor.axe("an ended session");
  await actor.shot("portsip-ended-1280-light");
  await press(actor, "Sign in again");
  await actor.see("form.sign-in");
});

test("a PBX that is down: said at the start, beside the list and in a dialog, and tried again", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, "/api/providers/.*"));
  await arrive(actor);
  const lift = sim.portsip.fault("GET /api/providers/list", { status: 503, times: Infinity });
  await page.click("button[type=submit]");
  await actor.reads(pill, /Retrying \(2nd try\)/);
  await actor.reads(".problem", /has a problem.*HTTP 503/);
  await actor.axe("failed at the start");
  lift();
  await page.click(".problem button");
  await actor.see(".providers tbody tr");
  await focused(actor, "#providers");

  const again = sim.portsip.fault("GET /api/providers/list", { status: 503, times: Infinity });
  await press(actor, "Refresh");
  await actor.reads(".records > .bar-problem", /has a problem/);
  again();
  sim.portsip.fault("POST /api/providers/create", { status: 503 });
  await press(actor, "New provider");
  await fill(actor, "#f-name", "Patient");
  await fill(actor, "#f-hostname", "sip.example.com");
  await page.click("#f-require_register");
  await press(actor, "Review");
  await press(actor, "Create");
  await actor.reads("dialog .form-problems", /has a problem.*Whether the change was made is not known.*HTTP 503/);
  await actor.axe("failed in a dialog");
  await actor.shot("portsip-down-dialog-1280-light");
  await press(actor, "Create");
  await confirmed(actor);
  await actor.reads(".notice", /Patient was created/);
  await page.click(".records > .bar-problem button");
  await actor.gone(".bar-problem");
});

test("offline, and back", async (actor) => {
  const { page } = actor;
  await enter(actor);
  actor.expected.push(/net::ERR_INTERNET_DISCONNECTED/);
  await page.setOfflineMode(true);
  await press(actor, "Refresh");
  await actor.reads(".records > .bar-problem", /cannot be reached/);
  await actor.reads(pill, /No connection/);
  await page.setOfflineMode(false);
  await page.click(".records > .bar-problem button");
  await actor.gone(".bar-problem");
  await settled(actor);
});

test("a rate limit is shown with its countdown, and passes; a write is told when to try again", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(429, "/api/providers/.*"));
  const [{ id }] = own(actor);
  await holdTime(actor);
  sim.portsip.fault("GET /api/providers/list", { status: 429, headers: { "retry-after": "20" } });
  await press(actor, "Refresh");
  await actor.reads(pill, /Rate limited, continuing in\s*20 s/);
  await tick(actor, 8_000);
  await actor.reads(pill, /continuing in\s*12 s/);
  await tick(actor, 12_500);
  await actor.reads(pill, /Ready/);

  sim.portsip.fault("POST /api/providers/destroy", { status: 429, headers: { "retry-after": "30" } });
  await page.click(rowButton(id, "Delete"));
  await press(actor, "Delete provider");
  await actor.reads("dialog .form-problems", /Too many requests.*Again in 30 s/);
  await tick(actor, 10_000);
  await actor.reads("dialog .form-problems", /Again in 20 s/);
  await tick(actor, 20_000);
  await actor.reads("dialog .form-problems", /Try again now/);
  await press(actor, "Delete provider");
  await confirmed(actor);
  assert.equal(providerOf(actor, id), undefined);
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
        await actor.shot(`portsip-${name}-${where}`, options);
      };
      await arrive(actor);
      await look("sign-in", { fullPage: true });
      await page.click("button[type=submit]");
      await actor.see(`${live}[data-state=live]`);
      await settled(actor);
      await look("list", { fullPage: true });
      const [{ id, name }, second] = own(actor);
      sim.portsip.setStatus(id, "OFFLINE");
      await actor.see(`${row(id)}.is-fresh`);
      await look("changed");
      await press(actor, "New provider");
      await fill(actor, "#f-hostname", "sip:example.com/x");
      await press(actor, "Review");
      await actor.see("#f-name-hint");
      await look("create");
      await fill(actor, "#f-name", "A provider with a rather long name that says where it leads and whose it is");
      await fill(actor, "#f-hostname", "sip.example.com");
      await fill(actor, "#f-auth_id", "1000");
      await press(actor, "Generate");
      await fill(actor, "#f-reregister_interval", "20");
      await fill(actor, "#f-ips", "198.51.100.7, home");
      await look("warnings");
      await press(actor, "Review");
      await actor.see(".diff");
      await page.click(".request summary");
      await look("review-new");
      await page.click("dialog [aria-label=Close]");
      await page.click(rowButton(second.id, "Edit"));
      await actor.see("#f-name");
      await look("edit");
      await fill(actor, "#f-port", "5080");
      await fill(actor, "#f-password", "another one");
      await fill(actor, "#f-outbound_server", "proxy.example.com");
      await press(actor, "Review");
      await actor.see(".diff");
      await look("review");
      await page.click("dialog [aria-label=Close]");
      await page.click(rowButton(id, "Delete"));
      await look("delete");
      await press(actor, "Keep it");
      await press(actor, "Export");
      await look("export");
      await page.click("[name=secrets]");
      await look("export-secrets");
      await press(actor, "Cancel");
      await press(actor, "Import");
      await look("import");
      await choose(actor, "providers.csv", [
        "name,auth_mode,protocol,hostname,port,outbound_server,outbound_server_port,auth_id,password,require_register,reregister_interval,ips,provider_in_lan,single_via_header,notes",
        "Harbour one,REGISTER_AUTH,UDP,sip.example.com,5060,,0,1000,s3cret,true,20,,false,false,call Ann",
        `"${name}",,,elsewhere.example.com,5070,,,,,,,,,,`,
        "Harbour two,REGISTER_AUTH,SCTP,sip.example.com/x,99999,,0,,,true,600,,false,false,",
        "Harbour three,IP_AUTH,TCP,sip.example.com,5060,,0,,,false,600,198.51.100.7;home,false,false,",
      ].join("\n"));
      await actor.reads(".import-progress p", /2 to create/);
      await look("import-checked");
      sim.portsip.fault("POST /api/providers/create", { status: 503, times: 2 });
      actor.expected.push(failedToLoad(503, "/api/providers/create"));
      await press(actor, "Import 3 providers");
      await actor.see("dialog .bar-problem");
      await look("import-stopped");
      await page.click("dialog [aria-label=Close]");
      await confirmed(actor);
      await settled(actor);
      sim.portsip.dropSockets();
      await look("reconnecting");
      await page.click(pill);
      await actor.see(".request-log");
      await look("requests");
    }, { theme, viewport, reducedMotion: true });
  }
}
