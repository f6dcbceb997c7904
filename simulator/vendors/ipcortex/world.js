/**
 * A plausible office: its people with their telephones, queues and addresses; or exactly what the fixtures hold.
 *
 * @import { Random } from "../../core.js"
 * @import { User } from "./people.js"
 * @import { Settings } from "./settings.js"
 * @import { Value } from "./store.js"
 */
import { ROLES } from "./people.js";

const GIVEN = [
  "Priya", "Jonas", "Amara", "Luca", "Mei", "Oskar", "Farida", "Tomas", "Ingrid", "Kofi", "Elena", "Rafael", "Noor", "Henrik", "Yara", "Milan",
];
const FAMILY = [
  "Nair", "Lindqvist", "Okafor", "Ferrari", "Tanaka", "Berg", "Haddad", "Novak", "Solberg", "Mensah", "Petrova", "Moreno", "Aziz", "Holm", "Costa", "Horvat",
];
const TEAMS = ["Support", "Sales", "Accounts", "Dispatch", "Service", "Orders", "Returns", "Reception"];
const PLACES = ["Depot", "Warehouse", "Courier", "Print shop", "Caterer", "Landlord", "Garage", "Laboratory"];
const TOPICS = ["sales", "support", "vip", "urgent", "night shift", "supplier", "french", "first aid"];

const FIRST_ID = 117;
const FIRST_EXTENSION = 2117;
const FIRST_QUEUE = 901;
const FEATURES = "hold,talk,answer";

export { GIVEN, FAMILY, PLACES, TOPICS };

/** @type {(index: number) => string} */
const personOf = (index) => `${GIVEN[index % GIVEN.length]} ${FAMILY[(index + Math.floor(index / GIVEN.length)) % FAMILY.length]}`;

/** @type {(index: number) => string} */
const loginOf = (index) => `${GIVEN[index % GIVEN.length].toLowerCase()}${index < GIVEN.length ? "" : Math.floor(index / GIVEN.length) + 1}`;

/**
 * @param {Random} random
 * @param {Settings} settings
 * @returns {User[]}
 */
export function makeUsers(random, { users }) {
  const given = typeof users === "number" ? Array.from({ length: users }, () => ({})) : users;
  /** @type {(partial: import("../../index.js").IpcortexUser, index: number) => User} */
  const make = (partial, index) => {
    const { role = "user", company = "default" } = partial;
    if (!ROLES.includes(role)) throw new RangeError(`the role of a user is one of ${ROLES.join(", ")}`);
    const uname = partial.uname ?? loginOf(index);
    return {
      id: partial.id ?? FIRST_ID + index,
      uname,
      password: partial.password ?? random.hex(16),
      name: partial.name ?? personOf(index),
      role,
      company,
      companyName: partial.companyName ?? (company === "default" ? "Main" : company),
      companies: partial.companies ?? [company],
      email: partial.email ?? `${uname}@example.test`,
      extension: partial.extension ?? String(FIRST_EXTENSION + index),
      denied: new Set(),
    };
  };
  const made = given.map(make);
  // Somebody must be able to see everything.
  if (!made.some(({ role }) => role === "sys-admin")) {
    made.push({ ...make({ id: 100, uname: "admin", name: "Administrator", role: "sys-admin" }, 0), extension: "" });
  }
  for (const field of /** @type {const} */ (["id", "uname"])) {
    if (new Set(made.map((user) => user[field])).size < made.length) throw new RangeError(`two of IPCortex's users have the same ${field}`);
  }
  return made;
}

/** @type {(user: User) => Value} */
export const contactOf = ({ id, name, uname, company, companyName, email }) => ({
  cID: id,
  name,
  uname,
  company,
  companyName,
  email,
  canCall: true,
  canChat: true,
  canTag: false,
  chatID: String(id),
  states: {},
  show: "",
  blf: 0,
});

/**
 * The objects of all kinds, but for calls.
 *
 * @param {Random} random
 * @param {Settings} settings
 * @param {readonly User[]} users
 * @returns {Record<string, Value[]>}
 */
