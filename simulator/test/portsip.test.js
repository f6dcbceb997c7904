import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../index.js";
import { onBothWires, simulated } from "./helpers.js";
import { FIRST_ID, clientOf, pbx, trunk, watcherOf } from "./portsip-helpers.js";

const SECOND_ID = "9007199254740994";

onBothWires("a trunk is made, shown, changed and removed", pbx({ providers: 0 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  const made = await post("/providers/create", trunk());
  assert.deepEqual([made.status, made.text, made.headers.get("content-type")], [200, `{"id":${FIRST_ID}}`, "application/json"]);

  const shown = (await get(`/providers/show?id=${FIRST_ID}`)).json;
  delete shown.id; // A double cannot hold it; the wire's tests look at its digits.
  assert.deepEqual(shown, { ...trunk(), in_parameters: [], out_parameters: [], status: "OFFLINE" });

  const changed = await post("/providers/update", `{"id":${FIRST_ID},"reregister_interval":300}`);
  assert.deepEqual([changed.status, changed.text], [200, ""]);
  const after = (await get(`/providers/show?id=${FIRST_ID}`)).json;
  delete after.id;
  assert.deepEqual(after, { ...shown, reregister_interval: 300 });

  const gone = await post("/providers/destroy", `{"id":${FIRST_ID}}`);
  assert.deepEqual([gone.status, gone.text], [200, ""]);
  assert.deepEqual(sim.portsip.state.providers, []);
  assert.deepEqual(sim.unmatched, []);
});

onBothWires("a change merges by key, replaces lists whole, and keeps what nobody knows", pbx({ providers: [{ did_pool: [{ tenant_id: "1", name: "acme", number_mask: "100-199" }] }] }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const provider = () => sim.portsip.state.providers[0];
  const before = provider();
  await post("/providers/update", `{"id":${FIRST_ID},"ips":["192.0.2.1"],"shade":"blue","status":"OFFLINE","name":null}`);
  assert.deepEqual(provider(), { ...before, ips: ["192.0.2.1"], shade: "blue" });
  await post("/providers/update", `{"id":${FIRST_ID},"did_pool":[]}`);
  assert.deepEqual([provider().did_pool, provider().status], [[], "ONLINE"]);
});

// ---- Sign-in ----------------------------------------------------------------------------------------------------

onBothWires("who signs in gets a token, its time and a role", pbx(), async (sim, wire) => {
  const { login, ask } = clientOf(sim, wire);
  const { credentials, tenant, extension } = sim.portsip;
  const { status, json: { access_token: token, ...rest } } = await login();
  assert.equal(status, 200);
  assert.match(token, /^[0-9A-F]{32}$/);
  assert.deepEqual(rest, { expires: 600, role: "admin", api_version: "12.0.0", id: "900719925474080001", name: "admin" });
  assert.equal((await login({ username: "admin", password: credentials.password })).status, 200, "as before v12");
  assert.equal((await login(tenant)).json.role, "tenant");
  assert.equal((await login({ ...tenant, domain: "acme.example.com" })).json.role, "tenant");
  assert.equal((await ask("POST", "/account/credentials/verify", JSON.stringify(credentials), { "content-type": "text/plain" })).status, 200, "without a preflight");

  const { number, password, sipPassword, email, domain } = extension;
  assert.equal((await login({ name: number, password, domain })).json.role, "extension");
  assert.equal((await ask("POST", "/account/email/verify", { email, password })).json.role, "extension");
  const phone = (await ask("POST", "/account/extension/sip/verify", { extension_number: number, sip_password: sipPassword, domain })).json;
  assert.deepEqual([phone.role, phone.transports[0]], ["extension", { protocol: "UDP", port: 5060 }]);
  assert.equal(sim.portsip.state.tokens, 8);
});

onBothWires("a wrong sign-in is refused with 400 and the codes that were seen", pbx(), async (sim, wire) => {
  const { login, ask } = clientOf(sim, wire);
  const { tenant, extension } = sim.portsip;
  const refusals = [
    await login({ name: "admin", password: "wrong" }),
    await login({ name: "nobody", password: tenant.password }),
    await login({}),
    await login({ ...tenant, domain: "other.example.com" }),
    await login({ name: extension.number, password: extension.password }),
    await ask("POST", "/account/email/verify", { email: extension.email, password: "wrong" }),
    await ask("POST", "/account/extension/sip/verify", { extension_number: "101", sip_password: extension.sipPassword }),
  ];
  assert.deepEqual(refusals.map(({ status, json }) => [status, json.err_code]), [
    [400, 1040001], [400, 1040001], [400, 1040001], [400, 1050005], [400, 1050005], [400, 1040001], [400, 1050005],
  ]);
  assert.equal((await ask("POST", "/account/credentials/verify", "{")).status, 400);
  assert.equal(sim.portsip.state.tokens, 0);
});

onBothWires("a token is taken from its header alone, and missing ones are refused", pbx(), async (sim, wire) => {
  const { ask, signedIn } = clientOf(sim, wire);
  const { token } = await signedIn();
  const list = "/providers/list?pagination=1&pagesize=5";
  /** @type {(path: string, headers?: Record<string, string>) => Promise<[number, any]>} */
  const as = async (path, headers) => (({ status, json }) => /** @type {[number, any]} */ ([status, json.err_code]))(await ask("GET", path, undefined, headers));
  assert.deepEqual(await as(list, { access_token: token }), [200, undefined]);
  assert.deepEqual(await as(list), [401, 1010001]);
  assert.deepEqual(await as(list, { access_token: "wrong" }), [401, 1010001]);
  assert.deepEqual(await as(list, { authorization: `Bearer ${token}` }), [401, 1010001]);
  assert.deepEqual(await as(`${list}&access_token=${token}`), [401, 1010001]);
});

onBothWires("a tenant sees trunks and changes none, an extension not even that", pbx(), async (sim, wire) => {
  const client = clientOf(sim, wire);
  const { number, password, domain } = sim.portsip.extension;
  const tenant = await client.signedIn(sim.portsip.tenant);
  const extension = await client.signedIn({ name: number, password, domain });
  const list = "/providers/list?pagination=1&pagesize=5";
  assert.equal((await tenant.get(list)).status, 200);
  assert.deepEqual([(await tenant.post("/providers/create", trunk())).status, (await tenant.post("/providers/destroy", `{"id":${FIRST_ID}}`)).status], [403, 403]);
  assert.equal((await extension.get(list)).status, 403);
  assert.equal(sim.portsip.state.providers.length, 12);
});

onBothWires("a token lives on with each success, and not with a refusal", pbx({ tokenTtl: 60 }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  const show = async () => (await get(`/providers/show?id=${FIRST_ID}`)).status;
  await sim.clock.advance(59_000);
  assert.equal(await show(), 200);
  await sim.clock.advance(59_000);
  assert.equal((await get("/providers/show?id=7")).status, 404);
  await sim.clock.advance(999);
  assert.equal(sim.portsip.state.tokens, 1);
  await sim.clock.advance(1);
  assert.deepEqual([await show(), sim.portsip.state.tokens], [401, 0]);
});

onBothWires("tokens end by signing out, and all at once", pbx(), async (sim, wire) => {
  const client = clientOf(sim, wire);
  const [first, second] = [await client.signedIn(), await client.signedIn()];
  const out = await first.post("/account/sign_out", {});
  assert.deepEqual([out.status, out.text, sim.portsip.state.tokens], [200, "", 1]);
  assert.equal((await first.post("/account/sign_out", {})).status, 401);
  sim.portsip.expireTokens();
  assert.deepEqual([(await second.get(`/providers/show?id=${FIRST_ID}`)).status, sim.portsip.state.tokens], [401, 0]);
});

onBothWires("a refreshed token is a new one, and the old one ends", pbx({ tokenTtl: 90 }), async (sim, wire) => {
  const { ask, signedIn } = clientOf(sim, wire);
  const { token } = await signedIn();
  const renewed = await ask("POST", "/account/token/refresh", { access_token: token });
  assert.deepEqual([renewed.status, Object.keys(renewed.json), renewed.json.expires], [200, ["access_token", "expires"], 90]);
  assert.equal((await ask("POST", "/account/token/refresh", {}, { access_token: token })).status, 401);
  assert.equal((await ask("POST", "/account/token/refresh", {}, { access_token: renewed.json.access_token })).status, 200);
  assert.equal(sim.portsip.state.tokens, 1);
});

// ---- What is refused --------------------------------------------------------------------------------------------

onBothWires("a trunk must have all that the reference says, of the right type", pbx({ providers: 0 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  /** @type {(body: unknown) => Promise<[number, number, string]>} */
  const refused = async (body) => (({ status, json }) => /** @type {[number, number, string]} */ ([status, json.err_code, json.msg]))(await post("/providers/create", body));
  for (const name of Object.keys(trunk())) {
    assert.deepEqual(await refused(trunk({ [name]: undefined })), [400, 1020001, `${name} is required`]);
    assert.deepEqual(await refused(trunk({ [name]: null })), [400, 1020001, `${name} is required`]);
  }
  assert.equal((await refused({}))[2].split("; ").length, 15);
  /** @type {Record<string, unknown[]>} */
  const wrong = {
    name: ["", 1],
    auth_mode: ["TEAMS"],
    protocol: ["TLS", "udp"],
    hostname: [""],
    port: ["5060", -1, 65536, 1.5],
    require_register: ["true", 1],
    reregister_interval: [-1, 2 ** 31],
    ips: ["198.51.100.7", [1]],
    in_parameters: [{}],
    status: ["Registered"],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) assert.match((await refused(trunk({ [name]: value })))[2], new RegExp(`^${name} must`), `${name} ${value}`);
  }
  for (const body of ["[]", "null", "{", "7"]) assert.deepEqual((await refused(body)).slice(0, 2), [400, 1020001], body);
  assert.deepEqual(sim.portsip.state.providers, []);
});

onBothWires("malformed ids are refused with 400 everywhere, unknown ones as each route does", pbx(), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  /** @type {(id: string) => Promise<number[]>} */
  const statuses = async (id) => [
    (await get(`/providers/show?id=${id}`)).status,
    (await post("/providers/update", `{"id":${id || "null"}}`)).status,
    (await post("/providers/destroy", `{"id":${id || "null"}}`)).status,
  ];
  assert.deepEqual(await statuses("9007199254740992"), [404, 404, 400], "what a double makes of the first id");
  assert.deepEqual(await statuses("-7"), [404, 404, 400]);
  for (const id of ["", "1.5", "9223372036854775808", "true"]) assert.deepEqual(await statuses(id), [400, 400, 400], id);
  assert.equal((await get("/providers/show")).status, 400);
  assert.equal((await post("/providers/destroy", {})).json.err_code, 1030001);
});

