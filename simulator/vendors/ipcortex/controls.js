/**
 * What a test does to the PBX: one function for each thing that can happen to a real one.
 *
 * @import { Context } from "../../core.js"
 * @import { IpcortexControls } from "../../index.js"
 * @import { Book } from "./book.js"
 * @import { Calls } from "./calls.js"
 * @import { Feeds } from "./feed.js"
 * @import { Lines } from "./lines.js"
 * @import { People, User } from "./people.js"
 * @import { Store, Value } from "./store.js"
 */
import { STATES } from "./calls.js";
import { KEYS, KINDS } from "./store.js";
import { DATASETS } from "./view.js";

const GOING_AWAY = 1001;
const CUT = 1006;

/** A control that is misspelled would leave a test that proves nothing. @type {(control: string, given: object, names: readonly string[]) => void} */
const check = (control, given, names) => {
  for (const name of Object.keys(given)) if (!names.includes(name)) throw new RangeError(`${control} takes no ${JSON.stringify(name)}, but ${names.join(", ")}`);
};

/** @type {(control: string, name: string, value: unknown) => number} */
const span = (control, name, value) => {
  if (!(typeof value === "number" && value >= 0)) throw new RangeError(`${name} of ${control} is 0 or more`);
  return value;
};

/**
 * @param {Pick<Context, "now" | "requests">} context
 * @param {{ pbxVersion: string, skewMs: number }} system
 * @param {{ store: Store, people: People, lines: Lines, book: Book, calls: Calls, feeds: Feeds }} model
 */
