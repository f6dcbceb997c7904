import { isPbxError, type ErrorKind, type Issue, type PbxError } from "softphone-admin/errors";
import { addressProblem } from "../address";
import { issuesOf } from "../form/form";
import { ownProblem, type Problem } from "../problem";
import { isField, worded } from "./specs";

const kinds: Record<ErrorKind, Problem> = {
  "invalid-argument": {
    title: "The PBX could not use this request",
    text: "Something in it is not valid. Change it and try again.",
    action: "retry",
  },
  authentication: {
    title: "Your session has ended",
    text: "The PBX gives no new token for it. Sign in again to go on.",
    action: "sign-in",
  },
  permission: {
    title: "Not allowed",
    text: "This account may not do that; trunks are an administrator’s.",
    action: "none",
  },
  "not-found": {
    title: "Not found",
    text: "The PBX no longer has this provider. Somebody else may have deleted it.",
    action: "retry",
  },
  conflict: {
    title: "It exists already",
    text: "The PBX has one like this. Change it and try again.",
    action: "retry",
  },
  "rate-limit": {
    title: "Too many requests",
    text: "The PBX takes no more for now.",
    action: "retry",
  },
  server: {
    title: "The PBX has a problem",
    text: "It answered with an error. This usually passes; try again in a moment.",
    action: "retry",
  },
  connection: {
    title: "The PBX cannot be reached",
    text: "Check your network. If it works elsewhere, the PBX may be down, its certificate not trusted, or it may not allow this site.",
    action: "retry",
  },
  timeout: {
    title: "The PBX took too long",
    text: "No answer came within 15 seconds. Try again in a moment.",
    action: "retry",
  },
  aborted: { title: "Cancelled", text: "The request was stopped before an answer came.", action: "retry" },
  decode: {
    title: "Unexpected answer",
    text: "What came back is not what a PortSIP PBX sends. A proxy or a sign-in page may be in between.",
    action: "retry",
  },
  unsupported: { title: "Not supported", text: "This browser or this PBX cannot do that.", action: "none" },
};

const overtaken: Partial<Problem> = {
  title: "Somebody else was faster",
  text: "The provider has changed since it was opened. Close it and open it again to see how it stands now.",
};

/** Turns whatever was thrown into words. `look` is how to find out what nobody knows. */
export function providerProblemOf(error: unknown, look = "refresh the list to see"): Problem {
  if (!isPbxError(error)) return ownProblem(error);
  const { kind, maybeApplied, reason, retryAfterMs } = error;
  const problem: Problem = { ...kinds[kind], ...(reason === "baseline" && overtaken), detail: detailOf(error) };
  if (kind === "invalid-argument" && reason === "invalid_id") Object.assign(problem, kinds["not-found"]);
  if (maybeApplied) problem.text += ` Whether the change was made is not known: ${look}.`;
  if (kind === "rate-limit" && retryAfterMs) problem.until = Date.now() + retryAfterMs;
  return problem;
}

/** The same of a failed sign-in, with the field that it is about. */
export function signInProblemOf(error: unknown): Problem {
  const misplaced = addressProblem(error, { like: "https://pbx.example.com:8900/api", since: "the password travels with the request" });
  if (misplaced) return misplaced;
  const problem = providerProblemOf(error);
  return isPbxError(error) ? { ...problem, ...fieldOf(error) } : problem;
}

function fieldOf({ kind, reason, status = 200 }: PbxError): Partial<Problem> | undefined {
  if (reason === "two_factor") {
    return {
      title: "This account has a second factor",
      text: "This page cannot ask for it. Use an account without one, or reach the PBX through a server of your own that signs in.",
      action: "none",
    };
  }
  if (kind === "authentication" || kind === "permission") {
    return {
      title: "The PBX refused the sign-in",
      text: "The name, the password or the domain is wrong.",
      action: "retry",
      field: "secret",
      hint: "Check the name and the password.",
    };
  }
  if (kind === "connection") return { field: "url", hint: "Nothing answers at this address, or it does not allow this site." };
  if (kind === "decode" || [404, 405, 501].includes(status)) {
    return {
      title: "Check the address",
      text: "Something answers there, but not this version of PortSIP’s API.",
      field: "url",
      hint: "The address ends in /api. Is the version right?",
    };
  }
  return undefined;
}

/** What a refused change says of single fields: also what only the server can find. */
export function providerIssuesOf(error: unknown): readonly Issue[] {
  if (!isPbxError(error)) return [];
  const { kind, message, reason } = error;
  const own = kind === "conflict" ? (error.issues ?? []) : issuesOf(error);
  if (own.length) return own.map(worded);
  const issue = (path: string, text: string): Issue => ({ path, rule: "server", message: text, severity: "error" });
  if (kind === "conflict" && reason === "conflict") return [issue("name", "Is taken: the PBX has a provider of this name.")];
  if (kind !== "invalid-argument") return [];
  // `port must be a whole number; name must not be empty`
  const found = message.split("; ").map((part) => /^([a-z_]+) (.+)$/.exec(part) ?? []);
  return found.every(([, path]) => path && isField(path)) ? found.map(([, path = "", text = ""]) => issue(path, text)) : [];
}

/** `update · HTTP 503 · code 1040001 · words of the PBX` */
function detailOf({ code, kind, message, operation, status }: PbxError): string {
  return [operation, status !== undefined && `HTTP ${status}`, code !== undefined ? `code ${code}` : kind, message].filter(Boolean).join(" · ");
}
