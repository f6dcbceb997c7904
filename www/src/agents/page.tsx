import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Agent, CreateAgentRequest, UpdateAgentRequest } from "softphone-admin/fonoster";
import { Confirm } from "../components/confirm";
import { Empty } from "../components/empty";
import { Icon } from "../components/icons";
import { useKeptFocus } from "../components/kept-focus";
import { Notice } from "../components/notice";
import { ProblemBar } from "../components/problem";
import { Records } from "../components/records";
import { SystemContext } from "../components/system";
import { FormDialog } from "../form/dialog";
import { BulkBar } from "./bulk";
import { AgentFilters } from "./filters";
import type { AgentList } from "./list";
import { agentIssuesOf, agentProblemOf } from "./problem";
import { leave, type AgentSession } from "./session";
import { creation, editing, newSecret } from "./specs";
import { AgentTable, type Change } from "./table";

type Open = { do: "create" } | { do: Change; agent: Agent };

/** What the server keeps, as a form has it: no number where there is no limit. */
function formOf(agent: Agent): object {
  const { maxContacts = 0, expires } = agent;
  return { ...agent, maxContacts: maxContacts > 0 ? maxContacts : undefined, expires: expires || undefined };
}

export function AgentsPage({ session }: { session: AgentSession }) {
  const { activity, list } = session;
  const [open, setOpen] = useState<Open>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void list.load();
    return () => list.stop();
  }, [list]);

  const keepFocus = useKeptFocus(open !== undefined, heading);
  const close = () => setOpen(undefined);
  const handlers = {
    onRetry: () => {
      heading.current?.focus();
      void list.load();
    },
    onSignIn: leave,
  };
  const setEnabled = async (agent: Agent, enabled: boolean) => {
    await list.setEnabled(agent, enabled);
    setTimeout(keepFocus);
  };
  const switchError = list.switchError.value;

  return (
    <SystemContext.Provider value={{ activity, problemOf: agentProblemOf, issuesOf: agentIssuesOf, leave }}>
      <section class="card records" aria-labelledby="agents">
        <div class="records-head">
          <h2 id="agents" tabIndex={-1} ref={heading}>
            Agents
          </h2>
          <div class="records-actions">
            <button type="button" class="button small" onClick={() => void list.load()} aria-disabled={list.loading.value}>
              <Icon name="refresh" size={16} /> Refresh
            </button>
            <button type="button" class="button primary small" onClick={() => setOpen({ do: "create" })}>
              <Icon name="plus" size={16} /> New agent
            </button>
          </div>
          <AgentFilters list={list} />
        </div>
        <Notice
          text={list.notice.value}
          onDismiss={() => {
            list.notice.value = "";
            heading.current?.focus();
          }}
        />
        {switchError !== undefined && <ProblemBar problem={{ ...agentProblemOf(switchError), action: "none" }} {...handlers} />}
        {list.all.value && <BulkBar list={list} />}
        <Records
          name="agents"
          list={list}
          problem={problemOf(list)}
          handlers={handlers}
          room={8}
          empty={<NoAgents list={list} onCreate={() => setOpen({ do: "create" })} />}
        >
          {() => <AgentTable list={list} onEnabled={setEnabled} onChange={(change, agent) => setOpen({ do: change, agent })} />}
        </Records>
      </section>
      {open && <OpenDialog open={open} list={list} onClose={close} />}
    </SystemContext.Provider>
  );
}

function problemOf({ all, complete, error }: AgentList) {
  if (error.value === undefined) return undefined;
  const problem = agentProblemOf(error.value);
  const part = all.value && !complete.value;
  return part ? { ...problem, text: `${problem.text} The list below is only a part.` } : problem;
}

function OpenDialog({ open, list, onClose }: { open: Open; list: AgentList; onClose: () => void }) {
  // Their identity keeps what is being typed.
  const domains = list.domains.value;
  const [creationFields, editingFields] = useMemo(() => [creation(domains), editing(domains)], []);
  if (open.do === "create") {
    return (
      <FormDialog
        title="New agent"
        action="Create"
        wide
        fields={creationFields}
        always={["enabled"]}
        save={(body) => list.create(body as unknown as CreateAgentRequest)}
        onClose={onClose}
      />
    );
  }
  const { agent } = open;
  if (open.do === "edit") {
    return (
      <FormDialog
        title="Edit agent"
        action="Save"
        wide
        fields={editingFields}
        load={async () => formOf(await list.read(agent.ref))}
        save={(body) => list.update(agent, body as Omit<UpdateAgentRequest, "ref">)}
        onClose={onClose}
        about={
          <>
            User name <strong class="mono">{agent.username}</strong>
          </>
        }
      />
    );
  }
  if (open.do === "secret") {
    return (
      <FormDialog
        title={agent.credentials ? "Change the secret" : "Set a secret"}
        action={agent.credentials ? "Change secret" : "Set secret"}
        fields={newSecret}
        save={({ secret }) => list.update(agent, { secret: secret as string })}
        onClose={onClose}
        about={
          agent.credentials
            ? `Devices of ${agent.name} register with the new one from then on.`
            : `${agent.name} has none, and cannot register without.`
        }
      />
    );
  }
  return (
    <Confirm
      title="Delete this agent?"
      text={`“${agent.name}” (${agent.username}) can no longer register. The domain and the credentials stay. This cannot be undone.`}
      action="Delete agent"
      run={() => list.delete(agent)}
      onClose={onClose}
    />
  );
}

function NoAgents({ list, onCreate }: { list: AgentList; onCreate: () => void }) {
  const narrowed = (list.all.value?.size ?? 0) > 0;
  return narrowed ? (
    <Empty title="No agents match" text="Try another name or show all agents.">
      <button type="button" class="button" onClick={() => list.showAll()}>
        Show all agents
      </button>
    </Empty>
  ) : (
    <Empty title="No agents yet" text="An agent is what a phone or a softphone registers as.">
      <button type="button" class="button primary" onClick={onCreate}>
        New agent
      </button>
    </Empty>
  );
}
