/**
 * What the fixtures say, checked, with what holds where they say nothing.
 *
 * @import { PortsipFixtures } from "../../index.js"
 */

/** @type {{ [K in keyof PortsipFixtures]-?: (value: any) => boolean }} */
const CHECKS = {
  dialect: (value) => ["v12", "v22"].includes(value),
  providers: (value) => Array.isArray(value) || (Number.isInteger(value) && value >= 0),
  idStart: (value) => /^[1-9]\d{0,18}$/.test(String(value)),
  idEncoding: (value) => ["number", "string"].includes(value),
  tokenTtl: (value) => value > 0 && Number.isFinite(value),
  sliding: isFlag,
  tokenLength: (value) => Number.isInteger(value) && value > 0,
  authFailureStatus: isRefusal,
  authErrorAt200: isFlag,
  badLoginStatus: isRefusal,
  acceptBearer: isFlag,
  lenientCreate: isFlag,
  uniqueNames: isFlag,
  strictUpdate: isFlag,
  unknownIdStatus: isRefusal,
  countMeaning: (value) => ["total", "page"].includes(value),
  pageSizeCap: (value) => Number.isInteger(value) && value > 0,
  pageCountBug: isFlag,
  zeroBased: isFlag,
  emptyBody: (value) => typeof value === "string",
  registerDelayMs: (value) => value >= 0 && Number.isFinite(value),
  caseInsensitiveQuery: isFlag,
  refresh: (value) => ["renews", "extends", "missing"].includes(value),
  signIn: (value) => ["sign_in", "oauth"].includes(value),
  twoFactor: (value) => isFlag(value) || (typeof value === "string" && value !== ""),
  subscribeAck: isFlag,
  rateLimit: (value) => value === null || (Number.isInteger(value) && value > 0),
  cors: isFlag,
  trafficMs: (value) => value > 0 && Number.isFinite(value),
};

/** @param {unknown} value */
function isFlag(value) {
  return typeof value === "boolean";
}

/** @param {any} value */
function isRefusal(value) {
  return Number.isInteger(value) && value >= 400 && value <= 599;
}

/** The code of the second factor, where the fixtures do not say one. */
const ONE_TIME_CODE = "123456";

/**
 * A switch that is misspelled would leave a test that proves nothing.
 *
 * @param {PortsipFixtures} fixtures
 */
export function readSettings(fixtures) {
  for (const [name, value] of Object.entries(fixtures)) {
    if (!Object.hasOwn(CHECKS, name)) throw new RangeError(`PortSIP has no fixture ${JSON.stringify(name)}`);
    if (value !== undefined && !CHECKS[/** @type {keyof PortsipFixtures} */ (name)](value)) {
      throw new RangeError(`the fixture ${name} of PortSIP cannot be ${typeof value === "bigint" ? value : JSON.stringify(value)}`);
    }
  }
  const { dialect = "v12", twoFactor = false } = fixtures;
  const newer = dialect === "v22";
  return {
    dialect,
    providers: fixtures.providers ?? 12,
    idStart: BigInt(fixtures.idStart ?? "9007199254740993"),
    idEncoding: fixtures.idEncoding ?? "number",
    tokenTtl: fixtures.tokenTtl ?? (newer ? 1800 : 600),
    sliding: fixtures.sliding ?? !newer,
    tokenLength: fixtures.tokenLength ?? (newer ? 48 : 32),
    authFailureStatus: fixtures.authErrorAt200 ? 200 : (fixtures.authFailureStatus ?? 401),
    badLoginStatus: fixtures.badLoginStatus ?? 400,
    acceptBearer: fixtures.acceptBearer ?? false,
    lenientCreate: fixtures.lenientCreate ?? false,
    uniqueNames: fixtures.uniqueNames ?? false,
    strictUpdate: fixtures.strictUpdate ?? false,
    unknownIdStatus: fixtures.unknownIdStatus,
    countMeaning: fixtures.countMeaning ?? "total",
    pageSizeCap: fixtures.pageSizeCap ?? Infinity,
    pageCountBug: fixtures.pageCountBug ?? false,
    zeroBased: fixtures.zeroBased ?? false,
    emptyBody: fixtures.emptyBody ?? "",
    registerDelayMs: fixtures.registerDelayMs ?? 2_000,
    caseInsensitiveQuery: fixtures.caseInsensitiveQuery ?? false,
    refresh: fixtures.refresh ?? "renews",
    signIn: fixtures.signIn ?? "sign_in",
    oneTimeCode: twoFactor === true ? ONE_TIME_CODE : twoFactor || undefined,
    subscribeAck: fixtures.subscribeAck ?? newer,
    rateLimit: fixtures.rateLimit ?? null,
    trafficMs: fixtures.trafficMs,
  };
}

/** @typedef {ReturnType<typeof readSettings>} Settings */
