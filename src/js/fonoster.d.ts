/// <reference lib="esnext.disposable" />

import type { CallOptions, ClientOptions as SharedOptions, ItemIterable, IterateOptions } from "./client.js";
import { PbxError } from "./errors.js";

export { isPbxError, PbxError } from "./errors.js";
export type { ErrorKind, Issue, Vendor } from "./errors.js";
export type * from "./client.js";

/**
 * A failure of a call to Fonoster: the gRPC status that the server gave, on a real `Error`. `message` is what the server
 * said.
 *
 * | Code | Name | Kind |
 * | --- | --- | --- |
 * | 1 | `CANCELLED` | `aborted` |
 * | 2 | `UNKNOWN` | `server`; with `v1beta1`, on get and update, `not-found` |
 * | 3 | `INVALID_ARGUMENT` | `invalid-argument` |
 * | 4 | `DEADLINE_EXCEEDED` | `timeout` |
 * | 5 | `NOT_FOUND` | `not-found` |
 * | 6 | `ALREADY_EXISTS` | `conflict` |
 * | 7 | `PERMISSION_DENIED` | `permission` |
 * | 8 | `RESOURCE_EXHAUSTED` | `rate-limit` |
 * | 9 | `FAILED_PRECONDITION` | `invalid-argument`; `conflict` where an agent exists already |
 * | 10 | `ABORTED` | `conflict` |
 * | 11 | `OUT_OF_RANGE` | `invalid-argument` |
 * | 12 | `UNIMPLEMENTED` | `server` |
 * | 13 | `INTERNAL` | `server`; `authentication` for a refresh token, which has ended then |
 * | 14 | `UNAVAILABLE` | `connection`; `rate-limit` with HTTP status 429 |
 * | 15 | `DATA_LOSS` | `server` |
 * | 16 | `UNAUTHENTICATED` | `authentication` |
 */
export declare class FonosterError extends PbxError {
  readonly vendor: "fonoster";
  /** The gRPC status of the table above; absent where no server was asked. */
  readonly code?: number;
  /** What the server said, decoded. */
  readonly details?: string;
  /**
   * A finer word: `domain` (no such domain, or several of that name), `sign-in` (nobody has signed in), `secret` (the
   * function that gives a credential threw, or gave nothing), `closed`, `wasm`.
   */
  readonly reason?: string;
  /** What a create that failed has left on the server, where it could not be removed again. */
  readonly orphan?: { readonly credentialsRef: string };
}

/** Whether Fonoster leaves out of its requests what identifies an agent. */
export declare const Privacy: {
  readonly PRIVATE: "private";
  readonly NONE: "none";
};
export type Privacy = (typeof Privacy)[keyof typeof Privacy];

/** What is taken for a {@link Privacy}: also the words that other versions of the vendor's SDK use. */
export type PrivacyInput = Privacy | "PRIVATE" | "NONE" | "ID";

/** A credential, or a function that fetches it; it is asked again at each sign-in. */
export type Secret = string | (() => string | Promise<string>);

/** Options of {@link Client}. The address is `endpoint`, `url` or `baseUrl`: only one of them. */
export interface ClientOptions extends SharedOptions {
  /**
   * Where the server is: `host`, `host:port` (https), or an address with its scheme. A path is kept as a prefix (a proxy);
   * an address that begins with a slash or a dot is the page's own.
   * @defaultValue `https://api.fonoster.com`; with `v1beta1` `https://api.fonoster.io/api`
   */
  endpoint?: string | URL;
  /** The same, as the vendor's `WebClient` calls it. */
  url?: string | URL;
  /** The same under the name that all clients of this package share. */
  baseUrl?: string | URL;
  /**
   * Who calls: a workspace (`WO…`), with a token or a sign-in; or an API key (`AP…`), with `accessKeySecret`. With `v1beta1` a
   * project or a user (`PJ…`, `US…`).
   */
  accessKeyId?: string;
  /** The secret of an API key. It is exchanged for tokens at the first call, and when they have ended. */
  accessKeySecret?: Secret;
  /** The workspace (`WO…`) to act for. @defaultValue the first one of the access token */
  workspace?: string;
  /** An access token, or a function that fetches one; it is asked again when a token has ended. */
  token?: Secret;
  /** A refresh token: access tokens are fetched with it. */
  refreshToken?: string;
  /**
   * The generation of the server: `v1beta2` since 0.6, over gRPC-Web; `v1beta1` before that, over the REST gateway.
   * @defaultValue `v1beta2`
   */
  apiVersion?: "v1beta2" | "v1beta1";
  /** Accepted for the vendor's pages; agents have no use for it. */
  bucket?: string;
  /** Accepted for the vendor's pages: the scheme of the address decides. */
  allowInsecure?: boolean;
  /** Time for one try, in milliseconds. 0 means no limit. @defaultValue 30000 */
  timeoutMs?: number;
  /**
   * Tries after the first one: of reads, where no answer came or the server was not available; of everything where the server
   * says that it did nothing since too much is asked of it. Its limit counts by the minute, and so do the pauses then.
   * @defaultValue 2
   */
  maxRetries?: number;
  /** Called once when the client cannot sign in again by itself; a new sign-in arms it anew. */
  onAuthRequired?: (error: FonosterError) => void;
}

