import { useSignalEffect } from "@preact/signals";
import { CallsPage } from "./calls/page";
import { Connection } from "./components/connection";
import { route } from "./router";
import { ended, session, signOut, type Session } from "./session";
import { Ended, Shell, titleOf } from "./shell";
import { SignIn } from "./sign-in";
import { TrunksPage } from "./trunks/page";
import { leave, trunks } from "./trunks/session";
import { ActivityPill } from "./trunks/activity-pill";

export function App() {
  const { system, page } = route.value;
  const signedIn = system === "yeastar" ? session.value : trunks.value;
  const title = titleOf(system, page);
  useSignalEffect(() => {
    const { system, page } = route.value;
    const inside = system === "yeastar" ? session.value : trunks.value;
    const { name } = titleOf(system, page);
    document.title = inside ? `${titleOf(system, page).page} – ${name} – Softphone Admin` : "Sign in – Softphone Admin";
  });
  if (!signedIn) return <SignIn system={system} />;
  if (system === "yeastar") return <Yeastar session={session.value!} title={title.page} />;
  const current = trunks.value!;
  return (
    <Shell
      key={current.id}
      title={title.page}
      who={{ name: "API key", seed: current.host, detail: current.host }}
      aside={<ActivityPill activity={current.activity} />}
      onSignOut={leave}
    >
      <TrunksPage session={current} />
    </Shell>
  );
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
      cover={ended.value === undefined ? undefined : <Ended error={ended.value} />}
    >
      <CallsPage pbx={session.pbx} />
    </Shell>
  );
}
