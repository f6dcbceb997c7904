// In the page: what the live model of IPCortex costs beside plain JavaScript that does the least there is to do.

const SIZE = { devices: 10_000, calls: 2_000 };
const ROUNDS = { snapshot: 15, delta: 400 };
/** Operations of a delta, and of each tenth of a second of the long run. */
const OPS = 100;

const deviceOf = (index) => ({
  name: `SIP/desk${index}`,
  label: `Desk ${index}`,
  extension: String(2000 + index),
  extensions: [String(2000 + index)],
  queues: {},
  optOut: [],
  mailbox: `${2000 + index}@default`,
  webrtc: false,
  webrtcState: "none",
  phone: `desk${index}`,
  ownerID: 100 + index,
  mac: "02aa00bb00cc",
  features: "hold,talk,answer",
  state: "up",
  blf: 0,
});

const callOf = (index) => ({
  cid: `SIP/desk${index}-${index}`,
  id: 1767225601.88 + index,
  device: `SIP/desk${index}`,
  party: "callee",
  name: "Tom Reed",
  number: "0123456789",
  label: "Tom Reed",
  state: "up",
  nrState: "up",
  stamp: 1767225601880,
  start: 1767225603880,
  features: "hold,talk",
});

const snapshotText = () =>
  JSON.stringify({ t: "snap", seq: 1, last: true, objects: { device: Array.from({ length: SIZE.devices }, (_, at) => deviceOf(at)), call: Array.from({ length: SIZE.calls }, (_, at) => callOf(at)) } });

const deltaOf = (seq, of) =>
  JSON.stringify({ t: "delta", seq, ops: Array.from({ length: OPS }, (_, at) => ({ op: "patch", kind: "device", key: `SIP/desk${(at * 97 + seq * 31) % SIZE.devices}`, v: of(at) })) });

/** An installation whose frames are brought by hand, as texts. */
async function started(installIPCortex, snapshot) {
  let bring;
  const adapter = {
    openFeed: async (_, onEvent) => {
      bring = (text) => onEvent(JSON.parse(text));
      return { send() {}, close() {} };
    },
  };
  const installed = installIPCortex({ adapter });
  const starting = installed.PBX.startFeed();
  while (!bring) await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  bring(JSON.stringify({ t: "welcome", feed: "f", seq: 0, resumed: false }));
  const since = performance.now();
  bring(snapshot);
  const took = performance.now() - since;
  await starting;
  return { ...installed, bring, took };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const round = (number) => Math.round(number * 1000) / 1000;

/** Milliseconds by side: to take a snapshot in, and for a delta to reach its listener. */
globalThis.measureModel = async (url) => {
  const { installIPCortex } = await import(url);
  const snapshot = snapshotText();
  const times = { ours: [], plain: [] };
  for (let turn = 0; turn < ROUNDS.snapshot; turn += 1) {
    const { PBX, took } = await started(installIPCortex, snapshot);
    if (PBX.live.devices.getSnapshot().length !== SIZE.devices) throw new Error("the model does not hold the snapshot");
    times.ours.push(took);
    PBX.close();
    const since = performance.now();
    const { objects } = JSON.parse(snapshot);
    const devices = new Map(objects.device.map((row) => [row.name, row]));
    const calls = new Map(objects.call.map((row) => [row.cid, row]));
    times.plain.push(performance.now() - since);
    if (devices.size !== SIZE.devices || calls.size !== SIZE.calls) throw new Error("the maps do not hold the snapshot");
  }
  const figures = { snapshot: { ours: round(median(times.ours)), plain: round(median(times.plain)) } };

  const { PBX, Types, bring } = await started(installIPCortex, snapshot);
  const heard = { ours: 0, plain: 0 };
  Types.Device.addListener("update", () => (heard.ours += 1));
  const listeners = [() => (heard.plain += 1)];
  const rows = new Map(JSON.parse(snapshot).objects.device.map((row) => [row.name, row]));
  const deltas = { ours: [], plain: [] };
  for (let turn = 0; turn < ROUNDS.delta; turn += 1) {
    const text = deltaOf(turn + 2, () => ({ blf: (turn % 3) + 1, label: `Round ${turn}` }));
    let since = performance.now();
    bring(text);
    deltas.ours.push(performance.now() - since);
    since = performance.now();
    const touched = new Set();
    for (const { key, v } of JSON.parse(text).ops) touched.add(Object.assign(rows.get(key), v));
    for (const row of touched) for (const listener of listeners) listener(row);
    deltas.plain.push(performance.now() - since);
  }
  // Closing ends calls, of which devices tell.
  const { ours } = heard;
  PBX.close();
  if (ours !== heard.plain) throw new Error(`the listener heard of ${ours} changes and not ${heard.plain}`);
  return { ...figures, delta: { ours: round(median(deltas.ours)), plain: round(median(deltas.plain)) } };
};

let running;

/** Starts so many seconds at 1,000 operations a second; `endRun` tells how it went. */
globalThis.startRun = async (url, seconds) => {
  const { installIPCortex } = await import(url);
  const { PBX, Types, bring } = await started(installIPCortex, snapshotText());
  const state = { longest: 0, heard: 0, sent: 0, seq: 1, over: false };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) state.longest = Math.max(state.longest, duration);
  }).observe({ type: "longtask" });
  Types.Device.addListener("update", () => (state.heard += 1));
  const ended = new Promise((resolve) => {
    const beat = () => {
      state.seq += 1;
      // The number changes each time, so that each operation has to be heard of.
      bring(deltaOf(state.seq, () => ({ label: `Run ${state.seq}` })));
      state.sent += OPS;
      state.over = state.sent >= seconds * 1000;
      if (state.over) resolve();
      else setTimeout(beat, Math.max(0, began + state.sent - performance.now()));
    };
    const began = performance.now();
    beat();
  });
  running = { PBX, state, ended };
};

/** Whether the run is over. */
globalThis.isRunOver = () => running.state.over;

globalThis.endRun = async () => {
  const { PBX, state, ended } = running;
  await ended;
  const kept = PBX.live.devices.getSnapshot().filter(({ label }) => label === `Run ${state.seq}`).length;
  const { sent, heard } = state;
  PBX.close();
  return { sent, heard, longest: Math.round(state.longest), kept };
};
