import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

import { at, run } from "../../scripts/tools.mjs";

async function must(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with exit code ${code}\n${output}`);
  return output;
}

/**
 * A folder with the tarball unpacked into `node_modules/`, the specs, and what they import. Its own package.json
 * keeps the repository's from answering for the package.
 *
 * @param {string} [own] a folder of other specs, to be run instead; they may import what those of spec/ share
 */
export async function prepare(own) {
  const folder = at(".cache/pkg-tests", String(process.pid));
  const installed = path.join(folder, "node_modules/softphone-admin");
  await rm(folder, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  if (!existsSync(at("pkg/index.js"))) await must(process.execPath, ["scripts/build.mjs"]);
  await must("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  await must("tar", ["-xzf", path.join(folder, tarball), "-C", installed, "--strip-components=1"]);

  const imports = { "#control-client": "./vendor/control-client.js", "#fake-timers": "./vendor/fake-timers.js" };
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "pkg-tests", type: "module", private: true, imports }));
  await cp(at("pkg-tests/spec"), path.join(folder, "spec"), { recursive: true });
  if (own) await cp(own, path.join(folder, "spec"), { recursive: true });
  await cp(at("pkg-tests/lib/collect.js"), path.join(folder, "lib/collect.js"));
  await cp(at("pkg-tests/lib/page.js"), path.join(folder, "lib/page.js"));
  await cp(at("pkg-tests/lib/node.mjs"), path.join(folder, "lib/node.mjs"));
  await cp(at("simulator/control-client.js"), path.join(folder, "vendor/control-client.js"));
  await cp(at("node_modules/mocha/mocha.js"), path.join(folder, "vendor/mocha.js"));
  await cp(at("node_modules/chai/index.js"), path.join(folder, "vendor/chai.js"));
  await build({
    stdin: { contents: 'export { install } from "@sinonjs/fake-timers";', resolveDir: at() },
    outfile: path.join(folder, "vendor/fake-timers.js"),
    bundle: true,
    format: "esm",
    // Node's own modules; it does without them.
    external: ["timers", "timers/promises", "util"],
    banner: { js: "const require = () => ({});" },
    logLevel: "warning",
  });
  const specs = (await readdir(own ?? at("pkg-tests/spec"))).filter((file) => file.endsWith(".spec.mjs")).sort();
  return { folder, specs, remove: () => rm(folder, { recursive: true, force: true }) };
}
