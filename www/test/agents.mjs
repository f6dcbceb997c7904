// Fonoster: signing in, the list of agents, what is done with them, failures, looks.
import assert from "node:assert/strict";

import { agentOf, agentTests, arrive, enter, own, row, rowButton, rpc, sent, shows } from "./agents-tools.mjs";
import { desktop, phone } from "./stage.mjs";
import { failedToLoad, focused, holdTime, noConnection, tick, until, withoutChance } from "./tools.mjs";
import { confirmed, fill, pill, press, settled } from "./trunks-tools.mjs";

const { tests, test } = agentTests();

export { tests };

const choose = ({ page }, ref) => page.click(`${row(ref)} .tick`);
const reload = (actor) => press(actor, "Refresh");

// ---- Signing in ----------------------------------------------------------------------------------------------

test("signs in with a key, and as a user; nothing is stored", async (actor) => {
  const { page, sim } = actor;
  const { accessKeySecret, password, username } = sim.fonoster.credentials;
  await arrive(actor);
  await actor.reads(".sign-in .lead", /API key/);
  assert.equal(await page.$eval("[name=url]", ({ value }) => value), sim.fonoster.url);
  assert.equal(await page.$eval("[name=keySecret]", ({ type }) => type), "password");
  await page.click("button[type=submit]");
  await actor.see(".agents tbody tr");
  await focused(actor, "h1");
  assert.match(await page.title(), /^Agents – Fonoster/);
  await actor.reads(".who-name", /^API key$/);
  await page.click(".side-button");

  await actor.see("form.sign-in");
  await page.click("[name=way][value=user]");
  assert.equal(await page.$eval("[name=secret]", ({ type }) => type), "password");
  await page.focus("[name=secret]");
  await page.keyboard.press("Enter");
  await actor.see(".agents tbody tr");
  await actor.reads(".who-name", new RegExp(`^${username}$`));
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML + location.href);
  assert.ok(!stored.includes(accessKeySecret) && !stored.includes(password), "a secret was left somewhere");

  await page.click(".nav a[href='#/yeastar/calls']");
  await actor.reads(".back", /Back to Fonoster/);
  await page.click(".back");
  await actor.see(".agents tbody tr");
});

test("says what is wrong with a sign-in, and where", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(noConnection("/fonoster.identity.v1beta2.Identity/ExchangeCredentials"));
  await arrive(actor);
  await actor.type("[name=keySecret]", "of-nobody");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /refused the sign-in.*code 7/);
  await actor.reads("#keySecret-hint", /Check the key/);
  await focused(actor, "#keySecret");
  await actor.axe("refused key");
  await actor.shot("agents-refused-1280-light");
  await actor.type("[name=keyId]", "");
  await page.keyboard.press("Enter");
  await actor.reads("#keyId-hint", /Enter the ID/);

  await page.click("[name=way][value=user]");
  assert.equal(await page.$(".sign-in-alert .bar"), null);
  await actor.type("[name=username]", "admin");
  await page.keyboard.press("Enter");
  await actor.reads("#username-hint", /e-mail/);
  await focused(actor, "#username");
  await actor.type("[name=username]", sim.fonoster.credentials.username);
  await page.keyboard.press("Enter");
  await actor.reads("#code-hint", /code that your app shows/);
  await actor.type("[name=code]", "123456");
  await actor.type("[name=url]", "http://api.example.com");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /https/);
  await actor.type("[name=url]", "https://:::");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /not an address/);
  await actor.type("[name=url]", sim.fonoster.url);
  await page.keyboard.press("Enter");
  await actor.see(".agents tbody tr");

  await page.click(".side-button");
  await actor.see("form.sign-in");
  await sim.close();
  await page.click("[name=way][value=user]");
  await actor.type("[name=secret]", "1234");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /Nothing answers/);
}, { fonoster: { twoFactorCode: "123456" } });

test("an address with something else behind it", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(501, "/fonoster.identity.v1beta2.Identity/ExchangeApiKey"), /^Access to fetch at .* has been blocked by CORS policy/, noConnection("/fonoster.identity.v1beta2.Identity/ExchangeApiKey"));
  await arrive(actor);
  await actor.type("[name=url]", sim.yeastar.url);
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /not a Fonoster server|Nothing answers/);
});

// ---- The list ------------------------------------------------------------------------------------------------

