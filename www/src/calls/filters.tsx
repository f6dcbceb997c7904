import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import type { CallList, Status } from "./list";

const statuses: { value: Status; label: string }[] = [
  { value: 0, label: "All" },
  { value: 1, label: "Incoming" },
  { value: 2, label: "Missed" },
  { value: 3, label: "Outgoing" },
];

export function Filters({ list }: { list: CallList }) {
  const { status, filter } = list.view.value;
  return (
    <div class="filters">
      <NumberFilter filter={filter} onFilter={(filter) => void list.show({ filter })} />
      <fieldset class="segments">
        <legend class="visually-hidden">Show</legend>
        {statuses.map(({ value, label }) => (
          <label key={value} class="segment">
            <input
              type="radio"
              name="status"
              value={value}
              checked={status === value}
              onChange={() => void list.show({ status: value })}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

const debounceMs = 300;

function NumberFilter({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const [text, setText] = useState(filter);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  // "Show all calls" empties it from outside.
  useEffect(() => setText(filter), [filter]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (value: string, wait = debounceMs) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => value.trim() !== filter && onFilter(value.trim()), wait);
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
        inputMode="tel"
        enterKeyHint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label="Filter by number"
        placeholder="Number"
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
        <button type="button" class="search-clear" onClick={clear} aria-label="Clear the number filter">
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}
