import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

/** `connect-src` is open because the address of the PBX is typed in by the user. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src * ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** In builds only: the development server puts styles into the page, which the policy forbids. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
  ],
};

export default defineConfig({
  // Runs from any folder of a web server.
  base: "./",
  plugins: [preact(), contentSecurityPolicy],
  // The package finds its .wasm by `import.meta.url`; bundling it for development would move the one away from the other.
  optimizeDeps: { exclude: ["softphone-admin"] },
  server: { fs: { allow: [".."] } },
  build: {
    target: "es2022",
    // A data: URL would need its own line in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
