// What subclasses may override: the order of the hooks, their arguments, what they return, what they throw.
import { json } from "../lib/stage.mjs";

const HOOKS = [
  "prepareOptions",
  "buildRequest",
  "buildURL",
  "defaultQuery",
  "stringifyQuery",
  "authHeaders",
  "validateHeaders",
  "prepareRequest",
  "fetchWithTimeout",
  "makeStatusError",
];
const ok = json({ ok: 1 });

/** A subclass with these members, made with the world's options, then called. */
const subclassed = (name, members, call, more = {}) => ({
  name,
  ...more,
  bare: (world) => {
    class Own extends world.Telnyx {}
    for (const [key, make] of Object.entries(members)) Own.prototype[key] = make(world.Telnyx.prototype[key], world);
    return call(new Own({ ...world.options, ...more.options }), world);
  },
});
const get = (client) => client.get("/x", { query: { a: 1 } });

/** Notes the call, then does what the vendor's own method does. */
const traced = (key) => (inherited, world) =>
  function (...args) {
    world.note(
      key,
      args.map((arg) => (arg === undefined ? undefined : arg)),
    );
    return inherited.apply(this, args);
  };
const tracing = Object.fromEntries(HOOKS.map((key) => [key, traced(key)]));
const order = Object.fromEntries(
  HOOKS.map((key) => [
    key,
    (inherited, world) =>
      function (...args) {
        world.note(key);
        return inherited.apply(this, args);
      },
  ]),
);

const failing = {
  "throws an error": () => () => {
    throw new TypeError("from the hook");
  },
  "throws a text": () => () => {
    throw "from the hook";
  },
  rejects: () => async () => {
    throw new TypeError("from the hook");
  },
};
const awaited = ["prepareOptions", "buildRequest", "authHeaders", "prepareRequest"];

/** Three attempts at these times, with these numbers in the header. */
const upset = (at, counts) => ({
  calls: at.map((ms) => `${ms} ms GET https://api.telnyx.com/v2/x?a=1`),
  "settled.at": at[2],
  ...Object.fromEntries(
    counts.map((count, index) => [`requests.${index}.headers.7`, `x-stainless-retry-count: ${count}`]),
  ),
});

const auths = {
  undefined: undefined,
  null: null,
  "a record": { authorization: "X 1" },
  Headers: new Headers({ authorization: "H" }),
  pairs: [
    ["authorization", "P"],
    ["x-b", "2"],
  ],
  "a null": { authorization: null },
  arrays: { authorization: ["a", "b"] },
  "nothing in it": {},
};

