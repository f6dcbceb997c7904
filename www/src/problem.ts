import { isPbxError, type ErrorKind, type Result } from "softphone-admin/yeastar";

export type Field = "url" | "username" | "secret" | "keyId" | "keySecret" | "code" | "domain" | "events" | "tenant" | "tenantSecret";

/** A failure in words, and what the user can do about it. */
export interface Problem {
  title: string;
  text: string;
  action: "retry" | "sign-in" | "none";
  /** When the server takes requests again, in milliseconds since 1970. */
  until?: number;
  /** For the support desk: the codes behind it. */
  detail?: string;
  /** The field of the sign-in form that it is about, and what to write beside it. */
  field?: Field;
  hint?: string;
}

const kinds: Record<ErrorKind, Problem> = {
  "invalid-argument": {
    title: "The PBX could not use this request",
    text: "Something in it is not valid. Change the filter or the page and try again.",
    action: "retry",
  },
  authentication: {
    title: "Your session is no longer valid",
    text: "The PBX does not accept this sign-in any more.",
    action: "sign-in",
  },
  permission: {
    title: "Not allowed",
    text: "This extension may not do that. Ask your administrator for the permission.",
    action: "none",
  },
  "not-found": {
    title: "Not found",
    text: "The PBX does not have this, or no longer has it.",
    action: "retry",
  },
  conflict: {
    title: "Something else was faster",
    text: "The PBX changed meanwhile. Try again to see how it stands now.",
    action: "retry",
  },
  "rate-limit": {
    title: "Too many requests",
    text: "The PBX asks for a short pause.",
    action: "retry",
  },
  server: {
    title: "The PBX has a problem",
    text: "It answered with an error. This usually passes; try again in a moment.",
    action: "retry",
  },
  connection: {
    title: "The PBX cannot be reached",
    text: "Check your network. If it works elsewhere, the PBX may be down or may not allow this site.",
    action: "retry",
  },
  timeout: {
    title: "The PBX took too long",
    text: "No answer came within 15 seconds. Try again in a moment.",
    action: "retry",
  },
  aborted: {
    title: "Cancelled",
    text: "The request was stopped before an answer came.",
    action: "retry",
  },
  decode: {
    title: "Unexpected answer",
    text: "What came back is not what a Yeastar PBX sends. A proxy or a sign-in page may be in between.",
    action: "retry",
  },
  unsupported: {
    title: "Not supported",
    text: "This browser or this PBX cannot do that.",
    action: "none",
  },
};

/** Codes that say more than the kind. */
const codes: Record<number, Problem> = {
  [-2]: {
    title: "Check the address",
    text: "This is not the address of a PBX. It looks like https://pbx.example.com.",
    action: "retry",
    field: "url",
    hint: "Enter an address such as https://pbx.example.com.",
  },
  [-3]: {
    title: "The address is not secure",
    text: "Only https is accepted, because the signature travels with the request.",
    action: "retry",
    field: "url",
    hint: "Start the address with https://.",
  },
  [-104]: {
    title: "Extension not found",
    text: "The PBX accepted the sign-in but has no such extension.",
    action: "sign-in",
    field: "username",
    hint: "The PBX knows no extension by this name.",
  },
  [-105]: {
    title: "Already signed in",
    text: "This session is open already. Sign out first to start another.",
    action: "sign-in",
  },
  [-106]: {
    title: "Web access is switched off",
    text: "The Linkus web client is disabled for this extension. Your administrator can enable it on the PBX.",
    action: "sign-in",
  },
  [-107]: {
    title: "Signed in elsewhere",
    text: "This extension signed in on another device or in another window, which ended the session here.",
    action: "sign-in",
  },
  [-108]: {
    title: "Extension removed",
    text: "Your administrator deleted this extension from the PBX, so its session has ended.",
    action: "sign-in",
  },
  [-109]: {
    title: "Please sign in again",
    text: "The PBX asks for a new sign-in, usually because the extension’s settings or password changed.",
    action: "sign-in",
  },
  [-110]: {
    title: "SDK plan not active",
    text: "The PBX has no active plan for the Linkus SDK. Your administrator can renew it.",
    action: "sign-in",
  },
};

