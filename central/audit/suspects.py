"""Ratings that do not stand as they should, kept until every line was seen: another row may be the false one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from central.audit.findings import NOWHERE, Finding
from central.audit.standing import Judge, Judged
from central.audit.sums import Corrections
from central.projections.days import Days
from central.projections.groups import day_of
from central.projections.rollups import RollupKey
from central.rules.counting import Place, Standing
from central.store.queries import in_chunks
from central.store.tables import ratings

MOST_KEPT = 10_000
_AT_ONCE = 500


class Proved(NamedTuple):
    """What a rating must stand as."""

    kind: str
    level: str
    reasons: str
    day: str
    officer: str


class Suspects:
    """Ratings to be judged once more at the end."""

    def __init__(self, judge: Judge, corrections: Corrections, days: Days) -> None:
        self._judge = judge
        self._corrections = corrections
        self._days = days
        self._kept: list[Judged] = []

    def look(self, several: Iterable[Judged]) -> Iterator[Finding]:
        """Judge ratings; those that stand as they should are done with. Says something only when it keeps many."""
        several = list(several)
        found = self._proved(several, self._judge.judge(several)) if several else {}
        self._kept += [one for one in several if not one.is_as_told or not _stands(one, found[one.place])]
        if len(self._kept) > MOST_KEPT:
            yield from self.settle()

    def settle(self) -> Iterator[Finding]:
        """Judge the kept ones by all that is known now."""
        kept, self._kept = self._kept, []
        for part in in_chunks(kept, _AT_ONCE):
            found = self._proved(part, self._judge.judge_in_groups(part))
            for one in part:
                yield from self._say(one, found[one.place])

    def remove(self, row: Row[Any]) -> None:
        """A stored rating for which there is no line."""
        self._corrections.add(_key(row), -1)

    def _proved(self, several: Sequence[Judged], found: dict[Place, Standing]) -> dict[Place, Proved]:
        whose, proved = self._judge.officers(several, found), {}
        for one in several:
            _, _, site, _, _, time_ms, _, told, *_ = one.given
            standing = found[one.place]
            day = day_of(self._days, site, time_ms, standing)
            proved[one.place] = Proved(standing.kind, standing.level, standing.reasons, day, whose.get(one.place, told))
        return proved

    def _say(self, one: Judged, proved: Proved) -> Iterator[Finding]:
        if one.stored is not None:
            if one.is_as_told and _stands(one, proved):
                return
            self._corrections.add(_key(one.stored), -1)
        _, seq, site, _, _, _, _, _, counter, scale, _, channel, _, _ = one.given
        self._corrections.add((site, proved.day, proved.officer, counter, scale, proved.level, proved.kind, channel), 1)
        if one.stored is not None and one.is_as_told:
            there, due = _text(_stored(one.stored)), _text(proved)
            vi = f"đánh giá ghi là {there}, theo quy tắc là {due}"
            en = f"the rating stands as {there}, by the rules it is {due}"
            yield Finding(ratings.name, vi, en, one.gateway, one.stream, seq)


def _stored(row: Row[Any]) -> Proved:
    return Proved(row.kind, row.level, row.reasons, row.day, row.officer)


def _stands(one: Judged, proved: Proved) -> bool:
    return one.stored is not None and _stored(one.stored) == proved


def _key(row: Row[Any]) -> RollupKey:
    return (row.site, row.day, row.officer, row.counter, row.scale, row.level, row.kind, row.channel)


def _text(said: Proved) -> str:
    return " ".join(word or NOWHERE for word in said)
