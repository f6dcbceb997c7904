import { eventually, expect, it, moment, pause, settle, takeReports, withoutJitter } from "./support.mjs";
import { expectError, holdBoth, ID, noTimers, Providers, simulatePortsip, simulatePortsipHere } from "./portsip-support.mjs";

const [A, B, C] = [ID, "9007199254740994", "9007199254740995"];
const TRUNKS = ["a", "b", "c"].map((name) => ({ name, status: "ONLINE" }));
const SUBSCRIBE = { command: "subscribe", topics: [{ topic: "trunk_events", keys: ["trunk_connected", "trunk_disconnected"] }] };
const authOf = ({ tenant }) => ({ command: "auth", name: tenant.name, password: "***16" });

/** What a client tells, in order. */
function listen(providers) {
  const heard = [];
  for (const event of ["status", "gap", "authFailed"]) providers.on(event, (info) => heard.push([event, info]));
  return heard;
}
const changes = (heard) => heard.filter(([event]) => event === "status").map(([, { id, name, from, to, source }]) => `${name ?? id}: ${from} to ${to} (${source})`);
const gaps = (heard) => heard.filter(([event]) => event === "gap").map(([, gap]) => gap);

/** The tenant's events, where the REST calls are an administrator's. */
const byEvents = (stage, more = {}) => ({ wsi: { url: stage.wsiUrl, ...stage.tenant }, ...more });

/** A watch in memory, in time that stands still. */
async function held({ fixtures, options, watch } = {}) {
  const stage = await simulatePortsipHere({ providers: TRUNKS, ...fixtures });
  const time = holdBoth(stage);
  withoutJitter();
  const providers = await stage.signedIn(typeof options === "function" ? options(stage) : options);
  const heard = listen(providers);
  const states = [];
  providers.feed.subscribe(() => states.push(providers.feed.state));
  const watching = providers.watch(typeof watch === "function" ? watch(stage) : watch);
  await settle();
  await eventually(() => !stage.busy);
  await settle();
  return { stage, time, providers, heard, states, watching };
}

const live = (more) => held({ watch: (stage) => byEvents(stage), ...more });

/** Until it is subscribed and knows how things are: it asks at first, and again when it is subscribed. */
async function informed(stage, providers) {
  await eventually(async () => providers.feed.state === "live" && (await stage.state()).subscribed === 1);
  await eventually(() => stage.wire().filter((line) => line.startsWith("GET /providers/list")).length === 2 && !stage.busy);
}

