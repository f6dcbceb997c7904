/**
 * Kinds of fields: what each takes, and what it is when nobody sets it.
 */

/** @typedef {"create" | "update"} Way */

/**
 * @typedef {object} Field
 * @property {(value: any) => string | undefined} test What is wrong with a value that is not null.
 * @property {unknown} [initial] Left out: the field is absent until somebody sets it.
 * @property {boolean} nullable
 * @property {"create" | "always"} [required]
 * @property {Way | "never"} [on] The only way to set it; `never`: the server alone sets it.
 * @property {Fields} [fields] Of an object.
 * @property {Field} [items] Of a list.
 */

/** @typedef {Readonly<Record<string, Field>>} Fields */
/** @typedef {Partial<Pick<Field, "initial" | "nullable" | "required" | "on">>} Traits */

/** @type {(test: Field["test"], traits?: Traits) => Field} */
const field = (test, { initial, nullable = initial === null, required, on } = {}) => ({ test, initial, nullable, required, on });

/** @type {(initial?: boolean, traits?: Traits) => Field} */
export const flag = (initial, traits) =>
  field((value) => (typeof value === "boolean" ? undefined : "must be true or false"), { initial, ...traits });

/** @type {(options?: Traits & { least?: number, most?: number, step?: number }) => Field} */
export const whole = ({ least = -Infinity, most = Infinity, step = 1, ...traits } = {}) =>
  field((value) => {
    if (!Number.isInteger(value)) return "must be a whole number";
    if (value < least || value > most) return most === Infinity ? `must be ${least} or more` : `must be from ${least} to ${most}`;
    return value % step === 0 ? undefined : `must be a multiple of ${step}`;
  }, traits);

/** @type {(traits?: Traits) => Field} */
export const amount = (traits) => field((value) => (typeof value === "number" ? undefined : "must be a number"), traits);

/** @type {(options?: Traits & { least?: number, most?: number, fits?: (text: string) => boolean, says?: string }) => Field} */
export const text = ({ least = 0, most = Infinity, fits = () => true, says = "is not valid", ...traits } = {}) =>
  field((value) => {
    if (typeof value !== "string") return "must be a string";
    if (value.length < least) return least === 1 ? "must not be empty" : `must have at least ${least} characters`;
    if (value.length > most) return `must have at most ${most} characters`;
    return fits(value) ? undefined : says;
  }, traits);

/** @type {(values: readonly (string | null)[], initial?: string | null, traits?: Traits) => Field} */
export const oneOf = (values, initial, traits) =>
  field((value) => (values.includes(value) ? undefined : `must be one of ${values.filter((one) => one !== null).join(", ")}`), {
    initial,
    nullable: values.includes(null),
    ...traits,
  });

/** @type {(items: Field, initial?: readonly unknown[]) => Field} */
export const list = (items, initial) => ({
  ...field((value) => (Array.isArray(value) ? undefined : "must be a list"), { initial }),
  items,
});

/** @type {(fields: Fields) => Field} */
export const object = (fields) => ({
  ...field((value) => (typeof value === "object" && !Array.isArray(value) ? undefined : "must be an object")),
  fields,
});

/** @type {(pattern: RegExp, says: string, traits?: Traits) => Field} */
export const pattern = (pattern, says, traits) => text({ fits: (value) => pattern.test(value), says, ...traits });

// ---- Texts of a certain form -------------------------------------------------------------------------------

/** @param {string} value */
const isIPv4 = (value) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(value);

/** @param {string} value */
const isIPv6 = (value) => /^[\da-f:.]+$/i.test(value) && URL.canParse(`http://[${value}]/`);

/** @param {string} value */
const isBlock = (value) => {
  const [, address, length] = /^(.*)\/(\d{1,3})$/.exec(value) ?? [];
  if (address === undefined) return false;
  return isIPv4(address) ? Number(length) <= 32 : isIPv6(address) && Number(length) <= 128;
};

