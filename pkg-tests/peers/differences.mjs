// Where softphone-admin/telnyx behaves otherwise than telnyx@7.24.0, on purpose. The peer tests read this table: a case
// that shows a difference names its row, and a row without a case fails the run. The README shows it.

export const differences = [];

/** The table in markdown. */
export function differencesTable() {
  const cell = (text) => text.replaceAll("|", "\\|");
  const rows = differences.map(({ what, vendor, ours, why }) => `| ${[what, vendor, ours, why].map(cell).join(" | ")} |`);
  return ["| | `telnyx` 7.24.0 | `softphone-admin/telnyx` | Why |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
