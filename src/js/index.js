export { isPbxError, PbxError } from "./errors.js";
export * from "./telnyx.js";
export { init, PBXOperator, Result } from "./yeastar.js";
