/**
 * JSON that keeps 64-bit integers: one that a double cannot hold is a `bigint` here, and its digits on the wire.
 */
import { isInteger, parse, stringify } from "lossless-json";

const INT64_MOST = 2n ** 63n - 1n;

/** @param {string} digits */
const numberOf = (digits) => {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !isInteger(digits) ? value : BigInt(digits);
};

/** Throws where the text is not JSON. @type {(text: string) => unknown} */
export const fromJson = (text) => parse(text, null, numberOf);

/** @type {(value: unknown) => string} */
export const toJson = (value) => stringify(value) ?? "null";

/** @type {(value: unknown, init?: ResponseInit) => Response} */
export const jsonResponse = (value, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json");
  return new Response(toJson(value), { ...init, headers });
};

/**
 * An id as the simulator keeps it, in decimal digits; `undefined` where the value is none. A client may send the number
 * or its digits, whichever way this PBX writes them.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export const idOf = (value) => {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  if (typeof text !== "string" || !/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const number = BigInt(text);
  return number <= INT64_MOST && number >= -INT64_MOST - 1n ? text : undefined;
};

/** A value that any JSON writer takes: digits in place of large integers. @param {unknown} value @returns {any} */
export const plain = (value) => {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
};
