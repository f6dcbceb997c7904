import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What had the focus may have gone with its row: once a dialog has closed, or when asked to look, `heading` takes it then. */
export function useKeptFocus(open: boolean, heading: RefObject<HTMLElement | null>): () => void {
  const keep = () => {
    if (document.activeElement === document.body) heading.current?.focus();
  };
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!open && wasOpen.current) keep();
    wasOpen.current = open;
  }, [open]);
  return keep;
}
