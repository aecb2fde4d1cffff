// What one visitor has chosen so far, and the end of it: nothing outlives the visit.

const IDLE_MS = 45000;
const WARN_MS = 15000;

/** A visitor who has chosen nothing yet. */
export function newSession() {
  return {
    larger: false,
    contrast: false,
    low: false,
    listen: false,
    priority: false,
    supports: new Set(),
    items: 1,
    need: null,
    page: 0,
    order: null, // the id of the order under way: the same press sent twice gives one number
    taken: null, // the number this visitor has
    again: false, // whether another number is wanted although there is one
  };
}

/** Show size, contrast and reach on the page. */
export function show(session) {
  const root = document.documentElement;
  root.dataset.size = session.larger ? "large" : "normal";
  root.dataset.contrast = session.contrast ? "high" : "normal";
  root.dataset.reach = session.low ? "low" : "normal";
}

/** Calls `warn(seconds)` each second of the last 15 of 45 without a touch, then `end()`; `warn(null)` takes it back. */
export class Idle {
  constructor(warn, end) {
    this.warn = warn;
    this.end = end;
    this.touched = performance.now();
    this.warned = false;
    this.limit = IDLE_MS;
    for (const event of ["pointerdown", "keydown"]) {
      document.addEventListener(event, () => this.touch(), { capture: true });
    }
    setInterval(() => this.look(), 250);
  }

  /** Somebody is there. While the warning stands only its own button counts. */
  touch() {
    if (!this.warned) this.touched = performance.now();
  }

  /** The warning was answered, or a new screen came. */
  again() {
    this.warned = false;
    this.touched = performance.now();
    this.warn(null);
  }

  look() {
    const left = IDLE_MS - (performance.now() - this.touched);
    if (left <= 0) {
      this.warned = false;
      this.touched = performance.now();
      this.warn(null);
      this.end();
    } else if (left <= WARN_MS) {
      this.warned = true;
      this.warn(Math.ceil(left / 1000));
    }
  }
}
