#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { control, faultFromJson } from "./control.js";
import { simulate } from "./index.js";
import { vendors as known } from "./vendors/index.js";

const NAMES = Object.keys(known);

/** Each vendor's own options, with whose they are. */
const COUNTS = Object.entries(known).flatMap(([vendor, { options }]) =>
  Object.entries(options).map(([name, option]) => ({ vendor, name, .../** @type {import("./core.js").CountOption} */ (option) })),
);

const HELP = `Simulated PBXs on this machine, to develop and test against.

softphone-admin-simulator [options]

  --vendors LIST      which PBXs, with commas between (${NAMES.join(",")})
  --port LIST         their ports, with commas between; who has none gets the next one after the one before,
                      and 0 is any free one (8088)
${COUNTS.map(({ vendor, name, help, initial }) => `  ${`--${name} N`.padEnd(18)}  ${vendor}: ${help} (${initial})`).join("\n")}
  --traffic SECONDS   something happens every so often, such as a call; 0 for nothing (4)
  --speed N           how many times faster time passes (1)
  --seed N            another seed, other names, calls and secrets (1)
  --tls               https and wss, by a certificate made for localhost
  --faults FILE       what goes wrong: JSON, [{ "match": "POST /api/v1.0/login", "fault": { "status": 503 } }]
                      ("times": -1 is for ever; "vendor" names the one it is for, the first one if left out)
  --fixtures FILE     what exists at the start: JSON, { "ipcortex": { "users": [{ "uname": "ada", "password": "…" }] } }
  --control PORT      endpoints that drive simulations over HTTP; for tests
  --json              print addresses and secrets as one line of JSON
  --help
`;

const PORTS = { most: 65_535 };

/** A mistake in the command line: exit code 2. */
class UsageError extends Error {}

/** @type {(name: string, text: string) => number} */
function number(name, text) {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && Number.isFinite(value))) throw new UsageError(`--${name} takes a number from 0, not ${JSON.stringify(text)}`);
  return value;
}

/** @type {(name: string, text: string, limits?: { least?: number, most?: number }) => number} */
function whole(name, text, { least = 0, most = 1_000_000 } = {}) {
  const value = Number(text);
  if (text.trim() === "" || !(Number.isInteger(value) && value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  }
  return value;
}

/**
 * A port for each vendor.
 *
 * @param {string} text
 * @param {readonly string[]} vendors
 * @returns {Record<string, number>}
 */
function ports(text, vendors) {
  const given = text.split(",").map((one) => whole("port", one, PORTS));
  if (given.length > vendors.length) throw new UsageError(`--port has ${given.length} ports for ${vendors.length} of --vendors`);
  while (given.length < vendors.length) {
    const before = given[given.length - 1];
    given.push(before === 0 ? 0 : whole("port", String(before + 1), PORTS));
  }
  return Object.fromEntries(vendors.map((name, index) => [name, given[index]]));
}

/** @param {string[]} args */
function readOptions(args) {
  /** @type {ReturnType<typeof parse>} */
  let values;
  try {
    values = parse(args);
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message.split(/\. |\.?\n/)[0]);
  }
  const vendors = [...new Set(values.vendors.split(",").map((name) => name.trim()))];
  for (const name of vendors) {
    if (!Object.hasOwn(known, name)) throw new UsageError(`--vendors knows ${NAMES.join(", ")}, not ${JSON.stringify(name)}`);
  }
  const speed = number("speed", values.speed);
  if (speed === 0) throw new UsageError("--speed is above 0");
  const traffic = number("traffic", values.traffic);
  const trafficMs = traffic === 0 ? undefined : traffic * 1000;
  const given = values.fixtures === undefined ? {} : readFixtures(values.fixtures);
  const counts = COUNTS.flatMap(({ vendor, name, initial, least }) => {
    const text = /** @type {Record<string, unknown>} */ (values)[name];
    // A file says all that there is; only who asks gets more.
    if (text === undefined && Object.hasOwn(given, vendor)) return [];
    return [{ vendor, fixture: [name, whole(name, String(text ?? initial), { least })] }];
  });
  return {
    help: values.help,
    json: values.json,
    control: values.control === undefined ? undefined : whole("control", values.control, PORTS),
    faults: values.faults === undefined ? [] : readFaults(values.faults),
    simulation: {
      vendors: /** @type {import("./index.js").SimulatedVendor[]} */ (vendors),
      speed,
      seed: whole("seed", values.seed),
      listen: { ports: ports(values.port, vendors), tls: values.tls },
      fixtures: Object.fromEntries(
        vendors.map((name) => [
          name,
          {
            trafficMs,
            ...(values.control !== undefined && /** @type {import("./core.js").Vendor} */ (known[/** @type {keyof typeof known} */ (name)]).controlled && { control: true }),
            ...given[name],
            ...Object.fromEntries(counts.flatMap(({ vendor, fixture }) => (vendor === name ? [fixture] : []))),
          },
        ]),
      ),
    },
  };
}

