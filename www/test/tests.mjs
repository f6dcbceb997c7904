import assert from "node:assert/strict";

import { desktop, phone } from "./stage.mjs";
import { failedToLoad, noConnection as noConnectionTo, until } from "./tools.mjs";

export const tests = [];
const test = (name, run, options) => tests.push({ name, run, options });

const search = "GET /api/v1.0/cdr/searchpersonal";
const noConnection = noConnectionTo("/api/v1\\.0/.*");
const noSocket = /^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/api\/v1\.0\/subscribe\?.*' failed: /;

// ---- Signing in ----------------------------------------------------------------------------------------------

test("signs in with the keyboard alone, with what the simulator offers", async (actor) => {
  const { page, account } = actor;
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]").value);
  assert.equal(await page.$eval("[name=url]", ({ value }) => value), account.url);
  assert.equal(await page.$eval("[name=username]", ({ value }) => value), account.username);
  assert.equal(await page.$eval("[name=secret]", ({ type }) => type), "password");
  assert.match(await page.title(), /^Sign in/);
  await actor.shot("sign-in-1280-light");

  await tabTo(page, "button[type=submit]");
  await page.keyboard.press("Enter");
  await actor.see(".calls tbody tr");
  await page.waitForFunction(() => document.activeElement?.matches("h1"));
  assert.match(await page.title(), /^Calls/);
  await actor.live();

  // From the top of the page there is a short way back to the content.
  await page.keyboard.down("Shift");
  await tabTo(page, ".skip-link");
  await page.keyboard.up("Shift");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "main");
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!stored.includes(account.secret), "the signature was stored");
});

test("starts with empty fields when the server offers nothing, and names those left empty", async (actor) => {
  const { page } = actor;
  await actor.visit();
  await page.click("button[type=submit]");
  await actor.reads("#url-hint", /address/);
  await actor.reads("#username-hint", /extension/);
  await actor.reads("#secret-hint", /signature/);
  assert.equal(await page.$eval("#url", (input) => input.getAttribute("aria-invalid")), "true");
  await page.waitForFunction(() => document.activeElement?.id === "url");
}, { offer: false });

test("says which field is wrong", async (actor) => {
  const { page, sim } = actor;
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]").value);
  await actor.type("[name=secret]", "not the signature");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /refused.*-103/);
  await actor.reads("#secret-hint", /signature/);
  await page.waitForFunction(() => document.activeElement?.id === "secret");
  await actor.shot("sign-in-refused-1280-light");

  await actor.type("[name=url]", "http://pbx.example.com");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /https/);
  await page.waitForFunction(() => document.activeElement?.id === "url");

  await actor.type("[name=url]", "https://:::");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /Check the address.*-2/);

  // Nobody listens on a port that was closed.
  const { url } = actor.account;
  actor.expected.push(noConnection);
  await sim.close();
  await actor.type("[name=url]", url);
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /Nothing answers/);
  await actor.reads(".sign-in-alert", /cannot be reached.*-4/);
});

test("explains why a sign-in fails", async (actor) => {
  const { page, sim } = actor;
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]").value);
  const cases = [
    ["GET /api/v1.0/pbx/getproduct", { malformed: true }, /Unexpected answer.*-4/],
    ["POST /api/v1.0/login", { errcode: 70004, errmsg: "ACCOUNT IP BLOCKED" }, /Blocked after failed attempts.*-103.*70004/],
    ["POST /api/v1.0/login", { errcode: 70136, errmsg: "PLAN" }, /SDK plan not active.*-110/],
    ["GET /api/v1.0/extension/getpersonal", { body: { errcode: 0, errmsg: "SUCCESS" } }, /Extension not found.*-104/],
    ["GET /api/v1.0/extension/getregisterinfo", { status: 500 }, /PBX has a problem.*-102.*HTTP 500/],
  ];
  actor.expected.push(failedToLoad(500, "/api/v1.0/extension/getregisterinfo"));
  for (const [match, fault, pattern] of cases) {
    sim.yeastar.fault(match, fault);
    await page.click("button[type=submit]");
    await actor.reads(".sign-in-alert", pattern);
  }
  await page.click("button[type=submit]");
  await actor.see(".calls tbody tr");
});

