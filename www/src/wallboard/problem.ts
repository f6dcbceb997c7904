import { isPbxError } from "softphone-admin/errors";
import type { IPCortexError } from "softphone-admin/ipcortex";
import { addressProblem } from "../address";
import { ownProblem, type Problem } from "../problem";

/** What the PBX says of a failure: as an error, or as its callbacks do. */
export interface Failure {
  readonly errno: number;
  readonly description: string;
}

const unreachable: Problem = {
  title: "The PBX cannot be reached",
  text: "Check your network. If it works elsewhere, the PBX may be down or may not allow this site.",
  action: "retry",
};

const numbers: Record<number, Problem> = {
  1: unreachable,
  2: {
    title: "You are no longer signed in",
    text: "The session ended: you signed out elsewhere, or the PBX ended it. Sign in again to go on.",
    action: "sign-in",
  },
  3: {
    title: "The PBX is not ready yet",
    text: "It is starting. This page connects by itself as soon as it can.",
    action: "retry",
  },
  90: {
    title: "The PBX has a problem",
    text: "It could not do this. Perhaps the call has ended meanwhile; try again in a moment.",
    action: "retry",
  },
  91: {
    title: "No live connection",
    text: "The PBX does not open one, or something on the way does not let it through. This page tries again by itself.",
    action: "retry",
  },
  92: {
    title: "The live connection was lost",
    text: "This page connects again by itself.",
    action: "retry",
  },
  99: {
    title: "Not allowed",
    text: "The PBX does not let this user do that. Ask your administrator for the permission.",
    action: "none",
  },
  100: {
    title: "The PBX was upgraded",
    text: "It is another version now than the one that this page began with. Sign in again to go on.",
    action: "sign-in",
  },
};

/** Turns whatever was thrown, or said by a callback, into words. */
export function boardProblemOf(error: unknown): Problem {
  if (isFailure(error)) return withNumber(error.errno, error.description);
  if (!isPbxError(error)) return ownProblem(error);
  const { errno, kind, message, status } = error as IPCortexError;
  if (kind === "invalid-argument") {
    return { title: "The PBX could not use this request", text: "Something in it is not valid. Change it and try again.", action: "none", detail: message };
  }
  if (kind === "aborted") return { title: "Cancelled", text: "The request was stopped before an answer came.", action: "retry" };
  return withNumber(errno ?? 1, message, status);
}

const isFailure = (error: unknown): error is Failure => !(error instanceof Error) && typeof (error as Failure | undefined)?.errno === "number";

/** `errno 99 · no permission to tag contact:118 · HTTP 403` */
function withNumber(errno: number, said: string, status?: number): Problem {
  const detail = [`errno ${errno}`, said, status !== undefined && status >= 400 && `HTTP ${status}`].filter(Boolean).join(" · ");
  return { ...(numbers[errno] ?? numbers[90]!), detail };
}

/** The same of a failed sign-in, with the field that it is about. */
export function signInProblemOf(error: unknown): Problem {
  const misplaced = addressProblem(error, { like: "https://pbx.example.com", since: "the password travels with the request" });
  if (misplaced) return misplaced;
  const problem = boardProblemOf(error);
  return isPbxError(error) ? { ...problem, ...fieldOf(error as IPCortexError) } : problem;
}

function fieldOf({ errno, kind, message, status, body }: IPCortexError): Partial<Problem> | undefined {
  if (errno === 2) {
    return {
      title: "The PBX refused the sign-in",
      text: "The user name or the password is wrong.",
      action: "retry",
      field: "secret",
      hint: "Check the user name and the password.",
    };
  }
  if (errno === 99) return { title: "Not allowed", text: "The PBX does not let this user sign in here.", field: "username", hint: "Ask your administrator." };
  if (kind === "invalid-argument") {
    const field = /host|url/i.test(message) ? "url" : /password/i.test(message) ? "secret" : "username";
    return { title: "Check what you entered", text: "Something in it is not valid.", field, hint: "This cannot be used." };
  }
  if (errno === 1) return { field: "url", hint: "Nothing answers at this address, or it does not allow this site." };
  // Without the PBX's own words, it is something else that answers.
  if (errno === 90 && (typeof body !== "object" || [404, 405, 501].includes(status ?? 200))) {
    return { title: "Check the address", text: "Something answers there, but no IPCortex PBX.", field: "url", hint: "Something answers here, but it is not an IPCortex PBX." };
  }
  return undefined;
}
