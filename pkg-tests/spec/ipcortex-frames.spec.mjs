import { eventually, expect, holdTime, it, moment, rejected, settle, takePrinted, watch } from "./support.mjs";
import { DESK, expectError, holdBoth, HOT_DESK, listen, names, rows, scripted, scriptedLive, simulateIpcortex, simulateIpcortexHere, withoutChance, installIPCortex } from "./ipcortex-support.mjs";

/** Every value that the page sees of an update, call by call. */
function watchLabels(Types) {
  const labels = [];
  Types.Device.addListener("update", ({ label }) => labels.push(label));
  return labels;
}

describe("IPCortex's link, over a real network", () => {
  for (const mode of ["abort", "clean"]) {
    it(`A20 comes back after ${mode === "abort" ? "a cut" : "a clean end"}: nothing is lost, nothing is told twice`, async () => {
      const stage = await simulateIpcortex();
      const { PBX, Types, errors } = await stage.live();
      const gaps = [];
      PBX.onGap((gap) => gaps.push(gap));
      const labels = watchLabels(Types);
      await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "1" } });
      await stage.current({ PBX });
      const from = Date.now();
      await stage.ipcortex.drop({ mode });
      for (const label of ["2", "3"]) await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label } });
      await eventually(() => PBX.feed.state === "live" && stage.sockets.length > 1);
      await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "4" } });
      await stage.current({ PBX });
      expect([labels, errors.map(([errno]) => errno)]).to.deep.equal([["1", "2", "3", "4"], [92]]);
      expect(stage.sockets[1].frames[0]).to.deep.include({ t: "welcome", resumed: true });
      expect(gaps.length).to.equal(1);
      expect([gaps[0].from <= from + 5, gaps[0].to >= from]).to.deep.equal([true, true]);
    });
  }

  it("A20 asks again where a number is missing, from the last that it has", async () => {
    const stage = await simulateIpcortex();
    const { PBX, Types } = await stage.live();
    const labels = watchLabels(Types);
    await stage.ipcortex.gap({ lose: 2 });
    for (const label of ["1", "2", "3"]) await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label } });
    await eventually(() => PBX.owned[0].label === "3");
    await stage.current({ PBX });
    expect(labels).to.deep.equal(["1", "2", "3"]);
    const hello = stage.sockets[1].sent[0];
    expect(hello.resume.seq).to.equal(stage.sockets[0].frames.findLast(({ seq }) => seq && seq < stage.sockets[0].frames.at(-1).seq).seq);
  });

  it("A20 takes a snapshot where the PBX has forgotten the feed: only differences are told", async () => {
    const stage = await simulateIpcortex({ resumeMs: 0, liveCalls: 3 });
    const { PBX, Types } = await stage.live();
    const [call] = PBX.owned[0].calls;
    const heard = ["Device", "Call", "Contact", "Phone", "Extension", "Queue", "Mailbox"].map((name) => listen(Types[name]));
    await stage.ipcortex.drop({ forMs: 100 });
    await stage.ipcortex.step({ cid: call.cid, state: "dead" });
    await stage.ipcortex.patch({ kind: "mailbox", key: "2117@default", v: { unread: 99 } });
    await stage.ipcortex.patch({ kind: "contact", key: 119, v: null });
    const cid = await stage.ipcortex.call({ to: HOT_DESK });
    await eventually(() => PBX.feed.state === "live" && stage.sockets.at(-1).frames.some(({ t, last }) => t === "snap" && last));
    await stage.current({ PBX });
    expect(stage.sockets.at(-1).frames[0]).to.deep.include({ t: "welcome", resumed: false });
    const told = heard.flat().map(([event, object]) => `${event} ${object.constructor.name} ${object.cid ?? object.cID ?? object.name}`);
    for (const wanted of [`update Call ${call.cid}`, `new Call ${cid}`, "update Mailbox 2117@default", "deleted Contact 119"]) expect(told.filter((one) => one === wanted), wanted).to.have.length(1);
    expect(new Set(told).size, `told twice: ${told}`).to.equal(told.length);
    // Else only what has to do with who is on the telephone no more, and who is now.
    expect(told.length, String(told)).to.be.below(12);
    expect([call.state, PBX.owned[0].calls]).to.deep.equal(["dead", []]);
  });

  it("A20 is dead where nothing comes within ten seconds after a ping: 92, and another is opened", async () => {
    const stage = await simulateIpcortexHere();
    withoutChance();
    const { PBX, Types } = await stage.loggedIn();
    const time = holdBoth(stage);
    const errors = [];
    await PBX.startFeed({ pingtime: 30, errorCB: (errno) => errors.push(errno) });
    const labels = watchLabels(Types);
    stage.ipcortex.mute({ forMs: 45_000 });
    await time.pass(39_000);
    expect([PBX.feed.state, errors]).to.deep.equal(["live", []]);
    stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "alive" } });
    await time.pass(2_000);
    expect([PBX.feed.state, errors, labels], "any frame is a sign of life").to.deep.equal(["live", [], ["alive"]]);
    await time.pass(30_000);
    stage.ipcortex.mute({ forMs: 45_000 });
    await time.pass(30_000);
    await time.pass(9_000);
    stage.ipcortex.mute({ forMs: 0 });
    await time.pass(2_000);
    expect(errors).to.deep.equal([92]);
    await time.pass(1_000);
    stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "again" } });
    await settle();
    expect([PBX.feed.state, labels, stage.sockets.length]).to.deep.equal(["live", ["alive", "again"], 2]);
  });

  it("A20 is asked once more where a timer was held back, before it is given up", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    const time = holdBoth(stage);
    const errors = [];
    await PBX.startFeed({ pingtime: 30, errorCB: (errno) => errors.push(errno) });
    stage.ipcortex.mute({ forMs: 31_000 });
    await time.pass(30_000);
    await stage.clock.advance(3_600_000);
    await time.sleep(3_600_000);
    expect([PBX.feed.state, errors, stage.sockets[0].sent.filter(({ t }) => t === "ping").length]).to.deep.equal(["live", [], 2]);
    await time.pass(15_000);
    expect([PBX.feed.state, errors]).to.deep.equal(["live", []]);
  });
});