describe("watch by events, through real sockets", () => {
  it("signs in, subscribes, and tells of changes", async () => {
    const stage = await simulatePortsip({ providers: TRUNKS });
    const providers = await stage.signedIn();
    const heard = listen(providers);
    const own = [];
    const watching = providers.watch(byEvents(stage, { onStatus: (change) => own.push(change) }));
    expect(providers.feed.state).to.equal("connecting");
    await informed(stage, providers);
    expect(await stage.frames()).to.deep.equal([[authOf(stage), SUBSCRIBE]]);
    const before = Date.now();
    await stage.portsip.setStatus(B, "OFFLINE");
    await eventually(() => own.length > 0);
    const { at, ...change } = own[0];
    expect(change).to.deep.equal({ id: B, name: "b", from: "ONLINE", to: "OFFLINE", source: "wsi" });
    expect(at).to.be.within(before, Date.now());
    expect(heard).to.deep.equal([["status", own[0]]]);
    watching.stop();
    await eventually(async () => (await stage.state()).sockets === 0);
    expect(providers.feed.state).to.equal("closed");
  });

  it("13.9 comes back after a loss: signs in and subscribes again, tells of the gap, and polls once", async () => {
    const stage = await simulatePortsip({ providers: TRUNKS });
    withoutJitter();
    const providers = await stage.signedIn();
    const heard = listen(providers);
    providers.watch(byEvents(stage));
    await informed(stage, providers);
    stage.forget();
    // What nobody is told of while the socket is lost.
    await stage.portsip.missEvents(1);
    await stage.portsip.setStatus(C, "OFFLINE");
    await stage.portsip.dropSockets();
    await eventually(async () => gaps(heard).length === 1 && changes(heard).length === 1);
    await pause(50);
    await eventually(async () => (await stage.frames())[1]?.length === 2);
    expect(await stage.frames()).to.deep.equal(Array(2).fill([authOf(stage), SUBSCRIBE]));
    expect(changes(heard)).to.deep.equal(["c: ONLINE to OFFLINE (poll)"]);
    const [{ from, to }] = gaps(heard);
    expect(from).to.be.at.most(to);
    expect(stage.wire()).to.deep.equal(["GET /providers/list?pagination=1&pagesize=1000"]);
    await stage.portsip.setStatus(C, "ONLINE");
    await eventually(() => changes(heard).length === 2);
    expect(changes(heard)[1]).to.equal("c: OFFLINE to ONLINE (wsi)");
  });

  it("polls where the PBX refuses the credentials", async () => {
    const stage = await simulatePortsip({ providers: TRUNKS });
    const providers = await stage.signedIn();
    const heard = listen(providers);
    providers.watch({ wsi: { url: stage.wsiUrl, name: "acme", password: "wrong" }, intervalMs: 2000 });
    await eventually(() => providers.feed.state === "live");
    expect(heard.map(([event]) => event)).to.deep.equal(["authFailed"]);
    expectError(heard[0][1], { kind: "authentication", reason: "wsi", operation: "watch", message: "name or password error" });
    await eventually(async () => (await stage.state()).sockets === 0);
    await stage.portsip.setStatus(A, "OFFLINE");
    await eventually(() => changes(heard).length > 0);
    expect(changes(heard)).to.deep.equal(["a: ONLINE to OFFLINE (poll)"]);
  });
});

