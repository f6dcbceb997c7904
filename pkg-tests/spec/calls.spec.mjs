import { eventually, expect, expectError, expectNoSecret, holdTime, it, rejected, settle, simulate, simulateHere, takeReports, toldHooks, watch } from "./support.mjs";

const SEARCH = "GET /api/v1.0/cdr/searchpersonal";
const PRODUCT = "GET /api/v1.0/pbx/getproduct";
const LOGIN = "POST /api/v1.0/login";

async function held(options) {
  const stage = await simulateHere();
  const time = holdTime();
  return { stage, time, pbx: await stage.live(options) };
}

describe("the time of one try", () => {
  it("is ten minutes unless said otherwise", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault(SEARCH, { hang: true });
    const call = watch(pbx.cdrQuery());
    await time.pass(599_999);
    expect(call.settled).to.equal(false);
    await time.pass(1);
    await call.done;
    expectError(call.error, { kind: "timeout", code: "ECONNABORTED", retryable: true });
  });

  for (const [what, clientMs, callMs, wanted] of [["the client's", 700, undefined, 700], ["the call's, which wins", 700, 300, 300]]) {
    it(`is ${what} timeoutMs`, async () => {
      const { stage, time, pbx } = await held({ timeoutMs: clientMs });
      await stage.fault(SEARCH, { hang: true });
      const call = watch(pbx.cdrQuery({}, callMs === undefined ? {} : { timeoutMs: callMs }));
      await time.pass(wanted - 1);
      expect(call.settled).to.equal(false);
      await time.pass(1);
      await call.done;
      expectError(call.error, { kind: "timeout", operation: "cdrQuery", attempt: 1 });
    });
  }

  it("has no limit with 0", async () => {
    const { stage, time, pbx } = await held({ timeoutMs: 300 });
    await stage.fault(SEARCH, { hang: true });
    const call = watch(pbx.cdrQuery({}, { timeoutMs: 0 }));
    await time.pass(3_600_000);
    expect(call.settled).to.equal(false);
    pbx.destroy();
    await call.done;
  });

  it("covers the body", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault(SEARCH, { hangBody: true });
    const call = watch(pbx.cdrQuery({}, { timeoutMs: 400 }));
    await time.pass(399);
    expect(call.settled).to.equal(false);
    await time.pass(1);
    await call.done;
    expectError(call.error, { kind: "timeout" });
  });

  it("cancels the request at the network", async () => {
    const stage = await simulateHere();
    const signals = [];
    const pbx = await stage.live({ fetch: (url, options) => (signals.push(options.signal), stage.sim.fetch(url, options)) });
    await stage.fault(SEARCH, { hang: true });
    await rejected(pbx.cdrQuery({}, { timeoutMs: 20 }));
    expect(signals.at(-1).aborted).to.equal(true);
  });

  it("leaves no timer behind when the answer comes", async () => {
    const { time, pbx } = await held();
    const before = time.timers;
    await pbx.cdrQuery();
    expect(time.timers).to.equal(before);
  });
});

