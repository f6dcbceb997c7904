// Answers: every status with every body, content types, what resolves and what rejects.
import { answer, json } from "../lib/stage.mjs";

const get = (client) => client.get("/x");
const typed = (type) => ({ headers: { "content-type": type } });
const statuses = [
  300, 301, 302, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 423, 425, 429, 451, 499, 500, 501, 502,
  503, 504, 511, 599,
];

const refusals = {
  "the documented form": '{"errors":[{"code":"10015","title":"Bad Request","detail":"x","source":{"pointer":"/a"}}]}',
  message: '{"message":"hello"}',
  "message is an object": '{"message":{"a":1}}',
  "message is a number": '{"message":5}',
  "message is empty": '{"message":""}',
  "message is null": '{"message":null}',
  "message beside errors": '{"errors":[],"message":"m"}',
  error: '{"error":{"message":"inner"}}',
  "text in quotes": '"quoted"',
  number: "5",
  zero: "0",
  array: "[1,2]",
  null: "null",
  false: "false",
  "empty quotes": '""',
  "empty object": "{}",
  nothing: "",
  "two spaces": "  ",
  text: "not json",
  HTML: "<html><body>Bad Gateway</body></html>",
  "byte order mark": '\ufeff{"a":1}',
  "broken JSON": '{"errors":',
  "own __proto__": '{"__proto__":{"message":"x"}}',
  "long text": "x".repeat(3000),
};

const bodies = {
  json: ['{"a":1}', typed("application/json")],
  "json with charset": ['{"a":1}', typed("application/json; charset=utf-8")],
  "upper case": ['{"a":1}', typed("Application/JSON")],
  "+json": ['{"a":1}', typed("application/vnd.api+json")],
  "+json with parameters": ['{"a":1}', typed("application/problem+json; x=1")],
  text: ['{"a":1}', typed("text/plain")],
  "text/json": ['{"a":1}', typed("text/json")],
  jsonp: ['{"a":1}', typed("application/jsonp")],
  "two types": ['{"a":1}', typed("text/html, application/json")],
  "json in the parameters": ['{"a":1}', typed("text/html; x=application/json")],
  "no type": ['{"a":1}', { headers: {} }],
  "octet-stream": ["abc", typed("application/octet-stream")],
  empty: ["", typed("application/json")],
  "length 0": ["", { headers: { "content-type": "application/json", "content-length": "0" } }],
  "length 0 with text": ["", { headers: { "content-type": "text/plain", "content-length": "0" } }],
  "length 0 with a body": ['{"a":1}', { headers: { "content-type": "application/json", "content-length": "0" } }],
  "length 00": ['{"a":1}', { headers: { "content-type": "application/json", "content-length": "00" } }],
  204: [null, { status: 204, headers: { "content-type": "application/json" } }],
  "204 without a type": [null, { status: 204, headers: {} }],
  205: [null, { status: 205, headers: { "content-type": "application/json" } }],
  201: ['{"a":1}', { status: 201, ...typed("application/json") }],
  206: ['{"a":1}', { status: 206, ...typed("application/json") }],
  broken: ['{"a":', typed("application/json")],
  number: ["5", typed("application/json")],
  null: ["null", typed("application/json")],
  string: ['"s"', typed("application/json")],
  array: ["[1]", typed("application/json")],
  "byte order mark": ['\ufeff{"a":1}', typed("application/json")],
  "large integers": ['{"id":12345678901234567890}', typed("application/json")],
  "own __proto__": ['{"__proto__":{"x":1}}', typed("application/json")],
  "a key twice": ['{"a":1,"a":2}', typed("application/json")],
  "empty text": ["", typed("text/plain")],
  "unknown fields": ['{"data":{"id":"1","later":{"x":[null]}}}', typed("application/json")],
};

const shapes = [
  "{}",
  "[1,2]",
  '"s"',
  "5",
  '{"data":null}',
  '{"data":{}}',
  '{"data":"abc"}',
  '{"data":[1],"meta":null}',
  '{"data":[1],"meta":{"page_number":1,"total_pages":1},"later":1}',
  '{"data":[],"meta":{"page_number":1,"total_pages":1}}',
];

const described = async (promise) => {
  const page = await promise;
  return { page, constructor: page.constructor.name, keys: Object.keys(page), items: page.getPaginatedItems() };
};

const bodyText = (fc) =>
  fc.oneof(fc.json(), fc.string({ maxLength: 20 }), fc.constantFrom("", "null", '{"message":"x"}'));

export const cases = [
  ...statuses.map((status) => ({
    name: `status ${status}`,
    options: { maxRetries: 0 },
    answers: [answer(status === 304 ? null : '{"errors":[]}', { status, ...typed("application/json") })],
    call: get,
  })),
  ...Object.entries(refusals).map(([label, text]) => ({
    name: `400 with ${label}`,
    answers: [answer(text, { status: 400, ...typed("application/json") })],
    call: get,
  })),
  ...["the documented form", "text", "nothing", "message"].flatMap((label) =>
    [401, 403, 404, 409, 422, 429, 500].map((status) => ({
      name: `${status} with ${label}`,
      options: { maxRetries: 0 },
      answers: [answer(refusals[label], { status, headers: { "content-type": "text/plain", "x-request-id": "r1" } })],
      call: get,
    })),
  ),
  { name: "400 without a type", answers: [answer('{"message":"m"}', { status: 400, headers: {} })], call: get },
  { name: "400 without a body", answers: [answer(null, { status: 400, headers: {} })], call: get },
  {
    name: "400 whose body breaks off",
    answers: [
      () => ({
        ok: false,
        status: 400,
        headers: new Headers(),
        body: null,
        url: "",
        text: () => Promise.reject(new TypeError("cut off")),
      }),
    ],
    call: get,
  },
  ...Object.entries(bodies).map(([label, [body, init]]) => ({
    name: `answer: ${label}`,
    loose: /broken|empty|205/.test(label),
    answers: [answer(body, init)],
    call: get,
  })),
  ...shapes.map((text) => ({
    name: `list answers ${text}`,
    answers: [json(text)],
    call: (client) => described(client.ips.list({ a: 1 })),
  })),
  ...["null", ""].map((text) => ({
    name: `list answers ${text || "nothing"}`,
    loose: true,
    answers: [json(text)],
    call: (client) => described(client.ips.list()),
  })),
  {
    name: "list answers 204",
    loose: true,
    answers: [answer(null, { status: 204 })],
    call: (client) => described(client.ips.list()),
  },
  {
    name: "list answers text",
    answers: [answer("text", typed("text/plain"))],
    call: (client) => described(client.ips.list()),
  },
  {
    name: "property: refusals",
    runs: 100,
    samples: (fc) => fc.tuple(fc.constantFrom(400, 401, 404, 409, 418, 422, 429, 500), bodyText(fc)),
    of: ([status, text]) => ({ options: { maxRetries: 0 }, answers: [answer(text, { status })], call: get }),
  },
  {
    name: "property: JSON answers",
    runs: 100,
    samples: (fc) => fc.json(),
    of: (text) => ({ answers: [json(text)], call: get }),
  },
  {
    name: "property: content types",
    samples: (fc) =>
      fc.tuple(
        fc.constantFrom("application", "text", "x/application", "Application"),
        fc.constantFrom("json", "x+json", "jsonx", "JSON", "html", "json ,text/html"),
        fc.constantFrom("", ";charset=utf-8", " ; a=b", ";+json"),
      ),
    of: ([type, subtype, rest]) => ({ answers: [answer('{"a":[1]}', typed(`${type}/${subtype}${rest}`))], call: get }),
  },
];
