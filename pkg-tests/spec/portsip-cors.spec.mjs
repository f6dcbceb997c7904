import { expect, inNode, isPreflight, it, rejected } from "./support.mjs";
import { expectError, ID, inBoth, Providers, simulatePortsip, trunkFor } from "./portsip-support.mjs";

/** What a PBX, or a proxy before it, has to let a page send. */
const ALLOWED = ["access_token", "authorization", "content-type", "accept"];

/** Every operation once. */
async function useAll(providers, dialect) {
  const { id } = await providers.create(trunkFor(dialect));
  await providers.update({ id, port: 1 });
  await providers.show(id);
  await providers.status(id);
  await providers.list();
  await providers.destroy(id);
  await providers.refreshToken();
  await providers.signOut();
}

inBoth("What a PortSIP PBX is sent", (dialect) => {
  it("has no header beyond those that the documentation asks proxies for", async () => {
    const stage = await simulatePortsip({ dialect });
    await useAll(stage.providers(), dialect);
    for (const { headers, line } of stage.sent) for (const name of Object.keys(headers)) expect(ALLOWED, line).to.include(name);
    expect(stage.sent.length).to.be.above(7);
  });

  it("has no cookie, and no method but GET and POST", async () => {
    const stage = await simulatePortsip({ dialect });
    await useAll(stage.providers(), dialect);
    const requests = await stage.requests();
    expect(new Set(requests.map(({ method }) => method))).to.deep.equal(new Set(["GET", "POST"]));
    for (const { headers } of requests) expect(headers).not.to.have.property("cookie");
  });
});

if (!inNode) {
  inBoth("PortSIP in a page of another origin", (dialect) => {
    const token = dialect === "v22" ? "authorization" : "access_token";

    it("asks for leave to send the token, and gets it", async () => {
      const stage = await simulatePortsip({ dialect, providers: 1 });
      const { fetch: _, ...options } = stage.options();
      const providers = new Providers(options);
      await useAll(providers, dialect);
      providers.close();
      const preflights = await stage.preflights();
      const asked = preflights.map(({ headers }) => headers["access-control-request-headers"] ?? "");
      expect(asked.some((names) => names.toLowerCase().split(/, ?/).includes(token))).to.equal(true);
      for (const names of asked) for (const name of names.toLowerCase().split(/, ?/).filter(Boolean)) expect(ALLOWED).to.include(name);
    });

    it("that the PBX does not allow fails as a connection, with the four usual causes", async () => {
      const stage = await simulatePortsip({ dialect, providers: 1, cors: false });
      const providers = stage.providers({ maxRetries: 0 });
      for (const call of [() => providers.list(), () => providers.create(trunkFor(dialect)), () => providers.login()]) {
        const error = await rejected(call());
        expectError(error, { kind: "connection", reason: "network", status: undefined });
        for (const cause of ["it is down", "its certificate is not trusted", "mixed content", "CORS"]) expect(error.message).to.include(cause);
        expect(error.cause).to.be.instanceOf(TypeError);
      }
      expect((await stage.requests()).filter((request) => !isPreflight(request) && request.path.includes("providers"))).to.deep.equal([]);
    });

    it("reads how long a limited PBX wants it to wait", async () => {
      const stage = await simulatePortsip({ dialect, providers: 1 });
      const providers = await stage.signedIn({ maxRetries: 0 });
      await stage.fault(dialect === "v22" ? "GET /providers" : "GET /providers/list", { status: 429, headers: { "retry-after": "7" } });
      expectError(await rejected(providers.list()), { kind: "rate-limit", retryAfterMs: 7000 });
    });

    it("reads a refusal", async () => {
      const stage = await simulatePortsip({ dialect });
      const providers = await stage.signedIn();
      expectError(await rejected(providers.show(ID)), { kind: "not-found", message: "There is no provider of this id." });
    });

    it("works with both token headers", async () => {
      const stage = await simulatePortsip({ dialect, providers: 1 });
      const providers = stage.providers({ tokenHeaders: "both" });
      expect((await providers.list()).providers).to.have.length(1);
    });
  });

  describe("A sign-in of PortSIP in a page of another origin", () => {
    it("as text needs no preflight", async () => {
      const stage = await simulatePortsip();
      await stage.providers().login(undefined, { simpleRequest: true });
      expect(await stage.preflights()).to.deep.equal([]);
      await stage.providers().login();
      expect((await stage.preflights()).length).to.equal(1);
    });
  });

  describe("A relative baseUrl of PortSIP", () => {
    it("is the page's own, and needs no preflight", async () => {
      const providers = new Providers({ baseUrl: "/pbx/api", token: "x", maxRetries: 0 });
      expect(providers.baseUrl).to.equal(`${location.origin}/pbx/api`);
      // There is no such file: the page's own server says so.
      expectError(await rejected(providers.list()), { kind: "not-found", status: 404 });
      providers.close();
    });
  });
}