describe("IPCortex's frames", () => {
  it("come twice: the second changes nothing", async () => {
    const { link, PBX, Types, links } = await scriptedLive();
    const labels = watchLabels(Types);
    const frame = { t: "delta", seq: 3, ops: [{ op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } }] };
    link.say(frame);
    link.say({ ...frame, ops: [{ op: "patch", kind: "device", key: "SIP/a", v: { label: "old" } }] });
    link.say({ t: "delta", seq: 1, ops: [{ op: "del", kind: "device", key: "SIP/a" }] });
    expect([labels, PBX.feed.state, links.length]).to.deep.equal([["1"], "live", 1]);
  });

  for (const [title, seq] of [["too high", 9], ["missing", undefined], ["a text", "3"], ["null", null], ["no number at all", NaN], ["half", 2.5], ["an object", {}]]) {
    it(`have a number that is ${title}: the link is closed with 4002, and the next asks to go on`, async () => {
      const script = await scriptedLive();
      const { PBX, Types, links } = script;
      const labels = watchLabels(Types);
      script.link.say({ t: "delta", seq, ops: [{ op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } }] });
      await settle();
      expect([labels, links[0].closed, links.length, links[1].hello.resume]).to.deep.equal([[], 4002, 2, { feed: "f_1", seq: 2 }]);
      links[1].welcome({ resumed: true, seq: 2 });
      links[1].continueAt(2);
      links[1].delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } });
      expect([labels, PBX.feed.state]).to.deep.equal([["1"], "live"]);
    });
  }

  it("that never fit do not make it ask without end", async () => {
    const script = await scriptedLive();
    for (let round = 0; round < 20; round += 1) {
      script.link.say({ t: "delta", seq: 99, ops: [] });
      await settle();
      if (script.PBX.feed.state !== "live") script.link.say({ t: "welcome", feed: "f_1", seq: 2, resumed: true });
    }
    expect([script.links.length, script.PBX.feed.state, script.errors.map(([errno]) => errno)]).to.deep.equal([6, "retrying", [90]]);
  });

  for (const [title, frame] of [
    ["null", null],
    ["nothing", undefined],
    ["a text", "delta"],
    ["a number", 7],
    ["an array", [{ t: "delta" }]],
    ["of another version", { t: "pong", v: 2 }],
  ]) {
    it(`that are ${title} end the link: 90`, async () => {
      const { link, PBX, errors, links } = await scriptedLive();
      link.say(frame);
      await settle();
      expect([PBX.feed.state, errors.map(([errno]) => errno), links[0].closed]).to.deep.equal(["retrying", [90], 1000]);
    });
  }

  it("of an unknown type, and what else is not known of them, are ignored", async () => {
    const { link, PBX, errors, links } = await scriptedLive();
    for (const t of ["news", "", undefined, null, 7, {}, "constructor", "__proto__", "toString", "hasOwnProperty"]) link.say({ t, ops: 1, set: 1 });
    link.say({ t: "delta", seq: 3, v: 1, more: true, ops: [{ op: "patch", kind: "device", key: "SIP/a", v: { label: "1", colour: "red" } }, { op: "put", kind: "kettle", key: "k", v: {} }, { op: "boil", kind: "device", key: "SIP/a" }] });
    expect([PBX.owned[0].label, errors, links.length]).to.deep.equal(["1", [], 1]);
  });

  it("hold hostile operations: those that are none are left out, the others count", async () => {
    const { link, PBX, Types, errors } = await scriptedLive();
    const heard = listen(Types.Device);
    const bad = [null, undefined, 7, "op", [], {}, { op: "put" }, { op: "put", kind: "device" }, { op: "put", kind: "device", key: "SIP/x" }, { op: "put", kind: "device", key: "SIP/x", v: null }, { op: "put", kind: "device", key: "SIP/x", v: [] }, { op: "put", kind: "device", key: {}, v: {} }, { op: "put", kind: "device", key: "", v: {} }, { op: "put", kind: "contact", key: "x", v: {} }, { op: "put", kind: "__proto__", key: "x", v: {} }, { op: "put", kind: "constructor", key: "x", v: {} }, { op: "patch", kind: "device", key: "SIP/none", v: { label: "x" } }, { op: "patch", kind: "device", key: "SIP/a", v: 7 }, { op: "del", kind: "device", key: "SIP/none" }, { op: "del", kind: "device" }];
    link.delta(...bad, { op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } });
    for (const ops of [null, undefined, 7, "ops", {}, { length: 3 }]) link.tell({ t: "delta", ops });
    expect([heard.length, PBX.owned[0].label, errors, PBX.live.devices.getSnapshot().length]).to.deep.equal([1, "1", [], 1]);
    expect({}.label).to.equal(undefined);
  });

  it("cannot change an object's key, nor a call's `uid`, nor what tags it has", async () => {
    const { link, PBX } = await scriptedLive();
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call({ uid: 99 }) });
    const [call] = PBX.owned[0].calls;
    const { uid } = call;
    link.delta(
      { op: "patch", kind: "device", key: "SIP/a", v: { name: "SIP/other" } },
      { op: "patch", kind: "call", key: "SIP/a-1", v: { uid: 77, cid: "x" } },
      { op: "put", kind: "contact", key: 117, v: rows.contact({ cID: 999, tags: ["evil"] }) },
    );
    expect([PBX.owned[0].name, call.uid === uid, uid === 99, call.cid, PBX.contacts[0].cID, PBX.contacts[0].tags]).to.deep.equal(["SIP/a", true, false, "SIP/a-1", 117, null]);
  });

  it("hold values of the wrong kinds: reading them never throws", async () => {
    const { link, PBX } = await scriptedLive();
    for (const value of [null, 7, "text", true, {}, [], [null], [{}]]) {
      const odd = Object.fromEntries(["extensions", "queues", "optOut", "mailbox", "phone", "ownerID", "calls", "members", "deviceNames", "contacts", "ddis", "states", "contact", "tags", "device"].map((name) => [name, value]));
      link.delta(
        { op: "put", kind: "device", key: "SIP/a", v: odd },
        { op: "put", kind: "call", key: "SIP/a-1", v: odd },
        { op: "put", kind: "phone", key: "a", v: odd },
        { op: "put", kind: "extension", key: "2117", v: odd },
        { op: "put", kind: "queue", key: "q", v: odd },
        { op: "put", kind: "mailbox", key: "m", v: odd },
        { op: "put", kind: "contact", key: 117, v: odd },
      );
      link.tell({ t: "book", rev: 1, added: value, removed: value });
      link.tell({ t: "tags", set: value });
      link.tell({ t: "lines", used: value, owned: value });
      for (const list of Object.values(PBX.live)) {
        for (const object of list.getSnapshot()) {
          for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) void object[name];
          JSON.stringify(object);
        }
      }
    }
    expect(PBX.feed.state).to.equal("live");
  });

  it("come before the welcome: 90", async () => {
    for (const t of ["snap", "delta", "lines", "book", "tags"]) {
      const script = scripted();
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      const errors = [];
      PBX.startFeed(null, (errno) => errors.push(errno)).catch(() => {});
      await settle();
      script.link.say({ t, seq: 1, last: true, objects: { device: [rows.device()] } });
      await settle();
      expect([errors, PBX.feed.state, PBX.live.devices.getSnapshot()]).to.deep.equal([[90], "retrying", []]);
      PBX.close();
    }
  });

  it("hold a second welcome: 90", async () => {
    const { link, errors } = await scriptedLive();
    link.welcome();
    await settle();
    expect(errors.map(([errno]) => errno)).to.deep.equal([90]);
  });

  it("say that a feed goes on that nobody asked for: its snapshot is waited for", async () => {
    const script = scripted();
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    const started = watch(PBX.startFeed());
    await settle();
    script.link.welcome({ resumed: true });
    await settle();
    expect([started.settled, PBX.feed.state]).to.deep.equal([false, "connecting"]);
    script.link.snap();
    await started.done;
    expect([started.error, PBX.feed.state, PBX.contacts.length]).to.deep.equal([undefined, "live", 1]);
    PBX.close();
  });

  it("come in the middle of a snapshot: what they change is newer than the snapshot", async () => {
    const script = scripted();
    const { PBX, Types } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    const started = PBX.startFeed();
    await settle();
    const heard = listen(Types.Device);
    script.link.welcome();
    script.link.snap({ contact: [rows.contact()] }, { last: false });
    script.link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "newer" } });
    script.link.snap({ device: [rows.device()] });
    await started;
    expect([PBX.live.devices.getSnapshot()[0].label, heard.map(([event]) => event)]).to.deep.equal(["newer", ["new", "update"]]);
    PBX.close();
  });

  it("hold a snapshot in parts, kinds in each, and what is no row is left out", async () => {
    const script = scripted();
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    const started = PBX.startFeed();
    await settle();
    const parts = JSON.parse('{"__proto__": [{}], "constructor": [{}], "kettle": [{}]}');
    script.link.welcome();
    for (const objects of [{ device: [rows.device(), null, 7, [], {}] }, { device: [rows.device({ name: "SIP/b" })], call: null }, parts, null, 7]) script.link.snap(objects, { last: false });
    script.link.snap(undefined);
    await started;
    expect(names(PBX.live.devices.getSnapshot())).to.deep.equal(["SIP/a", "SIP/b"]);
    PBX.close();
  });

  it("never come: an open link that stays silent for half a minute is dead", async () => {
    const script = scripted();
    withoutChance();
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    const time = holdBoth({});
    const errors = [];
    PBX.startFeed(null, (errno) => errors.push(errno)).catch(() => {});
    await time.pass(29_999);
    expect([PBX.feed.state, errors]).to.deep.equal(["connecting", []]);
    await time.pass(1);
    expect([PBX.feed.state, errors, script.links[0].closed]).to.deep.equal(["retrying", [91], 1000]);
    await time.pass(1_000);
    script.link.welcome();
    await time.pass(29_999);
    script.link.snap({}, { last: false });
    await time.pass(29_999);
    expect([errors, script.links.length]).to.deep.equal([[91], 2]);
    await time.pass(1);
    expect(errors).to.deep.equal([91, 92]);
    PBX.close();
    expect(time.timers).to.equal(0);
  });

  it("are sent to a link that is not there any more: nobody is hurt", async () => {
    const { links, link, PBX, errors } = await scriptedLive();
    await PBX.stopFeed();
    for (const frame of [null, { t: "closed", code: 4001 }, { t: "err", errno: 2 }, { t: "delta", seq: 3, ops: [{ op: "put", kind: "device", key: "x", v: {} }] }]) link.say(frame);
    await settle();
    expect([links.length, errors, PBX.feed.state, PBX.live.devices.getSnapshot(), PBX.Auth.id]).to.deep.equal([1, [], "closed", [], 117]);
  });

  for (const [title, send] of [["too long for one", () => `{"t":"pong","pad":"${"x".repeat(1 << 20)}"}`], ["no JSON", () => "{"], ["binary", () => new Uint8Array([123, 125]).buffer], ["empty", () => ""], ["a text", () => '"delta"'], ["null", () => "null"]]) {
    it(`that a socket brings and are ${title} end the link: 90`, async () => {
      const sockets = [];
      class FakeSocket {
        readyState = 0;
        constructor(url, protocol) {
          Object.assign(this, { url, protocol, sent: [] });
          sockets.push(this);
          void Promise.resolve().then(() => this.onopen({}));
        }
        send(text) {
          this.sent.push(text);
        }
        close(code) {
          this.closed = code;
        }
      }
      const { PBX } = installIPCortex({ host: "https://pbx.test", fetch: async () => Response.json({ result: "success", ticket: "tk" }), WebSocket: FakeSocket });
      const errors = [];
      PBX.startFeed(null, (errno) => errors.push(errno)).catch(() => {});
      await settle();
      expect([sockets[0].url, sockets[0].protocol]).to.deep.equal(["wss://pbx.test/adapter/v1/feed", "ipcx.v1"]);
      sockets[0].onmessage({ data: JSON.stringify({ t: "welcome", feed: "f", seq: 0 }) });
      sockets[0].onmessage({ data: send() });
      await settle();
      expect([errors, PBX.feed.state, sockets[0].closed]).to.deep.equal([[90], "retrying", 1000]);
      PBX.close();
    });
  }

  it("that a browser cannot send any more end nothing", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.live();
    const socket = stage.sockets[0];
    socket.close();
    const idle = watch(PBX.setIdle(true));
    await eventually(() => stage.sockets.length > 1 && PBX.feed.state === "live");
    await idle.done;
    expect([idle.error, stage.sockets[1].sent[0].idle]).to.deep.equal([undefined, true]);
  });
});

