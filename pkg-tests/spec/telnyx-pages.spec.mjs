import { expect, it, rejected } from "./support.mjs";
import { entry, expectError, moment, simulateTelnyx, simulateTelnyxHere, watchedFetch } from "./telnyx-support.mjs";

const { DefaultFlatPagination, InternalServerError, PagePromise, TelnyxError } = entry;

const ROWS = 5000;
const SIZE = 250;

/** An account with so many addresses and nothing else. */
const withRows = (rows, more) => simulateTelnyxHere({ connections: 0, outboundVoiceProfiles: 0, accessIPRanges: 0, ips: rows, ...more });

const numbersOf = (lines) => lines.map((line) => new URL(line.split(" ")[1], "http://x").searchParams.get("page[number]"));

async function collect(iterable, most = Infinity) {
  const items = [];
  for await (const item of iterable) {
    items.push(item);
    if (items.length >= most) break;
  }
  return items;
}

describe("Telnyx lists", () => {
  it("give 5,000 rows to a loop, each once, a page at a time", async () => {
    const stage = await withRows(ROWS);
    const { ips } = await stage.state();
    const got = new Set();
    let asked = 0;
    for await (const { id } of stage.client().ips.list()) {
      got.add(id);
      asked = Math.max(asked, Math.ceil(got.size / SIZE));
      // A page is asked for when the loop gets there, not before.
      if (got.size % SIZE === 1) expect(await stage.count()).to.equal(asked);
    }
    expect(got.size).to.equal(ROWS);
    expect(new Set(ips.map(({ id }) => id))).to.deep.equal(got);
    expect(numbersOf(await stage.wire())).to.deep.equal([null, ...Array.from({ length: ROWS / SIZE - 1 }, (_, index) => `${index + 2}`)]);
  });

  it("over a network carry filter, sort and headers from page to page", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `Trunk ${1000 + ((index * 7) % 500)}`);
    const stage = await simulateTelnyx({ connections: 0, ipConnections: [...names, "other"].map((connection_name) => ({ connection_name })) });
    const query = { sort: "connection_name", filter: { connection_name: { contains: "TRUNK" } }, "page[size]": 20 };
    const items = await stage.client().ipConnections.list(query, { headers: { accept: "application/json, */*" } }).toArray();
    expect(items.map(({ connection_name }) => connection_name)).to.deep.equal([...names].sort());
    const requests = await stage.requests();
    expect(requests).to.have.length(25);
    for (const { headers, target } of requests) {
      expect(headers.accept).to.equal("application/json, */*");
      expect(target).to.match(/^\/v2\/ip_connections\?sort=connection_name&filter%5Bconnection_name%5D%5Bcontains%5D=TRUNK&page%5Bsize%5D=20/);
    }
  });

  it("are collected by toArray, which a limit ends", async () => {
    const stage = await withRows(700);
    const { ips } = stage.client();
    expect(await ips.list().toArray()).to.have.length(700);
    expect(await stage.count()).to.equal(3);
    for (const [limit, requests] of [[1, 1], [250, 1], [251, 2], [700, 3], [10_000, 3]]) {
      const before = await stage.count();
      expect(await ips.list({}, { limit }).toArray()).to.have.length(Math.min(limit, 700));
      expect((await stage.count()) - before, `requests for ${limit}`).to.equal(requests);
      expect(await collect(ips.list({}, { limit }))).to.have.length(Math.min(limit, 700));
    }
  });

  it("give no item with a limit of 0", async () => {
    const stage = await withRows(3);
    expect(await stage.client().ips.list({}, { limit: 0 }).toArray()).to.deep.equal([]);
  });

  it("stop asking where the loop breaks", async () => {
    const stage = await withRows(1000);
    expect(await collect(stage.client().ips.list({ "page[size]": 10 }), 25)).to.have.length(25);
    await moment();
    expect(numbersOf(await stage.wire())).to.deep.equal([null, "2", "3"]);
  });

  it("are walked page by page, which a break stops too", async () => {
    const stage = await withRows(55);
    const page = await stage.client().ips.list({ "page[size]": 10 });
    const pages = await collect(page.iterPages());
    expect(pages[0]).to.equal(page);
    expect(pages.map(({ data }) => data.length)).to.deep.equal([10, 10, 10, 10, 10, 5]);
    for (const one of pages) expect(one).to.be.instanceOf(DefaultFlatPagination);
    const before = await stage.count();
    expect(await collect(page.iterPages(), 2)).to.have.length(2);
    await moment();
    expect((await stage.count()) - before).to.equal(1);
  });

  it("reuse the first page where a promise is looped over twice", async () => {
    const stage = await withRows(30);
    const promise = stage.client().ips.list({ "page[size]": 10 });
    expect(promise).to.be.instanceOf(PagePromise);
    const [one, other] = [await collect(promise), await collect(promise)];
    expect(other).to.deep.equal(one);
    expect(numbersOf(await stage.wire())).to.deep.equal([null, "2", "3", "2", "3"]);
  });

  it("let two loops over one page go on side by side", async () => {
    const stage = await withRows(30);
    const page = await stage.client().ips.list({ "page[size]": 10 });
    const [one, other] = await Promise.all([collect(page), collect(page)]);
    expect([one.length, other.length]).to.deep.equal([30, 30]);
    expect(other).to.deep.equal(one);
  });

  it("know their next page, and say that there is none", async () => {
    const stage = await withRows(15);
    const first = await stage.client().ips.list({ "page[size]": 10 });
    expect([first.hasNextPage(), first.data.length, first.meta.total_results]).to.deep.equal([true, 10, 15]);
    expect(first.nextPageRequestOptions().query).to.deep.equal({ "page[size]": 10, "page[number]": 2 });
    const last = await first.getNextPage();
    expect([last.hasNextPage(), last.data.length, last.nextPageRequestOptions()]).to.deep.equal([false, 5, null]);
    expectError(await rejected(last.getNextPage()), TelnyxError, { kind: "invalid-argument" });
    expect(await stage.count()).to.equal(2);
  });

  it("begin where the page of the query is", async () => {
    const stage = await withRows(30);
    expect(await collect(stage.client().ips.list({ "page[size]": 10, "page[number]": 2 }))).to.have.length(20);
    expect(numbersOf(await stage.wire())).to.deep.equal(["2", "3"]);
  });

  it("end after one page where there is no meta", async () => {
    const stage = await withRows(30, { meta: "missing" });
    const page = await stage.client().ips.list({ "page[size]": 10 });
    expect([page.meta, page.hasNextPage()]).to.deep.equal([{}, false]);
    expect(await collect(page)).to.have.length(10);
    expect(await stage.count()).to.equal(1);
  });

  it("go on where the numbers of meta are texts", async () => {
    const stage = await withRows(1200, { meta: "strings" });
    const items = await stage.client().ips.list({ "page[size]": 100 }).toArray();
    expect(new Set(items.map(({ id }) => id)).size).to.equal(1200);
    expect(numbersOf(await stage.wire()).at(-1)).to.equal("12");
  });

  it("end for calls, whose meta counts no pages", async () => {
    const stage = await simulateTelnyx({ credentialConnections: 1 });
    const client = stage.client();
    const [{ id }] = (await client.credentialConnections.list()).data;
    for (let call = 0; call < 3; call += 1) await stage.telnyx.startCall(id);
    expect(await collect(client.connections.listActiveCalls(id))).to.have.length(3);
    expect(await stage.count(`GET /v2/connections/${id}/active_calls`)).to.equal(1);
  });

  it("end where the server gives the same page again, or an empty one", async () => {
    const stage = await withRows(0);
    const same = { data: [{ id: "1" }], meta: { page_number: 1, total_pages: 9 } };
    await stage.fault("GET /v2/ips", { body: same, times: 2 });
    expect(await collect(stage.client().ips.list())).to.have.length(2);
    await stage.fault("GET /v2/ips", { body: { data: [], meta: { page_number: 1, total_pages: 9 } } });
    expect(await collect(stage.client().ips.list())).to.deep.equal([]);
    expect(await stage.count()).to.equal(3);
  });

  it("deliver what came before a page that fails, and then the error", async () => {
    const stage = await withRows(100);
    const fetch = watchedFetch((url, init) => stage.fetch(url.includes("number%5D=3") ? url.replace("/ips", "/broken") : url, init));
    await stage.fault("GET /v2/broken", { status: 500 });
    const got = [];
    const walk = (async () => {
      for await (const item of stage.client({ fetch, maxRetries: 0 }).ips.list({ "page[size]": 10 })) got.push(item);
    })();
    expectError(await rejected(walk), InternalServerError, { status: 500, operation: "ips.list" });
    expect(got).to.have.length(20);
    expect(fetch.calls).to.have.length(3);
  });

  it("ask each page with the key of that moment", async () => {
    const stage = await withRows(30);
    const fetch = watchedFetch(stage.fetch);
    let asked = 0;
    const { apiKey } = stage.credentials;
    const client = stage.client({ fetch, apiKey: async () => ((asked += 1), apiKey) });
    await client.ips.list({ "page[size]": 10 }).toArray();
    expect(asked).to.equal(3);
  });

  it("of a class of the page's own are walked by its rules", async () => {
    const stage = await withRows(0);
    class Cursor extends entry.AbstractPage {
      constructor(client, response, body, options) {
        super(client, response, body, options);
        this.rows = body.rows;
      }
      getPaginatedItems() {
        return this.rows;
      }
      nextPageRequestOptions() {
        return this.body.next ? { ...this.options, query: { cursor: this.body.next } } : null;
      }
    }
    await stage.fault("GET /v2/rows", { body: { rows: [1, 2], next: "a/b" } });
    await stage.fault("GET /v2/rows", { body: { rows: [3] } });
    expect(await collect(stage.client().getAPIList("/rows", Cursor))).to.deep.equal([1, 2, 3]);
    expect(await stage.wire()).to.deep.equal(["GET /rows", "GET /rows?cursor=a%2Fb"]);
  });
});
