// What a phone keeps of its tickets, so that nothing is lost without reception. Numbers and taps alone, no person.

const PREFIX = "quayso.";
const FORGET_AFTER_MS = 8 * 86400000;
const MOST_TICKETS = 12;
const memory = new Map();

function store() {
  try {
    localStorage.setItem(`${PREFIX}probe`, "1");
    localStorage.removeItem(`${PREFIX}probe`);
    return localStorage;
  } catch (error) {
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    };
  }
}

const kept = store();

/** What was kept under a name, or null. */
export function read(name) {
  try {
    return JSON.parse(kept.getItem(PREFIX + name));
  } catch (error) {
    return null;
  }
}

/** Keep a value under a name; null forgets it. */
export function keep(name, value) {
  try {
    if (value === null) kept.removeItem(PREFIX + name);
    else kept.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    // The phone is full: the page works on without.
  }
}

/** Remember a ticket of this phone; returns all of them, the newest first, without those of last week. */
export function remember(token, number, day) {
  const now = Date.now();
  const known = (read("tickets") ?? []).filter((one) => one.token !== token);
  const all = [{ token, number, day, at: now }, ...known];
  const young = all.filter((one, place) => place < MOST_TICKETS && now - one.at < FORGET_AFTER_MS);
  for (const old of all.filter((one) => !young.includes(one))) forget(old.token, false);
  keep("tickets", young);
  return young;
}

/** Forget a ticket and everything kept with it. */
export function forget(token, alsoInList = true) {
  for (const name of ["rating", "now", "shown", "words"]) keep(`${name}.${token}`, null);
  if (alsoInList) keep("tickets", (read("tickets") ?? []).filter((one) => one.token !== token));
}
