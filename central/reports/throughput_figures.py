"""Figures and headlines of the report of visits, with their numerators and denominators (domain §3.1)."""

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


def figures_of(numbers: VisitNumbers, period: Period) -> dict[str, Figure]:
    """Every figure by its name."""
    figures = totals_of(numbers.of(TOTAL), period) | open_figure(numbers.of(TOTAL).open_s)
    for outcome, (visits, times) in sorted(numbers.outcomes.items()):
        if outcome:
            figures[f"outcome_{outcome}"] = Figure(visits, "count")
            figures[f"outcome_{outcome}_times"] = Figure(times, "count")
    for need in sorted(map(str, numbers.keys("need"))):
        figures[f"need_{need}"] = Figure(numbers.of(("need", need)).issued, "count")
    figures["priority"] = Figure(numbers.groups["priority"].get(1, Visits()).issued, "count")
    return figures


def totals_of(total: Visits, period: Period) -> dict[str, Figure]:
    """The figures that two periods are compared by."""
    states = {"served": SERVED, "missed": MISSED, "abandoned": ABANDONED, "void": VOID, "unfinished": ISSUED}
    figures = {
        "issued": Figure(total.issued, "count"),
        "visits": Figure(total.visits, "count"),
        **{name: Figure(total.state(state), "count") for name, state in states.items()},
        "monthly_mean_issued": _monthly(total.issued, period),
        "monthly_mean_served": _monthly(total.state(SERVED), period),
    }
    for measure in MEASURES:
        figures |= _durations(measure, total.took(measure))
    return figures


def open_figure(open_s: int) -> dict[str, Figure]:
    """For how long counters were open."""
    return {"open_counter_minutes": Figure(minutes(Decimal(open_s)), "minutes", open_s, 60)}


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


def _durations(measure: str, took: Durations) -> dict[str, Figure]:
    """A mean divides seconds; a median has no numerator."""
    figures = {
        f"mean_{measure}": Figure(took.mean_min, "minutes", took.total_s, took.n),
        f"median_{measure}": Figure(took.median_min, "minutes", None, took.n),
        f"p90_{measure}": Figure(took.p90_min, "minutes", None, took.n),
    }
    if measure != "service":
        within = took.within(WAIT_LIMIT_S)
        figures[f"{measure}_within_15_share"] = Figure(percent(within, took.n), "percent", within, took.n)
    return figures


def _monthly(n: int, period: Period) -> Figure:
    """A mean for each month of 30.44 days."""
    value = (Decimal(n) * MONTH_DAYS / period.days).quantize(_PLACES, rounding=ROUND_HALF_UP)
    return Figure(value, "per_month", n, period.days)
