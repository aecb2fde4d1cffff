// The screens on which somebody chooses: what for, which service, priority, support, several dossiers, closed hours.

import { button, card, el, isLying, isSmall, picture, row, title } from "/assets/take-view.js";

export const NEEDS = ["submit", "collect", "ask"];
const ICONS = { submit: "submit", collect: "result", ask: "question", other: "signpost" };

/** The services under a choice of the first screen; who does not know what to choose is sent to those who advise. */
export function servicesFor(setup, need) {
  const found = setup.services.filter((service) => service.needs.includes(need));
  return found.length || need !== "other" ? found : setup.services.filter((service) => service.needs.includes("ask"));
}

/** "Ông/Bà đến để làm gì?" */
export function needScreen(kiosk) {
  const { words, session, setup, hall } = kiosk;
  const cards = NEEDS.filter((need) => servicesFor(setup, need).length).map((need) =>
    card({
      icon: ICONS[need],
      title: words.say(`need.${need}`),
      notes: words.waiting(hall, servicesFor(setup, need)),
      cls: need === "submit" ? "card-first" : "",
      on: () => kiosk.chooseNeed(need),
    }),
  );
  const unsure = servicesFor(setup, "other").length
    ? card({ icon: ICONS.other, title: words.say("need.other"), cls: "card-plain", on: () => kiosk.chooseNeed("other") })
    : null;
  const supports = [...session.supports].map((code) => supportName(kiosk, code)).join(", ");
  const options = el(
    "div",
    { cls: "options" },
    card({
      icon: "priority",
      title: words.say("option.priority"),
      cls: "option option-wide",
      pressed: session.priority,
      on: () => kiosk.go("priority"),
    }),
    card({
      icon: "support",
      title: words.say("option.support"),
      notes: [supports],
      cls: "option",
      pressed: session.supports.size > 0,
      on: () => kiosk.go("support"),
    }),
    card({
      icon: "items",
      title: words.say("option.items"),
      notes: [session.items > 1 ? words.say("option.items_chosen", { count: session.items }) : ""],
      cls: "option",
      pressed: session.items > 1,
      on: () => kiosk.go("items"),
    }),
  );
  return [title(words.say("need.title")), el("div", { cls: "needs" }, ...cards, unsure), options];
}

/** "Ông/Bà cần làm việc gì?" by everyday name and picture; more than fit stand on further pages. */
export function serviceScreen(kiosk) {
  const { words, session, setup, hall } = kiosk;
  const all = servicesFor(setup, session.need);
  const room = roomFor(session);
  const first = session.page * room;
  const cards = all.slice(first, first + room).map((service) =>
    card({
      icon: service.picture,
      title: service.name,
      notes: words.waiting(hall, [service]),
      cls: "service",
      on: () => kiosk.chooseService(service),
    }),
  );
  const next = all.length > room
    ? button({
        title: words.say("button.next"), icon: "next", cls: "key-next",
        on: () => kiosk.turnPage(Math.ceil(all.length / room)),
      })
    : null;
  return [title(words.say("service.title")), el("div", { cls: "services" }, ...cards), row(backKey(kiosk), next)];
}

/** How many services fit on the screen without scrolling. */
function roomFor({ low, larger }) {
  if (low) return 4;
  if (isSmall()) return 6;
  if (isLying()) return larger ? 6 : 9;
  return larger ? 8 : 10;
}

/** Who is entitled to priority; which group is nobody's business. */
export function priorityScreen(kiosk) {
  const { words, setup } = kiosk;
  const set = (priority) => () => kiosk.choose({ priority });
  return [
    title(words.say("priority.title")),
    el("ul", { cls: "groups" }, ...setup.groups.map((name, index) => el("li", {}, words.group(index, name)))),
    el("p", { cls: "note" }, words.say("priority.note")),
    row(
      button({ title: words.say("priority.no"), on: set(false) }),
      button({ title: words.say("priority.yes"), cls: "key-first", on: set(true) }),
    ),
  ];
}

/** What somebody needs at the counter. */
export function supportScreen(kiosk) {
  const { words, session } = kiosk;
  const cards = kiosk.supports().map((code) =>
    card({
      icon: code.split(":")[0],
      title: supportName(kiosk, code, true),
      cls: "option",
      pressed: session.supports.has(code),
      on: () => kiosk.toggleSupport(code),
    }),
  );
  return [
    title(words.say("support.title")),
    el("p", { cls: "note" }, words.say("support.note")),
    el("div", { cls: "supports" }, ...cards),
    row(button({ title: words.say("button.choose"), cls: "key-first", on: () => kiosk.go("need") })),
  ];
}

function supportName({ words }, code, whole = false) {
  const [kind, language] = code.split(":");
  const name = words.packs.find((pack) => pack.code === language)?.name ?? language;
  if (kind !== "language") return words.say(`support.${kind}`);
  return whole ? words.say("support.language", { language: name }) : name;
}

/** How many dossiers come with one number. */
export function itemsScreen(kiosk) {
  const { words, session } = kiosk;
  const step = (by) => () => kiosk.setItems(session.items + by);
  const key = (icon, name, by, stop) =>
    el("button", { type: "button", cls: "key step", on: step(by), disabled: stop, "aria-label": name }, picture(icon));
  return [
    title(words.say("items.title")),
    el("p", { cls: "note" }, words.say("items.note")),
    el(
      "div",
      { cls: "stepper" },
      key("minus", words.say("items.fewer"), -1, session.items <= 1),
      el("output", { cls: "stepper-count figures" }, String(session.items)),
      key("plus", words.say("items.further"), 1, session.items >= 99),
    ),
    row(button({ title: words.say("button.choose"), cls: "key-first", on: () => kiosk.go("need") })),
  ];
}

/** Out of hours: the hours, then what to do. */
export function closedScreen(kiosk) {
  const { words, setup } = kiosk;
  const own = kiosk.closedService?.hours ? kiosk.closedService : setup;
  const table = (lines) =>
    el(
      "dl",
      { cls: "hours" },
      ...lines.flatMap((line) => [
        el("dt", {}, words.days(line)),
        el("dd", { cls: "figures" }, ...line.times.map(([from, until]) => el("span", { cls: "hours-time" }, `${from}–${until}`))),
      ]),
    );
  return [
    title(words.say("closed.title")),
    kiosk.closedService ? el("p", { cls: "lead" }, kiosk.closedService.name) : null,
    setup.is_off ? el("p", { cls: "lead" }, words.say("closed.off")) : null,
    table(own.hours),
    own.tickets ? el("h2", { cls: "subtitle" }, words.say("closed.tickets")) : null,
    own.tickets ? table(own.tickets) : null,
    el("p", { cls: "closed-text" }, words.say("closed.text")),
    kiosk.closedService ? row(backKey(kiosk)) : null,
  ];
}

/** The way back, always in the same corner. */
export function backKey(kiosk) {
  return button({ title: kiosk.words.say("button.back"), icon: "back", cls: "key-back", on: () => kiosk.go("need") });
}
