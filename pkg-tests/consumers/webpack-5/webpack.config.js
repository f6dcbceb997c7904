export default {
  mode: "production",
  entry: "./src/page.js",
  output: { path: new URL("dist/src", import.meta.url).pathname, filename: "page.js" },
};
