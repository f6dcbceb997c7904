import { eventually, expect, it, moment, rejected, settle, takePrinted, watch } from "./support.mjs";
import { DESK, expectError, holdBoth, HOT_DESK, listen, names, objectAdapter, OTHER_DESK, withEachAdapter, withoutChance } from "./ipcortex-support.mjs";

const DATASETS = { device: true, mailbox: true, queue: true, presence: true };

/** The last `hello` that left. */
const helloOf = ({ sockets }) => sockets.at(-1).sent.find(({ t }) => t === "hello");

withEachAdapter("IPCortex's feed", ({ network, here }) => {
  it("A1 starts by a function that was taken off its object, after a login", async () => {
    const stage = await network();
    const { PBX } = stage.install();
    const { startFeed } = PBX;
    expect(await PBX.Auth.login(stage.credentials).then(startFeed)).to.equal(undefined);
    expect([PBX.feed.state, PBX.Auth.id, PBX.Auth.uname, PBX.Auth.name]).to.deep.equal(["live", 117, "priya", "Priya Nair"]);
  });

  it("A1 has all its methods free of `this`", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const { getLines, getAddressbook, enableTags, disableTags, pauseFeed, stopFeed, fetchData, getTimeDelta, setIdle } = PBX;
    expect(names(await getLines())).to.deep.equal([DESK]);
    expect(await getAddressbook()).to.have.length(4);
    await enableTags();
    await disableTags();
    await setIdle(true);
    expect(await getTimeDelta()).to.have.property("driftTime");
    await pauseFeed();
    await fetchData();
    await stopFeed();
    expect(PBX.feed.state).to.equal("closed");
  });

  for (const [form, wanted, start] of [
    ["short", { device: true }, (PBX, { error }) => PBX.startFeed({ device: true, errorCB: error })],
    ["long", { device: true }, (PBX, { done, error }) => PBX.startFeed(done, error, { device: true })],
    ["long without options", DATASETS, (PBX, { done, error }) => PBX.startFeed(done, error)],
    ["long with a callback only", DATASETS, (PBX, { done }) => PBX.startFeed(done)],
    ["long without callbacks", { device: true }, (PBX) => PBX.startFeed(null, null, { device: true })],
    ["empty", DATASETS, (PBX) => PBX.startFeed()],
    ["empty after a promise", DATASETS, (PBX) => Promise.resolve(undefined).then(PBX.startFeed)],
  ]) {
    it(`A2 takes the ${form} form`, async () => {
      const stage = await here();
      const { PBX } = await stage.loggedIn();
      await start(PBX, { done() {}, error() {} });
      expect(PBX.feed.state).to.equal("live");
      expect(helloOf(stage).datasets).to.deep.equal(wanted);
    });
  }

  it("A2 calls back, and then the promise resolves", async () => {
    const stage = await network();
    const { PBX } = await stage.loggedIn();
    const order = [];
    const started = PBX.startFeed(() => order.push("callback"));
    order.push("returned");
    await started.then(() => order.push("promise"));
    expect(order).to.deep.equal(["returned", "callback", "promise"]);
  });

  it("A2 calls the error callback, and then the promise rejects, without a rejection that nobody has handled", async () => {
    const stage = await here();
    await stage.fault("ticket", { status: 403 });
    const { PBX } = await stage.loggedIn();
    const order = [];
    const started = PBX.startFeed(
      () => order.push("callback"),
      (...given) => order.push(given),
    );
    order.push("returned");
    const error = await rejected(started).finally(() => order.push("promise"));
    expectError(error, { errno: 99, kind: "permission" });
    expect(order).to.deep.equal(["returned", [99, error.description], "promise"]);
  });

  it("A2 never calls back inside the call, not even where there is nothing to wait for", async () => {
    const stage = await here();
    const { PBX } = await stage.live();
    const order = [];
    const calls = [PBX.startFeed(() => order.push("startFeed")), PBX.fetchData(() => order.push("fetchData")), PBX.getLines(() => order.push("getLines"))];
    order.push("returned");
    await Promise.all(calls);
    expect(order[0]).to.equal("returned");
    expect(order.slice(1).sort()).to.deep.equal(["fetchData", "getLines", "startFeed"]);
  });

  for (const [title, options, wanted] of [
    ["nothing", undefined, DATASETS],
    ["null", null, DATASETS],
    ["an empty object", {}, DATASETS],
    ["`pingtime` alone", { pingtime: 30 }, DATASETS],
    ["`errorCB` alone", { errorCB() {} }, DATASETS],
    ["`maxWSRetryTime` alone", { maxWSRetryTime: 5 }, DATASETS],
    ["`device`", { device: true }, { device: true }],
    ["`device` that is off", { device: false }, { device: false }],
    ["`deviceMin`, which means `device` too", { deviceMin: true }, { device: true, deviceMin: true }],
    ["`queue` and `mailbox`", { queue: true, mailbox: true, presence: false }, { mailbox: true, queue: true, presence: false }],
  ]) {
    it(`A3 asks for its data by ${title}`, async () => {
      const stage = await here();
      const { PBX } = await stage.loggedIn();
      await PBX.startFeed(options);
      expect(helloOf(stage).datasets).to.deep.equal(wanted);
    });
  }

  it("A3 loads devices and calls, and nothing else, for `device`", async () => {
    const stage = await network({ liveCalls: 2 });
    const { PBX } = await stage.live({}, { device: true });
    const { devices, calls, queues, mailboxes, contacts } = PBX.live;
    expect([devices, calls, queues, mailboxes].map((list) => list.getSnapshot().length)).to.deep.equal([4, 2, 0, 0]);
    expect(contacts.getSnapshot().length).to.equal(4);
  });

  it("A3 subscribes to nothing, and connects, for `device` that is off", async () => {
    const stage = await network();
    const { PBX } = await stage.live({}, { device: false });
    expect([PBX.feed.state, PBX.live.devices.getSnapshot().length, PBX.owned.length]).to.deep.equal(["live", 0, 0]);
    expect(PBX.contacts.length).to.be.above(0);
  });

  it("A3 loads only the user's own devices for `deviceMin`", async () => {
    const stage = await network({ liveCalls: 3 });
    const { PBX } = await stage.live({}, { deviceMin: true });
    expect(names(PBX.live.devices.getSnapshot())).to.deep.equal([DESK]);
    expect(names(PBX.live.calls.getSnapshot(), "device").map(({ name }) => name)).to.deep.equal([DESK]);
  });

  for (const [given, seconds] of [[undefined, 540], [null, 540], [5, 10], [10, 10], [30, 30], [999, 999], [5000, 999], [-1, 10]]) {
    it(`A4 pings every ${seconds} s for a \`pingtime\` of ${given}`, async () => {
      const stage = await here();
      const { PBX } = await stage.loggedIn();
      const time = holdBoth(stage);
      await PBX.startFeed({ pingtime: given });
      const pings = () => stage.sockets[0].sent.filter(({ t }) => t === "ping").length;
      await time.pass(seconds * 1000 - 5);
      expect(pings()).to.equal(0);
      await time.pass(10);
      expect(pings()).to.equal(1);
      await time.pass(seconds * 1000);
      expect(pings()).to.equal(2);
      const warnings = takePrinted();
      expect(warnings.map(({ name }) => name)).to.deep.equal(typeof given === "number" && seconds !== given ? ["warn"] : []);
      expect(PBX.feed.state).to.equal("live");
    });
  }

  it("A5 resolves with the last part of the snapshot, and not before", async () => {
    const stage = await here({ snapSize: 3, snapDelayMs: 1_000 });
    const { PBX } = await stage.loggedIn();
    const time = holdBoth(stage);
    const started = watch(PBX.startFeed());
    const snaps = () => stage.sockets[0].frames.filter(({ t }) => t === "snap");
    await time.pass(0);
    while (!snaps().some(({ last }) => last)) {
      expect([started.settled, PBX.contacts.length, PBX.owned.length]).to.deep.equal([false, 0, 0]);
      await time.pass(1_000);
    }
    await started.done;
    expect(started.error).to.equal(undefined);
    expect(snaps().length).to.be.above(3);
  });

  it("A5 has contacts, owned devices and lines when it resolves", async () => {
    const stage = await network();
    const { PBX } = await stage.loggedIn();
    const seen = await PBX.startFeed().then(() => [PBX.owned[0]?.name, names(PBX.getLines(null, true, true)), names(PBX.getLines(null, false, true)), PBX.contacts.map(({ cID }) => cID)]);
    expect(seen).to.deep.equal([DESK, [DESK], [DESK], [117, 118, 119, 100]]);
  });

  it("A5 has the values of the PBX, objects for their keys", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const [device] = PBX.owned;
    expect([device.owner.cID, device.phone.name, device.mailbox.name, names(device.extensions, "extension"), Object.keys(device.queues)]).to.deep.equal([117, "desk117", "2117@default", ["2117"], ["q_support"]]);
    expect([device.queues.q_support.state, device.queues.q_support.queue.label, device.state, device.blf]).to.deep.equal(["idle", "Support", "up", 0]);
    expect(device.phone.devices).to.deep.equal([device]);
    expect(device.extensions[0].contacts[0]).to.equal(device.owner);
    expect(device.queues.q_support.queue.members[DESK]).to.equal("idle");
  });

  // A6 and A7 stand in ipcortex-errors.spec.mjs, for both kinds of adapter too.

  it("A8 has two names for one function", async () => {
    const stage = await here();
    const { PBX } = stage.install();
    expect([PBX.stopPoll, PBX.startPoll]).to.deep.equal([PBX.stopFeed, PBX.startFeed]);
  });

  it("A8 keeps objects, listeners and values while it is paused", async () => {
    const stage = await network();
    const { PBX, Types } = await stage.live();
    const [device] = PBX.owned;
    await PBX.pauseFeed();
    expect(PBX.feed.state).to.equal("paused");
    const heard = listen(Types.Device);
    await eventually(async () => !(await stage.state()).feeds.some(({ connected }) => connected));
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "Elsewhere" } });
    await moment();
    expect([PBX.owned[0] === device, device.label, heard]).to.deep.equal([true, "Priya", []]);
  });

  it("A8 brings the difference when it goes on, as updates of the same objects", async () => {
    const stage = await network();
    const { PBX, Types } = await stage.live();
    const [device] = PBX.owned;
    const own = [];
    device.addListener("update", (object) => own.push(object.label));
    await PBX.pauseFeed();
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "Elsewhere" } });
    const cid = await stage.ipcortex.call({ to: DESK });
    const heard = listen(Types.Call, ["new"]);
    await PBX.startFeed();
    await eventually(() => heard.length > 0);
    expect([PBX.owned[0] === device, device.label, device.calls.map((call) => call.cid)]).to.deep.equal([true, "Elsewhere", [cid]]);
    expect(own[0]).to.equal("Elsewhere");
  });

  it("A8 goes on with all its settings, but for those that are given", async () => {
    const stage = await here();
    const { PBX } = await stage.loggedIn();
    const told = [];
    await PBX.startFeed({ device: true, queue: true, errorCB: (errno) => told.push(errno) });
    await PBX.pauseFeed();
    await PBX.startFeed();
    expect(helloOf(stage).datasets).to.deep.equal({ device: true, queue: true });
    await PBX.pauseFeed();
    await PBX.startFeed({ queue: false });
    expect(helloOf(stage).datasets).to.deep.equal({ device: true, queue: false });
    await settle();
    await stage.ipcortex.error({ errno: 99 });
    await settle();
    expect(told).to.deep.equal([99]);
  });

  it("A8 does nothing when it is paused or stopped without having been on", async () => {
    const stage = await here();
    const { PBX } = await stage.loggedIn();
    expect([await PBX.pauseFeed(), await PBX.stopFeed(), await PBX.stopFeed()]).to.deep.equal([undefined, undefined, undefined]);
    expect([PBX.feed.state, stage.sockets.length]).to.deep.equal(["idle", 0]);
  });

  for (const [method, word, state] of [["pauseFeed", "paused", "paused"], ["stopFeed", "stopped", "closed"]]) {
    it(`A8 rejects a start that is waiting, at ${method}`, async () => {
      const stage = await here();
      await stage.fault("ticket", { hang: true });
      const { PBX } = await stage.loggedIn();
      const started = PBX.startFeed();
      await settle();
      await PBX[method]();
      expectError(await rejected(started), { errno: 1, message: word });
      expect(PBX.feed.state).to.equal(state);
    });
  }

  it("A9 hides what others do while it is idle, and merges it when it is not", async () => {
    const stage = await network();
    const { PBX, Types } = await stage.live();
    const old = await stage.ipcortex.call({ to: OTHER_DESK, from: "0111", name: "Old" });
    await stage.current({ PBX });
    expect(await PBX.setIdle(true)).to.equal(undefined);
    const heard = listen(Types.Call, ["new"]);
    await stage.ipcortex.step({ cid: old, state: "dead" });
    const hidden = await stage.ipcortex.call({ to: OTHER_DESK, from: "0222", name: "Hidden" });
    const own = await stage.ipcortex.call({ to: DESK, from: "0333", name: "Own" });
    await eventually(() => heard.length > 0);
    await moment();
    expect(heard.map(([, { cid }]) => cid)).to.deep.equal([own]);
    // What is hidden stays as it was.
    expect(names(PBX.live.calls.getSnapshot(), "cid").sort()).to.deep.equal([old, own].sort());
    await PBX.setIdle(false);
    expect(names(PBX.live.calls.getSnapshot(), "cid").sort()).to.deep.equal([hidden, own].sort());
  });

  it("A9 is remembered where there is no feed, and sent with the next one", async () => {
    const stage = await here();
    const { PBX } = await stage.loggedIn();
    await PBX.setIdle(true);
    await PBX.startFeed();
    expect(helloOf(stage).idle).to.equal(true);
    await PBX.pauseFeed();
    await PBX.setIdle(false);
    await PBX.startFeed();
    expect(helloOf(stage).idle).to.equal(false);
  });

  it("A9 cannot be left on a Lite PBX", async () => {
    const stage = await network({ lite: true });
    const { PBX } = await stage.live();
    expectError(await rejected(PBX.setIdle(false)), { errno: 99, kind: "permission" });
    expect(await PBX.setIdle(true)).to.equal(undefined);
    expect(names(PBX.live.devices.getSnapshot())).to.deep.equal([DESK]);
  });

  for (const [value, idle] of [[1, true], ["yes", true], [0, false], ["", false], [undefined, false], [null, false]]) {
    it(`A9 takes ${JSON.stringify(value)} for ${idle}`, async () => {
      const stage = await here();
      const { PBX } = await stage.live();
      await PBX.setIdle(!idle);
      await PBX.setIdle(value);
      expect((await stage.state()).feeds[0].idle).to.equal(idle);
    });
  }

  it("A10 is not opened by `fetchData`, which loads the same once", async () => {
    const stage = await network({ liveCalls: 1 });
    const { PBX, Types } = await stage.loggedIn();
    const order = [];
    await PBX.fetchData(() => order.push("callback")).then((value) => order.push(value));
    expect(order).to.deep.equal(["callback", undefined]);
    expect([PBX.feed.state, PBX.owned[0].name, PBX.owned[0].calls.length, PBX.contacts.length]).to.deep.equal(["idle", DESK, 1, 4]);
    expect((await stage.bodies("fetch")).at(-1)).to.deep.equal({ datasets: DATASETS, idle: false });
    const heard = listen(Types.Device);
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "Elsewhere" } });
    await moment();
    expect([stage.sockets.length, heard, PBX.owned[0].label]).to.deep.equal([0, [], "Priya"]);
  });

  it("A10 uses the data sets of the last start, and the difference reaches the same objects", async () => {
    const stage = await network();
    const { PBX } = await stage.live({}, { device: true });
    const [device] = PBX.owned;
    await PBX.pauseFeed();
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "Elsewhere" } });
    await PBX.fetchData();
    expect((await stage.bodies("fetch")).at(-1).datasets).to.deep.equal({ device: true });
    expect([PBX.feed.state, PBX.owned[0] === device, device.label]).to.deep.equal(["paused", true, "Elsewhere"]);
    await PBX.startFeed();
    expect([PBX.owned[0] === device, device.label]).to.deep.equal([true, "Elsewhere"]);
  });

  it("A10 waits for a start that is under way, and asks nothing more", async () => {
    const stage = await here();
    const { PBX } = await stage.loggedIn();
    const started = PBX.startFeed();
    const fetched = PBX.fetchData();
    await Promise.all([started, fetched]);
    await PBX.fetchData();
    expect([await stage.count("fetch"), stage.sockets.length]).to.deep.equal([0, 1]);
  });

  it("A10 tells both the callback and the promise why nothing could be loaded", async () => {
    const stage = await network();
    const { PBX } = await stage.loggedIn();
    await stage.ipcortex.deny({ user: "priya", dataset: "queue" });
    const told = [];
    const error = await rejected(PBX.fetchData(null, (...given) => told.push(given)));
    expectError(error, { errno: 99, kind: "permission", message: "no permission for queue data" });
    expect(told).to.deep.equal([[99, "no permission for queue data"]]);
  });

  it("A11 has no tags before they are enabled, and arrays after", async () => {
    const stage = await network({ tags: { "contact:117": ["sales"], "contact:118": [] } });
    const { PBX } = await stage.live();
    expect(names(PBX.contacts, "tags")).to.deep.equal([null, null, null, null]);
    expect(await PBX.enableTags()).to.equal(undefined);
    expect(names(PBX.contacts, "tags")).to.deep.equal([["sales"], [], [], []]);
    expect(names(PBX.contacts, "canTag")).to.deep.equal([true, false, false, false]);
  });

  it("A11 has tags of addresses, null where there cannot be any", async () => {
    const addresses = [{ key: "a-1", name: "Depot", number: "1" }, { key: "a-2", name: "Ambulance", number: "2", group: "system" }];
    const stage = await network({ addresses, tags: { "address:a-1": ["vip"] } });
    const { PBX } = await stage.live();
    await PBX.enableTags();
    expect(names(await PBX.getAddressbook(), "tags")).to.deep.equal([["vip"], null]);
  });

  it("A11 fills tags in when they are enabled after the address book, with an update for each that changes", async () => {
    const stage = await network({ addresses: [{ key: "a-1", name: "Depot", number: "1" }], tags: { "address:a-1": ["vip"] } });
    const { PBX, Types } = await stage.live();
    const [depot] = await PBX.getAddressbook();
    expect(depot.tags).to.equal(null);
    const heard = listen(Types.Address);
    await PBX.enableTags();
    expect([depot.tags, heard]).to.deep.equal([["vip"], [["update", depot]]]);
  });

  it("A11 keeps tags current", async () => {
    const stage = await network({ users: [{ uname: "priya", role: "receptionist" }, {}, {}], tags: {} });
    const { PBX } = await stage.live();
    await PBX.enableTags();
    const told = new Promise((resolve) => PBX.contacts[1].addListener("update", ({ tags }) => resolve(tags)));
    const other = await stage.loggedIn();
    await other.PBX.startFeed();
    await other.PBX.enableTags();
    other.PBX.contacts[1].tags = ["french"];
    expect(await told).to.deep.equal(["french"]);
  });

  it("A11 reads tags again and again where that fails after a loss", async () => {
    const stage = await here({ resumeMs: 0, users: [{ uname: "priya", role: "receptionist" }, {}, {}], tags: {} });
    withoutChance();
    const time = holdBoth(stage);
    const { PBX } = await stage.live();
    await PBX.enableTags();
    const other = await stage.live();
    await other.PBX.enableTags();
    // Either asks three times in vain.
    await stage.fault("tags", { status: 500, times: 6 });
    stage.ipcortex.drop();
    other.PBX.contacts[1].tags = ["french"];
    await time.passSlowly(4);
    expect([PBX.feed.state, PBX.contacts[1].tags]).to.deep.equal(["live", []]);
    await time.passSlowly(20);
    expect(PBX.contacts[1].tags).to.deep.equal(["french"]);
  });

  it("A11 saves an array that is set, tidied, and shows it at once", async () => {
    const stage = await network({ tags: {} });
    const { PBX, Types } = await stage.live();
    await PBX.enableTags();
    const heard = listen(Types.Contact);
    const [me] = PBX.contacts;
    me.tags = [" #sales ", "sales", "#", "", "vip "];
    expect(me.tags).to.deep.equal(["sales", "vip"]);
    expect(heard).to.deep.equal([["update", me]]);
    await eventually(async () => (await stage.state()).tags["contact:117"]?.length === 2);
    expect(await stage.bodies("setTags")).to.deep.equal([{ target: "contact:117", tags: ["sales", "vip"] }]);
    await stage.current({ PBX });
    expect(heard, "the PBX says the same again").to.deep.equal([["update", me]]);
  });

  it("A11 puts the old value back where the PBX refuses, and says 99", async () => {
    const stage = await network({ tags: { "contact:118": ["old"] } });
    const { PBX, Types, errors } = await stage.live();
    await PBX.enableTags();
    const other = PBX.contacts[1];
    const heard = listen(Types.Contact);
    other.tags = ["new"];
    expect(other.tags).to.deep.equal(["new"]);
    await eventually(() => errors.length > 0);
    expect([other.tags, heard, errors]).to.deep.equal([["old"], [["update", other], ["update", other]], [[99, "no permission to tag contact:118"]]]);
  });

  it("A11 forgets all tags when they are disabled, with one update each, and hears of no more", async () => {
    const stage = await network({ users: [{ uname: "priya", role: "receptionist" }, {}, {}], tags: { "contact:117": ["sales"] } });
    const { PBX, Types } = await stage.live();
    await PBX.enableTags();
    const heard = listen(Types.Contact);
    await PBX.disableTags();
    expect(names(PBX.contacts, "tags")).to.deep.equal([null, null, null, null]);
    expect(heard.map(([event, { cID }]) => [event, cID])).to.deep.equal([117, 118, 119, 100].map((cID) => ["update", cID]));
    expect((await stage.state()).feeds[0].topics).to.not.include("tags");
  });

  it("A11 rejects with 99 where tags are not allowed", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    await stage.ipcortex.deny({ user: "priya", dataset: "tags" });
    expectError(await rejected(PBX.enableTags()), { errno: 99, kind: "permission", message: "tags not allowed" });
    expect(PBX.contacts[0].tags).to.equal(null);
  });

  it("A11 loses no tag that changes while they are being loaded", async () => {
    const stage = await here({ users: [{ uname: "priya", role: "receptionist" }, {}, {}], tags: { "contact:118": ["old"] } });
    // The answer is older than what comes meanwhile.
    let late = () => {};
    const held = new Promise((resolve) => (late = resolve));
    const fetch = async (url, init) => {
      const answer = await stage.fetch(url, init);
      if (url.endsWith("/tags")) await held;
      return answer;
    };
    const { PBX } = await stage.live({ fetch, ...stage.options({}).adapter && { adapter: objectAdapter({ ...stage, fetch }) } });
    const enabled = PBX.enableTags();
    await settle();
    const other = await stage.loggedIn();
    await other.PBX.startFeed();
    other.PBX.contacts[1].tags = ["new"];
    await settle();
    late();
    await enabled;
    expect(PBX.contacts[1].tags).to.deep.equal(["new"]);
  });

  it("A12 gives the list of devices, once, by a promise", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const lines = await PBX.getLines();
    expect([Array.isArray(lines), names(lines)]).to.deep.equal([true, [DESK]]);
  });

  it("A12 gives the array itself at once where that is asked for", async () => {
    const stage = await network();
    const { PBX } = await stage.loggedIn();
    expect(PBX.getLines(null, true, true)).to.deep.equal([]);
    expect(PBX.getLines(null, false, true)).to.deep.equal([]);
    await PBX.startFeed();
    expect(PBX.getLines(null, true, true)).to.deep.equal([PBX.owned[0]]);
  });

  it("A12 calls back, and again when somebody sits down elsewhere", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const [used, owned] = [[], []];
    await PBX.getLines((lines) => used.push(names(lines)));
    await PBX.getLines((lines) => owned.push(names(lines)), true);
    expect([used, owned]).to.deep.equal([[[DESK]], [[DESK]]]);
    await stage.ipcortex.hotdesk({ user: "priya", device: HOT_DESK });
    await eventually(() => used.length === 2);
    await stage.ipcortex.hotdesk({ user: "priya", device: HOT_DESK, on: false });
    await eventually(() => used.length === 3);
    expect(used).to.deep.equal([[DESK], [DESK, HOT_DESK], [DESK]]);
    expect(owned, "the list of owned devices has not changed").to.deep.equal([[DESK]]);
  });

  it("A12 counts a function once, for each of both lists", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const told = [];
    const callback = (lines) => told.push(names(lines));
    await PBX.getLines(callback);
    await PBX.getLines(callback);
    expect(told).to.deep.equal([[DESK], [DESK]]);
    await stage.ipcortex.hotdesk({ user: "priya", device: HOT_DESK });
    await eventually(() => told.length > 2);
    await moment();
    expect(told.slice(2)).to.deep.equal([[DESK, HOT_DESK]]);
  });

  it("A12 is not harmed by who empties its arrays", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    for (const list of [await PBX.getLines(), PBX.getLines(null, true, true), PBX.owned, PBX.contacts, PBX.owned[0].calls, PBX.owned[0].extensions]) while (list.length > 0) list.shift();
    expect([names(await PBX.getLines()), names(PBX.owned), PBX.contacts.length, PBX.owned[0].extensions.length]).to.deep.equal([[DESK], [DESK], 4, 1]);
  });

  it("A12 waits until something is loaded", async () => {
    const stage = await network();
    const { PBX } = await stage.loggedIn();
    const lines = watch(PBX.getLines());
    await moment();
    expect(lines.settled).to.equal(false);
    await PBX.startFeed();
    await lines.done;
    expect(names(lines.value)).to.deep.equal([DESK]);
  });

  it("A13 gives the whole address book first, then differences, keys for what is gone", async () => {
    const stage = await network({ addresses: [{ key: "a-1", name: "Depot", number: "1" }, { key: "a-2", name: "Garage", number: "2" }] });
    const { PBX, Types } = await stage.live();
    const told = [];
    const heard = listen(Types.Address);
    const entries = await PBX.getAddressbook((added, removed) => told.push([names(added, "key"), removed]));
    expect(names(entries, "name")).to.deep.equal(["Depot", "Garage"]);
    expect([told, heard.filter(([event]) => event !== "new")]).to.deep.equal([[[["a-1", "a-2"], []]], []]);
    await stage.ipcortex.book({ added: [{ key: "a-9", name: "Print shop", number: "9" }], removed: ["a-1"] });
    await eventually(() => told.length === 2);
    expect(told[1]).to.deep.equal([["a-9"], ["a-1"]]);
    expect(heard.map(([event, { key }]) => `${event} ${key}`)).to.include.members(["new a-9", "deleted a-1"]);
    expect(names(await PBX.getAddressbook(), "key")).to.deep.equal(["a-2", "a-9"]);
  });

  it("A13 tells an entry itself that it is deleted", async () => {
    const stage = await network({ addresses: [{ key: "a-1", name: "Depot", number: "1" }] });
    const { PBX } = await stage.live();
    const [depot] = await PBX.getAddressbook();
    const deleted = new Promise((resolve) => depot.addListener("deleted", resolve));
    await stage.ipcortex.book({ removed: ["a-1"] });
    expect(await deleted).to.equal(depot);
  });

  it("A13 counts a function once, and gives it the full list again", async () => {
    const stage = await network({ addresses: 3 });
    const { PBX } = await stage.live();
    const [one, two] = [[], []];
    const first = (added, removed) => one.push([added.length, removed.length]);
    await PBX.getAddressbook(first);
    await PBX.getAddressbook(first);
    await PBX.getAddressbook((added, removed) => two.push([added.length, removed.length]));
    await stage.ipcortex.book({ added: [{ name: "Print shop" }] });
    await eventually(() => two.length === 2);
    expect([one, two]).to.deep.equal([[[3, 0], [3, 0], [1, 0]], [[3, 0], [1, 0]]]);
    expect(await stage.count("book")).to.equal(1);
  });

  it("A13 rejects with 3 where nothing is loaded", async () => {
    const stage = await here();
    const { PBX } = await stage.loggedIn();
    expectError(await rejected(PBX.getAddressbook()), { errno: 3, kind: "connection" });
  });

  it("A13 loads it once, without updates, after `fetchData` alone", async () => {
    const stage = await network({ addresses: 3 });
    const { PBX } = await stage.loggedIn();
    await PBX.fetchData();
    const told = [];
    expect(await PBX.getAddressbook((added) => told.push(added.length))).to.have.length(3);
    await stage.ipcortex.book({ added: [{ name: "Print shop" }] });
    await moment();
    expect([told, stage.sockets.length]).to.deep.equal([[3], 0]);
  });

  it("A13 knows who it is, and who an entry belongs to", async () => {
    const stage = await network();
    const { PBX } = await stage.live();
    const entries = await PBX.getAddressbook();
    const mine = entries.filter(({ isMe }) => isMe);
    expect([mine.length, mine[0].contact === PBX.contacts.find(({ cID }) => cID === 117)]).to.deep.equal([1, true]);
  });

  it("A13 brings what has changed of it while the feed was paused", async () => {
    const stage = await network({ addresses: [{ key: "a-1", name: "Depot", number: "1" }] });
    const { PBX } = await stage.live();
    const told = [];
    await PBX.getAddressbook((added, removed) => told.push([names(added, "key"), removed]));
    await PBX.pauseFeed();
    await stage.ipcortex.book({ added: [{ key: "a-9", name: "Print shop", number: "9" }], removed: ["a-1"] });
    await PBX.startFeed();
    await eventually(() => told.length > 1);
    await moment();
    expect(told).to.deep.equal([[["a-1"], []], [["a-9"], ["a-1"]]]);
    expect(names(await PBX.getAddressbook(), "key")).to.deep.equal(["a-9"]);
  });

  it("A13 reads what has changed again and again where that fails after a loss, and loses nothing of it", async () => {
    const stage = await here({ resumeMs: 0, addresses: [{ key: "a-1", name: "Depot", number: "1" }] });
    withoutChance();
    const time = holdBoth(stage);
    const { PBX } = await stage.live();
    const told = [];
    await PBX.getAddressbook((added, removed) => told.push([names(added, "key"), removed]));
    await stage.fault("book", { status: 500, times: 3 });
    stage.ipcortex.drop({ forMs: 100 });
    stage.ipcortex.book({ added: [{ key: "a-2", name: "Garage", number: "2" }], removed: ["a-1"] });
    await time.passSlowly(5);
    expect([PBX.feed.state, told.length]).to.deep.equal(["live", 1]);
    // News that come meanwhile are told, and do not hide what was missed.
    stage.ipcortex.book({ added: [{ key: "a-3", name: "Print shop", number: "3" }] });
    await settle();
    expect(told[1]).to.deep.equal([["a-3"], []]);
    await time.passSlowly(5);
    expect(told.slice(2)).to.deep.equal([[["a-2"], ["a-1"]]]);
    expect(names(await PBX.getAddressbook(), "key").sort()).to.deep.equal(["a-2", "a-3"]);
    await time.passSlowly(100);
    expect(await stage.count("book")).to.equal(5);
  });

  it("A13 does not ask again for what the PBX refuses, nor for what another link asks for", async () => {
    const stage = await here({ resumeMs: 0, addresses: 1 });
    const time = holdBoth(stage);
    const { PBX } = await stage.live();
    await PBX.getAddressbook();
    await stage.fault("book", { status: 403 });
    stage.ipcortex.drop();
    await time.passSlowly(100);
    expect([PBX.feed.state, await stage.count("book")]).to.deep.equal(["live", 2]);
    await stage.fault("book", { status: 500, times: Infinity });
    stage.ipcortex.drop();
    await time.passSlowly(5);
    const before = await stage.count("book");
    await PBX.stopFeed();
    await time.passSlowly(100);
    expect([before > 3, await stage.count("book"), time.timers]).to.deep.equal([true, before, 0]);
  });

  it("A13 loses no entry that comes while it is being loaded", async () => {
    const stage = await here({ addresses: 2 });
    const { PBX } = await stage.live();
    const told = [];
    const loading = PBX.getAddressbook((added) => told.push(added.length));
    stage.ipcortex.book({ added: [{ name: "Print shop" }] });
    await loading;
    await settle();
    expect(await PBX.getAddressbook()).to.have.length(3);
    expect(told.reduce((sum, count) => sum + count, 0)).to.equal(3);
  });
});
