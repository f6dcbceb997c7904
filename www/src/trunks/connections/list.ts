import { signal } from "@preact/signals";
import type Telnyx from "softphone-admin/telnyx";
import type {
  Connection, ConnectionCount, ConnectionFilter, ConnectionListParams, ConnectionSort, DefaultFlatPagination,
  RegistrationStatus,
} from "softphone-admin/telnyx";
import { PageList, type View } from "../../lists/page-list";
import { resourceOf, type KindName } from "./kinds";

export type FilterBy = "name" | "fqdn";

export interface ConnectionView extends View {
  readonly sort: ConnectionSort;
  readonly kind?: KindName;
  readonly filterBy: FilterBy;
  readonly filter: string;
  /** Id of a voice profile. */
  readonly profile?: string;
}

/** How a device is signed in, as of a moment. */
export interface Check {
  readonly state: "checking" | "known" | "failed";
  readonly status?: RegistrationStatus;
  readonly error?: unknown;
  readonly at?: number;
}

/** Checks at the same time: enough to be quick, few enough to leave room for other requests. */
const together = 4;

/** The page of connections on screen, with what is known beyond their rows. */
export class ConnectionList extends PageList<Connection, ConnectionView> {
  /** null when they cannot be read. */
  readonly counts = signal<ConnectionCount | null | undefined>(undefined);
  /** Registrations by connection. */
  readonly checks = signal<ReadonlyMap<string, Check>>(new Map());
  /** Rows that were switched since they were read. */
  readonly switched = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Why the last switch of a row failed. */
  readonly switchError = signal<unknown>(undefined);

  #client: Telnyx;

  constructor(client: Telnyx) {
    super({ page: 1, size: 20, sort: "-created_at", filterBy: "name", filter: "" });
    this.#client = client;
  }

  ask(view: ConnectionView, signal: AbortSignal): PromiseLike<DefaultFlatPagination<Connection>> {
    const query: ConnectionListParams = { "page[number]": view.page, "page[size]": view.size, sort: view.sort };
    const filter: ConnectionFilter = {};
    if (view.filter && view.filterBy === "name") filter.connection_name = { contains: view.filter };
    if (view.filter && view.filterBy === "fqdn") filter.fqdn = view.filter;
    if (view.profile) filter.outbound_voice_profile_id = view.profile;
    if (Object.keys(filter).length) query.filter = filter;
    return view.kind
      ? resourceOf(this.#client, view.kind).list(query, { signal })
      : this.#client.connections.list(query, { signal });
  }

  async loadCounts(): Promise<void> {
    try {
      this.counts.value = (await this.#client.connections.retrieveCount()).data;
    } catch {
      // The list beside it says what is wrong.
      this.counts.value ??= null;
    }
  }

  override load(): Promise<void> {
    this.switched.value = new Map();
    return super.load();
  }

  /** Switches a connection on or off; shown at once, taken back when it fails. */
  async setActive(id: string, kind: KindName, active: boolean): Promise<boolean> {
    this.switchError.value = undefined;
    this.#switch(id, active);
    try {
      await resourceOf(this.#client, kind).update(id, { active });
      return true;
    } catch (error) {
      this.#switch(id, !active);
      this.switchError.value = error;
      return false;
    }
  }

  async check(id: string): Promise<void> {
    this.#note(id, { ...this.checks.value.get(id), state: "checking" });
    try {
      const { data } = await this.#client.credentialConnections.actions.checkRegistrationStatus(id);
      this.#note(id, { state: "known", status: data, at: Date.now() });
    } catch (error) {
      this.#note(id, { state: "failed", error });
    }
  }

  async checkAll(ids: readonly string[]): Promise<void> {
    const queue = [...ids];
    const work = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) await this.check(id);
    };
    await Promise.all(Array.from({ length: together }, work));
  }

  #switch(id: string, active: boolean): void {
    this.switched.value = new Map(this.switched.value).set(id, active);
  }

  #note(id: string, check: Check): void {
    this.checks.value = new Map(this.checks.value).set(id, check);
  }
}