describe("trying again", () => {
  it("does not happen unless asked for", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(SEARCH, { status: 503 });
    expectError(await rejected(pbx.cdrQuery()), { status: 503, attempt: 1 });
    expect(await stage.count(SEARCH)).to.equal(1);
  });

  for (const [what, fault] of [["HTTP 503", { status: 503 }], ["HTTP 500", { status: 500 }], ["HTTP 429", { status: 429 }], ["HTTP 408", { status: 408 }], ["no answer", { drop: "before", times: 1 }]]) {
    it(`helps after ${what}, by the client's maxRetries`, async () => {
      const stage = await simulate();
      const pbx = await stage.live({ maxRetries: 1 });
      await stage.fault(SEARCH, fault);
      expect((await pbx.cdrQuery()).errcode).to.equal(0);
      expect(await stage.count(SEARCH)).to.equal(2);
    });
  }

  for (const status of [400, 403, 404, 409]) {
    it(`does not happen after HTTP ${status}`, async () => {
      const stage = await simulate();
      const pbx = await stage.live();
      await stage.fault(SEARCH, { status });
      expectError(await rejected(pbx.cdrQuery({}, { maxRetries: 3 })), { status, attempt: 1 });
      expect(await stage.count(SEARCH)).to.equal(1);
    });
  }

  it("ends with the last error and says which try it was", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault(SEARCH, { status: 503, times: Infinity });
    const call = watch(pbx.cdrQuery({}, { maxRetries: 2 }));
    while (!call.settled) await time.pass(1_000);
    expectError(call.error, { status: 503, attempt: 3, code: "ERR_BAD_RESPONSE" });
    expect(await stage.count(SEARCH)).to.equal(3);
  });

  it("waits half a second, then twice that, less up to a quarter", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const times = [];
    const fetch = (url, options) => {
      if (url.includes("searchpersonal")) times.push(Date.now());
      return stage.sim.fetch(url, options);
    };
    const pbx = await stage.live({ fetch });
    await stage.fault(SEARCH, { status: 503, times: Infinity });
    const call = watch(pbx.cdrQuery({}, { maxRetries: 3 }));
    while (!call.settled) await time.pass(100);
    const pauses = times.slice(1).map((at, index) => at - times[index]);
    expect(pauses).to.have.length(3);
    for (const [index, most] of [500, 1_000, 2_000].entries()) expect(pauses[index]).to.be.within(most * 0.75, most + 1);
  });

  for (const [what, header] of [["in seconds", () => "2"], ["as a date", () => new Date(Date.now() + 2_000).toUTCString()]]) {
    it(`waits as long as Retry-After says, ${what}`, async () => {
      const { stage, time, pbx } = await held();
      await stage.fault(SEARCH, { status: 503, headers: { "retry-after": header(), "access-control-expose-headers": "retry-after" } });
      const call = watch(pbx.cdrQuery({}, { maxRetries: 1 }));
      await eventually(async () => (await stage.count(SEARCH)) === 1);
      await time.pass(1_999);
      expect(await stage.count(SEARCH)).to.equal(1);
      await time.pass(1);
      await call.done;
      expect(call.value.errcode).to.equal(0);
      expect(await stage.count(SEARCH)).to.equal(2);
    });
  }

  it("does not happen when Retry-After asks for more than a minute: the error says how long", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault(SEARCH, { status: 429, headers: { "retry-after": "61" } });
    const error = await rejected(pbx.cdrQuery({}, { maxRetries: 3 }));
    expectError(error, { status: 429, kind: "rate-limit", retryAfterMs: 61_000, retryable: true, attempt: 1 });
    await time.pass(120_000);
    expect(await stage.count(SEARCH)).to.equal(1);
  });

  it("helps the reads of a start", async () => {
    const { stage, time } = await held();
    await stage.fault(PRODUCT, { status: 503 });
    const pbx = stage.operator({ ...(await stage.credentialsOf("1001")), maxRetries: 1 });
    const start = watch(pbx.init());
    while (!start.settled) await time.pass(500);
    expect(start.value.extensionNumber).to.equal("1001");
    expect(await stage.count(PRODUCT)).to.equal(3);
  });

  it("never repeats a login whose fate is unknown, and says that it is", async () => {
    const stage = await simulate();
    const pbx = stage.operator({ maxRetries: 3 });
    await stage.fault(LOGIN, { drop: "after", times: Infinity });
    expectError(await rejected(pbx.init()), { code: -102, kind: "connection", maybeApplied: true });
    expect(await stage.count(LOGIN)).to.equal(1);
  });

  it("asks for a whole new try: the body of the last is not waited for", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(SEARCH, { hangBody: true });
    expect((await pbx.cdrQuery({}, { maxRetries: 1, timeoutMs: 1_000 })).errcode).to.equal(0);
    expect(await stage.count(SEARCH)).to.equal(2);
  });
});

