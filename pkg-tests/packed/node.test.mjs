// The installed package in Node, as ES module and as CommonJS.
import assert from "node:assert/strict";
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { serve } from "./lib/chromium.mjs";
import { inNode, installInto, packed, project, root, vendorsOf } from "./lib/package.mjs";
import { account, AGENTS, CALLS, CONNECTIONS, deployment, fonoster, ipcortex, options, portsip, PROVIDERS, telnyx, trunks, yeastar } from "./lib/simulation.mjs";

const { folder: unpacked, manifest } = await packed();
const folder = await project("node");
symlinkSync(path.join(root, "node_modules/ws"), path.join(folder, "node_modules/ws"));
const wasm = path.join(unpacked, "pkg/wasm/yeastar.wasm");

const vendors = vendorsOf({ manifest });
const entries = ["softphone-admin", ...vendors.map((vendor) => `softphone-admin/${vendor}`)];
const slim = ["softphone-admin/slim", ...vendors.map((vendor) => `softphone-admin/slim/${vendor}`)];

/** A line that loads `names` of an entry, in both module systems. */
const load = {
  mjs: (names, entry) => `const ${names} = await import("${entry}");`,
  cjs: (names, entry) => `const ${names} = require("${entry}");`,
};
const ACCOUNT = `{ url: "https://pbx.example.com", username: "1000", secret: "signature" }`;
const KEY = `{ apiKey: "KEY" }`;
const DEPLOYMENT = `{ endpoint: "pbx.example.com", token: "TOKEN" }`;

const TRUNKS = `{ baseUrl: "https://pbx.example.com/api", token: "TOKEN" }`;

/** A program's expression for what a line throws, told as `facts` has it. */
const caught = (line) => `(() => { try { ${line}; return "nothing thrown"; } catch (error) { return facts(error); } })()`;

/** By vendor: names that its entry has, those that the programs here use, and expressions for how uses of them fail. */
const USES = {
  fonoster: {
    names: ["APIClient", "Agents", "Client", "FonosterError", "Privacy", "WebClient"],
    loads: "{ Agents, Client }",
    failures: [caught(`new Agents(${DEPLOYMENT})`), caught(`new Client(${DEPLOYMENT})`)],
  },
  ipcortex: {
    names: ["IPCortex", "installIPCortex", "vendorScript"],
    loads: "{ installIPCortex }",
    failures: [caught(`installIPCortex({ adapter: {} })`)],
  },
  portsip: {
    names: ["Providers", "isMissing"],
    loads: "{ Providers }",
    failures: [caught(`new Providers(${TRUNKS})`)],
  },
  telnyx: {
    names: ["AccessIPRanges", "APIError", "APIPromise", "Connections", "CredentialConnections", "DefaultFlatPagination", "FqdnConnections", "Fqdns", "IPConnections", "IPs", "NotFoundError", "OutboundVoiceProfiles", "PagePromise", "RateLimitError", "Telnyx", "TelnyxError", "toFile"],
    loads: "{ Connections, Telnyx }",
    failures: [caught(`new Telnyx(${KEY})`), caught(`new Connections(${KEY})`)],
  },
  yeastar: {
    names: ["PBXOperator", "Result", "init"],
    loads: "{ init, PBXOperator }",
    failures: [caught(`new PBXOperator(${ACCOUNT})`), `await init({ pbxURL: "https://pbx.example.com", username: "1000", secret: "s" }).then(() => "resolved", facts)`],
  },
};

/** The vendors of an entry: its own, or all. */
const vendorsIn = (entry) => vendors.filter((vendor) => entry.endsWith(`/${vendor}`) || /^softphone-admin(\/slim)?$/.test(entry));

/** What a program tells of an error. */
const FACTS = `const facts = (error) => ({ name: error.name, kind: error.kind, reason: error.reason, message: error.message, ours: errors.isPbxError(error), same: error instanceof errors.PbxError });`;
/** `main` in either module system. */
const main = (body) => `(async () => {\n${body}\n})().catch((error) => { console.error(error); process.exit(1); });`;

/** Runs a body after `errors` and `load`ed names are there. */
const program = (form, loads, body) =>
  inNode(
    folder,
    form,
    `${form === "cjs" ? "" : `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\n`}${main(
      [load[form]("errors", "softphone-admin/errors"), FACTS, ...loads.map(([names, entry]) => load[form](names, entry)), body].join("\n"),
    )}`,
  );

