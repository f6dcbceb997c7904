import { useEffect, useRef, useState } from "preact/hooks";
import type { PBXOperator } from "softphone-admin/yeastar";
import { Empty } from "../components/empty";
import { GapNotice } from "../components/gap-notice";
import { Records } from "../components/records";
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
      {calls.gap.value && <GapNotice gap={calls.gap.value} onDismiss={() => (calls.gap.value = undefined)} />}
      <SummarySection today={today} />
      <section class="card records" aria-labelledby="records">
        <div class="records-head">
          <h2 id="records" tabIndex={-1} ref={heading}>
            Call records
          </h2>
          <Filters list={list} />
        </div>
        <Records name="call records" list={list} problem={problem} handlers={handlers} room={8} empty={<NoCalls list={list} />}>
          {(result) => <CallTable list={list} result={result} />}
        </Records>
      </section>
    </>
  );
}

function NoCalls({ list }: { list: Calls["list"] }) {
  const { filter, status } = list.view.value;
  return filter || status ? (
    <Empty title="No calls match" text="Try another number or show all calls.">
      <button type="button" class="button" onClick={() => void list.show({ filter: "", status: 0 })}>
        Show all calls
      </button>
    </Empty>
  ) : (
    <Empty title="No calls yet" text="Calls of this extension appear here by themselves as soon as they end." />
  );
}
