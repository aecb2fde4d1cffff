"""Turns corrections and what they change into the words that their pages show."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from central.corrections import cases
from central.corrections.cases import Wanted
from central.corrections.changes import Changes
from central.corrections.proposals import Proposal, made_at
from central.rules.corrections import AS_VOID, SEAT, TICKET
from central.store.tables import tickets
from central.web.disputes.showing import moment, officer_text
from central.web.menu import CORRECTIONS_URL
from kiosk_ui.words import count_text


def said_in(connection: Connection, wanted: Wanted, zone: tzinfo, names: Mapping[str, str]) -> dict[str, str]:
    """What is corrected: kind, where, and what was told before and is to hold."""
    about = wanted.about
    if about.kind == SEAT:
        where = f"Quầy {about.counter}, {_span(about.from_ms, about.until_ms, zone)}"
        old, new = (officer_text(code, names) for code in (wanted.old, wanted.new))
        return {"kind": cases.KINDS[SEAT], "where": where, "old": old, "new": new}
    if about.kind == TICKET:
        row = connection.execute(select(tickets).where(tickets.c.ticket == about.ticket)).one_or_none()
        where = f"Số {row.number}, {moment(row.issued_ms, zone)}" if row is not None else "Số không còn"
        new = "đã hủy" if wanted.new == AS_VOID else "như thiết bị ghi"
        return {"kind": cases.KINDS[TICKET], "where": where, "old": _STATES.get(wanted.old, wanted.old), "new": new}
    of = made_at(connection, wanted.site, about.stream, about.seq)
    if of is None:
        return {"kind": cases.KINDS[about.kind], "where": "", "old": "", "new": ""}
    undone = said_in(connection, of, zone, names)
    return {"kind": cases.KINDS[about.kind], "where": undone["where"], "old": undone["new"], "new": undone["old"]}


_STATES = {
    "issued": "đang chờ",
    "served": "đã phục vụ",
    "missed": "vắng mặt",
    "abandoned": "bỏ về",
    "void": "đã hủy",
}


def rows(changes: Changes, names: Mapping[str, str], *, whole: bool) -> list[dict[str, Any]]:
    """A row for each officer: before and after of each sum. ``whole``: with the number of ratings too."""
    return [
        {
            "officer": officer_text(one.officer, names),
            "cells": [
                _pair(one.served),
                _pair(one.void),
                *([_pair(one.ratings)] if whole else []),
                _pair((one.open_s[0] // 60, one.open_s[1] // 60)),
            ],
        }
        for one in changes.officers
    ]


def titles(*, whole: bool) -> list[str]:
    """The titles of the columns of `rows`."""
    return ["Lượt đã phục vụ", "Số hủy", *(["Lượt đánh giá"] if whole else []), "Phút mở quầy"]


def row(one: Proposal, said: Mapping[str, str], zone: tzinfo, accounts: Mapping[str, str]) -> dict[str, str]:
    """A proposal in words."""
    decided = (
        f"{accounts.get(one.decided_by, one.decided_by)}, {moment(one.decided_ms, zone)}" if one.decided_ms else ""
    )
    return {
        **said,
        "url": f"{CORRECTIONS_URL}/{one.id}",
        "title": f"Đính chính {one.id}: {said['kind'].lower()}",
        "reason": cases.REASONS.get(one.wanted.reason, one.wanted.reason),
        "state": cases.STATES[one.state],
        "is_open": "1" if one.state == cases.OPEN else "",
        "by": f"{accounts.get(one.proposed_by, one.proposed_by)}, {moment(one.proposed_ms, zone)}",
        "decided": decided,
    }


def accounts_named(found: Iterable[Proposal]) -> set[str]:
    """The accounts that proposals name."""
    return {code for one in found for code in (one.proposed_by, one.decided_by) if code}


def _pair(values: tuple[int, int]) -> dict[str, str]:
    old, new = (count_text(one) for one in values)
    return {"old": old, "new": new, "differs": "1" if old != new else ""}


def _span(from_ms: int, until_ms: int, zone: tzinfo) -> str:
    since, until = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone) for ms in (from_ms, until_ms))
    if since.date() == until.date():
        return f"{since:%H:%M} – {until:%H:%M} ngày {since:%d/%m/%Y}"
    return f"{since:%H:%M} ngày {since:%d/%m/%Y} – {until:%H:%M} ngày {until:%d/%m/%Y}"
