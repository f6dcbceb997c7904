import { eventually, expect, expectError, expectSilence, holdTime, it, listen, recordingFetch, rejected, secretly, settle, simulate, simulateHere, slowly, takeReports } from "./support.mjs";

const LOGIN = "POST /api/v1.0/login";
const SEARCH = "GET /api/v1.0/cdr/searchpersonal";
const PROBE = "GET /api/v1.0/extension/getpersonal";

/** Lets so many retries of the feed happen. */
async function retries(time, count) {
  for (let number = 0; number < count; number += 1) await time.pass(6_000);
}

async function held(options) {
  const stage = await simulateHere();
  const time = holdTime();
  const pbx = await stage.live(options);
  return { stage, time, pbx };
}

const tokensOf = (stage) => stage.urls.map((url) => new URL(url).searchParams.get("access_token"));

describe("a token that is refused at the socket", () => {
  for (const [what, secretOf] of [["a function", (stage) => () => stage.secret], ["a constant", (stage) => stage.secret]]) {
    it(`three times leads to a read, a login with ${what} as secret, and a socket with the new token`, async () => {
      const stage = await simulateHere();
      const time = holdTime();
      let asked = 0;
      const secret = secretOf(stage);
      const pbx = await stage.live({ secret: typeof secret === "function" ? () => ((asked += 1), secret()) : secret });
      const errors = listen(pbx, "runtimeError");
      const [old] = tokensOf(stage);
      await stage.revokeTokens({ closeSockets: true });
      await settle();
      const since = (await stage.wire()).length;
      await retries(time, 3);
      await stage.subscribed(pbx);
      expect((await stage.wire()).slice(since)).to.deep.equal([
        ...Array(3).fill("GET /api/v1.0/subscribe?access_token=***32"),
        PROBE,
        LOGIN,
        "GET /api/v1.0/subscribe?access_token=***32",
      ]);
      const tokens = tokensOf(stage);
      expect(tokens.slice(0, 4)).to.deep.equal(Array(4).fill(old));
      expect(tokens[4]).to.equal(pbx.token).and.not.equal(old);
      expect(asked).to.equal(what === "a function" ? 2 : 0);
      expect(errors).to.deep.equal([]);
      expect((await stage.frames()).at(-1)).to.have.length(1);
    });
  }

  it("hears events again after the renewal", async () => {
    const { stage, time, pbx } = await held();
    const changes = listen(pbx, "cdrChange");
    await stage.revokeTokens({ closeSockets: true });
    await settle();
    await retries(time, 3);
    await stage.subscribed(pbx);
    await stage.placeCall();
    await eventually(() => changes.length > 0);
  });

  it("that no login replaces ends the session with -109, once, and asks for a sign-in once", async () => {
    const asked = [];
    const { stage, time, pbx } = await held({ onAuthRequired: (error) => asked.push(error) });
    const errors = listen(pbx, "runtimeError");
    await stage.fault(LOGIN, { errcode: 10005, errmsg: "ACCESS DENIED", times: Infinity });
    await stage.revokeTokens({ closeSockets: true });
    await settle();
    await retries(time, 3);
    await eventually(() => errors.length > 0);
    expectError(errors[0], { code: -109, message: "RE_LOGIN", kind: "authentication" });
    expectError(errors[0].cause, { code: -103, errcode: 10005, errmsg: "ACCESS DENIED" });
    expectError(asked[0], { code: -109 });
    expect([pbx.token, pbx.isInited, pbx.feed.state, pbx.socket]).to.deep.equal([null, false, "closed", null]);
    expect(await stage.count(LOGIN)).to.equal(2);
    await expectSilence(stage, time);
    expect([errors.length, asked.length]).to.deep.equal([1, 1]);
  });

  it("whose secret function fails ends the session too", async () => {
    let broken = false;
    const cause = new Error("the server for signatures is away");
    const stage = await simulateHere();
    const time = holdTime();
    const pbx = await stage.live({ secret: async () => {
      if (broken) throw cause;
      return stage.secret;
    } });
    const errors = listen(pbx, "runtimeError");
    broken = true;
    await stage.revokeTokens({ closeSockets: true });
    await settle();
    await retries(time, 3);
    await eventually(() => errors.length > 0);
    expectError(errors[0], { code: -109 });
    expectError(errors[0].cause, { reason: "secret", cause });
    await expectSilence(stage, time);
  });

  it("is no verdict while the PBX does not answer the login: it goes on trying and recovers", async () => {
    const { stage, time, pbx } = await held();
    const errors = listen(pbx, "runtimeError");
    const restore = await stage.fault(LOGIN, { status: 503, times: Infinity });
    await stage.revokeTokens({ closeSockets: true });
    await settle();
    await retries(time, 10);
    expect(pbx.feed.state).to.equal("retrying");
    expect(await stage.count(LOGIN)).to.be.greaterThan(2);
    await restore();
    await retries(time, 4);
    await stage.subscribed(pbx);
    expect(errors).to.deep.equal([]);
  });

  it("is found out only after three refusals in a row", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault("socket", { status: 401, times: 2 });
    await stage.emit({ close: 1006 });
    await settle();
    await retries(time, 3);
    await stage.subscribed(pbx);
    expect(await stage.count(PROBE)).to.equal(1);
    expect(await stage.count(LOGIN)).to.equal(1);
  });

  it("after a logout is not replaced: the session ends with -109", async () => {
    const { stage, time, pbx } = await held();
    const errors = listen(pbx, "runtimeError");
    await pbx.logout();
    await stage.emit({ close: 1006 });
    await settle();
    await retries(time, 3);
    await eventually(() => errors.length > 0);
    expectError(errors[0], { code: -109 });
    expect(await stage.count(LOGIN)).to.equal(1);
    await expectSilence(stage, time);
  });

  it("is looked into from the start too: the first opening may be refused", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    await stage.fault("socket", { status: 401, times: 3 });
    const pbx = await stage.signedIn();
    await settle();
    await retries(time, 4);
    await stage.subscribed(pbx);
    expect(await stage.count(PROBE)).to.equal(2);
    expect(await stage.count(LOGIN)).to.equal(1);
  });

  slowly("leads to a new login in real time, through a real network that hides the reason", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const gaps = listen(pbx, "gap");
    const old = pbx.token;
    await stage.revokeTokens({ closeSockets: true });
    await eventually(() => gaps.length > 0, 40_000);
    expect(secretly(pbx.token)).not.to.equal(old);
    expect(await stage.count(LOGIN)).to.equal(2);
    expect(tokensOf(stage).at(-1)).to.equal(pbx.token);
  });
});

