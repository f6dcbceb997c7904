// listAgents: what is asked for, what comes, and where the next page begins.
import { NEWEST, NO_MESSAGE, ownError, refused, serverError, stumbles } from "../lib/stated.mjs";

const list = (request) => (agents) => agents.listAgents(request);
/** Who is in the page, in order. */
const who =
  (request) =>
  async (agents, { note }) =>
    void note((await agents.listAgents(request)).items.map(({ ref }) => ref));
const COUNT = "listAgents(request): `pageSize` must be a whole number from 1 to 2147483647";

const asks = (message) => [`Agents/ListAgents ${JSON.stringify(message)}`];
const RESOLVED = { kind: "resolved", value: "<undefined>" };
/** The size is left to the server, or said: it is the same. */
const sizeLeftOut = { row: "page-size", vendor: { calls: asks({}) }, ours: { calls: asks({ pageSize: 20 }) } };
const withoutArgument = {
  row: "list-argument",
  vendor: { calls: [], settled: stumbles("Cannot convert undefined or null to object"), seen: undefined },
  ours: { calls: asks({ pageSize: 20 }), settled: RESOLVED, seen: [NEWEST] },
};
/** What the vendor's package makes of it all the same. */
const taken = (message, request, page = NEWEST) => ({
  row: "arguments",
  vendor: { calls: asks(request), settled: RESOLVED, seen: [page] },
  ours: { calls: [], settled: ownError(message), seen: undefined },
});

const FULL = Object.entries({ 1: ["dana", "dana"], 2: ["cem", "cem"], 3: ["faye", "ben"], 4: ["", "ada"] });

/** Nine agents of the workspace between seven of another, oldest first. */
const NINE = Array.from("afafafafaafafafa", (owner, index) => ({
  ref: `${owner}${index}`,
  name: `Agent ${index}`,
  username: `${owner}${index}`,
  ...(owner === "f" && { workspace: "foreign" }),
}));
const ALL_NINE = ["a15", "a13", "a11", "a9", "a8", "a6", "a4", "a2", "a0"];
/** By page size: the one whom the server's tokens pass over, and the tokens that each asks with. */
const WALKS = [
  [1, "a8", ["f14", "f12", "f10", "a8", "a6", "a4", "a2", "a0"], ALL_NINE],
  [2, "a8", ["f12", "a8", "a4", "a0"], ["a13", "a9", "a6", "a2"]],
  [3, "a4", ["f10", "a4"], ["a11", "a6", "a0"]],
  [5, "a6", ["a6"], ["a8"]],
  [7, "a2", ["a2"], ["a4"]],
];
const pages = (pageSize, tokens) => [undefined, ...tokens].flatMap((pageToken) => asks({ pageSize, pageToken }));

/** Page after page, as the tokens say. */
const walk =
  (pageSize) =>
  async (agents, { note }) => {
    const refs = [];
    let pageToken;
    do {
      const page = await agents.listAgents({ pageSize, pageToken });
      refs.push(...page.items.map(({ ref }) => ref));
      pageToken = page.nextPageToken;
    } while (pageToken);
    note(refs);
  };

