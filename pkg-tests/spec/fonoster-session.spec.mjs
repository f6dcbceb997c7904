import { eventually, expect, holdTime, it, pause, rejected, secretly, settle, takeReports, thrown, watch, watchedFetch } from "./support.mjs";
import { Agents, Client, expectError, holdBoth, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const EXPIRED = "Invalid or expired token";

/** Deployment and page, whose time stands still together. */
async function held(fixtures, options = {}) {
  const stage = await simulateFonosterHere({ accessSeconds: 900, refreshSeconds: 86_400, ...fixtures });
  const time = holdBoth(stage);
  const told = [];
  const agents = stage.agents({ onAuthRequired: (error) => told.push(error), ...options });
  return { stage, time, agents, client: agents.client, told };
}

/** A user's session in place of the key's. */
const person = async (stage, client) => client.login(stage.credentials.username, stage.credentials.password);

describe("The API key of Fonoster", () => {
  it("is exchanged at the first call, and not before", async () => {
    const stage = await simulateFonoster();
    const agents = stage.agents();
    const { client } = agents;
    expect([client.getAccessToken(), client.getRefreshToken(), client.getIdToken(), client.getAccessKeyId()]).to.deep.equal(["", "", "", ""]);
    expect(await stage.names()).to.deep.equal([]);
    await agents.listAgents();
    await agents.listAgents();
    expect(await stage.calls()).to.deep.equal([
      ["ExchangeApiKey", { accessKeyId: stage.credentials.accessKeyId, accessKeySecret: "***64" }],
      ["ListAgents", { pageSize: 20 }],
      ["ListAgents", { pageSize: 20 }],
    ]);
    expect([client.getIdToken(), client.getAccessKeyId()]).to.deep.equal(["", stage.credentials.workspace]);
    for (const token of [client.getAccessToken(), client.getRefreshToken()]) expect(token.split(".")).to.have.length(3);
  });

  it("brings a token and the workspace of that token, which calls carry, and the exchange does not", async () => {
    const stage = await simulateFonoster();
    const fetch = watchedFetch();
    const agents = stage.agents({ fetch });
    await agents.listAgents();
    const [exchange, list] = fetch.calls.map(({ headers }) => headers);
    expect([exchange.token, exchange.accesskeyid]).to.deep.equal([undefined, undefined]);
    expect([list.token, list.accesskeyid]).to.deep.equal([agents.client.getAccessToken(), stage.credentials.workspace]);
  });

  it("is exchanged once for ten calls at a time", async () => {
    const stage = await simulateFonoster({ agents: 2 });
    const agents = stage.agents();
    for (const { items } of await Promise.all(Array.from({ length: 10 }, () => agents.listAgents()))) expect(items).to.have.length(2);
    expect([await stage.count("ExchangeApiKey"), await stage.count("ListAgents")]).to.deep.equal([1, 10]);
  });

  it("may have an async function as secret, asked at each exchange", async () => {
    const stage = await simulateFonoster();
    let asked = 0;
    const agents = stage.agents({ accessKeySecret: async () => ((asked += 1), stage.credentials.accessKeySecret) });
    await agents.listAgents();
    await agents.listAgents();
    expect(asked).to.equal(1);
    await stage.fonoster.expireTokens();
    await stage.fonoster.revokeRefreshTokens();
    await agents.listAgents();
    expect(asked).to.equal(2);
  });

  it("that is wrong rejects the call, tells once that somebody has to sign in, and may be right the next time", async () => {
    const told = [];
    const stage = await simulateFonoster();
    let secret = secretly("wrong-secret");
    const agents = stage.agents({ accessKeySecret: () => secret, onAuthRequired: (error) => told.push(error) });
    const errors = [await rejected(agents.listAgents()), await rejected(agents.getAgent("a"))];
    for (const [index, operation] of ["listAgents", "getAgent"].entries()) {
      expectError(errors[index], { kind: "authentication", reason: "sign-in", code: 7, details: "Invalid credentials", message: "Invalid credentials", operation, retryable: false });
    }
    expect([told.length, told[0].kind, told[0].message]).to.deep.equal([1, "authentication", "Invalid credentials"]);
    expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ExchangeApiKey"]);
    secret = stage.credentials.accessKeySecret;
    expect((await agents.listAgents()).items).to.deep.equal([]);
    secret = "wrong-again";
    await stage.fonoster.expireTokens();
    await stage.fonoster.revokeRefreshTokens();
    expectError(await rejected(agents.listAgents()), { kind: "authentication" });
    expect(told, "a sign-in arms it anew").to.have.length(2);
  });

  for (const [what, secret, wanted] of [
    ["throws", () => { throw new Error("none today"); }, "`accessKeySecret` threw or rejected"],
    ["rejects", () => Promise.reject(new Error("none today")), "`accessKeySecret` threw or rejected"],
    ["gives nothing", () => undefined, "`accessKeySecret` must be a filled string, or a function that gives one"],
    ["gives a number", async () => 5, "`accessKeySecret` must be a filled string, or a function that gives one"],
    ["gives an empty text", () => "", "`accessKeySecret` must be a filled string, or a function that gives one"],
  ]) {
    it(`whose function ${what} rejects the call, and sends nothing`, async () => {
      const told = [];
      const stage = await simulateFonoster();
      const error = await rejected(stage.agents({ accessKeySecret: secret, onAuthRequired: (error) => told.push(error.reason) }).listAgents());
      expectError(error, { kind: "authentication", reason: "secret", message: wanted, operation: "listAgents", code: undefined });
      expect(error.cause?.message).to.equal(what === "throws" || what === "rejects" ? "none today" : undefined);
      expect([await stage.names(), told]).to.deep.equal([[], ["secret"]]);
    });
  }

  it("may act for another workspace", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const { branch } = (await stage.state()).workspaces;
    // A key opens its own alone.
    expectError(await rejected(stage.agents({ workspace: branch }).listAgents()), { code: 7, kind: "permission", message: "Permission denied" });
    const agents = stage.agents({ workspace: branch });
    expect(agents.client.getAccessKeyId()).to.equal(branch);
    agents.client.setAccessKeyId(stage.credentials.workspace);
    expect((await agents.listAgents()).items).to.have.length(1);
  });

  it("that is refused for a reason of the network is no reason to sign in", async () => {
    const told = [];
    const stage = await simulateFonoster();
    const agents = stage.agents({ maxRetries: 0, onAuthRequired: (error) => told.push(error) });
    await stage.fonoster.goDown();
    expectError(await rejected(agents.listAgents()), { kind: "connection", code: 14, status: 503, operation: "listAgents", retryable: true });
    await stage.fonoster.goDown(false);
    expect((await agents.listAgents()).items).to.deep.equal([]);
    expect(told).to.deep.equal([]);
  });
});

