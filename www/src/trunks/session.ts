import { signal } from "@preact/signals";
import Telnyx from "softphone-admin/telnyx";
import { addressOf, type Account } from "../session";
import { Activity } from "./activity";
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

/** The key was about to leave without encryption. */
export class InsecureAddress extends Error {}

/** Signs in, which is to ask for something that any key may see. */
export async function enter({ url, secret }: Account, signal: AbortSignal): Promise<void> {
  const address = new URL(addressOf(url).replace(/\/+$/, ""), location.href);
  const near = ["localhost", "127.0.0.1", "[::1]", location.hostname].includes(address.hostname);
  if (address.protocol !== "https:" && !near) throw new InsecureAddress();

  const activity = new Activity();
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
