// When a call is made again, after what pause, how often; the clock shows the pauses.
import { json, refuse } from "../lib/stage.mjs";

const get = (options) => (client) => client.get("/x", options);
const ok = json({ ok: 1 });
const fails = (status, headers = {}) => json({}, { status, headers });
const date = (ms) => new Date(Date.UTC(2026, 0, 1) + ms).toUTCString();

const waits = {
  "ms 1500": { "retry-after-ms": "1500" },
  "ms with a fraction": { "retry-after-ms": "1500.7" },
  "ms 0": { "retry-after-ms": "0" },
  "ms 0 beside seconds": { "retry-after-ms": "0", "retry-after": "3" },
  "ms unreadable beside seconds": { "retry-after-ms": "x", "retry-after": "3" },
  "ms empty beside seconds": { "retry-after-ms": "", "retry-after": "3" },
  "ms with a unit": { "retry-after-ms": "12abc" },
  "ms in exponent form": { "retry-after-ms": "1e3" },
  both: { "retry-after-ms": "200", "retry-after": "3" },
  seconds: { "retry-after": "2" },
  "seconds with a fraction": { "retry-after": "1.5" },
  "seconds 0": { "retry-after": "0" },
  "seconds negative": { "retry-after": "-3" },
  "ms negative": { "retry-after-ms": "-5" },
  unreadable: { "retry-after": "soon" },
  empty: { "retry-after": "" },
  "seconds with a unit": { "retry-after": "2s" },
  "spaces around": { "retry-after": " 2 " },
  "a list": { "retry-after": "2, 3" },
  "a date ahead": { "retry-after": date(4000) },
  "a date behind": { "retry-after": date(-4000) },
  NaN: { "retry-after": "NaN" },
  "60 s": { "retry-after": "60" },
  "59.999 s in ms": { "retry-after-ms": "59999" },
  "a date 60 s ahead": { "retry-after": date(60_000) },
};

const rejections = {
  TypeError: new TypeError("fetch failed"),
  "TypeError with a cause": new TypeError("fetch failed", {
    cause: Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
  }),
  text: "oops",
  undefined: undefined,
  null: null,
  object: { a: 1 },
  number: 5,
  AbortError: new DOMException("aborted", "AbortError"),
  "named AbortError": Object.assign(new Error("x"), { name: "AbortError" }),
  TimeoutError: new DOMException("t", "TimeoutError"),
  "text: timed out": new Error("Request timed out"),
  "text: timeout": new Error("Connection TIMEOUT"),
  "cause: timeout": new TypeError("fetch failed", { cause: new Error("Headers Timeout Error") }),
  ETIMEDOUT: Object.assign(new Error("connect ETIMEDOUT 192.0.2.1"), { code: "ETIMEDOUT" }),
  "code of a cause": new TypeError("fetch failed", {
    cause: Object.assign(new Error("x"), { code: "UND_ERR_CONNECT_TIMEOUT" }),
  }),
  RangeError: new RangeError("r"),
};

