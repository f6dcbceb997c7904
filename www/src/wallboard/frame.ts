import { batch } from "@preact/signals";
import { Component, createElement, type FunctionComponent } from "preact";
import { useLayoutEffect, useReducer } from "preact/hooks";

const due = new Set<() => void>();
let asked = 0;

/** Runs it before the next frame, once however often it is asked for until then. */
export function atFrame(run: () => void): void {
  due.add(run);
  asked ||= requestAnimationFrame(flush);
}

/** Takes that back. */
export const notAtFrame = (run: () => void): void => void due.delete(run);

function flush(): void {
  asked = 0;
  const runs = [...due];
  due.clear();
  batch(() => {
    for (const run of runs) run();
  });
}

/** What can say that it has changed. */
interface Changing {
  addListener(event: "update", listener: () => void): unknown;
  removeListener(event: "update", listener: () => void): unknown;
}

/** Draws the component again, at most once a frame, whenever one of these has changed. Always as many of them. */
export function useEntities(...entities: readonly (Changing | null | undefined)[]): void {
  const [, redraw] = useReducer((times: number, _: void) => times + 1, 0);
  useLayoutEffect(() => {
    const draw = () => redraw();
    const hear = () => atFrame(draw);
    for (const entity of entities) entity?.addListener("update", hear);
    return () => {
      for (const entity of entities) entity?.removeListener("update", hear);
      notAtFrame(draw);
    };
  }, entities);
}

/** A component that draws again by itself or with other props, and not whenever its parent does. */
export function memo<Props extends object>(Draw: FunctionComponent<Props>): FunctionComponent<Props & { key?: string | number }> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const [old, now] = [this.props as Record<string, unknown>, next as Record<string, unknown>];
      return Object.keys(now).length !== Object.keys(old).length || Object.keys(now).some((name) => now[name] !== old[name]);
    }
    override render() {
      return createElement(Draw, this.props as Props);
    }
  }
  return Memo as unknown as FunctionComponent<Props & { key?: string | number }>;
}
