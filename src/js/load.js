// How the wasm gets into the page. `#wasm`, which the build makes for each entry, uses one of the two.

import { PbxError } from "./errors.js";
import { decode } from "./text.js";

const failed = (message, cause) => {
  const error = new PbxError(message, { kind: "unsupported", reason: "wasm", retryable: false });
  if (cause !== undefined) error.cause = cause;
  return error;
};

const csp = "; a Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src";

/** The default: the wasm is a text in this very file. */
export function inline(initSync, text, file) {
  let failure;
  try {
    initSync({ module: new WebAssembly.Module(decode(text)) });
  } catch (cause) {
    // Kept for the first call: an exception here would end the page's whole module graph.
    failure = failed(`the WebAssembly in ${file} could not be compiled${csp}`, cause);
  }
  return () => {
    if (failure) throw failure;
  };
}

/** `slim`: nothing is loaded until the page says so. */
export function onDemand(init, file, defaultSource) {
  let loading;
  let loaded = false;

  async function load(source) {
    const from = source ?? defaultSource?.();
    if (from === undefined) {
      throw failed(`initWasm(source): there is no default here: pass the bytes or the address of ${file}`);
    }
    let response;
    try {
      response = await from;
      if (typeof response === "string" || response instanceof URL) response = await fetch(response);
    } catch (cause) {
      throw failed(`${file} could not be fetched`, cause);
    }
    if (response?.ok === false) throw failed(`${file} could not be fetched: the server answered ${response.status}`);
    try {
      await init({ module_or_path: response });
    } catch (cause) {
      const type = response?.headers?.get?.("content-type");
      const mime = type && type !== "application/wasm" ? `; the server sent it as ${type}, not as application/wasm` : "";
      throw failed(`${file} could not be compiled${mime}${csp}`, cause);
    }
    loaded = true;
  }

  return {
    initWasm(source) {
      loading ??= load(source).catch((error) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    ready() {
      if (!loaded) throw failed("call and await `initWasm()` first");
    },
  };
}
