import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect as connectHttp2 } from "node:http2";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { simulate as simulateInPage } from "../browser.js";
import { connect } from "../control-client.js";
import { control } from "../control.js";
import { METHODS } from "../vendors/fonoster/messages.js";
import { AGENTS, CREDENTIALS, IDENTITY, TEXT, base64, callerOf, deployment, framed, hex, unframed, unhex } from "./fonoster-helpers.js";
import { isPending, onBothWires, simulated } from "./helpers.js";

const BINARY = "application/grpc-web+proto";
const ORIGIN = "http://page.test";
const LIST = `${AGENTS}ListAgents`;
const GET = `${AGENTS}GetAgent`;
const OK_TRAILER = "grpc-status:0\r\ngrpc-message:OK\r\n";

const net = { fetch: (/** @type {string} */ url, /** @type {RequestInit | undefined} */ init) => fetch(url, init) };

/** @param {string} path */
const codec = (path) => {
  const found = METHODS.get(path);
  assert.ok(found);
  return found;
};

// ---- Bytes ----------------------------------------------------------------------------------------------------

const PLAIN_AGENT =
  "0a2462353532383364372d633734352d343233332d623030382d39316163303637633937396112084a6f686e20446f651a046a6f686e200028013080c3bbc2063880c3bbc20640ffffffffffffffffff014800";
const WHOLE_AGENT =
  "0a2435343833346666322d353061642d346237372d393230652d31313838613038393932303812014a1a056a6f686e32200128013081c3bbc2063881c3bbc2064003483c523c0a2431313131313131312d313131312d343131312d383131312d31313131313131313131313112054c6f63616c1a0d7369702e6c6f63616c2e6465765a320a2432323232323232322d323232322d343232322d383232322d3232323232323232323232321204437265641a0431303031";

test("requests are the bytes that the vendor's client sends", () => {
  /** @type {[string, import("../vendors/fonoster/messages.js").Message, string][]} */
  const bodies = [
    [LIST, { pageSize: 20 }, "AAAAAAIIFA=="],
    [`${IDENTITY}ExchangeApiKey`, { accessKeyId: "AP00", accessKeySecret: "good" }, "AAAAAAwKBEFQMDASBGdvb2Q="],
    [GET, { ref: "nope" }, "AAAAAAYKBG5vcGU="],
  ];
  for (const [path, message, body] of bodies) {
    assert.equal(base64(framed(codec(path).request.encode(message))), body);
    assert.deepEqual(codec(path).request.decode(Buffer.from(body, "base64").subarray(5)), message);
  }
  const john = { name: "John Doe", username: "john", privacy: 1, enabled: true, domainRef: "11111111-1111-4111-8111-111111111111", maxContacts: 3, expires: 60 };
  const bytes = "0a084a6f686e20446f6512046a6f686e180120012a2431313131313131312d313131312d343131312d383131312d3131313131313131313131313803403c";
  assert.equal(hex(codec(`${AGENTS}CreateAgent`).request.encode(john)), bytes);
  assert.deepEqual(codec(`${AGENTS}CreateAgent`).request.decode(unhex(bytes)), john);
});

test("agents are the bytes that the vendor's server sends", async (t) => {
  const ref = "b55283d7-c745-4233-b008-91ac067c979a";
  const sim = await simulated(t, deployment({ agents: [{ ref, name: "John Doe", username: "john", createdAt: 1_750_000_000 }] }, { listen: false }));
  const { signIn, post } = callerOf(sim, sim);
  await signIn();
  const response = await post(GET, base64(framed(codec(GET).request.encode({ ref }))));
  const { message } = unframed(new Uint8Array(await response.arrayBuffer()));
  assert.equal(hex(message ?? new Uint8Array()), PLAIN_AGENT, "zeros are written, and -1 takes ten bytes");

  const whole = {
    ref: "54834ff2-50ad-4b77-920e-1188a0899208", name: "J", username: "john2", privacy: 1, enabled: true, createdAt: 1_750_000_001, updatedAt: 1_750_000_001,
    maxContacts: 3, expires: 60,
    domain: { ref: "11111111-1111-4111-8111-111111111111", name: "Local", domainUri: "sip.local.dev" },
    credentials: { ref: "22222222-2222-4222-8222-222222222222", name: "Cred", username: "1001" },
  };
  assert.equal(hex(codec(GET).response.encode(whole)), WHOLE_AGENT);
  assert.deepEqual(codec(GET).response.decode(unhex(WHOLE_AGENT)), whole);
});

