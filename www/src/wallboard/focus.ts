import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** What had the focus may have gone meanwhile: once a dialog has closed, `heading` takes it then. */
export function useKept(open: boolean, heading: RefObject<HTMLElement | null>): void {
  const was = useRef<RefObject<HTMLElement | null>>(undefined);
  useEffect(() => {
    const before = was.current;
    if (!open && before && document.activeElement === document.body) before.current?.focus();
    was.current = open ? heading : undefined;
  }, [open]);
}

/** Gives the focus to `heading` when `part` goes away with it. */
export function useHandedOn(part: RefObject<HTMLElement | null>, heading: RefObject<HTMLElement | null>): void {
  useLayoutEffect(
    () => () => {
      if (part.current?.contains(document.activeElement)) heading.current?.focus();
    },
    [],
  );
}

/** The button that is nearest above or below, in the same column. */
function beside(buttons: readonly HTMLElement[], from: HTMLElement, down: boolean): HTMLElement | undefined {
  const { left, top } = from.getBoundingClientRect();
  const ahead = buttons
    .map((button) => ({ button, box: button.getBoundingClientRect() }))
    .filter(({ box }) => Math.abs(box.left - left) < 8 && (down ? box.top > top + 4 : box.top < top - 4));
  ahead.sort((a, b) => (down ? a.box.top - b.box.top : b.box.top - a.box.top));
  return ahead[0]?.button;
}

const steps: Record<string, (all: readonly HTMLElement[], at: number) => HTMLElement | undefined> = {
  ArrowLeft: (all, at) => all[at - 1],
  ArrowRight: (all, at) => all[at + 1],
  ArrowUp: (all, at) => beside(all, all[at]!, false),
  ArrowDown: (all, at) => beside(all, all[at]!, true),
  Home: (all) => all[0],
  End: (all) => all.at(-1),
};

/**
 * Makes one stop for Tab of many buttons, between which the arrow keys move. The buttons come with `tabIndex={-1}`; which one is
 * the stop is written past the components, so that none has to draw again for it.
 */
export function useRoving(list: RefObject<HTMLElement | null>, members: unknown): (event: KeyboardEvent) => void {
  const buttons = () => [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
  const stopAt = (button: HTMLElement | undefined) => {
    for (const old of list.current?.querySelectorAll<HTMLElement>("button[tabindex='0']") ?? []) old.tabIndex = -1;
    if (button) button.tabIndex = 0;
  };
  useLayoutEffect(() => {
    if (!list.current?.querySelector("button[tabindex='0']")) stopAt(buttons()[0]);
  }, [members]);
  useLayoutEffect(() => {
    const element = list.current;
    const follow = (event: FocusEvent) => stopAt((event.target as HTMLElement).closest<HTMLElement>("button") ?? undefined);
    element?.addEventListener("focusin", follow);
    return () => element?.removeEventListener("focusin", follow);
  }, [list.current]);
  return (event) => {
    if (!Object.hasOwn(steps, event.key) || !(event.target instanceof HTMLElement)) return;
    const all = buttons();
    const from = event.target.closest<HTMLElement>("button");
    const at = from ? all.indexOf(from) : -1;
    if (!from || at < 0) return;
    event.preventDefault();
    const to = steps[event.key]!(all, at);
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  };
}
