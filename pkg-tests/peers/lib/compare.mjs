// Compares two records, and says in words where they part.
import { isDeepStrictEqual } from "node:util";

const show = (value) => {
  const text = value === undefined ? "(nothing)" : JSON.stringify(value);
  return text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text;
};

const branch = (value) => value !== null && typeof value === "object";

/** Where two plain values differ: `path: one | other`, one line a leaf. */
export function differences(one, other, path = "") {
  if (isDeepStrictEqual(one, other)) return [];
  if (!branch(one) || !branch(other) || Array.isArray(one) !== Array.isArray(other)) return [{ path, one, other }];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  const out = [];
  for (const key of keys) out.push(...differences(one[key], other[key], path ? `${path}.${key}` : key));
  // Only the order of keys differs: of no interest here.
  return out;
}

export const lines = (found, names) =>
  found
    .map(({ path, one, other }) => `${path || "(whole)"}\n  ${names[0]}: ${show(one)}\n  ${names[1]}: ${show(other)}`)
    .join("\n");

/** The value at a dotted path. */
export const pick = (record, path) => path.split(".").reduce((value, key) => value?.[key], record);

/** A copy without the values at these paths. */
export function without(record, paths) {
  const copy = structuredClone(record);
  for (const path of paths) {
    const keys = path.split(".");
    const last = keys.pop();
    const parent = keys.reduce((value, key) => value?.[key], copy);
    if (branch(parent)) delete parent[last];
  }
  return copy;
}
