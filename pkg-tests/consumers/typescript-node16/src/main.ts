import { Agents, type Agent, type ClientOptions as FonosterOptions } from "softphone-admin/fonoster";
import { Providers, type ProvidersOptions, type ProviderSummary } from "softphone-admin/portsip";
import Telnyx, { type ClientOptions, type Connection } from "softphone-admin/telnyx";
import { init, type Cdr, type InitOptions } from "softphone-admin/yeastar";
import WS from "ws";

const options: InitOptions = JSON.parse(process.env.CONSUMER_PBX ?? "{}");
const { pbx, destroy } = await init({ ...options, WebSocket: WS as unknown as typeof WebSocket });
const { personal_cdr_list = [] } = await pbx.cdrQuery({ page: 1, size: 20 });
const numbers = personal_cdr_list.map((cdr: Cdr) => cdr.number);
destroy();

const account: ClientOptions = JSON.parse(process.env.CONSUMER_TELNYX ?? "{}");
const connections: Connection[] = await new Telnyx(account).connections.list({ sort: "-created_at" }).toArray();

const deployment: FonosterOptions = JSON.parse(process.env.CONSUMER_FONOSTER ?? "{}");
const agents: Agent[] = await new Agents(deployment).iterateAgents({ pageSize: 2 }).toArray();

const administrator: ProvidersOptions = JSON.parse(process.env.CONSUMER_PORTSIP ?? "{}");
const summaries: ProviderSummary[] = await new Providers(administrator).listAll({ pagesize: 4 });
const trunks = summaries.map(({ id }) => id);
console.log(JSON.stringify({ numbers, connections: connections.length, agents: agents.length, trunks }));
