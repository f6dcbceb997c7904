import { eventually, expect, expectError, init, inNode, it, PBXOperator, recordingFetch, rejected, secretly, settle, simulate, simulateHere } from "./support.mjs";

const WEB_TOPICS = [10000, 20007, 20008, 20010, 20015, 20047, 20048, 20049, 20053, 20065, 20066, 20082, 20104, 20153, 20154];

const startSequence = (host) => [
  `GET /api/v1.0/pbx/getproduct?host=${host}`,
  "POST /api/v1.0/login",
  "GET /api/v1.0/extension/getpersonalglobal",
  "GET /api/v1.0/licenseservice/get",
  "GET /api/v1.0/extension/getpersonal",
  "GET /api/v1.0/extension/getregisterinfo",
  "GET /api/v1.0/subscribe?access_token=***32",
];

const opened = (stage) => eventually(async () => (await stage.openSockets()) > 0);

describe("the start sequence", () => {
  it("asks six things in the vendor's order and then opens the socket", async () => {
    const stage = await simulate();
    await stage.live();
    expect(await stage.wire()).to.deep.equal(startSequence(stage.host));
  });

  it("is the same for a top-level init", async () => {
    const stage = await simulate();
    const { pbx, destroy } = await init(stage.options());
    await stage.subscribed(pbx);
    destroy();
    expect(await stage.wire()).to.deep.equal(startSequence(stage.host));
  });

  it("shows no Authorization before the login and the bare token after it", async () => {
    const stage = await simulate();
    await stage.live();
    const headers = (await stage.requests()).map(({ headers }) => headers.authorization);
    expect(headers).to.deep.equal([undefined, undefined, "***32", "***32", "***32", "***32", undefined]);
  });

  it("sends the token as it came, without a scheme", async () => {
    const stage = await simulate();
    const fetch = recordingFetch();
    const pbx = await stage.live({ fetch });
    expect(pbx.token).to.match(/^[0-9a-f]{32}$/);
    expect(fetch.calls.slice(2).map(({ headers }) => headers.authorization)).to.deep.equal(Array(4).fill(pbx.token));
  });

  it("accepts what axios accepts, and declares JSON only where there is a body", async () => {
    const stage = await simulate();
    await stage.live();
    const http = (await stage.requests()).filter(({ upgrade }) => !upgrade);
    expect(new Set(http.map(({ headers }) => headers.accept))).to.deep.equal(new Set(["application/json, text/plain, */*"]));
    expect(http.map(({ headers }) => headers["content-type"])).to.deep.equal([undefined, "application/json", undefined, undefined, undefined, undefined]);
    expect(http.map(({ body }) => body !== "")).to.deep.equal([false, true, false, false, false, false]);
  });

  it("sends no cookie and no credentials of the page", async () => {
    const stage = await simulate();
    await stage.live();
    for (const { headers } of await stage.requests()) expect(headers).not.to.have.property("cookie");
  });

  it("writes the login body with the vendor's keys in the vendor's order", async () => {
    const stage = await simulate();
    const fetch = recordingFetch();
    await stage.live({ fetch });
    const [, login] = fetch.calls;
    expect(login.method).to.equal("POST");
    expect(login.body).to.equal(`{"username":"1000","password":"${stage.secret}","login_source":null,"login_jump":"sdk"}`);
  });

  it("logs in as webpc for a WebPC", async () => {
    const stage = await simulate();
    const fetch = recordingFetch();
    await stage.live({ fetch, userAgent: "WebPC" });
    expect(fetch.calls[1].body).to.equal(`{"username":"1000","password":"${stage.secret}","login_source":"webpc","login_jump":"sdk"}`);
    expect((await stage.state()).sessions).to.deep.equal([{ extension: "1000", client: "WebPC" }]);
  });

  it("logs in with an e-mail address just as with a number", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn({ username: "1001@pbx.test", secret: secretly((await stage.credentialsOf("1001")).secret) });
    expect(pbx.extensionNumber).to.equal("1001");
    expect(pbx.username).to.equal("1001@pbx.test");
  });

  it("opens the socket with the token in the address and nothing else", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    expect(stage.urls).to.deep.equal([`ws://${stage.host}/api/v1.0/subscribe?access_token=${pbx.token}`]);
    const [{ headers }] = await stage.requests("GET /api/v1.0/subscribe");
    expect(headers).not.to.have.any.keys("authorization", "cookie", "sec-websocket-protocol");
  });

  it("uses https and wss for an https address, without the port it implies", async () => {
    const stage = await simulateHere();
    const fetch = recordingFetch(stage.sim.fetch);
    const pbx = await stage.live({ fetch });
    expect(fetch.calls.map(({ url }) => url).slice(0, 2)).to.deep.equal([
      "https://yeastar.pbx.test/api/v1.0/pbx/getproduct?host=yeastar.pbx.test",
      "https://yeastar.pbx.test/api/v1.0/login",
    ]);
    expect(stage.urls).to.deep.equal([`wss://yeastar.pbx.test/api/v1.0/subscribe?access_token=${pbx.token}`]);
  });

  it("names a port in the host parameter with its colon as it is", async () => {
    const stage = await simulateHere();
    const fetch = recordingFetch((url, options) => stage.sim.fetch(url.replace(":8088", ""), options));
    const pbx = stage.operator({ url: "https://yeastar.pbx.test:8088", fetch });
    await pbx.init();
    expect(fetch.calls[0].url).to.equal("https://yeastar.pbx.test:8088/api/v1.0/pbx/getproduct?host=yeastar.pbx.test:8088");
  });

  it("subscribes to the fifteen topics of a web client, and to nothing else", async () => {
    const stage = await simulate();
    await stage.live();
    expect(await stage.frames()).to.deep.equal([[JSON.stringify({ topic_list: WEB_TOPICS })]]);
  });

  it("subscribes a WebPC to its own topic too", async () => {
    const stage = await simulate();
    await stage.live({ userAgent: "WebPC" });
    const topics = [...WEB_TOPICS, 20013].sort((one, other) => one - other);
    expect(await stage.frames()).to.deep.equal([[JSON.stringify({ topic_list: topics })]]);
  });

  const firmwares = [
    ["37.12.0.9", false],
    ["37.12.0.10", true],
    ["83.12.0.10", true],
    ["84.11.9.99", false],
    ["37.12.1", true],
    ["37.13", true],
    ["37.12", false],
    [null, false],
    ["rubbish", false],
  ];
  for (const [version, gated] of firmwares) {
    it(`${gated ? "adds" : "leaves out"} the plan's topics on firmware ${version}`, async () => {
      const stage = await simulateHere({ version });
      await stage.live();
      const topics = gated ? WEB_TOPICS : WEB_TOPICS.filter((topic) => topic < 20153);
      expect(await stage.frames()).to.deep.equal([[JSON.stringify({ topic_list: topics })]]);
    });
  }

  it("resolves without waiting for the socket", async () => {
    const stage = await simulateHere();
    await stage.fault("socket", { hang: true });
    const pbx = await stage.signedIn();
    expect(pbx.isInited).to.equal(true);
    expect(pbx.feed.state).to.equal("connecting");
    expect(pbx.socket.connected).to.equal(false);
  });

  it("does not mind that a licence list or the general settings are empty", async () => {
    const stage = await simulate();
    await stage.fault("GET /api/v1.0/licenseservice/get", { body: { errcode: 0 } });
    await stage.fault("GET /api/v1.0/extension/getpersonalglobal", { body: { errcode: 0 } });
    const pbx = await stage.signedIn();
    expect(pbx.isInited).to.equal(true);
  });
});

