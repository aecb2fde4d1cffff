"""Where a stream is complete and whether its chain holds, pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOLE = "store.hole"
"""A line written in place of one that could not be read any more: the next `prev` names the old one."""

NO_HASH = bytes(16)


@dataclass(frozen=True, slots=True)
class Range:
    """Lines ``first`` to ``last``."""

    first: int
    last: int


def chain_holds(hash_before: bytes | None, type_before: str, prev: bytes | None, type_: str) -> bool | None:
    """Whether a line names the one before it; None when that cannot be told.

    ``hash_before`` and ``type_before`` are of the line before, None when it is lost (16 zero bytes and ''
    before the first line). ``prev`` is what the line names, None when it is unreadable or purged.
    """
    if hash_before is None or prev is None or type_before == HOLE or type_ == HOLE:
        return None
    return prev == hash_before


def complete_up_to(complete: int, stored: Iterable[int], lost: Sequence[Range]) -> int:
    """How far a stream is complete.

    ``stored`` are the lines beyond ``complete`` that are there, ascending, at least up to the first gap;
    ``lost`` are the ranges known as lost.
    """
    by_first = {one.first: one.last for one in lost}
    for seq in stored:
        complete = _past_lost(complete, by_first)
        if seq > complete + 1:
            return complete
        complete = max(complete, seq)
    return _past_lost(complete, by_first)


def _past_lost(complete: int, by_first: dict[int, int]) -> int:
    while complete + 1 in by_first:
        complete = by_first[complete + 1]
    return complete


def missing(first: int, last: int, present: Iterable[int]) -> list[Range]:
    """The ranges of ``first`` to ``last`` that are not in ``present`` (ascending)."""
    found = []
    for seq in present:
        if seq > first:
            found.append(Range(first, min(seq - 1, last)))
        first = seq + 1
        if first > last:
            break
    if first <= last:
        found.append(Range(first, last))
    return found


def without(lost: Sequence[Range], seq: int) -> list[Range]:
    """The lost ranges after the line ``seq`` turned up after all."""
    left = []
    for one in lost:
        if not one.first <= seq <= one.last:
            left.append(one)
            continue
        if one.first < seq:
            left.append(Range(one.first, seq - 1))
        if seq < one.last:
            left.append(Range(seq + 1, one.last))
    return left


def outside(part: Range, lost: Sequence[Range]) -> list[Range]:
    """What of ``part`` is in none of the lost ranges (ascending, apart from each other)."""
    left, first = [], part.first
    for one in lost:
        if one.last < first:
            continue
        if one.first > part.last:
            break
        if one.first > first:
            left.append(Range(first, one.first - 1))
        first = one.last + 1
    if first <= part.last:
        left.append(Range(first, part.last))
    return left
