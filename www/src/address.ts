import type { Problem } from "./problem";

export class InvalidAddress extends Error {}

/** A secret was about to leave without encryption. */
export class InsecureAddress extends Error {}

/** People leave out the scheme; without it the address would be taken as one of this site. */
export function addressOf(text: string): string {
  const trimmed = text.trim();
  return /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) || trimmed.startsWith("/") ? trimmed : `https://${trimmed}`;
}

/** The address, unless a secret would travel to it in the open. */
export function secureAddress(text: string): URL {
  const whole = addressOf(text).replace(/\/+$/, "");
  if (!URL.canParse(whole, location.href)) throw new InvalidAddress();
  const address = new URL(whole, location.href);
  const near = ["localhost", "127.0.0.1", "[::1]", location.hostname].includes(address.hostname);
  if (address.protocol !== "https:" && !near) throw new InsecureAddress();
  return address;
}

/** What is wrong with an address that {@link secureAddress} did not take: what it looks like, and why it has to be secure. */
export function addressProblem(error: unknown, { like, since }: { like: string; since: string }): Problem | undefined {
  if (error instanceof InsecureAddress) {
    return {
      title: "The address is not secure",
      text: `Only https is accepted, because ${since}.`,
      action: "retry",
      field: "url",
      hint: "Start the address with https://.",
    };
  }
  if (error instanceof InvalidAddress) {
    return { title: "Check the address", text: `It looks like ${like}.`, action: "retry", field: "url", hint: "This is not an address." };
  }
  return undefined;
}
