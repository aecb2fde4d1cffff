// The guide's page: tabs, numbers for others, paper numbers, new screens; finding is in guide-find.js.
import * as door from "/assets/desk-door.js";
import * as keyboard from "/assets/desk-keys.js";
import { byId, keepFresh, look, OLD_FIGURES, oneAtATime, order, say, text } from "/assets/desk-wire.js";
import * as finding from "/assets/guide-find.js";
import { row } from "/assets/desk-row.js";

const home = byId("bar").dataset.home;
const ROW_PX = 40;
const MOST_COUNTERS = 8;
let now = null;
let tab = "issue";
let isBusy = false;

const refresh = oneAtATime(async () => {
  const found = await look(`${home}/now`);
  if (found) show(found);
  const old = found && found.live ? "" : OLD_FIGURES;
  const told = [old, ...(found ? found.helps : []).map((one) => one.text)].filter(Boolean);
  byId("away").hidden = !told.length;
  text("away", told.join(" · "));
});

function show(next) {
  now = next;
  const isIn = Boolean(now.officer);
  for (const part of document.querySelectorAll('[data-for="signed-in"]')) part.hidden = !isIn;
  for (const part of document.querySelectorAll('[data-for="signed-out"]')) part.hidden = isIn;
  for (const part of document.querySelectorAll("[data-for-leader]")) part.hidden = !(isIn && now.officer.leader);
  door.update(!isIn, false);
  text("clock", now.at);
  if (!isIn) return;
  text("officer", now.officer.name);
  text("all-waiting", `${now.waiting_count} người đang chờ`);
  const helped = now.helps.length + now.helped.length;
  text("helped-count", String(helped));
  const most = Math.max(1, Math.floor(byId("helped").clientHeight / ROW_PX));
  byId("helped").replaceChildren(...[...now.helps.map(call), ...now.helped.map(row)].slice(0, most));
  text("helped-rest", helped > most ? `và ${helped - most} số nữa, xin tìm theo số` : "");
  byId("counters").replaceChildren(...now.counters.slice(0, MOST_COUNTERS).map(counter));
  text("counters-rest", now.counters.length > MOST_COUNTERS ? `và ${now.counters.length - MOST_COUNTERS} quầy nữa` : "");
  byId("printers").replaceChildren(...now.printers.map(printer));
  for (const node of document.querySelectorAll("[data-service]")) node.textContent = expected(now.services[node.dataset.service]);
}

// A call for help stands above the numbers; pressed, it is answered.
function call(one) {
  const item = row({ id: "", number: one.where, note: "Bấm khi đã đến", needs: [one.text], waited_s: one.waited_s });
  item.querySelector("button").dataset.call = String(one.id);
  return item;
}

function expected(service) {
  if (!service || !service.waiting) return "không có người chờ";
  const wait = service.estimate_s === null ? "" : `, khoảng ${Math.max(1, Math.round(service.estimate_s / 60))} phút`;
  return `${service.waiting} người chờ${wait}`;
}

function printer(one) {
  const item = document.createElement("li");
  item.textContent = one.text;
  item.classList.toggle("is-due", one.needs_somebody);
  return item;
}

function counter(one) {
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = `Quầy ${one.id}`;
  const number = document.createElement("strong");
  number.className = "figures";
  number.textContent = one.number;
  const what = document.createElement("span");
  what.textContent = one.state_text;
  what.className = one.state;
  const who = document.createElement("span");
  who.className = "muted";
  who.textContent = one.officer || one.title;
  item.append(name, number, what, who);
  return item;
}

