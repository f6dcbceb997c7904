import { expect, inNode, it, rejected } from "./support.mjs";
import { Agents, expectError, FonosterError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

/** By code: the kind, and whether the same call may succeed later. */
const CODES = [
  [1, "aborted", false],
  [2, "server", true],
  [3, "invalid-argument", false],
  [4, "timeout", true],
  [5, "not-found", false],
  [6, "conflict", false],
  [7, "permission", false],
  [8, "rate-limit", true],
  [9, "invalid-argument", false],
  [10, "conflict", false],
  [11, "invalid-argument", false],
  [12, "server", true],
  [13, "server", true],
  [14, "connection", true],
  [15, "server", true],
  [16, "authentication", false],
  [17, "server", true],
];

/** What the server says of calls that the client would not even send, and of its own troubles. */
const SAID = [
  [3, `Required at "name"; Required at "username"`, "invalid-argument"],
  [3, `Value required at "name"`, "invalid-argument"],
  [3, `Must be a lowercase string and with no spaces. at "username"`, "invalid-argument"],
  [3, `Expected 'PRIVATE' | 'NONE', received number at "privacy"`, "invalid-argument"],
  [3, `Must be a positive number at "maxContacts"`, "invalid-argument"],
  [3, `Must be a positive number at "pageSize"`, "invalid-argument"],
  [3, "3 INVALID_ARGUMENT: the friendly name must have less than 60 characters", "invalid-argument"],
  [3, "3 INVALID_ARGUMENT: Parameter ref is required", "invalid-argument"],
  [13, "Internal server error", "server"],
  [12, "The server does not implement the method /fonoster.agents.v1beta2.Agents/ListAgents", "server"],
  [13, "Error deserializing request: index out of range: 3 + 100 > 5", "server"],
  [9, "Entity already exist", "conflict"],
  [9, "Found one or more unfulfilled dependencies", "invalid-argument"],
];

const NOWHERE = "11111111-1111-4111-8111-111111111111";
const FIXTURE = [{ ref: "mine", username: "mine", name: "Mine" }, { ref: "other", username: "taken", workspace: "foreign" }];

/** Calls that the server refuses: what it says to them, by code, words and kind. */
const REFUSED = [
  ["getAgent", (agents) => agents.getAgent("nope"), 5, "The requested resource was not found", "not-found"],
  ["updateAgent", (agents) => agents.updateAgent({ ref: "nope", name: "A" }), 5, "The requested resource was not found", "not-found"],
  ["deleteAgent", (agents) => agents.deleteAgent("nope"), 5, "The requested resource was not found", "not-found"],
  ["getAgent", (agents) => agents.getAgent("other"), 7, "You don't have permission to access this resource", "permission"],
  ["updateAgent", (agents) => agents.updateAgent({ ref: "other", name: "A" }), 7, "You don't have permission to access this resource", "permission"],
  ["deleteAgent", (agents) => agents.deleteAgent("other"), 7, "You don't have permission to access this resource", "permission"],
  ["createAgent", (agents) => agents.createAgent({ name: "A", username: "mine" }), 6, "The resource already exists", "conflict"],
  ["createAgent", (agents) => agents.createAgent({ name: "A", username: "taken" }), 6, "The resource already exists", "conflict"],
  ["createAgent", (agents) => agents.createAgent({ name: "A", username: "a", domainRef: NOWHERE }), 3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_domain_ref_fkey (index)", "invalid-argument"],
  ["createAgent", (agents) => agents.createAgent({ name: "A", username: "a", credentialsRef: NOWHERE }), 3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_credentials_ref_fkey (index)", "invalid-argument"],
  ["updateAgent", (agents) => agents.updateAgent({ ref: "mine", domainRef: NOWHERE }), 3, "3 INVALID_ARGUMENT: Dependent resource doesn't exist for: agents_domain_ref_fkey (index)", "invalid-argument"],
];

for (const errors of ["headers", "trailer"]) {
  describe(`A refusal of Fonoster whose status is in the ${errors === "headers" ? "headers" : "last frame"}`, () => {
    for (const [code, kind, retryable] of CODES) {
      it(`of code ${code} is of kind ${kind}`, async () => {
        const stage = await simulateFonoster({ errors });
        const agents = await stage.signedIn({ maxRetries: 0 });
        await stage.fault("ListAgents", { errcode: code, errmsg: "no, thank you", times: 2 });
        const error = await rejected(agents.listAgents());
        expectError(error, { code, kind, retryable, details: "no, thank you", message: "no, thank you", status: 200, operation: "listAgents", attempt: 1, maybeApplied: undefined, cause: undefined });
      });
    }

    for (const [operation, call, code, details, kind] of REFUSED) {
      it(`tells of ${operation}: ${details} (${code})`, async () => {
        const stage = await simulateFonoster({ errors, agents: FIXTURE });
        const agents = await stage.signedIn();
        const before = (await stage.state()).agents;
        const error = await rejected(call(agents));
        expectError(error, { code, details, message: details, kind, operation, retryable: false, attempt: 1, maybeApplied: undefined, orphan: undefined });
        expect((await stage.state()).agents).to.deep.equal(before);
      });
    }

    for (const [code, details, kind] of SAID) {
      it(`hands on ${details}`, async () => {
        const stage = await simulateFonoster({ errors });
        const agents = await stage.signedIn({ maxRetries: 0 });
        await stage.fault("CreateAgent", { errcode: code, errmsg: details });
        expectError(await rejected(agents.createAgent({ name: "A", username: "a" })), { code, details, message: details, kind, operation: "createAgent" });
      });
    }

    it("in letters of any kind is read as it was meant", async () => {
      const stage = await simulateFonoster({ errors });
      const agents = await stage.signedIn();
      const details = `"Grüße" 😀 100 %41; a:b`;
      await stage.fault("GetAgent", { errcode: 5, errmsg: details });
      expectError(await rejected(agents.getAgent("a")), { details, message: details });
    });

    it("without words is told by its number", async () => {
      const stage = await simulateFonoster({ errors });
      const agents = await stage.signedIn();
      await stage.fault("GetAgent", { errcode: 5, errmsg: "" });
      expectError(await rejected(agents.getAgent("a")), { code: 5, kind: "not-found", details: "", message: "gRPC status 5" });
    });
  });
}

/** Agents whose calls get this answer. */
async function answering(body, init) {
  const stage = await simulateFonosterHere();
  const { token } = await stage.tokens();
  return new Agents({ endpoint: stage.url, token, maxRetries: 0, fetch: async () => new Response(body, init) });
}

const OK = { headers: { "grpc-status": "0" } };
/** An empty list, and behind it the frame of the status; each is a text of its own. */
const EMPTY = "AAAAAAISAA==";
const STATUS = "gAAAACBncnBjLXN0YXR1czowDQpncnBjLW1lc3NhZ2U6T0sNCg==";

describe("An answer of Fonoster", () => {
  for (const [what, body, init] of [
    ["with its status behind", EMPTY + STATUS],
    ["with its status in front", STATUS + EMPTY],
    ["with its status in the headers", EMPTY, OK],
    ["with its status in both", EMPTY + STATUS, OK],
    ["broken into lines", `${EMPTY}\r\n${STATUS}\r\n`],
    ["without padding at its end", `${EMPTY}${STATUS.slice(0, -2)}`],
    ["of two runs inside a frame", "AAA=AAACEgA=" + STATUS],
    ["of no message at all", "AAAAAAA=" + STATUS],
    ["with fields that nobody knows", "AAAAAAbCAgFoEgA=" + STATUS],
  ]) {
    it(`${what} is read`, async () => {
      const agents = await answering(body, init);
      expect(await agents.listAgents()).to.deep.equal({ items: [], agents: [], nextPageToken: "" });
    });
  }

  for (const [what, body, flaw, init] of [
    ["that is a page of the web", "<!doctype html><title>Dashboard</title>", "is not base64"],
    ["that is JSON", "{}", "is not base64"],
    ["with a padding that is too long", "AAAAAAISAA===", "is not base64"],
    ["of one digit", "A", "is not base64"],
    ["that ends inside the length", "AAAA", "ends inside a frame"],
    ["that ends inside the message", "AAAAABAIFA==", "ends inside a frame"],
    ["whose length is a lie", "AP////8=", "ends inside a frame"],
    ["that is compressed", "AQAAAAISAA==", "is compressed"],
    ["with two messages", EMPTY + EMPTY + STATUS, "holds more than one message"],
    ["without a status", EMPTY, "ends without a status"],
    ["with nothing in it", "", "ends without a status"],
    ["with a status and no message", STATUS, "holds no message"],
    ["with a status in the headers and no message", "", "holds no message", OK],
  ]) {
    it(`${what} is an error of kind decode`, async () => {
      const agents = await answering(body, init);
      expectError(await rejected(agents.listAgents()), { kind: "decode", retryable: false, message: `the answer ${flaw}`, code: undefined, operation: "listAgents", status: 200 });
    });
  }

  it("whose message is cut is an error of kind decode", async () => {
    // A frame of two bytes that promise a text of five.
    const agents = await answering("AAAAAAIKBQ==" + STATUS);
    const error = await rejected(agents.listAgents());
    expectError(error, { kind: "decode", operation: "listAgents" });
    expect(error.message).to.match(/^the answer /);
  });

  it("at every place where it can be cut is an error or a list, and the client goes on", async () => {
    const stage = await simulateFonosterHere({ agents: 2 });
    const { token } = await stage.tokens();
    let whole;
    await new Agents({ endpoint: stage.url, token, fetch: async (...args) => (whole = await (await stage.fetch(...args)).clone().text(), new Response(whole)) }).listAgents();
    let place = 0;
    const agents = new Agents({ endpoint: stage.url, token, maxRetries: 0, fetch: async () => new Response(whole.slice(0, place)) });
    for (; place < whole.length; place += 1) {
      const { error, value } = await agents.listAgents().then((value) => ({ value }), (error) => ({ error }));
      if (error) expectError(error, { kind: "decode" });
      // Only the end of the last frame can be missing: the words after the status.
      else expect(value.items).to.have.length(2);
    }
    expect((await agents.listAgents()).items).to.have.length(2);
  });

  it("with a status that is no number is unknown", async () => {
    for (const status of ["", "x", "-1", "1e1", "999", "0x5"]) {
      const agents = await answering("", { headers: { "grpc-status": status, "grpc-message": "m" } });
      expectError(await rejected(agents.listAgents()), { code: 2, kind: "server", details: "m" });
    }
  });

  for (const [message, text] of [["100%", "100%"], ["%zz%+1%2", "%zz%+1%2"], ["gr%C3%BCn", "grün"], ["%FF", "\uFFFD"], ["plain words", "plain words"], ["a%20b%0Ac", "a b\nc"]]) {
    it(`with the words ${message} is read as far as they are encoded`, async () => {
      const agents = await answering("", { headers: { "grpc-status": "5", "grpc-message": message } });
      expectError(await rejected(agents.getAgent("a")), { details: text, message: text });
    });
  }

  for (const [status, code, kind] of [
    [302, 2, "server"],
    [400, 13, "server"],
    [401, 16, "authentication"],
    [403, 7, "permission"],
    [404, 12, "server"],
    [418, 2, "server"],
    [429, 14, "rate-limit"],
    [500, 2, "server"],
    [502, 14, "connection"],
    [503, 14, "connection"],
    [504, 14, "connection"],
  ]) {
    it(`of HTTP status ${status} without a status of gRPC counts as code ${code}`, async () => {
      const agents = await answering("<h1>No</h1>", { status });
      const message = `HTTP status ${status}`;
      expectError(await rejected(agents.listAgents()), { status, code, kind, message, details: message, operation: "listAgents" });
    });

    it(`of HTTP status ${status} with a status of gRPC counts as that`, async () => {
      const agents = await answering("", { status, headers: { "grpc-status": "9", "grpc-message": "own words" } });
      expectError(await rejected(agents.listAgents()), { status, code: 9, kind: status === 429 ? "rate-limit" : "invalid-argument", message: "own words", details: "own words" });
    });
  }
});

describe("A proxy before Fonoster", () => {
  it("that limits is of kind rate-limit, and code 14", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn({ maxRetries: 0 });
    await stage.fonoster.limitRate({ requests: 0, windowMs: 60_000 });
    expectError(await rejected(agents.listAgents()), { status: 429, code: 14, kind: "rate-limit", retryable: true, details: "local_rate_limited", message: "local_rate_limited", maybeApplied: undefined });
    expectError(await rejected(agents.deleteAgent("a")), { status: 429, code: 14, kind: "rate-limit", maybeApplied: undefined });
  });

  it("that finds no server is of kind connection, and a write may have happened", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn({ maxRetries: 0 });
    await stage.fonoster.goDown();
    const facts = { status: 503, code: 14, kind: "connection", retryable: true };
    expectError(await rejected(agents.listAgents()), { ...facts, maybeApplied: undefined });
    expectError(await rejected(agents.deleteAgent("a")), { ...facts, maybeApplied: true });
  });

  it("that gives a page of the web is told of by the option that is wrong", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn();
    const details = "<!doctype html>\n<html><head><title>404 Not Found</title></head></html>\n";
    await stage.fault("ListAgents", { status: 404, errcode: 12, errmsg: details });
    const message = "a web page answers: is `endpoint` a Fonoster API?";
    expectError(await rejected(agents.listAgents()), { status: 404, code: 12, kind: "server", message, details });
  });
});

