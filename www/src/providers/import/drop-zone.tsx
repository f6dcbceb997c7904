import { useState } from "preact/hooks";
import { Icon } from "../../components/icons";

interface Props {
  onFile: (file: File) => void;
  onWrong: (text: string) => void;
}

/** Takes a file that is dropped or chosen. For a keyboard it is the field of a file that it is. */
export function DropZone({ onFile, onWrong }: Props) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const [file, ...more] = files ?? [];
    if (more.length) onWrong("Drop them one after the other, or put them into one.");
    else if (file) onFile(file);
  };
  return (
    <label
      class={`drop-zone ${isOver ? "is-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        accept=".csv,.json,text/csv,application/json"
        autoFocus
        aria-describedby="drop-note"
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file again is a change, too.
          event.currentTarget.value = "";
        }}
      />
      <span class="drop-icon">
        <Icon name="upload" size={26} />
      </span>
      <strong>Choose a file, or drop it here</strong>
      <small id="drop-note">CSV with a head, or JSON as it is exported here</small>
    </label>
  );
}
