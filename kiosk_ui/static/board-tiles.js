// The counters of a waiting area: one card each, so many to a row that all fit; more than a page holds take turns.
import { fit, make, write } from "/assets/board-parts.js";

const MOST_TILES = 40;
const PAGE_MS = 10000;
// Up to so many cards: columns and rows.
const GRIDS = [[1, 1, 1], [2, 2, 1], [3, 3, 1], [4, 4, 1], [6, 3, 2], [8, 4, 2], [10, 5, 2], [12, 4, 3], [15, 5, 3],
  [20, 5, 4], [24, 6, 4], [30, 6, 5], [35, 7, 5], [40, 8, 5]];
const WORDS = { free: "Sẵn sàng", paused: "Tạm ngừng", closed: "Chưa mở" };

export class Tiles {
  constructor(place, page, counters) {
    this.place = place;
    this.page = page;
    this.counters = counters;
    this.cards = new Map(counters.map((counter) => [counter.id, card(counter)]));
    this.state = {};
    this.turnedAt = performance.now();
    this.at = 0;
  }

  /** Show what the counters are doing now. */
  show(counters) {
    this.state = counters;
    for (const counter of this.counters) this.fill(counter.id, counters[counter.id] ?? { state: "closed" });
    this.lay();
  }

  fill(id, now) {
    const tile = this.cards.get(id);
    const hasNumber = (now.state === "called" || now.state === "serving") && now.number;
    tile.dataset.state = now.state;
    const value = tile.firstChild.lastChild;
    const text = hasNumber ? now.number : WORDS[now.state] ?? "–";
    value.className = hasNumber ? "tile-number" : "tile-word";
    value.style.setProperty("--length", Math.max(4, text.length));
    if (write(value, text)) tile.refit = true;
  }

  /** Put as many cards on the page as it holds. Closed counters step back first, then pages take turns. */
  lay() {
    let ids = this.counters.map((counter) => counter.id);
    const open = ids.filter((id) => (this.state[id]?.state ?? "closed") !== "closed");
    if (ids.length > MOST_TILES && open.length > 0) ids = open;
    const pages = Math.max(1, Math.ceil(ids.length / MOST_TILES));
    const size = Math.ceil(ids.length / pages);
    if (pages > 1 && performance.now() - this.turnedAt >= PAGE_MS) {
      this.at += 1;
      this.turnedAt = performance.now();
    }
    const shown = this.at % pages;
    this.page.hidden = pages === 1;
    write(this.page, `Trang ${shown + 1}/${pages}`);
    this.place_(ids.slice(shown * size, (shown + 1) * size));
  }

  place_(ids) {
    const [, columns, rows] = GRIDS.find(([most]) => ids.length <= most);
    const wanted = ids.map((id) => this.cards.get(id));
    if (wanted.some((tile, index) => this.place.children[index] !== tile) || this.place.children.length !== ids.length) {
      this.place.replaceChildren(...wanted);
      this.place.style.setProperty("--columns", columns);
      this.place.style.setProperty("--rows", rows);
      this.place.closest("main").dataset.tiles = ids.length <= 4 ? "few" : ids.length <= 15 ? "some" : "many";
      wanted.forEach((tile) => { tile.refit = true; });
    }
    for (const tile of wanted.filter((tile) => tile.refit)) {
      tile.refit = false;
      tile.querySelectorAll("[data-fit]").forEach(fit);
    }
  }
}

function card(counter) {
  const tile = make("div", "tile");
  tile.dataset.counter = counter.id;
  const label = make("p", "tile-counter");
  const name = make("strong", "", counter.name);
  name.style.setProperty("--length", Math.max(3, counter.name.length));
  if (counter.name.length > 5) name.dataset.fit = "";
  // A counter with a name of its own needs no word before it.
  label.append(...(counter.name === counter.id ? [make("span", "", "Quầy")] : []), name);
  const inside = make("div", "tile-inside");
  inside.append(label, make("p", "tile-word"));
  tile.append(inside);
  return tile;
}
