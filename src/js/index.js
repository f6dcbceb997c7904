export { isPbxError, PbxError } from "./errors.js";
export { init, PBXOperator, Result } from "./yeastar.js";
