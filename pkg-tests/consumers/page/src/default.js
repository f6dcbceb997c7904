import { init } from "softphone-admin/yeastar";
import { show } from "./show.js";

show(init);