export const cases = [
  subclassed("order, get", order, get),
  subclassed("order, create with a query by default", order, (client) => client.ips.create({ a: 1 }), {
    options: { defaultQuery: { q: "1" } },
  }),
  subclassed("order, over a retry", order, get, { answers: [json({}, { status: 500 }), ok] }),
  subclassed("order, refused", order, get, { answers: [json({}, { status: 404 })] }),
  subclassed(
    "order, list of two pages",
    order,
    async (client) => {
      for await (const item of client.ips.list({ a: 1 })) item.toString();
    },
    {
      answers: [
        json({ data: [1], meta: { page_number: 1, total_pages: 2 } }),
        json({ data: [2], meta: { page_number: 2, total_pages: 2 } }),
      ],
    },
  ),
  ...HOOKS.map((key) =>
    subclassed(
      `arguments of ${key}`,
      { [key]: tracing[key] },
      (client) =>
        client.fqdns.update(
          "x",
          { b: 1 },
          { headers: { "x-a": "1" }, query: { q: [1] }, maxRetries: 1, timeout: 1500 },
        ),
      { answers: [json({}, { status: 500 }), json({ errors: [] }, { status: 404 })] },
    ),
  ),
  ...HOOKS.flatMap((key) =>
    Object.entries(failing)
      .filter(([how]) => how !== "rejects" || awaited.includes(key))
      .map(([how, make]) =>
        subclassed(`${key} ${how}`, { [key]: make }, get, {
          answers: [json({}, { status: key === "makeStatusError" ? 404 : 200 })],
        }),
      ),
  ),
  subclassed(
    "fetchWithTimeout rejects",
    {
      fetchWithTimeout: () => async () => {
        throw new TypeError("no line");
      },
    },
    get,
    { options: { maxRetries: 1 } },
  ),
  ...Object.entries(auths).flatMap(([label, value]) => [
    subclassed(`authHeaders returns ${label}`, { authHeaders: () => () => value }, get),
    subclassed(`authHeaders resolves ${label}`, { authHeaders: () => async () => value }, get),
  ]),
  subclassed(
    "authHeaders under those of the call",
    { authHeaders: () => () => ({ authorization: "hook" }) },
    (client) => client.get("/x", { headers: { authorization: "call" } }),
  ),
  subclassed(
    "prepareOptions changes all of it",
    {
      prepareOptions: () => async (options) => {
        Object.assign(options, {
          headers: { "x-o": "1" },
          query: { p: 1 },
          method: "post",
          body: { b: 1 },
          path: "/other",
          timeout: 1000,
        });
      },
    },
    get,
  ),
  subclassed(
    "prepareOptions is called for each attempt, on the same options",
    {
      prepareOptions: () => (options) => {
        options.headers = { ...options.headers, [`x-${Object.keys(options.headers ?? {}).length}`]: "1" };
      },
    },
    get,
    { answers: [json({}, { status: 500 })] },
  ),
  subclassed(
    "prepareOptions is waited for",
    {
      prepareOptions: () => (options) =>
        new Promise((resolve) =>
          setTimeout(() => {
            options.query = { late: 1 };
            resolve();
          }, 50),
        ),
    },
    get,
  ),
  subclassed(
    "prepareOptions comes too late for maxRetries",
    {
      prepareOptions: () => async (options) => {
        options.maxRetries = 0;
      },
    },
    get,
    {
      answers: [json({}, { status: 500 })],
      differs: {
        row: "hook-max-retries",
        vendor: upset([0, 109, 327], [0, -1, 0]),
        ours: upset([0, 437, 1312], [0, 1, 2]),
      },
    },
  ),
  subclassed(
    "prepareRequest changes the request",
    {
      prepareRequest:
        () =>
        async (request, { url }) => {
          request.headers.set("x-signed", url.length);
          request.redirect = "manual";
          request.body = "changed";
        },
    },
    get,
  ),
  subclassed(
    "prepareRequest is waited for",
    {
      prepareRequest: () => (request) =>
        new Promise((resolve) =>
          setTimeout(() => {
            request.headers.set("x-late", "1");
            resolve();
          }, 50),
        ),
    },
    get,
  ),
  subclassed(
    "prepareRequest sees the method in lower case",
    {
      prepareRequest:
        (_inherited, world) =>
        async (request, { url, options }) => {
          world.note(request.method, url, options.method, request.headers instanceof Headers);
        },
    },
    (client) => client.ips.create({ a: 1 }),
  ),
  subclassed(
    "validateHeaders changes the headers",
    {
      validateHeaders:
        (_inherited, world) =>
        ({ values, nulls }) => {
          world.note([...nulls]);
          values.set("x-checked", "1");
        },
    },
    (client) => client.get("/x", { headers: { Accept: null, "x-a": "1" } }),
  ),
  subclassed("defaultQuery", { defaultQuery: () => () => ({ z: 9, a: "default" }) }, get),
  subclassed("stringifyQuery", { stringifyQuery: () => (query) => `Q&${Object.keys(query)}` }, get),
  subclassed("stringifyQuery for a form", { stringifyQuery: () => (query) => `form ${Object.keys(query)}` }, (client) =>
    client.post("/x", { body: { a: 1 }, headers: { "content-type": "application/x-www-form-urlencoded" } }),
  ),
  subclassed("stringifyQuery without a query", { stringifyQuery: () => () => "never" }, (client) => client.get("/x")),
  subclassed("buildURL", { buildURL: () => (path) => `https://built.example${path}` }, get),
  subclassed(
    "buildRequest changes what comes back",
    {
      buildRequest: (inherited) =>
        async function (...args) {
          return { ...(await inherited.apply(this, args)), url: "https://other.example/" };
        },
    },
    get,
  ),
  subclassed(
    "buildRequest of one's own",
    {
      buildRequest: () => async () => ({
        req: { method: "post", headers: new Headers({ only: "this" }), body: "own" },
        url: "https://own.example/",
        timeout: 5,
      }),
    },
    get,
  ),
  subclassed(
    "fetchWithTimeout of one's own",
    {
      fetchWithTimeout: (_inherited, world) => async (url, init, ms) => {
        world.note(url, init.method, ms);
        return ok();
      },
    },
    (client) => client.get("/x", { timeout: 1234 }),
  ),
  subclassed(
    "makeStatusError of one's own",
    { makeStatusError: () => (status, body, text) => new RangeError(`${status} ${JSON.stringify(body)} ${text}`) },
    get,
    { answers: [() => new Response("plain", { status: 418 })] },
  ),
  subclassed(
    "makeStatusError with a JSON body",
    {
      makeStatusError: () => (status, body, text, headers) =>
        new RangeError(`${status} ${JSON.stringify(body)} ${text} ${headers.get("x-id")}`),
    },
    get,
    { answers: [json({ errors: [1] }, { status: 404, headers: { "x-id": "7" } })] },
  ),
  subclassed("makeStatusError that returns a text", { makeStatusError: () => () => "refused" }, get, {
    answers: [json({}, { status: 404 })],
  }),
  subclassed("hooks of an instance", {}, (client, world) => {
    client.prepareOptions = async (options) => {
      world.note(options.path);
    };
    return get(client);
  }),
  subclassed(
    "request()",
    {
      request: (inherited, world) =>
        function (...args) {
          world.note(args.length);
          return inherited.apply(this, args);
        },
    },
    get,
  ),
  subclassed(
    "getAPIList()",
    {
      getAPIList: (inherited, world) =>
        function (path, ...args) {
          world.note(path);
          return inherited.call(this, path, ...args);
        },
    },
    (client) => client.ips.list({ a: 1 }),
  ),
  subclassed(
    "get() is what resources use",
    {
      get: (inherited, world) =>
        function (path, ...args) {
          world.note(path);
          return inherited.call(this, path, ...args);
        },
    },
    (client) => client.ips.retrieve("1"),
  ),
];
