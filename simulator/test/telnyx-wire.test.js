import assert from "node:assert/strict";
import { test } from "node:test";
import WS from "ws";
import { simulate as simulateInPage } from "../browser.js";
import { connect } from "../control-client.js";
import { control } from "../control.js";
import { simulate } from "../index.js";
import { isPending, onBothWires, simulated } from "./helpers.js";
import { EMPTY, account, apiOf, credentialBody } from "./telnyx-helpers.js";

const ORIGIN = { origin: "http://page.test" };
const STAINLESS = "authorization,x-stainless-lang";

/** @type {(url: string, headers: string) => Promise<Headers>} */
const preflight = async (url, headers) => {
  const response = await fetch(url, { method: "OPTIONS", headers: { ...ORIGIN, "access-control-request-method": "PATCH", "access-control-request-headers": headers } });
  assert.equal(response.status, 204);
  return response.headers;
};

test("the open kind of CORS takes any header and shows all", async (t) => {
  const sim = await simulated(t, account(EMPTY));
  const allowed = await preflight(`${sim.telnyx.url}/ips/1`, STAINLESS);
  assert.equal(allowed.get("access-control-allow-headers"), STAINLESS);
  assert.match(allowed.get("access-control-allow-methods") ?? "", /PATCH/);
  assert.equal(allowed.get("access-control-allow-origin"), ORIGIN.origin);
  sim.telnyx.limitRate({ requests: 0, windowMs: 1_000 });
  const { ask } = apiOf(sim, { fetch: (url, init) => fetch(url, init) });
  assert.equal((await ask("GET", "/ips", undefined, ORIGIN)).headers.get("access-control-expose-headers"), "retry-after");
  sim.telnyx.limitRate(null);
  const plain = await ask("GET", "/ips", undefined, ORIGIN);
  assert.equal(plain.headers.get("access-control-expose-headers"), null);
  assert.equal(plain.headers.get("access-control-allow-origin"), ORIGIN.origin);
});

test("the strict kind takes what is needed, and shows what it is told to", async (t) => {
  const strict = await simulated(t, account({ ...EMPTY, cors: "strict", rateLimit: { requests: 0, windowMs: 1_000 } }));
  const allowed = await preflight(`${strict.telnyx.url}/ips/1`, STAINLESS);
  assert.equal(allowed.get("access-control-allow-headers"), "authorization, content-type, accept");
  const refused = await apiOf(strict, { fetch: (url, init) => fetch(url, init) }).ask("GET", "/ips", undefined, ORIGIN);
  assert.deepEqual([refused.status, refused.headers.get("access-control-expose-headers")], [429, null]);
  strict.telnyx.fault("/v2/ips", { status: 503, headers: { "retry-after": "1" } });
  assert.equal((await apiOf(strict, { fetch: (url, init) => fetch(url, init) }).ask("GET", "/ips", undefined, ORIGIN)).headers.get("access-control-expose-headers"), null);

  const own = await simulated(t, account({ ...EMPTY, cors: { headers: ["authorization"], exposes: ["retry-after"] } }));
  assert.equal((await preflight(`${own.telnyx.url}/ips`, STAINLESS)).get("access-control-allow-headers"), "authorization");
  const answer = await apiOf(own, { fetch: (url, init) => fetch(url, init) }).ask("GET", "/ips", undefined, ORIGIN);
  assert.equal(answer.headers.get("access-control-expose-headers"), "retry-after");
});

onBothWires("more requests than the limit are refused, until there is room", account({ ...EMPTY, rateLimit: { requests: 2, windowMs: 10_000 } }), async (sim, wire) => {
  const { ask } = apiOf(sim, wire);
  const status = async () => (await ask("GET", "/ips")).status;
  assert.equal(await status(), 200);
  await sim.clock.advance(4_000);
  assert.equal(await status(), 200);
  const { status: refused, json, headers } = await ask("POST", "/ip_connections", {});
  assert.deepEqual([refused, json.errors[0].code, headers.get("retry-after")], [429, "10011", "6"]);
  assert.deepEqual(sim.telnyx.state.ipConnections, []);
  await sim.clock.advance(5_999);
  assert.equal((await ask("GET", "/ips")).headers.get("retry-after"), "1");
  await sim.clock.advance(1);
  assert.deepEqual([await status(), await status()], [200, 429], "refused requests do not count");
  sim.telnyx.limitRate(null);
  assert.deepEqual([await status(), await status(), await status()], [200, 200, 200]);
  assert.throws(() => sim.telnyx.limitRate({ requests: 1.5, windowMs: 1 }), RangeError);
});