/**
 * A session with a Fonoster server: who calls, and the tokens for it. Renews an access token before it ends, once for all calls
 * that wait for it.
 *
 * @example
 * ```js
 * import { Agents, Client } from "softphone-admin/fonoster";
 *
 * const client = new Client({ endpoint: "https://pbx.example.com", accessKeyId: "WO00000000000000000000000000000000" });
 * await client.login("admin@example.com", password);
 * const { items } = await new Agents(client).listAgents();
 * ```
 */
export declare class Client {
  /** @throws {FonosterError} `kind: "invalid-argument"` for an option that does not fit. */
  constructor(options?: ClientOptions);
  /** Where the server is, without a final slash. */
  readonly endpoint: string;
  readonly apiVersion: "v1beta2" | "v1beta1";
  /**
   * Signs in as a user. `Identity/ExchangeCredentials`
   *
   * @param username An e-mail address.
   * @param twoFactorCode Where the user has a second factor.
   * @throws {FonosterError} `permission` for a wrong password or code.
   */
  login(username: string, password: string, twoFactorCode?: string, options?: CallOptions): Promise<void>;
  /** Signs in with an API key (`AP…`). `Identity/ExchangeApiKey` */
  loginWithApiKey(accessKeyId: string, accessKeySecret: string, options?: CallOptions): Promise<void>;
  /**
   * Signs in with a refresh token. `Identity/ExchangeRefreshToken`
   *
   * @throws {FonosterError} `authentication` for one that has ended.
   */
  loginWithRefreshToken(refreshToken: string, options?: CallOptions): Promise<void>;
  /** Signs in with a code of an OAuth provider. `Identity/ExchangeOauth2Code` */
  loginWithOauth2Code(provider: "GITHUB", code: string, options?: CallOptions): Promise<void>;
  /** Fetches new tokens now. `Identity/ExchangeRefreshToken`, or whatever else this client can sign in with. */
  refreshToken(options?: CallOptions): Promise<void>;
  /** Forgets the tokens, and what it could sign in with. Calls reject with `kind: "authentication"` until the next sign-in. */
  logout(): void;
  /** Uses this access token from now on. */
  setAccessToken(token: string): void;
  /** Empty before the first sign-in. */
  getAccessToken(): string;
  /** Empty before the first sign-in. */
  getRefreshToken(): string;
  /** Empty before the first sign-in, and after one with an API key. */
  getIdToken(): string;
  /** The workspace (`WO…`) that calls act for; empty until it is known. */
  getAccessKeyId(): string;
  /** Acts for this workspace from now on. */
  setAccessKeyId(workspace: string): void;
  /** Ends the client: calls under way reject with `kind: "aborted"`, and so do later ones. */
  close(): void;
  [Symbol.dispose](): void;
}

/** A {@link Client} under the name that the vendor's SDK gives it in browsers. */
export declare class WebClient extends Client {}

/** What {@link Agents} is made of. */
export declare class APIClient {
  constructor(options?: ClientOptions | Client);
  /** The session behind it; its own where it was made of options. */
  readonly client: Client;
  /** Where the server is, without a final slash. */
  readonly endpoint: string;
  /** The options that it was made of, without the secrets. */
  getOptions(): Readonly<Omit<ClientOptions, "accessKeySecret" | "token" | "refreshToken">>;
  /** Ends the session where it is its own: calls under way reject with `kind: "aborted"`, and so do later ones. */
  close(): void;
  [Symbol.dispose](): void;
}

/** A domain, as an agent names it. */
export interface AgentDomain {
  ref: string;
  name: string;
  domainUri: string;
}

/** Credentials, as an agent names them; nobody can read the password. */
export interface AgentCredentials {
  ref: string;
  name: string;
  username: string;
}

