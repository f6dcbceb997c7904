import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Call, Device } from "softphone-admin/ipcortex";
import { Icon } from "../components/icons";
import { ProblemBar } from "../components/problem";
import { count } from "../format";
import type { Board, Person } from "./board";
import { useHandedOn } from "./focus";
import { memo, useEntities } from "./frame";
import { boardProblemOf } from "./problem";
import { leave } from "./session";
import { callsOf, isIncoming, isOff, partyOf, sinceOf, standingOf, wordOf, words } from "./standing";
import { Timer } from "./ticker";

interface Props {
  board: Board;
  heading: RefObject<HTMLHeadingElement | null>;
  onTransfer: (call: Call) => void;
}

/** The user's own telephone: its calls and what can be done with them, and calling somebody. */
export function Lines({ board, heading, onTransfer }: Props) {
  const lines = board.lines.value;
  const error = board.callError.value;
  // What is passed on stays the same, so that rows do not draw again for it.
  const transfer = useRef(onTransfer);
  transfer.current = onTransfer;
  const [onSend] = useState(() => (call: Call) => transfer.current(call));
  return (
    <section class="card own" aria-labelledby="own">
      <div class="own-head">
        <h2 id="own" tabIndex={-1} ref={heading}>
          Your phone
        </h2>
        {lines.length > 0 && <DialForm board={board} />}
      </div>
      {error !== undefined && (
        <ProblemBar
          problem={{ ...boardProblemOf(error), action: "none" }}
          onRetry={() => {}}
          onSignIn={leave}
        />
      )}
      {lines.length === 0 ? (
        <p class="own-none">You have no telephone here. Sit down at a hot desk to call from this page.</p>
      ) : (
        <ul class="own-lines">
          {lines.map((line) => (
            <Line key={line.name} board={board} line={line} heading={heading} onTransfer={onSend} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Brings the calls into sight. */
export const showLines = () => document.getElementById("own")?.scrollIntoView({ block: "nearest" });

/** Calls somebody from elsewhere on the page; the call, or why there is none, is beside the lines. */
export function callFromAfar(board: Board, target: string | Person): void {
  showLines();
  void board.dial(target);
}

interface LineProps extends Props {
  line: Device;
}

const Line = memo(function Line({ board, line, heading, onTransfer }: LineProps) {
  const { mailbox, owner } = line;
  useEntities(line, mailbox, owner);
  const calls = callsOf(line);
  const unread = mailbox?.unread ?? 0;
  const standing = standingOf(line);
  return (
    <li class={`own-line is-${standing}`} data-line={line.name}>
      <div class="own-line-head">
        <strong>{line.label}</strong>
        <span class="mono">{line.extension}</span>
        {!owner && <span class="own-note">Hot desk</span>}
        {standing === "off" && <span class="own-note">{words.off}</span>}
        {unread > 0 && (
          <span class="own-note">
            {count(unread)} new {unread === 1 ? "message" : "messages"}
          </span>
        )}
      </div>
      {calls.length === 0 ? (
        <p class="own-idle">{isOff(line) ? "This telephone is off." : "No calls."}</p>
      ) : (
        <ul class="own-calls">
          {calls.map((call) => (
            <OwnCall key={call.uid} board={board} call={call} heading={heading} onTransfer={onTransfer} />
          ))}
        </ul>
      )}
    </li>
  );
});

const OwnCall = memo(function OwnCall({ board, call, heading, onTransfer }: Props & { call: Call }) {
  useEntities(call);
  const row = useRef<HTMLLIElement>(null);
  useHandedOn(row, heading);
  const [busy, setBusy] = useState(false);
  const idle = !busy && board.feed.value.state !== "paused";
  const { state, party, number, qnumber, features } = call;
  const name = partyOf(call);
  const incoming = isIncoming(call);
  const can = (feature: string) => features === undefined || features.split(",").includes(feature);
  const act = async (work: () => Promise<unknown>) => {
    if (!idle) return;
    setBusy(true);
    await board.act(work);
    setBusy(false);
  };
  const button = (label: string, icon: Parameters<typeof Icon>[0]["name"], run: () => void, look = "") => (
    <button type="button" class={`button small ${look}`} aria-disabled={!idle} onClick={() => idle && run()}>
      <Icon name={icon} size={16} /> {label}
      <span class="visually-hidden"> {name}</span>
    </button>
  );
  // The first button stays the same one, so that it keeps the focus while it says something else.
  const first = incoming
    ? can("answer") && button("Answer", "calls", () => act(() => call.talk()), "primary")
    : state === "up"
      ? can("hold") && button("Hold", "pause", () => act(() => call.hold()))
      : (state === "hold" || state === "park") && can("talk") && button("Resume", "play", () => act(() => call.talk()), "primary");
  return (
    <li class={`own-call is-${incoming ? "ringing" : state}`} data-call={call.cid} ref={row}>
      <span class={`call-mark ${incoming ? "is-ringing" : ""}`} aria-hidden="true">
        <Icon name={incoming ? "bell" : state === "hold" || state === "park" ? "pause" : party === "callee" ? "incoming" : "outgoing"} size={18} />
      </span>
      <div class="own-party">
        <strong>{name}</strong>
        <span>
          {name !== number && <span class="mono">{number}</span>}
          {qnumber && <span class="own-note">by {qnumber}</span>}
        </span>
      </div>
      <div class="own-state">
        <span class="own-word">{wordOf(call)}</span>
        <Timer since={sinceOf(call)} />
      </div>
      <div class="own-actions" role="group" aria-label={`Call with ${name}`}>
        {first || null}
        {state !== "dial" && (state !== "ring" || incoming) ? button("Transfer", "forward", () => onTransfer(call)) : null}
        {button(incoming ? "Reject" : state === "dial" || state === "ring" ? "Cancel" : "Hang up", "hangup", () => act(() => call.hangup()), "danger-quiet")}
      </div>
    </li>
  );
});

/** A number, and the line to call it from where there are several. */
function DialForm({ board }: { board: Board }) {
  const [number, setNumber] = useState("");
  const [hint, setHint] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const lines = board.lines.value;
  const line = board.line.value;
  const dial = async (event: Event) => {
    event.preventDefault();
    const wanted = number.replace(/[\s()./-]/g, "");
    if (!/^\+?[\d*#]+$/.test(wanted)) {
      setHint(wanted ? "This is not a number." : "Enter a number.");
      return input.current?.focus();
    }
    if (await board.dial(wanted)) setNumber("");
  };
  return (
    <form class="dial" noValidate onSubmit={dial}>
      {lines.length > 1 && (
        <select class="filter" aria-label="Call from" value={line?.name} onChange={(event) => (board.chosenLine.value = event.currentTarget.value)}>
          {lines.map(({ name, label, extension, ownerID }) => (
            <option key={name} value={name}>
              {ownerID === null ? `Hot desk (${name.split("/").at(-1)})` : `${label} (${extension})`}
            </option>
          ))}
        </select>
      )}
      <div class="dial-field">
        <input
          ref={input}
          type="text"
          inputMode="tel"
          autocomplete="off"
          aria-label="Number to call"
          placeholder="Number"
          value={number}
          aria-invalid={hint ? "true" : undefined}
          aria-describedby={hint ? "dial-hint" : undefined}
          onInput={(event) => {
            setNumber(event.currentTarget.value);
            setHint("");
          }}
        />
        {hint && (
          <p class="search-note" id="dial-hint" role="status">
            {hint}
          </p>
        )}
      </div>
      <button type="submit" class="button primary small">
        <Icon name="calls" size={16} /> Call
      </button>
    </form>
  );
}
