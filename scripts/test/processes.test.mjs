import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { freePort, isRunning, killTree, run, start, toolPath } from "../lib/processes.mjs";
import { at } from "../lib/paths.mjs";

test("a port that is taken gives way to the next free one", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address();
  assert.ok((await freePort(port)) > port);
});

test("any port is one that the system gives to nobody by itself", async () => {
  const port = await freePort();
  assert.ok(port >= 20_000 && port < 32_768, String(port));
});

test("ending a tree ends what ignores the signal and what left the process group", async () => {
  const grandchild = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
  const child = start(process.execPath, [
    "-e",
    `const { spawn } = require("node:child_process");
     const below = spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { detached: true, stdio: "ignore" });
     console.log(below.pid);
     setInterval(() => {}, 1000);`,
  ]);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const pids = [child.pid, Number(line)];
  assert.ok(pids.every(isRunning));
  await killTree(child, { graceMs: 200 });
  assert.ok(!pids.some(isRunning));
});

test("a command that takes too long is ended with what it started", async () => {
  const result = await run("sh", ["-c", "sleep 300 & echo $!; wait"], { timeoutMs: 300 });
  assert.equal(result.timedOut, true);
  assert.notEqual(result.code, 0);
  assert.equal(isRunning(Number(result.output.trim())), false);
});

test("a command that does not exist gives 127 and says so", async () => {
  const result = await run("no-such-command-anywhere");
  assert.equal(result.code, 127);
  assert.match(result.output, /cannot run no-such-command-anywhere/);
});

test("a command ended by a signal does not pass for success", async () => {
  assert.equal((await run("sh", ["-c", "kill -9 $$"])).code, 137);
});

test("the project's own tools come first", () => {
  assert.equal(toolPath().split(path.delimiter)[0], at(".tools/bin"));
});
