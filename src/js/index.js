export { isPbxError, PbxError } from "./errors.js";
export { Agents, APIClient, Client, FonosterError, Privacy, WebClient } from "./fonoster.js";
export { installIPCortex, IPCortex, vendorScript } from "./ipcortex.js";
export { isMissing, Providers } from "./portsip.js";
export * from "./telnyx.js";
export { init, PBXOperator, Result } from "./yeastar.js";
