import { signal } from "@preact/signals";
import type Telnyx from "softphone-admin/telnyx";
import type { OutboundVoiceProfile } from "softphone-admin/telnyx";

/** More than this no menu can show. */
const limit = 1_000;

/** The names of the voice profiles, for tables and menus. */
export class Profiles {
  /** By id. */
  readonly names = signal<ReadonlyMap<string, string>>(new Map());

  #client: Telnyx;
  #loading?: Promise<void>;

  constructor(client: Telnyx) {
    this.#client = client;
  }

  /** Reads them, once; a failure leaves the ids to be shown in their place. */
  load(): Promise<void> {
    this.#loading ??= this.#read().catch(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Asks again when a menu or a table next needs them. */
  forget(): void {
    this.#loading = undefined;
  }

  async #read(): Promise<void> {
    const names = new Map<string, string>();
    const all = this.#client.outboundVoiceProfiles.list({ "page[size]": 250, sort: "name" }, { limit });
    for await (const { id, name } of all) names.set(id!, name);
    this.names.value = names;
  }

  nameOf(profile: OutboundVoiceProfile["id"]): string | undefined {
    return profile ? (this.names.value.get(profile) ?? profile) : undefined;
  }
}
