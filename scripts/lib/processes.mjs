import { execFileSync, spawn } from "node:child_process";
import { constants } from "node:os";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { at, root } from "./paths.mjs";

const live = new Set();

/** `PATH` with the project's own tools first. */
export function toolPath() {
  return [at(".tools/bin"), process.env.PATH].filter(Boolean).join(path.delimiter);
}

/** An environment for children: ours, the project's tools first on its `PATH`, and `extra`. */
export function toolEnv(extra = {}) {
  return { ...process.env, PATH: toolPath(), ...extra };
}

/**
 * Starts a child in a process group of its own, so that it can be ended with all it has started,
 * and so that Ctrl-C in a terminal reaches us alone and we decide the order of ending.
 */
export function start(command, args = [], { cwd = root, env = toolEnv(), stdio = ["ignore", "pipe", "pipe"] } = {}) {
  const child = spawn(command, args, { cwd, env, stdio, detached: true });
  live.add(child);
  child.once("error", () => live.delete(child));
  child.once("exit", () => live.delete(child));
  return child;
}

/**
 * Runs a command to its end; never throws.
 *
 * @param {object} [options]
 * @param {(line: string) => void} [options.onLine] gets each line of both streams as it comes
 * @param {number} [options.timeoutMs] ends the command with everything below it
 * @param {boolean} [options.inherit] the command writes straight to our own streams
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} 127: could not be started
 */
export async function run(command, args = [], { onLine = () => {}, timeoutMs, inherit = false, ...options } = {}) {
  const child = start(command, args, { ...options, stdio: inherit ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"] });
  const lines = [];
  const take = (line) => {
    lines.push(line);
    onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", take);
  }
  let timedOut = false;
  let ending;
  const timer =
    timeoutMs &&
    setTimeout(() => {
      timedOut = true;
      ending = killTree(child);
    }, timeoutMs);
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      take(`cannot run ${command}: ${error.message}`);
      resolve(127);
    });
    // "close", not "exit": the last lines may arrive after the process has gone.
    child.once("close", (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
  clearTimeout(timer);
  await ending;
  return { code, output: lines.join("\n"), timedOut };
}

/** Runs a short command and gives what it printed, or `undefined` when it cannot be run or fails. */
export function ask(command, args, { env = toolEnv() } = {}) {
  try {
    return execFileSync(command, args, { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 30_000 });
  } catch {
    return undefined;
  }
}

/** Whether nothing listens on `port`. */
function isFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Systems hand out ports above these to whoever asks for any, and to each outgoing connection. */
const someQuietPort = () => 20_000 + Math.floor(Math.random() * 10_000);

/**
 * A free port of `host`: `preferred`, else the next free one after it. It may be taken before it is used: whatever
 * can listen on port 0 and tell which one it got does that instead.
 */
export async function freePort(preferred = someQuietPort(), host = "127.0.0.1") {
  for (let port = preferred; port < preferred + 200; port++) {
    if (await isFree(port, host)) return port;
  }
  throw new Error(`No free port of ${host} between ${preferred} and ${preferred + 199}.`);
}

/**
 * All processes: pid, parent, group, start time (a pid alone may be given to another process later), and whether it
 * has ended and only waits for its parent to notice.
 */
function processTable() {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, "utf8");
          // The second field is the command in parentheses and may hold spaces.
          const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
          // A first thread that has ended leaves files and ports open as long as others of its process run.
          const ended = fields[0] === "Z" && Number(fields[17]) <= 1;
          return [{ pid: Number(name), ended, parent: Number(fields[1]), group: Number(fields[2]), started: fields[19] }];
        } catch {
          return [];
        }
      });
  } catch {
    return (ask("ps", ["-A", "-o", "pid=,stat=,ppid=,pgid=,lstart="]) ?? "").split("\n").flatMap((line) => {
      const [, pid, state, parent, group, started] = /^\s*(\d+)\s+(\S)\S*\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid ? [{ pid: Number(pid), ended: state === "Z", parent: Number(parent), group: Number(group), started }] : [];
    });
  }
}

/** Whether a process runs. */
export function isRunning(pid) {
  return processTable().some((entry) => entry.pid === pid && !entry.ended);
}

/** `pid`, all below it, and all of its process group. Browsers leave the group, orphans leave the tree. */
function tree(pid) {
  const all = processTable();
  const found = new Set(all.filter((entry) => entry.pid === pid || entry.group === pid));
  let before;
  do {
    before = found.size;
    const pids = new Set([...found].map((entry) => entry.pid));
    for (const entry of all) if (pids.has(entry.parent)) found.add(entry);
  } while (found.size > before);
  return [...found].filter((entry) => entry.pid !== process.pid);
}

function stillThere(entries) {
  const now = new Map(processTable().map((entry) => [entry.pid, entry]));
  return entries.filter(({ pid, started }) => now.get(pid)?.started === started && !now.get(pid).ended);
}

function signalAll(entries, signal) {
  for (const { pid } of entries) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone in the meantime.
    }
  }
}

/** Waits until these processes are gone, but not for ever: one may hang in the kernel. */
async function gone(entries, withinMs) {
  const deadline = Date.now() + withinMs;
  while (stillThere(entries).length > 0 && Date.now() < deadline) await sleep(20);
}

/** Ends a child (or pid) and everything it started: asks first, insists after `graceMs`. Their ports are free then. */
export async function killTree(target, { graceMs = 1000 } = {}) {
  const pid = typeof target === "number" ? target : target?.pid;
  if (!pid) return;
  const entries = tree(pid);
  signalAll(entries, "SIGTERM");
  await gone(entries, graceMs);
  // Whatever was started while we waited shows up in the second look at the group.
  const rest = [...stillThere(entries), ...stillThere(tree(pid))];
  signalAll(rest, "SIGKILL");
  await gone(rest, 10_000);
}

/** Ends every child that is still running. */
export async function endChildren(options) {
  await Promise.all([...live].map((child) => killTree(child, options)));
}

// The last resort, for an exception or a `process.exit` nobody prepared: nothing outlives us.
process.on("exit", () => {
  for (const child of live) if (child.pid) signalAll(tree(child.pid), "SIGKILL");
});

/** Calls back, once, when Ctrl-C, a polite kill or a closed terminal asks us to end. */
export function onEnd(callback) {
  let asked = false;
  const end = (signal) => {
    if (asked) return;
    asked = true;
    callback(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  // npm hands a signal to the shell it runs us in, and that shell may end without handing it on.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && end("SIGTERM"), 250).unref();
  }
  // A closed terminal takes our streams away before its signal arrives.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** When we are asked to end: ends our children, then us, with the exit code a signal has. */
export function endOnSignals() {
  onEnd(async (signal) => {
    await endChildren();
    process.exit(128 + constants.signals[signal]);
  });
}
