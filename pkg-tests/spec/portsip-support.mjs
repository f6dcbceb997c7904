// What the specs of PortSIP share, beside support.mjs.
import { connect } from "#control-client";
import * as entry from "softphone-admin/portsip";
import { simulate as simulateInMemory } from "softphone-admin/simulator";

import { control, countingFetch, eventually, expect, inNode, isPbxError, isPreflight, onCleanup, onStage, PbxError, secretly } from "./support.mjs";

export { holdBoth } from "./support.mjs";
export { entry };
export const { isMissing, Providers } = entry;

/** Node 20 has no WebSocket. */
const NativeWebSocket = globalThis.WebSocket ?? (await import("ws")).WebSocket;

/** The first id of a simulated PBX: beyond what a double holds. */
export const ID = "9007199254740993";

/** A trunk that nothing is wrong with, in both dialects. */
export const TRUNK = {
  name: "Harbour SIP east",
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  hostname: "sip.harbour.example",
  port: 5060,
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "a-password-nobody-sees",
  require_register: true,
  reregister_interval: 600,
  ips: ["198.51.100.7"],
  provider_in_lan: false,
  single_via_header: false,
};

/** The same as either dialect takes it. */
export const trunkFor = (dialect, more = {}) => ({ ...TRUNK, ...(dialect === "v22" && { concurrency: 30 }), ...more });

/** A `describe` for each dialect. */
export function inBoth(title, tests) {
  for (const dialect of ["v12", "v22"]) describe(`${title} (${dialect})`, () => tests(dialect));
}

/** Holds class and fields of an error against what is wanted. */
export function expectError(error, wanted = {}) {
  expect(error, String(error?.stack ?? error)).to.be.instanceOf(PbxError);
  expect([isPbxError(error), error.vendor, error.name]).to.deep.equal([true, "portsip", "PbxError"]);
  const got = Object.fromEntries(Object.keys(wanted).map((name) => [name, error[name]]));
  expect(got, error.message).to.deep.equal(wanted);
}

/** Findings in short: `path: rule`, a warning with a star. */
export const brief = (issues) => issues.map(({ path, rule, severity }) => `${path}: ${rule}${{ error: "", warning: " *" }[severity] ?? severity}`);

/** Holds a refusal of an argument against its findings. */
export function expectIssues(error, wanted, facts = {}) {
  expectError(error, { kind: "invalid-argument", reason: "validation", retryable: false, status: undefined, ...facts });
  expect(brief(error.issues)).to.deep.equal(wanted);
  for (const { message, severity } of error.issues) if (severity === "error") expect(error.message).to.include(message);
}

/** No timer is left. WebKit's driver times its scripts by the page's own, so that one may be there for a moment. */
export const noTimers = (time) => eventually(() => time.timers === 0, 1000);

function stageOf(sim, { WebSocket, fetch, close, state, facts }) {
  const { portsip } = sim;
  const { url, credentials } = portsip;
  const { wsiUrl, tenant, dialect } = facts;
  for (const { password } of [credentials, tenant]) secretly(password);
  const { counting, isBusy } = countingFetch(fetch ?? ((...args) => globalThis.fetch(...args)));
  const sent = [];
  const sockets = [];
  /** A fetch that keeps what it is given. */
  const recording = (address, init) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    for (const token of [headers.access_token, headers.authorization?.replace("Bearer ", "")]) if (token) secretly(token);
    sent.push({ ...init, url: address, headers, line: `${init.method} ${address.replace(url, "")}` });
    return counting(address, init);
  };
  const Recording = class extends WebSocket {
    constructor(address) {
      super(address);
      sockets.push(this);
    }
  };
  const stage = {
    sim,
    portsip,
    clock: sim.clock,
    dialect,
    url,
    wsiUrl,
    credentials,
    tenant,
    /** The page's sockets, all that were ever opened. */
    sockets,
    WebSocket: Recording,
    fetch: recording,
    /** What fetch was given, in order; what was before `forget` is left out. */
    sent,
    forget: () => void sent.splice(0),
    get busy() {
      return isBusy() || sockets.some(({ readyState }) => readyState === 0);
    },
    /** `METHOD /path` of each request, without the base. */
    wire: () => sent.map(({ line }) => line),
    /** The bodies of requests, as text. */
    bodies: () => sent.map(({ body }) => body).filter((body) => body !== undefined),
    count: (line) => sent.filter((request) => request.line.startsWith(line)).length,
    fault: (match, fault) => portsip.fault(match.replace(" /", " /api/"), fault),
    state,
    /** As they reached the PBX, without a browser's preflights. */
    async requests() {
      return (await sim.requests()).filter((request) => !isPreflight(request));
    },
    async preflights() {
      return (await sim.requests()).filter(isPreflight);
    },
    /** Frames that the PBX got, socket by socket. */
    async frames() {
      return (await stage.requests()).filter(({ upgrade }) => upgrade).map(({ frames }) => frames.map(({ data }) => JSON.parse(data)));
    },
    options: (extra = {}) => ({ baseUrl: url, dialect, credentials, fetch: recording, WebSocket: Recording, ...extra }),
    /** A client that is closed after the test. */
    providers(extra) {
      const providers = new Providers(stage.options(extra));
      onCleanup(() => providers.close());
      return providers;
    },
    /** One that has a token; the requests for it are forgotten. */
    async signedIn(extra) {
      const providers = stage.providers(extra);
      await providers.refreshToken();
      stage.forget();
      return providers;
    },
    /** A token of a sign-in of its own. */
    async token() {
      const session = await stage.providers().login();
      stage.forget();
      return secretly(session.access_token);
    },
    /** The provider as the PBX keeps it. */
    async kept(id) {
      return (await state()).providers.find((provider) => provider.id === id);
    },
    close,
  };
  return onStage(stage);
}

const fixturesOf = (fixtures) => ({ providers: [], ...fixtures });

/** A PBX behind real HTTP and real sockets. Without fixtures it has no providers. */
export async function simulatePortsip(fixtures = {}) {
  const sim = await connect(control).simulate({ vendors: ["portsip"], fixtures: { portsip: fixturesOf(fixtures) } });
  const { portsip } = sim;
  const [wsiUrl, tenant] = [await portsip.wsiUrl(), await portsip.tenant()];
  const { dialect = "v12" } = fixtures;
  return stageOf(sim, { WebSocket: NativeWebSocket, close: () => sim.close(), state: () => portsip.state(), facts: { wsiUrl, tenant, dialect } });
}

/** A PBX without a network, whose time the test moves. */
export async function simulatePortsipHere(fixtures = {}, options = {}) {
  const sim = await simulateInMemory({
    vendors: ["portsip"],
    clock: "manual",
    fixtures: { portsip: fixturesOf(fixtures) },
    ...options,
    ...(inNode ? { listen: false } : {}),
  });
  const { wsiUrl, tenant } = sim.portsip;
  return stageOf(sim, {
    WebSocket: sim.WebSocket,
    fetch: sim.fetch,
    state: async () => sim.portsip.state,
    close: async () => {
      const { unmatched } = sim;
      await sim.close();
      return unmatched;
    },
    facts: { wsiUrl, tenant, dialect: fixtures.dialect ?? "v12" },
  });
}