describe("An access token of Fonoster", () => {
  for (const [seconds, before] of [[900, 869_000], [60, 29_000], [20, 9_000], [2, 900]]) {
    it(`that lives ${seconds} s is used for ${before} ms, and then renewed before the call`, async () => {
      const { stage, time, agents } = await held({ accessSeconds: seconds });
      await agents.listAgents();
      await time.pass(before);
      await agents.listAgents();
      expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents", "ListAgents"]);
      await stage.forget();
      await time.pass(seconds * 1000 - before);
      await agents.listAgents();
      expect(await stage.names()).to.deep.equal(["ExchangeRefreshToken", "ListAgents"]);
    });
  }

  it("is renewed once for ten calls at a time, before its end", async () => {
    const { stage, time, agents } = await held({ agents: 3 });
    await agents.listAgents();
    const first = agents.client.getAccessToken();
    await stage.forget();
    await time.pass(880_000);
    for (const { items } of await Promise.all(Array.from({ length: 10 }, () => agents.listAgents()))) expect(items).to.have.length(3);
    expect([await stage.count("ExchangeRefreshToken"), await stage.count("ListAgents"), await stage.count()]).to.deep.equal([1, 10, 11]);
    expect(agents.client.getAccessToken()).not.to.equal(first);
  });

  it("that is refused is renewed, and the call repeated, once for ten calls at a time", async () => {
    const stage = await simulateFonoster({ agents: 3 });
    const agents = await stage.signedIn();
    await stage.fonoster.expireTokens();
    for (const { items } of await Promise.all(Array.from({ length: 10 }, () => agents.listAgents()))) expect(items).to.have.length(3);
    expect([await stage.count("ExchangeRefreshToken"), await stage.count("ListAgents")]).to.deep.equal([1, 20]);
  });

  it("that is refused under a write is renewed, and the write happens once", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    await stage.fonoster.expireTokens();
    await agents.createAgent({ name: "A", username: "a" });
    expect(await stage.names()).to.deep.equal(["CreateAgent", "ExchangeRefreshToken", "CreateAgent"]);
    expect((await stage.state()).agents).to.have.length(1);
  });

  it("that is refused again after its renewal is an error, after two tries", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    await stage.fault("ListAgents", { errcode: 16, errmsg: EXPIRED, times: Infinity });
    expectError(await rejected(agents.listAgents()), { code: 16, kind: "authentication", message: EXPIRED, operation: "listAgents" });
    expect(await stage.names()).to.deep.equal(["ListAgents", "ExchangeRefreshToken", "ListAgents"]);
  });

  it("that cannot be renewed for now is asked for again by the next call", async () => {
    const { stage, time, agents, told } = await held({}, { maxRetries: 0 });
    await agents.listAgents();
    await time.pass(880_000);
    await stage.forget();
    await stage.fault("ExchangeRefreshToken", { status: 503 });
    expectError(await rejected(agents.listAgents()), { kind: "connection", code: 14, operation: "listAgents" });
    expect((await agents.listAgents()).items).to.deep.equal([]);
    expect([await stage.names(), told]).to.deep.equal([["ExchangeRefreshToken", "ExchangeRefreshToken", "ListAgents"], []]);
  });

  it("whose refresh token has ended too is had by the API key", async () => {
    const { stage, time, agents, told } = await held({ refreshSeconds: 1800 });
    await agents.listAgents();
    await stage.forget();
    await time.pass(1_801_000);
    await agents.listAgents();
    expect([await stage.names(), told]).to.deep.equal([["ExchangeRefreshToken", "ExchangeApiKey", "ListAgents"], []]);
  });

  it("that nothing can renew is an error, and tells once that somebody has to sign in", async () => {
    const { stage, time, agents, client, told } = await held({ refreshSeconds: 1800 }, { accessKeyId: undefined, accessKeySecret: undefined });
    await person(stage, client);
    await agents.listAgents();
    await stage.forget();
    await time.pass(1_801_000);
    const facts = { kind: "authentication", reason: "sign-in", code: 13, message: "Internal server error", retryable: false };
    const errors = await Promise.all([rejected(agents.listAgents()), rejected(agents.getAgent("a"))]);
    for (const [index, operation] of ["listAgents", "getAgent"].entries()) expectError(errors[index], { ...facts, operation });
    expect(await stage.names()).to.deep.equal(["ExchangeRefreshToken"]);
    expectError(await rejected(agents.listAgents()), { kind: "authentication", code: 16, message: EXPIRED });
    expect(told.map(({ kind, reason }) => [kind, reason])).to.deep.equal([["authentication", "sign-in"]]);
    await person(stage, client);
    await agents.listAgents();
    await time.pass(1_801_000);
    await rejected(agents.listAgents());
    expect(told, "a sign-in arms it anew").to.have.length(2);
  });

  for (const skew of [-86_400_000, -600_000, 600_000, 86_400_000]) {
    it(`is renewed by its own life where the clock of the page is ${skew / 1000} s off`, async () => {
      const stage = await simulateFonosterHere();
      const time = holdTime(Date.UTC(2026, 0, 5, 9) + skew);
      const agents = stage.agents();
      await agents.listAgents();
      await time.pass(869_000);
      await agents.listAgents();
      expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents", "ListAgents"]);
      await time.pass(2_000);
      await agents.listAgents();
      expect((await stage.names()).slice(3)).to.deep.equal(["ExchangeRefreshToken", "ListAgents"]);
    });
  }
});

