// Signing in and out, renewing, and what the getters say.
import { NEWEST, ownError, refused, serverError } from "../lib/stated.mjs";

const tokens = (session) => ({
  access: session.getAccessToken()?.length,
  refresh: session.getRefreshToken()?.length,
  id: session.getIdToken()?.length,
  workspace: session.getAccessKeyId(),
});
const list = (world, session) => world.agents(session).listAgents({ pageSize: 20 });
/** Who is in the page, in order. */
const who = async (world, session) => (await list(world, session)).items.map(({ ref }) => ref);
/** Signs in, then lists. */
const signIn = (how, fixtures) => ({
  alone: true,
  fixtures,
  async call(world) {
    const session = world.session();
    world.note(await how(session, world.credentials));
    world.note(tokens(session));
    return who(world, session);
  },
});

const LISTS = 'Agents/ListAgents {"pageSize":20}';
const RENEWS = 'Identity/ExchangeRefreshToken {"refreshToken":"***"}';
const KEY = 'Identity/ExchangeApiKey {"accessKeyId":"api-key","accessKeySecret":"***64"}';
const LISTED = { kind: "resolved", value: NEWEST };
const REFUSED = serverError(16, "Invalid or expired token");
/** Renewed tokens of an API key; `at` is where the case notes its tokens. */
const noIdToken = (at) => ({ row: "id-token", vendor: { [`${at}.id`]: undefined }, ours: { [`${at}.id`]: 0 } });
const emptyFor = (name, field, calls, details) =>
  refused(`${name}: \`${field}\` must be a filled string, not a string`, { calls, settled: serverError(3, details) });
/** Ours renews a token when half of its short life is over; for the vendor's package it has been over for months. */
const halfOfIt = () => new Promise((resolve) => void setTimeout(resolve, 2_100));
/** The vendor's pages renew the token four times beside each call. */
const ownCall = (call) => ({
  row: "renewals",
  vendor: { calls: [call, RENEWS, RENEWS, RENEWS, RENEWS] },
  ours: { calls: [call] },
});

/** Nobody has signed in: the vendor's client for Node waits for ever, its pages ask without a token. */
const nobody = (before) => (place) => ({
  row: "signed-out",
  vendor:
    place === "node"
      ? {
          calls: [...before, "Identity/ExchangeRefreshToken {}"],
          settled: { kind: "pending" },
          escaped: [{ code: 3, details: 'Required at "refreshToken"' }],
        }
      : { calls: [...before, `${LISTS}, no token`], settled: REFUSED },
  ours: { calls: before, settled: ownError("nobody has signed in", "authentication"), escaped: undefined },
});

