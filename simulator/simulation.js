import { createFetch, createWebSocket } from "./memory.js";

/**
 * What users hold: the core's PBXs beside its clock and log.
 *
 * @param {import("./core.js").Core} core
 * @param {() => Promise<void>} [stop] Ends what listens.
 */
export function createSimulation(core, stop) {
  return {
    clock: core.clock,
    requests: core.requests,
    get unmatched() {
      return core.unmatched();
    },
    fetch: createFetch(core),
    WebSocket: createWebSocket(core),
    async close() {
      core.close();
      await stop?.();
    },
    ...Object.fromEntries(core.hosts.map(({ name, api }) => [name, api])),
  };
}
