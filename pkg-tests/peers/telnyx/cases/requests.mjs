// Options of one call, the generic methods, what fetch is given.
import { json } from "../lib/stage.mjs";

const methods = ["get", "post", "put", "patch", "delete"];

export const cases = [
  ...methods.map((method) => ({
    name: `${method} with every option`,
    call: (client) =>
      client[method]("/x", {
        query: { a: 1 },
        headers: { b: "2" },
        timeout: 5000,
        maxRetries: 1,
        idempotencyKey: "key-1",
        fetchOptions: { redirect: "manual" },
        signal: new AbortController().signal,
      }),
  })),
  ...methods.map((method) => ({
    name: `${method} with options that are promised`,
    call: (client) => client[method]("/x", Promise.resolve({ query: { a: 1 }, headers: { b: "2" } })),
  })),
  ...["get", "GET", "Post", "query", "HEAD", "options"].map((method) => ({
    name: `request() with method ${method}`,
    call: (client) => client.request({ method, path: "/x", query: { a: 1 } }),
  })),
  { name: "request() without a method", call: (client) => client.request({ path: "/x" }) },
  {
    name: "request() with promised options",
    call: (client) => client.request(Promise.resolve({ method: "post", path: "/x", body: { a: 1 } })),
  },
  { name: "request() without options", loose: true, call: (client) => client.request() },
  {
    name: "promised options that reject",
    call: (client) => client.get("/x", Promise.reject(new TypeError("no options"))),
  },
  {
    name: "promised options of a resource without a body",
    call: (client) => client.ips.retrieve("1", Promise.resolve({ headers: { b: "2" } })),
  },
  {
    name: "promised options of a resource with a body",
    call: (client) => client.ips.create({ a: 1 }, Promise.resolve({ headers: { b: "2" } })),
  },
  { name: "options null", call: (client) => client.ips.retrieve("1", null) },
  { name: "options that are text", call: (client) => client.ips.retrieve("1", "ab") },
  { name: "options that are a number", call: (client) => client.ips.create({ a: 1 }, 5) },
  { name: "path without a slash", call: (client) => client.get("x") },
  { name: "no path", call: (client) => client.get() },
  { name: "method of the options on a resource", call: (client) => client.ips.retrieve("1", { method: "put" }) },
  {
    name: "method of the options on a list",
    call: (client) => client.ips.list({ a: 1 }, { method: "post", body: { b: 2 } }),
  },
  { name: "path of the options on a list", call: (client) => client.ips.list({ a: 1 }, { path: "/other" }) },
  { name: "stream changes nothing", call: (client) => client.get("/x", { stream: true }) },
  { name: "unknown options change nothing", call: (client) => client.get("/x", { unknown: { a: 1 } }) },
  {
    name: "__binaryResponse gives the response",
    answers: [json({ a: 1 })],
    call: (client) => client.get("/x", { __binaryResponse: true }),
  },
  {
    name: "the caller's options stay as they were",
    call: async (client, world) => {
      const options = { query: { a: 1 }, headers: { b: "2" }, timeout: 5 };
      await client.ips.retrieve("1", options);
      world.note(options);
    },
  },
  {
    name: "frozen options",
    call: (client) => client.ips.list(Object.freeze({ a: 1 }), Object.freeze({ headers: Object.freeze({ b: "2" }) })),
  },
  ...Object.entries({
    "of the client": [{ redirect: "manual", keepalive: true }, undefined],
    "of the call": [undefined, { cache: "no-store" }],
    "of both": [
      { redirect: "manual", keepalive: true },
      { redirect: "error", cache: "no-store" },
    ],
    "undefined over a value": [{ redirect: "manual" }, { redirect: undefined }],
    "null of the call": [{ redirect: "manual" }, null],
    method: [undefined, { method: "put" }],
    "method of the client": [{ method: "patch" }, undefined],
    body: [undefined, { body: "replaced" }],
    headers: [undefined, { headers: { only: "this" } }],
    "headers of the client": [{ headers: { only: "this" } }, undefined],
    duplex: [undefined, { duplex: "full" }],
    "signal null": [undefined, { signal: null }],
    "signal of the call": [undefined, { signal: new AbortController().signal }],
    "own keys of a runtime": [{ dispatcher: { name: "d" } }, { agent: 1 }],
  }).map(([label, [mine, call]]) => ({
    name: `fetchOptions: ${label}`,
    options: { fetchOptions: mine },
    call: (client) => client.post("/x", { body: { a: 1 }, fetchOptions: call }),
  })),
  {
    name: "fetchOptions changed on the client",
    call: (client) => {
      client.fetchOptions = { mode: "cors" };
      return client.get("/x");
    },
  },
  {
    name: "fetch is called without this, with a text and an object",
    call: async (client, world) => {
      await client.get("/x", { query: { a: 1 } });
      world.note(
        world.sent[0].self,
        typeof world.sent[0].url,
        Object.getPrototypeOf(world.sent[0].init) === Object.prototype,
      );
    },
  },
  {
    name: "buildRequest",
    call: async (client, world) => {
      const { req, url, timeout } = await client.buildRequest(
        {
          method: "post",
          path: "/x",
          query: { q: 1 },
          body: { a: 1 },
          headers: { b: "2" },
          timeout: 5,
          signal: new AbortController().signal,
          fetchOptions: { redirect: "manual" },
        },
        { retryCount: 3 },
      );
      world.note({
        url,
        timeout,
        keys: Object.keys(req).sort(),
        method: req.method,
        body: req.body,
        retry: req.headers.get("x-stainless-retry-count"),
        b: req.headers.get("b"),
        isHeaders: req.headers instanceof Headers,
      });
    },
  },
  {
    name: "buildRequest without a retry count",
    call: async (client) => (await client.buildRequest({ method: "get", path: "/x" })).req,
  },
  {
    name: "buildRequest leaves its argument alone",
    call: async (client, world) => {
      const options = { method: "get", path: "/x" };
      await client.buildRequest(options);
      world.note(options);
    },
  },
  {
    name: "fetchWithTimeout",
    call: async (client, world) => {
      for (const init of [undefined, {}, { method: "post", body: "b", headers: { a: "1" } }, { method: "PosT" }])
        world.note((await client.fetchWithTimeout("https://h.example/x", init, 1000, new AbortController())).status);
    },
  },
  ...[1.5, "1000", null, undefined, NaN, Infinity, -1, {}].map((timeout) => ({
    name: `timeout refused: ${typeof timeout} ${timeout}`,
    call: (client) => client.get("/x", { timeout }),
  })),
  {
    name: "ten calls at once",
    call: (client) => Promise.all(Array.from({ length: 10 }, (_, n) => client.ips.retrieve(String(n)))),
  },
  {
    name: "calls at once, each with its own failures",
    answers: [json({ n: 1 }), json({}, { status: 500 }), json({ n: 3 }), json({ n: 4 })],
    call: (client) => Promise.all(["a", "b", "c"].map((id) => client.ips.retrieve(id))),
  },
  {
    name: "property: options together",
    samples: (fc) =>
      fc.record(
        {
          query: fc.dictionary(fc.constantFrom("a", "b", "page[number]"), fc.oneof(fc.string(), fc.integer())),
          headers: fc.dictionary(fc.constantFrom("x-a", "x-b", "Accept"), fc.constantFrom("1", null, undefined)),
          timeout: fc.nat({ max: 100_000 }).map((n) => n + 1),
          maxRetries: fc.nat({ max: 3 }),
          method: fc.constantFrom("get", "post", "put"),
          body: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    of: (options) => ({ answers: [json({}, { status: 500 })], call: (client) => client.ips.retrieve("1", options) }),
  },
];
