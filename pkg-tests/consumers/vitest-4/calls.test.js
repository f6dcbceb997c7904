import { Agents } from "softphone-admin/fonoster";
import { Providers } from "softphone-admin/portsip";
import Telnyx from "softphone-admin/telnyx";
import { init } from "softphone-admin/yeastar";
import { expect, test } from "vitest";

const { CONSUMER_PBX, CONSUMER_CALLS, CONSUMER_TELNYX, CONSUMER_CONNECTIONS, CONSUMER_FONOSTER, CONSUMER_AGENTS, CONSUMER_PORTSIP, CONSUMER_PROVIDERS } = process.env;

test("a component's test sees the calls of the simulated PBX", async () => {
  expect(document.body).toBeDefined();
  const { pbx, destroy } = await init(JSON.parse(CONSUMER_PBX));
  const { personal_cdr_list } = await pbx.cdrQuery({ page: 1, size: 20 });
  destroy();
  expect(personal_cdr_list.length).toBe(Number(CONSUMER_CALLS));
});

test("a component's test sees the connections of the simulated account", async () => {
  const { data } = await new Telnyx(JSON.parse(CONSUMER_TELNYX)).connections.list();
  expect(data.length).toBe(Number(CONSUMER_CONNECTIONS));
});

test("a component's test sees the agents of the simulated deployment", async () => {
  const { items } = await new Agents(JSON.parse(CONSUMER_FONOSTER)).listAgents();
  expect(items.length).toBe(Number(CONSUMER_AGENTS));
});

test("a component's test sees the trunks of the simulated PortSIP PBX", async () => {
  const { providers } = await new Providers(JSON.parse(CONSUMER_PORTSIP)).list();
  expect(providers.length).toBe(Number(CONSUMER_PROVIDERS));
});
