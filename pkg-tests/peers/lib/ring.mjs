// What the rings of all vendors do alike: read the command line, load the cases, decide one after another, find faults
// of the ring itself, count.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { rowsOf } from "./judge.mjs";

/** `--all` takes ten times the samples of each property and adds the slow cases. */
export function readSettings() {
  const { values } = parseArgs({
    options: {
      all: { type: "boolean", default: false },
      grep: { type: "string" },
      seed: { type: "string", default: "20260101" },
    },
  });
  return { all: values.all, grep: values.grep, seed: Number(values.seed), factor: values.all ? 10 : 1 };
}

/** The cases of a folder, each named after its file; `found` is where. */
export async function loadCases(folder) {
  const out = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .sort()) {
    const { cases } = await import(new URL(file, folder));
    const named = cases.map((subject, index) => ({
      ...subject,
      name: `${file.slice(0, -4)}: ${subject.name}`,
      found: [file, index],
    }));
    out.push(...named);
  }
  return out;
}

/** Two cases of one name, rows that nothing uses, rows that do not exist. */
function ringFaults(all, table) {
  const faults = [];
  const names = new Set();
  for (const { name } of all) {
    if (names.has(name)) faults.push(`two cases are called "${name}"`);
    names.add(name);
  }
  const used = new Set(all.flatMap(rowsOf));
  const ids = table.map(({ id }) => id);
  for (const id of ids) if (!used.has(id)) faults.push(`differences.mjs: no case uses the row "${id}"`);
  for (const id of used)
    if (!ids.includes(id)) faults.push(`a case names the row "${id}", which differences.mjs lacks`);
  if (new Set(ids).size !== ids.length) faults.push("differences.mjs: an id stands there twice");
  return faults;
}

const indent = (text) => text.replace(/^/gm, "    ");

/**
 * Decides all cases and says what came of it.
 *
 * @param {object} ring
 * @param {object[]} ring.all a `slow` one is for `--all`
 * @param {{ id: string }[]} ring.table the intended differences
 * @param {(subject: object) => Promise<string | undefined>} ring.decide gives what is wrong with a case
 * @param {(subject: object) => boolean} [ring.possible] whether a case can run here
 * @param {(subject: object) => string} [ring.lane] cases of different lanes run beside each other
 * @param {() => string[]} ring.readmeFaults
 * @param {ReturnType<typeof readSettings>} ring.settings
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runCases({ all, table, decide, possible = () => true, lane = () => "", readmeFaults, settings }) {
  const total = { passed: 0, failed: 0 };
  const wanted = ({ name, slow }) => (settings.all || !slow) && (!settings.grep || name.includes(settings.grep));
  const chosen = all.filter((subject) => wanted(subject) && possible(subject));
  const faults = new Map();
  const runLane = async (name) => {
    for (const subject of chosen.filter((each) => lane(each) === name)) {
      const found = await decide(subject).catch((error) => String(error?.stack ?? error));
      if (found) faults.set(subject, found);
    }
  };
  await Promise.all([...new Set(chosen.map(lane))].map(runLane));
  // Not before the end: cases listen to the console.
  for (const subject of chosen) {
    if (faults.has(subject)) console.log(`failed: ${subject.name}\n${indent(faults.get(subject))}\n`);
    total[faults.has(subject) ? "failed" : "passed"] += 1;
  }
  for (const found of settings.grep ? [] : [...ringFaults(all, table), ...readmeFaults()]) {
    console.log(`failed: ${found}`);
    total.failed += 1;
  }
  // Nothing failed because nothing ran: no success.
  if (chosen.length === 0) {
    console.log("failed: no case of that name");
    total.failed += 1;
  }
  return total;
}
