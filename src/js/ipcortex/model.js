// The live model: one object per entity for its life, its values behind getters. Frames change values first, all of them; then
// listeners hear of it, children before parents. Rows are many and changes frequent, so that they are kept in JavaScript, where
// pages read them.

/** Values of an entity as the PBX says them, by its key; the page sees getters over them. */
export const VALUES = Symbol("values");
const LISTENERS = Symbol("listeners");
const DEAD = "dead";

/** Kinds in the order in which their listeners hear, with the field that is their key. */
export const KEYS = { call: "cid", device: "name", phone: "name", queue: "name", mailbox: "name", extension: "extension", contact: "cID", address: "key" };
const KINDS = Object.keys(KEYS);

/** Whether something is a row: values by name. */
export const isRow = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A list, whatever stands in its place. */
export const listOf = (value) => (Array.isArray(value) ? value : []);

/** A key as the tables have it; undefined for what is none. */
function keyOf(kind, given) {
  if (typeof given !== "string" && typeof given !== "number") return undefined;
  const key = kind === "contact" ? Number(given) : String(given);
  return Number.isNaN(key) || key === "" ? undefined : key;
}

function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Calls listeners of the page; one that throws is told to the console, and the others hear. */
export function call(listeners, ...args) {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      console.error(error);
    }
  }
}

/** What can be listened to, an entity or its class; `addListener` gives the listener back, or null. */
export const listenable = (...events) => ({
  addListener(event, listener) {
    if (typeof listener !== "function" || !events.includes(event)) return null;
    const all = (this[LISTENERS] ??= new Map());
    all.set(event, [...(all.get(event) ?? []), listener]);
    return listener;
  },
  removeListener(event, listener) {
    const list = this[LISTENERS]?.get(event) ?? [];
    const at = list.indexOf(listener);
    if (at < 0) return null;
    this[LISTENERS].set(event, list.toSpliced(at, 1));
    return listener;
  },
});

const heard = (target, event) => target[LISTENERS]?.get(event) ?? [];
const forget = (target) => void (target[LISTENERS] = undefined);

/** A collection for pages that render: `getSnapshot` is the same array until something in it changes. */
class Live {
  constructor(read) {
    Object.assign(this, { read, snapshot: undefined, subscribers: [] });
    this.subscribe = this.subscribe.bind(this);
    this.getSnapshot = this.getSnapshot.bind(this);
  }
  subscribe(callback) {
    const entry = { callback };
    this.subscribers = [...this.subscribers, entry];
    return () => {
      this.subscribers = this.subscribers.filter((other) => other !== entry);
    };
  }
  getSnapshot() {
    this.snapshot ??= Object.freeze(this.read());
    return this.snapshot;
  }
  changed() {
    this.snapshot = undefined;
    call(this.subscribers.map(({ callback }) => callback));
  }
}

export class Model {
  /** `types`: by kind the class of its entities. `linesChanged` hears which of the lists of lines are others now. */
  constructor(types, linesChanged) {
    Object.assign(this, { types, linesChanged });
    this.tables = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
    /** Names of devices, and the devices of these names when pages last heard of them. */
    this.lines = { used: [], owned: [] };
    this.shown = { used: [], owned: [] };
    this.calls = 0;
    /** By device, its calls; by contact, its addresses. */
    this.callsOf = new Map();
    this.addressesOf = new Map();
    /** By target, `contact:117` or `address:a-9`; undefined where nobody wants them. */
    this.tags = undefined;
    const all = (kind) => () => this.all(kind);
    const live = { contacts: "contact", devices: "device", calls: "call", queues: "queue", mailboxes: "mailbox", phones: "phone", extensions: "extension", addressbook: "address" };
    this.live = Object.fromEntries(Object.entries(live).map(([name, kind]) => [name, new Live(all(kind))]));
    this.live.lines = new Live(() => this.linesOf(false));
    this.liveOf = Object.fromEntries(Object.entries(live).map(([name, kind]) => [kind, this.live[name]]));
  }

  get(kind, key) {
    return this.tables[kind].get(keyOf(kind, key)) ?? null;
  }

  all(kind) {
    return [...this.tables[kind].values()];
  }

  linesOf(owned) {
    return (owned ? this.lines.owned : this.lines.used).map((name) => this.get("device", name)).filter(Boolean);
  }

  callsOn(device) {
    return [...(this.callsOf.get(device) ?? [])];
  }

  /** Whether it is directly about a user: what an idle feed tells of. */
  isOwn(kind, entity, me) {
    const { used } = this.lines;
    const values = entity[VALUES];
    if (kind === "contact") return values.cID === me;
    if (kind === "device") return used.includes(values.name);
    if (kind === "call") return used.includes(values.device);
    return kind === "mailbox" && used.some((name) => this.get("device", name)?.[VALUES].mailbox === values.name);
  }

