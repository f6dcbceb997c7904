import { countedSignal, eventually, expect, expectNoSecret, everythingOf, it, rejected, secretly, settle, slowly, takeReports, watch } from "./support.mjs";
import { brief, expectError, expectIssues, holdBoth, ID, inBoth, noTimers, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

const SECRET = TRUNK.password;
const trunksFor = (dialect, count, more = {}) => Array.from({ length: count }, (_, at) => trunkFor(dialect, { name: `trunk ${at}`, ...more }));
const routesOf = (dialect) => (dialect === "v22" ? { create: "POST /providers", show: `GET /providers/${ID}`, update: `POST /providers/${ID}`, list: "GET /providers" } : { create: "POST /providers/create", show: "GET /providers/show", update: "POST /providers/update", list: "GET /providers/list" });
const writes = (stage) => stage.wire().filter((line) => line.startsWith("POST"));
const actions = ({ rows }) => rows.map(({ action }) => action);

/** Tells of every tenth request its number; the repetition of a read is left alone, or the third in a row would fail by chance. */
function everyTenth() {
  let number = 0;
  const hit = new Set();
  return (url, { method }) => {
    number += 1;
    const key = `${method} ${url}`;
    if (number % 10 !== 0 || hit.delete(key)) return 0;
    if (method === "GET") hit.add(key);
    return number;
  };
}

inBoth("ensure", (dialect) => {
  const newer = dialect === "v22";
  const { name, ...spec } = trunkFor(dialect);

  it("creates what is not there, then leaves it alone, then changes what differs", async () => {
    const stage = await simulatePortsip({ dialect, providers: [{ name: "other" }] });
    const providers = await stage.signedIn();
    const created = await providers.ensure(name, spec);
    expect([created.action, created.diff.port, created.diff.password]).to.deep.equal(["created", { from: undefined, to: 5060 }, { from: undefined, to: "***" }]);
    stage.forget();
    expect(await providers.ensure(name, spec)).to.deep.equal({ id: created.id, action: "unchanged", diff: {} });
    expect(writes(stage)).to.deep.equal([]);
    const updated = await providers.ensure(name, { ...spec, port: 5070, ips: [] });
    expect(updated).to.deep.equal({ id: created.id, action: "updated", diff: { port: { from: 5060, to: 5070 }, ips: { from: spec.ips, to: [] } } });
    // Only what differs is sent.
    const body = JSON.parse(stage.bodies().at(-1));
    expect(Object.keys(body).sort()).to.deep.equal(newer ? ["additional_ips", "port"] : ["id", "ips", "port"]);
    expect((await stage.kept(created.id)).port).to.equal(5070);
  });

  it("looks at the fields that are given, and at no others", async () => {
    const stage = await simulatePortsip({ dialect, providers: [{ ...trunkFor(dialect), username: "u" }] });
    const providers = await stage.signedIn();
    expect((await providers.ensure(name, { port: 5060 })).action).to.equal("unchanged");
    expect((await providers.ensure(name, { status: "OFFLINE", hostname: TRUNK.hostname, username: undefined })).action).to.equal("unchanged");
    expect((await providers.ensure(name, { username: "v" })).diff).to.deep.equal({ username: { from: "u", to: "v" } });
  });

  it("compares a password only where the PBX shows it, and never tells it", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    const next = secretly("its-next-password-too");
    const outcome = await providers.ensure(name, { password: next });
    expect(outcome).to.deep.equal(newer ? { id: ID, action: "unchanged", diff: {} } : { id: ID, action: "updated", diff: { password: { from: "***", to: "***" } } });
    secretly(SECRET);
    expectNoSecret(everythingOf(outcome), "the outcome");
    if (!newer) expect((await stage.kept(ID)).password).to.equal(next);
  });

  it("with dryRun tells what it would do, and writes nothing", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    expect(await providers.ensure(name, { port: 7 }, { dryRun: true })).to.deep.equal({ id: ID, action: "updated", diff: { port: { from: 5060, to: 7 } } });
    const made = await providers.ensure("another", spec, { dryRun: true });
    expect([made.id, made.action, made.diff.password.to]).to.deep.equal([undefined, "created", "***"]);
    expect([writes(stage), (await stage.kept(ID)).port]).to.deep.equal([[], 5060]);
  });

  it("refuses to create what is not whole, after it has looked", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect)] });
    const providers = await stage.signedIn();
    const error = await rejected(providers.ensure("another", { port: 7 }));
    expectError(error, { kind: "invalid-argument", reason: "validation", operation: "ensure" });
    expect(brief(error.issues)).to.include("hostname: required");
    expect(writes(stage)).to.deep.equal([]);
  });

  it("rejects where several have the name", async () => {
    const stage = await simulatePortsip({ dialect, providers: [trunkFor(dialect), trunkFor(dialect)] });
    const providers = await stage.signedIn();
    expectError(await rejected(providers.ensure(name, spec)), { kind: "conflict", reason: "conflict", operation: "ensure" });
    expect(writes(stage)).to.deep.equal([]);
  });
});

