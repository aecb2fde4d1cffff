// A ticket on a phone: keeps itself up to date, says how old it is, and keeps a tap until it has arrived.
import { keep, read, remember, forget } from "/assets/public-kept.js";
import { rater } from "/assets/public-rate.js";

const ASK_MS = 5000;
const ASK_ENDED_MS = 60000;
const SLOWEST_MS = 30000;
const OLD_MS = 20000;
const FRESH_MS = 10000;
const TIMEOUT_MS = 10000;

const main = document.querySelector("#follow");
const { token } = main.dataset;
const base = `/t/${token}`;
const texts = JSON.parse(main.dataset.texts);
const part = (name) => main.querySelector(`[data-part="${name}"]`);
const put = (element, text) => {
  if (element !== null && element.textContent !== text) element.textContent = text;
};

let now = JSON.parse(main.dataset.now);
let heardAt = firstShown();
let failures = 0;
let timer = 0;

// What was asked after the page was made is newer than the page, where that comes from the phone's own memory.
const before = read(`now.${token}`);
if (before !== null && before.at > heardAt) [now, heardAt] = [before.now, before.at];

function firstShown() {
  const shown = read(`shown.${token}`);
  if (shown !== null && shown.offer === now.offer) return shown.at;
  keep(`shown.${token}`, { offer: now.offer, at: Date.now() });
  return Date.now();
}

function show() {
  main.dataset.state = now.stage;
  put(part("main"), now.main);
  put(part("until"), now.until);
  showAge();
  rate.show();
}

function showAge() {
  const age = Date.now() - heardAt;
  const isOld = failures > 0 && age > OLD_MS && !now.ends;
  main.classList.toggle("is-old", isOld);
  put(part("then"), isOld ? texts["follow.offline"] : now.then);
  const seconds = Math.round(age / 1000);
  const minutes = texts["follow.minutes_ago"].replace("{count}", Math.round(seconds / 60));
  const words = seconds < 90 ? texts["follow.seconds"].replace("{count}", seconds) : minutes;
  part("age")?.parentElement.toggleAttribute("hidden", now.ends);
  put(part("age"), age < FRESH_MS ? texts["follow.now"] : words);
}

async function ask() {
  clearTimeout(timer);
  try {
    const response = await fetch(`${base}/state`, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer = await response.json();
    if (response.status === 404) {
      forget(token);
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(answer.error.code);
    [now, heardAt, failures] = [answer.result, Date.now(), 0];
    keep(`now.${token}`, { now, at: heardAt });
    rate.send();
  } catch (error) {
    failures += 1;
  }
  show();
  const pause = now.ends ? ASK_ENDED_MS : Math.min(ASK_MS * 2 ** Math.min(failures, 4), SLOWEST_MS);
  if (!document.hidden) timer = setTimeout(ask, pause);
}

const rate = rater({ main, token, texts, state: () => now });
show();
timer = setTimeout(ask, Date.now() - heardAt > FRESH_MS ? 0 : ASK_MS);
setInterval(showAge, 1000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ask();
});
window.addEventListener("online", ask);
main.querySelector('[data-do="again"]')?.addEventListener("click", (event) => {
  event.preventDefault();
  ask();
});

showOthers(remember(token, main.dataset.number, main.dataset.day).filter((one) => one.token !== token));

function showOthers(others) {
  const list = part("others").querySelector("ul");
  part("others").hidden = others.length === 0;
  for (const one of others) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/t/${one.token}`;
    const number = document.createElement("strong");
    number.textContent = one.number;
    const said = document.createElement("span");
    said.textContent = texts["follow.of_day"].replace("{date}", one.day);
    link.append(number, said);
    item.append(link);
    list.append(item);
    askOther(one, item, said);
  }
}

async function askOther(one, item, said) {
  try {
    const response = await fetch(`/t/${one.token}/state`, { cache: "no-store" });
    const answer = await response.json();
    if (answer.ok) said.textContent = answer.result.main;
    if (response.status === 404) {
      forget(one.token);
      item.remove();
    }
  } catch (error) {
    // Without reception its day is shown.
  }
}

// Typefaces come last and only where the line is good: the phone's own has every letter too.
const line = navigator.connection;
if (line === undefined || (!line.saveData && line.effectiveType === "4g")) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = main.dataset.fonts;
  window.addEventListener("load", () => document.head.append(sheet));
}
navigator.serviceWorker?.register("/t/worker.js").then(keepShell).catch(() => {});

// At the first showing the worker was not there yet: this page and what it is made of are kept now.
async function keepShell() {
  const cache = await caches.open("quayso-1");
  const used = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const assets = used.filter((url) => url.pathname.startsWith("/assets/") && !url.pathname.includes("/fonts/"));
  for (const url of [base, ...assets.map((one) => one.href)]) {
    if ((await cache.match(url)) === undefined) await cache.add(url);
  }
  main.dataset.kept = "";
}