describe("watch by events", () => {
  it("polls once to know how things are, and then no more", async () => {
    const { stage, time, providers, states } = await live();
    expect([providers.feed.state, states]).to.deep.equal(["live", ["connecting", "live"]]);
    stage.forget();
    for (let round = 0; round < 10; round += 1) await time.pass(60_000);
    expect([stage.wire(), stage.sockets.length]).to.deep.equal([[], 1]);
    await noTimers(time);
  });

  it("tells each change once, also through stateful polls", async () => {
    const { stage, heard } = await live();
    for (const status of ["OFFLINE", "ONLINE", "ONLINE", "OFFLINE"]) {
      stage.portsip.setStatus(A, status);
      await settle();
    }
    expect(changes(heard)).to.deep.equal(["a: ONLINE to OFFLINE (wsi)", "a: OFFLINE to ONLINE (wsi)", "a: ONLINE to OFFLINE (wsi)"]);
  });

  it("13.9 tells of the gap from the last that was heard to the new subscription", async () => {
    const { stage, time, providers, heard, states } = await live();
    await time.pass(5000);
    stage.portsip.setStatus(A, "OFFLINE");
    await settle();
    const from = Date.now();
    await time.pass(7000);
    stage.forget();
    const restore = stage.fault("socket", { status: 503, times: Infinity });
    stage.portsip.dropSockets(1001);
    await settle();
    expect([providers.feed.state, providers.feed.getSnapshot().retryAt]).to.deep.equal(["retrying", Date.now()]);
    restore();
    await time.pass(1);
    expect(providers.feed.state).to.equal("live");
    const [gap] = gaps(heard);
    expect(gap.from).to.equal(from);
    expect(gap.to).to.be.within(from + 7000, Date.now());
    expect(stage.wire()).to.deep.equal(["GET /providers/list?pagination=1&pagesize=1000"]);
    expect((await stage.frames()).at(-1)).to.deep.equal([authOf(stage), SUBSCRIBE]);
    expect(states.slice(-2)).to.deep.equal(["retrying", "live"]);
    await noTimers(time);
  });

  it("polls while the socket is lost, and opens it again ever later, up to half a minute", async () => {
    const { stage, time, providers, heard } = await live();
    Math.random = () => 1;
    stage.fault("socket", { status: 503, times: Infinity });
    stage.forget();
    stage.portsip.dropSockets();
    await settle();
    const opened = [];
    for (let second = 1; second <= 130; second += 1) {
      const before = stage.sockets.length;
      await time.pass(1000);
      if (stage.sockets.length > before) opened.push(second);
    }
    expect(opened).to.deep.equal([1, 3, 7, 15, 31, 61, 91, 121]);
    expect([providers.feed.state, providers.feed.getSnapshot().failures]).to.deep.equal(["retrying", 9]);
    expect(stage.count("GET /providers/list")).to.equal(13);
    stage.portsip.setStatus(B, "OFFLINE");
    await time.pass(10_000);
    expect(changes(heard)).to.deep.equal(["b: ONLINE to OFFLINE (poll)"]);
  });

  it("gives a socket that does not open half a minute", async () => {
    const stage = await simulatePortsipHere({ providers: TRUNKS });
    const time = holdBoth(stage);
    withoutJitter();
    const sockets = [];
    class Silent {
      constructor() {
        sockets.push(this);
      }
      close() {
        this.closed = true;
      }
    }
    const providers = await stage.signedIn({ WebSocket: Silent });
    providers.watch(byEvents(stage));
    for (const ms of [10_000, 10_000, 9_999]) await time.pass(ms);
    expect([sockets.length, sockets[0].closed]).to.deep.equal([1, undefined]);
    await time.pass(2);
    expect([sockets.length, sockets[0].closed]).to.deep.equal([2, true]);
    // At once, and then every ten seconds.
    expect(stage.count("GET /providers/list")).to.equal(4);
  });

  for (const [what, who] of [["credentials that are wrong", () => ({ name: "acme", password: "wrong" })], ["an administrator, who may not subscribe", (stage) => stage.credentials]]) {
    it(`polls for ${what}, without another try`, async () => {
      const { stage, time, providers, heard } = await held({ watch: (own) => ({ wsi: { url: own.wsiUrl, ...who(own) } }) });
      expect([providers.feed.state, stage.sockets.length]).to.deep.equal(["live", 1]);
      expectError(heard.find(([event]) => event === "authFailed")[1], { kind: "authentication", reason: "wsi" });
      stage.forget();
      stage.portsip.setStatus(A, "OFFLINE");
      for (let round = 0; round < 3; round += 1) await time.pass(10_000);
      expect([changes(heard), stage.count("GET /providers/list"), stage.sockets.length]).to.deep.equal([["a: ONLINE to OFFLINE (poll)"], 3, 1]);
      expect((await stage.state()).sockets).to.equal(0);
    });
  }

  it("takes the acknowledgement of a subscription for what it is", async () => {
    const { stage, providers, heard } = await live({ fixtures: { subscribeAck: true } });
    stage.portsip.setStatus(A, "OFFLINE");
    await settle();
    expect([providers.feed.state, changes(heard)]).to.deep.equal(["live", ["a: ONLINE to OFFLINE (wsi)"]]);
  });

  for (const [what, event, told] of [
    ["provider_id", { provider_id: B, provider_name: "b" }, ["b: ONLINE to OFFLINE (wsi)"]],
    ["trunk_id", { trunk_id: B, trunk_name: "b" }, ["b: ONLINE to OFFLINE (wsi)"]],
    ["id alone", { id: B }, ["b: ONLINE to OFFLINE (wsi)"]],
    ["a name alone", { name: "b" }, ["b: ONLINE to OFFLINE (wsi)"]],
    ["trunk_name alone", { trunk_name: "c" }, ["c: ONLINE to OFFLINE (wsi)"]],
  ]) {
    it(`understands an event with ${what}`, async () => {
      const { stage, heard } = await live();
      stage.forget();
      stage.portsip.emit({ event_type: "trunk_disconnected", tenant_id: "1", time: "1700000000", ...event });
      await settle();
      expect([changes(heard), stage.wire()]).to.deep.equal([told, []]);
    });
  }

  it("understands an id that is a number of 64 bits", async () => {
    const { stage, heard } = await live();
    stage.portsip.emit(`{"event_type":"trunk_disconnected","provider_id":${B}}`);
    await settle();
    expect(heard[0][1]).to.include({ id: B, name: "b" });
  });

  it("polls once for an event that does not say which", async () => {
    const { stage, heard } = await live();
    for (const event of [{}, { name: "nobody" }, { tenant_name: "acme" }]) {
      stage.forget();
      stage.portsip.emit({ event_type: "trunk_disconnected", ...event });
      await settle();
      expect([changes(heard), stage.wire().length]).to.deep.equal([[], 1]);
    }
  });

  it("believes what it hears, and not the answer to a question of before", async () => {
    let go;
    let released;
    const late = (stage) => async (...args) => {
      const answer = await stage.fetch(...args);
      await released;
      return answer;
    };
    const { stage, heard } = await live({ options: (own) => ({ fetch: late(own) }) });
    released = new Promise((resolve) => (go = resolve));
    stage.portsip.emit({ event_type: "trunk_disconnected" });
    await settle();
    stage.portsip.setStatus(A, "OFFLINE");
    await settle();
    go();
    await settle();
    expect(changes(heard)).to.deep.equal(["a: ONLINE to OFFLINE (wsi)"]);
  });

  it("leaves anything else alone", async () => {
    const { stage, providers, heard } = await live();
    stage.forget();
    for (const frame of ["", "null", "7", "[]", "{{{", '"x"', "{}", { event_type: "cdr_event", id: A }, { event_type: null, id: A }, { event_type: 5 }, { command: "x" }]) {
      stage.portsip.emit(frame);
      await settle();
    }
    expect([providers.feed.state, heard, stage.wire()]).to.deep.equal(["live", [], []]);
  });

  it("tells of a trunk that is new", async () => {
    const { stage, heard } = await live();
    stage.portsip.emit({ event_type: "trunk_connected", provider_id: "77", provider_name: "new" });
    await settle();
    expect(changes(heard)).to.deep.equal(["new: undefined to ONLINE (wsi)"]);
  });

  it("tells hooks of its socket, and nothing secret", async () => {
    const told = [];
    const { stage } = await live({ options: { onRequest: (info) => told.push(info), onResponse: (info) => told.push(info) } });
    const own = told.filter(({ operation }) => operation === "feed").map(({ durationMs: _, ...info }) => info);
    const info = { method: "GET", url: stage.wsiUrl, operation: "feed", attempt: 1 };
    expect(own).to.deep.equal([info, { ...info, status: 101 }]);
  });
});

