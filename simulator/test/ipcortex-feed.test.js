import assert from "node:assert/strict";
import { test } from "node:test";
import WS from "ws";
import { Feed, isPending, onBothWires, simulated, until } from "./helpers.js";
import { START, feedOf, loggedIn, pbx, socketOf, sortedSeen, wanting } from "./ipcortex-helpers.js";

/** @type {(errno: number, message: string) => object} */
const err = (errno, message) => ({ t: "err", errno, message });

/** @type {(frames: any[]) => string[]} What each frame is about. */
const gist = (frames) => frames.map(({ t, ops, set, added, removed, ok }) => (ops ? ops.map((/** @type {any} */ { op, kind, key }) => `${op} ${kind} ${key}`).join(", ") : [t, set && Object.keys(set), added && `+${added.length}-${removed.length}`, ok].flat().filter((one) => one !== undefined).join(" ")));

onBothWires("a feed begins with a welcome, a snapshot and the lines", pbx({ users: 1, addresses: 0 }), async (sim, wire) => {
  const { welcome, frames, feed } = await feedOf(sim, wire);
  assert.equal(feed.socket.protocol, "ipcx.v1");
  assert.deepEqual(welcome, {
    t: "welcome",
    feed: "f_1",
    seq: 40,
    resumed: false,
    pbxVersion: "6.5.2",
    lite: false,
    serverTime: START / 1000,
    user: { id: 117, uname: "priya", name: "Priya Nair", company: "default" },
  });
  const [snap, lines, ...rest] = frames;
  assert.deepEqual(rest, []);
  assert.deepEqual([snap.t, snap.seq, snap.last], ["snap", 41, true]);
  assert.deepEqual(snap.objects.contact[0], {
    cID: 117,
    name: "Priya Nair",
    uname: "priya",
    company: "default",
    companyName: "Main",
    email: "priya@example.test",
    canCall: true,
    canChat: true,
    canTag: true,
    chatID: "117",
    states: {},
    show: "",
    blf: 0,
  });
  assert.deepEqual(snap.objects.phone[0], { name: "desk117", ownerID: 117, lines: 1, deviceNames: ["SIP/desk117"], extensions: ["2117"], mac: "02aa00bb00cc", features: "hold,talk,answer" });
  assert.deepEqual(snap.objects.device[0], {
    name: "SIP/desk117",
    label: "Priya",
    extension: "2117",
    extensions: ["2117"],
    queues: { q_support: "idle" },
    optOut: [],
    mailbox: "2117@default",
    webrtc: true,
    webrtcState: "inactive",
    phone: "desk117",
    ownerID: 117,
    mac: "02aa00bb00cc",
    features: "hold,talk,answer",
    state: "up",
    blf: 0,
  });
  assert.deepEqual(snap.objects.queue, [{ name: "q_support", label: "Support", depth: 0, calls: [], members: { "SIP/desk117": "idle" } }]);
  assert.deepEqual(snap.objects.call, []);
  assert.deepEqual(lines, { t: "lines", seq: 42, used: ["SIP/desk117"], owned: ["SIP/desk117"] });
});

