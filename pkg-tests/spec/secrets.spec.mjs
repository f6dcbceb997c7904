import { everythingOf, expect, expectNoSecret, holdTime, init, it, listen, recordingFetch, rejected, secretly, settle, simulate, simulateHere, takePrinted } from "./support.mjs";

/** What a page may do with an object that it logs or keeps. */
const picturesOf = (value) => [
  ["JSON", JSON.stringify(value)],
  ["String()", String(value)],
  ["a spread", JSON.stringify({ ...value })],
  ["Object.entries", JSON.stringify(Object.entries(value))],
  ["its enumerable keys", JSON.stringify(Object.keys(value).map((name) => [name, String(value[name])]))],
];

describe("no secret", () => {
  it("is in a picture of an operator or of its parts, at any time of its life", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const look = (when) => {
      for (const [name, part] of Object.entries({ operator: pbx, feed: pbx.feed, snapshot: pbx.feed.getSnapshot(), socket: pbx.socket, url: pbx.url })) {
        if (part === null) continue;
        for (const [how, picture] of picturesOf(part)) expectNoSecret(picture, `${how} of ${name} ${when}`);
      }
    };
    look("after new");
    await pbx.init();
    secretly(pbx.token);
    look("after init");
    await stage.subscribed(pbx);
    look("when live");
    pbx.destroy();
    look("after destroy");
    expect(JSON.parse(JSON.stringify(pbx))).to.deep.equal({ username: "1000", url: `${stage.url}/`, extensionNumber: "1000", extensionId: pbx.extensionId, extensionName: pbx.extensionName, isInited: false });
  });

  it("is enumerated: token and secret are there, and hidden", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    for (const name of ["token", "secret"]) {
      expect(Object.hasOwn(pbx, name), name).to.equal(true);
      expect(Object.keys(pbx), name).not.to.include(name);
    }
    pbx.token = "another";
    expect(Object.keys(pbx)).not.to.include("token");
  });

  const faults = [
    ["GET /api/v1.0/pbx/getproduct", { status: 500 }],
    ["POST /api/v1.0/login", { drop: "before", times: Infinity }],
    ["POST /api/v1.0/login", { errcode: 10005, errmsg: "ACCESS DENIED" }],
    ["POST /api/v1.0/login", { status: 401 }],
    ["GET /api/v1.0/extension/getpersonal", { drop: "before", times: Infinity }],
    ["GET /api/v1.0/extension/getpersonal", { status: 401 }],
    ["GET /api/v1.0/extension/getpersonal", { errcode: 10004, errmsg: "TOKEN EXPIRED" }],
    ["GET /api/v1.0/extension/getregisterinfo", { hang: true }],
  ];
  for (const [route, fault] of faults) {
    it(`is in the error of a start that fails at ${route.split("/").at(-1)} by ${JSON.stringify(fault)}`, async () => {
      const stage = await simulate();
      await stage.fault(route, fault);
      const fetch = recordingFetch();
      const error = await rejected(stage.operator({ timeoutMs: 300, fetch }).init());
      for (const { headers } of fetch.calls) if (headers.authorization) secretly(headers.authorization);
      expectNoSecret(everythingOf(error), "the error");
    });
  }

  it("is in the error of an argument that is refused", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    for (const params of [{ page: stage.secret }, { filter: [pbx.token] }]) {
      expectNoSecret(everythingOf(await rejected(pbx.cdrQuery(params))), "the error");
    }
    expectNoSecret(everythingOf(await rejected(pbx.cdrQuery({}, { timeoutMs: pbx.token }))), "the error");
  });

  it("is in a runtimeError, its cause, or what onAuthRequired is told", async () => {
    const stage = await simulate();
    const told = [];
    const pbx = await stage.live({ onAuthRequired: (error) => told.push(error) });
    const errors = listen(pbx, "runtimeError");
    const restore = await stage.fault("POST /api/v1.0/login", { drop: "before", times: Infinity });
    await stage.revokeTokens();
    await pbx.cdrQuery();
    await restore();
    await stage.fault("POST /api/v1.0/login", { errcode: 10005 });
    await pbx.cdrQuery().catch(() => {});
    expect([errors.length, told.length]).to.deep.equal([1, 1]);
    for (const error of [...errors, ...told]) expectNoSecret(everythingOf(error), "the error");
  });

  it("is in what hooks, events and snapshots tell during a whole life", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const told = [];
    const tell = (what) => told.push(JSON.stringify(what));
    const pbx = await stage.live({ onRequest: tell, onResponse: tell });
    pbx.on("gap", tell).on("cdrChange", tell).on("runtimeError", tell);
    pbx.feed.subscribe(() => tell(pbx.feed.getSnapshot()));
    await pbx.cdrQuery();
    await stage.revokeTokens({ closeSockets: true });
    await settle();
    for (let step = 0; step < 3; step += 1) await time.pass(6_000);
    await stage.subscribed(pbx);
    secretly(pbx.token);
    await stage.placeCall();
    await stage.emit({ type: 20010 });
    await settle();
    expect(told.length).to.be.greaterThan(30);
    expectNoSecret(told.join("\n"), "what was told");
  });

  it("is printed", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.emit({ raw: "{{{" });
    await stage.emit({ close: 1006 });
    await pbx.cdrQuery({ oddNameOfMine: stage.secret });
    await pbx.logout();
    const printed = takePrinted();
    expect(printed).to.have.length(1);
    expectNoSecret(printed.map(({ text }) => text).join("\n"), "the console");
  });

  it("is in the address, the host or the user name that the PBX is shown", async () => {
    const stage = await simulate();
    await stage.live();
    for (const { headers, target } of await stage.requests()) {
      expectNoSecret(`${target} ${headers.referer} ${headers["user-agent"]}`, "a request");
    }
  });
});
