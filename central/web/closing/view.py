"""What the pages "Chốt kỳ" show: finished Vietnamese words, in the shape their templates read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from central.closing.closing import Standing
from central.closing.differences import RowChange, from_text
from central.closing.frozen import Closing
from central.closing.readiness import Line, lines_from_text
from central.closing.telling import LEVELS, label_of, step_text, value_text
from central.config import CentralSite
from central.documents.periods import period_name
from central.reports.period import PRESETS, Period, preset_of, previous
from central.reports.registry import REPORTS
from central.rules.workdays import closable_from
from central.web.menu import CLOSING_URL, report_url
from central.workdays import workdays_at
from kiosk_ui.words import date_text, moment_text

_MOST_PERIODS = 13
_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period in the list. ``state``: open, waiting, ready or closed."""

    name: str
    days: str
    state: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the readiness list with its mark in words."""

    level: str
    mark: str
    title: str
    text: str
    todo: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A value before and after, and the step between them."""

    title: str
    old: str
    new: str
    step: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A row that differs."""

    kind: str
    label: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class ChangedReport:
    """A report with rows that differ; ``more`` are those for which there is no room."""

    title: str
    count: int
    rows: tuple[ChangeView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FrozenView:
    """A frozen report of a version: its code and where its bytes are."""

    title: str
    code: str
    url: str
    raw_url: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a closed period."""

    version: int
    at: str
    who: str
    reason: str
    program: str
    lines: tuple[LineView, ...]
    reports: tuple[FrozenView, ...]
    changes: tuple[ChangedReport, ...]


def period_url(site: str, period: Period) -> str:
    """The address of a period's page."""
    asked = {"site": site, "from": period.first.isoformat(), "to": period.last.isoformat()}
    return f"{CLOSING_URL}/ky?{urlencode(asked)}"


def name_of(period: Period) -> str:
    """A period as people call it, with a capital letter."""
    name = period_name(period)
    return f"{name[:1].upper()}{name[1:]}"


def days_of(period: Period) -> str:
    """From when to when."""
    return f"{date_text(period.first)} – {date_text(period.last)}"


def listed_periods(preset: str, today: date, since: date | None) -> list[Period]:
    """The periods of a preset, the running one first, back to where there is data."""
    period = PRESETS[preset].around(today)
    periods = [period]
    while len(periods) < _MOST_PERIODS and since is not None and period.first > since:
        period = previous(period)
        periods.append(period)
    return periods


def others(closed: Mapping[Period, Row[Any]], preset: str) -> list[Period]:
    """Closed periods that the list of this preset does not hold."""
    of_other_kind = (one for one in closed if (known := preset_of(one)) is None or known.key != preset)
    return sorted(of_other_kind, reverse=True)


def period_view(
    period: Period, site: str, settings: CentralSite, zone: ZoneInfo, today: date, closed: Row[Any] | None
) -> PeriodView:
    """How a period stands, in a line."""
    since = closable_from(period.last, workdays_at(settings))
    if closed is not None:
        state, text = "closed", f"Đã chốt bản {closed.version}, {moment_text(local(closed.closed_ms, zone))}"
    elif today <= period.last:
        state, text = "open", "Đang diễn ra"
    elif today < since:
        state, text = "waiting", f"Còn nhận đánh giá; chốt được từ {date_text(since)}"
    else:
        state, text = "ready", "Tạm tính, chờ chốt"
    return PeriodView(name_of(period), days_of(period), state, text, period_url(site, period))


def lines_of(lines: Sequence[Line]) -> tuple[LineView, ...]:
    """The readiness list."""
    return tuple(LineView(one.level, LEVELS[one.level], one.title, one.text, one.todo) for one in lines)


def changed_reports(changes: Mapping[str, Sequence[RowChange]], *, whole: bool) -> tuple[ChangedReport, ...]:
    """The reports that differ, in the order of the menu; without ``whole`` how many rows alone.

    A row that changed after the closing may be one single rating: that is for the head of the centre.
    """
    return tuple(
        ChangedReport(
            known.title,
            len(changes[key]),
            tuple(map(_change, changes[key][:_MOST_ROWS])) if whole else (),
            max(0, len(changes[key]) - _MOST_ROWS) if whole else 0,
        )
        for key, known in REPORTS.items()
        if changes.get(key)
    )


def damaged_titles(seen: Standing) -> list[str]:
    """Reports whose frozen bytes are not what was frozen."""
    return [REPORTS[key].title for key in seen.damaged if key in REPORTS]


def versions_of(
    closings: Sequence[Closing], site: str, period: Period, zone: ZoneInfo, names: Mapping[str, str], *, whole: bool
) -> list[VersionView]:
    """Every version, the newest first. ``names``: people by their codes."""
    return [
        VersionView(
            version=one.version,
            at=moment_text(local(one.closed_ms, zone)),
            who=names.get(one.person, one.person),
            reason=one.reason,
            program=one.program,
            lines=lines_of([line for line in lines_from_text(one.readiness) if line.level != "ok"]),
            reports=tuple(
                FrozenView(
                    REPORTS[kept.report].title,
                    " ".join(kept.sha256[at : at + 4] for at in range(0, 16, 4)),
                    report_url(kept.report, site, period) if is_newest else "",
                    f"{CLOSING_URL}/ban/{one.id}/{kept.report}.json" if whole else "",
                )
                for kept in one.reports
                if kept.report in REPORTS
            ),
            changes=changed_reports({kept.report: from_text(kept.changes) for kept in one.reports}, whole=whole),
        )
        for is_newest, one in ((place == 0, one) for place, one in enumerate(closings))
    ]


def local(ms: int, zone: ZoneInfo) -> datetime:
    """A stored moment in the zone of a site."""
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone)


def _change(change: RowChange) -> ChangeView:
    """What a page shows of a row: its columns there, and of a row that is new or gone what is not nothing."""
    told = [cell for cell in change.cells if change.kind == "changed" or {cell.old, cell.new} - {"", "0"}]
    shown = [cell for cell in told if cell.on_page] or told or list(change.cells)
    cells = tuple(
        CellView(cell.title, value_text(cell.kind, cell.old), value_text(cell.kind, cell.new), step_text(cell))
        for cell in shown
    )
    return ChangeView(change.kind, label_of(change), cells)
