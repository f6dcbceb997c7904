import { useState } from "preact/hooks";
import type { Activity, Try, Wait } from "../activity";
import { clockTime } from "../format";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { useSecondsTo } from "./seconds";

const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };

/** `2nd` */
const ordinal = (value: number) => `${value}${suffixes[ordinals.select(value)] ?? "th"}`;

type State = "ready" | "busy" | "retrying" | "limited" | "offline";

/** What the client is doing, in a few words, and all its requests behind them. */
export function ActivityPill({ activity }: { activity: Activity }) {
  const [open, setOpen] = useState(false);
  const [state, words, until] = stateOf(activity);
  const notable = state === "retrying" || state === "limited" || state === "offline";
  return (
    <>
      <button
        type="button"
        class={`connection activity is-${state}`}
        data-state={state}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span class="connection-dot" aria-hidden="true" />
        <span class="visually-hidden">Requests: </span>
        <span>{words}</span>
        {until !== undefined && <Countdown to={until} />}
      </button>
      <p class="visually-hidden" role="status">
        {notable ? words : ""}
      </p>
      {open && <Requests activity={activity} onClose={() => setOpen(false)} />}
    </>
  );
}

function stateOf(activity: Activity): [State, string, number?] {
  const waits = activity.waits.value;
  const limit = limitOf(activity);
  if (limit) return ["limited", `Rate limited, continuing ${limit.word}`, limit.end];
  const attempt = Math.max(activity.attempt, ...waits.map(({ attempt }: Wait) => attempt));
  if (attempt > 1) return ["retrying", `Retrying (${ordinal(attempt)} try) …`];
  if (!activity.reachable.value) return ["offline", "No connection"];
  return activity.pending ? ["busy", "Loading"] : ["ready", "Ready"];
}

/** When the server takes requests again: `in` so long, as it said, or `within`. */
function limitOf(activity: Activity): { word: "in" | "within"; end: number } | undefined {
  const limited = activity.waits.value.filter(({ reason }) => reason === "rate-limit");
  if (!limited.length) return undefined;
  const last = limited.reduce((last, wait) => (wait.latest > last.latest ? wait : last));
  return { word: last.until === undefined ? "within" : "in", end: last.latest };
}

/** Why nothing happens in a dialog, which hides the pill. */
export function Waiting({ activity }: { activity: Activity }) {
  const limit = limitOf(activity);
  return (
    <div role="status" class="waiting">
      {limit && (
        <p>
          Waiting: the server takes no more requests for now.{" "}
          <span aria-hidden="true">
            Continuing {limit.word} <Countdown to={limit.end} />.
          </span>
        </p>
      )}
    </div>
  );
}

function Countdown({ to }: { to: number }) {
  const seconds = useSecondsTo(to);
  return <span class="countdown">{`${seconds} s`}</span>;
}

function Requests({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  return (
    <Dialog title="Requests" onClose={onClose} wide>
      <div class="request-log" tabIndex={0} role="region" aria-label="Requests, newest first">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Operation</th>
              <th scope="col" class="number">
                Try
              </th>
              <th scope="col">Answer</th>
              <th scope="col" class="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {activity.log.value.map((one) => (
              <tr key={one.id}>
                <td>{clockTime(new Date(one.at))}</td>
                <td class="request-operation">{one.operation}</td>
                <td class="number">{one.attempt}</td>
                <td>
                  <Outcome one={one} />
                </td>
                <td class="number">{one.durationMs === undefined ? "…" : `${Math.round(one.durationMs)} ms`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

function Outcome({ one: { status, durationMs } }: { one: Try }) {
  if (durationMs === undefined) return <>Under way</>;
  const fine = status !== undefined && status < 400;
  return (
    <span class={`outcome ${fine ? "is-fine" : "is-wrong"}`}>
      {!fine && <Icon name="alert" size={14} />}
      {status ?? "None"}
    </span>
  );
}
