// IPCortex: signing in, one's own calls, who is on the phone, queues, the address book, the feed, looks.
import assert from "node:assert/strict";

import { desktop, phone } from "./stage.mjs";
import { failedToLoad, noConnection, until } from "./tools.mjs";
import { confirmed, fill } from "./trunks-tools.mjs";
import { arrive, boardTests, callsOn, enter, entry, focused, loaded, me, ownCall, person, press, queueTile } from "./wallboard-tools.mjs";

const { tests, test } = boardTests();

export { tests };

const peer = "SIP/desk118";
const noSocket = /^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/adapter\/v1\/feed' failed: /;
const shown = ({ page }) => page.$$eval(".person", (all) => all.map(({ dataset }) => dataset.device));
const showsPeople = async (actor, wanted) => {
  await actor.page
    .waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll(".person")].map(({ dataset }) => dataset.device).sort()) === wanted, {}, JSON.stringify([...wanted].sort()))
    .catch(async () => assert.deepEqual(await shown(actor), wanted));
};
/** What is out of sight is not drawn, and cannot be read or clicked. */
const bring = async ({ page }, selector) => {
  await page.$eval(selector, (element) => element.scrollIntoView({ block: "center" }));
  await page.waitForFunction((selector) => document.querySelector(selector)?.innerText, {}, selector);
};

// ---- Signing in ----------------------------------------------------------------------------------------------

test("signs in with the keyboard; nothing is stored; leaving ends the session", async (actor) => {
  const { page, sim } = actor;
  const { username, password } = sim.ipcortex.credentials;
  await arrive(actor);
  assert.equal(await page.$eval("[name=url]", ({ value }) => value), sim.ipcortex.url);
  assert.equal(await page.$eval("[name=secret]", ({ type }) => type), "password");
  await page.focus("[name=secret]");
  await page.keyboard.press("Enter");
  await loaded(actor);
  await focused(actor, "h1");
  assert.match(await page.title(), /^Wallboard – IPCortex/);
  await actor.reads(".who-name", /^Priya Nair$/);
  await actor.reads(".who-host", new RegExp(`^${username} · 127`));
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML + location.href);
  assert.ok(!stored.includes(password), "the password was left somewhere");

  await page.click(".nav a[href='#/telnyx/connections']");
  await actor.reads(".back", /Back to IPCortex/);
  await page.click(".back");
  await loaded(actor);
  await page.click(".side-button");
  await actor.see("form.sign-in");
  await until(() => sim.ipcortex.state.sessions.length === 0 && sim.ipcortex.state.sockets === 0, "the session stayed");
});

test("says what is wrong with a sign-in, and where", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(401, "/rest/auth/"), noConnection("/rest/auth/"), /^Failed to load resource: .*404|^Access to fetch at .* has been blocked by CORS policy|501/);
  await arrive(actor);
  await actor.type("[name=secret]", "wrong");
  await page.keyboard.press("Enter");
  await actor.reads(".sign-in-alert", /refused the sign-in.*errno 2/);
  await actor.reads("#secret-hint", /Check the user name/);
  await focused(actor, "#secret");
  await actor.axe("refused sign-in");
  await actor.type("[name=username]", "");
  await page.keyboard.press("Enter");
  await actor.reads("#username-hint", /Enter your user name/);
  await actor.type("[name=username]", sim.ipcortex.credentials.username);
  for (const [url, hint] of [["http://pbx.example.com", /https/], ["https://:::", /not an address/]]) {
    await actor.type("[name=url]", url);
    await page.keyboard.press("Enter");
    await actor.reads("#url-hint", hint);
  }
  await actor.type("[name=url]", sim.yeastar.url);
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /not an IPCortex PBX|Nothing answers/);
  await actor.type("[name=url]", sim.ipcortex.url);
  await actor.type("[name=secret]", sim.ipcortex.credentials.password);
  await page.keyboard.press("Enter");
  await loaded(actor);
  await page.click(".side-button");
  await actor.see("form.sign-in");
  await sim.close();
  await actor.type("[name=secret]", "1234");
  await page.keyboard.press("Enter");
  await actor.reads("#url-hint", /Nothing answers/);
});

// ---- Own calls -----------------------------------------------------------------------------------------------

