/**
 * What the fixtures say, checked, with what holds where they say nothing.
 *
 * @import { IpcortexFixtures, IpcortexOffice } from "../../index.js"
 */

/** @param {unknown} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} value */
const isCount = (value) => Number.isInteger(value) && value >= 0;

/** @param {any} value */
const isSpan = (value) => value >= 0 && Number.isFinite(value);

/** @param {unknown} value */
const isFlag = (value) => typeof value === "boolean";

/** @type {{ [K in keyof IpcortexFixtures]-?: (value: any) => boolean }} */
const CHECKS = {
  users: (value) => isCount(value) || (Array.isArray(value) && value.every(isObject)),
  devices: isCount,
  hotdesks: isCount,
  queues: isCount,
  addresses: (value) => isCount(value) || (Array.isArray(value) && value.every(isObject)),
  liveCalls: isCount,
  objects: isObject,
  lines: isObject,
  tags: isObject,
  ice: isObject,
  pbxVersion: (value) => typeof value === "string" && value !== "",
  lite: isFlag,
  snapSize: (value) => isCount(value) && value > 0,
  snapDelayMs: isSpan,
  resumeMs: isSpan,
  answerMs: isSpan,
  control: isFlag,
  office: (value) => value === true || isObject(value),
  trafficMs: (value) => value > 0 && Number.isFinite(value),
};

/** What a busy office has when nothing else is said. */
const OFFICE = { devices: 200, queues: 20, callsPerMinute: 60, hotdesksPerMinute: 2, tagsPerMinute: 4, bookPerMinute: 2 };

/** @type {(office: IpcortexOffice) => Required<IpcortexOffice>} */
function readOffice(office) {
  for (const [name, value] of Object.entries(office)) {
    if (!Object.hasOwn(OFFICE, name)) throw new RangeError(`an office of IPCortex has no ${JSON.stringify(name)}`);
    if (!isSpan(value)) throw new RangeError(`${name} of an office of IPCortex is 0 or more`);
  }
  return { ...OFFICE, ...office };
}

/**
 * A switch that is misspelled would leave a test that proves nothing.
 *
 * @param {IpcortexFixtures} fixtures
 */
export function readSettings(fixtures) {
  for (const [name, value] of Object.entries(fixtures)) {
    if (!Object.hasOwn(CHECKS, name)) throw new RangeError(`IPCortex has no fixture ${JSON.stringify(name)}`);
    if (value !== undefined && !CHECKS[/** @type {keyof IpcortexFixtures} */ (name)](value)) {
      throw new RangeError(`the fixture ${name} of IPCortex cannot be ${JSON.stringify(value)}`);
    }
  }
  const { trafficMs } = fixtures;
  const busy = fixtures.office === true ? {} : fixtures.office;
  const office = busy && readOffice(busy);
  const perMinute = trafficMs === undefined ? 0 : 60_000 / trafficMs;
  const traffic = { callsPerMinute: perMinute, hotdesksPerMinute: perMinute / 30, tagsPerMinute: perMinute / 15, bookPerMinute: perMinute / 30 };
  return {
    users: fixtures.users ?? office?.devices ?? fixtures.devices ?? 5,
    devices: fixtures.devices ?? office?.devices,
    hotdesks: fixtures.hotdesks ?? (office ? 5 : 1),
    queues: fixtures.queues ?? office?.queues ?? 1,
    addresses: fixtures.addresses ?? 12,
    liveCalls: fixtures.liveCalls ?? 0,
    objects: fixtures.objects,
    lines: fixtures.lines ?? {},
    tags: fixtures.tags,
    ice: fixtures.ice ?? {},
    pbxVersion: fixtures.pbxVersion ?? "6.5.2",
    lite: fixtures.lite ?? false,
    snapSize: fixtures.snapSize ?? 1_000,
    snapDelayMs: fixtures.snapDelayMs ?? 0,
    resumeMs: fixtures.resumeMs ?? 60_000,
    answerMs: fixtures.answerMs ?? 4_000,
    control: fixtures.control ?? false,
    /** How often things happen by themselves; `undefined` where nothing does. */
    rates: office ?? (trafficMs === undefined ? undefined : traffic),
  };
}

/** @typedef {ReturnType<typeof readSettings>} Settings */
