import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, isPending, onBothWires, simulated } from "./helpers.js";

onBothWires("the start sequence gives a client all it reads", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);

  const product = await client.json("/pbx/getproduct?host=pbx.test:8088");
  assert.equal(product.errcode, 0);
  assert.equal(product.product.base_oem_id, 0);
  assert.equal(product.product.version, "37.14.0.30");

  const token = await client.signIn();
  assert.match(token, /^[0-9a-f]{32}$/);
  assert.equal((await client.json("/extension/getpersonalglobal", token)).enb_internal_client, 1);
  assert.deepEqual((await client.json("/licenseservice/get", token)).subscribe_plan_list, [
    { service_list: [{ service_name: "fqdn", status: "connected" }, { service_name: "video", status: "unused" }] },
  ]);
  const { extension } = await client.json("/extension/getpersonal", token);
  const [first] = sim.yeastar.state.extensions;
  assert.deepEqual(extension, {
    id: first.id,
    number: "1000",
    caller_id_name: first.name,
    enb_web_client: 1,
    enb_desktop_client: 1,
    enb_web_client_call_waiting: 1,
    enb_ctl_record: 3,
  });
  const register = await client.json("/extension/getregisterinfo", token);
  assert.equal(register.realm, "YSAsterisk");
  assert.match(register.registerpassword, /^[0-9a-f]{32}$/);
  assert.deepEqual(await client.json("/extension/getregisterinfo", token), register, "it stays the same");

  assert.deepEqual(sim.unmatched, []);
  assert.deepEqual(
    sim.requests().map(({ method, path, status }) => [method, path.replace("/api/v1.0", ""), status]).slice(0, 3),
    [["GET", "/pbx/getproduct", 200], ["POST", "/login", 200], ["GET", "/extension/getpersonalglobal", 200]],
  );
});

test("fixtures change what the start sequence says", async (t) => {
  const sim = await simulated(t, {
    listen: false,
    fixtures: {
      yeastar: {
        baseOemId: 1,
        version: null,
        internalClient: 0,
        services: [],
        extensions: [{ number: "77", id: 25, name: "Ann Example", signature: "s3cret", webClient: 0, desktopClient: 1, recordPermissions: 0 }],
      },
    },
  });
  const client = clientOf(sim, sim);
  const { product } = await client.json("/pbx/getproduct");
  assert.equal(product.base_oem_id, 1);
  assert.ok(!("version" in product));
  assert.deepEqual(sim.yeastar.credentials, { username: "77", secret: "s3cret" });
  const token = await client.signIn("77");
  assert.equal((await client.json("/extension/getpersonalglobal", token)).enb_internal_client, 0);
  assert.deepEqual((await client.json("/licenseservice/get", token)).subscribe_plan_list, [{ service_list: [] }]);
  const { extension } = await client.json("/extension/getpersonal", token);
  assert.equal(extension.id, 25);
  assert.equal(extension.enb_web_client, 0);
  assert.equal(extension.enb_ctl_record, 0);
  assert.throws(() => sim.yeastar.credentialsOf("78"), /no extension 78/);
});

onBothWires("a sign-in needs the right name and signature", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const { username, secret } = sim.yeastar.credentials;
  const refused = { errcode: 10005, errmsg: "ACCESS DENIED" };
  assert.deepEqual(await client.login({ username, password: "wrong" }), refused);
  assert.deepEqual(await client.login({ username: "9999", password: secret }), refused);
  assert.deepEqual(await client.login({ username: "1001", password: secret }), refused, "another extension's signature");
  assert.equal((await client.login({ username })).errcode, 40002);
  assert.equal((await client.login("{")).errcode, 40002);
  assert.equal((await client.login({ username: "1000@pbx.test", password: secret })).errcode, 0, "an e-mail address will do");
  assert.deepEqual(sim.yeastar.state.sessions, [{ extension: "1000", client: "WebClient" }]);
});

