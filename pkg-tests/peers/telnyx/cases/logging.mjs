// Log lines: which level, which text, which details, what is hidden.
import { answer, json, refuse, silence } from "../lib/stage.mjs";

const get = (client) => client.get("/x");
const LEVELS = ["off", "error", "warn", "info", "debug"];
const events = {
  success: { answers: [json({ data: 1 }, { headers: { "set-cookie": "a=b", "x-api-key": "zz" } })] },
  refused: { answers: [json({ errors: [] }, { status: 404 })] },
  "refused with text": { answers: [answer("gone", { status: 404 })] },
  "a retry, then success": { answers: [json({}, { status: 500 }), json({ ok: 1 })] },
  "two retries": { answers: [json({}, { status: 500 }), json({}, { status: 503 }), json({ ok: 1 })] },
  "no retries left": { answers: [json({}, { status: 500 })], options: { maxRetries: 1 } },
  "not retryable by the server's word": {
    answers: [json({}, { status: 500, headers: { "x-should-retry": "false" } })],
  },
  "no connection": { answers: [refuse(new TypeError("fetch failed"))], options: { maxRetries: 1 } },
  "no connection, then success": { answers: [refuse(new TypeError("fetch failed")), json({ ok: 1 })] },
  "timed out": { answers: [silence()], options: { maxRetries: 1, timeout: 100 } },
  aborted: {
    answers: [silence()],
    call: (client) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      return client.get("/x", { signal: controller.signal }).catch(() => "aborted");
    },
  },
  text: { answers: [answer("plain", { headers: { "content-type": "text/plain" } })] },
  204: { answers: [answer(null, { status: 204 })] },
  "a broken body": { answers: [json("{")], loose: true },
  "a list": {
    answers: [json({ data: [1], meta: { page_number: 1, total_pages: 1 } })],
    call: (client) => client.ips.list({ filter: { a: 1 } }),
  },
  "a response alone": {
    answers: [json({ a: 1 })],
    call: async (client) => (await client.get("/x").asResponse()).status,
  },
  "a create": {
    answers: [json({ data: { id: "1" } })],
    call: (client) =>
      client.fqdns.create(
        { fqdn: "a.example" },
        {
          headers: { "X-Api-Key": "q", "api-key": "w", cookie: "c", Authorization: "Bearer z", "x-b": "1" },
          query: { t: "t" },
          timeout: 1000,
          fetchOptions: { redirect: "manual" },
        },
      ),
  },
  "waiting as told": { answers: [json({}, { status: 429, headers: { "retry-after": "2" } }), json({})] },
};

export const cases = [
  ...LEVELS.flatMap((logLevel) =>
    Object.entries(events).map(([label, { call = get, options, ...more }]) => ({
      name: `${label}, ${logLevel}`,
      ...more,
      options: { ...options, logLevel },
      call,
    })),
  ),
  {
    name: "aborted before",
    options: { logLevel: "debug" },
    call: async (client, world) => {
      let lines = 0;
      client.logger = { ...world.logger, debug: () => (lines += 1) };
      await client.get("/x", { signal: AbortSignal.abort() }).catch(() => undefined);
      return lines;
    },
    differs: { row: "aborted-before", vendor: { "settled.value": 1 }, ours: { "settled.value": 0 } },
  },
  {
    name: "the level changed later",
    options: { logLevel: "off" },
    call: async (client) => {
      await get(client);
      client.logLevel = "info";
      await get(client);
      client.logLevel = "off";
      await get(client);
    },
  },
  {
    name: "the logger changed later",
    options: { logLevel: "info" },
    call: async (client, world) => {
      const lines = [];
      client.logger = { ...world.logger, info: (line) => lines.push(line.length > 0) };
      await get(client);
      world.note(lines);
    },
  },
  {
    name: "the logger is this",
    call: async (client, world) => {
      const thises = [];
      class Log {
        info() {
          thises.push(this instanceof Log);
        }
        debug() {}
        warn() {}
        error() {}
      }
      client.logger = new Log();
      client.logLevel = "info";
      await get(client);
      world.note(thises);
    },
  },
  // The vendor binds the console's methods once in a process: two runs of the vendor itself differ here.
  {
    name: "console, where there is no logger",
    bare: async ({ Telnyx, fetch, note }) => {
      const { info } = console;
      const lines = [];
      console.info = (line) => lines.push(line.replace(/log_\w+/, "log"));
      try {
        await new Telnyx({ apiKey: "k", fetch, logLevel: "info" }).get("/x");
      } finally {
        console.info = info;
      }
      note(lines);
    },
  },
  {
    name: "a logger that throws",
    options: { logLevel: "info" },
    call: (client, world) => {
      client.logger = {
        ...world.logger,
        info() {
          throw new RangeError("from the logger");
        },
      };
      return get(client);
    },
  },
  {
    name: "durations",
    options: { logLevel: "info" },
    answers: [() => new Promise((resolve) => setTimeout(() => resolve(json({})()), 1234))],
    call: get,
  },
];

const hidden = (name, password, expected) => ({
  name,
  options: { logLevel: "debug" },
  answers: [json({ data: { id: "1", ...password } })],
  call: (client) => client.credentialConnections.create({ connection_name: "c", ...password }),
  differs: {
    row: "log-passwords",
    vendor: {
      "logs.0.2.options.body": { connection_name: "c", ...password },
      "logs.3.2.body": { data: { id: "1", ...password } },
    },
    ours: {
      "logs.0.2.options.body": { connection_name: "c", ...expected },
      "logs.3.2.body": { data: { id: "1", ...expected } },
    },
  },
});
cases.push(
  hidden("a password", { password: "Secret-1234" }, { password: "***" }),
  hidden("a password deeper", { outbound: { password: "Secret-1234" } }, { outbound: { password: "***" } }),
);
