import { expect, it, rejected, settle, watch } from "./support.mjs";
import { expectError, ID, inBoth, simulatePortsip, simulatePortsipHere, trunkFor } from "./portsip-support.mjs";

const names = (rows) => rows.map(({ name }) => name);
const trunks = (count) => Array.from({ length: count }, (_, at) => ({ name: `trunk ${at}` }));
const NAMES = names(trunks(25));

describe("13.3 Paging returns each of 25 rows once (v12)", () => {
  for (const countMeaning of ["total", "page"]) {
    for (const pageSizeCap of [undefined, 10]) {
      for (const pageCountBug of [false, true]) {
        for (const zeroBased of [false, true]) {
          const fixtures = { countMeaning, pageSizeCap, pageCountBug, zeroBased };
          it(`13.3 with ${JSON.stringify(fixtures)}`, async () => {
            const stage = await simulatePortsipHere({ providers: trunks(25), ...fixtures });
            const providers = await stage.signedIn();
            for (const pagesize of [1, 7, 10, 24, 25, 26, 50, 1000]) {
              stage.forget();
              expect(names(await providers.listAll({ pagesize }))).to.deep.equal(NAMES);
              // Doubt costs one more request.
              const least = Math.ceil(25 / Math.min(pagesize, pageSizeCap ?? pagesize));
              expect(stage.wire().length, `requests of ${pagesize}`).to.be.within(least, least + 1);
              stage.forget();
              expect(names(await providers.iterate({ pagesize }, { strictEnd: true }).toArray())).to.deep.equal(NAMES);
              expect(stage.wire().length).to.equal(least + 1);
              const pages = await providers.pages({ pagesize }).toArray();
              expect(pages.flatMap((page) => names(page.providers))).to.deep.equal(NAMES);
            }
          });
        }
      }
    }
  }
});

describe("13.3 Paging returns each of 25 rows once (v22)", () => {
  for (const fixtures of [{}, { pageSizeCap: 10 }, { countMeaning: "page" }]) {
    it(`13.3 with ${JSON.stringify(fixtures)}`, async () => {
      const stage = await simulatePortsipHere({ dialect: "v22", providers: trunks(25), ...fixtures });
      const providers = await stage.signedIn();
      for (const pagesize of [7, 10, 25, 50, 1000]) {
        expect(names(await providers.listAll({ pagesize })), `pages of ${pagesize}`).to.deep.equal(NAMES);
        expect(names(await providers.iterate({ pagesize }, { strictEnd: true }).toArray())).to.deep.equal(NAMES);
      }
    });
  }

  it("goes on where the last page ended, and asks for a hundred at most", async () => {
    const stage = await simulatePortsipHere({ dialect: "v22", providers: trunks(250) });
    const providers = await stage.signedIn();
    expect((await providers.listAll({ pagesize: 1000 })).length).to.equal(250);
    expect(stage.wire()).to.deep.equal([0, 100, 200].map((skip) => `GET /providers?skip=${skip}&top=100`));
  });
});

