// Small helpers of the boards: elements, text that fits, the clock, and a page that renews itself.
import { now } from "/assets/wire.js";

const SMALLEST_FIT = 0.5;
const DAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const RENEW_AFTER_MS = 60000;

export const part = (name) => document.querySelector(`[data-part="${name}"]`);

/** An element with classes and text. */
export function make(tag, classes, text = "") {
  const element = document.createElement(tag);
  element.className = classes;
  element.textContent = text;
  return element;
}

/** Make text smaller until it fits its box; the size is `--fit` in the style sheet. */
export function fit(element) {
  for (let size = 1; size >= SMALLEST_FIT; size -= 0.05) {
    element.style.setProperty("--fit", size.toFixed(2));
    if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return;
  }
}

/** Fit every text that asks for it, now, when the typeface is there, and when the screen changes. */
export function fitAll() {
  const all = () => document.querySelectorAll("[data-fit]").forEach(fit);
  all();
  document.fonts.ready.then(all);
  addEventListener("resize", all);
}

/** Change a text only when it is another one, so that nothing flickers and nothing is announced twice. */
export function write(element, text) {
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}

function showClock() {
  const time = now();
  const two = (value) => String(value).padStart(2, "0");
  write(part("clock"), time === null ? "" : `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`);
  const date = part("date");
  if (date === null) return;
  const day = time && `${DAYS[time.getUTCDay()]}, ${two(time.getUTCDate())}/${two(time.getUTCMonth() + 1)}/`;
  write(date, time === null ? "" : `${day}${time.getUTCFullYear()}`);
}

/** The gateway's clock; nothing at all where nobody knows the time. */
export function runClock() {
  showClock();
  setInterval(showClock, 1000);
  return showClock;
}

/** Load the page anew when it has heard no living hall for a minute although the gateway hears one. */
export function renewWhenLost() {
  let lostSince = performance.now();
  setInterval(async () => {
    if (lostSince === null || performance.now() - lostSince < RENEW_AFTER_MS) return;
    lostSince = performance.now();
    try {
      const answer = await fetch("/state", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if ((await answer.json()).live) location.reload();
    } catch {
      // Still nobody there: the stream goes on trying, and so does this.
    }
  }, 5000);
  return (live) => { lostSince = live ? null : (lostSince ?? performance.now()); };
}
