/* The virtual office: takes what the stream says and gives each part of the page its share. */
import { showArea, watchArea } from "./office-area.js";
import { showCounters, watchCounters } from "./office-counters.js";
import { showEvents, showJournals, showReport, showWalk } from "./office-figures.js";
import { openStream, order } from "./office-wire.js";

const known = {};

function take(changed) {
  Object.assign(known, changed);
  if (changed.hall) showArea(changed.hall);
  if (changed.counters) showCounters(changed.counters);
  if (changed.journals) showJournals(changed.journals);
  if (changed.events) showEvents(changed.events);
  if ("report" in changed) showReport(changed.report);
  if (changed.walk || "report" in changed) showWalk(known.walk, known.report);
  if (changed.walk || changed.hall) showSwitches(known.walk, known.hall);
  if (changed.day) document.getElementById("day").textContent = changed.day;
}

const brokerSwitch = document.getElementById("switch-broker");
const centralSwitch = document.getElementById("switch-central");
const networkSwitch = document.getElementById("switch-network");
const truth = document.getElementById("truth");
const story = document.getElementById("story");

/* What a cut means, while it lasts. */
function tellTruth(walk, hall) {
  const said = [];
  if (!walk.broker) said.push("Đã cắt đường tới trung tâm: phòng vẫn làm việc, sự kiện chờ trong nhật ký.");
  else if (walk.central === "stopped") said.push("Trung tâm đã dừng: phòng vẫn làm việc, sự kiện chờ trong nhật ký.");
  if (!hall.network) said.push("Đã cắt mạng nội bộ: bàn phím ở quầy chờ; lấy số, bàn cán bộ, bảng, loa vẫn chạy.");
  story.hidden = said.length > 0;
  if (truth.textContent !== said.join(" ")) truth.textContent = said.join(" ");
}

function showSwitches(walk, hall) {
  if (!walk) return;
  const stopped = walk.central === "stopped";
  const line = hall ? "đường tới trung tâm" : "đường truyền";
  brokerSwitch.textContent = walk.broker ? `Cắt ${line}` : `Nối lại ${line}`;
  brokerSwitch.setAttribute("aria-pressed", String(!walk.broker));
  centralSwitch.textContent = stopped ? "Chạy lại trung tâm" : "Dừng trung tâm";
  centralSwitch.setAttribute("aria-pressed", String(stopped));
  if (!hall) return;
  networkSwitch.textContent = hall.network ? "Cắt mạng nội bộ" : "Nối lại mạng nội bộ";
  networkSwitch.setAttribute("aria-pressed", String(!hall.network));
  tellTruth(walk, hall);
}

brokerSwitch.addEventListener("click", () => order({ do: "broker", running: !known.walk?.broker }, brokerSwitch));
centralSwitch.addEventListener("click", () =>
  order({ do: "central", running: known.walk?.central === "stopped" }, centralSwitch));
networkSwitch?.addEventListener("click", () =>
  order({ do: "network", running: !known.hall?.network }, networkSwitch));

watchArea();
watchCounters(() => known.counters ?? []);
openStream(take);
