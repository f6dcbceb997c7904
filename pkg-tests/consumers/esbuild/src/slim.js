// esbuild leaves `new URL(…, import.meta.url)` as it is, so the files are named here (`--loader:.wasm=file`).
import { Agents, initWasm as initFonoster } from "softphone-admin/slim/fonoster";
import { initWasm as initPortsip, Providers } from "softphone-admin/slim/portsip";
import Telnyx, { initWasm as initTelnyx } from "softphone-admin/slim/telnyx";
import { init, initWasm as initYeastar } from "softphone-admin/slim/yeastar";
import fonoster from "softphone-admin/wasm/fonoster.wasm";
import portsip from "softphone-admin/wasm/portsip.wasm";
import telnyx from "softphone-admin/wasm/telnyx.wasm";
import yeastar from "softphone-admin/wasm/yeastar.wasm";
import { show } from "./show.js";

const started = [
  initFonoster(new URL(fonoster, import.meta.url)),
  initPortsip(new URL(portsip, import.meta.url)),
  initTelnyx(new URL(telnyx, import.meta.url)),
  initYeastar(new URL(yeastar, import.meta.url)),
];
Promise.all(started).then(() => show(init, Telnyx, Agents, Providers));
