import { expect, it, rejected, takePrinted, thrown } from "./support.mjs";
import { brief, expectError, expectIssues, ID, inBoth, Providers, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const BASE = { baseUrl: "https://pbx.example.com:8900/api", token: null };
const client = (dialect = "v12") => new Providers({ ...BASE, dialect });

/** The findings of one field, laid over a trunk that nothing is wrong with. */
const found = (dialect, more) => brief(client(dialect).validate(trunkFor(dialect, more)));
const shown = (value) => {
  if (typeof value === "string" && value.length > 20) return `a text of ${value.length}`;
  return JSON.stringify(value, (_, item) => (typeof item === "bigint" || Number.isNaN(item) || item === Infinity ? `${item}` : item)) ?? String(value);
};

inBoth("A field of a provider", (dialect) => {
  const newer = dialect === "v22";
  const both = [
    ["name", "", ["name: length"]],
    ["name", "x".repeat(64), []],
    ["name", "ü".repeat(64), []],
    ["name", "x".repeat(65), ["name: length *"]],
    ["name", 5, ["name: type"]],
    ["auth_mode", "IP_AUTH", ["require_register: contradiction *"]],
    ["auth_mode", "ip_auth", ["auth_mode: enum"]],
    ["auth_mode", 1, ["auth_mode: enum"]],
    ["auth_mode", "TEAMS", newer ? [] : ["auth_mode: enum"]],
    ["auth_mode", "ACCEPT_REGISTER", newer ? [] : ["auth_mode: enum"]],
    ["auth_mode", "WHATS_APP", newer ? [] : ["auth_mode: enum"]],
    ["protocol", "TCP", []],
    ["protocol", "TLS", newer ? [] : ["protocol: enum"]],
    ["protocol", "udp", ["protocol: enum"]],
    ["protocol", "", ["protocol: enum"]],
    ["hostname", "192.0.2.1", []],
    ["hostname", "2001:db8::1", []],
    ["hostname", "", ["hostname: length"]],
    ["hostname", "a b", ["hostname: format"]],
    ["hostname", "sip:a.example", ["hostname: format"]],
    ["hostname", "https://a.example", ["hostname: format"]],
    ["hostname", "a.example/x", ["hostname: format"]],
    ["hostname", "a.example:5060", ["hostname: format"]],
    ["hostname", "a\n", ["hostname: format"]],
    ["hostname", 5, ["hostname: type"]],
    ["port", 0, ["port: range *"]],
    ["port", 65_535, []],
    ["port", 65_536, ["port: range"]],
    ["port", -1, ["port: range"]],
    ["port", 1.5, ["port: range"]],
    ["port", "5060", ["port: range"]],
    ["port", NaN, ["port: range"]],
    ["port", Infinity, ["port: range"]],
    ["port", 5060n, ["port: type"]],
    ["outbound_server", "", []],
    ["outbound_server", "proxy.example", []],
    ["outbound_server", "a b", ["outbound_server: format"]],
    ["outbound_server", 5, ["outbound_server: type"]],
    ["outbound_server_port", 0, []],
    ["outbound_server_port", 65_536, ["outbound_server_port: range"]],
    ["auth_id", "", ["auth_id: required"]],
    ["auth_id", 5, ["auth_id: type"]],
    ["password", "", ["password: required"]],
    ["password", 5, ["password: type"]],
    ["require_register", false, []],
    ["require_register", "true", ["require_register: type"]],
    ["require_register", 1, ["require_register: type"]],
    ["reregister_interval", 0, []],
    ["reregister_interval", 1, ["reregister_interval: range *"]],
    ["reregister_interval", 29, ["reregister_interval: range *"]],
    ["reregister_interval", 30, []],
    ["reregister_interval", 2 ** 31 - 1, []],
    ["reregister_interval", 2 ** 31, ["reregister_interval: range"]],
    ["reregister_interval", -1, ["reregister_interval: range"]],
    ["ips", [], []],
    ["ips", ["192.0.2.1", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32", "::"], []],
    ["ips", ["192.0.2.256", "x", "", "192.0.2.1/33", "1.2.3"], ["ips[0]: format *", "ips[1]: format *", "ips[2]: format *", "ips[3]: format *", "ips[4]: format *"]],
    ["ips", [5, null, "192.0.2.1", {}], ["ips[0]: type", "ips[1]: type", "ips[3]: type"]],
    ["ips", "192.0.2.1", ["ips: type"]],
    ["in_parameters", [], []],
    ["in_parameters", [{ any: ["thing", 1, null] }, "x", 5], []],
    ["in_parameters", "x", ["in_parameters: type"]],
    ["out_parameters", {}, newer ? [] : ["out_parameters: type"]],
    ["provider_in_lan", true, []],
    ["provider_in_lan", 0, ["provider_in_lan: type"]],
    ["single_via_header", "false", ["single_via_header: type"]],
    ["status", "ONLINE", []],
    ["status", "Registered", ["status: enum"]],
    ["username", "u", []],
    ["username", 5, ["username: type"]],
    ["did_pool", [{ tenant_id: "900719925474080101", name: "acme", number_mask: "1-9" }], []],
    ["did_pool", [{ tenant_id: 900719925474080101n, name: "acme", number_mask: "1-9" }], []],
    ["did_pool", [{ tenant_id: 2 ** 53, name: "acme", number_mask: "1-9" }], ["did_pool[0].tenant_id: unsafe_id"]],
    ["did_pool", "x", ["did_pool: type"]],
    ["enabled", true, []],
    ["anything", { of: ["our", null, { own: 1 }] }, []],
    ["anything", () => {}, ["anything: type"]],
    ["anything", Symbol("x"), ["anything: type"]],
    ["anything", [1, 5n], ["anything[1]: type"]],
    ["anything", { deep: { deeper: NaN } }, ["anything.deep.deeper: range"]],
  ];
  for (const [name, value, wanted] of both) {
    it(`${name} ${shown(value)} ${wanted.length === 0 ? "is fine" : `breaks ${wanted.join(", ")}`}`, () => {
      expect(found(dialect, { [name]: value })).to.deep.equal(wanted);
    });
  }

  it("of v22 alone is checked there", () => {
    const of = (concurrency) => found(dialect, { concurrency });
    expect([of(5), of(-1), of("5"), of(1.5)]).to.deep.equal([[], ["concurrency: range"], ["concurrency: range"], ["concurrency: range"]]);
  });

  it("that is needed and not there, or null, is told of", () => {
    const needed = newer
      ? ["name", "hostname", "port", "concurrency"]
      : ["name", "auth_mode", "protocol", "hostname", "port", "outbound_server", "outbound_server_port", "auth_id", "password", "require_register", "reregister_interval", "ips", "provider_in_lan", "single_via_header"];
    expect(brief(client(dialect).validate({}))).to.deep.equal(needed.map((name) => `${name}: required`));
    expect(brief(client(dialect).validate(Object.fromEntries(needed.map((name) => [name, null]))))).to.deep.equal(needed.map((name) => `${name}: required`));
    expect(client(dialect).validate({}, "patch")).to.deep.equal([]);
    const full = newer ? needed : [...needed.slice(0, 12), "in_parameters", "out_parameters", ...needed.slice(12), "status"];
    expect(brief(client(dialect).validate({}, "full"))).to.deep.equal(full.map((name) => `${name}: required`));
  });

  it("to register with is not needed where nothing registers", () => {
    for (const more of [{ require_register: false }, { auth_mode: "IP_AUTH", require_register: false }]) expect(found(dialect, { auth_id: "", password: "", ...more })).to.deep.equal([]);
  });
});

inBoth("A provider that is refused", (dialect) => {
  it("is told of whole, all problems at once, and nothing is sent", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    const broken = trunkFor(dialect, { name: "", hostname: "a b", port: 70_000, ips: [5, "x"], reregister_interval: 5, require_register: "yes", auth_mode: "X" });
    const wanted = ["name: length", "auth_mode: enum", "hostname: format", "port: range", "require_register: type", "reregister_interval: range *", "ips[0]: type", "ips[1]: format *"];
    const error = await rejected(providers.create(broken));
    expectIssues(error, wanted, { operation: "create" });
    expect(error.message).to.equal("create(provider): `name` must not be empty; `auth_mode` must be \"IP_AUTH\" or \"REGISTER_AUTH\"; `hostname` must be a host or an IP address alone; `port` must be a whole number from 0 to 65535; `require_register` must be true or false; `ips[0]` must be a string");
    expectIssues(await rejected(providers.update({ ...broken, id: ID })), wanted, { operation: "update" });
    expectIssues(await rejected(providers.update({ ...broken, id: ID }, { mode: "merge" })), wanted, { operation: "update" });
    expectIssues(await rejected(providers.ensure("x", { ...broken, name: "y" })), wanted.slice(1), { operation: "ensure" });
    expectIssues(await rejected(providers.importAll([broken])), wanted.map((line) => `providers[0].${line}`), { operation: "importAll" });
    expect(brief(providers.validate(broken))).to.deep.equal(wanted);
    expect(stage.wire()).to.deep.equal([]);
  });

  for (const given of [undefined, null, 5, "x", true, [], () => {}, Symbol("x")]) {
    it(`may be ${typeof given === "object" ? JSON.stringify(given) : String(given)}`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      const providers = stage.providers();
      expectIssues(await rejected(providers.create(given)), [": type"], { operation: "create", message: "create(provider): a provider must be an object" });
      expectIssues(await rejected(providers.update(ID, given)), [": type"], { operation: "update" });
      expectError(await rejected(providers.update(given)), { kind: "invalid-argument", reason: "validation", operation: "update" });
      expect(brief(providers.validate(given))).to.deep.equal([": type"]);
      expect(stage.wire()).to.deep.equal([]);
    });
  }

  it("may have a getter that throws: the call rejects, and its neighbour settles", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    const mistake = new Error("a mistake of the page");
    const trap = (name) => Object.defineProperty(trunkFor(dialect), name, { enumerable: true, get: () => { throw mistake; } });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const given of [trap("name"), trap("id"), trap("anything"), { ...trunkFor(dialect), toJSON: () => { throw mistake; } }, proxy, { ...trunkFor(dialect), anything: proxy }]) {
      for (const call of [() => providers.create(given), () => providers.update(given), () => providers.update(ID, given), () => providers.importAll([given])]) {
        const [error, page] = await Promise.all([rejected(call()), providers.list()]);
        expectError(error, { kind: "invalid-argument", reason: "validation" });
        expect(page.providers.length).to.equal(1);
      }
      expect(providers.validate(given)[0].rule).to.equal("readable");
    }
  });

  it("may be endless, and is refused promptly", async () => {
    const loop = [];
    loop.push(loop, loop);
    const circle = trunkFor(dialect);
    circle.self = circle;
    let deep = {};
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    for (const given of [circle, trunkFor(dialect, { loop }), trunkFor(dialect, { deep })]) {
      const findings = client(dialect).validate(given).filter(({ severity }) => severity === "error");
      expect(findings.map(({ rule }) => rule)).to.deep.equal(["depth"]);
    }
  });
});