onBothWires("a call rings, is answered, held, taken back and ended", pbx({ users: 1 }), async (sim, wire) => {
  const { drain, client, model } = await feedOf(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117", from: "0123456789", name: "Tom Reed" });
  assert.equal(cid, "SIP/desk117-00000001");
  const [ringing] = await drain();
  model.take([ringing]);
  assert.deepEqual(ringing, {
    t: "delta",
    seq: 43,
    ops: [
      {
        op: "put",
        kind: "call",
        key: cid,
        v: {
          cid,
          id: START / 1000,
          device: "SIP/desk117",
          party: "callee",
          name: "Tom Reed",
          number: "0123456789",
          state: "ring",
          nrState: "ring",
          label: "Tom Reed",
          stamp: START,
          start: null,
          features: "answer,talk,hold",
        },
      },
      { op: "patch", kind: "device", key: "SIP/desk117", v: { blf: 2 } },
      { op: "patch", kind: "extension", key: "2117", v: { blf: 2 } },
      { op: "patch", kind: "contact", key: 117, v: { blf: 2 } },
    ],
  });
  await sim.clock.advance(3_000);
  const states = [];
  for (const verb of ["talk", "hold", "talk", "hangup"]) {
    assert.deepEqual(await client.ask(`call/${verb}`, { device: "SIP/desk117", cid }), { result: "success" });
    const [frame] = await drain();
    model.take([frame]);
    states.push(frame.ops[0].v);
    if (verb === "hangup") assert.deepEqual(frame.ops[1], { op: "del", kind: "call", key: cid });
  }
  assert.deepEqual(states, [{ state: "up", nrState: "up", start: START + 3_000 }, { state: "hold", nrState: "hold" }, { state: "up", nrState: "up" }, { state: "dead", nrState: "dead" }]);
  assert.deepEqual(model.sorted(), sortedSeen(sim.ipcortex.seenBy("priya")));
});

for (const seed of [1, 2, 3]) {
  test(`a client that applies what it is told has what there is (seed ${seed})`, async (t) => {
    const sim = await simulated(t, pbx({ users: 40, queues: 4, hotdesks: 3, liveCalls: 10 }, { seed }));
    const wire = { fetch, WebSocket: /** @type {any} */ (WS) };
    const { ipcortex } = sim;
    const all = await feedOf(sim, wire, { user: "admin" });
    const min = await feedOf(sim, wire, wanting({ deviceMin: true }));
    for (let round = 0; round < 20; round += 1) {
      assert.ok(ipcortex.ops(50) > 50);
      await sim.clock.advance(5_000);
    }
    all.model.take(await all.drain());
    min.model.take(await min.drain());
    assert.deepEqual(all.model.sorted(), sortedSeen(ipcortex.seenBy("admin")));
    const { queue: _, mailbox: __, ...seen } = sortedSeen(ipcortex.seenBy("priya", { datasets: { deviceMin: true } }));
    assert.deepEqual(min.model.sorted(), seen);
    assert.deepEqual(min.model.lines, ipcortex.seenBy("priya").lines);
  });
}

// ---- Hello --------------------------------------------------------------------------------------------------------

onBothWires("who says no hello for five seconds is told so and sent away", pbx(), async (sim, wire) => {
  const { feed, hear } = await socketOf(sim, wire);
  await sim.clock.advance(4_999);
  assert.equal(await isPending(feed.closed), true);
  await sim.clock.advance(1);
  assert.deepEqual(await hear(), err(90, "nobody said hello"));
  assert.deepEqual(await feed.closed, { code: 1011, wasClean: true });
});

for (const [what, frame, message] of /** @type {[string, unknown, string][]} */ ([
  ["no JSON", "hello", "not a frame"],
  ["no object", "[]", "not a frame"],
  ["an unknown version", { t: "hello", v: 2 }, "only version 1 is spoken here"],
])) {
  onBothWires(`${what} is an error`, pbx(), async (sim, wire) => {
    const { feed, say, hear } = await socketOf(sim, wire);
    say(frame);
    assert.deepEqual(await hear(), err(90, message));
    assert.equal((await feed.closed).code, 1011);
  });
}

onBothWires("before hello nothing is answered, and an unknown frame never", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  const { say, hear, drain } = await socketOf(sim, wire);
  for (const t of ["ping", "mode", "sub", "dance"]) say({ t, id: 1 });
  say({ t: "hello", v: 1, ticket: await client.ticket() });
  assert.equal((await hear()).t, "welcome");
  await drain();
  say({ t: "dance" });
  assert.deepEqual(await drain(), []);
});

onBothWires("hello is said once", pbx(), async (sim, wire) => {
  const { say, hear, feed } = await feedOf(sim, wire);
  say({ t: "hello", v: 1 });
  assert.deepEqual(await hear(), err(90, "hello was said before"));
  await feed.closed;
});

