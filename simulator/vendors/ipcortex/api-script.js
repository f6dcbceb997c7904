/**
 * `/api/api.js`, the script that pages load from their PBX. This one is a stand-in of our own: it has the names that the
 * vendor documents and shares nothing else with the vendor's script. It talks to this simulator alone, and is here so that
 * what wraps such a script has one to wrap.
 */

/**
 * It goes to the page as its own text, so it knows nothing of what is around it.
 *
 * @param {any} global
 */
function standIn(global) {
  /** @typedef {Record<string, any>} Any */

  const EVENTS = ["new", "update", "deleted"];
  /** Children before parents: who hears of a device finds its calls as they are. */
  const ORDER = ["call", "device", "phone", "queue", "mailbox", "extension", "contact", "address"];
  /** @type {Record<string, string>} */
  const KEYS = { contact: "cID", extension: "extension", call: "cid", address: "key" };
  /** @type {Record<string, string[]>} Fields that are what the PBX says. */
  const FIELDS = {
    device: ["name", "label", "extension", "queues", "optOut", "mailbox", "webrtc", "webrtcState", "ownerID", "mac", "features", "state", "blf"],
    call: [
      "label", "name", "number", "qname", "qnumber", "id", "cid", "stamp", "start", "inq", "outq", "qcall", "party", "features", "state", "nrState", "remoteMedia",
    ],
    phone: ["name", "ownerID", "lines", "deviceNames", "mac", "features"],
    extension: ["extension", "number", "name", "canOpt", "company", "ddis", "type", "blf"],
    contact: ["cID", "name", "uname", "company", "companyName", "email", "canCall", "canChat", "canTag", "chatID", "states", "show", "blf"],
    address: ["name", "number", "group", "email", "key", "canCall", "canChat", "canTag"],
    mailbox: ["name", "label", "read", "unread"],
    queue: ["name", "label", "depth"],
  };

  let host = global.document?.currentScript?.src ? new URL(global.document.currentScript.src).origin : "";
  const subid = Math.random().toString(36).slice(2);
  /** @type {Any} */
  let user = {};
  /** @type {Record<string, Map<string, any>>} */
  let known = {};
  /** @type {Any | undefined} */
  let tags;
  /** @type {Any} */
  let lines = { used: [], owned: [] };
  /** @type {number | undefined} */
  let bookRev;
  /** @type {WebSocket | undefined} */
  let socket;
  let state = "stopped";
  /** @type {Any} */
  let settings = {};
  /** @type {((error?: Error) => void)[]} */
  let starters = [];
  let failingSince = 0;
  let uids = 0;
  /** @type {Map<Function, boolean>} Who wants lines, and whether only owned ones. */
  const lineListeners = new Map();
  /** @type {Set<Function>} */
  const bookListeners = new Set();

  /** @type {(errno: number, description: string) => Error} */
  const failure = (errno, description) => Object.assign(new Error(description), { errno, description });

  /** @type {(listener: any, ...args: unknown[]) => void} */
  const inform = (listener, ...args) => {
    if (typeof listener !== "function") return;
    try {
      listener(...args);
    } catch (error) {
      console.error(error);
    }
  };

  /** @type {(path: string, body?: object) => Promise<Any>} */
  const ask = async (path, body = {}) => {
    const response = await global.fetch(host + path, {
      method: "POST",
      credentials: "include",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (answer.result !== "success") throw failure(answer.errno ?? 90, answer.message);
    return answer;
  };

  /** @type {(kind: string, key: unknown) => any} */
  const get = (kind, key) => known[kind]?.get(String(key)) ?? null;

  /** @type {(kind: string) => any[]} */
  const all = (kind) => [...(known[kind]?.values() ?? [])];

  // ---- Objects ---------------------------------------------------------------------------------------------

  /** @type {() => { addListener: Function, removeListener: Function, fire: Function }} */
  const createEmitter = () => {
    /** @type {[string, Function][]} */
    let heard = [];
    return {
      /** @type {(event: string, listener: Function) => Function | null} */
      addListener(event, listener) {
        if (!EVENTS.includes(event) || typeof listener !== "function") return null;
        heard.push([event, listener]);
        return listener;
      },
      /** @type {(event: string, listener: Function) => void} */
      removeListener: (event, listener) => void (heard = heard.filter(([name, one]) => name !== event || one !== listener)),
      /** @type {(event: string, thing: object) => void} */
      fire: (event, thing) => heard.filter(([name]) => name === event).forEach(([, listener]) => inform(listener, thing)),
    };
  };

  /** @type {(kind: string) => any} */
  const createType = (kind) => {
    const ofClass = createEmitter();
    class Thing {
      #own = createEmitter();
      uid = `u${(uids += 1)}`;
      /** @type {Any} */
      raw = {};
      /** @type {(event: string, listener: Function) => Function | null} */
      addListener = (event, listener) => (event === "new" ? null : this.#own.addListener(event, listener));
      removeListener = this.#own.removeListener;
      constructor() {
        Object.defineProperty(this, "raw", { enumerable: false, writable: true });
      }
      static addListener = ofClass.addListener;
      static removeListener = ofClass.removeListener;
      /** @param {string} event */
      fire(event) {
        this.#own.fire(event, this);
        ofClass.fire(event, this);
      }
    }
    for (const field of FIELDS[kind]) {
      Object.defineProperty(Thing.prototype, field, {
        get() {
          return this.raw[field];
        },
      });
    }
    return Thing;
  };

  const Types = {
    Device: createType("device"),
    Call: createType("call"),
    Phone: createType("phone"),
    Extension: createType("extension"),
    Contact: createType("contact"),
    Address: createType("address"),
    Mailbox: createType("mailbox"),
    Queue: createType("queue"),
  };
  /** @type {(kind: string) => any} */
  const typeOf = (kind) => /** @type {Any} */ (Types)[kind[0].toUpperCase() + kind.slice(1)];

  /** @type {(type: any, getters: Record<string, (thing: any) => unknown>) => void} */
  const relate = (type, getters) => {
    for (const [name, read] of Object.entries(getters)) {
      Object.defineProperty(type.prototype, name, {
        configurable: true,
        get() {
          return read(this);
        },
      });
    }
  };

  /** @type {(kind: string, keys: readonly unknown[] | undefined) => any[]} */
  const several = (kind, keys) => (keys ?? []).map((key) => get(kind, key)).filter(Boolean);

  relate(Types.Device, {
    calls: ({ raw }) => all("call").filter((call) => call.raw.device === raw.name),
    extensions: ({ raw }) => several("extension", raw.extensions),
    owner: ({ raw }) => get("contact", raw.ownerID),
    phone: ({ raw }) => get("phone", raw.phone),
  });
  relate(Types.Call, { device: ({ raw }) => get("device", raw.device) });
  relate(Types.Phone, {
    devices: ({ raw }) => several("device", raw.deviceNames),
    extensions: ({ raw }) => several("extension", raw.extensions),
    owner: ({ raw }) => get("contact", raw.ownerID),
  });
  relate(Types.Extension, { contacts: ({ raw }) => several("contact", raw.contacts), owner: ({ raw }) => get("contact", raw.ownerID) });
  relate(Types.Queue, { calls: ({ raw }) => Object.fromEntries(several("call", raw.calls).map((call) => [call.cid, call])) });
  relate(Types.Address, { isMe: ({ raw }) => raw.contact !== null && raw.contact === user.id });

  for (const [type, prefix, key] of [[Types.Contact, "contact", "cID"], [Types.Address, "address", "key"]]) {
    Object.defineProperty(type.prototype, "tags", {
      get() {
        return tags?.[`${prefix}:${this.raw[key]}`] ?? null;
      },
      set(list) {
        const target = `${prefix}:${this.raw[key]}`;
        const before = tags?.[target];
        if (tags) tags[target] = list;
        ask("/adapter/v1/tags/set", { target, tags: list }).catch((error) => {
          if (tags && before) tags[target] = before;
          this.fire("update");
          complain(error);
        });
      },
    });
  }

  /** @type {(call: any, verb: string, more: object, done: (error: any) => void) => Promise<void>} */
  const command = (call, verb, more, done) =>
    ask(`/adapter/v1/call/${verb}`, { device: call.raw.device, cid: call.cid, ...more }).then(
      () => done(null),
      (error) => {
        done(error);
        throw error;
      },
    );
  Object.assign(Types.Call.prototype, {
    /** @type {(this: any, callback?: Function) => unknown} */
    hangup(callback) {
      return command(this, "hangup", {}, (error) => inform(callback, !error));
    },
    /** @this {any} */
    hold() {
      return command(this, "hold", {}, () => {});
    },
    /** @type {(this: any, callback?: Function) => unknown} */
    talk(callback) {
      return command(this, "talk", {}, (error) => inform(callback, !error));
    },
    /** @type {(this: any, target: any, callback?: Function) => unknown} */
    send(target, callback) {
      return command(this, "send", { target: String(target?.number ?? target) }, (error) => inform(callback, error ? error.errno : 0, error?.message ?? ""));
    },
  });

  /** @type {(device: any, number: string, callback: any) => Promise<void>} */
  const dial = (device, number, callback) =>
    ask("/adapter/v1/call/dial", { device: device.name, number, autoanswer: device.autoanswer === true, autohold: device.autohold === true }).then(
      () => inform(callback, true),
      (error) => {
        inform(callback, false);
        throw error;
      },
    );
  /** @type {(this: any, number: any, who?: any, callback?: Function) => unknown} */
  Types.Device.prototype.dial = function (number, who, callback) {
    return dial(this, String(number ?? who?.extension ?? ""), callback);
  };
  /** @type {(this: any, device: any, callback?: Function) => unknown} */
  Types.Extension.prototype.dial = function (device, callback) {
    return dial(device, this.extension, callback);
  };
  /** @type {(this: any, device: any, callback?: Function) => unknown} */
  Types.Contact.prototype.dial = function (device, callback) {
    const own = all("extension").find((extension) => extension.raw.ownerID === this.cID);
    return dial(device, own?.extension ?? "", callback);
  };
  /** @type {(this: any, other: any) => number} */
  Types.Address.prototype.sortFn = function (other) {
    return this.name.localeCompare(other.name);
  };

  // ---- What the PBX says -----------------------------------------------------------------------------------

  /** @type {(ops: readonly Any[]) => void} */
  const apply = (ops) => {
    /** @type {Set<any>} */
    const fresh = new Set();
    /** @type {Map<any, string>} */
    const touched = new Map();
    const gone = ops.filter(({ op, kind, key }) => op === "del" && get(kind, key));
    for (const { op, kind, key, v } of ops) {
      let thing = get(kind, key);
      if (op === "del" || !FIELDS[kind] || (op === "patch" && !thing)) continue;
      if (!thing) {
        thing = new (typeOf(kind))();
        (known[kind] ??= new Map()).set(String(key), thing);
        fresh.add(thing);
      }
      thing.raw = op === "put" ? v : { ...thing.raw, ...v };
      touched.set(thing, kind);
      // Its device hears of it, too.
      if (kind === "call" && get("device", thing.raw.device)) touched.set(get("device", thing.raw.device), "device");
    }
    const sorted = [...touched].sort(([, a], [, b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
    for (const [thing] of sorted) if (fresh.has(thing) && thing.raw.state !== "dead") thing.fire("new");
    for (const [thing] of sorted) thing.fire("update");
    for (const { kind, key } of gone) {
      const thing = get(kind, key);
      known[kind].delete(String(key));
      thing?.fire("deleted");
    }
  };

  /** @type {(only: unknown) => any[]} */
  const listLines = (only) => several("device", only ? lines.owned : lines.used);

  /** @param {Any} next */
  const setLines = (next) => {
    lines = { used: next.used, owned: next.owned };
    for (const [listener, only] of lineListeners) inform(listener, listLines(only));
  };

  /** All that there is: what is not in it is gone. @type {(objects: Record<string, Any[]>) => void} */
  const replace = (objects) => {
    const puts = Object.entries(objects).flatMap(([kind, values]) => values.map((v) => ({ op: "put", kind, key: v[KEYS[kind] ?? "name"], v })));
    const there = new Set(puts.map(({ kind, key }) => `${kind} ${key}`));
    const missing = Object.entries(known).flatMap(([kind, things]) =>
      kind === "address" ? [] : [...things.keys()].filter((key) => !there.has(`${kind} ${key}`)).map((key) => ({ kind, key })),
    );
    const ends = missing.filter(({ kind }) => kind === "call").map(({ key }) => ({ op: "patch", kind: "call", key, v: { state: "dead" } }));
    apply([...puts, ...ends, ...missing.map((one) => ({ op: "del", ...one }))]);
  };

  /** @type {(change: Any) => void} */
  const setBook = ({ rev, added, removed }) => {
    if (bookRev === undefined) return;
    bookRev = rev;
    apply([
      ...added.map((/** @type {Any} */ v) => ({ op: "put", kind: "address", key: v.key, v })),
      ...removed.map((/** @type {string} */ key) => ({ op: "del", kind: "address", key })),
    ]);
    const entries = added.map((/** @type {Any} */ { key }) => get("address", key));
    for (const listener of bookListeners) inform(listener, [...entries], [...removed]);
  };

  const clear = () => {
    for (const call of all("call")) apply([{ op: "patch", kind: "call", key: call.cid, v: { state: "dead" } }]);
    known = {};
    tags = undefined;
    bookRev = undefined;
    setLines({ used: [], owned: [] });
  };

  // ---- The feed --------------------------------------------------------------------------------------------

  /** @param {any} error */
  function complain(error) {
    inform(settings.error, error.errno, error.message);
    inform(settings.errorCB, error.errno, error.message);
  }

  /** @param {Error} [error] */
  const settle = (error) => {
    const waiting = starters;
    starters = [];
    for (const starter of waiting) starter(error);
  };

  /** @param {string} next */
  const end = (next) => {
    state = next;
    const old = socket;
    socket = undefined;
    old?.close(1000);
    if (next === "stopped") clear();
    settle(failure(1, next));
  };

  /** @param {any} error */
  const lose = (error) => {
    if (state === "stopped" || state === "paused") return;
    socket = undefined;
    complain(error);
    failingSince ||= Date.now();
    const { maxWSRetryTime: most = null } = settings;
    const isOver = [2, 99, 100].includes(error.errno) || (most !== null && Date.now() - failingSince >= most * 1000);
    if (error.errno === 2) user = {};
    if (!isOver) return void setTimeout(connect, error.retryAfter ?? 1_000);
    settle(error);
    end("stopped");
  };

  const connect = async () => {
    if (state === "stopped" || state === "paused" || socket) return;
    try {
      const { ticket } = await ask("/adapter/v1/ticket", { subid });
      open(ticket);
    } catch (/** @type {any} */ error) {
      lose(error.errno ? error : failure(1, "the PBX does not answer"));
    }
  };

  /** @param {string} ticket */
  const open = (ticket) => {
    /** @type {WebSocket} */
    const own = new global.WebSocket(`${host.replace(/^http/, "ws")}/adapter/v1/feed`, "ipcx.v1");
    socket = own;
    /** @type {any} */
    let reason;
    /** @type {Record<string, Any[]>} */
    let objects = {};
    const seconds = Math.min(999, Math.max(10, settings.pingtime ?? 540));
    const pings = setInterval(() => own.readyState === 1 && own.send(JSON.stringify({ t: "ping", n: 0 })), seconds * 1000);
    const { device, deviceMin, mailbox, queue, presence } = settings;
    own.onopen = () => own.send(JSON.stringify({ t: "hello", v: 1, ticket, datasets: { device, deviceMin, mailbox, queue, presence }, idle: false }));
    own.onclose = ({ code }) => {
      clearInterval(pings);
      if (socket === own) lose(reason ?? failure(/** @type {Any} */ ({ 4001: 2, 4003: 99, 4004: 100, 4005: 3, 4006: 1 })[code] ?? (state === "live" ? 92 : 91), "the feed has ended"));
    };
    own.onmessage = ({ data }) => {
      if (socket !== own) return;
      const frame = JSON.parse(data);
      if (frame.t === "welcome") user = { ...user, ...frame.user };
      if (frame.t === "err") reason = Object.assign(failure(frame.errno, frame.message), { retryAfter: frame.retryAfter });
      if (frame.t === "delta") apply(frame.ops);
      if (frame.t === "lines") setLines(frame);
      if (frame.t === "book") setBook(frame);
      if (frame.t === "tags" && tags) {
        Object.assign(tags, frame.set);
        for (const target of Object.keys(frame.set)) get(...(/** @type {[string, string]} */ (target.split(/:(.*)/))))?.fire("update");
      }
      if (frame.t !== "snap") return;
      for (const [kind, values] of Object.entries(frame.objects)) objects[kind] = [...(objects[kind] ?? []), .../** @type {Any[]} */ (values)];
      if (!frame.last) return;
      if (frame.lines) lines = frame.lines;
      replace(objects);
      objects = {};
      setLines(lines);
      state = "live";
      failingSince = 0;
      if (tags) own.send(JSON.stringify({ t: "sub", id: 1, topic: "tags", on: true }));
      settle();
    };
  };

  /** @type {(...args: any[]) => Promise<void>} */
  const startFeed = (...args) => {
    const isLong = args.length > 1 || typeof args[0] === "function";
    const [callback, error, options] = isLong ? args : [undefined, undefined, args[0]];
    settings = { ...settings, ...options, ...(error && { error }) };
    const started = new Promise((resolve, reject) => starters.push((problem) => (problem ? reject(problem) : resolve(undefined))));
    if (state === "live") settle();
    else if (state !== "starting") {
      state = "starting";
      void connect();
    }
    return started.then(() => inform(callback));
  };

  /** @type {(callback?: Function, error?: Function) => Promise<void>} */
  const fetchData = async (callback, error) => {
    try {
      const { device, deviceMin, mailbox, queue, presence } = settings;
      const answer = await ask("/adapter/v1/fetch", { datasets: { device, deviceMin, mailbox, queue, presence } });
      replace(answer.objects);
      setLines(answer.lines);
      inform(callback);
    } catch (/** @type {any} */ problem) {
      inform(error, problem.errno ?? 1, problem.message);
      throw problem;
    }
  };

  const enableTags = async () => {
    ({ tags } = await ask("/adapter/v1/tags"));
    if (socket?.readyState === 1) socket.send(JSON.stringify({ t: "sub", id: 1, topic: "tags", on: true }));
  };

  /** @type {(callback?: Function | null, owned?: boolean, immediate?: boolean) => any} */
  const getLines = (callback, owned = false, immediate = false) => {
    if (immediate) return listLines(owned);
    if (callback) lineListeners.set(callback, owned);
    return Promise.resolve().then(() => {
      if (callback) inform(callback, listLines(owned));
      return listLines(owned);
    });
  };

  /** @type {(callback?: Function) => Promise<any[]>} */
  const getAddressbook = async (callback) => {
    if (bookRev === undefined) {
      bookRev = 0;
      setBook(/** @type {Any} */ (await ask("/adapter/v1/addressbook", {})));
    }
    if (callback) {
      bookListeners.add(callback);
      inform(callback, all("address"), []);
    }
    return all("address");
  };

  // ---- Who it is -------------------------------------------------------------------------------------------

  const Auth = {
    /** @param {string} url */
    setHost: (url) => void (host = String(url).replace(/\/$/, "")),
    getSubID: () => subid,
    /** @type {(...args: any[]) => Promise<void>} */
    async login(...args) {
      const [callback, options] = typeof args[0] === "function" ? args : [undefined, args[0]];
      const { username, password } = options ?? {};
      try {
        const answer = await ask("/rest/auth/", { auth: { type: "auth", ...(password !== undefined && { username, password }) } });
        const { id, login: uname, name, company } = answer.user;
        user = { id, uname, name, company };
        inform(callback, true, "");
      } catch (/** @type {any} */ error) {
        inform(callback, false, error.message);
        throw error;
      }
    },
    async logout() {
      end("stopped");
      await ask("/rest/auth/logout", { auth: { type: "auth" } });
      user = {};
    },
    getUserInfo: () => ({ ...user }),
    get id() {
      return user.id ?? null;
    },
    get uname() {
      return user.uname ?? null;
    },
    get name() {
      return user.name;
    },
    get company() {
      return user.company;
    },
  };

  const PBX = {
    Auth,
    startFeed,
    startPoll: startFeed,
    pauseFeed: async () => void (state !== "stopped" && end("paused")),
    stopFeed: async () => end("stopped"),
    stopPoll: /** @type {unknown} */ (undefined),
    fetchData,
    enableTags,
    getLines,
    getAddressbook,
    get contacts() {
      return all("contact");
    },
    get owned() {
      return listLines(true);
    },
  };
  PBX.stopPoll = PBX.stopFeed;
  global.IPCortex = { PBX, Types };
}

export const apiScript = `/*
 * A stand-in for a PBX's script, made for tests. It is not the vendor's, and none of it was taken from there: it has the
 * documented names, and talks to the simulator that it comes from.
 */
(${standIn})(globalThis);
`;
