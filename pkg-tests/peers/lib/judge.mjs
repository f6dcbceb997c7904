// Decides one case: both packages observed, the stated differences asserted on each side, the rest compared. How a
// package is observed is each ring's own.
import fc from "fast-check";

import { differences, lines, pick, without } from "./compare.mjs";

const ENGINE = /is not a function|Cannot read prop|is not iterable|undefined or null/;
const LIMIT_MS = 15_000;
const NAMES = ["vendor", "ours  "];

/** What a difference states is asserted on both sides, path by path. */
function statedFaults(stated, records) {
  const faults = [];
  for (const { row, ...sides } of stated) {
    if (differences(sides.vendor, sides.ours).length === 0)
      faults.push(`the row "${row}" is named, but no difference is stated`);
    for (const side of ["vendor", "ours"]) {
      for (const [path, expected] of Object.entries(sides[side])) {
        const found = differences(expected, pick(records[side], path), path);
        if (found.length > 0) faults.push(`row "${row}", ${side}:\n${lines(found, ["stated", "found "])}`);
      }
    }
  }
  return faults;
}

/** Resolves what is wrong with a case, or undefined. */
async function fault(observe, packs, subject) {
  const record = (pack) => (subject.record ? subject.record(pack) : observe(pack, subject));
  const records = { vendor: await record(packs.vendor), ours: await record(packs.ours) };
  // A vendor that stumbles over the call itself shows that the case is wrong, or that it must be `loose`.
  if (!subject.loose && ENGINE.test(records.vendor.settled?.error?.message)) {
    return `the vendor's package stumbled: ${records.vendor.settled.error.message}`;
  }
  const stated = [subject.differs ?? []].flat();
  const faults = statedFaults(stated, records);
  const paths = stated.flatMap(({ vendor, ours }) => [...Object.keys(vendor), ...Object.keys(ours)]);
  // The list of calls is a summary of the requests.
  if (paths.includes("calls")) paths.push("requests");
  const rest = differences(without(records.vendor, paths), without(records.ours, paths));
  if (rest.length > 0) faults.push(lines(rest, NAMES));
  return faults.length > 0 ? faults.join("\n") : undefined;
}

/** A property: the same seed gives the same samples; the seed and the smallest failing sample are in the report. */
async function propertyFault(observe, packs, subject, { seed, factor }) {
  const property = fc.asyncProperty(subject.samples(fc), async (sample) => {
    const found = await fault(observe, packs, subject.of(sample));
    if (found) throw new Error(found);
  });
  const numRuns = (subject.runs ?? 60) * factor;
  const outcome = await fc.check(property, {
    seed,
    numRuns,
    // Ends the search for the smallest failing sample; a property that passes takes a fraction of it.
    interruptAfterTimeLimit: LIMIT_MS * factor,
    includeErrorInReport: true,
  });
  if (outcome.failed) return fc.defaultReportMessage(outcome);
  return outcome.interrupted ? `only ${outcome.numRuns} of ${numRuns} samples in time, seed ${seed}` : undefined;
}

/** A function that decides a case of two packages with these settings. */
export const judgeBy = (observe) => (packs, subject, settings) =>
  subject.samples ? propertyFault(observe, packs, subject, settings) : fault(observe, packs, subject);

/** The rows that a case names. */
export const rowsOf = (subject) => [subject.differs ?? []].flat().map(({ row }) => row);
