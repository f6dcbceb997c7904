import { signal } from "@preact/signals";
import type { Providers, ResponseInfo } from "softphone-admin/portsip";
import { Activity, type Patience } from "../activity";
import { secureAddress } from "../address";
import type { Account } from "../session";
import { ProviderList, type Events } from "./list";

/** Which of the two interfaces a PBX has. */
export type Dialect = "v12" | "v22";

/** A PBX that is signed in to, and what its page keeps while one goes elsewhere. */
export interface ProviderSession {
  readonly id: number;
  readonly client: Providers;
  readonly activity: Activity;
  readonly host: string;
  readonly who: string;
  readonly list: ProviderList;
}

export const pbx = signal<ProviderSession | undefined>(undefined);

/** What the form starts with. Secrets are in it only when the simulator gave them. */
export const providerAccount = signal<Account>({ url: "", username: "", secret: "", domain: "", tenant: "", tenantSecret: "", events: "" });

let sessions = 0;

/** Only what is read is asked for again, twice; where the PBX names no pause, the library takes a minute for a limit of requests. */
const patience: Patience = {
  again: ({ attempt, method }) => attempt < 3 && method === "GET",
  longestMs: ({ attempt, status }: ResponseInfo) => (status === 429 ? 60_000 : 500 * 2 ** (attempt - 1)),
  // How live changes come in stands beside it.
  isQuiet: ({ operation }) => operation === "statuses" || operation === "feed",
};

export async function enter(account: Account, signal: AbortSignal, dialect: Dialect): Promise<void> {
  const { url, username, secret, domain = "" } = account;
  const address = secureAddress(url);
  const events = dialect === "v12" ? eventsOf(account) : undefined;
  // Pages of other systems do without it.
  const { Providers } = await import("softphone-admin/portsip");
  const activity = new Activity(patience);
  let list: ProviderList | undefined;
  const client = new Providers({
    baseUrl: address.href,
    dialect,
    timeoutMs: 15_000,
    fetch: activity.fetch,
    onRequest: activity.onRequest,
    onResponse: activity.onResponse,
    onAuthRequired: (error) => list?.end(error),
  });
  try {
    await client.login({ name: username.trim(), password: secret, ...(domain.trim() && { domain: domain.trim() }) }, { signal, maxRetries: 0 });
  } catch (error) {
    activity.dispose();
    client.close();
    throw error;
  }
  providerAccount.value = { ...providerAccount.value, url, username };
  list = new ProviderList(client, events);
  pbx.value = { id: ++sessions, client, activity, host: address.host, who: username.trim(), list };
}

/** Who may hear of trunks, and where; nothing where nobody was named. */
function eventsOf({ tenant = "", tenantSecret = "", events = "" }: Account): Events | undefined {
  if (!tenant.trim() || !tenantSecret) return undefined;
  const who = { name: tenant.trim(), password: tenantSecret };
  return events.trim() ? { ...who, url: secureAddress(events.trim().replace(/^(?!wss?:\/\/)/i, "wss://"), "events").href } : who;
}

/** Leaves at once; the PBX is told in the background. */
export function leave(): void {
  const session = pbx.value;
  pbx.value = undefined;
  if (!session) return;
  const { activity, client, list } = session;
  list.stop();
  activity.dispose();
  // The token expires on its own.
  void client.signOut({ timeoutMs: 5_000 }).catch(() => {}).finally(() => client.close());
}
