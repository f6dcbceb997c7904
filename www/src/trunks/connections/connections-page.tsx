import { useEffect, useRef, useState } from "preact/hooks";
import { Empty } from "../../components/empty";
import { Icon } from "../../components/icons";
import { ProblemBar } from "../../components/problem";
import { Records } from "../../components/records";
import { go, route } from "../../router";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { AllConnections } from "./all";
import { Counts } from "./counts";
import { CreateConnection } from "./create";
import { ConnectionFilters } from "./filters";
import type { ConnectionList } from "./list";
import { kindOf } from "./kinds";
import { ConnectionTable } from "./table";

export function ConnectionsPage({ session }: { session: TrunkSession }) {
  const list = session.connections;
  const heading = useRef<HTMLHeadingElement>(null);
  const [creating, setCreating] = useState(false);
  const [all, setAll] = useState(false);
  const profile = route.value.query.get("profile") ?? undefined;

  useEffect(() => void list.loadCounts(), [list]);
  useEffect(() => {
    void session.profiles.load();
    void (profile === list.view.value.profile ? list.load() : list.show({ profile }));
    return () => list.stop();
  }, [list, profile]);

  const error = list.error.value;
  const problem = error === undefined ? undefined : trunkProblemOf(error);
  const switchError = list.switchError.value;
  const again = () => {
    // The button goes away; whoever pressed it goes on at the list.
    heading.current?.focus();
    void list.load();
    void list.loadCounts();
  };
  const handlers = { onRetry: again, onSignIn: leave };

  return (
    <>
      <Counts counts={list.counts.value} />
      <section class="card records" aria-labelledby="connections">
        <div class="records-head">
          <h2 id="connections" tabIndex={-1} ref={heading}>
            Connections
          </h2>
          <div class="records-actions">
            <CheckAll list={list} />
            <button type="button" class="button small" aria-pressed={all} onClick={() => setAll(!all)}>
              <Icon name="table" size={16} /> All in one list
            </button>
            <button type="button" class="button primary small" onClick={() => setCreating(true)}>
              <Icon name="plus" size={16} /> New connection
            </button>
          </div>
          <ConnectionFilters list={list} profiles={session.profiles} />
        </div>
        {switchError !== undefined && (
          <ProblemBar problem={{ ...trunkProblemOf(switchError), action: "none" }} {...handlers} />
        )}
        <Records
          name="connections"
          list={list}
          problem={problem}
          handlers={handlers}
          room={8}
          paged={!all}
          empty={<NoConnections list={list} onCreate={() => setCreating(true)} />}
        >
          {(result) =>
            all ? (
              <AllConnections list={list} profiles={session.profiles} first={result} key={JSON.stringify(result.view)} />
            ) : (
              <ConnectionTable list={list} profiles={session.profiles} result={result} />
            )
          }
        </Records>
      </section>
      {creating && <CreateConnection session={session} onClose={() => setCreating(false)} />}
    </>
  );
}

/** Asks for the registrations of all credential connections on screen. */
function CheckAll({ list }: { list: ConnectionList }) {
  const [busy, setBusy] = useState(false);
  const ids = (list.result.value?.rows ?? [])
    .filter(({ record_type }) => kindOf(record_type) === "credential_connection")
    .map(({ id }) => id!);
  const run = async () => {
    if (busy || !ids.length) return;
    setBusy(true);
    await list.checkAll(ids);
    setBusy(false);
  };
  return (
    <button type="button" class="button small" aria-disabled={busy || !ids.length} onClick={run}>
      <Icon name="refresh" size={16} /> Check registrations
    </button>
  );
}

function NoConnections({ list, onCreate }: { list: ConnectionList; onCreate: () => void }) {
  const { filter, kind, profile } = list.view.value;
  return filter || kind || profile ? (
    <Empty title="No connections match" text="Try another name or show all connections.">
      <button
        type="button"
        class="button"
        onClick={() => {
          go("#/telnyx/connections");
          void list.show({ filter: "", kind: undefined, profile: undefined });
        }}
      >
        Show all connections
      </button>
    </Empty>
  ) : (
    <Empty title="No connections yet" text="A connection is the way on which calls leave for Telnyx and come from there.">
      <button type="button" class="button primary" onClick={onCreate}>
        New connection
      </button>
    </Empty>
  );
}
