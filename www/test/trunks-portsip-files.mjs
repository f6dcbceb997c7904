// PortSIP: providers from files and into files.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { failedToLoad, focused, freeTime, holdTime, tick, until } from "./tools.mjs";
import { bodies, choose, downloads, enter, named, outcomes, own, portsipTests, row, trunk } from "./trunks-portsip-tools.mjs";
import { confirmed, press } from "./trunks-tools.mjs";

const { tests, test } = portsipTests();

export { tests };

const status = ".import-progress p";
const names = (count) => Array.from({ length: count }, (_, index) => `Import ${index + 1}`);
const made = (actor) => own(actor).filter(({ name }) => name.startsWith("Import ")).map(({ name }) => name);

/** Opens the import with a file of these. */
async function bring(actor, content, name = "providers.json") {
  await enter(actor);
  await press(actor, "Import");
  await choose(actor, name, content);
}

// ---- Import --------------------------------------------------------------------------------------------------

test("a file is checked row by row, shown, and only then written", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const [known, same] = own(actor);
  await page.focus(".records-actions .button:nth-of-type(2)");
  await page.keyboard.press("Enter");
  await focused(actor, ".drop-zone input");
  await choose(actor, "Trunks.json", [
    trunk("Import 1", { reregister_interval: 20 }),
    { name: known.name, port: 5080, password: "an0ther" },
    { name: same.name, port: same.port },
    trunk("Import 2", { protocol: "SCTP", hostname: "sip:x" }),
    trunk("Import 1"),
    "nothing",
    { name: "Import 3", hostname: "sip.example.com", port: 5060, auth_mode: "IP_AUTH", protocol: "TCP", require_register: false, reregister_interval: 600, provider_in_lan: false, single_via_header: false, password: null },
    { name: "Import 4", hostname: "sip.example.com" },
  ]);
  await actor.reads(status, /^2 to create, 1 to change, 1 as they are, 4 wrong, left out$/);
  await focused(actor, "dialog h3");
  assert.deepEqual(await outcomes(actor), ["1 create", "2 update", "3 same", "4 wrong", "5 wrong", "6 wrong", "7 create", "8 wrong"]);
  await actor.reads("[data-row='1']", /Registers every is less than 30 seconds/);
  await actor.reads("[data-row='2']", /Port 5060 .*5080.*Password ••• .*••• \(another\)/);
  await actor.reads("[data-row='4']", /Transport must be “UDP” or “TCP”/);
  await actor.reads("[data-row='5']", /Name is that of row 1/);
  await actor.reads("[data-row='6']", /is not a provider/);
  await actor.reads("[data-row='8']", /Port is required/);
  assert.ok(!(await page.$eval("dialog", ({ innerHTML }) => innerHTML)).includes("an0ther"), "a password is shown");
  assert.deepEqual([...bodies(actor, "create"), ...bodies(actor, "update")], []);
  await page.click("[name=only][value=problems]");
  assert.deepEqual(await outcomes(actor), ["4 wrong", "5 wrong", "6 wrong", "8 wrong"]);
  await page.click("[name=only][value=all]");

  await press(actor, "Import 3 providers");
  await actor.reads(status, /^Done: 2 created, 1 changed, 1 as they are, 4 left out$/);
  assert.deepEqual((await outcomes(actor)).slice(0, 3), ["1 created", "2 updated", "3 same"]);
  await actor.axe("a report");
  assert.deepEqual(made(actor), ["Import 1", "Import 3"]);
  assert.equal(named(actor, "Import 3").password, "");
  const changed = named(actor, known.name);
  assert.deepEqual([changed.port, changed.password, changed.hostname], [5080, "an0ther", known.hostname]);
  await press(actor, "Done");
  await confirmed(actor);
  await actor.reads(row(known.id), /:5080/);
  await actor.reads(".counts p", /32 providers/);
  assert.equal(sim.portsip.state.providers.length, 32);
});

