import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../components/dialog";
import type { Board, Person } from "./board";

/** As the PBX reads them: no blanks around, no hash in front, none twice. */
const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim().replace(/^#/, "").trim())
      .filter(Boolean),
  ),
];

export function TagsDialog({ board, person, onClose }: { board: Board; person: Person; onClose: () => void }) {
  const [text, setText] = useState((person.tags ?? []).join(", "));
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const tags = tagsIn(text);
  const toggle = (tag: string) => setText((tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag]).join(", "));
  const save = () => {
    board.tag(person, tags);
    onClose();
  };
  return (
    <Dialog
      title={`Tags of ${person.name}`}
      onClose={onClose}
      onSubmit={save}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Save
          </button>
        </>
      }
    >
      <div class="form-body">
        <div class="field">
          <label for="tags-text">Tags</label>
          <input
            id="tags-text"
            ref={input}
            type="text"
            autocomplete="off"
            value={text}
            aria-describedby="tags-note"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class="field-note" id="tags-note">
            With commas between them.
          </p>
        </div>
        {board.tags.value.length > 0 && (
          <div class="tag-choice" role="group" aria-label="Tags in use">
            {board.tags.value.map((tag) => (
              <button key={tag} type="button" class="button small" aria-pressed={tags.includes(tag)} onClick={() => toggle(tag)}>
                {tag}
              </button>
            ))}
          </div>
        )}
      </div>
    </Dialog>
  );
}
