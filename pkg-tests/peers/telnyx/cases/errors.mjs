// What errors are, class by class: the rows that hold everywhere are stated here in full.
import { json, refuse, silence } from "../lib/stage.mjs";

const OWN = ["status", "headers", "error", "cause", "kind", "retryable", "retryAfterMs", "operation", "code"];

/** Catches the error of a call, and looks at it. */
const looking = (look, run) => async (client, world) => {
  try {
    await run(client, world);
  } catch (error) {
    world.note(look(error, world));
  }
};
const status = (code, body = {}, headers = {}) => [json(body, { status: code, headers })];
const get = (client) => client.get("/x", { maxRetries: 0 });

const classes = {
  TelnyxError: { run: (client) => client.get("/x", { timeout: 1.5 }), kind: "invalid-argument", retryable: false },
  APIError: { answers: status(418), kind: "invalid-argument", retryable: false, operation: "get" },
  BadRequestError: { answers: status(400), kind: "invalid-argument", retryable: false, operation: "get" },
  AuthenticationError: { answers: status(401), kind: "authentication", retryable: false, operation: "get" },
  PermissionDeniedError: { answers: status(403), kind: "permission", retryable: false, operation: "get" },
  NotFoundError: { answers: status(404), kind: "not-found", retryable: false, operation: "get" },
  ConflictError: { answers: status(409), kind: "conflict", retryable: false, operation: "get" },
  UnprocessableEntityError: { answers: status(422), kind: "invalid-argument", retryable: false, operation: "get" },
  RateLimitError: { answers: status(429), kind: "rate-limit", retryable: true, operation: "get" },
  InternalServerError: { answers: status(503), kind: "server", retryable: true, operation: "get" },
  APIConnectionError: {
    answers: [refuse(new TypeError("fetch failed"))],
    kind: "connection",
    retryable: true,
    operation: "get",
  },
  APIConnectionTimeoutError: { answers: [silence()], kind: "timeout", retryable: true, operation: "get" },
  APIUserAbortError: {
    run: (client) => client.get("/x", { signal: AbortSignal.abort(null) }),
    kind: "aborted",
    retryable: false,
    operation: "get",
  },
};

const perClass = Object.entries(classes).flatMap(([name, { run = get, answers, ...fields }]) => [
  {
    name: `name of ${name}`,
    answers,
    call: looking((error) => error.name, run),
    differs: { row: "error-name", vendor: { seen: ["Error"] }, ours: { seen: [name] } },
  },
  {
    name: `fields of ${name}`,
    answers,
    call: looking(({ kind, retryable, operation }) => ({ kind, retryable, operation }), run),
    differs: {
      row: "error-fields",
      vendor: { seen: [{ kind: "<undefined>", retryable: "<undefined>", operation: "<undefined>" }] },
      ours: { seen: [{ operation: "<undefined>", ...fields }] },
    },
  },
  {
    name: `statics and exports of ${name}`,
    answers,
    call: looking(
      (error, { exports, Telnyx }) => [
        error instanceof exports[name],
        error.constructor === exports[name],
        name === "TelnyxError" || error instanceof exports.APIError === (name !== "TelnyxError"),
        error instanceof Telnyx.TelnyxError,
        error instanceof Error,
        Object.prototype.toString.call(error),
      ],
      run,
    ),
  },
  {
    name: `enumerable fields of ${name}`,
    answers,
    call: looking((error) => Object.keys(error).filter((key) => error[key] !== undefined), run),
  },
]);

const made = (name, make) => ({
  name: `made by hand: ${name}`,
  bare: ({ exports, note }) => {
    const error = make(exports);
    note(error);
    return Object.fromEntries(OWN.slice(0, 4).map((key) => [key, error[key]]));
  },
});
const documented = {
  errors: [{ code: "10015", title: "Bad Request", detail: "too short", source: { pointer: "/user_name" } }],
};

