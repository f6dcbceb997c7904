import { init, type Cdr, type InitOptions } from "softphone-admin/yeastar";
import WS from "ws";

const options: InitOptions = JSON.parse(process.env.CONSUMER_PBX ?? "{}");
const { pbx, destroy } = await init({ ...options, WebSocket: WS as unknown as typeof WebSocket });
const { personal_cdr_list = [] } = await pbx.cdrQuery({ page: 1, size: 20 });
const numbers = personal_cdr_list.map((cdr: Cdr) => cdr.number);
console.log(JSON.stringify(numbers));
destroy();