test("a table, as spreadsheets write it", async (actor) => {
  await bring(actor, Buffer.from(
    "\uFEFFName;Hostname;Port;auth_mode;protocol;auth_id;password;require_register;reregister_interval;ips;provider_in_lan;single_via_header;Remark\r\n" +
      "\"Import \"\"1\"\"\";sip.example.com;5060;REGISTER_AUTH;UDP;'+4930123;'=secret;TRUE;600;\"198.51.100.7; 203.0.113.0/24\";no;0;x\r\n" +
      ";;;;;;;;;;;;\r\n" +
      "Import 2;sip.example.com;fifty;IP_AUTH;UDP;;;FALSE;600;;FALSE;FALSE;\r\n" +
      "Import 3;sip.example.com\r\n",
  ), "trunks.csv");
  await actor.reads(status, /^1 to create, 2 wrong, left out$/);
  await actor.reads(".bar-notice", /left out: remark/);
  assert.deepEqual(await outcomes(actor), ["2 create", "4 wrong", "5 wrong"]);
  await actor.reads("[data-row='4']", /Port must be a whole number/);
  await actor.reads("[data-row='5']", /has 2 cells, and the head 13/);
  await press(actor, "Import 1 provider");
  await actor.reads(status, /^Done: 1 created, 2 left out$/);
  const { auth_id, ips, outbound_server, password, provider_in_lan, require_register } = named(actor, 'Import "1"');
  assert.deepEqual({ auth_id, ips, outbound_server, password, provider_in_lan, require_register }, {
    auth_id: "+4930123", ips: ["198.51.100.7", "203.0.113.0/24"], outbound_server: "", password: "=secret", provider_in_lan: false, require_register: true,
  });
});

test("files that cannot be used, and files that are dropped", async (actor) => {
  const { page } = actor;
  await enter(actor);
  await press(actor, "Import");
  const cases = [
    ["a.json", "{", /no JSON file/],
    ["a.json", "{}", /no list of providers/],
    ["a.json", "[]", /no providers in this file/],
    ["a.csv", "", /is empty/],
    ["a.csv", "host,port\nx,1\n", /no column “name”/],
    ["a.csv", "name,port,port\nx,1,2\n", /Two columns are called port/],
    ["a.csv", Buffer.from("name\nM\xfcller\n", "latin1"), /not in UTF-8/],
    ["a.csv", Buffer.alloc(5_000_001, 65), /too large/],
  ];
  for (const [name, content, pattern] of cases) {
    await choose(actor, name, content);
    await actor.reads("dialog .form-problems", pattern);
  }
  await actor.axe("a wrong file");
  const drop = (...texts) =>
    page.$eval(".drop-zone", (zone, texts) => {
      const dataTransfer = new DataTransfer();
      for (const text of texts) dataTransfer.items.add(new File([text], "dropped.json"));
      zone.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
      zone.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, texts);
  await drop("[]", "[]");
  await actor.reads("dialog .form-problems", /One file at a time/);
  await drop(JSON.stringify([trunk("Import 1")]));
  await actor.reads(status, /^1 to create$/);
  await press(actor, "Another file");
  await actor.see(".drop-zone");
  await press(actor, "Cancel");
  await confirmed(actor);
  await focused(actor, ".records-actions .button");
});

test("an import is stopped, and taken up again where it was", async (actor) => {
  const { page, sim } = actor;
  await bring(actor, { version: 1, providers: names(60).map((name) => trunk(name)) });
  await actor.reads(status, /^60 to create$/);
  for (let passed = 0; passed < 10; passed += 1) sim.portsip.fault("POST /api/providers/create", { delayMs: 50 });
  const lift = sim.portsip.fault("POST /api/providers/create", { hang: true, times: Infinity });
  await press(actor, "Import 60 providers");
  await actor.reads(".import-count", /^10 of 60$/);
  assert.equal(await page.$eval(".import-progress progress", ({ value, max, ariaLabel }) => `${value} ${max} ${ariaLabel}`), "10 60 Imported rows");
  await actor.axe("under way");
  await actor.shot("portsip-import-running-1280-light");
  // Escape stops it first, so that one can see how far it came.
  await holdTime(actor);
  await page.keyboard.press("Escape");
  await actor.reads(status, /^Stopping: /);
  // The PBX gives no answer to those that are under way.
  await tick(actor, 2_000);
  await freeTime(actor);
  await actor.reads(status, /^Stopped: 10 created, 4 cut short, 46 not begun$/);
  assert.equal(made(actor).length, 10);
  await page.click("[name=only][value=problems]");
  await actor.reads(".imported", /It was under way: it may have been written/);
  await actor.axe("stopped");

  // One of those that were under way was made, though nobody heard of it; and one more will be.
  lift();
  sim.portsip.addProvider(trunk("Import 11"));
  sim.portsip.fault("POST /api/providers/create", { drop: "after" });
  actor.expected.push(/net::ERR_EMPTY_RESPONSE/);
  await press(actor, "Resume, 50 left");
  await actor.reads(status, /^Done: 59 created, 1 as they are$/);
  assert.deepEqual(made(actor), names(60));
  await press(actor, "Done");
  await confirmed(actor);
  await actor.reads(".counts p", /90 providers/);
});

test("an import that the PBX cuts short says why, and goes on when it is back", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(503, "/api/providers/create"));
  await bring(actor, names(12).map((name) => trunk(name)));
  await actor.reads(status, /^12 to create$/);
  const lift = sim.portsip.fault("POST /api/providers/create", { status: 503, times: Infinity });
  await press(actor, "Import 12 providers");
  await actor.reads("dialog .bar-problem", /The PBX has a problem.*resume to find out/);
  await actor.reads(status, /^Stopped: .*not begun/);
  assert.ok(sim.requests("POST /api/providers/create").length <= 4);
  await actor.axe("cut short");
  lift();
  const [first] = names(1);
  sim.portsip.addProvider(trunk(first));
  await press(actor, "Resume, 12 left");
  await actor.reads(status, /^Done: 11 created, 1 as they are$/);
  assert.equal(made(actor).length, 12);
  assert.equal(await page.$("dialog .bar-problem"), null);
});

