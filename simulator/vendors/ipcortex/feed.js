/**
 * The socket that tells what changes. A feed outlives its socket for a while, so that who comes back in time gets what
 * was missed and nothing else.
 *
 * @import { Context, Lines as SocketLines, Link } from "../../core.js"
 * @import { Book } from "./book.js"
 * @import { Lines } from "./lines.js"
 * @import { People, Session, User } from "./people.js"
 * @import { Settings } from "./settings.js"
 * @import { Change, Value } from "./store.js"
 * @import { Datasets, View, Viewer } from "./view.js"
 */
import { DATASETS, readDatasets } from "./view.js";

export const PROTOCOL = "ipcx.v1";

const HELLO_MS = 5_000;
/** The number before a feed's first frame: not 0, so that who takes no notice of it is found out. */
const BASE = 40;
/** Frames that a feed keeps for who comes back. */
const KEPT = 1_000;
/** Of the 1 MiB that a frame may have, some is left for what is around its list. */
const FRAME_CHARS = 900_000;
const OTHER_TOPICS = ["book"];

/** How a socket is closed because of an error; any other number is an internal error to the socket. */
const CLOSES = /** @type {Record<number, number>} */ ({ 1: 4006, 2: 4001, 3: 4005, 99: 4003, 100: 4004 });
const LOGGED_OUT = 4001;
const WRONG_VERSION = 4004;
const FAILED = 1011;
const CUT = 1006;

/**
 * @typedef {object} Feed
 * @property {string} id
 * @property {Session} session
 * @property {Viewer} viewer
 * @property {number} seq
 * @property {{ seq: number, text: string }[]} history
 * @property {Socket | undefined} socket
 * @property {ReturnType<View["ownOf"]>} own What the user's own was when it was last told.
 * @property {string} lines As last told.
 * @property {Set<string>} topics
 * @property {number} bookRev The last that was told or could have been.
 * @property {number} lost So many frames to come are lost on their way.
 * @property {() => void} forget Stops the end that waits for it.
 */

/** @typedef {{ link: Link, feed: Feed | undefined, open: boolean, outbox: string[], paced: boolean, stop: () => void }} Socket */
/** @typedef {{ errno: number, message?: string, retryAfter?: number }} Failure */

/** @type {(list: readonly unknown[], most?: number) => unknown[][]} In frames that are not too long. */
const inFrames = (list, most = Infinity) => {
  /** @type {unknown[][]} */
  const frames = [];
  let chars = Infinity;
  for (const one of list) {
    const length = JSON.stringify(one).length + 1;
    if (chars + length > FRAME_CHARS || frames[frames.length - 1].length >= most) {
      frames.push([]);
      chars = 0;
    }
    chars += length;
    frames[frames.length - 1].push(one);
  }
  return frames;
};

/** @type {<T>(a: Set<T>, b: Set<T>) => Set<T>} */
const union = (a, b) => new Set([...a, ...b]);

/**
 * @param {Pick<Context, "now" | "after">} context
 * @param {Settings} settings
 * @param {{ pbxVersion: string, serverTime: () => number }} system
 * @param {{ people: People, view: View, lines: Lines, book: Book }} model
 */
