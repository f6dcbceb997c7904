import { useSignalEffect } from "@preact/signals";
import { AgentsPage } from "./agents/page";
import { leave as leaveWorkspace, workspace, type AgentSession } from "./agents/session";
import { CallsPage } from "./calls/page";
import { ActivityPill } from "./components/activity-pill";
import { Connection } from "./components/connection";
import { problemOf } from "./problem";
import { ProvidersPage } from "./providers/page";
import { leave as leavePbx, pbx, type ProviderSession } from "./providers/session";
import { route } from "./router";
import { ended, session, signOut, type Session } from "./session";
import { Ended, Shell, titleOf } from "./shell";
import { SignIn } from "./sign-in";
import { isSignedIn } from "./signed-in";
import { TrunksPage } from "./trunks/page";
import { leave as leaveTrunks, trunks, type TrunkSession } from "./trunks/session";
import { FeedState, WallboardPage } from "./wallboard/page";
import { boardProblemOf } from "./wallboard/problem";
import { leave as leaveBoard, switchboard, type BoardSession } from "./wallboard/session";

export function App() {
  const { system, page } = route.value;
  useSignalEffect(() => {
    const { system, page } = route.value;
    const title = titleOf(system, page);
    document.title = `${isSignedIn(system) ? `${title.page} – ${title.name}` : "Sign in"} – Softphone Admin`;
  });
  if (!isSignedIn(system)) return <SignIn system={system} />;
  const title = titleOf(system, page).page;
  if (system === "yeastar") return <Yeastar session={session.value!} title={title} />;
  if (system === "telnyx") return <Telnyx session={trunks.value!} title={title} />;
  if (system === "portsip") return <PortSIP session={pbx.value!} title={title} />;
  if (system === "ipcortex") return <IPCortex session={switchboard.value!} title={title} />;
  return <Fonoster session={workspace.value!} title={title} />;
}

function Yeastar({ session, title }: { session: Session; title: string }) {
  const { extensionName, extensionNumber } = session.registerInfo;
  return (
    <Shell
      key={session.id}
      title={title}
      who={{
        name: extensionName || extensionNumber,
        letters: extensionName,
        seed: extensionNumber,
        detail: `${extensionNumber} · ${session.host}`,
      }}
      aside={<Connection feed={session.pbx.feed} />}
      onSignOut={() => void signOut()}
      cover={ended.value === undefined ? undefined : <Ended problem={problemOf(ended.value)} onSignIn={() => void signOut()} />}
    >
      <CallsPage pbx={session.pbx} />
    </Shell>
  );
}

function Telnyx({ session, title }: { session: TrunkSession; title: string }) {
  const { id, host, activity } = session;
  return (
    <Shell key={id} title={title} who={{ name: "API key", seed: host, detail: host }} aside={<ActivityPill activity={activity} />} onSignOut={leaveTrunks}>
      <TrunksPage session={session} />
    </Shell>
  );
}

function Fonoster({ session, title }: { session: AgentSession; title: string }) {
  const { id, who, host, activity } = session;
  return (
    <Shell key={id} title={title} who={{ name: who, seed: host, detail: host }} aside={<ActivityPill activity={activity} />} onSignOut={leaveWorkspace}>
      <AgentsPage session={session} />
    </Shell>
  );
}

function PortSIP({ session, title }: { session: ProviderSession; title: string }) {
  const { id, who, host, client, activity } = session;
  return (
    <Shell
      key={id}
      title={title}
      who={{ name: who, seed: host, detail: host }}
      aside={
        <div class="states">
          <ActivityPill activity={activity} />
          <Connection feed={client.feed} />
        </div>
      }
      onSignOut={leavePbx}
    >
      <ProvidersPage session={session} />
    </Shell>
  );
}

function IPCortex({ session, title }: { session: BoardSession; title: string }) {
  const { id, who, username, host, board } = session;
  const ended = board.ended.value;
  return (
    <Shell
      key={id}
      title={title}
      who={{ name: who, seed: username, detail: `${username} · ${host}` }}
      aside={<FeedState session={session} />}
      onSignOut={leaveBoard}
      cover={ended === undefined ? undefined : <Ended problem={boardProblemOf(ended)} onSignIn={leaveBoard} />}
    >
      <WallboardPage session={session} />
    </Shell>
  );
}
