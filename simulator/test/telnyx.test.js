import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../index.js";
import { onBothWires, simulated } from "./helpers.js";
import { EMPTY, account, apiOf, credentialBody } from "./telnyx-helpers.js";

const NUMBER = /^\d{19}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

onBothWires("a credential connection lives from creation to deletion", account(EMPTY), async (sim, wire) => {
  const { ok, ask } = apiOf(sim, wire);
  const { status, json } = await ask("POST", "/credential_connections", credentialBody({ inbound: { codecs: ["G722"] }, tags: ["a"] }));
  assert.equal(status, 201);
  const made = json.data;
  assert.match(made.id, NUMBER);
  assert.notEqual(String(Number(made.id)), made.id, "no double holds it");
  assert.equal(made.record_type, "credential_connection");
  assert.equal(made.created_at, "2026-01-05T09:00:00.000Z");
  assert.deepEqual([made.active, made.dtmf_type, made.anchorsite_override, made.webhook_api_version], [true, "RFC 2833", "Latency", "1"]);
  assert.deepEqual([made.default_on_hold_comfort_noise_enabled, made.encrypted_media, made.conversation_persistence], [false, null, false]);
  assert.deepEqual([made.inbound.codecs, made.inbound.timeout_2xx_secs, made.outbound.t38_reinvite_source], [["G722"], 90, "telnyx"]);
  assert.deepEqual(made.rtcp_settings, { capture_enabled: false, port: "rtp+1", report_frequency_secs: 5 });
  assert.equal(made.password, "correct horse");

  await sim.clock.advance(1_500);
  const path = `/credential_connections/${made.id}`;
  const changed = (await ok("PATCH", path, { inbound: { channel_limit: 5 }, conversation_persistence: true, android_push_credential_id: "x" })).data;
  assert.deepEqual([changed.inbound.channel_limit, changed.inbound.codecs], [5, ["G722"]], "objects are merged");
  assert.deepEqual([changed.updated_at, changed.created_at], ["2026-01-05T09:00:01.500Z", made.created_at]);
  assert.equal((await ok("PATCH", path, { android_push_credential_id: null })).data.android_push_credential_id, null);
  const { data } = await ok("PATCH", path);
  assert.deepEqual(data, (await ok("GET", path)).data, "an update without a body changes nothing");

  assert.equal((await ok("DELETE", path)).data.id, made.id);
  assert.equal((await ask("GET", path)).status, 404);
  assert.deepEqual(sim.telnyx.state.credentialConnections, []);
});

onBothWires("each kind has its path, and all are connections", account(EMPTY), async (sim, wire) => {
  const { ok, ask } = apiOf(sim, wire);
  const credential = (await ok("POST", "/credential_connections", credentialBody())).data;
  const fqdn = (await ok("POST", "/fqdn_connections", { connection_name: "fqdn", microsoft_teams_sbc: true })).data;
  const ip = (await ok("POST", "/ip_connections", {})).data;
  assert.deepEqual([fqdn.record_type, ip.record_type], ["fqdn_connection", "ip_connection"]);
  assert.deepEqual([ip.outbound.ip_authentication_method, ip.outbound.localization, fqdn.third_party_control_enabled], ["tech-prefixp-charge-info", null, false]);
  assert.equal((await ask("GET", `/ip_connections/${fqdn.id}`)).status, 404);
  assert.equal((await ask("DELETE", `/fqdn_connections/${ip.id}`)).status, 404);

  const { data } = await ok("GET", "/connections");
  assert.deepEqual(data.map((/** @type {any} */ one) => one.id), [ip.id, fqdn.id, credential.id], "newest first");
  assert.deepEqual((await ok("GET", `/connections/${credential.id}`)).data, data[2]);
  assert.ok(!("user_name" in data[2]) && data[2].webhook_event_url === null);
  const { counts, limits, record_type } = (await ok("GET", "/connections/count")).data;
  assert.deepEqual([counts.credential_connections, counts.fqdn_connections, counts.ip_connections, counts.microsoft_teams_sbc_connections, counts.uac_connections], [1, 1, 1, 1, 0]);
  assert.ok(limits.global_limit > 0 && record_type);
});

