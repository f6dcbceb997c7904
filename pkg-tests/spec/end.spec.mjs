import { eventually, expect, expectError, expectSilence, holdTime, it, listen, settle, simulate, simulateHere, takeReports } from "./support.mjs";

const LOGOUT = "GET /api/v1.0/logout";

/** A session on a PBX with these fixtures. */
const sessionOn = async (fixtures, options) => {
  const stage = await simulate(fixtures);
  return { stage, pbx: await stage.live(options) };
};

const kills = [
  ["10000 for this extension", { type: 10000, msg: { username: "1000" } }, { code: -107, message: "LOGGED_IN_ELSEWHERE", kind: "authentication" }],
  ["20007", { type: 20007 }, { code: -108, message: "EXTENSION_DELETED", kind: "not-found" }],
  ["20010", { type: 20010 }, { code: -109, message: "RE_LOGIN", kind: "authentication" }],
  ["20154", { type: 20154 }, { code: -109, message: "RE_LOGIN", kind: "authentication" }],
  ["20153 with enable 0", { type: 20153, msg: { enable: 0 } }, { code: -110, message: "SDK_PLAN_DISABLED", kind: "permission" }],
  ["20153 without enable", { type: 20153, msg: {} }, { code: -110 }],
  ["20082 on a cn plan", { type: 20082, msg: { enb_internal_client: 0 } }, { code: -106, message: "LINKUS_DISABLED", kind: "permission" }, { logout: true, fixtures: { baseOemId: 1 } }],
  ["20013 as WebPC", { type: 20013, msg: { enb_desktop_client: 0 } }, { code: -106, message: "LINKUS_DISABLED", kind: "permission" }, { logout: true, options: { userAgent: "WebPC" } }],
  ["20015", { type: 20015, msg: { enb_web_client: 0 } }, { code: -106, message: "LINKUS_DISABLED", kind: "permission" }, { logout: true }],
];

const harmless = [
  ["10000 for another extension", { type: 10000, msg: { username: "1001" } }],
  ["10000 with the number as a number", { type: 10000, msg: { username: 1000 } }],
  ["20153 with enable 1", { type: 20153, msg: { enable: 1 } }],
  ["20082 on an en plan", { type: 20082, msg: { enb_internal_client: 0 } }],
  ["20082 with 1 on a cn plan", { type: 20082, msg: { enb_internal_client: 1 } }, { fixtures: { baseOemId: 1 } }],
  ["20013 as WebClient", { type: 20013, msg: { enb_desktop_client: 0 }, force: true }],
  ["20013 on a cn plan as WebPC", { type: 20013, msg: { enb_desktop_client: 0 } }, { fixtures: { baseOemId: 1 }, options: { userAgent: "WebPC" } }],
  ["20015 with 1", { type: 20015, msg: { enb_web_client: 1 } }],
  ["20015 as WebPC", { type: 20015, msg: { enb_web_client: 0 } }, { options: { userAgent: "WebPC" } }],
  ["20015 on a cn plan", { type: 20015, msg: { enb_web_client: 0 } }, { fixtures: { baseOemId: 1 } }],
  ["20135, which nobody subscribed to", { type: 20135, msg: { enb_call_waiting: 0 }, force: true }],
  ["20066, which concerns a phone", { type: 20066, msg: { reg_name: "a", reg_password: "b", realm: "c" } }],
];

