#!/usr/bin/env python3
"""Draws firmware_configs/wiring/*.toml as SVG beside them: `tools/draw_wiring.py` writes, `--check` compares.

A map with pins is drawn over the 40-pin header, one without as ports and what hangs on them.
"""

import sys
import tomllib
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "firmware_configs" / "wiring"
COLOURS = {"button": "#1d4ed8", "ground": "#111827", "lamp": "#b45309", "tone": "#7c3aed", "fault": "#b91c1c"}
STEP, TOP, LEFT_X, RIGHT_X, LABEL_X, WIDTH = 30, 96, 90, 120, 330, 860


def drawing(text: str) -> str:
    """The SVG of a map."""
    wiring = tomllib.loads(text)
    body = _header(wiring) if any("pin" in wire for wire in wiring["wires"]) else _ports(wiring)
    rows = 20 if any("pin" in wire for wire in wiring["wires"]) else 2 * len(wiring["wires"])
    height = TOP + rows * STEP + 30
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'font-family="Be Vietnam Pro, Noto Sans, sans-serif" font-size="15">',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            f'<text x="24" y="36" font-size="20" font-weight="600">{escape(wiring["title"])}</text>',
            f'<text x="24" y="62" fill="#374151" font-size="13">{escape(wiring["note"])}</text>',
            *body,
            "</svg>\n",
        ]
    )


def _header(wiring: dict[str, Any]) -> list[str]:
    """Forty pins in two columns, a wire from each that is used to its words."""
    used = {wire["pin"]: wire for wire in wiring["wires"]}
    lines = [f'<rect x="70" y="{TOP - 18}" width="70" height="{20 * STEP + 6}" rx="8" fill="#e5e7eb"/>']
    for pin in range(1, 41):
        x, y = (LEFT_X if pin % 2 else RIGHT_X), TOP + (pin - 1) // 2 * STEP
        colour = _colour(used[pin]["part"]) if pin in used else "#9ca3af"
        lines.append(f'<circle cx="{x}" cy="{y}" r="9" fill="{colour}"/>')
        if pin in used:
            lines.append(f'<text x="{x}" y="{y + 4}" fill="#fff" font-size="10" text-anchor="middle">{pin}</text>')
    lines.append(f'<text x="60" y="{TOP + 5}" text-anchor="end" font-size="12">chân 1</text>')
    lines.append(f'<text x="60" y="{TOP + 19 * STEP + 5}" text-anchor="end" font-size="12">chân 39</text>')
    wires = sorted(used.items())
    for place, (pin, wire) in enumerate(wires):
        x, y = (LEFT_X if pin % 2 else RIGHT_X), TOP + (pin - 1) // 2 * STEP
        label_y = TOP + 10 + place * (19 * STEP - 20) // max(1, len(wires) - 1)
        # Wires that go up bend from the left, those that go down from the right: then none crosses another.
        bend = 160 + 12 * place if label_y < y else 290 - 12 * place
        colour = _colour(wire["part"])
        # From the inner column a wire runs between two rows, over no other pin.
        start = f"M{x} {y + 9} V{y + STEP // 2}" if pin % 2 else f"M{x + 9} {y}"
        lines.append(
            f'<path d="{start} H{bend} V{label_y} H{LABEL_X - 8}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        gpio = f"GPIO {wire['gpio']} · " if "gpio" in wire else ""
        lines.append(
            f'<text x="{LABEL_X}" y="{label_y + 5}"><tspan font-weight="600">{gpio}chân {pin}</tspan> '
            f"<tspan>{escape(wire['label'])}</tspan></text>"
        )
    return lines


def _ports(wiring: dict[str, Any]) -> list[str]:
    """A board with its ports, and one box of buttons on each."""
    count = len(wiring["wires"])
    lines = [
        f'<rect x="40" y="{TOP}" width="150" height="{2 * count * STEP - 20}" rx="12" fill="#e5e7eb"/>',
        f'<text x="115" y="{TOP + count * STEP - 6}" text-anchor="middle" font-weight="600">Raspberry Pi</text>',
    ]
    for place, wire in enumerate(wiring["wires"]):
        y = TOP + 20 + place * 2 * STEP
        lines.append(f'<rect x="182" y="{y - 10}" width="24" height="20" fill="#1d4ed8"/>')
        lines.append(f'<path d="M206 {y} H300" stroke="#1d4ed8" stroke-width="2.5"/>')
        lines.append(f'<rect x="300" y="{y - 19}" width="120" height="38" rx="8" fill="#dbeafe" stroke="#1d4ed8"/>')
        lines.append(f'<text x="360" y="{y + 5}" text-anchor="middle" font-weight="600">{escape(wire["part"])}</text>')
        lines.append(f'<text x="436" y="{y + 5}">{escape(wire["label"])}</text>')
    return lines


def _colour(part: str) -> str:
    return COLOURS.get(part.partition("-")[0], "#111827")


def main() -> int:
    """Exit status: 0 done or all the same, 1 a drawing is not that of its map."""
    stale = []
    for file in sorted(FOLDER.glob("*.toml")):
        made, place = drawing(file.read_text("utf-8")), file.with_suffix(".svg")
        if "--check" not in sys.argv:
            place.write_text(made, "utf-8")
        elif not place.exists() or place.read_text("utf-8") != made:
            stale.append(place.name)
    print("\n".join(f"{name}: vẽ lại · draw it again: tools/draw_wiring.py" for name in stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
