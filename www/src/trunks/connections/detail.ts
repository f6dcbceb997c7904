import { computed, signal } from "@preact/signals";
import type { Connection, Fqdn, IP } from "softphone-admin/telnyx";
import { Form } from "../../form/form";
import type { Choice, FieldSpec } from "../../form/spec";
import type { TrunkSession } from "../session";
import { kindOf, resourceOf, type AnyConnection, type KindName } from "./kinds";
import { settings } from "./specs";

/** More than this no connection has. */
const limit = 1_000;

/** One connection: what it is, what is edited in it, and its host names or addresses. */
export class Detail {
  readonly id: string;
  /** What connections of every kind have. */
  readonly outline = signal<Connection | undefined>(undefined);
  readonly kind = computed(() => kindOf(this.outline.value?.record_type));
  readonly form = signal<Form | undefined>(undefined);
  readonly error = signal<unknown>(undefined);
  readonly children = signal<readonly (Fqdn | IP)[] | undefined>(undefined);
  readonly childrenError = signal<unknown>(undefined);
  readonly choices = computed<readonly Choice[]>(() => (this.children.value ?? []).map((child) => [child.id!, nameOf(child)]));

  #session: TrunkSession;
  #end = new AbortController();

  constructor(session: TrunkSession, id: string) {
    this.id = id;
    this.#session = session;
  }

  /** Reads the connection; the list may have said already of which kind it is. */
  async load(): Promise<void> {
    const { client, connections } = this.#session;
    const options = { signal: this.#end.signal };
    this.error.value = undefined;
    try {
      this.outline.value =
        connections.result.value?.rows.find(({ id }) => id === this.id) ?? (await client.connections.retrieve(this.id, options)).data;
      const kind = this.kind.value;
      if (!kind) return;
      const { data } = await resourceOf(client, kind).retrieve(this.id, options);
      this.#take(kind, data!);
      if (kind !== "credential_connection") void this.loadChildren();
    } catch (error) {
      if (!this.#end.signal.aborted) this.error.value = error;
    }
  }

  /** Sends what changed. */
  async save(body: Record<string, unknown>): Promise<void> {
    const kind = this.kind.value!;
    const { data } = await resourceOf(this.#session.client, kind).update(this.id, body);
    this.#take(kind, data!);
  }

  /** Switches it on or off, and leaves what is being edited alone. */
  async setActive(active: boolean): Promise<void> {
    const before = this.outline.value!;
    this.outline.value = { ...before, active };
    try {
      await resourceOf(this.#session.client, this.kind.value!).update(this.id, { active });
    } catch (error) {
      this.outline.value = before;
      throw error;
    }
  }

  async loadChildren(): Promise<void> {
    const { client } = this.#session;
    const query = { filter: { connection_id: this.id }, "page[size]": 250 };
    const options = { signal: this.#end.signal, limit };
    this.childrenError.value = undefined;
    try {
      this.children.value =
        this.kind.value === "fqdn_connection"
          ? await client.fqdns.list(query, options).toArray()
          : await client.ips.list(query, options).toArray();
    } catch (error) {
      if (!this.#end.signal.aborted) this.childrenError.value = error;
    }
  }

  dispose(): void {
    this.#end.abort();
  }

  #take(kind: KindName, data: AnyConnection): void {
    this.outline.value = { ...this.outline.value, ...(data as Connection) };
    if (this.form.value) this.form.value.reset(data);
    else this.form.value = new Form(fieldsOf(kind), data);
  }
}

export function fieldsOf(kind: KindName): FieldSpec[] {
  const { general, inbound, outbound } = settings[kind];
  return [...general, ...inbound, ...outbound].flatMap(({ fields }) => fields);
}

/** `sip.example.com:5060` */
export function nameOf(child: Fqdn | IP): string {
  const name = "fqdn" in child ? child.fqdn : (child as IP).ip_address;
  return child.port ? `${name?.includes(":") ? `[${name}]` : name}:${child.port}` : (name ?? "");
}
