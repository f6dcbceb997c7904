import { signal } from "@preact/signals";
import type { CdrNotify, Gap, PBXOperator } from "softphone-admin/yeastar";
import { nameOf } from "../format";
import { directionOf } from "./disposition";
import { CallList } from "./list";
import { Today } from "./today";

/** Events of one moment are answered with one query. */
const settleMs = 150;
/** A row may become readable a little after its event. */
const lateMs = 1_200;

/** The calls page without its looks: the list, the day's figures, and the events that move both. */
export class Calls {
  readonly list: CallList;
  readonly today: Today;
  /** Set after an outage. */
  readonly gap = signal<Gap | undefined>(undefined);
  /** Read out by screen readers. */
  readonly announcement = signal("");

  #pbx: PBXOperator;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #changes: CdrNotify[] = [];
  #disposed = false;

  constructor(pbx: PBXOperator) {
    this.#pbx = pbx;
    this.list = new CallList(pbx);
    this.today = new Today(pbx);
    pbx.on("cdrChange", this.#onChange);
    pbx.on("gap", this.#onGap);
    void this.list.load();
    void this.today.load();
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#pbx.off("cdrChange", this.#onChange);
    this.#pbx.off("gap", this.#onGap);
    this.list.dispose();
    this.today.dispose();
  }

  #onChange = (change: CdrNotify) => {
    this.#changes.push(change);
    if (this.#changes.length === 1) this.#later(settleMs, () => void this.#follow(this.#changes.splice(0)));
  };

  #onGap = async (gap: Gap) => {
    await this.#refresh(gap.from / 1000);
    if (!this.#disposed) this.gap.value = gap;
  };

  async #follow(changes: CdrNotify[], again = true): Promise<void> {
    await this.#refresh(Math.min(...changes.map(({ personal_cdr }) => personal_cdr.timestamp)));
    const late = changes.filter((change) => !this.today.has(change));
    if (again && late.length) this.#later(lateMs, () => void this.#follow(late, false));
  }

  async #refresh(since: number): Promise<void> {
    // The clocks of the PBX and of this computer differ a little.
    since -= 60;
    const fresh = this.list.fresh.value;
    const done = await this.list.refresh(since);
    const { rows = [], total = 0 } = this.list.result.value ?? {};
    const reached = rows.length === total || (rows.at(-1)?.timestamp ?? Infinity) < since;
    if (done && this.list.newest && this.today.loaded.value && reached) this.today.merge(rows);
    else await this.today.catchUp(since);

    const came = rows.filter(({ id }) => this.list.fresh.value.has(id) && !fresh.has(id));
    if (came.length === 1) {
      const [call] = came;
      this.announcement.value = `New call: ${directionOf(call!).label}, ${nameOf(call!) ?? call!.number}`;
    } else if (came.length) this.announcement.value = `${came.length} new calls`;
  }

  #later(ms: number, run: () => void): void {
    if (this.#disposed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
