import { expect, it, rejected, settle, takePrinted, watch } from "./support.mjs";
import { DESK, expectError, holdBoth, listen, rows, scripted, scriptedLive, simulateIpcortexHere, withEachAdapter, withoutChance, installIPCortex } from "./ipcortex-support.mjs";

/** The contract's table: what a number is, and whether it is tried again. */
const TABLE = [
  [1, "connection", true],
  [2, "authentication", false],
  [3, "connection", true],
  [90, "server", true],
  [91, "connection", true],
  [92, "connection", true],
  [99, "permission", false],
  [100, "conflict", false],
];

/** The error callbacks' view of a PBX in memory, while time is held. */
async function held(here, fixtures, extra) {
  const stage = await here(fixtures);
  withoutChance();
  const required = [];
  const installed = await stage.loggedIn({ onAuthRequired: ({ errno }) => required.push(errno), ...extra });
  const time = holdBoth(stage);
  const errors = [];
  const start = (options) => watch(installed.PBX.startFeed(null, (...given) => errors.push(given), options));
  return { stage, time, errors, required, start, ...installed };
}

withEachAdapter("The numbers of IPCortex's failures", ({ here }) => {
  for (const [errno, kind, again] of TABLE) {
    if (again) {
      it(`A6 ${errno} during the start is told once, and the start waits for the next try`, async () => {
        const { stage, PBX, time, errors, start } = await held(here);
        stage.ipcortex.error({ errno, message: "so it is", retryAfter: 1_000, times: 2 });
        const started = start();
        await settle();
        expect([PBX.feed.state, started.settled, errors]).to.deep.equal(["retrying", false, [[errno, "so it is"]]]);
        const { failures, retryAt } = PBX.feed.getSnapshot();
        expect([failures, retryAt]).to.deep.equal([1, Date.now() + 1_000]);
        await time.pass(999);
        expect(stage.sockets.length).to.equal(1);
        await time.pass(1);
        expect([stage.sockets.length, started.settled]).to.deep.equal([2, false]);
        await time.pass(2_000);
        expect([stage.sockets.length, started.settled, started.error, errors.length]).to.deep.equal([3, true, undefined, 1]);
        expect([PBX.feed.state, PBX.owned.length]).to.deep.equal(["live", 1]);
      });

      it(`A6 ${errno} after the start is told once, and tried again`, async () => {
        const { stage, PBX, time, errors, start } = await held(here);
        await start().done;
        const [device] = PBX.owned;
        stage.ipcortex.error({ errno, message: "so it is", retryAfter: 1_000 });
        stage.ipcortex.error({ errno, message: "so it is", retryAfter: 1_000, times: 1 });
        await settle();
        expect([PBX.feed.state, errors, PBX.Auth.id, PBX.owned[0] === device]).to.deep.equal(["retrying", [[errno, "so it is"]], 117, true]);
        await time.pass(1_000);
        expect(PBX.feed.state).to.equal("retrying");
        await time.pass(2_000);
        expect([PBX.feed.state, errors.length, PBX.owned[0] === device]).to.deep.equal(["live", 1, true]);
        // The next outage is told of again.
        stage.ipcortex.error({ errno, message: "again" });
        await settle();
        expect(errors.slice(1)).to.deep.equal([[errno, "again"]]);
      });
      continue;
    }

    it(`A6 ${errno} during the start is told, and rejects the start`, async () => {
      const { stage, PBX, time, errors, required, start } = await held(here);
      stage.ipcortex.error({ errno, message: "so it is", times: 1 });
      const started = start();
      await settle();
      expectError(started.error, { errno, kind, message: "so it is", retryable: false, ...(errno === 100 && { reason: "version" }) });
      expect([PBX.feed.state, errors, PBX.Auth.id, required]).to.deep.equal(["closed", [[errno, "so it is"]], errno === 2 ? null : 117, errno === 2 ? [2] : []]);
      await time.pass(600_000);
      expect([stage.sockets.length, errors.length]).to.deep.equal([1, 1]);
    });

    it(`A6 ${errno} after the start is told, and ends the feed`, async () => {
      const { stage, PBX, time, errors, required, start, Types } = await held(here);
      stage.ipcortex.call({ to: DESK });
      await start().done;
      const [call] = PBX.owned[0].calls;
      const heard = listen(Types.Call);
      stage.ipcortex.error({ errno, message: "so it is" });
      await settle();
      expect([PBX.feed.state, errors, PBX.Auth.id, required]).to.deep.equal(["closed", [[errno, "so it is"]], errno === 2 ? null : 117, errno === 2 ? [2] : []]);
      expect([PBX.contacts, PBX.owned, heard, call.state]).to.deep.equal([[], [], [["update", call]], "dead"]);
      await time.pass(600_000);
      expect(stage.sockets.length).to.equal(1);
    });
  }

  it("A6 100 is for ever: every further start rejects with it, until another is installed", async () => {
    const { stage, PBX, start, errors } = await held(here);
    await start().done;
    stage.ipcortex.error({ errno: 100 });
    await settle();
    expectError((await start().done).error, { errno: 100, reason: "version" });
    expect([stage.sockets.length, errors.map(([errno]) => errno)]).to.deep.equal([1, [100, 100]]);
    const other = await stage.loggedIn();
    await other.PBX.startFeed();
    expect([other.PBX.feed.state, PBX.feed.state]).to.deep.equal(["live", "closed"]);
  });

  it("A6 100 comes where the PBX has been upgraded, and not where only its last number has changed", async () => {
    const { stage, PBX, start, errors } = await held(here);
    await start().done;
    stage.ipcortex.version({ pbxVersion: "6.5.9" });
    await PBX.pauseFeed();
    await start().done;
    expect([PBX.feed.state, errors]).to.deep.equal(["live", []]);
    stage.ipcortex.version({ pbxVersion: "6.6.0" });
    await settle();
    expect([PBX.feed.state, errors.map(([errno]) => errno)]).to.deep.equal(["closed", [100]]);
  });

  it("A6 100 is found by the welcome too, where the PBX does not say so itself", async () => {
    const { stage, PBX, start, errors } = await held(here);
    await start().done;
    await PBX.pauseFeed();
    stage.ipcortex.version({ pbxVersion: "7.0.0", silent: true });
    expectError((await start().done).error, { errno: 100, reason: "version" });
    expect([PBX.feed.state, errors.map(([errno]) => errno)]).to.deep.equal(["closed", [100]]);
  });

  it("A6 2 comes where somebody has logged out elsewhere, and a new login makes it good", async () => {
    const { stage, PBX, start, errors } = await held(here);
    await start().done;
    stage.ipcortex.logout({ user: "priya" });
    await settle();
    expect([PBX.feed.state, errors.map(([errno]) => errno), PBX.Auth.id, PBX.Auth.uname]).to.deep.equal(["closed", [2], null, null]);
    await PBX.Auth.login(stage.credentials);
    await start().done;
    expect([PBX.feed.state, PBX.Auth.id]).to.deep.equal(["live", 117]);
  });

  it("A6 3 is tried again after as long as the PBX says", async () => {
    const { stage, time, start } = await held(here);
    stage.ipcortex.error({ errno: 3, retryAfter: 7_500, times: 1 });
    const started = start();
    await time.pass(7_499);
    expect([stage.sockets.length, started.settled]).to.deep.equal([1, false]);
    await time.pass(1);
    expect([stage.sockets.length, started.settled]).to.deep.equal([2, true]);
  });

  it("A6 is told to both error callbacks, the argument first", async () => {
    const { stage, PBX } = await held(here);
    const told = [];
    await PBX.startFeed(null, (errno) => told.push(["argument", errno]), { errorCB: (errno) => told.push(["option", errno]) });
    stage.ipcortex.error({ errno: 99 });
    await settle();
    expect(told).to.deep.equal([["argument", 99], ["option", 99]]);
  });

  it("A6 is said on the console, once, where there is no error callback", async () => {
    const { stage, PBX, time } = await held(here);
    await PBX.startFeed();
    const said = `nobody is listening to ${stage.options().adapter ? "an object" : "ipcx/1"}`;
    stage.ipcortex.error({ errno: 1, message: said });
    await time.pass(2_000);
    stage.ipcortex.error({ errno: 1, message: said });
    await settle();
    const printed = takePrinted();
    expect(printed.map(({ name }) => name)).to.deep.equal(["warn"]);
    expect(printed[0].text).to.include(said);
  });

  it("A6 waits longer from try to try, up to half a minute, and begins anew after a calm minute", async () => {
    const { stage, PBX, time, start } = await held(here);
    await start().done;
    stage.ipcortex.drop({ mode: "abort", forMs: Infinity });
    await settle();
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const before = stage.sockets.length;
      await time.pass(seconds * 1000 - 1);
      expect(stage.sockets.length, `just before ${seconds} s`).to.equal(before);
      await time.pass(1);
      expect(stage.sockets.length, `after ${seconds} s`).to.equal(before + 1);
    }
    stage.ipcortex.drop({ mode: "refuse", forMs: 0 });
    await time.pass(30_000);
    expect(PBX.feed.state).to.equal("live");
    await time.pass(60_000);
    stage.ipcortex.drop({ mode: "abort" });
    await settle();
    await time.pass(1_000);
    expect(PBX.feed.state).to.equal("live");
  });

  it("A7 0: the first failure is the last", async () => {
    const { stage, PBX, time, errors, start } = await held(here);
    stage.ipcortex.drop({ mode: "refuse" });
    const started = start({ maxWSRetryTime: 0 });
    await started.done;
    expectError(started.error, { errno: 91, kind: "connection" });
    expect([PBX.feed.state, errors.map(([errno]) => errno)]).to.deep.equal(["closed", [91]]);
    await time.pass(600_000);
    expect(stage.sockets.length).to.equal(1);
  });

  it("A7 0: after the start everything is over with the link, and cleared", async () => {
    const { stage, PBX, errors, start } = await held(here);
    await start({ maxWSRetryTime: 0 }).done;
    stage.ipcortex.drop();
    await settle();
    expect([PBX.feed.state, errors.map(([errno]) => errno), PBX.contacts, PBX.owned]).to.deep.equal(["closed", [92], [], []]);
  });

  it("A7 5: tries for five seconds from the first failure, and stops by itself", async () => {
    const { stage, PBX, time, errors, start } = await held(here);
    stage.ipcortex.drop({ mode: "refuse" });
    const started = start({ maxWSRetryTime: 5 });
    await time.passSlowly(4);
    await time.pass(999);
    expect([PBX.feed.state, started.settled, errors.length]).to.deep.equal(["retrying", false, 1]);
    await time.pass(1);
    expectError(started.error, { errno: 91 });
    expect([PBX.feed.state, errors.map(([errno]) => errno), stage.sockets.length]).to.deep.equal(["closed", [91, 91], 3]);
    await time.pass(600_000);
    expect([stage.sockets.length, errors.length]).to.deep.equal([3, 2]);
  });

  it("A7 5: after the start keeps everything as long as it tries, and clears it then", async () => {
    const { stage, PBX, time, errors, start } = await held(here);
    await start({ maxWSRetryTime: 5 }).done;
    stage.ipcortex.drop({ mode: "abort", forMs: Infinity });
    await time.passSlowly(4);
    await time.pass(999);
    expect([PBX.feed.state, PBX.owned.length, errors.map(([errno]) => errno)]).to.deep.equal(["retrying", 1, [92, 91]]);
    await time.pass(1);
    expect([PBX.feed.state, PBX.owned, PBX.contacts, errors.map(([errno]) => errno)]).to.deep.equal(["closed", [], [], [92, 91, 91]]);
  });

  it("A7 5: counts each outage on its own", async () => {
    const { stage, PBX, time, start } = await held(here);
    await start({ maxWSRetryTime: 5 }).done;
    for (let round = 0; round < 4; round += 1) {
      stage.ipcortex.drop({ mode: "abort", forMs: 2_500 });
      await time.passSlowly(4);
      expect(PBX.feed.state, `round ${round}`).to.equal("live");
      await time.pass(60_000);
    }
  });

  for (const given of [null, undefined]) {
    it(`A7 ${given}: tries for ever`, async () => {
      const { stage, PBX, time, errors, start } = await held(here);
      stage.ipcortex.drop({ mode: "refuse" });
      const started = start({ maxWSRetryTime: given });
      for (let minute = 0; minute < 60; minute += 1) await time.pass(60_000);
      expect([PBX.feed.state, started.settled, errors.length]).to.deep.equal(["retrying", false, 1]);
      stage.ipcortex.drop({ mode: "refuse", forMs: 0 });
      await time.passSlowly(37);
      expect([PBX.feed.state, started.settled, started.error]).to.deep.equal(["live", true, undefined]);
    });
  }
});

