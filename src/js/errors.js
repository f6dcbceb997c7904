// One copy of this file serves every entry of the package, so that `instanceof PbxError` holds between them.

const BRAND = Symbol.for("softphone-admin.error");
/** How a vendor's errors are made: vendor → function from facts to class. */
const classes = new Map();

/** Defines own properties that `for…in`, spread and JSON do not see. */
export function hide(target, fields) {
  for (const name of Reflect.ownKeys(fields)) {
    const value = fields[name];
    if (value !== undefined) {
      Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
    }
  }
}

export class PbxError extends Error {
  constructor(message, facts = {}, own = {}) {
    super(message);
    hide(this, facts);
    hide(this, own);
  }

  toJSON() {
    const { name, message, kind, vendor, status, code, reason, operation, retryable, retryAfterMs } = this;
    return { name, message, kind, vendor, status, code, reason, operation, retryable, retryAfterMs };
  }
}
// A literal: minifiers rename classes.
Object.defineProperty(PbxError.prototype, "name", { value: "PbxError", configurable: true, writable: true });
Object.defineProperty(PbxError.prototype, BRAND, { value: true });

export function isPbxError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

/** Yeastar's. All classes are in this one file, so that every entry has the same. */
export class Result extends PbxError {
  constructor(message, facts, own) {
    super(message, facts, own);
    // The two that the vendor's results have; pages spread and print them.
    for (const name of ["code", "message"]) {
      if (this[name] !== undefined) Object.defineProperty(this, name, { enumerable: true });
    }
  }

  // A getter in the class, so that bundlers can leave the class out.
  get name() {
    return "Result";
  }

  toJSON() {
    return { code: this.code, message: this.message };
  }
}

/** Lets a vendor's face choose the class of its errors. */
export function useErrors(vendor, classOf) {
  classes.set(vendor, classOf);
}

/** Called by Rust for every rejection. */
export function makeError(message, facts, own) {
  const Class = classes.get(facts.vendor)?.(facts, own) ?? PbxError;
  return new Class(message, facts, own);
}

/** Called by Rust when a callback of the page throws: the page hears of it, the library goes on. */
export function report(error) {
  if (typeof reportError === "function") reportError(error);
  else Promise.reject(error);
}
