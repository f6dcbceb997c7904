import { countedSignal, engine, eventually, expect, inNode, isCollected, it, leftOf, pause, settle } from "./support.mjs";
import { DESK, holdBoth, installIPCortex, rows, scripted, simulateIpcortex, simulateIpcortexHere } from "./ipcortex-support.mjs";

describe("A hundred IPCortexes, one after another,", () => {
  it("leave no socket and no timer", async () => {
    const stage = await simulateIpcortexHere();
    const time = holdBoth(stage);
    for (let cycle = 0; cycle < 100; cycle += 1) {
      const { PBX } = installIPCortex(stage.options());
      await PBX.Auth.login(stage.credentials);
      await PBX.startFeed();
      await PBX.enableTags();
      await PBX.getAddressbook();
      if (cycle % 3 === 0) await PBX.pauseFeed();
      if (cycle % 3 === 1) await PBX.stopFeed();
      PBX.close();
      expect(time.timers, `timers after cycle ${cycle}`).to.equal(0);
    }
    await settle();
    expect(stage.sockets).to.have.length(100);
    expect(stage.sockets.filter(({ readyState }) => readyState !== 3)).to.deep.equal([]);
    expect((await stage.state()).sockets).to.equal(0);
  });

  it("leave no socket through a real network either", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.loggedIn();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      await PBX.startFeed();
      if (cycle % 2) await PBX.pauseFeed();
      else await PBX.stopFeed();
    }
    await eventually(async () => (await stage.state()).sockets === 0);
    await eventually(() => stage.sockets.every(({ readyState }) => readyState === 3));
    expect(stage.sockets).to.have.length(20);
  });

  it("leave no listener on a signal that outlives them", async () => {
    const stage = await simulateIpcortexHere();
    const { signal, listeners } = countedSignal();
    for (let cycle = 0; cycle < 10; cycle += 1) {
      const { PBX } = installIPCortex(stage.options({ signal }));
      await PBX.Auth.login(stage.credentials);
      await PBX.startFeed();
      PBX.close();
    }
    expect(listeners.size).to.equal(0);
  });
});

describe("Closing an IPCortex", () => {
  it("ends everything: nothing more goes out, whatever time passes", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.live();
    const time = holdBoth(stage);
    PBX.close();
    await settle();
    const before = (await stage.paths()).length;
    await time.pass(700_000);
    expect([(await stage.paths()).length, stage.sockets.length, time.timers]).to.deep.equal([before, 1, 0]);
  });

  it("ends it while it tries again", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    const time = holdBoth(stage);
    stage.ipcortex.drop({ mode: "refuse" });
    PBX.startFeed(null, () => {}).catch(() => {});
    await time.pass(5_000);
    const before = stage.sockets.length;
    PBX.close();
    await time.pass(700_000);
    expect([stage.sockets.length, time.timers, PBX.feed.state]).to.deep.equal([before, 0, "closed"]);
  });

  it("says good-bye to who pauses, and no more to who stops", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.live();
    await PBX.pauseFeed();
    await settle();
    expect(stage.sockets[0].sent.at(-1)).to.deep.equal({ t: "bye", why: "paused" });
    await PBX.startFeed();
    await PBX.stopFeed();
    await settle();
    expect(stage.sockets[1].sent.filter(({ t }) => t === "bye")).to.deep.equal([]);
  });
});

// The others have no way to ask for a collection.
if (inNode || engine === "chromium") {
  describe("The garbage collector", () => {
    for (const how of ["close", "stopFeed", "pauseFeed"]) {
      it(`takes IPCortexes whose feeds were ended by ${how}`, async () => {
        const stage = await simulateIpcortexHere();
        const once = async () => {
          const installed = installIPCortex(stage.options());
          await installed.PBX.Auth.login(stage.credentials);
          await installed.PBX.startFeed();
          // A listener that mentions what it listens to.
          installed.Types.Device.addListener("update", () => installed.PBX.feed.state);
          installed.PBX.owned[0].addListener("update", () => installed);
          installed.PBX.live.devices.subscribe(() => installed);
          await installed.PBX[how]();
          await settle();
          return new WeakRef(installed.PBX);
        };
        const refs = [];
        for (let number = 0; number < 10; number += 1) refs.push(await once());
        stage.sockets.length = 0;
        // An engine may keep one of them where it looks for it next.
        expect(await leftOf(refs, 1)).to.be.at.most(1);
      });
    }

    it("takes one that was never started, and one whose signal outlives it", async () => {
      const { signal } = new AbortController();
      const ref = (() => new WeakRef(installIPCortex({ host: "https://pbx.test", signal }).PBX))();
      expect(await isCollected(ref)).to.equal(true);
      expect(signal.aborted).to.equal(false);
    });

    it("leaves one alone whose feed is open, though the page dropped it: its listeners go on", async () => {
      const stage = await simulateIpcortexHere();
      const heard = [];
      const controller = new AbortController();
      const ref = await (async () => {
        const { PBX, Types } = installIPCortex(stage.options({ signal: controller.signal }));
        await PBX.Auth.login(stage.credentials);
        await PBX.startFeed();
        Types.Device.addListener("update", ({ label }) => heard.push(label));
        return new WeakRef(Types.Device);
      })();
      expect(await isCollected(ref, 10)).to.equal(false);
      stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "x" } });
      await settle();
      expect(heard).to.deep.equal(["x"]);
      controller.abort();
      await settle();
      expect((await stage.state()).sockets).to.equal(0);
    });

    it("takes calls that have ended, a thousand of them", async () => {
      const script = scripted();
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      const started = PBX.startFeed();
      await settle();
      script.link.whole();
      await started;
      const refs = [];
      for (let number = 0; number < 1_000; number += 1) {
        const key = `SIP/a-${number}`;
        script.link.delta({ op: "put", kind: "call", key, v: rows.call({ cid: key }) });
        const [call] = PBX.live.calls.getSnapshot();
        call.addListener("update", () => call);
        refs.push(new WeakRef(call));
        script.link.delta({ op: "del", kind: "call", key });
      }
      PBX.live.calls.getSnapshot();
      await pause(5);
      expect(await isCollected(refs[500])).to.equal(true);
      expect(refs.filter((ref) => ref.deref() !== undefined).length).to.be.below(10);
      PBX.close();
    });
  });
}
