import { countedSignal, eventually, expect, expectNoTimers, holdTime, it, moment, rejected, settle, watch, watchedFetch, withoutJitter } from "./support.mjs";
import { expectError, ID, inBoth, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const REASON = new Error("the user went elsewhere");
const expectAborted = (error, cause = REASON, more = {}) => expectError(error, { kind: "aborted", cause, retryable: false, status: undefined, code: undefined, maybeApplied: undefined, ...more });
const expectClosed = (error, more = {}) => expectError(error, { kind: "aborted", reason: "closed", message: "the client is closed", retryable: false, ...more });

const CALLS = {
  create: (providers, options, dialect) => providers.create(trunkFor(dialect), options),
  update: (providers, options) => providers.update({ id: ID, port: 1 }, options),
  show: (providers, options) => providers.show(ID, options),
  list: (providers, options) => providers.list({}, options),
  destroy: (providers, options) => providers.destroy(ID, options),
  iterate: (providers, options) => providers.iterate({}, options).toArray(),
  pages: (providers, options) => providers.pages({}, options).toArray(),
  listAll: (providers, options) => providers.listAll({}, options),
  findByName: (providers, options) => providers.findByName("x", options),
  ensure: (providers, options) => providers.ensure("x", {}, options),
  exportAll: (providers, options) => providers.exportAll(options),
  status: (providers, options) => providers.status(ID, options),
  statuses: (providers, options) => providers.statuses(undefined, options),
  addIp: (providers, options) => providers.addIp(ID, "192.0.2.1", options),
  removeIp: (providers, options) => providers.removeIp(ID, "192.0.2.1", options),
  login: (providers, options) => providers.login(undefined, options),
  refreshToken: (providers, options) => providers.refreshToken(options),
  signOut: (providers, options) => providers.signOut(options),
};

inBoth("An abort of a PortSIP call", (dialect) => {
  const newer = dialect === "v22";
  const LIST = newer ? "GET /providers" : "GET /providers/list";

  for (const [name, call] of Object.entries(CALLS)) {
    it(`beforehand sends nothing: ${name}`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      const providers = await stage.signedIn();
      expectAborted(await rejected(call(providers, { signal: AbortSignal.abort(REASON) }, dialect)), REASON, { operation: name });
      await moment();
      // A renewal is for everybody who waits for it.
      expect(stage.wire().filter((line) => !/token/.test(line))).to.deep.equal([]);
    });
  }

  it("in the turn of the call sends nothing", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    const { controller, signal, listeners } = countedSignal();
    const call = providers.list({}, { signal });
    controller.abort(REASON);
    expectAborted(await rejected(call));
    await moment();
    expect([(await stage.requests()).length, listeners.size]).to.deep.equal([1, 0]);
  });

  it("while nothing is answered is prompt, ends the request, and is not retried", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    await stage.fault(LIST, { hang: true });
    const { controller, signal, listeners } = countedSignal();
    const call = watch(providers.list({}, { signal }));
    await eventually(() => stage.wire().length === 1);
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error, REASON, { operation: "list", attempt: 1, message: "list was aborted" });
    expect(stage.sent[0].signal.aborted).to.equal(true);
    await moment();
    expect([stage.wire().length, listeners.size]).to.deep.equal([1, 0]);
  });

  it("in a pause between two tries is prompt", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const time = holdTime();
    withoutJitter();
    const fetch = watchedFetch(stage.fetch);
    const providers = await stage.signedIn({ fetch });
    await stage.fault(LIST, { status: 503 });
    const { controller, signal, listeners } = countedSignal();
    const before = fetch.answered;
    const call = watch(providers.list({}, { signal }));
    await eventually(() => fetch.answered === before + 1);
    await eventually(() => time.isDue(500));
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error);
    expectNoTimers(time);
    await time.pass(60_000);
    expect([stage.wire().length, listeners.size]).to.deep.equal([1, 0]);
  });

  it("in a body that stalls is prompt", async () => {
    for (const fault of [{ hangBody: true }, { hangBody: true, status: 404 }, { endlessBody: true }]) {
      const stage = await simulatePortsip({ dialect, providers: 3 });
      const fetch = watchedFetch(stage.fetch);
      const providers = await stage.signedIn({ fetch });
      await stage.fault(LIST, fault);
      const before = fetch.answered;
      const controller = new AbortController();
      const call = watch(providers.list({}, { signal: controller.signal, maxBodyBytes: 2 ** 31 }));
      await eventually(() => fetch.answered === before + 1);
      await moment();
      expect(call.settled).to.equal(false);
      controller.abort(REASON);
      await call.done;
      expectAborted(call.error);
      expect(stage.sent.at(-1).signal.aborted).to.equal(true);
    }
  });

  it("while it waits for a token is prompt, and leaves the token to those who wait on", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = stage.providers();
    const login = newer ? "POST /auth/sign_in" : "POST /account/credentials/verify";
    stage.fault(login, { delayMs: 1000 });
    const { controller, signal, listeners } = countedSignal();
    const [aborted, other] = [watch(providers.list({}, { signal })), watch(providers.list())];
    await eventually(async () => (await stage.requests()).length === 1);
    await moment();
    controller.abort(REASON);
    await aborted.done;
    expectAborted(aborted.error, REASON, { operation: "list" });
    expect([other.settled, listeners.size]).to.deep.equal([false, 0]);
    await stage.clock.advance(1000);
    await other.done;
    expect(other.value.providers).to.have.length(1);
    expect(stage.wire().length).to.equal(2);
  });

  it("between the read and the write of a merge sends no write", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: [trunkFor(dialect)] });
    const controller = new AbortController();
    const providers = await stage.signedIn({ onResponse: ({ method }) => method === "GET" && controller.abort(REASON) });
    expectAborted(await rejected(providers.update({ id: ID, port: 9 }, { mode: "merge", signal: controller.signal })));
    expect(stage.wire().length).to.equal(1);
  });

  it("between two pages delivers what is there, and asks for no more", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 30 });
    const providers = await stage.signedIn();
    const { controller, signal, listeners } = countedSignal();
    let seen = 0;
    const walk = (async () => {
      for await (const _ of providers.iterate({ pagesize: 10 }, { signal })) if ((seen += 1) === 15) controller.abort(REASON);
    })();
    expectAborted(await rejected(walk), REASON, { operation: "iterate" });
    expect([seen, stage.wire().length, listeners.size]).to.deep.equal([20, 2, 0]);
  });

  it("after the answer changes nothing, and no listener is left", async () => {
    const stage = await simulatePortsip({ dialect, providers: 3 });
    const providers = await stage.signedIn({ maxRetries: 0 });
    const { controller, signal, listeners } = countedSignal();
    for (let call = 0; call < 5; call += 1) expect((await providers.list({}, { signal })).providers).to.have.length(3);
    await rejected(providers.show("17", { signal }));
    await stage.portsip.expireTokens();
    await providers.ensure("another", trunkFor(dialect), { signal });
    await providers.exportAll({ signal });
    providers.watch({ wsi: false, signal }).stop();
    expect(listeners.size).to.equal(0);
    controller.abort(REASON);
    expect((await providers.list()).providers).to.have.length(4);
  });

  it("by the client's signal ends all its calls, and those of later", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const controller = new AbortController();
    const providers = await stage.signedIn({ signal: controller.signal });
    await stage.fault(LIST, { hang: true, times: Infinity });
    const calls = [watch(providers.list()), watch(providers.listAll())];
    await eventually(() => stage.wire().length === 2);
    controller.abort(REASON);
    for (const call of calls) {
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
    for (const [name, call] of Object.entries(CALLS)) expectClosed(await rejected(call(providers, {}, dialect)), { operation: name, cause: REASON });
    await moment();
    expect(stage.wire().length).to.equal(2);
  });
});

