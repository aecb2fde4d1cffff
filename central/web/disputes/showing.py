"""Turns signs, ratings, proposals and reviews into the words that their pages show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Connection, select

from central.disputes import cases
from central.disputes.proposals import Proposal
from central.disputes.reviews import Review, ShownBlock
from central.disputes.signs import KINDS, Press, Sign, Visit
from central.registry.lists import lists_in_force, posts_of
from central.reports.period import Period
from central.reports.words import CHANNELS, NOBODY_SIGNED_IN, ROW_LABELS, UNKNOWN_OFFICER
from central.store.tables import people
from contract.scales import SCALES
from kiosk_ui.words import count_text, date_text

URL, REVIEWS_URL = "/can-kiem-tra", "/xem-lai"
_KIND_WORDS = {"counted": "đang tính"}


@dataclass(frozen=True, slots=True)
class ShownSign:
    """A sign in words. ``url``: the page of its single visits, '' where there are none to show."""

    title: str
    where: str
    count: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ShownPress:
    """A rating in a list. ``at`` and ``level`` are '' for who must not see a single one."""

    id: str
    day: str
    at: str
    counter: str
    officer: str
    level: str
    channel: str
    standing: str
    can_be_chosen: bool


def names_at(connection: Connection, site: str) -> dict[str, str]:
    """The officers of a site by their codes."""
    held = lists_in_force(connection, site, ("officers",))
    return {post.code: post.name for post in posts_of(connection, held["officers"].id if held else None)}


def accounts_of(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """The names of people by the codes of their accounts."""
    rows = connection.execute(select(people.c.code, people.c.name).where(people.c.code.in_(set(codes))))
    return {row.code: row.name for row in rows}


def officer_text(code: str, names: Mapping[str, str]) -> str:
    """An officer as pages name him."""
    return names.get(code, f"{UNKNOWN_OFFICER} ({code})") if code else NOBODY_SIGNED_IN


def sign(one: Sign, site: str, period: Period, names: Mapping[str, str]) -> ShownSign:
    """A sign in words."""
    where = [officer_text(one.officer, names)] if one.officer else []
    where += [f"Quầy {one.counter}"] if one.counter else []
    where += [date_text(date.fromisoformat(one.day))] if one.day else []
    words = {"site": site, "from": period.first.isoformat(), "to": period.last.isoformat()}
    about = dict(zip(("kind", "officer", "counter", "day"), one.about, strict=True))
    url = f"{URL}/viec?{urlencode(words | about)}" if one.ratings or one.tickets else ""
    count = f"{count_text(one.n)} trên {count_text(one.of)} lượt"
    return ShownSign(
        KINDS[one.kind], " · ".join(where) or "Cả Trung tâm", count, one.speaks_for, one.speaks_against, url
    )


def press(one: Press, zone: tzinfo, scale: str, names: Mapping[str, str], *, whole: bool, wanted: str) -> ShownPress:
    """A rating in a list; ``whole``: with its time and level. ``wanted``: what it must be to be chosen."""
    level = next((level.title for level in SCALES[scale].levels if level.code == one.level), one.level)
    standing = _KIND_WORDS.get(one.kind, ROW_LABELS.get(one.kind, one.kind))
    return ShownPress(
        str(UUID(bytes=one.rating)),
        date_text(date.fromisoformat(one.day)) if one.day else "không rõ ngày",
        clock(one.time_ms, zone) if whole else "",
        one.counter,
        officer_text(one.officer, names),
        level if whole else "",
        CHANNELS.get(one.channel, one.channel),
        standing,
        one.kind == wanted,
    )


def visit(one: Visit, zone: tzinfo, names: Mapping[str, str]) -> tuple[str, ...]:
    """A visit in a list: day, number, counter, officer, end, seconds."""
    seconds = "" if one.service_s is None else f"{count_text(one.service_s)} giây"
    return (
        date_text(date.fromisoformat(one.day)), one.number, one.counter, officer_text(one.officer, names),
        clock(one.finished_ms, zone), seconds,
    )  # fmt: skip


def proposal(one: Proposal, zone: tzinfo, accounts: Mapping[str, str]) -> dict[str, str]:
    """A proposal in words."""
    return {
        "url": f"{URL}/de-nghi/{one.id}",
        "title": f"Đề nghị {one.id}: {cases.ACTS[one.act].lower()}, {count_text(len(one.ratings))} lượt",
        "reason": cases.REASONS.get(one.reason, one.reason),
        "state": cases.STATES[one.state],
        "is_open": "1" if one.state == cases.OPEN else "",
        "by": f"{accounts.get(one.proposed_by, one.proposed_by)}, {moment(one.proposed_ms, zone)}",
        "decided": f"{accounts.get(one.decided_by, one.decided_by)}, {moment(one.decided_ms, zone)}"
        if one.decided_ms
        else "",
    }


def review(one: Review, zone: tzinfo, names: Mapping[str, str]) -> dict[str, str]:
    """A request for a review in words."""
    days = days_text(one.first_day, one.last_day)
    return {
        "url": f"{REVIEWS_URL}/{one.id}",
        "title": f"Khối {one.block}, {days}" if one.block else f"Ngày {days}",
        "officer": officer_text(one.officer, names),
        "reason": cases.REVIEW_REASONS.get(one.reason, one.reason),
        "state": cases.REVIEW_STATES[one.state],
        "is_open": "1" if one.state == cases.OPEN else "",
        "asked": moment(one.asked_ms, zone),
        "answered": moment(one.answered_ms, zone) if one.answered_ms else "",
    }


def blocks(found: Sequence[ShownBlock]) -> list[tuple[int, str]]:
    """Number and days of each block."""
    return [(one.number, f"Khối {one.number}: {days_text(one.first_day, one.last_day)}") for one in found]


def closed(periods: Sequence[Period]) -> list[tuple[str, str]]:
    """Days and address of each closed period."""
    return [
        (
            days_text(one.first.isoformat(), one.last.isoformat()),
            f"from={one.first.isoformat()}&to={one.last.isoformat()}",
        )
        for one in periods
    ]


def days_text(first: str, last: str) -> str:
    """One day, or from one to another."""
    texts = [date_text(date.fromisoformat(day)) for day in dict.fromkeys((first, last))]
    return " – ".join(texts)


def moment(at_ms: int, zone: tzinfo) -> str:
    """A moment to the minute."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime("%H:%M ngày %d/%m/%Y")


def clock(at_ms: int | None, zone: tzinfo) -> str:
    """The time of day to the second."""
    return "" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).strftime("%H:%M:%S")
