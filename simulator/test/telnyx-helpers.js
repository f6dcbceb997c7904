/** @import { Simulation, SimulateOptions, TelnyxFixtures } from "../index.js" */
/** @import { Wire } from "./helpers.js" */

/** A Telnyx account alone. @type {(fixtures?: TelnyxFixtures, options?: Partial<SimulateOptions>) => Partial<SimulateOptions>} */
export const account = (fixtures = {}, options = {}) => ({ vendors: ["telnyx"], fixtures: { telnyx: fixtures }, ...options });

/** @type {TelnyxFixtures} */
export const EMPTY = { connections: 0, fqdns: 0, ips: 0, outboundVoiceProfiles: 0, accessIPRanges: 0 };

/** A credential connection that nothing is wrong with. @type {(more?: Record<string, unknown>) => Record<string, unknown>} */
export const credentialBody = (more) => ({ connection_name: "office", user_name: "office1", password: "correct horse", ...more });

/**
 * A client of the API, as small as can be.
 *
 * @param {Pick<Simulation, "telnyx">} sim
 * @param {Wire | Pick<Wire, "fetch">} wire
 */
export function apiOf({ telnyx: { url, credentials } }, wire) {
  /** @type {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<{ status: number, json: any, headers: Headers }>} */
  const ask = async (method, path, body, headers) => {
    const response = await wire.fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${credentials.apiKey}`, ...headers },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? undefined : JSON.parse(text), headers: response.headers };
  };
  return {
    ask,
    /** The body of a success. @type {(method: string, path: string, body?: unknown) => Promise<any>} */
    async ok(method, path, body) {
      const { status, json } = await ask(method, path, body);
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
      return json;
    },
    /** What a refusal points at, and why. @type {(method: string, path: string, body?: unknown) => Promise<[number, string[], string[]]>} */
    async refused(method, path, body) {
      const { status, json } = await ask(method, path, body);
      /** @type {any[]} */
      const errors = json.errors ?? [];
      return [status, errors.map(({ code }) => code), errors.map(({ source }) => source?.pointer ?? source?.parameter)];
    },
  };
}
