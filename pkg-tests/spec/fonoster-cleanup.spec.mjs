import { eventually, expect, holdTime, it, rejected, watch } from "./support.mjs";
import { expectError, expectIssues, simulateFonoster } from "./fonoster-support.mjs";

const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"] };
const STEPS = ["ListDomains", "CreateCredentials", "CreateAgent"];

const credentialsOf = async (stage) => (await stage.state()).credentials.map(({ ref }) => ref);

describe("A createAgent with a secret that fails", () => {
  it("at the agent deletes the credentials that it made", async () => {
    const stage = await simulateFonoster({ agents: [{ username: "john" }] });
    const agents = await stage.signedIn();
    expectError(await rejected(agents.createAgent(JOHN)), { kind: "conflict", code: 6, message: "The resource already exists", operation: "createAgent", orphan: undefined, maybeApplied: undefined });
    const calls = await stage.calls();
    expect(calls.map(([name]) => name)).to.deep.equal([...STEPS, "DeleteCredentials"]);
    expect(calls[3][1]).to.deep.equal({ ref: calls[2][1].credentialsRef });
    expect(await credentialsOf(stage)).to.deep.equal([]);
  });

  for (const code of [2, 3, 5, 7, 8, 9, 12, 13, 16]) {
    it(`at the agent by code ${code} deletes them too: the server has said no`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      await stage.fault("CreateAgent", { errcode: code, times: 2 });
      expectError(await rejected(agents.createAgent(JOHN)), { code, orphan: undefined });
      expect((await stage.names()).at(-1)).to.equal("DeleteCredentials");
      expect([await credentialsOf(stage), (await stage.state()).agents]).to.deep.equal([[], []]);
    });
  }

  for (const [what, fault] of [
    ["is refused", { errcode: 13 }],
    ["finds no server", { status: 503 }],
    ["is cut", { drop: "before", times: Infinity }],
  ]) {
    it(`names them where the clean-up ${what}, and tells why the create failed`, async () => {
      const stage = await simulateFonoster({ agents: [{ username: "john" }] });
      const agents = await stage.signedIn();
      await stage.fault("DeleteCredentials", fault);
      const error = await rejected(agents.createAgent(JOHN));
      const [credentialsRef] = await credentialsOf(stage);
      expectError(error, { kind: "conflict", code: 6, message: "The resource already exists", operation: "createAgent", maybeApplied: undefined, orphan: { credentialsRef } });
    });
  }

  for (const [what, fault, kind] of [
    ["a cut before the answer", { drop: "after", times: Infinity }, "connection"],
    ["a proxy that finds no server", { status: 503 }, "connection"],
    ["a server that is not available", { errcode: 14 }, "connection"],
    ["a deadline that the server missed", { errcode: 4 }, "timeout"],
    ["an answer that never comes", { hang: true }, "timeout"],
  ]) {
    it(`by ${what} keeps them, since the agent may use them, and names them`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      await stage.fault("CreateAgent", fault);
      const time = holdTime();
      const call = watch(agents.createAgent(JOHN, { timeoutMs: 10_000 }));
      await eventually(async () => (await stage.count("CreateAgent")) === 1);
      if (fault.hang) await time.pass(10_000);
      await call.done;
      const [credentialsRef] = await credentialsOf(stage);
      expectError(call.error, { kind, maybeApplied: true, orphan: { credentialsRef }, operation: "createAgent" });
      expect(await stage.count("DeleteCredentials")).to.equal(0);
      for (const agent of (await stage.state()).agents) expect(agent.credentialsRef).to.equal(credentialsRef);
    });
  }

  for (const [what, end] of [
    ["its own signal", (controller) => controller.abort()],
    ["close", (_, agents) => agents.close()],
  ]) {
    it(`by ${what} under the last step names them`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      await stage.fault("CreateAgent", { hang: true });
      const controller = new AbortController();
      const call = watch(agents.createAgent(JOHN, { signal: controller.signal }));
      await eventually(async () => (await stage.count("CreateAgent")) === 1);
      end(controller, agents);
      await call.done;
      const [credentialsRef] = await credentialsOf(stage);
      expectError(call.error, { kind: "aborted", orphan: { credentialsRef }, operation: "createAgent" });
    });
  }

  it("at the credentials asks for no agent, and there is nothing to clean up", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    await stage.fault("CreateCredentials", { errcode: 13, errmsg: "no" });
    expectError(await rejected(agents.createAgent(JOHN)), { code: 13, message: "no", orphan: undefined, maybeApplied: undefined });
    await stage.fault("CreateCredentials", { status: 503 });
    expectError(await rejected(agents.createAgent(JOHN)), { code: 14, maybeApplied: true, orphan: undefined });
    expect(await stage.names()).to.deep.equal(["ListDomains", "CreateCredentials", "ListDomains", "CreateCredentials"]);
  });

  it("at the domain creates nothing", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    for (const domain of ["sip.nowhere", "SIP.LOCAL", "sip", "sip.elsewhere.example"]) {
      const message = `this workspace has no domain \`${domain}\``;
      expectError(await rejected(agents.createAgent({ ...JOHN, domains: [domain] })), { kind: "not-found", reason: "domain", message, code: undefined, operation: "createAgent", retryable: false });
    }
    expect(new Set(await stage.names())).to.deep.equal(new Set(["ListDomains"]));
    const { agents: made, credentials } = await stage.state();
    expect([made, credentials]).to.deep.equal([[], []]);
  });

  it("for more than one domain sends nothing", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    expectIssues(await rejected(agents.createAgent({ ...JOHN, domains: ["sip.local", "sip.branch.local"] })), ["domains: length"], { operation: "createAgent" });
    expect(await stage.names()).to.deep.equal([]);
  });

  it("with credentials of the page's own leaves those alone", async () => {
    const stage = await simulateFonoster({ agents: [{ username: "john", secret: "1234" }] });
    const agents = await stage.signedIn();
    const [credentialsRef] = await credentialsOf(stage);
    expectError(await rejected(agents.createAgent({ name: "John", username: "john", credentialsRef })), { kind: "conflict", orphan: undefined });
    expect([await stage.names(), await credentialsOf(stage)]).to.deep.equal([["CreateAgent"], [credentialsRef]]);
  });
});

