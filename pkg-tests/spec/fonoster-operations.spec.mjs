import { expect, it, rejected, secretly } from "./support.mjs";
import { Agents, APIClient, Client, entry, expectError, Privacy, simulateFonoster, simulateFonosterHere, WebClient } from "./fonoster-support.mjs";

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** As the page of the vendor has it. */
const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"], privacy: Privacy.PRIVATE };
const LOGIN = { name: "John Doe", username: "john", password: "***4" };

/** Refs of what a deployment has from the start. */
async function partsOf(stage) {
  const { domains, credentials } = await stage.state();
  const { ref: domainRef } = domains.find(({ domainUri }) => domainUri === "sip.local");
  return { domainRef, credentialsRef: credentials[0]?.ref };
}

describe("createAgent", () => {
  it("with refs is one request with just what was given, and resolves the ref", async () => {
    const stage = await simulateFonoster({ agents: [{ username: "other", secret: "x" }] });
    const agents = await stage.signedIn();
    const parts = await partsOf(stage);
    const made = await agents.createAgent({ name: "Jane", username: "jane", privacy: Privacy.PRIVATE, enabled: false, maxContacts: 3, expires: 60, ...parts });
    expect(Object.keys(made)).to.deep.equal(["ref"]);
    expect(made.ref).to.match(UUID);
    expect(await stage.calls()).to.deep.equal([
      ["CreateAgent", { name: "Jane", username: "jane", privacy: 1, enabled: false, ...parts, maxContacts: 3, expires: 60 }],
    ]);
    const kept = await stage.kept(made.ref);
    expect(kept).to.deep.include({ name: "Jane", username: "jane", privacy: "PRIVATE", enabled: false, domain: "sip.local", credentialsRef: parts.credentialsRef, maxContacts: 3, expires: 60 });
  });

  it("leaves the rest to the server: it may REGISTER, from any number of devices", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const { ref } = await agents.createAgent({ name: "Jane", username: "jane" });
    expect(await stage.calls()).to.deep.equal([["CreateAgent", { name: "Jane", username: "jane" }]]);
    expect(await stage.kept(ref)).to.deep.include({ privacy: "NONE", enabled: true, maxContacts: -1, expires: 0 });
  });

  it("takes null for what is not wanted", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    await agents.createAgent({ name: "Jane", username: "jane", domainRef: null, credentialsRef: null, maxContacts: null, expires: null, enabled: undefined });
    expect(await stage.calls()).to.deep.equal([["CreateAgent", { name: "Jane", username: "jane" }]]);
  });

  for (const [privacy, wire, read] of [
    [Privacy.PRIVATE, 1, "private"],
    ["PRIVATE", 1, "private"],
    ["ID", 1, "private"],
    [Privacy.NONE, undefined, "none"],
    ["NONE", undefined, "none"],
  ]) {
    it(`takes ${privacy} for a privacy, which reads back as ${read}`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      const { ref } = await agents.createAgent({ name: "Jane", username: "jane", privacy });
      expect((await stage.calls())[0][1].privacy).to.equal(wire);
      expect((await agents.getAgent(ref)).privacy).to.equal(read);
    });
  }

  it("with secret and domains is three requests, and resolves the agent without its secret", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const before = Date.now();
    const made = await agents.createAgent(JOHN);
    const { domainRef, credentialsRef } = await partsOf(stage);
    expect(await stage.calls()).to.deep.equal([
      ["ListDomains", { pageSize: 50 }],
      ["CreateCredentials", LOGIN],
      ["CreateAgent", { name: "John Doe", username: "john", privacy: 1, domainRef, credentialsRef }],
    ]);
    const { ref, createTime, updateTime, ...rest } = made;
    expect(rest).to.deep.equal({ name: "John Doe", username: "john", privacy: "private", domains: ["sip.local"] });
    expect(ref).to.match(UUID);
    expect(createTime).to.match(ISO).and.equal(updateTime);
    expect(Date.parse(createTime)).to.be.within(before, Date.now());
    expect((await stage.state()).credentials).to.deep.include.members([{ ref: credentialsRef, name: "John Doe", username: "john", password: "1234", workspace: "own" }]);
    expect(await stage.kept(ref)).to.deep.include({ domain: "sip.local", credentialsRef });
  });

  it("with a secret alone asks for no domain, with domains alone for no credentials", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    expect((await agents.createAgent({ name: "A", username: "a", secret: "1" })).domains).to.deep.equal([]);
    expect(await stage.names()).to.deep.equal(["CreateCredentials", "CreateAgent"]);
    await stage.forget();
    expect((await agents.createAgent({ name: "B", username: "b", domains: ["sip.branch.local"] })).domains).to.deep.equal(["sip.branch.local"]);
    expect(await stage.names()).to.deep.equal(["ListDomains", "CreateAgent"]);
    await stage.forget();
    expect((await agents.createAgent({ name: "C", username: "c", domains: [] })).domains).to.deep.equal([]);
    expect(await stage.names()).to.deep.equal(["CreateAgent"]);
  });

  it("mixes both ways: a secret with a ref of a domain", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const { domainRef } = await partsOf(stage);
    const { ref } = await agents.createAgent({ name: "A", username: "a", secret: "1", domainRef });
    expect(await stage.names()).to.deep.equal(["CreateCredentials", "CreateAgent"]);
    expect((await stage.kept(ref)).domain).to.equal("sip.local");
  });

  it("finds a domain behind the first page of them", async () => {
    const domains = Array.from({ length: 130 }, (_, index) => `sip${index}.local`);
    const stage = await simulateFonoster({ domains });
    const agents = await stage.signedIn();
    // The newest come first.
    await agents.createAgent({ name: "A", username: "a", domains: ["sip0.local"] });
    expect(await stage.names()).to.deep.equal(["ListDomains", "ListDomains", "ListDomains", "CreateAgent"]);
    expect((await stage.state()).agents[0].domain).to.equal("sip0.local");
    await stage.forget();
    await agents.createAgent({ name: "B", username: "b", domains: ["sip129.local"] });
    expect(await stage.names()).to.deep.equal(["ListDomains", "CreateAgent"]);
  });

  it("keeps names of any letters as they are", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const name = "Zoë 鈴木 😀 \u0000 \uFFFD";
    const { ref } = await agents.createAgent({ name, username: "a" });
    expect((await agents.getAgent(ref)).name).to.equal(name);
  });
});

