/// <reference lib="esnext.disposable" />

import type { ClientOptions, Feed, Gap } from "./client.js";
import { PbxError } from "./errors.js";

export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type * from "./client.js";

/**
 * The number of a failure, as the vendor documents them for error callbacks.
 *
 * | errno | meaning | kind |
 * | --- | --- | --- |
 * | 1 | internal error; recovery is tried | `connection` |
 * | 2 | the user is not logged in any more | `authentication` |
 * | 3 | the PBX is not ready yet | `connection` |
 * | 90 | the PBX failed and gave no number | `server` |
 * | 91 | the WebSocket could not be opened | `connection` |
 * | 92 | the WebSocket failed | `connection` |
 * | 99 | not allowed, or not offered | `permission` |
 * | 100 | the PBX is another version than the page has met | `conflict` |
 */
export type Errno = 1 | 2 | 3 | 90 | 91 | 92 | 99 | 100;

/** A failure of this entry: a {@link PbxError} with the vendor's number. */
export interface IPCortexError extends PbxError {
  readonly vendor: "ipcortex";
  /** Absent for a wrong argument. */
  readonly errno?: Errno | number;
  /** The same as `message`. */
  readonly description?: string;
  /** Of a REST request: what was answered. */
  readonly body?: unknown;
}

/** How the vendor's callbacks hear of a failure. */
export type ErrorCallback = (errno: number, description: string) => void;

/** 0 available, 1 on a call, 2 ringing, 3 both. */
export type Blf = 0 | 1 | 2 | 3;

/** What live objects have in common. One entity is one object for its life; its values change. */
export interface Entity<T> {
  /** Gives the listener back, or null where there is no such event. An object's listeners go with it. */
  addListener(event: "update" | "deleted", listener: (object: T) => void): ((object: T) => void) | null;
  /** Needs the identical arguments. */
  removeListener(event: "update" | "deleted", listener: (object: T) => void): ((object: T) => void) | null;
}

/** What a class of live objects tells of all of them. `new` does not tell of those that were there before. */
export interface EntityClass<T> {
  readonly name: string;
  readonly prototype: T;
  addListener(event: "new" | "update" | "deleted", listener: (object: T) => void): ((object: T) => void) | null;
  removeListener(event: "new" | "update" | "deleted", listener: (object: T) => void): ((object: T) => void) | null;
}

/** A line: something that can ring. */
export interface Device extends Entity<Device> {
  /** Its key, for example `SIP/abc`. */
  readonly name: string;
  readonly label: string;
  readonly extension: string;
  readonly extensions: Extension[];
  /** By name of the queue: the queue, if it is known, and the device's state in it. */
  readonly queues: Record<string, { queue: Queue | null; state: string }>;
  readonly optOut: string[];
  readonly mailbox: Mailbox | null;
  readonly webrtc: boolean;
  readonly webrtcState: "none" | "inactive" | "remote" | "disconnected" | "unregistered" | "registered";
  readonly phone: Phone | null;
  readonly owner: Contact | null;
  readonly ownerID: number;
  /** Calls on it now; one that is `dead` is among them while `update` tells of it. */
  readonly calls: Call[];
  readonly mac: string;
  /** Of `hold`, `talk` and `answer`, separated by commas. */
  readonly features: string;
  readonly state: "unknown" | "down" | "up";
  readonly blf: Blf;
  autoanswer: boolean;
  autohold: boolean;
  microphone: boolean;
  /** Dials a number from this device. */
  dial(number: string | number, party?: Contact | Extension | null, callback?: (ok: true) => void): Promise<unknown>;
  /** Not supported: rejects with errno 99. */
  enableRTC(): Promise<never>;
  /** Not supported: rejects with errno 99. */
  history(on: boolean): Promise<never>;
}

