import { eventually, expect, expectSilence, holdTime, it, listen, settle, simulate, simulateHere, slowly, takeReports } from "./support.mjs";

const TOPICS = [10000, 20007, 20008, 20010, 20015, 20047, 20048, 20049, 20053, 20065, 20066, 20082, 20104, 20153, 20154];
const listOf = (topics) => JSON.stringify({ topic_list: topics });
const TOPIC_LIST = listOf(TOPICS);
const GET_PERSONAL = "GET /api/v1.0/extension/getpersonal";

/** A live session whose time is held. */
async function held(fixtures, options) {
  const stage = await simulateHere(fixtures);
  const time = holdTime();
  const pbx = await stage.live(options);
  return { stage, time, pbx };
}

const framesOf = async (stage, socket = 0) => (await stage.frames())[socket];
const heartbeats = async (stage, socket = 0) => (await framesOf(stage, socket)).filter((frame) => frame === "heartbeat").length;
const event = (msg) => JSON.stringify({ type: 20049, sn: "SIM1", msg: JSON.stringify(msg) });

describe("frames of the feed", () => {
  it("bring a cdrChange with what the PBX wrote", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const changes = listen(pbx, "cdrChange");
    await stage.placeCall({ from: "1001", to: "1000", talkSeconds: 12 });
    await eventually(() => changes.length > 0);
    expect(changes[0].ext_num).to.equal("1000");
    expect(changes[0].personal_cdr).to.include({ number: "1001", talk_duration: 12 });
    expect(changes[0].personal_cdr).to.have.all.keys("date", "time", "timestamp", "number", "talk_duration");
  });

  const ignored = [
    ["an acknowledgement", { errcode: 0, errmsg: "SUCCESS" }],
    ["errcode -2 with an event", { errcode: -2, type: 20049, msg: "{}" }],
    ["text that is not JSON", "{{{"],
    ["an empty text", ""],
    ["null", "null"],
    ["a number", "7"],
    ["a list", "[1,2]"],
    ["a text in JSON", '"20049"'],
    ["a type that is a text", { type: "20049", msg: "{}" }],
    ["a type that is no whole number", { type: 20049.5, msg: "{}" }],
    ["a type below zero", { type: -1, msg: "{}" }],
    ["a type beyond all topics", { type: 4294967296 + 20049, msg: "{}" }],
    ["a msg that is an object", { type: 20049, msg: { ext_num: "1000" } }],
    ["a msg that is empty", { type: 20049, msg: "" }],
    ["a msg that is not JSON", { type: 20049, msg: "{x" }],
    ["a msg that is null in JSON", { type: 20049, msg: "null" }],
    ["no msg", { type: 20049 }],
    ["a type that nobody knows", { type: 99999, msg: "{}" }],
    ["a heartbeat response", "heartbeat response"],
  ];
  for (const [what, frame] of ignored) {
    it(`are ignored when they are ${what}, and the next one is heard`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.live();
      const changes = listen(pbx, "cdrChange");
      const errors = listen(pbx, "runtimeError");
      const sent = await framesOf(stage);
      await stage.emit({ raw: typeof frame === "string" ? frame : JSON.stringify(frame) });
      await stage.emit({ raw: event({ next: 1 }) });
      await eventually(() => changes.length > 0);
      expect(changes).to.deep.equal([{ next: 1 }]);
      expect(errors).to.deep.equal([]);
      expect(await framesOf(stage)).to.deep.equal(sent);
      expect(pbx.feed.state).to.equal("live");
    });
  }

  it("with any other errcode bring their event", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const changes = listen(pbx, "cdrChange");
    await stage.emit({ type: 20049, msg: { a: 1 }, errcode: 5 });
    await eventually(() => changes.length > 0);
    expect(changes).to.deep.equal([{ a: 1 }]);
  });

  it("with errcode -3 make it send its topics again, and bring no event", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const changes = listen(pbx, "cdrChange");
    await stage.emit({ raw: JSON.stringify({ errcode: -3, type: 20049, msg: '{"dropped":1}' }) });
    await stage.emit({ raw: event({ next: 1 }) });
    await eventually(async () => (await framesOf(stage)).length === 2);
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST, TOPIC_LIST]);
    await eventually(() => changes.length > 0);
    expect(changes).to.deep.equal([{ next: 1 }]);
  });

  it("of type 20104 make it send its topics again: another PBX took over", async () => {
    const stage = await simulate();
    await stage.live();
    await stage.emit({ type: 20104 });
    await eventually(async () => (await framesOf(stage)).length === 2);
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST, TOPIC_LIST]);
  });

  slowly("arrive all and in order, a thousand of them through a real network", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const numbers = [];
    pbx.on("cdrChange", ({ number }) => numbers.push(number));
    const all = Array.from({ length: 1000 }, (_, number) => number);
    for (const number of all) await stage.emit({ raw: event({ number }) });
    await eventually(() => numbers.length >= 1000);
    expect(numbers).to.deep.equal(all);
  });

  it("arrive all and in order when a thousand are there at once", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const numbers = [];
    pbx.on("cdrChange", ({ number }) => numbers.push(number));
    const burst = Array.from({ length: 1000 }, (_, number) => number);
    for (const number of burst) stage.emit({ raw: event({ number }) });
    await eventually(() => numbers.length >= 1000);
    expect(numbers).to.deep.equal(burst);
  });

  it("that a listener answers with destroy are the last", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const changes = [];
    pbx.on("cdrChange", (change) => {
      changes.push(change);
      pbx.destroy();
    });
    for (const number of [1, 2, 3]) stage.emit({ raw: event({ number }) });
    await settle();
    expect(changes).to.deep.equal([{ number: 1 }]);
  });

  it("whose listener throws are reported, and the feed goes on", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const mistake = new Error("a mistake of the page");
    const changes = [];
    pbx.on("cdrChange", (change) => {
      changes.push(change);
      throw mistake;
    });
    stage.emit({ raw: event({ number: 1 }) });
    stage.emit({ raw: event({ number: 2 }) });
    await eventually(() => changes.length === 2);
    expect(takeReports()).to.deep.equal([mistake, mistake]);
    expect(pbx.feed.state).to.equal("live");
  });
});

