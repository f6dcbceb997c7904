// updateAgent: what is given, and what becomes of the rest.
import { ownError, refused, serverError, stumbles } from "../lib/stated.mjs";

const update = (more) => (agents) => agents.updateAgent({ ref: "ada", ...more });
/** All that she has, so that nothing is left to the server. */
const all = ({ domains, credentials }) => ({
  name: "Ada Adams",
  privacy: "PRIVATE",
  enabled: true,
  maxContacts: 3,
  expires: 60,
  domainRef: domains[0].ref,
  credentialsRef: credentials[0].ref,
});
const updateAll =
  (more) =>
  (agents, { state }) =>
    agents.updateAgent({ ref: "ada", ...all(state), ...more });

const READS = 'Agents/GetAgent {"ref":"ada"}';
const sends = (message) => `Agents/UpdateAgent ${JSON.stringify({ ref: "ada", ...message })}`;
/** The same on the wire. */
const WHOLE = {
  name: "Ada Adams",
  privacy: 1,
  enabled: true,
  domainRef: "domain-sip.local",
  credentialsRef: "credentials-ada",
  maxContacts: 3,
  expires: 60,
};
const without = (key) => Object.fromEntries(Object.entries(WHOLE).filter(([name]) => name !== key));
const PUBLIC = without("privacy");
/** The others stay as they are. */
const ADA = "held.agents.0";
/** When she was made, and when the server is asked. */
const MADE_AT = 1_767_578_400;
const NOW = 1_767_603_600;

/** Ours reads the agent first. What the server holds then is the same. */
const readsFirst = (message) => ({
  row: "update-merges",
  vendor: { calls: [sends(message)] },
  ours: { calls: [READS, sends(message)] },
});
/** What is left out is reset by the server, and kept by ours. */
const merges = (message, merged, { vendor, ours }) => ({
  row: "update-merges",
  vendor: {
    calls: [sends(message)],
    ...Object.fromEntries(Object.entries(vendor).map(([key, value]) => [`${ADA}.${key}`, value])),
  },
  ours: {
    calls: [READS, sends({ ...WHOLE, ...merged })],
    ...Object.fromEntries(Object.entries(ours).map(([key, value]) => [`${ADA}.${key}`, value])),
  },
});
const RESET = { expires: 0, domain: undefined, credentialsRef: undefined };
const KEPT = { expires: 60, domain: "sip.local", credentialsRef: "credentials-ada" };
const UPDATED = { kind: "resolved", value: { ref: "ada" } };
const NAMELESS = serverError(13, "Internal server error");
const said = (field, what) => `updateAgent(request): \`${field}\` ${what}`;
const COUNT = "must be a whole number from 1 to 2147483647";

const LONG = "x".repeat(61);
const REFS = [
  ["no ref", undefined, "is required"],
  ["an empty ref", "", "must be a filled string, and no dots alone"],
  ["a ref that is null", null, "must be a well-formed string, not null"],
];

