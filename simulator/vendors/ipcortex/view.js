/**
 * Who sees what: of all that the PBX knows, the part that one user asked for and may have.
 *
 * @import { IpcortexDatasets, IpcortexKind as Kind } from "../../index.js"
 * @import { User } from "./people.js"
 * @import { Change, Store, Value } from "./store.js"
 */
import { isAdmin } from "./people.js";
import { KINDS } from "./store.js";

/** @typedef {keyof IpcortexDatasets} Dataset */
/** @typedef {Required<IpcortexDatasets>} Datasets */
/** @typedef {{ user: User, datasets: Datasets, idle: boolean }} Viewer */

/** @type {Dataset[]} */
export const DATASETS = ["device", "deviceMin", "mailbox", "queue", "presence"];

const NO_PRESENCE = { canChat: false, states: {}, show: "" };

/**
 * Nothing said is all; what is named and false is off.
 *
 * @param {unknown} asked
 * @returns {Datasets}
 */
export function readDatasets(asked) {
  const given = /** @type {Value} */ (typeof asked === "object" && asked !== null ? asked : {});
  const named = DATASETS.some((name) => given[name] !== undefined);
  const datasets = /** @type {Datasets} */ (Object.fromEntries(DATASETS.map((name) => [name, named ? given[name] === true : name !== "deviceMin"])));
  return { ...datasets, device: datasets.device || datasets.deviceMin };
}

/** @type {(user: User) => ((company: string | undefined) => boolean)} */
const companiesOf = (user) => {
  if (isAdmin(user) || user.company === "default") return () => true;
  const own = new Set([user.company, ...(user.role === "company-admin" ? user.companies : [])]);
  return (company) => company === undefined || own.has(company);
};

/** @type {(user: User) => boolean} */
const tagsAll = (user) => user.role !== "user";

/**
 * @param {Store} store
 * @param {ReturnType<typeof import("./lines.js").createLines>} lines
 */
