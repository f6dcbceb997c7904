import { expect, it, rejected } from "./support.mjs";
import { entry, expectError, ID, inBoth, isMissing, Providers, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const NEXT = "9007199254740994";
const jsonOf = (request) => JSON.parse(request.body);

inBoth("create", (dialect) => {
  const newer = dialect === "v22";

  it("is one request with just what was given, and resolves the id", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    expect(await providers.create(trunkFor(dialect, { did_numbers: "1-9", in_parameters: newer ? { caller_num: "DEFAULT" } : [{ any: 1 }] }))).to.deep.equal({ id: ID });
    expect(stage.wire()).to.deep.equal([newer ? "POST /providers" : "POST /providers/create"]);
    const { protocol: transport, require_register: registration, reregister_interval: register_interval, ips, provider_in_lan: inlan, ...same } = TRUNK;
    expect(jsonOf(stage.sent[0])).to.deep.equal(
      newer
        ? { ...same, transport, registration, register_interval, additional_ips: ips.join(";"), inlan, concurrency: 30, did_numbers: "1-9", inbound_parameters: { caller_num: "DEFAULT" } }
        : { ...TRUNK, did_numbers: "1-9", in_parameters: [{ any: 1 }], status: "OFFLINE" },
    );
    const kept = await stage.kept(ID);
    expect(kept).to.deep.include({ name: TRUNK.name, password: TRUNK.password, ...(newer ? { transport: "UDP", additional_ips: "198.51.100.7" } : { protocol: "UDP", ips: TRUNK.ips }) });
  });

  it("leaves out what is null or undefined, and changes nothing of the page's object", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    const given = Object.freeze({ ...trunkFor(dialect), username: null, did_pool: undefined, ips: Object.freeze([]) });
    await providers.create(given);
    const body = jsonOf(stage.sent[0]);
    expect("username" in body || "did_pool" in body).to.equal(false);
  });

  it("copies what it is given at once", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    const given = { ...trunkFor(dialect), ips: ["192.0.2.1"] };
    const call = providers.create(given);
    given.ips.push("192.0.2.2");
    given.name = "another";
    await call;
    const { name, ips, additional_ips } = jsonOf(stage.sent[0]);
    expect([name, ips ?? additional_ips]).to.deep.equal([TRUNK.name, newer ? "192.0.2.1" : ["192.0.2.1"]]);
  });

  it("keeps texts of any letters as they are", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    const name = "Zoë \"鈴木\" 😀 \uE000 9007199254740993";
    const { id } = await providers.create(trunkFor(dialect, { name }));
    expect((await providers.show(id)).name).to.equal(name);
  });

  it("rejects an answer without an id, and says that it may have been done", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    for (const body of [{}, [], { id: null }, { id: "" }, "null", " "]) {
      await stage.fault(newer ? "POST /providers" : "POST /providers/create", { status: 200, body });
      expectError(await rejected(providers.create(trunkFor(dialect))), { kind: "decode", reason: "protocol", status: 200, maybeApplied: true, operation: "create", retryable: false });
    }
  });

  it("with dryRun sends nothing, and tells what it would send", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    const dry = await providers.create(trunkFor(dialect, { ips: ["somewhere"] }), { dryRun: true });
    expect(stage.wire()).to.deep.equal([]);
    const { method, url, headers, body, issues } = dry;
    expect([method, url]).to.deep.equal(["POST", `${stage.url}/providers${newer ? "" : "/create"}`]);
    expect(headers).to.deep.equal({ Accept: "application/json", "Content-Type": "application/json" });
    expect([body.name, body.password]).to.deep.equal([TRUNK.name, "***"]);
    expect(issues.map(({ path, severity }) => [path, severity])).to.deep.equal([["ips[0]", "warning"]]);
  });

  it("with dryRun refuses what create would", async () => {
    const stage = await simulatePortsipHere({ dialect });
    expectError(await rejected(stage.providers().create({ name: "" }, { dryRun: true })), { kind: "invalid-argument", reason: "validation" });
    expect(stage.wire()).to.deep.equal([]);
  });
});

