// How a call of `Providers` reaches its server and comes back. What is sent, what an answer means, whether to ask again and when
// to renew a token is decided in src/vendors/portsip; here it is waited for.

import { hide, PbxError } from "../errors.js";
import { exchange, FAILED, isOver, LONGEST_MS, pause, settle } from "../http.js";
import { newMark, parse, stringify } from "./json.js";

/** An error of the page's side; `facts` as for every error. */
export const failed = (message, facts) => new PbxError(message, { vendor: "portsip", retryable: false, ...facts });

/** The refusal of an argument. */
export const invalid = (operation, message, issues) => failed(message, { kind: "invalid-argument", reason: "validation", operation, issues });

/** The same for what checks have found; a warning is no reason. */
export const refused = (operation, place, issues) =>
  invalid(operation, `${place}: ${issues.filter(({ severity }) => severity === "error").map(({ message }) => message).join("; ")}`, issues);

/** One call of the page: its name, its options, and what can end it. */
export function scopeOf(client, operation, given) {
  if (client.life.aborted || client.options.signal?.aborted) {
    throw failed("the client is closed", { kind: "aborted", reason: "closed", operation, cause: client.options.signal?.reason });
  }
  const own = client.session.own(operation, given);
  const signals = [client.life, client.options.signal, own.signal].filter(Boolean);
  return { operation, own, signals };
}

/** The end of a wait by a signal. */
export const aborted = ({ operation }, cause, more) => failed(`${operation} was aborted`, { kind: "aborted", operation, cause, ...more });

const textFrom = (value) => (typeof value === "string" && value !== "" ? value : undefined);

/** Texts that an error must not show: those that were sent, and what is kept for later. */
function secretsOf(client, { access_token: token, Authorization: bearer }, body) {
  const { refresh } = client.session.tokens();
  return [token, bearer?.slice(7), refresh, body?.password, body?.access_token, body?.refresh_token].map(textFrom).filter(Boolean);
}

function masked(text, secrets) {
  let shown = text;
  for (const secret of secrets) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) shown = shown.replaceAll(form, "***");
  }
  return shown;
}

function parsed(text, mark) {
  try {
    return parse(text, mark);
  } catch {
    return undefined;
  }
}

/** Whether an answer looks like a refusal: what of it an error may show has no secrets. */
const refuses = ({ status }, body) => status >= 300 || body?.err_code || body?.errors;

/** What stands in an error: the beginning of the body. */
const SHOWN = 200;

/**
 * One try. `token`: "kept" (it may be renewed for the call), "present" or "none". With `mark` large integers of the answer, and of the
 * body, are texts after it.
 */
async function once(client, scope, call, way, what) {
  const { session, options } = client;
  const { body, form, mark, media, token } = what;
  // What is undefined is left out.
  const text = form ? String(new URLSearchParams(JSON.parse(JSON.stringify({ ...form, client_id: options.clientId })))) : body && stringify(body, client.numbers, mark);
  const type = form ? "application/x-www-form-urlencoded" : (media ?? "application/json");
  const headers = session.headers(text === undefined ? "" : type, token !== "none");
  let answer;
  try {
    // Writes of a call that lets them finish have signals of their own, once they have begun.
    const signals = (!way.repeatable && !isOver(scope.signals) && scope.writing) || scope.signals;
    answer = await exchange(client.hooks, options.fetch, way.method, way.url, headers, text, signals, call.timeoutMs, call.maxBodyBytes, scope.operation, call.attempt);
  } catch (cut) {
    throw cut instanceof PbxError ? cut : session.lost(call, cut);
  }
  let reply = parsed(answer.text, mark);
  let said = "";
  if (refuses(answer, reply)) {
    const secrets = secretsOf(client, headers, body ?? form);
    said = masked(answer.text, secrets).slice(0, SHOWN);
    // Text by text: a password that is also a part of a number must not hide the code.
    reply &&= JSON.parse(JSON.stringify(reply), (key, value) => (typeof value === "string" && !key.endsWith("code") ? masked(value, secrets) : value));
  }
  session.judge(call, answer, reply, said);
  // A server that writes ids as texts gets them so.
  if (client.auto && ["create", "show", "list"].includes(call.name)) {
    const { id = reply.providers?.[0]?.id } = reply;
    if (answer.text.slice(0, 2000).replace(/\s/g, "").includes(`"id":"${id}"`)) client.numbers = false;
  }
  return reply;
}

/** Whether the client can get a token by itself. */
const canSignIn = ({ options, given, session, isOut }) =>
  !isOut && Boolean(options.tokenProvider || typeof options.token === "function" || options.credentials || given || session.tokens().refresh);

