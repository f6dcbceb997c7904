/**
 * The socket by which the PBX tells what happens. Who opens it signs in with a frame.
 *
 * @import { Lines, Link } from "../../core.js"
 * @import { Account, Accounts } from "./sessions.js"
 * @import { Settings } from "./settings.js"
 * @import { Provider } from "./store.js"
 */
import { fromJson, toJson } from "./json.js";

/** @typedef {{ link: Link, account: Account | undefined, topics: Map<string, Set<string>>, serial: number }} Socket */
/** @typedef {Record<string, any>} Frame */

const TRUNKS = "trunk_events";
const EVENTS = { ONLINE: "trunk_connected", OFFLINE: "trunk_disconnected" };

/** Which topics there are, and whose they are. @type {Readonly<Record<"v12" | "v22", Readonly<Record<string, readonly Account["role"][]>>>>} */
const TOPICS = {
  v12: {
    extension_events: ["tenant", "extension"],
    cdr_events: ["tenant", "extension"],
    queue_events: ["tenant", "extension"],
    [TRUNKS]: ["tenant"],
  },
  v22: {
    extension_events: ["tenant", "extension"],
    extension_management_events: ["tenant"],
    cdr_events: ["tenant"],
    queue_events: ["tenant", "extension"],
    queue_management_events: ["tenant"],
    global_extension_events: ["admin"],
    global_extension_management_events: ["admin"],
    global_cdr_events: ["admin"],
    global_queue_events: ["admin"],
    global_queue_management_events: ["admin"],
  },
};

/** @param {unknown} list @returns {string[] | undefined} */
const textsOf = (list) => (Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined);

/**
 * @param {() => number} now
 * @param {Settings} settings
 * @param {Accounts} accounts
 */
export function createWsi(now, { dialect, subscribeAck }, { admin, tenant, extension }) {
  /** @type {Set<Socket>} */
  const sockets = new Set();
  const newer = dialect === "v22";
  let unsent = 0;

  /** @type {(frame: Frame) => Account | undefined} */
  const accountOf = (frame) => {
    const { name, extension: number, username, extension_number: newNumber, password, domain } = frame;
    if (!newer) {
      if (number !== undefined) return number === extension.name && password === extension.password && domain === extension.domain ? extension : undefined;
      return name === tenant.name && password === tenant.password ? tenant : undefined;
    }
    if (newNumber !== undefined) return newNumber === extension.name && password === extension.sipPassword && domain === extension.domain ? extension : undefined;
    // A tenant's user need not say the domain here, as there is but one.
    return [admin, tenant, extension].find((one) => one.name === username && one.password === password && (domain === undefined || domain === one.domain));
  };

  /** What is wrong with one wanted topic. @type {(socket: Socket, wanted: any) => string | undefined} */
  const problemOf = ({ account }, wanted) => {
    const topic = newer ? wanted : wanted?.topic;
    const roles = typeof topic === "string" && Object.hasOwn(TOPICS[dialect], topic) ? TOPICS[dialect][topic] : undefined;
    if (!roles) return "unknown topic";
    if (!newer && !textsOf(wanted.keys)) return "keys is not a list of strings";
    return account && roles.includes(account.role) ? undefined : "permission denied";
  };

  /** Obeys a frame; what is wrong with it. @type {(socket: Socket, frame: Frame) => string | undefined} */
  const obey = (socket, frame) => {
    const { command, topics } = frame;
    if (command === "auth") {
      socket.account = accountOf(frame);
      socket.topics.clear();
      return socket.account ? undefined : "name or password error";
    }
    if (command !== "subscribe" && command !== "unsubscribe") return "unknown command";
    if (!socket.account) return "not authenticated";
    if (!Array.isArray(topics)) return "topics is not a list";
    for (const wanted of topics) {
      const problem = problemOf(socket, wanted);
      if (problem) return problem;
    }
    for (const wanted of topics) {
      const topic = newer ? wanted : wanted.topic;
      const keys = socket.topics.get(topic) ?? new Set();
      for (const key of newer ? ["*"] : wanted.keys) command === "subscribe" ? keys.add(key) : keys.delete(key);
      if (keys.size > 0) socket.topics.set(topic, keys);
      else socket.topics.delete(topic);
    }
    return undefined;
  };

  /** @type {(socket: Socket, text: string) => void} */
  const hear = (socket, text) => {
    /** @type {any} */
    let frame;
    try {
      frame = fromJson(text);
    } catch {
      frame = undefined;
    }
    const sound = typeof frame === "object" && frame !== null && !Array.isArray(frame);
    const error = sound ? obey(socket, frame) : "not a command";
    // No answer to a subscription is documented for v12, so one that went well has none.
    if (error === undefined && frame.command !== "auth" && !subscribeAck) return;
    const verdict = { status: error === undefined ? 0 : -1, ...(error !== undefined && { error }) };
    const about = newer ? { command: sound ? frame.command : undefined, id: (sound && frame.id) ?? String((socket.serial += 1)) } : {};
    socket.link.send(toJson({ ...about, ...verdict }));
  };

  /** @type {(reached: Socket[], event: unknown) => number} */
  const push = (reached, event) => {
    const text = typeof event === "string" ? event : toJson(event);
    for (const { link } of reached) link.send(text);
    return reached.length;
  };

  const subscribed = () => [...sockets].filter(({ topics }) => topics.size > 0);

  return {
    sockets,
    subscribed,

    /** @type {(link: Link) => Lines} */
    attach(link) {
      /** @type {Socket} */
      const socket = { link, account: undefined, topics: new Map(), serial: 0 };
      sockets.add(socket);
      return { message: (text) => hear(socket, text), closed: () => void sockets.delete(socket) };
    },

    /** A trunk came or went. v22 has no topic for that. @param {Provider} provider */
    tell({ id, data, status }) {
      if (newer) return;
      if (unsent > 0) return void (unsent -= 1);
      const event = EVENTS[status];
      push(
        [...sockets].filter(({ topics }) => topics.get(TRUNKS)?.has(event)),
        {
          event_type: event,
          provider_id: id,
          provider_name: data.name,
          tenant_id: tenant.id,
          tenant_name: tenant.name,
          time: String(Math.floor(now() / 1000)),
        },
      );
    },

    /** Anything, to all who have subscribed to something. @param {unknown} event */
    emit: (event) => push(subscribed(), event),

    /** @param {number} count */
    miss(count) {
      if (!(Number.isInteger(count) && count >= 0)) throw new RangeError("missEvents takes a whole number from 0");
      unsent = count;
    },

    /** Nothing reaches them from here on, although a closing handshake takes a while. @param {number} code */
    drop(code) {
      if (!(Number.isInteger(code) && code >= 1000 && code <= 4999)) throw new RangeError("a close code is from 1000 to 4999");
      const dropped = [...sockets];
      for (const socket of dropped) {
        sockets.delete(socket);
        if (code === 1006) socket.link.terminate();
        else socket.link.close(code);
      }
      return dropped.length;
    },
  };
}
