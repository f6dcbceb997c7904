import { useEffect, useRef, useState } from "preact/hooks";
import type { PBXOperator } from "softphone-admin/yeastar";
import { Icon } from "../components/icons";
import { Records } from "../components/records";
import { clockTime } from "../format";
import { problemOf } from "../problem";
import { signOut } from "../session";
import { Filters } from "./filters";
import { Calls } from "./live";
import { SummarySection } from "./summary";
import { CallTable } from "./table";

export function CallsPage({ pbx }: { pbx: PBXOperator }) {
  const [calls] = useState(() => new Calls(pbx));
  useEffect(() => () => calls.dispose(), [calls]);
  const { list, today } = calls;
  const heading = useRef<HTMLHeadingElement>(null);

  const problem = list.error.value === undefined ? undefined : problemOf(list.error.value);
  const again = () => {
    // The button goes away; whoever pressed it goes on at the list.
    heading.current?.focus();
    void list.load();
    if (today.error.value !== undefined) void today.load();
  };
  const handlers = { onRetry: again, onSignIn: () => void signOut() };

  return (
    <>
      <p class="visually-hidden" role="status">
        {calls.announcement}
      </p>
      {calls.gap.value && <GapNotice from={calls.gap.value.from} to={calls.gap.value.to} onDismiss={() => (calls.gap.value = undefined)} />}
      <SummarySection today={today} />
      <section class="card records" aria-labelledby="records">
        <div class="records-head">
          <h2 id="records" tabIndex={-1} ref={heading}>
            Call records
          </h2>
          <Filters list={list} />
        </div>
        <Records name="call records" list={list} problem={problem} handlers={handlers} room={8} empty={<Empty list={list} />}>
          {(result) => <CallTable list={list} result={result} />}
        </Records>
      </section>
    </>
  );
}

function GapNotice({ from, to, onDismiss }: { from: number; to: number; onDismiss: () => void }) {
  return (
    <div class="bar bar-notice" role="status">
      <Icon name="refresh" />
      <p>
        Some changes may have been missed between {clockTime(new Date(from))} and {clockTime(new Date(to))}; refreshed.
      </p>
      <button type="button" class="icon-button" onClick={onDismiss} aria-label="Dismiss">
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

function Empty({ list }: { list: Calls["list"] }) {
  const { filter, status } = list.view.value;
  const narrowed = Boolean(filter || status);
  return (
    <div class="problem empty">
      <span class="problem-icon">
        <Icon name="empty" size={26} />
      </span>
      <h3>{narrowed ? "No calls match" : "No calls yet"}</h3>
      <p>{narrowed ? "Try another number or show all calls." : "Calls of this extension appear here by themselves as soon as they end."}</p>
      {narrowed && (
        <div class="problem-actions">
          <button type="button" class="button" onClick={() => void list.show({ filter: "", status: 0 })}>
            Show all calls
          </button>
        </div>
      )}
    </div>
  );
}
