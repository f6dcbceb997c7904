/**
 * What the methods of the newer generation do.
 *
 * @import { Agent, Store } from "./store.js"
 * @import { Message } from "./messages.js"
 * @import { Pagination } from "./pages.js"
 * @import { Holder, Tokens } from "./tokens.js"
 */
import { Code, Refusal } from "./grpc.js";
import { pageOf } from "./pages.js";

/**
 * Who calls: the workspace that the call names, and all that its token opens.
 *
 * @typedef {{ workspace: string, workspaces: readonly string[] }} Caller
 */

/** @typedef {(message: Message, caller: Caller) => Message | Promise<Message>} Method */

export const PRIVACY = /** @type {const} */ (["NONE", "PRIVATE"]);

const LONGEST_NAME = 60;
const USERNAME = /^[a-z0-9._-]+$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;
const UNLIMITED = -1;

const internal = () => new Refusal(Code.internal, "Internal server error");
const notFound = () => new Refusal(Code.notFound, "The requested resource was not found");

/** What the SIP server behind says. The code in the text is part of it. @param {string} text */
const invalid = (text) => new Refusal(Code.invalidArgument, `3 INVALID_ARGUMENT: ${text}`);

/** @param {readonly (string | false)[]} found */
const refuseIfAny = (found) => {
  const problems = found.filter((problem) => problem !== false);
  if (problems.length > 0) throw new Refusal(Code.invalidArgument, problems.join("; "));
};

/** @type {(message: Message, name: string) => string | false} */
const required = (message, name) => message[name] === undefined && `Required at "${name}"`;

/** @type {(message: Message, name: string) => string | false} */
const filled = (message, name) => message[name] === "" && `Value required at "${name}"`;

/** @type {(message: Message, name: string) => string | false} */
const positive = (message, name) => message[name] !== undefined && message[name] <= 0 && `Must be a positive number at "${name}"`;

/** @param {Message} message */
const badPrivacy = ({ privacy = 0 }) => !(privacy in PRIVACY) && `Expected 'PRIVATE' | 'NONE', received number at "privacy"`;

/**
 * @param {object} parts
 * @param {Store} parts.store
 * @param {Pagination} parts.pagination
 */