describe("a token that is refused in a query", () => {
  it("by errcode 10004 leads to a login and one replay", async () => {
    const stage = await simulate();
    const fetch = recordingFetch();
    const pbx = await stage.live({ fetch });
    const old = pbx.token;
    await stage.revokeTokens();
    const reply = await pbx.cdrQuery({ filter: "10" });
    expect(reply.errcode).to.equal(0);
    expect(secretly(pbx.token)).not.to.equal(old);
    const last = fetch.calls.slice(-3);
    expect(last.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).to.deep.equal([SEARCH, LOGIN, SEARCH]);
    expect(last[2].url).to.equal(last[0].url);
    expect(last.map(({ headers }) => headers.authorization === undefined ? "none" : headers.authorization === old ? "old" : "new")[0]).to.equal("old");
    expect(last[2].headers.authorization).to.equal(pbx.token);
  });

  it("sends the replacement's login without the dead token", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.revokeTokens();
    await pbx.cdrQuery();
    const logins = await stage.requests(LOGIN);
    expect(logins).to.have.length(2);
    expect(logins.map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined]);
  });

  it("by HTTP 401 leads to a login and one replay", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.revokeTokens();
    await stage.fault(SEARCH, { status: 401 });
    expect((await pbx.cdrQuery()).errcode).to.equal(0);
    expect([await stage.count(LOGIN), await stage.count(SEARCH)]).to.deep.equal([2, 2]);
  });

  it("leaves the feed open and heard when the PBX tells the old session of the new one", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const errors = listen(pbx, "runtimeError");
    const changes = listen(pbx, "cdrChange");
    // Only this query is told that the token is dead: to the PBX the login is a second one, and it says so to the first.
    await stage.fault(SEARCH, { errcode: 10004, errmsg: "TOKEN EXPIRED" });
    await pbx.cdrQuery().catch(() => {});
    expect(errors.map(({ code }) => code)).to.deep.equal([]);
    expect(pbx.isInited).to.equal(true);
    await stage.subscribed(pbx);
    await stage.placeCall();
    await eventually(() => changes.length > 0, 3_000);
  });

  it("shares one login between concurrent queries, and replays each once", async () => {
    const stage = await simulate();
    let asked = 0;
    const pbx = await stage.live({ secret: async () => ((asked += 1), stage.secret) });
    await stage.revokeTokens();
    const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => pbx.cdrQuery({ page: index + 1 })));
    expect(replies.map(({ errcode }) => errcode)).to.deep.equal(Array(8).fill(0));
    expect([await stage.count(LOGIN), asked]).to.deep.equal([2, 2]);
    const targets = (await stage.requests(SEARCH)).map(({ target }) => target);
    expect(targets).to.have.length(16);
    for (const target of new Set(targets)) expect(targets.filter((other) => other === target)).to.have.length(2);
  });

  it("needs no further login when another query has just brought one", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(SEARCH, { errcode: 10004, delayMs: 1_000 });
    const slow = pbx.cdrQuery({ page: 7 });
    await eventually(async () => (await stage.count(SEARCH)) === 1);
    await stage.revokeTokens();
    await pbx.cdrQuery({ page: 8 });
    expect((await slow).errcode).to.equal(0);
    expect(await stage.count(LOGIN)).to.equal(2);
  });

  it("is replayed once only: a second refusal is handed over", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.revokeTokens();
    await stage.fault(SEARCH, { errcode: 10004, errmsg: "TOKEN EXPIRED", times: 2 });
    expect(await pbx.cdrQuery()).to.deep.equal({ errcode: 10004, errmsg: "TOKEN EXPIRED" });
    expect([await stage.count(LOGIN), await stage.count(SEARCH)]).to.deep.equal([2, 2]);
    expect(pbx.isInited).to.equal(true);
  });

  it("twice by HTTP 401 rejects as axios does", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.revokeTokens();
    await stage.fault(SEARCH, { status: 401, times: 2 });
    expectError(await rejected(pbx.cdrQuery()), { name: "AxiosError", code: "ERR_BAD_REQUEST", status: 401, kind: "authentication" });
    expect(await stage.count(LOGIN)).to.equal(2);
  });

  it("that no login replaces ends the session with -109 and hands over the refusal", async () => {
    const stage = await simulate();
    const asked = [];
    const pbx = await stage.live({ onAuthRequired: (error) => asked.push(error) });
    const errors = listen(pbx, "runtimeError");
    await stage.fault(LOGIN, { errcode: 70087, errmsg: "IP FORBIDDEN", times: Infinity });
    await stage.revokeTokens();
    const replies = await Promise.all([pbx.cdrQuery(), pbx.cdrQuery({ page: 2 })]).catch((error) => error);
    expect(Array.isArray(replies) ? replies.map(({ errcode }) => errcode) : replies).to.deep.equal([10004, 10004]);
    expect(errors.map(({ code }) => code)).to.deep.equal([-109]);
    expect(asked.map(({ code }) => code)).to.deep.equal([-109]);
    expectError(errors[0].cause, { code: -103, errcode: 70087, kind: "permission" });
    expect([pbx.isInited, pbx.token, pbx.feed.state]).to.deep.equal([false, null, "closed"]);
    expect(await stage.count(LOGIN)).to.equal(2);
  });

  it("calls onAuthRequired before runtimeError's listeners are dropped, and reports it when it throws", async () => {
    const stage = await simulate();
    const mistake = new Error("a mistake of the page");
    const pbx = await stage.live({
      onAuthRequired() {
        throw mistake;
      },
    });
    const errors = listen(pbx, "runtimeError");
    await stage.fault(LOGIN, { errcode: 10005, times: Infinity });
    await stage.revokeTokens();
    await pbx.cdrQuery().catch(() => {});
    expect(takeReports()).to.deep.equal([mistake]);
    expect(errors).to.have.length(1);
  });

  it("while the login gets no answer is handed over, and the session goes on", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const errors = listen(pbx, "runtimeError");
    await stage.fault(LOGIN, { status: 503 });
    await stage.revokeTokens();
    expect((await pbx.cdrQuery()).errcode).to.equal(10004);
    expect([pbx.isInited, errors.length]).to.deep.equal([true, 0]);
    expect((await pbx.cdrQuery()).errcode).to.equal(0);
    expect(await stage.count(LOGIN)).to.equal(3);
  });

  it("after logout is handed over: no login follows", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const errors = listen(pbx, "runtimeError");
    await pbx.logout();
    expect(await pbx.cdrQuery()).to.deep.equal({ errcode: 10004, errmsg: "TOKEN EXPIRED" });
    expect(await stage.count(LOGIN)).to.equal(1);
    expect([pbx.isInited, errors.length]).to.deep.equal([true, 0]);
  });

  it("is renewed for iterateCdr too, between pages", async () => {
    const stage = await simulate({ extensions: 2, calls: 12 });
    const pbx = await stage.live();
    const { personal_cdr_list: all } = await pbx.cdrQuery({ size: 100 });
    const ids = [];
    for await (const { id } of pbx.iterateCdr({ size: 4 })) {
      ids.push(id);
      if (ids.length === 4) await stage.revokeTokens();
    }
    expect(ids).to.have.length.greaterThan(4);
    expect(ids).to.deep.equal(all.map(({ id }) => id));
    expect(await stage.count(LOGIN)).to.equal(2);
  });

  it("ends with destroy: a query that waits for the login is aborted", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const errors = listen(pbx, "runtimeError");
    await stage.fault(LOGIN, { hang: true });
    await stage.revokeTokens();
    const query = pbx.cdrQuery().then((reply) => ({ reply }), (error) => ({ error }));
    await eventually(async () => (await stage.count(LOGIN)) === 2);
    pbx.destroy();
    await query;
    expect(errors).to.deep.equal([]);
    expect(pbx.isInited).to.equal(false);
    expect(await stage.count(SEARCH)).to.equal(1);
  });

  it("aborts by the call's signal while it waits for the login", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(LOGIN, { hang: true });
    await stage.revokeTokens();
    const controller = new AbortController();
    const query = pbx.cdrQuery({}, { signal: controller.signal });
    await eventually(async () => (await stage.count(LOGIN)) === 2);
    controller.abort();
    const outcome = await Promise.race([rejected(query), new Promise((resolve) => void setTimeout(resolve, 2_000, "still waiting"))]);
    expect(outcome).not.to.equal("still waiting");
    expectError(outcome, { kind: "aborted" });
  });
});
