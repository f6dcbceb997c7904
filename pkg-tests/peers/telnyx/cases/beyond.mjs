// What is refused or allowed where the vendor does otherwise: both sides stated.
import { json, refuse } from "../lib/stage.mjs";
import { refusal, refusedByUs, takenByUs, telnyxError, wrongArgument, wrongOption } from "../lib/stated.mjs";

const get = (client) => client.get("/x");
const URL_X = "https://api.telnyx.com/v2/x";
const ok = json({ ok: 1 });
const failing = json({}, { status: 500 });
const invalidUrl = { classes: "TypeError < Error", message: "Invalid URL", name: "TypeError" };
const engine = (name, message) => ({ classes: `${name} < Error`, message, name });
const heading = "Path parameters result in path with invalid segments:";
const calls = (...at) => at.map((ms) => `${ms} ms GET ${URL_X}`);
const deep = (levels) => {
  let out = 1;
  for (let level = 0; level < levels; level += 1) out = { k: out };
  return out;
};
const onPage = (call) => async (world) => {
  globalThis.location = new URL("https://page.example/admin/index.html");
  try {
    return await call(world);
  } finally {
    delete globalThis.location;
  }
};

const empties = {
  "connections.retrieve": ["", "/connections/"],
  "connections.listActiveCalls": ["/active_calls", "/connections//active_calls"],
  "ips.delete": ["", "/ips/"],
  "fqdnConnections.update": ["", "/fqdn_connections/"],
  "accessIPRanges.delete": ["", "/access_ip_ranges/"],
};
const empty = (name, id, label) => {
  const [resource, method] = name.split(".");
  const path = empties[name][1];
  const start = path.slice(0, path.indexOf("/", 1) + 1);
  return {
    name: `${label} for ${name}`,
    answers: [json({ data: [] })],
    call: async (client) => {
      await client[resource][method](id);
      return "sent";
    },
    differs: {
      row: "empty-id",
      vendor: {
        calls: [`0 ms ${{ delete: "DELETE", update: "PATCH" }[method] ?? "GET"} https://api.telnyx.com/v2${path}`],
        settled: { kind: "resolved", at: 0, value: "sent" },
      },
      ours: {
        calls: [],
        settled: {
          kind: "rejected",
          at: 0,
          error: telnyxError(
            `${heading}\nAn empty value is not a valid path parameter\n${path}\n${" ".repeat(start.length)}^`,
          ),
        },
      },
    },
  };
};

const longWaits = {
  "61 s": [{ "retry-after": "61" }, 61_000],
  "an hour": [{ "retry-after": "3600" }, 3_600_000],
  "60,001 ms": [{ "retry-after-ms": "60001" }, 60_001],
  "a date an hour ahead": [{ "retry-after": new Date(Date.UTC(2026, 0, 1, 1)).toUTCString() }, 3_600_000],
};

const strangeRetries = [
  [-1, [0, 437, 1312]],
  [1.5, [0, 437, 1312]],
  [NaN, [0]],
  [Infinity, [0, 0, 0]],
  ["x", [0, 0]],
  ["1", [0, 437]],
  [true, [0, 437]],
];
const strange = ([value, at]) => {
  const last = at.at(-1);
  const settled =
    at.length === 3
      ? { kind: "resolved", at: last, value: { ok: 1 } }
      : { kind: "rejected", at: last, error: refusal("InternalServerError", 500) };
  const label = `${typeof value} ${value}`;
  return [
    {
      name: `maxRetries of a call: ${label}`,
      answers: [failing, failing, ok],
      call: (client) => client.get("/x", { maxRetries: value }),
      differs: {
        row: "max-retries",
        vendor: { calls: calls(...at), settled },
        ours: {
          calls: [],
          settled: { kind: "rejected", at: 0, error: telnyxError("maxRetries must be a whole number, 0 or more") },
        },
      },
    },
    {
      name: `maxRetries of a client: ${label}`,
      options: { maxRetries: value },
      answers: [failing, failing, ok],
      call: get,
      differs: {
        row: "max-retries",
        vendor: { calls: calls(...at), settled },
        ours: {
          calls: [],
          settled: {
            kind: "threw",
            error: telnyxError(
              `new Telnyx(options): \`maxRetries\` must be a whole number from 0 to 2147483647, not a ${typeof value}`,
            ),
          },
        },
      },
    },
  ];
};

