"""Decides which layout a grid is in: the one asked for, or the only one whose every head is there."""

import re
from collections.abc import Sequence

from central.imports.layouts.model import Layout
from central.imports.reading.grid import Grid
from central.imports.reading.headings import Heading, best_heading
from central.imports.remarks import LAYOUT, ImportRefused, Remark

_OLD_SIGNS = re.compile(
    "[\u00a8-\u00ae\u00b5-\u00be\u00c4-\u00c7\u00cb-\u00d2\u00d6-\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00fe]"
)
_VIETNAMESE = re.compile("[\u0103\u0111\u01a1\u01b0\u1ea1-\u1ef9\u0102\u0110\u01a0\u01af]")


def recognise(grid: Grid, layouts: Sequence[Layout], asked: str | None = None) -> Heading:
    """The head of a grid. ``asked``: the key of the only layout that will do. Raises ImportRefused."""
    headings = [best_heading(grid, layout) for layout in layouts]
    complete = [heading for heading in headings if heading.is_complete]
    if asked is not None:
        (wanted,) = [heading for heading in headings if heading.layout.key == asked]
        if wanted.is_complete:
            return wanted
        raise ImportRefused(grid.name, _wrong(wanted, complete))
    if len(complete) == 1:
        return complete[0]
    if complete:
        raise ImportRefused(grid.name, [_several(complete)])
    if remark := old_font(grid):
        raise ImportRefused(grid.name, [remark])
    nearest = max(headings, key=lambda found: (len(found.columns) - len(found.unknown), -len(found.missing)))
    raise ImportRefused(grid.name, _wrong(nearest, []))


def old_font(grid: Grid) -> Remark | None:
    """What is said about text that was typed for the fonts of TCVN3 (.VnTime) or VNI, and reads as "Së C«ng Th­¬ng"."""
    text = " ".join(cell.text for row in grid.rows[:60] for cell in row)
    strange = len(_OLD_SIGNS.findall(text))
    if strange < 8 or strange <= 2 * len(_VIETNAMESE.findall(text)):
        return None
    return Remark(
        "chữ trong tệp theo bảng mã cũ (TCVN3, VNI); hãy đổi sang Unicode bằng Unikey (Ctrl+Shift+F6), lưu lại rồi nạp",
        "the text is in an old encoding (TCVN3, VNI); convert it to Unicode and save it again",
        "Unicode",
        found=next((cell.text for row in grid.rows for cell in row if _OLD_SIGNS.search(cell.text)), None),
    )


def _wrong(heading: Heading, fitting: Sequence[Heading]) -> list[Remark]:
    layout = heading.layout
    head_row = max(1, heading.body - 1)
    remarks = list(heading.unknown)
    if heading.missing:
        titles = ", ".join(f"{key} (“{layout.titled(key)}”)" for key in heading.missing)
        remarks.append(
            Remark(
                f"theo mẫu {layout.key} còn thiếu cột: {titles}",
                f"columns of the layout {layout.key} are missing",
                layout.head,
                row=head_row,
            )
        )
    if fitting:
        keys = " | ".join(f"--layout {other.layout.key}" for other in fitting)
        choices = tuple(other.layout.key for other in fitting)
        remarks.append(
            Remark(
                f"tệp này khớp mẫu khác: {keys}", "the file is in another layout", keys, kind=LAYOUT, choices=choices
            )
        )
    return remarks


def _several(complete: Sequence[Heading]) -> Remark:
    keys = " | ".join(f"--layout {heading.layout.key}" for heading in complete)
    return Remark(
        f"tệp khớp với {len(complete)} mẫu; hãy chọn một: {keys}", f"{len(complete)} layouts fit; choose one", keys,
        kind=LAYOUT, choices=tuple(heading.layout.key for heading in complete),
    )  # fmt: skip