for (const [form, system] of Object.entries({ mjs: "ES module", cjs: "CommonJS" })) {
  describe(`as ${system}`, () => {
    test("every entry loads and has its names", async () => {
      const loads = [...entries, ...slim].map((entry, at) => [`entry${at}`, entry]);
      const names = await program(form, loads, `answer([${loads.map(([name]) => `Object.keys(${name}).filter((key) => key !== "default" && key !== "__esModule" && key !== "module.exports").sort()`)}]);`);
      for (const [at, entry] of [...entries, ...slim].entries()) {
        const own = vendorsIn(entry).flatMap((vendor) => USES[vendor].names);
        const wanted = [...own, "PbxError", ...(slim.includes(entry) ? ["initWasm"] : []), "isPbxError"];
        for (const name of wanted) assert.ok(names[at].includes(name), `${entry} exports ${name}; it has ${names[at]}`);
      }
    });

    test("an operator can be made on the line after the import", async () => {
      const seen = await program(form, [["{ PBXOperator }", "softphone-admin/yeastar"]], `const pbx = new PBXOperator(${ACCOUNT}); answer([pbx.isInited, pbx.url.href, pbx.feed.state]);`);
      assert.deepEqual(seen, [false, "https://pbx.example.com/", "idle"]);
    });

    test("a Telnyx client can be made on the line after the import, and lists connections", async (t) => {
      const sim = await telnyx(t);
      const seen = await program(
        form,
        [["{ default: Telnyx, Connections }", "softphone-admin/telnyx"]],
        `const client = new Telnyx(${JSON.stringify(account(sim))});
         const names = (await client.connections.list().toArray()).map(({ connection_name }) => typeof connection_name);
         const lost = await client.connections.retrieve("x").catch(facts);
         answer([names, client.connections instanceof Connections, lost.name, lost.kind, lost.same]);`,
      );
      assert.deepEqual(seen, [Array(CONNECTIONS).fill("string"), true, "NotFoundError", "not-found", true]);
      assert.deepEqual(sim.unmatched, []);
    });

    test("Agents of Fonoster can be made on the line after the import, and are listed", async (t) => {
      const sim = await fonoster(t);
      const seen = await program(
        form,
        [["{ Agents, Client }", "softphone-admin/fonoster"]],
        `const agents = new Agents(${JSON.stringify(deployment(sim))});
         const names = (await agents.iterateAgents({ pageSize: 2 }).toArray()).map(({ name }) => typeof name);
         const lost = await agents.getAgent("x").catch(facts);
         answer([names, agents.client instanceof Client, lost.name, lost.kind, lost.same]);`,
      );
      assert.deepEqual(seen, [Array(AGENTS).fill("string"), true, "FonosterError", "not-found", true]);
      assert.deepEqual(sim.unmatched, []);
    });

    test("Providers of PortSIP can be made on the line after the import, and are listed with exact ids", async (t) => {
      const sim = await portsip(t);
      const seen = await program(
        form,
        [["{ isMissing, Providers }", "softphone-admin/portsip"]],
        `const providers = new Providers(${JSON.stringify(trunks(sim))});
         const ids = (await providers.iterate({ pagesize: 2 }).toArray()).map(({ id }) => id);
         const lost = await providers.show("1").catch((error) => ({ ...facts(error), missing: isMissing(error) }));
         answer([ids, lost.name, lost.kind, lost.same, lost.missing]);`,
      );
      const ids = sim.portsip.state.providers.map(({ id }) => id);
      assert.equal(ids.length, PROVIDERS);
      assert.deepEqual(seen, [ids, "PbxError", "not-found", true, true]);
      assert.deepEqual(sim.unmatched, []);
    });

    test("IPCortex can be installed on the line after the import, and reads its PBX", async (t) => {
      const sim = await ipcortex(t);
      const seen = await program(
        form,
        [["{ installIPCortex }", "softphone-admin/ipcortex"]],
        `let cookie = "";
         const keeping = async (url, init) => {
           const answer = await fetch(url, { ...init, headers: { ...init.headers, cookie } });
           cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
           return answer;
         };
         const { PBX, Types } = installIPCortex({ host: ${JSON.stringify(sim.ipcortex.url)}, fetch: keeping });
         const refused = await PBX.fetchData().catch(facts);
         await PBX.Auth.login(${JSON.stringify(sim.ipcortex.credentials)});
         await PBX.fetchData();
         answer([refused.name, refused.kind, refused.same, PBX.contacts.length, PBX.owned[0] instanceof Types.Device]);`,
      );
      const { objects } = sim.ipcortex.seenBy(sim.ipcortex.credentials.username);
      assert.deepEqual(seen, ["PbxError", "authentication", true, objects.contact.length, true]);
      assert.deepEqual(sim.unmatched, []);
    });

    test("Telnyx's sub-paths load, and give the classes of its entry", async () => {
      const parts = { "api-promise": ["APIPromise"], error: ["APIError", "NotFoundError", "TelnyxError"], pagination: ["AbstractPage", "DefaultFlatPagination", "PagePromise"] };
      const loads = Object.keys(parts).map((part, at) => [`part${at}`, `softphone-admin/telnyx/core/${part}`]);
      const same = Object.values(parts).flatMap((names, at) => names.map((name) => `part${at}.${name} === telnyx.${name} && typeof telnyx.${name} === "function"`));
      const seen = await program(form, [["telnyx", "softphone-admin/telnyx"], ...loads], `answer([${same}]);`);
      assert.deepEqual(seen, same.map(() => true));
    });

    test("PbxError is one class in all entries", async () => {
      const loads = ["softphone-admin/errors", ...entries, ...slim].map((entry, at) => [`entry${at}`, entry]);
      assert.equal(await program(form, loads, `answer(new Set([${loads.map(([name]) => `${name}.PbxError`)}]).size);`), 1);
    });

    test("an error thrown by one entry is an instance of the class of another", async () => {
      const facts = await program(form, [["{ PBXOperator }", "softphone-admin"]], `try { new PBXOperator({}); answer("nothing thrown"); } catch (error) { answer(facts(error)); }`);
      assert.equal(facts.kind, "invalid-argument");
      assert.ok(facts.ours && facts.same);
    });

    test("the errors entry works where there is no WebAssembly at all", async () => {
      const source = `delete globalThis.WebAssembly;\n${main(`${load[form]("{ PbxError, isPbxError }", "softphone-admin/errors")} answer([typeof WebAssembly, isPbxError(new PbxError("x", { kind: "timeout" })), isPbxError(new Error("x"))]);`)}`;
      assert.deepEqual(await inNode(folder, form, source), ["undefined", true, false]);
    });

    test("where compiling is refused the import works and the first call names the file and the CSP", async () => {
      const refuse = `globalThis.WebAssembly.Module = function () { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };`;
      for (const entry of entries) {
        const uses = vendorsIn(entry).map((vendor) => USES[vendor]);
        const loads = uses.map(({ loads }) => load[form](loads, entry)).join(" ");
        const facts = await program(form, [], `${refuse} ${loads} answer([${uses.flatMap(({ failures }) => failures)}]);`);
        for (const { kind, reason, message, ours } of facts) {
          assert.deepEqual([kind, reason, ours], ["unsupported", "wasm", true], entry);
          assert.ok(message.includes(entry), `${entry} is not named: ${message}`);
          assert.match(message, /Content-Security-Policy.*'wasm-unsafe-eval'/);
        }
      }
    });

    test("slim before initWasm refuses with a PbxError that names initWasm", async () => {
      for (const entry of slim) {
        const uses = vendorsIn(entry).map((vendor) => USES[vendor]);
        const facts = await program(form, uses.map(({ loads }) => [loads, entry]), `answer([${uses.flatMap(({ failures }) => failures)}]);`);
        for (const { kind, reason, message, ours, same } of facts) {
          assert.deepEqual([kind, reason, ours, same], ["unsupported", "wasm", true, true]);
          assert.match(message, /initWasm\(\)/);
        }
      }
    });

    const GOOD = {
      bytes: "bytes",
      "an ArrayBuffer": "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)",
      "a compiled module": "new WebAssembly.Module(bytes)",
      "a Response": `new Response(bytes, { headers: { "content-type": "application/wasm" } })`,
      "a promise of a Response": `Promise.resolve(new Response(bytes, { headers: { "content-type": "application/wasm" } }))`,
      "a Response of another type with the right bytes": `new Response(bytes, { headers: { "content-type": "application/octet-stream" } })`,
    };
    for (const [what, source] of Object.entries(GOOD)) {
      test(`slim starts from ${what}`, async () => {
        const seen = await program(
          form,
          [["{ initWasm, PBXOperator }", "softphone-admin/slim/yeastar"]],
          `const bytes = require("node:fs").readFileSync(${JSON.stringify(wasm)}); const settled = await initWasm(${source}); answer([settled ?? null, new PBXOperator(${ACCOUNT}).isInited]);`,
        );
        assert.deepEqual(seen, [null, false]);
      });
    }

    test("slim of Telnyx starts from its own file, and then makes calls", async (t) => {
      const sim = await telnyx(t);
      const seen = await program(
        form,
        [["{ initWasm, Telnyx }", "softphone-admin/slim/telnyx"]],
        `const file = require.resolve("softphone-admin/wasm/telnyx.wasm");
         await initWasm(require("node:fs").readFileSync(file));
         answer((await new Telnyx(${JSON.stringify(account(sim))}).connections.list()).data.length);`,
      );
      assert.equal(seen, CONNECTIONS);
    });

    test("slim of Fonoster starts from its own file, and then makes calls", async (t) => {
      const sim = await fonoster(t);
      const seen = await program(
        form,
        [["{ Agents, initWasm }", "softphone-admin/slim/fonoster"]],
        `const file = require.resolve("softphone-admin/wasm/fonoster.wasm");
         await initWasm(require("node:fs").readFileSync(file));
         answer((await new Agents(${JSON.stringify(deployment(sim))}).listAgents()).items.length);`,
      );
      assert.equal(seen, AGENTS);
    });

    test("slim of PortSIP starts from its own file, and then makes calls", async (t) => {
      const sim = await portsip(t);
      const seen = await program(
        form,
        [["{ initWasm, Providers }", "softphone-admin/slim/portsip"]],
        `const file = require.resolve("softphone-admin/wasm/portsip.wasm");
         await initWasm(require("node:fs").readFileSync(file));
         answer((await new Providers(${JSON.stringify(trunks(sim))}).list()).providers.length);`,
      );
      assert.equal(seen, PROVIDERS);
    });

    test("slim without a source says in Node what to pass", async () => {
      const facts = await program(form, [["{ initWasm }", "softphone-admin/slim/yeastar"]], `answer(await initWasm().then(() => "resolved", facts));`);
      assert.deepEqual([facts.kind, facts.reason, facts.ours], ["unsupported", "wasm", true]);
      assert.match(facts.message, /softphone-admin\/wasm\/yeastar\.wasm/);
    });

    test("slim refuses wrong bytes, and can be tried again with the right ones", async () => {
      const [facts, isInited] = await program(
        form,
        [["{ initWasm, PBXOperator }", "softphone-admin/slim/yeastar"]],
        `const first = await initWasm(new Uint8Array([1, 2, 3, 4])).then(() => "resolved", facts); await initWasm(require("node:fs").readFileSync(${JSON.stringify(wasm)})); answer([first, new PBXOperator(${ACCOUNT}).isInited]);`,
      );
      assert.deepEqual([facts.kind, facts.reason, isInited], ["unsupported", "wasm", false]);
      assert.match(facts.message, /softphone-admin\/wasm\/yeastar\.wasm could not be compiled/);
    });

    test("without a WebSocket, as in Node 20, signing in names the option to pass", async (t) => {
      const sim = await yeastar(t);
      const facts = await program(form, [["{ init }", "softphone-admin/yeastar"]], `delete globalThis.WebSocket; answer(await init(${JSON.stringify(options(sim))}).then(() => "resolved", facts));`);
      assert.deepEqual([facts.kind, facts.ours], ["unsupported", true]);
      assert.match(facts.message, /no global `WebSocket`.*option `WebSocket`/);
    });

    test("with the WebSocket of `ws` it signs in, reads calls and hears of a new one", async (t) => {
      const sim = await yeastar(t);
      const ended = program(
        form,
        [["{ init }", "softphone-admin/yeastar"]],
        `delete globalThis.WebSocket;
         const { pbx, destroy } = await init({ ...${JSON.stringify(options(sim))}, WebSocket: require("ws") });
         const changed = new Promise((resolve) => pbx.on("cdrChange", resolve));
         const before = (await pbx.cdrQuery()).personal_cdr_list.length;
         await changed;
         const after = await pbx.iterateCdr().toArray();
         destroy();
         answer([before, after.length]);`,
      );
      ended.catch(() => {});
      const ready = () => sim.yeastar.state.sockets[0]?.topics.length > 0 && sim.requests("GET /api/v1.0/cdr/searchpersonal").some(({ status }) => status === 200);
      for (let waited = 0; !ready() && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
      sim.yeastar.placeCall({ from: "1001", to: "1000" });
      assert.deepEqual(await ended, [CALLS, CALLS + 1]);
      assert.deepEqual(sim.unmatched, []);
    });
  });
}

describe("slim from an address", () => {
  /** @type {string} */
  let url;
  const asked = [];
  const context = { after: (end) => (ends = end) };
  let ends;
  before(async () => {
    const body = readFileSync(wasm);
    url = await serve(context, {
      folder: unpacked,
      pages: {
        get "/good.wasm"() {
          asked.push("/good.wasm");
          return { body, headers: { "content-type": "application/wasm" } };
        },
        "/page.wasm": { body: "<!doctype html>", headers: { "content-type": "text/html" } },
        "/typeless.wasm": { body, headers: { "content-type": "text/plain" } },
      },
    });
  });
  after(() => ends());

  /** What became of `initWasm` with these sources, all at once. */
  const tried = (...sources) =>
    program("mjs", [["{ initWasm, PBXOperator }", "softphone-admin/slim/yeastar"]], `answer(await Promise.all([${sources}].map((source) => initWasm(source()).then(() => new PBXOperator(${ACCOUNT}).isInited, facts))));`);

  test("text and URL are fetched", async () => {
    assert.deepEqual(await tried(`() => "${url}/good.wasm"`), [false]);
    assert.deepEqual(await tried(`() => new URL("${url}/good.wasm")`), [false]);
  });

  test("calls at the same time share one load", async () => {
    asked.length = 0;
    assert.deepEqual(await tried(...Array(3).fill(`() => "${url}/good.wasm"`)), [false, false, false]);
    assert.equal(asked.length, 1);
  });

  test("a missing file is told with its status", async () => {
    const [facts] = await tried(`() => "${url}/absent.wasm"`);
    assert.deepEqual([facts.kind, facts.reason], ["unsupported", "wasm"]);
    assert.match(facts.message, /yeastar\.wasm could not be fetched: the server answered 404/);
  });

  test("a missing file given as a Response is told with its status", async () => {
    const [facts] = await tried(`() => fetch("${url}/absent.wasm")`);
    assert.match(facts.message, /yeastar\.wasm could not be fetched: the server answered 404/);
  });

  test("a page in place of the file is told with its type", async () => {
    const [facts] = await tried(`() => "${url}/page.wasm"`);
    assert.deepEqual([facts.kind, facts.reason], ["unsupported", "wasm"]);
    assert.match(facts.message, /sent it as text\/html, not as application\/wasm/);
  });

  test("a file sent under a wrong type still loads", async () => {
    assert.deepEqual(await tried(`() => "${url}/typeless.wasm"`), [false]);
  });

  test("a server that is not there is a PbxError, from an address and from a promise", async () => {
    for (const source of [`() => "http://127.0.0.1:1/x.wasm"`, `() => fetch("http://127.0.0.1:1/x.wasm")`]) {
      const [facts] = await tried(source);
      assert.deepEqual([facts.kind, facts.reason, facts.ours], ["unsupported", "wasm", true], source);
      assert.match(facts.message, /yeastar\.wasm could not be fetched/);
    }
  });
});

test("isPbxError knows the errors of another copy, of another module system, and nothing else", async () => {
  const copy = await project("copy");
  await installInto(copy);
  const seen = await inNode(
    folder,
    "mjs",
    `import { createRequire } from "node:module";
     import { isPbxError, PbxError } from "softphone-admin/errors";
     const caught = (PBXOperator) => { try { new PBXOperator({}); } catch (error) { return error; } };
     const other = createRequire(${JSON.stringify(path.join(copy, "x.cjs"))})("softphone-admin/yeastar");
     const here = createRequire(import.meta.url)("softphone-admin/yeastar");
     const errors = [caught(other.PBXOperator), caught(here.PBXOperator)];
     answer({ ours: errors.map(isPbxError), same: errors.map((error) => error instanceof PbxError), other: [new Error("x"), { kind: "timeout" }, null, "timeout"].map(isPbxError) });`,
  );
  assert.deepEqual(seen, { ours: [true, true], same: [false, false], other: [false, false, false, false] });
});
