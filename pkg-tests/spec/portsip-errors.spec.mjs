import { engine, expect, inNode, it, rejected } from "./support.mjs";
import { entry, expectError, ID, inBoth, Providers, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const routesOf = (dialect) =>
  dialect === "v22"
    ? { create: "POST /providers", show: `GET /providers/${ID}`, update: `POST /providers/${ID}`, list: "GET /providers", destroy: `POST /providers/${ID}/destroy`, status: `GET /providers/${ID}/status` }
    : { create: "POST /providers/create", show: "GET /providers/show", update: "POST /providers/update", list: "GET /providers/list", destroy: "POST /providers/destroy" };
const CALLS = {
  create: (providers, options, dialect) => providers.create(trunkFor(dialect), options),
  show: (providers, options) => providers.show(ID, options),
  update: (providers, options) => providers.update({ id: ID, port: 1 }, options),
  list: (providers, options) => providers.list({}, options),
  destroy: (providers, options) => providers.destroy(ID, options),
};
const OFF = { maxRetries: 0 };
const WRITES = ["create", "update", "destroy"];

inBoth("A refusal", (dialect) => {
  const newer = dialect === "v22";
  const routes = routesOf(dialect);
  /** What a call rejects with where the PBX answers so. */
  const failing = async (name, fault) => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const token = await stage.token();
    const providers = stage.providers({ credentials: undefined, token, ...OFF });
    await stage.fault(routes[name], fault);
    return rejected(CALLS[name](providers, {}, dialect));
  };
  const own = (code, message) => (newer ? { errors: [{ code, message }] } : { err_code: code, msg: message });

  for (const [status, kind, reason, retryable] of [
    [401, "authentication", "auth", false],
    [403, "permission", "forbidden", false],
    [404, "not-found", "not_found", false],
    [408, "timeout", "timeout", true],
    [409, "conflict", "conflict", false],
    [418, "invalid-argument", "bad_request", false],
    [422, "invalid-argument", "bad_request", false],
    [429, "rate-limit", "rate_limited", true],
    [500, "server", "server", true],
    [502, "server", "server", true],
    [503, "server", "server", true],
    [504, "server", "server", true],
  ]) {
    it(`with ${status} is ${kind}, ${reason}, whatever the call`, async () => {
      for (const name of Object.keys(CALLS)) {
        const write = WRITES.includes(name);
        const code = newer ? "SOME_CODE" : 77;
        const error = await failing(name, { status, body: own(code, "These are its words.") });
        expectError(error, {
          kind,
          reason,
          status,
          code,
          codes: [code],
          operation: name,
          attempt: 1,
          // A 429 says that nothing was done.
          retryable: retryable && (!write || status === 429),
          maybeApplied: write && status >= 500 ? true : undefined,
          retryAfterMs: status === 429 ? 60_000 : undefined,
          cause: undefined,
        });
        expect(error.message.startsWith("These are its words.")).to.equal(true);
        expect(error.responseBody).to.equal(JSON.stringify(own(code, "These are its words.")));
      }
    });
  }

  it("with 400 is about the id where the call names one, and about the request elsewhere", async () => {
    for (const name of Object.keys(CALLS)) {
      const one = ["show", "update", "destroy"].includes(name);
      expectError(await failing(name, { status: 400, body: own(newer ? "UNKNOWN" : 5, "x") }), { kind: "invalid-argument", reason: one ? "invalid_id" : "bad_request", status: 400, retryable: false });
    }
  });

  it("with 200 and a code is a refusal all the same", async () => {
    for (const [code, kind, reason] of newer ? [["UNAUTHORIZED", "authentication", "auth"], ["UNKNOWN", "invalid-argument", "bad_request"]] : [[5, "invalid-argument", "bad_request"], ["1020001", "invalid-argument", "bad_request"]]) {
      for (const name of Object.keys(CALLS)) {
        const error = await failing(name, { status: 200, body: own(code, "no") });
        expectError(error, { kind, reason, status: 200, code, maybeApplied: undefined });
      }
    }
  });

  it("of a web page says what answers", async () => {
    for (const name of Object.keys(CALLS)) {
      const error = await failing(name, { status: 502, body: "\n<html><title>Bad Gateway</title>" });
      expectError(error, { kind: "server", status: 502, code: undefined, message: "a web page answers: is `baseUrl` the PBX's API?", responseBody: "\n<html><title>Bad Gateway</title>" });
    }
  });

  it("without words says its status, and shows two hundred characters", async () => {
    const error = await failing("list", { status: 500, body: "x".repeat(500) });
    expectError(error, { message: "HTTP status 500", responseBody: "x".repeat(200) });
    expectError(await failing("list", { status: 500, body: "" }), { message: "HTTP status 500", responseBody: "" });
    expectError(await failing("list", { status: 500, body: { message: "said elsewhere" } }), { message: "said elsewhere", code: undefined });
  });

  it("whose code is among the digits of a password keeps its code", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    for (const status of [200, 400]) {
      await stage.fault(routes.create, { status, body: newer ? { errors: [{ code: "E10", message: "10 is not 1" }] } : { err_code: 1020001, msg: "10 is not 1" } });
      const error = await rejected(providers.create(trunkFor(dialect, { password: "1" })));
      expectError(error, { kind: "invalid-argument", code: newer ? "E10" : 1020001, message: "***0 is not ***" });
    }
  });
});

