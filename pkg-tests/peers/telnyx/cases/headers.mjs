// Header layers: built-ins, authorization, environment, defaultHeaders, body, request; every form headers may take.
import { json } from "../lib/stage.mjs";

const get = (headers) => (client) => client.get("/x", { headers });

/** One layer alone, over a default header of the same name, and as the default under a request header. */
const forms = {
  record: () => ({ a: "1", "X-B": "2" }),
  Headers: () => new Headers({ a: "1", b: "2" }),
  "Headers with a name twice": () =>
    new Headers([
      ["a", "1"],
      ["a", "2"],
    ]),
  pairs: () => [
    ["a", "1"],
    ["b", "2"],
  ],
  "pairs with a name twice": () => [
    ["a", "1"],
    ["A", "2"],
  ],
  "pair without a value": () => [["a"]],
  "pair of three": () => [["a", "1", "2"]],
  "pair with null": () => [["a", null]],
  "pair with undefined": () => [["a", undefined]],
  "record of an array": () => ({ a: ["1", "2"] }),
  "array with undefined": () => ({ a: ["1", undefined, "2"] }),
  "array with null inside": () => ({ a: ["1", null, "2"] }),
  "array that ends in null": () => ({ a: ["1", null] }),
  "empty array": () => ({ a: [] }),
  undefined: () => ({ a: undefined }),
  null: () => ({ a: null }),
  "two spellings": () => ({ a: "1", A: "2" }),
  "two spellings, one null": () => ({ a: "1", A: null }),
  "null, then a value": () => ({ a: null, A: "2" }),
  "empty value": () => ({ a: "" }),
  "value with spaces around": () => ({ a: "  x  " }),
  "Latin-1 value": () => ({ a: "é" }),
  number: () => ({ a: 5 }),
  boolean: () => ({ a: true }),
  "no prototype": () => Object.assign(Object.create(null), { a: "1" }),
  "inherited field": () => Object.create({ a: "1" }),
  "own __proto__": () => JSON.parse('{"__proto__":"1","x":"2"}'),
  "symbol key": () => ({ [Symbol("a")]: "1", b: "2" }),
  "class instance": () =>
    new (class Fields {
      a = "1";
    })(),
  Map: () => new Map([["a", "1"]]),
  URLSearchParams: () => new URLSearchParams("a=1"),
  iterable: () => ({
    *[Symbol.iterator]() {
      yield ["a", "1"];
    },
  }),
  "set-cookie twice": () => ({ "set-cookie": ["a=1", "b=2"] }),
  "empty record": () => ({}),
  "no headers": () => undefined,
  "headers null": () => null,
};

const builtIns = [
  "accept",
  "authorization",
  "user-agent",
  "x-stainless-os",
  "x-stainless-arch",
  "x-stainless-lang",
  "x-stainless-package-version",
  "x-stainless-retry-count",
  "x-stainless-runtime",
  "x-stainless-runtime-version",
];

const names = (fc) => fc.constantFrom("a", "A", "b", "Accept", "x-c", "X-C", "authorization");
const values = (fc) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom("x", "y", " ", "é", "1", ";", "="), maxLength: 5 }),
    fc.constantFrom(null, undefined, 0, 7, true),
  );
const layer = (fc) =>
  fc.oneof(
    fc.dictionary(names(fc), fc.oneof(values(fc), fc.array(values(fc), { maxLength: 3 }))),
    fc.array(fc.tuple(names(fc), values(fc)), { maxLength: 4 }),
    fc.constantFrom(null, undefined),
  );

export const cases = [
  ...Object.entries(forms).flatMap(([label, make]) => [
    { name: `request: ${label}`, call: (client) => client.get("/x", { headers: make() }) },
    {
      name: `request over a default: ${label}`,
      options: { defaultHeaders: { A: "default", c: "kept" } },
      call: (client) => client.get("/x", { headers: make() }),
    },
    {
      name: `default: ${label}`,
      bare: (world) =>
        new world.Telnyx({ ...world.options, defaultHeaders: make() }).get("/x", { headers: { z: "1" } }),
    },
  ]),
  ...builtIns.flatMap((name) => [
    { name: `${name} removed by the request`, call: get({ [name.toUpperCase()]: null }) },
    { name: `${name} removed by default`, options: { defaultHeaders: { [name]: null } }, call: get() },
    { name: `${name} replaced by the request`, call: get({ [name]: "mine" }) },
    {
      name: `${name} removed by default, restored by the request`,
      options: { defaultHeaders: { [name]: null } },
      call: get({ [name]: "back" }),
    },
  ]),
  {
    name: "content-type from defaults with a body",
    options: { defaultHeaders: { "content-type": "text/plain" } },
    call: (client) => client.post("/x", { body: { a: 1 } }),
  },
  {
    name: "content-type from defaults without a body",
    options: { defaultHeaders: { "content-type": "text/plain" } },
    call: get(),
  },
  {
    name: "default Headers replaced by pairs",
    options: { defaultHeaders: new Headers({ a: "1" }) },
    call: get([
      ["a", "2"],
      ["a", "3"],
    ]),
  },
  { name: "default removes, request array", options: { defaultHeaders: { a: null } }, call: get({ a: ["1", "2"] }) },
  {
    name: "the user agent of a subclass",
    bare: (world) => {
      class Trunks extends world.Telnyx {}
      return new Trunks(world.options).get("/x");
    },
  },
  {
    name: "caller's headers stay as they were",
    call: async (client, world) => {
      const headers = { a: "1", b: null };
      await client.get("/x", { headers });
      world.note(headers);
    },
  },
  ...[1, 499, 500, 999, 1000, 1499, 1500, 2500, 60_000, 0, 1e6].map((timeout) => ({
    name: `X-Stainless-Timeout of ${timeout}`,
    call: (client) => client.get("/x", { timeout }),
    steps: 30,
  })),
  { name: "no X-Stainless-Timeout from the client's timeout", options: { timeout: 5000 }, call: get() },
  { name: "X-Stainless-Timeout of the request", call: get({ "x-stainless-timeout": "7" }) },
  { name: "X-Stainless-Retry-Count over three attempts", answers: [json({}, { status: 500 })], call: get() },
  { name: "property: a request layer", samples: layer, of: (headers) => ({ loose: true, call: get(headers) }) },
  {
    name: "property: a default layer under a request layer",
    samples: (fc) => fc.tuple(layer(fc), layer(fc)),
    of: ([defaultHeaders, headers]) => ({
      loose: true,
      options: { defaultHeaders },
      call: (client) => client.post("/x", { headers, body: { a: 1 } }),
    }),
  },
];