describe("The option token", () => {
  it("is sent as it is, with the workspace that it names", async () => {
    const stage = await simulateFonoster({ agents: 2 });
    const { token } = await stage.tokens();
    const agents = new Agents(stage.place({ token }));
    expect([agents.client.getAccessToken(), agents.client.getAccessKeyId()]).to.deep.equal([token, stage.credentials.workspace]);
    expect((await agents.listAgents()).items).to.have.length(2);
    expect(await stage.names()).to.deep.equal(["ListAgents"]);
    expect((await stage.requests())[0].headers.accesskeyid).to.equal(stage.credentials.workspace);
  });

  for (const name of ["workspace", "accessKeyId"]) {
    it(`goes with the workspace of ${name}`, async () => {
      const stage = await simulateFonoster({ agents: [{ ref: "b", username: "b", workspace: "branch" }] });
      const client = new Client(stage.place());
      await person(stage, client);
      await stage.forget();
      const { branch } = (await stage.state()).workspaces;
      const agents = new Agents(stage.place({ token: client.getAccessToken(), [name]: branch }));
      expect((await agents.listAgents()).items.map(({ ref }) => ref)).to.deep.equal(["b"]);
      expect((await stage.requests())[0].headers.accesskeyid).to.equal(branch);
    });
  }

  it("that is no JWT needs a workspace, and says so", async () => {
    const stage = await simulateFonoster();
    const error = await rejected(new Agents(stage.place({ token: "opaque" })).listAgents());
    expectError(error, { kind: "invalid-argument", message: "the token names no workspace: give `workspace`, or call `setAccessKeyId`", operation: "listAgents" });
    expect(await stage.names()).to.deep.equal([]);
    expectError(await rejected(new Agents(stage.place({ token: "opaque", workspace: "WO1" })).listAgents()), { code: 16, kind: "authentication" });
  });

  it("that has ended is sent all the same, since clocks differ, and tells once that somebody has to sign in", async () => {
    const stage = await simulateFonosterHere();
    const { token } = await stage.tokens();
    holdTime(Date.UTC(2026, 0, 6));
    const told = [];
    const agents = new Agents(stage.place({ token, onAuthRequired: (error) => told.push(error.code) }));
    expect((await agents.listAgents()).items).to.deep.equal([]);
    stage.fonoster.expireTokens();
    for (let time = 0; time < 2; time += 1) expectError(await rejected(agents.listAgents()), { code: 16, kind: "authentication", message: EXPIRED });
    expect([await stage.names(), told]).to.deep.equal([["ListAgents", "ListAgents", "ListAgents"], [16]]);
  });

  it("may come with a refresh token, which renews it", async () => {
    const stage = await simulateFonoster();
    const { token, refreshToken } = await stage.tokens();
    await stage.fonoster.expireTokens();
    const agents = new Agents(stage.place({ token, refreshToken }));
    await agents.listAgents();
    expect(await stage.names()).to.deep.equal(["ListAgents", "ExchangeRefreshToken", "ListAgents"]);
  });

  it("may be left out for a refresh token, which is exchanged at the first call", async () => {
    const stage = await simulateFonoster();
    const { refreshToken } = await stage.tokens();
    const agents = new Agents(stage.place({ refreshToken }));
    expect(agents.client.getRefreshToken()).to.equal(refreshToken);
    await agents.listAgents();
    expect(await stage.calls()).to.deep.equal([["ExchangeRefreshToken", { refreshToken: `***${refreshToken.length}` }], ["ListAgents", { pageSize: 20 }]]);
  });

  it("may be a function, asked at the first call, and again when its token has ended or is refused", async () => {
    const stage = await simulateFonosterHere();
    const time = holdBoth(stage);
    const other = stage.client();
    let asked = 0;
    const token = async () => {
      asked += 1;
      await other.refreshToken();
      return secretly(other.getAccessToken());
    };
    const agents = new Agents(stage.place({ token }));
    expect(asked).to.equal(0);
    await Promise.all([agents.listAgents(), agents.listAgents()]);
    expect(asked).to.equal(1);
    await time.pass(869_000);
    await agents.listAgents();
    expect(asked).to.equal(1);
    await time.pass(2_000);
    await agents.listAgents();
    expect(asked).to.equal(2);
    stage.fonoster.expireTokens();
    await agents.listAgents();
    expect([asked, agents.client.getAccessToken()]).to.deep.equal([3, other.getAccessToken()]);
  });

  for (const [what, token] of [
    ["throws", () => { throw new Error("none today"); }],
    ["rejects", () => Promise.reject(new Error("none today"))],
    ["gives nothing", () => undefined],
    ["gives a number", async () => 5],
  ]) {
    it(`whose function ${what} rejects the call, and sends nothing`, async () => {
      const told = [];
      const stage = await simulateFonoster();
      const agents = new Agents(stage.place({ token, onAuthRequired: (error) => told.push(error.reason) }));
      expectError(await rejected(agents.listAgents()), { kind: "authentication", reason: "secret", operation: "listAgents" });
      expect([await stage.names(), told]).to.deep.equal([[], ["secret"]]);
    });
  }

  it("that is a refresh token is refused at once, since a server would end over it", async () => {
    const stage = await simulateFonoster();
    const { refreshToken } = await stage.tokens();
    const facts = { kind: "invalid-argument", retryable: false };
    const made = thrown(() => new Agents(stage.place({ token: refreshToken })));
    expectError(made, { ...facts, message: "new Agents(options): `token` is a refresh token: give it as `refreshToken`" });
    const client = new Client(stage.place());
    expectError(thrown(() => client.setAccessToken(refreshToken)), { ...facts, message: "setAccessToken(token): `token` is a refresh token: give it as `refreshToken`" });
    expect(client.getAccessToken()).to.equal("");
    const error = await rejected(new Agents(stage.place({ token: () => refreshToken })).listAgents());
    expectError(error, { kind: "authentication" });
    expect(error.message).to.include("is a refresh token");
    expect(await stage.names()).to.deep.equal([]);
  });
});

