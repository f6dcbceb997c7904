import type { Cdr } from "softphone-admin/yeastar";
import { Avatar } from "../components/avatar";
import { Icon } from "../components/icons";
import { clockTime, dayLabel, duration, longDate, nameOf, numberType, spokenDuration } from "../format";
import { directionOf, outcomeOf } from "./disposition";
import type { CallList, Rows, SortBy } from "./list";

/**
 * On a narrow screen the rows become cards. That takes the table's display away, and with it, in some
 * browsers, what it tells a screen reader; hence the roles.
 */
export function CallTable({ list, result }: { list: CallList; result: Rows }) {
  const fresh = list.fresh.value;
  return (
    <table class="calls" role="table" aria-labelledby="records" aria-rowcount={result.total + 1}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            Contact
          </th>
          <th role="columnheader" scope="col">
            Direction
          </th>
          <th role="columnheader" scope="col">
            Result
          </th>
          <th role="columnheader" scope="col" class="number">
            Talk time
          </th>
          <SortHeader list={list} by="time" label="Time" />
          <SortHeader list={list} by="id" label="ID" />
        </tr>
      </thead>
      <tbody role="rowgroup">
        {result.rows.map((cdr) => (
          <CallRow key={cdr.id} cdr={cdr} fresh={fresh.has(cdr.id)} />
        ))}
      </tbody>
    </table>
  );
}

function SortHeader({ list, by, label }: { list: CallList; by: SortBy; label: string }) {
  const { sortBy, orderBy } = list.view.value;
  const active = sortBy === by;
  const next = active && orderBy === "desc" ? "asc" : "desc";
  return (
    <th
      role="columnheader"
      scope="col"
      class={`sortable sort-${by} number`}
      aria-sort={active ? (orderBy === "asc" ? "ascending" : "descending") : "none"}
    >
      <button type="button" onClick={() => void list.show({ sortBy: by, orderBy: next })}>
        {label}
        <Icon name={active ? (orderBy === "asc" ? "up" : "down") : "both"} size={14} />
      </button>
    </th>
  );
}

function CallRow({ cdr, fresh }: { cdr: Cdr; fresh: boolean }) {
  const name = nameOf(cdr);
  const direction = directionOf(cdr);
  const outcome = outcomeOf(cdr);
  const date = new Date(cdr.timestamp * 1000);
  return (
    <tr role="row" class={fresh ? "is-fresh" : undefined} data-id={cdr.id}>
      <td role="cell" class="cell-party">
        <div class="party">
          <Avatar name={name} seed={cdr.number} />
          <div class="party-text">
            <span class="party-name">{name ?? cdr.number}</span>
            <span class="party-number">
              {name ? <span data-number>{cdr.number}</span> : null}
              {name ? " · " : ""}
              {numberType(cdr.number_type)}
            </span>
          </div>
        </div>
      </td>
      <td role="cell" class="cell-direction">
        <span class={`direction is-${direction.icon}`}>
          <Icon name={direction.icon} size={16} />
          {direction.label}
        </span>
      </td>
      <td role="cell" class="cell-result">
        <span class={`badge tone-${outcome.tone}`}>{outcome.label}</span>
      </td>
      <td role="cell" class="cell-talk number">
        {cdr.talk_duration > 0 ? (
          <>
            <span aria-hidden="true">{duration(cdr.talk_duration)}</span>
            <span class="visually-hidden">{spokenDuration(cdr.talk_duration)}</span>
          </>
        ) : (
          <>
            <span class="none" aria-hidden="true">
              –
            </span>
            <span class="visually-hidden">none</span>
          </>
        )}
      </td>
      <td role="cell" class="cell-time number">
        <time dateTime={date.toISOString()} title={longDate(date)}>
          <span class="time-clock">{clockTime(date)}</span> <span class="time-day">{dayLabel(date)}</span>
        </time>
      </td>
      <td role="cell" class="cell-id number">
        {cdr.id}
      </td>
    </tr>
  );
}
