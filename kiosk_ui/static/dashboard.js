// The dashboard as it happens: takes changed parts from a stream, or asks for them where no stream is free.

const SILENT_MS = 20000; // a beat comes every 8 s
const ASK_EVERY_MS = 5000;
const RETRY_MS = 3000;

const live = document.querySelector("#live");
const lost = live.querySelector("[data-lost]");
let heardAt = performance.now();
let source = null;
let asking = null;

function heard() {
  heardAt = performance.now();
  lost.hidden = true;
  live.classList.remove("is-lost");
}

/** Put a part in its place; a table that was opened stays open, and a button that had the focus keeps it. */
function put(name, html) {
  const place = live.querySelector(`[data-region="${CSS.escape(name)}"]`);
  if (place === null) return;
  const isOpen = place.querySelector("details")?.open ?? false;
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const again = focused && (focused.value ? `button[value="${CSS.escape(focused.value)}"]` : focused.tagName);
  place.innerHTML = html; // written and escaped by the server, from the same template as the page
  const details = place.querySelector("details");
  if (details !== null && isOpen) details.open = true;
  if (again) place.querySelector(again)?.focus();
}

function show(parts) {
  heard();
  for (const [name, html] of Object.entries(parts)) put(name, html);
}

async function ask() {
  try {
    const answer = await fetch(live.dataset.state, { cache: "no-store", redirect: "manual" });
    if (answer.ok) show(await answer.json());
    else if (answer.type === "opaqueredirect" || answer.status === 401) location.reload();
  } catch (error) {
    // The line is down: the watch below says so.
  }
}

/** Where no stream is free, ask; and try for a stream again by and by. */
function fallBack() {
  source.close();
  if (asking === null) asking = setInterval(ask, ASK_EVERY_MS);
  ask();
  setTimeout(open, 10 * RETRY_MS);
}

function open() {
  source = new EventSource(live.dataset.stream);
  source.addEventListener("parts", (message) => {
    clearInterval(asking);
    asking = null;
    show(JSON.parse(message.data));
  });
  source.addEventListener("beat", heard);
  source.addEventListener("error", () => {
    // After an answer that is no stream the browser never tries again by itself.
    if (source.readyState === EventSource.CLOSED) fallBack();
  });
}

setInterval(() => {
  if (performance.now() - heardAt < SILENT_MS) return;
  lost.hidden = false;
  live.classList.add("is-lost");
}, 1000);

addEventListener("pagehide", () => source.close());
addEventListener("pageshow", (event) => {
  if (event.persisted) open();
});
open();
