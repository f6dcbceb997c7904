import assert from "node:assert/strict";
import { test } from "node:test";
import { onBothWires, simulated } from "./helpers.js";
import { START, feedOf, pbx, sortedSeen, wanting } from "./ipcortex-helpers.js";

onBothWires("a feed begins with a welcome, a snapshot and the lines", pbx({ users: 1, addresses: 0 }), async (sim, wire) => {
  const { welcome, frames, feed } = await feedOf(sim, wire);
  assert.equal(feed.socket.protocol, "ipcx.v1");
  assert.deepEqual(welcome, {
    t: "welcome",
    feed: "f_1",
    seq: 0,
    resumed: false,
    pbxVersion: "6.5.2",
    lite: false,
    serverTime: START / 1000,
    user: { id: 117, uname: "priya", name: "Priya Nair", company: "default" },
  });
  const [snap, lines, ...rest] = frames;
  assert.deepEqual(rest, []);
  assert.deepEqual([snap.t, snap.seq, snap.last], ["snap", 1, true]);
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
  assert.deepEqual(lines, { t: "lines", seq: 2, used: ["SIP/desk117"], owned: ["SIP/desk117"] });
});

onBothWires("a call rings, is answered, held, taken back and ended", pbx({ users: 1 }), async (sim, wire) => {
  const { drain, client, model } = await feedOf(sim, wire);
  const cid = sim.ipcortex.call({ to: "2117", from: "0123456789", name: "Tom Reed" });
  assert.equal(cid, "SIP/desk117-00000001");
  const [ringing] = await drain();
  model.take([ringing]);
  assert.deepEqual(ringing, {
    t: "delta",
    seq: 3,
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
    const wire = { fetch, WebSocket: /** @type {any} */ ((await import("ws")).default) };
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
