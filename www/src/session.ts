import { signal } from "@preact/signals";
import { init, type PBXOperator, type RegisterInfo } from "softphone-admin/yeastar";
import { addressOf } from "./address";
import type { Field } from "./problem";

/** What the sign-in form asks for; what is not among these three is not asked for everywhere. */
export type Account = Record<"url" | "username" | "secret", string> & Partial<Record<Field, string>>;

export interface Session {
  readonly id: number;
  readonly pbx: PBXOperator;
  readonly registerInfo: RegisterInfo;
  readonly host: string;
}

export const session = signal<Session | undefined>(undefined);

/** Why the PBX ended the session; while this is set, the page is covered. */
export const ended = signal<unknown>(undefined);

/** What the form starts with. The signature is in it only when the simulator gave it. */
export const account = signal<Account>({ url: "", username: "", secret: "" });

let sessions = 0;

/** Signs in; `signal` takes it back while it is under way. */
export async function signIn({ url, username, secret }: Account, signal: AbortSignal): Promise<void> {
  const id = ++sessions;
  const end = (error: unknown) => {
    if (session.value?.id !== id || ended.value) return;
    ended.value = error;
    session.value.pbx.destroy();
  };
  const pbxURL = addressOf(url);
  const { pbx, registerInfo } = await init({
    pbxURL,
    username: username.trim(),
    secret,
    timeoutMs: 15_000,
    signal,
    onAuthRequired: end,
  });
  pbx.on("runtimeError", end);
  account.value = { ...account.value, url, username };
  ended.value = undefined;
  session.value = { id, pbx, registerInfo, host: pbx.url.host };
}

/** Leaves at once; the PBX is told in the background. */
export async function signOut(): Promise<void> {
  const pbx = session.value?.pbx;
  const over = ended.value !== undefined;
  session.value = undefined;
  ended.value = undefined;
  if (!pbx) return;
  try {
    if (!over) await pbx.logout({ timeoutMs: 5_000 });
  } catch {
    // The token expires on its own.
  } finally {
    pbx.destroy();
  }
}
