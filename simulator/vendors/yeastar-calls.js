/**
 * Who calls whom on a plausible business day, and for how long.
 *
 * @import { Random } from "../core.js"
 */

/** @typedef {"ANSWERED" | "NO ANSWER" | "BUSY" | "FAILED" | "VOICEMAIL"} Disposition */
/** @typedef {{ number: string, name?: string, type: "mobile" | "personal" | "external" }} Contact */
/** @typedef {{ from: string, to: string, disposition: Disposition, talkSeconds: number }} Call */

const FIRST_NAMES =
  "Ann Bob Carla David Elena Farid Grace Hiro Ines James Katya Liam Maria Noah Olga Pedro Quinn Rosa Sven Tara Uma Victor Wendy Xavier Yusuf Zoe".split(" ");
const LAST_NAMES =
  "Adams Bauer Costa Dubois Evans Fischer Garcia Haddad Ito Jones Kowalski Larsen Moreau Novak Okafor Patel Rossi Silva Tanaka Weber Young".split(" ");
const COMPANIES = "Harbour Bakery,Northwind Freight,Blue Door Dental,Castle Insurance,Elm Street Garage,Fenwick & Sons,Green Valley Hotel,Kite Logistics,Lakeside Clinic,Maple Print,Orchard Foods,Quarry Steel".split(",");

/** Share of a day's calls per hour, midnight first: two peaks around lunch, hardly any at night. */
const HOURS = [0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 3, 8, 12, 13, 11, 7, 10, 12, 11, 9, 5, 2, 1, 0.6, 0.4, 0.2, 0.1];
/** Yesterday is there to page back into, today is what a dashboard shows. */
const YESTERDAY = 0.1;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @param {Random} random */
export const personName = (random) => `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;

/**
 * People outside. Their numbers come from the ranges that Britain and North America keep for fiction.
 *
 * @param {Random} random
 * @returns {Contact[]}
 */
export function makeContacts(random) {
  /** @type {(index: number) => Contact} */
  const contact = (index) => {
    const last3 = String(index).padStart(3, "0");
    switch (index % 4) {
      case 0:
        return { number: `+447700900${last3}`, name: personName(random), type: "mobile" };
      case 1:
        return { number: `+442079460${last3}`, name: random.pick(COMPANIES), type: "personal" };
      case 2:
        return { number: `+120255501${last3.slice(1)}`, type: "external" };
      default:
        return { number: `+441632960${last3}`, type: "external" };
    }
  };
  return Array.from({ length: 100 }, (_, index) => contact(index));
}

/**
 * Seconds of talk that suit the way a call ended.
 *
 * @param {Random} random
 * @param {Disposition} disposition
 */
export function talkSeconds(random, disposition) {
  if (disposition === "ANSWERED") return Math.min(7_200, Math.max(2, Math.round(random.logNormal(95, 1))));
  return disposition === "VOICEMAIL" ? 4 + random.below(50) : 0;
}

/**
 * @param {Random} random
 * @param {readonly { number: string }[]} extensions
 * @param {readonly Contact[]} contacts
 * @param {number} [own] index of the extension whose call it is; any by default
 * @returns {Call}
 */
export function drawCall(random, extensions, contacts, own = random.below(extensions.length)) {
  // Some outsiders call again and again, most hardly ever.
  const outsider = contacts[Math.floor(contacts.length * random.float() ** 2)].number;
  const colleague = extensions[(own + 1 + random.below(Math.max(1, extensions.length - 1))) % extensions.length].number;
  /** @type {"in" | "out" | "internal"} */
  const kind = random.weighted([["in", 40], ["out", 28], ["internal", extensions.length > 1 ? 32 : 0]]);
  const [from, to] = {
    in: [outsider, extensions[own].number],
    out: [extensions[own].number, outsider],
    internal: [extensions[own].number, colleague],
  }[kind];
  /** @type {Disposition} */
  const disposition = random.weighted([
    ["ANSWERED", 76],
    ["NO ANSWER", 12],
    ["BUSY", 5],
    // The PBX has a mailbox for its extensions only.
    ["VOICEMAIL", kind === "out" ? 0 : 5],
    ["FAILED", 2],
  ]);
  return { from, to, disposition, talkSeconds: talkSeconds(random, disposition) };
}

/**
 * When a day's calls happened: weighted to office hours, up to now, with some of yesterday; in order.
 *
 * @param {Random} random
 * @param {number} now
 * @param {number} count
 */
export function callTimes(random, now, count) {
  const today = Math.floor(now / DAY) * DAY;
  /** @type {[{ from: number, length: number }, number][]} */
  const slots = [];
  HOURS.forEach((weight, hour) => {
    slots.push([{ from: today - DAY + hour * HOUR, length: HOUR }, weight * YESTERDAY]);
    const length = Math.min(HOUR, now - (today + hour * HOUR));
    if (length > 0) slots.push([{ from: today + hour * HOUR, length }, (weight * length) / HOUR]);
  });
  return Array.from({ length: count }, () => {
    const { from, length } = random.weighted(slots);
    return from + random.below(length);
  }).sort((a, b) => a - b);
}