inBoth("exportAll", (dialect) => {
  const newer = dialect === "v22";

  it("reads all providers whole, without their secrets", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunksFor(dialect, 7) });
    const providers = await stage.signedIn();
    const doc = await providers.exportAll();
    expect([doc.version, doc.exported_at === new Date(doc.exported_at).toISOString(), doc.providers.length]).to.deep.equal([1, true, 7]);
    expect(doc.providers.map((row) => row.name)).to.deep.equal(Array.from({ length: 7 }, (_, at) => `trunk ${at}`));
    for (const row of doc.providers) expect([row.password, row.hostname, row.ips]).to.deep.equal([newer ? undefined : null, TRUNK.hostname, TRUNK.ips]);
    secretly(SECRET);
    expectNoSecret(JSON.stringify(doc), "the document");
    expect(stage.wire().length).to.equal(8);
  });

  it("has secrets where they are asked for", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunksFor(dialect, 1) });
    const providers = await stage.signedIn();
    expect((await providers.exportAll({ includeSecrets: true })).providers[0].password).to.equal(newer ? undefined : SECRET);
  });

  it("comes back by importAll into an empty PBX", async () => {
    const from = await simulatePortsip({ dialect, providers: trunksFor(dialect, 5, newer ? {} : { did_pool: [{ tenant_id: "900719925474080101", name: "acme", number_mask: "1-9" }] }) });
    const to = await simulatePortsip({ dialect });
    const doc = JSON.parse(JSON.stringify(await (await from.signedIn()).exportAll({ includeSecrets: true })));
    const report = await (await to.signedIn()).importAll(doc);
    expect([report.created, report.failed]).to.deep.equal([5, 0]);
    const strip = ({ providers }) => providers.map(({ id: _, status: __, password: ___, ...rest }) => rest).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(strip(await to.state())).to.deep.equal(strip(await from.state()));
  });

  it("stops at the first provider that cannot be read", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunksFor(dialect, 100) });
    const providers = await stage.signedIn({ maxRetries: 0 });
    await stage.fault(routesOf(dialect).show, { status: 500 });
    expectError(await rejected(providers.exportAll()), { kind: "server", operation: "exportAll" });
    await eventually(() => !stage.busy);
    expect(stage.wire().length).to.be.below(12);
  });
});

