import type { ComponentChildren } from "preact";

/** With the name of its column, which a card needs. */
export function Cell({ name, label, children }: { name: string; label: string; children: ComponentChildren }) {
  return (
    <td role="cell" class={`cell-${name}`}>
      <span class="cell-label" aria-hidden="true">
        {label}
      </span>
      {children}
    </td>
  );
}