test("lists all agents of the workspace and none of another; searches, narrows, sorts, pages", async (actor) => {
  const { page } = actor;
  await enter(actor);
  const all = own(actor);
  assert.equal(all.length, 60);
  await actor.reads(".bulk p", /^60 agents, none disabled$/);
  await shows(actor, all.slice(0, 20));
  await page.click("[aria-label='Next page']");
  await shows(actor, all.slice(20, 40));
  await page.select(".pager-size select", "100");
  await shows(actor, all);
  await page.click(".sort-name button");
  await shows(actor, [...all].reverse());
  assert.equal(await page.$eval(".sort-name", (header) => header.getAttribute("aria-sort")), "descending");
  await page.click(".sort-domain button");
  const byDomain = [...all].sort((a, b) => (a.domain === b.domain ? 0 : a.domain < b.domain ? -1 : 1));
  await shows(actor, byDomain);
  await page.click(".sort-name button");

  // Of all pages, at each key, and without asking anybody.
  const asked = actor.sim.requests({ vendor: "fonoster" }).length;
  const { name, username } = all.at(-1);
  await page.type(".search input", username.toUpperCase());
  await shows(actor, all.filter((one) => one.username.includes(username)));
  await page.keyboard.press("Escape");
  await shows(actor, all);
  await page.type(".search input", name.split(" ").reverse().join(" "));
  await shows(actor, all.filter((one) => name.split(" ").every((word) => one.name.includes(word))));
  await actor.type(".search input", "nobody");
  await actor.reads(".empty", /No agents match/);
  await actor.axe("nobody found");
  await press(actor, "Show all agents");
  await shows(actor, all);
  await page.select("[aria-label=Domain]", "sip.local");
  await shows(actor, all.filter(({ domain }) => domain === "sip.local"));
  await page.click("[name=standing][value=disabled]");
  await actor.reads(".empty", /No agents match/);
  assert.equal(actor.sim.requests({ vendor: "fonoster" }).length, asked);
});

test("250 agents, read in three pages", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await actor.reads(".pager-range", /1–20 of 250/);
  assert.deepEqual(sent(actor, "ListAgents").map(({ pageSize }) => pageSize), [100, 100, 100]);
  await page.select(".pager-size select", "100");
  await shows(actor, own(actor).slice(0, 100));
}, { fonoster: { agents: 250, foreignAgents: 90 } });

test("before there are any, and while they come", async (actor) => {
  const { page, sim } = actor;
  sim.fonoster.fault(`POST ${rpc("ListAgents")}`, { delayMs: 1_500 });
  await arrive(actor);
  await page.click("button[type=submit]");
  await actor.see(".skeleton");
  assert.equal(await page.$eval(".skeleton [class=visually-hidden]", ({ textContent }) => textContent), "Loading agents");
  await actor.axe("loading");
  await actor.shot("agents-loading-1280-light");
  await actor.reads(".empty", /No agents yet/);
  await actor.axe("empty");
  await actor.shot("agents-empty-1280-light");
  await page.click(".empty .primary");
  await fill(actor, "#f-name", "First");
  await fill(actor, "#f-username", "first");
  await press(actor, "Create");
  await actor.reads(".agents tbody tr", /First/);
}, { fonoster: { agents: 0 } });

test("shows what the server says of an agent", async (actor) => {
  await enter(actor);
  await actor.reads(row("r1"), /Ann\s+ann\s+sip\.local\s+Private\s+At most 3\s+1 hour/);
  await actor.reads(row("r2"), /Bob\s+bob\s+–\s*none\s+None\s+Any number\s+By the device/);
  assert.equal(await actor.page.$eval(`${row("r2")} .switch`, (one) => one.getAttribute("aria-checked")), "false");
}, {
  fonoster: {
    agents: [
      { ref: "r1", name: "Ann", username: "ann", domain: "sip.local", privacy: "PRIVATE", maxContacts: 3, expires: 3600, secret: "1234" },
      { ref: "r2", name: "Bob", username: "bob", enabled: false },
    ],
  },
});

// ---- Making, changing, deleting ------------------------------------------------------------------------------

