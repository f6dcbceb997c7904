import { same } from "./expect.js";
import type { Feed, Gap, IPCortexAdapter, IPCortexCall, IPCortexDevice, IPCortexPBX } from "softphone-admin";
import {
  installIPCortex,
  IPCortex,
  isPbxError,
  PbxError,
  vendorScript,
  type Address,
  type Adapter,
  type Call,
  type Contact,
  type Device,
  type EntityClass,
  type IceServer,
  type Installed,
  type IPCortexError,
  type PBX,
  type Queue,
  type TimeDelta,
} from "softphone-admin/ipcortex";
import * as slim from "softphone-admin/slim/ipcortex";

same<IPCortexAdapter, Adapter>(true);
same<IPCortexCall, Call>(true);
same<IPCortexDevice, Device>(true);
same<IPCortexPBX, PBX>(true);
same<typeof slim.installIPCortex, typeof installIPCortex>(true);
same<typeof slim.initWasm, (source?: slim.WasmSource | Promise<slim.WasmSource>) => Promise<void>>(true);

// The vendor's object, and installations of one's own.
same<typeof IPCortex, Installed>(true);
const { PBX, Types } = installIPCortex({
  host: new URL("https://pbx.example.com"),
  names: { "feed.idle": ["idleMode"], "ice.override": "setIce" },
  prompt: async () => ({ username: "jane", password: "secret" }),
  subid: "tab",
  global: true,
  signal: new AbortController().signal,
  onAuthRequired: ({ errno, description }) => same<[typeof errno, typeof description], [number | undefined, string | undefined]>(true),
});
installIPCortex();
installIPCortex({ adapter: vendorScript({ host: "https://pbx.example.com", wrapper: true }) });
installIPCortex({ adapter: { openFeed: async (hello, onEvent) => (onEvent({ t: "welcome", seq: 0 }), { send: (frame) => void frame.t, close: () => {} }) } });

// @ts-expect-error no such adapter
installIPCortex({ adapter: "ipcx/2" });
// @ts-expect-error no such slot
installIPCortex({ names: { "feed.begin": "x" } });
// @ts-expect-error an adapter's link can be closed
installIPCortex({ adapter: { openFeed: async () => ({ send: () => {} }) } });

// Methods are free of `this`, in both of the vendor's forms.
const { startFeed, stopFeed, getLines } = PBX;
await PBX.Auth.login({ username: "jane", password: "secret" }).then(() => startFeed());
await PBX.Auth.login((success, message) => same<[typeof success, typeof message], [boolean, string]>(true), { checkonly: true });
await PBX.Auth.login("jane", "secret", null, (success) => same<typeof success, boolean>(true));
await startFeed(() => {}, (errno, description) => same<[typeof errno, typeof description], [number, string]>(true), { device: true, maxWSRetryTime: null });
await startFeed({ deviceMin: true, pingtime: 30, errorCB: () => {} });
same<typeof PBX.startPoll, typeof PBX.startFeed>(true);
same<typeof PBX.Auth.id, number | null>(true);
// @ts-expect-error not a data set
await startFeed({ devices: true });

same<typeof PBX.contacts, Contact[]>(true);
same<ReturnType<typeof stopFeed>, Promise<void>>(true);
const lines: Device[] = await getLines((now) => same<typeof now, Device[]>(true), true);
const immediate: Device[] = getLines(null, true, true);
same<Awaited<ReturnType<typeof PBX.getAddressbook>>, Address[]>(true);
await PBX.getAddressbook((added, removed) => same<[typeof added, typeof removed], [Address[], string[]]>(true));
same<Awaited<ReturnType<typeof PBX.getTimeDelta>>, TimeDelta>(true);
same<Awaited<typeof PBX.iceServers>, IceServer[]>(true);
await PBX.setStunTurn(null, [{ urls: "turn:turn.example.com", username: "u", credential: "c" }]);
same<typeof PBX.feed, Feed>(true);
same<typeof Types.Call, EntityClass<Call>>(true);
const ended: () => void = PBX.onGap((gap) => same<typeof gap, Gap>(true));
ended();

// Live objects are read, but for what is set.
const [line] = [...lines, ...immediate];
if (line) {
  line.autoanswer = true;
  // @ts-expect-error the PBX's
  line.label = "x";
  same<typeof line.calls, Call[]>(true);
  await line.dial(2001, null, (ok) => same<typeof ok, true>(true));
  line.addListener("update", (device) => same<typeof device, Device>(true));
  // @ts-expect-error only classes tell of new ones
  line.addListener("new", () => {});
}
Types.Device.addListener("new", (device) => same<typeof device, Device>(true));
// @ts-expect-error no such event
Types.Device.addListener("changed", () => {});
const [contact] = PBX.contacts;
if (contact) {
  same<typeof contact.tags, string[] | null>(true);
  contact.tags = ["sales"];
}
same<readonly Queue[], ReturnType<typeof PBX.live.queues.getSnapshot>>(true);
PBX.live.lines.subscribe(() => {})();

const failure: unknown = new Error();
if (isPbxError(failure)) {
  same<typeof failure, PbxError>(true);
  same<IPCortexError["errno"], number | undefined>(true);
}
