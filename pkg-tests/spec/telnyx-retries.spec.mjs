import { eventually, expect, holdTime, inNode, it, rejected, watch } from "./support.mjs";
import { entry, expectError, expectNoTimers, moment, overPauses, simulateTelnyx, watchedFetch, withoutJitter } from "./telnyx-support.mjs";

const { APIConnectionError, APIConnectionTimeoutError, APIError, ConflictError, InternalServerError, RateLimitError } = entry;

const LIST = "GET /v2/ips";
const CREATE = "POST /v2/ips";
const BODY = { ip_address: "203.0.113.7" };

/** An account over HTTP, a client whose requests are watched, and time that stands still. */
async function held(fixtures, options) {
  const stage = await simulateTelnyx(fixtures);
  const time = holdTime();
  withoutJitter();
  const fetch = watchedFetch();
  return { stage, time, fetch, client: stage.client({ fetch, ...options }) };
}

describe("Telnyx retries", () => {
  it("come twice, after half a second and after one", async () => {
    const { stage, time, fetch, client } = await held({ ips: 2 });
    await stage.fault(LIST, { status: 503, times: 2 });
    const { value } = await overPauses([500, 1000], { fetch, time }, () => client.ips.list());
    expect(value.data).to.have.length(2);
    expect(await stage.count(LIST)).to.equal(3);
  });

  it("double their pauses up to eight seconds", async () => {
    const { stage, time, fetch, client } = await held();
    await stage.fault(LIST, { status: 500, times: Infinity });
    const pauses = [500, 1000, 2000, 4000, 8000, 8000, 8000];
    const { error } = await overPauses(pauses, { fetch, time }, () => client.ips.list({}, { maxRetries: 7 }));
    expectError(error, InternalServerError, { attempt: 8, status: 500 });
  });

  it("take up to a quarter off a pause, by chance", async () => {
    const { stage, time, fetch, client } = await held({ ips: 1 });
    Math.random = () => 0.999999;
    await stage.fault(LIST, { status: 500, times: 2 });
    expect((await overPauses([375, 750], { fetch, time }, () => client.ips.list())).value.data).to.have.length(1);
  });

  for (const [headers, ms] of [
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "60" }, 60_000],
    [{ "retry-after-ms": "1500" }, 1500],
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1500],
    [{ "retry-after-ms": "soon", "retry-after": "2" }, 2000],
    [{ "retry-after": "Mon, 05 Jan 2026 09:00:20 GMT" }, 20_000],
    [{ "retry-after": "Mon, 05 Jan 2026 08:00:00 GMT" }, 0],
    [{ "retry-after": "-5" }, 0],
  ]) {
    it(`wait ${ms} ms for ${JSON.stringify(headers)}`, async () => {
      const { stage, time, fetch, client } = await held({ ips: 1 });
      await stage.fault(LIST, { status: 429, headers });
      expect((await overPauses([ms], { fetch, time }, () => client.ips.list())).value.data).to.have.length(1);
    });
  }

  it("do not wait longer than a minute: the page is told how long", async () => {
    const { stage, client } = await held();
    await stage.fault(LIST, { status: 429, headers: { "retry-after": "61" } });
    expectError(await rejected(client.ips.list()), RateLimitError, { retryAfterMs: 61_000, attempt: 1, retryable: true });
    expect(await stage.count(LIST)).to.equal(1);
  });

  it("wait as long as the rate limit of the account says", async () => {
    const { stage, time, fetch, client } = await held({ ips: 1 });
    await client.ips.list();
    await stage.telnyx.limitRate({ requests: 1, windowMs: 50_000 });
    await client.ips.list();
    const limited = watch(client.ips.list());
    await eventually(() => fetch.answered === 3);
    await stage.telnyx.limitRate(null);
    await time.pass(40_000);
    expect([limited.settled, fetch.calls.length]).to.deep.equal([false, 3]);
    await time.pass(10_000);
    await limited.done;
    expect(limited.value.data).to.have.length(1);
  });

  for (const [status, Class, again] of [
    [400, entry.BadRequestError, false],
    [401, entry.AuthenticationError, false],
    [403, entry.PermissionDeniedError, false],
    [404, entry.NotFoundError, false],
    [408, APIError, true],
    [409, ConflictError, true],
    [422, entry.UnprocessableEntityError, false],
    [429, RateLimitError, true],
    [500, InternalServerError, true],
    [504, InternalServerError, true],
  ]) {
    it(`${again ? "follow" : "do not follow"} a ${status}, of a read and of a write`, async () => {
      const { stage, time, fetch, client } = await held();
      for (const [route, call] of [[LIST, () => client.ips.list()], [CREATE, () => client.ips.create(BODY)]]) {
        await stage.fault(route, { status, times: 3 });
        const { error } = await overPauses(again ? [500, 1000] : [], { fetch, time }, call);
        expectError(error, Class, { attempt: again ? 3 : 1 });
      }
    });
  }

  it("obey x-should-retry above all", async () => {
    const { stage, time, fetch, client } = await held({ ips: 1 });
    await stage.fault(LIST, { status: 404, headers: { "x-should-retry": "true" } });
    expect((await overPauses([500], { fetch, time }, () => client.ips.list())).value.data).to.have.length(1);
    await stage.fault(LIST, { status: 500, headers: { "x-should-retry": "false" } });
    expectError((await overPauses([], { fetch, time }, () => client.ips.list())).error, InternalServerError, { attempt: 1 });
  });

  it("are as many as the call says, or else the client", async () => {
    const { stage, time, fetch, client } = await held({}, { maxRetries: 1 });
    await stage.fault(LIST, { status: 500, times: Infinity });
    expect((await overPauses([500], { fetch, time }, () => client.ips.list())).error.attempt).to.equal(2);
    expect((await overPauses([], { fetch, time }, () => client.ips.list({}, { maxRetries: 0 }))).error.attempt).to.equal(1);
    expect((await overPauses([500, 1000, 2000], { fetch, time }, () => client.ips.list({}, { maxRetries: 3 }))).error.attempt).to.equal(4);
    client.maxRetries = 2;
    expect((await overPauses([500, 1000], { fetch, time }, () => client.ips.list())).error.attempt).to.equal(3);
  });

  it("follow a cut connection, for writes too: a create may then happen twice", async () => {
    const { stage, time, fetch, client } = await held({ connections: 0, ips: 0 });
    await stage.fault(CREATE, { drop: "after" });
    const { value } = await overPauses([500], { fetch, time }, () => client.ips.create(BODY));
    expect(value.data.ip_address).to.equal("203.0.113.7");
    expect((await stage.state()).ips).to.have.length(2);
  });

  it("do not repeat writes with retryWrites false, whose error says that it may have happened", async () => {
    const { stage, time, fetch, client } = await held({ connections: 0, ips: 0 }, { retryWrites: false });
    await stage.fault(CREATE, { drop: "after" });
    const { error } = await overPauses([], { fetch, time }, () => client.ips.create(BODY));
    expectError(error, APIConnectionError, { maybeApplied: true, attempt: 1, operation: "ips.create", retryable: true });
    expect((await stage.state()).ips).to.have.length(1);
    for (const status of [408, 409, 500]) {
      await stage.fault(CREATE, { status });
      expect((await overPauses([], { fetch, time }, () => client.ips.create(BODY))).error.status).to.equal(status);
    }
    // Here the server says that it did nothing.
    await stage.fault(CREATE, { status: 429, headers: { "retry-after": "1" } });
    expect((await overPauses([1000], { fetch, time }, () => client.ips.create(BODY))).value.data.ip_address).to.equal("203.0.113.7");
    await stage.fault(LIST, { status: 500 });
    expect((await overPauses([500], { fetch, time }, () => client.ips.list())).value.data).to.have.length(2);
  });

  it("leave maybeApplied to writes without an answer", async () => {
    const { stage, time, fetch, client } = await held({}, { maxRetries: 0 });
    const ends = [];
    for (const [route, call] of [
      [LIST, () => client.ips.list()],
      [CREATE, () => client.ips.create(BODY)],
      ["PATCH /v2/ips/1", () => client.ips.update("1", BODY)],
      ["DELETE /v2/ips/1", () => client.ips.delete("1")],
    ]) {
      // Browsers ask again by themselves after a cut connection.
      const restore = await stage.fault(route, { drop: "before", times: Infinity });
      ends.push((await overPauses([], { fetch, time }, call)).error.maybeApplied);
      await restore();
      await stage.fault(route, { status: 422 });
      ends.push((await overPauses([], { fetch, time }, call)).error.maybeApplied);
    }
    expect(ends).to.deep.equal([undefined, undefined, true, undefined, true, undefined, true, undefined]);
  });

  if (inNode) {
    it("tell the server their number", async () => {
      const { stage, time, fetch, client } = await held({ ips: 1 });
      await stage.fault(LIST, { status: 500, times: 2 });
      await overPauses([500, 1000], { fetch, time }, () => client.ips.list());
      expect((await stage.requests(LIST)).map(({ headers }) => headers["x-stainless-retry-count"])).to.deep.equal(["0", "1", "2"]);
    });
  }
});

