import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../control-client.js";
import { control } from "../control.js";
import { onBothWires, simulated, until } from "./helpers.js";
import { START, clientOf, feedOf, loggedIn, pbx, socketOf } from "./ipcortex-helpers.js";

/** @typedef {import("../index.js").SimulatedIpcortex} Ipcortex */

onBothWires("call: a call rings for so long, and goes", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire);
  const cid = sim.ipcortex.call({ to: "SIP/desk117", from: "0123456789", name: "Tom Reed", ringMs: 5_000 });
  await sim.clock.advance(4_999);
  const [ringing] = await drain();
  assert.deepEqual([ringing.ops[0].v.cid, ringing.ops[0].v.label], [cid, "Tom Reed"]);
  await sim.clock.advance(1);
  const [{ ops }] = await drain();
  assert.deepEqual(ops.map((/** @type {any} */ { op, kind, v }) => [op, kind, v?.state ?? v?.blf]), [["patch", "call", "dead"], ["del", "call", undefined], ["patch", "device", 0], ["patch", "extension", 0], ["patch", "contact", 0]]);
});

onBothWires("call: a colleague's call has two ends, which one name in common tells apart", pbx({ users: 2 }), async (sim) => {
  const cid = sim.ipcortex.call({ to: "2117", from: "2118" });
  const [from, to] = sim.ipcortex.state.objects.call;
  assert.deepEqual([to.cid, to.device, to.party, to.name, to.number], [cid, "SIP/desk117", "callee", "Jonas", "2118"]);
  assert.deepEqual([from.device, from.party, from.name, from.number, from.state], ["SIP/desk118", "caller", "Priya", "2117", "ring"]);
  sim.ipcortex.step({ cid, state: "up" });
  assert.deepEqual(sim.ipcortex.state.objects.call.map(({ state, start }) => [state, start]), [["up", START], ["up", START]]);
});

onBothWires("call: two of the same moment have one id and two cids", pbx({ users: 1 }), async (sim) => {
  sim.ipcortex.call({ to: "2117" });
  sim.ipcortex.call({ to: "2117" });
  const [first, second] = sim.ipcortex.state.objects.call;
  assert.equal(first.id, second.id);
  assert.notEqual(first.cid, second.cid);
});

onBothWires("call: the lamp shows ringing, talking, and both", pbx({ users: 1 }), async (sim) => {
  const { ipcortex } = sim;
  const lamps = () => ["device", "extension", "contact"].map((kind) => ipcortex.state.objects[/** @type {"device"} */ (kind)][0].blf);
  const first = ipcortex.call({ to: "2117" });
  assert.deepEqual(lamps(), [2, 2, 2]);
  ipcortex.step({ cid: first, state: "up" });
  assert.deepEqual(lamps(), [1, 1, 1]);
  const second = ipcortex.call({ to: "2117" });
  assert.deepEqual(lamps(), [3, 3, 3]);
  for (const cid of [first, second]) ipcortex.step({ cid, state: "dead" });
  assert.deepEqual(lamps(), [0, 0, 0]);
});

onBothWires("step: a call is in any state, and dead takes it away", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117" });
  await drain();
  for (const state of /** @type {const} */ (["up", "hold", "park", "down", "dial", "ring"])) {
    sim.ipcortex.step({ cid, state });
    const [{ ops }] = await drain();
    assert.deepEqual([ops[0].v.state, ops[0].v.nrState], [state, state]);
  }
  sim.ipcortex.step({ cid, state: "dead" });
  const [{ ops }] = await drain();
  assert.deepEqual(ops.slice(0, 2), [{ op: "patch", kind: "call", key: cid, v: { state: "dead", nrState: "dead" } }, { op: "del", kind: "call", key: cid }]);
  assert.throws(() => sim.ipcortex.step({ cid, state: "up" }), /there is no call/);
  assert.throws(() => sim.ipcortex.step({ cid, state: /** @type {any} */ ("gone") }), /a state is one of/);
});

