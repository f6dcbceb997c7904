import { countedSignal, engine, eventually, expect, expectNoTimers, holdTime, isCollected, it, moment, rejected, thrown, watch, watchedFetch } from "./support.mjs";
import { Agents, Client, expectError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

const expectClosed = (error, more = {}) => expectError(error, { kind: "aborted", reason: "closed", message: "the client is closed", retryable: false, ...more });

describe("The end of a Fonoster client", () => {
  for (const [name, end] of [
    ["close of its Agents", (agents) => agents.close()],
    ["close of the client", ({ client }) => client.close()],
    ["dispose of its Agents", (agents) => agents[DISPOSE]()],
    ["dispose of the client", ({ client }) => client[DISPOSE]()],
    ["a close that was detached", ({ close }) => close()],
  ]) {
    it(`by ${name} rejects calls under way and later ones, and sends nothing more`, async () => {
      const stage = await simulateFonoster();
      const fetch = watchedFetch();
      const agents = await stage.signedIn({ fetch });
      for (const route of ["ListAgents", "CreateAgent"]) await stage.fault(route, { hang: true });
      const calls = [watch(agents.listAgents()), watch(agents.createAgent({ name: "A", username: "a" }))];
      await eventually(async () => (await stage.count()) === 2);
      end(agents);
      for (const call of calls) {
        await call.done;
        expectError(call.error, { kind: "aborted", maybeApplied: undefined });
      }
      for (const { init } of fetch.calls.slice(-2)) expect(init.signal.aborted).to.equal(true);
      const { client } = agents;
      expectClosed(await rejected(agents.listAgents()), { operation: "listAgents" });
      expectClosed(await rejected(agents.createAgent({ name: "A", username: "a" })), { operation: "createAgent" });
      expectClosed(await rejected(agents.iterateAgents().toArray()));
      expectClosed(await rejected(client.login("a@b.test", "x")), { operation: "login" });
      expectClosed(await rejected(client.refreshToken()), { operation: "refreshToken" });
      await moment();
      expect(await stage.count()).to.equal(2);
    });
  }

  it("may come twice, and before anything else", async () => {
    const stage = await simulateFonoster();
    const agents = stage.agents();
    for (let time = 0; time < 2; time += 1) {
      agents.close();
      agents.client.close();
      agents.client.free();
      agents.client.logout();
    }
    expectClosed(await rejected(agents.listAgents()));
    expect(await stage.names()).to.deep.equal([]);
  });

  it("forgets the tokens, and leaves everything to be read", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const { client } = agents;
    agents.close();
    expect([client.getAccessToken(), client.getRefreshToken(), client.getIdToken(), client.getAccessKeyId()]).to.deep.equal(["", "", "", ""]);
    expect([agents.endpoint, client.apiVersion, agents.getOptions().endpoint]).to.deep.equal([stage.url, "v1beta2", stage.url]);
    expectError(thrown(() => client.setAccessToken("")), { kind: "invalid-argument" });
  });

  it("during a sign-in rejects who waits for it, and keeps its tokens out", async () => {
    const stage = await simulateFonoster();
    const agents = stage.agents();
    await stage.fault("ExchangeApiKey", { hang: true });
    const calls = [watch(agents.listAgents()), watch(agents.client.refreshToken())];
    await eventually(async () => (await stage.count()) === 1);
    agents.close();
    for (const call of calls) {
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
    expect(agents.client.getAccessToken()).to.equal("");
  });

  it("ends a pause and a body too", async () => {
    const stage = await simulateFonosterHere({ agents: 2 });
    const time = holdTime();
    for (const fault of [{ status: 503 }, { hangBody: true }]) {
      const fetch = watchedFetch(stage.fetch);
      const agents = await stage.signedIn({ fetch });
      await stage.fault("ListAgents", fault);
      const before = fetch.answered;
      const call = watch(agents.listAgents());
      await eventually(() => fetch.answered === before + 1);
      await moment();
      expect(call.settled).to.equal(false);
      agents.close();
      await call.done;
      expectError(call.error, { kind: "aborted" });
    }
    expectNoTimers(time);
  });

  it("stops a walk through pages", async () => {
    const stage = await simulateFonosterHere({ agents: 30 });
    const agents = await stage.signedIn();
    let seen = 0;
    const walk = (async () => {
      for await (const _ of agents.iterateAgents({ pageSize: 10 })) if ((seen += 1) === 5) agents.close();
    })();
    expectClosed(await rejected(walk));
    expect([seen, await stage.count()]).to.deep.equal([9, 1]);
  });

  it("of one client leaves another alone", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const [one, other] = [stage.agents(), stage.agents()];
    one.close();
    expect((await other.listAgents()).items).to.have.length(1);
  });

  it("is not needed: a client that only made calls leaves no timer and no listener", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const time = holdTime();
    const { signal, listeners } = countedSignal();
    for (let cycle = 0; cycle < 30; cycle += 1) {
      const agents = stage.agents({ signal });
      await agents.listAgents({}, { signal });
      expect(time.timers, `timers after cycle ${cycle}`).to.equal(0);
    }
    expect(listeners.size).to.equal(0);
  });
});

