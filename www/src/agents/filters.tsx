import { Search } from "../components/search";
import { Segments } from "../components/segments";
import type { AgentList, Standing } from "./list";

const standings: readonly (readonly [Standing, string])[] = [["all", "All"], ["enabled", "Enabled"], ["disabled", "Disabled"]];

export function AgentFilters({ list }: { list: AgentList }) {
  const { search, domain, standing } = list.view.value;
  const domains = list.domains.value;
  return (
    <div class="filters list-filters">
      <Search
        label="Search agents"
        clearLabel="Clear the search"
        placeholder="Name, user name or domain"
        waitMs={0}
        value={search}
        onSearch={(search) => list.show({ search })}
      />
      <select class="filter" aria-label="Domain" value={domain} onChange={(event) => list.show({ domain: event.currentTarget.value })}>
        <option value="">All domains</option>
        {domains.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
        {/* Its last agent may have gone. */}
        {domain && !domains.includes(domain) && <option value={domain}>{domain}</option>}
      </select>
      <Segments label="Standing" name="standing" options={standings} value={standing} onChange={(standing) => list.show({ standing })} />
    </div>
  );
}