describe("getAgent", () => {
  it("is one request, and resolves an agent that pages of either generation can read", async () => {
    const stage = await simulateFonoster({
      agents: [{ ref: "a b/c?", name: "Ada", username: "ada", privacy: "PRIVATE", enabled: false, maxContacts: 2, expires: 30, domain: "sip.local", secret: "1234", createdAt: 1_750_000_000 }],
    });
    const agents = await stage.signedIn();
    const agent = await agents.getAgent("a b/c?");
    expect(await stage.calls()).to.deep.equal([["GetAgent", { ref: "a b/c?" }]]);
    const { domainRef, credentialsRef } = await partsOf(stage);
    const time = "2025-06-15T15:06:40.000Z";
    expect(agent).to.deep.equal({
      ref: "a b/c?", name: "Ada", username: "ada", privacy: "private", enabled: false, maxContacts: 2, expires: 30,
      domain: { ref: domainRef, name: "Main", domainUri: "sip.local" },
      credentials: { ref: credentialsRef, name: "Ada", username: "ada" },
      domains: ["sip.local"],
      createdAt: new Date(time), updatedAt: new Date(time), createTime: time, updateTime: time,
    });
  });

  it("gives an agent without domain, credentials and limits as such", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a" }] });
    const agent = await (await stage.signedIn()).getAgent("a");
    expect([agent.domain, agent.credentials, agent.domains]).to.deep.equal([undefined, undefined, []]);
    expect([agent.enabled, agent.maxContacts, agent.expires, agent.privacy]).to.deep.equal([true, -1, 0, "none"]);
    expect("secret" in agent).to.equal(false);
  });

  it("gives each call an object of its own", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a", domain: "sip.local" }] });
    const agents = await stage.signedIn();
    const agent = await agents.getAgent("a");
    agent.domain.name = "changed";
    agent.domains.push("changed");
    const again = await agents.getAgent("a");
    expect([again.domain.name, again.domains]).to.deep.equal(["Main", ["sip.local"]]);
  });
});

