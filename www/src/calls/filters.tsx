import { Search } from "../components/search";
import { Segments } from "../components/segments";
import type { CallList, Status } from "./list";

const statuses: readonly (readonly [Status, string])[] = [[0, "All"], [1, "Incoming"], [2, "Missed"], [3, "Outgoing"]];

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
      <Segments label="Show" name="status" options={statuses} value={status} onChange={(status) => void list.show({ status })} />
    </div>
  );
}
