// Signing in by PIN or day code, and the day codes that a leader gives; for desk and guide.
import { narrow } from "/assets/desk-keys.js";
import { byId, order, say } from "/assets/desk-wire.js";

const home = document.getElementById("bar").dataset.home;

let isOpen = false;
let whenIn = () => {};
let whenBack = () => {};

/** `signedIn` is called after the right code, `back` when the door is left as it was. */
export function install({ signedIn, back }) {
  whenIn = signedIn;
  whenBack = back;
}

function chosen() {
  return document.querySelector('#people input[name="officer"]:checked');
}

function named() {
  const one = chosen();
  byId("door-who").textContent = one ? one.closest("label").textContent.trim().replace(/^\d+\s*/, "") : "Chưa chọn cán bộ";
}

// Shown or not; the field for the PIN is ready at once where it is known whose counter this is.
export function update(open, canGoBack) {
  byId("door-back").hidden = !canGoBack;
  if (open === isOpen) return;
  isOpen = open;
  byId("pin").value = "";
  if (!open) { byId("door-said").textContent = ""; return; }
  named();
  (chosen() ? byId("pin") : byId("door-filter")).focus();
}

const form = byId("door");
const filter = byId("door-filter");
filter.addEventListener("input", () => {
  const first = narrow(document.querySelectorAll("#people [data-find]"), filter.value);
  if (first && filter.value) { first.querySelector("input").checked = true; named(); }
});
filter.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); if (chosen()) byId("pin").focus(); }
});
byId("people").addEventListener("change", () => { named(); byId("pin").focus(); });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const one = chosen();
  const said = byId("door-said");
  if (!one) { said.textContent = "Xin chọn tên trước."; filter.focus(); return; }
  const code = byId("pin").value;
  byId("pin").value = "";
  if (!code) { said.textContent = "Xin nhập mã."; byId("pin").focus(); return; }
  const answer = await order(`${home}/sign-in`, { officer: one.value, code });
  said.textContent = answer.ok ? "" : answer.error.message;
  if (answer.ok) whenIn(); else byId("pin").focus();
});
byId("door-back").addEventListener("click", () => whenBack());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen && !byId("door-back").hidden) whenBack();
});

const codes = byId("day-code");
if (codes) {
  const dialog = byId("ask-day_code");
  dialog.addEventListener("close", () => { codes.reset(); byId("day-code-shown").textContent = ""; byId("day-code-said").textContent = ""; });
  codes.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(codes);
    codes.elements.code.value = "";
    const answer = await order(`${home}/day-code`, { officer: fields.get("officer"), code: fields.get("code") });
    byId("day-code-shown").textContent = answer.ok ? answer.code.replace(/(\d{3})/, "$1 ") : "";
    byId("day-code-said").textContent = answer.ok ? "" : answer.error.message;
  });
}
