import { useMemo, useRef } from "preact/hooks";
import type { Issue } from "softphone-admin/errors";
import type { Provider, ProviderInput, ProviderSummary } from "softphone-admin/portsip";
import { FormDialog } from "../form/dialog";
import { baselineOf } from "./list";
import { Review } from "./review";
import type { ProviderSession } from "./session";
import { itemsNamed, rootOf, sectionsOf } from "./specs";

interface Props {
  session: ProviderSession;
  onClose: () => void;
}

const pathsOf = (sections: ReturnType<typeof sectionsOf>) => sections.flatMap(({ fields }) => fields.map(({ path }) => path));

export function CreateProvider({ session: { client, list }, onClose }: Props) {
  const sections = useMemo(() => sectionsOf(client.dialect, true), []);
  return (
    <FormDialog
      title="New provider"
      action="Create"
      sections={sections}
      always={pathsOf(sections)}
      examine={(body) => itemsNamed(client.validate(body, "create"), body)}
      review={async (body) => <Review patch={body} dryRun={await client.create(body as unknown as ProviderInput, { dryRun: true })} />}
      save={(body) => list.create(body as unknown as ProviderInput)}
      onClose={onClose}
    />
  );
}

export function EditProvider({ session: { client, list }, provider: { id, status }, onClose }: Props & { provider: ProviderSummary }) {
  const sections = useMemo(() => sectionsOf(client.dialect, false), []);
  const known = useRef<Provider>(undefined);

  /** What is wrong with the whole as it would be; what was so before and is not touched is no reason to keep anybody from saving. */
  const examine = (body: Record<string, unknown>): readonly Issue[] => {
    const before = known.current!;
    const old = new Set(client.validate(before, "patch").map(({ path, rule }) => `${path} ${rule}`));
    const whole = { ...before, ...body };
    return itemsNamed(client.validate(whole, "patch").filter(({ path, rule, severity }) => severity === "warning" || rootOf(path) in body || !old.has(`${path} ${rule}`)), whole);
  };

  return (
    <FormDialog
      title="Edit provider"
      action="Save"
      sections={sections}
      load={async () => {
        known.current = await list.open(id);
        // A password goes nowhere where it need not be.
        return { ...known.current, password: undefined };
      }}
      examine={examine}
      review={async (body) => {
        const before = known.current!;
        const dryRun = await client.update(id, body as Partial<ProviderInput>, { mode: "merge", baseline: baselineOf(before, body), dryRun: true });
        return <Review known={before} patch={body} dryRun={dryRun} />;
      }}
      save={(body) => list.update(known.current!, body as Partial<ProviderInput>)}
      onClose={onClose}
      about={
        <>
          ID <strong class="mono">{id}</strong>
          {status === "ONLINE" && " · Online: some changes make the PBX register anew."}
        </>
      }
    />
  );
}
