/** What ends calls of a client: an `AbortSignal` as far as they look at it, and ten times as fast. */
export class Life {
  aborted = false;
  listeners = new Set();
  addEventListener(_, listener) {
    this.listeners.add(listener);
  }
  removeEventListener(_, listener) {
    this.listeners.delete(listener);
  }
  abort(reason) {
    if (this.aborted) return;
    Object.assign(this, { aborted: true, reason });
    for (const listener of [...this.listeners]) listener();
  }
}
