"""Figures and headlines of the report of visits, with their numerators and denominators (domain §3.1)."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from central.reports.durations import Durations, minutes
from central.reports.model import Figure, Tile
from central.reports.period import Period
from central.reports.statistics import percent
from central.reports.visit_counts import TOTAL, WAIT_LIMIT_S, VisitNumbers, Visits
from central.rules.visits import ABANDONED, ISSUED, MISSED, SERVED, VOID

MONTH_DAYS = Decimal("30.44")
_PLACES = Decimal("0.01")

MEASURES = ("wait", "work_wait", "service")
"""Wait by the clock, wait in the hours of the centre, service."""


def figures_of(numbers: VisitNumbers, before: Visits | None, period: Period) -> dict[str, Figure]:
    """Every figure by its name, with its change against the period before."""
    total = numbers.of(TOTAL)
    figures = {
        "issued": _count(lambda got: got.issued, total, before),
        "visits": _count(lambda got: got.visits, total, before),
        **{state: _count(_at(state), total, before) for state in (SERVED, MISSED, ABANDONED, VOID)},
        "unfinished": _count(_at(ISSUED), total, before),
        "monthly_mean_issued": _monthly(total.issued, period),
        "monthly_mean_served": _monthly(total.state(SERVED), period),
    }
    for measure in MEASURES:
        figures |= _durations(measure, total, before)
    figures["open_counter_minutes"] = Figure(minutes(Decimal(total.open_s)), "minutes", total.open_s, 60)
    for outcome, (visits, times) in sorted(numbers.outcomes.items()):
        if outcome:
            figures[f"outcome_{outcome}"] = Figure(visits, "count")
            figures[f"outcome_{outcome}_times"] = Figure(times, "count")
    for need in sorted(map(str, numbers.keys("need"))):
        figures[f"need_{need}"] = Figure(numbers.of(("need", need)).issued, "count")
    figures["priority"] = Figure(numbers.groups["priority"].get(1, Visits()).issued, "count")
    return figures


def tiles_of(figures: dict[str, Figure]) -> tuple[Tile, ...]:
    """The headlines: how many, how long they waited, how many not too long, how long they were served."""
    beside = (("vắng mặt {}", MISSED), ("bỏ về, hết ngày {}", ABANDONED), ("hủy {}", VOID))
    details = tuple((words, int(figures[name].value or 0)) for words, name in beside)
    return (
        Tile("Lượt lấy số", figures["issued"], (("đã phục vụ {}", int(figures[SERVED].value or 0)), *details)),
        Tile("Chờ trung bình, phút/lượt", figures["mean_wait"], _of(figures["mean_wait"])),
        Tile("Chờ không quá 15 phút", figures["wait_within_15_share"]),
        Tile("Phục vụ trung bình, phút/lượt", figures["mean_service"], _of(figures["mean_service"])),
    )


def _of(figure: Figure) -> tuple[tuple[str, int], ...]:
    return (("{} lượt", figure.denominator),) if figure.denominator else ()


def _durations(measure: str, total: Visits, before: Visits | None) -> dict[str, Figure]:
    now, then = total.took(measure), before.took(measure) if before else None
    figures = {
        f"mean_{measure}": _minutes(lambda took: took.mean_min, now, then, now.total_s),
        f"median_{measure}": _minutes(lambda took: took.median_min, now, then),
        f"p90_{measure}": _minutes(lambda took: took.p90_min, now, then),
    }
    if measure != "service":
        within = now.within(WAIT_LIMIT_S)
        value = percent(within, now.n)
        earlier = percent(then.within(WAIT_LIMIT_S), then.n) if then else None
        change = None if value is None or earlier is None else value - earlier
        figures[f"{measure}_within_15_share"] = Figure(value, "percent", within, now.n, change)
    return figures


def _minutes(
    part: Callable[[Durations], Decimal | None], now: Durations, then: Durations | None, total_s: int | None = None
) -> Figure:
    """A duration. ``total_s``: the seconds that a mean divides; a median has no numerator."""
    value, earlier = part(now), part(then) if then else None
    change = None if value is None or earlier is None else value - earlier
    return Figure(value, "minutes", total_s, now.n, change)


def _monthly(n: int, period: Period) -> Figure:
    """A mean for each month of 30.44 days."""
    value = (Decimal(n) * MONTH_DAYS / period.days).quantize(_PLACES, rounding=ROUND_HALF_UP)
    return Figure(value, "per_month", n, period.days)


def _at(state: str) -> Callable[[Visits], int]:
    return lambda got: got.state(state)


def _count(part: Callable[[Visits], int], total: Visits, before: Visits | None) -> Figure:
    return Figure(part(total), "count", change=part(total) - part(before) if before else None)