onBothWires("the answer is text or bytes, as accept says", deployment(), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  for (const accept of [TEXT, `${TEXT}+proto`]) {
    const text = await post(LIST, "AAAAAAIIFA==", { accept });
    assert.deepEqual([text.status, text.headers.get("content-type"), text.headers.get("grpc-status")], [200, `${TEXT}+proto`, null]);
    assert.equal(await text.text(), "AAAAAAISAA==gAAAACBncnBjLXN0YXR1czowDQpncnBjLW1lc3NhZ2U6T0sNCg==");
  }
  for (const accept of [BINARY, "*/*", `${TEXT}, */*`]) {
    const bytes = await post(LIST, "AAAAAAIIFA==", { accept });
    assert.equal(bytes.headers.get("content-type"), BINARY);
    assert.equal(hex(new Uint8Array(await bytes.arrayBuffer())), `0000000002${"1200"}8000000020${hex(Buffer.from(OK_TRAILER))}`);
  }
});

onBothWires("a body may be no message", deployment(), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  for (const body of ["", "AAAA", "AAAAAAIK", "AAAAAAIIgA==", "AAAAAAIIFAAAAAACCBQ=", "AQAAAAIIFA=="]) {
    const response = await post(LIST, body);
    assert.deepEqual([response.status, response.headers.get("grpc-status")], [200, "13"], body);
    assert.match(response.headers.get("grpc-message") ?? "", /^Error deserializing request/);
    assert.equal(await response.text(), "");
  }
});

// ---- The proxy ------------------------------------------------------------------------------------------------

onBothWires("only one content type comes through", deployment(), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  /** @type {[string, BodyInit][]} */
  const rows = [[BINARY, new Uint8Array(5)], ["application/grpc-web", new Uint8Array(5)], [`${TEXT}+proto`, "AAAAAAA="]];
  for (const [type, body] of rows) {
    const response = await post(LIST, body, { "content-type": type });
    assert.deepEqual([response.status, response.headers.get("grpc-status")], [404, "12"], type);
    assert.match(response.headers.get("grpc-message") ?? "", /^<!doctype html>/);
    assert.equal(await response.text(), "");
  }
  assert.deepEqual(sim.unmatched, []);
});

onBothWires("a text body that is no base64 does not come to the server", deployment(), async (sim, wire) => {
  const { post } = callerOf(sim, wire);
  for (const type of [TEXT, `${TEXT}+proto`]) {
    // The last but one is padded in its middle.
    for (const body of ["!!!!", "AAA", "AAAAAAIIFA", "AAAA AAII", `${base64(new Uint8Array(4))}${base64(new Uint8Array([2, 8, 20]))}`, "AAAAAAIIFA=\n"]) {
      const response = await post(LIST, body, { "content-type": type });
      const { status, headers } = response;
      assert.deepEqual([status, headers.get("grpc-status"), headers.get("grpc-message")], [400, "13", "Bad gRPC-web request, invalid base64 data."], body);
      assert.equal(await response.text(), "");
    }
  }
});

onBothWires("before 0.14 any content type did", deployment({ routing: "lenient" }), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  /** @type {[string, BodyInit][]} */
  const bodies = [[BINARY, new Uint8Array(5)], ["application/grpc-web", new Uint8Array(5)], [`${TEXT}+proto`, "AAAAAAA="], [TEXT, "AAAAAAA="]];
  for (const [type, body] of bodies) {
    const response = await post(LIST, body, { "content-type": type });
    assert.equal(unframed(new Uint8Array(await response.arrayBuffer())).trailer, OK_TRAILER, type);
  }
  assert.deepEqual(sim.requests(LIST).map(({ body }) => body), ["{}", "{}", "{}", "{}"]);
});

onBothWires("a refusal is headers and no body, percent-encoded by the application", deployment(), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  const response = await post(`${AGENTS}CreateAgent`, "AAAAAAA=");
  assert.deepEqual([response.status, response.headers.get("grpc-status"), response.headers.get("content-type")], [200, "3", BINARY]);
  assert.equal(response.headers.get("grpc-message"), "Required%20at%20%22name%22;%20Required%20at%20%22username%22");
  assert.equal((await response.arrayBuffer()).byteLength, 0);
});

