import { countedSignal, eventually, expect, expectNoTimers, holdTime, it, moment, rejected, settle, watch, watchedFetch, withoutJitter } from "./support.mjs";
import { Client, expectError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const REASON = new Error("the user went elsewhere");
const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"] };

const expectAborted = (error, cause = REASON, more = {}) => expectError(error, { kind: "aborted", cause, retryable: false, status: undefined, code: undefined, maybeApplied: undefined, ...more });

const CALLS = {
  createAgent: (agents, options) => agents.createAgent({ name: "A", username: "a" }, options),
  getAgent: (agents, options) => agents.getAgent("a", options),
  updateAgent: (agents, options) => agents.updateAgent({ ref: "a", name: "B" }, options),
  listAgents: (agents, options) => agents.listAgents({}, options),
  iterateAgents: (agents, options) => agents.iterateAgents({}, options).toArray(),
  deleteAgent: (agents, options) => agents.deleteAgent("a", options),
  refreshToken: ({ client }, options) => client.refreshToken(options),
  login: ({ client }, options) => client.login("a@b.test", "x", undefined, options),
};

/** Aborts a call that goes on although an answer has come, or has begun to. */
async function abortOnceAnswered(fetch, agents) {
  const before = fetch.answered;
  const { controller, signal, listeners } = countedSignal();
  const call = watch(agents.listAgents({}, { signal }));
  await eventually(() => fetch.answered === before + 1);
  await moment();
  expect(call.settled).to.equal(false);
  controller.abort(REASON);
  await call.done;
  expectAborted(call.error);
  expect(listeners.size).to.equal(0);
}

describe("An abort of a Fonoster call", () => {
  it("beforehand sends nothing", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    for (const call of Object.values(CALLS)) expectAborted(await rejected(call(agents, { signal: AbortSignal.abort(REASON) })));
    expectAborted(await rejected(CALLS.listAgents(stage.agents(), { signal: AbortSignal.abort(REASON) })), REASON, { operation: "listAgents" });
    await moment();
    // A renewal is for everybody who waits for it, and goes on.
    expect((await stage.names()).filter((name) => !name.startsWith("Exchange"))).to.deep.equal([]);
  });

  it("in the turn of the call sends nothing", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const { controller, signal, listeners } = countedSignal();
    const call = agents.listAgents({}, { signal });
    controller.abort(REASON);
    expectAborted(await rejected(call));
    await moment();
    expect([await stage.names(), listeners.size]).to.deep.equal([[], 0]);
  });

  it("while nothing is answered is prompt, ends the request, and is not retried", async () => {
    const stage = await simulateFonoster();
    const fetch = watchedFetch();
    const agents = await stage.signedIn({ fetch });
    await stage.fault("ListAgents", { hang: true });
    const { controller, signal, listeners } = countedSignal();
    const call = watch(agents.listAgents({}, { signal }));
    await eventually(async () => (await stage.count()) === 1);
    expect(listeners.size).to.be.above(0);
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error, REASON, { operation: "listAgents", attempt: 1, message: "listAgents was aborted" });
    expect(fetch.calls.at(-1).init.signal.aborted).to.equal(true);
    await moment();
    expect([await stage.count(), listeners.size]).to.deep.equal([1, 0]);
  });

  for (const [step, operation, start, methods] of [
    ["ListDomains", "createAgent", (agents, options) => agents.createAgent(JOHN, options), ["ListDomains"]],
    ["CreateCredentials", "createAgent", (agents, options) => agents.createAgent(JOHN, options), ["ListDomains", "CreateCredentials"]],
    ["GetAgent", "updateAgent", (agents, options) => agents.updateAgent({ ref: "a", name: "B" }, options), ["GetAgent"]],
    ["UpdateCredentials", "updateAgent", (agents, options) => agents.updateAgent({ ref: "a", secret: "2" }, options), ["GetAgent", "UpdateCredentials"]],
    ["UpdateAgent", "updateAgent", (agents, options) => agents.updateAgent({ ref: "a", name: "B" }, options), ["GetAgent", "UpdateAgent"]],
    ["DeleteAgent", "deleteAgent", (agents, options) => agents.deleteAgent("a", options), ["DeleteAgent"]],
  ]) {
    it(`in the step ${step} of ${operation} is prompt, and no other step follows`, async () => {
      const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a", secret: "1" }] });
      const agents = await stage.signedIn();
      await stage.fault(step, { hang: true });
      const { controller, signal, listeners } = countedSignal();
      const call = watch(start(agents, { signal }));
      await eventually(async () => (await stage.count(step)) === 1);
      controller.abort(REASON);
      await call.done;
      expectAborted(call.error, REASON, { operation });
      await moment();
      expect([await stage.names(), listeners.size]).to.deep.equal([methods, 0]);
    });
  }

  for (const [step, start] of [
    ["ListDomains", (agents, options) => agents.createAgent(JOHN, options)],
    ["GetAgent", (agents, options) => agents.updateAgent({ ref: "a", name: "B" }, options)],
  ]) {
    it(`between ${step} and the next step sends no more`, async () => {
      const stage = await simulateFonosterHere({ agents: [{ ref: "a", username: "a" }] });
      const controller = new AbortController();
      const agents = await stage.signedIn({ onResponse: ({ url }) => url.endsWith(step) && controller.abort(REASON) });
      expectAborted(await rejected(start(agents, { signal: controller.signal })));
      expect(await stage.names()).to.deep.equal([step]);
    });
  }

  it("in a pause between two tries is prompt", async () => {
    const stage = await simulateFonoster();
    const fetch = watchedFetch();
    const time = holdTime();
    withoutJitter();
    const agents = await stage.signedIn({ fetch });
    await stage.fault("ListAgents", { status: 429 });
    await abortOnceAnswered(fetch, agents);
    expectNoTimers(time);
    await time.pass(60_000);
    expect(await stage.count()).to.equal(1);
  });

  for (const fault of [{ hangBody: true }, { hangBody: true, errcode: 5 }]) {
    it(`in a body that stalls is prompt: ${JSON.stringify(fault)}`, async () => {
      const stage = await simulateFonoster({ agents: 3, errors: "trailer" });
      const fetch = watchedFetch();
      const agents = await stage.signedIn({ fetch });
      await stage.fault("ListAgents", fault);
      await abortOnceAnswered(fetch, agents);
      expect(fetch.calls.at(-1).init.signal.aborted).to.equal(true);
    });
  }

  it("while it waits for a token is prompt, and leaves the token to those who wait on", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const agents = stage.agents();
    stage.fault("ExchangeApiKey", { delayMs: 1000 });
    const { controller, signal, listeners } = countedSignal();
    const [aborted, other] = [watch(agents.listAgents({}, { signal })), watch(agents.listAgents())];
    await eventually(async () => (await stage.count("ExchangeApiKey")) === 1);
    controller.abort(REASON);
    await aborted.done;
    expectAborted(aborted.error, REASON, { operation: "listAgents" });
    expect([other.settled, listeners.size]).to.deep.equal([false, 0]);
    await stage.clock.advance(1000);
    await other.done;
    expect(other.value.items).to.have.length(1);
    expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents"]);
  });

  it("while a function gives the secret is prompt", async () => {
    const stage = await simulateFonoster();
    for (const options of [{ accessKeySecret: () => new Promise(() => {}) }, { accessKeyId: undefined, accessKeySecret: undefined, token: () => new Promise(() => {}) }]) {
      const controller = new AbortController();
      const call = watch(stage.agents(options).listAgents({}, { signal: controller.signal }));
      await moment();
      controller.abort(REASON);
      await call.done;
      expectAborted(call.error);
    }
    expect(await stage.names()).to.deep.equal([]);
  });

  it("of a sign-in is prompt", async () => {
    const stage = await simulateFonoster();
    const client = new Client(stage.place());
    await stage.fault("ExchangeCredentials", { hang: true });
    const controller = new AbortController();
    const call = watch(client.login("a@b.test", "x", undefined, { signal: controller.signal }));
    await eventually(async () => (await stage.count()) === 1);
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error, REASON, { operation: "login" });
  });

  it("between two pages delivers what is there, and asks for no more", async () => {
    const stage = await simulateFonosterHere({ agents: 30 });
    const agents = await stage.signedIn();
    const { controller, signal, listeners } = countedSignal();
    const seen = [];
    const walk = (async () => {
      for await (const item of agents.iterateAgents({ pageSize: 10 }, { signal })) {
        seen.push(item);
        if (seen.length === 15) controller.abort(REASON);
      }
    })();
    expectAborted(await rejected(walk), REASON, { operation: "listAgents" });
    expect([seen.length, await stage.count(), listeners.size]).to.deep.equal([19, 2, 0]);
  });

  it("is prompt although a fetch does not hear of it", async () => {
    const stage = await simulateFonoster();
    const { token } = await stage.tokens();
    const controller = new AbortController();
    const agents = stage.agents({ accessKeyId: undefined, accessKeySecret: undefined, token, fetch: () => new Promise(() => {}) });
    const call = watch(agents.listAgents({}, { signal: controller.signal }));
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
  });

  for (const reason of ["a text", 0, null, Object.freeze({ own: true })]) {
    it(`hands on the reason ${JSON.stringify(reason)}`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      expectAborted(await rejected(agents.listAgents({}, { signal: AbortSignal.abort(reason) })), reason);
    });
  }

  it("after the answer changes nothing, and no listener is left", async () => {
    const stage = await simulateFonoster({ agents: 3 });
    const agents = await stage.signedIn();
    const { controller, signal, listeners } = countedSignal();
    for (let call = 0; call < 10; call += 1) expect((await agents.listAgents({}, { signal })).items).to.have.length(3);
    await rejected(agents.getAgent("nope", { signal }));
    await stage.fonoster.expireTokens();
    await agents.createAgent(JOHN, { signal });
    const restore = await stage.fault("ListAgents", { drop: "before", times: Infinity });
    await rejected(agents.listAgents({}, { signal, maxRetries: 0 }));
    expect(listeners.size).to.equal(0);
    controller.abort(REASON);
    await restore();
    expect((await agents.listAgents()).items).to.have.length(4);
  });

  it("by the client's signal ends all its calls, and those of later", async () => {
    const stage = await simulateFonoster();
    const { controller, signal, listeners } = countedSignal();
    const agents = await stage.signedIn({ signal });
    for (const route of ["ListAgents", "GetAgent"]) await stage.fault(route, { hang: true });
    const calls = [watch(agents.listAgents()), watch(agents.getAgent("a"))];
    await eventually(async () => (await stage.count()) === 2);
    controller.abort(REASON);
    for (const call of calls) {
      await call.done;
      expectAborted(call.error);
    }
    for (const call of Object.values(CALLS)) expectError(await rejected(call(agents)), { kind: "aborted", reason: "closed", message: "the client is closed" });
    await moment();
    expect([await stage.count(), listeners.size]).to.deep.equal([2, 0]);
  });

  it("by the client's signal ends a sign-in and who waits for it", async () => {
    const stage = await simulateFonoster();
    const controller = new AbortController();
    const agents = stage.agents({ signal: controller.signal });
    await stage.fault("ExchangeApiKey", { hang: true });
    const calls = [watch(agents.listAgents()), watch(agents.getAgent("a"))];
    await eventually(async () => (await stage.count()) === 1);
    controller.abort(REASON);
    for (const call of calls) {
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
    await settle();
    expect(await stage.names()).to.deep.equal(["ExchangeApiKey"]);
  });
});
