import type { Gap } from "softphone-admin/yeastar";
import { clockTime } from "../format";
import { Icon } from "./icons";

/** After an outage of a feed. */
export function GapNotice({ gap: { from, to }, onDismiss }: { gap: Gap; onDismiss: () => void }) {
  return (
    <div class="bar bar-notice" role="status">
      <Icon name="refresh" />
      <p>
        Some changes may have been missed between {clockTime(new Date(from))} and {clockTime(new Date(to))}; refreshed.
      </p>
      <button type="button" class="icon-button" onClick={onDismiss} aria-label="Dismiss">
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