export const cases = [
  ...[
    400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 423, 425, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599,
  ].map((status) => ({ name: `status ${status}, then 200`, answers: [fails(status), ok], call: get() })),
  ...Object.entries(waits).map(([label, headers]) => ({
    name: `wait: ${label}`,
    answers: [fails(429, headers), ok],
    call: get(),
  })),
  ...["true", "false", "TRUE", "1", ""].flatMap((value) =>
    [400, 500].map((status) => ({
      name: `x-should-retry: ${value || "(empty)"} on ${status}`,
      answers: [fails(status, { "x-should-retry": value }), ok],
      call: get(),
    })),
  ),
  ...[0, 0.25, 0.999].map((random) => ({
    name: `pauses when chance gives ${random}`,
    random,
    options: { maxRetries: 7 },
    answers: [fails(500)],
    call: get(),
  })),
  ...[0, 1, 2, 5, null, undefined].flatMap((maxRetries) => [
    { name: `client's maxRetries ${maxRetries}`, options: { maxRetries }, answers: [fails(503)], call: get() },
    { name: `request's maxRetries ${maxRetries}`, answers: [fails(503)], call: get({ maxRetries }) },
    {
      name: `request's maxRetries ${maxRetries} over the client's 4`,
      options: { maxRetries: 4 },
      answers: [fails(503)],
      call: get({ maxRetries }),
    },
  ]),
  ...["get", "post", "put", "patch", "delete"].flatMap((method) => [
    {
      name: `${method} after 500`,
      answers: [fails(500), ok],
      call: (client) => client[method]("/x", { body: { a: 1 } }),
    },
    {
      name: `${method} after no answer`,
      answers: [refuse(new TypeError("fetch failed")), ok],
      call: (client) => client[method]("/x", { body: { a: 1 } }),
    },
  ]),
  ...Object.entries(rejections).map(([label, reason]) => ({
    name: `fetch rejects: ${label}`,
    options: { maxRetries: 1 },
    answers: [refuse(reason)],
    call: get(),
  })),
  {
    name: "fetch throws",
    answers: [
      () => {
        throw new TypeError("at once");
      },
      ok,
    ],
    call: get(),
  },
  {
    name: "maxRetries changed on the client",
    answers: [fails(500)],
    call: (client) => {
      client.maxRetries = 0;
      return client.get("/x");
    },
  },
  {
    name: "request() with remaining retries",
    answers: [fails(500)],
    call: (client) => client.request({ method: "get", path: "/x" }, 1),
  },
  {
    name: "request() with remaining retries and maxRetries",
    answers: [fails(500)],
    call: (client) => client.request({ method: "get", path: "/x", maxRetries: 5 }, 1),
  },
  {
    name: "request() with none remaining",
    answers: [fails(500)],
    call: (client) => client.request({ method: "get", path: "/x" }, 0),
  },
  {
    name: "request() with null remaining",
    answers: [fails(500)],
    call: (client) => client.request({ method: "get", path: "/x", maxRetries: 1 }, null),
  },
  {
    name: "different failures in turn",
    answers: [fails(429, { "retry-after": "1" }), refuse(new TypeError("x")), fails(404)],
    call: get(),
  },
  {
    name: "the last failure is the one that rejects",
    answers: [fails(500), fails(503), fails(429, { "retry-after": "7" })],
    call: get(),
  },
  { name: "a broken body is not asked for again", loose: true, answers: [json("{"), ok], call: get() },
  {
    name: "the body of a failed attempt is cancelled",
    call: async (client, world) => {
      let cancelled = 0;
      const broken = () =>
        new Response(
          new ReadableStream({
            cancel() {
              cancelled += 1;
            },
          }),
          { status: 500 },
        );
      await client
        .withOptions({
          fetch: async (url, init) => {
            world.sent.push({ at: world.now(), url, init, count: 2 });
            return world.sent.length < 3 ? broken() : ok();
          },
        })
        .get("/x");
      world.note({ cancelled });
    },
  },
  { name: "a 500 without a body", answers: [() => new Response(null, { status: 500 }), ok], call: get() },
  {
    name: "the API key is read anew",
    answers: [
      function () {
        return fails(500)();
      },
      ok,
    ],
    call: (client) => {
      const promise = client.get("/x");
      setTimeout(() => {
        client.apiKey = "LATER";
      }, 1);
      return promise;
    },
  },
  {
    name: "the timeout holds for each attempt",
    answers: [
      (_url, init) => new Promise((_, no) => init.signal.addEventListener("abort", () => no(init.signal.reason))),
      ok,
    ],
    call: get({ timeout: 1000 }),
  },
  {
    name: "property: waits in seconds",
    samples: (fc) => fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.constantFrom(408, 409, 429, 500, 503)),
    of: ([ms, status]) => ({ answers: [fails(status, { "retry-after": String(ms / 1000) }), ok], call: get() }),
  },
  {
    name: "property: pauses",
    samples: (fc) => fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 6 })),
    of: ([chance, maxRetries]) => ({ random: chance, answers: [fails(500)], call: get({ maxRetries }) }),
  },
  {
    name: "property: any sequence of failures",
    samples: (fc) => fc.array(fc.constantFrom(400, 404, 408, 409, 425, 429, 500, 503), { minLength: 1, maxLength: 5 }),
    of: (statuses) => ({
      options: { maxRetries: 3 },
      answers: [...statuses.map((status) => fails(status)), ok],
      call: get(),
    }),
  },
];
