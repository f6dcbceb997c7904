import { expect, expectTwoTries, holdTime, it, overPauses, rejected, takeReports, toldHooks, watchedFetch, withoutJitter } from "./support.mjs";
import { expectError, simulateFonoster, simulateFonosterHere } from "./fonoster-support.mjs";

const namesOf = (told) => told.filter(([what]) => what === "request").map(([, { operation, url }]) => `${operation}: ${url.split("/").at(-1)}`);

describe("onRequest and onResponse of Fonoster", () => {
  it("tell of each try, in order, with its status", async () => {
    const stage = await simulateFonosterHere({ agents: 1 });
    const time = holdTime();
    withoutJitter();
    const { told, ...options } = toldHooks();
    const fetch = watchedFetch(stage.fetch);
    const agents = await stage.signedIn({ fetch, ...options });
    told.length = 0;
    await stage.fault("ListAgents", { status: 503 });
    await overPauses([500], { fetch, time }, () => agents.listAgents());
    expectTwoTries(told, { method: "POST", url: `${stage.url}/fonoster.agents.v1beta2.Agents/ListAgents`, operation: "listAgents" });
  });

  it("call each request by the method of the page behind it, a renewal by that which began it", async () => {
    const stage = await simulateFonoster();
    const { told, ...options } = toldHooks();
    const agents = stage.agents(options);
    const { ref } = await agents.createAgent({ name: "A", username: "a", secret: "1", domains: ["sip.local"] });
    await agents.updateAgent({ ref, name: "B", secret: "2" });
    await stage.fonoster.expireTokens();
    await agents.iterateAgents().toArray();
    await agents.deleteAgent(ref);
    expect(namesOf(told)).to.deep.equal([
      "createAgent: ExchangeApiKey",
      "createAgent: ListDomains",
      "createAgent: CreateCredentials",
      "createAgent: CreateAgent",
      "updateAgent: GetAgent",
      "updateAgent: UpdateCredentials",
      "updateAgent: UpdateAgent",
      "listAgents: ListAgents",
      "listAgents: ExchangeRefreshToken",
      "listAgents: ListAgents",
      "deleteAgent: DeleteAgent",
    ]);
  });

  it("have no status where no answer came", async () => {
    const stage = await simulateFonoster();
    const { told, ...options } = toldHooks();
    await stage.fault("ExchangeApiKey", { drop: "before", times: Infinity });
    await rejected(stage.agents({ maxRetries: 0, ...options }).listAgents());
    expect(told.map(([what]) => what)).to.deep.equal(["request", "response"]);
    expect("status" in told[1][1]).to.equal(false);
  });

  it("are told nothing of a call that was refused for its arguments", async () => {
    const stage = await simulateFonoster();
    const { told, ...options } = toldHooks();
    const agents = stage.agents(options);
    for (const call of [agents.getAgent(""), agents.createAgent({}), agents.listAgents({ pageSize: 0 }), agents.listAgents({}, { maxRetries: -1 })]) {
      expectError(await rejected(call), { kind: "invalid-argument" });
    }
    expect(told).to.deep.equal([]);
  });

  it("that throw are reported and change nothing", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    const agents = await stage.signedIn({ onRequest: fail, onResponse: fail });
    expect((await agents.listAgents()).items).to.have.length(1);
    expect(takeReports()).to.deep.equal(Array(4).fill(mistake));
  });

  it("may end the call that they hear of", async () => {
    const stage = await simulateFonoster();
    const controller = new AbortController();
    const agents = await stage.signedIn({ onRequest: ({ operation }) => operation === "listAgents" && controller.abort("enough") });
    expectError(await rejected(agents.listAgents({}, { signal: controller.signal })), { kind: "aborted", cause: "enough" });
    expect(await stage.names()).to.deep.equal([]);
  });

  it("may call the client again while they run", async () => {
    const stage = await simulateFonoster({ agents: 1 });
    const inner = [];
    const agents = await stage.signedIn({ onRequest: ({ url }) => url.endsWith("GetAgent") && inner.push(agents.listAgents()) });
    const { ref } = (await stage.state()).agents[0];
    expect((await agents.getAgent(ref)).ref).to.equal(ref);
    expect((await inner[0]).items).to.have.length(1);
  });
});
