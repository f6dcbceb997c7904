import { batch, computed, signal } from "@preact/signals";
import type { View } from "./page-list";

export interface WholeView extends View {
  /** Words, all of which a row has somewhere. */
  readonly search: string;
}

export const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * A list whose server neither searches nor sorts, so that all of it is read, and looked through here. After a change, only
 * what changed is read again.
 */
export abstract class WholeList<Item, V extends WholeView> {
  readonly view;
  readonly loading = signal(false);
  readonly error = signal<unknown>(undefined);
  /** By id; absent until the first of them are there. */
  readonly all = signal<ReadonlyMap<string, Item> | undefined>(undefined);
  /** Whether reading all of them came to its end. */
  readonly complete = signal(false);
  /** Those that are looked for, in order. */
  readonly matches = computed(() => this.#matches());
  /** The page of them that is on screen. */
  readonly result = computed(() => this.#result());
  /** What was done last, in a sentence. */
  readonly notice = signal("");

  #everything: Partial<V>;
  #query?: AbortController;
  /** What was written while all were being read: it is newer. */
  #meanwhile = new Map<string, Item | undefined>();

  /** `everything` is the part of a view that narrows nothing. */
  constructor(view: V, everything: Partial<V>) {
    this.view = signal(view);
    this.#everything = everything;
  }

  /** As many as a request may well bring: so many at a time are shown, the first time. */
  protected abstract readonly pageSize: number;
  protected abstract iterate(signal: AbortSignal): AsyncIterable<Item>;
  protected abstract ask(id: string): Promise<Item>;
  protected abstract idOf(item: Item): string;
  /** What a search looks through. */
  protected abstract textOf(item: Item): string;
  protected abstract isWanted(item: Item, view: V): boolean;
  /** The order of a view, as if it were not the other way round. */
  protected abstract compare(a: Item, b: Item, view: V): number;
  protected abstract isReversed(view: V): boolean;
  /** Whether an error says that there is no such thing (any more). */
  protected abstract isMissing(error: unknown): boolean;

  /** Reads all; the first time, they are shown as they come. */
  async load(): Promise<void> {
    this.#query?.abort();
    const query = (this.#query = new AbortController());
    const isFirst = !this.complete.value;
    const read = new Map<string, Item>();
    this.#meanwhile.clear();
    this.loading.value = true;
    try {
      for await (const item of this.iterate(query.signal)) {
        read.set(this.idOf(item), item);
        if (isFirst && read.size % this.pageSize === 0) this.#show(read);
      }
      if (query !== this.#query) return;
      batch(() => {
        this.#show(read);
        this.complete.value = true;
        this.error.value = undefined;
        this.loading.value = false;
      });
    } catch (error) {
      if (query !== this.#query || query.signal.aborted) return;
      this.error.value = error;
      this.loading.value = false;
    }
  }

  /** Ends what is under way. */
  stop(): void {
    this.#query?.abort();
    this.loading.value = false;
  }

  /** Changes the view, from its first page on unless told otherwise. */
  show(change: Partial<V>): void {
    this.view.value = { ...this.view.value, page: 1, ...change };
  }

  showAll(): void {
    this.show(this.#everything);
  }

  read(id: string): Promise<Item> {
    return this.watchOver(id, this.ask(id));
  }

  /** What turns out to be gone leaves the list. */
  protected async watchOver<T>(id: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (this.isMissing(error)) this.put(id, undefined);
      throw error;
    }
  }

  /** Reads what was written; a failure concerns the list, since the write is done. */
  protected async reread(id: string): Promise<void> {
    try {
      this.put(id, await this.read(id));
    } catch (error) {
      this.error.value = error;
    }
  }

  protected put(id: string, item: Item | undefined): void {
    if (this.loading.value) this.#meanwhile.set(id, item);
    const all = new Map(this.all.value);
    if (item) all.set(id, item);
    else all.delete(id);
    this.#keep(all);
  }

  /** Goes to the page with this row. */
  protected reveal(id: string): void {
    const place = () => this.matches.value.findIndex((item) => this.idOf(item) === id);
    if (place() < 0) this.showAll();
    this.show({ page: Math.floor(Math.max(0, place()) / this.view.value.size) + 1 } as Partial<V>);
  }

  #show(read: ReadonlyMap<string, Item>): void {
    const all = new Map(read);
    for (const [id, item] of this.#meanwhile) {
      if (item) all.set(id, item);
      else all.delete(id);
    }
    this.#keep(all);
  }

  /** Rows can vanish, and with them the page that was on screen. */
  #keep(all: ReadonlyMap<string, Item>): void {
    batch(() => {
      this.all.value = all;
      const { page, size } = this.view.value;
      const last = Math.max(1, Math.ceil(this.matches.value.length / size));
      if (page > last) this.show({ page: last } as Partial<V>);
    });
  }

  #matches(): readonly Item[] {
    const view = this.view.value;
    const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...(this.all.value?.values() ?? [])].filter((item) => {
      const text = this.textOf(item).toLowerCase();
      return words.every((word) => text.includes(word)) && this.isWanted(item, view);
    });
    found.sort((a, b) => this.compare(a, b, view));
    return this.isReversed(view) ? found.reverse() : found;
  }

  #result() {
    if (!this.all.value) return undefined;
    const { page, size } = this.view.value;
    const matches = this.matches.value;
    return { rows: matches.slice((page - 1) * size, page * size), total: matches.length, view: this.view.value };
  }
}