describe("A sign-in to Fonoster", () => {
  it("by name and password brings all three tokens", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const client = new Client(stage.place());
    expect(await person(stage, client)).to.equal(undefined);
    expect(await stage.calls()).to.deep.equal([["ExchangeCredentials", { username: stage.credentials.username, password: "***16" }]]);
    for (const token of [client.getAccessToken(), client.getRefreshToken(), client.getIdToken()]) expect(token.split(".")).to.have.length(3);
    expect(client.getAccessKeyId()).to.equal(stage.credentials.workspace);
    expect((await new Agents(client).listAgents()).items).to.have.length(1);
    expect(await stage.count()).to.equal(2);
  });

  it("sends a second factor where there is one", async () => {
    const stage = await simulateFonoster({ twoFactorCode: "123456" });
    const client = new Client(stage.place());
    const { username, password } = stage.credentials;
    expectError(await rejected(client.login(username, password)), { code: 7, kind: "permission", message: "Invalid 2FA code", operation: "login" });
    await client.login(username, password, "123456");
    expect((await stage.calls()).at(-1)).to.deep.equal(["ExchangeCredentials", { username, password: "***16", twoFactorCode: "***6" }]);
  });

  for (const [what, args, facts] of [
    ["a wrong password", ["admin@fonoster.local", "wrong"], { code: 7, kind: "permission", message: "Invalid credentials" }],
    ["a name that is no e-mail address", ["admin", "wrong"], { code: 3, kind: "invalid-argument", message: `Invalid email at "username"` }],
  ]) {
    it(`with ${what} is refused, and leaves the session as it was`, async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      const before = agents.client.getAccessToken();
      expectError(await rejected(agents.client.login(...args)), { ...facts, operation: "login" });
      expect(agents.client.getAccessToken()).to.equal(before);
      await agents.listAgents();
      expect(await stage.names()).to.deep.equal(["ExchangeCredentials", "ListAgents"]);
    });
  }

  it("by an API key renews itself by that key later", async () => {
    const stage = await simulateFonoster();
    const client = new Client(stage.place());
    const { accessKeyId, accessKeySecret } = stage.credentials;
    await client.loginWithApiKey(accessKeyId, accessKeySecret);
    await stage.fonoster.expireTokens();
    await stage.fonoster.revokeRefreshTokens();
    await new Agents(client).listAgents();
    expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents", "ExchangeRefreshToken", "ExchangeApiKey", "ListAgents"]);
    expectError(await rejected(client.loginWithApiKey(accessKeyId, secretly("wrong-key"))), { code: 7, kind: "permission", operation: "loginWithApiKey" });
  });

  it("by a refresh token", async () => {
    const stage = await simulateFonoster();
    const { refreshToken } = await stage.tokens();
    const client = new Client(stage.place());
    await client.loginWithRefreshToken(refreshToken);
    expect(client.getRefreshToken()).not.to.equal(refreshToken);
    await new Agents(client).listAgents();
    expect(await stage.names()).to.deep.equal(["ExchangeRefreshToken", "ListAgents"]);
    expectError(await rejected(client.loginWithRefreshToken("garbage")), { code: 13, kind: "authentication", retryable: false, operation: "loginWithRefreshToken" });
  });

  it("by a code of another provider sends it once, whatever happens", async () => {
    const stage = await simulateFonoster();
    const client = new Client(stage.place());
    expectError(await rejected(client.loginWithOauth2Code("GITHUB", "a code")), { code: 7, kind: "permission", message: "Invalid credentials", operation: "loginWithOauth2Code" });
    expect(await stage.calls()).to.deep.equal([["ExchangeOauth2Code", { code: "***6" }]]);
    await stage.forget();
    await stage.fault("ExchangeOauth2Code", { status: 503, times: Infinity });
    expectError(await rejected(client.loginWithOauth2Code("GITHUB", "a code")), { code: 14, kind: "connection", maybeApplied: true });
    expect(await stage.count()).to.equal(1);
  });

  it("by a code of another provider brings tokens", async () => {
    const stage = await simulateFonoster();
    let body;
    const { username, password } = stage.credentials;
    const first = new Client(stage.place({ fetch: (url, init) => ((body = init.body), fetch(url, init)) }));
    await first.login(username, password);
    // No other provider vouches for anybody here, so the server is asked by name and password.
    const client = new Client(stage.place({ fetch: (url, init) => fetch(url.replace("Oauth2Code", "Credentials"), url.endsWith("Oauth2Code") ? { ...init, body } : init) }));
    await client.loginWithOauth2Code("GITHUB", "a code");
    expect((await new Agents(client).listAgents()).items).to.deep.equal([]);
  });

  for (const [name, args, named] of [
    ["login", [], "username"],
    ["login", ["a@b.test"], "password"],
    ["login", [5, "x"], "username"],
    ["login", ["a@b.test", ""], "password"],
    ["login", ["a@b.test", "x", 5], "twoFactorCode"],
    ["login", ["a@b.test", "\ud800"], "password"],
    ["loginWithApiKey", ["AP1"], "accessKeySecret"],
    ["loginWithApiKey", [null, "x"], "accessKeyId"],
    ["loginWithRefreshToken", [""], "refreshToken"],
    ["loginWithRefreshToken", [{}], "refreshToken"],
    ["loginWithOauth2Code", ["GITHUB"], "code"],
    ["loginWithOauth2Code", ["GITLAB", "x"], "provider"],
  ]) {
    it(`by ${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")}) is refused by ${named}, and nothing is sent`, async () => {
      const stage = await simulateFonoster();
      const error = await rejected(new Client(stage.place())[name](...args));
      expectError(error, { kind: "invalid-argument", code: undefined });
      expect(error.message).to.include(`${name}(…): \`${named}\` must be `);
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  it("is none of v1beta1's, and says so", async () => {
    const stage = await simulateFonoster({ generation: "v1beta1" });
    const client = stage.client();
    const calls = [client.login("a@b.test", "x"), client.loginWithApiKey("AP1", "x"), client.loginWithRefreshToken("x"), client.loginWithOauth2Code("GITHUB", "x")];
    for (const call of calls) {
      expectError(await rejected(call), { kind: "unsupported", message: "`v1beta1` knows no sign-in: give `accessKeyId` and `accessKeySecret`" });
    }
    expect(await stage.names()).to.deep.equal([]);
  });

  it("makes calls that waited for an older one go on with the new one", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const agents = stage.agents();
    await stage.fault("ExchangeApiKey", { hang: true });
    const waiting = watch(agents.listAgents());
    await eventually(async () => (await stage.count()) === 1);
    await person(stage, agents.client);
    expect((await agents.listAgents()).items).to.have.length(1);
    agents.close();
    await waiting.done;
    expectError(waiting.error, { kind: "aborted" });
  });
});