export function createFeeds({ now, after }, settings, system, { people, view, lines, book }) {
  /** @type {Map<string, Feed>} */
  const feeds = new Map();
  /** @type {Set<Socket>} */
  const sockets = new Set();
  /** @type {(Failure & { left: number })[]} What the next ones who say hello are told. */
  const planned = [];
  let made = 0;
  let mutedUntil = 0;
  let refusedUntil = 0;

  // ---- Sockets ---------------------------------------------------------------------------------------------

  /** @param {Socket} socket */
  const flush = (socket) => {
    while (!socket.paced && socket.open) {
      const text = socket.outbox.shift();
      if (text === undefined) return;
      socket.link.send(text);
      if (settings.snapDelayMs === 0 || !text.startsWith("{\"t\":\"snap\"")) continue;
      socket.paced = true;
      after(settings.snapDelayMs, () => {
        socket.paced = false;
        flush(socket);
      });
    }
  };

  /** @type {(socket: Socket, frame: object) => void} */
  const say = (socket, frame) => {
    socket.outbox.push(JSON.stringify(frame));
    flush(socket);
  };

  /** @param {Socket} socket */
  const leave = (socket) => {
    socket.open = false;
    socket.stop();
    sockets.delete(socket);
    const { feed } = socket;
    if (!feed || feed.socket !== socket) return;
    feed.socket = undefined;
    feed.forget = after(settings.resumeMs, () => void feeds.delete(feed.id));
  };

  /** Nothing reaches it from here on, although a closing handshake takes a while. @type {(socket: Socket, code: number) => void} */
  const part = (socket, code) => {
    leave(socket);
    if (code === CUT) socket.link.terminate();
    else socket.link.close(code);
  };

  /** @type {(socket: Socket, failure: Failure) => void} */
  const fail = (socket, { errno, message = "it went wrong", retryAfter }) => {
    const waits = retryAfter ?? (errno === 3 ? 2_000 : undefined);
    // What is still under way comes too late now.
    socket.link.send(JSON.stringify({ t: "err", errno, message, ...(waits !== undefined && { retryAfter: waits }) }));
    part(socket, CLOSES[errno] ?? FAILED);
  };

  // ---- Frames of a feed ------------------------------------------------------------------------------------

  /** @type {(feed: Feed, t: string, body: object) => void} */
  const tell = (feed, t, body) => {
    feed.seq += 1;
    const text = JSON.stringify({ t, seq: feed.seq, ...body });
    feed.history.push({ seq: feed.seq, text });
    if (feed.history.length > KEPT) feed.history.shift();
    if (feed.lost > 0) return void (feed.lost -= 1);
    if (!feed.socket) return;
    feed.socket.outbox.push(text);
    flush(feed.socket);
  };

  /** @type {(feed: Feed, ops: readonly object[]) => void} */
  const tellOps = (feed, ops) => {
    for (const part of inFrames(ops)) tell(feed, "delta", { ops: part });
  };

  /** @param {Feed} feed */
  const linesOf = (feed) => lines.of(feed.viewer.user.id);

  /** @param {Feed} feed */
  const tellLines = (feed) => {
    const current = linesOf(feed);
    const text = JSON.stringify(current);
    if (text === feed.lines) return;
    feed.lines = text;
    tell(feed, "lines", current);
  };

  /** All that the feed's user sees, but for what `but` says. @type {(feed: Feed, but?: (kind: any, value: Value) => boolean) => void} */
  const tellAll = (feed, but) => {
    const { viewer } = feed;
    const parts = inFrames(view.all(viewer, but), settings.snapSize);
    const full = parts.length > 0 ? parts : [[]];
    const filled = new Set(full.flat().map((pair) => /** @type {any} */ (pair)[0]));
    full.forEach((part, index) => {
      const last = index === full.length - 1;
      /** @type {Record<string, Value[]>} */
      const objects = {};
      for (const [kind, value] of /** @type {[string, Value][]} */ (part)) (objects[kind] ??= []).push(value);
      // What is wanted and not there is said too: it may have been there before.
      if (last) for (const kind of view.kindsOf(viewer.datasets)) if (!filled.has(kind)) objects[kind] = [];
      tell(feed, "snap", { last, objects, ...(last && { lines: linesOf(feed) }) });
    });
  };

  /** @type {(feed: Feed, change: import("./book.js").BookChange) => void} */
  const tellBook = (feed, { rev, added, removed }) => {
    const { user, idle } = feed.viewer;
    if (idle || !feed.topics.has("book")) return;
    feed.bookRev = rev;
    const seen = added.filter((entry) => book.isSeen(user, entry)).map((entry) => book.shown(user, entry));
    const lost = removed.filter(({ entry }) => book.isSeen(user, entry)).map(({ key }) => key);
    if (seen.length > 0 || lost.length > 0) tellBookParts(feed, rev, seen, lost);
  };

  /** @type {(feed: Feed, rev: number, added: Value[], removed: string[]) => void} */
  const tellBookParts = (feed, rev, added, removed) => {
    const parts = inFrames(added);
    (parts.length > 0 ? parts : [[]]).forEach((part, index) => tell(feed, "book", { rev, added: part, removed: index === 0 ? removed : [] }));
  };

  /** @type {(feed: Feed, changes: readonly Change[]) => void} */
  const tellChanges = (feed, changes) => {
    const { viewer, own: before } = feed;
    const after = view.ownOf(viewer.user);
    feed.own = after;
    // What leaves is seen until then.
    const either = { devices: union(before.devices, after.devices), mailboxes: union(before.mailboxes, after.mailboxes) };
    const ops = view.ops(viewer, changes, before, either);
    const limited = viewer.idle || viewer.datasets.deviceMin;
    const put = new Set(ops.map((/** @type {any} */ { op, kind, key }) => op === "put" && `${kind} ${key}`));
    const arrivals = limited ? view.arrivals(viewer, [...after.devices].filter((name) => !before.devices.has(name))) : [];
    tellOps(feed, [...ops, ...arrivals.filter((/** @type {any} */ { kind, key }) => !put.has(`${kind} ${key}`))]);
    tellLines(feed);
    // Idle hides, and takes nothing away.
    if (limited && !viewer.idle) tellOps(feed, view.departures(viewer, [...before.devices].filter((name) => !after.devices.has(name))));
  };

  // ---- What comes in ---------------------------------------------------------------------------------------

  /** @type {(user: User, datasets: Datasets) => string | undefined} */
  const denied = (user, datasets) => DATASETS.find((name) => datasets[name] && user.denied.has(name));

  /** @type {(frame: Value, session: Session, datasets: Datasets, idle: boolean) => Feed | undefined} */
  const resumed = ({ resume }, session, datasets, idle) => {
    const feed = feeds.get(String(resume?.feed));
    if (!feed || feed.session.user !== session.user || feed.viewer.idle !== idle) return undefined;
    if (JSON.stringify(feed.viewer.datasets) !== JSON.stringify(datasets)) return undefined;
    const { seq } = resume;
    const oldest = feed.history[0]?.seq ?? feed.seq + 1;
    return Number.isInteger(seq) && seq >= oldest - 1 && seq <= feed.seq ? feed : undefined;
  };

  /** @type {(session: Session, datasets: Datasets, idle: boolean) => Feed} */
  const begin = (session, datasets, idle) => {
    const feed = {
      id: `f_${(made += 1)}`,
      session,
      viewer: { user: session.user, datasets, idle },
      seq: BASE,
      history: [],
      socket: undefined,
      own: view.ownOf(session.user),
      lines: "",
      topics: new Set(["book"]),
      bookRev: book.rev,
      lost: 0,
      forget: () => {},
    };
    feeds.set(feed.id, feed);
    return feed;
  };

  /** @type {(socket: Socket, frame: Value) => void} */
  const greet = (socket, frame) => {
    if (socket.feed) return fail(socket, { errno: 90, message: "hello was said before" });
    if (frame.v !== 1) return fail(socket, { errno: 90, message: "only version 1 is spoken here" });
    const failure = planned[0];
    if (failure) {
      failure.left -= 1;
      if (failure.left <= 0) planned.shift();
      return fail(socket, failure);
    }
    const session = people.redeem(frame.ticket);
    if (!session) return fail(socket, { errno: 2, message: "the ticket is not valid" });
    if (session.version !== system.pbxVersion) return fail(socket, { errno: 100, message: `the PBX is ${system.pbxVersion} now` });
    const datasets = readDatasets(frame.datasets);
    const refused = denied(session.user, datasets);
    if (refused) return fail(socket, { errno: 99, message: `no permission for ${refused} data` });

    socket.stop();
    const idle = settings.lite || frame.idle === true;
    const known = resumed(frame, session, datasets, idle);
    const feed = known ?? begin(session, datasets, idle);
    feed.forget();
    // The other socket may be one whose end nobody has heard of yet.
    if (feed.socket) part(feed.socket, CUT);
    feed.forget();
    feed.session = session;
    socket.feed = feed;
    const { id, uname, name, company } = session.user;
    say(socket, {
      t: "welcome",
      feed: feed.id,
      seq: known ? frame.resume.seq : feed.seq,
      resumed: known !== undefined,
      pbxVersion: system.pbxVersion,
      lite: settings.lite,
      serverTime: system.serverTime(),
      user: { id, uname, name, company },
    });
    const missed = known ? feed.history.filter(({ seq }) => seq > frame.resume.seq) : [];
    feed.socket = socket;
    feed.lost = 0;
    socket.outbox.push(...missed.map(({ text }) => text));
    flush(socket);
    if (known) return;
    tellAll(feed);
    tellLines(feed);
  };

  /** @type {(socket: Socket, feed: Feed, frame: Value) => void} */
  const setMode = (socket, feed, { id, idle }) => {
    if (settings.lite && idle !== true) return say(socket, { t: "ack", id, ok: false, errno: 99, message: "a lite PBX is always idle" });
    const { viewer } = feed;
    const wasIdle = viewer.idle;
    if (idle === true || !wasIdle) {
      viewer.idle = idle === true;
      return say(socket, { t: "ack", id, ok: true });
    }
    const sawIdle = view.isSeen(viewer);
    viewer.idle = false;
    tellAll(feed, sawIdle);
    say(socket, { t: "ack", id, ok: true });
    const { rev, added, removed } = book.since(viewer.user, feed.bookRev);
    if (feed.topics.has("book") && rev !== feed.bookRev) {
      feed.bookRev = rev;
      tellBookParts(feed, rev, added, removed);
    }
    if (feed.topics.has("tags")) tell(feed, "tags", { set: book.tagsOf(viewer.user) });
  };

  /** @type {(socket: Socket, feed: Feed, frame: Value) => void} */
  const subscribe = (socket, { topics, viewer }, { id, topic, on }) => {
    if (topic === "tags" && on && viewer.user.denied.has("tags")) return say(socket, { t: "ack", id, ok: false, errno: 99, message: "tags not allowed" });
    if (topic !== "tags" && !OTHER_TOPICS.includes(topic)) return say(socket, { t: "ack", id, ok: false, errno: 90, message: "there is no such topic" });
    if (on) topics.add(topic);
    else topics.delete(topic);
    say(socket, { t: "ack", id, ok: true });
  };

  /** @type {(socket: Socket, text: string) => void} */
  const hear = (socket, text) => {
    if (!socket.open) return;
    /** @type {any} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      frame = undefined;
    }
    if (typeof frame !== "object" || frame === null || Array.isArray(frame)) return fail(socket, { errno: 90, message: "not a frame" });
    if (frame.t === "hello") return greet(socket, frame);
    const { feed } = socket;
    if (!feed) return;
    if (frame.t === "ping" && now() >= mutedUntil) say(socket, { t: "pong", n: frame.n });
    if (frame.t === "mode") setMode(socket, feed, frame);
    if (frame.t === "sub") subscribe(socket, feed, frame);
    // Who only pauses may come back for what was missed.
    if (frame.t === "bye" && frame.why !== "paused") feeds.delete(feed.id);
  };

  return {
    feeds,
    sockets,
    planned,
    denied,

    isRefusing: () => now() < refusedUntil,

    /** @type {(link: Link) => SocketLines} */
    attach(link) {
      /** @type {Socket} */
      const socket = { link, feed: undefined, open: true, outbox: [], paced: false, stop: () => {} };
      socket.stop = after(HELLO_MS, () => fail(socket, { errno: 90, message: "nobody said hello" }));
      sockets.add(socket);
      return { message: (text) => hear(socket, text), closed: () => leave(socket) };
    },

    /** @param {readonly Change[]} changes */
    changed(changes) {
      for (const feed of feeds.values()) tellChanges(feed, changes);
    },

    /** @param {import("./book.js").BookChange} change */
    bookChanged(change) {
      for (const feed of feeds.values()) tellBook(feed, change);
    },

    /** @param {Record<string, string[]>} set */
    tagsChanged(set) {
      for (const feed of feeds.values()) {
        const { user, idle } = feed.viewer;
        if (!feed.topics.has("tags")) continue;
        const seen = Object.entries(set).filter(([target]) => book.isTagSeen(user, target) && (!idle || target === `contact:${user.id}`));
        if (seen.length > 0) tell(feed, "tags", { set: Object.fromEntries(seen) });
      }
    },

    /** Closes the sockets of a session that is over, and forgets its feeds. @param {Session} session */
    logout(session) {
      for (const feed of [...feeds.values()]) {
        if (feed.session !== session) continue;
        if (feed.socket) part(feed.socket, LOGGED_OUT);
        feed.forget();
        feeds.delete(feed.id);
      }
    },

    /** @type {(code: number) => number} */
    drop(code) {
      const dropped = [...sockets];
      for (const socket of dropped) part(socket, code);
      return dropped.length;
    },

    /** @param {number} until */
    refuse: (until) => void (refusedUntil = until),

    /** @param {number} until */
    mute: (until) => void (mutedUntil = until),

    /** @type {(failure: Failure, isMeant?: (feed: Feed) => boolean) => number} */
    fail(failure, isMeant = () => true) {
      const meant = [...sockets].filter(({ feed }) => feed && isMeant(feed));
      for (const socket of meant) fail(socket, failure);
      return meant.length;
    },

    /** The PBX was upgraded: who is connected must load anew. */
    outdate: () => {
      for (const socket of [...sockets]) part(socket, WRONG_VERSION);
      for (const feed of feeds.values()) feed.forget();
      feeds.clear();
    },

    /** The next frame's number is one too high, or the next frames are lost. @type {(lost: number) => void} */
    gap(lost) {
      for (const feed of feeds.values()) {
        feed.lost = lost === 0 ? 1 : lost;
        // It changes nothing, and who asks for what was missed gets it.
        if (lost === 0) tell(feed, "delta", { ops: [] });
      }
    },
  };
}

/** @typedef {ReturnType<typeof createFeeds>} Feeds */
