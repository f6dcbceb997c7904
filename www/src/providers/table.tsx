import type { ProviderSummary } from "softphone-admin/portsip";
import { Icon, type IconName } from "../components/icons";
import { None } from "../components/none";
import { SortHeader } from "../components/sort-header";
import type { ProviderList, ProviderSort } from "./list";

export type Change = "edit" | "delete";

interface Props {
  list: ProviderList;
  onChange: (change: Change, provider: ProviderSummary) => void;
}

/** On a narrow screen the rows become cards, which takes away what the table says of itself; hence the roles. */
export function ProviderTable({ list, onChange }: Props) {
  const { page, size, sort } = list.view.value;
  const sorting = { sort, onSort: (sort: ProviderSort) => list.show({ sort }) };
  const { rows, total } = list.result.value!;
  return (
    <table class="rows providers" role="table" aria-labelledby="providers" aria-rowcount={total + 1}>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          <SortHeader {...sorting} by="name" label="Provider" />
          <SortHeader {...sorting} by="host" label="Host" />
          <SortHeader {...sorting} by="status" label="Status" />
          <th role="columnheader" scope="col">
            <span class="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((provider, index) => (
          <ProviderRow
            key={provider.id}
            provider={provider}
            isFresh={list.fresh.value.has(provider.id)}
            place={(page - 1) * size + index}
            onChange={onChange}
          />
        ))}
      </tbody>
    </table>
  );
}

function ProviderRow({ provider, isFresh, place, onChange }: { provider: ProviderSummary; isFresh: boolean; place: number; onChange: Props["onChange"] }) {
  const { id, name, hostname, port, status } = provider;
  const action = (change: Change, icon: IconName, label: string) => (
    <button type="button" class="icon-button" aria-label={`${label} ${name}`} title={label} onClick={() => onChange(change, provider)}>
      <Icon name={icon} size={16} />
    </button>
  );
  return (
    <tr role="row" aria-rowindex={place + 2} data-id={id} class={isFresh ? "is-fresh" : undefined}>
      <td role="cell" class="cell-name">
        <button type="button" class="link-button" onClick={() => onChange("edit", provider)}>
          {name || "Without a name"}
        </button>
        <small class="mono">{id}</small>
      </td>
      <td role="cell" class="cell-host">
        {hostname || <None />}
        {port !== undefined && (
          <>
            <wbr />:{port}
          </>
        )}
      </td>
      <td role="cell" class="cell-status">
        <StatusBadge status={status} />
      </td>
      <td role="cell" class="row-actions">
        {action("edit", "edit", "Edit")}
        {action("delete", "trash", "Delete")}
      </td>
    </tr>
  );
}

function StatusBadge({ status }: { status: ProviderSummary["status"] }) {
  if (status === undefined) return <None />;
  if (status === "ONLINE") return <span class="badge tone-answered">Online</span>;
  if (status === "OFFLINE") return <span class="badge tone-failed">Offline</span>;
  return <span class="badge tone-other">{status}</span>;
}
