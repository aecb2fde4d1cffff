"""Which rating counts: a pure function of the set of events, never of their order of arrival (design §4.3).

A `rating` uuid exists once: its first line. A ticket is rated once: by its first accepted rating. The last
change of the rater holds. A rating that counts belongs to the day and hour of its visit, whenever it was given: of
its ticket's first `ticket.issued`. Ingest, `rebuild` and `audit` all ask here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contract.scales import SCALES

OrderKey = tuple[float, str, str, int]
"""Time in milliseconds (infinite when not known), gateway, stream, seq: which event came first."""

Place = tuple[int, int]
"""A line: number of its stream at central, and its seq."""

ACCEPTED = "accepted"
COUNTED = "counted"
DUPLICATE = "duplicate"
NO_TICKET = "no_ticket"
SET_ASIDE = "set_aside"
REPEAT = "repeat"
"""A line with the `rating` of an earlier one: the same press told twice, in no figure at all."""

OF_VISIT = frozenset((COUNTED, SET_ASIDE))
"""Kinds that belong to the day of their visit; what stands apart keeps its own."""

LEVELS = frozenset((scale.code, level.code) for scale in SCALES.values() for level in scale.levels)


def order_key(time_ms: int | None, gateway: str, stream: str, seq: int) -> OrderKey:
    """The place of an event in the order that decides; an event without a time comes last."""
    return (math.inf if time_ms is None else time_ms, gateway, stream, seq)


@dataclass(frozen=True, slots=True)
class Given:
    """A `rating.given` line. ``per_ticket``: its site counts a rating only with its ticket."""

    place: Place
    key: OrderKey
    gateway: str
    rating: bytes
    ticket: bytes | None
    verdict: str
    scale: str
    level: str
    reasons: str
    per_ticket: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A `rating.changed` (``level``) or `rating.reasoned` (``reasons``) line."""

    key: OrderKey
    gateway: str
    level: str | None
    reasons: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A `rating.set_aside` or `rating.restored` line of central."""

    key: OrderKey
    set_aside: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a `rating.given` line comes to. ``visit_ms``: when its visit began, whose day is its day; None: its own."""

    kind: str
    level: str
    reasons: str
    visit_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What was said about one `rating` beside its `rating.given`."""

    changes: list[Change] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


NOTHING_BESIDE = Beside()


def first_issued(times_ms: Iterable[int | None]) -> int | None:
    """When a ticket was issued, of all lines that tell of it; None when none of them has a time."""
    return min((time_ms for time_ms in times_ms if time_ms is not None), default=None)


def visit_ms_of(kind: str, per_ticket: bool, issued_ms: int | None) -> int | None:
    """The moment whose day is the day of a rating of this kind; None: the one at which it was given."""
    return issued_ms if is_of_visit(kind, per_ticket) else None


def is_of_visit(kind: str, per_ticket: bool) -> bool:
    """Whether a rating of this kind belongs to its visit: to its day, and to whoever dealt with it."""
    return per_ticket and kind in OF_VISIT


def kind_alone(verdict: str, has_ticket: bool, has_arrived: bool, per_ticket: bool) -> str:
    """The kind of a rating whose uuid and ticket no other line shares and that nobody set aside."""
    if verdict != ACCEPTED:
        return verdict
    return NO_TICKET if per_ticket and not (has_ticket and has_arrived) else COUNTED


def standings(
    given: Iterable[Given], beside: Mapping[bytes, Beside], issued: Mapping[bytes, int | None]
) -> dict[Place, Standing]:
    """What each line comes to.

    ``given`` must hold every line of each `rating` and of each ticket that is to be judged; ``issued`` when each
    ticket that has arrived was issued.
    """
    lines = sorted(given, key=lambda line: line.key)
    firsts: set[Place] = set()
    ratings: set[bytes] = set()
    winners: set[Place] = set()
    rated: set[bytes] = set()
    for line in lines:
        if line.rating in ratings:
            continue
        ratings.add(line.rating)
        firsts.add(line.place)
        if line.ticket is not None and line.verdict == ACCEPTED and line.ticket not in rated:
            rated.add(line.ticket)
            winners.add(line.place)
    return {
        line.place: standing(
            line,
            beside.get(line.rating, NOTHING_BESIDE),
            is_first=line.place in firsts,
            is_winner=line.ticket is None or line.place in winners,
            issued=issued,
        )
        for line in lines
    }


def standing(
    line: Given, beside: Beside, *, is_first: bool, is_winner: bool, issued: Mapping[bytes, int | None]
) -> Standing:
    """What one line comes to.

    is_first: no earlier line has its uuid. is_winner: it has no ticket, or is the ticket's first accepted
    one. A rating that was set aside keeps its ticket: a later press does not take its place.
    """
    level, reasons = _last_said(line, beside.changes)
    has_arrived, issued_ms = False, None
    if line.ticket is not None:
        has_arrived, issued_ms = line.ticket in issued, issued.get(line.ticket)
    if not is_first:
        kind = REPEAT
    elif line.verdict == ACCEPTED and not is_winner:
        kind = DUPLICATE
    else:
        kind = kind_alone(line.verdict, line.ticket is not None, has_arrived, line.per_ticket)
        if kind == COUNTED and is_set_aside(beside.decisions):
            kind = SET_ASIDE
    return Standing(kind, level, reasons, visit_ms_of(kind, line.per_ticket, issued_ms))


def is_set_aside(decisions: Sequence[Decision]) -> bool:
    """Whether the last decision about a rating set it aside."""
    return bool(decisions) and max(decisions, key=lambda decision: decision.key).set_aside


def _last_said(line: Given, changes: Sequence[Change]) -> tuple[str, str]:
    """Level and reasons after the last change by the gateway that took the rating."""
    level, reasons = line.level, line.reasons
    own = [change for change in changes if change.gateway == line.gateway]
    for change in sorted(own, key=lambda change: change.key):
        if change.level is not None and (line.scale, change.level) in LEVELS:
            level = change.level
        if change.reasons is not None:
            reasons = change.reasons
    return level, reasons
