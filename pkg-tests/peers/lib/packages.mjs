// The two packages under comparison. The environment variable PEERS_OURS puts another module in our place, for
// example `telnyx` itself: then every case that fails, apart from the intended differences, is a fault of the ring.

/** `style` is whose habits are expected where these are the same everywhere: the vendor in our place keeps its own. */
const load = async (side, specifier) => ({
  side,
  specifier,
  style: specifier === "telnyx" ? "vendor" : "ours",
  exports: await import(specifier),
});

export const vendor = () => load("vendor", "telnyx");
export const ours = () => load("ours", process.env.PEERS_OURS || "softphone-admin/telnyx");
