/**
 * The REST API of v22: `/providers/{id}`, Bearer tokens, other names for the same fields.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Parts } from "./v12.js"
 * @import { Account } from "./sessions.js"
 * @import { Provider } from "./store.js"
 */
import { Hono } from "hono";
import { bodyOf, guard, nothing } from "./gate.js";
import { jsonResponse } from "./json.js";
import { pageOf } from "./query.js";
import { Code, Refusal } from "./refusal.js";

const BASE = "/api";

/** Of a list. Passwords are write-only, and whether a trunk is registered is asked one by one. */
const SUMMARY = ["id", "name", "enabled", "brand", "hostname", "port", "did_numbers", "shared"];
const SEARCHED = ["name", "hostname", "brand"];
const EXPORTED = ["id", "name", "auth_mode", "transport", "hostname", "port", "auth_id", "registration", "concurrency"];

/** The vendor's words for it here (OpenAPI document of v22, schema of a provider). */
const STATUS_WORDS = { ONLINE: "REGISTERED", OFFLINE: "UNREGISTERED" };

/** @param {Parts} parts */
export function createV22({ settings, gate, rateLimit, sessions, accounts, store, desk }) {
  const app = new Hono();
  guard(app, settings, rateLimit);

  // ---- Sign-in ---------------------------------------------------------------------------------------------

  const badLogin = () => new Refusal(settings.badLoginStatus, "Login failed, authentication error", { code: Code.badCredentials, word: "UNAUTHORIZED" });

  /** @type {(given: { username?: unknown, password?: unknown, domain?: unknown }) => Account} */
  const accountOf = ({ username, password, domain }) => {
    const account = Object.values(accounts).find((one) => one.name === username && one.password === password);
    if (!account || (domain !== undefined && domain !== account.domain)) throw badLogin();
    return account;
  };

  /** @param {unknown} token */
  const renewed = (token) => {
    const account = typeof token === "string" ? sessions.redeem(token) : undefined;
    if (!account) throw new Refusal(400, "unknown error", { code: Code.badToken, word: "UNKNOWN" });
    return jsonResponse(sessions.pair(account));
  };

  /** @param {HonoContext} c */
  const signOut = gate.signedIn((c) => {
    sessions.end(gate.tokenOf(c));
    return nothing(settings);
  });

  if (settings.signIn === "sign_in") {
    /** @type {Map<string, Account>} Who has given the password, and not the code yet. */
    const waiting = new Map();

    app.post(`${BASE}/auth/sign_in`, async (c) => {
      const account = accountOf(await bodyOf(c));
      if (settings.oneTimeCode === undefined) return jsonResponse(sessions.pair(account));
      const token = sessions.ticket();
      waiting.set(token, account);
      return jsonResponse({ two_factor_enabled: true, token });
    });

    app.post(`${BASE}/auth/verify_otp`, async (c) => {
      const { token, code } = await bodyOf(c);
      const account = waiting.get(token);
      if (!account || code !== settings.oneTimeCode) throw badLogin();
      waiting.delete(token);
      return jsonResponse(sessions.pair(account));
    });

    app.post(`${BASE}/auth/refresh_token`, async (c) => renewed((await bodyOf(c)).refresh_token));
    app.post(`${BASE}/auth/sign_out`, signOut);
  } else {
    app.post(`${BASE}/login/oauth/token`, async (c) => {
      const { grant_type: grant, client_id: client, ...form } = Object.fromEntries(new URLSearchParams(await c.req.text()));
      if (!client) throw badLogin();
      if (grant === "refresh_token") return renewed(form.refresh_token);
      if (grant !== "password" || form.scope !== "all") throw badLogin();
      return jsonResponse(sessions.pair(accountOf(form)));
    });

    app.post(`${BASE}/login/oauth/revoke`, signOut);
  }

  // ---- Providers -------------------------------------------------------------------------------------------

  /** @type {(answer: (c: HonoContext, account: Account) => Response | Promise<Response>) => (c: HonoContext) => Promise<Response>} */
  const allowed = (answer) =>
    gate.signedIn((c, account) => {
      if (account.role === "extension") throw forbidden();
      return answer(c, account);
    });

  const forbidden = () => new Refusal(403, "permission denied", { code: Code.forbidden });

  /** A tenant's administrator may change its own. @type {(c: HonoContext, account: Account) => Provider} */
  const own = (c, account) => {
    const provider = desk.find(c.req.param("id"));
    if (account.role !== "admin" && provider.owner !== account.name) throw forbidden();
    return provider;
  };

  /** @type {(provider: Provider) => Record<string, any>} */
  const shown = ({ id, data: { password: _, ...data } }) => ({ id, ...data });

  const summaries = () =>
    store.all().map((provider) => {
      const row = shown(provider);
      return Object.fromEntries(SUMMARY.map((name) => [name, row[name] ?? null]));
    });

  app.get(`${BASE}/providers`, allowed((c) => {
    const { total, items } = pageOf(summaries(), c.req.query(), { fields: SUMMARY, searched: SEARCHED, cap: settings.pageSizeCap });
    return jsonResponse({ count: settings.countMeaning === "page" ? items.length : total, items });
  }));

  app.post(`${BASE}/providers`, allowed(async (c, account) => {
    const body = await bodyOf(c);
    // Trunks that go by an address are the system administrator's.
    if (account.role !== "admin" && body.auth_mode === "IP_AUTH") throw forbidden();
    return jsonResponse({ id: desk.create(body, account).id }, { status: 201 });
  }));

  app.get(`${BASE}/providers/export`, allowed(() => {
    const rows = store.all().map((provider) => EXPORTED.map((name) => cell(shown(provider)[name])).join(","));
    return new Response([EXPORTED.join(","), ...rows, ""].join("\r\n"), {
      headers: { "content-type": "application/octet-stream", "content-disposition": "attachment; filename=\"providers.csv\"" },
    });
  }));

  app.get(`${BASE}/providers/:id`, allowed((c) => jsonResponse(shown(desk.find(c.req.param("id"))))));

  app.post(`${BASE}/providers/:id`, allowed(async (c, account) => {
    // The body first: while it comes in, the provider may go. How it signs in is settled when it is made.
    const { auth_mode: _, ...body } = await bodyOf(c);
    desk.update(own(c, account), body);
    return nothing(settings);
  }));

  app.post(`${BASE}/providers/:id/destroy`, allowed((c, account) => {
    store.remove(own(c, account));
    return new Response(null, { status: 204 });
  }));

  app.get(`${BASE}/providers/:id/status`, allowed((c) => jsonResponse({ status: STATUS_WORDS[desk.find(c.req.param("id")).status] })));

  return app;
}

/** @param {unknown} value */
const cell = (value) => {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
};
