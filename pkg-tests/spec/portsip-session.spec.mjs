import { eventually, expect, it, moment, rejected, thrown, watch } from "./support.mjs";
import { expectError, holdBoth, ID, inBoth, noTimers, Providers, simulatePortsip, simulatePortsipHere, TRUNK } from "./portsip-support.mjs";

const LOGIN = "POST /account/credentials/verify";
const REFRESH = "POST /account/token/refresh";
const SIGN_OUT = "POST /account/sign_out";
const LIST = "GET /providers/list";
const waysOf = (dialect) =>
  dialect === "v22" ? { login: "POST /auth/sign_in", refresh: "POST /auth/refresh_token", signOut: "POST /auth/sign_out", list: "GET /providers?" } : { login: LOGIN, refresh: REFRESH, signOut: SIGN_OUT, list: `${LIST}?` };

/** A signed-in client, and time that stands still with its PBX. */
async function held(fixtures = {}, options = {}) {
  const stage = await simulatePortsipHere({ providers: 1, ...fixtures });
  const time = holdBoth(stage);
  const providers = await stage.signedIn(options);
  return { stage, time, providers };
}

/** What was sent, without pages and ids. */
const short = (stage) => stage.wire().map((line) => line.split("?")[0]);

inBoth("A sign-in", (dialect) => {
  const ways = waysOf(dialect);
  const newer = dialect === "v22";

  it("happens with the first call, once for all that are made meanwhile", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = stage.providers();
    expect(stage.wire()).to.deep.equal([]);
    await Promise.all([providers.list(), providers.show(ID), providers.list()]);
    expect([stage.count(ways.login), stage.wire().length]).to.deep.equal([1, 4]);
    const { name, password } = stage.credentials;
    expect(stage.bodies()).to.deep.equal([JSON.stringify(newer ? { username: name, password } : { name, password })]);
    await providers.list();
    expect(stage.count(ways.login)).to.equal(1);
  });

  it("by login resolves who it is, and hides the token", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = stage.providers({ credentials: undefined });
    const session = await providers.login(stage.credentials);
    expect({ ...session }).to.deep.equal(
      newer
        ? { token_type: "Bearer", expires_in: 1800, isAdmin: undefined }
        : { expires: 600, role: "admin", api_version: "12.0.0", id: "900719925474080001", name: "admin", isAdmin: true },
    );
    expect([session.access_token.length, JSON.stringify(session).includes(session.access_token)]).to.deep.equal([newer ? 48 : 32, false]);
    await providers.list();
    expect(stage.wire().length).to.equal(2);
  });

  it("may name a domain, and a function may give it", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const credentials = async () => ({ ...stage.tenant, domain: "acme.example.com" });
    const providers = stage.providers({ credentials });
    await providers.list();
    const { name, password } = stage.tenant;
    expect(JSON.parse(stage.bodies()[0])).to.deep.equal({ [newer ? "username" : "name"]: name, password, domain: "acme.example.com" });
  });

  it("that is refused says so, by the first call and by login", async () => {
    const stage = await simulatePortsip({ dialect });
    const told = [];
    const providers = stage.providers({ credentials: { name: "admin", password: "wrong" }, onAuthRequired: (error) => told.push(error) });
    const error = await rejected(providers.list());
    expectError(error, { kind: "authentication", reason: "credentials", status: 400, operation: "list", retryable: false, code: newer ? "UNAUTHORIZED" : 1040001, maybeApplied: undefined });
    expect(told.length).to.equal(1);
    expectError(await rejected(providers.login({ name: "admin", password: "wrong" })), { kind: "authentication", reason: "credentials", operation: "login" });
    expect(stage.count(ways.list)).to.equal(0);
  });

  it("is never sent twice", async () => {
    const stage = await simulatePortsipHere({ dialect });
    for (const fault of [{ status: 503 }, { status: 429 }, { drop: "before" }]) {
      stage.forget();
      stage.fault(ways.login, { ...fault, times: Infinity });
      const providers = stage.providers();
      const error = await rejected(providers.list());
      expectError(error, { operation: "list", maybeApplied: undefined });
      expect(stage.wire()).to.deep.equal([ways.login]);
    }
  });

  it("needs both words, and they must be filled", async () => {
    const stage = await simulatePortsipHere({ dialect });
    for (const credentials of [{}, { name: "" }, { name: "a" }, { name: "a", password: "" }, { name: 5, password: "x" }, { name: "a", password: "b", domain: 5 }, { name: "a", password: "b", domain: "" }, null, "a:b"]) {
      expectError(await rejected(stage.providers().login(credentials)), { kind: "invalid-argument", reason: "validation", operation: "login" });
      if (typeof credentials === "object" && credentials) expectError(await rejected(stage.providers({ credentials }).list()), { kind: "invalid-argument", reason: "validation", operation: "list" });
      expectError(await rejected(stage.providers({ credentials: () => credentials }).list()), { kind: "invalid-argument", reason: "validation", operation: "list" });
    }
    expect(stage.wire()).to.deep.equal([]);
  });

  it("without a token in its answer is an error", async () => {
    const stage = await simulatePortsipHere({ dialect });
    for (const body of [{}, { access_token: "" }, { access_token: "a b" }, { access_token: "ü" }, { access_token: "x".repeat(4097) }, { access_token: 5 }]) {
      await stage.fault(ways.login, { body });
      expectError(await rejected(stage.providers().list()), { kind: "decode", reason: "protocol", operation: "list" });
    }
  });

  it("takes the life of the token as a number or a text, and ten minutes where nothing is said", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const name = newer ? "expires_in" : "expires";
    for (const [life, ms] of [[30, 30_000], ["1200", 1_200_000], [undefined, 600_000], [0, 600_000], ["soon", 600_000], ["", 600_000], [-5, 600_000]]) {
      await stage.fault(ways.login, { body: { access_token: "x", ...(life !== undefined && { [name]: life }) } });
      const providers = stage.providers();
      const told = [];
      providers.on("tokenRefreshed", (info) => told.push(info));
      await providers.login();
      expect(told).to.deep.equal([{ expiresInMs: ms }]);
    }
  });
});

