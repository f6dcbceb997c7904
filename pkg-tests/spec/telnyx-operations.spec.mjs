import { expect, it, rejected, secretly } from "./support.mjs";
import { BASE, entry, expectError, simulateTelnyx, simulateTelnyxHere, Telnyx } from "./telnyx-support.mjs";

const { AccessIPRanges, APIPromise, Connections, IPs, NotFoundError } = entry;

/** What can be made: path, a body that makes one, a change of it. `owner`: the kind of connection that it hangs on. */
const COLLECTIONS = {
  credentialConnections: {
    path: "/credential_connections",
    body: { connection_name: "Reception", user_name: "reception1", password: "a-password-of-1" },
    change: { active: false, tags: ["first floor"], webhook_event_url: "https://example.com/hook" },
  },
  fqdnConnections: {
    path: "/fqdn_connections",
    body: { connection_name: "Teams", transport_protocol: "TLS", inbound: { codecs: ["OPUS"], channel_limit: null } },
    change: { outbound: { channel_limit: 12 } },
  },
  ipConnections: {
    path: "/ip_connections",
    body: { connection_name: "Carrier & sons", anchorsite_override: "Chicago, IL" },
    change: { connection_name: "Carrier" },
  },
  fqdns: {
    path: "/fqdns",
    owner: "fqdnConnections",
    body: { fqdn: "sip.example.com", dns_record_type: "a", port: 5070 },
    change: { fqdn: "sip2.example.com" },
  },
  ips: {
    path: "/ips",
    owner: "ipConnections",
    body: { ip_address: "203.0.113.7", port: 5062 },
    change: { ip_address: "203.0.113.8" },
  },
  outboundVoiceProfiles: {
    path: "/outbound_voice_profiles",
    body: { name: "Europe", whitelisted_destinations: ["DE", "FR"], daily_spend_limit: "10.50" },
    change: { name: "Europe 2", concurrent_call_limit: 7 },
  },
};

/** The connection that a body of a collection refers to. */
async function ownerOf(client, { owner }) {
  if (!owner) return {};
  const { data } = await client[owner].create(COLLECTIONS[owner].body);
  return { connection_id: data.id };
}

/** Makes, lists, reads, changes and deletes one. */
async function goRound(client, name) {
  const { body, change } = COLLECTIONS[name];
  const given = { ...body, ...(await ownerOf(client, COLLECTIONS[name])) };
  const { data: made } = await client[name].create(given);
  const listed = await client[name].list().toArray();
  const { data: read } = await client[name].retrieve(made.id);
  const { data: changed } = await client[name].update(made.id, change);
  const { data: deleted } = await client[name].delete(made.id);
  const gone = await rejected(client[name].retrieve(made.id));
  return { given, made, listed, read, changed, deleted, gone };
}

