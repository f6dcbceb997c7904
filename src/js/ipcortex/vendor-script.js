// An adapter over the script that an appliance serves: it asks that script's documented functions and listens to its documented
// objects, and brings what they say as frames. What the script does not offer is not offered here either.

const LOAD_MS = 30_000;
const DATASETS = ["device", "deviceMin", "mailbox", "queue", "presence"];

/** What of its objects is read, by kind: values as they are, and what stands for other objects. */
const FIELDS = {
  contact: ["cID", "name", "uname", "company", "companyName", "email", "canCall", "canChat", "canTag", "chatID", "states", "show", "blf"],
  device: ["name", "label", "extension", "optOut", "webrtc", "webrtcState", "ownerID", "mac", "features", "state", "blf"],
  call: ["cid", "id", "label", "name", "number", "qname", "qnumber", "stamp", "start", "inq", "outq", "qcall", "party", "features", "state", "nrState", "dtmfString"],
  phone: ["name", "ownerID", "lines", "deviceNames", "mac", "features"],
  extension: ["extension", "number", "name", "ownerID", "canOpt", "company", "ddis", "type", "blf"],
  queue: ["name", "label", "depth"],
  mailbox: ["name", "label", "read", "unread"],
  address: ["key", "name", "number", "group", "email", "canCall", "canChat", "canTag", "isMe"],
};
const CLASSES = { contact: "Contact", device: "Device", call: "Call", phone: "Phone", extension: "Extension", queue: "Queue", mailbox: "Mailbox" };

const keysOf = (list, key) => (Array.isArray(list) ? list.map((item) => item?.[key]).filter((value) => value !== undefined) : []);

/** What stands for other objects. */
const LINKS = {
  device: ({ extensions, queues, mailbox, phone }) => ({
    extensions: keysOf(extensions, "extension"),
    queues: Object.fromEntries(Object.entries(queues ?? {}).map(([name, queue]) => [name, queue?.state ?? queue])),
    mailbox: mailbox?.name ?? mailbox,
    phone: phone?.name ?? phone,
  }),
  call: ({ device }) => ({ device: device?.name ?? device }),
  phone: ({ extensions }) => ({ extensions: keysOf(extensions, "extension") }),
  extension: ({ contacts }) => ({ contacts: keysOf(contacts, "cID") }),
  queue: ({ calls, members }) => ({ calls: Object.keys(calls ?? {}), members: { ...members } }),
  address: ({ contact }) => ({ contact: contact?.cID ?? contact ?? null }),
};

function row(kind, object) {
  const own = Object.fromEntries(FIELDS[kind].map((name) => [name, object[name]]).filter(([, value]) => value !== undefined));
  return { ...own, ...LINKS[kind]?.(object) };
}

/** What an adapter throws: a number of the feed's, with words. */
const failed = (errno, description) => Object.assign(new Error(description), { errno, description });

/** Loads the appliance's script into the page, and waits for its global. */
function load({ host, script, wrapper, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const { document } = globalThis;
    const address = new URL(script ?? (wrapper ? "/api/wrapper.whtm" : "/api/api.js"), host).href;
    const refuse = (message) => reject(failed(91, message));
    if (!document) return void refuse("the appliance's script needs a page to be loaded into");
    const timer = setTimeout(() => refuse(`${address} did not load within ${timeoutMs} ms`), timeoutMs);
    const { IPCortex: before, onAPILoadReady } = globalThis;
    const ready = () => {
      clearTimeout(timer);
      const { IPCortex: found } = globalThis;
      // The page's own name for it, ours perhaps, stays what it was.
      if (before !== undefined) globalThis.IPCortex = before;
      if (found?.PBX && found !== before) resolve(found);
      else refuse(`${address} defines no IPCortex`);
    };
    if (wrapper) {
      globalThis.onAPILoadReady = () => {
        globalThis.onAPILoadReady = onAPILoadReady;
        ready();
        onAPILoadReady?.();
      };
    }
    const element = Object.assign(document.createElement("script"), { src: address, async: true });
    element.addEventListener("error", () => {
      clearTimeout(timer);
      refuse(`${address} could not be loaded`);
    });
    if (!wrapper) element.addEventListener("load", ready);
    document.head.append(element);
  });
}