/** The PBX's own codes behind a refusal. */
const refusals: Record<number, Partial<Problem>> = {
  10001: { title: "Not available on this PBX", text: "Its firmware does not know this function. An update may help." },
  10004: { title: "Your session has expired", text: "Sign in again to go on.", action: "sign-in" },
  10005: { title: "Access denied", text: "The PBX does not let this extension see that.", action: "none" },
  40001: { title: "The PBX could not use this request", text: "Change the filter or the page and try again." },
  40002: { title: "The PBX could not use this request", text: "Change the filter or the page and try again." },
  60001: { title: "Nothing there", text: "The PBX has no data for this." },
  70004: {
    title: "Blocked after failed attempts",
    text: "The PBX has blocked this network address for the account. Wait, or ask your administrator to lift the block.",
    action: "retry",
  },
  70087: {
    title: "Network not allowed",
    text: "The PBX does not accept sign-ins from this network address.",
    action: "retry",
  },
};

/** Refusals that a better signature would not change. */
const lasting = new Set([10001, 70004, 70087]);

/** A mistake of the page's own. */
export function ownProblem(error: unknown): Problem {
  return {
    title: "Something went wrong on this page",
    text: "Reload the page. If it happens again, tell your administrator.",
    action: "retry",
    detail: error instanceof Error ? error.message : undefined,
  };
}

/** Whether it is one thing of many that an error is about, so that others may fare better. */
export const isOfOne = (error: unknown): boolean =>
  isPbxError(error) && ["not-found", "permission", "conflict", "invalid-argument"].includes(error.kind);

/** Turns whatever was thrown into words. */
export function problemOf(error: unknown, where: "sign-in" | "session" = "session"): Problem {
  if (!isPbxError(error)) return ownProblem(error);
  const { errcode, issues, kind, retryAfterMs } = error as Result;
  const code = typeof error.code === "number" ? error.code : undefined;
  const known = code === undefined ? undefined : codes[code];
  let problem: Problem = { ...(known ?? kinds[kind]), detail: detailOf(error as Result) };

  if (!known && errcode !== undefined) problem = { ...problem, ...refusals[errcode] };
  if (!known && where === "sign-in" && !lasting.has(errcode ?? 0)) {
    problem = { ...problem, ...signInProblem(code, kind, issues?.[0]?.path) };
  }
  if (kind === "rate-limit" && retryAfterMs) {
    problem.text = `The PBX asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds before the next try.`;
  }
  return problem;
}

/** What a failed sign-in means beyond its kind. */
function signInProblem(code: number | undefined, kind: ErrorKind, path = ""): Partial<Problem> | undefined {
  // Which code stands for a wrong signature depends on the firmware.
  if (code === -103 ? kind !== "server" : kind === "authentication") {
    return {
      title: "The PBX refused the sign-in",
      text: "The extension or the signature is wrong, or the signature has expired.",
      action: "retry",
      field: "secret",
      hint: "Check the signature, or ask for a new one.",
    };
  }
  if (kind === "invalid-argument") {
    const field = /url/i.test(path) ? "url" : /secret/i.test(path) ? "secret" : /user/i.test(path) ? "username" : undefined;
    return {
      title: "Check what you entered",
      text: "The sign-in was not sent, because something in it is not valid.",
      field,
      hint: field && "This cannot be used.",
    };
  }
  if (code === -4) {
    const hint =
      kind === "decode"
        ? "Something answers here, but it is not a Yeastar PBX."
        : kind === "connection"
          ? "Nothing answers at this address."
          : undefined;
    return { field: hint && "url", hint };
  }
  return undefined;
}

/** `PBX_API_ERROR -103 · errcode 70004 · HTTP 503` */
function detailOf({ code, errcode, errmsg, kind, message, status }: Result): string {
  return [
    typeof code === "number" ? `${message} ${code}` : (code ?? kind),
    errcode !== undefined && `errcode ${errcode}`,
    errmsg,
    status !== undefined && status >= 400 && `HTTP ${status}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