describe("The options of new Providers", () => {
  for (const [options, message] of [
    [undefined, "new Providers(options) must be an object, not nothing"],
    [null, "new Providers(options) must be an object, not null"],
    ["x", "new Providers(options) must be an object, not a string"],
    [{}, /`baseUrl` must be the http\(s\) address/],
    [{ baseUrl: "pbx.example.com/api" }, /`baseUrl`/],
    [{ baseUrl: "ftp://pbx.example.com/api" }, /`baseUrl`/],
    [{ baseUrl: "https://user:secret@pbx.example.com/api" }, /`baseUrl` .* without user name and password/],
    [{ baseUrl: 5 }, /`baseUrl`/],
    [{ ...BASE, dialect: "v13" }, "new Providers(options): `dialect` must be one of v12 v22"],
    [{ ...BASE, dialect: 12 }, "new Providers(options): `dialect` must be a well-formed string, not a number"],
    [{ ...BASE, idEncoding: "bigint" }, "new Providers(options): `idEncoding` must be one of auto number string"],
    [{ ...BASE, tokenHeaders: "cookie" }, "new Providers(options): `tokenHeaders` must be one of access_token bearer both"],
    [{ ...BASE, signIn: "saml" }, "new Providers(options): `signIn` must be one of sign_in oauth"],
    [{ ...BASE, loginField: "email" }, "new Providers(options): `loginField` must be one of name username"],
    [{ ...BASE, credentials: "admin:x" }, "new Providers(options): `credentials` must be `{ name, password }` or a function that gives that"],
    [{ ...BASE, tokenProvider: "x" }, /`tokenProvider` must be a function/],
    [{ ...BASE, token: 5 }, /`token` must be a string, a function or null/],
    [{ ...BASE, keepAlive: "yes" }, /`keepAlive` must be true or false/],
    [{ ...BASE, onAuthRequired: 5 }, /`onAuthRequired` must be a function/],
    [{ ...BASE, timeoutMs: -1 }, /`timeoutMs` must be a whole number from 0/],
    [{ ...BASE, maxRetries: 1.5 }, /`maxRetries` must be a whole number/],
    [{ ...BASE, fetch: {} }, /`fetch` must be a function/],
    [{ ...BASE, signal: {} }, /`signal` must be an AbortSignal/],
  ]) {
    it(`are refused: ${message instanceof RegExp ? message.source : message}`, () => {
      const error = thrown(() => new Providers(options));
      expectError(error, { kind: "invalid-argument", retryable: false });
      if (message instanceof RegExp) expect(error.message).to.match(message);
      else expect(error.message).to.equal(message);
    });
  }

  it("that mean nothing are named once", () => {
    for (let time = 0; time < 2; time += 1) new Providers({ ...BASE, retriesOfPortsip: 5 }).close();
    expect(takePrinted().map(({ text }) => text)).to.deep.equal(["softphone-admin: new Providers(options): `retriesOfPortsip` is no option and is ignored"]);
  });

  it("may have an address with a path and a port, which are kept", () => {
    for (const [baseUrl, shownAs] of [["https://a.example:8900/pbx/api/", "https://a.example:8900/pbx/api"], ["http://127.0.0.1:8899/api?x#y", "http://127.0.0.1:8899/api"], [new URL("https://a.example"), "https://a.example"]]) {
      expect(new Providers({ ...BASE, baseUrl }).baseUrl).to.equal(shownAs);
    }
  });
});

