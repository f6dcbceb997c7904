// What the specs of IPCortex share, beside support.mjs.
import { connect } from "#control-client";
import * as entry from "softphone-admin/ipcortex";
import { simulate as simulateInMemory } from "softphone-admin/simulator";

import { control, countingFetch, eventually, expect, holdTime, inNode, isPbxError, isPreflight, onCleanup, onStage, pause, PbxError, secretly, settle } from "./support.mjs";

export { entry };
export const { installIPCortex, IPCortex, vendorScript } = entry;

/** Node 20 has no WebSocket. */
const NativeWebSocket = globalThis.WebSocket ?? (await import("ws")).WebSocket;

const HTTP = { login: "/rest/auth/", logout: "/rest/auth/logout", fetch: "/adapter/v1/fetch", ticket: "/adapter/v1/ticket", book: "/adapter/v1/addressbook", tags: "/adapter/v1/tags", setTags: "/adapter/v1/tags/set", time: "/adapter/v1/time", ice: "/adapter/v1/ice", feed: "/adapter/v1/feed" };

/** How `fault` names a route of `ipcx/1`. */
export const route = (name) => `${name === "feed" ? "GET" : "POST"} ${HTTP[name]}`;

/** A desk, a hot desk, a queue and a colleague: what most tests need. */
export const FIXTURES = { devices: 3, queues: 1, addresses: 4, hotdesks: 1 };
export const DESK = "SIP/desk117";
export const OTHER_DESK = "SIP/desk118";
export const HOT_DESK = "SIP/hot1";

/** Holds class and fields of an error against what is wanted. */
export function expectError(error, wanted = {}) {
  expect(error, String(error?.stack ?? error)).to.be.instanceOf(PbxError);
  expect([isPbxError(error), error.vendor, error.name]).to.deep.equal([true, "ipcortex", "PbxError"]);
  expect(error.description).to.equal(error.message);
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  expect(got, error.message).to.deep.equal(wanted);
}

/** A refusal of an argument, which names it. */
export function expectRefusal(error, ...words) {
  expectError(error, { kind: "invalid-argument", errno: undefined, retryable: false });
  for (const word of words) expect(error.message).to.include(word);
}

/** Node keeps no cookies. */
function withCookies(inner) {
  let cookie;
  return async (url, init) => {
    const headers = new Headers(init.headers);
    if (cookie !== undefined) headers.set("cookie", cookie);
    const response = await inner(url, { ...init, headers });
    const [set] = response.headers.getSetCookie?.() ?? [];
    if (set) [cookie] = set.split(";");
    return response;
  };
}

/** Sockets as they are opened, and the frames that went over them. */
function recordingSocket(Class, opened) {
  return class extends Class {
    frames = [];
    sent = [];
    constructor(...given) {
      super(...given);
      this.given = given;
      opened.push(this);
      this.addEventListener("message", ({ data }) => {
        try {
          this.frames.push(JSON.parse(data));
        } catch {
          this.frames.push(data);
        }
      });
    }
    send(text) {
      const frame = JSON.parse(text);
      if (frame.ticket) secretly(frame.ticket);
      this.sent.push(frame);
      super.send(text);
    }
  };
}

