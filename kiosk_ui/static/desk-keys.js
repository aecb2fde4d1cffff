// Keys of the keyboard, and scanners that type like one. It decides nothing about the queue.
import { plain } from "/assets/desk-wire.js";

// A scanner types a code and Enter within milliseconds; a person does not. What it types into no field is handed over
// as a scan, and neither its letters nor its Enter press any key of the desk.
const BURST_MS = 80;
const LETTER_WAIT_MS = 100;
const SHORTEST_SCAN = 6;

function isField(target) {
  return target instanceof HTMLElement && target.matches("input, select, textarea");
}

// `keys`: name of a key -> what it does; `main`: Enter; `scanned`: a code outside every field.
export function listen({ keys, main, scanned }) {
  let typed = "";
  let lastMs = -Infinity;
  let letter = null;

  function forgetLetter() {
    clearTimeout(letter);
    letter = null;
  }

  function inBurst(event) {
    return event.timeStamp - lastMs < BURST_MS;
  }

  function enter(event) {
    forgetLetter();
    const code = typed;
    typed = "";
    if (inBurst(event) && code.length > 1) {
      event.preventDefault();
      if (code.length >= SHORTEST_SCAN) scanned(code);
      return;
    }
    const focused = document.activeElement;
    if (focused instanceof HTMLButtonElement && focused.matches(":focus-visible")) return;
    event.preventDefault();
    if (!event.repeat) main();
  }

  function printable(event) {
    forgetLetter();
    typed = inBurst(event) ? typed + event.key : event.key;
    lastMs = event.timeStamp;
    const action = keys[event.code.replace(/^Key/, "")];
    if (action && typed.length === 1 && !event.repeat) letter = setTimeout(action, LETTER_WAIT_MS);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (/^F\d+$/.test(event.key) && keys[event.key]) {
      event.preventDefault();
      if (!event.repeat) keys[event.key]();
      return;
    }
    if (isField(event.target)) return;
    if (event.key === "Enter") enter(event);
    else if (event.key.length === 1 && event.key !== " ") printable(event);
  });

  // After a press with the mouse, Enter means the main key again and not the one pressed before.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (button && event.detail > 0 && !button.closest("dialog")) button.blur();
  });
}

// In a list of choices: digits choose, arrows move.
export function listenInDialog(dialog) {
  dialog.addEventListener("keydown", (event) => {
    const choices = [...dialog.querySelectorAll(".desk-choice:not([hidden])")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!choices.length || event.target.matches('[type="number"], select')) return;
      event.preventDefault();
      const at = choices.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      choices[(at + choices.length) % choices.length].focus();
    } else if (/^\d$/.test(event.key) && !isField(event.target)) {
      const choice = choices.find((one) => one.querySelector("kbd")?.textContent === event.key);
      if (choice) { event.preventDefault(); choice.click(); }
    } else if (event.key === "Enter" && event.target.matches("[data-filter]") && event.target.value && choices.length) {
      event.preventDefault();
      choices[0].click();
    }
  });
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  const filter = dialog.querySelector("[data-filter]");
  filter?.addEventListener("input", () => narrow(dialog.querySelectorAll("[data-find]"), filter.value));
}

// Shows the entries that hold every word of what was typed; a number alone has to be the entry's own number.
export function narrow(entries, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  let first = null;
  for (const entry of entries) {
    const found = plain(entry.dataset.find).split(/\s+/);
    const fits = words.every((word) =>
      /^\d+$/.test(word) ? found.includes(word) : found.some((one) => one.startsWith(word)));
    entry.hidden = !fits;
    if (fits && !first) first = entry;
  }
  return first;
}
