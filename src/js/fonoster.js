// Fonoster's face: what a wasm-bindgen class cannot be. The logic is in src/vendors/fonoster.

import * as wasm from "#wasm";
import { variable } from "./environment.js";
import { FonosterError, hide, useErrors } from "./errors.js";
import { itemIterable } from "./items.js";

export { FonosterError, isPbxError, PbxError } from "./errors.js";

useErrors("fonoster", (message, facts, own) => new FonosterError(message, facts, own));

export const Privacy = Object.freeze({ PRIVATE: "private", NONE: "none" });

const DISPOSE = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Lets methods be used detached: `const { getAgent } = agents`. */
function bind(target, names) {
  for (const name of names) hide(target, { [name]: target[name].bind(target) });
}

/** What of a client's options is nobody's but the server's. */
const SECRETS = ["accessKeySecret", "token", "refreshToken"];

export class Client extends wasm.FonosterSession {
  constructor(options, place = "new Client(options)") {
    wasm.ready();
    const checked = wasm.fonosterOptions(place, options);
    super(place, checked);
    hide(this, { options: checked, __wbg_ptr: this.__wbg_ptr });
    bind(this, ["login", "loginWithApiKey", "loginWithRefreshToken", "loginWithOauth2Code", "refreshToken", "logout", "close"]);
  }
  get endpoint() {
    return this.get("endpoint");
  }
  get apiVersion() {
    return this.options.apiVersion ?? "v1beta2";
  }
  // The numbers are those of mod.rs.
  login(username, password, twoFactorCode, options) {
    return this.signIn(0, this.options, { username, password, twoFactorCode }, options);
  }
  loginWithApiKey(accessKeyId, accessKeySecret, options) {
    return this.signIn(1, this.options, { accessKeyId, accessKeySecret }, options);
  }
  loginWithRefreshToken(refreshToken, options) {
    return this.signIn(2, this.options, { refreshToken }, options);
  }
  loginWithOauth2Code(provider, code, options) {
    return this.signIn(3, this.options, { provider, code }, options);
  }
  refreshToken(options) {
    return this.call("refreshToken", this.options, undefined, options);
  }
  logout() {
    this.signOut();
  }
  getAccessToken() {
    return this.get("accessToken");
  }
  getRefreshToken() {
    return this.get("refreshToken");
  }
  getIdToken() {
    return this.get("idToken");
  }
  getAccessKeyId() {
    return this.get("accessKeyId");
  }
  setAccessToken(token) {
    this.set("accessToken", token);
  }
  setAccessKeyId(workspace) {
    this.set("accessKeyId", workspace);
  }
  close() {
    this.end();
  }
  /** The memory in wasm goes with the object; until then every method answers. */
  free() {
    this.end();
  }
  toJSON() {
    const { endpoint, apiVersion } = this;
    return { endpoint, apiVersion, accessKeyId: this.getAccessKeyId() };
  }
  get [DISPOSE]() {
    return this.close;
  }
}

export class WebClient extends Client {
  constructor(options) {
    super(options, "new WebClient(options)");
  }
}

/** What the vendor's older SDK reads of Node's environment. */
function environment() {
  const either = (...names) => names.map(variable).find(Boolean);
  const endpoint = variable("APISERVER_ENDPOINT");
  const accessKeyId = either("APISERVER_ACCESS_KEY_ID", "ACCESS_KEY_ID");
  const accessKeySecret = either("APISERVER_ACCESS_KEY_SECRET", "ACCESS_KEY_SECRET");
  return { endpoint, accessKeyId, accessKeySecret };
}

export class APIClient {
  constructor(options, place = "new APIClient(options)") {
    const own = !(options instanceof Client);
    const client = own ? new Client(options ?? environment(), place) : options;
    hide(this, { client, own });
  }
  get endpoint() {
    return this.client.endpoint;
  }
  getOptions() {
    return Object.fromEntries(Object.entries(this.client.options).filter(([name]) => !SECRETS.includes(name)));
  }
  close() {
    if (this.own) this.client.close();
  }
  toJSON() {
    return this.client.toJSON();
  }
  get [DISPOSE]() {
    return this.close;
  }
}

export class Agents extends APIClient {
  constructor(options) {
    super(options, "new Agents(options)");
    bind(this, ["createAgent", "getAgent", "updateAgent", "listAgents", "iterateAgents", "deleteAgent", "close"]);
  }
  createAgent(request, options) {
    return this.client.call("createAgent", this.client.options, request, options);
  }
  getAgent(ref, options) {
    return this.client.call("getAgent", this.client.options, ref, options);
  }
  updateAgent(request, options) {
    return this.client.call("updateAgent", this.client.options, request, options);
  }
  listAgents(request, options) {
    return this.client.call("listAgents", this.client.options, request, options);
  }
  deleteAgent(ref, options) {
    return this.client.call("deleteAgent", this.client.options, ref, options);
  }
  iterateAgents(request, options) {
    const agents = this;
    return itemIterable(async function* () {
      let left = wasm.fonosterLimit(options);
      const { limit: _, ...callOptions } = options ?? {};
      let token = request?.pageToken;
      let page = left > 0 ? await agents.listAgents(request, callOptions) : undefined;
      while (page) {
        const { items, nextPageToken } = page;
        const ahead = async () => {
          if (!nextPageToken || nextPageToken === token) return undefined;
          token = nextPageToken;
          return agents.listAgents({ ...request, pageToken: token }, callOptions);
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
