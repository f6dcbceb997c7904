import assert from "node:assert/strict";
import { test } from "node:test";
import { onBothWires, simulated } from "./helpers.js";
import { START, clientOf, loggedIn, pbx } from "./ipcortex-helpers.js";

const ORIGIN = "http://page.test:8000";
const OK = { result: "success" };
/** @type {(errno: number, message: string) => object} */
const fail = (errno, message) => ({ result: "fail", errno, message });

// ---- Logging in -------------------------------------------------------------------------------------------------

onBothWires("logging in answers who it is, and sets the cookie of the session", pbx(), async (sim, wire) => {
  const { login } = clientOf(sim, wire);
  const { status, json, headers } = await login();
  const { session, ...user } = json.user;
  assert.deepEqual([status, json.result, user], [200, "success", { id: 117, login: "priya", name: "Priya Nair", company: "default", home: "/", perms: { admin: false, role: "user" } }]);
  assert.match(session, /^[0-9a-f]{32}$/);
  const [cookie] = headers.getSetCookie();
  assert.ok(cookie.startsWith(`Red60urne=${session}; Path=/; HttpOnly; SameSite=`));
  assert.deepEqual(sim.ipcortex.state.sessions, ["priya"]);
});

test("over https alone the cookie may go along with pages of other sites", async (t) => {
  const [plain, secure] = [await simulated(t, pbx()), await simulated(t, pbx({}, { listen: false }))];
  const cookies = [await clientOf(plain, { fetch: (url, init) => fetch(url, init) }).login(), await clientOf(secure, secure).login()].map(({ headers }) => headers.getSetCookie()[0]);
  assert.match(cookies[0], /; HttpOnly; SameSite=Lax$/);
  assert.match(cookies[1], /; HttpOnly; SameSite=None; Secure$/);
});

onBothWires("who comes with the cookie keeps the session, and need not say who it is", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  const again = await client.post("/rest/auth/", { auth: { type: "auth" } });
  assert.equal(again.json.user.login, "priya");
  await client.login();
  assert.deepEqual(sim.ipcortex.state.sessions, ["priya"]);
  await client.login(sim.ipcortex.credentialsOf("admin"));
  assert.deepEqual(sim.ipcortex.state.sessions, ["priya", "admin"], "somebody else gets another one");
});

onBothWires("a wrong password is a failure, and so is asking who it is when it is nobody", pbx(), async (sim, wire) => {
  const { login, post } = clientOf(sim, wire);
  const { status, json } = await login({ ...sim.ipcortex.credentials, password: "wrong" });
  assert.deepEqual([status, json], [200, fail(2, "wrong username or password")]);
  assert.deepEqual((await post("/rest/auth/", { auth: { type: "auth" } })).json, fail(2, "nobody is logged in"));
  assert.deepEqual((await post("/rest/auth/")).json, fail(2, "nobody is logged in"));
  assert.deepEqual(sim.ipcortex.state.sessions, []);
});

onBothWires("logging out ends the session and its tickets", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  assert.deepEqual((await client.post("/rest/auth/logout", { auth: { type: "auth" } })).json, OK);
  assert.deepEqual(sim.ipcortex.state.sessions, []);
  const { status, json } = await client.post("/adapter/v1/fetch");
  assert.deepEqual([status, json], [401, fail(2, "nobody is logged in")]);
});

onBothWires("a login inside the body serves one request of the public kind", pbx(), async (sim, wire) => {
  const { post } = clientOf(sim, wire);
  const auth = { type: "auth", ...sim.ipcortex.credentialsOf("admin") };
  assert.deepEqual((await post("/rest/call/read", { auth, type: "cdr" })).json, { ...OK, values: [] });
  assert.equal((await post("/rest/call/read", { type: "cdr" })).status, 401);
  assert.equal((await post("/rest/call/read", { auth: { ...auth, password: "wrong" } })).status, 401);
  assert.deepEqual(sim.ipcortex.state.sessions, []);
});

// ---- What anybody may ask -----------------------------------------------------------------------------------------