inBoth("show", (dialect) => {
  const newer = dialect === "v22";
  const line = newer ? `GET /providers/${ID}` : `GET /providers/show?id=${ID}`;

  it("is one request without a body, and resolves the provider in the documented words", async () => {
    const stage = await simulatePortsip({ dialect, providers: [{ ...trunkFor(dialect), status: "ONLINE", in_parameters: undefined }] });
    const providers = await stage.signedIn();
    const shown = await providers.show(ID);
    expect(stage.wire()).to.deep.equal([line]);
    expect(stage.sent[0].body).to.equal(undefined);
    const { password, ...rest } = TRUNK;
    expect(shown).to.deep.include({ id: ID, ...rest });
    // v22 keeps both to itself: the password, and here the status.
    expect([shown.password, shown.status]).to.deep.equal(newer ? [undefined, undefined] : [password, "ONLINE"]);
    for (const name of ["transport", "registration", "register_interval", "additional_ips", "inlan"]) expect(shown).not.to.have.property(name);
  });

  const raw = newer ? `/providers/${ID}` : "/providers/show";
  const shows = async (body) => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(`GET ${raw}`, { body });
    return providers.show(ID);
  };

  it("reads flags and numbers that are texts, and nothing where there is null", async () => {
    const names = newer ? ["registration", "register_interval"] : ["require_register", "reregister_interval"];
    const shown = await shows({ id: "7", port: "5060", outbound_server_port: 0, [names[0]]: "true", [names[1]]: "600", single_via_header: "false", auth_id: null, password: null, hostname: "5060" });
    expect(shown).to.deep.equal({ id: "7", port: 5060, outbound_server_port: 0, require_register: true, reregister_interval: 600, single_via_header: false, hostname: "5060" });
  });

  it("hands unknown fields on untouched", async () => {
    const more = { brand: "X", sdp_codecs: ["PCMA"], nested: { a: [null, 1.5, true] } };
    expect(await shows({ id: "7", ...more })).to.deep.equal({ id: "7", ...more });
  });

  it("fills in the id that the answer lacks", async () => {
    expect(await shows({ name: "x" })).to.deep.equal({ id: ID, name: "x" });
    expect(await shows({})).to.deep.equal({ id: ID });
  });

  it("gives words of older consoles as those of the reference", async () => {
    for (const [word, status] of [["Registered", "ONLINE"], ["Not Registered", "OFFLINE"], ["ONLINE", "ONLINE"], ["Trying", "Trying"]]) {
      expect((await shows({ status: word })).status).to.equal(status);
    }
  });

  it("rejects what is no object", async () => {
    for (const body of ["[]", "null", "7", "<p>Hello", ""]) {
      expectError(await rejected(shows(body)), { kind: "decode", reason: "protocol", status: 200, operation: "show", maybeApplied: undefined, message: "the answer to show is not what it has to be: is `baseUrl` the PBX's API?" });
    }
  });

  it("with dryRun sends nothing", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const dry = await stage.providers().show(ID, { dryRun: true });
    expect([stage.wire(), dry]).to.deep.equal([[], { method: "GET", url: stage.url + line.slice(4), headers: { Accept: "application/json" }, issues: [] }]);
  });
});

