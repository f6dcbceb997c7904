import { useEffect, useRef, useState } from "preact/hooks";
import type { ProviderSummary } from "softphone-admin/portsip";
import { Confirm } from "../components/confirm";
import { useFeed } from "../components/connection";
import { Empty } from "../components/empty";
import { GapNotice } from "../components/gap-notice";
import { Icon } from "../components/icons";
import { useKeptFocus } from "../components/kept-focus";
import { Notice } from "../components/notice";
import { Records } from "../components/records";
import { SystemContext } from "../components/system";
import { count } from "../format";
import { CreateProvider, EditProvider } from "./edit";
import { ExportProviders } from "./export";
import { ProviderFilters } from "./filters";
import { ImportProviders } from "./import/dialog";
import { intervalMs, type ProviderList } from "./list";
import { providerIssuesOf, providerProblemOf } from "./problem";
import { leave, type ProviderSession } from "./session";
import { ProviderTable, type Change } from "./table";

type Open = { do: "create" } | { do: "import" } | { do: "export" } | { do: Change; provider: ProviderSummary };

export function ProvidersPage({ session }: { session: ProviderSession }) {
  const { activity, list } = session;
  const [open, setOpen] = useState<Open>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    list.start();
    return () => list.stop();
  }, [list]);
  useKeptFocus(open !== undefined, heading);

  const handlers = {
    onRetry: () => {
      heading.current?.focus();
      void list.load();
    },
    onSignIn: leave,
  };
  const gap = list.gap.value;

  return (
    <SystemContext.Provider value={{ activity, problemOf: (error) => providerProblemOf(error), issuesOf: providerIssuesOf, leave }}>
      <p class="visually-hidden" role="status">
        {list.announcement}
      </p>
      {gap && (
        <GapNotice
          gap={gap}
          onDismiss={() => {
            list.gap.value = undefined;
            heading.current?.focus();
          }}
        />
      )}
      <section class="card records" aria-labelledby="providers">
        <div class="records-head">
          <h2 id="providers" tabIndex={-1} ref={heading}>
            Providers
          </h2>
          <div class="records-actions">
            <button type="button" class="button small" onClick={() => void list.load()} aria-disabled={list.loading.value}>
              <Icon name="refresh" size={16} /> Refresh
            </button>
            <button type="button" class="button small" onClick={() => setOpen({ do: "import" })}>
              <Icon name="upload" size={16} /> Import
            </button>
            <button type="button" class="button small" onClick={() => setOpen({ do: "export" })}>
              <Icon name="download" size={16} /> Export
            </button>
            <button type="button" class="button primary small" onClick={() => setOpen({ do: "create" })}>
              <Icon name="plus" size={16} /> New provider
            </button>
          </div>
          <ProviderFilters list={list} />
        </div>
        <Notice
          text={list.notice.value}
          onDismiss={() => {
            list.notice.value = "";
            heading.current?.focus();
          }}
        />
        {list.all.value && <Counts session={session} />}
        <Records
          name="providers"
          list={list}
          problem={problemOf(list)}
          handlers={handlers}
          room={8}
          empty={<NoProviders list={list} onOpen={(what) => setOpen({ do: what })} />}
        >
          {() => <ProviderTable list={list} onChange={(change, provider) => setOpen({ do: change, provider })} />}
        </Records>
      </section>
      {open && <OpenDialog open={open} session={session} onClose={() => setOpen(undefined)} />}
    </SystemContext.Provider>
  );
}

function problemOf({ all, complete, error }: ProviderList) {
  if (error.value === undefined) return undefined;
  const problem = providerProblemOf(error.value);
  const part = all.value && !complete.value;
  return part ? { ...problem, text: `${problem.text} The list below is only a part.` } : problem;
}

/** How many there are, and how the page hears of changes. */
function Counts({ session: { client, list } }: { session: ProviderSession }) {
  const { state } = useFeed(client.feed);
  const rows = [...list.all.value!.values()];
  const off = rows.filter(({ status }) => status !== undefined && status !== "ONLINE").length;
  return (
    <div class="counts">
      <p>
        {count(rows.length)} {rows.length === 1 ? "provider" : "providers"}, {off ? count(off) : "none"} offline
      </p>
      <p class="counts-how">
        {list.eventsError.value !== undefined && <Icon name="warning" size={15} />}
        {state !== "closed" && howOf(list, state === "live")}
      </p>
    </div>
  );
}

function howOf({ byEvents, eventsError }: ProviderList, isLive: boolean): string {
  const asked = `Asked every ${intervalMs / 1000} seconds`;
  if (byEvents.value) return isLive ? "The PBX tells of changes" : `${asked} until the PBX tells of changes`;
  const { value: error } = eventsError;
  return error === undefined ? asked : `No events for this tenant (${(error as Error).message}). ${asked}`;
}

function OpenDialog({ open, session, onClose }: { open: Open; session: ProviderSession; onClose: () => void }) {
  if (open.do === "create") return <CreateProvider session={session} onClose={onClose} />;
  if (open.do === "import") return <ImportProviders session={session} onClose={onClose} />;
  if (open.do === "export") return <ExportProviders session={session} onClose={onClose} />;
  const { provider } = open;
  if (open.do === "edit") return <EditProvider session={session} provider={provider} onClose={onClose} />;
  return (
    <Confirm
      title="Delete this provider?"
      text={`“${provider.name}” (${provider.id}) can no longer carry calls${provider.status === "ONLINE" ? "; it is online now" : ""}. This cannot be undone.`}
      action="Delete provider"
      run={() => session.list.delete(provider)}
      onClose={onClose}
    />
  );
}

function NoProviders({ list, onOpen }: { list: ProviderList; onOpen: (what: "create" | "import") => void }) {
  const narrowed = (list.all.value?.size ?? 0) > 0;
  return narrowed ? (
    <Empty title="No providers match" text="Try another name or show all providers.">
      <button type="button" class="button" onClick={() => list.showAll()}>
        Show all providers
      </button>
    </Empty>
  ) : (
    <Empty title="No providers yet" text="A provider is a SIP trunk, the way on which calls leave the PBX and come in.">
      <button type="button" class="button" onClick={() => onOpen("import")}>
        Import a file
      </button>
      <button type="button" class="button primary" onClick={() => onOpen("create")}>
        New provider
      </button>
    </Empty>
  );
}
