import { signal } from "@preact/signals";
import type Telnyx from "softphone-admin/telnyx";
import { Activity, type Patience } from "../activity";
import { secureAddress } from "../address";
import type { Account } from "../session";
import { ConnectionList } from "./connections/list";
import { Profiles } from "./profiles/names";

/** An account that is signed in to, and what its pages keep while one goes from one to another. */
export interface TrunkSession {
  readonly id: number;
  readonly client: Telnyx;
  readonly activity: Activity;
  readonly host: string;
  readonly connections: ConnectionList;
  readonly profiles: Profiles;
}

export const trunks = signal<TrunkSession | undefined>(undefined);

/** What the form starts with. The key is in it only when the simulator gave it. */
export const trunkAccount = signal<Account>({ url: "https://api.telnyx.com/v2", username: "", secret: "" });

let sessions = 0;

/** Two retries, with a pause that doubles. */
const patience: Patience = {
  again: ({ attempt }) => attempt < 3,
  longestMs: ({ attempt }) => 500 * 2 ** (attempt - 1),
};

/** Signs in, which is to ask for something that any key may see. */
export async function enter({ url, secret }: Account, signal: AbortSignal): Promise<void> {
  const address = secureAddress(url);
  // Pages of other systems do without it.
  const { Telnyx } = await import("softphone-admin/telnyx");
  const activity = new Activity(patience);
  const client = new Telnyx({
    baseURL: address.href,
    apiKey: secret.trim(),
    timeoutMs: 15_000,
    logLevel: "off",
    fetch: activity.fetch,
    onRequest: activity.onRequest,
    onResponse: activity.onResponse,
  });
  await client.connections.retrieveCount({ signal, maxRetries: 0 });
  trunkAccount.value = { ...trunkAccount.value, url };
  const profiles = new Profiles(client);
  trunks.value = {
    id: ++sessions,
    client,
    activity,
    host: address.host,
    connections: new ConnectionList(client),
    profiles,
  };
}

export function leave(): void {
  const session = trunks.value;
  trunks.value = undefined;
  session?.activity.dispose();
  session?.client.close();
}
