import { init, isPbxError, PBXOperator, PbxError, Result } from "softphone-admin";
import type {
  CallOptions,
  ClientOptions,
  Feed,
  YeastarApiReply,
  YeastarCdr,
  YeastarCdrNotify,
  YeastarCdrParams,
  YeastarCdrQueryOptions,
  YeastarCdrReply,
  YeastarConfig,
  YeastarDisposition,
  YeastarEvents,
  YeastarInitOptions,
  YeastarInitResult,
  YeastarRegisterInfo,
  YeastarSecret,
  YeastarSocket,
} from "softphone-admin";
import * as yeastar from "softphone-admin/yeastar";
import { same } from "./expect.js";

// The root has the vendor's classes under their own names …
same<typeof init, typeof yeastar.init>(true);
same<typeof PBXOperator, typeof yeastar.PBXOperator>(true);
same<typeof Result, typeof yeastar.Result>(true);
same<typeof PbxError, typeof yeastar.PbxError>(true);
same<typeof isPbxError, typeof yeastar.isPbxError>(true);

// … and its types with its name in front.
same<YeastarApiReply, yeastar.ApiReply>(true);
same<YeastarCdr, yeastar.Cdr>(true);
same<YeastarCdrNotify, yeastar.CdrNotify>(true);
same<YeastarCdrParams, yeastar.CdrParams>(true);
same<YeastarCdrQueryOptions, yeastar.CdrQueryOptions>(true);
same<YeastarCdrReply, yeastar.CdrReply>(true);
same<YeastarConfig, yeastar.PBXConfig>(true);
same<YeastarDisposition, yeastar.Disposition>(true);
same<YeastarEvents, yeastar.PBXEvents>(true);
same<YeastarInitOptions, yeastar.InitOptions>(true);
same<YeastarInitResult, yeastar.InitResult>(true);
same<YeastarRegisterInfo, yeastar.RegisterInfo>(true);
same<YeastarSecret, yeastar.Secret>(true);
same<YeastarSocket, yeastar.PBXSocket>(true);
same<CallOptions["signal"], ClientOptions["signal"]>(true);
same<Feed, yeastar.Feed>(true);

// @ts-expect-error two vendors have call records
export type { Cdr } from "softphone-admin";
// @ts-expect-error here it is YeastarConfig
export type { PBXConfig } from "softphone-admin";
// @ts-expect-error the default entry needs no loading
export { initWasm } from "softphone-admin";
// @ts-expect-error no entry of that name
export * from "softphone-admin/asterisk";
// @ts-expect-error files are not entries
export * from "softphone-admin/pkg/yeastar.js";
