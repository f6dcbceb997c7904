/**
 * What happens by itself: calls that arrive as they do in life, people who change desks, tags and addresses. And any
 * number of changes at once, for who wants to see whether all of them arrive.
 *
 * @import { Context, Random } from "../../core.js"
 * @import { Book } from "./book.js"
 * @import { Calls } from "./calls.js"
 * @import { People } from "./people.js"
 * @import { Settings } from "./settings.js"
 * @import { Store, Value } from "./store.js"
 */
import { KEYS } from "./store.js";
import { FAMILY, GIVEN, TOPICS, makeAddress, outsideNumber } from "./world.js";

const MINUTE = 60_000;
/** A simulator may run for weeks. */
const MOST_ADDRESSES = 500;
const SHOWS = ["online", "away", "dnd", ""];

/**
 * @param {Pick<Context, "after" | "random">} context
 * @param {Settings} settings
 * @param {{ store: Store, calls: Calls, book: Book, people: People, hotdesk: (userId: number, device: string, on: boolean) => void, guestOf: (device: string) => number | undefined }} model
 */
export function createOffice({ after, random }, { rates }, { store, calls, book, people, hotdesk, guestOf }) {
  const { objects } = store;

  /** Keys are looked up anew now and then only: there may be ten thousand. */
  const createDeck = (/** @type {import("../../index.js").IpcortexKind} */ kind) => {
    /** @type {string[]} */
    let keys = [];
    let size = -1;
    return (/** @type {Random} */ chance) => {
      if (size !== objects[kind].size || !objects[kind].has(keys[0])) {
        keys = [...objects[kind].keys()];
        size = objects[kind].size;
      }
      for (let tries = 0; tries < 8 && keys.length > 0; tries += 1) {
        const value = objects[kind].get(chance.pick(keys));
        if (value) return value;
      }
      return undefined;
    };
  };
  const someDevice = createDeck("device");
  const someContact = createDeck("contact");
  const someMailbox = createDeck("mailbox");
  const someQueue = createDeck("queue");
  const someCall = createDeck("call");

  /** @type {(chance: Random) => { from: string, name: string }} */
  const stranger = (chance) => ({ from: outsideNumber(chance), name: chance.float() < 0.7 ? `${chance.pick(GIVEN)} ${chance.pick(FAMILY)}` : "" });

  /** A desk that is free, of nobody with one of these numbers: at a hot desk somebody may have two. @type {(chance: Random, ...others: unknown[]) => string | undefined} */
  const freeDesk = (chance, ...others) => {
    for (let tries = 0; tries < 8; tries += 1) {
      const device = someDevice(chance);
      if (device && device.extension !== "" && !others.includes(device.extension) && calls.isFree(device.name)) return device.name;
    }
    return undefined;
  };
  const numberOf = (/** @type {unknown} */ device) => objects.device.get(String(device))?.extension;

  /** @param {Random} chance */
  const moveDesks = (chance) => {
    const hot = [...objects.device.values()].filter(({ name, ownerID, phone }) => ownerID === null && String(phone).startsWith("hot") && calls.isFree(name));
    const user = chance.pick(people.users.filter(({ extension }) => extension !== ""));
    if (hot.length === 0 || !user) return;
    const { name } = chance.pick(hot);
    const guest = guestOf(name);
    hotdesk(guest ?? user.id, name, guest === undefined);
  };

  /** @param {Random} chance */
  const tag = (chance) => {
    const contact = someContact(chance);
    if (contact) book.setTags(`contact:${contact.cID}`, [...new Set([chance.pick(TOPICS), chance.pick(TOPICS)])]);
  };

  /** @param {Random} chance */
  const changeBook = (chance) => {
    const own = [...book.entries.values()].filter(({ value }) => value.contact === null && value.group !== "personal");
    const old = own.length > 0 ? chance.pick(own).value : undefined;
    const what = chance.float();
    if (!old || (what < 0.35 && own.length < MOST_ADDRESSES)) book.change([makeAddress(chance)], []);
    else if (what < 0.65) book.change([{ ...old, number: outsideNumber(chance) }], []);
    else book.change([], [old.key]);
  };

  // ---- Life ------------------------------------------------------------------------------------------------

  /** @type {(chance: Random, cid: string) => void} */
  const live = (chance, cid) => {
    const talk = Math.max(2_000, chance.logNormal(90_000, 0.8));
    const holds = chance.float() < 0.2;
    if (holds) {
      after(talk * 0.4, () => calls.get(cid)?.state === "up" && calls.step(cid, "hold"));
      after(talk * 0.6, () => calls.get(cid)?.state === "hold" && calls.step(cid, "up"));
    }
    const sentOn = chance.float() < 0.1;
    after(talk, () => {
      const call = calls.get(cid);
      if (!call) return;
      // Not before: a desk that was free then may be the other end by now.
      const target = sentOn && call.state === "up" ? freeDesk(chance, numberOf(call.device), call.number) : undefined;
      if (target !== undefined) calls.send(cid, target);
      else calls.end(cid);
    });
  };

  /** Somebody's own part in a call that rings: to answer, or not to. @type {(chance: Random, cid: string) => void} */
  const notice = (chance, cid) => {
    if (chance.float() > 0.85) return;
    after(Math.max(500, chance.logNormal(7_000, 0.6)), () => {
      if (calls.get(cid)?.state !== "ring") return;
      calls.answer(cid);
      live(chance, cid);
    });
  };

  /** @param {Random} chance */
  const arrive = (chance) => {
    const kind = chance.float();
    const ringMs = 10_000 + chance.float() * 25_000;
    const caller = { ...stranger(chance), ringMs };
    const queue = kind < 0.35 ? someQueue(chance) : undefined;
    const device = queue ? undefined : freeDesk(chance);
    const to = queue?.name ?? device;
    if (to === undefined) return;
    const inside = !queue && kind > 0.75 ? freeDesk(chance, numberOf(to)) : undefined;
    if (inside !== undefined && kind > 0.88) {
      // Somebody calls out.
      const cid = calls.dial(inside, outsideNumber(chance));
      return live(chance, cid);
    }
    const cid = calls.arrive(to, { ...caller, ...(inside !== undefined && { from: inside, name: "", ringMs }) });
    if (cid !== undefined && !queue) notice(chance, cid);
  };

  /** In a queue the telephone that rings is found by the PBX. @type {(chance: Random, call: Value) => void} */
  const noticeQueued = (chance, call) => {
    if (call.qcall !== undefined && call.state === "ring") notice(chance, call.cid);
  };

  /** Independent events: the times between them are exponential. @type {(label: string, perMinute: number, happen: (chance: Random) => void) => void} */
  const poisson = (label, perMinute, happen) => {
    if (perMinute === 0) return;
    const chance = random(`office/${label}`);
    const next = () =>
      void after((-Math.log(1 - chance.float()) * MINUTE) / perMinute, () => {
        store.batch(() => happen(chance));
        next();
      });
    next();
  };

  const answers = random("office/answers");
  const chance = random("office/disturbance");

  /** @param {(call: Value) => void} use */
  const withCall = (use) => {
    const call = someCall(chance);
    if (call) use(call);
  };

  /** @type {(kind: import("../../index.js").IpcortexKind, some: (chance: Random) => Value | undefined, change: (value: Value) => Value) => void} */
  const touch = (kind, some, change) => {
    const value = some(chance);
    if (value) store.patch(kind, value[KEYS[kind]], change(value));
  };

  return {
    /** What the office does about changes. @param {readonly import("./store.js").Change[]} changes */
    heed(changes) {
      if (!rates) return;
      for (const { op, kind, now } of changes) if (op === "put" && kind === "call" && now) noticeQueued(answers, now);
    },

    open() {
      if (!rates) return;
      poisson("calls", rates.callsPerMinute, arrive);
      poisson("hotdesks", rates.hotdesksPerMinute, moveDesks);
      poisson("tags", rates.tagsPerMinute, tag);
      poisson("book", rates.bookPerMinute, changeBook);
    },

    /** So many calls that have been there for long, on so many devices if there are enough. @param {number} count */
    fill(count) {
      const draws = random("office/fill");
      const able = [...objects.device.values()].filter(({ extension }) => extension !== "").map(({ name }) => name);
      if (count > 0 && able.length === 0) throw new RangeError("liveCalls of IPCortex need a device");
      for (let index = 0; index < count; index += 1) {
        const { from: number, name } = stranger(draws);
        calls.settle(able[index % able.length], { number, name, ...(draws.float() < 0.1 && { state: "hold", nrState: "hold" }) });
      }
    },

    /** So many things happen at once. @param {number} count */
    disturb(count) {
      /** @type {[() => void, number][]} */
      const deeds = [
        [() => void calls.arrive(chance.float() < 0.2 ? someQueue(chance)?.name : someDevice(chance)?.name, stranger(chance)), 4],
        [() => withCall(({ cid, state }) => (state === "ring" ? calls.answer(cid) : calls.step(cid, state === "up" ? "hold" : "up"))), 5],
        [() => withCall(({ cid }) => calls.end(cid)), 4],
        [() => touch("device", someDevice, ({ state }) => ({ state: state === "up" ? "down" : "up" })), 2],
        [() => touch("mailbox", someMailbox, ({ read, unread }) => (chance.float() < 0.5 && unread > 0 ? { read: read + 1, unread: unread - 1 } : { unread: unread + 1 })), 3],
        [() => touch("contact", someContact, () => ({ show: chance.pick(SHOWS) })), 3],
        [() => moveDesks(chance), 1],
        [() => tag(chance), 1],
        [() => changeBook(chance), 1],
      ];
      store.batch(() => {
        for (let index = 0; index < count; index += 1) chance.weighted(deeds)();
      });
    },
  };
}
