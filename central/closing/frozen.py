"""Reads what was frozen: closings of a period, their reports. Bytes without their hash are refused, never shown."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from central.closing.canonical import NotReadable, frozen_of
from central.reports.model import Closed, Report, Site
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from central.store.tables import closings, frozen_reports


class FrozenDamaged(ReportRefused):
    """What was frozen is not there as it was frozen; `quayso audit` says more."""

    def __init__(self, key: str, version: int) -> None:
        super().__init__(
            f"bản chốt {version} của báo cáo {key} không còn nguyên vẹn (mã không khớp); hãy chạy quayso audit",
            f"frozen version {version} of {key} is damaged: run quayso audit",
        )


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """One report of a closing; ``changes`` is JSON, see `central.closing.differences`."""

    report: str
    sha256: str
    changes: str


@dataclass(frozen=True, slots=True)
class Closing:
    """A version of a closed period. ``readiness`` is JSON, see `central.closing.readiness`."""

    id: int
    version: int
    closed_ms: int
    person: str
    role: str
    reason: str
    readiness: str
    program: str
    reports: tuple[FrozenReport, ...]


def what_of(site: str, period: Period, key: str, version: int) -> str:
    """What a `report.frozen` is about: report, site, period and version."""
    return f"{key}/{site}/{period.first}/{period.last}/{version}"


def closings_of(connection: Connection, site: str, period: Period) -> tuple[Closing, ...]:
    """Every version of a period, the newest first."""
    rows = connection.execute(_of_period(site, period).order_by(closings.c.version.desc())).all()
    return tuple(_closing(connection, row) for row in rows)


def closed_periods(connection: Connection, site: str) -> dict[Period, Row[Any]]:
    """The newest version of each closed period of a site."""
    statement = select(closings).where(closings.c.site == site).order_by(closings.c.version)
    return {_period(row): row for row in connection.execute(statement)}


def frozen_report(connection: Connection, site: Site, key: str, period: Period) -> Report | None:
    """The newest frozen version of a report, None when it was not frozen. Raises FrozenDamaged."""
    newest = _of_period(site.id, period).order_by(closings.c.version.desc()).limit(1).subquery()
    statement = (
        select(frozen_reports, newest.c.version, newest.c.closed_ms)
        .join(newest, newest.c.id == frozen_reports.c.closing_id)
        .where(frozen_reports.c.report == key)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _report(row, site, key)


def version_of(connection: Connection, closing_id: int, site: Site, key: str) -> Report:
    """A report as a certain version froze it. Raises FrozenDamaged, and LookupError when it froze none."""
    statement = (
        select(frozen_reports, closings.c.version, closings.c.closed_ms)
        .join(closings, closings.c.id == frozen_reports.c.closing_id)
        .where(frozen_reports.c.closing_id == closing_id, frozen_reports.c.report == key)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise LookupError(key)
    return _report(row, site, key)


def _report(row: Row[Any], site: Site, key: str) -> Report:
    if not isinstance(row.bytes, bytes) or hashlib.sha256(row.bytes).hexdigest() != row.sha256:
        raise FrozenDamaged(key, row.version)
    try:
        report, _ = frozen_of(row.bytes)
    except NotReadable:
        raise FrozenDamaged(key, row.version) from None
    at = datetime.fromtimestamp(row.closed_ms // 1000, UTC).astimezone(site.zone)
    closed = Closed(at, row.version, row.sha256)
    return replace(report, closed=closed, parts=tuple(replace(part, closed=closed) for part in report.parts))


def _of_period(site: str, period: Period) -> Any:
    return select(closings).where(
        closings.c.site == site,
        closings.c.period_from == period.first.isoformat(),
        closings.c.period_to == period.last.isoformat(),
    )


def _closing(connection: Connection, row: Row[Any]) -> Closing:
    columns = (frozen_reports.c.report, frozen_reports.c.sha256, frozen_reports.c.changes)
    rows = connection.execute(select(*columns).where(frozen_reports.c.closing_id == row.id)).all()
    return Closing(
        row.id, row.version, row.closed_ms, row.person, row.role, row.reason, row.readiness, row.program,
        tuple(FrozenReport(one.report, one.sha256, one.changes) for one in rows),
    )  # fmt: skip


def _period(row: Row[Any]) -> Period:
    return Period(datetime.fromisoformat(row.period_from).date(), datetime.fromisoformat(row.period_to).date())