describe("Telnyx operations", () => {
  for (const [name, { path, change, owner }] of Object.entries(COLLECTIONS)) {
    it(`go round on ${name}`, async () => {
      const stage = await simulateTelnyx({ connections: 0, outboundVoiceProfiles: 0 });
      secretly(COLLECTIONS.credentialConnections.body.password);
      const { given, made, listed, read, changed, deleted, gone } = await goRound(stage.client(), name);
      const { id } = made;
      expect(id).to.be.a("string");
      expect(made).to.deep.include(name === "fqdnConnections" ? { transport_protocol: "TLS" } : given);
      expect(listed).to.deep.equal([made]);
      expect(read).to.deep.equal(made);
      for (const [field, value] of Object.entries(change)) {
        if (typeof value === "object" && !Array.isArray(value)) expect(changed[field]).to.deep.include(value);
        else expect(changed[field]).to.deep.equal(value);
      }
      expect(deleted).to.deep.equal(changed);
      expectError(gone, NotFoundError, { kind: "not-found", status: 404, code: "10005", operation: `${name}.retrieve` });
      expect((await stage.wire()).slice(owner ? 1 : 0)).to.deep.equal([
        `POST ${path}`,
        `GET ${path}`,
        `GET ${path}/${id}`,
        `PATCH ${path}/${id}`,
        `DELETE ${path}/${id}`,
        `GET ${path}/${id}`,
      ]);
    });
  }

  it("go round on accessIPRanges, whose objects have no data around them", async () => {
    const stage = await simulateTelnyx({ accessIPRanges: 0 });
    const { accessIPRanges } = stage.client();
    const made = await accessIPRanges.create({ cidr_block: "203.0.113.0/24", description: "Office" });
    expect(made).to.deep.include({ cidr_block: "203.0.113.0/24", description: "Office", status: "pending" });
    expect((await accessIPRanges.list({ filter: { cidr_block: { startswith: "203." } } })).data.map(({ id }) => id)).to.deep.equal([made.id]);
    expect((await accessIPRanges.delete(made.id)).id).to.equal(made.id);
    expect(await accessIPRanges.list().toArray()).to.deep.equal([]);
    expect(await stage.wire()).to.deep.equal([
      "POST /access_ip_ranges",
      "GET /access_ip_ranges?filter%5Bcidr_block%5D%5Bstartswith%5D=203.",
      `DELETE /access_ip_ranges/${made.id}`,
      "GET /access_ip_ranges",
    ]);
  });

  it("read connections of every kind, their calls and their number", async () => {
    const stage = await simulateTelnyx({ connections: 8 });
    const { connections } = stage.client();
    const all = await connections.list({ sort: "-created_at" }).toArray();
    expect(new Set(all.map(({ record_type }) => record_type))).to.deep.equal(new Set(["credential_connection", "fqdn_connection", "ip_connection"]));
    const [{ id }] = all;
    expect((await connections.retrieve(id)).data).to.deep.equal(all[0]);
    const call = await stage.telnyx.startCall(id, { clientState: "c3RhdGU=" });
    const calls = await connections.listActiveCalls(id).toArray();
    expect(calls.map(({ call_control_id, client_state }) => [call_control_id, client_state])).to.deep.equal([[call.call_control_id, "c3RhdGU="]]);
    const { data } = await connections.retrieveCount();
    expect([data.counts.credential_connections, data.counts.fqdn_connections, data.counts.ip_connections]).to.deep.equal([4, 2, 2]);
    expect(await stage.wire()).to.deep.equal([
      "GET /connections?sort=-created_at",
      `GET /connections/${id}`,
      `GET /connections/${id}/active_calls`,
      "GET /connections/count",
    ]);
  });

  it("check a registration, without a body", async () => {
    const stage = await simulateTelnyx({ credentialConnections: 1 });
    const client = stage.client();
    const [{ id, user_name }] = await client.credentialConnections.list().toArray();
    await stage.telnyx.setRegistration(id, { status: "Expired", ip_address: "203.0.113.9", port: 5060 });
    const { data } = await client.credentialConnections.actions.checkRegistrationStatus(id);
    expect(data).to.deep.include({ status: "Expired", ip_address: "203.0.113.9", port: 5060, sip_username: user_name });
    const [{ method, body, headers }] = await stage.requests(`POST /v2/credential_connections/${id}/actions/check_registration_status`);
    expect([method, body, headers["content-type"]]).to.deep.equal(["POST", "", undefined]);
  });

  it("read and change how an FQDN connection is authenticated", async () => {
    const stage = await simulateTelnyx({ fqdnConnections: 1 });
    const { fqdnConnections } = stage.client();
    const [{ id }] = await fqdnConnections.list().toArray();
    const { fqdnAuthentication } = fqdnConnections;
    const before = (await fqdnAuthentication.list(id)).data;
    expect(before.connection_id).to.equal(id);
    const { data } = await fqdnAuthentication.patchAll(id, { user_name: "teams1", password: secretly("another-password"), txt_ttl: 300 });
    expect(data).to.deep.equal({ ...before, user_name: "teams1", password: "another-password", txt_ttl: 300 });
    await fqdnAuthentication.patchAll(id);
    expect((await stage.requests(`PATCH /v2/fqdn_connections/${id}/fqdn_authentication`)).map(({ body }) => body)).to.deep.equal([
      '{"user_name":"teams1","password":"***16","txt_ttl":300}',
      "{}",
    ]);
  });

  it("are forty, each told by its name", async () => {
    const stage = await simulateTelnyxHere({ connections: 4 });
    const told = new Set();
    const client = stage.client({ onRequest: ({ operation }) => told.add(operation) });
    const round = ["list", "retrieve", "create", "update", "delete"];
    for (const name of Object.keys(COLLECTIONS)) await goRound(client, name);
    await client.accessIPRanges.delete((await client.accessIPRanges.create({ cidr_block: "203.0.113.0/24" })).id);
    await client.accessIPRanges.list();
    const [{ id }] = (await client.connections.list()).data;
    await client.connections.retrieve(id);
    await client.connections.listActiveCalls(id);
    await client.connections.retrieveCount();
    await client.credentialConnections.actions.checkRegistrationStatus((await client.credentialConnections.list()).data[0].id);
    const [fqdnConnection] = (await client.fqdnConnections.list()).data;
    await client.fqdnConnections.fqdnAuthentication.list(fqdnConnection.id);
    await client.fqdnConnections.fqdnAuthentication.patchAll(fqdnConnection.id, { user_name: "teams1" });
    const wanted = [
      ...Object.keys(COLLECTIONS).flatMap((name) => round.map((word) => `${name}.${word}`)),
      ...["list", "create", "delete"].map((word) => `accessIPRanges.${word}`),
      ...["list", "retrieve", "listActiveCalls", "retrieveCount"].map((word) => `connections.${word}`),
      "credentialConnections.actions.checkRegistrationStatus",
      "fqdnConnections.fqdnAuthentication.list",
      "fqdnConnections.fqdnAuthentication.patchAll",
    ];
    expect(wanted).to.have.length(40);
    expect([...told].sort()).to.deep.equal(wanted.sort());
  });

  it("keep ids beyond 2^53 apart, whose doubles are the same", async () => {
    const ids = ["1293384261075731499", "1293384261075731500"];
    expect(Number(ids[0])).to.equal(Number(ids[1]));
    const stage = await simulateTelnyx({ ipConnections: ids.map((id, index) => ({ id, connection_name: `trunk ${index}` })) });
    const { ipConnections } = stage.client();
    expect((await ipConnections.list({ sort: "connection_name" }).toArray()).map(({ id }) => id)).to.deep.equal(ids);
    const read = await Promise.all(ids.map((id) => ipConnections.retrieve(id)));
    expect(read.map(({ data }) => [data.id, data.connection_name])).to.deep.equal([[ids[0], "trunk 0"], [ids[1], "trunk 1"]]);
    expect(await stage.wire()).to.include(`GET /ip_connections/${ids[0]}`).and.include(`GET /ip_connections/${ids[1]}`);
  });

  it("send bodies as they are: null stays, undefined goes, keys keep their case", async () => {
    const stage = await simulateTelnyx({ fqdnConnections: 1, fqdns: 0 });
    const client = stage.client();
    const [{ id }] = (await client.fqdnConnections.list()).data;
    await client.fqdns.create({ connection_id: id, fqdn: "sip.example.com", dns_record_type: "srv", port: null, record_type: undefined });
    const [{ body, headers }] = await stage.requests("POST /v2/fqdns");
    expect(body).to.equal(`{"connection_id":"${id}","fqdn":"sip.example.com","dns_record_type":"srv","port":null}`);
    expect(headers["content-type"]).to.equal("application/json");
  });

  it("without a body send the empty object where the vendor does, and none elsewhere", async () => {
    const stage = await simulateTelnyx({ connections: 4 });
    const client = stage.client();
    const [fqdn] = (await client.fqdns.list()).data;
    const [ipConnection] = (await client.ipConnections.list()).data;
    await client.fqdns.update(fqdn.id);
    await client.ipConnections.update(ipConnection.id);
    const patches = (await stage.requests()).filter(({ method }) => method === "PATCH");
    expect(patches.map(({ body }) => body)).to.deep.equal(["{}", ""]);
  });

  it("give answers untouched, with fields that nobody has heard of", async () => {
    const stage = await simulateTelnyx();
    const answer = { data: { id: "1", new_field: { nested: [1, null, "x"] } }, more: 1e21 };
    await stage.fault("GET /v2/ips/1", { body: answer });
    expect(await stage.client().ips.retrieve("1")).to.deep.equal(answer);
  });
});

