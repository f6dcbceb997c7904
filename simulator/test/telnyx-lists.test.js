import assert from "node:assert/strict";
import { test } from "node:test";
import { onBothWires, simulated } from "./helpers.js";
import { EMPTY, account, apiOf } from "./telnyx-helpers.js";

/** @type {(list: readonly Record<string, any>[], field?: string) => string[]} */
const pluck = (list, field = "connection_name") => list.map((one) => one[field]);

const THREE = {
  ...EMPTY,
  fqdnConnections: [
    { id: "1000000000000000001", connection_name: "Berlin office", created_at: "2025-01-01T00:00:00Z", active: false },
    { id: "1000000000000000002", connection_name: "amsterdam OFFICE", created_at: "2025-03-01T00:00:00Z" },
    { id: "1000000000000000003", connection_name: "Chicago", created_at: "2025-02-01T00:00:00Z" },
  ],
  fqdns: [
    { connection_id: "1000000000000000001", fqdn: "a.example.com", dns_record_type: "a", port: 5061 },
    { connection_id: "1000000000000000003", fqdn: "b.example.com", dns_record_type: "srv" },
  ],
  ips: [{ ip_address: "192.0.2.1" }, { ip_address: "192.0.2.2", port: 5070, connection_id: "1000000000000000002" }],
};

onBothWires("connections are filtered and sorted", account(THREE), async (sim, wire) => {
  const { ok, refused } = apiOf(sim, wire);
  for (const path of ["/connections", "/fqdn_connections"]) {
    /** @type {(query: string) => Promise<string[]>} */
    const names = async (query) => pluck((await ok("GET", `${path}?${query}`)).data);
    assert.deepEqual(await names(""), ["amsterdam OFFICE", "Chicago", "Berlin office"], "newest first");
    assert.deepEqual(await names("sort=created_at"), ["Berlin office", "Chicago", "amsterdam OFFICE"]);
    assert.deepEqual(await names("sort=connection_name"), ["amsterdam OFFICE", "Berlin office", "Chicago"]);
    assert.deepEqual(await names("sort=-connection_name"), ["Chicago", "Berlin office", "amsterdam OFFICE"]);
    assert.deepEqual((await names("sort=active"))[0], "Berlin office");
    assert.deepEqual((await names("sort=-active"))[2], "Berlin office");
    assert.deepEqual(await names("filter%5Bconnection_name%5D%5Bcontains%5D=Office"), ["amsterdam OFFICE", "Berlin office"]);
    assert.deepEqual(await names("filter[fqdn]=a.example.com"), ["Berlin office"]);
    assert.deepEqual(await names("filter[fqdn]=A.example.com"), [], "the whole text, and its case");
    assert.deepEqual(await names("filter[connection_name][contains]=office&filter[fqdn]=b.example.com"), []);
    assert.deepEqual((await names("filter[fqdn]=&filter[other]=x&other=y&connection_name=z")).length, 3, "what means nothing is ignored");
    assert.deepEqual(await refused("GET", `${path}?filter[connection_name][contains]=of`), [400, ["10015"], ["filter[connection_name][contains]"]]);
    assert.deepEqual(await refused("GET", `${path}?sort=size`), [400, ["10015"], ["sort"]]);
  }
  assert.deepEqual(await names0(ok, "/credential_connections"), []);
});

/** @type {(ok: (method: string, path: string) => Promise<any>, path: string) => Promise<string[]>} */
const names0 = async (ok, path) => pluck((await ok("GET", path)).data);

