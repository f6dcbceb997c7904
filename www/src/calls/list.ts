import { signal } from "@preact/signals";
import type { Cdr, PBXOperator } from "softphone-admin/yeastar";

export type Status = 0 | 1 | 2 | 3;
export type SortBy = "time" | "id";

/** Which rows the table shows. */
export interface View {
  page: number;
  size: number;
  status: Status;
  sortBy: SortBy;
  orderBy: "asc" | "desc";
  filter: string;
}

export interface Rows {
  readonly rows: readonly Cdr[];
  readonly total: number;
  /** The view that they answer; it lags behind while the next one loads. */
  readonly view: View;
}

/** The page of call records on screen. */
export class CallList {
  readonly view = signal<View>({ page: 1, size: 20, status: 0, sortBy: "time", orderBy: "desc", filter: "" });
  readonly result = signal<Rows | undefined>(undefined);
  readonly loading = signal(true);
  readonly error = signal<unknown>(undefined);
  /** Rows that came in a moment ago. */
  readonly fresh = signal<ReadonlySet<number>>(new Set());

  #pbx: PBXOperator;
  #query?: AbortController;
  #busy?: Promise<unknown>;
  #fade?: ReturnType<typeof setTimeout>;

  constructor(pbx: PBXOperator) {
    this.#pbx = pbx;
  }

  /** Changes the view, from its first page on unless told otherwise. */
  show(change: Partial<View>): Promise<boolean> {
    this.view.value = { ...this.view.value, page: 1, ...change };
    return this.load();
  }

  /** Queries for the view of the moment and gives up the query before it. Says whether rows came. */
  load(): Promise<boolean> {
    this.loading.value = true;
    return this.#run();
  }

  /** Queries again quietly, once a query under way has ended. Rows from `since` on (seconds) that are new are marked. */
  async refresh(since: number): Promise<boolean> {
    for (let busy; busy !== this.#busy; ) await (busy = this.#busy);
    if (this.#query?.signal.aborted) return false;
    const before = new Set(this.result.value?.rows.map(({ id }) => id));
    if (!(await this.#run())) return false;
    const came = this.result.value!.rows.filter(({ id, timestamp }) => timestamp >= since && !before.has(id));
    if (came.length) this.#mark(came);
    return true;
  }

  /** Whether the rows on screen are the newest of all calls. */
  get newest(): boolean {
    const { page, status, orderBy, sortBy, filter } = this.result.value?.view ?? this.view.value;
    return page === 1 && status === 0 && orderBy === "desc" && sortBy === "time" && !filter;
  }

  dispose(): void {
    clearTimeout(this.#fade);
    this.#query?.abort();
  }

  #run(): Promise<boolean> {
    this.#query?.abort();
    const query = (this.#query = new AbortController());
    const run = this.#ask(query);
    this.#busy = run;
    return run;
  }

  async #ask(query: AbortController): Promise<boolean> {
    const view = this.view.value;
    try {
      const { filter, ...params } = view;
      const reply = await this.#pbx.cdrQuery({ ...params, filter: filter || null }, { strict: true, signal: query.signal });
      if (query !== this.#query) return false;
      const rows = reply.personal_cdr_list ?? [];
      const total = reply.total_number ?? rows.length;
      const last = Math.max(1, Math.ceil(total / view.size));
      // Rows can vanish between two pages.
      if (!rows.length && view.page > last) return await this.show({ page: last });
      this.result.value = { rows, total, view };
      this.error.value = undefined;
      this.loading.value = false;
      return true;
    } catch (error) {
      if (query !== this.#query || query.signal.aborted) return false;
      this.error.value = error;
      this.loading.value = false;
      return false;
    }
  }

  #mark(rows: readonly Cdr[]): void {
    clearTimeout(this.#fade);
    this.fresh.value = new Set([...this.fresh.value, ...rows.map(({ id }) => id)]);
    this.#fade = setTimeout(() => (this.fresh.value = new Set()), 6_000);
  }
}