onBothWires("tokens are checked as they are, and end with log-out, restart and a second sign-in", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const errcode = async (/** @type {string | undefined} */ token) => (await client.json("/extension/getpersonal", token)).errcode;
  const token = await client.signIn();
  assert.equal(await errcode(token), 0);
  assert.equal(await errcode(undefined), 10004);
  assert.equal(await errcode(""), 10004);
  assert.equal(await errcode(`Bearer ${token}`), 10004);
  assert.equal((await client.get("/extension/getpersonal", "unknown")).status, 200, "refusals come with 200");

  assert.deepEqual(await client.json("/logout", token), { errcode: 0, errmsg: "SUCCESS" });
  assert.equal(await errcode(token), 10004);
  assert.equal((await client.json("/logout", token)).errcode, 10004);

  const second = await client.signIn();
  sim.yeastar.revokeTokens();
  assert.equal(await errcode(second), 10004);
  assert.deepEqual(sim.yeastar.state.sessions, []);

  const third = await client.signIn();
  const fourth = await client.signIn();
  const desktop = await client.signIn("1000", "webpc");
  assert.equal(await errcode(third), 10004, "one session per client");
  assert.equal(await errcode(fourth), 0, "another client has its own");
  assert.equal(await errcode(desktop), 0);
  assert.deepEqual(sim.yeastar.state.sessions, [{ extension: "1000", client: "WebClient" }, { extension: "1000", client: "WebPC" }]);
});

onBothWires("log uploads are taken, unknown routes are not", {}, async (sim, wire) => {
  const { url } = sim.yeastar;
  const upload = await wire.fetch(`${url}/api/v1.0/systemlog/webclientlog`, { method: "POST", headers: { authorization: "" }, body: "{\"log_list\":[]}" });
  assert.equal((await upload.json()).errcode, 0);
  assert.deepEqual(sim.unmatched, []);

  const unknown = await wire.fetch(`${url}/api/v1.0/no/such?a=1`);
  assert.equal(unknown.status, 501);
  assert.equal((await unknown.json()).errcode, 10001);
  assert.equal((await wire.fetch(`${url}/api/v1.0/login`)).status, 501, "a wrong method is no route either");
  assert.deepEqual(sim.unmatched.map(({ method, target, status }) => [method, target, status]), [
    ["GET", "/api/v1.0/no/such?a=1", 501],
    ["GET", "/api/v1.0/login", 501],
  ]);
});

test("a page of another origin may ask, whatever the answer", async (t) => {
  const sim = await simulated(t);
  const url = `${sim.yeastar.url}/api/v1.0/cdr/searchpersonal`;
  const origin = "http://page.test:8000";
  sim.yeastar.fault({ path: "/api/v1.0/cdr/searchpersonal" }, { status: 503, headers: { "retry-after": "2" } });
  const preflight = await fetch(url, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), origin);
  assert.equal(preflight.headers.get("access-control-allow-headers"), "authorization, content-type");
  assert.equal(preflight.headers.get("access-control-allow-methods"), "GET, POST");
  assert.equal(preflight.headers.get("access-control-max-age"), "600");
  const failed = await fetch(url, { headers: { origin } });
  assert.equal(failed.status, 503, "the fault waited for the request itself");
  assert.equal(failed.headers.get("access-control-allow-origin"), origin);
  assert.equal(failed.headers.get("access-control-expose-headers"), "retry-after");
  assert.equal(failed.headers.get("connection"), "close", "or a browser repeats by itself what was cut");
  const same = await fetch(url);
  assert.equal(same.headers.get("access-control-allow-origin"), null);
  assert.equal(sim.requests().length, 3);
  assert.equal(sim.requests("/api/v1.0/cdr/searchpersonal").length, 2, "a preflight counts only where OPTIONS is named");
  assert.equal(sim.requests("OPTIONS /api/v1.0/cdr/searchpersonal").length, 1);
});

onBothWires("a call is seen from each side", { fixtures: { yeastar: { extensions: [{ number: "1000", name: "Ann Example" }, { number: "1001", name: "Bob Sample" }] } } }, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const [ann, bob] = [await client.signIn("1000"), await client.signIn("1001")];
  const { uniqueid } = sim.yeastar.placeCall({ from: "1000", to: "1001", talkSeconds: 58 });
  await sim.clock.advance(1_000);
  sim.yeastar.placeCall({ from: "1000", to: "1001", disposition: "NO ANSWER" });
  await sim.clock.advance(1_000);
  sim.yeastar.placeCall({ from: "+15551234", to: "1001", disposition: "ANSWERED", talkSeconds: 7 });

  const annSees = await client.json("/cdr/searchpersonal", ann);
  assert.equal(annSees.total_number, 2);
  assert.deepEqual(annSees.personal_cdr_list.map((/** @type {any} */ row) => [row.number, row.status, row.talk_duration]), [["1001", 3, 0], ["1001", 3, 58]]);

  const bobSees = await client.json("/cdr/searchpersonal", bob);
  assert.deepEqual(bobSees.personal_cdr_list.map((/** @type {any} */ row) => [row.number, row.status, row.disposition, row.call_type, row.number_type]), [
    ["+15551234", 1, "ANSWERED", "Inbound", "external"],
    ["1000", 2, "NO ANSWER", "Internal", "extension"],
    ["1000", 1, "ANSWERED", "Internal", "extension"],
  ]);
  const answered = bobSees.personal_cdr_list[2];
  assert.equal(answered.uniqueid, uniqueid);
  assert.equal(answered.date, "Today");
  assert.equal(answered.time, "09:00:00");
  assert.equal(answered.timestamp, Date.parse("2026-01-05T09:00:00Z") / 1000);
  assert.equal(answered.extension.caller_id_name, "Ann Example");
  assert.equal(answered.extension.visable, 0);
  assert.equal(answered.clid, "\"Ann Example\" <1000>");
  assert.equal(answered.dcontext, "SIM_DialPlan1001");
  assert.equal(sim.yeastar.state.calls, 3);
});