/** Sends a request, again where that may help, and hands on what the answer holds. */
export async function send(client, scope, what) {
  const { session } = client;
  const way = session.route(what.name, what.id ?? "", what.query);
  const call = { ...client.limits, ...scope.own, operation: scope.operation, name: what.name, repeatable: way.repeatable, attempt: 1 };
  const kept = what.token === undefined;
  let generation = kept ? await authorize(client, scope) : session.tokens().generation;
  let renewed = false;
  for (let tries = 1; ; call.attempt += 1) {
    try {
      const reply = await once(client, scope, call, way, what);
      if (what.token !== "none") session.extend(generation);
      if (kept) client.told = false;
      return reply;
    } catch (error) {
      if (error.kind === "rate-limit") client.emit("rateLimited", { operation: scope.operation, retryAfterMs: error.retryAfterMs });
      if (kept && !renewed && isStale(client, error, generation)) {
        // The server has not run it, so that even a write may be sent again.
        renewed = true;
        await renew(client, scope, generation, true);
        generation = session.tokens().generation;
        continue;
      }
      if (kept && error.kind === "authentication") giveUp(client, error);
      const ms = session.pause({ ...call, attempt: tries }, error);
      if (ms === undefined) throw error;
      client.emit("retry", { operation: scope.operation, attempt: call.attempt, delayMs: ms, error });
      await pause(scope.signals, ms).catch((cut) => {
        throw session.lost(call, cut);
      });
      tries += 1;
    }
  }
}

/** Whether a new token may help: some servers refuse an old one with 403. */
function isStale(client, error, generation) {
  if (!canSignIn(client)) return false;
  const tokens = client.session.tokens();
  return error.kind === "authentication" || (error.kind === "permission" && (tokens.old || tokens.generation !== generation));
}

const signedOut = ({ operation }) => failed("nobody has signed in", { kind: "authentication", reason: "sign-in", operation });

// ---- Tokens --------------------------------------------------------------------------------------------------

/** Waits until there is a token that lives long enough, where one can be had; answers its generation. */
async function authorize(client, scope) {
  const { access, due, generation } = client.session.tokens();
  const waits = canSignIn(client) && (access === undefined || due);
  if (waits) await renew(client, scope, generation, false);
  if (client.isOut) throw signedOut(scope);
  return waits ? client.session.tokens().generation : generation;
}

/** Gets a new token, once for all who wait for one, unless somebody has done it since that of `generation` was used. */
export async function renew(client, scope, generation, refused) {
  if (client.session.tokens().generation !== generation) return;
  client.renewing ??= startRenewal(client, refused);
  try {
    await settle(scope.signals, client.renewing);
  } catch ({ kind, cause }) {
    if (kind !== FAILED) throw aborted(scope, cause);
    // Each that waits has an error of its own.
    const own = Object.defineProperties(new PbxError(), Object.getOwnPropertyDescriptors(cause));
    hide(own, { operation: scope.operation });
    throw own;
  }
}

function startRenewal(client, refused) {
  const { epoch } = client;
  const renewing = signInAgain(client, refused).catch((error) => {
    if (client.epoch === epoch && ["authentication", "permission", "invalid-argument", "not-found"].includes(error.kind)) giveUp(client, error);
    throw error;
  });
  const end = () => {
    if (client.renewing === renewing) client.renewing = undefined;
  };
  renewing.then(end, end);
  return renewing;
}

/** Tells the page once that it has to sign in. */
function giveUp(client, error) {
  client.emit("authFailed", error);
  if (client.told) return;
  client.told = true;
  client.tell(client.options.onAuthRequired, error);
}

async function signInAgain(client, refused) {
  const { tokenStore: store } = client.options;
  const scope = scopeOf(client, "refreshToken");
  if (!store) return signInBy(client, scope, refused);
  const { access } = client.session.tokens();
  const under = async () => {
    const stored = await asked(scope, () => store.get());
    // Another tab has been faster.
    if (stored?.access_token && stored.access_token !== access && !(stored.expires_at <= Date.now())) {
      const left = stored.expires_at === undefined ? undefined : (stored.expires_at - Date.now()) / 1000;
      return adopt(client, { ...stored, expires: left }, client.epoch, false);
    }
    return signInBy(client, scope, refused);
  };
  return store.lock ? asked(scope, () => store.lock(under)) : under();
}

/** What a function of the page gives; if it throws, nobody can sign in. */
async function asked(scope, ask) {
  try {
    return await settle(scope.signals, ask);
  } catch ({ kind, cause }) {
    if (cause instanceof PbxError) throw cause;
    if (kind !== FAILED) throw aborted(scope, cause);
    throw failed("what gives the credentials threw or rejected", { kind: "authentication", reason: "secret", operation: scope.operation, cause });
  }
}

