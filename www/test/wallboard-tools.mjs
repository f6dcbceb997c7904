// What the tests of the IPCortex page have in common.

/** A list of tests, each of which has a PBX of its own. */
export function boardTests() {
  const tests = [];
  const test = (name, run, { ipcortex, ...options } = {}) => tests.push({ name: `wallboard: ${name}`, run, options: { ipcortex: { ...small, ...ipcortex }, ...options } });
  return { tests, test };
}

/** Eight people, the first of whom is at the reception; nothing happens by itself. */
const small = { users: [{ role: "receptionist" }, ...Array.from({ length: 7 }, () => ({}))], queues: 3, addresses: 10, hotdesks: 2, answerMs: 400 };

export const me = "SIP/desk117";
export const person = (device) => `.person[data-device="${device}"]`;
export const ownCall = (cid) => `.own-call[data-call="${cid}"]`;
export const queueTile = (name) => `.queue-tile[data-queue="${name}"]`;
export const entry = (key) => `.entry[data-entry="${key}"]`;

/** Opens the sign-in form of the page, filled in. */
export async function arrive(actor) {
  await actor.visit();
  await actor.page.evaluate(() => (location.hash = "#/ipcortex/wallboard"));
  await actor.page.waitForFunction(() => document.querySelector("[name=system][value=ipcortex]")?.checked && document.querySelector("[name=secret]")?.value);
}

/** Signs in, with what the simulator offers unless told otherwise, and waits until everything is there. */
export async function enter(actor, user) {
  await arrive(actor);
  if (user) {
    const { username, password } = actor.sim.ipcortex.credentialsOf(user);
    await actor.type("[name=username]", username);
    await actor.type("[name=secret]", password);
  }
  await actor.page.click("button[type=submit]");
  await actor.see(".shell");
  await loaded(actor);
}

export async function loaded(actor) {
  await actor.see(".people");
  await actor.live();
  await actor.page.waitForFunction(() => !document.querySelector(".bone"));
}

/** Presses a button of a call by the first word that it says. */
export async function press(actor, within, word) {
  await (await actor.see(`${within} ::-p-xpath(.//button[starts-with(normalize-space(), "${word}")])`)).click();
}

/** The calls on a device, as the PBX has them. */
export const callsOn = ({ sim }, device) => sim.ipcortex.state.objects.call.filter((call) => call.device === device);

export const focused = ({ page }, selector) => page.waitForFunction((selector) => document.activeElement?.matches(selector), {}, selector);
