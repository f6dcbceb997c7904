import assert from "node:assert/strict";
import { onBothWires } from "./helpers.js";
import { FIRST_ID, clientOf, newTrunk, pbx, socketOf } from "./portsip-helpers.js";

/** @import { PortsipFixtures } from "../index.js" */

/** @type {(fixtures?: PortsipFixtures) => ReturnType<typeof pbx>} */
const newPbx = (fixtures) => pbx({ dialect: "v22", ...fixtures });

/** @type {(code: string, message: string, detail?: object) => object} */
const errors = (code, message, detail) => ({ errors: [{ code, message, ...(detail && { detail }) }] });

onBothWires("v22: a trunk is made, shown, changed and removed", newPbx({ providers: 0 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).bearer();
  const made = await post("/providers", newTrunk({ inbound_parameters: { caller_num: "FROM_USER_PART" }, force_outbound_proxy: true }));
  assert.deepEqual([made.status, made.text], [201, `{"id":"${FIRST_ID}"}`]);

  const { json } = await get(`/providers/${FIRST_ID}`);
  const { password: _, ...sent } = newTrunk();
  assert.deepEqual(json, {
    id: FIRST_ID,
    ...sent,
    enabled: true,
    brand: null,
    username: null,
    registration: true,
    register_interval: 600,
    inlan: false,
    single_via_header: true,
    rewrite_via_ip: true,
    verify_port: true,
    keep_alive: true,
    keep_alive_interval: 360,
    additional_ips: null,
    adjust_sdp_direction: true,
    remove_srtp_info: true,
    stir_shaken_signature_required: false,
    did_numbers: null,
    inbound_parameters: { caller_num: "FROM_USER_PART" },
    outbound_parameters: null,
    shared: false,
    force_outbound_proxy: true,
  });

  const changed = await post(`/providers/${FIRST_ID}`, { register_interval: 300, auth_mode: "IP_AUTH", name: null, shared: true });
  assert.deepEqual([changed.status, changed.text], [200, ""]);
  assert.deepEqual((await get(`/providers/${FIRST_ID}`)).json, { ...json, register_interval: 300 }, "how it signs in stays");
  assert.equal(sim.portsip.state.providers[0].password, "example-only");

  const gone = await post(`/providers/${FIRST_ID}/destroy`);
  assert.deepEqual([gone.status, gone.text], [204, ""]);
  assert.deepEqual([(await get(`/providers/${FIRST_ID}`)).status, sim.unmatched], [404, []]);
});

onBothWires("v22: a trunk must have what the reference says, of the right type", newPbx({ providers: 0 }), async (sim, wire) => {
  const { post } = await clientOf(sim, wire).bearer();
  const required = ["name", "transport", "hostname", "port", "outbound_server", "outbound_server_port", "concurrency"];
  for (const name of required) {
    const { status, json } = await post("/providers", newTrunk({ [name]: undefined }));
    assert.deepEqual([status, json], [400, errors("VALIDATE_FAILED", `${name} is required`, { [name]: "is required" })]);
  }
  assert.deepEqual(Object.keys((await post("/providers", {})).json.errors[0].detail), required);
  /** @type {Record<string, unknown>} */
  const wrong = { name: "x".repeat(65), auth_mode: "NONE", transport: "SCTP", port: 70_000, concurrency: -1, additional_ips: ["192.0.2.1"], inbound_parameters: [], registration: 1 };
  for (const [name, value] of Object.entries(wrong)) {
    assert.deepEqual(Object.keys((await post("/providers", newTrunk({ [name]: value }))).json.errors[0].detail), [name]);
  }
});

onBothWires("v22: ids are opaque", newPbx({ providers: 1 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).bearer();
  for (const id of ["7", "x", "a%2Fb", "9007199254740992"]) {
    assert.deepEqual([(await get(`/providers/${id}`)).status, (await post(`/providers/${id}`, {})).status, (await post(`/providers/${id}/destroy`)).status, (await get(`/providers/${id}/status`)).status], [404, 404, 404, 404], id);
  }
  assert.deepEqual((await get("/providers/7")).json, errors("UNKNOWN", "There is no provider of this id."));
});

onBothWires("v22: whether a trunk is registered is asked one by one", newPbx({ providers: 0 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).bearer();
  await post("/providers", newTrunk());
  const status = async () => (await get(`/providers/${FIRST_ID}/status`)).json;
  assert.deepEqual(await status(), { status: "UNREGISTERED" });
  await sim.clock.advance(2_000);
  assert.deepEqual(await status(), { status: "REGISTERED" });
  await post(`/providers/${FIRST_ID}`, { enabled: false });
  await sim.clock.advance(2_000);
  assert.deepEqual(await status(), { status: "UNREGISTERED" });
  assert.equal("status" in (await get("/providers")).json.items[0], false);
});

