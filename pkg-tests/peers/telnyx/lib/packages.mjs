// The two packages under comparison. The environment variable PEERS_OURS puts another module in our place, for
// example `telnyx` itself: then every case that fails, apart from the intended differences, is a fault of the ring.

const VERSION = "7.24.0";

/** `style` is whose habits are expected where these are the same everywhere: the vendor in our place keeps its own. */
async function load(side, specifier) {
  const exports = await import(specifier);
  const style = specifier === "telnyx" ? "vendor" : "ours";
  return { side, specifier, style, exports, name: style === "vendor" ? `${specifier}@${VERSION}` : specifier };
}

/** The reference: exactly the version that the cases and the table of differences speak of. */
export async function vendor() {
  const pack = await load("vendor", "telnyx");
  const agent = new pack.exports.Telnyx({ apiKey: null }).getUserAgent();
  if (!agent.endsWith(`/JS ${VERSION}`)) throw new Error(`the peer tests need telnyx@${VERSION}, not ${agent}`);
  return pack;
}

export const ours = () => load("ours", process.env.PEERS_OURS || "softphone-admin/telnyx");