describe("refreshToken of Fonoster", () => {
  it("fetches new tokens, whatever the life of those that there are", async () => {
    const stage = await simulateFonoster();
    const client = stage.client();
    expect(await client.refreshToken()).to.equal(undefined);
    const [access, refresh] = [client.getAccessToken(), client.getRefreshToken()];
    await client.refreshToken();
    expect(client.getAccessToken()).not.to.equal(access);
    expect(client.getRefreshToken()).not.to.equal(refresh);
    expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ExchangeRefreshToken"]);
  });

  it("rejects where there is nothing to sign in with, and tells so once", async () => {
    const told = [];
    const stage = await simulateFonoster();
    const client = new Client(stage.place({ onAuthRequired: (error) => told.push(error) }));
    for (let time = 0; time < 2; time += 1) {
      expectError(await rejected(client.refreshToken()), { kind: "authentication", reason: "sign-in", message: "nobody has signed in", operation: "refreshToken" });
    }
    expect([told.length, await stage.names()]).to.deep.equal([1, []]);
  });
});

describe("logout of Fonoster", () => {
  it("forgets all tokens and keys, until the next sign-in", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const { client } = agents;
    client.logout();
    expect([client.getAccessToken(), client.getRefreshToken(), client.getIdToken(), client.getAccessKeyId()]).to.deep.equal(["", "", "", ""]);
    await stage.forget();
    for (const call of [agents.listAgents(), agents.createAgent({ name: "A", username: "a" }), client.refreshToken()]) {
      expectError(await rejected(call), { kind: "authentication", reason: "sign-in", message: "nobody has signed in" });
    }
    expect(await stage.names()).to.deep.equal([]);
    await person(stage, client);
    expect((await agents.listAgents()).items).to.deep.equal([]);
  });

  it("during a renewal keeps its tokens out, and rejects who waited", async () => {
    const stage = await simulateFonosterHere();
    const time = holdBoth(stage);
    const agents = stage.agents();
    stage.fault("ExchangeApiKey", { delayMs: 1_000 });
    const waiting = watch(agents.listAgents());
    await eventually(async () => (await stage.count("ExchangeApiKey")) === 1);
    agents.client.logout();
    await time.pass(1_000);
    await waiting.done;
    expectError(waiting.error, { kind: "authentication", reason: "sign-in", operation: "listAgents" });
    expect([agents.client.getAccessToken(), await stage.count("ListAgents")]).to.deep.equal(["", 0]);
  });

  it("leaves a workspace that the page chose alone", async () => {
    const stage = await simulateFonoster();
    const client = stage.client({ workspace: "WO1" });
    client.logout();
    expect(client.getAccessKeyId()).to.equal("WO1");
  });
});