export function vendorScript({ host, script, wrapper = false, timeoutMs = LOAD_MS, api: given } = {}) {
  let loading;
  const api = () => {
    loading ??= given ? Promise.resolve(given) : load({ host, script, wrapper, timeoutMs });
    // It may be there the next time.
    loading.catch(() => (loading = undefined));
    return loading;
  };
  /** A documented function of the script; a script may be without it. */
  const offered = async (name) => {
    const { PBX } = await api();
    if (typeof PBX[name] !== "function") throw failed(99, `the appliance's script does not offer ${name}`);
    return PBX[name].bind(PBX);
  };

  const lines = (PBX) => ({
    used: keysOf(PBX.getLines?.(null, false, true) ?? [], "name"),
    owned: keysOf(PBX.getLines?.(null, true, true) ?? PBX.owned ?? [], "name"),
  });

  /** Everything that can be found from what the script gives lists of. */
  function objects(PBX) {
    const found = Object.fromEntries(Object.keys(CLASSES).map((kind) => [kind, new Map()]));
    const add = (kind, object) => {
      const key = object && row(kind, object);
      const id = key && (key.cid ?? key.cID ?? key.extension ?? key.name);
      const name = kind === "device" ? key?.name : id;
      if (name !== undefined && !found[kind].has(name)) found[kind].set(name, object);
    };
    for (const contact of PBX.contacts ?? []) add("contact", contact);
    for (const device of [...(PBX.owned ?? []), ...(PBX.getLines?.(null, false, true) ?? []), ...known("device")]) {
      add("device", device);
      for (const call of device.calls ?? []) add("call", call);
      for (const extension of device.extensions ?? []) add("extension", extension);
      if (typeof device.phone === "object") add("phone", device.phone);
      if (typeof device.mailbox === "object") add("mailbox", device.mailbox);
      for (const queue of Object.values(device.queues ?? {})) if (typeof queue === "object") add("queue", queue);
    }
    for (const kind of Object.keys(CLASSES)) for (const object of known(kind)) add(kind, object);
    return found;
  }

  /** Objects that the script has told of by `new`. */
  const told = Object.fromEntries(Object.keys(CLASSES).map((kind) => [kind, new Set()]));
  const known = (kind) => told[kind];

  const rows = (found) => Object.fromEntries(Object.entries(found).map(([kind, map]) => [kind, [...map.values()].map((object) => row(kind, object))]));

  async function find(kind, key) {
    const { PBX } = await api();
    const object = objects(PBX)[kind].get(key);
    if (!object) throw failed(1, `the appliance's script knows no ${kind} ${JSON.stringify(key)}`);
    return object;
  }

  return {
    async login({ username, password, token, checkonly, subid }) {
      const { PBX } = await api();
      if (host !== undefined) PBX.Auth.setHost?.(String(host));
      await PBX.Auth.login({ username, password, token, checkonly, subid });
      const { id, uname, name, company } = PBX.Auth;
      return { id: id ?? PBX.Auth.getUserInfo?.().id, uname, name, company };
    },
    async logout() {
      await (await api()).PBX.Auth.logout();
    },
    async snapshot({ datasets }) {
      const { PBX } = await api();
      await (await offered("fetchData"))();
      return { objects: rows(objects(PBX)), lines: lines(PBX), datasets };
    },
    async openFeed({ datasets }, onEvent) {
      const { PBX, Types } = await api();
      let seq = 0;
      let open = true;
      const frame = (more) => {
        if (open) onEvent({ ...more, seq: (seq += 1) });
      };
      const heard = [];
      const listen = (kind, event, listener) => {
        const Class = Types?.[CLASSES[kind]];
        if (Class?.addListener?.(event, listener)) heard.push(() => Class.removeListener?.(event, listener));
      };
      const keyOf = (kind, object) => ({ call: object.cid, contact: object.cID, extension: object.extension })[kind] ?? object.name;
      const put = (kind) => (object) => {
        told[kind].add(object);
        if (kind === "call" && object.state === "dead") {
          told.call.delete(object);
          frame({ t: "delta", ops: [{ op: "patch", kind, key: object.cid, v: { state: "dead" } }, { op: "del", kind, key: object.cid }] });
        } else frame({ t: "delta", ops: [{ op: "put", kind, key: keyOf(kind, object), v: row(kind, object) }] });
      };
      const del = (kind) => (object) => {
        told[kind].delete(object);
        frame({ t: "delta", ops: [{ op: "del", kind, key: keyOf(kind, object) }] });
      };
      const started = () => {
        onEvent({ t: "welcome", feed: "script", seq: 0, resumed: false });
        frame({ t: "snap", last: true, objects: rows(objects(PBX)) });
        frame({ t: "lines", ...lines(PBX) });
        for (const kind of Object.keys(CLASSES)) {
          listen(kind, "new", put(kind));
          listen(kind, "update", put(kind));
          listen(kind, "deleted", del(kind));
        }
        PBX.getLines?.(() => frame({ t: "lines", ...lines(PBX) }));
      };
      const failure = (errno, message) => open && onEvent({ t: "err", errno, message });
      // Its own retries are its own; what it gives up ends this feed.
      await new Promise((resolve, reject) => {
        const early = (errno, message) => (reject(failed(errno, message)), failure(errno, message));
        // All of them by name: what was wanted before may stay otherwise.
        const wanted = Object.fromEntries(DATASETS.map((name) => [name, Boolean(datasets[name])]));
        Promise.resolve(PBX.startFeed({ ...wanted, errorCB: early })).then(resolve, ({ errno = 1, description, message } = {}) => reject(failed(errno, description ?? message)));
      });
      const link = {
        send({ t, id, topic, on }) {
          if (t === "ping") onEvent({ t: "pong" });
          if (t === "sub" && topic === "tags" && on) offered("enableTags").then((enable) => enable()).then(() => onEvent({ t: "ack", id, ok: true }), ({ message }) => onEvent({ t: "ack", id, ok: false, errno: 99, message }));
          else if (id !== undefined) onEvent({ t: "ack", id, ok: t === "sub", errno: 99, message: "the appliance's script does not offer it" });
        },
        close(code) {
          open = false;
          for (const end of heard.splice(0)) end();
          const stop = code === 4000 ? (PBX.pauseFeed ?? PBX.stopFeed) : PBX.stopFeed;
          stop?.call(PBX);
        },
      };
      Promise.resolve().then(started);
      return link;
    },
    async addressbook() {
      const entries = await (await offered("getAddressbook"))();
      return { rev: 1, added: entries.map((entry) => row("address", entry)), removed: [] };
    },
    async tags() {
      await (await offered("enableTags"))();
      const { PBX } = await api();
      const tagged = (PBX.contacts ?? []).filter(({ tags }) => Array.isArray(tags)).map(({ cID, tags }) => [`contact:${cID}`, [...tags]]);
      return Object.fromEntries(tagged);
    },
    async setTags(target, tags) {
      const [kind, id] = target.split(":");
      if (kind !== "contact") throw failed(99, "the appliance's script gives no addresses to tag");
      (await find("contact", Number(id))).tags = tags;
    },
    async serverTime() {
      return (await (await offered("getTimeDelta"))()).serverTime;
    },
    async callOp({ op, device, cid, number, target }) {
      if (op === "dial") return (await find("device", device)).dial(number);
      const call = await find("call", cid);
      if (op !== "send") return call[op]();
      return new Promise((resolve, reject) => call.send(target, (error, text) => (error ? reject(failed(99, text)) : resolve())));
    },
  };
}

