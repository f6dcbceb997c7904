#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { control, faultFromJson } from "./control.js";
import { simulate } from "./index.js";
import { vendors as known } from "./vendors/index.js";

const HELP = `Simulated PBXs on this machine, to develop and test against.

softphone-admin-simulator [options]

  --vendors LIST      which PBXs, with commas between (${Object.keys(known).join(",")})
  --port PORT         port of the Yeastar PBX, 0 for any free one (8088)
  --extensions N      extensions, from 1000 up (50)
  --calls N           calls there have been today (2000)
  --traffic SECONDS   a new call every so often, 0 for none (4)
  --speed N           how many times faster time passes (1)
  --seed N            another seed, other names, calls and secrets (1)
  --tls               https and wss, by a certificate made for localhost
  --faults FILE       what goes wrong: JSON, [{ "match": "POST /api/v1.0/login", "fault": { "status": 503 } }]
                      ("times": -1 is for ever)
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

/** @param {string[]} args */
function readOptions(args) {
  /** @type {ReturnType<typeof parse>} */
  let values;
  try {
    values = parse(args);
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message.split(". ")[0]);
  }
  const vendors = values.vendors.split(",").map((name) => name.trim());
  for (const name of vendors) {
    if (!Object.hasOwn(known, name)) throw new UsageError(`--vendors knows ${Object.keys(known).join(", ")}, not ${JSON.stringify(name)}`);
  }
  const speed = number("speed", values.speed);
  if (speed === 0) throw new UsageError("--speed is above 0");
  const traffic = number("traffic", values.traffic);
  return {
    help: values.help,
    json: values.json,
    control: values.control === undefined ? undefined : whole("control", values.control, PORTS),
    faults: values.faults === undefined ? [] : readFaults(values.faults),
    simulation: {
      vendors: /** @type {import("./index.js").SimulatedVendor[]} */ (vendors),
      speed,
      seed: whole("seed", values.seed),
      listen: { ports: { yeastar: whole("port", values.port, PORTS) }, tls: values.tls },
      fixtures: {
        yeastar: {
          extensions: whole("extensions", values.extensions, { least: 1 }),
          calls: whole("calls", values.calls),
          trafficMs: traffic === 0 ? undefined : traffic * 1000,
        },
      },
    },
  };
}

/** @param {string[]} args */
const parse = (args) =>
  parseArgs({
    args,
    options: {
      vendors: { type: "string", default: Object.keys(known).join(",") },
      port: { type: "string", default: "8088" },
      extensions: { type: "string", default: "50" },
      calls: { type: "string", default: "2000" },
      traffic: { type: "string", default: "4" },
      speed: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      tls: { type: "boolean", default: false },
      faults: { type: "string" },
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

  const facts = vendors.map((name) => ({ name, url: sim[name].url, credentials: sim[name].credentials }));
  if (options.json) {
    const byVendor = Object.fromEntries(facts.map(({ name, ...rest }) => [name, rest]));
    console.log(JSON.stringify({ vendors: byVendor, control: controlled?.url ?? null }));
    return;
  }
  for (const { name, url, credentials } of facts) {
    console.log(`${name} PBX at ${url}`);
    for (const [label, value] of Object.entries(credentials)) console.log(`  ${label}: ${value}`);
  }
  if (controlled) console.log(`control at ${controlled.url}`);
  console.log("Press Ctrl+C to end.");
}

main().catch((error) => {
  console.error(`softphone-admin-simulator: ${error.message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
