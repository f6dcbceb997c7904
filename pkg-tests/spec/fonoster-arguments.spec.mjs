import { everythingOf, expect, inNode, it, rejected, takePrinted, thrown } from "./support.mjs";
import { Agents, APIClient, Client, entry, expectError, expectIssues, Privacy, simulateFonoster, simulateFonosterHere, WebClient } from "./fonoster-support.mjs";

const REFUSED = { kind: "invalid-argument", retryable: false, code: undefined, status: undefined };
const GOOD = { name: "John", username: "john" };
const OLD = { name: "John", username: "john", secret: "1234", domains: ["sip.local"] };

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const throwing = (name, rest = {}) => Object.defineProperty({ ...rest }, name, { enumerable: true, get: () => { throw new Error("a mistake of the page"); } });
/** How a test names a value. */
const shown = (value) => (typeof value === "symbol" || typeof value === "function" ? String(value) : typeof value === "bigint" ? `${value}n` : Number.isNaN(value) ? "NaN" : (JSON.stringify(value) ?? String(value)).slice(0, 40));

/** By type: values that are something else. */
const NO_TEXT = [null, 5, true, {}, [], ["x"], Symbol("x"), 5n, () => "x", new Date(0), "\ud800", "a\udc00b"];
const NO_TEXT_OR_NULL = NO_TEXT.filter((value) => value !== null);
const NO_NUMBER = ["5", true, {}, [], Symbol("x"), 5n, NaN, Infinity, -Infinity];
const NO_FLAG = [null, 0, 1, "true", {}, []];
const NO_LIST = [null, "sip.local", 5, {}, { 0: "sip.local", length: 1 }, new Set(["sip.local"]), [5], [null], ["\ud800"], [["sip.local"]], [undefined], [, "sip.local"]];

const WRONG_TYPES = {
  name: NO_TEXT,
  username: NO_TEXT,
  secret: NO_TEXT,
  privacy: NO_TEXT,
  domains: NO_LIST,
  domainRef: NO_TEXT_OR_NULL,
  credentialsRef: NO_TEXT_OR_NULL,
  enabled: NO_FLAG,
  maxContacts: NO_NUMBER,
  expires: NO_NUMBER,
};

const long = (length, letter = "a") => letter.repeat(length);

/** Values of the right type that no server takes, with the rules that they break. */
const WRONG_VALUES = [
  ["name", "", ["name: length"]],
  ["name", long(61), ["name: length"]],
  ["name", long(61, "ü"), ["name: length"]],
  ["username", "", ["username: length"]],
  ["username", long(61), ["username: length"]],
  ["username", "John", ["username: pattern"]],
  ["username", "j d", ["username: pattern"]],
  ["username", "jörg", ["username: pattern"]],
  ["username", "a@b", ["username: pattern"]],
  ["username", "A".repeat(61), ["username: length", "username: pattern"]],
  ["secret", "", ["secret: length"]],
  ["privacy", "", ["privacy: enum"]],
  ["privacy", "id", ["privacy: enum"]],
  ["privacy", "Private", ["privacy: enum"]],
  ["privacy", "secret", ["privacy: enum"]],
  ["domains", ["a", "b"], ["domains: length"]],
  ["domains", ["a", "a"], ["domains: length"]],
  ["domains", [""], ["domains: length"]],
  ["domainRef", "", ["domainRef: length"]],
  ["credentialsRef", "", ["credentialsRef: length"]],
  ["maxContacts", 0, ["maxContacts: range"]],
  ["maxContacts", -2, ["maxContacts: range"]],
  ["maxContacts", 1.5, ["maxContacts: range"]],
  ["maxContacts", 2 ** 31, ["maxContacts: range"]],
  ["expires", -1, ["expires: range"]],
  ["expires", 0.5, ["expires: range"]],
  ["expires", 2 ** 31, ["expires: range"]],
];

