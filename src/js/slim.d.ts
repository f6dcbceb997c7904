/** What {@link initWasm} takes: where the file is, its answer, its bytes, or the compiled module. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the WebAssembly. Everything else of this entry works once it has resolved.
 *
 * @param source By default the file beside this one; in CommonJS and in Node there is no default.
 * @throws {PbxError} `kind: "unsupported"`, `reason: "wasm"`, naming the file and the likely cause.
 */
export declare function initWasm(source?: WasmSource | Promise<WasmSource>): Promise<void>;
