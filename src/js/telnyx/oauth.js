// Client credentials: one access token for all calls of a client and its children, until it ends.

import * as wasm from "#wasm";
import { APIConnectionError, APIConnectionTimeoutError, APIUserAbortError, asError, TelnyxError } from "../errors.js";
import { ABORTED, callFetch, FAILED, within } from "../http.js";
import { parsed } from "./exchange.js";
import { reveal } from "./secret.js";

const ADDRESS = "https://api.telnyx.com/v2/oauth/token";
/** Shortly before its end a token may be refused already, by other clocks. */
const NEARLY_MS = 10_000;

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export class Tokens {
  clear() {
    Object.assign(this, { id: undefined, secret: undefined, token: undefined, endsAt: Infinity });
  }

  /** The token for a client's credentials; one request brings it for all that wait. */
  get(client) {
    const { clientID: id, clientSecret: secret } = client;
    if (!this.token || this.id !== id || this.secret !== secret || Date.now() > this.endsAt) {
      this.clear();
      const token = this.fetch(client, id, secret);
      Object.assign(this, { id, secret, token });
      // A failure is not remembered: the next call asks again.
      token.catch(() => this.token === token && this.clear());
    }
    return this.token;
  }

  /** Whether the present token is so near its end that a refusal may be about that; it is dropped then. */
  forgetStale() {
    const stale = Date.now() > this.endsAt - NEARLY_MS;
    if (stale) this.clear();
    return stale;
  }

  async fetch(client, id, secret) {
    const init = {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Authorization: `Basic ${base64(`${id}:${await reveal("clientSecret", secret)}`)}`,
      },
      body: "grant_type=client_credentials",
    };
    const asked = async () => {
      const response = await callFetch(client._options.fetch, client.buildURL(ADDRESS), init);
      return { response, text: await response.text() };
    };
    // Others may wait for the same token: of the signals only the client's own ends it.
    const { response, text } = await within(client._signals, wasm.telnyxTimeout(client.timeout), asked).catch((cut) => {
      if (cut.kind === ABORTED) throw new APIUserAbortError({ cause: cut.cause });
      throw cut.kind === FAILED ? new APIConnectionError({ cause: asError(cut.cause) }) : new APIConnectionTimeoutError();
    });
    const answer = parsed(text);
    if (!response.ok) throw client.makeStatusError(response.status, answer, answer === undefined ? text : undefined, response.headers);
    const { access_token: token, expires_in: seconds } = answer ?? {};
    if (typeof token !== "string") throw new TelnyxError("what the token address answered holds no access token");
    if (seconds !== undefined && !Number.isNaN(Number(seconds))) this.endsAt = Date.now() + seconds * 1000;
    return token;
  }
}
