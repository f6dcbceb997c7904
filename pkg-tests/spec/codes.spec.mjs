import { expect, expectError, init, isPbxError, it, PbxError, PBXOperator, rejected, Result, simulate, thrown } from "./support.mjs";
import { isPbxError as isPbxErrorAlone, PbxError as PbxErrorAlone } from "softphone-admin/errors";

const PRODUCT = "GET /api/v1.0/pbx/getproduct";
const LOGIN = "POST /api/v1.0/login";
const STEPS = [
  "GET /api/v1.0/extension/getpersonalglobal",
  "GET /api/v1.0/licenseservice/get",
  "GET /api/v1.0/extension/getpersonal",
  "GET /api/v1.0/extension/getregisterinfo",
];

/** The rejection of a start on which a fault was laid. */
async function failStart(match, fault, { fixtures, options } = {}) {
  const stage = await simulate(fixtures);
  await stage.fault(match, fault);
  const pbx = stage.operator(options);
  const error = await rejected(pbx.init());
  expect(pbx.token, "token").to.equal(null);
  expect(pbx.isInited, "isInited").to.equal(false);
  expect(pbx.feed.state, "feed").to.equal("idle");
  expect(stage.sockets, "sockets").to.have.length(0);
  return { stage, pbx, error };
}

describe("-2 and -3", () => {
  const invalid = [["a text that is no address", "not a url"], ["an empty text", ""], ["a host alone", "pbx.example.com"], ["a number", 42], ["nothing", undefined], ["null", null], ["an object", {}]];
  for (const [what, pbxURL] of invalid) {
    it(`-2 INVALID_PBX_URL for ${what}`, async () => {
      expectError(await rejected(init({ pbxURL, username: "1000", secret: "s" })), { code: -2, message: "INVALID_PBX_URL", kind: "invalid-argument", retryable: false });
    });
  }

  const insecure = ["http://pbx.example.com", "http://127.0.0.1.example.com", "http://192.168.0.2:8088", "ftp://pbx.example.com", "ws://pbx.example.com", new URL("http://pbx.example.com/")];
  for (const pbxURL of insecure) {
    it(`-3 PBX_URL_NOT_HTTPS for ${pbxURL}${pbxURL instanceof URL ? " as a URL" : ""}`, async () => {
      expectError(await rejected(init({ pbxURL, username: "1000", secret: "s" })), { code: -3, message: "PBX_URL_NOT_HTTPS", kind: "invalid-argument", retryable: false });
    });
  }

  it("are thrown by the constructor", () => {
    expectError(thrown(() => new PBXOperator({ url: "x", username: "1000", secret: "s" })), { code: -2 });
    expectError(thrown(() => new PBXOperator({ url: "http://pbx.example.com", username: "1000", secret: "s" })), { code: -3 });
  });

  it("reject init where the page has changed the address meanwhile, before a request", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    pbx.url = new URL("http://pbx.example.com/");
    expectError(await rejected(pbx.init()), { code: -3 });
    pbx.url = 42;
    expectError(await rejected(pbx.init()), { code: -2 });
    expect(await stage.wire()).to.deep.equal([]);
  });

  it("allow http on loopback, by number and by name", () => {
    for (const url of ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://pbx.localhost:1"]) {
      expect(new PBXOperator({ url, username: "1000", secret: "s" }).url.href).to.equal(`${url}/`);
    }
  });
});

describe("-4 GET_PRODUCT_FAILED", () => {
  const table = [
    ["no answer", { drop: "before", times: Infinity }, "connection"],
    ["HTTP 503", { status: 503 }, "decode", 503],
    ["HTTP 404", { status: 404 }, "decode", 404],
    ["a page instead of JSON", { malformed: true }, "decode"],
    ["an errcode", { errcode: 10001, errmsg: "INTERFACE NOT EXISTED" }, "decode"],
    ["no product", { body: { errcode: 0 } }, "decode"],
    ["no OEM in the product", { body: { errcode: 0, product: { version: "37.14.0.30" } } }, "decode"],
    ["null", { body: null }, "decode"],
  ];
  for (const [what, fault, kind, status] of table) {
    it(`by ${what} is of kind ${kind}, and nothing more is asked`, async () => {
      const { stage, error } = await failStart(PRODUCT, fault);
      expectError(error, { code: -4, message: "GET_PRODUCT_FAILED", kind, status, operation: "init" });
      // A browser may by itself repeat a request whose connection was cut.
      expect(new Set(await stage.wire())).to.deep.equal(new Set([`${PRODUCT}?host=${stage.host}`]));
    });
  }

  it("by a timeout is of kind connection", async () => {
    const { error } = await failStart(PRODUCT, { hang: true }, { options: { timeoutMs: 40 } });
    expectError(error, { code: -4, message: "GET_PRODUCT_FAILED", kind: "connection" });
  });

  it("keeps the errcode and the words of the PBX", async () => {
    const { error } = await failStart(PRODUCT, { errcode: 10001, errmsg: "INTERFACE NOT EXISTED" });
    expectError(error, { code: -4, errcode: 10001, errmsg: "INTERFACE NOT EXISTED" });
  });

  it("does not come of an OEM that is 0", async () => {
    const stage = await simulate();
    await stage.fault(PRODUCT, { body: { errcode: 0, product: { base_oem_id: 0 } } });
    expect((await stage.signedIn()).isInited).to.equal(true);
  });
});

