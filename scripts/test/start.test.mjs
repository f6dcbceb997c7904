import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { serveDashboard } from "../lib/dashboard.mjs";
import { signInData, simulatorPlugin } from "../lib/demo.mjs";
import { at } from "../lib/paths.mjs";
import { killTree, start } from "../lib/processes.mjs";
import { simulatorCommand, startSimulator } from "../lib/simulator.mjs";

/** How long anything may take before it counts as never happening. */
const PATIENCE_MS = 30_000;

/** A simulator of two systems that ignores polite signals and has a process below it. */
const stubSimulator = (ending) => `
  const { createServer } = require("node:http");
  const { once } = require("node:events");
  const { spawn } = require("node:child_process");
  process.on("SIGTERM", () => {});
  const below = spawn("sleep", ["300"], { stdio: "ignore" });
  const servers = process.argv[1].split(",").map((port) => createServer((request, response) => response.end()).listen(port, "127.0.0.1"));
  Promise.all(servers.map((server) => once(server, "listening"))).then(() => {
    const [yeastar, telnyx] = servers.map((server) => "http://127.0.0.1:" + server.address().port);
    console.log("starting");
    console.log(JSON.stringify({
      vendors: {
        yeastar: { url: yeastar, credentials: { username: "1000", secret: "s3cret" } },
        telnyx: { url: telnyx + "/v2", credentials: { apiKey: "KEY01" } },
      },
    }));
    ${ending}
  });`;

/** The demo with stubs in place of package, simulator and Vite, in a process of its own as `npm start` has. */
function startStubs({ port = 0, ending = "", prepare = "", closing = "server.close(done)", shell = false } = {}) {
  const code = `
    import { createServer } from "node:http";
    import { runDemo } from ${JSON.stringify(pathToFileURL(at("scripts/lib/demo.mjs")).href)};
    await runDemo({
      ports: { simulator: ${port}, dashboard: 0 },
      prepare: async () => { ${prepare} },
      systems: 2,
      simulator: (ports) => [process.execPath, ["-e", ${JSON.stringify(stubSimulator(ending))}, ports.join(",")]],
      async dashboard({ port, plugin }) {
        const handlers = [];
        plugin.configurePreviewServer({ middlewares: { use: (path, handler) => handlers.push([path, handler]) } });
        const server = createServer((request, response) => {
          const found = handlers.find(([path]) => request.url === path);
          if (found) found[1](request, response, () => response.end("next"));
          else response.end("page");
        });
        await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
        return { url: "http://127.0.0.1:" + server.address().port + "/", close: () => new Promise((done) => { ${closing} }) };
      },
    });`;
  const args = ["--input-type=module", "-e", code];
  const child = shell
    ? start("sh", ["-c", '"$0" "$@"; exit $?', process.execPath, ...args], { env: { ...process.env, npm_lifecycle_event: "start" } })
    : start(process.execPath, args);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  // "close" comes after the last words.
  const ended = once(child, "close");
  return {
    child,
    ended,
    output: () => output,
    /** Waits until all run; gives their addresses. */
    async running() {
      const deadline = Date.now() + PATIENCE_MS;
      while (!output.includes("Ctrl-C ends both")) {
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`did not start:\n${output}`);
        await sleep(20);
      }
      const [dashboard, ...simulators] = output.match(/http:\/\/127\.0\.0\.1:\d+/g);
      return { dashboard, simulators, all: [dashboard, ...simulators] };
    },
  };
}

