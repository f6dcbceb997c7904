// What the README says of Fonoster's differences is what is so.
import { readFileSync } from "node:fs";

import { differencesTable } from "../../lib/table.mjs";
import { differences } from "../differences.mjs";
import { VENDOR } from "./places.mjs";

const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");

/** What the README says wrongly. */
export function readmeFaults() {
  const table = differencesTable(differences, {
    vendor: `\`${VENDOR.name}\` ${VENDOR.version}`,
    ours: "`softphone-admin/fonoster`",
  });
  return readme.includes(table) ? [] : [`README.md must show the differences:\n${table}`];
}