describe("An updateAgent that gives a first secret and fails", () => {
  const bare = { agents: [{ ref: "a", username: "a" }] };

  it("deletes the credentials that it made", async () => {
    const stage = await simulateFonoster(bare);
    const agents = await stage.signedIn();
    await stage.fault("UpdateAgent", { errcode: 13 });
    expectError(await rejected(agents.updateAgent({ ref: "a", secret: "1234" })), { code: 13, orphan: undefined, operation: "updateAgent" });
    expect(await stage.names()).to.deep.equal(["GetAgent", "CreateCredentials", "UpdateAgent", "DeleteCredentials"]);
    expect(await credentialsOf(stage)).to.deep.equal([]);
  });

  it("names them where nobody knows whether the agent uses them", async () => {
    const stage = await simulateFonoster(bare);
    const agents = await stage.signedIn();
    await stage.fault("UpdateAgent", { drop: "after", times: Infinity });
    const error = await rejected(agents.updateAgent({ ref: "a", secret: "1234" }));
    const [credentialsRef] = await credentialsOf(stage);
    expectError(error, { kind: "connection", maybeApplied: true, orphan: { credentialsRef } });
  });

  it("names none where the agent had credentials already", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a", secret: "1" }] });
    const agents = await stage.signedIn();
    await stage.fault("UpdateAgent", { errcode: 13 });
    expectError(await rejected(agents.updateAgent({ ref: "a", secret: "2", name: "B" })), { code: 13, orphan: undefined });
    expect(await stage.count("DeleteCredentials")).to.equal(0);
    expect(await credentialsOf(stage)).to.have.length(1);
  });
});
