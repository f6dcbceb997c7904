import { eventually, expect, inNode, it, onCleanup, rejected, settle, takePrinted, thrown, watch } from "./support.mjs";
import { DESK, entry, expectError, expectRefusal, installIPCortex, IPCortex, listen, scripted, scriptedLive, simulateIpcortex, simulateIpcortexHere } from "./ipcortex-support.mjs";

describe("An installation of IPCortex", () => {
  it("is apart from every other: two PBXs on one page", async () => {
    const [one, two] = [await simulateIpcortexHere(), await simulateIpcortexHere()];
    const [a, b] = [await one.live(), await two.live()];
    expect([a.PBX === b.PBX, a.Types.Device === b.Types.Device, a.PBX.owned[0] === b.PBX.owned[0]]).to.deep.equal([false, false, false]);
    const [heardA, heardB] = [listen(a.Types.Device), listen(b.Types.Device)];
    one.ipcortex.patch({ kind: "device", key: DESK, v: { label: "x" } });
    await settle();
    expect([heardA.length, heardB.length, a.PBX.owned[0].label, b.PBX.owned[0].label]).to.deep.equal([1, 0, "x", "Priya"]);
    await a.PBX.stopFeed();
    expect(b.PBX.feed.state).to.equal("live");
    a.PBX.close();
    expect(b.PBX.Auth.id).to.equal(117);
  });

  it("sets the global where that is asked for, and otherwise does not", () => {
    const before = globalThis.IPCortex;
    onCleanup(() => {
      if (before === undefined) delete globalThis.IPCortex;
      else globalThis.IPCortex = before;
    });
    installIPCortex({ host: "https://pbx.test" });
    installIPCortex({ host: "https://pbx.test", global: false });
    expect(globalThis.IPCortex).to.equal(before);
    const installed = installIPCortex({ host: "https://pbx.test", global: true });
    expect(globalThis.IPCortex).to.equal(installed);
  });

  it("is made for the vendor's own name at its first use, and is one", () => {
    expect([IPCortex.PBX, IPCortex.Types]).to.deep.equal([IPCortex.PBX, IPCortex.Types]);
    expect(IPCortex.PBX.Auth.id).to.equal(null);
    expect(Object.keys(entry).sort()).to.deep.equal(["IPCortex", "PbxError", "installIPCortex", "isPbxError", "vendorScript"]);
  });

  it("names its classes, whatever a minifier does", async () => {
    const { Types, PBX } = await scriptedLive();
    for (const [name, Class] of Object.entries(Types)) expect(Class.name).to.equal(name);
    expect([PBX.owned[0] instanceof Types.Device, PBX.owned[0].constructor === Types.Device]).to.deep.equal([true, true]);
  });

  for (const [title, options, ...words] of [
    ["a text", "https://pbx.test"],
    ["a number", 7],
    ["a host that is none", { host: "not an address:" }, "host"],
    ["a host of another scheme", { host: "ftp://pbx.test" }, "host"],
    ["a host with a password", { host: "https://u:p@pbx.test" }, "host"],
    ["a host that is a number", { host: 7 }, "host"],
    ["both `host` and `baseUrl`", { host: "https://a.test", baseUrl: "https://a.test" }, "host", "baseUrl"],
    ["an adapter that is none", { adapter: "ipcx/2" }, "ipcx/2"],
    ["an adapter that is a number", { adapter: 7 }, "adapter"],
    ["no adapter", { adapter: null }, "adapter"],
    ["a `prompt` that is none", { prompt: "x" }, "prompt"],
    ["a `subid` that is none", { subid: 7 }, "subid"],
    ["a `global` that is none", { global: "yes" }, "global"],
    ["an `onAuthRequired` that is none", { onAuthRequired: {} }, "onAuthRequired"],
    ["a `fetch` that is none", { fetch: {} }, "fetch"],
    ["a `WebSocket` that is none", { WebSocket: "x" }, "WebSocket"],
    ["an `onRequest` that is none", { onRequest: 1 }, "onRequest"],
    ["a `signal` that is none", { signal: {} }, "signal"],
    ["a `timeoutMs` that is none", { timeoutMs: -1 }, "timeoutMs"],
  ]) {
    it(`refuses ${title} at once`, () => {
      expectRefusal(thrown(() => installIPCortex(options)), "installIPCortex(options)", ...words);
    });
  }

  it("takes the PBX's address under both names, also as a URL, also later", async () => {
    const urls = [];
    const fetch = async (url) => (urls.push(url), Response.json({ serverTime: 0 }));
    for (const options of [{ host: "https://a.test/" }, { baseUrl: "https://a.test" }, { host: new URL("https://a.test") }]) await installIPCortex({ ...options, fetch }).PBX.getTimeDelta();
    const { PBX } = installIPCortex({ fetch });
    PBX.Auth.setHost("https://a.test");
    await PBX.getTimeDelta();
    expect(urls).to.deep.equal(Array.from({ length: 4 }, () => "https://a.test/adapter/v1/time"));
    expectRefusal(thrown(() => PBX.Auth.setHost("nowhere:")), "setHost(url)");
  });

  it("has no address in Node, where none is named, and says so", async () => {
    if (!inNode) return;
    expectRefusal(await rejected(installIPCortex().PBX.getTimeDelta()), "setHost(url)");
  });
});

