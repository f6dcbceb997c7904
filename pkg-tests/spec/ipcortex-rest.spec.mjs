import { expect, it, rejected, thrown } from "./support.mjs";
import { expectError, expectRefusal, installIPCortex, scripted, simulateIpcortex } from "./ipcortex-support.mjs";

const TURN = [{ urls: "turn:turn.test:3478", username: "u", credential: "c" }];

/** What a stubbed fetch got. */
function answering(status, body, headers = {}) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  };
  return { sent, ...installIPCortex({ host: "https://pbx.test", fetch }) };
}

describe("The clock of an IPCortex PBX", () => {
  for (const [seconds, drift] of [[-90, 90], [0, 0], [3600, -3600]]) {
    it(`A14 is off by ${drift} s where the PBX is ${seconds} s ahead, to callback and promise alike`, async () => {
      const stage = await simulateIpcortex();
      const { PBX } = stage.install();
      await stage.ipcortex.skew({ seconds });
      const told = [];
      const delta = await PBX.getTimeDelta((...given) => told.push(given));
      expect(Math.abs(delta.driftTime - drift), `${delta.driftTime}`).to.be.below(0.05);
      expect(Math.abs(delta.clientTime - Date.now() / 1000)).to.be.below(2);
      expect(delta.driftTime).to.equal(delta.clientTime - delta.serverTime);
      expect([told.length, told[0].length, told[0][0] === delta]).to.deep.equal([1, 1, true]);
    });
  }

  it("A14 is asked for without a login, and without a feed", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = stage.install();
    await PBX.getTimeDelta();
    expect(await stage.paths()).to.deep.equal(["/adapter/v1/time"]);
  });

  it("A14 rejects with 90 where the PBX says no time", async () => {
    for (const said of [undefined, null, "now", NaN, {}]) {
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: { serverTime: async () => said } });
      expectError(await rejected(PBX.getTimeDelta()), { errno: 90, kind: "server" });
    }
  });
});

