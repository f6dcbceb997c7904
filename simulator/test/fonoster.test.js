import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt, decodeProtectedHeader, importSPKI, jwtVerify } from "jose";
import { simulate } from "../index.js";
import { pageOf } from "../vendors/fonoster/pages.js";
import { AGENTS, CREDENTIALS, DOMAINS, IDENTITY, callerOf, deployment } from "./fonoster-helpers.js";
import { onBothWires, simulated } from "./helpers.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const NOW = Date.parse("2026-01-05T09:00:00Z") / 1000;
const NOT_FOUND = [5, "The requested resource was not found"];
const FOREIGN = [7, "You don't have permission to access this resource"];
const INTERNAL = [13, "Internal server error"];
const EXPIRED = [16, "Invalid or expired token"];
const DENIED = [7, "Permission denied"];
const WRONG = [7, "Invalid credentials"];
const NO_REF = [3, "3 INVALID_ARGUMENT: Parameter ref is required"];
const NOWHERE = "11111111-1111-4111-8111-111111111111";

onBothWires("an agent lives from creation to deletion", deployment(), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  await signIn();
  const made = await ok(`${AGENTS}CreateAgent`, { name: "John Doe", username: "john" });
  assert.deepEqual(Object.keys(made), ["ref"]);
  assert.match(made.ref, UUID);
  const { ref } = made;
  const initial = { ref, name: "John Doe", username: "john", privacy: 0, enabled: true, createdAt: NOW, updatedAt: NOW, maxContacts: -1, expires: 0 };
  assert.deepEqual(await ok(`${AGENTS}GetAgent`, { ref }), initial);

  await sim.clock.advance(2_500);
  assert.deepEqual(await ok(`${AGENTS}UpdateAgent`, { ref, name: "Jo", privacy: 1, enabled: false, maxContacts: 3, expires: 60 }), { ref });
  const changed = { ...initial, name: "Jo", privacy: 1, enabled: false, maxContacts: 3, expires: 60, updatedAt: NOW + 2 };
  assert.deepEqual(await ok(`${AGENTS}GetAgent`, { ref }), changed);
  assert.deepEqual((await ok(`${AGENTS}ListAgents`)).items, [changed]);

  assert.deepEqual(await ok(`${AGENTS}DeleteAgent`, { ref }), { ref });
  for (const method of ["GetAgent", "DeleteAgent"]) assert.deepEqual(await refused(AGENTS + method, { ref }), NOT_FOUND);
  assert.deepEqual(await refused(`${AGENTS}UpdateAgent`, { ref, name: "Jo" }), NOT_FOUND);
  assert.deepEqual(sim.fonoster.state.agents, []);
});

onBothWires("what an update leaves out is not always left alone", deployment(), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  await signIn();
  const { items: [domain] } = await ok(`${DOMAINS}ListDomains`);
  const credentials = await ok(`${CREDENTIALS}CreateCredentials`, { name: "John", username: "1001", password: "correct horse" });
  const parts = { domainRef: domain.ref, credentialsRef: credentials.ref };
  const { ref } = await ok(`${AGENTS}CreateAgent`, { name: "John Doe", username: "john", privacy: 1, enabled: false, maxContacts: 3, expires: 60, ...parts });
  const whole = await ok(`${AGENTS}GetAgent`, { ref });
  assert.deepEqual(whole.domain, domain);
  assert.deepEqual(whole.credentials, { ref: credentials.ref, name: "John", username: "1001" });
  assert.deepEqual([whole.privacy, whole.enabled, whole.maxContacts, whole.expires], [1, false, 3, 60]);

  assert.deepEqual(await refused(`${AGENTS}UpdateAgent`, { ref }), INTERNAL);
  await ok(`${AGENTS}UpdateAgent`, { ref, name: "John Doe" });
  const { domain: detached, credentials: gone, ...bare } = await ok(`${AGENTS}GetAgent`, { ref });
  assert.deepEqual([detached, gone], [undefined, undefined]);
  assert.deepEqual([bare.privacy, bare.enabled, bare.maxContacts, bare.expires], [0, false, 3, 0]);
});

