/**
 * Who may log in, the sessions that they have, and the tickets that open a feed.
 *
 * @import { Random } from "../../core.js"
 * @import { IpcortexRole } from "../../index.js"
 */

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} uname
 * @property {string} password
 * @property {string} name
 * @property {IpcortexRole} role
 * @property {string} company
 * @property {string} companyName
 * @property {readonly string[]} companies Those that a company administrator looks after.
 * @property {string} email
 * @property {string} extension
 * @property {Set<string>} denied Datasets, and `tags`, that are not for this user.
 */

/** @typedef {{ id: string, user: User, version: string }} Session */

/** @type {IpcortexRole[]} */
export const ROLES = ["user", "receptionist", "company-admin", "admin", "sys-admin"];

const TICKET_MS = 30_000;

/** @param {User} user */
export const isAdmin = ({ role }) => role === "admin" || role === "sys-admin";

/**
 * @param {() => number} now
 * @param {Random} random
 * @param {readonly User[]} users
 * @param {{ pbxVersion: string }} system
 */
export function createPeople(now, random, users, system) {
  const byName = new Map(users.map((user) => [user.uname, user]));
  const byId = new Map(users.map((user) => [user.id, user]));
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  /** @type {Map<string, { session: Session, until: number }>} */
  const tickets = new Map();

  return {
    users,
    sessions,

    /** By login name or number. @param {unknown} who */
    find: (who) => (typeof who === "number" ? byId.get(who) : byName.get(String(who))),

    /** @type {(uname: unknown, password: unknown) => User | undefined} */
    check(uname, password) {
      const user = byName.get(String(uname));
      return user && user.password === password ? user : undefined;
    },

    /** Whose it is, unless it is over. @param {string | undefined} id */
    session: (id) => (id === undefined ? undefined : sessions.get(id)),

    /** @type {(user: User) => Session} */
    begin(user) {
      const session = { id: random.hex(32), user, version: system.pbxVersion };
      sessions.set(session.id, session);
      return session;
    },

    /** @param {Session} session */
    end(session) {
      sessions.delete(session.id);
      for (const [ticket, { session: own }] of tickets) if (own === session) tickets.delete(ticket);
    },

    /** @param {Session} session */
    ticket(session) {
      for (const [old, { until }] of tickets) if (until <= now()) tickets.delete(old);
      const ticket = `tk_${random.hex(24)}`;
      tickets.set(ticket, { session, until: now() + TICKET_MS });
      return ticket;
    },

    /** A ticket is good once. @param {unknown} ticket */
    redeem(ticket) {
      const found = tickets.get(String(ticket));
      tickets.delete(String(ticket));
      return found && found.until > now() ? found.session : undefined;
    },
  };
}

/** @typedef {ReturnType<typeof createPeople>} People */
