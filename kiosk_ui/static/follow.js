// A ticket on a phone: asks every few seconds how far it is, and takes one rating.
import { post } from "/assets/wire.js";

const ASK_EVERY_MS = 5000;
const main = document.querySelector("#follow");
const base = `/t/${main.dataset.token}`;
const part = (name) => main.querySelector(`[data-part="${name}"]`);
let isRated = sessionStorage.getItem(base) === "rated";
let rating = null;

const SENTENCES = {
  waiting: (now) => [
    now.ahead > 0 ? `Còn ${now.ahead} người phía trước` : "Sắp đến lượt ông/bà",
    now.minutes ? `Khoảng ${now.minutes} phút. Vui lòng ở gần khu vực chờ.` : "Vui lòng ở gần khu vực chờ.",
  ],
  called: (now) => [`Xin mời đến quầy số ${now.counter}`, "Xin đến ngay; nếu không kịp, xin báo quầy hướng dẫn."],
  serving: (now) => [`Đang được phục vụ tại quầy số ${now.counter}`, ""],
  parked: () => ["Đang chờ ông/bà bổ sung giấy tờ", "Khi có đủ, xin báo quầy hướng dẫn; không cần lấy số mới."],
  missed: () => ["Số này đã được gọi mà chưa thấy ông/bà", "Xin báo quầy hướng dẫn để được gọi lại; không cần lấy số mới."],
  finished: () => ["Đã phục vụ xong", ""],
  voided: () => ["Số này đã hủy", "Nếu cần, xin lấy số mới hoặc hỏi quầy hướng dẫn."],
  abandoned: () => ["Số này đã hết hiệu lực", "Nếu cần, xin lấy số mới hoặc hỏi quầy hướng dẫn."],
};

function show(now) {
  const [first, second] = SENTENCES[now.state](now);
  part("main").textContent = first;
  part("then").textContent = now.live ? second : "Thông tin tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn.";
  main.dataset.state = now.state;
  const may = ["serving", "finished"].includes(now.state);
  part("rate").hidden = !may || isRated || rating !== null;
}

async function ask() {
  try {
    const response = await fetch(`${base}/state`, { cache: "no-store" });
    if (response.ok) show(await response.json());
    else if (response.status === 404) return;
    else part("then").textContent = "Thông tin tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn.";
  } catch (error) {
    part("then").textContent = "Thông tin tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn.";
  }
  setTimeout(ask, ASK_EVERY_MS);
}

function thank() {
  part("why").hidden = true;
  part("thanks").hidden = false;
}

main.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button === null) return;
  if (button.dataset.level) {
    const all = [...main.querySelectorAll("[data-level]")];
    for (const one of all) one.disabled = true;
    const answer = await post(`${base}/give`, { level: button.dataset.level });
    for (const one of all) one.disabled = false;
    if (!answer.ok) {
      part("note").textContent = "Chưa ghi được đánh giá. Xin bấm lại.";
      return;
    }
    rating = answer.result.rating;
    isRated = true;
    sessionStorage.setItem(base, "rated");
    part("rate").hidden = true;
    if ("low" in button.dataset) part("why").hidden = false;
    else thank();
  } else if (button.dataset.reason) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
  } else if (button.dataset.do === "done") {
    const reasons = [...main.querySelectorAll('[aria-pressed="true"]')].map((one) => one.dataset.reason);
    if (reasons.length > 0) post(`${base}/reasons`, { rating, reasons });
    thank();
  }
});

show(JSON.parse(main.dataset.now));
if (isRated) part("thanks").hidden = false;
setTimeout(ask, ASK_EVERY_MS);
