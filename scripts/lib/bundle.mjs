import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

import { root } from "./paths.mjs";

/** One minified module with all that `specifier` exports, imported by its name as a page does. */
export async function bundle(specifier, options) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${specifier}";`, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    write: false,
    logLevel: "error",
    ...options,
  });
  return outputFiles[0].contents;
}

/** Its size in bytes: as it is, and as servers send it at best. */
export async function sizeOf(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [gzipped, brotli] = await Promise.all([promisify(gzip)(bytes, { level: 9 }), promisify(brotliCompress)(bytes, { params })]);
  return { raw: bytes.length, gzip: gzipped.length, brotli: brotli.length };
}
