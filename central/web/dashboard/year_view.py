"""Turns the last year of a centre into the figures, charts and rows of its page. Pure.

``with_ratings`` False: for who may see none, nothing of satisfaction is made at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from central.dashboard.history import Year
from central.dashboard.trend import ROLLING, Stretch, months_until, rolling_until
from central.reports.statistics import Share
from central.web.dashboard.live_view import Figure
from central.web.view import interval_text, share_text
from kiosk_ui.bar_charts import Bar, Look, Point, share_points, stacked_bars
from kiosk_ui.chart_parts import wilson
from kiosk_ui.pages import FEW_RATINGS, NO_RATINGS
from kiosk_ui.words import count_text, date_text

_NARROW = ("n", 340.0, "chart-narrow")
_HALF, _WHOLE = (("w", 520.0, "chart-wide"), _NARROW), (("w", 1080.0, "chart-wide"), _NARROW)


@dataclass(frozen=True, slots=True)
class StretchRow:
    """A row of the table of months: what is printed of each figure."""

    label: str
    note: str
    issued: str
    served: str
    wait: str
    within: str
    rated: str = ""
    satisfied: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, drawn for a desk and for a phone."""

    title: str
    drawings: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearView:
    """The section of months. ``rows``: months, the newest first; ``rolling``: 3, 6 and 12 months."""

    title: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    rows: tuple[StretchRow, ...]
    rolling: tuple[StretchRow, ...]
    read_at: str
    has_data: bool
    with_ratings: bool = False


def year_view(year: Year, with_ratings: bool) -> YearView:
    """The months of a centre until yesterday."""
    months = months_until(year.days, year.today)
    rolling = [(n, rolling_until(year.days, year.today, n)) for n in ROLLING]
    this = months[-1]
    until = min(this.period.last, year.today - timedelta(days=1))
    return YearView(
        title=f"Tháng {this.period.first:%m/%Y}, đến hết {date_text(until)}",
        figures=tuple(_figures(this, months[-2], with_ratings)),
        charts=_charts(months, with_ratings),
        rows=tuple(row_of(f"{one.period.first:%m/%Y}", one, with_ratings) for one in reversed(months)),
        rolling=tuple(row_of(f"{n} tháng qua", one, with_ratings) for n, one in rolling),
        read_at=f"{year.read_at:%H:%M}",
        has_data=any(not one.sums.is_empty for one in months),
        with_ratings=with_ratings,
    )


def row_of(label: str, stretch: Stretch, with_ratings: bool) -> StretchRow:
    """What is printed of a month or a longer stretch."""
    sums = stretch.sums
    note = "" if stretch.is_whole or sums.is_empty else "chưa đủ kỳ"
    mean_s = sums.mean_wait_s
    wait = "—" if mean_s is None else f"{mean_s / 60:.1f}".replace(".", ",")
    row = (label, note, count_text(sums.issued), count_text(sums.served), wait, share_words(sums.within))
    if not with_ratings:
        return StretchRow(*row)
    interval = sums.satisfaction.interval
    said = "" if interval is None or sums.satisfaction.is_small else interval_text(interval)
    return StretchRow(*row, count_text(sums.rated), share_words(sums.satisfaction), said)


def share_words(share: Share) -> str:
    """A share, or why none is printed."""
    if not share.denominator:
        return NO_RATINGS
    return FEW_RATINGS if share.is_small else share_text(share)


def _figures(this: Stretch, before: Stretch, with_ratings: bool) -> list[Figure]:
    sums, last = this.sums, before.sums
    mean_s = sums.mean_wait_s
    figures = [
        Figure("Lượt lấy số", count_text(sums.issued), f"tháng trước {count_text(last.issued)}"),
        Figure("Đã phục vụ", count_text(sums.served), f"vắng mặt {count_text(sums.missed)}"),
        Figure(
            "Chờ trung bình", "—" if mean_s is None else f"{mean_s / 60:.1f} phút".replace(".", ","), _of(sums.waits)
        ),
        Figure("Chờ không quá 15 phút", _short(sums.within), _counts(sums.within)),
    ]
    if with_ratings:
        figures.append(Figure("Tỷ lệ hài lòng", _short(sums.satisfaction), _rated(sums.satisfaction)))
    return figures


def _of(n: int) -> str:
    return f"{count_text(n)} lượt" if n else NO_RATINGS


def _short(share: Share) -> str:
    return "—" if not share.denominator or share.is_small else share_text(share)


def _counts(share: Share) -> str:
    counts = f"{count_text(share.numerator)}/{count_text(share.denominator)} lượt"
    return NO_RATINGS if not share.denominator else f"{counts} · {FEW_RATINGS}" if share.is_small else counts


def _rated(share: Share) -> str:
    interval = share.interval
    return _counts(share) if interval is None or share.is_small else f"{_counts(share)} · {interval_text(interval)}"


def _charts(months: Sequence[Stretch], with_ratings: bool) -> tuple[Chart, ...]:
    # With three charts the first one takes a whole line.
    charts = [
        _visits(months, _WHOLE if with_ratings else _HALF),
        _shares(months, "within", "Chờ không quá 15 phút, theo tháng"),
    ]
    if with_ratings:
        note = "Chấm là tỷ lệ, thanh là khoảng tin cậy 95 % (Wilson). Tháng dưới 10 lượt không vẽ."
        charts.append(_shares(months, "satisfaction", "Tỷ lệ hài lòng, theo tháng", note))
    return tuple(charts)


def _labels(months: Sequence[Stretch]) -> list[tuple[str, str]]:
    """The month, and under the first one and each January its year."""
    return [
        (f"{one.period.first:%m}", f"{one.period.first:%Y}" if place == 0 or one.period.first.month == 1 else "")
        for place, one in enumerate(months)
    ]


def _visits(months: Sequence[Stretch], sizes: Sequence[tuple[str, float, str]]) -> Chart:
    title = "Lượt lấy số theo tháng"
    bars = [
        Bar(label, (one.sums.served, one.sums.issued - one.sums.served), under)
        for (label, under), one in zip(_labels(months), months, strict=True)
    ]
    parts = (("đã phục vụ", 1), ("vắng, bỏ về, hủy", 3))
    said = (
        f"{count_text(sum(one.sums.issued for one in months))} lượt trong {len(months)} tháng. Số liệu ở bảng bên dưới."
    )
    return Chart(
        title,
        tuple(stacked_bars(bars, parts, Look(title, said, f"visits-{uid}", px, css)) for uid, px, css in sizes),
    )


def _shares(months: Sequence[Stretch], name: str, title: str, note: str = "") -> Chart:
    points = []
    for (label, under), one in zip(_labels(months), months, strict=True):
        share: Share = getattr(one.sums, name)
        if share.denominator and not share.is_small:
            points.append(Point(label, share.numerator / share.denominator, *_ends(share, name), under))
        else:
            points.append(Point(label, None, under=under))
    said = f"{sum(point.share is not None for point in points)} tháng có số liệu. Số liệu ở bảng bên dưới."
    return Chart(
        title,
        tuple(share_points(points, Look(title, said, f"{name}-{uid}", px, css)) for uid, px, css in _HALF),
        note,
    )


def _ends(share: Share, name: str) -> tuple[float, float]:
    """The interval of a sample; who waited are all, no sample."""
    if name == "within":
        return (share.numerator / share.denominator,) * 2
    return wilson(share.numerator, share.denominator)