  nameLines({ used, owned }) {
    const names = (list) => listOf(list).filter((name) => typeof name === "string");
    this.lines = { used: names(used), owned: names(owned) };
  }

  setLines(lines) {
    this.nameLines(lines);
    this.tellLines(new Set());
  }

  /** Lets the page hear of its lines, if they or one of these changed devices are among them. */
  tellLines(changed) {
    const now = { used: this.linesOf(false), owned: this.linesOf(true) };
    const isOther = (list) => now[list].length !== this.shown[list].length || now[list].some((device, at) => device !== this.shown[list][at]);
    const others = { used: isOther("used"), owned: isOther("owned") };
    this.shown = now;
    if (others.used || now.used.some((device) => changed.has(device))) this.live.lines.changed();
    if (others.used || others.owned) this.linesChanged(others);
  }

  /** Applies the operations of one frame, then lets the page hear. */
  apply(ops) {
    const change = new Change(this);
    for (const op of ops) if (isRow(op)) change.take(op);
    change.tell();
    return change;
  }

  /** Takes a snapshot: what it has is put; what it has not is gone, unless it `stays`. */
  replace(objects, stays, lines) {
    const change = new Change(this);
    for (const kind of KINDS) {
      if (kind === "address") continue;
      const named = new Set();
      for (const row of listOf(objects[kind])) if (isRow(row)) named.add(change.put(kind, row[KEYS[kind]], row));
      for (const [key, entity] of [...this.tables[kind]]) if (!named.has(key) && !stays(kind, entity)) change.del(kind, key);
    }
    if (lines) this.nameLines(lines);
    change.tell();
  }

  /** Ends everything: calls die, the lists are empty. */
  clear() {
    const change = new Change(this);
    for (const key of this.tables.call.keys()) change.del("call", key);
    change.tell();
    this.tags = undefined;
    this.addressesOf.clear();
    for (const kind of KINDS) {
      const table = this.tables[kind];
      if (table.size === 0) continue;
      for (const entity of table.values()) forget(entity);
      table.clear();
      this.liveOf[kind].changed();
    }
    this.setLines({});
  }

  // ---- Tags ------------------------------------------------------------------------------------------------

  /** Null where nobody wants them, and where there cannot be any. */
  tagsOf(entity) {
    if (this.tags === undefined) return null;
    const { kind } = entity.constructor;
    const values = entity[VALUES];
    return this.tags.get(`${kind}:${values[KEYS[kind]]}`) ?? (values.canTag ? [] : null);
  }

  /** Lets tags change, all or those of some targets, then lets the page hear of those that are others. */
  retag(targets, change) {
    const entities = targets === undefined ? [...this.all("contact"), ...this.all("address")] : targets.map((target) => this.target(target)).filter(Boolean);
    const before = entities.map((entity) => [entity, this.tagsOf(entity)]);
    change();
    const news = new Change(this);
    for (const [entity, tags] of before) if (!same(tags, this.tagsOf(entity))) news.touched.add(entity);
    news.tell();
  }

  target(text) {
    const [kind, ...key] = text.split(":");
    return kind === "contact" || kind === "address" ? this.get(kind, key.join(":")) : null;
  }
}

/** Puts a member into one of many sets, or takes it out. */
function join(sets, name, member) {
  if (!sets.has(name)) sets.set(name, new Set());
  sets.get(name).add(member);
}
function leave(sets, name, member) {
  const set = sets.get(name);
  set?.delete(member);
  if (set?.size === 0) sets.delete(name);
}

/** Whether two rows have the same values. */
function alike(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}

/** What one frame changes. */
class Change {
  constructor(model) {
    /** `before`: what was changed, with the values that it had; `touched`: what changes with others. */
    Object.assign(this, { model, fresh: new Set(), before: new Map(), touched: new Set(), gone: new Set(), dying: new Set() });
  }

  take({ op, kind, key, v }) {
    if (!Object.hasOwn(KEYS, kind)) return;
    if (op === "put" && isRow(v)) this.put(kind, key, v);
    else if (op === "patch" && isRow(v)) this.patch(kind, key, v);
    else if (op === "del") this.del(kind, key);
  }