describe("A sign-in of v12", () => {
  it("may call the name a username, and need no preflight", async () => {
    const stage = await simulatePortsip();
    const { name, password } = stage.credentials;
    await stage.providers({ loginField: "username" }).login(undefined, { simpleRequest: true });
    expect([stage.bodies()[0], stage.sent[0].headers["content-type"]]).to.deep.equal([JSON.stringify({ username: name, password }), "text/plain"]);
  });

  it("tells administrators from others", async () => {
    const stage = await simulatePortsipHere();
    for (const [role, isAdmin] of [["admin", true], ["administrator", true], ["tenant", false], [undefined, undefined]]) {
      await stage.fault(LOGIN, { body: { access_token: "x", role } });
      expect((await stage.providers().login()).isAdmin).to.equal(isAdmin);
    }
  });

  it("refused with 200 and a code is refused", async () => {
    const stage = await simulatePortsipHere();
    for (const code of [1040001, "1050005"]) {
      await stage.fault(LOGIN, { status: 200, body: { err_code: code, msg: "no" } });
      expectError(await rejected(stage.providers().list()), { kind: "authentication", reason: "credentials", code, status: 200, message: "no" });
    }
  });
});

describe("A sign-in of v22", () => {
  it("of old is a form with a client's id", async () => {
    const stage = await simulatePortsip({ dialect: "v22", signIn: "oauth" });
    const providers = stage.providers({ signIn: "oauth", clientId: "a client" });
    await providers.list();
    const { name, password } = stage.credentials;
    expect([stage.wire()[0], stage.sent[0].headers["content-type"]]).to.deep.equal(["POST /login/oauth/token", "application/x-www-form-urlencoded"]);
    const form = { grant_type: "password", username: name, password, scope: "all", client_id: "a client" };
    expect(Object.fromEntries(new URLSearchParams(stage.bodies()[0]))).to.deep.equal(form);
    await stage.portsip.expireTokens();
    await providers.list();
    expect(stage.wire().slice(2)).to.deep.equal(["GET /providers?skip=0&top=50", "POST /login/oauth/token", "GET /providers?skip=0&top=50"]);
    expect(Object.keys(Object.fromEntries(new URLSearchParams(stage.bodies()[1])))).to.deep.equal(["grant_type", "refresh_token", "client_id"]);
    await providers.signOut();
    expect(stage.wire().at(-1)).to.equal("POST /login/oauth/revoke");
  });

  it("that asks for a second factor says so", async () => {
    const stage = await simulatePortsip({ dialect: "v22", twoFactor: true });
    const error = await rejected(stage.providers().list());
    expectError(error, { kind: "authentication", reason: "two_factor", message: "the PBX asks for a second factor: sign in elsewhere and give the `token`" });
    expectError(await rejected(stage.providers().login()), { kind: "authentication", reason: "two_factor" });
  });
});

