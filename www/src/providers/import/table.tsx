import type { ComponentChildren } from "preact";
import { isPbxError } from "softphone-admin/errors";
import { Cell } from "../../components/cell";
import { Icon } from "../../components/icons";
import { None } from "../../components/none";
import { providerProblemOf } from "../problem";
import { changesOf } from "../review";
import { labelOf, rootOf } from "../specs";
import type { Outcome, Row } from "./job";

const words: Record<Outcome, readonly [label: string, tone: string] | undefined> = {
  unread: undefined,
  wrong: ["Left out", "failed"],
  create: ["New", "voicemail"],
  update: ["Changes", "no-answer"],
  same: ["As it is", "other"],
  created: ["Created", "answered"],
  updated: ["Changed", "answered"],
  failed: ["Failed", "failed"],
  unclear: ["Cut short", "no-answer"],
};

/** What becomes of each row of a file. */
export function RowTable({ rows }: { rows: readonly Row[] }) {
  return (
    <table class="rows imported" role="table" aria-labelledby="import-rows">
      <thead role="rowgroup">
        <tr role="row">
          {["Row", "Provider", "Result", "Details"].map((label) => (
            <th role="columnheader" scope="col" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row" key={row.place} data-row={row.place} data-outcome={row.outcome}>
            <Cell name="place" label="Row">{row.place}</Cell>
            <td role="cell" class="cell-name">{row.name || <None />}</td>
            <td role="cell" class="cell-result">
              <Badge outcome={row.outcome} />
            </td>
            <td role="cell" class="cell-details">
              <Details row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Badge({ outcome }: { outcome: Outcome }) {
  const [label, tone] = words[outcome] ?? [];
  return label ? <span class={`badge tone-${tone}`}>{label}</span> : <None />;
}

function Details({ row: { outcome, issues, diff = {}, error } }: { row: Row }) {
  const lines: ComponentChildren[] = issues
    .filter(({ severity }) => severity === "error" || outcome !== "wrong")
    .map(({ path, severity, message }) => (
      <>
        <Icon name={severity === "error" ? "alert" : "warning"} size={15} />
        <span>
          {path && <strong>{labelOf(rootOf(path))}</strong>} {message}
        </span>
      </>
    ));
  if (isPbxError(error) && error.kind === "aborted") {
    lines.push(<span>It was under way: it may have been written.</span>);
  } else if (error !== undefined) {
    const { title, detail } = providerProblemOf(error);
    lines.push(
      <>
        <Icon name="alert" size={15} />
        <span>
          {title}
          {detail && <span class="mono"> {detail}</span>}
        </span>
      </>,
    );
  } else if (outcome === "update" || outcome === "updated") {
    lines.push(
      ...changesOf(diff).map(({ label, from, to }) => (
        <span>
          <strong>{label}</strong> {from || "empty"} <span aria-hidden="true">→</span>
          <span class="visually-hidden">becomes</span> {to || "empty"}
        </span>
      )),
    );
  }
  return (
    <ul class="findings">
      {lines.map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ul>
  );
}