describe("the signal of a call", () => {
  const aborted = { name: "CanceledError", code: "ERR_CANCELED", kind: "aborted", retryable: false };

  it("that has aborted before sends nothing", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const reason = new Error("never mind");
    for (const operation of ["cdrQuery", "logout"]) {
      const options = { signal: AbortSignal.abort(reason) };
      const error = await rejected(operation === "cdrQuery" ? pbx.cdrQuery({}, options) : pbx.logout(options));
      expectError(error, { ...aborted, cause: reason, operation });
    }
    expect([await stage.count(SEARCH), await stage.count("GET /api/v1.0/logout")]).to.deep.equal([0, 0]);
  });

  for (const [when, fault] of [["while nothing has come", { hang: true }], ["in the body", { hangBody: true }]]) {
    it(`aborts ${when}, through a real network`, async () => {
      const stage = await simulate();
      const pbx = await stage.live();
      await stage.fault(SEARCH, fault);
      const controller = new AbortController();
      const call = watch(pbx.cdrQuery({}, { signal: controller.signal }));
      await eventually(async () => (await stage.count(SEARCH)) === 1);
      await settle();
      expect(call.settled).to.equal(false);
      const reason = new Error("never mind");
      controller.abort(reason);
      await call.done;
      expectError(call.error, { ...aborted, cause: reason });
      expect(pbx.feed.state).to.equal("live");
    });
  }

  it("aborts in the pause between two tries, and no further try follows", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault(SEARCH, { status: 503, times: Infinity });
    const controller = new AbortController();
    const call = watch(pbx.cdrQuery({}, { signal: controller.signal, maxRetries: 5 }));
    await eventually(async () => (await stage.count(SEARCH)) === 1);
    await settle();
    controller.abort();
    await call.done;
    expectError(call.error, aborted);
    await time.pass(60_000);
    expect(await stage.count(SEARCH)).to.equal(1);
  });

  it("changes nothing when it aborts afterwards, and is not listened to any more", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args) => ((listeners += 1), add(...args));
    signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
    expect((await pbx.cdrQuery({}, { signal })).errcode).to.equal(0);
    controller.abort();
    expect(listeners).to.equal(0);
  });

  it("ends its own call alone", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(SEARCH, { hang: true, times: 2 });
    const controller = new AbortController();
    // Of equal requests a browser may keep the second waiting for the first.
    const calls = [watch(pbx.cdrQuery({ page: 1 }, { signal: controller.signal })), watch(pbx.cdrQuery({ page: 2 }))];
    await eventually(async () => (await stage.count(SEARCH)) === 2);
    controller.abort();
    await calls[0].done;
    expect(calls[0].error.kind).to.equal("aborted");
    expect((await pbx.cdrQuery({ page: 3 })).errcode).to.equal(0);
    expect(calls[1].settled).to.equal(false);
  });

  it("may be null, as for fetch", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    expect((await pbx.cdrQuery({}, { signal: null })).errcode).to.equal(0);
  });
});

