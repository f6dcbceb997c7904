import * as root from "softphone-admin";
import Slim, { initWasm } from "softphone-admin/slim/telnyx";
import { APIPromise as FromPath } from "softphone-admin/telnyx/core/api-promise";
import * as errors from "softphone-admin/telnyx/core/error";
import * as pagination from "softphone-admin/telnyx/core/pagination";
import { same } from "./expect.js";
import Default, {
  AbstractPage,
  AccessIPRanges,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIPromise,
  APIUserAbortError,
  AuthenticationError,
  Connections,
  CredentialConnections,
  DefaultFlatPagination,
  FqdnConnections,
  Fqdns,
  IPConnections,
  IPs,
  isPbxError,
  NotFoundError,
  OutboundVoiceProfiles,
  PagePromise,
  PbxError,
  RateLimitError,
  Telnyx,
  TelnyxError,
  toFile,
  UnprocessableEntityError,
  type Actions,
  type ClientOptions,
  type Connection,
  type CredentialConnectionCreateParams,
  type ErrorItem,
  type FinalRequestOptions,
  type FqdnAuthenticationResource,
  type ListOptions,
  type PageRequestOptions,
  type RequestInfo,
  type RequestOptions,
} from "softphone-admin/telnyx";

// The client takes what the vendor's takes, and what all clients of this package take.
const options: ClientOptions = { apiKey: "key" };
const client = new Telnyx(options);
new Telnyx();
new Telnyx({ apiKey: null, baseURL: null, clientID: null, clientSecret: null, publicKey: null });
new Telnyx({ apiKey: () => "key" });
new Telnyx({
  apiKey: async () => "key",
  baseUrl: new URL("https://pbx.example.com/telnyx"),
  timeoutMs: 5_000,
  maxRetries: 0,
  retryWrites: false,
  telemetryHeaders: true,
  maxBodyBytes: 1_000_000,
  signal: new AbortController().signal,
  fetch: (url, request) => fetch(url, request),
  fetchOptions: { credentials: "include" },
  defaultHeaders: { "X-Tenant": "1", "User-Agent": null, "X-Many": ["1", "2"], "X-None": undefined },
  defaultQuery: { tenant: "1", none: undefined },
  logLevel: "debug",
  logger: console,
  onRequest: (info) => same<typeof info, RequestInfo>(true),
  onResponse: ({ status, durationMs }) => same<[typeof status, typeof durationMs], [number | undefined, number]>(true),
});
new Telnyx({ fetch, timeout: 5_000, baseURL: "/telnyx" });
new Telnyx({ defaultHeaders: new Headers() });
new Telnyx({ defaultHeaders: [["X-Tenant", "1"]] });
same<typeof Default, typeof Telnyx>(true);
same<typeof Telnyx.Telnyx, typeof Telnyx>(true);
same<typeof Telnyx.DEFAULT_TIMEOUT, number>(true);
same<Telnyx.ClientOptions, ClientOptions>(true);
// @ts-expect-error an options object, not the key
new Telnyx("key");
// @ts-expect-error a key is text
new Telnyx({ apiKey: 5 });
// @ts-expect-error a function fetches a key, not null
new Telnyx({ apiKey: () => null });
// @ts-expect-error misspelt option
new Telnyx({ api_key: "key" });
// @ts-expect-error there is no such switch
new Telnyx({ dangerouslyAllowBrowser: true });
// @ts-expect-error milliseconds are a number
new Telnyx({ timeout: "10s" });
// @ts-expect-error no such level
new Telnyx({ logLevel: "trace" });
// @ts-expect-error a logger has four levels
new Telnyx({ logger: { info: () => {} } });
// @ts-expect-error headers have an option of their own
new Telnyx({ fetchOptions: { headers: {} } });
// @ts-expect-error fetch answers a Response
new Telnyx({ fetch: async () => "text" });
// @ts-expect-error a controller is not its signal
new Telnyx({ signal: new AbortController() });

// Fields can be changed; the resources stay.
client.apiKey = "another";
client.apiKey = async () => "key";
client.baseURL = "/telnyx";
client.timeout = 1_000;
client.maxRetries = 5;
client.logLevel = "off";
client.fetchOptions = { mode: "cors" };
same<Telnyx["apiKey"], string | null | (() => string | Promise<string>)>(true);
same<Telnyx["baseURL"], string>(true);
same<ReturnType<typeof client.withOptions>, Telnyx>(true);
const tenant: Telnyx = client.withOptions({ defaultHeaders: { "X-Tenant": "2" } });
client.close();
// @ts-expect-error a timeout is a number
client.timeout = null;
// @ts-expect-error read only
client.connections = tenant.connections;
// @ts-expect-error messages are not SIP trunking
void client.messages;
// @ts-expect-error misspelt option
client.withOptions({ apikey: "key" });