test("makes an agent with the keyboard alone; findings appear beside their fields", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.focus(".records-actions .primary");
  await page.keyboard.press("Enter");
  await focused(actor, "#f-name");
  await page.keyboard.press("Enter");
  await actor.reads("#f-name-hint", /Enter a value/);
  await page.keyboard.type("Ada Lovelace");
  await actor.gone("#f-name-hint");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ada");
  await actor.reads("#f-username-hint", /small letters/);
  assert.equal(await page.$eval("#f-username", (input) => input.getAttribute("aria-invalid")), "true");
  await actor.axe("a wrong user name");
  await page.keyboard.press("Enter");
  assert.deepEqual(sent(actor, "CreateAgent"), []);

  // Only the server knows those of other workspaces.
  const { username: taken } = sim.fonoster.state.agents.find(({ workspace }) => workspace === "foreign");
  await fill(actor, "#f-username", taken);
  await actor.gone("#f-username-hint");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const secret = await page.$eval("#f-secret", ({ value }) => value);
  assert.match(secret, /^[A-Za-z2-9]{20}$/);
  await page.keyboard.press("Tab");
  await page.keyboard.type("sip.nowhere");
  await page.keyboard.press("Enter");
  await actor.reads("#f-domains-hint", /no such domain/);
  await focused(actor, "#f-domains");
  await fill(actor, "#f-domains", "sip.local, sip.branch.local");
  await page.keyboard.press("Enter");
  await actor.reads("#f-domains-hint", /one domain/);
  await fill(actor, "#f-domains", "sip.local");
  await page.keyboard.press("Enter");
  await actor.reads("#f-username-hint", /Is taken/);
  await focused(actor, "#f-username");
  await actor.axe("a taken user name");
  await actor.shot("agents-taken-1280-light");
  assert.equal(sim.fonoster.state.credentials.filter(({ password }) => password === secret).length, 0, "credentials were left over");

  await fill(actor, "#f-username", "ada.lovelace");
  await page.select("#f-privacy", "private");
  await fill(actor, "#f-maxContacts", "0");
  await actor.reads("#f-maxContacts-hint", /from 1/);
  await fill(actor, "#f-maxContacts", "2");
  await fill(actor, "#f-expires", "600");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(".notice", /Ada Lovelace was created/);
  const made = own(actor).find(({ username }) => username === "ada.lovelace");
  const { privacy, enabled, maxContacts, expires, domain } = made;
  assert.deepEqual({ privacy, enabled, maxContacts, expires, domain }, { privacy: "PRIVATE", enabled: false, maxContacts: 2, expires: 600, domain: "sip.local" });
  assert.equal(sim.fonoster.state.credentials.find(({ ref }) => ref === made.credentialsRef).password, secret);
  await actor.reads(row(made.ref), /Ada Lovelace.*Private.*At most 2.*10 minutes/);
  await focused(actor, ".records-actions .primary");
  await page.click("[aria-label=Dismiss]");
  await actor.gone(".notice .bar");
});

test("a new agent is shown, whatever was being looked for", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await page.type(".search input", "nobody");
  await actor.see(".empty");
  await press(actor, "New agent");
  await fill(actor, "#f-name", "Zz Last");
  await fill(actor, "#f-username", "zz");
  await press(actor, "Create");
  await actor.reads(".pager-range", /61–61 of 61/);
  await shows(actor, own(actor).slice(60));
});

test("an edit leaves alone what was not changed", async (actor) => {
  const { page } = actor;
  await enter(actor);
  const ref = "r1";
  await page.click(`${row(ref)} .link-button`);
  await focused(actor, "#f-name");
  assert.equal(await page.$eval("#f-maxContacts", ({ value }) => value), "3");
  await fill(actor, "#f-name", "x".repeat(61));
  await actor.reads("#f-name-hint", /at most 60/);
  await fill(actor, "#f-name", "Ann Other");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(row(ref), /Ann Other/);
  await focused(actor, `${row(ref)} .link-button`);
  const kept = ({ privacy, enabled, maxContacts, expires, domain, credentialsRef }) => ({ privacy, enabled, maxContacts, expires, domain, credentialsRef });
  const { credentialsRef } = agentOf(actor, ref);
  assert.ok(credentialsRef);
  assert.deepEqual(kept(agentOf(actor, ref)), { privacy: "PRIVATE", enabled: true, maxContacts: 3, expires: 3600, domain: "sip.local", credentialsRef });

  // The server knows no way back; the library says so before anything is sent.
  const updates = sent(actor, "UpdateAgent").length;
  await page.click(rowButton(ref, "Edit"));
  await actor.see("#f-maxContacts");
  await fill(actor, "#f-maxContacts", " ");
  await page.keyboard.press("Enter");
  await actor.reads("#f-maxContacts-hint", /cannot be taken back to any number/);
  await focused(actor, "#f-maxContacts");
  assert.equal(sent(actor, "UpdateAgent").length, updates);
  await fill(actor, "#f-maxContacts", "5");
  await fill(actor, "#f-expires", " ");
  await fill(actor, "#f-domains", " ");
  await page.select("#f-privacy", "none");
  await page.click("#f-enabled");
  await press(actor, "Save");
  await confirmed(actor);
  assert.deepEqual(kept(agentOf(actor, ref)), { privacy: "NONE", enabled: false, maxContacts: 5, expires: 0, domain: undefined, credentialsRef });
  await actor.reads(".notice", /Ann Other was saved/);

  // Nothing to save: nothing is sent.
  await page.click(rowButton(ref, "Edit"));
  await actor.see("#f-maxContacts");
  await press(actor, "Save");
  await confirmed(actor);
  assert.equal(sent(actor, "UpdateAgent").length, updates + 1);
}, {
  fonoster: {
    agents: [{ ref: "r1", name: "Ann", username: "ann", domain: "sip.local", privacy: "PRIVATE", maxContacts: 3, expires: 3600, secret: "1234" }],
    foreignAgents: 0,
  },
});