describe("the value of init", () => {
  it("is the register info with the vendor's names in the vendor's order", async () => {
    const stage = await simulate();
    await stage.fault("GET /api/v1.0/extension/getregisterinfo", { body: { errcode: 0, realm: "YSAsterisk", registername: "k3Jd", registerpassword: "9c11" } });
    const pbx = stage.operator();
    const info = await pbx.init();
    const { name, id } = (await stage.state()).extensions[0];
    const wanted = { realm: "YSAsterisk", registername: "k3Jd", ha1: "9c11", extensionNumber: "1000", extensionId: id, extensionName: name, recordPermissions: 3 };
    expect(info).to.deep.equal(wanted);
    expect(Object.keys(info)).to.deep.equal(Object.keys(wanted));
    expect(Object.getPrototypeOf(info)).to.equal(Object.prototype);
  });

  it("keeps the types of the PBX: an id that is a text stays one", async () => {
    const stage = await simulate();
    const extension = { id: "25", number: "1000", caller_id_name: "Ann Example", enb_web_client: 1 };
    await stage.fault("GET /api/v1.0/extension/getpersonal", { body: { errcode: 0, extension } });
    const pbx = stage.operator();
    const info = await pbx.init();
    expect(info.extensionId).to.equal("25");
    expect(pbx.extensionId).to.equal("25");
    expect(info.recordPermissions).to.equal(undefined);
  });

  it("is, at the top level, the operator, its end and the register info", async () => {
    const stage = await simulate();
    const result = await init(stage.options());
    expect(Object.keys(result).sort()).to.deep.equal(["destroy", "pbx", "registerInfo"]);
    expect(result.pbx).to.be.instanceOf(PBXOperator);
    expect(result.registerInfo.extensionNumber).to.equal("1000");
    result.destroy();
    expect(result.pbx.isInited).to.equal(false);
    expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
  });
});

