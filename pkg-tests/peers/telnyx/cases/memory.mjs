// A walk over many rows holds one page at a time, besides the first, which its promise keeps. Counted by weak
// references to the first row of each page: a page that is alive holds its rows. The engine may keep a page for itself
// here and there, so the median decides, and that the count does not grow.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { turns } from "../lib/stage.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const ROWS = 250;

const median = (counts) => counts.toSorted((one, other) => one - other)[counts.length >> 1];

/** Walks so many pages and answers how many rows came and whether few pages were alive all the time. */
const walking =
  (pages) =>
  async ({ exports }) => {
    const fetch = async (url) => {
      const number = Number(new URL(url).searchParams.get("page[number]") ?? 1);
      const data = Array.from({ length: ROWS }, (_, row) => ({
        id: `${number}-${row}`,
        connection_name: "x".repeat(50),
      }));
      return Response.json({ data, meta: { page_number: number, total_pages: pages } });
    };
    const client = new exports.Telnyx({ apiKey: "KEY", fetch, logLevel: "off" });
    const firsts = [];
    let rows = 0;
    const alive = [];
    for await (const row of client.connections.list({ "page[size]": ROWS })) {
      if (rows % ROWS === 0) firsts.push(new WeakRef(row));
      if (rows % (5 * ROWS) === 0) {
        // Weak references hold their target until the present turn ends, and streams are freed in several rounds.
        for (let round = 0; round < 3; round += 1) {
          await turns(2);
          collect();
        }
        alive.push(firsts.filter((each) => each.deref()).length);
      }
      rows += 1;
    }
    return { rows, few: median(alive) <= 5, neverMany: Math.max(...alive) <= 10 };
  };

export const cases = [
  { name: "10,000 rows", record: walking(40) },
  { name: "100,000 rows", slow: true, record: walking(400) },
];
