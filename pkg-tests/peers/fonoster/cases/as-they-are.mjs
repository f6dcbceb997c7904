// Agents, pages and errors as the two packages show them, with what is otherwise taken as read: see lib/plain.mjs.
const ADA_AT = "2026-01-05T02:00:00.000Z";
const BEN_AT = "2026-01-05T04:00:00.000Z";

/** An agent at a path of the record. */
const shown = (path, { privacy: [vendor, ours], at, domains }) => [
  { row: "privacy-words", vendor: { [`${path}.privacy`]: vendor }, ours: { [`${path}.privacy`]: ours } },
  {
    row: "agent-fields",
    vendor: { [`${path}.domains`]: undefined, [`${path}.createTime`]: undefined, [`${path}.updateTime`]: undefined },
    ours: { [`${path}.domains`]: domains, [`${path}.createTime`]: at, [`${path}.updateTime`]: at },
  },
];
const BEN = { privacy: ["NONE", "none"], at: BEN_AT, domains: [] };

const CODES = {
  CANCELLED: ["aborted", false],
  UNKNOWN: ["server", true],
  INVALID_ARGUMENT: ["invalid-argument", false],
  DEADLINE_EXCEEDED: ["timeout", true],
  NOT_FOUND: ["not-found", false],
  ALREADY_EXISTS: ["conflict", false],
  PERMISSION_DENIED: ["permission", false],
  RESOURCE_EXHAUSTED: ["rate-limit", true],
  FAILED_PRECONDITION: ["invalid-argument", false],
  ABORTED: ["conflict", false],
  OUT_OF_RANGE: ["invalid-argument", false],
  UNIMPLEMENTED: ["server", true],
  INTERNAL: ["server", true],
  UNAVAILABLE: ["connection", true],
  DATA_LOSS: ["server", true],
  UNAUTHENTICATED: ["authentication", false],
};

/** The same error in both forms of the vendor's package, and in ours. */
function shownError(place, { code, name, kind, retryable }) {
  const details = `said of ${name}`;
  const inNode = { classes: "Error", name: "Error", message: `${code} ${name}: ${details}`, code, details };
  const inPages = { classes: "RpcError < Error", name: "RpcError", message: details, code };
  return {
    row: "error-class",
    vendor: { "settled.error": place === "node" ? inNode : inPages },
    ours: {
      "settled.error": {
        ...{
          classes: "FonosterError < PbxError < Error",
          name: "FonosterError",
          message: details,
          code,
          details,
          kind,
        },
        ...{ operation: "getAgent", vendor: "fonoster", retryable },
      },
    },
  };
}

export const cases = [
  {
    name: "an agent",
    raw: true,
    pages: true,
    call: (agents) => agents.getAgent("ada"),
    differs: shown("settled.value", { privacy: ["ID", "private"], at: ADA_AT, domains: ["sip.local"] }),
  },
  { name: "a bare agent", raw: true, call: (agents) => agents.getAgent("ben"), differs: shown("settled.value", BEN) },
  {
    name: "a page",
    raw: true,
    pages: true,
    fixtures: { agents: [{ ref: "ben", name: "Ben", username: "ben" }] },
    async call(agents, { side, note }) {
      const page = await agents.listAgents({ pageSize: 20 });
      note(Object.keys(page));
      // The same list, so that it is shown once.
      if (side === "ours") note(page.agents === page.items);
      return { items: page.items };
    },
    differs: [
      ...shown("settled.value.items.0", { ...BEN, at: "2026-01-05T08:00:00.000Z" }),
      {
        row: "agent-fields",
        vendor: { seen: [["items", "nextPageToken"]] },
        ours: { seen: [["items", "agents", "nextPageToken"], true] },
      },
    ],
  },
  ...Object.entries(CODES).map(([name, [kind, retryable]], index) => ({
    name: `an error: ${name}`,
    raw: true,
    pages: ["NOT_FOUND", "UNAVAILABLE", "UNAUTHENTICATED"].includes(name),
    async call(agents, { tell }) {
      const code = index + 1;
      await tell("fault", "/fonoster.agents.v1beta2.Agents/GetAgent", {
        errcode: code,
        errmsg: `said of ${name}`,
        times: 9,
      });
      return agents.getAgent("ada", { maxRetries: 0 });
    },
    differs: (place) => [
      shownError(place, { code: index + 1, name, kind, retryable }),
      ...(name === "UNAUTHENTICATED"
        ? [
            {
              row: "refused-token",
              vendor: { calls: ['Agents/GetAgent {"ref":"ada"}'] },
              ours: {
                calls: [
                  'Agents/GetAgent {"ref":"ada"}',
                  'Identity/ExchangeRefreshToken {"refreshToken":"***"}',
                  'Agents/GetAgent {"ref":"ada"}',
                ],
              },
            },
          ]
        : []),
    ],
  })),
];
