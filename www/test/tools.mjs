/** The browser's own line about an answer, which no page can keep it from writing. */
export const failedToLoad = (status, path) =>
  new RegExp(`^Failed to load resource: the server responded with a status of ${status} \\(.*\\) \\(http://127\\.0\\.0\\.1:\\d+${path}(\\?.*)?\\)$`);

/** The same about an address where nobody answers. */
export const noConnection = (path) =>
  new RegExp(`^Failed to load resource: net::ERR_(CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET|FAILED) \\(http://127\\.0\\.0\\.1:\\d+${path}\\)$`);

/** Waits for something outside of the page. */
export async function until(condition, complaint) {
  for (const end = performance.now() + 10_000; !condition(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (performance.now() > end) throw new Error(complaint);
  }
}
