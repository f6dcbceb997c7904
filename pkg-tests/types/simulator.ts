import { Agents } from "softphone-admin/fonoster";
import { simulate, type Fault, type RecordedRequest, type SimulateOptions, type Simulation, type PortsipStatus, type IpcortexObject, type SimulatedFonoster, type SimulatedIpcortex, type SimulatedPortsip, type SimulatedYeastar } from "softphone-admin/simulator";
import { init } from "softphone-admin/yeastar";
import { same } from "./expect.js";

const options: SimulateOptions = { vendors: ["yeastar"], clock: "manual", seed: 1, speed: 2, listen: { tls: true, ports: { yeastar: 0 } } };
const sim = await simulate({ vendors: ["yeastar"], listen: false, fixtures: { yeastar: { extensions: [{ number: "1000" }], calls: 20 } } });
same<typeof sim, Simulation<"yeastar">>(true);
same<typeof sim.yeastar, SimulatedYeastar>(true);
await simulate(options);

// What it gives is what the clients take.
const { pbx } = await init({ pbxURL: sim.yeastar.url, ...sim.yeastar.credentials, fetch: sim.fetch, WebSocket: sim.WebSocket });
await pbx.cdrQuery();

const busy: Fault = { status: 503, times: Infinity };
const repair = sim.yeastar.fault("GET /api/v1.0/cdr/searchpersonal", busy);
sim.yeastar.fault({ path: /login/ }, { drop: "after" });
repair();
const requests: RecordedRequest[] = sim.requests({ vendor: "yeastar", method: "GET" });
same<typeof sim.unmatched, RecordedRequest[]>(true);
await sim.clock.advance(1_000);
const { uniqueid } = sim.yeastar.placeCall({ from: "1000", to: "1001", disposition: "NO ANSWER" });
const reached: number = sim.yeastar.emit({ close: 1006 });
await sim.close();

const deployment = await simulate({ vendors: ["fonoster"], clock: "manual", listen: false, fixtures: { fonoster: { agents: [{ username: "ada" }], pagination: "legacy", rateLimit: true } } });
same<typeof deployment.fonoster, SimulatedFonoster>(true);
const { url, credentials } = deployment.fonoster;
await new Agents({ endpoint: url, ...credentials, fetch: (address, request) => deployment.fetch(address, request) }).listAgents();
deployment.fonoster.limitRate(null);
deployment.fonoster.expireTokens();
await deployment.close();

const trunks = await simulate({ vendors: ["portsip"], clock: "manual", listen: false, fixtures: { portsip: { dialect: "v22", providers: [{ name: "east", status: "OFFLINE" }], idStart: 1n, pageSizeCap: 10 } } });
same<typeof trunks.portsip, SimulatedPortsip>(true);
const id: string = trunks.portsip.addProvider({ hostname: "sip.example" });
trunks.portsip.setStatus(id, "ONLINE");
trunks.portsip.limitRate(null);
const dropped: number = trunks.portsip.emit({ event_type: "trunk_connected" }) + trunks.portsip.dropSockets(1011);
const [first] = trunks.portsip.state.providers;
same<NonNullable<typeof first>["status"], PortsipStatus>(true);
await trunks.close();

const office = await simulate({ vendors: ["ipcortex"], clock: "manual", listen: false, fixtures: { ipcortex: { users: [{ uname: "ada", role: "receptionist" }], office: { devices: 40, callsPerMinute: 6 }, lite: true, tags: { "contact:117": ["sales"] } } } });
same<typeof office.ipcortex, SimulatedIpcortex>(true);
const cid: string = office.ipcortex.call({ to: "2117", from: "0123456789", ringMs: 5_000 });
office.ipcortex.step({ cid, state: "up" });
office.ipcortex.patch({ kind: "mailbox", key: "2117@default", v: null });
const refused: number = office.ipcortex.drop({ mode: "refuse", forMs: 1_000 }) + office.ipcortex.error({ errno: 3, times: 1 }) + office.ipcortex.ops(10);
office.ipcortex.deny({ user: 117, dataset: "tags" });
same<(typeof office.ipcortex.state.objects)["call"], IpcortexObject[]>(true);
const socket: WebSocket = new office.WebSocket(`${office.ipcortex.url}/adapter/v1/feed`, "ipcx.v1");
await office.close();

// @ts-expect-error no such PBX
simulate({ vendors: ["asterisk"] });
// @ts-expect-error which PBXs?
simulate({});
// @ts-expect-error no such clock
simulate({ vendors: ["yeastar"], clock: "fake" });
// @ts-expect-error no such fixture
simulate({ vendors: ["yeastar"], fixtures: { yeastar: { users: 3 } } });
// @ts-expect-error no such generation
simulate({ vendors: ["fonoster"], fixtures: { fonoster: { generation: "v2" } } });
// @ts-expect-error no such dialect
simulate({ vendors: ["portsip"], fixtures: { portsip: { dialect: "v16" } } });
// @ts-expect-error no such switch
simulate({ vendors: ["portsip"], fixtures: { portsip: { pageSize: 10 } } });
// @ts-expect-error no such role
simulate({ vendors: ["ipcortex"], fixtures: { ipcortex: { users: [{ role: "king" }] } } });
// @ts-expect-error no such state of a call
office.ipcortex.step({ cid, state: "gone" });
// @ts-expect-error no such data
office.ipcortex.deny({ user: 117, dataset: "calls" });
// @ts-expect-error the names of the wire are for HTTP
office.ipcortex.call({ to: "2117", ring_ms: 5 });
// @ts-expect-error no such status
trunks.portsip.setStatus(id, "Registered");
// @ts-expect-error not simulated here
void sim.asterisk;
// @ts-expect-error no such fault
sim.yeastar.fault("socket", { explode: true });
// @ts-expect-error a call has two sides
sim.yeastar.placeCall({ from: "1000" });
// @ts-expect-error what happened stays
requests[0]!.status = 200;

export { dropped, reached, refused, socket, uniqueid };
