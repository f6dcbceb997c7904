import { expect, inNode, it, rejected, watchedFetch } from "./support.mjs";
import { Agents, Client, expectError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

/** What the vendor's proxy lets a page send, beside what needs no leave. */
const ALLOWED = ["accesskeyid", "cache-control", "content-transfer-encoding", "content-type", "grpc-timeout", "keep-alive", "token", "user-agent", "x-accept-content-transfer-encoding", "x-accept-response-streaming", "x-grpc-web", "x-user-agent"];
const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"] };

/** Every method once. */
async function useAll(agents) {
  const { ref } = await agents.createAgent(JOHN);
  await agents.updateAgent({ ref, name: "John Dee", secret: "5678" });
  await agents.getAgent(ref);
  await agents.listAgents();
  await agents.deleteAgent(ref);
  await rejected(agents.deleteAgent("nope", { verify: true }));
}

describe("What Fonoster is sent", () => {
  it("is a text of gRPC-Web, with token and workspace and nothing else", async () => {
    const stage = await simulateFonoster();
    const fetch = watchedFetch();
    const agents = stage.agents({ fetch });
    await useAll(agents);
    expect(fetch.calls).to.have.length(11);
    const [exchange, ...calls] = fetch.calls;
    const media = { accept: "application/grpc-web-text", "content-type": "application/grpc-web-text" };
    expect(exchange.headers).to.deep.equal(media);
    for (const { headers, init, url } of calls) {
      expect(headers).to.deep.equal({ ...media, token: agents.client.getAccessToken(), accesskeyid: stage.credentials.workspace });
      expect(init.method).to.equal("POST");
      expect(url.startsWith(`${stage.url}/fonoster.`)).to.equal(true);
      expect(init.body).to.match(/^[A-Za-z0-9+/]+=*$/);
    }
  });

  it("has the bytes that the vendor's own client sends", async () => {
    const stage = await simulateFonosterHere();
    const { token } = await stage.tokens();
    const bodies = [];
    const fetch = async (_, init) => (bodies.push(init.body), new Response("", { headers: { "grpc-status": "5" } }));
    const agents = new Agents({ endpoint: stage.url, token, fetch });
    await rejected(agents.listAgents({ pageSize: 20 }));
    await rejected(agents.getAgent("nope"));
    await rejected(agents.createAgent({ name: "John Doe", username: "john", privacy: "private", enabled: true, domainRef: "11111111-1111-4111-8111-111111111111", maxContacts: 3, expires: 60 }));
    await rejected(new Client({ fetch }).loginWithApiKey("AP00", "good"));
    const john = "0a084a6f686e20446f6512046a6f686e180120012a2431313131313131312d313131312d343131312d383131312d3131313131313131313131313803403c";
    const bytes = (hex) => String.fromCharCode(0, 0, 0, 0, hex.length / 2, ...hex.match(/../g).map((pair) => Number.parseInt(pair, 16)));
    expect(bodies).to.deep.equal(["AAAAAAIIFA==", "AAAAAAYKBG5vcGU=", btoa(bytes(john)), "AAAAAAwKBEFQMDASBGdvb2Q="]);
  });

  it("is JSON for the gateway of v1beta1, with both parts of the key", async () => {
    const stage = await simulateFonoster({ generation: "v1beta1" });
    const fetch = watchedFetch();
    await useAll(stage.agents({ fetch }));
    const { accessKeyId, accessKeySecret } = stage.credentials;
    for (const { headers, init } of fetch.calls) {
      expect(headers).to.deep.equal({ accept: "application/json", access_key_id: accessKeyId, access_key_secret: accessKeySecret, ...(init.body && { "content-type": "application/json" }) });
    }
  });

  it("leaves with a text and a plain object for fetch, which has no this", async () => {
    const stage = await simulateFonosterHere();
    const seen = [];
    const agents = stage.agents({
      fetch: function (...args) {
        seen.push([this, ...args]);
        return stage.fetch(...args);
      },
    });
    await agents.listAgents();
    for (const [self, url, init, ...more] of seen) {
      expect([self, typeof url, more]).to.deep.equal([undefined, "string", []]);
      expect(Object.keys(init).sort()).to.deep.equal(["body", "headers", "method", "signal"]);
      expect(init.signal).to.be.instanceOf(AbortSignal);
    }
  });

  it("goes with the global fetch of the moment, where the page brings none", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const { fetch: _, ...options } = stage.options();
    const agents = new Agents(options);
    const real = globalThis.fetch;
    globalThis.fetch = stage.sim.fetch;
    try {
      expect((await agents.listAgents()).items).to.have.length(1);
    } finally {
      globalThis.fetch = real;
    }
  });

  it("does not reach a server that is asked in another way", async () => {
    const stage = await simulateFonoster();
    // The vendor's proxy routes this type to the web server of its dashboard.
    const fetch = (url, init) => globalThis.fetch(url, { ...init, headers: { ...Object.fromEntries(init.headers), "content-type": "application/grpc-web+proto" } });
    const error = await rejected(new Client(stage.place({ fetch, maxRetries: 0 })).login("a@b.test", "x"));
    expectError(error, { status: 404, code: 12, message: "a web page answers: is `endpoint` a Fonoster API?", operation: "login" });
  });
});

