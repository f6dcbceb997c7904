// Credentials: a constant, or a function of the page.

import { TelnyxError } from "../errors.js";

/** The API key or the client secret; `name` is for messages. */
export async function reveal(name, source) {
  if (typeof source !== "function") return source;
  let secret;
  try {
    secret = await source();
  } catch (cause) {
    const facts = { kind: "authentication", reason: "secret", cause };
    throw new TelnyxError(`\`${name}\` threw or rejected`, facts);
  }
  if (typeof secret === "string" && secret) return secret;
  throw new TelnyxError(`\`${name}\` must be a string, or a function that gives a filled one`, { reason: "secret" });
}
