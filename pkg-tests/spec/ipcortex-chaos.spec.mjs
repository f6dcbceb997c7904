import { expect, it, onCleanup, settle, slowly, takePrinted } from "./support.mjs";
import { holdBoth, simulateIpcortexHere } from "./ipcortex-support.mjs";

const { seed: given } = globalThis.softphoneTests;

/** Numbers from 0 to 1, the same for the same seed. */
function chanceOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (limit) => Math.floor(next() * limit), pick: (list) => list[Math.floor(next() * list.length)] };
}

const KEYS = { contact: "cID", phone: "name", device: "name", extension: "extension", queue: "name", mailbox: "name", call: "cid", address: "key" };
const LIVE = { contact: "contacts", phone: "phones", device: "devices", extension: "extensions", queue: "queues", mailbox: "mailboxes", call: "calls", address: "addressbook" };

/** Values without what this side adds, and with no order. */
const plain = ({ uid: _uid, tags: _tags, ...values }) => JSON.stringify(Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))));
const byKey = (kind, list) => Object.fromEntries(list.map((one) => [String(one[KEYS[kind]]), plain({ ...one })]).sort(([a], [b]) => (a < b ? -1 : 1)));

/** All that a page can see of an object: what an update must have changed. Of a dead call it hears once. */
function seenOf(object, isDead = () => false) {
  const { calls, show, blf } = object;
  const around = Array.isArray(calls) ? calls.filter((call) => !isDead(call)).map((call) => call.toJSON()) : [];
  return JSON.stringify([object, around, show, blf]);
}

/** A page that writes down what it is told, and what was wrong with it. */
function witness(Types) {
  const wrong = [];
  const known = new Map();
  let told = 0;
  for (const [name, Class] of Object.entries(Types)) {
    const note = (object) => known.set(object, { seen: seenOf(object), left: seenOf(object, ({ state }) => state === "dead") });
    const nameOf = (object) => `${name} ${object.cid ?? object.cID ?? object.extension ?? object.key ?? object.name}`;
    Class.addListener("new", (object) => {
      told += 1;
      if (known.has(object)) wrong.push(`new twice: ${nameOf(object)}`);
      note(object);
    });
    Class.addListener("update", (object) => {
      told += 1;
      if (known.get(object)?.seen === seenOf(object)) wrong.push(`an update of nothing: ${nameOf(object)} ${seenOf(object)}`);
      if (!known.has(object)) wrong.push(`an update of what was never new: ${nameOf(object)}`);
      note(object);
      if (name === "Call" && object.state === "dead") known.delete(object);
    });
    Class.addListener("deleted", (object) => {
      told += 1;
      if (!known.delete(object)) wrong.push(`deleted, but never there: ${nameOf(object)}`);
    });
  }
  return { wrong, known, told: () => told };
}

const span = (chance, most) => Math.floor(chance.next() * most);

/** What goes wrong, by name. */
const DEEDS = {
  cut: ({ ipcortex }, chance) => ipcortex.drop({ mode: "abort", forMs: span(chance, 4_000) }),
  end: ({ ipcortex }, chance) => ipcortex.drop({ mode: "clean", forMs: span(chance, 4_000) }),
  refusal: ({ ipcortex }, chance) => (ipcortex.drop({ mode: "refuse", forMs: 3_000 }), ipcortex.error({ errno: chance.pick([1, 90, 92]) })),
  gap: ({ ipcortex }) => ipcortex.gap(),
  loss: ({ ipcortex }, chance) => ipcortex.gap({ lose: 1 + chance.below(3) }),
  mute: ({ ipcortex }, chance) => ipcortex.mute({ forMs: span(chance, 25_000) }),
  error: ({ ipcortex }, chance) => ipcortex.error({ errno: chance.pick([1, 3, 90, 91, 92]), retryAfter: span(chance, 3_000) }),
  errors: ({ ipcortex }, chance) => ipcortex.error({ errno: chance.pick([1, 3, 90, 91, 92]), retryAfter: span(chance, 3_000), times: 1 + chance.below(2) }),
  answer: ({ fault }, chance) => fault("ticket", chance.pick([{ status: 500 }, { status: 503 }, { drop: "before" }, { malformed: true }])),
  pause: async (_stage, _chance, PBX) => (await PBX.pauseFeed(), void PBX.startFeed().catch(() => {})),
  idle: (_stage, _chance, PBX) => void PBX.setIdle(true).then(() => PBX.setIdle(false)).catch(() => {}),
};

