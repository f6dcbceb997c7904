import { batch, computed, signal } from "@preact/signals";
import { isPbxError, type Issue } from "softphone-admin/errors";
import type { Diff, ImportedRow, Providers } from "softphone-admin/portsip";
import { isOfOne } from "../../problem";
import { completed, type FileRow } from "../file";
import { itemsNamed } from "../specs";

/**
 * What is known of a row: nothing yet, that it is wrong, what an import would do with it, or what it did. `unclear`: it was cut short
 * while it was under way.
 */
export type Outcome = "unread" | "wrong" | "create" | "update" | "same" | "created" | "updated" | "failed" | "unclear";

export interface Row {
  readonly place: number;
  readonly name: string;
  readonly values: Record<string, unknown>;
  readonly outcome: Outcome;
  readonly issues: readonly Issue[];
  readonly diff?: Diff;
  readonly error?: unknown;
}

/** `waiting`: the PBX takes no more for now. `stopping`: what is being written is let finish. */
export type Phase = "checking" | "unchecked" | "ready" | "running" | "waiting" | "stopping" | "stopped" | "done";

export interface RowsView {
  readonly page: number;
  readonly size: number;
  readonly only: "all" | "changes" | "problems";
}

const planned: Partial<Record<ImportedRow["action"], Outcome>> = { created: "create", updated: "update", unchanged: "same" };
const written: Partial<Record<ImportedRow["action"], Outcome>> = { created: "created", updated: "updated", unchanged: "same" };

/** What is still to be written. */
const open: ReadonlySet<Outcome> = new Set(["create", "update", "failed", "unclear"]);

const shown: Record<RowsView["only"], readonly Outcome[] | undefined> = {
  all: undefined,
  changes: ["create", "update", "created", "updated"],
  problems: ["wrong", "failed", "unclear"],
};

/** The providers of a file on their way into the PBX: checked, written, stopped, and taken up again. */
export class ImportJob {
  readonly phase = signal<Phase>("checking");
  readonly rows = signal<readonly Row[]>([]);
  readonly progress = signal({ done: 0, total: 0 });
  /** Why it did not go on. */
  readonly error = signal<unknown>(undefined);
  /** When it goes on by itself. */
  readonly until = signal<number | undefined>(undefined);
  readonly view = signal<RowsView>({ page: 1, size: 20, only: "all" });
  readonly loading = computed(() => this.phase.value === "checking");
  readonly counts = computed(() => {
    const counts = { wrong: 0, create: 0, update: 0, same: 0, created: 0, updated: 0, failed: 0, unclear: 0, unread: 0 };
    for (const { outcome } of this.rows.value) counts[outcome] += 1;
    return counts;
  });
  /** How many there are still to write. */
  readonly left = computed(() => this.rows.value.filter(({ outcome }) => open.has(outcome)).length);
  readonly result = computed(() => {
    const { page, size, only } = this.view.value;
    const found = this.rows.value.filter(({ outcome }) => shown[only]?.includes(outcome) ?? true);
    return { rows: found.slice((page - 1) * size, page * size), total: found.length, view: this.view.value };
  });

  #client: Providers;
  #run?: AbortController;

  constructor(client: Providers, rows: readonly FileRow[]) {
    this.#client = client;
    const places = new Map<unknown, number>();
    this.rows.value = rows.map(({ place, values, issues }) => {
      const { name } = values;
      const found = [...issues, ...itemsNamed(client.validate(values, "patch"), values)];
      const twin = places.get(name);
      if (typeof name !== "string" || !name.trim()) found.push({ path: "name", rule: "required", message: "is needed", severity: "error" });
      else if (twin !== undefined) found.push({ path: "name", rule: "unique", message: `is that of row ${twin}`, severity: "error" });
      else places.set(name, place);
      const outcome = found.some(({ severity }) => severity === "error") ? "wrong" : "unread";
      return { place, name: typeof name === "string" ? name : "", values, outcome, issues: found };
    });
  }

  show(change: Partial<RowsView>): void {
    this.view.value = { ...this.view.value, page: 1, ...change };
  }

  /** Asks the PBX what each row would change; nothing is written. */
  async check(): Promise<void> {
    const error = await this.#go("checking", true, ({ outcome }) => outcome === "unread");
    this.error.value = error;
    this.phase.value = error === undefined && this.counts.value.unread === 0 ? "ready" : "unchecked";
  }