// ---- Lists ------------------------------------------------------------------------------------------------------

onBothWires("v22: a list is cut by skip and top, with a summary of each trunk", newPbx({ providers: 120 }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).bearer();
  /** @type {(query: string) => Promise<[number, number, string]>} */
  const facts = async (query) => (({ count, items }) => /** @type {[number, number, string]} */ ([count, items.length, items[0]?.id]))((await get(`/providers${query}`)).json);
  assert.deepEqual(await facts(""), [120, 100, FIRST_ID]);
  assert.deepEqual(await facts("?skip=0&top=1"), [120, 1, FIRST_ID]);
  assert.deepEqual(await facts("?skip=100&top=50"), [120, 20, "9007199254741093"]);
  assert.deepEqual(await facts("?skip=120"), [120, 0, undefined]);
  assert.deepEqual(Object.keys((await get("/providers?top=1")).json.items[0]), ["id", "name", "enabled", "brand", "hostname", "port", "did_numbers", "shared"]);
  for (const query of ["top=0", "top=101", "skip=-1", "top=x", "skip="]) {
    const { status, json } = await get(`/providers?${query}`);
    assert.deepEqual([status, json.errors[0].code, Object.keys(json.errors[0].detail)], [400, "VALIDATE_FAILED", [query.split("=")[0]]], query);
  }
});

onBothWires("v22: a list can be narrowed and sorted", newPbx({ providers: [{ name: "Alpha", port: 5060 }, { name: "beta's", port: 5070 }, { name: "Gamma", port: 5060, enabled: false }, { name: "a and b", brand: "Nordic" }] }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).bearer();
  /** @type {(query: Record<string, string>) => Promise<string[]>} */
  const names = async (query) => (await get(`/providers?${new URLSearchParams(query)}`)).json.items?.map((/** @type {any} */ { name }) => name);
  assert.deepEqual(await names({ search: "ALPHA" }), ["Alpha"]);
  assert.deepEqual(await names({ search: "nordic" }), ["a and b"]);
  assert.deepEqual(await names({ filter: "name eq 'beta''s'" }), ["beta's"]);
  assert.deepEqual(await names({ filter: "name eq 'a and b' or port gt 5060" }), ["beta's", "a and b"]);
  assert.deepEqual(await names({ filter: "port eq 5060 and enabled eq false" }), ["Gamma"]);
  assert.deepEqual(await names({ filter: "startswith(name,'A') or endswith(name,'mma')" }), ["Alpha", "Gamma"]);
  assert.deepEqual(await names({ filter: "contains(brand,'ord')" }), ["a and b"]);
  assert.deepEqual(await names({ filter: "brand ne null" }), ["a and b"]);
  assert.deepEqual(await names({ orderby: "port desc, name asc" }), ["beta's", "Alpha", "Gamma", "a and b"]);
  /** @type {Record<string, string>[]} */
  const wrong = [{ filter: "name" }, { filter: "password eq 'x'" }, { filter: "name like 'x'" }, { filter: "name eq x" }, { filter: "contains(name,5)" }, { orderby: "password" }, { orderby: "name up" }];
  for (const query of wrong) assert.equal((await get(`/providers?${new URLSearchParams(query)}`)).status, 400, JSON.stringify(query));
});

onBothWires("v22: pages can have a limit, and count themselves alone", newPbx({ providers: 25, pageSizeCap: 10, countMeaning: "page" }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).bearer();
  const { count, items } = (await get("/providers?skip=20&top=50")).json;
  assert.deepEqual([count, items.length], [5, 5]);
});

onBothWires("v22: all trunks can be had as a file, without passwords", newPbx({ providers: [{ name: "one, two", password: "example-only" }] }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).bearer();
  const { status, text, headers } = await get("/providers/export");
  assert.deepEqual([status, headers.get("content-type"), headers.get("content-disposition")], [200, "application/octet-stream", "attachment; filename=\"providers.csv\""]);
  assert.match(text, new RegExp(`^id,name,.*\r\n${FIRST_ID},"one, two",REGISTER_AUTH,UDP,`));
  assert.ok(!text.includes("example-only"));
});

// ---- Sign-in ----------------------------------------------------------------------------------------------------

