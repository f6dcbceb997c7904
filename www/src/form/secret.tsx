import { useState } from "preact/hooks";
import { Icon } from "../components/icons";
import type { ControlProps } from "./fields";

/** No letters or digits that look alike. */
const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Twenty random letters and digits; each is as likely as any other. */
export function newPassword(length = 20): string {
  const fair = 256 - (256 % letters.length);
  let password = "";
  while (password.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < fair && password.length < length) password += letters[byte % letters.length];
    }
  }
  return password;
}

/** A password, shown only to who asks. */
export function SecretField({ id, name, value, autoFocus, invalid, described, label, onChange }: ControlProps & { label: string }) {
  const [shown, setShown] = useState(false);
  return (
    <div class="secret">
      <input
        id={id}
        name={name}
        {...(shown ? { type: "text" as const } : { type: "password" as const })}
        value={value}
        autoFocus={autoFocus}
        autocomplete="new-password"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={invalid ? "true" : undefined}
        aria-describedby={described}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <button
        type="button"
        class="icon-button"
        aria-pressed={shown}
        aria-label={`Show ${label.toLowerCase()}`}
        title="Show"
        onClick={() => setShown(!shown)}
      >
        <Icon name="eye" />
      </button>
      <button type="button" class="button small" onClick={() => onChange(newPassword())} aria-label={`Generate ${label.toLowerCase()}`}>
        Generate
      </button>
    </div>
  );
}
