import { everythingOf, expect, it, rejected, takePrinted, thrown } from "./support.mjs";
import { entry, expectError, simulateTelnyx, simulateTelnyxHere, Telnyx, watchedFetch } from "./telnyx-support.mjs";

const { TelnyxError } = entry;

const REFUSED = { kind: "invalid-argument", vendor: "telnyx", retryable: false };

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Each operation with an id. */
const WITH_ID = {
  "connections.retrieve": (client, id) => client.connections.retrieve(id),
  "connections.listActiveCalls": (client, id) => client.connections.listActiveCalls(id),
  "credentialConnections.retrieve": (client, id) => client.credentialConnections.retrieve(id),
  "credentialConnections.update": (client, id) => client.credentialConnections.update(id, {}),
  "credentialConnections.delete": (client, id) => client.credentialConnections.delete(id),
  "credentialConnections.actions.checkRegistrationStatus": (client, id) => client.credentialConnections.actions.checkRegistrationStatus(id),
  "fqdnConnections.delete": (client, id) => client.fqdnConnections.delete(id),
  "fqdnConnections.fqdnAuthentication.list": (client, id) => client.fqdnConnections.fqdnAuthentication.list(id),
  "fqdnConnections.fqdnAuthentication.patchAll": (client, id) => client.fqdnConnections.fqdnAuthentication.patchAll(id),
  "fqdns.update": (client, id) => client.fqdns.update(id),
  "ipConnections.retrieve": (client, id) => client.ipConnections.retrieve(id),
  "ips.delete": (client, id) => client.ips.delete(id),
  "outboundVoiceProfiles.update": (client, id) => client.outboundVoiceProfiles.update(id, { name: "x" }),
  "accessIPRanges.delete": (client, id) => client.accessIPRanges.delete(id),
};

describe("An id for Telnyx", () => {
  const bad = {
    nothing: undefined,
    null: null,
    "an empty text": "",
    "a dot": ".",
    "two dots": "..",
    "an object": {},
    "a Map": new Map(),
    "a symbol": Symbol("id"),
    "half a surrogate pair": "a\ud800",
    "an object without a prototype": Object.create(null),
    "an empty array": [],
  };
  for (const [what, id] of Object.entries(bad)) {
    it(`that is ${what} is refused at once by every operation, and nothing is sent`, async () => {
      const stage = await simulateTelnyx();
      const fetch = watchedFetch();
      const client = stage.client({ fetch });
      for (const [name, call] of Object.entries(WITH_ID)) {
        const error = thrown(() => call(client, id));
        expectError(error, TelnyxError, REFUSED);
        expect(error.message, name).to.match(/^Path parameters result in path with invalid segments:\n.+\n\/.+\n *\^+$/);
      }
      expect(fetch.calls).to.deep.equal([]);
    });
  }

  it("that throws when it is read throws just that", () => {
    const client = new Telnyx({ apiKey: null });
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    for (const id of [{ toString: fail }, { [Symbol.toPrimitive]: fail, toString: () => "x" }, Object.defineProperty({}, Symbol.toStringTag, { get: fail })]) {
      expect(thrown(() => client.ips.retrieve(id))).to.equal(mistake);
    }
    expect(thrown(() => client.ips.retrieve(revoked()))).to.be.instanceOf(TypeError);
  });

  for (const [id, path] of [
    ["a/b c?#é:@+,;=%", "/ips/a%2Fb%20c%3F%23%C3%A9:@+,;=%25"],
    ["../x", "/ips/..%2Fx"],
    ["%2e%2e", "/ips/%252e%252e"],
    ["😀", "/ips/%F0%9F%98%80"],
    ["\u0000\n", "/ips/%00%0A"],
    [5, "/ips/5"],
    [12345678901234567890n, "/ips/12345678901234567890"],
    ["x".repeat(5000), `/ips/${"x".repeat(5000)}`],
  ]) {
    it(`${typeof id === "bigint" ? id : JSON.stringify(id).slice(0, 40)} stays in its segment`, async () => {
      const stage = await simulateTelnyxHere();
      const fetch = watchedFetch(stage.fetch);
      expectError(await rejected(stage.client({ fetch }).ips.retrieve(id)), entry.NotFoundError);
      expect(fetch.calls[0].url).to.equal(`${stage.url}${path}`);
    });
  }
});

