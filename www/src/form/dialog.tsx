import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Waiting } from "../components/activity-pill";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { ProblemNote, ProblemPanel } from "../components/problem";
import { SystemContext } from "../components/system";
import type { Problem } from "../problem";
import { Fields, idOf, Sections } from "./fields";
import { Form } from "./form";
import type { FieldSpec, Section } from "./spec";

interface Props {
  title: string;
  /** What the button says. */
  action: string;
  /** Either a few fields or sections of them. */
  fields?: readonly FieldSpec[];
  sections?: readonly Section[];
  /** Sections are always wide. */
  wide?: boolean;
  /** Reads what is to be edited; without it, something new is made. */
  load?: () => PromiseLike<object | undefined>;
  /** Fields that the server wants even when they are as before. */
  always?: readonly string[];
  /** Sends the body; a rejection is shown. */
  save: (body: Record<string, unknown>) => PromiseLike<unknown>;
  onClose: () => void;
  /** What it is about, above the fields. */
  about?: ComponentChildren;
  /** Controls above the fields, of which one takes the focus. */
  children?: ComponentChildren;
}

/** A form in a dialog: to make something, or to change it. Findings of the server appear beside their fields. */
export function FormDialog({ title, action, fields, sections, wide = Boolean(sections), load, always, save, onClose, about, children }: Props) {
  const { activity, problemOf, issuesOf, leave } = useContext(SystemContext)!;
  const specs = fields ?? sections!.flatMap((section) => section.fields);
  const [loaded, setLoaded] = useState<Form>();
  const previous = useRef<Form>(undefined);
  const blank = useMemo(
    () => (load ? undefined : (previous.current = new Form(specs, undefined, previous.current))),
    [fields, sections],
  );
  const form = loaded ?? blank;
  const [failure, setFailure] = useState<unknown>();
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);
  const body = useRef<HTMLDivElement>(null);

  const read = async () => {
    setFailure(undefined);
    try {
      setLoaded(new Form(specs, await load!()));
    } catch (error) {
      setFailure(error);
    }
  };
  useEffect(() => {
    if (load) void read();
  }, []);
  // Once what is edited has come, the first field takes the focus.
  useLayoutEffect(() => {
    if (loaded) body.current?.querySelector<HTMLElement>("input, select")?.focus();
  }, [loaded]);

  const focusWrong = () => {
    const path = specs.find((spec) => form!.hints.value.has(spec.path))?.path;
    if (path) document.getElementById(idOf(path))?.focus();
  };
  const submit = async () => {
    if (!form || saving) return;
    setProblem(undefined);
    if (!form.check()) return focusWrong();
    if (load && form.changed.value.size === 0) return onClose();
    setSaving(true);
    try {
      await save(form.body(always));
      onClose();
    } catch (error) {
      setSaving(false);
      if (form.take(issuesOf(error))) focusWrong();
      else setProblem(problemOf(error));
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      wide={wide}
      onSubmit={submit}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={saving || !form}>
            {saving && <span class="spinner" aria-hidden="true" />} {action}
          </button>
        </>
      }
    >
      <div ref={body} class="form-body">
        {about && <p class="form-about">{about}</p>}
        {children}
        <FormProblems problem={problem} rest={form?.rest.value ?? []} />
        {form ? (
          fields ? (
            <Fields form={form} fields={fields} focusFirst={!children} />
          ) : (
            <Sections form={form} sections={sections!} />
          )
        ) : failure !== undefined ? (
          <div role="alert">
            <ProblemPanel problem={problemOf(failure)} onRetry={() => void read()} onSignIn={leave} />
          </div>
        ) : (
          <p class="form-wait" role="status">
            <span class="spinner" aria-hidden="true" /> Loading
          </p>
        )}
        {(saving || !form) && <Waiting activity={activity} />}
      </div>
    </Dialog>
  );
}

/** What is wrong with the whole, above the fields. */
export function FormProblems({ problem, rest }: { problem?: Problem; rest: readonly string[] }) {
  return (
    <div role="alert" class="form-problems">
      {problem && <ProblemNote problem={problem} />}
      {rest.length > 0 && (
        <div class="bar bar-problem">
          <Icon name="alert" />
          <ul>
            {rest.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