describe("the address", () => {
  it("keeps a path as a prefix and drops query and hash", async () => {
    const stage = await simulateHere();
    const fetch = recordingFetch((url, options) => stage.sim.fetch(url.replace("/proxy/a/", "/"), options));
    const pbx = stage.operator({ url: "https://yeastar.pbx.test/proxy/a/?x=1#y", fetch });
    await pbx.init();
    expect(fetch.calls.map(({ url }) => url)).to.deep.equal(
      startSequence("yeastar.pbx.test")
        .slice(0, 6)
        .map((line) => `https://yeastar.pbx.test/proxy/a${line.split(" ")[1]}`),
    );
    expect(stage.urls).to.deep.equal([`wss://yeastar.pbx.test/proxy/a/api/v1.0/subscribe?access_token=${pbx.token}`]);
    pbx.destroy();
    // The simulated PBX has no such prefix for its socket: that request is not what this test is about.
    await settle();
    stage.close = async () => (await stage.sim.close(), []);
  });

  it("may be a URL object, which stays the operator's", async () => {
    const stage = await simulate();
    const url = new URL(stage.url);
    const pbx = await stage.signedIn({ url });
    expect(pbx.url).to.equal(url);
  });

  it("becomes a URL object when it is a text", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    expect(pbx.url).to.be.instanceOf(URL);
    expect(pbx.url.href).to.equal(`${stage.url}/`);
  });

  it("may be called baseUrl", async () => {
    const stage = await simulate();
    const { pbxURL, ...rest } = stage.options();
    const { pbx } = await init({ baseUrl: pbxURL, ...rest });
    pbx.destroy();
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
  });

  it("cannot be given twice", async () => {
    const stage = await simulate();
    const error = await rejected(init(stage.options({ baseUrl: stage.url })));
    expectError(error, { kind: "invalid-argument", code: undefined });
    expect(error.message).to.include("`pbxURL`").and.include("`baseUrl`");
    expect(await stage.wire()).to.deep.equal([]);
  });

  if (inNode) {
    it("cannot be relative where there is no page", async () => {
      expectError(await rejected(init({ pbxURL: "/pbx", username: "1000", secret: "s" })), { code: -2, message: "INVALID_PBX_URL" });
    });
  } else {
    it("may be relative to the page", async () => {
      const stage = await simulateHere();
      const away = (url) => url.replace(`${location.origin}/pbx/`, "https://yeastar.pbx.test/");
      const fetch = recordingFetch((url, options) => stage.sim.fetch(away(url), options));
      const addresses = [];
      class WebSocket extends stage.sim.WebSocket {
        constructor(url) {
          addresses.push(url);
          super(url.replace(`ws://${location.host}/pbx/`, "wss://yeastar.pbx.test/"));
        }
      }
      const { pbx } = await init(stage.options({ pbxURL: "/pbx", fetch, WebSocket }));
      await stage.subscribed(pbx);
      expect(fetch.calls[0].url).to.equal(`${location.origin}/pbx/api/v1.0/pbx/getproduct?host=${location.host}`);
      expect(addresses).to.deep.equal([`ws://${location.host}/pbx/api/v1.0/subscribe?access_token=${secretly(pbx.token)}`]);
      pbx.destroy();
    });
  }
});