inBoth("A walk through pages", (dialect) => {
  const newer = dialect === "v22";
  const walked = async (count, params, options) => {
    const stage = await simulatePortsipHere({ dialect, providers: trunks(count) });
    const providers = await stage.signedIn();
    return { stage, providers, all: () => providers.iterate(params, options) };
  };

  it("asks for a page when the loop gets there, and for none before", async () => {
    const { stage, all } = await walked(25, { pagesize: 10 });
    const walk = all();
    expect(stage.wire()).to.deep.equal([]);
    const seen = [];
    for await (const { name } of walk) {
      seen.push(name);
      expect(stage.wire().length).to.equal(Math.ceil(seen.length / 10));
    }
    expect([seen, stage.wire().length]).to.deep.equal([NAMES, 3]);
  });

  it("may begin at a later page", async () => {
    const { stage, all } = await walked(25, { pagesize: 10, pagination: 2 });
    expect(names(await all().toArray())).to.deep.equal(NAMES.slice(10));
    expect(stage.wire()[0]).to.include(newer ? "skip=10&top=10" : "pagination=2&pagesize=10");
  });

  it("may be broken off, and begun again", async () => {
    const { stage, all } = await walked(25, { pagesize: 10 });
    const walk = all();
    for (let round = 1; round < 3; round += 1) {
      let seen = 0;
      for await (const _ of walk) if ((seen += 1) === 5) break;
      expect(stage.wire().length).to.equal(round);
    }
  });

  it("may be two at a time", async () => {
    const { all } = await walked(25, { pagesize: 10 });
    const [one, other] = await Promise.all([all().toArray(), all().toArray()]);
    expect([names(one), names(other)]).to.deep.equal([NAMES, NAMES]);
  });

  for (const [limit, requests] of [[0, 0], [1, 1], [10, 1], [11, 2], [25, 3], [26, 3]]) {
    it(`ends after ${limit}, and asks for no page that is not needed`, async () => {
      const { stage, providers, all } = await walked(25, { pagesize: 10 }, { limit });
      expect(names(await all().toArray())).to.deep.equal(NAMES.slice(0, limit));
      expect(stage.wire().length).to.equal(requests);
      expect(names(await providers.listAll({ pagesize: 10 }, { limit }))).to.deep.equal(NAMES.slice(0, limit));
      const pages = await providers.pages({ pagesize: 10 }, { limit }).toArray();
      expect(pages.flatMap((page) => names(page.providers))).to.deep.equal(NAMES.slice(0, limit));
      expect(stage.wire().length).to.equal(3 * requests);
    });
  }

  it("tells how many there may be once it has begun", async () => {
    const { all } = await walked(25, { pagesize: 10 });
    const walk = all();
    expect(walk.totalHint).to.equal(undefined);
    for await (const _ of walk) expect(walk.totalHint).to.equal(25);
  });

  it("of nothing is one request", async () => {
    const { stage, providers, all } = await walked(0);
    expect([await all().toArray(), await providers.pages().toArray(), stage.wire().length]).to.deep.equal([[], [], 2]);
  });

  it("ends with an error after as many pages as it may", async () => {
    const { stage, all, providers } = await walked(25, { pagesize: 10 }, { maxPages: 2 });
    const seen = [];
    const error = await rejected((async () => {
      for await (const { name } of all()) seen.push(name);
    })());
    expectError(error, { kind: "decode", reason: "protocol", operation: "iterate", message: "iterate found no end within 2 pages" });
    expect([seen.length, stage.wire().length]).to.deep.equal([20, 2]);
    expect((await providers.listAll({ pagesize: 10 }, { maxPages: 3 })).length).to.equal(25);
  });

  it("gives a row once that moves to a later page meanwhile", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunks(25).map((trunk, at) => ({ ...trunk, id: String(100 + at) })) });
    const providers = await stage.signedIn();
    const seen = [];
    for await (const { name } of providers.iterate({ pagesize: 10 })) {
      seen.push(name);
      if (seen.length === 5) stage.portsip.addProvider({ id: "1", name: "new" });
    }
    expect(seen).to.deep.equal(NAMES);
  });

  it("ends where the PBX gives the same page again and again", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    const rows = [{ id: "1", name: "a" }, { id: "2", name: "b" }];
    await stage.fault(newer ? "GET /providers" : "GET /providers/list", { body: newer ? { items: rows, count: 99 } : { providers: rows }, times: Infinity });
    expect(names(await providers.listAll({ pagesize: 2 }))).to.deep.equal(["a", "b"]);
    expect(stage.wire().length).to.equal(2);
  });

  it("stops with the error of a page", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunks(25) });
    const providers = await stage.signedIn({ maxRetries: 0 });
    const seen = [];
    const error = await rejected((async () => {
      for await (const { name } of providers.iterate({ pagesize: 10 })) {
        seen.push(name);
        if (seen.length === 10) await stage.fault(newer ? "GET /providers" : "GET /providers/list", { status: 503 });
      }
    })());
    expectError(error, { kind: "server", status: 503, operation: "iterate" });
    expect(seen.length).to.equal(10);
  });

  it("goes on over a token that ends on the way", async () => {
    const stage = await simulatePortsip({ dialect, providers: 25 });
    const providers = await stage.signedIn();
    let seen = 0;
    for await (const _ of providers.iterate({ pagesize: 10 })) if ((seen += 1) === 10) await stage.portsip.expireTokens();
    expect(seen).to.equal(25);
  });

  it("of a thousand rows gives each once", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1000 });
    const providers = await stage.signedIn();
    const all = await providers.listAll({ pagesize: 100 });
    expect(new Set(all.map(({ id }) => id)).size).to.equal(1000);
    expect(all.length).to.equal(1000);
  });
});

