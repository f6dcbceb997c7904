import { useContext, useState } from "preact/hooks";
import { FormProblems } from "../form/dialog";
import type { Problem } from "../problem";
import { Waiting } from "./activity-pill";
import { Dialog } from "./dialog";
import { SystemContext } from "./system";

interface Props {
  title: string;
  text: string;
  /** What the button says. */
  action: string;
  run: () => PromiseLike<unknown>;
  onClose: () => void;
}

/** Asks before something goes for good. */
export function Confirm({ title, text, action, run, onClose }: Props) {
  const { activity, problemOf } = useContext(SystemContext)!;
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <button type="button" class="button" onClick={onClose} autoFocus>
            Keep it
          </button>
          <button type="submit" class="button danger" aria-disabled={busy}>
            {busy && <span class="spinner" aria-hidden="true" />} {action}
          </button>
        </>
      }
    >
      <div class="form-body">
        <FormProblems problem={problem} rest={[]} />
        <p>{text}</p>
        {busy && <Waiting activity={activity} />}
      </div>
    </Dialog>
  );
}
