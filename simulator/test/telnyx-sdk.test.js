/**
 * The simulated account, seen by the vendor's own client.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import Telnyx from "telnyx";
import { isPending, simulated, until } from "./helpers.js";
import { EMPTY, account, credentialBody } from "./telnyx-helpers.js";

/**
 * @param {import("node:test").TestContext} t
 * @param {import("../index.js").TelnyxFixtures} fixtures
 * @param {ConstructorParameters<typeof Telnyx>[0]} [options]
 */
async function clientOf(t, fixtures, options) {
  const sim = await simulated(t, account(fixtures));
  const client = new Telnyx({ apiKey: sim.telnyx.credentials.apiKey, baseURL: sim.telnyx.url, maxRetries: 0, logLevel: "off", ...options });
  return { sim, client };
}

/** @type {(id: string | undefined) => string} */
const given = (id) => {
  assert.ok(id);
  return id;
};

test("each of the 40 operations", async (t) => {
  const { sim, client } = await clientOf(t, EMPTY);
  const profile = (await client.outboundVoiceProfiles.create({ name: "all" })).data;
  const profileId = given(profile?.id);
  assert.equal((await client.outboundVoiceProfiles.retrieve(profileId)).data?.name, "all");
  assert.equal((await client.outboundVoiceProfiles.update(profileId, { name: "few", tags: ["a"] })).data?.name, "few");
  assert.deepEqual((await client.outboundVoiceProfiles.list({ filter: { name: { contains: "FEW" } }, sort: "-name" })).data.map(({ id }) => id), [profileId]);

  const credential = (await client.credentialConnections.create({ connection_name: "office", user_name: "office1", password: "correct horse", outbound: { outbound_voice_profile_id: profileId } })).data;
  const credentialId = given(credential?.id);
  assert.equal((await client.credentialConnections.retrieve(credentialId)).data?.user_name, "office1");
  assert.equal((await client.credentialConnections.update(credentialId, { active: false })).data?.active, false);
  assert.equal((await client.credentialConnections.list({ sort: "connection_name" })).data.length, 1);
  assert.equal((await client.credentialConnections.actions.checkRegistrationStatus(credentialId)).data?.status, "Not Registered");

  const fqdnConnection = (await client.fqdnConnections.create({ connection_name: "carrier", transport_protocol: "TCP" })).data;
  const fqdnConnectionId = given(fqdnConnection?.id);
  assert.equal((await client.fqdnConnections.retrieve(fqdnConnectionId)).data?.transport_protocol, "TCP");
  assert.equal((await client.fqdnConnections.update(fqdnConnectionId, { inbound: { sip_region: "Europe" } })).data?.inbound?.sip_region, "Europe");
  assert.equal((await client.fqdnConnections.list()).data[0].connection_name, "carrier");
  assert.equal((await client.fqdnConnections.fqdnAuthentication.patchAll(fqdnConnectionId, { user_name: "carrier1" })).data?.user_name, "carrier1");
  assert.equal((await client.fqdnConnections.fqdnAuthentication.list(fqdnConnectionId)).data?.connection_id, fqdnConnectionId);

  const fqdn = (await client.fqdns.create({ connection_id: fqdnConnectionId, fqdn: "sip.example.com", dns_record_type: "a" })).data;
  const fqdnId = given(fqdn?.id);
  assert.equal((await client.fqdns.retrieve(fqdnId)).data?.port, 5060);
  assert.equal((await client.fqdns.update(fqdnId, { port: 5062 })).data?.port, 5062);
  assert.equal((await client.fqdns.update(fqdnId)).data?.port, 5062);
  assert.equal((await client.fqdns.list({ filter: { connection_id: fqdnConnectionId, port: 5062 } })).data.length, 1);

  const ipConnection = (await client.ipConnections.create({ connection_name: "trunk" })).data;
  const ipConnectionId = given(ipConnection?.id);
  assert.equal((await client.ipConnections.retrieve(ipConnectionId)).data?.connection_name, "trunk");
  assert.equal((await client.ipConnections.update(ipConnectionId, { tags: ["x"] })).data?.tags?.[0], "x");
  assert.equal((await client.ipConnections.list({ filter: { connection_name: { contains: "run" } } })).data.length, 1);

  const ip = (await client.ips.create({ connection_id: ipConnectionId, ip_address: "192.0.2.1" })).data;
  const ipId = given(ip?.id);
  assert.equal((await client.ips.retrieve(ipId)).data?.ip_address, "192.0.2.1");
  assert.equal((await client.ips.update(ipId, { ip_address: "192.0.2.2" })).data?.ip_address, "192.0.2.2");
  assert.equal((await client.ips.list({ filter: { ip_address: "192.0.2.2" } })).data.length, 1);

  const range = await client.accessIPRanges.create({ cidr_block: "198.51.100.0/28" });
  assert.equal(range.status, "pending");
  assert.equal((await client.accessIPRanges.list({ filter: { cidr_block: { startswith: "198." } } })).data[0].id, range.id);

  const { call_control_id: call } = sim.telnyx.startCall(ipConnectionId);
  assert.equal((await client.connections.listActiveCalls(ipConnectionId)).data[0].call_control_id, call);
  assert.deepEqual((await client.connections.list()).data.map(({ record_type }) => record_type), ["ip_connection", "fqdn_connection", "credential_connection"]);
  assert.equal((await client.connections.retrieve(credentialId)).data?.outbound_voice_profile_id, profileId);
  assert.equal((await client.connections.retrieveCount()).data.counts.ip_connections, 1);

  assert.equal((await client.accessIPRanges.delete(range.id)).id, range.id);
  assert.equal((await client.ips.delete(ipId)).data?.id, ipId);
  assert.equal((await client.fqdns.delete(fqdnId)).data?.id, fqdnId);
  assert.equal((await client.ipConnections.delete(ipConnectionId)).data?.id, ipConnectionId);
  assert.equal((await client.fqdnConnections.delete(fqdnConnectionId)).data?.id, fqdnConnectionId);
  assert.equal((await client.credentialConnections.delete(credentialId)).data?.id, credentialId);
  assert.equal((await client.outboundVoiceProfiles.delete(profileId)).data?.id, profileId);

  assert.deepEqual(sim.unmatched, []);
  const operations = new Set(sim.requests().map(({ method, path }) => `${method} ${path.split("/").map((part) => (/\d/.test(part) && part !== "v2" ? "*" : part)).join("/")}`));
  assert.equal(operations.size, 40);
});

