// The examples of the documentation run, as they are: those of PortSIP's types, and of the README.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { packed } from "./lib/package.mjs";
import { portsip } from "./lib/simulation.mjs";

const { folder } = await packed();
const entry = await import(pathToFileURL(path.join(folder, "pkg/portsip.js")).href);
const types = readFileSync(path.join(folder, "pkg/portsip.d.ts"), "utf8");
const readme = readFileSync(path.join(folder, "README.md"), "utf8");

const TRUNK = {
  name: "Harbour SIP east",
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  hostname: "sip.harbour.example",
  port: 5060,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "example-only",
  require_register: true,
  reregister_interval: 600,
  ips: ["198.51.100.7"],
  provider_in_lan: false,
  single_via_header: false,
};

/** Examples among lines that begin with ` * `, or with nothing. */
const blocks = (text) => [...text.matchAll(/^( *\* |)```js\n([^]*?)\n\1```/gm)].map(([, prefix, code]) => code.replaceAll(`\n${prefix}`, "\n").replace(prefix, ""));

/** Runs an example against a PBX of its own, whatever address it names. Answers what it has printed. */
async function runs(t, code) {
  const sim = await portsip(t);
  const { url, credentials } = sim.portsip;
  const clients = [];
  class Providers extends entry.Providers {
    constructor(options) {
      super({ ...options, baseUrl: url });
      clients.push(this);
    }
  }
  t.after(() => clients.forEach((client) => client.close()));
  const providers = new Providers({ credentials });
  const signedIn = async () => ({ access_token: (await new Providers({ credentials }).login()).access_token, expires: 600 });
  const printed = [];
  const given = {
    Providers,
    isMissing: entry.isMissing,
    providers,
    trunk: TRUNK,
    id: sim.portsip.state.providers[0].id,
    text: JSON.stringify({ version: 1, providers: [TRUNK] }),
    ...credentials,
    fetch: async (address) => {
      assert.equal(address, "/pbx-token");
      return new Response(JSON.stringify(await signedIn()));
    },
    console: { log: (...values) => printed.push(values) },
  };
  // An example's own variables may have these names.
  const body = `return (async () => {\n${code.replaceAll(/^import .*$/gm, "")}\n})();`;
  await new Function(...Object.keys(given), body)(...Object.values(given));
  assert.deepEqual(sim.unmatched, []);
  return printed;
}

const titleOf = (code) => code.split("\n").find((line) => !/^(import|$)/.test(line));

describe("an example of portsip.d.ts", () => {
  const examples = blocks(types);
  test("stands with most methods", () => assert.ok(examples.length >= 20, `${examples.length}`));
  for (const code of examples) test(titleOf(code), (t) => runs(t, code));
});

describe("an example of the README for PortSIP", () => {
  const examples = blocks(readme).filter((code) => code.includes("softphone-admin/portsip"));
  test("is there twice", () => assert.equal(examples.length, 2));
  for (const code of examples) test(titleOf(code), (t) => runs(t, code));
});