describe("A refusal of v22", () => {
  it("that names fields has them as issues, and is not about the id", async () => {
    const stage = await simulatePortsipHere({ dialect: "v22", providers: 1 });
    const providers = await stage.signedIn();
    const detail = { port: "out of range", name: "too long" };
    for (const [route, call] of [["POST /providers", () => providers.create(trunkFor("v22"))], [`POST /providers/${ID}`, () => providers.update({ id: ID, port: 1 })]]) {
      await stage.fault(route, { status: 400, body: { errors: [{ code: "VALIDATE_FAILED", message: "One field has a wrong value.", detail }] } });
      const error = await rejected(call());
      expectError(error, { kind: "invalid-argument", reason: "bad_request", code: "VALIDATE_FAILED" });
      expect(error.issues).to.deep.equal([
        { path: "port", rule: "server", message: "`port` out of range", severity: "error" },
        { path: "name", rule: "server", message: "`name` too long", severity: "error" },
      ]);
    }
    const list = [{ any: "thing" }];
    await stage.fault("POST /providers", { status: 422, body: { errors: [{ code: "VALIDATE_FAILED", message: "no", detail: list }] } });
    expect((await rejected(providers.create(trunkFor("v22")))).issues).to.deep.equal(list);
  });

  it("with several errors has all their codes", async () => {
    const stage = await simulatePortsipHere({ dialect: "v22" });
    const providers = await stage.signedIn();
    await stage.fault("GET /providers", { status: 400, body: { errors: [{ code: "ONE", message: "first" }, { code: "OTHER", message: "second" }] } });
    expectError(await rejected(providers.list()), { code: "ONE", codes: ["ONE", "OTHER"], message: "first" });
  });
});

describe("13.5 Answers of v12", () => {
  it("13.5 an empty body with 200 resolves", async () => {
    const stage = await simulatePortsip({ providers: 1 });
    const providers = await stage.signedIn();
    expect(await providers.update({ id: ID, port: 1 })).to.equal(undefined);
    expect(await providers.destroy(ID)).to.equal(undefined);
  });

  it("13.5 200 with an err_code rejects, for writes too", async () => {
    const stage = await simulatePortsip({ providers: 1 });
    const providers = await stage.signedIn();
    for (const [route, call] of [["POST /providers/update", () => providers.update({ id: ID, port: 1 })], ["GET /providers/show", () => providers.show(ID)]]) {
      await stage.fault(route, { status: 200, errcode: 1020001, errmsg: "One field is wrong." });
      expectError(await rejected(call()), { kind: "invalid-argument", reason: "bad_request", status: 200, code: 1020001, message: "One field is wrong." });
    }
  });

  it("13.5 a web page with 502 rejects as server, and does not leak the password", async () => {
    const stage = await simulatePortsip();
    const providers = await stage.signedIn();
    await stage.fault("POST /providers/create", { status: 502, body: `<html>${TRUNK.password} of ${encodeURIComponent(TRUNK.password)}`, headers: { "content-type": "text/html" } });
    const error = await rejected(providers.create(TRUNK));
    expectError(error, { kind: "server", reason: "server", status: 502, maybeApplied: true, responseBody: "<html>*** of ***" });
  });

  it("an err_code of 0 is none", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn();
    for (const err_code of [0, "0", null, ""]) {
      await stage.fault("GET /providers/show", { body: { id: "5", err_code, msg: "OK" } });
      expect((await providers.show("5")).id).to.equal("5");
      await stage.fault("POST /providers/update", { body: { err_code, msg: "OK" } });
      await providers.update({ id: ID, port: 1 });
    }
  });

  it("a name that is taken is a conflict", async () => {
    const stage = await simulatePortsip({ providers: [TRUNK], uniqueNames: true });
    const providers = await stage.signedIn();
    expectError(await rejected(providers.create(TRUNK)), { kind: "conflict", reason: "conflict", status: 409, code: 1030002, operation: "create" });
  });
});