inBoth("13.2 An expired token", (dialect) => {
  const ways = waysOf(dialect);

  it("13.2 is renewed once for two calls in parallel", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    await stage.portsip.expireTokens();
    const [page, shown] = await Promise.all([providers.list(), providers.show(ID)]);
    expect([page.providers.length, shown.id]).to.deep.equal([1, ID]);
    // A token that was refused cannot ask for another one; a refresh token of v22 can.
    const renewals = [stage.count(ways.login), stage.count(ways.refresh)];
    expect(renewals).to.deep.equal(dialect === "v22" ? [0, 1] : [1, 0]);
    expect(stage.wire().length).to.equal(5);
  });

  it("is renewed once although the second refusal comes when the renewal is over", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    stage.portsip.expireTokens();
    stage.fault(`GET /providers/${dialect === "v22" ? ID : "show"}`, { delayMs: 1000 });
    const slow = watch(providers.show(ID));
    await providers.list();
    await moment();
    await stage.clock.advance(1000);
    await slow.done;
    expect(slow.value.id).to.equal(ID);
    expect(stage.count(ways.login) + stage.count(ways.refresh)).to.equal(1);
  });

  it("does not keep a write from being done, once", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    await stage.portsip.expireTokens();
    await providers.update({ id: ID, port: 17 });
    expect((await stage.kept(ID)).port).to.equal(17);
    expect(stage.wire().filter((line) => /update|providers\/9/.test(line)).length).to.equal(2);
  });

  it("is renewed once for a call; what is refused again is an error", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    await stage.fault(ways.list.slice(0, -1), { status: 401, times: Infinity });
    const error = await rejected(providers.list());
    expectError(error, { kind: "authentication", reason: "auth", status: 401, operation: "list", attempt: 2 });
    expect([stage.count(ways.list), stage.wire().length]).to.deep.equal([2, 3]);
  });

  it("whose renewal fails gives each that waits an error of its own", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const told = [];
    const providers = await stage.signedIn({ onAuthRequired: (error) => told.push(error) });
    const failed = [];
    providers.on("authFailed", (error) => failed.push(error));
    stage.portsip.expireTokens();
    for (const way of [ways.login, ways.refresh]) stage.fault(way, { status: 401, times: Infinity });
    const [one, other] = await Promise.all([rejected(providers.list()), rejected(providers.update({ id: ID, port: 1 }))]);
    expect(one).not.to.equal(other);
    expectError(one, { kind: "authentication", reason: "credentials", operation: "list", status: 401 });
    expectError(other, { kind: "authentication", reason: "credentials", operation: "update", status: 401 });
    expect([told.length, failed.length]).to.deep.equal([1, 1]);
    await rejected(providers.list());
    expect([told.length, failed.length]).to.deep.equal([1, 2]);
  });
});