test("a sign-in that hangs can be cancelled", async (actor) => {
  const { page, sim } = actor;
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]").value);
  sim.yeastar.fault("POST /api/v1.0/login", { hang: true });
  await page.click("button[type=submit]");
  const cancel = await page.waitForSelector("::-p-text(Cancel)");
  await cancel.click();
  await actor.reads("button[type=submit]", /^Sign in$/);
  assert.equal(await page.$(".sign-in-alert .bar"), null);
});

test("signs out, and tells the PBX", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  await page.click(".side-button");
  await actor.see("form.sign-in");
  assert.match(await page.title(), /^Sign in/);
  await until(() => sim.requests("GET /api/v1.0/logout").some(({ status }) => status === 200), "no logout came");
  await until(() => sim.yeastar.state.sockets.length === 0, "the socket is still open");
});

// ---- The records ---------------------------------------------------------------------------------------------

test("shows the rows and the figures that the PBX has", async (actor) => {
  const { page } = actor;
  await actor.signIn();
  const { rows, total } = await actor.ask();
  await actor.shows(rows);
  const shown = await page.$$eval(".calls tbody tr", (rows) =>
    rows.map((row) => ({
      name: row.querySelector(".party-name").innerText,
      number: row.querySelector(".party-number").innerText,
      direction: row.querySelector(".direction").innerText.trim(),
      result: row.querySelector(".badge").innerText,
      talk: row.querySelector(".cell-talk > [aria-hidden]").innerText,
      time: row.querySelector("time").dateTime,
      clock: row.querySelector(".time-clock").innerText,
    })),
  );
  const words = { ANSWERED: "Answered", "NO ANSWER": "No answer", BUSY: "Busy", FAILED: "Failed", VOICEMAIL: "Voicemail" };
  for (const [index, row] of rows.entries()) {
    const cell = shown[index];
    const name = row.contact_name ?? row.extension?.caller_id_name;
    assert.equal(cell.name, name ?? row.number);
    if (name) assert.ok(cell.number.includes(row.number));
    assert.equal(cell.direction, ["", "Incoming", "Missed", "Outgoing"][row.status]);
    assert.equal(cell.result, words[row.disposition]);
    const seconds = row.talk_duration;
    assert.equal(cell.talk, seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "–");
    assert.equal(cell.time, new Date(row.timestamp * 1000).toISOString());
    assert.equal(cell.clock, cell.time.slice(11, 19));
  }
  await actor.reads(".pager-range", new RegExp(`1–20 of ${total}`));

  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400;
  const all = (await actor.ask({ page_size: 1000 })).rows;
  const today = all.filter(({ timestamp }) => timestamp >= midnight);
  const answered = today.filter(({ disposition }) => disposition === "ANSWERED");
  assert.ok(today.length > 30 && today.length < all.length, "the fixture has calls of two days");
  await actor.reads("[data-figure=calls]", new RegExp(`^${today.length}$`));
  await actor.reads("[data-figure=missed]", new RegExp(`^${today.filter(({ status }) => status === 2).length}$`));
  await actor.reads("[data-figure=answered]", new RegExp(`^${Math.round((100 * answered.length) / today.length)}%`));
  const label = await page.$eval("canvas", (canvas) => canvas.getAttribute("aria-label"));
  assert.ok(label.includes(`${today.length} calls: ${answered.length} answered`), label);

  const button = await page.$(".hours-head button");
  await button.click();
  await actor.see(".hours-table");
  const sum = await page.$$eval(".hours-table td", (cells) => cells.reduce((sum, { innerText }) => sum + Number(innerText), 0));
  assert.equal(sum, today.length);
});

test("pages and page sizes", async (actor) => {
  const { page } = actor;
  await actor.signIn();
  const { total } = await actor.ask();
  const next = "[aria-label='Next page']";
  await page.click(next);
  await actor.shows((await actor.ask({ page: 2 })).rows);
  await actor.reads(".pager-page", /Page 2 of/);
  await page.click(next);
  await actor.shows((await actor.ask({ page: 3 })).rows);
  await page.click("[aria-label='Previous page']");
  await actor.shows((await actor.ask({ page: 2 })).rows);
  await page.select(".pager-size select", "50");
  await actor.shows((await actor.ask({ page_size: 50 })).rows);
  await page.select(".pager-size select", "100");
  await actor.shows((await actor.ask({ page_size: 100 })).rows);
  await actor.reads(".pager-page", new RegExp(`Page 1 of ${Math.ceil(total / 100)}`));
  assert.equal(await page.$eval("[aria-label='Previous page']", (button) => button.getAttribute("aria-disabled")), "true");
});

