/**
 * A simulated IPCortex PBX, seen by the pages that load the vendor's JavaScript API: logging in, the live data with its
 * feed, call control, the address book and tags.
 *
 * What is public of the vendor's own wire is as it is there. The feed and what serves it are not public: here they are
 * the adapter `ipcx/1` of this package, and say nothing about how a real PBX does it.
 *
 * @import { Context, Pbx, Vendor } from "../core.js"
 * @import { IpcortexFixtures, SimulatedIpcortex } from "../index.js"
 */
import { createBook } from "./ipcortex/book.js";
import { createCalls } from "./ipcortex/calls.js";
import { createControls } from "./ipcortex/controls.js";
import { PROTOCOL, createFeeds } from "./ipcortex/feed.js";
import { createLines } from "./ipcortex/lines.js";
import { createOffice } from "./ipcortex/office.js";
import { createPeople } from "./ipcortex/people.js";
import { Refusal } from "./ipcortex/refusal.js";
import { addControlRoutes, createRoutes } from "./ipcortex/routes.js";
import { readSettings } from "./ipcortex/settings.js";
import { KINDS, createStore } from "./ipcortex/store.js";
import { createView, readDatasets } from "./ipcortex/view.js";
import { makeAddresses, makeObjects, makeUsers } from "./ipcortex/world.js";

/** @type {Vendor} */
export const ipcortex = {
  address: "https://cortex.pbx.test",
  // A cookie comes along, so each page is named to itself and never a star.
  cors: () => ({ methods: "GET, POST, OPTIONS", headers: "content-type, accept", exposes: ["Retry-After, X-Ipcx-Version"], credentials: true }),
  secrets: {
    headers: ["cookie", "authorization"],
    query: ["password", "ticket", "token", "Red60urne"],
    fields: ["password", "ticket", "token", "credential", "session"],
  },
  refusal({ status = 200, errcode, errmsg = "it went wrong" }) {
    if (errcode === undefined && status < 400) return undefined;
    // Without a number of its own the status alone says what it is.
    return { result: "fail", ...(errcode !== undefined && { errno: errcode }), message: errmsg };
  },
  options: {
    devices: { help: "people with a telephone", initial: 20, least: 1 },
    queues: { help: "queues", initial: 2 },
    liveCalls: { help: "calls under way at the start", initial: 0 },
  },
  controlled: true,
  create,
};

/**
 * @param {Context} context
 * @param {IpcortexFixtures} fixtures
 * @returns {Pbx}
 */
