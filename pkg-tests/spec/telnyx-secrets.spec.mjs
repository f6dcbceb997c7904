import { everythingOf, expect, expectNoSecret, it, rejected, secretly, takePrinted } from "./support.mjs";
import { BASE, entry, simulateTelnyx, simulateTelnyxHere, Telnyx, watchedFetch } from "./telnyx-support.mjs";

const LIST = "GET /v2/ips";
const PASSWORD = "a-password-nobody-sees";
const CREDENTIAL = { connection_name: "Reception", user_name: "reception1", password: PASSWORD };

/** What a page may do with an object that it logs or keeps. */
const picturesOf = (value) => [
  ["JSON", JSON.stringify(value)],
  ["String()", String(value)],
  ["a spread", JSON.stringify({ ...value })],
  ["Object.entries", JSON.stringify(Object.entries(value), (name, one) => (typeof one === "function" ? "a function" : one))],
  ["its enumerable keys", Object.keys(value).map((name) => `${name}: ${String(value[name])}`).join("\n")],
  ["structure", JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([, { enumerable }]) => enumerable))],
];

describe("No secret of Telnyx", () => {
  it("is in a picture of a client or of its resources", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const { clientID, clientSecret } = stage.credentials;
    const look = (client, when) => {
      for (const [name, part] of Object.entries({ client, ips: client.ips, actions: client.credentialConnections.actions })) {
        for (const [how, picture] of picturesOf(part)) expectNoSecret(picture, `${how} of ${name} ${when}`);
      }
    };
    const client = stage.client();
    look(client, "after new");
    await client.ips.list();
    look(client, "after a call");
    const child = client.withOptions({ clientID, clientSecret, apiKey: null });
    look(child, "of client credentials");
    client.apiKey = secretly("another key");
    look(client, "after a change");
    client.close();
    look(client, "after close");
    expect(JSON.parse(JSON.stringify(client))).to.deep.equal({ baseURL: stage.url, timeout: 60_000, maxRetries: 2, logLevel: "warn" });
  });

  it("is enumerated: apiKey and clientSecret are there, and hidden", () => {
    const client = new Telnyx({ apiKey: "a", clientID: "b", clientSecret: "c" });
    expect([client.apiKey, client.clientID, client.clientSecret]).to.deep.equal(["a", "b", "c"]);
    const keys = Object.keys(client);
    expect(keys).to.include.members(["baseURL", "timeout", "maxRetries", "clientID"]);
    for (const name of ["apiKey", "clientSecret", "_options", "_tokens", "_headers"]) expect(keys).not.to.include(name);
  });

  it("is in a page of a list, or in the options that it goes on with", async () => {
    const stage = await simulateTelnyxHere({ ips: 3 });
    const page = await stage.client().ips.list({ "page[size]": 1 });
    expectNoSecret(JSON.stringify([page, page.options, page.nextPageRequestOptions()]), "a page");
    for (const [how, picture] of picturesOf({ ...page, response: undefined })) expectNoSecret(picture, `${how} of a page`);
  });

  const faults = [
    [{ status: 401 }, {}],
    [{ status: 403, body: "no" }, {}],
    [{ status: 429, headers: { "retry-after": "100" } }, {}],
    [{ status: 500 }, {}],
    [{ drop: "before", times: Infinity }, {}],
    [{ hang: true }, { timeout: 50 }],
    [{ hangBody: true }, { timeout: 50 }],
    [{ endlessBody: true }, { maxBodyBytes: 100 }],
    [{ body: "{", headers: { "content-type": "application/json" } }, {}],
  ];
  for (const [fault, options] of faults) {
    it(`is in the error of a call that fails by ${JSON.stringify(fault)}`, async () => {
      const stage = await simulateTelnyx();
      await stage.fault(LIST, fault);
      const error = await rejected(stage.client({ maxRetries: 0, ...options }).ips.list());
      expectNoSecret(everythingOf(error), "the error");
      expectNoSecret(JSON.stringify(error), "the error's JSON");
    });
  }

  it("is in the error of a create that is refused, or lost", async () => {
    secretly(PASSWORD);
    const stage = await simulateTelnyx();
    const client = stage.client({ retryWrites: false });
    const errors = [await rejected(client.credentialConnections.create({ ...CREDENTIAL, user_name: "x" }))];
    await stage.fault("POST /v2/credential_connections", { drop: "after" });
    errors.push(await rejected(client.credentialConnections.create(CREDENTIAL)));
    for (const error of errors) expectNoSecret(everythingOf(error), "the error");
  });

  it("is in the error of a key that no header can have", async () => {
    const stage = await simulateTelnyx();
    for (const key of ["line\nbreak of a key", "a € in a key", "a \0 in a key"]) {
      secretly(key);
      for (const apiKey of [key, async () => key]) {
        const error = await rejected(stage.client({ apiKey }).ips.list());
        expect(error).to.be.instanceOf(entry.TelnyxError);
        expect(error.message).to.include("Authorization");
        expectNoSecret(everythingOf(error), "the error");
      }
    }
    expect(await stage.wire()).to.deep.equal([]);
  });

  it("is in the error of an option that is refused", () => {
    const key = secretly("a key in the wrong place");
    for (const options of [{ timeout: key }, { maxRetries: key }, { fetch: key }, { apiKey: [key] }, { clientSecret: { key } }, { baseURL: 5, apiKey: key }]) {
      let error;
      try {
        new Telnyx({ apiKey: key, ...options });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(entry.TelnyxError);
      expectNoSecret(everythingOf(error), "the error");
    }
  });

  it("is sent in an address with a user in it, nor is that address told", async () => {
    const secret = secretly("hunter2hunter2");
    const stage = await simulateTelnyx();
    const fetch = watchedFetch();
    const told = [];
    const client = stage.client({ fetch, baseURL: `https://user:${secret}@api.example.com`, onRequest: (info) => told.push(info) });
    const error = await rejected(client.ips.list());
    expect(error).to.be.instanceOf(entry.TelnyxError);
    expectNoSecret(everythingOf(error), "the error");
    expect([fetch.calls, told]).to.deep.equal([[], []]);
  });

  it("is in the errors of client credentials", async () => {
    const stage = await simulateTelnyxHere();
    const { clientID } = stage.credentials;
    const wrong = secretly("wrong secret of a client");
    const { clientSecret: right } = stage.credentials;
    for (const [clientSecret, fault] of [[wrong], [wrong, { status: 500 }], [right, { drop: "before" }], [right, { malformed: true }], [right, { body: {} }]]) {
      secretly(btoa(`${clientID}:${clientSecret}`));
      if (fault) await stage.fault("POST /v2/oauth/token", fault);
      const client = stage.client({ baseURL: BASE, apiKey: null, clientID, clientSecret, maxRetries: 0 });
      expectNoSecret(everythingOf(await rejected(client.ips.list())), "the error");
    }
  });

  it("is in what the hooks and the log tell, at debug, of a whole life", async () => {
    secretly(PASSWORD);
    const stage = await simulateTelnyxHere();
    const { clientID, clientSecret } = stage.credentials;
    const told = [];
    const tell = (...what) => told.push(what.map((one) => `${everythingOf(one)}\n${JSON.stringify(one)}`).join(" "));
    const logger = { error: tell, warn: tell, info: tell, debug: tell };
    const defaultHeaders = { "X-API-Key": secretly("a key of a proxy"), Cookie: secretly("a=session-of-a-page") };
    const client = stage.client({ baseURL: BASE, logger, logLevel: "debug", onRequest: tell, onResponse: tell, defaultHeaders });
    const { data } = await client.credentialConnections.create(CREDENTIAL);
    await client.credentialConnections.update(data.id, { password: secretly("its-next-password-too") });
    await client.credentialConnections.list();
    await client.post("/credential_connections", { body: CREDENTIAL }).catch(() => {});
    await stage.fault("GET /v2/credential_connections", { status: 500, headers: { "retry-after": "0", "set-cookie": secretly("session=of-a-server") } });
    await client.credentialConnections.list();
    await stage.fault("GET /v2/credential_connections", { drop: "before" });
    await client.credentialConnections.list({}, { maxRetries: 0 }).catch(() => {});
    await client.withOptions({ apiKey: null, clientID, clientSecret }).ips.list();
    expect(told.length).to.be.greaterThan(30);
    expect(told.join("\n")).to.include("reception1").and.include("***");
    expectNoSecret(told.join("\n"), "what was told");
  });

  it("is printed, by any call with the usual settings", async () => {
    secretly(PASSWORD);
    const stage = await simulateTelnyx();
    const client = stage.client({ fancyOption: PASSWORD, maxRetries: 0 });
    await client.credentialConnections.create(CREDENTIAL);
    await rejected(client.credentialConnections.create(CREDENTIAL));
    const printed = takePrinted();
    expect(printed.map(({ text }) => text)).to.deep.equal(["softphone-admin: new Telnyx(options): `fancyOption` is no option and is ignored"]);
  });

  it("is in an address that a server is shown", async () => {
    const stage = await simulateTelnyx({ ips: 2 });
    await stage.client().ips.list({ "page[size]": 1 }).toArray();
    for (const { headers, target } of await stage.requests()) expectNoSecret(`${target} ${headers.referer} ${headers["user-agent"]}`, "a request");
  });
});
