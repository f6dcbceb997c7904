import { Icon } from "../components/icons";
import { ProblemBar } from "../components/problem";
import { count } from "../format";
import type { AgentList, Bulk } from "./list";
import { agentProblemOf } from "./problem";
import { leave } from "./session";

/** `1 agent`, `2 agents` */
const agents = (value: number) => `${count(value)} ${value === 1 ? "agent" : "agents"}`;

/** How many there are, and what can be done with those that are ticked. */
export function BulkBar({ list }: { list: AgentList }) {
  const bulk = list.bulk.value;
  const chosen = list.chosen.value.size;
  const idle = !bulk?.running;
  const all = list.all.value;
  const off = [...(all?.values() ?? [])].filter(({ enabled }) => enabled === false).length;
  const set = (enabled: boolean) => {
    if (chosen && idle) void list.setChosen(enabled);
  };
  return (
    <>
      <div class="bulk" role="group" aria-label="Ticked agents">
        <p role="status">
          {bulk?.running
            ? `${bulk.enabled ? "Enabling" : "Disabling"} ${count(Math.min(bulk.done + bulk.failed + 1, bulk.total))} of ${count(bulk.total)} …`
            : chosen
              ? `${count(chosen)} of ${agents(all?.size ?? 0)} ticked`
              : all && `${agents(all.size)}, ${off ? count(off) : "none"} disabled`}
        </p>
        {bulk?.running ? (
          <button type="button" class="button small" onClick={() => list.stopBulk()}>
            Stop
          </button>
        ) : (
          <>
            {chosen > 0 && (
              <button type="button" class="text-button" onClick={() => list.chooseNone()}>
                Clear
              </button>
            )}
            <button type="button" class="button small" aria-disabled={!chosen} onClick={() => set(true)}>
              <Icon name="check" size={16} /> Enable
            </button>
            <button type="button" class="button small" aria-disabled={!chosen} onClick={() => set(false)}>
              <Icon name="close" size={16} /> Disable
            </button>
          </>
        )}
      </div>
      {bulk && idle && bulk.error !== undefined && <Failed bulk={bulk} onRetry={() => void list.setChosen(bulk.enabled)} />}
    </>
  );
}

/** Those that failed are ticked still. */
function Failed({ bulk, onRetry }: { bulk: Bulk; onRetry: () => void }) {
  const problem = agentProblemOf(bulk.error);
  const left = bulk.total - bulk.done;
  const title = `${agents(left)} ${left === 1 ? "was" : "were"} not ${bulk.enabled ? "enabled" : "disabled"}`;
  return <ProblemBar problem={{ ...problem, title, text: `${problem.title}. ${problem.text}` }} onRetry={onRetry} onSignIn={leave} />;
}
