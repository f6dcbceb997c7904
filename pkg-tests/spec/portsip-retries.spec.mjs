import { eventually, expect, expectNoTimers, holdTime, it, moment, overPauses, rejected, watch, watchedFetch, withoutJitter } from "./support.mjs";
import { expectError, ID, inBoth, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

/** A PBX, a client with a token whose requests are watched, and time that stands still. */
async function held(fixtures, options, simulate = simulatePortsip) {
  const stage = await simulate({ providers: 1, ...fixtures });
  const time = holdTime();
  withoutJitter();
  const fetch = watchedFetch(stage.fetch);
  return { stage, time, fetch, providers: await stage.signedIn({ fetch, ...options }) };
}

inBoth("Retries of PortSIP", (dialect) => {
  const newer = dialect === "v22";
  const LIST = newer ? "GET /providers" : "GET /providers/list";
  const SHOW = newer ? `GET /providers/${ID}` : "GET /providers/show";
  const writes = [
    [newer ? "POST /providers" : "POST /providers/create", (providers) => providers.create(trunkFor(dialect))],
    [newer ? `POST /providers/${ID}` : "POST /providers/update", (providers) => providers.update({ id: ID, port: 1 })],
    [newer ? `POST /providers/${ID}/destroy` : "POST /providers/destroy", (providers) => providers.destroy(ID)],
  ];

  for (const status of [408, 500, 502, 503, 504]) {
    it(`of a read come twice after ${status}, after half a second and after one`, async () => {
      const { stage, time, fetch, providers } = await held({ dialect });
      await stage.fault(LIST, { status, times: 2 });
      const { value } = await overPauses([500, 1000], { fetch, time }, () => providers.list());
      expect(value.providers).to.have.length(1);
      await stage.fault(LIST, { status, times: 3 });
      const { error } = await overPauses([500, 1000], { fetch, time }, () => providers.list());
      expectError(error, { attempt: 3, operation: "list", status, retryable: true, maybeApplied: undefined });
      expectNoTimers(time);
    });
  }

  it("of a read come where no answer came", async () => {
    const { stage, time, fetch, providers } = await held({ dialect });
    const restore = await stage.fault(SHOW, { drop: "before", times: Infinity });
    const { error } = await overPauses([500, 1000], { fetch, time }, () => providers.show(ID));
    expectError(error, { kind: "connection", attempt: 3, operation: "show" });
    await restore();
  });

  it("of a write do not come, whatever happens", async () => {
    for (const [route, call] of writes) {
      const stage = await simulatePortsipHere({ dialect, providers: 1 });
      const providers = await stage.signedIn({ maxRetries: 5 });
      for (const [fault, facts] of [
        [{ status: 408 }, { kind: "timeout", maybeApplied: undefined }],
        [{ status: 429 }, { kind: "rate-limit", maybeApplied: undefined, retryAfterMs: 60_000, retryable: true }],
        [{ status: 429, headers: { "retry-after": "3" } }, { kind: "rate-limit", maybeApplied: undefined, retryAfterMs: 3000, retryable: true }],
        [{ status: 500 }, { kind: "server", maybeApplied: true }],
        [{ status: 503, headers: { "retry-after": "1" } }, { kind: "server", maybeApplied: true, retryAfterMs: 1000 }],
        [{ drop: "before" }, { kind: "connection", maybeApplied: true }],
      ]) {
        stage.forget();
        stage.fault(route, fault);
        expectError(await rejected(call(providers)), { attempt: 1, ...facts });
        expect(stage.wire().length).to.equal(1);
      }
    }
  });

  it("do not come after a refusal", async () => {
    const { stage, time, fetch, providers } = await held({ dialect });
    for (const status of [400, 403, 404, 409, 422]) {
      await stage.fault(LIST, { status });
      expectError((await overPauses([], { fetch, time }, () => providers.list())).error, { status, attempt: 1 });
    }
  });

  it("wait as long as Retry-After says, up to a minute", async () => {
    const { stage, time, fetch, providers } = await held({ dialect });
    for (const [value, ms] of [["3", 3000], ["0", 0], ["60", 60_000]]) {
      await stage.fault(LIST, { status: 429, headers: { "retry-after": value } });
      await overPauses([ms], { fetch, time }, () => providers.list());
    }
    await stage.fault(LIST, { status: 503, headers: { "retry-after": "2" } });
    await overPauses([2000], { fetch, time }, () => providers.list());
    await stage.fault(LIST, { status: 429, headers: { "retry-after": "61" } });
    expectError((await overPauses([], { fetch, time }, () => providers.list())).error, { kind: "rate-limit", retryAfterMs: 61_000, attempt: 1, retryable: true });
  });

  it("wait a minute where a 429 does not say how long", async () => {
    const { stage, time, fetch, providers } = await held({ dialect });
    await stage.fault(LIST, { status: 429 });
    expect((await overPauses([60_000], { fetch, time }, () => providers.list())).value.providers).to.have.length(1);
  });

  it("obey the limit of a PBX that counts", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn({ maxRetries: 0 });
    await stage.portsip.limitRate(2);
    for (let call = 0; call < 2; call += 1) await providers.list();
    const error = await rejected(providers.list());
    expectError(error, { kind: "rate-limit", status: 429, reason: "rate_limited" });
    expect(error.retryAfterMs).to.be.within(50_000, 60_000);
  });

  for (const [what, client, options, pauses] of [
    ["that of the client", { maxRetries: 1 }, {}, [500]],
    ["that of the call", { maxRetries: 0 }, { maxRetries: 3 }, [500, 1000, 2000]],
    ["none", { maxRetries: 0 }, {}, []],
  ]) {
    it(`are as many as is wanted: ${what}`, async () => {
      const { stage, time, fetch, providers } = await held({ dialect }, client);
      await stage.fault(LIST, { status: 500, times: Infinity });
      expectError((await overPauses(pauses, { fetch, time }, () => providers.list({}, options))).error, { attempt: pauses.length + 1 });
    });
  }

  it("come for the reads within other calls", async () => {
    const { stage, time, providers } = await held({ dialect, providers: [trunkFor(dialect)] });
    await stage.fault(SHOW, { status: 503 });
    const call = watch(providers.update({ id: ID, reregister_interval: 7 }, { mode: "merge" }));
    await eventually(() => time.isDue(500));
    await time.pass(500);
    await call.done;
    expect(call.error).to.equal(undefined);
    expect(stage.wire().map((line) => line.split(" ")[0])).to.deep.equal(["GET", "GET", "POST"]);
  });

  it("do not count a renewal among them", async () => {
    const { stage, time, providers } = await held({ dialect });
    await stage.portsip.expireTokens();
    await stage.fault(LIST, { status: 503, times: 2 });
    const call = watch(providers.list());
    for (const ms of [500, 1000]) {
      await eventually(() => time.isDue(ms));
      await time.pass(ms);
    }
    await call.done;
    expect(call.value.providers).to.have.length(1);
  });

  it("are told of, as is a limit", async () => {
    const { stage, time, fetch, providers } = await held({ dialect });
    const told = [];
    for (const event of ["retry", "rateLimited"]) providers.on(event, ({ error, ...info }) => told.push([event, info, error?.status]));
    await stage.fault(LIST, { status: 503 });
    await overPauses([500], { fetch, time }, () => providers.list());
    await stage.fault(LIST, { status: 429, headers: { "retry-after": "2" } });
    await overPauses([2000], { fetch, time }, () => providers.list());
    expect(told).to.deep.equal([
      ["retry", { operation: "list", attempt: 1, delayMs: 500 }, 503],
      ["rateLimited", { operation: "list", retryAfterMs: 2000 }, undefined],
      ["retry", { operation: "list", attempt: 1, delayMs: 2000 }, 429],
    ]);
  });
});

