import type { Diff, DryRun, Provider } from "softphone-admin/portsip";
import { DiffTable, type Change } from "../components/diff";
import { Icon } from "../components/icons";
import { itemsNamed, labelOf, rootOf, wordOf } from "./specs";

const mask = "•••";

/** A value as a person reads it. Secrets are not shown. */
export function shown(key: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (key === "password") return mask;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : wordOf(String(value));
}

/** What the library says that would change. */
export const changesOf = (diff: Diff): readonly Change[] =>
  Object.entries(diff).map(([key, { from, to }]) => ({ label: labelOf(key), from: shown(key, from), to: key === "password" ? `${mask} (another)` : shown(key, to) }));

/** What a form changes, and the request that would be sent for it; nothing of it was. */
export function Review({ known, patch, dryRun }: { known?: Provider; patch: Record<string, unknown>; dryRun: DryRun }) {
  const keys = Object.keys(patch).filter((key) => known || shown(key, patch[key]) !== "");
  const diff: Diff = Object.fromEntries(keys.map((key) => [key, { from: known?.[key], to: patch[key] }]));
  const changes = known ? changesOf(diff) : keys.map((key) => ({ label: labelOf(key), to: shown(key, patch[key]) }));
  const { method, url, body } = dryRun;
  const issues = itemsNamed(dryRun.issues, patch);
  return (
    <>
      <DiffTable changes={changes} isNew={!known} />
      {issues.length > 0 && (
        <ul class="findings">
          {issues.map((issue) => (
            <li key={issue.path + issue.rule}>
              <Icon name="warning" size={15} />
              <span>
                <strong>{labelOf(rootOf(issue.path))}</strong> {issue.message}
              </span>
            </li>
          ))}
        </ul>
      )}
      <details class="request">
        <summary>The request</summary>
        <p class="mono">
          {method} {url}
        </p>
        <pre tabIndex={0} role="region" aria-label="Body of the request">{JSON.stringify(body, undefined, 2)}</pre>
      </details>
    </>
  );
}
