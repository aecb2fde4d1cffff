// What stands at the foot of every screen of the kiosk: languages, size, contrast, reach, reading aloud, help;
// and the question to somebody who has stopped.

import { button, el, isLying, isSmall } from "/assets/take-view.js";

const foot = document.getElementById("tools");
const asking = document.getElementById("asking");
const SAID = {
  need: "say.need", service: "say.service", priority: "say.priority", support: "say.support", items: "say.items",
  ticket: "say.ticket", again: "say.again", late: "say.late", closed: "say.closed", error: "say.error",
};

/** Draw the foot anew; the focus stays where it was. */
export function drawTools(kiosk) {
  const { words, session } = kiosk;
  const focused = [...foot.querySelectorAll("button")].indexOf(document.activeElement);
  const languages = words.packs.length > 1
    ? words.packs.map((pack) =>
        button({
          title: pack.name, lang: pack.code, cls: "key-tool", pressed: pack.code === words.code,
          on: () => kiosk.speak(pack.code),
        }),
      )
    : [];
  const tool = (name) =>
    button({
      title: words.say(`tool.${name}`), icon: name, cls: "key-tool", pressed: session[name],
      on: () => kiosk.toggle(name),
    });
  const tools = ["larger", "contrast"].map(tool);
  if (!isLying() && !isSmall()) tools.push(tool("low"));
  if (words.pack.speaks) tools.push(tool("listen"));
  tools.push(
    button({
      title: kiosk.helped ?? words.say("tool.help"), icon: kiosk.helped ? "check" : "help",
      cls: kiosk.helped ? "key-tool key-help key-helped" : "key-tool key-help", on: () => kiosk.help(),
    }),
  );
  foot.replaceChildren(
    el("div", { cls: "tools-row", role: "group", "aria-label": words.say("tool.languages") }, ...languages),
    el("div", { cls: "tools-row", role: "group", "aria-label": words.say("tool.tools") }, ...tools),
  );
  if (focused >= 0) foot.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

/** "Ông/Bà có cần thêm thời gian không?" with the seconds left; null takes it away. On a fresh screen nobody is asked. */
export function askMore(kiosk, seconds) {
  const isFresh = kiosk.screen === "closed" || (kiosk.screen === "need" && isUntouched(kiosk.session, kiosk.words));
  if (seconds === null || isFresh || kiosk.screen === "busy") {
    cover(false);
    asking.replaceChildren();
    return;
  }
  const { words } = kiosk;
  const text = words.say("idle.text", { seconds });
  if (!asking.hidden) {
    asking.querySelector(".asking-text").textContent = text;
    return;
  }
  const yes = button({ title: words.say("idle.yes"), cls: "key-first" });
  asking.replaceChildren(
    el(
      "div",
      { cls: "asking-card", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "asking-title" },
      el("h2", { cls: "title", id: "asking-title" }, words.say("idle.title")),
      el("p", { cls: "lead asking-text" }, text),
      yes,
    ),
  );
  cover(true);
  asking.onclick = () => kiosk.idle.again();
  yes.focus();
}

/** While the question stands, nothing behind it can be reached. */
function cover(on) {
  asking.hidden = !on;
  for (const part of document.querySelectorAll(".top, .stage, .tools")) part.inert = on;
}

function isUntouched(session, words) {
  const { larger, contrast, low, listen, priority, supports, items, taken } = session;
  return !(larger || contrast || low || listen || priority || supports.size || items > 1 || taken) && words.code === "vi";
}

/** Reads screens aloud with the clips of the gateway. */
export class Voice {
  constructor(words) {
    this.words = words;
    this.player = new Audio();
  }

  /** Say what the screen wants; a clip that is not there is silence. */
  say(screen) {
    const key = SAID[screen];
    if (!key || !this.words.pack.speaks) return;
    this.player.src = `/speech/${this.words.code}/${key}.wav`;
    this.player.play().catch(() => {});
  }

  /** Silence. */
  stop() {
    this.player.pause();
  }
}
