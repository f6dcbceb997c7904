// JSON in which integers keep all their digits. Beyond ±(2^53 - 1) the browser's parser rounds; such an integer becomes its
// decimal text first, by one pass of the browser's regular expressions, which find nothing in most answers and then cost next
// to nothing.

const LARGEST = String(Number.MAX_SAFE_INTEGER);

/** The longest integer that is looked for, in digits: endless ones overflow the engines' expressions. */
const LONGEST = 1000;

/** Integers beyond the largest safe one: of more digits, or of as many and greater at some digit. */
const beyond = [...LARGEST].reduce((all, digit, at) => {
  const rest = LARGEST.length - at - 1;
  return digit === "9" ? all : `${all}|${LARGEST.slice(0, at)}[${Number(digit) + 1}-9]\\d{${rest}}`;
}, `[1-9]\\d{${LARGEST.length},${LONGEST - 1}}`);

/** One where a number may stand. In a text it may look the same. */
const LONG = new RegExp(`(^|[:,[\\s])(-?(?:${beyond}))(?=\\s*(?:[,}\\]]|$))`, "g");

/** A text, from within, up to an escape or its end. */
const PART = /[^"\\]*(\\.|"|)/gsy;

/** Replaces large integers where no text is. By steps: an expression for whole texts overflows on long ones. */
function replaceOutside(text, by) {
  let whole = "";
  let kept = 0;
  let stop = '"';
  for (let from = 0; stop; from = PART.lastIndex) {
    const opening = text.indexOf('"', from);
    const end = opening < 0 ? text.length : opening;
    if (end - from >= LARGEST.length) {
      whole += text.slice(kept, from) + text.slice(from, end).replace(LONG, by);
      kept = end;
    }
    PART.lastIndex = end + 1;
    do stop = PART.exec(text)?.[1];
    while (stop?.length > 1);
  }
  return whole + text.slice(kept);
}

/**
 * Parses JSON; large integers become texts of their digits, after `mark`.
 *
 * The first pass may put quotes around digits inside a text. The text then ends right before a digit, which is no JSON, so that
 * the parser cannot miss it; the second pass knows where texts are.
 */
export function parse(text, mark = "") {
  const by = `$1"${mark}$2"`;
  const quoted = text.replace(LONG, by);
  // As it came: nothing was found, or there is nothing to tell apart.
  if (quoted === text) return JSON.parse(text);
  try {
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(replaceOutside(text, by));
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
