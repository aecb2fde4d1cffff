/* The waiting area: ticket buttons, paper that comes out, the LED board, the voice as words, the printer's faults. */
import { drawLed } from "./office-led.js";
import { order } from "./office-wire.js";

const BOARD_LETTERS = 9;
const SIGN_LETTERS = 5;
const NUMBER = new Intl.NumberFormat("vi-VN");
const STATES = {
  closed: "chưa mở quầy", free: "chờ khách", called: "đang gọi", serving: "đang phục vụ", paused: "tạm nghỉ",
  stale: "chưa rõ",
};

const area = document.querySelector(".area");
const paper = document.getElementById("paper");
const ticket = document.getElementById("ticket");
const printer = document.getElementById("printer");
let printerNow = null;
let newest = 0;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The small board over a counter. */
export function showSign(counter) {
  const place = document.getElementById(`sign-${counter.id}`);
  if (!place || !counter.sign) return;
  place.dataset.state = counter.sign.state;
  place.dataset.blink = String(counter.sign.blink);
  const lit = place.querySelector(".sign-lit");
  drawLed(lit, counter.sign.sign, SIGN_LETTERS);
  lit.setAttribute("aria-label", `Bảng LED quầy ${counter.id}: ${counter.sign.sign || "trống"}`);
  put(place.querySelector(".sign-words"), STATES[counter.does] ?? "");
}

function showBoard(board) {
  const place = document.getElementById("sign-main");
  place.dataset.state = board.state;
  place.dataset.blink = String(board.blink);
  const text = board.counter ? `${board.sign.padEnd(5, " ")}>${board.counter.padStart(2, " ")}` : board.sign;
  const lit = place.querySelector(".sign-lit");
  drawLed(lit, text, BOARD_LETTERS);
  const words = board.counter ? `số ${board.sign}, quầy ${board.counter}` : board.sign || "trống";
  lit.setAttribute("aria-label", `Bảng LED khu vực chờ: ${words}`);
}

function showServices(hall) {
  for (const button of area.querySelectorAll(".take")) {
    const service = hall.services[button.dataset.service];
    const minutes = service?.waiting || service?.minutes > 1 ? ` · khoảng ${NUMBER.format(service.minutes)} phút` : "";
    const waiting = service?.waiting ? `${NUMBER.format(service.waiting)} người chờ` : "không ai chờ";
    put(button.querySelector(".take-waiting"), service ? waiting + minutes : "");
  }
}

function showPaper(papers) {
  const last = papers[0] ?? 0;
  if (last === newest) return;
  const isNew = newest !== 0 || paper.hidden;
  newest = last;
  paper.hidden = !last;
  if (!last) return;
  const picture = paper.querySelector("img");
  paper.classList.remove("is-new");
  picture.onload = () => { if (isNew) paper.classList.add("is-new"); };
  picture.src = `/paper/${last}.png`;
}

function printerWords(now) {
  const then = "Số vẫn cấp; in lại ở Bàn hướng dẫn.";
  if (!now.plugged) return `Đã rút cáp. ${then}`;
  if (now.paper_out) return `Hết giấy. ${then}`;
  if (now.cover_open) return `Đang mở nắp. ${then}`;
  return now.fault ? `Trạm còn báo: ${now.fault}.` : "Còn giấy, sẵn sàng.";
}

function showPrinter(now) {
  printerNow = now;
  const broken = !now.plugged || now.paper_out || now.cover_open;
  printer.dataset.state = broken || now.fault ? "fault" : "ok";
  put(document.getElementById("printer-words"), printerWords(now));
  put(printer.querySelector('[data-fault="paper_out"]'), now.paper_out ? "Lắp giấy" : "Lấy giấy ra");
  put(printer.querySelector('[data-fault="cover_open"]'), now.cover_open ? "Đóng nắp" : "Mở nắp");
  put(printer.querySelector('[data-fault="cable"]'), now.plugged ? "Rút cáp" : "Cắm cáp");
}

function showPhone(address) {
  const link = document.getElementById("ticket-phone");
  link.hidden = !address;
  if (address) link.href = address;
}

export function showArea(hall) {
  if (!area || !hall) return;
  area.dataset.ready = String(hall.ready);
  showBoard(hall.board);
  showServices(hall);
  showPaper(hall.papers);
  showPrinter(hall.printer);
  showPhone(hall.phone);
  document.getElementById("voice").dataset.on = String(hall.speaking);
  const waiting = hall.ready ? "Loa đọc số khi quầy gọi." : "Thẻ mới: máy nghe khoảng 20 giây xem hôm nay đã cấp số nào chưa.";
  put(document.getElementById("voice-words"), hall.said || waiting);
}

function pressPrinter(button) {
  const fault = button.dataset.fault;
  if (fault === "cable") order({ do: "printer_cable", plugged: !printerNow.plugged }, button);
  else order({ do: "printer", fault, on: !printerNow[fault] }, button);
}

export function watchArea() {
  if (!area) return;
  area.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".take")) order({ do: "take", service: button.dataset.service }, button);
    else if (button.matches("[data-fault]") && printerNow) pressPrinter(button);
    else if (button === paper) {
      ticket.querySelector("img").src = paper.querySelector("img").src;
      ticket.showModal();
    }
  });
}
