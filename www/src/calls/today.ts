import { computed, signal } from "@preact/signals";
import type { Cdr, CdrNotify, PBXOperator } from "softphone-admin/yeastar";
import { startOfDay } from "../format";

/** More than this is not worth the PBX's time. */
const limit = 5_000;

/** The calls since midnight: read once, then kept up with what comes in. */
export class Today {
  /** By id. */
  readonly calls = signal<ReadonlyMap<number, Cdr>>(new Map());
  readonly loaded = signal(false);
  readonly error = signal<unknown>(undefined);
  readonly summary = computed(() => summarise([...this.calls.value.values()]));

  #pbx: PBXOperator;
  #loading?: Promise<void>;
  #end = new AbortController();
  #start = startOfDay(new Date()) / 1000;
  #midnight?: ReturnType<typeof setTimeout>;

  constructor(pbx: PBXOperator) {
    this.#pbx = pbx;
    this.#watchMidnight();
  }

  /** Reads the whole day. */
  load(): Promise<void> {
    this.#loading ??= this.#take(this.#start).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Reads the newest calls, back to `since` (seconds). */
  async catchUp(since: number): Promise<void> {
    await this.#loading;
    await (this.loaded.value ? this.#take(Math.max(since, this.#start)) : this.load());
  }

  merge(rows: Iterable<Cdr>): void {
    const calls = new Map(this.calls.value);
    for (const row of rows) if (row.timestamp >= this.#start) calls.set(row.id, row);
    this.calls.value = calls;
  }

  /** Whether the record of this change is here, in the state that the change tells of. */
  has({ personal_cdr: { number, timestamp, talk_duration } }: CdrNotify): boolean {
    for (const call of this.calls.value.values()) {
      if (call.timestamp === timestamp && call.number === number && call.talk_duration === talk_duration) return true;
    }
    return false;
  }

  dispose(): void {
    clearTimeout(this.#midnight);
    this.#end.abort();
  }

  async #take(since: number): Promise<void> {
    try {
      const rows = await this.#read(since);
      this.error.value = undefined;
      this.loaded.value = true;
      this.merge(rows);
    } catch (error) {
      if (!this.#end.signal.aborted) this.error.value = error;
    }
  }

  async #read(since: number): Promise<Cdr[]> {
    const rows: Cdr[] = [];
    const newest = this.#pbx.iterateCdr(
      { size: 100, sortBy: "time", orderBy: "desc" },
      { limit, signal: this.#end.signal },
    );
    for await (const row of newest) {
      if (row.timestamp < since) break;
      rows.push(row);
    }
    return rows;
  }

  #watchMidnight(): void {
    const tomorrow = new Date();
    tomorrow.setHours(24, 0, 0, 0);
    this.#midnight = setTimeout(() => {
      this.#start = startOfDay(new Date()) / 1000;
      this.calls.value = new Map([...this.calls.value].filter(([, { timestamp }]) => timestamp >= this.#start));
      this.#watchMidnight();
    }, tomorrow.getTime() - Date.now() + 50);
  }
}

export interface Summary {
  total: number;
  answered: number;
  missed: number;
  /** Seconds; of answered calls. */
  averageTalk: number;
}

function summarise(calls: Cdr[]): Summary {
  const answered = calls.filter(({ disposition }) => disposition === "ANSWERED");
  const talk = answered.reduce((sum, { talk_duration }) => sum + talk_duration, 0);
  return {
    total: calls.length,
    answered: answered.length,
    missed: calls.filter(({ status }) => status === 2).length,
    averageTalk: answered.length ? talk / answered.length : 0,
  };
}
