// The dialog of outcomes: how many dossiers of which service ended how. It sends nothing.
import { byId } from "/assets/desk-wire.js";

const dialog = byId("ask-outcomes");
const service = byId("outcome-service");
const fields = [...dialog.querySelectorAll("[data-outcome]")];
let counts = new Map();
let items = 1;
let taken = () => {};

const key = (code) => `${service.value}\n${code}`;

function fill() {
  for (const field of fields) field.value = counts.get(key(field.dataset.outcome)) || 0;
  sum();
}

function chosen() {
  const words = new Map(fields.map((field) => [field.dataset.outcome, byId(`count-${field.dataset.outcome}`).lastChild.textContent.trim()]));
  return [...counts].filter(([, count]) => count > 0).map(([name, count]) => {
    const [code, outcome] = name.split("\n");
    return { service: code, outcome, count, text: words.get(outcome) };
  });
}

function sum() {
  const total = chosen().reduce((all, one) => all + one.count, 0);
  const line = byId("outcome-sum");
  line.textContent = total === 0 ? "Chưa ghi kết quả nào." : items > 1 ? `Đã ghi ${total} trong ${items} hồ sơ.` : `Đã ghi ${total}.`;
  line.classList.toggle("is-wrong", total === 0);
  dialog.querySelector('[value="save"]').disabled = total === 0;
}

function put(field) {
  const count = Math.min(999, Math.max(0, Math.floor(Number(field.value)) || 0));
  counts.set(key(field.dataset.outcome), count);
  sum();
}

export function open(outcomes, ticket, take) {
  taken = take;
  items = (ticket && ticket.items) || 1;
  counts = new Map(outcomes.map((one) => [`${one.service}\n${one.outcome}`, one.count]));
  service.value = ticket.service;
  fill();
  dialog.showModal();
  const first = fields.find((field) => Number(field.value) > 0) || fields[0];
  byId(`count-${first.dataset.outcome}`).focus();
}

service.addEventListener("change", fill);
for (const field of fields) {
  field.addEventListener("input", () => put(field));
  field.addEventListener("focus", () => field.select());
}
dialog.addEventListener("click", (event) => {
  const step = event.target instanceof Element && event.target.closest("[data-step]");
  if (!step) return;
  const field = step.parentElement.querySelector("[data-outcome]");
  field.value = Math.max(0, Number(field.value) + Number(step.dataset.step));
  put(field);
});
// A number key, or a press on the words, says that the whole visit ended so; Enter keeps it.
dialog.addEventListener("click", (event) => {
  const only = event.target instanceof Element && event.target.closest("[data-only]");
  if (!only) return;
  counts = new Map([[key(only.dataset.only), items]]);
  only.focus();
  fill();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-only]")) {
    event.preventDefault();
    dialog.querySelector("form").requestSubmit();
  }
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const outcomes = chosen();
  if (outcomes.length) { dialog.close(); taken(outcomes.slice(0, 20)); }
});
