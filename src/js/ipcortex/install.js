// An installation of `IPCortex`: plain objects whose methods are free of `this`, as programs for the vendor's API use them.

import { PbxError, useErrors } from "../errors.js";
import { call, listOf } from "./model.js";
import { Session, withCallbacks } from "./session.js";

// Whatever the failure, it has the vendor's field.
useErrors("ipcortex", (description, facts, own) => new PbxError(description, facts, { description, ...own }));

const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Slots whose names are not all known, with the names that they have here: names are data. */
const NAMES = {
  "feed.start": ["startFeed", "startPoll"],
  "feed.pause": ["pauseFeed"],
  "feed.stop": ["stopFeed", "stopPoll"],
  "feed.idle": ["setIdle"],
  "feed.fetch": ["fetchData"],
  "tags.enable": ["enableTags"],
  "tags.disable": ["disableTags"],
  "rest.live": ["restRequest"],
  "lines.get": ["getLines"],
  "addressbook.get": ["getAddressbook"],
  "time.drift": ["getTimeDelta"],
  "rest.general": ["restCall"],
  "ice.override": ["setStunTurn"],
};

const nothing = (value) => value === undefined || value === null;

/** By name what slot it stands for. */
function slotsOf(more, refuse) {
  const slots = new Map();
  for (const [slot, names] of [...Object.entries(NAMES), ...Object.entries(more ?? {})]) {
    if (!Object.hasOwn(NAMES, slot)) throw refuse(`there is no slot ${JSON.stringify(slot)}`);
    for (const name of Array.isArray(names) ? names : [names]) {
      if (typeof name !== "string" || name === "") throw refuse(`a name of ${slot} must be a filled string`);
      if ((slots.get(name) ?? slot) !== slot) throw refuse(`${name} is a name of two slots`);
      slots.set(name, slot);
    }
  }
  return slots;
}

