/* global mocha */
// In a page: runs the specs that `?` names and leaves the outcome in `window.outcome`.
import { collect } from "./collect.js";

const { specs, ...settings } = JSON.parse(decodeURIComponent(location.search.slice(1)));
globalThis.softphoneTests = settings;

try {
  mocha.setup({ ui: "bdd", reporter: class {}, timeout: 15_000, ...(settings.grep ? { fgrep: settings.grep } : {}) });
  for (const spec of specs) await import(`/spec/${spec}`);
  const runner = mocha.run();
  globalThis.progress = () => runner.test?.fullTitle?.() ?? "";
  globalThis.outcome = await collect(runner);
} catch (error) {
  globalThis.outcome = { passed: 0, failures: [{ title: "loading the specs", detail: `${error}\n${error?.stack}` }] };
}