onBothWires("patch: changes an object, makes one, and takes one away", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire);
  const { patch } = sim.ipcortex;
  patch({ kind: "queue", key: "q_support", v: { label: "Help", depth: 0 } });
  patch({ kind: "queue", key: "q_support", v: { label: "Help" } });
  patch({ kind: "queue", key: "q_new", v: { label: "New", depth: 0, calls: [], members: {} } });
  patch({ kind: "queue", key: "q_new", v: null });
  assert.deepEqual((await drain()).map(({ ops }) => ops), [
    [{ op: "patch", kind: "queue", key: "q_support", v: { label: "Help" } }],
    [{ op: "put", kind: "queue", key: "q_new", v: { label: "New", depth: 0, calls: [], members: {}, name: "q_new" } }],
    [{ op: "del", kind: "queue", key: "q_new" }],
  ]);
  patch({ kind: "device", key: "SIP/hot1", v: { ownerID: 117 } });
  const [, lines] = await drain();
  assert.deepEqual(lines.owned, ["SIP/desk117", "SIP/hot1"], "whose a device is changes the lines");
  assert.throws(() => patch({ kind: /** @type {any} */ ("room"), key: "x", v: {} }), /a kind is one of/);
});

onBothWires("hotdesk: the lines change, and the device shows who is there", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire);
  sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1", on: true });
  const [{ ops }, lines] = await drain();
  assert.deepEqual(ops, [{ op: "patch", kind: "device", key: "SIP/hot1", v: { label: "Priya", extension: "2117", extensions: ["2117"] } }]);
  assert.deepEqual(lines, { t: "lines", seq: 44, used: ["SIP/desk117", "SIP/hot1"], owned: ["SIP/desk117"] });
  sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1", on: false });
  const [back, again] = await drain();
  assert.deepEqual(back.ops[0].v, { label: "Hot desk 1", extension: "", extensions: [] });
  assert.deepEqual(again.used, ["SIP/desk117"]);
  assert.throws(() => sim.ipcortex.hotdesk({ user: "priya", device: "SIP/none" }), /there is no device/);
  assert.throws(() => sim.ipcortex.hotdesk({ user: "nobody", device: "SIP/hot1" }), /there is no user nobody/);
});

onBothWires("book: an address changes by its key", pbx({ users: 1, addresses: [{ key: "a-3", name: "Depot" }] }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire);
  assert.deepEqual(sim.ipcortex.book({ added: [{ key: "a-3", name: "Depot East" }] }), ["a-3"]);
  const [{ rev, added, removed }] = await drain();
  assert.deepEqual([rev, added[0].name, removed], [2, "Depot East", []]);
  assert.throws(() => sim.ipcortex.book({ removed: ["a-99"] }), /there is no address a-99/);
  assert.equal(sim.ipcortex.state.bookRev, 2);
});

onBothWires("logout: the user's feeds are closed with 4001, and the session is over", pbx({ users: 2 }), async (sim, wire) => {
  const [priya, jonas] = [await feedOf(sim, wire), await feedOf(sim, wire, { user: "jonas" })];
  sim.ipcortex.logout({ user: "priya" });
  assert.deepEqual(await priya.feed.closed, { code: 4001, wasClean: true });
  assert.equal((await priya.client.post("/adapter/v1/ticket")).status, 401);
  assert.deepEqual(await jonas.drain(), []);
  assert.deepEqual(sim.ipcortex.state.feeds.map(({ user }) => user), ["jonas"]);
});

onBothWires("drop: sockets are closed, cut, or refused for a while", pbx(), async (sim, wire) => {
  const { ipcortex, clock } = sim;
  const refused = () => assert.rejects(socketOf(sim, wire));
  const clean = await feedOf(sim, wire);
  assert.equal(ipcortex.drop({ mode: "clean" }), 1);
  assert.deepEqual(await clean.feed.closed, { code: 1001, wasClean: true });
  const cut = await feedOf(sim, wire, { client: clean.client });
  assert.equal(ipcortex.drop({ mode: "abort", forMs: 2_000 }), 1);
  assert.deepEqual(await cut.feed.closed, { code: 1006, wasClean: false });
  await refused();
  await clock.advance(2_000);
  const open = await feedOf(sim, wire, { client: clean.client });
  assert.equal(ipcortex.drop({ mode: "refuse" }), 0);
  await refused();
  assert.deepEqual(await open.drain(), [], "those that are open stay");
  assert.equal((await clean.client.post("/adapter/v1/fetch")).status, 200, "and so does everything else");
  ipcortex.drop({ mode: "refuse", forMs: 0 });
  await socketOf(sim, wire);
  assert.deepEqual(sim.requests("/adapter/v1/feed").map(({ status }) => status), [101, 101, 503, 101, 503, 101]);
});

for (const [errno, code] of [[1, 4006], [2, 4001], [3, 4005], [90, 1011], [91, 1011], [92, 1011], [99, 4003], [100, 4004]]) {
  onBothWires(`error: ${errno} is said, and the feed closed with ${code}`, pbx(), async (sim, wire) => {
    const { hear, feed } = await feedOf(sim, wire);
    assert.equal(sim.ipcortex.error({ errno, message: "so it is" }), 1);
    assert.deepEqual(await hear(), { t: "err", errno, message: "so it is", ...(errno === 3 && { retryAfter: 2_000 }) });
    assert.equal((await feed.closed).code, code);
  });
}

