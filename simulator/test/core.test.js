import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../index.js";
import { createClock } from "../core.js";
import { clientOf, onBothWires, simulated } from "./helpers.js";

test("a manual clock runs what is due in order, and lets promises settle between", async () => {
  const clock = createClock("manual", 1);
  assert.equal(new Date(clock.now()).toISOString(), "2026-01-05T09:00:00.000Z");
  /** @type {[string, number][]} */
  const ran = [];
  const start = clock.now();
  const note = (/** @type {string} */ name) => ran.push([name, clock.now() - start]);
  clock.after(20, () => note("b"));
  clock.after(10, async () => {
    note("a");
    await Promise.resolve();
    clock.after(5, () => note("made on the way"));
  });
  clock.after(20, () => note("c"));
  clock.after(25, () => note("later"));
  clock.after(5, () => note("cancelled"))();
  await Promise.all([clock.advance(12), clock.advance(8)]);
  assert.deepEqual(ran, [["a", 10], ["made on the way", 15], ["b", 20], ["c", 20]]);
  assert.equal(clock.now() - start, 20);
  await assert.rejects(clock.advance(-1), RangeError);
});

test("a real clock passes as fast as it is told, and cannot be moved", async (t) => {
  const started = Date.now();
  const sim = await simulated(t, { clock: "real", speed: 1_000, listen: false });
  const before = sim.clock.now();
  assert.ok(before >= started, `${before - started}`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const now = sim.clock.now();
  assert.ok(now - before >= 40_000, `${now - before}`);
  assert.ok(now - started <= 1_000 * (Date.now() - started + 1), `${now - started}`);
  await assert.rejects(sim.clock.advance(1), /manual/);
});

test("delays shrink with the speed", async (t) => {
  const sim = await simulated(t, { clock: "real", speed: 100 });
  sim.yeastar.fault("/api/v1.0/pbx/getproduct", { delayMs: 10_000 });
  const started = performance.now();
  assert.equal((await fetch(`${sim.yeastar.url}/api/v1.0/pbx/getproduct`)).status, 200);
  const took = performance.now() - started;
  assert.ok(took > 90 && took < 2_000, `${took}`);
});

onBothWires("no secret is in the log", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const { secret } = sim.yeastar.credentials;
  const token = await client.signIn();
  await client.json("/cdr/searchpersonal?page=1", token);
  await client.json("/extension/getpersonal", `Bearer ${token}`);
  await client.json("/extension/getpersonal", "");
  const feed = await client.subscribe(token);
  feed.socket.send(`{"access_token":"${token}"}`);
  await feed.next();
  // As the vendor's client uploads its log: JSON inside JSON, with what the page happened to print.
  const entry = JSON.stringify({ msg: `wss://pbx/api/v1.0/subscribe?access_token=${token}`, data: JSON.stringify({ password: secret }) });
  await wire.fetch(`${sim.yeastar.url}/api/v1.0/systemlog/webclientlog`, { method: "POST", body: JSON.stringify({ log_list: [entry] }) });
  await client.login(`{"username":"1000","password":"${secret}`);

  const text = JSON.stringify(sim.requests());
  assert.ok(!text.includes(secret), "the signature");
  assert.ok(!text.includes(token), "the token");
  const [login] = sim.requests("POST /api/v1.0/login");
  assert.equal(login.body, "{\"username\":\"1000\",\"password\":\"***32\",\"login_source\":null,\"login_jump\":\"sdk\"}");
  assert.deepEqual(sim.requests("/api/v1.0/extension/getpersonal").map(({ headers }) => headers.authorization), ["Bearer ***32", ""]);
  assert.equal(sim.requests("/api/v1.0/cdr/searchpersonal")[0].headers.authorization, "***32");
  assert.equal(sim.requests("/api/v1.0/subscribe")[0].target, "/api/v1.0/subscribe?access_token=***32");
});

onBothWires("requests are kept as they came, and can be picked", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  await client.get("/cdr/searchpersonal?page=1&number=a+b%2Bc%26d:[1],$%C3%BC");
  await sim.clock.advance(1_000);
  await client.login({ username: "ü" });
  const [search, login] = sim.requests();
  assert.equal(search.target, "/api/v1.0/cdr/searchpersonal?page=1&number=a+b%2Bc%26d:[1],$%C3%BC");
  assert.equal(search.path, "/api/v1.0/cdr/searchpersonal");
  assert.deepEqual([search.id, search.vendor, search.body, search.upgrade, search.frames], [1, "yeastar", "", false, []]);
  assert.equal(login.body, "{\"username\":\"ü\"}");
  assert.equal(login.at - search.at, 1_000);

  /** @type {(filter: import("../index.js").RequestFilter) => number[]} */
  const ids = (filter) => sim.requests(filter).map(({ id }) => id);
  assert.deepEqual(ids("POST /api/v1.0/login"), [2]);
  assert.deepEqual(ids("/api/v1.0/login"), [2]);
  assert.deepEqual(ids("GET /api/v1.0/login"), []);
  assert.deepEqual(ids({ method: "GET" }), [1]);
  assert.deepEqual(ids({ since: login.at }), [2]);
  assert.deepEqual(ids({ vendor: "yeastar", path: "/api/v1.0/cdr/searchpersonal" }), [1]);
  assert.throws(() => sim.requests("login"), TypeError);
});

test("options that make no sense are refused", async () => {
  /** @type {[any, RegExp][]} */
  const wrong = [
    [undefined, /vendors/],
    [{ vendors: [] }, /vendors/],
    [{ vendors: ["asterisk"] }, /"asterisk"; there is yeastar/],
    [{ vendors: ["yeastar"], clock: "slow" }, /clock/],
    [{ vendors: ["yeastar"], speed: 0 }, /speed/],
    [{ vendors: ["yeastar"], fixtures: { other: {} } }, /other/],
    [{ vendors: ["yeastar"], fixtures: { yeastar: { trafficMs: 0 } } }, /trafficMs/],
    [{ vendors: ["yeastar"], fixtures: { yeastar: { extensions: [{ number: "1" }, { number: "1" }] } } }, /same number/],
  ];
  for (const [options, message] of wrong) await assert.rejects(simulate(options), message);
});
