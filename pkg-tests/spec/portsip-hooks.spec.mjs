import { expect, expectTwoTries, holdTime, it, overPauses, rejected, takeReports, toldHooks, watchedFetch, withoutJitter } from "./support.mjs";
import { expectError, ID, inBoth, simulatePortsip, simulatePortsipHere, trunkFor } from "./portsip-support.mjs";

const namesOf = (told, base) => told.filter(([what]) => what === "request").map(([, { operation, method, url }]) => `${operation}: ${method} ${url.replace(base, "").split("?")[0]}`);

inBoth("onRequest and onResponse of PortSIP", (dialect) => {
  const newer = dialect === "v22";
  const LIST = newer ? "/providers" : "/providers/list";
  const query = newer ? "?skip=0&top=50" : "?pagination=1&pagesize=50";
  const LOGIN = newer ? "/auth/sign_in" : "/account/credentials/verify";

  it("tell of each try, in order, with its status", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const time = holdTime();
    withoutJitter();
    const { told, ...options } = toldHooks();
    const fetch = watchedFetch(stage.fetch);
    const providers = await stage.signedIn({ fetch, ...options });
    told.length = 0;
    await stage.fault(`GET ${LIST}`, { status: 503 });
    await overPauses([500], { fetch, time }, () => providers.list());
    expectTwoTries(told, { method: "GET", url: `${stage.url}${LIST}${query}`, operation: "list" });
  });

  it("call each request by the method of the page behind it, a renewal by what it is", async () => {
    const stage = await simulatePortsip({ dialect });
    const { told, ...options } = toldHooks();
    const providers = stage.providers(options);
    const { id } = await providers.create(trunkFor(dialect));
    await providers.update({ id, port: 9 }, { mode: "merge" });
    await providers.status(id);
    await providers.iterate().toArray();
    await providers.ensure("x", trunkFor(dialect));
    await providers.destroy(id);
    await providers.signOut();
    const show = newer ? `/providers/${ID}` : "/providers/show";
    expect(namesOf(told, stage.url)).to.deep.equal([
      `refreshToken: POST ${LOGIN}`,
      `create: POST ${newer ? "/providers" : "/providers/create"}`,
      `update: GET ${show}`,
      `update: POST ${newer ? show : "/providers/update"}`,
      `status: GET ${newer ? `${show}/status` : show}`,
      `iterate: GET ${LIST}`,
      `ensure: GET ${LIST}`,
      `ensure: POST ${newer ? "/providers" : "/providers/create"}`,
      `destroy: POST ${newer ? `${show}/destroy` : "/providers/destroy"}`,
      `signOut: POST ${newer ? "/auth/sign_out" : "/account/sign_out"}`,
    ]);
  });

  it("have listeners of request and response beside them, who hear the same", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const { told, ...options } = toldHooks();
    const providers = stage.providers(options);
    const heard = [];
    for (const event of ["request", "response"]) providers.on(event, (info) => heard.push([event, info]));
    await providers.list();
    expect([heard, heard.length]).to.deep.equal([told, 4]);
  });

  it("have no status where no answer came", async () => {
    const stage = await simulatePortsip({ dialect });
    const { told, ...options } = toldHooks();
    const providers = await stage.signedIn({ maxRetries: 0, ...options });
    told.length = 0;
    await stage.fault(`GET ${LIST}`, { drop: "before", times: Infinity });
    await rejected(providers.list());
    expect(told.map(([what]) => what)).to.deep.equal(["request", "response"]);
    expect("status" in told[1][1]).to.equal(false);
  });

  it("are told nothing of a call that was refused for its arguments, or rehearsed", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const { told, ...options } = toldHooks();
    const providers = stage.providers(options);
    for (const call of [providers.show(""), providers.create({}), providers.list({ pagesize: 0 }), providers.list({}, { maxRetries: -1 })]) expectError(await rejected(call), { kind: "invalid-argument" });
    await providers.create(trunkFor(dialect), { dryRun: true });
    expect(told).to.deep.equal([]);
  });

  it("that throw are reported and change nothing", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const mistake = new Error("a mistake of the page");
    const fail = () => {
      throw mistake;
    };
    const providers = stage.providers({ onRequest: fail, onResponse: fail });
    for (const event of ["request", "response", "tokenRefreshed"]) providers.on(event, fail);
    expect((await providers.list()).providers).to.have.length(1);
    expect(takeReports()).to.deep.equal(Array(9).fill(mistake));
  });

  it("may end the call that they hear of", async () => {
    const stage = await simulatePortsip({ dialect });
    const controller = new AbortController();
    const providers = await stage.signedIn({ onRequest: ({ operation }) => operation === "list" && controller.abort("enough") });
    expectError(await rejected(providers.list({}, { signal: controller.signal })), { kind: "aborted", cause: "enough" });
    expect(stage.wire()).to.deep.equal([]);
  });

  it("may call the client again while they run", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: 1 });
    const inner = [];
    const providers = await stage.signedIn({ onRequest: ({ operation }) => operation === "show" && inner.push(providers.list()) });
    expect((await providers.show(ID)).id).to.equal(ID);
    expect((await inner[0]).providers).to.have.length(1);
  });
});

describe("Events of PortSIP", () => {
  it("are heard in order, once or as often as they come, until they are taken off", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const providers = stage.providers();
    const heard = [];
    const listener = ({ operation }) => heard.push(operation);
    expect(providers.on("request", listener).once("request", () => heard.push("once"))).to.equal(providers);
    await providers.list();
    providers.off("request", listener);
    await providers.list();
    expect(heard).to.deep.equal(["refreshToken", "once", "list"]);
  });

  it("tokenRefreshed says how long the token lives", async () => {
    const stage = await simulatePortsipHere();
    const providers = stage.providers();
    const heard = [];
    providers.on("tokenRefreshed", (info) => heard.push(info));
    await providers.list();
    await providers.refreshToken();
    expect(heard).to.deep.equal(Array(2).fill({ expiresInMs: 600_000 }));
  });
});
