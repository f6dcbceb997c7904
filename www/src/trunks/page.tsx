import { SystemContext } from "../components/system";
import { issuesOf } from "../form/form";
import { route } from "../router";
import { AccessPage } from "./access/page";
import { ConnectionPage } from "./connections/connection-page";
import { ConnectionsPage } from "./connections/connections-page";
import { ProfilesPage } from "./profiles/page";
import { trunkProblemOf } from "./problem";
import { leave, type TrunkSession } from "./session";

/** The pages of the signed-in account. */
export function TrunksPage({ session }: { session: TrunkSession }) {
  const { activity } = session;
  return (
    <SystemContext.Provider value={{ activity, problemOf: trunkProblemOf, issuesOf, leave }}>
      <Page session={session} />
    </SystemContext.Provider>
  );
}

function Page({ session }: { session: TrunkSession }) {
  const { page, id } = route.value;
  if (page === "profiles") return <ProfilesPage session={session} />;
  if (page === "access") return <AccessPage session={session} />;
  return id ? <ConnectionPage key={id} session={session} id={id} /> : <ConnectionsPage session={session} />;
}
