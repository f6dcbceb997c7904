import { eventually, expect, it, moment, settle, takePrinted, thrown, rejected } from "./support.mjs";
import { DESK, expectError, expectRefusal, listen, names, OTHER_DESK, rows, scriptedLive, simulateIpcortex, simulateIpcortexHere } from "./ipcortex-support.mjs";

describe("A call of IPCortex", () => {
  it("A17 is seen from its ring to its end among the calls of its device, and then is gone", async () => {
    const stage = await simulateIpcortex();
    const { PBX, Types } = await stage.live();
    const [device] = PBX.owned;
    const heard = [];
    Types.Call.addListener("new", (call) => heard.push(`new ${call.state}`));
    Types.Call.addListener("update", (call) => heard.push(`update ${call.state}`));
    device.addListener("update", ({ calls, blf }) => heard.push(`device ${calls.map(({ state }) => state)} ${blf}`));
    const cid = await stage.ipcortex.call({ to: DESK, from: "0123456789", name: "Tom Reed" });
    await stage.current({ PBX });
    const [call] = device.calls;
    expect([call.cid, call.device, call.name, call.number, call.party, call.start]).to.deep.equal([cid, device, "Tom Reed", "0123456789", "callee", null]);
    await call.talk();
    await stage.current({ PBX });
    expect(call.start).to.be.a("number");
    await call.hold();
    await stage.current({ PBX });
    await call.talk();
    await stage.current({ PBX });
    await call.hangup();
    await stage.current({ PBX });
    expect(heard).to.deep.equal(["new ring", "device ring 2", "update up", "device up 1", "update hold", "device hold 1", "update up", "device up 1", "update dead", "device dead 0"]);
    expect([call.state, device.calls, PBX.live.calls.getSnapshot()]).to.deep.equal(["dead", [], []]);
  });

  it("A17 that is dialled goes from dial over ring to up", async () => {
    const stage = await simulateIpcortex({ answerMs: 80 });
    const { PBX, Types } = await stage.live();
    const states = [];
    for (const event of ["new", "update"]) Types.Call.addListener(event, ({ state, party }) => states.push(`${party} ${state}`));
    const told = [];
    expect(await PBX.owned[0].dial("0123456789", null, (ok) => told.push(ok))).to.have.property("cid");
    expect(told).to.deep.equal([true]);
    await eventually(() => states.includes("caller up"));
    expect(states).to.deep.equal(["caller dial", "caller ring", "caller up"]);
  });

  it("A17 has a `uid` of its own, even where the PBX uses an `id` or a `cid` again", async () => {
    const { link, PBX } = await scriptedLive();
    const uids = [];
    for (const key of ["SIP/a-1", "SIP/a-2", "SIP/a-1"]) {
      link.delta({ op: "put", kind: "call", key, v: rows.call({ cid: key, id: 7 }) });
      const [call] = PBX.owned[0].calls;
      expect(call.id).to.equal(7);
      uids.push(call.uid);
      link.delta({ op: "del", kind: "call", key });
    }
    expect(new Set(uids).size).to.equal(3);
  });

  it("A17 ends and its `cid` begins anew in one frame: two objects, told in order", async () => {
    const { link, PBX, Types } = await scriptedLive();
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
    const [old] = PBX.owned[0].calls;
    const heard = listen(Types.Call);
    link.delta({ op: "del", kind: "call", key: "SIP/a-1" }, { op: "put", kind: "call", key: "SIP/a-1", v: rows.call({ name: "Ann" }) });
    const [fresh] = PBX.owned[0].calls;
    expect([fresh === old, old.state, fresh.state, fresh.name, PBX.owned[0].calls.length]).to.deep.equal([false, "dead", "ring", "Ann", 1]);
    expect(heard).to.deep.equal([["new", fresh], ["update", old]]);
  });

  it("A17 dies, and is told of, before it leaves its device, also where it is only deleted", async () => {
    for (const ops of [
      [{ op: "del", kind: "call", key: "SIP/a-1" }],
      [{ op: "patch", kind: "call", key: "SIP/a-1", v: { state: "dead" } }, { op: "del", kind: "call", key: "SIP/a-1" }],
      [{ op: "patch", kind: "call", key: "SIP/a-1", v: { state: "dead" } }],
    ]) {
      const { link, PBX, Types } = await scriptedLive();
      link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
      const [device] = PBX.owned;
      const heard = [];
      Types.Call.addListener("update", ({ state }) => heard.push(`call ${state}`));
      Types.Device.addListener("update", ({ calls }) => heard.push(`device ${calls.map(({ state }) => state)}`));
      Types.Call.addListener("deleted", () => heard.push("deleted"));
      link.delta(...ops);
      expect([heard, device.calls]).to.deep.equal([["call dead", "device dead"], []]);
    }
  });

  it("A17 that is first seen dead is not told of as new", async () => {
    for (const ops of [
      [{ op: "put", kind: "call", key: "SIP/a-1", v: rows.call({ state: "dead" }) }],
      [{ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() }, { op: "patch", kind: "call", key: "SIP/a-1", v: { state: "dead" } }, { op: "del", kind: "call", key: "SIP/a-1" }],
    ]) {
      const { link, PBX, Types } = await scriptedLive();
      const calls = listen(Types.Call);
      const devices = listen(Types.Device);
      link.delta(...ops);
      expect([calls, devices.length, PBX.owned[0].calls, PBX.live.calls.getSnapshot()]).to.deep.equal([[], 1, [], []]);
    }
  });

  it("A17 moves from device to device, and both are told", async () => {
    const { link, PBX, Types } = await scriptedLive({}, { objects: { contact: [rows.contact()], device: [rows.device(), rows.device({ name: "SIP/b" })], call: [rows.call()] } });
    const [a, b] = PBX.live.devices.getSnapshot();
    const heard = listen(Types.Device);
    link.delta({ op: "patch", kind: "call", key: "SIP/a-1", v: { device: "SIP/b" } });
    expect([a.calls, b.calls.length, heard.map(([event, { name }]) => `${event} ${name}`).sort()]).to.deep.equal([[], 1, ["update SIP/a", "update SIP/b"]]);
  });

  it("A18 is one object in every callback, and so is its device", async () => {
    const stage = await simulateIpcortex();
    const { PBX, Types } = await stage.live();
    const [calls, devices] = [new Set(), new Set()];
    for (const event of ["new", "update"]) Types.Call.addListener(event, (call) => calls.add(call));
    Types.Device.addListener("update", (device) => {
      devices.add(device);
      for (const call of device.calls) calls.add(call);
    });
    await PBX.getLines((lines) => lines.forEach((line) => devices.add(line)));
    const cid = await stage.ipcortex.call({ to: DESK });
    for (const state of ["up", "hold", "up"]) await stage.ipcortex.step({ cid, state });
    await stage.current({ PBX });
    const [call] = PBX.live.calls.getSnapshot();
    calls.add(call);
    devices.add(call.device).add(PBX.owned[0]).add(PBX.contacts[0] && PBX.live.devices.getSnapshot().find(({ name }) => name === DESK));
    // A link that was lost changes nothing of that.
    await stage.ipcortex.drop();
    await eventually(() => PBX.feed.state === "live" && stage.sockets.length > 1);
    await stage.ipcortex.step({ cid, state: "dead" });
    await stage.current({ PBX });
    expect([calls.size, devices.size, call.state]).to.deep.equal([1, 1, "dead"]);
  });

  it("A18 stays the same where the PBX puts it again", async () => {
    const { link, PBX, Types } = await scriptedLive();
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
    const [call] = PBX.owned[0].calls;
    const { uid } = call;
    const heard = listen(Types.Call);
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call({ state: "up" }) });
    link.delta({ op: "put", kind: "device", key: "SIP/a", v: rows.device({ label: "New" }) });
    expect([PBX.owned[0].calls[0] === call, call.state, call.uid === uid, heard, PBX.owned[0].label]).to.deep.equal([true, "up", true, [["update", call]], "New"]);
  });

  it("A18 has only what the last `put` had", async () => {
    const { link, PBX } = await scriptedLive();
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call({ qname: "q_support" }) });
    const [call] = PBX.owned[0].calls;
    expect(call.qname).to.equal("q_support");
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
    expect(call.qname).to.equal(undefined);
  });

  it("A19 gives a listener back, or null where there is no such event", async () => {
    const { Types, PBX } = await scriptedLive();
    const listener = () => {};
    for (const target of [Types.Device, PBX.owned[0], Types.Room]) {
      expect(target.addListener("update", listener)).to.equal(listener);
      for (const [event, given] of [["never", listener], ["constructor", listener], [undefined, listener], ["update", null], ["update", "text"], ["update", undefined]]) expect(target.addListener(event, given)).to.equal(null);
    }
  });

  it("A19 knows `new` on classes only", async () => {
    const { Types, PBX } = await scriptedLive();
    expect([typeof Types.Device.addListener("new", () => {}), PBX.owned[0].addListener("new", () => {})]).to.deep.equal(["function", null]);
  });

  it("A19 takes a listener away by the identical arguments only", async () => {
    const { link, Types } = await scriptedLive();
    const heard = [];
    const listener = ({ label }) => heard.push(label);
    Types.Device.addListener("update", listener);
    expect([Types.Device.removeListener("new", listener), Types.Device.removeListener("update", () => {}), Types.Device.removeListener("update")]).to.deep.equal([null, null, null]);
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "1" } });
    expect(Types.Device.removeListener("update", listener)).to.equal(listener);
    expect(Types.Device.removeListener("update", listener)).to.equal(null);
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "2" } });
    expect(heard).to.deep.equal(["1"]);
  });

  it("A19 does not tell of old objects as new, neither late nor after a link was lost", async () => {
    const stage = await simulateIpcortex({ liveCalls: 2 });
    const { PBX, Types } = await stage.live();
    const heard = ["Device", "Call", "Contact", "Phone", "Extension", "Queue", "Mailbox"].flatMap((name) => listen(Types[name], ["new", "deleted"]));
    await stage.ipcortex.drop();
    await eventually(() => PBX.feed.state === "live" && stage.sockets.length > 1);
    await PBX.pauseFeed();
    await PBX.startFeed();
    await moment();
    expect(heard).to.deep.equal([]);
  });

  it("A19 takes an object's own listeners away with it, and leaves those on classes", async () => {
    const { link, PBX, Types } = await scriptedLive();
    const [device] = PBX.owned;
    const heard = [];
    device.addListener("deleted", () => heard.push("own deleted"));
    device.addListener("update", () => heard.push("own update"));
    Types.Device.addListener("deleted", () => heard.push("class deleted"));
    Types.Device.addListener("new", () => heard.push("class new"));
    link.delta({ op: "del", kind: "device", key: "SIP/a" });
    link.delta({ op: "put", kind: "device", key: "SIP/a", v: rows.device() });
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "x" } });
    expect(heard).to.deep.equal(["own deleted", "class deleted", "class new"]);
    expect(PBX.owned[0] === device).to.equal(false);
  });

  it("A19 keeps listeners on classes over a stop, and drops those of objects", async () => {
    const stage = await simulateIpcortex();
    const { PBX, Types } = await stage.live();
    const own = [];
    PBX.owned[0].addListener("update", (object) => own.push(object));
    const heard = listen(Types.Device, ["new"]);
    await PBX.stopFeed();
    expect([PBX.owned, PBX.contacts, PBX.getLines(null, true, true)]).to.deep.equal([[], [], []]);
    await PBX.startFeed();
    expect(names(heard.map(([, device]) => device))).to.include(DESK);
    await stage.ipcortex.patch({ kind: "device", key: DESK, v: { label: "x" } });
    await stage.current({ PBX });
    expect(own).to.deep.equal([]);
  });

  it("A21 is told to the others where one listener throws, and the console hears why", async () => {
    const { link, PBX, Types } = await scriptedLive();
    const heard = [];
    const broken = () => {
      throw new Error("a listener of the page");
    };
    for (const target of [PBX.owned[0], Types.Device]) {
      target.addListener("update", broken);
      target.addListener("update", ({ label }) => heard.push(label));
    }
    PBX.live.devices.subscribe(broken);
    PBX.live.devices.subscribe(() => heard.push("live"));
    await PBX.getLines(broken).catch(() => {});
    await PBX.getLines(() => heard.push("lines"));
    heard.length = 0;
    link.delta({ op: "patch", kind: "device", key: "SIP/a", v: { label: "x" } });
    link.lines([], []);
    expect(heard).to.deep.equal(["x", "x", "live", "lines"]);
    const printed = takePrinted();
    expect([printed.length, printed.every(({ name, text }) => name === "error" && text.includes("a listener of the page"))]).to.deep.equal([5, true]);
    expect(PBX.feed.state).to.equal("live");
    PBX.close();
    takePrinted();
  });

  it("A21 is told to the others where a callback of a method throws", async () => {
    const stage = await simulateIpcortexHere();
    const { PBX } = await stage.loggedIn();
    const broken = () => {
      throw new Error("a callback of the page");
    };
    await PBX.startFeed(broken, broken);
    await PBX.fetchData(broken);
    await PBX.getAddressbook(broken);
    await PBX.getTimeDelta(broken);
    await PBX.restCall("/adapter/v1/time", {}, broken);
    await PBX.owned[0].dial("0123456789", null, broken);
    stage.ipcortex.error({ errno: 99 });
    await settle();
    expect(takePrinted().map(({ name }) => name)).to.deep.equal(Array.from({ length: 7 }, () => "error"));
  });

  it("is controlled by its user only: 99 for one of somebody else", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.live();
    const cid = await stage.ipcortex.call({ to: OTHER_DESK });
    await stage.current({ PBX });
    const call = PBX.live.calls.getSnapshot().find((one) => one.cid === cid);
    for (const asked of [call.hangup(), call.hold(), call.talk(), call.send("2117")]) expectError(await rejected(asked), { errno: 99, kind: "permission" });
    const told = [];
    await call.send("2117", (...given) => told.push(given)).catch(() => {});
    expect(told).to.deep.equal([[99, "the device is somebody else's"]]);
    expect(call.state).to.equal("ring");
  });

  it("is sent on to a number, an extension or an address", async () => {
    const { asked, link, PBX } = await scriptedLive({}, { objects: { contact: [rows.contact()], device: [rows.device()], extension: [{ extension: "2118_x", number: "2118", name: "Ann", contacts: [] }] } });
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
    const [call] = PBX.owned[0].calls;
    const told = [];
    expect(await call.send("0123", (...given) => told.push(given))).to.equal(undefined);
    await call.send(PBX.live.extensions.getSnapshot()[0]);
    expect(asked.filter(([name]) => name === "callOp").map(([, operation]) => operation)).to.deep.equal(["0123", "2118"].map((target) => ({ op: "send", device: "SIP/a", cid: "SIP/a-1", target })));
    expect(told).to.deep.equal([[null, ""]]);
  });

  it("and its device take arguments of the right kinds only", async () => {
    const { asked, link, PBX } = await scriptedLive();
    link.delta({ op: "put", kind: "call", key: "SIP/a-1", v: rows.call() });
    const [device] = PBX.owned;
    const [call] = device.calls;
    for (const number of ["", null, undefined, {}, [], true, NaN, Symbol("1")]) expectRefusal(await rejected(device.dial(number)), "`number`");
    for (const target of ["", null, undefined, 7, {}, { number: "" }, { number: 7 }]) expectRefusal(await rejected(call.send(target)), "`target`");
    for (const callback of ["text", 7, {}]) {
      for (const run of [device.dial("1", null, callback), call.hangup(callback), call.hold(callback), call.talk(callback), call.send("1", callback)]) expectRefusal(await rejected(run), "`callback`");
    }
    for (const other of [undefined, null, {}, "SIP/a"]) expectRefusal(await rejected(PBX.contacts[0].dial(other)), "`device`");
    expect(asked.filter(([name]) => name === "callOp")).to.deep.equal([]);
    await device.dial(123);
    device.autoanswer = 1;
    await device.dial("124");
    expect(asked.filter(([name]) => name === "callOp").map(([, operation]) => operation)).to.deep.equal([
      { op: "dial", device: "SIP/a", number: "123", autoanswer: false, autohold: false },
      { op: "dial", device: "SIP/a", number: "124", autoanswer: true, autohold: false },
    ]);
  });

  it("has parts that are not offered: they reject with 99 and say so", async () => {
    const { PBX } = await scriptedLive();
    const [device] = PBX.owned;
    const [contact] = PBX.contacts;
    for (const asked of [device.enableRTC(), device.history(true), contact.chat(), PBX.chatInvite([])]) expectError(await rejected(asked), { errno: 99, kind: "permission" });
    expect([PBX.enableChat(() => {}), PBX.enableFeature("av", () => {}), PBX.enableHistory(() => {}), PBX.httpStopReuse()]).to.deep.equal([false, false, false, undefined]);
  });

  it("has a contact with a picture, whose address stays on the PBX", async () => {
    const { PBX } = await scriptedLive();
    const [contact] = PBX.contacts;
    expect([await contact.photo(64), await contact.photo("a/b?c")]).to.deep.equal(["https://pbx.test/api/image.whtm/117/64", "https://pbx.test/api/image.whtm/117/a%2Fb%3Fc"]);
    for (const size of ["..", ".", undefined, null, {}]) expectRefusal(await rejected(contact.photo(size)), "photo(size)");
  });

  it("and all that is live is read, not written", async () => {
    const { PBX } = await scriptedLive();
    const [device] = PBX.owned;
    for (const name of ["label", "state", "calls", "name"]) thrown(() => (device[name] = "x"));
    expect([device.label, device.name]).to.deep.equal(["Priya", "SIP/a"]);
    const { queues } = device;
    queues.mine = 1;
    device.extensions.push(1);
    device.optOut.push(1);
    expect([device.queues, device.extensions, device.optOut]).to.deep.equal([{}, [], []]);
    expect(JSON.parse(JSON.stringify(device))).to.deep.include({ name: "SIP/a", label: "Priya" });
  });
});
