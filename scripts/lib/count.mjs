/**
 * What a step came to.
 *
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} failures names of what failed, as far as the output tells
 * @property {{ name: string, reason: string }[]} skipped
 */

const ANSI = /\u001b\[[0-9;]*m/g;
const plain = (output) => output.replace(ANSI, "");

const NO_REASON = "no reason given";
const NOTHING = { passed: 0, failed: 0, failures: [], skipped: [] };

const sum = (matches) => matches.reduce((total, match) => total + Number(match[1]), 0);
const unique = (names) => [...new Set(names)];

/** A skipped test that the output counts but does not name still appears in the list. */
function padded(skipped, count) {
  const unnamed = count - skipped.length;
  return unnamed > 0 ? [...skipped, ...Array.from({ length: unnamed }, () => ({ name: "(not named)", reason: NO_REASON }))] : skipped;
}

/** cargo test and wasm-bindgen-test: the `test result:` lines of all binaries together. */
export function countLibtest(output) {
  const text = plain(output);
  const total = (word) => sum([...text.matchAll(new RegExp(`^test result:.*?(\\d+) ${word}`, "gm"))]);
  const ignored = [...text.matchAll(/^test (.+?) \.\.\. ignored(?:, (.+))?$/gm)].map(([, name, reason]) => ({ name, reason: reason ?? NO_REASON }));
  return {
    passed: total("passed"),
    failed: total("failed"),
    failures: unique([...text.matchAll(/^test (.+?) \.\.\. FAIL(?:ED)?\b/gm)].map((match) => match[1])),
    skipped: padded(ignored, total("ignored")),
  };
}

/** node:test: the summary of the spec reporter (`ℹ pass 3`) or of TAP (`# pass 3`). */
export function countNodeTest(output) {
  const text = plain(output);
  const total = (word) => sum([...text.matchAll(new RegExp(`^[ℹ#] ${word} (\\d+)$`, "gm"))]);
  const specSkips = [...text.matchAll(/^\s*﹣ (.+?) \([\d.]+m?s\) # (.+)$/gm)];
  const tapSkips = [...text.matchAll(/^\s*ok \d+ - (.+?) # SKIP ?(.*)$/gm)];
  const skipped = [...specSkips, ...tapSkips].map(([, name, reason]) => ({ name, reason: reason && reason !== "SKIP" ? reason : NO_REASON }));
  const failures = [...text.matchAll(/^\s*(?:✖ (.+?) \([\d.]+m?s\)|not ok \d+ - (.+))$/gm)].map(([, spec, tap]) => spec ?? tap);
  return {
    passed: total("pass"),
    // A cancelled test is one whose parent ended before it did, or a file that ended early.
    failed: total("fail") + total("cancelled"),
    failures: unique(failures),
    skipped: padded(skipped, total("skipped") + total("todo")),
  };
}

/** Our own runners: a last line `N passed, N failed[, N skipped]`, before it `skipped: NAME: REASON`. */
export function countClosingLine(output) {
  const lines = plain(output).trimEnd().split("\n");
  const closing = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lines.at(-1)?.trim() ?? "");
  if (!closing) return undefined;
  const skipped = lines.flatMap((line) => {
    const [, name, reason] = /^skipped: (.+?)(?:: (.*))?$/.exec(line.trim()) ?? [];
    return name ? [{ name, reason: reason || NO_REASON }] : [];
  });
  return {
    passed: Number(closing[1]),
    failed: Number(closing[2]),
    failures: unique(lines.flatMap((line) => /^failed: (.+)$/.exec(line.trim())?.[1] ?? [])),
    skipped: padded(skipped, Number(closing[3] ?? 0)),
  };
}

/** A check that has no tests of its own, such as a linter, is one. */
export function countCheck(name, code) {
  return code === 0 ? { passed: 1, failed: 0, failures: [], skipped: [] } : { passed: 0, failed: 1, failures: [name], skipped: [] };
}

/** One skipped test that stands for a whole step. */
export function countSkip(name, reason) {
  return { passed: 0, failed: 0, failures: [], skipped: [{ name, reason }] };
}

export function add(...counts) {
  return {
    passed: counts.reduce((total, count) => total + count.passed, 0),
    failed: counts.reduce((total, count) => total + count.failed, 0),
    failures: counts.flatMap((count) => count.failures),
    skipped: counts.flatMap((count) => count.skipped),
  };
}

/**
 * Holds a count against the exit code. A green line from a command that failed is not believed, and neither is
 * a command that ran nothing: both would pass for success.
 */
export function settle(count, { code, timedOut = false }) {
  const fail = (reason) => add(count ?? NOTHING, countCheck(reason, 1));
  if (timedOut) return add(count ?? NOTHING, countCheck("took too long and was ended", 1));
  if (!count) return fail(`exit code ${code}, and no closing line with its counts`);
  if (code !== 0 && count.failed === 0) return fail(`exit code ${code}`);
  if (count.passed + count.failed + count.skipped.length === 0) return fail("ran no tests");
  return count;
}

/** The closing line of the whole run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}