describe("What IPCortex's feed is told of its own", () => {
  it("is one change of each collection for one frame, and the same arrays between them", async () => {
    const { link, PBX } = await scriptedLive({}, { objects: { contact: [rows.contact()], device: [rows.device(), rows.device({ name: "SIP/b", ownerID: 1 })], call: [] } });
    const changed = Object.fromEntries(Object.keys(PBX.live).map((name) => [name, 0]));
    for (const name of Object.keys(PBX.live)) PBX.live[name].subscribe(() => (changed[name] += 1));
    const before = Object.fromEntries(Object.entries(PBX.live).map(([name, list]) => [name, list.getSnapshot()]));
    for (const name of Object.keys(PBX.live)) expect(PBX.live[name].getSnapshot()).to.equal(before[name]);
    link.delta(
      { op: "put", kind: "call", key: "SIP/b-1", v: rows.call({ cid: "SIP/b-1", device: "SIP/b" }) },
      { op: "put", kind: "call", key: "SIP/b-2", v: rows.call({ cid: "SIP/b-2", device: "SIP/b" }) },
      { op: "patch", kind: "device", key: "SIP/b", v: { blf: 2 } },
    );
    expect(changed).to.deep.equal({ ...Object.fromEntries(Object.keys(changed).map((name) => [name, 0])), calls: 1, devices: 1 });
    expect([PBX.live.calls.getSnapshot() === before.calls, PBX.live.devices.getSnapshot() === before.devices, PBX.live.contacts.getSnapshot() === before.contacts, PBX.live.lines.getSnapshot() === before.lines]).to.deep.equal([false, false, true, true]);
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { blf: 2 } });
    expect([changed.devices, changed.lines]).to.deep.equal([2, 1]);
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { blf: 2 } });
    link.delta({ op: "put", kind: "device", key: "SIP/a", v: rows.device({ blf: 2 }) });
    link.delta({ op: "put", kind: "call", key: "SIP/b-1", v: rows.call({ cid: "SIP/b-1", device: "SIP/b" }) });
    expect([changed.devices, changed.lines, changed.calls], "nothing has changed").to.deep.equal([2, 1, 1]);
  });

  it("has read-only collections whose functions are free of `this`", async () => {
    const { PBX } = await scriptedLive();
    const { subscribe, getSnapshot } = PBX.live.devices;
    expect([Object.isFrozen(getSnapshot()), getSnapshot().length]).to.deep.equal([true, 1]);
    const unsubscribe = subscribe(() => {});
    unsubscribe();
    unsubscribe();
  });

  it("is over for who unsubscribes, also in the middle of a change", async () => {
    const { link, PBX } = await scriptedLive();
    const heard = [];
    const listener = () => heard.push("twice");
    const ends = [PBX.live.devices.subscribe(listener), PBX.live.devices.subscribe(listener)];
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } });
    ends[0]();
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "2" } });
    expect(heard.length).to.equal(3);
  });

  it("is told in order: new, update once for each, deleted; children before parents; an object's own before its class's", async () => {
    const objects = { contact: [rows.contact(), rows.contact({ cID: 2 })], device: [rows.device()], call: [rows.call()], phone: [{ name: "a", deviceNames: [] }], queue: [{ name: "q", depth: 0, calls: [], members: {} }], mailbox: [{ name: "m", read: 0, unread: 0 }], extension: [{ extension: "2117", number: "2117", contacts: [] }] };
    const { link, PBX, Types } = await scriptedLive({}, { objects });
    const heard = [];
    for (const [name, Class] of Object.entries(Types)) for (const event of ["new", "update", "deleted"]) Class.addListener(event, () => heard.push(`${name} ${event}`));
    PBX.owned[0].addListener("update", () => heard.push("own Device update"));
    link.delta(
      { op: "del", kind: "contact", key: 2 },
      { op: "patch", kind: "contact", key: 117, v: { blf: 1 } },
      { op: "patch", kind: "extension", key: "2117", v: { blf: 1 } },
      { op: "patch", kind: "mailbox", key: "m", v: { read: 1 } },
      { op: "patch", kind: "queue", key: "q", v: { depth: 1 } },
      { op: "patch", kind: "phone", key: "a", v: { mac: "x" } },
      { op: "patch", kind: "device", key: "SIP/a", v: { blf: 1 } },
      { op: "patch", kind: "device", key: "SIP/a", v: { label: "x" } },
      { op: "patch", kind: "call", key: "SIP/a-1", v: { state: "up" } },
      { op: "put", kind: "contact", key: 3, v: rows.contact({ cID: 3 }) },
      { op: "put", kind: "call", key: "SIP/a-2", v: rows.call({ cid: "SIP/a-2" }) },
    );
    expect(heard).to.deep.equal(["Call new", "Contact new", "Call update", "own Device update", "Device update", "Phone update", "Queue update", "Mailbox update", "Extension update", "Contact update", "Contact deleted"]);
  });

  it("has all values of a frame before anybody hears of one", async () => {
    const { link, PBX, Types } = await scriptedLive();
    const seen = [];
    Types.Call.addListener("new", ({ device }) => seen.push([device.label, device.blf, device.owner.blf]));
    link.delta(
      { op: "put", kind: "call", key: "SIP/a-1", v: rows.call() },
      { op: "patch", kind: "device", key: "SIP/a", v: { label: "x", blf: 2 } },
      { op: "patch", kind: "contact", key: 117, v: { blf: 2 } },
    );
    expect([seen, PBX.owned[0].blf]).to.deep.equal([[["x", 2, 2]], 2]);
  });

  it("takes what came and went in one frame for what has never been, and what went and came for what stayed", async () => {
    const { link, PBX, Types } = await scriptedLive();
    const [device] = PBX.owned;
    const heard = listen(Types.Device);
    link.delta({ op: "put", kind: "device", key: "SIP/b", v: rows.device({ name: "SIP/b" }) }, { op: "del", kind: "device", key: "SIP/b" });
    link.delta({ op: "del", kind: "device", key: "SIP/a" }, { op: "put", kind: "device", key: "SIP/a", v: rows.device() });
    expect([heard, PBX.owned[0] === device]).to.deep.equal([[], true]);
  });

  it("has new presence of a contact at its addresses too", async () => {
    const { link, PBX, Types } = await scriptedLive({ addressbook: async () => ({ rev: 1, added: [{ key: "a-1", name: "Priya", contact: 117, canTag: true }, { key: "a-2", name: "Depot", contact: null }], removed: [] }) });
    const [mine, depot] = await PBX.getAddressbook();
    const heard = listen(Types.Address);
    link.delta({ op: "patch", kind: "contact", key: 117, v: { show: "away", blf: 1 } });
    expect([mine.show, mine.blf, mine.isMe, depot.show, depot.blf, depot.isMe, heard]).to.deep.equal(["away", 1, true, "", 0, false, [["update", mine]]]);
  });

  it("is seen by `feed`, which has one snapshot between two changes", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.loggedIn();
    const states = [];
    const { subscribe, getSnapshot } = PBX.feed;
    const end = subscribe(() => states.push(getSnapshot().state));
    await PBX.startFeed();
    expect(getSnapshot()).to.equal(getSnapshot());
    await PBX.pauseFeed();
    await PBX.startFeed();
    await PBX.stopFeed();
    end();
    await PBX.startFeed();
    expect(states).to.deep.equal(["connecting", "live", "paused", "connecting", "live", "closed"]);
    expect([Object.isFrozen(getSnapshot()), getSnapshot().failures]).to.deep.equal([true, 0]);
  });

  it("resubscribes where it is started with other settings, and does nothing for the same", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.live({}, { device: true });
    await PBX.startFeed({ device: true });
    expect(stage.sockets.length).to.equal(1);
    await PBX.startFeed({ device: true, queue: true });
    const hello = stage.sockets[1].sent[0];
    expect([stage.sockets.length, hello.datasets, hello.resume, PBX.live.queues.getSnapshot().length]).to.deep.equal([2, { device: true, queue: true }, undefined, 1]);
    await PBX.startFeed({ queue: true });
    expect([PBX.live.devices.getSnapshot(), PBX.live.queues.getSnapshot().length]).to.deep.equal([[], 1]);
    await moment();
    expect((await stage.state()).sockets).to.equal(1);
  });

  it("joins starts that are under way", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    const told = [];
    await Promise.all([PBX.startFeed(() => told.push(1)), PBX.startFeed(() => told.push(2)), PBX.startFeed()]);
    expect([told, stage.sockets.length]).to.deep.equal([[1, 2], 1]);
  });

  it("rejects all starts that wait, where nothing comes of them", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    stage.ipcortex.error({ errno: 99, times: 1 });
    const all = await Promise.all([PBX.startFeed(), PBX.startFeed(), PBX.fetchData()].map(rejected));
    for (const error of all) expectError(error, { errno: 99 });
    expect(takePrinted()).to.have.length(1);
  });
});

