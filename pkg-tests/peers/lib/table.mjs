/** A table of differences in markdown; `heads` are the packages as its head shows them. */
export function differencesTable(differences, heads) {
  const cell = (text) => text.replaceAll("|", "\\|");
  const rows = differences.map(
    ({ what, vendor, ours, why }) => `| ${[what, vendor, ours, why].map(cell).join(" | ")} |`,
  );
  return [`| | ${heads.vendor} | ${heads.ours} | Why |`, "| --- | --- | --- | --- |", ...rows].join("\n");
}
