// Bodies of every kind, with every content type, through every method.
import { json } from "../lib/stage.mjs";

const bytes = (text) => new TextEncoder().encode(text);
const form = () => {
  const out = new FormData();
  out.append("a", "1");
  out.append("f", new File(["x"], "x.txt", { type: "text/plain" }));
  return out;
};
const cyclic = () => {
  const out = {};
  out.c = out;
  return out;
};

/** Each is made anew: streams and iterators can be read once. */
const kinds = {
  undefined: () => undefined,
  null: () => null,
  text: () => "raw",
  "empty text": () => "",
  number: () => 5,
  zero: () => 0,
  NaN: () => NaN,
  true: () => true,
  false: () => false,
  object: () => ({ a: undefined, b: null, c: [], d: {}, e: NaN, f: new Date(0), g: "é" }),
  "empty object": () => ({}),
  array: () => [1, undefined, () => 1],
  toJSON: () => ({ toJSON: () => ({ j: 1 }) }),
  "toJSON of undefined": () => ({ toJSON: () => undefined }),
  Date: () => new Date(0),
  Map: () => new Map([["a", 1]]),
  "String object": () => new String("so"),
  "no prototype": () => Object.assign(Object.create(null), { n: 1 }),
  "class instance": () =>
    new (class Fields {
      z = 1;
    })(),
  "lone surrogate": () => ({ a: "\ud800" }),
  symbol: () => Symbol("x"),
  function: () => () => 1,
  URLSearchParams: () => new URLSearchParams("a=1&b=2 3"),
  Blob: () => new Blob(["bb"], { type: "text/x" }),
  File: () => new File(["f"], "n.txt"),
  FormData: form,
  Uint8Array: () => bytes("hi"),
  Float64Array: () => new Float64Array([1]),
  DataView: () => new DataView(bytes("hj").buffer, 1),
  ArrayBuffer: () => bytes("h").buffer,
  Buffer: () => Buffer.from("buf"),
  ReadableStream: () => new Blob(["stream"]).stream(),
  "async generator": () =>
    (async function* () {
      yield bytes("a");
      yield bytes("b");
    })(),
  generator: () =>
    (function* () {
      yield bytes("x");
    })(),
  "async iterable": () => ({
    async *[Symbol.asyncIterator]() {
      yield bytes("as");
    },
  }),
  iterable: () => ({
    *[Symbol.iterator]() {
      yield bytes("it");
    },
  }),
  "generator of text": () =>
    (function* () {
      yield "x";
      yield "é";
    })(),
};
const refused = { bigint: () => 10n, "bigint inside": () => ({ a: 1n }), cyclic: cyclic };

const types = [
  "text/plain",
  "application/json",
  "application/x-www-form-urlencoded",
  "application/x-www-form-urlencoded; charset=utf-8",
  "application/vnd.x+json",
  null,
];
const typed = [
  "undefined",
  "null",
  "text",
  "number",
  "object",
  "array",
  "Uint8Array",
  "Blob",
  "URLSearchParams",
  "Date",
];

const leaf = (fc) =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 5 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
  );
const tree = (fc) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf(fc),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 4 }), tie("value"), { maxKeys: 3 }),
    ),
  })).value;

export const cases = [
  ...Object.entries(kinds).map(([label, make]) => ({
    name: `post: ${label}`,
    call: (client) => client.post("/x", { body: make() }),
  })),
  ...Object.entries(kinds).map(([label, make]) => ({
    name: `create: ${label}`,
    call: (client) => client.ips.create(make()),
  })),
  ...Object.entries(refused).map(([label, make]) => ({
    name: `refused: ${label}`,
    loose: true,
    call: (client) => client.post("/x", { body: make() }),
  })),
  ...types.flatMap((type) =>
    typed.map((label) => ({
      name: `content-type ${type}: ${label}`,
      call: (client) => client.post("/x", { body: kinds[label](), headers: { "Content-Type": type } }),
    })),
  ),
  ...["get", "put", "patch", "delete"].flatMap((method) =>
    ["undefined", "null", "text", "object", "FormData"].map((label) => ({
      name: `${method}: ${label}`,
      call: (client) => client[method]("/x", { body: kinds[label]() }),
    })),
  ),
  ...["get", "put", "patch", "delete", "post"].map((method) => ({
    name: `${method} without a body`,
    call: (client) => client[method]("/x"),
  })),
  {
    name: "form of nested values",
    call: (client) =>
      client.post("/x", {
        body: { a: [1, 2], b: { c: 1 }, d: null, e: undefined, f: true },
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
  },
  {
    name: "form type from defaults does not count",
    options: { defaultHeaders: { "content-type": "application/x-www-form-urlencoded" } },
    call: (client) => client.post("/x", { body: { a: 1 } }),
  },
  {
    name: "content-type as pairs",
    call: (client) => client.post("/x", { body: "raw", headers: [["Content-Type", "text/csv"]] }),
  },
  {
    name: "content-type as Headers",
    call: (client) => client.post("/x", { body: "raw", headers: new Headers({ "content-type": "text/csv" }) }),
  },
  { name: "options replace the body", call: (client) => client.ips.create({ a: 1 }, { body: { b: 2 } }) },
  { name: "options take the body away", call: (client) => client.ips.create({ a: 1 }, { body: undefined }) },
  { name: "delete with a body in the options", call: (client) => client.ips.delete("1", { body: { a: 1 } }) },
  {
    name: "the body is encoded anew for every attempt",
    answers: [json({}, { status: 500 })],
    call: (client) => {
      let n = 0;
      return client.post("/x", { body: { toJSON: () => ({ n: (n += 1) }) } });
    },
  },
  {
    name: "the same FormData in every attempt",
    answers: [json({}, { status: 500 })],
    call: (client) => client.post("/x", { body: form() }),
  },
  {
    name: "a getter of the body throws",
    call: (client) =>
      client.post("/x", {
        body: {
          get a() {
            throw new TypeError("from the getter");
          },
        },
      }),
  },
  {
    name: "the caller's body stays as it was",
    call: async (client, world) => {
      const body = { a: { b: undefined }, password: "p" };
      await client.credentialConnections.create(body);
      world.note(body, Object.keys(body.a));
    },
  },
  {
    name: "property: JSON bodies",
    runs: 120,
    samples: tree,
    of: (body) => ({ call: (client) => client.post("/x", { body }) }),
  },
  {
    name: "property: JSON bodies of a resource",
    samples: tree,
    of: (body) => ({ call: (client) => client.fqdns.update("1", body) }),
  },
];