test("a call rings, is answered, held, taken back, and hung up, with the keyboard alone", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await actor.reads(".own-idle", /No calls/);
  const cid = sim.ipcortex.call({ to: me, from: "0123456789", name: "Tom Reed" });
  const row = ownCall(cid);
  await actor.reads(row, /Tom Reed\s+0123456789.*Ringing\s+0:0\d.*Answer.*Transfer.*Reject/);
  await actor.reads("[role=status].visually-hidden", /Incoming call: Tom Reed/);
  await actor.reads(person(me), /Ringing Tom Reed/);
  await actor.reads(".ringing-now", /Tom Reed/);
  await actor.shot("wallboard-ringing-1280-light");
  await actor.axe("a call that rings");

  await page.focus(`${row} button`);
  await page.keyboard.press("Enter");
  await actor.gone(".ringing-now");
  await actor.reads(row, /Talking\s+0:0\d.*Hold.*Transfer.*Hang up/);
  assert.equal(callsOn(actor, me)[0].state, "up");
  // The same button goes on to say the next thing.
  await page.waitForFunction((row) => document.activeElement === document.querySelector(`${row} button`), {}, row);
  await actor.reads(`${row} .timer`, /0:0[1-4]/);
  await page.keyboard.press("Space");
  await actor.reads(row, /On hold.*Resume/);
  assert.equal(callsOn(actor, me)[0].state, "hold");
  await actor.axe("a call on hold");
  await page.keyboard.press("Enter");
  await actor.reads(row, /Talking/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await actor.gone(row);
  assert.deepEqual(callsOn(actor, me), []);
  // What had the focus is gone; the heading above it takes it.
  await focused(actor, "#own");
});

test("a call is rejected, one that the other side ends goes by itself", async (actor) => {
  const { sim } = actor;
  await enter(actor);
  const first = sim.ipcortex.call({ to: me, name: "Tom Reed" });
  await actor.see(ownCall(first));
  await press(actor, ownCall(first), "Reject");
  await actor.gone(ownCall(first));
  const second = sim.ipcortex.call({ to: me, name: "Ann Lee" });
  await actor.see(ownCall(second));
  sim.ipcortex.step({ cid: second, state: "dead" });
  await actor.gone(ownCall(second));
  await actor.reads(person(me), /Free/);
});

test("dials a number, which rings at the other side; a call that is up waits meanwhile", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await page.focus("[aria-label='Number to call']");
  await page.keyboard.press("Enter");
  await actor.reads("#dial-hint", /Enter a number/);
  await page.keyboard.type("next door");
  await page.keyboard.press("Enter");
  await actor.reads("#dial-hint", /not a number/);
  await actor.axe("a wrong number");
  await actor.type("[aria-label='Number to call']", "0123 456-789");
  await page.keyboard.press("Enter");
  await actor.reads(".own-call", /0123456789.*(Dialling|Calling|Talking)/);
  await actor.reads(".own-call", /Talking.*Hang up/);
  assert.equal(await page.$eval("[aria-label='Number to call']", ({ value }) => value), "");

  await actor.type("[aria-label='Number to call']", "2118");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".own-call").length === 2);
  await actor.reads(".own-call.is-hold", /On hold/);
  await actor.reads(person(peer), /Ringing Priya/);
  await actor.reads(".own-call:not(.is-hold)", /Jonas Lindqvist.*Calling.*Cancel/);
  await press(actor, ".own-call:not(.is-hold)", "Cancel");
  await page.waitForFunction(() => document.querySelectorAll(".own-call").length === 1);
  await actor.reads(person(peer), /Free/);
});

test("transfers a call by name and by number; one that ends meanwhile closes the dialog", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  let cid = sim.ipcortex.call({ to: me, from: "0123456789", name: "Tom Reed" });
  sim.ipcortex.step({ cid, state: "up" });
  await actor.reads(ownCall(cid), /Talking/);
  await press(actor, ownCall(cid), "Transfer");
  await focused(actor, "#transfer-to");
  await page.keyboard.press("Enter");
  await actor.reads("#transfer-hint", /Enter a number or a name/);
  await page.keyboard.type("a");
  await page.keyboard.press("Enter");
  await actor.reads("#transfer-hint", /Choose one/);
  await actor.axe("transfer");
  await actor.shot("wallboard-transfer-1280-light");
  await fill(actor, "#transfer-to", "jonas");
  await actor.reads(".target", /Jonas Lindqvist\s+2118\s+Free/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.focus(".target");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.gone(ownCall(cid));
  await actor.reads(person(peer), /Ringing Tom Reed/);
  await focused(actor, "#own");

  cid = sim.ipcortex.call({ to: me, name: "Ann Lee" });
  await actor.see(ownCall(cid));
  await press(actor, ownCall(cid), "Transfer");
  await fill(actor, "#transfer-to", "21 19");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(person("SIP/desk119"), /Ringing Ann Lee/);

  cid = sim.ipcortex.call({ to: me, name: "Bo Ek" });
  await actor.see(ownCall(cid));
  await press(actor, ownCall(cid), "Transfer");
  await actor.see("#transfer-to");
  sim.ipcortex.step({ cid, state: "dead" });
  await confirmed(actor);
});

