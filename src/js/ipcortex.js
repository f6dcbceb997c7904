// IPCortex's face: what it exports. What is decided is in src/vendors/ipcortex, what happens in ipcortex/.

import * as wasm from "#wasm";
import { install } from "./ipcortex/install.js";

export { isPbxError, PbxError } from "./errors.js";
export { vendorScript } from "./ipcortex/vendor-script.js";

export function installIPCortex(options = {}) {
  wasm.ready();
  return install((given, host) => new wasm.IpcortexSession(given, host), options);
}

let shared;

/** Made at its first use, with the page's own address as its PBX. */
export const IPCortex = {
  get PBX() {
    return (shared ??= installIPCortex()).PBX;
  },
  get Types() {
    return (shared ??= installIPCortex()).Types;
  },
};