onBothWires("faults refuse in the form of Telnyx, with any header and body", account(EMPTY), async (sim, wire) => {
  const { ask } = apiOf(sim, wire);
  /** @type {(fault: import("../index.js").Fault) => Promise<{ status: number, json: any, headers: Headers }>} */
  const faulty = (fault) => {
    sim.telnyx.fault("GET /v2/ips", fault);
    return ask("GET", "/ips");
  };
  const busy = await faulty({ status: 429, headers: { "retry-after": "2", "retry-after-ms": "1500", "x-should-retry": "false" } });
  assert.deepEqual(["retry-after", "retry-after-ms", "x-should-retry"].map((name) => busy.headers.get(name)), ["2", "1500", "false"]);
  assert.deepEqual([busy.status, busy.json.errors[0].code], [429, "10011"]);
  assert.equal((await faulty({ status: 401 })).json.errors[0].code, "10009");
  const own = (await faulty({ status: 422, errcode: 20100, errmsg: "no funds" })).json.errors[0];
  assert.deepEqual([own.code, own.detail], ["20100", "no funds"]);
  assert.deepEqual((await faulty({ status: 409, body: { a: 1 } })).json, { a: 1 });
  assert.equal((await faulty({ status: 503 })).json.errors.length, 1);
  await assert.rejects(faulty({ body: "{\"data\":", headers: { "content-type": "application/json" } }), SyntaxError);
  await assert.rejects(faulty({ malformed: true }), SyntaxError);

  sim.telnyx.fault("POST /v2/ip_connections", { drop: "before" });
  await assert.rejects(ask("POST", "/ip_connections", {}), TypeError);
  assert.equal(sim.telnyx.state.ipConnections.length, 0);
  sim.telnyx.fault("POST /v2/ip_connections", { drop: "after" });
  await assert.rejects(ask("POST", "/ip_connections", {}), TypeError);
  assert.equal(sim.telnyx.state.ipConnections.length, 1);
});

onBothWires("a body without end comes for as long as it is read", account(EMPTY), async (sim, wire) => {
  sim.telnyx.fault("/v2/ips", { endlessBody: true });
  const headers = { authorization: `Bearer ${sim.telnyx.credentials.apiKey}` };
  const response = await wire.fetch(`${sim.telnyx.url}/ips`, { headers });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  let start = "";
  let length = 0;
  while (length < 300_000) {
    const { value = new Uint8Array(), done } = await reader.read();
    assert.equal(done, false);
    start += start.length < 100 ? new TextDecoder().decode(value) : "";
    length += value.length;
  }
  assert.deepEqual(JSON.parse(start).data, []);
  await reader.cancel();

  sim.telnyx.fault("/v2/ips", { endlessBody: true });
  const abort = new AbortController();
  const endless = (await wire.fetch(`${sim.telnyx.url}/ips`, { headers, signal: abort.signal })).text();
  assert.equal(await isPending(endless), true);
  abort.abort();
  await assert.rejects(endless, { name: "AbortError" });
});

