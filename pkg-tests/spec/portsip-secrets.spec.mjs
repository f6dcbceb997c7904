import { eventually, everythingOf, expect, expectNoSecret, inNode, it, rejected, secretly, takePrinted, thrown } from "./support.mjs";
import { expectError, ID, inBoth, Providers, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const SECRET = TRUNK.password;
const EVENTS = ["status", "gap", "request", "response", "retry", "tokenRefreshed", "tokenWillExpire", "authFailed", "rateLimited"];

/** As Node's console shows a value, hidden fields included. */
const inspect = inNode ? (await import("node:util")).inspect : undefined;

/** What a page may do with an object that it logs or keeps. */
const picturesOf = (value) => [
  ["JSON", JSON.stringify(value)],
  ["String()", String(value)],
  ["a spread", JSON.stringify({ ...value })],
  ...(inspect ? [["util.inspect", inspect(value)], ["util.inspect, deep", inspect(value, { depth: 10 })]] : []),
];

const lookAt = (error) => {
  expectError(error);
  expectNoSecret(everythingOf(error), "the error");
  for (const [how, picture] of picturesOf(error)) expectNoSecret(picture, `${how} of the error`);
};

inBoth("13.8 No secret of PortSIP", (dialect) => {
  const newer = dialect === "v22";
  const routes = newer
    ? { create: "POST /providers", show: `GET /providers/${ID}`, update: `POST /providers/${ID}`, login: "POST /auth/sign_in", refresh: "POST /auth/refresh_token", signOut: "POST /auth/sign_out" }
    : { create: "POST /providers/create", show: "GET /providers/show", update: "POST /providers/update", login: "POST /account/credentials/verify", refresh: "POST /account/token/refresh", signOut: "POST /account/sign_out" };

  it("13.8 is in what a rehearsal shows", async () => {
    secretly(SECRET);
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    await providers.list();
    const dry = { dryRun: true };
    const all = [
      await providers.create(trunkFor(dialect), dry),
      await providers.update({ id: ID, password: SECRET }, dry),
      await providers.update({ id: ID, password: SECRET }, { ...dry, mode: "merge" }),
      await providers.show(ID, dry),
      await providers.list({}, dry),
      await providers.destroy(ID, dry),
      await providers.ensure(TRUNK.name, { password: `${SECRET}2` }, dry),
      await providers.importAll([trunkFor(dialect, { name: "x" })], dry),
    ];
    expectNoSecret(JSON.stringify(all), "a rehearsal");
    const [{ headers, body }] = all;
    expect([headers[newer ? "Authorization" : "access_token"], body.password]).to.deep.equal(["***", "***"]);
  });

  it("13.8 is in what hooks and events tell of a whole life", async () => {
    secretly(SECRET);
    const stage = await simulatePortsip({ dialect });
    const told = [];
    const tell = (info) => told.push(`${everythingOf(info)}\n${JSON.stringify(info)}`);
    const providers = stage.providers({ onRequest: tell, onResponse: tell, onAuthRequired: tell, maxRetries: 1, tokenStore: undefined });
    for (const event of EVENTS) providers.on(event, tell);
    const { id } = await providers.create(trunkFor(dialect));
    await providers.show(id);
    await providers.update({ id, password: secretly("its-next-password-too") });
    await stage.fault(newer ? "GET /providers" : "GET /providers/list", { status: 429, headers: { "retry-after": "0" } });
    await providers.list();
    await stage.portsip.expireTokens();
    await providers.list();
    await providers.refreshToken();
    const watching = providers.watch({ wsi: { url: stage.wsiUrl, ...stage.tenant } });
    await eventually(() => providers.feed.state === "live");
    await stage.portsip.setStatus(id, "ONLINE");
    watching.stop();
    for (const route of [routes.login, routes.refresh]) await stage.fault(route, { status: 401, body: newer ? { errors: [{ code: "UNAUTHORIZED", message: stage.credentials.password }] } : { err_code: 1040001, msg: stage.credentials.password }, times: Infinity });
    await stage.portsip.expireTokens();
    lookAt(await rejected(providers.list()));
    expect(told.length).to.be.above(20);
    expectNoSecret(told.join("\n"), "what was told");
  });

  const faults = [
    [{ status: 400, body: `You sent ${SECRET} and "${SECRET}"` }, {}],
    [{ status: 200, body: { err_code: 5, msg: SECRET, errors: [{ code: "X", message: SECRET, detail: { password: SECRET } }] } }, {}],
    [{ status: 403 }, {}],
    [{ status: 429 }, {}],
    [{ status: 503, body: encodeURIComponent(SECRET) }, {}],
    [{ status: 200, body: "[]" }, {}],
    [{ malformed: true }, {}],
    [{ drop: "before", times: Infinity }, {}],
    [{ hang: true }, { timeoutMs: 40 }],
    [{ hangBody: true }, { timeoutMs: 40 }],
    [{ endlessBody: true }, { maxBodyBytes: 100 }],
  ];
  for (const [fault, options] of faults) {
    it(`13.8 is in the error of a call that fails by ${JSON.stringify(fault).replaceAll(SECRET, "…")}`, async () => {
      secretly(SECRET);
      const stage = await simulatePortsipHere({ dialect, providers: [trunkFor(dialect)] });
      const providers = await stage.signedIn({ maxRetries: 0 });
      for (const [route, call] of [[routes.create, () => providers.create(trunkFor(dialect), options)], [routes.update, () => providers.update({ id: ID, password: SECRET }, options)]]) {
        const restore = await stage.fault(route, fault);
        const outcome = await call().catch((error) => error);
        if (outcome instanceof Error) lookAt(outcome);
        await restore();
      }
    });

    it(`13.8 is in the error of a sign-in that fails by ${JSON.stringify(fault).replaceAll(SECRET, "…")}`, async () => {
      const password = secretly(SECRET);
      const stage = await simulatePortsipHere({ dialect });
      const providers = stage.providers({ maxRetries: 0, credentials: { name: "admin", password }, ...options });
      const restore = await stage.fault(routes.login, fault);
      for (const call of [providers.login(), providers.list(), providers.refreshToken()]) {
        const outcome = await call.catch((error) => error);
        if (outcome instanceof Error) lookAt(outcome);
      }
      await restore();
    });
  }

  it("is in an error whose answer repeats the token", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const token = secretly("TOKEN/with+signs=\"and\"quotes");
    const providers = stage.providers({ credentials: undefined, token, maxRetries: 0 });
    for (const body of [`no ${token}`, encodeURIComponent(token), JSON.stringify({ msg: token, message: token, access_token: token, err_code: 7, errors: [{ code: "X", message: token }] })]) {
      await stage.fault(routes.show, { status: 400, body });
      const error = await rejected(providers.show(ID));
      lookAt(error);
      expect(error.message + error.responseBody).to.include("***");
    }
  });

  it("is in a picture of a client, or of a session", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    await providers.list();
    const session = await providers.login(stage.credentials);
    secretly(session.access_token);
    for (const [name, value] of Object.entries({ providers, session })) for (const [how, picture] of picturesOf(value)) expectNoSecret(picture, `${how} of ${name}`);
    expect(Object.keys(providers)).to.deep.equal([]);
    providers.close();
    for (const [how, picture] of picturesOf(providers)) expectNoSecret(picture, how);
  });

  it("is in an address, or in a header that is not for it", async () => {
    secretly(SECRET);
    const stage = await simulatePortsip({ dialect });
    const providers = stage.providers();
    const { id } = await providers.create(trunkFor(dialect));
    await providers.update({ id, password: SECRET }, { mode: "merge" });
    await providers.listAll();
    await providers.refreshToken();
    await providers.signOut();
    expect(stage.sent.length).to.be.above(5);
    for (const { url, headers: { access_token: _, authorization: __, ...others } } of stage.sent) expectNoSecret(`${url} ${JSON.stringify(others)}`, "a request");
  });
});

