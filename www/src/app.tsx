import { useSignalEffect } from "@preact/signals";
import { CallsPage } from "./calls/page";
import { session } from "./session";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";

export function App() {
  useSignalEffect(() => {
    document.title = session.value ? "Calls – Yeastar – Softphone Admin" : "Sign in – Softphone Admin";
  });
  const current = session.value;
  if (!current) return <SignIn />;
  return (
    <Shell session={current} title="Calls">
      <CallsPage key={current.id} pbx={current.pbx} />
    </Shell>
  );
}
