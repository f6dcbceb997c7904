/** The older generation, by its REST gateway. */
/** @import { FonosterFixtures } from "../index.js" */
/** @import { Wire } from "./helpers.js" */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment } from "./fonoster-helpers.js";
import { onBothWires, simulated } from "./helpers.js";

const PATH = "/v1beta1/agents";
const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"], privacy: "private" };
const MISSING = [500, { status: 500, message: "Cannot read properties of null (reading 'metadata')" }];

/** @type {(fixtures?: FonosterFixtures) => ReturnType<typeof deployment>} */
const older = (fixtures) => deployment({ generation: "v1beta1", ...fixtures });

/** @type {(sim: Pick<import("../index.js").Simulation, "fonoster">, wire: Pick<Wire, "fetch">) => (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<[number, any]>} */
const askerOf = ({ fonoster: { url, credentials } }, wire) => async (method, path, body, headers) => {
  const response = await wire.fetch(url + path, {
    method,
    headers: headers ?? { access_key_id: credentials.accessKeyId, access_key_secret: credentials.accessKeySecret, "content-type": "application/json" },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return [response.status, text === "" ? undefined : JSON.parse(text)];
};

onBothWires("an agent lives from creation to deletion", older(), async (sim, wire) => {
  const ask = askerOf(sim, wire);
  const [status, made] = await ask("POST", PATH, JOHN);
  assert.equal(status, 200);
  const { ref } = made;
  assert.match(ref, /^[A-Za-z0-9_-]{10}$/);
  const time = "2026-01-05T09:00:00.000Z";
  assert.deepEqual(made, { ref, ...JOHN, createTime: time, updateTime: time });
  assert.deepEqual(await ask("GET", `${PATH}/${ref}`), [200, made]);
  const { secret, ...shown } = made;
  assert.deepEqual(await ask("GET", `${PATH}?pageSize=20&pageToken=1`), [200, { agents: [shown], nextPageToken: "2" }], "a list has no secrets");

  await sim.clock.advance(1_500);
  assert.deepEqual(await ask("PUT", `${PATH}/${ref}`, { name: "Jo Doe", secret: "5678", domains: ["x"] }), [200, { ref, name: "Jo Doe", username: "john", secret: "5678", privacy: "none" }]);
  assert.deepEqual(await ask("GET", `${PATH}/${ref}`), [200, { ...made, name: "Jo Doe", secret: "5678", privacy: "none", updateTime: "2026-01-05T09:00:01.500Z" }]);
  assert.deepEqual(await ask("PUT", `${PATH}/${ref}`, { name: "Jo Doe", privacy: "private" }), [200, { ref, name: "Jo Doe", username: "john", privacy: "private" }]);
  assert.equal(sim.fonoster.state.agents[0].secret, "5678", "a secret that is left out stays");

  assert.deepEqual(await ask("DELETE", `${PATH}/${ref}`), [200, {}]);
  assert.deepEqual(await ask("DELETE", `${PATH}/${ref}`), [200, {}], "once more is no mistake");
  assert.deepEqual(await ask("GET", `${PATH}/${ref}`), MISSING);
  assert.deepEqual(await ask("PUT", `${PATH}/${ref}`, { name: "Jo Doe" }), MISSING);
});

onBothWires("agents of others are as if they were not there", older({ agents: [{ ref: "theirs", username: "taken", domain: "sip.local", workspace: "foreign" }] }), async (sim, wire) => {
  const ask = askerOf(sim, wire);
  assert.deepEqual(await ask("GET", `${PATH}/theirs`), MISSING);
  assert.deepEqual(await ask("PUT", `${PATH}/theirs`, { name: "Mine now" }), MISSING);
  assert.deepEqual(await ask("DELETE", `${PATH}/theirs`), [200, {}]);
  assert.deepEqual(sim.fonoster.state.agents.map(({ ref, workspace }) => [ref, workspace]), [["theirs", "foreign"]]);
  assert.deepEqual(await ask("GET", `${PATH}?pageSize=20&pageToken=1`), [200, { nextPageToken: "null" }]);
  assert.deepEqual(await ask("POST", PATH, { ...JOHN, username: "taken" }), [400, { status: 400, message: "Entity already exist" }]);
  assert.equal((await ask("POST", PATH, { ...JOHN, username: "taken", domains: ["sip.branch.local"] }))[0], 200, "in another domain it is free");
});

onBothWires("pages are numbers, as text", older({ agents: 5 }), async (sim, wire) => {
  const ask = askerOf(sim, wire);
  /** @type {(query: string) => Promise<[number, string | undefined]>} */
  const list = async (query) => {
    const [, { agents = [], nextPageToken }] = await ask("GET", PATH + query);
    return [agents.length, nextPageToken];
  };
  assert.deepEqual(await list("?pageSize=2&pageToken=1"), [2, "2"]);
  assert.deepEqual(await list("?pageSize=2&pageToken=3"), [1, "4"], "there is a next one wherever there was a row");
  assert.deepEqual(await list("?pageSize=2&pageToken=4"), [0, "null"]);
  for (const token of ["", "&pageToken=", "&pageToken=0", "&pageToken=null", "&pageToken=[object Object]"]) {
    assert.deepEqual(await ask("GET", `${PATH}?pageSize=2${token}`), [200, {}], token);
  }
  assert.deepEqual(await list("?pageToken=1"), [0, "null"]);
  assert.deepEqual(await list("?pageSize=0&pageToken=1"), [0, "null"]);
});

test("every wrong body is refused as the SIP server does", async (t) => {
  const sim = await simulated(t, { ...older({ agents: [{ ref: "mine", username: "mine", domain: "sip.local" }] }), listen: false });
  const ask = askerOf(sim, sim);
  /** @type {[string, string, unknown, number, RegExp][]} */
  const wrong = [
    ["POST", "", { ...JOHN, name: "ab" }, 400, /^\$\.metadata\.name: must be at least 3 characters long$/],
    ["POST", "", { ...JOHN, name: "a".repeat(101) }, 400, /^\$\.metadata\.name: may only be 100 characters long$/],
    ["POST", "", { ...JOHN, username: "ab" }, 400, /username: must be at least 3/],
    ["POST", "", { ...JOHN, secret: undefined }, 400, /secret: is missing/],
    ["POST", "", { ...JOHN, domains: [] }, 400, /domains: there must be a minimum of 1/],
    ["POST", "", { ...JOHN, domains: ["sip.local", "sip.local"] }, 400, /domains: the items in the array must be unique/],
    ["POST", "", {}, 400, /name: .*, .*username: .*, .*secret: .*, .*domains: /],
    ["POST", "", { ...JOHN, username: "mine", domains: ["sip.nowhere"] }, 400, /^Found one or more unfulfilled dependencies$/],
    ["POST", "", { ...JOHN, username: "mine" }, 400, /^Entity already exist$/],
    ["POST", "", { ...JOHN, name: 7 }, 500, /./],
    ["POST", "", { ...JOHN, domains: "sip.local" }, 500, /./],
    ["POST", "", "{", 400, /./],
    ["PUT", "/mine", { secret: "5678" }, 400, /metadata\.name/],
    ["PUT", "/mine", { name: "ab" }, 400, /metadata\.name/],
  ];
  const before = sim.fonoster.state.agents;
  for (const [method, path, body, status, message] of wrong) {
    const [answered, error] = await ask(method, PATH + path, body);
    assert.deepEqual([answered, error.status], [status, status], JSON.stringify(body));
    assert.match(error.message, message);
  }
  assert.deepEqual(sim.fonoster.state.agents, before);
  assert.equal((await ask("POST", PATH, { ...JOHN, privacy: "PRIVATE" }))[1].privacy, "none", "any other word");
});

onBothWires("it wants both parts of the key", older(), async (sim, wire) => {
  const ask = askerOf(sim, wire);
  const { accessKeyId, accessKeySecret } = sim.fonoster.credentials;
  assert.match(accessKeyId, /^PJ[0-9a-z]{32}$/);
  const claims = JSON.parse(atob(accessKeySecret.split(".")[1]));
  assert.deepEqual([claims.accessKeyId, claims.role], [accessKeyId, "PROJECT"]);
  const list = `${PATH}?pageSize=1&pageToken=1`;
  assert.deepEqual(await ask("GET", list, undefined, { access_key_id: accessKeyId }), [401, { status: 401, message: "UNAUTHENTICATED" }]);
  const invalid = [401, { status: 401, message: "invalid authentication" }];
  assert.deepEqual(await ask("GET", list, undefined, { access_key_id: accessKeyId, access_key_secret: "wrong" }), invalid);
  assert.deepEqual(await ask("GET", list, undefined, { access_key_id: "PJ0", access_key_secret: accessKeySecret }), invalid);
  assert.equal((await ask("GET", list))[0], 200);
  sim.fonoster.expireTokens();
  assert.deepEqual(await ask("GET", list), invalid);
});

test("the secret ends after 30 days, and a user may not call", async (t) => {
  const sim = await simulated(t, { ...older(), listen: false });
  const ask = askerOf(sim, sim);
  assert.equal(sim.fonoster.state.tokens.access, 1);
  await sim.clock.advance(30 * 86_400_000);
  assert.equal((await ask("GET", PATH))[0], 401);
  assert.equal(sim.fonoster.state.tokens.access, 0);
  assert.throws(() => sim.fonoster.goDown(), RangeError);

  const user = await simulated(t, { ...older({ role: "USER" }), listen: false });
  assert.match(user.fonoster.credentials.accessKeyId, /^US/);
  assert.deepEqual(await askerOf(user, user)("GET", PATH), [500, { status: 500, message: "permission denied" }]);
});

test("any page may call it", async (t) => {
  const sim = await simulated(t, older());
  const headers = { origin: "http://page.test", "access-control-request-method": "PUT", "access-control-request-headers": "access_key_id,access_key_secret" };
  const response = await fetch(`${sim.fonoster.url}${PATH}/x`, { method: "OPTIONS", headers });
  assert.equal(response.status, 204);
  assert.deepEqual(
    ["origin", "methods", "headers"].map((name) => response.headers.get(`access-control-allow-${name}`)),
    ["*", "GET,HEAD,PUT,PATCH,POST,DELETE", "access_key_id,access_key_secret"],
  );
  const call = await fetch(`${sim.fonoster.url}${PATH}`, { headers: { origin: "http://page.test" } });
  assert.deepEqual([call.status, call.headers.get("access-control-allow-origin")], [401, "*"]);
});

onBothWires("faults take its form, routes it lacks are remembered, secrets are masked", older(), async (sim, wire) => {
  const ask = askerOf(sim, wire);
  const list = `GET /api${PATH}`;
  for (const [errcode, status] of [[16, 401], [6, 409], [5, 404], [9, 400], [3, 400], [7, 500], [2, 500]]) {
    sim.fonoster.fault(list, { errcode, errmsg: "no" });
    assert.deepEqual(await ask("GET", PATH), [status, { status, message: "no" }]);
  }
  sim.fonoster.fault(list, { status: 503 });
  assert.equal((await ask("GET", PATH))[0], 503);
  assert.equal((await ask("GET", "/v1beta1/domains"))[0], 501);
  assert.deepEqual(sim.unmatched.map(({ path }) => path), ["/api/v1beta1/domains"]);
  await ask("POST", PATH, JOHN);
  assert.equal(sim.requests(`POST /api${PATH}`)[0].body, JSON.stringify({ ...JOHN, secret: "***4" }));
  assert.ok(!JSON.stringify(sim.requests()).includes(sim.fonoster.credentials.accessKeySecret));
});

test("it has no gRPC, an address of its own, and its agents by the seed", async (t) => {
  const fixtures = { agents: 4, foreignAgents: 2, trafficMs: 1_000 };
  const sim = await simulated(t, { ...older(fixtures), listen: false });
  assert.deepEqual([sim.fonoster.url, sim.fonoster.grpc], ["https://api.fonoster.io/api", undefined]);
  const again = await simulated(t, older(fixtures));
  assert.match(again.fonoster.url, /^http:\/\/127\.0\.0\.1:\d+\/api$/);
  assert.equal(again.fonoster.grpc, undefined);
  const { agents } = sim.fonoster.state;
  assert.deepEqual(again.fonoster.state.agents, agents);
  assert.equal(agents.map(({ workspace }) => workspace[0]).join(""), "oofoof");
  await sim.clock.advance(60_000);
  assert.notDeepEqual(sim.fonoster.state.agents, agents, "something changes by itself");
  await assert.rejects(simulated(t, older({ agents: [{ domain: "sip.nowhere" }] })), /there is no domain/);
  await assert.rejects(simulated(t, older({ agents: [{ username: "a", domain: "sip.local" }, { username: "a", domain: "sip.local" }] })), /have the username a/);
});
