// Lists: walks over pages, page members, odd `meta`, failures on the way.
import { answer, json } from "../lib/stage.mjs";

const page = (number, total, items = [`${number}a`, `${number}b`], more = {}) =>
  json({ data: items.map((id) => ({ id })), meta: { page_number: number, total_pages: total, ...more } });
const pages = (total) => Array.from({ length: total }, (_, index) => page(index + 1, total));
const withMeta = (meta) => json(JSON.stringify({ data: [{ id: "1" }], meta }));
const lists = {
  "connections.list": (client, query, options) => client.connections.list(query, options),
  "connections.listActiveCalls": (client, query, options) => client.connections.listActiveCalls("c1", query, options),
  "credentialConnections.list": (client, query, options) => client.credentialConnections.list(query, options),
  "fqdnConnections.list": (client, query, options) => client.fqdnConnections.list(query, options),
  "fqdns.list": (client, query, options) => client.fqdns.list(query, options),
  "ipConnections.list": (client, query, options) => client.ipConnections.list(query, options),
  "ips.list": (client, query, options) => client.ips.list(query, options),
  "outboundVoiceProfiles.list": (client, query, options) => client.outboundVoiceProfiles.list(query, options),
  "accessIPRanges.list": (client, query, options) => client.accessIPRanges.list(query, options),
};

/** Walks a list to its end, or over so many items. */
async function walk(list, world, most = Infinity) {
  let left = most;
  for await (const item of list) {
    world.note(item.id ?? item);
    if ((left -= 1) <= 0) break;
  }
  return "end";
}
const members = (page) => ({
  class: page.constructor.name,
  keys: Object.keys(page),
  items: page.getPaginatedItems(),
  more: page.hasNextPage(),
  next: page.nextPageRequestOptions(),
  tag: Object.prototype.toString.call(page),
});

/** What the first page says of a next one, by its `meta`. `ours` is stated where the vendor goes wrong. */
const ASKED = { method: "get", path: "/ips" };
const says = (number) => ({
  more: number !== null,
  next: number === null ? null : { ...ASKED, query: { a: 1, "page[number]": number } },
});
const metas = [
  ["of page 1 of 3", { page_number: 1, total_pages: 3 }],
  ["of page 3 of 3", { page_number: 3, total_pages: 3 }],
  ["of page 2 of 3", { page_number: 2, total_pages: 3 }],
  ["of a page beyond", { page_number: 5, total_pages: 3 }],
  ["of no pages", { page_number: 1, total_pages: 0 }],
  ["of a thousand million pages", { page_number: 1, total_pages: 1e9 }],
  ["without a page number", { total_pages: 3 }],
  ["with page number null", { page_number: null, total_pages: 2 }],
  ["with more in it", { page_number: 1, total_pages: 2, page_size: 1, total_results: 2, later: { x: 1 } }],
  ["missing", undefined, 2, null],
  ["null", null, 2, null],
  ["an array", [], 2, null],
  ["a text", "x", 2, null],
  ["empty", {}, 2, null],
  ["without a total", { page_number: 1 }, 2, null],
  ["with a total that is no number", { page_number: 1, total_pages: "x" }, 2, null],
  ["of cursors", { cursors: { after: "x" }, next: "u", total_items: 5 }, 2, null],
  ["in texts", { page_number: "1", total_pages: "3" }, "11", 2],
  ["in texts, the last page", { page_number: "3", total_pages: "3" }, null, null],
  ["of page 0", { page_number: 0, total_pages: 3 }, 1, 1],
];
const row = (meta) => (meta && typeof meta.page_number === "string" ? "meta-texts" : "meta-missing");

