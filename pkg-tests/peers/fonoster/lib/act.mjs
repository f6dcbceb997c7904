// One case on one package, in Node or in a page: the call, and how it settles, as a plain record. Web standard APIs
// only.
import { plain } from "./plain.mjs";

/** How each package is given the same server, and makes the same session. */
const SESSIONS = {
  // What the vendor's client for Node calls an endpoint has no scheme, and is TLS unless told otherwise.
  vendorInNode: ({ Client }, url, accessKeyId) =>
    new Client({ endpoint: url.replace("http://", ""), accessKeyId, allowInsecure: true }),
  page: ({ WebClient }, url, accessKeyId) => new WebClient({ url, accessKeyId }),
  oursInNode: ({ Client }, url, accessKeyId) => new Client({ endpoint: url, accessKeyId, allowInsecure: true }),
};

const sessionOf = ({ side, place }) =>
  SESSIONS[place === "chromium" ? "page" : side === "vendor" ? "vendorInNode" : "oursInNode"];

/** A signal that something nobody caught has happened: it belongs to the record. */
function watchEscapes(escapes) {
  if (typeof window === "undefined") {
    const events = ["unhandledRejection", "uncaughtException"];
    const keep = (reason) => void escapes.push(reason);
    for (const event of events) process.on(event, keep);
    return () => events.forEach((event) => process.removeListener(event, keep));
  }
  const keep = (event) => {
    event.preventDefault();
    escapes.push(event.reason ?? event.error);
  };
  const events = ["unhandledrejection", "error"];
  for (const event of events) window.addEventListener(event, keep);
  return () => events.forEach((event) => window.removeEventListener(event, keep));
}

const HANGS = Symbol("hangs");

/** Cases that are known to hang are not waited for without end. */
function unlessItHangs({ hangs }, promise) {
  if (!hangs) return promise;
  return Promise.race([promise, new Promise((resolve) => void setTimeout(resolve, 2_000, HANGS))]);
}

/** What goes to the console belongs to the record. */
function watchConsole(printed) {
  const levels = ["log", "info", "warn", "error", "debug"];
  const before = Object.fromEntries(levels.map((level) => [level, console[level]]));
  for (const level of levels)
    console[level] = (...args) => void printed.push(`${level}: ${args.map(String).join(" ")}`);
  return () => Object.assign(console, before);
}

/**
 * Runs a case. It has a name and `call(agents, world)`; `agents` is made over a session that has signed in by API key,
 * unless the case is `alone` and does that itself.
 *
 * @param {{ side: "vendor" | "ours", place: "node" | "chromium", exports: object }} pack
 * @param {object} subject
 * @param {{ url: string, credentials: object, state: object }} facts of the server
 * @param {(name: string, ...args: any[]) => Promise<any>} tell has the server do something
 */
export async function act(pack, subject, facts, tell) {
  const escapes = [];
  const printed = [];
  const unwatch = [watchEscapes(escapes), watchConsole(printed)];
  const { exports, side, place } = pack;
  const { url, credentials, state } = facts;
  const seen = [];
  const world = {
    side,
    place,
    url,
    credentials,
    state,
    exports,
    tell,
    note: (...values) => void seen.push(values.length === 1 ? values[0] : values),
    session: ({ accessKeyId = credentials.workspace, address = url } = {}) =>
      sessionOf(pack)(exports, address, accessKeyId),
    async signedIn() {
      const session = world.session();
      await session.loginWithApiKey(credentials.accessKeyId, credentials.accessKeySecret);
      return session;
    },
    agents: (session) => new exports.Agents(session),
  };
  const context = { side, raw: subject.raw };
  let settled;
  try {
    const agents = subject.alone ? undefined : world.agents(await world.signedIn());
    const value = await unlessItHangs(subject, subject.call(agents ?? world, world));
    settled = value === HANGS ? { kind: "pending" } : { kind: "resolved", value: plain(value, context) };
  } catch (error) {
    settled = { kind: "rejected", error: plain(error, context) };
  }
  // What comes late comes now: a task of its own.
  await new Promise((resolve) => void setTimeout(resolve, 0));
  for (const end of unwatch) end();
  const record = { settled };
  if (seen.length > 0) record.seen = plain(seen, context);
  if (printed.length > 0) record.printed = printed;
  // What the vendor's pages do beside each call of theirs may fail, too: the row `renewals`.
  if (escapes.length > 0 && !(side === "vendor" && place === "chromium")) record.escaped = plain(escapes, context);
  return record;
}
