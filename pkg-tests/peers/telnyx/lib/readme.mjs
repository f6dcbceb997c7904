// What the README says of Telnyx is what is so.
import { readFileSync } from "node:fs";

import { differencesTable } from "../../lib/table.mjs";
import { differences } from "../differences.mjs";

const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");

/** What the README says wrongly. */
export function readmeFaults({ APIError, ...classes }) {
  const faults = [];
  const table = differencesTable(differences, { vendor: "`telnyx` 7.24.0", ours: "`softphone-admin/telnyx`" });
  if (!readme.includes(table)) faults.push(`README.md must show the differences:\n${table}`);
  const rows = [...readme.matchAll(/^\| `(\w+Error)` \| (\d{3})\b.* \| `([\w-]+)` \|$/gm)];
  if (rows.length !== 8) faults.push(`README.md shows ${rows.length} classes of errors with a status, not 8`);
  for (const [, name, status, kind] of rows) {
    const error = APIError.generate(Number(status), {}, undefined, new Headers());
    if (error.constructor !== classes[name] || error.kind !== kind) {
      faults.push(`README.md: ${status} is ${error.constructor.name}, \`${error.kind}\``);
    }
  }
  return faults;
}