inBoth("update", (dialect) => {
  const newer = dialect === "v22";
  const line = newer ? `POST /providers/${ID}` : "POST /providers/update";
  const interval = newer ? "register_interval" : "reregister_interval";
  const withId = (body) => (newer ? body : `{"id":${ID},${body.slice(1)}`);
  const one = () => simulatePortsip({ dialect, providers: [{ ...trunkFor(dialect), username: "u" }] });

  it("13.4 leaves every other field as it was, and replaces the list of ips whole", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    const before = await stage.kept(ID);
    expect(await providers.update({ id: ID, reregister_interval: 300 })).to.equal(undefined);
    expect(await stage.kept(ID)).to.deep.equal({ ...before, [interval]: 300 });
    await providers.update({ id: ID, ips: ["192.0.2.1", "192.0.2.2"] });
    expect(await stage.kept(ID)).to.deep.equal({ ...before, [interval]: 300, ...(newer ? { additional_ips: "192.0.2.1;192.0.2.2" } : { ips: ["192.0.2.1", "192.0.2.2"] }) });
    expect([stage.wire(), stage.bodies()[0]]).to.deep.equal([[line, line], withId(`{"${interval}":300}`)]);
  });

  it("takes the id beside the patch too, and then ignores one in it", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    for (const id of [ID, BigInt(ID)]) await providers.update(id, { port: 5070 });
    await providers.update(ID, { id: "1", port: 5070 });
    expect(stage.wire()).to.deep.equal([line, line, line]);
    expect(stage.bodies()).to.deep.equal(Array(3).fill(withId('{"port":5070}')));
  });

  it("takes an answer of any kind of nothing", async () => {
    for (const emptyBody of ["", "{}", "null", " \r\n"]) {
      const stage = await simulatePortsipHere({ dialect, providers: 1, emptyBody });
      expect(await (await stage.signedIn()).update(ID, { port: 1 })).to.equal(undefined);
    }
  });

  it("in mode full needs all fields that the reference lists", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    expectError(await rejected(providers.update({ id: ID, port: 1 }, { mode: "full" })), { kind: "invalid-argument", reason: "validation", operation: "update" });
    expect(stage.wire()).to.deep.equal([]);
    await providers.update({ id: ID, ...trunkFor(dialect), ...(newer ? {} : { in_parameters: [], out_parameters: [], status: "OFFLINE" }) }, { mode: "full" });
    expect(stage.wire()).to.deep.equal([line]);
  });

  it("in mode merge reads first, lays the patch over it, and sends the whole", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    const before = await stage.kept(ID);
    expect(await providers.update({ id: ID, reregister_interval: 99, ips: ["192.0.2.9"] }, { mode: "merge" })).to.equal(undefined);
    expect(stage.wire()).to.deep.equal([newer ? `GET /providers/${ID}` : `GET /providers/show?id=${ID}`, line]);
    const body = jsonOf(stage.sent[1]);
    expect(body).to.deep.include({ name: TRUNK.name, [interval]: 99, username: "u", ...(newer ? { additional_ips: "192.0.2.9", concurrency: 30 } : { ips: ["192.0.2.9"], in_parameters: [] }) });
    expect([body.id, "auth_mode" in body, "status" in body]).to.deep.equal(newer ? [undefined, false, false] : [Number(ID), true, true]);
    expect(await stage.kept(ID)).to.deep.equal({ ...before, [interval]: 99, ...(newer ? { additional_ips: "192.0.2.9" } : { ips: ["192.0.2.9"] }) });
  });

  it("in mode merge with a baseline sends nothing over what somebody else has written", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    const baseline = await providers.show(ID);
    await providers.update(ID, { hostname: "other.example", port: 1 });
    stage.forget();
    const error = await rejected(providers.update({ id: ID, auth_id: "5" }, { mode: "merge", baseline }));
    expectError(error, { kind: "conflict", reason: "baseline", operation: "update", retryable: false });
    expect(error.issues.map(({ path, rule }) => `${path}: ${rule}`).sort()).to.deep.equal(["hostname: changed", "port: changed"]);
    expect(stage.wire().length).to.equal(1);
    await providers.update({ id: ID, auth_id: "5" }, { mode: "merge", baseline: await providers.show(ID) });
    expect((await stage.kept(ID)).auth_id).to.equal("5");
  });

  it("in mode merge with dryRun reads, and writes nothing", async () => {
    const stage = await one();
    const providers = await stage.signedIn();
    const dry = await providers.update({ id: ID, port: 5099 }, { mode: "merge", dryRun: true });
    expect(stage.wire().filter((request) => !request.startsWith("GET"))).to.deep.equal([]);
    expect(dry.body).to.deep.include({ name: TRUNK.name, port: 5099 });
    expect(dry.body.password).to.equal(newer ? undefined : "***");
  });

  it("in another mode is refused", async () => {
    const stage = await one();
    const providers = stage.providers();
    expectError(await rejected(providers.update({ id: ID }, { mode: "replace" })), { kind: "invalid-argument", reason: "validation", message: "update(…, options): `mode` must be one of patch, full, merge" });
    expect(stage.wire()).to.deep.equal([]);
  });
});

describe("update of a strict v12", () => {
  it("is taken in mode merge and in mode full", async () => {
    const stage = await simulatePortsip({ providers: [TRUNK], strictUpdate: true });
    const providers = await stage.signedIn();
    expectError(await rejected(providers.update(ID, { port: 1 })), { kind: "invalid-argument", status: 400 });
    await providers.update(ID, { port: 1 }, { mode: "merge" });
    await providers.update({ ...TRUNK, id: ID, in_parameters: [], out_parameters: [], status: "ONLINE" }, { mode: "full" });
    expect((await stage.kept(ID)).port).to.equal(5060);
  });
});