export const cases = [
  { name: "a new session", alone: true, pages: true, call: async (world) => void world.note(tokens(world.session())) },
  {
    name: "by password",
    pages: true,
    ...signIn((session, { username, password }) => session.login(username, password)),
  },
  {
    name: "by API key",
    pages: true,
    ...signIn((session, { accessKeyId, accessKeySecret }) => session.loginWithApiKey(accessKeyId, accessKeySecret)),
  },
  {
    name: "by refresh token",
    pages: true,
    renewals: true,
    alone: true,
    async call(world) {
      const first = await world.signedIn();
      const session = world.session();
      world.note(await session.loginWithRefreshToken(first.getRefreshToken()));
      world.note(tokens(session));
    },
    differs: noIdToken("seen.1"),
  },
  {
    name: "by a second factor",
    ...signIn((session, { username, password }) => session.login(username, password, "123456"), {
      twoFactorCode: "123456",
    }),
  },
  {
    name: "by a wrong second factor",
    ...signIn((session, { username, password }) => session.login(username, password, "654321"), {
      twoFactorCode: "123456",
    }),
  },
  {
    name: "without the second factor",
    ...signIn((session, { username, password }) => session.login(username, password), { twoFactorCode: "123456" }),
  },
  { name: "a wrong password", pages: true, ...signIn((session, { username }) => session.login(username, "wrong")) },
  { name: "a wrong user", ...signIn((session) => session.login("nobody@fonoster.local", "wrong")) },
  { name: "a user without an @", ...signIn((session) => session.login("admin", "wrong")) },
  { name: "a wrong API key", ...signIn((session) => session.loginWithApiKey("AP00", "wrong")) },
  {
    name: "a wrong secret",
    pages: true,
    ...signIn((session, { accessKeyId }) => session.loginWithApiKey(accessKeyId, "wrong")),
  },
  {
    name: "a refresh token that is none",
    pages: true,
    renewals: true,
    ...signIn((session) => session.loginWithRefreshToken("wrong")),
  },
  { name: "an OAuth code that is none", ...signIn((session) => session.loginWithOauth2Code("GITHUB", "wrong")) },
  {
    name: "an empty password",
    ...signIn((session, { username }) => session.login(username, "")),
    differs: emptyFor(
      "login(…)",
      "password",
      ['Identity/ExchangeCredentials {"username":"admin@fonoster.local"}'],
      'Required at "password"',
    ),
  },
  {
    name: "an empty user",
    ...signIn((session) => session.login("", "wrong")),
    differs: emptyFor(
      "login(…)",
      "username",
      ['Identity/ExchangeCredentials {"password":"***5"}'],
      'Required at "username"',
    ),
  },
  {
    name: "an empty secret",
    ...signIn((session) => session.loginWithApiKey("AP00", "")),
    differs: emptyFor(
      "loginWithApiKey(…)",
      "accessKeySecret",
      ['Identity/ExchangeApiKey {"accessKeyId":"AP00"}'],
      'Required at "accessKeySecret"',
    ),
  },
  {
    name: "an empty refresh token",
    renewals: true,
    ...signIn((session) => session.loginWithRefreshToken("")),
    differs: emptyFor(
      "loginWithRefreshToken(…)",
      "refreshToken",
      ["Identity/ExchangeRefreshToken {}"],
      'Required at "refreshToken"',
    ),
  },
  {
    name: "an empty OAuth code",
    ...signIn((session) => session.loginWithOauth2Code("GITHUB", "")),
    differs: emptyFor(
      "loginWithOauth2Code(…)",
      "code",
      ["Identity/ExchangeOauth2Code {}"],
      'Required at "code"',
    ),
  },
  {
    name: "renewed by hand",
    only: "node",
    alone: true,
    async call(world) {
      const session = await world.signedIn();
      const before = session.getAccessToken();
      world.note(await session.refreshToken());
      world.note(tokens(session));
      world.note(session.getAccessToken() !== before);
      return who(world, session);
    },
    differs: noIdToken("seen.1"),
  },
  {
    name: "renewed before a sign-in",
    renewals: true,
    alone: true,
    call: (world) => world.session().refreshToken(),
    differs: {
      row: "signed-out",
      vendor: { calls: ["Identity/ExchangeRefreshToken {}"], settled: serverError(3, 'Required at "refreshToken"') },
      ours: { calls: [], settled: ownError("nobody has signed in", "authentication") },
    },
  },
  {
    name: "renewed when the refresh token is over",
    renewals: true,
    alone: true,
    async call(world) {
      const session = await world.signedIn();
      await world.tell("revokeRefreshTokens");
      return session.refreshToken();
    },
    differs: {
      row: "sign-in-again",
      vendor: { calls: [KEY, RENEWS], settled: serverError(13, "Internal server error") },
      ours: { calls: [KEY, RENEWS, KEY], settled: { kind: "resolved", value: "<undefined>" } },
    },
  },
  {
    name: "renewed when the refresh token of a user is over",
    renewals: true,
    alone: true,
    async call(world) {
      const session = world.session();
      await session.login(world.credentials.username, world.credentials.password);
      await world.tell("revokeRefreshTokens");
      return session.refreshToken();
    },
  },
  {
    name: "an access token of one's own",
    alone: true,
    async call(world) {
      const token = (await world.signedIn()).getAccessToken();
      const session = world.session();
      session.setAccessToken(token);
      world.note(session.getAccessToken() === token);
      return who(world, session);
    },
  },
  {
    name: "a refresh token as the access token",
    alone: true,
    async call(world) {
      const refresh = (await world.signedIn()).getRefreshToken();
      world.session().setAccessToken(refresh);
    },
    differs: {
      row: "refresh-as-access",
      vendor: { settled: { kind: "resolved", value: "<undefined>" } },
      ours: { settled: ownError("setAccessToken(token): `token` is a refresh token: give it as `refreshToken`") },
    },
  },
  {
    name: "another workspace",
    alone: true,
    async call(world) {
      const session = await world.signedIn();
      session.setAccessKeyId("WO00");
      world.note(session.getAccessKeyId());
      return list(world, session);
    },
  },
  {
    name: "the other workspace of a user",
    alone: true,
    async call(world) {
      const session = world.session();
      await session.login(world.credentials.username, world.credentials.password);
      session.setAccessKeyId(world.state.workspaces.branch);
      return who(world, session);
    },
  },
  {
    name: "the API key in place of the workspace",
    pages: true,
    alone: true,
    async call(world) {
      const { accessKeyId, accessKeySecret } = world.credentials;
      const session = world.session({ accessKeyId });
      await session.loginWithApiKey(accessKeyId, accessKeySecret);
      return who(world, session);
    },
    differs: {
      row: "workspace",
      vendor: {
        calls: [KEY, `${LISTS}, as api-key`],
        settled: serverError(7, "Permission denied"),
      },
      ours: { calls: [KEY, LISTS], settled: LISTED },
    },
  },
  {
    name: "signed out",
    alone: true,
    async call(world) {
      const session = await world.signedIn();
      world.note(session.logout());
      world.note(tokens(session));
    },
  },
  {
    name: "a call after signing out",
    pages: true,
    alone: true,
    hangs: true,
    async call(world) {
      const session = await world.signedIn();
      session.logout();
      return who(world, session);
    },
    differs: nobody([KEY]),
  },
  {
    name: "a call before a sign-in",
    alone: true,
    hangs: true,
    call: (world) => who(world, world.session()),
    differs: nobody([]),
  },
  {
    // It counts from its arrival: the server's clock stands still, months ago.
    name: "a token that has ended by the machine's clock",
    only: "node",
    fixtures: { accessSeconds: 900 },
    call: (agents) => agents.listAgents({ pageSize: 20 }),
    differs: { row: "clock", vendor: { calls: [RENEWS, LISTS] }, ours: { calls: [LISTS] } },
  },
  {
    name: "a token that is about to end",
    only: "node",
    fixtures: { accessSeconds: 4 },
    async call(agents) {
      await halfOfIt();
      return agents.listAgents({ pageSize: 20 });
    },
  },
  {
    name: "three calls with a token that is about to end",
    only: "node",
    unordered: true,
    fixtures: { accessSeconds: 4 },
    async call(agents) {
      await halfOfIt();
      return Promise.all([1, 2, 3].map(() => agents.listAgents({ pageSize: 20 })));
    },
    differs: {
      row: "one-renewal",
      vendor: { calls: [LISTS, LISTS, LISTS, RENEWS, RENEWS, RENEWS] },
      ours: { calls: [LISTS, LISTS, LISTS, RENEWS] },
    },
  },
  {
    name: "a token that the server refuses",
    pages: true,
    async call(agents, { tell }) {
      await tell("expireTokens");
      return (await agents.listAgents({ pageSize: 20 })).items.map(({ ref }) => ref);
    },
    differs: {
      row: "refused-token",
      vendor: { calls: [LISTS], settled: REFUSED },
      ours: { calls: [LISTS, RENEWS, LISTS], settled: LISTED },
    },
  },
  {
    name: "tokens that the server refuses",
    async call(agents, { tell }) {
      await tell("expireTokens");
      await tell("revokeRefreshTokens");
      return (await agents.listAgents({ pageSize: 20 })).items.map(({ ref }) => ref);
    },
    differs: {
      row: "sign-in-again",
      vendor: { calls: [LISTS], settled: REFUSED },
      ours: { calls: [LISTS, RENEWS, KEY, LISTS], settled: LISTED },
    },
  },
  ...Object.entries({
    createAgent: [{ name: "John", username: "john" }],
    getAgent: ["ada"],
    listAgents: [{ pageSize: 20 }],
    deleteAgent: ["ada"],
  }).map(([method, args]) => ({
    name: `requests of a page: ${method}`,
    only: "chromium",
    pages: true,
    renewals: true,
    unordered: true,
    async call(agents, { side, tell }) {
      await agents[method](...args);
      // What goes on beside the call; ours is given time to do something.
      if (side === "ours") await new Promise((resolve) => void setTimeout(resolve, 300));
      else while ((await tell("requests")) < 6);
    },
    differs: ownCall(
      `Agents/${method[0].toUpperCase()}${method.slice(1)} ${JSON.stringify(typeof args[0] === "string" ? { ref: args[0] } : args[0])}`,
    ),
  })),
];
