import { useEffect, useState } from "preact/hooks";
import { ProblemPanel } from "../../components/problem";
import { Skeleton } from "../../components/skeleton";
import { FormProblems } from "../../form/dialog";
import { Fields, idOf } from "../../form/fields";
import { Form, issuesOf } from "../../form/form";
import type { Problem } from "../../problem";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";
import { authentication } from "./part-specs";
import { SaveBar } from "./save-bar";

/** How calls out of an FQDN connection are authenticated. */
export function Authentication({ session, id }: { session: TrunkSession; id: string }) {
  const { fqdnAuthentication } = session.client.fqdnConnections;
  const [form, setForm] = useState<Form>();
  const [failure, setFailure] = useState<unknown>();
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);

  const load = async (signal?: AbortSignal) => {
    setFailure(undefined);
    try {
      setForm(new Form(authentication, (await fqdnAuthentication.list(id, { signal })).data ?? {}));
    } catch (error) {
      if (!signal?.aborted) setFailure(error);
    }
  };
  useEffect(() => {
    const end = new AbortController();
    void load(end.signal);
    return () => end.abort();
  }, [session, id]);

  const save = async () => {
    if (!form || saving || !form.changed.value.size) return;
    setProblem(undefined);
    if (!form.check()) return;
    setSaving(true);
    try {
      const { data } = await fqdnAuthentication.patchAll(id, form.body());
      form.reset(data);
    } catch (error) {
      if (form.take(issuesOf(error))) {
        const wrong = authentication.find(({ path }) => form.hints.value.has(path));
        if (wrong) document.getElementById(idOf(wrong.path))?.focus();
      } else setProblem(trunkProblemOf(error));
    } finally {
      setSaving(false);
    }
  };

  if (failure !== undefined) {
    return (
      <div role="alert">
        <ProblemPanel problem={trunkProblemOf(failure)} onRetry={() => void load()} onSignIn={leave} />
      </div>
    );
  }
  if (!form) return <Skeleton rows={4} label="Loading the authentication" />;
  return (
    <form
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormProblems problem={problem} rest={form.rest.value} />
      <fieldset class="form-section">
        <legend>Calls out</legend>
        <Fields form={form} fields={authentication} />
      </fieldset>
      <SaveBar form={form} saving={saving} />
    </form>
  );
}
