/**
 * Which devices a user has: their own, as the PBX came to know them, then those they have hot-desked to.
 *
 * @import { Store } from "./store.js"
 */

/** @param {Store} store */
export function createLines(store) {
  /** @type {Map<number, string[]>} */
  const desks = new Map();

  return {
    /** @type {(userId: number) => { used: string[], owned: string[] }} */
    of(userId) {
      const owned = store.devicesOfOwner(userId).map(({ name }) => name);
      const visited = (desks.get(userId) ?? []).filter((name) => store.get("device", name) && !owned.includes(name));
      return { used: [...owned, ...visited], owned };
    },

    /** @type {(device: string) => number | undefined} */
    guestOf: (device) => [...desks].find(([, names]) => names.includes(device))?.[0],

    /** @type {(userId: number, device: string, on: boolean) => void} */
    set(userId, device, on) {
      const others = (desks.get(userId) ?? []).filter((name) => name !== device);
      desks.set(userId, on ? [...others, device] : others);
    },
  };
}

/** @typedef {ReturnType<typeof createLines>} Lines */
