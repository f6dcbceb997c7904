/** By vendor: what its fixtures may say, and what a simulation gives of it. Each vendor's part below adds its own. */
export interface SimulatedVendors {}

/** Systems that can be simulated. */
export type SimulatedVendor = keyof SimulatedVendors;

/** Options of {@link simulate}. */
export interface SimulateOptions<V extends SimulatedVendor = SimulatedVendor> {
  /** Which PBXs to simulate. */
  vendors: readonly V[];
  /** `manual`: time moves by `clock.advance` alone, from 2026-01-05T09:00:00Z. @defaultValue `real` */
  clock?: "real" | "manual";
  /** How many times faster than real time passes; for the real clock. @defaultValue 1 */
  speed?: number;
  /** Makes tokens, ids and calls repeatable. @defaultValue 1 */
  seed?: number;
  /** What exists at the start, by vendor. */
  fixtures?: { [K in SimulatedVendor]?: SimulatedVendors[K]["fixtures"] };
  /** `false`: no port; use `sim.fetch` and `sim.WebSocket`. A page always runs so. @defaultValue a free port of 127.0.0.1 per vendor */
  listen?: false | ListenOptions;
}

/** Where the simulated PBXs listen. */
export interface ListenOptions {
  /** @defaultValue `127.0.0.1` */
  host?: string;
  /** By vendor; 0 is any free one, as is that of gRPC always. */
  ports?: Partial<Record<SimulatedVendor, number>>;
  /** https and wss: `true` makes a certificate for localhost. */
  tls?: boolean | { key: string; cert: string };
}

/** Which requests a fault meets: `"GET /api/v1.0/login"`, a path, or `"socket"` for opening a feed. */
export type FaultMatch = string | { method?: string; path?: string | RegExp };

/** What goes wrong. Without `times`, once. */
export interface Fault {
  /** How many requests it meets. `Infinity` is for ever. @defaultValue 1 */
  times?: number;
  /** Wait first, in the simulator's time. */
  delayMs?: number;
  /** Answer with this HTTP status instead. For a socket: refuse the upgrade with it. */
  status?: number;
  /** Refuse with this code of the vendor's own instead, in its form: `errcode` for Yeastar, `code` for Telnyx, gRPC's for Fonoster, `err_code` for PortSIP, `errno` for IPCortex. */
  errcode?: number;
  /** The words that go with it. */
  errmsg?: string;
  /** Answer with this body (text as it is, anything else as JSON). */
  body?: unknown;
  /** Extra headers of the answer. */
  headers?: Record<string, string>;
  /** Answer with text that is not JSON. */
  malformed?: true;
  /** Never answer. */
  hang?: true;
  /** Send the head and a part of the body, then nothing. */
  hangBody?: true;
  /** Send head and body, and then blanks without end. */
  endlessBody?: true;
  /** Cut the connection: `before` anything is done, or `after` it is done and before the answer. */
  drop?: "before" | "after";
}

/** A request as it came, secrets masked. */
export interface RecordedRequest {
  /** From 1, in the order of arrival. */
  readonly id: number;
  /** Simulator's time, in milliseconds since 1970. */
  readonly at: number;
  readonly vendor: SimulatedVendor;
  readonly method: string;
  /** Path and query just as they came, secrets masked. */
  readonly target: string;
  readonly path: string;
  /** Names in lower case. A masked value is `***` and its length: `***32`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, secrets masked; of a gRPC call the message as JSON, with the fields that were on the wire. */
  readonly body: string;
  /** Answered status; 0 while under way, or when the connection was cut. */
  readonly status: number;
  /** Whether it opened a socket. */
  readonly upgrade: boolean;
  /** Frames that came on its socket, in order. */
  readonly frames: readonly { readonly at: number; readonly data: string }[];
  /** How its socket ended. */
  readonly closed?: { readonly at: number; readonly code: number };
}

/** Narrows {@link Simulation.requests}; a string is `"METHOD /path"` or `/path`. */
export type RequestFilter = string | { vendor?: SimulatedVendor; method?: string; path?: string; since?: number };

/** The clock of a simulation. */
export interface SimulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves a manual clock, running what is due on the way. */
  advance(ms: number): Promise<void>;
}

