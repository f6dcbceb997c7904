import { createContext } from "preact";
import type { Issue } from "softphone-admin/errors";
import type { Activity } from "../activity";
import type { Problem } from "../problem";

/** What dialogs need of the system that they are about. */
export interface System {
  readonly activity: Activity;
  problemOf(error: unknown): Problem;
  /** What an error says of single fields. */
  issuesOf(error: unknown): readonly Issue[];
  /** Gives up the session, which leads to the sign-in. */
  leave(): void;
}

export const SystemContext = createContext<System | undefined>(undefined);