onBothWires("v22: who signs in gets a pair of tokens, and the second one makes a new pair once", newPbx(), async (sim, wire) => {
  const { ask, signIn } = clientOf(sim, wire);
  const { status, json: { access_token: access, refresh_token: refresh, ...rest } } = await signIn();
  assert.deepEqual([status, rest], [200, { token_type: "Bearer", expires_in: 1800 }]);
  assert.match(`${access} ${refresh}`, /^[0-9A-F]{48} [0-9A-F]{48}$/);
  assert.deepEqual(await statusOf(ask, access), 200);
  const renewed = (await ask("POST", "/auth/refresh_token", { refresh_token: refresh })).json;
  assert.deepEqual([await statusOf(ask, access), await statusOf(ask, renewed.access_token)], [401, 200]);
  const again = await ask("POST", "/auth/refresh_token", { refresh_token: refresh });
  assert.deepEqual([again.status, again.json], [400, errors("UNKNOWN", "unknown error")]);

  sim.portsip.expireTokens();
  assert.equal(await statusOf(ask, renewed.access_token), 401);
  const third = (await ask("POST", "/auth/refresh_token", { refresh_token: renewed.refresh_token })).json;
  const out = await ask("POST", "/auth/sign_out", {}, { authorization: `Bearer ${third.access_token}` });
  assert.deepEqual([out.status, await statusOf(ask, third.access_token)], [200, 401]);
  assert.equal((await ask("POST", "/auth/refresh_token", { refresh_token: third.refresh_token })).status, 400);
});

/** How a token is taken. @type {(ask: ReturnType<typeof clientOf>["ask"], token: string) => Promise<number>} */
const statusOf = async (ask, token) => (await ask("GET", "/providers", undefined, { authorization: `Bearer ${token}` })).status;

onBothWires("v22: refusals have their own form", newPbx(), async (sim, wire) => {
  const { ask, signIn } = clientOf(sim, wire);
  const { json: { access_token: token } } = await signIn();
  const wrong = await signIn({ name: "admin", password: "wrong" });
  assert.deepEqual([wrong.status, wrong.json], [400, errors("UNAUTHORIZED", "Login failed, authentication error")]);
  const { name: username, password } = sim.portsip.tenant;
  assert.equal((await ask("POST", "/auth/sign_in", { username, password, domain: "other.example.com" })).status, 400);
  assert.equal((await ask("POST", "/auth/sign_in", { username, password, domain: "acme.example.com" })).status, 200);
  const bare = await ask("GET", "/providers", undefined, { access_token: token });
  assert.deepEqual([bare.status, bare.json], [401, errors("UNAUTHORIZED", "The access token is not valid.")]);
  const unknown = await ask("GET", "/providers/list/x", undefined, { authorization: `Bearer ${token}` });
  assert.deepEqual([unknown.status, unknown.json], [501, errors("UNKNOWN", "The simulator has no such route.")]);
  assert.equal((await ask("POST", "/login/oauth/token", "grant_type=password")).status, 501);
  sim.portsip.fault("/api/providers", { status: 401 });
  sim.portsip.fault("/api/providers", { errcode: 7, errmsg: "no" });
  assert.deepEqual([(await ask("GET", "/providers")).json, (await ask("GET", "/providers")).json], [errors("UNAUTHORIZED", "FAILED"), errors("7", "no")]);
});

onBothWires("v22: tokens do not slide unless told to", newPbx({ tokenTtl: 60 }), async (sim, wire) => {
  const { get } = await clientOf(sim, wire).bearer();
  await sim.clock.advance(59_000);
  assert.equal((await get("/providers")).status, 200);
  await sim.clock.advance(1_000);
  assert.equal((await get("/providers")).status, 401);
});

onBothWires("v22: a code may be asked after the password", newPbx({ twoFactor: true }), async (sim, wire) => {
  const { ask, signIn } = clientOf(sim, wire);
  const { json: { two_factor_enabled: enabled, token, ...rest } } = await signIn();
  assert.deepEqual([enabled, rest, await statusOf(ask, token)], [true, {}, 401]);
  assert.equal((await ask("POST", "/auth/verify_otp", { token, code: "000000" })).status, 400);
  assert.equal((await ask("POST", "/auth/verify_otp", { token: "x", code: "123456" })).status, 400);
  const verified = await ask("POST", "/auth/verify_otp", { token, code: "123456" });
  assert.deepEqual([verified.status, await statusOf(ask, verified.json.access_token)], [200, 200]);
  assert.equal((await ask("POST", "/auth/verify_otp", { token, code: "123456" })).status, 400, "once");
});

