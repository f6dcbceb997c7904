/**
 * The simulated deployment, seen by the vendor's own client over gRPC itself.
 */
import assert from "node:assert/strict";
import { connect } from "node:http2";
import { test } from "node:test";
import sdk from "@fonoster/sdk";
import { AGENTS, CREDENTIALS, IDENTITY, deployment } from "./fonoster-helpers.js";
import { isPending, simulated } from "./helpers.js";

const PRIVATE = /** @type {any} */ ("PRIVATE");

/**
 * @param {import("node:test").TestContext} t
 * @param {import("../index.js").FonosterFixtures} [fixtures]
 */
async function clientOf(t, fixtures) {
  // The client judges by its own clock whether a token still holds.
  const sim = await simulated(t, deployment(fixtures, { clock: "real" }));
  const { accessKeyId, accessKeySecret, workspace = "" } = sim.fonoster.credentials;
  const client = new sdk.Client({ endpoint: sim.fonoster.grpc, accessKeyId: workspace, allowInsecure: true });
  await client.loginWithApiKey(accessKeyId, accessKeySecret);
  return { sim, client, agents: new sdk.Agents(client) };
}

test("the five operations, with domains and credentials", async (t) => {
  const { sim, client, agents } = await clientOf(t);
  const { items: [domain] } = await new sdk.Domains(client).listDomains({ pageSize: 10 });
  const logins = new sdk.Credentials(client);
  const credentials = await logins.createCredentials({ name: "John", username: "1001", password: "correct horse" });
  const { ref } = await agents.createAgent({
    name: "John Doe", username: "john", privacy: PRIVATE, enabled: true, domainRef: domain.ref, credentialsRef: credentials.ref, maxContacts: 3, expires: 60,
  });
  const agent = await agents.getAgent(ref);
  assert.deepEqual([agent.name, agent.username, agent.privacy, agent.enabled, agent.maxContacts, agent.expires], ["John Doe", "john", "ID", true, 3, 60]);
  assert.deepEqual(agent.domain, { ref: domain.ref, name: domain.name, domainUri: domain.domainUri });
  assert.deepEqual(agent.credentials, { ref: credentials.ref, name: "John", username: "1001" });
  assert.ok(agent.createdAt instanceof Date);

  assert.deepEqual(await agents.updateAgent({ ref, name: "Jo" }), { ref });
  const { items, nextPageToken } = await agents.listAgents({ pageSize: 20 });
  assert.deepEqual([items.length, items[0].name, items[0].domain, nextPageToken], [1, "Jo", undefined, ""]);
  assert.deepEqual(await logins.updateCredentials({ ref: credentials.ref, name: "Jo" }), { ref: credentials.ref });
  assert.deepEqual(sim.fonoster.state.credentials[0], { ...credentials, name: "Jo", username: "1001", password: "correct horse", workspace: "own" });
  assert.deepEqual(await logins.deleteCredentials(credentials.ref), { ref: credentials.ref });
  assert.deepEqual(await agents.deleteAgent(ref), { ref });
  await assert.rejects(agents.getAgent(ref), { code: 5, details: "The requested resource was not found" });
  assert.deepEqual(sim.unmatched, []);
});

test("pages lead on as the client walks them", async (t) => {
  const { agents } = await clientOf(t, { agents: 3 });
  const first = await agents.listAgents({ pageSize: 1 });
  const second = await agents.listAgents({ pageSize: 1, pageToken: first.nextPageToken });
  const { items } = await agents.listAgents({ pageSize: 20 });
  assert.deepEqual([first.items[0].ref, second.items[0].ref, second.nextPageToken], [items[0].ref, items[2].ref, ""], "the second row is lost");
});

test("sessions: a password, a renewal, and what is refused", async (t) => {
  const { sim, client, agents } = await clientOf(t);
  const { username = "", password = "", workspace = "" } = sim.fonoster.credentials;
  const person = new sdk.Client({ endpoint: sim.fonoster.grpc, accessKeyId: workspace, allowInsecure: true });
  await assert.rejects(person.login(username, "wrong"), { code: 7, details: "Invalid credentials" });
  await person.login(username, password);
  assert.equal((await new sdk.Agents(person).listAgents({ pageSize: 1 })).items.length, 0);

  const before = client.getRefreshToken();
  await client.refreshToken();
  assert.notEqual(client.getRefreshToken(), before);
  await agents.listAgents({ pageSize: 1 });
  sim.fonoster.expireTokens();
  await assert.rejects(agents.listAgents({ pageSize: 1 }), { code: 16, details: "Invalid or expired token" });
});

