import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";

interface Props {
  label: string;
  clearLabel: string;
  placeholder: string;
  value: string;
  onSearch: (text: string) => void;
  /** Shorter texts wait. */
  least?: number;
  /** How long after the last key; nothing where the list is at hand. */
  waitMs?: number;
  /** Waits for Enter. */
  patient?: boolean;
  inputMode?: "tel" | "search";
}

/** A text that narrows a list, a moment after the last key. */
export function Search({ label, clearLabel, placeholder, value, onSearch, least = 1, waitMs = 300, patient = false, inputMode = "search" }: Props) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  // "Show all" empties it from outside. At once: later, it could undo a key.
  useLayoutEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const trimmed = text.trim();
  const short = trimmed.length > 0 && trimmed.length < least;
  const change = (next: string, wait = waitMs) => {
    setText(next);
    clearTimeout(timer.current);
    const wanted = next.trim();
    if (wanted.length > 0 && (wanted.length < least || (patient && wait > 0))) return;
    const search = () => wanted !== value && onSearch(wanted);
    // At once, too: later, it could undo a key.
    if (wait === 0) search();
    else timer.current = setTimeout(search, wait);
  };
  const clear = () => {
    change("", 0);
    input.current?.focus();
  };

  return (
    <div class="search">
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="text"
        inputMode={inputMode}
        enterKeyHint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={label}
        aria-describedby={short ? "search-short" : undefined}
        placeholder={placeholder}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text) {
            event.preventDefault();
            clear();
          } else if (event.key === "Enter") change(text, 0);
        }}
      />
      {text && (
        <button type="button" class="search-clear" onClick={clear} aria-label={clearLabel}>
          <Icon name="close" size={14} />
        </button>
      )}
      {short && (
        <p class="search-note" id="search-short" role="status">
          {least - trimmed.length === 1 ? "One more character" : `${least - trimmed.length} more characters`}
        </p>
      )}
    </div>
  );
}