describe("updateAgent", () => {
  it("is two requests, and resolves the ref alone", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a", name: "Ada" }] });
    const agents = await stage.signedIn();
    expect(await agents.updateAgent({ ref: "a", name: "Ada L." })).to.deep.equal({ ref: "a" });
    expect(await stage.calls()).to.deep.equal([["GetAgent", { ref: "a" }], ["UpdateAgent", { ref: "a", name: "Ada L.", enabled: true }]]);
  });
});

describe("listAgents", () => {
  it("is one request for twenty, and resolves items, the same as agents, and a token", async () => {
    const stage = await simulateFonoster({ agents: 3 });
    const agents = await stage.signedIn();
    const page = await agents.listAgents();
    expect(await stage.calls()).to.deep.equal([["ListAgents", { pageSize: 20 }]]);
    expect(Object.keys(page)).to.deep.equal(["items", "agents", "nextPageToken"]);
    expect(page.agents).to.equal(page.items);
    expect([page.items.length, page.nextPageToken]).to.deep.equal([3, ""]);
    for (const item of page.items) expect(item).to.deep.equal(await agents.getAgent(item.ref));
  });

  for (const empty of [undefined, null, {}, { pageSize: undefined, pageToken: undefined }, { pageSize: null, pageToken: null }, { pageToken: "" }]) {
    it(`takes ${JSON.stringify(empty)} for the first page of twenty`, async () => {
      const stage = await simulateFonoster();
      await (await stage.signedIn()).listAgents(empty);
      expect(await stage.calls()).to.deep.equal([["ListAgents", { pageSize: 20 }]]);
    });
  }

  it("sends size and token, and leaves a view to itself", async () => {
    const stage = await simulateFonoster();
    await (await stage.signedIn()).listAgents({ pageSize: 5, pageToken: "x", view: "FULL" });
    expect(await stage.calls()).to.deep.equal([["ListAgents", { pageSize: 5, pageToken: "x" }]]);
  });
});

describe("deleteAgent", () => {
  it("is one request, and resolves the ref", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a", domain: "sip.local", secret: "1" }] });
    const agents = await stage.signedIn();
    expect(await agents.deleteAgent("a")).to.deep.equal({ ref: "a" });
    expect(await stage.calls()).to.deep.equal([["DeleteAgent", { ref: "a" }]]);
    const { agents: left, credentials } = await stage.state();
    expect([left.length, credentials.length]).to.deep.equal([0, 1]);
  });

  it("needs no further request to verify, since the server tells by itself", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a" }] });
    const agents = await stage.signedIn();
    await agents.deleteAgent("a", { verify: true });
    expectError(await rejected(agents.deleteAgent("a", { verify: true })), { kind: "not-found", code: 5, operation: "deleteAgent" });
    expect(await stage.names()).to.deep.equal(["DeleteAgent", "DeleteAgent"]);
  });
});

describe("Agents", () => {
  it("have methods that can be used detached", async () => {
    const stage = await simulateFonoster();
    const { createAgent, getAgent, updateAgent, listAgents, iterateAgents, deleteAgent } = await stage.signedIn();
    const { ref } = await createAgent({ name: "A", username: "a" });
    await updateAgent({ ref, name: "B" });
    expect((await getAgent(ref)).name).to.equal("B");
    expect((await listAgents()).items).to.have.length(1);
    expect(await iterateAgents().toArray()).to.have.length(1);
    await deleteAgent(ref);
    expect((await stage.state()).agents).to.deep.equal([]);
  });

  it("may share a session, which is not theirs to close", async () => {
    const stage = await simulateFonoster({ agents: 2 });
    for (const Session of [Client, WebClient]) {
      const client = new Session(stage.options());
      const [one, other] = [new Agents(client), new Agents(client)];
      expect([one.client, one.endpoint, one instanceof APIClient]).to.deep.equal([client, stage.url, true]);
      await stage.forget();
      expect((await one.listAgents()).items).to.have.length(2);
      one.close();
      expect((await other.listAgents()).items).to.have.length(2);
      expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents", "ListAgents"]);
    }
  });

  it("tell of their options, without the secrets", async () => {
    const stage = await simulateFonosterHere();
    const agents = stage.agents({ token: secretly("a.b.c"), refreshToken: secretly("d.e.f"), timeoutMs: 5000, bucket: "b", allowInsecure: true, fetch: stage.fetch });
    expect(agents.getOptions()).to.deep.equal({ endpoint: stage.url, accessKeyId: stage.credentials.accessKeyId, timeoutMs: 5000, bucket: "b", allowInsecure: true, fetch: stage.fetch });
    agents.getOptions().timeoutMs = 1;
    expect(agents.getOptions().timeoutMs).to.equal(5000);
  });

  it("come with the vendor's names", () => {
    expect(Object.keys(entry).sort()).to.include.members(["APIClient", "Agents", "Client", "FonosterError", "PbxError", "Privacy", "WebClient", "isPbxError"]);
    expect({ ...Privacy }).to.deep.equal({ PRIVATE: "private", NONE: "none" });
    expect(Object.isFrozen(Privacy)).to.equal(true);
    expect(Object.create(WebClient.prototype)).to.be.instanceOf(Client);
  });
});

