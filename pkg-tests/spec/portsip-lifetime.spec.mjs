import { countedSignal, engine, eventually, expect, holdTime, isCollected, it, moment, pause, rejected, watch, watchedFetch } from "./support.mjs";
import { expectError, ID, noTimers, Providers, simulatePortsip, simulatePortsipHere, TRUNK } from "./portsip-support.mjs";

const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");
const expectClosed = (error, more = {}) => expectError(error, { kind: "aborted", reason: "closed", message: "the client is closed", retryable: false, ...more });

describe("The end of a PortSIP client", () => {
  for (const [name, end] of [
    ["close", (providers) => providers.close()],
    ["free", (providers) => providers.free()],
    ["dispose", (providers) => providers[DISPOSE]()],
    ["a close that was detached", ({ close }) => close()],
  ]) {
    it(`by ${name} rejects calls under way and later ones, and sends nothing more`, async () => {
      const stage = await simulatePortsip();
      const providers = await stage.signedIn();
      for (const route of ["GET /providers/list", "POST /providers/create"]) await stage.fault(route, { hang: true });
      const calls = [watch(providers.list()), watch(providers.create(TRUNK))];
      await eventually(() => stage.wire().length === 2);
      await moment();
      end(providers);
      for (const call of calls) {
        await call.done;
        expectError(call.error, { kind: "aborted" });
      }
      for (const { signal } of stage.sent) expect(signal.aborted).to.equal(true);
      expectClosed(await rejected(providers.list()), { operation: "list" });
      expectClosed(await rejected(providers.create(TRUNK)), { operation: "create" });
      expectClosed(await rejected(providers.iterate().toArray()), { operation: "iterate" });
      expectClosed(await rejected(providers.importAll([])), { operation: "importAll" });
      expectClosed(await rejected(providers.login(stage.credentials)), { operation: "login" });
      expectClosed(await rejected(providers.signOut()), { operation: "signOut" });
      await moment();
      expect([stage.wire().length, providers.feed.state]).to.deep.equal([2, "closed"]);
    });
  }

  it("may come twice, and before anything else, and leaves all to be read", async () => {
    const stage = await simulatePortsipHere();
    const providers = stage.providers();
    for (let time = 0; time < 2; time += 1) {
      providers.close();
      providers.free();
      providers[DISPOSE]();
    }
    expectClosed(await rejected(providers.list()));
    expect([providers.baseUrl, providers.dialect, JSON.parse(JSON.stringify(providers)), providers.validate({}).length]).to.deep.equal([stage.url, "v12", { baseUrl: stage.url, dialect: "v12" }, 14]);
    expect(stage.wire()).to.deep.equal([]);
  });

  it("during a sign-in rejects who waits for it, and keeps its tokens out", async () => {
    const stage = await simulatePortsip();
    const providers = stage.providers();
    await stage.fault("POST /account/credentials/verify", { hang: true });
    const calls = [watch(providers.list()), watch(providers.refreshToken())];
    await eventually(() => stage.wire().length === 1);
    providers.close();
    for (const call of calls) {
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
  });

  it("ends a pause and a body too", async () => {
    const stage = await simulatePortsipHere({ providers: 2 });
    const time = holdTime();
    for (const fault of [{ status: 503 }, { hangBody: true }]) {
      const fetch = watchedFetch(stage.fetch);
      const providers = await stage.signedIn({ fetch });
      await stage.fault("GET /providers/list", fault);
      const before = fetch.answered;
      const call = watch(providers.list());
      await eventually(() => fetch.answered === before + 1);
      await moment();
      expect(call.settled).to.equal(false);
      providers.close();
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
    await noTimers(time);
  });

  it("stops a walk through pages", async () => {
    const stage = await simulatePortsipHere({ providers: 30 });
    const providers = await stage.signedIn();
    let seen = 0;
    const walk = (async () => {
      for await (const _ of providers.iterate({ pagesize: 10 })) if ((seen += 1) === 5) providers.close();
    })();
    expectError(await rejected(walk), { kind: "aborted" });
    expect([seen, stage.wire().length]).to.deep.equal([10, 1]);
  });

  it("of one client leaves another alone", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const [one, other] = [stage.providers(), stage.providers()];
    one.close();
    expect((await other.list()).providers).to.have.length(1);
  });

  it("is not needed: a client that only made calls leaves no timer", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const time = holdTime();
    const { signal, listeners } = countedSignal();
    for (let cycle = 0; cycle < 30; cycle += 1) {
      const providers = new Providers(stage.options());
      await providers.list({}, { signal });
      await noTimers(time);
    }
    expect(listeners.size).to.equal(0);
  });

  it("leaves nothing of a hundred watches", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn();
    for (let cycle = 0; cycle < 100; cycle += 1) providers.watch({ wsi: { url: stage.wsiUrl, ...stage.tenant } }).stop();
    await eventually(async () => (await stage.state()).sockets === 0);
    expect(providers.feed.state).to.equal("closed");
  });
});