describe("A token of v12", () => {
  it("is renewed before it ends, by header and body, and the sign-in is not asked for", async () => {
    const { stage, time, providers } = await held();
    await time.pass(539_000);
    await providers.list();
    expect(short(stage)).to.deep.equal([LIST]);
    stage.forget();
    await time.pass(541_000);
    await providers.list();
    expect(short(stage)).to.deep.equal([REFRESH, LIST]);
    const [refresh, list] = stage.sent;
    expect(JSON.parse(refresh.body)).to.deep.equal({ access_token: refresh.headers.access_token });
    expect(list.headers.access_token).not.to.equal(refresh.headers.access_token);
  });

  it("lives as long again with each call that succeeds", async () => {
    const { stage, time, providers } = await held();
    for (let round = 0; round < 4; round += 1) {
      await time.pass(500_000);
      await providers.list();
    }
    expect(short(stage)).to.deep.equal(Array(4).fill(LIST));
  });

  it("does not live longer with a call that fails", async () => {
    const { stage, time, providers } = await held();
    await time.pass(400_000);
    await rejected(providers.show("17"));
    await time.pass(150_000);
    await providers.list();
    expect(short(stage)).to.deep.equal(["GET /providers/show", REFRESH, LIST]);
  });

  it("that has twenty seconds left is renewed, however short its life", async () => {
    const { stage, time, providers } = await held({ tokenTtl: 60 });
    await time.pass(39_000);
    await providers.list();
    await time.pass(41_000);
    await providers.list();
    expect(short(stage)).to.deep.equal([LIST, REFRESH, LIST]);
  });

  it("is kept where the PBX only makes it live longer", async () => {
    const { stage, time, providers } = await held({ refresh: "extends" });
    await time.pass(550_000);
    await providers.list();
    await time.pass(500_000);
    await providers.list();
    expect(short(stage)).to.deep.equal([REFRESH, LIST, LIST]);
    expect(new Set(stage.sent.map(({ headers }) => headers.access_token)).size).to.equal(1);
  });

  for (const fault of [undefined, { status: 503 }, { drop: "before" }, { status: 200, body: { err_code: 5 } }]) {
    it(`is fetched by a sign-in where the refresh fails: ${JSON.stringify(fault)}`, async () => {
      const { stage, time, providers } = await held(fault ? {} : { refresh: "missing" });
      if (fault) stage.fault(REFRESH, fault);
      await time.pass(550_000);
      await providers.list();
      expect(short(stage)).to.deep.equal([REFRESH, LOGIN, LIST]);
    });
  }

  it("is renewed once for all that wait, before it ends", async () => {
    const { stage, time, providers } = await held();
    await time.pass(550_000);
    await Promise.all([providers.list(), providers.list(), providers.show(ID)]);
    expect([stage.count(REFRESH), stage.wire().length]).to.deep.equal([1, 4]);
  });

  it("that is older than half its life is renewed when it is refused with 403, once", async () => {
    const { stage, time, providers } = await held();
    stage.fault("GET /providers/list", { status: 403 });
    expectError(await rejected(providers.list()), { kind: "permission", reason: "forbidden", status: 403 });
    expect(short(stage)).to.deep.equal([LIST]);
    await time.pass(301_000);
    stage.forget();
    stage.fault("GET /providers/list", { status: 403 });
    expect((await providers.list()).providers.length).to.equal(1);
    expect(short(stage)).to.deep.equal([LIST, LOGIN, LIST]);
    await time.pass(301_000);
    stage.forget();
    stage.fault("GET /providers/list", { status: 403, times: Infinity });
    expectError(await rejected(providers.list()), { kind: "permission", status: 403, attempt: 2 });
    expect(short(stage)).to.deep.equal([LIST, LOGIN, LIST]);
  });

  it("is renewed by refreshToken when the page wants it", async () => {
    const { stage, providers } = await held();
    expect(await providers.refreshToken()).to.equal(undefined);
    expect(short(stage)).to.deep.equal([REFRESH]);
  });

  it("that the PBX refuses for a word, whatever the status, is renewed", async () => {
    const stage = await simulatePortsip({ dialect: "v22", providers: 1, authErrorAt200: true });
    const providers = await stage.signedIn();
    await stage.portsip.expireTokens();
    expect((await providers.list()).providers.length).to.equal(1);
  });
});

