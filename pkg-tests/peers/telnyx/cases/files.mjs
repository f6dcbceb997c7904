// toFile: what it takes, the name, the type, what it refuses.
const bytes = (text) => new TextEncoder().encode(text);
const responseAt = (url) => {
  const response = new Response("r", { headers: { "content-type": "c/t" } });
  Object.defineProperty(response, "url", { value: url });
  return response;
};
const iterable = (more) => ({
  ...more,
  async *[Symbol.asyncIterator]() {
    yield "z";
    yield bytes("y");
  },
});

const taken = {
  text: () => ["s", "n.txt"],
  "text without a name": () => ["s"],
  "Buffer with options": () => [Buffer.from("b"), "b.bin", { type: "x/y", lastModified: 5 }],
  Uint8Array: () => [bytes("A")],
  ArrayBuffer: () => [bytes("B").buffer],
  DataView: () => [new DataView(new ArrayBuffer(1)), "d"],
  Blob: () => [new Blob(["bl"], { type: "t/b" }), "bl"],
  "Blob with a type": () => [new Blob(["bl"], { type: "t/b" }), "bl", { type: "o/o" }],
  File: () => [new File(["f"], "orig.txt", { type: "t/f", lastModified: 7 })],
  "File with a name": () => [new File(["f"], "orig.txt", { type: "t/f" }), "new.txt"],
  Response: () => [responseAt("https://h.example/a/b.txt?x=1")],
  "Response with a name": () => [responseAt("https://h.example/a/b.txt"), "own.txt"],
  "async generator": () => [iterable()[Symbol.asyncIterator](), "gen"],
  stream: () => [new Blob(["rs"]).stream(), "rs"],
  promise: () => [Promise.resolve("p"), "p"],
  "options null": () => ["s", "n", null],
  "named iterable": () => [iterable({ name: "nm" })],
  "iterable with a path": () => [iterable({ path: "/a/b/c.txt" })],
  "iterable with a URL": () => [iterable({ url: "https://h.example/p/q.txt" })],
};
const refused = {
  null: null,
  undefined: undefined,
  number: 5,
  boolean: true,
  object: { a: 1 },
  array: ["a"],
  Map: new Map([["a", "b"]]),
  function: () => 1,
  Error: new Error("x"),
};

export const cases = [
  ...Object.entries(taken).map(([label, make]) => ({
    name: label,
    bare: async ({ exports }) => {
      const file = await exports.toFile(...make());
      return { file, text: await file.text(), modified: file.lastModified < 1e12 ? file.lastModified : "now" };
    },
  })),
  ...Object.entries(refused).map(([label, value]) => ({
    name: `refused: ${label}`,
    bare: ({ exports }) => exports.toFile(value),
  })),
  { name: "a rejected promise", bare: ({ exports }) => exports.toFile(Promise.reject(new RangeError("no file"))) },
  {
    name: "in a form",
    call: async (client, { exports }) => {
      const form = new FormData();
      form.append("file", await exports.toFile("s", "n.txt"));
      return client.post("/x", { body: form });
    },
  },
];
