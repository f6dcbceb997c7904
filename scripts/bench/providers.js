// In a page and in Node: all providers of a PBX, by our client and by nothing but `fetch` and `JSON.parse`.

const PROVIDERS = 10_000;
/** What one figure is made of, after so many that are not counted. */
const [ROUNDS, WARM] = [21, 5];

/** What the reference does not say: whether a row is a summary, or all that `show` gives. */
const MORE = {
  auth_mode: "REGISTER_AUTH",
  protocol: "UDP",
  outbound_server: "",
  outbound_server_port: 0,
  auth_id: "40055501",
  password: "",
  require_register: true,
  reregister_interval: 600,
  ips: ["198.51.100.7"],
  in_parameters: [],
  out_parameters: [],
  provider_in_lan: false,
  single_via_header: false,
};

/** The texts of all pages of a list, ids beyond 2^53. */
export function pagesOf({ pagesize, whole }) {
  const providers = Array.from({ length: PROVIDERS }, (_, index) => ({
    id: `@${9007199254740993n + BigInt(index)}`,
    name: `Harbour SIP ${index}`,
    hostname: `sip${index}.harbour.example`,
    port: 5060,
    status: index % 6 ? "ONLINE" : "OFFLINE",
    ...(whole && MORE),
  }));
  const pages = PROVIDERS / pagesize;
  return Array.from({ length: pages }, (_, page) => {
    const rows = providers.slice(page * pagesize, (page + 1) * pagesize);
    const text = JSON.stringify({ page_count: pages, pagination: page + 1, sort_by: "DEFAULT", pagesize, count: PROVIDERS, providers: rows });
    return text.replace(/"@(\d+)"/g, "$1");
  });
}

const TOKEN = "0F1E2D3C4B5A69788796A5B4C3D2E1F0";

/** A `fetch` that answers at once. */
function stubOf(list) {
  const texts = pagesOf(list);
  const headers = texts.map((text) => ({ "content-type": "application/json", "content-length": String(text.length) }));
  // A page past the last one is empty.
  return async (url) => {
    const page = Number(new URL(url).searchParams.get("pagination")) - 1;
    return new Response(texts[page] ?? "{}", { headers: headers[page] ?? {} });
  };
}

/** As our client asks. */
const INIT = { mode: "cors", credentials: "omit", cache: "no-store" };

/** Either side, asking a server at `base` by `fetch`. */
function sidesOf(Providers, { pagesize }, base, fetch) {
  const providers = new Providers({ baseUrl: base, token: TOKEN, fetch });
  return {
    async bare() {
      const all = [];
      for (let page = 1; page <= PROVIDERS / pagesize; page++) {
        const answer = await fetch(`${base}/providers/list?pagination=${page}&pagesize=${pagesize}`, { ...INIT, headers: { access_token: TOKEN } });
        all.push(...JSON.parse(await answer.text()).providers);
      }
      return all;
    },
    ours: () => providers.listAll({ pagesize }),
  };
}

async function timeOf(list) {
  const since = performance.now();
  const { length } = await list();
  if (length !== PROVIDERS) throw new Error(`${length} providers are listed, not ${PROVIDERS}`);
  return performance.now() - since;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** The lists that are measured. */
export const LISTS = {
  "summaries, pages of 1000": { pagesize: 1000 },
  "whole, pages of 1000": { pagesize: 1000, whole: true },
  "summaries, pages of 50": { pagesize: 50 },
};

/** The median milliseconds of either side, over interleaved rounds, by list. `server`: where pbx.js answers. */
export async function measureProviders(Providers, server) {
  const figures = {};
  for (const [index, [name, list]] of Object.entries(LISTS).entries()) {
    const answering = {
      stub: ["https://pbx.example.com:8900/api", stubOf(list)],
      server: [`${server}/${index}`, (...args) => globalThis.fetch(...args)],
    };
    for (const [by, [base, fetch]] of Object.entries(answering)) figures[`${name}, ${by}`] = await compare(sidesOf(Providers, list, base, fetch));
  }
  return figures;
}

async function compare(sides) {
  if ((await sides.ours()).at(-1).id !== String(9007199254740993n + BigInt(PROVIDERS - 1))) throw new Error("the ids have lost digits");
  const names = Object.keys(sides);
  const times = Object.fromEntries(names.map((side) => [side, []]));
  for (let round = -WARM; round < ROUNDS; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const side = names[Math.abs(round + turn) % names.length];
      const time = await timeOf(sides[side]);
      if (round >= 0) times[side].push(time);
    }
  }
  return Object.fromEntries(names.map((side) => [side, Math.round(median(times[side]) * 100) / 100]));
}
