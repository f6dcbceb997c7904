import { eventually, expect, expectNoTimers, holdTime, it, moment, overPauses, rejected, watch, watchedFetch, withoutJitter } from "./support.mjs";
import { expectError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const NEW = { name: "A", username: "a" };

/** A deployment, agents with a token whose requests are watched, and time that stands still. */
async function held(fixtures, options, simulate = simulateFonoster) {
  const stage = await simulate(fixtures);
  const time = holdTime();
  withoutJitter();
  const fetch = watchedFetch(stage.fetch);
  return { stage, time, fetch, agents: await stage.signedIn({ fetch, ...options }) };
}

const WRITES = [
  ["CreateAgent", (agents) => agents.createAgent(NEW)],
  ["DeleteAgent", (agents) => agents.deleteAgent("x")],
];

describe("Retries of Fonoster", () => {
  for (const [what, fault] of [
    ["where the proxy finds no server", { status: 503 }],
    ["where the server is not available", { errcode: 14 }],
    ["where the server has run out of something", { errcode: 8 }],
    ["where an answer has nothing but the status 502", { status: 502, body: "" }],
    ["where an answer has nothing but the status 500", { status: 500, body: "" }],
  ]) {
    it(`of a read come twice, after half a second and after one, ${what}`, async () => {
      const { stage, time, fetch, agents } = await held({ agents: 2 });
      await stage.fault("ListAgents", { ...fault, times: 2 });
      const { value } = await overPauses([500, 1000], { fetch, time }, () => agents.listAgents());
      expect(value.items).to.have.length(2);
      await stage.fault("ListAgents", { ...fault, times: 3 });
      const { error } = await overPauses([500, 1000], { fetch, time }, () => agents.listAgents());
      expectError(error, { attempt: 3, operation: "listAgents", retryable: true, maybeApplied: undefined });
    });

    for (const [route, call] of WRITES) {
      it(`of ${route} do not come ${what}`, async () => {
        const { stage, time, fetch, agents } = await held();
        await stage.fault(route, fault);
        const { error } = await overPauses([], { fetch, time }, () => call(agents));
        // Only where something between has answered is it unknown what the server did.
        const unknown = fault.errcode === 14 || fault.status === 503 || fault.status === 502;
        expectError(error, { attempt: 1, maybeApplied: unknown || undefined });
      });
    }
  }

  it("come for getAgent, and for the read in updateAgent", async () => {
    const { stage, time, fetch, agents } = await held({ agents: [{ ref: "a", username: "a" }] });
    await stage.fault("GetAgent", { status: 503 });
    expect((await overPauses([500], { fetch, time }, () => agents.getAgent("a"))).value.username).to.equal("a");
    await stage.forget();
    await stage.fault("GetAgent", { status: 503 });
    const call = watch(agents.updateAgent({ ref: "a", name: "B" }));
    await eventually(() => time.isDue(500));
    await time.pass(500);
    await call.done;
    expect([call.value, await stage.names()]).to.deep.equal([{ ref: "a" }, ["GetAgent", "GetAgent", "UpdateAgent"]]);
  });

  for (const code of [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15]) {
    it(`do not follow a refusal of code ${code}`, async () => {
      const { stage, time, fetch, agents } = await held();
      await stage.fault("ListAgents", { errcode: code });
      expectError((await overPauses([], { fetch, time }, () => agents.listAgents())).error, { code, attempt: 1 });
    });
  }

  for (const [route, call] of [["ListAgents", (agents) => agents.listAgents()], ...WRITES]) {
    it(`follow a limit of the proxy after 28 and 56 seconds, with ${route} too, since nothing happened`, async () => {
      const { stage, time, fetch, agents } = await held({ agents: [{ ref: "x", username: "x" }] });
      await stage.fault(route, { status: 429, times: 2 });
      const { value } = await overPauses([28_000, 56_000], { fetch, time }, () => call(agents));
      expect(value).to.be.an("object");
      await stage.fault(route, { status: 429, times: 3 });
      const { error } = await overPauses([28_000, 56_000], { fetch, time }, () => call(agents));
      expectError(error, { kind: "rate-limit", status: 429, code: 14, attempt: 3, maybeApplied: undefined });
    });
  }

  it("outlast the vendor's own limit of 100 in a minute", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const time = holdTime();
    withoutJitter();
    const agents = await stage.signedIn();
    stage.fonoster.limitRate(true);
    for (let call = 0; call < 100; call += 1) await agents.getAgent((await stage.state()).agents[0].ref);
    const limited = watch(agents.listAgents());
    for (const ms of [28_000, 56_000]) {
      await eventually(() => time.isDue(ms));
      await stage.clock.advance(ms);
      await time.pass(ms);
    }
    await limited.done;
    expect(limited.value.items).to.have.length(1);
  });

  it("take up to a quarter off a pause, by chance", async () => {
    const { stage, time, fetch, agents } = await held();
    Math.random = () => 0.999999;
    await stage.fault("ListAgents", { status: 503, times: 2 });
    await overPauses([375, 750], { fetch, time }, () => agents.listAgents());
    await stage.fault("ListAgents", { status: 429 });
    await overPauses([21_000], { fetch, time }, () => agents.listAgents());
  });

  // The vendor's proxy does not show this header to pages; in memory there is no such rule.
  for (const [retryAfter, ms] of [["7", 7000], ["0", 0], ["60", 60_000], ["Mon, 05 Jan 2026 09:00:20 GMT", 20_000]]) {
    it(`wait for as long as the server asks: ${retryAfter}`, async () => {
      const { stage, time, fetch, agents } = await held({}, {}, simulateFonosterHere);
      await stage.fault("ListAgents", { status: 429, headers: { "retry-after": retryAfter } });
      await overPauses([ms], { fetch, time }, () => agents.listAgents());
    });
  }

  it("do not wait longer than a minute: the page is told how long", async () => {
    const { stage, time, fetch, agents } = await held({}, {}, simulateFonosterHere);
    await stage.fault("ListAgents", { status: 429, headers: { "retry-after": "61" } });
    expectError((await overPauses([], { fetch, time }, () => agents.listAgents())).error, { retryAfterMs: 61_000, kind: "rate-limit", attempt: 1 });
  });

  it("are as many as the call says, or else the client", async () => {
    const { stage, time, fetch, agents } = await held({}, { maxRetries: 1 });
    await stage.fault("ListAgents", { status: 503, times: Infinity });
    expect((await overPauses([500], { fetch, time }, () => agents.listAgents())).error.attempt).to.equal(2);
    expect((await overPauses([], { fetch, time }, () => agents.listAgents({}, { maxRetries: 0 }))).error.attempt).to.equal(1);
    const pauses = [500, 1000, 2000, 4000, 8000, 8000];
    expect((await overPauses(pauses, { fetch, time }, () => agents.listAgents({}, { maxRetries: 6 }))).error.attempt).to.equal(7);
    expect((await overPauses([500, 1000], { fetch, time }, () => agents.iterateAgents({}, { maxRetries: 2 }).toArray())).error.attempt).to.equal(3);
  });

  it("follow a cut connection of a read, not of a write", async () => {
    const { stage, time, fetch, agents } = await held({}, {}, simulateFonosterHere);
    await stage.fault("ListAgents", { drop: "before", times: 2 });
    expect((await overPauses([500, 1000], { fetch, time }, () => agents.listAgents())).value.items).to.deep.equal([]);
    await stage.fault("CreateAgent", { drop: "after" });
    expectError((await overPauses([], { fetch, time }, () => agents.createAgent(NEW))).error, { kind: "connection", maybeApplied: true });
    expect((await stage.state()).agents).to.have.length(1);
  });

  it("come for a sign-in and for a renewal", async () => {
    const { stage, time, fetch, agents } = await held({}, {}, simulateFonosterHere);
    await stage.fault("ExchangeRefreshToken", { status: 503 });
    await overPauses([500], { fetch, time }, () => agents.client.refreshToken());
    await stage.fault("ExchangeCredentials", { status: 429 });
    const { username, password } = stage.credentials;
    await overPauses([28_000], { fetch, time }, () => agents.client.login(username, password));
    expect(agents.client.getIdToken()).not.to.equal("");
  });

  it("come for the gateway of v1beta1, where a missing agent is no server in trouble", async () => {
    const { stage, time, fetch, agents } = await held({ generation: "v1beta1", agents: 2 });
    for (const status of [500, 502, 503]) {
      await stage.fault("GET /agents", { status, times: 2 });
      expect((await overPauses([500, 1000], { fetch, time }, () => agents.listAgents())).value.items).to.have.length(2);
    }
    await stage.fault("GET /agents", { status: 429 });
    await overPauses([28_000], { fetch, time }, () => agents.listAgents());
    expectError((await overPauses([], { fetch, time }, () => agents.getAgent("nope"))).error, { kind: "not-found", code: 2, attempt: 1 });
    await stage.fault("POST /agents", { status: 503 });
    const john = { name: "John", username: "john", secret: "1234", domains: ["sip.local"] };
    expectError((await overPauses([], { fetch, time }, () => agents.createAgent(john))).error, { kind: "connection", code: 14, maybeApplied: true });
  });
});

