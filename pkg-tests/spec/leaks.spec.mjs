import { countedSignal, engine, eventually, expect, expectSilence, holdTime, isCollected, it, pause, PBXOperator, settle, simulate, simulateHere, slowly } from "./support.mjs";

describe("a hundred sessions, one after another", () => {
  it("leave no socket and no timer", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    for (let cycle = 0; cycle < 100; cycle += 1) {
      const pbx = new PBXOperator(stage.config());
      await pbx.init();
      pbx.destroy();
      expect(time.timers, `timers after cycle ${cycle}`).to.equal(0);
    }
    expect(stage.sockets).to.have.length(100);
    await settle();
    expect(stage.sockets.filter(({ readyState }) => readyState !== 3)).to.deep.equal([]);
    expect(await stage.openSockets()).to.equal(0);
    await expectSilence(stage, time);
  });

  it("of one operator leave no socket either, through a real network", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      pbx.secret = stage.secret;
      await pbx.init();
      if (cycle % 2) await eventually(() => pbx.feed.state === "live");
      pbx.destroy();
    }
    await eventually(async () => (await stage.openSockets()) === 0);
    await eventually(() => stage.sockets.every(({ readyState }) => readyState === 3));
    expect(stage.sockets).to.have.length(20);
  });

  it("leave no listener on a signal that outlives them", async () => {
    const stage = await simulateHere();
    const { signal, listeners } = countedSignal();
    const pbx = stage.operator({ signal });
    for (let cycle = 0; cycle < 10; cycle += 1) {
      pbx.secret = stage.secret;
      await pbx.init();
      await pbx.cdrQuery();
      pbx.destroy();
    }
    await settle();
    expect(listeners.size).to.be.at.most(1);
  });
});

// The others have no way to ask for a collection.
if (engine === "node" || engine === "chromium") {
  describe("the garbage collector", () => {
    /** Collects until a weak reference is empty, or gives up. */
    it("can be asked here", () => {
      expect(globalThis.gc).to.be.a("function");
    });

    it("leaves an operator alone whose feed is open, though the page dropped it: events go on", async () => {
      const stage = await simulateHere();
      const changes = [];
      const ref = await (async () => {
        const pbx = new PBXOperator(stage.config());
        pbx.on("cdrChange", (change) => changes.push(change));
        await pbx.init();
        await stage.subscribed(pbx);
        return new WeakRef(pbx);
      })();
      expect(await isCollected(ref, 10)).to.equal(false);
      await stage.placeCall();
      await eventually(() => changes.length > 0);
      ref.deref().destroy();
    });

    it("leaves an operator alone that is signing in", async () => {
      const stage = await simulateHere();
      await stage.fault("POST /api/v1.0/login", { hang: true });
      const ref = await (async () => {
        const pbx = new PBXOperator(stage.config());
        pbx.init().catch(() => {});
        return new WeakRef(pbx);
      })();
      await eventually(async () => (await stage.count("POST /api/v1.0/login")) === 1);
      expect(await isCollected(ref, 10)).to.equal(false);
      ref.deref().destroy();
    });

    const ends = {
      "after destroy": (pbx) => pbx.destroy(),
      "after the PBX ended the session": async (pbx, stage) => {
        await stage.emit({ type: 20010 });
        await settle();
      },
    };
    for (const [when, end] of Object.entries(ends)) {
      it(`takes an operator ${when}, with listeners that mention it`, async () => {
        const stage = await simulateHere();
        const refs = [];
        for (let number = 0; number < 5; number += 1) {
          await (async () => {
            const pbx = new PBXOperator(stage.config());
            pbx.on("cdrChange", () => pbx.username);
            pbx.on("runtimeError", () => pbx.username);
            pbx.feed.subscribe(() => pbx.feed.state);
            await pbx.init();
            await stage.subscribed(pbx);
            pbx.socket.onCLose(() => pbx.username);
            await pbx.cdrQuery();
            await end(pbx, stage);
            refs.push(new WeakRef(pbx));
          })();
          stage.sockets.splice(0);
        }
        const taken = [];
        for (const ref of refs) taken.push(await isCollected(ref));
        expect(taken).to.deep.equal(Array(5).fill(true));
      });
    }

    for (const option of ["secret", "onRequest", "onResponse", "onAuthRequired", "fetch"]) {
      it(`takes an operator after destroy that its own option ${option} mentions`, async () => {
        const stage = await simulateHere();
        const ref = await (async () => {
          const answers = { secret: () => stage.secret, fetch: (...args) => stage.sim.fetch(...args) };
          const pbx = new PBXOperator(stage.config({ [option]: (...args) => (pbx.username, answers[option]?.(...args)) }));
          await pbx.init();
          await stage.subscribed(pbx);
          pbx.destroy();
          return new WeakRef(pbx);
        })();
        stage.sockets.splice(0);
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    it("takes an operator that was never used", async () => {
      const ref = (() => new WeakRef(new PBXOperator({ url: "https://pbx.example.com", username: "1000", secret: "s" })))();
      await pause(1);
      expect(await isCollected(ref)).to.equal(true);
    });

    it("takes an operator whose start failed", async () => {
      const stage = await simulateHere();
      const ref = await (async () => {
        const pbx = new PBXOperator(stage.config({ secret: "wrong" }));
        await pbx.init().catch(() => {});
        return new WeakRef(pbx);
      })();
      expect(await isCollected(ref)).to.equal(true);
    });
  });
}

slowly("a thousand sessions leave the page's memory as it was", async () => {
  const stage = await simulateHere();
  const cycle = async () => {
    const pbx = new PBXOperator(stage.config());
    await pbx.init();
    await pbx.cdrQuery();
    pbx.destroy();
    stage.sockets.splice(0);
  };
  for (let number = 0; number < 1000; number += 1) await cycle();
  await settle();
  expect(await stage.openSockets()).to.equal(0);
  if (engine === "node") {
    globalThis.gc();
    const before = process.memoryUsage();
    for (let number = 0; number < 300; number += 1) await cycle();
    await settle();
    globalThis.gc();
    const after = process.memoryUsage();
    // The wasm's memory counts as external.
    expect(after.external - before.external).to.be.lessThan(2_000_000);
  }
});