describe("Timeouts of PortSIP", () => {
  it("end a try that gets no answer, and there are two more for a read", async () => {
    const { stage, time, fetch, providers } = await held();
    await stage.fault("GET /providers/list", { hang: true, times: Infinity });
    const before = fetch.calls.length;
    const call = watch(providers.list({}, { timeoutMs: 5000 }));
    for (const [index, pause] of [500, 1000, 0].entries()) {
      await eventually(() => fetch.calls.length === before + index + 1);
      await moment();
      await time.pass(4999);
      expect(fetch.calls.at(-1).init.signal.aborted).to.equal(false);
      await time.pass(1);
      expect(fetch.calls.at(-1).init.signal.aborted).to.equal(true);
      await time.pass(pause);
    }
    await call.done;
    expectError(call.error, { kind: "timeout", attempt: 3, retryable: true, maybeApplied: undefined });
    expectNoTimers(time);
  });

  for (const [what, client, options, ms] of [
    ["of the client", { timeoutMs: 1200 }, {}, 1200],
    ["of the call", { timeoutMs: 1200 }, { timeoutMs: 700 }, 700],
    ["that nobody gave, half a minute", {}, {}, 30_000],
  ]) {
    it(`are those ${what}, for a write once`, async () => {
      const { stage, time, providers } = await held({}, client);
      await stage.fault("POST /providers/create", { hang: true });
      const call = watch(providers.create(TRUNK, options));
      await eventually(() => stage.wire().length === 1);
      await moment();
      await time.pass(ms - 1);
      expect(call.settled).to.equal(false);
      await time.pass(1);
      await call.done;
      expectError(call.error, { kind: "timeout", attempt: 1, maybeApplied: true, retryable: false, message: `create had no answer within ${ms} ms` });
      expectNoTimers(time);
    });
  }

  it("end a body that stalls", async () => {
    const { stage, time, fetch, providers } = await held({}, { maxRetries: 0 });
    await stage.fault("GET /providers/list", { hangBody: true });
    const before = fetch.answered;
    const call = watch(providers.list({}, { timeoutMs: 900 }));
    await eventually(() => fetch.answered === before + 1);
    await moment();
    expect(call.settled).to.equal(false);
    await time.pass(900);
    await call.done;
    expectError(call.error, { kind: "timeout", operation: "list" });
    expectNoTimers(time);
  });

  it("of 0 are none", async () => {
    const { stage, time, providers } = await held({}, { timeoutMs: 0 });
    await stage.fault("GET /providers/list", { hang: true });
    const call = watch(providers.list());
    await eventually(() => stage.wire().length === 1);
    await time.pass(10_000_000);
    expect(call.settled).to.equal(false);
    providers.close();
    await call.done;
  });
});

