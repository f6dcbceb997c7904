/**
 * The objects of one PBX by kind and key, and what changes of them: all that happens in one go is told in one go.
 *
 * Values are never changed in place, so that a change can hold what was and what is.
 *
 * @import { IpcortexKind as Kind } from "../../index.js"
 */

/** @typedef {Record<string, any>} Value */
/** @typedef {string | number} Key */

/**
 * @typedef {object} Change
 * @property {"put" | "patch" | "del"} op
 * @property {Kind} kind
 * @property {Key} key
 * @property {Value} [v] What is new of it.
 * @property {Value} [was]
 * @property {Value} [now]
 */

/** Which field is the key of an object of each kind. @type {Readonly<Record<Kind, string>>} */
export const KEYS = { contact: "cID", phone: "name", device: "name", extension: "extension", queue: "name", mailbox: "name", call: "cid" };

export const KINDS = /** @type {Kind[]} */ (Object.keys(KEYS));

/** @type {(a: unknown, b: unknown) => boolean} */
const same = (a, b) => a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

/**
 * Finds objects by what they say of others.
 *
 * @param {(value: Value) => readonly unknown[]} pointersOf
 */
function createIndex(pointersOf) {
  /** @type {Map<unknown, Map<string, Value>>} */
  const found = new Map();
  return {
    /** @type {(id: string, was: Value | undefined, now: Value | undefined) => void} */
    move(id, was, now) {
      for (const pointer of was ? pointersOf(was) : []) if (!now || !pointersOf(now).includes(pointer)) found.get(pointer)?.delete(id);
      for (const pointer of now ? pointersOf(now) : []) {
        if (!found.has(pointer)) found.set(pointer, new Map());
        found.get(pointer)?.set(id, /** @type {Value} */ (now));
      }
    },
    /** @type {(pointer: unknown) => Value[]} */
    get: (pointer) => [...(found.get(pointer)?.values() ?? [])],
  };
}

export function createStore() {
  const objects = /** @type {Record<Kind, Map<string, Value>>} */ (Object.fromEntries(KINDS.map((kind) => [kind, new Map()])));
  const devicesOfOwner = createIndex(({ ownerID }) => [ownerID]);
  const devicesOfExtension = createIndex(({ extensions }) => extensions ?? []);
  const callsOfDevice = createIndex(({ device }) => [device]);
  /** @type {Change[]} */
  let changes = [];
  let depth = 0;
  let nudged = false;
  /** @type {(changes: Change[]) => void} */
  let tell = () => {};

  /** @type {(kind: Kind, key: Key) => Value | undefined} */
  const get = (kind, key) => objects[kind].get(String(key));

  /** @type {(kind: Kind, key: Key, was: Value | undefined, now: Value | undefined) => void} */
  const settle = (kind, key, was, now) => {
    const id = String(key);
    if (now) objects[kind].set(id, now);
    else objects[kind].delete(id);
    if (kind === "device") {
      devicesOfOwner.move(id, was, now);
      devicesOfExtension.move(id, was, now);
    }
    if (kind === "call") callsOfDevice.move(id, was, now);
  };

  /** @type {<T>(run: () => T) => T} */
  const batch = (run) => {
    depth += 1;
    try {
      return run();
    } finally {
      depth -= 1;
      if (depth === 0 && (nudged || changes.length > 0)) {
        const told = changes;
        changes = [];
        nudged = false;
        tell(told);
      }
    }
  };

  return {
    objects,
    get,
    batch,
    devicesOfOwner: devicesOfOwner.get,
    devicesOfExtension: devicesOfExtension.get,
    callsOfDevice: callsOfDevice.get,

    /** Who is told of changes. @param {(changes: Change[]) => void} listener */
    onChange: (listener) => void (tell = listener),

    /** Something else has changed, to be told with these. */
    nudge: () => batch(() => void (nudged = true)),

    /** @type {(kind: Kind, value: Value) => void} */
    put: (kind, value) =>
      batch(() => {
        const key = value[KEYS[kind]];
        if (typeof key !== "string" && typeof key !== "number") throw new RangeError(`a ${kind} of IPCortex has no ${KEYS[kind]}`);
        const was = get(kind, key);
        settle(kind, key, was, value);
        changes.push({ op: "put", kind, key, v: value, was, now: value });
      }),

    /** @type {(kind: Kind, key: Key, changed: Value) => void} */
    patch: (kind, key, changed) =>
      batch(() => {
        const was = get(kind, key);
        if (!was) return;
        const news = Object.entries(changed).filter(([name, value]) => !same(was[name], value));
        if (news.length === 0) return;
        const v = Object.fromEntries(news);
        const now = { ...was, ...v };
        settle(kind, key, was, now);
        changes.push({ op: "patch", kind, key: was[KEYS[kind]], v, was, now });
      }),

    /** @type {(kind: Kind, key: Key) => void} */
    del: (kind, key) =>
      batch(() => {
        const was = get(kind, key);
        if (!was) return;
        settle(kind, key, was, undefined);
        changes.push({ op: "del", kind, key: was[KEYS[kind]], was });
      }),
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
