import { createCore } from "./core.js";
import { listen } from "./serve.js";
import { createSimulation } from "./simulation.js";
import { vendors } from "./vendors/index.js";

/** @type {typeof import("./index.js").simulate} */
export const simulate = async (options) => {
  const core = createCore(vendors, options);
  if (options.listen === false) return /** @type {any} */ (createSimulation(core));
  try {
    return /** @type {any} */ (createSimulation(core, await listen(core, options.listen)));
  } catch (error) {
    core.close();
    throw error;
  }
};
