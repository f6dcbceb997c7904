import type { ComponentChildren } from "preact";
import { Icon } from "./icons";

/** In the place of rows where there are none; the children are buttons. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <div class="problem empty">
      <span class="problem-icon">
        <Icon name="empty" size={26} />
      </span>
      <h3>{title}</h3>
      <p>{text}</p>
      <div class="problem-actions">{children}</div>
    </div>
  );
}