export function createView(store, lines) {
  const { objects, get } = store;

  /** Where nobody's, everybody sees it. @type {(kind: Kind, value: Value) => string | undefined} */
  const companyOf = (kind, value) => {
    if (value.company !== undefined) return value.company;
    if (kind === "phone" || kind === "device") return get("contact", value.ownerID)?.company;
    if (kind === "call") {
      const device = get("device", value.device);
      return device && companyOf("device", device);
    }
    if (kind === "mailbox") return get("extension", String(value.name).split("@")[0])?.company;
    return undefined;
  };

  /** What a user's own lines are. @type {(user: User, used?: Set<string>) => { devices: Set<string>, mailboxes: Set<string> }} */
  const ownOf = (user, used = new Set(lines.of(user.id).used)) => ({
    devices: used,
    mailboxes: new Set([...used].map((name) => get("device", name)?.mailbox).filter(Boolean)),
  });

  /** @typedef {ReturnType<typeof ownOf>} Own */

  /** Whether it is directly about the user. @type {(user: User, own: Own, kind: Kind, value: Value) => boolean} */
  const isAbout = (user, own, kind, value) => {
    if (kind === "contact") return value.cID === user.id;
    if (kind === "device") return own.devices.has(value.name);
    if (kind === "call") return own.devices.has(value.device);
    return kind === "mailbox" && own.mailboxes.has(value.name);
  };

  /** Whether a feed of these datasets has it. @type {(datasets: Datasets, own: Own, kind: Kind, value: Value) => boolean} */
  const isOf = (datasets, own, kind, value) => {
    if (kind === "queue" || kind === "mailbox") return datasets[kind];
    // A call that waits in a queue is on no device yet.
    if (kind === "call" && value.device === null) return datasets.queue;
    if (kind !== "device" && kind !== "call") return true;
    return datasets.device && (!datasets.deviceMin || own.devices.has(kind === "device" ? value.name : value.device));
  };

  /** @type {(viewer: Viewer, own: Own) => (kind: Kind, value: Value | undefined) => boolean} */
  const sees = ({ user, datasets, idle }, own) => {
    const isOfCompany = companiesOf(user);
    return (kind, value) =>
      value !== undefined &&
      isOf(datasets, own, kind, value) &&
      (!idle || isAbout(user, own, kind, value)) &&
      (kind === "contact" && value.cID === user.id ? true : isOfCompany(companyOf(kind, value)));
  };

  /** @type {(viewer: Viewer, kind: Kind, value: Value) => Value} */
  const shown = ({ user, datasets }, kind, value) => {
    if (kind !== "contact") return value;
    return { ...value, canTag: canTag(user, value.cID), ...(!datasets.presence && NO_PRESENCE) };
  };

  /** @type {(viewer: Viewer, kind: Kind, v: Value) => Value} */
  const patched = ({ datasets }, kind, v) => {
    if (kind !== "contact" || datasets.presence) return v;
    return Object.fromEntries(Object.entries(v).filter(([name]) => !Object.hasOwn(NO_PRESENCE, name)));
  };

  /** Whether one may write the tags of this contact. @type {(user: User, cID: unknown) => boolean} */
  const canTag = (user, cID) => tagsAll(user) || cID === user.id;

  return {
    canTag,
    companiesOf,
    ownOf,

    /** Kinds that these datasets hold. @type {(datasets: Datasets) => Kind[]} */
    kindsOf: ({ device, queue, mailbox }) =>
      KINDS.filter((kind) => ({ device, queue, mailbox, call: device || queue })[/** @type {string} */ (kind)] ?? true),

    /**
     * All that is seen, as it is on the wire.
     *
     * @type {(viewer: Viewer, but?: (kind: Kind, value: Value) => boolean) => [Kind, Value][]}
     */
    all(viewer, but = () => false) {
      const isSeen = sees(viewer, ownOf(viewer.user));
      return KINDS.flatMap((kind) =>
        [...objects[kind].values()]
          .filter((value) => isSeen(kind, value) && !but(kind, value))
          .map((value) => /** @type {[Kind, Value]} */ ([kind, shown(viewer, kind, value)])),
      );
    },

    /** @type {(viewer: Viewer) => (kind: Kind, value: Value) => boolean} */
    isSeen: (viewer) => sees(viewer, ownOf(viewer.user)),

    /**
     * Changes as a feed tells them. What comes into its view is new to it, what leaves it is gone.
     *
     * @type {(viewer: Viewer, changes: readonly Change[], before: Own, after: Own) => object[]}
     */
    ops(viewer, changes, before, after) {
      const saw = sees(viewer, before);
      const isSeen = sees(viewer, after);
      return changes.flatMap(({ op, kind, key, v = {}, was, now }) => {
        if (op === "put") return isSeen(kind, now) ? [{ op, kind, key, v: shown(viewer, kind, v) }] : saw(kind, was) ? [{ op: "del", kind, key }] : [];
        if (op === "del") return saw(kind, was) ? [{ op, kind, key }] : [];
        const [did, does] = [saw(kind, was), isSeen(kind, now)];
        if (did && does) {
          const news = patched(viewer, kind, v);
          return Object.keys(news).length > 0 ? [{ op, kind, key, v: news }] : [];
        }
        if (does) return [{ op: "put", kind, key, v: shown(viewer, kind, /** @type {Value} */ (now)) }];
        return did ? [{ op: "del", kind, key }] : [];
      });
    },

    /** Devices with their calls, for a feed that begins to see them. @type {(viewer: Viewer, names: readonly string[]) => object[]} */
    arrivals: (viewer, names) =>
      names.flatMap((name) => {
        const device = get("device", name);
        if (!device || !viewer.datasets.device) return [];
        return [
          { op: "put", kind: "device", key: name, v: shown(viewer, "device", device) },
          ...store.callsOfDevice(name).map((call) => ({ op: "put", kind: "call", key: call.cid, v: call })),
        ];
      }),

    /** @type {(viewer: Viewer, names: readonly string[]) => object[]} */
    departures: (viewer, names) =>
      names.flatMap((name) => {
        if (!get("device", name) || !viewer.datasets.device) return [];
        return [...store.callsOfDevice(name).map(({ cid }) => ({ op: "del", kind: "call", key: cid })), { op: "del", kind: "device", key: name }];
      }),
  };
}

/** @typedef {ReturnType<typeof createView>} View */