onBothWires("error: with times it meets those who say hello", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  assert.equal(sim.ipcortex.error({ errno: 3, message: "restarting", retryAfter: 500, times: 2 }), 0);
  for (let time = 0; time < 2; time += 1) {
    const { say, hear, feed } = await socketOf(sim, wire);
    say({ t: "hello", v: 1, ticket: await client.ticket() });
    assert.deepEqual(await hear(), { t: "err", errno: 3, message: "restarting", retryAfter: 500 });
    assert.equal((await feed.closed).code, 4005);
  }
  assert.equal((await feedOf(sim, wire, { client })).welcome.t, "welcome");
});

onBothWires("gap: a number is left out, and who comes back finds it", pbx({ users: 1 }), async (sim, wire) => {
  const { drain, client } = await feedOf(sim, wire);
  sim.ipcortex.gap();
  sim.ipcortex.call({ to: "2117" });
  assert.deepEqual((await drain()).map(({ seq }) => seq), [44]);
  const { frames } = await feedOf(sim, wire, { client, hello: { resume: { feed: "f_1", seq: 42 } } });
  assert.deepEqual(frames.map(({ seq, ops }) => [seq, ops.length > 0]), [[43, false], [44, true]]);
});

onBothWires("gap: frames are lost, and who comes back gets them", pbx({ users: 1 }), async (sim, wire) => {
  const { drain, client, model } = await feedOf(sim, wire);
  sim.ipcortex.gap({ lose: 2 });
  const cids = [1, 2, 3].map(() => sim.ipcortex.call({ to: "2117" }));
  assert.deepEqual((await drain()).map(({ seq }) => seq), [45]);
  const { frames } = await feedOf(sim, wire, { client, hello: { resume: { feed: "f_1", seq: 42 } } });
  assert.deepEqual([...model.take(frames).objects.call.keys()], cids);
});

onBothWires("version: an upgrade closes feeds with 4004 and refuses sessions until a new login", pbx(), async (sim, wire) => {
  const { feed, client } = await feedOf(sim, wire);
  sim.ipcortex.version({ pbxVersion: "6.6.0" });
  assert.deepEqual(await feed.closed, { code: 4004, wasClean: true });
  const { status, json, headers } = await client.post("/adapter/v1/ticket");
  assert.deepEqual([status, json.errno, headers.get("x-ipcx-version")], [409, 100, "6.6.0"]);
  assert.equal((await client.ask("hello")).pbxVersion, "6.6.0");
  await client.login();
  assert.equal((await feedOf(sim, wire, { client })).welcome.pbxVersion, "6.6.0");
});

onBothWires("version: a new patch, and a silent upgrade, only show", pbx(), async (sim, wire) => {
  const { drain, client } = await feedOf(sim, wire);
  sim.ipcortex.version({ pbxVersion: "6.5.3" });
  sim.ipcortex.version({ pbxVersion: "7.0.0", silent: true });
  assert.deepEqual(await drain(), []);
  assert.equal((await feedOf(sim, wire, { client })).welcome.pbxVersion, "7.0.0");
});

onBothWires("skew: the clock of the PBX is off", pbx({ users: 1 }), async (sim, wire) => {
  sim.ipcortex.skew({ seconds: -90 });
  const { welcome, client } = await feedOf(sim, wire);
  assert.deepEqual([welcome.serverTime, (await client.ask("time")).serverTime], [START / 1000 - 90, START / 1000 - 90]);
  sim.ipcortex.call({ to: "2117" });
  assert.equal(sim.ipcortex.state.objects.call[0].stamp, START - 90_000);
});

onBothWires("deny: data are refused by HTTP, in hello, and to who has them", pbx(), async (sim, wire) => {
  const { feed, hear, client } = await feedOf(sim, wire);
  const other = await feedOf(sim, wire, { client, hello: { datasets: { device: true } } });
  sim.ipcortex.deny({ user: "priya", dataset: "queue" });
  const refusal = { errno: 99, message: "no permission for queue data" };
  assert.deepEqual(await hear(), { t: "err", ...refusal });
  assert.equal((await feed.closed).code, 4003);
  assert.deepEqual(await other.drain(), [], "who does not have them is left alone");
  assert.deepEqual(await client.ask("fetch"), { result: "fail", ...refusal });
  assert.equal((await client.ask("fetch", { datasets: { device: true } })).result, "success");
  const { say, ...socket } = await socketOf(sim, wire);
  say({ t: "hello", v: 1, ticket: await client.ticket(), datasets: { queue: true } });
  assert.deepEqual(await socket.hear(), { t: "err", ...refusal });
  assert.equal((await socket.feed.closed).code, 4003);
  sim.ipcortex.deny({ user: "priya", dataset: "queue", on: false });
  assert.equal((await client.ask("fetch")).result, "success");
});

