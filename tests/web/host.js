// The page's side of an operator, for tests: it writes down what Rust tells it, and lets a test answer back.

export class Host {
  constructor() {
    this.fields = {};
    this.log = [];
  }
  /** Calls back with each line of the log as it is written. */
  attend(reaction) {
    this.reaction = reaction;
  }
  note(what, value) {
    this.log.push([what, value]);
    try {
      this.reaction?.(what, value);
    } catch (error) {
      reportError(error);
    }
  }
  /** What it was told under a name, in order. */
  told(what) {
    return this.log.filter(([name]) => name === what).map(([, value]) => value);
  }
  get(name) {
    return this.fields[name];
  }
  set(name, value) {
    this.fields[name] = value;
  }
  hold(hold) {
    this.note("hold", hold);
  }
  watch(signal) {
    signal.addEventListener("abort", () => this.note("abort", signal.reason), { once: true });
  }
  connect(connected) {
    this.note("connect", connected);
  }
  emit(event, payload) {
    this.note(event, payload);
  }
  emitOnSocket(event) {
    this.note(`socket ${event}`);
  }
  topics(own) {
    return own;
  }
  frame(topic, event) {
    this.note(`frame ${topic}`, event.data);
  }
  gap(from, to) {
    this.note("gap", { from, to });
  }
  changed(state, since, failures, retryAt) {
    this.note("changed", { state, since, failures, retryAt });
  }
  end(error) {
    this.note("end", error);
  }
}

/** How a promise settles and when, or that it does not. */
export function settlement(promise, limitMs) {
  const started = performance.now();
  const settled = (fulfilled) => (value) => ({ fulfilled, value, ms: performance.now() - started });
  let timer;
  const pending = new Promise((resolve) => (timer = setTimeout(resolve, limitMs)));
  return Promise.race([promise.then(settled(true), settled(false)), pending]).finally(() => clearTimeout(timer));
}

let reports = [];
addEventListener("error", (event) => {
  reports.push(event.error);
  event.preventDefault();
});

/** What reached the page's `error` event since the last time this was asked. */
export function takeReports() {
  const taken = reports;
  reports = [];
  return taken;
}