describe("Logging in to IPCortex", () => {
  it("takes options, a callback and options, or the old four arguments", async () => {
    const stage = await simulateIpcortex();
    const { username, password } = stage.credentials;
    for (const login of [
      (Auth) => Auth.login({ username, password }),
      (Auth, told) => Auth.login(told, { username, password }),
      (Auth, told) => Auth.login(username, password, null, told),
    ]) {
      const { PBX } = stage.install();
      const told = [];
      expect(await login(PBX.Auth, (...given) => told.push(given))).to.equal(undefined);
      expect([PBX.Auth.id, PBX.Auth.uname, PBX.Auth.name, PBX.Auth.company, PBX.Auth.getUserInfo().id]).to.deep.equal([117, "priya", "Priya Nair", "default", 117]);
      if (told.length > 0) expect(told).to.deep.equal([[true, ""]]);
    }
    const [body] = await stage.bodies("login");
    expect(body.auth).to.include({ type: "auth", username: "priya", password: "***16" });
  });

  it("rejects with 2 where the password is wrong, and tells the callback why", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = stage.install();
    const told = [];
    const options = { username: "priya", password: "wrong" };
    expectError(await rejected(PBX.Auth.login(options)), { errno: 2, kind: "authentication", operation: "login" });
    await PBX.Auth.login((...given) => told.push(given), options).catch(() => {});
    expect([told, PBX.Auth.id]).to.deep.equal([[[false, "wrong username or password"]], null]);
  });

  it("only asks, with `checkonly`", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = stage.install();
    expectError(await rejected(PBX.Auth.login({ checkonly: true })), { errno: 2 });
    await PBX.Auth.login(stage.credentials);
    const other = stage.install();
    await other.PBX.Auth.login({ checkonly: true });
    expect(other.PBX.Auth.uname).to.equal("priya");
  });

  it("asks the page who it is, where it may, and is silent where somebody is logged in", async () => {
    const stage = await simulateIpcortex();
    let prompts = 0;
    const { PBX } = stage.install({
      prompt: async () => {
        prompts += 1;
        return stage.credentials;
      },
    });
    await PBX.Auth.login();
    await PBX.Auth.login();
    expect([prompts, PBX.Auth.uname, await stage.count("login")]).to.deep.equal([1, "priya", 1]);
    expectRefusal(await rejected(stage.install().PBX.Auth.login()), "`username`");
    expectRefusal(await rejected(stage.install({ prompt: () => ({}) }).PBX.Auth.login()), "`username`");
    const cancelled = new Error("cancelled");
    expect(await rejected(stage.install({ prompt: () => Promise.reject(cancelled) }).PBX.Auth.login())).to.equal(cancelled);
  });

  it("refuses what is no login, and sends nothing", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = stage.install();
    const throwing = { get username() { throw new Error("a getter"); } };
    for (const options of [7, true, { username: "" , password: "x" }, { username: 7, password: "x" }, { username: "x" }, { username: "x", password: 7 }, { username: "x", password: "" }, { token: "" }, { token: 7 }, { username: "x", password: "y", subid: 7 }, throwing]) {
      expectRefusal(await rejected(PBX.Auth.login(options)), "login(options)");
    }
    expect(await stage.paths()).to.deep.equal([]);
  });

  it("ends with a logout, which stops the feed", async () => {
    const stage = await simulateIpcortex();
    const { PBX, errors } = await stage.live();
    await PBX.Auth.logout();
    expect([PBX.feed.state, PBX.Auth.id, PBX.contacts, errors, (await stage.state()).sessions]).to.deep.equal(["closed", null, [], [], []]);
    await PBX.Auth.logout();
    expect(await stage.count("logout")).to.equal(1);
    await stage.live();
    const { PBX: other } = await stage.live();
    await other.Auth.exit();
    expect([other.feed.state, other.Auth.id]).to.deep.equal(["closed", 117]);
    await other.Auth.exit({ logout: true });
    expect(other.Auth.id).to.equal(null);
  });

  it("has a `subid` of its own for each page, or the one that is given", () => {
    const [one, two] = [installIPCortex({ host: "https://a.test" }), installIPCortex({ host: "https://a.test" })];
    expect([typeof one.PBX.Auth.getSubID(), one.PBX.Auth.getSubID() === one.PBX.Auth.getSubID(), one.PBX.Auth.getSubID() === two.PBX.Auth.getSubID()]).to.deep.equal(["string", true, false]);
    expect(installIPCortex({ host: "https://a.test", subid: "mine" }).PBX.Auth.getSubID()).to.equal("mine");
  });
});