describe("Arguments of PortSIP's lists", () => {
  const CALLS = ["list", "iterate", "pages", "listAll"];
  const end = (providers, name, ...args) => (["iterate", "pages"].includes(name) ? providers[name](...args).toArray() : providers[name](...args));

  for (const [params, wanted] of [
    [{ pagination: 0 }, ["pagination: range"]],
    [{ pagination: -1, pagesize: 0 }, ["pagination: range", "pagesize: range"]],
    [{ pagination: 1.5, pagesize: 1001, sort_by: "NAME" }, ["pagination: range", "pagesize: range", "sort_by: enum"]],
    [{ pagination: 2 ** 31 }, ["pagination: range"]],
  ]) {
    it(`are refused: ${JSON.stringify(params)}`, async () => {
      const stage = await simulatePortsipHere();
      const providers = stage.providers();
      for (const name of CALLS) expectIssues(await rejected(end(providers, name, params)), wanted, { operation: name });
      expect(stage.wire()).to.deep.equal([]);
    });
  }

  for (const params of [{ pagination: "1" }, { pagesize: NaN }, { sort_by: 5 }, 5, "x", []]) {
    it(`are refused: ${shown(params)}`, async () => {
      const stage = await simulatePortsipHere();
      const providers = stage.providers();
      for (const name of CALLS) expectError(await rejected(end(providers, name, params)), { kind: "invalid-argument" });
      expect(stage.wire()).to.deep.equal([]);
    });
  }
});