test("what the PBX refuses to do with a call is said beside it, and in the dialog", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, "/adapter/v1/call/.*"));
  await enter(actor);
  const cid = sim.ipcortex.call({ to: me, name: "Tom Reed" });
  const lift = sim.ipcortex.fault("POST /adapter/v1/call/talk", { errcode: 90, errmsg: "the telephone does not answer" });
  await actor.see(ownCall(cid));
  await press(actor, ownCall(cid), "Answer");
  await actor.reads(".own > .bar-problem", /PBX has a problem/);
  await actor.axe("a refused answer");
  lift();
  await press(actor, ownCall(cid), "Answer");
  await actor.reads(ownCall(cid), /Talking/);
  await actor.gone(".own > .bar-problem");

  sim.ipcortex.fault("POST /adapter/v1/call/send", { errcode: 99, errmsg: "no permission to send it there" });
  await press(actor, ownCall(cid), "Transfer");
  await fill(actor, "#transfer-to", "2118");
  await page.keyboard.press("Enter");
  await actor.reads("dialog .form-problems", /Not allowed.*errno 99/);
  await actor.axe("a refused transfer");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(person(peer), /Ringing Tom Reed/);
});

test("a hot desk is one more line, to call from too", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  assert.equal(await page.$("[aria-label='Call from']"), null);
  sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1" });
  await actor.reads(".own-line[data-line='SIP/hot1']", /Priya\s+2117\s+Hot desk/);
  await actor.reads(person("SIP/hot1"), /Priya 2117\s+You/);
  await page.select("[aria-label='Call from']", "SIP/hot1");
  await actor.type("[aria-label='Number to call']", "0123456789");
  await page.keyboard.press("Enter");
  await actor.reads(".own-line[data-line='SIP/hot1'] .own-call", /Talking/);
  await actor.axe("two lines");
  await actor.shot("wallboard-hotdesk-1280-light");
  sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1", on: false });
  await actor.gone(".own-line[data-line='SIP/hot1']");
  await actor.gone("[aria-label='Call from']");
});

test("calls are timed by the clock of the PBX", async (actor) => {
  const { sim } = actor;
  sim.ipcortex.skew({ seconds: -90 });
  await enter(actor);
  const cid = sim.ipcortex.call({ to: me });
  await actor.reads(`${ownCall(cid)} .timer`, /^0:0[0-3]$/);
});

// ---- Who is on the phone -------------------------------------------------------------------------------------

test("shows everybody, who is busy, ringing, free or unavailable, and who changes", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const { device: devices } = sim.ipcortex.state.objects;
  await showsPeople(actor, devices.map(({ name }) => name));
  await actor.reads("[data-count=free]", /^8$/);
  await actor.reads("[data-count=off]", /^2$/);
  await actor.reads(person("SIP/hot1"), /Hot desk 1.*Empty desk/);
  const names = await page.$$eval(".person strong", (all) => all.map(({ textContent }) => textContent));
  assert.deepEqual(names, [...names].sort(new Intl.Collator("en-GB", { numeric: true }).compare));

  const cid = sim.ipcortex.call({ to: peer, from: "0123456789", name: "Tom Reed" });
  await actor.reads(person(peer), /Jonas Lindqvist 2118\s+Ringing Tom Reed\s+0:0\d/);
  await actor.reads("[data-count=ringing]", /^1$/);
  await page.click("[name=standing][value=ringing]");
  await showsPeople(actor, [peer]);
  sim.ipcortex.step({ cid, state: "up" });
  await showsPeople(actor, []);
  await actor.reads(".people .empty", /Nobody is like that/);
  await actor.axe("nobody rings");
  await page.click("[name=standing][value=busy]");
  await showsPeople(actor, [peer]);
  await actor.reads(person(peer), /Talking Tom Reed/);
  sim.ipcortex.step({ cid, state: "hold" });
  await actor.reads(person(peer), /On hold Tom Reed/);
  sim.ipcortex.call({ to: peer, name: "Ann Lee" });
  await actor.reads(person(peer), /Ringing Ann Lee\s*\+1/);
  await page.click("[name=standing][value=all]");
  sim.ipcortex.patch({ kind: "device", key: "SIP/desk119", v: { state: "down" } });
  await actor.reads(person("SIP/desk119"), /Unavailable/);
  sim.ipcortex.patch({ kind: "contact", key: 120, v: { show: "dnd" } });
  await actor.reads(person("SIP/desk120"), /Free, do not disturb/);
  sim.ipcortex.patch({ kind: "device", key: "SIP/desk121", v: null });
  await actor.gone(person("SIP/desk121"));

  await page.type("[aria-label='Search people']", "lindqvist");
  await showsPeople(actor, [peer]);
  await page.keyboard.press("Escape");
  await page.type("[aria-label='Search people']", "2120");
  await showsPeople(actor, ["SIP/desk120"]);
  await actor.type("[aria-label='Search people']", "nobody");
  await page.click(".people .empty button");
  await page.waitForFunction(() => document.querySelectorAll(".person").length === 9);
});

