import * as root from "softphone-admin";
import type {
  FonosterAgent,
  FonosterAgentCredentials,
  FonosterAgentDomain,
  FonosterClientOptions,
  FonosterCreateAgentRequest,
  FonosterCreatedAgent,
  FonosterDeleteAgentOptions,
  FonosterListAgentsRequest,
  FonosterListAgentsResponse,
  FonosterPrivacyInput,
  FonosterSecret,
  FonosterUpdateAgentRequest,
} from "softphone-admin";
import * as slim from "softphone-admin/slim/fonoster";
import * as fonoster from "softphone-admin/fonoster";
import {
  Agents,
  APIClient,
  Client,
  FonosterError,
  isPbxError,
  PbxError,
  Privacy,
  WebClient,
  type Agent,
  type AgentCredentials,
  type AgentDomain,
  type CallOptions,
  type ClientOptions,
  type CreateAgentRequest,
  type CreatedAgent,
  type ItemIterable,
  type ListAgentsResponse,
  type RequestInfo,
  type Secret,
  type UpdateAgentRequest,
} from "softphone-admin/fonoster";
import { same } from "./expect.js";

// Agents take what the vendor's take, and what all clients of this package take.
const key = { endpoint: "pbx.example.com", accessKeyId: "AP1", accessKeySecret: "secret" };
const options: ClientOptions = key;
const agents = new Agents(options);
new Agents();
new Agents({});
new Agents({ ...key, bucket: "b", allowInsecure: true, apiVersion: "v1beta1" });
new Agents({
  baseUrl: new URL("https://pbx.example.com/fonoster"),
  workspace: "WO1",
  token: async () => "token",
  refreshToken: "token",
  timeoutMs: 5_000,
  maxRetries: 0,
  maxBodyBytes: 1_000_000,
  signal: new AbortController().signal,
  fetch: (url, request) => fetch(url, request),
  onRequest: (info) => same<typeof info, RequestInfo>(true),
  onResponse: ({ status, durationMs }) => same<[typeof status, typeof durationMs], [number | undefined, number]>(true),
  onAuthRequired: (error) => same<typeof error, FonosterError>(true),
});
const secret: Secret = async () => "secret";
new Agents({ ...key, accessKeySecret: secret });
// @ts-expect-error misspelt option
new Agents({ ...key, endPoint: "pbx.example.com" });
// @ts-expect-error an address is text or a URL
new Agents({ endpoint: 8449 });
// @ts-expect-error a secret is text
new Agents({ ...key, accessKeySecret: () => 5 });
// @ts-expect-error a refresh token is text alone
new Agents({ refreshToken: () => "token" });
// @ts-expect-error no such generation
new Agents({ ...key, apiVersion: "v1" });
// @ts-expect-error a controller is not its signal
new Agents({ ...key, signal: new AbortController() });
// @ts-expect-error fetch answers a Response
new Agents({ ...key, fetch: async () => "text" });
// @ts-expect-error milliseconds are a number
new Agents({ ...key, timeoutMs: "10s" });
// @ts-expect-error an options object, not the address
new Agents("pbx.example.com");

// The session, under both of its names.
const client = new Client({ url: "https://pbx.example.com", accessKeyId: "WO1" });
const web: Client = new WebClient({ url: "https://pbx.example.com" });
new Agents(client);
new Agents(web);
const base: APIClient = agents;
same<typeof base.client, Client>(true);
same<typeof agents.endpoint, string>(true);
same<typeof client.apiVersion, "v1beta2" | "v1beta1">(true);
same<ReturnType<typeof client.login>, Promise<void>>(true);
await client.login("admin@example.com", "password");
await client.login("admin@example.com", "password", "123456", { signal: AbortSignal.timeout(1_000) });
await client.loginWithApiKey("AP1", "secret", { timeoutMs: 1_000 });
await client.loginWithRefreshToken("token");
await client.loginWithOauth2Code("GITHUB", "code");
await client.refreshToken({ maxRetries: 0 });
const { login, logout, refreshToken } = client;
await login("admin@example.com", "password");
await refreshToken();
logout();
client.setAccessToken("token");
client.setAccessKeyId("WO1");
same<[string, string, string, string], [ReturnType<typeof client.getAccessToken>, ReturnType<typeof client.getRefreshToken>, ReturnType<typeof client.getIdToken>, ReturnType<typeof client.getAccessKeyId>]>(true);
const shown = agents.getOptions();
same<typeof shown.accessKeyId, string | undefined>(true);
// @ts-expect-error secrets are not shown
void shown.accessKeySecret;
// @ts-expect-error secrets are not shown
void shown.token;
// @ts-expect-error read only
agents.client = client;
// @ts-expect-error read only
client.endpoint = "https://other.example.com";
// @ts-expect-error no password
client.login("admin@example.com");
// @ts-expect-error no such provider
client.loginWithOauth2Code("GITLAB", "code");
// @ts-expect-error a code is text
client.login("admin@example.com", "password", 123456);
// @ts-expect-error misspelt option
client.refreshToken({ timeout: 5 });

