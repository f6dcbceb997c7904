import { isPbxError, type ErrorKind } from "softphone-admin/errors";
import type { APIError } from "softphone-admin/telnyx";
import { addressProblem } from "../address";
import { ownProblem, type Problem } from "../problem";

const kinds: Record<ErrorKind, Problem> = {
  "invalid-argument": {
    title: "Telnyx could not use this request",
    text: "Something in it is not valid. Change it and try again.",
    action: "retry",
  },
  authentication: {
    title: "The API key is no longer valid",
    text: "Telnyx does not accept it any more. Sign in with another one.",
    action: "sign-in",
  },
  permission: {
    title: "This key may not do that",
    text: "It can look at this, but not change it. Sign in with a key that may.",
    action: "none",
  },
  "not-found": {
    title: "Not found",
    text: "The account does not have this, or no longer has it.",
    action: "retry",
  },
  conflict: {
    title: "Something else was faster",
    text: "It changed meanwhile. Try again to see how it stands now.",
    action: "retry",
  },
  "rate-limit": {
    title: "Too many requests",
    text: "Telnyx asks for a pause, also after several tries.",
    action: "retry",
  },
  server: {
    title: "Telnyx has a problem",
    text: "It answered with an error, also after several tries. This usually passes; try again in a moment.",
    action: "retry",
  },
  connection: {
    title: "Telnyx cannot be reached",
    text: "Check your network. If it works elsewhere, the API may not allow this site; a proxy of your own helps then.",
    action: "retry",
  },
  timeout: {
    title: "Telnyx took too long",
    text: "No answer came within 15 seconds. Try again in a moment.",
    action: "retry",
  },
  aborted: { title: "Cancelled", text: "The request was stopped before an answer came.", action: "retry" },
  decode: {
    title: "Unexpected answer",
    text: "What came back is not what Telnyx sends. A proxy or a sign-in page may be in between.",
    action: "retry",
  },
  unsupported: { title: "Not supported", text: "This browser cannot do that.", action: "none" },
};

const signInProblems: Partial<Record<ErrorKind, Partial<Problem>>> = {
  authentication: {
    title: "Telnyx refused the key",
    text: "It is wrong, or it was deleted.",
    action: "retry",
    field: "secret",
    hint: "Check the key, or make a new one in the portal.",
  },
  connection: { field: "url", hint: "Nothing answers at this address, or it does not allow this site." },
  "not-found": {
    title: "Check the address",
    text: "Something answers there, but it is not the Telnyx API.",
    field: "url",
    hint: "The address ends in /v2.",
  },
  decode: { field: "url", hint: "Something answers here, but it is not the Telnyx API." },
  "invalid-argument": { title: "Check what you entered", text: "The address or the key cannot be used as it is." },
};

/** Turns whatever was thrown into words. */
export function trunkProblemOf(error: unknown, where: "sign-in" | "session" = "session"): Problem {
  const misplaced = addressProblem(error, { like: "https://api.telnyx.com/v2", since: "the key travels with each request" });
  if (misplaced) return misplaced;
  if (!isPbxError(error)) return ownProblem(error);
  const { kind, retryAfterMs } = error;
  const problem: Problem = { ...kinds[kind], ...(where === "sign-in" && signInProblems[kind]), detail: detailOf(error as APIError) };
  if (kind === "rate-limit" && retryAfterMs) {
    problem.text = `Telnyx asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds before the next try.`;
  }
  return problem;
}

/** `HTTP 422 · code 10015 · connection_name is required` */
function detailOf({ code, errors, operation, status }: APIError): string {
  return [operation, status !== undefined && `HTTP ${status}`, code !== undefined && `code ${code}`, errors?.[0]?.detail]
    .filter(Boolean)
    .join(" · ");
}