describe("A REST request of IPCortex", () => {
  it("A15 posts JSON to a path of the PBX, cookies included, and brings what was answered", async () => {
    const { sent, PBX } = answering(200, { result: "success", values: [1] });
    const told = [];
    const reply = await PBX.restCall("/rest/call/read", { type: "cdr" }, (...given) => told.push(given));
    expect([reply, told.length, told[0][0] === reply]).to.deep.equal([{ result: "success", values: [1] }, 1, true]);
    const [{ url, method, headers, body, credentials, redirect }] = sent;
    expect([url, method, JSON.parse(body), credentials, redirect]).to.deep.equal(["https://pbx.test/rest/call/read", "POST", { type: "cdr" }, "include", "error"]);
    expect(new Headers(headers).get("content-type")).to.equal("application/json");
  });

  it("A15 sends `{}` where there is nothing to send", async () => {
    for (const given of [[], [undefined], [null]]) {
      const { sent, PBX } = answering(200, {});
      await PBX.restCall("/rest/x", ...given);
      expect(sent[0].body).to.equal("{}");
    }
  });

  it("A15 needs its data in the live form, and tells that form's callback nothing", async () => {
    const { sent, PBX } = answering(200, { result: "success" });
    expectRefusal(await rejected(PBX.restRequest("/rest/x")), "`data`");
    const told = [];
    expect(await PBX.restRequest("/rest/x", { a: 1 }, (...given) => told.push(given))).to.deep.equal({ result: "success" });
    await PBX.restRequest("/rest/x", null);
    expect([told, sent.map(({ body }) => body)]).to.deep.equal([[[]], ['{"a":1}', "null"]]);
  });

  it("A15 resolves where the PBX says `fail`", async () => {
    const stage = await simulateIpcortex();
    const { PBX } = await stage.loggedIn();
    expect(await PBX.restCall("/rest/call/read")).to.deep.equal({ result: "fail", errno: 99, message: "call records are for administrators" });
  });

  for (const [status, body, errno, kind] of [
    [500, { result: "fail", message: "no" }, 90, "server"],
    [401, {}, 2, "authentication"],
    [403, {}, 99, "permission"],
    [503, {}, 3, "connection"],
    [404, "nothing here", 90, "server"],
    [200, "<html>", 90, "server"],
    [200, "", 90, "server"],
    [204, null, 90, "server"],
  ]) {
    it(`A15 rejects ${status} with ${JSON.stringify(body)} with ${errno}, its status and body`, async () => {
      const { PBX } = installIPCortex({ host: "https://pbx.test", fetch: async () => new Response(body === null ? null : typeof body === "string" ? body : JSON.stringify(body), { status }) });
      const error = await rejected(PBX.restCall("/rest/x"));
      expectError(error, { errno, kind, status });
      expect(error.body).to.deep.equal(body ?? "");
      expect(Object.keys(error)).to.not.include("body");
    });
  }

  it("A15 rejects with 1 where nobody answers, and says where", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", fetch: () => Promise.reject(new TypeError("failed")) });
    const error = await rejected(PBX.restCall("/rest/x"));
    expectError(error, { errno: 1, kind: "connection", operation: "rest", retryable: true });
    expect(error.message).to.include("https://pbx.test");
  });

  it("A15 refuses whatever could leave the PBX, and sends nothing", async () => {
    const { sent, PBX } = answering(200, {});
    const paths = ["", "rest/x", "//evil.test/x", "https://evil.test/x", "http://evil.test", "javascript:alert(1)", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "/\n/evil.test", " /x", "/../x", "/a/../../x", "/%2e%2e/x", "/.", "/a b", "@evil.test/", ":8080/x", ".evil.test/"];
    for (const path of [...paths, undefined, null, 7, {}, [], ["/x"], true, Symbol("/x"), new URL("https://pbx.test/x"), { toString: () => "/x" }]) {
      for (const ask of [PBX.restCall, PBX.restRequest]) expectRefusal(await rejected(ask(path, {})), "the path of a REST request");
    }
    expect(sent).to.deep.equal([]);
  });

  it("A15 keeps queries, and parts of a path that only look odd", async () => {
    const { sent, PBX } = answering(200, {});
    for (const path of ["/rest/x?a=../b", "/", "/rest//x", "/%2f%2fevil.test", "/é"]) await PBX.restCall(path);
    for (const { url } of sent) expect(new URL(url).origin).to.equal("https://pbx.test");
    expect(sent.map(({ url }) => url)).to.deep.equal(["/rest/x?a=../b", "/", "/rest//x", "/%2f%2fevil.test", "/é"].map((path) => `https://pbx.test${path}`));
  });

  it("A15 refuses data that is no JSON", async () => {
    const { sent, PBX } = answering(200, {});
    const round = {};
    round.self = round;
    const throwing = { get a() { throw new Error("a getter"); } };
    for (const data of [round, 1n, () => {}, Symbol("x"), throwing, { toJSON() { throw new Error("no"); } }, { toJSON: () => undefined }]) {
      expectRefusal(await rejected(PBX.restCall("/rest/x", data)), "JSON");
    }
    expect(sent).to.deep.equal([]);
  });

  it("A15 works without a feed, and beside one", async () => {
    const stage = await simulateIpcortex({ users: [{ uname: "root", role: "sys-admin" }] });
    const { PBX } = await stage.loggedIn();
    expect(await PBX.restCall("/rest/call/read")).to.deep.equal({ result: "success", values: [] });
    await PBX.startFeed();
    expect(await PBX.restCall("/rest/call/read", {})).to.deep.equal({ result: "success", values: [] });
  });

  it("A15 keeps the path of the PBX's own address", async () => {
    const sent = [];
    const { PBX } = installIPCortex({ host: "https://proxy.test/pbx/", fetch: async (url) => (sent.push(url), Response.json({})) });
    await PBX.restCall("/rest/x");
    expect(sent).to.deep.equal(["https://proxy.test/pbx/rest/x"]);
  });
});

