export default {
  // The dev server's copies of packages leave their .wasm behind.
  optimizeDeps: { exclude: ["softphone-admin"] },
};
