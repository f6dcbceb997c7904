import { expect, it, rejected, settle, takePrinted, watch } from "./support.mjs";
import { DESK, expectError, listen, names, rows, scriptedLive, simulateIpcortexHere } from "./ipcortex-support.mjs";

const patch = (label) => ({ op: "patch", kind: "device", key: "SIP/a", v: { label } });

describe("A listener of IPCortex, while it runs,", () => {
  it("stops the feed: the others still hear of this frame, and of no more", async () => {
    const { link, PBX, Types } = await scriptedLive();
    const heard = [];
    let stopped;
    Types.Device.addListener("update", () => (stopped ??= PBX.stopFeed()));
    Types.Device.addListener("update", ({ label }) => heard.push(label));
    link.delta(patch("1"));
    await stopped;
    link.delta(patch("2"));
    expect([heard, PBX.feed.state, PBX.contacts, link.closed]).to.deep.equal([["1"], "closed", [], 1000]);
  });

  it("pauses the feed, and goes on with it", async () => {
    const { link, links, PBX, Types } = await scriptedLive();
    const done = [];
    Types.Device.addListener("update", () => {
      if (done.length === 0) done.push(PBX.pauseFeed(), PBX.startFeed());
    });
    link.delta(patch("1"));
    await settle();
    expect([link.closed, links.length, links[1].hello.resume]).to.deep.equal([4000, 2, { feed: "f_1", seq: 3 }]);
    links[1].welcome({ resumed: true, seq: 3 });
    await Promise.all(done);
    expect([PBX.feed.state, PBX.owned[0].label]).to.deep.equal(["live", "1"]);
  });

  it("starts it again, with other data", async () => {
    const { link, links, PBX, Types } = await scriptedLive();
    let started;
    Types.Device.addListener("update", () => (started ??= PBX.startFeed({ queue: true })));
    link.delta(patch("1"));
    await settle();
    expect([links.length, links[1].hello]).to.deep.equal([2, { datasets: { queue: true }, idle: false }]);
    links[1].whole({ contact: [rows.contact()] });
    await started;
    expect([PBX.feed.state, PBX.live.devices.getSnapshot()]).to.deep.equal(["live", []]);
  });

  it("stops and starts it, when a call dies of the stop: the second start is none of the first's business", async () => {
    const { links, PBX, Types } = await scriptedLive({}, { objects: { contact: [rows.contact()], device: [rows.device()], call: [rows.call()] } });
    let started;
    Types.Call.addListener("update", ({ state }) => {
      if (state === "dead") started ??= watch(PBX.startFeed());
    });
    await PBX.stopFeed();
    await settle();
    expect([links.length, started.settled]).to.deep.equal([2, false]);
    links[1].whole();
    await started.done;
    expect([started.error, PBX.feed.state, PBX.contacts.length]).to.deep.equal([undefined, "live", 1]);
  });

  it("closes everything", async () => {
    const { link, PBX, Types } = await scriptedLive();
    Types.Device.addListener("update", () => PBX.close());
    link.delta(patch("1"));
    link.delta(patch("2"));
    await settle();
    expect([PBX.feed.state, link.closed, PBX.contacts, PBX.Auth.id]).to.deep.equal(["closed", 1000, [], null]);
    expectError(await rejected(PBX.startFeed()), { errno: 1 });
  });

  it("takes itself, or another, away: who was there when the frame came still hears of it", async () => {
    const { link, Types, PBX } = await scriptedLive();
    const heard = [];
    const second = ({ label }) => heard.push(`second ${label}`);
    const first = ({ label }) => {
      heard.push(`first ${label}`);
      Types.Device.removeListener("update", first);
      Types.Device.removeListener("update", second);
      PBX.owned[0].addListener("update", () => heard.push("late"));
    };
    Types.Device.addListener("update", first);
    Types.Device.addListener("update", second);
    link.delta(patch("1"));
    expect(heard).to.deep.equal(["first 1", "second 1"]);
    link.delta(patch("2"));
    expect(heard).to.deep.equal(["first 1", "second 1", "late"]);
  });

  it("makes an adapter bring the next frame: that one is told of after this one", async () => {
    const { link, Types } = await scriptedLive();
    const heard = [];
    Types.Device.addListener("update", ({ label }) => {
      heard.push(`first ${label}`);
      if (label === "1") link.delta(patch("2"));
    });
    Types.Device.addListener("update", ({ label }) => heard.push(`second ${label}`));
    link.delta(patch("1"));
    expect(heard).to.deep.equal(["first 1", "second 1", "first 2", "second 2"]);
  });

  it("asks for lines and the address book, and gives itself again", async () => {
    const { link, PBX, Types } = await scriptedLive({ addressbook: async () => ({ rev: 1, added: [{ key: "a-1", name: "Depot" }], removed: [] }) });
    const told = [];
    const lines = (list) => {
      told.push(names(list));
      void PBX.getLines(lines);
    };
    let once = 0;
    Types.Device.addListener("update", () => {
      once += 1;
      if (once > 1) return;
      void PBX.getAddressbook((added, removed) => told.push([added.length, removed.length]));
      void PBX.getLines((list) => told.push(names(list)), true);
    });
    link.delta(patch("1"));
    await settle();
    expect(told).to.have.deep.members([[1, 0], ["SIP/a"]]);
    let rounds = 0;
    const again = () => {
      rounds += 1;
      if (rounds < 5) void PBX.getLines(again);
    };
    await PBX.getLines(again);
    await settle();
    expect(rounds).to.equal(5);
  });

  it("sets tags of what it is told of", async () => {
    const { link, PBX, Types } = await scriptedLive();
    await PBX.enableTags();
    const seen = [];
    Types.Contact.addListener("update", (contact) => {
      seen.push([contact.show, contact.tags]);
      if (contact.tags.length === 0) contact.tags = ["here"];
    });
    link.delta({ op: "patch", kind: "contact", key: 117, v: { show: "away" } });
    expect(seen).to.deep.equal([["away", []], ["away", ["here"]]]);
  });

  it("throws from every place a page can put a function: the feed goes on", async () => {
    const stage = await simulateIpcortexHere();
    const broken = () => {
      throw new Error("thrown by the page");
    };
    const { PBX, Types } = await stage.loggedIn({ onAuthRequired: broken });
    PBX.onGap(broken);
    for (const Class of Object.values(Types)) for (const event of ["new", "update", "deleted"]) Class.addListener(event, broken);
    for (const list of Object.values(PBX.live)) list.subscribe(broken);
    await PBX.startFeed({ errorCB: broken });
    await PBX.getLines(broken);
    await PBX.getAddressbook(broken);
    stage.ipcortex.hotdesk({ user: "priya", device: "SIP/hot1" });
    stage.ipcortex.book({ added: [{ key: "a-99", name: "Depot" }] });
    const cid = stage.ipcortex.call({ to: DESK });
    stage.ipcortex.step({ cid, state: "dead" });
    await settle();
    expect([PBX.feed.state, PBX.getLines(null, false, true).length]).to.deep.equal(["live", 2]);
    await PBX.pauseFeed();
    await PBX.startFeed();
    await PBX.stopFeed();
    expect(takePrinted().every(({ name, text }) => name === "error" && text.includes("thrown by the page"))).to.equal(true);
  });

  it("hears of nothing that has not changed", async () => {
    const { link, Types } = await scriptedLive({}, { objects: { contact: [rows.contact()], device: [rows.device()], call: [rows.call()] } });
    const heard = Object.values(Types).map((Class) => listen(Class));
    link.delta(
      { op: "patch", kind: "device", key: "SIP/a", v: { label: "Priya", queues: {}, extensions: ["2117"] } },
      { op: "patch", kind: "device", key: "SIP/a", v: {} },
      { op: "put", kind: "device", key: "SIP/a", v: rows.device() },
      { op: "put", kind: "call", key: "SIP/a-1", v: rows.call() },
      { op: "put", kind: "contact", key: 117, v: rows.contact() },
      { op: "del", kind: "call", key: "SIP/none" },
    );
    link.lines();
    expect(heard.flat()).to.deep.equal([]);
  });
});