// Privacy is a value and a type, as in the vendor's SDK.
same<Privacy, "private" | "none">(true);
same<typeof Privacy.PRIVATE, "private">(true);
const privacy: Privacy = Privacy.NONE;
// @ts-expect-error read only
Privacy.PRIVATE = "private";
// @ts-expect-error no such word
void Privacy.ID;

// The page's request, and that of today.
const john: CreateAgentRequest = { name: "John Doe", username: "john", secret: "1234", domains: ["sip.local"], privacy: Privacy.PRIVATE };
const jane: CreateAgentRequest = { name: "Jane", username: "jane", domainRef: "d", credentialsRef: null, enabled: false, maxContacts: 3, expires: null };
const made = await agents.createAgent(john);
same<typeof made, CreatedAgent>(true);
same<typeof made.ref, string>(true);
same<typeof made.domains, string[] | undefined>(true);
await agents.createAgent(jane, { signal: AbortSignal.timeout(1_000), timeoutMs: 100, maxRetries: 0, maxBodyBytes: 1_000 });
await agents.createAgent({ name: "Jane", username: "jane", privacy, domains: ["sip.local"] as const });
for (const word of ["private", "none", "PRIVATE", "NONE", "ID"] as const) await agents.createAgent({ name: "Jane", username: "jane", privacy: word });
// @ts-expect-error no user name
agents.createAgent({ name: "Jane" });
// @ts-expect-error no request
agents.createAgent();
// @ts-expect-error no such privacy
agents.createAgent({ ...jane, privacy: "secret" });
// @ts-expect-error domains are a list
agents.createAgent({ ...jane, domains: "sip.local" });
// @ts-expect-error contacts are counted
agents.createAgent({ ...jane, maxContacts: "3" });
// @ts-expect-error a flag
agents.createAgent({ ...jane, enabled: null });
// @ts-expect-error misspelt field
agents.createAgent({ ...jane, userName: "jane" });
// @ts-expect-error set by the server
agents.createAgent({ ...jane, ref: "a" });
// @ts-expect-error misspelt option
agents.createAgent(jane, { timeout: 5 });
// @ts-expect-error may be absent
made.domains.length;

const agent = await agents.getAgent("a");
same<typeof agent, Agent>(true);
same<typeof agent.privacy, Privacy>(true);
same<[typeof agent.createTime, typeof agent.createdAt], [string, Date | undefined]>(true);
same<typeof agent.domain, AgentDomain | undefined>(true);
same<typeof agent.credentials, AgentCredentials | undefined>(true);
same<[typeof agent.enabled, typeof agent.maxContacts, typeof agent.expires, typeof agent.secret], [boolean | undefined, number | undefined, number | undefined, string | undefined]>(true);
agent.domains.map((uri) => uri.toUpperCase());
// @ts-expect-error no ref
agents.getAgent();
// @ts-expect-error a ref is not null
agents.getAgent(null);
// @ts-expect-error a ref is text
agents.getAgent(5);
// @ts-expect-error nobody can read the password
void agent.credentials?.password;

const change: UpdateAgentRequest = { ref: "a", secret: "5678", domains: [], domainRef: null, credentialsRef: null, expires: null, enabled: false };
const updated = await agents.updateAgent(change);
same<typeof updated, { ref: string }>(true);
await agents.updateAgent({ ref: "a" });
// @ts-expect-error no ref
agents.updateAgent({ name: "John" });
// @ts-expect-error there is no way back to any number
agents.updateAgent({ ref: "a", maxContacts: null });
// @ts-expect-error a user name stays
agents.updateAgent({ ref: "a", username: "john" });