describe("The setters of a Fonoster client", () => {
  it("take an access token and a workspace, for the calls from then on", async () => {
    const stage = await simulateFonoster({ agents: [{ ref: "a", username: "a" }, { ref: "b", username: "b", workspace: "branch" }] });
    const signedIn = new Client(stage.place());
    await person(stage, signedIn);
    const agents = new Agents(stage.place());
    agents.client.setAccessToken(signedIn.getAccessToken());
    const refs = async () => (await agents.listAgents()).items.map(({ ref }) => ref);
    expect(await refs()).to.deep.equal(["a"]);
    const { branch } = (await stage.state()).workspaces;
    agents.client.setAccessKeyId(branch);
    expect([agents.client.getAccessKeyId(), await refs()]).to.deep.equal([branch, ["b"]]);
  });

  for (const [what, fault] of [["brings tokens", {}], ["is refused", { errcode: 7 }]]) {
    it(`take an access token during a renewal that then ${what}, for those who waited for it too`, async () => {
      const { stage, time, agents, client, told } = await held({ agents: 2 });
      const { token } = await stage.tokens();
      stage.fault("ExchangeApiKey", { delayMs: 1_000, ...fault });
      const waiting = watch(agents.listAgents());
      await eventually(async () => (await stage.count("ExchangeApiKey")) === 1);
      client.setAccessToken(token);
      expect((await agents.listAgents()).items).to.have.length(2);
      await time.pass(1_000);
      await waiting.done;
      expect(waiting.value?.items).to.have.length(2);
      expect([client.getAccessToken(), client.getRefreshToken(), told]).to.deep.equal([token, "", []]);
      expect(await stage.names()).to.deep.equal(["ExchangeApiKey", "ListAgents", "ListAgents"]);
    });
  }

  it("take an access token during a sign-in, which then brings none", async () => {
    const stage = await simulateFonosterHere();
    const { token } = await stage.tokens();
    const client = new Client(stage.place());
    stage.fault("ExchangeCredentials", { delayMs: 1_000 });
    const signingIn = watch(person(stage, client));
    await eventually(async () => (await stage.count()) === 1);
    client.setAccessToken(token);
    await stage.clock.advance(1_000);
    await signingIn.done;
    expect([client.getAccessToken(), client.getRefreshToken()]).to.deep.equal([token, ""]);
  });

  for (const [name, key] of [["setAccessToken", "token"], ["setAccessKeyId", "workspace"]]) {
    it(`refuse with ${name} what no header can hold`, async () => {
      const stage = await simulateFonoster();
      const client = new Client(stage.place());
      for (const value of [undefined, null, 5, "", "a b", "line\nbreak", "ü", "\ud800", {}]) {
        expectError(thrown(() => client[name](value)), { kind: "invalid-argument", message: `${name}(${key}): \`${key}\` must be a filled string of visible ASCII characters` });
      }
      expect([client.getAccessToken(), client.getAccessKeyId()]).to.deep.equal(["", ""]);
    });
  }
});

