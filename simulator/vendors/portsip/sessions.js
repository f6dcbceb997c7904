/**
 * Who may sign in, and the tokens that they get.
 *
 * @import { Random } from "../../core.js"
 * @import { Settings } from "./settings.js"
 */

/**
 * @typedef {object} Account
 * @property {"admin" | "tenant" | "extension"} role
 * @property {string} id
 * @property {string} name
 * @property {string} password
 * @property {string} [domain]
 * @property {string} [email]
 * @property {string} [sipPassword]
 */

/** @typedef {{ account: Account, end: number }} Session */

const DOMAIN = "acme.example.com";

/** Beyond what a double holds, and neighbours of what it would make of them. */
const TENANT_ID = "900719925474080101";

/** @param {Random} random */
export function createAccounts(random) {
  /** @type {Account} */
  const admin = { role: "admin", id: "900719925474080001", name: "admin", password: random.hex(16) };
  /** @type {Account} */
  const tenant = { role: "tenant", id: TENANT_ID, name: "acme", password: random.hex(16), domain: DOMAIN };
  /** @type {Account} */
  const extension = {
    role: "extension",
    id: "900719925474080201",
    name: "101",
    password: random.hex(16),
    domain: DOMAIN,
    email: `101@${DOMAIN}`,
    sipPassword: random.hex(16),
  };
  return { admin, tenant, extension };
}

/** @typedef {ReturnType<typeof createAccounts>} Accounts */

/**
 * @param {() => number} now
 * @param {Random} random
 * @param {Pick<Settings, "tokenTtl" | "tokenLength">} settings
 */
export function createSessions(now, random, { tokenTtl, tokenLength }) {
  /** @type {Map<string, Session>} By access token. */
  let sessions = new Map();
  /** @type {Map<string, { account: Account, access: string }>} v22 only, by refresh token. */
  const refreshes = new Map();

  const draw = () => random.hex(tokenLength).toUpperCase();
  const end = () => now() + tokenTtl * 1000;

  /** @param {string} token */
  const find = (token) => {
    const session = sessions.get(token);
    return session && session.end > now() ? session : undefined;
  };

  /** @param {Account} account */
  const begin = (account) => {
    for (const [token, session] of sessions) if (session.end <= now()) sessions.delete(token);
    const token = draw();
    sessions.set(token, { account, end: end() });
    return token;
  };

  return {
    begin,
    find,
    /** @param {Session} session */
    extend: (session) => void (session.end = end()),
    /** @param {string} token */
    end(token) {
      sessions.delete(token);
      for (const [refresh, { access }] of refreshes) if (access === token) refreshes.delete(refresh);
    },
    expire: () => void (sessions = new Map()),
    live: () => [...sessions.keys()].filter(find).length,

    /** A pair of v22. @param {Account} account */
    pair(account) {
      const access = begin(account);
      const refresh = draw();
      refreshes.set(refresh, { account, access });
      return { token_type: "Bearer", access_token: access, refresh_token: refresh, expires_in: tokenTtl };
    },
    /** A refresh token is good once; who it is for, and its access token is dead. @param {string} refresh */
    redeem(refresh) {
      const found = refreshes.get(refresh);
      if (!found) return undefined;
      refreshes.delete(refresh);
      sessions.delete(found.access);
      return found.account;
    },
    ticket: draw,
  };
}

/** @typedef {ReturnType<typeof createSessions>} Sessions */
