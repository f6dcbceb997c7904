import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

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

/** Waits until an element has the focus. */
export const focused = ({ page }, selector) => page.waitForFunction((selector) => document.activeElement?.matches(selector), {}, selector);

const { text: fakeTimers } = buildSync({
  stdin: { contents: 'export { install } from "@sinonjs/fake-timers";', resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
  bundle: true,
  // Node's own modules; it does without them.
  external: ["util", "timers", "timers/promises"],
  format: "iife",
  globalName: "FakeTimers",
  write: false,
}).outputFiles[0];

/** From now on, timers of the page wait for `tick`; those of axe too. */
export async function holdTime({ page }) {
  await page.evaluate(fakeTimers);
  await page.evaluate(() => {
    const toFake = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"];
    globalThis.heldTime = globalThis.FakeTimers.install({ now: Date.now(), toFake, shouldClearNativeTimers: true });
  });
}

/** Pauses that chance makes shorter are as long as they may be: time that passes in one step never runs over a request. */
export const withoutChance = ({ page }) =>
  page.evaluate(() => {
    Math.random = () => 0.9999;
  });

/** Timers run again as they do. */
export const freeTime = ({ page }) => page.evaluate(() => globalThis.heldTime.uninstall());

export const tick = ({ page }, ms) => page.evaluate((ms) => globalThis.heldTime.tickAsync(ms), ms);