describe("maxBodyBytes", () => {
  const reply = { errcode: 0, errmsg: "ü".repeat(500) };
  const size = new TextEncoder().encode(JSON.stringify(reply)).length;

  for (const [where, options] of [["of the call", (most) => [{}, { maxBodyBytes: most }]], ["of the client", (most) => [{ maxBodyBytes: most }, {}]]]) {
    it(`${where} refuses a longer answer that tells its length`, async () => {
      const stage = await simulate();
      const [client, call] = options(size - 1);
      const pbx = await stage.live(client);
      await stage.fault(SEARCH, { body: reply });
      const error = await rejected(pbx.cdrQuery({}, call));
      expectError(error, { kind: "decode", operation: "cdrQuery", retryable: false });
      expect(error.message).to.include("maxBodyBytes");
    });

    it(`${where} lets one through that is just as long`, async () => {
      const stage = await simulate();
      const [client, call] = options(size);
      const pbx = await stage.live(client);
      await stage.fault(SEARCH, { body: reply });
      expect(await pbx.cdrQuery({}, call)).to.deep.equal(reply);
    });
  }

  /** Answers in pieces and tells no length. */
  const inPieces = (stage, pieces, seen = {}) => async (url, options) => {
    if (!url.includes("searchpersonal")) return stage.sim.fetch(url, options);
    const bytes = new TextEncoder().encode(JSON.stringify(reply));
    let place = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (place >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(place, (place += pieces)));
        seen.bytes = Math.min(place, bytes.length);
      },
      cancel: () => void (seen.cancelled = true),
    }, { highWaterMark: 0 });
    options.signal.addEventListener("abort", () => (seen.aborted = true));
    return new Response(body, { headers: { "content-type": "application/json" } });
  };

  it("counts the bytes of an answer that tells no length, and stops reading", async () => {
    const stage = await simulateHere();
    const seen = {};
    const pbx = await stage.live({ fetch: inPieces(stage, 100, seen) });
    const error = await rejected(pbx.cdrQuery({}, { maxBodyBytes: 250 }));
    expectError(error, { kind: "decode" });
    expect(error.message).to.include("maxBodyBytes");
    expect(seen.bytes).to.be.lessThan(500);
    expect(seen.aborted).to.equal(true);
  });

  for (const pieces of [1, 7, 100_000]) {
    it(`reads an answer in pieces of ${pieces} bytes whole, letters cut in two included`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.live({ fetch: inPieces(stage, pieces) });
      expect(await pbx.cdrQuery({}, { maxBodyBytes: size })).to.deep.equal(reply);
    });
  }
});

describe("onRequest and onResponse", () => {
  it("tell of each request of a start, in order, and of the socket", async () => {
    const stage = await simulate();
    const { told, ...options } = toldHooks();
    await stage.live(options);
    const requests = told.filter(([what]) => what === "request").map(([, info]) => info);
    expect(requests).to.deep.equal(
      [
        ["GET", `http://${stage.host}/api/v1.0/pbx/getproduct?host=${stage.host}`, "getproduct"],
        ["POST", `http://${stage.host}/api/v1.0/login`, "login"],
        ["GET", `http://${stage.host}/api/v1.0/extension/getpersonalglobal`, "init"],
        ["GET", `http://${stage.host}/api/v1.0/licenseservice/get`, "init"],
        ["GET", `http://${stage.host}/api/v1.0/extension/getpersonal`, "init"],
        ["GET", `http://${stage.host}/api/v1.0/extension/getregisterinfo`, "init"],
        ["GET", `ws://${stage.host}/api/v1.0/subscribe?access_token=***`, "feed"],
      ].map(([method, url, operation]) => ({ method, url, operation, attempt: 1 })),
    );
    const responses = told.filter(([what]) => what === "response").map(([, info]) => info);
    expect(responses.map(({ durationMs, status, ...request }) => request)).to.deep.equal(requests);
    expect(responses.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200, 101]);
    for (const { durationMs } of responses) expect(durationMs).to.be.a("number").and.within(0, 10_000);
    expectNoSecret(JSON.stringify(told), "the hooks");
  });

  it("tell of each try, with its status", async () => {
    const { stage, time } = await held();
    const { told, ...options } = toldHooks();
    const pbx = await stage.signedIn({ ...(await stage.credentialsOf("1001")), ...options });
    told.splice(0);
    await stage.fault(SEARCH, { status: 503 });
    const call = watch(pbx.cdrQuery({}, { maxRetries: 1 }));
    while (!call.settled) await time.pass(500);
    const facts = told.filter(([, { operation }]) => operation === "cdrQuery").map(([what, { attempt, status }]) => [what, attempt, status]);
    expect(facts).to.deep.equal([["request", 1, undefined], ["response", 1, 503], ["request", 2, undefined], ["response", 2, 200]]);
  });

  it("have no status where no answer came", async () => {
    const stage = await simulate();
    const { told, ...options } = toldHooks();
    const pbx = await stage.live(options);
    await stage.fault(SEARCH, { drop: "before", times: Infinity });
    await rejected(pbx.cdrQuery());
    const [what, info] = told.at(-1);
    expect([what, info.operation, "status" in info]).to.deep.equal(["response", "cdrQuery", false]);
  });

  it("tell of failed openings of the socket, with their number", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const { told, ...options } = toldHooks();
    const pbx = await stage.live(options);
    told.splice(0);
    await stage.fault("socket", { drop: "before" });
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await time.pass(6_000);
    await stage.subscribed(pbx);
    const facts = told.map(([what, { operation, attempt, status }]) => [what, operation, attempt, status]);
    expect(facts).to.deep.equal([["request", "feed", 2, undefined], ["response", "feed", 2, undefined], ["request", "feed", 3, undefined], ["response", "feed", 3, 101]]);
    expectNoSecret(JSON.stringify(told), "the hooks");
  });

  it("that throw are reported and change nothing", async () => {
    const stage = await simulate();
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    const pbx = await stage.live({ onRequest: fail, onResponse: fail });
    expect((await pbx.cdrQuery()).errcode).to.equal(0);
    const reports = takeReports();
    expect(reports).to.have.length(16);
    expect(new Set(reports)).to.deep.equal(new Set([mistake]));
  });

  it("are told nothing of a call that was refused for its arguments", async () => {
    const stage = await simulate();
    const { told, ...options } = toldHooks();
    const pbx = await stage.live(options);
    told.splice(0);
    await rejected(pbx.cdrQuery({ page: "1" }));
    expect(told).to.deep.equal([]);
  });
});