describe("A request of createAgent and updateAgent", () => {
  for (const [field, values] of Object.entries(WRONG_TYPES)) {
    it(`with a wrong type for ${field} is refused by its name, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      for (const value of values) {
        for (const [name, call] of [["createAgent", () => agents.createAgent({ ...GOOD, [field]: value })], ["updateAgent", () => agents.updateAgent({ ref: "a", [field]: value })]]) {
          const error = await rejected(call());
          expectError(error, { ...REFUSED, operation: name });
          expect(error.message, shown(value)).to.match(new RegExp(`^${name}\\(request\\): \`${field}\` must be `));
        }
      }
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  for (const [field, value, issues] of WRONG_VALUES) {
    it(`with ${field} ${shown(value)} is refused in issues, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      expectIssues(await rejected(agents.createAgent({ ...GOOD, [field]: value })), issues, { operation: "createAgent" });
      expectIssues(await rejected(agents.updateAgent({ ref: "a", [field]: value })), issues, { operation: "updateAgent" });
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  it("is told of everything that is wrong at once", async () => {
    const stage = await simulateFonosterHere();
    const agents = stage.agents();
    const all = { username: "John Doe", secret: "", privacy: "x", domains: ["a", "b"], domainRef: "", credentialsRef: "c", maxContacts: 0, expires: 1.5 };
    const issues = ["username: pattern", "secret: length", "privacy: enum", "domainRef: length", "maxContacts: range", "expires: range", "domains: length", "domainRef: exclusive", "credentialsRef: exclusive"];
    expectIssues(await rejected(agents.createAgent(all)), ["name: required", ...issues]);
    expectIssues(await rejected(agents.updateAgent(all)), ["ref: required", ...issues]);
    expectIssues(await rejected(agents.createAgent({})), ["name: required", "username: required"]);
    expect(await stage.names()).to.deep.equal([]);
  });

  it("may be as large as it may be", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const name = long(60, "ü");
    const { ref } = await agents.createAgent({ name, username: `${long(57)}._-`, maxContacts: 2 ** 31 - 1, expires: 2 ** 31 - 1 });
    expect(await agents.getAgent(ref)).to.deep.include({ name, maxContacts: 2 ** 31 - 1, expires: 2 ** 31 - 1 });
  });

  it("of v1beta1 has rules of its own", async () => {
    const stage = await simulateFonosterHere({ generation: "v1beta1" });
    const agents = stage.agents();
    expectIssues(await rejected(agents.createAgent({})), ["name: required", "username: required", "secret: required", "domains: required"]);
    for (const [field, value, rule] of [
      ["name", "Jo", "length"],
      ["name", long(101), "length"],
      ["username", "jo", "length"],
      ["username", long(101), "length"],
      ["secret", "", "length"],
      ["privacy", "x", "enum"],
      ["domains", [], "required"],
      ["domains", ["a", "b", "a"], "unique"],
      ["domains", ["a", ""], "length"],
    ]) {
      expectIssues(await rejected(agents.createAgent({ ...OLD, [field]: value })), [`${field}: ${rule}`]);
    }
    expect(await stage.names()).to.deep.equal([]);
    const { ref } = await agents.createAgent({ ...OLD, name: long(100, "ü"), username: "John Doe", domains: ["sip.local", "sip.branch.local"] });
    expect((await agents.getAgent(ref)).username).to.equal("John Doe");
  });

  for (const [what, request] of Object.entries({ nothing: undefined, null: null, "a text": "John", "a number": 5, "an array": [], "a function": () => ({}), "a symbol": Symbol("x") })) {
    it(`that is ${what} is refused, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      for (const call of [agents.createAgent(request), agents.updateAgent(request)]) expectError(await rejected(call), REFUSED);
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  it("whose getters throw, or that is a proxy that nobody can read, is refused with the reason; others settle", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const agents = await stage.signedIn();
    const neighbours = [agents.listAgents()];
    const errors = [];
    for (const field of Object.keys(WRONG_TYPES)) {
      for (const call of [() => agents.createAgent(throwing(field, GOOD)), () => agents.updateAgent(throwing(field, { ref: "a" }))]) {
        const error = await rejected(call());
        expectError(error, REFUSED);
        expect([error.message.includes(`\`${field}\` could not be read: its getter threw`), error.cause?.message]).to.deep.equal([true, "a mistake of the page"]);
      }
      neighbours.push(agents.listAgents());
    }
    const list = new Proxy(["a"], { get: (target, name) => { if (name === "0") throw new Error("a mistake of the page"); return Reflect.get(target, name); } });
    errors.push(await rejected(agents.createAgent({ ...GOOD, domains: list })));
    for (const request of [revoked(), new Proxy({}, { get: () => { throw new Error("trap"); } })]) errors.push(await rejected(agents.createAgent(request)), await rejected(agents.updateAgent(request)), await rejected(agents.listAgents(request)));
    for (const error of errors) expectError(error, REFUSED);
    for (const { items } of await Promise.all(neighbours)) expect(items).to.have.length(1);
    expect(new Set(await stage.names())).to.deep.equal(new Set(["ListAgents"]));
  });

  it("is read once, before anything else happens", async () => {
    const stage = await simulateFonoster();
    const agents = stage.agents();
    const request = { ...GOOD, domains: ["sip.local"] };
    const call = agents.createAgent(request);
    Object.assign(request, { name: "Changed", username: "changed" });
    request.domains[0] = "sip.nowhere";
    await call;
    expect((await stage.state()).agents.map(({ name, domain }) => [name, domain])).to.deep.equal([["John", "sip.local"]]);
    expect(Object.keys(request)).to.deep.equal(["name", "username", "domains"]);
  });

  it("with a field that is none is told of, once", async () => {
    const stage = await simulateFonosterHere();
    const agents = await stage.signedIn();
    await agents.createAgent({ ...GOOD, nickname: "j" });
    await agents.createAgent({ name: "Other", username: "other", nickname: "j" });
    expect(takePrinted().map(({ text }) => text)).to.deep.equal(["softphone-admin: createAgent(request): `nickname` is no option and is ignored"]);
  });

  it("of an old prototype or with values of its class is as good as any", async () => {
    const stage = await simulateFonosterHere();
    const agents = await stage.signedIn();
    class Request {
      name = "Jane";
      get username() {
        return "jane";
      }
      get privacy() {
        return Privacy.PRIVATE;
      }
    }
    await agents.createAgent(new Request());
    await agents.createAgent(Object.assign(Object.create(null), GOOD));
    expect((await stage.state()).agents.map(({ username }) => username)).to.deep.equal(["jane", "john"]);
  });
});

