import { signal } from "@preact/signals";
import type { Connection } from "softphone-admin/telnyx";
import { totalOf } from "../../lists/page-list";
import type { ConnectionList, ConnectionView } from "./list";

const size = 100;

/** The rows of a long list by their place in it, read page by page where somebody looks. */
export class AllRows {
  readonly rows = signal<ReadonlyMap<number, Connection>>(new Map());
  readonly total = signal(0);
  readonly error = signal<unknown>(undefined);

  #list: ConnectionList;
  #view: ConnectionView;
  #asked = new Set<number>();
  #end = new AbortController();

  constructor(list: ConnectionList, view: ConnectionView, total = 0) {
    this.#list = list;
    this.#view = { ...view, size };
    this.total.value = total;
  }

  /** Asks for the pages that hold these places, unless that was done. */
  want(from: number, to: number): void {
    const last = Math.max(0, Math.min(to, this.total.value) - 1);
    for (let page = Math.floor(from / size) + 1; page <= Math.floor(last / size) + 1; page++) {
      if (this.#asked.has(page)) continue;
      this.#asked.add(page);
      void this.#read(page);
    }
  }

  dispose(): void {
    this.#end.abort();
  }

  async #read(page: number): Promise<void> {
    try {
      const { data, meta } = await this.#list.ask({ ...this.#view, page }, this.#end.signal);
      const rows = new Map(this.rows.value);
      for (const [index, row] of data.entries()) rows.set((page - 1) * size + index, row);
      this.rows.value = rows;
      // Without a total, the list grows as long as full pages come.
      const known = (page - 1) * size + data.length;
      this.total.value = totalOf(meta) ?? Math.max(this.total.value, data.length === size ? known + size : known);
      this.error.value = undefined;
    } catch (error) {
      this.#asked.delete(page);
      if (!this.#end.signal.aborted) this.error.value = error;
    }
  }
}
