import { eventually, expect, holdTime, it, rejected, secretly, settle, watch } from "./support.mjs";
import { BASE, entry, expectError, overPauses, simulateTelnyx, simulateTelnyxHere, watchedFetch, withoutJitter } from "./telnyx-support.mjs";

const { APIConnectionError, APIConnectionTimeoutError, APIUserAbortError, AuthenticationError, TelnyxError } = entry;

const TOKEN = "POST /v2/oauth/token";
const LIST = "GET /v2/ips";

describe("The apiKey of Telnyx", () => {
  it("is a bearer token", async () => {
    const stage = await simulateTelnyx();
    const fetch = watchedFetch();
    await stage.client({ fetch }).ips.list();
    expect(fetch.calls[0].headers.authorization).to.equal(`Bearer ${stage.credentials.apiKey}`);
  });

  it("may be an async function, asked for each request, retries included", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const time = holdTime();
    withoutJitter();
    const fetch = watchedFetch(stage.fetch);
    let asked = 0;
    const client = stage.client({ fetch, apiKey: async () => `key-${(asked += 1)}` });
    await stage.fault(LIST, { status: 500, times: 2 });
    await overPauses([500, 1000], { fetch, time }, () => client.ips.list());
    await rejected(client.ips.list());
    expect(fetch.calls.map(({ headers }) => headers.authorization)).to.deep.equal(["Bearer key-1", "Bearer key-2", "Bearer key-3", "Bearer key-4"]);
  });

  it("may be a function that gives it at once", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    expect((await stage.client({ apiKey: () => stage.credentials.apiKey }).ips.list()).data).to.have.length(1);
  });

  it("that rejects or throws is an error of the credentials with that cause, and nothing is sent", async () => {
    const stage = await simulateTelnyx();
    const mistake = new Error("no key today");
    for (const apiKey of [() => Promise.reject(mistake), () => { throw mistake; }]) {
      const client = stage.client({ apiKey });
      expectError(await rejected(client.ips.list()), TelnyxError, { kind: "authentication", cause: mistake, retryable: false });
    }
    expect(await stage.wire()).to.deep.equal([]);
  });

  for (const [what, key] of [["nothing", undefined], ["a number", 5], ["an object", {}]]) {
    it(`that gives ${what} is refused, and nothing is sent`, async () => {
      const stage = await simulateTelnyx();
      expectError(await rejected(stage.client({ apiKey: async () => key }).ips.list()), TelnyxError, { kind: "invalid-argument" });
      expect(await stage.wire()).to.deep.equal([]);
    });
  }

  it("may be changed; the next request has the new one", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const client = stage.client({ apiKey: "old" });
    expectError(await rejected(client.ips.list()), AuthenticationError);
    client.apiKey = stage.credentials.apiKey;
    expect((await client.ips.list()).data).to.have.length(1);
    client.apiKey = null;
    expectError(await rejected(client.ips.list()), AuthenticationError);
    expect((await stage.requests()).at(-1).headers).not.to.have.property("authorization");
  });

  it("of a child stands beside its parent's", async () => {
    const stage = await simulateTelnyx({ ips: 1 });
    const client = stage.client({ apiKey: "wrong", defaultHeaders: { "x-a": "1" } });
    const child = client.withOptions({ apiKey: stage.credentials.apiKey, timeout: 5000 });
    expect(child).to.be.instanceOf(client.constructor);
    expect([child.timeout, client.timeout, child.baseURL]).to.deep.equal([5000, 60_000, stage.url]);
    expect((await child.ips.list()).data).to.have.length(1);
    expectError(await rejected(client.ips.list()), AuthenticationError);
    expect((await stage.requests(LIST)).map(({ headers }) => headers["x-a"])).to.deep.equal(["1", "1"]);
  });
});