describe("A token of v22", () => {
  it("does not live longer with a call, and its refresh token is used once", async () => {
    const { stage, time, providers } = await held({ dialect: "v22" });
    const { login, refresh } = waysOf("v22");
    await time.pass(1_500_000);
    await providers.list();
    await time.pass(130_000);
    await providers.list();
    await time.pass(1_700_000);
    await providers.list();
    expect(stage.wire().map((line) => line.split("?")[0])).to.deep.equal(["GET /providers", refresh, "GET /providers", refresh, "GET /providers"]);
    const [one, other] = stage.bodies().map((body) => JSON.parse(body));
    expect(Object.keys(one)).to.deep.equal(["refresh_token"]);
    expect(one.refresh_token).not.to.equal(other.refresh_token);
    for (const { headers, line } of stage.sent) if (line === refresh) expect(headers).not.to.have.property("authorization");
    stage.forget();
    stage.fault(refresh, { status: 400 });
    stage.portsip.expireTokens();
    await providers.list();
    expect(stage.wire().map((line) => line.split("?")[0])).to.deep.equal(["GET /providers", refresh, login, "GET /providers"]);
  });
});

describe("Tokens of a page's own", () => {
  it("from a tokenProvider replace the sign-in, and are asked for again when they end", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const time = holdBoth(stage);
    const tokens = [await stage.token(), await stage.token(), await stage.token()];
    const given = [];
    const tokenProvider = async () => {
      given.push(tokens[given.length]);
      return { access_token: given.at(-1), expires: "600" };
    };
    const providers = stage.providers({ credentials: undefined, tokenProvider });
    await Promise.all([providers.list(), providers.list()]);
    expect(given.length).to.equal(1);
    await time.pass(550_000);
    await providers.list();
    expect(given.length).to.equal(2);
    stage.portsip.expireTokens();
    tokens[2] = await stage.token();
    await providers.list();
    expect(given.length).to.equal(3);
    expect(new Set(short(stage))).to.deep.equal(new Set([LIST]));
  });

  it("may be texts, and the option may be called token", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const token = await stage.token();
    for (const option of ["token", "tokenProvider"]) {
      const providers = stage.providers({ credentials: undefined, [option]: () => token });
      expect((await providers.list()).providers.length).to.equal(1);
    }
  });

  it("that cannot be had are an error, and the page hears of it once", async () => {
    const stage = await simulatePortsipHere();
    const told = [];
    const mistake = new Error("a mistake of the page");
    for (const tokenProvider of [() => Promise.reject(mistake), () => { throw mistake; }]) {
      const providers = stage.providers({ credentials: undefined, tokenProvider, onAuthRequired: (error) => told.push(error) });
      for (let call = 0; call < 2; call += 1) expectError(await rejected(providers.list()), { kind: "authentication", reason: "secret", cause: mistake, operation: "list" });
    }
    expect([told.length, stage.wire()]).to.deep.equal([2, []]);
  });

  it("that are none are an error", async () => {
    const stage = await simulatePortsipHere();
    for (const token of [undefined, null, "", "a b", {}, { access_token: 5 }, 5, []]) {
      const providers = stage.providers({ credentials: undefined, tokenProvider: () => token });
      expectError(await rejected(providers.list()), { kind: "decode", reason: "protocol", operation: "list" });
    }
    expect(stage.wire()).to.deep.equal([]);
  });

  it("keep no password: neither an option nor a login leaves one", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const token = await stage.token();
    for (const option of ["token", "tokenProvider"]) {
      const error = thrown(() => new Providers(stage.options({ [option]: () => token })));
      expectError(error, { kind: "invalid-argument", reason: "validation", message: "new Providers(options): `credentials` must be a function where tokens are provided: no password is kept then" });
    }
    let asked = 0;
    const providers = stage.providers({ credentials: undefined, tokenProvider: () => ((asked += 1), token) });
    await providers.login(stage.credentials);
    stage.portsip.expireTokens();
    await rejected(providers.list());
    expect([asked, stage.count(LOGIN)]).to.deep.equal([1, 1]);
    expectError(await rejected(providers.login()), { kind: "invalid-argument", operation: "login" });
  });

  it("that are constant are used until they are refused, and then the page hears of it once", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const token = await stage.token();
    const told = [];
    const providers = stage.providers({ credentials: undefined, token, onAuthRequired: (error) => told.push(error) });
    await providers.list();
    stage.portsip.expireTokens();
    for (let call = 0; call < 2; call += 1) expectError(await rejected(providers.list()), { kind: "authentication", reason: "auth", code: 1010001, message: "The access token is not valid." });
    expect([told.length, stage.wire().length]).to.deep.equal([1, 3]);
    expectError(told[0], { kind: "authentication", reason: "auth" });
    await providers.login(stage.credentials);
    await providers.list();
    stage.portsip.expireTokens();
    await providers.list();
    expect(told.length).to.equal(1);
  });

  it("that are null or not there are not sent", async () => {
    const stage = await simulatePortsipHere();
    for (const token of [null, undefined]) {
      const providers = stage.providers({ credentials: undefined, token });
      const error = await rejected(providers.list());
      expectError(error, { kind: "authentication", message: "The access token is not valid. (a proxy may have dropped the header `access_token` for its underscore: see the option `tokenHeaders`)" });
    }
    for (const { headers } of stage.sent) expect(headers).not.to.have.property("access_token");
  });

  it("are refused in the constructor where no header can hold them", () => {
    const base = { baseUrl: "https://pbx.example.com/api" };
    for (const token of ["", "a b", "a\n", "ü", "x".repeat(4097)]) expectError(thrown(() => new Providers({ ...base, token })), { kind: "invalid-argument", reason: "validation", message: "new Providers(options): `token` must be 1 to 4096 visible ASCII characters" });
    new Providers({ ...base, token: "x".repeat(4096) }).close();
    expectError(thrown(() => new Providers({ ...base, token: "x", tokenProvider: () => "x" })), { kind: "invalid-argument", message: "new Providers(options): `token` and `tokenProvider` are the same thing: give one" });
  });

  it("refused at once hint at proxies that drop the header; one that was taken before does not", async () => {
    const stage = await simulatePortsipHere({ providers: 1, acceptBearer: true });
    const hint = /a proxy may have dropped the header `access_token`/;
    const fresh = stage.providers({ credentials: undefined, token: "x" });
    expect((await rejected(fresh.list())).message).to.match(hint);
    const bearer = stage.providers({ credentials: undefined, token: "x", tokenHeaders: "both" });
    expect((await rejected(bearer.list())).message).not.to.match(hint);
  });
});