onBothWires("credentials belong to an agent, and go without it", deployment(), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  await signIn();
  assert.deepEqual(await refused(`${CREDENTIALS}CreateCredentials`, { username: "" }), [3, `Required at "name"; Value required at "username"; Required at "password"`]);
  const { ref } = await ok(`${CREDENTIALS}CreateCredentials`, { name: "John", username: "1001", password: "correct horse" });
  const agent = await ok(`${AGENTS}CreateAgent`, { name: "John", username: "john", credentialsRef: ref });
  assert.deepEqual(await ok(`${CREDENTIALS}UpdateCredentials`, { ref, name: "Jo", password: "battery staple" }), { ref });
  assert.deepEqual(sim.fonoster.state.credentials, [{ ref, name: "Jo", username: "1001", password: "battery staple", workspace: "own" }]);
  assert.deepEqual(await refused(`${CREDENTIALS}UpdateCredentials`, { ref }), INTERNAL);
  assert.deepEqual(await ok(`${CREDENTIALS}DeleteCredentials`, { ref }), { ref });
  assert.deepEqual(await refused(`${CREDENTIALS}DeleteCredentials`, { ref }), NOT_FOUND);
  assert.deepEqual(await refused(`${CREDENTIALS}DeleteCredentials`), NO_REF);
  assert.equal((await ok(`${AGENTS}GetAgent`, agent)).credentials, undefined);
});

