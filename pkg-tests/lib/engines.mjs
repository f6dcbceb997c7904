import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";
import { Builder } from "selenium-webdriver";

import { findChromium, findFirefox, findWebKit, freePort, killTree, run, start, toolEnv } from "../../scripts/tools.mjs";

/** For one engine's whole run. */
const timeoutFor = ({ all }) => (all ? 900_000 : 300_000);

const addressOf = ({ page, scratch, settings }) => `${page}?${encodeURIComponent(JSON.stringify({ ...settings, specs: scratch.specs }))}`;

/** Asks a page for its outcome until it has one. */
async function outcomeOf(ask, timeoutMs) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const text = await ask("JSON.stringify(globalThis.outcome ?? null)");
    if (text !== "null") return JSON.parse(text);
    if (Date.now() > end) throw new Error(`no outcome within ${timeoutMs / 1000} s; at: ${await ask("String(globalThis.progress?.())")}`);
    await new Promise((resolve) => void setTimeout(resolve, 200));
  }
}

async function node({ scratch, settings }) {
  const { code, output, timedOut } = await run(
    process.execPath,
    ["--expose-gc", "lib/node.mjs", JSON.stringify({ ...settings, specs: scratch.specs })],
    { cwd: scratch.folder, timeoutMs: timeoutFor(settings) },
  );
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  if (code !== 0 || !last.startsWith("{")) throw new Error(`${timedOut ? "took too long" : `exit code ${code}`}\n${output}`);
  return JSON.parse(last);
}

async function withPuppeteer(options, context) {
  const browser = await puppeteer.launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.goto(addressOf(context));
    return await outcomeOf((expression) => page.evaluate(expression), timeoutFor(context.settings));
  } finally {
    await browser.close();
  }
}

async function chromium(context) {
  const found = findChromium();
  if (found.missing) return { skipped: found.missing };
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--js-flags=--expose-gc"];
  return withPuppeteer({ executablePath: found.path, args }, context);
}

async function firefox(context) {
  const found = findFirefox();
  if (found.missing) return { skipped: found.missing };
  return withPuppeteer({ browser: "firefox", executablePath: found.path }, context);
}

/** A screen, where there is none. */
async function screen(xvfb) {
  if (process.env.DISPLAY) return { display: process.env.DISPLAY };
  const child = start(xvfb, ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
  const number = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`Xvfb ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  return { display: `:${number}`, child };
}

async function webkit(context) {
  const found = findWebKit();
  if (found.missing) return { skipped: found.missing };
  const { display, child } = await screen(found.xvfb);
  const port = await freePort();
  const driver = start(found.path, [`--port=${port}`], { env: toolEnv({ DISPLAY: display }), stdio: "ignore" });
  let session;
  try {
    session = await connect(port, found.browser);
    await session.get(addressOf(context));
    // The driver times its scripts by the page's own setTimeout, and the specs play with that.
    const ask = (expression) =>
      session.executeScript(`return ${expression}`).catch((error) => (error.name === "ScriptTimeoutError" ? "null" : Promise.reject(error)));
    return await outcomeOf(ask, timeoutFor(context.settings));
  } finally {
    await session?.quit().catch(() => {});
    await killTree(driver);
    if (child) await killTree(child);
  }
}

async function connect(port, binary) {
  const capabilities = { browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
  const end = Date.now() + 15_000;
  for (;;) {
    try {
      return await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    } catch (error) {
      // The driver says nothing when it listens.
      if (Date.now() > end || !/ECONNREFUSED/.test(String(error))) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
  }
}

/** In the order in which they start. */
export const engines = { node, chromium, firefox, webkit };
