// createAgent: every field with every kind of value, and what the server says to it.
import { NO_MESSAGE, ownError, refused, serverError, stumbles } from "../lib/stated.mjs";

const JOHN = { name: "John Doe", username: "john" };
const create = (more) => (agents) => agents.createAgent({ ...JOHN, ...more });
const sends = (message) => [`Agents/CreateAgent ${JSON.stringify(message)}`];
/** What the server holds of him then; the others are seven. */
const HELD = "held.agents.7";
const AT = 1_767_603_600;
const held = (more) => ({
  ref: "agent-john",
  workspace: "own",
  ...JOHN,
  privacy: "NONE",
  enabled: true,
  maxContacts: -1,
  expires: 0,
  createdAt: AT,
  updatedAt: AT,
  ...more,
});
const CREATED = { kind: "resolved", value: { ref: "agent-john" } };

const LONG = "x".repeat(61);
const said = (field, what) => `createAgent(request): \`${field}\` ${what}`;
const COUNT = "must be a whole number from 1 to 2147483647";
/** The server refuses it as well. */
const alsoByServer = (message, request, code, details) =>
  refused(message, { calls: sends(request), settled: serverError(code, details) });
/** The vendor's package leaves it out, and says nothing. */
const leftOut = (message) => ({
  row: "left-out",
  vendor: { calls: sends(JOHN), settled: CREATED, [HELD]: held() },
  ours: { calls: [], settled: ownError(message), [HELD]: undefined },
});
const USERNAME = 'Must be a lowercase string and with no spaces. at "username"';
const SIGNS = "must be of small letters, digits, `.`, `_` and `-`";
const username = (value) => alsoByServer(said("username", SIGNS), { ...JOHN, username: value }, 3, USERNAME);
const { name: _, ...NAMELESS } = JOHN;
const { username: __, ...USERLESS } = JOHN;

/** By field: values, each perhaps with what differs. */
const VALUES = {
  name: [
    ["x"],
    ["x".repeat(60)],
    ["  "],
    ["Größe 木 🙂"],
    [
      LONG,
      alsoByServer(
        said("name", "must have 1 to 60 characters"),
        { ...JOHN, name: LONG },
        3,
        "3 INVALID_ARGUMENT: the friendly name must have less than 60 characters",
      ),
    ],
    ["", alsoByServer(said("name", "must have 1 to 60 characters"), NAMELESS, 3, 'Required at "name"')],
    [null, alsoByServer(said("name", "must be a well-formed string, not null"), NAMELESS, 3, 'Required at "name"')],
    [5, alsoByServer(said("name", "must be a well-formed string, not a number"), NAMELESS, 3, 'Required at "name"')],
  ],
  username: [
    ["x"],
    ["j.o_h-n1"],
    ["x".repeat(60)],
    [
      LONG,
      alsoByServer(
        said("username", "must have 1 to 60 characters"),
        { ...JOHN, username: LONG },
        13,
        "Internal server error",
      ),
    ],
    ["", alsoByServer(said("username", "must have 1 to 60 characters"), USERLESS, 3, 'Required at "username"')],
    [
      null,
      alsoByServer(said("username", "must be a well-formed string, not null"), USERLESS, 3, 'Required at "username"'),
    ],
    ["John", username("John")],
    ["jo hn", username("jo hn")],
    ["jöhn", username("jöhn")],
  ],
  privacy: [
    ["PRIVATE"],
    ["NONE"],
    ["ID"],
    ["none"],
    [undefined],
    [
      "private",
      {
        row: "privacy-words",
        vendor: { calls: sends(JOHN), [`${HELD}.privacy`]: "NONE" },
        ours: { calls: sends({ ...JOHN, privacy: 1 }), [`${HELD}.privacy`]: "PRIVATE" },
      },
    ],
    ["FOO", leftOut(said("privacy", "must be Privacy.PRIVATE or Privacy.NONE"))],
    ["", leftOut(said("privacy", "must be Privacy.PRIVATE or Privacy.NONE"))],
    [null, leftOut(said("privacy", "must be a well-formed string, not null"))],
    [1, leftOut(said("privacy", "must be a well-formed string, not a number"))],
  ],
  enabled: [
    [true],
    [undefined],
    [
      false,
      {
        row: "enabled",
        vendor: { calls: sends(JOHN), [`${HELD}.enabled`]: true },
        ours: { calls: sends({ ...JOHN, enabled: false }), [`${HELD}.enabled`]: false },
      },
    ],
    [null, leftOut(said("enabled", "must be true or false, not null"))],
  ],
  maxContacts: [
    [1],
    [2_147_483_647],
    [undefined],
    [null],
    [0, leftOut(said("maxContacts", COUNT))],
    [
      -1,
      alsoByServer(
        said("maxContacts", COUNT),
        { ...JOHN, maxContacts: -1 },
        3,
        'Must be a positive number at "maxContacts"',
      ),
    ],
    [1.5, (place) => refused(said("maxContacts", COUNT), { settled: NO_MESSAGE[place] })],
    [2_147_483_648, (place) => refused(said("maxContacts", COUNT), { settled: NO_MESSAGE[place] })],
    [
      "3",
      refused(said("maxContacts", "must be a finite number or null, not a string"), {
        calls: sends({ ...JOHN, maxContacts: 3 }),
        settled: CREATED,
        [HELD]: held({ maxContacts: 3 }),
      }),
    ],
  ],
  expires: [
    [1],
    [60],
    [undefined],
    [null],
    [0, leftOut(said("expires", COUNT))],
    [-1, alsoByServer(said("expires", COUNT), { ...JOHN, expires: -1 }, 3, 'Must be a positive number at "expires"')],
  ],
  domainRef: [[undefined], [null], ["nope"], ["", leftOut(said("domainRef", "must not be empty"))]],
  credentialsRef: [[undefined], [null], ["nope"], ["", leftOut(said("credentialsRef", "must not be empty"))]],
};
/** Those that the quick run gives to the vendor's pages, too. */
const IN_PAGES = ["privacy: PRIVATE", "privacy: FOO", "enabled: false", "maxContacts: 1.5", "username: John"];