// Every operation: what it takes and what it gives.
const id = "1293384261075731499";
const { connections, credentialConnections, fqdnConnections, fqdns, ipConnections, ips, outboundVoiceProfiles, accessIPRanges } = client;
same<typeof connections, Connections>(true);
same<typeof credentialConnections.actions, Actions>(true);
same<typeof fqdnConnections.fqdnAuthentication, FqdnAuthenticationResource>(true);

const retrieved = connections.retrieve(id, { timeout: 1_000 });
same<typeof retrieved, APIPromise<Telnyx.ConnectionRetrieveResponse>>(true);
same<Awaited<typeof retrieved>["data"], Connection | undefined>(true);
const calls = connections.listActiveCalls(id, { "page[size]": 10 });
for await (const call of calls) same<typeof call.call_duration, number>(true);
const { data: count } = await connections.retrieveCount();
count.counts.ip_connections.toFixed();
if ("global_limit" in count.limits) count.limits.global_limit.toFixed();
else same<typeof count.limits.texml_limit, number>(true);
// @ts-expect-error connections of every kind are read-only
connections.create({ connection_name: "Office" });
// @ts-expect-error no id
connections.retrieve();
// @ts-expect-error an id is text
connections.retrieve(1293384261075731499n);
// @ts-expect-error an id is not null
connections.retrieve(null);
// @ts-expect-error may be absent
void (await retrieved).data.id;
// @ts-expect-error one limit or three
void count.limits.uac_limit;

const account: CredentialConnectionCreateParams = { connection_name: "Reception", user_name: "reception1", password: "8-characters" };
const { data: created } = await credentialConnections.create({
  ...account,
  anchorsite_override: "Chicago, IL",
  dtmf_type: "RFC 2833",
  encrypted_media: null,
  inbound: { codecs: ["G722"], simultaneous_ringing: "enabled", ani_number_format: "+E.164" },
  outbound: { call_parking_enabled: true, t38_reinvite_source: "caller-passthru", ani_override_type: "emergency" },
  jitter_buffer: { enable_jitter_buffer: true, jitterbuffer_msec_min: 40 },
  noise_suppression: "both",
  noise_suppression_details: { engine: "krisp_viva_tel", attenuation_limit: 80 },
  rtcp_settings: { port: "rtcp-mux" },
  sip_uri_calling_preference: "internal",
  webhook_api_version: "texml",
  webhook_timeout_secs: null,
});
same<typeof created, Telnyx.CredentialConnection | undefined>(true);
await credentialConnections.retrieve(id);
await credentialConnections.update(id);
await credentialConnections.update(id, { conversation_persistence: true, password: "another one" });
await credentialConnections.delete(id);
const { data: registration } = await credentialConnections.actions.checkRegistrationStatus(id);
same<typeof registration, Telnyx.CredentialConnections.ActionCheckRegistrationStatusResponse["data"]>(true);
if (registration?.status === "Not Registered") same<typeof registration.port, number | null | undefined>(true);
// @ts-expect-error a create needs a body
credentialConnections.create();
// @ts-expect-error missing password
credentialConnections.create({ connection_name: "Reception", user_name: "reception1" });
// @ts-expect-error the wire has snake case
credentialConnections.create({ ...account, connectionName: "Reception" });
// @ts-expect-error not accepted by create
credentialConnections.create({ ...account, conversation_persistence: true });
// @ts-expect-error only create takes TeXML
credentialConnections.update(id, { webhook_api_version: "texml" });
// @ts-expect-error no such site
credentialConnections.update(id, { anchorsite_override: "Berlin, Germany" });
// @ts-expect-error no encryption is null
credentialConnections.update(id, { encrypted_media: "None" });
// @ts-expect-error set by the server
credentialConnections.update(id, { created_at: "2026-01-01T00:00:00Z" });
// @ts-expect-error not nullable
credentialConnections.update(id, { active: null });
// @ts-expect-error a body is an object or left out
credentialConnections.update(id, null);
// @ts-expect-error no such state
if (registration?.status === "Online") client.close();