describe("A ref", () => {
  for (const ref of [undefined, null, "", 5, {}, [], ["a"], true, Symbol("x"), 5n, () => "a"]) {
    it(`that is ${shown(ref)} is refused, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      for (const [name, call] of [["getAgent", agents.getAgent(ref)], ["deleteAgent", agents.deleteAgent(ref)], ["deleteAgent", agents.deleteAgent(ref, { verify: true })]]) {
        expectError(await rejected(call), { ...REFUSED, operation: name, message: `${name}(ref): \`ref\` must be a filled string${ref === "" ? ", and no dots alone" : ""}` });
      }
      expectError(await rejected(agents.updateAgent({ ref, name: "A" })), { ...REFUSED, operation: "updateAgent" });
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  it("with half a surrogate pair is refused, since it would be another one", async () => {
    const stage = await simulateFonosterHere({ agents: [{ ref: "a\uFFFD", username: "a" }] });
    const agents = await stage.signedIn();
    for (const call of [agents.getAgent("a\ud800"), agents.deleteAgent("a\ud800"), agents.updateAgent({ ref: "a\ud800" })]) expectError(await rejected(call), REFUSED);
    expect((await agents.getAgent("a\uFFFD")).username).to.equal("a");
    expect(await stage.names()).to.deep.equal(["GetAgent"]);
  });

  it("of any length goes as it is", async () => {
    const stage = await simulateFonosterHere();
    const agents = await stage.signedIn();
    for (const ref of ["x".repeat(100_000), "\u0000", "../../etc", " ", "😀"]) {
      expectError(await rejected(agents.getAgent(ref)), { code: 5 });
      expect((await stage.calls()).at(-1)).to.deep.equal(["GetAgent", { ref }]);
    }
  });
});