test("sorts by the headers, from the keyboard too", async (actor) => {
  const { page } = actor;
  const sorted = (by) => page.$eval(`.sort-${by}`, (header) => header.getAttribute("aria-sort"));
  await actor.signIn();
  assert.deepEqual([await sorted("time"), await sorted("id")], ["descending", "none"]);
  await page.click(".sort-time button");
  await actor.shows((await actor.ask({ order_by: "asc" })).rows);
  assert.equal(await sorted("time"), "ascending");
  await page.focus(".sort-id button");
  await page.keyboard.press("Enter");
  await actor.shows((await actor.ask({ sort_by: "id" })).rows);
  assert.deepEqual([await sorted("time"), await sorted("id")], ["none", "descending"]);
  await page.keyboard.press("Space");
  await actor.shows((await actor.ask({ sort_by: "id", order_by: "asc" })).rows);
  assert.equal(await sorted("id"), "ascending");
});

test("filters by status and by number; Escape clears", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  for (const status of [1, 2, 3]) {
    await page.click(`.segment input[value="${status}"]`);
    await actor.shows((await actor.ask({ status })).rows);
  }
  await page.keyboard.press("ArrowLeft");
  await actor.shows((await actor.ask({ status: 2 })).rows);
  await page.click('.segment input[value="0"]');
  await actor.shows((await actor.ask()).rows);

  const asked = sim.requests(search).length;
  await actor.typeFast(".search input", "1001");
  const { rows, total } = await actor.ask({ number: "1001" });
  assert.ok(total > 0);
  await actor.shows(rows);
  const ours = sim.requests(search).slice(asked).filter(({ target }) => /number=1/.test(target));
  assert.deepEqual(ours.filter(({ target }) => !target.endsWith("number=1001")), [], "asked while the number was being typed");

  await page.keyboard.press("Escape");
  assert.equal(await page.$eval(".search input", ({ value }) => value), "");
  await actor.shows((await actor.ask()).rows);

  await page.type(".search input", "000000000");
  await actor.reads(".empty", /No calls match/);
  await actor.shot("empty-1280-light");
  await (await page.waitForSelector(".empty button")).click();
  await actor.shows((await actor.ask()).rows);
});

test("a slow answer never replaces a newer one", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  const before = sim.requests(search).length;
  sim.yeastar.fault(search, { hang: true });
  await page.click('.segment input[value="2"]');
  await until(() => sim.requests(search).length > before, "the query did not leave");
  await actor.see(".records-body.is-loading");
  assert.equal((await actor.ids()).length, 20, "the rows before stay while the next ones load");
  await page.click('.segment input[value="3"]');
  await actor.shows((await actor.ask({ status: 3 })).rows);
  await actor.gone(".is-loading");
});

test("an extension without calls", async (actor) => {
  await actor.visit();
  await actor.page.waitForFunction(() => document.querySelector("[name=secret]").value);
  await actor.page.click("button[type=submit]");
  await actor.reads(".empty", /No calls yet/);
  await actor.reads(".hours-note", /No calls yet today/);
  await actor.axe("no calls");
  await actor.shot("no-calls-1280-light");
}, { fixtures: { calls: 0 } });

// ---- Live ----------------------------------------------------------------------------------------------------

test("a call appears by itself and is counted without reading the day again", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  const calls = Number(await actor.text("[data-figure=calls]"));
  const before = sim.requests(search).length;
  sim.yeastar.placeCall({ from: "1001", to: "1000", disposition: "NO ANSWER" });
  const row = await actor.see(".calls tbody tr.is-fresh:first-child");
  assert.match(await row.evaluate((row) => row.innerText), /1001.*Missed.*No answer/s);
  await actor.reads("[data-figure=calls]", new RegExp(`^${calls + 1}$`));
  await actor.reads("[role=status].visually-hidden", /New call: Missed/);
  await actor.shows((await actor.ask()).rows);
  await actor.shot("live-1280-light");
  const ours = sim.requests(search).slice(before).filter(({ target }) => /page_size=100/.test(target));
  assert.equal(ours.length, 0, "the day was read again");
});