test("one Tab leads into the people, arrows from one to the next, Enter calls", async (actor) => {
  const { page } = actor;
  await enter(actor);
  assert.equal(await page.$$eval(".people-grid button[tabindex='0']", (all) => all.length), 1);
  await page.focus("[name=standing]:checked");
  await page.keyboard.press("Tab");
  await focused(actor, ".people-grid button");
  const at = () => page.evaluate(() => document.activeElement.closest(".person").dataset.device);
  const order = await page.$$eval(".people-grid button", (all) => all.map((button) => button.closest(".person").dataset.device));
  assert.equal(await at(), order[0]);
  await page.keyboard.press("ArrowRight");
  assert.equal(await at(), order[1]);
  await page.keyboard.press("ArrowDown");
  const [left, down] = await page.evaluate((device) => {
    const box = (one) => one.getBoundingClientRect();
    const [from, to] = [box(document.querySelector(`.person[data-device="${device}"] button`)), box(document.activeElement)];
    return [Math.abs(from.left - to.left), to.top - from.top];
  }, order[1]);
  assert.ok(left < 8 && down > 20, "down goes down");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  assert.equal(await at(), order[0]);
  await page.keyboard.press("End");
  assert.equal(await at(), order.at(-1));
  await page.keyboard.press("Shift+Tab").catch(() => {});
  await page.focus(`${person(peer)} button`);
  await page.keyboard.press("Enter");
  await actor.reads(".own-call", /Jonas Lindqvist/);
  await actor.reads(person(peer), /Ringing Priya/);
  assert.equal(await page.$$eval(".people-grid button[tabindex='0']", (all) => all.length), 1);
});

test("rows that nothing happens to are left alone", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.evaluate(() => {
    globalThis.touched = new Set();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const row = (target instanceof Element ? target : target.parentElement)?.closest("[data-device], [data-entry], [data-queue]");
        if (row) globalThis.touched.add(row.dataset.device ?? row.dataset.entry ?? row.dataset.queue);
      }
    }).observe(document.querySelector(".content"), { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const cid = sim.ipcortex.call({ to: peer, name: "Tom Reed" });
  await actor.reads(person(peer), /Tom Reed/);
  sim.ipcortex.step({ cid, state: "up" });
  await actor.reads(person(peer), /Talking/);
  const touched = await page.evaluate(() => [...globalThis.touched]);
  // Its own row, its address, and the queue that it is in.
  const [queue] = Object.keys(sim.ipcortex.state.objects.device.find(({ name }) => name === peer).queues);
  assert.deepEqual(touched.filter((one) => ![peer, queue, "a-2", "c-118"].includes(one)), []);
});

test("somebody without a telephone sees all and calls nobody", async (actor) => {
  const { page } = actor;
  await enter(actor, "admin");
  await actor.reads(".own", /You have no telephone here/);
  await page.waitForFunction(() => document.querySelectorAll(".person").length === 10);
  assert.equal(await page.$("[aria-label^='Call ']"), null);
  await actor.axe("without a telephone");
});

// ---- Queues --------------------------------------------------------------------------------------------------

