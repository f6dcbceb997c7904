// The event emitter that pages of the vendors' SDKs know from Node, as a set of methods for a prototype. Listeners
// stay in JavaScript, where the garbage collector sees them.

import { hide, PbxError, report } from "./errors.js";

// A property, not a #private field: those break behind the proxies of Vue and MobX.
const LISTENERS = Symbol("listeners");

/** Gives an object its own list of listeners. */
export function listenable(object) {
  Object.defineProperty(object, LISTENERS, { value: new Map(), configurable: true });
}

/** What `once` registers can be removed by what the page passed. */
const same = (listener) => (entry) => entry === listener || entry.listener === listener;

function add(target, event, listener, place, vendor) {
  if (typeof listener !== "function") {
    const message = `on(event, listener): \`listener\` must be a function, not ${listener === null ? "null" : typeof listener}`;
    throw new PbxError(message, { kind: "invalid-argument", vendor, retryable: false });
  }
  const list = target[LISTENERS].get(event) ?? [];
  // A new array: an emit that is under way goes on with the old one.
  target[LISTENERS].set(event, place === "first" ? [listener, ...list] : [...list, listener]);
  return target;
}

function remove(target, event, listener) {
  const list = target[LISTENERS].get(event) ?? [];
  const index = list.findLastIndex(same(listener));
  if (index < 0) return target;
  if (list.length === 1) target[LISTENERS].delete(event);
  else target[LISTENERS].set(event, list.toSpliced(index, 1));
  return target;
}

function onceOnly(target, event, listener) {
  if (typeof listener !== "function") return listener;
  const wrapper = (...args) => {
    remove(target, event, wrapper);
    return listener.apply(target, args);
  };
  wrapper.listener = listener;
  return wrapper;
}

/** The few methods that a page needs, for errors that say which vendor they come from. */
export function listenerMethods(vendor) {
  return {
    on(event, listener) {
      return add(this, event, listener, "last", vendor);
    },
    once(event, listener) {
      return add(this, event, onceOnly(this, event, listener), "last", vendor);
    },
    off(event, listener) {
      return remove(this, event, listener);
    },
    emit(event, ...args) {
      const list = this[LISTENERS].get(event) ?? [];
      for (const listener of list) {
        try {
          listener.apply(this, args);
        } catch (error) {
          report(error);
        }
      }
      return list.length > 0;
    },
  };
}

/** All methods that Node's emitter has. */
export function emitterMethods(vendor) {
  return {
    ...listenerMethods(vendor),
    addListener(event, listener) {
      return this.on(event, listener);
    },
    prependListener(event, listener) {
      return add(this, event, listener, "first", vendor);
    },
    prependOnceListener(event, listener) {
      return add(this, event, onceOnly(this, event, listener), "first", vendor);
    },
    removeListener(event, listener) {
      return remove(this, event, listener);
    },
    removeAllListeners(event) {
      if (event === undefined) this[LISTENERS].clear();
      else this[LISTENERS].delete(event);
      return this;
    },
    listeners(event) {
      return this.rawListeners(event).map((entry) => entry.listener ?? entry);
    },
    rawListeners(event) {
      return [...(this[LISTENERS].get(event) ?? [])];
    },
    listenerCount(event) {
      return this.rawListeners(event).length;
    },
    eventNames() {
      return [...this[LISTENERS].keys()];
    },
    setMaxListeners() {
      return this;
    },
    getMaxListeners() {
      return Infinity;
    },
  };
}

/** Puts methods on a prototype, as `class` does: not enumerable. */
export function mixIn(prototype, methods) {
  hide(prototype, methods);
}
