/**
 * Calls: each object is one end of a call, on the device whose end it is, or waiting in a queue. Two ends inside the PBX
 * know each other; the outside has none.
 *
 * @import { Context } from "../../core.js"
 * @import { IpcortexCallState as State } from "../../index.js"
 * @import { Settings } from "./settings.js"
 * @import { Key, Store, Value } from "./store.js"
 */
import { Refusal } from "./refusal.js";

/**
 * What else the PBX knows of one end.
 *
 * @typedef {object} Leg
 * @property {string} [peer] The other end.
 * @property {string} [queued] Of who called a queue from inside: the end that waits there.
 * @property {string} [origin] Of an end that waits: who called from inside.
 * @property {string} [offered] Of an end that waits: the one that rings for it.
 * @property {() => void} [patience] Stops the end of somebody's patience.
 * @property {() => void} [next] Stops what would happen to it next.
 */
/** @typedef {{ from: string, name: string, ringMs?: number, queue?: { name: string, label: string, cid: string, inq: number } }} Caller */

/** @type {State[]} */
export const STATES = ["down", "dial", "ring", "up", "hold", "park", "dead"];

const FEATURES = "answer,talk,hold";
/** How long a queue lets one member's device ring. */
const QUEUE_RING_MS = 15_000;
/** How long an extension inside rings before a dialled call is given up. */
const INSIDE_RING_MS = 30_000;
const RECORDS_KEPT = 10_000;

const OFF = ["down", "unknown"];

/**
 * @param {Pick<Context, "after">} context
 * @param {Settings} settings
 * @param {{ serverNow: () => number }} system
 * @param {Store} store
 */
