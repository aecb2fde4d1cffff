"""Sets figures beside those of the period before and of the same period a year earlier (domain §3.1).

The earlier value is the one computed from what is stored; where nothing is, the one that was published then and
imported (kind `figures`). Both are kept, and where they differ that is said.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection

from central.registry.lists import ListInForce
from central.reports.figure_names import name_of
from central.reports.model import Earlier, Figure, Finding, Relation, Site
from central.reports.period import Period, previous, year_before
from central.reports.published import Published, published_in
from kiosk_ui.words import count_text, date_text

FiguresIn = Callable[[Period], Mapping[str, Figure] | None]
"""The figures of an earlier period; None where the store knows of nothing so early."""

EARLIER: dict[Relation, Callable[[Period], Period]] = {"previous": previous, "year_before": year_before}
"""The periods that figures are compared with."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures with their changes, what to say about it, and the imports that were used."""

    figures: dict[str, Figure]
    findings: tuple[Finding, ...]
    used: tuple[ListInForce, ...]


def compared(
    connection: Connection, site: Site, period: Period, now: Mapping[str, Figure], figures_in: FiguresIn
) -> Compared:
    """``now`` with its changes."""
    figures = dict(now)
    findings: dict[Finding, None] = {}
    used: dict[ListInForce, None] = {}
    known: dict[Period, Mapping[str, Figure]] = {}
    for relation, before_of in EARLIER.items():
        before = before_of(period)
        if before not in known:
            known[before] = figures_in(before) or {}
        published = published_in(connection, site.id, before)
        for name, figure in figures.items():
            earlier = tuple(_earlier(relation, before, known[before].get(name), published.get(name), figure))
            if earlier:
                figures[name] = _changed(figure, earlier)
            if len(earlier) > 1 and (finding := _differ(name, figure, earlier)):
                findings[finding] = None
            if any(one.file for one in earlier):
                used[published[name].held] = None
    return Compared(figures, tuple(findings), tuple(used))


def _earlier(
    relation: Relation, before: Period, stored: Figure | None, published: Published | None, now: Figure
) -> Iterator[Earlier]:
    if stored is not None and stored.value is not None:
        yield Earlier(relation, before, stored.value)
    if published is not None and published.is_percent == (now.unit == "percent"):
        yield Earlier(relation, before, published.value, published.held.file)


def _changed(figure: Figure, earlier: tuple[Earlier, ...]) -> Figure:
    """The change is from the first: what was computed comes before what was published."""
    whole = (*figure.earlier, *earlier)
    if figure.value is None:
        return replace(figure, earlier=whole)
    change = figure.value - earlier[0].value
    if earlier[0].relation == "previous":
        return replace(figure, earlier=whole, change=change)
    return replace(figure, earlier=whole, change_year=change)


def _differ(name: str, figure: Figure, earlier: tuple[Earlier, ...]) -> Finding | None:
    """Whether what was published is what is computed now, to the places in which it was published."""
    ours, theirs = earlier[0].value, earlier[-1].value
    places = theirs if isinstance(theirs, Decimal) else Decimal(1)
    if Decimal(ours).quantize(places, rounding=ROUND_HALF_UP) == theirs:
        return None
    days = f"{date_text(earlier[0].period.first)}–{date_text(earlier[0].period.last)}"
    said, computed = _text(theirs, figure), _text(ours, figure)
    text = f"“{name_of(name)}” kỳ {days} đã công bố là {said}; theo số liệu hiện có là {computed}."
    return Finding("published_differs", text)


def _text(value: int | Decimal, figure: Figure) -> str:
    if isinstance(value, int):
        return count_text(value)
    sign = " %" if figure.unit == "percent" else ""
    return f"{value}".replace(".", ",") + sign
