import { Search } from "../components/search";
import type { CallList, Status } from "./list";

const statuses: { value: Status; label: string }[] = [
  { value: 0, label: "All" },
  { value: 1, label: "Incoming" },
  { value: 2, label: "Missed" },
  { value: 3, label: "Outgoing" },
];

export function Filters({ list }: { list: CallList }) {
  const { status, filter } = list.view.value;
  return (
    <div class="filters">
      <Search
        label="Filter by number"
        clearLabel="Clear the number filter"
        placeholder="Number"
        inputMode="tel"
        value={filter}
        onSearch={(filter) => void list.show({ filter })}
      />
      <fieldset class="segments">
        <legend class="visually-hidden">Show</legend>
        {statuses.map(({ value, label }) => (
          <label key={value} class="segment">
            <input
              type="radio"
              name="status"
              value={value}
              checked={status === value}
              onChange={() => void list.show({ status: value })}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
