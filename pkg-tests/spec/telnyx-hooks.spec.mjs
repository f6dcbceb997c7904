import { expect, expectTwoTries, holdTime, it, rejected, secretly, takeReports, toldHooks } from "./support.mjs";
import { entry, expectError, overPauses, simulateTelnyx, simulateTelnyxHere, Telnyx, watchedFetch, withoutJitter } from "./telnyx-support.mjs";

const { AuthenticationError, NotFoundError, TelnyxError } = entry;

const LIST = "GET /v2/ips";

/** A subclass that notes which of its hooks ran, in order. */
function noting(notes) {
  return class Noting extends Telnyx {
    async prepareOptions(options) {
      notes.push(["prepareOptions", options.method, options.path]);
      await super.prepareOptions(options);
    }
    async buildRequest(options, state) {
      notes.push(["buildRequest", state.retryCount]);
      return super.buildRequest(options, state);
    }
    buildURL(path, query, base) {
      notes.push(["buildURL", path, query]);
      return super.buildURL(path, query, base);
    }
    defaultQuery() {
      notes.push(["defaultQuery"]);
      return super.defaultQuery();
    }
    stringifyQuery(query) {
      notes.push(["stringifyQuery", query]);
      return super.stringifyQuery(query);
    }
    async authHeaders(options) {
      notes.push(["authHeaders"]);
      return super.authHeaders(options);
    }
    async bearerAuth(options) {
      notes.push(["bearerAuth"]);
      return super.bearerAuth(options);
    }
    validateHeaders(layers) {
      notes.push(["validateHeaders", layers.values.get("accept"), layers.nulls instanceof Set]);
      super.validateHeaders(layers);
    }
    async prepareRequest(request, { url, options }) {
      notes.push(["prepareRequest", request.headers instanceof Headers, new URL(url).pathname, options.path]);
      await super.prepareRequest(request, { url, options });
    }
    async fetchWithTimeout(url, init, ms, controller) {
      notes.push(["fetchWithTimeout", ms, controller instanceof AbortController]);
      return super.fetchWithTimeout(url, init, ms, controller);
    }
    makeStatusError(status, error, message, headers) {
      notes.push(["makeStatusError", status, headers instanceof Headers]);
      return super.makeStatusError(status, error, message, headers);
    }
  };
}

const ONE_TRY = (retryCount) => [
  ["prepareOptions", "get", "/ips"],
  ["buildRequest", retryCount],
  ["buildURL", "/ips", { sort: "x" }],
  ["defaultQuery"],
  ["stringifyQuery", { tenant: "1", sort: "x" }],
  ["authHeaders"],
  ["bearerAuth"],
  ["validateHeaders", "application/json", true],
  ["prepareRequest", true, "/v2/ips", "/ips"],
  ["fetchWithTimeout", 60_000, true],
];

describe("Hooks of a Telnyx subclass", () => {
  it("run in the vendor's order, for each try again", async () => {
    const stage = await simulateTelnyxHere();
    const time = holdTime();
    withoutJitter();
    const notes = [];
    const fetch = watchedFetch(stage.fetch);
    const client = new (noting(notes))(stage.options({ fetch, defaultQuery: { tenant: "1" } }));
    await stage.fault(LIST, { status: 500 });
    await stage.fault(LIST, { status: 404 });
    const { error } = await overPauses([500], { fetch, time }, () => client.ips.list({ sort: "x" }));
    expectError(error, NotFoundError);
    expect(notes).to.deep.equal([...ONE_TRY(0), ...ONE_TRY(1), ["makeStatusError", 404, true]]);
    expect(fetch.calls.map(({ url }) => url)).to.deep.equal(Array(2).fill(`${stage.url}/ips?tenant=1&sort=x`));
  });

  it("change what is sent", async () => {
    const stage = await simulateTelnyx({ ips: 2 });
    class Own extends Telnyx {
      async prepareOptions(options) {
        options.path = options.path.replace("/things", "/ips");
      }
      async authHeaders() {
        return { Authorization: `Bearer ${stage.credentials.apiKey}`, "x-own": "1" };
      }
      async prepareRequest(request) {
        request.headers.set("x-signed", "yes");
      }
      defaultQuery() {
        return { "page[size]": "1" };
      }
    }
    const client = new Own({ baseURL: stage.url });
    const { data } = await client.get("/things");
    expect(data).to.have.length(1);
    const [{ headers, target }] = await stage.requests();
    expect([headers["x-own"], headers["x-signed"], target]).to.deep.equal(["1", "yes", "/v2/ips?page%5Bsize%5D=1"]);
    expect(client.withOptions({ timeout: 1 })).to.be.instanceOf(Own);
  });

  it("make errors of their own", async () => {
    const stage = await simulateTelnyx();
    class Refused extends Error {}
    class Own extends Telnyx {
      makeStatusError(status, body) {
        return Object.assign(new Refused(`refused with ${status}`), { codes: body.errors.map(({ code }) => code) });
      }
    }
    const error = await rejected(new Own(stage.options({ apiKey: secretly("wrong") })).ips.list());
    expect(error).to.be.instanceOf(Refused);
    expect([error.message, error.codes]).to.deep.equal(["refused with 401", ["10009"]]);
  });

  for (const hook of ["prepareOptions", "buildRequest", "buildURL", "defaultQuery", "stringifyQuery", "authHeaders", "bearerAuth", "validateHeaders", "prepareRequest"]) {
    it(`that throw in ${hook} reject the call with just that, and nothing is sent`, async () => {
      const stage = await simulateTelnyx({ ips: 1 });
      const mistake = new Error(`a mistake in ${hook}`);
      class Own extends Telnyx {}
      Own.prototype[hook] = () => {
        throw mistake;
      };
      const neighbour = stage.client().ips.list();
      expect(await rejected(new Own(stage.options()).ips.list({ a: 1 }))).to.equal(mistake);
      expect((await neighbour).data).to.have.length(1);
      expect(await stage.count(LIST)).to.equal(1);
    });
  }

  it("that throw in makeStatusError reject the call with just that", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const mistake = new Error("a mistake in makeStatusError");
    class Own extends Telnyx {
      makeStatusError() {
        throw mistake;
      }
    }
    const client = new Own(stage.options({ apiKey: null }));
    expect(await rejected(client.ips.list())).to.equal(mistake);
    client.apiKey = stage.credentials.apiKey;
    expect((await client.ips.list()).data).to.have.length(1);
  });

  it("may call the client again while they run", async () => {
    const stage = await simulateTelnyx({ ips: 2, connections: 4 });
    class Own extends Telnyx {
      async prepareOptions({ path }) {
        if (path === "/ips") this.total = (await this.connections.retrieveCount()).data.counts.ip_connections;
      }
    }
    const client = new Own(stage.options());
    expect((await client.ips.list()).data).to.have.length(2);
    expect(client.total).to.equal(1);
  });
});

