// esbuild leaves `new URL(…, import.meta.url)` as it is, so the file is named here (`--loader:.wasm=file`).
import { init, initWasm } from "softphone-admin/slim/yeastar";
import wasm from "softphone-admin/wasm/yeastar.wasm";
import { show } from "./show.js";

initWasm(new URL(wasm, import.meta.url)).then(() => show(init));
