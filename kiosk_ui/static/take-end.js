// The screens that follow a choice: the number, and what stands between a choice and a number.

import { button, el, picture, row, title } from "/assets/take-view.js";
import { toMinutes } from "/assets/take-words.js";

const PRINT_ICONS = { waiting: "printer", done: "check", failed: "printer", unknown: "printer" };

/** While the hall is asked. */
export function busyScreen({ words }) {
  return [title(words.say("busy.text")), el("div", { cls: "busy", "aria-hidden": "true" })];
}

/** The number, very large. */
export function ticketScreen(kiosk) {
  const { words, session } = kiosk;
  const { number, ahead, estimate_s: wait, priority, service } = session.taken;
  const facts = [ahead === 0 ? words.say("taken.first") : words.say("taken.ahead", { count: ahead })];
  if (ahead > 0 && wait !== null) facts.push(words.say("wait.minutes", { minutes: toMinutes(wait) }));
  const print = session.taken.print;
  return [
    el(
      "section",
      { cls: "ticket" },
      el("h1", { cls: "ticket-label", tabindex: "-1" }, words.say("ticket.number")),
      el("p", { cls: "ticket-number", "data-length": number.length }, number),
      priority ? el("p", { cls: "ticket-priority" }, words.say("ticket.priority")) : null,
      el("p", { cls: "ticket-service" }, service),
      el("p", { cls: "ticket-facts" }, ...facts.map((fact) => el("span", { cls: "ticket-fact" }, fact))),
      el("p", { cls: "ticket-sit" }, words.say("ticket.sit")),
    ),
    el("p", { cls: `printing printing-${print}` }, picture(PRINT_ICONS[print]), el("span", {}, words.say(`print.${print}`))),
    row(
      button({ title: words.say("button.more"), on: () => kiosk.takeAnother() }),
      button({ title: words.say("button.done"), cls: "key-first", on: () => kiosk.end() }),
    ),
  ];
}

/** Somebody at this screen took a number a moment ago. */
export function againScreen(kiosk) {
  const { words, session } = kiosk;
  return question(
    words.say("again.text", { number: session.taken.number }),
    null,
    button({ title: words.say("again.no"), on: () => kiosk.end() }),
    button({ title: words.say("again.yes"), cls: "key-first", on: () => kiosk.orderAgain() }),
  );
}

/** The session may end first. */
export function lateScreen(kiosk) {
  const { words } = kiosk;
  return question(
    words.say(`late.${kiosk.late}`),
    words.say("late.note"),
    button({ title: words.say("late.no"), on: () => kiosk.end() }),
    button({ title: words.say("late.yes"), cls: "key-first", on: () => kiosk.orderLate() }),
  );
}

/** No number came of it, and what to do. */
export function errorScreen(kiosk) {
  const { words } = kiosk;
  const key = `error.${kiosk.error.code}`;
  const said = words.has(key) ? words.say(key) : words.say("error.other");
  return question(words.say("error.title"), said, button({ title: words.say("button.start"), cls: "key-first", on: () => kiosk.go("need") }));
}

function question(words, note, ...keys) {
  return [title(words), note ? el("p", { cls: "lead" }, note) : null, row(...keys)];
}
