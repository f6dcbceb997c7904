// CommonJS: the same names by `require`.
import errors = require("softphone-admin/errors");
import fonoster = require("softphone-admin/fonoster");
import portsip = require("softphone-admin/portsip");
import root = require("softphone-admin");
import slim = require("softphone-admin/slim/yeastar");
import yeastar = require("softphone-admin/yeastar");

async function main(): Promise<yeastar.CdrReply> {
  const { pbx, destroy } = await yeastar.init({ pbxURL: "https://pbx.example.com", username: "1000", secret: "signature" });
  pbx.on("cdrChange", ({ ext_num }) => ext_num.toUpperCase());
  const same: root.PBXOperator = pbx;
  await slim.initWasm("/assets/yeastar.wasm");
  destroy();
  const agents: root.Agents = new fonoster.Agents({ endpoint: "pbx.example.com", token: "token" });
  const { items }: fonoster.ListAgentsResponse = await agents.listAgents();
  items.map(({ name }) => name.toUpperCase());
  const trunks: root.Providers = new portsip.Providers({ baseUrl: "https://pbx.example.com/api", token: null });
  const { providers }: portsip.ProviderPage = await trunks.list();
  providers.map(({ id }) => id.toUpperCase());
  return same.cdrQuery();
}

main().catch((error: unknown) => {
  if (errors.isPbxError(error)) console.error(error.kind);
});

// @ts-expect-error no such export
void yeastar.connect;
// @ts-expect-error missing credentials
new root.PBXOperator({ url: "https://pbx.example.com" });