const label = (value) =>
  typeof value === "string" && value.length > 20
    ? `${value.length} characters`
    : typeof value === "string"
      ? value || "(empty)"
      : (JSON.stringify(value) ?? "undefined");

export const cases = [
  { name: "the least", pages: true, call: create({}) },
  {
    name: "everything",
    pages: true,
    call: (agents, { state: { domains, credentials } }) =>
      agents.createAgent({
        ...JOHN,
        privacy: "PRIVATE",
        enabled: true,
        maxContacts: 3,
        expires: 60,
        domainRef: domains[0].ref,
        credentialsRef: credentials[0].ref,
      }),
  },
  ...Object.entries(VALUES).flatMap(([field, list]) =>
    list.map(([value, differs]) => {
      const name = `${field}: ${typeof value === "string" && field === "maxContacts" ? "as text" : label(value)}`;
      return { name, pages: IN_PAGES.includes(name), call: create({ [field]: value }), ...(differs && { differs }) };
    }),
  ),
  {
    name: "no name",
    pages: true,
    call: (agents) => agents.createAgent(NAMELESS),
    differs: alsoByServer(said("name", "is required"), NAMELESS, 3, 'Required at "name"'),
  },
  {
    name: "no username",
    call: (agents) => agents.createAgent(USERLESS),
    differs: alsoByServer(said("username", "is required"), USERLESS, 3, 'Required at "username"'),
  },
  {
    name: "nothing",
    call: (agents) => agents.createAgent({}),
    differs: alsoByServer(
      said("name", "is required; `username` is required"),
      {},
      3,
      'Required at "name"; Required at "username"',
    ),
  },
  ...[undefined, null].map((request) => ({
    name: `the request is ${request}`,
    loose: true,
    call: (agents) => agents.createAgent(request),
    differs: refused(said("name", "is required; `username` is required"), {
      settled: stumbles("Cannot convert undefined or null to object"),
    }),
  })),
  { name: "a username that is taken", pages: true, call: create({ username: "ada" }) },
  { name: "a username that another workspace has", call: create({ username: "faye" }) },
  {
    name: "twice",
    async call(agents) {
      await create({})(agents);
      return create({})(agents);
    },
  },
  {
    name: "and what was made of it",
    pages: true,
    async call(agents, { state }) {
      const { ref } = await agents.createAgent({
        ...JOHN,
        privacy: "PRIVATE",
        maxContacts: 2,
        domainRef: state.domains[1].ref,
      });
      return agents.getAgent(ref);
    },
  },
  {
    name: "what no request has",
    call: create({ foo: 1 }),
    differs: {
      row: "unknown-fields",
      vendor: { printed: undefined },
      ours: { printed: ["warn: softphone-admin: createAgent(request): `foo` is no option and is ignored"] },
    },
  },
  {
    name: "as the vendor's documentation of old has it",
    async call(agents, { note }) {
      const { ref, domains } = await agents.createAgent({
        ...JOHN,
        secret: "1234",
        domains: ["sip.local"],
        privacy: "PRIVATE",
      });
      note(ref.length > 0, domains);
    },
    differs: {
      row: "seed-request",
      vendor: {
        calls: sends({ ...JOHN, privacy: 1 }),
        seen: [[true, "<undefined>"]],
        [HELD]: held({ privacy: "PRIVATE" }),
        "held.credentials.2": undefined,
      },
      ours: {
        calls: [
          'Domains/ListDomains {"pageSize":50}',
          'CredentialsService/CreateCredentials {"name":"John Doe","username":"john","password":"***4"}',
          ...sends({ ...JOHN, privacy: 1, domainRef: "domain-sip.local", credentialsRef: "credentials-john" }),
        ],
        seen: [[true, ["sip.local"]]],
        [HELD]: held({ privacy: "PRIVATE", domain: "sip.local", credentialsRef: "credentials-john" }),
        "held.credentials.2": { ref: "credentials-john", workspace: "own", ...JOHN, password: "1234" },
      },
    },
  },
  {
    name: "the request is not changed",
    async call(agents, { note }) {
      const request = Object.freeze({ ...JOHN, privacy: "PRIVATE" });
      await agents.createAgent(request);
      note(request);
    },
  },
  {
    name: "property: any agent",
    only: "node",
    runs: 12,
    samples: (fc) =>
      fc.record(
        {
          name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 15 }),
          username: fc.stringMatching(/^[a-z0-9._-]{1,60}$/),
          privacy: fc.constantFrom("PRIVATE", "NONE", "ID", undefined),
          enabled: fc.constantFrom(true, undefined),
          maxContacts: fc.option(fc.integer({ min: 1, max: 2_147_483_647 })),
          expires: fc.option(fc.integer({ min: 1, max: 2_147_483_647 })),
        },
        { requiredKeys: ["name", "username"] },
      ),
    of: (request) => ({
      async call(agents) {
        const { ref } = await agents.createAgent(request);
        return agents.getAgent(ref);
      },
    }),
  },
];
