// The simulator that the tarball brings.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { launch, noChromium, open, serve, until } from "./lib/chromium.mjs";
import { inNode, must, packed, project, scratch } from "./lib/package.mjs";

const { folder: unpacked, tarball, manifest } = await packed();

test("npx softphone-admin-simulator --help runs from the installed tarball, which brings no other package", async () => {
  const folder = scratch("npx");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  await must("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball], { cwd: folder });
  const help = await must("npx", ["--no-install", "softphone-admin-simulator", "--help"], { cwd: folder });
  assert.match(help, /softphone-admin-simulator \[options\]/);
  assert.match(help, /--vendors LIST/);
  const listed = JSON.parse(await must("npm", ["ls", "--all", "--json", "--loglevel=silent"], { cwd: folder }).then((text) => text.slice(text.indexOf("{"))));
  assert.deepEqual(Object.keys(listed.dependencies), ["softphone-admin"]);
  assert.equal(listed.dependencies["softphone-admin"].dependencies, undefined);
  assert.equal(listed.dependencies["softphone-admin"].version, manifest.version);
});

test("in Node the simulator serves the clients of the same package without a port", async () => {
  const folder = await project("simulator");
  const seen = await inNode(
    folder,
    "mjs",
    `import { simulate } from "softphone-admin/simulator";
     import { init } from "softphone-admin/yeastar";
     const sim = await simulate({ vendors: ["yeastar"], listen: false });
     const { pbx, destroy } = await init({ pbxURL: sim.yeastar.url, ...sim.yeastar.credentials, fetch: sim.fetch, WebSocket: sim.WebSocket });
     const changed = new Promise((resolve) => pbx.on("cdrChange", resolve));
     while (pbx.feed.state !== "live" || sim.yeastar.state.sockets[0]?.topics.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
     sim.yeastar.placeCall({ from: "1001", to: "1000", disposition: "NO ANSWER" });
     await changed;
     const rows = await pbx.iterateCdr().toArray();
     destroy();
     await sim.close();
     answer({ rows: rows.map(({ number, disposition }) => [number, disposition]), unmatched: sim.unmatched.length });`,
  );
  assert.deepEqual(seen, { rows: [["1001", "NO ANSWER"]], unmatched: 0 });
});

test("CommonJS gets the simulator by a dynamic import", async () => {
  const folder = await project("simulator-cjs");
  assert.equal(await inNode(folder, "cjs", `import("softphone-admin/simulator").then(({ simulate }) => answer(typeof simulate));`), "function");
});

test("in a page the simulator serves the clients of the same package", { skip: noChromium }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const imports = { "softphone-admin/yeastar": "/pkg/yeastar.js", "softphone-admin/simulator": manifest.exports["./simulator"].default.slice(1) };
  const url = await serve(t, {
    folder: unpacked,
    pages: {
      "/": {
        headers: { "content-type": "text/html" },
        body: `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>
          <script type="module">
            import { simulate } from "softphone-admin/simulator";
            import { init } from "softphone-admin/yeastar";
            const sim = await simulate({ vendors: ["yeastar"] });
            sim.yeastar.placeCall({ from: "1001", to: "1000" });
            const { pbx } = await init({ pbxURL: sim.yeastar.url, ...sim.yeastar.credentials, fetch: sim.fetch, WebSocket: sim.WebSocket });
            const { personal_cdr_list } = await pbx.cdrQuery();
            globalThis.seen = { rows: personal_cdr_list.length, unmatched: sim.unmatched.length };
          </script>`,
      },
    },
  });
  const opened = await open(t, browser, `${url}/`);
  assert.deepEqual(await until(opened, () => globalThis.seen), { rows: 1, unmatched: 0 });
  assert.deepEqual(opened.problems, []);
  assert.ok(opened.requests.every((request) => request.startsWith(url) || request.startsWith("data:")), `the page went out: ${opened.requests}`);
});
