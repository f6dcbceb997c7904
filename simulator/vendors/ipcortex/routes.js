/**
 * What the PBX answers over HTTP: the few public REST paths, and those of our own adapter.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Book } from "./book.js"
 * @import { Calls } from "./calls.js"
 * @import { Feeds } from "./feed.js"
 * @import { Lines } from "./lines.js"
 * @import { People, Session, User } from "./people.js"
 * @import { Settings } from "./settings.js"
 * @import { Store, Value } from "./store.js"
 * @import { View } from "./view.js"
 */
import { Hono } from "hono";
import { COOKIE, SET_COOKIE } from "../../core.js";
import { apiScript } from "./api-script.js";
import { areTags } from "./book.js";
import { isAdmin } from "./people.js";
import { Refusal } from "./refusal.js";
import { readDatasets } from "./view.js";

const SESSION_COOKIE = "Red60urne";
const ADAPTER = "ipcx/1";
const FEATURES = ["feed", "resume", "idle", "tags", "addressbook", "ice", "dial", "transfer"];
const MOST_RECORDS = 500;

const loggedOut = () => new Refusal(2, "nobody is logged in", { status: 401 });

/**
 * The body as an object; none at all is an empty one.
 *
 * @param {HonoContext} c
 * @returns {Promise<Value>}
 */