describe("The reason of an abort of a PortSIP call", () => {
  for (const reason of ["a text", 0, null, Object.freeze({ own: true })]) {
    it(`is handed on: ${JSON.stringify(reason)}`, async () => {
      const stage = await simulatePortsipHere();
      const providers = await stage.signedIn();
      expectAborted(await rejected(providers.list({}, { signal: AbortSignal.abort(reason) })), reason);
    });
  }

  it("may come although a fetch or a function of the page does not hear of it", async () => {
    const stage = await simulatePortsipHere();
    const never = () => new Promise(() => {});
    for (const options of [{ token: "x", credentials: undefined, fetch: never }, { credentials: undefined, tokenProvider: never }, { credentials: never }, { tokenStore: { get: never, set: never } }, { tokenStore: { get: () => undefined, set: never, lock: never } }]) {
      const controller = new AbortController();
      const call = watch(stage.providers(options).list({}, { signal: controller.signal }));
      await moment();
      expect(call.settled).to.equal(false);
      controller.abort(REASON);
      await call.done;
      expectAborted(call.error);
    }
  });

  it("of a write under way says nothing of its fate but that it was aborted", async () => {
    const stage = await simulatePortsip();
    const providers = await stage.signedIn();
    await stage.fault("POST /providers/create", { hang: true });
    const controller = new AbortController();
    const call = watch(providers.create(TRUNK, { signal: controller.signal }));
    await eventually(() => stage.wire().length === 1);
    await moment();
    controller.abort(REASON);
    await call.done;
    expectAborted(call.error, REASON, { operation: "create" });
    await settle();
  });
});
