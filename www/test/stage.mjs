// A browser, the built dashboard on a port, and for each test a PBX and a page of its own.
import { shift, moveClock } from "./clock.mjs";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import puppeteer from "puppeteer-core";

import { dashboardTarget } from "../../scripts/lib/build.mjs";
import { buildDashboard, serveDashboard } from "../../scripts/lib/dashboard.mjs";
import { signInData } from "../../scripts/lib/demo.mjs";
import { simulate } from "../../simulator/index.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const patience = 10_000;

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** Starts all that the tests share. */
export async function openStage({ executablePath, screenshots }) {
  if (!dashboardTarget.isFresh()) await dashboardTarget.rebuild(buildDashboard);

  let offered;
  const dashboard = await serveDashboard({
    plugin: {
      name: "simulator.json",
      configurePreviewServer: ({ middlewares }) => {
        middlewares.use("/simulator.json", (_request, response) => {
          response.statusCode = offered ? 200 : 404;
          response.setHeader("content-type", offered ? "application/json" : "text/plain");
          response.setHeader("cache-control", "no-store");
          response.end(offered ? JSON.stringify(offered) : "not found");
        });
      },
    },
  });
  const browser = await puppeteer.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    env: { ...process.env, TZ: "UTC" },
  });
  if (screenshots) mkdirSync(screenshots, { recursive: true });

  return {
    /** Runs `test` with a fresh PBX and page; complains about what the page wrote to the console. */
    async play(test, { fixtures = {}, telnyx, fonoster, portsip, ipcortex, offer = true, viewport = desktop, theme = "light", reducedMotion = false } = {}) {
      const vendors = ["yeastar", telnyx && "telnyx", fonoster && "fonoster", portsip && "portsip", ipcortex && "ipcortex"].filter(Boolean);
      const sim = await simulate({ vendors, fixtures: { yeastar: { extensions: 12, calls: 900, ...fixtures }, telnyx, fonoster, portsip, ipcortex } });
      const data = signInData({ vendors: Object.fromEntries(vendors.map((name) => [name, sim[name]])) });
      const account = data.yeastar;
      offered = offer ? data : undefined;
      const context = await browser.createBrowserContext();
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(patience);
        await page.setViewport(viewport);
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: theme },
          { name: "prefers-reduced-motion", value: reducedMotion ? "reduce" : "no-preference" },
        ]);
        await (await page.createCDPSession()).send("Emulation.setLocaleOverride", { locale: "en-GB" });
        await page.evaluateOnNewDocument(moveClock, shift);

        const complaints = [];
        const expected = [];
        page.on("pageerror", (error) => complaints.push(`uncaught: ${error.stack ?? error}`));
        page.on("console", (message) => {
          if (!["error", "warn", "assert"].includes(message.type())) return;
          const text = `${message.text()} (${message.location().url ?? ""})`;
          if (!expected.some((pattern) => pattern.test(text))) complaints.push(`console: ${text}`);
        });

        const actor = new Actor({ page, sim, account, expected, home: dashboard.url, screenshots });
        let failure;
        await test(actor).catch((error) => (failure = error));
        // What the page complained about is often why a test failed.
        if (failure && complaints.length) failure.stack += `\n${complaints.join("\n")}`;
        if (failure) throw failure;
        if (complaints.length) throw new Error(complaints.join("\n"));
      } finally {
        await context.close();
        await sim.close();
      }
    },
    async close() {
      await browser.close();
      await dashboard.close();
    },
  };
}

/** One page and its PBX. */
class Actor {
  #token;

  constructor(parts) {
    Object.assign(this, parts);
  }

  async visit() {
    // Without the simulator's file a 404 is what a production server answers as well.
    this.expected.push(/^Failed to load resource: .*404.*\(.*\/simulator\.json\)$/);
    await this.page.goto(this.home, { waitUntil: "load" });
    await this.see("form.sign-in");
  }