/** A call of a device. */
export interface Call extends Entity<Call> {
  readonly label: string;
  readonly name: string;
  readonly number: string;
  readonly qname?: string;
  readonly qnumber?: string;
  /** From the PBX, which may use it again. */
  readonly id: number;
  /** Never the same for two calls of a page. */
  readonly uid: number;
  readonly cid: string;
  /** When it began, in milliseconds since 1970. */
  readonly stamp: number;
  /** When it was answered, in milliseconds since 1970. */
  readonly start: number | null;
  /** When it came into the queue, in seconds since 1970. */
  readonly inq?: number;
  /** When it left the queue, in seconds since 1970. */
  readonly outq?: number;
  readonly qcall?: boolean;
  readonly device: Device | null;
  readonly party: "caller" | "callee";
  readonly features: string;
  readonly state: "down" | "dial" | "ring" | "up" | "hold" | "park" | "dead";
  /** Of the near end. */
  readonly nrState: string;
  readonly remoteMedia: never[];
  readonly dtmfString?: string;
  hangup(callback?: (ok: true) => void): Promise<void>;
  hold(callback?: (ok: true) => void): Promise<void>;
  /** Answers, and takes off hold. */
  talk(callback?: (ok: true) => void): Promise<void>;
  /** Transfers it. */
  send(target: string | Extension | Address, callback?: (error: number | true | null, text: string) => void): Promise<void>;
}

/** A handset. */
export interface Phone extends Entity<Phone> {
  readonly name: string;
  readonly owner: Contact | null;
  readonly ownerID: number;
  readonly lines: number;
  readonly devices: Device[];
  readonly deviceNames: string[];
  readonly extensions: Extension[];
  readonly mac: string;
  readonly features: string;
}

/** A number of the PBX. */
export interface Extension extends Entity<Extension> {
  readonly extension: string;
  readonly number: string;
  readonly name: string;
  readonly owner: Contact | null;
  readonly ownerID: number;
  readonly canOpt: boolean;
  readonly company: string;
  readonly contacts: Contact[];
  readonly ddis: string[];
  readonly type: string;
  readonly blf: Blf;
  dial(device: Device, callback?: (ok: true) => void): Promise<unknown>;
}

/** A user of the PBX. */
export interface Contact extends Entity<Contact> {
  readonly cID: number;
  readonly name: string;
  readonly uname: string;
  readonly company: string;
  readonly companyName: string;
  readonly email: string;
  readonly canCall: boolean;
  readonly canChat: boolean;
  readonly canTag: boolean;
  readonly chatID: string;
  /** Null until `enableTags`, and where it cannot be tagged. An array that is set is saved. */
  get tags(): string[] | null;
  set tags(tags: string[]);
  readonly states: Record<string, unknown>;
  /** Presence in chat, not the handset's. */
  readonly show: "online" | "away" | "dnd" | "";
  readonly blf: Blf;
  dial(device: Device, callback?: (ok: true) => void): Promise<unknown>;
  /** The address of the picture. */
  photo(size: string | number): Promise<string>;
  /** Not supported: rejects with errno 99. */
  chat(callback?: unknown): Promise<never>;
}

/** An entry of the address book. */
export interface Address extends Entity<Address> {
  readonly key: string;
  readonly name: string;
  readonly number: string;
  readonly group: "system" | "company" | "personal";
  readonly email: string;
  readonly isMe: boolean;
  readonly canCall: boolean;
  readonly canChat: boolean;
  readonly canTag: boolean;
  readonly contact: Contact | null;
  readonly show: Contact["show"];
  readonly blf: Blf;
  get tags(): string[] | null;
  set tags(tags: string[]);
  /** For `Array.prototype.sort`: by name. */
  sortFn(other: Address): number;
  dial(device: Device, callback?: (ok: true) => void): Promise<unknown>;
}

/** A voice mailbox. */
export interface Mailbox extends Entity<Mailbox> {
  /** For example `123@default`. */
  readonly name: string;
  readonly label: string;
  readonly read: number;
  readonly unread: number;
}