onBothWires("v22: the older sign-in is a form", newPbx({ signIn: "oauth" }), async (sim, wire) => {
  const { ask, signIn } = clientOf(sim, wire);
  const { name: username, password } = sim.portsip.credentials;
  /** @type {(form: Record<string, string>) => ReturnType<typeof ask>} */
  const send = (form) => ask("POST", "/login/oauth/token", String(new URLSearchParams(form)), { "content-type": "application/x-www-form-urlencoded" });
  const form = { grant_type: "password", username, password, scope: "all", client_id: "any" };
  const { status, json } = await send(form);
  assert.deepEqual([status, Object.keys(json), json.expires_in], [200, ["token_type", "access_token", "refresh_token", "expires_in"], 1800]);
  for (const wrong of [{ password: "wrong" }, { scope: "" }, { client_id: "" }, { grant_type: "code" }]) assert.equal((await send({ ...form, ...wrong })).status, 400, JSON.stringify(wrong));
  const renewed = (await send({ grant_type: "refresh_token", refresh_token: json.refresh_token, client_id: "any" })).json;
  assert.deepEqual([await statusOf(ask, json.access_token), await statusOf(ask, renewed.access_token)], [401, 200]);
  await ask("POST", "/login/oauth/revoke", {}, { authorization: `Bearer ${renewed.access_token}` });
  assert.equal(await statusOf(ask, renewed.access_token), 401);
  assert.equal((await signIn()).status, 501);
  assert.equal(sim.requests("POST /api/login/oauth/token")[0].body, "grant_type=password&username=admin&password=***16&scope=all&client_id=any");
  assert.match(sim.requests("POST /api/login/oauth/token").at(-1)?.body ?? "", /refresh_token=\*{3}48&/);
});

onBothWires("v22: a tenant may add trunks that register, and change its own", newPbx({ providers: 1 }), async (sim, wire) => {
  const client = clientOf(sim, wire);
  const { get, post } = await client.bearer(sim.portsip.tenant);
  assert.equal((await post("/providers", newTrunk({ auth_mode: "IP_AUTH" }))).status, 403);
  const { id } = (await post("/providers", newTrunk())).json;
  assert.deepEqual([(await post(`/providers/${id}`, { port: 5070 })).status, (await post(`/providers/${FIRST_ID}`, { port: 5070 })).status, (await post(`/providers/${FIRST_ID}/destroy`)).status], [200, 403, 403]);
  assert.equal((await get("/providers")).json.count, 2);
  assert.equal((await post(`/providers/${id}/destroy`)).status, 204);
  const { number, password } = sim.portsip.extension;
  assert.equal((await (await client.bearer({ name: number, password })).get("/providers")).status, 403);
});

// ---- Socket -----------------------------------------------------------------------------------------------------

onBothWires("v22: the socket has no topic for trunks, and answers every command", newPbx({ providers: 1 }), async (sim, wire) => {
  const { ask, drain, hear } = await socketOf(sim, wire);
  const { credentials, tenant, extension } = sim.portsip;
  /** @type {(facts: object) => object} */
  const auth = (facts) => ({ command: "auth", ...facts });
  assert.deepEqual(await ask(auth({ username: "admin", password: "wrong" })), { command: "auth", id: "1", status: -1, error: "name or password error" });
  assert.deepEqual(await ask(auth({ username: credentials.name, password: credentials.password })), { command: "auth", id: "2", status: 0 });
  const global = { command: "subscribe", topics: ["global_cdr_events"], tenants: ["900719925474080101"] };
  assert.deepEqual(await ask(global), { command: "subscribe", id: "3", status: 0 });
  assert.equal((await ask(auth({ extension_number: extension.number, password: extension.sipPassword, domain: extension.domain }))).status, 0);
  assert.equal((await ask({ command: "subscribe", topics: ["cdr_events"] })).error, "permission denied");
  assert.equal((await ask(auth({ username: tenant.name, password: tenant.password, domain: "acme.example.com" }))).status, 0);
  assert.equal((await ask(global)).error, "permission denied");
  assert.equal((await ask({ command: "subscribe", topics: ["trunk_events"] })).error, "unknown topic");
  assert.deepEqual(await ask({ command: "subscribe", topics: ["cdr_events", "queue_events"], id: "mine" }), { command: "subscribe", id: "mine", status: 0 });
  sim.portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await drain(), []);
  assert.equal(sim.portsip.emit({ event_type: "call_cdr" }), 1);
  assert.deepEqual(await hear(), { event_type: "call_cdr" });
  await ask({ command: "unsubscribe", topics: ["cdr_events", "queue_events"] });
  assert.equal(sim.portsip.state.subscribed, 0);
});

onBothWires("v22: fixtures may speak the words of v12", newPbx({ providers: [{ name: "one", protocol: "TCP", reregister_interval: 60, require_register: false, provider_in_lan: true, ips: ["192.0.2.1", "192.0.2.2"], in_parameters: [] }, { transport: "TLS" }] }), async (sim) => {
  const [{ transport, register_interval: interval, registration, inlan, additional_ips: ips, inbound_parameters: inbound }, second] = sim.portsip.state.providers;
  assert.deepEqual([transport, interval, registration, inlan, ips, inbound, second.transport], ["TCP", 60, false, true, "192.0.2.1;192.0.2.2", null, "TLS"]);
});
