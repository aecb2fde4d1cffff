"""Proves what was frozen: its bytes still give their hash, central's stream still says so, and the chain heads that the
report names are still in their streams.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from central.audit.findings import Finding
from central.closing.canonical import NotReadable, frozen_of
from central.closing.frozen import what_of
from central.reports.model import Head
from central.reports.period import Period
from central.rules.stored import read_stored
from central.store.tables import closings, events, frozen_reports, streams
from contract.events import ReportFrozen
from contract.ids import CENTRAL_GATEWAY

FROZEN = "frozen"
_NO_LINE = bytes(16)
_ROW = ("site", "period_from", "period_to", "version", "closed_ms", "person", "role", "reason", "readiness", "program")


class _Said(NamedTuple):
    """A `report.frozen`: where its line stands, and what it says; None once its bytes are purged."""

    stream: str
    seq: int
    data: ReportFrozen | None


def prove_frozen(connection: Connection) -> Iterator[Finding]:
    """Everything about frozen reports that does not hold."""
    told = list(_told(connection))
    said = {one.data.what: one for one in told if one.data is not None}
    is_purged = any(one.data is None for one in told)
    kept: set[str] = set()
    statement = select(closings, frozen_reports).join(frozen_reports, frozen_reports.c.closing_id == closings.c.id)
    for row in connection.execute(statement.order_by(closings.c.id, frozen_reports.c.report)):
        what = _what(row)
        kept.add(what)
        yield from _prove_row(connection, row, what, said.get(what), is_purged=is_purged)
    for what, one in said.items():
        if what not in kept:
            vi, en = f"báo cáo đã chốt {what} không còn trong kho", f"the frozen report {what} is gone"
            yield Finding(FROZEN, vi, en, CENTRAL_GATEWAY, one.stream, one.seq)
    yield from _empty_closings(connection)


def _prove_row(
    connection: Connection, row: Row[Any], what: str, said: _Said | None, *, is_purged: bool
) -> Iterator[Finding]:
    place = ("-", None) if said is None else (said.stream, said.seq)

    def wrong(vi: str, en: str) -> Finding:
        return Finding(FROZEN, f"báo cáo đã chốt {what}: {vi}", f"frozen report {what}: {en}", CENTRAL_GATEWAY, *place)

    if said is None and not is_purged:
        yield wrong("không có dòng report.frozen nào nói đến", "no report.frozen line speaks of it")
    if said is not None and said.data is not None and said.data.new != row.sha256:
        yield wrong("mã trong kho khác mã trong chuỗi", "the store names another hash than the chain")
    raw = row.bytes
    if not isinstance(raw, bytes) or hashlib.sha256(raw).hexdigest() != row.sha256:
        yield wrong("nội dung không cho đúng mã: đã bị sửa", "its bytes do not give their hash: they were changed")
        return
    try:
        report, about = frozen_of(raw)
    except NotReadable as error:
        yield wrong(f"phiên bản này không đọc được ({error})", f"this version cannot read it: {error}")
        return
    if differing := [name for name in (*_ROW, "rules") if about.get(name) != row._mapping[closings.c[name]]]:
        names = ", ".join(differing)
        yield wrong(f"kho ghi khác bản chốt ở: {names}", f"the store differs from the frozen version in: {names}")
    for head in report.proof.heads:
        yield from _prove_head(connection, head, what)


def _prove_head(connection: Connection, head: Head, what: str) -> Iterator[Finding]:
    """The line at the head of that time is still there with that hash. A lost one has none."""
    if head.seq == 0 or head.head == _NO_LINE.hex():
        return
    there = (
        select(events.c.hash)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(streams.c.gateway == head.gateway, streams.c.stream == head.stream, events.c.seq == head.seq)
    )
    digest = connection.execute(there).scalar_one_or_none()
    if digest is None:
        vi, en = "đầu xích lúc chốt không còn", "the chain head of that time is gone"
    elif not isinstance(digest, bytes) or digest.hex() != head.head:
        vi, en = "đầu xích lúc chốt nay là dòng khác", "the chain head of that time is another line now"
    else:
        return
    yield Finding(FROZEN, f"{vi} ({what})", f"{en} ({what})", head.gateway, head.stream, head.seq)


def _empty_closings(connection: Connection) -> Iterator[Finding]:
    """Closings without any report, and reports without their closing."""
    both = closings.outerjoin(frozen_reports, frozen_reports.c.closing_id == closings.c.id)
    empty = select(closings).select_from(both).where(frozen_reports.c.closing_id.is_(None))
    for row in connection.execute(empty):
        what = f"{row.site} {row.period_from}–{row.period_to} {row.version}"
        vi, en = f"kỳ đã chốt {what} không có báo cáo nào", f"the closed period {what} has no report"
        yield Finding(FROZEN, vi, en, CENTRAL_GATEWAY)
    both = frozen_reports.outerjoin(closings, closings.c.id == frozen_reports.c.closing_id)
    orphans = select(frozen_reports.c.report).select_from(both).where(closings.c.id.is_(None))
    for key in connection.execute(orphans).scalars():
        vi, en = f"báo cáo đã chốt {key} không thuộc kỳ nào", f"the frozen report {key} belongs to no closing"
        yield Finding(FROZEN, vi, en, CENTRAL_GATEWAY)


def _told(connection: Connection) -> Iterator[_Said]:
    statement = (
        select(streams.c.stream, events.c.seq, events.c.line)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(streams.c.gateway == CENTRAL_GATEWAY, events.c.type == ReportFrozen.TYPE)
        .order_by(events.c.id)
    )
    for row in connection.execute(statement):
        if row.line is None:
            yield _Said(row.stream, row.seq, None)
            continue
        data = read_stored(row.line, CENTRAL_GATEWAY, row.stream, row.seq).data
        if isinstance(data, ReportFrozen):
            yield _Said(row.stream, row.seq, data)


def _what(row: Row[Any]) -> str:
    of: Mapping[Any, Any] = row._mapping
    try:
        period = Period(*(date.fromisoformat(of[closings.c[name]]) for name in ("period_from", "period_to")))
    except ValueError:
        return f"{of[frozen_reports.c.report]}/{of[closings.c.site]}"
    return what_of(of[closings.c.site], period, of[frozen_reports.c.report], of[closings.c.version])