describe("Where watch listens", () => {
  const openedBy = async (options, watch) => {
    const stage = await simulatePortsipHere({ dialect: options?.dialect });
    const urls = [];
    class Deaf {
      constructor(url) {
        urls.push(url);
      }
      close() {}
    }
    const providers = stage.providers({ WebSocket: Deaf, ...options });
    const watching = providers.watch(watch);
    await settle();
    watching.stop();
    return urls;
  };

  it("is port 8885 of the PBX, unless the client or the watch says otherwise", async () => {
    expect(await openedBy()).to.deep.equal(["wss://pbx.example.com:8885"]);
    expect(await openedBy({ wsiUrl: "wss://a.example/wsi" })).to.deep.equal(["wss://a.example/wsi"]);
  });

  it("may be said with the watch", async () => {
    expect(await openedBy({ wsiUrl: "wss://a.example/wsi" }, { wsi: "wss://b.example" })).to.deep.equal(["wss://b.example"]);
  });

  it("may be said beside credentials", async () => {
    expect(await openedBy({ credentials: undefined, token: "x" }, { wsi: { url: "ws://c.example", name: "a", password: "b" } })).to.deep.equal(["ws://c.example"]);
  });

  it("is nowhere without credentials", async () => {
    expect(await openedBy({ credentials: undefined, token: "x" })).to.deep.equal([]);
  });

  it("is nowhere with a tokenProvider alone", async () => {
    expect(await openedBy({ credentials: undefined, tokenProvider: () => "x" })).to.deep.equal([]);
  });

  it("is nowhere with false", async () => {
    expect(await openedBy({}, { wsi: false })).to.deep.equal([]);
  });

  it("is nowhere with v22", async () => {
    expect(await openedBy({ dialect: "v22" })).to.deep.equal([]);
  });

  it("is asked by a function of credentials beside a tokenProvider", async () => {
    const own = await simulatePortsipHere({ providers: TRUNKS });
    const token = await own.token();
    const client = own.providers({ tokenProvider: () => token, credentials: async () => own.tenant });
    client.watch({ wsi: own.wsiUrl });
    await eventually(() => client.feed.state === "live");
    expect(await own.frames()).to.deep.equal([[authOf(own), SUBSCRIBE]]);
  });

  it("is left for polls where that function fails", async () => {
    const own = await simulatePortsipHere({ providers: TRUNKS });
    const token = await own.token();
    const mistake = new Error("a mistake of the page");
    const client = own.providers({ tokenProvider: () => token, credentials: () => Promise.reject(mistake) });
    const heard = listen(client);
    client.watch({ wsi: own.wsiUrl });
    await eventually(() => client.feed.state === "live");
    expectError(heard[0][1], { kind: "authentication", reason: "wsi", cause: mistake });
  });
});