const { data: fqdnConnection } = await fqdnConnections.create({
  connection_name: "Teams",
  microsoft_teams_sbc: true,
  transport_protocol: "TLS",
  inbound: { default_routing_method: null, sip_region: "Europe", channel_limit: null },
  outbound: { ip_authentication_method: "credential-authentication", tech_prefix: "1234", timeout_1xx_secs: 5 },
});
same<NonNullable<typeof fqdnConnection>["connection_name"], string>(true);
await fqdnConnections.update(id);
await fqdnConnections.update(id, { active: false }, { maxRetries: 0 });
same<Awaited<ReturnType<typeof fqdnConnections.delete>>, Telnyx.FqdnConnectionDeleteResponse>(true);
const { data: authentication } = await fqdnConnections.fqdnAuthentication.list(id);
same<typeof authentication, Telnyx.FqdnAuthentication | undefined>(true);
await fqdnConnections.fqdnAuthentication.patchAll(id);
await fqdnConnections.fqdnAuthentication.patchAll(id, { ip_authentication_method: "p-charge-info" });
// @ts-expect-error not in the update body
fqdnConnections.update(id, { microsoft_teams_sbc: true });
// @ts-expect-error missing name
fqdnConnections.create({ active: true });
// @ts-expect-error of the other kind
fqdnConnections.update(id, { outbound: { ip_authentication_method: "token" } });
// @ts-expect-error no such protocol
fqdnConnections.update(id, { transport_protocol: "WSS" });

const { data: fqdn } = await fqdns.create({ connection_id: id, dns_record_type: "srv", fqdn: "sip.example.com", port: null });
same<NonNullable<typeof fqdn>["port"], number | undefined>(true);
await fqdns.update(id);
await fqdns.update(id, null);
await fqdns.update(id, { port: 5061 });
// @ts-expect-error missing record type
fqdns.create({ connection_id: id, fqdn: "sip.example.com" });
// @ts-expect-error a port is a number
fqdns.update(id, { port: "5061" });

await ipConnections.create({});
await ipConnections.create({ connection_name: "Office", inbound: { sip_subdomain: "office" }, outbound: { ip_authentication_method: "token" } });
await ipConnections.update(id);
await ipConnections.update(id, { inbound: { default_primary_ip_id: id } });
// @ts-expect-error there is no address yet
ipConnections.create({ inbound: { default_primary_ip_id: id } });
// @ts-expect-error camel case is ignored by the server
ipConnections.create({ connectionName: "Office" });

await ips.create({ ip_address: "203.0.113.7" });
await ips.update(id);
await ips.update(id, { ip_address: "203.0.113.8", port: 5080 });
// @ts-expect-error required in a body
ips.update(id, { port: 5080 });
// @ts-expect-error missing address
ips.create({ connection_id: id });

await outboundVoiceProfiles.create({
  name: "Europe",
  billing_group_id: null,
  concurrent_call_limit: null,
  daily_spend_limit: "100.00",
  calling_window: { start_time: "08:00", end_time: "18:00", calls_per_cld: 3 },
  call_recording: { call_recording_type: "by_caller_phone_number", call_recording_format: "mp3" },
  service_plan: "global",
  traffic_type: "conversational",
  usage_payment_method: "rate-deck",
});
await outboundVoiceProfiles.update(id);
await outboundVoiceProfiles.update(id, { name: "Europe", enabled: false });
// @ts-expect-error required in a body
outboundVoiceProfiles.update(id, { enabled: false });
// @ts-expect-error dollars are text
outboundVoiceProfiles.create({ name: "Europe", daily_spend_limit: 100 });
// @ts-expect-error counted by the server
outboundVoiceProfiles.create({ name: "Europe", connections_count: 1 });

// Ranges come without an envelope.
const range = await accessIPRanges.create({ cidr_block: "203.0.113.0/24" });
same<typeof range, Telnyx.AccessIPRange>(true);
same<typeof range.status, "pending" | "added">(true);
same<Awaited<ReturnType<typeof accessIPRanges.delete>>, Telnyx.AccessIPRange>(true);
// @ts-expect-error no envelope
void range.data;
// @ts-expect-error ranges cannot be changed
accessIPRanges.update(range.id, { description: "Office" });
// @ts-expect-error nor read one by one
accessIPRanges.retrieve(range.id);
// @ts-expect-error missing block
accessIPRanges.create({ description: "Office" });