describe("The arguments of IPCortex's functions", () => {
  const WRONG = ["text", 7, true, {}, [], Symbol("x")];

  it("are callbacks, or nothing: anything else rejects, and nothing is thrown or asked", async () => {
    const script = scripted();
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    await PBX.fetchData();
    const asked = script.asked.length;
    for (const wrong of WRONG) {
      for (const run of [
        () => PBX.startFeed(wrong, null, {}),
        () => PBX.startFeed(null, wrong),
        () => PBX.startFeed(() => {}, wrong),
        () => PBX.fetchData(wrong),
        () => PBX.fetchData(null, wrong),
        () => PBX.getLines(wrong),
        () => PBX.getAddressbook(wrong),
        () => PBX.getTimeDelta(wrong),
        () => PBX.restCall("/rest/x", {}, wrong),
        () => PBX.restRequest("/rest/x", {}, wrong),
      ]) {
        expectRefusal(await rejected(run()), "must be a function");
      }
    }
    expect([script.asked.length, script.links.length]).to.deep.equal([asked, 0]);
  });

  it("may be null, each of them", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    await PBX.startFeed(null, null, null);
    await PBX.fetchData(null, null);
    await PBX.getLines(null, null, null);
    await PBX.getAddressbook(null);
    await PBX.getTimeDelta(null);
    await PBX.restCall("/adapter/v1/time", null, null);
    await PBX.restRequest("/adapter/v1/time", {}, null);
    await PBX.setStunTurn(null, null);
    expect(PBX.feed.state).to.equal("live");
  });

  for (const [title, options, ...words] of [
    ["a text", "device"],
    ["a number", 7],
    ["true", true],
    ["a data set that is no flag", { device: 1 }, "device"],
    ["a data set that is a text", { queue: "yes" }, "queue"],
    ["a `pingtime` that is a text", { pingtime: "30" }, "pingtime"],
    ["a `pingtime` that is not finite", { pingtime: Infinity }, "pingtime"],
    ["a `pingtime` that is no number", { pingtime: NaN }, "pingtime"],
    ["a `maxWSRetryTime` that is a text", { maxWSRetryTime: "5" }, "maxWSRetryTime"],
    ["an `errorCB` that is none", { errorCB: "x" }, "errorCB"],
    ["a getter that throws", { get device() { throw new Error("a getter"); } }, "device"],
  ]) {
    it(`of startFeed are refused: ${title}`, async () => {
      const script = scripted();
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      const error = await rejected(PBX.startFeed(options));
      expectRefusal(error, "startFeed(options)", ...words);
      expect([PBX.feed.state, script.links.length]).to.deep.equal(["idle", 0]);
      // Neighbours still settle.
      await PBX.fetchData();
    });
  }

  it("of startFeed are refused while it is paused or live too, and nothing changes", async () => {
    const { PBX, links } = await scriptedLive();
    expectRefusal(await rejected(PBX.startFeed({ device: 1 })));
    expect([PBX.feed.state, links.length]).to.deep.equal(["live", 1]);
    await PBX.pauseFeed();
    expectRefusal(await rejected(PBX.startFeed({ device: 1 })));
    expect([PBX.feed.state, links.length]).to.deep.equal(["paused", 1]);
  });

  it("tell the error callback nothing of a wrong argument, as the feed has not failed", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: scripted().adapter });
    const told = [];
    expectRefusal(await rejected(PBX.startFeed(null, (...given) => told.push(given), { device: 1 })));
    await settle();
    expect(told).to.deep.equal([]);
  });

  it("are truthy or not, for idle and for the flags of getLines", async () => {
    const { PBX } = await scriptedLive();
    for (const owned of [1, "yes", {}, true, 0, "", null, undefined]) expect(PBX.getLines(null, owned, true)).to.have.length(1);
    for (const immediate of [1, "yes", {}, false, null]) expect(PBX.getLines(null, true, immediate)).to.be.a("promise");
  });

  it("are arrays of texts, for tags", async () => {
    const { PBX } = await scriptedLive();
    const [contact] = PBX.contacts;
    for (const tags of ["sales", null, undefined, 7, {}, [7], [null], [Symbol("x")], new Set(["a"])]) expectRefusal(thrown(() => (contact.tags = tags)), "tags");
  });

  it("are functions, for gaps", async () => {
    const { PBX } = await scriptedLive();
    for (const wrong of [...WRONG, null, undefined]) expectRefusal(thrown(() => PBX.onGap(wrong)), "onGap(listener)");
  });

  it("never leave a rejection that nobody handles, where there is an error callback", async () => {
    const stray = [];
    const listener = (event) => {
      event.preventDefault?.();
      stray.push(event);
    };
    if (inNode) {
      process.on("unhandledRejection", listener);
      onCleanup(() => process.off("unhandledRejection", listener));
    } else {
      globalThis.addEventListener("unhandledrejection", listener);
      onCleanup(() => globalThis.removeEventListener("unhandledrejection", listener));
    }
    const script = scripted({ openFeed: () => Promise.reject({ errno: 99 }), snapshot: () => Promise.reject({ errno: 99 }) });
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    let told = 0;
    const failed = () => (told += 1);
    void PBX.startFeed(() => {}, failed);
    await settle();
    void PBX.startFeed({ errorCB: failed });
    void PBX.fetchData(null, failed);
    await eventually(() => told === 3);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(stray).to.deep.equal([]);
  });
});