onBothWires("or it stands in a frame behind", deployment({ errors: "trailer" }), async (sim, wire) => {
  const { signIn, post } = callerOf(sim, wire);
  await signIn();
  const trailer = async (headers = {}) => {
    const response = await post(GET, "AAAAAAYKBG5vcGU=", headers);
    assert.deepEqual([response.status, response.headers.get("grpc-status")], [200, null]);
    return response;
  };
  const expected = "grpc-status:5\r\ngrpc-message:The%20requested%20resource%20was%20not%20found\r\n";
  const bytes = new Uint8Array(await (await trailer()).arrayBuffer());
  assert.deepEqual([bytes[0], unframed(bytes)], [0x80, { trailer: expected }]);
  const text = await (await trailer({ accept: TEXT })).text();
  assert.deepEqual(unframed(Buffer.from(text, "base64")), { trailer: expected });
  sim.fonoster.fault(GET, { errcode: 8, errmsg: "full" });
  assert.deepEqual(unframed(new Uint8Array(await (await trailer()).arrayBuffer())), { trailer: "grpc-status:8\r\ngrpc-message:full\r\n" });
  sim.fonoster.goDown();
  assert.equal((await post(GET, "AAAAAAYKBG5vcGU=")).headers.get("grpc-status"), "14", "the proxy itself never does");
});

onBothWires("who calls what is not there is told, and it is remembered", deployment(), async (sim, wire) => {
  const { signIn, ask, post } = callerOf(sim, wire);
  await signIn();
  for (const path of ["/v1beta2/fonoster.agents.v1beta2.Agents/ListAgents", `${AGENTS}PurgeAgents`, "/nothing", `${AGENTS}constructor`]) {
    const { code, response } = await ask(path);
    assert.deepEqual([code, response.status], [12, 200]);
    assert.equal(response.headers.get("grpc-message"), `The server does not implement the method ${path}`);
  }
  for (const type of ["application/json", `${TEXT}; charset=utf-8`]) assert.equal((await post(LIST, "AAAAAAA=", { "content-type": type })).status, 501);
  assert.equal((await wire.fetch(`${sim.fonoster.url}/login`)).status, 501);
  assert.equal(sim.unmatched.length, 7);
});

test("a preflight is answered as the vendor's proxy does", async (t) => {
  const sim = await simulated(t, deployment({ rateLimit: { requests: 0, windowMs: 1_000 } }));
  const response = await fetch(sim.fonoster.url + LIST, {
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization,token" },
  });
  assert.equal(response.status, 200);
  /** @type {[string, string][]} */
  const headers = [
    ["allow-origin", ORIGIN],
    ["allow-methods", "GET, PUT, DELETE, POST, OPTIONS"],
    ["allow-headers", "token,accesskeyid,keep-alive,user-agent,cache-control,content-type,content-transfer-encoding,x-accept-content-transfer-encoding,x-accept-response-streaming,x-user-agent,x-grpc-web,grpc-timeout"],
    ["max-age", "1728000"],
    ["expose-headers", "grpc-status,grpc-message"],
  ];
  for (const [name, value] of headers) assert.equal(response.headers.get(`access-control-${name}`), value);
  assert.equal(response.headers.get("access-control-allow-credentials"), null);

  const call = await fetch(sim.fonoster.url + LIST, { method: "POST", headers: { origin: ORIGIN, "content-type": TEXT }, body: "AAAAAAA=" });
  assert.equal(call.status, 429);
  assert.deepEqual([call.headers.get("access-control-allow-origin"), call.headers.get("access-control-expose-headers")], [ORIGIN, "grpc-status,grpc-message"]);
});

onBothWires("all callers share one allowance, and it comes back whole", deployment({ rateLimit: { requests: 3, windowMs: 60_000 } }), async (sim, wire) => {
  const { signIn, ask } = callerOf(sim, wire);
  await signIn();
  await sim.clock.advance(59_000);
  assert.deepEqual([(await ask(LIST)).status, (await ask(LIST)).status], [200, 200]);
  const { status, code, text, response } = await ask(LIST);
  assert.deepEqual([status, code, text, response.headers.get("x-ratelimit-limit")], [429, 14, "local_rate_limited", "3"]);
  await sim.clock.advance(1_000);
  assert.equal((await ask(LIST)).status, 200);
  await sim.clock.advance(200_000);
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await ask(LIST)).status);
  assert.deepEqual(statuses, [200, 200, 200, 429]);
  sim.fonoster.limitRate(null);
  assert.equal((await ask(LIST)).status, 200);
  sim.fonoster.limitRate(true);
  for (let call = 0; call < 100; call += 1) assert.equal((await ask(LIST)).status, 200);
  assert.equal((await ask(LIST)).status, 429);
  assert.throws(() => sim.fonoster.limitRate({ requests: 1.5, windowMs: 1 }), RangeError);
});

