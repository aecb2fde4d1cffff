// Draws the state of a desk. It asks nothing and presses nothing.
import { row } from "/assets/desk-row.js";
import { byId, lasting, OLD_FIGURES, text } from "/assets/desk-wire.js";

const MAIN = { free: ["call_next", "Gọi tiếp"], called: ["start", "Bắt đầu"], serving: ["finish_and_next", "Xong và gọi tiếp"], paused: ["unpause", "Phục vụ trở lại"] };
const CAN = {
  free: ["pause", "choose", "invite_rating"],
  called: ["recall", "miss", "finish", "park", "transfer", "void"],
  serving: ["invite_rating", "finish", "park", "transfer", "void", "outcomes"],
  paused: [],
  closed: [],
};
const ALWAYS = ["help", "more", "choose"];
let shown = null;
let shownMs = 0;

// As many rows as there is room for, so that the page never scrolls.
function list(id, rows, most) {
  const box = byId(id);
  box.replaceChildren(...rows.slice(0, most).map(row));
  return Math.max(0, rows.length - most);
}

function lists(now) {
  text("waiting-count", String(now.waiting_count));
  text("aside-count", String(now.aside.length));
  byId("aside-card").hidden = !now.aside.length;
  list("aside", now.aside, 4);
  const box = byId("waiting");
  const rowPx = 40;
  const most = Math.max(1, Math.floor(box.clientHeight / rowPx));
  const left = list("waiting", now.waiting, most);
  const more = [];
  if (left) more.push(`và ${now.waiting_count - most} số nữa`);
  if (now.elsewhere_count) more.push(`${now.elsewhere_count} người chờ quầy khác`);
  text("waiting-rest", more.join(" · "));
}

function ticket(now) {
  const one = now.ticket;
  byId("ticket").hidden = !one;
  byId("empty").hidden = Boolean(one);
  if (!one) return empty(now);
  text("number", one.number);
  byId("priority").hidden = !one.priority;
  text("service", one.service_name);
  text("need", one.items > 1 ? `${one.need} · ${one.items} hồ sơ` : one.need);
  byId("flags").replaceChildren(...one.needs.map((need) => {
    const item = document.createElement("li");
    item.textContent = need;
    return item;
  }));
  text("calls", String(one.calls));
  text("since-word", one.state === "called" ? "Từ lúc gọi" : "Đã phục vụ");
  text("why", one.why);
  byId("result").hidden = now.state !== "serving";
}

function empty(now) {
  const paused = now.state === "paused";
  text("empty-words", paused ? now.state_text : now.waiting_count ? `${now.waiting_count} người đang chờ` : "Chưa có người chờ");
  const first = now.waiting[0];
  text("empty-more", !paused && first ? `Chờ lâu nhất: ${first.number}, ${lasting(first.waited_s)}` : "");
}

function buttons(now) {
  const [action, word] = MAIN[now.state] || ["", ""];
  const go = byId("go");
  go.dataset.do = action;
  go.disabled = now.state === "free" && !now.waiting_count;
  text("go-word", word);
  text("go-key", now.state === "free" ? "Enter · F1" : now.state === "called" ? "Enter · F3" : "Enter");
  for (const button of document.querySelectorAll(".desk-key[data-do], .desk-bar-keys [data-do]")) {
    button.disabled = !can(now, button.dataset.do);
  }
}

export function can(now, action) {
  if (action === (MAIN[now.state] || [])[0]) return action !== "call_next" || now.waiting_count > 0;
  if (action === "pause") return now.state === "free" || now.state === "paused";
  return ALWAYS.includes(action) || (CAN[now.state] || []).includes(action);
}

// What passes with the seconds; the seconds are those of this browser's monotonic clock.
export function tick() {
  if (!shown || !shown.ticket) {
    wait("recall", "");
    wait("miss", "");
    return;
  }
  const passed = (performance.now() - shownMs) / 1000;
  const one = shown.ticket;
  text("waited", lasting(one.waited_s));
  text("since", lasting(one.since_s + passed));
  const isCalled = shown.state === "called";
  const recall = isCalled && !one.may_miss ? Math.ceil(one.recall_in_s - passed) : null;
  wait("recall", recall !== null && recall > 0 ? `lần 2: sau ${recall} giây` : "");
  wait("miss", recall !== null ? "khi gọi đủ 2 lần" : "");
  key("recall").classList.toggle("is-due", recall !== null && recall <= 0);
  key("miss").disabled = !isCalled || !one.may_miss;
}

function key(action) {
  return document.querySelector(`.desk-key[data-do="${action}"]`);
}

function wait(action, words) {
  const node = document.querySelector(`[data-wait="${action}"]`);
  if (node.textContent !== words) node.textContent = words;
}

export function show(now) {
  shown = now;
  shownMs = performance.now();
  const isIn = now.state !== "closed";
  document.body.dataset.state = now.state;
  for (const part of document.querySelectorAll('[data-for="signed-in"]')) part.hidden = !isIn;
  for (const part of document.querySelectorAll('[data-for="signed-out"]')) part.hidden = isIn;
  text("state", now.state_text);
  text("clock", now.at);
  const told = [now.live ? "" : OLD_FIGURES, ...now.helps].filter(Boolean);
  byId("away").hidden = !told.length;
  text("away", told.join(" · "));
  text("officer", now.officer ? now.officer.name : "");
  for (const part of document.querySelectorAll("[data-for-leader]")) part.hidden = !(now.officer && now.officer.leader);
  if (!isIn) return;
  ticket(now);
  buttons(now);
  lists(now);
  tick();
}