/** A queue of calls. */
export interface Queue extends Entity<Queue> {
  readonly name: string;
  readonly label: string;
  /** Calls that wait. */
  readonly depth: number;
  /** By `cid`. */
  readonly calls: Record<string, Call>;
  /** By name of a device its state in the queue. */
  readonly members: Record<string, string>;
}

/** The classes of live objects. Rooms, files and video calls are not offered. */
export interface IPCortexTypes {
  readonly Device: EntityClass<Device>;
  readonly Call: EntityClass<Call>;
  readonly Phone: EntityClass<Phone>;
  readonly Extension: EntityClass<Extension>;
  readonly Contact: EntityClass<Contact>;
  readonly Address: EntityClass<Address>;
  readonly Mailbox: EntityClass<Mailbox>;
  readonly Queue: EntityClass<Queue>;
  readonly Room: EntityClass<never>;
  readonly File: EntityClass<never>;
  readonly Av: EntityClass<never>;
}

/** What `startFeed` loads, and how. Without any data set, or with none named: all of them. */
export interface FeedOptions {
  /** Devices and their calls. */
  device?: boolean;
  /** The same, of the user's own devices only. */
  deviceMin?: boolean;
  mailbox?: boolean;
  /** Queues, their calls and members. */
  queue?: boolean;
  /** Presence, for chat. */
  presence?: boolean;
  /** Between two pings, in seconds: 10 to 999. @defaultValue 540 */
  pingtime?: number | null;
  /** For how long to try again after a failure, in seconds; 0 not at all, null for ever. @defaultValue null */
  maxWSRetryTime?: number | null;
  errorCB?: ErrorCallback;
}

/** What `Auth.login` takes. */
export interface LoginOptions {
  username?: string;
  password?: string;
  token?: string;
  /** Only asks whether the page is logged in. */
  checkonly?: boolean;
  /** Keeps the sessions of tabs apart. */
  subid?: string;
}

/** Who is logged in. */
export interface Auth {
  /** Where the PBX is. */
  setHost(url: string | URL): void;
  /** Logs in. `POST /rest/auth/` */
  login(options?: LoginOptions): Promise<void>;
  login(callback: (success: boolean, message: string) => void, options?: LoginOptions): Promise<void>;
  login(username: string, password: string, unused?: null, callback?: (success: boolean) => void): Promise<void>;
  /** Logs out, and stops the feed. `POST /rest/auth/logout` */
  logout(): Promise<void>;
  exit(options?: { logout?: boolean }): Promise<void>;
  getSubID(): string;
  getUserInfo(): { id?: number };
  /** Null where nobody is logged in. */
  readonly id: number | null;
  readonly uname: string | null;
  readonly name: string | null;
  readonly company: string | null;
}

/** A collection for pages that render, in the form of `useSyncExternalStore`: the same array until something in it changes. */
export interface Collection<T> {
  subscribe(callback: () => void): () => void;
  getSnapshot(): readonly T[];
}