// The others have no way to ask for a collection.
if (engine === "node" || engine === "chromium") {
  describe("The garbage collector and Fonoster", () => {
    const uses = {
      "that were never used": async () => {},
      "after a call": async (agents) => void (await agents.listAgents()),
      "after a walk through pages": async (agents) => void (await agents.iterateAgents({ pageSize: 1 }).toArray()),
      "after a walk that was broken off": async (agents) => {
        for await (const _ of agents.iterateAgents({ pageSize: 1 })) break;
      },
      "after a create of three steps": async (agents) => void (await agents.createAgent({ name: "A", username: "a", secret: "1", domains: ["sip.local"] })),
      "after a call that failed": async (agents) => void (await agents.getAgent("x").catch(() => {})),
      "after an argument that was refused": async (agents) => void (await agents.createAgent({}).catch(() => {})),
      "after a renewal": async (agents) => void (await agents.client.refreshToken()),
      "after logout": async (agents) => {
        await agents.listAgents();
        agents.client.logout();
      },
      "after close": async (agents) => {
        await agents.listAgents();
        agents.close();
      },
      "after an abort": async (agents) => {
        const controller = new AbortController();
        const call = agents.listAgents({}, { signal: controller.signal });
        controller.abort();
        await call.catch(() => {});
      },
    };
    for (const [when, use] of Object.entries(uses)) {
      it(`takes Agents and their client ${when}`, async () => {
        const stage = await simulateFonosterHere({ agents: 3 });
        const refs = await (async () => {
          const agents = stage.agents();
          await use(agents);
          return [new WeakRef(agents), new WeakRef(agents.client)];
        })();
        expect([await isCollected(refs[0]), await isCollected(refs[1])]).to.deep.equal([true, true]);
      });
    }

    for (const option of ["accessKeySecret", "token", "onRequest", "onResponse", "fetch", "onAuthRequired"]) {
      it(`takes a client that its own option ${option} mentions`, async () => {
        const stage = await simulateFonosterHere({ agents: 3 });
        const { token } = await stage.tokens();
        const ref = await (async () => {
          let agents;
          const options = {
            accessKeySecret: () => (agents.endpoint, stage.credentials.accessKeySecret),
            token: () => (agents.endpoint, token),
            onRequest: () => agents.endpoint,
            onResponse: () => agents.endpoint,
            fetch: (...args) => (agents.endpoint, stage.fetch(...args)),
            onAuthRequired: () => agents.endpoint,
          };
          agents = stage.agents({ [option]: options[option] });
          await agents.listAgents();
          return new WeakRef(agents.client);
        })();
        expect(await isCollected(ref)).to.equal(true);
      });
    }

    it("takes a client whose signal outlives it", async () => {
      const stage = await simulateFonosterHere({ agents: 3 });
      const { signal } = new AbortController();
      const ref = await (async () => {
        const agents = stage.agents({ signal });
        await agents.listAgents();
        return new WeakRef(agents.client);
      })();
      expect(await isCollected(ref)).to.equal(true);
      expect(signal.aborted).to.equal(false);
    });

    it("leaves a client alone that somebody shares", async () => {
      const stage = await simulateFonosterHere({ agents: 3 });
      const client = stage.client();
      const ref = await (async () => {
        const agents = new Agents(client);
        await agents.listAgents();
        return new WeakRef(agents);
      })();
      expect(await isCollected(ref)).to.equal(true);
      expect((await new Agents(client).listAgents()).items).to.have.length(3);
    });

    it("takes the pages that a walk has left behind", async () => {
      const stage = await simulateFonosterHere({ agents: 30 });
      const agents = await stage.signedIn();
      const refs = [];
      let taken;
      await (async () => {
        for await (const agent of agents.iterateAgents({ pageSize: 5 })) {
          refs.push(new WeakRef(agent));
          if (refs.length === 20) taken = await isCollected(refs[2]);
        }
      })();
      expect([taken, refs.length, Client.name]).to.deep.equal([true, 30, "Client"]);
    });
  });
}