// Lists: filters, sorting, pages.
const list = connections.list({ "page[number]": 2, "page[size]": 50, sort: "-created_at", filter: { connection_name: { contains: "off" } } });
same<typeof list, PagePromise<Telnyx.ConnectionsDefaultFlatPagination, Connection>>(true);
connections.list(null);
connections.list({ filter: { fqdn: "sip.example.com", outbound_voice_profile_id: id } }, { limit: 10 });
credentialConnections.list({ sort: "active" });
fqdnConnections.list({ sort: "-connection_name" });
ipConnections.list({ sort: "-active" });
fqdns.list({ filter: { connection_id: id, dns_record_type: "a", fqdn: "sip.example.com", port: 5060 } });
ips.list({ filter: { ip_address: "203.0.113.7" } });
outboundVoiceProfiles.list({ filter: { name: { contains: "eur" } }, sort: "-usage_payment_method" });
accessIPRanges.list({ filter: { cidr_block: { startswith: "203." }, created_at: { gte: "2026-01-01T00:00:00Z" }, description: "Office" } });
accessIPRanges.list({ filter: { cidr_block: "203.0.113.0/24" } });
// @ts-expect-error no such field to sort by
connections.list({ sort: "updated_at" });
// @ts-expect-error filters nest
connections.list({ "filter[connection_name][contains]": "off" });
// @ts-expect-error a part of the name, not the name
connections.list({ filter: { connection_name: "Office" } });
// @ts-expect-error paging keys are flat
connections.list({ page: { number: 1 } });
// @ts-expect-error FQDNs are not sorted
fqdns.list({ sort: "created_at" });
// @ts-expect-error a port is a number
ips.list({ filter: { port: "5060" } });
// @ts-expect-error neither text nor parts
accessIPRanges.list({ filter: { cidr_block: 5 } });
// @ts-expect-error only lists have one
connections.retrieve(id, { limit: 1 });

for await (const connection of list) {
  same<typeof connection, Connection>(true);
  // @ts-expect-error null or text, not always text
  connection.webhook_event_url?.length ?? connection.webhook_event_url.length;
}
same<Awaited<ReturnType<typeof list.toArray>>, Connection[]>(true);
const page = await list;
same<typeof page, DefaultFlatPagination<Connection>>(true);
same<typeof page.data, Connection[]>(true);
same<typeof page.meta.total_pages, number>(true);
same<typeof page.meta.total_results, number | undefined>(true);
same<ReturnType<typeof page.getPaginatedItems>, Connection[]>(true);
same<ReturnType<typeof page.nextPageRequestOptions>, PageRequestOptions | null>(true);
const next: typeof page | null = page.hasNextPage() ? await page.getNextPage() : null;
for await (const each of page.iterPages()) same<typeof each.data, Connection[]>(true);
for await (const connection of page) same<typeof connection.id, string | undefined>(true);
// @ts-expect-error not a synchronous list
for (const connection of page) void connection;
// @ts-expect-error a page is not its items
void page.length;
// @ts-expect-error for subclasses
void page.options;

// Promises.
const both = await retrieved.withResponse();
same<[typeof both.response, typeof both.data], [Response, Telnyx.ConnectionRetrieveResponse]>(true);
same<Awaited<ReturnType<typeof retrieved.asResponse>>, Response>(true);
const name = retrieved._thenUnwrap(({ data }) => data?.connection_name ?? "");
same<typeof name, APIPromise<string>>(true);
same<ReturnType<typeof retrieved.catch<null>>, Promise<Telnyx.ConnectionRetrieveResponse | null>>(true);
retrieved satisfies Promise<Telnyx.ConnectionRetrieveResponse>;
// @ts-expect-error `then` gives a plain promise
retrieved.then(({ data }) => data).asResponse();

// Options of one call.
const everything: RequestOptions = {
  method: "put",
  path: "/elsewhere",
  query: { nested: { deep: ["a", "b"] }, none: undefined },
  body: { connection_name: "Office" },
  headers: { Accept: null },
  maxRetries: 0,
  timeoutMs: 5_000,
  maxBodyBytes: 1_000,
  signal: null,
  fetchOptions: { cache: "no-store" },
  idempotencyKey: "once",
  defaultBaseURL: "https://api.example.com",
};
await connections.retrieve(id, everything);
same<ListOptions["limit"], number | undefined>(true);
// @ts-expect-error misspelt option
connections.retrieve(id, { retries: 3 });
// @ts-expect-error no such verb
connections.retrieve(id, { method: "head" });
// @ts-expect-error a header is text
connections.retrieve(id, { headers: { "X-Tenant": 1 } });
// @ts-expect-error a number
connections.retrieve(id, { maxRetries: "3" });