test("a call whose row comes late, seen from another page of the list", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  await page.click("[aria-label='Next page']");
  await actor.reads(".pager-page", /Page 2 of/);
  const calls = Number(await actor.text("[data-figure=calls]"));
  sim.yeastar.placeCall({ from: "1000", to: "1002", talkSeconds: 61 });
  await actor.reads("[data-figure=calls]", new RegExp(`^${calls + 1}$`));
  await actor.shows((await actor.ask({ page: 2 })).rows);
}, { fixtures: { rowDelayMs: 700 } });

test("a dropped feed is retried, and what was missed is fetched", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  actor.expected.push(noSocket);
  const release = sim.yeastar.fault("socket", { status: 503, times: Infinity });
  sim.yeastar.emit({ close: 1006 });
  await actor.see(".connection[data-state=retrying]");
  await actor.reads(".countdown", /in \d+ s|now/);
  await actor.shot("retrying-1280-light");
  sim.yeastar.placeCall({ from: "1003", to: "1000", disposition: "BUSY" });
  release();
  await actor.live();
  await actor.reads(".bar-notice", /may have been missed/);
  await actor.shows((await actor.ask()).rows);
  await actor.axe("after an outage");
  await page.click(".bar-notice button");
  await actor.gone(".bar-notice");
}, { reducedMotion: true });

test("signed in elsewhere", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  sim.yeastar.emit({ type: 10000, msg: { username: "1000" }, to: "1000" });
  await actor.reads("[role=alertdialog]", /Signed in elsewhere.*Sign in again/);
  await page.waitForFunction(() => document.activeElement?.innerText === "Sign in again");
  await actor.see(".connection[data-state=closed]");
  await actor.axe("signed in elsewhere");
  await actor.shot("elsewhere-1280-light");
  await page.keyboard.press("Enter");
  await actor.see("form.sign-in");
  assert.equal(await page.$eval("[name=username]", ({ value }) => value), "1000");
  await page.click("button[type=submit]");
  await actor.see(".calls tbody tr");
});

test("the other ways in which the PBX ends a session", async (actor) => {
  const { page, sim } = actor;
  const cases = [
    [{ type: 20007, msg: {} }, /Extension removed.*-108/],
    [{ type: 20010, msg: {} }, /sign in again.*-109/],
    [{ type: 20153, msg: { enable: 0 } }, /plan not active.*-110/],
    [{ type: 20015, msg: { enb_web_client: 0 } }, /Web access is switched off.*-106/],
  ];
  for (const [event, pattern] of cases) {
    await actor.signIn();
    sim.yeastar.emit(event);
    await actor.reads("[role=alertdialog]", pattern);
  }
  await page.setViewport(phone);
  await actor.fitsWidth("an ended session");
  await actor.shot("ended-390-light");
});

test("a token that is lost is renewed; when it cannot be, the page says so", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(noSocket);
  await actor.signIn();
  sim.yeastar.revokeTokens();
  await page.click('.segment input[value="2"]');
  await actor.shows((await actor.ask({ status: 2 })).rows);
  assert.equal(await page.$("[role=alertdialog]"), null);
  // The feed was opened anew for the new token, and what the page then reads would meet a dead one at once.
  await actor.reads(".bar-notice", /may have been missed/);
  await actor.live();

  sim.yeastar.fault("POST /api/v1.0/login", { errcode: 10005, errmsg: "ACCESS DENIED", times: Infinity });
  sim.yeastar.revokeTokens({ closeSockets: true });
  await actor.see(".connection[data-state=retrying]");
  await page.click('.segment input[value="3"]');
  await actor.reads("[role=alertdialog]", /Please sign in again.*-109/);
  await actor.shot("cannot-renew-1280-light");
});

// ---- Failures ------------------------------------------------------------------------------------------------

