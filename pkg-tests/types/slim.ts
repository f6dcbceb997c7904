import * as slimRoot from "softphone-admin/slim";
import { init, initWasm, PBXOperator, type Cdr, type WasmSource } from "softphone-admin/slim/yeastar";
import * as yeastar from "softphone-admin/yeastar";
import { same } from "./expect.js";

await initWasm();
await initWasm("/assets/yeastar.wasm");
await initWasm(new URL("https://cdn.example.com/yeastar.wasm"));
await initWasm(fetch("/assets/yeastar.wasm"));
await initWasm(new Response());
await initWasm(new ArrayBuffer(8));
await initWasm(new Uint8Array(8));
await initWasm(new WebAssembly.Module(new Uint8Array(8)));
await initWasm(WebAssembly.compileStreaming(fetch("/assets/yeastar.wasm")));
same<ReturnType<typeof initWasm>, Promise<void>>(true);
export const source: WasmSource = "/assets/yeastar.wasm";

// The rest is that of the default entry.
same<typeof init, typeof yeastar.init>(true);
same<typeof PBXOperator, typeof yeastar.PBXOperator>(true);
same<Cdr, yeastar.Cdr>(true);
same<typeof slimRoot.init, typeof yeastar.init>(true);
same<typeof slimRoot.initWasm, typeof initWasm>(true);

// `WebAssembly.Module` is an empty interface in TypeScript's own library: the compiler takes any value for one.
// @ts-expect-error no source is undefined, not null
initWasm(null);
// @ts-expect-error one source
initWasm("/assets/yeastar.wasm", {});