test("5,000 connections are walked through, each once and in order", async (t) => {
  const { sim, client } = await clientOf(t, { credentialConnections: 5_000, fqdnConnections: 0, ipConnections: 0 });
  const ids = [];
  for await (const connection of client.connections.list({ sort: "created_at" })) ids.push(connection.id);
  assert.deepEqual(ids, sim.telnyx.state.credentialConnections.map(({ id }) => id));
  assert.equal(sim.requests("GET /v2/connections").length, 20);
  const page = await client.credentialConnections.list({ "page[size]": 100, "page[number]": 50 });
  assert.equal(page.hasNextPage(), false);
});

test("refusals are of the vendor's classes", async (t) => {
  const { sim, client } = await clientOf(t, { ...EMPTY, credentialConnections: [credentialBody()] });
  /** @type {(call: Promise<unknown>, type: new (...args: any[]) => Error, code?: string) => Promise<any>} */
  const fails = async (call, type, code) => {
    /** @type {any} */
    const error = await call.then(() => assert.fail("it was not refused"), (/** @type {unknown} */ reason) => reason);
    assert.equal(error.constructor, type, String(error));
    assert.equal(error.error?.errors?.[0].code, code);
    return error;
  };
  const { readOnlyApiKey } = sim.telnyx.credentials;
  await fails(client.withOptions({ apiKey: "wrong" }).ips.list(), Telnyx.AuthenticationError, "10009");
  await fails(client.withOptions({ apiKey: null }).ips.list(), Telnyx.AuthenticationError, "10009");
  await fails(client.withOptions({ apiKey: readOnlyApiKey }).ipConnections.create({}), Telnyx.PermissionDeniedError, "10010");
  await fails(client.ips.retrieve("none"), Telnyx.NotFoundError, "10005");
  await fails(client.post("/ip_connections", { body: "{", headers: { "content-type": "application/json" } }), Telnyx.BadRequestError, "10015");
  const taken = await fails(client.credentialConnections.create({ connection_name: "b", user_name: "office1", password: "12345678" }), Telnyx.UnprocessableEntityError, "10015");
  assert.equal(taken.error.errors[0].source.pointer, "/user_name");
  sim.telnyx.limitRate({ requests: 0, windowMs: 3_000 });
  assert.equal((await fails(client.ips.list(), Telnyx.RateLimitError, "10011")).headers.get("retry-after"), "3");
  sim.telnyx.limitRate(null);
  for (const [status, type] of /** @type {const} */ ([[409, Telnyx.ConflictError], [503, Telnyx.InternalServerError], [418, Telnyx.APIError]])) {
    sim.telnyx.fault("/v2/ips", { status });
    assert.equal((await fails(client.ips.list(), type, status === 503 ? "10007" : "10015")).status, status);
  }
  sim.telnyx.fault("/v2/ips", { drop: "before" });
  await fails(client.ips.list(), Telnyx.APIConnectionError);
  sim.telnyx.fault("/v2/ips", { hang: true });
  await fails(client.ips.list({}, { timeout: 20 }), Telnyx.APIConnectionTimeoutError);
  sim.telnyx.fault("/v2/ips", { body: "{", headers: { "content-type": "application/json" } });
  await fails(client.ips.list(), SyntaxError);
});