inBoth("list", (dialect) => {
  const newer = dialect === "v22";
  const lineOf = (page, size) => (newer ? `GET /providers?skip=${(page - 1) * size}&top=${size}` : `GET /providers/list?pagination=${page}&pagesize=${size}`);

  it("is one request for fifty, and resolves a page", async () => {
    const stage = await simulatePortsip({ dialect, providers: 3 });
    const providers = await stage.signedIn();
    const { providers: rows, ...page } = await providers.list();
    expect(stage.wire()).to.deep.equal([lineOf(1, 50)]);
    expect(page).to.deep.equal({ page_count: 1, pagination: 1, pagesize: 50, sort_by: "DEFAULT", count: 3 });
    const { providers: kept } = await stage.state();
    expect(rows.map(({ id, name }) => [id, name])).to.deep.equal(kept.map(({ id, name }) => [id, name]));
  });

  it("asks for the page and the size that are wanted", async () => {
    const stage = await simulatePortsip({ dialect, providers: 7 });
    const providers = await stage.signedIn();
    const page = await providers.list({ pagination: 3, pagesize: 3 });
    expect(stage.wire()).to.deep.equal([lineOf(3, 3)]);
    expect([page.providers.length, page.count, page.page_count, page.pagination]).to.deep.equal([1, 7, 3, 3]);
  });

  for (const empty of [undefined, null, {}, { pagination: null, pagesize: undefined }]) {
    it(`takes ${JSON.stringify(empty)} for the first page of fifty`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      await (await stage.signedIn()).list(empty);
      expect(stage.wire()).to.deep.equal([lineOf(1, 50)]);
    });
  }

  for (const body of [{}, { providers: null, items: null }, { count: 0 }]) {
    it(`takes ${JSON.stringify(body)} for a page without providers`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      const providers = await stage.signedIn();
      await stage.fault(newer ? "GET /providers" : "GET /providers/list", { body });
      expect((await providers.list()).providers).to.deep.equal([]);
    });
  }

  it("with dryRun sends nothing", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const { method, url } = await stage.providers().list({ pagesize: 5 }, { dryRun: true });
    expect([`${method} ${url.slice(stage.url.length)}`, stage.wire()]).to.deep.equal([lineOf(1, 5), []]);
  });
});

describe("list of v12", () => {
  it("sends the order in capitals", async () => {
    const stage = await simulatePortsip({ providers: [{ name: "b" }, { name: "A" }] });
    const providers = await stage.signedIn();
    const { providers: rows } = await providers.list({ sort_by: "optional" });
    expect(stage.wire()).to.deep.equal(["GET /providers/list?pagination=1&pagesize=50&sort_by=OPTIONAL"]);
    expect(rows.map(({ name }) => name)).to.deep.equal(["A", "b"]);
  });
});

inBoth("destroy", (dialect) => {
  const newer = dialect === "v22";
  const line = newer ? `POST /providers/${ID}/destroy` : "POST /providers/destroy";

  it("is one request, and resolves nothing", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    expect(await providers.destroy(ID)).to.equal(undefined);
    expect([stage.wire(), stage.bodies()]).to.deep.equal([[line], [newer ? "{}" : `{"id":${ID}}`]]);
    expect((await stage.state()).providers).to.deep.equal([]);
  });

  it("13.6 of an unknown id is missing, and resolves with ifExists", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    const error = await rejected(providers.destroy("17"));
    expectError(error, newer ? { kind: "not-found", reason: "not_found", status: 404 } : { kind: "invalid-argument", reason: "invalid_id", status: 400, code: 1030001 });
    expectError(error, { operation: "destroy", retryable: false, message: "There is no provider of this id." });
    expect(isMissing(error)).to.equal(true);
    expect(await providers.destroy("17", { ifExists: true })).to.equal(undefined);
  });

  it("with ifExists rejects what is not about existence", async () => {
    const stage = await simulatePortsip({ dialect, providers: 1 });
    const providers = await stage.signedIn();
    for (const [status, kind] of [[500, "server"], [403, "permission"], [409, "conflict"]]) {
      await stage.fault(newer ? `POST /providers/${ID}/destroy` : "POST /providers/destroy", { status });
      expectError(await rejected(providers.destroy(ID, { ifExists: true })), { kind, status });
    }
  });
});

