import { Search } from "../components/search";
import { Segments } from "../components/segments";
import type { ProviderList } from "./list";

export function ProviderFilters({ list }: { list: ProviderList }) {
  const { search, standing } = list.view.value;
  return (
    <div class="filters list-filters">
      <Search
        label="Search providers"
        clearLabel="Clear the search"
        placeholder="Name, host or ID"
        waitMs={0}
        value={search}
        onSearch={(search) => list.show({ search })}
      />
      <Segments
        label="Status"
        name="standing"
        options={[["all", "All"], ["online", "Online"], ["offline", "Offline"]]}
        value={standing}
        onChange={(standing) => list.show({ standing })}
      />
    </div>
  );
}
