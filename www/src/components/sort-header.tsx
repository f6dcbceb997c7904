import { Icon } from "./icons";

interface Props<Sort extends string> {
  by: Sort;
  label: string;
  /** Of the list; a minus in front is the other way round. */
  sort: Sort;
  /** Starts with the highest. */
  highestFirst?: boolean;
  onSort: (sort: Sort) => void;
}

/** The head of a column that can sort the table. */
export function SortHeader<Sort extends string>({ by, label, sort, highestFirst = false, onSort }: Props<Sort>) {
  const ascending = sort === by;
  const reverse = `-${by}` as Sort;
  const active = ascending || sort === reverse;
  const [first, other] = highestFirst ? [reverse, by] : [by, reverse];
  return (
    <th
      role="columnheader"
      scope="col"
      class={`sortable sort-${by}`}
      aria-sort={active ? (ascending ? "ascending" : "descending") : "none"}
    >
      <button type="button" onClick={() => onSort(sort === first ? other : first)}>
        {label}
        <Icon name={active ? (ascending ? "up" : "down") : "both"} size={14} />
      </button>
    </th>
  );
}
