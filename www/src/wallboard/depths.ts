import { signal } from "@preact/signals";
import type { Queue } from "softphone-admin/ipcortex";

/** What the queues were like in one second; nothing is known of a time without a feed. */
export interface Sample {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly total: number | undefined;
  /** By name of the queue. */
  readonly of: ReadonlyMap<string, number>;
}

export const spanMs = 5 * 60_000;

/** How many calls waited, second by second. */
export class Depths {
  readonly samples: Sample[] = [];
  /** Another one each time that a sample came. */
  readonly turn = signal(0);
  #peaks = new Map<string, number>();
  #peak = 0;

  /** A call may come and go between two samples. */
  look(queues: readonly Queue[]): void {
    let total = 0;
    for (const { name, depth } of queues) {
      total += depth;
      if (depth > (this.#peaks.get(name) ?? 0)) this.#peaks.set(name, depth);
    }
    this.#peak = Math.max(this.#peak, total);
  }

  take(queues: readonly Queue[], isLive: boolean): void {
    const at = Date.now();
    if (isLive) {
      this.look(queues);
      this.samples.push({ at, total: this.#peak, of: this.#peaks });
    } else {
      this.samples.push({ at, total: undefined, of: new Map() });
    }
    this.#peaks = new Map();
    this.#peak = 0;
    while (this.samples.length > 0 && this.samples[0]!.at < at - spanMs - 2_000) this.samples.shift();
    this.turn.value++;
  }
}