test("rows that the PBX refuses do not hold up the others, and can be tried again", async (actor) => {
  const { sim } = actor;
  actor.expected.push(failedToLoad(409, "/api/providers/create"), failedToLoad(400, "/api/providers/create"));
  await bring(actor, names(6).map((name) => trunk(name)));
  await actor.reads(status, /^6 to create$/);
  sim.portsip.fault("POST /api/providers/create", { status: 400, errcode: 1000001, errmsg: "hostname is on a list" });
  await press(actor, "Import 6 providers");
  await actor.reads(status, /^Done: 5 created, 1 failed$/);
  await actor.reads(".imported tr[data-outcome=failed]", /could not use this request.*hostname is on a list/);
  await press(actor, "Try 1 again");
  await actor.reads(status, /^Done: 6 created$/);
  assert.equal(made(actor).length, 6);
});

test("an import waits as long as the PBX asks, and goes on by itself", async (actor) => {
  const { sim } = actor;
  actor.expected.push(failedToLoad(429, "/api/providers/create"));
  await bring(actor, names(3).map((name) => trunk(name)));
  await actor.reads(status, /^3 to create$/);
  await holdTime(actor);
  const lift = sim.portsip.fault("POST /api/providers/create", { status: 429, headers: { "retry-after": "40" }, times: Infinity });
  await press(actor, "Import 3 providers");
  await actor.reads("dialog .waiting", /takes no more requests.*Going on in (39|40) s/);
  await actor.reads(status, /Waiting for the PBX/);
  await tick(actor, 15_000);
  await actor.reads("dialog .waiting", /Going on in 2[45] s/);
  lift();
  await tick(actor, 26_000);
  await actor.reads(status, /^Done: 3 created$/);
  assert.equal(made(actor).length, 3);
});