describe("No secret of PortSIP", () => {
  it("is in the error of an argument or an option that is refused", async () => {
    const secret = secretly("A secret\nin the wrong place");
    const base = { baseUrl: "https://pbx.example.com/api" };
    for (const options of [
      { ...base, token: secret },
      { ...base, token: [secret] },
      { ...base, credentials: secret },
      { ...base, tokenProvider: secret },
      { ...base, dialect: secret },
      { ...base, timeoutMs: secret },
      { baseUrl: `https://user:${encodeURIComponent(secret)}@pbx.example.com` },
      { baseUrl: secret },
    ]) {
      lookAt(thrown(() => new Providers(options)));
    }
    const stage = await simulatePortsipHere();
    const providers = stage.providers();
    for (const call of [
      providers.create({ ...TRUNK, password: [secret] }),
      providers.create({ ...TRUNK, hostname: secret, name: "", password: secret }),
      providers.update({ id: secret, password: secret }),
      providers.show(secret),
      providers.login({ name: secret, password: "" }),
      providers.login({ name: "", password: secret }),
      providers.importAll([{ ...TRUNK, port: -1, password: secret }]),
    ]) {
      lookAt(await rejected(call));
    }
    expect(stage.wire()).to.deep.equal([]);
  });

  it("is printed, though it is given as an option that is unknown", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = stage.providers({ fancySecret: secretly("a-secret-option") });
    await providers.list({ page: "a-secret-option" });
    const printed = takePrinted().map(({ text }) => text);
    expect(printed).to.deep.equal(["softphone-admin: new Providers(options): `fancySecret` is no option and is ignored", "softphone-admin: list(params): `page` is no option and is ignored"]);
    expectNoSecret(printed.join("\n"), "what was printed");
  });

  it("is in the error of a provider of tokens that gives none", async () => {
    const broken = secretly("a secret that no header holds");
    const stage = await simulatePortsipHere();
    for (const token of [() => broken, () => ({ access_token: broken })]) lookAt(await rejected(stage.providers({ credentials: undefined, token }).list()));
  });

  it("is in the error of a refused watch", async () => {
    const stage = await simulatePortsip({ providers: 1 });
    const providers = await stage.signedIn();
    const failed = [];
    providers.on("authFailed", (error) => failed.push(error));
    providers.watch({ wsi: { url: stage.wsiUrl, name: "acme", password: secretly("wrong-but-secret") } });
    await eventually(() => failed.length > 0);
    lookAt(failed[0]);
  });
});