inBoth("13.7 A create whose answer is lost", (dialect) => {
  const newer = dialect === "v22";
  const CREATE = newer ? "POST /providers" : "POST /providers/create";

  it("13.7 rejects with maybeApplied; ensure then reports unchanged", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(CREATE, { drop: "after" });
    const error = await rejected(providers.create(trunkFor(dialect)));
    expectError(error, { kind: "connection", reason: "network", maybeApplied: true, retryable: false });
    expect((await stage.state()).providers.length).to.equal(1);
    const { name, ...spec } = trunkFor(dialect);
    expect(await providers.ensure(name, spec)).to.deep.equal({ id: ID, action: "unchanged", diff: {} });
    expect((await stage.state()).providers.length).to.equal(1);
  });

  it("13.7 that was not done is done by ensure", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(CREATE, { drop: "before" });
    expectError(await rejected(providers.create(trunkFor(dialect))), { maybeApplied: true });
    const { name, ...spec } = trunkFor(dialect);
    expect(await providers.ensure(name, spec)).to.include({ id: ID, action: "created" });
  });

  it("cannot be told from one that timed out", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(CREATE, { hangBody: true });
    expectError(await rejected(providers.create(trunkFor(dialect), { timeoutMs: 100 })), { kind: "timeout", maybeApplied: true });
    expect((await providers.ensure(TRUNK.name, { port: 5060 })).action).to.equal("unchanged");
  });
});
