import { createContext } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { duration } from "../format";

const everyMs = 1_000;

/** One interval for whatever counts seconds. It writes into the page itself: hundreds of numbers are not worth as many components. */
export class Ticker {
  /** By how much this computer's clock is ahead of the PBX's, in milliseconds. */
  driftMs = 0;

  #shown = new Map<HTMLElement, number>();
  #hearers = new Set<() => void>();
  #timer = setInterval(() => this.#tick(), everyMs);
  #stoppedAt?: number;

  /** What the clock of the PBX says. */
  now(): number {
    return (this.#stoppedAt ?? Date.now()) - this.driftMs;
  }

  /** Shows how long ago that was, by the clock of the PBX, until told otherwise. */
  show(element: HTMLElement, since: number): () => void {
    this.#shown.set(element, since);
    this.#write(element, since);
    return () => void this.#shown.delete(element);
  }

  /** Calls back once a second. */
  each(hear: () => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  /** Whether time stands still: nobody knows how long a call went on after the last that was heard of it. */
  set stopped(stopped: boolean) {
    if (stopped === (this.#stoppedAt !== undefined)) return;
    this.#stoppedAt = stopped ? Date.now() : undefined;
    this.#tick();
  }

  correct(driftMs: number): void {
    this.driftMs = driftMs;
    this.#tick();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#shown.clear();
    this.#hearers.clear();
  }

  #tick(): void {
    for (const [element, since] of this.#shown) this.#write(element, since);
    for (const hear of this.#hearers) hear();
  }

  #write(element: HTMLElement, since: number): void {
    const text = duration(Math.max(0, Math.floor((this.now() - since) / 1000)));
    if (element.textContent !== text) element.textContent = text;
  }
}

export const TickerContext = createContext<Ticker | undefined>(undefined);

/** The time since then, as it goes by; in milliseconds since 1970. */
export function Timer({ since }: { since: number }) {
  const ticker = useContext(TickerContext)!;
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => ticker.show(element.current!, since), [ticker, since]);
  return <span class="timer" ref={element} />;
}
