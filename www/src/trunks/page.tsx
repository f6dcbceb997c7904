import { route } from "../router";
import { AccessPage } from "./access/page";
import { ConnectionPage } from "./connections/connection-page";
import { ConnectionsPage } from "./connections/connections-page";
import { ProfilesPage } from "./profiles/page";
import type { TrunkSession } from "./session";

/** The pages of the signed-in account. */
export function TrunksPage({ session }: { session: TrunkSession }) {
  const { page, id } = route.value;
  if (page === "profiles") return <ProfilesPage session={session} />;
  if (page === "access") return <AccessPage session={session} />;
  return id ? <ConnectionPage key={id} session={session} id={id} /> : <ConnectionsPage session={session} />;
}
