import { createInterface } from "node:readline";

import { at } from "./paths.mjs";
import { killTree, start } from "./processes.mjs";

/** How the simulator is started: its own command, as its users start it. */
export const simulatorCommand = (args) => [process.execPath, [at("simulator/cli.js"), "--json", ...args]];

/**
 * Starts a simulator and waits for the JSON line in which it says where it listens.
 *
 * @param {[string, string[]]} command program and arguments
 * @returns {Promise<{ child: import("node:child_process").ChildProcess, info: any, printed: string[] }>} `printed`
 *   are the last lines it wrote, also later on
 */
export async function startSimulator([program, args], { timeoutMs = 30_000 } = {}) {
  const child = start(program, args);
  const printed = [];
  const keep = (line) => {
    printed.push(line);
    if (printed.length > 10) printed.shift();
  };
  let timer;
  try {
    const info = await new Promise((resolve, reject) => {
      const tell = (why) => reject(new Error([`The simulator ${why}.`, ...printed].join("\n")));
      timer = setTimeout(() => tell(`did not say within ${timeoutMs / 1000} s where it listens`), timeoutMs);
      child.once("error", (error) => tell(`could not be started: ${error.message}`));
      child.once("close", (code, signal) => tell(`ended with ${signal ?? `exit code ${code}`}`));
      createInterface({ input: child.stderr }).on("line", keep);
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line.startsWith("{")) resolve(JSON.parse(line));
        else keep(line);
      });
    });
    return { child, info, printed };
  } catch (error) {
    await killTree(child);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