describe("The ICE servers of IPCortex", () => {
  it("A16 are those of the PBX, where nothing else is said", async () => {
    const stage = await simulateIpcortex({ ice: { stun: "stun.pbx.test:3478", turn: TURN } });
    const { PBX } = await stage.loggedIn();
    const wanted = [{ urls: "stun:stun.pbx.test:3478" }, ...TURN];
    expect(await PBX.iceServers).to.deep.equal(wanted);
    expect(await PBX.setStunTurn(null, null)).to.equal(undefined);
    expect(await PBX.iceServers).to.deep.equal(wanted);
  });

  for (const [title, stun, turn, wanted] of [
    ["both", "stun.own.test", [{ urls: ["turn:a", "turn:b"], username: "x", credential: "y" }], [{ urls: "stun:stun.own.test" }, { urls: ["turn:a", "turn:b"], username: "x", credential: "y" }]],
    ["STUN alone", "stun.own.test:99", null, [{ urls: "stun:stun.own.test:99" }, ...TURN]],
    ["TURN alone", undefined, [{ urls: "turn:a" }], [{ urls: "stun:stun.pbx.test" }, { urls: "turn:a" }]],
    ["no STUN", "", null, TURN],
    ["no TURN", null, [], [{ urls: "stun:stun.pbx.test" }]],
    ["none", "", [], []],
  ]) {
    it(`A16 can be replaced: ${title}`, async () => {
      const script = scripted({ iceServers: async () => ({ stun: "stun.pbx.test", turn: TURN }) });
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
      await PBX.setStunTurn(stun, turn);
      expect(await PBX.iceServers).to.deep.equal(wanted);
    });
  }

  it("A16 have their prefix once, also where the PBX says it already", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: { iceServers: async () => ({ stun: "stun:stun.pbx.test", turn: [] }) } });
    expect(await PBX.iceServers).to.deep.equal([{ urls: "stun:stun.pbx.test" }]);
  });

  it("A16 refuses what is no server, and keeps what was there", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: { iceServers: async () => ({ stun: "stun.pbx.test", turn: TURN }) } });
    for (const stun of ["stun:x", "STUN:x", "turn:x", "stuns:x", "turns:x", "https://x", "a b", "a/b", "u@x", 7, {}, [], true]) expectRefusal(await rejected(PBX.setStunTurn(stun, null)), "`stun`");
    for (const turn of ["turn:x", {}, 7, true, [{}], [null], ["turn:x"], [{ urls: "" }], [{ urls: [] }], [{ urls: 7 }], [{ urls: ["turn:a", ""] }], [{ username: "x" }], [{ urls: null }]]) expectRefusal(await rejected(PBX.setStunTurn(null, turn)), "`turn`");
    expect(await PBX.iceServers).to.deep.equal([{ urls: "stun:stun.pbx.test" }, ...TURN]);
  });

  it("A16 are copies: neither what was given nor what was got changes them", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: {} });
    const turn = [{ urls: "turn:a", username: "x", credential: "y" }];
    await PBX.setStunTurn("", turn);
    turn[0].urls = "turn:evil";
    turn.push({ urls: "turn:evil" });
    (await PBX.iceServers)[0].urls = "turn:evil";
    expect(await PBX.iceServers).to.deep.equal([{ urls: "turn:a", username: "x", credential: "y" }]);
  });

  it("A16 take whatever an adapter says for what can be used of it", async () => {
    for (const said of [undefined, null, {}, { stun: 7, turn: "x" }, { stun: null, turn: null }]) {
      const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: { iceServers: async () => said } });
      expect(await PBX.iceServers).to.deep.equal([]);
    }
  });
});

describe("The names of IPCortex's functions", () => {
  it("A22 are given to a slot without a new build, and are the same function", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", names: { "feed.idle": ["idleMode", "lite"], "time.drift": "getDrift" } });
    expect([PBX.idleMode, PBX.lite, PBX.getDrift]).to.deep.equal([PBX.setIdle, PBX.setIdle, PBX.getTimeDelta]);
    await PBX.idleMode(true);
  });

  it("A22 may be said again, as they are", () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", names: { "feed.start": ["startFeed", "startPoll", "begin"] } });
    expect([PBX.begin, PBX.startPoll]).to.deep.equal([PBX.startFeed, PBX.startFeed]);
  });

  for (const [title, names, words] of [
    ["two slots by the page", { "feed.idle": "x", "time.drift": "x" }, ["x"]],
    ["a name of another slot", { "feed.idle": "startFeed" }, ["startFeed"]],
    ["a slot that there is not", { "feed.nap": "x" }, ["feed.nap"]],
    ["a slot of the language", { constructor: "x" }, ["constructor"]],
    ["an empty name", { "feed.idle": "" }, ["feed.idle"]],
    ["a number", { "feed.idle": 7 }, ["feed.idle"]],
    ["nothing", { "feed.idle": null }, ["feed.idle"]],
    ["a list with a number", { "feed.idle": ["a", 7] }, ["feed.idle"]],
    ["a name of ours", { "feed.idle": "live" }, ["live"]],
    ["`Auth`", { "feed.idle": "Auth" }, ["Auth"]],
    ["`close`", { "feed.idle": "close" }, ["close"]],
    ["`__proto__`", { "feed.idle": "__proto__" }, ["__proto__"]],
    ["`toString`", { "feed.idle": "toString" }, ["toString"]],
  ]) {
    it(`A22 are refused at once: ${title}`, () => {
      expectRefusal(thrown(() => installIPCortex({ host: "https://pbx.test", names })), "installIPCortex(options)", ...words);
    });
  }

  it("A22 exist, all thirteen with their aliases", () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test" });
    for (const name of ["startFeed", "startPoll", "pauseFeed", "stopFeed", "stopPoll", "setIdle", "fetchData", "enableTags", "disableTags", "restRequest", "getLines", "getAddressbook", "getTimeDelta", "restCall", "setStunTurn"]) expect(PBX[name], name).to.be.a("function");
  });
});

