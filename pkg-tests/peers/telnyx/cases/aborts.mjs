// The caller's signal: before the call, in flight, in a pause, in the body, between pages.
import { json, refuse, silence, stalled } from "../lib/stage.mjs";

const ok = json({ ok: 1 });
const aborted = "APIUserAbortError < APIError < TelnyxError < Error";
const domReason = { classes: "DOMException < Error", message: "This operation was aborted", name: "AbortError" };
const abortError = (cause) => ({
  classes: aborted,
  message: "Request was aborted.",
  name: "as the row error-name says",
  ...(cause === undefined ? {} : { cause }),
});

/** Our abort errors keep the reason; the vendor's lose it. */
const cause = (reason) => ({
  row: "abort-reason",
  vendor: { "settled.error": abortError() },
  ours: { "settled.error": abortError(reason) },
});

/** Aborts at a time, for a reason; undefined leaves the platform's own. */
const withSignal = (ms, reason, run) => (client, world) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms);
  return run(client, controller.signal, world);
};
const get = (client, signal) => client.get("/x", { signal });
const page = (n, total) => json({ data: [`${n}a`, `${n}b`], meta: { page_number: n, total_pages: total } });
const walk = async (list, world, controller, at) => {
  for await (const item of list) {
    world.note(item);
    if (item === at) controller.abort(new Error("enough"));
  }
};
const enough = { classes: "Error", message: "enough", name: "Error" };

