// Constructing clients: options, environment, fields that may be changed, withOptions.
import { inspect } from "node:util";

import { json } from "../lib/stage.mjs";

const FIELDS = [
  "apiKey",
  "publicKey",
  "clientID",
  "clientSecret",
  "baseURL",
  "timeout",
  "maxRetries",
  "logLevel",
  "fetchOptions",
];
/** undefined and null both say that there is none. */
const fields = (client) => Object.fromEntries(FIELDS.map((name) => [name, client[name] ?? null]));

/** A client made of exactly these options, its fields, and one request of it. */
const made = (name, options, more = {}) => ({
  name,
  ...more,
  bare: async ({ Telnyx, fetch, logger, note }) => {
    const client = new Telnyx({ fetch, logger, ...options });
    note(fields(client));
    return client.get("/x");
  },
});
const env = (variable, value, options, label = inspect(options)) =>
  made(`env ${variable}=${JSON.stringify(value)} with ${label}`, options, { env: { [`TELNYX_${variable}`]: value } });
const none = [{}, { apiKey: undefined, baseURL: undefined, publicKey: undefined }];

const customHeaders = [
  "A: 1\nB:2",
  "A: 1\n\nbad\nC: a:b",
  "  D  :  3  \r\nE:4\r",
  "A: 1\nA: 2",
  "E:",
  "Authorization: Zed",
  "Content-Type: text/plain",
  "X-Stainless-Lang: none",
];