describe("A tokenStore", () => {
  const storeOf = (initial) => {
    const store = {
      kept: initial,
      log: [],
      get: async () => (store.log.push("get"), store.kept),
      set: (token) => void (store.log.push("set"), (store.kept = token)),
      lock: async (work) => {
        store.log.push("lock");
        const outcome = await work();
        store.log.push("unlock");
        return outcome;
      },
    };
    return store;
  };

  it("shares a token between tabs: one signs in for both", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    holdBoth(stage);
    const tokenStore = storeOf();
    const [one, other] = [stage.providers({ tokenStore }), stage.providers({ tokenStore })];
    await one.list();
    expect(tokenStore.log).to.deep.equal(["lock", "get", "set", "unlock"]);
    expect(tokenStore.kept).to.deep.equal({ access_token: stage.sent[1].headers.access_token, expires_at: Date.now() + 600_000 });
    await other.list();
    expect(short(stage)).to.deep.equal([LOGIN, LIST, LIST]);
    expect(tokenStore.log.slice(4)).to.deep.equal(["lock", "get", "unlock"]);
  });

  it("brings the token of a tab that was faster", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const tokenStore = storeOf();
    const providers = stage.providers({ tokenStore });
    await providers.list();
    stage.portsip.expireTokens();
    tokenStore.kept = { access_token: await stage.token() };
    await providers.list();
    expect(short(stage)).to.deep.equal([LIST, LIST]);
  });

  it("with a token that has ended, or the very one that is refused, does not keep it from signing in", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const tokenStore = storeOf({ access_token: "old", expires_at: Date.now() - 1 });
    const providers = stage.providers({ tokenStore });
    await providers.list();
    stage.portsip.expireTokens();
    await providers.list();
    expect(short(stage)).to.deep.equal([LOGIN, LIST, LIST, LOGIN, LIST]);
  });

  it("needs no lock", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const { lock: _, ...tokenStore } = storeOf();
    expect((await stage.providers({ tokenStore }).list()).providers.length).to.equal(1);
  });

  it("that throws makes the call fail", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const mistake = new Error("a mistake of the page");
    const tokenStore = { get: () => Promise.reject(mistake), set: () => {} };
    expectError(await rejected(stage.providers({ tokenStore }).list()), { kind: "authentication", reason: "secret", cause: mistake });
  });
});