function stageOf(sim, { WebSocket, fetch, state, close }) {
  const { ipcortex } = sim;
  const { url, credentials } = ipcortex;
  secretly(credentials.password);
  const sockets = [];
  const Recording = recordingSocket(WebSocket, sockets);
  const { counting, isBusy } = countingFetch(fetch ?? (inNode ? withCookies((...args) => globalThis.fetch(...args)) : (...args) => globalThis.fetch(...args)));
  const stage = {
    sim,
    ipcortex,
    clock: sim.clock,
    url,
    credentials,
    fetch: counting,
    WebSocket: Recording,
    /** The page's sockets, all that were ever opened. */
    sockets,
    get busy() {
      return isBusy() || sockets.some(({ readyState }) => readyState === 0);
    },
    fault: (name, fault) => ipcortex.fault(name in HTTP ? route(name) : name, fault),
    state,
    /** Without a browser's preflights. */
    async requests() {
      return (await sim.requests()).filter((request) => !isPreflight(request));
    },
    /** The paths that were asked for, in order; a socket's too. */
    async paths() {
      return (await stage.requests()).map(({ target }) => target);
    },
    async count(name) {
      return (await stage.paths()).filter((path) => path === HTTP[name]).length;
    },
    /** The bodies that a path got. */
    async bodies(name) {
      return (await stage.requests()).filter(({ path }) => path === HTTP[name]).map(({ body }) => JSON.parse(body));
    },
    options: (extra = {}) => ({ host: url, fetch: counting, WebSocket: Recording, ...extra }),
    /** An `IPCortex` of its own, closed at the end. */
    install(extra) {
      const installed = installIPCortex(stage.options(extra));
      onCleanup(() => installed.PBX.close());
      return installed;
    },
    async loggedIn(extra) {
      const installed = stage.install(extra);
      await installed.PBX.Auth.login(stage.credentials);
      return installed;
    },
    /** One whose feed is on; what its error callback hears is in `errors`. */
    async live(extra, options) {
      const installed = await stage.loggedIn(extra);
      const errors = [];
      await installed.PBX.startFeed(null, (errno, description) => errors.push([errno, description]), options);
      return { ...installed, errors };
    },
    /** Every change that the PBX has told of has come. */
    async current({ PBX }) {
      await eventually(async () => {
        if (PBX.feed.state !== "live") return false;
        const { feeds } = await state();
        return feeds.some(({ seq, connected }) => connected && seq === lastSeq(sockets));
      });
      await settle();
    },
    close,
  };
  return onStage(stage);
}

/** The number of the last frame that came on the last socket. */
function lastSeq(sockets) {
  const frames = sockets.at(-1)?.frames ?? [];
  return frames.findLast(({ seq }) => seq !== undefined)?.seq;
}

/** Takes the session's cookie from the browser: it would go along with what other specs send to this host. */
async function forgetCookie({ url }) {
  if (inNode) return;
  const logout = fetch(`${url}/rest/auth/logout`, { method: "POST", credentials: "include", headers: { "content-type": "application/json" }, body: "{}" });
  // One that a test has made hang, or cut.
  await Promise.race([logout.catch(() => {}), pause(1000)]);
}

/** A PBX behind real HTTP and real sockets. */
export async function simulateIpcortex(fixtures = {}, options = {}) {
  const sim = await connect(control).simulate({ vendors: ["ipcortex"], fixtures: { ipcortex: { ...FIXTURES, ...fixtures } }, ...options });
  const close = async () => {
    await forgetCookie(sim.ipcortex);
    return sim.close();
  };
  return stageOf(sim, { WebSocket: NativeWebSocket, close, state: () => sim.ipcortex.state() });
}

/** A PBX without a network, for tests that hold the time. */
export async function simulateIpcortexHere(fixtures = {}, options = {}) {
  const sim = await simulateInMemory({
    vendors: ["ipcortex"],
    clock: "manual",
    fixtures: { ipcortex: { ...FIXTURES, ...fixtures } },
    ...options,
    ...(inNode ? { listen: false } : {}),
  });
  return stageOf(sim, {
    WebSocket: sim.WebSocket,
    fetch: sim.fetch,
    state: async () => sim.ipcortex.state,
    close: async () => {
      const { unmatched } = sim;
      await sim.close();
      return unmatched;
    },
  });
}

/** The page's time and that of a PBX in memory, which stand still together. */
export function holdBoth(stage) {
  const held = holdTime();
  return {
    async pass(ms) {
      await stage.clock?.advance(ms);
      await held.pass(ms);
    },
    /** Second by second: what answers in between is answered in time. */
    async passSlowly(seconds) {
      for (let second = 0; second < seconds; second += 1) await this.pass(1_000);
    },
    sleep: (ms) => held.sleep(ms),
    isDue: (ms) => held.isDue(ms),
    get timers() {
      return held.timers;
    },
  };
}

