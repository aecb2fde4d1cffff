"""Draws the self-test slip: which gateway, each part and how it is, when."""

from collections.abc import Sequence
from datetime import datetime

from gateway.paper.faces import clean
from gateway.paper.layouts import LAYOUTS
from gateway.paper.sheet import Sheet
from gateway.printers.bitmap import Bitmap

MOST_ROWS = 24


def draw_slip(
    width: int, centre: str, title: str, gateway: str, rows: Sequence[tuple[str, str]], at: datetime | None
) -> Bitmap:
    """The slip as a bitmap. ``at`` is None while the gateway does not know the time."""
    layout, sheet = LAYOUTS[width], Sheet(LAYOUTS[width])
    sheet.gap(layout.gap // 2)
    sheet.text(clean(centre), layout.centre)
    sheet.gap(layout.gap // 2)
    sheet.banner(title, layout.banner, filled=True)
    sheet.gap(layout.gap // 2)
    sheet.text(clean(gateway), layout.service)
    sheet.gap(layout.gap // 2)
    sheet.rule()
    for name, words in list(rows)[:MOST_ROWS]:
        sheet.gap(layout.gap // 4)
        sheet.row(clean(name), clean(words))
    sheet.gap(layout.gap // 2)
    sheet.rule()
    sheet.gap(layout.gap // 2)
    sheet.text("chưa biết giờ" if at is None else f"{at:%H:%M ngày %d/%m/%Y}", layout.small)
    sheet.gap(layout.gap // 2)
    return sheet.bitmap()
