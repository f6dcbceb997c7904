// Pages in Chromium, with everything they complain about.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import puppeteer from "puppeteer-core";

import { findChromium } from "../../../scripts/tools.mjs";

const chromium = findChromium();

/** The reason to skip a test that needs Chromium, or `false`. */
export const noChromium = chromium.missing ? `${chromium.missing} (${chromium.hint})` : false;

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"];

/** @param {import("puppeteer-core").LaunchOptions} [options] */
export const launch = (options) => puppeteer.launch({ executablePath: chromium.path, headless: true, args: ARGS, ...options });

/**
 * Opens a page that ends with its test; `problems` are console errors, exceptions and failed requests.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("puppeteer-core").Browser} browser
 * @param {string} url
 */
export async function open(t, browser, url) {
  const page = await browser.newPage();
  // The browser may have closed before its pages.
  t.after(() => page.close().catch(() => {}));
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const requests = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`exception: ${error.stack ?? error}`));
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()}: ${response.url()}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: "load" });
  return { page, problems, requests };
}

/**
 * Waits for a condition in the page; when it never comes true, the error has the page's complaints.
 *
 * @param {{ page: import("puppeteer-core").Page, problems: string[] }} opened
 */
export async function until({ page, problems }, condition, ...args) {
  try {
    const handle = await page.waitForFunction(condition, { timeout: 10_000, polling: 20 }, ...args);
    return await handle.jsonValue();
  } catch (error) {
    throw new Error(`${condition} never became true. The page says: ${problems.join("; ") || "nothing"}`, { cause: error });
  }
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/**
 * Serves files of `folder`, and `pages` before them, on a port of its own until the test has ended.
 *
 * @param {import("node:test").TestContext} t
 * @param {object} options
 * @param {string} options.folder
 * @param {Record<string, string | { body: string | Buffer, headers?: Record<string, string>, status?: number }>} [options.pages]
 * @param {Record<string, string>} [options.headers] of every answer
 */
export async function serve(t, { folder, pages = {}, headers = {} }) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const page = pages[pathname];
    const name = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const type = { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" };
    if (page !== undefined) {
      const { body, status = 200, headers: own = {} } = typeof page === "object" ? page : { body: page };
      response.writeHead(status, { ...type, ...headers, ...own }).end(body);
      return;
    }
    const file = path.join(folder, path.normalize(name));
    if (!existsSync(file) || !statSync(file).isFile()) response.writeHead(404, headers).end();
    else response.writeHead(200, { ...type, ...headers }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
}
