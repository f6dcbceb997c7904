import { useEffect, useRef, useState } from "preact/hooks";
import type { OutboundVoiceProfile } from "softphone-admin/telnyx";
import { Confirm } from "../../components/confirm";
import { Icon } from "../../components/icons";
import { ProblemBar } from "../../components/problem";
import { Records } from "../../components/records";
import { Search } from "../../components/search";
import { FormDialog } from "../../form/dialog";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { ProfileList } from "./list";
import { profileSections } from "./specs";
import { ProfileTable } from "./table";

type Open = { do: "create" } | { do: "edit" | "delete"; profile: OutboundVoiceProfile };

export function ProfilesPage({ session }: { session: TrunkSession }) {
  const { client, profiles } = session;
  const [list] = useState(() => new ProfileList(client));
  const [open, setOpen] = useState<Open>();
  const [switchError, setSwitchError] = useState<unknown>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void list.load();
    return () => list.stop();
  }, [list]);

  const problem = list.error.value === undefined ? undefined : trunkProblemOf(list.error.value);
  const close = () => setOpen(undefined);
  const changed = () => {
    profiles.forget();
    void list.load();
  };
  const handlers = {
    onRetry: () => {
      heading.current?.focus();
      void list.load();
    },
    onSignIn: leave,
  };
  const setEnabled = async (profile: OutboundVoiceProfile, enabled: boolean) => {
    setSwitchError(undefined);
    try {
      // The API wants the name in every change.
      await client.outboundVoiceProfiles.update(profile.id!, { name: profile.name, enabled });
    } catch (error) {
      setSwitchError(error);
    }
    void list.load();
  };

  return (
    <>
      <section class="card records" aria-labelledby="profiles">
        <div class="records-head">
          <h2 id="profiles" tabIndex={-1} ref={heading}>
            Outbound voice profiles
          </h2>
          <div class="records-actions">
            <Search
              label="Filter by name"
              clearLabel="Clear the filter"
              placeholder="Part of the name"
              least={3}
              value={list.view.value.filter}
              onSearch={(filter) => void list.show({ filter })}
            />
            <button type="button" class="button primary small" onClick={() => setOpen({ do: "create" })}>
              <Icon name="plus" size={16} /> New profile
            </button>
          </div>
        </div>
        {switchError !== undefined && <ProblemBar problem={{ ...trunkProblemOf(switchError), action: "none" }} {...handlers} />}
        <Records
          name="voice profiles"
          list={list}
          problem={problem}
          handlers={handlers}
          room={5}
          empty={<p class="part-empty">No voice profiles{list.view.value.filter && " match"}.</p>}
        >
          {(result) => (
            <ProfileTable
              list={list}
              result={result}
              onEnabled={setEnabled}
              onEdit={(profile) => setOpen({ do: "edit", profile })}
              onDelete={(profile) => setOpen({ do: "delete", profile })}
            />
          )}
        </Records>
      </section>
      {open?.do === "create" && (
        <FormDialog
          title="New voice profile"
          action="Create"
          sections={profileSections}
          save={async (body) => {
            await client.outboundVoiceProfiles.create(body as never);
            changed();
          }}
          onClose={close}
        />
      )}
      {open?.do === "edit" && (
        <FormDialog
          title="Edit voice profile"
          action="Save"
          sections={profileSections}
          load={async () => (await client.outboundVoiceProfiles.retrieve(open.profile.id!)).data}
          always={["name"]}
          save={async (body) => {
            await client.outboundVoiceProfiles.update(open.profile.id!, body as never);
            changed();
          }}
          onClose={close}
        />
      )}
      {open?.do === "delete" && (
        <Confirm
          title="Delete this voice profile?"
          text={`“${open.profile.name}” will be gone. Connections that use it can no longer call out. This cannot be undone.`}
          action="Delete profile"
          run={async () => {
            await client.outboundVoiceProfiles.delete(open.profile.id!);
            changed();
          }}
          onClose={close}
        />
      )}
    </>
  );
}