/** A running simulation. */
export type Simulation<V extends SimulatedVendor = SimulatedVendor> = {
  readonly clock: SimulatorClock;
  /** Requests so far, in order, secrets masked. */
  requests(filter?: RequestFilter): RecordedRequest[];
  /** Requests to routes that no such PBX has; they were answered with 501. */
  readonly unmatched: RecordedRequest[];
  /** Runs the same PBXs without a port. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Runs the same PBXs without a port. */
  readonly WebSocket: new (url: string | URL, protocols?: string | string[]) => WebSocket;
  /** Closes sockets and ports. */
  close(): Promise<void>;
} & Pick<{ readonly [K in SimulatedVendor]: SimulatedVendors[K]["simulated"] }, V>;

/**
 * Starts simulated PBXs.
 *
 * @example
 * ```js
 * import { simulate } from "softphone-admin/simulator";
 *
 * const sim = await simulate({ vendors: ["yeastar"], clock: "manual", seed: 1 });
 * sim.yeastar.fault("GET /api/v1.0/cdr/searchpersonal", { status: 503 });
 * await sim.close();
 * ```
 */
export declare function simulate<const V extends SimulatedVendor>(options: SimulateOptions<V>): Promise<Simulation<V>>;

// ---- Yeastar ------------------------------------------------------------------------------------------------

export interface SimulatedVendors {
  yeastar: { fixtures: YeastarFixtures; simulated: SimulatedYeastar };
}

/** What the Yeastar PBX has at the start. Everything may be left out. */
export interface YeastarFixtures {
  /** 1 mainland-China plan (`cn`), others `en`. @defaultValue 0 */
  baseOemId?: number;
  /** Firmware; `null` leaves it out of the answer. @defaultValue `37.14.0.30` */
  version?: string | null;
  /** Extensions; a number makes so many from 1000 up. @defaultValue 3 */
  extensions?: number | YeastarExtension[];
  /** Whether the PBX allows its clients (`cn` plan). @defaultValue 1 */
  internalClient?: number;
  /** Licensed services. */
  services?: { service_name: string; status: string }[];
  /** Call records: a number makes so many, spread over the day so far. @defaultValue 0 */
  calls?: number;
  /** A new call starts every so many milliseconds, now and then (real or manual time). @defaultValue none */
  trafficMs?: number;
  /** Milliseconds from the push of a `cdrChange` to the row being readable. @defaultValue 0 */
  rowDelayMs?: number;
}

/** An extension of the Yeastar PBX. */
export interface YeastarExtension {
  id?: number;
  number: string;
  name?: string;
  /** Signature that signs it in; made from the number when left out. */
  signature?: string;
  webClient?: number;
  desktopClient?: number;
  recordPermissions?: number;
}

/** What can be seen and done with a simulated Yeastar PBX. */
export interface SimulatedYeastar {
  /** Its address, without a final slash. */
  readonly url: string;
  /** Signs in as the first extension. */
  readonly credentials: { username: string; secret: string };
  /** Signs in as any extension. */
  credentialsOf(extension: string): { username: string; secret: string };
  /** Makes something go wrong; returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /**
   * Pushes on the open sockets: an event (`to` one extension's sockets that subscribed to it, or all), a raw
   * text, or a close (code 1006 cuts the connection). Answers how many sockets it reached.
   */
  emit(
    event:
      | { type: number; msg?: unknown; to?: string; errcode?: number; force?: boolean }
      | { raw: string; to?: string }
      | { close: number; to?: string },
  ): number;
  /** A call happens and ends: its record appears and `cdrChange` follows. */
  placeCall(call: {
    from: string;
    to: string;
    disposition?: "ANSWERED" | "NO ANSWER" | "BUSY" | "FAILED" | "VOICEMAIL";
    talkSeconds?: number;
  }): { uniqueid: string };
  /** Makes every token invalid, as after a restart of the PBX. Sockets stay unless `closeSockets`. */
  revokeTokens(options?: { closeSockets?: boolean }): void;
  /** A copy of what it knows. */
  readonly state: {
    extensions: { id: number; number: string; name: string }[];
    sessions: { extension: string; client: string }[];
    /** Open sockets with their topics. */
    sockets: { extension: string; topics: number[] }[];
    /** How many records there are. */
    calls: number;
  };
}