for (const dialect of ["v12", "v22"]) {
  const newer = dialect === "v22";
  const polled = (more = {}) => held({ fixtures: { dialect, providers: TRUNKS.map((trunk) => ({ ...trunk, ...(newer && { concurrency: 1 }) })) }, ...more, watch: { wsi: false, ...more.watch } });
  const LIST = newer ? "GET /providers" : "GET /providers/list";

  describe(`watch by polling (${dialect})`, () => {
    it("asks every ten seconds, and tells of changes alone", async () => {
      const { stage, time, providers, heard, states } = await polled();
      expect([providers.feed.state, states, heard]).to.deep.equal(["live", ["connecting", "live"], []]);
      expect(stage.wire().length).to.equal(newer ? 4 : 1);
      await time.pass(9_999);
      expect(stage.wire().length).to.equal(newer ? 4 : 1);
      stage.portsip.setStatus(B, "OFFLINE");
      await time.pass(1);
      expect(changes(heard)).to.deep.equal(["b: ONLINE to OFFLINE (poll)"]);
      stage.portsip.setStatus(B, "ONLINE");
      stage.portsip.setStatus(C, "OFFLINE");
      await time.pass(10_000);
      await time.pass(10_000);
      expect(changes(heard).slice(1).sort()).to.deep.equal(["b: OFFLINE to ONLINE (poll)", "c: ONLINE to OFFLINE (poll)"]);
      expect([stage.sockets, gaps(heard)]).to.deep.equal([[], []]);
    });

    it("asks as often as is wanted", async () => {
      const { stage, time } = await polled({ watch: { intervalMs: 2000 } });
      stage.forget();
      for (let round = 0; round < 5; round += 1) await time.pass(2000);
      expect(stage.count(`${LIST}?`)).to.equal(5);
    });

    it("asks no second time while it waits", async () => {
      const { stage, time } = await polled({ options: { maxRetries: 0, timeoutMs: 0 } });
      stage.forget();
      stage.fault(LIST, { hang: true });
      await time.pass(10_000);
      await time.pass(100_000);
      expect(stage.wire().length).to.equal(1);
    });

    it("tells of a trunk that is new, and of none that is gone", async () => {
      const { stage, time, heard } = await polled();
      stage.portsip.removeProvider(A);
      stage.portsip.addProvider({ name: "new", status: "ONLINE", ...(newer && { concurrency: 1 }) });
      await time.pass(10_000);
      expect(changes(heard)).to.deep.equal(["new: undefined to ONLINE (poll)"]);
    });

    it("of some ids tells of no others, and asks for no others with v22", async () => {
      const { stage, time, heard } = await polled({ watch: { ids: [B, 17] } });
      if (newer) expect(stage.wire().sort()).to.deep.equal([`GET /providers/17/status`, `GET /providers/${B}/status`]);
      for (const id of [A, B, C]) stage.portsip.setStatus(id, "OFFLINE");
      await time.pass(10_000);
      expect(heard.map(([, { id, to }]) => [id, to])).to.deep.equal([[B, "OFFLINE"]]);
    });

    it("goes on with the others when one of its ids is gone", async () => {
      const { stage, time, providers, heard } = await polled({ watch: { ids: [A, B] } });
      stage.portsip.removeProvider(A);
      stage.portsip.setStatus(B, "OFFLINE");
      await time.pass(10_000);
      expect([providers.feed.state, heard.map(([, { id }]) => id)]).to.deep.equal(["live", [B]]);
    });

    it("goes on over a network that is down, and tells of the gap", async () => {
      const { stage, time, providers, heard } = await polled({ options: { maxRetries: 0 } });
      const began = Date.now();
      await time.pass(10_000);
      const from = Date.now();
      const restore = stage.fault(LIST, { drop: "before", times: Infinity });
      for (let round = 0; round < 3; round += 1) await time.pass(10_000);
      expect([providers.feed.state, providers.feed.getSnapshot().failures, providers.feed.getSnapshot().retryAt]).to.deep.equal(["retrying", 3, Date.now() + 10_000]);
      restore();
      stage.portsip.setStatus(A, "OFFLINE");
      await time.pass(10_000);
      expect([providers.feed.state, gaps(heard), changes(heard)]).to.deep.equal(["live", [{ from, to: Date.now() }], ["a: ONLINE to OFFLINE (poll)"]]);
      expect(from - began).to.equal(10_000);
    });

    it("asks more seldom while it is limited, and as the PBX says", async () => {
      const { stage, time } = await polled({ options: { maxRetries: 0 } });
      stage.forget();
      stage.fault(LIST, { status: 429, headers: { "retry-after": "1" }, times: 3 });
      const at = [];
      for (let second = 1; second <= 90; second += 1) {
        const before = stage.count(LIST);
        await time.pass(1000);
        if (stage.count(LIST) > before) at.push(second);
      }
      // Twice, four times, eight times the interval.
      expect(at.slice(0, 3)).to.deep.equal([10, 30, 70]);
    });

    it("asks more seldom while it is refused", async () => {
      const { stage, time } = await polled({ options: { maxRetries: 0 } });
      stage.fault(LIST, { status: 403, times: Infinity });
      stage.forget();
      for (let round = 0; round < 100; round += 1) await time.pass(10_000);
      expect(stage.count(LIST)).to.be.below(15);
    });

    it("is closed by stop, by dispose, by a signal and by close, and leaves nothing", async () => {
      const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");
      const { stage, time, providers, watching } = await polled();
      watching.stop();
      watching.stop();
      expect([providers.feed.state]).to.deep.equal(["closed"]);
      await noTimers(time);
      providers.watch({ wsi: false })[DISPOSE]();
      const controller = new AbortController();
      providers.watch({ wsi: false, signal: controller.signal });
      await settle();
      expect(providers.feed.state).to.equal("live");
      controller.abort();
      expect([providers.feed.state]).to.deep.equal(["closed"]);
      await noTimers(time);
      providers.watch({ wsi: false, signal: AbortSignal.abort() });
      expect([providers.feed.state]).to.deep.equal(["closed"]);
      await noTimers(time);
      providers.watch({ wsi: false });
      providers.close();
      await settle();
      expect([providers.feed.state]).to.deep.equal(["closed"]);
      await noTimers(time);
      stage.forget();
      await time.pass(100_000);
      expect(stage.wire()).to.deep.equal([]);
    });
  });
}