onBothWires("no key, password or client secret is in the log", account({ ...EMPTY, maskPasswords: true }), async (sim, wire) => {
  const { ask, ok } = apiOf(sim, wire);
  const { apiKey, clientID, clientSecret } = sim.telnyx.credentials;
  const { data } = await ok("POST", "/credential_connections", credentialBody());
  await ok("PATCH", `/credential_connections/${data.id}`, { password: "battery staple" });
  await ask("PATCH", `/credential_connections/${data.id}`, { password: 1234567890 });
  const basic = btoa(`${clientID}:${clientSecret}`);
  const token = (await ask("POST", "/oauth/token", `client_secret=${clientSecret}&grant_type=client_credentials`, { authorization: `Basic ${basic}` })).json.access_token;
  await ask("GET", `/ips?access_token=${token}`, undefined, { authorization: `Bearer ${token}` });
  const text = JSON.stringify(sim.requests());
  for (const secret of [apiKey, clientSecret, basic, token, "correct horse", "battery staple", "1234567890"]) assert.ok(!text.includes(secret), secret);
  const [made] = sim.requests("POST /v2/credential_connections");
  assert.equal(made.body, "{\"connection_name\":\"office\",\"user_name\":\"office1\",\"password\":\"***13\"}");
  assert.deepEqual([made.vendor, made.headers.authorization], ["telnyx", `Bearer ***${apiKey.length}`]);
});

test("over TLS, in a page, without sockets, and at its real address without a port", async (t) => {
  const secure = await simulated(t, account(EMPTY, { listen: { tls: true } }));
  assert.match(secure.telnyx.url, /^https:\/\/127\.0\.0\.1:\d+\/v2$/);
  const page = await simulateInPage({ vendors: ["telnyx"], clock: "manual" });
  assert.equal(page.telnyx.url, "https://api.telnyx.com/v2");
  assert.equal((await apiOf(page, page).ok("GET", "/connections")).data.length, 8);
  const socket = new page.WebSocket("wss://api.telnyx.com/v2/socket");
  await new Promise((resolve) => socket.addEventListener("error", resolve));
  assert.equal(page.unmatched.length, 1);
  await page.close();

  const sim = await simulated(t, account(EMPTY));
  const refused = new WS(`${sim.telnyx.url.replace("http", "ws")}/socket`);
  const [status] = await new Promise((resolve) => refused.on("unexpected-response", (_, response) => resolve([response.statusCode])).on("error", () => {}));
  assert.equal(status, 501);
});

test("two vendors share clock and log, each on its own port", async (t) => {
  const sim = await simulate({ vendors: ["yeastar", "telnyx"], clock: "manual", fixtures: { yeastar: { extensions: 1 }, telnyx: EMPTY } });
  t.after(() => sim.close());
  assert.notEqual(new URL(sim.telnyx.url).port, new URL(sim.yeastar.url).port);
  await fetch(`${sim.yeastar.url}/api/v1.0/pbx/getproduct`);
  sim.yeastar.fault({ method: "GET" }, { status: 500 });
  assert.equal((await fetch(`${sim.telnyx.url}/ips`)).status, 401, "a fault is of one vendor");
  assert.deepEqual(sim.requests().map(({ id, vendor }) => [id, vendor]), [[1, "yeastar"], [2, "telnyx"]]);
  assert.equal(sim.requests({ vendor: "telnyx" }).length, 1);
});

test("a control server drives it too", async (t) => {
  const server = await control();
  t.after(() => server.close());
  const sim = await connect(server.url).simulate({ vendors: ["telnyx"], clock: "manual", fixtures: { telnyx: { ...EMPTY, credentialConnections: [credentialBody()] } } });
  const { credentialConnections: [connection] } = await sim.telnyx.state();
  const { call_control_id } = await sim.telnyx.startCall(String(connection.id), { clientState: "x" });
  await sim.telnyx.setRegistration(String(connection.id), "Failed");
  await sim.telnyx.limitRate(null);
  await sim.telnyx.meta("missing");
  const { ok } = apiOf(/** @type {any} */ (sim), { fetch: (url, init) => fetch(url, init) });
  assert.deepEqual(await ok("GET", `/connections/${connection.id}/active_calls`), { data: [{ ...(await sim.telnyx.state()).calls[0], connection_id: undefined }].map(({ connection_id, ...call }) => call) });
  assert.equal(await sim.telnyx.endCall(call_control_id), true);
  assert.deepEqual(await sim.close(), []);
});
