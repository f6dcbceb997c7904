// Where a case runs: in this process, or in a page of Chromium that has the vendor's bundle for browsers and ours as
// they are.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { serve as listen } from "@hono/node-server";
import { Hono } from "hono";
import puppeteer from "puppeteer-core";

import { at, findChromium } from "../../../../scripts/tools.mjs";
import { act } from "./act.mjs";

/** The reference: exactly the version that the cases and the table of differences speak of. */
export const VENDOR = { name: "@fonoster/sdk", version: "0.18.2" };

/** What stands beside it; PEERS_OURS names the folder of another build. */
const PACKAGE = process.env.PEERS_OURS || at("pkg");

async function checkVendor() {
  const { version } = JSON.parse(await readFile(at("node_modules", VENDOR.name, "package.json"), "utf8"));
  if (version !== VENDOR.version)
    throw new Error(`the peer tests need ${VENDOR.name}@${VENDOR.version}, not ${version}`);
}

/** A place runs a case of a package; `tell` has the server do something meanwhile. */
export async function node() {
  await checkVendor();
  const { default: vendor } = await import(VENDOR.name);
  const exports = { vendor, ours: await import(pathToFileURL(path.join(PACKAGE, "fonoster.js")).href) };
  return {
    name: "node",
    exports: exports.ours,
    run: (side, subject, facts, tell) => act({ side, place: "node", exports: exports[side] }, subject, facts, tell),
    close: async () => {},
  };
}

const FOLDERS = {
  pkg: PACKAGE,
  vendor: at("node_modules", VENDOR.name, "dist/web"),
  ring: at("pkg-tests/peers/fonoster"),
};

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>peers</title>
<script type="module">
  import { act } from "/ring/lib/act.mjs";
  const entries = { vendor: "/vendor/index.esm.js", ours: "/pkg/fonoster.js" };
  globalThis.run = async (side, file, index, facts) => {
    const [exports, { cases }] = await Promise.all([import(entries[side]), import("/ring/cases/" + file)]);
    return act({ side, place: "chromium", exports }, cases[index], facts, (...args) => globalThis.tell(args));
  };
</script>
`;

/** Serves the page, the two packages and this ring. */
function servePage() {
  const app = new Hono();
  app.get("/", (c) => c.html(PAGE));
  app.get("/:root/:rest{.+}", async (c) => {
    const folder = FOLDERS[c.req.param("root")];
    const file = path.join(folder ?? "", path.normalize(c.req.param("rest")));
    const body = folder && file.startsWith(folder + path.sep) ? await readFile(file).catch(() => undefined) : undefined;
    return body === undefined ? c.notFound() : c.body(body, 200, { "content-type": "text/javascript" });
  });
  return new Promise((resolve) => {
    const server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
      const close = () =>
        new Promise((closed) => {
          server.close(closed);
          server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}/`, close });
    });
  });
}

/** Gives `{ missing }` where there is no Chromium. */
export async function chromium() {
  const found = findChromium();
  if (found.missing) return found;
  const pages = await servePage();
  const browser = await puppeteer.launch({
    headless: true,
    executablePath: found.path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  let tellNow;
  const openPage = async () => {
    const page = await browser.newPage();
    await page.exposeFunction("tell", (args) => tellNow(...args));
    await page.goto(pages.url);
    await page.waitForFunction("globalThis.run");
    return page;
  };
  let pageOfOurs;
  return {
    name: "chromium",
    async run(side, subject, facts, tell) {
      tellNow = tell;
      // What the vendor's package does beside its calls ends with its page.
      const page = side === "ours" ? (pageOfOurs ??= await openPage()) : await openPage();
      try {
        const [file, index] = subject.found;
        return await page.evaluate((...args) => globalThis.run(...args), side, file, index, facts);
      } finally {
        if (page !== pageOfOurs) await page.close();
      }
    },
    async close() {
      await browser.close();
      await pages.close();
    },
  };
}