describe("What IPCortex's HTTP answers mean", () => {
  for (const [title, fault, errno, again] of [
    ["401", { status: 401 }, 2, false],
    ["403", { status: 403 }, 99, false],
    ["409 with a version", { status: 409, headers: { "x-ipcx-version": "7.0.0" } }, 100, false],
    ["409 without one", { status: 409 }, 90, true],
    ["500", { status: 500 }, 90, true],
    ["404", { status: 404 }, 90, true],
    ["503", { status: 503 }, 3, true],
    ["a number of its own", { status: 500, errcode: 3 }, 3, true],
    ["what is not JSON", { malformed: true }, 90, true],
    ["no answer, which cannot open a feed", { drop: "before" }, 91, true],
  ]) {
    it(`A6 takes ${title} on the way to a feed for ${errno}`, async () => {
      const { stage, PBX, time, errors, start } = await held(simulateIpcortexHere);
      await stage.fault("ticket", fault);
      const started = start();
      await settle();
      await settle();
      expect(errors.map(([number]) => number)).to.deep.equal([errno]);
      expect([PBX.feed.state, started.settled]).to.deep.equal(again ? ["retrying", false] : ["closed", true]);
      if (!again) return;
      await time.pass(1_200);
      expect(PBX.feed.state).to.equal("live");
    });
  }

  it("A6 obeys the Retry-After of a 503", async () => {
    const { stage, PBX, time, start } = await held(simulateIpcortexHere);
    await stage.fault("ticket", { status: 503, headers: { "retry-after": "20" } });
    start();
    await settle();
    expect(PBX.feed.getSnapshot().retryAt).to.equal(Date.now() + 20_000);
    await time.pass(19_999);
    expect(stage.sockets.length).to.equal(0);
    await time.pass(1);
    expect(PBX.feed.state).to.equal("live");
  });

  it("A6 gives up a link that does not open within half a minute", async () => {
    const { stage, PBX, time, errors, start } = await held(simulateIpcortexHere);
    await stage.fault("feed", { hang: true });
    start();
    await time.pass(29_000);
    expect([PBX.feed.state, errors]).to.deep.equal(["connecting", []]);
    await time.pass(1_000);
    expect([PBX.feed.state, errors.map(([errno]) => errno)]).to.deep.equal(["retrying", [91]]);
    await time.pass(1_000);
    expect(PBX.feed.state).to.equal("live");
  });
});