function open(name) {
  tab = name;
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
  for (const button of document.querySelectorAll("[data-tab]")) {
    if (button.dataset.tab === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  document.querySelector(`[data-panel="${name}"] [data-first]`).focus();
}

// ---- a number for somebody ----
const issue = byId("issue");
const services = [...issue.querySelectorAll(".guide-service")];

function narrow() {
  const need = issue.elements.need.value;
  keyboard.narrow(services, byId("service-filter").value);
  for (const one of services) {
    if (need !== "other" && !one.dataset.needs.split(" ").includes(need)) one.hidden = true;
  }
  const visible = services.filter((one) => !one.hidden);
  const isChosen = visible.some((one) => one.querySelector("input").checked);
  if (!isChosen) for (const one of services) one.querySelector("input").checked = false;
  if (!isChosen && visible.length && byId("service-filter").value) visible[0].querySelector("input").checked = true;
}

async function give() {
  const chosen = new FormData(issue);
  if (!chosen.get("service")) return say("Xin chọn dịch vụ.", true);
  say("");
  const items = Number(chosen.get("items"));
  const answer = await order(`${home}/issue`, {
    service: chosen.get("service"),
    need: chosen.get("need"),
    priority: chosen.has("priority"),
    needs: chosen.getAll("needs"),
    ...(items > 1 ? { items } : {}),
  });
  if (!answer.ok) return refused(answer, "said");
  const ticket = answer.result;
  const wait = ticket.estimate_s === null ? "" : `, khoảng ${Math.max(1, Math.round(ticket.estimate_s / 60))} phút`;
  byId("given").replaceChildren(strong(ticket.number), ` ${ticket.priority ? "ƯU TIÊN · " : ""}${ticket.ahead} người phía trước${wait}`);
  issue.reset();
  narrow();
  byId("service-filter").focus();
  return refresh();
}

function strong(words) {
  const node = document.createElement("strong");
  node.textContent = words;
  return node;
}

function refused(answer, where) {
  say(answer.error.message, true, where);
  if (answer.error.code === "not_signed_in") refresh();
}

issue.addEventListener("input", (event) => {
  if (event.target.name === "need" || event.target.id === "service-filter") narrow();
});

// ---- numbers that were handed out by hand ----
const paper = byId("paper");

// "7:30", "730" and "7h30" are half past seven; what is no time stays as it is, and the gateway says so.
function clock(typed) {
  const digits = typed.replace(/[^0-9]/g, "");
  return digits.length < 3 ? typed : `${digits.slice(0, -2).padStart(2, "0")}:${digits.slice(-2)}`;
}

function range() {
  const { service, first, last, at, until } = Object.fromEntries(new FormData(paper));
  const prefix = paper.elements.service.selectedOptions[0].dataset.prefix;
  const count = Number(last) - Number(first) + 1;
  text("paper-range", first && last && count > 0 ? `${prefix}${first} đến ${prefix}${last}: ${count} số` : "");
  const when = { ...(at ? { at: clock(at) } : {}), ...(until ? { until: clock(until) } : {}) };
  return { service, first: Number(first), last: Number(last), ...when };
}

async function enter() {
  say("Đang ghi…", false, "paper-said");
  const answer = await order(`${home}/paper`, range());
  byId("paper-refused").replaceChildren();
  if (!answer.ok) return refused(answer, "paper-said");
  say(answer.entered.length ? `Đã ghi ${answer.entered.length} số vào hàng chờ.` : "Chưa ghi được số nào.", !answer.entered.length, "paper-said");
  byId("paper-refused").replaceChildren(...answer.refused.slice(0, 6).map(({ number, message }) => {
    const item = document.createElement("li");
    item.append(strong(number), ` ${message}`);
    return item;
  }));
  return refresh();
}

narrow();
paper.addEventListener("input", range);

// ---- a new screen ----
async function pair() {
  const answer = await order(`${home}/approve`, { code: byId("screens").elements.code.value });
  if (!answer.ok) return refused(answer, "screens-said");
  byId("screens").reset();
  return say(answer.message, false, "screens-said");
}

for (const [form, act] of [[issue, give], [paper, enter], [byId("screens"), pair]]) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    try { await act(); } finally { isBusy = false; }
  });
}

// ---- all of it ----
const more = byId("ask-more");
for (const dialog of document.querySelectorAll("dialog")) keyboard.listenInDialog(dialog);
byId("more").addEventListener("click", () => more.showModal());
more.addEventListener("click", async (event) => {
  const choice = event.target instanceof Element && event.target.closest(".desk-choice");
  if (!choice) return;
  more.close();
  if (choice.dataset.value === "day_code") byId("ask-day_code").showModal();
  else { await order(`${home}/sign-out`, {}); refresh(); }
});
for (const button of document.querySelectorAll("[data-tab]")) button.addEventListener("click", () => open(button.dataset.tab));
byId("helped").addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  if (!button) return;
  if (button.dataset.call) {
    order(`${home}/helped`, { call: Number(button.dataset.call) }).then(refresh);
    return;
  }
  open("find");
  finding.show(button.querySelector("strong").textContent);
});
finding.install({ refused, refresh });
door.install({ signedIn: async () => { await refresh(); open(tab); }, back: () => {} });
const whenIn = (act) => () => { if (now && now.officer) act(); };
const inFind = (act) => whenIn(() => { if (tab === "find") finding.act(act); });
keyboard.listen({
  main: () => { if (now && now.officer && tab !== "find") document.querySelector(`[data-panel="${tab}"]`).requestSubmit(); },
  scanned: () => {},
  keys: {
    F1: whenIn(() => open("issue")), F2: whenIn(() => open("find")), F3: whenIn(() => open("paper")),
    F4: whenIn(() => open("screens")), F6: inFind("reprint"), F7: inFind("bring_back"), F8: inFind("void"), F9: inFind("needs"),
    F10: whenIn(() => more.showModal()),
  },
});
window.addEventListener("resize", () => { if (now) show(now); });
setInterval(refresh, 15000);
keepFresh(refresh);