  /** Writes what is left, and goes on by itself after a pause that the PBX asks for. */
  async run(): Promise<void> {
    for (;;) {
      const error = await this.#go("running", false, ({ outcome }) => open.has(outcome));
      const isStopped = this.phase.value === "stopping";
      if (isStopped || !isPbxError(error) || error.kind !== "rate-limit" || !error.retryAfterMs) {
        this.error.value = error;
        this.phase.value = error !== undefined || isStopped ? "stopped" : "done";
        return;
      }
      if (!(await this.#pause(error.retryAfterMs))) {
        this.phase.value = "stopped";
        return;
      }
    }
  }

  stop(): void {
    if (this.phase.value === "running") this.phase.value = "stopping";
    this.#run?.abort();
  }

  get isBusy(): boolean {
    return ["checking", "running", "waiting", "stopping"].includes(this.phase.value);
  }

  async #go(phase: Phase, dryRun: boolean, isWanted: (row: Row) => boolean): Promise<unknown> {
    const run = (this.#run = new AbortController());
    const outcomes = dryRun ? planned : written;
    let cause: unknown;
    batch(() => {
      this.phase.value = phase;
      this.error.value = undefined;
    });
    const all = [...this.rows.value.keys()].filter((at) => isWanted(this.#row(at)));
    const ended = new Set<number>();
    for (;;) {
      const left = all.filter((at) => !ended.has(at) && isWanted(this.#row(at)));
      const take = ({ index, action, diff, error }: ImportedRow) => {
        const at = left[index]!;
        if (error && !isOfOne(error)) {
          // Others would fare no better.
          if (!isAborted(error)) cause ??= error;
          if (!dryRun) this.#put(at, { outcome: isAborted(error) || error.maybeApplied ? "unclear" : "failed", error });
          return run.abort();
        }
        ended.add(at);
        batch(() => {
          this.#put(at, error ? { outcome: dryRun ? "wrong" : "failed", error } : { outcome: outcomes[action]!, diff, error: undefined });
          if (dryRun && action === "created") this.#put(at, { values: completed(this.#row(at).values) });
          this.progress.value = { done: ended.size, total: all.length };
        });
      };
      this.progress.value = { done: ended.size, total: all.length };
      try {
        await this.#client.importAll(left.map((at) => this.#row(at).values), {
          mode: "ensure",
          dryRun,
          signal: run.signal,
          onProgress: ({ row }) => take(row),
        });
        return cause;
      } catch (error) {
        if (isAborted(error)) return cause;
        // Rows that only turn out to be wrong once the PBX has told what it has.
        if (!this.#refuse(left, error)) return error;
      }
    }
  }

  /** Takes what is wrong with single rows out of the way. Says whether that was it. */
  #refuse(rows: readonly number[], error: unknown): boolean {
    if (!isPbxError(error) || error.kind !== "invalid-argument" || !error.issues?.length) return false;
    const found = error.issues
      .filter(({ severity }) => severity === "error")
      .map((issue) => ({ issue, at: /^providers\[(\d+)\]\.?(.*)$/.exec(issue.path) }));
    if (!found.length || found.some(({ at }) => rows[Number(at?.[1])] === undefined)) return false;
    const asked = rows.map((at) => this.#row(at).values);
    for (const { issue, at } of found) {
      const place = rows[Number(at![1])]!;
      const row = this.#row(place);
      const path = at![2]!;
      const values = asked[Number(at![1])]!;
      const whole = completed(values);
      if (issue.rule === "required" && (values[path] ?? undefined) === undefined && whole[path] !== undefined) {
        this.#put(place, { values: whole });
        continue;
      }
      const own = { ...issue, path, message: issue.message.replace(/^providers\[\d+\]: /, "") };
      this.#put(place, { outcome: "wrong", issues: [...row.issues, ...itemsNamed([own], row.values)] });
    }
    return true;
  }

  #row(at: number): Row {
    return this.rows.value[at]!;
  }

  #put(at: number, change: Partial<Row>): void {
    this.rows.value = this.rows.value.with(at, { ...this.#row(at), ...change });
  }

  /** Whether it lasted as long as it should. */
  async #pause(ms: number): Promise<boolean> {
    const run = (this.#run = new AbortController());
    batch(() => {
      this.phase.value = "waiting";
      this.until.value = Date.now() + ms;
    });
    const whole = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      run.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve(false);
      });
    });
    this.until.value = undefined;
    return whole;
  }
}

const isAborted = (error: unknown) => isPbxError(error) && error.kind === "aborted";