describe("An option of a Telnyx call", () => {
  for (const [what, options] of [
    ["maxRetries below 0", { maxRetries: -1 }],
    ["maxRetries that is not whole", { maxRetries: 1.5 }],
    ["maxRetries without end", { maxRetries: Infinity }],
    ["maxRetries that is a text", { maxRetries: "x" }],
    ["a timeout that is not whole", { timeout: 1.5 }],
    ["a timeout below 0", { timeout: -1 }],
    ["a timeout that is a text", { timeout: "1000" }],
    ["a timeout that is NaN", { timeout: NaN }],
    ["a timeoutMs that is a text", { timeoutMs: "1000" }],
    ["a maxBodyBytes below 0", { maxBodyBytes: -1 }],
    ["a maxBodyBytes that is a text", { maxBodyBytes: "x" }],
    ["a maxBodyBytes that is NaN", { maxBodyBytes: NaN }],
    ["headers that are a text", { headers: "a: 1" }],
    ["headers that are a number", { headers: 5 }],
    ["a header whose name has a space", { headers: { "a b": "1" } }],
    ["a header whose value has a line break", { headers: { a: "1\n2" } }],
    ["a header that is a symbol", { headers: { a: Symbol("a") } }],
  ]) {
    it(`with ${what} is refused by class, and nothing is sent`, async () => {
      const stage = await simulateTelnyxHere();
      const fetch = watchedFetch(stage.fetch);
      const client = stage.client({ fetch });
      for (const call of [() => client.ips.list({}, options), () => client.ips.create({ ip_address: "203.0.113.7" }, options), () => client.get("/ips", options)]) {
        expectError(await rejected(call()), TelnyxError, REFUSED);
      }
      expect(fetch.calls).to.deep.equal([]);
    });
  }

  it("may be null or undefined", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const { ips } = stage.client();
    for (const options of [undefined, null, {}, { signal: null }, { headers: null }, { maxRetries: undefined }]) {
      expect((await ips.list({}, options)).data).to.have.length(1);
    }
  });
});

describe("A query for Telnyx", () => {
  const cyclic = {};
  cyclic.filter = { again: cyclic };
  const deep = (levels) => Array.from({ length: levels }).reduce((inner) => ({ a: inner }), "x");
  for (const [what, query] of [
    ["goes round in a circle", cyclic],
    ["is nested without end", deep(5000)],
    ["has half a surrogate pair", { sort: "a\ud800" }],
    ["has half a surrogate pair in a name", { "\udc00": "a" }],
  ]) {
    it(`that ${what} is refused, nothing is sent, and others go on`, async () => {
      const stage = await simulateTelnyxHere({ ips: 1 });
      const { ips } = stage.client();
      const neighbours = [ips.list()];
      const failed = rejected(ips.list(query));
      neighbours.push(ips.list());
      expectError(await failed, TelnyxError, REFUSED);
      for (const { data } of await Promise.all(neighbours)) expect(data).to.have.length(1);
      expect(await stage.count()).to.equal(2);
    });
  }

  it("whose values throw rejects with what they throw, and others go on", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const { ips } = stage.client();
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    const queries = [
      { get sort() { return fail(); } },
      { filter: { get deep() { return fail(); } } },
      { filter: [{ toString: fail }] },
      { filter: new Proxy({}, { ownKeys: fail }) },
      { filter: Object.assign(new Date(0), { toISOString: fail }) },
    ];
    const neighbour = ips.list();
    const failed = await Promise.all(queries.map((query) => rejected(ips.list(query))));
    for (const error of failed) expect(error).to.equal(mistake);
    for (const query of [revoked(), { filter: revoked() }, { filter: [Symbol("x")] }, { at: new Date(NaN) }]) {
      expect(await rejected(ips.list(query))).to.be.instanceOf(Error);
    }
    expect((await neighbour).data).to.have.length(1);
    expect(await stage.count()).to.equal(1);
  });

  it("may have values that nobody knows: the server judges them", async () => {
    const stage = await simulateTelnyx();
    expectError(await rejected(stage.client().ipConnections.list({ sort: "-colour" })), entry.BadRequestError);
    const error = await rejected(stage.client().fqdnConnections.create({ connection_name: "x", transport_protocol: "QUIC" }));
    expectError(error, entry.UnprocessableEntityError);
    expect(error.issues.map(({ path }) => path)).to.deep.equal(["/transport_protocol"]);
  });

  it("of ten thousand names is sent whole", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const fetch = watchedFetch(stage.fetch);
    const query = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));
    await stage.client({ fetch }).ips.list(query);
    expect([...new URL(fetch.calls[0].url).searchParams]).to.have.length(10_000);
  });
});

