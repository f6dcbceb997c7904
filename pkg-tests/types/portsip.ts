import * as root from "softphone-admin";
import type {
  PortsipCallOptions,
  PortsipCredentials,
  PortsipDestroyOptions,
  PortsipDidPool,
  PortsipDiff,
  PortsipDryRun,
  PortsipEnsured,
  PortsipEvents,
  PortsipImportedRow,
  PortsipImportOptions,
  PortsipImportReport,
  PortsipListParams,
  PortsipOptions,
  PortsipProvider,
  PortsipProviderDocument,
  PortsipProviderFields,
  PortsipProviderInput,
  PortsipProviderPage,
  PortsipProviderPatch,
  PortsipProviderSummary,
  PortsipSessionInfo,
  PortsipStatusChange,
  PortsipToken,
  PortsipTokenStore,
  PortsipUpdateOptions,
  PortsipWalkOptions,
  PortsipWatch,
  PortsipWatchOptions,
} from "softphone-admin";
import * as portsip from "softphone-admin/portsip";
import {
  isMissing,
  isPbxError,
  PbxError,
  Providers,
  type DryRun,
  type Ensured,
  type Feed,
  type Gap,
  type Id,
  type IdInput,
  type ImportReport,
  type Issue,
  type ItemIterable,
  type Provider,
  type ProviderDocument,
  type ProviderInput,
  type ProviderPage,
  type ProvidersOptions,
  type ProviderSummary,
  type RequestInfo,
  type SessionInfo,
  type Status,
  type StatusChange,
  type Watch,
} from "softphone-admin/portsip";
import * as slim from "softphone-admin/slim/portsip";
import { same } from "./expect.js";

// The address is needed; the rest is who asks, and what all clients of this package take.
const baseUrl = "https://pbx.example.com:8900/api";
const options: ProvidersOptions = { baseUrl, token: null };
const providers = new Providers(options);
new Providers({ baseUrl: new URL(baseUrl), dialect: "v22", signIn: "oauth", clientId: "c" });
new Providers({ baseUrl, token: "0F1E" });
new Providers({ baseUrl, token: async () => ({ access_token: "0F1E", expires: "600" }) });
new Providers({ baseUrl, tokenProvider: () => "0F1E" });
new Providers({ baseUrl, credentials: { name: "admin", password: "secret", domain: "example.com" } });
new Providers({
  baseUrl,
  credentials: async () => ({ name: "admin", password: "secret" }),
  loginField: "username",
  tokenHeaders: "both",
  idEncoding: "string",
  wsiUrl: "wss://pbx.example.com:8885",
  keepAlive: true,
  tokenStore: { get: () => undefined, set: async ({ expires_at }) => same<typeof expires_at, number>(true), lock: (work) => work() },
  timeoutMs: 5_000,
  maxRetries: 0,
  maxBodyBytes: 1_000_000,
  signal: new AbortController().signal,
  fetch: (url, request) => fetch(url, request),
  onRequest: (info) => same<typeof info, RequestInfo>(true),
  onResponse: ({ status, durationMs }) => same<[typeof status, typeof durationMs], [number | undefined, number]>(true),
  onAuthRequired: (error) => same<typeof error, PbxError>(true),
});
// @ts-expect-error no address
new Providers({ token: null });
// @ts-expect-error nothing at all
new Providers();
// @ts-expect-error an options object, not the address
new Providers(baseUrl);
// @ts-expect-error misspelt option
new Providers({ baseURL: baseUrl });
// @ts-expect-error no such dialect
new Providers({ baseUrl, dialect: "v16" });
// @ts-expect-error no such header
new Providers({ baseUrl, tokenHeaders: "cookie" });
// @ts-expect-error a token is text
new Providers({ baseUrl, token: 5 });
// @ts-expect-error a provider of tokens is a function
new Providers({ baseUrl, tokenProvider: "0F1E" });
// @ts-expect-error no password
new Providers({ baseUrl, credentials: { name: "admin" } });
// @ts-expect-error milliseconds are a number
new Providers({ baseUrl, timeoutMs: "10s" });
// @ts-expect-error fetch answers a Response
new Providers({ baseUrl, fetch: async () => "text" });
// @ts-expect-error a store has both
new Providers({ baseUrl, tokenStore: { get: () => undefined } });

same<[typeof providers.baseUrl, typeof providers.dialect, typeof providers.feed], [string, "v12" | "v22", Feed]>(true);
// @ts-expect-error read only
providers.baseUrl = baseUrl;

// Ids go in as anything that has all its digits, and come out as text.
same<Id, string>(true);
same<IdInput, string | number | bigint>(true);
for (const id of ["9007199254740993", 7, 9007199254740993n] as const) await providers.show(id);
// @ts-expect-error no id
providers.show();
// @ts-expect-error an id is not null
providers.show(null);
// @ts-expect-error an id is not a row
providers.show({ id: "7" });