export const cases = [
  ...perClass,
  {
    name: "errors and code",
    answers: status(422, documented),
    call: looking(({ errors, code, issues }) => ({ errors, code, issues }), get),
    differs: {
      row: "error-fields",
      vendor: { seen: [{ errors: "<undefined>", code: "<undefined>", issues: "<undefined>" }] },
      ours: {
        seen: [
          {
            errors: documented.errors,
            code: "10015",
            issues: [{ path: "/user_name", rule: "10015", message: "too short", severity: "error" }],
          },
        ],
      },
    },
  },
  {
    name: "the operation of a resource",
    answers: status(404),
    call: looking(
      ({ operation }) => operation,
      (client) => client.fqdns.retrieve("1"),
    ),
    differs: { row: "error-fields", vendor: { seen: ["<undefined>"] }, ours: { seen: ["fqdns.retrieve"] } },
  },
  {
    name: "is a PbxError",
    answers: status(404),
    call: looking((error, { exports }) => exports.isPbxError?.(error) ?? false, get),
    differs: { row: "error-fields", vendor: { seen: [false] }, ours: { seen: [true] } },
  },
  {
    name: "retryAfterMs",
    answers: status(429, {}, { "retry-after": "7" }),
    call: looking(({ retryAfterMs }) => retryAfterMs, get),
    differs: { row: "error-fields", vendor: { seen: ["<undefined>"] }, ours: { seen: [7000] } },
  },
  {
    name: "headers read as the vendor's page reads them",
    answers: status(404, {}, { "retry-after": "7", "x-request-id": "r1" }),
    call: looking(({ headers }) => [headers["retry-after"], headers["x-request-id"], headers["x-other"]], get),
    differs: {
      row: "error-headers",
      vendor: { seen: [["<undefined>", "<undefined>", "<undefined>"]] },
      ours: { seen: [["7", "r1", "<undefined>"]] },
    },
  },
  {
    name: "headers are Headers",
    answers: status(404, {}, { "x-request-id": "r1" }),
    call: looking(
      ({ headers }) => [
        headers instanceof Headers,
        headers.get("X-Request-Id"),
        [...headers.keys()],
        Object.keys(headers),
      ],
      get,
    ),
  },
  { name: "the stack names the class", answers: status(404), call: looking((error) => typeof error.stack, get) },
  {
    name: "cause is the error of fetch itself",
    answers: [
      function () {
        this.reason = new TypeError("fetch failed");
        return Promise.reject(this.reason);
      },
    ],
    call: async (client, world) => {
      const error = await get(client).catch((each) => each);
      world.note(error.cause === world.reason);
    },
  },
  ...[400, 401, 403, 404, 409, 422, 429, 500, 418, undefined].map((code) =>
    made(`generate ${code}`, ({ APIError }) =>
      APIError.generate(code, code && { message: "m" }, undefined, code && new Headers({ a: "1" })),
    ),
  ),
  made("APIError", ({ APIError }) => new APIError(400, { a: 1 }, undefined, new Headers())),
  made("APIError with text", ({ APIError }) => new APIError(400, undefined, "text", new Headers())),
  made("APIError without a status", ({ APIError }) => new APIError(undefined, undefined, "text", undefined)),
  made("APIError of nothing", ({ APIError }) => new APIError(undefined, undefined, undefined, undefined)),
  made(
    "APIConnectionError",
    ({ APIConnectionError }) => new APIConnectionError({ message: "m", cause: new RangeError("c") }),
  ),
  made("APIConnectionError of nothing", ({ APIConnectionError }) => new APIConnectionError({})),
  made("APIConnectionTimeoutError", ({ APIConnectionTimeoutError }) => new APIConnectionTimeoutError()),
  made(
    "APIConnectionTimeoutError with text",
    ({ APIConnectionTimeoutError }) => new APIConnectionTimeoutError({ message: "m" }),
  ),
  made("APIUserAbortError", ({ APIUserAbortError }) => new APIUserAbortError()),
  made("APIUserAbortError with text", ({ APIUserAbortError }) => new APIUserAbortError({ message: "m" })),
  made("NotFoundError", ({ NotFoundError }) => new NotFoundError(404, undefined, "m", new Headers())),
  made("TelnyxError", ({ TelnyxError }) => new TelnyxError("m")),
];
