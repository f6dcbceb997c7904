import { init, initWasm } from "softphone-admin/slim/yeastar";
import { show } from "./show.js";

export const start = () => initWasm().then(() => show(init));
