import { useState } from "preact/hooks";
import type { Fqdn, IP } from "softphone-admin/telnyx";
import { Confirm } from "../../components/confirm";
import { Icon } from "../../components/icons";
import { ProblemBar } from "../../components/problem";
import { FormDialog } from "../../form/dialog";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { nameOf, type Detail } from "./detail";
import { fqdnFields, ipFields } from "./part-specs";

type Child = Fqdn | IP;
type Open = { do: "add" } | { do: "edit" | "remove"; child: Child };

const words = {
  fqdn_connection: { one: "host name", many: "Host names", empty: "No host names yet. Calls to this connection need one.", record: "DNS record" },
  ip_connection: { one: "address", many: "Addresses", empty: "No addresses yet. Calls are taken from and sent to these.", record: undefined },
};

/** The host names of an FQDN connection, or the addresses of an IP connection. */
export function Children({ session, detail }: { session: TrunkSession; detail: Detail }) {
  const [open, setOpen] = useState<Open>();
  const hosts = detail.kind.value === "fqdn_connection";
  const { one, many, empty, record } = words[hosts ? "fqdn_connection" : "ip_connection"];
  const children = detail.children.value;
  const error = detail.childrenError.value;
  const close = () => setOpen(undefined);
  const changed = () => void detail.loadChildren();

  return (
    <div class="part">
      <div class="part-head">
        <h3>{many}</h3>
        <button type="button" class="button primary small" onClick={() => setOpen({ do: "add" })}>
          <Icon name="plus" size={16} /> Add {one}
        </button>
      </div>
      {error !== undefined && <ProblemBar problem={trunkProblemOf(error)} onRetry={changed} onSignIn={leave} />}
      {children?.length ? (
        <table class="rows plain children">
          <thead>
            <tr>
              <th scope="col">{hosts ? "Host name" : "Address"}</th>
              {record && <th scope="col">{record}</th>}
              <th scope="col" class="number">
                Port
              </th>
              <th scope="col">
                <span class="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {children.map((child) => (
              <tr key={child.id} data-id={child.id}>
                <th scope="row">{hosts ? (child as Fqdn).fqdn : (child as IP).ip_address}</th>
                {record && <td>{(child as Fqdn).dns_record_type?.toUpperCase()}</td>}
                <td class="number">{child.port ?? "–"}</td>
                <td class="row-actions">
                  <button type="button" class="icon-button" aria-label={`Edit ${nameOf(child)}`} title="Edit" onClick={() => setOpen({ do: "edit", child })}>
                    <Icon name="edit" size={16} />
                  </button>
                  <button type="button" class="icon-button" aria-label={`Remove ${nameOf(child)}`} title="Remove" onClick={() => setOpen({ do: "remove", child })}>
                    <Icon name="trash" size={16} />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        children && <p class="part-empty">{empty}</p>
      )}
      {open?.do === "remove" && (
        <Confirm
          title={`Remove this ${one}?`}
          text={`${nameOf(open.child)} will no longer be used.`}
          action="Remove"
          run={async () => {
            await (hosts ? session.client.fqdns : session.client.ips).delete(open.child.id!);
            changed();
          }}
          onClose={close}
        />
      )}
      {(open?.do === "add" || open?.do === "edit") && (
        <ChildForm
          session={session}
          hosts={hosts}
          one={one}
          connection={detail.id}
          child={open.do === "edit" ? open.child : undefined}
          onSaved={changed}
          onClose={close}
        />
      )}
    </div>
  );
}

interface FormProps {
  session: TrunkSession;
  hosts: boolean;
  one: string;
  connection: string;
  child?: Child;
  onSaved: () => void;
  onClose: () => void;
}

function ChildForm({ session: { client }, hosts, one, connection, child, onSaved, onClose }: FormProps) {
  const id = child?.id;
  // What the form makes has these fields: its specs are typed by them.
  const save = async (body: Record<string, unknown>) => {
    const fields = body as never;
    if (hosts) await (id ? client.fqdns.update(id, fields) : client.fqdns.create({ connection_id: connection, ...(fields as object) } as never));
    else await (id ? client.ips.update(id, fields) : client.ips.create({ connection_id: connection, ...(fields as object) } as never));
    onSaved();
  };
  return (
    <FormDialog
      title={child ? `Edit ${one}` : `Add ${one}`}
      action={child ? "Save" : "Add"}
      fields={hosts ? fqdnFields : ipFields}
      load={id ? async () => (await (hosts ? client.fqdns.retrieve(id) : client.ips.retrieve(id))).data : undefined}
      // The server wants the address of an IP in every change.
      always={hosts ? [] : ["ip_address"]}
      save={save}
      onClose={onClose}
    />
  );
}
