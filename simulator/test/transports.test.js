import assert from "node:assert/strict";
import { request as secureRequest } from "node:https";
import { test } from "node:test";
import WS from "ws";
import { simulate as simulateInPage } from "../browser.js";
import { simulate } from "../index.js";
import { Feed, clientOf, isPending, simulated } from "./helpers.js";

const PRODUCT = "/api/v1.0/pbx/getproduct";

test("with tls, https and wss answer", async (t) => {
  const sim = await simulated(t, { listen: { tls: true } });
  assert.match(sim.yeastar.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const status = await new Promise((resolve, reject) =>
    secureRequest(sim.yeastar.url + PRODUCT, { rejectUnauthorized: false }, (response) => resolve(response.resume().statusCode)).on("error", reject).end(),
  );
  assert.equal(status, 200);
  const token = await clientOf(sim, sim).signIn();
  const feed = new Feed(/** @type {any} */ (new WS(`${sim.yeastar.url.replace("https", "wss")}/api/v1.0/subscribe?access_token=${token}`, { rejectUnauthorized: false })));
  await feed.opened;
  assert.equal(sim.requests("/api/v1.0/subscribe")[0].status, 101);
});

test("a port can be chosen, and one in use is named", async (t) => {
  const first = await simulated(t);
  const port = Number(new URL(first.yeastar.url).port);
  await assert.rejects(simulate({ vendors: ["yeastar"], listen: { ports: { yeastar: port } } }), new RegExp(`port ${port} of 127.0.0.1 is in use`));
  await first.close();
  const second = await simulated(t, { listen: { ports: { yeastar: port } } });
  assert.equal(second.yeastar.url, `http://127.0.0.1:${port}`);
});

test("closing ends everything that is open", async () => {
  const sim = await simulate({ vendors: ["yeastar"], clock: "manual" });
  const wire = { fetch, WebSocket: /** @type {any} */ (WS) };
  const client = clientOf(sim, wire);
  const token = await client.signIn();
  const feeds = [await client.subscribe(token), new Feed(new sim.WebSocket(`wss://yeastar.pbx.test/api/v1.0/subscribe?access_token=${token}`))];
  await feeds[1].opened;
  sim.yeastar.fault(PRODUCT, { hang: true, times: Infinity });
  const hung = [fetch(sim.yeastar.url + PRODUCT), sim.fetch(sim.yeastar.url + PRODUCT)];
  assert.equal(await isPending(Promise.any(hung)), true);
  const started = performance.now();
  await sim.close();
  assert.ok(performance.now() - started < 500);
  for (const feed of feeds) assert.equal((await feed.closed).code, 1006);
  for (const one of hung) await assert.rejects(one, TypeError);
  await assert.rejects(fetch(sim.yeastar.url + PRODUCT), TypeError);
  await assert.rejects(sim.fetch(sim.yeastar.url + PRODUCT), TypeError);
  await sim.close();
});

test("without a port, many requests and sockets at once are no reason for a warning", async (t) => {
  const sim = await simulated(t, { listen: false });
  /** @type {Error[]} */
  const warnings = [];
  const listener = (/** @type {Error} */ warning) => warnings.push(warning);
  process.on("warning", listener);
  t.after(() => process.off("warning", listener));
  const asked = Array.from({ length: 12 }, async () => {
    const socket = new sim.WebSocket("wss://yeastar.pbx.test/api/v1.0/subscribe");
    await new Promise((settled) => ["open", "error"].forEach((type) => socket.addEventListener(type, settled)));
    return (await sim.fetch(sim.yeastar.url + PRODUCT)).status;
  });
  assert.deepEqual(new Set(await Promise.all(asked)), new Set([200]));
  // Node gives a warning a turn of its own.
  await new Promise(setImmediate);
  assert.deepEqual(warnings, []);
});

test("without a port, either address leads to the PBX and no other does", async (t) => {
  const listening = await simulated(t);
  for (const url of [listening.yeastar.url, "https://yeastar.pbx.test"]) {
    assert.equal((await listening.fetch(url + PRODUCT)).status, 200);
  }
  const sim = await simulated(t, { listen: false });
  assert.equal(sim.yeastar.url, "https://yeastar.pbx.test");
  const response = await sim.fetch(new Request(sim.yeastar.url + PRODUCT));
  assert.equal(response.url, `https://yeastar.pbx.test${PRODUCT}`);
  assert.equal(response.ok, true);
  for (const url of ["https://other.test/", "http://yeastar.pbx.test/"]) {
    await assert.rejects(sim.fetch(url), (error) => error instanceof TypeError && error.message === "fetch failed");
  }
  const lost = new Feed(new sim.WebSocket("wss://other.test/"));
  await assert.rejects(lost.opened);
  assert.deepEqual(await lost.closed, { code: 1006, wasClean: false });
});

test("the portless fetch obeys a signal that fired before", async (t) => {
  const sim = await simulated(t, { listen: false });
  await assert.rejects(sim.fetch(sim.yeastar.url + PRODUCT, { signal: AbortSignal.abort("reason") }), (error) => error === "reason");
  assert.deepEqual(sim.requests(), []);
});

test("the portless WebSocket behaves as the platform's", async (t) => {
  const sim = await simulated(t, { listen: false });
  const token = await clientOf(sim, sim).signIn();
  const address = `https://yeastar.pbx.test/api/v1.0/subscribe?access_token=${token}`;
  const { WebSocket } = sim;
  assert.throws(() => new WebSocket("nonsense"), { name: "SyntaxError" });
  assert.throws(() => new WebSocket("wss://a.test/#b"), { name: "SyntaxError" });
  assert.throws(() => new WebSocket("ftp://a.test/"), { name: "SyntaxError" });

  const socket = new WebSocket(address);
  assert.ok(socket instanceof EventTarget);
  assert.equal(socket.url, address.replace("https", "wss"));
  assert.deepEqual([socket.readyState, socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED, socket.protocol], [0, 0, 1, 2, 3, ""]);
  assert.throws(() => socket.send("early"), { name: "InvalidStateError" });
  assert.equal(socket.onopen, null);
  /** @type {string[]} */
  const seen = [];
  socket.onopen = () => seen.push("replaced");
  socket.onopen = function () {
    assert.equal(this, socket);
    seen.push(`open ${socket.readyState}`);
  };
  socket.addEventListener("message", (event) => {
    assert.ok(event instanceof MessageEvent);
    assert.equal(event.origin, "wss://yeastar.pbx.test");
    seen.push(event.data);
  });
  socket.onerror = () => seen.push("error");
  const closed = new Promise((resolve) => (socket.onclose = (event) => resolve([event.code, event.reason, event.wasClean, socket.readyState])));
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const answered = new Promise((resolve) => socket.addEventListener("message", resolve));
  socket.send("heartbeat");
  assert.deepEqual(seen, ["open 1"], "nothing comes before the caller is done");
  await answered;
  assert.deepEqual(seen, ["open 1", "heartbeat response"]);

  assert.throws(() => socket.close(1001), { name: "InvalidAccessError" });
  assert.throws(() => socket.close(4000, "x".repeat(124)), { name: "SyntaxError" });
  socket.close(4000, "bye");
  assert.equal(socket.readyState, 2);
  socket.send("too late");
  sim.yeastar.emit({ raw: "too late" });
  assert.deepEqual(await closed, [4000, "bye", true, 3]);
  assert.deepEqual(seen, ["open 1", "heartbeat response"]);
  assert.equal(sim.requests("/api/v1.0/subscribe")[0].closed?.code, 4000);
  socket.close();
  assert.equal(socket.readyState, 3);
});

test("closing a socket that is still opening fails it", async (t) => {
  const sim = await simulated(t, { listen: false });
  const token = await clientOf(sim, sim).signIn();
  const feed = new Feed(clientOf(sim, sim).socket(token));
  feed.socket.close();
  await assert.rejects(feed.opened);
  assert.equal((await feed.closed).code, 1006);
  assert.deepEqual(sim.yeastar.state.sockets, []);
});

test("the page's entry runs the same PBX, without a port", async () => {
  await assert.rejects(simulateInPage({ vendors: ["yeastar"], listen: {} }), /cannot listen/);
  const sim = await simulateInPage({ vendors: ["yeastar"], clock: "manual" });
  assert.equal((await clientOf(sim, sim).json("/pbx/getproduct")).errcode, 0);
  await sim.close();
});
