import assert from "node:assert/strict";
import { test } from "node:test";
import WS from "ws";
import { simulated } from "./helpers.js";
import { feedOf, pbx, sortedSeen } from "./ipcortex-helpers.js";

const wire = { fetch: (/** @type {string} */ url, /** @type {RequestInit | undefined} */ init) => fetch(url, init), WebSocket: /** @type {any} */ (WS) };
const MINUTE = 60_000;

test("a busy office has its people, queues and hot desks", async (t) => {
  const { ipcortex } = await simulated(t, pbx({ office: true }));
  const { objects, users } = ipcortex.state;
  assert.deepEqual([users.length, objects.device.length, objects.queue.length, objects.call.length], [201, 205, 20, 0]);
  const small = await simulated(t, pbx({ office: { devices: 10, queues: 2 } }));
  assert.deepEqual([small.ipcortex.state.objects.device.length, small.ipcortex.state.objects.queue.length], [15, 2]);
});

test("in a busy office calls arrive, are answered, held, sent on and ended, and a client keeps up", async (t) => {
  const sim = await simulated(t, pbx({ office: { devices: 40, queues: 4, callsPerMinute: 30, hotdesksPerMinute: 10, tagsPerMinute: 10, bookPerMinute: 10 } }));
  const { drain, say, model } = await feedOf(sim, wire, { user: "admin" });
  say({ t: "sub", id: 1, topic: "tags", on: true });
  /** @type {any[]} */
  const frames = [];
  for (let minute = 0; minute < 15; minute += 1) {
    await sim.clock.advance(MINUTE);
    frames.push(...(await drain()));
  }
  assert.deepEqual(model.take(frames).sorted(), sortedSeen(sim.ipcortex.seenBy("admin")));

  const ops = frames.flatMap(({ ops: list = [] }) => list);
  const calls = ops.filter(({ op, kind }) => op === "put" && kind === "call").map(({ v }) => v);
  assert.ok(calls.length > 300 && calls.length < 1_500, `${calls.length} ends of calls in 15 minutes`);
  assert.ok(calls.some(({ qname }) => qname !== undefined) && calls.some(({ party }) => party === "caller"));
  const states = new Set(ops.filter(({ op, kind }) => op === "patch" && kind === "call").map(({ v }) => v.state));
  for (const state of ["ring", "up", "hold", "dead"]) assert.ok(states.has(state), state);
  for (const type of ["tags", "book"]) assert.ok(frames.filter(({ t: own }) => own === type).length > 50, type);
  assert.ok(ops.filter(({ op, key, v }) => op === "patch" && String(key).startsWith("SIP/hot") && v.label !== undefined).length > 50, "hot desks");
  assert.ok(sim.ipcortex.state.objects.call.length < 150, "calls end");
});

test("whatever happens, lamps, queues and calls agree", async (t) => {
  const sim = await simulated(t, pbx({ office: { devices: 40, queues: 4, callsPerMinute: 60, hotdesksPerMinute: 20 } }, { listen: false }));
  for (let minute = 0; minute < 20; minute += 1) {
    sim.ipcortex.ops(50);
    await sim.clock.advance(MINUTE);
    const { device: devices, call: calls, queue: queues, extension: extensions, contact: contacts } = sim.ipcortex.state.objects;
    const cids = new Set(calls.map(({ cid }) => cid));
    /** @type {(values: readonly any[]) => number} */
    const either = (values) => values.reduce((sum, value) => sum | value.blf, 0);
    for (const { name, blf, queues: own } of devices) {
      const lamps = calls.filter((call) => call.device === name).map(({ state, party }) => ({ blf: state === "ring" && party === "callee" ? 2 : 1 }));
      assert.equal(blf, either(lamps), name);
      for (const [queue, state] of Object.entries(own)) assert.equal(queues.find((one) => one.name === queue)?.members[name], state);
    }
    for (const { extension, blf } of extensions) assert.equal(blf, either(devices.filter((device) => device.extensions.includes(extension))), extension);
    for (const { cID, blf } of contacts) assert.equal(blf, either(devices.filter(({ ownerID }) => ownerID === cID)), String(cID));
    for (const { depth, calls: waiting } of queues) assert.deepEqual([depth, waiting.filter((/** @type {string} */ cid) => !cids.has(cid))], [waiting.length, []]);
    for (const { state, qcall } of calls) assert.ok(state !== "dead" && (state !== "ring" || qcall === undefined || cids.has(qcall)));
  }
});