export function createMethods({ store, pagination }) {
  const { agents, usernames, domains, credentials } = store;

  /** Of any workspace that the token opens. @type {<T extends { workspace: string }>(table: ReadonlyMap<string, T>, message: Message, caller: Caller) => T} */
  const find = (table, { ref = "" }, { workspaces }) => {
    if (ref === "") throw invalid("Parameter ref is required");
    const entry = table.get(ref);
    if (!entry) throw notFound();
    if (!workspaces.includes(entry.workspace)) throw new Refusal(Code.permissionDenied, "You don't have permission to access this resource");
    return entry;
  };

  /** @param {Message} message */
  const refuseLongName = ({ name }) => {
    if (name.length > LONGEST_NAME) throw invalid(`the friendly name must have less than ${LONGEST_NAME} characters`);
  };

  /** @param {Message} message */
  const refuseUnknownParts = ({ domainRef, credentialsRef }) => {
    const missing = (/** @type {string} */ part) => invalid(`Dependent resource doesn't exist for: agents_${part}_ref_fkey (index)`);
    if (domainRef !== undefined && !domains.has(domainRef)) throw missing("domain");
    if (credentialsRef !== undefined && !credentials.has(credentialsRef)) throw missing("credentials");
  };

  /** As it goes over the wire. @param {Agent} agent */
  const show = ({ ref, name, username, privacy, enabled, maxContacts, expires, domainRef, credentialsRef, createdAt, updatedAt }) => {
    const domain = domains.get(domainRef ?? "");
    const login = credentials.get(credentialsRef ?? "");
    return {
      ref, name, username, privacy, enabled, createdAt, updatedAt, maxContacts, expires,
      domain: domain && { ref: domain.ref, name: domain.name, domainUri: domain.domainUri },
      credentials: login && { ref: login.ref, name: login.name, username: login.username },
    };
  };

  /** @type {<T extends { ref: string, workspace: string }>(table: ReadonlyMap<string, T>, message: Message, caller: Caller, show: (entry: T) => Message) => Message} */
  const list = (table, message, { workspace }, show) => {
    refuseIfAny([positive(message, "pageSize")]);
    const { items, nextPageToken } = pageOf([...table.values()].reverse(), message, (entry) => entry.workspace === workspace, pagination);
    return { items: items.map(show), nextPageToken };
  };

  /** @type {Readonly<Record<string, Method>>} */
  const agentMethods = {
    CreateAgent(message, { workspace }) {
      refuseIfAny([
        required(message, "name") || filled(message, "name"),
        required(message, "username") || (!USERNAME.test(message.username) && `Must be a lowercase string and with no spaces. at "username"`),
        badPrivacy(message),
        positive(message, "maxContacts"),
        positive(message, "expires"),
      ]);
      refuseLongName(message);
      if (message.username.length > LONGEST_NAME) throw internal();
      if (usernames.has(message.username)) throw new Refusal(Code.alreadyExists, "The resource already exists");
      refuseUnknownParts(message);
      const { name, username, privacy = 0, enabled = true, maxContacts = UNLIMITED, expires = 0, domainRef, credentialsRef } = message;
      const createdAt = store.seconds();
      const { ref } = store.addAgent({ workspace, name, username, privacy, enabled, maxContacts, expires, domainRef, credentialsRef, createdAt });
      return { ref };
    },

    UpdateAgent(message, caller) {
      refuseIfAny([filled(message, "name"), badPrivacy(message), positive(message, "maxContacts"), positive(message, "expires")]);
      const agent = find(agents, message, caller);
      if (message.name === undefined) throw internal();
      refuseLongName(message);
      refuseUnknownParts(message);
      // What is left out is not always left alone.
      const { name, privacy = 0, enabled = agent.enabled, domainRef, credentialsRef, maxContacts = agent.maxContacts, expires = 0 } = message;
      Object.assign(agent, { name, privacy, enabled, domainRef, credentialsRef, maxContacts, expires, updatedAt: store.seconds() });
      return { ref: agent.ref };
    },

    GetAgent: (message, caller) => show(find(agents, message, caller)),

    DeleteAgent(message, caller) {
      const agent = find(agents, message, caller);
      store.removeAgent(agent);
      return { ref: agent.ref };
    },

    ListAgents: (message, caller) => list(agents, message, caller, show),
  };

  // Of credentials it is known what they take; that they refuse as agents do is a choice of ours.
  /** @type {Readonly<Record<string, Method>>} */
  const credentialsMethods = {
    CreateCredentials(message, { workspace }) {
      refuseIfAny(["name", "username", "password"].map((name) => required(message, name) || filled(message, name)));
      refuseLongName(message);
      const { name, username, password } = message;
      return { ref: store.addCredentials({ workspace, name, username, password }).ref };
    },

    UpdateCredentials(message, caller) {
      refuseIfAny([filled(message, "name")]);
      const entry = find(credentials, message, caller);
      if (message.name === undefined) throw internal();
      refuseLongName(message);
      const { name, username = entry.username, password = entry.password } = message;
      Object.assign(entry, { name, username, password });
      return { ref: entry.ref };
    },

    DeleteCredentials(message, caller) {
      const { ref } = find(credentials, message, caller);
      store.removeCredentials(ref);
      return { ref };
    },
  };

  return {
    "/fonoster.agents.v1beta2.Agents/": agentMethods,
    "/fonoster.credentials.v1beta2.CredentialsService/": credentialsMethods,
    "/fonoster.domains.v1beta2.Domains/": {
      ListDomains: (/** @type {Message} */ message, /** @type {Caller} */ caller) =>
        list(domains, message, caller, ({ ref, name, domainUri }) => ({ ref, name, domainUri })),
    },
  };
}

/**
 * Signing in. A holder is found by what it proves who it is with.
 *
 * @param {object} parts
 * @param {Tokens} parts.tokens
 * @param {{ id: string, secret: string, holder: Holder }} parts.key
 * @param {{ username: string, password: string, twoFactorCode?: string, holder: Holder }} parts.user
 */
export function createIdentity({ tokens, key, user }) {
  const wrong = (what = "credentials") => new Refusal(Code.permissionDenied, `Invalid ${what}`);
  const holders = [key.holder, user.holder];

  /** @type {Readonly<Record<string, Method>>} */
  const methods = {
    ExchangeApiKey(message) {
      refuseIfAny([required(message, "accessKeyId"), required(message, "accessKeySecret")]);
      if (message.accessKeyId !== key.id || message.accessKeySecret !== key.secret) throw wrong();
      return tokens.issue(key.holder);
    },

    ExchangeCredentials(message) {
      const { username, password, twoFactorCode = "" } = message;
      refuseIfAny([required(message, "username") || (!EMAIL.test(username) && `Invalid email at "username"`), required(message, "password")]);
      if (username !== user.username || password !== user.password) throw wrong();
      if (user.twoFactorCode !== undefined && twoFactorCode !== user.twoFactorCode) throw wrong("2FA code");
      return tokens.issue(user.holder);
    },

    async ExchangeRefreshToken(message) {
      refuseIfAny([required(message, "refreshToken")]);
      const claims = await tokens.read(message.refreshToken);
      const holder = holders.find(({ id }) => id === claims?.accessKeyId);
      if (claims?.tokenUse !== "refresh" || !holder) throw internal();
      return tokens.issue(holder);
    },

    // No other service vouches for anybody here.
    ExchangeOauth2Code(message) {
      refuseIfAny([required(message, "code")]);
      throw wrong();
    },

    GetPublicKey: async () => ({ publicKey: await tokens.publicPem() }),
  };
  return { "/fonoster.identity.v1beta2.Identity/": methods };
}
