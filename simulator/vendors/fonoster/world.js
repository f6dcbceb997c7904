/**
 * A plausible deployment: who is in it at the start, and what happens in it by itself.
 *
 * @import { Context, Random } from "../../core.js"
 * @import { FonosterAgent, FonosterFixtures } from "../../index.js"
 * @import { Store, WorkspaceName } from "./store.js"
 */
import { PRIVACY } from "./methods.js";

const HOUR = 3_600_000;
const DOMAINS = ["sip.local", "sip.branch.local"];
/** Seconds that a registration may last. */
const EXPIRES = [60, 300, 3600];
const FOREIGN_DOMAIN = "sip.elsewhere.example";

const FIRST_NAMES = (
  "Ada Amir Ana Ben Carla Chen Dana Diego Elif Emma Femi Grace Hana Hugo Ines Ivan Jonas Julia Kofi Lara Leo " +
  "Lina Luca Maya Mila Noah Nora Omar Paula Priya Rosa Samir Sofia Tariq Tom Uma Vera Yuki Zoe"
).split(" ");
const LAST_NAMES = (
  "Adams Alvarez Bauer Becker Brandt Castro Costa Diaz Dubois Eriksen Fischer Garcia Haddad Ito Jansen Kaya " +
  "Keller Kim Kowalski Larsen Lopez Mensah Meyer Moreau Nakamura Novak Okafor Patel Pereira Rossi Santos Sato " +
  "Silva Singh Tanaka Vogel Weber Wong Yilmaz Ziegler"
).split(" ");

/**
 * People whose user names nobody else has.
 *
 * @param {Random} random
 */
export function createPeople(random) {
  /** @type {Map<string, number>} */
  const namesakes = new Map();
  return () => {
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const username = name.toLowerCase().replace(" ", ".");
    const count = (namesakes.get(username) ?? 0) + 1;
    namesakes.set(username, count);
    return { name, username: count === 1 ? username : `${username}${count}` };
  };
}

/**
 * The agents that fixtures ask for, oldest first; of one that they only count there is no more than whose it is.
 *
 * @type {(fixtures: FonosterFixtures) => readonly FonosterAgent[]}
 */
export function wantedAgents({ agents = 8, foreignAgents = 0 }) {
  const own = typeof agents === "number" ? Array.from({ length: agents }, () => ({})) : agents;
  const total = own.length + foreignAgents;
  /** @type {FonosterAgent[]} */
  const all = [];
  for (let index = 0, taken = 0; index < total; index += 1) {
    const foreign = Math.floor(((index + 1) * foreignAgents) / total) > Math.floor((index * foreignAgents) / total);
    all.push(foreign ? { workspace: "foreign" } : own[(taken += 1) - 1]);
  }
  return all;
}

/**
 * Runs something every so often, with pauses that vary.
 *
 * @type {(context: Context, trafficMs: number | undefined, happen: (live: Random) => void) => void}
 */
export function keepAlive({ after, random }, trafficMs, happen) {
  if (trafficMs === undefined) return;
  if (!(trafficMs > 0)) throw new RangeError("trafficMs is above 0");
  const live = random("traffic");
  const next = () =>
    void after(trafficMs * (0.5 + live.float()), () => {
      happen(live);
      next();
    });
  next();
}

/**
 * @param {Context} context
 * @param {FonosterFixtures} fixtures
 * @param {Store} store
 */
export function createWorld(context, fixtures, store) {
  const { now, random } = context;
  const { workspaces } = store;
  const draws = random("world");
  const people = createPeople(draws);

  /** @type {(workspace: string, domainUri: string) => void} */
  const addDomain = (workspace, domainUri) => {
    const name = domainUri === DOMAINS[0] ? "Main" : domainUri.split(".").slice(0, 2).join(" ");
    store.addDomain({ workspace, name, domainUri });
  };
  for (const uri of fixtures.domains ?? DOMAINS) addDomain(workspaces.own, uri);
  addDomain(workspaces.foreign, FOREIGN_DOMAIN);

  const domainsOf = (/** @type {string} */ workspace) => [...store.domains.values()].filter((domain) => domain.workspace === workspace);

  /** @param {WorkspaceName} name */
  const workspaceOf = (name) => {
    const workspace = workspaces[name];
    if (workspace === undefined) throw new RangeError(`workspace is one of ${Object.keys(workspaces).join(", ")}`);
    return workspace;
  };

  /** A free person, whom no fixture has named. */
  const somebody = () => {
    for (;;) {
      const person = people();
      if (!store.usernames.has(person.username)) return person;
    }
  };

  /** @type {(facts: FonosterAgent, at: number, chance: Random) => void} */
  const addAgent = ({ workspace: owner = "own", ...facts }, at, chance) => {
    const workspace = workspaceOf(owner);
    const made = facts.username === undefined && facts.name === undefined;
    const person = somebody();
    const { name = person.name, username = person.username, privacy = "NONE", maxContacts = -1 } = facts;
    if (store.usernames.has(username)) throw new RangeError(`two of Fonoster's agents have the username ${username}`);
    const uri = facts.domain ?? (made ? chance.pick(domainsOf(workspace))?.domainUri : undefined);
    const domain = [...store.domains.values()].find(({ domainUri }) => domainUri === uri);
    if (uri !== undefined && !domain) throw new RangeError(`there is no domain ${uri}`);
    const secret = facts.secret ?? (made ? chance.hex(16) : undefined);
    const login = secret === undefined ? undefined : store.addCredentials({ workspace, name, username, password: secret });
    store.addAgent({
      ...(facts.ref !== undefined && { ref: facts.ref }),
      workspace, name, username,
      enabled: facts.enabled ?? !(made && chance.float() < 0.15),
      expires: facts.expires ?? (made && chance.float() < 0.3 ? chance.pick(EXPIRES) : 0),
      privacy: PRIVACY.indexOf(made && chance.float() < 0.4 ? "PRIVATE" : privacy),
      maxContacts: made && chance.float() < 0.3 ? 1 + chance.below(5) : maxContacts,
      domainRef: domain?.ref,
      credentialsRef: login?.ref,
      createdAt: facts.createdAt ?? Math.floor(at / 1000),
    });
  };

  const wanted = wantedAgents(fixtures);
  for (const [index, facts] of wanted.entries()) addAgent(facts, now() - (wanted.length - index) * HOUR, draws);
  const usual = store.agents.size;

  keepAlive(context, fixtures.trafficMs, (live) => {
    const agents = [...store.agents.values()].filter(({ workspace }) => workspace === workspaces.own);
    const any = live.pick(agents);
    const change = (/** @type {Partial<import("./store.js").Agent>} */ facts) => any && Object.assign(any, facts, { updatedAt: store.seconds() });
    // About as many stay as there were.
    live.weighted([
      [() => addAgent({}, now(), live), store.agents.size <= usual ? 2 : 0],
      [() => any && store.removeAgent(any), store.agents.size > usual ? 2 : 0],
      [() => change({ enabled: !any.enabled }), 3],
      [() => change({ privacy: 1 - any.privacy }), 1],
    ])();
  });
}
