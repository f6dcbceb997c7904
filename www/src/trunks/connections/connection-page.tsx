import { useEffect, useRef, useState } from "preact/hooks";
import { Confirm } from "../../components/confirm";
import { Icon } from "../../components/icons";
import { ProblemPanel } from "../../components/problem";
import { Skeleton } from "../../components/skeleton";
import { Tabs, type Tab } from "../../components/tabs";
import { FormProblems } from "../../form/dialog";
import { idOf, PicksContext, Sections } from "../../form/fields";
import { issuesOf, type Form } from "../../form/form";
import type { Problem } from "../../problem";
import { go } from "../../router";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { ActiveCalls } from "./active-calls";
import { Authentication } from "./authentication";
import { Children } from "./children";
import { Detail, fieldsOf } from "./detail";
import { ConnectionHead } from "./head";
import { resourceOf, type KindName } from "./kinds";
import { Registration } from "./registration";
import { SaveBar } from "./save-bar";
import { settings, type Settings } from "./specs";

type TabName = keyof Settings | "children" | "authentication" | "registration" | "calls";

/** On which tab a field is. */
function tabOf(path: string): keyof Settings {
  const [first] = path.split("/");
  return first === "inbound" || first === "outbound" ? first : "general";
}

const isSettings = (tab: TabName): tab is keyof Settings => tab === "general" || tab === "inbound" || tab === "outbound";

export function ConnectionPage({ session, id }: { session: TrunkSession; id: string }) {
  const [detail] = useState(() => new Detail(session, id));
  const [tab, setTab] = useState<TabName>();
  const [deleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);
  const back = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    void detail.load();
    void session.profiles.load();
    back.current?.focus();
    return () => detail.dispose();
  }, [detail]);

  const outline = detail.outline.value;
  const kind = detail.kind.value;
  const form = detail.form.value;
  const error = detail.error.value;
  const chosen = tab ?? (outline && !kind ? "calls" : "general");

  const showWrong = (form: Form) => {
    const wrong = fieldsOf(kind!).find(({ path }) => form.hints.value.has(path));
    if (!wrong) return;
    setTab(tabOf(wrong.path));
    // Its tab has to be there first.
    setTimeout(() => document.getElementById(idOf(wrong.path))?.focus());
  };
  const save = async () => {
    if (!form || saving) return;
    setProblem(undefined);
    if (!form.check()) return showWrong(form);
    setSaving(true);
    try {
      await detail.save(form.body());
    } catch (error) {
      if (form.take(issuesOf(error))) showWrong(form);
      else setProblem(trunkProblemOf(error));
    } finally {
      setSaving(false);
    }
  };
  const setActive = async (active: boolean) => {
    setProblem(undefined);
    try {
      await detail.setActive(active);
    } catch (error) {
      setProblem(trunkProblemOf(error));
    }
  };

  return (
    <PicksContext.Provider value={{ profiles: [...session.profiles.names.value], children: detail.choices.value }}>
      <a class="back" href="#/telnyx/connections" ref={back}>
        <Icon name="previous" size={16} /> All connections
      </a>
      {outline ? (
        <ConnectionHead outline={outline} onActive={kind && setActive} onDelete={kind && (() => setDeleting(true))} />
      ) : null}
      {error !== undefined ? (
        <section class="card" role="alert">
          <ProblemPanel problem={trunkProblemOf(error)} onRetry={() => void detail.load()} onSignIn={leave} />
        </section>
      ) : !outline || (kind && !form) ? (
        <section class="card">
          <Skeleton rows={6} label="Loading the connection" />
        </section>
      ) : (
        <section class="card connection-card">
          <Tabs label="Parts of the connection" tabs={tabsOf(kind, form)} chosen={chosen} onChoose={(id) => setTab(id as TabName)}>
            {kind && form && isSettings(chosen) ? (
              <form
                class="settings"
                noValidate
                onSubmit={(event) => {
                  event.preventDefault();
                  void save();
                }}
              >
                <FormProblems problem={problem} rest={form.rest.value} />
                <Sections form={form} sections={settings[kind][chosen]} />
                <SaveBar form={form} saving={saving} />
              </form>
            ) : chosen === "children" && kind ? (
              <Children session={session} detail={detail} />
            ) : chosen === "authentication" ? (
              <Authentication session={session} id={id} />
            ) : chosen === "registration" ? (
              <Registration list={session.connections} id={id} />
            ) : (
              <ActiveCalls session={session} id={id} />
            )}
          </Tabs>
        </section>
      )}
      {deleting && kind && (
        <Confirm
          title="Delete this connection?"
          text={`“${outline?.connection_name ?? id}” and what belongs to it will be gone, and calls on it end. This cannot be undone.`}
          action="Delete connection"
          run={async () => {
            await resourceOf(session.client, kind).delete(id);
            void session.connections.loadCounts();
            go("#/telnyx/connections");
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </PicksContext.Provider>
  );
}

function tabsOf(kind: KindName | undefined, form: Form | undefined): Tab[] {
  const wrong = new Set([...(form?.hints.value.keys() ?? [])].map(tabOf));
  const changed = new Set([...(form?.changed.value ?? [])].map(tabOf));
  const mark = (tab: keyof Settings) =>
    wrong.has(tab) ? (
      <span class="tab-mark is-wrong">
        <span class="visually-hidden">, has errors</span>
      </span>
    ) : changed.has(tab) ? (
      <span class="tab-mark">
        <span class="visually-hidden">, changed</span>
      </span>
    ) : undefined;
  const own: Tab[] = !kind
    ? []
    : [
        { id: "general", label: "General", mark: mark("general") },
        { id: "inbound", label: "Inbound", mark: mark("inbound") },
        { id: "outbound", label: "Outbound", mark: mark("outbound") },
      ];
  if (kind === "fqdn_connection") own.push({ id: "children", label: "Host names" }, { id: "authentication", label: "Authentication" });
  if (kind === "ip_connection") own.push({ id: "children", label: "Addresses" });
  if (kind === "credential_connection") own.push({ id: "registration", label: "Registration" });
  return [...own, { id: "calls", label: "Active calls" }];
}