test("its client obeys what faults say about trying again", async (t) => {
  const { sim, client } = await clientOf(t, EMPTY, { maxRetries: 2 });
  const counts = () => sim.requests("/v2/ips").map(({ headers }) => headers["x-stainless-retry-count"]);
  sim.telnyx.fault("/v2/ips", { status: 503, headers: { "retry-after-ms": "1" }, times: 2 });
  await client.ips.list();
  assert.deepEqual(counts(), ["0", "1", "2"]);
  sim.telnyx.fault("/v2/ips", { status: 503, headers: { "x-should-retry": "false" } });
  await assert.rejects(client.ips.list(), Telnyx.InternalServerError);
  sim.telnyx.fault("/v2/ips", { status: 400, headers: { "x-should-retry": "true", "retry-after-ms": "1" } });
  await client.ips.list();
  assert.deepEqual(counts(), ["0", "1", "2", "0", "0", "1"]);
});

test("lists without meta keep its client asking for page 2", async (t) => {
  const { client, sim } = await clientOf(t, { connections: 3, meta: "missing" });
  const ids = [];
  for await (const { id } of client.connections.list({ "page[size]": 1 })) if (ids.push(id) === 5) break;
  assert.equal(new Set(ids.slice(1)).size, 1);
  assert.deepEqual(new Set(sim.requests("/v2/connections").slice(1).map(({ target }) => target)), new Set(["/v2/connections?page%5Bsize%5D=1&page%5Bnumber%5D=2"]));
});

test("its OAuth mode works without a port, where the fixed address of tokens leads here too", async (t) => {
  const sim = await simulated(t, account(EMPTY));
  const { clientID, clientSecret } = sim.telnyx.credentials;
  const client = new Telnyx({ clientID, clientSecret, maxRetries: 0, logLevel: "off", fetch: /** @type {any} */ (sim.fetch) });
  assert.deepEqual((await client.ips.list()).data, []);
  await client.ips.list();
  assert.deepEqual(sim.requests().map(({ method, path }) => `${method} ${path}`), ["POST /v2/oauth/token", "GET /v2/ips", "GET /v2/ips"]);
  sim.telnyx.expireTokens();
  await assert.rejects(client.ips.list(), Telnyx.AuthenticationError);
});

test("a stalled body keeps its client waiting", async (t) => {
  const { client, sim } = await clientOf(t, EMPTY);
  sim.telnyx.fault("/v2/ips", { hangBody: true });
  const abort = new AbortController();
  const list = client.ips.list({}, { signal: abort.signal }).then();
  await until(() => sim.requests("/v2/ips")[0]?.status === 200);
  assert.equal(await isPending(list), true);
  abort.abort();
  await assert.rejects(list, { name: "AbortError" });
});