export const cases = [
  made("no options", {}),
  ...Object.entries({
    "every option": {
      apiKey: "k",
      publicKey: "p",
      baseURL: "https://h.example/v2",
      timeout: 5,
      maxRetries: 1,
      defaultHeaders: { a: "1" },
      defaultQuery: { q: "1" },
      fetchOptions: { mode: "cors" },
      logLevel: "off",
    },
    "all undefined": Object.fromEntries(FIELDS.map((name) => [name, undefined])),
    "apiKey null": { apiKey: null },
    "apiKey empty": { apiKey: "" },
    "apiKey with spaces": { apiKey: " k " },
    "apiKey in Latin-1": { apiKey: "é" },
    "baseURL null": { baseURL: null },
    "baseURL empty": { baseURL: "" },
    "timeout null": { timeout: null },
    "maxRetries null": { maxRetries: null },
    "logger null": { logger: null, logLevel: "off" },
    "clientID alone": { clientID: "id" },
    "fetchOptions null": { fetchOptions: null },
    "defaultHeaders null": { defaultHeaders: null },
    "defaultQuery null": { defaultQuery: null },
  }).map(([label, options]) => made(`options: ${label}`, options)),
  { name: "argument undefined", bare: ({ Telnyx }) => fields(new Telnyx(undefined)) },
  { name: "called without new", loose: true, bare: ({ Telnyx }) => Telnyx({}) },
  {
    name: "fetch null is the global one",
    bare: async ({ Telnyx, fetch }) => {
      const real = globalThis.fetch;
      globalThis.fetch = fetch;
      try {
        return await new Telnyx({ apiKey: "k", fetch: null }).get("/x");
      } finally {
        globalThis.fetch = real;
      }
    },
  },
  ...["ek", "  ek  ", "   ", ""].flatMap((value) =>
    [...none, { apiKey: null }, { apiKey: "k" }].map((options) => env("API_KEY", value, options)),
  ),
  ...["https://env.example/v1", " https://env.example/v1 ", "   "].flatMap((value) =>
    [...none, { baseURL: null }, { baseURL: "" }, { baseURL: "https://h.example" }].map((options) =>
      env("BASE_URL", value, options),
    ),
  ),
  ...["pk", "  "].flatMap((value) =>
    [...none, { publicKey: null }].map((options) => env("PUBLIC_KEY", value, options)),
  ),
  env("CLIENT_ID", "id", {}),
  env("CLIENT_ID", "id", { clientID: null }),
  env("CLIENT_SECRET", "secret", {}),
  ...["debug", "off", "LOUD", "DEBUG", "  ", " info "].flatMap((value) => [
    env("LOG", value, {}),
    env("LOG", value, { logLevel: "error" }),
    env("LOG", value, { logLevel: "loud" }),
  ]),
  ...["off", "error", "warn", "info", "debug", "loud", "INFO", "", 5, null, "toString"].map((logLevel) =>
    made(`logLevel ${JSON.stringify(logLevel)}`, { logLevel }),
  ),
  ...customHeaders.flatMap((value) =>
    [undefined, { a: "mine", z: "1" }, { A: null, authorization: null }].map((defaultHeaders) =>
      env("CUSTOM_HEADERS", value, { apiKey: "k", defaultHeaders }, `defaults ${JSON.stringify(defaultHeaders)}`),
    ),
  ),
  {
    name: "custom headers under those of a call",
    env: { TELNYX_CUSTOM_HEADERS: "A: env\nB: env" },
    call: (client) => client.post("/x", { body: { a: 1 }, headers: { a: null, b: ["1", "2"] } }),
  },
  {
    name: "custom headers in children",
    env: { TELNYX_CUSTOM_HEADERS: "A: env" },
    call: (client) => client.withOptions({ defaultHeaders: { b: "2" } }).get("/x"),
  },
  ...Object.entries({
    apiKey: "LATER",
    baseURL: "https://m.example",
    timeout: 77,
    maxRetries: 0,
    fetchOptions: { mode: "cors" },
    publicKey: "pk",
  }).map(([name, value]) => ({
    name: `${name} changed later`,
    answers: [json({}, { status: 500 })],
    call: (client) => {
      client[name] = value;
      return client.get("/x");
    },
  })),
  {
    name: "apiKey null later",
    call: (client) => {
      client.apiKey = null;
      return client.get("/x");
    },
  },
  {
    name: "changed while a call is made",
    call: (client) => {
      const promise = client.get("/x");
      client.apiKey = "LATER";
      client.baseURL = "https://m.example";
      return promise;
    },
  },
  {
    name: "DEFAULT_TIMEOUT and statics",
    bare: ({ Telnyx, exports }) => [
      Telnyx.DEFAULT_TIMEOUT,
      Telnyx.Telnyx === Telnyx,
      exports.default === Telnyx,
      ...Object.keys(exports)
        .filter((name) => /^[A-Z]\w*Error$/.test(name) && name !== "PbxError")
        .sort()
        .map((name) => [name, Telnyx[name] === exports[name]]),
    ],
  },
  {
    name: "statics of the resources",
    bare: ({ Telnyx }) =>
      [
        "Connections",
        "CredentialConnections",
        "FqdnConnections",
        "Fqdns",
        "IPConnections",
        "IPs",
        "OutboundVoiceProfiles",
        "AccessIPRanges",
      ].map((name) => [name, typeof Telnyx[name], Telnyx[name]?.name]),
  },
  {
    name: "nested statics",
    bare: ({ Telnyx }) => [
      Telnyx.CredentialConnections.Actions.name,
      Telnyx.FqdnConnections.FqdnAuthenticationResource.name,
      typeof Telnyx.toFile,
    ],
  },
  {
    name: "resources are instances of the statics",
    call: async (client, { Telnyx }) => [
      client.connections instanceof Telnyx.Connections,
      client.ips instanceof Telnyx.IPs,
      client.credentialConnections.actions instanceof Telnyx.CredentialConnections.Actions,
      client.fqdnConnections.fqdnAuthentication instanceof Telnyx.FqdnConnections.FqdnAuthenticationResource,
    ],
  },
  { name: "a resource made of a client", call: (client, { Telnyx }) => new Telnyx.Connections(client).retrieve("1") },
  {
    name: "a resource of a child",
    call: (client) => client.withOptions({ baseURL: "https://c.example" }).fqdns.create({ fqdn: "x" }),
  },
  // withOptions
  ...Object.entries({
    nothing: {},
    undefined: undefined,
    null: null,
    "an apiKey": { apiKey: "n" },
    "apiKey null": { apiKey: null },
    "a base": { baseURL: "https://n.example" },
    "baseURL null": { baseURL: null },
    "a timeout": { timeout: 3 },
    retries: { maxRetries: 0 },
    "default headers": { defaultHeaders: { b: "2" } },
    "default query": { defaultQuery: { r: "2" } },
    "a log level": { logLevel: "info" },
    "fetch options": { fetchOptions: { cache: "no-store" } },
    "all undefined": {
      apiKey: undefined,
      baseURL: undefined,
      timeout: undefined,
      maxRetries: undefined,
      logLevel: undefined,
      defaultHeaders: undefined,
      defaultQuery: undefined,
    },
  }).map(([label, options]) => ({
    name: `withOptions of ${label}`,
    env: { TELNYX_API_KEY: "envkey", TELNYX_BASE_URL: "https://env.example" },
    options: {
      defaultHeaders: { a: "1" },
      defaultQuery: { q: "1" },
      maxRetries: 5,
      timeout: 9,
      baseURL: "https://b.example/",
      fetchOptions: { redirect: "manual" },
      publicKey: "pk",
    },
    call: (client, world) => {
      const child = client.withOptions(options);
      world.note(fields(child));
      return child.get("/x");
    },
  })),
  {
    name: "withOptions starts from the current values",
    call: (client, world) => {
      Object.assign(client, {
        apiKey: "k2",
        baseURL: "https://c.example/",
        timeout: 10,
        maxRetries: 6,
        publicKey: "pk2",
        logLevel: "error",
        fetchOptions: { mode: "cors" },
        clientID: "cid",
      });
      const child = client.withOptions({});
      world.note(fields(child));
      return child.get("/x");
    },
  },
  {
    name: "withOptions leaves the parent alone",
    call: (client, world) => {
      client.withOptions({ apiKey: "n", baseURL: "https://n.example", defaultHeaders: { a: "1" } });
      world.note(fields(client));
      return client.get("/x");
    },
  },
  {
    name: "children are independent",
    call: (client, world) => {
      const child = client.withOptions({ timeout: 5 });
      client.apiKey = "LATER";
      world.note(child.apiKey, child.connections === client.connections);
      return child.get("/x");
    },
  },
  {
    name: "a child of a child",
    options: { defaultHeaders: { a: "1" } },
    call: (client) =>
      client
        .withOptions({ defaultQuery: { q: "1" } })
        .withOptions({ apiKey: "third" })
        .get("/x"),
  },
  {
    name: "a child of a subclass",
    bare: async (world) => {
      class Trunks extends world.Telnyx {
        constructor(options) {
          super(options);
          this.extra = 1;
        }
      }
      const child = new Trunks(world.options).withOptions({ timeout: 7 });
      world.note(child instanceof Trunks, child.extra, child.constructor.name);
      return child.get("/x");
    },
  },
  { name: "a logger handed on", options: { logLevel: "info" }, call: (client) => client.withOptions({}).get("/x") },
];