onBothWires("anybody may ask what it is and what time it is", pbx({ pbxVersion: "6.4.9", lite: true }), async (sim, wire) => {
  const { ask } = clientOf(sim, wire);
  const { features, ...hello } = await ask("hello");
  assert.deepEqual(hello, { ...OK, adapter: "ipcx/1", pbxVersion: "6.4.9", lite: true });
  assert.ok(features.includes("resume"));
  await sim.clock.advance(1_250);
  assert.deepEqual(await ask("time"), { ...OK, serverTime: START / 1000 + 1.25 });
});

// ---- The snapshot ---------------------------------------------------------------------------------------------------

onBothWires("a snapshot has what was asked for, also where there is none", pbx({ users: 2 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const kinds = async (/** @type {object | undefined | null} */ datasets) => Object.keys((await ask("fetch", { datasets })).objects);
  const always = ["contact", "phone", "extension"];
  for (const all of [undefined, null, {}]) assert.deepEqual(await kinds(all), ["contact", "phone", "device", "extension", "queue", "mailbox", "call"]);
  assert.deepEqual(await kinds({ device: false }), always);
  assert.deepEqual(await kinds({ device: true }), ["contact", "phone", "device", "extension", "call"]);
  assert.deepEqual(await kinds({ mailbox: true }), [...always, "mailbox"]);
  assert.deepEqual(await kinds({ queue: true, presence: false }), [...always, "queue", "call"]);
  const { objects, lines } = await ask("fetch", { datasets: { deviceMin: true } });
  assert.deepEqual(objects.device.map((/** @type {any} */ { name }) => name), ["SIP/desk117"]);
  assert.deepEqual(lines, { used: ["SIP/desk117"], owned: ["SIP/desk117"] });
});

onBothWires("presence is only there for who asks for it", pbx({ users: 2 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  sim.ipcortex.patch({ kind: "contact", key: 118, v: { show: "away", states: { desktop: "away" } } });
  /** @type {(datasets: object) => Promise<any>} */
  const other = async (datasets) => {
    const { canChat, states, show } = (await ask("fetch", { datasets })).objects.contact[1];
    return { canChat, states, show };
  };
  assert.deepEqual(await other({ presence: true }), { canChat: true, states: { desktop: "away" }, show: "away" });
  assert.deepEqual(await other({ device: true }), { canChat: false, states: {}, show: "" });
});

onBothWires("an idle snapshot is about the user alone", pbx({ users: 3, liveCalls: 3 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const { objects } = await ask("fetch", { idle: true });
  assert.deepEqual(Object.fromEntries(Object.entries(objects).map(([kind, values]) => [kind, values.map((/** @type {any} */ { name }) => name)])), {
    contact: ["Priya Nair"],
    phone: [],
    device: ["SIP/desk117"],
    extension: [],
    queue: [],
    mailbox: ["2117@default"],
    call: [objects.call[0].name],
  });
  assert.equal(objects.call[0].device, "SIP/desk117");
});

const COMPANIES = pbx({
  users: [
    { uname: "ada", company: "default" },
    { uname: "ben", company: "north" },
    { uname: "cem", company: "south" },
    { uname: "dot", company: "north", role: "company-admin", companies: ["south"] },
  ],
});
for (const [who, seen] of /** @type {[string, string[]][]} */ ([
  ["ada", ["ada", "ben", "cem", "dot"]],
  ["admin", ["ada", "ben", "cem", "dot"]],
  ["ben", ["ben", "dot"]],
  ["cem", ["cem"]],
  ["dot", ["ben", "cem", "dot"]],
])) {
  onBothWires(`${who} sees the calls and people of ${seen.length} companies' staff`, COMPANIES, async (sim, wire) => {
    const { ipcortex } = sim;
    for (const { uname, extension } of ipcortex.state.users) if (extension !== "") ipcortex.call({ to: extension, name: uname });
    const { objects } = await (await loggedIn(sim, wire, who)).ask("fetch");
    assert.deepEqual(objects.call.map((/** @type {any} */ { name }) => name), seen);
    assert.deepEqual(objects.contact.map((/** @type {any} */ { uname }) => uname).filter((/** @type {string} */ uname) => uname !== "admin"), seen);
    assert.equal(objects.mailbox.length, seen.length);
    assert.deepEqual(objects, ipcortex.seenBy(who).objects);
  });
}

// ---- Address book and tags --------------------------------------------------------------------------------------------

onBothWires("the address book comes whole, then by its changes", pbx({ addresses: [{ key: "a-3", name: "Depot", number: "5550100" }, { name: "Home", number: "5550101", group: "personal", owner: 117 }] }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const depot = { key: "a-3", name: "Depot", number: "5550100", group: "company", email: "", canCall: true, canChat: false, canTag: false, contact: null };
  const home = { ...depot, key: "a-1", name: "Home", number: "5550101", group: "personal" };
  assert.deepEqual(await ask("addressbook", {}), { ...OK, rev: 1, added: [depot, home], removed: [] });
  assert.deepEqual(await ask("addressbook", { since: 1 }), { ...OK, rev: 1, added: [], removed: [] });
  assert.deepEqual(sim.ipcortex.book({ added: [{ name: "Garage", number: "5550102" }], removed: ["a-3"] }), ["a-2"]);
  const garage = { ...depot, key: "a-2", name: "Garage", number: "5550102" };
  assert.deepEqual(await ask("addressbook", { since: 1 }), { ...OK, rev: 2, added: [garage], removed: ["a-3"] });
  assert.deepEqual((await ask("addressbook", { since: 99 })).added.length, 2, "a number that never was brings all of it");
  const other = await loggedIn(sim, wire, 118);
  assert.deepEqual((await other.ask("addressbook")).added, [garage], "what is personal is one's own");
});

onBothWires("tags are of everything that can be tagged", pbx({ users: 1, addresses: [{ key: "a-1" }, { key: "a-2", group: "system" }], tags: { "contact:117": ["#sales ", "", "sales", "vip"] } }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  assert.deepEqual(await ask("tags"), { ...OK, tags: { "contact:117": ["sales", "vip"], "contact:100": [], "address:a-1": [] } });
});

onBothWires("one tags oneself, a receptionist everybody", pbx({ users: [{}, {}, { uname: "rita", role: "receptionist" }] }), async (sim, wire) => {
  const [priya, rita] = [await loggedIn(sim, wire), clientOf(sim, wire)];
  assert.deepEqual(await priya.ask("tags/set", { target: "contact:117", tags: ["#night", "night"] }), { ...OK, tags: ["night"] });
  assert.deepEqual(await priya.ask("tags/set", { target: "contact:118", tags: ["x"] }), fail(99, "no permission to tag contact:118"));
  assert.deepEqual(await priya.ask("tags/set", { target: "contact:117", tags: "x" }), fail(90, "tags are a list of texts for one target"));
  await rita.login(sim.ipcortex.credentialsOf("rita"));
  for (const target of ["contact:118", "address:a-1"]) assert.deepEqual(await rita.ask("tags/set", { target, tags: ["x"] }), { ...OK, tags: ["x"] });
  for (const target of ["contact:7", "address:a-99", "queue:q_support"]) assert.equal((await rita.ask("tags/set", { target, tags: [] })).errno, 99);
  const canTag = (/** @type {string} */ who) => sim.ipcortex.seenBy(who).objects.contact.map((contact) => contact.canTag);
  assert.deepEqual([canTag("priya"), canTag("rita")], [[true, false, false, false], [true, true, true, true]]);
});

// ---- Calls ------------------------------------------------------------------------------------------------------------

/** @type {(sim: import("./ipcortex-helpers.js").Sim) => [string, string, string][]} */
const callsOf = ({ ipcortex }) => ipcortex.state.objects.call.map(({ device, party, state }) => [device, party, state]);

onBothWires("a number outside is dialled, rings, and answers", pbx({ users: 1 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const { cid, ...rest } = await ask("call/dial", { device: "SIP/desk117", number: "0123456789" });
  assert.deepEqual([cid, rest], ["SIP/desk117-00000001", OK]);
  const states = [];
  for (const ms of [0, 1_000, 3_000]) {
    await sim.clock.advance(ms);
    states.push(callsOf(sim)[0].join(" "));
  }
  assert.deepEqual(states, ["SIP/desk117 caller dial", "SIP/desk117 caller ring", "SIP/desk117 caller up"]);
  await ask("call/hangup", { device: "SIP/desk117", cid });
  assert.deepEqual(callsOf(sim), []);
});

onBothWires("a colleague who is dialled rings, answers, and both ends live and die together", pbx({ users: 2 }), async (sim, wire) => {
  const [priya, jonas] = [await loggedIn(sim, wire), await loggedIn(sim, wire, 118)];
  await priya.ask("call/dial", { device: "SIP/desk117", number: "2118" });
  await sim.clock.advance(1_000);
  assert.deepEqual(callsOf(sim), [["SIP/desk117", "caller", "ring"], ["SIP/desk118", "callee", "ring"]]);
  const [, { cid, name, number }] = sim.ipcortex.state.objects.call;
  assert.deepEqual([name, number], ["Priya", "2117"]);
  await jonas.ask("call/talk", { device: "SIP/desk118", cid });
  assert.deepEqual(callsOf(sim).map(([, , state]) => state), ["up", "up"]);
  await jonas.ask("call/hold", { device: "SIP/desk118", cid });
  assert.deepEqual(callsOf(sim).map(([, , state]) => state), ["up", "hold"]);
  await jonas.ask("call/hangup", { device: "SIP/desk118", cid });
  assert.deepEqual(callsOf(sim), []);
});

onBothWires("a colleague who is busy, or does not answer, ends the call", pbx({ users: 2 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const call = sim.ipcortex.call({ to: "2118" });
  await ask("call/dial", { device: "SIP/desk117", number: "2118" });
  await sim.clock.advance(2_000);
  assert.deepEqual(callsOf(sim), [["SIP/desk118", "callee", "ring"]]);
  sim.ipcortex.step({ cid: call, state: "dead" });
  await ask("call/dial", { device: "SIP/desk117", number: "2118" });
  await sim.clock.advance(29_000);
  assert.equal(callsOf(sim).length, 2);
  await sim.clock.advance(2_000);
  assert.deepEqual(callsOf(sim), []);
});

onBothWires("dialling can put the present call on hold", pbx({ users: 1 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117" });
  sim.ipcortex.step({ cid, state: "up" });
  await ask("call/dial", { device: "SIP/desk117", number: "0123", autohold: false });
  assert.deepEqual(callsOf(sim).map(([, , state]) => state), ["up", "dial"]);
  await ask("call/dial", { device: "SIP/desk117", number: "0123", autohold: true });
  assert.deepEqual(callsOf(sim).map(([, , state]) => state), ["hold", "dial", "dial"]);
});

onBothWires("a call is sent on to a colleague", pbx({ users: 3 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117", from: "0123456789", name: "Tom Reed" });
  await ask("call/talk", { device: "SIP/desk117", cid });
  assert.deepEqual(await ask("call/send", { device: "SIP/desk117", cid }), fail(90, "there is nowhere to send it"));
  assert.deepEqual(await ask("call/send", { device: "SIP/desk117", cid, target: "2118" }), OK);
  const [{ name, number, ...call }, ...others] = sim.ipcortex.state.objects.call;
  assert.deepEqual([name, number, call.device, call.state, others], ["Tom Reed", "0123456789", "SIP/desk118", "ring", []]);

  const inside = sim.ipcortex.call({ to: "2117", from: "2119" });
  await ask("call/talk", { device: "SIP/desk117", cid: inside });
  sim.ipcortex.step({ cid: call.cid, state: "dead" });
  await ask("call/send", { device: "SIP/desk117", cid: inside, target: "2118" });
  assert.deepEqual(callsOf(sim), [["SIP/desk119", "caller", "ring"], ["SIP/desk118", "callee", "ring"]]);
  assert.equal(sim.ipcortex.state.objects.call[0].number, "2118");
});

onBothWires("who does not answer cannot be put on hold, and what is not there cannot be anything", pbx({ users: 1 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117" });
  const own = { device: "SIP/desk117", cid };
  assert.deepEqual(await ask("call/hold", own), fail(90, "a call in state ring cannot hold"));
  assert.deepEqual(await ask("call/hangup", { ...own, cid: "SIP/desk117-7" }), fail(90, "there is no such call on the device"));
  assert.deepEqual(await ask("call/dial", { device: "SIP/desk117" }), fail(90, "there is no number to dial"));
  const { cid: out } = await ask("call/dial", { device: "SIP/desk117", number: "0123" });
  await sim.clock.advance(1_000);
  assert.deepEqual(await ask("call/talk", { device: "SIP/desk117", cid: out }), fail(90, "it rings at the other side"));
  sim.ipcortex.patch({ kind: "device", key: "SIP/desk117", v: { state: "down" } });
  assert.deepEqual(await ask("call/dial", { device: "SIP/desk117", number: "0123" }), fail(90, "the device is not up"));
});

onBothWires("one controls one's own calls, also those of a hot desk", pbx({ users: 2 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire, "admin");
  const cid = sim.ipcortex.call({ to: "SIP/hot1" });
  const foreign = fail(99, "the device is somebody else's");
  for (const verb of ["hangup", "hold", "talk", "send"]) assert.deepEqual(await ask(`call/${verb}`, { device: "SIP/hot1", cid }), foreign);
  assert.deepEqual(await ask("call/dial", { device: "SIP/desk117", number: "2118" }), foreign);
  sim.ipcortex.hotdesk({ user: "admin", device: "SIP/hot1" });
  assert.deepEqual(await ask("call/talk", { device: "SIP/hot1", cid }), OK);
});

onBothWires("a queue lets its members ring in turn, until somebody answers", pbx({ users: 2, queues: 1 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire, 118);
  const waiting = sim.ipcortex.call({ to: "901", from: "0123456789", name: "Tom Reed" });
  assert.equal(waiting, "Queue/q_support-00000001");
  const queue = () => sim.ipcortex.state.objects.queue[0];
  assert.deepEqual([queue().depth, queue().calls], [1, [waiting]]);
  const [first, second] = sim.ipcortex.state.objects.call;
  assert.deepEqual([first.device, first.qname, first.inq, first.outq], [null, "q_support", START / 1000, null]);
  assert.deepEqual([second.device, second.qname, second.qcall, second.name], ["SIP/desk117", "q_support", waiting, "Tom Reed"]);
  await sim.clock.advance(15_000);
  assert.deepEqual(callsOf(sim), [[null, "caller", "ring"], ["SIP/desk118", "callee", "ring"]]);
  await ask("call/talk", { device: "SIP/desk118", cid: sim.ipcortex.state.objects.call[1].cid });
  const [answered, ...others] = sim.ipcortex.state.objects.call;
  assert.deepEqual([answered.state, answered.inq, answered.outq, others], ["up", START / 1000, START / 1000 + 15, []]);
  assert.deepEqual([queue().depth, queue().calls, queue().members], [0, [], { "SIP/desk117": "idle", "SIP/desk118": "inuse" }]);
  assert.deepEqual(sim.ipcortex.state.objects.device[1].queues, { q_support: "inuse" });
});

onBothWires("who waits in a queue gets the next member that is free, or gives up", pbx({ users: 1, queues: 1 }), async (sim) => {
  const { ipcortex } = sim;
  const talk = ipcortex.call({ to: "2117" });
  ipcortex.step({ cid: talk, state: "up" });
  const waiting = ipcortex.call({ to: "q_support", ringMs: 60_000 });
  assert.deepEqual(callsOf(sim).length, 2);
  ipcortex.step({ cid: talk, state: "dead" });
  assert.deepEqual(callsOf(sim), [[null, "caller", "ring"], ["SIP/desk117", "callee", "ring"]]);
  await sim.clock.advance(60_000);
  assert.deepEqual(callsOf(sim), []);
  assert.deepEqual([ipcortex.state.objects.queue[0].depth, waiting], [0, "Queue/q_support-00000002"]);
});

onBothWires("a colleague who calls a queue talks to who answers", pbx({ users: 2, queues: 1 }), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  await ask("call/dial", { device: "SIP/desk117", number: "901" });
  await sim.clock.advance(1_000);
  assert.deepEqual(callsOf(sim), [["SIP/desk117", "caller", "ring"], [null, "caller", "ring"], ["SIP/desk118", "callee", "ring"]]);
  const [own, , ringing] = sim.ipcortex.state.objects.call;
  sim.ipcortex.step({ cid: ringing.cid, state: "up" });
  assert.deepEqual(callsOf(sim), [["SIP/desk117", "caller", "up"], ["SIP/desk118", "callee", "up"]]);
  await ask("call/hangup", { device: "SIP/desk117", cid: own.cid });
  assert.deepEqual(callsOf(sim), []);
});

onBothWires("calls that ended are records for administrators", pbx({ users: 1 }), async (sim, wire) => {
  const cid = sim.ipcortex.call({ to: "2117", from: "0123456789", name: "Tom Reed" });
  await sim.clock.advance(4_000);
  sim.ipcortex.step({ cid, state: "up" });
  await sim.clock.advance(60_000);
  sim.ipcortex.step({ cid, state: "dead" });
  sim.ipcortex.step({ cid: sim.ipcortex.call({ to: "2117" }), state: "dead" });
  const { post } = await loggedIn(sim, wire, "admin");
  const { values } = (await post("/rest/call/read", { type: "cdr" })).json;
  assert.deepEqual(values[0], {
    id: 1,
    device: "SIP/desk117",
    party: "callee",
    number: "0123456789",
    name: "Tom Reed",
    qname: null,
    start: START,
    answer: START + 4_000,
    end: START + 64_000,
    duration: 60,
  });
  assert.deepEqual((await post("/rest/call/read", { type: "cdr", scope: { minID: 2 } })).json.values.map((/** @type {any} */ { id, answer }) => [id, answer]), [[2, null]]);
  assert.equal((await post("/rest/call/read", { scope: { maxRows: 1 } })).json.values.length, 1);
  assert.equal((await post("/rest/call/read", { scope: { minDate: START + 1, maxDate: START + 70_000 } })).json.values.length, 1);
  const { post: asUser } = await loggedIn(sim, wire);
  assert.deepEqual((await asUser("/rest/call/read", { type: "cdr" })).json, fail(99, "call records are for administrators"));
});

onBothWires("the public command dials with the user's own telephone", pbx({ users: 1 }), async (sim, wire) => {
  const { post } = await loggedIn(sim, wire);
  assert.deepEqual((await post("/rest/command/dial/", { type: "auto", values: { number: "0123", autoanswer: true } })).json, { ...OK, values: [] });
  assert.deepEqual(callsOf(sim), [["SIP/desk117", "caller", "dial"]]);
  assert.deepEqual((await post("/rest/command/dial/")).json, fail(90, "there is no number to dial"));
  const admin = await loggedIn(sim, wire, "admin");
  assert.deepEqual((await admin.post("/rest/command/dial/", { values: { number: "0123" } })).json, fail(90, "there is no telephone to dial with"));
  assert.deepEqual((await post("/rest/command/create/", { type: "room", values: { internal: [118] } })).json, { ...OK, values: [{ room: 1 }] });
});

// ---- The rest ---------------------------------------------------------------------------------------------------------

onBothWires("ICE servers are the fixtures', or plausible ones", pbx({ ice: { stun: null } }), async (sim, wire) => {
  const { turn, ...rest } = await (await loggedIn(sim, wire)).ask("ice");
  assert.deepEqual(rest, { ...OK, stun: null });
  assert.deepEqual([turn[0].urls, turn[0].username], ["turn:turn.cortex.test:3478", "cortex"]);
  assert.match(turn[0].credential, /^[0-9a-f]{16}$/);
});

onBothWires("what is no request is refused", pbx(), async (sim, wire) => {
  const { post } = await loggedIn(sim, wire);
  for (const [body, message] of [["{", "the body is not JSON"], ["[]", "the body is not an object"]]) {
    const { status, json } = await post("/adapter/v1/fetch", body);
    assert.deepEqual([status, json], [400, fail(90, message)]);
  }
  assert.equal((await post("/adapter/v1/time", "")).status, 200, "no body is an empty one");
  for (const path of ["/rest/keevio/read", "/adapter/v2/hello", "/"]) assert.equal((await post(path)).status, 501);
  assert.deepEqual(sim.unmatched.map(({ path }) => path), ["/rest/keevio/read", "/adapter/v2/hello", "/"]);
});

onBothWires("faults refuse by a number of the PBX, or by a status alone", pbx(), async (sim, wire) => {
  const { post } = await loggedIn(sim, wire);
  const match = "POST /adapter/v1/ticket";
  sim.ipcortex.fault(match, { errcode: 3, errmsg: "restarting" });
  sim.ipcortex.fault(match, { status: 503, headers: { "retry-after": "2" } });
  sim.ipcortex.fault(match, { malformed: true });
  const [own, status, malformed] = [await post("/adapter/v1/ticket"), await post("/adapter/v1/ticket"), await post("/adapter/v1/ticket")];
  assert.deepEqual([own.status, own.json], [200, fail(3, "restarting")]);
  assert.deepEqual([status.status, status.json, status.headers.get("retry-after")], [503, { result: "fail", message: "it went wrong" }, "2"]);
  assert.deepEqual([malformed.status, malformed.json], [200, undefined]);
});

onBothWires("pages are named to themselves, and may bring their cookies", pbx(), async (sim, wire) => {
  const answer = await clientOf(sim, wire).post("/adapter/v1/hello", {}, { headers: { origin: ORIGIN } });
  /** @type {(headers: Headers) => (string | null)[]} */
  const facts = (headers) => ["origin", "credentials"].map((name) => headers.get(`access-control-allow-${name}`));
  assert.deepEqual([facts(answer.headers), answer.headers.get("vary")], [[ORIGIN, "true"], "origin"]);
  const preflight = await wire.fetch(`${sim.ipcortex.url}/adapter/v1/hello`, { method: "OPTIONS", headers: { origin: ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "content-type" } });
  assert.deepEqual([preflight.status, facts(preflight.headers), preflight.headers.get("access-control-allow-headers")], [204, [ORIGIN, "true"], "content-type, accept"]);
});

onBothWires("no password, session, ticket or credential of a request is in the log", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  const { password } = sim.ipcortex.credentials;
  const ticket = await client.ticket();
  await client.post("/rest/anything", { session: "example-only", turn: [{ credential: "example-only" }], token: "example-only" });
  await client.post(`/rest/anything?ticket=${ticket}&password=${password}`);
  const log = JSON.stringify(sim.ipcortex.log());
  for (const secret of [password, ticket, "example-only"]) assert.equal(log.includes(secret), false);
  const [login, , unknown] = sim.requests();
  assert.equal(login.body, `{"auth":{"type":"auth","username":"priya","password":"***16"}}`);
  assert.equal(unknown.body, `{"session":"***12","turn":[{"credential":"***12"}],"token":"***12"}`);
  assert.equal(unknown.headers.cookie, "***42");
});

test("a fixture that is misspelled or impossible is refused", async (t) => {
  /** @type {[any, RegExp][]} */
  const wrong = [
    [{ user: 3 }, /IPCortex has no fixture "user"/],
    [{ devices: -1 }, /the fixture devices of IPCortex cannot be -1/],
    [{ office: { callPerMinute: 3 } }, /an office of IPCortex has no "callPerMinute"/],
    [{ office: { devices: -3 } }, /devices of an office of IPCortex is 0 or more/],
    [{ users: [{ role: "king" }] }, /role of a user is one of user,/],
    [{ users: [{ id: 7 }, { id: 7 }] }, /two of IPCortex's users have the same id/],
    [{ objects: { room: [] } }, /no objects of kind room/],
    [{ objects: { device: [{}] } }, /a device of IPCortex has no name/],
    [{ addresses: [{ group: "friends" }] }, /group of an address is one of system, company, personal/],
    [{ lines: { priya: ["SIP/none"] } }, /there is no device SIP\/none/],
  ];
  for (const [fixtures, message] of wrong) await assert.rejects(simulated(t, pbx(fixtures)), message);
});

onBothWires("objects of the fixtures are exactly what there is", pbx({
  users: [{ uname: "ada", password: "example-only", id: 5 }],
  objects: { contact: [{ cID: 5, name: "Ada", company: "default" }], device: [{ name: "SIP/x", ownerID: 5, extensions: [], label: "X" }, { name: "SIP/y", ownerID: null, label: "Y" }], call: [{ cid: "SIP/x-1", device: "SIP/x", state: "up" }] },
  lines: { ada: ["SIP/y"] },
  addresses: 0,
}), async (sim, wire) => {
  const { ask } = await loggedIn(sim, wire);
  const { objects, lines } = await ask("fetch");
  assert.deepEqual(lines, { used: ["SIP/x", "SIP/y"], owned: ["SIP/x"] });
  assert.deepEqual([objects.contact.length, objects.phone.length, objects.call[0]], [1, 0, { cid: "SIP/x-1", device: "SIP/x", state: "up" }]);
  assert.deepEqual(await ask("call/hangup", { device: "SIP/x", cid: "SIP/x-1" }), OK);
});
