import { workspace } from "./agents/session";
import { pbx } from "./providers/session";
import type { SystemName } from "./router";
import { session } from "./session";
import { trunks } from "./trunks/session";
import { switchboard } from "./wallboard/session";

const sessions = { yeastar: session, telnyx: trunks, fonoster: workspace, portsip: pbx, ipcortex: switchboard } satisfies Record<SystemName, unknown>;

export const isSignedIn = (system: SystemName): boolean => sessions[system].value !== undefined;