export const cases = [
  {
    name: "before the call",
    call: (client) => client.get("/x", { signal: AbortSignal.abort() }),
    differs: cause(domReason),
  },
  {
    name: "before the call, with a reason",
    call: (client) => client.get("/x", { signal: AbortSignal.abort(new Error("enough")) }),
    differs: cause(enough),
  },
  {
    name: "before the call, with text as reason",
    call: (client) => client.get("/x", { signal: AbortSignal.abort("enough") }),
    differs: cause("enough"),
  },
  {
    name: "right after the call",
    call: (client) => {
      const controller = new AbortController();
      const promise = client.get("/x", { signal: controller.signal });
      controller.abort(new Error("enough"));
      return promise;
    },
    differs: cause(enough),
  },
  { name: "in flight", answers: [silence()], call: withSignal(50, undefined, get), differs: cause(domReason) },
  {
    name: "in flight, with a reason",
    answers: [silence()],
    call: withSignal(50, new Error("enough"), get),
    differs: cause(enough),
  },
  {
    name: "in flight of a post",
    answers: [silence()],
    call: withSignal(50, "no", (client, signal) => client.ips.create({ a: 1 }, { signal })),
    differs: cause("no"),
  },
  {
    name: "in flight of a list",
    answers: [silence()],
    call: withSignal(50, "no", (client, signal) => client.ips.list({}, { signal })),
    differs: cause("no"),
  },
  {
    name: "in the second attempt",
    answers: [json({}, { status: 500 }), silence()],
    call: withSignal(600, "no", get),
    differs: cause("no"),
  },
  {
    name: "in a pause",
    answers: [json({}, { status: 500 }), ok],
    call: withSignal(100, new Error("enough"), get),
    differs: {
      row: "abort-prompt",
      vendor: { settled: { kind: "rejected", at: 437, error: abortError() } },
      ours: { settled: { kind: "rejected", at: 100, error: abortError(enough) } },
    },
  },
  {
    name: "in a pause that the server asked for",
    answers: [json({}, { status: 429, headers: { "retry-after": "30" } }), ok],
    call: withSignal(1000, "no", get),
    differs: {
      row: "abort-prompt",
      vendor: { settled: { kind: "rejected", at: 30_000, error: abortError() } },
      ours: { settled: { kind: "rejected", at: 1000, error: abortError("no") } },
    },
  },
  {
    name: "in the body",
    answers: [stalled()],
    call: withSignal(100, new Error("enough"), get),
    differs: {
      row: "abort-body",
      vendor: {
        "settled.error": { classes: "DOMException < Error", message: "This operation was aborted", name: "AbortError" },
      },
      ours: { "settled.error": abortError(enough) },
    },
  },
  {
    name: "in the body of a list",
    answers: [stalled()],
    call: withSignal(100, "no", (client, signal) => client.ips.list({}, { signal })),
    differs: {
      row: "abort-body",
      vendor: {
        "settled.error": { classes: "DOMException < Error", message: "This operation was aborted", name: "AbortError" },
      },
      ours: { "settled.error": abortError("no") },
    },
  },
  {
    name: "between pages",
    answers: [page(1, 3), page(2, 3)],
    call: (client, world) => {
      const controller = new AbortController();
      return walk(client.ips.list({}, { signal: controller.signal }), world, controller, "1b");
    },
    differs: cause(enough),
  },
  {
    name: "in the middle of a page",
    answers: [page(1, 3), page(2, 3)],
    call: (client, world) => {
      const controller = new AbortController();
      return walk(client.ips.list({}, { signal: controller.signal }), world, controller, "2a");
    },
    differs: cause(enough),
  },
  {
    name: "in flight of the second page",
    answers: [page(1, 3), silence()],
    call: withSignal(50, "no", async (client, signal, world) => {
      for await (const item of client.ips.list({}, { signal })) world.note(item);
    }),
    differs: cause("no"),
  },
  {
    name: "while fetch rejects",
    answers: [refuse(new TypeError("net"))],
    call: (client, world) => {
      const controller = new AbortController();
      const { fetch } = world;
      const own = client.withOptions({
        fetch: (...args) => {
          controller.abort("no");
          return fetch(...args);
        },
      });
      return own.get("/x", { signal: controller.signal });
    },
    differs: cause("no"),
  },
  {
    name: "after the answer",
    answers: [ok],
    call: async (client, world) => {
      const controller = new AbortController();
      const value = await client.get("/x", { signal: controller.signal });
      controller.abort();
      world.note(value);
    },
  },
  {
    name: "after the response, the body read by the caller",
    answers: [ok],
    call: async (client) => {
      const controller = new AbortController();
      const response = await client.get("/x", { signal: controller.signal }).asResponse();
      const text = await response.text();
      controller.abort();
      return text;
    },
  },
  {
    name: "a call beside it goes on",
    answers: [silence(), ok],
    call: (client, world) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort("no"), 10);
      return Promise.all([
        client.get("/a", { signal: controller.signal }).catch((error) => error.constructor.name),
        client.get("/b"),
      ]);
    },
  },
  {
    name: "one signal for two calls",
    answers: [silence()],
    call: (client) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      return Promise.all(
        [1, 2].map((n) => client.get(`/${n}`, { signal: controller.signal }).catch((error) => error.constructor.name)),
      );
    },
  },
  { name: "signal null", call: (client) => client.get("/x", { signal: null }) },
  {
    name: "signal of an AbortController that never aborts",
    call: (client) => client.get("/x", { signal: new AbortController().signal }),
  },
  {
    name: "a signal that times out",
    answers: [silence()],
    call: (client) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException("too late", "TimeoutError")), 20);
      return client.get("/x", { signal: controller.signal });
    },
    differs: cause({ classes: "DOMException < Error", message: "too late", name: "TimeoutError" }),
  },
  {
    name: "the signal of fetch is not the caller's",
    answers: [silence()],
    call: withSignal(10, "no", async (client, signal, world) => {
      await client.get("/x", { signal }).catch(() => {});
      world.note(world.sent[0].init.signal === signal, world.sent[0].init.signal.aborted);
    }),
  },
  {
    name: "listeners on the signal",
    call: async (client, world) => {
      const { signal } = new AbortController();
      let listeners = 0;
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = function (...args) {
        listeners += 1;
        return addEventListener.apply(this, args);
      };
      signal.removeEventListener = function (...args) {
        listeners -= 1;
        return removeEventListener.apply(this, args);
      };
      await client.get("/x", { signal });
      world.note({ listeners });
    },
    differs: { row: "signal-listeners", vendor: { seen: [{ listeners: 1 }] }, ours: { seen: [{ listeners: 0 }] } },
  },
];
