import { expect, it, rejected } from "./support.mjs";
import { expectError, expectIssues, simulateFonosterHere } from "./fonoster-support.mjs";

const WHOLE = { ref: "a", name: "Ada", username: "ada", privacy: "PRIVATE", enabled: true, maxContacts: 3, expires: 60, domain: "sip.local", secret: "1234" };
const OFF = { ...WHOLE, enabled: false };
const BARE = { ref: "a", name: "Ada", username: "ada" };
const LOGIN = { name: "Ada", username: "ada", password: "1234" };

/** A deployment with one agent. */
async function withAgent(agent) {
  const stage = await simulateFonosterHere({ agents: [agent] });
  const agents = await stage.signedIn();
  /** What the server keeps of the agent, its password included. */
  const look = async () => {
    const { updatedAt: _, credentialsRef, domain = null, ...kept } = await stage.kept("a");
    const login = (await stage.state()).credentials.find(({ ref }) => ref === credentialsRef);
    return { ...kept, domain, login: login ? { name: login.name, username: login.username, password: login.password } : null };
  };
  const { domains } = await stage.state();
  const refOf = (uri) => domains.find(({ domainUri }) => domainUri === uri).ref;
  return { stage, agents, look, refOf };
}

/** A change, what it changes, and the methods that it asks where they are more or others than two. */
const CHANGES = [
  [{}, {}],
  [{ name: "Ada L." }, { name: "Ada L." }],
  [{ username: "ada" }, {}],
  [{ privacy: "none" }, { privacy: "NONE" }],
  [{ privacy: "NONE" }, { privacy: "NONE" }],
  [{ privacy: "private" }, {}],
  [{ enabled: false }, { enabled: false }],
  [{ enabled: true }, { enabled: true }],
  [{ maxContacts: 5 }, { maxContacts: 5 }],
  [{ expires: 90 }, { expires: 90 }],
  [{ expires: null }, { expires: 0 }],
  [{ domainRef: null }, { domain: null }],
  [{ domains: [] }, { domain: null }],
  [{ domains: ["sip.local"] }, {}],
  [{ domains: ["sip.branch.local"] }, { domain: "sip.branch.local" }, ["GetAgent", "ListDomains", "UpdateAgent"]],
  [{ credentialsRef: null }, { login: null }],
  [{ secret: "5678" }, { login: { ...LOGIN, password: "5678" } }, ["GetAgent", "UpdateCredentials"]],
];

