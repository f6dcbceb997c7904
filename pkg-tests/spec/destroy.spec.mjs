import { eventually, expect, expectError, expectSilence, holdTime, it, listen, rejected, settle, simulate, simulateHere, watch } from "./support.mjs";

const STEPS = [
  "GET /api/v1.0/pbx/getproduct",
  "POST /api/v1.0/login",
  "GET /api/v1.0/extension/getpersonalglobal",
  "GET /api/v1.0/licenseservice/get",
  "GET /api/v1.0/extension/getpersonal",
  "GET /api/v1.0/extension/getregisterinfo",
];
const SEARCH = "GET /api/v1.0/cdr/searchpersonal";

/** What every end has in common. */
async function expectEnded(stage, time, pbx) {
  expect([pbx.token, pbx.socket, pbx.isInited, pbx.secret]).to.deep.equal([null, null, false, ""]);
  expect(pbx.eventNames()).to.deep.equal([]);
  await expectSilence(stage, time);
  expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
}

const ENDS = {
  "destroy()": (pbx) => pbx.destroy(),
  "close()": (pbx) => pbx.close(),
  "the client's signal": (_, controller) => controller.abort(new Error("the page goes")),
};

for (const [how, end] of Object.entries(ENDS)) {
  describe(`the end by ${how}`, () => {
    const begin = async (fixtures) => {
      const stage = await simulateHere(fixtures);
      const time = holdTime();
      const controller = new AbortController();
      const pbx = stage.operator({ signal: controller.signal });
      pbx.on("cdrChange", () => {}).on("runtimeError", () => {}).on("gap", () => {});
      return { stage, time, pbx, end: () => end(pbx, controller) };
    };

    it("of a new operator: nothing was sent, nothing will be", async () => {
      const { stage, time, pbx, end } = await begin();
      end();
      await expectEnded(stage, time, pbx);
      expect(await stage.wire()).to.deep.equal([]);
    });

    for (const [index, step] of STEPS.entries()) {
      it(`during ${step.split("/").at(-1)}: init rejects as aborted and no later step follows`, async () => {
        const { stage, time, pbx, end } = await begin();
        await stage.fault(step, { hang: true });
        const start = watch(pbx.init());
        await eventually(async () => (await stage.count(step)) === 1);
        expect(start.settled).to.equal(false);
        end();
        await start.done;
        expectError(start.error, { kind: "aborted", operation: "init" });
        await expectEnded(stage, time, pbx);
        expect(await stage.wire()).to.have.length(index + 1);
      });
    }

    it("in the same turn as init: nothing was sent, nothing will be", async () => {
      const { stage, time, pbx, end } = await begin();
      const start = watch(pbx.init());
      end();
      await eventually(() => start.settled);
      expectError(start.error, { kind: "aborted", operation: "init" });
      await expectEnded(stage, time, pbx);
      expect(await stage.wire()).to.deep.equal([]);
    });

    it("while a secret function is asked", async () => {
      const stage = await simulateHere();
      const time = holdTime();
      const controller = new AbortController();
      let asked = false;
      const pbx = stage.operator({ signal: controller.signal, secret: () => new Promise(() => (asked = true)) });
      const start = watch(pbx.init());
      await eventually(() => asked);
      end(pbx, controller);
      await start.done;
      expectError(start.error, { kind: "aborted" });
      await expectSilence(stage, time);
      expect(await stage.count("POST /api/v1.0/login")).to.equal(0);
    });

    it("while the socket is opening", async () => {
      const { stage, time, pbx, end } = await begin();
      await stage.fault("socket", { hang: true });
      await pbx.init();
      expect(pbx.feed.state).to.equal("connecting");
      end();
      expect(pbx.feed.state).to.equal("closed");
      expect(stage.sockets[0].readyState).to.be.greaterThan(1);
      await expectEnded(stage, time, pbx);
    });

    it("while live: the PBX sees a close without a code", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      end();
      expect(pbx.feed.state).to.equal("closed");
      await expectEnded(stage, time, pbx);
      expect((await stage.requests("GET /api/v1.0/subscribe"))[0].closed.code).to.equal(1005);
    });

    it("while retrying: no zombie comes back", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      await stage.emit({ close: 1006 });
      await settle();
      expect(pbx.feed.state).to.equal("retrying");
      end();
      await expectEnded(stage, time, pbx);
      expect(stage.sockets).to.have.length(1);
    });

    it("while it finds out why the socket is refused", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      await stage.fault("socket", { status: 401, times: 3 });
      await stage.fault(STEPS[4], { hang: true });
      await stage.emit({ close: 1006 });
      await settle();
      for (let step = 0; step < 3; step += 1) await time.pass(6_000);
      await eventually(async () => (await stage.count(STEPS[4])) === 2);
      end();
      await expectEnded(stage, time, pbx);
    });

    it("while it signs in again", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      await stage.fault(STEPS[1], { hang: true });
      await stage.revokeTokens({ closeSockets: true });
      await settle();
      for (let step = 0; step < 3; step += 1) await time.pass(6_000);
      await eventually(async () => (await stage.count(STEPS[1])) === 2);
      end();
      await expectEnded(stage, time, pbx);
    });

    it("with calls under way: they reject as aborted", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      await stage.fault(SEARCH, { hang: true });
      await stage.fault(SEARCH, { hangBody: true });
      const calls = [watch(pbx.cdrQuery()), watch(pbx.cdrQuery())];
      await eventually(async () => (await stage.count(SEARCH)) === 2);
      await settle();
      end();
      for (const call of calls) {
        await call.done;
        expectError(call.error, { name: "CanceledError", code: "ERR_CANCELED", kind: "aborted", operation: "cdrQuery" });
      }
      await expectEnded(stage, time, pbx);
    });

    it("with a call in the pause between two tries", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      await stage.fault(SEARCH, { status: 503, times: Infinity });
      const call = watch(pbx.cdrQuery({}, { maxRetries: 5 }));
      await eventually(async () => (await stage.count(SEARCH)) === 1);
      await settle();
      end();
      await call.done;
      expectError(call.error, { kind: "aborted" });
      await expectEnded(stage, time, pbx);
      expect(await stage.count(SEARCH)).to.equal(1);
    });

    it("twice is as good as once", async () => {
      const { stage, time, pbx, end } = await begin();
      await pbx.init();
      await stage.subscribed(pbx);
      end();
      end();
      pbx.destroy();
      await expectEnded(stage, time, pbx);
    });

    it("tells nobody runtimeError", async () => {
      const { stage, pbx, end } = await begin();
      const errors = listen(pbx, "runtimeError");
      await pbx.init();
      await stage.subscribed(pbx);
      end();
      await settle();
      expect(errors).to.deep.equal([]);
    });
  });
}

