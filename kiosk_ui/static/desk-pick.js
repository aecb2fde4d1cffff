// The dialog in which one ticket is chosen: to call it, to let it wait again, to void it. For a desk.
import { row } from "/assets/desk-row.js";
import { byId, plain } from "/assets/desk-wire.js";

const dialog = byId("ask-choose");
const filter = byId("choose-filter");
let now = null;
let picked = null;
let press = async () => {};

/** `act` hands an action on a chosen ticket to the hall. */
export function install(act) {
  press = act;
}

/** Show another moment of the day. */
export function update(next) {
  now = next;
  if (dialog.open) draw();
}

function everybody() {
  return now ? [...now.waiting, ...now.aside] : [];
}

function draw() {
  const wanted = plain(filter.value.trim());
  const fits = everybody().filter((one) => plain(`${one.number} ${one.service_name}`).includes(wanted));
  if (!fits.some((one) => one.id === picked)) picked = fits.length ? fits[0].id : null;
  byId("choose-list").replaceChildren(...fits.map((one) => {
    const item = row(one);
    const button = item.querySelector("button");
    button.setAttribute("aria-pressed", String(one.id === picked));
    button.tabIndex = -1;
    return item;
  }));
  const one = fits.find((other) => other.id === picked);
  dialog.querySelector('[data-pick="call"]').disabled = !one || Boolean(now.ticket) || now.state !== "free";
  dialog.querySelector('[data-pick="resume"]').disabled = !one || one.state === "waiting";
  dialog.querySelector('[data-pick="void"]').disabled = !one;
  byId("choose-said").textContent = !one ? "Không có số nào như vậy." : now.ticket ? `Đang có số ${now.ticket.number} tại quầy; xong số này rồi mới gọi số khác.` : "";
  byId("choose-list").querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest" });
}

export function open(ticket = null) {
  picked = ticket;
  filter.value = "";
  dialog.showModal();
  draw();
  filter.focus();
}

function move(step) {
  const ids = [...byId("choose-list").querySelectorAll("button")].map((button) => button.dataset.ticket);
  if (!ids.length) return;
  picked = ids[(ids.indexOf(picked) + step + ids.length) % ids.length];
  draw();
}

async function go(what) {
  const one = everybody().find((other) => other.id === picked);
  if (!one) return;
  const action = what === "resume" ? (one.state === "missed" ? "bring_back" : "resume") : what;
  dialog.close();
  await press(action, { chosen: one.id });
}

filter.addEventListener("input", draw);
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
  else if (event.key === "Enter" && event.target === filter) {
    event.preventDefault();
    const call = dialog.querySelector('[data-pick="call"]');
    if (!call.disabled) go("call");
  }
});
dialog.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  if (!button) return;
  if (button.dataset.ticket) { picked = button.dataset.ticket; draw(); filter.focus(); }
  else if (button.dataset.pick) go(button.dataset.pick);
});
for (const id of ["waiting", "aside"]) {
  byId(id).addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (button) open(button.dataset.ticket);
  });
}