test("changes a secret, and gives one to whom has none", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const passwordOf = (ref) => sim.fonoster.state.credentials.find((one) => one.ref === agentOf(actor, ref).credentialsRef)?.password;
  await page.click(rowButton("r1", "Change the secret of Ann"));
  await focused(actor, "#f-secret");
  await page.keyboard.press("Enter");
  await actor.reads("#f-secret-hint", /Enter a value/);
  await actor.axe("no secret");
  await page.keyboard.type("n3w secret");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(".notice", /The secret of Ann was changed/);
  assert.equal(passwordOf("r1"), "n3w secret");
  await focused(actor, rowButton("r1", "Change the secret of Ann"));
  assert.ok(!(await page.$eval("body", ({ innerHTML }) => innerHTML)).includes("n3w secret"));

  await page.click(rowButton("r2", "Set the secret of Bob"));
  await actor.reads("dialog", /cannot register without/);
  await press(actor, "Generate");
  await press(actor, "Set secret");
  await confirmed(actor);
  assert.match(passwordOf("r2"), /^\w{20}$/);
  await actor.see(rowButton("r2", "Change the secret of Bob"));
}, { fonoster: { agents: [{ ref: "r1", name: "Ann", username: "ann", secret: "1234" }, { ref: "r2", name: "Bob", username: "bob" }] } });

test("switches an agent; one that the server refuses to switch goes back", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ ref }] = own(actor);
  const standing = () => page.$eval(`${row(ref)} .switch`, (one) => one.getAttribute("aria-checked"));
  await page.focus(`${row(ref)} .switch`);
  await page.keyboard.press("Space");
  await until(() => agentOf(actor, ref).enabled === false, "the switch did nothing");
  await settled(actor);
  assert.equal(await standing(), "false");
  await actor.reads(".bulk p", /60 agents, 1 disabled/);

  sim.fonoster.fault(`POST ${rpc("UpdateAgent")}`, { errcode: 7, errmsg: "Permission denied" });
  await page.click(`${row(ref)} .switch`);
  await actor.reads(".records > .bar-problem", /Not allowed/);
  await settled(actor);
  assert.equal(await standing(), "false");
  await actor.axe("a refused switch");
  await page.click(`${row(ref)} .switch`);
  await actor.gone(".bar-problem");
  await until(() => agentOf(actor, ref).enabled === true, "the switch did nothing");

  // In a list of the enabled ones, the row goes, and the focus is not lost.
  await page.click("[name=standing][value=enabled]");
  await page.focus(`${row(ref)} .switch`);
  await page.keyboard.press("Space");
  await actor.gone(row(ref));
  await focused(actor, "#agents");
});