export const cases = [
  ...Object.entries(lists).map(([name, list]) => ({
    name: `${name} over three pages`,
    answers: pages(3),
    call: (client, world) => walk(list(client, { "page[size]": 2 }), world),
  })),
  ...Object.entries(lists).map(([name, list]) => ({
    name: `${name}, one page and its members`,
    answers: pages(1),
    call: async (client) => members(await list(client, { filter: { a: 1 } }, { headers: { b: "2" } })),
  })),
  { name: "no items", answers: [page(1, 1, [])], call: (client, world) => walk(client.ips.list(), world) },
  {
    name: "an empty page in the middle ends it",
    answers: [page(1, 3), page(2, 3, []), page(3, 3)],
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "twenty pages",
    answers: pages(20),
    call: (client, world) => walk(client.ips.list({ "page[size]": 2 }), world),
  },
  {
    name: "starting at page 2",
    answers: [page(2, 3), page(3, 3)],
    call: (client, world) => walk(client.ips.list({ "page[number]": 2 }), world),
  },
  {
    name: "starting at page 2, nested",
    answers: [page(2, 3), page(3, 3)],
    call: (client, world) => walk(client.ips.list({ page: { number: 2 } }), world),
  },
  {
    name: "options go along",
    answers: pages(3),
    call: (client, world) =>
      walk(
        client.ips.list(
          { filter: { a: [1, 2] } },
          {
            headers: { "x-h": "1" },
            timeout: 5000,
            maxRetries: 0,
            fetchOptions: { mode: "cors" },
            signal: new AbortController().signal,
          },
        ),
        world,
      ),
  },
  {
    name: "query of the options goes along",
    answers: pages(2),
    call: (client, world) => walk(client.ips.list({ a: 1 }, { query: { b: 2 } }), world),
  },
  {
    name: "defaults stay below",
    options: { defaultQuery: { "page[size]": "7", "page[number]": "9" } },
    answers: pages(2),
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "nested size goes along",
    answers: pages(2),
    call: (client, world) => walk(client.ips.list({ page: { size: 2 } }), world),
  },
  {
    name: "the caller's query stays as it was",
    answers: pages(3),
    call: async (client, world) => {
      const query = { a: 1 };
      await walk(client.ips.list(query), world);
      world.note(query);
    },
  },
  { name: "break after one item", answers: pages(3), call: (client, world) => walk(client.ips.list(), world, 1) },
  { name: "break at the end of a page", answers: pages(3), call: (client, world) => walk(client.ips.list(), world, 2) },
  { name: "break in the second page", answers: pages(3), call: (client, world) => walk(client.ips.list(), world, 3) },
  {
    name: "a throw in the loop",
    answers: pages(3),
    call: async (client) => {
      for await (const item of client.ips.list()) throw new RangeError(`at ${item.id}`);
    },
  },
  {
    name: "pages come one at a time",
    answers: pages(3),
    call: async (client, world) => {
      const items = client.ips.list()[Symbol.asyncIterator]();
      for (let n = 0; n < 7; n += 1) world.note((await items.next()).value ?? null, world.sent.length);
    },
  },
  {
    name: "nothing is asked for before the first item but the first page",
    answers: pages(3),
    call: async (client, world) => {
      const list = client.ips.list();
      await world.pass(10);
      world.note(world.sent.length);
      return walk(list, world);
    },
  },
  {
    name: "the same promise twice",
    answers: [...pages(2), page(2, 2)],
    call: async (client, world) => {
      const list = client.ips.list();
      await walk(list, world);
      await walk(list, world);
    },
  },
  {
    name: "a page twice",
    answers: [...pages(2), page(2, 2)],
    call: async (client, world) => {
      const first = await client.ips.list();
      await walk(first, world);
      await walk(first, world);
    },
  },
  {
    name: "two walks at once",
    answers: [page(1, 2), page(2, 2), page(2, 2)],
    call: async (client, world) => {
      const list = client.ips.list();
      await Promise.all([walk(list, world), walk(list, world)]);
    },
  },
  {
    name: "iterPages",
    answers: pages(3),
    call: async (client, world) => {
      for await (const each of (await client.ips.list()).iterPages()) world.note(members(each));
    },
  },
  {
    name: "getNextPage by hand",
    answers: pages(3),
    call: async (client, world) => {
      let each = await client.ips.list({ a: 1 });
      while (each.hasNextPage()) {
        each = await each.getNextPage();
        world.note(members(each));
      }
    },
  },
  {
    name: "getNextPage after the last",
    answers: pages(1),
    call: async (client) => (await client.ips.list()).getNextPage(),
  },
  {
    name: "getNextPage rejects, it does not throw",
    answers: pages(1),
    call: async (client, world) => {
      const last = await client.ips.list();
      const promise = last.getNextPage();
      world.note(promise instanceof Promise);
      await promise.catch(() => {});
    },
  },
  {
    name: "prototype chain",
    answers: pages(1),
    call: async (client, world) => {
      const last = await client.ips.list();
      for (let proto = Object.getPrototypeOf(last); proto !== Object.prototype; proto = Object.getPrototypeOf(proto))
        world.note(proto.constructor.name);
    },
  },
  {
    name: "JSON of a page",
    answers: pages(1),
    call: async (client) => JSON.parse(JSON.stringify(await client.ips.list())),
  },
  {
    name: "items are objects of the answer",
    answers: [json({ data: [{ id: "1", later: { deep: [null, 1.5] } }], meta: { page_number: 1, total_pages: 1 } })],
    call: async (client) => {
      const list = await client.ips.list();
      return [list.data, list.body, list.data === list.body.data, list.meta === list.body.meta];
    },
  },
  {
    name: "an error on page 2",
    answers: [page(1, 3), json({ errors: [] }, { status: 404 })],
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "page 2 is asked for again after 500",
    answers: [page(1, 2), json({}, { status: 500 }), page(2, 2)],
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "page 2 answers text",
    answers: [page(1, 3), answer("text", { headers: { "content-type": "text/plain" } })],
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "page 2 answers broken JSON",
    loose: true,
    answers: [page(1, 3), json("{")],
    call: (client, world) => walk(client.ips.list(), world),
  },
  {
    name: "after an error the walk is over",
    answers: [page(1, 3), json({}, { status: 404 })],
    call: async (client, world) => {
      const items = client.ips.list()[Symbol.asyncIterator]();
      for (let n = 0; n < 5; n += 1) world.note(await items.next().catch((error) => error.constructor.name));
    },
  },
  {
    name: "the API key of each page",
    answers: pages(2),
    call: async (client, world) => {
      const items = client.ips.list()[Symbol.asyncIterator]();
      await items.next();
      client.apiKey = "LATER";
      for (let n = 0; n < 4; n += 1) world.note(await items.next());
    },
  },
  {
    name: "the server counts otherwise than asked",
    answers: pages(3),
    call: (client, world) => walk(client.ips.list({ "page[number]": 1 }), world),
  },
  {
    name: "a page class of one's own",
    answers: [json({ rows: [1, 2] })],
    call: (client) => {
      class Own {
        constructor(owner, response, body, options) {
          this.parts = [owner.constructor.name, response.status, body, options];
        }
      }
      return client.getAPIList("/own", Own, { query: { a: 1 }, headers: { b: "2" } });
    },
  },
  {
    name: "requestAPIList",
    answers: [json({ rows: [1, 2] })],
    call: (client) => {
      class Own {
        constructor(_owner, response, body, options) {
          this.parts = [response.status, body, options];
        }
      }
      return client.requestAPIList(Own, { method: "post", path: "/own", body: { a: 1 } });
    },
  },
  {
    name: "getAPIList with promised options",
    answers: [json({ rows: [] })],
    call: (client) => {
      class Own {
        constructor(_owner, _response, body, options) {
          this.parts = [body, options];
        }
      }
      return client.getAPIList("/own", Own, Promise.resolve({ query: { z: 1 } }));
    },
  },
  ...metas.map(([label, meta, vendorNext, oursNext]) => ({
    name: `meta ${label}`,
    answers: [withMeta(meta)],
    call: async (client) => {
      const first = await client.ips.list({ a: 1 });
      return { more: first.hasNextPage(), next: first.nextPageRequestOptions() };
    },
    ...(vendorNext === oursNext
      ? {}
      : {
          differs: {
            row: row(meta),
            vendor: { "settled.value": says(vendorNext) },
            ours: { "settled.value": says(oursNext) },
          },
        }),
  })),
  {
    name: "a walk without meta",
    answers: [json({ data: [{ id: "1" }] })],
    steps: 60,
    call: (client, world) => walk(client.ips.list(), world, 5),
    differs: {
      row: "meta-missing",
      vendor: {
        seen: ["1", "1", "1", "1", "1"],
        calls: [1, 2, 3, 4, 5].map(
          (n) => `0 ms GET https://api.telnyx.com/v2/ips${n === 1 ? "" : "?page%5Bnumber%5D=2"}`,
        ),
      },
      ours: { seen: ["1"], calls: ["0 ms GET https://api.telnyx.com/v2/ips"] },
    },
  },
  {
    name: "a walk over active calls, which have cursors",
    answers: [json({ data: [{ id: "1" }], meta: { cursors: { after: "x" }, total_items: 1 } })],
    steps: 60,
    call: (client, world) => walk(client.connections.listActiveCalls("c1"), world, 3),
    differs: {
      row: "meta-missing",
      vendor: {
        seen: ["1", "1", "1"],
        calls: [1, 2, 3].map(
          (n) =>
            `0 ms GET https://api.telnyx.com/v2/connections/c1/active_calls${n === 1 ? "" : "?page%5Bnumber%5D=2"}`,
        ),
      },
      ours: { seen: ["1"], calls: ["0 ms GET https://api.telnyx.com/v2/connections/c1/active_calls"] },
    },
  },
  {
    name: "a walk over numbers in texts",
    answers: [withMeta({ page_number: "1", total_pages: "2" }), withMeta({ page_number: "2", total_pages: "2" })],
    call: (client, world) => walk(client.ips.list(), world, 5),
    differs: {
      row: "meta-texts",
      vendor: {
        calls: ["0 ms GET https://api.telnyx.com/v2/ips", "0 ms GET https://api.telnyx.com/v2/ips?page%5Bnumber%5D=11"],
      },
      ours: {
        calls: ["0 ms GET https://api.telnyx.com/v2/ips", "0 ms GET https://api.telnyx.com/v2/ips?page%5Bnumber%5D=2"],
      },
    },
  },
  {
    name: "a server that always says page 1",
    answers: [page(1, 3)],
    steps: 60,
    call: (client, world) => walk(client.ips.list(), world, 7),
    differs: {
      row: "meta-stuck",
      vendor: {
        seen: ["1a", "1b", "1a", "1b", "1a", "1b", "1a"],
        calls: [1, 2, 3, 4].map((n) => `0 ms GET https://api.telnyx.com/v2/ips${n === 1 ? "" : "?page%5Bnumber%5D=2"}`),
      },
      ours: {
        seen: ["1a", "1b", "1a", "1b"],
        calls: [1, 2].map((n) => `0 ms GET https://api.telnyx.com/v2/ips${n === 1 ? "" : "?page%5Bnumber%5D=2"}`),
      },
    },
  },
  {
    name: "limit",
    answers: pages(3),
    call: (client, world) => walk(client.ips.list({}, { limit: 3 }), world),
    differs: {
      row: "list-limit",
      vendor: {
        seen: ["1a", "1b", "2a", "2b", "3a", "3b"],
        calls: [1, 2, 3].map((n) => `0 ms GET https://api.telnyx.com/v2/ips${n === 1 ? "" : `?page%5Bnumber%5D=${n}`}`),
      },
      ours: {
        seen: ["1a", "1b", "2a"],
        calls: [1, 2].map((n) => `0 ms GET https://api.telnyx.com/v2/ips${n === 1 ? "" : `?page%5Bnumber%5D=${n}`}`),
      },
    },
  },
  {
    name: "toArray",
    answers: pages(2),
    call: async (client, world) => {
      const list = client.ips.list();
      await list;
      world.note(typeof list.toArray);
      return list.toArray?.();
    },
    differs: {
      row: "list-limit",
      vendor: {
        seen: ["undefined"],
        "settled.value": "<undefined>",
        calls: ["0 ms GET https://api.telnyx.com/v2/ips"],
      },
      ours: {
        seen: ["function"],
        "settled.value": ["1a", "1b", "2a", "2b"].map((id) => ({ id })),
        calls: ["0 ms GET https://api.telnyx.com/v2/ips", "0 ms GET https://api.telnyx.com/v2/ips?page%5Bnumber%5D=2"],
      },
    },
  },
  {
    name: "property: walks of any shape",
    samples: (fc) => fc.tuple(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 5 }), fc.nat({ max: 12 })),
    of: ([sizes, most]) => ({
      answers: sizes.map((size, index) =>
        page(
          index + 1,
          sizes.length,
          Array.from({ length: size }, (_, item) => `${index + 1}.${item}`),
        ),
      ),
      call: (client, world) => walk(client.ips.list(), world, most + 1),
    }),
  },
];