describe("Several watches of a client", () => {
  it("share a socket and a poll, and each hears of its own", async () => {
    const { stage, providers, heard } = await live();
    stage.forget();
    const [one, other] = [[], []];
    providers.watch(byEvents(stage, { ids: [A], onStatus: ({ id }) => one.push(id) }));
    providers.watch(byEvents(stage, { ids: [B, C], onStatus: ({ id }) => other.push(id) }));
    await settle();
    for (const id of [A, B, C]) stage.portsip.setStatus(id, "OFFLINE");
    await settle();
    expect([one, other, changes(heard).length, stage.sockets.length]).to.deep.equal([[A], [B, C], 3, 1]);
  });

  it("go on when one of them stops, and end with the last", async () => {
    const { stage, time, providers, watching } = await live();
    const heard = [];
    const second = providers.watch(byEvents(stage, { onStatus: ({ id }) => heard.push(id) }));
    watching.stop();
    stage.portsip.setStatus(A, "OFFLINE");
    await settle();
    expect([heard, providers.feed.state]).to.deep.equal([[A], "live"]);
    second.stop();
    await settle();
    expect([providers.feed.state, (await stage.state()).sockets]).to.deep.equal(["closed", 0]);
    await noTimers(time);
  });

  it("poll as often as the most impatient of them", async () => {
    const { stage, time, providers } = await held({ watch: { wsi: false, intervalMs: 60_000 } });
    const second = providers.watch({ wsi: false, intervalMs: 5000 });
    await settle();
    stage.forget();
    for (let round = 0; round < 4; round += 1) await time.pass(5000);
    expect(stage.wire().length).to.equal(4);
    second.stop();
    await time.pass(5000);
    stage.forget();
    for (let round = 0; round < 12; round += 1) await time.pass(5000);
    expect(stage.wire().length).to.equal(1);
  });

  it("tell nothing of what was there before somebody asked about it", async () => {
    const { stage, time, providers, heard } = await held({ watch: { wsi: false, ids: [A] } });
    providers.watch({ wsi: false });
    await settle();
    await time.pass(10_000);
    expect(heard).to.deep.equal([]);
    stage.portsip.setStatus(C, "OFFLINE");
    await time.pass(10_000);
    expect(changes(heard)).to.deep.equal(["c: ONLINE to OFFLINE (poll)"]);
  });

  it("may begin again after an end", async () => {
    const { stage, providers, watching, heard } = await live();
    watching.stop();
    stage.portsip.setStatus(A, "OFFLINE");
    providers.watch(byEvents(stage));
    await settle();
    expect([providers.feed.state, changes(heard), stage.sockets.length]).to.deep.equal(["live", [], 2]);
    stage.portsip.setStatus(A, "ONLINE");
    await settle();
    expect(changes(heard)).to.deep.equal(["a: OFFLINE to ONLINE (wsi)"]);
  });
});