describe("the fetch of the options", () => {
  it("is called with a text and a plain object, and without a this", async () => {
    const stage = await simulateHere();
    const seen = [];
    const pbx = await stage.live({
      fetch: function (...args) {
        seen.push([this, ...args]);
        return stage.sim.fetch(...args);
      },
    });
    expect(pbx.isInited).to.equal(true);
    for (const [self, url, options] of seen) {
      expect(self).to.equal(undefined);
      expect(url).to.be.a("string");
      expect(Object.keys(options).sort()).to.deep.equal(["body", "headers", "method", "signal"]);
      expect(options.signal).to.be.instanceOf(AbortSignal);
    }
  });

  for (const [what, fetch, kind] of [
    ["throws at once", () => { throw new Error("no network here"); }, "connection"],
    ["answers nothing", () => undefined, "decode"],
    ["answers an object that is no response", async () => ({}), "decode"],
    ["answers a status that is none", async () => ({ status: 0 }), "decode"],
  ]) {
    it(`that ${what} is an error of kind ${kind}, not a call that never ends`, async () => {
      const stage = await simulateHere();
      let broken = false;
      const pbx = await stage.live({ fetch: (...args) => (broken ? fetch(...args) : stage.sim.fetch(...args)) });
      broken = true;
      expectError(await rejected(pbx.cdrQuery()), { kind, operation: "cdrQuery" });
    });
  }

  it("need not be given: the page's is looked up at each use", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const { fetch: own, ...options } = stage.options();
    const real = globalThis.fetch;
    const { init } = await import("./support.mjs");
    globalThis.fetch = stage.sim.fetch;
    try {
      const result = await init({ ...options, ...(await stage.credentialsOf("1001")) });
      expect(result.registerInfo.extensionNumber).to.equal("1001");
      result.destroy();
    } finally {
      globalThis.fetch = real;
    }
    expect(pbx.isInited).to.equal(true);
  });
});
