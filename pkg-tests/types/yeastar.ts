import WS from "ws";
import { same } from "./expect.js";
import {
  init,
  isPbxError,
  PBXOperator,
  PbxError,
  Result,
  type ApiReply,
  type Cdr,
  type CdrNotify,
  type CdrReply,
  type Feed,
  type FeedSnapshot,
  type FeedState,
  type Gap,
  type InitOptions,
  type InitResult,
  type PBXConfig,
  type PBXEvents,
  type PBXSocket,
  type RegisterInfo,
  type RequestInfo,
  type ResponseInfo,
  type Secret,
} from "softphone-admin/yeastar";

const account = { username: "1000", secret: "signature" };
const secret: Secret = async () => "signature";

// init takes what the vendor's init takes, and what all clients of this package take.
const options: InitOptions = { pbxURL: "https://pbx.example.com", username: "1000", secret };
const signedIn: InitResult = await init(options);
await init({ ...account, pbxURL: new URL("https://pbx.example.com"), enableLog: true, reRegistryPhoneTimes: 3, deviceIds: { cameraId: "a" }, disableCallWaiting: true });
await init({
  ...account,
  baseUrl: "/pbx",
  userAgent: "WebPC",
  timeoutMs: 5_000,
  maxRetries: 2,
  maxBodyBytes: 1_000_000,
  signal: new AbortController().signal,
  fetch: (url, request) => fetch(url, request),
  WebSocket,
  onRequest: (info) => same<typeof info, RequestInfo>(true),
  onResponse: ({ status, durationMs }) => same<[typeof status, typeof durationMs], [number | undefined, number]>(true),
  onAuthRequired: (error) => same<typeof error, Result>(true),
});
same<InitResult["destroy"], () => void>(true);
same<InitResult["registerInfo"], RegisterInfo>(true);
same<ResponseInfo["attempt"], number>(true);

// What older Node uses in place of the global one.
await init({ ...options, WebSocket: WS });

// @ts-expect-error no options
init();
// @ts-expect-error missing username
init({ pbxURL: "https://pbx.example.com", secret });
// @ts-expect-error missing secret
init({ pbxURL: "https://pbx.example.com", username: "1000" });
// @ts-expect-error a number is no extension
init({ ...options, username: 1000 });
// @ts-expect-error a secret is text
init({ ...options, secret: () => 5 });
// @ts-expect-error misspelt option
init({ ...account, pbxUrl: "https://pbx.example.com" });
// @ts-expect-error an address is text or a URL
init({ ...account, pbxURL: 8088 });
// @ts-expect-error no such client
init({ ...options, userAgent: "Mobile" });
// @ts-expect-error milliseconds are a number
init({ ...options, timeoutMs: "10s" });
// @ts-expect-error a controller is not its signal
init({ ...options, signal: new AbortController() });
// @ts-expect-error fetch answers a Response
init({ ...options, fetch: async () => "text" });
// @ts-expect-error this package has no phone
void signedIn.phone;
// @ts-expect-error nor has the operator
void signedIn.pbx.phone;

// The class of its own.
const config: PBXConfig = { ...account, url: "https://pbx.example.com" };
const pbx = new PBXOperator(config);
same<Awaited<ReturnType<typeof pbx.init>>, RegisterInfo>(true);
// @ts-expect-error no options
new PBXOperator();
// @ts-expect-error here the address is called url
new PBXOperator({ ...account, pbxURL: "https://pbx.example.com" });

// Fields.
pbx.secret = "another";
pbx.username = "1001";
same<typeof pbx.token, string | null>(true);
same<typeof pbx.isInited, boolean>(true);
same<typeof pbx.socket, PBXSocket | null>(true);
same<typeof pbx.info.url, URL>(true);
// @ts-expect-error read only
pbx.isInited = true;
// @ts-expect-error read only
pbx.info = { token: null, extensionId: 1, url: pbx.url };
// @ts-expect-error read only
pbx.feed = signedIn.pbx.feed;
// @ts-expect-error read only
pbx.cdrQuery = signedIn.pbx.cdrQuery;
// @ts-expect-error blank is "", not a number
pbx.secret = 0;

// Calls, also detached.
const { cdrQuery, iterateCdr, logout, destroy, close } = pbx;
const reply = await cdrQuery({ page: 1, size: 20, status: 2, sortBy: "time", orderBy: "desc", filter: "100" }, { strict: true, timeoutMs: 100 });
same<typeof reply, CdrReply>(true);
same<typeof reply.personal_cdr_list, Cdr[] | undefined>(true);
await pbx.cdrQuery();
await pbx.cdrQuery({ page: null, filter: null, status: 7, sortBy: "duration" });
same<Awaited<ReturnType<typeof logout>>, ApiReply>(true);
destroy();
close();
// @ts-expect-error a page is a number
pbx.cdrQuery({ page: "1" });
// @ts-expect-error a status is a number
pbx.cdrQuery({ status: "missed" });
// @ts-expect-error misspelt parameter
pbx.cdrQuery({ pageSize: 20 });
// @ts-expect-error a flag
pbx.cdrQuery({}, { strict: "yes" });
// @ts-expect-error misspelt option
pbx.cdrQuery({}, { timeout: 100 });
// @ts-expect-error rows may be absent
void reply.personal_cdr_list.length;
// @ts-expect-error a reply is one object
reply[0];