onBothWires("pages are cut as asked, within limits", account(THREE), async (sim, wire) => {
  const { ok, refused } = apiOf(sim, wire);
  const { data, meta } = await ok("GET", "/connections?page[number]=2&page[size]=2");
  assert.deepEqual(pluck(data), ["Berlin office"]);
  assert.deepEqual(meta, { page_number: 2, page_size: 2, total_pages: 2, total_results: 3 });
  assert.deepEqual((await ok("GET", "/connections?page[number]=3&page[size]=2")).data, []);
  assert.deepEqual((await ok("GET", "/outbound_voice_profiles")).meta, { page_number: 1, page_size: 20, total_pages: 0, total_results: 0 });
  const sizes = await Promise.all(["connections", "credential_connections", "fqdn_connections", "ip_connections", "fqdns", "ips", "access_ip_ranges"].map(async (path) => (await ok("GET", `/${path}`)).meta.page_size));
  assert.deepEqual(sizes, [250, 250, 250, 250, 250, 250, 20]);
  for (const wrong of ["page[size]=251", "page[size]=0", "page[number]=x", "page[number]=-1", "page[size]=1.5"]) {
    assert.deepEqual(await refused("GET", `/connections?${wrong}`), [400, ["10015"], [wrong.split("=")[0]]]);
    assert.equal((await refused("GET", `/access_ip_ranges?${wrong}`))[0], 422);
  }
});

onBothWires("the other lists have their filters", account({
  ...THREE,
  outboundVoiceProfiles: [
    { name: "Retail", enabled: false, created_at: "2025-01-01T00:00:00Z" },
    { name: "wholesale", created_at: "2025-02-01T00:00:00Z" },
  ],
  accessIPRanges: [
    { cidr_block: "198.51.100.0/28", created_at: "2025-01-01T00:00:00Z" },
    { cidr_block: "198.51.100.16/28", created_at: "2025-02-01T00:00:00Z" },
    { cidr_block: "203.0.113.0/24", created_at: "2025-03-01T00:00:00Z" },
  ],
}), async (sim, wire) => {
  const { ok, refused } = apiOf(sim, wire);
  /** @type {[string, string, string, string[]][]} */
  const cases = [
    ["fqdns", "fqdn", "", ["b.example.com", "a.example.com"]],
    ["fqdns", "fqdn", "filter[connection_id]=1000000000000000001", ["a.example.com"]],
    ["fqdns", "fqdn", "filter[dns_record_type]=srv", ["b.example.com"]],
    ["fqdns", "fqdn", "filter[port]=5061", ["a.example.com"]],
    ["fqdns", "fqdn", "filter[fqdn]=b.example.com&sort=ignored", ["b.example.com"]],
    ["ips", "ip_address", "filter[ip_address]=192.0.2.1", ["192.0.2.1"]],
    ["ips", "ip_address", "filter[port]=5070", ["192.0.2.2"]],
    ["ips", "ip_address", "filter[connection_id]=1000000000000000002", ["192.0.2.2"]],
    ["outbound_voice_profiles", "name", "", ["wholesale", "Retail"]],
    ["outbound_voice_profiles", "name", "sort=name", ["Retail", "wholesale"]],
    ["outbound_voice_profiles", "name", "sort=-enabled", ["wholesale", "Retail"]],
    ["outbound_voice_profiles", "name", "filter[name][contains]=TAIL", ["Retail"]],
    ["access_ip_ranges", "cidr_block", "filter[cidr_block]=203.0.113.0/24", ["203.0.113.0/24"]],
    ["access_ip_ranges", "cidr_block", "filter[cidr_block][startswith]=198.&filter[cidr_block][endswith]=.16/28", ["198.51.100.16/28"]],
    ["access_ip_ranges", "cidr_block", "filter[cidr_block][contains]=.113.", ["203.0.113.0/24"]],
    ["access_ip_ranges", "cidr_block", "filter[created_at][gt]=2025-01-01T00:00:00Z&filter[created_at][lt]=2025-03-01T00:00:00Z", ["198.51.100.16/28"]],
    ["access_ip_ranges", "cidr_block", "filter[created_at][gte]=2025-03-01T00:00:00Z", ["203.0.113.0/24"]],
    ["access_ip_ranges", "cidr_block", "filter[created_at][lte]=2025-01-01T00:00:00Z", ["198.51.100.0/28"]],
    ["access_ip_ranges", "cidr_block", "filter[created_at]=2025-02-01T00:00:00.000Z", ["198.51.100.16/28"]],
  ];
  for (const [path, field, query, expected] of cases) assert.deepEqual(pluck((await ok("GET", `/${path}?${query}`)).data, field), expected, query);
  assert.deepEqual(await refused("GET", "/access_ip_ranges?filter[created_at][gt]=soon"), [422, ["10015"], ["filter[created_at][gt]"]]);
  assert.deepEqual(await refused("GET", "/outbound_voice_profiles?sort=tags"), [422, ["10015"], ["sort"]]);
  assert.equal((await ok("GET", "/connections?__proto__[a]=b&filter[__proto__]=c")).data.length, 3);
});