describe("Telnyx classes of resources", () => {
  it("work alone with options, and on a client", async () => {
    const stage = await simulateTelnyx({ connections: 4 });
    expect((await new Connections(stage.options()).list()).data).to.have.length(4);
    const client = stage.client();
    const ips = new IPs(client);
    client.apiKey = "wrong";
    expectError(await rejected(ips.list()), entry.AuthenticationError, { status: 401 });
  });

  it("are members of every client and statics of the class", () => {
    const client = new Telnyx({ apiKey: null });
    for (const [name, Class] of Object.entries({ connections: Connections, ips: IPs, accessIPRanges: AccessIPRanges })) {
      expect(client[name]).to.be.instanceOf(Class);
    }
    expect([Telnyx.Connections, Telnyx.IPs, Telnyx.Telnyx, entry.default]).to.deep.equal([Connections, IPs, Telnyx, Telnyx]);
  });

  it("have no messages; the generic calls reach what is not of this area", async () => {
    const stage = await simulateTelnyxHere();
    const client = stage.client();
    expect("messages" in client).to.equal(false);
    const methods = ["get", "post", "put", "patch", "delete"];
    for (const method of methods) {
      await stage.fault(`${method.toUpperCase()} /v2/messages`, { body: { data: method } });
      expect(await client[method]("/messages", method === "get" ? {} : { body: { text: "The trunk is up." } })).to.deep.equal({ data: method });
    }
    expect(await stage.wire()).to.deep.equal(methods.map((method) => `${method.toUpperCase()} /messages`));
  });
});