describe("The end of a watch by events", () => {
  const ENDS = {
    stop: ({ watching }) => watching.stop(),
    close: ({ providers }) => providers.close(),
    free: ({ providers }) => providers.free(),
  };
  for (const [name, end] of Object.entries(ENDS)) {
    it(`by ${name} closes the socket, and leaves no timer, in any state`, async () => {
      for (const state of ["connecting", "live", "retrying"]) {
        const stage = await simulatePortsipHere({ providers: TRUNKS });
        const providers = await stage.signedIn();
        if (state === "retrying") stage.fault("socket", { status: 503, times: Infinity });
        const watching = providers.watch(byEvents(stage));
        if (state !== "connecting") await eventually(() => providers.feed.state === state);
        end({ watching, providers });
        expect(providers.feed.state).to.equal("closed");
        await eventually(async () => (await stage.state()).sockets === 0);
        const { length } = stage.sockets;
        await moment();
        expect([stage.sockets.length, providers.feed.state]).to.deep.equal([length, "closed"]);
      }
    });
  }

  it("leaves no timer", async () => {
    const { stage, time, watching } = await live();
    stage.fault("socket", { status: 503, times: Infinity });
    stage.portsip.dropSockets();
    await settle();
    watching.stop();
    await noTimers(time);
  });

  it("by the client's signal ends it", async () => {
    const controller = new AbortController();
    const { stage, time, providers } = await live({ options: { signal: controller.signal } });
    controller.abort();
    await settle();
    expect([providers.feed.state, (await stage.state()).sockets]).to.deep.equal(["closed", 0]);
    await noTimers(time);
  });

  for (const event of ["status", "gap"]) {
    it(`may come from a listener of ${event}`, async () => {
      const { stage, time, providers, watching } = await live();
      providers.on(event, () => watching.stop());
      stage.portsip.setStatus(A, "OFFLINE");
      await settle();
      stage.portsip.dropSockets();
      await time.pass(1);
      expect([providers.feed.state, (await stage.state()).sockets]).to.deep.equal(["closed", 0]);
      await noTimers(time);
    });
  }

  it("may come from a subscriber of the feed, and from a hook", async () => {
    for (const when of ["retrying", "live"]) {
      const stage = await simulatePortsipHere({ providers: TRUNKS });
      const providers = await stage.signedIn();
      providers.feed.subscribe(() => providers.feed.state === when && watching?.stop());
      const watching = providers.watch(byEvents(stage));
      if (when === "retrying") {
        await eventually(() => providers.feed.state === "live");
        stage.portsip.dropSockets();
      }
      await eventually(() => providers.feed.state === "closed");
      await eventually(async () => (await stage.state()).sockets === 0);
    }
    const stage = await simulatePortsipHere({ providers: TRUNKS });
    let watching;
    const providers = await stage.signedIn({ onResponse: ({ operation }) => operation === "feed" && watching.stop() });
    watching = providers.watch(byEvents(stage));
    await eventually(() => providers.feed.state === "closed");
    await moment();
    expect((await stage.state()).sockets).to.equal(0);
  });

  it("comes not from a listener that throws, which is reported", async () => {
    const { stage, providers, heard } = await live();
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    providers.on("status", fail);
    providers.watch(byEvents(stage, { onStatus: fail }));
    stage.portsip.setStatus(A, "OFFLINE");
    await settle();
    expect([takeReports(), changes(heard).length, providers.feed.state]).to.deep.equal([[mistake, mistake], 1, "live"]);
  });

  it("of a client that is closed is an error", async () => {
    const stage = await simulatePortsipHere();
    const providers = new Providers(stage.options());
    providers.close();
    try {
      providers.watch();
      expect.fail("it did not throw");
    } catch (error) {
      expectError(error, { kind: "aborted", reason: "closed", operation: "watch" });
    }
  });
});

describe("The feed of PortSIP", () => {
  it("has snapshots that are the same until something changes", async () => {
    const { time, providers, watching } = await live();
    const { feed } = providers;
    const snapshot = feed.getSnapshot();
    await time.pass(100_000);
    expect(feed.getSnapshot()).to.equal(snapshot);
    expect([snapshot.state, snapshot.failures, Object.isFrozen(snapshot)]).to.deep.equal(["live", 0, true]);
    watching.stop();
    expect(feed.getSnapshot()).not.to.equal(snapshot);
  });

  it("lets its subscribers go", async () => {
    const { stage, providers } = await live();
    let told = 0;
    const end = providers.feed.subscribe(() => (told += 1));
    end();
    stage.portsip.dropSockets();
    await settle();
    expect(told).to.equal(0);
  });
});
