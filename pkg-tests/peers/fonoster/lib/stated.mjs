// What several files of cases say of a difference.

/** The workspace's agents in a page of the default fixtures, the newest first. */
export const NEWEST = ["dana", "cem", "ben", "ada"];

/** An error that ours makes by itself. */
export const ownError = (message, kind = "invalid-argument") => ({ kind: "rejected", error: { kind, message } });

/** An error of the server. */
export const serverError = (code, details) => ({ kind: "rejected", error: { code, details } });

/** What the vendor's package for Node says of a number that fits into no message, and its bundle for browsers too. */
export const NO_MESSAGE = {
  node: serverError(13, "Request message serialization failure: Assertion failed"),
  chromium: { kind: "rejected", error: { classes: "Error", message: "Assertion failed" } },
};

/** An argument that ours refuses before anything is sent, while the vendor's package does as said. */
export const refused = (message, vendor, kind) => ({
  row: "arguments",
  vendor: { calls: [], ...vendor },
  ours: {
    calls: [],
    settled: ownError(message, kind),
    ...Object.fromEntries(
      Object.keys(vendor)
        .filter((path) => path.startsWith("held"))
        .map((path) => [path, undefined]),
    ),
  },
});

/** The engine's own words, of the vendor's package. */
export const stumbles = (message) => ({ kind: "rejected", error: { classes: "TypeError < Error", message } });
