// The words of the kiosk in the chosen language, and how numbers and days are said in it.

const FIRST = "vi";

export class Words {
  constructor(packs) {
    this.packs = packs;
    this.use(FIRST);
  }

  /** Speak this language from now on. */
  use(code) {
    this.pack = this.packs.find((pack) => pack.code === code) ?? this.packs[0];
    document.documentElement.lang = this.pack.code;
  }

  get code() {
    return this.pack.code;
  }

  has(key) {
    return Object.hasOwn(this.pack.texts, key);
  }

  /** A text with its values put in. */
  say(key, values = {}) {
    return this.pack.texts[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  /** "14 người đang chờ", "khoảng 12 phút" for some services; nothing while the hall is not heard. */
  waiting(hall, services) {
    if (!hall.live || hall.state === null) return [];
    const known = services.map((service) => hall.state.services[service.code]).filter(Boolean);
    if (known.length === 0) return [];
    const people = known.reduce((sum, one) => sum + one.waiting, 0);
    if (people === 0) return [this.say("wait.none")];
    const parts = [this.say("wait.people", { count: people })];
    const waits = known.filter((one) => one.waiting > 0 && one.estimate_s !== null);
    if (waits.length > 0) parts.push(this.range(waits.map((one) => toMinutes(one.estimate_s))));
    return parts;
  }

  range(minutes) {
    const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
    return least === most ? this.say("wait.minutes", { minutes: least }) : this.say("wait.range", { least, most });
  }

  /** "Thứ Hai, 02/03/2026" of a Date whose UTC fields are local ones. */
  date(at) {
    const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    const date = [two(at.getUTCDate()), two(at.getUTCMonth() + 1), at.getUTCFullYear()].join("/");
    return this.say("day.date", { weekday: this.say(`day.${days[at.getUTCDay()]}`), date });
  }

  /** "Thứ Hai đến Thứ Sáu" of a line of opening hours. */
  days(line) {
    const [first, last] = [this.say(`day.${line.first}`), this.say(`day.${line.last}`)];
    return line.first === line.last ? first : this.say("day.range", { first, last });
  }

  /** A group entitled to priority: those fixed by law are in every pack, a centre's own stand as it wrote them. */
  group(index, name) {
    const official = this.packs[0].texts[`group.${index + 1}`];
    return official === name ? this.say(`group.${index + 1}`) : name;
  }
}

/** Whole minutes, never less than one: nobody believes "0 phút". */
export function toMinutes(seconds) {
  return Math.max(1, Math.round(seconds / 60));
}

/** Two digits. */
export function two(number) {
  return String(number).padStart(2, "0");
}

/** "08:15" of a Date whose UTC fields are local ones. */
export function clockTime(at) {
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}
