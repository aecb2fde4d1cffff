"""Closes a period: freezes its reports under their hashes and says so in central's own stream, in one transaction.

Nothing that was frozen is ever changed: closing again makes the next version, with what is different in it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, insert, select

from central.closing.canonical import frozen_bytes
from central.closing.differences import RowChange, differences, to_text
from central.closing.frozen import FrozenDamaged, closings_of, version_of, what_of
from central.closing.readiness import Readiness, readiness
from central.config import CentralConfig
from central.documents.office import program_version
from central.own_stream.own_stream import OwnStream
from central.presence import GatewayPresence
from central.projections.settings import RULES
from central.reports.making import make_live, site_of
from central.reports.model import Report
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from central.store.engine import reading
from central.store.tables import closings, frozen_reports
from contract.clock import utc_ms
from contract.events import EventData, ReportFrozen
from contract.notes import Note

REASON_MOST = 2_000


class CloseRefused(Exception):
    """The period is not closed; the message says why, in Vietnamese, then English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi = vi


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes: a code and a role, never a name."""

    code: str
    role: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a period stands: what was to be looked at, the version closed last, and what differs from it now.

    ``version`` 0: it was never closed. ``changes`` hold the reports that differ, by their keys.
    """

    readiness: Readiness
    version: int
    changes: dict[str, tuple[RowChange, ...]]
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What was frozen: the version, and the hash of each report by its key."""

    version: int
    hashes: dict[str, str]


def standing(
    engine: Engine,
    config: CentralConfig,
    site: str,
    period: Period,
    now: datetime,
    presence: Sequence[GatewayPresence] | None = None,
) -> Standing:
    """Look at a period, from one state of the store. Raises UnknownName."""
    with reading(engine) as connection:
        ready = readiness(connection, config, site, period, now, presence)
        return _standing(connection, config, site, period, ready)


def changes_since(engine: Engine, closed: Report, now: datetime) -> tuple[RowChange, ...]:
    """What is different now from a report as it was closed. Nothing where it can no longer be made."""
    with reading(engine) as connection:
        try:
            live = make_live(connection, closed.site, closed.key, closed.period, now.astimezone(closed.site.zone))
        except ReportRefused:
            return ()
    return differences(closed, live)


def close(
    engine: Engine,
    config: CentralConfig,
    own_stream: OwnStream,
    site: str,
    period: Period,
    who: Closer,
    *,
    reason: str = "",
    after: int = 0,
    now: datetime | None = None,
    presence: Sequence[GatewayPresence] | None = None,
    beside: Callable[[Connection], None] = lambda connection: None,
) -> Made:
    """Freeze every report of the period as version ``after`` + 1.

    after: the version that whoever closes has seen; another one since is a refusal, so that two people who press at
        the same time do not make two versions.
    beside: what else belongs into the transaction.

    Raises CloseRefused, UnknownName, and what the store raises: then nothing is closed.
    """
    moment = now or datetime.now(UTC)
    seen = standing(engine, config, site, period, moment, presence)
    words = " ".join(reason.split())
    _refuse(seen, words, after)
    freezing = _Freezing(site, period, who, words, moment.astimezone(site_of(config, site).zone), seen)

    def write(connection: Connection) -> list[tuple[EventData, Note | None]]:
        told = freezing.write(connection)
        beside(connection)
        return told

    own_stream.decide(site, write)
    return freezing.made


class _Freezing:
    """One closing, from what was seen to what is written."""

    def __init__(self, site: str, period: Period, who: Closer, reason: str, moment: datetime, seen: Standing) -> None:
        self._site = site
        self._period = period
        self._who = who
        self._seen = seen
        self._row = {
            "site": site, "period_from": period.first.isoformat(), "period_to": period.last.isoformat(),
            "version": seen.version + 1, "closed_ms": utc_ms(moment), "person": who.code, "role": who.role,
            "reason": reason, "readiness": seen.readiness.as_text(), "program": program_version(), "rules": RULES,
        }  # fmt: skip
        self._frozen = {key: frozen_bytes(report, self._row) for key, report in seen.readiness.reports.items()}
        hashes = {key: hashlib.sha256(raw).hexdigest() for key, raw in self._frozen.items()}
        self.made = Made(seen.version + 1, hashes)

    def write(self, connection: Connection) -> list[tuple[EventData, Note | None]]:
        """Store the version under the write lock; the events that say so. Raises CloseRefused."""
        before = _newest(connection, self._site, self._period)
        if before != self._seen.version:
            raise _other_version(before)
        old = _hashes(connection, self._site, self._period, before)
        closing_id = connection.execute(insert(closings).values(self._row).returning(closings.c.id)).scalar_one()
        rows = [
            {
                "closing_id": closing_id,
                "report": key,
                "sha256": self.made.hashes[key],
                "bytes": raw,
                "changes": to_text(self._seen.changes.get(key, ())) if self._seen.version else "",
            }
            for key, raw in self._frozen.items()
        ]
        connection.execute(insert(frozen_reports), rows)
        return [(self._event(key, old.get(key)), None) for key in self._frozen]

    def _event(self, key: str, old: str | None) -> ReportFrozen:
        warned = "closed_over_warnings" if self._seen.readiness.has_warnings else "closed"
        return ReportFrozen(
            what=what_of(self._site, self._period, key, self.made.version),
            old=old,
            new=self.made.hashes[key],
            reason="closed_again" if self._seen.version else warned,
            author=self._who.role,
        )


def _standing(connection: Connection, config: CentralConfig, site: str, period: Period, ready: Readiness) -> Standing:
    versions = closings_of(connection, site, period)
    if not versions:
        return Standing(ready, 0, {})
    newest, facts = versions[0], site_of(config, site)
    changes, damaged = {}, []
    kept = {one.report for one in newest.reports}
    for key in sorted(kept):
        try:
            old = version_of(connection, newest.id, facts, key)
        except FrozenDamaged:
            damaged.append(key)
            continue
        if key in ready.reports and (found := differences(old, ready.reports[key])):
            changes[key] = found
    for key in ready.reports.keys() - kept:
        changes[key] = (RowChange("added", "report", ready.reports[key].title, ()),)
    return Standing(ready, newest.version, changes, tuple(damaged))


def _refuse(seen: Standing, reason: str, after: int) -> None:
    """Raise CloseRefused where the period must not be closed now."""
    if seen.version != after:
        raise _other_version(seen.version)
    blocking = [line for line in seen.readiness.lines if line.level == "block"]
    if blocking:
        said = " ".join(f"{line.text} {line.todo}".strip() for line in blocking)
        raise CloseRefused(f"chưa chốt được: {said}", "not ready to be closed")
    if len(reason) > REASON_MOST:
        raise CloseRefused(f"lý do dài quá {REASON_MOST} ký tự", "the reason is too long")
    if after and not seen.changes and not seen.damaged:
        raise CloseRefused(f"số liệu không thay đổi so với bản {after}", f"nothing changed since version {after}")
    if not reason and (after or seen.readiness.has_warnings):
        why = "chốt lại" if after else "còn điểm cần xem"
        raise CloseRefused(f"cần ghi lý do ({why})", "a reason must be given")


def _other_version(version: int) -> CloseRefused:
    if not version:
        return CloseRefused("kỳ này chưa được chốt", "this period was never closed")
    return CloseRefused(
        f"kỳ này đã được chốt, bản {version}; hãy xem lại trang", f"closed meanwhile: version {version}"
    )


def _newest(connection: Connection, site: str, period: Period) -> int:
    versions = select(func.max(closings.c.version)).where(
        closings.c.site == site,
        closings.c.period_from == period.first.isoformat(),
        closings.c.period_to == period.last.isoformat(),
    )
    return int(connection.execute(versions).scalar_one() or 0)


def _hashes(connection: Connection, site: str, period: Period, version: int) -> dict[str, str]:
    found = (one for one in closings_of(connection, site, period) if one.version == version)
    return {report.report: report.sha256 for one in found for report in one.reports}


def difference_count(changes: Mapping[str, Sequence[RowChange]]) -> int:
    """How many rows differ, over all reports."""
    return sum(map(len, changes.values()))