test("switches many at once, of all pages, one after the other", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.select("[aria-label=Domain]", "sip.local");
  const some = own(actor).filter(({ domain }) => domain === "sip.local");
  assert.ok(some.length > 20);
  await page.click("th .tick");
  await actor.reads(".bulk p", new RegExp(`^${some.length} of 60 agents ticked$`));
  await press(actor, "Clear");
  assert.equal(await page.$(".is-chosen"), null);
  await page.click("th .tick");
  await choose(actor, some[0].ref);
  await page.waitForFunction(() => document.querySelector("th .tick input").indeterminate);
  await actor.axe("ticked agents");
  sim.fonoster.fault(`POST ${rpc("UpdateAgent")}`, { delayMs: 1_000 });
  await press(actor, "Disable");
  await actor.reads(".bulk p", new RegExp(`^Disabling \\d+ of ${some.length - 1} …$`));
  await actor.axe("many at once");
  await actor.shot("agents-bulk-1280-light");
  await actor.reads(".bulk p", new RegExp(`^60 agents, ${some.length - 1} disabled$`));
  const off = () => own(actor).filter(({ enabled }) => !enabled).map(({ ref }) => ref);
  assert.deepEqual(off(), some.slice(1).map(({ ref }) => ref));

  // Those that are as wanted already are not asked for again.
  const updates = sent(actor, "UpdateAgent").length;
  await page.click("th .tick");
  await press(actor, "Disable");
  await until(() => off().length === some.length, "one was left out");
  assert.equal(sent(actor, "UpdateAgent").length, updates + 1);
});

test("many at once: can be stopped; what failed stays ticked and can be tried again", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, rpc("(Get|Update)Agent")));
  await enter(actor);
  const [first, second, third] = own(actor);
  for (const { ref } of [first, second, third]) await choose(actor, ref);
  sim.fonoster.fault(`POST ${rpc("UpdateAgent")}`, { hang: true });
  await press(actor, "Disable");
  await until(() => sent(actor, "UpdateAgent").length === 1, "nothing was sent");
  await press(actor, "Stop");
  await actor.reads(".bulk p", /^3 of 60 agents ticked$/);
  assert.equal(agentOf(actor, second.ref).enabled, true);

  // One that is gone does not hold up the others.
  sim.fonoster.fault(`POST ${rpc("UpdateAgent")}`, { errcode: 7, errmsg: "Permission denied" });
  await press(actor, "Disable");
  await actor.reads(".bar-problem", /1 agent was not disabled.*Not allowed/);
  await actor.reads(".bulk p", /1 of 60 agents ticked/);
  assert.deepEqual([first, second, third].map(({ ref }) => agentOf(actor, ref).enabled), [true, false, false]);

  await choose(actor, second.ref);
  const lift = sim.fonoster.fault(`POST ${rpc("UpdateAgent")}`, { status: 503, times: Infinity });
  await press(actor, "Disable");
  await actor.reads(".bar-problem", /1 agent was not disabled.*cannot be reached/);
  await actor.axe("many at once, failed");
  await actor.shot("agents-bulk-failed-1280-light");
  lift();
  await page.click(".bar-problem button");
  await until(() => agentOf(actor, first.ref).enabled === false, "it was not tried again");
  await actor.gone(".bar-problem");
});

test("deletes an agent after asking", async (actor) => {
  const { page } = actor;
  await enter(actor);
  const [first, second] = own(actor);
  await page.focus(rowButton(first.ref, "Delete"));
  await page.keyboard.press("Enter");
  await actor.reads("dialog", new RegExp(`${first.name}.*cannot be undone`));
  await page.waitForFunction(() => document.activeElement?.innerText === "Keep it");
  await page.keyboard.press("Escape");
  await confirmed(actor);
  await focused(actor, rowButton(first.ref, "Delete"));
  await page.keyboard.press("Enter");
  await press(actor, "Keep it");
  await confirmed(actor);
  assert.ok(agentOf(actor, first.ref));
  await page.keyboard.press("Enter");
  await press(actor, "Delete agent");
  await confirmed(actor);
  assert.equal(agentOf(actor, first.ref), undefined);
  await actor.gone(row(first.ref));
  await focused(actor, "#agents");
  await actor.reads(".notice", new RegExp(`${first.name} was deleted`));

  // Whether it was here or elsewhere makes no difference.
  actor.sim.fonoster.fault(`POST ${rpc("DeleteAgent")}`, { errcode: 5, errmsg: "The requested resource was not found" });
  await page.click(rowButton(second.ref, "Delete"));
  await press(actor, "Delete agent");
  await confirmed(actor);
  await actor.gone(row(second.ref));
});

test("an agent that somebody else has deleted", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [{ ref }] = own(actor);
  sim.fonoster.fault(`POST ${rpc("GetAgent")}`, { errcode: 5, errmsg: "The requested resource was not found" });
  await page.click(rowButton(ref, "Edit"));
  await actor.reads("dialog .problem", /Not found.*code 5/);
  await actor.axe("a missing agent");
  await page.keyboard.press("Escape");
  await confirmed(actor);
  await actor.gone(row(ref));
  await focused(actor, "#agents");
});

