/* The virtual office: takes what the stream says and gives each part of the page its share. */
import { showCounters, watchCounters } from "./office-counters.js";
import { showEvents, showReport, showWalk } from "./office-figures.js";
import { openStream, order } from "./office-wire.js";

const known = {};

function take(changed) {
  Object.assign(known, changed);
  if (changed.counters) showCounters(changed.counters);
  if (changed.events) showEvents(changed.events);
  if ("report" in changed) showReport(changed.report);
  if (changed.walk || "report" in changed) showWalk(known.walk, known.report);
  if (changed.walk) showSwitches(known.walk);
  if (changed.day) document.getElementById("day").textContent = changed.day;
}

const brokerSwitch = document.getElementById("switch-broker");
const centralSwitch = document.getElementById("switch-central");

function showSwitches(walk) {
  const stopped = walk.central === "stopped";
  brokerSwitch.textContent = walk.broker ? "Cắt đường truyền" : "Nối lại đường truyền";
  brokerSwitch.setAttribute("aria-pressed", String(!walk.broker));
  centralSwitch.textContent = stopped ? "Chạy lại trung tâm" : "Dừng trung tâm";
  centralSwitch.setAttribute("aria-pressed", String(stopped));
}

brokerSwitch.addEventListener("click", () => order({ do: "broker", running: !known.walk?.broker }, brokerSwitch));
centralSwitch.addEventListener("click", () =>
  order({ do: "central", running: known.walk?.central === "stopped" }, centralSwitch));

watchCounters(() => known.counters ?? []);
openStream(take);