// ---- Telnyx -------------------------------------------------------------------------------------------------

export interface SimulatedVendors {
  telnyx: { fixtures: TelnyxFixtures; simulated: SimulatedTelnyx };
}

/** An object as it is on the wire. In fixtures: the body that would create it. */
export type TelnyxObject = Record<string, unknown>;

/** Of a fixture: a number makes so many plausible ones; bodies may bring an `id` and a `created_at`. */
export type TelnyxObjects = number | readonly TelnyxObject[];

/** What the Telnyx account holds at the start, and how it behaves. Everything may be left out. */
export interface TelnyxFixtures {
  /** Connections of all three kinds, half of them credential connections; where a kind says nothing of its own. @defaultValue 8 */
  connections?: number;
  credentialConnections?: TelnyxObjects;
  fqdnConnections?: TelnyxObjects;
  ipConnections?: TelnyxObjects;
  /** @defaultValue one per FQDN connection */
  fqdns?: TelnyxObjects;
  /** @defaultValue one per IP connection */
  ips?: TelnyxObjects;
  /** @defaultValue 3 */
  outboundVoiceProfiles?: TelnyxObjects;
  /** @defaultValue 3 */
  accessIPRanges?: TelnyxObjects;
  /** Calls under way. @defaultValue 0 */
  calls?: number;
  /** A call starts or ends, or a phone registers, every so many milliseconds, now and then. @defaultValue none */
  trafficMs?: number;
  /** What a page of another origin may send and read. @defaultValue `open` */
  cors?: "open" | "strict" | TelnyxCors;
  /** Answers show passwords as `********`. @defaultValue false */
  maskPasswords?: boolean;
  /** @defaultValue `normal` */
  meta?: TelnyxMeta;
  /** @defaultValue none */
  rateLimit?: TelnyxRateLimit;
  /** How long a token of the OAuth endpoint lives. @defaultValue 3600 */
  tokenSeconds?: number;
}

/** `open`: any request header, all answer headers. `strict`: what is left out here. */
export interface TelnyxCors {
  /** Request headers. @defaultValue `authorization`, `content-type`, `accept` */
  headers?: readonly string[];
  /** Answer headers that the page may read, such as `retry-after`. @defaultValue none */
  exposes?: readonly string[];
}

/** How lists give their `meta`: as they should, not at all, or with text in place of numbers. */
export type TelnyxMeta = "normal" | "missing" | "strings";

/** So many requests in any span of so many milliseconds of the simulator's time; more are refused with 429. */
export interface TelnyxRateLimit {
  requests: number;
  windowMs: number;
}

export type TelnyxRegistrationStatus = "Not Applicable" | "Not Registered" | "Failed" | "Expired" | "Registered" | "Unregistered";

/** What the registration check of a credential connection answers. */
export interface TelnyxRegistration {
  status: TelnyxRegistrationStatus;
  ip_address?: string | null;
  port?: number | null;
  transport?: string | null;
  user_agent?: string | null;
  last_registration?: string | null;
}

/** A call under way. */
export interface TelnyxCall {
  call_control_id: string;
  call_leg_id: string;
  call_session_id: string;
  client_state: string;
  /** Seconds so far. */
  call_duration: number;
  record_type: string;
}

/** What can be seen and done with a simulated Telnyx account. */
export interface SimulatedTelnyx {
  /** The base URL of its API, with `/v2`, without a final slash. */
  readonly url: string;
  readonly credentials: { apiKey: string; readOnlyApiKey: string; clientID: string; clientSecret: string };
  /** Makes something go wrong; returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /** Starts a call on a connection. */
  startCall(connectionId: string, options?: { clientState?: string }): TelnyxCall;
  /** Answers whether there was such a call. */
  endCall(callControlId: string): boolean;
  /** What the registration check answers from now on; a status alone brings plausible facts with it. */
  setRegistration(connectionId: string, registration: TelnyxRegistrationStatus | TelnyxRegistration): void;
  /** How lists give their `meta` from now on. */
  meta(mode: TelnyxMeta): void;
  /** Limits the requests from now on; `null` lifts the limit. */
  limitRate(limit: TelnyxRateLimit | null): void;
  /** Makes the tokens of the OAuth endpoint invalid; API keys stay. */
  expireTokens(): void;
  /** A copy of what it holds, oldest first, passwords as they are. */
  readonly state: {
    credentialConnections: TelnyxObject[];
    /** With their `authentication`. */
    fqdnConnections: TelnyxObject[];
    ipConnections: TelnyxObject[];
    fqdns: TelnyxObject[];
    ips: TelnyxObject[];
    outboundVoiceProfiles: TelnyxObject[];
    accessIPRanges: TelnyxObject[];
    calls: (TelnyxCall & { connection_id: string })[];
    /** How many OAuth tokens are valid. */
    tokens: number;
  };
}

