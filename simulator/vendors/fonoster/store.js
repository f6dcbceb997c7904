/**
 * What a deployment of the newer generation holds, for all its workspaces.
 *
 * @import { Random } from "../../core.js"
 */

/** @typedef {"own" | "branch" | "foreign"} WorkspaceName */

/**
 * Times in seconds.
 *
 * @typedef {object} Agent
 * @property {string} ref
 * @property {string} workspace
 * @property {string} name
 * @property {string} username
 * @property {number} privacy
 * @property {boolean} enabled
 * @property {number} maxContacts
 * @property {number} expires
 * @property {string | undefined} domainRef
 * @property {string | undefined} credentialsRef
 * @property {number} createdAt
 * @property {number} updatedAt
 */

/** @typedef {{ ref: string, workspace: string, name: string, domainUri: string }} Domain */
/** @typedef {{ ref: string, workspace: string, name: string, username: string, password: string }} Credentials */

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** @type {(random: Random, length: number, letters?: string) => string} */
export const letters = (random, length, letters = LETTERS) => Array.from({ length }, () => letters[random.below(letters.length)]).join("");

/** @param {Random} random */
const uuid = (random) => `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${random.pick(["8", "9", "a", "b"])}${random.hex(3)}-${random.hex(12)}`;

/** @param {{ now: () => number, random: Random }} options */
export function createStore({ now, random }) {
  const id = () => `WO${letters(random, 32)}`;
  /** @type {Readonly<Record<WorkspaceName, string>>} */
  const workspaces = { own: id(), branch: id(), foreign: id() };
  /** In the order of their making. @type {Map<string, Agent>} */
  const agents = new Map();
  /** @type {Map<string, Agent>} */
  const usernames = new Map();
  /** @type {Map<string, Domain>} */
  const domains = new Map();
  /** @type {Map<string, Credentials>} */
  const credentials = new Map();

  /** @type {<T extends { ref: string }>(table: Map<string, T>, entry: T) => T} */
  const put = (table, entry) => {
    if (table.has(entry.ref)) throw new RangeError(`two of Fonoster's objects have the ref ${entry.ref}`);
    table.set(entry.ref, entry);
    return entry;
  };

  return {
    workspaces, agents, usernames, domains, credentials,
    seconds: () => Math.floor(now() / 1000),

    /** @param {Omit<Agent, "ref" | "updatedAt"> & { ref?: string }} facts */
    addAgent(facts) {
      const agent = put(agents, { ref: uuid(random), ...facts, updatedAt: facts.createdAt });
      usernames.set(agent.username, agent);
      return agent;
    },

    /** @param {Agent} agent */
    removeAgent({ ref, username }) {
      agents.delete(ref);
      usernames.delete(username);
    },

    /** @param {Omit<Domain, "ref">} facts */
    addDomain: (facts) => put(domains, { ref: uuid(random), ...facts }),

    /** @param {Omit<Credentials, "ref">} facts */
    addCredentials: (facts) => put(credentials, { ref: uuid(random), ...facts }),

    /** Agents that had them have none then. @param {string} ref */
    removeCredentials(ref) {
      credentials.delete(ref);
      for (const agent of agents.values()) if (agent.credentialsRef === ref) agent.credentialsRef = undefined;
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
