"""How large everything on a ticket is, for each width of paper. Only numbers."""

from dataclasses import dataclass

from gateway.paper.faces import Weight
from gateway.paper.typesetter import Style


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes in dots; of several styles the first is tried first. ``code`` is the most a QR code takes with the white
    round it; ``columns``: facts stand side by side."""

    width: int
    side: int
    gap: int
    centre: tuple[Style, ...]
    service: tuple[Style, ...]
    caption: Style
    number: int
    banner: tuple[Style, ...]
    label: tuple[Style, ...]
    value: tuple[Style, ...]
    note: tuple[Style, ...]
    small: tuple[Style, ...]
    code: int
    columns: bool


def _styles(weight: Weight, *sizes: int, tracking: int = 0) -> tuple[Style, ...]:
    return tuple(Style(weight, size, tracking) for size in sizes)


LAYOUTS: dict[int, Layout] = {
    576: Layout(
        width=576,
        side=16,
        gap=24,
        centre=_styles("semibold", 28, 26, 24, 22),
        service=_styles("bold", 40, 36, 32, 28, 26, 24),
        caption=Style("semibold", 26, 3),
        number=232,
        banner=_styles("bold", 44, 40, 36, 32, 28, 24, tracking=3),
        label=_styles("medium", 24, 22, 20),
        value=_styles("bold", 36, 34, 32, 30, 28),
        note=_styles("semibold", 32, 30, 28, 26, 24),
        small=_styles("medium", 24, 22, 20),
        code=276,
        columns=True,
    ),
    384: Layout(
        width=384,
        side=4,
        gap=16,
        centre=_styles("semibold", 24, 22, 20),
        service=_styles("bold", 32, 28, 26, 24, 22),
        caption=Style("semibold", 22, 2),
        number=160,
        banner=_styles("bold", 36, 32, 28, 24, 20, tracking=2),
        label=_styles("medium", 20, 18),
        value=_styles("bold", 26, 24, 22, 20),
        note=_styles("semibold", 24, 22, 20),
        small=_styles("medium", 20, 18),
        code=276,
        columns=False,
    ),
}
"""By the dots across the paper: 80 mm and 58 mm at 203 dpi."""