const header = (name) => `the header \`${name}\` has a name or a value that no header may have`;
const refusedHeaders = {
  "name with a space": [{ "a b": "1" }, "a b"],
  "empty name": [{ "": "1" }, ""],
  "value with a line break": [{ a: "x\ny" }, "a"],
  "value above Latin-1": [{ a: "€" }, "a"],
  "symbol as value": [{ a: Symbol("x") }, "a"],
};
const noHeaders = { text: ["a: 1", "a string"], number: [5, "a number"], true: [true, "a boolean"] };

const twoCalls = (client, world) =>
  (async () => {
    for (const path of ["/a", "/b"])
      world.note(
        await client.get(path).then(
          () => "ok",
          (error) => error.constructor.name,
        ),
      );
  })();
const TOKEN = "0 ms POST https://api.telnyx.com/v2/oauth/token";
const tokens = (...list) => [
  function (url) {
    const isToken = url.includes("/oauth/token");
    const count = this.sent.filter((sent) => sent.url.includes("/oauth/token")).length;
    return isToken ? list[Math.min(count, list.length) - 1]() : ok();
  },
];
const token = json({ access_token: "T", expires_in: 3600 });
const credentials = { clientID: "id", clientSecret: "sec" };

export const cases = [
  ...Object.keys(empties).map((name) => empty(name, "", "empty text")),
  empty("connections.retrieve", [], "empty array"),
  {
    name: "an empty id throws at once",
    call: (client) => {
      client.connections.retrieve("");
      return "sent";
    },
    differs: {
      row: "empty-id",
      vendor: {
        calls: ["0 ms GET https://api.telnyx.com/v2/connections/"],
        settled: { kind: "resolved", at: 0, value: "sent" },
      },
      ours: {
        calls: [],
        settled: {
          kind: "threw",
          error: telnyxError(`${heading}\nAn empty value is not a valid path parameter\n/connections/\n             ^`),
        },
      },
    },
  },
  ...Object.entries(longWaits).map(([label, [headers, ms]]) => ({
    name: `told to wait ${label}`,
    answers: [json({}, { status: 429, headers }), ok],
    call: async (client, world) => {
      try {
        return await client.get("/x");
      } catch (error) {
        world.note(error.retryAfterMs);
        throw error;
      }
    },
    differs: {
      row: "retry-after-long",
      vendor: { calls: calls(0, ms), settled: { kind: "resolved", at: ms, value: { ok: 1 } }, seen: undefined },
      ours: {
        calls: calls(0),
        seen: [ms],
        settled: {
          kind: "rejected",
          at: 0,
          error: refusal(
            "RateLimitError",
            429,
            Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          ),
        },
      },
    },
  })),
  ...strangeRetries.flatMap(strange),
  {
    name: "retryWrites: false, a create",
    options: { retryWrites: false },
    answers: [failing, ok],
    call: (client) => client.ips.create({ a: 1 }),
    differs: {
      row: "retry-writes",
      vendor: {
        calls: [0, 437].map((ms) => `${ms} ms POST https://api.telnyx.com/v2/ips`),
        settled: { kind: "resolved", at: 437, value: { ok: 1 } },
      },
      ours: {
        calls: ["0 ms POST https://api.telnyx.com/v2/ips"],
        settled: { kind: "rejected", at: 0, error: refusal("InternalServerError", 500) },
      },
    },
  },
  {
    name: "retryWrites: false, a create after 429",
    options: { retryWrites: false },
    answers: [json({}, { status: 429 }), ok],
    call: (client) => client.ips.create({ a: 1 }),
  },
  { name: "retryWrites: false, a read", options: { retryWrites: false }, answers: [failing, ok], call: get },
  {
    name: "retryWrites: true, a create",
    options: { retryWrites: true },
    answers: [failing, ok],
    call: (client) => client.ips.create({ a: 1 }),
  },
  // apiKey
  {
    name: "apiKey as a function",
    options: { apiKey: () => "from a function" },
    call: get,
    differs: {
      row: "api-key-function",
      vendor: { "requests.0.headers.1": 'authorization: Bearer () => "from a function"' },
      ours: { "requests.0.headers.1": "authorization: Bearer from a function" },
    },
  },
  {
    name: "apiKey as an async function, asked each time",
    bare: async ({ Telnyx, options, note, sent }) => {
      let asked = 0;
      const apiKey = async () => `K${(asked += 1)}`;
      apiKey.toString = () => "source text";
      const client = new Telnyx({ ...options, apiKey });
      for (const path of ["/a", "/b"]) await client.get(path);
      note(sent.map(({ init }) => init.headers.get("authorization")));
      sent.length = 0;
    },
    differs: {
      row: "api-key-function",
      vendor: { seen: [["Bearer source text", "Bearer source text"]] },
      ours: { seen: [["Bearer K1", "Bearer K2"]] },
    },
  },
  ...["a\nb", "a\u0000b"].map((apiKey) => ({
    name: `apiKey ${JSON.stringify(apiKey)}`,
    options: { apiKey },
    call: get,
    differs: {
      row: "api-key-signs",
      vendor: {
        "settled.error": engine("TypeError", `Headers.append: "Bearer ${apiKey}" is an invalid header value.`),
      },
      ours: { "settled.error": telnyxError(header("Authorization")) },
    },
  })),
  {
    name: "apiKey beyond Latin-1",
    loose: true,
    options: { apiKey: "€" },
    call: get,
    differs: {
      row: "api-key-signs",
      vendor: { "settled.error": { classes: "TypeError < Error" } },
      ours: { "settled.error": telnyxError(header("Authorization")) },
    },
  },
  ...[
    [5, "a number", "5"],
    [{}, "an object", "[object Object]"],
    [["x"], "an array", "x"],
    [true, "a boolean", "true"],
  ].map(([apiKey, what]) => ({
    name: `apiKey is ${what}`,
    options: { apiKey },
    call: get,
    differs: refusedByUs(
      "option-errors",
      URL_X,
      `new Telnyx(options): \`apiKey\` must be a string, a function or null, not ${what}`,
      "threw",
    ),
  })),
  // The address
  ...[
    ["/pbx", "https://page.example/pbx/x"],
    ["./pbx/v2/", "https://page.example/admin/pbx/v2/x"],
    ["//other.example/v2", "https://other.example/v2/x"],
  ].map(([baseURL, url]) => ({
    name: `base ${baseURL} on a page`,
    bare: onPage(({ Telnyx, options }) => new Telnyx({ ...options, baseURL }).get("/x")),
    differs: takenByUs("base-relative", url, invalidUrl),
  })),
  ...Object.entries({
    "/pbx": "a relative `baseURL` needs a page",
    "not a url": "`baseURL` must have a scheme, or begin with a slash or a dot",
    "   ": "`baseURL` must have a scheme, or begin with a slash or a dot",
  }).map(([baseURL, message]) => ({
    name: `base ${JSON.stringify(baseURL)} without a page`,
    options: { baseURL },
    call: get,
    differs: {
      row: "base-relative",
      vendor: { "settled.error": invalidUrl },
      ours: { "settled.error": telnyxError(message) },
    },
  })),
  ...["https://u:p@h.example/v2", "https://u@h.example"].map((baseURL) => ({
    name: `base ${baseURL}`,
    options: { baseURL },
    call: get,
    differs: refusedByUs(
      "base-credentials",
      `${baseURL}/x`,
      "an address with a user name or password in it is not sent anywhere",
    ),
  })),
  {
    name: "a base with credentials, later",
    call: (client) => {
      client.baseURL = "https://u:p@h.example";
      return client.get("/x");
    },
    differs: refusedByUs(
      "base-credentials",
      "https://u:p@h.example/x",
      "an address with a user name or password in it is not sent anywhere",
    ),
  },
  {
    name: "a path with credentials",
    call: (client) => client.get("https://u:p@h.example/x"),
    differs: refusedByUs(
      "base-credentials",
      "https://u:p@h.example/x",
      "an address with a user name or password in it is not sent anywhere",
    ),
  },
  {
    name: "baseURL is a number",
    loose: true,
    options: { baseURL: 5 },
    call: get,
    differs: wrongOption(
      { kind: "rejected", at: 0, error: { classes: "TypeError < Error" } },
      "new Telnyx(options): `baseURL` must be a well-formed string, not a number",
    ),
  },
  // Wrong arguments
  ...Object.entries(refusedHeaders).flatMap(([label, [headers, name]]) => [
    {
      name: `header of a call: ${label}`,
      loose: true,
      call: (client) => client.get("/x", { headers }),
      differs: wrongArgument("TypeError", header(name)),
    },
    {
      name: `default header: ${label}`,
      loose: true,
      options: { defaultHeaders: headers },
      call: get,
      differs: wrongArgument("TypeError", header(name)),
    },
  ]),
  ...Object.entries(noHeaders).flatMap(([label, [headers, what]]) => [
    {
      name: `headers of a call: ${label}`,
      loose: true,
      call: (client) => client.get("/x", { headers }),
      differs: wrongArgument("TypeError", "headers must be a `Headers`, an object or a list of pairs"),
    },
    {
      name: `default headers: ${label}`,
      loose: true,
      options: { defaultHeaders: headers },
      call: get,
      differs: wrongOption(
        { kind: "rejected", at: 0, error: { classes: "TypeError < Error" } },
        `new Telnyx(options): \`defaultHeaders\` must be an object, not ${what}`,
      ),
    },
  ]),
  ...[
    [
      "a symbol",
      Symbol("x"),
      "TypeError",
      "Value of type Symbol is not a valid path parameter\n/connections/[object Symbol]\n             ^^^^^^^^^^^^^^^",
    ],
    [
      "no prototype",
      Object.create(null),
      "TypeError",
      "Value of type Object is not a valid path parameter\n/connections/[object Object]\n             ^^^^^^^^^^^^^^^",
    ],
    [
      "a lone surrogate",
      "\ud800",
      "URIError",
      "Half a surrogate pair is not a valid path parameter\n/connections/\ufffd\n             ^",
    ],
    [
      "a lone low surrogate",
      "a\udc00b",
      "URIError",
      "Half a surrogate pair is not a valid path parameter\n/connections/a\ufffdb\n             ^^^",
    ],
  ].map(([label, id, kind, message]) => ({
    name: `id is ${label}`,
    loose: true,
    call: (client) => client.connections.retrieve(id),
    differs: wrongArgument(kind, `${heading}\n${message}`),
  })),
  {
    name: "a cyclic query",
    loose: true,
    call: (client) => {
      const query = { a: {} };
      query.a.b = query;
      return client.get("/x", { query });
    },
    differs: wrongArgument("RangeError", "Cyclic object value"),
  },
  {
    name: "a cyclic query, deeper",
    loose: true,
    call: (client) => {
      const query = { a: {} };
      query.a.b = query.a;
      return client.get("/x", { query: { x: { y: [1], z: query } } });
    },
    differs: wrongArgument("RangeError", "Cyclic object value"),
  },
  {
    name: "a query of 5,000 levels",
    loose: true,
    call: (client) => client.get("/x", { query: deep(5000) }),
    differs: wrongArgument("RangeError", "the query is nested too deep"),
  },
  {
    name: "a query of 200 levels",
    call: (client) => client.get("/x", { query: deep(200) }),
    differs: refusedByUs("deep-query", `${URL_X}?k${"%5Bk%5D".repeat(199)}=1`, "the query is nested too deep"),
  },
  {
    name: "half a surrogate pair in a query",
    call: (client) => client.get("/x", { query: { a: "\ud800" } }),
    differs: refusedByUs(
      "lone-surrogate",
      `${URL_X}?a=%F0%90%80%80`,
      "the query has half a surrogate pair, which no address can hold",
    ),
  },
  {
    name: "fetch resolves nothing",
    loose: true,
    options: { maxRetries: 0 },
    answers: [() => undefined],
    call: get,
    differs: wrongArgument("TypeError", "what `fetch` gave is no response"),
  },
  {
    name: "fetch resolves something else",
    loose: true,
    options: { maxRetries: 0 },
    answers: [() => ({})],
    call: get,
    differs: wrongArgument("TypeError", "what `fetch` gave is no response"),
  },
  // The constructor
  {
    name: "an option that nobody knows",
    options: { unknown: 1 },
    call: get,
    differs: {
      row: "unknown-option",
      vendor: { printed: undefined },
      ours: { printed: [["warn", "softphone-admin: new Telnyx(options): `unknown` is no option and is ignored"]] },
    },
  },
  {
    name: "no fetch anywhere",
    bare: ({ Telnyx }) => {
      const { fetch } = globalThis;
      delete globalThis.fetch;
      try {
        return new Telnyx({ apiKey: "k" });
      } finally {
        globalThis.fetch = fetch;
      }
    },
    differs: wrongOption(
      {
        kind: "threw",
        error: {
          classes: "Error",
          name: "Error",
          message:
            "`fetch` is not defined as a global; Either pass `fetch` to the client, `new Telnyx({ fetch })` or " +
            "polyfill the global, `globalThis.fetch = fetch`",
        },
      },
      "no global `fetch` here: pass the option `fetch`",
    ),
  },
  {
    name: "new Telnyx(null)",
    loose: true,
    bare: ({ Telnyx }) => new Telnyx(null).apiKey,
    differs: {
      row: "null-options",
      vendor: { settled: { kind: "threw", error: { classes: "TypeError < Error" } } },
      ours: { settled: { kind: "resolved", at: 0, value: null } },
    },
  },
  {
    name: "the global fetch, replaced later",
    bare: async ({ Telnyx, fetch }) => {
      const real = globalThis.fetch;
      globalThis.fetch = async () => Response.json("the first");
      const client = new Telnyx({ apiKey: "k" });
      globalThis.fetch = async () => Response.json("the second");
      try {
        return await client.get("/x");
      } finally {
        globalThis.fetch = real;
      }
    },
    differs: { row: "global-fetch", vendor: { "settled.value": "the first" }, ours: { "settled.value": "the second" } },
  },
  {
    name: "a body whose cancellation fails",
    answers: [
      () =>
        new Response(
          new ReadableStream({
            cancel() {
              throw new RangeError("from cancel");
            },
          }),
          { status: 500 },
        ),
      ok,
    ],
    call: get,
    differs: {
      row: "cancel-not-awaited",
      vendor: { calls: calls(0), settled: { kind: "rejected", at: 0, error: engine("RangeError", "from cancel") } },
      ours: { calls: calls(0, 437), settled: { kind: "resolved", at: 437, value: { ok: 1 } } },
    },
  },
  // Resources, environment
  {
    name: "a resource made of options",
    loose: true,
    bare: ({ Telnyx, options }) => new Telnyx.Connections(options).retrieve("1"),
    differs: takenByUs(
      "resource-alone",
      "https://api.telnyx.com/v2/connections/1",
      { classes: "TypeError < Error" },
      "threw",
    ),
  },
  {
    name: "resource classes among the exports",
    bare: ({ exports }) =>
      [
        "Connections",
        "CredentialConnections",
        "FqdnConnections",
        "Fqdns",
        "IPConnections",
        "IPs",
        "OutboundVoiceProfiles",
        "AccessIPRanges",
      ].map((name) => typeof exports[name]),
    differs: {
      row: "resource-alone",
      vendor: { "settled.value": Array(8).fill("undefined") },
      ours: { "settled.value": Array(8).fill("function") },
    },
  },
  ...[
    ["Headers", new Headers({ b: "2" })],
    ["pairs", [["b", "2"]]],
  ].map(([label, defaultHeaders]) => ({
    name: `custom headers beside ${label}`,
    env: { TELNYX_CUSTOM_HEADERS: "A: env" },
    options: { defaultHeaders },
    call: async (client, world) => {
      await client.get("/x", { headers: { "x-stainless-lang": null } });
      const { headers } = world.sent[0].init;
      world.note(headers.get("a"), headers.get("b"));
      world.sent.length = 0;
    },
    differs: { row: "custom-headers", vendor: { seen: [["env", null]] }, ours: { seen: [["env", "2"]] } },
  })),
  // OAuth
  {
    name: "a token request that was refused",
    options: credentials,
    answers: tokens(json({}, { status: 401 }), token),
    call: twoCalls,
    differs: {
      row: "oauth-failure",
      vendor: { seen: ["AuthenticationError", "AuthenticationError"], calls: [TOKEN] },
      ours: { seen: ["AuthenticationError", "ok"], calls: [TOKEN, TOKEN, "0 ms GET https://api.telnyx.com/v2/b"] },
    },
  },
  {
    name: "a token request without an answer",
    options: { ...credentials, maxRetries: 0 },
    answers: tokens(refuse(new TypeError("fetch failed")), token),
    call: twoCalls,
    differs: [
      {
        row: "oauth-failure",
        vendor: { calls: [TOKEN] },
        ours: { calls: [TOKEN, TOKEN, "0 ms GET https://api.telnyx.com/v2/b"] },
      },
      {
        row: "oauth-errors",
        vendor: { seen: ["TypeError", "TypeError"] },
        ours: { seen: ["APIConnectionError", "ok"] },
      },
    ],
  },
  {
    name: "a child with other credentials",
    options: credentials,
    answers: tokens(token),
    call: async (client) => {
      await client.get("/a");
      return client.withOptions({ clientID: "other" }).get("/b");
    },
    differs: {
      row: "oauth-child",
      vendor: { calls: [TOKEN, "0 ms GET https://api.telnyx.com/v2/a", "0 ms GET https://api.telnyx.com/v2/b"] },
      ours: { calls: [TOKEN, "0 ms GET https://api.telnyx.com/v2/a", TOKEN, "0 ms GET https://api.telnyx.com/v2/b"] },
    },
  },
];