export function createControls({ now, requests }, system, { store, people, lines, book, calls, feeds }) {
  /** What a device was before somebody sat down at it. @type {Map<string, Value>} */
  const plain = new Map();

  /** @param {unknown} who @returns {User} */
  const userOf = (who) => {
    const user = people.find(who);
    if (!user) throw new RangeError(`there is no user ${who}`);
    return user;
  };

  /** @type {(userId: number, device: string, on: boolean) => void} */
  const hotdesk = (userId, device, on) =>
    store.batch(() => {
      const found = store.get("device", device);
      if (!found) throw new RangeError(`there is no device ${device}`);
      lines.set(userId, device, on);
      store.nudge();
      // Somebody's own telephone stays what it is.
      if (found.ownerID !== null) return;
      const { name = "", extension = "" } = on ? (people.find(userId) ?? {}) : {};
      const { label, extension: number, extensions = [] } = found;
      if (!plain.has(device)) plain.set(device, { label, extension: number, extensions });
      if (on) store.patch("device", device, { label: name.split(" ")[0], extension, extensions: extension === "" ? [] : [extension] });
      else if (lines.guestOf(device) === undefined) store.patch("device", device, /** @type {Value} */ (plain.get(device)));
      for (const one of new Set([...extensions, ...(store.get("device", device)?.extensions ?? [])])) calls.lightExtension(one);
    });

  /** @type {IpcortexControls} */
  const controls = {
    call(given) {
      check("call", given, ["to", "from", "name", "ringMs"]);
      const { to, from = "0123456789", name = "", ringMs } = given;
      if (ringMs !== undefined) span("call", "ringMs", ringMs);
      const cid = calls.arrive(to, { from, name, ringMs });
      if (cid === undefined) throw new RangeError(`there is no ${to} to call`);
      return cid;
    },

    step(given) {
      check("step", given, ["cid", "state"]);
      const { cid, state } = given;
      if (!STATES.includes(state)) throw new RangeError(`a state is one of ${STATES.join(", ")}`);
      calls.step(cid, state);
    },

    patch(given) {
      check("patch", given, ["kind", "key", "v"]);
      const { kind, key, v } = given;
      if (!KINDS.includes(kind)) throw new RangeError(`a kind is one of ${KINDS.join(", ")}`);
      if (typeof v !== "object") throw new TypeError("v of patch is an object, or null");
      if (v === null) return store.del(kind, key);
      if (store.get(kind, key)) return store.patch(kind, key, v);
      if (kind === "call") calls.adopt({ ...v, cid: key });
      else store.put(kind, { ...v, [KEYS[kind]]: key });
    },

    hotdesk(given) {
      check("hotdesk", given, ["user", "device", "on"]);
      const { user, device, on = true } = given;
      hotdesk(userOf(user).id, device, on);
    },

    book(given) {
      check("book", given, ["added", "removed"]);
      const { added = [], removed = [] } = given;
      return book.change(added, removed);
    },

    logout(given) {
      check("logout", given, ["user"]);
      const user = userOf(given.user);
      for (const session of [...people.sessions.values()]) {
        if (session.user !== user) continue;
        people.end(session);
        feeds.logout(session);
      }
    },

    drop(given = {}) {
      check("drop", given, ["mode", "forMs"]);
      const { mode = "abort", forMs = mode === "refuse" ? Infinity : 0 } = given;
      if (!["clean", "abort", "refuse"].includes(mode)) throw new RangeError("mode of drop is clean, abort or refuse");
      feeds.refuse(now() + span("drop", "forMs", forMs));
      return mode === "refuse" ? 0 : feeds.drop(mode === "clean" ? GOING_AWAY : CUT);
    },

    error(given) {
      check("error", given, ["errno", "message", "retryAfter", "times"]);
      const { times, ...failure } = given;
      if (!Number.isInteger(failure.errno)) throw new TypeError("errno is a whole number");
      if (times === undefined) return feeds.fail(failure);
      if (!(Number.isInteger(times) && times > 0)) throw new RangeError("times of error is a whole number from 1");
      feeds.planned.push({ ...failure, left: times });
      return 0;
    },

    gap(given = {}) {
      check("gap", given, ["lose"]);
      const { lose = 0 } = given;
      if (!(Number.isInteger(lose) && lose >= 0)) throw new RangeError("lose of gap is a whole number from 0");
      feeds.gap(lose);
    },

    version(given) {
      check("version", given, ["pbxVersion", "silent"]);
      const { pbxVersion, silent = false } = given;
      if (typeof pbxVersion !== "string" || pbxVersion === "") throw new TypeError("pbxVersion is a text");
      /** @param {string} version */
      const train = (version) => version.split(".").slice(0, 2).join(".");
      const upgraded = train(pbxVersion) !== train(system.pbxVersion);
      const before = system.pbxVersion;
      system.pbxVersion = pbxVersion;
      if (upgraded && !silent) return feeds.outdate();
      // What is loaded still fits, or nobody is to be told that it does not.
      for (const session of people.sessions.values()) if (session.version === before) session.version = pbxVersion;
    },

    skew(given) {
      check("skew", given, ["seconds"]);
      if (!Number.isFinite(given.seconds)) throw new TypeError("seconds of skew is a number");
      system.skewMs = given.seconds * 1000;
    },

    deny(given) {
      check("deny", given, ["user", "dataset", "on"]);
      const { user: who, dataset, on = true } = given;
      if (dataset !== "tags" && !DATASETS.includes(dataset)) throw new RangeError(`a dataset is one of ${DATASETS.join(", ")}, or tags`);
      const user = userOf(who);
      if (on) user.denied.add(dataset);
      else user.denied.delete(dataset);
      if (!on || dataset === "tags") return;
      feeds.fail({ errno: 99, message: `no permission for ${dataset} data` }, ({ viewer }) => viewer.user === user && viewer.datasets[dataset]);
    },

    mute(given = {}) {
      check("mute", given, ["forMs"]);
      feeds.mute(now() + span("mute", "forMs", given.forMs ?? Infinity));
    },

    log: () => requests(),
  };

  return { controls, hotdesk };
}

/** @typedef {ReturnType<typeof createControls>} Controls */
