import { eventually, everythingOf, expect, expectNoSecret, it, rejected, secretly, settle, takePrinted, takeReports, toldHooks } from "./support.mjs";
import { DESK, installIPCortex, scripted, simulateIpcortex, simulateIpcortexHere } from "./ipcortex-support.mjs";

const CREDENTIAL = "turn-credential-nobody-sees";
const ICE = { stun: "stun.test", turn: [{ urls: "turn:turn.test", username: "u", credential: CREDENTIAL }] };

/** Texts that can be reached from a value by properties; what has to be asked for is not asked. */
function* textsIn(value, seen = new Set()) {
  if (typeof value === "string") yield value;
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
  seen.add(value);
  for (const name of Reflect.ownKeys(value)) {
    if (name === "iceServers") continue;
    let inner;
    try {
      inner = value[name];
    } catch {
      // A getter of a prototype, which belongs to none.
      continue;
    }
    yield* textsIn(inner, seen);
  }
}

function expectClean(object, where) {
  const texts = [...textsIn(object)];
  expect(texts.length).to.be.above(0);
  expectNoSecret(texts.join("\n"), where);
}

describe("IPCortex's secrets", () => {
  it("A24 are in no address and no hook, from a login to a logout", async () => {
    const stage = await simulateIpcortex({ ice: ICE });
    secretly(CREDENTIAL);
    const { told, ...hooks } = toldHooks();
    const { PBX } = await stage.live(hooks);
    await PBX.enableTags();
    await PBX.getAddressbook();
    await PBX.iceServers;
    await PBX.setStunTurn(null, ICE.turn);
    await PBX.owned[0].dial("0123456789");
    await stage.ipcortex.drop();
    await eventually(() => PBX.feed.state === "live" && stage.sockets.length > 1);
    await PBX.pauseFeed();
    await PBX.Auth.logout();
    for (const socket of stage.sockets) {
      expect(socket.sent[0].ticket).to.be.a("string");
      expectNoSecret(socket.url, "the address of a socket");
      expect(new URL(socket.url).search).to.equal("");
    }
    for (const request of await stage.requests()) expectNoSecret(request.target, "a path");
    expect(told.length).to.be.above(15);
    expectNoSecret(JSON.stringify(told), "what hooks are told");
    expectNoSecret(everythingOf(told), "what hooks are told");
  });

  it("A24 are in nothing that is printed, where everything goes wrong", async () => {
    const stage = await simulateIpcortexHere({ ice: ICE });
    secretly(CREDENTIAL);
    const { PBX } = await stage.loggedIn();
    await PBX.startFeed();
    for (const errno of [1, 90, 3, 91, 92, 99]) {
      stage.ipcortex.error({ errno });
      await settle();
    }
    for (const { text } of takePrinted()) expectNoSecret(text, "the console");
  });

  it("A24 are in no error", async () => {
    const stage = await simulateIpcortexHere({ ice: ICE });
    secretly(CREDENTIAL);
    const { username, password } = stage.credentials;
    for (const fault of [{ status: 500 }, { status: 401 }, { malformed: true }, { drop: "before" }, { errcode: 2 }]) {
      const { PBX } = stage.install();
      await stage.fault("login", fault);
      expectNoSecret(everythingOf(await rejected(PBX.Auth.login({ username, password }))), "an error of a login");
    }
    const { PBX } = await stage.loggedIn();
    for (const fault of [{ status: 500 }, { malformed: true }, { drop: "before" }]) {
      await stage.fault("ticket", fault);
      expectNoSecret(everythingOf(await rejected(PBX.startFeed(null, () => {}, { maxWSRetryTime: 0 }))), "an error of a feed");
    }
    stage.ipcortex.error({ errno: 99, times: 1 });
    expectNoSecret(everythingOf(await rejected(PBX.startFeed(null, () => {}))), "an error after the ticket was sent");
    for (const turn of [[{ username: "u", credential: CREDENTIAL }], [{ urls: "", credential: CREDENTIAL }]]) expectNoSecret(everythingOf(await rejected(PBX.setStunTurn(null, turn))), "a refusal of a server");
    for (const given of [{ username: password, password: 7 }, { username: "", password }, { token: "", password }]) expectNoSecret(everythingOf(await rejected(PBX.Auth.login(given))), "a refusal of a login");
  });

  it("A24 are in nothing of an installation: not in its properties, not in its JSON", async () => {
    const stage = await simulateIpcortexHere({ ice: ICE });
    secretly(CREDENTIAL);
    const installed = await stage.live();
    const { PBX, Types } = installed;
    await PBX.setStunTurn("stun.own", ICE.turn);
    await PBX.getAddressbook();
    stage.ipcortex.call({ to: DESK });
    await settle();
    expectClean(PBX, "PBX");
    expectClean(PBX.Auth, "PBX.Auth");
    expectClean(Types, "Types");
    expectNoSecret(JSON.stringify(installed), "JSON");
    expectNoSecret(String(PBX) + String(PBX.Auth), "texts");
    for (const list of Object.values(PBX.live)) for (const object of list.getSnapshot()) expectNoSecret(JSON.stringify(object), "a live object");
    // Of the user's own session nothing is shown either.
    expect(Object.keys(PBX.Auth.getUserInfo())).to.not.include("session");
  });

  it("A24 that a session is named by is not shown by `getUserInfo`", async () => {
    const { PBX } = installIPCortex({ host: "https://pbx.test", fetch: async () => Response.json({ result: "success", user: { id: 1, login: "a", session: secretly("a-session-nobody-sees") } }) });
    await PBX.Auth.login({ username: "a", password: "b" });
    expectNoSecret(JSON.stringify(PBX.Auth.getUserInfo()), "getUserInfo");
    expect(PBX.Auth.getUserInfo()).to.include({ id: 1, uname: "a" });
  });

  it("A24 reach an adapter only where it needs them", async () => {
    const script = scripted();
    const { PBX } = installIPCortex({ host: "https://pbx.test", adapter: script.adapter });
    await PBX.Auth.login({ username: "a", password: secretly("the-password-itself") });
    await PBX.fetchData();
    const started = PBX.startFeed();
    await settle();
    script.link.whole();
    await started;
    const [login, ...others] = script.asked;
    expect(login[1]).to.include({ username: "a", password: "the-password-itself" });
    expectNoSecret(JSON.stringify([others, script.link?.hello]), "what an adapter is asked later");
    PBX.close();
  });
});

