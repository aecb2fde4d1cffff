// The rating screen: asks while the counter's window is open, hands the choice over, thanks everybody alike.
import { follow, post } from "/assets/wire.js";

const CHANGE_MS = 10000; // as the gateway allows it
const WHY_MS = 30000;
const THANKS_MS = 6000;

const main = document.querySelector("#rate");
const counter = main.dataset.counter;
const officers = JSON.parse(main.dataset.officers);
const isFree = main.dataset.mode === "free";
const views = [...main.querySelectorAll("[data-view]")];
const part = (name) => main.querySelector(`[data-part="${name}"]`);
const note = part("note");
const calm = note.textContent;

let window_ = null; // {ticket, number, officer}: what the screen asks about
let done = null; // the ticket that was rated here
let rating = null; // {id, level, low, at}
let timer = 0;

function show(name) {
  for (const view of views) view.hidden = view.dataset.view !== name;
  main.dataset.now = name;
}

function after(ms, then) {
  clearTimeout(timer);
  timer = setTimeout(then, ms);
}

function rest() {
  clearTimeout(timer);
  rating = null;
  if (isFree || (window_ !== null && window_.ticket !== done)) ask();
  else show("idle");
}

function ask() {
  const officer = officers[window_?.officer] ?? null;
  part("name").textContent = officer?.name ?? "";
  part("place").textContent = [officer?.agency, `Quầy ${counter}`].filter(Boolean).join(" · ");
  part("number").textContent = window_?.number ?? "";
  const face = part("face");
  face.hidden = officer === null;
  face.replaceChildren(officer?.photo ? photo(window_.officer) : (officer?.initials ?? ""));
  note.textContent = calm;
  delete note.dataset.alarm;
  show("ask");
}

function photo(code) {
  const image = document.createElement("img");
  image.src = `/rate/${counter}/photo/${code}`;
  image.alt = "";
  return image;
}

async function choose(button) {
  const level = button.dataset.level;
  const low = "low" in button.dataset;
  if (rating !== null) {
    if (level !== rating.level && performance.now() - rating.at < CHANGE_MS) {
      rating = { ...rating, level, low };
      await post(`/rate/${counter}/change`, { rating: rating.id, level });
    }
    return thank();
  }
  const buttons = [...main.querySelectorAll(".rate-level")];
  for (const one of buttons) one.disabled = true;
  const asked = window_;
  const answer = await post(`/rate/${counter}/give`, { level, ticket: asked?.ticket ?? null });
  for (const one of buttons) one.disabled = false;
  if (!answer.ok) {
    note.textContent = "Chưa ghi được đánh giá. Xin bấm lại.";
    note.dataset.alarm = "";
    return;
  }
  done = asked?.ticket ?? null;
  rating = { id: answer.result.rating, level, low, at: performance.now() };
  thank();
}

/** Reasons first where the level was low; else, and then, the same thanks for everybody. */
function thank() {
  if (rating.low && !rating.reasoned) {
    for (const one of main.querySelectorAll("[data-reason]")) one.setAttribute("aria-pressed", "false");
    show("why");
    after(WHY_MS, finish);
  } else {
    finish();
  }
  offerChange();
}

function finish() {
  const reasons = [...main.querySelectorAll('[data-reason][aria-pressed="true"]')].map((one) => one.dataset.reason);
  if (rating?.low && !rating.reasoned && reasons.length > 0) {
    post(`/rate/${counter}/reasons`, { rating: rating.id, reasons });
  }
  if (rating !== null) rating.reasoned = true;
  show("thanks");
  part("live").textContent = "Xin cảm ơn ông/bà.";
  after(THANKS_MS, () => {
    part("live").textContent = "";
    rest();
  });
}

/** The choice may be changed for ten seconds; then the button goes. */
function offerChange() {
  const left = CHANGE_MS - (performance.now() - rating.at);
  for (const one of main.querySelectorAll('[data-do="change"]')) one.hidden = left <= 0;
  const of = rating.id;
  setTimeout(() => {
    if (rating?.id === of) for (const one of main.querySelectorAll('[data-do="change"]')) one.hidden = true;
  }, Math.max(0, left));
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button === null) return;
  if (button.dataset.level) choose(button);
  else if (button.dataset.reason) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
    after(WHY_MS, finish);
  } else if (button.dataset.do === "done") finish();
  else if (button.dataset.do === "change") {
    ask();
    after(CHANGE_MS, rest);
  }
});

// 1, 2, 3 … choose a level: a screen without touch has keys.
document.addEventListener("keydown", (event) => {
  if (main.dataset.now !== "ask" || event.repeat) return;
  const button = main.querySelectorAll(".rate-level")[Number(event.key) - 1];
  if (button && !button.disabled) button.click();
});

follow(
  ({ state }) => {
    const now = state?.counters?.[counter] ?? null;
    const open = now?.rating?.open ? now.rating.ticket : null;
    const before = window_?.ticket ?? null;
    if (open !== before || window_ === null) {
      window_ = open === null && !isFree ? null : { ticket: open, officer: now?.officer };
    }
    // The counter may already have called the next: the number shown is the one that is rated.
    if (window_ !== null && now?.ticket === open) window_.number = now?.number;
    if ((window_?.ticket ?? null) !== before || (main.dataset.now ?? "idle") === "idle") rest();
  },
  () => {
    if (main.dataset.now === "idle") location.reload();
  },
);
show("idle");