describe("destroy", () => {
  it("in an event's listener stops the events behind it", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const pbx = await stage.live();
    pbx.on("gap", () => pbx.destroy());
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await eventually(() => !pbx.isInited);
    await expectSilence(stage, time);
  });

  it("in a subscriber of the feed is final", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    const pbx = stage.operator();
    pbx.feed.subscribe(() => pbx.destroy());
    await pbx.init().catch(() => {});
    await settle();
    expect(pbx.feed.state).to.equal("closed");
    await expectSilence(stage, time);
  });

  it("in onRequest of any request of the start is final", async () => {
    for (const at of [1, 2, 4, 6]) {
      const stage = await simulateHere();
      let seen = 0;
      const pbx = stage.operator({ onRequest: () => ++seen === at && pbx.destroy() });
      expectError(await rejected(pbx.init()), { kind: "aborted" });
      await settle();
      expect([pbx.isInited, pbx.token, stage.sockets.length], `at request ${at}`).to.deep.equal([false, null, 0]);
    }
  });

  it("and at once a new init: the new session is not disturbed by the old one's end", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const old = watch(pbx.init());
    pbx.destroy();
    pbx.secret = stage.secret;
    const info = await pbx.init();
    await old.done;
    expectError(old.error, { kind: "aborted" });
    expect(info.extensionNumber).to.equal("1000");
    await stage.subscribed(pbx);
    expect([pbx.isInited, pbx.token === null, await stage.sessions()]).to.deep.equal([true, false, 1]);
  });

  it("leaves calls of a new session alone when it is the old socket that closes late", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    pbx.destroy();
    pbx.secret = stage.secret;
    await pbx.init();
    await eventually(async () => (await stage.requests("GET /api/v1.0/subscribe"))[0].closed);
    await stage.subscribed(pbx);
    expect(pbx.feed.state).to.equal("live");
  });
});

describe("a client signal that has aborted before", () => {
  it("rejects init without a request", async () => {
    const stage = await simulate();
    const reason = new Error("too late");
    const pbx = stage.operator({ signal: AbortSignal.abort(reason) });
    expectError(await rejected(pbx.init()), { kind: "aborted", cause: reason });
    expectError(await rejected(pbx.cdrQuery()), { kind: "aborted" });
    expect(await stage.wire()).to.deep.equal([]);
  });
});
