"""Turns several centres into the tables of the province: a row each, in the order of central.toml, never ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from central.dashboard.facts import SiteNow
from central.dashboard.history import Year
from central.dashboard.trend import ROLLING, rolling_until
from central.dashboard.words import STANDING_WORDS, minutes_words
from central.reports.statistics import Share
from central.web.dashboard.live_view import UNKNOWN, clock
from central.web.dashboard.year_view import share_words
from central.web.view import interval_text, share_text
from kiosk_ui.pages import FEW_RATINGS
from kiosk_ui.words import count_text, date_text


@dataclass(frozen=True, slots=True)
class CentreRow:
    """A centre today. ``cells``: waiting, longest wait, counters, issued, served, missed, within the limit."""

    site: str
    name: str
    url: str
    standing: str
    standing_words: str
    cells: tuple[str, ...]
    alerts: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and in small type under it how many it stands on and how sure it is."""

    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollingRow:
    """A centre: for each figure a cell for each number of months."""

    name: str
    note: str
    figures: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class RollingTable:
    """3, 6 and 12 months until yesterday, at every centre."""

    titles: tuple[str, ...]
    months: tuple[int, ...]
    days: str
    rows: tuple[RollingRow, ...]


def centre_row(now: SiteNow, name: str, zone: tzinfo, alerts: int) -> CentreRow:
    """One centre. What its hall does not say just now is not known."""
    total, counters = now.today.total, now.counters
    waiting, wait_s = now.waiting if now.is_live else None, now.longest_wait_s
    longest = "—" if waiting == 0 else UNKNOWN if wait_s is None else minutes_words(wait_s)
    open_words = f"{now.open_counters}/{len(counters)}" if now.is_live and counters else UNKNOWN
    words = STANDING_WORDS[now.standing]
    if now.standing == "stale" and now.hall is not None:
        at = now.hall.at.astimezone(zone)
        words += f" từ {clock(at, zone)}" if now.is_of_today else f" từ {date_text(at.date())}"
    elif now.is_live and now.hall is not None and not now.hall.open:
        words = "đã đóng cửa"
    return CentreRow(
        site=now.site,
        name=name,
        url=f"/bang-theo-doi?site={now.site}",
        standing=now.standing,
        standing_words=words,
        cells=(
            UNKNOWN if waiting is None else count_text(waiting),
            longest,
            open_words,
            count_text(total.issued),
            count_text(total.served),
            count_text(total.missed),
            share_words(Share(now.today.within_limit, now.today.waits)),
        ),
        alerts=alerts,
    )


def rolling_table(years: Mapping[str, Year], names: Mapping[str, str], rated: frozenset[str]) -> RollingTable | None:
    """``rated``: the centres of whose ratings the reader may see something."""
    rows = []
    for site, year in years.items():
        stretches = [rolling_until(year.days, year.today, n) for n in ROLLING]
        figures = [
            tuple(Cell(count_text(one.sums.served)) for one in stretches),
            tuple(Cell(_minutes(one.sums.mean_wait_s)) for one in stretches),
            tuple(_within(one.sums.within) for one in stretches),
        ]
        if rated:
            figures.append(tuple(_satisfied(one.sums.satisfaction) if site in rated else Cell("") for one in stretches))
        note = "" if stretches[-1].is_whole or stretches[-1].sums.is_empty else "chưa đủ 12 tháng"
        rows.append(RollingRow(names[site], note, tuple(figures)))
    if not rows:
        return None
    titles = ("Đã phục vụ", "Chờ trung bình, phút", "Chờ ≤ 15 phút", *(("Hài lòng",) if rated else ()))
    until = next(iter(years.values())).today - timedelta(days=1)
    return RollingTable(titles, ROLLING, f"Đến hết {date_text(until)}", tuple(rows))


def _minutes(seconds: float | None) -> str:
    return "—" if seconds is None else f"{seconds / 60:.1f}".replace(".", ",")


def _within(share: Share) -> Cell:
    if not share.denominator:
        return Cell("—")
    return Cell("—", (FEW_RATINGS,)) if share.is_small else Cell(share_text(share))


def _satisfied(share: Share) -> Cell:
    """Counts are printed however few they are."""
    if not share.denominator:
        return Cell("—")
    n = f"{count_text(share.denominator)} lượt"
    if share.interval is None or share.is_small:
        return Cell("—", (n, FEW_RATINGS))
    return Cell(share_text(share), (interval_text(share.interval), n))
