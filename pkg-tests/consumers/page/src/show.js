// Lists the trunks, the agents and the connections of the systems that the page's address names; signs in to the PBX that
// it names and lists its calls, again after each new one.
export async function show(init, Telnyx, Agents, Providers) {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const { baseURL, apiKey, endpoint, accessKeyId, accessKeySecret, baseUrl, name, password, ...signIn } = query;
  function list(selector, texts) {
    const rows = texts.map((textContent) => Object.assign(document.createElement("li"), { textContent }));
    document.querySelector(selector).replaceChildren(...rows);
  }

  const trunks = await new Providers({ baseUrl, credentials: { name, password } }).listAll();
  list("#trunks", trunks.map((trunk) => trunk.name));

  const agents = await new Agents({ endpoint, accessKeyId, accessKeySecret }).iterateAgents().toArray();
  list("#agents", agents.map((agent) => agent.name));

  const connections = await new Telnyx({ baseURL, apiKey }).connections.list().toArray();
  list("#connections", connections.map(({ connection_name }) => connection_name));

  const { pbx } = await init(signIn);
  async function refresh() {
    const { personal_cdr_list: calls = [] } = await pbx.cdrQuery({ page: 1, size: 20 });
    list("#calls", calls.map(({ number }) => number));
  }
  pbx.on("cdrChange", refresh);
  await refresh();
}
