// No answer in time; the time a call takes in all.
import { json, silence, stalled } from "../lib/stage.mjs";

const ok = json({ ok: 1 });
const seconds = (sec) => () => new Promise((resolve) => setTimeout(() => resolve(ok()), sec * 1000));

export const cases = [
  { name: "default: three times a minute", answers: [silence()], call: (client) => client.get("/x") },
  { name: "of the client", options: { timeout: 500 }, answers: [silence()], call: (client) => client.get("/x") },
  { name: "of the call", answers: [silence()], call: (client) => client.get("/x", { timeout: 700 }) },
  {
    name: "of the call over the client's",
    options: { timeout: 500 },
    answers: [silence()],
    call: (client) => client.get("/x", { timeout: 1700, maxRetries: 0 }),
  },
  {
    name: "changed on the client",
    answers: [silence()],
    call: (client) => {
      client.timeout = 77;
      return client.get("/x", { maxRetries: 0 });
    },
  },
  {
    name: "0",
    answers: [silence()],
    call: (client) => client.get("/x", { timeout: 0, maxRetries: 0 }),
    differs: {
      row: "timeout-zero",
      vendor: {
        settled: {
          kind: "rejected",
          at: 0,
          error: {
            classes: "APIConnectionTimeoutError < APIConnectionError < APIError < TelnyxError < Error",
            message: "Request timed out.",
            name: "as the row error-name says",
          },
        },
      },
      ours: { settled: { kind: "pending" } },
    },
  },
  { name: "then an answer", options: { timeout: 1000 }, answers: [silence(), ok], call: (client) => client.get("/x") },
  {
    name: "an answer just in time",
    options: { timeout: 5000 },
    answers: [seconds(4.9)],
    call: (client) => client.get("/x"),
  },
  {
    name: "a post is repeated",
    options: { timeout: 1000 },
    answers: [silence(), ok],
    call: (client) => client.ips.create({ a: 1 }),
  },
  {
    name: "no timer is left behind",
    answers: [ok],
    call: async (client, world) => {
      await client.get("/x");
      const before = world.now();
      await world.pass(120_000);
      world.note(world.now() - before, world.sent[0].init.signal.aborted);
    },
  },
  {
    name: "a list",
    options: { timeout: 300, maxRetries: 1 },
    answers: [silence()],
    call: (client) => client.connections.list(),
  },
  {
    name: "the second page",
    options: { timeout: 300, maxRetries: 0 },
    answers: [json({ data: [1], meta: { page_number: 1, total_pages: 2 } }), silence()],
    call: async (client, world) => {
      for await (const item of client.ips.list()) world.note(item);
    },
  },
  {
    name: "a body that stalls",
    options: { timeout: 1000, maxRetries: 0 },
    answers: [stalled()],
    call: (client) => client.get("/x"),
    differs: {
      row: "body-timeout",
      vendor: { settled: { kind: "pending" } },
      ours: {
        settled: {
          kind: "rejected",
          at: 1000,
          error: {
            classes: "APIConnectionTimeoutError < APIConnectionError < APIError < TelnyxError < Error",
            message: "Request timed out.",
            name: "as the row error-name says",
          },
        },
      },
    },
  },
  {
    name: "a refusal's body that stalls",
    options: { timeout: 1000, maxRetries: 0 },
    answers: [stalled({ status: 404 })],
    call: (client) => client.get("/x"),
    differs: {
      row: "body-timeout",
      vendor: { settled: { kind: "pending" } },
      ours: {
        settled: {
          kind: "rejected",
          at: 1000,
          error: {
            classes: "NotFoundError < APIError < TelnyxError < Error",
            message: "404 status code (no body)",
            name: "as the row error-name says",
            status: 404,
            headers: { "<Headers>": ["content-type: application/json"] },
          },
        },
      },
    },
  },
  {
    name: "a fetch that is deaf to its signal",
    options: { timeout: 1000, maxRetries: 0 },
    answers: [() => new Promise(() => {})],
    call: (client) => client.get("/x"),
    differs: {
      row: "deaf-fetch",
      vendor: { settled: { kind: "pending" } },
      ours: {
        settled: {
          kind: "rejected",
          at: 1000,
          error: {
            classes: "APIConnectionTimeoutError < APIConnectionError < APIError < TelnyxError < Error",
            message: "Request timed out.",
            name: "as the row error-name says",
          },
        },
      },
    },
  },
  {
    name: "a body that cannot be cancelled",
    answers: [() => new Response(new ReadableStream({ cancel: () => new Promise(() => {}) }), { status: 500 }), ok],
    call: (client) => client.get("/x"),
    differs: {
      row: "cancel-not-awaited",
      vendor: { calls: ["0 ms GET https://api.telnyx.com/v2/x"], settled: { kind: "pending" } },
      ours: {
        calls: ["0 ms GET https://api.telnyx.com/v2/x", "437 ms GET https://api.telnyx.com/v2/x"],
        settled: { kind: "resolved", at: 437, value: { ok: 1 } },
      },
    },
  },
  {
    name: "property: when the answer comes",
    samples: (fc) =>
      fc
        .tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 2 }))
        .filter(([answer, timeout]) => answer !== timeout),
    of: ([ms, timeout, maxRetries]) => ({
      answers: [
        (_url, { signal }) =>
          new Promise((yes, no) => {
            setTimeout(() => yes(ok()), ms);
            signal.addEventListener("abort", () => no(signal.reason));
          }),
      ],
      call: (client) => client.get("/x", { timeout, maxRetries }),
    }),
  },
];