describe("keepAlive", () => {
  it("renews the token though nothing is called, for ever, and tells of it", async () => {
    const { stage, time, providers } = await held({}, { keepAlive: true });
    const told = [];
    for (const event of ["tokenWillExpire", "tokenRefreshed"]) providers.on(event, (info) => told.push([event, info.expiresInMs]));
    await time.pass(480_000);
    await time.pass(480_000);
    expect(short(stage)).to.deep.equal([REFRESH, REFRESH]);
    expect(told).to.deep.equal([["tokenWillExpire", 120_000], ["tokenRefreshed", 600_000], ["tokenWillExpire", 120_000], ["tokenRefreshed", 600_000]]);
    providers.close();
    await noTimers(time);
  });

  it("goes on after failures of the network, and does not hurry", async () => {
    const { stage, time, providers } = await held({}, { keepAlive: true });
    const restore = [REFRESH, LOGIN].map((way) => stage.fault(way, { drop: "before", times: Infinity }));
    await time.pass(480_000);
    for (let round = 0; round < 20; round += 1) await time.pass(30_000);
    expect(stage.count(LOGIN)).to.be.within(10, 25);
    for (const back of restore) back();
    for (let round = 0; round < 3; round += 1) await time.pass(30_000);
    stage.forget();
    await providers.list();
    expect(short(stage)).to.deep.equal([LIST]);
  });

  it("ends when the sign-in is refused, and the page hears of it once", async () => {
    const told = [];
    const { stage, time } = await held({}, { keepAlive: true, onAuthRequired: (error) => told.push(error) });
    for (const way of [REFRESH, LOGIN]) stage.fault(way, { status: 401, times: Infinity });
    await time.pass(480_000);
    for (let round = 0; round < 20; round += 1) await time.pass(60_000);
    expect([stage.count(LOGIN), told.length]).to.deep.equal([1, 1]);
    await noTimers(time);
  });

  it("is not there unless it is wanted", async () => {
    const { stage, time } = await held();
    await time.pass(3_600_000);
    expect([stage.wire()]).to.deep.equal([[]]);
    await noTimers(time);
  });

  it("takes a token of many years for what it is", async () => {
    const stage = await simulatePortsipHere();
    const time = holdBoth(stage);
    const providers = stage.providers({ credentials: undefined, keepAlive: true, tokenProvider: () => ({ access_token: "x", expires: 1e9 }) });
    let asked = 0;
    providers.on("tokenRefreshed", () => (asked += 1));
    await providers.refreshToken();
    await time.pass(60_000);
    expect(asked).to.equal(1);
    providers.close();
  });

  it("ends with signOut", async () => {
    const { time, providers } = await held({}, { keepAlive: true });
    await providers.signOut();
    await noTimers(time);
  });
});

