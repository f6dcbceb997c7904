// JSON in which integers keep all their digits. Beyond ±(2^53 - 1) the browser's parser rounds; such an integer becomes its
// decimal text first, by one pass of the browser's regular expressions, which find nothing in most answers and then cost next
// to nothing.

/**
 * An integer that may be too large, where a number may stand; in a text it may look the same. Not longer than a thousand digits:
 * endless ones overflow the engines' expressions.
 */
const LONG = /(^|[:,[\s])(-?[1-9]\d{15,999})(?=\s*(?:[,}\]]|$))/g;

/** Tells of places in ascending order whether they are outside of all texts. */
function outsideOf(text) {
  const quotes = /\\.|"/gs;
  let inside = false;
  let next = quotes.exec(text);
  return (place) => {
    for (; next && next.index < place; next = quotes.exec(text)) inside = inside !== (next[0] === '"');
    return !inside;
  };
}

/**
 * Parses JSON; large integers become texts of their digits, after `mark`.
 *
 * The first pass may put quotes around digits inside a text. The text then ends right before a digit, which is no JSON, so that
 * the parser cannot miss it; the second pass knows where texts are.
 */
export function parse(text, mark = "") {
  const quotedWhere = (isNumber) =>
    text.replace(LONG, (found, before, digits, place) => (Number.isSafeInteger(Number(digits)) || !isNumber(place) ? found : `${before}"${mark}${digits}"`));
  const quoted = quotedWhere(() => true);
  // As it came: nothing was found, or there is nothing to tell apart.
  if (quoted === text) return JSON.parse(text);
  try {
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(quotedWhere(outsideOf(text)));
  }
}

/** What no JSON holds: characters that no sender uses, around others by chance. */
export const newMark = () => `\uE000${Math.random().toString(36).slice(2)}\uE000`;

/** Digits that a number may be written with. */
const WHOLE = /^(?:0|[1-9]\d*)$/;
const isLarge = (item) => typeof item === "string" && WHOLE.test(item) && !Number.isSafeInteger(Number(item));

/**
 * Writes JSON. If `numbers`, its own `id` becomes a number of the same digits, and tenants' ids that were read as texts; so do
 * texts after `mark`, which `parse` has made.
 */
export function stringify(value, numbers, mark = newMark()) {
  const marked = function (key, item) {
    const isId = numbers && (key === "id" ? this === value && WHOLE.test(item) : key === "tenant_id" && isLarge(item));
    return isId ? mark + item : item;
  };
  return JSON.stringify(value, marked).replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
}