onBothWires("FQDNs and IPs hang on a connection", account(EMPTY), async (sim, wire) => {
  const { ok, refused, ask } = apiOf(sim, wire);
  const owner = (await ok("POST", "/fqdn_connections", { connection_name: "fqdn" })).data.id;
  const fqdn = (await ok("POST", "/fqdns", { connection_id: owner, fqdn: "sip.example.com", dns_record_type: "a" })).data;
  assert.match(fqdn.id, NUMBER);
  assert.deepEqual([fqdn.port, fqdn.record_type], [5060, "fqdn"]);
  const path = `/fqdns/${fqdn.id}`;
  assert.equal((await ok("PATCH", path, { dns_record_type: "srv" })).data.port, null);
  assert.deepEqual(await refused("PATCH", path, { port: 5061 }), [422, ["10015"], ["/port"]]);
  assert.equal((await ok("PATCH", path, { dns_record_type: "a", port: 5061 })).data.port, 5061);
  assert.equal((await ok("PATCH", path, { port: null })).data.port, 5060);
  const srv = { connection_id: owner, fqdn: "b.example.com", dns_record_type: "srv" };
  assert.equal((await ok("POST", "/fqdns", srv)).data.port, null);
  assert.deepEqual(await refused("POST", "/fqdns", { ...srv, port: 1 }), [422, ["10015"], ["/port"]]);
  assert.deepEqual(await refused("POST", "/fqdns", { ...srv, connection_id: "1293384261000000001" }), [422, ["10015"], ["/connection_id"]]);

  const ip = (await ok("POST", "/ips", { connection_id: owner, ip_address: "192.0.2.1" })).data;
  assert.match(ip.id, UUID);
  assert.deepEqual([ip.port, ip.record_type], [5060, "ip"]);
  assert.deepEqual(await refused("PATCH", `/ips/${ip.id}`, { port: 1 }), [422, ["10015"], ["/ip_address"]]);
  assert.equal((await ok("PATCH", `/ips/${ip.id}`, { ip_address: "2001:db8::1" })).data.ip_address, "2001:db8::1");
  assert.deepEqual(await refused("POST", "/ips", { connection_id: "7", ip_address: "192.0.2.1" }), [422, ["10015"], ["/connection_id"]]);
  assert.equal((await ask("POST", "/ips", { ip_address: "192.0.2.1" })).status, 201, "one may hang on none");

  await ok("DELETE", `/fqdn_connections/${owner}`);
  const { fqdns, ips } = sim.telnyx.state;
  assert.deepEqual([fqdns.length, ips.length], [0, 1]);
});

onBothWires("FQDN authentication belongs to its connection", account({ ...EMPTY, credentialConnections: [credentialBody()] }), async (sim, wire) => {
  const { ok, refused } = apiOf(sim, wire);
  const { id } = (await ok("POST", "/fqdn_connections", { connection_name: "fqdn" })).data;
  const path = `/fqdn_connections/${id}/fqdn_authentication`;
  const { data } = await ok("GET", path);
  assert.deepEqual([data.connection_id, data.record_type, data.microsoft_teams_sbc], [id, "fqdn_authentication", false]);
  const login = { fqdn_outbound_authentication: "credential-authentication", user_name: "trunk1", password: "12345678" };
  assert.deepEqual((await ok("PATCH", path, login)).data, { ...data, ...login });
  assert.equal((await ok("GET", `/fqdn_connections/${id}`)).data.user_name, "trunk1");
  assert.deepEqual(await refused("PATCH", path, { user_name: "office1", password: "short" }), [422, ["10015"], ["/password"]]);
  assert.deepEqual(await refused("PATCH", path, { user_name: "office1" }), [422, ["10015"], ["/user_name"]]);
  assert.deepEqual(await refused("POST", "/credential_connections", credentialBody({ user_name: "trunk1" })), [422, ["10015"], ["/user_name"]]);
  assert.deepEqual((await ok("PATCH", path)).data.user_name, "trunk1");
});

onBothWires("a profile knows how many connections use it", account(EMPTY), async (sim, wire) => {
  const { ok, ask, refused } = apiOf(sim, wire);
  const { status, json } = await ask("POST", "/outbound_voice_profiles", { name: "all", concurrent_call_limit: null });
  assert.equal(status, 200);
  const { id, whitelisted_destinations, connections_count } = json.data;
  assert.deepEqual([whitelisted_destinations, connections_count], [["US", "CA"], 0]);
  const made = (await ok("POST", "/ip_connections", { connection_name: "a", outbound: { outbound_voice_profile_id: id } })).data;
  const path = `/outbound_voice_profiles/${id}`;
  assert.equal((await ok("GET", path)).data.connections_count, 1);
  assert.equal((await ok("GET", `/connections?filter[outbound_voice_profile_id]=${id}`)).data.length, 1);
  assert.deepEqual(await refused("PATCH", path, { enabled: false }), [422, ["10015"], ["/name"]]);
  assert.equal((await ok("PATCH", path, { name: "all", enabled: false })).data.enabled, false);
  assert.deepEqual(
    await refused("POST", "/ip_connections", { outbound: { outbound_voice_profile_id: String(Number(id)) } }),
    [422, ["10015"], ["/outbound/outbound_voice_profile_id"]],
    "an id that went through a double is another one",
  );
  await ok("DELETE", path);
  assert.ok(!("outbound_voice_profile_id" in (await ok("GET", `/ip_connections/${made.id}`)).data.outbound));
});