describe("A request of listAgents", () => {
  for (const [request, issues] of [
    [{ pageSize: 0 }, ["pageSize: range"]],
    [{ pageSize: -1 }, ["pageSize: range"]],
    [{ pageSize: 1.5 }, ["pageSize: range"]],
    [{ pageSize: 2 ** 31 }, ["pageSize: range"]],
    [{ pageSize: "20" }],
    [{ pageSize: NaN }],
    [{ pageSize: {} }],
    [{ pageToken: {} }],
    [{ pageToken: true }],
    [{ pageToken: ["a"] }],
    [{ pageToken: Symbol("x") }],
    [{ pageToken: "\ud800" }],
    ["20"],
    [20],
    [[]],
  ]) {
    it(`that is ${typeof request === "object" && typeof request.pageToken === "symbol" ? "{ pageToken: Symbol }" : shown(request)} is refused, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      for (const [operation, call] of [["listAgents", agents.listAgents(request)], ["iterateAgents", agents.iterateAgents(request).toArray()]]) {
        const error = await rejected(call);
        if (issues) expectIssues(error, issues);
        expectError(error, { ...REFUSED, operation });
        expect(error.message).to.match(new RegExp(`^${operation}\\(request\\)`));
      }
      expect(await stage.names()).to.deep.equal([]);
    });
  }
});

describe("An option of a Fonoster call", () => {
  const CALLS = {
    createAgent: (agents, options) => agents.createAgent(GOOD, options),
    getAgent: (agents, options) => agents.getAgent("a", options),
    updateAgent: (agents, options) => agents.updateAgent({ ref: "a", name: "A" }, options),
    listAgents: (agents, options) => agents.listAgents({}, options),
    iterateAgents: (agents, options) => agents.iterateAgents({}, options).toArray(),
    deleteAgent: (agents, options) => agents.deleteAgent("a", options),
    refreshToken: ({ client }, options) => client.refreshToken(options),
    login: ({ client }, options) => client.login("a@b.test", "x", undefined, options),
  };

  for (const [what, options] of [
    ["maxRetries below 0", { maxRetries: -1 }],
    ["maxRetries that is not whole", { maxRetries: 1.5 }],
    ["maxRetries without end", { maxRetries: Infinity }],
    ["maxRetries that is a text", { maxRetries: "2" }],
    ["a timeoutMs below 0", { timeoutMs: -1 }],
    ["a timeoutMs that is a text", { timeoutMs: "1000" }],
    ["a timeoutMs that is NaN", { timeoutMs: NaN }],
    ["a maxBodyBytes that is a text", { maxBodyBytes: "x" }],
    ["a signal that is a controller", { signal: new AbortController() }],
    ["a signal that is a text", { signal: "x" }],
  ]) {
    it(`with ${what} is refused by its name, and nothing is sent`, async () => {
      const stage = await simulateFonosterHere();
      const agents = stage.agents();
      for (const [name, call] of Object.entries(CALLS)) {
        const error = await rejected(call(agents, options));
        expectError(error, REFUSED);
        expect(error.message, name).to.include(`\`${Object.keys(options)[0]}\``);
      }
      expect(await stage.names()).to.deep.equal([]);
    });
  }

  it("that is no flag for verify is refused", async () => {
    const stage = await simulateFonosterHere();
    for (const verify of [1, "yes", null, {}]) expectError(await rejected(stage.agents().deleteAgent("a", { verify })), REFUSED);
    expect(await stage.names()).to.deep.equal([]);
  });

  it("whose getter throws is refused; others settle", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const agents = await stage.signedIn();
    const neighbour = agents.listAgents();
    for (const name of ["signal", "timeoutMs", "maxRetries", "maxBodyBytes"]) {
      for (const call of Object.values(CALLS)) {
        const error = await rejected((async () => call(agents, throwing(name)))());
        expect(everythingOf(error)).to.include("a mistake of the page");
      }
    }
    expect((await neighbour).items).to.have.length(1);
    expect(await stage.names()).to.deep.equal(["ListAgents"]);
  });

  it("may be null or undefined", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const agents = await stage.signedIn();
    for (const options of [undefined, null, {}, { signal: null }, { maxRetries: undefined }]) {
      expect((await agents.listAgents({}, options)).items).to.have.length(1);
      expect(await agents.iterateAgents({}, options).toArray()).to.have.length(1);
    }
  });
});

