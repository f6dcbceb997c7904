import type { Field, Problem } from "./problem";

/** An address that cannot be used; which one, where a form has several. */
class AddressError extends Error {
  constructor(readonly field: Field) {
    super(`the field ${field} has no address that can be used`);
  }
}

export class InvalidAddress extends AddressError {}

/** A secret was about to leave without encryption. */
export class InsecureAddress extends AddressError {}

/** People leave out the scheme; without it the address would be taken as one of this site. */
export function addressOf(text: string): string {
  const trimmed = text.trim();
  return /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) || trimmed.startsWith("/") ? trimmed : `https://${trimmed}`;
}

/** The address, unless a secret would travel to it in the open. */
export function secureAddress(text: string, field: Field = "url"): URL {
  const whole = addressOf(text).replace(/\/+$/, "");
  if (!URL.canParse(whole, location.href)) throw new InvalidAddress(field);
  const address = new URL(whole, location.href);
  const near = ["localhost", "127.0.0.1", "[::1]", location.hostname].includes(address.hostname);
  if (!["https:", "wss:"].includes(address.protocol) && !near) throw new InsecureAddress(field);
  return address;
}

/** What is wrong with an address that {@link secureAddress} did not take: what it looks like, and why it has to be secure. */
export function addressProblem(error: unknown, { like, since }: { like: string; since: string }): Problem | undefined {
  if (error instanceof InsecureAddress) {
    return {
      title: "The address is not secure",
      text: `Only https is accepted, because ${since}.`,
      action: "retry",
      field: error.field,
      hint: `Start the address with ${error.field === "events" ? "wss" : "https"}://.`,
    };
  }
  if (error instanceof InvalidAddress) {
    return { title: "Check the address", text: `It looks like ${like}.`, action: "retry", field: error.field, hint: "This is not an address." };
  }
  return undefined;
}
