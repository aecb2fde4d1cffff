/* The walk of a press, the events as they are chained, and the live report of central. */
const count = new Intl.NumberFormat("vi-VN");
const STATES = { kept: "đã ghi", sent: "đang gửi", proven: "đã nhận" };
const CENTRAL = { healthy: "", starting: "đang khởi động", unwell: "đang chờ môi giới", stopped: "đã dừng" };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/* ---- walk ---- */
function step(key, state, number, words) {
  const place = document.querySelector(`.step[data-step="${key}"]`);
  place.dataset.state = state;
  const value = place.querySelector(".step-value");
  const parts = number === null ? [words] : [element("b", "", count.format(number)), ` ${words}`];
  value.replaceChildren(...parts);
}

export function showWalk(walk, report) {
  if (!walk) return;
  const waiting = walk.lines - walk.acked;
  const joined = walk.connected === walk.gateways;
  step("press", "ok", walk.presses, "lượt bấm hôm nay");
  step("journal", waiting ? "waiting" : "ok", walk.lines, waiting ? `dòng · chờ ${count.format(waiting)}` : "dòng");
  const cut = walk.broker ? `đang nối ${walk.connected}/${walk.gateways}` : "đã cắt, nút vẫn ghi";
  step("line", joined ? "ok" : walk.broker ? "waiting" : "cut", null, joined ? "đang nối" : cut);
  const well = walk.central === "healthy";
  const central = well ? "dòng, liền chuỗi" : CENTRAL[walk.central];
  step("central", well ? "ok" : walk.central === "stopped" ? "cut" : "waiting", well ? walk.acked : null, central);
  if (!report) step("report", "waiting", null, "chưa có");
  else {
    const apart = report.apart_total ? ` · ${count.format(report.apart_total)} để riêng` : "";
    step("report", report.current ? "ok" : "waiting", report.total, `lượt được tính${apart}`);
  }
}

export function showJournals(journals) {
  document.getElementById("journals").textContent = journals.map((one) => {
    const waiting = one.waiting ? ` (chờ gửi ${count.format(one.waiting)})` : "";
    return `${one.gateway} ${count.format(one.last)}${waiting}`;
  }).join(" · ");
}

/* ---- events ---- */
function eventKey(event) {
  return `${event.gateway} ${event.seq}`;
}

function makeEvent(event) {
  const row = element("li", "event");
  const seq = element("span", "event-seq");
  seq.append(element("small", "", event.gateway), ` ${event.seq}`);
  const what = element("span", "event-what", event.words);
  what.append(element("span", "event-more", `${event.at} · ${event.type} · ${event.after ? `sau ${event.after}` : "chuỗi mới"}`));
  row.append(seq, what, element("span", "event-state"));
  row.dataset.key = eventKey(event);
  return row;
}

export function showEvents(events) {
  const list = document.getElementById("events");
  const there = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const rows = events.map((event, place) => {
    const row = there.get(eventKey(event)) ?? makeEvent(event);
    row.dataset.state = event.state;
    row.classList.toggle("is-new", place === 0);
    row.querySelector(".event-state").textContent = STATES[event.state];
    return row;
  });
  list.replaceChildren(...rows);
}

/* ---- live report ---- */
let counted = new Map();

function reportRow(row, levels) {
  const made = element("tr");
  const head = element("th", "", row.officer || row.officer_code);
  head.scope = "row";
  made.append(head);
  for (const level of levels) {
    made.append(element("td", row[level] ? "cell-count" : "cell-count is-zero", count.format(row[level])));
  }
  made.append(element("td", "cell-count cell-strong", count.format(row.ratings)));
  return made;
}

export function showReport(report) {
  if (!report) return;
  const levels = [...document.querySelectorAll(".live thead [data-level]")].map((cell) => cell.dataset.level);
  const officers = report.rows.filter((row) => row.row_kind !== "total");
  const before = counted;
  counted = new Map(officers.map((row) => [row.officer_code, row.ratings]));
  const main = document.getElementById("live-rows");
  const changed = officers.filter((row) => before.has(row.officer_code) && before.get(row.officer_code) !== row.ratings);
  const shownNew = new Set(changed.length ? changed.map((row) => row.officer_code)
    : [...main.querySelectorAll(".is-new")].map((row) => row.dataset.officer));
  main.replaceChildren(...officers.map((row) => {
    const made = reportRow(row, levels);
    made.dataset.officer = row.officer_code;
    made.classList.toggle("is-new", shownNew.has(row.officer_code));
    return made;
  }));
  const totals = report.rows.filter((row) => row.row_kind === "total");
  document.getElementById("live-total").replaceChildren(...totals.map((row) => reportRow(row, levels)));
  document.getElementById("live-made").textContent = report.current
    ? `tính đến ${report.made_at}` : `của ${report.made_at}, trung tâm chưa trả lời`;
  const apart = document.getElementById("live-apart");
  apart.hidden = !report.apart.length;
  apart.textContent = `Ngoài tổng số: ${report.apart.map((row) => `${row.title} ${count.format(row.ratings)}`).join(" · ")}`;
}
