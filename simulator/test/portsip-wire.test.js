import assert from "node:assert/strict";
import { test } from "node:test";
import { onBothWires, simulated } from "./helpers.js";
import { FIRST_ID, clientOf, pbx, trunk } from "./portsip-helpers.js";

const ORIGIN = "http://page.test:8000";
const LIST = "/providers/list?pagination=1&pagesize=50";

/** How many trunks a list gives, and what it says of itself. @type {(answer: import("./portsip-helpers.js").Answer) => number[]} */
const factsOf = ({ json: { providers, count, page_count: pages, pagesize } }) => [providers.length, count, pages, pagesize];

// ---- Ids --------------------------------------------------------------------------------------------------------

onBothWires("ids are numbers whose digits are all on the wire", pbx({ providers: 1 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  const made = await post("/providers/create", JSON.stringify(trunk()).replace("{", "{\"did_pool\":[{\"tenant_id\":900719925474080101,\"name\":\"acme\"}],"));
  assert.equal(made.text, "{\"id\":9007199254740994}");
  assert.match((await get("/providers/show?id=9007199254740994")).text, /^{"id":9007199254740994,.*"did_pool":\[{"tenant_id":900719925474080101,"name":"acme"}\]/);
  assert.match((await get(LIST)).text, /"providers":\[{"id":9007199254740993,.*{"id":9007199254740994,/);
  assert.match((await get(`/providers/show?id=${FIRST_ID}`)).text, /"did_pool":\[{"tenant_id":900719925474080101,/);
  assert.equal((await post("/providers/update", "{\"id\":\"9007199254740994\",\"note\":123456789012345678901234567890}")).status, 200, "it reads text as well");
  assert.match((await get("/providers/show?id=9007199254740994")).text, /"note":123456789012345678901234567890,/);
  assert.equal((await post("/providers/destroy", "{\"id\":9007199254740994}")).status, 200);
  assert.deepEqual(sim.portsip.state.providers.map(({ id, did_pool: pool }) => [id, pool]), [[FIRST_ID, [{ tenant_id: "900719925474080101", name: "acme", number_mask: "4930100100-4930100199" }]]]);
});

onBothWires("ids can be text, and begin elsewhere", pbx({ providers: 1, idEncoding: "string", idStart: "9223372036854775806" }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  assert.equal((await post("/providers/create", trunk())).text, "{\"id\":\"9223372036854775807\"}");
  assert.match((await get(LIST)).text, /"providers":\[{"id":"9223372036854775806",.*{"id":"9223372036854775807",/);
  assert.match((await get("/providers/show?id=9223372036854775806")).text, /^{"id":"9223372036854775806",.*"tenant_id":"900719925474080101"/);
  assert.equal((await post("/providers/update", "{\"id\":9223372036854775807}")).status, 200, "it reads numbers as well");
  assert.equal((await post("/providers/destroy", { id: "9223372036854775807" })).status, 200);
});

onBothWires("an id that fits a double is a number all the same", pbx({ providers: 1, idStart: 1n }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  assert.match((await get("/providers/show?id=1")).text, /^{"id":1,/);
});

// ---- Switches ---------------------------------------------------------------------------------------------------

onBothWires("tokens can be longer, shorter-lived, and not slide", pbx({ tokenLength: 64, tokenTtl: 30, sliding: false }), async (sim, wire) => {
  const { login, ask } = clientOf(sim, wire);
  const { access_token: token, expires } = (await login()).json;
  assert.match(token, /^[0-9A-F]{64}$/);
  assert.equal(expires, 30);
  await sim.clock.advance(29_000);
  assert.equal((await ask("GET", LIST, undefined, { access_token: token })).status, 200);
  await sim.clock.advance(1_000);
  assert.equal((await ask("GET", LIST, undefined, { access_token: token })).status, 401);
});

for (const status of [400, 403]) {
  onBothWires(`a bad token can be refused with ${status}, a bad sign-in with another`, pbx({ authFailureStatus: status, badLoginStatus: 401 }), async (sim, wire) => {
    const { login, ask } = clientOf(sim, wire);
    const { status: answered, json } = await ask("GET", LIST);
    assert.deepEqual([answered, json.err_code], [status, 1010001]);
    assert.equal((await login({ name: "admin", password: "wrong" })).status, 401);
  });
}

onBothWires("a bad token can be refused with 200", pbx({ authErrorAt200: true }), async (sim, wire) => {
  const { status, json } = await clientOf(sim, wire).ask("GET", LIST);
  assert.deepEqual([status, json], [200, { err_code: 1010001, msg: "The access token is not valid." }]);
});

onBothWires("a token can come as Bearer too", pbx({ acceptBearer: true }), async (sim, wire) => {
  const { ask, signedIn } = clientOf(sim, wire);
  const { token, get } = await signedIn();
  assert.equal((await ask("GET", LIST, undefined, { authorization: `Bearer ${token}` })).status, 200);
  assert.equal((await get(LIST)).status, 200);
});

onBothWires("anything can make a trunk", pbx({ providers: 0, lenientCreate: true }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  assert.equal((await post("/providers/create", {})).text, `{"id":${FIRST_ID}}`);
  await post("/providers/create", { name: 7, port: "5060", status: "ONLINE" });
  const { name, port, protocol, ips, in_parameters: inbound } = (await get("/providers/show?id=9007199254740994")).json;
  assert.deepEqual([name, port, protocol, ips, inbound], [7, "5060", "UDP", [], []]);
  assert.equal((await get(`${LIST}&sort_by=OPTIONAL`)).json.count, 2);
});

onBothWires("names may be taken twice, unless they must be unique", pbx({ providers: 0 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  assert.deepEqual([(await post("/providers/create", trunk())).status, (await post("/providers/create", trunk())).status], [200, 200]);
});

onBothWires("a name that is taken can be refused with 409", pbx({ providers: 0, uniqueNames: true }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  await post("/providers/create", trunk());
  const again = await post("/providers/create", trunk());
  assert.deepEqual([again.status, again.json.err_code], [409, 1030002]);
  assert.equal((await post("/providers/update", `{"id":${FIRST_ID},"name":"Harbour SIP east"}`)).status, 200, "its own");
  await post("/providers/create", trunk({ name: "west" }));
  assert.equal((await post("/providers/update", `{"id":${FIRST_ID},"name":"west"}`)).status, 409);
});

onBothWires("a change can need all fields", pbx({ providers: 1, strictUpdate: true }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  /** @type {(body: object) => Promise<any>} */
  const update = (body) => post("/providers/update", JSON.stringify(body).replace("{", `{"id":${FIRST_ID},`));
  const { status, json } = await update(trunk());
  assert.deepEqual([status, json.msg], [400, "in_parameters is required; out_parameters is required"]);
  assert.equal((await update(trunk({ in_parameters: [], out_parameters: [{ any: 1 }] }))).status, 200);
});

onBothWires("unknown ids can be refused alike", pbx({ unknownIdStatus: 410 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  assert.deepEqual([(await get("/providers/show?id=7")).status, (await post("/providers/update", { id: 7 })).status, (await post("/providers/destroy", { id: 7 })).status], [410, 410, 410]);
  assert.equal((await post("/providers/destroy", { id: "x" })).status, 400);
});

onBothWires("a list can count its page alone", pbx({ providers: 25, countMeaning: "page" }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  assert.deepEqual(factsOf(await get("/providers/list?pagination=3&pagesize=10")), [5, 5, 3, 10]);
});

onBothWires("pages can have a limit, which the answer says", pbx({ providers: 25, pageSizeCap: 10 }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  assert.deepEqual(factsOf(await get(LIST)), [10, 25, 3, 10]);
  assert.deepEqual(factsOf(await get("/providers/list?pagination=2&pagesize=4")), [4, 25, 7, 4]);
});

onBothWires("the number of pages can be that of the page, as in the reference", pbx({ providers: 25, pageCountBug: true }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  assert.deepEqual(factsOf(await get("/providers/list?pagination=1&pagesize=10")), [10, 25, 1, 10]);
  assert.deepEqual(factsOf(await get("/providers/list?pagination=8&pagesize=10")), [0, 25, 8, 10]);
});

onBothWires("page 0 can be like page 1", pbx({ providers: 3, zeroBased: true }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  /** @type {(page: number) => Promise<any>} */
  const list = async (page) => (await get(`/providers/list?pagination=${page}&pagesize=2`)).json;
  const [zero, one] = [await list(0), await list(1)];
  assert.deepEqual([zero.providers, zero.pagination], [one.providers, 0]);
  assert.equal((await list(2)).providers.length, 1);
});

onBothWires("a success that says nothing can say something", pbx({ emptyBody: "{}" }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const { text, headers } = await post("/providers/destroy", `{"id":${FIRST_ID}}`);
  assert.deepEqual([text, headers.get("content-type")], ["{}", "application/json"]);
  assert.equal((await post("/account/sign_out", {})).text, "{}");
});

onBothWires("names of the query can have capitals", pbx({ caseInsensitiveQuery: true }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  assert.equal((await get("/providers/list?Pagination=1&PageSize=5&SORT_BY=default")).json.pagesize, 5);
  assert.equal((await get(`/providers/show?ID=${FIRST_ID}`)).status, 200);
});

onBothWires("a refresh can give the old token its whole time again", pbx({ refresh: "extends", tokenTtl: 60, sliding: false }), async (sim, wire) => {
  const { ask, signedIn } = clientOf(sim, wire);
  const { token, get } = await signedIn();
  await sim.clock.advance(50_000);
  const { status, text } = await ask("POST", "/account/token/refresh", { access_token: token });
  assert.deepEqual([status, text], [200, ""]);
  await sim.clock.advance(59_999);
  assert.equal((await get(LIST)).status, 200);
  await sim.clock.advance(1);
  assert.equal((await get(LIST)).status, 401);
  assert.equal((await ask("POST", "/account/token/refresh", { access_token: token })).status, 401);
});

onBothWires("there can be no refresh", pbx({ refresh: "missing" }), async (sim, wire) => {
  const { ask, signedIn } = clientOf(sim, wire);
  const { token } = await signedIn();
  const { status, json } = await ask("POST", "/account/token/refresh", {}, { access_token: token });
  assert.deepEqual([status, json], [404, { message: "There is no such page." }]);
  assert.deepEqual(sim.unmatched, [], "that is how such a PBX is");
});

onBothWires("too many requests in a minute are refused, with the time to wait", pbx({ rateLimit: 3 }), async (sim, wire) => {
  const { signedIn } = clientOf(sim, wire);
  const { get } = await signedIn();
  await sim.clock.advance(20_000);
  assert.deepEqual([(await get(LIST)).status, (await get(LIST)).status], [200, 200]);
  const { status, headers, json } = await get(LIST);
  assert.deepEqual([status, headers.get("retry-after"), json.err_code], [429, "40", 1000429]);
  await sim.clock.advance(40_000);
  assert.deepEqual([(await get(LIST)).status, (await get(LIST)).status], [200, 429]);
  sim.portsip.limitRate(null);
  assert.equal((await get(LIST)).status, 200);
  assert.throws(() => sim.portsip.limitRate(0), /rate limit/);
});

// ---- Pages of other origins -------------------------------------------------------------------------------------

test("a page of another origin may send the token and read how long to wait", async (t) => {
  const sim = await simulated(t, pbx({ rateLimit: 1 }));
  const preflight = await fetch(`${sim.portsip.url}/providers/list`, {
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": "access_token" },
  });
  const header = (/** @type {Response} */ { headers }, /** @type {string} */ name) => headers.get(`access-control-${name}`);
  assert.equal(preflight.status, 204);
  assert.deepEqual(
    ["allow-origin", "allow-methods", "allow-headers", "max-age"].map((name) => header(preflight, name)),
    [ORIGIN, "GET, POST, OPTIONS", "access_token, authorization, content-type, accept", "600"],
  );
  assert.equal(preflight.headers.get("vary")?.toLowerCase(), "origin");
  const ask = () => fetch(`${sim.portsip.url}/providers/show`, { headers: { origin: ORIGIN } });
  const [first, second] = [await ask(), await ask()];
  assert.deepEqual([first.status, second.status], [401, 429]);
  for (const answer of [first, second]) {
    assert.deepEqual([header(answer, "allow-origin"), header(answer, "expose-headers")], [ORIGIN, "Retry-After, Content-Disposition"]);
  }
  assert.equal(header(await fetch(`${sim.portsip.url}/providers/show`), "expose-headers"), null);
});

test("a PBX can know nothing of origins", async (t) => {
  const sim = await simulated(t, pbx({ cors: false }));
  const answer = await fetch(`${sim.portsip.url}/providers/show`, { headers: { origin: ORIGIN } });
  assert.deepEqual([...answer.headers.keys()].filter((name) => name.startsWith("access-control")), []);
});

// ---- Faults and the log -----------------------------------------------------------------------------------------

onBothWires("faults speak as the PBX does", pbx(), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  /** @type {(fault: import("../index.js").Fault) => Promise<[number, any]>} */
  const met = async (fault) => {
    sim.portsip.fault("GET /api/providers/list", fault);
    const { status, json, text } = await get(LIST);
    return [status, json ?? text];
  };
  assert.deepEqual(await met({ errcode: 1050005, errmsg: "Domain error." }), [200, { err_code: 1050005, msg: "Domain error." }]);
  assert.deepEqual(await met({ status: 409, errcode: 12 }), [409, { err_code: 12, msg: "FAILED" }]);
  assert.deepEqual(await met({ status: 500, errmsg: "Out of order." }), [500, { message: "Out of order." }]);
  assert.match((await met({ status: 502, malformed: true }))[1], /^<!doctype html>/);
  assert.deepEqual(await met({ body: "{\"page_count\":1,\"provi" }), [200, "{\"page_count\":1,\"provi"]);
});

onBothWires("a trunk can be made and nobody told", pbx({ providers: 0 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  sim.portsip.fault("POST /api/providers/create", { drop: "after" });
  await assert.rejects(post("/providers/create", trunk()), TypeError);
  assert.equal(sim.portsip.state.providers.length, 1);
});

onBothWires("no secret is in the log", pbx(), async (sim, wire) => {
  const client = clientOf(sim, wire);
  const { credentials, extension } = sim.portsip;
  const { token, post, ask } = await client.signedIn();
  await post("/providers/create", trunk());
  await post("/providers/update", `{"id":${FIRST_ID},"password":"another-example"}`);
  await ask("GET", `${LIST}&access_token=${token}`, undefined, { authorization: `Bearer ${token}` });
  await client.ask("POST", "/account/token/refresh", { access_token: token });
  await client.ask("POST", "/account/extension/sip/verify", { extension_number: "101", sip_password: extension.sipPassword, domain: extension.domain });
  await client.ask("POST", "/account/credentials/verify", `{"name":"admin","password":"${credentials.password}`);

  const text = JSON.stringify(sim.requests());
  for (const secret of [token, credentials.password, extension.sipPassword, "example-only", "another-example"]) assert.ok(!text.includes(secret), secret);
  assert.equal(sim.requests("POST /api/account/credentials/verify")[0].body, "{\"name\":\"admin\",\"password\":\"***16\"}");
  assert.equal(sim.requests("POST /api/account/token/refresh")[0].body, "{\"access_token\":\"***32\"}");
  assert.match(sim.requests("POST /api/account/extension/sip/verify")[0].body, /"sip_password":"\*{3}16"/);
  assert.match(sim.requests("POST /api/providers/create")[0].body, /"password":"\*{3}12"/);
  const [list] = sim.requests("GET /api/providers/list");
  assert.deepEqual([list.headers.access_token, list.headers.authorization, list.target], ["***32", "Bearer ***32", "/api/providers/list?pagination=1&pagesize=50&access_token=***32"]);
});