export const cases = [
  { name: "everything, as it is", pages: true, call: updateAll({}), differs: readsFirst(WHOLE) },
  {
    name: "everything, another name",
    call: updateAll({ name: "Ada Byron" }),
    differs: readsFirst({ ...WHOLE, name: "Ada Byron" }),
  },
  { name: "everything, no privacy", call: updateAll({ privacy: "NONE" }), differs: readsFirst(PUBLIC) },
  {
    name: "everything, other numbers",
    call: updateAll({ maxContacts: 1, expires: 3600 }),
    differs: readsFirst({ ...WHOLE, maxContacts: 1, expires: 3600 }),
  },
  {
    name: "everything, another domain",
    call: (agents, { state }) => agents.updateAgent({ ref: "ada", ...all(state), domainRef: state.domains[1].ref }),
    differs: readsFirst({ ...WHOLE, domainRef: "domain-sip.branch.local" }),
  },
  {
    name: "the name and the privacy",
    pages: true,
    call: update({ name: "Ada Byron", privacy: "PRIVATE" }),
    differs: merges({ name: "Ada Byron", privacy: 1 }, { name: "Ada Byron" }, { vendor: RESET, ours: KEPT }),
  },
  {
    name: "the name alone",
    pages: true,
    call: update({ name: "Ada Byron" }),
    differs: merges(
      { name: "Ada Byron" },
      { name: "Ada Byron" },
      { vendor: { ...RESET, privacy: "NONE" }, ours: { ...KEPT, privacy: "PRIVATE" } },
    ),
  },
  {
    name: "the privacy alone",
    call: update({ privacy: "NONE" }),
    differs: {
      row: "update-merges",
      vendor: { calls: [sends({})], settled: NAMELESS, [`${ADA}.privacy`]: "PRIVATE", [`${ADA}.updatedAt`]: MADE_AT },
      ours: { calls: [READS, sends(PUBLIC)], settled: UPDATED, [`${ADA}.privacy`]: "NONE", [`${ADA}.updatedAt`]: NOW },
    },
  },
  {
    name: "nothing",
    call: update({}),
    differs: {
      row: "update-merges",
      vendor: { calls: [sends({})], settled: NAMELESS, [`${ADA}.updatedAt`]: MADE_AT },
      ours: { calls: [READS, sends(WHOLE)], settled: UPDATED, [`${ADA}.updatedAt`]: NOW },
    },
  },
  {
    name: "disabled",
    pages: true,
    call: updateAll({ enabled: false }),
    differs: {
      row: "enabled",
      vendor: { calls: [sends(without("enabled"))], [`${ADA}.enabled`]: true },
      ours: { calls: [READS, sends({ ...WHOLE, enabled: false })], [`${ADA}.enabled`]: false },
    },
  },
  {
    name: "everything, any number of seconds",
    call: updateAll({ expires: null }),
    differs: readsFirst(without("expires")),
  },
  {
    name: "everything, out of its domain",
    call: updateAll({ domainRef: null }),
    differs: readsFirst(without("domainRef")),
  },
  {
    name: "everything, a domain that is not there",
    call: updateAll({ domainRef: "nope" }),
    differs: readsFirst({ ...WHOLE, domainRef: "nope" }),
  },
  {
    name: "a name that is empty",
    call: update({ name: "" }),
    differs: refused(said("name", "must have 1 to 60 characters"), { calls: [sends({})], settled: NAMELESS }),
  },
  {
    name: "a name of 61 characters",
    call: update({ name: LONG }),
    differs: refused(said("name", "must have 1 to 60 characters"), {
      calls: [sends({ name: LONG })],
      settled: serverError(3, "3 INVALID_ARGUMENT: the friendly name must have less than 60 characters"),
    }),
  },
  {
    name: "a privacy that is none",
    call: updateAll({ privacy: "FOO" }),
    differs: {
      row: "left-out",
      vendor: { calls: [sends(PUBLIC)], settled: UPDATED, [`${ADA}.privacy`]: "NONE", [`${ADA}.updatedAt`]: NOW },
      ours: {
        ...{ calls: [], settled: ownError(said("privacy", "must be Privacy.PRIVATE or Privacy.NONE")) },
        ...{ [`${ADA}.privacy`]: "PRIVATE", [`${ADA}.updatedAt`]: MADE_AT },
      },
    },
  },
  {
    name: "no contacts",
    call: updateAll({ maxContacts: 0 }),
    differs: {
      row: "left-out",
      vendor: { calls: [sends(without("maxContacts"))], settled: UPDATED, [`${ADA}.updatedAt`]: NOW },
      ours: { calls: [], settled: ownError(said("maxContacts", COUNT)), [`${ADA}.updatedAt`]: MADE_AT },
    },
  },
  ...REFS.map(([label, ref, what]) => ({
    name: label,
    call: (agents) => agents.updateAgent({ ref, name: "Ada" }),
    differs: refused(said("ref", what), {
      calls: ['Agents/UpdateAgent {"name":"Ada"}'],
      settled: serverError(3, "3 INVALID_ARGUMENT: Parameter ref is required"),
    }),
  })),
  {
    name: "without an argument",
    loose: true,
    call: (agents) => agents.updateAgent(),
    differs: refused(said("ref", "is required"), { settled: stumbles("Cannot convert undefined or null to object") }),
  },
  ...["nope", "faye"].map((ref) => ({
    name: `one that cannot be had: ${ref}`,
    call: (agents) => agents.updateAgent({ ref, name: "Ada" }),
    differs: {
      row: "update-merges",
      vendor: { calls: [`Agents/UpdateAgent {"ref":"${ref}","name":"Ada"}`] },
      ours: { calls: [`Agents/GetAgent {"ref":"${ref}"}`] },
    },
  })),
  {
    name: "a new secret, as the vendor's documentation of old has it",
    call: updateAll({ credentialsRef: undefined, secret: "new" }),
    differs: {
      row: "seed-request",
      vendor: {
        calls: [sends(without("credentialsRef"))],
        [`${ADA}.credentialsRef`]: undefined,
        "held.credentials.0.password": "1234",
      },
      ours: {
        calls: [
          READS,
          'CredentialsService/UpdateCredentials {"ref":"credentials-ada","name":"Ada Adams","username":"ada","password":"***3"}',
          sends(WHOLE),
        ],
        [`${ADA}.credentialsRef`]: "credentials-ada",
        "held.credentials.0.password": "new",
      },
    },
  },
];
