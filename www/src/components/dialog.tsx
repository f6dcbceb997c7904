import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

interface Props {
  title: string;
  onClose: () => void;
  wide?: boolean;
  /** The buttons, at the end of the form. */
  actions?: ComponentChildren;
  /** Makes it a form. */
  onSubmit?: () => void;
  children: ComponentChildren;
}

/** Keeps the focus inside, closes by Escape, and gives the focus back to where it came from. */
export function Dialog({ title, onClose, wide = false, actions, onSubmit, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const content = (
    <>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-button" onClick={onClose} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children}</div>
      {actions && <footer class="dialog-actions">{actions}</footer>}
    </>
  );
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "is-wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        // Whoever opened it takes it away.
        event.preventDefault();
        onClose();
      }}
    >
      {onSubmit ? (
        <form
          class="dialog-frame"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {content}
        </form>
      ) : (
        <div class="dialog-frame">{content}</div>
      )}
    </dialog>
  );
}
