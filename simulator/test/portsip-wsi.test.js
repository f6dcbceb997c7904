import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, onBothWires, simulated, until } from "./helpers.js";
import { FIRST_ID, TRUNK_EVENTS, authOf, pbx, socketOf, watcherOf } from "./portsip-helpers.js";

const OK = { status: 0 };
/** @param {string} error */
const refused = (error) => ({ status: -1, error });

onBothWires("a tenant hears of a trunk that comes or goes", pbx({ providers: 1 }), async (sim, wire) => {
  const { portsip } = sim;
  const { hear, drain } = await watcherOf(sim, wire);
  const { name } = portsip.state.providers[0];
  portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await hear(), {
    event_type: "trunk_disconnected",
    provider_id: FIRST_ID,
    provider_name: name,
    tenant_id: "900719925474080101",
    tenant_name: "acme",
    time: String(Date.parse("2026-01-05T09:00:00Z") / 1000),
  });
  portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await drain(), [], "no change, no event");
  await sim.clock.advance(90_500);
  portsip.setStatus(FIRST_ID, "ONLINE");
  const { event_type: type, time } = await hear();
  assert.deepEqual([type, time], ["trunk_connected", String(Date.parse("2026-01-05T09:01:30Z") / 1000)]);
  assert.deepEqual([portsip.state.sockets, portsip.state.subscribed], [1, 1]);
});

onBothWires("a socket signs in with a frame, as a tenant or an extension", pbx(), async (sim, wire) => {
  const { ask } = await socketOf(sim, wire);
  const { credentials, tenant, extension } = sim.portsip;
  assert.deepEqual(await ask(authOf(sim)), OK);
  assert.deepEqual(await ask({ command: "auth", extension: extension.number, domain: extension.domain, password: extension.password }), OK);
  for (const wrong of [{ ...tenant, password: "wrong" }, credentials, {}, { extension: "101", password: extension.password }]) {
    assert.deepEqual(await ask({ command: "auth", ...wrong }), refused("name or password error"));
  }
});

onBothWires("only a tenant may hear of trunks", pbx(), async (sim, wire) => {
  const { ask } = await socketOf(sim, wire);
  const { extension } = sim.portsip;
  assert.deepEqual(await ask(TRUNK_EVENTS), refused("not authenticated"));
  await ask({ command: "auth", extension: extension.number, domain: extension.domain, password: extension.password });
  assert.deepEqual(await ask(TRUNK_EVENTS), refused("permission denied"));
  const both = { command: "subscribe", topics: [{ topic: "cdr_events", keys: ["call_cdr"] }, ...TRUNK_EVENTS.topics] };
  assert.deepEqual(await ask(both), refused("permission denied"));
  assert.equal(sim.portsip.state.subscribed, 0, "all or nothing");
});

onBothWires("a subscription is not answered, a wrong one is", pbx(), async (sim, wire) => {
  const { ask, say, drain } = await socketOf(sim, wire);
  await ask(authOf(sim));
  say(TRUNK_EVENTS);
  say({ command: "unsubscribe", topics: TRUNK_EVENTS.topics });
  assert.deepEqual(await drain(), []);
  assert.deepEqual(await ask({ command: "subscribe", topics: [{ topic: "weather", keys: [] }] }), refused("unknown topic"));
  assert.deepEqual(await ask({ command: "subscribe", topics: ["trunk_events"] }), refused("unknown topic"));
  assert.deepEqual(await ask({ command: "subscribe", topics: [{ topic: "trunk_events" }] }), refused("keys is not a list of strings"));
  assert.deepEqual(await ask({ command: "subscribe" }), refused("topics is not a list"));
  assert.deepEqual(await ask({ command: "dance" }), refused("unknown command"));
  for (const text of ["{", "null", "[]"]) assert.deepEqual(await ask(text), refused("not a command"));
});

onBothWires("a subscription can be answered", pbx({ subscribeAck: true }), async (sim, wire) => {
  const { ask } = await socketOf(sim, wire);
  await ask(authOf(sim));
  assert.deepEqual(await ask(TRUNK_EVENTS), OK);
});

