import { expect, inNode, it, rejected } from "./support.mjs";
import { entry, expectError, simulateTelnyx, simulateTelnyxHere, Telnyx } from "./telnyx-support.mjs";

const {
  APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError, AuthenticationError, BadRequestError, ConflictError,
  InternalServerError, NotFoundError, PbxError, PermissionDeniedError, RateLimitError, TelnyxError, UnprocessableEntityError,
} = entry;

/** Status, class, kind, and whether the same call may succeed later. */
const REFUSALS = [
  [400, BadRequestError, "invalid-argument", false],
  [401, AuthenticationError, "authentication", false],
  [402, APIError, "invalid-argument", false],
  [403, PermissionDeniedError, "permission", false],
  [404, NotFoundError, "not-found", false],
  [408, APIError, "timeout", true],
  [409, ConflictError, "conflict", false],
  [410, APIError, "not-found", false],
  [418, APIError, "invalid-argument", false],
  [422, UnprocessableEntityError, "invalid-argument", false],
  [429, RateLimitError, "rate-limit", true],
  [500, InternalServerError, "server", true],
  [502, InternalServerError, "server", true],
  [599, InternalServerError, "server", true],
];

describe("Telnyx errors", () => {
  for (const [status, Class, kind, retryable] of REFUSALS) {
    it(`are a ${Class.prototype.name} of kind ${kind} for ${status}`, async () => {
      const stage = await simulateTelnyx();
      await stage.fault("GET /v2/ips", { status, errcode: 10_999, errmsg: "No." });
      const error = await rejected(stage.client({ maxRetries: 0 }).ips.list());
      expectError(error, Class, { status, kind, retryable, vendor: "telnyx", code: "10999", operation: "ips.list", attempt: 1, name: Class.prototype.name });
      expect(error).to.be.instanceOf(APIError).and.instanceOf(TelnyxError).and.instanceOf(PbxError).and.instanceOf(Error);
      const [item] = error.error.errors;
      expect(error.errors).to.deep.equal([item]);
      expect(error.issues).to.deep.equal([{ path: "", rule: "10999", message: "No.", severity: "error" }]);
      expect(error.message).to.equal(`${status} ${JSON.stringify(error.error)}`);
      expect(error.headers).to.be.instanceOf(Headers);
      expect(error.cause).to.equal(undefined);
    });
  }

  it("tell of a wrong key, a key that may only read, and an unknown id", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const [{ id }] = (await stage.client().ips.list()).data;
    expectError(await rejected(stage.client({ apiKey: "wrong" }).ips.list()), AuthenticationError, { code: "10009", operation: "ips.list" });
    expectError(await rejected(stage.client({ apiKey: null }).ips.list()), AuthenticationError, { code: "10009" });
    const reader = stage.client({ apiKey: stage.credentials.readOnlyApiKey });
    await reader.ips.retrieve(id);
    expectError(await rejected(reader.ips.delete(id)), PermissionDeniedError, { code: "10010", operation: "ips.delete" });
    expectError(await rejected(reader.ips.retrieve("a/b")), NotFoundError, { code: "10005", operation: "ips.retrieve" });
    expect((await stage.state()).ips).to.have.length(1);
  });

  it("of a 422 point at each field", async () => {
    const stage = await simulateTelnyx();
    const body = { connection_name: "", user_name: "x", inbound: { timeout_1xx_secs: 500, codecs: ["G722", 5] } };
    const error = await rejected(stage.client().credentialConnections.create(body));
    expectError(error, UnprocessableEntityError, { kind: "invalid-argument", operation: "credentialConnections.create", code: "10015" });
    const paths = error.issues.map(({ path }) => path);
    expect(paths).to.include.members(["/connection_name", "/user_name", "/password", "/inbound/timeout_1xx_secs", "/inbound/codecs/1"]);
    for (const { rule, message, severity } of error.issues) {
      expect([rule, severity]).to.deep.equal(["10015", "error"]);
      expect(message).to.be.a("string").and.not.equal("");
    }
  });

  it("of a query name the parameter", async () => {
    const stage = await simulateTelnyx();
    const error = await rejected(stage.client().connections.list({ sort: "shoe_size" }));
    expectError(error, BadRequestError, { kind: "invalid-argument" });
    expect(error.issues.map(({ path }) => path)).to.deep.equal(["sort"]);
  });

  for (const [what, fault, message] of [
    ["no JSON", { status: 503, body: "<h1>Busy</h1>", headers: { "content-type": "text/html" } }, "503 <h1>Busy</h1>"],
    ["nothing", { status: 503, body: "" }, "503 status code (no body)"],
    ["a message of its own", { status: 503, body: { message: "Busy" } }, "503 Busy"],
  ]) {
    it(`of a body with ${what} say what there is`, async () => {
      const stage = await simulateTelnyx();
      await stage.fault("GET /v2/ips", fault);
      const error = await rejected(stage.client({ maxRetries: 0 }).ips.list());
      expectError(error, InternalServerError, { message, code: undefined });
      expect([error.errors, error.issues]).to.deep.equal([[], []]);
    });
  }

  for (const [cors, shown] of [["open", true], [{ exposes: ["retry-after"] }, true], ["strict", inNode]]) {
    it(`show retry-after by get() and as a property, or ${shown ? "do" : "do not"} with CORS ${JSON.stringify(cors)}`, async () => {
      const stage = await simulateTelnyx({ cors });
      await stage.fault("GET /v2/ips", { status: 429, headers: { "retry-after": "7" } });
      const error = await rejected(stage.client({ maxRetries: 0 }).ips.list());
      expectError(error, RateLimitError, { kind: "rate-limit", retryAfterMs: shown ? 7000 : undefined });
      expect([error.headers.get("retry-after"), error.headers?.["retry-after"]]).to.deep.equal(shown ? ["7", "7"] : [null, undefined]);
      // What its prototype has stays its own.
      expect(error.headers.get).to.be.a("function");
      expect(Object.keys(error.headers)).to.deep.equal([]);
    });
  }

  it("of a cut connection carry what the fetch said", async () => {
    const stage = await simulateTelnyx();
    await stage.fault("GET /v2/ips", { drop: "before", times: Infinity });
    const error = await rejected(stage.client({ maxRetries: 0 }).ips.list());
    expectError(error, APIConnectionError, { kind: "connection", retryable: true, message: "Connection error.", status: undefined, headers: undefined, error: undefined, operation: "ips.list" });
    expect(error.cause).to.be.instanceOf(TypeError);
    expect(error.maybeApplied).to.equal(undefined);
  });

  it("are the classes that are statics of the client", () => {
    for (const Class of new Set(REFUSALS.map(([, Class]) => Class).concat(APIConnectionError, APIConnectionTimeoutError, APIUserAbortError, TelnyxError))) {
      expect(Telnyx[Class.prototype.name], Class.prototype.name).to.equal(Class);
    }
    expect(new APIConnectionTimeoutError()).to.be.instanceOf(APIConnectionError);
  });

  it("hold instanceof between the entries of the package", async () => {
    const [root, errors, core, pagination, promise] = await Promise.all([
      import("softphone-admin"),
      import("softphone-admin/errors"),
      import("softphone-admin/telnyx/core/error"),
      import("softphone-admin/telnyx/core/pagination"),
      import("softphone-admin/telnyx/core/api-promise"),
    ]);
    const stage = await simulateTelnyx();
    await stage.fault("GET /v2/ips", { status: 404, times: 2 });
    const made = [await rejected(stage.client().ips.list()), await rejected(new root.Telnyx(stage.options()).ips.list())];
    for (const error of made) {
      for (const Class of [NotFoundError, root.NotFoundError, core.NotFoundError, TelnyxError, root.TelnyxError, core.APIError]) expect(error).to.be.instanceOf(Class);
      for (const Class of [PbxError, root.PbxError, errors.PbxError]) expect(error).to.be.instanceOf(Class);
      for (const { isPbxError } of [entry, root, errors]) expect(isPbxError(error)).to.equal(true);
    }
    const listed = stage.client().ips.list();
    expect(listed).to.be.instanceOf(promise.APIPromise).and.instanceOf(pagination.PagePromise);
    expect(await listed).to.be.instanceOf(pagination.DefaultFlatPagination).and.instanceOf(pagination.AbstractPage);
  });

  it("of another copy are known by isPbxError, and others are not", () => {
    const { isPbxError } = entry;
    expect([new Error("x"), null, undefined, "timeout", { kind: "timeout" }].map(isPbxError)).to.deep.equal([false, false, false, false, false]);
    expect(isPbxError(new TelnyxError("x"))).to.equal(true);
  });
});