describe("A promise of Telnyx", () => {
  it("gives the answer itself, unread, and both together", async () => {
    const stage = await simulateTelnyx({ ips: 3 });
    const promise = stage.client().ips.list();
    expect(promise).to.be.instanceOf(APIPromise).and.instanceOf(Promise);
    const { data, response } = await promise.withResponse();
    expect(response).to.equal(await promise.asResponse());
    expect(data).to.equal(await promise);
    expect(response.headers.get("content-type")).to.equal("application/json");
    const unread = await stage.client().ips.list().asResponse();
    expect((await unread.json()).data).to.deep.equal(data.data);
  });

  it("starts its call at once, awaited or not, and once", async () => {
    const stage = await simulateTelnyxHere();
    const promise = stage.client({ baseURL: BASE }).ips.list();
    await Promise.all([promise, promise, promise.withResponse()]);
    expect(await stage.wire()).to.deep.equal(["GET /ips"]);
  });

  it("is null after a 204 and a text where there is no JSON", async () => {
    const stage = await simulateTelnyx();
    await stage.fault("DELETE /v2/ips/1", { status: 204 });
    await stage.fault("GET /v2/ips/1", { body: "plain", headers: { "content-type": "text/plain" } });
    const client = stage.client();
    expect(await client.ips.delete("1")).to.equal(null);
    expect(await client.ips.retrieve("1")).to.equal("plain");
  });
});
