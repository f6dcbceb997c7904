// The acceptance list of IPCortex through the real face, in short: src/js/ipcortex.js only adds the package's own wasm to it.

import { install } from "../../src/js/ipcortex/install.js";

const until = async (condition) => {
  for (const end = Date.now() + 8000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const value = await condition();
    if (value) return value;
  }
  throw new Error(`did not happen: ${condition}`);
};

const same = (got, wanted) => {
  const [one, other] = [got, wanted].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`got ${one}, not ${other}`);
};

const failure = (promise) => promise.then(() => ({}), (error) => error);

const DESK = "SIP/desk117";

export async function check(name, decide, address, host, credentials) {
  const installations = [];
  const own = new Set();
  const stage = {
    host,
    credentials,
    urls: [],
    hellos: [],
    async control(method, ...args) {
      const answer = await fetch(`${address}/call`, { method: "POST", body: JSON.stringify({ path: `ipcortex.${method}`, args }) });
      const { result, error } = await answer.json();
      if (!answer.ok) throw new Error(error);
      return result;
    },
    install(options = {}) {
      const installed = install(decide, { host, WebSocket: recording(stage), onRequest: ({ url }) => stage.urls.push(url), ...options });
      installations.push(installed);
      return installed;
    },
    async loggedIn(options) {
      const installed = stage.install(options);
      await installed.PBX.Auth.login(credentials);
      return installed;
    },
    async live(options, feed) {
      const installed = await stage.loggedIn(options);
      await installed.PBX.startFeed(feed);
      return installed;
    },
    onEnd: (run) => own.add(run),
  };
  try {
    await CHECKS[name](stage);
  } catch (error) {
    throw String(error?.stack ?? error);
  } finally {
    for (const { PBX } of installations) PBX.close();
    for (const run of own) run();
  }
}

/** Sockets whose first frames are kept. */
const recording = (stage) =>
  class extends WebSocket {
    send(text) {
      const frame = JSON.parse(text);
      if (frame.t === "hello") stage.hellos.push(frame);
      super.send(text);
    }
  };

