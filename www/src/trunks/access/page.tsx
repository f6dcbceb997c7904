import { useEffect, useRef, useState } from "preact/hooks";
import type { AccessIPRange, AccessIPRangeCreateParams } from "softphone-admin/telnyx";
import { Confirm } from "../../components/confirm";
import { Icon } from "../../components/icons";
import { Records } from "../../components/records";
import { Search } from "../../components/search";
import { FormDialog } from "../../form/dialog";
import type { FieldSpec, PathsOf } from "../../form/spec";
import { dayLabel, longDate } from "../../format";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { AccessList } from "./list";

const fields: readonly FieldSpec<PathsOf<AccessIPRangeCreateParams>>[] = [
  { path: "cidr_block", label: "Address block", control: "text", required: true, placeholder: "203.0.113.0/24" },
  { path: "description", label: "Description", control: "text" },
];

/** How soon to look again whether a new range is let in. */
const pendingMs = 3_000;

/** From which addresses the account may be used. */
export function AccessPage({ session: { client } }: { session: TrunkSession }) {
  const [list] = useState(() => new AccessList(client));
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<AccessIPRange>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void list.load();
    return () => list.stop();
  }, [list]);

  const result = list.result.value;
  const problem = list.error.value === undefined ? undefined : trunkProblemOf(list.error.value);
  useEffect(() => {
    if (!result?.rows.some(({ status }) => status === "pending")) return;
    const timer = setTimeout(() => void list.load(), pendingMs);
    return () => clearTimeout(timer);
  }, [list, result]);
  const handlers = {
    onRetry: () => {
      heading.current?.focus();
      void list.load();
    },
    onSignIn: leave,
  };

  return (
    <>
      <section class="card records" aria-labelledby="ranges">
        <div class="records-head">
          <div>
            <h2 id="ranges" tabIndex={-1} ref={heading}>
              Access ranges
            </h2>
            <p class="part-note">From where the account may be used. Without any, from everywhere.</p>
          </div>
          <div class="records-actions">
            <Search
              label="Filter by block"
              clearLabel="Clear the filter"
              placeholder="Part of the block"
              value={list.view.value.filter}
              onSearch={(filter) => void list.show({ filter })}
            />
            <button type="button" class="button primary small" onClick={() => setCreating(true)}>
              <Icon name="plus" size={16} /> Add range
            </button>
          </div>
        </div>
        <Records
          name="access ranges"
          list={list}
          problem={problem}
          handlers={handlers}
          room={5}
          empty={<p class="part-empty">No access ranges{list.view.value.filter && " match"}.</p>}
        >
          {(result) => <RangeTable rows={result.rows} onRemove={setRemoving} />}
        </Records>
      </section>
      {creating && (
        <FormDialog
          title="Add access range"
          action="Add"
          fields={fields}
          save={async (body) => {
            await client.accessIPRanges.create(body as never);
            void list.load();
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {removing && (
        <Confirm
          title="Remove this access range?"
          text={`The account can no longer be used from ${removing.cidr_block}, unless another range holds it.`}
          action="Remove"
          run={async () => {
            await client.accessIPRanges.delete(removing.id);
            void list.load();
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

function RangeTable({ rows, onRemove }: { rows: readonly AccessIPRange[]; onRemove: (range: AccessIPRange) => void }) {
  return (
    <table class="rows ranges" role="table" aria-labelledby="ranges">
      <thead role="rowgroup">
        <tr role="row">
          {["Block", "Description", "State", "Added"].map((label) => (
            <th role="columnheader" scope="col" key={label}>
              {label}
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span class="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((range) => (
          <tr role="row" key={range.id} data-id={range.id}>
            <td role="cell" class="cell-name mono">
              {range.cidr_block}
            </td>
            <td role="cell" class="cell-description">{range.description || "–"}</td>
            <td role="cell" class="cell-state">
              <span class={`badge tone-${range.status === "added" ? "answered" : "no-answer"}`}>
                {range.status === "added" ? "In force" : "Pending"}
              </span>
            </td>
            <td role="cell" class="cell-created">
              {range.created_at && (
                <time dateTime={range.created_at} title={longDate(new Date(range.created_at))}>
                  {dayLabel(new Date(range.created_at))}
                </time>
              )}
            </td>
            <td role="cell" class="row-actions">
              <button type="button" class="icon-button" aria-label={`Remove ${range.cidr_block}`} title="Remove" onClick={() => onRemove(range)}>
                <Icon name="trash" size={16} />
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
