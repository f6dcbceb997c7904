import { useRef, useState } from "preact/hooks";
import type { Call } from "softphone-admin/ipcortex";
import { Connection } from "../components/connection";
import { GapNotice } from "../components/gap-notice";
import { Icon } from "../components/icons";
import { ProblemBar, ProblemPanel } from "../components/problem";
import { Skeleton } from "../components/skeleton";
import { clockTime } from "../format";
import type { Board, Person } from "./board";
import { Book } from "./book";
import { useKept } from "./focus";
import { Lines, showLines } from "./lines";
import { People } from "./people";
import { boardProblemOf } from "./problem";
import { Queues } from "./queues";
import { leave, type BoardSession } from "./session";
import { partyOf } from "./standing";
import { TagsDialog } from "./tags";
import { TickerContext } from "./ticker";
import { TransferDialog } from "./transfer";

type Open = { do: "transfer"; call: Call } | { do: "tags"; person: Person };

export function WallboardPage({ session: { board } }: { session: BoardSession }) {
  const [open, setOpen] = useState<Open>();
  const lines = useRef<HTMLHeadingElement>(null);
  const book = useRef<HTMLHeadingElement>(null);
  useKept(open !== undefined, open?.do === "tags" ? book : lines);
  const close = () => setOpen(undefined);

  return (
    <TickerContext.Provider value={board.ticker}>
      <p class="visually-hidden" role="status">
        {board.announcement}
      </p>
      <FeedBars board={board} />
      {board.loaded.value ? (
        <>
          <Lines board={board} heading={lines} onTransfer={(call) => setOpen({ do: "transfer", call })} />
          <People board={board} />
          <Queues board={board} />
          <Book board={board} heading={book} onTags={(person) => setOpen({ do: "tags", person })} />
        </>
      ) : (
        <Coming board={board} />
      )}
      {open?.do === "transfer" && <TransferDialog board={board} call={open.call} onClose={close} />}
      {open?.do === "tags" && <TagsDialog board={board} person={open.person} onClose={close} />}
    </TickerContext.Provider>
  );
}

/** Before anything has come, or why nothing comes. */
function Coming({ board }: { board: Board }) {
  const failure = board.failure.value;
  const isPaused = board.feed.value.state === "paused";
  return (
    <section class="card" aria-label="Wallboard" aria-busy={failure === undefined && !isPaused}>
      {failure ? (
        <div role="alert">
          <ProblemPanel problem={boardProblemOf(failure)} onRetry={() => board.reconnect()} onSignIn={leave} />
        </div>
      ) : isPaused ? null : (
        <Skeleton rows={6} label="Loading the wallboard" />
      )}
    </section>
  );
}

/** What keeps the board from being live, and what it may have missed. */
function FeedBars({ board }: { board: Board }) {
  const { state } = board.feed.value;
  const failure = board.failure.value;
  const gap = board.gap.value;
  const stale = board.loaded.value ? ` What is shown is as it was at ${clockTime(new Date(board.asOf.value))}.` : "";
  return (
    <>
      {board.offline.value && (
        <div class="bar bar-problem" role="alert">
          <Icon name="warning" />
          <p>
            <strong>This computer is offline.</strong> The board goes on by itself as soon as there is a network again.
          </p>
        </div>
      )}
      {failure && board.loaded.value && !board.offline.value && state !== "closed" && (
        <ProblemBar problem={withText(boardProblemOf(failure), stale)} onRetry={() => board.reconnect()} onSignIn={leave} />
      )}
      {state === "paused" && board.ended.value === undefined && (
        <div class="bar bar-paused" role="status">
          <Icon name="pause" />
          <p>
            <strong>Paused.</strong>
            {stale || " Nothing has come yet."}
          </p>
          <button type="button" class="button small" onClick={() => board.resume()}>
            Resume
          </button>
        </div>
      )}
      {gap && <GapNotice gap={gap} onDismiss={() => (board.gap.value = undefined)} />}
    </>
  );
}

const withText = <P extends { text: string }>(problem: P, more: string): P => ({ ...problem, text: problem.text + more });

/** A call that waits to be answered, wherever on the page one is. */
function Ringing({ board }: { board: Board }) {
  const call = board.ringing.value;
  if (!call || board.ended.value !== undefined) return null;
  return (
    <button
      type="button"
      class="ringing-now"
      onClick={() => {
        showLines();
        document.querySelector<HTMLElement>(".own-call.is-ringing button")?.focus();
      }}
    >
      <Icon name="bell" size={16} />
      <span class="visually-hidden">Incoming call: </span>
      <span class="ringing-name">{partyOf(call)}</span>
    </button>
  );
}

/** Whether changes arrive, and the switch for it. */
export function FeedState({ session: { board, pbx } }: { session: BoardSession }) {
  const { state } = board.feed.value;
  const isPaused = state === "paused";
  const isOver = state === "closed" || board.ended.value !== undefined;
  return (
    <div class="feed-state">
      <Ringing board={board} />
      <Connection feed={pbx.feed} />
      <button
        type="button"
        class="button small"
        aria-disabled={isOver}
        onClick={() => {
          if (isOver) return;
          if (isPaused) board.resume();
          else board.pause();
        }}
      >
        <Icon name={isPaused ? "play" : "pause"} size={16} /> {isPaused ? "Resume" : "Pause"}
        <span class="visually-hidden"> live updates</span>
      </button>
    </div>
  );
}