test("queues show how many wait, for how long, and who; the chart and its table follow", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const tile = queueTile("q_support");
  await actor.reads(tile, /^0.*Support.*3 free/);
  const label = () => page.$eval(".depth-plot canvas", (canvas) => canvas.getAttribute("aria-label"));
  // Three members, who are all on the phone: the others wait.
  const queue = sim.ipcortex.state.objects.queue.find(({ name }) => name === "q_support");
  for (const device of Object.keys(queue.members)) sim.ipcortex.step({ cid: sim.ipcortex.call({ to: device }), state: "up" });
  await actor.reads(tile, /0 free/);
  const cids = ["Ann Lee", "Bo Ek", "Cy Oh", "Di Po", "Ed Ro", "Flo Su"].map((name) => sim.ipcortex.call({ to: "q_support", name }));
  await actor.reads(`${tile} [data-depth]`, /^6$/);
  await actor.reads(`${tile} .timer`, /^0:0\d$/);
  await page.waitForFunction(() => /6 now, at most 6$/.test(document.querySelector(".depth-plot canvas").getAttribute("aria-label")));
  await page.focus(tile);
  await page.keyboard.press("Enter");
  assert.equal(await page.$eval(tile, (button) => button.getAttribute("aria-pressed")), "true");
  await actor.reads(".callers", /Ann Lee.*Bo Ek.*Cy Oh.*Di Po.*and 2 more/);
  await actor.reads(".depth-part h3", /Support/);
  await actor.axe("a queue that is looked at");
  await actor.shot("wallboard-queues-1280-light", { fullPage: true });
  for (const cid of cids.slice(1)) sim.ipcortex.step({ cid, state: "dead" });
  await actor.reads(`${tile} [data-depth]`, /^1$/);
  await page.waitForFunction(() => /1 now, at most 6$/.test(document.querySelector(".depth-plot canvas").getAttribute("aria-label")));
  await page.click(queueTile("q_sales"));
  await actor.reads(".callers", /Nobody waits/);
  assert.match(await label(), /0 now, at most 0$/);
  await page.click(queueTile("q_sales"));
  await actor.reads(".depth-note", /Choose a queue/);
  await page.click(".depth-part .hours-head button");
  await actor.reads(".depth-table tbody", /\d\d:\d\d:[03]0\s+6/);
  await actor.axe("depths as a table");
});

test("a call out of a queue says which one", async (actor) => {
  const { sim } = actor;
  await enter(actor);
  sim.ipcortex.call({ to: "q_support", from: "0123456789", name: "Tom Reed" });
  await actor.reads(".own-call", /Tom Reed.*by Support.*Ringing/);
});

// ---- The address book ----------------------------------------------------------------------------------------

test("lists addresses and colleagues; searches by name, number and tag", async (actor) => {
  const { page, sim } = actor;
  sim.ipcortex.book({ added: [{ name: "Zed Bakery", number: "5550101", key: "z" }] });
  await enter(actor);
  const names = () => page.$$eval(".entry strong", (all) => all.map(({ textContent }) => textContent));
  await page.waitForFunction((count) => document.querySelectorAll(".entry").length === count, {}, sim.ipcortex.seenBy("priya").addressbook.length);
  assert.equal((await names()).at(-1), "Zed Bakery");
  await page.type("[aria-label='Search the address book']", "bakery");
  await page.waitForFunction(() => document.querySelectorAll(".entry").length === 1);
  await actor.type("[aria-label='Search the address book']", "5550101");
  await page.waitForFunction(() => document.querySelectorAll(".entry").length === 1);
  await actor.type("[aria-label='Search the address book']", "nobody at all");
  await actor.reads(".book .empty", /Nobody found/);
  await actor.axe("nobody found");
  await page.click(".book .empty button");
  await page.click("[name=book][value=colleagues]");
  await page.waitForFunction((count) => document.querySelectorAll(".entry").length === count, {}, sim.ipcortex.state.users.length);
  await actor.reads(entry("c-117"), /Priya Nair\s+2117.*support/);
  await page.select("[aria-label=Tag]", "support");
  await page.waitForFunction(() => document.querySelectorAll(".entry").length === 1);
  await page.select("[aria-label=Tag]", "");
  await page.type("[aria-label='Search the address book']", "support");
  await page.waitForFunction(() => document.querySelectorAll(".entry").length === 1);
});

