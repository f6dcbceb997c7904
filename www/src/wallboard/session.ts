import { signal } from "@preact/signals";
import type { PBX } from "softphone-admin/ipcortex";
import { secureAddress } from "../address";
import type { Account } from "../session";
import { Board } from "./board";

/** A PBX that is signed in to, and what its page keeps while one goes elsewhere. */
export interface BoardSession {
  readonly id: number;
  readonly pbx: PBX;
  readonly board: Board;
  readonly host: string;
  /** Who signed in. */
  readonly who: string;
  readonly username: string;
}

export const switchboard = signal<BoardSession | undefined>(undefined);

/** What the form starts with. The password is in it only when the simulator gave it. */
export const boardAccount = signal<Account>({ url: "", username: "", secret: "" });

let sessions = 0;

/** Signs in; `signal` takes it back while it is under way. The feed starts behind it. */
export async function enter({ url, username, secret }: Account, signal: AbortSignal): Promise<void> {
  const address = secureAddress(url);
  // Pages of other systems do without it.
  const { installIPCortex } = await import("softphone-admin/ipcortex");
  const { PBX } = installIPCortex({ host: address.href, timeoutMs: 15_000, signal });
  try {
    await PBX.Auth.login({ username: username.trim(), password: secret });
  } catch (error) {
    PBX.close();
    throw error;
  }
  boardAccount.value = { ...boardAccount.value, url, username };
  const { name, uname } = PBX.Auth;
  switchboard.value = {
    id: ++sessions,
    pbx: PBX,
    board: new Board(PBX),
    host: address.host,
    who: name || uname || username.trim(),
    username: uname ?? username.trim(),
  };
}

/** Leaves at once; the PBX is told in the background. */
export function leave(): void {
  const session = switchboard.value;
  switchboard.value = undefined;
  if (!session) return;
  session.board.dispose();
  // The session expires on its own.
  void session.pbx.Auth.logout()
    .catch(() => {})
    .finally(() => session.pbx.close());
}
