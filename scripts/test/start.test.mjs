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
import { freePort, killTree, start } from "../lib/processes.mjs";
import { simulatorCommand, startSimulator } from "../lib/simulator.mjs";

/** A simulator that ignores polite signals and has a process below it. */
const stubSimulator = (ending) => `
  const { spawn } = require("node:child_process");
  const port = Number(process.argv[1]);
  process.on("SIGTERM", () => {});
  const below = spawn("sleep", ["300"], { stdio: "ignore" });
  require("node:http").createServer((request, response) => response.end()).listen(port, "127.0.0.1", () => {
    console.log("starting");
    console.log(JSON.stringify({
      vendors: { yeastar: { url: "http://127.0.0.1:" + port, credentials: { username: "1000", secret: "s3cret" } } },
    }));
    ${ending}
  });`;

/** The demo with stubs in place of package, simulator and Vite, in a process of its own as `npm start` has. */
function startStubs(ports, { ending = "", prepare = "", closing = "server.close(done)", shell = false } = {}) {
  const code = `
    import { createServer } from "node:http";
    import { runDemo } from ${JSON.stringify(pathToFileURL(at("scripts/lib/demo.mjs")).href)};
    await runDemo({
      ports: ${JSON.stringify(ports)},
      prepare: async () => { ${prepare} },
      simulator: (port) => [process.execPath, ["-e", ${JSON.stringify(stubSimulator(ending))}, String(port)]],
      async dashboard({ port, plugin }) {
        const handlers = [];
        plugin.configurePreviewServer({ middlewares: { use: (path, handler) => handlers.push([path, handler]) } });
        const server = createServer((request, response) => {
          const found = handlers.find(([path]) => request.url === path);
          if (found) found[1](request, response, () => response.end("next"));
          else response.end("page");
        });
        await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
        return { url: "http://127.0.0.1:" + port + "/", close: () => new Promise((done) => { ${closing} }) };
      },
    });`;
  const args = ["--input-type=module", "-e", code];
  const child = shell
    ? start("sh", ["-c", '"$0" "$@"; exit $?', process.execPath, ...args], { env: { ...process.env, npm_lifecycle_event: "start" } })
    : start(process.execPath, args);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = once(child, "exit");
  return {
    child,
    ended,
    output: () => output,
    async until(pattern) {
      const deadline = Date.now() + 20_000;
      while (!pattern.test(output)) {
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`never said ${pattern}:\n${output}`);
        await sleep(20);
      }
    },
  };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

const twoPorts = async (from) => {
  const simulator = await freePort(from);
  return { simulator, dashboard: await freePort(simulator + 1) };
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  test(`${signal} ends dashboard and simulator, frees both ports and gives exit code 0`, async () => {
    const ports = await twoPorts(21400);
    const demo = startStubs(ports);
    await demo.until(/Ctrl-C ends both/);
    assert.ok((await answers(ports.simulator)) && (await answers(ports.dashboard)));
    const since = Date.now();
    demo.child.kill(signal);
    assert.deepEqual(await demo.ended, [0, null]);
    // Two seconds are promised; a machine under load gets one more here.
    assert.ok(Date.now() - since < 3000, `${Date.now() - since} ms`);
    assert.ok(!(await answers(ports.simulator)) && !(await answers(ports.dashboard)));
  });
}

test("the address and the sign-in data are printed, and served to the page", async () => {
  const ports = await twoPorts(21420);
  const demo = startStubs(ports);
  try {
    await demo.until(/Ctrl-C ends both/);
    const output = demo.output();
    const addresses = [`http://127.0.0.1:${ports.dashboard}/`, `http://127.0.0.1:${ports.simulator}`];
    for (const text of [...addresses, "1000", "s3cret"]) assert.ok(output.includes(text), text);
    const response = await fetch(`http://127.0.0.1:${ports.dashboard}/simulator.json`);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), {
      yeastar: { url: `http://127.0.0.1:${ports.simulator}`, username: "1000", secret: "s3cret" },
    });
  } finally {
    await killTree(demo.child);
  }
});