test("the book changes while one looks at it", async (actor) => {
  const { sim } = actor;
  await enter(actor);
  const [key] = sim.ipcortex.book({ added: [{ name: "Depot", number: "5550100" }] });
  await actor.see(entry(key));
  await bring(actor, entry(key));
  await actor.reads(entry(key), /Depot\s+5550100/);
  sim.ipcortex.book({ added: [{ key, name: "Depot North", number: "5550102" }] });
  await actor.reads(entry(key), /Depot North\s+5550102/);
  await actor.reads(".book .segment", /Addresses \d+/);
  sim.ipcortex.book({ removed: [key] });
  await actor.gone(entry(key));
  sim.ipcortex.call({ to: peer });
  const jonas = sim.ipcortex.seenBy("priya").addressbook.find(({ contact }) => contact === 118);
  await bring(actor, entry(jonas.key));
  await actor.reads(entry(jonas.key), /Jonas Lindqvist\s+2118\s+Ringing/);
});

test("calls colleagues and addresses by a click, and from the keyboard", async (actor) => {
  const { page, sim } = actor;
  sim.ipcortex.book({ added: [{ name: "Zed Bakery", number: "5550101", key: "z" }] });
  await enter(actor);
  await bring(actor, entry("z"));
  await page.click(`${entry("z")} [aria-label='Call Zed Bakery']`);
  await actor.reads(".own-call", /5550101.*Talking/);
  // The call is in sight, wherever it was made from.
  await page.waitForFunction(() => document.querySelector("#own").getBoundingClientRect().top > 60);
  await press(actor, ".own-call", "Hang up");
  await actor.gone(".own-call");
  await page.click("[name=book][value=colleagues]");
  await actor.see(entry("c-118"));
  await page.focus(`${entry("c-118")} [aria-label='Call Jonas Lindqvist']`);
  await page.keyboard.press("Enter");
  await actor.reads(".own-call", /Jonas Lindqvist/);
  // Nobody to call where there is no number.
  assert.equal(await page.$(`${entry("c-100")} [aria-label^='Call']`), null);
});

test("tags are edited, and those that others edit appear", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.click("[name=book][value=colleagues]");
  await actor.see(entry("c-118"));
  await page.click(`${entry("c-118")} [aria-label^='Tags']`);
  await focused(actor, "#tags-text");
  await actor.axe("tags");
  await actor.shot("wallboard-tags-1280-light");
  await page.keyboard.type("#night shift, vip , vip");
  await page.click(".tag-choice button");
  assert.equal(await page.$eval("#tags-text", ({ value }) => value), "night shift, vip, support");
  await page.focus("#tags-text");
  await page.keyboard.press("Enter");
  await confirmed(actor);
  await actor.reads(entry("c-118"), /night shift\s*vip\s*support/);
  await until(() => JSON.stringify(sim.ipcortex.state.tags["contact:118"]) === '["night shift","vip","support"]', "the tags were not saved");
  await page.waitForFunction(() => document.activeElement?.matches("[aria-label='Tags of Jonas Lindqvist']"));

  // Somebody else's.
  const jonas = sim.ipcortex.credentialsOf("jonas");
  const session = await fetch(`${sim.ipcortex.url}/rest/auth/`, { method: "POST", body: JSON.stringify({ auth: { type: "auth", ...jonas } }), headers: { "content-type": "application/json" } });
  const cookie = session.headers.get("set-cookie").split(";")[0];
  await fetch(`${sim.ipcortex.url}/adapter/v1/tags/set`, { method: "POST", body: JSON.stringify({ target: "contact:118", tags: ["first aid"] }), headers: { "content-type": "application/json", cookie } });
  await actor.reads(entry("c-118"), /first aid/);
});

test("tags that are refused come back, and it is said", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  await page.click("[name=book][value=colleagues]");
  await actor.reads(entry("c-117"), /support/);
  sim.ipcortex.deny({ user: "priya", dataset: "tags" });
  await page.click(`${entry("c-117")} [aria-label^='Tags']`);
  await fill(actor, "#tags-text", "boss");
  await page.keyboard.press("Enter");
  await actor.reads(".book > .bar-problem", /tags of Priya Nair were not saved.*tags not allowed.*as before/);
  await actor.reads(entry("c-117"), /support/);
  await actor.axe("refused tags");
  await actor.shot("wallboard-refused-tags-1280-light", { fullPage: true });
  await actor.live();
  await page.click(".book > .bar-problem button");
  await actor.gone(".book > .bar-problem");
  await focused(actor, "#book");
});