// Generic calls reach what has no members here.
const sent = await client.post<{ data: { id: string } }>("/messages", { body: { from: "+15550100", to: "+15550101", text: "Hello" } });
same<typeof sent.data.id, string>(true);
same<Awaited<ReturnType<typeof client.get>>, unknown>(true);
same<ReturnType<typeof client.delete<null>>, APIPromise<null>>(true);
await client.put("/things/1", Promise.resolve({ body: "text" }));
await client.patch("/things/1");
await client.request<string>({ method: "get", path: "/things" }, null);
const final: FinalRequestOptions = { method: "post", path: "/things", body: {} };
const { req, url, timeout } = await client.buildRequest(final, { retryCount: 1 });
same<[typeof req.headers, typeof url, typeof timeout], [Headers, string, number]>(true);
same<ReturnType<typeof client.buildURL>, string>(true);
client.buildURL("/things", { a: 1 }, "https://api.example.com");
await client.fetchWithTimeout(url, req, timeout, new AbortController());
// @ts-expect-error a request has a verb
client.request({ path: "/things" });
// @ts-expect-error unknown until the page says what it is
void (await client.get("/things")).data;

interface Thing {
  id: string;
}
class Things extends AbstractPage<Thing> {
  getPaginatedItems(): Thing[] {
    return (this.body as { things: Thing[] }).things;
  }
  nextPageRequestOptions(): PageRequestOptions | null {
    return { ...this.options, query: { after: this.getPaginatedItems().at(-1)?.id } };
  }
}
for await (const thing of client.getAPIList<Thing, Things>("/things", Things, { limit: 10 })) same<typeof thing, Thing>(true);
same<Awaited<ReturnType<typeof client.requestAPIList<Thing, Things>>>, Things>(true);
client.getAPIList("/numbers", DefaultFlatPagination<Thing>);
// @ts-expect-error not a class of pages
client.getAPIList("/things", Array);
// @ts-expect-error abstract
new AbstractPage<Thing>(client, new Response(), {}, final);

// Resource classes alone, with a client or with its options.
for (const Resource of [AccessIPRanges, Connections, CredentialConnections, FqdnConnections, Fqdns, IPConnections, IPs, OutboundVoiceProfiles]) {
  new Resource();
  new Resource(client);
  new Resource({ apiKey: "key" });
}
await new Connections({ apiKey: "key", baseURL: "/telnyx" }).retrieve(id);
await new CredentialConnections.Actions(client).checkRegistrationStatus(id);
await new FqdnConnections.FqdnAuthenticationResource(client).list(id);
same<typeof Telnyx.IPs, typeof IPs>(true);
same<InstanceType<typeof Telnyx.CredentialConnections.Actions>, Actions>(true);
// @ts-expect-error its name is CredentialConnections.Actions
new Actions(client);
// @ts-expect-error neither
new Connections("key");
// @ts-expect-error misspelt option
new Connections({ apikey: "key" });

// Subclasses: hooks and methods of their own.
class Tenant extends Telnyx {
  readonly seen: string[] = [];
  protected override async prepareOptions(options: FinalRequestOptions): Promise<void> {
    options.headers = { "X-Tenant": "1" };
  }
  protected override async prepareRequest(request: RequestInit, { url }: { url: string }): Promise<void> {
    this.seen.push(`${request.method} ${url}`);
  }
  protected override async authHeaders(): Promise<{ Authorization: string }> {
    return { Authorization: "Bearer key" };
  }
  protected override validateHeaders({ values, nulls }: { values: Headers; nulls: Set<string> }): void {
    if (!values.has("authorization") && !nulls.has("authorization")) throw new TelnyxError("sign in first");
  }
  protected override getUserAgent(): string {
    return `Tenant of ${super.getUserAgent()}`;
  }
  protected override defaultQuery(): Record<string, string | undefined> {
    return { ...super.defaultQuery(), tenant: "1" };
  }
  protected override makeStatusError(status: number, error: Object, message: string | undefined, headers: Headers): APIError {
    return status === 404 ? new NotFoundError(status, error, message, headers as Telnyx.ErrorHeaders) : super.makeStatusError(status, error, message, headers);
  }
}
same<ReturnType<Tenant["withOptions"]>, Tenant>(true);
// @ts-expect-error for subclasses
client.prepareOptions(final);
class Wrong extends Telnyx {
  // @ts-expect-error a hook is asynchronous
  protected override prepareOptions(): string {
    return "";
  }
}

