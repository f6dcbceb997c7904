// What a real Envoy tells a page when it is set up as in a stock deployment, row by row; and that the simulator, which
// stands in for it everywhere else, tells the same, header by header.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";

import { endOnSignals, findEnvoy } from "../../scripts/tools.mjs";
import { simulate } from "../../simulator/index.js";
import { METHODS } from "../../simulator/vendors/fonoster/messages.js";
import { PAGE, startEnvoy } from "./start.mjs";

// node:test ends its files by a signal, and an Envoy has a process group of its own.
endOnSignals();

const AGENTS = "/fonoster.agents.v1beta2.Agents";
const LOGIN = "/fonoster.identity.v1beta2.Identity/ExchangeApiKey";
const ORIGIN = "http://page.example";
const TEXT = "application/grpc-web-text";
/** ListAgents, 20 of them; GetAgent of "nope". */
const BODIES = { list: "AAAAAAIIFA==", nope: "AAAAAAYKBG5vcGU=" };

const WITH_CORS = {
  "access-control-allow-origin": ORIGIN,
  "access-control-expose-headers": "grpc-status,grpc-message",
};
/** Say nothing of the call: when, by what server, how the body is cut, whether the connection stays. */
const VARY = [
  "date",
  "server",
  "x-envoy-upstream-service-time",
  "connection",
  "content-length",
  "transfer-encoding",
  "vary",
];

