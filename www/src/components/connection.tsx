import { useEffect, useState } from "preact/hooks";
import type { Feed, FeedSnapshot, FeedState } from "softphone-admin/yeastar";
import { useSecondsTo } from "./seconds";

export function useFeed(feed: Feed): FeedSnapshot {
  const [snapshot, setSnapshot] = useState(feed.getSnapshot);
  useEffect(() => {
    const read = () => setSnapshot(feed.getSnapshot());
    read();
    return feed.subscribe(read);
  }, [feed]);
  return snapshot;
}

const words: Record<FeedState, string> = {
  idle: "Not connected",
  connecting: "Connecting",
  live: "Live",
  retrying: "Reconnecting",
  paused: "Paused",
  closed: "Closed",
};

/** Whether changes arrive, in one word. Only the word is announced, not every second of the countdown. */
export function Connection({ feed }: { feed: Feed }) {
  const { state, retryAt } = useFeed(feed);
  return (
    <div class={`connection is-${state}`} data-state={state}>
      <span class="connection-dot" aria-hidden="true" />
      <span role="status">
        <span class="visually-hidden">Live updates: </span>
        {words[state]}
      </span>
      {state === "retrying" && retryAt !== undefined && <Countdown to={retryAt} />}
    </div>
  );
}

function Countdown({ to }: { to: number }) {
  const seconds = useSecondsTo(to);
  return (
    <span class="countdown" aria-hidden="true">
      {seconds ? `in ${seconds} s` : "now"}
    </span>
  );
}