describe("updateAgent", () => {
  for (const agent of [WHOLE, OFF]) {
    for (const [change, changed, methods = ["GetAgent", "UpdateAgent"]] of CHANGES) {
      it(`with ${JSON.stringify(change)} leaves all else of an agent that is ${agent.enabled ? "on" : "off"}`, async () => {
        const { stage, agents, look } = await withAgent(agent);
        const before = await look();
        expect(await agents.updateAgent({ ref: "a", ...change })).to.deep.equal({ ref: "a" });
        expect(await look()).to.deep.equal({ ...before, ...changed });
        expect(await stage.names()).to.deep.equal(methods);
      });
    }
  }

  for (const [change] of CHANGES.filter(([{ secret }]) => secret === undefined)) {
    it(`with ${JSON.stringify(change)} sends no number that stands for nothing`, async () => {
      const { stage, agents, look } = await withAgent(BARE);
      const numbers = ({ maxContacts, expires }) => ({ maxContacts, expires });
      await agents.updateAgent({ ref: "a", ...change });
      const [, message] = (await stage.calls()).find(([name]) => name === "UpdateAgent");
      const wanted = { maxContacts: change.maxContacts, expires: change.expires ?? undefined };
      expect(numbers(message)).to.deep.equal(wanted);
      expect(numbers(await look())).to.deep.equal({ maxContacts: wanted.maxContacts ?? -1, expires: wanted.expires ?? 0 });
    });
  }

  it("moves it to the domain and the credentials of a ref", async () => {
    const { stage, agents, look, refOf } = await withAgent(WHOLE);
    const { ref: credentialsRef } = await (async () => {
      await agents.createAgent({ name: "Other", username: "other", secret: "x" });
      return (await stage.state()).credentials.at(-1);
    })();
    await stage.forget();
    const before = await look();
    await agents.updateAgent({ ref: "a", domainRef: refOf("sip.branch.local") });
    await agents.updateAgent({ ref: "a", credentialsRef });
    expect(await look()).to.deep.equal({ ...before, domain: "sip.branch.local", login: { name: "Other", username: "other", password: "x" } });
    expect(await stage.names()).to.deep.equal(["GetAgent", "UpdateAgent", "GetAgent", "UpdateAgent"]);
  });

  it("changes several fields at once", async () => {
    const { stage, agents, look } = await withAgent(WHOLE);
    const before = await look();
    await agents.updateAgent({ ref: "a", name: "B", secret: "5678", domains: ["sip.branch.local"], enabled: false, maxContacts: 9, expires: 1, privacy: "none" });
    expect(await stage.names()).to.deep.equal(["GetAgent", "ListDomains", "UpdateCredentials", "UpdateAgent"]);
    const changed = { name: "B", domain: "sip.branch.local", enabled: false, maxContacts: 9, expires: 1, privacy: "NONE", login: { ...LOGIN, password: "5678" } };
    expect(await look()).to.deep.equal({ ...before, ...changed });
  });

  it("leaves name and user name of the credentials alone when their secret changes", async () => {
    const { stage, agents } = await withAgent(WHOLE);
    await agents.updateAgent({ ref: "a", secret: "5678", name: "Somebody else" });
    const [, message] = (await stage.calls()).find(([name]) => name === "UpdateCredentials");
    expect(message).to.deep.equal({ ref: (await stage.state()).credentials[0].ref, name: "Ada", username: "ada", password: "***4" });
  });

  it("with a secret gives credentials to an agent that has none, and attaches them", async () => {
    const { stage, agents, look } = await withAgent(BARE);
    const before = await look();
    await agents.updateAgent({ ref: "a", secret: "5678" });
    expect(await stage.names()).to.deep.equal(["GetAgent", "CreateCredentials", "UpdateAgent"]);
    expect(await look()).to.deep.equal({ ...before, login: { ...LOGIN, password: "5678" } });
  });

  it("takes a user name that is as it was, and refuses another", async () => {
    const { stage, agents, look } = await withAgent(WHOLE);
    const before = await look();
    expectIssues(await rejected(agents.updateAgent({ ref: "a", username: "eve", name: "Eve" })), ["username: fixed"], { operation: "updateAgent" });
    expect(await look()).to.deep.equal(before);
    expect(await stage.names()).to.deep.equal(["GetAgent"]);
  });

  it("refuses two ways to name one thing", async () => {
    const { stage, agents, refOf } = await withAgent(WHOLE);
    const both = { ref: "a", domains: [], domainRef: refOf("sip.local"), secret: "5678", credentialsRef: null };
    expectIssues(await rejected(agents.updateAgent(both)), ["domainRef: exclusive", "credentialsRef: exclusive"]);
    expect(await stage.names()).to.deep.equal([]);
  });

  it("takes a whole agent back, as it was read", async () => {
    for (const agent of [WHOLE, OFF, BARE]) {
      const { agents, look } = await withAgent(agent);
      const before = await look();
      const read = await agents.getAgent("a");
      await agents.updateAgent({ ...read, name: "Ada L." });
      expect(await look()).to.deep.equal({ ...before, name: "Ada L." });
    }
  });

  it("of an agent that is not there tells so, and sends nothing more", async () => {
    const { stage, agents } = await withAgent(WHOLE);
    expectError(await rejected(agents.updateAgent({ ref: "b", name: "B", secret: "5678" })), {
      kind: "not-found", code: 5, details: "The requested resource was not found", operation: "updateAgent", maybeApplied: undefined, retryable: false,
    });
    expect(await stage.names()).to.deep.equal(["GetAgent"]);
  });

  it("changes only the agent that it names", async () => {
    const stage = await simulateFonosterHere({ agents: 10 });
    const agents = await stage.signedIn();
    const { agents: before } = await stage.state();
    await agents.updateAgent({ ref: before[4].ref, name: "Changed" });
    const { agents: after } = await stage.state();
    expect(after.filter((agent, index) => JSON.stringify(agent) !== JSON.stringify(before[index])).map(({ name }) => name)).to.deep.equal(["Changed"]);
  });

  it("twice in a row keeps what the first one changed", async () => {
    const { agents, look } = await withAgent(WHOLE);
    await agents.updateAgent({ ref: "a", name: "One" });
    await agents.updateAgent({ ref: "a", maxContacts: 8 });
    expect(await look()).to.deep.include({ name: "One", maxContacts: 8, domain: "sip.local", login: LOGIN });
  });
});
