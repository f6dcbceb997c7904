/**
 * The address book, and the tags of contacts and addresses. Neither is an object of the feed: they have frames of their own.
 *
 * @import { User } from "./people.js"
 * @import { Store, Value } from "./store.js"
 * @import { View } from "./view.js"
 */

/** @typedef {{ value: Value, owner: number | undefined, rev: number }} Entry */
/** @typedef {{ rev: number, added: Entry[], removed: { key: string, entry: Entry }[] }} BookChange */

const GROUPS = ["system", "company", "personal"];

/** @type {(tags: unknown) => tags is string[]} */
export const areTags = (tags) => Array.isArray(tags) && tags.every((tag) => typeof tag === "string");

/**
 * @param {Store} store
 * @param {View} view
 */
export function createBook(store, view) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Map<string, { entry: Entry, rev: number }>} What there was, by key. */
  const gone = new Map();
  /** @type {Map<string, string[]>} */
  const tags = new Map();
  let rev = 1;
  let made = 0;
  /** @type {{ book: (change: BookChange) => void, tags: (set: Record<string, string[]>) => void }} */
  let listener = { book: () => {}, tags: () => {} };

  const freeKey = () => {
    do made += 1;
    while (entries.has(`a-${made}`));
    return `a-${made}`;
  };

  /** A personal one is its owner's alone. @type {(user: User, entry: Entry) => boolean} */
  const isSeen = (user, { value, owner }) => (value.group === "personal" ? owner === user.id : view.companiesOf(user)(value.company));

  /** @type {(user: User, value: Value) => boolean} */
  const canTag = (user, { group, contact }) => group !== "system" && view.canTag(user, contact ?? undefined);

  /** @type {(user: User, entry: Entry) => Value} */
  const shown = (user, { value }) => ({ ...value, canTag: canTag(user, value) });

  /** @type {(partial: Value) => Entry} */
  const read = ({ owner, ...partial }) => {
    const value = {
      key: partial.key ?? freeKey(),
      name: "",
      number: "",
      group: "company",
      email: "",
      canCall: true,
      canChat: false,
      canTag: false,
      contact: null,
      ...partial,
    };
    if (typeof value.key !== "string") throw new RangeError("the key of an address is a text");
    if (!GROUPS.includes(value.group)) throw new RangeError(`the group of an address is one of ${GROUPS.join(", ")}`);
    return { value, owner, rev };
  };

  /** What a target of tags is: a contact or an address that can be tagged. @type {(target: string) => { cID?: unknown, entry?: Entry } | undefined} */
  const targetOf = (target) => {
    const [, kind, key] = /^(contact|address):(.+)$/.exec(target) ?? [];
    if (kind === "contact") {
      const contact = store.get("contact", key);
      return contact && { cID: contact.cID };
    }
    const entry = kind === "address" ? entries.get(key) : undefined;
    return entry && entry.value.group !== "system" ? { cID: entry.value.contact ?? undefined, entry } : undefined;
  };

  /** @type {(user: User, target: string) => boolean} */
  const isTagSeen = (user, target) => {
    const found = targetOf(target);
    if (!found) return false;
    if (found.entry) return isSeen(user, found.entry);
    return found.cID === user.id || view.companiesOf(user)(store.get("contact", String(found.cID))?.company);
  };

  return {
    entries,
    tags,
    isSeen,
    isTagSeen,
    targetOf,
    shown,
    get rev() {
      return rev;
    },

    /** @param {typeof listener} heard */
    onChange: (heard) => void (listener = heard),

    /** @type {(added: readonly Value[], removed: readonly string[]) => string[]} The keys of what was added. */
    change(added, removed) {
      const unknown = removed.find((key) => !entries.has(key));
      if (unknown !== undefined) throw new RangeError(`there is no address ${unknown}`);
      rev += 1;
      const news = added.map(read);
      const leaving = removed.map((key) => ({ key, entry: /** @type {Entry} */ (entries.get(key)) }));
      for (const { key, entry } of leaving) {
        entries.delete(key);
        tags.delete(`address:${key}`);
        gone.set(key, { entry, rev });
      }
      for (const entry of news) {
        entries.set(entry.value.key, entry);
        gone.delete(entry.value.key);
      }
      listener.book({ rev, added: news, removed: leaving });
      return news.map(({ value }) => value.key);
    },

    /** What there is at the start. @param {Value} partial */
    settle(partial) {
      const entry = read(partial);
      entries.set(entry.value.key, entry);
    },

    /**
     * What has changed since then; everything where nothing is said, or a number that never was.
     *
     * @type {(user: User, since?: unknown) => { rev: number, added: Value[], removed: string[] }}
     */
    since(user, since) {
      const from = typeof since === "number" && since <= rev ? since : 0;
      const added = [...entries.values()].filter((entry) => entry.rev > from && isSeen(user, entry)).map((entry) => shown(user, entry));
      const removed = from === 0 ? [] : [...gone].filter(([, { entry, rev: at }]) => at > from && isSeen(user, entry)).map(([key]) => key);
      return { rev, added, removed };
    },

    /** Of everything that can be tagged, also where there are none. @type {(user: User) => Record<string, string[]>} */
    tagsOf(user) {
      const targets = [
        ...[...store.objects.contact.keys()].map((key) => `contact:${key}`),
        ...[...entries.keys()].map((key) => `address:${key}`),
      ].filter((target) => isTagSeen(user, target));
      return Object.fromEntries(targets.map((target) => [target, tags.get(target) ?? []]));
    },

    /** Whether the user may write them. @type {(user: User, target: string) => boolean} */
    mayTag: (user, target) => isTagSeen(user, target) && view.canTag(user, targetOf(target)?.cID),

    /** @type {(target: string, list: readonly string[]) => string[]} */
    setTags(target, list) {
      const clean = [...new Set(list.map((tag) => tag.trim().replace(/^#/, "").trim()).filter(Boolean))];
      tags.set(target, clean);
      listener.tags({ [target]: clean });
      return clean;
    },
  };
}

/** @typedef {ReturnType<typeof createBook>} Book */
