/**
 * Tokens of the newer generation: signed, and short-lived but for the one that renews them.
 *
 * @import { Random } from "../../core.js"
 */
import { SignJWT, exportSPKI, importJWK, jwtVerify } from "jose";
import { SIGNING_KEY } from "./key.js";

const ISSUER = "https://api.fonoster.com";
const AUDIENCE = "api";
const ALGORITHM = "RS256";

/** @typedef {"access" | "refresh" | "id"} TokenUse */

/**
 * Who may sign in, and which workspaces that opens.
 *
 * @typedef {{ id: string, sub: string, access: { accessKeyId: string, role: string }[], person: boolean }} Holder
 */

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {Random} options.random
 * @param {Readonly<Record<TokenUse, number>>} options.seconds How long each kind lives.
 */
export function createTokens({ now, random, seconds }) {
  const { kty, alg, n, e } = SIGNING_KEY;
  const privateKey = once(() => importJWK(SIGNING_KEY));
  const publicKey = once(() => importJWK({ kty, alg, n, e }, ALGORITHM, { extractable: true }));
  /** Of each kind, tokens up to this number do not hold any more. @type {Record<TokenUse, number>} */
  const revoked = { access: 0, refresh: 0, id: 0 };
  /** @type {{ use: TokenUse, serial: number, end: number }[]} */
  let given = [];
  let serial = 0;

  /** @type {(use: TokenUse, holder: Holder) => Promise<string>} */
  const give = async (use, { id, sub, access }) => {
    const iat = Math.floor(now() / 1000);
    const exp = iat + seconds[use];
    given = given.filter(({ end }) => end > now());
    given.push({ use, serial: (serial += 1), end: exp * 1000 });
    // The number is ours: two tokens of one second differ by it.
    const claims = { iss: ISSUER, sub, aud: AUDIENCE, iat, exp, jti: `${serial}-${random.hex(16)}`, tokenUse: use, accessKeyId: id };
    const jwt = new SignJWT(use === "access" ? { ...claims, access } : claims);
    return jwt.setProtectedHeader({ alg: ALGORITHM, typ: "JWT" }).sign(await privateKey());
  };

  return {
    /** All that a sign-in brings. Only people get an id token. @param {Holder} holder */
    async issue(holder) {
      const idToken = holder.person ? await give("id", holder) : undefined;
      return { idToken, accessToken: await give("access", holder), refreshToken: await give("refresh", holder) };
    },

    /** What a token says; `undefined` where it is none, or does not hold any more. @param {string} token */
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, await publicKey(), { currentDate: new Date(now()), algorithms: [ALGORITHM] });
        const use = /** @type {TokenUse} */ (payload.tokenUse);
        if (Number.parseInt(String(payload.jti), 10) <= revoked[use]) return undefined;
        return /** @type {{ tokenUse: TokenUse, accessKeyId: string, access?: Holder["access"] }} */ (/** @type {unknown} */ (payload));
      } catch {
        return undefined;
      }
    },

    publicPem: async () => exportSPKI(/** @type {CryptoKey} */ (await publicKey())),

    /** @param {TokenUse} use */
    revoke(use) {
      revoked[use] = serial;
    },

    /** How many of a kind hold. @param {TokenUse} wanted */
    count: (wanted) => given.filter(({ use, serial, end }) => use === wanted && serial > revoked[use] && end > now()).length,
  };
}

/** @typedef {ReturnType<typeof createTokens>} Tokens */

/**
 * Not before it is needed, and then once: a page without a secure context has no keys, and may need none.
 *
 * @template T
 * @param {() => Promise<T>} make
 */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => (made ??= make());
}
