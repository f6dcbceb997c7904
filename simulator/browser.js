import { createCore } from "./core.js";
import { createSimulation } from "./simulation.js";
import { vendors } from "./vendors/index.js";

/**
 * Starts simulated PBXs inside a page, which cannot listen: use `sim.fetch` and `sim.WebSocket`.
 *
 * @type {typeof import("./index.js").simulate}
 */
export const simulate = async (options) => {
  if (options?.listen) throw new TypeError("a page cannot listen on a port: leave `listen` out");
  return /** @type {any} */ (createSimulation(createCore(vendors, options)));
};