onBothWires("a ticket is good once, for thirty seconds, and for as long as the session", pbx(), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  /** @param {string} ticket */
  const greeting = async (ticket) => {
    const { say, hear, feed } = await socketOf(sim, wire);
    say({ t: "hello", v: 1, ticket });
    const first = await hear();
    if (first.t === "err") assert.equal((await feed.closed).code, 4001);
    return first;
  };
  const ticket = await client.ticket();
  assert.equal((await greeting(ticket)).t, "welcome");
  const refused = err(2, "the ticket is not valid");
  assert.deepEqual(await greeting(ticket), refused);
  const [late, later, orphan] = [await client.ticket(), await client.ticket(), await client.ticket()];
  await sim.clock.advance(29_999);
  assert.equal((await greeting(late)).t, "welcome");
  await sim.clock.advance(1);
  assert.deepEqual(await greeting(later), refused);
  await client.post("/rest/auth/logout");
  assert.deepEqual(await greeting(orphan), refused);
});

test("a feed speaks its protocol, and only at its path", async (t) => {
  const sim = await simulated(t, pbx());
  const url = sim.ipcortex.url.replace("http", "ws");
  for (const open of [() => new WS(`${url}/adapter/v1/feed`), () => new WS(`${url}/adapter/v1/feed`, "ipcx.v2"), () => new sim.WebSocket(`${url}/adapter/v1/feed`), () => new WS(`${url}/feed`, "ipcx.v1")]) {
    await assert.rejects(new Feed(/** @type {any} */ (open())).opened);
  }
  assert.deepEqual(sim.requests().map(({ path, status }) => [path, status]), [...Array.from({ length: 3 }, () => ["/adapter/v1/feed", 400]), ["/feed", 501]]);
  const both = new WS(`${url}/adapter/v1/feed`, ["other", "ipcx.v1"]);
  await new Feed(/** @type {any} */ (both)).opened;
  assert.equal(both.protocol, "ipcx.v1");
});

// ---- Snapshots ----------------------------------------------------------------------------------------------------

onBothWires("a snapshot comes in frames, and changes after the last of them", pbx({ users: 3, snapSize: 4, snapDelayMs: 100 }), async (sim, wire) => {
  const client = await loggedIn(sim, wire);
  const { say, hear } = await socketOf(sim, wire);
  say({ t: "hello", v: 1, ticket: await client.ticket() });
  assert.equal((await hear()).t, "welcome");
  const first = await hear();
  assert.deepEqual([first.last, Object.keys(first.objects), first.objects.contact.length], [false, ["contact"], 4]);
  sim.ipcortex.patch({ kind: "mailbox", key: "2117@default", v: { unread: 9 } });
  /** @type {any[]} */
  const frames = [];
  const reading = (async () => {
    do frames.push(await hear());
    while (frames.at(-1).t !== "delta");
  })();
  assert.equal(await isPending(reading), true, "the next one has its time");
  await sim.clock.advance(1_000);
  await reading;
  assert.deepEqual(frames.map(({ t, seq, last }) => [t, seq, last]), [["snap", 42, false], ["snap", 43, false], ["snap", 44, false], ["snap", 45, true], ["lines", 46, undefined], ["delta", 47, undefined]]);
  assert.deepEqual(frames[3].objects.call, [], "what there is none of is said in the last one");
});

test("no frame of a big snapshot or change is longer than one MiB", async (t) => {
  const sim = await simulated(t, pbx({ devices: 3_000, queues: 1, liveCalls: 300, snapSize: 100_000 }));
  const { frames, drain, model } = await feedOf(sim, { fetch, WebSocket: /** @type {any} */ (WS) }, { user: "admin" });
  const snaps = frames.filter(({ t: type }) => type === "snap");
  assert.ok(snaps.length > 2);
  sim.ipcortex.ops(5_000);
  const changes = await drain();
  for (const frame of [...snaps, ...changes]) assert.ok(JSON.stringify(frame).length < 2 ** 20);
  assert.deepEqual(model.take(changes).sorted(), sortedSeen(sim.ipcortex.seenBy("admin")));
});