test("without the permission for tags there are none; a user may tag only themselves", async (actor) => {
  const { page, sim } = actor;
  sim.ipcortex.deny({ user: "priya", dataset: "tags" });
  await enter(actor);
  await actor.reads(".book > .bar-problem", /Tags are not shown/);
  assert.equal(await page.$("[aria-label^='Tags of']"), null);
  sim.ipcortex.deny({ user: "priya", dataset: "tags", on: false });
  await page.click(".book > .bar-problem button");
  await actor.gone(".book > .bar-problem");
  await actor.see("[aria-label^='Tags of']");
  await page.click(".side-button");
  await enter(actor, "jonas");
  await page.click("[name=book][value=colleagues]");
  await actor.see("[aria-label='Tags of Jonas Lindqvist']");
  assert.equal((await page.$$("[aria-label^='Tags of']")).length, 1);
});

// ---- The feed ------------------------------------------------------------------------------------------------

test("a feed that drops comes back with what was missed, and says for how long", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(noSocket);
  await enter(actor);
  sim.ipcortex.drop({ mode: "abort", forMs: 2_500 });
  await actor.see(".connection[data-state=retrying]");
  await actor.reads(".countdown", /in \d+ s|now/);
  await actor.reads(".bar-problem", /live connection was lost|No live connection/);
  await actor.reads(".bar-problem", /What is shown is as it was at \d\d:\d\d:\d\d/);
  await actor.axe("reconnecting");
  await actor.shot("wallboard-retrying-1280-light");
  const cid = sim.ipcortex.call({ to: me, name: "Tom Reed" });
  await actor.live();
  await actor.see(ownCall(cid));
  await actor.reads(".bar-notice", /may have been missed between .* and/);
  await actor.gone(".bar-problem");
  await actor.axe("after an outage");
  await page.click(".bar-notice button");
  await actor.gone(".bar-notice");
}, { reducedMotion: true });

test("does not wait for the next try when told so, or when the network returns", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(noSocket, /ERR_INTERNET_DISCONNECTED/);
  await enter(actor);
  sim.ipcortex.drop({ mode: "refuse" });
  sim.ipcortex.drop({ mode: "abort", forMs: 60_000 });
  // By then it waits for some seconds between two tries.
  await page.waitForFunction(() => /in ([4-9]|\d\d) s/.test(document.querySelector(".countdown")?.innerText ?? ""));
  sim.ipcortex.drop({ mode: "refuse", forMs: 0 });
  await page.click(".bar-problem button");
  await actor.live();

  await page.setOfflineMode(true);
  await actor.reads(".bar-problem", /This computer is offline/);
  sim.ipcortex.drop({ mode: "abort", forMs: 0 });
  await actor.see(".connection[data-state=retrying]");
  await actor.axe("offline");
  await page.setOfflineMode(false);
  await actor.live();
  await actor.gone(".bar-problem");
});

test("a missing frame is asked for again without a word lost", async (actor) => {
  const { sim } = actor;
  await enter(actor);
  sim.ipcortex.gap({ lose: 1 });
  sim.ipcortex.call({ to: peer, name: "Tom Reed" });
  sim.ipcortex.call({ to: "SIP/desk119", name: "Ann Lee" });
  await actor.reads(person("SIP/desk119"), /Ann Lee/);
  await actor.reads(person(peer), /Tom Reed/);
  await actor.live();
});

test("pauses and resumes; time stands still meanwhile", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const cid = sim.ipcortex.call({ to: me, name: "Tom Reed" });
  await actor.see(ownCall(cid));
  await press(actor, ".feed-state", "Pause");
  await actor.see(".connection[data-state=paused]");
  await actor.reads(".bar-paused", /Paused\..*as it was at/);
  await actor.axe("paused");
  await actor.shot("wallboard-paused-1280-light");
  const time = await actor.text(`${ownCall(cid)} .timer`);
  sim.ipcortex.step({ cid, state: "dead" });
  sim.ipcortex.call({ to: peer, name: "Ann Lee" });
  await new Promise((done) => setTimeout(done, 2_300));
  assert.equal(await actor.text(`${ownCall(cid)} .timer`), time);
  assert.ok(await page.$(".own-actions .button[aria-disabled=true]"), "nothing can be done with what may be over");
  assert.match(await actor.text(person(peer)), /Free/);
  await press(actor, ".feed-state", "Resume");
  await actor.live();
  await actor.gone(ownCall(cid));
  await actor.reads(person(peer), /Ann Lee/);
  await actor.reads(".bar-notice", /may have been missed/);
  // From the bar as well.
  await press(actor, ".feed-state", "Pause");
  await press(actor, ".bar-paused", "Resume");
  await actor.live();
});

