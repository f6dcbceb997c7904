/**
 * The REST API of the v12 era: `/providers/*`, and the sign-in around it.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Desk } from "./desk.js"
 * @import { Gate, RateLimit } from "./gate.js"
 * @import { Account, Accounts, Sessions } from "./sessions.js"
 * @import { Settings } from "./settings.js"
 * @import { Provider, Store } from "./store.js"
 */
import { Hono } from "hono";
import { bodyOf, guard, nothing } from "./gate.js";
import { idOf, jsonResponse } from "./json.js";
import { Code, Refusal } from "./refusal.js";

const BASE = "/api";
const API_VERSION = "12.0.0";

/** @typedef {{ settings: Settings, gate: Gate, rateLimit: RateLimit, sessions: Sessions, accounts: Accounts, store: Store, desk: Desk }} Parts */

/** @param {Parts} parts */
export function createV12({ settings, gate, rateLimit, sessions, accounts, store, desk }) {
  const app = new Hono();
  guard(app, settings, rateLimit);

  // ---- Sign-in ---------------------------------------------------------------------------------------------

  const badLogin = (code = Code.badCredentials) => new Refusal(settings.badLoginStatus, "The name, the password or the domain is not right.", { code });

  /** @type {(account: Account, more?: object) => Response} */
  const begun = (account, more) => {
    const { role, id, name } = account;
    return jsonResponse({ access_token: sessions.begin(account), expires: settings.tokenTtl, role, api_version: API_VERSION, id, name, ...more });
  };

  app.post(`${BASE}/account/credentials/verify`, async (c) => {
    const { name, username = name, password, domain } = await bodyOf(c);
    const account = Object.values(accounts).find((one) => one.name === username && one.password === password);
    if (!account) throw badLogin();
    // An extension's number is unique in its domain alone.
    if (domain === undefined ? account.role === "extension" : account.domain !== domain) throw badLogin(Code.badDomain);
    return begun(account);
  });

  app.post(`${BASE}/account/email/verify`, async (c) => {
    const { email, password } = await bodyOf(c);
    const { extension } = accounts;
    if (email !== extension.email || password !== extension.password) throw badLogin();
    return begun(extension);
  });

  app.post(`${BASE}/account/extension/sip/verify`, async (c) => {
    const { extension_number: number, sip_password: password, domain } = await bodyOf(c);
    const { extension } = accounts;
    if (number !== extension.name || password !== extension.sipPassword) throw badLogin();
    if (domain !== extension.domain) throw badLogin(Code.badDomain);
    return begun(extension, { transports: [{ protocol: "UDP", port: 5060 }, { protocol: "TCP", port: 5063 }] });
  });

  app.post(`${BASE}/account/token/refresh`, async (c) => {
    if (settings.refresh === "missing") throw new Refusal(404, "There is no such page.");
    const { access_token: given } = await bodyOf(c);
    const token = gate.tokenOf(c) || given;
    const session = sessions.find(token);
    if (!session) throw gate.refused();
    if (settings.refresh === "extends") {
      sessions.extend(session);
      return new Response(null);
    }
    sessions.end(token);
    return jsonResponse({ access_token: sessions.begin(session.account), expires: settings.tokenTtl });
  });

  app.post(`${BASE}/account/sign_out`, async (c) => {
    const token = gate.tokenOf(c);
    if (!sessions.find(token)) throw gate.refused();
    sessions.end(token);
    return nothing(settings);
  });

  // ---- Providers -------------------------------------------------------------------------------------------

  /** @type {(right: "read" | "write", answer: (c: HonoContext, account: Account) => Response | Promise<Response>) => (c: HonoContext) => Promise<Response>} */
  const allowed = (right, answer) =>
    gate.signedIn((c, account) => {
      // Trunks are an administrator's; a tenant sees them.
      if (account.role === "extension" || (right === "write" && account.role !== "admin")) {
        throw new Refusal(403, "The account may not do this.", { code: Code.forbidden });
      }
      return answer(c, account);
    });

  /** @param {string} id */
  const number = (id) => (settings.idEncoding === "string" ? id : BigInt(id));

  /** The integers of a provider that may be large, as this PBX writes them. @param {any} pool */
  const poolOf = (pool) =>
    Array.isArray(pool)
      ? pool.map((row) => (idOf(row?.tenant_id) === undefined ? row : { ...row, tenant_id: number(String(row.tenant_id)) }))
      : pool;

  /** @param {Provider} provider */
  const shown = ({ id, data, status }) => ({
    id: number(id),
    ...data,
    ...(data.did_pool !== undefined && { did_pool: poolOf(data.did_pool) }),
    status,
  });

  /** @type {(wanted: unknown, unknownStatus?: number) => Provider} */
  const find = (wanted, unknownStatus) => {
    const id = idOf(wanted);
    if (id === undefined) throw new Refusal(400, "The provider id is not valid.", { code: Code.noProvider });
    return desk.find(id, unknownStatus);
  };

  app.post(`${BASE}/providers/create`, allowed("write", async (c, account) => {
    const { id } = desk.create(await bodyOf(c), account);
    return jsonResponse({ id: number(id) });
  }));

  app.post(`${BASE}/providers/update`, allowed("write", async (c) => {
    const body = await bodyOf(c);
    desk.update(find(body.id), body);
    return nothing(settings);
  }));

  app.post(`${BASE}/providers/destroy`, allowed("write", async (c) => {
    store.remove(find((await bodyOf(c)).id, 400));
    return nothing(settings);
  }));

  /** @param {HonoContext} c */
  const queryOf = (c) => {
    const query = c.req.query();
    return settings.caseInsensitiveQuery ? Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value])) : query;
  };

  app.get(`${BASE}/providers/show`, allowed("read", (c) => jsonResponse(shown(find(queryOf(c).id)))));

  /** @type {(text: string | undefined, name: string, least: number) => number} */
  const paging = (text = "", name, least) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least) throw new Refusal(400, `${name} must be a whole number from ${least}`, { code: Code.badField });
    return value;
  };

  app.get(`${BASE}/providers/list`, allowed("read", (c) => {
    const query = queryOf(c);
    const pagination = paging(query.pagination, "pagination", settings.zeroBased ? 0 : 1);
    const pagesize = Math.min(paging(query.pagesize, "pagesize", 1), settings.pageSizeCap);
    const sortBy = (query.sort_by ?? "DEFAULT").toUpperCase();
    if (!["DEFAULT", "OPTIONAL"].includes(sortBy)) throw new Refusal(400, "sort_by must be one of DEFAULT, OPTIONAL", { code: Code.badField });

    const all = store.all();
    if (sortBy === "OPTIONAL") all.sort((a, b) => byName(String(a.data.name), String(b.data.name)));
    const first = (Math.max(1, pagination) - 1) * pagesize;
    const page = all.slice(first, first + pagesize);
    return jsonResponse({
      // The sample of the reference has the number of the page in both.
      page_count: settings.pageCountBug ? pagination : Math.ceil(all.length / pagesize),
      pagination,
      pagesize,
      sort_by: sortBy,
      count: settings.countMeaning === "page" ? page.length : all.length,
      providers: page.map(({ id, data: { name, hostname, port }, status }) => ({ id: number(id), name, hostname, port, status })),
    });
  }));

  return app;
}

/** @type {(a: string, b: string) => number} */
const byName = (a, b) => {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};