function makePbx(session) {
  const { rules, model } = session;
  const refuse = (message) => session.refuse(message);
  /** A promise of work; what it throws at once rejects too. */
  const promise = async (work) => work();
  /** Whether an argument is a function; what is neither that nor absent is refused. */
  const callbackOf = (value, place) => {
    if (nothing(value)) return undefined;
    if (typeof value !== "function") throw refuse(`${place} must be a function`);
    return value;
  };

  function startFeed(...given) {
    let isHeard = false;
    const outcome = promise(() => {
      const long = typeof given[0] === "function" || given.length > 1;
      const [callback, error, options] = long ? given : [undefined, undefined, given[0]];
      const done = callbackOf(callback, "startFeed(callback, …): `callback`");
      const failed = callbackOf(error, "startFeed(…, error, …): `error`");
      const told = withCallbacks(session.start(options, failed), done && (() => done()));
      isHeard = failed !== undefined || session.settings.errorCB !== undefined;
      return told;
    });
    // Who has an error callback need not look at the promise.
    if (isHeard) outcome.catch(() => {});
    return outcome;
  }

  const slots = {
    "feed.start": startFeed,
    "feed.pause": () => promise(() => session.pause()),
    "feed.stop": () => promise(() => session.stop()),
    "feed.idle": (enable) => promise(() => session.setIdle(Boolean(enable))),
    "feed.fetch": (callback, error) => {
      const failed = typeof error === "function" ? error : undefined;
      return withCallbacks(promise(() => {
        callbackOf(callback, "fetchData(callback, …): `callback`");
        callbackOf(error, "fetchData(…, error): `error`");
        return session.fetch();
      }), typeof callback === "function" ? () => callback() : undefined, failed);
    },
    "tags.enable": () => promise(() => session.enableTags()),
    "tags.disable": () => promise(() => session.disableTags()),
    "rest.live": (path, data, callback) =>
      promise(async () => {
        if (data === undefined) throw refuse("restRequest(path, data): `data` is needed");
        const done = callbackOf(callback, "restRequest(…, callback): `callback`");
        const reply = await rest(path, data);
        if (done) call([done]);
        return reply;
      }),
    "rest.general": (path, data, callback) =>
      promise(async () => {
        const done = callbackOf(callback, "restCall(…, callback): `callback`");
        const reply = await rest(path, nothing(data) ? {} : data);
        if (done) call([done], reply);
        return reply;
      }),
    "lines.get": getLines,
    "addressbook.get": (callback) => promise(() => session.addressbook(callbackOf(callback, "getAddressbook(callback): `callback`"))),
    "time.drift": (callback) =>
      promise(async () => {
        const done = callbackOf(callback, "getTimeDelta(callback): `callback`");
        const before = Date.now();
        const serverTime = await session.ask("serverTime");
        if (!Number.isFinite(serverTime)) throw session.error(90, "the PBX said no time", "serverTime");
        const clientTime = (before + Date.now()) / 2000;
        const drift = { clientTime, serverTime, driftTime: clientTime - serverTime };
        if (done) call([done], drift);
        return drift;
      }),
    "ice.override": (stun, turn) => promise(() => setIce(stun, turn)),
  };

  async function rest(path, data) {
    const flaw = rules.pathFlaw(path);
    if (flaw !== undefined) throw refuse(`the path of a REST request ${flaw}`);
    let body;
    let cause;
    try {
      body = JSON.stringify(data);
    } catch (thrown) {
      cause = thrown;
    }
    if (body === undefined) throw session.because(refuse("the data of a REST request cannot be written as JSON"), cause);
    return session.ask("rest", path, body);
  }

  function getLines(callback, owned, immediate) {
    const own = Boolean(owned);
    if (immediate === true) return model.linesOf(own);
    return promise(async () => {
      const done = callbackOf(callback, "getLines(callback, …): `callback`");
      if (!session.loaded) await session.whenLoaded();
      // A callback never runs inside the call that brought it.
      await undefined;
      if (!done) return model.linesOf(own);
      const known = session.lineListeners.some((listener) => listener.callback === done && listener.owned === own);
      if (!known) session.lineListeners.push({ callback: done, owned: own });
      call([done], model.linesOf(own));
      return model.linesOf(own);
    });
  }

  function setIce(stun, turn) {
    const isStun = typeof stun === "string" && !/^(stuns?|turns?):/i.test(stun) && !/[\s/@]/.test(stun);
    if (!nothing(stun) && !isStun) throw refuse("`stun` must be a host, or host:port, without a scheme");
    const valid = ({ urls } = {}) => [urls].flat().length > 0 && [urls].flat().every((url) => typeof url === "string" && url !== "");
    if (!nothing(turn) && !(Array.isArray(turn) && turn.every((entry) => typeof entry === "object" && entry !== null && valid(entry)))) {
      throw refuse("`turn` must be a list of `{ urls, username, credential }`");
    }
    session.ice = { stun: stun ?? null, turn: nothing(turn) ? null : turn.map((entry) => ({ ...entry })) };
  }

  async function iceServers() {
    const { stun, turn } = session.ice;
    const offered = stun === null || turn === null ? await session.ask("iceServers") : {};
    const host = stun ?? offered?.stun;
    const relays = turn ?? listOf(offered?.turn);
    const own = typeof host === "string" && host !== "" ? [{ urls: `stun:${host.replace(/^stun:/, "")}` }] : [];
    return [...own, ...relays.map((entry) => ({ ...entry }))];
  }

  const unsupported = (name) => () => Promise.reject(session.error(99, `${name} is not supported`, name));
  const PBX = {
    Auth: makeAuth(session, promise),
    live: model.live,
    feed: session.feed,
    onGap(listener) {
      if (typeof listener !== "function") throw refuse("onGap(listener): `listener` must be a function");
      session.gaps = [...session.gaps, listener];
      return () => {
        session.gaps = session.gaps.filter((other) => other !== listener);
      };
    },
    enableChat: () => false,
    enableFeature: () => false,
    enableHistory: () => false,
    chatInvite: unsupported("chatInvite"),
    httpStopReuse() {},
    close: () => session.close(),
  };
  Object.defineProperties(PBX, {
    contacts: { enumerable: true, get: () => model.all("contact") },
    owned: { enumerable: true, get: () => model.linesOf(true) },
    iceServers: { enumerable: true, get: iceServers },
    [DISPOSE]: { value: () => session.close() },
  });
  const wrong = (message) => refuse(`installIPCortex(options): ${message}`);
  for (const [name, slot] of slotsOf(session.options.names, wrong)) {
    if (name in PBX) throw wrong(`the name ${name} is taken`);
    PBX[name] = slots[slot];
  }
  return PBX;
}