describe("isMissing", () => {
  it("is true for what is not there, and false for anything else", () => {
    const missing = [{ kind: "not-found" }, { kind: "invalid-argument", reason: "invalid_id" }];
    const others = [{ kind: "invalid-argument", reason: "bad_request" }, { kind: "server" }, new Error("x"), undefined, null, 5, "not-found"];
    expect([missing.map(isMissing), others.map(isMissing)]).to.deep.equal([[true, true], Array(7).fill(false)]);
  });
});

inBoth("status and statuses", (dialect) => {
  const newer = dialect === "v22";
  const trunks = [{ name: "a", status: "ONLINE" }, { name: "b", status: "OFFLINE" }, { name: "c", status: "ONLINE" }];

  it("ask as the dialect has it", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunks });
    const providers = await stage.signedIn();
    expect([await providers.status(ID), await providers.status(BigInt(NEXT))]).to.deep.equal(["ONLINE", "OFFLINE"]);
    expect(stage.wire()).to.deep.equal(newer ? [`GET /providers/${ID}/status`, `GET /providers/${NEXT}/status`] : [`GET /providers/show?id=${ID}`, `GET /providers/show?id=${NEXT}`]);
  });

  it("tell of all where no ids are given", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunks });
    const providers = await stage.signedIn();
    expect((await providers.statuses()).map(({ name, status }) => [name, status])).to.deep.equal([["a", "ONLINE"], ["b", "OFFLINE"], ["c", "ONLINE"]]);
    expect(stage.wire().length).to.equal(newer ? 4 : 1);
  });

  it("tell of some in the order in which they are given", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunks });
    const providers = await stage.signedIn();
    const wanted = new Set([BigInt(NEXT), ID]);
    expect((await providers.statuses(wanted)).map(({ id, status }) => [id, status])).to.deep.equal([[NEXT, "OFFLINE"], [ID, "ONLINE"]]);
    expectError(await rejected(providers.statuses(["17"])), { kind: "not-found", operation: "statuses" });
    expect(await providers.statuses([])).to.deep.equal([]);
  });

  it("refuse what is no list of ids", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    for (const ids of [5, "12", {}, true]) expectError(await rejected(providers.statuses(ids)), { kind: "invalid-argument", reason: "validation", operation: "statuses" });
    expect(stage.wire()).to.deep.equal([]);
  });
});

inBoth("addIp and removeIp", (dialect) => {
  it("read, then write the list whole", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    await providers.addIp(ID, "192.0.2.1");
    expect(stage.wire().length).to.equal(2);
    expect((await providers.show(ID)).ips).to.deep.equal([...TRUNK.ips, "192.0.2.1"]);
    await providers.removeIp(ID, TRUNK.ips[0]);
    expect((await providers.show(ID)).ips).to.deep.equal(["192.0.2.1"]);
    await providers.removeIp(ID, "192.0.2.1");
    expect((await providers.show(ID)).ips ?? []).to.deep.equal([]);
  });

  it("write nothing where there is nothing to change", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    await providers.addIp(ID, TRUNK.ips[0]);
    await providers.removeIp(ID, "192.0.2.7");
    expect(stage.wire().map((line) => line.split(" ")[0])).to.deep.equal(["GET", "GET"]);
  });

  it("refuse what is no text", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    for (const call of [providers.addIp(ID, 5), providers.removeIp(ID), providers.addIp(ID, null)]) {
      expectError(await rejected(call), { kind: "invalid-argument", reason: "validation" });
    }
    expect(stage.wire()).to.deep.equal([]);
  });
});

