/* Letters of a LED board: 5 by 7 dots each, drawn as circles; a dot that is off stays faintly visible. */
const ROWS = {
  0: "0e11131519110e", 1: "040c040404040e", 2: "0e11010204081f", 3: "1f02040201110e", 4: "02060a121f0202",
  5: "1f101e0101110e", 6: "0608101e11110e", 7: "1f010204080808", 8: "0e11110e11110e", 9: "0e11110f01020c",
  A: "0e11111f111111", B: "1e11111e11111e", C: "0e11101010110e", D: "1c12111111121c", E: "1f10101e10101f",
  F: "1f10101e101010", G: "0e11101711110f", H: "1111111f111111", I: "0e04040404040e", J: "0702020202120c",
  K: "11121418141211", L: "1010101010101f", M: "111b1515111111", N: "11111915131111", O: "0e11111111110e",
  P: "1e11111e101010", Q: "0e11111115120d", R: "1e11111e141211", S: "0f10100e01011e", T: "1f040404040404",
  U: "1111111111110e", V: "11111111110a04", W: "1111111515150a", X: "11110a040a1111", Y: "1111110a040404",
  Z: "1f01020408101f", "-": "0000001f000000", ">": "0004021f020400", " ": "00000000000000",
};
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 0.4;

function dots(text) {
  const lit = [];
  const dark = [];
  [...text].forEach((letter, place) => {
    const rows = ROWS[letter] ?? ROWS["-"];
    for (let y = 0; y < 7; y += 1) {
      const row = parseInt(rows.slice(2 * y, 2 * y + 2), 16);
      for (let x = 0; x < 5; x += 1) (row & (16 >> x) ? lit : dark).push([place * 6 + x, y]);
    }
  });
  return { lit, dark };
}

function circles(name, places) {
  const path = document.createElementNS(SVG, "path");
  const round = `a${RADIUS} ${RADIUS} 0 1 0 ${2 * RADIUS} 0a${RADIUS} ${RADIUS} 0 1 0 ${-2 * RADIUS} 0`;
  path.setAttribute("class", name);
  path.setAttribute("d", places.map(([x, y]) => `M${x + 0.5 - RADIUS} ${y + 0.5}${round}`).join(""));
  return path;
}

/** Show a text of capitals and digits on a board of so many letters. */
export function drawLed(place, text, letters) {
  const shown = text.slice(0, letters).padEnd(letters, " ");
  if (place.dataset.text === shown) return;
  place.dataset.text = shown;
  const { lit, dark } = dots(shown);
  const board = document.createElementNS(SVG, "svg");
  board.setAttribute("viewBox", `-1 -1 ${letters * 6 + 1} 9`);
  board.setAttribute("aria-hidden", "true");
  board.append(circles("led-dark", dark), circles("led-lit", lit));
  place.replaceChildren(board);
}
