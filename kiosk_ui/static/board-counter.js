// The board over one counter: its number, very large, or in words why there is none.
import { follow } from "/assets/wire.js";
import { fit, fitAll, part, renewWhenLost, runClock, write } from "/assets/board-parts.js";

const WORDS = {
  closed: "QUẦY CHƯA MỞ",
  free: "Xin ông/bà chờ gọi số",
  called: "Mời vào quầy",
  serving: "Đang phục vụ",
  paused: "QUẦY TẠM\u00a0NGỪNG PHỤC\u00a0VỤ",
  stale: "Màn hình tạm ngừng cập nhật.\nXin nghe loa hoặc hỏi quầy hướng\u00a0dẫn.",
};

const main = document.querySelector("#one");
const number = part("number");
const word = part("word");
const heardLife = renewWhenLost();

function show({ live, state }) {
  heardLife(live);
  const now = live && state !== null ? state.counters[main.dataset.counter] ?? { state: "closed" } : { state: "stale" };
  const hasNumber = (now.state === "called" || now.state === "serving") && now.number;
  main.dataset.state = now.state;
  number.hidden = !hasNumber;
  number.style.setProperty("--length", Math.max(4, (now.number ?? "").length));
  write(number, hasNumber ? now.number : "");
  write(word, WORDS[now.state]);
  fit(word);
}

const tick = runClock();
follow((heard) => { tick(); show(heard); }, () => location.reload());
fitAll();