const CHECKS = {
  async A1({ install, credentials }) {
    const { PBX } = install();
    const { startFeed } = PBX;
    same(await PBX.Auth.login(credentials).then(startFeed), undefined);
    same([PBX.feed.state, PBX.Auth.id], ["live", 117]);
  },
  async A2({ loggedIn, hellos }) {
    for (const form of ["short", "long"]) {
      const { PBX } = await loggedIn();
      const order = [];
      const told = () => order.push("callback");
      const started = form === "long" ? PBX.startFeed(told, () => {}, { device: true }) : PBX.startFeed({ device: true, errorCB: () => {} });
      order.push("returned");
      await started.then(() => order.push("promise"));
      same(order, form === "long" ? ["returned", "callback", "promise"] : ["returned", "promise"]);
      same(hellos.at(-1).datasets, { device: true });
    }
  },
  async A3({ live, hellos }) {
    const all = { device: true, mailbox: true, queue: true, presence: true };
    for (const [options, wanted] of [[{}, all], [null, all], [{ pingtime: 30 }, all], [{ errorCB() {} }, all], [{ device: true }, { device: true }]]) {
      const { PBX } = await live({}, options);
      same(hellos.at(-1).datasets, wanted);
      same(PBX.live.mailboxes.getSnapshot().length > 0, wanted === all);
    }
  },
  async A4({ live, onEnd }) {
    const { setTimeout: own } = globalThis;
    onEnd(() => (globalThis.setTimeout = own));
    const warn = console.warn;
    onEnd(() => (console.warn = warn));
    console.warn = () => {};
    for (const [pingtime, seconds] of [[5, 10], [5000, 999], [undefined, 540]]) {
      const waits = [];
      globalThis.setTimeout = (run, ms) => (waits.push(ms), own(run, ms));
      await live({}, { pingtime });
      globalThis.setTimeout = own;
      same(waits.some((ms) => Math.abs(ms - seconds * 1000) < 2000), true);
    }
  },
  async A5({ loggedIn }) {
    const { PBX } = await loggedIn();
    const starting = PBX.startFeed();
    same([PBX.owned.length, PBX.contacts.length], [0, 0]);
    await starting;
    same([PBX.owned[0].name, PBX.contacts.length > 0], [DESK, true]);
  },
  async A6({ loggedIn, live, control }) {
    for (const errno of [1, 2, 3, 90, 91, 92, 99, 100]) {
      const fatal = [2, 99, 100].includes(errno);
      const told = [];
      const { PBX } = await live({}, { errorCB: (number) => told.push(number) });
      await control("error", { errno, message: "as ordered" });
      await until(() => told.length > 0);
      same(told, [errno]);
      same(PBX.feed.state === "closed", fatal);
      PBX.close();
      await control("error", { errno, message: "as ordered", times: 1 });
      const second = await loggedIn();
      const heard = [];
      const starting = failure(second.PBX.startFeed(null, (number) => heard.push(number), { maxWSRetryTime: 20 }));
      await until(() => heard.length > 0);
      same(heard, [errno]);
      if (fatal) same((await starting).errno, errno);
      else same(["retrying", "connecting", "live"].includes(second.PBX.feed.state), true);
      second.PBX.close();
    }
  },
  async A7({ loggedIn, control }) {
    await control("drop", { mode: "refuse", forMs: 60_000 });
    for (const maxWSRetryTime of [0, 1]) {
      const { PBX } = await loggedIn();
      const error = await failure(PBX.startFeed(null, () => {}, { maxWSRetryTime }));
      same([error.errno, PBX.feed.state, PBX.contacts.length], [91, "closed", 0]);
    }
    const { PBX } = await loggedIn();
    failure(PBX.startFeed(null, () => {}, { maxWSRetryTime: null }));
    await until(() => PBX.feed.getSnapshot().failures >= 2);
    same(PBX.feed.state, "retrying");
  },
  async A8({ live, control, hellos }) {
    const { PBX } = await live({}, { device: true });
    const [line] = PBX.owned;
    const heard = [];
    line.addListener("update", ({ label }) => heard.push(label));
    await PBX.pauseFeed();
    await control("patch", { kind: "device", key: DESK, v: { label: "Elsewhere" } });
    same([PBX.feed.state, line.label === "Elsewhere", heard], ["paused", false, []]);
    await PBX.startFeed();
    await until(() => heard.length > 0);
    same([hellos.at(-1).datasets, PBX.owned[0] === line, heard], [{ device: true }, true, ["Elsewhere"]]);
    same([PBX.stopPoll === PBX.stopFeed, PBX.startPoll === PBX.startFeed], [true, true]);
  },
  async A9({ live, control }) {
    const { PBX, Types } = await live();
    const heard = [];
    Types.Call.addListener("new", ({ device }) => heard.push(device?.name));
    await PBX.setIdle(true);
    await control("call", { to: "SIP/desk118", from: "5550100", name: "Tom" });
    await control("call", { to: DESK, from: "5550101", name: "Ann" });
    await until(() => heard.length > 0);
    same(heard, [DESK]);
    await PBX.setIdle(false);
    same(heard, [DESK, "SIP/desk118"]);
  },
  async A10({ loggedIn, control, hellos }) {
    const { PBX } = await loggedIn();
    await PBX.fetchData();
    const heard = [];
    PBX.owned[0].addListener("update", () => heard.push("update"));
    await control("patch", { kind: "device", key: DESK, v: { label: "Elsewhere" } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    same([hellos.length, heard.length, PBX.contacts.length > 0], [0, 0, true]);
  },
  async A11({ live, control, credentials }) {
    const errors = [];
    const { PBX } = await live({}, { errorCB: (errno) => errors.push(errno) });
    const me = () => PBX.contacts.find(({ cID }) => cID === 117);
    same(me().tags, null);
    await PBX.enableTags();
    me().tags = ["#sales ", "sales", " vip"];
    same(me().tags, ["sales", "vip"]);
    await until(async () => (await control("seenBy", credentials.username)).tags["contact:117"]?.length === 2);
    await control("deny", { user: credentials.username, dataset: "tags" });
    me().tags = ["refused"];
    await until(() => errors.length > 0);
    same([me().tags, errors], [["sales", "vip"], [99]]);
    await PBX.disableTags();
    same(me().tags, null);
  },
  async A12({ live, control, credentials }) {
    const { PBX } = await live();
    const heard = [];
    await PBX.getLines((lines) => heard.push(lines.map(({ name }) => name)));
    same(heard, [[DESK]]);
    await control("hotdesk", { user: credentials.username, device: "SIP/hot1", on: true });
    await until(() => heard.length > 1);
    same(heard[1], [DESK, "SIP/hot1"]);
    same((await PBX.getLines(null, true)).length, 1);
    const immediate = PBX.getLines(null, false, true);
    same(immediate.length, 2);
    immediate.splice(0);
    same((await PBX.getLines()).length, 2);
  },
  async A13({ live, control }) {
    const { PBX, Types } = await live();
    const heard = [];
    const all = await PBX.getAddressbook((added, removed) => heard.push([added.length, removed]));
    same(heard, [[all.length, []]]);
    const deleted = [];
    Types.Address.addListener("deleted", ({ key }) => deleted.push(key));
    await control("book", { added: [{ name: "Depot", number: "5550100", group: "company" }], removed: [all[0].key] });
    await until(() => heard.length > 1);
    same([heard[1], deleted], [[1, [all[0].key]], [all[0].key]]);
  },
  async A14({ loggedIn, control }) {
    await control("skew", { seconds: -90 });
    const { PBX } = await loggedIn();
    const { driftTime } = await PBX.getTimeDelta();
    same(Math.abs(driftTime - 90) < 2, true);
  },
  async A15({ loggedIn, urls, host }) {
    const { PBX } = await loggedIn();
    const before = urls.length;
    for (const path of ["rest", "//evil.test", "https://evil.test", "/a/../b", "/%2e%2e/x", "/\\evil.test", undefined, 7]) {
      same((await failure(PBX.restCall(path))).kind, "invalid-argument");
    }
    same(urls.length, before);
    const reply = await PBX.restCall("/rest/call/read", { type: "cdr" }).catch((error) => error.errno);
    same([reply !== undefined, urls.at(-1)], [true, `${host}/rest/call/read`]);
  },
  async A16({ loggedIn }) {
    const { PBX } = await loggedIn();
    const offered = await PBX.iceServers;
    await PBX.setStunTurn("stun.example.test", null);
    same((await PBX.iceServers).map(({ urls }) => urls), ["stun:stun.example.test", ...offered.slice(1).map(({ urls }) => urls)]);
    await PBX.setStunTurn("", []);
    same(await PBX.iceServers, []);
    for (const bad of [["stun:a", null], [null, [{ urls: 5 }]], [null, [{}]], [5, null]]) same((await failure(PBX.setStunTurn(...bad))).kind, "invalid-argument");
  },
  async A17({ live, control }) {
    const { PBX, Types } = await live();
    const [line] = PBX.owned;
    const states = [];
    Types.Call.addListener("new", (call) => states.push(`new ${call.state}`));
    line.addListener("update", ({ calls }) => calls.forEach(({ state }) => states.at(-1) !== state && states.push(state)));
    const cid = await control("call", { to: DESK, from: "5550100", name: "Tom" });
    await until(() => line.calls.length === 1);
    const [call] = line.calls;
    for (const state of ["up", "hold", "up", "dead"]) {
      await control("step", { cid, state });
      await until(() => call.state === state);
    }
    await until(() => line.calls.length === 0);
    same(states, ["new ring", "ring", "up", "hold", "up", "dead"]);
    await control("call", { to: DESK, from: "5550100", name: "Tom" });
    await until(() => line.calls.length === 1);
    same(line.calls[0].uid === call.uid, false);
  },
  async A18({ live, control }) {
    const { PBX, Types } = await live();
    const seen = new Set();
    Types.Call.addListener("new", (call) => seen.add(call));
    Types.Call.addListener("update", (call) => seen.add(call));
    Types.Device.addListener("update", (device) => device.name === DESK && seen.add(device));
    const cid = await control("call", { to: DESK, from: "5550100", name: "Tom" });
    await control("step", { cid, state: "up" });
    await until(() => PBX.owned[0].calls[0]?.state === "up");
    same([seen.size, seen.has(PBX.owned[0]), seen.has(PBX.owned[0].calls[0])], [2, true, true]);
  },
  async A19({ live, control }) {
    const { PBX, Types } = await live();
    const heard = [];
    const listener = ({ label }) => heard.push(label);
    same([Types.Device.addListener("update", listener) === listener, Types.Device.addListener("changed", listener)], [true, null]);
    same(Types.Device.addListener("new", () => heard.push("new")) === null, false);
    Types.Device.removeListener("update", () => {});
    await control("patch", { kind: "device", key: DESK, v: { label: "One" } });
    await until(() => heard.length === 1);
    Types.Device.removeListener("update", listener);
    await control("patch", { kind: "device", key: DESK, v: { label: "Two" } });
    await until(() => PBX.owned[0].label === "Two");
    same(heard, ["One"]);
  },
  async A20({ live, control, credentials }) {
    const { PBX } = await live();
    for (const hurt of [["gap", {}], ["drop", { mode: "abort", forMs: 0 }]]) {
      await control(...hurt);
      await control("ops", 40);
      await until(async () => {
        const { objects } = await control("seenBy", credentials.username);
        const ours = PBX.live.devices.getSnapshot().map(({ name, blf, label }) => [name, blf, label]).sort();
        return PBX.feed.state === "live" && JSON.stringify(ours) === JSON.stringify(objects.device.map(({ name, blf, label }) => [name, blf, label]).sort());
      });
    }
  },
  async A21({ live, control, onEnd }) {
    const { error } = console;
    onEnd(() => (console.error = error));
    const printed = [];
    console.error = (thrown) => printed.push(thrown.message);
    const { PBX, Types } = await live();
    const heard = [];
    Types.Device.addListener("update", () => {
      throw new Error("mine");
    });
    Types.Device.addListener("update", ({ label }) => heard.push(label));
    await control("patch", { kind: "device", key: DESK, v: { label: "One" } });
    await until(() => heard.length > 0);
    same([heard, printed, PBX.feed.state], [["One"], ["mine"], "live"]);
  },
  async A22({ install }) {
    const { PBX } = install({ names: { "feed.idle": ["beIdle"] } });
    same(PBX.beIdle === PBX.setIdle, true);
    let refused;
    try {
      install({ names: { "feed.idle": ["startFeed"] } });
    } catch (error) {
      refused = error.kind;
    }
    same(refused, "invalid-argument");
  },
  async A23({ install }) {
    let bring;
    const adapter = {
      login: async () => ({ id: 117, uname: "priya" }),
      async openFeed(_, onEvent) {
        bring = onEvent;
        setTimeout(() => {
          bring({ t: "welcome", feed: "f", seq: 0, resumed: false });
          bring({ t: "snap", seq: 1, last: true, objects: { device: [{ name: DESK, ownerID: 117 }] }, lines: { used: [DESK], owned: [DESK] } });
          bring({ t: "lines", seq: 2, used: [DESK], owned: [DESK] });
        });
        return { send() {}, close() {} };
      },
    };
    const { PBX } = install({ host: undefined, adapter });
    await PBX.Auth.login({ username: "priya", password: "x" }).then(PBX.startFeed);
    await until(() => PBX.owned.length === 1);
    same([PBX.owned[0].name, PBX.Auth.id, (await failure(PBX.getTimeDelta())).errno], [DESK, 117, 99]);
  },
  async A24({ live, urls, hellos, credentials, control }) {
    const { PBX } = await live();
    const secrets = [credentials.password, ...hellos.map(({ ticket }) => ticket), ...(await PBX.iceServers).map(({ credential }) => credential)].filter(Boolean);
    same(secrets.length >= 3, true);
    await control("logout", { user: credentials.username });
    await until(() => PBX.feed.state === "closed");
    const error = await failure(PBX.startFeed());
    const shown = [...urls, JSON.stringify(error), error.message, String(error.stack), JSON.stringify(PBX.Auth.getUserInfo()), JSON.stringify(PBX.contacts)].join("\n");
    for (const secret of secrets) same([secret, shown.includes(secret)], [secret, false]);
  },
};
