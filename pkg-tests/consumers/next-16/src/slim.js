import { Agents, initWasm as initFonoster } from "softphone-admin/slim/fonoster";
import { initWasm as initPortsip, Providers } from "softphone-admin/slim/portsip";
import Telnyx, { initWasm as initTelnyx } from "softphone-admin/slim/telnyx";
import { init, initWasm as initYeastar } from "softphone-admin/slim/yeastar";
import { show } from "./show.js";

export const start = () => Promise.all([initFonoster(), initPortsip(), initTelnyx(), initYeastar()]).then(() => show(init, Telnyx, Agents, Providers));
