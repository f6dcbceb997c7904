// Runs the rounds in Chromium.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Worker } from "node:worker_threads";
import puppeteer from "puppeteer-core";

import { at } from "../tools.mjs";
import { measureProviders } from "./providers.js";

const ROUNDS = { calls: 101, cold: 25 };
const ITEMS = [1, 250];

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/page.js"></script>`;

/** An isolated page gets a finer clock. */
const HEADERS = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp", "cache-control": "no-store" };

/** Serves the page and the bundles. */
async function serve(files) {
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    if (type) response.writeHead(200, { ...HEADERS, "content-type": type }).end(body);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, home: `http://127.0.0.1:${server.address().port}/` };
}

/** Calls a function of the page; what it says of wrong data is all that the user needs to read. */
async function inPage(page, name, ...args) {
  const { value, problem } = await page.evaluate(
    (name, args) => globalThis[name](...args).then((value) => ({ value }), (error) => ({ problem: String(error?.message ?? error) })),
    name,
    args,
  );
  if (problem) throw new Error(problem);
  return value;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** A browser context is a process of its own, with nothing compiled yet. */
async function coldOnce(browser, home, side, url) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(home);
    return await inPage(page, "measureCold", side, url);
  } finally {
    await context.close();
  }
}

async function cold(browser, home, urls) {
  const sides = Object.keys(urls);
  const runs = Object.fromEntries(sides.map((side) => [side, []]));
  for (let round = 0; round < ROUNDS.cold; round++) {
    for (let turn = 0; turn < sides.length; turn++) {
      const side = sides[(round + turn) % sides.length];
      runs[side].push(await coldOnce(browser, home, side, urls[side]));
    }
  }
  const steps = Object.keys(runs[sides[0]][0]);
  return Object.fromEntries(sides.map((side) => [side, Object.fromEntries(steps.map((step) => [step, Math.round(median(runs[side].map((run) => run[step])))]))]));
}

async function calls(browser, home, urls) {
  const page = await browser.newPage();
  await page.goto(home);
  const figures = {};
  for (const items of ITEMS) figures[items] = await inPage(page, "measureCalls", urls, items, ROUNDS.calls);
  await page.close();
  return figures;
}

/** Runs `work` with a browser. */
export async function inChromium(executablePath, work) {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await puppeteer.launch({ executablePath, headless: true, args, protocolTimeout: 600_000 });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Runs `work` with the address of a page, beside which these files are. */
async function withPage(files, work) {
  const { server, home } = await serve({ "/": ["text/html", PAGE], "/page.js": ["text/javascript", await readFile(at("scripts/bench/page.js"))], ...files });
  try {
    return await work(home);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const MODULE = "text/javascript; charset=utf-8";

/**
 * In microseconds: of calls by number of items, of the cold start by side.
 *
 * @param {import("puppeteer-core").Browser} browser
 * @param {Record<string, Uint8Array>} bundles by side
 */
export async function benchTelnyx(browser, bundles) {
  const urls = Object.fromEntries(Object.keys(bundles).map((side, index) => [side, `/side-${index}.js`]));
  const modules = Object.entries(bundles).map(([side, bytes]) => [urls[side], [MODULE, bytes]]);
  return withPage(Object.fromEntries(modules), async (home) => ({ calls: await calls(browser, home, urls), cold: await cold(browser, home, urls) }));
}

/**
 * In milliseconds, of lists of providers by place and kind.
 *
 * @param {import("puppeteer-core").Browser} browser
 * @param {Uint8Array} bundled
 */
export async function benchProviders(browser, bundled) {
  const files = { "/providers.js": [MODULE, await readFile(at("scripts/bench/providers.js"))], "/portsip.js": [MODULE, bundled] };
  const pbx = new Worker(new URL("pbx.js", import.meta.url));
  try {
    const [server] = await once(pbx, "message");
    const inPages = await withPage(files, async (home) => {
      const page = await browser.newPage();
      await page.goto(home);
      return inPage(page, "measureProviders", server);
    });
    const { Providers } = await import("softphone-admin/portsip");
    return { Chromium: inPages, Node: await measureProviders(Providers, server) };
  } finally {
    await pbx.terminate();
  }
}

/** How long the live model runs, and how often its memory is looked at. */
const RUN_SECONDS = 60;

/**
 * Of IPCortex's live model: in milliseconds, to take a snapshot in and to bring a delta to its listener; and how a minute at 1,000
 * operations a second went.
 *
 * @param {import("puppeteer-core").Browser} browser
 * @param {Uint8Array} bundled
 */
export async function benchModel(browser, bundled) {
  const files = { "/model.js": [MODULE, await readFile(at("scripts/bench/model.js"))], "/ipcortex.js": [MODULE, bundled] };
  return withPage(files, async (home) => {
    const page = await browser.newPage();
    await page.goto(home);
    await page.addScriptTag({ url: "/model.js", type: "module" });
    const figures = await inPage(page, "measureModel", "/ipcortex.js");
    const session = await page.createCDPSession();
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    await inPage(page, "startRun", "/ipcortex.js", RUN_SECONDS);
    const before = await heap();
    await page.waitForFunction(() => globalThis.isRunOver(), { timeout: RUN_SECONDS * 3_000, polling: 500 });
    const after = await heap();
    const run = await inPage(page, "endRun");
    await page.close();
    return { ...figures, run: { ...run, seconds: RUN_SECONDS, heapBefore: before, heapAfter: after } };
  });
}
