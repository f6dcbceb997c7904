import { engine, eventually, expect, holdTime, isCollected, it, rejected, watch } from "./support.mjs";
import { countedSignal, entry, expectError, expectNoTimers, moment, simulateTelnyx, simulateTelnyxHere, Telnyx, watchedFetch } from "./telnyx-support.mjs";

const { APIUserAbortError } = entry;

const LIST = "GET /v2/ips";

const expectClosed = (error) => {
  expectError(error, APIUserAbortError, { kind: "aborted", retryable: false });
  expect(error.cause).to.be.instanceOf(Error);
  expect(error.cause.message).to.include("closed");
};

describe("The end of a Telnyx client", () => {
  it("rejects calls under way and later ones, and sends nothing more", async () => {
    const stage = await simulateTelnyx();
    for (const route of [LIST, "GET /v2/ips/1"]) await stage.fault(route, { hang: true });
    const fetch = watchedFetch();
    const client = stage.client({ fetch });
    const calls = [watch(client.ips.list()), watch(client.ips.retrieve("1"))];
    await eventually(async () => (await stage.count()) === 2);
    client.close();
    for (const call of calls) {
      await call.done;
      expectClosed(call.error);
    }
    for (const { init } of fetch.calls) expect(init.signal.aborted).to.equal(true);
    expectClosed(await rejected(client.ips.list()));
    expectClosed(await rejected(client.ips.create({ ip_address: "203.0.113.7" })));
    await moment();
    expect(await stage.count()).to.equal(2);
  });

  it("ends a pause and a body too", async () => {
    const stage = await simulateTelnyxHere({ ips: 2 });
    const time = holdTime();
    for (const fault of [{ status: 500 }, { hangBody: true }]) {
      await stage.fault(LIST, fault);
      const fetch = watchedFetch(stage.fetch);
      const client = stage.client({ fetch });
      const call = watch(client.ips.list());
      await eventually(() => fetch.answered === 1);
      await moment();
      expect(call.settled).to.equal(false);
      client.close();
      await call.done;
      expectClosed(call.error);
    }
    expectNoTimers(time);
  });

  it("stops a walk through pages", async () => {
    const stage = await simulateTelnyxHere({ connections: 0, ips: 30 });
    const client = stage.client();
    let got = 0;
    const walk = (async () => {
      for await (const _ of client.ips.list({ "page[size]": 10 })) if ((got += 1) === 5) client.close();
    })();
    expectClosed(await rejected(walk));
    expect([got, await stage.count()]).to.deep.equal([10, 1]);
  });

  it("may come twice, and by Symbol.dispose", async () => {
    const stage = await simulateTelnyx();
    const client = stage.client();
    client[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    client.close();
    expectClosed(await rejected(client.ips.list()));
    expect(await stage.wire()).to.deep.equal([]);
  });

  it("leaves its children and its parent alone", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const client = stage.client();
    const child = client.withOptions({ timeout: 5000 });
    child.close();
    expect((await client.ips.list()).data).to.have.length(1);
    const other = client.withOptions({});
    client.close();
    expect((await other.ips.list()).data).to.have.length(1);
  });

  it("leaves path errors what they are", () => {
    const client = new Telnyx({ apiKey: null });
    client.close();
    expect(() => client.ips.retrieve("")).to.throw(entry.TelnyxError);
  });

  it("is not needed: a client that only made calls leaves no timer and no listener", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const time = holdTime();
    const { signal, listeners } = countedSignal();
    for (let cycle = 0; cycle < 100; cycle += 1) {
      const client = stage.client({ signal });
      await client.ips.list({}, { signal });
      expect(time.timers, `timers after cycle ${cycle}`).to.equal(0);
    }
    expect(listeners.size).to.equal(0);
  });
});

// The others have no way to ask for a collection.
if (engine === "node" || engine === "chromium") {
  describe("The garbage collector and Telnyx", () => {
    /** Collects until a weak reference is empty, or gives up. */
    const uses = {
      "that was never used": async () => {},
      "after a call": async (client) => void (await client.ips.list()),
      "after a walk through pages": async (client) => void (await client.ips.list({ "page[size]": 1 }).toArray()),
      "after a walk that was broken off": async (client) => {
        for await (const _ of client.ips.list({ "page[size]": 1 })) break;
      },
      "after a call that failed": async (client) => void (await client.ips.retrieve("x").catch(() => {})),
      "after an argument that was refused": async (client) => void (await client.ips.list({}, { maxRetries: -1 }).catch(() => {})),
      "after close": async (client) => {
        await client.ips.list();
        client.close();
      },
      "after an abort": async (client) => {
        const controller = new AbortController();
        const call = client.ips.list({}, { signal: controller.signal });
        controller.abort();
        await call.catch(() => {});
      },
    };
    for (const [when, use] of Object.entries(uses)) {
      it(`takes a client ${when}`, async () => {
        const stage = await simulateTelnyxHere({ connections: 0, ips: 3 });
        const ref = await (async () => {
          const client = stage.client();
          await use(client);
          return new WeakRef(client);
        })();
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    for (const option of ["apiKey", "onRequest", "onResponse", "fetch", "logger"]) {
      it(`takes a client that its own option ${option} mentions`, async () => {
        const stage = await simulateTelnyxHere({ ips: 3 });
        const ref = await (async () => {
          let client;
          const options = {
            apiKey: () => (client.timeout, stage.credentials.apiKey),
            onRequest: () => client.timeout,
            onResponse: () => client.timeout,
            fetch: (...args) => (client.timeout, stage.fetch(...args)),
            logger: Object.fromEntries(["error", "warn", "info", "debug"].map((level) => [level, () => client.timeout])),
          };
          client = stage.client({ [option]: options[option], ...(option === "logger" && { logLevel: "debug" }) });
          await client.ips.list();
          return new WeakRef(client);
        })();
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    it("takes a client whose signal outlives it", async () => {
      const stage = await simulateTelnyxHere({ ips: 3 });
      const { signal } = new AbortController();
      const ref = await (async () => {
        const client = stage.client({ signal });
        await client.ips.list();
        return new WeakRef(client);
      })();
      expect(await isCollected(ref)).to.equal(true);
      expect(signal.aborted).to.equal(false);
    });

    it("takes the pages that a walk has left behind", async () => {
      const stage = await simulateTelnyxHere({ connections: 0, ips: 30 });
      const refs = [];
      let taken;
      await (async () => {
        for await (const page of (await stage.client().ips.list({ "page[size]": 10 })).iterPages()) {
          refs.push(new WeakRef(page));
          if (refs.length === 3) taken = await isCollected(refs[1]);
        }
      })();
      expect(taken).to.equal(true);
    });
  });
}
