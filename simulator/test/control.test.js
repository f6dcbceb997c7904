import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WS from "ws";
import { connect } from "../control-client.js";
import { control } from "../control.js";
import { Feed } from "./helpers.js";

/** @type {Awaited<ReturnType<typeof control>>} */
let server;
before(async () => {
  server = await control();
});
after(() => server.close());

/** @type {(method: string, path: string, body?: unknown) => Promise<{ status: number, answer: any }>} */
const ask = async (method, path, body) => {
  const response = await fetch(server.url + path, { method, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { status: response.status, answer: await response.json() };
};

test("a simulation is made, driven and ended over HTTP", async () => {
  const made = await ask("POST", "/simulations", { vendors: ["yeastar"], clock: "manual" });
  assert.equal(made.status, 200);
  const { id, vendors } = made.answer;
  assert.deepEqual(Object.keys(vendors.yeastar), ["url", "credentials"]);
  assert.deepEqual((await ask("GET", `/simulations/${id}`)).answer, made.answer);
  /** @type {(path: string, ...args: unknown[]) => Promise<any>} */
  const call = async (path, ...args) => (await ask("POST", `/simulations/${id}/call`, { path, args })).answer;

  assert.equal((await call("clock.now")).result, Date.parse("2026-01-05T09:00:00Z"));
  await call("clock.advance", 500);
  assert.equal((await call("clock.now")).result, Date.parse("2026-01-05T09:00:00.5Z"));

  const product = `${vendors.yeastar.url}/api/v1.0/pbx/getproduct`;
  const first = (await call("yeastar.fault", "/api/v1.0/pbx/getproduct", { status: 503, times: -1 })).result;
  const second = (await call("yeastar.fault", "/api/v1.0/pbx/getproduct", { status: 500 })).result;
  assert.deepEqual([first, second], [{ faultId: 1 }, { faultId: 2 }]);
  assert.deepEqual([(await fetch(product)).status, (await fetch(product)).status], [503, 503]);
  assert.deepEqual(await call("yeastar.unfault", 1), { result: true });
  assert.deepEqual(await call("yeastar.unfault", 1), { result: false });
  assert.deepEqual([(await fetch(product)).status, (await fetch(product)).status], [500, 200]);

  assert.deepEqual((await call("yeastar.credentialsOf", "1000")).result, vendors.yeastar.credentials);
  assert.match((await call("yeastar.placeCall", { from: "1000", to: "1001" })).result.uniqueid, /^\d+\.1$/);
  assert.equal((await call("yeastar.state")).result.calls, 1);
  assert.equal((await call("yeastar.emit", { raw: "x" })).result, 0);
  assert.deepEqual(await call("yeastar.revokeTokens"), {});
  assert.equal((await call("requests", "GET /api/v1.0/pbx/getproduct")).result.length, 4);
  await fetch(`${vendors.yeastar.url}/nothing`);
  assert.equal((await call("unmatched")).result[0].path, "/nothing");

  const ended = await ask("DELETE", `/simulations/${id}`);
  assert.deepEqual(ended.answer.unmatched.map((/** @type {any} */ { path }) => path), ["/nothing"]);
  await assert.rejects(fetch(product), TypeError);
  assert.equal((await ask("DELETE", `/simulations/${id}`)).status, 400);
});

test("what goes wrong is said, with 400", async () => {
  const { id } = (await ask("POST", "/simulations", { vendors: ["yeastar"] })).answer;
  /** @type {[string, string, unknown, RegExp][]} */
  const wrong = [
    ["POST", "/simulations", { vendors: ["none"] }, /"none"/],
    ["POST", "/simulations", "{", /JSON/],
    ["POST", "/simulations", { vendors: ["yeastar"], listen: false }, /listen/],
    ["POST", "/simulations", { vendors: ["yeastar"], listen: { host: "0.0.0.0" } }, /loopback/],
    ["POST", "/simulations/none/call", { path: "clock.now" }, /no simulation "none"/],
    ["POST", `/simulations/${id}/call`, { path: "yeastar.placeCall", args: [{ from: "1", to: "2" }] }, /neither 1 nor 2/],
    ["POST", `/simulations/${id}/call`, { path: "yeastar.fault", args: ["/a", { status: 7 }] }, /status/],
    ["POST", `/simulations/${id}/call`, { path: "yeastar.constructor" }, /nothing is called/],
    ["POST", `/simulations/${id}/call`, { path: "yeastar.state.calls" }, /nothing is called/],
    ["POST", `/simulations/${id}/call`, { path: "close" }, /nothing is called/],
    ["POST", `/simulations/${id}/call`, { path: "clock" }, /nothing is called/],
    ["POST", `/simulations/${id}/call`, {}, /path/],
    ["GET", "/elsewhere", undefined, /no such route/],
  ];
  for (const [method, path, body, message] of wrong) {
    const { status, answer } = await ask(method, path, body);
    assert.equal(status, 400, path);
    assert.match(answer.error, message);
  }
});

test("a page may use it", async () => {
  const preflight = await fetch(`${server.url}/simulations`, {
    method: "OPTIONS",
    headers: { origin: "http://page.test", "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(preflight.headers.get("access-control-allow-headers"), "content-type");
  assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /DELETE/);
  const failed = await fetch(`${server.url}/simulations/none`, { headers: { origin: "http://page.test" } });
  assert.equal(failed.headers.get("access-control-allow-origin"), "*");
});

test("the client has the methods of a local simulation", async () => {
  const sim = await connect(`${server.url}/`).simulate({ vendors: ["yeastar"], clock: "manual", seed: 3 });
  assert.deepEqual(await sim.yeastar.credentialsOf("1000"), sim.yeastar.credentials);
  assert.equal((await sim.yeastar.state()).extensions.length, 3);

  const { username, secret } = sim.yeastar.credentials;
  const login = await fetch(`${sim.yeastar.url}/api/v1.0/login`, { method: "POST", body: JSON.stringify({ username, password: secret }) });
  const feed = new Feed(/** @type {any} */ (new WS(`${sim.yeastar.url.replace("http", "ws")}/api/v1.0/subscribe?access_token=${(await login.json()).access_token}`)));
  await feed.opened;
  assert.equal(await sim.yeastar.emit({ type: 20049, msg: { a: 1 }, force: true }), 1);
  assert.deepEqual((await feed.event()).msg, { a: 1 });

  const heal = await sim.yeastar.fault("/api/v1.0/pbx/getproduct", { status: 503, times: Infinity });
  const status = async () => (await fetch(`${sim.yeastar.url}/api/v1.0/pbx/getproduct`)).status;
  assert.deepEqual([await status(), await status()], [503, 503]);
  await heal();
  assert.equal(await status(), 200);
  await assert.rejects(sim.yeastar.fault({ path: /a/ }, {}), /RegExp/);
  await assert.rejects(sim.yeastar.placeCall({ from: "1", to: "2" }), /neither 1 nor 2/);

  const before = await sim.clock.now();
  await sim.clock.advance(60_000);
  assert.equal((await feed.closed).code, 1001);
  assert.equal((await sim.clock.now()) - before, 60_000);
  assert.equal((await sim.requests("POST /api/v1.0/login")).length, 1);
  assert.deepEqual(await sim.unmatched(), []);
  const joined = await connect(server.url).attach(sim.id);
  assert.equal(joined.yeastar.url, sim.yeastar.url);
  assert.deepEqual(await sim.close(), []);
  await assert.rejects(sim.clock.now(), /no simulation/);
});