onBothWires("an address range is let in after a while", account(EMPTY), async (sim, wire) => {
  const { ok, ask, refused } = apiOf(sim, wire);
  const { status, json: range } = await ask("POST", "/access_ip_ranges", { cidr_block: "198.51.100.0/28", description: "office" });
  assert.equal(status, 200);
  assert.deepEqual([range.status, range.cidr_block, "data" in range, "record_type" in range], ["pending", "198.51.100.0/28", false, false]);
  assert.ok(range.user_id);
  assert.equal((await ok("GET", "/access_ip_ranges")).data[0].status, "pending");
  await sim.clock.advance(5_000);
  assert.equal((await ok("GET", "/access_ip_ranges")).data[0].status, "added");
  assert.equal((await ok("DELETE", `/access_ip_ranges/${range.id}`)).id, range.id);
  assert.deepEqual(await refused("DELETE", `/access_ip_ranges/${range.id}`), [404, ["10005"], [undefined]]);
  assert.equal((await ask("GET", `/access_ip_ranges/${range.id}`)).status, 501, "there is no such route");
});

test("every bad field is pointed at", async (t) => {
  const sim = await simulated(t, account({ ...EMPTY, ipConnections: [{ id: "1000000000000000001" }] }, { listen: false }));
  const { refused } = apiOf(sim, sim);
  /** @type {[string, Record<string, unknown>, string[]][]} */
  const wrong = [
    ["credential_connections", {}, ["/connection_name", "/password", "/user_name"]],
    ["credential_connections", { connectionName: "a", user_name: "abcd", password: "12345678" }, ["/connection_name"]],
    ...["abc", "a".repeat(33), "12345a", "ab cd", "abc-d", 12345].map((name) => /** @type {any} */ (["credential_connections", credentialBody({ user_name: name }), ["/user_name"]])),
    ...["1234567", "a".repeat(129), null].map((password) => /** @type {any} */ (["credential_connections", credentialBody({ password }), ["/password"]])),
    ["credential_connections", credentialBody({ webhook_api_version: "texml" }), ["/webhook_api_version"]],
    ["credential_connections", credentialBody({ active: "yes", anchorsite_override: "Mars", dtmf_type: null }), ["/active", "/anchorsite_override", "/dtmf_type"]],
    ["credential_connections", credentialBody({ inbound: { dnis_number_format: "test", codecs: ["G722", 7], timeout_1xx_secs: 121 } }), ["/inbound/codecs/1", "/inbound/dnis_number_format", "/inbound/timeout_1xx_secs"]],
    ["credential_connections", credentialBody({ jitter_buffer: [], noise_suppression_details: { attenuation_limit: 85 } }), ["/jitter_buffer", "/noise_suppression_details/attenuation_limit"]],
    ["credential_connections", credentialBody({ webhook_event_url: "example.com", webhook_timeout_secs: 31 }), ["/webhook_event_url", "/webhook_timeout_secs"]],
    ["credential_connections", credentialBody({ rtcp_settings: { report_frequency_secs: 4, port: "x" } }), ["/rtcp_settings/port", "/rtcp_settings/report_frequency_secs"]],
    ["fqdn_connections", { connection_name: "a", transport_protocol: "TLS", encrypted_media: "SRTP" }, ["/encrypted_media"]],
    ["fqdn_connections", { connection_name: "", outbound: { tech_prefix: "12", localization: "USA" } }, ["/connection_name", "/outbound/localization", "/outbound/tech_prefix"]],
    ["ip_connections", { inbound: { timeout_2xx_secs: 1.5, sip_region: "Mars" } }, ["/inbound/sip_region", "/inbound/timeout_2xx_secs"]],
    ["fqdns", { connection_id: "1000000000000000001", fqdn: "not a name", dns_record_type: "mx" }, ["/dns_record_type", "/fqdn"]],
    ["fqdns", { connection_id: 1000000000000000001, fqdn: "localhost", dns_record_type: "a", port: 0 }, ["/connection_id", "/fqdn", "/port"]],
    ...["192.0.2.256", "192.0.2", "192.0.2.1.", "1", "2001:db8::1::2", "example.com"].map((ip_address) => /** @type {any} */ (["ips", { ip_address }, ["/ip_address"]])),
    ...["192.0.2.0", "192.0.2.0/33", "2001:db8::/129", "a/8", "192.0.2.0/"].map((cidr_block) => /** @type {any} */ (["access_ip_ranges", { cidr_block }, ["/cidr_block"]])),
    ["outbound_voice_profiles", { name: "ab", service_plan: "us", whitelisted_destinations: ["US", "usa"] }, ["/name", "/service_plan", "/whitelisted_destinations/1"]],
    ["outbound_voice_profiles", { name: "abc", daily_spend_limit: 5, calling_window: { start_time: "25:00", calls_per_cld: -1 } }, ["/calling_window/calls_per_cld", "/calling_window/start_time", "/daily_spend_limit"]],
    ["outbound_voice_profiles", { name: "abc", billing_group_id: "7", max_destination_rate: "1" }, ["/billing_group_id", "/max_destination_rate"]],
  ];
  for (const [path, body, pointers] of wrong) {
    const [status, codes, found] = await refused("POST", `/${path}`, body);
    assert.deepEqual([status, found.sort(), new Set(codes)], [422, pointers, new Set(["10015"])], JSON.stringify(body));
  }
  const { ipConnections, ...rest } = sim.telnyx.state;
  assert.deepEqual(ipConnections.length + Object.values(rest).flat().length, 2, "nothing was made, and there are no tokens");
});