function makeAuth(session, promise) {
  const signedIn = (user) => {
    if (nothing(user?.id)) throw session.error(2, undefined, "login");
    // What the session is named by is nobody's business.
    const { pbxVersion, session: _, ...facts } = user;
    session.user = { ...facts, uname: facts.uname ?? facts.login ?? null };
    if (typeof pbxVersion === "string") session.version ??= pbxVersion;
  };

  async function signIn(given) {
    const { username, password, token, checkonly } = given;
    const named = !nothing(username) || !nothing(token);
    if (!checkonly && !named) {
      const { prompt } = session.options;
      if (session.user) return;
      if (!prompt) throw session.refuse("login(options): `username` and `password` are needed");
      const said = copyOf(await prompt());
      if (nothing(said.username) && nothing(said.token)) throw session.refuse("prompt(): `username` and `password` are needed");
      return signIn(said);
    }
    for (const [name, value] of Object.entries({ username, password, token, subid: given.subid })) {
      if (!nothing(value) && (typeof value !== "string" || value === "")) throw session.refuse(`login(options): \`${name}\` must be a filled string`);
    }
    if (!nothing(username) && nothing(password)) throw session.refuse("login(options): `password` is needed");
    const who = Object.fromEntries(Object.entries({ username, password, token }).filter(([, value]) => !nothing(value)));
    signedIn(await session.ask("login", { ...who, subid: given.subid ?? session.subid, checkonly: Boolean(checkonly) }));
  }

  /** `login(options)`, `login(callback, options)`, `login(user, password, null, callback)`. */
  function login(...given) {
    const [first, second, , fourth] = given;
    if (typeof first === "string") return settled(promise(() => signIn({ username: first, password: second })), fourth);
    if (typeof first === "function") return settled(promise(() => signIn(copyOf(second))), first);
    return promise(() => {
      if (!nothing(first) && typeof first !== "object") throw session.refuse("login(options): `options` must be an object");
      return signIn(copyOf(first));
    });
  }

  /** The page's options, read once. */
  const copyOf = (options) => {
    try {
      return { ...options };
    } catch (cause) {
      throw session.because(session.refuse("login(options): `options` cannot be read"), cause);
    }
  };

  const settled = (work, callback) => {
    if (typeof callback !== "function") return work;
    return withCallbacks(work, () => callback(true, ""), (_errno, description) => callback(false, description));
  };

  async function logout() {
    const { user } = session;
    await session.stop();
    session.user = null;
    if (user) await session.ask("logout");
  }

  const Auth = {
    setHost: (url) => session.setHost(url),
    login,
    logout: () => promise(logout),
    exit: (options) => promise(async () => (options?.logout ? logout() : session.stop())),
    getSubID: () => session.subid,
    getUserInfo: () => ({ ...session.user }),
  };
  for (const name of ["id", "uname", "name", "company"]) {
    Object.defineProperty(Auth, name, { enumerable: true, get: () => session.user?.[name] ?? null });
  }
  return Auth;
}

/** `decide(options, host)` makes what decides, out of src/vendors/ipcortex. */
export function install(decide, options) {
  const session = new Session(decide, options);
  const installed = { PBX: makePbx(session), Types: session.Types };
  if (session.options.global) globalThis.IPCortex = installed;
  return installed;
}