onBothWires("deny: tags are refused to read, to write and to hear of", pbx(), async (sim, wire) => {
  sim.ipcortex.deny({ user: 117, dataset: "tags" });
  const { say, drain, client } = await feedOf(sim, wire);
  const refusal = { errno: 99, message: "tags not allowed" };
  say({ t: "sub", id: 4, topic: "tags", on: true });
  assert.deepEqual(await drain(), [{ t: "ack", id: 4, ok: false, ...refusal }]);
  assert.deepEqual(await client.ask("tags"), { result: "fail", ...refusal });
  assert.deepEqual(await client.ask("tags/set", { target: "contact:117", tags: [] }), { result: "fail", ...refusal });
  assert.throws(() => sim.ipcortex.deny({ user: 117, dataset: /** @type {any} */ ("calls") }), /a dataset is one of/);
});

onBothWires("mute: no ping is answered for so long, and everything else goes on", pbx({ users: 1 }), async (sim, wire) => {
  const { say, hear } = await feedOf(sim, wire);
  sim.ipcortex.mute({ forMs: 10_000 });
  say({ t: "ping", n: 7 });
  sim.ipcortex.call({ to: "2117" });
  assert.equal((await hear()).t, "delta");
  await sim.clock.advance(10_000);
  say({ t: "ping", n: 8 });
  assert.deepEqual(await hear(), { t: "pong", n: 8 });
});

onBothWires("log: every request, and the frames of its socket", pbx(), async (sim, wire) => {
  const { feed } = await feedOf(sim, wire);
  feed.socket.close(4000);
  const opening = () => sim.ipcortex.log()[1];
  await until(() => opening().closed !== undefined);
  assert.deepEqual(sim.ipcortex.log().map(({ method, path, status }) => [method, path, status]), [["POST", "/rest/auth/", 200], ["GET", "/adapter/v1/feed", 101], ["POST", "/adapter/v1/ticket", 200]]);
  assert.deepEqual(opening().frames.map(({ data }) => data), ["{\"t\":\"hello\",\"v\":1,\"ticket\":\"***27\"}", "{\"t\":\"ping\",\"n\":1}"]);
  assert.equal(opening().closed?.code, 4000);
});

test("a control that is misspelled or impossible is refused", async (t) => {
  const { ipcortex } = await simulated(t, pbx());
  /** @type {[() => unknown, RegExp][]} */
  const wrong = [
    [() => ipcortex.call(/** @type {any} */ ({ to: "2117", ring_ms: 5 })), /call takes no "ring_ms", but to, from, name, ringMs/],
    [() => ipcortex.call({ to: "7" }), /there is no 7 to call/],
    [() => ipcortex.call({ to: "2117", ringMs: -1 }), /ringMs of call is 0 or more/],
    [() => ipcortex.drop({ mode: /** @type {any} */ ("gently") }), /mode of drop is clean, abort or refuse/],
    [() => ipcortex.error({ errno: /** @type {any} */ ("3") }), /errno is a whole number/],
    [() => ipcortex.error({ errno: 3, times: 0 }), /times of error is a whole number from 1/],
    [() => ipcortex.gap({ lose: -1 }), /lose of gap is a whole number from 0/],
    [() => ipcortex.version({ pbxVersion: "" }), /pbxVersion is a text/],
    [() => ipcortex.skew({ seconds: NaN }), /seconds of skew is a number/],
    [() => ipcortex.mute({ forMs: -1 }), /forMs of mute is 0 or more/],
    [() => ipcortex.credentialsOf("nobody"), /there is no user nobody/],
    [() => ipcortex.ops(-1), /ops takes a whole number from 0/],
  ];
  for (const [act, message] of wrong) assert.throws(act, message);
});

// ---- Over HTTP --------------------------------------------------------------------------------------------------------

onBothWires("controls at /sim/v1/ are refused unless there is control", pbx(), async (sim, wire) => {
  const { post } = clientOf(sim, wire);
  const { status, json } = await post("/sim/v1/call", { to: "2117" });
  assert.deepEqual([status, json], [403, { result: "fail", errno: 99, message: "the simulator was not started with control" }]);
  assert.deepEqual(sim.ipcortex.state.objects.call, []);
});

