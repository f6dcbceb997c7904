/**
 * What every route has before it: the rate limit, the token, and the reading of the body.
 *
 * @import { Context as HonoContext, Hono } from "hono"
 * @import { Account, Session, Sessions } from "./sessions.js"
 * @import { Settings } from "./settings.js"
 */
import { fromJson } from "./json.js";
import { Code, Refusal } from "./refusal.js";

const MINUTE = 60_000;

/**
 * @param {() => number} now
 * @param {number | null} initial
 */
export function createRateLimit(now, initial) {
  let limit = initial;
  /** @type {number[]} When the requests of the last minute came. */
  let recent = [];
  return {
    count() {
      if (limit === null) return;
      recent = recent.filter((at) => at > now() - MINUTE);
      if (recent.length >= limit) {
        const free = recent[0] + MINUTE - now();
        throw new Refusal(429, "There have been too many requests.", { code: Code.tooMany, headers: { "retry-after": String(Math.ceil(free / 1000)) } });
      }
      recent.push(now());
    },
    /** @param {number | null} wanted */
    set(wanted) {
      if (wanted !== null && !(Number.isInteger(wanted) && wanted > 0)) throw new RangeError("a rate limit is a whole number from 1, or null");
      limit = wanted;
      recent = [];
    },
  };
}

/** @typedef {ReturnType<typeof createRateLimit>} RateLimit */

/**
 * The body as an object, whatever the type that it is said to have: pages send `text/plain` to spare a preflight.
 *
 * @param {HonoContext} c
 * @returns {Promise<Record<string, any>>}
 */
export async function bodyOf(c) {
  const text = await c.req.text();
  /** @type {unknown} */
  let body;
  try {
    body = text.trim() === "" ? {} : fromJson(text);
  } catch {
    throw new Refusal(400, "The body is not JSON.", { code: Code.badField });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Refusal(400, "The body is not an object.", { code: Code.badField });
  return body;
}

/** @type {(authorization: string | undefined) => string} */
const bearerOf = (authorization = "") => /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";

/**
 * @param {Settings} settings
 * @param {Sessions} sessions
 */
export function createGate({ dialect, acceptBearer, authFailureStatus, sliding }, sessions) {
  const refused = () => new Refusal(authFailureStatus, "The access token is not valid.", { code: Code.badToken, word: "UNAUTHORIZED" });

  /** @param {HonoContext} c */
  const tokenOf = (c) => {
    const bearer = bearerOf(c.req.header("authorization"));
    if (dialect === "v22") return bearer;
    return c.req.header("access_token") || (acceptBearer ? bearer : "");
  };

  return {
    refused,
    tokenOf,
    /**
     * A route for who is signed in.
     *
     * @param {(c: HonoContext, account: Account, session: Session) => Response | Promise<Response>} answer
     * @returns {(c: HonoContext) => Promise<Response>}
     */
    signedIn: (answer) => async (c) => {
      const session = sessions.find(tokenOf(c));
      if (!session) throw refused();
      const response = await answer(c, session.account, session);
      // Only what succeeds makes a token live longer.
      if (sliding) sessions.extend(session);
      return response;
    },
  };
}

/** @typedef {ReturnType<typeof createGate>} Gate */

/**
 * What all routes of an app share. It goes before them.
 *
 * @param {Hono} app
 * @param {Settings} settings
 * @param {RateLimit} rateLimit
 */
export function guard(app, { dialect }, rateLimit) {
  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse(dialect);
    throw error;
  });
  app.notFound(() => new Refusal(501, "The simulator has no such route.", { code: Code.noRoute }).toResponse(dialect));
  app.use(async (_, next) => {
    rateLimit.count();
    await next();
  });
}

/** @type {(settings: Settings) => Response} */
export const nothing = ({ emptyBody }) =>
  emptyBody === "" ? new Response(null) : new Response(emptyBody, { headers: { "content-type": "application/json" } });
