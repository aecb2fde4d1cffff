// The desk: puts keys, dialogs and the gateway together.
import * as door from "/assets/desk-door.js";
import * as keyboard from "/assets/desk-keys.js";
import * as outcomesAsk from "/assets/desk-outcomes.js";
import * as pick from "/assets/desk-pick.js";
import * as view from "/assets/desk-show.js";
import { byId, keepFresh, look, OLD_FIGURES, oneAtATime, order, say } from "/assets/desk-wire.js";

const home = document.getElementById("bar").dataset.home;
const REST_MS = 500;
const ASKED = ["park", "pause", "void", "transfer"];
let now = null;
let isBusy = false;
let resting = null;
let ownSignOut = false;
let outcomes = null;
let outcomesOf = null;
let isChanging = false;
let voided = null;

const refresh = oneAtATime(async () => {
  const found = await look(`${home}/now`);
  if (found) take(found);
  else {
    byId("away").hidden = false;
    byId("away").textContent = OLD_FIGURES;
  }
});

function take(next) {
  const before = now;
  now = next;
  const had = before && before.ticket ? before.ticket.id : null;
  const has = next.ticket ? next.ticket.id : null;
  if (before && (before.state !== next.state || had !== has)) {
    rest();
    if (!isBusy) say("");
  }
  if (outcomesOf !== has) {
    outcomesOf = has;
    outcomes = next.ticket ? next.ticket.usual : null;
    byId("note").value = "";
  }
  if (isChanging && before && before.officer?.code !== next.officer?.code) isChanging = false;
  view.show(isChanging ? { ...next, state: "closed" } : next);
  showOutcomes();
  if (before && before.officer && !next.officer && !ownSignOut) {
    say("Quầy đã được đăng xuất: hết buổi làm việc, hoặc cán bộ đã đăng nhập ở quầy khác.", false, "door-said");
  }
  if (next.officer) ownSignOut = false;
  door.update(!next.officer || isChanging, isChanging);
  pick.update(next);
}

// After a change the main key rests a moment: a press that was meant for what stood there before does nothing.
function rest() {
  clearTimeout(resting);
  document.body.classList.add("is-resting");
  resting = setTimeout(() => {
    resting = null;
    document.body.classList.remove("is-resting");
  }, REST_MS);
}

function showOutcomes() {
  if (!outcomes) return;
  byId("outcomes").textContent = outcomes.map((one) => (one.count > 1 ? `${one.text} × ${one.count}` : one.text)).join(", ");
}

// Press a key: what the page believes goes along, so that an old page changes nothing.
async function press(action, more = {}) {
  if (isBusy || !now || !now.officer) return null;
  isBusy = true;
  document.body.classList.add("is-busy");
  say("");
  try {
    const answer = await order(`${home}/do`, {
      do: action,
      officer: now.officer.code,
      ticket: now.ticket ? now.ticket.id : null,
      ...more,
    });
    if (!answer.ok) {
      if (answer.error.code === "identity") byId("note").value = "";
      say(answer.error.message, true);
    }
    else if (action === "finish_and_next" && !(answer.result && answer.result.number)) say("Đã xong. Chưa có người chờ tiếp.");
    else if (action === "invite_rating") say("Đã mời đánh giá.");
    else if (action === "recall") say("Đã gọi lại.");
    await refresh();
    return answer;
  } finally {
    isBusy = false;
    document.body.classList.remove("is-busy");
  }
}

function finished() {
  const note = byId("note").value.trim();
  const told = outcomes ? outcomes.map(({ service, outcome, count }) => ({ service, outcome, count })) : [];
  return { outcomes: told, ...(note ? { note } : {}) };
}

function act(action) {
  if (!now || !now.officer || isChanging || !view.can(now, action)) return;
  voided = null;
  if (ASKED.includes(action) && now.state !== "paused" || action === "help" || action === "more") ask(action);
  else if (action === "choose") pick.open();
  else if (action === "outcomes") outcomesAsk.open(outcomes, now.ticket, (chosen) => { outcomes = chosen; showOutcomes(); });
  else if (action === "finish" || action === "finish_and_next") press(action, finished());
  else if (action === "pause" && now.state === "paused") press("unpause");
  else if (action === "miss" && !now.ticket.may_miss) say("Chưa ghi vắng mặt được: phải gọi hai lần cách nhau đủ lâu.", true);
  else press(action);
}

function ask(name) {
  const dialog = byId(`ask-${name}`);
  const filter = dialog.querySelector("[data-filter]");
  if (filter) { filter.value = ""; keyboard.narrow(dialog.querySelectorAll("[data-find]"), ""); }
  for (const node of dialog.querySelectorAll("[data-open]")) {
    node.textContent = now.open_counters.includes(node.dataset.open) ? "" : "chưa có cán bộ";
  }
  dialog.showModal();
  (filter || dialog.querySelector(".desk-choice"))?.focus();
}

const CHOSEN = {
  park: (choice) => press("park", { reason: choice.dataset.value }),
  pause: (choice) => press("pause", { reason: choice.dataset.value }),
  void: (choice) => press("void", { reason: choice.dataset.value, ...(voided ? { chosen: voided } : {}) }),
  transfer: (choice) => press("transfer", { [`to_${choice.dataset.value}`]: choice.dataset.code }),
  help: async (choice) => {
    const answer = await order(`${home}/help`, { kind: choice.dataset.value });
    say(answer.ok ? answer.message : answer.error.message, !answer.ok);
  },
  more: (choice) => {
    if (choice.dataset.value === "sign_out") { ownSignOut = true; press("sign_out"); }
    else if (choice.dataset.value === "change") { isChanging = true; take(now); }
    else ask("day_code");
  },
};

for (const dialog of document.querySelectorAll("dialog")) {
  keyboard.listenInDialog(dialog);
  const chosen = CHOSEN[dialog.id.replace("ask-", "")];
  if (chosen) {
    dialog.addEventListener("click", (event) => {
      const choice = event.target instanceof Element && event.target.closest(".desk-choice");
      if (choice) { dialog.close(); chosen(choice); }
    });
  }
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-do]");
  if (button && !button.disabled) act(button.dataset.do);
});
byId("note").addEventListener("keydown", (event) => {
  // A scanner ends with Enter: the code is in, and nothing is finished by it.
  if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); event.target.blur(); }
});
function main() {
  if (!resting && !byId("go").disabled) act(byId("go").dataset.do);
}
keyboard.listen({
  main,
  scanned: (code) => {
    if (now && now.state === "serving") { byId("note").value = code; say(`Đã nhận mã hồ sơ ${code}.`); }
  },
  keys: {
    F1: () => act("call_next"), F2: () => act("recall"), F3: () => act("start"), F4: () => act("invite_rating"),
    F6: () => act("finish"), F7: () => act("miss"), F8: () => act("park"), F9: () => act("transfer"),
    F10: () => act("pause"), H: () => act("void"), T: () => act("help"), O: () => act("more"), C: () => act("choose"),
    K: () => act("outcomes"), M: () => { if (now && now.state === "serving") byId("note").focus(); },
  },
});

door.install({ signedIn: refresh, back: () => { isChanging = false; take(now); } });
pick.install((action, more) => {
  if (action !== "void") return press(action, more);
  voided = more.chosen;
  return ask("void");
});
window.addEventListener("resize", () => { if (now) view.show(isChanging ? { ...now, state: "closed" } : now); });
setInterval(view.tick, 500);
setInterval(refresh, 15000);
keepFresh(refresh);
