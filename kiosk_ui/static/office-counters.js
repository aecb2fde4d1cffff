/* The counters: buttons that press pins, lamps that show the gateway's answer, badges, cables.
 * What the device shows is the same for every level; only the button under the finger is seen to move. */
import { showSign } from "./office-area.js";
import { order } from "./office-wire.js";

const THANKS_MS = 2500;
const dialog = document.getElementById("badges");
const thanked = new Map();
let asked = "";

function words(counter) {
  if (!counter.plugged) return "Hộp nút đã rút cáp.";
  if (counter.fault) return `Bảng nút có lỗi: ${counter.fault}.`;
  if (counter.lamp || thanked.has(counter.id)) {
    return counter.apart ? `Đã ghi, để riêng: ${counter.apart}.` : "Đã ghi. Xin cảm ơn ông/bà.";
  }
  if (!counter.officer) return "Chưa có cán bộ: lượt bấm sẽ để riêng.";
  if (counter.rates === null) return "Chưa phục vụ ai: lượt bấm sẽ để riêng.";
  if (counter.rates === "last") return "Nút còn dành cho lượt trước, 20 giây sau khi xong.";
  return "Người phục vụ không xem được lựa chọn của ông/bà.";
}

function stateOf(counter) {
  if (!counter.plugged || counter.fault) return "fault";
  if (counter.lamp || thanked.has(counter.id)) return "confirmed";
  return counter.officer ? "ready" : "closed";
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function light(element, on) {
  element.dataset.on = String(on);
}

/* The words stay a little longer than the lamp, so that they can be read. */
function remember(counter) {
  if (!counter.lamp) return;
  clearTimeout(thanked.get(counter.id));
  thanked.set(counter.id, setTimeout(() => {
    thanked.delete(counter.id);
    if (latest.has(counter.id)) show(latest.get(counter.id));
  }, THANKS_MS));
}

const latest = new Map();
const tones = new Map();

function sound(element, counter) {
  const before = tones.get(counter.id);
  tones.set(counter.id, counter.tones);
  if (before === undefined || before === counter.tones) return;
  // A tone of 0.12 s is heard, not seen: its light stays on a little longer.
  light(element, true);
  setTimeout(() => light(element, false), 500);
}

function agency(counter) {
  if (counter.reached === false) return "Chờ nối lại máy cấp số";
  return counter.officer?.agency ?? "Quẹt thẻ để mở quầy";
}

/* The key that an officer would press now stands out a little; the others work all the same. */
function nextKey(counter) {
  if (!counter.officer || counter.reached === false) return "";
  return { free: counter.awaited && "call_next", called: "start", serving: "finish_and_next" }[counter.does] ?? "";
}

function show(counter) {
  const card = document.getElementById(`counter-${counter.id}`);
  latest.set(counter.id, counter);
  remember(counter);
  card.dataset.state = stateOf(counter);
  card.dataset.rates = counter.rates ?? "";
  put(card.querySelector(".officer-name"), counter.officer?.name ?? "Chưa có cán bộ");
  put(card.querySelector(".officer-agency"), agency(counter));
  put(card.querySelector(".badge-link"), counter.officer ? "Đổi cán bộ" : "Quẹt thẻ");
  put(card.querySelector(".device-words"), words(counter));
  light(card.querySelector(".lamp"), counter.lamp);
  light(card.querySelector('[data-light="fault"]'), counter.fault_lamp);
  sound(card.querySelector('[data-light="tone"]'), counter);
  for (const button of card.querySelectorAll(".press")) {
    button.dataset.down = String(counter.down.includes(button.dataset.level));
    button.disabled = !counter.plugged;
  }
  const cable = card.querySelector(".cable-link");
  if (cable) put(cable, counter.plugged ? "Rút cáp" : "Cắm cáp");
  for (const key of card.querySelectorAll(".key")) {
    key.dataset.next = String(key.dataset.key === nextKey(counter));
  }
  showSign(counter);
}

export function showCounters(counters) {
  counters.forEach(show);
}

function openBadges(counter, counters) {
  asked = counter;
  put(document.getElementById("badges-counter"), counter);
  const seats = new Map(counters.filter((one) => one.officer).map((one) => [one.officer.code, one.id]));
  for (const badge of dialog.querySelectorAll(".badge")) {
    const seat = seats.get(badge.dataset.officer);
    badge.disabled = seat !== undefined;
    put(badge.querySelector(".badge-where"), seat ? `đang ở quầy ${seat}` : "");
  }
  document.getElementById("badges-out").hidden = ![...seats.values()].includes(counter);
  dialog.showModal();
}

export function watchCounters(counters) {
  document.querySelector(".counters").addEventListener("click", (event) => {
    const card = event.target.closest(".counter");
    const button = event.target.closest("button");
    if (!card || !button) return;
    const counter = card.dataset.counter;
    if (button.matches(".press")) order({ do: "press", counter, level: button.dataset.level });
    else if (button.matches(".key")) order({ do: "key", counter, key: button.dataset.key }, button);
    else if (button.matches(".badge-link")) openBadges(counter, counters());
    else if (button.matches(".cable-link")) {
      order({ do: "cable", counter, plugged: !latest.get(counter)?.plugged }, button);
    }
  });
  dialog.addEventListener("close", () => {
    const choice = dialog.returnValue;
    dialog.returnValue = "";
    if (choice === "sign-out") order({ do: "sign_out", counter: asked });
    else if (choice) order({ do: "badge", counter: asked, officer: choice });
  });
}
