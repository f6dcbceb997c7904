import { isPbxError, type ErrorKind, type Issue } from "softphone-admin/errors";
import type { FonosterError } from "softphone-admin/fonoster";
import { addressProblem } from "../address";
import { issuesOf } from "../form/form";
import { ownProblem, type Field, type Problem } from "../problem";
import type { Way } from "./session";

const kinds: Record<ErrorKind, Problem> = {
  "invalid-argument": {
    title: "Fonoster could not use this request",
    text: "Something in it is not valid. Change it and try again.",
    action: "retry",
  },
  authentication: {
    title: "Your session has ended",
    text: "The server gives no new token for it. Sign in again to go on.",
    action: "sign-in",
  },
  permission: {
    title: "Not allowed",
    text: "This key or user may not do that in this workspace.",
    action: "none",
  },
  "not-found": {
    title: "Not found",
    text: "The workspace no longer has this agent. Somebody else may have deleted it.",
    action: "retry",
  },
  conflict: {
    title: "It exists already",
    text: "The server has one like this. Change it and try again.",
    action: "retry",
  },
  "rate-limit": {
    title: "Too many requests",
    text: "The server took none for more than a minute. Wait a little and try again.",
    action: "retry",
  },
  server: {
    title: "Fonoster has a problem",
    text: "It answered with an error. This usually passes; try again in a moment.",
    action: "retry",
  },
  connection: {
    title: "Fonoster cannot be reached",
    text: "Check your network. If it works elsewhere, the server may be down or may not allow this site.",
    action: "retry",
  },
  timeout: {
    title: "Fonoster took too long",
    text: "No answer came within 15 seconds. Try again in a moment.",
    action: "retry",
  },
  aborted: { title: "Cancelled", text: "The request was stopped before an answer came.", action: "retry" },
  decode: {
    title: "Unexpected answer",
    text: "What came back is not what a Fonoster server sends. A proxy or a sign-in page may be in between.",
    action: "retry",
  },
  unsupported: { title: "Not supported", text: "This browser cannot do that.", action: "none" },
};

const noFonoster = "Something answers here, but it is not a Fonoster server.";

/** Turns whatever was thrown into words. */
export function agentProblemOf(error: unknown): Problem {
  if (!isPbxError(error)) return ownProblem(error);
  const problem: Problem = { ...kinds[error.kind], detail: detailOf(error as FonosterError) };
  if (error.maybeApplied) problem.text += " Whether the change was made is not known: refresh the list to see.";
  return problem;
}

/** The same of a failed sign-in, with the field that it is about. */
export function signInProblemOf(error: unknown, way: Way): Problem {
  const misplaced = addressProblem(error, { like: "https://api.fonoster.com", since: "the secret travels with the request" });
  if (misplaced) return misplaced;
  const problem = agentProblemOf(error);
  return isPbxError(error) ? { ...problem, ...fieldOf(error as FonosterError, way) } : problem;
}

function fieldOf({ code, details = "", kind, issues, status = 200 }: FonosterError, way: Way): Partial<Problem> | undefined {
  const [name, secret]: [Field, Field] = way === "key" ? ["keyId", "keySecret"] : ["username", "secret"];
  if (kind === "permission" && /2fa/i.test(details)) {
    return {
      title: "The code is wrong",
      text: "This user signs in with a second factor.",
      action: "retry",
      field: "code",
      hint: "Enter the code that your app shows now.",
    };
  }
  if (kind === "permission" || kind === "authentication") {
    return {
      title: "The server refused the sign-in",
      text: way === "key" ? "The key is wrong, or it was deleted." : "The e-mail address or the password is wrong.",
      action: "retry",
      field: secret,
      hint: way === "key" ? "Check the key and its secret." : "Check the address and the password.",
    };
  }
  if (kind === "invalid-argument") {
    const path = issues?.[0]?.path ?? /at "(\w+)"/.exec(details)?.[1] ?? "";
    const field = /endpoint/.test(path) ? "url" : /secret|password/i.test(path) ? secret : /username|keyId/i.test(path) ? name : undefined;
    return {
      title: "Check what you entered",
      text: "Something in it is not valid.",
      field,
      hint: field && (field === "username" ? "Enter an e-mail address." : "This cannot be used."),
    };
  }
  if (kind === "connection") return { field: "url", hint: "Nothing answers at this address, or it does not allow this site." };
  // A server without this method, or without such methods.
  if (kind === "decode" || code === 12 || [404, 405, 501].includes(status)) {
    return { title: "Check the address", text: "Something answers there, but no Fonoster server.", field: "url", hint: noFonoster };
  }
  return undefined;
}

/** What a refused change says of single fields: also what only the server can find. */
export function agentIssuesOf(error: unknown): readonly Issue[] {
  const found = issuesOf(error);
  if (found.length || !isPbxError(error)) return found;
  const { kind, reason, details = "" } = error as FonosterError;
  const issue = (path: string, rule: string, message: string): Issue => ({ path, rule, message, severity: "error" });
  if (kind === "conflict") return [issue("username", "unique", "Is taken, perhaps in another workspace: no two agents of a server have the same.")];
  if (kind === "not-found" && reason === "domain") return [issue("domains", "known", "This workspace has no such domain.")];
  if (kind !== "invalid-argument") return [];
  // `Value required at "name"; Must be a positive number at "expires"`
  return [...details.matchAll(/([^;]+?) at "(\w+)"/g)].map(([, message = "", path = ""]) => issue(path, "server", message.trim()));
}

/** `updateAgent · HTTP 503 · code 14 · upstream connect error` */
function detailOf({ code, details, kind, operation, orphan, status }: FonosterError): string {
  return [
    operation,
    status !== undefined && status !== 200 && `HTTP ${status}`,
    code !== undefined ? `code ${code}` : kind,
    details,
    orphan && `credentials ${orphan.credentialsRef} were left over`,
  ]
    .filter(Boolean)
    .join(" · ");
}