test("a PBX that fails at first, and a retry that works", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, "/api/v1.0/cdr/searchpersonal"));
  const release = sim.yeastar.fault(search, { status: 503, times: Infinity });
  await actor.visit();
  await page.waitForFunction(() => document.querySelector("[name=secret]").value);
  await page.click("button[type=submit]");
  await actor.reads(".records .problem", /PBX has a problem.*Try again.*HTTP 503/);
  await actor.reads(".hours-note", /could not be read/);
  await actor.axe("failed query");
  await actor.shot("failed-1280-light", { fullPage: true });
  release();
  await (await page.waitForSelector(".records .problem button")).click();
  await actor.shows((await actor.ask()).rows);
  await actor.see(".figure-value");
  await page.waitForFunction(() => document.activeElement?.id === "records");
});

test("a failure later on leaves the rows in place", async (actor) => {
  const { page, sim } = actor;
  await actor.signIn();
  sim.yeastar.fault(search, { errcode: 10005, errmsg: "ACCESS DENIED" });
  await page.click('.segment input[value="2"]');
  await actor.reads(".records > .bar-problem", /Access denied/);
  assert.equal((await actor.ids()).length, 20);
  await actor.axe("failed query with rows");
  await actor.shot("denied-1280-light");
  actor.expected.push(failedToLoad(503, "/api/v1.0/cdr/searchpersonal"));
  sim.yeastar.fault(search, { status: 503 });
  await page.click('.segment input[value="3"]');
  await actor.reads(".records > .bar-problem", /PBX has a problem/);
  await (await page.waitForSelector(".records > .bar-problem button")).click();
  await actor.shows((await actor.ask({ status: 3 })).rows);
  await actor.gone(".bar-problem");
});

// ---- Looks ---------------------------------------------------------------------------------------------------

for (const theme of ["light", "dark"]) {
  for (const viewport of [desktop, phone]) {
    const where = `${viewport.width}-${theme}`;
    test(`nothing for axe to find and nothing to scroll sideways, ${viewport.width} wide, ${theme}`, async (actor) => {
      const { page, sim } = actor;
      await actor.visit();
      await page.waitForFunction(() => document.querySelector("[name=secret]").value);
      await actor.axe(`sign-in ${where}`);
      await actor.fitsWidth("sign-in");
      await actor.shot(`sign-in-${where}`);
      await actor.type("[name=secret]", "wrong");
      await page.keyboard.press("Enter");
      await actor.see("#secret-hint");
      await actor.axe(`refused sign-in ${where}`);
      await actor.fitsWidth("refused sign-in");
      await actor.shot(`sign-in-refused-${where}`);

      await actor.signIn();
      await actor.axe(`calls ${where}`);
      await actor.fitsWidth("calls");
      await actor.shot(`calls-${where}`);
      await actor.shot(`calls-full-${where}`, { fullPage: true });
      await page.select(".pager-size select", "100");
      await actor.shows((await actor.ask({ page_size: 100 })).rows);
      await actor.fitsWidth("100 rows");
      await page.click(".hours-head button");
      await actor.see(".hours-table");
      await actor.axe(`hours as a table ${where}`);
      await actor.fitsWidth("hours as a table");
      sim.yeastar.emit({ type: 10000, msg: { username: "1000" } });
      await actor.see("[role=alertdialog]");
      await actor.axe(`ended ${where}`);
      await actor.fitsWidth("ended");
      await actor.shot(`elsewhere-${where}`);
    }, { theme, viewport, reducedMotion: true });
  }
}

test("the theme follows the system until one is chosen, which is remembered", async (actor) => {
  const { page } = actor;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const system = (value) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
  await actor.visit();
  const light = await background();
  await system("dark");
  const dark = await background();
  assert.notEqual(light, dark);
  const toggle = await page.waitForSelector("[aria-label='Switch to light theme']");
  await toggle.click();
  assert.equal(await background(), light);
  await page.reload();
  await actor.see("form.sign-in");
  assert.equal(await background(), light);
  await actor.signIn();
  await page.click("[aria-label='Switch to dark theme']");
  assert.equal(await background(), dark);
  await system("light");
  assert.equal(await background(), dark);
});

// ---- Tools ---------------------------------------------------------------------------------------------------

/** Presses Tab until the focus is where it should be. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 12; presses++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${selector}`);
}