async function signInBy(client, scope, refused) {
  const { options, session, given } = client;
  const { epoch } = client;
  const provider = options.tokenProvider ?? (typeof options.token === "function" ? options.token : undefined);
  if (provider) {
    const answer = await asked(scope, provider);
    return adopt(client, typeof answer === "string" ? { access_token: answer } : answer, epoch);
  }
  const credentials = given ?? options.credentials;
  const { access, refresh, generation } = session.tokens();
  // A dead token cannot ask for another one; a refresh token can.
  if (refresh || (access && !refused && !client.newer)) {
    try {
      const reply = await send(client, scope, refreshOf(client, access, refresh));
      if (textFrom(reply?.access_token)) return adopt(client, { refresh_token: refresh, ...reply }, epoch);
      session.extend(generation);
      return undefined;
    } catch (error) {
      if (!credentials || error.kind === "aborted") throw error;
    }
  }
  if (!credentials) throw signedOut(scope);
  const own = typeof credentials === "function" ? await asked(scope, credentials) : credentials;
  return adopt(client, await send(client, scope, loginOf(client, checkedCredentials(own, scope.operation))), epoch);
}

function refreshOf({ newer, options }, access, refresh) {
  if (!newer) return { name: "refresh", token: "present", body: { access_token: access } };
  const own = { refresh_token: refresh };
  return { name: "refresh", token: "none", ...(options.signIn === "oauth" ? { form: { grant_type: "refresh_token", ...own } } : { body: own }) };
}

function loginOf({ newer, options }, { name, password, domain }, media) {
  const own = { [newer ? "username" : (options.loginField ?? "name")]: name, password, domain };
  return { name: "login", token: "none", media, ...(newer && options.signIn === "oauth" ? { form: { grant_type: "password", scope: "all", ...own } } : { body: own }) };
}

function checkedCredentials(given, operation) {
  const { name, username, password, domain } = given ?? {};
  const user = textFrom(name ?? username);
  if (user && textFrom(password) && (domain === undefined || textFrom(domain))) return { name: user, password, domain };
  throw invalid(operation, "credentials must be `{ name, password }`, both filled, and perhaps a `domain`");
}

/** Keeps new tokens, unless the page has signed in or out since `epoch`. */
async function adopt(client, reply, epoch, store = true) {
  if (client.epoch !== epoch) return undefined;
  if (reply?.two_factor_enabled) {
    throw failed("the PBX asks for a second factor: sign in elsewhere and give the `token`", { kind: "authentication", reason: "two_factor" });
  }
  const life = client.session.adopt(reply ?? {});
  client.isOut = false;
  client.emit("tokenRefreshed", { expiresInMs: life });
  if (client.options.keepAlive) keepAlive(client);
  if (store && client.options.tokenStore) {
    const { access } = client.session.tokens();
    await asked(scopeOf(client, "refreshToken"), () => client.options.tokenStore.set({ access_token: access, expires_at: Date.now() + life }));
  }
  return reply;
}

/** After a renewal that failed for the moment. */
const AGAIN_MS = 30_000;

/** Renews the token before it ends though no call asks for it, until nobody can. */
function keepAlive(client, least = 1000) {
  const { endsIn, generation } = client.session.tokens();
  clearTimeout(client.alive);
  client.alive = setTimeout(async () => {
    if (client.session.tokens().generation !== generation) return;
    client.emit("tokenWillExpire", { expiresInMs: client.session.tokens().endsIn });
    try {
      await renew(client, scopeOf(client, "refreshToken"), generation, false);
    } catch ({ kind }) {
      if (client.told || kind === "aborted") return;
    }
    if (client.session.tokens().generation === generation) keepAlive(client, AGAIN_MS);
  }, Math.max(least, Math.min(endsIn * 0.8, endsIn - 20_000, LONGEST_MS)));
}

/** The page signs in. */
export async function login(client, scope, given) {
  const credentials = given === undefined ? (client.given ?? client.options.credentials) : given;
  const own = checkedCredentials(typeof credentials === "function" ? await asked(scope, credentials) : credentials, "login");
  client.epoch += 1;
  client.renewing = undefined;
  const media = scope.own.simpleRequest ? "text/plain" : undefined;
  const { epoch } = client;
  const reply = await send(client, scope, loginOf(client, own, media));
  await adopt(client, reply, epoch);
  client.told = false;
  // Where the page brings tokens itself, no password is kept.
  const provided = client.options.tokenProvider || typeof client.options.token === "function";
  if (given !== undefined && !provided) client.given = own;
  const { access_token: token, refresh_token: _, ...facts } = reply;
  const isAdmin = facts.role === undefined ? undefined : ["admin", "administrator"].includes(facts.role);
  const session = { ...facts, isAdmin };
  hide(session, { access_token: token });
  return session;
}

/** Forgets all tokens and passwords, and tells the server. */
export async function signOut(client, scope) {
  const { access, refresh } = client.session.tokens();
  client.epoch += 1;
  client.renewing = undefined;
  clearTimeout(client.alive);
  const way = client.session.route("signOut", "", undefined);
  const call = { ...client.limits, ...scope.own, operation: "signOut", name: "signOut", repeatable: false, attempt: 1 };
  const what = client.options.signIn === "oauth" && client.newer ? { form: { token: refresh || access || "" } } : { body: {} };
  // Its headers are made before it waits for the first time.
  const telling = access === undefined ? undefined : once(client, scope, call, way, what);
  client.session.forget();
  [client.given, client.isOut] = [undefined, true];
  await telling;
}
