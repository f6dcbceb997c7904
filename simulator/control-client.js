/**
 * Drives simulations of a control server. Web standard APIs only, so it runs in Node and in pages.
 *
 * @import { ControlClient, RemoteSimulation } from "./control-client.js"
 */

/** @type {typeof import("./control-client.js").connect} */
export function connect(controlUrl) {
  const base = `${String(controlUrl).replace(/\/$/, "")}/simulations`;

  /** @type {(method: string, url: string, body?: unknown) => Promise<any>} */
  const ask = async (method, url, body) => {
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body, noRegExp) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  };

  /** @type {(description: { id: string, vendors: Record<string, object> }) => RemoteSimulation<any>} */
  const remote = ({ id, vendors }) => {
    /** @type {(path: string, args: unknown[]) => Promise<any>} */
    const call = async (path, args) => {
      // JSON would make null of an argument that was left out.
      const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
      return (await ask("POST", `${base}/${id}/call`, { path, args: given })).result;
    };

    /** @type {(name: string, facts: object) => object} */
    const vendor = (name, facts) => {
      const own = {
        ...facts,
        /** @type {(match: unknown, fault: { times?: number }) => Promise<() => Promise<void>>} */
        async fault(match, fault) {
          const { faultId } = await call(`${name}.fault`, [match, fault?.times === Infinity ? { ...fault, times: -1 } : fault]);
          return async () => void (await call(`${name}.unfault`, [faultId]));
        },
      };
      // Any other name is a call. `then` is none, or an `await` would take this for a promise.
      return new Proxy(own, {
        get: (target, key) =>
          key in target || typeof key === "symbol" || key === "then" || key === "toJSON"
            ? Reflect.get(target, key)
            : (/** @type {unknown[]} */ ...args) => call(`${name}.${key}`, args),
      });
    };

    return {
      id,
      clock: { now: () => call("clock.now", []), advance: (ms) => call("clock.advance", [ms]) },
      requests: (...filter) => call("requests", filter),
      unmatched: () => call("unmatched", []),
      close: async () => (await ask("DELETE", `${base}/${id}`)).unmatched,
      ...Object.fromEntries(Object.entries(vendors).map(([name, facts]) => [name, vendor(name, facts)])),
    };
  };

  return /** @type {ControlClient} */ ({
    simulate: async (options) => remote(await ask("POST", base, options)),
    attach: async (id) => remote(await ask("GET", `${base}/${id}`)),
  });
}

/** @type {(key: string, value: unknown) => unknown} */
function noRegExp(_key, value) {
  if (value instanceof RegExp) throw new TypeError("a RegExp cannot go to a control server: match by text");
  return value;
}
