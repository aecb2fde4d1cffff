// The board of a waiting area: the hall's state, as it comes, for people six metres away.
import { follow } from "/assets/wire.js";
import { Idle } from "/assets/board-idle.js";
import { fit, fitAll, make, part, renewWhenLost, runClock, write } from "/assets/board-parts.js";
import { Spotlight } from "/assets/board-spotlight.js";
import { Tiles } from "/assets/board-tiles.js";

const IDLE_AFTER_MS = 20000;
const TURN_MS = 500;

const main = document.querySelector("#board");
const counters = JSON.parse(main.dataset.counters);
const names = new Map(counters.map((counter) => [counter.id, counter.name]));
const needs = JSON.parse(main.dataset.needs);
const notice = part("notice");
const callsPlace = part("calls");

const spotlight = new Spotlight();
const tiles = new Tiles(part("tiles"), part("page"), counters);
const idle = new Idle(part("idle"));
const heardLife = renewWhenLost();
let quietSince = -IDLE_AFTER_MS; // a board that was just switched on has its pictures at once

function show({ live, state }) {
  heardLife(live);
  if (!live || state === null) {
    main.dataset.view = "stale";
    idle.stop();
    return;
  }
  const busy = counters.some(({ id }) => ["called", "serving"].includes(state.counters[id]?.state));
  main.dataset.view = state.open || busy ? "open" : "closed";
  tiles.show(state.counters);
  showNeeds(state.services);
  if (write(notice, state.notice || notice.dataset.default)) fit(notice);
  spotlight.hear(state, (counter) => names.has(counter), performance.now());
  showCalls();
}

function showNeeds(services) {
  const rows = needs.map((need) => {
    const known = need.services.map((code) => services[code]).filter(Boolean);
    const row = make("li", "need");
    const count = known.reduce((sum, service) => sum + service.waiting, 0);
    row.append(make("span", "need-name", need.name), make("strong", "need-count figures", String(count)),
      make("span", "need-wait", waitText(count, known)));
    return row;
  });
  part("needs").replaceChildren(...rows);
}

function waitText(count, services) {
  if (count === 0) return "không phải chờ";
  const minutes = services.filter((service) => service.waiting > 0 && service.estimate_s !== null)
    .map((service) => Math.max(1, Math.ceil(service.estimate_s / 60)));
  if (minutes.length === 0) return "";
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  return least === most ? `khoảng ${most} phút` : `khoảng ${least}–${most} phút`;
}

function showCalls() {
  const calls = spotlight.shown();
  const there = [...callsPlace.children];
  const cards = calls.map((call) => {
    const key = [call.number, call.counter, call.nth, call.at].join("|");
    return there.find((card) => card.dataset.key === key) ?? callCard(call, key);
  });
  if (cards.length !== there.length || cards.some((card, index) => card !== there[index])) {
    callsPlace.replaceChildren(...cards);
  }
  callsPlace.dataset.count = calls.length;
  if (calls.length > 0) quietSince = performance.now();
  main.dataset.calls = calls.length > 0 ? "some" : "none";
  if (calls.length > 0) idle.stop();
  else if (main.dataset.view !== "stale" && performance.now() - quietSince >= IDLE_AFTER_MS) idle.start();
}

function callCard(call, key) {
  const card = make("article", "call");
  card.dataset.key = key;
  const name = names.get(call.counter);
  const number = sized(make("p", "call-number", call.number), 4);
  const who = make("div", "call-who");
  who.append(number, ...(call.nth > 1 ? [make("p", "call-again", `Gọi lần ${call.nth}`)] : []));
  const to = make("p", "call-to");
  to.append(make("span", "call-words", "Mời đến quầy"), make("span", "call-words is-short", "Quầy"),
    sized(make("strong", "call-counter", name), 2));
  const inside = make("div", "call-inside");
  inside.append(who, to);
  card.append(inside);
  return card;
}

/** Tell the style sheet how long a text is, so that a long one gets smaller letters. */
function sized(element, least) {
  element.style.setProperty("--length", Math.max(least, element.textContent.length));
  return element;
}

setInterval(() => {
  if (main.dataset.view === "stale") return;
  spotlight.turn(performance.now());
  showCalls();
  tiles.lay();
}, TURN_MS);

const tick = runClock();
follow((heard) => { tick(); show(heard); }, () => location.reload());
fitAll();