async function storm({ operations, faults }) {
  const seed = given ?? Math.floor(Math.random() * 2 ** 31);
  const chance = chanceOf(seed);
  const { random } = Math;
  Math.random = chance.next;
  onCleanup(() => void (Math.random = random));
  try {
    const stage = await simulateIpcortexHere({ devices: 12, queues: 2, addresses: 8, hotdesks: 2, resumeMs: 20_000, users: 6 }, { seed });
    const { PBX, Types } = await stage.loggedIn();
    const time = holdBoth(stage);
    const page = witness(Types);
    await PBX.startFeed({ pingtime: 10, errorCB() {} });
    await PBX.startFeed({ device: true, mailbox: true, queue: true, presence: true, pingtime: 10, errorCB() {} });
    await PBX.enableTags();
    await PBX.getAddressbook();
    const steps = faults * 4;
    const each = Math.ceil(operations / steps);
    const done = {};
    for (let step = 0; step < steps; step += 1) {
      stage.ipcortex.ops(each);
      if (step % 4 === 1) {
        const name = chance.pick(Object.keys(DEEDS));
        done[name] = (done[name] ?? 0) + 1;
        await DEEDS[name](stage, chance, PBX);
        stage.ipcortex.ops(1 + chance.below(each));
      }
      await time.pass(chance.pick([0, 100, 700, 2_500]));
      expect(page.wrong.slice(0, 5), `step ${step}, ${JSON.stringify(done)}`).to.deep.equal([]);
      expect(["live", "retrying", "connecting"], `step ${step}`).to.include(PBX.feed.state);
    }
    stage.ipcortex.mute({ forMs: 0 });
    stage.ipcortex.drop({ mode: "refuse", forMs: 0 });
    // What is still planned comes true at each new link, and a link that only seems to be there is found out.
    for (let calm = 0, round = 0; calm < 12 && round < 500; round += 1) {
      await time.pass(5_000);
      calm = PBX.feed.state === "live" ? calm + 1 : 0;
    }
    stage.ipcortex.ops(1);
    await time.pass(1_000);
    await settle();
    expect(PBX.feed.state).to.equal("live");

    const { objects, lines, addressbook, tags } = stage.ipcortex.seenBy("priya");
    for (const [kind, list] of Object.entries({ ...objects, address: addressbook })) {
      const rows = PBX.live[LIVE[kind]].getSnapshot().map((object) => object.toJSON());
      expect(byKey(kind, rows), kind).to.deep.equal(byKey(kind, list));
    }
    expect({ used: PBX.getLines(null, false, true).map(({ name }) => name), owned: PBX.getLines(null, true, true).map(({ name }) => name) }).to.deep.equal(lines);
    for (const contact of PBX.contacts) expect(contact.tags, `tags of ${contact.cID}`).to.deep.equal(tags[`contact:${contact.cID}`] ?? null);
    expect(page.wrong).to.deep.equal([]);
    // What the page was told adds up to what there is.
    const there = Object.values(LIVE).flatMap((name) => PBX.live[name].getSnapshot());
    expect(page.known.size).to.equal(there.length);
    for (const object of there) expect(page.known.get(object)?.left, "the last update is what there is").to.equal(seenOf(object));
    expect(page.told()).to.be.above(operations / 20);
    expect(takePrinted()).to.deep.equal([]);
  } catch (error) {
    error.message = `with --seed ${seed}: ${error.message}`;
    throw error;
  }
}

describe("IPCortex in a storm", () => {
  it("A20 has in the end what the PBX has, nothing told twice and nothing lost: a short one", () => storm({ operations: 4_000, faults: 25 }), 60_000);

  slowly("A20 has in the end what the PBX has, nothing told twice and nothing lost: 500 faults in 100,000 operations", () => storm({ operations: 100_000, faults: 500 }));
});
