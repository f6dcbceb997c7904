// JSON in which integers keep all their digits. Beyond ±(2^53 - 1) the browser's parser rounds; such an integer becomes its
// decimal text first, by one pass of the browser's regular expressions, which find nothing in most answers and then cost next
// to nothing.

/** An integer that may be too large, where a number may stand. In a text it may look the same. */
const LONG = String.raw`(^|[:,[\s])(-?[1-9]\d{15,})(?=\s*(?:[,}\]]|$))`;
const ANYWHERE = new RegExp(LONG, "g");
/** The same with whole texts before it, so that none is found inside. */
const OUTSIDE = new RegExp(String.raw`"[^"\\]*(?:\\.[^"\\]*)*"|${LONG}`, "gs");

/**
 * Parses JSON; large integers become texts of their digits, after `mark`.
 *
 * The first pass may put quotes around digits inside a text. The text then ends right before a digit, which is no JSON, so that
 * the parser cannot miss it; the second pass knows where texts are.
 */
export function parse(text, mark = "") {
  const quote = (found, before, digits) => (digits === undefined || Number.isSafeInteger(Number(digits)) ? found : `${before}"${mark}${digits}"`);
  const quoted = text.replace(ANYWHERE, quote);
  // As it came: nothing was found, or there is nothing to tell apart.
  if (quoted === text) return JSON.parse(text);
  try {
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(text.replace(OUTSIDE, quote));
  }
}

/** A character that no sender uses, repeated until the text does not hold it. */
export function markFor(text) {
  let mark = "\uE000";
  while (text.includes(mark)) mark += "\uE000";
  return mark;
}

/** Digits that a number may be written with. */
const WHOLE = /^(?:0|[1-9]\d*)$/;
const isLarge = (item) => typeof item === "string" && WHOLE.test(item) && !Number.isSafeInteger(Number(item));

/**
 * Writes JSON. If `numbers`, its own `id` becomes a number of the same digits, and tenants' ids that were read as texts; so do
 * texts after `mark`, which `parse` has made.
 */
export function stringify(value, numbers, mark = markFor(JSON.stringify(value))) {
  const marked = function (key, item) {
    const isId = numbers && (key === "id" ? this === value && WHOLE.test(item) : key === "tenant_id" && isLarge(item));
    return isId ? mark + item : item;
  };
  return JSON.stringify(value, marked).replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
}