describe("-102 PBX_NETWORK_ERROR", () => {
  const table = [
    ["no answer", { drop: "before", times: Infinity }, "connection", undefined, true],
    ["an answer that never comes", { hang: true }, "timeout", undefined, true],
    ["an answer that stops in the middle", { hangBody: true }, "timeout", undefined, true],
    ["HTTP 401", { status: 401 }, "authentication", 401, false],
    ["HTTP 403", { status: 403 }, "permission", 403, false],
    ["HTTP 429", { status: 429 }, "rate-limit", 429, true],
    ["HTTP 500", { status: 500 }, "server", 500, true],
    ["HTTP 404", { status: 404 }, "server", 404, true],
  ];
  for (const route of [LOGIN, ...STEPS]) {
    const chosen = route === LOGIN || route === STEPS[0] ? table : table.slice(0, 1);
    for (const [what, fault, kind, status, retryable] of chosen) {
      it(`by ${what} to ${route.split("/").at(-1)} is of kind ${kind}`, async () => {
        const { stage, error } = await failStart(route, fault, { options: { timeoutMs: 300 } });
        expectError(error, { code: -102, message: "PBX_NETWORK_ERROR", kind, status, retryable, operation: "init" });
        expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
      });
    }
  }

  it("comes of a login that answers null", async () => {
    const { error } = await failStart(LOGIN, { body: null });
    expectError(error, { code: -102, message: "PBX_NETWORK_ERROR", kind: "decode" });
  });

  it("stops the sequence at the step that failed", async () => {
    const { stage } = await failStart(STEPS[1], { status: 500 });
    expect((await stage.wire()).at(-1)).to.equal(STEPS[1]);
    expect(await stage.wire()).to.have.length(4);
  });
});

describe("-103 PBX_API_ERROR", () => {
  const logins = [
    [70004, "permission", "ip-blocked"],
    [70087, "permission", "ip-forbidden"],
    [10004, "authentication", "token-expired"],
    [10005, "authentication", undefined],
    [-1, "authentication", undefined],
  ];
  for (const [errcode, kind, reason] of logins) {
    it(`of a login with errcode ${errcode} is of kind ${kind}`, async () => {
      const { error } = await failStart(LOGIN, { errcode, errmsg: "NO, THANKS" });
      expectError(error, { code: -103, message: "PBX_API_ERROR", kind, reason, errcode, errmsg: "NO, THANKS", operation: "init", retryable: false });
    });
  }

  it("comes of a wrong signature", async () => {
    const stage = await simulate();
    expectError(await rejected(stage.operator({ secret: "wrong" }).init()), { code: -103, kind: "authentication", errcode: 10005, errmsg: "ACCESS DENIED" });
  });

  const odd = [
    ["without an access_token", { body: { errcode: 0, errmsg: "SUCCESS" } }],
    ["with an access_token that is no text", { body: { errcode: 0, access_token: 7 } }],
    ["with an empty access_token", { body: { errcode: 0, access_token: "" } }],
    ["with an access_token that cannot stand in a header", { body: { errcode: 0, access_token: "a\nb" } }],
    ["whose errcode is the text \"0\"", { body: { errcode: "0", access_token: "4fT" } }],
    ["without an errcode", { body: { access_token: "4fT" } }],
    ["that is not JSON", { malformed: true }],
    ["that is a list", { body: [] }],
  ];
  for (const [what, fault] of odd) {
    it(`comes of a login ${what}`, async () => {
      const { stage, error } = await failStart(LOGIN, fault);
      expectError(error, { code: -103, message: "PBX_API_ERROR", kind: "decode" });
      expect(await stage.wire()).to.have.length(2);
    });
  }

  const steps = [[10004, "authentication"], [70004, "permission"], [70087, "permission"], [10005, "server"], [-1, "server"], [60001, "server"], [70136, "permission"]];
  for (const route of STEPS) {
    for (const [errcode, kind] of route === STEPS[2] ? steps : steps.slice(4, 5)) {
      it(`of ${route.split("/").at(-1)} with errcode ${errcode} is of kind ${kind}, without a logout`, async () => {
        const { stage, error } = await failStart(route, { errcode, errmsg: "NO" });
        expectError(error, { code: -103, message: "PBX_API_ERROR", kind, errcode, errmsg: "NO" });
        expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
        expect((await stage.wire()).at(-1)).to.equal(route);
      });
    }
  }

  it("comes of a step that answers a page instead of JSON", async () => {
    const { error } = await failStart(STEPS[3], { malformed: true });
    expectError(error, { code: -103, kind: "decode", errcode: undefined });
  });
});

describe("-104 GET_PERSONAL_NOT_FOUND_DATA", () => {
  for (const extension of [undefined, null, 0, ""]) {
    it(`comes of an extension that is ${JSON.stringify(extension)}`, async () => {
      const { stage, error } = await failStart(STEPS[2], { body: { errcode: 0, extension } });
      expectError(error, { code: -104, message: "GET_PERSONAL_NOT_FOUND_DATA", kind: "not-found", operation: "init" });
      expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
    });
  }
});