onBothWires("calls are paged by cursor, and by number", account(THREE), async (sim, wire) => {
  const { ok, refused, ask } = apiOf(sim, wire);
  const path = "/connections/1000000000000000002/active_calls";
  const ids = Array.from({ length: 5 }, () => sim.telnyx.startCall("1000000000000000002").call_control_id);
  sim.telnyx.startCall("1000000000000000001");
  const first = await ok("GET", `${path}?page[limit]=2`);
  assert.deepEqual(pluck(first.data, "call_control_id"), ids.slice(0, 2));
  assert.deepEqual(Object.keys(first.meta), ["cursors", "next", "total_items"]);
  assert.equal(first.meta.total_items, 5);
  assert.equal(first.meta.next, `/v2${path}?page[after]=${first.meta.cursors.after}`);

  sim.telnyx.endCall(ids[1]);
  const second = await ok("GET", `${path}?page[limit]=2&page[after]=${first.meta.cursors.after}`);
  assert.deepEqual(pluck(second.data, "call_control_id"), ids.slice(2, 4), "a cursor outlives its call");
  const back = await ok("GET", `${path}?page[limit]=2&page[before]=${second.meta.cursors.before}`);
  assert.deepEqual(pluck(back.data, "call_control_id"), [ids[0]]);
  assert.deepEqual(pluck((await ok("GET", `${path}?page[number]=2&page[size]=3`)).data, "call_control_id"), [ids[4]]);
  assert.deepEqual((await ok("GET", "/connections/1000000000000000003/active_calls")).meta, { cursors: {}, total_items: 0 });
  assert.deepEqual(await refused("GET", `${path}?page[after]=?`), [422, ["10015"], ["page[after]"]]);
  assert.equal((await ask("GET", "/connections/1/active_calls")).status, 404);
});

test("meta can be left out, or given as text", async (t) => {
  const sim = await simulated(t, account({ meta: "missing", calls: 1 }, { listen: false }));
  const { ok } = apiOf(sim, sim);
  assert.deepEqual(Object.keys(await ok("GET", "/connections")), ["data"]);
  sim.telnyx.meta("strings");
  assert.deepEqual((await ok("GET", "/connections?page[size]=5")).meta, { page_number: "1", page_size: "5", total_pages: "2", total_results: "8" });
  sim.telnyx.meta("normal");
  assert.equal((await ok("GET", "/connections?page[size]=5")).meta.total_pages, 2);
  assert.throws(() => sim.telnyx.meta(/** @type {any} */ ("none")), RangeError);
});

test("thousands of rows can be walked through, each once", async (t) => {
  const sim = await simulated(t, account({ connections: 10_000 }, { listen: false }));
  const { ok } = apiOf(sim, sim);
  const seen = new Set();
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { data, meta } = await ok("GET", `/connections?page[number]=${page}&sort=connection_name`);
    pages = meta.total_pages;
    for (const { id } of data) seen.add(id);
  }
  assert.equal(seen.size, 10_000);
  assert.equal(sim.requests("GET /v2/connections").length, 40);
});