onBothWires("a change of the wrong type is refused whole", pbx(), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const before = sim.portsip.state;
  const { status, json } = await post("/providers/update", `{"id":${FIRST_ID},"name":"new","port":"5060"}`);
  assert.deepEqual([status, json.msg], [400, "port must be a whole number from 0 to 65535"]);
  assert.deepEqual(sim.portsip.state, before);
});

onBothWires("what no such PBX has is answered with 501", pbx(), async (sim, wire) => {
  const { ask } = clientOf(sim, wire);
  for (const [method, path] of [["GET", "/providers"], ["PUT", "/providers/update"], ["GET", "/providers/create"], ["POST", "/auth/sign_in"]]) {
    const { status, json } = await ask(method, path);
    assert.deepEqual([status, json.err_code], [501, 1000501], path);
  }
  assert.deepEqual(sim.unmatched.map(({ method, path }) => `${method} ${path}`), ["GET /api/providers", "PUT /api/providers/update", "GET /api/providers/create", "POST /api/auth/sign_in"]);
});

// ---- Lists ------------------------------------------------------------------------------------------------------

onBothWires("a list has pages, with a summary of each trunk", pbx({ providers: 25 }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  const { providers, ...facts } = (await get("/providers/list?pagination=3&pagesize=10&sort_by=default")).json;
  assert.deepEqual(facts, { page_count: 3, pagination: 3, pagesize: 10, sort_by: "DEFAULT", count: 25 });
  assert.deepEqual(providers.map((/** @type {any} */ { name }) => name), sim.portsip.state.providers.slice(20).map(({ name }) => name));
  assert.deepEqual(Object.keys(providers[0]), ["id", "name", "hostname", "port", "status"]);
  const beyond = (await get("/providers/list?pagination=4&pagesize=10")).json;
  assert.deepEqual([beyond.providers, beyond.count, beyond.page_count], [[], 25, 3]);
  for (const query of ["", "pagination=1", "pagesize=10", "pagination=0&pagesize=10", "pagination=1&pagesize=0", "pagination=x&pagesize=10", "pagination=1&pagesize=1.5", "pagination=1&pagesize=5&sort_by=NAME", "Pagination=1&pagesize=5"]) {
    assert.equal((await get(`/providers/list?${query}`)).status, 400, query);
  }
});

