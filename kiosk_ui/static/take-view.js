// Small builders for the kiosk's pieces: elements, pictures, buttons. They know nothing of tickets.

const pictures = document.getElementById("stage").dataset.pictures;

/** An element with its class, attributes and children; text children stay text. */
export function el(tag, { cls = "", on = null, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  if (on) made.addEventListener("click", on);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** A picture of pictures.svg; it says nothing by itself. */
export function picture(name, cls = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${pictures}#${name}`);
  svg.setAttribute("class", `picture ${cls}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A large choice: picture, title, what is to be known of it. */
export function card({ icon, title, notes = [], cls = "", on, pressed = null }) {
  const words = el("span", { cls: "card-words" }, el("span", { cls: "card-title" }, title));
  const said = notes.filter(Boolean).map((note) => el("span", { cls: "card-part" }, note));
  if (said.length) words.append(el("span", { cls: "card-note" }, ...said));
  return el(
    "button",
    { type: "button", cls: `card ${cls}`.trim(), on, "aria-pressed": pressed === null ? null : String(pressed) },
    icon ? el("span", { cls: "card-tile" }, picture(icon)) : null,
    words,
    pressed ? picture("check", "card-check") : null,
  );
}

/** A plain button; `icon` stands before its words. */
export function button({ title, icon = null, cls = "", on, pressed = null, ...attributes }) {
  return el(
    "button",
    {
      type: "button",
      cls: `key ${cls}`.trim(),
      on,
      "aria-pressed": pressed === null ? null : String(pressed),
      ...attributes,
    },
    icon ? picture(icon) : null,
    el("span", { cls: "key-words" }, title),
  );
}

/** The title of a screen; it takes the focus when the screen comes, so that readers say it. */
export function title(words) {
  return el("h1", { cls: "title", tabindex: "-1" }, words);
}

/** The row at the foot of a screen. */
export function row(...keys) {
  return el("div", { cls: "row" }, ...keys);
}

/** A screen that lies stands at the height of a desk: everything on it is within reach. */
export function isLying() {
  return matchMedia("(orientation: landscape)").matches;
}

/** Too small to show every screen whole. */
export function isSmall() {
  return matchMedia("(max-width: 899px), (max-height: 899px)").matches;
}