describe("IPCortex's hooks", () => {
  it("hear of each request before it leaves and when it has ended, and of the socket", async () => {
    const stage = await simulateIpcortex();
    const { told, ...hooks } = toldHooks();
    const { PBX } = await stage.live(hooks);
    const lines = told.map(([what, { method, url, operation, status }]) => [what, method, url.replace(stage.url, "").replace(stage.url.replace("http", "ws"), "ws "), operation, status].join(" ").trim());
    expect(lines).to.deep.equal([
      "request POST /rest/auth/ login",
      "response POST /rest/auth/ login 200",
      "request POST /adapter/v1/hello hello",
      "response POST /adapter/v1/hello hello 200",
      "request POST /adapter/v1/ticket ticket",
      "response POST /adapter/v1/ticket ticket 200",
      "request GET ws /adapter/v1/feed feed",
      "response GET ws /adapter/v1/feed feed 101",
    ]);
    for (const [what, { durationMs, attempt }] of told) expect([attempt, typeof durationMs]).to.deep.equal([1, what === "response" ? "number" : "undefined"]);
    void PBX;
  });

  it("hear of what gets no answer, too", async () => {
    const stage = await simulateIpcortex();
    const { told, ...hooks } = toldHooks();
    const { PBX } = await stage.loggedIn(hooks);
    told.length = 0;
    await stage.fault("time", { drop: "before" });
    await PBX.getTimeDelta().catch(() => {});
    await stage.ipcortex.drop({ mode: "refuse" });
    await PBX.startFeed(null, () => {}, { maxWSRetryTime: 0 }).catch(() => {});
    expect(told.filter(([what]) => what === "response").map(([, { operation, status }]) => [operation, status])).to.deep.equal([["serverTime", undefined], ["ticket", 200], ["feed", undefined]]);
  });

  it("change nothing by throwing, which is reported", async () => {
    const stage = await simulateIpcortexHere();
    const broken = () => {
      throw new Error("a hook");
    };
    const { PBX } = await stage.live({ onRequest: broken, onResponse: broken });
    expect(PBX.feed.state).to.equal("live");
    expect(takeReports().length).to.be.above(5);
  });
});
