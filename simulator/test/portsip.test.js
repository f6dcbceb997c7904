import assert from "node:assert/strict";
import { onBothWires } from "./helpers.js";
import { FIRST_ID, clientOf, pbx, trunk } from "./portsip-helpers.js";

onBothWires("a trunk is made, shown, changed and removed, and no digit of its id is lost", pbx({ providers: 0 }), async (sim, wire) => {
  const { get, post } = await clientOf(sim, wire).signedIn();
  const made = await post("/providers/create", trunk());
  assert.deepEqual([made.status, made.text], [200, `{"id":${FIRST_ID}}`]);
  assert.equal((await post("/providers/create", trunk({ name: "second" }))).text, "{\"id\":9007199254740994}");

  const { text, json } = await get(`/providers/show?id=${FIRST_ID}`);
  assert.match(text, /^{"id":9007199254740993,"name":"Harbour SIP east",/);
  const { id: _id, ...rest } = json;
  assert.deepEqual(rest, { ...trunk(), in_parameters: [], out_parameters: [], status: "OFFLINE" });

  const changed = await post("/providers/update", `{"id":${FIRST_ID},"reregister_interval":300,"ips":["198.51.100.8"]}`);
  assert.deepEqual([changed.status, changed.text, changed.headers.get("content-type")], [200, "", null]);
  const after = (await get(`/providers/show?id=${FIRST_ID}`)).json;
  assert.deepEqual([after.reregister_interval, after.ips, after.name], [300, ["198.51.100.8"], "Harbour SIP east"]);

  const listed = await get("/providers/list?pagination=1&pagesize=50");
  assert.match(listed.text, /"providers":\[{"id":9007199254740993,"name":"Harbour SIP east","hostname":"sip.harbour.example","port":5060,"status":"OFFLINE"},{"id":9007199254740994,/);

  const gone = await post("/providers/destroy", `{"id":${FIRST_ID}}`);
  assert.deepEqual([gone.status, gone.text], [200, ""]);
  assert.deepEqual(sim.portsip.state.providers.map(({ id }) => id), ["9007199254740994"]);
});