describe("the heartbeat", () => {
  it("is sent after 30 seconds of silence, and again each 30 seconds", async () => {
    const { stage, time } = await held();
    await time.pass(29_999);
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST]);
    await time.pass(1);
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST, "heartbeat"]);
    await time.pass(30_000);
    expect(await heartbeats(stage)).to.equal(2);
    await time.pass(30_000);
    expect(await heartbeats(stage)).to.equal(3);
    expect(stage.sockets).to.have.length(1);
  });

  it("is put off by every frame, but on a busy line one goes out after 35 seconds", async () => {
    const { stage, time } = await held();
    // The acknowledgement of the topics came at 0 and started the 35 seconds.
    for (let step = 1; step <= 6; step += 1) {
      await time.pass(5_000);
      stage.emit({ raw: event({ step }) });
    }
    await time.pass(4_999);
    expect(await heartbeats(stage), "before 35 s").to.equal(0);
    await time.pass(1);
    expect(await heartbeats(stage), "at 35 s").to.equal(1);
  });

  it("goes out every 35 seconds or a little more on a line that is always busy", async () => {
    const { stage, time } = await held();
    for (let step = 1; step <= 24; step += 1) {
      await time.pass(5_000);
      stage.emit({ raw: event({ step }) });
    }
    expect(await heartbeats(stage)).to.equal(3);
    expect(stage.sockets).to.have.length(1);
  });

  it("that stays unanswered for 20 seconds ends the connection, and the next one follows after 5 to 6", async () => {
    const stage = await simulateHere();
    const time = holdTime();
    await stage.fault("socket", { hangBody: true });
    const pbx = await stage.signedIn();
    await eventually(() => pbx.feed.state === "live");
    await time.pass(30_000);
    expect(await heartbeats(stage)).to.equal(1);
    await time.pass(19_999);
    expect(pbx.feed.state).to.equal("live");
    await time.pass(1);
    expect(pbx.feed.state).to.equal("retrying");
    expect((await stage.requests("GET /api/v1.0/subscribe"))[0].closed.code).to.equal(1005);
    await time.pass(4_999);
    expect(stage.sockets).to.have.length(1);
    await time.pass(1_001);
    expect(stage.sockets).to.have.length(2);
    await eventually(() => pbx.feed.state === "live");
  });

  it("whose timer was held back asks once more before it judges", async () => {
    const { stage, time, pbx } = await held();
    await time.sleep(600_000);
    await time.pass(0);
    expect(pbx.feed.state).to.equal("live");
    expect(stage.sockets).to.have.length(1);
    expect(await heartbeats(stage)).to.be.greaterThan(0);
  });
});

