import { useEffect } from "preact/hooks";
import { Icon } from "../../components/icons";
import { clockTime, longDate } from "../../format";
import { trunkProblemOf } from "../problem";
import type { ConnectionList } from "./list";
import { RegistrationBadge } from "./registration-cell";

/** How the device of a credential connection is signed in. */
export function Registration({ list, id }: { list: ConnectionList; id: string }) {
  useEffect(() => void list.check(id), [list, id]);
  const check = list.checks.value.get(id);
  const status = check?.status;
  const facts: [string, string | undefined | null][] = [
    ["SIP user", status?.sip_username],
    ["From", status?.ip_address && `${status.ip_address}${status.port ? `:${status.port}` : ""}`],
    ["Transport", status?.transport],
    ["Device", status?.user_agent],
    ["Last sign-in", status?.last_registration && longDate(new Date(status.last_registration))],
  ];
  return (
    <div class="part" aria-busy={check?.state === "checking"}>
      <div class="part-head">
        <h3>Registration</h3>
        {status && <RegistrationBadge status={status.status} />}
        <button type="button" class="button small" aria-disabled={check?.state === "checking"} onClick={() => void list.check(id)}>
          <Icon name="refresh" size={16} /> Check again
        </button>
      </div>
      {check?.state === "failed" && (
        <p class="failed" role="alert">
          {trunkProblemOf(check.error).title}. {trunkProblemOf(check.error).text}
        </p>
      )}
      {status && (
        <dl class="facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value || "–"}</dd>
            </div>
          ))}
        </dl>
      )}
      {check?.at && <p class="part-note">As of {clockTime(new Date(check.at))}.</p>}
    </div>
  );
}
