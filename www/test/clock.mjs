// A Monday afternoon, for the simulator and for the page: a day with calls in it, and never midnight.
// Imported before the simulator, which takes the time from here.
export const shift = Date.UTC(2026, 0, 5, 16, 24) - Date.now();

/** Moves the clock of the realm that it runs in. Written to be sent to a page, too. */
export function moveClock(shift) {
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(RealDate.now() + shift);
    }
    static now() {
      return RealDate.now() + shift;
    }
  };
}

moveClock(shift);
