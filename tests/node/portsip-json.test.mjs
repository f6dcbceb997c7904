// What PortSIP's answers are read and its requests are written with, held against an exact parser: documents by chance,
// many of them broken. SEED=… repeats a run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { parse as exactly } from "lossless-json";

import { newMark, parse, stringify } from "../../src/js/portsip/json.js";

const DOCUMENTS = process.env.SOFTPHONE_ADMIN_ALL === "1" ? 1_000_000 : 2_000;
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 32);

// ---- Documents ----------------------------------------------------------------------------------------------------

/** Numbers from 0 up to 1 by chance, always the same of a seed (mulberry32). */
function chances(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const chance = chances(SEED);
const below = (count) => Math.floor(chance() * count);
const oneOf = (list) => list[below(list.length)];
const times = (most, make) => Array.from({ length: below(most + 1) }, make).join("");

const digits = (count) => String(1 + below(9)) + Array.from({ length: count - 1 }, () => below(10)).join("");

/** Integers: most around the largest that a number can hold, and of as many digits. */
const integer = () =>
  oneOf(["", "", "", "-"]) +
  oneOf([
    () => `90071992547409${digits(2)}`,
    () => digits(16),
    () => digits(17 + below(4)),
    () => digits(15),
    () => digits(1 + below(60)),
    () => String(below(100)),
    () => "9007199254740993",
  ])();

const number = () => integer() + oneOf(["", "", "", "", "", `.${digits(1 + below(20))}`, ".0", `e${below(30)}`, `E+${below(400)}`, `e-${below(400)}`, `.5e${below(20)}`]);

const space = () => (chance() < 0.7 ? "" : times(3, () => oneOf([" ", "\n", "\t", "\r\n", "  "])));

/** Pieces of texts: much that looks like JSON with large numbers in it. */
const PIECES = ["a", "é", " ", ",", ":", "[", "]", "{", "}", "-", "e5", ".5", '\\"', "\\\\", "\\n", "\\/", "\\u0000", "\\u0022", "\\uE000", "\\ue000", "\uE000", "\uE000\uE000", "\\ud800", "\ud800", "\u2028", "\u00a0", "😀"];
const piece = () => (chance() < 0.4 ? oneOf([", ", ":", "[", " ", "", "-", ",-"]) + integer() + oneOf([",", "}", "]", " ", "", " ,", "\\n]"]) : oneOf(PIECES));
/** The mark's own character before digits, too. */
const text = () => `"${chance() < 0.1 ? oneOf(["\\uE000", "\\ue000", "\uE000"]) + integer() : times(6, piece)}"`;

const KEYS = ["id", "name", "tenant_id", "providers", "__proto__", "constructor", "0", "9007199254740993", ""];
const key = () => (chance() < 0.8 ? JSON.stringify(oneOf(KEYS)) : text());

function value(depth) {
  const kind = below(depth > 5 ? 6 : 10);
  if (kind < 3) return number();
  if (kind < 5) return text();
  if (kind < 6) return oneOf(["true", "false", "null"]);
  const items = Array.from({ length: below(5) }, () => (kind < 8 ? space() : space() + key() + space() + ":" + space()) + value(depth + 1) + space()).join(",");
  return kind < 8 ? `[${items || space()}]` : `{${items || space()}}`;
}

function wrapped(inner) {
  const levels = below(500);
  return oneOf([() => "[".repeat(levels) + inner + "]".repeat(levels), () => '{"a":'.repeat(levels) + inner + "}".repeat(levels)])();
}

/** What breaks a document, or sometimes does not. */
function broken(whole) {
  const at = below(whole.length + 1);
  const [head, tail] = [whole.slice(0, at), whole.slice(at)];
  return oneOf([
    () => head,
    () => tail,
    () => head + tail.slice(1),
    () => head + oneOf([...'",:[]{}\\-.e0 9', "\u00a0", "\ufeff", "\n", "\u0000", "\uE000", "01", "+"]) + tail,
    () => head + oneOf([" ", ",", ""]) + integer() + oneOf([" ", ",", ""]) + tail,
    () => head + oneOf([...'",:[]{}\\-']) + tail.slice(1),
  ])();
}

function documentByChance() {
  let whole = space() + value(0) + space();
  if (chance() < 0.003) whole = wrapped(whole);
  for (let flaws = chance() < 0.35 ? 1 + below(2) : 0; flaws > 0; flaws -= 1) whole = broken(whole);
  return whole;
}

// ---- What has to be true of each ------------------------------------------------------------------------------------

const INTEGER = /^-?\d+$/;
const isLarge = (digits) => INTEGER.test(digits) && !Number.isSafeInteger(Number(digits));
const last = ({ newValue }) => newValue;

/** As the exact parser reads it, large integers by `large`. */
const read = (whole, large, other = Number) => exactly(whole, undefined, { parseNumber: (digits) => (isLarge(digits) ? large(digits) : other(digits)), onDuplicateKey: last });

const isJson = (whole) => {
  try {
    JSON.parse(whole);
    return true;
  } catch {
    return false;
  }
};

const large = (digits) => ({ large: digits });
/** Another number, which may be a large integer when it is written again: `1e17`. */
const written = (digits) => (isLarge(String(Number(digits))) ? large(String(Number(digits))) : Number(digits));

/** What is wrong with how a document is read and written; nothing where it is right. */
function flawOf(whole) {
  if (!isJson(whole)) {
    for (const mark of ["", newMark()]) {
      try {
        return `is no JSON, and is read as ${JSON.stringify(parse(whole, mark))}`;
      } catch (error) {
        if (!(error instanceof SyntaxError)) return `is refused by ${error}`;
      }
    }
    return undefined;
  }
  const mark = newMark();
  const marked = parse(whole, mark);
  if (!isDeepStrictEqual(parse(whole), read(whole, String))) return "is read as something else";
  if (!isDeepStrictEqual(marked, read(whole, (digits) => mark + digits))) return "is read as something else, with a mark";
  const again = stringify(marked, false, mark);
  if (!isDeepStrictEqual(read(again, large), JSON.parse(JSON.stringify(read(whole, large, written))))) return `is written as ${again}`;
  return undefined;
}

test(`of ${DOCUMENTS} documents by chance (SEED=${SEED}) no digit is lost, no text changed, and no other is taken`, () => {
  let valid = 0;
  for (let count = 0; count < DOCUMENTS; count += 1) {
    const whole = documentByChance();
    const flaw = flawOf(whole);
    assert.equal(flaw, undefined, `SEED=${SEED}, document ${count}: ${JSON.stringify(whole)} ${flaw}`);
    valid += isJson(whole) ? 1 : 0;
  }
  // Otherwise it has tested nothing.
  assert.ok(valid > DOCUMENTS / 2 && valid < DOCUMENTS * 0.95, `${valid} of ${DOCUMENTS} were valid`);
});

// ---- Long ones ------------------------------------------------------------------------------------------------------

const MOST = 16 * 2 ** 20;
const ID = "9007199254740993";
/** What looks like a large integer of its own, so that texts have to be told apart from numbers. */
const LURE = `, ${ID},`;
const filled = (head, filling, tail) => head + filling.repeat(Math.floor((MOST - head.length - tail.length) / filling.length)) + tail;

const LONG = {
  "a text of escapes": filled(`{"name":"${LURE}`, '\\"', `","id":${ID}}`),
  "a text of backslashes": filled(`{"name":"${LURE}`, "\\\\", `","id":${ID}}`),
  "a text without an escape": filled(`{"name":"${LURE}`, "x", `","id":${ID}}`),
  "a text of digits": filled(`{"name":"${LURE}`, "9", `","id":${ID}}`),
  "a text of the mark": filled(`{"name":"${LURE}`, "\uE000", `","id":${ID}}`),
  "short texts": filled(`{"name":"${LURE}","ips":[1`, ',"b"', `],"id":${ID}}`),
  "large integers": filled('{"ips":[1', `,-${ID}`, `],"id":${ID}}`),
  "blanks": filled(`{"name":"${LURE}","id":${ID}`, " ", "}"),
  "one number": filled('{"port":', "9", `,"id":${ID}}`),
};

for (const [what, whole] of Object.entries(LONG)) {
  test(`an answer of 16 MB that is ${what} is read, and written`, () => {
    const mark = newMark();
    const read = parse(whole, mark);
    assert.equal(read.id, mark + ID);
    const again = stringify(read, false, mark);
    assert.ok(again.endsWith(`"id":${ID}}`));
  });
}

test("an answer of 16 MB that is no JSON is refused as such", () => {
  for (const whole of [filled(`{"id":${ID},"name":"`, '\\"', ""), filled(`[${ID}`, " ", "x]"), filled(`["${LURE}"`, ',"b"', "")]) {
    assert.throws(() => parse(whole), SyntaxError);
  }
});
