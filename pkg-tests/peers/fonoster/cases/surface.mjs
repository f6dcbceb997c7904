// What each package has, and how a client is made.
import { ownError } from "../lib/stated.mjs";

const OTHERS = [
  "Acls",
  "ApiKeys",
  "Applications",
  "Calls",
  "Credentials",
  "Domains",
  "Numbers",
  "Secrets",
  "Trunks",
  "Users",
  "Workspaces",
];
const OWN = ["APIClient", "FonosterError", "PbxError", "Privacy", "isPbxError"];

/** All methods of a class, inherited ones too, without `_…` and what is nobody's. */
function methodsOf(Class) {
  const names = new Set();
  for (let proto = Class.prototype; proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const name of Object.getOwnPropertyNames(proto)) {
      const { value } = Object.getOwnPropertyDescriptor(proto, name);
      if (typeof value === "function" && name !== "constructor") names.add(name);
    }
  }
  return names;
}
const SESSION = [
  "login",
  "loginWithApiKey",
  "loginWithRefreshToken",
  "loginWithOauth2Code",
  "refreshToken",
  "logout",
  "setAccessToken",
];
const GETTERS = ["getAccessToken", "getRefreshToken", "getIdToken", "getAccessKeyId", "setAccessKeyId"];
const AGENTS = ["createAgent", "getAgent", "updateAgent", "listAgents", "deleteAgent"];

export const cases = [
  {
    name: "the exports",
    pages: true,
    alone: true,
    call: async ({ exports, place, note }) => {
      const shared = ["Agents", place === "node" ? "Client" : "WebClient"];
      note(Object.fromEntries([...shared, ...OTHERS, ...OWN].map((name) => [name, name in exports])));
    },
    differs: {
      row: "agents-only",
      vendor: Object.fromEntries([
        ...OTHERS.map((name) => [`seen.0.${name}`, true]),
        ...OWN.map((name) => [`seen.0.${name}`, false]),
      ]),
      ours: Object.fromEntries([
        ...OTHERS.map((name) => [`seen.0.${name}`, false]),
        ...OWN.map((name) => [`seen.0.${name}`, true]),
      ]),
    },
  },
  {
    name: "the methods",
    pages: true,
    alone: true,
    call: async ({ exports, place, note }) => {
      const session = methodsOf(place === "node" ? exports.Client : exports.WebClient);
      note([...SESSION, ...GETTERS].filter((name) => session.has(name)));
      const agents = methodsOf(exports.Agents);
      note(AGENTS.filter((name) => agents.has(name)));
      note({ sendVerificationCode: session.has("sendVerificationCode"), verifyCode: session.has("verifyCode") });
    },
    differs: {
      row: "agents-only",
      vendor: { "seen.2": { sendVerificationCode: true, verifyCode: true } },
      ours: { "seen.2": { sendVerificationCode: false, verifyCode: false } },
    },
  },
  {
    name: "an endpoint without a scheme, and allowInsecure",
    only: "node",
    alone: true,
    async call({ exports: { Client }, url, credentials, note }) {
      const session = new Client({
        endpoint: url.replace("http://", ""),
        accessKeyId: credentials.workspace,
        allowInsecure: true,
      });
      await session
        .loginWithApiKey(credentials.accessKeyId, credentials.accessKeySecret, { maxRetries: 0 })
        .catch(({ kind }) => note({ kind }));
      note(session.getAccessToken().length > 0);
    },
    differs: {
      row: "endpoint",
      vendor: {
        calls: ['Identity/ExchangeApiKey {"accessKeyId":"api-key","accessKeySecret":"***64"}'],
        seen: [true],
      },
      ours: { calls: [], seen: [{ kind: "connection" }, false] },
    },
  },
  {
    name: "an empty access key",
    alone: true,
    call: async (world) => void world.note(world.session({ accessKeyId: "" }).getAccessKeyId()),
    differs: {
      row: "arguments",
      vendor: { settled: { kind: "resolved", value: "<undefined>" }, seen: [""] },
      ours: {
        settled: ownError("new Client(options): `accessKeyId` must be a filled string of visible ASCII characters"),
        seen: undefined,
      },
    },
  },
];
