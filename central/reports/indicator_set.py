"""Sets of indicators as dated data: their titles, the points of each, and the classes that a sum of points comes to."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).with_name("indicator_sets")

PointsRule = Literal["", "handling_time", "feedback_in_time"]
EvidenceKind = Literal[
    "", "resolved_in_time", "supplements", "redirected", "attitude", "feedback_in_time", "online"
]  # fmt: skip


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Indicator(_Part, frozen=True):
    """One of the set. ``points``: the rule that computes them; '' where people enter them."""

    no: int
    title: str
    points: PointsRule = ""
    evidence: EvidenceKind = ""


class PointsClass(_Part, frozen=True):
    """A class and the points from which on it is given, included."""

    at_least: Decimal
    title: str


class IndicatorSet(_Part, frozen=True):
    """A set. Days are YYYY-MM-DD, both included; '' has no bound. ``most``: points of one indicator."""

    key: str
    title: str
    valid_from: str
    valid_to: str
    most: int
    classes: tuple[PointsClass, ...]
    indicators: tuple[Indicator, ...]

    def holds_on(self, day: date) -> bool:
        """Whether the set holds on a day."""
        text = day.isoformat()
        return (not self.valid_from or self.valid_from <= text) and (not self.valid_to or text <= self.valid_to)

    def class_of(self, points: Decimal) -> str:
        """The highest class whose points are reached; a sum that is just its threshold belongs to it."""
        reached = [one for one in self.classes if points >= one.at_least]
        return max(reached, key=lambda one: one.at_least).title if reached else ""


@cache
def sets_in(folder: Path = FOLDER) -> tuple[IndicatorSet, ...]:
    """Every set that is there. Raises msgspec.ValidationError for a file that is none."""
    return tuple(
        msgspec.toml.decode(path.read_bytes(), type=IndicatorSet, strict=False)
        for path in sorted(folder.glob("*.toml"))
    )


def set_on(day: date, sets: Sequence[IndicatorSet]) -> IndicatorSet | None:
    """The set that holds on a day; of several the one that came last."""
    return max((one for one in sets if one.holds_on(day)), key=lambda one: one.valid_from, default=None)
