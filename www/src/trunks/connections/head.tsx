import { useState } from "preact/hooks";
import type { Connection } from "softphone-admin/telnyx";
import { Icon } from "../../components/icons";
import { Switch } from "../../components/switch";
import { longDate } from "../../format";
import { KindBadge } from "./kind-badge";

interface Props {
  outline: Connection;
  /** Absent for kinds that are made elsewhere. */
  onActive?: (active: boolean) => void;
  onDelete?: () => void;
}

export function ConnectionHead({ outline, onActive, onDelete }: Props) {
  const { id, connection_name: name, active = false, created_at, updated_at, record_type } = outline;
  return (
    <section class="card connection-head" aria-labelledby="connection-name">
      <div class="connection-title">
        <KindBadge recordType={record_type} />
        <h2 id="connection-name">{name || "Without a name"}</h2>
        <p class="connection-id">
          <code>{id}</code>
          <CopyButton text={id!} />
        </p>
      </div>
      <dl class="connection-facts">
        <Moment label="Created" iso={created_at} />
        <Moment label="Changed" iso={updated_at} />
      </dl>
      <div class="connection-actions">
        <span class="connection-active">
          <span aria-hidden="true">{active ? "Active" : "Off"}</span>
          <Switch label="Active" on={active} disabled={!onActive} onChange={(on) => onActive?.(on)} />
        </span>
        {onDelete && (
          <button type="button" class="button small danger-quiet" onClick={onDelete}>
            <Icon name="trash" size={16} /> Delete
          </button>
        )}
      </div>
    </section>
  );
}

function Moment({ label, iso }: { label: string; iso?: string }) {
  if (!iso) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <time dateTime={iso}>{longDate(new Date(iso))}</time>
      </dd>
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      // The browser does not let this page write there; the id can be selected by hand.
    }
  };
  return (
    <button type="button" class="icon-button" onClick={copy} aria-label="Copy the ID" title="Copy">
      <Icon name={copied ? "check" : "copy"} size={15} />
    </button>
  );
}