inBoth("A call that gets no answer", (dialect) => {
  const routes = routesOf(dialect);

  it("names the four usual causes, and keeps the browser's own", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn(OFF);
    for (const name of Object.keys(CALLS)) {
      const restore = await stage.fault(routes[name], { drop: "before", times: Infinity });
      const error = await rejected(CALLS[name](providers, {}, dialect));
      expectError(error, { kind: "connection", reason: "network", status: undefined, operation: name, retryable: !WRITES.includes(name), maybeApplied: WRITES.includes(name) ? true : undefined });
      expect(error.message).to.equal(`${name} got no answer from ${stage.url}: it is down, its certificate is not trusted, it is http under an https page (mixed content), or it does not allow this origin and its headers (CORS)`);
      expect(error.cause).to.be.instanceOf(TypeError);
      await restore();
    }
  });

  it("within its time says so", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn(OFF);
    for (const name of Object.keys(CALLS)) {
      await stage.fault(routes[name], { hang: true });
      const error = await rejected(CALLS[name](providers, { timeoutMs: 40 }, dialect));
      expectError(error, { kind: "timeout", message: `${name} had no answer within 40 ms`, operation: name, retryable: !WRITES.includes(name), maybeApplied: WRITES.includes(name) ? true : undefined });
    }
  });

  it("of a length that is too much says so", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn(OFF);
    await stage.fault(routes.list, { endlessBody: true });
    expectError(await rejected(providers.list({}, { maxBodyBytes: 1000 })), { kind: "decode", reason: "protocol", message: "the answer to list is longer than `maxBodyBytes`" });
  });

  it("from a fetch that gives something else says so", async () => {
    for (const answer of [undefined, null, {}, { status: 0 }, 5]) {
      const providers = new Providers({ baseUrl: "https://pbx.example.com/api", dialect, token: "x", fetch: async () => answer, ...OFF });
      expectError(await rejected(providers.list()), { kind: "decode", reason: "protocol", message: "what `fetch` gave is no response" });
    }
  });

  it("from a fetch that throws or rejects with anything is still an error of ours", async () => {
    for (const thing of [new Error("x"), "text", null, undefined, 5, Object.freeze({})]) {
      for (const fetch of [() => { throw thing; }, () => Promise.reject(thing)]) {
        const providers = new Providers({ baseUrl: "https://pbx.example.com/api", dialect, token: "x", fetch, ...OFF });
        const [one, other] = await Promise.all([rejected(providers.list()), rejected(providers.list())]);
        for (const error of [one, other]) expectError(error, { kind: "connection", cause: thing });
      }
    }
  });
});

describe("An answer that is not what it has to be", () => {
  it("is an error that names the call", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn(OFF);
    for (const body of ["not JSON", "", "[]", "5", "null", '{"providers":']) {
      await stage.fault("GET /providers/list", { status: 200, body });
      expectError(await rejected(providers.list()), { kind: "decode", reason: "protocol", status: 200, operation: "list", retryable: false, message: "the answer to list is not what it has to be: is `baseUrl` the PBX's API?" });
    }
  });

  it("with rows of any kind does not break the client", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn(OFF);
    for (const rows of ["x", 5, { a: 1 }, [null], [5], true]) {
      await stage.fault("GET /providers/list", { body: { providers: rows } });
      const [outcome, shown] = await Promise.all([providers.list().catch((error) => error), providers.show(ID)]);
      if (outcome instanceof Error) expectError(outcome, { kind: "decode", operation: "list" });
      expect(shown.id).to.equal(ID);
    }
  });
});

describe("An error of PortSIP", () => {
  it("shows name, message and kind, and its JSON the facts without the body", async () => {
    const stage = await simulatePortsipHere();
    const providers = await stage.signedIn(OFF);
    await stage.fault("GET /providers/show", { status: 404, errcode: 1030001, errmsg: "not here" });
    const error = await rejected(providers.show(ID));
    expect([String(error), Object.keys(error)]).to.deep.equal(["PbxError: not here", []]);
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({ name: "PbxError", message: "not here", kind: "not-found", vendor: "portsip", status: 404, code: 1030001, reason: "not_found", operation: "show", retryable: false });
    expect(error).to.be.instanceOf(entry.PbxError);
    expect([entry.isPbxError(error), inNode || engine.length > 0]).to.deep.equal([true, true]);
  });
});