describe("How IPCortex's links end", () => {
  const CODES = [[4001, 2, 2], [4003, 99, 99], [4004, 100, 100], [4005, 3, 3], [4006, 1, 1], [1000, 91, 92], [1001, 91, 92], [1006, 91, 92], [1011, 91, 92], [4000, 91, 92], [4002, 91, 92], [undefined, 91, 92], ["4001", 91, 92], [NaN, 91, 92]];

  for (const [code, before, after] of CODES) {
    it(`A6 takes close code ${typeof code === "string" ? JSON.stringify(code) : code} for ${before} before the welcome, for ${after} after`, async () => {
      const script = scripted();
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      const errors = [];
      PBX.startFeed(null, (errno) => errors.push(errno)).catch(() => {});
      await settle();
      script.link.say({ t: "closed", code });
      await settle();
      expect(errors).to.deep.equal([before]);
      PBX.close();

      const live = await scriptedLive();
      live.link.say({ t: "closed", code });
      await settle();
      expect(live.errors.map(([errno]) => errno)).to.deep.equal([after]);
    });
  }

  it("A6 takes what an adapter throws for what it says, and anything else for 1", async () => {
    for (const [thrown, errno] of [
      [{ errno: 3, description: "later" }, 3],
      [Object.assign(new Error("no"), { errno: 99 }), 99],
      [new Error("no number"), 1],
      ["a text", 1],
      [null, 1],
      [undefined, 1],
      [{ errno: "2" }, 1],
      [{ errno: -1 }, 1],
      [{ errno: 70_002 }, 1],
      [Object.create(null), 1],
      [{ get errno() { throw new Error("a getter"); } }, 1],
      [new Proxy({}, { get() { throw new Error("a trap"); } }), 1],
      [3, 1],
    ]) {
      const script = scripted({ openFeed: () => Promise.reject(thrown) });
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      const errors = [];
      const started = watch(PBX.startFeed(null, (...given) => errors.push(given), { maxWSRetryTime: 0 }));
      await started.done;
      expectError(started.error, { errno });
      expect(errors.map(([number]) => number)).to.deep.equal([errno]);
      expect(started.error.cause).to.equal(thrown === undefined ? undefined : thrown);
    }
  });

  for (const [title, brought] of [["nothing", undefined], ["null", null], ["an object that cannot send", {}], ["a number", 7]]) {
    it(`A6 takes ${title} in place of a link for 1, whatever frames came before`, async () => {
      const script = scripted({
        openFeed: async (_hello, onEvent) => {
          onEvent({ t: "welcome", seq: 0 });
          onEvent({ t: "snap", seq: 1, last: true, objects: {} });
          return brought;
        },
      });
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      expectError(await rejected(PBX.startFeed(null, () => {}, { maxWSRetryTime: 0 })), { errno: 1 });
      expect([PBX.feed.state, PBX.contacts]).to.deep.equal(["closed", []]);
    });
  }

  it("A6 takes an adapter without a method for one that does not offer it: 99", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: {} });
    for (const asked of [PBX.Auth.login({ username: "a", password: "b" }), PBX.fetchData(), PBX.enableTags(), PBX.getTimeDelta(), PBX.iceServers, PBX.restCall("/rest/x"), PBX.startFeed(null, () => {})]) {
      expectError(await rejected(asked), { errno: 99, kind: "permission" });
    }
    PBX.close();
  });

  it("A6 goes on, whatever an adapter's link throws", async () => {
    const script = scripted({
      openFeed: async (_hello, onEvent) => {
        onEvent({ t: "welcome", feed: "f", seq: 0 });
        onEvent({ t: "snap", seq: 1, last: true, objects: { contact: [rows.contact()] } });
        const broken = () => {
          throw new Error("the link is broken");
        };
        return { send: broken, close: broken };
      },
    });
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    await PBX.startFeed();
    expect(PBX.contacts).to.have.length(1);
    const idle = watch(PBX.setIdle(true));
    await settle();
    await PBX.stopFeed();
    await settle();
    expect([PBX.feed.state, idle.settled]).to.deep.equal(["closed", true]);
    expect(takePrinted().every(({ name, text }) => name === "error" && text.includes("the link is broken"))).to.equal(true);
  });
});