onBothWires("the word for the date follows the clock", {}, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const token = await client.signIn();
  const date = async () => (await client.json("/cdr/searchpersonal", token)).personal_cdr_list[0].date;
  sim.yeastar.placeCall({ from: "1000", to: "1001" });
  assert.equal(await date(), "Today");
  await sim.clock.advance(15 * 3_600_000);
  assert.equal(await date(), "Yesterday");
  await sim.clock.advance(86_400_000);
  assert.equal(await date(), "2026-01-05");
});

onBothWires("call records can be paged, sorted and narrowed", { fixtures: { yeastar: { extensions: [{ number: "1000" }, { number: "1001", name: "Bob Sample" }] } } }, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const token = await client.signIn();
  /** @type {(query: string) => Promise<any>} */
  const search = (query) => client.json(`/cdr/searchpersonal?${query}`, token);
  /** @type {(query: string) => Promise<string[]>} */
  const numbers = async (query) => (await search(query)).personal_cdr_list.map((/** @type {any} */ row) => row.number);
  for (const [index, to] of ["2001", "2002", "2003", "1001", "2004"].entries()) {
    sim.yeastar.placeCall(index === 2 ? { from: to, to: "1000", disposition: "BUSY" } : index === 1 ? { from: to, to: "1000" } : { from: "1000", to });
    await sim.clock.advance(1_000);
  }

  assert.deepEqual(await numbers(""), ["2004", "1001", "2003", "2002", "2001"], "newest first");
  assert.deepEqual(await numbers("order_by=asc"), ["2001", "2002", "2003", "1001", "2004"]);
  assert.deepEqual(await numbers("sort_by=id&order_by=asc&page_size=2&page=2"), ["2003", "1001"]);
  const last = await search("page=3&page_size=2");
  assert.deepEqual([last.total_number, last.personal_cdr_list.length], [5, 1]);
  assert.deepEqual((await search("page=4&page_size=2")).personal_cdr_list, []);

  assert.deepEqual(await numbers("status=0"), ["2004", "1001", "2003", "2002", "2001"]);
  assert.deepEqual(await numbers("status=1"), ["2002"]);
  assert.deepEqual(await numbers("status=2"), ["2003"]);
  assert.deepEqual(await numbers("status=3"), ["2004", "1001", "2001"]);

  assert.deepEqual(await numbers("number=00"), ["2004", "1001", "2003", "2002", "2001"]);
  assert.deepEqual(await numbers("number=003"), ["2003"]);
  assert.deepEqual(await numbers("number=bob+s"), ["1001"], "by name, as well");
  assert.deepEqual(await numbers("number="), ["2004", "1001", "2003", "2002", "2001"]);
  assert.deepEqual((await search("number=zzz")).total_number, 0);

  for (const wrong of ["page=0", "page=x", "page_size=0", "page_size=1.5", "sort_by=name", "order_by=up", "status=4"]) {
    assert.deepEqual(await search(wrong), { errcode: 40002, errmsg: "PARAMETER ERROR" }, wrong);
  }
});

onBothWires("a record may become readable later than its event", { fixtures: { yeastar: { rowDelayMs: 500 } } }, async (sim, wire) => {
  const client = clientOf(sim, wire);
  const token = await client.signIn();
  const feed = await client.subscribe(token);
  sim.yeastar.placeCall({ from: "1000", to: "1001" });
  assert.equal((await feed.event()).type, 20049);
  assert.equal((await client.json("/cdr/searchpersonal", token)).total_number, 0);
  await sim.clock.advance(499);
  assert.equal((await client.json("/cdr/searchpersonal", token)).total_number, 0);
  await sim.clock.advance(1);
  assert.equal((await client.json("/cdr/searchpersonal", token)).total_number, 1);
});

