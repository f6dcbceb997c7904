import assert from "node:assert/strict";
import { test } from "node:test";
import WS from "ws";
import { clientOf, Feed, isPending, onBothWires, simulated, until } from "./helpers.js";

onBothWires("a socket acknowledges topics, answers heartbeats and delivers what was asked for", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const feed = new Feed(client.socket(await client.signIn()));
  await feed.opened;
  assert.equal(feed.socket.readyState, 1);
  assert.deepEqual(sim.yeastar.state.sockets, [{ extension: "1000", topics: [] }]);
  assert.equal(sim.yeastar.emit({ type: 20049, msg: {} }), 0, "nothing before a subscription");

  feed.socket.send("heartbeat");
  assert.equal(await feed.next(), "heartbeat response");
  feed.socket.send("{\"topic_list\":[20049,20153]}");
  assert.equal(await feed.next(), "{\"errcode\":0,\"errmsg\":\"SUCCESS\"}");
  assert.deepEqual(sim.yeastar.state.sockets, [{ extension: "1000", topics: [20049, 20153] }]);

  assert.equal(sim.yeastar.emit({ type: 20153, msg: { enable: 0 } }), 1);
  assert.equal(await feed.next(), "{\"type\":20153,\"sn\":\"SIM000000002\",\"msg\":\"{\\\"enable\\\":0}\"}");

  feed.socket.send("{\"topic_list\":[10000]}");
  await feed.next();
  assert.equal(sim.yeastar.emit({ type: 20153 }), 0, "a list takes the place of the one before");
  assert.equal(sim.yeastar.emit({ type: 20153, force: true }), 1);
  assert.deepEqual(await feed.event(), { type: 20153, sn: "SIM000000004", msg: {} });

  for (const rubbish of ["what?", "{\"topic_list\":[\"1\"]}", "null"]) {
    feed.socket.send(rubbish);
    assert.equal(JSON.parse(await feed.next()).errcode, 40002);
  }
  assert.deepEqual(sim.yeastar.state.sockets[0].topics, [10000]);

  const [opening] = sim.requests().filter(({ upgrade }) => upgrade);
  assert.equal(opening.target, "/api/v1.0/subscribe?access_token=***32");
  assert.equal(opening.status, 101);
  assert.deepEqual(opening.frames.map(({ data }) => data).slice(0, 2), ["heartbeat", "{\"topic_list\":[20049,20153]}"]);
  assert.equal(opening.closed, undefined);
  feed.socket.close();
  assert.deepEqual(await feed.closed, { code: 1005, wasClean: true });
  await until(() => sim.yeastar.state.sockets.length === 0);
  assert.equal(sim.requests("/api/v1.0/subscribe")[0].closed?.code, 1005);
});

onBothWires("emit can say anything to anyone", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const ann = await client.subscribe(await client.signIn("1000"));
  const bob = await client.subscribe(await client.signIn("1001"));

  assert.equal(sim.yeastar.emit({ raw: "null" }), 2);
  assert.equal(await ann.next(), "null");
  assert.equal(await bob.next(), "null");
  assert.equal(sim.yeastar.emit({ raw: "not json", to: "1001" }), 1);
  assert.equal(await bob.next(), "not json");
  assert.equal(sim.yeastar.emit({ type: 20049, msg: "broken {", errcode: -3, to: "1000" }), 1);
  const { sn, ...frame } = JSON.parse(await ann.next());
  assert.match(sn, /^SIM\d{9}$/);
  assert.deepEqual(frame, { errcode: -3, type: 20049, msg: "broken {" });
  assert.equal(sim.yeastar.emit({ raw: "x", to: "1002" }), 0);

  assert.equal(sim.yeastar.emit({ close: 4001, to: "1000" }), 1);
  assert.deepEqual(await ann.closed, { code: 4001, wasClean: true });
  assert.equal(sim.yeastar.emit({ close: 1006 }), 1);
  assert.deepEqual(await bob.closed, { code: 1006, wasClean: false });
  assert.throws(() => sim.yeastar.emit({ close: 12 }), /close code/);
});

onBothWires("both sides hear of a call", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const [ann, bob, carl] = await Promise.all(["1000", "1001", "1002"].map(async (number) => client.subscribe(await client.signIn(number))));
  sim.yeastar.placeCall({ from: "1000", to: "1001", talkSeconds: 5 });
  const cdr = { date: "Today", time: "09:00:00", timestamp: Date.parse("2026-01-05T09:00:00Z") / 1000, talk_duration: 5 };
  assert.deepEqual((await ann.event()).msg, { ext_num: "1000", personal_cdr: { ...cdr, number: "1001" } });
  assert.deepEqual((await bob.event()).msg, { ext_num: "1001", personal_cdr: { ...cdr, number: "1000" } });
  assert.deepEqual(await carl.drain(), []);
  sim.yeastar.placeCall({ from: "+1555", to: "1002" });
  assert.equal((await carl.event()).msg.personal_cdr.number, "+1555");
  assert.deepEqual([await ann.drain(), await bob.drain()], [[], []]);
});