export function makeObjects(random, { devices, hotdesks, queues: queueCount }, users) {
  const owners = users.filter(({ extension }) => extension !== "");
  const count = owners.length === 0 ? 0 : (devices ?? owners.length);

  const queues = Array.from({ length: queueCount }, (_, index) => {
    const team = TEAMS[index % TEAMS.length];
    const round = Math.floor(index / TEAMS.length);
    const label = round === 0 ? team : `${team} ${round + 1}`;
    return { name: `q_${label.toLowerCase().replaceAll(" ", "_")}`, label, depth: 0, calls: [], members: /** @type {Record<string, string>} */ ({}) };
  });

  /** @type {(n: number, owner: User | undefined, extension: string) => { phone: Value, device: Value }} */
  const telephone = (n, owner, extension) => {
    const suffix = owner ? `desk${n}` : `hot${n}`;
    const name = `SIP/${suffix}`;
    const mac = n === FIRST_ID ? "02aa00bb00cc" : `02${random.hex(10)}`;
    const ownerID = owner?.id ?? null;
    const extensions = extension === "" ? [] : [extension];
    return {
      phone: { name: suffix, ownerID, lines: 1, deviceNames: [name], extensions, mac, features: FEATURES },
      device: {
        name,
        label: owner ? owner.name.split(" ")[0] : `Hot desk ${n}`,
        extension,
        extensions,
        queues: /** @type {Record<string, string>} */ ({}),
        optOut: [],
        mailbox: extension === "" ? null : `${extension}@default`,
        webrtc: owner !== undefined && n % 3 === 0,
        webrtcState: owner !== undefined && n % 3 === 0 ? "inactive" : "none",
        phone: suffix,
        ownerID,
        mac,
        features: FEATURES,
        state: "up",
        blf: 0,
      },
    };
  };

  const desks = Array.from({ length: count }, (_, index) => {
    const owner = owners[index % owners.length];
    const n = index < owners.length ? owner.id : FIRST_ID + users.length + index;
    const extension = index < owners.length ? owner.extension : String(FIRST_EXTENSION + users.length + index);
    return { owner, extension, ...telephone(n, owner, extension) };
  });
  desks.forEach(({ device }, index) => {
    if (queues.length === 0) return;
    const queue = queues[index % queues.length];
    // A queue of hundreds is nobody's.
    if (Object.keys(queue.members).length >= 12) return;
    queue.members[device.name] = "idle";
    device.queues[queue.name] = "idle";
  });
  const hot = Array.from({ length: hotdesks }, (_, index) => telephone(index + 1, undefined, ""));

  /** @type {(extension: string, name: string, type: string, more?: Value) => Value} */
  const extensionOf = (extension, name, type, more) => ({
    extension,
    number: extension,
    name,
    ownerID: null,
    canOpt: false,
    company: "default",
    contacts: [],
    ddis: [],
    type,
    blf: 0,
    ...more,
  });

  return {
    contact: users.map(contactOf),
    phone: [...desks, ...hot].map(({ phone }) => phone),
    device: [...desks, ...hot].map(({ device }) => device),
    extension: [
      ...desks.map(({ owner, extension }) => extensionOf(extension, owner.name, "A", { ownerID: owner.id, company: owner.company, contacts: [owner.id] })),
      ...queues.map(({ label }, index) => extensionOf(String(FIRST_QUEUE + index), label, "Q", { canOpt: true })),
    ],
    queue: queues,
    mailbox: desks.map(({ owner, extension }) => ({
      name: `${extension}@default`,
      label: owner.name,
      read: random.below(6),
      unread: random.below(3),
    })),
  };
}

/** @type {(random: Random) => string} */
export const outsideNumber = (random) => `0123${String(random.below(1_000_000)).padStart(6, "0")}`;

/** @type {(random: Random) => Value} */
export const makeAddress = (random) => {
  const name = random.float() < 0.5 ? random.pick(PLACES) : `${random.pick(GIVEN)} ${random.pick(FAMILY)}`;
  return { name, number: `555${String(random.below(10_000)).padStart(4, "0")}`, group: random.pick(["company", "company", "system"]), email: "" };
};

/** @type {(random: Random, settings: Settings, users: readonly User[]) => Value[]} */
export function makeAddresses(random, { addresses, objects }, users) {
  if (typeof addresses !== "number") return [...addresses];
  const people = objects ? [] : users.filter(({ extension }) => extension !== "");
  const linked = Math.min(people.length, Math.floor(addresses / 2));
  return Array.from({ length: addresses }, (_, index) => {
    if (index >= linked) return { ...makeAddress(random), ...(index === addresses - 1 && people[0] && { group: "personal", owner: people[0].id }) };
    const { id, name, extension, email } = people[index];
    return { name, number: extension, group: "company", email, canChat: true, contact: id };
  });
}
