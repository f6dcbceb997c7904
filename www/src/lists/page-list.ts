import { signal } from "@preact/signals";
import type { DefaultFlatPagination } from "softphone-admin/telnyx";

/** Which rows a table shows. */
export interface View {
  readonly page: number;
  readonly size: number;
}

export interface Rows<Item, V extends View> {
  readonly rows: readonly Item[];
  /** Absent when the answer did not say. */
  readonly total?: number;
  /** The view that they answer; it lags behind while the next one loads. */
  readonly view: V;
}

/** The page of a list that is on screen. */
export abstract class PageList<Item, V extends View> {
  readonly view;
  readonly result = signal<Rows<Item, V> | undefined>(undefined);
  readonly loading = signal(false);
  readonly error = signal<unknown>(undefined);

  #query?: AbortController;

  constructor(view: V) {
    this.view = signal(view);
  }

  /** One page of a view, which need not be that on screen. */
  abstract ask(view: V, signal: AbortSignal): PromiseLike<DefaultFlatPagination<Item>>;

  /** Changes the view, from its first page on unless told otherwise. */
  show(change: Partial<V>): Promise<void> {
    this.view.value = { ...this.view.value, page: 1, ...change };
    return this.load();
  }

  /** Asks for the view of the moment and gives up the question before it. */
  async load(): Promise<void> {
    this.#query?.abort();
    const query = (this.#query = new AbortController());
    const view = this.view.value;
    this.loading.value = true;
    try {
      const { data, meta } = await this.ask(view, query.signal);
      if (query !== this.#query) return;
      const total = totalOf(meta);
      const last = total === undefined ? view.page : Math.max(1, Math.ceil(total / view.size));
      // Rows can vanish between two pages.
      if (!data.length && view.page > last) return await this.show({ page: last } as Partial<V>);
      this.result.value = { rows: data, total, view };
      this.error.value = undefined;
      this.loading.value = false;
    } catch (error) {
      if (query !== this.#query || query.signal.aborted) return;
      this.error.value = error;
      this.loading.value = false;
    }
  }

  stop(): void {
    this.#query?.abort();
    this.loading.value = false;
  }
}

/** Some servers leave it out, and some give it as text. */
export function totalOf(meta: { total_results?: number } | undefined): number | undefined {
  const total = Number(meta?.total_results ?? NaN);
  return Number.isFinite(total) ? total : undefined;
}
