import { eventually, expect, holdTime, it, rejected, watch } from "./support.mjs";
import { countedSignal, entry, expectError, expectNoTimers, moment, simulateTelnyx, simulateTelnyxHere, watchedFetch } from "./telnyx-support.mjs";

const { APIUserAbortError, TelnyxError } = entry;

const LIST = "GET /v2/ips";
const REASON = new Error("the user went elsewhere");

const expectAborted = (error, cause = REASON, more = {}) =>
  expectError(error, APIUserAbortError, { kind: "aborted", message: "Request was aborted.", cause, retryable: false, status: undefined, ...more });

describe("An abort of a Telnyx call", () => {
  it("beforehand sends nothing", async () => {
    const stage = await simulateTelnyx();
    const signal = AbortSignal.abort(REASON);
    for (const call of [(client) => client.ips.list({}, { signal }), (client) => client.ips.create({ ip_address: "203.0.113.7" }, { signal }), (client) => client.get("/ips", { signal })]) {
      expectAborted(await rejected(call(stage.client())));
    }
    await moment();
    expect(await stage.wire()).to.deep.equal([]);
  });

  it("in the turn of the call sends nothing", async () => {
    const stage = await simulateTelnyx();
    const { controller, signal, listeners } = countedSignal();
    const call = stage.client().ips.list({}, { signal });
    controller.abort(REASON);
    expectAborted(await rejected(call));
    await moment();
    expect([await stage.wire(), listeners.size]).to.deep.equal([[], 0]);
  });

  it("while nothing is answered is prompt, ends the request, and is not retried", async () => {
    const stage = await simulateTelnyx();
    await stage.fault(LIST, { hang: true });
    const { controller, signal, listeners } = countedSignal();
    const fetch = watchedFetch();
    const call = watch(stage.client({ fetch }).ips.list({}, { signal }));
    await eventually(async () => (await stage.count(LIST)) === 1);
    expect(listeners.size).to.be.above(0);
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error, REASON, { operation: "ips.list", attempt: 1 });
    expect(fetch.calls[0].init.signal.aborted).to.equal(true);
    await moment();
    expect([await stage.count(LIST), listeners.size]).to.deep.equal([1, 0]);
  });

  it("in a pause between two tries is prompt", async () => {
    const stage = await simulateTelnyx();
    const time = holdTime();
    await stage.fault(LIST, { status: 429, headers: { "retry-after": "30" } });
    const { controller, signal, listeners } = countedSignal();
    const fetch = watchedFetch();
    const call = watch(stage.client({ fetch }).ips.list({}, { signal }));
    await eventually(() => fetch.answered === 1);
    await moment();
    expect(call.settled).to.equal(false);
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
    expectNoTimers(time);
    expect(listeners.size).to.equal(0);
    await time.pass(60_000);
    expect(await stage.count(LIST)).to.equal(1);
  });

  it("in a body that stalls is prompt", async () => {
    const stage = await simulateTelnyx({ ips: 3 });
    await stage.fault(LIST, { hangBody: true });
    const { controller, signal, listeners } = countedSignal();
    const fetch = watchedFetch();
    const call = watch(stage.client({ fetch }).ips.list({}, { signal }));
    await eventually(() => fetch.answered === 1);
    await moment();
    expect(call.settled).to.equal(false);
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
    expect(fetch.calls[0].init.signal.aborted).to.equal(true);
    expect(listeners.size).to.equal(0);
  });

  it("in the body of a refusal is prompt", async () => {
    const stage = await simulateTelnyx();
    await stage.fault(LIST, { status: 404, hangBody: true });
    const { controller, signal, listeners } = countedSignal();
    const fetch = watchedFetch();
    const call = watch(stage.client({ fetch }).ips.list({}, { signal }));
    await eventually(() => fetch.answered === 1);
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
    expect(listeners.size).to.equal(0);
  });

  it("of an answer that the page reads itself ends its body", async () => {
    const stage = await simulateTelnyx({ ips: 3 });
    await stage.fault(LIST, { hangBody: true });
    const controller = new AbortController();
    const response = await stage.client().ips.list({}, { signal: controller.signal }).asResponse();
    const read = watch(response.text());
    controller.abort(REASON);
    await read.done;
    expect(read.error).to.be.instanceOf(Error);
  });

  it("between two pages delivers what is there, and asks for no more", async () => {
    const stage = await simulateTelnyxHere({ connections: 0, ips: 30 });
    const { controller, signal, listeners } = countedSignal();
    const got = [];
    const walk = (async () => {
      for await (const item of stage.client().ips.list({ "page[size]": 10 }, { signal })) {
        got.push(item);
        if (got.length === 15) controller.abort(REASON);
      }
    })();
    expectAborted(await rejected(walk));
    expect(got).to.have.length(20);
    expect(await stage.count()).to.equal(2);
    expect(listeners.size).to.equal(0);
  });

  it("while a key is being fetched is prompt", async () => {
    const stage = await simulateTelnyx();
    const controller = new AbortController();
    const call = watch(stage.client({ apiKey: () => new Promise(() => {}) }).ips.list({}, { signal: controller.signal }));
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
    expect(await stage.wire()).to.deep.equal([]);
  });

  it("is prompt although a fetch does not hear of it", async () => {
    const stage = await simulateTelnyx();
    const controller = new AbortController();
    const call = watch(stage.client({ fetch: () => new Promise(() => {}) }).ips.list({}, { signal: controller.signal }));
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
  });

  for (const reason of ["a text", 0, null, Object.freeze({ own: true })]) {
    it(`hands on the reason ${JSON.stringify(reason)}`, async () => {
      const stage = await simulateTelnyx();
      expectAborted(await rejected(stage.client().ips.list({}, { signal: AbortSignal.abort(reason) })), reason);
    });
  }

  it("after the answer changes nothing, and no listener is left", async () => {
    const stage = await simulateTelnyx({ ips: 3 });
    const { controller, signal, listeners } = countedSignal();
    const client = stage.client();
    for (let call = 0; call < 10; call += 1) expect((await client.ips.list({}, { signal })).data).to.have.length(3);
    await stage.fault(LIST, { status: 404 });
    await rejected(client.ips.list({}, { signal }));
    const restore = await stage.fault(LIST, { drop: "before", times: Infinity });
    await rejected(client.ips.list({}, { signal, maxRetries: 0 }));
    expect(listeners.size).to.equal(0);
    controller.abort(REASON);
    await restore();
    expect((await client.ips.list()).data).to.have.length(3);
  });

  it("by the client's signal ends all its calls, and those of later", async () => {
    const stage = await simulateTelnyx();
    for (const route of [LIST, "GET /v2/ips/1"]) await stage.fault(route, { hang: true });
    const { controller, signal, listeners } = countedSignal();
    const client = stage.client({ signal });
    const calls = [watch(client.ips.list()), watch(client.ips.retrieve("1"))];
    await eventually(async () => (await stage.count()) === 2);
    controller.abort(REASON);
    for (const call of calls) {
      await call.done;
      expectAborted(call.error);
    }
    expectAborted(await rejected(client.ips.list()));
    await moment();
    expect([await stage.count(), listeners.size]).to.deep.equal([2, 0]);
  });
});