/** A SIP agent: what REGISTERs. */
export interface Agent {
  ref: string;
  name: string;
  /** SIP user name. With `v1beta2` no two agents of a server have the same, with `v1beta1` no two of a domain. */
  username: string;
  privacy: Privacy;
  /** The domains in which it is, by their URI; with `v1beta2` one at most. */
  domains: string[];
  /** ISO 8601. */
  createTime: string;
  /** ISO 8601. */
  updateTime: string;
  /** `v1beta2`: whether it may REGISTER. */
  enabled?: boolean;
  /** `v1beta2`: how many devices may be registered at once; -1 is any number. */
  maxContacts?: number;
  /** `v1beta2`: seconds that a registration lasts; 0 where the device decides. */
  expires?: number;
  /** `v1beta2`: the domain in which it is. */
  domain?: AgentDomain;
  /** `v1beta2`: what it signs in with. */
  credentials?: AgentCredentials;
  /** `v1beta2`. */
  createdAt?: Date;
  /** `v1beta2`. */
  updatedAt?: Date;
  /** `v1beta1`: the SIP password in clear, from {@link Agents.getAgent} and {@link Agents.createAgent}; `listAgents` leaves it out. */
  secret?: string;
}

/**
 * What {@link Agents.createAgent} takes. Credentials and domain are named by `secret` and `domains`, which works with every
 * generation, or by their refs (`v1beta2`).
 */
export interface CreateAgentRequest {
  /** 1 to 60 characters; with `v1beta1` 3 to 100. */
  name: string;
  /** SIP user name: small letters, digits, `.`, `_` and `-`, 60 at most; with `v1beta1` any 3 to 100 characters. */
  username: string;
  /** @defaultValue `Privacy.NONE` */
  privacy?: PrivacyInput;
  /** SIP password. `v1beta2`: credentials of the agent's name are created with it. */
  secret?: string;
  /** Domains by their URI, such as `sip.local`; with `v1beta2` one at most, with `v1beta1` one at least. */
  domains?: readonly string[];
  /** `v1beta2`. */
  domainRef?: string | null;
  /** `v1beta2`. */
  credentialsRef?: string | null;
  /** `v1beta2`: `false` creates it without the right to REGISTER. @defaultValue true */
  enabled?: boolean;
  /** `v1beta2`: how many devices may be registered at once, 1 or more. @defaultValue any number */
  maxContacts?: number | null;
  /** `v1beta2`: seconds that a registration lasts, 1 or more. @defaultValue the device decides */
  expires?: number | null;
}

/**
 * What {@link Agents.createAgent} resolves: the agent where it was made of `secret` or `domains`, as the vendor's page shows it, but
 * without the secret; otherwise its ref alone.
 */
export interface CreatedAgent {
  ref: string;
  name?: string;
  username?: string;
  privacy?: Privacy;
  domains?: string[];
  /** ISO 8601; with `v1beta2` by the clock of this machine, since the answer says no time. */
  createTime?: string;
  /** ISO 8601; with `v1beta2` by the clock of this machine. */
  updateTime?: string;
  /** `v1beta1` alone: as it was given. */
  secret?: string;
}

/** What {@link Agents.updateAgent} takes. What is left out stays as it is. */
export interface UpdateAgentRequest {
  ref: string;
  /** As in {@link CreateAgentRequest}. */
  name?: string;
  privacy?: PrivacyInput;
  /** A new SIP password. `v1beta2`: of the credentials that the agent has; where it has none, they are created. */
  secret?: string;
  /** `v1beta2`: the domain by its URI; an empty list takes the agent out of its domain. */
  domains?: readonly string[];
  /** `v1beta2`: null takes the agent out of its domain. */
  domainRef?: string | null;
  /** `v1beta2`: null takes the credentials away from it. */
  credentialsRef?: string | null;
  /** `v1beta2`. */
  enabled?: boolean;
  /** `v1beta2`: 1 or more; the server knows no way back to any number. */
  maxContacts?: number;
  /** `v1beta2`: 1 or more; null lets the device decide. */
  expires?: number | null;
}

/** What {@link Agents.listAgents} takes. */
export interface ListAgentsRequest {
  /** Agents of a page, 1 or more. @defaultValue 20 */
  pageSize?: number;
  /** The `nextPageToken` of the page before. */
  pageToken?: string | number;
  /** Accepted for the vendor's pages; the server takes no notice. */
  view?: unknown;
}

/** A page of agents. */
export interface ListAgentsResponse {
  /** With `v1beta2` the newest first. */
  items: Agent[];
  /** The same list. */
  agents: Agent[];
  /** Asks for the next page; empty after the last one. The page that it brings can be empty. */
  nextPageToken: string;
}