onBothWires("it goes down and comes back", deployment(), async (sim, wire) => {
  const { signIn, ask } = callerOf(sim, wire);
  await signIn();
  sim.fonoster.goDown();
  const { status, code } = await ask(LIST);
  assert.deepEqual([status, code], [503, 14]);
  sim.fonoster.goDown(false);
  assert.equal((await ask(LIST)).code, 0);
});

// ---- Faults and the log ---------------------------------------------------------------------------------------

onBothWires("faults refuse in the form of gRPC-Web", deployment(), async (sim, wire) => {
  const { signIn, ask, post } = callerOf(sim, wire);
  await signIn();
  /** @type {(fault: import("../index.js").Fault) => Promise<[number, number, string]>} */
  const faulty = async (fault) => {
    sim.fonoster.fault({ method: "POST", path: LIST }, fault);
    const { status, code, text } = await ask(LIST);
    return [status, code, text];
  };
  assert.deepEqual(await faulty({ errcode: 8, errmsg: "a \"full\" house" }), [200, 8, "a \"full\" house"]);
  assert.deepEqual(await faulty({ errcode: 16 }), [200, 16, "code 16"]);
  assert.deepEqual(await faulty({ status: 429, errcode: 14, errmsg: "slow" }), [429, 14, "slow"]);
  for (const [status, code] of [[400, 13], [401, 16], [403, 7], [404, 12], [429, 14], [500, 2], [502, 14], [503, 14], [504, 14]]) {
    assert.deepEqual((await faulty({ status })).slice(0, 2), [status, code]);
  }
  sim.fonoster.fault(LIST, { malformed: true });
  assert.match(await (await post(LIST, "AAAAAAA=")).text(), /^<!doctype html>/);

  const before = sim.fonoster.state.agents.length;
  const create = codec(`${AGENTS}CreateAgent`).request.encode({ name: "a", username: "a" });
  sim.fonoster.fault(`${AGENTS}CreateAgent`, { drop: "before" });
  await assert.rejects(post(`${AGENTS}CreateAgent`, base64(framed(create))), TypeError);
  assert.equal(sim.fonoster.state.agents.length, before);
  sim.fonoster.fault(`${AGENTS}CreateAgent`, { drop: "after" });
  await assert.rejects(post(`${AGENTS}CreateAgent`, base64(framed(create))), TypeError);
  assert.equal(sim.fonoster.state.agents.length, before + 1);
  sim.fonoster.fault(LIST, { hangBody: true });
  assert.equal(await isPending((await post(LIST, "AAAAAAA=")).arrayBuffer()), true);
});

onBothWires("no secret, password or token is in the log", deployment({ twoFactorCode: "246810" }), async (sim, wire) => {
  const { ok, ask, post, carry } = callerOf(sim, wire);
  const { accessKeyId, accessKeySecret, workspace = "", username, password = "" } = sim.fonoster.credentials;
  const key = await ok(`${IDENTITY}ExchangeApiKey`, { accessKeyId, accessKeySecret });
  const user = await ok(`${IDENTITY}ExchangeCredentials`, { username, password, twoFactorCode: "246810" });
  await ok(`${IDENTITY}ExchangeRefreshToken`, { refreshToken: key.refreshToken });
  await ask(`${IDENTITY}ExchangeOauth2Code`, { code: "oauth-code" });
  carry({ token: user.accessToken, accesskeyid: workspace });
  await ok(`${CREDENTIALS}CreateCredentials`, { name: "a", username: "b", password: "correct horse" });
  const cut = base64(framed(codec(`${IDENTITY}ExchangeApiKey`).request.encode({ accessKeyId, accessKeySecret }))).slice(0, -4);
  await post(`${IDENTITY}ExchangeApiKey`, cut);
  await post(`${IDENTITY}ExchangeApiKey`, cut, { "content-type": `${TEXT}; charset=utf-8` });
  const text = JSON.stringify(sim.requests());
  for (const secret of [accessKeySecret, password, "246810", key.refreshToken, user.accessToken, "oauth-code", "correct horse", cut]) assert.ok(!text.includes(secret), secret);
  assert.equal(sim.requests(`POST ${CREDENTIALS}CreateCredentials`)[0].body, "{\"name\":\"a\",\"username\":\"b\",\"password\":\"***13\"}");
  assert.equal(sim.requests(`${CREDENTIALS}CreateCredentials`)[0].headers.token, `***${user.accessToken.length}`);
  assert.equal(sim.requests(`${IDENTITY}ExchangeApiKey`)[1].body, `${cut.length} bytes that are no message`);
});

// ---- Ways to run it -------------------------------------------------------------------------------------------