describe("the end of a session by the PBX", () => {
  for (const [what, event, wanted, { logout = false, fixtures, options } = {}] of kills) {
    it(`by ${what} tells runtimeError ${wanted.code} once, after everything is torn down`, async () => {
      const { stage, pbx } = await sessionOn(fixtures, options);
      const { extensionNumber, extensionId, extensionName } = pbx;
      const heard = [];
      pbx.on("runtimeError", (error) => heard.push({ error, token: pbx.token, socket: pbx.socket, isInited: pbx.isInited, secret: pbx.secret, feed: pbx.feed.state, raw: stage.sockets[0].readyState }));
      expect(await stage.emit(event)).to.equal(1);
      await eventually(() => heard.length > 0);
      const [{ error, raw, ...state }] = heard;
      expectError(error, { ...wanted, vendor: "yeastar" });
      expect(state).to.deep.equal({ token: null, socket: null, isInited: false, secret: "", feed: "closed" });
      expect(raw, "the browser's socket is closing or closed").to.be.greaterThan(1);
      expect([pbx.extensionNumber, pbx.extensionId, pbx.extensionName]).to.deep.equal([extensionNumber, extensionId, extensionName]);
      await eventually(async () => (await stage.openSockets()) === 0);
      await eventually(async () => (await stage.count(LOGOUT)) === (logout ? 1 : 0));
      const [request] = await stage.requests("GET /api/v1.0/subscribe");
      await eventually(async () => (await stage.requests("GET /api/v1.0/subscribe"))[0].closed);
      expect((await stage.requests("GET /api/v1.0/subscribe"))[0].closed.code).to.equal(1005);
      expect(heard).to.have.length(1);
      expect(pbx.listenerCount("runtimeError")).to.equal(0);
      expect(request.status).to.equal(101);
    });
  }

  for (const [what, event, { fixtures, options } = {}] of harmless) {
    it(`does not come of ${what}`, async () => {
      const { stage, pbx } = await sessionOn(fixtures, options);
      const errors = listen(pbx, "runtimeError");
      const changes = listen(pbx, "cdrChange");
      expect(await stage.emit(event)).to.equal(1);
      await stage.emit({ type: 20049, msg: { ext_num: "1000" } });
      await eventually(() => changes.length > 0);
      expect(errors).to.deep.equal([]);
      expect(changes).to.deep.equal([{ ext_num: "1000" }]);
      expect(pbx.isInited).to.equal(true);
      expect(await stage.count(LOGOUT)).to.equal(0);
    });
  }

  it("sends its logout with the session's token", async () => {
    const { stage } = await sessionOn();
    await stage.emit({ type: 20015, msg: { enb_web_client: 0 } });
    await eventually(async () => (await stage.sessions()) === 0);
    const [{ headers }] = await stage.requests(LOGOUT);
    expect(headers.authorization).to.equal("***32");
  });

  it("comes once, with one logout, of two such events in one burst", async () => {
    const { stage, pbx } = await sessionOn();
    const errors = listen(pbx, "runtimeError");
    const text = JSON.stringify({ type: 20015, msg: '{"enb_web_client":0}' });
    await Promise.all([stage.emit({ raw: text }), stage.emit({ raw: text }), stage.emit({ type: 20010 })]);
    await eventually(async () => (await stage.count(LOGOUT)) > 0);
    await eventually(async () => (await stage.openSockets()) === 0);
    expect(errors.map(({ code }) => code)).to.deep.equal([-106]);
    expect(await stage.count(LOGOUT)).to.equal(1);
  });

  for (const fault of [{ status: 500 }, { drop: "before", times: Infinity }]) {
    it(`does not wait for its logout, nor mind that it fails with ${JSON.stringify(fault)}`, async () => {
      const { stage, pbx } = await sessionOn();
      await stage.fault(LOGOUT, fault);
      const errors = listen(pbx, "runtimeError");
      await stage.emit({ type: 20015, msg: { enb_web_client: 0 } });
      await eventually(() => errors.length > 0);
      await eventually(async () => (await stage.count(LOGOUT)) > 0);
      expect(errors.map(({ code }) => code)).to.deep.equal([-106]);
    });
  }

  it("is heard by every listener, in order, and by a `once` too", async () => {
    const { stage, pbx } = await sessionOn();
    const heard = [];
    pbx.on("runtimeError", () => heard.push("second"));
    pbx.prependListener("runtimeError", () => heard.push("first"));
    pbx.once("runtimeError", () => heard.push("third"));
    await stage.emit({ type: 20010 });
    await eventually(() => heard.length > 2);
    expect(heard).to.deep.equal(["first", "second", "third"]);
  });

  it("drops the listeners of all events", async () => {
    const { stage, pbx } = await sessionOn();
    const changes = listen(pbx, "cdrChange");
    listen(pbx, "gap");
    const errors = listen(pbx, "runtimeError");
    await stage.emit({ type: 20010 });
    await eventually(() => errors.length > 0);
    expect(pbx.eventNames()).to.deep.equal([]);
    pbx.emit("cdrChange", {});
    expect(changes).to.deep.equal([]);
  });

  it("keeps a listener that was registered during the event, for the next session", async () => {
    const { stage, pbx } = await sessionOn();
    const next = [];
    const errors = [];
    pbx.on("runtimeError", (error) => {
      errors.push(error);
      pbx.on("cdrChange", (change) => next.push(change));
      pbx.on("runtimeError", () => errors.push("again"));
    });
    await stage.emit({ type: 20010 });
    await eventually(() => errors.length > 0);
    expect(errors, "the new listener does not hear the old end").to.have.length(1);
    expect([pbx.listenerCount("cdrChange"), pbx.listenerCount("runtimeError")]).to.deep.equal([1, 1]);
    pbx.secret = stage.secret;
    await pbx.init();
    await stage.subscribed(pbx);
    await stage.placeCall();
    await eventually(() => next.length > 0);
  });

  it("lets a listener start the next session at once", async () => {
    const { stage, pbx } = await sessionOn();
    let again;
    pbx.on("runtimeError", () => {
      pbx.secret = stage.secret;
      again = pbx.init();
    });
    await stage.emit({ type: 20010 });
    await eventually(() => again);
    await again;
    await stage.subscribed(pbx);
    expect(pbx.isInited).to.equal(true);
    expect(await stage.count("POST /api/v1.0/login")).to.equal(2);
  });

  it("aborts calls under way", async () => {
    const { stage, pbx } = await sessionOn();
    await stage.fault("GET /api/v1.0/cdr/searchpersonal", { hang: true });
    const query = pbx.cdrQuery().catch((error) => error);
    await eventually(async () => (await stage.count("GET /api/v1.0/cdr/searchpersonal")) > 0);
    await stage.emit({ type: 20010 });
    expectError(await query, { kind: "aborted" });
  });

  it("delivers no event that came behind it", async () => {
    const { stage, pbx } = await sessionOn();
    const changes = listen(pbx, "cdrChange");
    const errors = listen(pbx, "runtimeError");
    await stage.emit({ raw: JSON.stringify({ type: 20010, msg: "{}" }) });
    await stage.emit({ raw: JSON.stringify({ type: 20049, msg: "{}" }) }).catch(() => {});
    await eventually(() => errors.length > 0);
    await eventually(async () => (await stage.openSockets()) === 0);
    expect(changes).to.deep.equal([]);
  });

  it("reports a listener that throws, and the others still hear", async () => {
    const { stage, pbx } = await sessionOn();
    const mistake = new Error("a mistake of the page");
    pbx.on("runtimeError", () => {
      throw mistake;
    });
    const errors = listen(pbx, "runtimeError");
    await stage.emit({ type: 20010 });
    await eventually(() => errors.length > 0);
    expect(takeReports()).to.deep.equal([mistake]);
    expect(pbx.eventNames()).to.deep.equal([]);
  });

  it("comes to the older of two sessions of one extension", async () => {
    const stage = await simulate();
    const older = await stage.live();
    const errors = listen(older, "runtimeError");
    const newer = await stage.signedIn();
    await eventually(() => errors.length > 0);
    expectError(errors[0], { code: -107 });
    expect(newer.isInited).to.equal(true);
  });

  it("leaves no timer and sends nothing afterwards", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const pbx = await stage.live();
    const errors = listen(pbx, "runtimeError");
    await stage.emit({ type: 20010 });
    await settle();
    expect(errors).to.have.length(1);
    await expectSilence(stage, time);
  });
});
