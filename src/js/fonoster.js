// Fonoster's face: what a wasm-bindgen class cannot be. The logic is in src/vendors/fonoster.

import * as wasm from "#wasm";
import { variable } from "./environment.js";
import { FonosterError, hide, useErrors } from "./errors.js";
import * as operations from "./fonoster/agents.js";
import { itemIterable } from "./items.js";
import { Life } from "./life.js";

export { FonosterError, isPbxError, PbxError } from "./errors.js";

useErrors("fonoster", (message, facts, own) => new FonosterError(message, facts, own));

export const Privacy = Object.freeze({ PRIVATE: "private", NONE: "none" });

const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Lets methods be used detached: `const { getAgent } = agents`. Those of all classes before `end`; a class that names itself is renamed. */
function bind(target, end) {
  for (let at = Object.getPrototypeOf(target); at !== end.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function" && name !== "constructor") hide(target, { [name]: target[name].bind(target) });
    }
  }
}

/** What of a client's options is nobody's but the server's. */
const SECRETS = ["accessKeySecret", "token", "refreshToken"];

/** Runs an operation on what it was given, which is read at once. */
async function run(client, operation, work, argument, options) {
  try {
    const { draft, own } = client.read(operation, argument, options);
    const ask = (method, request) => client.ask(method, operation, client.options, own, request);
    return await work({ client, own, ask }, draft);
  } catch (error) {
    // Of several that wait for one renewal each has an error of its own.
    throw new FonosterError(error.message, error, { operation });
  }
}

const signIn = (client, operation, given, options) => run(client, operation, ({ ask }, draft) => ask("", draft), given, options);

export class Client extends wasm.FonosterSession {
  constructor(options, place = "new Client(options)") {
    wasm.ready();
    const host = { life: new Life() };
    super(place, options, host);
    hide(this, { ...host, __wbg_ptr: this.__wbg_ptr });
    bind(this, wasm.FonosterSession);
  }
  get endpoint() {
    return this.state.endpoint;
  }
  get apiVersion() {
    return this.options.apiVersion ?? "v1beta2";
  }
  login(username, password, twoFactorCode, options) {
    return signIn(this, "login", { username, password, twoFactorCode }, options);
  }
  loginWithApiKey(accessKeyId, accessKeySecret, options) {
    return signIn(this, "loginWithApiKey", { accessKeyId, accessKeySecret }, options);
  }
  loginWithRefreshToken(refreshToken, options) {
    return signIn(this, "loginWithRefreshToken", { refreshToken }, options);
  }
  loginWithOauth2Code(provider, code, options) {
    return signIn(this, "loginWithOauth2Code", { provider, code }, options);
  }
  refreshToken(options) {
    return signIn(this, "refreshToken", undefined, options);
  }
  logout() {
    this.set("");
  }
  getAccessToken() {
    return this.state.accessToken;
  }
  getRefreshToken() {
    return this.state.refreshToken;
  }
  getIdToken() {
    return this.state.idToken;
  }
  getAccessKeyId() {
    return this.state.accessKeyId;
  }
  setAccessToken(token) {
    this.set("accessToken", token);
  }
  setAccessKeyId(workspace) {
    this.set("accessKeyId", workspace);
  }
  close() {
    this.logout();
    this.life.abort();
  }
  /** The memory in wasm goes with the object; until then every method answers. */
  free() {
    this.close();
  }
  toJSON() {
    const { endpoint, accessKeyId } = this.state;
    return { endpoint, apiVersion: this.apiVersion, accessKeyId };
  }
  get [DISPOSE]() {
    return this.close;
  }
}

/** The name that the vendor's SDK has for it in browsers. */
export class WebClient extends Client {}

/** What the vendor's older SDK reads of Node's environment. */
function environment() {
  const either = (name) => variable(`APISERVER_${name}`) ?? variable(name);
  return {
    endpoint: variable("APISERVER_ENDPOINT"),
    accessKeyId: either("ACCESS_KEY_ID"),
    accessKeySecret: either("ACCESS_KEY_SECRET"),
  };
}

function isClient(options) {
  try {
    return options instanceof Client;
  } catch {
    // A revoked proxy: reading its fields will say so.
    return false;
  }
}

export class APIClient {
  constructor(options, place = "new APIClient(options)") {
    const own = !isClient(options);
    const client = own ? new Client(options ?? environment(), place) : options;
    hide(this, { client, own });
  }
  get endpoint() {
    return this.client.endpoint;
  }
  getOptions() {
    return Object.fromEntries(Object.entries(this.client.options).filter(([name]) => !SECRETS.includes(name)));
  }
  toJSON() {
    return this.client.toJSON();
  }
  close() {
    if (this.own) this.client.close();
  }
  get [DISPOSE]() {
    return this.close;
  }
}

export class Agents extends APIClient {
  constructor(options) {
    super(options, "new Agents(options)");
    bind(this, Object);
  }
  createAgent(request, options) {
    return run(this.client, "createAgent", operations.create, request, options);
  }
  getAgent(ref, options) {
    return run(this.client, "getAgent", operations.get, ref, options);
  }
  updateAgent(request, options) {
    return run(this.client, "updateAgent", operations.update, request, options);
  }
  listAgents(request, options) {
    return run(this.client, "listAgents", operations.list, request, options);
  }
  deleteAgent(ref, options) {
    return run(this.client, "deleteAgent", operations.remove, ref, options);
  }
  iterateAgents(request, options) {
    const agents = this;
    return itemIterable(async function* () {
      let { limit: left = Infinity, ...own } = await run(agents.client, "iterateAgents", (call) => call.own, request, options);
      let token = request?.pageToken;
      let page = left > 0 ? await agents.listAgents(request, own) : undefined;
      while (page) {
        const { items, nextPageToken } = page;
        const ahead = async () => {
          if (!nextPageToken || nextPageToken === token) return undefined;
          token = nextPageToken;
          return agents.listAgents({ ...request, pageToken: token }, own);
        };
        if (items.length === 0) page = await ahead();
        for (const [at, item] of items.entries()) {
          // Before the last item is given: the loop may delete it, and the server knows no cursor that is gone.
          if (at === items.length - 1) page = left > 1 ? await ahead() : undefined;
          yield item;
          if (--left <= 0) return;
        }
      }
    });
  }
}