for await (const cdr of iterateCdr({ status: 1 }, { limit: 100, signal: AbortSignal.timeout(1_000) })) {
  same<typeof cdr, Cdr>(true);
  same<typeof cdr.timestamp, number>(true);
  cdr.extension?.visable.toFixed();
  if (cdr.disposition === "NO ANSWER" || cdr.disposition === "SOMETHING NEW") break;
  // @ts-expect-error only when the other side is an extension
  void cdr.extension.ext_num;
  // @ts-expect-error no such field
  void cdr.duration;
}
same<Awaited<ReturnType<ReturnType<typeof pbx.iterateCdr>["toArray"]>>, Cdr[]>(true);
// @ts-expect-error it always rejects when the PBX refuses
pbx.iterateCdr({}, { strict: true });
// @ts-expect-error not a synchronous list
for (const cdr of pbx.iterateCdr()) void cdr;

// Events.
const heard: PBXOperator = pbx
  .on("cdrChange", (change) => same<typeof change, CdrNotify>(true))
  .on("runtimeError", (error) => same<typeof error, Result>(true))
  .once("gap", (gap) => same<typeof gap, Gap>(true))
  .prependListener("cdrChange", () => {})
  .off("cdrChange", () => {});
same<keyof PBXEvents, "runtimeError" | "cdrChange" | "gap">(true);
same<ReturnType<typeof pbx.eventNames>, (keyof PBXEvents)[]>(true);
heard.removeAllListeners().removeAllListeners("gap");
const isHeard: boolean = pbx.emit("gap", { from: 1, to: 2 });
const { on } = pbx;
on("cdrChange", ({ personal_cdr }) => personal_cdr.talk_duration.toFixed());
// @ts-expect-error no such event
pbx.on("cdrChanged", () => {});
// @ts-expect-error no such event
pbx.once("close", () => {});
// @ts-expect-error another payload
pbx.on("cdrChange", (change: string) => change);
// @ts-expect-error another event's payload
pbx.on("runtimeError", (change: CdrNotify) => change);
// @ts-expect-error another payload, detached
on("gap", (error: Result) => error);
// @ts-expect-error more than is given
pbx.on("cdrChange", (change: CdrNotify, more: number) => more);
// @ts-expect-error no payload
pbx.emit("cdrChange");
// @ts-expect-error a listener is a function
pbx.on("cdrChange", "refresh");
// @ts-expect-error no field of that name
pbx.on("cdrChange", (change) => change.number);

// The feed, as UI libraries take it.
declare function useSyncExternalStore<S>(subscribe: (changed: () => void) => () => void, getSnapshot: () => S, getServerSnapshot?: () => S): S;
const feed: Feed = pbx.feed;
const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot, feed.getSnapshot);
same<typeof snapshot, FeedSnapshot>(true);
same<FeedState, "idle" | "connecting" | "live" | "retrying" | "paused" | "closed">(true);
same<typeof snapshot.retryAt, number | undefined>(true);
// @ts-expect-error read only
snapshot.state = "live";
// @ts-expect-error read only
feed.state = "live";
// @ts-expect-error no such state
if (feed.state === "open") destroy();

// The vendor's socket.
pbx.socket?.onSubscribe({ addList: { subscribeCodes: ["20049", 10000], listener: (event) => event.data }, removeList: { subscribeCodes: [1] } });
pbx.socket?.on("connect", () => {}).on("close", () => {});
// @ts-expect-error no such event of the socket
pbx.socket?.on("message", () => {});
// @ts-expect-error frames are text
pbx.socket?.send({ topic_list: [] });

// Explicit resource management.
{
  using session = new PBXOperator(config);
  void session;
}

// Errors.
try {
  await pbx.init();
} catch (error) {
  // @ts-expect-error not known to be ours
  void error.kind;
  if (error instanceof Result) {
    same<typeof error.vendor, "yeastar">(true);
    same<[typeof error.code, typeof error.errcode], [number | string | undefined, number | undefined]>(true);
    error satisfies PbxError;
  } else if (isPbxError(error)) {
    same<typeof error, PbxError>(true);
  }
}

// Subclasses hear what the base class hears.
class Wallboard extends PBXOperator {
  readonly missed: string[] = [];
  watch(): this {
    return this.on("cdrChange", ({ personal_cdr }) => this.missed.push(personal_cdr.number));
  }
}
same<ReturnType<Wallboard["watch"]>, Wallboard>(true);

export { isHeard };