// ---- Coming back ----------------------------------------------------------------------------------------------------

onBothWires("who comes back in time gets what was missed, and nothing else", pbx({ users: 1 }), async (sim, wire) => {
  const { feed, client, welcome, model } = await feedOf(sim, wire);
  feed.socket.close(4002);
  await until(() => sim.ipcortex.state.sockets === 0);
  sim.ipcortex.call({ to: "2117" });
  sim.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1" });
  const again = await feedOf(sim, wire, { client, hello: { resume: { feed: welcome.feed, seq: model.seq } } });
  assert.deepEqual([again.welcome.resumed, again.welcome.feed, again.welcome.seq], [true, welcome.feed, 42]);
  assert.deepEqual(again.frames.map(({ t, seq }) => [t, seq]), [["delta", 43], ["delta", 44], ["lines", 45]]);
  assert.deepEqual(model.take(again.frames).sorted(), sortedSeen(sim.ipcortex.seenBy("priya")));
  sim.ipcortex.call({ to: "2117" });
  assert.deepEqual((await again.drain()).map(({ seq }) => seq), [46]);
});

for (const [why, hello, user] of /** @type {[string, object, string | undefined][]} */ ([
  ["another feed", { resume: { feed: "f_9", seq: 42 } }, undefined],
  ["a number that never was", { resume: { feed: "f_1", seq: 99 } }, undefined],
  ["other data", { resume: { feed: "f_1", seq: 42 }, datasets: { queue: true } }, undefined],
  ["another mode", { resume: { feed: "f_1", seq: 42 }, idle: true }, undefined],
  ["another user", { resume: { feed: "f_1", seq: 42 } }, "jonas"],
])) {
  onBothWires(`who comes back with ${why} gets a new snapshot`, pbx({ users: 2 }), async (sim, wire) => {
    await feedOf(sim, wire);
    const { welcome, frames } = await feedOf(sim, wire, { hello, user });
    assert.deepEqual([welcome.resumed, welcome.feed, welcome.seq, frames[0].t], [false, "f_2", 40, "snap"]);
  });
}

onBothWires("a feed waits for a minute", pbx(), async (sim, wire) => {
  const { feed, client } = await feedOf(sim, wire);
  feed.socket.close(4002);
  await until(() => sim.ipcortex.state.sockets === 0);
  assert.deepEqual(sim.ipcortex.state.feeds.map(({ id, connected }) => [id, connected]), [["f_1", false]]);
  await sim.clock.advance(60_000);
  assert.deepEqual(sim.ipcortex.state.feeds, []);
  assert.equal((await feedOf(sim, wire, { client, hello: { resume: { feed: "f_1", seq: 42 } } })).welcome.resumed, false);
});

onBothWires("who left too many frames behind gets a new snapshot", pbx({ users: 1 }), async (sim, wire) => {
  const { client } = await feedOf(sim, wire);
  for (let n = 0; n < 1_000; n += 1) sim.ipcortex.patch({ kind: "mailbox", key: "2117@default", v: { read: 100 + n } });
  const resume = (/** @type {number} */ seq) => feedOf(sim, wire, { client, hello: { resume: { feed: "f_1", seq } } });
  assert.equal((await resume(42)).frames.length, 1_000);
  sim.ipcortex.patch({ kind: "mailbox", key: "2117@default", v: { read: 0 } });
  assert.equal((await resume(42)).welcome.resumed, false);
});

onBothWires("who comes back while the old socket is still there takes its place", pbx(), async (sim, wire) => {
  const old = await feedOf(sim, wire);
  const { welcome } = await feedOf(sim, wire, { client: old.client, hello: { resume: { feed: "f_1", seq: 42 } } });
  assert.equal(welcome.resumed, true);
  assert.deepEqual(await old.feed.closed, { code: 1006, wasClean: false });
  assert.deepEqual(sim.ipcortex.state.feeds.map(({ id, connected }) => [id, connected]), [["f_1", true]]);
});

