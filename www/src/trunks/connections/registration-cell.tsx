import type { RegistrationStatus } from "softphone-admin/telnyx";
import { trunkProblemOf } from "../problem";
import type { ConnectionList } from "./list";

/** The tone of each state; it names a colour in tokens.css. */
const tones: Record<NonNullable<RegistrationStatus["status"]>, string> = {
  Registered: "answered",
  "Not Registered": "other",
  "Not Applicable": "other",
  Unregistered: "no-answer",
  Expired: "no-answer",
  Failed: "failed",
};

export function RegistrationBadge({ status }: { status: RegistrationStatus["status"] }) {
  return <span class={`badge tone-${status ? (tones[status] ?? "other") : "other"}`}>{status ?? "Unknown"}</span>;
}

export function RegistrationCell({ list, id, name }: { list: ConnectionList; id: string; name: string }) {
  const check = list.checks.value.get(id);
  const busy = check?.state === "checking";
  return (
    <span class="registration" aria-busy={busy}>
      {check?.status && <RegistrationBadge status={check.status.status} />}
      {check?.state === "failed" && <span class="failed">{trunkProblemOf(check.error).title}</span>}
      <button
        type="button"
        class="text-button"
        aria-disabled={busy}
        onClick={() => !busy && void list.check(id)}
      >
        {busy ? "Checking…" : check ? "Again" : "Check"}
        <span class="visually-hidden">: the registration of {name}</span>
      </button>
    </span>
  );
}