describe("onRequest and onResponse of Telnyx", () => {
  it("tell of each try, in order, with its status", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const time = holdTime();
    withoutJitter();
    const { told, ...options } = toldHooks();
    const fetch = watchedFetch(stage.fetch);
    const client = stage.client({ fetch, ...options });
    await stage.fault(LIST, { status: 503 });
    await overPauses([500], { fetch, time }, () => client.ips.list({ "page[size]": 5 }));
    expectTwoTries(told, { method: "GET", url: `${stage.url}/ips?page%5Bsize%5D=5`, operation: "ips.list" });
  });

  it("have no status where no answer came", async () => {
    const stage = await simulateTelnyx();
    const { told, ...options } = toldHooks();
    await stage.fault(LIST, { drop: "before", times: Infinity });
    await rejected(stage.client({ maxRetries: 0, ...options }).ips.list());
    expect(told.map(([what]) => what)).to.deep.equal(["request", "response"]);
    expect("status" in told[1][1]).to.equal(false);
  });

  it("call generic calls by their method, and pages by their list", async () => {
    const stage = await simulateTelnyxHere({ connections: 0, ips: 15 });
    const { told, ...options } = toldHooks();
    const client = stage.client(options);
    await client.get("/ips?page[size]=1");
    await client.ips.list({ "page[size]": 10 }).toArray();
    expect(told.filter(([what]) => what === "request").map(([, { operation }]) => operation)).to.deep.equal(["get", "ips.list", "ips.list"]);
  });

  it("are told nothing of a call that was refused for its arguments", async () => {
    const stage = await simulateTelnyx();
    const { told, ...options } = toldHooks();
    const client = stage.client(options);
    expectError(await rejected(client.ips.list({}, { maxRetries: -1 })), TelnyxError);
    expect(() => client.ips.retrieve("")).to.throw(TelnyxError);
    expect(told).to.deep.equal([]);
  });

  it("that throw are reported and change nothing", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    expect((await stage.client({ onRequest: fail, onResponse: fail }).ips.list()).data).to.have.length(1);
    expect(takeReports()).to.deep.equal([mistake, mistake]);
  });

  it("may end the call that they hear of", async () => {
    const stage = await simulateTelnyx();
    const controller = new AbortController();
    const client = stage.client({ onRequest: () => controller.abort("enough") });
    expectError(await rejected(client.ips.list({}, { signal: controller.signal })), entry.APIUserAbortError, { cause: "enough" });
    expect(await stage.wire()).to.deep.equal([]);
  });
});

