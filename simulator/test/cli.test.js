import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "../control-client.js";
import { until } from "./helpers.js";

const CLI = fileURLToPath(new URL("../cli.js", import.meta.url));

/**
 * @param {import("node:test").TestContext} t
 * @param {...string} args
 */
function run(t, ...args) {
  const child = spawn(process.execPath, [CLI, ...args]);
  t.after(() => child.kill("SIGKILL"));
  const output = { out: "", err: "" };
  child.stdout.on("data", (data) => (output.out += data));
  child.stderr.on("data", (data) => (output.err += data));
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.on("close", resolve));
  return { child, output, ended };
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  test(`--json says where it is, and ${signal} ends it at once`, async (t) => {
    const { child, output, ended } = run(t, "--json", "--port", "0", "--extensions", "5", "--calls", "100", "--connections", "9", "--agents", "7", "--foreignAgents", "3", "--providers", "13", "--devices", "9", "--queues", "3", "--liveCalls", "4", "--traffic", "0.05", "--control", "0");
    await until(() => output.out.endsWith("\n"));
    const { vendors, control } = JSON.parse(output.out);
    assert.match(vendors.yeastar.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const { username, secret } = vendors.yeastar.credentials;
    const login = await fetch(`${vendors.yeastar.url}/api/v1.0/login`, { method: "POST", body: JSON.stringify({ username, password: secret }) });
    assert.equal((await login.json()).errcode, 0);

    const sim = await connect(control).attach("main");
    const { extensions, calls } = await sim.yeastar.state();
    assert.equal(extensions.length, 5);
    assert.ok(calls >= 100);
    let now = calls;
    while (now === calls) ({ calls: now } = await sim.yeastar.state());

    assert.match(vendors.telnyx.url, /^http:\/\/127\.0\.0\.1:\d+\/v2$/);
    const list = await fetch(`${vendors.telnyx.url}/connections`, { headers: { authorization: `Bearer ${vendors.telnyx.credentials.apiKey}` } });
    assert.equal((await list.json()).meta.total_results, 9);
    while ((await sim.telnyx.state()).calls.length === 0);

    assert.match(vendors.fonoster.grpc, /^127\.0\.0\.1:\d+$/);
    assert.notEqual(vendors.fonoster.grpc, new URL(vendors.fonoster.url).host);
    assert.match(vendors.fonoster.credentials.workspace, /^WO/);
    const { agents } = await sim.fonoster.state();
    const foreign = agents.filter(({ workspace }) => workspace === "foreign").length;
    assert.ok(foreign === 3 && [7, 8].includes(agents.length - foreign), `${foreign} of ${agents.length}`);

    const { url, wsiUrl, credentials, tenant } = vendors.portsip;
    assert.match(`${url} ${wsiUrl}`, /^http:\/\/127\.0\.0\.1:(\d+)\/api ws:\/\/127\.0\.0\.1:\1\/wsi$/);
    for (const account of [credentials, tenant]) {
      assert.equal((await fetch(`${url}/account/credentials/verify`, { method: "POST", body: JSON.stringify(account) })).status, 200);
    }
    assert.equal((await sim.portsip.state()).providers.length, 13);
    const statuses = async () => (await sim.portsip.state()).providers.map(({ status }) => status).join();
    const first = await statuses();
    while ((await statuses()) === first);

    const cortex = vendors.ipcortex;
    const session = await fetch(`${cortex.url}/rest/auth/`, { method: "POST", body: JSON.stringify({ auth: { type: "auth", ...cortex.credentials } }) });
    assert.equal((await session.json()).result, "success");
    const { objects } = await sim.ipcortex.state();
    assert.deepEqual([objects.device.length, objects.queue.length], [10, 3], "nine, and a hot desk");
    assert.ok(objects.call.length >= 4);
    while ((await sim.ipcortex.state()).objects.call.length === objects.call.length);
    const controls = await fetch(`${cortex.url}/sim/v1/log`, { method: "POST" });
    assert.equal(controls.status, 200, "with --control it can also be driven at its own address");

    const started = performance.now();
    child.kill(signal);
    assert.equal(await ended, 0);
    assert.ok(performance.now() - started < 1_000);
    assert.equal(output.err, "");
  });
}

test("it greets people, without control endpoints unless asked", async (t) => {
  const { child, output, ended } = run(t, "--port", "0", "--tls");
  await until(() => output.out.includes("Ctrl+C"));
  assert.match(output.out, /^yeastar at https:\/\/127\.0\.0\.1:\d+\n {2}username: 1000\n {2}secret: [0-9a-f]{32}\ntelnyx at https:\/\/127\.0\.0\.1:\d+\/v2\n {2}apiKey: KEY/);
  assert.match(output.out, /\n {2}clientSecret: [0-9a-f]{48}\nfonoster at https:\/\/127\.0\.0\.1:\d+, gRPC at 127\.0\.0\.1:\d+\n {2}accessKeyId: AP/);
  assert.match(output.out, /\n {2}password: \w{16}\nportsip at https:\/\/127\.0\.0\.1:(\d+)\/api, WSI at wss:\/\/127\.0\.0\.1:\1\/wsi\n {2}name: admin\n {2}password: [0-9a-f]{16}\n {2}tenant's name: acme\n {2}tenant's password: [0-9a-f]{16}\nipcortex at https:\/\/127\.0\.0\.1:\d+\n {2}username: priya\n {2}password: [0-9a-f]{16}\nPress/);
  child.kill("SIGINT");
  assert.equal(await ended, 0);
});