/** Options of {@link Agents.deleteAgent}. */
export interface DeleteAgentOptions extends CallOptions {
  /**
   * Asks first whether there is such an agent, and rejects with `kind: "not-found"` where there is none. A server of `v1beta1`
   * answers that it has deleted whatever it was asked to; one of `v1beta2` tells by itself. @defaultValue false
   */
  verify?: boolean;
}

/**
 * SIP agents of a Fonoster server.
 *
 * All methods can be used detached. Their last argument takes `signal`, `timeoutMs`, `maxRetries`, `maxBodyBytes`. Each rejects
 * with a {@link FonosterError}; with `kind: "invalid-argument"` and `issues`, one for each field, before anything is sent where the
 * argument does not fit.
 *
 * @example
 * ```js
 * import { Agents, Privacy } from "softphone-admin/fonoster";
 *
 * const agents = new Agents({ endpoint: "https://pbx.example.com", accessKeyId, accessKeySecret });
 * const { ref } = await agents.createAgent({
 *   name: "John Doe",
 *   username: "john",
 *   secret: "1234",
 *   domains: ["sip.local"],
 *   privacy: Privacy.PRIVATE,
 * });
 * for await (const agent of agents.iterateAgents()) console.log(agent.name, agent.domains);
 * await agents.deleteAgent(ref);
 * ```
 */
export declare class Agents extends APIClient {
  /**
   * @param options A session, or the options for one of its own. Without any, Node takes `APISERVER_ENDPOINT`,
   *   `APISERVER_ACCESS_KEY_ID` (or `ACCESS_KEY_ID`) and `APISERVER_ACCESS_KEY_SECRET` (or `ACCESS_KEY_SECRET`) from its
   *   environment; in a page the first call rejects.
   */
  constructor(options?: ClientOptions | Client);
  /**
   * Creates an agent. `Agents/CreateAgent`
   *
   * With `secret` and `domains` a server of `v1beta2` is asked three times: for the domain, for credentials, for the agent. When
   * the last one fails, the credentials are deleted again.
   *
   * @throws {FonosterError} `conflict` for a user name that is taken; `not-found` with `reason: "domain"` for an unknown domain.
   * @example
   * ```js
   * const { ref } = await agents.createAgent({ name: "Jane", username: "jane", domainRef, credentialsRef, enabled: false });
   * ```
   */
  createAgent(request: CreateAgentRequest, options?: CallOptions): Promise<CreatedAgent>;
  /**
   * Reads an agent. `Agents/GetAgent`
   *
   * @throws {FonosterError} `not-found`; `invalid-argument` for a ref that is null or empty, before anything is sent.
   * @example
   * ```js
   * const { name, enabled } = await agents.getAgent("aynB1z0tzd");
   * ```
   */
  getAgent(ref: string, options?: CallOptions): Promise<Agent>;
  /**
   * Changes the fields that are given. `Agents/GetAgent`, then `Agents/UpdateAgent`: the server's own update would reset what is
   * left out.
   *
   * @throws {FonosterError} `not-found`.
   * @example
   * ```js
   * await agents.updateAgent({ ref: "aynB1z0tzd", name: "John Dee", secret: "12345" });
   * ```
   */
  updateAgent(request: UpdateAgentRequest, options?: CallOptions): Promise<{ ref: string }>;
  /**
   * Lists a page of agents. `Agents/ListAgents`
   *
   * @example
   * ```js
   * const { items, nextPageToken } = await agents.listAgents({ pageSize: 50 });
   * ```
   */
  listAgents(request?: ListAgentsRequest, options?: CallOptions): Promise<ListAgentsResponse>;
  /**
   * All agents, page after page. With `v1beta2` the loop may delete what it is given. The pages of `v1beta1` have numbers, which count
   * on what is left: deleting in the loop skips agents, and `toArray()` before it does not.
   *
   * @example
   * ```js
   * const names = (await agents.iterateAgents({ pageSize: 50 }, { limit: 200 }).toArray()).map((agent) => agent.name);
   * ```
   */
  iterateAgents(request?: ListAgentsRequest, options?: IterateOptions): ItemIterable<Agent>;
  /**
   * Deletes an agent; its domain and its credentials stay. `Agents/DeleteAgent`
   *
   * @throws {FonosterError} `not-found` (with `v1beta1` only with `verify`).
   * @example
   * ```js
   * await agents.deleteAgent("aynB1z0tzd", { verify: true });
   * ```
   */
  deleteAgent(ref: string, options?: DeleteAgentOptions): Promise<{ ref: string }>;
}
