// What a request carries: the page's body in the form that `fetch` takes.

const isStream = (value) => typeof ReadableStream === "function" && value instanceof ReadableStream;

/** Sent as it is; `fetch` knows its type. */
function isReady(value) {
  return (
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    [globalThis.Blob, globalThis.FormData, URLSearchParams].some((Class) => Class && value instanceof Class) ||
    isStream(value)
  );
}

/** The chunks of an iterator. */
function streamOf(iterator) {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

const json = (body) => ({ body: JSON.stringify(body), headers: { "content-type": "application/json" } });

/** The body of a request and the header that tells its type; `ownType` gives the one that the request itself names. */
export function encodeBody(client, options, ownType) {
  const { body } = options;
  if (body === undefined || body === null) return "body" in options ? json(body) : {};
  if (!body) return {};
  if (isReady(body) || (typeof body === "string" && ownType())) return { body };
  if (typeof body === "object") {
    if (Symbol.asyncIterator in body) return { body: streamOf(body[Symbol.asyncIterator]()) };
    if (Symbol.iterator in body && typeof body.next === "function") return { body: streamOf(body[Symbol.iterator]()) };
    const form = "application/x-www-form-urlencoded";
    if (ownType() === form) return { body: client.stringifyQuery(body) || undefined, headers: { "content-type": form } };
  }
  return json(body);
}

/** Streams want to be told that they are. */
export const duplexOf = (body) => (isStream(body) ? { duplex: "half" } : undefined);
