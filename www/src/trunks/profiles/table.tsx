import type { OutboundVoiceProfile, OutboundVoiceProfileSort } from "softphone-admin/telnyx";
import { Icon } from "../../components/icons";
import { SortHeader } from "../../components/sort-header";
import { Switch } from "../../components/switch";
import { count, dayLabel, longDate } from "../../format";
import type { Rows } from "../../lists/page-list";
import { Tags } from "../tags";
import type { ProfileList, ProfileView } from "./list";

interface Props {
  list: ProfileList;
  result: Rows<OutboundVoiceProfile, ProfileView>;
  onEnabled: (profile: OutboundVoiceProfile, enabled: boolean) => void;
  onEdit: (profile: OutboundVoiceProfile) => void;
  onDelete: (profile: OutboundVoiceProfile) => void;
}

export function ProfileTable({ list, result, onEnabled, onEdit, onDelete }: Props) {
  const sorting = { sort: list.view.value.sort, onSort: (sort: OutboundVoiceProfileSort) => void list.show({ sort }) };
  return (
    <table class="rows profiles" role="table" aria-labelledby="profiles">
      <thead role="rowgroup">
        <tr role="row">
          <SortHeader {...sorting} by="name" label="Name" />
          <SortHeader {...sorting} by="enabled" label="Enabled" />
          <th role="columnheader" scope="col">
            Connections
          </th>
          <th role="columnheader" scope="col">
            Countries
          </th>
          <th role="columnheader" scope="col" class="number">
            Daily limit
          </th>
          <SortHeader {...sorting} by="created_at" label="Created" />
          <th role="columnheader" scope="col">
            <span class="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {result.rows.map((profile) => (
          <tr role="row" key={profile.id} data-id={profile.id}>
            <td role="cell" class="cell-name">
              <button type="button" class="link-button" onClick={() => onEdit(profile)}>
                {profile.name}
              </button>
              <Tags tags={profile.tags} />
            </td>
            <td role="cell" class="cell-active">
              <Switch label={`${profile.name} is enabled`} on={profile.enabled ?? false} onChange={(on) => onEnabled(profile, on)} />
            </td>
            <td role="cell" class="cell-uses">
              <a href={`#/telnyx/connections?profile=${encodeURIComponent(profile.id!)}`}>
                {count(profile.connections_count ?? 0)} {profile.connections_count === 1 ? "connection" : "connections"}
              </a>
            </td>
            <td role="cell" class="cell-countries">{countries(profile.whitelisted_destinations)}</td>
            <td role="cell" class="cell-limit number">
              {profile.daily_spend_limit ? `$${profile.daily_spend_limit}` : "–"}
              {profile.daily_spend_limit && !profile.daily_spend_limit_enabled && <small>not enforced</small>}
            </td>
            <td role="cell" class="cell-created">
              {profile.created_at && (
                <time dateTime={profile.created_at} title={longDate(new Date(profile.created_at))}>
                  {dayLabel(new Date(profile.created_at))}
                </time>
              )}
            </td>
            <td role="cell" class="row-actions">
              <button type="button" class="icon-button" aria-label={`Edit ${profile.name}`} title="Edit" onClick={() => onEdit(profile)}>
                <Icon name="edit" size={16} />
              </button>
              <button type="button" class="icon-button" aria-label={`Delete ${profile.name}`} title="Delete" onClick={() => onDelete(profile)}>
                <Icon name="trash" size={16} />
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first few, and how many more. */
function countries(all: readonly string[] = []): string {
  const most = 4;
  return all.length > most ? `${all.slice(0, most).join(", ")} and ${all.length - most} more` : all.join(", ") || "None";
}
