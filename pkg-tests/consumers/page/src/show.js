// Lists the agents of the deployment and the connections of the account that the page's address names; signs in to the
// PBX that it names and lists its calls, again after each new one.
export async function show(init, Telnyx, Agents) {
  const { baseURL, apiKey, endpoint, accessKeyId, accessKeySecret, ...signIn } = Object.fromEntries(new URLSearchParams(location.search));
  function list(selector, texts) {
    const rows = texts.map((textContent) => Object.assign(document.createElement("li"), { textContent }));
    document.querySelector(selector).replaceChildren(...rows);
  }

  const agents = await new Agents({ endpoint, accessKeyId, accessKeySecret }).iterateAgents().toArray();
  list("#agents", agents.map(({ name }) => name));

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