/** A request with exactly these headers, which no fetch would send; undefined leaves one out. */
function ask(base, { method = "POST", path = `${AGENTS}/ListAgents`, headers, body }) {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = request(base + path, { method, headers: { ...given, ...length } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const named = Object.entries(answer.headers).filter(([name]) => !VARY.includes(name));
        resolve({ status: answer.statusCode, headers: Object.fromEntries(named.sort()), body: Buffer.concat(chunks) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A frame: flag, length, bytes. */
function frame(flag, bytes) {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
const OK = frame(0x80, Buffer.from("grpc-status:0\r\ngrpc-message:OK\r\n"));

const withCors = (headers) => Object.fromEntries(Object.entries({ ...WITH_CORS, ...headers }).sort());

/** An answer without a body, its status in the headers. */
const refusal = (status, code, message, { type = "application/grpc-web+proto", ...more } = {}) => ({
  status,
  headers: withCors({ "content-type": type, "grpc-status": String(code), "grpc-message": message, ...more }),
  body: Buffer.alloc(0),
});

const lacking = findEnvoy().missing;

describe("a page before Envoy and before the simulator", { skip: lacking && `Envoy: ${lacking}` }, () => {
  let sim;
  let envoy;
  let token;
  let refreshToken;
  before(async () => {
    sim = await simulate({ vendors: ["fonoster"], fixtures: { fonoster: { agents: 2 } } });
    envoy = await startEnvoy({ server: sim.fonoster.grpc });
    ({ accessToken: token, refreshToken } = await logIn(sim.fonoster.url));
  });
  after(async () => {
    await envoy?.close();
    await sim?.close();
  });

  async function logIn(base) {
    const { accessKeyId, accessKeySecret } = sim.fonoster.credentials;
    const { request: ours, response: theirs } = METHODS.get(LOGIN);
    const body = frame(0, Buffer.from(ours.encode({ accessKeyId, accessKeySecret }))).toString("base64");
    const answer = await ask(base, { path: LOGIN, headers: { "content-type": TEXT }, body });
    assert.equal(answer.status, 200);
    return theirs.decode(answer.body.subarray(5, 5 + answer.body.readUInt32BE(1)));
  }

  /** A call as the vendor's own pages make it. */
  const call = ({ headers, ...more } = {}) => ({
    headers: {
      origin: ORIGIN,
      "content-type": TEXT,
      token,
      accesskeyid: sim.fonoster.credentials.workspace,
      ...headers,
    },
    body: BODIES.list,
    ...more,
  });
  const both = async (asked) => ({ envoy: await ask(envoy.url, asked), simulator: await ask(sim.fonoster.url, asked) });
  const expectOfBoth = async (asked, wanted) =>
    assert.deepEqual(await both(asked), { envoy: wanted, simulator: wanted });

  const PREFLIGHT = { origin: ORIGIN, "access-control-request-method": "POST" };
  const ALLOWED = {
    status: 200,
    headers: withCors({
      "access-control-allow-methods": "GET, PUT, DELETE, POST, OPTIONS",
      "access-control-allow-headers":
        "token,accesskeyid,keep-alive,user-agent,cache-control,content-type,content-transfer-encoding,x-accept-content-transfer-encoding,x-accept-response-streaming,x-user-agent,x-grpc-web,grpc-timeout",
      "access-control-max-age": "1728000",
    }),
    body: Buffer.alloc(0),
  };

  for (const wanted of ["content-type,token,accesskeyid,x-grpc-web", "authorization", "access_key_id"]) {
    test(`a preflight for ${wanted} lists what is allowed`, async () => {
      await expectOfBoth(
        { method: "OPTIONS", headers: { ...PREFLIGHT, "access-control-request-headers": wanted } },
        ALLOWED,
      );
    });
  }

  for (const [accept, type, isText] of [
    [undefined, "application/grpc-web+proto", false],
    ["*/*", "application/grpc-web+proto", false],
    ["application/grpc-web+proto", "application/grpc-web+proto", false],
    [TEXT, "application/grpc-web-text+proto", true],
    ["application/grpc-web-text+proto", "application/grpc-web-text+proto", true],
  ]) {
    test(`an answer is ${isText ? "text" : "binary"} for accept: ${accept ?? "(none)"}`, async () => {
      const answers = await both(call({ headers: { accept } }));
      assert.deepEqual(answers.envoy, answers.simulator);
      const { status, headers, body } = answers.envoy;
      assert.deepEqual({ status, headers }, { status: 200, headers: withCors({ "content-type": type }) });
      // Each frame is base64 of its own, with its own padding.
      const bytes = isText
        ? Buffer.concat(
            body
              .toString()
              .match(/[^=]+=*/g)
              .map((run) => Buffer.from(run, "base64")),
          )
        : body;
      const end = 5 + bytes.readUInt32BE(1);
      assert.deepEqual(bytes.subarray(end), OK);
      assert.equal(bytes.readUInt8(), 0);
      const { items } = METHODS.get(`${AGENTS}/ListAgents`).response.decode(bytes.subarray(5, end));
      assert.deepEqual(items.map(({ ref }) => ref).sort(), sim.fonoster.state.agents.map(({ ref }) => ref).sort());
    });
  }

  test("an empty list is the two frames of the wire, in both forms", async () => {
    const empty = await simulate({ vendors: ["fonoster"], fixtures: { fonoster: { agents: 0 } } });
    const before = await startEnvoy({ server: empty.fonoster.grpc });
    try {
      const { accessKeyId, accessKeySecret, workspace } = empty.fonoster.credentials;
      const { request: ours, response: theirs } = METHODS.get(LOGIN);
      const login = frame(0, Buffer.from(ours.encode({ accessKeyId, accessKeySecret }))).toString("base64");
      const signedIn = await ask(before.url, { path: LOGIN, headers: { "content-type": TEXT }, body: login });
      const tokens = theirs.decode(signedIn.body.subarray(5, 5 + signedIn.body.readUInt32BE(1)));
      for (const url of [before.url, empty.fonoster.url]) {
        const headers = { "content-type": TEXT, token: tokens.accessToken, accesskeyid: workspace };
        const text = await ask(url, { headers: { ...headers, accept: TEXT }, body: BODIES.list });
        assert.equal(text.body.toString(), "AAAAAAISAA==gAAAACBncnBjLXN0YXR1czowDQpncnBjLW1lc3NhZ2U6T0sNCg==");
        const binary = await ask(url, { headers, body: BODIES.list });
        assert.deepEqual(binary.body, Buffer.concat([frame(0, Buffer.from([0x12, 0x00])), OK]));
      }
    } finally {
      await before.close();
      await empty.close();
    }
  });

  for (const type of ["application/grpc-web+proto", "application/grpc-web", "application/grpc-web-text+proto"]) {
    test(`${type} lands at the web server`, async () => {
      await expectOfBoth(call({ headers: { "content-type": type } }), refusal(404, 12, PAGE.replaceAll("\n", "%0A")));
    });
  }

  // The simulator has no web server; it says that it does not know such a request.
  for (const type of [undefined, "application/json", "text/plain", `${TEXT}; charset=utf-8`]) {
    test(`content type ${type ?? "(none)"} is no call for Envoy`, async () => {
      const { status, headers, body } = await ask(envoy.url, call({ headers: { "content-type": type } }));
      assert.deepEqual(
        { status, headers, body: body.toString() },
        { status: 404, headers: withCors({ "content-type": "text/html" }), body: PAGE },
      );
    });
  }

  test("the prefix /api leads elsewhere, whatever the content type", async () => {
    const before = sim.requests().length;
    const { status, headers } = await ask(envoy.url, call({ path: `/api${AGENTS}/ListAgents` }));
    assert.deepEqual([status, headers["grpc-status"]], [404, "12"]);
    assert.equal(sim.requests().length, before);
  });

  const rows = {
    "a missing token": [{ headers: { token: undefined } }, [200, 16, "Invalid%20or%20expired%20token"]],
    "a bad token": [{ headers: { token: "x" } }, [200, 16, "Invalid%20or%20expired%20token"]],
    "a workspace that the token does not open": [{ headers: { accesskeyid: "WO00" } }, [200, 7, "Permission%20denied"]],
    "no workspace": [{ headers: { accesskeyid: undefined } }, [200, 7, "Permission%20denied"]],
    "an unknown ref": [
      { path: `${AGENTS}/GetAgent`, body: BODIES.nope },
      [200, 5, "The%20requested%20resource%20was%20not%20found"],
    ],
    "an unknown method": [
      { path: `${AGENTS}/Nope` },
      [200, 12, `The server does not implement the method ${AGENTS}/Nope`],
    ],
    "a path under a prefix": [
      { path: `/v1beta2${AGENTS}/ListAgents` },
      [200, 12, `The server does not implement the method /v1beta2${AGENTS}/ListAgents`],
    ],
  };
  for (const [name, [asked, [status, code, message]]] of Object.entries(rows)) {
    test(`${name}: the status is in the headers, the body is empty`, async () => {
      await expectOfBoth(call(asked), refusal(status, code, message));
      const text = call({ ...asked, headers: { ...asked.headers, accept: TEXT } });
      await expectOfBoth(text, refusal(status, code, message, { type: "application/grpc-web-text+proto" }));
    });
  }

  test("a message that cannot be read", async () => {
    const answers = await both(call({ body: frame(0, Buffer.from([0x08, 0x80])).toString("base64") }));
    assert.deepEqual(answers.envoy, answers.simulator);
    const { status, headers } = answers.envoy;
    assert.deepEqual([status, headers["grpc-status"]], [200, "13"]);
    assert.match(headers["grpc-message"], /^Error deserializing request/);
  });

  for (const [what, body] of Object.entries({
    "no base64": "%%%%",
    "padded in its middle": "AAAAAA==AAII",
    "cut off": "AAAAAAIIFA",
    "followed by a line break": `${BODIES.list}\n`,
  })) {
    test(`a text body that is ${what}: 400, with a gRPC status`, async () => {
      for (const type of [TEXT, `${TEXT}+proto`]) {
        const asked = call({ headers: { "content-type": type }, body });
        await expectOfBoth(asked, refusal(400, 13, "Bad gRPC-web request, invalid base64 data."));
      }
    });
  }

  const LOST = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

  test("a refresh token in place of a token ends the server: 503, with a gRPC status", async () => {
    await expectOfBoth(call({ headers: { token: refreshToken } }), refusal(503, 14, LOST));
    assert.equal((await ask(envoy.url, call())).status, 200);
  });

  test("a server that is down: 503, with a gRPC status", async () => {
    sim.fonoster.goDown();
    try {
      await expectOfBoth(call(), refusal(503, 14, LOST));
    } finally {
      sim.fonoster.goDown(false);
    }
    await expectOfBoth(call({ headers: { token: "x" } }), refusal(200, 16, "Invalid%20or%20expired%20token"));
  });

  test("over the limit: 429, with a gRPC status, for all but preflights", async () => {
    const limit = { requests: 2, windowMs: 60_000 };
    const limited = await startEnvoy({ server: sim.fonoster.grpc, rateLimit: limit });
    sim.fonoster.limitRate(limit);
    try {
      for (const url of [limited.url, sim.fonoster.url]) {
        const preflight = { method: "OPTIONS", headers: PREFLIGHT };
        for (let count = 0; count < 3; count += 1) assert.equal((await ask(url, preflight)).status, 200);
        for (let count = 0; count < 2; count += 1) assert.equal((await ask(url, call())).status, 200);
        assert.deepEqual(await ask(url, call()), refusal(429, 14, "local_rate_limited", { "x-ratelimit-limit": "2" }));
        assert.deepEqual(await ask(url, preflight), ALLOWED);
      }
    } finally {
      sim.fonoster.limitRate(null);
      await limited.close();
    }
  });

  test("the limit of a stock deployment is 100 in a minute", async () => {
    const stock = await startEnvoy({ server: sim.fonoster.grpc, rateLimit: true });
    sim.fonoster.limitRate(true);
    try {
      for (const url of [stock.url, sim.fonoster.url]) {
        // A bad token: the cheapest call. Envoy gives one back now and then, so a few more may pass.
        const answers = [];
        const refused = () => answers.findIndex(({ status }) => status === 429);
        while (refused() < 0 && answers.length < 300) {
          const bad = call({ headers: { token: "x" } });
          answers.push(...(await Promise.all(Array.from({ length: 10 }, () => ask(url, bad)))));
        }
        assert.ok(refused() >= 100, `429 after ${refused()} calls`);
        assert.equal(answers[refused()].headers["x-ratelimit-limit"], "100");
      }
    } finally {
      sim.fonoster.limitRate(null);
      await stock.close();
    }
  });

  test("nothing behind the proxy: 503, with a gRPC status", async () => {
    const alone = await startEnvoy({ server: "127.0.0.1:1" });
    sim.fonoster.goDown();
    try {
      for (const url of [alone.url, sim.fonoster.url]) {
        const answer = await ask(url, call());
        const message = answer.headers["grpc-message"];
        // Why a connection fails is the system's to say.
        assert.match(message, /^upstream connect error or disconnect\/reset before headers\. reset reason: /);
        assert.deepEqual(answer, refusal(503, 14, message));
      }
    } finally {
      sim.fonoster.goDown(false);
      await alone.close();
    }
  });
});
