/** A field that will be another. `from` is absent where there is nothing yet. */
export interface Change {
  readonly label: string;
  readonly from?: string;
  readonly to: string;
}

/** What a write changes, field by field. */
export function DiffTable({ changes, isNew }: { changes: readonly Change[]; isNew: boolean }) {
  return (
    <table class={`diff ${isNew ? "is-new" : ""}`} role="table" aria-labelledby="review">
      <thead role="rowgroup">
        <tr role="row">
          {(isNew ? ["Field", "Value"] : ["Field", "Now", "Then"]).map((label) => (
            <th role="columnheader" scope="col" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {changes.map(({ label, from, to }) => (
          <tr role="row" key={label}>
            <th role="rowheader" scope="row">
              {label}
            </th>
            {!isNew && (
              <td role="cell" class="diff-from">
                {from || <Nothing />}
              </td>
            )}
            <td role="cell" class="diff-to">
              {to || <Nothing />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Nothing = () => <span class="none">empty</span>;