describe("A connection to Fonoster", () => {
  it("that is cut is an error with what the fetch said", async () => {
    const stage = await simulateFonoster();
    const agents = await stage.signedIn({ maxRetries: 0 });
    await stage.fault("ListAgents", { drop: "before", times: Infinity });
    const error = await rejected(agents.listAgents());
    expectError(error, { kind: "connection", retryable: true, code: undefined, details: undefined, status: undefined, operation: "listAgents", maybeApplied: undefined, message: `listAgents got no answer from ${stage.url}` });
    expect(error.cause).to.be.instanceOf(TypeError);
  });

  for (const [name, route, call] of [
    ["createAgent", "CreateAgent", (agents) => agents.createAgent({ name: "A", username: "a" })],
    ["deleteAgent", "DeleteAgent", (agents) => agents.deleteAgent("a")],
    ["updateAgent", "UpdateAgent", (agents) => agents.updateAgent({ ref: "a", name: "B" })],
  ]) {
    it(`that is cut under ${name} tells that it may have happened`, async () => {
      const stage = await simulateFonoster({ agents: name === "createAgent" ? 0 : [{ ref: "a", username: "a" }] });
      const agents = await stage.signedIn();
      // Browsers ask again by themselves after a cut connection.
      await stage.fault(route, { drop: "before", times: Infinity });
      expectError(await rejected(call(agents)), { kind: "connection", maybeApplied: true, operation: name, attempt: 1 });
    });
  }

  it("that a page's fetch cannot make is such an error too", async () => {
    const stage = await simulateFonosterHere();
    const { token } = await stage.tokens();
    const mistake = new Error("no network here");
    for (const fetch of [() => { throw mistake; }, () => Promise.reject(mistake)]) {
      expectError(await rejected(new Agents({ token, maxRetries: 0, fetch }).listAgents()), { kind: "connection", cause: mistake });
    }
  });

  it("whose fetch gives no response is told so", async () => {
    const stage = await simulateFonosterHere();
    const { token } = await stage.tokens();
    for (const answer of [undefined, null, {}, 5, { status: -1 }]) {
      expectError(await rejected(new Agents({ token, fetch: async () => answer }).listAgents()), { kind: "decode", message: "what `fetch` gave is no response" });
    }
  });
});