test("what is right at the edges is taken", async (t) => {
  const sim = await simulated(t, account(EMPTY, { listen: false }));
  const { ok } = apiOf(sim, sim);
  await ok("POST", "/credential_connections", credentialBody({ user_name: "1234a", password: "a".repeat(128), webhook_event_url: "", webhook_timeout_secs: null }));
  await ok("POST", "/credential_connections", credentialBody({ user_name: "a".repeat(32), webhook_api_version: "texml", outbound: { call_parking_enabled: true } }));
  await ok("POST", "/ip_connections", { outbound: { tech_prefix: "0123", localization: null, channel_limit: null } });
  await ok("POST", "/outbound_voice_profiles", { name: "abc", daily_spend_limit: "100.00", calling_window: { start_time: "08:00:00.00Z", end_time: "20:00" } });
  for (const cidr_block of ["192.0.2.1/32", "2001:db8::/32", "0.0.0.0/0"]) await ok("POST", "/access_ip_ranges", { cidr_block });
  const { data } = await ok("POST", "/ip_connections", { id: "1", record_type: "x", connectionName: "ignored", nonsense: 1 });
  assert.match(data.id, NUMBER);
  assert.deepEqual([data.record_type, "connectionName" in data, "nonsense" in data], ["ip_connection", false, false]);
});

onBothWires("keys decide what may be done", account(EMPTY), async (sim, wire) => {
  const { ask, ok } = apiOf(sim, wire);
  const { id } = (await ok("POST", "/credential_connections", credentialBody())).data;
  /** @type {(authorization: string, method: string, path: string, body?: unknown) => Promise<[number, string | undefined]>} */
  const as = async (authorization, method, path, body) => {
    const { status, json } = await ask(method, path, body, { authorization });
    return [status, json.errors?.[0].code];
  };
  const { apiKey, readOnlyApiKey } = sim.telnyx.credentials;
  for (const authorization of ["", "Bearer", "Bearer wrong", apiKey, `Basic ${apiKey}`]) {
    assert.deepEqual(await as(authorization, "GET", "/connections"), [401, "10009"], authorization);
  }
  const reader = `bearer ${readOnlyApiKey}`;
  assert.deepEqual(await as(reader, "GET", "/connections"), [200, undefined]);
  assert.deepEqual(await as(reader, "POST", `/credential_connections/${id}/actions/check_registration_status`), [200, undefined], "a check changes nothing");
  assert.deepEqual(await as(reader, "POST", "/ip_connections", {}), [403, "10010"]);
  assert.deepEqual(await as(reader, "DELETE", `/credential_connections/${id}`), [403, "10010"]);
  assert.equal(sim.telnyx.state.credentialConnections.length, 1);
});