describe("a lost connection", () => {
  it("is opened again after 5 to 6 seconds with the same address, and subscribed again", async () => {
    const { stage, time, pbx } = await held();
    await stage.emit({ close: 1006 });
    await settle();
    expect(pbx.feed.state).to.equal("retrying");
    await time.pass(4_999);
    expect(stage.urls).to.have.length(1);
    await time.pass(1_001);
    expect(stage.urls).to.have.length(2);
    expect(stage.urls[1]).to.equal(stage.urls[0]);
    await stage.subscribed(pbx);
    expect(await stage.frames()).to.deep.equal([[TOPIC_LIST], [TOPIC_LIST]]);
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
  });

  it("waits a time that differs from page to page", async () => {
    const waits = new Set();
    for (let run = 0; run < 5; run += 1) {
      const stage = await simulateHere();
      const pbx = await stage.live();
      await stage.emit({ close: 1006 });
      await settle();
      const { retryAt, since } = pbx.feed.getSnapshot();
      expect(retryAt - since).to.be.within(5_000, 6_000);
      waits.add(retryAt - since);
      pbx.destroy();
    }
    expect(waits.size).to.be.greaterThan(1);
  });

  for (const code of [1000, 1001, 1011, 4000, 1006]) {
    it(`by close code ${code} is opened again`, async () => {
      const { stage, time, pbx } = await held();
      await stage.emit({ close: code });
      await settle();
      await time.pass(6_000);
      await stage.subscribed(pbx);
      expect(stage.sockets).to.have.length(2);
    });
  }

  it("tells a gap from the last sign of life to the re-opening", async () => {
    const { stage, time, pbx } = await held();
    const gaps = listen(pbx, "gap");
    await time.pass(10_000);
    stage.emit({ raw: event({ last: "sign" }) });
    await settle();
    const from = Date.now();
    await time.pass(3_000);
    await stage.emit({ close: 1006 });
    await settle();
    expect(gaps).to.deep.equal([]);
    const due = pbx.feed.getSnapshot().retryAt;
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(gaps).to.have.length(1);
    expect(Object.keys(gaps[0])).to.deep.equal(["from", "to"]);
    expect(gaps[0].from).to.equal(from);
    expect(gaps[0].to).to.be.within(Math.floor(due), due + 5);
  });

  it("tells no gap at the first opening", async () => {
    const stage = await simulateHere();
    const pbx = stage.operator();
    const gaps = listen(pbx, "gap");
    await pbx.init();
    await stage.subscribed(pbx);
    expect(gaps).to.deep.equal([]);
  });

  it("that cannot be opened is tried for ever at the same pace, without a login, and recovers", async () => {
    const { stage, time, pbx } = await held();
    const errors = listen(pbx, "runtimeError");
    const gaps = listen(pbx, "gap");
    const restore = await stage.fault("socket", { drop: "before", times: Infinity });
    await stage.emit({ close: 1006 });
    // Step by step: a socket in memory fails in turns of the page's, which a busy machine grants late.
    for (let step = 0; step < 100; step += 1) await time.pass(6_000);
    expect(stage.sockets.length).to.be.within(100, 121);
    expect(pbx.feed.getSnapshot()).to.include({ state: "retrying", failures: stage.sockets.length });
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
    await restore();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(errors).to.deep.equal([]);
    expect(gaps).to.have.length(1);
    expect(pbx.feed.getSnapshot().failures).to.equal(0);
    expect(pbx.isInited).to.equal(true);
  });

  it("recovers too when the PBX answers nothing at all meanwhile", async () => {
    const { stage, time, pbx } = await held();
    const errors = listen(pbx, "runtimeError");
    const sockets = await stage.fault("socket", { drop: "before", times: Infinity });
    const probes = await stage.fault(GET_PERSONAL, { drop: "before", times: Infinity });
    await stage.emit({ close: 1006 });
    for (let minute = 0; minute < 3; minute += 1) await time.pass(60_000);
    expect(stage.sockets.length).to.be.greaterThan(25);
    await sockets();
    await probes();
    for (let step = 0; step < 3; step += 1) await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(errors).to.deep.equal([]);
  });

  it("whose opening hangs is given up after 30 seconds and tried again", async () => {
    const { stage, time, pbx } = await held();
    await stage.fault("socket", { hang: true });
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    expect(stage.sockets).to.have.length(2);
    await time.pass(30_000);
    expect(pbx.feed.getSnapshot().failures).to.equal(2);
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(stage.sockets).to.have.length(3);
  });

  slowly("is opened again in real time, through a real network", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const gaps = listen(pbx, "gap");
    const started = Date.now();
    await stage.emit({ close: 1006 });
    await eventually(() => gaps.length > 0, 20_000);
    expect(Date.now() - started).to.be.within(4_900, 9_000);
    expect(await stage.frames()).to.deep.equal([[TOPIC_LIST], [TOPIC_LIST]]);
  });

  slowly("is pinged in real time, through a real network", async () => {
    const stage = await simulate();
    await stage.live();
    await eventually(async () => (await heartbeats(stage)) > 0, 40_000);
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST, "heartbeat"]);
  });
});