// Explicit resource management.
{
  using short = new Telnyx(options);
  void short;
}

// Errors, by class as with the vendor's SDK …
try {
  await retrieved;
} catch (error) {
  // @ts-expect-error not known to be ours
  void error.status;
  if (error instanceof NotFoundError) {
    same<[typeof error.status, typeof error.headers], [404, Telnyx.ErrorHeaders]>(true);
    same<typeof error.error, Object | undefined>(true);
  } else if (error instanceof RateLimitError) {
    same<ReturnType<typeof error.headers.get>, string | null>(true);
    same<(typeof error.headers)["retry-after"], string | undefined>(true);
    same<typeof error.retryAfterMs, number | undefined>(true);
  } else if (error instanceof UnprocessableEntityError) {
    same<typeof error.errors, readonly ErrorItem[]>(true);
    same<typeof error.code, string | undefined>(true);
    error.errors[0]?.source?.pointer?.startsWith("/");
    // @ts-expect-error codes are text
    if (error.code === 10015) client.close();
    // @ts-expect-error read only
    error.errors.push({ code: "1", title: "no" });
  } else if (error instanceof APIConnectionTimeoutError) {
    same<typeof error.status, undefined>(true);
    error satisfies APIConnectionError;
  } else if (error instanceof Telnyx.APIError) {
    // A generic class narrows to `any` in its parameters.
    same<typeof error, APIError<any, any, any>>(true);
    same<typeof error.errors, readonly ErrorItem[]>(true);
  }
  // … or by kind, as with every client of this package.
  if (error instanceof TelnyxError) {
    same<typeof error.vendor, "telnyx">(true);
    error satisfies PbxError;
  } else if (isPbxError(error)) {
    same<typeof error, PbxError>(true);
  }
}
same<APIError["status"], number | undefined>(true);
same<APIError["headers"], Telnyx.ErrorHeaders | undefined>(true);
same<typeof Telnyx.AuthenticationError, typeof AuthenticationError>(true);
same<ReturnType<typeof APIError.generate>, APIError>(true);
APIError.generate(404, { errors: [] }, undefined, new Headers()) satisfies PbxError;
new APIError(418, { errors: [] }, "418 I'm a teapot", new Headers());
new APIConnectionError({ message: "Connection error.", cause: new Error("offline") });
new APIConnectionTimeoutError();
new APIUserAbortError({ cause: "left the page" });
// @ts-expect-error the status of the class
new NotFoundError(500, undefined, undefined, new Headers() as Telnyx.ErrorHeaders);
// @ts-expect-error four facts
new APIError("no");

// Files.
const file: Promise<File> = toFile(new Blob(["{}"]), "a.json", { type: "application/json" });
toFile(fetch("/logo.png"));
toFile(new Uint8Array(8), null);
toFile(new Response("{}"));
// @ts-expect-error a number is no file
toFile(5);
// @ts-expect-error a text alone may be a path
toFile("a.json");

// The root has the client, the resource classes and the errors under their own names, the types in the namespace.
same<typeof root.Telnyx, typeof Telnyx>(true);
same<typeof root.Connections, typeof Connections>(true);
same<typeof root.CredentialConnections, typeof CredentialConnections>(true);
same<typeof root.OutboundVoiceProfiles, typeof OutboundVoiceProfiles>(true);
same<typeof root.NotFoundError, typeof NotFoundError>(true);
same<typeof root.APIPromise, typeof APIPromise>(true);
same<typeof root.toFile, typeof toFile>(true);
same<typeof root.DefaultFlatPagination, typeof DefaultFlatPagination>(true);
same<root.Telnyx.Connection, Connection>(true);
same<root.Telnyx.ClientOptions, ClientOptions>(true);
// @ts-expect-error the root's are those of every client
same<root.ClientOptions, ClientOptions>(true);

// So have the other entries, and the paths that pages of the vendor's SDK import.
same<typeof Slim, typeof Telnyx>(true);
same<ReturnType<typeof initWasm>, Promise<void>>(true);
same<typeof FromPath, typeof APIPromise>(true);
same<typeof errors.APIError, typeof APIError>(true);
same<typeof errors.RateLimitError, typeof RateLimitError>(true);
same<typeof pagination.PagePromise, typeof PagePromise>(true);
same<typeof pagination.AbstractPage, typeof AbstractPage>(true);
same<pagination.PageRequestOptions, PageRequestOptions>(true);

export { file, next, Tenant, Wrong };