onBothWires("after a pause one may come back, after a stop not", pbx(), async (sim, wire) => {
  for (const [why, left] of /** @type {[string, number][]} */ ([["paused", 1], ["stopped", 0]])) {
    const { say, feed } = await feedOf(sim, wire, { hello: { resume: { feed: "f_1", seq: 42 } } });
    say({ t: "bye", why });
    feed.socket.close(4000);
    await until(() => sim.ipcortex.state.sockets === 0);
    assert.equal(sim.ipcortex.state.feeds.length, left);
  }
});

// ---- Modes and topics -------------------------------------------------------------------------------------------------

onBothWires("idle hears of nobody else, and gets the rest when it wakes", pbx({ users: 2 }), async (sim, wire) => {
  const { ipcortex } = sim;
  const { say, drain } = await feedOf(sim, wire);
  say({ t: "mode", id: 3, idle: true });
  assert.deepEqual(await drain(), [{ t: "ack", id: 3, ok: true }]);
  const other = ipcortex.call({ to: "2118" });
  ipcortex.call({ to: "2117" });
  ipcortex.book({ added: [{ name: "Garage" }] });
  assert.deepEqual(gist(await drain()), ["put call SIP/desk117-00000002, patch device SIP/desk117, patch contact 117"]);
  say({ t: "mode", id: 4, idle: false });
  const [snap, ack, book] = await drain();
  assert.deepEqual([snap.t, snap.last, ack, book.t, book.added.length], ["snap", true, { t: "ack", id: 4, ok: true }, "book", 1]);
  assert.deepEqual(snap.objects.call.map((/** @type {any} */ { cid }) => cid), [other]);
  assert.deepEqual(snap.objects.contact.map((/** @type {any} */ { cID }) => cID), [118, 100], "the rest is what was hidden");
  assert.equal(snap.objects.phone.length, 3);
  say({ t: "mode", id: 5, idle: false });
  assert.deepEqual(gist(await drain()), ["ack true"]);
});

onBothWires("an idle user who sits down at another desk hears of it", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire, { hello: { idle: true } });
  const cid = sim.ipcortex.call({ to: "SIP/hot1" });
  assert.deepEqual(await drain(), []);
  sim.ipcortex.hotdesk({ user: 117, device: "SIP/hot1" });
  assert.deepEqual(gist(await drain()), [`put device SIP/hot1, put call ${cid}`, "lines"]);
  sim.ipcortex.hotdesk({ user: 117, device: "SIP/hot1", on: false });
  assert.deepEqual(gist(await drain()).at(-1), "lines", "what is hidden is not gone");
});

onBothWires("a feed of one's own devices gains and loses them", pbx({ users: 1 }), async (sim, wire) => {
  const { drain } = await feedOf(sim, wire, wanting({ deviceMin: true }));
  const cid = sim.ipcortex.call({ to: "SIP/hot1" });
  assert.deepEqual(await drain(), []);
  sim.ipcortex.hotdesk({ user: 117, device: "SIP/hot1" });
  assert.deepEqual(gist(await drain()), [`put device SIP/hot1, patch extension 2117, put call ${cid}`, "lines"]);
  sim.ipcortex.hotdesk({ user: 117, device: "SIP/hot1", on: false });
  assert.deepEqual(gist(await drain()), ["patch device SIP/hot1, patch extension 2117", "lines", `del call ${cid}, del device SIP/hot1`]);
});

onBothWires("a lite PBX is always idle", pbx({ users: 2, lite: true }), async (sim, wire) => {
  const { say, drain, welcome, model } = await feedOf(sim, wire, { hello: { idle: false } });
  assert.equal(welcome.lite, true);
  assert.deepEqual([...model.objects.contact.keys()], ["117"]);
  say({ t: "mode", id: 1, idle: false });
  say({ t: "mode", id: 2, idle: true });
  assert.deepEqual(await drain(), [{ t: "ack", id: 1, ok: false, errno: 99, message: "a lite PBX is always idle" }, { t: "ack", id: 2, ok: true }]);
});