test("native calls are in the same log, and meet the same faults", async (t) => {
  const { sim, agents } = await clientOf(t, { agents: 1, rateLimit: { requests: 0, windowMs: 60_000 } });
  const list = () => agents.listAgents({ pageSize: 1 });
  await list();
  const { workspace, accessKeySecret } = sim.fonoster.credentials;
  const [call] = sim.requests(`POST ${AGENTS}ListAgents`);
  assert.deepEqual([call.vendor, call.status, call.body, call.headers.accesskeyid], ["fonoster", 200, "{\"pageSize\":1}", workspace]);
  assert.match(call.headers.token, /^\*\*\*\d+$/);
  assert.match(call.headers["content-type"], /^application\/grpc/);
  assert.equal(JSON.parse(sim.requests(`${IDENTITY}ExchangeApiKey`)[0].body).accessKeySecret, `***${accessKeySecret.length}`);

  /** @type {[import("../index.js").Fault, object][]} */
  const faults = [
    [{ errcode: 8, errmsg: "a full house" }, { code: 8, details: "a full house" }],
    [{ status: 503 }, { code: 14 }],
    [{ status: 404 }, { code: 12 }],
    [{ drop: "before" }, { code: 14 }],
    [{ drop: "after" }, { code: 14 }],
  ];
  for (const [fault, error] of faults) {
    sim.fonoster.fault(`${AGENTS}ListAgents`, fault);
    await assert.rejects(list(), error, JSON.stringify(fault));
    await list();
  }
  sim.fonoster.goDown();
  await assert.rejects(list(), { code: 14, details: /ECONNRESET/ });
  sim.fonoster.goDown(false);
  await list();

  for (const fault of /** @type {import("../index.js").Fault[]} */ ([{ hang: true }, { hangBody: true }, { endlessBody: true }])) {
    sim.fonoster.fault(`${AGENTS}ListAgents`, fault);
    const hanging = list();
    hanging.catch(() => {});
    assert.equal(await isPending(hanging), true, JSON.stringify(fault));
  }
});

test("a refresh token in place of a token costs the connection, and answers know of no origins", async (t) => {
  const { sim, client } = await clientOf(t);
  const { workspace } = sim.fonoster.credentials;
  const session = connect(`http://${sim.fonoster.grpc}`);
  session.on("error", () => {});
  t.after(() => session.destroy());
  const ask = (/** @type {string} */ token) =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ":method": "POST", ":path": `${AGENTS}ListAgents`, "content-type": "application/grpc", origin: "http://page.example", token, accesskeyid: workspace });
      stream.on("response", (headers) => (stream.resume(), resolve(headers)));
      stream.on("close", () => reject(new Error("cut")));
      stream.on("error", reject);
      stream.end(new Uint8Array(5));
    });
  const headers = await ask(client.getAccessToken());
  assert.equal(headers[":status"], 200);
  assert.deepEqual(Object.keys(headers).filter((name) => /^access-control|^vary$/.test(name)), []);
  await assert.rejects(ask(client.getRefreshToken()));
  assert.equal(sim.requests(`POST ${AGENTS}ListAgents`).at(-1)?.status, 0);
});

test("what a dropped call did stays done", async (t) => {
  const { sim, client } = await clientOf(t);
  const logins = new sdk.Credentials(client);
  const create = () => logins.createCredentials({ name: "John", username: "1001", password: "x" });
  sim.fonoster.fault(`${CREDENTIALS}CreateCredentials`, { drop: "before" });
  await assert.rejects(create());
  assert.equal(sim.fonoster.state.credentials.length, 0);
  sim.fonoster.fault(`${CREDENTIALS}CreateCredentials`, { drop: "after" });
  await assert.rejects(create());
  assert.equal(sim.fonoster.state.credentials.length, 1);
});

test("methods that it lacks are refused by gRPC's own code, and remembered", async (t) => {
  const { sim, client } = await clientOf(t);
  await assert.rejects(new sdk.Numbers(client).getNumber("x"), { code: 12, details: /^The server does not implement the method \/fonoster\.numbers\./ });
  assert.deepEqual(sim.unmatched.map(({ path }) => path), ["/fonoster.numbers.v1beta2.Numbers/GetNumber"]);
});
