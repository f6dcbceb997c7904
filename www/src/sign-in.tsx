import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { isPbxError } from "softphone-admin/yeastar";
import { Icon, Mark } from "./components/icons";
import { ThemeToggle } from "./components/theme-toggle";
import { problemOf, type Field, type Problem } from "./problem";
import { account, prefill, signIn, type Account } from "./session";

const missing: Record<Field, string> = {
  url: "Enter the address of the PBX.",
  username: "Enter your extension.",
  secret: "Enter the signature.",
};
const fields = ["url", "username", "secret"] as const;

export function SignIn() {
  const [values, setValues] = useState<Account>(account.value);
  const [hints, setHints] = useState<Partial<Record<Field, string>>>({});
  const [problem, setProblem] = useState<Problem>();
  const [pending, setPending] = useState<AbortController>();
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const touched = useRef(false);

  const focus = (field: Field) => form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();

  useEffect(() => {
    if (!account.value.url) void prefill();
  }, []);
  useSignalEffect(() => {
    const known = account.value;
    if (touched.current) return;
    setValues(known);
    focus(!known.url ? "url" : !known.username ? "username" : "secret");
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

  const submit = async (event: Event) => {
    event.preventDefault();
    if (pending) return;
    setProblem(undefined);
    const empty = fields.filter((field) => !values[field].trim());
    setHints(Object.fromEntries(empty.map((field) => [field, missing[field]])));
    if (empty[0]) return focus(empty[0]);

    const attempt = new AbortController();
    setPending(attempt);
    try {
      await signIn(values, attempt.signal);
    } catch (error) {
      setPending(undefined);
      if (isPbxError(error) && error.kind === "aborted") return;
      const { field, hint, ...rest } = problemOf(error, "sign-in");
      setProblem({ ...rest, field });
      if (field && hint) setHints({ [field]: hint });
    }
  };

  return (
    <div class="welcome">
      <header class="welcome-art">
        <div class="brand">
          <Mark size={36} />
          <span class="brand-name">Softphone Admin</span>
        </div>
        <div class="welcome-pitch">
          <p class="welcome-line">Every call, the moment it ends.</p>
          <p>Records, figures and missed calls of your extension, straight from the PBX to this page. No server in between.</p>
        </div>
        <p class="welcome-foot">For Yeastar P-Series</p>
      </header>
      <main class="welcome-main">
        <div class="welcome-tools">
          <ThemeToggle />
        </div>
        <form class="sign-in" onSubmit={submit} noValidate ref={form} aria-labelledby="sign-in-title">
          <h1 id="sign-in-title">Sign in</h1>
          <p class="lead">Use your extension and the login signature from your administrator.</p>
          <div ref={alert} tabIndex={-1} role="alert" class="sign-in-alert">
            {problem && (
              <div class="bar bar-problem">
                <Icon name="alert" />
                <div>
                  <strong>{problem.title}</strong>
                  <p>{problem.text}</p>
                  {problem.detail && <p class="problem-detail">{problem.detail}</p>}
                </div>
              </div>
            )}
          </div>
          <Input
            field="url"
            label="PBX address"
            placeholder="https://pbx.example.com"
            autocomplete="url"
            inputMode="url"
            value={values.url}
            hint={hints.url}
            onChange={change}
          />
          <Input
            field="username"
            label="Extension"
            placeholder="1000"
            note="The number, or the e-mail address on the cloud edition."
            autocomplete="username"
            value={values.username}
            hint={hints.username}
            onChange={change}
          />
          <Input
            field="secret"
            label="Signature"
            secret
            note="Kept in memory while you are signed in, never stored."
            autocomplete="off"
            value={values.secret}
            hint={hints.secret}
            onChange={change}
          />
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
      </main>
    </div>
  );
}

interface InputProps {
  field: Field;
  label: string;
  value: string;
  secret?: boolean;
  placeholder?: string;
  note?: string;
  hint?: string;
  autocomplete: "url" | "username" | "off";
  inputMode?: "url";
  onChange: (field: Field, value: string) => void;
}

function Input({ field, label, value, secret = false, placeholder, note, hint, autocomplete, inputMode, onChange }: InputProps) {
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
        {...(secret ? { type: "password" as const } : { type: "text" as const, inputMode })}
        required
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
