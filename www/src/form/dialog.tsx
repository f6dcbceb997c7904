import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Waiting } from "../components/activity-pill";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { ProblemNote, ProblemPanel } from "../components/problem";
import { SystemContext } from "../components/system";
import type { Problem } from "../problem";
import { Fields, idOf, Sections } from "./fields";
import { Form, type Examine } from "./form";
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
  /** What can be found without asking the server. */
  examine?: Examine;
  /** Shows what would be sent, before it is. */
  review?: (body: Record<string, unknown>) => PromiseLike<ComponentChildren>;
  /** Sends the body; a rejection is shown. */
  save: (body: Record<string, unknown>) => PromiseLike<unknown>;
  onClose: () => void;
  /** What it is about, above the fields. */
  about?: ComponentChildren;
  /** Controls above the fields, of which one takes the focus. */
  children?: ComponentChildren;
}

/** A form in a dialog: to make something, or to change it. Findings of the server appear beside their fields. */
export function FormDialog({ title, action, fields, sections, wide = Boolean(sections), load, always, examine, review, save, onClose, about, children }: Props) {
  const { activity, problemOf, issuesOf, leave } = useContext(SystemContext)!;
  const specs = fields ?? sections!.flatMap((section) => section.fields);
  const [loaded, setLoaded] = useState<Form>();
  const previous = useRef<Form>(undefined);
  const blank = useMemo(
    () => (load ? undefined : (previous.current = new Form(specs, undefined, { before: previous.current, always, examine }))),
    [fields, sections],
  );
  const form = loaded ?? blank;
  const [failure, setFailure] = useState<unknown>();
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);
  const [reviewed, setReviewed] = useState<{ body: Record<string, unknown>; content: ComponentChildren }>();
  const body = useRef<HTMLDivElement>(null);

  const read = async () => {
    setFailure(undefined);
    try {
      setLoaded(new Form(specs, await load!(), { always, examine }));
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
      if (review && !reviewed) {
        const wanted = form.body();
        setReviewed({ body: wanted, content: await review(wanted) });
        setSaving(false);
        return;
      }
      await save(reviewed?.body ?? form.body());
      onClose();
    } catch (error) {
      setSaving(false);
      if (form.take(issuesOf(error))) {
        setReviewed(undefined);
        setWrong((before) => before + 1);
      } else setProblem(problemOf(error));
    }
  };
  // What a review was of is beside the fields, once they are back.
  const [wrong, setWrong] = useState(0);
  useLayoutEffect(() => {
    if (wrong) focusWrong();
  }, [wrong]);
  const wasReviewed = useRef(false);
  useLayoutEffect(() => {
    const was = wasReviewed.current;
    wasReviewed.current = reviewed !== undefined;
    if (reviewed) body.current?.querySelector<HTMLElement>("h3")?.focus();
    else if (was && !form?.hints.value.size) body.current?.querySelector<HTMLElement>("input, select")?.focus();
  }, [reviewed]);
  const back = () => {
    setProblem(undefined);
    setReviewed(undefined);
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      wide={wide}
      onSubmit={submit}
      actions={
        <>
          {reviewed ? (
            <button key="back" type="button" class="button" onClick={back}>
              Back
            </button>
          ) : (
            <button key="cancel" type="button" class="button" onClick={onClose}>
              Cancel
            </button>
          )}
          <button type="submit" class="button primary" aria-disabled={saving || !form}>
            {saving && <span class="spinner" aria-hidden="true" />} {review && !reviewed ? "Review" : action}
          </button>
        </>
      }
    >
      <div ref={body} class="form-body">
        {!reviewed && about && <p class="form-about">{about}</p>}
        {!reviewed && children}
        <FormProblems problem={problem} rest={form?.rest.value ?? []} />
        {reviewed ? (
          <section class="review" aria-labelledby="review">
            <h3 id="review" tabIndex={-1}>
              {load ? "What will change" : "What will be made"}
            </h3>
            {reviewed.content}
          </section>
        ) : form ? (
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