const trunk: ProviderInput = {
  name: "Harbour SIP east",
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  hostname: "sip.harbour.example",
  port: 5060,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "secret",
  require_register: true,
  reregister_interval: 600,
  ips: ["198.51.100.7"],
  provider_in_lan: false,
  single_via_header: false,
};
const made = await providers.create(trunk);
same<typeof made, { id: string }>(true);
await providers.create({ ...trunk, in_parameters: [], did_pool: [{ tenant_id: "1", name: "acme", number_mask: "1;2" }], keep_alive: true });
await providers.create(trunk, { signal: AbortSignal.timeout(1_000), timeoutMs: 100, maxRetries: 0, maxBodyBytes: 1_000 });
// What would be sent, in place of the answer.
const rehearsed = await providers.create(trunk, { dryRun: true });
same<typeof rehearsed, DryRun>(true);
same<typeof rehearsed.issues, Issue[]>(true);
// @ts-expect-error nothing was made
void rehearsed.id;
const { name: _, ...nameless } = trunk;
// @ts-expect-error no name
providers.create(nameless);
// @ts-expect-error a port is a number
providers.create({ ...trunk, port: "5060" });
// @ts-expect-error no such mode
providers.create({ ...trunk, auth_mode: "NONE" });
// @ts-expect-error no such protocol
providers.create({ ...trunk, protocol: "SCTP" });
// @ts-expect-error addresses are a list
providers.create({ ...trunk, ips: "198.51.100.7" });
// @ts-expect-error a flag
providers.create({ ...trunk, require_register: "true" });
// @ts-expect-error misspelt option
providers.create(trunk, { dryrun: true });

const shown = await providers.show(made.id);
same<typeof shown, Provider>(true);
same<[typeof shown.id, typeof shown.port, typeof shown.status], [string, number | undefined, Status | (string & {}) | undefined]>(true);
same<DryRun, Awaited<ReturnType<typeof rehearse>>>(true);
const rehearse = () => providers.show(7, { dryRun: true });
// @ts-expect-error may be absent
shown.ips.length;

same<void, Awaited<ReturnType<typeof change>>>(true);
const change = () => providers.update({ id: made.id, reregister_interval: 300 });
await providers.update(7, { ips: [] }, { mode: "merge", baseline: shown });
await providers.update({ ...shown, id: made.id, status: "ONLINE" }, { mode: "full", timeoutMs: 100 });
// @ts-expect-error no id
providers.update({ reregister_interval: 300 });
// @ts-expect-error no such mode
providers.update({ id: 7 }, { mode: "replace" });
// @ts-expect-error a patch
providers.update(7);

const page = await providers.list();
same<typeof page, ProviderPage>(true);
same<[typeof page.providers, typeof page.count], [ProviderSummary[], number | string | undefined]>(true);
await providers.list({ pagination: 2, pagesize: 100, sort_by: "OPTIONAL" }, { maxRetries: 1 });
await providers.list(undefined, { dryRun: true }).then((sent) => same<typeof sent, DryRun>(true));
// @ts-expect-error a number
providers.list({ pagination: "2" });
// @ts-expect-error no such order
providers.list({ sort_by: "name" });
// @ts-expect-error misspelt parameter
providers.list({ pageSize: 50 });
// @ts-expect-error a page has no limit
providers.list({}, { limit: 10 });

await providers.destroy(made.id, { ifExists: true });
// @ts-expect-error only a delete may miss
providers.show(made.id, { ifExists: true });

const walk = providers.iterate({ pagesize: 200 }, { limit: 10, strictEnd: true, maxPages: 5, signal: AbortSignal.timeout(1_000) });
same<typeof walk.totalHint, number | undefined>(true);
for await (const { name } of walk) same<typeof name, string>(true);
same<Awaited<ReturnType<typeof walk.toArray>>, ProviderSummary[]>(true);
same<ReturnType<typeof providers.pages>, ItemIterable<ProviderPage>>(true);
same<Awaited<ReturnType<typeof providers.listAll>>, ProviderSummary[]>(true);
same<Awaited<ReturnType<typeof providers.findByName>>, ProviderSummary | undefined>(true);
// @ts-expect-error a limit is a number
providers.iterate({}, { limit: "10" });
// @ts-expect-error a walk is not rehearsed
providers.listAll({}, { dryRun: true });
// @ts-expect-error not a synchronous list
for (const one of providers.iterate()) void one;

const ensured = await providers.ensure("Harbour SIP east", { ...trunk, port: 5061 }, { dryRun: true });
same<typeof ensured, Ensured>(true);
same<[typeof ensured.id, typeof ensured.action], [string | undefined, "created" | "updated" | "unchanged"]>(true);
// @ts-expect-error a name and its fields
providers.ensure(trunk);
same<ReturnType<typeof providers.validate>, Issue[]>(true);
providers.validate({ anything: 5 }, "patch");
// @ts-expect-error no such operation
providers.validate(trunk, "update");

const exported = await providers.exportAll({ includeSecrets: true });
same<typeof exported, ProviderDocument>(true);
const imported = await providers.importAll(exported, {
  mode: "ensure",
  dryRun: true,
  concurrency: 2,
  stopOnError: true,
  onProgress: ({ done, total, row }) => same<[typeof done, typeof total, typeof row.error], [number, number, PbxError | undefined]>(true),
});
same<typeof imported, ImportReport>(true);
await providers.importAll([trunk, { name: "x", password: null }]);
// @ts-expect-error no such mode
providers.importAll(exported, { mode: "merge" });
// @ts-expect-error no such version
providers.importAll({ version: 2, providers: [] });