describe("A FonosterError", () => {
  it("is one class in all entries of the package", async () => {
    const [root, errors] = await Promise.all([import("softphone-admin"), import("softphone-admin/errors")]);
    const stage = await simulateFonoster();
    const made = [await rejected((await stage.signedIn()).getAgent("a")), await rejected(new root.Agents(stage.options()).getAgent("a"))];
    for (const error of made) {
      for (const Class of [FonosterError, root.FonosterError, root.PbxError, errors.PbxError, Error]) expect(error).to.be.instanceOf(Class);
      for (const { isPbxError } of [root, errors]) expect(isPbxError(error)).to.equal(true);
    }
  });

  it("is written as JSON with what a log needs", async () => {
    const stage = await simulateFonoster();
    const error = await rejected((await stage.signedIn()).getAgent("nope"));
    const message = "The requested resource was not found";
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({ name: "FonosterError", message, kind: "not-found", vendor: "fonoster", status: 200, code: 5, operation: "getAgent", retryable: false });
    expect(String(error)).to.equal(`FonosterError: ${message}`);
    expect(Object.keys(error)).to.deep.equal([]);
    if (inNode) expect(error.stack).to.include("FonosterError").and.include(message);
  });
});

describe("Calls of Fonoster at the same time", () => {
  it("are each settled with their own answer, 120 of them", async () => {
    const stage = await simulateFonoster({ agents: 40 });
    const agents = await stage.signedIn();
    const refs = (await stage.state()).agents.map(({ ref }) => ref);
    const settled = await Promise.allSettled(Array.from({ length: 120 }, (_, index) => agents.getAgent(index % 3 === 2 ? "nope" : refs[index % 40])));
    for (const [index, { value, reason }] of settled.entries()) {
      if (index % 3 === 2) expectError(reason, { code: 5 });
      else expect(value.ref).to.equal(refs[index % 40]);
    }
  });

  it("of two clients keep to their servers", async () => {
    const stages = [await simulateFonoster({ agents: 3 }), await simulateFonoster({ agents: 5 })];
    const both = stages.map((stage) => stage.agents());
    const pages = await Promise.all(Array.from({ length: 12 }, (_, index) => both[index % 2].listAgents()));
    expect(pages.map(({ items }) => items.length)).to.deep.equal(Array.from({ length: 12 }, (_, index) => [3, 5][index % 2]));
  });
});