test("the focus stays in a dialog, and Escape closes it", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await page.focus(".records-actions .primary");
  await page.keyboard.press("Enter");
  await focused(actor, "#f-name");
  for (let presses = 0; presses < 16; presses++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))), "the focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await confirmed(actor);
  await focused(actor, ".records-actions .primary");
});

// ---- Tokens --------------------------------------------------------------------------------------------------

for (const way of ["key", "user"]) {
  test(`nobody notices that a token ends, signed in by ${way}`, async (actor) => {
    const { page, sim } = actor;
    await enter(actor, way);
    const [{ ref }, second, third] = own(actor);
    const renewals = () => sim.requests("POST /fonoster.identity.v1beta2.Identity/ExchangeRefreshToken").length;
    sim.fonoster.expireTokens();
    await page.click(`${row(ref)} .switch`);
    await until(() => agentOf(actor, ref).enabled === false, "the switch did nothing");
    await settled(actor);
    assert.equal(renewals(), 1);

    await page.click(rowButton(second.ref, "Edit"));
    await actor.see("#f-name");
    sim.fonoster.expireTokens();
    await fill(actor, "#f-name", "Renamed");
    await press(actor, "Save");
    await confirmed(actor);
    assert.equal(agentOf(actor, second.ref).name, "Renamed");
    sim.fonoster.expireTokens();
    await page.click(rowButton(third.ref, "Delete"));
    await press(actor, "Delete agent");
    await confirmed(actor);
    assert.equal(agentOf(actor, third.ref), undefined);
    sim.fonoster.expireTokens();
    await reload(actor);
    await settled(actor);
    await until(() => renewals() === 4, `${renewals()} renewals`);
    assert.equal(await page.$(".bar-problem, .problem"), null);
    await actor.reads(".bulk p", /59 agents, 1 disabled/);
  });
}

test("a session that cannot be renewed leads to the sign-in; a key signs in again by itself", async (actor) => {
  const { page, sim } = actor;
  const end = () => {
    sim.fonoster.expireTokens();
    sim.fonoster.revokeRefreshTokens();
  };
  await enter(actor, "key");
  end();
  await reload(actor);
  await settled(actor);
  assert.equal(await page.$(".bar-problem"), null);
  await page.click(".side-button");
  await actor.see("form.sign-in");
  await page.click("[name=way][value=user]");
  await page.click("button[type=submit]");
  await actor.see(".agents tbody tr");
  await settled(actor);
  end();
  await reload(actor);
  await actor.reads(".bar-problem", /session has ended/);
  await actor.axe("an ended session");
  await page.click(".bar-problem button");
  await actor.see("form.sign-in");
});

// ---- Failures ------------------------------------------------------------------------------------------------

test("a server that is down: said at the start and beside the list, and tried again", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, rpc("(List|Get|Create|Update|Delete)Agents?")), failedToLoad(503, "/fonoster.domains.v1beta2.Domains/ListDomains"));
  await arrive(actor);
  const lift = sim.fonoster.fault(`POST ${rpc("ListAgents")}`, { status: 503, times: Infinity });
  await page.click("button[type=submit]");
  await actor.reads(pill, /Retrying \(2nd try\)/);
  await actor.reads(".problem", /cannot be reached.*HTTP 503/);
  await actor.axe("failed at the start");
  await actor.shot("agents-failed-1280-light");
  lift();
  await page.click(".problem button");
  await actor.see(".agents tbody tr");
  await focused(actor, "#agents");

  sim.fonoster.goDown();
  await reload(actor);
  await actor.reads(".records > .bar-problem", /cannot be reached/);
  assert.equal((await page.$$(".agents tbody tr")).length, 20);
  await actor.axe("failed beside the list");
  await actor.shot("agents-down-1280-light");

  // In dialogs, what was typed stays.
  await press(actor, "New agent");
  await fill(actor, "#f-name", "Patient");
  await fill(actor, "#f-username", "patient");
  await press(actor, "Create");
  await actor.reads("dialog .form-problems", /cannot be reached.*Whether the change was made is not known.*HTTP 503/);
  await actor.axe("failed in a dialog");
  await actor.shot("agents-down-dialog-1280-light");
  sim.fonoster.goDown(false);
  await press(actor, "Create");
  await confirmed(actor);
  await actor.reads(".notice", /Patient was created/);
  await page.click(".records > .bar-problem button");
  await actor.gone(".bar-problem");
});