if (!inNode) {
  describe("Fonoster in a page of another origin", () => {
    it("asks for no header that the vendor's proxy does not allow", async () => {
      const stage = await simulateFonoster();
      await useAll(stage.agents());
      const preflights = await stage.preflights();
      expect(preflights.length).to.be.above(0);
      for (const { headers } of preflights) {
        expect(headers["access-control-request-method"]).to.equal("POST");
        for (const name of headers["access-control-request-headers"].toLowerCase().split(/, ?/)) expect(ALLOWED).to.include(name);
      }
    });

    it("sends no cookie and no credentials of the page", async () => {
      for (const generation of ["v1beta2", "v1beta1"]) {
        const stage = await simulateFonoster({ generation });
        const fetch = watchedFetch();
        await useAll(stage.agents({ fetch }));
        for (const { headers } of await stage.requests()) for (const name of ["cookie", "authorization"]) expect(headers).not.to.have.property(name);
        for (const { init } of fetch.calls) expect(init.credentials).to.equal(undefined);
      }
    });

    it("reads the status of a refusal, which is in headers that the proxy shows", async () => {
      const stage = await simulateFonoster();
      const agents = await stage.signedIn();
      expectError(await rejected(agents.getAgent("nope")), { code: 5, details: "The requested resource was not found" });
    });

    it("works with the gateway of v1beta1", async () => {
      const stage = await simulateFonoster({ generation: "v1beta1" });
      await useAll(stage.agents());
      expect(new Set((await stage.requests()).map(({ method }) => method))).to.deep.equal(new Set(["POST", "PUT", "GET", "DELETE"]));
      for (const { headers } of await stage.preflights()) expect(headers["access-control-request-headers"]).to.include("access_key_id").and.include("access_key_secret");
    });

    it("with a header of the page's own fails as a connection that cannot be made", async () => {
      const stage = await simulateFonoster();
      const fetch = (url, init) => globalThis.fetch(url, { ...init, headers: { ...Object.fromEntries(init.headers), authorization: "x" } });
      const error = await rejected(stage.agents({ fetch, maxRetries: 0 }).listAgents());
      expectError(error, { kind: "connection", operation: "listAgents" });
      expect(await stage.requests()).to.deep.equal([]);
    });

    it("with credentials of the page cannot be read", async () => {
      const stage = await simulateFonoster();
      const fetch = (url, init) => globalThis.fetch(url, { ...init, credentials: "include" });
      expectError(await rejected(stage.agents({ fetch, maxRetries: 0 }).listAgents()), { kind: "connection" });
    });
  });

  describe("A relative endpoint of Fonoster", () => {
    it("reaches a server there with the global fetch, without a preflight", async () => {
      // There is no such file: the page's own server says so.
      const error = await rejected(new Client({ endpoint: "/fonoster", maxRetries: 0 }).login("a@b.test", "x"));
      expectError(error, { status: 404, code: 12, message: "HTTP status 404" });
    });
  });
}
