// Which calls stand in the light. Pure: it is told the state and the time, and touches no page.
// Calls never overwrite each other: up to MOST stand side by side, others wait until one has been seen long enough.

export const MOST = 6;
export const LEAST_MS = 8000; // no call leaves earlier
export const HOLD_MS = 25000; // the last one stays as long as its counter calls it

/** When a call and a state were made, by the hall's own clock. */
function ageMs(call, state) {
  return Date.parse(state.at) - Date.parse(call.at);
}

function keyOf(call) {
  return [call.number, call.counter, call.nth, call.at].join("|");
}

export class Spotlight {
  constructor() {
    this.known = new Set();
    this.entries = []; // {call, since: when it was lit, or null while it waits}, in the order of calling
    this.called = {};
  }

  /** Take a state of the hall; `mine` tells whether a counter is on this board. */
  hear(state, mine, nowMs) {
    this.called = {};
    for (const [counter, at] of Object.entries(state.counters)) {
      if (at.state === "called") this.called[counter] = at.number;
    }
    // A state names the newest call first.
    const calls = [...state.calls].reverse().sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    for (const call of calls) {
      if (this.known.has(keyOf(call)) || !mine(call.counter)) continue;
      // What had been called before this page was opened, or in a cut, is shown only while it holds.
      if (ageMs(call, state) < HOLD_MS || this.holds(call)) this.add(call);
    }
    this.known = new Set(calls.map(keyOf));
    this.turn(nowMs);
  }

  holds(call) {
    return this.called[call.counter] === call.number;
  }

  add(call) {
    // A recall, or the same number at another counter, is one call, not two; a counter has one call at a time.
    this.entries = this.entries.filter(({ call: other }) =>
      other.number !== call.number && other.counter !== call.counter);
    this.entries.push({ call, since: null });
  }

  /** Let calls leave and waiting ones come; true when anything changed. */
  turn(nowMs) {
    const before = this.shown().map(keyOf).join();
    const seen = (entry) => entry.since !== null && nowMs - entry.since >= LEAST_MS;
    let waiting = this.entries.filter((entry) => entry.since === null);
    this.entries = this.entries.filter((entry) => {
      if (!seen(entry)) return true;
      if (!this.holds(entry.call)) return false;
      return nowMs - entry.since < HOLD_MS || entry === this.entries.at(-1);
    });
    for (const entry of waiting) {
      const lit = this.entries.filter((other) => other.since !== null);
      if (lit.length >= MOST) {
        const oldest = lit.find(seen);
        if (oldest === undefined) break;
        this.entries = this.entries.filter((other) => other !== oldest);
      }
      entry.since = nowMs;
    }
    return before !== this.shown().map(keyOf).join();
  }

  /** The calls in the light, oldest first. */
  shown() {
    return this.entries.filter((entry) => entry.since !== null).map((entry) => entry.call);
  }
}
