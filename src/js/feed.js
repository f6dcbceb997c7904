// The page's view of a feed that Rust runs: a snapshot that is identical until something changes.

import { report } from "./errors.js";

/** The feed, and the function by which Rust brings the next snapshot. */
export function makeFeed() {
  let snapshot = Object.freeze({ state: "idle", since: Date.now(), failures: 0 });
  let subscribers = [];
  const feed = {
    get state() {
      return snapshot.state;
    },
    getSnapshot: () => snapshot,
    subscribe(callback) {
      const entry = { callback };
      subscribers = [...subscribers, entry];
      return () => {
        subscribers = subscribers.filter((other) => other !== entry);
      };
    },
  };
  function changed(next) {
    snapshot = Object.freeze(next);
    for (const { callback } of subscribers) {
      try {
        callback();
      } catch (error) {
        report(error);
      }
    }
  }
  return { feed, changed };
}