export async function bodyOf(c) {
  const text = await c.req.text();
  /** @type {unknown} */
  let body;
  try {
    body = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(90, "the body is not JSON", { status: 400 });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Refusal(90, "the body is not an object", { status: 400 });
  return body;
}

/** @param {HonoContext} c */
const cookieOf = (c) => new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;]*)`).exec(c.req.header(COOKIE) ?? "")?.[1];

/** @type {(c: HonoContext, value: string, age?: string) => void} */
const setCookie = (c, value, age = "") => {
  const secure = new URL(c.req.url).protocol === "https:";
  // Only a secure one may go along with a page of another site.
  c.header(SET_COOKIE, `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=${secure ? "None; Secure" : "Lax"}${age}`);
};

/**
 * @param {Settings} settings
 * @param {{ pbxVersion: string, serverTime: () => number }} system
 * @param {{ store: Store, people: People, view: View, lines: Lines, book: Book, calls: Calls, feeds: Feeds, ice: { stun: string | null, turn: object[] } }} model
 */
export function createRoutes(settings, system, { store, people, view, lines, book, calls, feeds, ice }) {
  const app = new Hono();
  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse();
    throw error;
  });
  app.notFound((c) => c.json({ result: "fail", errno: 90, message: "the simulator has no such route" }, 501));

  /** @param {HonoContext} c */
  const sessionOf = (c) => people.session(cookieOf(c));

  /** @type {(more?: Value) => Value} */
  const success = (more = {}) => ({ result: "success", ...more });

  // ---- Public REST -----------------------------------------------------------------------------------------

  /** Whoever a request is from: its cookie, or the login inside its body. @type {(c: HonoContext, body: Value) => User} */
  const callerOf = (c, { auth }) => {
    if (auth?.password !== undefined) {
      const user = people.check(auth.username, auth.password);
      if (!user) throw new Refusal(2, "wrong username or password", { status: 401 });
      return user;
    }
    const session = sessionOf(c);
    if (!session) throw loggedOut();
    return session.user;
  };

  /** @type {(path: string, answer: (user: User, body: Value, c: HonoContext) => Value) => void} */
  const rest = (path, answer) => {
    for (const one of [path, `${path}/`]) {
      app.post(one, async (c) => {
        const body = await bodyOf(c);
        return c.json(success(answer(callerOf(c, body), body, c)));
      });
    }
  };

  const logIn = async (/** @type {HonoContext} */ c) => {
    const { auth } = await bodyOf(c);
    const known = sessionOf(c);
    const asked = auth?.password === undefined ? known?.user : people.check(auth.username, auth.password);
    // A page that only asks whether somebody is logged in says neither name nor password.
    if (!asked) throw new Refusal(2, auth?.password === undefined ? "nobody is logged in" : "wrong username or password");
    const session = known?.user === asked ? known : people.begin(asked);
    session.version = system.pbxVersion;
    setCookie(c, session.id);
    const { id, uname, name, company } = asked;
    const perms = { admin: isAdmin(asked), role: asked.role };
    return c.json(success({ user: { id, login: uname, name, company, home: "/", session: session.id, perms } }));
  };
  app.post("/rest/auth", logIn);
  app.post("/rest/auth/", logIn);

  const logOut = async (/** @type {HonoContext} */ c) => {
    const session = sessionOf(c);
    if (session) {
      people.end(session);
      feeds.logout(session);
    }
    setCookie(c, "", "; Max-Age=0");
    return c.json(success());
  };
  app.post("/rest/auth/logout", logOut);
  app.post("/rest/auth/logout/", logOut);

  rest("/rest/call/read", (user, { scope = {} }) => {
    if (!isAdmin(user)) throw new Refusal(99, "call records are for administrators");
    const { minID = 0, maxRows = MOST_RECORDS, minDate = 0, maxDate = Infinity } = scope ?? {};
    return { values: calls.records.filter(({ id, start }) => id >= minID && start >= minDate && start <= maxDate).slice(0, Math.min(maxRows, MOST_RECORDS)) };
  });

  rest("/rest/command/dial", (user, { values }) => {
    const { number, autohold } = values ?? {};
    if (typeof number !== "string" || number === "") throw new Refusal(90, "there is no number to dial");
    const device = lines.of(user.id).owned.find((name) => store.get("device", name)?.state === "up");
    if (device === undefined) throw new Refusal(90, "there is no telephone to dial with");
    calls.dial(device, number, { autohold: autohold === true });
    return { values: [] };
  });

  let rooms = 0;
  rest("/rest/command/create", () => ({ values: [{ room: (rooms += 1) }] }));

  // ---- The adapter -----------------------------------------------------------------------------------------

  /** For everybody. @type {(path: string, answer: () => Value) => void} */
  const open = (path, answer) => void app.post(`/adapter/v1/${path}`, async (c) => (await bodyOf(c), c.json(success(answer()))));

  /** @type {(path: string, answer: (session: Session, body: Value) => Value | void) => void} */
  const adapter = (path, answer) =>
    void app.post(`/adapter/v1/${path}`, async (c) => {
      const body = await bodyOf(c);
      const session = sessionOf(c);
      if (!session) throw loggedOut();
      if (session.version !== system.pbxVersion) {
        throw new Refusal(100, `the PBX is ${system.pbxVersion} now`, { status: 409, headers: { "x-ipcx-version": system.pbxVersion } });
      }
      return c.json(success(answer(session, body) ?? {}));
    });

  open("hello", () => ({ adapter: ADAPTER, pbxVersion: system.pbxVersion, lite: settings.lite, features: FEATURES }));
  open("time", () => ({ serverTime: system.serverTime() }));

  adapter("ticket", (session) => ({ ticket: people.ticket(session) }));

  adapter("fetch", ({ user }, { datasets: asked, idle }) => {
    const datasets = readDatasets(asked);
    const refused = feeds.denied(user, datasets);
    if (refused) throw new Refusal(99, `no permission for ${refused} data`);
    /** @type {Record<string, Value[]>} */
    const objects = Object.fromEntries(view.kindsOf(datasets).map((kind) => [kind, []]));
    for (const [kind, value] of view.all({ user, datasets, idle: settings.lite || idle === true })) objects[kind].push(value);
    return { objects, lines: lines.of(user.id) };
  });

  adapter("addressbook", ({ user }, { since }) => book.since(user, since));

  /** @param {User} user */
  const allowTags = (user) => {
    if (user.denied.has("tags")) throw new Refusal(99, "tags not allowed");
  };

  adapter("tags", ({ user }) => {
    allowTags(user);
    return { tags: book.tagsOf(user) };
  });

  adapter("tags/set", ({ user }, { target, tags }) => {
    allowTags(user);
    if (typeof target !== "string" || !areTags(tags)) throw new Refusal(90, "tags are a list of texts for one target");
    if (!book.mayTag(user, target)) throw new Refusal(99, `no permission to tag ${target}`);
    return { tags: book.setTags(target, tags) };
  });

  adapter("ice", () => ({ ...ice }));

  /** @type {(user: User, device: unknown) => string} */
  const ownDevice = (user, device) => {
    if (typeof device !== "string" || !lines.of(user.id).used.includes(device)) throw new Refusal(99, "the device is somebody else's");
    return device;
  };

  /** @type {(path: string, act: (cid: string, target: string) => void) => void} */
  const control = (path, act) =>
    adapter(`call/${path}`, ({ user }, { device, cid, target }) => {
      const own = ownDevice(user, device);
      if (calls.get(String(cid))?.device !== own) throw new Refusal(90, "there is no such call on the device");
      act(String(cid), String(target ?? ""));
    });

  adapter("call/dial", ({ user }, { device, number, autohold }) => {
    const own = ownDevice(user, device);
    if (typeof number !== "string" || number === "") throw new Refusal(90, "there is no number to dial");
    return { cid: calls.dial(own, number, { autohold: autohold === true }) };
  });
  control("hangup", (cid) => calls.hangup(cid));
  control("hold", (cid) => calls.hold(cid));
  control("talk", (cid) => calls.talk(cid));
  control("send", (cid, target) => {
    if (target === "") throw new Refusal(90, "there is nowhere to send it");
    calls.send(cid, target);
  });

  app.get("/api/api.js", () => new Response(apiScript, { headers: { "content-type": "text/javascript; charset=utf-8" } }));

  return app;
}

/** @type {(name: string) => string} */
const inCamelCase = (name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * The controls over HTTP, for who cannot call them.
 *
 * @param {Hono} app
 * @param {Settings} settings
 * @param {Record<string, (given: any) => unknown>} controls
 */
export function addControlRoutes(app, { control }, controls) {
  app.post("/sim/v1/:name", async (c) => {
    const body = await bodyOf(c);
    if (!control) throw new Refusal(99, "the simulator was not started with control", { status: 403 });
    const name = c.req.param("name");
    if (!Object.hasOwn(controls, name)) return c.notFound();
    const given = Object.fromEntries(Object.entries(body).map(([key, value]) => [inCamelCase(key), value]));
    try {
      const result = controls[name](given);
      return c.json({ result: "success", ...(name === "call" ? { cid: result } : result !== undefined && { values: result }) });
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(90, /** @type {Error} */ (error).message, { status: 400 });
    }
  });
}