same<Awaited<ReturnType<typeof providers.status>>, Status | (string & {})>(true);
const all = await providers.statuses(new Set([7, "8", 9n]));
same<(typeof all)[number]["name"], string | undefined>(true);
await providers.addIp(7, "198.51.100.8");
// @ts-expect-error one address
providers.removeIp(7, ["198.51.100.8"]);

const watching = providers.watch({ ids: ["7"], intervalMs: 5_000, wsi: { url: "wss://pbx.example.com:8885", name: "acme", password: "secret" }, onStatus: (heard) => same<typeof heard, StatusChange>(true) });
same<typeof watching, Watch>(true);
watching.stop();
providers.watch({ wsi: false });
// @ts-expect-error there is no such switch
providers.watch({ wsi: true });

const session = await providers.login({ name: "admin", password: "secret" }, { simpleRequest: true, timeoutMs: 100 });
same<typeof session, SessionInfo>(true);
same<[typeof session.isAdmin, typeof session.access_token], [boolean | undefined, string]>(true);
// @ts-expect-error read only
session.access_token = "";
await providers.refreshToken();
await providers.signOut({ timeoutMs: 100 });
// @ts-expect-error no password
providers.login({ name: "admin" });

// Listeners know what they hear.
same<ReturnType<typeof chained>, Providers>(true);
const chained = () =>
  providers
    .on("status", (heard) => same<typeof heard, StatusChange>(true))
    .once("gap", (gap) => same<typeof gap, Gap>(true))
    .off("authFailed", (error: PbxError) => void error);
// @ts-expect-error no such event
providers.on("online", () => {});
// @ts-expect-error a gap has no name
providers.on("gap", ({ name }) => name);

// Detached.
const { show, listAll, close } = providers;
await show(7);
await listAll();
close();

// Explicit resource management.
{
  using client = new Providers(options);
  using watched = client.watch();
  void watched;
}

// Errors.
try {
  await providers.destroy(7);
} catch (error) {
  // @ts-expect-error not known to be ours
  void error.kind;
  if (isMissing(error)) same<ReturnType<typeof isMissing>, boolean>(true);
  if (isPbxError(error)) same<[typeof error.maybeApplied, typeof error.reason], [boolean | undefined, string | undefined]>(true);
}

// A page's own subclass.
class Trunks extends Providers {
  async offline(): Promise<string[]> {
    return (await this.statuses()).filter(({ status }) => status === "OFFLINE").map(({ id }) => id);
  }
}
await new Trunks(options).offline();

// The root has the same class, and its types with the vendor's name in front.
same<typeof root.Providers, typeof Providers>(true);
same<typeof root.isMissing, typeof isMissing>(true);
same<PortsipCallOptions, portsip.CallOptions>(true);
same<PortsipCredentials, portsip.Credentials>(true);
same<PortsipDestroyOptions, portsip.DestroyOptions>(true);
same<PortsipDidPool, portsip.DidPool>(true);
same<PortsipDiff, portsip.Diff>(true);
same<PortsipDryRun, DryRun>(true);
same<PortsipEnsured, Ensured>(true);
same<PortsipEvents, portsip.ProvidersEvents>(true);
same<PortsipImportedRow, portsip.ImportedRow>(true);
same<PortsipImportOptions, portsip.ImportOptions>(true);
same<PortsipImportReport, ImportReport>(true);
same<PortsipListParams, portsip.ListParams>(true);
same<PortsipOptions, ProvidersOptions>(true);
same<PortsipProvider, Provider>(true);
same<PortsipProviderDocument, ProviderDocument>(true);
same<PortsipProviderFields, portsip.ProviderFields>(true);
same<PortsipProviderInput, ProviderInput>(true);
same<PortsipProviderPage, ProviderPage>(true);
same<PortsipProviderPatch, portsip.ProviderPatch>(true);
same<PortsipProviderSummary, ProviderSummary>(true);
same<PortsipSessionInfo, SessionInfo>(true);
same<PortsipStatusChange, StatusChange>(true);
same<PortsipToken, portsip.Token>(true);
same<PortsipTokenStore, portsip.TokenStore>(true);
same<PortsipUpdateOptions, portsip.UpdateOptions>(true);
same<PortsipWalkOptions, portsip.WalkOptions>(true);
same<PortsipWatch, Watch>(true);
same<PortsipWatchOptions, portsip.WatchOptions>(true);
// @ts-expect-error here it is PortsipProvider
export type { Provider } from "softphone-admin";
// @ts-expect-error here it is PortsipOptions
export type { ProvidersOptions } from "softphone-admin";

// The rest of the slim entry is that of the default one.
await slim.initWasm("/assets/portsip.wasm");
same<typeof slim.Providers, typeof Providers>(true);
same<typeof slim.isMissing, typeof isMissing>(true);
// @ts-expect-error the default entry needs no loading
void portsip.initWasm;
