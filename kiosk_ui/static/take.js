// The ticket kiosk: which screen comes when. It decides nothing about the queue and keeps nothing about anybody.

import { follow, now, post, uuid } from "/assets/wire.js";
import { againScreen, busyScreen, errorScreen, lateScreen, ticketScreen } from "/assets/take-end.js";
import { Idle, newSession, show } from "/assets/take-session.js";
import {
  closedScreen, itemsScreen, needScreen, priorityScreen, servicesFor, serviceScreen, supportScreen,
} from "/assets/take-start.js";
import { askMore, drawTools, Voice } from "/assets/take-tools.js";
import { clockTime, Words } from "/assets/take-words.js";

const SCREENS = {
  need: needScreen, service: serviceScreen, priority: priorityScreen, support: supportScreen, items: itemsScreen,
  closed: closedScreen, busy: busyScreen, ticket: ticketScreen, again: againScreen, late: lateScreen, error: errorScreen,
};
const TICKET_MS = 20000;
const PRINT_ASK_MS = 700;
const PRINT_WAIT_MS = 12000;
const stage = document.getElementById("stage");

class Kiosk {
  constructor(setup) {
    this.setup = setup;
    this.words = new Words(setup.packs);
    this.voice = new Voice(this.words);
    this.hall = { live: false, state: null };
    this.session = newSession();
    this.screen = "need";
    this.closedService = null;
    this.idle = new Idle((seconds) => askMore(this, seconds), () => this.end());
    this.isTouched = false;
    this.missed = null;
    document.addEventListener("pointerdown", () => { this.isTouched = true; }, { capture: true });
    for (const event of ["pointerup", "pointercancel"]) {
      document.addEventListener(event, () => setTimeout(() => this.released(), 0), { capture: true });
    }
  }

  released() {
    this.isTouched = false;
    const { missed } = this;
    this.missed = null;
    if (missed) this.hear(missed);
  }

  /** Show a screen; the focus goes to its title. */
  go(screen) {
    this.screen = screen;
    if (screen === "need") this.closedService = null;
    if (screen === "need" && this.isClosed()) this.screen = "closed";
    this.draw();
    stage.querySelector("h1")?.focus({ preventScroll: true });
    if (this.session.listen) this.voice.say(this.screen);
  }

  /** Draw the present screen again with what is known now; the focus stays on the same key. */
  draw() {
    const focused = [...document.querySelectorAll("h1, button")].indexOf(document.activeElement);
    show(this.session);
    stage.dataset.screen = this.screen;
    stage.replaceChildren(...SCREENS[this.screen](this).filter((part) => part !== null));
    drawTools(this);
    if (focused >= 0) document.querySelectorAll("h1, button")[focused]?.focus({ preventScroll: true });
    this.tick();
  }

  tick() {
    const at = now();
    const clock = document.getElementById("clock");
    if (at === null) {
      clock.replaceChildren();
      return;
    }
    const time = Object.assign(document.createElement("span"), { className: "top-time figures", textContent: clockTime(at) });
    const date = Object.assign(document.createElement("span"), { className: "top-date", textContent: this.words.date(at) });
    clock.replaceChildren(time, date);
  }

  isClosed() {
    return this.hall.live && this.hall.state !== null && !this.hall.state.open;
  }

  hear(hall) {
    // A key that is replaced between touch and release would lose the press.
    if (this.isTouched) {
      this.missed = hall;
      return;
    }
    const wasClosed = this.isClosed();
    this.hall = hall;
    if (this.screen === "need" || this.screen === "closed") {
      if (wasClosed !== this.isClosed()) this.refresh();
      else if (this.screen === "need") this.draw();
    } else if (this.screen === "service") {
      this.draw();
    }
  }

  /** Hours and services may have changed since the page was opened. */
  async refresh() {
    try {
      const answer = await fetch("/take/setup", { redirect: "error" });
      if (answer.ok) this.setup = await answer.json();
    } catch {
      // The line is down: what was known stays.
    }
    if (this.screen === "need" || this.screen === "closed") this.go("need");
  }

  chooseNeed(need) {
    this.session.need = need;
    this.session.page = 0;
    const services = servicesFor(this.setup, need);
    if (services.length === 1) this.chooseService(services[0]);
    else this.go("service");
  }

  chooseService(service) {
    this.session.service = service;
    this.session.order = uuid();
    this.session.sure = false;
    if (this.session.taken && !this.session.again) this.go("again");
    else this.order();
  }

  choose(changes) {
    Object.assign(this.session, changes);
    this.go("need");
  }

