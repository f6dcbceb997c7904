import type { Ref } from "preact";
import type { Problem } from "../problem";
import { Icon, type IconName } from "./icons";
import { useSecondsTo } from "./seconds";

interface Props {
  problem: Problem;
  onRetry: () => void;
  onSignIn: () => void;
  icon?: IconName;
  id?: string;
  /** The button, for moving the focus to it. */
  actionRef?: Ref<HTMLButtonElement>;
}

/** A failure that takes the place of what would have been shown. */
export function ProblemPanel({ problem, onRetry, onSignIn, icon = "warning", id, actionRef }: Props) {
  const { title, text, action, detail, until } = problem;
  return (
    <div class="problem">
      <span class="problem-icon">
        <Icon name={icon} size={26} />
      </span>
      <h2 id={id}>{title}</h2>
      <p id={id && `${id}-text`}>
        {text} {until !== undefined && <Until time={until} />}
      </p>
      <div class="problem-actions">
        {action === "retry" && (
          <button type="button" class="button primary" onClick={onRetry} ref={actionRef}>
            <Icon name="refresh" size={16} /> Try again
          </button>
        )}
        {action === "sign-in" && (
          <button type="button" class="button primary" onClick={onSignIn} ref={actionRef}>
            Sign in again
          </button>
        )}
      </div>
      {detail && <p class="problem-detail">{detail}</p>}
    </div>
  );
}

/** The same beside content that is still good to look at. */
export function ProblemBar({ problem, onRetry, onSignIn }: Props) {
  const { title, text, action, until } = problem;
  return (
    <div class="bar bar-problem" role="alert">
      <Icon name="warning" />
      <p>
        <strong>{title}.</strong> {text} {until !== undefined && <Until time={until} />}
      </p>
      {action === "retry" && (
        <button type="button" class="button small" onClick={onRetry}>
          Try again
        </button>
      )}
      {action === "sign-in" && (
        <button type="button" class="button small" onClick={onSignIn}>
          Sign in again
        </button>
      )}
    </div>
  );
}

/** The same of what a form has asked for; its fields are what to change. */
export function ProblemNote({ problem: { title, text, detail, until } }: { problem: Problem }) {
  return (
    <div class="bar bar-problem">
      <Icon name="alert" />
      <div>
        <strong>{title}</strong>
        <p>
          {text} {until !== undefined && <Until time={until} />}
        </p>
        {detail && <p class="problem-detail">{detail}</p>}
      </div>
    </div>
  );
}

/** When to try again, as the seconds go by; not read out each time. */
function Until({ time }: { time: number }) {
  const seconds = useSecondsTo(time);
  return (
    <span class="until" aria-hidden="true">
      {seconds > 0 ? `Again in ${seconds} s.` : "Try again now."}
    </span>
  );
}