describe("pbx.feed", () => {
  it("goes from idle over connecting to live, and to closed", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const states = [];
    pbx.feed.subscribe(() => states.push(pbx.feed.state));
    expect(pbx.feed.state).to.equal("idle");
    await pbx.init();
    await stage.subscribed(pbx);
    pbx.destroy();
    expect(states).to.deep.equal(["connecting", "live", "closed"]);
  });

  it("goes from live over retrying back to live", async () => {
    const { stage, time, pbx } = await held();
    const states = [];
    pbx.feed.subscribe(() => states.push(pbx.feed.state));
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(states[0]).to.equal("retrying");
    expect(new Set(states.slice(0, -1))).to.deep.equal(new Set(["retrying"]));
    expect(states.at(-1)).to.equal("live");
  });

  it("gives the same snapshot until something changes", async () => {
    const { stage, pbx } = await held();
    const live = pbx.feed.getSnapshot();
    stage.emit({ raw: event({}) });
    await settle();
    expect(pbx.feed.getSnapshot()).to.equal(live);
    expect(live).to.deep.equal({ state: "live", since: live.since, failures: 0 });
    await stage.emit({ close: 1006 });
    await settle();
    const retrying = pbx.feed.getSnapshot();
    expect(retrying).not.to.equal(live);
    expect(pbx.feed.getSnapshot()).to.equal(retrying);
    expect(Object.keys(retrying).sort()).to.deep.equal(["failures", "retryAt", "since", "state"]);
    expect(live.state).to.equal("live");
  });

  it("gives snapshots that cannot be written to", async () => {
    const { pbx } = await held();
    expect(Object.isFrozen(pbx.feed.getSnapshot())).to.equal(true);
  });

  it("says since when, in milliseconds since 1970", async () => {
    const { pbx } = await held();
    expect(pbx.feed.getSnapshot().since).to.equal(Date.now());
  });

  it("tells a subscriber each change until it is ended, and one of two equal ones ends alone", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    let heard = 0;
    const callback = () => (heard += 1);
    const end = pbx.feed.subscribe(callback);
    pbx.feed.subscribe(callback);
    end();
    end();
    await pbx.init();
    expect(heard).to.equal(1);
  });

  it("works detached, as UI libraries take it", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const { subscribe, getSnapshot } = pbx.feed;
    let heard = 0;
    subscribe(() => (heard += 1));
    await pbx.init();
    expect(heard).to.be.greaterThan(0);
    expect(getSnapshot().state).to.equal(pbx.feed.state);
  });

  it("reports a subscriber that throws, and the others still hear", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const mistake = new Error("a mistake of the page");
    let heard = 0;
    const end = pbx.feed.subscribe(() => {
      throw mistake;
    });
    pbx.feed.subscribe(() => (heard += 1));
    await pbx.init();
    end();
    expect(heard).to.be.greaterThan(0);
    expect(takeReports()[0]).to.equal(mistake);
  });

  it("keeps its subscribers over a destroy and a new start", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    const states = [];
    pbx.feed.subscribe(() => states.push(pbx.feed.state));
    pbx.destroy();
    pbx.secret = stage.secret;
    await pbx.init();
    await stage.subscribed(pbx);
    expect(states).to.deep.equal(["closed", "connecting", "live"]);
  });
});

