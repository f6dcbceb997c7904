/**
 * The kinds of objects that can be made, changed and listed, and what their fields demand of each other.
 *
 * @import { Fields, Problem, Way } from "./fields.js"
 * @import { ListRules } from "./query.js"
 * @import { Entry, Kind, Store } from "./store.js"
 */
import { Refusal } from "./errors.js";
import { initialOf, merged, problemsOf } from "./fields.js";
import { connectionList, fqdnList, ipList, profileList, rangeList } from "./query.js";
import * as schema from "./schema.js";

/**
 * @typedef {object} Resource
 * @property {Kind} kind
 * @property {string} path
 * @property {Fields} fields
 * @property {Fields} [updateFields] Where an update takes other values.
 * @property {ListRules} list
 * @property {200 | 201} created The status of a creation.
 * @property {boolean} [bare] Single objects come without `data` around them, and are only made and deleted.
 * @property {(data: Record<string, any>, store: Store, own?: Entry) => Problem[]} [rules] About the object as a whole.
 * @property {(data: Record<string, any>, body: Record<string, any>) => Record<string, any>} [settle] Fills in what depends
 *   on other fields.
 */

/** @type {NonNullable<Resource["rules"]>} */
const connectionRules = ({ outbound, encrypted_media, transport_protocol }, store) => {
  const problems = [];
  const { outbound_voice_profile_id: profile } = outbound;
  if (profile !== undefined && !store.profiles.has(profile)) {
    problems.push({ pointer: "/outbound/outbound_voice_profile_id", detail: "is no outbound voice profile of this account" });
  }
  if (encrypted_media === "SRTP" && transport_protocol === "TLS") {
    problems.push({ pointer: "/encrypted_media", detail: "cannot be SRTP over the TLS transport" });
  }
  return problems;
};

/** @type {(userName: string | undefined, store: Store, own?: Entry) => Problem[]} */
export const userNameProblems = (userName, store, own) => {
  const holder = userName === undefined ? undefined : store.userNames.get(userName);
  return holder && holder !== own ? [{ pointer: "/user_name", detail: "is taken" }] : [];
};

/** @type {(data: Record<string, any>, store: Store) => Problem[]} */
const ownerProblems = ({ connection_id: id }, store) =>
  id === undefined || store.connections.has(id) ? [] : [{ pointer: "/connection_id", detail: "is no connection of this account" }];

/** @type {readonly Resource[]} */
export const RESOURCES = [
  {
    kind: "credential_connection",
    path: "credential_connections",
    fields: schema.credentialConnection,
    updateFields: schema.credentialConnectionUpdate,
    list: connectionList,
    created: 201,
    rules: (data, store, own) => [
      ...connectionRules(data, store),
      ...userNameProblems(data.user_name, store, own),
      ...(data.webhook_api_version === "texml" && data.outbound.call_parking_enabled !== true
        ? [{ pointer: "/webhook_api_version", detail: "can be texml only with outbound.call_parking_enabled" }]
        : []),
    ],
  },
  {
    kind: "fqdn_connection",
    path: "fqdn_connections",
    fields: schema.fqdnConnection,
    list: connectionList,
    created: 201,
    rules: connectionRules,
  },
  {
    kind: "ip_connection",
    path: "ip_connections",
    fields: schema.ipConnection,
    list: connectionList,
    created: 201,
    rules: connectionRules,
  },
  {
    kind: "fqdn",
    path: "fqdns",
    fields: schema.fqdn,
    list: fqdnList,
    created: 201,
    rules: (data, store) => [
      ...ownerProblems(data, store),
      ...(data.dns_record_type === "srv" && data.port !== null
        ? [{ pointer: "/port", detail: "cannot be set for an srv record" }]
        : []),
    ],
    settle: (data, { port, dns_record_type: type }) => {
      const unset = port === undefined ? type !== undefined : port === null;
      return unset ? { ...data, port: data.dns_record_type === "srv" ? null : 5060 } : data;
    },
  },
  { kind: "ip", path: "ips", fields: schema.ip, list: ipList, created: 201, rules: ownerProblems },
  {
    kind: "outbound_voice_profile",
    path: "outbound_voice_profiles",
    fields: schema.outboundVoiceProfile,
    list: profileList,
    created: 200,
  },
  { kind: "access_ip_range", path: "access_ip_ranges", fields: schema.accessIPRange, list: rangeList, created: 200, bare: true },
];

/** @param {readonly Problem[]} problems */
export function refuseIfAny(problems) {
  if (problems.length === 0) return;
  const words = (/** @type {string} */ pointer) => pointer.slice(1).replaceAll("/", ".");
  throw new Refusal(422, problems.map(({ pointer, detail }) => ({ detail: `${words(pointer)} ${detail}`, source: { pointer } })));
}

/**
 * What an object becomes by a body, if nothing is wrong with that.
 *
 * @param {Resource} resource
 * @param {Record<string, any>} body
 * @param {Store} store
 * @param {Entry} [own] The object that changes; none is made anew.
 */
export function resultOf({ fields, updateFields = fields, rules = () => [], settle = (data) => data }, body, store, own) {
  /** @type {Way} */
  const way = own ? "update" : "create";
  const known = own ? updateFields : fields;
  refuseIfAny(problemsOf(known, body, way));
  const data = settle(merged(known, own ? own.data : initialOf(fields), body, way), body);
  refuseIfAny(rules(data, store, own));
  return data;
}