/** Chance in the middle: pauses are just as the contract's table says. */
export function withoutChance() {
  const { random } = Math;
  Math.random = () => 0.5;
  onCleanup(() => void (Math.random = random));
}

/** Listeners on a class that write down what they hear: `[event, object]`. */
export function listen(Class, events = ["new", "update", "deleted"]) {
  const heard = [];
  for (const event of events) Class.addListener(event, (object) => heard.push([event, object]));
  return heard;
}

/** Values of a list by a name. */
export const names = (list, name = "name") => list.map((item) => item[name]);

// ---- Adapters that are JavaScript objects ------------------------------------------------------------------

const failed = (errno, description, more) => Object.assign(new Error(description), { errno, description, ...more });

/** What a page would write to reach a PBX by another transport: here, a second one to the simulated PBX. */
export function objectAdapter(stage) {
  const post = async (path, body) => {
    const response = await stage.fetch(stage.url + path, { method: "POST", credentials: "include", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) }).catch((error) => Promise.reject(failed(1, String(error))));
    const reply = await response.json().catch(() => ({}));
    const byStatus = { 401: 2, 403: 99, 409: 100, 503: 3 }[response.status] ?? (response.ok ? undefined : 90);
    if (byStatus || reply.result !== "success") throw failed(reply.errno ?? byStatus ?? 90, reply.message ?? "it failed");
    return reply;
  };
  return {
    async login({ username, password, checkonly }) {
      const { user } = await post(HTTP.login, { auth: { type: "auth", ...(checkonly ? {} : { username, password }) } });
      return { id: user.id, uname: user.login, name: user.name, company: user.company };
    },
    logout: () => post(HTTP.logout, { auth: { type: "auth" } }),
    snapshot: (want) => post(HTTP.fetch, want),
    addressbook: (since) => post(HTTP.book, { since }),
    tags: async () => (await post(HTTP.tags)).tags,
    setTags: (target, tags) => post(HTTP.setTags, { target, tags }),
    serverTime: async () => (await post(HTTP.time)).serverTime,
    iceServers: () => post(HTTP.ice),
    callOp: ({ op, ...more }) => post(`/adapter/v1/call/${op}`, more),
    rest: (path, body) => post(path, JSON.parse(body)),
    async openFeed(hello, onEvent) {
      const { ticket } = await post(HTTP.ticket);
      const socket = new stage.WebSocket(`${stage.url.replace("http", "ws")}${HTTP.feed}`, "ipcx.v1");
      await new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = () => {};
        socket.onclose = () => reject(failed(91, "no socket"));
      });
      socket.onmessage = ({ data }) => onEvent(JSON.parse(data));
      socket.onclose = ({ code }) => onEvent({ t: "closed", code });
      socket.send(JSON.stringify({ t: "hello", v: 1, ticket, ...hello }));
      return {
        send: (frame) => socket.send(JSON.stringify(frame)),
        close(code) {
          socket.onmessage = socket.onclose = () => {};
          socket.close(code);
        },
      };
    },
  };
}

/** Tests for both kinds of adapter: `tests(simulate)`, whose PBXs are reached by that kind. */
export function withEachAdapter(title, tests) {
  describe(`${title} (ipcx/1)`, () => tests({ network: simulateIpcortex, here: simulateIpcortexHere }));
  const reached = (simulate) => async (...given) => {
    const stage = await simulate(...given);
    const { options } = stage;
    stage.options = (extra) => options({ adapter: objectAdapter(stage), ...extra });
    return stage;
  };
  // A23
  describe(`${title} (A23: a JS-object adapter)`, () => tests({ network: reached(simulateIpcortex), here: reached(simulateIpcortexHere) }));
}

export const PERSON = { id: 117, uname: "priya", name: "Priya Nair", company: "default" };