// ---- Fonoster -----------------------------------------------------------------------------------------------

export interface SimulatedVendors {
  fonoster: { fixtures: FonosterFixtures; simulated: SimulatedFonoster };
}

/** What the Fonoster deployment has at the start, and how it behaves. Everything may be left out. */
export interface FonosterFixtures {
  /** `v1beta2`: gRPC, and gRPC-Web for pages. `v1beta1`: the REST gateway of old, under `/api`. @defaultValue `v1beta2` */
  generation?: "v1beta2" | "v1beta1";
  /** Agents, oldest first; a number makes so many plausible ones of the workspace that `credentials` open. @defaultValue 8 */
  agents?: number | readonly FonosterAgent[];
  /** So many agents of another workspace, evenly between the others. @defaultValue 0 */
  foreignAgents?: number;
  /** Addresses of the workspace's domains. @defaultValue `sip.local`, `sip.branch.local` */
  domains?: readonly string[];
  /** Something changes every so many milliseconds, now and then. @defaultValue none */
  trafficMs?: number;
  /** v1beta2: how long access and id tokens live. @defaultValue 900 */
  accessSeconds?: number;
  /** v1beta2: how long refresh tokens live. @defaultValue 86400 */
  refreshSeconds?: number;
  /** v1beta2: what the user must send beside the password. @defaultValue nothing */
  twoFactorCode?: string;
  /** v1beta2: how lists are cut, since 0.16.10 or before. @defaultValue `v0.16.10` */
  pagination?: "v0.16.10" | "legacy";
  /** v1beta2: which gRPC-Web the proxy lets in: `application/grpc-web-text` alone, or any. @defaultValue `strict` */
  routing?: "strict" | "lenient";
  /** v1beta2: where a refused gRPC-Web call has its status: in the HTTP headers, or in a trailer frame. @defaultValue `headers` */
  errors?: "headers" | "trailer";
  /** v1beta2: `true` is the vendor's own, 100 in a minute. @defaultValue none */
  rateLimit?: true | FonosterRateLimit;
  /** v1beta1: whose the key is; `USER` may not call anything. @defaultValue `PROJECT` */
  role?: "PROJECT" | "USER";
}

/** An agent of the fixtures. One with neither name nor username is a plausible person. */
export interface FonosterAgent {
  ref?: string;
  name?: string;
  username?: string;
  /** @defaultValue `NONE` */
  privacy?: "NONE" | "PRIVATE";
  /** v1beta2 only, as the next two. @defaultValue true */
  enabled?: boolean;
  /** @defaultValue -1, without a limit */
  maxContacts?: number;
  /** @defaultValue 0 */
  expires?: number;
  /** The address of one of the domains. */
  domain?: string;
  /** Its SIP password: in v1beta2, that of credentials that are made for it. */
  secret?: string;
  /** In seconds since 1970. @defaultValue an hour before the next one */
  createdAt?: number;
  /** `own`: that of `credentials`. `branch`: one that the user's password opens too. `foreign`: neither. @defaultValue `own` */
  workspace?: FonosterWorkspace;
}

export type FonosterWorkspace = "own" | "branch" | "foreign";

/** So many requests, of all callers, then 429 until the window of so many milliseconds ends. */
export interface FonosterRateLimit {
  requests: number;
  windowMs: number;
}