  /** Signs in with what the simulator offers, and waits for the rows. */
  async signIn() {
    await this.visit();
    await this.page.waitForFunction(() => document.querySelector("[name=secret]")?.value);
    await this.page.click("button[type=submit]");
    await this.see(".calls tbody tr");
    await this.live();
    await this.page.waitForSelector(".figure-value");
    await this.page.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0);
  }

  see(selector, options) {
    return this.page.waitForSelector(selector, { visible: true, ...options });
  }

  gone(selector) {
    return this.page.waitForFunction((selector) => !document.querySelector(selector), {}, selector);
  }

  live() {
    return this.see(".connection[data-state=live]");
  }

  text(selector) {
    return this.page.$eval(selector, (element) => element.innerText.trim());
  }

  /** Waits until the text of an element matches. */
  async reads(selector, pattern) {
    try {
      await this.page.waitForFunction(
        (selector, source) => new RegExp(source, "is").test(document.querySelector(selector)?.innerText ?? ""),
        {},
        selector,
        pattern.source,
      );
    } catch (error) {
      const text = await this.text(selector).catch(() => "(absent)");
      throw new Error(`${selector} reads ${JSON.stringify(text)}, not ${pattern}`, { cause: error });
    }
  }

  /** Puts a text into a field key by key, all in one moment. */
  typeFast(selector, text) {
    return this.page.$eval(
      selector,
      (input, text) => {
        input.focus();
        for (const key of text) document.execCommand("insertText", false, key);
      },
      text,
    );
  }

  /** Replaces what is in a field. */
  async type(selector, text) {
    await this.page.click(selector, { count: 3 });
    await this.page.keyboard.press("Backspace");
    if (text) await this.page.type(selector, text);
  }

  /** Ids of the rows on screen. */
  ids() {
    return this.page.$$eval(".calls tbody tr", (rows) => rows.map(({ dataset }) => Number(dataset.id)));
  }

  /** Waits until the rows on screen are these. */
  async shows(rows) {
    const wanted = rows.map(({ id }) => id);
    try {
      await this.page.waitForFunction(
        (wanted) =>
          JSON.stringify([...document.querySelectorAll(".calls tbody tr")].map(({ dataset }) => Number(dataset.id))) === wanted,
        {},
        JSON.stringify(wanted),
      );
    } catch (error) {
      throw new Error(`rows on screen: ${await this.ids()}; wanted: ${wanted}`, { cause: error });
    }
  }

  /** What the PBX itself answers, asked as the desktop client so that the page stays signed in. */
  async ask(query) {
    const { url, username, secret } = this.account;
    this.#token ??= (
      await (
        await fetch(`${url}/api/v1.0/login`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ username, password: secret, login_source: "webpc", login_jump: "sdk" }),
        })
      ).json()
    ).access_token;
    const search = new URLSearchParams({ page: 1, page_size: 20, sort_by: "time", order_by: "desc", status: 0, ...query });
    const answer = await fetch(`${url}/api/v1.0/cdr/searchpersonal?${search}`, { headers: { authorization: this.#token } });
    const { personal_cdr_list: rows, total_number: total } = await answer.json();
    return { rows, total };
  }

  /** Fails on anything that axe finds. */
  async axe(where) {
    // Half-way through a fade, colours are not what they will be.
    await this.page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished)));
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate(() =>
      window.axe.run(document, { resultTypes: ["violations"] }),
    );
    if (violations.length) {
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
      throw new Error(`axe, ${where}:\n${found.join("\n")}`);
    }
  }

  async fitsWidth(where) {
    const wide = await this.page.evaluate(() =>
      // A dialog hides what sticks out of it.
      [document.documentElement, ...document.querySelectorAll(".dialog-body")]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ className, scrollWidth, clientWidth }) => `${className || "the page"} is ${scrollWidth} wide in ${clientWidth}`),
    );
    if (wide.length) throw new Error(`${where}: ${wide.join("; ")}`);
  }

  async shot(name, options) {
    if (this.screenshots) await this.page.screenshot({ path: path.join(this.screenshots, `${name}.png`), ...options });
  }
}