/** Objects of a PBX that exists only as frames. */
export const rows = {
  contact: (more) => ({ cID: 117, name: "Priya Nair", uname: "priya", company: "default", companyName: "Main", email: "priya@example.test", canCall: true, canChat: false, canTag: true, chatID: "117", states: {}, show: "", blf: 0, ...more }),
  device: (more) => ({ name: "SIP/a", label: "Priya", extension: "2117", extensions: ["2117"], queues: {}, optOut: [], mailbox: null, webrtc: false, webrtcState: "none", phone: "a", ownerID: 117, mac: "02aa00bb00cc", features: "hold,talk,answer", state: "up", blf: 0, ...more }),
  call: (more) => ({ cid: "SIP/a-1", id: 1767225601.88, device: "SIP/a", party: "callee", name: "Tom Reed", number: "0123456789", label: "Tom Reed", state: "ring", nrState: "ring", stamp: 1767225601880, start: null, features: "answer,talk,hold", ...more }),
};

/**
 * An adapter whose other end is the test: `links` are the feeds that were opened, each with the `hello`, what was `sent`,
 * how it was `closed`, and `say` for frames. `more` replaces methods; with `acks: false` nothing is acknowledged.
 */
export function scripted(more = {}) {
  const links = [];
  const asked = [];
  const note = (name, answer) => async (...given) => {
    asked.push([name, ...given]);
    return answer;
  };
  const adapter = {
    login: note("login", PERSON),
    logout: note("logout", {}),
    snapshot: note("snapshot", { objects: {}, lines: { used: [], owned: [] } }),
    addressbook: note("addressbook", { rev: 1, added: [], removed: [] }),
    tags: note("tags", {}),
    setTags: note("setTags", {}),
    serverTime: note("serverTime", 0),
    iceServers: note("iceServers", { stun: "", turn: [] }),
    callOp: note("callOp", {}),
    rest: note("rest", {}),
    async openFeed(hello, onEvent) {
      let seq = 0;
      const link = {
        hello,
        sent: [],
        closed: undefined,
        /** As it is. */
        say: onEvent,
        /** With its number. */
        tell: (frame) => onEvent({ ...frame, seq: (seq += 1) }),
        welcome: (frame = {}) => onEvent({ t: "welcome", feed: "f_1", seq, resumed: false, pbxVersion: "6.5.2", lite: false, user: PERSON, ...frame }),
        snap: (objects = { contact: [rows.contact()], device: [rows.device()], call: [] }, frame = {}) => link.tell({ t: "snap", last: true, objects, ...frame }),
        delta: (...ops) => link.tell({ t: "delta", ops }),
        lines: (used = ["SIP/a"], owned = used) => link.tell({ t: "lines", used, owned }),
        whole(objects) {
          link.welcome();
          link.snap(objects);
          link.lines();
        },
        continueAt: (number) => void (seq = number),
      };
      links.push(link);
      const send = (frame) => {
        link.sent.push(frame);
        if (frame.id !== undefined && more.acks !== false) void Promise.resolve().then(() => onEvent({ t: "ack", id: frame.id, ok: true }));
      };
      return { send, close: (code) => void (link.closed = code) };
    },
    ...more,
  };
  return { adapter, links, asked, get link() { return links.at(-1); } };
}

/** An `IPCortex` over a scripted adapter, its feed on and its desk loaded. */
export async function scriptedLive(more, { options, start, objects } = {}) {
  const script = scripted(more);
  const installed = installIPCortex({ host: "https://pbx.test", adapter: script.adapter, ...options });
  onCleanup(() => installed.PBX.close());
  await installed.PBX.Auth.login({ username: "priya", password: "x" });
  const errors = [];
  const started = installed.PBX.startFeed(null, (errno, description) => errors.push([errno, description]), start);
  await settle();
  script.link.whole(objects);
  await started;
  return Object.assign(script, { ...installed, errors });
}