onBothWires("what cannot be read, found or routed is refused", account(EMPTY), async (sim, wire) => {
  const { refused, ask } = apiOf(sim, wire);
  assert.deepEqual(await refused("POST", "/ip_connections", "{"), [400, ["10015"], ["/"]]);
  assert.deepEqual(await refused("POST", "/ip_connections", "null"), [422, ["10015"], ["/"]]);
  assert.deepEqual(await refused("POST", "/ip_connections", "[]"), [422, ["10015"], ["/"]]);
  assert.deepEqual(await refused("GET", "/connections/1"), [404, ["10005"], [undefined]]);
  assert.deepEqual(await refused("PATCH", "/fqdns/a%2Fb", {}), [404, ["10005"], [undefined]]);
  const { json } = await ask("GET", "/connections/1");
  assert.deepEqual(Object.keys(json.errors[0]).sort(), ["code", "detail", "meta", "title"]);
  assert.match(json.errors[0].meta.url, /10005$/);
  assert.deepEqual(sim.unmatched, []);
  for (const [method, path] of [["GET", "/messages"], ["PUT", "/connections"], ["GET", "/connections/"], ["POST", "/connections"]]) {
    assert.equal((await ask(method, path)).status, 501, path);
  }
  assert.deepEqual(sim.unmatched.map(({ method, path }) => `${method} ${path}`), ["GET /v2/messages", "PUT /v2/connections", "GET /v2/connections/", "POST /v2/connections"]);
});

onBothWires("tokens of the OAuth endpoint do what the key does, for a while", account({ ...EMPTY, tokenSeconds: 60 }), async (sim, wire) => {
  const { ask } = apiOf(sim, wire);
  const { clientID, clientSecret } = sim.telnyx.credentials;
  const grant = "grant_type=client_credentials";
  const basic = (/** @type {string} */ secret) => ({ authorization: `Basic ${btoa(`${clientID}:${secret}`)}` });
  const { status, json } = await ask("POST", "/oauth/token", grant, basic(clientSecret));
  assert.deepEqual([status, json.token_type, json.expires_in], [200, "bearer", 60]);
  const access = async () => (await ask("POST", "/ip_connections", {}, { authorization: `Bearer ${json.access_token}` })).status;
  assert.equal(await access(), 201);
  await sim.clock.advance(59_999);
  assert.equal(await access(), 201);
  await sim.clock.advance(1);
  assert.equal(await access(), 401);

  const second = (await ask("POST", "/oauth/token", grant, basic(clientSecret))).json.access_token;
  assert.equal(sim.telnyx.state.tokens, 1);
  sim.telnyx.expireTokens();
  assert.equal((await ask("GET", "/connections", undefined, { authorization: `Bearer ${second}` })).status, 401);
  assert.deepEqual([(await ask("POST", "/oauth/token", grant, basic("wrong"))).json, sim.telnyx.state.tokens], [{ error: "invalid_client" }, 0]);
  assert.equal((await ask("POST", "/oauth/token", "grant_type=password", basic(clientSecret))).status, 400);
});

onBothWires("passwords are masked where the account says so", account({ ...EMPTY, maskPasswords: true }), async (sim, wire) => {
  const { ok } = apiOf(sim, wire);
  const { data } = await ok("POST", "/credential_connections", credentialBody());
  assert.equal(data.password, "********");
  assert.equal((await ok("GET", "/credential_connections")).data[0].password, "********");
  assert.equal(sim.telnyx.state.credentialConnections[0].password, "correct horse");
  const { id } = (await ok("POST", "/fqdn_connections", { connection_name: "a" })).data;
  assert.equal((await ok("PATCH", `/fqdn_connections/${id}/fqdn_authentication`, { user_name: "abcd", password: "12345678" })).data.password, "********");
});