describe("-106 LINKUS_DISABLED of a start", () => {
  const one = (flags) => [{ number: "1000", signature: "a-signature", ...flags }];
  const refused = [
    ["a cn plan whose clients are off", { baseOemId: 1, internalClient: 0 }, "WebClient"],
    ["a cn plan whose clients are off, as WebPC", { baseOemId: 1, internalClient: 0 }, "WebPC"],
    ["an en plan and no web client", { extensions: one({ webClient: 0 }) }, "WebClient"],
    ["an en plan and no desktop client, as WebPC", { extensions: one({ desktopClient: 0 }) }, "WebPC"],
  ];
  for (const [what, fixtures, userAgent] of refused) {
    it(`comes of ${what}, and gives the token back`, async () => {
      const stage = await simulate(fixtures);
      const pbx = stage.operator({ userAgent });
      expectError(await rejected(pbx.init()), { code: -106, message: "LINKUS_DISABLED", kind: "permission", operation: "init" });
      const last = (await stage.requests()).at(-1);
      expect([last.method, last.target, last.headers.authorization]).to.deep.equal(["GET", "/api/v1.0/logout", "***32"]);
      expect(await stage.sessions()).to.equal(0);
      expect([pbx.token, pbx.isInited, stage.sockets.length]).to.deep.equal([null, false, 0]);
    });
  }

  for (const fault of [{ status: 500 }, { drop: "before", times: Infinity }, { errcode: -1 }]) {
    it(`comes too when that logout fails with ${JSON.stringify(fault)}`, async () => {
      const stage = await simulate({ extensions: one({ webClient: 0 }) });
      await stage.fault("GET /api/v1.0/logout", fault);
      expectError(await rejected(stage.operator().init()), { code: -106, kind: "permission" });
      expect(await stage.count("GET /api/v1.0/logout")).to.be.greaterThan(0);
    });
  }

  const allowed = [
    ["a cn plan does not ask for the web client's flag", { baseOemId: 1, extensions: one({ webClient: 0 }) }, "WebClient"],
    ["an en plan does not ask for the general flag", { internalClient: 0 }, "WebClient"],
    ["a WebPC does not need the web client's flag", { extensions: one({ webClient: 0 }) }, "WebPC"],
    ["a WebClient does not need the desktop client's flag", { extensions: one({ desktopClient: 0 }) }, "WebClient"],
  ];
  for (const [what, fixtures, userAgent] of allowed) {
    it(`does not come where ${what}`, async () => {
      const stage = await simulate(fixtures);
      expect((await stage.signedIn({ userAgent })).isInited).to.equal(true);
    });
  }
});

describe("-110 SDK_PLAN_DISABLED", () => {
  it("comes of a login with errcode 70136", async () => {
    const { stage, error } = await failStart(LOGIN, { errcode: 70136, errmsg: "NO PLAN" });
    expectError(error, { code: -110, message: "SDK_PLAN_DISABLED", kind: "permission", errcode: 70136, errmsg: "NO PLAN", operation: "init" });
    expect(await stage.wire()).to.have.length(2);
  });
});

describe("an error", () => {
  const anError = async () => (await failStart(LOGIN, { errcode: 70004, errmsg: "BLOCKED" })).error;

  it("is a real Error of the classes Result and PbxError", async () => {
    const error = await anError();
    expect(error).to.be.instanceOf(Error).and.instanceOf(PbxError).and.instanceOf(Result);
    expect(Object.prototype.toString.call(error)).to.equal("[object Error]");
    expect(error.stack).to.be.a("string");
    expect(String(error)).to.equal("Result: PBX_API_ERROR");
  });

  it("has code and message as its only enumerable properties", async () => {
    const error = await anError();
    expect(Object.keys(error).sort()).to.deep.equal(["code", "message"]);
    expect({ ...error }).to.deep.equal({ code: -103, message: "PBX_API_ERROR" });
    const seen = [];
    for (const name in error) seen.push(name);
    expect(seen.sort()).to.deep.equal(["code", "message"]);
  });

  it("is code and message in JSON", async () => {
    expect(JSON.parse(JSON.stringify(await anError()))).to.deep.equal({ code: -103, message: "PBX_API_ERROR" });
  });

  it("says its vendor, and whether trying again may help", async () => {
    expectError(await anError(), { vendor: "yeastar", retryable: false });
  });

  it("is known to isPbxError of every entry, and other values are not", async () => {
    const error = await anError();
    expect([isPbxError(error), isPbxErrorAlone(error)]).to.deep.equal([true, true]);
    expect(PbxErrorAlone).to.equal(PbxError);
    for (const other of [new Error("x"), { code: -103 }, null, undefined, "x", 7]) expect(isPbxError(other)).to.equal(false);
  });

  it("has what the network said as its cause", async () => {
    const { error } = await failStart(LOGIN, { drop: "before", times: Infinity });
    expect(error.cause).to.be.instanceOf(Error);
  });
});