/** A server for WebRTC. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/** The program of a PBX. Its methods are free of `this`. */
export interface PBX {
  readonly Auth: Auth;
  /** Users of the PBX; a fresh array. */
  readonly contacts: Contact[];
  /** The user's own devices; a fresh array. */
  readonly owned: Device[];
  /** Loads everything and keeps it current; resolves when it is loaded. */
  startFeed(options?: FeedOptions | null): Promise<void>;
  startFeed(callback: (() => void) | null, error?: ErrorCallback | null, options?: FeedOptions | null): Promise<void>;
  /** The old name of `startFeed`. */
  startPoll: PBX["startFeed"];
  /** Freezes everything; `startFeed` goes on with the settings before. */
  pauseFeed(): Promise<void>;
  /** Ends the feed and forgets everything. */
  stopFeed(): Promise<void>;
  /** The old name of `stopFeed`. */
  stopPoll: PBX["stopFeed"];
  /** While on, only what is about the user comes. @provisional the name is ours: the vendor's is not publicly known */
  setIdle(enable: boolean): Promise<void>;
  /** Loads the same once, without updates. */
  fetchData(callback?: (() => void) | null, error?: ErrorCallback | null): Promise<void>;
  /** Loads tags and keeps them current; wait for it before `getAddressbook`. */
  enableTags(): Promise<void>;
  /** @provisional the name is ours: the vendor's is not publicly known */
  disableTags(): Promise<void>;
  /** @provisional the name is ours: the vendor's is not publicly known */
  restRequest(path: string, data: unknown, callback?: () => void): Promise<unknown>;
  /** Devices that the user uses, in the order of the handset's lines. */
  getLines(callback: null | undefined, owned: boolean | undefined, immediate: true): Device[];
  getLines(callback?: ((lines: Device[]) => void) | null, owned?: boolean): Promise<Device[]>;
  /** The whole address book; the callback hears of what is new, and of the keys of what is gone. */
  getAddressbook(callback?: (added: Address[], removed: string[]) => void): Promise<Address[]>;
  /** Clocks in seconds; `driftTime` is above 0 where the page's is fast. @provisional known from an older generation only */
  getTimeDelta(callback?: (drift: TimeDelta) => void): Promise<TimeDelta>;
  /** Posts JSON to a path of the PBX. @provisional the name is ours: the vendor's is not publicly known */
  restCall(path: string, data?: unknown, callback?: (result: unknown) => void): Promise<unknown>;
  /** Other STUN and TURN servers than the PBX says; null keeps its own. @provisional the name is ours */
  setStunTurn(stun: string | null, turn: IceServer[] | null): Promise<void>;
  /** The servers in force. Ours, like all that follows. */
  readonly iceServers: Promise<IceServer[]>;
  readonly live: {
    readonly contacts: Collection<Contact>;
    readonly devices: Collection<Device>;
    readonly calls: Collection<Call>;
    readonly phones: Collection<Phone>;
    readonly extensions: Collection<Extension>;
    readonly queues: Collection<Queue>;
    readonly mailboxes: Collection<Mailbox>;
    readonly lines: Collection<Device>;
    readonly addressbook: Collection<Address>;
  };
  readonly feed: Feed;
  /** Calls back after a time in which changes may have been missed; returns what ends that. */
  onGap(listener: (gap: Gap) => void): () => void;
  /** Ends everything. */
  close(): void;
  [Symbol.dispose](): void;
  /** Chat is not offered. */
  enableChat(...given: unknown[]): false;
  enableFeature(...given: unknown[]): false;
  enableHistory(...given: unknown[]): false;
  chatInvite(...given: unknown[]): Promise<never>;
  /** Does nothing: requests are not used again here. */
  httpStopReuse(): void;
  /** Names that `installIPCortex` was given. */
  [name: string]: unknown;
}

/** Both clocks, in seconds since 1970. */
export interface TimeDelta {
  clientTime: number;
  serverTime: number;
  driftTime: number;
}

/** The slots of `names`. */
export type Slot =
  | "feed.start"
  | "feed.pause"
  | "feed.stop"
  | "feed.idle"
  | "feed.fetch"
  | "tags.enable"
  | "tags.disable"
  | "rest.live"
  | "lines.get"
  | "addressbook.get"
  | "time.drift"
  | "rest.general"
  | "ice.override";

/** Rows by kind, as adapters bring them: keys stand for other rows. */
export type Objects = Partial<Record<"contact" | "phone" | "device" | "extension" | "queue" | "mailbox" | "call", Record<string, unknown>[]>>;

/** A frame of a feed, `t` its type: `welcome`, `snap`, `delta`, `lines`, `book`, `tags`, `ack`, `pong`, `err`, and `closed` for the end of a link. */
export type Frame = { t: string; [field: string]: unknown };

