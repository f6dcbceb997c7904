import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";

import { add, closingLine, countCheck } from "./count.mjs";
import { run, toolEnv } from "./processes.mjs";

/**
 * One step of a test run.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} ring what it belongs to, for the table
 * @property {boolean} [all] only with `--all`
 * @property {string} [needs] a step without whose success this one would test something stale
 * @property {boolean} [beside] may run beside the others: it shares no lock and no output with them
 * @property {(context: Context) => Promise<import("./count.mjs").Count>} run
 *
 * @typedef {object} Context
 * @property {boolean} all
 * @property {(line: string) => void} say to the console and the step's log
 * @property {(command: string, args: string[], options?: object) => Promise<{ code: number, output: string, timedOut: boolean }>} exec
 */

/** How long one command may take: nothing hangs for ever. */
const LIMIT_MINUTES = { quick: 15, all: 60 };

/** The steps of a run, or an error that names what is not one. */
export function selectSteps(steps, { all = false, only } = {}) {
  if (!only) return steps.filter((step) => all || !step.all);
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`No step is called ${unknown.join(", ")}; the steps are ${steps.map((step) => step.name).join(", ")}.`);
  return steps.filter((step) => names.includes(step.name));
}

function stepEnv(extra) {
  const env = toolEnv({ NO_COLOR: "1", CARGO_TERM_COLOR: "never", ...extra });
  // Set where we ourselves run under node:test, and would make an inner `node --test` answer in another format.
  delete env.NODE_TEST_CONTEXT;
  delete env.FORCE_COLOR;
  return env;
}

async function runStep(step, { all, logs, write }) {
  mkdirSync(logs, { recursive: true });
  const log = openSync(path.join(logs, `${step.name}.log`), "w");
  const since = Date.now();
  const say = (line) => {
    writeSync(log, `${line}\n`);
    write(`[${step.name}] ${line}`);
  };
  const exec = (command, args, { env, ...options } = {}) => {
    say(`$ ${[path.basename(command), ...args].join(" ")}`);
    const timeoutMs = LIMIT_MINUTES[all ? "all" : "quick"] * 60_000;
    return run(command, args, { timeoutMs, ...options, env: stepEnv(env), onLine: say });
  };
  let count;
  try {
    count = await step.run({ all, say, exec });
  } catch (error) {
    say(error.stack ?? String(error));
    count = countCheck(error.message.split("\n")[0], 1);
  } finally {
    closeSync(log);
  }
  return { step, count, seconds: (Date.now() - since) / 1000 };
}

/** Runs the steps in order, those marked `beside` in a second row next to them. */
export async function runSteps(steps, { all = false, logs, write = console.log }) {
  const results = new Map();
  const row = async (list) => {
    for (const step of list) {
      const needed = results.get(step.needs);
      const result =
        needed && needed.count.failed > 0
          ? { step, count: countCheck(`not run, because ${step.needs} failed`, 1), seconds: 0 }
          : await runStep(step, { all, logs, write });
      results.set(step.name, result);
    }
  };
  await Promise.all([row(steps.filter((step) => !step.beside)), row(steps.filter((step) => step.beside))]);
  return steps.map((step) => results.get(step.name));
}

/** The report: a table, every skipped and failed test, and the closing line as the very last. */
export function report(results) {
  const cells = results.map(({ step, count, seconds }) => [
    step.name,
    step.ring,
    seconds.toFixed(1),
    ...[count.passed, count.failed, count.skipped.length].map(String),
  ]);
  const table = [["step", "ring", "seconds", "passed", "failed", "skipped"], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const rows = table.map((row) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "));
  const skipped = results.flatMap(({ step, count }) => count.skipped.map(({ name, reason }) => `skipped: ${step.name}: ${name}: ${reason}`));
  const failed = results.flatMap(({ step, count }) => {
    const names = count.failures.length > 0 ? count.failures : Array.from({ length: count.failed > 0 ? 1 : 0 }, () => "see its log");
    return names.map((name) => `failed: ${step.name}: ${name}`);
  });
  const total = add(...results.map(({ count }) => count));
  const block = (lines) => (lines.length > 0 ? ["", ...lines] : []);
  return { total, lines: ["", ...rows, ...block(skipped), ...block(failed), "", closingLine(total)] };
}
