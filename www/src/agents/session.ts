import { signal } from "@preact/signals";
import type { Client, ResponseInfo } from "softphone-admin/fonoster";
import { Activity, type Patience } from "../activity";
import { secureAddress } from "../address";
import type { Account } from "../session";
import { AgentList } from "./list";

/** A workspace that is signed in to, and what its page keeps while one goes elsewhere. */
export interface AgentSession {
  readonly id: number;
  readonly client: Client;
  readonly activity: Activity;
  readonly host: string;
  /** Who signed in: an e-mail address; an API key has no name. */
  readonly who: string;
  readonly list: AgentList;
}

export const workspace = signal<AgentSession | undefined>(undefined);

/** What the form starts with. Secrets are in it only when the simulator gave them. */
export const agentAccount = signal<Account>({ url: "https://api.fonoster.com", username: "", secret: "", keyId: "", keySecret: "", code: "" });

/** What one signs in with. */
export type Way = "key" | "user";

let sessions = 0;

/** What is only read may safely be asked for again. */
const isRead = ({ url }: ResponseInfo) => /\/(Get|List|Exchange)\w+$/.test(url);

/** Two retries. The stock limit counts by the minute, and so do the pauses after it. */
const patience: Patience = {
  again: (info) => info.attempt < 3 && (info.status === 429 || isRead(info)),
  longestMs: ({ attempt, status }) => (status === 429 ? 28_000 : 500) * 2 ** (attempt - 1),
};

export async function enter(account: Account, signal: AbortSignal, way: Way): Promise<void> {
  const { url, username, secret, keyId = "", keySecret = "", code = "" } = account;
  const address = secureAddress(url);
  // Pages of other systems do without it.
  const { Agents, Client } = await import("softphone-admin/fonoster");
  const activity = new Activity(patience);
  const client = new Client({
    endpoint: address.href,
    timeoutMs: 15_000,
    fetch: activity.fetch,
    onRequest: activity.onRequest,
    onResponse: activity.onResponse,
  });
  try {
    const once = { signal, maxRetries: 0 };
    if (way === "key") await client.loginWithApiKey(keyId.trim(), keySecret.trim(), once);
    else await client.login(username.trim(), secret, code.trim() || undefined, once);
  } catch (error) {
    activity.dispose();
    client.close();
    throw error;
  }
  agentAccount.value = { ...agentAccount.value, url };
  workspace.value = {
    id: ++sessions,
    client,
    activity,
    host: address.host,
    who: way === "key" ? "API key" : username.trim(),
    list: new AgentList(new Agents(client)),
  };
}

export function leave(): void {
  const session = workspace.value;
  workspace.value = undefined;
  session?.list.stop();
  session?.activity.dispose();
  session?.client.close();
}