describe("A body for Telnyx", () => {
  for (const [what, body] of [["goes round in a circle", (() => { const body = {}; body.self = body; return body; })()], ["has a bigint", { port: 5n }]]) {
    it(`that ${what} rejects the call, and nothing is sent`, async () => {
      const stage = await simulateTelnyxHere({ ips: 1 });
      const { ips } = stage.client();
      const neighbour = ips.list();
      expect(await rejected(ips.create(body))).to.be.instanceOf(TypeError);
      expect((await neighbour).data).to.have.length(1);
      expect(await stage.count()).to.equal(1);
    });
  }
});

describe("An option of new Telnyx", () => {
  for (const [what, options] of [
    ["maxRetries below 0", { maxRetries: -1 }],
    ["maxRetries that is a text", { maxRetries: "3" }],
    ["a timeout that is a text", { timeout: "5" }],
    ["a timeout that is not whole", { timeout: 1.5 }],
    ["an apiKey that is a number", { apiKey: 5 }],
    ["an apiKey that is an object", { apiKey: {} }],
    ["an apiKey with half a surrogate pair", { apiKey: "a\ud800" }],
    ["a baseURL that is a number", { baseURL: 5 }],
    ["baseURL and baseUrl", { baseURL: "https://a.example.com", baseUrl: "https://a.example.com" }],
    ["timeout and timeoutMs", { timeout: 1, timeoutMs: 1 }],
    ["a fetch that is a text", { fetch: "x" }],
    ["a signal that is none", { signal: "x" }],
    ["a retryWrites that is a text", { retryWrites: "no" }],
    ["a telemetryHeaders that is a number", { telemetryHeaders: 1 }],
    ["an onRequest that is an object", { onRequest: {} }],
    ["a logger that is a text", { logger: "console" }],
    ["a maxBodyBytes below 0", { maxBodyBytes: -1 }],
    ["a clientSecret that is a number", { clientID: "x", clientSecret: 5 }],
  ]) {
    it(`with ${what} is refused at once`, () => {
      const error = thrown(() => new Telnyx(options));
      expectError(error, TelnyxError, REFUSED);
      expect(error.message).to.include("`").and.include(Object.keys(options).at(-1).replace(/(Ms)$|(?<=base)Url$/, ""));
      expect(thrown(() => new entry.Connections(options)).message).to.equal(error.message);
    });
  }

  it("with a typing error is told of, once", () => {
    for (let number = 0; number < 2; number += 1) new Telnyx({ apiKey: null, maxRetry: 5 });
    expect(takePrinted().map(({ text }) => text)).to.deep.equal(["softphone-admin: new Telnyx(options): `maxRetry` is no option and is ignored"]);
  });

  it("with an unknown logLevel is told of, and the next source counts", () => {
    expect(new Telnyx({ apiKey: null, logLevel: "loud" }).logLevel).to.equal("warn");
    expect(takePrinted().map(({ text }) => text)).to.deep.equal([
      'ClientOptions.logLevel was set to "loud", expected one of ["off","error","warn","info","debug"]',
    ]);
  });

  it("that throws when it is read throws, and a call under way goes on", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const call = stage.client().ips.list();
    const mistake = new Error("a mistake of the page");
    for (const name of ["apiKey", "timeout", "fetch", "other"]) {
      const error = thrown(() => new Telnyx(Object.defineProperty({}, name, { enumerable: true, get: () => { throw mistake; } })));
      expect(everythingOf(error)).to.include(mistake.message);
    }
    expect(thrown(() => new Telnyx(revoked()))).to.be.instanceOf(Error);
    expect((await call).data).to.have.length(1);
  });

  it("that is no address is refused by the call, and nothing is sent", async () => {
    const stage = await simulateTelnyxHere();
    const fetch = watchedFetch(stage.fetch);
    for (const baseURL of ["https://a.example.com:99999", "https://[::1", "telnyx/v2"]) {
      expectError(await rejected(stage.client({ fetch, baseURL }).ips.list()), TelnyxError, { ...REFUSED, reason: "address" });
    }
    expect(fetch.calls).to.deep.equal([]);
  });
});
