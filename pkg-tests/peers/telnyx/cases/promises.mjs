// APIPromise and PagePromise: when they start, what they parse, what their parts are.
import { answer, json } from "../lib/stage.mjs";

const body = { a: 1 };
const refused = [json({ errors: [] }, { status: 404 })];
const list = [json({ data: [1], meta: { page_number: 1, total_pages: 1 } })];
/** Counts how often a body is read. */
function counted() {
  this.reads = 0;
  const pull = (controller) => {
    this.reads += 1;
    controller.enqueue(new TextEncoder().encode(JSON.stringify(body)));
    controller.close();
  };
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), {
    headers: { "content-type": "application/json" },
  });
}
const props = (response) =>
  Promise.resolve({
    response,
    options: { method: "get", path: "/" },
    controller: new AbortController(),
    requestLogID: "log_000000",
    retryOfRequestLogID: undefined,
    startTime: Date.now(),
  });

export const cases = [
  {
    name: "not awaited, it is sent all the same",
    answers: [json(body)],
    call: async (client, world) => {
      client.get("/x");
      world.note(world.sent.length);
      await world.pass(0);
      world.note(world.sent.length);
    },
  },
  {
    name: "nothing is sent before the next turn",
    call: async (client, world) => {
      const promise = client.get("/x");
      world.note(world.sent.length);
      return promise;
    },
  },
  {
    name: "is a Promise",
    answers: [json(body)],
    call: async (client, { note, exports }) => {
      const promise = client.get("/x");
      note(
        promise instanceof Promise,
        promise instanceof exports.APIPromise,
        promise.constructor.name,
        String(promise),
        promise[Symbol.toStringTag],
      );
      return promise;
    },
  },
  {
    name: "a list's is a PagePromise",
    answers: list,
    call: async (client, { note, exports }) => {
      const promise = client.ips.list();
      note(
        promise instanceof exports.PagePromise,
        promise instanceof exports.APIPromise,
        promise.constructor.name,
        typeof promise[Symbol.asyncIterator],
      );
      return promise;
    },
  },
  {
    name: "then, catch and finally give plain promises",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x");
      note(
        [promise.then((value) => value), promise.catch(() => {}), promise.finally(() => {})].map(
          (each) => each.constructor.name,
        ),
      );
      return promise;
    },
  },
  {
    name: "then twice gives the same object",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x");
      note((await promise) === (await promise));
    },
  },
  {
    name: "the body is read when it is asked for, once",
    answers: [counted],
    call: async (client, world) => {
      const promise = client.get("/x");
      await world.pass(1);
      world.note(world.reads);
      await promise.asResponse();
      world.note(world.reads);
      await promise;
      world.note(world.reads);
      await promise.withResponse();
      await promise;
      world.note(world.reads);
    },
  },
  {
    name: "asResponse",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x");
      const response = await promise.asResponse();
      note(response instanceof Response, response.bodyUsed, response === (await promise.asResponse()));
      return response.json();
    },
  },
  {
    name: "asResponse, then the value",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x");
      const response = await promise.asResponse();
      note(await promise, response.bodyUsed);
    },
  },
  {
    name: "the value after the caller read the body",
    loose: true,
    answers: [json(body)],
    call: async (client) => {
      const promise = client.get("/x");
      await (await promise.asResponse()).text();
      return promise;
    },
  },
  {
    name: "withResponse",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x");
      const both = await promise.withResponse();
      note(Object.keys(both).sort(), both.data === (await promise), both.response === (await promise.asResponse()));
      return both;
    },
  },
  {
    name: "withResponse of a list",
    answers: list,
    call: async (client, { note }) => {
      const promise = client.ips.list();
      const { data, response } = await promise.withResponse();
      note(data === (await promise), data.response === response, data.constructor.name);
    },
  },
  ...["asResponse", "withResponse", "then", "catch", "finally"].map((method) => ({
    name: `${method} of a refusal`,
    answers: refused,
    call: (client) =>
      method === "catch" ? client.get("/x").catch((error) => error.status) : client.get("/x")[method](() => {}),
  })),
  {
    name: "one error for all ways",
    answers: refused,
    call: async (client, { note }) => {
      const promise = client.get("/x");
      const errors = await Promise.all([
        promise.catch((error) => error),
        promise.asResponse().catch((error) => error),
        promise.withResponse().catch((error) => error),
      ]);
      note(errors.every((error) => error === errors[0]));
    },
  },
  {
    name: "a refusal that nobody awaits",
    answers: refused,
    call: async (client, world) => {
      client.get("/x");
      await world.pass(1);
    },
  },
  {
    name: "a refused list that nobody awaits",
    answers: refused,
    call: async (client, world) => {
      client.ips.list();
      await world.pass(1);
    },
  },
  {
    name: "a refused create that nobody awaits",
    answers: refused,
    call: async (client, world) => {
      client.ips.create({ a: 1 });
      await world.pass(1);
    },
  },
  {
    name: "a refusal caught on asResponse only",
    answers: refused,
    call: async (client, world) => {
      client
        .get("/x")
        .asResponse()
        .catch(() => {});
      await world.pass(1);
    },
  },
  {
    name: "a broken body that nobody awaits",
    answers: [json("{")],
    call: async (client, world) => {
      client.get("/x");
      await world.pass(1);
    },
  },
  {
    name: "_thenUnwrap",
    answers: [json(body)],
    call: async (client, { note }) => {
      const promise = client.get("/x")._thenUnwrap((data, made) => [data, Object.keys(made).sort()]);
      note(promise.constructor.name);
      return [await promise, (await promise.asResponse()).status];
    },
  },
  {
    name: "_thenUnwrap that throws",
    answers: [json(body)],
    call: (client) =>
      client.get("/x")._thenUnwrap(() => {
        throw new RangeError("mapping");
      }),
  },
  {
    name: "a fetch that answers with an object of its own",
    answers: [
      () => ({
        ok: true,
        status: 200,
        url: "",
        headers: new Headers({ "content-type": "application/json" }),
        json: async () => body,
        text: async () => JSON.stringify(body),
      }),
    ],
    call: (client) => client.get("/x"),
  },
  {
    name: "a fetch that refuses with an object of its own",
    answers: [() => ({ ok: false, status: 404, url: "", headers: new Headers(), text: async () => '{"errors":[]}' })],
    call: (client) => client.get("/x"),
  },
  {
    name: "all and race",
    answers: [json(body)],
    call: (client) => Promise.all([client.get("/a"), client.get("/b"), Promise.race([client.get("/c")])]),
  },
  {
    name: "allSettled",
    answers: refused,
    call: async (client) => (await Promise.allSettled([client.get("/a")])).map(({ status }) => status),
  },
  { name: "made by hand", call: (client, { exports }) => new exports.APIPromise(client, props(json(body)())) },
  {
    name: "made by hand with a parser",
    call: async (client, { exports, note }) =>
      new exports.APIPromise(client, props(json(body)()), (owner, made) => {
        note(owner === client, Object.keys(made).sort());
        return 7;
      }),
  },
  {
    name: "made by hand with an async parser",
    call: (client, { exports }) => new exports.APIPromise(client, props(json(body)()), async () => 7),
  },
  {
    name: "made by hand with a parser that throws",
    call: (client, { exports }) =>
      new exports.APIPromise(client, props(json(body)()), () => {
        throw new RangeError("parsing");
      }),
  },
  {
    name: "made by hand, rejected",
    call: (client, { exports }) => new exports.APIPromise(client, Promise.reject(new RangeError("before"))),
  },
  {
    name: "made by hand, asResponse",
    call: async (client, { exports }) => {
      const response = json(body)();
      return (await new exports.APIPromise(client, props(response)).asResponse()) === response;
    },
  },
  {
    name: "made by hand from text",
    call: (client, { exports }) =>
      new exports.APIPromise(client, props(answer("text", { headers: { "content-type": "text/plain" } })())),
  },
  {
    name: "a PagePromise is an APIPromise",
    bare: async ({ exports, note }) =>
      note(exports.APIPromise.length, Object.getPrototypeOf(exports.PagePromise) === exports.APIPromise),
  },
];