/** How a page reaches a PBX that is not reached by `ipcx/1`. What it does not have rejects with errno 99. */
export interface Adapter {
  login?(credentials: LoginOptions): Promise<{ id: number; uname?: string; name?: string; company?: string; pbxVersion?: string }>;
  logout?(): Promise<unknown>;
  snapshot?(want: { datasets: Record<string, boolean>; idle: boolean }): Promise<{ objects: Objects; lines?: { used: string[]; owned: string[] } }>;
  /** Frames may come before it resolves. */
  openFeed?(hello: Record<string, unknown>, onEvent: (frame: Frame) => void): Promise<{ send(frame: Frame): void; close(code?: number): void }>;
  addressbook?(since?: number): Promise<{ rev?: number; added?: Record<string, unknown>[]; removed?: string[] }>;
  /** By `contact:117` or `address:a-9`. */
  tags?(): Promise<Record<string, string[]>>;
  setTags?(target: string, tags: string[]): Promise<unknown>;
  /** In seconds since 1970. */
  serverTime?(): Promise<number>;
  iceServers?(): Promise<{ stun?: string; turn?: IceServer[] }>;
  callOp?(operation: { op: "dial" | "hangup" | "hold" | "talk" | "send"; device?: string; cid?: string; number?: string; target?: string }): Promise<unknown>;
  rest?(path: string, body: string | undefined): Promise<unknown>;
}

/** Options of {@link vendorScript}. */
export interface VendorScriptOptions {
  /** The appliance. */
  host?: string | URL;
  /** Where its script is, if not at the usual place. */
  script?: string;
  /** Loads the wrapper page's script, which calls `onAPILoadReady`. */
  wrapper?: boolean;
  /** @defaultValue 30000 */
  timeoutMs?: number;
  /** The global that a script has already defined. */
  api?: unknown;
}

/**
 * An adapter over the script that a real appliance serves, through its documented functions only. What the script does not offer
 * rejects with errno 99.
 *
 * @example
 * ```js
 * const host = "https://pbx.example.com";
 * const { PBX } = installIPCortex({ host, adapter: vendorScript({ host }) });
 * ```
 */
export declare function vendorScript(options?: VendorScriptOptions): Adapter;

/** Options of `installIPCortex`. */
export interface IPCortexOptions extends ClientOptions {
  /** Where the PBX is. @defaultValue the page's own address */
  host?: string | URL;
  /** The same under the name that all clients of this package share. */
  baseUrl?: string | URL;
  /** @defaultValue `ipcx/1` */
  adapter?: "ipcx/1" | Adapter;
  /** Further names of slots. */
  names?: Partial<Record<Slot, string | string[]>>;
  /** Asks the user who he is, where `login()` is called without a name. */
  prompt?: () => LoginOptions | Promise<LoginOptions>;
  /** Keeps the sessions of tabs apart. @defaultValue one of each page's own */
  subid?: string;
  /** Sets the global `IPCortex`, as the vendor's script does. */
  global?: boolean;
  /** Called when nobody is logged in any more. */
  onAuthRequired?: (error: IPCortexError) => void;
}

/** One installation: its own PBX, its own objects. */
export interface Installed {
  readonly PBX: PBX;
  readonly Types: IPCortexTypes;
}

/**
 * Makes an `IPCortex` of its own.
 *
 * @throws {PbxError} `invalid-argument` that names the option.
 * @example
 * ```js
 * const { PBX, Types } = installIPCortex({ host: "https://pbx.example.com" });
 * await PBX.Auth.login({ username: "jane", password });
 * await PBX.startFeed();
 * Types.Call.addListener("new", (call) => console.log(call.name, call.number));
 * ```
 */
export declare function installIPCortex(options?: IPCortexOptions): Installed;

/**
 * The vendor's object: an installation whose PBX is the page's own address until `Auth.setHost` names another. It is made when it is
 * first used.
 */
export declare const IPCortex: Installed;