describe("Telnyx timeouts", () => {
  it("end a try that gets no answer, and there are two more", async () => {
    const { stage, time, fetch, client } = await held();
    await stage.fault(LIST, { hang: true, times: Infinity });
    const call = watch(client.ips.list({}, { timeout: 5000 }));
    for (const [index, pause] of [500, 1000, 0].entries()) {
      await eventually(async () => (await stage.count(LIST)) === index + 1);
      await time.pass(4999);
      expect(fetch.calls[index].init.signal.aborted).to.equal(false);
      await time.pass(1);
      expect(fetch.calls[index].init.signal.aborted).to.equal(true);
      await time.pass(pause);
    }
    await call.done;
    expectError(call.error, APIConnectionTimeoutError, { kind: "timeout", retryable: true, attempt: 3, message: "Request timed out.", status: undefined });
    expectNoTimers(time);
  });

  for (const [what, client, options, ms] of [
    ["of the client", { timeout: 1200 }, {}, 1200],
    ["of the client, called timeoutMs", { timeoutMs: 1300 }, {}, 1300],
    ["of the call", { timeout: 1200 }, { timeout: 700 }, 700],
    ["of the call, called timeoutMs", {}, { timeoutMs: 800 }, 800],
    ["that nobody gave, a minute", {}, {}, 60_000],
  ]) {
    it(`are those ${what}`, async () => {
      const { stage, time, client: own } = await held({}, { maxRetries: 0, ...client });
      await stage.fault(LIST, { hang: true });
      const call = watch(own.ips.list({}, options));
      await eventually(async () => (await stage.count(LIST)) === 1);
      await time.pass(ms - 1);
      expect(call.settled).to.equal(false);
      await time.pass(1);
      await call.done;
      expectError(call.error, APIConnectionTimeoutError, { kind: "timeout", attempt: 1 });
      expectNoTimers(time);
    });
  }

  it("end a body that stalls", async () => {
    const { stage, time, fetch, client } = await held({ ips: 3 });
    await stage.fault(LIST, { hangBody: true });
    const call = watch(client.ips.list({}, { timeout: 900 }));
    await eventually(() => fetch.answered === 1);
    await moment();
    expect(call.settled).to.equal(false);
    await time.pass(900);
    await call.done;
    expectError(call.error, APIConnectionTimeoutError, { kind: "timeout", operation: "ips.list" });
    expect(fetch.calls[0].init.signal.aborted).to.equal(true);
    expectNoTimers(time);
  });

  it("end the body of a refusal that stalls, whose status is known", async () => {
    const { stage, time, fetch, client } = await held({}, { maxRetries: 0 });
    await stage.fault(LIST, { status: 404, hangBody: true });
    const call = watch(client.ips.list({}, { timeout: 900 }));
    await eventually(() => fetch.answered === 1);
    await time.pass(900);
    await call.done;
    expectError(call.error, entry.NotFoundError, { status: 404 });
  });

  it("of a write say that it may have happened", async () => {
    const { stage, time, client } = await held({ connections: 0, ips: 0 }, { retryWrites: false, timeout: 500 });
    await stage.fault(CREATE, { hang: true });
    const call = watch(client.ips.create(BODY));
    await eventually(async () => (await stage.count(CREATE)) === 1);
    await time.pass(500);
    await call.done;
    expectError(call.error, APIConnectionTimeoutError, { maybeApplied: true });
  });

  it("do not count an await between the answer and its body", async () => {
    const { time, client } = await held({ ips: 3 }, { timeout: 500 });
    const response = await client.ips.list().asResponse();
    await time.pass(10_000);
    expect((await response.json()).data).to.have.length(3);
  });
});