test("a check that fails can be done again", async (actor) => {
  const { page, sim } = actor;
  actor.expected.push(failedToLoad(500, "/api/providers/list"));
  await enter(actor);
  sim.portsip.fault("GET /api/providers/list", { status: 500, times: 3 });
  await press(actor, "Import");
  await choose(actor, "a.json", [trunk("Import 1")]);
  await actor.reads("dialog .bar-problem", /The PBX has a problem/);
  await actor.reads(status, /was not finished/);
  await press(actor, "Check again");
  await actor.reads(status, /^1 to create$/);
  assert.equal(await page.$("dialog .bar-problem"), null);
});

// ---- Export --------------------------------------------------------------------------------------------------

async function exported(actor, folder) {
  await press(actor, "Export", "dialog");
  await confirmed(actor);
  return readNew(folder);
}

async function readNew(folder, known = []) {
  const files = () => readdirSync(folder).filter((name) => !name.endsWith(".crdownload") && !known.includes(name));
  await until(() => files().length === 1, "nothing was downloaded");
  const [name] = files();
  return [name, readFileSync(path.join(folder, name), "utf8")];
}

test("an export has everything but the secrets, and can be imported again", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const folder = await downloads(actor);
  await press(actor, "Export");
  const [name, text] = await exported(actor, folder);
  assert.match(name, /^providers-127-0-0-1-\d+-2026-01-05\.json$/);
  await actor.reads(".notice", /30 providers were exported, without passwords/);
  const { version, providers } = JSON.parse(text);
  const held = sim.portsip.state.providers;
  assert.equal(version, 1);
  assert.deepEqual(providers.map(({ id }) => id).sort(), held.map(({ id }) => id).sort());
  assert.ok(held.some(({ password }) => password));
  for (const { password } of held) assert.ok(!password || !text.includes(password), "a password is in the file");
  // An empty one is no secret.
  for (const { id, password } of providers) assert.equal(password, held.find((provider) => provider.id === id).password ? null : "");

  await press(actor, "Import");
  await choose(actor, "again.json", text);
  await actor.reads(status, /^30 as they are$/);
  await actor.reads("dialog .primary", /Nothing to import/);
  await page.keyboard.press("Escape");
  await confirmed(actor);
  assert.deepEqual(bodies(actor, "update"), []);
});

test("an export with secrets warns first; a table comes back as it went", async (actor) => {
  const { page, sim } = actor;
  await enter(actor);
  const folder = await downloads(actor);
  await press(actor, "Export");
  await page.click("[name=format][value=csv]");
  await page.focus("[name=secrets]");
  await page.keyboard.press("Space");
  await actor.reads("dialog .bar-problem", /every SIP password in clear text/);
  await press(actor, "Export with passwords");
  await confirmed(actor);
  await actor.reads(".notice", /1 provider was exported, with passwords/);
  const [name, text] = await readNew(folder);
  assert.match(name, /\.csv$/);
  assert.match(text, /^id,name,auth_mode,protocol,/);
  // What a spreadsheet would run.
  assert.match(text, /"?'=cmd\(\)/);
  const before = own(actor);
  assert.ok(text.includes('"p,""w;"'));

  // Into a PBX that has none of them.
  for (const { id } of before) sim.portsip.removeProvider(id);
  await press(actor, "Import");
  await choose(actor, "again.csv", text);
  await actor.reads(status, /^1 to create$/);
  await press(actor, "Import 1 provider");
  await actor.reads(status, /^Done: 1 created$/);
  const plain = ({ id: _, status: __, ...rest }) => rest;
  assert.deepEqual(own(actor).map(plain), before.map(plain));
}, { portsip: { providers: [{ name: "=cmd()", ...{ hostname: "sip.example.com", ips: ["198.51.100.7"], password: "p,\"w;" } }] } });

test("an export that fails says so, and can be tried again", async (actor) => {
  const { sim } = actor;
  actor.expected.push(failedToLoad(500, "/api/providers/show"));
  await enter(actor);
  const folder = await downloads(actor);
  sim.portsip.fault("GET /api/providers/show", { status: 500, times: 12 });
  await press(actor, "Export");
  await press(actor, "Export", "dialog");
  await actor.reads("dialog .form-problems", /has a problem.*HTTP 500/);
  await actor.axe("a failed export");
  await exported(actor, folder);
}, { portsip: { providers: 4 } });