test("nobody calls themselves, not from a hot desk either", async (t) => {
  const sim = await simulated(t, pbx({ office: { devices: 6, queues: 1, callsPerMinute: 20, hotdesksPerMinute: 2 } }, { seed: 3, listen: false }));
  let looked = 0;
  for (let quarter = 0; quarter < 480; quarter += 1) {
    await sim.clock.advance(MINUTE / 4);
    const { device: devices, call: calls } = sim.ipcortex.state.objects;
    for (const { cid, device, number } of calls) {
      const own = devices.find(({ name }) => name === device)?.extensions ?? [];
      assert.ok(!own.includes(number), `${cid} is with ${number} itself`);
      looked += 1;
    }
  }
  assert.ok(looked > 1_000, `${looked} calls`);
});

test("calls arrive as by chance: the times between them are exponential", async (t) => {
  const sim = await simulated(t, pbx({ office: { devices: 400, queues: 0, callsPerMinute: 60, hotdesksPerMinute: 0, tagsPerMinute: 0, bookPerMinute: 0 } }));
  const { drain } = await feedOf(sim, wire, { user: "admin" });
  /** @type {Set<number>} */
  const stamps = new Set();
  for (let round = 0; round < 10; round += 1) {
    await sim.clock.advance(MINUTE);
    for (const { ops = [] } of await drain()) for (const { op, kind, v } of ops) if (op === "put" && kind === "call" && v.id * 1000 === v.stamp && v.party === "callee") stamps.add(v.stamp);
  }
  const gaps = [...stamps].map((stamp, index, all) => stamp - (all[index - 1] ?? stamp)).slice(1);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.ok(mean > 800 && mean < 1_600, `a call each ${mean} ms`);
  assert.ok(deviation / mean > 0.8 && deviation / mean < 1.2, `${deviation} about ${mean}`);
});

test("the same seed is the same day, another is another", async (t) => {
  const day = async (/** @type {number} */ seed) => {
    const sim = await simulated(t, pbx({ office: { devices: 30 } }, { seed, listen: false }));
    await sim.clock.advance(5 * MINUTE);
    return JSON.stringify(sim.ipcortex.state);
  };
  const [first, again, other] = [await day(7), await day(7), await day(8)];
  assert.equal(first === again, true);
  assert.equal(first === other, false);
});

test("traffic makes an office of what there is", async (t) => {
  const sim = await simulated(t, pbx({ devices: 10, trafficMs: 2_000 }));
  await sim.clock.advance(2 * MINUTE);
  assert.equal(sim.ipcortex.state.objects.device.length, 11);
  assert.ok(sim.ipcortex.state.objects.call.length > 0);
  assert.ok(sim.ipcortex.state.bookRev > 1 || Object.keys(sim.ipcortex.state.tags).length > 1);
});

test("telephones go to people in turn, where there are more of them", async (t) => {
  const { ipcortex } = await simulated(t, pbx({ users: 2, devices: 5, hotdesks: 0 }));
  const { objects, lines } = ipcortex.state;
  assert.deepEqual(objects.device.map(({ ownerID }) => ownerID), [117, 118, 117, 118, 117]);
  assert.equal(lines.priya.owned.length, 3);
  assert.equal(new Set(objects.extension.map(({ extension }) => extension)).size, 6);
});

test("ops happen at once, in as few frames as they fit", async (t) => {
  const sim = await simulated(t, pbx({ users: 30, queues: 2 }));
  const { drain, model } = await feedOf(sim, wire, { user: "admin" });
  const made = sim.ipcortex.ops(200);
  const frames = await drain();
  assert.equal(frames.filter(({ t: type }) => type === "delta").length, 1);
  assert.equal(frames.flatMap(({ ops = [] }) => ops).length, made);
  assert.deepEqual(model.take(frames).sorted(), sortedSeen(sim.ipcortex.seenBy("admin")));
  assert.equal(sim.ipcortex.ops(0), 0);
});

test("ten thousand devices and two thousand calls are there at once", async (t) => {
  const sim = await simulated(t, pbx({ devices: 10_000, queues: 20, liveCalls: 2_000 }, { listen: false }));
  const { model } = await feedOf(sim, sim, { user: "admin" });
  const { device, call } = model.objects;
  assert.deepEqual([device.size, call.size], [10_001, 2_000]);
  assert.ok(sim.ipcortex.ops(10_000) > 10_000);
  const states = new Set([...call.values()].map(({ state }) => state));
  assert.deepEqual([...states].sort(), ["hold", "up"]);
});
