// A ticket as one line of a list, for desk and guide.
import { byId, lasting } from "/assets/desk-wire.js";

/** A line whose button carries the id of its ticket. `waited_s`: null where no time is said. */
export function row(one) {
  const item = byId("row").content.firstElementChild.cloneNode(true);
  const [number, what, time] = item.querySelector("button").children;
  item.querySelector("button").dataset.ticket = one.id;
  number.textContent = one.number;
  const words = [one.note, ...one.needs, one.items > 1 ? `${one.items} hồ sơ` : "", one.service_name].filter(Boolean);
  if (one.priority) {
    const badge = document.createElement("b");
    badge.textContent = "ƯU TIÊN";
    what.append(badge, " ");
  }
  what.append(words.join(" · "));
  what.title = words.join(" · ");
  time.textContent = one.waited_s === null ? "" : lasting(one.waited_s);
  return item;
}
