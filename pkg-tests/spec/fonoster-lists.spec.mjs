import { expect, it, rejected, slowly } from "./support.mjs";
import { expectError, expectIssues, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const SIZES = [1, 2, 3, 7, 20];
const OWN = 60;

/** Numbers from 0 to 1, the same for a seed. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Agents, oldest first, with others' between them: now and then many in a row. */
function interleaved(seed, most = 50) {
  const random = chance(seed);
  const agents = [];
  for (let own = 0; own < OWN; own += 1) {
    const others = random() < 0.15 ? Math.floor(random() * most) : Math.floor(random() * 2);
    for (let other = 0; other < others; other += 1) agents.push({ workspace: "foreign" });
    agents.push({ workspace: "own" });
  }
  return agents.map(({ workspace }, index) => ({ ref: `${workspace}-${index}`, username: `u${index}`, workspace }));
}

const newestFirst = (agents) => agents.filter(({ workspace }) => workspace === "own").map(({ ref }) => ref).reverse();

/** The refs that a loop by hand sees, page after page. */
async function walk(agents, pageSize) {
  const refs = [];
  let pageToken;
  do {
    const page = await agents.listAgents({ pageSize, pageToken });
    refs.push(...page.items.map(({ ref }) => ref));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return refs;
}

const refsOf = (items) => items.map(({ ref }) => ref);

// The older server gives a page for each row, whose ever it is: there are fewer of others then.
for (const [pagination, most] of [["v0.16.10", 50], ["legacy", 10]]) {
  describe(`A list of 60 agents between others', with a server whose pages are ${pagination}`, () => {
    for (const seed of [1, 2, 3]) {
      it(`is whole at every page size, with iterateAgents and by hand (interleaving ${seed})`, async () => {
        const fixture = interleaved(seed, most);
        const stage = await simulateFonosterHere({ agents: fixture, pagination });
        const agents = await stage.signedIn();
        for (const pageSize of SIZES) {
          expect(refsOf(await agents.iterateAgents({ pageSize }).toArray()), `iterateAgents, ${pageSize}`).to.deep.equal(newestFirst(fixture));
          expect(await walk(agents, pageSize), `by hand, ${pageSize}`).to.deep.equal(newestFirst(fixture));
        }
      });
    }

    it("is whole through a network", async () => {
      const fixture = interleaved(6, most);
      const stage = await simulateFonoster({ agents: fixture, pagination });
      const agents = await stage.signedIn();
      expect(refsOf(await agents.iterateAgents({ pageSize: 20 }).toArray())).to.deep.equal(newestFirst(fixture));
    });

    it("can be deleted in its own loop", async () => {
      for (const pageSize of SIZES) {
        const fixture = interleaved(7, most);
        const stage = await simulateFonosterHere({ agents: fixture, pagination });
        const agents = await stage.signedIn();
        const gone = [];
        for await (const { ref } of agents.iterateAgents({ pageSize })) {
          await agents.deleteAgent(ref);
          gone.push(ref);
        }
        expect(gone, `page size ${pageSize}`).to.deep.equal(newestFirst(fixture));
        expect((await stage.state()).agents.filter(({ workspace }) => workspace === "own")).to.deep.equal([]);
      }
    });

    it("may have two loops at once, each whole", async () => {
      const fixture = interleaved(8, most);
      const stage = await simulateFonosterHere({ agents: fixture, pagination });
      const list = (await stage.signedIn()).iterateAgents({ pageSize: 7 });
      const [one, other] = await Promise.all([list.toArray(), list.toArray()]);
      expect([refsOf(one), refsOf(other)]).to.deep.equal([newestFirst(fixture), newestFirst(fixture)]);
    });
  });
}

describe("A list by iterateAgents", () => {
  const six = { agents: Array.from({ length: 6 }, (_, index) => ({ ref: `r${index}`, username: `u${index}` })) };

  it("asks for a page when the loop gets to its last item, with the ref of that", async () => {
    const stage = await simulateFonoster(six);
    const agents = await stage.signedIn();
    const seen = [];
    for await (const { ref } of agents.iterateAgents({ pageSize: 2 })) seen.push([ref, await stage.count()]);
    expect(seen).to.deep.equal([["r5", 1], ["r4", 2], ["r3", 2], ["r2", 3], ["r1", 3], ["r0", 4]]);
    expect(await stage.calls()).to.deep.equal([
      ["ListAgents", { pageSize: 2 }],
      ["ListAgents", { pageSize: 2, pageToken: "r4" }],
      ["ListAgents", { pageSize: 2, pageToken: "r2" }],
      ["ListAgents", { pageSize: 2, pageToken: "r0" }],
    ]);
  });

  it("sends nothing before it is looped over", async () => {
    const stage = await simulateFonoster(six);
    const list = (await stage.signedIn()).iterateAgents();
    expect(await stage.count()).to.equal(0);
    expect(await list.toArray()).to.have.length(6);
  });

  for (const [limit, asked] of [[0, 0], [1, 1], [2, 1], [3, 2], [4, 2], [6, 3], [7, 4], [1000, 4]]) {
    it(`ends after a limit of ${limit}, with ${asked} requests`, async () => {
      const stage = await simulateFonoster(six);
      const agents = await stage.signedIn();
      expect(refsOf(await agents.iterateAgents({ pageSize: 2 }, { limit }).toArray())).to.deep.equal(["r5", "r4", "r3", "r2", "r1", "r0"].slice(0, limit));
      expect(await stage.count()).to.equal(asked);
    });
  }

  it("stops asking where the loop breaks", async () => {
    const stage = await simulateFonoster(six);
    const agents = await stage.signedIn();
    for await (const { ref } of agents.iterateAgents({ pageSize: 2 })) if (ref === "r3") break;
    expect(await stage.count()).to.equal(2);
  });

  it("begins at a token, in pages of twenty", async () => {
    const stage = await simulateFonoster(six);
    const agents = await stage.signedIn();
    expect(refsOf(await agents.iterateAgents({ pageToken: "r2" }).toArray())).to.deep.equal(["r1", "r0"]);
    expect(await stage.calls()).to.deep.equal([["ListAgents", { pageSize: 20, pageToken: "r2" }]]);
  });

  it("delivers what came before a page that fails, and then the error", async () => {
    const stage = await simulateFonoster(six);
    const agents = await stage.signedIn();
    const seen = [];
    const looped = (async () => {
      for await (const { ref } of agents.iterateAgents({ pageSize: 2 })) {
        seen.push(ref);
        if (seen.length === 3) await stage.fault("ListAgents", { errcode: 13, errmsg: "no more" });
      }
    })();
    expectError(await rejected(looped), { kind: "server", code: 13, message: "no more", operation: "listAgents" });
    expect(seen).to.deep.equal(["r5", "r4", "r3"]);
  });

  it("ends where a server gives the same token for ever", async () => {
    const stage = await simulateFonoster({ agents: [...six.agents], foreignAgents: 0 });
    const agents = await stage.signedIn();
    // An empty page that goes on with itself: field 2 is "same".
    await stage.fault("ListAgents", { body: "AAAAAAYSBHNhbWU=gAAAAA9ncnBjLXN0YXR1czowDQo=", times: Infinity });
    expect(await agents.listAgents()).to.deep.equal({ items: [], agents: [], nextPageToken: "same" });
    expect(await agents.iterateAgents().toArray()).to.deep.equal([]);
    expect(await stage.count()).to.equal(3);
  });

  it("goes on over pages that are empty and have a token", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "mine", username: "mine" }, ...Array.from({ length: 45 }, (_, index) => ({ username: `u${index}`, workspace: "foreign" }))] });
    const agents = await stage.signedIn();
    const { items, nextPageToken } = await agents.listAgents({ pageSize: 1 });
    expect([items.length, nextPageToken === ""]).to.deep.equal([0, false]);
    expect(refsOf(await agents.iterateAgents({ pageSize: 1 }).toArray())).to.deep.equal(["mine"]);
  });

  it("rejects for a limit, an option and a request that do not fit, before anything is sent", async () => {
    const stage = await simulateFonoster(six);
    const agents = await stage.signedIn();
    for (const limit of [-1, 1.5, "5", NaN]) {
      const error = await rejected(agents.iterateAgents({}, { limit }).toArray());
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include("`limit`");
    }
    expectError(await rejected(agents.iterateAgents({}, { timeoutMs: -1 }).toArray()), { kind: "invalid-argument" });
    expectIssues(await rejected(agents.iterateAgents({ pageSize: 0 }).toArray()), ["pageSize: range"]);
    expect(await stage.count()).to.equal(0);
  });

  it("takes as many items as a page has", async () => {
    const stage = await simulateFonosterHere({ agents: 500 });
    const agents = await stage.signedIn();
    const { items } = await agents.listAgents({ pageSize: 500 });
    expect(new Set(refsOf(items)).size).to.equal(500);
    await stage.forget();
    expect(await agents.iterateAgents({ pageSize: 500 }).toArray()).to.have.length(500);
    expect(await stage.count()).to.equal(2);
  });
});

describe("The page token of listAgents", () => {
  for (const [pageToken, sent] of [[2, "2"], [0, "0"], [-1, "-1"], ["2", "2"], ["a b", "a b"], [1e21, "1e+21"]]) {
    it(`${JSON.stringify(pageToken)} is sent as ${JSON.stringify(sent)}`, async () => {
      const stage = await simulateFonoster();
      await (await stage.signedIn()).listAgents({ pageToken });
      expect(await stage.calls()).to.deep.equal([["ListAgents", { pageSize: 20, pageToken: sent }]]);
    });
  }

  it("that nobody knows gives an empty page", async () => {
    const stage = await simulateFonoster({ agents: 3 });
    expect(await (await stage.signedIn()).listAgents({ pageToken: "nope" })).to.deep.equal({ items: [], agents: [], nextPageToken: "" });
  });
});

slowly("A list of ten thousand agents is whole", async () => {
  const stage = await simulateFonosterHere({ agents: 10_000 });
  const refs = refsOf(await (await stage.signedIn()).iterateAgents({ pageSize: 1000 }).toArray());
  expect([refs.length, new Set(refs).size]).to.deep.equal([10_000, 10_000]);
});
