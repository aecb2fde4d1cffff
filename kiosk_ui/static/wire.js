// What every page of a gateway shares: the live state of the hall, orders that survive a bad line, the gateway's clock.

const SILENT_MS = 20000; // a beat comes every 8 s
const RETRY_MS = 3000;
const ORDER_TIMEOUT_MS = 10000;

/** A random uuid; crypto.randomUUID exists on encrypted pages only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Give an order as JSON; on a dead line it is repeated as it is, so an id in it must make it harmless twice.
 *  Always answers: {ok, result} or {ok: false, error: {code, message}}, code "unreachable" when nobody answered. */
export async function post(path, body, { tries = 3 } = {}) {
  for (let left = tries; left > 0; left -= 1) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ORDER_TIMEOUT_MS),
      });
      return await response.json();
    } catch (error) {
      if (left > 1) await new Promise((resolve) => setTimeout(resolve, 400));
    }
  }
  return { ok: false, error: { code: "unreachable", message: "" } };
}

// The gateway's wall time as text of its own zone, and when it was told.
let told = null;

function tellTime(at, clock) {
  told = clock === "unset" ? null : { at: Date.parse(at), zone: zoneMinutes(at), since: performance.now() };
}

function zoneMinutes(at) {
  const match = /([+-])(\d\d):(\d\d)$/.exec(at);
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

/** The gateway's time as a Date whose UTC fields are local ones, or null when nobody knows the time. */
export function now() {
  if (told === null) return null;
  return new Date(told.at + (performance.now() - told.since) + told.zone * 60000);
}

/** Follow the hall. `onChange({live, state})` comes at once when something changed, and when the line falls silent:
 *  then `live` is false and `state` the last one known. `onBuild()` comes when the gateway was updated. */
export function follow(onChange, onBuild = () => {}) {
  let source = null;
  let last = { live: false, state: null };
  let build = null;
  let heardAt = performance.now();

  function tell(next) {
    last = next;
    onChange(last);
  }

  function hear(message) {
    heardAt = performance.now();
    const facts = JSON.parse(message.data);
    tellTime(facts.at, facts.clock);
    document.documentElement.classList.toggle("is-training", facts.training === true);
    if (build !== null && build !== facts.build) onBuild();
    build = facts.build;
    return facts;
  }

  function open() {
    source = new EventSource("/events");
    source.addEventListener("state", (message) => {
      const facts = hear(message);
      tell({ live: facts.live, state: facts.state });
    });
    source.addEventListener("beat", (message) => {
      const facts = hear(message);
      if (facts.live !== last.live) tell({ live: facts.live, state: last.state });
    });
    source.addEventListener("error", () => {
      // After an answer that is no stream the browser never tries again by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(reopen, RETRY_MS);
    });
  }

  function reopen() {
    source.close();
    open();
  }

  setInterval(() => {
    if (performance.now() - heardAt < SILENT_MS) return;
    heardAt = performance.now();
    if (last.live) tell({ live: false, state: last.state });
    reopen();
  }, 1000);
  open();
}
