// Errors that the server, the proxy or the network makes; retries and aborts.
import { NEWEST, ownError, serverError } from "../lib/stated.mjs";

const GET = "/fonoster.agents.v1beta2.Agents/GetAgent";
const GETS = 'Agents/GetAgent {"ref":"ada"}';
const LISTS = 'Agents/ListAgents {"pageSize":20}';
const ONE_MORE = 'Identity/ExchangeRefreshToken {"refreshToken":"***"}';
/** One try: the vendor's package has no more either. */
const once = { maxRetries: 0 };

/** A code with words, at every try. */
const saying =
  (errcode, errmsg) =>
  async (agents, { tell }) => {
    await tell("fault", GET, { errcode, errmsg, times: 9 });
    return agents.getAgent("ada", once);
  };
const WORDS = {
  "letters of all kinds": "Größe 木 🙂",
  "per cent signs": "50% of %41",
  "line breaks": "one\ntwo",
  quotes: `"a" 'b' \\c`,
  nothing: "",
  "a colon": "a: b",
};
const NO_BACKEND = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

export const cases = [
  ...Array.from({ length: 15 }, (_, index) => index + 1).map((code) => ({
    name: `code ${code}`,
    call: saying(code, `said of ${code}`),
  })),
  ...Object.entries(WORDS).map(([label, words]) => ({
    name: `words: ${label}`,
    pages: label.startsWith("letters"),
    call: saying(9, words),
  })),
  {
    name: "nothing behind the proxy",
    pages: true,
    async call(agents, { tell }) {
      await tell("goDown");
      return agents.listAgents({ pageSize: 20 }, once);
    },
    // The bundle for browsers does not look into an answer of another status.
    differs: (place) =>
      place === "chromium"
        ? {
            row: "proxy-errors",
            vendor: { settled: serverError(14, "Http response at 400 or 500 level, http status code: 503") },
            ours: { settled: serverError(14, NO_BACKEND) },
          }
        : undefined,
  },
  {
    name: "nobody at the address",
    pages: true,
    alone: true,
    async call(world) {
      const session = world.session({ address: "http://127.0.0.1:1" });
      const error = await session.loginWithApiKey("AP00", "wrong").catch((reason) => reason);
      // Node's own words tell the time.
      return { code: error.code, kind: error.kind };
    },
    differs: (place) => ({
      row: "no-answer",
      vendor: { "settled.value": { code: place === "node" ? 14 : 2 } },
      ours: { "settled.value": { kind: "connection" } },
    }),
  },
  {
    name: "a server that is not available for a moment",
    pages: true,
    async call(agents, { tell, note }) {
      await tell("fault", "/fonoster.agents.v1beta2.Agents/ListAgents", { errcode: 14, errmsg: "in a moment" });
      note((await agents.listAgents({ pageSize: 20 })).items.map(({ ref }) => ref));
    },
    differs: {
      row: "retries",
      vendor: { calls: [LISTS], settled: serverError(14, "in a moment"), seen: undefined },
      ours: { calls: [LISTS, LISTS], settled: { kind: "resolved", value: "<undefined>" }, seen: [NEWEST] },
    },
  },
  {
    name: "a signal that has aborted",
    pages: true,
    async call(agents, { note }) {
      note((await agents.listAgents({ pageSize: 20 }, { signal: AbortSignal.abort() })).items.map(({ ref }) => ref));
    },
    differs: {
      row: "call-options",
      vendor: { calls: [LISTS], settled: { kind: "resolved", value: "<undefined>" }, seen: [NEWEST] },
      ours: { calls: [], settled: ownError("listAgents was aborted", "aborted"), seen: undefined },
    },
  },
  {
    name: "a token that the server never takes",
    call: saying(16, "said of 16"),
    differs: { row: "refused-token", vendor: { calls: [GETS] }, ours: { calls: [GETS, ONE_MORE, GETS] } },
  },
];
