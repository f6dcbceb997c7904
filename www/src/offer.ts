import { agentAccount } from "./agents/session";
import { providerAccount } from "./providers/session";
import { account } from "./session";
import { trunkAccount } from "./trunks/session";
import { boardAccount } from "./wallboard/session";

interface Offer {
  yeastar?: { url: string; username: string; secret: string };
  telnyx?: { url: string; apiKey: string };
  portsip?: { url: string; name: string; password: string; wsiUrl: string; tenant: { name: string; password: string } };
  fonoster?: { url: string; accessKeyId: string; accessKeySecret: string; username: string; password: string };
  ipcortex?: { url: string; username: string; password: string };
}

let asked = false;

/** `npm start` serves the addresses and the credentials of the simulated systems; a real deployment has no such file. */
export async function prefill(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const answer = await fetch("./simulator.json", { headers: { accept: "application/json" } });
    if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return;
    const { yeastar, telnyx, fonoster, portsip, ipcortex } = (await answer.json()) as Offer;
    if (yeastar) account.value = { url: yeastar.url, username: yeastar.username, secret: yeastar.secret };
    if (telnyx) trunkAccount.value = { url: telnyx.url, username: "", secret: telnyx.apiKey };
    if (fonoster) {
      const { url, accessKeyId: keyId, accessKeySecret: keySecret, username, password: secret } = fonoster;
      agentAccount.value = { url, keyId, keySecret, username, secret };
    }
    if (portsip) {
      const { url, name: username, password: secret, wsiUrl: events, tenant } = portsip;
      providerAccount.value = { url, username, secret, domain: "", events, tenant: tenant.name, tenantSecret: tenant.password };
    }
    if (ipcortex) boardAccount.value = { url: ipcortex.url, username: ipcortex.username, secret: ipcortex.password };
  } catch {
    // Not a simulator: the fields stay as they are.
  }
}