/** What can be seen and done with a simulated Fonoster deployment. */
export interface SimulatedFonoster {
  /** The base URL for pages, without a final slash; of v1beta1 with `/api`. */
  readonly url: string;
  /** v1beta2 on a port: where it speaks gRPC itself, `127.0.0.1:PORT`. */
  readonly grpc: string | undefined;
  /** v1beta2: an API key with its workspace, and a user's email and password. v1beta1: the key alone. */
  readonly credentials: {
    accessKeyId: string;
    accessKeySecret: string;
    workspace?: string;
    username?: string;
    password?: string;
  };
  /** Makes something go wrong; returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /** v1beta2: limits the proxy's requests from now on; `true` is the vendor's own limit, `null` lifts it. */
  limitRate(limit: true | FonosterRateLimit | null): void;
  /** v1beta2: nothing answers behind the proxy, until told otherwise. */
  goDown(down?: boolean): void;
  /** Access tokens do not hold any more, though their time is not over; of v1beta1 the secret. */
  expireTokens(): void;
  /** v1beta2: nor do refresh tokens. */
  revokeRefreshTokens(): void;
  /** A copy of what it holds, oldest first, with passwords. */
  readonly state: {
    /** v1beta2: the ids of the workspaces. */
    workspaces: Partial<Record<FonosterWorkspace, string>>;
    agents: FonosterAgentState[];
    domains: { domainUri: string; ref?: string; name?: string; workspace?: FonosterWorkspace }[];
    /** v1beta2 only. */
    credentials: { ref: string; name: string; username: string; password: string; workspace: FonosterWorkspace }[];
    /** How many tokens hold. */
    tokens: { access: number; refresh: number };
  };
}

/** An agent as the deployment keeps it; what follows `privacy` is of v1beta2 up to `updatedAt`, then of v1beta1. */
export interface FonosterAgentState {
  ref: string;
  workspace: FonosterWorkspace;
  name: string;
  username: string;
  /** `NONE`, `PRIVATE`; of v1beta1 `none`, `private`. */
  privacy: string;
  enabled?: boolean;
  maxContacts?: number;
  expires?: number;
  /** The address of its domain. */
  domain?: string;
  credentialsRef?: string;
  /** In seconds. */
  createdAt?: number;
  updatedAt?: number;
  secret?: string;
  domains?: string[];
  /** ISO-8601. */
  createTime?: string;
  updateTime?: string;
}

// ---- PortSIP ------------------------------------------------------------------------------------------------

export interface SimulatedVendors {
  portsip: { fixtures: PortsipFixtures; simulated: SimulatedPortsip };
}

/** A provider (SIP trunk) with the fields of its dialect; those of v12 are understood in v22 too. */
export type PortsipProvider = { id?: string | number | bigint; status?: PortsipStatus } & Record<string, unknown>;

export type PortsipStatus = "ONLINE" | "OFFLINE";

/**
 * What the PortSIP PBX has at the start, and how it behaves. Everything may be left out; a name that is none of these
 * is refused.
 */