test("offline, and back", async (actor) => {
  const { page } = actor;
  await enter(actor);
  actor.expected.push(/^Failed to load resource: net::ERR_INTERNET_DISCONNECTED/);
  await page.setOfflineMode(true);
  await reload(actor);
  await actor.reads(".records > .bar-problem", /cannot be reached/);
  await actor.reads(pill, /No connection/);
  await page.setOfflineMode(false);
  await page.click(".records > .bar-problem button");
  await actor.gone(".bar-problem");
  await settled(actor);
});

test("a rate limit is shown with its countdown, in dialogs too, and passes", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  actor.expected.push(failedToLoad(429, rpc("(Get|Delete)Agent")));
  const [{ ref }, other] = own(actor);
  await holdTime(actor);
  await withoutChance(actor);
  sim.fonoster.limitRate({ requests: 0, windowMs: 60_000 });
  await page.click(`${row(ref)} .switch`);
  await actor.reads(pill, /Rate limited, continuing within\s*28 s/);
  await tick(actor, 10_000);
  await actor.reads(pill, /continuing within\s*18 s/);
  sim.fonoster.limitRate(null);
  await tick(actor, 18_000);
  await until(() => agentOf(actor, ref).enabled === false, "the switch was given up");
  await actor.reads(pill, /Ready/);

  sim.fonoster.limitRate({ requests: 0, windowMs: 60_000 });
  await page.click(rowButton(other.ref, "Delete"));
  await press(actor, "Delete agent");
  await actor.reads("dialog .waiting", /Waiting: .*within\s*28 s/);
  await tick(actor, 28_000);
  await actor.reads("dialog .waiting", /within\s*(49|5\d) s/);
  await tick(actor, 56_000);
  await actor.reads("dialog .form-problems", /Too many requests/);
  await actor.gone(".waiting p");
  sim.fonoster.limitRate(null);
  await press(actor, "Delete agent");
  await confirmed(actor);
  assert.equal(agentOf(actor, other.ref), undefined);
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
        await actor.shot(`agents-${name}-${where}`, options);
      };
      await arrive(actor);
      await look("sign-in");
      await page.click("[name=way][value=user]");
      await look("sign-in-user");
      await page.click("button[type=submit]");
      await actor.see(".agents tbody tr");
      await settled(actor);
      await look("list", { fullPage: true });
      const [{ ref }, second] = own(actor);
      await choose(actor, ref);
      await choose(actor, second.ref);
      await look("ticked");
      await press(actor, "New agent");
      await fill(actor, "#f-username", "Not Like This");
      await press(actor, "Create");
      await actor.see("#f-name-hint");
      await look("create");
      await press(actor, "Cancel");
      await page.click(rowButton(ref, "Edit"));
      await actor.see("#f-name");
      await look("edit");
      await press(actor, "Cancel");
      await page.click(rowButton(ref, "Change the secret"));
      await press(actor, "Generate");
      await page.click("[aria-label='Show secret']");
      await look("secret");
      await press(actor, "Cancel");
      await page.click(rowButton(ref, "Delete"));
      await look("delete");
      sim.fonoster.fault(`POST ${rpc("DeleteAgent")}`, { errcode: 13, errmsg: "Internal server error" });
      await press(actor, "Delete agent");
      await actor.reads("dialog .form-problems", /has a problem/);
      await look("delete-failed");
      await press(actor, "Keep it");
      sim.fonoster.fault(`POST ${rpc("ListAgents")}`, { errcode: 13, errmsg: "Internal server error" });
      await reload(actor);
      await actor.see(".records > .bar-problem");
      await look("failed");
      await page.click(pill);
      await actor.see(".request-log");
      await look("requests");
      await page.keyboard.press("Escape");
      actor.expected.push(failedToLoad(429, rpc("DeleteAgent")));
      sim.fonoster.limitRate({ requests: 0, windowMs: 60_000 });
      await page.click(rowButton(ref, "Delete"));
      await press(actor, "Delete agent");
      await actor.see("dialog .waiting p");
      await look("limited-dialog");
      await press(actor, "Keep it");
      await actor.reads(pill, /Rate limited/);
      await look("limited");
    }, { theme, viewport, reducedMotion: true });
  }
}
