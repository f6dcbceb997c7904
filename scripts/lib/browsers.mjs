import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { findProgram, which } from "./find.mjs";
import { ask } from "./processes.mjs";
import { versionIn } from "./versions.mjs";

/** Debian's packages, by what they bring. */
const packages = {
  chromium: ["chromium"],
  chromedriver: ["chromium-driver"],
  firefox: ["firefox-esr"],
  webkit: ["webkit2gtk-driver", "xvfb"],
};

const hintFor = (what) => `apt-get install -y --no-install-recommends ${packages[what].join(" ")}`;
const missing = (what, reason) => ({ missing: reason, hint: hintFor(what) });
const findOne = (what, options) => findProgram(what, { ...options, hint: hintFor(what) });

/** Chromium or Chrome. `CHROME_PATH` overrides. */
export function findChromium() {
  return findOne("chromium", {
    variable: "CHROME_PATH",
    names: [
      "chromium",
      "chromium-browser",
      "google-chrome",
      "google-chrome-stable",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
  });
}

/** The ChromeDriver of the same major version as the Chromium found. `CHROMEDRIVER` overrides. */
export function findChromedriver(chromium = findChromium()) {
  const major = (version) => version.split(".")[0];
  if (chromium.missing) return missing("chromedriver", `${chromium.missing}, so no ChromeDriver fits`);
  return findOne("chromedriver", {
    variable: "CHROMEDRIVER",
    names: ["chromedriver", "/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    accepts: (version) =>
      major(version) === major(chromium.version) ? undefined : `ChromeDriver ${version} does not fit Chromium ${chromium.version}`,
  });
}

/** Firefox, also the extended support release. `FIREFOX_PATH` overrides. */
export function findFirefox() {
  return findOne("firefox", {
    variable: "FIREFOX_PATH",
    names: ["firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"],
  });
}

/** Folders that distributions keep WebKitGTK's own little browser in. */
function miniBrowsers() {
  const libraries = existsSync("/usr/lib") ? readdirSync("/usr/lib").map((name) => path.join("/usr/lib", name)) : [];
  return [...libraries, "/usr/lib", "/usr/lib64", "/usr/libexec"].flatMap((folder) =>
    ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"].map((version) => path.join(folder, version, "MiniBrowser")),
  );
}

/** WebKitGTK: `path` is its driver, `browser` what the driver starts, `xvfb` the screen it needs. */
export function findWebKit() {
  const driver = which("WebKitWebDriver");
  const browser = miniBrowsers().find((file) => which(file));
  const xvfb = which("Xvfb");
  const absent = Object.entries({ WebKitWebDriver: driver, MiniBrowser: browser, Xvfb: xvfb }).filter(([, file]) => !file);
  if (absent.length > 0) return missing("webkit", `no ${absent.map(([name]) => name).join(", no ")} found`);
  // Neither program tells its version without a screen; the package does.
  const version = versionIn(ask("dpkg-query", ["-W", "-f", "${Version}", "webkit2gtk-driver"])) ?? "unknown";
  return { path: driver, browser, xvfb, version };
}

/** Everything the browser tests use, by name, and the Debian packages that bring what is missing. */
export function findBrowsers() {
  const chromium = findChromium();
  const found = { chromium, chromedriver: findChromedriver(chromium), firefox: findFirefox(), webkit: findWebKit() };
  const absent = Object.keys(found).filter((name) => found[name].missing);
  return { found, absent, debianPackages: absent.flatMap((name) => packages[name]) };
}