onBothWires("a list is by id, or by name whatever its capitals", pbx({ providers: [{ name: "beta", id: "30" }, { name: "Gamma", id: "4" }, { name: "Alpha" }] }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).signedIn();
  /** @type {(more: string) => Promise<string[]>} */
  const names = async (more) => (await get(`/providers/list?pagination=1&pagesize=9${more}`)).json.providers.map((/** @type {any} */ { name }) => name);
  assert.deepEqual(await names(""), ["Gamma", "beta", "Alpha"]);
  assert.deepEqual(await names("&sort_by=Optional"), ["Alpha", "beta", "Gamma"]);
});

// ---- Registration -----------------------------------------------------------------------------------------------

onBothWires("a trunk that registers is online after a while, unless it cannot be", pbx({ providers: 0, registerDelayMs: 5_000 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const { hear, drain } = await watcherOf(sim, wire);
  const ip = { auth_mode: "IP_AUTH", require_register: false };
  for (const more of [{ name: "good" }, { name: "wrong", password: "wrong" }, { name: "lost", hostname: "sip.nowhere.INVALID" }, { name: "ip", ...ip }, { name: "lost ip", ...ip, hostname: "a.invalid" }, { name: "lazy", require_register: false }]) {
    await post("/providers/create", trunk(more));
  }
  const online = () => sim.portsip.state.providers.filter(({ status }) => status === "ONLINE").map(({ name }) => name);
  assert.deepEqual(online(), ["ip", "lazy"]);
  await sim.clock.advance(4_999);
  assert.deepEqual(online(), ["ip", "lazy"]);
  await sim.clock.advance(1);
  assert.deepEqual(online(), ["good", "ip", "lazy"]);
  assert.deepEqual([(await hear()).provider_name, await drain()], ["good", []]);
});

onBothWires("a change of what it registers with begins a registration anew", pbx({ providers: [{ name: "one" }] }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const { hear, drain } = await watcherOf(sim, wire);
  const status = () => sim.portsip.state.providers[0].status;
  await post("/providers/update", `{"id":${FIRST_ID},"reregister_interval":60,"name":"two"}`);
  assert.deepEqual([status(), await drain()], ["ONLINE", []]);
  await post("/providers/update", `{"id":${FIRST_ID},"password":"another"}`);
  assert.deepEqual([status(), (await hear()).event_type], ["OFFLINE", "trunk_disconnected"]);
  await sim.clock.advance(1_000);
  await post("/providers/update", `{"id":${FIRST_ID},"port":5080}`);
  await sim.clock.advance(1_999);
  assert.equal(status(), "OFFLINE", "the first try was given up");
  await sim.clock.advance(1);
  assert.deepEqual([status(), (await hear()).event_type], ["ONLINE", "trunk_connected"]);
  await post("/providers/update", `{"id":${FIRST_ID},"password":"wrong"}`);
  await sim.clock.advance(10_000);
  assert.equal(status(), "OFFLINE");
});

onBothWires("what is removed does not come online any more", pbx({ providers: 0 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).signedIn();
  const { drain } = await watcherOf(sim, wire);
  await post("/providers/create", trunk());
  await post("/providers/destroy", `{"id":${FIRST_ID}}`);
  await sim.clock.advance(10_000);
  assert.deepEqual(await drain(), []);
});

// ---- Drivers and fixtures ---------------------------------------------------------------------------------------

onBothWires("trunks can be added, removed and turned from outside", pbx({ providers: 1 }), async (sim, wire) => {
  const { portsip } = sim;
  const { get } = await clientOf(sim, wire).signedIn();
  const id = portsip.addProvider({ name: "added", auth_mode: "IP_AUTH" });
  assert.deepEqual([id, portsip.addProvider({ id: "42" }), portsip.addProvider()], [SECOND_ID, "42", "9007199254740995"]);
  const { name, require_register: registers, status } = (await get(`/providers/show?id=${id}`)).json;
  assert.deepEqual([name, registers, status], ["added", false, "ONLINE"]);
  portsip.setStatus(id, "OFFLINE");
  assert.equal((await get(`/providers/show?id=${id}`)).json.status, "OFFLINE");
  portsip.removeProvider("42");
  assert.deepEqual(portsip.state.providers.map((one) => one.id), [FIRST_ID, SECOND_ID, "9007199254740995"]);
  assert.throws(() => portsip.setStatus("7", "ONLINE"), /no provider 7/);
  assert.throws(() => portsip.setStatus(id, /** @type {any} */ ("Registered")), /one of ONLINE, OFFLINE/);
  assert.throws(() => portsip.removeProvider("7"), /no provider 7/);
  assert.throws(() => portsip.addProvider({ port: "5060" }), /not sound: port must be a whole number/);
  assert.throws(() => portsip.addProvider({ id }), /two of PortSIP's providers/);
});

test("with traffic, trunks go and come in the simulator's time", async (t) => {
  const sim = await simulated(t, pbx({ trafficMs: 1_000 }, { listen: false }));
  const online = () => sim.portsip.state.providers.filter(({ status }) => status === "ONLINE").length;
  assert.equal(online(), 10, "every sixth leads nowhere");
  const seen = new Set();
  for (let minute = 0; minute < 20; minute += 1) {
    await sim.clock.advance(10_000);
    seen.add(online());
  }
  assert.ok(seen.size > 2 && Math.min(.../** @type {Set<number>} */ (seen)) > 4, `${[...seen]}`);
});

test("the same seed makes the same PBX", async (t) => {
  const [first, again, other] = [await simulated(t, pbx({}, { listen: false })), await simulated(t, pbx({}, { listen: false })), await simulated(t, pbx({}, { listen: false, seed: 2 }))];
  assert.deepEqual([again.portsip.state, again.portsip.credentials], [first.portsip.state, first.portsip.credentials]);
  assert.notDeepEqual(other.portsip.credentials, first.portsip.credentials);
  assert.equal(new Set(first.portsip.state.providers.map(({ name }) => name)).size, 12);
});

test("fixtures that make no sense are refused", async () => {
  /** @type {[any, RegExp][]} */
  const wrong = [
    [{ dialcet: "v22" }, /PortSIP has no fixture "dialcet"/],
    [{ dialect: "v16" }, /the fixture dialect of PortSIP cannot be "v16"/],
    [{ providers: -1 }, /providers/],
    [{ providers: [{ id: "1" }, { id: 1 }] }, /the id 1/],
    [{ providers: [{ id: "x" }] }, /x is no id/],
    [{ providers: [{ status: "Registered" }] }, /status/],
    [{ idStart: "1.5" }, /idStart/],
    [{ tokenTtl: 0 }, /tokenTtl/],
    [{ unknownIdStatus: 200 }, /unknownIdStatus/],
    [{ countMeaning: "all" }, /countMeaning/],
    [{ refresh: "never" }, /refresh/],
    [{ sliding: "no" }, /sliding/],
    [{ rateLimit: 0 }, /rateLimit/],
    [{ trafficMs: 0 }, /trafficMs/],
  ];
  for (const [portsip, message] of wrong) await assert.rejects(simulate({ vendors: ["portsip"], listen: false, fixtures: { portsip } }), message);
});
