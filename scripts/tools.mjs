// What the other scripts and the test rings share: where tools and browsers are, how to run and end processes.
export { at, root } from "./lib/paths.mjs";
export { findBrowsers, findChromedriver, findChromium, findFirefox, findWebKit, which } from "./lib/browsers.mjs";
export { ask, endChildren, endOnSignals, freePort, killTree, run, start, toolEnv, toolPath } from "./lib/processes.mjs";
