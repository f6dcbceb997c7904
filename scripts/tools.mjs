// What the other scripts and the test rings share: where tools and browsers are, how to run and end processes.
export { at, root } from "./lib/paths.mjs";
export { findBrowsers, findChromedriver, findChromium, findFirefox, findWebKit } from "./lib/browsers.mjs";
export { findEnvoy } from "./lib/envoy.mjs";
export { which } from "./lib/find.mjs";
export { ask, endChildren, endOnSignals, freePort, killTree, run, start, toolEnv, toolPath } from "./lib/processes.mjs";