test("a call needs an extension, and two ends", async (t) => {
  const sim = await simulated(t, { listen: false });
  assert.throws(() => sim.yeastar.placeCall({ from: "5", to: "6" }), /neither 5 nor 6/);
  assert.throws(() => sim.yeastar.placeCall({ from: "1000", to: "1000" }), /itself/);
  assert.throws(() => sim.yeastar.placeCall({ from: "1000", to: "1001", disposition: /** @type {any} */ ("LOST") }), /one of ANSWERED/);
});

test("a made day is plausible, quick and repeatable", async (t) => {
  const options = /** @type {const} */ ({ listen: false, fixtures: { yeastar: { extensions: 50, calls: 5_000 } } });
  const times = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const started = performance.now();
    await simulated(t, options);
    times.push(performance.now() - started);
  }
  assert.ok(Math.min(...times) < 300, `started in ${times}`);
  const sim = await simulated(t, options);
  assert.equal(sim.yeastar.state.calls, 5_000);
  assert.equal(new Set(sim.yeastar.state.extensions.map(({ name }) => name)).size, 50);

  /** @type {(sim: any) => Promise<any[]>} */
  const rowsOf = async (sim) => {
    const client = clientOf(sim, sim);
    const lists = [];
    for (const { number } of sim.yeastar.state.extensions) {
      const token = await client.signIn(number);
      lists.push(...(await client.json("/cdr/searchpersonal?page_size=100000", token)).personal_cdr_list);
    }
    return lists;
  };
  const rows = await rowsOf(sim);
  const now = sim.clock.now() / 1000;
  assert.ok(rows.every((row) => row.timestamp <= now && row.timestamp >= now - 2 * 86_400));
  assert.equal(new Set(rows.map((row) => row.uniqueid)).size, 5_000);
  assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);

  /** @type {(test: (row: any) => boolean) => number} */
  const share = (test) => rows.filter(test).length / rows.length;
  const answered = share((row) => row.disposition === "ANSWERED");
  assert.ok(answered > 0.65 && answered < 0.9, `${answered}`);
  for (const disposition of ["NO ANSWER", "BUSY", "VOICEMAIL", "FAILED"]) {
    const rare = share((row) => row.disposition === disposition);
    assert.ok(rare > 0.005 && rare < 0.2, `${disposition} ${rare}`);
  }
  for (const type of ["extension", "mobile", "external", "personal"]) assert.ok(share((row) => row.number_type === type) > 0.05, type);
  assert.ok(share((row) => row.date === "Today") > 0.5);
  assert.ok(share((row) => row.date === "Yesterday") > 0.02);
  const night = share((row) => Number(row.time.slice(0, 2)) < 6);
  assert.ok(night < 0.05, `night ${night}`);
  const talks = rows.filter((row) => row.disposition === "ANSWERED").map((row) => row.talk_duration).sort((a, b) => a - b);
  const median = talks[talks.length >> 1];
  const mean = talks.reduce((sum, talk) => sum + talk, 0) / talks.length;
  assert.ok(median > 60 && median < 140 && mean > median * 1.3, `median ${median}, mean ${mean}`);
  assert.ok(rows.every((row) => (row.talk_duration > 0) === ["ANSWERED", "VOICEMAIL"].includes(row.disposition)));

  const again = await simulated(t, options);
  assert.deepEqual(await rowsOf(again), rows);
  const other = await simulated(t, { ...options, seed: 2 });
  assert.notDeepEqual(other.yeastar.state.extensions, sim.yeastar.state.extensions);
  assert.notEqual(other.yeastar.credentials.secret, sim.yeastar.credentials.secret);
});

test("calls keep coming with traffic, in the simulator's time", async (t) => {
  const sim = await simulated(t, { listen: false, fixtures: { yeastar: { trafficMs: 1_000 } } });
  await sim.clock.advance(100_000);
  const { calls } = sim.yeastar.state;
  assert.ok(calls > 80 && calls < 120, `${calls}`);
  await sim.close();

  const fast = await simulated(t, { clock: "real", speed: 1_000, listen: false, fixtures: { yeastar: { trafficMs: 1_000 } } });
  const from = fast.clock.now();
  assert.equal(await isPending(new Promise(() => {})), true);
  assert.ok(fast.clock.now() - from > 50_000);
  assert.ok(fast.yeastar.state.calls > 20, `${fast.yeastar.state.calls}`);
  await fast.close();
  const end = fast.yeastar.state.calls;
  await isPending(new Promise(() => {}));
  assert.equal(fast.yeastar.state.calls, end, "a closed one is still");
});
