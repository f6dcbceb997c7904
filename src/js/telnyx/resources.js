// The resources: which call goes where.

import * as wasm from "#wasm";
import { hide } from "../errors.js";
import { OPERATION, under } from "./exchange.js";
import { DefaultFlatPagination } from "./promises.js";

/** A path with an id in it; throws where the id is none. */
const at = (collection, id, after = "") => wasm.telnyxPath(`/${collection}/`, id, after);

/** How resources come by their client; set by `telnyx.js`. */
export const clients = { of: undefined };

class Resource {
  constructor(client) {
    hide(this, { _client: clients.of(client) });
  }
  _call(method, operation, path, options) {
    return this._client[method](path, under({ [OPERATION]: operation }, options));
  }
  _list(operation, path, query, options) {
    return this._client.getAPIList(path, DefaultFlatPagination, { [OPERATION]: operation, query, ...options });
  }
}

/** What most resources can: a collection of objects that are listed, read, created, changed and deleted. */
const collection = (name, path) =>
  class extends Resource {
    list(query = {}, options) {
      return this._list(`${name}.list`, `/${path}`, query, options);
    }
    retrieve(id, options) {
      return this._call("get", `${name}.retrieve`, at(path, id), options);
    }
    create(body, options) {
      return this._call("post", `${name}.create`, `/${path}`, { body, ...options });
    }
    update(id, body, options) {
      return this._call("patch", `${name}.update`, at(path, id), { body, ...options });
    }
    delete(id, options) {
      return this._call("delete", `${name}.delete`, at(path, id), options);
    }
  };

export class Connections extends Resource {
  list(query = {}, options) {
    return this._list("connections.list", "/connections", query, options);
  }
  retrieve(id, options) {
    return this._call("get", "connections.retrieve", at("connections", id), options);
  }
  listActiveCalls(id, query = {}, options) {
    return this._list("connections.listActiveCalls", at("connections", id, "/active_calls"), query, options);
  }
  retrieveCount(options) {
    return this._call("get", "connections.retrieveCount", "/connections/count", options);
  }
}

export class Actions extends Resource {
  checkRegistrationStatus(id, options) {
    const path = at("credential_connections", id, "/actions/check_registration_status");
    return this._call("post", "credentialConnections.actions.checkRegistrationStatus", path, options);
  }
}

export class CredentialConnections extends collection("credentialConnections", "credential_connections") {
  static Actions = Actions;
  actions = new Actions(this._client);
}

export class FqdnAuthenticationResource extends Resource {
  list(id, options) {
    const path = at("fqdn_connections", id, "/fqdn_authentication");
    return this._call("get", "fqdnConnections.fqdnAuthentication.list", path, options);
  }
  patchAll(id, body = {}, options) {
    const path = at("fqdn_connections", id, "/fqdn_authentication");
    return this._call("patch", "fqdnConnections.fqdnAuthentication.patchAll", path, { body, ...options });
  }
}

export class FqdnConnections extends collection("fqdnConnections", "fqdn_connections") {
  static FqdnAuthenticationResource = FqdnAuthenticationResource;
  fqdnAuthentication = new FqdnAuthenticationResource(this._client);
}

export class Fqdns extends collection("fqdns", "fqdns") {
  update(id, body = {}, options) {
    return super.update(id, body, options);
  }
}

export class IPConnections extends collection("ipConnections", "ip_connections") {}

export class IPs extends collection("ips", "ips") {}

export class OutboundVoiceProfiles extends collection("outboundVoiceProfiles", "outbound_voice_profiles") {}

export class AccessIPRanges extends Resource {
  list(query = {}, options) {
    return this._list("accessIPRanges.list", "/access_ip_ranges", query, options);
  }
  create(body, options) {
    return this._call("post", "accessIPRanges.create", "/access_ip_ranges", { body, ...options });
  }
  delete(id, options) {
    return this._call("delete", "accessIPRanges.delete", at("access_ip_ranges", id), options);
  }
}