describe("The logger of Telnyx", () => {
  const LEVELS = ["error", "warn", "info", "debug"];
  const loggerOf = (lines) => Object.fromEntries(LEVELS.map((level) => [level, (...args) => lines.push([level, ...args])]));

  it("hears of tries at info, with the vendor's words", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const time = holdTime();
    const lines = [];
    const fetch = watchedFetch(stage.fetch);
    withoutJitter();
    const client = stage.client({ fetch, logger: loggerOf(lines), logLevel: "info" });
    await stage.fault(LIST, { status: 500 });
    await overPauses([500], { fetch, time }, () => client.ips.list());
    await stage.fault("GET /v2/ips/1", { status: 404 });
    await rejected(client.ips.retrieve("1"));
    expect(lines.map(([level, text, ...more]) => [level, text.replace(/in \d+ms/, "in Nms"), more.length])).to.deep.equal([
      ["info", `[log_000000] get ${stage.url}/ips failed with status 500 in Nms - retrying, 2 attempts remaining`, 0],
      ["info", `[log_000000, retryOf: log_000000] get ${stage.url}/ips succeeded with status 200 in Nms`, 0],
      ["info", `[log_000000] get ${stage.url}/ips/1 failed with status 404 in Nms - error; not retryable`, 0],
    ]);
  });

  it("hears nothing at the usual level", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const lines = [];
    const client = stage.client({ logger: loggerOf(lines), maxRetries: 0 });
    await client.ips.list();
    await stage.fault(LIST, { status: 500 });
    await rejected(client.ips.list());
    expect(lines).to.deep.equal([]);
  });

  for (const [what, fault] of [
    ["a success", undefined],
    ["a refusal", { status: 404 }],
    ["a try that failed", { status: 500, headers: { "retry-after": "0" } }],
    ["a lost connection", { drop: "before", times: Infinity }],
  ]) {
    for (const level of ["info", "debug"]) {
      it(`that throws at ${level} of ${what} rejects that call alone`, async () => {
        const stage = await simulateTelnyx({ ips: 1 });
        const mistake = new Error("a mistake of the logger");
        const fail = () => {
          throw mistake;
        };
        const logger = { ...loggerOf([]), [level]: fail };
        if (fault) await stage.fault(LIST, fault);
        const neighbour = stage.client().connections.retrieveCount();
        const error = await rejected(stage.client({ logger, logLevel: level, maxRetries: fault?.status === 500 ? 1 : 0 }).ips.list());
        expect(error).to.equal(mistake);
        await neighbour;
        await stage.client().connections.retrieveCount();
      });
    }
  }
});

describe("A fetch of the page for Telnyx", () => {
  it("that throws or rejects is a lost connection with that cause", async () => {
    const stage = await simulateTelnyx();
    const mistake = new Error("no network here");
    for (const fetch of [() => { throw mistake; }, () => Promise.reject(mistake), () => ({ then(_, reject) { reject(mistake); } })]) {
      expectError(await rejected(stage.client({ fetch, maxRetries: 0 }).ips.list()), entry.APIConnectionError, { cause: mistake });
    }
    for (const thrown of ["a text", null, undefined, 5, { own: true }]) {
      const error = await rejected(stage.client({ fetch: () => Promise.reject(thrown), maxRetries: 0 }).ips.list());
      expectError(error, entry.APIConnectionError);
      expect(error.cause).to.be.instanceOf(Error);
    }
  });

  for (const [what, answer] of [
    ["nothing", undefined],
    ["null", null],
    ["an object that is no response", {}],
    ["a number", 5],
    ["a status that is none", { status: -1 }],
    ["a status that is a bigint", { status: 200n, ok: true }],
  ]) {
    it(`that gives ${what} is told so`, async () => {
      const stage = await simulateTelnyx({ ips: 1 });
      expectError(await rejected(stage.client({ fetch: async () => answer }).ips.list()), TelnyxError, { kind: "decode", message: "what `fetch` gave is no response" });
    });
  }

  for (const [what, make] of [
    ["whose status throws", () => ({ get status() { throw new Error("status"); } })],
    ["whose headers throw", (status) => ({ status, ok: status === 200, headers: { get() { throw new Error("get"); } }, text: async () => "{}" })],
    ["whose headers are no texts", (status) => ({ status, ok: status === 200, headers: { get: () => 5 }, text: async () => "{}" })],
    ["whose body throws", (status) => ({ status, ok: status === 200, headers: new Headers(), body: { cancel() { throw new Error("cancel"); }, getReader() { throw new Error("reader"); } } })],
    ["whose text throws", (status) => ({ status, ok: status === 200, headers: new Headers(), text() { throw new Error("text"); } })],
  ]) {
    it(`with an answer ${what} settles, and so does its neighbour`, async () => {
      const stage = await simulateTelnyx({ ips: 1 });
      for (const status of [200, 404, 500]) {
        const neighbour = stage.client().ips.list();
        const fetch = async () => make(status);
        expect(await rejected(stage.client({ fetch, maxRetries: 0 }).ips.list())).to.be.instanceOf(Error);
        const again = watchedFetch(async (...args) => (again.calls.length > 1 ? stage.fetch(...args) : make(status)));
        await stage.client({ fetch: again, maxRetries: 1 }).ips.list().catch(() => {});
        expect((await neighbour).data).to.have.length(1);
      }
    });
  }

  it("may give refusals to whoever knows them", async () => {
    const stage = await simulateTelnyx();
    const fetch = async () => new Response("", { status: 401 });
    expectError(await rejected(stage.client({ fetch }).ips.list()), AuthenticationError, { message: "401 status code (no body)" });
  });
});
