// Query shapes: every kind of value at every place, defaults, queries that stand in the path.
const get = (query, options) => (client) => client.get("/x", { query, ...options });
const nest = (depth, leaf) => {
  let out = leaf;
  for (let n = 0; n < depth; n += 1) out = { k: out };
  return out;
};
const cyclicList = () => {
  const out = [1];
  out.push(out);
  return { a: out };
};
const shared = () => {
  const part = { x: 1 };
  return { a: part, b: part };
};

const values = {
  text: "x",
  "empty text": "",
  zero: 0,
  "minus zero": -0,
  fraction: 1.5,
  "large number": 1e21,
  NaN: NaN,
  Infinity: Infinity,
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  bigint: 10n,
  symbol: Symbol("q"),
  function: () => 1,
  Date: new Date(1e12),
  "empty array": [],
  "empty object": {},
  array: ["a", "b"],
  "array of empty text": [""],
  "array of undefined": [undefined],
  "array of null and text": [null, "x"],
  "array with undefined": [undefined, "x", undefined],
  "array of mixed": [true, false, 1.5, 10n],
  "array of Dates": [new Date(0), "x"],
  "nested arrays": [[1, 2], [3]],
  "array of an empty array": [[]],
  "array with holes": [1, , 3],
  "array of objects": [{ b: 1 }],
  "array of an object with toString": [{ toString: () => "TS" }],
  object: { b: 1 },
  "deep object": { b: { c: { d: 1 } } },
  "object of an array": { b: [1, 2] },
  "object of undefined": { b: undefined },
  "object of null": { b: null },
  "object of a Date": { b: new Date(0) },
  "no prototype": Object.assign(Object.create(null), { k: 1 }),
  "inherited field": Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
  "class instance": new (class Fields {
    f = 1;
    get g() {
      return 2;
    }
  })(),
  Map: new Map([["a", 1]]),
  Set: new Set([1]),
  URL: new URL("http://h/p?q"),
  URLSearchParams: new URLSearchParams("a=1"),
  RegExp: /x/,
  Error: new Error("m"),
  Uint8Array: new Uint8Array([1, 2]),
  "String object": new String("so"),
  "Number object": new Number(3),
  "Boolean object": new Boolean(false),
  "object with toJSON": { toJSON: () => "j" },
  Blob: new Blob(["x"]),
  Promise: Promise.resolve(1),
  "symbol key": { [Symbol("s")]: 1, b: 2 },
  "every ASCII sign": Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join(""),
  "beyond ASCII": "é€😀ßあ",
  "names of Object.prototype": { constructor: 1, toString: 2, valueOf: 3, hasOwnProperty: 4 },
  "own __proto__": JSON.parse('{"__proto__":{"x":1}}'),
};

const keys = ["a b", "a&b=c", "a[b]", "page[number]", "a.b", "é", "+%/", "", "0", "__proto__", "constructor"];

const whole = {
  nothing: {},
  null: null,
  undefined: undefined,
  "an array": ["a", "b"],
  "a text": "a=1",
  "a number": 5,
  true: true,
  "a function": () => 1,
  URLSearchParams: new URLSearchParams("a=1&b=2"),
  "a Map": new Map([["a", 1]]),
  "no prototype": Object.assign(Object.create(null), { k: 1 }),
  "inherited fields": Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
  "integer keys": { b: 1, 2: "two", 1: "one" },
  "flat and nested page": { "page[number]": 2, page: { size: 3 } },
  "both spellings of one": { "page[number]": 1, page: { number: 2 } },
  "the documented filters": {
    filter: { connection_name: { contains: "a b&c" }, fqdn: "sip.example" },
    "page[number]": 2,
    sort: "-created_at",
  },
  operators: { filter: { created_at: { gte: new Date(0), lt: "2026-01-01" }, cidr_block: { startswith: "10." } } },
  "an object used twice": shared(),
  "a getter": {
    get a() {
      return 1;
    },
  },
  "depth 40": nest(40, 1),
};

const inPath = [
  "/x?a=1",
  "/x?a=1&b=1&a=3",
  "/x?a=1&a=3&c=%20+d&e",
  "/x?page[number]=2",
  "/x#frag",
  "/x?y=1#frag",
  "/x?",
  "/x?a[]=1&a[]=2",
  "/x?a=%zz",
  "/x?=1",
  "/x?é=ü",
  "/x?a=1?b=2",
  "/x?&&a=1",
  "/x?__proto__=1",
];