describe("Telnyx calls at the same time", () => {
  it("are each settled with their own answer, 200 of them", async () => {
    const stage = await simulateTelnyx({ ips: 200 });
    const client = stage.client({ maxRetries: 0 });
    const ids = (await client.ips.list()).data.map(({ id }) => id);
    const settled = await Promise.allSettled(ids.map((id, index) => (index % 3 === 2 ? client.ips.retrieve(`${id}x`) : client.ips.retrieve(id))));
    for (const [index, { value, reason }] of settled.entries()) {
      if (index % 3 === 2) expectError(reason, NotFoundError, { status: 404 });
      else expect(value.data.id).to.equal(ids[index]);
    }
  });

  it("of two clients keep to their accounts", async () => {
    const stages = [await simulateTelnyx({ ips: 3 }), await simulateTelnyx({ ips: 5 })];
    const clients = stages.map((stage) => stage.client());
    const counts = await Promise.all(Array.from({ length: 20 }, (_, index) => clients[index % 2].ips.list().toArray()));
    expect(counts.map(({ length }) => length)).to.deep.equal(Array.from({ length: 20 }, (_, index) => [3, 5][index % 2]));
    const [wrong, right] = await Promise.allSettled([stages[0].client({ apiKey: "wrong" }).ips.list(), clients[1].ips.list()]);
    expectError(wrong.reason, AuthenticationError);
    expect(right.value.data).to.have.length(5);
  });

  it("settle beside one whose options throw when they are read", async () => {
    const stage = await simulateTelnyxHere({ ips: 3 });
    const client = stage.client();
    const mistake = new Error("a mistake of the page");
    const throwing = (name) => Object.defineProperty({}, name, { enumerable: true, get: () => { throw mistake; } });
    const neighbours = [client.ips.list()];
    const failed = [];
    for (const name of ["signal", "timeout", "maxRetries", "headers", "query", "limit"]) {
      for (const call of [() => client.ips.list({}, throwing(name)), () => client.ips.retrieve("1", throwing(name)), () => client.get("/ips", throwing(name))]) {
        failed.push(rejected((async () => call())()));
        neighbours.push(client.ips.list());
      }
    }
    for (const query of [throwing("sort"), { filter: throwing("deep") }]) failed.push(rejected(client.ips.list(query)));
    for (const error of await Promise.all(failed)) expect(error).to.equal(mistake);
    for (const { data } of await Promise.all(neighbours)) expect(data).to.have.length(3);
    expect(await stage.count()).to.equal(neighbours.length);
  });
});