export const cases = [
  { name: "twenty, as the server's default is", pages: true, call: list({ pageSize: 20 }) },
  { name: "an empty one", fixtures: { agents: 0 }, call: list({ pageSize: 20 }) },
  { name: "more than there are", call: list({ pageSize: 7 }) },
  { name: "the greatest page", call: list({ pageSize: 2_147_483_647 }) },
  { name: "after an agent", call: list({ pageSize: 20, pageToken: "cem" }) },
  { name: "after the last agent", call: list({ pageSize: 20, pageToken: "ada" }) },
  { name: "after an agent of another workspace", call: list({ pageSize: 20, pageToken: "faye" }) },
  { name: "after an agent that is not there", pages: true, call: list({ pageSize: 20, pageToken: "nope" }) },
  { name: "an empty token", call: list({ pageSize: 20, pageToken: "" }) },
  { name: "a token that is undefined", call: list({ pageSize: 20, pageToken: undefined }) },
  { name: "a token of other letters", call: list({ pageSize: 20, pageToken: "Größe 木 🙂" }) },
  { name: "a token that is null", call: list({ pageSize: 20, pageToken: null }) },
  {
    name: "a token that is a number",
    call: who({ pageSize: 20, pageToken: 2 }),
    differs: {
      row: "page-token",
      vendor: { calls: asks({ pageSize: 20 }), seen: [NEWEST] },
      ours: { calls: asks({ pageSize: 20, pageToken: "2" }), seen: [[]] },
    },
  },
  { name: "a size that is undefined", call: list({ pageSize: undefined }), differs: sizeLeftOut },
  { name: "a size that is null", call: list({ pageSize: null }), differs: sizeLeftOut },
  { name: "nothing asked for", pages: true, call: list({}), differs: sizeLeftOut },
  { name: "without an argument", pages: true, loose: true, call: who(), differs: withoutArgument },
  { name: "null", loose: true, call: who(null), differs: withoutArgument },
  { name: "a text", call: who("20"), differs: taken("listAgents(request) must be an object, not a string", {}) },
  { name: "what the vendor's page names beside", call: list({ pageSize: 20, view: 1 }) },
  { name: "a size of 0", call: who({ pageSize: 0 }), differs: taken(COUNT, {}) },
  {
    name: 'a size of "2"',
    call: who({ pageSize: "2" }),
    differs: taken("listAgents(request): `pageSize` must be a finite number or null, not a string", { pageSize: 2 }, [
      "dana",
      "cem",
    ]),
  },
  {
    name: "a size of -1",
    call: list({ pageSize: -1 }),
    differs: refused(COUNT, {
      calls: asks({ pageSize: -1 }),
      settled: serverError(3, 'Must be a positive number at "pageSize"'),
    }),
  },
  ...[1.5, 2_147_483_648].map((pageSize) => ({
    name: `a size of ${pageSize}`,
    call: list({ pageSize }),
    differs: (place) => refused(COUNT, { settled: NO_MESSAGE[place] }),
  })),
  {
    name: "a size that is no number",
    call: list({ pageSize: Number.NaN }),
    differs: (place) =>
      refused("listAgents(request): `pageSize` must be a finite number or null, not a number", {
        settled: NO_MESSAGE[place],
      }),
  },
  ...FULL.map(([size, [vendor, ours]]) => ({
    name: `a full page of ${size}`,
    pages: size === "3",
    call: list({ pageSize: Number(size) }),
    ...(vendor !== ours && {
      differs: {
        row: "next-page",
        vendor: { "settled.value.nextPageToken": vendor },
        ours: { "settled.value.nextPageToken": ours },
      },
    }),
  })),
  ...WALKS.map(([pageSize, lost, vendor, ours]) => ({
    name: `all pages of ${pageSize}`,
    fixtures: { agents: NINE },
    call: walk(pageSize),
    differs: {
      row: "next-page",
      vendor: { calls: pages(pageSize, vendor), seen: [ALL_NINE.filter((ref) => ref !== lost)] },
      ours: { calls: pages(pageSize, ours), seen: [ALL_NINE] },
    },
  })),
  { name: "all pages of 20", fixtures: { agents: NINE }, call: walk(20) },
  { name: "all pages of 3, of an older server", fixtures: { agents: NINE, pagination: "legacy" }, call: walk(3) },
  {
    name: "all agents, as an iterable",
    fixtures: { agents: NINE },
    loose: true,
    async call(agents, { note }) {
      for await (const { ref } of agents.iterateAgents({ pageSize: 20 })) note(ref);
    },
    differs: {
      row: "iterate",
      vendor: {
        calls: [],
        settled: stumbles("agents.iterateAgents(...) is not a function or its return value is not async iterable"),
        seen: undefined,
      },
      ours: { calls: asks({ pageSize: 20 }), settled: RESOLVED, seen: ALL_NINE },
    },
  },
  {
    name: "the request is not changed",
    async call(agents, { note }) {
      const request = Object.freeze({ pageSize: 20 });
      await agents.listAgents(request);
      note(request);
    },
  },
];
