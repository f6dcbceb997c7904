import { fonoster } from "./fonoster.js";
import { ipcortex } from "./ipcortex.js";
import { portsip } from "./portsip.js";
import { telnyx } from "./telnyx.js";
import { yeastar } from "./yeastar.js";

/** Every vendor that can be simulated, by name. */
export const vendors = { yeastar, telnyx, fonoster, portsip, ipcortex };
