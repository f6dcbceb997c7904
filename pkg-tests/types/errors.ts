import { isPbxError, PbxError, type ErrorKind, type Issue, type Vendor } from "softphone-admin/errors";
import { PbxError as FromRoot } from "softphone-admin";
import { PbxError as FromFonoster } from "softphone-admin/fonoster";
import { PbxError as FromPortsip } from "softphone-admin/portsip";
import { PbxError as FromSlim } from "softphone-admin/slim/yeastar";
import { PbxError as FromYeastar } from "softphone-admin/yeastar";
import { same } from "./expect.js";

declare const caught: unknown;

// One class, whichever entry it comes from.
same<typeof FromRoot, typeof PbxError>(true);
same<typeof FromFonoster, typeof PbxError>(true);
same<typeof FromPortsip, typeof PbxError>(true);
same<typeof FromSlim, typeof PbxError>(true);
same<typeof FromYeastar, typeof PbxError>(true);

export function sentence(error: PbxError): string {
  switch (error.kind) {
    case "rate-limit":
      return `again in ${error.retryAfterMs ?? 1_000} ms`;
    case "invalid-argument":
      return (error.issues ?? []).map(({ path, message }) => `${path}: ${message}`).join("; ");
    case "authentication":
    case "permission":
    case "not-found":
    case "conflict":
    case "server":
    case "connection":
    case "timeout":
    case "aborted":
    case "decode":
    case "unsupported":
      return error.message;
    default:
      // Every kind is above.
      return error.kind satisfies never;
  }
}

if (isPbxError(caught)) {
  same<typeof caught, PbxError>(true);
  same<typeof caught.kind, ErrorKind>(true);
  same<typeof caught.vendor, Vendor>(true);
  same<typeof caught.code, number | string | undefined>(true);
  same<typeof caught.retryable, boolean>(true);
  same<typeof caught.issues, readonly Issue[] | undefined>(true);
  same<typeof caught.maybeApplied, boolean | undefined>(true);
  same<typeof caught.cause, unknown>(true);
  caught satisfies Error;
  // @ts-expect-error no such kind
  if (caught.kind === "network") sentence(caught);
  // @ts-expect-error read only
  caught.kind = "timeout";
  // @ts-expect-error read only
  caught.vendor = "yeastar";
  // @ts-expect-error no such field
  void caught.statusCode;
}
// @ts-expect-error not narrowed
sentence(caught);
// @ts-expect-error an Error alone has no kind
sentence(new Error("no kind"));
