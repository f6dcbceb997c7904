import { engine, expect, inNode, it, recordingFetch, rejected } from "./support.mjs";
import { entry, expectError, moment, simulateTelnyx, simulateTelnyxHere, Telnyx } from "./telnyx-support.mjs";

const { APIConnectionError, TelnyxError } = entry;

const TELEMETRY = ["arch", "lang", "os", "package-version", "retry-count", "runtime", "runtime-version"].map((name) => `x-stainless-${name}`);

/** Names of the headers that the library itself sets. */
const ownHeaders = ({ headers }) => Object.keys(headers).filter((name) => /^(accept|authorization|content-type|x-stainless-.*)$/.test(name)).sort();

/** What a preflight asks for. */
const asked = ({ headers }) => headers["access-control-request-headers"].toLowerCase().split(/, ?/).sort();

if (!inNode) {
  describe("Telnyx in a page of another origin", () => {
    it("asks for nothing but authorization, and content-type for a body", async () => {
      const stage = await simulateTelnyx({ cors: "strict", ips: 3 });
      const client = stage.client();
      // Browsers remember for an address what its last preflight allowed.
      const [read, changed, deleted] = (await client.ips.list()).data;
      await client.ips.retrieve(read.id);
      await client.ips.update(changed.id, { ip_address: "203.0.113.8" });
      await client.ips.delete(deleted.id);
      const preflights = await stage.preflights();
      expect(preflights.map((request) => [request.headers["access-control-request-method"], asked(request)])).to.deep.equal([
        ["GET", ["authorization"]],
        ["GET", ["authorization"]],
        ["PATCH", ["authorization", "content-type"]],
        ["DELETE", ["authorization"]],
      ]);
      for (const request of await stage.requests()) {
        expect(ownHeaders(request)).to.deep.equal(["accept", "authorization", ...(request.method === "PATCH" ? ["content-type"] : [])]);
      }
    });

    it("needs no preflight without a key, as for a proxy that adds it", async () => {
      const stage = await simulateTelnyx({ cors: "strict" });
      await rejected(stage.client({ apiKey: null }).ips.list());
      expect(await stage.preflights()).to.deep.equal([]);
      expect((await stage.requests()).map(ownHeaders)).to.deep.equal([["accept"]]);
    });

    it("with telemetryHeaders fails where CORS is strict, as a connection that cannot be made", async () => {
      const stage = await simulateTelnyx({ cors: "strict" });
      const error = await rejected(stage.client({ telemetryHeaders: true, maxRetries: 0 }).ips.list());
      expectError(error, APIConnectionError, { kind: "connection" });
      expect(error.cause).to.be.instanceOf(Error);
      expect(await stage.requests()).to.deep.equal([]);
      expect(await stage.preflights()).to.have.length(1);
    });

    it("with telemetryHeaders sends them where CORS is open", async () => {
      const stage = await simulateTelnyx();
      await stage.client({ telemetryHeaders: true }).ips.list({}, { timeout: 30_000 });
      const [{ headers }] = await stage.requests();
      expect(Object.keys(headers).filter((name) => name.startsWith("x-stainless-")).sort()).to.deep.equal([...TELEMETRY, "x-stainless-timeout"].sort());
      const runtime = { chromium: "browser:chrome", firefox: "browser:firefox", webkit: "browser:safari" }[engine];
      expect([headers["x-stainless-runtime"], headers["x-stainless-retry-count"], headers["x-stainless-timeout"]]).to.deep.equal([runtime, "0", "30"]);
    });

    it("sends headers of the page's own, which the preflight asks for", async () => {
      const stage = await simulateTelnyx({ cors: { headers: ["authorization", "x-tenant"] } });
      await stage.client({ defaultHeaders: { "X-Tenant": "a" } }).ips.list();
      expect(asked((await stage.preflights())[0])).to.deep.equal(["authorization", "x-tenant"]);
      expect((await stage.requests())[0].headers["x-tenant"]).to.equal("a");
    });

    it("sends no cookie and no credentials of the page", async () => {
      const stage = await simulateTelnyx();
      await stage.client().ips.list();
      for (const { headers } of await stage.requests()) expect(headers).not.to.have.property("cookie");
    });
  });

  describe("A relative baseURL of Telnyx", () => {
    for (const [baseURL, wanted] of [
      ["/telnyx", "/telnyx/ips?sort=x"],
      ["/telnyx/", "/telnyx/ips?sort=x"],
      ["./telnyx", "/telnyx/ips?sort=x"],
    ]) {
      it(`is one of the page's: ${baseURL}`, async () => {
        const stage = await simulateTelnyxHere({ ips: 2 });
        const fetch = recordingFetch((url, init) => stage.sim.fetch(url.replace(/^.*\/ips/, `${stage.url}/ips`).replace("?sort=x", ""), init));
        expect((await stage.client({ baseURL, fetch }).ips.list({ sort: "x" })).data).to.have.length(2);
        expect(fetch.calls[0].url).to.equal(`${location.origin}${wanted}`);
      });
    }

    it("may be called baseUrl and be a URL object", async () => {
      const stage = await simulateTelnyxHere({ ips: 2 });
      const fetch = recordingFetch(stage.sim.fetch);
      const { baseURL: _, ...options } = stage.options({ fetch });
      await new Telnyx({ ...options, baseUrl: stage.url }).ips.list();
      expect(fetch.calls[0].url).to.equal(`${stage.url}/ips`);
    });

    it("reaches a server there with the global fetch, without a preflight", async () => {
      // There is no such file: the page's own server says so.
      const error = await rejected(new Telnyx({ baseURL: "/telnyx", apiKey: null }).ips.list());
      expectError(error, entry.NotFoundError, { status: 404 });
    });
  });
} else {
  describe("Telnyx in Node", () => {
    it("tells the vendor what it is, as the vendor's own client does", async () => {
      const stage = await simulateTelnyx();
      await stage.client().ips.list({}, { timeout: 30_000 });
      const [request] = await stage.requests();
      expect(ownHeaders(request)).to.deep.equal(["accept", "authorization", ...TELEMETRY, "x-stainless-timeout"].sort());
      const { headers } = request;
      expect(headers["user-agent"]).to.equal(`Telnyx/JS ${headers["x-stainless-package-version"]}`);
      expect([headers.accept, headers["x-stainless-lang"], headers["x-stainless-runtime"], headers["x-stainless-runtime-version"], headers["x-stainless-timeout"]]).to.deep.equal(
        ["application/json", "js", "node", process.version, "30"],
      );
    });

    it("does not with telemetryHeaders false", async () => {
      const stage = await simulateTelnyx();
      await stage.client({ telemetryHeaders: false }).ips.list();
      const [request] = await stage.requests();
      expect(ownHeaders(request)).to.deep.equal(["accept", "authorization"]);
      expect(request.headers["user-agent"]).not.to.include("Telnyx");
    });

    it("has no page that a relative baseURL could be relative to, and says so", async () => {
      const error = await rejected(new Telnyx({ baseURL: "/telnyx", apiKey: null }).ips.list());
      expectError(error, TelnyxError, { kind: "invalid-argument", reason: "address" });
      expect(error.message).to.include("`baseURL`").and.include("page");
    });

    it("reads the environment, trimmed, where an option is absent", async () => {
      const stage = await simulateTelnyx();
      const names = ["TELNYX_API_KEY", "TELNYX_BASE_URL", "TELNYX_CUSTOM_HEADERS", "TELNYX_CLIENT_ID"];
      Object.assign(process.env, { TELNYX_API_KEY: ` ${stage.credentials.apiKey} `, TELNYX_BASE_URL: ` ${stage.url}`, TELNYX_CUSTOM_HEADERS: "X-One: 1\nX-Two:two:2", TELNYX_CLIENT_ID: "  " });
      try {
        const client = new Telnyx();
        expect(client.clientID).to.equal(null);
        await client.ips.list({}, { headers: { "x-one": null } });
        const [{ headers }] = await stage.requests();
        expect([headers["x-one"], headers["x-two"]]).to.deep.equal([undefined, "two:2"]);
        expect([new Telnyx({ apiKey: null }).apiKey, new Telnyx({ baseURL: null }).baseURL]).to.deep.equal([null, "https://api.telnyx.com/v2"]);
      } finally {
        for (const name of names) delete process.env[name];
      }
    });
  });
}

