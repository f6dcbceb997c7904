import { eventually, expect, holdTime, it, onCleanup, pause, rejected, watch } from "./support.mjs";
import { Agents, Client, expectError, Privacy, simulateFonoster } from "./fonoster-support.mjs";

const { envoys } = globalThis.softphoneTests;

/** A deployment, and the address of an Envoy before it. */
async function behindEnvoy(fixtures = {}, { rateLimit, server } = {}) {
  const stage = await simulateFonoster(fixtures);
  const body = JSON.stringify({ server: server ?? (await stage.fonoster.grpc()), rateLimit });
  const answer = await fetch(envoys, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { id, url: endpoint, error } = await answer.json();
  if (error) throw new Error(error);
  onCleanup(() => fetch(envoys + id, { method: "DELETE" }));
  return { stage, endpoint, signedIn: (extra) => stage.signedIn({ endpoint, ...extra }) };
}

/** So many agents of the workspace, between as many of another; oldest first. */
const mixed = (count) =>
  Array.from({ length: 2 * count }, (_, index) => ({
    ref: `agent-${index}`,
    name: `Agent ${index}`,
    username: `agent${index}`,
    // In runs of different lengths, so that pages end in all kinds of places.
    ...(foreign(index) && { workspace: "foreign" }),
  }));
const foreign = (index) => [1, 2, 4, 7, 8, 9].includes(index % 12);

describe("Fonoster behind Envoy", () => {
  it("does what each method says, with one request each and two for an update", async () => {
    const { stage, signedIn } = await behindEnvoy();
    const agents = await signedIn();
    const [{ ref: domainRef }] = (await stage.state()).domains;
    const { ref } = await agents.createAgent({
      name: "Größe 木 🙂",
      username: "john",
      privacy: Privacy.PRIVATE,
      domainRef,
      enabled: false,
      maxContacts: 3,
    });
    expect(await agents.updateAgent({ ref, enabled: true, expires: 60 })).to.deep.equal({ ref });
    const agent = await agents.getAgent(ref);
    expect(agent).to.include({
      ref,
      name: "Größe 木 🙂",
      username: "john",
      privacy: "private",
      enabled: true,
      maxContacts: 3,
      expires: 60,
    });
    expect(agent.domains).to.deep.equal(["sip.local"]);
    const { items, nextPageToken } = await agents.listAgents();
    expect(items).to.deep.equal([agent]);
    expect(nextPageToken).to.equal("");
    expect(await agents.deleteAgent(ref)).to.deep.equal({ ref });
    expect(await stage.names()).to.deep.equal([
      "CreateAgent",
      "GetAgent",
      "UpdateAgent",
      "GetAgent",
      "ListAgents",
      "DeleteAgent",
    ]);
    expect((await stage.state()).agents).to.deep.equal([]);
  });

  it("makes an agent of a secret and a domain, and changes the secret", async () => {
    const { stage, signedIn } = await behindEnvoy();
    const agents = await signedIn();
    const made = await agents.createAgent({
      name: "John Doe",
      username: "john",
      secret: "1234",
      domains: ["sip.local"],
      privacy: Privacy.PRIVATE,
    });
    await agents.updateAgent({ ref: made.ref, secret: "5678" });
    const { agents: kept, credentials } = await stage.state();
    expect(kept).to.have.length(1);
    expect(kept[0]).to.include({ username: "john", domain: "sip.local", privacy: "PRIVATE" });
    expect(credentials.map(({ username, password }) => [username, password])).to.deep.equal([["john", "5678"]]);
  });

  it("says what was wrong", async () => {
    const { stage, signedIn } = await behindEnvoy({
      agents: [
        { ref: "ada", name: "Ada", username: "ada" },
        { ref: "faye", name: "Faye", username: "faye", workspace: "foreign" },
      ],
    });
    const agents = await signedIn();
    const missing = await rejected(agents.getAgent("nope"));
    expectError(missing, {
      kind: "not-found",
      code: 5,
      details: "The requested resource was not found",
      message: "The requested resource was not found",
      status: 200,
      operation: "getAgent",
    });
    expectError(await rejected(agents.deleteAgent("nope")), { kind: "not-found", code: 5 });
    expectError(await rejected(agents.updateAgent({ ref: "nope", name: "x" })), { kind: "not-found", code: 5 });
    expectError(await rejected(agents.createAgent({ name: "Ada", username: "ada" })), {
      kind: "conflict",
      code: 6,
      details: "The resource already exists",
    });
    expectError(await rejected(agents.createAgent({ name: "Faye", username: "faye" })), { kind: "conflict", code: 6 });
    expectError(await rejected(agents.getAgent("faye")), {
      kind: "permission",
      code: 7,
      details: "You don't have permission to access this resource",
    });
    expectError(await rejected(agents.createAgent({ name: "x", username: "x", domainRef: "nope" })), {
      kind: "invalid-argument",
      code: 3,
    });
    const session = new Client({ endpoint: agents.endpoint });
    const { username } = stage.credentials;
    expectError(await rejected(session.login(username, "wrong")), {
      kind: "permission",
      code: 7,
      details: "Invalid credentials",
    });
    expectError(await rejected(session.login("admin", "wrong")), { kind: "invalid-argument", code: 3 });
    expectError(await rejected(session.loginWithRefreshToken("wrong")), { code: 13, details: "Internal server error" });
  });

  it("loses no agent of 60 between 60 of another workspace, whatever the size of a page", async () => {
    const all = mixed(60);
    const own = all.filter(({ workspace }) => !workspace).map(({ ref }) => ref);
    expect(own).to.have.length(60);
    const { signedIn } = await behindEnvoy({ agents: all });
    const agents = await signedIn();
    for (const pageSize of [1, 2, 3, 7, 20]) {
      const found = await agents.iterateAgents({ pageSize }).toArray();
      expect(
        found.map(({ ref }) => ref),
        `pages of ${pageSize}`,
      ).to.deep.equal([...own].reverse());
    }
  }, 60_000);

  it("loses none with the pages of older servers", async () => {
    const { signedIn } = await behindEnvoy({ agents: mixed(12), pagination: "legacy" });
    const agents = await signedIn();
    for (const pageSize of [1, 2, 3, 7, 20]) {
      expect(await agents.iterateAgents({ pageSize }).toArray(), `pages of ${pageSize}`).to.have.length(12);
    }
  });

  it("signs in by password, API key and refresh token", async () => {
    const { stage, endpoint } = await behindEnvoy({ agents: 2 });
    const { username, password, accessKeyId, accessKeySecret, workspace } = stage.credentials;
    const session = new Client({ endpoint, accessKeyId: workspace });
    await session.login(username, password);
    expect((await new Agents(session).listAgents()).items).to.have.length(2);
    const { refreshToken } = await stage.tokens();
    await session.loginWithRefreshToken(refreshToken);
    expect((await new Agents(session).listAgents()).items).to.have.length(2);
    await session.loginWithApiKey(accessKeyId, accessKeySecret);
    expect((await new Agents(session).listAgents()).items).to.have.length(2);
  });

  it("renews a token that the server refuses, once for all calls", async () => {
    const { stage, signedIn } = await behindEnvoy({ agents: 2 });
    const agents = await signedIn();
    await stage.fonoster.expireTokens();
    const pages = await Promise.all([1, 2, 3].map(() => agents.listAgents()));
    expect(pages.map(({ items }) => items.length)).to.deep.equal([2, 2, 2]);
    expect(await stage.count("ExchangeRefreshToken")).to.equal(1);
    expect(await stage.count("ListAgents")).to.equal(6);
  });

  it("renews a token before it ends, once for all calls", async () => {
    const time = holdTime();
    const { stage, signedIn } = await behindEnvoy({ agents: 2, accessSeconds: 900 });
    const agents = await signedIn();
    await time.pass(871_000);
    const pages = await Promise.all([1, 2, 3].map(() => agents.listAgents()));
    expect(pages.map(({ items }) => items.length)).to.deep.equal([2, 2, 2]);
    expect((await stage.names()).sort()).to.deep.equal([
      "ExchangeRefreshToken",
      "ListAgents",
      "ListAgents",
      "ListAgents",
    ]);
  });

  it("signs in anew when the refresh token is over, too", async () => {
    const { stage, signedIn } = await behindEnvoy({ agents: 2 });
    const agents = await signedIn();
    await stage.fonoster.expireTokens();
    await stage.fonoster.revokeRefreshTokens();
    expect((await agents.listAgents()).items).to.have.length(2);
    expect(await stage.names()).to.deep.equal(["ListAgents", "ExchangeRefreshToken", "ExchangeApiKey", "ListAgents"]);
  });

  it("waits out the limit of the proxy", async () => {
    const { stage, endpoint } = await behindEnvoy({}, { rateLimit: { requests: 6, windowMs: 3_000 } });
    const { token } = await stage.tokens();
    const time = holdTime();
    const answers = [];
    let underWay = 0;
    const whole = async (...args) => {
      underWay += 1;
      try {
        const answer = await fetch(...args);
        const body = await answer.arrayBuffer();
        answers.push(answer.status);
        return new Response(body, answer);
      } finally {
        underWay -= 1;
      }
    };
    const agents = new Agents({ endpoint, token, fetch: whole });
    const usernames = Array.from("abcdefghij");
    const call = watch(Promise.all(usernames.map((username) => agents.createAgent({ name: "x", username }))));
    await eventually(() => answers.length === usernames.length && underWay === 0);
    expect(answers, "answers").to.include(429);
    // Until Envoy lets as many pass again; the page's own pauses are longer by far.
    await pause(3_200);
    await eventually(async () => {
      // In steps, and not while a request is under way: the time for its answer must not run out.
      if (underWay === 0) await time.pass(5_000);
      return call.settled;
    });
    expect(call.error).to.equal(undefined);
    // One that was refused did nothing.
    const made = (await stage.state()).agents.map(({ username }) => username);
    expect(made.sort()).to.deep.equal(usernames);
  });

  it("says that the limit is reached where it may not wait", async () => {
    const { stage, signedIn } = await behindEnvoy({ agents: 2 }, { rateLimit: { requests: 2, windowMs: 3_600_000 } });
    const agents = await signedIn({ maxRetries: 0 });
    expect((await agents.listAgents()).items).to.have.length(2);
    const refused = await rejected(agents.listAgents());
    expectError(refused, { kind: "rate-limit", code: 14, status: 429, details: "local_rate_limited", retryable: true });
    expect(await stage.names()).to.deep.equal(["ListAgents"]);
  });

  it("says that nothing is behind the proxy", async () => {
    const { stage, endpoint } = await behindEnvoy({}, { server: "127.0.0.1:1" });
    const { accessKeyId, accessKeySecret } = stage.credentials;
    const agents = new Agents({ endpoint, accessKeyId, accessKeySecret, maxRetries: 0 });
    const refused = await rejected(agents.listAgents());
    expectError(refused, { kind: "connection", code: 14, status: 503, retryable: true });
    expect(refused.details).to.match(/^upstream connect error/);
  });
});
