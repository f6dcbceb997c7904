import { useState } from "preact/hooks";
import type { Call, Queue } from "softphone-admin/ipcortex";
import { Icon } from "../components/icons";
import { count } from "../format";
import type { Board } from "./board";
import { DepthChart } from "./depth-chart";
import { DepthTable } from "./depth-table";
import { memo, useEntities } from "./frame";
import { partyOf } from "./standing";
import { Timer } from "./ticker";

const shownCallers = 4;

/** How many calls wait in each queue, now and in the last minutes. */
export function Queues({ board }: { board: Board }) {
  const [asTable, setAsTable] = useState(false);
  const queues = board.queues.value;
  const chosen = queues.find(({ name }) => name === board.chosenQueue.value);
  return (
    <section class="card queues" aria-labelledby="queues">
      <div class="queue-part">
        <h2 id="queues">Queues</h2>
        {queues.length ? (
          <ul class="queue-grid">
            {queues.map((queue) => (
              <QueueTile key={queue.name} board={board} queue={queue} chosen={queue === chosen} />
            ))}
          </ul>
        ) : (
          <p class="own-none">The PBX shows no queues to this user.</p>
        )}
      </div>
      <div class="depth-part">
        <div class="hours-head">
          <h3>
            Waiting calls <span class="depth-of">{chosen ? chosen.label || chosen.name : "all queues"}</span>
          </h3>
          <button type="button" class="button quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            <Icon name="table" size={16} /> Table
          </button>
        </div>
        {asTable ? <DepthTable depths={board.depths} queue={chosen?.name} /> : <DepthChart depths={board.depths} queue={chosen?.name} />}
        {chosen ? <Callers queue={chosen} /> : <p class="depth-note">Choose a queue to see who waits in it.</p>}
      </div>
    </section>
  );
}

const waitingIn = (queue: Queue): readonly Call[] =>
  Object.values(queue.calls)
    .filter(({ state }) => state !== "dead")
    .sort((a, b) => a.stamp - b.stamp);

const since = ({ inq, stamp }: Call): number => (inq ? inq * 1000 : stamp);

const QueueTile = memo(function QueueTile({ board, queue, chosen }: { board: Board; queue: Queue; chosen: boolean }) {
  useEntities(queue);
  const { name, label, depth } = queue;
  const states = Object.values(queue.members);
  const free = states.filter((state) => state === "idle").length;
  const [longest] = waitingIn(queue);
  const level = depth === 0 ? "none" : depth > 4 ? "high" : "some";
  return (
    <li>
      <button
        type="button"
        class={`queue-tile is-${level}`}
        data-queue={name}
        aria-pressed={chosen}
        onClick={() => (board.chosenQueue.value = chosen ? "" : name)}
      >
        <span class="queue-depth" data-depth>
          {count(depth)}
        </span>
        <span class="visually-hidden"> waiting in </span>
        <span class="queue-name">{label || name}</span>
        <span class="queue-note">
          {states.length ? `${count(free)} free` : "nobody in it"}
        </span>
        {longest && (
          <span class="queue-wait">
            <span class="visually-hidden">, longest </span>
            <Timer since={since(longest)} />
          </span>
        )}
      </button>
    </li>
  );
});

const Callers = memo(function Callers({ queue }: { queue: Queue }) {
  useEntities(queue);
  const calls = waitingIn(queue);
  const more = calls.length - shownCallers;
  return (
    <ul class="callers" aria-label={`Waiting in ${queue.label || queue.name}`}>
      {calls.slice(0, shownCallers).map((call) => (
        <li key={call.uid}>
          <span class="caller-name">{partyOf(call)}</span>
          {partyOf(call) !== call.number && <span class="mono">{call.number}</span>}
          <Timer since={since(call)} />
        </li>
      ))}
      {more > 0 && <li class="depth-note">and {count(more)} more</li>}
      {calls.length === 0 && <li class="depth-note">Nobody waits.</li>}
    </ul>
  );
});
