import type { Form } from "../../form/form";

/** Stays in sight while something is not saved. */
export function SaveBar({ form, saving }: { form: Form; saving: boolean }) {
  const changes = form.changed.value.size;
  return (
    <div class={`save-bar ${changes ? "is-needed" : ""}`}>
      <p role="status">{changes ? `${changes} ${changes === 1 ? "change" : "changes"} not saved` : "Everything is saved"}</p>
      {changes > 0 && (
        <button type="button" class="button small" onClick={() => form.discard()}>
          Discard
        </button>
      )}
      <button type="submit" class="button primary small" aria-disabled={!changes || saving}>
        {saving && <span class="spinner" aria-hidden="true" />} Save
      </button>
    </div>
  );
}
