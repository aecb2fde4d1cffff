/* The wire to the office: its stream of news, asked for again when it breaks, and orders to it. */
const RETRY_MS = 1000;
const NOTICE_MS = 6000;

const pageState = document.getElementById("page-state");
const notice = document.getElementById("notice");
let noticeTimer = 0;

function sayPage(state, words) {
  pageState.dataset.state = state;
  pageState.textContent = words;
  document.body.classList.toggle("is-stale", state !== "ok");
}

export function say(sentence) {
  notice.textContent = sentence;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.hidden = true; }, NOTICE_MS);
}

/** Give an order; the outcome shows in the stream, a refusal in a sentence. */
export async function order(words, button) {
  // Not `disabled`: that would take the keyboard's focus away.
  if (button?.ariaBusy === "true") return;
  if (button) button.ariaBusy = "true";
  try {
    const answer = await fetch("/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(words),
    });
    if (answer.ok) notice.hidden = true;
    else say((await answer.json()).error);
  } catch {
    say("Văn phòng ảo không trả lời.");
  } finally {
    if (button) button.ariaBusy = "false";
  }
}

async function ask(take) {
  try {
    const answer = await fetch("/state", { cache: "no-store" });
    take(await answer.json());
    sayPage("ok", "đang nối");
  } catch {
    sayPage("cut", "chưa nối được máy chủ");
  }
}

/** Hear every change. A stream that is refused (too many pages) is replaced by asking each second. */
export function openStream(take) {
  const stream = new EventSource("/stream");
  let asking = 0;
  stream.addEventListener("open", () => {
    clearInterval(asking);
    sayPage("ok", "đang nối");
  });
  stream.addEventListener("message", (news) => take(JSON.parse(news.data)));
  stream.addEventListener("end", () => sayPage("cut", "đã dừng"));
  stream.addEventListener("error", () => {
    sayPage("cut", "chưa nối được máy chủ");
    if (stream.readyState !== EventSource.CLOSED) return;
    clearInterval(asking);
    asking = setInterval(() => ask(take), RETRY_MS);
  });
}
