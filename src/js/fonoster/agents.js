// The operations of `Agents`: in which order they ask the server. What is sent, what an answer means, whether to ask again and
// what an argument has to be is decided in src/vendors/fonoster. Drafts and answers are objects of ours: what comes of the page
// has been checked and copied.

import { FonosterError } from "../errors.js";

const failed = (message, facts) => new FonosterError(message, { vendor: "fonoster", retryable: false, ...facts });

const isOld = ({ client }) => client.apiVersion === "v1beta1";

/** Fills in what pages of either generation read. */
function complete(agent) {
  const { domain } = agent;
  for (const word of "createdAt" in agent ? ["create", "update"] : []) {
    const date = new Date(agent[`${word}dAt`] * 1000);
    Object.assign(agent, { [`${word}dAt`]: date, [`${word}Time`]: date.toISOString() });
  }
  agent.domains ??= domain ? [domain.domainUri] : [];
  return agent;
}

export const get = async (call, ref) => complete(await call.ask("GetAgent", { ref }));

export async function remove(call, ref) {
  // The older generation deletes what is not there, too.
  if (call.own.verify && isOld(call)) await get(call, ref);
  await call.ask("DeleteAgent", { ref });
  return { ref };
}

export async function list(call, request) {
  const { items, nextPageToken } = await call.ask("ListAgents", request);
  items.forEach(complete);
  return { items, agents: items, nextPageToken };
}

export async function create(call, draft) {
  if (isOld(call)) return complete(await call.ask("CreateAgent", draft));
  const { name, username, privacy, secret, domains } = draft;
  await put(call, "CreateAgent", draft);
  const { ref } = draft;
  if (secret === undefined && domains === undefined) return { ref };
  // As the vendor's older page has it: the agent, but for its secret.
  const now = new Date().toISOString();
  return { ref, name, username, privacy, domains: domains ?? [], createTime: now, updateTime: now };
}

export async function update(call, draft) {
  const { ref, secret, domains } = draft;
  const agent = await get(call, ref);
  const path = fixed(call, draft, agent);
  if (path) {
    const message = `\`${path}\` cannot be changed to this`;
    const issues = [{ path, rule: "fixed", message, severity: "error" }];
    throw failed(`updateAgent(request): ${message}`, { kind: "invalid-argument", issues });
  }
  const { credentials, domain } = agent;
  // The server resets what is left out.
  const whole = { ...agent, domainRef: domain?.ref, credentialsRef: credentials?.ref, ...draft, secret, domains: undefined };
  if (isOld(call)) await call.ask("UpdateAgent", whole);
  else {
    if (domains && domains.join() !== agent.domains.join()) Object.assign(whole, { domains, domainRef: undefined });
    const more = Object.keys(draft).some((key) => !["ref", "username", "secret"].includes(key));
    await put(call, more || !secret ? "UpdateAgent" : undefined, whole, credentials);
  }
  return { ref };
}

/** What of a draft the server cannot change; what is as it was does no harm. */
function fixed(call, { username, domains, maxContacts }, agent) {
  if (username !== undefined && username !== agent.username) return "username";
  if (isOld(call) && domains && domains.join() !== agent.domains.join()) return "domains";
  return maxContacts === -1 && agent.maxContacts !== -1 ? "maxContacts" : undefined;
}

/** Writes a draft: first what it names by `domains` and `secret`. Its ref is kept in it. Without a method only those, where that does. */
async function put(call, method, draft, credentials) {
  const { secret, domains } = draft;
  if (domains?.length) draft.domainRef = await find(call, domains[0]);
  let made;
  if (secret !== undefined && credentials) await call.ask("UpdateCredentials", { ...credentials, secret });
  else if (secret !== undefined) draft.credentialsRef = made = (await call.ask("CreateCredentials", draft)).ref;
  if (!method && !made) return;
  try {
    draft.ref = (await call.ask(method ?? "UpdateAgent", draft)).ref;
  } catch (error) {
    if (made) await takeBack(call, made, error);
    throw error;
  }
}

/** The ref of a domain of this URI. */
async function find(call, uri) {
  for (let pageToken = ""; ; ) {
    // Of domains there are few.
    const { items, nextPageToken } = await call.ask("ListDomains", { pageSize: 50, pageToken });
    const domain = items.find(({ domainUri }) => domainUri === uri);
    if (domain) return domain.ref;
    if (!nextPageToken || nextPageToken === pageToken) break;
    pageToken = nextPageToken;
  }
  throw failed(`this workspace has no domain \`${uri}\``, { kind: "not-found", reason: "domain" });
}

/**
 * Removes credentials that were made for nothing. Where nobody knows whether they are in use by now, or where they cannot be
 * removed, the error names them.
 */
async function takeBack(call, ref, error) {
  const unknown = error.maybeApplied || error.kind === "aborted";
  const removed = !unknown && (await call.ask("DeleteCredentials", { ref }).then(() => true, () => false));
  if (!removed) throw new FonosterError(error.message, error, { orphan: { credentialsRef: ref } });
}
