// The rating on a ticket's page: one tap, kept on the phone until central has answered it.
import { keep, read } from "/assets/public-kept.js";

const CHANGE_MS = 10000;
const TIMEOUT_MS = 15000;
const LOST = [400, 403, 404, 409, 413, 415];

/** Take ratings on the page; `state()` is what central said last. Returns what to do when something is new. */
export function rater({ main, token, texts, state }) {
  const part = (name) => main.querySelector(`[data-part="${name}"]`);
  const change = main.querySelector('[data-do="change"]');
  const name = `rating.${token}`;
  let tap = read(name);
  let asksWhy = false;
  let isChoosing = false;
  let isSending = false;
  let refusal = "";

  const isLow = (level) => main.querySelector(`.follow-levels [value="${level}"]`)?.hasAttribute("data-low") ?? false;
  const mayChange = () => tap !== null && Date.now() - tap.at < CHANGE_MS;

  function show() {
    const isRated = tap !== null && !isChoosing;
    part("rate").hidden = isRated || refusal !== "" || !state().may_rate;
    part("why").hidden = !isRated || !asksWhy;
    part("thanks").hidden = (!isRated || asksWhy) && refusal === "";
    part("thanks").querySelector(".follow-thanks").hidden = refusal !== "";
    part("said").textContent = refusal || (tap?.said ?? "") || (tap !== null && tap.isWaiting ? texts["follow.kept"] : "");
    change.hidden = !mayChange();
  }

  async function send() {
    if (tap === null || tap.isSent || isSending) return;
    isSending = true;
    const sending = JSON.stringify([tap.level, tap.reasons]);
    let response = null;
    let answer = null;
    try {
      response = await fetch(`/t/${token}/rate`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ rating: tap.rating, level: tap.level, reasons: tap.reasons }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        keepalive: true,
      });
      answer = await response.json();
    } catch (error) {
      answer = null;
    }
    isSending = false;
    if (answer?.ok) {
      tap.said = answer.result.said;
      tap.isWaiting = false;
      tap.isSent = sending === JSON.stringify([tap.level, tap.reasons]);
      keep(name, tap);
      if (!tap.isSent) send();
    } else if (answer !== null && LOST.includes(response.status)) {
      // Central will never take it: say so, and let nothing wait for ever.
      refusal = answer.error.message;
      tap = null;
      keep(name, null);
    } else {
      tap.isWaiting = true;
      keep(name, tap);
    }
    show();
  }

  main.querySelector(".follow-levels").addEventListener("submit", (event) => {
    event.preventDefault();
    const level = event.submitter.value;
    const rating = tap?.rating ?? state().offer;
    tap = { rating, level, reasons: [], at: tap?.at ?? Date.now(), isSent: false };
    keep(name, tap);
    [asksWhy, isChoosing] = [isLow(level), false];
    show();
    send();
    setTimeout(show, CHANGE_MS);
    (asksWhy ? part("why") : part("thanks")).scrollIntoView({ block: "nearest" });
  });

  main.querySelector(".follow-reasons").addEventListener("submit", (event) => {
    event.preventDefault();
    asksWhy = false;
    const reasons = new FormData(event.target).getAll("reason");
    if (tap !== null && reasons.length > 0) {
      Object.assign(tap, { reasons, isSent: false });
      keep(name, tap);
      send();
    }
    show();
  });

  change.addEventListener("click", () => {
    isChoosing = mayChange();
    show();
  });

  if (main.querySelector('.follow-reasons [name="rating"]').value !== "") {
    // Sent before the script was there.
    tap = tap ?? { rating: "", level: "", reasons: [], at: 0, isSent: true };
  }
  send();
  return { show, send };
}
