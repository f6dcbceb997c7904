import { nodeResolve } from "@rollup/plugin-node-resolve";
import { importMetaAssets } from "@web/rollup-plugin-import-meta-assets";

export default {
  input: "src/page.js",
  output: { dir: "dist/src", format: "es" },
  // The second one is for the slim entry; the default entry has no assets.
  plugins: [nodeResolve({ browser: true }), importMetaAssets()],
};