onBothWires("a second sign-in tells the first to go, and silences it", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const first = await client.subscribe(await client.signIn());
  const desktop = await client.subscribe(await client.signIn("1000", "webpc"));
  const second = await client.subscribe(await client.signIn());
  const kicked = await first.event();
  assert.equal(kicked.type, 10000);
  assert.deepEqual(kicked.msg, { username: "1000" });
  assert.deepEqual(await desktop.drain(), [], "another client stays");
  assert.equal(sim.yeastar.emit({ type: 20049 }), 2);
  assert.equal((await second.event()).type, 20049);
  assert.deepEqual(await first.drain(), []);
  first.socket.send("{\"topic_list\":[20049]}");
  await first.next();
  assert.equal(sim.yeastar.emit({ type: 20049 }), 2, "subscribing again does not help it");
});

onBothWires("unknown tokens and paths open no socket", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  for (const path of ["/api/v1.0/subscribe?access_token=nope", "/api/v1.0/subscribe", "/ws?exten=1000"]) {
    const feed = new Feed(new wire.WebSocket(sim.yeastar.url.replace("http", "ws") + path));
    await assert.rejects(feed.opened);
    assert.deepEqual(await feed.closed, { code: 1006, wasClean: false });
  }
  assert.deepEqual(sim.requests().map(({ status, upgrade }) => [status, upgrade]), [[401, true], [401, true], [501, true]]);
  assert.deepEqual(sim.unmatched.map(({ target }) => target), ["/ws?exten=1000"]);

  const token = await client.signIn();
  await client.json("/logout", token);
  await assert.rejects(new Feed(client.socket(token)).opened);
});

onBothWires("revoked tokens leave the sockets, or cut them", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const feed = await client.subscribe(await client.signIn());
  sim.yeastar.revokeTokens();
  assert.equal(sim.yeastar.emit({ type: 20049 }), 1);
  assert.equal((await feed.event()).type, 20049);
  sim.yeastar.revokeTokens({ closeSockets: true });
  assert.deepEqual(await feed.closed, { code: 1006, wasClean: false });
});

onBothWires("a socket that says nothing for a minute is closed", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const feed = await client.subscribe(await client.signIn());
  await sim.clock.advance(59_000);
  assert.deepEqual(await feed.drain(), []);
  await sim.clock.advance(59_999);
  sim.yeastar.emit({ type: 20049 });
  assert.equal((await feed.event()).type, 20049, "what the PBX says does not count, but it is open yet");
  await sim.clock.advance(1);
  assert.deepEqual(await feed.closed, { code: 1001, wasClean: true });
});

onBothWires("faults meet sockets too", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const token = await client.signIn();
  sim.yeastar.fault("socket", { status: 503, times: 2 });
  for (let tries = 0; tries < 2; tries += 1) {
    const refused = new Feed(client.socket(token));
    await assert.rejects(refused.opened);
    assert.equal((await refused.closed).code, 1006);
  }

  sim.yeastar.fault("socket", { drop: "before" });
  const cut = new Feed(client.socket(token));
  await assert.rejects(cut.opened);

  sim.yeastar.fault("socket", { drop: "after" });
  const cutLater = new Feed(client.socket(token));
  await cutLater.opened;
  assert.deepEqual(await cutLater.closed, { code: 1006, wasClean: false });

  sim.yeastar.fault("socket", { hang: true });
  const hung = new Feed(client.socket(token));
  assert.equal(await isPending(hung.opened), true);
  assert.equal(hung.socket.readyState, 0);
  hung.socket.close();
  assert.equal((await hung.closed).code, 1006);

  sim.yeastar.fault("socket", { hangBody: true });
  const dead = new Feed(client.socket(token));
  await dead.opened;
  dead.socket.send("heartbeat");
  assert.equal(await isPending(dead.next()), true, "a dead peer does not answer");
  assert.deepEqual(sim.requests("/api/v1.0/subscribe").at(-1)?.frames.map(({ data }) => data), ["heartbeat"]);
  dead.socket.close();
  await dead.closed;

  sim.yeastar.fault("socket", { delayMs: 1_000 });
  const slow = new Feed(client.socket(token));
  assert.equal(await isPending(slow.opened), true);
  await sim.clock.advance(1_000);
  await slow.opened;
  assert.deepEqual(sim.requests("/api/v1.0/subscribe").map(({ status }) => status), [503, 503, 0, 101, 0, 101, 101]);
});

test("a refused upgrade shows its status to those who can see it", async (t) => {
  const sim = await simulated(t);
  const address = `${sim.yeastar.url.replace("http", "ws")}/api/v1.0/subscribe?access_token=x`;
  /** @type {(address: string) => Promise<import("node:http").IncomingMessage>} */
  const refusal = (address) => new Promise((resolve) => new WS(address).on("error", () => {}).on("unexpected-response", (_, response) => resolve(response)));
  assert.equal((await refusal(address)).statusCode, 401);
  sim.yeastar.fault("socket", { status: 429, headers: { "retry-after": "7" } });
  const busy = await refusal(address);
  assert.equal(busy.statusCode, 429);
  assert.equal(busy.headers["retry-after"], "7");
});