const leaf = (fc) =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }).filter((text) => text.isWellFormed()),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
    fc.bigInt(),
  );
const name = (fc) =>
  fc.string({ unit: fc.constantFrom("a", "b", "[", "]", ".", "é", " ", "&", "=", "1", "😀"), maxLength: 4 });
const record = (fc) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf(fc),
      fc.array(leaf(fc), { maxLength: 4 }),
      fc.dictionary(name(fc), tie("value"), { maxKeys: 4 }),
    ),
    record: fc.dictionary(name(fc), tie("value"), { maxKeys: 5 }),
  })).record;

export const cases = [
  ...Object.entries(values).map(([label, value]) => ({ name: `value: ${label}`, call: get({ a: value, z: "end" }) })),
  ...Object.entries(values).map(([label, value]) => ({
    name: `one level down: ${label}`,
    call: get({ o: { a: value }, z: "end" }),
  })),
  ...keys.map((key) => ({ name: `key: ${JSON.stringify(key)}`, call: get({ [key]: "v", n: { [key]: "w" } }) })),
  ...Object.entries(whole).map(([label, query]) => ({ name: `whole: ${label}`, call: get(query) })),
  ...Object.entries(whole).map(([label, query]) => ({
    name: `whole, in a list: ${label}`,
    call: (client) => client.ips.list(query).then((page) => page.options),
  })),
  ...inPath.map((path) => ({ name: `path ${path} alone`, call: (client) => client.get(path) })),
  ...inPath.map((path) => ({
    name: `path ${path} with a query`,
    call: (client) => client.get(path, { query: { a: "9", q: 1 } }),
  })),
  ...inPath.map((path) => ({
    name: `path ${path} with defaults`,
    options: { defaultQuery: { a: "d", z: "z" } },
    call: (client) => client.get(path, { query: null }),
  })),
  { name: "default alone", options: { defaultQuery: { a: "1" } }, call: get() },
  { name: "default under a query", options: { defaultQuery: { a: "1", b: "2" } }, call: get({ b: 1 }) },
  {
    name: "default cancelled by undefined",
    options: { defaultQuery: { a: "1", b: "2" } },
    call: get({ a: undefined }),
  },
  { name: "default replaced by null", options: { defaultQuery: { a: "1" } }, call: get({ a: null }) },
  { name: "default is not merged deeply", options: { defaultQuery: { f: { a: 1 } } }, call: get({ f: { b: 1 } }) },
  { name: "default is null", options: { defaultQuery: null }, call: get({ a: 1 }) },
  { name: "default is a list", options: { defaultQuery: ["a"] }, call: get() },
  {
    name: "path parameter cancelled by undefined",
    call: (client) => client.get("/x?a=1&b=2", { query: { a: undefined } }),
  },
  {
    name: "query of the options replaces that of the list",
    call: (client) => client.ips.list({ a: 1 }, { query: { b: 2 } }),
  },
  {
    name: "the caller's query stays as it was",
    call: async (client, world) => {
      const query = { b: { c: 1 } };
      await client.ips.list(query);
      world.note(query);
    },
  },
  { name: "a cyclic array becomes text", call: get(cyclicList()) },
  { name: "refused: bad Date", loose: true, call: get({ a: new Date(NaN) }) },
  { name: "refused: symbol in an array", loose: true, call: get({ a: [Symbol("z")] }) },
  {
    name: "refused: a getter throws",
    call: get({
      get a() {
        throw new TypeError("from the getter");
      },
    }),
  },
  {
    name: "refused: a Proxy throws",
    call: get(
      new Proxy(
        {},
        {
          ownKeys() {
            throw new RangeError("from the proxy");
          },
        },
      ),
    ),
  },
  { name: "property: records of every kind", runs: 150, samples: record, of: (query) => ({ call: get(query) }) },
  {
    name: "property: records under defaults and a path",
    samples: (fc) => fc.tuple(record(fc), record(fc), fc.webQueryParameters()),
    of: ([query, defaultQuery, inUrl]) => ({
      options: { defaultQuery },
      call: (client) => client.get(`/x?${inUrl}`, { query }),
    }),
  },
  {
    name: "property: form bodies",
    samples: record,
    of: (body) => ({
      call: (client) => client.post("/x", { body, headers: { "content-type": "application/x-www-form-urlencoded" } }),
    }),
  },
];
