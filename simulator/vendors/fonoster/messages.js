/**
 * The messages of the newer generation, as far as an agent's life needs them, and the methods that carry them.
 *
 * @import { DescMessage, JsonValue } from "@bufbuild/protobuf"
 */
import { createFileRegistry, fromBinary, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

/** A message as plain JSON, names in camelCase: a field that was not on the wire is not there. @typedef {Record<string, any>} Message */

/** @typedef {"string" | "bool" | "int32"} Scalar */
/**
 * By name, a type and a number. A type may be a message of the same package, and begins with `*` where there are many.
 *
 * @typedef {Readonly<Record<string, readonly [Scalar | (string & {}), number]>>} Fields
 */

/** Of several messages that say no more than which object. @type {Fields} */
const REF = { ref: ["string", 1] };
/** @type {Fields} */
const PAGE = { page_size: ["int32", 1], page_token: ["string", 2] };
/** @type {Fields} */
const TOKENS = { id_token: ["string", 1], access_token: ["string", 2], refresh_token: ["string", 3] };

// Enums are numbers here, so that a value that is none of them can be told.
/** @type {Readonly<Record<string, Readonly<Record<string, Fields>>>>} */
const PACKAGES = {
  "fonoster.agents.v1beta2": {
    Domain: { ref: ["string", 1], name: ["string", 2], domain_uri: ["string", 3] },
    Credentials: { ref: ["string", 1], name: ["string", 2], username: ["string", 3] },
    Agent: {
      ref: ["string", 1], name: ["string", 2], username: ["string", 3], privacy: ["int32", 4], enabled: ["bool", 5],
      created_at: ["int32", 6], updated_at: ["int32", 7], max_contacts: ["int32", 8], expires: ["int32", 9],
      domain: ["Domain", 10], credentials: ["Credentials", 11],
    },
    CreateAgentRequest: {
      name: ["string", 1], username: ["string", 2], privacy: ["int32", 3], enabled: ["bool", 4], domain_ref: ["string", 5],
      credentials_ref: ["string", 6], max_contacts: ["int32", 7], expires: ["int32", 8],
    },
    UpdateAgentRequest: {
      ref: ["string", 1], name: ["string", 2], privacy: ["int32", 3], enabled: ["bool", 4], domain_ref: ["string", 5],
      credentials_ref: ["string", 6], max_contacts: ["int32", 7], expires: ["int32", 8],
    },
    ListAgentsResponse: { items: ["*Agent", 1], next_page_token: ["string", 2] },
    Ref: REF,
    Page: PAGE,
  },
  "fonoster.domains.v1beta2": {
    Domain: { ref: ["string", 1], name: ["string", 2], domain_uri: ["string", 3] },
    ListDomainsResponse: { items: ["*Domain", 1], next_page_token: ["string", 2] },
    Page: PAGE,
  },
  "fonoster.credentials.v1beta2": {
    CreateCredentialsRequest: { name: ["string", 1], username: ["string", 2], password: ["string", 3] },
    UpdateCredentialsRequest: { ref: ["string", 1], name: ["string", 2], username: ["string", 3], password: ["string", 4] },
    Ref: REF,
  },
  "fonoster.identity.v1beta2": {
    ExchangeApiKeyRequest: { access_key_id: ["string", 1], access_key_secret: ["string", 2] },
    ExchangeCredentialsRequest: { username: ["string", 1], password: ["string", 2], two_factor_code: ["string", 3] },
    ExchangeRefreshTokenRequest: { refresh_token: ["string", 1] },
    ExchangeOauth2CodeRequest: { provider: ["int32", 1], code: ["string", 2] },
    Tokens: TOKENS,
    Empty: {},
    PublicKey: { public_key: ["string", 1] },
  },
};

/** What each method takes and gives, by service. */
const SERVICES = {
  "fonoster.agents.v1beta2.Agents": {
    CreateAgent: ["CreateAgentRequest", "Ref"],
    UpdateAgent: ["UpdateAgentRequest", "Ref"],
    GetAgent: ["Ref", "Agent"],
    DeleteAgent: ["Ref", "Ref"],
    ListAgents: ["Page", "ListAgentsResponse"],
  },
  "fonoster.domains.v1beta2.Domains": { ListDomains: ["Page", "ListDomainsResponse"] },
  "fonoster.credentials.v1beta2.CredentialsService": {
    CreateCredentials: ["CreateCredentialsRequest", "Ref"],
    UpdateCredentials: ["UpdateCredentialsRequest", "Ref"],
    DeleteCredentials: ["Ref", "Ref"],
  },
  "fonoster.identity.v1beta2.Identity": {
    ExchangeApiKey: ["ExchangeApiKeyRequest", "Tokens"],
    ExchangeCredentials: ["ExchangeCredentialsRequest", "Tokens"],
    ExchangeRefreshToken: ["ExchangeRefreshTokenRequest", "Tokens"],
    ExchangeOauth2Code: ["ExchangeOauth2CodeRequest", "Tokens"],
    GetPublicKey: ["Empty", "PublicKey"],
  },
};

/** @param {string} name */
const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** @type {(pkg: string, name: string, field: Fields[string]) => JsonValue} */
const fieldOf = (pkg, name, [type, number]) => {
  const facts = { name, number, jsonName: camelCase(name), label: type.startsWith("*") ? "LABEL_REPEATED" : "LABEL_OPTIONAL" };
  const own = /^\*?([A-Z].*)/.exec(type)?.[1];
  return own === undefined ? { ...facts, type: `TYPE_${type.toUpperCase()}` } : { ...facts, type: "TYPE_MESSAGE", typeName: `.${pkg}.${own}` };
};

// In an edition every field tells whether it was there, as the vendor's server needs to know, and a zero that was set
// is written, as that server does.
const registry = createFileRegistry(
  fromJson(FileDescriptorSetSchema, {
    file: Object.entries(PACKAGES).map(([pkg, messages]) => ({
      name: `${pkg}.proto`,
      package: pkg,
      syntax: "editions",
      edition: "EDITION_2023",
      messageType: Object.entries(messages).map(([name, fields]) => ({
        name,
        field: Object.entries(fields).map(([field, facts]) => fieldOf(pkg, field, facts)),
      })),
    })),
  }),
);

/** @param {DescMessage} type */
const codecOf = (type) => ({
  /** Throws where the bytes are no such message. @type {(bytes: Uint8Array) => Message} */
  decode: (bytes) => /** @type {Message} */ (toJson(type, fromBinary(type, bytes))),
  /** Leaves out what is undefined. @type {(message: Message) => Uint8Array<ArrayBuffer>} */
  encode: (message) => toBinary(type, fromJson(type, JSON.parse(JSON.stringify(message)))),
});

/** @typedef {ReturnType<typeof codecOf>} Codec */

/** By the path of a method, its two messages. @type {ReadonlyMap<string, { request: Codec, response: Codec }>} */
export const METHODS = new Map(
  Object.entries(SERVICES).flatMap(([service, methods]) => {
    const pkg = service.slice(0, service.lastIndexOf("."));
    const codec = (/** @type {string} */ name) => codecOf(/** @type {DescMessage} */ (registry.getMessage(`${pkg}.${name}`)));
    return Object.entries(methods).map(([name, [request, response]]) => {
      return /** @type {const} */ ([`/${service}/${name}`, { request: codec(request), response: codec(response) }]);
    });
  }),
);
