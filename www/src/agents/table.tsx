import { useLayoutEffect, useRef } from "preact/hooks";
import type { Agent } from "softphone-admin/fonoster";
import { Cell } from "../components/cell";
import { Icon, type IconName } from "../components/icons";
import { None } from "../components/none";
import { SortHeader } from "../components/sort-header";
import { Switch } from "../components/switch";
import { count, spokenDuration } from "../format";
import type { AgentList, AgentSort } from "./list";

export type Change = "edit" | "secret" | "delete";

interface Props {
  list: AgentList;
  onEnabled: (agent: Agent, enabled: boolean) => void;
  onChange: (change: Change, agent: Agent) => void;
}

/** On a narrow screen the rows become cards, which takes away what the table says of itself; hence the roles. */
export function AgentTable({ list, onEnabled, onChange }: Props) {
  const { page, size, sort } = list.view.value;
  const sorting = { sort, onSort: (sort: AgentSort) => list.show({ sort }) };
  const { rows, total } = list.result.value!;
  return (
    <table class="rows agents" role="table" aria-labelledby="agents" aria-rowcount={total + 1}>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          <th role="columnheader" scope="col" class="cell-tick">
            <ChooseAll list={list} />
          </th>
          <SortHeader {...sorting} by="name" label="Agent" />
          <SortHeader {...sorting} by="domain" label="Domain" />
          {["Enabled", "Privacy", "Devices", "Registration"].map((label) => (
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
        {rows.map((agent, index) => (
          <AgentRow
            key={agent.ref}
            list={list}
            agent={agent}
            place={(page - 1) * size + index}
            onEnabled={onEnabled}
            onChange={onChange}
          />
        ))}
      </tbody>
    </table>
  );
}

function AgentRow({ list, agent, place, onEnabled, onChange }: Props & { agent: Agent; place: number }) {
  const { ref, name, username, domains, privacy, maxContacts, expires } = agent;
  const switching = list.switching.value.get(ref);
  const chosen = list.chosen.value.has(ref);
  const action = (change: Change, icon: IconName, label: string) => (
    <button type="button" class="icon-button" aria-label={`${label} ${name}`} title={label} onClick={() => onChange(change, agent)}>
      <Icon name={icon} size={16} />
    </button>
  );
  return (
    <tr role="row" aria-rowindex={place + 2} data-ref={ref} class={chosen ? "is-chosen" : undefined}>
      <td role="cell" class="cell-tick">
        <Tick label={`Choose ${name}`} on={chosen} onChange={(on) => list.choose([ref], on)} />
      </td>
      <td role="cell" class="cell-name">
        <button type="button" class="link-button" onClick={() => onChange("edit", agent)}>
          {name}
        </button>
        <small class="mono">{username}</small>
      </td>
      <Cell name="domain" label="Domain">{domains.join(", ") || <None />}</Cell>
      <td role="cell" class="cell-active">
        <Switch
          label={`${name} is enabled`}
          on={switching ?? agent.enabled ?? true}
          disabled={switching !== undefined}
          onChange={(on) => onEnabled(agent, on)}
        />
      </td>
      <Cell name="privacy" label="Privacy">
        {privacy === "private" ? (
          <span class="kind">
            <Icon name="shield" size={16} /> Private
          </span>
        ) : (
          "None"
        )}
      </Cell>
      <Cell name="contacts" label="Devices">{maxContacts && maxContacts > 0 ? `At most ${count(maxContacts)}` : "Any number"}</Cell>
      <Cell name="expires" label="Registration">{expires ? spokenDuration(expires) : "By the device"}</Cell>
      <td role="cell" class="row-actions">
        {action("secret", "key", agent.credentials ? "Change the secret of" : "Set the secret of")}
        {action("edit", "edit", "Edit")}
        {action("delete", "trash", "Delete")}
      </td>
    </tr>
  );
}

/** Ticks all that match, those of other pages too. */
function ChooseAll({ list }: { list: AgentList }) {
  const refs = list.matches.value.map(({ ref }) => ref);
  const chosen = refs.filter((ref) => list.chosen.value.has(ref)).length;
  return (
    <Tick
      label={refs.length === 1 ? "Choose the agent" : `Choose all ${count(refs.length)} agents`}
      on={chosen === refs.length}
      partly={chosen > 0 && chosen < refs.length}
      onChange={(on) => list.choose(refs, on)}
    />
  );
}

function Tick({ label, on, partly = false, onChange }: { label: string; on: boolean; partly?: boolean; onChange: (on: boolean) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current!.indeterminate = partly;
  }, [partly]);
  return (
    <label class="tick">
      <input ref={input} type="checkbox" aria-label={label} checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
    </label>
  );
}