describe("13.10 The same calls with v22", () => {
  it("13.10 give the forms of that interface: paths, Bearer, names of fields, 201 and 204", async () => {
    const stage = await simulatePortsip({ dialect: "v22" });
    const statuses = [];
    const providers = await stage.signedIn({ onResponse: ({ status }) => statuses.push(status) });
    statuses.length = 0;
    const { id } = await providers.create(trunkFor("v22"));
    await providers.update(id, { protocol: "TCP" });
    await providers.show(id);
    await providers.status(id);
    await providers.list();
    await providers.destroy(id);
    expect(stage.wire()).to.deep.equal(["POST /providers", `POST /providers/${ID}`, `GET /providers/${ID}`, `GET /providers/${ID}/status`, "GET /providers?skip=0&top=50", `POST /providers/${ID}/destroy`]);
    expect(statuses).to.deep.equal([201, 200, 200, 200, 200, 204]);
    for (const { headers } of stage.sent) {
      expect(headers.authorization).to.match(/^Bearer [\dA-F]{48}$/);
      expect(headers).not.to.have.property("access_token");
    }
    expect(stage.bodies()[1]).to.equal('{"transport":"TCP"}');
  });

  it("escape an id of other characters in the path", async () => {
    const stage = await simulatePortsipHere({ dialect: "v22" });
    const providers = await stage.signedIn();
    const error = await rejected(providers.show("a/b?c#ü"));
    expectError(error, { kind: "not-found" });
    expect(stage.wire()).to.deep.equal(["GET /providers/a%2Fb%3Fc%23%C3%BC"]);
  });
});

describe("A client of PortSIP", () => {
  it("sends what the reference says with each request", async () => {
    const stage = await simulatePortsip({ providers: 1 });
    const providers = stage.providers();
    await providers.show(ID);
    await providers.update(ID, { port: 1 });
    const [login, show, update] = stage.sent;
    expect([login.line, login.body]).to.deep.equal(["POST /account/credentials/verify", JSON.stringify(stage.credentials)]);
    const json = { accept: "application/json", "content-type": "application/json" };
    expect([login.headers, show.headers, update.headers]).to.deep.equal([json, { accept: json.accept, access_token: show.headers.access_token }, { ...json, access_token: show.headers.access_token }]);
    expect(show.headers.access_token).to.match(/^[\dA-F]{32}$/);
    for (const { mode, credentials, cache, redirect, signal } of stage.sent) {
      expect([mode, credentials, cache, redirect]).to.deep.equal(["cors", "omit", "no-store", "error"]);
      expect(signal).to.be.instanceOf(AbortSignal);
    }
  });

  for (const [tokenHeaders, names] of [["access_token", ["access_token"]], ["bearer", ["authorization"]], ["both", ["access_token", "authorization"]]]) {
    it(`sends the token as ${tokenHeaders} where it is told to`, async () => {
      for (const dialect of ["v12", "v22"]) {
        const stage = await simulatePortsipHere({ dialect, ...(dialect === "v12" && { acceptBearer: true }) });
        const providers = await stage.signedIn({ tokenHeaders });
        await providers.list().catch(() => {});
        expect(Object.keys(stage.sent[0].headers).filter((name) => name !== "accept")).to.deep.equal(names);
      }
    });
  }

  it("says where it is, and nothing else of itself", async () => {
    const stage = await simulatePortsipHere();
    const providers = stage.providers({ baseUrl: new URL(`${stage.url}/?q=1#x`) });
    expect([providers.baseUrl, providers.dialect, JSON.parse(JSON.stringify(providers))]).to.deep.equal([stage.url, "v12", { baseUrl: stage.url, dialect: "v12" }]);
    expect([Object.keys(providers), providers.feed.state]).to.deep.equal([[], "idle"]);
  });

  it("has methods that work without it", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const { show, list, iterate } = stage.providers();
    expect([(await show(ID)).id, (await list()).providers.length, (await iterate().toArray()).length]).to.deep.equal([ID, 1, 1]);
  });

  it("may be extended", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    class Own extends Providers {
      async names() {
        return (await this.listAll()).map(({ name }) => name);
      }
    }
    const own = new Own(stage.options());
    expect(await own.names()).to.have.length(1);
    expect(own).to.be.instanceOf(Providers);
    own.close();
  });

  it("uses the global fetch of the moment, where the page brings none", async () => {
    const stage = await simulatePortsipHere({ providers: 1 });
    const { fetch: _, ...options } = stage.options();
    const providers = new Providers(options);
    const real = globalThis.fetch;
    globalThis.fetch = stage.sim.fetch;
    try {
      expect((await providers.list()).providers).to.have.length(1);
    } finally {
      globalThis.fetch = real;
      providers.close();
    }
  });

  it("comes with what the entry documents", () => {
    expect(Object.keys(entry).sort()).to.deep.equal(["PbxError", "Providers", "isMissing", "isPbxError"]);
  });
});
