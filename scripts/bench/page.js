// In the page: what is measured, and how. `measure` gives a number of microseconds.

const KEY = "KEY00000000000000000000000000000000";

/** How many calls one figure is made of: some 5 ms, which is far above what the clock can tell apart. */
const CALLS = { 1: 50, 250: 10 };

/** The text of the answer to every request: a page of connections, as the API has it. */
function answerOf(items) {
  const data = Array.from({ length: items }, (_, index) => ({
    id: String(1293384261075731400 + index * 4096),
    record_type: "credential_connection",
    connection_name: `Office ${index}`,
    active: index % 7 !== 0,
    outbound_voice_profile_id: "1293384261075731499",
    tags: ["office", "berlin"],
    created_at: "2024-02-02T22:25:27Z",
    updated_at: "2024-02-02T22:25:27Z",
  }));
  return JSON.stringify({ data, meta: { total_pages: 1, total_results: items, page_number: 1, page_size: 250 } });
}

const stub = (text) => () => Promise.resolve(new Response(text, { headers: { "content-type": "application/json" } }));

const optionsFor = (fetch) => ({ apiKey: KEY, fetch, dangerouslyAllowBrowser: true });

/** One way to get the answer: a side's client, or nothing but `fetch`. */
const listOf = (Telnyx, fetch) => {
  const client = new Telnyx(optionsFor(fetch));
  return () => client.connections.list();
};
const bareOf = (fetch) => async () => (await fetch("https://api.telnyx.com/v2/connections", { method: "GET", headers: { accept: "application/json" } })).json();

function check(name, page, text) {
  if (JSON.stringify(page?.data) !== JSON.stringify(JSON.parse(text).data)) {
    throw new Error(`${name} returns other data than the API sent: ${JSON.stringify(page?.data)?.slice(0, 200)}`);
  }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function timePerCall(list, times) {
  const since = performance.now();
  for (let call = 0; call < times; call++) await list();
  return ((performance.now() - since) * 1000) / times;
}

/** The median time of a call of each side and of bare `fetch`, over interleaved rounds. */
globalThis.measureCalls = async (urls, items, rounds) => {
  const text = answerOf(items);
  const lists = { bare: bareOf(stub(text)) };
  for (const [side, url] of Object.entries(urls)) lists[side] = listOf((await import(url)).Telnyx, stub(text));
  for (const [side, list] of Object.entries(lists)) check(side, await list(), text);

  const names = Object.keys(lists);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  // Until the engine has compiled all of it for good.
  for (const name of names) for (let warm = 0; warm < 20; warm++) await timePerCall(lists[name], CALLS[items]);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      times[name].push(await timePerCall(lists[name], CALLS[items]));
    }
  }
  for (const [side, list] of Object.entries(lists)) check(side, await list(), text);
  return Object.fromEntries(names.map((name) => [name, Math.round(median(times[name]) * 10) / 10]));
};

/** Once per page: the module from memory, a client, its first call. */
globalThis.measureCold = async (side, url) => {
  const module = URL.createObjectURL(await (await fetch(url)).blob());
  const text = answerOf(1);
  const steps = [performance.now()];
  const { Telnyx } = await import(module);
  steps.push(performance.now());
  const client = new Telnyx(optionsFor(stub(text)));
  steps.push(performance.now());
  const page = await client.connections.list();
  steps.push(performance.now());
  check(side, page, text);
  const [load, construct, call] = steps.slice(1).map((at, index) => (at - steps[index]) * 1000);
  return { load, construct, call, sum: load + construct + call };
};

/** Lists of all providers; see providers.js. */
globalThis.measureProviders = async (server) => {
  const [{ measureProviders }, { Providers }] = await Promise.all([import("/providers.js"), import("/portsip.js")]);
  return measureProviders(Providers, server);
};
