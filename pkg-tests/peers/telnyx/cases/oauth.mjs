// OAuth client credentials: the token request, its reuse, its end, its failures.
import { json } from "../lib/stage.mjs";

const TOKEN = "https://api.telnyx.com/v2/oauth/token";
const ok = json({ ok: 1 });

/** Answers to token requests and to the others, each by turn. Tokens are called T1, T2, … */
function answers(tokens, others = [ok]) {
  return [
    function (url, init) {
      const isToken = String(url).startsWith(TOKEN);
      const count = this.sent.filter((sent) => String(sent.url).startsWith(TOKEN) === isToken).length;
      const list = isToken ? tokens : others;
      return list[Math.min(count, list.length) - 1].call({ count }, url, init);
    },
  ];
}
const token = (more = {}, init) =>
  function () {
    return json({ access_token: `T${this.count}`, token_type: "bearer", expires_in: 3600, ...more }, init)();
  };
const credentials = { clientID: "id", clientSecret: "sec" };
const get = (client) => client.get("/x");
const oauth = (name, tokens, call = get, { options, others, ...more } = {}) => ({
  name,
  options: { apiKey: undefined, ...credentials, ...options },
  answers: answers(tokens, others),
  call,
  ...more,
});
const inTurn =
  (...steps) =>
  async (client, world) => {
    for (const step of steps)
      typeof step === "number"
        ? await world.pass(step)
        : world.note(
            await client.get(step).then(
              () => "ok",
              (error) => error.constructor.name,
            ),
          );
  };

export const cases = [
  oauth("the first call", [token()]),
  oauth("a post", [token()], (client) => client.ips.create({ a: 1 })),
  oauth("calls one after the other", [token()], inTurn("/a", "/b", "/c")),
  oauth("calls at once", [token()], (client) => Promise.all(["/a", "/b", "/c"].map((path) => client.get(path)))),
  oauth(
    "a list of two pages",
    [token()],
    async (client, world) => {
      for await (const item of client.ips.list()) world.note(item);
    },
    {
      others: [
        json({ data: [1], meta: { page_number: 1, total_pages: 2 } }),
        json({ data: [2], meta: { page_number: 2, total_pages: 2 } }),
      ],
    },
  ),
  ...[50_000, 89_000, 95_000, 99_999, 100_000, 100_001, 200_000].map((ms) =>
    oauth(`reuse after ${ms} of 100,000 ms`, [token({ expires_in: 100 })], inTurn("/a", ms, "/b")),
  ),
  ...[undefined, 0, -5, null, "100", 1e9].map((expires_in) =>
    oauth(`expires_in ${JSON.stringify(expires_in)}`, [token({ expires_in })], inTurn("/a", 1000, "/b")),
  ),
  ...[0, 80_000, 89_000, 90_500, 95_000, 99_500].map((ms) =>
    oauth(`401 after ${ms} of 100,000 ms`, [token({ expires_in: 100 })], inTurn("/a", ms, "/b"), {
      others: [ok, json({}, { status: 401 }), ok],
    }),
  ),
  oauth("401 again and again near the end", [token({ expires_in: 5 })], get, { others: [json({}, { status: 401 })] }),
  oauth("401 near the end without retries", [token({ expires_in: 5 })], get, {
    others: [json({}, { status: 401 })],
    options: { maxRetries: 0 },
  }),
  oauth("beside an apiKey", [token()], get, { options: { apiKey: "KEY" } }),
  oauth("an id alone", [token()], get, { options: { clientSecret: null } }),
  oauth("an id alone beside an apiKey", [token()], get, { options: { clientSecret: null, apiKey: "KEY" } }),
  oauth("an empty secret", [token()], get, { options: { clientSecret: "" } }),
  oauth("another base", [token()], get, { options: { baseURL: "https://proxy.example/v2" } }),
  oauth("signs in the credentials", [token()], get, { options: { clientID: "i:d é", clientSecret: "s%/€" } }),
  oauth("default headers and fetch options stay out of it", [token()], get, {
    options: { defaultHeaders: { a: "1" }, fetchOptions: { redirect: "manual" }, timeout: 77 },
  }),
  oauth("defaultQuery", [token()], get, { options: { defaultQuery: { q: "1" } } }),
  oauth("authorization of the call", [token()], (client) => client.get("/x", { headers: { authorization: "own" } })),
  oauth("authorization taken out by the call", [token()], (client) =>
    client.get("/x", { headers: { authorization: null } }),
  ),
  oauth("credentials changed later", [token()], async (client) => {
    await client.get("/a");
    Object.assign(client, { clientID: "new", clientSecret: "n2" });
    return client.get("/b");
  }),
  oauth("credentials taken away later", [token()], async (client) => {
    await client.get("/a");
    client.clientID = null;
    return client.get("/b");
  }),
  oauth(
    "credentials given later",
    [token()],
    (client) => {
      Object.assign(client, credentials);
      return client.get("/a");
    },
    { options: { clientID: null, clientSecret: null, apiKey: "KEY" } },
  ),
  oauth("a child uses the token of its parent", [token()], async (client) => {
    await client.get("/a");
    await client.withOptions({ timeout: 5000 }).get("/b");
    return client.get("/c");
  }),
  oauth("from the environment", [token()], get, {
    options: { clientID: undefined, clientSecret: undefined },
    env: { TELNYX_CLIENT_ID: "eid", TELNYX_CLIENT_SECRET: "esec" },
  }),
  oauth("a token with status 201", [token({}, { status: 201 })]),
  oauth("a token without a type", [token({ token_type: undefined })]),
  oauth("a token sent as text", [token({}, { headers: { "content-type": "text/plain" } })]),
  oauth("refused with 401", [json({ error: "invalid_client", error_description: "bad" }, { status: 401 })]),
  oauth("refused with 400 and text", [() => new Response("no", { status: 400 })]),
  oauth("refused with 403", [json({ errors: [{ code: "10010" }] }, { status: 403 })]),
  oauth("refused with 500", [json({}, { status: 500 })]),
  oauth("refused with 429", [json({}, { status: 429, headers: { "retry-after": "1" } })]),
  oauth(
    "this of fetch",
    [token()],
    async (client, world) => {
      await client.get("/x");
      world.note(...world.sent.map(({ self }) => self));
    },
    {
      differs: {
        row: "token-this",
        vendor: { "seen.0": ["<client>", "<undefined>"] },
        ours: { "seen.0": ["<undefined>", "<undefined>"] },
      },
    },
  ),
  oauth("hooks are not called for it", [token()], get, {
    bare: async (world) => {
      class Own extends world.Telnyx {
        async prepareOptions({ path }) {
          world.note("prepareOptions", path);
        }
        async prepareRequest(_request, { url }) {
          world.note("prepareRequest", url);
        }
      }
      return new Own(world.options).get("/x");
    },
  }),
  oauth("log lines", [token()], get, { options: { logLevel: "debug" } }),
];