  /** What can be asked for here: the languages are those of the centre. */
  supports() {
    const languages = this.setup.packs.slice(1).map((pack) => `language:${pack.code}`);
    return ["wheelchair", "hearing", "sight", ...languages];
  }

  toggleSupport(code) {
    if (!this.session.supports.delete(code)) this.session.supports.add(code);
    this.draw();
  }

  setItems(count) {
    this.session.items = Math.min(99, Math.max(1, count));
    this.draw();
  }

  turnPage(pages) {
    this.session.page = (this.session.page + 1) % pages;
    this.go("service");
  }

  /** Who reads another language is glad of somebody who speaks it. */
  speak(code) {
    const { supports } = this.session;
    supports.delete(`language:${this.words.code}`);
    this.words.use(code);
    if (this.supports().includes(`language:${code}`)) supports.add(`language:${code}`);
    this.go(this.screen);
  }

  orderAgain() {
    this.session.again = true;
    this.order();
  }

  orderLate() {
    this.session.sure = true;
    this.order();
  }

  takeAnother() {
    Object.assign(this.session, { again: true, items: 1, need: null });
    this.go("need");
  }

  async order() {
    const { session } = this;
    this.go("busy");
    const answer = await post("/take/order", {
      id: session.order,
      service: session.service.code,
      need: session.need,
      priority: session.priority,
      needs: [...session.supports],
      items: session.items > 1 ? session.items : null,
      language: this.words.code,
      sure: session.sure,
    });
    if (session !== this.session) return;
    if (answer.ok && answer.result.late) {
      this.late = answer.result.late;
      this.go("late");
    } else if (answer.ok) {
      this.took(answer.result);
    } else if (answer.error.code === "closed") {
      this.closedService = session.service;
      this.go("closed");
    } else {
      this.error = answer.error;
      this.go("error");
    }
  }

  took(result) {
    this.session.taken = { ...result, service: this.session.service.name, print: "waiting" };
    this.session.again = false;
    this.go("ticket");
    this.watchPrint(this.session, result.ticket, performance.now());
  }

  /** Follow the paper until it is out or the waiting is over, then go back to the start. */
  async watchPrint(session, ticket, since) {
    if (session !== this.session || this.session.taken?.ticket !== ticket) return;
    const print = await askPrint(ticket, performance.now() - since);
    if (session !== this.session || this.session.taken?.ticket !== ticket) return;
    if (print !== session.taken.print) {
      session.taken.print = print;
      if (this.screen === "ticket") this.draw();
    }
    if (print === "waiting") setTimeout(() => this.watchPrint(session, ticket, since), PRINT_ASK_MS);
    else setTimeout(() => this.leave(session, ticket), print === "done" ? TICKET_MS : 1.5 * TICKET_MS);
  }

  /** The number was read: the next one may step up, and whoever stays is still known until idle. */
  leave(session, ticket) {
    if (session === this.session && this.screen === "ticket" && session.taken.ticket === ticket) this.go("need");
  }

  /** Forget this visitor. */
  end() {
    this.voice.stop();
    this.session = newSession();
    this.words.use("vi");
    this.idle.again();
    this.go("need");
  }

  async help() {
    const answer = await post("/take/help", {});
    const said = this.words.say(answer.ok ? "help.done" : "help.failed");
    document.getElementById("told").textContent = said;
    this.helped = said;
    drawTools(this);
    setTimeout(() => {
      this.helped = null;
      drawTools(this);
    }, 8000);
  }

  toggle(what) {
    this.session[what] = !this.session[what];
    this.session.page = 0;
    if (what === "listen" && !this.session.listen) this.voice.stop();
    this.draw();
    if (what === "listen" && this.session.listen) this.voice.say(this.screen);
  }
}

async function askPrint(ticket, waited_ms) {
  try {
    const answer = await fetch(`/take/printing/${ticket}`, { redirect: "error" });
    const { state } = await answer.json();
    if (state === "printed") return "done";
    if (state === "failed" || state === "unknown") return state;
  } catch {
    // Not known; the next answer may tell.
  }
  return waited_ms > PRINT_WAIT_MS ? "unknown" : "waiting";
}

async function start() {
  const answer = await fetch("/take/setup");
  const kiosk = new Kiosk(await answer.json());
  kiosk.go("need");
  let isOld = false;
  follow((hall) => kiosk.hear(hall), () => { isOld = true; });
  setInterval(() => {
    kiosk.tick();
    // After an update of the gateway, as soon as nobody is at the screen.
    if (isOld && kiosk.screen === "need" && kiosk.session.taken === null) location.reload();
  }, 1000);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !["need", "busy", "ticket"].includes(kiosk.screen)) kiosk.go("need");
  });
}

start().catch(() => setTimeout(() => location.reload(), 5000));