// The others have no way to ask for a collection.
if (engine === "node" || engine === "chromium") {
  /** Without the fetch that keeps what it is given: an aborted signal knows who aborted it. */
  const optionsOf = (stage, extra) => stage.options({ fetch: stage.sim.fetch, ...extra });

  describe("The garbage collector and PortSIP", () => {
    const uses = {
      "that were never used": async () => {},
      "after a call": async (providers) => void (await providers.list()),
      "after a write": async (providers) => void (await providers.create(TRUNK)),
      "after a walk through pages": async (providers) => void (await providers.iterate({ pagesize: 1 }).toArray()),
      "after a walk that was broken off": async (providers) => {
        for await (const _ of providers.iterate({ pagesize: 1 })) break;
      },
      "after an import": async (providers) => void (await providers.importAll([TRUNK], { mode: "ensure" })),
      "after a call that failed": async (providers) => void (await providers.show("17").catch(() => {})),
      "after an argument that was refused": async (providers) => void (await providers.create({}).catch(() => {})),
      "after a renewal": async (providers) => void (await providers.refreshToken()),
      "after signOut": async (providers) => {
        await providers.list();
        await providers.signOut();
      },
      "after close": async (providers) => {
        await providers.list();
        providers.close();
      },
      "after a watch that was stopped": async (providers, stage) => {
        const watching = providers.watch({ wsi: { url: stage.wsiUrl, ...stage.tenant } });
        await eventually(() => providers.feed.state === "live");
        watching.stop();
      },
      "after an abort before the answer": async (providers) => {
        await providers.refreshToken();
        const controller = new AbortController();
        const call = providers.list({}, { signal: controller.signal });
        await pause(0);
        controller.abort();
        await call.catch(() => {});
      },
      "after an abort": async (providers) => {
        const controller = new AbortController();
        const call = providers.list({}, { signal: controller.signal });
        controller.abort();
        await call.catch(() => {});
      },
    };
    for (const [when, use] of Object.entries(uses)) {
      it(`takes Providers ${when}`, async () => {
        const stage = await simulatePortsipHere({ providers: 3 });
        const ref = await (async () => {
          const providers = new Providers(optionsOf(stage));
          await use(providers, stage);
          return new WeakRef(providers);
        })();
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    for (const option of ["credentials", "token", "tokenProvider", "onRequest", "onResponse", "fetch", "onAuthRequired"]) {
      it(`takes a client that its own option ${option} mentions`, async () => {
        const stage = await simulatePortsipHere({ providers: 3 });
        const token = await stage.token();
        const ref = await (async () => {
          let providers;
          const options = {
            credentials: () => (providers.baseUrl, stage.credentials),
            token: () => (providers.baseUrl, token),
            tokenProvider: () => (providers.baseUrl, token),
            onRequest: () => providers.baseUrl,
            onResponse: () => providers.baseUrl,
            fetch: (...args) => (providers.baseUrl, stage.sim.fetch(...args)),
            onAuthRequired: () => providers.baseUrl,
          };
          const provided = option.startsWith("token") && { credentials: undefined };
          providers = new Providers(optionsOf(stage, { ...provided, [option]: options[option] }));
          providers.on("status", () => providers.baseUrl);
          await providers.list();
          return new WeakRef(providers);
        })();
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    it("takes a client whose signal outlives it", async () => {
      const stage = await simulatePortsipHere({ providers: 3 });
      const controller = new AbortController();
      const ref = await (async () => {
        const providers = new Providers(optionsOf(stage, { signal: controller.signal }));
        await providers.list();
        providers.watch({ wsi: false, signal: controller.signal }).stop();
        return new WeakRef(providers);
      })();
      expect(await isCollected(ref)).to.equal(true);
      controller.abort();
    });

    it("leaves a client alone that watches, though nobody holds it", async () => {
      const stage = await simulatePortsipHere({ providers: [{ name: "a", status: "ONLINE" }] });
      const heard = [];
      const stop = new AbortController();
      const ref = await (async () => {
        const providers = new Providers(optionsOf(stage));
        providers.watch({ wsi: { url: stage.wsiUrl, ...stage.tenant }, signal: stop.signal, onStatus: ({ to }) => heard.push(to) });
        await eventually(() => providers.feed.state === "live");
        return new WeakRef(providers);
      })();
      expect(await isCollected(ref, 5)).to.equal(false);
      stage.portsip.setStatus(ID, "OFFLINE");
      await eventually(() => heard.length > 0);
      expect(heard).to.deep.equal(["OFFLINE"]);
      stop.abort();
      expect(await isCollected(ref)).to.equal(true);
    });

    it("takes the pages that a walk has left behind", async () => {
      const stage = await simulatePortsipHere({ providers: 30 });
      const providers = stage.providers({ fetch: stage.sim.fetch });
      const refs = [];
      let taken;
      await (async () => {
        for await (const row of providers.iterate({ pagesize: 5 })) {
          refs.push(new WeakRef(row));
          if (refs.length === 20) taken = await isCollected(refs[2]);
        }
      })();
      expect([taken, refs.length]).to.deep.equal([true, 30]);
    });
  });
}
