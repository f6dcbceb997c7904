// A client of PortSIP as src/js/portsip.js makes it, around a session of the test's: that file takes its session from a package.

import { PbxError } from "../../src/js/errors.js";
import { tell } from "../../src/js/http.js";
import { Life } from "../../src/js/life.js";
import { failed, login, scopeOf, signOut } from "../../src/js/portsip/calls.js";
import * as trunks from "../../src/js/portsip/trunks.js";

export class Client {
  constructor(session, host) {
    const newer = host.options.dialect === "v22";
    const { init, emit } = { init: { mode: "cors", credentials: "omit", cache: "no-store" }, emit: () => {} };
    const { onRequest, onResponse } = host.options;
    const hooks = { init, onRequest: (info) => tell(onRequest, info), onResponse: (info) => tell(onResponse, info) };
    Object.assign(this, { ...host, session, life: new Life(), emit, tell, hooks, epoch: 0, newer, auto: !newer, numbers: !newer });
  }

  /** An operation, with the argument and options of the page's; never throws. */
  async start(name, argument, options) {
    try {
      const scope = () => scopeOf(this, name, options);
      if (name === "login") return await login(this, argument, options);
      if (name === "signOut") return await signOut(this, options);
      if (name === "update") return await trunks.update(this, scope(), undefined, argument);
      if (name === "ensure") return await trunks.ensure(this, scope(), "Harbour SIP", argument);
      return await trunks[name](this, scope(), argument);
    } catch (error) {
      if (error instanceof PbxError) throw error;
      throw failed(`a call failed: ${error?.stack}`, { kind: "decode", operation: name, cause: error });
    }
  }

  close() {
    this.life.abort();
    this.session.forget();
  }
}