onBothWires("tags are told to who has subscribed", pbx({ users: 2 }), async (sim, wire) => {
  const { say, drain, client } = await feedOf(sim, wire);
  const tag = (/** @type {string[]} */ ...tags) => client.ask("tags/set", { target: "contact:117", tags });
  await tag("a");
  assert.deepEqual(await drain(), []);
  say({ t: "sub", id: 4, topic: "tags", on: true });
  assert.deepEqual(await drain(), [{ t: "ack", id: 4, ok: true }]);
  await tag("sales");
  assert.deepEqual(await drain(), [{ t: "tags", seq: 43, set: { "contact:117": ["sales"] } }]);
  say({ t: "sub", id: 5, topic: "tags", on: false });
  await tag("b");
  assert.deepEqual(gist(await drain()), ["ack true"]);
  say({ t: "sub", id: 6, topic: "weather", on: true });
  assert.deepEqual(await drain(), [{ t: "ack", id: 6, ok: false, errno: 90, message: "there is no such topic" }]);
});

onBothWires("the address book is told to everybody who did not object", pbx({ users: 2, addresses: [{ key: "a-3" }] }), async (sim, wire) => {
  const { say, drain } = await feedOf(sim, wire);
  sim.ipcortex.book({ added: [{ key: "a-9", name: "Depot", number: "5550100" }, { key: "a-8", group: "personal", owner: 118 }], removed: ["a-3"] });
  const added = { key: "a-9", name: "Depot", number: "5550100", group: "company", email: "", canCall: true, canChat: false, canTag: false, contact: null };
  assert.deepEqual(await drain(), [{ t: "book", seq: 43, rev: 2, added: [added], removed: ["a-3"] }]);
  sim.ipcortex.book({ removed: ["a-8"] });
  assert.deepEqual(await drain(), [], "what was somebody else's");
  say({ t: "sub", id: 1, topic: "book", on: false });
  assert.deepEqual(gist(await drain()), ["ack true"]);
  sim.ipcortex.book({ removed: ["a-9"] });
  assert.deepEqual(await drain(), []);
});

onBothWires("changes reach who may see them, and only the data that they asked for", pbx({ users: [{ uname: "ada" }, { uname: "ben", company: "north" }] }), async (sim, wire) => {
  const [ada, ben] = [await feedOf(sim, wire, { user: "ada", ...wanting({ device: true }) }), await feedOf(sim, wire, { user: "ben" })];
  sim.ipcortex.call({ to: "2117" });
  sim.ipcortex.patch({ kind: "contact", key: 118, v: { show: "away" } });
  sim.ipcortex.patch({ kind: "mailbox", key: "2118@default", v: { unread: 7 } });
  assert.deepEqual(gist(await ada.drain()), ["put call SIP/desk117-00000001, patch device SIP/desk117, patch extension 2117, patch contact 117"]);
  assert.deepEqual(gist(await ben.drain()), ["patch contact 118", "patch mailbox 2118@default"]);
});

onBothWires("what changes its company comes into view and leaves it", pbx({ users: [{ uname: "ada", company: "south" }, { uname: "ben", company: "north" }] }), async (sim, wire) => {
  const { drain, model } = await feedOf(sim, wire, { user: "ada" });
  sim.ipcortex.patch({ kind: "contact", key: 118, v: { company: "south" } });
  assert.equal((await drain())[0].ops[0].op, "put");
  sim.ipcortex.patch({ kind: "contact", key: 118, v: { company: "north" } });
  assert.deepEqual(gist(await drain()), ["del contact 118"]);
  assert.deepEqual([...model.objects.contact.keys()], ["117"], "admin is of the default company");
});

onBothWires("a ping is answered by its number", pbx(), async (sim, wire) => {
  const { say, hear } = await feedOf(sim, wire);
  say({ t: "ping", n: 12 });
  assert.deepEqual(await hear(), { t: "pong", n: 12 });
});
