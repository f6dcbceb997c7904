import { fileURLToPath } from "node:url";
import path from "node:path";

/** The repository's folder; every script works from here, wherever it is called. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A path inside the repository. */
export const at = (...parts) => path.join(root, ...parts);