function answers(url) {
  return new Promise((resolve) => {
    const socket = connect(new URL(url).port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Waits until nobody answers any more: another test may be given a port as soon as it is free. */
async function areFree(...urls) {
  const deadline = Date.now() + PATIENCE_MS;
  for (const url of urls) {
    while (await answers(url)) {
      assert.ok(Date.now() < deadline, `${url} still answers`);
      await sleep(20);
    }
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  test(`${signal} ends dashboard and simulator, frees all ports and gives exit code 0`, async () => {
    const demo = startStubs();
    const { all } = await demo.running();
    assert.deepEqual(await Promise.all(all.map(answers)), [true, true, true]);
    demo.child.kill(signal);
    assert.deepEqual(await demo.ended, [0, null]);
    await areFree(...all);
  });
}

test("the addresses and the sign-in data are printed, and served to the page", async () => {
  const demo = startStubs();
  try {
    const { dashboard, simulators } = await demo.running();
    for (const text of ["username  1000", "secret  s3cret", "apiKey  KEY01"]) assert.ok(demo.output().includes(text), text);
    const response = await fetch(`${dashboard}/simulator.json`);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), {
      yeastar: { url: simulators[0], username: "1000", secret: "s3cret" },
      telnyx: { url: `${simulators[1]}/v2`, apiKey: "KEY01" },
    });
  } finally {
    await killTree(demo.child);
  }
});

/** A port that somebody listens on. */
async function takenPort(t) {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  return server.address().port;
}

test("a simulator's port that is taken gives way to the next free one, and the systems have one each", async (t) => {
  const port = await takenPort(t);
  const demo = startStubs({ port });
  try {
    const { simulators } = await demo.running();
    const [first, second] = simulators.map((url) => Number(new URL(url).port));
    assert.ok(port < first && first < second, `${port} ${first} ${second}`);
  } finally {
    await killTree(demo.child);
  }
});

test("a simulator that dies is reported and ends everything with exit code 1", async () => {
  const demo = startStubs({
    ending: "setTimeout(() => { below.kill(); console.error('out of memory'); process.exit(7); }, 100);",
  });
  assert.deepEqual(await demo.ended, [1, null]);
  assert.match(demo.output(), /out of memory\nThe simulator ended \(exit code 7\)/);
});

test("a failed build ends with its reason and exit code 1", async () => {
  const demo = startStubs({ prepare: 'throw new Error("The build of the package failed with exit code 2.");' });
  assert.deepEqual(await demo.ended, [1, null]);
  assert.match(demo.output(), /The build of the package failed with exit code 2\./);
});

test("a dashboard that does not close does not keep the rest from ending", async () => {
  const demo = startStubs({ closing: "" });
  const { all } = await demo.running();
  demo.child.kill("SIGINT");
  assert.deepEqual(await demo.ended, [0, null]);
  await areFree(...all);
});

test("a shell between npm and us that dies without handing the signal on ends everything", async () => {
  const demo = startStubs({ shell: true });
  const { all } = await demo.running();
  demo.child.kill("SIGKILL");
  await areFree(...all);
});

test("the dashboard's own Vite serves the page and the sign-in data, and leaves signals to us", async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), "dashboard-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(path.join(root, "dist"));
  writeFileSync(path.join(root, "dist/index.html"), "<!doctype html><title>page</title>");
  const data = { yeastar: { url: "http://127.0.0.1:1", username: "1000", secret: "s3cret" } };
  const port = await takenPort(t);
  const listeners = process.listenerCount("SIGTERM");
  const server = await serveDashboard({ root, port, plugin: simulatorPlugin(data) });
  try {
    assert.ok(Number(new URL(server.url).port) > port, "the next free port");
    assert.equal(process.listenerCount("SIGTERM"), listeners);
    assert.match(await (await fetch(server.url)).text(), /<title>page<\/title>/);
    assert.deepEqual(await (await fetch(new URL("simulator.json", server.url))).json(), data);
  } finally {
    await server.close();
  }
  await areFree(server.url);
});

test("the simulator says where it listens and how to sign in", async () => {
  const { child, info } = await startSimulator(simulatorCommand(["--port", "0", "--control", "0"]));
  const { yeastar, telnyx, portsip } = signInData(info);
  const urls = [yeastar.url, telnyx.url, info.control];
  try {
    assert.ok(yeastar.username && yeastar.secret && telnyx.apiKey);
    assert.ok(portsip.name && portsip.password && portsip.wsiUrl && portsip.tenant.name && portsip.tenant.password);
    assert.deepEqual(await Promise.all(urls.map(answers)), [true, true, true]);
  } finally {
    await killTree(child);
  }
  await areFree(...urls);
});

test("a simulator that does not start tells why", async () => {
  const broken = [process.execPath, ["-e", "console.error('no certificate'); process.exit(3)"]];
  await assert.rejects(startSimulator(broken), /The simulator ended with exit code 3\.\nno certificate/);
  await assert.rejects(startSimulator(["no-such-program", []]), /could not be started/);
});