test("taken ports give way to the next free ones", async (t) => {
  const ports = await twoPorts(21440);
  const server = createServer().listen(ports.dashboard, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const demo = startStubs(ports);
  try {
    await demo.until(/Ctrl-C ends both/);
    const [, printed] = /Dashboard +http:\/\/127\.0\.0\.1:(\d+)/.exec(demo.output());
    assert.ok(Number(printed) > ports.dashboard);
  } finally {
    await killTree(demo.child);
  }
});

test("a simulator that dies is reported and ends everything with exit code 1", async () => {
  const ports = await twoPorts(21460);
  const demo = startStubs(ports, {
    ending: "setTimeout(() => { below.kill(); console.error('out of memory'); process.exit(7); }, 1500);",
  });
  assert.deepEqual(await demo.ended, [1, null]);
  assert.match(demo.output(), /out of memory\nThe simulator ended \(exit code 7\)/);
  assert.equal(await answers(ports.dashboard), false);
});

test("a failed build ends with its reason and exit code 1", async () => {
  const demo = startStubs(await twoPorts(21480), { prepare: 'throw new Error("The build of the package failed with exit code 2.");' });
  assert.deepEqual(await demo.ended, [1, null]);
  assert.match(demo.output(), /The build of the package failed with exit code 2\./);
});

test("a dashboard that does not close in time does not hold up the end", async () => {
  const ports = await twoPorts(21490);
  const demo = startStubs(ports, { closing: "" });
  await demo.until(/Ctrl-C ends both/);
  const since = Date.now();
  demo.child.kill("SIGINT");
  assert.deepEqual(await demo.ended, [0, null]);
  assert.ok(Date.now() - since < 3000);
  assert.ok(!(await answers(ports.simulator)) && !(await answers(ports.dashboard)));
});

test("a shell between npm and us that dies without handing the signal on ends everything", async () => {
  const ports = await twoPorts(21510);
  const demo = startStubs(ports, { shell: true });
  await demo.until(/Ctrl-C ends both/);
  demo.child.kill("SIGKILL");
  const deadline = Date.now() + 5000;
  while (((await answers(ports.simulator)) || (await answers(ports.dashboard))) && Date.now() < deadline) await sleep(50);
  assert.ok(!(await answers(ports.simulator)) && !(await answers(ports.dashboard)));
});

test("the dashboard's own Vite serves the page and the sign-in data, and leaves signals to us", async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), "dashboard-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(path.join(root, "dist"));
  writeFileSync(path.join(root, "dist/index.html"), "<!doctype html><title>page</title>");
  const data = { yeastar: { url: "http://127.0.0.1:1", username: "1000", secret: "s3cret" } };
  const port = await freePort(21500);
  const listeners = process.listenerCount("SIGTERM");
  const server = await serveDashboard({ root, port, plugin: simulatorPlugin(data) });
  try {
    assert.equal(process.listenerCount("SIGTERM"), listeners);
    assert.match(await (await fetch(server.url)).text(), /<title>page<\/title>/);
    assert.deepEqual(await (await fetch(new URL("simulator.json", server.url))).json(), data);
  } finally {
    await server.close();
  }
  assert.equal(await answers(port), false);
});

test("the simulator says where it listens and how to sign in", async () => {
  const port = await freePort(21520);
  const control = await freePort(21530);
  const { child, info } = await startSimulator(simulatorCommand(["--port", String(port), "--control", String(control)]));
  try {
    const { yeastar } = signInData(info);
    assert.equal(yeastar.url, `http://127.0.0.1:${port}`);
    assert.ok(yeastar.username && yeastar.secret);
    assert.equal(info.control, `http://127.0.0.1:${control}`);
    assert.ok(await answers(port));
  } finally {
    await killTree(child);
  }
  assert.ok(!(await answers(port)) && !(await answers(control)));
});

test("a simulator that does not start tells why", async () => {
  const broken = [process.execPath, ["-e", "console.error('no certificate'); process.exit(3)"]];
  await assert.rejects(startSimulator(broken), /The simulator ended with exit code 3\.\nno certificate/);
  await assert.rejects(startSimulator(["no-such-program", []]), /could not be started/);
});