export interface PortsipFixtures {
  /** `v12`: `/providers/create` and so on, the token in `access_token`. `v22`: `/providers/{id}`, Bearer. @defaultValue `v12` */
  dialect?: "v12" | "v22";
  /** A number makes so many plausible ones, every sixth of which is offline. @defaultValue 12 */
  providers?: number | readonly PortsipProvider[];
  /** The first id. @defaultValue `9007199254740993` */
  idStart?: string | bigint;
  /** v12: how it writes ids; it reads both. @defaultValue `number` */
  idEncoding?: "number" | "string";
  /** How long a token lives, in seconds. @defaultValue 600; of v22 1800 */
  tokenTtl?: number;
  /** Each successful request makes a token live for its whole time again. @defaultValue true; of v22 false */
  sliding?: boolean;
  /** @defaultValue 32; of v22 48 */
  tokenLength?: number;
  /** What a token that does not hold is refused with. @defaultValue 401 */
  authFailureStatus?: number;
  /** It is refused with 200 and a body that says so. @defaultValue false */
  authErrorAt200?: boolean;
  /** What a wrong sign-in is refused with. @defaultValue 400 */
  badLoginStatus?: number;
  /** v12: the token may come as `Authorization: Bearer` too. @defaultValue false */
  acceptBearer?: boolean;
  /** Anything makes a provider, even `{}`. @defaultValue false */
  lenientCreate?: boolean;
  /** A name that is taken is refused with 409. @defaultValue false */
  uniqueNames?: boolean;
  /** v12: a change must have every field that the reference says. @defaultValue false */
  strictUpdate?: boolean;
  /** What an id of no provider is refused with. @defaultValue 404; 400 where v12 destroys */
  unknownIdStatus?: number;
  /** What `count` of a list counts. @defaultValue `total` */
  countMeaning?: "total" | "page";
  /** A page has no more than so many; `pagesize` of the answer says so. @defaultValue none */
  pageSizeCap?: number;
  /** v12: `page_count` is the number of the page, as in the sample of the reference. @defaultValue false */
  pageCountBug?: boolean;
  /** v12: page 0 is answered like page 1. @defaultValue false */
  zeroBased?: boolean;
  /** The body of a success that says nothing, such as `{}`. @defaultValue none at all */
  emptyBody?: string;
  /** From a registration's start to its success. @defaultValue 2000 */
  registerDelayMs?: number;
  /** v12: names of the query may have capitals. @defaultValue false */
  caseInsensitiveQuery?: boolean;
  /** v12: what `account/token/refresh` does: gives a new token (the old one ends), gives the old one its whole time again, or 404. @defaultValue `renews` */
  refresh?: "renews" | "extends" | "missing";
  /** v22: where to sign in: `/auth/sign_in`, or `/login/oauth/token` as of old. @defaultValue `sign_in` */
  signIn?: "sign_in" | "oauth";
  /** v22: what `/auth/verify_otp` wants after the password; `true` is `123456`. @defaultValue false */
  twoFactor?: boolean | string;
  /** Whether a subscription that went well is answered. @defaultValue false; of v22 true */
  subscribeAck?: boolean;
  /** So many requests in any minute, then 429. @defaultValue none */
  rateLimit?: number | null;
  /** Whether pages of another origin may ask. @defaultValue true */
  cors?: boolean;
  /** A trunk goes offline or comes back every so many milliseconds, now and then. @defaultValue none */
  trafficMs?: number;
}

/** What can be seen and done with a simulated PortSIP PBX. */
export interface SimulatedPortsip {
  /** The base URL of its API, with `/api`, without a final slash. */
  readonly url: string;
  /** Where its socket is. */
  readonly wsiUrl: string;
  /** The administrator. */
  readonly credentials: { name: string; password: string };
  /** The tenant, who alone may hear of trunks. */
  readonly tenant: { name: string; password: string };
  /** An extension of the tenant. */
  readonly extension: { number: string; password: string; sipPassword: string; email: string; domain: string };
  /** Makes something go wrong; returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /** A trunk comes or goes; who has subscribed hears of it, if that is a change. */
  setStatus(id: string, status: PortsipStatus): void;
  /** Pushes this (text as it is, anything else as JSON) on the sockets that have subscribed to anything; answers how many. */
  emit(event: unknown): number;
  /** Adds one that has been there for long, and answers its id. */
  addProvider(provider?: PortsipProvider): string;
  removeProvider(id: string): void;
  /** Access tokens do not hold any more, though their time is not over. */
  expireTokens(): void;
  /** Closes the sockets with this code; 1006, or none, cuts them. Answers how many. */
  dropSockets(code?: number): number;
  /** Nobody is told of the next so many trunk events. */
  missEvents(count: number): void;
  /** Limits the requests a minute from now on; `null` lifts it. */
  limitRate(perMinute: number | null): void;
  /** A copy of what it holds, ids in decimal digits, with passwords. */
  readonly state: {
    /** By id, in the words of the dialect. */
    providers: ({ id: string; status: PortsipStatus } & Record<string, unknown>)[];
    /** How many access tokens hold. */
    tokens: number;
    /** How many sockets are open. */
    sockets: number;
    /** How many of them have subscribed to anything. */
    subscribed: number;
  };
}

// ---- IPCortex -----------------------------------------------------------------------------------------------

export interface SimulatedVendors {
  ipcortex: { fixtures: IpcortexFixtures; simulated: SimulatedIpcortex };
}

export type IpcortexKind = "contact" | "phone" | "device" | "extension" | "queue" | "mailbox" | "call";

