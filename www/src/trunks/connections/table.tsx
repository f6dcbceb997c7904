import type { ComponentChildren } from "preact";
import type { Connection, ConnectionSort } from "softphone-admin/telnyx";
import { None } from "../../components/none";
import { SortHeader } from "../../components/sort-header";
import { Switch } from "../../components/switch";
import { dayLabel, longDate } from "../../format";
import type { Rows } from "../../lists/page-list";
import type { Profiles } from "../profiles/names";
import { Tags } from "../tags";
import { KindBadge } from "./kind-badge";
import { kindOf } from "./kinds";
import type { ConnectionList, ConnectionView } from "./list";
import { RegistrationCell } from "./registration-cell";

interface Props {
  list: ConnectionList;
  profiles: Profiles;
}

/**
 * On a narrow screen the rows become cards. That takes the table's display away, and with it, in some
 * browsers, what it tells a screen reader; hence the roles.
 */
export function ConnectionTable({ list, profiles, result }: Props & { result: Rows<Connection, ConnectionView> }) {
  const { page, size } = result.view;
  return (
    <TableFrame list={list} rowCount={result.total}>
      {result.rows.map((row, index) => (
        <ConnectionRow key={row.id} list={list} profiles={profiles} row={row} place={(page - 1) * size + index} />
      ))}
    </TableFrame>
  );
}

export function TableFrame({ list, rowCount, children }: { list: ConnectionList; rowCount?: number; children: ComponentChildren }) {
  const sorting = { sort: list.view.value.sort, onSort: (sort: ConnectionSort) => void list.show({ sort }) };
  return (
    <table class="rows connections" role="table" aria-labelledby="connections" aria-rowcount={rowCount === undefined ? -1 : rowCount + 1}>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          <SortHeader {...sorting} by="connection_name" label="Name" />
          <th role="columnheader" scope="col">
            Kind
          </th>
          <SortHeader {...sorting} by="active" label="Active" highestFirst />
          <th role="columnheader" scope="col">
            Registration
          </th>
          <th role="columnheader" scope="col">
            Voice profile
          </th>
          <SortHeader {...sorting} by="created_at" label="Created" highestFirst />
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

/** `place` is where the row is in the whole list. */
export function ConnectionRow({ list, profiles, row, place }: Props & { row: Connection; place: number }) {
  const { id = "", connection_name: name, created_at, tags = [] } = row;
  const active = list.switched.value.get(id) ?? row.active ?? false;
  const kind = kindOf(row.record_type);
  const profile = profiles.nameOf(profileOf(row));
  const created = created_at ? new Date(created_at) : undefined;
  return (
    <tr role="row" aria-rowindex={place + 2} data-id={id} data-place={place}>
      <td role="cell" class="cell-name">
        <a href={`#/telnyx/connections/${encodeURIComponent(id)}`} data-row={id}>
          {name || "Without a name"}
        </a>
        <Tags tags={tags} />
      </td>
      <td role="cell" class="cell-kind">
        <KindBadge recordType={row.record_type} />
      </td>
      <td role="cell" class="cell-active">
        <Switch
          label={`${name ?? id} is active`}
          on={active}
          disabled={!kind}
          onChange={(on) => void (kind && list.setActive(id, kind, on))}
        />
      </td>
      <td role="cell" class="cell-registration">
        {kind === "credential_connection" ? <RegistrationCell list={list} id={id} name={name ?? id} /> : <None />}
      </td>
      <td role="cell" class="cell-profile" title={profile}>
        {profile ?? <None />}
      </td>
      <td role="cell" class="cell-created">
        {created && (
          <time dateTime={created.toISOString()} title={longDate(created)}>
            {dayLabel(created)}
          </time>
        )}
      </td>
    </tr>
  );
}

/** Lists of one kind have it where the connection has it; the list of all kinds has it beside the name. */
function profileOf(row: Connection & { outbound?: { outbound_voice_profile_id?: string } }): string | undefined {
  return row.outbound_voice_profile_id ?? row.outbound?.outbound_voice_profile_id;
}