inBoth("signOut", (dialect) => {
  const ways = waysOf(dialect);

  it("tells the PBX, and forgets", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    expect(await providers.signOut()).to.equal(undefined);
    expect([stage.wire(), (await stage.state()).tokens]).to.deep.equal([[ways.signOut], 0]);
    expectError(await rejected(providers.list()), { kind: "authentication", reason: "sign-in", message: "nobody has signed in", operation: "list" });
    expect(stage.wire().length).to.equal(1);
    await providers.login();
    expect((await providers.list()).providers.length).to.equal(1);
  });

  it("before any sign-in sends nothing", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    await providers.signOut();
    expectError(await rejected(providers.list()), { reason: "sign-in" });
    expect(stage.wire()).to.deep.equal([]);
  });

  it("that the PBX does not take forgets all the same", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(ways.signOut, { status: 500 });
    expectError(await rejected(providers.signOut()), { kind: "server", operation: "signOut" });
    expectError(await rejected(providers.list()), { reason: "sign-in" });
  });

  it("during a renewal wins: what waits is not sent", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = stage.providers();
    stage.fault(ways.login, { delayMs: 1000 });
    const told = [];
    providers.on("authFailed", (error) => told.push(error));
    const call = watch(providers.list());
    await moment();
    await providers.signOut();
    await stage.clock.advance(1000);
    await call.done;
    expectError(call.error, { kind: "authentication", reason: "sign-in", operation: "list" });
    expect([stage.wire(), told]).to.deep.equal([[ways.login], []]);
  });

  it("during a call that is refused later does not sign in again", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    stage.fault(ways.list.slice(0, -1), { delayMs: 1000, status: 401 });
    const call = watch(providers.list());
    await moment();
    await providers.signOut();
    await stage.clock.advance(1000);
    await call.done;
    expectError(call.error, { kind: "authentication" });
    expect(stage.count(ways.login)).to.equal(0);
  });
});

describe("login during a renewal", () => {
  it("wins: the other tokens are not kept", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = stage.providers();
    stage.fault(LOGIN, { delayMs: 1000 });
    const call = watch(providers.list());
    await eventually(async () => (await stage.requests()).length === 1);
    const { access_token: token } = await providers.login(stage.tenant);
    await stage.clock.advance(1000);
    await call.done;
    expect(call.value.providers.length).to.equal(1);
    await providers.list();
    expect(stage.sent.slice(2).map(({ headers }) => headers.access_token)).to.deep.equal([token, token]);
  });

  it("that fails leaves the session as it was", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn();
    expectError(await rejected(providers.login({ name: "x", password: "y" })), { reason: "credentials" });
    stage.forget();
    await providers.list();
    expect(short(stage)).to.deep.equal([LIST]);
  });

  it("of another user is used from then on, for renewals too", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = await stage.signedIn();
    await providers.login(stage.tenant);
    stage.portsip.expireTokens();
    stage.forget();
    await providers.list();
    expect(JSON.parse(stage.bodies()[0])).to.deep.equal(stage.tenant);
    expectError(await rejected(providers.create(TRUNK)), { kind: "permission", code: 1010003 });
  });
});

describe("onAuthRequired", () => {
  it("is called once while sign-ins succeed and calls are refused all the same", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const told = [];
    const providers = await stage.signedIn({ onAuthRequired: (error) => told.push(error) });
    const restore = stage.fault("GET /providers/list", { status: 401, times: Infinity });
    for (let call = 0; call < 3; call += 1) await rejected(providers.list());
    expect(told.length).to.equal(1);
    restore();
    await providers.list();
    stage.fault("GET /providers/list", { status: 401, times: Infinity });
    await rejected(providers.list());
    expect(told.length).to.equal(2);
  });

  it("is not called for a network that is down", async () => {
    const stage = await simulatePortsipHere();
    const told = [];
    const providers = stage.providers({ maxRetries: 0, onAuthRequired: (error) => told.push(error) });
    stage.fault(LOGIN, { drop: "before", times: Infinity });
    expectError(await rejected(providers.list()), { kind: "connection" });
    stage.fault(LOGIN, { status: 503 });
    await rejected(providers.list());
    expect(told).to.deep.equal([]);
  });
});
