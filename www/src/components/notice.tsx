import { Icon } from "./icons";

interface Props {
  /** What was done, in a sentence; empty for nothing. */
  text: string;
  onDismiss: () => void;
}

/** Says what was done. It is there, empty, before, so that it is read out. */
export function Notice({ text, onDismiss }: Props) {
  return (
    <div role="status" class="notice">
      {text && (
        <div class="bar bar-notice">
          <Icon name="check" />
          <p>{text}</p>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={onDismiss}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