export function createCalls({ after }, settings, system, store) {
  const { get, batch } = store;
  /** @type {Map<string, Leg>} */
  const legs = new Map();
  /** @type {Value[]} Of calls that have ended, oldest first. */
  const records = [];
  let made = 0;
  let recorded = 0;

  // ---- Lamps -----------------------------------------------------------------------------------------------

  /** @type {(call: Value) => number} */
  const lampOf = ({ state, party }) => (state === "dead" || state === "down" ? 0 : state === "ring" && party === "callee" ? 2 : 1);

  /** @type {(values: readonly (Value | undefined)[]) => number} */
  const lampOfAll = (values) => values.reduce((sum, value) => sum | (value?.blf ?? 0), 0);

  /** @param {string} extension */
  const lightExtension = (extension) => store.patch("extension", extension, { blf: lampOfAll(store.devicesOfExtension(extension)) });

  /** What a call lights: its device, and whose that is. @param {string} name */
  const light = (name) => {
    const device = get("device", name);
    if (!device) return;
    const blf = store.callsOfDevice(name).reduce((sum, call) => sum | lampOf(call), 0);
    const queues = Object.fromEntries(Object.entries(device.queues ?? {}).map(([queue, state]) => [queue, state === "paused" ? state : blf & 1 ? "inuse" : "idle"]));
    store.patch("device", name, { blf, queues });
    for (const [queue, state] of Object.entries(queues)) {
      store.patch("queue", queue, { members: { ...get("queue", queue)?.members, [name]: state } });
    }
    for (const extension of device.extensions ?? []) lightExtension(extension);
    if (device.ownerID !== null) store.patch("contact", device.ownerID, { blf: lampOfAll(store.devicesOfOwner(device.ownerID)) });
  };

  // ---- One end ---------------------------------------------------------------------------------------------

  const seconds = () => system.serverNow() / 1000;

  /** @type {(value: Value, leg?: Leg) => string} */
  const begin = (value, leg = {}) => {
    const stamp = system.serverNow();
    const cid = `${value.device ?? `Queue/${value.qname}`}-${(made += 1).toString(16).padStart(8, "0")}`;
    store.put("call", { cid, id: stamp / 1000, ...value, label: value.name || value.number, stamp, start: null, features: FEATURES });
    legs.set(cid, leg);
    if (value.device !== null) light(value.device);
    return cid;
  };

  /** @type {(cid: string, state: State) => void} */
  const turn = (cid, state) => {
    const call = get("call", cid);
    if (!call) return;
    const start = state === "up" && call.start === null ? system.serverNow() : call.start;
    store.patch("call", cid, { state, nrState: state, start });
    if (call.device !== null) light(call.device);
  };

  /** @param {string} cid */
  const quiet = (cid) => {
    const leg = legs.get(cid);
    leg?.patience?.();
    leg?.next?.();
  };

  /** @type {(call: Value) => void} */
  const record = ({ party, device, number, name, stamp, start, qname }) => {
    const end = system.serverNow();
    recorded += 1;
    records.push({ id: recorded, device, party, number, name, qname: qname ?? null, start: stamp, answer: start, end, duration: start === null ? 0 : Math.round((end - start) / 1000) });
    if (records.length > RECORDS_KEPT) records.shift();
  };

  /** This end only. @param {string} cid */
  const close = (cid) => {
    const call = get("call", cid);
    if (!call) return;
    quiet(cid);
    legs.delete(cid);
    store.patch("call", cid, { state: "dead", nrState: "dead" });
    store.del("call", cid);
    if (call.device === null) {
      const queue = get("queue", call.qname);
      if (queue) store.patch("queue", call.qname, { calls: queue.calls.filter((/** @type {string} */ one) => one !== cid), depth: queue.depth - 1 });
      return;
    }
    record(call);
    light(call.device);
    // Who gets free takes the next one that waits.
    if (call.qcall === undefined || call.state !== "ring") for (const name of Object.keys(get("device", call.device)?.queues ?? {})) offer(name);
  };

  /** A member of a queue did not take it: who is asked again comes after the others. @param {Value} call */
  const reject = ({ cid, qcall, qname, device }) => {
    const waiting = legs.get(qcall);
    if (waiting) {
      waiting.next?.();
      waiting.offered = undefined;
    }
    close(cid);
    const { [device]: state, ...others } = get("queue", qname)?.members ?? {};
    store.patch("queue", qname, { members: { ...others, [device]: state } });
    offer(qname);
  };

  /** It, and what there is only because of it. @param {string} cid */
  const end = (cid) =>
    batch(() => {
      const call = get("call", cid);
      if (!call) return;
      if (call.state === "ring" && legs.has(call.qcall)) return reject(call);
      const { peer, queued, origin, offered } = legs.get(cid) ?? {};
      close(cid);
      if (offered) close(offered);
      if (queued) end(queued);
      if (origin) close(origin);
      if (peer) close(peer);
    });

  // ---- Ringing ---------------------------------------------------------------------------------------------

  /** A call comes in on a device. @type {(device: string, caller: Caller, peer?: string) => string} */
  const ring = (device, { from, name, ringMs, queue }, peer) => {
    const cid = begin(
      {
        device,
        party: "callee",
        name,
        number: from,
        state: "ring",
        nrState: "ring",
        ...(queue && { qname: queue.name, qnumber: queue.label, qcall: queue.cid, inq: queue.inq, outq: null }),
      },
      { peer },
    );
    const leg = legs.get(cid);
    if (leg && ringMs !== undefined) leg.patience = after(ringMs, () => end(cid));
    return cid;
  };

  /** The queue lets the next free member's device ring. @param {string} name */
  const offer = (name) => {
    const queue = get("queue", name);
    if (!queue) return;
    for (const waiting of queue.calls) {
      const call = get("call", waiting);
      const leg = legs.get(waiting);
      if (!call || !leg || leg.offered !== undefined) continue;
      const free = Object.keys(queue.members).find((device) => isFree(device) && queue.members[device] === "idle");
      if (free === undefined) return;
      const cid = ring(free, { from: call.number, name: call.name, queue: { name, label: queue.label, cid: waiting, inq: call.inq } });
      leg.offered = cid;
      leg.next = after(QUEUE_RING_MS, () => end(cid));
    }
  };

  /** @type {(name: string, caller: Caller) => string} */
  const wait = (name, { from, name: caller, ringMs }) => {
    const queue = get("queue", name);
    if (!queue) throw new RangeError(`there is no queue ${name}`);
    const cid = begin({
      device: null,
      party: "caller",
      name: caller,
      number: from,
      state: "ring",
      nrState: "ring",
      qname: name,
      qnumber: queue.label,
      inq: Math.floor(seconds()),
      outq: null,
    });
    const leg = legs.get(cid);
    if (leg && ringMs !== undefined) leg.patience = after(ringMs, () => end(cid));
    store.patch("queue", name, { calls: [...queue.calls, cid], depth: queue.depth + 1 });
    offer(name);
    return cid;
  };

  // ---- Where a number leads --------------------------------------------------------------------------------

  /** @param {string} name */
  const isFree = (name) => {
    const device = get("device", name);
    return device !== undefined && !OFF.includes(device.state) && device.blf === 0;
  };

  /** A device, a queue, or nothing of this PBX. @type {(to: string | undefined) => { device?: string, queue?: string }} */
  const find = (to) => {
    if (to === undefined) return {};
    if (get("device", to)) return { device: to };
    if (get("queue", to)) return { queue: to };
    const extension = get("extension", to);
    if (!extension) return {};
    if (extension.type === "Q") return { queue: [...store.objects.queue.values()].find(({ label }) => label === extension.name)?.name };
    const devices = store.devicesOfExtension(to).map(({ name }) => name);
    return { device: devices.find(isFree) ?? devices[0] };
  };

  /** Who is at a device, to the other end. @param {string} device */
  const identityOf = (device) => {
    const { label = "", extension = "" } = get("device", device) ?? {};
    return { from: extension, name: label };
  };

  /** The other side answers by itself. @type {(cid: string) => void} */
  const goOut = (cid) => {
    const leg = legs.get(cid);
    if (!leg) return;
    leg.next = after(settings.answerMs / 4, () => {
      turn(cid, "ring");
      leg.next = after(settings.answerMs - settings.answerMs / 4, () => turn(cid, "up"));
    });
  };

  /** An end that is there already calls a number. @type {(cid: string, number: string, caller: Caller) => void} */
  const lead = (cid, number, caller) => {
    const { device, queue } = find(number);
    const leg = legs.get(cid);
    if (!leg) return;
    if (queue !== undefined) {
      leg.queued = wait(queue, caller);
      const waiting = legs.get(leg.queued);
      if (waiting) waiting.origin = cid;
      return turn(cid, "ring");
    }
    if (device === undefined) return goOut(cid);
    if (!isFree(device)) return void (leg.next = after(settings.answerMs / 4, () => end(cid)));
    leg.peer = ring(device, caller, cid);
    turn(cid, "ring");
    leg.patience = after(INSIDE_RING_MS, () => end(cid));
  };

  // ---- What one does with a call ---------------------------------------------------------------------------

  /** @type {(cid: string) => void} */
  const answer = (cid) =>
    batch(() => {
      const call = get("call", cid);
      if (!call) return;
      quiet(cid);
      const leg = legs.get(cid);
      const waiting = legs.get(call.qcall);
      if (leg && waiting) {
        // It waits no longer, and who called from inside talks to this end.
        leg.peer = waiting.origin;
        const origin = legs.get(String(waiting.origin));
        if (origin) Object.assign(origin, { peer: cid, queued: undefined });
        const outq = Math.floor(seconds());
        store.patch("call", call.qcall, { outq });
        store.patch("call", cid, { outq });
        close(call.qcall);
      }
      turn(cid, "up");
      if (leg?.peer === undefined || !get("call", leg.peer)) return;
      quiet(leg.peer);
      turn(leg.peer, "up");
    });

  /** @type {(cid: string, states: readonly State[], verb: string) => Value} */
  const able = (cid, states, verb) => {
    const call = get("call", cid);
    if (!call) throw new Refusal(90, "there is no such call");
    if (!states.includes(call.state)) throw new Refusal(90, `a call in state ${call.state} cannot ${verb}`);
    return call;
  };

  return {
    legs,
    records,
    find,
    isFree,
    lightExtension,
    answer,
    end,

    /** A call to a device, an extension or a queue. @type {(to: string | undefined, caller: Caller) => string | undefined} */
    arrive: (to, caller) =>
      batch(() => {
        const { device, queue } = find(to);
        if (queue !== undefined) return wait(queue, caller);
        if (device === undefined) return undefined;
        const origin = find(caller.from).device;
        if (origin === undefined || origin === device) return ring(device, caller);
        const called = identityOf(device);
        const from = begin({ device: origin, party: "caller", name: called.name, number: to, state: "ring", nrState: "ring" });
        const cid = ring(device, { ...caller, from: identityOf(origin).from || caller.from, name: caller.name || identityOf(origin).name }, from);
        legs.set(from, { peer: cid });
        return cid;
      }),

    /** @type {(device: string, number: string, options?: { autohold?: boolean }) => string} */
    dial: (device, number, { autohold = false } = {}) =>
      batch(() => {
        if (OFF.includes(get("device", device)?.state)) throw new Refusal(90, "the device is not up");
        if (autohold) for (const { cid, state } of store.callsOfDevice(device)) if (state === "up") turn(cid, "hold");
        const cid = begin({ device, party: "caller", name: get("extension", number)?.name ?? "", number, state: "dial", nrState: "dial" });
        const leg = /** @type {Leg} */ (legs.get(cid));
        // A telephone takes its moment before the other side rings.
        const inside = find(number);
        if (inside.device !== undefined || inside.queue !== undefined) leg.next = after(settings.answerMs / 8, () => batch(() => lead(cid, number, identityOf(device))));
        else goOut(cid);
        return cid;
      }),

    /** @param {string} cid */
    hangup(cid) {
      able(cid, STATES, "hang up");
      end(cid);
    },

    /** @param {string} cid */
    hold(cid) {
      able(cid, ["up"], "hold");
      turn(cid, "hold");
    },

    /** Answers, and takes back from hold. @param {string} cid */
    talk(cid) {
      const call = able(cid, ["ring", "hold", "park", "up"], "talk");
      if (call.state === "ring" && call.party === "caller") throw new Refusal(90, "it rings at the other side");
      if (call.state === "ring") answer(cid);
      else turn(cid, "up");
    },

    /** The other end goes elsewhere, this one is done. @type {(cid: string, target: string) => void} */
    send: (cid, target) =>
      batch(() => {
        const call = able(cid, ["ring", "up", "hold", "park"], "be sent on");
        const { peer } = legs.get(cid) ?? {};
        const { device, queue } = find(target);
        const known = get("extension", target)?.name ?? get("device", target)?.label ?? "";
        const other = peer === undefined ? undefined : get("call", peer);
        close(cid);
        if (peer === undefined || !other) {
          const caller = { from: call.number, name: call.name };
          // From outside to outside nothing of it is left here.
          if (queue !== undefined) wait(queue, caller);
          else if (device !== undefined) ring(device, { ...caller, ringMs: INSIDE_RING_MS });
          return;
        }
        quiet(peer);
        legs.set(peer, {});
        store.patch("call", peer, { number: target, name: known, label: known || target });
        lead(peer, target, identityOf(other.device));
      }),

    /** Whatever it is in, it is in this now. @type {(cid: string, state: State) => void} */
    step: (cid, state) =>
      batch(() => {
        const call = get("call", cid);
        if (!call) throw new RangeError(`there is no call ${cid}`);
        if (state === "dead") return end(cid);
        if (state === "up" && (call.state === "ring" || call.state === "dial")) return answer(cid);
        quiet(cid);
        turn(cid, state);
      }),

    /** One that has been there for long. @type {(device: string, facts: Value) => void} */
    settle(device, facts) {
      const cid = begin({ device, party: "callee", name: "", number: "", state: "up", nrState: "up", ...facts });
      store.patch("call", cid, { start: get("call", cid)?.stamp });
    },

    /** A call of the fixtures, as it is. @param {Value} call */
    adopt(call) {
      store.put("call", call);
      legs.set(call.cid, {});
    },

    /** @type {(key: Key) => Value | undefined} */
    get: (key) => get("call", key),
  };
}

/** @typedef {ReturnType<typeof createCalls>} Calls */