describe("maxBodyBytes of Telnyx", () => {
  const answer = { data: [{ id: "ü".repeat(500) }], meta: {} };
  const size = new TextEncoder().encode(JSON.stringify(answer)).length;

  for (const [where, client, call] of [["the client", size, undefined], ["the call", 5, size]]) {
    it(`of ${where} lets an answer through that is just as long, and refuses a longer one`, async () => {
      const stage = await simulateTelnyx();
      await stage.fault(LIST, { body: answer, times: 2 });
      const options = (less) => (call ? { maxBodyBytes: call - less } : {});
      const made = (less) => stage.client({ maxBodyBytes: call ? client : client - less });
      expect((await made(0).ips.list({}, options(0))).data).to.deep.equal(answer.data);
      const error = await rejected(made(1).ips.list({}, options(1)));
      expectError(error, TelnyxError, { kind: "decode", retryable: false, operation: "ips.list" });
      expect(error.message).to.include("maxBodyBytes");
      expect(await stage.count(LIST)).to.equal(2);
    });
  }

  it("ends an answer without end", async () => {
    const stage = await simulateTelnyx();
    await stage.fault(LIST, { endlessBody: true });
    const fetch = watchedFetch();
    const error = await rejected(stage.client({ fetch }).ips.list({}, { maxBodyBytes: 200_000 }));
    expectError(error, TelnyxError, { kind: "decode" });
    expect(fetch.calls[0].init.signal.aborted).to.equal(true);
  });

  it("reads pieces of any size whole, letters cut in two included", async () => {
    const stage = await simulateTelnyx();
    for (const piece of [1, 7, 100_000]) {
      const bytes = new TextEncoder().encode(JSON.stringify(answer));
      const fetch = async () => {
        let place = 0;
        const body = new ReadableStream({
          pull(controller) {
            if (place >= bytes.length) return controller.close();
            controller.enqueue(bytes.slice(place, (place += piece)));
          },
        });
        return new Response(body, { headers: { "content-type": "application/json" } });
      };
      expect((await stage.client({ fetch }).ips.list({}, { maxBodyBytes: size })).data).to.deep.equal(answer.data);
      expectError(await rejected(stage.client({ fetch }).ips.list({}, { maxBodyBytes: size - 1 })), TelnyxError, { kind: "decode" });
    }
  });
});
