// All 40 operations: plain, with an awkward id, with options, with a body, with a query, refused.
import { json } from "../lib/stage.mjs";

const member = (client, path) => path.split(".").reduce((value, key) => value[key], client);

/** name, arguments before the options. `id` and `body` stand for what each case puts there. */
const reads = [
  "connections",
  "credentialConnections",
  "fqdnConnections",
  "fqdns",
  "ipConnections",
  "ips",
  "outboundVoiceProfiles",
];
const writes = reads.slice(1);
const lists = [...reads, "accessIPRanges"];

export const operations = [
  ...lists.map((name) => ({ name: `${name}.list`, takes: ["query"] })),
  { name: "connections.listActiveCalls", takes: ["id", "query"] },
  { name: "connections.retrieveCount", takes: [] },
  ...reads.map((name) => ({ name: `${name}.retrieve`, takes: ["id"] })),
  ...writes.map((name) => ({ name: `${name}.create`, takes: ["body"] })),
  ...writes.map((name) => ({ name: `${name}.update`, takes: ["id", "body"] })),
  ...writes.map((name) => ({ name: `${name}.delete`, takes: ["id"] })),
  { name: "accessIPRanges.create", takes: ["body"] },
  { name: "accessIPRanges.delete", takes: ["id"] },
  { name: "credentialConnections.actions.checkRegistrationStatus", takes: ["id"] },
  { name: "fqdnConnections.fqdnAuthentication.list", takes: ["id"] },
  { name: "fqdnConnections.fqdnAuthentication.patchAll", takes: ["id", "body"] },
];

const bodies = {
  "credentialConnections.create": {
    connection_name: "Office é",
    user_name: "office1",
    password: "Secret-1234",
    encrypted_media: null,
  },
  "credentialConnections.update": {
    inbound: { codecs: ["G722", "OPUS"], channel_limit: 10 },
    outbound: { localization: "US" },
  },
  "fqdnConnections.create": { connection_name: "FQDN", transport_protocol: "TLS", inbound: { sip_region: "Europe" } },
  "fqdnConnections.fqdnAuthentication.patchAll": {
    fqdn_outbound_authentication: "credential-authentication",
    txt_ttl: 60,
  },
  "fqdns.create": { connection_id: "1", dns_record_type: "a", fqdn: "sip.example.com", port: 5060 },
  "ips.create": { ip_address: "192.0.2.1", port: 5060 },
  "outboundVoiceProfiles.create": {
    name: "Default",
    whitelisted_destinations: [],
    daily_spend_limit: "10.00",
    billing_group_id: null,
  },
  "accessIPRanges.create": { cidr_block: "192.0.2.0/24", description: "site" },
};

const bodyFor = (name) =>
  bodies[name] ?? { connection_name: "Renamed", tags: ["a", "b"], webhook_event_url: undefined };
const argumentsFor = ({ name, takes }, given = {}) =>
  takes.map((kind) =>
    kind in given ? given[kind] : { id: "1293384261075731499", query: { "page[size]": 1 }, body: bodyFor(name) }[kind],
  );

const page = (name) => /list/i.test(name) && !name.includes("Authentication");
const reply = (name) =>
  page(name)
    ? json({
        data: [{ id: "1", record_type: "x", later: true }],
        meta: { page_number: 1, total_pages: 1, page_size: 1, total_results: 1 },
      })
    : json({ data: { id: "1", record_type: "x", later: { kept: [null] } } });

/** One case that calls an operation with these arguments. */
const calling = (operation, label, args, more = {}) => ({
  name: `${operation.name}, ${label}`,
  answers: [reply(operation.name)],
  call: (client) => {
    const resource = member(client, operation.name.slice(0, operation.name.lastIndexOf(".")));
    return resource[operation.name.slice(operation.name.lastIndexOf(".") + 1)](...args);
  },
  ...more,
});

const takesId = ({ takes }) => takes.includes("id");
const takesBody = ({ takes }) => takes.includes("body");
const takesQuery = ({ takes }) => takes.includes("query");

export const cases = [
  ...operations.map((each) => calling(each, "plain", argumentsFor(each))),
  ...operations.map((each) =>
    calling(each, "with options", [
      ...argumentsFor(each),
      {
        headers: { "X-Trace": "7", accept: "application/vnd.x+json" },
        query: { extra: "a b" },
        timeout: 9000,
        maxRetries: 0,
        fetchOptions: { cache: "no-store" },
      },
    ]),
  ),
  ...operations.map((each) =>
    calling(each, "refused with 422", argumentsFor(each), {
      answers: [
        json({ errors: [{ code: "10015", title: "Bad", detail: "x", source: { pointer: "/y" } }] }, { status: 422 }),
      ],
    }),
  ),
  ...operations.filter(takesId).map((each) => calling(each, "id to encode", argumentsFor(each, { id: "a/b c?#é%" }))),
  ...operations.filter(takesId).map((each) => calling(each, "id is null", argumentsFor(each, { id: null }))),
  ...operations.filter(takesBody).map((each) => calling(each, "body is null", argumentsFor(each, { body: null }))),
  ...operations
    .filter(takesBody)
    .map((each) => calling(each, "body is undefined", argumentsFor(each, { body: undefined }))),
  ...operations.filter(takesQuery).map((each) => calling(each, "query is null", argumentsFor(each, { query: null }))),
  ...operations.filter(takesQuery).map((each) =>
    calling(
      each,
      "filters and sort",
      argumentsFor(each, {
        query: {
          filter: { connection_name: { contains: "a b&c" }, fqdn: "x.example" },
          sort: "-created_at",
          "page[number]": 1,
          "page[size]": 250,
        },
      }),
    ),
  ),
  ...operations.filter(takesId).map((each) => calling(each, "id is missing", [])),
];