function create(context, fixtures) {
  const { now, random } = context;
  const settings = readSettings(fixtures);
  const system = {
    pbxVersion: settings.pbxVersion,
    skewMs: 0,
    /** In milliseconds, by the clock of the PBX. */
    serverNow: () => now() + system.skewMs,
    /** In seconds. */
    serverTime: () => system.serverNow() / 1000,
  };

  const users = makeUsers(random("users"), settings);
  const people = createPeople(now, random("sessions"), users, system);
  const store = createStore();
  const lines = createLines(store);
  const view = createView(store, lines);
  const book = createBook(store, view);
  const calls = createCalls(context, settings, system, store);
  const feeds = createFeeds(context, settings, system, { people, view, lines, book });
  const { controls, hotdesk } = createControls(context, system, { store, people, lines, book, calls, feeds });
  const office = createOffice(context, settings, { store, calls, book, people, hotdesk, guestOf: lines.guestOf });

  // ---- What there is at the start --------------------------------------------------------------------------

  const { call: given = [], ...objects } = settings.objects ?? makeObjects(random("objects"), settings, users);
  for (const kind of Object.keys(objects)) if (!KINDS.includes(/** @type {any} */ (kind))) throw new RangeError(`IPCortex has no objects of kind ${kind}`);
  for (const kind of KINDS) for (const value of /** @type {Record<string, any>} */ (objects)[kind] ?? []) store.put(kind, structuredClone(value));
  for (const call of given) calls.adopt(structuredClone(call));
  office.fill(settings.liveCalls);
  for (const address of makeAddresses(random("addresses"), settings, users)) book.settle(address);
  for (const [target, tags] of Object.entries(settings.tags ?? (settings.objects ? {} : { [`contact:${users[0].id}`]: ["support"] }))) book.setTags(target, tags);
  for (const [uname, devices] of Object.entries(settings.lines)) for (const device of devices) controls.hotdesk({ user: uname, device, on: true });

  let changed = 0;
  store.onChange((changes) => {
    changed += changes.length;
    feeds.changed(changes);
    office.heed(changes);
  });
  book.onChange({ book: feeds.bookChanged, tags: feeds.tagsChanged });
  office.open();

  const { stun = "stun.cortex.test:3478", turn = [{ urls: "turn:turn.cortex.test:3478", username: "cortex", credential: random("turn").hex(16) }] } = settings.ice;
  const app = createRoutes(settings, system, { store, people, view, lines, book, calls, feeds, ice: { stun, turn: [...turn] } });
  addControlRoutes(app, settings, { ...controls });

  /** @param {string | number} who */
  const userOf = (who) => {
    const user = people.find(who);
    if (!user) throw new RangeError(`there is no user ${who}`);
    return user;
  };

  /** @type {Omit<SimulatedIpcortex, "url" | "fault">} */
  const api = {
    ...controls,
    credentials: { username: users[0].uname, password: users[0].password },
    credentialsOf(who) {
      const { uname, password } = userOf(who);
      return { username: uname, password };
    },
    ops(count) {
      if (!(Number.isInteger(count) && count >= 0)) throw new RangeError("ops takes a whole number from 0");
      const before = changed;
      office.disturb(count);
      return changed - before;
    },
    seenBy(who, { datasets, idle = false } = {}) {
      const user = userOf(who);
      /** @type {any} */
      const seen = Object.fromEntries(KINDS.map((kind) => [kind, []]));
      for (const [kind, value] of view.all({ user, datasets: readDatasets(datasets), idle: idle || settings.lite })) seen[kind].push(structuredClone(value));
      return { objects: seen, lines: lines.of(user.id), addressbook: book.since(user).added, tags: book.tagsOf(user) };
    },
    get state() {
      const { rev } = book;
      return {
        objects: /** @type {any} */ (Object.fromEntries(KINDS.map((kind) => [kind, structuredClone([...store.objects[kind].values()])]))),
        lines: Object.fromEntries(users.map(({ id, uname }) => [uname, lines.of(id)])),
        addressbook: [...book.entries.values()].map(({ value }) => ({ ...value })),
        bookRev: rev,
        tags: Object.fromEntries(book.tags),
        users: users.map(({ id, uname, name, role, company, extension }) => ({ id, uname, name, role, company, extension })),
        sessions: [...people.sessions.values()].map(({ user }) => user.uname),
        feeds: [...feeds.feeds.values()].map(({ id, seq, socket, viewer, topics }) => ({
          id,
          user: viewer.user.uname,
          seq,
          connected: socket !== undefined,
          idle: viewer.idle,
          datasets: { ...viewer.datasets },
          topics: [...topics],
        })),
        sockets: feeds.sockets.size,
        pbxVersion: system.pbxVersion,
        serverTime: system.serverTime(),
      };
    },
  };

  /** @type {Pbx["connect"]} */
  const connect = (request, offered) => {
    if (new URL(request.url).pathname !== "/adapter/v1/feed") return new Refusal(90, "the simulator has no such socket", { status: 501 }).toResponse();
    if (feeds.isRefusing()) return new Refusal(3, "no sockets now", { status: 503 }).toResponse();
    if (!offered.includes(PROTOCOL)) return new Refusal(90, `a feed speaks ${PROTOCOL}`, { status: 400 }).toResponse();
    return feeds.attach;
  };

  return { fetch: (request) => app.fetch(request), connect, protocols: [PROTOCOL], api };
}
