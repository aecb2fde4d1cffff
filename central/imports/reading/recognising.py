"""Decides which layout a grid is in: the one asked for, or the only one whose every head is there."""

from collections.abc import Sequence

from central.imports.layouts.model import Layout
from central.imports.reading.grid import Grid
from central.imports.reading.headings import Heading, best_heading
from central.imports.remarks import LAYOUT, ImportRefused, Remark


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
    nearest = max(headings, key=lambda found: (len(found.columns) - len(found.unknown), -len(found.missing)))
    raise ImportRefused(grid.name, _wrong(nearest, []))


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
