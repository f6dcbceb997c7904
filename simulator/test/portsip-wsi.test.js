import assert from "node:assert/strict";
import { onBothWires } from "./helpers.js";
import { FIRST_ID, pbx, watcherOf } from "./portsip-helpers.js";

onBothWires("a tenant hears of a trunk that comes or goes", pbx({ providers: 1 }), async (sim, wire) => {
  const { portsip } = sim;
  const { hear, drain } = await watcherOf(sim, wire);
  const { name } = portsip.state.providers[0];
  portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await hear(), {
    event_type: "trunk_disconnected",
    provider_id: FIRST_ID,
    provider_name: name,
    tenant_id: "900719925474080101",
    tenant_name: "acme",
    time: String(Date.parse("2026-01-05T09:00:00Z") / 1000),
  });
  portsip.setStatus(FIRST_ID, "OFFLINE");
  assert.deepEqual(await drain(), [], "no change, no event");
  portsip.setStatus(FIRST_ID, "ONLINE");
  assert.equal((await hear()).event_type, "trunk_connected");
  assert.deepEqual([portsip.state.sockets, portsip.state.subscribed], [1, 1]);
});