onBothWires("registrations and calls can be driven", account({ ...EMPTY, credentialConnections: [credentialBody()] }), async (sim, wire) => {
  const { ok } = apiOf(sim, wire);
  const { telnyx } = sim;
  const id = String(telnyx.state.credentialConnections[0].id);
  const check = async () => (await ok("POST", `/credential_connections/${id}/actions/check_registration_status`)).data;
  const never = { status: "Not Registered", ip_address: null, port: null, transport: null, user_agent: null, last_registration: null };
  assert.deepEqual(await check(), { ...never, sip_username: "office1", record_type: "registration_status" });
  telnyx.setRegistration(id, "Registered");
  const { status, last_registration, ip_address } = await check();
  assert.deepEqual([status, last_registration], ["Registered", "2026-01-05T09:00:00.000Z"]);
  assert.match(ip_address, /^\d+(\.\d+){3}$/);
  telnyx.setRegistration(id, { status: "Expired", port: 7, transport: "TLS" });
  assert.deepEqual(((/** @type {any} */ { status, port, transport }) => [status, port, transport])(await check()), ["Expired", 7, "TLS"]);
  assert.throws(() => telnyx.setRegistration(id, /** @type {any} */ ("Lost")), /status is one of/);
  assert.throws(() => telnyx.setRegistration("1", "Failed"), /no connection 1/);

  const call = telnyx.startCall(id, { clientState: "aGk=" });
  await sim.clock.advance(12_345);
  const { data, meta } = await ok("GET", `/connections/${id}/active_calls`);
  assert.deepEqual(data, [{ ...call, call_duration: 12, client_state: "aGk=", record_type: "call" }]);
  assert.equal(meta.total_items, 1);
  assert.equal(telnyx.endCall(call.call_control_id), true);
  assert.equal(telnyx.endCall(call.call_control_id), false);
  assert.deepEqual(telnyx.state.calls, []);
  assert.throws(() => telnyx.startCall("1"), /no connection 1/);
});

test("with traffic, calls and registrations change in the simulator's time", async (t) => {
  const sim = await simulated(t, account({ connections: 20, trafficMs: 1_000 }, { listen: false }));
  const { ok } = apiOf(sim, sim);
  const registrations = () =>
    Promise.all(sim.telnyx.state.credentialConnections.map(async ({ id }) => (await ok("POST", `/credential_connections/${id}/actions/check_registration_status`)).data));
  const before = await registrations();
  const seen = new Set();
  for (let minute = 0; minute < 10; minute += 1) {
    await sim.clock.advance(60_000);
    seen.add(sim.telnyx.state.calls.length);
  }
  assert.ok(seen.size > 2 && Math.max(...seen) < 25, `${[...seen]}`);
  assert.notDeepEqual(await registrations(), before);
});

test("fixtures make the account, and unsound ones are refused", async (t) => {
  const sim = await simulated(t, account({ calls: 3, ips: [{ id: "c1c2c3c4-0000-4000-8000-000000000001", ip_address: "192.0.2.7", created_at: "2024-02-03T04:05:06Z" }] }, { listen: false }));
  const { credentialConnections, fqdnConnections, ipConnections, fqdns, ips, outboundVoiceProfiles, accessIPRanges, calls } = sim.telnyx.state;
  const lengths = [credentialConnections, fqdnConnections, ipConnections, fqdns, ips, outboundVoiceProfiles, accessIPRanges, calls].map(({ length }) => length);
  assert.deepEqual(lengths, [4, 2, 2, 2, 1, 3, 3, 3]);
  assert.deepEqual([ips[0].id, ips[0].created_at], ["c1c2c3c4-0000-4000-8000-000000000001", "2024-02-03T04:05:06.000Z"]);
  assert.deepEqual(new Set(accessIPRanges.map(({ status }) => status)), new Set(["added"]));

  const again = await simulated(t, account({ calls: 3 }, { listen: false }));
  assert.deepEqual(again.telnyx.credentials, sim.telnyx.credentials, "the same seed, the same account");
  assert.deepEqual(again.telnyx.state.credentialConnections, credentialConnections);

  /** @type {[any, RegExp][]} */
  const wrong = [
    [{ fqdns: [{ fqdn: "a.example.com", dns_record_type: "a", connection_id: "1" }] }, /a fixture of fqdns is not sound: connection_id is no connection/],
    [{ credentialConnections: [{}] }, /connection_name is required; password/],
    [{ ipConnections: [{ id: "1" }, { id: "1" }] }, /the id 1/],
    [{ trafficMs: 0 }, /trafficMs/],
    [{ meta: "none" }, /meta is one of normal, missing, strings/],
    [{ rateLimit: { requests: 1, windowMs: 0 } }, /windowMs/],
    [{ rateLimit: { requests: -1, windowMs: 1 } }, /requests/],
  ];
  for (const [telnyx, message] of wrong) await assert.rejects(simulate({ vendors: ["telnyx"], listen: false, fixtures: { telnyx } }), message);
});
