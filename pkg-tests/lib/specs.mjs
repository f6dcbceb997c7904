import { control } from "../../simulator/control.js";
import { engines } from "./engines.mjs";
import { serve } from "./serve.mjs";

/**
 * Runs specs in engines, says what came of it, and adds it up.
 *
 * @param {{ folder: string, specs: string[], remove: () => Promise<void> }} scratch what `prepare` has made; it is
 *   removed
 * @param {object} options
 * @param {string[]} options.names of the engines
 * @param {(name: string, specs: string[]) => string[]} [options.specsFor] picks those for an engine
 * @param {{ all?: boolean, grep?: string }} options.settings what the specs can read, beside the control server and the
 *   engine
 * @param {{ passed: number, failed: number, skipped: number }} options.total
 */
export async function inEngines(
  scratch,
  { names, specsFor = (_name, specs) => specs, settings: { all, grep, ...more }, total },
) {
  const controlServer = await control();
  const server = await serve(scratch.folder);

  /** An engine that breaks is a failure, one that is missing is skipped. */
  const runEngine = async (name) => {
    const started = Date.now();
    const settings = { ...more, control: controlServer.url, engine: name, all, grep };
    let outcome;
    try {
      outcome = await engines[name]({
        page: server.url,
        scratch: { ...scratch, specs: specsFor(name, scratch.specs) },
        settings,
      });
    } catch (error) {
      outcome = { passed: 0, failures: [{ title: "the engine itself", detail: String(error?.stack ?? error) }] };
    }
    report(name, outcome, { ms: Date.now() - started, grep, total });
  };

  try {
    // Two at a time: they wait for each other's timers more than for the processor, and more make each other late.
    const queue = [...names];
    await Promise.all(
      [1, 2].map(async () => {
        for (let name = queue.shift(); name; name = queue.shift()) await runEngine(name);
      }),
    );
  } finally {
    await server.close();
    await controlServer.close();
    await scratch.remove();
  }
}

function report(name, { passed = 0, failures = [], skipped }, { ms, grep, total }) {
  if (skipped) {
    console.log(`skipped: ${name}: ${skipped}`);
    total.skipped += 1;
    return;
  }
  // Nothing failed because nothing ran: no success, unless a filter asked for it.
  if (passed + failures.length === 0 && !grep) failures = [{ title: "no spec ran", detail: "" }];
  for (const { title, detail } of failures)
    console.log(`failed: ${name}: ${title}\n${detail.replace(/^/gm, "    ")}\n`);
  console.log(`${name}: ${passed} passed, ${failures.length} failed in ${(ms / 1000).toFixed(1)} s`);
  total.passed += passed;
  total.failed += failures.length;
}
