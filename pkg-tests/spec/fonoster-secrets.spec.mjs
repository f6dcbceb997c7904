import { everythingOf, expect, expectNoSecret, inNode, it, rejected, secretly, takePrinted, thrown } from "./support.mjs";
import { Agents, Client, expectError, FonosterError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const PASSWORD = "a-password-nobody-sees";
const JOHN = { name: "John Doe", username: "john", secret: PASSWORD, domains: ["sip.local"] };

/** As Node's console shows a value, hidden fields included. */
const inspect = inNode ? (await import("node:util")).inspect : undefined;

/** What a page may do with an object that it logs or keeps. */
const picturesOf = (value) => [
  ["JSON", JSON.stringify(value)],
  ["String()", String(value)],
  ["a spread", JSON.stringify({ ...value })],
  ["its enumerable fields", JSON.stringify(Object.entries(value))],
  ...(inspect ? [["util.inspect", inspect(value)], ["util.inspect, deep", inspect(value, { depth: 10 })]] : []),
];

const look = (parts, when) => {
  for (const [name, part] of Object.entries(parts)) for (const [how, picture] of picturesOf(part)) expectNoSecret(picture, `${how} of ${name} ${when}`);
};

const lookAtError = (error) => {
  expect(error).to.be.instanceOf(FonosterError);
  expectNoSecret(everythingOf(error), "the error");
  for (const [how, picture] of picturesOf(error)) expectNoSecret(picture, `${how} of the error`);
};

describe("No secret of Fonoster", () => {
  it("is in a picture of a client or of Agents", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const agents = await stage.signedIn();
    const { client } = agents;
    look({ agents, client }, "after a sign-in");
    await agents.listAgents();
    look({ agents, client }, "after a call");
    expect(JSON.parse(JSON.stringify([agents, client]))).to.deep.equal(Array(2).fill({ endpoint: stage.url, apiVersion: "v1beta2", accessKeyId: stage.credentials.workspace }));
    const { username, password } = stage.credentials;
    await client.login(username, password);
    for (const token of [client.getAccessToken(), client.getRefreshToken(), client.getIdToken()]) secretly(token);
    look({ agents, client }, "after another sign-in");
    client.close();
    look({ agents, client }, "after close");
  });

  it("is in a picture of a client that was made of secrets", () => {
    const options = { accessKeyId: "AP1", accessKeySecret: secretly("secret-of-a-key"), token: secretly("aaa.bbb.ccc"), refreshToken: secretly("ddd.eee.fff") };
    const agents = new Agents(options);
    look({ agents, client: agents.client, options: agents.getOptions() }, "after new");
    const old = new Agents({ ...options, apiVersion: "v1beta1" });
    look({ agents: old, client: old.client, options: old.getOptions() }, "after new");
  });

  const faults = [
    [{ errcode: 16, times: 2 }, {}],
    [{ errcode: 7 }, {}],
    [{ errcode: 13 }, {}],
    [{ status: 429 }, {}],
    [{ status: 503 }, {}],
    [{ malformed: true }, {}],
    [{ drop: "before", times: Infinity }, {}],
    [{ hang: true }, { timeoutMs: 50 }],
    [{ hangBody: true }, { timeoutMs: 50 }],
    [{ endlessBody: true }, { maxBodyBytes: 100 }],
  ];
  for (const [fault, options] of faults) {
    it(`is in the error of a call that fails by ${JSON.stringify(fault)}`, async () => {
      secretly(PASSWORD);
      const stage = await simulateFonosterHere();
      const agents = await stage.signedIn({ maxRetries: 0 });
      for (const [route, call] of [["ListAgents", () => agents.listAgents({}, options)], ["CreateCredentials", () => agents.createAgent(JOHN, options)], ["CreateAgent", () => agents.createAgent(JOHN, options)]]) {
        const restore = await stage.fault(route, fault);
        lookAtError(await rejected(call()));
        await restore();
      }
      const old = await simulateFonosterHere({ generation: "v1beta1" });
      await old.fault("POST /agents", fault);
      lookAtError(await rejected(old.agents({ maxRetries: 0 }).createAgent(JOHN, options)));
    });

    it(`is in the error of a sign-in that fails by ${JSON.stringify(fault)}`, async () => {
      const stage = await simulateFonosterHere();
      const { accessKeyId, accessKeySecret, username, password } = stage.credentials;
      const { refreshToken } = await stage.tokens();
      const client = new Client(stage.place({ maxRetries: 0 }));
      for (const [route, call] of [
        ["ExchangeApiKey", () => client.loginWithApiKey(accessKeyId, accessKeySecret, options)],
        ["ExchangeCredentials", () => client.login(username, password, secretly("123456-second"), options)],
        ["ExchangeRefreshToken", () => client.loginWithRefreshToken(refreshToken, options)],
        ["ExchangeOauth2Code", () => client.loginWithOauth2Code("GITHUB", secretly("a-code-of-github"), options)],
      ]) {
        const restore = await stage.fault(route, fault);
        lookAtError(await rejected(call()));
        await restore();
      }
      await stage.fault("ExchangeApiKey", fault);
      lookAtError(await rejected(stage.agents({ maxRetries: 0, ...options }).listAgents()));
    });
  }

  it("is in the error that names credentials which are left behind", async () => {
    secretly(PASSWORD);
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    await stage.fault("CreateAgent", { status: 503 });
    const error = await rejected(agents.createAgent(JOHN));
    expect(Object.keys(error.orphan)).to.deep.equal(["credentialsRef"]);
    lookAtError(error);
  });

  it("is in the error of an argument that is refused", async () => {
    const stage = await simulateFonosterHere();
    const agents = stage.agents();
    const secret = secretly("A secret\nin the Wrong place");
    const half = secretly("half-a-pair-of-secrets");
    for (const call of [
      agents.createAgent({ name: 5, username: "a", secret }),
      agents.createAgent({ name: secret.repeat(4), username: secret, secret, domains: [secret, secret] }),
      agents.createAgent({ name: "A", username: "a", secret: `${half}\ud800` }),
      agents.createAgent({ name: "A", username: "a", privacy: secret }),
      agents.updateAgent({ ref: "", secret }),
      agents.listAgents({ pageSize: secret }),
      agents.listAgents({ pageToken: [secret] }),
      agents.getAgent([secret]),
      agents.client.login(secret, ""),
      agents.client.login("", secret),
      agents.client.loginWithOauth2Code(secret, secret),
    ]) {
      lookAtError(await rejected(call));
    }
    expect(await stage.names()).to.deep.equal([]);
  });

  it("is in the error of an option that is refused", () => {
    const secret = secretly("a-secret-in-the-wrong-place");
    const broken = secretly("a secret\nthat no header holds");
    for (const options of [
      { accessKeyId: "AP1", accessKeySecret: broken },
      { accessKeyId: "WO1", accessKeySecret: secret },
      { token: broken },
      { token: [secret] },
      { refreshToken: broken },
      { refreshToken: { secret } },
      { endpoint: `https://user:${secret}@a.example.com` },
      { endpoint: `https://[${secret}` },
      { apiVersion: secret },
      { timeoutMs: secret },
      { fetch: secret },
    ]) {
      lookAtError(thrown(() => new Agents(options)));
      lookAtError(thrown(() => new Client(options)));
    }
    for (const name of ["setAccessToken", "setAccessKeyId"]) lookAtError(thrown(() => new Client()[name](broken)));
  });

  it("is in the error of a function that gives a secret that no header can have", async () => {
    const broken = secretly("a secret\nthat no header holds");
    const stage = await simulateFonosterHere({ generation: "v1beta1" });
    const error = await rejected(stage.agents({ accessKeySecret: () => broken }).listAgents());
    expectError(error, { kind: "authentication" });
    lookAtError(error);
    const modern = await simulateFonosterHere();
    lookAtError(await rejected(new Agents(modern.place({ token: () => broken })).listAgents()));
    for (const one of [stage, modern]) expect(await one.names()).to.deep.equal([]);
  });

  for (const generation of ["v1beta2", "v1beta1"]) {
    it(`is in what the hooks tell of a whole life, with ${generation}`, async () => {
      secretly(PASSWORD);
      const stage = await simulateFonosterHere({ generation });
      const told = [];
      const tell = (info) => told.push(`${everythingOf(info)}\n${JSON.stringify(info)}`);
      const agents = stage.agents({ onRequest: tell, onResponse: tell, onAuthRequired: tell, maxRetries: 0 });
      const { ref } = await agents.createAgent(JOHN);
      for (const token of [agents.client.getAccessToken(), agents.client.getRefreshToken()]) if (token) secretly(token);
      await agents.updateAgent({ ref, secret: secretly("its-next-password-too") });
      await agents.getAgent(ref);
      await agents.listAgents();
      stage.fonoster.expireTokens();
      await agents.listAgents().catch(() => {});
      if (generation === "v1beta2") {
        const { username, password } = stage.credentials;
        await agents.client.login(username, password);
        stage.fonoster.expireTokens();
        stage.fonoster.revokeRefreshTokens();
        await rejected(agents.listAgents());
      }
      await agents.deleteAgent(ref).catch(() => {});
      expect(told.length).to.be.greaterThan(10);
      expectNoSecret(told.join("\n"), "what was told");
    });
  }

  it("is printed, by any call", async () => {
    secretly(PASSWORD);
    const stage = await simulateFonoster();
    const agents = await stage.signedIn({ fancyOption: PASSWORD });
    await agents.createAgent({ ...JOHN, pet: PASSWORD });
    await rejected(agents.createAgent(JOHN));
    const printed = takePrinted();
    expect(printed.map(({ text }) => text)).to.deep.equal([
      "softphone-admin: new Agents(options): `fancyOption` is no option and is ignored",
      "softphone-admin: createAgent(request): `pet` is no option and is ignored",
    ]);
  });

  it("is in an address, or in a header that is not for it", async () => {
    secretly(PASSWORD);
    for (const generation of ["v1beta2", "v1beta1"]) {
      const stage = await simulateFonosterHere({ generation });
      const seen = [];
      const agents = stage.agents({ fetch: (url, init) => (seen.push([url, Object.fromEntries(init.headers)]), stage.fetch(url, init)) });
      const { ref } = await agents.createAgent(JOHN);
      await agents.updateAgent({ ref, secret: secretly("its-next-password-too") });
      await agents.listAgents();
      await agents.deleteAgent(ref);
      if (generation === "v1beta2") secretly(agents.client.getAccessToken());
      for (const [url, { token: _, access_key_secret: __, ...others }] of seen) expectNoSecret(`${url} ${JSON.stringify(others)}`, "a request");
    }
  });
});
