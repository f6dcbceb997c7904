import { signal } from "@preact/signals";
import { isPbxError } from "softphone-admin/errors";
import type { Gap, Provider, ProviderInput, Providers, ProviderSummary, StatusChange, Watch } from "softphone-admin/portsip";
import { names, WholeList, type WholeView } from "../lists/whole-list";

export type ProviderSort = "name" | "-name" | "host" | "-host" | "status" | "-status";
export type Standing = "all" | "online" | "offline";

export interface ProviderView extends WholeView {
  readonly sort: ProviderSort;
  readonly standing: Standing;
}

/** Who hears the PBX's events, and where. */
export interface Events {
  readonly name: string;
  readonly password: string;
  readonly url?: string;
}

const everything = { search: "", standing: "all" } as const;

/** How often the PBX is asked, where it does not tell by itself. */
export const intervalMs = 10_000;
/** How long a row stays marked. */
const freshMs = 6_000;
/** Several unknown trunks of one moment are answered with one reading. */
const settleMs = 300;

/** All providers of a PBX, and whether each is registered, live. */
export class ProviderList extends WholeList<ProviderSummary, ProviderView> {
  /** Times in which changes may have been missed. */
  readonly gap = signal<Gap | undefined>(undefined);
  /** Whether the PBX tells of changes by itself; otherwise it is asked. */
  readonly byEvents = signal(false);
  /** Why it does not, though it was asked to. */
  readonly eventsError = signal<unknown>(undefined);
  /** Ids of those that have just changed. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  /** Read out by screen readers. */
  readonly announcement = signal("");

  protected readonly pageSize = 200;
  #client: Providers;
  #events?: Events;
  #watch?: Watch;
  #ended = false;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(client: Providers, events: Events | undefined) {
    super({ page: 1, size: 20, sort: "name", ...everything }, everything);
    this.#client = client;
    this.#events = events;
    this.byEvents.value = events !== undefined;
    client.on("status", (change) => this.#follow(change));
    client.on("gap", (gap) => {
      this.gap.value = gap;
      void this.load();
    });
    client.on("authFailed", (error) => {
      if (error.reason !== "wsi") return;
      this.eventsError.value = error;
      this.byEvents.value = false;
    });
  }

  /** Reads all, and from then on hears of changes. */
  start(): void {
    if (this.#ended) return;
    void this.load();
    this.#watch ??= this.#client.watch({ intervalMs, wsi: this.#events ?? false });
  }

  override stop(): void {
    super.stop();
    this.#watch?.stop();
    this.#watch = undefined;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.fresh.value = new Set();
  }

  /** The session is over. */
  end(error: unknown): void {
    this.#ended = true;
    this.stop();
    this.error.value = error;
  }

  override async load(): Promise<void> {
    await super.load();
    // The list of v22 says nothing of it.
    const unknown = [...(this.all.value?.values() ?? [])].filter(({ status }) => status === undefined).map(({ id }) => id);
    if (!unknown.length || this.error.value !== undefined) return;
    try {
      for (const { id, status } of await this.#client.statuses(unknown)) this.#turn(id, status);
    } catch {
      // Whoever watches will see.
    }
  }

  /** The whole provider. */
  open(id: string): Promise<Provider> {
    return this.watchOver(id, this.#client.show(id));
  }

  async create(provider: ProviderInput): Promise<void> {
    const { id } = await this.#client.create(provider);
    await this.reread(id);
    this.reveal(id);
    this.notice.value = `${provider.name} was created.`;
  }

  /** Writes what is different, unless somebody else has written the same fields since `known` was read. */
  async update(known: Provider, patch: Partial<ProviderInput>): Promise<void> {
    const { id } = known;
    await this.watchOver(id, this.#client.update(id, patch, { mode: "merge", baseline: baselineOf(known, patch) }));
    await this.reread(id);
    this.notice.value = `${patch.name ?? known.name} was saved.`;
  }

  /** One that is gone already is as good as deleted. */
  async delete({ id, name }: ProviderSummary): Promise<void> {
    try {
      await this.#client.destroy(id);
    } catch (error) {
      if (!(await this.#isGone(id))) throw error;
    }
    this.put(id, undefined);
    this.notice.value = `${name} was deleted.`;
  }

  protected iterate(signal: AbortSignal): AsyncIterable<ProviderSummary> {
    return this.#client.iterate({ pagesize: this.pageSize }, { signal });
  }

  protected async ask(id: string): Promise<ProviderSummary> {
    // Without the password, which only a form needs.
    const { name = "", hostname, port, status } = await this.#client.show(id);
    return { id, name, hostname, port, status: status ?? this.all.value?.get(id)?.status };
  }

  protected idOf({ id }: ProviderSummary): string {
    return id;
  }

  protected textOf(provider: ProviderSummary): string {
    return [provider.name, hostOf(provider), provider.id].join(" ");
  }

  protected isWanted({ status }: ProviderSummary, { standing }: ProviderView): boolean {
    return standing === "all" || (status === "ONLINE") === (standing === "online");
  }

  protected compare(a: ProviderSummary, b: ProviderSummary, { sort }: ProviderView): number {
    const by = { name: () => "", host: hostOf, status: ({ status = "" }: ProviderSummary) => status }[sort.replace("-", "") as "name" | "host" | "status"];
    return names.compare(by(a), by(b)) || names.compare(a.name, b.name) || names.compare(a.id, b.id);
  }

  protected isReversed({ sort }: ProviderView): boolean {
    return sort.startsWith("-");
  }

  protected isMissing(error: unknown): boolean {
    return isPbxError(error) && (error.kind === "not-found" || (error.reason === "invalid_id" && error.operation === "show"));
  }

  /** A 400 may be for another reason than that there is no such provider. */
  async #isGone(id: string): Promise<boolean> {
    try {
      await this.#client.show(id, { maxRetries: 0 });
      return false;
    } catch (error) {
      return this.isMissing(error);
    }
  }

  #follow({ id, name, to }: StatusChange): void {
    // Somebody else has made it.
    if (!this.all.value?.has(id)) return this.#later("unknown", settleMs, () => void this.load());
    this.#turn(id, to);
    this.announcement.value = `${name ?? this.all.value.get(id)!.name} is ${to.toLowerCase()}`;
    this.fresh.value = new Set(this.fresh.value).add(id);
    this.#later(id, freshMs, () => {
      const fresh = new Set(this.fresh.value);
      fresh.delete(id);
      this.fresh.value = fresh;
    });
  }

  #turn(id: string, status: ProviderSummary["status"]): void {
    const provider = this.all.value?.get(id);
    if (provider && provider.status !== status) this.put(id, { ...provider, status });
  }

  #later(key: string, ms: number, run: () => void): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        run();
      }, ms),
    );
  }
}

/** `sip.example.com:5060` */
export const hostOf = ({ hostname = "", port }: Provider): string => (port === undefined ? hostname : `${hostname}:${port}`);

/** Of what is known, the fields that are about to be written. */
export const baselineOf = (known: Provider, patch: Partial<ProviderInput>): Partial<Provider> =>
  Object.fromEntries(Object.keys(patch).filter((key) => key in known).map((key) => [key, known[key]]));
