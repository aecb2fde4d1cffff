// What desk and guide share: orders with an id, looks at the day, texts. It shows nothing.
import { follow, post, uuid } from "/assets/wire.js";

const LOOK_TIMEOUT_MS = 8000;
const POLL_MS = 5000;
export const NO_ANSWER = "Máy chủ của quầy chưa trả lời. Xin bấm lại.";
export const OLD_FIGURES = "Máy giữ hàng đợi chưa trả lời. Số liệu trên màn hình có thể đã cũ.";

/** Give an order under an id of its own. A refusal always has a sentence. */
export async function order(address, body) {
  const answer = await post(address, { request: uuid(), ...body });
  if (answer.ok) return answer;
  if (answer.error && answer.error.code === "not_paired") location.reload();
  return { ok: false, error: { code: "unknown", ...answer.error, message: answer.error?.message || NO_ANSWER } };
}

/** What an address tells, or null when nobody answers. A screen that is paired no more is sent to pair again. */
export async function look(address) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) });
    if (response.status === 403) location.reload();
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Call `refresh` at once, at each change of the hall, and every few seconds while the hall is not heard. */
export function keepFresh(refresh) {
  let isLive = false;
  follow(({ live }) => { isLive = live; refresh(); }, () => location.reload());
  setInterval(() => { if (!isLive) refresh(); }, POLL_MS);
  refresh();
}

/** One run at a time; what is asked for meanwhile makes one more, and everybody waits for that. */
export function oneAtATime(work) {
  let running = null;
  let waits = false;
  async function run() {
    do { waits = false; await work(); } while (waits);
    running = null;
  }
  return () => {
    if (running) waits = true;
    else running = run();
    return running;
  };
}

/** A text without marks, in small letters, to find things by. */
export function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/** A length of time in words. */
export function lasting(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} giây`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} phút` : `${Math.floor(minutes / 60)} giờ ${String(minutes % 60).padStart(2, "0")}`;
}

export const byId = (id) => document.getElementById(id);

/** Put a text into an element, when it is another one. */
export function text(id, value) {
  const node = byId(id);
  if (node.textContent !== value) node.textContent = value;
}

/** Tell the person something; a refusal looks different and is read aloud. */
export function say(message, isWrong = false, where = "said") {
  text(where, message);
  byId(where).classList.toggle("is-wrong", isWrong);
}
