import { init, initWasm } from "softphone-admin/slim/yeastar";
import { show } from "./show.js";

initWasm().then(() => show(init));