const page = await agents.listAgents();
same<typeof page, ListAgentsResponse>(true);
same<[typeof page.items, typeof page.agents, typeof page.nextPageToken], [Agent[], Agent[], string]>(true);
await agents.listAgents({ pageSize: 50, pageToken: page.nextPageToken, view: 1 }, { maxRetries: 1 });
await agents.listAgents({ pageToken: 2 });
// @ts-expect-error a size is a number
agents.listAgents({ pageSize: "50" });
// @ts-expect-error misspelt parameter
agents.listAgents({ size: 50 });

const walk = agents.iterateAgents({ pageSize: 50 }, { limit: 10, signal: AbortSignal.timeout(1_000) });
same<typeof walk, ItemIterable<Agent>>(true);
for await (const one of walk) same<typeof one, Agent>(true);
same<Awaited<ReturnType<typeof walk.toArray>>, Agent[]>(true);
// @ts-expect-error a limit is a number
agents.iterateAgents({}, { limit: "10" });
// @ts-expect-error a page has no limit
agents.listAgents({}, { limit: 10 });
// @ts-expect-error not a synchronous list
for (const one of agents.iterateAgents()) void one;

const gone = await agents.deleteAgent("a", { verify: true, timeoutMs: 100 });
same<typeof gone, { ref: string }>(true);
// @ts-expect-error only a delete verifies
agents.getAgent("a", { verify: true });
// @ts-expect-error a flag
agents.deleteAgent("a", { verify: "yes" });

// Detached.
const { createAgent, getAgent, updateAgent, listAgents, iterateAgents, deleteAgent, close } = agents;
const all: ((options: CallOptions) => unknown)[] = [
  (own) => createAgent(jane, own),
  (own) => getAgent("a", own),
  (own) => updateAgent(change, own),
  (own) => listAgents({}, own),
  (own) => iterateAgents({}, own),
  (own) => deleteAgent("a", own),
];
close();

// Explicit resource management.
{
  using session = new Client(key);
  using own = new Agents(session);
  void own;
}

// Errors.
try {
  await agents.getAgent("a");
} catch (error) {
  // @ts-expect-error not known to be ours
  void error.kind;
  if (error instanceof FonosterError) {
    same<typeof error.vendor, "fonoster">(true);
    same<[typeof error.code, typeof error.details, typeof error.reason], [number | undefined, string | undefined, string | undefined]>(true);
    same<typeof error.orphan, { readonly credentialsRef: string } | undefined>(true);
    error satisfies PbxError;
    // @ts-expect-error read only
    error.code = 5;
  } else if (isPbxError(error)) {
    same<typeof error, PbxError>(true);
  }
}

// A page's own subclass.
class Desk extends Agents {
  async disable(ref: string): Promise<void> {
    await this.updateAgent({ ref, enabled: false });
  }
}
await new Desk(client).disable("a");

// The root has the vendor's classes under their own names, and its types with its name in front.
same<typeof root.Agents, typeof Agents>(true);
same<typeof root.APIClient, typeof APIClient>(true);
same<typeof root.Client, typeof Client>(true);
same<typeof root.WebClient, typeof WebClient>(true);
same<typeof root.FonosterError, typeof FonosterError>(true);
same<typeof root.Privacy, typeof Privacy>(true);
same<root.Privacy, Privacy>(true);
same<FonosterAgent, Agent>(true);
same<FonosterAgentCredentials, AgentCredentials>(true);
same<FonosterAgentDomain, AgentDomain>(true);
same<FonosterClientOptions, ClientOptions>(true);
same<FonosterCreateAgentRequest, CreateAgentRequest>(true);
same<FonosterCreatedAgent, CreatedAgent>(true);
same<FonosterDeleteAgentOptions, fonoster.DeleteAgentOptions>(true);
same<FonosterListAgentsRequest, fonoster.ListAgentsRequest>(true);
same<FonosterListAgentsResponse, ListAgentsResponse>(true);
same<FonosterPrivacyInput, fonoster.PrivacyInput>(true);
same<FonosterSecret, Secret>(true);
same<FonosterUpdateAgentRequest, UpdateAgentRequest>(true);
// @ts-expect-error here it is FonosterAgent
export type { Agent } from "softphone-admin";
// @ts-expect-error here it is FonosterSecret
export type { Secret } from "softphone-admin";

// The rest of the slim entry is that of the default one.
await slim.initWasm("/assets/fonoster.wasm");
same<typeof slim.Agents, typeof Agents>(true);
same<typeof slim.FonosterError, typeof FonosterError>(true);
// @ts-expect-error the default entry needs no loading
void fonoster.initWasm;

export { all };