describe("The end of an IPCortex", () => {
  it("is legal in every state, and more than once", async () => {
    for (const before of [
      async () => {},
      async ({ PBX }) => void PBX.startFeed().catch(() => {}),
      async ({ PBX }) => PBX.startFeed(),
      async ({ PBX }) => (await PBX.startFeed(), PBX.pauseFeed()),
      async ({ PBX }) => (await PBX.startFeed(), PBX.stopFeed()),
      async ({ PBX }) => PBX.fetchData(),
    ]) {
      const stage = await simulateIpcortexHere();
      const installed = await stage.loggedIn();
      await before(installed);
      const { PBX } = installed;
      PBX.close();
      PBX.close();
      PBX[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
      await settle();
      expect([["idle", "closed"].includes(PBX.feed.state), PBX.contacts, PBX.owned, PBX.Auth.id, (await stage.state()).sockets]).to.deep.equal([true, [], [], null, 0]);
    }
  });

  it("rejects whatever waits, and whatever is asked after it", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    await stage.fault("ticket", { hang: true });
    await stage.fault("time", { hang: true });
    const waiting = [PBX.startFeed(), PBX.getTimeDelta(), PBX.getLines()].map((promise) => watch(promise));
    await settle();
    PBX.close();
    await Promise.all(waiting.map(({ done }) => done));
    for (const { error } of waiting) expectError(error, {});
    expect([waiting[0].error.errno, waiting[0].error.message]).to.deep.equal([1, "closed"]);
    for (const asked of [PBX.startFeed(), PBX.fetchData(), PBX.getTimeDelta(), PBX.getLines(), PBX.enableTags(), PBX.restCall("/rest/x"), PBX.Auth.login(stage.credentials)]) expectError(await rejected(asked), { errno: 1 });
    expect(await PBX.stopFeed()).to.equal(undefined);
    expect(await PBX.pauseFeed()).to.equal(undefined);
  });

  it("comes with a signal, also one that has aborted before", async () => {
    const stage = await simulateIpcortexHere();
    const controller = new AbortController();
    const { PBX } = await stage.live({ signal: controller.signal });
    controller.abort();
    expect([PBX.feed.state, PBX.contacts]).to.deep.equal(["closed", []]);
    const late = stage.install({ signal: AbortSignal.abort() });
    expectError(await rejected(late.PBX.startFeed()), { errno: 1 });
    expect(takePrinted()).to.deep.equal([]);
  });
});
