// Path parameters and URLs.
const retrieve = (id) => (client) => client.connections.retrieve(id);

const ids = {
  "a number": 5,
  zero: 0,
  "minus zero": -0,
  "a fraction": 1.5,
  NaN: NaN,
  Infinity: Infinity,
  true: true,
  false: false,
  "a bigint": 10n,
  "a 19-digit text": "1293384261075731499",
  "a UUID": "f4e5d6c7-0000-4000-8000-000000000001",
  "an array of one": ["a"],
  "an array of two": ["a", "b"],
  "a Date": new Date(0),
  "a String object": new String("s"),
  "a RegExp": /re/,
  "a URL": new URL("http://x/y"),
  "an Error": new Error("e"),
  "an object with toString": { toString: () => "ts" },
  "an instance with toString": new (class Id {
    toString() {
      return "inst";
    }
  })(),
  "a space": " ",
  slashes: "a/b//c",
  "dots and more": "...",
  "a dot path": "../x",
  "a dot path behind": "a/..",
  "encoded dots": "%2e%2e",
  "one encoded dot": "%2E",
  "mixed dots": ".%2e",
  "sub-delimiters": "!$&'()*+,;=:@-._~",
  "what must be encoded": '"<>[]^`{|}\\/?#%',
  NUL: "a\u0000b",
  "line break": "a\nb",
  accents: "é",
  emoji: "😀",
  "a whole URL": "https://evil.example/x",
  "a query": "1?x=1",
  "a hash": "1#x",
  "two slashes first": "//evil.example",
};
const refusedIds = {
  null: null,
  undefined: undefined,
  "an object": {},
  "an object with fields": { id: "1" },
  "a Map": new Map(),
  "a Set": new Set(),
  "a Promise": Promise.resolve("1"),
  "an instance": new (class Plain {})(),
  "one dot": ".",
  "two dots": "..",
  "an array of two dots": [".."],
  "toString of dots": { toString: () => ".." },
};

const bases = {
  "trailing slash": "https://h.example/v2/",
  "two trailing slashes": "https://h.example/v2//",
  "no path": "https://h.example",
  port: "https://h.example:8443/v2",
  "default port": "https://h.example:443/v2",
  "upper case": "HTTPS://H.EXAMPLE/V2",
  dots: "https://h.example/v2/./a/../b",
  spaces: "https://h.example/a b",
  query: "https://h.example/v2?t=1",
  hash: "https://h.example/v2#f",
  IDN: "https://hé.example/é",
  http: "http://localhost:3000/v2",
};
const paths = [
  "/x",
  "x",
  "//x",
  "//evil.example/x",
  "",
  "/",
  "?a=1",
  "/x y",
  "/é",
  "/a/../b",
  "/%2e%2e/x",
  "/x:y",
  "x:y",
  "\\x",
  "/x\ty",
  "https://other.example/x?y=1",
  "HTTPS://OTHER.example/x",
  "ftp://other.example/x",
  "mailto:a@b",
  " https://other.example/x",
];

const segment = (fc) =>
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 8 })
    .filter((text) => text.isWellFormed() && text !== "." && text !== "..");

export const cases = [
  ...Object.entries(ids).map(([label, id]) => ({ name: `id is ${label}`, call: retrieve(id) })),
  ...Object.entries(refusedIds).map(([label, id]) => ({ name: `id refused: ${label}`, call: retrieve(id) })),
  ...Object.entries(refusedIds).map(([label, id]) => ({
    name: `id refused in the middle of a path: ${label}`,
    call: (client) => client.fqdnConnections.fqdnAuthentication.patchAll(id),
  })),
  ...Object.entries(bases).map(([label, baseURL]) => ({
    name: `base with ${label}`,
    options: { baseURL },
    call: (client) => client.get("/x", { query: { q: 1 } }),
  })),
  ...paths.map((path) => ({
    name: `path ${JSON.stringify(path)}`,
    options: { baseURL: "https://h.example/v2" },
    call: (client) => client.get(path),
  })),
  ...paths.map((path) => ({
    name: `path ${JSON.stringify(path)} on a base with a slash`,
    options: { baseURL: "https://h.example/v2/" },
    call: (client) => client.get(path),
  })),
  { name: "path of the options", call: (client) => client.ips.retrieve("1", { path: "/other" }) },
  {
    name: "defaultBaseURL on the default base",
    call: (client) => client.get("/x", { defaultBaseURL: "https://d.example/v9" }),
  },
  {
    name: "defaultBaseURL on another base",
    options: { baseURL: "https://h.example" },
    call: (client) => client.get("/x", { defaultBaseURL: "https://d.example" }),
  },
  {
    name: "defaultBaseURL on the default base given outright",
    options: { baseURL: "https://api.telnyx.com/v2" },
    call: (client) => client.get("/x", { defaultBaseURL: "https://d.example" }),
  },
  {
    name: "defaultBaseURL after the base changed",
    call: (client) => {
      client.baseURL = "https://m.example";
      return client.get("/x", { defaultBaseURL: "https://d.example" });
    },
  },
  {
    name: "a base changed later",
    call: (client) => {
      client.baseURL = "https://m.example/v1";
      return client.connections.list();
    },
  },
  {
    name: "buildURL",
    call: async (client) => [
      client.buildURL("/x"),
      client.buildURL("/x", null),
      client.buildURL("/x", { a: [1, 2] }),
      client.buildURL("/x", {}, "https://d.example"),
      client.buildURL("https://o.example/x", { a: 1 }),
    ],
  },
  { name: "property: any id", runs: 150, samples: segment, of: (id) => ({ call: retrieve(id) }) },
  {
    name: "property: any id before the end of the path",
    samples: segment,
    of: (id) => ({ call: (client) => client.connections.listActiveCalls(id) }),
  },
  {
    name: "property: any path",
    runs: 100,
    samples: (fc) =>
      fc.tuple(fc.constantFrom("https://h.example/v2", "https://h.example/v2/", "https://h.example"), fc.webPath()),
    of: ([baseURL, path]) => ({ options: { baseURL }, call: (client) => client.get(path) }),
  },
];
