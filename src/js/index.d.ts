export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type * from "./client.js";
export { init, PBXOperator, Result } from "./yeastar.js";
export type {
  ApiReply as YeastarApiReply,
  Cdr as YeastarCdr,
  CdrExtension as YeastarCdrExtension,
  CdrNotify as YeastarCdrNotify,
  CdrParams as YeastarCdrParams,
  CdrQueryOptions as YeastarCdrQueryOptions,
  CdrReply as YeastarCdrReply,
  Disposition as YeastarDisposition,
  InitOptions as YeastarInitOptions,
  InitResult as YeastarInitResult,
  PBXConfig as YeastarConfig,
  PBXEvents as YeastarEvents,
  PBXSocket as YeastarSocket,
  RegisterInfo as YeastarRegisterInfo,
  Secret as YeastarSecret,
} from "./yeastar.js";
