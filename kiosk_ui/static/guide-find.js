// Finding a number and what a guide may do with it.
import { row } from "/assets/desk-row.js";
import { byId, lasting, look, order, say, text } from "/assets/desk-wire.js";

const home = byId("bar").dataset.home;
const field = byId("find");
let found = [];
let picked = null;
let tell = {};

/** `refused` says why something was not done, `refresh` draws the rest of the page again. */
export function install(tools) {
  tell = tools;
}

/** Look for a number. */
export function show(number) {
  field.value = number;
  field.focus();
  return search();
}

async function search(keepSaid = false) {
  const wanted = field.value.trim();
  const answer = wanted ? await look(`${home}/find?q=${encodeURIComponent(wanted)}`) : [];
  if (wanted !== field.value.trim()) return;
  found = answer || [];
  if (!found.some((one) => one.id === picked)) picked = found.length ? found[0].id : null;
  if (!keepSaid) say("", false, "find-said");
  draw();
}

function draw() {
  byId("found").replaceChildren(...found.map((one) => {
    const item = row({ ...one, note: one.state_text, waited_s: null });
    item.querySelector("button").setAttribute("aria-pressed", String(one.id === picked));
    return item;
  }));
  const one = found.find((other) => other.id === picked);
  byId("detail").hidden = !one;
  if (!one) return;
  text("detail-number", one.number);
  byId("detail-priority").hidden = !one.priority;
  text("detail-state", one.state_text);
  text("detail-service", one.service_name);
  const words = [`Lấy số lúc ${one.issued}`, one.print_text, ...one.needs, one.items > 1 ? `${one.items} hồ sơ` : ""];
  text("detail-more", words.filter(Boolean).join(" · "));
  byId("history").replaceChildren(...one.history.slice(-6).map((period) => {
    const item = document.createElement("li");
    const at = document.createElement("span");
    at.className = "figures muted";
    at.textContent = period.at;
    const long = document.createElement("span");
    long.className = "muted";
    long.textContent = lasting(period.seconds);
    item.append(at, ` ${period.text} `, long);
    return item;
  }));
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !verb(one, button.dataset.act);
}

function verb(one, action) {
  if (action === "bring_back") return ["bring_back", "resume"].find((can) => one.can.includes(can));
  return one.can.includes(action) ? action : undefined;
}

/** Do something with the number that is shown. */
export async function act(action, reason = null) {
  const one = found.find((other) => other.id === picked);
  const wanted = one && verb(one, action);
  if (!wanted) return;
  if (wanted === "void" && !reason) {
    byId("ask-void").showModal();
    byId("ask-void").querySelector(".desk-choice").focus();
    return;
  }
  if (wanted === "needs") return askNeeds(one);
  const answer = wanted === "reprint"
    ? await order(`${home}/reprint`, { ticket: one.id })
    : await order(`${home}/do`, { do: wanted, ticket: one.id, ...(reason ? { reason } : {}) });
  if (!answer.ok) tell.refused(answer, "find-said");
  else say(answer.message || (wanted === "void" ? `Đã hủy số ${one.number}.` : `Số ${one.number} đã vào lại hàng chờ.`), false, "find-said");
  await search(true);
  tell.refresh();
}

const needs = byId("needs-form");

function askNeeds(one) {
  for (const box of needs.elements.needs) box.checked = one.need_codes.includes(box.value);
  byId("ask-needs").showModal();
  needs.elements.needs[0].focus();
}

needs.addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("ask-needs").close();
  const one = found.find((other) => other.id === picked);
  if (!one) return;
  const boxes = [...needs.elements.needs];
  // A language that this site does not list any more stays as it is.
  const kept = one.need_codes.filter((code) => !boxes.some((box) => box.value === code));
  const wanted = [...boxes.filter((box) => box.checked).map((box) => box.value), ...kept];
  const answer = await order(`${home}/needs`, { ticket: one.id, needs: wanted });
  if (!answer.ok) tell.refused(answer, "find-said");
  else say(`Đã ghi trợ giúp cho số ${one.number}.`, false, "find-said");
  await search(true);
  tell.refresh();
});

field.addEventListener("input", () => search());
byId("found").addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  if (button) { picked = button.dataset.ticket; draw(); }
});
for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", () => act(button.dataset.act));
byId("ask-void").addEventListener("click", (event) => {
  const choice = event.target instanceof Element && event.target.closest(".desk-choice");
  if (choice) { byId("ask-void").close(); act("void", choice.dataset.value); }
});