inBoth("listAll", (dialect) => {
  const newer = dialect === "v22";

  /** A walk over 55 rows in pages of ten whose requests wait until the test lets them go. */
  async function held(options) {
    const stage = await simulatePortsipHere({ dialect, providers: trunks(55) });
    const [asked, gates, signals] = [[], new Map(), new Map()];
    const providers = await stage.signedIn({
      maxRetries: 0,
      fetch: async (url, init) => {
        if (!url.includes("/providers")) return stage.fetch(url, init);
        const { searchParams } = new URL(url);
        const page = newer ? Number(searchParams.get("skip")) / 10 + 1 : Number(searchParams.get("pagination"));
        asked.push(page);
        signals.set(page, init.signal);
        const answer = await new Promise((resolve) => gates.set(page, resolve));
        return answer ?? stage.fetch(url, init);
      },
    });
    const controller = new AbortController();
    const call = watch(providers.listAll({ pagesize: 10 }, { signal: controller.signal, ...options }));
    await settle();
    const release = async (page, answer) => {
      gates.get(page)(answer);
      await settle();
      return [...asked];
    };
    return { call, asked, signals, release, controller };
  }

  it(newer ? "asks for a page when the one before has told where it begins" : "asks for two pages ahead, and for none that is not there", async () => {
    const { call, asked, release } = await held();
    const seen = [[...asked]];
    for (const page of [1, 2, 3, 4, 5, 6]) seen.push(await release(page));
    expect(seen.map((pages) => Math.max(...pages))).to.deep.equal(newer ? [1, 2, 3, 4, 5, 6, 6] : [1, 3, 4, 5, 6, 6, 6]);
    expect(asked).to.deep.equal([1, 2, 3, 4, 5, 6]);
    await call.done;
    expect(names(call.value)).to.deep.equal(names(trunks(55)));
  });

  if (newer) return;

  it("keeps the order where a later page is answered first", async () => {
    const { call, release } = await held();
    for (const page of [1, 3, 2, 5, 4, 6]) await release(page);
    await call.done;
    expect(names(call.value)).to.deep.equal(names(trunks(55)));
  });

  it("whose page fails gives up those that are under way", async () => {
    const { call, asked, signals, release } = await held();
    await release(1);
    await release(2, new Response("busy", { status: 503 }));
    await call.done;
    expectError(call.error, { kind: "server", status: 503, operation: "listAll" });
    expect([asked, signals.get(3).aborted]).to.deep.equal([[1, 2, 3], true]);
  });

  it("that is aborted gives up all pages", async () => {
    const { call, asked, signals, controller, release } = await held();
    await release(1);
    controller.abort("enough");
    await call.done;
    expectError(call.error, { kind: "aborted", cause: "enough", operation: "listAll" });
    expect([asked, [2, 3].map((page) => signals.get(page).aborted)]).to.deep.equal([[1, 2, 3], [true, true]]);
  });

  it("asks for no further page than it may", async () => {
    const { call, asked, release } = await held({ maxPages: 2 });
    expect(await release(1)).to.deep.equal([1, 2]);
    await release(2);
    await call.done;
    expectError(call.error, { kind: "decode", reason: "protocol", message: "listAll found no end within 2 pages" });
    expect(asked).to.deep.equal([1, 2]);
  });

  it("asks for no page beyond its limit", async () => {
    const { call, asked, release } = await held({ limit: 15 });
    await release(1);
    await release(2);
    await call.done;
    expect([names(call.value), asked]).to.deep.equal([names(trunks(15)), [1, 2]]);
  });
});

inBoth("findByName", (dialect) => {
  const find = async (rows, name) => {
    const stage = await simulatePortsip({ dialect, providers: rows.map((own) => trunkFor(dialect, { name: own })) });
    const providers = await stage.signedIn();
    return providers.findByName(name);
  };

  it("finds the one of exactly this name", async () => {
    expect((await find(["east", "East", "east "], "East")).id).to.equal("9007199254740994");
    expect(await find(["east", "East"], "EAST")).to.equal(undefined);
    expect(await find([], "x")).to.equal(undefined);
  });

  it("rejects where several have it", async () => {
    expectError(await rejected(find(["a", "b", "a"], "a")), { kind: "conflict", reason: "conflict", operation: "findByName", message: '2 providers are called "a"', retryable: false });
  });

  it("looks through all pages", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunks(1500) });
    const providers = await stage.signedIn();
    expect((await providers.findByName("trunk 1499")).name).to.equal("trunk 1499");
    expect((await providers.findByName("trunk 0")).id).to.equal(ID);
  });
});
