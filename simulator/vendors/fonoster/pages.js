/**
 * How lists of the newer generation are cut into pages. Rows of all workspaces lie in one table, and the server
 * fetches before it sorts out whose they are: it loses rows on the way, and so must this.
 */

/** @typedef {"v0.16.10" | "legacy"} Pagination */

export const PAGINATIONS = /** @type {const} */ (["v0.16.10", "legacy"]);

const DEFAULT_SIZE = 20;
const MOST_BATCHES = 10;

/**
 * @template {{ ref: string }} T
 * @param {readonly T[]} rows All of them, newest first.
 * @param {{ pageSize?: number, pageToken?: string }} request
 * @param {(row: T) => boolean} isOwn
 * @param {Pagination} pagination
 * @returns {{ items: T[], nextPageToken: string | undefined }}
 */
export function pageOf(rows, { pageSize, pageToken = "" }, isOwn, pagination) {
  /** Where the rows behind that one begin; nowhere, if there is no such row. @param {string} token */
  const behind = (token) => {
    if (token === "") return 0;
    const at = rows.findIndex(({ ref }) => ref === token);
    return at < 0 ? rows.length : at + 1;
  };
  const start = behind(pageToken);

  if (pagination === "legacy") {
    const batch = rows.slice(start, pageSize === undefined ? undefined : start + pageSize);
    return { items: batch.filter(isOwn), nextPageToken: batch.at(-1)?.ref };
  }

  const size = pageSize ?? DEFAULT_SIZE;
  /** @type {T[]} */
  let items = [];
  let nextPageToken = "";
  for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
    const from = start + batches * 2 * size;
    const batch = rows.slice(from, from + 2 * size);
    const last = batch.at(-1);
    if (!last) return { items, nextPageToken: "" };
    items = batch.filter(isOwn);
    nextPageToken = batch.length >= 2 * size ? last.ref : "";
    if (items.length > 0) return { items: items.slice(0, size), nextPageToken };
    // Only foreign rows: on, whether the batch was full or not.
    nextPageToken = last.ref;
  }
  return { items, nextPageToken };
}
