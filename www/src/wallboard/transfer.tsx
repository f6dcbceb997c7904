import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Call } from "softphone-admin/ipcortex";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { FormProblems } from "../form/dialog";
import type { Problem } from "../problem";
import { isAddress, type Board, type Person } from "./board";
import { useEntities } from "./frame";
import { boardProblemOf } from "./problem";
import { marks, partyOf, standingOfLamp, words } from "./standing";

const most = 6;

/** Sends a call to somebody else: to a number, or to whoever is chosen by name. */
export function TransferDialog({ board, call, onClose }: { board: Board; call: Call; onClose: () => void }) {
  useEntities(call);
  const [text, setText] = useState("");
  const [hint, setHint] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const found = board.find(text, most);
  const isOver = !board.ownCalls.value.includes(call);
  // There is nothing left to send on.
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver]);

  const send = async (target: string) => {
    if (busy) return;
    setProblem(undefined);
    setBusy(true);
    const error = await board.try(() => call.send(target));
    setBusy(false);
    if (error === undefined) onClose();
    else setProblem(boardProblemOf(error));
  };
  const submit = () => {
    const number = text.replace(/[\s()./-]/g, "");
    if (/^\+?[\d*#]+$/.test(number)) return void send(number);
    if (found.length === 1) return void send(board.numberOf(found[0]!));
    setHint(text.trim() === "" ? "Enter a number or a name." : found.length ? "Choose one of them." : "Nobody has this name.");
    input.current?.focus();
  };

  return (
    <Dialog
      title={`Transfer ${partyOf(call)}`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy}>
            {busy && <span class="spinner" aria-hidden="true" />} Transfer
          </button>
        </>
      }
    >
      <div class="form-body">
        <FormProblems problem={problem} rest={[]} />
        <div class={`field ${hint ? "is-wrong" : ""}`}>
          <label for="transfer-to">Number or name</label>
          <input
            id="transfer-to"
            ref={input}
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={text}
            aria-invalid={hint ? "true" : undefined}
            aria-describedby={hint ? "transfer-hint" : undefined}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setHint("");
            }}
          />
          {hint && (
            <p class="field-hint" id="transfer-hint">
              <Icon name="alert" size={15} />
              {hint}
            </p>
          )}
        </div>
        <ul class="targets" aria-label="Whom to send it to">
          {found.map((person) => (
            <Target key={isAddress(person) ? person.key : person.cID} board={board} person={person} onChoose={send} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Target({ board, person, onChoose }: { board: Board; person: Person; onChoose: (number: string) => void }) {
  const contact = isAddress(person) ? person.contact : person;
  useEntities(person, contact);
  const number = board.numberOf(person);
  const standing = contact ? standingOfLamp(contact.blf) : undefined;
  return (
    <li>
      <button type="button" class="target" onClick={() => onChoose(number)}>
        <strong>{person.name}</strong>
        <span class="mono">{number}</span>
        {standing && (
          <span class={`target-state is-${standing}`}>
            <Icon name={marks[standing]} size={14} /> {words[standing]}
          </span>
        )}
      </button>
    </li>
  );
}