/** @param {string[]} args */
const parse = (args) =>
  parseArgs({
    args,
    options: {
      ...Object.fromEntries(COUNTS.map(({ name }) => [name, /** @type {const} */ ({ type: "string" })])),
      vendors: { type: "string", default: NAMES.join(",") },
      port: { type: "string", default: "8088" },
      traffic: { type: "string", default: "4" },
      speed: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      tls: { type: "boolean", default: false },
      faults: { type: "string" },
      fixtures: { type: "string" },
      control: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }).values;

/**
 * @param {string} file
 * @returns {{ match: any, fault: any, vendor?: string }[]}
 */
function readFaults(file) {
  try {
    const list = JSON.parse(readFileSync(file, "utf8"));
    if (!Array.isArray(list)) throw new TypeError("it is not a list");
    return list;
  } catch (error) {
    throw new UsageError(`--faults cannot read ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {string} file
 * @returns {Record<string, object>}
 */
function readFixtures(file) {
  try {
    const fixtures = JSON.parse(readFileSync(file, "utf8"));
    if (typeof fixtures !== "object" || fixtures === null || Array.isArray(fixtures)) throw new TypeError("it is not an object");
    for (const name of Object.keys(fixtures)) if (!Object.hasOwn(known, name)) throw new RangeError(`no vendor is called ${JSON.stringify(name)}`);
    return fixtures;
  } catch (error) {
    throw new UsageError(`--fixtures cannot read ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

async function main() {
  // Nothing is kept, so there is nothing to wait for: the system cuts the connections.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(0));

  const options = readOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(HELP);

  const { vendors } = options.simulation;
  /** @type {import("./control.js").AnySimulation} */
  const sim = await simulate(options.simulation);
  for (const { match, fault, vendor = vendors[0] } of options.faults) {
    try {
      sim[vendor].fault(match, faultFromJson(fault));
    } catch (error) {
      throw new UsageError(`--faults has a wrong entry: ${/** @type {Error} */ (error).message}`);
    }
  }
  const controlled = options.control === undefined ? undefined : await control({ port: options.control, simulations: { main: { sim, vendors } } });

  const facts = vendors.map((name) => {
    const { url, grpc, wsiUrl, credentials, tenant } = sim[name];
    return { name, url, ...(grpc !== undefined && { grpc }), ...(wsiUrl !== undefined && { wsiUrl }), credentials, ...(tenant !== undefined && { tenant }) };
  });
  if (options.json) {
    const byVendor = Object.fromEntries(facts.map(({ name, ...rest }) => [name, rest]));
    console.log(JSON.stringify({ vendors: byVendor, control: controlled?.url ?? null }));
    return;
  }
  for (const { name, url, grpc, wsiUrl, credentials, tenant = {} } of facts) {
    console.log(`${name} at ${url}${grpc === undefined ? "" : `, gRPC at ${grpc}`}${wsiUrl === undefined ? "" : `, WSI at ${wsiUrl}`}`);
    for (const [label, value] of Object.entries(credentials)) console.log(`  ${label}: ${value}`);
    for (const [label, value] of Object.entries(tenant)) console.log(`  tenant's ${label}: ${value}`);
  }
  if (controlled) console.log(`control at ${controlled.url}`);
  console.log("Press Ctrl+C to end.");
}

main().catch((error) => {
  console.error(`softphone-admin-simulator: ${error.message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