/** @type {(traits?: Traits) => Field} */
export const address = (traits) => text({ fits: (value) => isIPv4(value) || isIPv6(value), says: "must be an IP address", ...traits });

/** @type {(traits?: Traits) => Field} */
export const block = (traits) => text({ fits: isBlock, says: "must be an address block such as 198.51.100.0/28", ...traits });

/** Empty means none. @type {(traits?: Traits) => Field} */
export const uri = (traits) =>
  text({
    fits: (value) => value === "" || (/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(value) && URL.canParse(value)),
    says: "must be a URL with its scheme",
    ...traits,
  });

const LABEL = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";

/** @type {(traits?: Traits) => Field} */
export const hostname = (traits) =>
  pattern(new RegExp(`^(?=.{4,253}$)(?:${LABEL}\\.)+${LABEL}$`, "i"), "must be a fully qualified domain name", traits);

/** @type {(traits?: Traits) => Field} */
export const uuid = (traits) => pattern(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, "must be a UUID", traits);

/** @type {(traits?: Traits) => Field} */
export const timeOfDay = (traits) =>
  pattern(/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z?$/, "must be a time of day such as 08:00", traits);

/** @type {(traits?: Traits) => Field} */
export const userName = (traits) =>
  text({
    least: 4,
    most: 32,
    fits: (value) => /^[a-z\d]+$/i.test(value) && /[a-z]/i.test(value.slice(0, 5)),
    says: "must have letters and digits alone, with a letter among the first five",
    ...traits,
  });

/** @type {(traits?: Traits) => Field} */
export const password = (traits) => text({ least: 8, most: 128, ...traits });

// ---- Bodies ------------------------------------------------------------------------------------------------

/** @typedef {{ pointer: string, detail: string }} Problem */

/** @type {(field: Field, way: Way) => boolean} */
const takes = ({ on }, way) => on === undefined || on === way;

/**
 * All that is wrong with a body. Fields that nobody knows are ignored.
 *
 * @type {(fields: Fields, body: Record<string, any>, way: Way, at?: string) => Problem[]}
 */
export const problemsOf = (fields, body, way, at = "") =>
  Object.entries(fields).flatMap(([name, one]) => {
    if (!takes(one, way)) return [];
    const pointer = `${at}/${name}`;
    if (Object.hasOwn(body, name)) return problemsOfValue(one, body[name], way, pointer);
    return one.required === "always" || one.required === way ? [{ pointer, detail: "is required" }] : [];
  });

/** @type {(field: Field, value: any, way: Way, pointer: string) => Problem[]} */
function problemsOfValue({ test, nullable, fields, items }, value, way, pointer) {
  if (value === null) return nullable ? [] : [{ pointer, detail: "must not be null" }];
  const detail = test(value);
  if (detail !== undefined) return [{ pointer, detail }];
  if (fields) return problemsOf(fields, value, way, pointer);
  if (items) return /** @type {any[]} */ (value).flatMap((item, index) => problemsOfValue(items, item, way, `${pointer}/${index}`));
  return [];
}

/**
 * A copy of `data` with what a sound body sets; objects in it are merged.
 *
 * @type {(fields: Fields, data: Record<string, any>, body: Record<string, any>, way: Way) => Record<string, any>}
 */
export function merged(fields, data, body, way) {
  const copy = { ...data };
  for (const [name, one] of Object.entries(fields)) {
    if (!takes(one, way) || !Object.hasOwn(body, name)) continue;
    copy[name] = one.fields ? merged(one.fields, copy[name] ?? {}, body[name], way) : body[name];
  }
  return copy;
}

/**
 * What a new object is before anybody sets anything.
 *
 * @type {(fields: Fields) => Record<string, any>}
 */
export const initialOf = (fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { initial, fields: inner }]) => {
      const value = inner ? initialOf(inner) : initial;
      return value === undefined ? [] : [[name, value]];
    }),
  );
