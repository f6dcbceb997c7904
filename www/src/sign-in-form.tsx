import type { Signal } from "@preact/signals";
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { isPbxError } from "softphone-admin/errors";
import { Icon } from "./components/icons";
import { ProblemNote } from "./components/problem";
import { Segments } from "./components/segments";
import { prefill } from "./offer";
import type { Field, Problem } from "./problem";
import type { Account } from "./session";

export interface FieldTexts {
  field: Field;
  label: string;
  placeholder?: string;
  note?: string;
  autocomplete: "url" | "username" | "one-time-code" | "off";
  /** Said when it is left empty; without it, it may be. */
  missing?: string;
}

/** What one can sign in with. */
export interface Way {
  name: string;
  /** Only needed where there are several. */
  label?: string;
  fields: readonly FieldTexts[];
  /** What hardly anybody has to fill in, folded away as long as it is empty. */
  more?: { title: string; note: string; fields: readonly FieldTexts[] };
}

/** What signing in to a system needs. */
export interface SignInTexts {
  /** What the form starts with. */
  account: Signal<Account>;
  lead: string;
  ways: readonly [Way, ...Way[]];
  /** What the ways are; without it, what one signs in with. */
  waysLabel?: string;
  signIn: (account: Account, signal: AbortSignal, way: string) => Promise<void>;
  problemOf: (error: unknown, way: string) => Problem;
}

/** Not to be read over one's shoulder. */
const masked: readonly Field[] = ["secret", "keySecret", "tenantSecret"];
const addresses: readonly Field[] = ["url", "events"];

export function SignInForm({ account, lead, ways, waysLabel = "Sign in with", signIn, problemOf, quiet }: SignInTexts & { quiet: boolean }) {
  const [{ name: way, fields, more }, setWay] = useState(ways[0]);
  const [values, setValues] = useState<Account>(account.value);
  const [hints, setHints] = useState<Partial<Record<Field, string>>>({});
  const [problem, setProblem] = useState<Problem>();
  const [pending, setPending] = useState<AbortController>();
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const touched = useRef(false);

  const focus = (field: Field) => {
    const input = form.current?.querySelector<HTMLInputElement>(`[name=${field}]`);
    input?.closest("details")?.setAttribute("open", "");
    input?.focus();
  };

  useEffect(() => void prefill(), []);
  useSignalEffect(() => {
    const known = account.value;
    if (touched.current) return;
    setValues(known);
    if (!quiet) focus((fields.find(({ field, missing }) => missing && !known[field]) ?? fields.findLast(({ missing }) => missing)!).field);
  });
  // What failed is read out from the field, or else from the message above the form.
  useEffect(() => {
    if (!problem) return;
    if (problem.field) focus(problem.field);
    else alert.current?.focus();
  }, [problem]);

  const change = (field: Field, value: string) => {
    touched.current = true;
    setValues((before) => ({ ...before, [field]: value }));
    setHints((before) => ({ ...before, [field]: undefined }));
  };

  const choose = (next: Way) => {
    setWay(next);
    setHints({});
    setProblem(undefined);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (pending) return;
    setProblem(undefined);
    const empty = fields.filter(({ field, missing }) => missing && !values[field]?.trim());
    setHints(Object.fromEntries(empty.map(({ field, missing }) => [field, missing])));
    if (empty[0]) return focus(empty[0].field);

    const attempt = new AbortController();
    setPending(attempt);
    try {
      await signIn(values, attempt.signal, way);
    } catch (error) {
      setPending(undefined);
      if (isPbxError(error) && error.kind === "aborted") return;
      const { field, hint, ...rest } = problemOf(error, way);
      setProblem({ ...rest, field });
      if (field && hint) setHints({ [field]: hint });
    }
  };

  const inputs = (fields: readonly FieldTexts[]) =>
    fields.map((texts) => <Input key={texts.field} {...texts} value={values[texts.field] ?? ""} hint={hints[texts.field]} onChange={change} />);

  return (
    <form class="sign-in" onSubmit={submit} noValidate ref={form} aria-labelledby="sign-in-title">
      <p class="lead">{lead}</p>
      <div ref={alert} tabIndex={-1} role="alert" class="sign-in-alert">
        {problem && <ProblemNote problem={problem} />}
      </div>
      {ways.length > 1 && (
        <Segments
          label={waysLabel}
          name="way"
          options={ways.map(({ name, label = name }) => [name, label])}
          value={way}
          wide
          onChange={(name) => choose(ways.find((one) => one.name === name)!)}
        />
      )}
      {inputs(fields)}
      {more && (
        <details class="sign-in-more" open={more.fields.some(({ field }) => account.value[field])}>
          <summary>{more.title}</summary>
          <div>
            <p class="field-note">{more.note}</p>
            {inputs(more.fields)}
          </div>
        </details>
      )}
      <div class="sign-in-actions">
        <button type="submit" class="button primary wide" aria-disabled={pending ? "true" : undefined}>
          {pending ? (
            <>
              <span class="spinner" aria-hidden="true" /> Signing in…
            </>
          ) : (
            "Sign in"
          )}
        </button>
        {pending && (
          <button type="button" class="button" onClick={() => pending.abort()}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}

interface InputProps extends FieldTexts {
  value: string;
  hint?: string;
  onChange: (field: Field, value: string) => void;
}

function Input({ field, label, value, placeholder, note, hint, missing, autocomplete, onChange }: InputProps) {
  const described = [hint && `${field}-hint`, note && `${field}-note`].filter(Boolean).join(" ");
  return (
    <div class={`field ${hint ? "is-wrong" : ""}`}>
      <label for={field}>{label}</label>
      <input
        id={field}
        name={field}
        value={value}
        placeholder={placeholder}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        {...(masked.includes(field)
          ? { type: "password" as const }
          : { type: "text" as const, inputMode: addresses.includes(field) ? ("url" as const) : undefined })}
        required={missing !== undefined}
        aria-invalid={hint ? "true" : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onChange(field, event.currentTarget.value)}
      />
      {hint && (
        <p class="field-hint" id={`${field}-hint`}>
          <Icon name="alert" size={15} />
          {hint}
        </p>
      )}
      {note && (
        <p class="field-note" id={`${field}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}
