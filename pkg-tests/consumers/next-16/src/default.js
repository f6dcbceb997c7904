import { Agents } from "softphone-admin/fonoster";
import { Providers } from "softphone-admin/portsip";
import Telnyx from "softphone-admin/telnyx";
import { init } from "softphone-admin/yeastar";
import { show } from "./show.js";

export const start = () => show(init, Telnyx, Agents, Providers);
