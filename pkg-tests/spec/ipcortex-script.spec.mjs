import { eventually, expect, inNode, it, onCleanup, rejected } from "./support.mjs";
import { DESK, expectError, HOT_DESK, installIPCortex, listen, names, OTHER_DESK, simulateIpcortex, vendorScript } from "./ipcortex-support.mjs";

/** The simulated PBX's own script, run beside the page's global object. */
async function apiOf(stage) {
  const text = await (await fetch(`${stage.url}/api/api.js`)).text();
  const own = { fetch: stage.fetch, WebSocket: stage.WebSocket };
  new Function("globalThis", text)(own);
  const { IPCortex } = own;
  IPCortex.PBX.Auth.setHost(stage.url);
  onCleanup(() => IPCortex.PBX.stopFeed());
  return IPCortex;
}

async function wrapped(fixtures) {
  const stage = await simulateIpcortex(fixtures);
  const api = await apiOf(stage);
  const installed = installIPCortex({ host: stage.url, adapter: vendorScript({ host: stage.url, api }) });
  onCleanup(() => installed.PBX.close());
  await installed.PBX.Auth.login(stage.credentials);
  return { stage, api, ...installed };
}

describe("An appliance's own script, wrapped for IPCortex,", () => {
  it("logs in, and says who that is", async () => {
    const { PBX, stage } = await wrapped();
    expect([PBX.Auth.id, PBX.Auth.uname, PBX.Auth.name]).to.deep.equal([117, "priya", "Priya Nair"]);
    expectError(await rejected(PBX.Auth.login({ username: "priya", password: "wrong" })), { errno: 2 });
    await PBX.Auth.logout();
    expect([PBX.Auth.id, (await stage.state()).sessions]).to.deep.equal([null, []]);
  });

  it("brings devices, contacts, calls and lines", async () => {
    const { PBX, stage } = await wrapped({ liveCalls: 1 });
    await PBX.startFeed();
    const [device] = PBX.owned;
    expect([device.name, device.label, names(device.extensions, "extension"), device.phone.name, device.calls.length, PBX.contacts.length, names(PBX.getLines(null, false, true))]).to.deep.equal([DESK, "Priya", ["2117"], "desk117", 1, 4, [DESK]]);
    expect([device.owner === PBX.contacts[0], device.calls[0].device === device]).to.deep.equal([true, true]);
    const seen = (await stage.ipcortex.seenBy("priya")).objects.device.find(({ name }) => name === DESK);
    for (const name of ["label", "extension", "mac", "state", "blf", "ownerID", "features"]) expect(device[name], name).to.deep.equal(seen[name]);
  });

  it("tells of calls from their ring to their end, in one object", async () => {
    const { PBX, Types, stage } = await wrapped();
    await PBX.startFeed();
    const heard = listen(Types.Call);
    const cid = await stage.ipcortex.call({ to: DESK, from: "0123", name: "Tom" });
    await eventually(() => heard.length > 0);
    const [call] = PBX.owned[0].calls;
    expect([call.cid, call.name, call.state]).to.deep.equal([cid, "Tom", "ring"]);
    await call.talk();
    await eventually(() => call.state === "up");
    await call.hold();
    await eventually(() => call.state === "hold");
    await call.hangup();
    await eventually(() => call.state === "dead");
    await eventually(() => PBX.owned[0].calls.length === 0);
    expect([heard[0], new Set(heard.map(([, object]) => object)).size]).to.deep.equal([["new", call], 1]);
  });

  it("dials, and sends calls on", async () => {
    const { PBX, stage } = await wrapped({ answerMs: 40 });
    await PBX.startFeed();
    await PBX.owned[0].dial("0123456789");
    await eventually(() => PBX.owned[0].calls[0]?.state === "up");
    await PBX.owned[0].calls[0].send("2118");
    await eventually(async () => (await stage.state()).objects.call.every(({ device }) => device !== DESK));
    expectError(await rejected(PBX.live.devices.getSnapshot().find(({ name }) => name === OTHER_DESK)?.dial("1") ?? Promise.reject(new Error("no such device"))), { errno: 99 });
  });

  it("hears of hot desks", async () => {
    const { PBX, stage } = await wrapped();
    await PBX.startFeed();
    const told = [];
    await PBX.getLines((lines) => told.push(names(lines)));
    await stage.ipcortex.hotdesk({ user: "priya", device: HOT_DESK });
    await eventually(() => told.length > 1);
    expect(told.at(-1)).to.deep.equal([DESK, HOT_DESK]);
  });

  it("has an address book and tags, as far as the script gives them", async () => {
    const { PBX, stage } = await wrapped({ tags: { "contact:117": ["sales"] } });
    await PBX.startFeed();
    await PBX.enableTags();
    expect(PBX.contacts[0].tags).to.deep.equal(["sales"]);
    expect(await PBX.getAddressbook()).to.have.length(4);
    PBX.contacts[0].tags = ["vip"];
    await eventually(async () => (await stage.state()).tags["contact:117"]?.[0] === "vip");
  });

  it("loads once by `fetchData`, without a socket", async () => {
    const { PBX, stage } = await wrapped();
    await PBX.fetchData();
    expect([PBX.owned.map(({ name }) => name), PBX.contacts.length, stage.sockets.length]).to.deep.equal([[DESK], 4, 0]);
  });

  it("is paused, goes on and is stopped with us", async () => {
    const { PBX, api, stage } = await wrapped();
    await PBX.startFeed();
    await PBX.pauseFeed();
    await eventually(async () => (await stage.state()).sockets === 0);
    expect(api.PBX.owned).to.have.length(1);
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "Elsewhere" } });
    await PBX.startFeed();
    expect([PBX.feed.state, PBX.owned[0].label]).to.deep.equal(["live", "Elsewhere"]);
    await PBX.stopFeed();
    await eventually(async () => (await stage.state()).sockets === 0);
    expect(api.PBX.owned).to.have.length(0);
  });

  it("fails with us: the numbers of the script are ours", async () => {
    const { PBX, stage } = await wrapped();
    await stage.ipcortex.deny({ user: "priya", dataset: "queue" });
    const errors = [];
    expectError(await rejected(PBX.startFeed(null, (errno) => errors.push(errno), { queue: true })), { errno: 99 });
    expect([errors, PBX.feed.state]).to.deep.equal([[99], "closed"]);
    await PBX.startFeed(null, (errno) => errors.push(errno), { device: true });
    await stage.ipcortex.logout({ user: "priya" });
    await eventually(() => PBX.feed.state === "closed");
    expect([errors, PBX.Auth.id]).to.deep.equal([[99, 2], null]);
  });

  it("does not offer what it has no function for: 99, by name", async () => {
    const { PBX } = await wrapped();
    await PBX.startFeed();
    for (const asked of [PBX.getTimeDelta(), PBX.restCall("/rest/x"), PBX.iceServers, PBX.setIdle(true)]) expectError(await rejected(asked), { errno: 99, kind: "permission" });
  });

  it("cannot be loaded without a page, and says so", async () => {
    if (!inNode) return;
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: vendorScript({ host: "https://pbx.test" }) });
    const error = await rejected(PBX.Auth.login({ username: "a", password: "b" }));
    expectError(error, { errno: 91 });
    expect(error.message).to.include("page");
  });

  if (!inNode) {
    const withGlobal = () => {
      const before = Object.getOwnPropertyDescriptor(globalThis, "IPCortex");
      onCleanup(() => {
        for (const script of document.querySelectorAll("script[src*='/api/']")) script.remove();
        if (before) Object.defineProperty(globalThis, "IPCortex", before);
        else delete globalThis.IPCortex;
      });
    };

    it("is loaded from the appliance into the page, once", async () => {
      withGlobal();
      const stage = await simulateIpcortex();
      const { PBX } = installIPCortex({ host: stage.url, adapter: vendorScript({ host: stage.url }) });
      onCleanup(() => PBX.close());
      await PBX.Auth.login(stage.credentials);
      await PBX.startFeed({ device: true });
      expect([globalThis.IPCortex.PBX === PBX, names(PBX.owned), document.querySelectorAll("script[src*='/api/api.js']").length]).to.deep.equal([false, [DESK], 1]);
      expect(await stage.paths()).to.include("/api/api.js");
      globalThis.IPCortex.PBX.stopFeed();
    });

    it("leaves the page's own name for it alone", async () => {
      withGlobal();
      const stage = await simulateIpcortex();
      const installed = installIPCortex({ host: stage.url, global: true, adapter: vendorScript({ host: stage.url }) });
      onCleanup(() => installed.PBX.close());
      await installed.PBX.Auth.login(stage.credentials);
      await installed.PBX.startFeed({ device: true });
      expect([globalThis.IPCortex === installed, names(installed.PBX.owned)]).to.deep.equal([true, [DESK]]);
    });

    it("is loaded by a wrapper that calls when it is ready, and the page's own function hears of it too", async () => {
      withGlobal();
      const stage = await simulateIpcortex();
      const api = await (await fetch(`${stage.url}/api/api.js`)).text();
      await stage.fault("GET /api/wrapper.whtm", { status: 200, body: `${api}\nonAPILoadReady();`, headers: { "content-type": "text/javascript" } });
      let ready = 0;
      const own = () => (ready += 1);
      globalThis.onAPILoadReady = own;
      onCleanup(() => delete globalThis.onAPILoadReady);
      const { PBX } = installIPCortex({ host: stage.url, adapter: vendorScript({ host: stage.url, wrapper: true }) });
      onCleanup(() => PBX.close());
      await PBX.Auth.login(stage.credentials);
      expect([PBX.Auth.id, ready, globalThis.onAPILoadReady]).to.deep.equal([117, 1, own]);
    });

    it("is asked for again, where it could not be loaded", async () => {
      withGlobal();
      const stage = await simulateIpcortex();
      const { PBX } = installIPCortex({ host: stage.url, adapter: vendorScript({ host: stage.url }) });
      await stage.fault("GET /api/api.js", { status: 500 });
      const error = await rejected(PBX.Auth.login(stage.credentials));
      expectError(error, { errno: 91, kind: "connection" });
      expect(error.message).to.include(`${stage.url}/api/api.js`);
      await PBX.Auth.login(stage.credentials);
      expect(PBX.Auth.id).to.equal(117);
    });

    it("is refused where it defines no IPCortex, or does not come in time", async () => {
      withGlobal();
      const stage = await simulateIpcortex();
      await stage.fault("GET /api/api.js", { body: "1;", headers: { "content-type": "text/javascript" } });
      const login = (options) => rejected(installIPCortex({ host: stage.url, adapter: vendorScript({ host: stage.url, ...options }) }).PBX.Auth.login(stage.credentials));
      expect((await login()).message).to.include("defines no IPCortex");
      await stage.fault("GET /api/api.js", { hang: true });
      expect((await login({ timeoutMs: 50 })).message).to.include("50 ms");
    });
  }
});