onBothWires("controls at /sim/v1/ do what the functions do, in the names of the wire", pbx({ users: 1, control: true }), async (sim, wire) => {
  const { ipcortex } = sim;
  const { post } = clientOf(sim, wire);
  const ok = async (/** @type {string} */ name, /** @type {object} */ body) => (await post(`/sim/v1/${name}`, body)).json;
  const { cid, result } = await ok("call", { to: "2117", from: "0123456789", name: "Tom Reed", ring_ms: 9_000 });
  assert.deepEqual([result, cid], ["success", "SIP/desk117-00000001"]);
  assert.deepEqual(await ok("step", { cid, state: "up" }), { result: "success" });
  await ok("patch", { kind: "mailbox", key: "2117@default", v: { unread: 77 } });
  await ok("hotdesk", { user: "priya", device: "SIP/hot1", on: true });
  assert.deepEqual(await ok("book", { added: [{ key: "a-77" }], removed: [] }), { result: "success", values: ["a-77"] });
  await ok("skew", { seconds: 5 });
  await ok("version", { pbxVersion: "6.5.9" });
  assert.deepEqual(await ok("drop", { mode: "refuse", for_ms: 1_000 }), { result: "success", values: 0 });
  await ok("mute", { for_ms: 1_000 });
  await ok("deny", { user: "priya", dataset: "tags" });
  await ok("gap", {});
  await ok("error", { errno: 3, message: "later" });
  await ok("logout", { user: "priya" });
  const { state } = ipcortex;
  assert.deepEqual([state.objects.call[0].state, state.objects.mailbox[0].unread, state.lines.priya.used.length, state.bookRev, state.serverTime, state.pbxVersion], ["up", 77, 2, 2, START / 1000 + 5, "6.5.9"]);
  const log = (await ok("log", {})).values;
  assert.equal(log[0].path, "/sim/v1/call");
  const { status, json } = await post("/sim/v1/step", { cid: "none", state: "up" });
  assert.deepEqual([status, json.message], [400, "there is no call none"]);
  assert.equal((await post("/sim/v1/explode", {})).status, 501);
});

test("a control server drives it, too", async (t) => {
  const server = await control();
  t.after(() => server.close());
  const { ipcortex } = await connect(server.url).simulate({ vendors: ["ipcortex"], clock: "manual", fixtures: { ipcortex: { users: 1 } } });
  const cid = await ipcortex.call({ to: "2117" });
  assert.deepEqual((await ipcortex.state()).objects.call.map((call) => call.cid), [cid]);
  assert.equal(await ipcortex.drop({ mode: "refuse" }), 0);
  assert.equal((await ipcortex.seenBy("priya", { idle: true })).objects.call.length, 1);
  assert.deepEqual(await ipcortex.log(), []);
});

// ---- Cookies and subprotocols of the portless transport -----------------------------------------------------------------

test("without a port cookies are kept for who asks for them", async (t) => {
  const sim = await simulated(t, pbx({}, { listen: false }));
  const { url, credentials } = sim.ipcortex;
  /** @type {(path: string, credentials: RequestCredentials, body?: object) => Promise<any>} */
  const ask = async (path, mode, body = {}) => (await sim.fetch(url + path, { method: "POST", credentials: mode, body: JSON.stringify(body) })).json();
  const auth = { type: "auth", ...credentials };
  await ask("/rest/auth/", "same-origin", { auth });
  assert.equal((await ask("/adapter/v1/ticket", "include")).errno, 2, "nothing was kept");
  await ask("/rest/auth/", "include", { auth });
  assert.equal((await ask("/adapter/v1/ticket", "include")).result, "success");
  assert.equal((await ask("/adapter/v1/ticket", "omit")).errno, 2, "and nothing is sent");
  await ask("/rest/auth/logout", "include");
  assert.equal((await ask("/rest/auth/", "include", { auth: { type: "auth" } })).errno, 2, "the cookie is gone");
});

test("a name that is the simulator's own inside is no cookie outside", async (t) => {
  const sim = await simulated(t, pbx());
  const { json } = await clientOf(sim, { fetch: (url, init) => fetch(url, init) }).login();
  const forged = await fetch(`${sim.ipcortex.url}/adapter/v1/ticket`, { method: "POST", headers: { "simulated-cookie": `Red60urne=${json.user.session}` } });
  assert.equal(forged.status, 401);
});