test("faults come from a file", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "simulator-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "faults.json");
  await writeFile(file, JSON.stringify([{ match: "GET /api/v1.0/pbx/getproduct", fault: { status: 503, times: -1 } }]));
  const { output } = run(t, "--json", "--port", "0", "--faults", file);
  await until(() => output.out.endsWith("\n"));
  const product = `${JSON.parse(output.out).vendors.yeastar.url}/api/v1.0/pbx/getproduct`;
  assert.deepEqual([(await fetch(product)).status, (await fetch(product)).status], [503, 503]);

  await writeFile(file, JSON.stringify([{ match: "/a", fault: { statuss: 1 } }]));
  const wrong = run(t, "--port", "0", "--faults", file);
  assert.equal(await wrong.ended, 2);
  assert.equal(wrong.output.err, "softphone-admin-simulator: --faults has a wrong entry: a fault has no \"statuss\"\n");
});

test("fixtures come from a file, and take the place of the counts", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "simulator-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "fixtures.json");
  await writeFile(file, JSON.stringify({ ipcortex: { users: [{ uname: "ada", password: "example-only" }] } }));
  const { output } = run(t, "--json", "--vendors", "ipcortex", "--port", "0", "--fixtures", file, "--traffic", "0");
  await until(() => output.out.endsWith("\n"));
  const { url, credentials } = JSON.parse(output.out).vendors.ipcortex;
  assert.deepEqual(credentials, { username: "ada", password: "example-only" });
  assert.equal((await fetch(`${url}/sim/v1/log`, { method: "POST" })).status, 403, "no control unless asked");

  for (const [text, message] of [["[]", "it is not an object"], ["{\"asterisk\":{}}", "no vendor is called \"asterisk\""]]) {
    await writeFile(file, text);
    const wrong = run(t, "--port", "0", "--fixtures", file);
    assert.equal(await wrong.ended, 2);
    assert.equal(wrong.output.err, `softphone-admin-simulator: --fixtures cannot read ${file}: ${message}\n`);
  }
});

test("a port in use is one sentence and exit code 1", async (t) => {
  const first = run(t, "--json", "--port", "0");
  await until(() => first.output.out.endsWith("\n"));
  const { port } = new URL(JSON.parse(first.output.out).vendors.yeastar.url);
  const second = run(t, "--port", port);
  assert.equal(await second.ended, 1);
  assert.equal(second.output.err, `softphone-admin-simulator: port ${port} of 127.0.0.1 is in use\n`);
  assert.equal(second.output.out, "");
  const third = run(t, "--port", "0", "--control", port);
  assert.equal(await third.ended, 1);
});

test("who has no port of its own gets the next one", async (t) => {
  /** @type {(...args: string[]) => Promise<string[]>} */
  const portsOf = async (...args) => {
    const { child, output, ended } = run(t, "--json", ...args);
    await until(() => output.out.endsWith("\n"));
    child.kill("SIGTERM");
    await ended;
    /** @type {{ url: string }[]} */
    const vendors = Object.values(JSON.parse(output.out).vendors);
    return vendors.map(({ url }) => new URL(url).port);
  };
  const free = await portsOf("--port", "0");
  // Both were free just now, and are not next to each other as a rule.
  assert.deepEqual(await portsOf("--port", free.join(",")), free);
  assert.deepEqual(await portsOf("--vendors", "telnyx", "--port", free[0]), [free[0]]);
  const [first, second] = await portsOf("--vendors", "yeastar,telnyx", "--port", String(await freePair()));
  assert.equal(Number(second), Number(first) + 1);
});

/** A free port with a free one behind it. */
async function freePair() {
  /** @type {(port: number) => Promise<import("node:net").Server | undefined>} */
  const open = (port) => new Promise((resolve) => {
    const server = createServer().on("error", () => resolve(undefined)).listen(port, "127.0.0.1", () => resolve(server));
  });
  for (;;) {
    const first = await open(0);
    const { port } = /** @type {import("node:net").AddressInfo} */ (first?.address());
    const second = await open(port + 1);
    first?.close();
    second?.close();
    if (second) return port;
  }
}

test("a wrong option is one sentence and exit code 2", async (t) => {
  /** @type {[string[], RegExp][]} */
  const wrong = [
    [["--prot", "1"], /--prot/],
    [["--port", "web"], /--port takes a whole number from 0 to 65535, not "web"/],
    [["--extensions", "0"], /--extensions takes a whole number from 1/],
    [["--port", "65535"], /--port takes a whole number from 0 to 65535, not "65536"/],
    [["--vendors", "yeastar,telnyx", "--port", "0,0,0"], /--port has 3 ports for 2 of --vendors/],
    [["--connections", "1.5"], /--connections takes a whole number from 0/],
    [["--calls", "-1"], /'--calls' argument is ambiguous\n$/],
    [["--vendors", "asterisk"], /--vendors knows yeastar, telnyx, fonoster, portsip, ipcortex, not "asterisk"/],
    [["--speed", "0"], /--speed is above 0/],
    [["--traffic", "often"], /--traffic takes a number/],
    [["--faults", "/no/such/file"], /--faults cannot read \/no\/such\/file/],
    [["stray"], /stray/],
  ];
  await Promise.all(
    wrong.map(async ([args, message]) => {
      const { output, ended } = run(t, ...args);
      assert.equal(await ended, 2, args.join(" "));
      assert.match(output.err, message);
      assert.match(output.err, /^softphone-admin-simulator: [^\n]+\n$/);
    }),
  );
});

test("--help tells every option", async (t) => {
  const { output, ended } = run(t, "--help");
  assert.equal(await ended, 0);
  for (const option of "vendors port extensions calls connections agents foreignAgents providers devices queues liveCalls traffic speed seed tls faults fixtures control json help".split(" ")) assert.match(output.out, new RegExp(`--${option}\\b`));
});
