import { useState } from "preact/hooks";
import { Icon } from "../../components/icons";
import { Search } from "../../components/search";
import { Segments } from "../../components/segments";
import { go } from "../../router";
import type { Profiles } from "../profiles/names";
import { kindNames, kinds } from "./kinds";
import type { ConnectionList, FilterBy } from "./list";

type By = FilterBy | "id";

const texts: Record<By, { label: string; placeholder: string }> = {
  name: { label: "Name", placeholder: "Part of the name" },
  fqdn: { label: "Host name", placeholder: "sip.example.com" },
  id: { label: "ID", placeholder: "ID, then Enter" },
};

export function ConnectionFilters({ list, profiles }: { list: ConnectionList; profiles: Profiles }) {
  const { kind, filter, filterBy, profile } = list.view.value;
  const [by, setBy] = useState<By>(filterBy);
  const search = (text: string) => {
    if (by !== "id") void list.show({ filter: text, filterBy: by });
    else if (text) go(`#/telnyx/connections/${encodeURIComponent(text)}`);
  };
  const choose = (next: By) => {
    setBy(next);
    if (filter) void list.show({ filter: "", filterBy: next === "id" ? "name" : next });
  };
  return (
    <div class="filters connection-filters">
      <div class="search-by">
        <select aria-label="Filter by" value={by} onChange={(event) => choose(event.currentTarget.value as By)}>
          {Object.entries(texts).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Search
          key={by}
          label={`Filter by ${texts[by].label.toLowerCase()}`}
          clearLabel="Clear the filter"
          placeholder={texts[by].placeholder}
          value={filter}
          least={by === "name" ? 3 : 1}
          patient={by === "id"}
          onSearch={search}
        />
      </div>
      <Segments
        label="Kind"
        name="kind"
        options={[["all", "All"], ...kindNames.map((one) => [one, kinds[one].label] as const)]}
        value={kind ?? "all"}
        onChange={(one) => void list.show({ kind: one === "all" ? undefined : one })}
      />
      {profile && (
        <a class="chip" href="#/telnyx/connections">
          With {profiles.nameOf(profile)}
          <Icon name="close" size={14} />
          <span class="visually-hidden">, show all</span>
        </a>
      )}
    </div>
  );
}
