"""Ratings that do not stand as they should, kept until every line was seen: another row may be the false one."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from central.audit.findings import NOWHERE, Finding
from central.audit.standing import Judge, Judged
from central.audit.sums import Corrections
from central.projections.days import Days
from central.projections.groups import day_of
from central.projections.rollups import RollupKey
from central.rules.counting import Standing
from central.store.queries import in_chunks
from central.store.tables import ratings

MOST_KEPT = 10_000
_AT_ONCE = 500


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
        found = self._judge.judge(several) if several else {}
        self._kept += [one for one in several if not one.is_as_told or not self._stands(one, found[one.place])]
        if len(self._kept) > MOST_KEPT:
            yield from self.settle()

    def settle(self) -> Iterator[Finding]:
        """Judge the kept ones by all that is known now."""
        kept, self._kept = self._kept, []
        for part in in_chunks(kept, _AT_ONCE):
            found = self._judge.judge_in_groups(part)
            for one in part:
                yield from self._say(one, found[one.place])

    def remove(self, row: Row[Any]) -> None:
        """A stored rating for which there is no line."""
        self._corrections.add(_key(row), -1)

    def _say(self, one: Judged, proved: Standing) -> Iterator[Finding]:
        if one.stored is not None:
            if one.is_as_told and self._stands(one, proved):
                return
            self._corrections.add(_key(one.stored), -1)
        _, seq, site, _, _, _, _, officer, counter, scale, _, channel, _, _ = one.given
        day = self._day(one, proved)
        self._corrections.add((site, day, officer, counter, scale, proved.level, proved.kind, channel), 1)
        if one.stored is not None and one.is_as_told:
            stands = Standing(one.stored.kind, one.stored.level, one.stored.reasons)
            there, due = _text(stands, one.stored.day), _text(proved, day)
            vi = f"đánh giá ghi là {there}, theo quy tắc là {due}"
            en = f"the rating stands as {there}, by the rules it is {due}"
            yield Finding(ratings.name, vi, en, one.gateway, one.stream, seq)

    def _stands(self, one: Judged, proved: Standing) -> bool:
        row = one.stored
        if row is None or (row.kind, row.level, row.reasons) != (proved.kind, proved.level, proved.reasons):
            return False
        return bool(row.day == self._day(one, proved))

    def _day(self, one: Judged, proved: Standing) -> str:
        _, _, site, _, _, time_ms, *_ = one.given
        return day_of(self._days, site, time_ms, proved)


def _key(row: Row[Any]) -> RollupKey:
    return (row.site, row.day, row.officer, row.counter, row.scale, row.level, row.kind, row.channel)


def _text(standing: Standing, day: str) -> str:
    return f"{standing.kind} {standing.level}{f' {standing.reasons}' if standing.reasons else ''} {day or NOWHERE}"
