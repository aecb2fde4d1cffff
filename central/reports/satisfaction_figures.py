"""Figures and headlines of the report of satisfaction, with numerators and denominators (domain §3.1)."""

from collections import Counter

from central.reports import participation
from central.reports.imported_ratings import Imported
from central.reports.model import Figure, Tile
from central.reports.officer_figures import figures_of as figures_of_levels
from central.reports.participation import Bases
from central.reports.rated_agencies import Said, reason_figures
from central.reports.rating_counts import Tally
from central.reports.satisfaction_counts import Levels, Satisfaction
from central.reports.statistics import percent

DEVICE, QR = ("panel", "screen"), ("qr",)
"""Channels at the counter, and on the citizen's own phone: figures of their own, never one figure of both."""


def figures_of(numbers: Satisfaction, bases: Bases, imported: Imported) -> dict[str, Figure]:
    """Every figure by its name."""
    figures = totals_of(Tally(numbers.scale, dict(numbers.total), numbers.ratings), bases, numbers.said)
    for name, channels in (("device", DEVICE), ("qr", QR)):
        figures |= _of_levels(name, numbers.of_channels(*channels), numbers)
    return figures | _imported(numbers, imported)


def totals_of(total: Tally, bases: Bases, said: Said) -> dict[str, Figure]:
    """The figures that two periods are compared by."""
    silent = {"reason_none": Figure(said.without_reason, "count")}
    return figures_of_levels(total) | participation.figures_of(total.of_scale, bases) | reason_figures(said) | silent


def tiles_of(figures: dict[str, Figure], numbers: Satisfaction) -> tuple[Tile, ...]:
    """The headlines: how many by which way, how many satisfied, how many not, how many of the visits were rated."""
    satisfied = " và ".join(level.title for level in numbers.scale.levels if level.satisfied)
    others = [level for level in numbers.scale.levels if not level.satisfied]
    by_way = (
        ("thiết bị tại quầy {}", sum(numbers.of_channels(*DEVICE).values())),
        ("mã QR {}", sum(numbers.of_channels(*QR).values())),
    )
    at_levels = tuple((f"{level.title} {{}}", numbers.total[level.code]) for level in others)
    return (
        Tile("Lượt đánh giá", figures["ratings"], by_way),
        Tile(satisfied, figures["satisfied_share"]),
        Tile(", ".join(level.title for level in others), figures["dissatisfied"], at_levels),
        _participation(figures[f"participation_{participation.SERVED_BASE}"]),
    )


def _participation(figure: Figure) -> Tile:
    """More ratings than visits are no share of them: the percent stands without an interval."""
    fits = figure.numerator is None or figure.denominator is None or figure.numerator <= figure.denominator
    value = figure if fits else Figure(figure.value, "count")
    return Tile("Tham gia đánh giá, % số lượt đã phục vụ", value, ())


def _of_levels(name: str, levels: Levels, numbers: Satisfaction) -> dict[str, Figure]:
    n, satisfied = sum(levels.values()), numbers.satisfied(levels)
    return {
        f"ratings_{name}": Figure(n, "count"),
        f"satisfied_share_{name}": Figure(percent(satisfied, n), "percent", satisfied, n),
    }


def _imported(numbers: Satisfaction, imported: Imported) -> dict[str, Figure]:
    """Totals of another system; levels of another scale are in no figure."""
    figures = {}
    if imported.ratings:
        figures["imported_ratings"] = Figure(sum(one.total for one in imported.ratings), "count", source="import")
    fitting = [one for one in imported.ratings if one.levels is not None]
    whole = sum(one.total for one in fitting)
    by_level: Counter[str] = Counter()
    for one in fitting:
        by_level.update(dict(zip((level.code for level in numbers.scale.levels), one.levels or (), strict=True)))
    for level in numbers.scale.levels if fitting else ():
        n = by_level[level.code]
        figures[f"imported_share_{level.code}"] = Figure(percent(n, whole), "percent", n, whole, source="import")
    return figures