test("in a page it is at its real address, and speaks no gRPC itself", async (t) => {
  await assert.rejects(simulateInPage({ vendors: ["fonoster"], listen: {} }), /cannot listen/);
  const page = await simulateInPage({ vendors: ["fonoster"], clock: "manual" });
  t.after(() => page.close());
  assert.deepEqual([page.fonoster.url, page.fonoster.grpc], ["https://api.fonoster.com", undefined]);
  const { signIn, ok } = callerOf(page, page);
  await signIn();
  assert.equal((await ok(LIST)).items.length, 8);
  const socket = new page.WebSocket("wss://api.fonoster.com/");
  await new Promise((resolve) => socket.addEventListener("error", resolve));
  assert.equal(page.unmatched.length, 1);
});

test("nothing of Node is in what a page loads", async () => {
  for (const file of ["fonoster.js", "fonoster/v1beta1.js", "fonoster/v1beta2.js", "fonoster/grpc.js", "fonoster/messages.js", "fonoster/tokens.js"]) {
    assert.doesNotMatch(await readFile(new URL(`../vendors/${file}`, import.meta.url), "utf8"), /from "node:|\bBuffer\b|\bprocess\./, file);
  }
});

for (const tls of [false, true]) {
  test(`gRPC itself says how a call went behind the body, the code first${tls ? ", over TLS too" : ""}`, async (t) => {
    const sim = await simulated(t, deployment({}, { listen: { tls } }));
    assert.match(sim.fonoster.url, tls ? /^https:\/\/127\.0\.0\.1:\d+$/ : /^http:\/\/127\.0\.0\.1:\d+$/);
    const session = connectHttp2(`${tls ? "https" : "http"}://${sim.fonoster.grpc}`, { rejectUnauthorized: false });
    t.after(() => session.destroy());
    /** @type {(headers: Record<string, string>, body: Uint8Array) => Promise<{ headers: any, trailers: any, body: Buffer }>} */
    const ask = async (headers, body) => {
      const stream = session.request({ ":method": "POST", "content-type": "application/grpc", te: "trailers", ...headers });
      /** @type {any} */
      const found = {};
      stream.on("response", (response) => (found.headers = response)).on("trailers", (trailers) => (found.trailers = trailers));
      stream.end(body);
      const whole = await buffer(stream);
      return { ...found, body: whole };
    };
    const { accessKeyId, accessKeySecret } = sim.fonoster.credentials;
    const login = framed(codec(`${IDENTITY}ExchangeApiKey`).request.encode({ accessKeyId, accessKeySecret }));
    const success = await ask({ ":path": `${IDENTITY}ExchangeApiKey` }, login);
    assert.deepEqual([success.headers[":status"], success.headers["content-type"], success.headers["grpc-status"]], [200, "application/grpc", undefined]);
    assert.deepEqual(Object.entries(success.trailers), [["grpc-status", "0"], ["grpc-message", "OK"]]);
    assert.ok(codec(`${IDENTITY}ExchangeApiKey`).response.decode(success.body.subarray(5)).accessToken);

    const refused = await ask({ ":path": LIST, token: "garbage" }, framed(new Uint8Array()));
    assert.deepEqual([refused.headers[":status"], refused.headers["grpc-status"], refused.headers["grpc-message"]], [200, "16", "Invalid%20or%20expired%20token"]);
    assert.deepEqual([refused.trailers, refused.body.length], [undefined, 0], "headers and nothing else");
    assert.equal((await ask({ ":path": "/", "content-type": "text/plain" }, new Uint8Array(1))).headers[":status"], 501);
    assert.equal(sim.unmatched.length, 1);
  });
}

test("a control server drives it too", async (t) => {
  const server = await control();
  t.after(() => server.close());
  const sim = await connect(server.url).simulate({ vendors: ["fonoster"], clock: "manual", fixtures: { fonoster: { agents: 2 } } });
  const { signIn, ok, refused } = callerOf(/** @type {any} */ (sim), net);
  await signIn();
  assert.equal((await ok(LIST)).items.length, 2);
  assert.match(String(await sim.fonoster.grpc()), /^127\.0\.0\.1:\d+$/);
  await sim.fonoster.expireTokens();
  assert.equal((await refused(LIST))[0], 16);
  await sim.fonoster.revokeRefreshTokens();
  await sim.fonoster.goDown();
  assert.equal((await refused(LIST))[0], 14);
  assert.equal((await sim.fonoster.state()).agents.length, 2);
  assert.deepEqual(await sim.close(), []);
});
