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
export const listenable = (events) => ({
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
  /** `types`: by kind the class of its entities. */
  constructor(types) {
    this.types = types;
    this.tables = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
    this.lines = { used: [], owned: [] };
    this.calls = 0;
    /** By device, its calls. */
    this.callsOf = new Map();
    const all = (kind) => () => [...this.tables[kind].values()];
    const live = { contacts: "contact", devices: "device", calls: "call", queues: "queue", mailboxes: "mailbox", phones: "phone", extensions: "extension", addressbook: "address" };
    this.live = Object.fromEntries(Object.entries(live).map(([name, kind]) => [name, new Live(all(kind))]));
    this.live.lines = new Live(() => this.linesOf(false));
    this.liveOf = Object.fromEntries(Object.entries(live).map(([name, kind]) => [kind, this.live[name]]));
  }

  get(kind, key) {
    return this.tables[kind].get(kind === "contact" ? Number(key) : key) ?? null;
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

  setLines({ used = [], owned = [] }) {
    if (same(this.lines, { used, owned })) return false;
    this.lines = { used, owned };
    this.live.lines.changed();
    return true;
  }

  /** Applies the operations of one frame, then lets the page hear. */
  apply(ops) {
    const change = new Change(this);
    for (const op of ops) change.take(op);
    change.tell();
    return change;
  }

  /** Takes a snapshot: what it has is put, and what of `kinds` it has not is gone. */
  replace(objects, kinds) {
    const change = new Change(this);
    for (const kind of KINDS) {
      const rows = objects[kind] ?? [];
      const key = KEYS[kind];
      const named = kinds.includes(kind) ? new Set() : undefined;
      for (const row of rows) {
        change.put(kind, row[key], row);
        named?.add(row[key]);
      }
      if (named) for (const old of [...this.tables[kind].keys()]) if (!named.has(old)) change.del(kind, old);
    }
    change.tell();
    return change;
  }

  /** Ends everything: calls die, the lists are empty. */
  clear() {
    const change = new Change(this);
    for (const key of [...this.tables.call.keys()]) change.del("call", key);
    change.tell();
    for (const kind of KINDS) {
      const table = this.tables[kind];
      if (table.size === 0) continue;
      for (const entity of table.values()) forget(entity);
      table.clear();
      this.liveOf[kind].changed();
    }
    this.setLines({});
  }

  /** Changes what a page has set, before the PBX has said yes. */
  assume(entity, values) {
    const change = new Change(this);
    change.patchEntity(entity, values);
    change.tell();
  }
}

/** What one frame changes. */
class Change {
  constructor(model) {
    Object.assign(this, { model, fresh: new Set(), updated: new Set(), gone: new Set(), dying: new Set() });
  }

  take({ op, kind, key, v }) {
    if (!Object.hasOwn(KEYS, kind) || key === undefined || key === null) return;
    if (op === "put" && v) this.put(kind, key, v);
    else if (op === "patch" && v) this.patch(kind, key, v);
    else if (op === "del") this.del(kind, key);
  }

  put(kind, given, row) {
    const { model } = this;
    const table = model.tables[kind];
    const key = kind === "contact" ? Number(given) : given;
    const known = table.get(key);
    if (!known) {
      const entity = new model.types[kind](model, row);
      table.set(key, entity);
      if (kind === "call") this.joinCall(entity, row);
      else this.fresh.add(entity);
      if (kind === "call" && row.state !== DEAD) this.fresh.add(entity);
      return;
    }
    const old = known[VALUES];
    const keys = Object.keys(row);
    if (keys.length === Object.keys(old).length && keys.every((name) => same(old[name], row[name]))) return;
    known[VALUES] = { ...row, ...(kind === "call" && { uid: old.uid }), ...(old.tags !== undefined && { tags: old.tags }) };
    this.touched(kind, known, old);
  }

  patch(kind, key, values) {
    const entity = this.model.get(kind, key);
    if (entity) this.patchEntity(entity, values, kind);
  }

  patchEntity(entity, values, kind = entity.constructor.kind) {
    const old = entity[VALUES];
    for (const name in values) {
      if (same(old[name], values[name])) continue;
      const now = { ...old, ...values };
      entity[VALUES] = now;
      this.touched(kind, entity, old);
      return;
    }
  }

  touched(kind, entity, old) {
    this.updated.add(entity);
    if (kind !== "call") return;
    const { device, state } = entity[VALUES];
    if (device !== old.device) {
      this.leaveCall(entity, old.device);
      this.joinCall(entity, entity[VALUES]);
    } else this.parent(device);
    if (state === DEAD) this.dying.add(entity);
  }

  joinCall(entity, { device, state }) {
    const { callsOf } = this.model;
    if (!callsOf.has(device)) callsOf.set(device, new Set());
    callsOf.get(device).add(entity);
    this.parent(device);
    if (state === DEAD) this.dying.add(entity);
  }

  leaveCall(entity, device) {
    const calls = this.model.callsOf.get(device);
    calls?.delete(entity);
    if (calls?.size === 0) this.model.callsOf.delete(device);
    this.parent(device);
  }

  /** The device of a call changes with it. */
  parent(device) {
    const parent = this.model.get("device", device);
    if (parent) this.updated.add(parent);
  }

  del(kind, given) {
    const { model } = this;
    const key = kind === "contact" ? Number(given) : given;
    const entity = model.tables[kind].get(key);
    if (!entity) return;
    if (kind !== "call") {
      model.tables[kind].delete(key);
      this.gone.add(entity);
      return;
    }
    // It dies first; the page looks for it among the calls of its device.
    this.patchEntity(entity, { state: DEAD }, "call");
    this.dying.add(entity);
  }

  tell() {
    const { fresh, updated, gone, dying, model } = this;
    for (const entity of fresh) updated.delete(entity);
    const told = new Set();
    const of = (set) => KINDS.map((kind) => [...set].filter((entity) => entity.constructor.kind === kind));
    for (const kind of [fresh, updated, gone]) for (const entity of kind) told.add(entity.constructor.kind);
    for (const entities of of(fresh)) for (const entity of entities) call(heard(entity.constructor, "new"), entity);
    for (const entities of of(updated)) {
      for (const entity of entities) {
        if (gone.has(entity)) continue;
        call(heard(entity, "update"), entity);
        call(heard(entity.constructor, "update"), entity);
      }
    }
    for (const entity of gone) {
      call(heard(entity, "deleted"), entity);
      call(heard(entity.constructor, "deleted"), entity);
      forget(entity);
    }
    for (const entity of dying) {
      const { device, cid } = entity[VALUES];
      const calls = model.callsOf.get(device);
      calls?.delete(entity);
      if (calls?.size === 0) model.callsOf.delete(device);
      if (model.tables.call.get(cid) === entity) model.tables.call.delete(cid);
      forget(entity);
      told.add("call").add("device");
    }
    for (const kind of told) model.liveOf[kind].changed();
    if (told.has("device")) model.live.lines.changed();
  }
}