test("every wrong message is refused as the server does", async (t) => {
  const agents = /** @type {const} */ ([{ ref: "other", username: "taken", workspace: "foreign" }, { ref: "mine", username: "mine", name: "Mine" }]);
  const sim = await simulated(t, deployment({ agents }, { listen: false }));
  const { signIn, ok, refused } = callerOf(sim, sim);
  await signIn();
  const good = { name: "John", username: "john" };
  const name = "n".repeat(60);
  /** @type {[string, import("../vendors/fonoster/messages.js").Message, (string | number)[]][]} */
  const wrong = [
    ["CreateAgent", {}, [3, `Required at "name"; Required at "username"`]],
    ["CreateAgent", { username: "john" }, [3, `Required at "name"`]],
    ["CreateAgent", { name: "John" }, [3, `Required at "username"`]],
    ["CreateAgent", { ...good, name: "" }, [3, `Value required at "name"`]],
    ...["John", "j d", "", "jörg"].map((username) => /** @type {any} */ (["CreateAgent", { name: "John", username }, [3, `Must be a lowercase string and with no spaces. at "username"`]])),
    ["CreateAgent", { ...good, privacy: 2 }, [3, `Expected 'PRIVATE' | 'NONE', received number at "privacy"`]],
    ["CreateAgent", { ...good, maxContacts: -1 }, [3, `Must be a positive number at "maxContacts"`]],
    ["CreateAgent", { ...good, maxContacts: 0, expires: 0 }, [3, `Must be a positive number at "maxContacts"; Must be a positive number at "expires"`]],
    ["CreateAgent", { ...good, name: `${name}n` }, [3, "3 INVALID_ARGUMENT: the friendly name must have less than 60 characters"]],
    ["CreateAgent", { ...good, username: "u".repeat(61) }, INTERNAL],
    ["CreateAgent", { ...good, domainRef: NOWHERE }, [3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_domain_ref_fkey (index)"]],
    ["CreateAgent", { ...good, credentialsRef: NOWHERE }, [3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_credentials_ref_fkey (index)"]],
    ["CreateAgent", { ...good, username: "mine" }, [6, "The resource already exists"]],
    ["CreateAgent", { ...good, username: "taken" }, [6, "The resource already exists"]],
    ["UpdateAgent", {}, NO_REF],
    ["UpdateAgent", { ref: "mine", name: "" }, [3, `Value required at "name"`]],
    ["UpdateAgent", { ref: "mine", name: "a", privacy: -1 }, [3, `Expected 'PRIVATE' | 'NONE', received number at "privacy"`]],
    ["UpdateAgent", { ref: "mine", name: "a", expires: -5 }, [3, `Must be a positive number at "expires"`]],
    ["UpdateAgent", { ref: "mine", name: "a", domainRef: NOWHERE }, [3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_domain_ref_fkey (index)"]],
    ["UpdateAgent", { ref: "mine", name: `${name}n` }, [3, "3 INVALID_ARGUMENT: the friendly name must have less than 60 characters"]],
    ["UpdateAgent", { ref: "nope", name: "a" }, NOT_FOUND],
    ["UpdateAgent", { ref: "other", name: "a" }, FOREIGN],
    ["GetAgent", {}, NO_REF],
    ["GetAgent", { ref: "" }, NO_REF],
    ["GetAgent", { ref: "other" }, FOREIGN],
    ["DeleteAgent", { ref: "" }, NO_REF],
    ["DeleteAgent", { ref: "other" }, FOREIGN],
    ["ListAgents", { pageSize: 0 }, [3, `Must be a positive number at "pageSize"`]],
    ["ListAgents", { pageSize: -1 }, [3, `Must be a positive number at "pageSize"`]],
  ];
  const before = sim.fonoster.state.agents;
  for (const [method, message, refusal] of wrong) assert.deepEqual(await refused(AGENTS + method, message), refusal, `${method} ${JSON.stringify(message)}`);
  assert.deepEqual(sim.fonoster.state.agents, before);
  await ok(`${AGENTS}CreateAgent`, { name, username: "u".repeat(60), privacy: 1 });
});

test("the log tells which fields were on the wire", async (t) => {
  const sim = await simulated(t, deployment({}, { listen: false }));
  const { signIn, ok } = callerOf(sim, sim);
  await signIn();
  await ok(`${AGENTS}CreateAgent`, { name: "John", username: "john", privacy: 0, enabled: false });
  await ok(`${AGENTS}ListAgents`, { pageToken: "" });
  assert.equal(sim.requests(`${AGENTS}CreateAgent`)[0].body, `{"name":"John","username":"john","privacy":0,"enabled":false}`);
  assert.equal(sim.requests(`${AGENTS}ListAgents`)[0].body, `{"pageToken":""}`);
});

// ---- Signing in -----------------------------------------------------------------------------------------------

onBothWires("tokens can be read and checked", deployment({ accessSeconds: 60, refreshSeconds: 600 }), async (sim, wire) => {
  const { signIn, ok } = callerOf(sim, wire);
  const { accessKeyId, workspace } = sim.fonoster.credentials;
  const { idToken, accessToken, refreshToken } = await signIn();
  assert.equal(idToken, undefined, "a key is no person");
  const { publicKey } = await ok(`${IDENTITY}GetPublicKey`);
  const { payload, protectedHeader } = await jwtVerify(accessToken, await importSPKI(publicKey, "RS256"), { currentDate: new Date(sim.clock.now()) });
  assert.equal(protectedHeader.alg, "RS256");
  const { jti, ...claims } = payload;
  assert.ok(jti);
  assert.deepEqual(claims, {
    iss: "https://api.fonoster.com", sub: accessKeyId, aud: "api", iat: NOW, exp: NOW + 60, tokenUse: "access", accessKeyId,
    access: [{ accessKeyId: workspace, role: "WORKSPACE_ADMIN" }],
  });
  const refresh = decodeJwt(refreshToken);
  assert.deepEqual([refresh.tokenUse, refresh.exp, refresh.access], ["refresh", NOW + 600, undefined]);

  const user = await signIn("user");
  const id = decodeJwt(user.idToken);
  assert.match(String(id.accessKeyId), /^US[0-9a-z]{32}$/);
  assert.deepEqual([id.tokenUse, id.exp, decodeProtectedHeader(user.idToken).alg], ["id", NOW + 60, "RS256"]);
  const { workspaces } = sim.fonoster.state;
  assert.deepEqual(/** @type {any[]} */ (decodeJwt(user.accessToken).access).map((one) => one.accessKeyId), [workspaces.own, workspaces.branch]);
});

onBothWires("who cannot sign in is told why", deployment({ twoFactorCode: "123456" }), async (sim, wire) => {
  const { refused, ok } = callerOf(sim, wire);
  const { accessKeyId, accessKeySecret, username, password } = sim.fonoster.credentials;
  const person = { username, password };
  /** @type {[string, object, unknown[]][]} */
  const wrong = [
    ["ExchangeApiKey", { accessKeyId, accessKeySecret: "wrong" }, WRONG],
    ["ExchangeApiKey", { accessKeyId: "AP00", accessKeySecret }, WRONG],
    ["ExchangeApiKey", { accessKeyId }, [3, `Required at "accessKeySecret"`]],
    ["ExchangeCredentials", { ...person, password: "wrong" }, WRONG],
    ["ExchangeCredentials", { ...person, username: "x@y.test" }, WRONG],
    ["ExchangeCredentials", person, [7, "Invalid 2FA code"]],
    ["ExchangeCredentials", { ...person, twoFactorCode: "654321" }, [7, "Invalid 2FA code"]],
    ["ExchangeCredentials", { username: "admin", password }, [3, `Invalid email at "username"`]],
    ["ExchangeCredentials", {}, [3, `Required at "username"; Required at "password"`]],
    ["ExchangeRefreshToken", {}, [3, `Required at "refreshToken"`]],
    ["ExchangeRefreshToken", { refreshToken: "garbage" }, INTERNAL],
    ["ExchangeOauth2Code", { provider: 0, code: "x" }, WRONG],
    ["ExchangeOauth2Code", { provider: 0 }, [3, `Required at "code"`]],
  ];
  for (const [method, message, refusal] of wrong) assert.deepEqual(await refused(IDENTITY + method, message), refusal, `${method} ${Object.keys(message)}`);
  assert.ok((await ok(`${IDENTITY}ExchangeCredentials`, { ...person, twoFactorCode: "123456" })).accessToken);
});

onBothWires("tokens end, and are renewed", deployment({ accessSeconds: 60, refreshSeconds: 600 }), async (sim, wire) => {
  const { signIn, carry, ok, refused } = callerOf(sim, wire);
  const { workspace = "" } = sim.fonoster.credentials;
  const { accessToken, refreshToken } = await signIn();
  await sim.clock.advance(59_000);
  await ok(`${AGENTS}ListAgents`);
  const renewed = await ok(`${IDENTITY}ExchangeRefreshToken`, { refreshToken });
  await sim.clock.advance(1_000);
  assert.deepEqual(await refused(`${AGENTS}ListAgents`), EXPIRED);
  assert.notEqual(renewed.accessToken, accessToken);
  carry({ token: renewed.accessToken, accesskeyid: workspace });
  await ok(`${AGENTS}ListAgents`);

  const again = await ok(`${IDENTITY}ExchangeRefreshToken`, { refreshToken });
  assert.notEqual(again.refreshToken, renewed.refreshToken, "the one before still holds");
  assert.deepEqual(await refused(`${IDENTITY}ExchangeRefreshToken`, { refreshToken: accessToken }), INTERNAL);
  await sim.clock.advance(599_000);
  assert.deepEqual(await refused(`${IDENTITY}ExchangeRefreshToken`, { refreshToken }), INTERNAL);
  await ok(`${IDENTITY}ExchangeRefreshToken`, { refreshToken: again.refreshToken });
});

onBothWires("tokens can be made worthless before their end", deployment(), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  const { refreshToken } = await signIn();
  assert.deepEqual(sim.fonoster.state.tokens, { access: 1, refresh: 1 });
  sim.fonoster.expireTokens();
  assert.deepEqual(await refused(`${AGENTS}ListAgents`), EXPIRED);
  assert.deepEqual(sim.fonoster.state.tokens, { access: 0, refresh: 1 });
  assert.ok((await ok(`${IDENTITY}ExchangeRefreshToken`, { refreshToken })).accessToken);
  await signIn();
  await ok(`${AGENTS}ListAgents`);
  sim.fonoster.revokeRefreshTokens();
  assert.deepEqual(await refused(`${IDENTITY}ExchangeRefreshToken`, { refreshToken }), INTERNAL);
  await ok(`${AGENTS}ListAgents`);
  assert.deepEqual(sim.fonoster.state.tokens, { access: 2, refresh: 0 });
  await sim.clock.advance(900_000);
  assert.deepEqual(sim.fonoster.state.tokens, { access: 0, refresh: 0 });
});

onBothWires("a call needs a token, and a workspace that it opens", deployment(), async (sim, wire) => {
  const { signIn, carry, ask, refused } = callerOf(sim, wire);
  const { own = "", branch = "", foreign = "" } = sim.fonoster.state.workspaces;
  const { accessKeyId, accessKeySecret } = sim.fonoster.credentials;
  const { accessToken, refreshToken } = await signIn();
  const broken = accessToken.slice(0, -8) + (accessToken.endsWith("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA");
  for (const token of ["", "garbage", broken]) {
    carry({ token, accesskeyid: own });
    assert.deepEqual(await refused(`${AGENTS}ListAgents`), EXPIRED);
  }
  carry({});
  assert.deepEqual(await refused(`${AGENTS}ListAgents`, {}, { access_key_id: accessKeyId, access_key_secret: accessKeySecret }), EXPIRED);
  for (const accesskeyid of [accessKeyId, branch, foreign, ""]) {
    carry({ token: accessToken, accesskeyid });
    assert.deepEqual(await refused(`${AGENTS}ListAgents`), DENIED);
  }
  carry({ token: accessToken });
  assert.deepEqual(await refused(`${AGENTS}GetAgent`, { ref: "" }), DENIED, "before the message is looked at");
  carry({ token: refreshToken, accesskeyid: own });
  const { code, status } = await ask(`${AGENTS}ListAgents`);
  assert.deepEqual([code, status], [14, 503]);
  carry({ token: accessToken, accesskeyid: own });
  assert.equal((await ask(`${AGENTS}ListAgents`)).code, 0);
});

onBothWires("a user's token opens agents of each of the user's workspaces", deployment({ agents: [{ ref: "a", username: "a" }, { ref: "b", username: "b", workspace: "branch" }, { ref: "c", username: "c", workspace: "foreign" }] }), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  await signIn("user");
  const { branch = "" } = sim.fonoster.state.workspaces;
  const refs = async (headers = {}) => (await ok(`${AGENTS}ListAgents`, {}, headers)).items.map((/** @type {any} */ one) => one.ref);
  assert.deepEqual([await refs(), await refs({ accesskeyid: branch })], [["a"], ["b"]], "a list is of one");
  assert.equal((await ok(`${AGENTS}GetAgent`, { ref: "b" })).username, "b");
  assert.deepEqual(await refused(`${AGENTS}DeleteAgent`, { ref: "c" }), FOREIGN);
  await ok(`${AGENTS}CreateAgent`, { name: "New", username: "new" }, { accesskeyid: branch });
  assert.equal(sim.fonoster.state.agents.at(-1)?.workspace, "branch");
  await signIn();
  assert.deepEqual(await refused(`${AGENTS}GetAgent`, { ref: "b" }), FOREIGN, "a key opens its own alone");
});

// ---- Lists ----------------------------------------------------------------------------------------------------

/** @param {string} kinds `o` and `f` from the newest on, by whose they are. */
const rowsOf = (kinds) => [...kinds].map((kind, index) => ({ ref: `${kind}${index}` }));

/** Pages of a walk that follows the server's tokens. @type {(kinds: string, pageSize: number | undefined, pagination?: import("../vendors/fonoster/pages.js").Pagination) => [string, string | undefined][]} */
function walk(kinds, pageSize, pagination = "v0.16.10") {
  /** @type {[string, string | undefined][]} */
  const pages = [];
  for (let token = /** @type {string | undefined} */ (""); ; ) {
    const { items, nextPageToken } = pageOf(rowsOf(kinds), { pageSize, pageToken: token }, ({ ref }) => ref.startsWith("o"), pagination);
    pages.push([items.map(({ ref }) => ref).join(" "), nextPageToken]);
    token = nextPageToken;
    if (!token) return pages;
  }
}

test("pages lose rows as the server's do", () => {
  assert.deepEqual(walk("ooo", 1), [["o0", "o1"], ["o2", ""]]);
  assert.deepEqual(walk("ooo", 2), [["o0 o1", ""]]);
  assert.deepEqual(walk("ooo", 3), [["o0 o1 o2", ""]]);
  assert.deepEqual(walk("oooo", 2), [["o0 o1", "o3"], ["", ""]]);
  assert.deepEqual(walk("", 2), [["", ""]]);
  assert.deepEqual(walk("ffffo", 2), [["o4", ""]], "batches of others' rows are passed over");
  assert.deepEqual(walk("fffff", 2), [["", ""]]);
  assert.deepEqual(walk("offfo", 2), [["o0", "f3"], ["o4", ""]], "a page may be short");
  assert.deepEqual(walk(`${"f".repeat(20)}o`, 1), [["", "f19"], ["o20", ""]], "and empty after ten batches");
  assert.deepEqual(walk("o".repeat(21), undefined), [[Array.from({ length: 20 }, (_, index) => `o${index}`).join(" "), ""]]);
  assert.deepEqual(pageOf(rowsOf("oo"), { pageToken: "nope" }, () => true, "v0.16.10"), { items: [], nextPageToken: "" });
});

test("pages before 0.16.10 are cut first and sorted out then", () => {
  assert.deepEqual(walk("oofo", 2, "legacy"), [["o0 o1", "o1"], ["o3", "o3"], ["", undefined]]);
  assert.deepEqual(walk("ffo", 1, "legacy"), [["", "f0"], ["", "f1"], ["o2", "o2"], ["", undefined]]);
  assert.deepEqual(walk("ofo", undefined, "legacy"), [["o0 o2", "o2"], ["", undefined]]);
});

onBothWires("the last row's ref leads on without a loss", deployment({ agents: 7, foreignAgents: 9 }), async (sim, wire) => {
  const { signIn, ok } = callerOf(sim, wire);
  await signIn();
  const seen = [];
  for (let pageToken = /** @type {string | undefined} */ (undefined); ; ) {
    const { items = [], nextPageToken } = await ok(`${AGENTS}ListAgents`, { pageSize: 3, pageToken });
    seen.push(...items.map((/** @type {any} */ one) => one.ref));
    pageToken = items.length === 3 ? items[2].ref : nextPageToken;
    if (!pageToken) break;
  }
  const own = sim.fonoster.state.agents.filter(({ workspace }) => workspace === "own").map(({ ref }) => ref);
  assert.deepEqual(seen, own.reverse(), "newest first");
});

test("the token that ends a list is there or not, by the version", async (t) => {
  const sim = await simulated(t, deployment({}, { listen: false }));
  const { signIn, ok } = callerOf(sim, sim);
  await signIn();
  assert.deepEqual(await ok(`${AGENTS}ListAgents`), { nextPageToken: "" });
  const old = await simulated(t, deployment({ pagination: "legacy" }, { listen: false }));
  const before = callerOf(old, old);
  await before.signIn();
  assert.deepEqual(await before.ok(`${AGENTS}ListAgents`), {});
});

onBothWires("domains are the workspace's", deployment({ domains: ["sip.one", "sip.two"] }), async (sim, wire) => {
  const { signIn, ok, refused } = callerOf(sim, wire);
  await signIn();
  const { items, nextPageToken } = await ok(`${DOMAINS}ListDomains`, { pageSize: 10 });
  assert.deepEqual(items.map((/** @type {any} */ one) => one.domainUri), ["sip.two", "sip.one"]);
  assert.deepEqual([nextPageToken, Object.keys(items[0])], ["", ["ref", "name", "domainUri"]]);
  assert.deepEqual(await refused(`${DOMAINS}ListDomains`, { pageSize: 0 }), [3, `Must be a positive number at "pageSize"`]);
  const { agents } = sim.fonoster.state;
  assert.deepEqual(agents, []);
});

// ---- What is in it at the start -------------------------------------------------------------------------------

test("a seed makes it, and another one makes another", async (t) => {
  const run = async (/** @type {number} */ seed) => {
    const sim = await simulated(t, deployment({ agents: 12, foreignAgents: 5 }, { seed, listen: false }));
    const { signIn } = callerOf(sim, sim);
    return { state: sim.fonoster.state, credentials: sim.fonoster.credentials, tokens: await signIn() };
  };
  const first = await run(1);
  assert.deepEqual(await run(1), first);
  assert.notDeepEqual((await run(2)).state, first.state);
  const { agents, workspaces } = first.state;
  assert.match(first.credentials.accessKeyId, /^AP[0-9a-z]{32}$/);
  assert.match(first.credentials.accessKeySecret, /^[0-9A-Za-z]{64}$/);
  assert.match(String(workspaces.own), /^WO[0-9a-z]{32}$/);
  assert.equal(first.credentials.workspace, workspaces.own);
  assert.equal(new Set(agents.map(({ username }) => username)).size, 17);
  for (const field of /** @type {const} */ (["enabled", "expires", "maxContacts", "privacy"])) {
    assert.ok(new Set(agents.map((agent) => agent[field])).size > 1, `all have the same ${field}`);
  }
  for (const { username, ref, name } of agents) {
    assert.match(username, /^[a-z0-9._-]+$/);
    assert.match(ref, UUID);
    assert.match(name, /^\w+ \w+$/);
  }
  assert.equal(agents.map(({ workspace }) => workspace[0]).join(""), "ooofoofooofoofoof", "others' agents lie evenly between");
  const times = agents.map(({ createdAt = 0 }) => createdAt);
  assert.deepEqual(times, [...times].sort((a, b) => a - b));
});

test("fixtures say who is there, and are checked", async (t) => {
  const sim = await simulated(t, deployment({
    agents: [{ ref: "a", name: "Ada", username: "ada", privacy: "PRIVATE", enabled: false, maxContacts: 2, expires: 30, domain: "sip.local", secret: "1234" }, { username: "bob" }, {}],
  }, { listen: false }));
  const { agents: [ada, bob, somebody], credentials } = sim.fonoster.state;
  const [login] = credentials;
  assert.deepEqual(ada, {
    ref: "a", workspace: "own", name: "Ada", username: "ada", privacy: "PRIVATE", enabled: false, maxContacts: 2, expires: 30,
    domain: "sip.local", credentialsRef: login.ref, createdAt: NOW - 3 * 3600, updatedAt: NOW - 3 * 3600,
  });
  assert.deepEqual([login.username, login.password], ["ada", "1234"]);
  assert.deepEqual([bob.privacy, bob.enabled, bob.maxContacts, bob.domain, bob.credentialsRef], ["NONE", true, -1, undefined, undefined]);
  assert.ok(somebody.domain && somebody.credentialsRef);

  /** @type {[any, RegExp][]} */
  const wrong = [
    [{ agents: [{ username: "a" }, { username: "a" }] }, /two of Fonoster's agents have the username a/],
    [{ agents: [{ ref: "a" }, { ref: "a" }] }, /two of Fonoster's objects have the ref a/],
    [{ agents: [{ domain: "sip.nowhere" }] }, /there is no domain sip.nowhere/],
    [{ agents: [{ workspace: "mine" }] }, /workspace is one of own, branch, foreign/],
    [{ generation: "v2" }, /generation is one of/],
    [{ routing: "none" }, /routing is one of/],
    [{ errors: "body" }, /errors is one of/],
    [{ pagination: "new" }, /pagination is one of/],
    [{ rateLimit: { requests: 1, windowMs: 0 } }, /windowMs is above 0/],
    [{ trafficMs: 0 }, /trafficMs is above 0/],
  ];
  for (const [fixtures, message] of wrong) await assert.rejects(simulate({ vendors: ["fonoster"], listen: false, fixtures: { fonoster: fixtures } }), { name: "RangeError", message });
});

test("things change by themselves, and about as many agents stay", async (t) => {
  const sim = await simulated(t, deployment({ agents: 10, trafficMs: 1_000 }, { listen: false }));
  const before = sim.fonoster.state.agents;
  await sim.clock.advance(200_000);
  const { agents } = sim.fonoster.state;
  assert.ok(agents.length === 10 || agents.length === 11, String(agents.length));
  assert.ok(agents.some(({ ref }) => !before.some((one) => one.ref === ref)), "somebody came");
  assert.ok(agents.some(({ enabled }) => !enabled), "somebody was switched off");
});

test("ten thousand agents come in one page", async (t) => {
  const sim = await simulated(t, deployment({ agents: 10_000 }, { listen: false }));
  const { signIn, ok } = callerOf(sim, sim);
  await signIn();
  assert.equal((await ok(`${AGENTS}ListAgents`, { pageSize: 10_000 })).items.length, 10_000);
});