onBothWires("one hears the keys that one asked for, until one has enough", pbx({ providers: 1 }), async (sim, wire) => {
  const { say, hear, drain } = await watcherOf(sim, wire);
  say({ command: "unsubscribe", topics: [{ topic: "trunk_events", keys: ["trunk_disconnected"] }] });
  await drain();
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  sim.portsip.setStatus(FIRST_ID, "ONLINE");
  assert.equal((await hear()).event_type, "trunk_connected");
  say({ command: "unsubscribe", topics: [{ topic: "trunk_events", keys: ["trunk_connected"] }] });
  await drain();
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  sim.portsip.setStatus(FIRST_ID, "ONLINE");
  assert.deepEqual([await drain(), sim.portsip.state.subscribed], [[], 0]);
});

onBothWires("signing in again forgets what one subscribed to", pbx({ providers: 1 }), async (sim, wire) => {
  const { ask, drain } = await watcherOf(sim, wire);
  await ask(authOf(sim));
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await drain(), []);
});

onBothWires("emit says anything to all who have subscribed", pbx(), async (sim, wire) => {
  const [first, second] = [await watcherOf(sim, wire), await watcherOf(sim, wire)];
  const stranger = await socketOf(sim, wire);
  assert.equal(sim.portsip.emit({ event_type: "trunk_connected", trunk_id: 9007199254740993n }), 2);
  assert.equal(await first.feed.next(), "{\"event_type\":\"trunk_connected\",\"trunk_id\":9007199254740993}");
  await second.hear();
  assert.equal(sim.portsip.emit("not json"), 2);
  assert.deepEqual([await first.feed.next(), await second.feed.next()], ["not json", "not json"]);
  assert.deepEqual(await stranger.drain(), []);
});

onBothWires("events can be missed", pbx({ providers: 1 }), async (sim, wire) => {
  const { hear, drain } = await watcherOf(sim, wire);
  sim.portsip.missEvents(2);
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  sim.portsip.setStatus(FIRST_ID, "ONLINE");
  assert.deepEqual(await drain(), []);
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.equal((await hear()).event_type, "trunk_disconnected");
  assert.throws(() => sim.portsip.missEvents(-1), /missEvents/);
});

onBothWires("sockets can be dropped, with a code or cut", pbx(), async (sim, wire) => {
  const { portsip } = sim;
  const watcher = await watcherOf(sim, wire);
  assert.equal(portsip.dropSockets(1011), 1);
  assert.deepEqual([portsip.emit("x"), portsip.state.sockets], [0, 0]);
  assert.deepEqual(await watcher.feed.closed, { code: 1011, wasClean: true });
  const [first, second] = [await watcherOf(sim, wire), await socketOf(sim, wire)];
  assert.equal(portsip.dropSockets(), 2);
  assert.deepEqual([await first.feed.closed, await second.feed.closed], [{ code: 1006, wasClean: false }, { code: 1006, wasClean: false }]);
  assert.throws(() => portsip.dropSockets(7), /close code/);

  const leaver = await socketOf(sim, wire);
  leaver.feed.socket.close();
  await until(() => portsip.state.sockets === 0);
});

onBothWires("a socket opens at /wsi and at the root, and nowhere else", pbx(), async (sim, wire) => {
  for (const path of ["/wsi", "/"]) assert.equal((await (await socketOf(sim, wire, path)).ask(authOf(sim))).status, 0);
  await assert.rejects(new Feed(new wire.WebSocket(`${sim.portsip.url.replace("http", "ws")}/wsi`)).opened);
  assert.deepEqual(sim.unmatched.map(({ target, status }) => [target, status]), [["/api/wsi", 501]]);
});

onBothWires("no secret of a frame is in the log", pbx(), async (sim, wire) => {
  await watcherOf(sim, wire);
  const [opening] = sim.requests("/wsi");
  assert.equal(opening.frames[0].data, "{\"command\":\"auth\",\"name\":\"acme\",\"password\":\"***16\"}");
});

test("the address of the socket goes with that of the API", async (t) => {
  const [plain, secure, memory] = [await simulated(t, pbx()), await simulated(t, pbx({}, { listen: { tls: true } })), await simulated(t, pbx({}, { listen: false }))];
  const { host } = new URL(plain.portsip.url);
  assert.deepEqual([plain.portsip.url, plain.portsip.wsiUrl], [`http://${host}/api`, `ws://${host}/wsi`]);
  assert.match(secure.portsip.wsiUrl, /^wss:\/\/127\.0\.0\.1:\d+\/wsi$/);
  assert.deepEqual([memory.portsip.url, memory.portsip.wsiUrl], ["https://pbx.example.com:8900/api", "wss://pbx.example.com:8900/wsi"]);
});