inBoth("importAll", (dialect) => {
  const newer = dialect === "v22";
  const routes = routesOf(dialect);

  it("creates every row, and says of each what happened", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    const progress = [];
    const rows = trunksFor(dialect, 9);
    const report = await providers.importAll({ version: 1, exported_at: "x", providers: rows }, { onProgress: ({ done, total, row }) => progress.push([done, total, row.action]) });
    const { rows: told, ...counts } = report;
    expect(counts).to.deep.equal({ dryRun: false, created: 9, updated: 0, unchanged: 0, failed: 0, skipped: 0 });
    const { providers: kept } = await stage.state();
    for (const [index, row] of told.entries()) {
      expect([row.index, row.name, row.action]).to.deep.equal([index, rows[index].name, "created"]);
      expect(kept.find(({ id }) => id === row.id).name).to.equal(row.name);
    }
    expect(progress).to.deep.equal(Array.from({ length: 9 }, (_, at) => [at + 1, 9, "created"]));
    expect(stage.wire()).to.deep.equal(Array(9).fill(routes.create));
  });

  it("takes a plain array, and leaves ids and status to the PBX", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    const report = await providers.importAll([{ ...trunkFor(dialect), id: "17", status: "ONLINE" }]);
    expect(report.rows[0].id).to.equal(ID);
    expect(stage.bodies()[0]).not.to.include('"id"');
  });

  for (const concurrency of [1, 2, undefined, 32]) {
    it(`has ${concurrency ?? "four"} at a time`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      let [now, most] = [0, 0];
      const fetch = async (...args) => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => void setTimeout(resolve, 2));
        try {
          return await stage.fetch(...args);
        } finally {
          now -= 1;
        }
      };
      const providers = await stage.signedIn({ fetch });
      await providers.importAll(trunksFor(dialect, 40), { concurrency });
      expect(most).to.equal(concurrency ?? 4);
    });
  }

  it("checks all rows before the first request", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    const rows = trunksFor(dialect, 4);
    rows[1].port = -1;
    rows[2] = 5;
    rows[3].name = rows[0].name;
    rows[3].ips = ["x"];
    expectIssues(await rejected(providers.importAll(rows)), ["providers[1].port: range", "providers[2]: type", "providers[3].ips[0]: format *", "providers[3].name: unique"], { operation: "importAll" });
    expect(stage.wire()).to.deep.equal([]);
  });

  for (const doc of [undefined, null, 5, "x", {}, { version: 2, providers: [] }, { version: 1 }, { version: 1, providers: {} }]) {
    it(`refuses ${JSON.stringify(doc)}`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      expectIssues(await rejected(stage.providers().importAll(doc)), ["providers: type"], { operation: "importAll" });
      expect(stage.wire()).to.deep.equal([]);
    });
  }

  it("of nothing does nothing", async () => {
    const stage = await simulatePortsipHere({ dialect });
    expect(await stage.providers().importAll([])).to.deep.equal({ dryRun: false, rows: [], created: 0, updated: 0, unchanged: 0, failed: 0, skipped: 0 });
    expect(stage.wire()).to.deep.equal([]);
  });

  it("goes on after a row that fails, whose error is in the report", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    let number = 0;
    const fetch = stage.fetch;
    const own = stage.providers({ fetch: (url, init) => (init.method === "POST" && (number += 1) === 4 ? Promise.resolve(new Response('{"err_code":7,"msg":"no","errors":[{"code":"X","message":"no"}]}', { status: 400 })) : fetch(url, init)) });
    // The first is the sign-in.
    const report = await own.importAll(trunksFor(dialect, 5), { concurrency: 1 });
    expect(actions(report)).to.deep.equal(["created", "created", "failed", "created", "created"]);
    expect([report.created, report.failed]).to.deep.equal([4, 1]);
    expectError(report.rows[2].error, { kind: "invalid-argument", status: 400, operation: "importAll", message: "no" });
    secretly(SECRET);
    expectNoSecret(JSON.stringify(report), "the report");
    expect(providers.feed.state).to.equal("idle");
  });

  it("with stopOnError begins no further row", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(routes.create, { status: 409 });
    const report = await providers.importAll(trunksFor(dialect, 5), { concurrency: 1, stopOnError: true });
    expect([actions(report), report.skipped, stage.wire().length]).to.deep.equal([["failed", "skipped", "skipped", "skipped", "skipped"], 4, 1]);
  });

  it("with a progress function that throws goes on, and reports it", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    const mistake = new Error("a mistake of the page");
    const report = await providers.importAll(trunksFor(dialect, 2), { onProgress: () => { throw mistake; } });
    expect([report.created, takeReports()]).to.deep.equal([2, [mistake, mistake]]);
  });

  for (const mode of ["create", "ensure"]) {
    it(`with dryRun writes nothing, in mode ${mode}`, async () => {
      const stage = await simulatePortsip({ dialect, providers: trunksFor(dialect, 2) });
      const providers = await stage.signedIn();
      const report = await providers.importAll([...trunksFor(dialect, 1), ...trunksFor(dialect, 1, { name: "trunk 1", port: 9 }), trunkFor(dialect)], { mode, dryRun: true });
      expect([report.dryRun, actions(report)]).to.deep.equal([true, mode === "create" ? ["created", "created", "created"] : ["unchanged", "updated", "created"]]);
      expect([writes(stage), (await stage.state()).providers.length]).to.deep.equal([[], 2]);
      if (mode === "create") expect(stage.wire()).to.deep.equal([]);
      secretly(SECRET);
      expectNoSecret(JSON.stringify(report), "the report");
    });
  }

  it("in mode ensure creates, changes or leaves alone", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunksFor(dialect, 2) });
    const providers = await stage.signedIn();
    const rows = [...trunksFor(dialect, 1), ...trunksFor(dialect, 1, { name: "trunk 1", port: 9 }), trunkFor(dialect)];
    const report = await providers.importAll(rows, { mode: "ensure" });
    expect([actions(report), report.rows.map(({ id }) => id)]).to.deep.equal([["unchanged", "updated", "created"], [ID, "9007199254740994", "9007199254740995"]]);
    expect(report.rows[1].diff).to.deep.equal({ port: { from: 5060, to: 9 } });
    const again = await providers.importAll(rows, { mode: "ensure" });
    expect(actions(again)).to.deep.equal(["unchanged", "unchanged", "unchanged"]);
  });

  it("in mode ensure needs names, and whole rows only where they are new", async () => {
    const stage = await simulatePortsip({ dialect, providers: trunksFor(dialect, 1) });
    const providers = await stage.signedIn();
    expectIssues(await rejected(providers.importAll([{ port: 1 }, { name: "" }, {}], { mode: "ensure" })), ["providers[1].name: length", "providers[0].name: required", "providers[1].name: required", "providers[2].name: required"]);
    expect(stage.wire()).to.deep.equal([]);
    const error = await rejected(providers.importAll([{ name: "trunk 0", port: 1 }, { name: "new", port: 1 }], { mode: "ensure" }));
    expect(brief(error.issues)).to.include("providers[1].hostname: required");
    expect(error.issues.some(({ path }) => path.startsWith("providers[0]"))).to.equal(false);
    expect(writes(stage)).to.deep.equal([]);
    expect(actions(await providers.importAll([{ name: "trunk 0", port: 1, password: null }], { mode: "ensure" }))).to.deep.equal(["updated"]);
  });

  it("in mode ensure reports a name that several have, and goes on", async () => {
    const stage = await simulatePortsip({ dialect, providers: [...trunksFor(dialect, 1), ...trunksFor(dialect, 2)] });
    const providers = await stage.signedIn();
    const report = await providers.importAll(trunksFor(dialect, 2, { port: 9 }), { mode: "ensure" });
    expect(actions(report)).to.deep.equal(["failed", "updated"]);
    expectError(report.rows[0].error, { kind: "conflict", reason: "conflict", operation: "importAll" });
  });

  it("in mode ensure finds out whether a create whose answer was lost was done", async () => {
    const stage = await simulatePortsip({ dialect });
    const providers = await stage.signedIn();
    await stage.fault(routes.create, { drop: "after" });
    const report = await providers.importAll(trunksFor(dialect, 2), { mode: "ensure", concurrency: 1 });
    expect([actions(report), report.rows[0].id, (await stage.state()).providers.length]).to.deep.equal([["created", "created"], ID, 2]);
    await stage.fault(routes.create, { drop: "before" });
    const other = await providers.importAll(trunksFor(dialect, 1, { name: "x" }), { mode: "ensure" });
    expectError(other.rows[0].error, { kind: "connection", maybeApplied: true });
    const created = await providers.importAll(trunksFor(dialect, 1, { name: "x" }), { mode: "create", stopOnError: true });
    expect(created.created).to.equal(1);
  });

  it("that is aborted rejects with the report so far", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    const controller = new AbortController();
    const reason = new Error("enough");
    const call = watch(providers.importAll(trunksFor(dialect, 10), { concurrency: 1, signal: controller.signal, onProgress: ({ done }) => done === 3 && controller.abort(reason) }));
    await call.done;
    expectError(call.error, { kind: "aborted", operation: "importAll", cause: reason, retryable: false });
    const { report } = call.error;
    expect([actions(report).slice(0, 4), report.created, report.skipped, stage.wire().length]).to.deep.equal([["created", "created", "created", "skipped"], 3, 7, 3]);
  });

  it("that is aborted lets what is being written come to its end, and begins no more", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunksFor(dialect, 2, { port: 9 }) });
    const time = holdBoth(stage);
    let held = 0;
    let release;
    const gate = new Promise((resolve) => (release = resolve));
    const providers = await stage.signedIn({ fetch: async (url, init) => {
      if (init.method === "POST" && url.includes("/providers")) {
        held += 1;
        await gate;
      }
      return stage.fetch(url, init);
    } });
    const { controller, signal, listeners } = countedSignal();
    const told = [];
    const call = watch(providers.importAll(trunksFor(dialect, 9), { mode: "ensure", signal, onProgress: ({ row }) => told.push(row.index) }));
    await eventually(() => held === 4);
    controller.abort("enough");
    await settle();
    expect(call.settled).to.equal(false);
    release();
    await call.done;
    expectError(call.error, { kind: "aborted", operation: "importAll", cause: "enough" });
    expect(actions(call.error.report)).to.deep.equal(["updated", "updated", "created", "created", ...Array(5).fill("skipped")]);
    expect([told.sort(), writes(stage).length, (await stage.state()).providers.length, listeners.size]).to.deep.equal([[0, 1, 2, 3], 4, 4, 0]);
    await noTimers(time);
  });

  it("that is aborted waits two seconds for the PBX, and no longer; then it says which rows were under way", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const time = holdBoth(stage);
    const providers = await stage.signedIn();
    await stage.fault(routes.create, { hang: true, times: Infinity });
    const { controller, signal, listeners } = countedSignal();
    const call = watch(providers.importAll(trunksFor(dialect, 3), { mode: "ensure", concurrency: 2, signal }));
    await eventually(() => writes(stage).length === 2);
    controller.abort("enough");
    await time.pass(1999);
    expect([call.settled, stage.sent.some(({ signal }) => signal.aborted)]).to.deep.equal([false, false]);
    await time.pass(1);
    await call.done;
    const { rows } = call.error.report;
    expect(actions({ rows })).to.deep.equal(["failed", "failed", "skipped"]);
    for (const { error } of rows.slice(0, 2)) expectError(error, { kind: "aborted", cause: "enough" });
    expect([stage.sent.filter(({ signal }) => signal.aborted).length, writes(stage).length, listeners.size]).to.deep.equal([2, 2, 0]);
    await noTimers(time);
  });

  it("that is aborted while rows are read ends at once", async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunksFor(dialect, 1, { port: 9 }) });
    const time = holdBoth(stage);
    const providers = await stage.signedIn();
    await stage.fault(routes.show, { hang: true });
    const controller = new AbortController();
    const call = watch(providers.importAll(trunksFor(dialect, 2), { mode: "ensure", concurrency: 1, signal: controller.signal }));
    await settle();
    controller.abort("enough");
    await call.done;
    expect(call.error.report.rows).to.deep.equal([0, 1].map((index) => ({ index, name: `trunk ${index}`, action: "skipped" })));
    expect(writes(stage)).to.deep.equal([]);
    await noTimers(time);
  });

  it("whose client is closed ends at once", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const time = holdBoth(stage);
    const providers = await stage.signedIn();
    await stage.fault(routes.create, { hang: true });
    const call = watch(providers.importAll(trunksFor(dialect, 2), { concurrency: 1 }));
    await settle();
    providers.close();
    await call.done;
    expectError(call.error, { kind: "aborted", operation: "importAll" });
    expect(actions(call.error.report)).to.deep.equal(["failed", "skipped"]);
    await noTimers(time);
  });

  it("that is aborted beforehand sends nothing", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = await stage.signedIn();
    for (const mode of ["create", "ensure"]) {
      const error = await rejected(providers.importAll(trunksFor(dialect, 2), { mode, signal: AbortSignal.abort("no") }));
      expectError(error, { kind: "aborted", cause: "no", operation: "importAll" });
    }
    expect(stage.wire()).to.deep.equal([]);
  });

  slowly(`of a thousand rows with a fault at every tenth request, aborted and resumed, ends with exactly these (${dialect})`, async () => {
    const stage = await simulatePortsipHere({ dialect, providers: trunksFor(dialect, 100, { port: 1 }) });
    const isHit = everyTenth();
    const faulty = async (url, init) => {
      const number = isHit(url, init);
      if (!number) return stage.fetch(url, init);
      // In turn: it never came, the answer was lost, it is refused for a moment.
      if (number % 30 === 10) throw new TypeError("fetch failed");
      if (number % 30 === 20) {
        await stage.fetch(url, init);
        throw new TypeError("fetch failed");
      }
      return new Response("busy", { status: 503, headers: { "retry-after": "0" } });
    };
    const providers = await stage.signedIn({ fetch: faulty });
    const rows = trunksFor(dialect, 1000);
    const controller = new AbortController();
    const first = await rejected(providers.importAll(rows, { mode: "ensure", concurrency: 8, signal: controller.signal, onProgress: ({ done }) => done === 400 && controller.abort() }));
    expectError(first, { kind: "aborted", operation: "importAll" });
    let report = first.report;
    expect(report.rows.length).to.equal(1000);
    for (let round = 0; round < 8 && report.failed + report.skipped > 0; round += 1) report = await providers.importAll(rows, { mode: "ensure", concurrency: 8 });
    expect(report.rows.filter(({ action }) => ["failed", "skipped"].includes(action)).map(({ error }) => String(error))).to.deep.equal([]);
    const { providers: kept } = await stage.state();
    expect(kept.map(({ name }) => name).sort()).to.deep.equal(rows.map(({ name }) => name).sort());
    for (const { port } of kept) expect(port).to.equal(5060);
    expect(newer || kept.length === 1000).to.equal(true);
  });

  it("of a hundred rows with a fault at every tenth request, aborted and resumed, ends with exactly these", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const isHit = everyTenth();
    const faulty = async (url, init) => {
      const number = isHit(url, init);
      if (!number) return stage.fetch(url, init);
      if (number % 20 === 0) await stage.fetch(url, init);
      throw new TypeError("fetch failed");
    };
    const providers = await stage.signedIn({ fetch: faulty });
    const rows = trunksFor(dialect, 100);
    const controller = new AbortController();
    const first = await rejected(providers.importAll(rows, { mode: "ensure", signal: controller.signal, onProgress: ({ done }) => done === 40 && controller.abort() }));
    expectError(first, { kind: "aborted" });
    await settle();
    let report = first.report;
    for (let round = 0; round < 12 && report.failed + report.skipped > 0; round += 1) {
      // The first list may meet a fault, too.
      report = await providers.importAll(rows, { mode: "ensure" }).catch(() => report);
    }
    expect([report.failed, report.skipped]).to.deep.equal([0, 0]);
    expect((await stage.state()).providers.map(({ name }) => name).sort()).to.deep.equal(rows.map(({ name }) => name).sort());
  });
});