  /** Answers the key. */
  put(kind, given, row) {
    const { model } = this;
    const table = model.tables[kind];
    const key = keyOf(kind, given);
    if (key === undefined) return undefined;
    const values = { ...row, [KEYS[kind]]: key };
    const known = table.get(key) ?? this.revived(kind, key);
    // One that dies in this very frame stays dead; its key is somebody else's now.
    if (known && !this.dying.has(known)) {
      if (kind === "call") values.uid = known.uid;
      if (!alike(known[VALUES], values)) this.change(kind, known, values);
      return key;
    }
    const entity = new model.types[kind](model, values);
    table.set(key, entity);
    this.fresh.add(entity);
    if (kind === "call") join(model.callsOf, values.device, entity);
    if (values.state === DEAD && kind === "call") this.dying.add(entity);
    if (kind === "address") join(model.addressesOf, values.contact, entity);
    return key;
  }

  /** One that this very frame has taken away. */
  revived(kind, key) {
    for (const entity of this.gone) {
      if (entity.constructor.kind !== kind || entity[VALUES][KEYS[kind]] !== key) continue;
      this.gone.delete(entity);
      this.model.tables[kind].set(key, entity);
      return entity;
    }
    return undefined;
  }

  patch(kind, given, values) {
    const entity = this.model.get(kind, given);
    if (!entity) return;
    const old = entity[VALUES];
    const names = Object.keys(values).filter((name) => name !== "uid" && name !== KEYS[kind] && !same(old[name], values[name]));
    if (names.length === 0) return;
    const now = { ...old };
    for (const name of names) now[name] = values[name];
    this.change(kind, entity, now);
  }

  change(kind, entity, values) {
    const { model } = this;
    const old = entity[VALUES];
    entity[VALUES] = values;
    if (!this.before.has(entity)) this.before.set(entity, old);
    const [sets, name] = { call: [model.callsOf, "device"], address: [model.addressesOf, "contact"] }[kind] ?? [];
    if (sets && values[name] !== old[name]) {
      leave(sets, old[name], entity);
      join(sets, values[name], entity);
    }
    if (kind === "call" && values.state === DEAD) this.dying.add(entity);
  }

  /** What is another than before this frame, and what shows something of it. */
  updates() {
    const { model, fresh, before, gone, touched, dying } = this;
    const updated = new Set(touched);
    const device = (name) => name !== null && updated.add(model.get("device", name));
    for (const entity of [...fresh, ...dying]) if (entity.constructor.kind === "call") device(entity[VALUES].device);
    for (const [entity, old] of before) {
      const values = entity[VALUES];
      if (alike(old, values)) continue;
      updated.add(entity);
      const { kind } = entity.constructor;
      if (kind === "call") device(old.device), device(values.device);
      // An address shows these of its contact.
      if (kind === "contact" && (values.show !== old.show || values.blf !== old.blf)) for (const address of model.addressesOf.get(values.cID) ?? []) updated.add(address);
    }
    updated.delete(null);
    // A call that is first seen dead is not told of.
    for (const entity of dying) if (fresh.delete(entity)) updated.delete(entity);
    for (const entity of [...fresh, ...gone]) updated.delete(entity);
    return updated;
  }

  del(kind, given) {
    const { model } = this;
    const key = keyOf(kind, given);
    const entity = model.tables[kind].get(key);
    if (!entity) return;
    if (kind === "call") {
      // It dies first; the page looks for it among the calls of its device.
      if (!this.dying.has(entity)) this.change(kind, entity, { ...entity[VALUES], state: DEAD });
      return;
    }
    model.tables[kind].delete(key);
    if (kind === "address") leave(model.addressesOf, entity[VALUES].contact, entity);
    // What came and went in one frame has never been there.
    if (!this.fresh.delete(entity)) this.gone.add(entity);
    else this.before.delete(entity);
  }

  tell() {
    const { fresh, gone, dying, model } = this;
    const updated = this.updates();
    const told = new Set([...fresh, ...updated, ...gone, ...dying].map((entity) => entity.constructor.kind));
    const inOrder = (set) => KINDS.flatMap((kind) => [...set].filter((entity) => entity.constructor.kind === kind));
    for (const entity of inOrder(fresh)) call(heard(entity.constructor, "new"), entity);
    for (const entity of inOrder(updated)) {
      call(heard(entity, "update"), entity);
      call(heard(entity.constructor, "update"), entity);
    }
    for (const entity of inOrder(gone)) {
      call(heard(entity, "deleted"), entity);
      call(heard(entity.constructor, "deleted"), entity);
      forget(entity);
    }
    for (const entity of dying) {
      const { device, cid } = entity[VALUES];
      leave(model.callsOf, device, entity);
      if (model.tables.call.get(cid) === entity) model.tables.call.delete(cid);
      forget(entity);
    }
    for (const kind of told) model.liveOf[kind].changed();
    model.tellLines(updated);
  }
}
