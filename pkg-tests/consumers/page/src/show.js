// Signs in to the PBX that the page's address names and lists its calls, again after each new one.
export async function show(init) {
  const { pbx } = await init(Object.fromEntries(new URLSearchParams(location.search)));
  async function refresh() {
    const { personal_cdr_list: calls = [] } = await pbx.cdrQuery({ page: 1, size: 20 });
    const rows = calls.map(({ number }) => Object.assign(document.createElement("li"), { textContent: number }));
    document.querySelector("#calls").replaceChildren(...rows);
  }
  pbx.on("cdrChange", refresh);
  await refresh();
}