test("a PBX that is not ready is waited for", async (actor) => {
  const { page, sim } = actor;
  sim.ipcortex.error({ errno: 3, message: "starting", retryAfter: 4_000, times: 1 });
  await arrive(actor);
  await page.click("button[type=submit]");
  await actor.reads(".problem", /not ready yet.*errno 3/);
  await actor.see(".connection[data-state=retrying]");
  await actor.axe("not ready");
  await page.click(".problem button");
  await loaded(actor);
});

test("the session ends elsewhere", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const count = (await page.$$(".person")).length;
  sim.ipcortex.logout({ user: "priya" });
  await actor.reads("[role=alertdialog]", /no longer signed in.*Sign in again.*errno 2/);
  await page.waitForFunction(() => document.activeElement?.innerText === "Sign in again");
  await actor.see(".connection[data-state=closed]");
  assert.equal((await page.$$(".person")).length, count, "what was there stays in sight");
  await actor.axe("an ended session");
  await actor.shot("wallboard-ended-1280-light");
  await page.keyboard.press("Enter");
  await actor.see("form.sign-in");
  assert.equal(await page.$eval("[name=username]", ({ value }) => value), "priya");
});

test("the PBX is upgraded, or takes a permission away", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(409, "/adapter/v1/.*"));
  await enter(actor);
  sim.ipcortex.version({ pbxVersion: "6.6.0" });
  await actor.reads("[role=alertdialog]", /PBX was upgraded.*errno 100/);
  await page.waitForFunction(() => document.activeElement?.innerText === "Sign in again");
  await page.keyboard.press("Enter");
  await actor.see("form.sign-in");
  await page.waitForFunction(() => document.querySelector("[name=secret]")?.value);
  await page.click("button[type=submit]");
  await loaded(actor);
  sim.ipcortex.deny({ user: "priya", dataset: "queue" });
  await actor.reads("[role=alertdialog]", /Not allowed.*errno 99 · no permission for queue data/);
});

// ---- Looks ---------------------------------------------------------------------------------------------------

for (const theme of ["light", "dark"]) {
  for (const viewport of [desktop, phone]) {
    const where = `${viewport.width}-${theme}`;
    test(`nothing for axe to find and nothing to scroll sideways, ${viewport.width} wide, ${theme}`, async (actor) => {
      const { page, sim } = actor;
      const look = async (name) => {
        await actor.axe(`${name} ${where}`);
        await actor.fitsWidth(name);
        await actor.shot(`wallboard-${name}-${where}`);
      };
      const goTo = (selector) => page.$eval(selector, (part) => part.scrollIntoView({ block: "start" }));
      await arrive(actor);
      await look("sign-in");
      await page.click("button[type=submit]");
      await loaded(actor);
      sim.ipcortex.ops(200);
      const cid = sim.ipcortex.call({ to: me, from: "0123456789", name: "Bartholomew Featherstonehaugh-Cholmondeley" });
      sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1" });
      for (const name of ["Ann Lee", "Bo Ek", "Cy Oh"]) sim.ipcortex.call({ to: "q_dispatch", name });
      await actor.see(ownCall(cid));
      await look("board");
      await page.click(queueTile("q_dispatch"));
      for (const part of ["people", "queues", "book"]) {
        await goTo(`.${part}`);
        await look(part);
      }
      await page.click(".depth-part .hours-head button");
      await page.click("[name=book][value=colleagues]");
      await actor.see(entry("c-117"));
      await look("colleagues");
      await page.click(`${entry("c-117")} [aria-label^='Tags']`);
      await look("tags");
      await page.keyboard.press("Escape");
      await goTo(".own");
      await press(actor, ownCall(cid), "Transfer");
      await fill(actor, "#transfer-to", "21");
      await look("transfer");
      await page.keyboard.press("Escape");
      await press(actor, ".feed-state", "Pause");
      await actor.see(".bar-paused");
      await page.evaluate(() => scrollTo(0, 0));
      await look("paused");
      await press(actor, ".feed-state", "Resume");
      await actor.see(".bar-notice");
      await look("gap");
      sim.ipcortex.logout({ user: "priya" });
      await actor.see("[role=alertdialog]");
      await look("ended");
    }, { theme, viewport, reducedMotion: true, ipcortex: { users: [{ role: "receptionist" }, ...Array.from({ length: 29 }, () => ({}))], queues: 8, addresses: 20 } });
  }
}
