import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { simulated, until } from "./helpers.js";
import { pbx } from "./ipcortex-helpers.js";

/**
 * A page of its own, as far as the script looks, that has loaded it from the PBX.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("../index.js").IpcortexFixtures} [fixtures]
 */
async function page(t, fixtures = { users: 2 }) {
  const sim = await simulated(t, pbx(fixtures, { listen: false }));
  const { ipcortex } = sim;
  const response = await sim.fetch(`${ipcortex.url}/api/api.js`);
  const script = await response.text();
  const global = createContext({
    fetch: sim.fetch,
    WebSocket: sim.WebSocket,
    document: { currentScript: { src: `${ipcortex.url}/api/api.js` } },
    ...{ URL, console, setTimeout, setInterval, clearInterval },
  });
  runInContext(script, global);
  const { IPCortex } = /** @type {any} */ (global);
  // It would try again for ever.
  t.after(() => IPCortex.PBX.stopFeed());
  return { sim, ipcortex, response, script, IPCortex };
}

test("the script says that it is a stand-in, and defines what is documented", async (t) => {
  const { response, script, IPCortex } = await page(t);
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, "text/javascript; charset=utf-8"]);
  assert.match(script, /^\/\*\n \* A stand-in/);
  assert.deepEqual(Object.keys(IPCortex.PBX), ["Auth", "startFeed", "startPoll", "pauseFeed", "stopFeed", "stopPoll", "fetchData", "enableTags", "getLines", "getAddressbook", "contacts", "owned"]);
  assert.equal(IPCortex.PBX.stopPoll, IPCortex.PBX.stopFeed);
  assert.equal(IPCortex.PBX.Auth.id, null);
});

test("a page logs in, starts the feed, and follows a call to its end", async (t) => {
  const { ipcortex, IPCortex } = await page(t);
  const { PBX, Types } = IPCortex;
  await PBX.Auth.login(ipcortex.credentials).then(PBX.startFeed);
  assert.equal(PBX.Auth.id, 117);
  const [device] = PBX.owned;
  assert.deepEqual([device.name, device.owner.name, device.extensions[0].extension, device.phone.devices[0] === device], ["SIP/desk117", "Priya Nair", "2117", true]);
  assert.equal(PBX.contacts.length, 3);

  /** @type {string[]} */
  const seen = [];
  Types.Call.addListener("new", (/** @type {any} */ call) => seen.push(`new ${call.state}`));
  device.addListener("update", () => seen.push(`device ${device.calls.map((/** @type {any} */ { state }) => state).join()}`));
  const cid = ipcortex.call({ to: "2117", name: "Tom Reed" });
  await until(() => device.calls.length === 1);
  const [call] = device.calls;
  assert.deepEqual([call.cid, call.label, call.device === device], [cid, "Tom Reed", true]);
  await call.talk();
  await until(() => call.state === "up");
  await call.hold();
  await until(() => call.state === "hold");
  await call.hangup();
  await until(() => device.calls.length === 0);
  assert.deepEqual(seen, ["new ring", "device ring", "device up", "device hold", "device dead"]);
});

test("a page hears of lines, addresses and tags", async (t) => {
  const { ipcortex, IPCortex } = await page(t, { users: 1, addresses: [{ key: "a-1", name: "Depot" }] });
  const { PBX } = IPCortex;
  await PBX.Auth.login(ipcortex.credentials);
  await PBX.startFeed();
  await PBX.enableTags();
  assert.deepEqual([...PBX.contacts[0].tags], ["support"]);
  /** @type {string[][]} */
  const lines = [];
  PBX.getLines((/** @type {any[]} */ list) => lines.push(list.map(({ name }) => name)));
  /** @type {unknown[]} */
  const book = [];
  await PBX.getAddressbook((/** @type {any[]} */ added, /** @type {string[]} */ removed) => book.push([added.map(({ key }) => key).join(), removed.join()]));
  ipcortex.hotdesk({ user: 117, device: "SIP/hot1" });
  ipcortex.book({ added: [{ key: "a-2" }], removed: ["a-1"] });
  PBX.contacts[0].tags = ["vip"];
  await until(() => ipcortex.state.tags["contact:117"][0] === "vip" && book.length === 2);
  // Lists of another page are no lists of this one, to `deepEqual`.
  assert.equal(JSON.stringify([lines, book]), JSON.stringify([[["SIP/desk117"], ["SIP/desk117", "SIP/hot1"]], [["a-1", ""], ["a-2", "a-1"]]]));
  assert.equal(PBX.getLines(null, true, true).length, 1);
});

test("a page is told why its feed ends, and can start again", async (t) => {
  const { ipcortex, IPCortex } = await page(t);
  const { PBX } = IPCortex;
  await assert.rejects(PBX.startFeed(), (/** @type {any} */ error) => error.errno === 2);
  await PBX.Auth.login(ipcortex.credentials);
  /** @type {number[]} */
  const errors = [];
  await PBX.startFeed(null, (/** @type {number} */ errno) => errors.push(errno));
  ipcortex.logout({ user: "priya" });
  await until(() => errors.length === 1);
  assert.deepEqual([errors, PBX.contacts.length], [[2], 0]);
  await PBX.Auth.login(ipcortex.credentials);
  await PBX.startFeed();
  await PBX.stopFeed();
  assert.equal(PBX.owned.length, 0);
  await PBX.fetchData();
  assert.equal(PBX.owned.length, 1);
  await PBX.Auth.logout();
  assert.deepEqual([PBX.Auth.id, ipcortex.state.sessions], [null, []]);
});