describe("init again", () => {
  it("is refused on an open session with -105, and asks nothing", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const before = await stage.wire();
    expectError(await rejected(pbx.init()), { code: -105, message: "PBX_ALREADY_INITIALIZED", kind: "conflict", operation: "init" });
    expect(await stage.wire()).to.deep.equal(before);
    expect(pbx.isInited).to.equal(true);
  });

  it("shares one login between concurrent calls", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    const [one, other] = await Promise.all([pbx.init(), pbx.init()]);
    expect(other).to.deep.equal(one);
    await opened(stage);
    expect(await stage.wire()).to.deep.equal(startSequence(stage.host));
  });

  it("shares one failure between concurrent calls", async () => {
    const stage = await simulate();
    const pbx = stage.operator({ secret: "wrong" });
    const errors = await Promise.all([rejected(pbx.init()), rejected(pbx.init())]);
    expect(errors.map(({ code }) => code)).to.deep.equal([-103, -103]);
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
  });

  it("works after destroy with a new secret, topics included", async () => {
    const stage = await simulate();
    const fetch = recordingFetch();
    const pbx = await stage.live({ fetch });
    pbx.destroy();
    pbx.username = "1001";
    pbx.secret = secretly((await stage.credentialsOf("1001")).secret);
    const info = await pbx.init();
    await stage.subscribed(pbx);
    expect(info.extensionNumber).to.equal("1001");
    expect(fetch.calls[7].body).to.equal(`{"username":"1001","password":"${pbx.secret}","login_source":null,"login_jump":"sdk"}`);
    expect(fetch.calls.slice(6, 8).map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined]);
    expect((await stage.frames()).map((frames) => frames.length)).to.deep.equal([1, 1]);
    const changes = [];
    pbx.on("cdrChange", (change) => changes.push(change));
    await stage.placeCall();
    await eventually(() => changes.length > 0);
  });

  it("cannot work after destroy without a secret, and says so", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    pbx.destroy();
    const before = await stage.count("POST /api/v1.0/login");
    const error = await rejected(pbx.init());
    expect(error.kind).to.equal("invalid-argument");
    expect(error.message).to.include("secret");
    expect(await stage.count("POST /api/v1.0/login")).to.equal(before);
  });

  it("works after a failed one", async () => {
    const stage = await simulate();
    const pbx = stage.operator({ secret: "wrong" });
    await rejected(pbx.init());
    pbx.secret = stage.secret;
    await pbx.init();
    await opened(stage);
    expect(pbx.isInited).to.equal(true);
    expect((await stage.requests("POST /api/v1.0/login")).map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined]);
  });

  it("goes to the address that the operator has now", async () => {
    const [old, next] = [await simulate(), await simulate()];
    const pbx = await old.signedIn();
    pbx.destroy();
    pbx.url = new URL(next.url);
    pbx.secret = next.secret;
    await pbx.init();
    expect(await next.count("POST /api/v1.0/login")).to.equal(1);
  });

  it("leaves other operators alone", async () => {
    const stage = await simulate();
    const one = await stage.live();
    const other = await stage.live(await stage.credentialsOf("1001"));
    one.destroy();
    const reply = await other.cdrQuery();
    expect(reply.errcode).to.equal(0);
    expect(other.isInited).to.equal(true);
    expect(other.feed.state).to.equal("live");
  });
});

describe("a secret that is a function", () => {
  it("is asked at each login, and its text is sent", async () => {
    const stage = await simulate();
    let asked = 0;
    const secret = async () => ((asked += 1), stage.secret);
    const fetch = recordingFetch();
    const pbx = await stage.signedIn({ secret, fetch });
    expect(asked).to.equal(1);
    expect(JSON.parse(fetch.calls[1].body).password).to.equal(stage.secret);
    pbx.destroy();
    pbx.secret = secret;
    await pbx.init();
    expect(asked).to.equal(2);
  });

  it("may answer at once", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn({ secret: () => stage.secret });
    expect(pbx.isInited).to.equal(true);
  });

  it("that throws rejects init with the exception as the cause, and no login is sent", async () => {
    const stage = await simulate();
    const cause = new Error("the server for signatures is away");
    for (const secret of [() => Promise.reject(cause), () => { throw cause; }]) {
      const error = await rejected(stage.operator({ secret }).init());
      expectError(error, { kind: "authentication", reason: "secret", cause });
    }
    expect(await stage.count("POST /api/v1.0/login")).to.equal(0);
  });

  for (const [what, value] of [["nothing", undefined], ["a number", 7], ["an empty text", ""]]) {
    it(`that answers ${what} is refused`, async () => {
      const stage = await simulate();
      const error = await rejected(stage.operator({ secret: () => value }).init());
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include("secret");
      expect(await stage.count("POST /api/v1.0/login")).to.equal(0);
    });
  }
});