/*
 * The six examples of the vendor's page, as they run. Corrected: updateAgent's has the `ref` that it lacks, listAgents' a token
 * that the server gave in place of a number, and a name for its result; createAgent's has a comma before `privacy`.
 */
for (const generation of ["v1beta2", "v1beta1"]) {
  describe(`The vendor's page, with a server of ${generation}`, () => {
    const start = (agents = 0) => simulateFonoster({ generation, agents });

    it("makes Agents of an access key", async () => {
      const stage = await start();
      const agents = new Agents(stage.options());
      expect((await agents.listAgents()).agents).to.deep.equal([]);
    });

    it("creates an agent", async () => {
      const stage = await start();
      const agents = stage.agents();
      const request = {
        name: "John Doe",
        username: "john",
        secret: "1234",
        domains: ["sip.local"],
        privacy: Privacy.PRIVATE,
      };
      const result = await agents.createAgent(request);
      expect(result).to.deep.include({ name: "John Doe", username: "john", domains: ["sip.local"], privacy: "private" });
      expect([result.createTime, result.updateTime].every((time) => ISO.test(time))).to.equal(true);
      expect("secret" in result).to.equal(generation === "v1beta1");
      expect(await stage.kept(result.ref)).to.deep.include({ name: "John Doe", username: "john" });
    });

    it("gets an agent", async () => {
      const stage = await start([{ ref: "aynB1z0tzd", name: "John Doe", username: "john", secret: "1234", domain: "sip.local", privacy: "PRIVATE" }]);
      const result = await stage.agents().getAgent("aynB1z0tzd");
      expect(result).to.deep.include({ ref: "aynB1z0tzd", name: "John Doe", username: "john", domains: ["sip.local"], privacy: "private" });
      expect([result.createTime, result.updateTime].every((time) => ISO.test(time))).to.equal(true);
    });

    it("updates an agent", async () => {
      const stage = await start([{ ref: "aynB1z0tzd", name: "John Doe", username: "john", secret: "1234", domain: "sip.local", privacy: "PRIVATE" }]);
      const request = { ref: "aynB1z0tzd", name: "John Dee", secret: "12345" };
      expect(await stage.agents().updateAgent(request)).to.deep.equal({ ref: "aynB1z0tzd" });
      const { agents: [agent], credentials: [login] } = await stage.state();
      expect([agent.name, generation === "v1beta1" ? agent.secret : login.password]).to.deep.equal(["John Dee", "12345"]);
    });

    it("lists agents", async () => {
      const stage = await start(45);
      const agents = stage.agents();
      const first = await agents.listAgents();
      const request = { pageSize: 20, pageToken: first.nextPageToken };
      const result = await agents.listAgents(request);
      expect([first.agents.length, result.agents.length, typeof result.nextPageToken]).to.deep.equal([20, 20, "string"]);
      expect(new Set([...first.agents, ...result.agents].map(({ ref }) => ref)).size).to.equal(40);
    });

    it("deletes an agent", async () => {
      const stage = await start([{ ref: "507f1f77bcf86cd799439011", username: "john", domain: "sip.local" }]);
      expect(await stage.agents().deleteAgent("507f1f77bcf86cd799439011")).to.deep.equal({ ref: "507f1f77bcf86cd799439011" });
      expect((await stage.state()).agents).to.deep.equal([]);
    });
  });
}