describe("The options of new Agents", () => {
  for (const [what, options, named] of [
    ["an endpoint that is a number", { endpoint: 5 }],
    ["an endpoint that is null", { endpoint: null }],
    ["an endpoint that is no address", { endpoint: "https://" }],
    ["an endpoint with a host that is none", { endpoint: "[::1" }],
    ["an endpoint with a port that is none", { endpoint: "a.example.com:99999" }],
    ["an endpoint of another scheme", { endpoint: "ftp://a.example.com" }],
    ["an endpoint of a socket", { endpoint: "wss://a.example.com" }],
    ["an endpoint with a user", { endpoint: "https://user@a.example.com" }],
    ["an endpoint with a password", { endpoint: "https://user:hunter2@a.example.com" }],
    ["endpoint and url", { endpoint: "a.example.com", url: "a.example.com" }],
    ["endpoint and baseUrl", { endpoint: "a.example.com", baseUrl: "a.example.com" }],
    ["url and baseUrl", { url: "a.example.com", baseUrl: "a.example.com" }],
    ["an unknown apiVersion", { apiVersion: "v2" }],
    ["an empty accessKeyId", { accessKeyId: "" }, undefined],
    ["an accessKeyId with a line break", { accessKeyId: "AP\n1" }],
    ["an accessKeyId that is a number", { accessKeyId: 5 }],
    ["an accessKeySecret with a line break", { accessKeyId: "AP1", accessKeySecret: "a\nb" }],
    ["an accessKeySecret that is an object", { accessKeyId: "AP1", accessKeySecret: {} }],
    ["a workspace with a secret", { accessKeyId: "WO1", accessKeySecret: "x" }],
    ["a workspace with a space", { workspace: "a b" }],
    ["a token with a letter that no header has", { token: "ü" }],
    ["a token that is a number", { token: 5 }],
    ["an empty token", { token: "" }],
    ["a refreshToken that is a function", { refreshToken: () => "x" }],
    ["an empty refreshToken", { refreshToken: "" }],
    ["an onAuthRequired that is a text", { onAuthRequired: "x" }],
    ["a timeoutMs that is a text", { timeoutMs: "x" }],
    ["maxRetries below 0", { maxRetries: -1 }],
    ["a fetch that is a text", { fetch: "x" }],
    ["an onRequest that is an object", { onRequest: {} }],
    ["a signal that is none", { signal: {} }],
  ]) {
    it(`with ${what} are refused at once, by each of the classes`, () => {
      for (const [Class, place] of [[Agents, "new Agents(options)"], [Client, "new Client(options)"], [WebClient, "new Client(options)"], [APIClient, "new APIClient(options)"]]) {
        const error = thrown(() => new Class(options));
        expectError(error, REFUSED);
        expect(error.message).to.include(`${place}: \`${named ?? Object.keys(options).at(-1)}\``);
        expect(error.message).not.to.include("hunter2");
      }
    });
  }

  for (const options of ["a.example.com", 5, [], true, () => {}]) {
    it(`that are ${shown(options)} are refused at once`, () => {
      expectError(thrown(() => new Agents(options)), REFUSED);
      expectError(thrown(() => new Client(options)), REFUSED);
    });
  }

  it("that throw when they are read, or cannot be, are refused, and a call under way goes on", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const call = stage.agents().listAgents();
    for (const name of ["endpoint", "token", "fetch", "onAuthRequired"]) {
      const error = thrown(() => new Agents(throwing(name)));
      expectError(error, REFUSED);
      expect([error.message.includes(`\`${name}\``), error.cause?.message]).to.deep.equal([true, "a mistake of the page"]);
    }
    expectError(thrown(() => new Client(revoked())), REFUSED);
    expect(thrown(() => new Agents(revoked()))).to.be.instanceOf(Error);
    expectError(thrown(() => new Agents({ endpoint: throwing("href") })), REFUSED);
    expect((await call).items).to.have.length(1);
  });

  it("with a typing error are told of, once", () => {
    for (let time = 0; time < 2; time += 1) new Agents({ endPoint: "a.example.com" });
    expect(takePrinted().map(({ text }) => text)).to.deep.equal(["softphone-admin: new Agents(options): `endPoint` is no option and is ignored"]);
  });

  for (const [given, endpoint] of [
    ["pbx.example.com", "https://pbx.example.com"],
    [" pbx.example.com ", "https://pbx.example.com"],
    ["pbx.example.com:8449", "https://pbx.example.com:8449"],
    ["pbx.example.com/", "https://pbx.example.com"],
    ["PBX.example.com:443", "https://pbx.example.com"],
    ["http://pbx.example.com:8449", "http://pbx.example.com:8449"],
    ["https://pbx.example.com/fonoster/", "https://pbx.example.com/fonoster"],
    ["https://pbx.example.com/a/b//", "https://pbx.example.com/a/b"],
    ["https://pbx.example.com/a?b#c", "https://pbx.example.com/a"],
    ["[::1]:8449", "https://[::1]:8449"],
    ["10.0.0.1:8449", "https://10.0.0.1:8449"],
    [new URL("https://pbx.example.com/x"), "https://pbx.example.com/x"],
    [undefined, "https://api.fonoster.com"],
  ]) {
    it(`take ${given} for an address`, () => {
      for (const name of ["endpoint", "url", "baseUrl"]) expect(new Agents({ [name]: given }).endpoint).to.equal(endpoint);
      expect(new Client({ endpoint: given }).endpoint).to.equal(endpoint);
    });
  }

  it("have an address of their own for v1beta1, with the path of the gateway where none is given", () => {
    const endpoints = [undefined, "pbx.example.com", "http://pbx.example.com:8080/api", "https://pbx.example.com/proxy"].map((endpoint) => new Agents({ endpoint, apiVersion: "v1beta1" }).endpoint);
    expect(endpoints).to.deep.equal(["https://api.fonoster.io/api", "https://pbx.example.com/api", "http://pbx.example.com:8080/api", "https://pbx.example.com/proxy"]);
  });

  it("with a path send it before each method", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const seen = [];
    const fetch = (url, init) => {
      seen.push(url);
      return stage.fetch(url.replace("https://pbx.example.com/fonoster", stage.url), init);
    };
    await stage.agents({ endpoint: "https://pbx.example.com/fonoster", fetch }).listAgents();
    expect(seen).to.deep.equal(["identity.v1beta2.Identity/ExchangeApiKey", "agents.v1beta2.Agents/ListAgents"].map((method) => `https://pbx.example.com/fonoster/fonoster.${method}`));
  });

  it("make a session that is told by its version", () => {
    expect([new Client().apiVersion, new Client({ apiVersion: "v1beta2" }).apiVersion, new Client({ apiVersion: "v1beta1" }).apiVersion]).to.deep.equal(["v1beta2", "v1beta2", "v1beta1"]);
  });

  if (!inNode) {
    for (const endpoint of ["/fonoster", "./fonoster", "/fonoster/", "../fonoster"]) {
      it(`may be relative to the page: ${endpoint}`, () => {
        expect(new Agents({ endpoint }).endpoint).to.equal(`${location.origin}/fonoster`);
      });
    }

    it("are none in a page, and the first call says what is needed", async () => {
      for (const options of [undefined, null, {}]) {
        const error = await rejected(new Agents(options).listAgents());
        expectError(error, { ...REFUSED, operation: "listAgents" });
        expect(error.message).to.include("`endpoint`").and.include("`accessKeyId`").and.include("`accessKeySecret`");
      }
    });
  } else {
    it("have no page to be relative to in Node, and are refused", () => {
      for (const endpoint of ["/fonoster", "./fonoster"]) {
        const error = thrown(() => new Agents({ endpoint }));
        expectError(error, { ...REFUSED, message: "new Agents(options): `endpoint` must be a host or an address of https or http, without user name and password" });
      }
    });

    it("are none without an environment, and the first call says what is needed", async () => {
      const error = await rejected(new Agents().listAgents());
      expectError(error, { ...REFUSED, operation: "listAgents" });
      expect(error.message).to.include("`endpoint`").and.include("`accessKeyId`").and.include("`accessKeySecret`");
    });

    for (const prefix of ["APISERVER_", ""]) {
      it(`are those of Node's environment where there are none: ${prefix}ACCESS_KEY_ID`, async () => {
        const stage = await simulateFonoster({ agents: 1 });
        const { accessKeyId, accessKeySecret } = stage.credentials;
        const environment = { APISERVER_ENDPOINT: ` ${stage.url} `, [`${prefix}ACCESS_KEY_ID`]: accessKeyId, [`${prefix}ACCESS_KEY_SECRET`]: ` ${accessKeySecret}` };
        Object.assign(process.env, environment);
        try {
          expect((await new Agents().listAgents()).items).to.have.length(1);
          expect(new Agents().endpoint).to.equal(stage.url);
          // Options are used as they are.
          expect(new Agents({}).endpoint).to.equal("https://api.fonoster.com");
          expect(new Client().endpoint).to.equal("https://api.fonoster.com");
        } finally {
          for (const name of Object.keys(environment)) delete process.env[name];
        }
      });
    }

    it("prefer the newer names of the environment", async () => {
      const stage = await simulateFonoster();
      const { accessKeyId, accessKeySecret } = stage.credentials;
      const environment = { APISERVER_ENDPOINT: stage.url, APISERVER_ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_ID: "AP0", APISERVER_ACCESS_KEY_SECRET: "  ", ACCESS_KEY_SECRET: accessKeySecret };
      Object.assign(process.env, environment);
      try {
        expect((await new Agents().listAgents()).items).to.deep.equal([]);
      } finally {
        for (const name of Object.keys(environment)) delete process.env[name];
      }
    });
  }

  it("are checked by whichever entry makes them", async () => {
    const root = await import("softphone-admin");
    expect(root.Privacy).to.deep.equal(Privacy);
    expect(thrown(() => new root.Agents({ apiVersion: "v2" })).message).to.equal(thrown(() => new entry.Agents({ apiVersion: "v2" })).message);
  });
});