export type IpcortexRole = "user" | "receptionist" | "company-admin" | "admin" | "sys-admin";

export type IpcortexCallState = "down" | "dial" | "ring" | "up" | "hold" | "park" | "dead";

/** An object as it is on the wire. */
export type IpcortexObject = Record<string, any>;

export type IpcortexObjects = Record<IpcortexKind, IpcortexObject[]>;

/** Which data a feed brings; nothing said is all of it. */
export interface IpcortexDatasets {
  device?: boolean;
  deviceMin?: boolean;
  mailbox?: boolean;
  queue?: boolean;
  presence?: boolean;
}

/** Who may log in. What is left out is plausible. */
export interface IpcortexUser {
  /** Also the key of the contact. */
  id?: number;
  uname?: string;
  password?: string;
  name?: string;
  /** @defaultValue `user` */
  role?: IpcortexRole;
  /** Who is in `default` sees all companies. @defaultValue `default` */
  company?: string;
  companyName?: string;
  /** Those that a `company-admin` looks after. @defaultValue the user's own */
  companies?: readonly string[];
  email?: string;
  /** An empty one: somebody without a telephone. */
  extension?: string;
}

/** How busy an office is, on average. */
export interface IpcortexOffice {
  /** People with a telephone. @defaultValue 200 */
  devices?: number;
  /** @defaultValue 20 */
  queues?: number;
  /** @defaultValue 60 */
  callsPerMinute?: number;
  /** Somebody sits down at a hot desk, or leaves it. @defaultValue 2 */
  hotdesksPerMinute?: number;
  /** @defaultValue 4 */
  tagsPerMinute?: number;
  /** Changes of the address book. @defaultValue 2 */
  bookPerMinute?: number;
}

/**
 * What the IPCortex PBX has at the start, and how it behaves. Everything may be left out; a name that is none of these is
 * refused.
 */
export interface IpcortexFixtures {
  /**
   * A number makes so many plausible ones, the first of whom is `priya` with the number 117. A `sys-admin`, `admin`, comes
   * on top unless there is one. @defaultValue as many as `devices`, or 5
   */
  users?: number | readonly IpcortexUser[];
  /** Desk telephones; those that are more than people go to them in turn. @defaultValue one for each user with an extension */
  devices?: number;
  /** Telephones that belong to nobody: `SIP/hot1` and so on. @defaultValue 1; in an office 5 */
  hotdesks?: number;
  /** `q_support` and so on, with the numbers from 901. @defaultValue 1 */
  queues?: number;
  /** In the address book; one with an `owner` (a user's id) is personal to it. @defaultValue 12 */
  addresses?: number | readonly IpcortexObject[];
  /** Calls under way, which stay until somebody ends them. @defaultValue 0 */
  liveCalls?: number;
  /** Exactly these, in place of those that the counts make. */
  objects?: Partial<IpcortexObjects>;
  /** Hot desks that somebody sits at, by login name. */
  lines?: Record<string, readonly string[]>;
  /** By target: `contact:117`, `address:a-9`. @defaultValue one on the first user */
  tags?: Record<string, readonly string[]>;
  ice?: { stun?: string | null; turn?: readonly { urls: string; username: string; credential: string }[] };
  /** @defaultValue `6.5.2` */
  pbxVersion?: string;
  /** A PBX that is always idle. @defaultValue false */
  lite?: boolean;
  /** Objects in one frame of a snapshot. @defaultValue 1000 */
  snapSize?: number;
  /** The pause after each of them. @defaultValue 0 */
  snapDelayMs?: number;
  /** How long a feed waits for who lost it. @defaultValue 60000 */
  resumeMs?: number;
  /** How long the outside takes to answer. @defaultValue 4000 */
  answerMs?: number;
  /** Whether `/sim/v1/` does over HTTP what the controls do. @defaultValue false */
  control?: boolean;
  /** Calls, hot-desking, tags and addresses come and go by themselves; `true` is a busy office of 200. @defaultValue none */
  office?: true | IpcortexOffice;
  /** A call arrives every so many milliseconds, now and then, and what else is in an office. @defaultValue none */
  trafficMs?: number;
}

