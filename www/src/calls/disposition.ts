import type { Cdr } from "softphone-admin/yeastar";

/** How calls end, in the order in which the chart stacks them. `tone` names the colour in tokens.css. */
export const outcomes = [
  { disposition: "ANSWERED", label: "Answered", tone: "answered" },
  { disposition: "VOICEMAIL", label: "Voicemail", tone: "voicemail" },
  { disposition: "NO ANSWER", label: "No answer", tone: "no-answer" },
  { disposition: "BUSY", label: "Busy", tone: "busy" },
  { disposition: "FAILED", label: "Failed", tone: "failed" },
] as const;

export interface Outcome {
  readonly disposition: string;
  readonly label: string;
  readonly tone: string;
}

/** Firmware may know more words than this page. */
export function outcomeOf({ disposition }: Cdr): Outcome {
  return (
    outcomes.find((outcome) => outcome.disposition === disposition) ?? {
      disposition,
      label: disposition ? disposition[0] + disposition.slice(1).toLowerCase() : "Unknown",
      tone: "other",
    }
  );
}

export const directions = {
  1: { label: "Incoming", icon: "incoming" },
  2: { label: "Missed", icon: "missed" },
  3: { label: "Outgoing", icon: "outgoing" },
} as const;

export const directionOf = ({ status }: Cdr) => directions[status as 1 | 2 | 3] ?? directions[1];