describe("The time limit of a Fonoster call", () => {
  it("ends a try of a read that gets no answer, and there are two more", async () => {
    const { stage, time, fetch, agents } = await held();
    await stage.fault("ListAgents", { hang: true, times: Infinity });
    const first = fetch.calls.length;
    const call = watch(agents.listAgents({}, { timeoutMs: 5000 }));
    for (const [index, pause] of [500, 1000, 0].entries()) {
      await eventually(async () => (await stage.count("ListAgents")) === index + 1);
      await time.pass(4999);
      expect(fetch.calls[first + index].init.signal.aborted).to.equal(false);
      await time.pass(1);
      expect(fetch.calls[first + index].init.signal.aborted).to.equal(true);
      await time.pass(pause);
    }
    await call.done;
    expectError(call.error, { kind: "timeout", retryable: true, attempt: 3, message: "listAgents had no answer within 5000 ms", status: undefined, maybeApplied: undefined });
    expectNoTimers(time);
  });

  for (const [what, client, options, ms] of [
    ["of the client", { timeoutMs: 1200 }, {}, 1200],
    ["of the call", { timeoutMs: 1200 }, { timeoutMs: 700 }, 700],
    ["that nobody gave, half a minute", {}, {}, 30_000],
  ]) {
    it(`is that ${what}`, async () => {
      const { stage, time, agents } = await held({}, { maxRetries: 0, ...client });
      await stage.fault("ListAgents", { hang: true });
      const call = watch(agents.listAgents({}, options));
      await eventually(async () => (await stage.count("ListAgents")) === 1);
      await time.pass(ms - 1);
      expect(call.settled).to.equal(false);
      await time.pass(1);
      await call.done;
      expectError(call.error, { kind: "timeout", attempt: 1 });
    });
  }

  it("of a write tells that it may have happened, after one try", async () => {
    const { stage, time, agents } = await held({}, { timeoutMs: 500 });
    await stage.fault("CreateAgent", { hang: true });
    const call = watch(agents.createAgent(NEW));
    await eventually(async () => (await stage.count("CreateAgent")) === 1);
    await time.pass(500);
    await call.done;
    expectError(call.error, { kind: "timeout", maybeApplied: true, attempt: 1 });
  });

  it("ends a body that stalls", async () => {
    const { stage, time, fetch, agents } = await held({ agents: 3 }, { maxRetries: 0 });
    await stage.fault("ListAgents", { hangBody: true });
    const before = fetch.answered;
    const call = watch(agents.listAgents({}, { timeoutMs: 900 }));
    await eventually(() => fetch.answered === before + 1);
    await moment();
    expect(call.settled).to.equal(false);
    await time.pass(900);
    await call.done;
    expectError(call.error, { kind: "timeout", operation: "listAgents" });
    expect(fetch.calls.at(-1).init.signal.aborted).to.equal(true);
    expectNoTimers(time);
  });

  it("of 0 is none", async () => {
    const { stage, time, agents } = await held({ agents: 1 }, { timeoutMs: 0 }, simulateFonosterHere);
    await stage.fault("ListAgents", { delayMs: 3_600_000 });
    const call = watch(agents.listAgents());
    await eventually(async () => (await stage.count("ListAgents")) === 1);
    await time.pass(3_599_000);
    expect(call.settled).to.equal(false);
    await stage.clock.advance(3_600_000);
    await call.done;
    expect(call.value.items).to.have.length(1);
  });
});

describe("maxBodyBytes of Fonoster", () => {
  it("lets an answer through that is just as long, and refuses a longer one", async () => {
    const stage = await simulateFonoster({ agents: 5 });
    const agents = await stage.signedIn();
    let size;
    const measured = await stage.signedIn({ fetch: async (...args) => {
      const response = await fetch(...args);
      size = (await response.clone().text()).length;
      return response;
    } });
    await measured.listAgents();
    expect((await agents.listAgents({}, { maxBodyBytes: size })).items).to.have.length(5);
    const error = await rejected(agents.listAgents({}, { maxBodyBytes: size - 1 }));
    expectError(error, { kind: "decode", retryable: false, operation: "listAgents", message: "the answer to listAgents is longer than `maxBodyBytes`" });
  });

  it("ends an answer without end", async () => {
    const stage = await simulateFonoster();
    const fetch = watchedFetch();
    const agents = await stage.signedIn({ fetch, maxBodyBytes: 200_000 });
    await stage.fault("ListAgents", { endlessBody: true });
    expectError(await rejected(agents.listAgents()), { kind: "decode" });
    expect(fetch.calls.at(-1).init.signal.aborted).to.equal(true);
  });
});
