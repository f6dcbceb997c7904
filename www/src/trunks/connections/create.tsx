import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../components/icons";
import { FormDialog } from "../../form/dialog";
import { PicksContext } from "../../form/fields";
import { go } from "../../router";
import type { TrunkSession } from "../session";
import { kindNames, kinds, resourceOf, type KindName } from "./kinds";
import { creation } from "./specs";

/** Makes a connection of the chosen kind, and goes on to its page. */
export function CreateConnection({ session, onClose }: { session: TrunkSession; onClose: () => void }) {
  const [kind, setKind] = useState<KindName>("credential_connection");
  const { client, connections, profiles } = session;
  useEffect(() => void profiles.load(), [profiles]);

  const save = async (body: Record<string, unknown>) => {
    const { data } = await resourceOf(client, kind).create(body);
    void connections.loadCounts();
    if (data?.id) go(`#/telnyx/connections/${encodeURIComponent(data.id)}`);
  };
  return (
    <PicksContext.Provider value={{ profiles: [...profiles.names.value], children: [] }}>
      <FormDialog title="New connection" action="Create" fields={creation[kind]} save={save} onClose={onClose}>
        <fieldset class="kind-cards">
          <legend>Kind</legend>
          {kindNames.map((one) => (
            <label key={one} class="kind-card">
              <input
                type="radio"
                name="new-kind"
                value={one}
                checked={one === kind}
                autoFocus={one === kind}
                onChange={() => setKind(one)}
              />
              <span>
                <Icon name={kinds[one].icon} />
                <strong>{kinds[one].label}</strong>
                <small>{kinds[one].text}</small>
              </span>
            </label>
          ))}
        </fieldset>
      </FormDialog>
    </PicksContext.Provider>
  );
}