describe("Options of PortSIP's calls", () => {
  const CALLS = {
    create: (providers, options) => providers.create(TRUNK, options),
    update: (providers, options) => providers.update({ id: ID, port: 1 }, options),
    show: (providers, options) => providers.show(ID, options),
    list: (providers, options) => providers.list({}, options),
    destroy: (providers, options) => providers.destroy(ID, options),
    iterate: (providers, options) => providers.iterate({}, options).toArray(),
    pages: (providers, options) => providers.pages({}, options).toArray(),
    listAll: (providers, options) => providers.listAll({}, options),
    findByName: (providers, options) => providers.findByName("x", options),
    ensure: (providers, options) => providers.ensure("x", {}, options),
    exportAll: (providers, options) => providers.exportAll(options),
    importAll: (providers, options) => providers.importAll([], options),
    status: (providers, options) => providers.status(ID, options),
    statuses: (providers, options) => providers.statuses(undefined, options),
    addIp: (providers, options) => providers.addIp(ID, "192.0.2.1", options),
    removeIp: (providers, options) => providers.removeIp(ID, "192.0.2.1", options),
    login: (providers, options) => providers.login(undefined, options),
    refreshToken: (providers, options) => providers.refreshToken(options),
    signOut: (providers, options) => providers.signOut(options),
  };
  for (const [name, call] of Object.entries(CALLS)) {
    it(`are checked by ${name}`, async () => {
      const stage = await simulatePortsipHere();
      const providers = stage.providers();
      for (const [options, words] of [[5, "must be an object, not a number"], [{ timeoutMs: "1" }, "`timeoutMs` must be a whole number"], [{ maxRetries: -1 }, "`maxRetries`"], [{ signal: 5 }, "`signal` must be an AbortSignal"], [{ maxBodyBytes: 0.5 }, "`maxBodyBytes`"]]) {
        const error = await rejected(call(providers, options));
        expectError(error, { kind: "invalid-argument" });
        expect(error.message).to.include(`${name}(…, options)`).and.include(words);
      }
      expect(stage.wire()).to.deep.equal([]);
    });
  }

  it("of single calls are checked too", async () => {
    const stage = await simulatePortsipHere();
    const providers = stage.providers();
    for (const call of [
      providers.create(TRUNK, { dryRun: 1 }),
      providers.destroy(ID, { ifExists: "yes" }),
      providers.update({ id: ID }, { mode: 5 }),
      providers.listAll({}, { limit: -1 }),
      providers.listAll({}, { strictEnd: 0 }),
      providers.listAll({}, { maxPages: "x" }),
      providers.importAll([], { mode: "merge" }),
      providers.importAll([], { concurrency: 33 }),
      providers.importAll([], { stopOnError: 1 }),
      providers.importAll([], { onProgress: 5 }),
      providers.exportAll({ includeSecrets: "no" }),
      providers.findByName(""),
      providers.findByName(5),
      providers.ensure("", {}),
      providers.ensure(undefined, TRUNK),
    ]) {
      expectError(await rejected(call), { kind: "invalid-argument" });
    }
    expect(stage.wire()).to.deep.equal([]);
  });

  it("of watch are refused at once", async () => {
    const stage = await simulatePortsipHere();
    const providers = stage.providers();
    for (const options of [
      5,
      { intervalMs: 1999 },
      { intervalMs: "x" },
      { ids: 5 },
      { ids: "12" },
      { ids: [2 ** 53] },
      { ids: [{}] },
      { wsi: true },
      { wsi: 5 },
      { wsi: "https://pbx.example.com" },
      { wsi: { url: 5 } },
      { wsi: { name: "acme" } },
      { wsi: { name: "", password: "" } },
      { onStatus: 5 },
      { signal: 5 },
    ]) {
      expectError(thrown(() => providers.watch(options)), { kind: "invalid-argument" });
    }
    expect([providers.feed.state, stage.wire(), stage.sockets]).to.deep.equal(["idle", [], []]);
  });

  it("of on are refused at once", () => {
    expectError(thrown(() => client().on("status")), { kind: "invalid-argument", message: "on(event, listener): `listener` must be a function, not undefined" });
  });
});
