// JSON in which integers keep all their digits. Beyond ±(2^53 - 1) the browser's parser rounds; such an integer becomes its
// decimal text first, by one pass of the browser's regular expressions, which find nothing in most answers and then cost next
// to nothing.

const LARGEST = String(Number.MAX_SAFE_INTEGER);

/** Integers beyond the largest safe one: of more digits, or of as many and greater at some digit. */
const beyond = [...LARGEST].reduce((all, digit, at) => {
  const rest = LARGEST.length - at - 1;
  return digit === "9" ? all : `${all}|${LARGEST.slice(0, at)}[${Number(digit) + 1}-9]\\d{${rest}}`;
}, `[1-9]\\d{${LARGEST.length},}`);

/** One where a number may stand. In a text it may look the same. */
const LONG = new RegExp(`(^|[:,[\\s])(-?(?:${beyond}))(?=\\s*(?:[,}\\]]|$))`, "g");
/** The same with whole texts before it, so that none is found inside. */
const EXACT = new RegExp(`"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|(^|[:,[\\s])(-?(?:${beyond}))(?=\\s*(?:[,}\\]]|$))`, "gs");

/**
 * Parses JSON; large integers become texts of their digits, after `mark`.
 *
 * The first pass may put quotes around digits inside a text. The text then ends right before a digit, which is no JSON, so that
 * the parser cannot miss it; the second pass knows where texts are.
 */
export function parse(text, mark = "") {
  const quoted = text.replace(LONG, `$1"${mark}$2"`);
  // As it came: nothing was found, or there is nothing to tell apart.
  if (quoted === text) return JSON.parse(text);
  try {
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(text.replace(EXACT, (found, before, digits) => (digits ? `${before}"${mark}${digits}"` : found)));
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