/** What can happen to a simulated IPCortex PBX. Over HTTP, at `/sim/v1/`, the names have underscores: `ring_ms`. */
export interface IpcortexControls {
  /**
   * A call comes in and rings until it is answered, ended, or `ringMs` are over. Answers its `cid`.
   * `to`: a device, an extension or a queue. `from`: somebody outside, or a device or an extension, which is then the other end.
   */
  call(call: { to: string; from?: string; name?: string; ringMs?: number }): string;
  /** Puts a call into a state; `dead` also takes it away. */
  step(step: { cid: string; state: IpcortexCallState }): void;
  /** Changes an object, makes it where there is none, or with `null` takes it away. */
  patch(patch: { kind: IpcortexKind; key: string | number; v: IpcortexObject | null }): void;
  /** Somebody sits down at a device, or leaves it. */
  hotdesk(desk: { user: string | number; device: string; on?: boolean }): void;
  /** Addresses come, change (by `key`) and go. Answers the keys of those added. */
  book(change: { added?: readonly IpcortexObject[]; removed?: readonly string[] }): string[];
  /** Ends the user's sessions and their feeds. */
  logout(who: { user: string | number }): void;
  /**
   * `clean` closes all sockets with 1001, `abort` cuts them; both refuse new ones for `forMs`. `refuse` leaves those open
   * alone and refuses new ones for `forMs`, or until told otherwise. Answers how many it ended.
   */
  drop(drop?: { mode?: "clean" | "abort" | "refuse"; forMs?: number }): number;
  /** Tells all feeds of an error and closes them; with `times`, the next so many that say hello instead. Answers how many. */
  error(error: { errno: number; message?: string; retryAfter?: number; times?: number }): number;
  /** Leaves out a number before the next frame; with `lose`, the next so many frames are lost on their way. */
  gap(gap?: { lose?: number }): void;
  /** An upgrade. Where major or minor differ, feeds are closed and sessions refused until a new login; `silent` only says the new version. */
  version(version: { pbxVersion: string; silent?: boolean }): void;
  /** Sets the clock of the PBX off by so much. */
  skew(skew: { seconds: number }): void;
  /** Forbids a user these data, or allows them again. */
  deny(denial: { user: string | number; dataset: keyof IpcortexDatasets | "tags"; on?: boolean }): void;
  /** No ping is answered for so long, or until told otherwise. */
  mute(mute?: { forMs?: number }): void;
  /** Every request and the frames that came on its socket, secrets masked. */
  log(): RecordedRequest[];
}

/** What one user sees of a simulated IPCortex PBX. */
export interface IpcortexSeen {
  objects: IpcortexObjects;
  lines: { used: string[]; owned: string[] };
  addressbook: IpcortexObject[];
  tags: Record<string, string[]>;
}

/** What can be seen and done with a simulated IPCortex PBX. */
export interface SimulatedIpcortex extends IpcortexControls {
  /** Its address, without a final slash. */
  readonly url: string;
  /** The first user. */
  readonly credentials: { username: string; password: string };
  /** By login name or number; `admin` sees everything. */
  credentialsOf(user: string | number): { username: string; password: string };
  /** Makes something go wrong; returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /** So many random things happen at once. Answers how many changes of objects that made. */
  ops(count: number): number;
  /** What a client of this user should see. */
  seenBy(user: string | number, options?: { datasets?: IpcortexDatasets; idle?: boolean }): IpcortexSeen;
  /** A copy of what it holds. */
  readonly state: {
    /** By kind, whoever may see them; `canTag` is each user's own. */
    objects: IpcortexObjects;
    /** By login name. */
    lines: Record<string, { used: string[]; owned: string[] }>;
    addressbook: IpcortexObject[];
    bookRev: number;
    tags: Record<string, string[]>;
    users: { id: number; uname: string; name: string; role: IpcortexRole; company: string; extension: string }[];
    /** Who is logged in, once for each session. */
    sessions: string[];
    /** Also those that wait for who lost them. */
    feeds: { id: string; user: string; seq: number; connected: boolean; idle: boolean; datasets: Required<IpcortexDatasets>; topics: string[] }[];
    sockets: number;
    pbxVersion: string;
    /** In seconds. */
    serverTime: number;
  };
}