describe("IPCortex's address book over a new link", () => {
  const put = (key) => ({ key, name: key });

  /** A book of three revisions; a test holds an answer back that was made before. */
  async function opened() {
    const time = holdTime();
    withoutChance();
    let rev = 1;
    const [since, waiting] = [[], []];
    let how = async (answer) => answer;
    const script = await scriptedLive({
      addressbook: async (from = 0) => {
        since.push(from);
        return how({ rev, added: Array.from({ length: rev - from }, (_, at) => put(`a-${from + at + 1}`)), removed: [] });
      },
    });
    const told = [];
    await script.PBX.getAddressbook((added) => told.push(...names(added, "key")));
    return {
      script,
      since,
      waiting,
      told,
      time,
      /** A change; a link that listens hears of it. */
      change: (link) => {
        rev += 1;
        link?.tell({ t: "book", rev, added: [put(`a-${rev}`)], removed: [] });
      },
      /** From now on answers wait. */
      hold: () => void (how = (answer) => new Promise((resolve, reject) => void waiting.push({ go: () => resolve(answer), fail: reject }))),
      async relink() {
        script.link.say({ t: "closed", code: 1006 });
        await time.pass(2_000);
        script.link.whole();
        await settle();
      },
      book: async () => names(await script.PBX.getAddressbook(), "key").sort(),
    };
  }

  it("loses nothing where a load outlives the link that it was for", async () => {
    const { script, since, waiting, told, change, hold, relink, book } = await opened();
    hold();
    await relink();
    script.link.say({ t: "closed", code: 1006 });
    // Told to nobody.
    change();
    await relink();
    change(script.link);
    await settle();
    for (let at = 0; at < 2; at += 1) {
      waiting[at].go();
      await settle();
    }
    expect(since).to.deep.equal([0, 1, 1]);
    expect([told.sort(), await book()]).to.deep.equal([["a-1", "a-2", "a-3"], ["a-1", "a-2", "a-3"]]);
  });

  it("loses nothing where news follow the snapshot at once", async () => {
    const { script, told, time, change, book } = await opened();
    script.link.say({ t: "closed", code: 1006 });
    change();
    await time.pass(2_000);
    script.link.whole();
    change(script.link);
    await settle();
    expect([told.sort(), await book()]).to.deep.equal([["a-1", "a-2", "a-3"], ["a-1", "a-2", "a-3"]]);
  });

  it("tells news that came while it was read in vain", async () => {
    const { script, waiting, told, time, change, hold, relink, book } = await opened();
    hold();
    change();
    await relink();
    change(script.link);
    waiting[0].fail({ errno: 99 });
    await settle();
    expect(told).to.deep.equal(["a-1", "a-3"]);
    expect(await book()).to.deep.equal(["a-1", "a-3"]);
    await time.pass(600_000);
    expect(waiting.length).to.equal(1);
  });

  it("does not take a pause of centuries for none", async () => {
    const { waiting, time, hold, relink } = await opened();
    hold();
    await relink();
    waiting[0].fail({ errno: 3, retryAfter: 1e12 });
    await time.pass(600_000);
    expect(waiting.length).to.equal(1);
  });
});
