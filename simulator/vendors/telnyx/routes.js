/**
 * The 40 operations, and the token endpoint.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Entry, Kind, Store } from "./store.js"
 */
import { Hono } from "hono";
import { Refusal } from "./errors.js";
import { merged, problemsOf } from "./fields.js";
import { callsPage, connectionList, pageOf, readQuery } from "./query.js";
import { RESOURCES, refuseIfAny, resultOf, userNameProblems } from "./resources.js";
import { fqdnAuthentication } from "./schema.js";

/**
 * What the routes need of the account.
 *
 * @typedef {object} Account
 * @property {Store} store
 * @property {(authorization: string | undefined) => "none" | "read" | "write"} access What a header allows.
 * @property {(authorization: string | undefined, grant: unknown) => Response} issueToken
 * @property {() => void} count Throws when there have been too many requests.
 * @property {(meta: Record<string, unknown>) => Record<string, unknown> | undefined} meta As lists are to give it.
 * @property {(entry: Entry) => void} added Something was made by a request.
 */

const BASE = "/v2";

/** Kinds of connections that this area of the API does not make. */
const OTHER_CONNECTIONS = [
  "call_control_applications", "external_connections", "fax_connections", "mobile_voice_connections",
  "operator_connect_connections", "texml_applications", "third_party_provider_connections", "uac_connections",
  "zoom_sbc_connections",
];
const CONNECTION_LIMIT = 50_000;

/** An empty body is an empty object. @param {HonoContext} c @returns {Promise<Record<string, any>>} */
async function bodyOf(c) {
  const text = await c.req.text();
  let body;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, [{ detail: "The body is not JSON.", source: { pointer: "/" } }]);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal(422, [{ detail: "The body is not an object.", source: { pointer: "/" } }]);
  }
  return body;
}

/** @param {Account} account */
export function createRoutes({ store, access, issueToken, count, meta, added }) {
  const app = new Hono({ strict: true });
  app.notFound(() => new Refusal(501).toResponse());
  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse();
    throw error;
  });

  /**
   * @param {"read" | "write"} needed
   * @param {(c: HonoContext) => Response | Promise<Response>} answer
   */
  const allowed = (needed, answer) => (/** @type {HonoContext} */ c) => {
    count();
    const allows = access(c.req.header("authorization"));
    if (allows === "none") throw new Refusal(401);
    if (needed === "write" && allows === "read") throw new Refusal(403);
    return answer(c);
  };

  /** @type {(table: ReadonlyMap<string, Entry>, c: HonoContext, kind?: Kind) => Entry} */
  const find = (table, c, kind) => {
    const entry = table.get(c.req.param("id") ?? "");
    if (!entry || (kind !== undefined && entry.kind !== kind)) throw new Refusal(404);
    return entry;
  };

  /** @type {(data: unknown, facts: Record<string, unknown>) => Response} */
  const listed = (data, facts) => Response.json({ data, meta: meta(facts) });

  // ---- Connections of any kind -----------------------------------------------------------------------------

  app.get(`${BASE}/connections`, allowed("read", (c) => {
    const { entries, meta: facts } = pageOf(store.connections.values(), connectionList, readQuery(c.req.url), store);
    return listed(store.outline(entries), facts);
  }));

  app.get(`${BASE}/connections/count`, allowed("read", () => {
    const others = Object.fromEntries(OTHER_CONNECTIONS.map((name) => [name, 0]));
    const fqdnConnections = store.ofKind("fqdn_connection");
    const counts = {
      ...others,
      credential_connections: store.ofKind("credential_connection").length,
      fqdn_connections: fqdnConnections.length,
      ip_connections: store.ofKind("ip_connection").length,
      microsoft_teams_sbc_connections: fqdnConnections.filter(({ data }) => data.microsoft_teams_sbc).length,
    };
    return Response.json({ data: { counts, limits: { global_limit: CONNECTION_LIMIT }, record_type: "connection_count" } });
  }));

  app.get(`${BASE}/connections/:id`, allowed("read", (c) => Response.json({ data: store.outline([find(store.connections, c)])[0] })));

  app.get(`${BASE}/connections/:id/active_calls`, allowed("read", (c) => {
    const { data } = find(store.connections, c);
    const calls = [...store.calls.values()].filter(({ connection }) => connection === data.id);
    const { items, meta: facts } = callsPage(calls, readQuery(c.req.url), `${BASE}/connections/${data.id}/active_calls`);
    return listed(items.map(store.showCall), facts);
  }));

  app.post(`${BASE}/credential_connections/:id/actions/check_registration_status`, allowed("read", (c) =>
    Response.json({ data: store.showRegistration(find(store.connections, c, "credential_connection")) }),
  ));

  app.get(`${BASE}/fqdn_connections/:id/fqdn_authentication`, allowed("read", (c) =>
    Response.json({ data: store.showAuthentication(find(store.connections, c, "fqdn_connection")) }),
  ));

  app.patch(`${BASE}/fqdn_connections/:id/fqdn_authentication`, allowed("write", async (c) => {
    // The body first: while it comes in, the connection may go.
    const body = await bodyOf(c);
    const entry = find(store.connections, c, "fqdn_connection");
    refuseIfAny(problemsOf(fqdnAuthentication, body, "update"));
    refuseIfAny(userNameProblems(body.user_name, store, entry));
    store.change(entry, { authentication: merged(fqdnAuthentication, entry.authentication ?? {}, body, "update") });
    return Response.json({ data: store.showAuthentication(entry) });
  }));

  // ---- Everything that can be made -------------------------------------------------------------------------

  for (const resource of RESOURCES) {
    const { kind, path, list, created, bare = false } = resource;
    const table = store.tableOf(kind);
    const all = `${BASE}/${path}`;
    const one = `${all}/:id`;
    /** @type {(shown: Record<string, unknown>, status?: number) => Response} */
    const answer = (shown, status = 200) => Response.json(bare ? shown : { data: shown }, { status });
    const show = (/** @type {Entry} */ entry) => store.show([entry])[0];

    app.get(all, allowed("read", (c) => {
      const own = [...table.values()].filter((entry) => entry.kind === kind);
      const { entries, meta: facts } = pageOf(own, list, readQuery(c.req.url), store);
      return listed(store.show(entries), facts);
    }));

    app.post(all, allowed("write", async (c) => {
      const entry = store.add(kind, resultOf(resource, await bodyOf(c), store));
      added(entry);
      return answer(show(entry), created);
    }));

    app.delete(one, allowed("write", (c) => {
      const entry = find(table, c, kind);
      const shown = show(entry);
      store.remove(entry);
      return answer(shown);
    }));

    if (bare) continue;

    app.get(one, allowed("read", (c) => answer(show(find(table, c, kind)))));

    app.patch(one, allowed("write", async (c) => {
      const body = await bodyOf(c);
      const entry = find(table, c, kind);
      store.change(entry, { data: resultOf(resource, body, store, entry) });
      return answer(show(entry));
    }));
  }

  app.post(`${BASE}/oauth/token`, async (c) => {
    count();
    const form = new URLSearchParams(await c.req.text());
    return issueToken(c.req.header("authorization"), form.get("grant_type"));
  });

  return app;
}
