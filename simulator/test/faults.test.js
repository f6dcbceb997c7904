import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, isPending, onBothWires, simulated, until } from "./helpers.js";

const SEARCH = "GET /api/v1.0/cdr/searchpersonal";

onBothWires("a fault meets as many requests as it says, oldest first", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const status = async () => (await client.get("/cdr/searchpersonal")).status;
  sim.yeastar.fault(SEARCH, { status: 503 });
  sim.yeastar.fault("/api/v1.0/cdr/searchpersonal", { status: 500, times: 2 });
  assert.deepEqual([await status(), await status(), await status(), await status()], [503, 500, 500, 200]);

  sim.yeastar.fault({ path: /searchpersonal$/g }, { status: 502, times: Infinity });
  assert.deepEqual([await status(), await status(), await status()], [502, 502, 502]);
  assert.equal((await client.get("/pbx/getproduct")).status, 200);
});

onBothWires("a fault can be taken back", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const heal = sim.yeastar.fault({ method: "GET" }, { status: 503, times: Infinity });
  assert.equal((await client.get("/pbx/getproduct")).status, 503);
  assert.notEqual((await client.login({})).errcode, undefined, "another method is not met");
  heal();
  heal();
  assert.equal((await client.get("/pbx/getproduct")).status, 200);
});

onBothWires("faults answer in the PBX's place", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  /** @type {(fault: import("../index.js").Fault) => Promise<{ status: number, type: string | null, text: string, headers: Headers }>} */
  const answer = async (fault) => {
    sim.yeastar.fault("/api/v1.0/pbx/getproduct", fault);
    const response = await client.get("/pbx/getproduct");
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text(), headers: response.headers };
  };
  const refused = await answer({ errcode: 70136, errmsg: "PLAN" });
  assert.deepEqual([refused.status, refused.type, refused.text], [200, "application/json", "{\"errcode\":70136,\"errmsg\":\"PLAN\"}"]);
  assert.equal((await answer({ errcode: 10004, status: 401 })).status, 401);
  const busy = await answer({ status: 429, headers: { "Retry-After": "3" } });
  assert.deepEqual([busy.status, busy.headers.get("retry-after")], [429, "3"]);
  assert.deepEqual(JSON.parse((await answer({ body: { errcode: "0" } })).text), { errcode: "0" });
  assert.equal((await answer({ body: null })).text, "null");
  assert.equal((await answer({ body: "plain", status: 403 })).text, "plain");
  const rubbish = await answer({ malformed: true });
  assert.equal(rubbish.status, 200);
  assert.throws(() => JSON.parse(rubbish.text));
  assert.deepEqual([(await answer({ status: 204 })).text, (await answer({ status: 304 })).status], ["", 304]);
  const extra = await answer({ headers: { "x-extra": "1" } });
  assert.equal(extra.headers.get("x-extra"), "1");
  assert.equal(JSON.parse(extra.text).errcode, 0, "the PBX itself answered");
  await answer({ status: 501 });
  assert.deepEqual(sim.unmatched, [], "a fault's 501 is no missing route");
});

onBothWires("a delay passes in the simulator's time, before anything is done", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  sim.yeastar.fault("POST /api/v1.0/login", { delayMs: 10_000 });
  const token = client.signIn();
  await until(() => sim.requests("POST /api/v1.0/login").length === 1);
  assert.equal(await isPending(token), true);
  await sim.clock.advance(9_999);
  assert.equal(await isPending(token), true);
  assert.deepEqual(sim.yeastar.state.sessions, []);
  assert.equal(sim.requests("POST /api/v1.0/login")[0].status, 0);
  await sim.clock.advance(1);
  assert.match(await token, /^\w{32}$/);
  assert.equal(sim.requests("POST /api/v1.0/login")[0].status, 200);
});

onBothWires("a connection is cut before or after the work", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  sim.yeastar.fault("POST /api/v1.0/login", { drop: "before" });
  await assert.rejects(client.signIn(), TypeError);
  assert.equal(sim.yeastar.state.sessions.length, 0);
  sim.yeastar.fault("POST /api/v1.0/login", { drop: "after" });
  await assert.rejects(client.signIn(), TypeError);
  assert.equal(sim.yeastar.state.sessions.length, 1);
  assert.deepEqual(sim.requests().map(({ status }) => status), [0, 0]);
  assert.match(await client.signIn(), /^\w{32}$/);
});

onBothWires("a hang ends by the caller's signal alone", {}, async (sim, wire) => {
  const url = `${sim.yeastar.url}/api/v1.0/pbx/getproduct`;
  const abort = new AbortController();
  const reason = new Error("enough");
  sim.yeastar.fault("/api/v1.0/pbx/getproduct", { hang: true });
  const hung = wire.fetch(url, { signal: abort.signal });
  assert.equal(await isPending(hung), true);
  abort.abort(reason);
  await assert.rejects(hung, (error) => error === reason);

  const again = new AbortController();
  sim.yeastar.fault("/api/v1.0/pbx/getproduct", { hangBody: true, status: 500, body: "0123456789" });
  const response = await wire.fetch(url, { signal: again.signal });
  assert.equal(response.status, 500, "the head has come");
  const text = response.text();
  assert.equal(await isPending(text), true);
  again.abort(reason);
  await assert.rejects(text, (error) => error === reason);
});

onBothWires("half a body comes before the hang", {}, async (sim, wire) => {
  sim.yeastar.fault("/api/v1.0/pbx/getproduct", { hangBody: true, body: "0123456789" });
  const { body } = await wire.fetch(`${sim.yeastar.url}/api/v1.0/pbx/getproduct`);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "01234");
  assert.equal(await isPending(reader.read()), true);
  await reader.cancel();
});

test("a fault that makes no sense is refused at once", async (t) => {
  const sim = await simulated(t, { listen: false });
  /** @type {[any, any, RegExp][]} */
  const wrong = [
    ["searchpersonal", {}, /neither "METHOD \/path"/],
    ["/a", { statuss: 500 }, /no "statuss"/],
    ["/a", { status: 99 }, /status/],
    ["/a", { times: 0 }, /times/],
    ["/a", { times: 1.5 }, /times/],
    ["/a", { delayMs: -1 }, /delayMs/],
    ["/a", { errcode: "1" }, /errcode/],
    ["/a", { drop: "now" }, /drop/],
    ["/a", { headers: { "a b": "c" } }, /a b/],
    [{ path: {} }, {}, /path/],
    ["/a", null, /object/],
    [null, {}, /match/],
  ];
  for (const [match, fault, message] of wrong) assert.throws(() => sim.yeastar.fault(match, fault), message);
});