describe("Headers of Telnyx", () => {
  it("are layered: the client's, the call's, and null takes one out", async () => {
    const stage = await simulateTelnyx();
    const client = stage.client({ defaultHeaders: { "x-a": "client", "x-b": "client", "x-c": "client" } });
    await client.ips.list({}, { headers: { "X-A": "call", "x-b": null, "x-c": undefined, "x-d": ["1", "2"] } });
    await client.ips.list({}, { headers: new Headers({ "x-a": "of Headers" }) });
    await client.ips.list({}, { headers: [["x-a", "1"], ["x-a", "2"]] });
    const seen = (await stage.requests()).map(({ headers }) => ["x-a", "x-b", "x-c", "x-d"].map((name) => headers[name]));
    expect(seen).to.deep.equal([
      ["call", undefined, "client", "1, 2"],
      ["of Headers", "client", "client", undefined],
      ["1, 2", "client", "client", undefined],
    ]);
  });

  it("may take the credentials out", async () => {
    const stage = await simulateTelnyx();
    expectError(await rejected(stage.client().ips.list({}, { headers: { Authorization: null } })), entry.AuthenticationError);
    expect((await stage.requests())[0].headers).not.to.have.property("authorization");
  });

  it("leave with a text and a plain object for fetch, which has no this", async () => {
    const stage = await simulateTelnyxHere();
    const seen = [];
    const client = stage.client({
      fetch: function (...args) {
        seen.push([this, ...args]);
        return stage.fetch(...args);
      },
      fetchOptions: { cache: "no-store" },
    });
    await client.ips.list({}, { fetchOptions: { referrerPolicy: "no-referrer" } });
    const [[self, url, init, ...more]] = seen;
    expect([self, url, more]).to.deep.equal([undefined, `${stage.url}/ips`, []]);
    expect(Object.keys(init).sort()).to.deep.equal(["cache", "headers", "method", "referrerPolicy", "signal"]);
    expect(init.signal).to.be.instanceOf(AbortSignal);
    expect(init.headers).to.be.instanceOf(Headers);
  });

  it("go with the global fetch of the moment, where the page brings none", async () => {
    const stage = await simulateTelnyxHere({ ips: 1 });
    const { fetch: _, ...options } = stage.options();
    const client = new Telnyx(options);
    const real = globalThis.fetch;
    globalThis.fetch = stage.sim.fetch;
    try {
      expect((await client.ips.list()).data).to.have.length(1);
    } finally {
      globalThis.fetch = real;
    }
    await moment();
  });
});