describe("Client credentials of Telnyx", () => {
  /** An account whose time is held, and a client with client credentials. */
  async function withToken(tokenSeconds, options) {
    const stage = await simulateTelnyxHere({ ips: 1, tokenSeconds });
    const held = holdTime();
    withoutJitter();
    const fetch = watchedFetch(stage.fetch);
    const { clientID, clientSecret } = stage.credentials;
    const time = {
      async pass(ms) {
        await stage.clock.advance(ms);
        await held.pass(ms);
      },
    };
    const client = stage.client({ baseURL: BASE, fetch, apiKey: null, clientID, clientSecret, ...options });
    return { stage, time, fetch, client, tokens: () => stage.count(TOKEN) };
  }

  it("bring one token for calls at the same time", async () => {
    const { client, fetch, tokens, stage } = await withToken(3600);
    const pages = await Promise.all(Array.from({ length: 5 }, () => client.ips.list()));
    for (const { data } of pages) expect(data).to.have.length(1);
    expect(await tokens()).to.equal(1);
    const [{ init, headers, url }] = fetch.calls;
    expect([url, init.method, init.body]).to.deep.equal([`${BASE}/oauth/token`, "POST", "grant_type=client_credentials"]);
    const { clientID, clientSecret } = stage.credentials;
    expect(headers).to.deep.equal({ "content-type": "application/x-www-form-urlencoded", authorization: `Basic ${btoa(`${clientID}:${clientSecret}`)}` });
    const bearers = new Set(fetch.calls.slice(1).map(({ headers }) => headers.authorization));
    expect(bearers.size).to.equal(1);
    expect([...bearers][0]).to.match(/^Bearer [0-9a-f]{64}$/);
  });

  it("win over an apiKey", async () => {
    const { client, tokens } = await withToken(3600, { apiKey: "wrong" });
    await client.ips.list();
    expect(await tokens()).to.equal(1);
  });

  it("bring another token when the first has ended", async () => {
    const { client, tokens, time } = await withToken(100);
    await client.ips.list();
    await time.pass(99_000);
    await client.ips.list();
    expect(await tokens()).to.equal(1);
    await time.pass(2_000);
    await client.ips.list();
    expect(await tokens()).to.equal(2);
  });

  it("bring another token after a 401 shortly before its end, and repeat the call", async () => {
    const { stage, client, fetch, tokens, time } = await withToken(100);
    await client.ips.list();
    await time.pass(92_000);
    stage.telnyx.expireTokens();
    const call = watch(client.ips.list());
    await settle();
    await time.pass(500);
    await eventually(() => call.settled);
    expect(call.value.data).to.have.length(1);
    expect([await tokens(), await stage.count(LIST)]).to.deep.equal([2, 3]);
    expect(fetch.calls.at(-1).headers.authorization).not.to.equal(fetch.calls[1].headers.authorization);
  });

  it("leave a 401 at any other time to the page", async () => {
    const { stage, client, tokens, time } = await withToken(3600);
    await client.ips.list();
    await time.pass(60_000);
    stage.telnyx.expireTokens();
    expectError(await rejected(client.ips.list()), AuthenticationError, { status: 401, operation: "ips.list" });
    expect([await tokens(), await stage.count(LIST)]).to.deep.equal([1, 2]);
  });

  it("are shared with children", async () => {
    const { client, tokens } = await withToken(3600);
    await Promise.all([client.ips.list(), client.withOptions({ timeout: 5000 }).ips.list()]);
    expect(await tokens()).to.equal(1);
  });

  it("that are wrong reject the call, and can be put right", async () => {
    const { stage, client, tokens } = await withToken(3600, { clientSecret: secretly("wrong secret") });
    const errors = await Promise.all([rejected(client.ips.list()), rejected(client.ips.list())]);
    for (const error of errors) {
      expectError(error, AuthenticationError, { status: 401, kind: "authentication", message: '401 {"error":"invalid_client"}' });
    }
    expect([await tokens(), await stage.count(LIST)]).to.deep.equal([1, 0]);
    client.clientSecret = stage.credentials.clientSecret;
    expect((await client.ips.list()).data).to.have.length(1);
    expect(await tokens()).to.equal(2);
  });

  it("may have an async function as secret", async () => {
    const { stage, client } = await withToken(3600);
    client.clientSecret = async () => stage.credentials.clientSecret;
    expect((await client.ips.list()).data).to.have.length(1);
  });

  it("whose secret cannot be had, or is none, reject the call, and nothing is sent", async () => {
    const { client, fetch } = await withToken(3600);
    const mistake = new Error("no secret today");
    client.clientSecret = () => Promise.reject(mistake);
    expectError(await rejected(client.ips.list()), TelnyxError, { kind: "authentication", cause: mistake });
    client.clientSecret = async () => 5;
    expectError(await rejected(client.ips.list()), TelnyxError, { kind: "invalid-argument" });
    expect(fetch.calls).to.deep.equal([]);
  });

  it("whose address cannot be reached reject the call, and the next one asks again", async () => {
    const { stage, client, tokens } = await withToken(3600);
    await stage.fault(TOKEN, { drop: "before" });
    expectError(await rejected(client.ips.list()), APIConnectionError, { kind: "connection" });
    expect((await client.ips.list()).data).to.have.length(1);
    expect(await tokens()).to.equal(2);
  });

  it("whose address does not answer end by the time limit, and by an abort", async () => {
    const { stage, client, time } = await withToken(3600, { timeout: 5000, maxRetries: 0 });
    await stage.fault(TOKEN, { hang: true, times: 2 });
    const slow = watch(client.ips.list());
    await settle();
    await time.pass(5000);
    await slow.done;
    expectError(slow.error, APIConnectionTimeoutError, { kind: "timeout" });
    const controller = new AbortController();
    const aborted = watch(client.ips.list({}, { signal: controller.signal }));
    await settle();
    controller.abort("enough");
    await aborted.done;
    expectError(aborted.error, APIUserAbortError, { cause: "enough" });
    expect(await stage.count(LIST)).to.equal(0);
  });
});