describe("Credentials of v1beta1", () => {
  it("go with each call, without an exchange", async () => {
    const stage = await simulateFonoster({ generation: "v1beta1" });
    const fetch = watchedFetch();
    const agents = stage.agents({ fetch });
    await agents.listAgents();
    await agents.getAgent("a").catch(() => {});
    expect(fetch.calls).to.have.length(2);
    const { accessKeyId, accessKeySecret } = stage.credentials;
    for (const { headers } of fetch.calls) expect([headers.access_key_id, headers.access_key_secret, headers.token]).to.deep.equal([accessKeyId, accessKeySecret, undefined]);
    expect([agents.client.getAccessToken(), agents.client.apiVersion]).to.deep.equal(["", "v1beta1"]);
  });

  it("that are refused tell so once, and are not sent again", async () => {
    const told = [];
    const stage = await simulateFonoster({ generation: "v1beta1" });
    const agents = stage.agents({ accessKeySecret: secretly("wrong"), onAuthRequired: (error) => told.push(error.code) });
    for (let time = 0; time < 2; time += 1) {
      expectError(await rejected(agents.listAgents()), { kind: "authentication", code: 16, status: 401, message: "invalid authentication", operation: "listAgents" });
    }
    expect([await stage.count(), told]).to.deep.equal([2, [16]]);
  });

  it("may have a function as secret, asked once, and again when it is refused", async () => {
    const stage = await simulateFonoster({ generation: "v1beta1", agents: 2 });
    const secrets = [secretly("of-yesterday"), stage.credentials.accessKeySecret];
    let asked = 0;
    const agents = stage.agents({ accessKeySecret: async () => secrets[(asked += 1) - 1] });
    expect((await agents.listAgents()).items).to.have.length(2);
    await agents.listAgents();
    expect([asked, await stage.count()]).to.deep.equal([2, 3]);
  });

  it("are forgotten by a logout while a function gives the secret", async () => {
    const stage = await simulateFonoster({ generation: "v1beta1" });
    let give;
    const agents = stage.agents({ accessKeySecret: () => new Promise((resolve) => (give = resolve)) });
    const waiting = watch(agents.listAgents());
    await eventually(() => give);
    agents.client.logout();
    give(stage.credentials.accessKeySecret);
    await waiting.done;
    expectError(waiting.error, { kind: "authentication", reason: "sign-in", operation: "listAgents" });
    expect(await stage.count()).to.equal(0);
  });

  for (const options of [{ accessKeyId: undefined }, { accessKeySecret: undefined }, { accessKeySecret: null }]) {
    it(`without ${Object.keys(options)[0]} (${Object.values(options)[0]}) reject the call, and nothing is sent`, async () => {
      const stage = await simulateFonoster({ generation: "v1beta1" });
      expectError(await rejected(stage.agents(options).listAgents()), { kind: "authentication", reason: "sign-in", operation: "listAgents" });
      expect(await stage.count()).to.equal(0);
    });
  }
});

describe("onAuthRequired of Fonoster", () => {
  it("that throws is reported and changes nothing", async () => {
    const stage = await simulateFonoster();
    const mistake = new Error("a mistake of the page");
    const agents = new Agents(stage.place({ onAuthRequired: () => { throw mistake; } }));
    expectError(await rejected(agents.listAgents()), { kind: "authentication" });
    expect(takeReports()).to.deep.equal([mistake]);
  });

  it("may sign in again at once", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    let signingIn;
    const client = new Client(stage.place({ onAuthRequired: () => (signingIn = person(stage, client)) }));
    const agents = new Agents(client);
    await rejected(agents.listAgents());
    await signingIn;
    expect((await agents.listAgents()).items).to.have.length(1);
    await settle();
    await pause(1);
  });
});
