import type { ComponentChildren } from "preact";
import type { ConnectionCount } from "softphone-admin/telnyx";
import { count } from "../../format";
import { kindNames, kinds } from "./kinds";

/** How many connections there are, and how many there may be. */
export function Counts({ counts: known }: { counts: ConnectionCount | null | undefined }) {
  const counts = known ?? undefined;
  const shown = (value: number) => (known === null ? "–" : counts && count(value));
  const all = counts && Object.entries(counts.counts).filter(([name]) => name !== "microsoft_teams_sbc_connections");
  const total = all?.reduce((sum, [, value]) => sum + value, 0) ?? 0;
  const own = kindNames.reduce((sum, kind) => sum + (counts?.counts[`${kind}s`] ?? 0), 0);
  const limit = counts && ("global_limit" in counts.limits ? counts.limits.global_limit : counts.limits.standard_limit);
  return (
    <section class="card tiles" aria-label="Connections of the account" aria-busy={known === undefined}>
      <dl>
        <Tile label="Connections" value={shown(total)} note={limit ? `of ${count(limit)} possible` : undefined}>
          {limit ? <meter min={0} max={limit} value={total} aria-label="Connections in use" /> : null}
        </Tile>
        {kindNames.map((kind) => (
          <Tile key={kind} label={kinds[kind].label} value={shown(counts?.counts[`${kind}s`] ?? 0)} />
        ))}
        <Tile label="Other kinds" value={shown(total - own)} />
      </dl>
    </section>
  );
}

function Tile({ label, value, note, children }: { label: string; value?: string; note?: string; children?: ComponentChildren }) {
  return (
    <div class="tile">
      <dt>{label}</dt>
      <dd>
        {value === undefined ? <span class="bone figure-bone" /> : <span class="figure-value">{value}</span>}
        {note && <span class="figure-note">{note}</span>}
        {children}
      </dd>
    </div>
  );
}
