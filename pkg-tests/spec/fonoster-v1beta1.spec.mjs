import { expect, it, rejected } from "./support.mjs";
import { expectError, expectIssues, Privacy, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const JOHN = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"] };
const MISSING = { kind: "not-found", code: 2, status: 500, details: "Cannot read properties of null (reading 'metadata')", message: "Cannot read properties of null (reading 'metadata')", retryable: false };
const LIST = "GET /agents?pageSize=20&pageToken=1";

const older = (fixtures) => simulateFonoster({ generation: "v1beta1", ...fixtures });

describe("Fonoster's older generation", () => {
  it("creates an agent in one request, and resolves it whole", async () => {
    const stage = await older();
    const made = await stage.agents().createAgent({ ...JOHN, domains: ["sip.local", "sip.branch.local"], privacy: Privacy.PRIVATE });
    expect(await stage.calls()).to.deep.equal([["POST /agents", { ...JOHN, secret: "***4", domains: ["sip.local", "sip.branch.local"], privacy: "private" }]]);
    const { ref, createTime, updateTime, ...rest } = made;
    expect(rest).to.deep.equal({ ...JOHN, domains: ["sip.local", "sip.branch.local"], privacy: "private" });
    const { workspace: _, ...kept } = await stage.kept(ref);
    expect(made).to.deep.equal(kept);
  });

  for (const [privacy, wire] of [["PRIVATE", "private"], ["ID", "private"], ["NONE", "none"], [undefined, "none"]]) {
    it(`sends a privacy of ${privacy} as ${wire}`, async () => {
      const stage = await older();
      expect((await stage.agents().createAgent({ ...JOHN, privacy })).privacy).to.equal(wire);
      expect((await stage.calls())[0][1].privacy).to.equal(wire);
    });
  }

  it("reads an agent with its secret, and lists it without", async () => {
    const stage = await older();
    const agents = stage.agents();
    const made = await agents.createAgent(JOHN);
    expect(await agents.getAgent(made.ref)).to.deep.equal(made);
    const { secret: _, ...shown } = made;
    const page = await agents.listAgents();
    expect(page).to.deep.equal({ items: [shown], agents: [shown], nextPageToken: "2" });
    expect(page.agents).to.equal(page.items);
    expect((await stage.names()).slice(1)).to.deep.equal([`GET /agents/${made.ref}`, LIST]);
  });

  it("keeps a ref in its place in the address", async () => {
    const stage = await older();
    const agents = stage.agents();
    for (const ref of ["a b/c?d#e", "%2e%2e", "ü😀"]) expectError(await rejected(agents.getAgent(ref)), MISSING);
    expect(await stage.names()).to.deep.equal(["GET /agents/a%20b%2Fc%3Fd%23e", "GET /agents/%252e%252e", "GET /agents/%C3%BC%F0%9F%98%80"]);
  });

  it("refuses a ref that would leave its place in the address, and sends nothing", async () => {
    const stage = await older();
    const agents = stage.agents();
    for (const ref of [".", ".."]) {
      for (const call of [agents.getAgent(ref), agents.deleteAgent(ref), agents.updateAgent({ ref, name: "John" })]) expectError(await rejected(call), { kind: "invalid-argument" });
    }
    expect(await stage.names()).to.deep.equal([]);
  });

  for (const [change, changed] of [
    [{ name: "John Dee" }, { name: "John Dee" }],
    [{ secret: "5678" }, { secret: "5678" }],
    [{ privacy: "none" }, { privacy: "none" }],
    [{ privacy: "ID" }, {}],
    [{ username: "john", domains: ["sip.local"] }, {}],
    [{}, {}],
  ]) {
    it(`changes with ${JSON.stringify(change)} nothing else`, async () => {
      const stage = await older();
      const agents = stage.agents();
      const { ref, updateTime: _, ...made } = await agents.createAgent({ ...JOHN, privacy: "private" });
      await stage.forget();
      expect(await agents.updateAgent({ ref, ...change })).to.deep.equal({ ref });
      const { updateTime: __, workspace: ___, ref: ____, ...kept } = await stage.kept(ref);
      expect(kept).to.deep.equal({ ...made, ...changed });
      const body = { ref, name: changed.name ?? JOHN.name, privacy: changed.privacy ?? "private", ...(change.secret && { secret: "***4" }) };
      expect(await stage.calls()).to.deep.equal([[`GET /agents/${ref}`], [`PUT /agents/${ref}`, body]]);
    });
  }

  it("cannot change a user name or domains, and says so", async () => {
    const stage = await older();
    const agents = stage.agents();
    const { ref } = await agents.createAgent(JOHN);
    const before = await stage.kept(ref);
    expectIssues(await rejected(agents.updateAgent({ ref, username: "other" })), ["username: fixed"]);
    expectIssues(await rejected(agents.updateAgent({ ref, domains: ["sip.branch.local"] })), ["domains: fixed"]);
    expect(await stage.kept(ref)).to.deep.equal(before);
  });

  it("knows nothing of what came later, and says so of each field", async () => {
    const stage = await older();
    const agents = stage.agents();
    const later = { domainRef: "d", credentialsRef: "c", enabled: false, maxContacts: 1, expires: 1 };
    const wanted = ["domainRef", "credentialsRef", "enabled", "maxContacts", "expires"].map((name) => `${name}: unsupported`);
    expectIssues(await rejected(agents.createAgent({ ...JOHN, ...later })), wanted);
    expectIssues(await rejected(agents.updateAgent({ ref: "a", ...later })), wanted);
    expect(await stage.count()).to.equal(0);
  });

  it("says of a delete that it is done, whatever there was", async () => {
    const stage = await older();
    const agents = stage.agents();
    const { ref } = await agents.createAgent(JOHN);
    await stage.forget();
    for (let time = 0; time < 2; time += 1) expect(await agents.deleteAgent(ref)).to.deep.equal({ ref });
    expect(await stage.names()).to.deep.equal([`DELETE /agents/${ref}`, `DELETE /agents/${ref}`]);
  });

  it("is asked first with verify, and then tells that there is none", async () => {
    const stage = await older();
    const agents = stage.agents();
    const { ref } = await agents.createAgent(JOHN);
    await stage.forget();
    expect(await agents.deleteAgent(ref, { verify: true })).to.deep.equal({ ref });
    expectError(await rejected(agents.deleteAgent(ref, { verify: true })), { ...MISSING, operation: "deleteAgent" });
    expect(await stage.names()).to.deep.equal([`GET /agents/${ref}`, `DELETE /agents/${ref}`, `GET /agents/${ref}`]);
    expect(await agents.deleteAgent(ref, { verify: false })).to.deep.equal({ ref });
  });
});

describe("A refusal of Fonoster's older generation", () => {
  it("tells of a user name that is taken in one of the domains", async () => {
    const stage = await older({ agents: [{ username: "john", domain: "sip.local", workspace: "foreign" }] });
    const agents = stage.agents();
    expectError(await rejected(agents.createAgent(JOHN)), { code: 9, kind: "conflict", status: 400, details: "Entity already exist", message: "Entity already exist", operation: "createAgent", retryable: false });
    expect((await agents.createAgent({ ...JOHN, domains: ["sip.branch.local"] })).username).to.equal("john");
  });

  it("tells of a domain that does not exist", async () => {
    const stage = await older();
    const details = "Found one or more unfulfilled dependencies";
    expectError(await rejected(stage.agents().createAgent({ ...JOHN, domains: ["sip.nowhere"] })), { code: 9, kind: "invalid-argument", status: 400, details, message: details });
  });

  it("of an agent that is not there, or another's, is of kind not-found though its code is 2", async () => {
    const stage = await older({ agents: [{ ref: "theirs", username: "x", workspace: "foreign" }] });
    const agents = stage.agents();
    for (const ref of ["nope", "theirs"]) {
      expectError(await rejected(agents.getAgent(ref)), { ...MISSING, operation: "getAgent", attempt: 1 });
      expectError(await rejected(agents.updateAgent({ ref, name: "Other" })), { ...MISSING, operation: "updateAgent" });
    }
  });

  for (const [fault, facts] of [
    [{ errcode: 16 }, { code: 16, kind: "authentication", status: 401 }],
    [{ errcode: 3 }, { code: 9, kind: "invalid-argument", status: 400 }],
    [{ errcode: 9 }, { code: 9, kind: "invalid-argument", status: 400 }],
    [{ errcode: 5 }, { code: 5, kind: "not-found", status: 404 }],
    [{ errcode: 6 }, { code: 6, kind: "conflict", status: 409 }],
    [{ errcode: 7, errmsg: "permission denied" }, { code: 7, kind: "permission", status: 500 }],
    [{ errcode: 7, errmsg: "Permission denied. You have 20 agents" }, { code: 7, kind: "permission", status: 500 }],
    [{ errcode: 2, errmsg: "Cannot read properties of undefined" }, { code: 2, kind: "server", status: 500 }],
    [{ errcode: 2, errmsg: "" }, { code: 2, kind: "server", status: 500, message: "gRPC status 2" }],
    [{ status: 429 }, { code: 14, kind: "rate-limit", status: 429 }],
    [{ status: 503 }, { code: 14, kind: "connection", status: 503 }],
    [{ status: 403 }, { code: 7, kind: "permission", status: 403 }],
  ]) {
    it(`by ${JSON.stringify(fault)} has code ${facts.code} and kind ${facts.kind}`, async () => {
      const stage = await older();
      const agents = stage.agents({ maxRetries: 0 });
      const details = fault.errmsg ?? "no, thank you";
      await stage.fault("GET /agents", { ...fault, errmsg: details });
      expectError(await rejected(agents.listAgents()), { details, message: details, operation: "listAgents", ...facts });
      await stage.fault("POST /agents", { ...fault, errmsg: details });
      expectError(await rejected(agents.createAgent(JOHN)), { details, message: details, operation: "createAgent", ...facts });
    });
  }

  it("of a user's key is of kind permission", async () => {
    const stage = await older({ role: "USER" });
    expectError(await rejected(stage.agents({ maxRetries: 0 }).listAgents()), { code: 7, kind: "permission", message: "permission denied" });
  });

  for (const [what, body, status, kind] of [
    ["a page of the web", "<!doctype html><title>x</title>", 200, "decode"],
    ["a text", "true", 200, "decode"],
    ["nothing", "", 200, "decode"],
    ["a page of the web and 502", "<html>", 502, "connection"],
    ["a list and 500", "[1]", 500, "server"],
  ]) {
    it(`that is ${what} is of kind ${kind}`, async () => {
      const stage = await simulateFonosterHere({ generation: "v1beta1" });
      const agents = stage.agents({ maxRetries: 0, fetch: async () => new Response(body, { status }) });
      expectError(await rejected(agents.listAgents()), { kind, status, operation: "listAgents" });
    });
  }

  it("has no words for a list whose backend fails: it is empty", async () => {
    const stage = await older();
    await stage.fault("GET /agents", { body: {} });
    expect(await stage.agents().listAgents()).to.deep.equal({ items: [], agents: [], nextPageToken: "" });
  });
});

describe("A list of Fonoster's older generation", () => {
  /** Own agents and others', one by one. */
  const mixed = (own, foreignAgents) => simulateFonosterHere({ generation: "v1beta1", agents: own, foreignAgents });
  const refsOf = (items) => items.map(({ ref }) => ref);
  const ownOf = async (stage) => refsOf((await stage.state()).agents.filter(({ workspace }) => workspace === "own"));

  for (const pageSize of [1, 2, 3, 7, 20, 60]) {
    it(`of 60 between 40 others is whole in pages of ${pageSize}, with iterateAgents and by hand`, async () => {
      const stage = await mixed(60, 40);
      const agents = stage.agents();
      expect(refsOf(await agents.iterateAgents({ pageSize }).toArray())).to.deep.equal(await ownOf(stage));
      const refs = [];
      let pageToken;
      do {
        const page = await agents.listAgents({ pageSize, pageToken });
        refs.push(...refsOf(page.items));
        pageToken = page.nextPageToken;
      } while (pageToken);
      expect(refs).to.deep.equal(await ownOf(stage));
    });
  }

  it("is asked for by page numbers, from 1, until a page is empty", async () => {
    const stage = await older({ agents: 4 });
    expect(await stage.agents().iterateAgents({ pageSize: 2 }).toArray()).to.have.length(4);
    expect(await stage.names()).to.deep.equal([1, 2, 3].map((page) => `GET /agents?pageSize=2&pageToken=${page}`));
  });

  for (const [pageToken, sent] of [[undefined, "1"], ["", "1"], [null, "1"], [2, "2"], ["2", "2"], ["a&b", "a%26b"]]) {
    it(`with the token ${JSON.stringify(pageToken)} asks for page ${sent}`, async () => {
      const stage = await older();
      await stage.agents().listAgents({ pageSize: 5, pageToken, view: 1 });
      expect(await stage.names()).to.deep.equal([`GET /agents?pageSize=5&pageToken=${sent}`]);
    });
  }

  it("ends where the server says null, which is a word of its own", async () => {
    const stage = await older({ agents: 1 });
    const agents = stage.agents();
    const { nextPageToken } = await agents.listAgents();
    expect(nextPageToken).to.equal("2");
    expect(await agents.listAgents({ pageToken: nextPageToken })).to.deep.equal({ items: [], agents: [], nextPageToken: "" });
  });

  it("by iterateAgents keeps to its limit", async () => {
    const stage = await older({ agents: 10 });
    const agents = stage.agents();
    expect(await agents.iterateAgents({ pageSize: 4 }, { limit: 5 }).toArray()).to.have.length(5);
    expect(await stage.count()).to.equal(2);
  });
});