describe("pbx.socket", () => {
  const latest = async (stage) => (await framesOf(stage)).at(-1);

  it("sends a text as it is, and drops it when there is no connection", async () => {
    const { stage, pbx } = await held();
    pbx.socket.send("hello");
    await settle();
    expect(await latest(stage)).to.equal("hello");
    await stage.emit({ close: 1006 });
    await settle();
    pbx.socket.send("lost");
    await settle();
    expect((await framesOf(stage)).at(-1)).to.equal("hello");
  });

  it("shows the browser's socket of the moment", async () => {
    const { stage, pbx } = await held();
    expect(pbx.socket.connection.ws).to.equal(stage.sockets[0]);
    expect([pbx.socket.connected, pbx.socket.isSubScribe]).to.deep.equal([true, true]);
    await stage.emit({ close: 1006 });
    await settle();
    expect([pbx.socket.connection.ws, pbx.socket.connected]).to.deep.equal([null, false]);
  });

  it("lists its topics with their registrations", async () => {
    const { pbx } = await held();
    expect(pbx.socket.subscribeKeys).to.deep.equal(Object.fromEntries(TOPICS.map((topic) => [topic, 1])));
  });

  it("subscribes to further topics in ascending order, and hands their listeners the raw event", async () => {
    const { stage, pbx } = await held();
    const raw = [];
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["30012", "30011"], listener: (frame) => raw.push(frame) } });
    await settle();
    expect(await latest(stage)).to.equal(listOf([...TOPICS, 30011, 30012]));
    stage.emit({ type: 30011, msg: { call: 1 } });
    await settle();
    expect(raw).to.have.length(1);
    expect(JSON.parse(raw[0].data)).to.include({ type: 30011, msg: '{"call":1}' });
  });

  it("hands the raw event of a topic of its own too, and the effect stays", async () => {
    const { stage, pbx } = await held();
    const raw = [];
    const changes = listen(pbx, "cdrChange");
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["20049"], listener: (frame) => raw.push(frame) } });
    stage.emit({ type: 20049, msg: { a: 1 } });
    await settle();
    expect([raw.length, changes]).to.deep.equal([1, [{ a: 1 }]]);
    expect(await latest(stage)).to.equal(TOPIC_LIST);
  });

  it("counts registrations, and always sends the whole list", async () => {
    const { stage, pbx } = await held();
    const [one, two] = [() => {}, () => {}];
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["30011"], listener: one } });
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["30011"], listener: two } });
    expect(pbx.socket.subscribeKeys[30011]).to.equal(2);
    pbx.socket.onSubscribe({ removeList: { subscribeCodes: ["30011"], listener: one } });
    await settle();
    expect(await latest(stage)).to.equal(listOf([...TOPICS, 30011]));
    pbx.socket.onSubscribe({ removeList: { subscribeCodes: ["30011"] } });
    await settle();
    expect(await latest(stage)).to.equal(TOPIC_LIST);
    expect(await framesOf(stage)).to.have.length(5);
    expect(pbx.socket.subscribeKeys).not.to.have.property("30011");
  });

  it("never unsubscribes from a topic of its own", async () => {
    const { stage, pbx } = await held();
    pbx.socket.onSubscribe({ removeList: { subscribeCodes: ["20049", "10000"] } });
    await settle();
    expect(await latest(stage)).to.equal(TOPIC_LIST);
  });

  it("asks for further topics again after an outage", async () => {
    const { stage, time, pbx } = await held();
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["30011"], listener() {} } });
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(await framesOf(stage, 1)).to.deep.equal([listOf([...TOPICS, 30011])]);
  });

  it("sends the list on resubscribe, and only when connected", async () => {
    const { stage, pbx } = await held();
    pbx.socket.resubscribe();
    await settle();
    expect(await framesOf(stage)).to.deep.equal([TOPIC_LIST, TOPIC_LIST]);
    await stage.emit({ close: 1006 });
    await settle();
    pbx.socket.resubscribe();
    await settle();
    expect(await stage.frames()).to.have.length(1);
  });

  it("tells close at each drop and each failed opening", async () => {
    const { stage, time, pbx } = await held();
    let closes = 0;
    const listener = () => (closes += 1);
    pbx.socket.onCLose(listener);
    await stage.fault("socket", { drop: "before", times: 2 });
    await stage.emit({ close: 1006 });
    await settle();
    expect(closes).to.equal(1);
    await time.pass(6_000);
    await time.pass(6_000);
    expect(closes).to.equal(3);
    await time.pass(6_000);
    await stage.subscribed(pbx);
    pbx.socket.onRemoveClose(listener);
    await stage.emit({ close: 1006 });
    await settle();
    expect(closes).to.equal(3);
  });

  it("tells connect once at the first opening 300 seconds after the first drop", async () => {
    const { stage, time, pbx } = await held();
    let connects = 0;
    const listener = () => (connects += 1);
    pbx.socket.onConnectListen(listener);
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(connects, "after a short outage").to.equal(0);
    const restore = await stage.fault("socket", { drop: "before", times: Infinity });
    await stage.emit({ close: 1006 });
    for (let step = 0; step < 5; step += 1) await time.pass(60_000);
    await restore();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(connects, "after a long one").to.equal(1);
    pbx.socket.onRemoveConnectListen(listener);
    expect(pbx.socket.listenerCount("connect")).to.equal(0);
  });

  it("tells onConnectedChange of each opening and closing, without arguments", async () => {
    const { stage, time, pbx } = await held();
    const heard = [];
    pbx.socket.onConnectedChange((...args) => heard.push([pbx.socket.connected, args]));
    await stage.emit({ close: 1006 });
    await settle();
    await time.pass(6_000);
    await stage.subscribed(pbx);
    expect(heard[0]).to.deep.equal([false, []]);
    expect(heard.at(-1)).to.deep.equal([true, []]);
  });

  it("stops for good, clears the page's registrations, and can begin again", async () => {
    const { stage, time, pbx } = await held();
    pbx.socket.onSubscribe({ addList: { subscribeCodes: ["30011"], listener() {} } });
    await settle();
    pbx.socket.stop();
    await expectSilence(stage, time);
    expect(pbx.feed.state).to.equal("closed");
    expect(pbx.isInited).to.equal(true);
    pbx.socket.init();
    await stage.subscribed(pbx);
    expect(await framesOf(stage, 1)).to.deep.equal([TOPIC_LIST]);
  });

  it("is dead after destroy: none of its methods sends or throws", async () => {
    const { stage, time, pbx } = await held();
    const { socket } = pbx;
    pbx.destroy();
    expect(pbx.socket).to.equal(null);
    socket.init();
    socket.send("x");
    socket.resubscribe();
    socket.onSubscribe({ addList: { subscribeCodes: ["30011"], listener() {} } });
    socket.stop();
    expect(socket.connected).to.equal(false);
    await expectSilence(stage, time);
  });

  it("reports a raw listener that throws, and goes on", async () => {
    const { stage, pbx } = await held();
    const mistake = new Error("a mistake of the page");
    const changes = listen(pbx, "cdrChange");
    pbx.socket.onSubscribe({
      addList: {
        subscribeCodes: ["20049"],
        listener() {
          throw mistake;
        },
      },
    });
    stage.emit({ type: 20049, msg: { a: 1 } });
    await settle();
    expect(takeReports()).to.deep.equal([mistake]);
    expect(changes).to.deep.equal([{ a: 1 }]);
  });
});