describe("the state of an operator", () => {
  const facts = (pbx) => ({
    token: pbx.token,
    socket: pbx.socket === null ? null : "wrapper",
    isInited: pbx.isInited,
    secret: pbx.secret,
    extension: [pbx.extensionNumber, pbx.extensionId, pbx.extensionName],
  });
  const NONE = [undefined, undefined, undefined];
  const ANN = async (stage) => {
    const { number, id, name } = (await stage.state()).extensions[0];
    return [number, id, name];
  };

  it("after new: the token is the signature", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    expect(facts(pbx)).to.deep.equal({ token: stage.secret, socket: null, isInited: false, secret: stage.secret, extension: NONE });
    expect(pbx.feed.state).to.equal("idle");
  });

  it("after new with a function as secret: there is no token", async () => {
    const stage = await simulate();
    const secret = () => stage.secret;
    expect(facts(stage.operator({ secret }))).to.include({ token: null, secret });
  });

  it("after the login: the access token, and no socket yet", async () => {
    const stage = await simulateHere();
    await stage.fault("GET /api/v1.0/extension/getpersonalglobal", { hang: true });
    const pbx = stage.operator();
    pbx.init().catch(() => {});
    await eventually(async () => (await stage.count("GET /api/v1.0/extension/getpersonalglobal")) > 0);
    const { token, ...rest } = facts(pbx);
    expect(token).to.match(/^[0-9a-f]{32}$/).and.not.equal(stage.secret);
    expect(rest).to.deep.equal({ socket: null, isInited: false, secret: stage.secret, extension: NONE });
  });

  it("after init: all of it", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    const { token, ...rest } = facts(pbx);
    expect(token).to.match(/^[0-9a-f]{32}$/);
    expect(rest).to.deep.equal({ socket: "wrapper", isInited: true, secret: stage.secret, extension: await ANN(stage) });
  });

  it("after an init that failed at the login: no token, and the secret is kept", async () => {
    const stage = await simulate();
    await stage.fault("POST /api/v1.0/login", { errcode: 10005 });
    const pbx = stage.operator();
    await rejected(pbx.init());
    expect(facts(pbx)).to.deep.equal({ token: null, socket: null, isInited: false, secret: stage.secret, extension: NONE });
  });

  it("after an init that failed at the last step: the extension is known", async () => {
    const stage = await simulate();
    await stage.fault("GET /api/v1.0/extension/getregisterinfo", { errcode: -1 });
    const pbx = stage.operator();
    await rejected(pbx.init());
    expect(facts(pbx)).to.deep.equal({ token: null, socket: null, isInited: false, secret: stage.secret, extension: await ANN(stage) });
    expect(await stage.count("GET /api/v1.0/subscribe")).to.equal(0);
  });

  it("after logout: unchanged", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    const before = facts(pbx);
    const { socket } = pbx;
    await pbx.logout();
    expect(facts(pbx)).to.deep.equal(before);
    expect(pbx.socket).to.equal(socket);
    expect(pbx.feed.state).to.equal("live");
  });

  it("after destroy: only the extension is kept", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    pbx.destroy();
    expect(facts(pbx)).to.deep.equal({ token: null, socket: null, isInited: false, secret: "", extension: await ANN(stage) });
    expect(pbx.feed.state).to.equal("closed");
  });

  it("is summed up by info", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    expect(pbx.info).to.deep.equal({ token: pbx.token, extensionId: pbx.extensionId, url: pbx.url });
    expect(Object.hasOwn(pbx, "info")).to.equal(false);
  });
});

describe("methods of an operator", () => {
  const BOUND = ["init", "destroy", "cdrQuery", "logout", "on", "close", "iterateCdr"];

  it("are its own properties", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    for (const name of BOUND) expect(Object.hasOwn(pbx, name), name).to.equal(true);
  });

  it("work detached", async () => {
    const stage = await simulate({ calls: 30 });
    const pbx = stage.operator();
    const { init: start, cdrQuery, iterateCdr, logout, on, destroy } = pbx;
    await start();
    expect(on("gap", () => {})).to.equal(pbx);
    expect((await cdrQuery({ size: 3 })).personal_cdr_list).to.have.length(3);
    expect(await iterateCdr({ size: 2 }, { limit: 3 }).toArray()).to.have.length(3);
    expect((await logout()).errcode).to.equal(0);
    destroy();
    expect(pbx.isInited).to.equal(false);
  });

  it("end the session by `using` too", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    pbx[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    expect(pbx.isInited).to.equal(false);
    expect(pbx.feed.state).to.equal("closed");
  });
});
